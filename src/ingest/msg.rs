//! Mails of Outlook (MSG): a compound file with a stream for each property.
//!
//! Texts are in UTF-16, or in the code page that the mail states. Mails that came through the internet keep their headers, which state most.
//! If a mail has only a text in compressed RTF, that is read.

use super::compound::{Compound, u32_at};
use super::decode::{Normalization, decode};
use super::format::format_of;
use super::mail::{Attachment, MAX_ATTACHMENTS, Mail, is_readable, is_wrapped_name, no_article};
use super::mime::Part;
use crate::article::{NewsTime, TimeOrigin};
use crate::error::ProblemKind;
use crate::extract::Finding;
use crate::extract::mail::{Flow, Headers, TextForm, TextPart};
use crate::extract::rtf;

/// Maximum nesting of mails in mails.
const MAX_DEPTH: usize = 4;

/// Maximum size of a text that was compressed.
const MAX_TEXT_BYTES: usize = 16 << 20;

/// Takes a mail apart, and the mails in it, which follow it. Fails with a finding if it is none.
pub(super) fn open(bytes: &[u8]) -> Result<Vec<Mail>, Finding> {
    let damaged = || Finding { byte: None, kind: ProblemKind::Syntax, message: "the mail of Outlook is damaged".to_owned() };
    let file = Compound::of(bytes).ok_or_else(damaged)?;
    let mut inner = Vec::new();
    let outer = Folder { file: &file, folder: 0 };
    if outer.class().starts_with("report.") {
        return Err(no_article("it is the report of a mail server"));
    }
    let mail = outer.mail(HEAD_OF_OUTER, 0, &mut inner).ok_or_else(damaged)?;
    Ok(std::iter::once(mail).chain(inner).collect())
}

/// Number of bytes before the list of properties of a mail, and of one inside another.
const HEAD_OF_OUTER: usize = 32;
const HEAD_OF_INNER: usize = 24;

/// The properties of a mail or of a file sent with it.
struct Folder<'f> {
    file: &'f Compound<'f>,
    folder: usize,
}

