//! The format of a file or a record, recognised by its first bytes, with its name as a hint.
//!
//! Names are unreliable: pages are saved without an ending, feeds are called `.html`, and files
//! lose their compression but not its ending. So a name only decides whether a walk opens a file at
//! all, and the format if the bytes leave it open.

use std::borrow::Cow;
use std::path::Path;

use super::decode::{Normalization, decode};
use super::mime::{is_header, is_limit, is_undated_limit};
use super::{compound, webarchive};
use crate::extract::captions::is_captions;
use crate::extract::export::Service;
use crate::extract::scan;
use crate::extract::table;
use crate::extract::telegraph::is_message;

/// The format of a decompressed file, or of a record of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One article as plain text.
    Text,
    /// One article as Markdown.
    Markdown,
    /// One article as a web page.
    Html,
    /// One article as a web page with its resources (MHTML).
    Mhtml,
    /// One article, or a list of them, as JSON.
    Json,
    /// One article a line, as JSON.
    JsonLines,
    /// A table with a header, a row an article. The header tells what parts its columns.
    Csv,
    /// The same, with tabs between its columns.
    Tsv,
    /// A feed (RSS, Atom), or articles in NITF, NewsML 1, NewsML-G2 or TEI.
    Xml,
    /// Pages of print as text recognition leaves them (ALTO, PAGE XML), or an issue of such pages (METS); articles of an issue (Olive XML).
    Scan,
    /// The words of a recording, as captions (WebVTT, SubRip).
    Captions,
    /// Articles as an agency's messages, framed by control characters (IPTC 7901, ANPA 1312).
    Telegraph,
    /// Articles as a news service exports them. Pages and texts of services that their first bytes do not show are known by what stands in
    /// them.
    Export(Service),
    /// One article as a document of Word.
    Docx,
    /// One article as a presentation of PowerPoint.
    Pptx,
    /// One article as a text or a presentation of LibreOffice.
    Odt,
    /// One article as a document in RTF.
    Rtf,
    /// The chapters of a book, or the articles of an edition.
    Epub,
    /// One article, or a page of a paper, as PDF.
    Pdf,
    /// A document that is known and not read, such as one of Word 97. It is a problem.
    Unread,
    /// One article as a mail, with files sent with it.
    Mail,
    /// The same in the form of Outlook.
    Msg,
    /// A folder of mails in one file.
    Mbox,
    /// One article as a page that Safari saved with its resources.
    WebArchive,
    /// Notes as Evernote exports them.
    Enex,
    /// Pages as fetched by a crawler.
    Warc,
    /// The same, packed with a list of its pages.
    Wacz,
    /// An archive of files.
    Zip,
    /// An archive of files.
    Tar,
}

/// The formats by the names that a user can type.
const NAMES: [(&str, Format); 35] = [
    ("text", Format::Text),
    ("markdown", Format::Markdown),
    ("html", Format::Html),
    ("mhtml", Format::Mhtml),
    ("json", Format::Json),
    ("jsonl", Format::JsonLines),
    ("csv", Format::Csv),
    ("tsv", Format::Tsv),
    ("xml", Format::Xml),
    ("scan", Format::Scan),
    ("captions", Format::Captions),
    ("wire", Format::Telegraph),
    ("pdf", Format::Pdf),
    ("mail", Format::Mail),
    ("msg", Format::Msg),
    ("mbox", Format::Mbox),
    ("webarchive", Format::WebArchive),
    ("enex", Format::Enex),
    ("docx", Format::Docx),
    ("pptx", Format::Pptx),
    ("odt", Format::Odt),
    ("rtf", Format::Rtf),
    ("epub", Format::Epub),
    ("warc", Format::Warc),
    ("factiva", Format::Export(Service::Factiva)),
    ("nexis", Format::Export(Service::Nexis)),
    ("proquest", Format::Export(Service::ProQuest)),
    ("europresse", Format::Export(Service::Europresse)),
    ("retriever", Format::Export(Service::Retriever)),
    ("wisers", Format::Export(Service::Wisers)),
    ("apa", Format::Export(Service::Apa)),
    ("mediargus", Format::Export(Service::Mediargus)),
    ("ris", Format::Export(Service::Ris)),
    ("sgml", Format::Export(Service::Trec)),
    ("mind", Format::Export(Service::Mind)),
];

