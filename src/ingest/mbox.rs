//! Folders of mail in one file (mbox): each mail behind a line such as `From ana@post.example Mon Mar 25 10:00:00 2024`.
//!
//! Texts hold lines that begin with `From ` too. A line is a limit if it stands behind an empty line, has a date, and a header follows it.
//! Some programs write no empty line there, or no date; then all headers of a mail must follow. If a mail states its length and a limit follows
//! there, the length counts. The file is read once, mail by mail.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use super::format::Format;
use super::header::Headers;
use super::mime::{is_header, is_limit, is_undated_limit};
use super::record::{Envelope, RawRecord, Sink, too_large};
use super::unpack::Rewind;

/// Maximum length in bytes of headers in which a length is looked for.
const MAX_HEADERS_BYTES: usize = 256 << 10;

/// Maximum number of lengths that are looked at in vain. Each is read ahead and read again; a file that lost its line ends has only wrong ones.
const MAX_LIES: usize = 100;

/// Maximum number of bytes that are read ahead in vain, in records of the maximum length.
const MAX_LIED_RECORDS: u64 = 4;

/// Maximum number of bytes read of a line at once.
const MAX_LINE_BYTES: u64 = 1 << 16;

/// Maximum number of bytes and lines in which the headers of a mail must end behind a line that is no sure limit.
const MAX_LOOK_BYTES: u64 = 64 << 10;
const MAX_LOOK_LINES: usize = 200;

/// Gives the mails of a file whose lines end with CR alone, as those of old programs of Apple do. Each byte stays in its place.
pub(super) fn mails_of_apple(reader: impl BufRead, offset: u64, sink: &mut Sink<'_>) -> io::Result<ControlFlow<()>> {
    mails(LineFeeds { inner: reader, bytes: Vec::new(), at: 0 }, offset, sink)
}

/// Returns whether lines of a file of these first bytes end with CR alone.
pub(super) fn is_of_apple(head: &[u8]) -> bool {
    head.contains(&b'\r') && !head.contains(&b'\n')
}

/// Reads each CR as a line feed.
struct LineFeeds<R> {
    inner: R,
    bytes: Vec<u8>,
    at: usize,
}

impl<R: BufRead> BufRead for LineFeeds<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.bytes.len() {
            let more = self.inner.fill_buf()?;
            self.bytes.clear();
            self.bytes.extend(more.iter().map(|byte| if *byte == b'\r' { b'\n' } else { *byte }));
            self.at = 0;
            let n = self.bytes.len();
            self.inner.consume(n);
        }
        Ok(&self.bytes[self.at..])
    }

    fn consume(&mut self, n: usize) {
        self.at += n;
    }
}

impl<R: BufRead> Read for LineFeeds<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(buffer)?;
        self.consume(n);
        Ok(n)
    }
}

/// Gives the mails of a file. `reader` gives its bytes from `offset` on.
pub(super) fn mails(reader: impl BufRead, offset: u64, sink: &mut Sink<'_>) -> io::Result<ControlFlow<()>> {
    let max_bytes = sink.limits.max_record_bytes;
    let max_kept = usize::try_from(max_bytes).unwrap_or(usize::MAX).saturating_add(MAX_HEADERS_BYTES);
    let mut mails = Mails { reader: Rewind::new(reader, offset, max_kept), max_bytes, n_lies: 0, n_lied_bytes: 0 };
    let mut byte = offset;
    mails.skip_white_space()?;
    loop {
        let Some(mail) = mails.next()? else { return Ok(ControlFlow::Continue(())) };
        let end = mails.reader.offset();
        let content = mail.ok_or_else(|| too_large("the mail", max_bytes));
        let envelope = Envelope { format: Some(Format::Mail), ..Envelope::default() };
        let number = Some(sink.count());
        if sink.give(RawRecord { number, byte, end, content, envelope }).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        byte = end;
    }
}

struct Mails<R> {
    reader: Rewind<R>,
    max_bytes: u64,
    /// How many stated lengths were wrong, and how many bytes were read for them.
    n_lies: usize,
    n_lied_bytes: u64,
}

impl<R: BufRead> Mails<R> {
    /// Goes behind the white space and the byte order mark before the first mail.
    fn skip_white_space(&mut self) -> io::Result<()> {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        while self.reader.fill_buf()?.first().is_some_and(|byte| byte.is_ascii_whitespace() || MARK.contains(byte)) {
            self.reader.consume(1);
        }
        Ok(())
    }

