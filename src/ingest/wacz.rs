//! Packed web archives (WACZ): WARC files in a zip archive, with a list of the pages that somebody wanted to keep.
//!
//! The WARC files are read where they are, without unpacking them. The list gives headlines to pages that state none. What was loaded from
//! hosts of no listed page is a part of a page, such as an advertisement.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek};
use std::ops::ControlFlow;

use zip::ZipArchive;
use zip::result::ZipError;

use super::record::{Envelope, Sink};
use super::unpack::{Expanding, Expansion};
use super::warc;
use crate::error::ProblemKind;
use crate::extract::Finding;

/// Maximum number of pages of the list that are read.
const MAX_PAGES: usize = 100_000;

/// Maximum length in bytes of all addresses and headlines of the list together.
const MAX_LIST_BYTES: usize = 32 << 20;

/// Maximum length of the address of a page in the list.
const MAX_ADDRESS_BYTES: usize = 8 << 10;

/// Maximum length of the headline of a page in the list.
const MAX_TITLE_BYTES: usize = 1 << 10;

/// Maximum length in bytes of a line of the list. It may hold the text of the page.
const MAX_LINE_BYTES: u64 = 4 << 20;

/// Returns whether an archive is one: it describes itself, and holds WARC files.
pub(super) fn is_one(archive: &ZipArchive<impl Read + Seek>) -> bool {
    archive.index_for_name("datapackage.json").is_some() && archive.file_names().flatten().any(|name| is_warc(&name))
}

fn is_warc(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("archive/") && [".warc", ".warc.gz", ".warc.zst"].iter().any(|ending| name.ends_with(ending))
}

/// Gives the pages of an archive. `size_bytes` is the size of its file.
pub(super) fn pages(
    archive: &mut ZipArchive<impl Read + Seek>,
    size_bytes: u64,
    sink: &mut Sink<'_>,
) -> io::Result<ControlFlow<()>> {
    let (n_in, n_out) = (Cell::new(size_bytes), Cell::new(0));
    let expansion = Expansion { n_in: &n_in, n_out: &n_out, max_ratio: sink.limits.max_ratio };
    let list = List::of(archive, expansion)?;
    for place in 0..archive.len() {
        let entry = archive.by_index(place).map_err(|error| damaged(&error))?;
        if !is_warc(&String::from_utf8_lossy(entry.name_raw())) {
            continue;
        }
        let reader = BufReader::with_capacity(1 << 16, Expanding { inner: entry, expansion });
        if warc::inside(reader, expansion, &|page| list.look(page), sink)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// The finding for an archive that cannot be read on.
pub(super) fn finding(error: &io::Error) -> Finding {
    let kind = if error.kind() == ErrorKind::FileTooLarge { ProblemKind::TooLarge } else { ProblemKind::Compression };
    Finding { byte: None, kind, message: format!("the web archive cannot be read on: {error}") }
}

fn damaged(error: &ZipError) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, error.to_string())
}

/// The pages that an archive lists.
#[derive(Debug, Default)]
struct List {
    titles: HashMap<String, String>,
    /// The hosts of all pages; empty if not all pages are known.
    hosts: HashSet<String>,
    n_bytes: usize,
}

impl List {
    /// Reads the lists of an archive. One that is damaged is read as far as it goes.
    fn of(archive: &mut ZipArchive<impl Read + Seek>, expansion: Expansion<'_>) -> io::Result<List> {
        let mut list = List::default();
        for name in ["pages/pages.jsonl", "pages/extraPages.jsonl"] {
            let Ok(entry) = archive.by_name(name) else { continue };
            let mut reader = BufReader::new(Expanding { inner: entry, expansion });
            let mut line = Vec::new();
            loop {
                // A page that is not known may be of any host.
                if list.is_full() {
                    list.hosts = HashSet::new();
                    return Ok(list);
                }
                line.clear();
                match (&mut reader).take(MAX_LINE_BYTES).read_until(b'\n', &mut line) {
                    Ok(0) => break,
                    Ok(_) => list.add(&line),
                    Err(error) if error.kind() == ErrorKind::FileTooLarge => return Err(error),
                    Err(_) => break,
                }
            }
        }
        Ok(list)
    }

    fn is_full(&self) -> bool {
        self.titles.len() >= MAX_PAGES || self.n_bytes >= MAX_LIST_BYTES
    }

    fn add(&mut self, line: &[u8]) {
        let Ok(page) = serde_json::from_slice::<serde_json::Value>(line) else { return };
        let Some(url) = page["url"].as_str().filter(|url| url.len() <= MAX_ADDRESS_BYTES) else { return };
        let title = page["title"].as_str().unwrap_or("").trim();
        let title = &title[..title.floor_char_boundary(MAX_TITLE_BYTES)];
        // Without a title, programs put the address there.
        let title = if title.contains("://") { "" } else { title };
        self.n_bytes += url.len() + title.len();
        self.hosts.extend(host(url));
        self.titles.insert(url.to_owned(), title.to_owned());
    }

    /// Gives a page its headline, and returns whether it is one of the pages, as far as is known.
    fn look(&self, page: &mut Envelope) -> bool {
        let Some(url) = page.url.as_deref() else { return true };
        page.title = self.titles.get(url).filter(|title| !title.is_empty()).cloned();
        self.hosts.is_empty() || self.titles.contains_key(url) || host(url).is_none_or(|host| self.hosts.contains(&host))
    }
}

/// Returns the host of an address, without `www.`.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?.to_ascii_lowercase();
    Some(host.strip_prefix("www.").unwrap_or(&host).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_unlisted_hosts_are_left_out_unless_the_list_is_cut() {
        let mut list = List::default();
        list.add(br#"{"url": "https://www.tarn.example/rain", "title": "Rain"}"#);
        let look = |list: &List, url: &str| {
            let mut page = Envelope { url: Some(url.to_owned()), ..Envelope::default() };
            (list.look(&mut page), page.title)
        };
        assert_eq!(look(&list, "https://www.tarn.example/rain"), (true, Some("Rain".to_owned())));
        assert_eq!(look(&list, "https://tarn.example/wind"), (true, None));
        assert_eq!(look(&list, "https://ads.example/"), (false, None));
        let pages: String = (0..MAX_PAGES + 5).map(|n| format!("{{\"url\": \"https://tarn.example/{n}\"}}\n")).collect();
        let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        archive.start_file("pages/pages.jsonl", zip::write::SimpleFileOptions::default()).unwrap();
        io::Write::write_all(&mut archive, pages.as_bytes()).unwrap();
        let mut archive = archive.finish_into_readable().unwrap();
        let (n_in, n_out) = (Cell::new(u64::MAX), Cell::new(0));
        let list = List::of(&mut archive, Expansion { n_in: &n_in, n_out: &n_out, max_ratio: 1 }).unwrap();
        assert_eq!(list.titles.len(), MAX_PAGES);
        assert_eq!(look(&list, "https://ads.example/"), (true, None));
    }
}