impl Format {
    /// Returns whether a file of this format holds files, or records of its own.
    pub(super) fn holds_others(self) -> bool {
        matches!(self, Format::Zip | Format::Tar | Format::Warc | Format::Wacz | Format::Mbox | Format::Enex)
    }

    /// Returns the names of the formats that can be chosen.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }

    /// Returns the format of a name; `None` if no format has it.
    ///
    /// ```
    /// use pullquote::ingest::Format;
    /// assert_eq!(Format::named("jsonl"), Some(Format::JsonLines));
    /// assert!(Format::names().all(|name| Format::named(name).is_some()));
    /// ```
    pub fn named(name: &str) -> Option<Format> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }
}

/// The compression of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// gzip, of one or several members.
    Gzip,
    /// Zstandard, of one or several frames.
    Zstd,
}

impl Compression {
    /// Returns the compression of a file that begins with these bytes; `None` if it is not
    /// compressed.
    pub fn of(head: &[u8]) -> Option<Compression> {
        match head {
            [0x1f, 0x8b, 0x08, ..] => Some(Compression::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Compression::Zstd),
            // A skippable frame, with which Zstandard archives may begin.
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Compression::Zstd),
            _ => None,
        }
    }
}

/// Returns the format of the file at `path` by its name; `None` if that is not the name of an article file. Letter case does not count.
///
/// ```
/// use std::path::Path;
/// use pullquote::ingest::{Format, format_of};
/// assert_eq!(format_of(Path::new("news/wire.jsonl.zst")), Some(Format::JsonLines));
/// assert_eq!(format_of(Path::new("photo.jpg")), None);
/// ```
pub fn format_of(path: &Path) -> Option<Format> {
    match ending(path)?.as_str() {
        "txt" | "text" => Some(Format::Text),
        "md" | "markdown" => Some(Format::Markdown),
        "html" | "htm" | "xhtml" | "hocr" => Some(Format::Html),
        "vtt" | "srt" => Some(Format::Captions),
        "alto" => Some(Format::Scan),
        "mhtml" | "mht" => Some(Format::Mhtml),
        "json" | "ninjs" => Some(Format::Json),
        "jsonl" | "ndjson" | "jl" => Some(Format::JsonLines),
        "rss" | "atom" | "rdf" | "nitf" | "tei" => Some(Format::Xml),
        "iptc" | "anpa" => Some(Format::Telegraph),
        "ris" => Some(Format::Export(Service::Ris)),
        "sgm" | "sgml" => Some(Format::Export(Service::Trec)),
        "docx" | "docm" | "dotx" => Some(Format::Docx),
        "pptx" | "pptm" => Some(Format::Pptx),
        "odt" | "ott" | "odp" => Some(Format::Odt),
        "epub" => Some(Format::Epub),
        "rtf" => Some(Format::Rtf),
        "pdf" => Some(Format::Pdf),
        "webarchive" => Some(Format::WebArchive),
        "enex" => Some(Format::Enex),
        "warc" => Some(Format::Warc),
        "wacz" => Some(Format::Wacz),
        "eml" | "emlx" => Some(Format::Mail),
        "msg" => Some(Format::Msg),
        "mbox" | "mbx" => Some(Format::Mbox),
        "zip" => Some(Format::Zip),
        "tar" | "tgz" => Some(Format::Tar),
        _ => None,
    }
}

