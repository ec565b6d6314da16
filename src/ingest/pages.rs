//! Reading an issue: its METS and the pages it names, as one record. Some pages lie in an archive.

use std::collections::HashSet;
use std::io::{BufReader, Read};
use std::ops::ControlFlow;

use super::format::{Compression, Format};
use super::hashing::{HashingReader, not_read, unreadable};
use super::packed_pages;
use super::record::{Envelope, RawRecord, Sink, too_large};
use super::source_files::{PageFile, SourceFile};
use super::unpack::{Expansion, Peeked, unpacked};
use crate::error::ProblemKind;
use crate::extract::Finding;
use crate::file;

/// How many records of the maximum length all pages of an issue may have together. They are held in memory.
const MAX_RECORDS: u64 = 4;

/// Reads the METS that is open, and its pages after it; gives them to `sink` as one record.
pub(super) fn read(on_disk: &mut HashingReader<'_>, file: &SourceFile, sink: &mut Sink<'_>) -> Result<ControlFlow<()>, Finding> {
    let max_bytes = sink.limits.max_record_bytes;
    let mets = all_of(on_disk, max_bytes, sink.limits.max_ratio)?;
    let content = mets.ok_or_else(|| too_large("the file", max_bytes));
    let mut room = max_bytes.saturating_mul(MAX_RECORDS);
    let mut pages = Vec::with_capacity(file.pages.len());
    for PageFile { href, location } in &file.pages {
        let named = |finding: Finding| Finding { message: format!("{href}: {}", finding.message), ..finding };
        on_disk.file = file::open(location).map_err(|error| named(unreadable(&error)))?;
        if href.ends_with(".zip") {
            let known: HashSet<String> = pages.iter().map(|(href, _): &packed_pages::Page| href.clone()).collect();
            let packed = packed_pages::read(on_disk, href, &known, room, sink.limits).map_err(named)?;
            room -= packed.iter().filter_map(|(_, page)| page.as_ref().ok()).map(|page| page.len() as u64).sum::<u64>();
            pages.extend(packed);
            continue;
        }
        let page = match all_of(on_disk, max_bytes.min(room), sink.limits.max_ratio).map_err(named) {
            Ok(page) => page.ok_or_else(|| too_large(href, max_bytes.min(room))),
            // The disk may give it another time.
            Err(finding) if finding.kind == ProblemKind::Unreadable => return Err(finding),
            // Only this page is lost.
            Err(finding) => Err(finding),
        };
        room -= page.as_ref().map_or(0, Vec::len) as u64;
        pages.push((href.clone(), page));
    }
    let envelope = Envelope { format: Some(Format::Scan), pages, ..Envelope::default() };
    Ok(sink.give(RawRecord { number: None, byte: 0, end: file.size_bytes, content, envelope }))
}

/// Reads an open file to its end, and unpacks it; `None` if it is longer than `max_bytes`. All its bytes on disk are hashed, also if they
/// cannot be unpacked.
fn all_of(on_disk: &mut HashingReader<'_>, max_bytes: u64, max_ratio: u64) -> Result<Option<Vec<u8>>, Finding> {
    on_disk.n_in.set(0);
    let n_in = on_disk.n_in;
    let mut bytes = Vec::new();
    let packed = Peeked::new(BufReader::with_capacity(1 << 16, &mut *on_disk));
    let compression = Compression::of(packed.head());
    let n_out = std::cell::Cell::new(0);
    let read = match compression {
        None => packed.take(max_bytes + 1).read_to_end(&mut bytes),
        Some(compression) => unpacked(packed, compression, Expansion { n_in, n_out: &n_out, max_ratio })
            .and_then(|reader| reader.take(max_bytes + 1).read_to_end(&mut bytes)),
    };
    std::io::copy(on_disk, &mut std::io::sink()).map_err(|error| unreadable(&error))?;
    let n = read.map_err(|error| not_read(&error, compression))?;
    Ok((n as u64 <= max_bytes).then_some(bytes))
}