impl Folder<'_> {
    fn entries(&self) -> impl Iterator<Item = (usize, &super::compound::Entry)> {
        self.file.within(self.folder)
    }

    fn stream(&self, name: &str) -> Option<Vec<u8>> {
        self.entries().find(|(_, entry)| entry.name.eq_ignore_ascii_case(name)).map(|(_, entry)| self.file.content(entry))
    }

    fn binary(&self, property: &str) -> Option<Vec<u8>> {
        self.stream(&format!("__substg1.0_{property}0102"))
    }

    /// Returns a text, in UTF-16 or in the code page.
    fn text(&self, property: &str, code_page: Option<u32>) -> Option<String> {
        if let Some(bytes) = self.stream(&format!("__substg1.0_{property}001F")) {
            let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
            return Some(char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect::<String>().replace('\0', ""));
        }
        let bytes = self.stream(&format!("__substg1.0_{property}001E"))?;
        let bytes = bytes.strip_suffix(b"\0").unwrap_or(&bytes);
        decode(bytes, code_page.and_then(label).as_deref(), Normalization::Composed).ok().map(|decoded| decoded.text.into_owned())
    }

    /// Returns what kind of mail it is, in lower case, such as `ipm.note.smime`.
    fn class(&self) -> String {
        self.text("001A", None).unwrap_or_default().to_ascii_lowercase()
    }

    /// Returns the eight bytes of a property that is a number or a time. `head_bytes` stand before the list of these.
    fn fixed(&self, property: u32, head_bytes: usize) -> Option<u64> {
        const ENTRY_BYTES: usize = 16;
        let list = self.stream("__properties_version1.0")?;
        let entry = list
            .get(head_bytes..)?
            .chunks_exact(ENTRY_BYTES)
            .find(|entry| u32_at(entry, 0).is_some_and(|tag| tag >> 16 == property))?;
        Some(u64::from(u32_at(entry, 8)?) | u64::from(u32_at(entry, 12)?) << 32)
    }

    fn mail(&self, head_bytes: usize, depth: usize, inner: &mut Vec<Mail>) -> Option<Mail> {
        let code_page = |property: u32| self.fixed(property, head_bytes).and_then(|page| u32::try_from(page & 0xffff_ffff).ok());
        let text_page = code_page(0x3ffd).or_else(|| code_page(0x3fde));
        let text = |property: &str| {
            self.text(property, text_page).map(|text| text.replace("\r\n", "\n")).filter(|text| !text.trim().is_empty())
        };
        let sent = text("007D");
        let sent = Part::of(sent.as_deref().unwrap_or("").as_bytes(), "text/plain");
        let header = |name: &str| sent.header(name);
        let address = text("5D01").or_else(|| text("0C1F")).filter(|address| address.contains('@'));
        let from = match (text("0C1A"), address) {
            (Some(name), Some(address)) => Some(format!("\"{}\" <{address}>", name.replace('"', ""))),
            (name, address) => name.or(address),
        };
        let time = self.fixed(0x0039, head_bytes).or_else(|| self.fixed(0x0e06, head_bytes)).and_then(of_windows);
        let headers = Headers {
            subject: text("0037"),
            from: from.or_else(|| header("from")),
            organization: header("organization"),
            list_id: header("list-id"),
            date: header("date").or_else(|| time.map(|time| time.to_string())),
            message_id: text("1035").or_else(|| header("message-id")),
            archived_at: header("archived-at"),
            language: header("content-language"),
            in_reply_to: text("1042").or_else(|| header("in-reply-to")),
        };
        let mut forms: Vec<TextForm> = text("1000").map(|text| TextForm::Plain(text, Flow::Fixed)).into_iter().collect();
        let page = self.binary("1013").and_then(|bytes| {
            let page = code_page(0x3fde).and_then(label);
            decode(&bytes, page.as_deref(), Normalization::Page).ok().map(|decoded| decoded.text.into_owned())
        });
        forms.extend(page.or_else(|| text("1013")).map(TextForm::Html));
        if forms.is_empty() {
            let articles = self.binary("1009").and_then(|packed| unpacked(&packed)).map(|rtf| rtf::extract(&rtf).0);
            let drafts = articles.into_iter().flatten().filter_map(|(_, article)| article.ok());
            let texts: Vec<String> = drafts.flat_map(|draft| [draft.title.unwrap_or_default(), draft.body]).collect();
            forms.extend((!texts.is_empty()).then(|| TextForm::Plain(texts.join("\n\n"), Flow::Fixed)));
        }
        let class = self.class();
        let is_smime = class.starts_with("ipm.note.smime");
        if headers.subject.is_none() && forms.is_empty() && !is_smime {
            return None;
        }
        let mut mail = Mail { headers, ..Mail::default() };
        let mut wrapped = Vec::new();
        let (mut n_files, mut n_mails) = (0, 0);
        for (folder, _) in self.entries().filter(|(_, entry)| entry.name.starts_with("__attach_version1.0_")) {
            let attached = Folder { file: self.file, folder };
            if let Some((folder, _)) = attached.entries().find(|(_, entry)| entry.name == "__substg1.0_3701000D") {
                n_mails += 1;
                if depth >= MAX_DEPTH || inner.len() >= MAX_ATTACHMENTS || n_mails > MAX_ATTACHMENTS {
                    mail.note(ProblemKind::TooLarge, "the mail holds too many mails; the others are not read");
                    continue;
                }
                let found = Folder { file: self.file, folder }.mail(HEAD_OF_INNER, depth + 1, inner);
                inner.extend(found);
                continue;
            }
            let name = attached.text("3707", text_page).or_else(|| attached.text("3704", text_page));
            if is_smime && name.as_deref().is_some_and(is_wrapped_name) {
                let bytes = attached.binary("3701").unwrap_or_default();
                let is_open = class.ends_with(".multipartsigned");
                wrapped = if is_open { mail.text_parts_of(&Part::of(&bytes, "text/plain"), 0) } else { mail.wrapped(&bytes, 0) };
                continue;
            }
            let format = name.as_deref().and_then(|name| format_of(name.as_ref())).filter(|format| is_readable(*format));
            let Some(format) = format else { continue };
            n_files += 1;
            if n_files > MAX_ATTACHMENTS {
                mail.note(ProblemKind::TooLarge, "the mail has too many attachments; the others are not read");
                break;
            }
            let Some(bytes) = attached.binary("3701") else { continue };
            mail.attachments.push(Attachment { name, format, charset: None, bytes });
        }
        // Outlook keeps the text of a signed mail beside it, if it was opened there.
        mail.text_parts = if forms.is_empty() { wrapped } else { vec![TextPart { forms }] };
        Some(mail)
    }
}

