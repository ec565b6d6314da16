//! Cutting a table into its rows. Each record is the header and a row, so that it can be read by itself.

use std::io::{BufRead, Cursor, Read};
use std::ops::ControlFlow;

use super::decode::{Normalization, decode};
use super::format::Format;
use super::record::{Envelope, RawRecord, Sink, too_large};
use super::unpack::skip;
use crate::extract::Finding;
use crate::extract::table::{self, Header, RowScanner, Step};

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
    // Its first line is the header.
    let mut bytes = Vec::new();
    let len = (&mut reader).take(max_bytes + 1).read_until(b'\n', &mut bytes)? as u64;
    let first = Cut { bytes, len, is_open: false };
    let delimiter = (envelope.format == Some(Format::Tsv)).then_some(b'\t');
    // Names of columns may be in any encoding.
    let names = decode(&first.bytes, None, Normalization::Verbatim).map(|decoded| decoded.text);
    let header = Header::of(&names.unwrap_or_else(|_| String::from_utf8_lossy(&first.bytes)), delimiter);
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
    let mut reader = Again { back: Cursor::default(), reader };
    loop {
        let row = cut(&mut reader, &header, max_bytes)?;
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

/// A reader to which bytes can be given back.
struct Again<R> {
    back: Cursor<Vec<u8>>,
    reader: R,
}

impl<R: BufRead> Again<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.back.position() < self.back.get_ref().len() as u64 { self.back.fill_buf() } else { self.reader.fill_buf() }
    }

    fn consume(&mut self, len: usize) {
        if self.back.position() < self.back.get_ref().len() as u64 { self.back.consume(len) } else { self.reader.consume(len) }
    }

    /// Puts bytes before the next ones.
    fn give_back(&mut self, mut bytes: Vec<u8>) {
        let place = usize::try_from(self.back.position()).unwrap_or(usize::MAX);
        bytes.extend_from_slice(self.back.get_ref().get(place..).unwrap_or_default());
        self.back = Cursor::new(bytes);
    }
}

/// Reads a row of a table. Of a longer one than `max_bytes`, the rest is read and not kept.
fn cut(reader: &mut Again<impl BufRead>, header: &Header, max_bytes: u64) -> std::io::Result<Cut> {
    let mut rows = RowScanner::new(header.delimiter());
    let mut row = Cut { bytes: Vec::new(), len: 0, is_open: false };
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            let rest = |len: usize| String::from_utf8_lossy(row.bytes.get(len..).unwrap_or_default()).into_owned();
            match rows.first_line().filter(|len| header.are_rows(&rest(*len))) {
                Some(len) if row.len <= max_bytes => row.end_before(len, reader),
                _ => row.is_open = rows.is_open(),
            }
            return Ok(row);
        }
        let step =
            buffer.iter().enumerate().map(|(place, byte)| (place + 1, rows.step(*byte))).find(|(_, step)| *step != Step::Inside);
        let len = step.map_or(buffer.len(), |(len, _)| len);
        let room = usize::try_from(max_bytes.saturating_sub(row.bytes.len() as u64)).unwrap_or(usize::MAX);
        row.bytes.extend_from_slice(&buffer[..len.min(room)]);
        row.len += len as u64;
        reader.consume(len);
        match step {
            None => {}
            // What was not kept cannot be read again.
            Some((_, Step::EndedBefore(len))) if row.len <= max_bytes => {
                row.end_before(len, reader);
                return Ok(row);
            }
            Some(_) => return Ok(row),
        }
    }
}

impl Cut {
    /// Ends the row at a place that has been passed.
    fn end_before<R: BufRead>(&mut self, len: usize, reader: &mut Again<R>) {
        reader.give_back(self.bytes.split_off(len.min(self.bytes.len())));
        self.len = self.bytes.len() as u64;
    }
}