/// Returns whether a name leaves open if the file is an article, so that its first bytes decide.
/// Such names have no ending, or the ending of a program that makes pages (`story.php`), which
/// saved pages keep, or `.xml`, `.csv` and `.tsv`, which may be anything. `.doc` may be RTF or a page, and the other names of documents are those
/// that are not read, which is reported.
pub(super) fn may_be_article(path: &Path) -> bool {
    // In `index.php?id=5` or `5.1,2345`, the part after the last point is no ending.
    let is_word = |ending: &String| {
        let is_number = ending.bytes().all(|byte| byte.is_ascii_digit());
        !is_number && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    // The files of a folder of mails are named by the server that received them.
    let is_maildir = path.parent().and_then(Path::file_name).is_some_and(|above| above == "cur" || above == "new");
    match ending(path).filter(is_word) {
        None => true,
        Some(_) if is_maildir => true,
        Some(ending) => matches!(
            ending.as_str(),
            "doc"
                | "dot"
                | "xls"
                | "ppt"
                | "xlsx"
                | "ods"
                | "pages"
                | "key"
                | "numbers"
                | "xml"
                | "csv"
                | "tsv"
                | "php"
                | "php3"
                | "asp"
                | "aspx"
                | "jsp"
                | "jspx"
                | "cgi"
                | "cfm"
                | "do"
                | "shtml"
                | "phtml"
                | "pl"
        ),
    }
}

/// Returns the part after the last point of a file's name, in lower case, without the ending of a
/// compression.
pub(super) fn ending(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    // Word marks with such a file that somebody has the document open.
    if name.starts_with("~$") {
        return None;
    }
    let stem = [".gz", ".zst", ".zstd"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
    Some(stem.rsplit_once('.')?.1.to_owned())
}

/// Number of bytes that [`sniff`] needs.
pub(super) const HEAD_BYTES: usize = 8 << 10;

/// Returns whether a zip archive that begins with these bytes is a document, by the name of its first part.
pub(super) fn is_document(head: &[u8]) -> bool {
    const NAME_BEGINS: usize = 30;
    const FIRST: [&[u8]; 7] = [b"mimetype", b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"ppt/", b"Index/"];
    head.starts_with(b"PK\x03\x04") && FIRST.iter().any(|name| head.get(NAME_BEGINS..).is_some_and(|rest| rest.starts_with(name)))
}

/// Returns the format of decompressed data that begins with these bytes; `hint` is the format by
/// name. `None` if neither tells.
///
/// Bytes outweigh the name if they are specific to a format. Other text has the format of its name,
/// however damaged.
pub fn sniff(head: &[u8], hint: Option<Format>) -> Option<Format> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Some(Format::Zip);
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some(Format::Tar);
    }
    if head.starts_with(b"WARC/") {
        return Some(Format::Warc);
    }
    if head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start().starts_with(b"{\\rtf") {
        return Some(Format::Rtf);
    }
    if is_pdf(head, hint) {
        return Some(Format::Pdf);
    }
    if compound::is_mail(head) || head.starts_with(&compound::MAGIC) && hint == Some(Format::Msg) {
        return Some(Format::Msg);
    }
    if head.starts_with(&compound::MAGIC) {
        return Some(Format::Unread);
    }
    if webarchive::is_one(head) {
        return Some(Format::WebArchive);
    }
    // Without its zeros, UTF-16 reads as ASCII, which is enough here. Byte order marks are not part
    // of the text.
    let letters: String = head.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect();
    let text = letters.trim_start_matches(['\u{ef}', '\u{bb}', '\u{bf}', '\u{fe}', '\u{ff}']).trim_start();
    if is_message(text) {
        return Some(Format::Telegraph);
    }
    if is_captions(text) {
        return Some(Format::Captions);
    }
    let by_bytes = match text.as_bytes().first() {
        Some(b'<') => markup(text, hint),
        // Front matter may be JSON.
        Some(b'{') if hint == Some(Format::Markdown) => None,
        Some(b'{' | b'[') => json(text, hint),
        Some(b'F') if is_mbox(text) => Some(Format::Mbox),
        Some(_) if is_mhtml(text) => Some(Format::Mhtml),
        Some(_) if is_mail(text) => Some(Format::Mail),
        // Mail of Apple writes the length first.
        Some(b'0'..=b'9') if text.split_once('\n').is_some_and(|(len, mail)| is_length(len) && is_mail(mail)) => {
            Some(Format::Mail)
        }
        Some(b'-' | b'+') if has_front_matter(text) => Some(Format::Markdown),
        Some(_) => of_text(text).or_else(|| of_text(&decoded_head(head)?)),
        None => None,
    };
    by_bytes.or(hint)
}

/// Returns the format of a text that is an export, or a table of articles.
fn of_text(text: &str) -> Option<Format> {
    Service::of(text).map(Format::Export).or_else(|| table::is_of_articles(text).then_some(Format::Csv))
}

