//! Cutting a table into its rows. Each record is the header and a row, so that it can be read by itself.

use std::io::BufRead;
use std::ops::ControlFlow;

use super::format::Format;
use super::record::{Envelope, RawRecord, Sink, too_large};
use super::unpack::skip;
use crate::extract::Finding;
use crate::extract::table::{self, Header, Rows};

/// Returns whether a text that begins so is in UTF-16, which is read as a whole.
pub(super) fn is_wide(head: &[u8]) -> bool {
    head.contains(&0)
}

/// A row as it was cut.
struct Cut {
    bytes: Vec<u8>,
    /// Its length with what was not kept.
    len: u64,
    /// Whether the file ends inside a quoted field.
    is_open: bool,
}

/// Gives the rows of a table as records, from `byte` on. A table that is no list of articles is given as one record.
pub(super) fn rows(
    mut reader: impl BufRead,
    envelope: &Envelope,
    byte: u64,
    sink: &mut Sink<'_>,
) -> std::io::Result<ControlFlow<()>> {
    let max_bytes = sink.limits.max_record_bytes;
    // The header is read with the delimiter that it tells, which its first line shows.
    let first = cut(&mut reader, None, max_bytes)?;
    let delimiter = (envelope.format == Some(Format::Tsv)).then_some(b'\t');
    let header = Header::of(&String::from_utf8_lossy(&first.bytes), delimiter);
    let mut start = first.len;
    if !envelope.is_forced && header.kind().no_article().is_some() || first.len > max_bytes {
        let content = if first.len > max_bytes { Err(too_large("the header", max_bytes)) } else { Ok(first.bytes) };
        return Ok(sink.give(RawRecord { number: None, byte: 0, end: start, content, envelope: envelope.clone() }));
    }
    let header_bytes = first.bytes;
    if byte > start {
        skip(&mut reader, byte - start)?;
        start = byte;
    }
    loop {
        let row = cut(&mut reader, Some(header.delimiter()), max_bytes)?;
        if row.len == 0 {
            return Ok(ControlFlow::Continue(()));
        }
        let end = start + row.len;
        if row.bytes.iter().any(|byte| !byte.is_ascii_whitespace()) {
            let number = Some(sink.count());
            let content = match row {
                Cut { len, .. } if len > max_bytes => Err(too_large("the row", max_bytes)),
                Cut { is_open: true, .. } => Err(Finding { byte: None, ..table::cut() }),
                Cut { bytes, .. } => Ok([header_bytes.as_slice(), &bytes].concat()),
            };
            if sink.give(RawRecord { number, byte: start, end, content, envelope: envelope.clone() }).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        start = end;
    }
}

/// Reads a row, or a line without a `delimiter`. Of a longer one than `max_bytes`, the rest is read and not kept.
fn cut(reader: &mut impl BufRead, delimiter: Option<u8>, max_bytes: u64) -> std::io::Result<Cut> {
    let mut rows = delimiter.map(Rows::new);
    let mut row = Cut { bytes: Vec::new(), len: 0, is_open: false };
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            row.is_open = rows.is_some_and(|rows| rows.is_open());
            return Ok(row);
        }
        let end = match &mut rows {
            Some(rows) => buffer.iter().position(|byte| rows.is_end(*byte)),
            None => memchr::memchr(b'\n', buffer),
        };
        let len = end.map_or(buffer.len(), |end| end + 1);
        let room = usize::try_from(max_bytes.saturating_sub(row.bytes.len() as u64)).unwrap_or(usize::MAX);
        row.bytes.extend_from_slice(&buffer[..len.min(room)]);
        row.len += len as u64;
        reader.consume(len);
        if end.is_some() {
            return Ok(row);
        }
    }
}
