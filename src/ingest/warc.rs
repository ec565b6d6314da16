//! WARC files: the records of crawlers, one after another, each its own gzip member or
//! uncompressed.
//!
//! A record is `WARC/1.0`, headers, an empty line, as many bytes as `Content-Length` says, and two
//! empty lines. If a record breaks this form, or its member cannot be decompressed, it is damaged.
//! The search for the next one begins behind its first byte. Only pages are passed on; records of
//! other kinds are counted.

use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::ops::ControlFlow;

use flate2::bufread::GzDecoder;
use flate2::{Decompress, FlushDecompress};

use super::derived::{Page, Target, target};
use super::format::{Compression, Format, PDF_SIGN};
use super::header::Headers;
use super::http;
use super::record::{Envelope, RawRecord, Sink, too_large};
use super::unpack::{Expanding, Expansion, Peeked, Rewind, unpacked};
use crate::error::ProblemKind;
use crate::extract::Finding;

/// Maximum length of a record's headers in bytes. Usual ones have some hundred.
const MAX_HEADER_BYTES: usize = 64 << 10;

/// Maximum length of a damaged gzip member in bytes. A longer one is skipped from here, not from
/// its beginning.
const MAX_MEMBER_BYTES: usize = 64 << 20;

/// Called with each record or its damage, the place where it begins, and the place from which
/// reading can continue behind it, as in [`ResumePoint::byte`](crate::engine::ResumePoint::byte).
pub(super) type Each<'e> = &'e mut dyn FnMut(Met, u64, u64) -> ControlFlow<()>;

/// Reads the pages of a file that is not compressed, or is compressed as a whole.
pub(super) fn records(reader: impl BufRead, offset: u64, sink: &mut Sink<'_>) -> io::Result<ControlFlow<()>> {
    walk_records(reader, offset, sink.limits.max_record_bytes, &mut |met, place, end| give(met, place, end, sink))
}

/// Reads the pages of a WARC file inside an archive, whatever its compression. `look` may change a page or leave it out.
pub(super) fn inside(
    reader: impl BufRead,
    expansion: Expansion<'_>,
    look: &dyn Fn(&mut Envelope) -> bool,
    sink: &mut Sink<'_>,
) -> io::Result<ControlFlow<()>> {
    let max_bytes = sink.limits.max_record_bytes;
    let packed = Peeked::new(reader);
    let compression = Compression::of(packed.head());
    let is_in_members = compression == Some(Compression::Gzip) && is_in_gzip(packed.head());
    // Reading cannot go on at a byte of the archive, so records are counted off.
    let mut each = |met: Met, _: u64, _: u64| give_if(met, 0, 0, look, sink);
    match compression {
        Some(_) if is_in_members => walk_members(packed, 0, expansion, max_bytes, &mut each),
        Some(compression) => walk_records(unpacked(packed, compression, expansion)?, 0, max_bytes, &mut each),
        None => walk_records(packed, 0, max_bytes, &mut each),
    }
}

/// Reads the pages of a file in which each record is a gzip member. `reader` gives the bytes on disk from `offset` on.
pub(super) fn members(
    reader: impl BufRead,
    offset: u64,
    expansion: Expansion<'_>,
    sink: &mut Sink<'_>,
) -> io::Result<ControlFlow<()>> {
    walk_members(reader, offset, expansion, sink.limits.max_record_bytes, &mut |met, place, end| give(met, place, end, sink))
}