/// Returns the whole lines of a head in their own encoding: labels and names of columns may be in any script. `None` if it is ASCII.
fn decoded_head(head: &[u8]) -> Option<String> {
    let end = memchr::memrchr(b'\n', head).map_or(head.len(), |end| end + 1);
    let lines = head.get(..end).filter(|lines| !lines.is_ascii())?;
    decode(lines, None, Normalization::Verbatim).ok().map(|decoded| decoded.text.into_owned())
}

/// The sign at the beginning of a PDF.
pub(super) const PDF_SIGN: &[u8] = b"%PDF-";

/// Returns whether these bytes begin a PDF. Some have other bytes before it, but a text may name its sign too.
fn is_pdf(head: &[u8], hint: Option<Format>) -> bool {
    const MAX_BEFORE: usize = 1024;
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if start.starts_with(PDF_SIGN) {
        return true;
    }
    let found = memchr::memmem::find(&head[..head.len().min(MAX_BEFORE)], PDF_SIGN);
    found.is_some_and(|at| match hint {
        Some(Format::Pdf) => true,
        // Its second line is of bytes that are no text.
        None => head[..at].ends_with(b"\n") && head[at..].iter().take(32).any(|byte| !byte.is_ascii()),
        Some(_) => false,
    })
}

/// The root elements of XML that contains articles.
const ROOTS: [&str; 11] =
    ["rss", "feed", "rdf", "nitf", "newsml", "newsitem", "newsmessage", "packageitem", "tei", "tei.2", "teicorpus"];

fn markup(text: &str, hint: Option<Format>) -> Option<Format> {
    let element = first_element(text)?;
    let local = element.rsplit(':').next().unwrap_or(&element);
    if ROOTS.contains(&local) {
        return Some(Format::Xml);
    }
    if scan::root_of(text).is_some() {
        return Some(Format::Scan);
    }
    if local == "en-export" {
        return Some(Format::Enex);
    }
    if matches!(local, "doc" | "reuters") && Service::of(text) == Some(Service::Trec) {
        return Some(Format::Export(Service::Trec));
    }
    if element == "html" || element == "!doctype html" {
        return Some(Format::Html);
    }
    // A fragment of a page, such as `<p>` or `<div>`, counts as one only if the name does not say
    // otherwise.
    let is_piece = ["head", "body", "meta", "title", "script", "link", "div", "main", "article"].contains(&element.as_str());
    (hint.is_none() && is_piece).then_some(Format::Html)
}

/// Returns the name of the first element, or `!doctype html`, in lower case. Comments, instructions
/// and other declarations are skipped.
fn first_element(text: &str) -> Option<String> {
    let mut rest = text;
    loop {
        rest = rest[rest.find('<')?..].strip_prefix('<')?;
        rest = match rest.as_bytes().first()? {
            // The source of a program that makes pages is no page.
            b'?' if rest.starts_with("?php") => return None,
            b'?' => &rest[rest.find("?>")?..],
            b'!' if rest.starts_with("!--") => &rest[rest.find("-->")?..],
            b'!' => {
                let declaration: String = rest.chars().take(32).flat_map(char::to_lowercase).collect();
                let mut words = declaration.split(|c: char| c.is_whitespace() || c == '>');
                if words.next() == Some("!doctype") && words.next() == Some("html") {
                    return Some("!doctype html".to_owned());
                }
                rest
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(rest.len());
                return Some(rest[..end].to_lowercase());
            }
        };
    }
}

/// A text may begin with a bracket too: `[Updated at noon]`.
fn json(text: &str, hint: Option<Format>) -> Option<Format> {
    let is_named_json = matches!(hint, Some(Format::Json | Format::JsonLines));
    let after = text[1..].trim_start();
    let is_json = match text.starts_with('{') {
        true => after.starts_with(['"', '}']),
        false => after.starts_with('{'),
    };
    if !is_json && !is_named_json {
        return None;
    }
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    // A record of JSON Lines is on one line; of one value over several lines, the first line says
    // nothing yet.
    let is_in_lines = match first.trim() {
        "{" | "[" => false,
        line if hint == Some(Format::JsonLines) => !line.starts_with('['),
        line => line.starts_with('{') && line.ends_with('}') && rest.trim_start().starts_with('{'),
    };
    Some(if is_in_lines { Format::JsonLines } else { Format::Json })
}

