//! Exports of Evernote (ENEX): notes with the files that are attached to them, which are larger than the notes and are skipped.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use super::format::Format;
use super::record::{Envelope, RawRecord, Sink, too_large};
use crate::error::ProblemKind;
use crate::extract::Finding;

/// Maximum number of bytes read at once. An attached file has no sign in it at which reading would stop.
const MAX_PIECE_BYTES: u64 = 1 << 16;

/// Gives the notes of a file, each without its files. `reader` gives its bytes from `offset` on.
pub(super) fn notes(mut reader: impl BufRead, offset: u64, sink: &mut Sink<'_>) -> io::Result<ControlFlow<()>> {
    let max_bytes = sink.limits.max_record_bytes;
    let (mut at, mut byte) = (offset, offset);
    let mut note: Option<Vec<u8>> = None;
    let (mut is_in_file, mut is_cut) = (false, false);
    // The last bytes read: a tag may lie across two pieces.
    let mut end = Vec::new();
    let mut piece = Vec::new();
    loop {
        piece.clear();
        let len = (&mut reader).take(MAX_PIECE_BYTES).read_until(b'>', &mut piece)? as u64;
        if len == 0 {
            break;
        }
        at += len;
        end.extend_from_slice(&piece[piece.len().saturating_sub(MAX_TAG_BYTES)..]);
        end.drain(..end.len().saturating_sub(MAX_TAG_BYTES));
        match &mut note {
            None => {
                if end.ends_with(b"<note>") {
                    note = Some(b"<note>".to_vec());
                    (byte, is_cut) = (at - "<note>".len() as u64, false);
                }
            }
            Some(_) if is_in_file => is_in_file = !end.ends_with(b"</resource>"),
            Some(text) => {
                is_cut |= text.len() as u64 + len > max_bytes;
                if !is_cut {
                    text.extend_from_slice(&piece);
                }
                is_in_file = end.ends_with(b"<resource>");
                if is_in_file {
                    text.truncate(text.len().saturating_sub("<resource>".len()));
                }
                if end.ends_with(b"</note>") {
                    let text = note.take().unwrap_or_default();
                    let content = if is_cut { Err(too_large("the note", max_bytes)) } else { Ok(text) };
                    if give(content, byte, at, sink).is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
        }
    }
    if note.is_some() {
        let message = "the file ends inside a note; it is left out".to_owned();
        return Ok(give(Err(Finding { byte: None, kind: ProblemKind::Syntax, message }), byte, at, sink));
    }
    Ok(ControlFlow::Continue(()))
}

/// Length of the longest tag that is looked for.
const MAX_TAG_BYTES: usize = "</resource>".len();

fn give(content: Result<Vec<u8>, Finding>, byte: u64, end: u64, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let envelope = Envelope { format: Some(Format::Enex), ..Envelope::default() };
    let number = Some(sink.count());
    sink.give(RawRecord { number, byte, end, content, envelope })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::record::ReadLimits;

    #[test]
    fn notes_are_given_without_their_files() {
        let file = "<en-export><note><title>Rain</title><resource><data>".to_owned()
            + &"A".repeat(100_000)
            + "</data></resource><created>x</created></note>\n<note>Two</note><note>Cut";
        let mut notes = Vec::new();
        let mut each = |record: RawRecord| {
            notes.push((
                record.byte,
                record.content.map_or_else(|finding| finding.message, |bytes| String::from_utf8(bytes).unwrap()),
            ));
            ControlFlow::Continue(())
        };
        let limits = ReadLimits { max_record_bytes: 1000, max_ratio: 1 };
        let flow = super::notes(file.as_bytes(), 0, &mut Sink::new(0, 0, limits, &mut each)).unwrap();
        assert!(flow.is_continue());
        let texts: Vec<&str> = notes.iter().map(|(_, text)| text.as_str()).collect();
        let cut = "the file ends inside a note; it is left out";
        assert_eq!(texts, ["<note><title>Rain</title><created>x</created></note>", "<note>Two</note>", cut]);
        assert_eq!(notes[0].0, "<en-export>".len() as u64);
    }
}