    /// Returns the next mail without its limit; `None` in `Some` if it is too large, and `None` at the end.
    fn next(&mut self) -> io::Result<Option<Option<Vec<u8>>>> {
        if self.reader.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let mut line = Vec::new();
        self.line(&mut line)?;
        let mut mail = if is_limit(&line) || is_undated_limit(&line) { Vec::new() } else { std::mem::take(&mut line) };
        let mut is_cut = false;
        // Whether the last line was empty, and whether it was read to its end.
        let (mut is_after_empty, mut is_line_start) = (false, true);
        let mut is_in_headers = true;
        loop {
            self.reader.mark();
            let place = self.reader.offset();
            line.clear();
            if self.line(&mut line)? == 0 {
                break;
            }
            if is_line_start && line.starts_with(b"From ") && self.is_limit(&line, is_after_empty)? {
                self.reader.go_back_to(place);
                break;
            }
            let is_empty = is_line_start && line.trim_ascii().is_empty();
            if mail.len() as u64 + line.len() as u64 > self.max_bytes {
                is_cut = true;
                mail.clear();
            }
            if !is_cut {
                mail.extend_from_slice(unquoted(&line, is_line_start));
            }
            is_line_start = line.ends_with(b"\n");
            is_after_empty = is_empty;
            if is_in_headers && is_empty {
                is_in_headers = false;
                if !is_cut && self.add_stated(&mut mail)? {
                    break;
                }
            }
        }
        while mail.ends_with(b"\n\n") || mail.ends_with(b"\n\r\n") {
            mail.pop();
        }
        Ok(Some((!is_cut).then_some(mail)))
    }

    /// Reads a line, or as much of it as is read at once.
    fn line(&mut self, line: &mut Vec<u8>) -> io::Result<usize> {
        (&mut self.reader).take(MAX_LINE_BYTES).read_until(b'\n', line)
    }

    /// Returns whether a line that was just read is a limit.
    fn is_limit(&mut self, line: &[u8], is_after_empty: bool) -> io::Result<bool> {
        let is_dated = is_limit(line);
        if is_dated && is_after_empty {
            return self.is_before_headers();
        }
        Ok((is_dated || is_undated_limit(line)) && self.is_before_mail()?)
    }

    /// Returns whether all headers of a mail come next.
    fn is_before_mail(&mut self) -> io::Result<bool> {
        let place = self.reader.offset();
        let mut line = Vec::new();
        let (mut has_sender, mut has_other, mut is_whole) = (false, false, false);
        for number in 0..MAX_LOOK_LINES {
            line.clear();
            let is_end = self.line(&mut line)? == 0 || line.trim_ascii().is_empty();
            if is_end || self.reader.offset() - place > MAX_LOOK_BYTES {
                is_whole = is_end;
                break;
            }
            if number > 0 && matches!(line.first(), Some(b' ' | b'\t')) {
                continue;
            }
            if !is_header(&line) {
                break;
            }
            let is = |name: &str| line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()));
            has_sender |= is("from:");
            has_other |= ["date:", "subject:", "message-id:", "received:"].iter().any(|name| is(name));
        }
        self.reader.go_back_to(place);
        Ok(is_whole && has_sender && has_other)
    }

    /// Returns whether a header comes next. Some programs write the limit of another file first.
    fn is_before_headers(&mut self) -> io::Result<bool> {
        let place = self.reader.offset();
        let mut line = Vec::new();
        self.line(&mut line)?;
        self.reader.go_back_to(place);
        Ok(line.is_empty() || is_header(&line) || line.starts_with(b">From "))
    }

    /// Adds as much of a mail as its headers state, if a limit or the end follows there; returns whether it did.
    fn add_stated(&mut self, mail: &mut Vec<u8>) -> io::Result<bool> {
        let head = &mail[..mail.len().min(MAX_HEADERS_BYTES)];
        let headers = Headers::parse(head).map(|(headers, _)| headers).unwrap_or_default();
        let stated = headers.get("content-length").and_then(|len| len.trim().parse::<u64>().ok());
        let Some(stated) = stated
            .filter(|_| self.n_lies < MAX_LIES && self.n_lied_bytes < self.max_bytes.saturating_mul(MAX_LIED_RECORDS))
            .filter(|stated| *stated <= self.max_bytes - (mail.len() as u64).min(self.max_bytes))
        else {
            return Ok(false);
        };
        self.reader.mark();
        let place = self.reader.offset();
        let mut text = Vec::new();
        (&mut self.reader).take(stated).read_to_end(&mut text)?;
        let mut end;
        let mut line = Vec::new();
        loop {
            end = self.reader.offset();
            line.clear();
            if self.line(&mut line)? == 0 || !line.trim_ascii().is_empty() {
                break;
            }
        }
        let is_whole = text.len() as u64 == stated && (line.is_empty() || is_limit(&line));
        self.reader.go_back_to(if is_whole { end } else { place });
        if !is_whole {
            self.n_lies += 1;
            self.n_lied_bytes += text.len() as u64;
            return Ok(false);
        }
        // Programs that state the length need not mark lines that look like limits.
        let has_limit = text.starts_with(b"From ") || memchr::memmem::find(&text, b"\nFrom ").is_some();
        if has_limit || memchr::memmem::find(&text, b">From ").is_none() {
            mail.extend_from_slice(&text);
        } else {
            text.split_inclusive(|byte| *byte == b'\n').for_each(|line| mail.extend_from_slice(unquoted(line, true)));
        }
        Ok(true)
    }
}