/// A mail with pictures has the form of a saved page too; it was sent.
fn is_mhtml(text: &str) -> bool {
    let Some(headers) = header_names(text) else { return false };
    let has = |name: &str| headers.iter().any(|known| known == name);
    has("mime-version")
        && text.to_ascii_lowercase().contains("multipart/related")
        && (has("snapshot-content-location")
            || !["received", "message-id", "to", "return-path", "delivered-to"].iter().any(|name| has(name)))
}

/// Returns whether a text begins with the headers of a mail. A memorandum has some of them too, and reads the same.
fn is_mail(text: &str) -> bool {
    // Old programs of Apple end lines with CR alone.
    let text = if text.contains('\n') { Cow::Borrowed(text) } else { Cow::Owned(text.replace('\r', "\n")) };
    let Some(headers) = header_names(&text) else { return false };
    let has = |name: &str| headers.iter().any(|known| known == name);
    let is_sent = has("received") || has("message-id") || has("return-path") || has("delivered-to") || has("x-mailer");
    has("from")
        && (is_sent
            || has("date") && (has("subject") || has("to") || has("mime-version"))
            || has("mime-version") && has("subject"))
        || is_sent && has("subject") && (has("date") || has("received"))
}

/// Returns whether a text begins with the line of a folder of mails. One without a date must stand before the headers of a mail.
fn is_mbox(text: &str) -> bool {
    let (line, rest) = text.split_once(['\n', '\r']).unwrap_or((text, ""));
    is_limit(line.as_bytes()) || is_undated_limit(line.as_bytes()) && is_mail(rest.trim_start())
}

fn is_length(line: &str) -> bool {
    line.trim().bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns the names of the headers that a text begins with, in lower case; `None` if another line is among them.
fn header_names(text: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for line in text.lines() {
        if line.trim().is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) && !names.is_empty() {
            continue;
        }
        if !is_header(line.as_bytes()) {
            // Some programs write the line of a folder of mails before a single one.
            match names.is_empty() && line.starts_with("From ") || text.len() >= HEAD_BYTES / 2 && names.len() > 3 {
                true => continue,
                false => return None,
            }
        }
        names.push(line.split(':').next().unwrap_or("").trim().to_ascii_lowercase());
    }
    (!names.is_empty()).then_some(names)
}

