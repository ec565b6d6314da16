//! WARC: the records that articles were read from, as a crawler wrote them, after a record that names the query.
//!
//! Records are copied unchanged. Only the two line ends after each are added here, because some writers omit them. In a compressed file, each
//! record is its own gzip member, so that readers can seek to any of them.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::cite::record::one_line;
use crate::article::{NewsTime, TimeOrigin};

/// A WARC file that is being written.
pub struct WarcExport<'o> {
    out: &'o mut dyn Write,
    is_compressed: bool,
}

impl<'o> WarcExport<'o> {
    /// Begins a file: writes the record that names the program and the query. `now` is in seconds since 1970.
    pub fn begin(out: &'o mut dyn Write, is_compressed: bool, understood: &str, now: i64) -> io::Result<WarcExport<'o>> {
        let mut export = WarcExport { out, is_compressed };
        export.write(&info(understood, now))?;
        Ok(export)
    }

    /// Writes a whole record, with the line ends after it.
    pub fn write(&mut self, record: &[u8]) -> io::Result<()> {
        if !self.is_compressed {
            return self.out.write_all(record);
        }
        let mut member = GzEncoder::new(&mut *self.out, Compression::default());
        member.write_all(record)?;
        member.finish().map(drop)
    }
}

/// Returns a record of the kind `warcinfo` (WARC 1.1, section 6.2).
fn info(understood: &str, now: i64) -> Vec<u8> {
    let date = NewsTime::from_unix(now, TimeOrigin::Field).map_or_else(String::new, |time| time.to_string());
    let (program, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let block = format!(
        "software: {program}/{version}\r\nformat: WARC File Format 1.1\r\ndescription: records of the articles that match a search, copied from \
         the WARC files that were indexed\r\nquery: {}\r\n",
        one_line(understood)
    );
    let id = uuid(&format!("{date}\n{block}"));
    let head = format!(
        "WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Date: {date}\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nContent-Type: application/warc-fields\r\n\
         Content-Length: {}\r\n\r\n",
        block.len()
    );
    format!("{head}{block}\r\n\r\n").into_bytes()
}

/// Returns a UUID made from the hash of a text (version 8 of RFC 9562).
fn uuid(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let mut digits: Vec<char> = hash.iter().take(16).flat_map(|byte| format!("{byte:02x}").chars().collect::<Vec<_>>()).collect();
    digits[12] = '8';
    digits[16] = 'a';
    let digits: String = digits.into_iter().collect();
    format!("{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_query_ends_the_record_that_names_it() {
        let info = String::from_utf8(info("ferry\r\n\r\nWARC/1.0\r\n", 1_700_000_000)).unwrap();
        let (head, block) = info.split_once("\r\n\r\n").unwrap();
        assert!(head.contains("WARC-Date: 2023-11-14T22:13:20Z\r\n"), "{head}");
        let block = block.strip_suffix("\r\n\r\n").unwrap();
        assert!(head.ends_with(&format!("Content-Length: {}", block.len())), "{head}");
        assert!(block.ends_with("query: ferry WARC/1.0\r\n") && block.lines().count() == 4, "{block}");
    }
}