/// Returns a line without the `>` that programs put before `From `.
fn unquoted(line: &[u8], is_line_start: bool) -> &[u8] {
    let n_marks = if is_line_start { line.iter().take_while(|byte| **byte == b'>').count() } else { 0 };
    if n_marks > 0 && line[n_marks..].starts_with(b"From ") { &line[1..] } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::record::ReadLimits;

    #[track_caller]
    fn check(file: &str, expected: &[&str]) {
        let mut mails = Vec::new();
        let mut ends = vec![0];
        let mut each = |record: RawRecord| {
            assert_eq!(Some(&record.byte), ends.last());
            ends.push(record.end);
            mails.push(record.content.map_or_else(|finding| finding.message, |bytes| String::from_utf8(bytes).unwrap()));
            ControlFlow::Continue(())
        };
        let limits = ReadLimits { max_record_bytes: 200, max_ratio: 1 };
        let flow = super::mails(file.as_bytes(), 0, &mut Sink::new(0, 0, limits, &mut each)).unwrap();
        assert!(flow.is_continue());
        assert_eq!(mails, expected, "for {file}");
        assert_eq!(ends.last(), Some(&(file.len() as u64)));
    }

    const LIMIT: &str = "From a@x Mon Mar 25 10:00:00 2024\n";

    #[test]
    fn mails_are_parted_where_they_begin() {
        check(
            &format!("{LIMIT}A: b\n\nFrom here\n\nFrom there on\n>From Ana\n>>From\n>> From\n\n{LIMIT}C: d\n\nTwo\n"),
            &["A: b\n\nFrom here\n\nFrom there on\nFrom Ana\n>>From\n>> From\n", "C: d\n\nTwo\n"],
        );
        // No header follows, or no empty line stands before, and what follows is no mail.
        check(&format!("{LIMIT}A: b\n\n{LIMIT}It rained.\n"), &[&format!("A: b\n\n{LIMIT}It rained.\n")]);
        check(&format!("{LIMIT}A: b\n\nx\n{LIMIT}C: d\n"), &[&format!("A: b\n\nx\n{LIMIT}C: d\n")]);
    }

    #[test]
    fn mails_are_parted_without_empty_lines_and_dates_if_all_headers_follow() {
        let mail = |n: u32| format!("From: a@x\nDate: {n} May 2024\n\nx{n}\n");
        check(&format!("{LIMIT}{}{LIMIT}{}", mail(1), mail(2)), &[&mail(1), &mail(2)]);
        let undated = "From a@x\n";
        check(&format!("{undated}{}\n{undated}{}", mail(1), mail(2)), &[&mail(1), &mail(2)]);
        check(&format!("\u{feff}{LIMIT}{}", mail(1)), &[&mail(1)]);
        // A mail whose headers are cut off by the next line is no mail.
        check(&format!("{LIMIT}{}{LIMIT}From: b\n{LIMIT}", mail(1)), &[&format!("{}{LIMIT}From: b\n{LIMIT}", mail(1))]);
        let apple = format!("{LIMIT}{}\n{LIMIT}{}", mail(1), mail(2)).replace('\n', "\r");
        let mut n_mails = 0;
        let mut each = |record: RawRecord| {
            n_mails += 1;
            assert_eq!(record.content.unwrap(), mail(n_mails).as_bytes());
            ControlFlow::Continue(())
        };
        let mut sink = Sink::new(0, 0, ReadLimits::default(), &mut each);
        assert!(super::mails_of_apple(apple.as_bytes(), 0, &mut sink).unwrap().is_continue());
        assert_eq!(n_mails, 2);
    }

    #[test]
    fn a_stated_length_counts_if_it_is_right() {
        let text = format!("x\n\n{LIMIT}Y: z\n>From me\n");
        let length = |len: usize| format!("{LIMIT}Content-Length: {len}\n\n{text}\n{LIMIT}C: d\n\nTwo\n");
        let head = |len: usize| format!("Content-Length: {len}\n\n");
        check(&length(text.len()), &[&format!("{}{text}", head(text.len())), "C: d\n\nTwo\n"]);
        check(&length(3), &[&format!("{}x\n", head(3)), "Y: z\nFrom me\n", "C: d\n\nTwo\n"]);
        check(&length(999), &[&format!("{}x\n", head(999)), "Y: z\nFrom me\n", "C: d\n\nTwo\n"]);
    }

    #[test]
    fn a_mail_that_is_too_long_takes_no_other_with_it() {
        let long = "It rained.\n".repeat(30);
        check(&format!("{LIMIT}A: b\n\n{long}\n{LIMIT}C: d\n\nTwo\n"), &["the mail is longer than 0 MiB", "C: d\n\nTwo\n"]);
    }
}