/// A text may begin with a line of dashes too; in front matter, a key follows.
fn has_front_matter(text: &str) -> bool {
    let mut lines = text.lines();
    if lines.clone().next().is_some_and(|line| line.trim_end() == "---json") {
        return lines.nth(1).is_some_and(|line| line.trim_start().starts_with('{'));
    }
    let Some(rule @ ("---" | "+++")) = lines.next().map(str::trim_end) else { return false };
    let is_key = |line: &str| {
        let key = line.split([':', '=']).next().unwrap_or("").trim();
        key.len() < line.trim().len() && !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    };
    lines.next().is_some_and(is_key) && lines.any(|line| line.trim_end() == rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &str, hint: Option<Format>, format: Option<Format>) {
        assert_eq!(sniff(head.as_bytes(), hint), format, "for {head}");
    }

    #[test]
    fn bytes_outweigh_the_name() {
        for hint in [None, Some(Format::Text), Some(Format::Html), Some(Format::Json)] {
            check("<!DOCTYPE html><p>Rain", hint, Some(Format::Html));
            check("\u{feff}<?xml version=\"1.0\"?>\n<!-- a feed --><rss version=\"2.0\">", hint, Some(Format::Xml));
            check("<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'nitf.dtd' [<!ENTITY a 'b'>]><nitf>", hint, Some(Format::Xml));
            check("<rdf:RDF xmlns:rdf=''>", hint, Some(Format::Xml));
            check("<?xml version='1.0'?><!-- of 1904 --><alto:alto xmlns:alto=''>", hint, Some(Format::Scan));
            check("<mets:mets>", hint, Some(Format::Scan));
            check("\u{feff}<PcGts>", hint, Some(Format::Scan));
            check("WEBVTT\n\n00:01.000 --> 00:02.000\nIt rained.", hint, Some(Format::Captions));
            check("\u{feff}1\r\n00:00:01,000 --> 00:00:02,000\r\nIt rained.", hint, Some(Format::Captions));
            check("{\n  \"title\": \"Rain\"\n}", hint, Some(Format::Json));
            check("{\"title\": \"Rain\"}\n{\"title\": \"Sun\"}\n", hint, Some(Format::JsonLines));
            check("{\\rtf1\\ansi It rained.}", hint, Some(Format::Rtf));
            check("\u{feff}\r\n{\\rtf1\\ansi It rained.}", hint, Some(Format::Rtf));
            check("WARC/1.0\r\nWARC-Type: response\r\n", hint, Some(Format::Warc));
            check("PK\u{3}\u{4}", hint, Some(Format::Zip));
            check("%PDF-1.7\n%\u{e2}\n", hint, Some(Format::Pdf));
            check("From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;", hint, Some(Format::Mhtml));
            check("From: x\r\nSubject: y\r\n z\r\nDate: 1 May 2024\r\n\r\nIt rained.", hint, Some(Format::Mail));
            check(
                "Received: x\nMessage-ID: <1>\nFrom: x\nMIME-Version: 1.0\nContent-Type: multipart/related;",
                hint,
                Some(Format::Mail),
            );
            check("From a@x Mon Mar 25 10:00:00 2024\nFrom: x\n", hint, Some(Format::Mbox));
            check("---\ntitle: Rain\n---\nIt rained.", hint, Some(Format::Markdown));
            check("---json\n{\"title\": \"Rain\"}\n---\nIt rained.", hint, Some(Format::Markdown));
            check("\u{1}cwa062 4 i 60\r\n\r\n\u{2}Rain =\r\n", hint, Some(Format::Telegraph));
            check("\r\n\u{16}\u{16}\u{1}W2870\u{1f}asian\r\n\u{2}^BC-Rain<\r\n", hint, Some(Format::Telegraph));
        }
    }

    #[test]
    fn text_is_what_its_name_says() {
        for head in [
            "It rained.",
            "[Updated] It rained.",
            "--- It rained.",
            "<p>It rained.",
            "{rain}",
            "Note: it rained.",
            "From Monday, rain.",
            "Title: Rain\nDate: today\n\nIt rained.",
        ] {
            check(head, None, None);
            check(head, Some(Format::Text), Some(Format::Text));
            check(head, Some(Format::Html), Some(Format::Html));
        }
        check("oops", Some(Format::Json), Some(Format::Json));
        check("The sign of a PDF is\n%PDF-1.7\nand so on.", None, None);
        check("From: x\n%PDF-1.7\n%\u{e2}\n", None, Some(Format::Pdf));
        check("x\n%PDF-1.7\n", Some(Format::Pdf), Some(Format::Pdf));
        check("{\n\"title\": \"Rain\"\n}\nIt rained.", Some(Format::Markdown), Some(Format::Markdown));
        check("", None, None);
    }

    #[test]
    fn lines_of_json_are_told_from_one_value() {
        check("{\"title\": ", Some(Format::JsonLines), Some(Format::JsonLines));
        check("{\n\"title\": \"Rain\"}", Some(Format::JsonLines), Some(Format::Json));
        check("[\n{\"title\": \"Rain\"},\n", Some(Format::JsonLines), Some(Format::Json));
        check("{\"title\": \"Rain\"}", Some(Format::Json), Some(Format::Json));
    }

    #[test]
    fn utf_16_is_sniffed_too() {
        let page: Vec<u8> = "\u{feff}<html>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(sniff(&page, None), Some(Format::Html));
    }

    #[test]
    fn names_without_an_ending_are_looked_into() {
        for name in ["12345", "story.php", "story.php?id=5", "story.5", "feed.xml", "story.aspx.gz", "a.b-c"] {
            assert!(format_of(Path::new(name)).is_none() && may_be_article(Path::new(name)), "{name}");
        }
        assert_eq!(format_of(Path::new("news/~$release.docx")), None);
        for name in ["photo.jpg", "style.css", "app.js.gz", "tool.exe", "song.mp3"] {
            assert!(format_of(Path::new(name)).is_none() && !may_be_article(Path::new(name)), "{name}");
        }
    }
}