/// Returns a time that is counted in tenths of a microsecond since 1601.
fn of_windows(tenths: u64) -> Option<NewsTime> {
    const SECONDS_TO_1970: i64 = 11_644_473_600;
    NewsTime::from_unix(i64::try_from(tenths / 10_000_000).ok()? - SECONDS_TO_1970, TimeOrigin::Field)
}

/// Returns the name of a code page of Windows.
fn label(code_page: u32) -> Option<String> {
    Some(match code_page {
        65001 => "utf-8".to_owned(),
        932 => "shift_jis".to_owned(),
        936 | 54936 => "gb18030".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        20866 => "koi8-r".to_owned(),
        21866 => "koi8-u".to_owned(),
        50220..=50222 => "iso-2022-jp".to_owned(),
        51932 => "euc-jp".to_owned(),
        28591..=28606 => format!("iso-8859-{}", code_page - 28590),
        874 | 1250..=1258 => format!("windows-{code_page}"),
        _ => return None,
    })
}

/// Returns RTF that Outlook has compressed: pieces of what stands before are repeated, over a ring of 4,096 bytes that begins with the usual
/// words of RTF.
fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    const RING: usize = 4096;
    const BEGINNING: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
    const STORED: u32 = 0x414c_454d;
    const HEAD_BYTES: usize = 16;
    let size = usize::try_from(u32_at(packed, 4)?).ok()?.min(MAX_TEXT_BYTES);
    let content = packed.get(HEAD_BYTES..)?;
    if u32_at(packed, 8)? == STORED {
        return Some(content[..size.min(content.len())].to_vec());
    }
    let mut ring = [b' '; RING];
    ring[..BEGINNING.len()].copy_from_slice(BEGINNING);
    let mut at = BEGINNING.len();
    let mut text = Vec::new();
    let mut bytes = content.iter().copied();
    while let Some(flags) = bytes.next() {
        for bit in 0..8 {
            let Some(first) = bytes.next() else { return Some(text) };
            if flags >> bit & 1 == 0 {
                ring[at] = first;
                at = (at + 1) % RING;
                text.push(first);
            } else {
                let Some(second) = bytes.next() else { return Some(text) };
                let from = usize::from(first) << 4 | usize::from(second >> 4);
                if from == at {
                    return Some(text);
                }
                for step in 0..usize::from(second & 0xf) + 2 {
                    let byte = ring[(from + step) % RING];
                    ring[at] = byte;
                    at = (at + 1) % RING;
                    text.push(byte);
                }
            }
            if text.len() >= size {
                text.truncate(size);
                return Some(text);
            }
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compressed_rtf_is_unpacked() {
        // The example of the specification, with the beginning of the ring.
        let packed = [
            0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72, 0x63,
            0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05,
            0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
        ];
        assert_eq!(unpacked(&packed).unwrap(), b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        for len in 0..packed.len() {
            unpacked(&packed[..len]);
        }
    }
}