/// Reads all records of a file that is not compressed, or is compressed as a whole.
pub(super) fn walk_records(reader: impl BufRead, offset: u64, max_bytes: u64, each: Each<'_>) -> io::Result<ControlFlow<()>> {
    let mut records = Records::new(reader, offset, max_bytes);
    while let Some(met) = records.next()? {
        let end = records.reader.offset();
        if each(met, records.place, end).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Returns whether gzip data with these first bytes begins with a WARC record.
pub(super) fn is_in_gzip(head: &[u8]) -> bool {
    let mut first = [0; 5];
    GzDecoder::new(head).read_exact(&mut first).is_ok() && &first == b"WARC/"
}

/// Reads all records of a file in which each is a gzip member. `reader` gives the bytes on disk from `offset` on.
pub(super) fn walk_members(
    reader: impl BufRead,
    offset: u64,
    expansion: Expansion<'_>,
    max_bytes: u64,
    each: Each<'_>,
) -> io::Result<ControlFlow<()>> {
    let mut packed = Rewind::new(reader, offset, MAX_MEMBER_BYTES);
    while !packed.fill_buf()?.is_empty() {
        packed.mark();
        let place = packed.offset();
        let member = BufReader::new(Expanding { inner: GzDecoder::new(&mut packed), expansion });
        let mut records = Records::new(member, 0, max_bytes);
        let mut outcome = Ok(());
        loop {
            // Only the end of a member shows whether all of it is undamaged.
            let next = records.next().and_then(|met| met.map(|met| Ok((met, records.is_at_end()?))).transpose());
            match next {
                Ok(Some((met, is_last))) => {
                    // Reading can continue behind a member, not inside one; the records of a member
                    // with several are counted off.
                    let end = if is_last { records.reader.get_ref().get_ref().inner.get_ref().offset() } else { 0 };
                    if each(met, place, end).is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                Ok(None) => break,
                Err(error) if error.kind() == ErrorKind::FileTooLarge => return Err(error),
                Err(error) => {
                    outcome = Err(error);
                    break;
                }
            }
        }
        if let Err(error) = outcome {
            packed.go_back_to(place + 1);
            find_member(&mut packed)?;
            if each(Met::Damaged(what_is_wrong(&error)), place, packed.offset()).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
    }
    Ok(ControlFlow::Continue(()))
}

fn what_is_wrong(error: &io::Error) -> Finding {
    let message = match error.kind() {
        ErrorKind::UnexpectedEof => "the compressed record ends early; it is left out".to_owned(),
        _ => "the compressed record is damaged; it is left out".to_owned(),
    };
    Finding { byte: None, kind: ProblemKind::Compression, message }
}

/// Goes to the next gzip member that begins with a WARC record, or to the end.
fn find_member(packed: &mut Rewind<impl BufRead>) -> io::Result<()> {
    // Number of bytes that show how a member begins.
    const LOOK_BYTES: usize = 512;
    // One for all places: making one takes longer than using it.
    let mut inflate = Decompress::new(false);
    loop {
        packed.mark();
        let bytes = packed.fill_buf()?;
        if bytes.is_empty() {
            return Ok(());
        }
        let Some(found) = memchr::memchr(0x1f, bytes) else {
            let n = bytes.len();
            packed.consume(n);
            continue;
        };
        packed.consume(found);
        packed.mark();
        let place = packed.offset();
        let mut head = Vec::new();
        packed.by_ref().take(LOOK_BYTES as u64).read_to_end(&mut head)?;
        packed.go_back_to(place);
        if begins_with_record(&head, &mut inflate) {
            return Ok(());
        }
        packed.consume(1);
    }
}

/// Returns whether these bytes begin a gzip member that begins with a WARC record. Decompressing is
/// slow, so impossible headers are excluded first, by their flags, compression level and system.
fn begins_with_record(head: &[u8], inflate: &mut Decompress) -> bool {
    let [0x1f, 0x8b, 0x08, flags @ 0..=0x1f, _, _, _, _, 0 | 2 | 4, 0..=13 | 255, ..] = head else { return false };
    if *flags != 0 {
        return is_in_gzip(head);
    }
    let mut first = [0; 5];
    inflate.reset(false);
    // Errors behind the first bytes are found when the member is read.
    let _ = inflate.decompress(&head[10..], &mut first, FlushDecompress::None);
    inflate.total_out() == 5 && &first == b"WARC/"
}

/// What was found in the place of a record.
pub(super) enum Met {
    Record(WarcRecord),
    Damaged(Finding),
}

pub(super) struct WarcRecord {
    /// The bytes of its headers, including the empty line.
    head: Vec<u8>,
    pub(super) headers: Headers,
    block: Vec<u8>,
}

impl WarcRecord {
    /// Returns the kind of the record, in lower case.
    pub(super) fn kind(&self) -> String {
        self.headers.get("warc-type").unwrap_or("").to_lowercase()
    }

    /// Returns its bytes as in the file, with the two line ends that end a record.
    pub(super) fn bytes(&self) -> Vec<u8> {
        [self.head.as_slice(), &self.block, b"\r\n\r\n"].concat()
    }
}

/// Passes on a page or a finding.
fn give(met: Met, byte: u64, end: u64, sink: &mut Sink<'_>) -> ControlFlow<()> {
    give_if(met, byte, end, &|_| true, sink)
}

/// Does the same if `look` returns true for the page.
fn give_if(met: Met, byte: u64, end: u64, look: &dyn Fn(&mut Envelope) -> bool, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let number = Some(sink.count());
    let mut envelope = Envelope::default();
    let content = match met {
        Met::Damaged(finding) => Err(finding),
        Met::Record(record) => {
            let kind = record.kind();
            let WarcRecord { headers, block, .. } = record;
            let media_type = headers.media_type().unwrap_or_default();
            envelope.is_http = kind == "response" && media_type != "text/dns" && http::status(&block).is_some();
            let is_page = match kind.as_str() {
                "response" if envelope.is_http => http::status(&block).is_some_and(|status| (200..300).contains(&status)),
                // Texts of pages (WET), and files that were put into the archive directly.
                "response" | "resource" | "conversion" => {
                    // Servers call a PDF what they like.
                    matches!(media_type.as_str(), "text/html" | "text/plain" | "application/xhtml+xml" | "application/pdf")
                        || block.starts_with(PDF_SIGN)
                }
                "revisit" => true,
                _ => false,
            };
            if !is_page {
                return ControlFlow::Continue(());
            }
            let address = headers.get("warc-target-uri").map(|url| url.trim_matches(['<', '>']));
            let url = match address.map_or(Target::Own, target) {
                Target::Own => address,
                Target::TextOf(page) => Some(page),
                Target::Aside => return ControlFlow::Continue(()),
            };
            let is_derived = kind == "conversion" || url != address;
            let day = headers.get("warc-date").and_then(|date| date.get(..10)).unwrap_or("");
            envelope.page = url.filter(|_| kind != "revisit").map(|url| Page::new(url, day, is_derived));
            let url = url.map(str::to_owned);
            if media_type == "text/plain" {
                envelope.format = Some(Format::Text);
            }
            envelope.charset = (!envelope.is_http).then(|| headers.charset().map(str::to_owned)).flatten();
            envelope.id = headers.get("warc-record-id").map(|id| id.trim_matches(['<', '>']).to_owned());
            envelope.is_cut = headers.get("warc-truncated").is_some();
            let content = if kind == "revisit" { Err(revisit(&headers, url.as_deref())) } else { Ok(block) };
            envelope.url = url;
            if !look(&mut envelope) {
                return ControlFlow::Continue(());
            }
            content
        }
    };
    sink.give(RawRecord { number, byte, end, content, envelope })
}

/// A record of a page that had not changed and was not stored again.
fn revisit(headers: &Headers, url: Option<&str>) -> Finding {
    let url = headers.get("warc-refers-to-target-uri").or(url).unwrap_or("the page");
    let date = headers.get("warc-refers-to-date").map(|date| format!(" of {date}")).unwrap_or_default();
    let message = format!("the page had not changed and was not kept again; it is in the record{date} for `{url}`");
    Finding { byte: None, kind: ProblemKind::Empty, message }
}

/// The records of an uncompressed stream.
struct Records<R> {
    reader: Rewind<R>,
    max_bytes: u64,
    /// Where the last record begins.
    place: u64,
}

impl<R: BufRead> Records<R> {
    fn new(reader: R, offset: u64, max_bytes: u64) -> Records<R> {
        let max_kept = (max_bytes as usize).saturating_add(MAX_HEADER_BYTES * 2);
        Records { reader: Rewind::new(reader, offset, max_kept), max_bytes, place: offset }
    }

    fn is_at_end(&mut self) -> io::Result<bool> {
        Ok(self.reader.fill_buf()?.is_empty())
    }

    /// Returns the next record, or what is wrong with it; `None` at the end. Behind a damaged
    /// record, goes to the next.
    fn next(&mut self) -> io::Result<Option<Met>> {
        self.skip_line_ends()?;
        if self.is_at_end()? {
            return Ok(None);
        }
        self.reader.mark();
        self.place = self.reader.offset();
        match self.record()? {
            Ok(record) => Ok(Some(Met::Record(record))),
            Err(finding) => {
                self.reader.go_back_to(self.place + 1);
                self.find_record()?;
                Ok(Some(Met::Damaged(finding)))
            }
        }
    }

    fn record(&mut self) -> io::Result<Result<WarcRecord, Finding>> {
        let damaged = |message: &str| Ok(Err(Finding { byte: None, kind: ProblemKind::Syntax, message: message.to_owned() }));
        let mut head = Vec::new();
        let mut has_ended = false;
        while !has_ended && head.len() < MAX_HEADER_BYTES {
            let before = head.len();
            (&mut self.reader).take(MAX_HEADER_BYTES as u64).read_until(b'\n', &mut head)?;
            has_ended = head[before..].trim_ascii().is_empty();
        }
        let Some((headers, _)) = Headers::parse(&head).filter(|_| head.starts_with(b"WARC/")) else {
            return damaged("no WARC record begins here; looking for the next");
        };
        let Some(len) = headers.get("content-length").and_then(|len| len.parse::<u64>().ok()) else {
            return damaged("the record does not state its length; it is left out");
        };
        if len > self.max_bytes {
            return Ok(Err(too_large("the record", self.max_bytes)));
        }
        let mut block = Vec::new();
        if ((&mut self.reader).take(len).read_to_end(&mut block)? as u64) < len {
            return damaged("the record ends early; it is left out");
        }
        let mut end = Vec::new();
        (&mut self.reader).take(4).read_to_end(&mut end)?;
        if end == b"\r\n\r\n" {
            return Ok(Ok(WarcRecord { head, headers, block }));
        }
        // Some writers leave out one empty line or both.
        self.reader.go_back_to(self.reader.offset() - end.len() as u64);
        self.skip_line_ends()?;
        let next = self.reader.fill_buf()?;
        if !next.is_empty() && !next.starts_with(&b"WARC/"[..next.len().min(5)]) {
            return damaged("the record does not end where it states to; it is left out");
        }
        Ok(Ok(WarcRecord { head, headers, block }))
    }

    fn skip_line_ends(&mut self) -> io::Result<()> {
        loop {
            let bytes = self.reader.fill_buf()?;
            let n = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let is_all = n == bytes.len() && n > 0;
            self.reader.consume(n);
            if !is_all {
                return Ok(());
            }
        }
    }

    /// Goes to the next line that begins a record, or to the end.
    fn find_record(&mut self) -> io::Result<()> {
        const MAX_LINE_BYTES: u64 = 1 << 20;
        let mut line = Vec::new();
        let mut is_line = false;
        loop {
            self.reader.mark();
            let place = self.reader.offset();
            line.clear();
            if (&mut self.reader).take(MAX_LINE_BYTES).read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            if is_line && line.starts_with(b"WARC/") {
                self.reader.go_back_to(place);
                return Ok(());
            }
            is_line = line.ends_with(b"\n");
        }
    }
}
