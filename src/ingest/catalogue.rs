//! The list of formats that are read, for people; and which of them the files of a folder have.

use std::collections::BTreeMap;

use super::format::{Format, sniff};
use super::package;
use super::skipped::Skipped;
use super::source_files::SourceFile;
use super::unpack::head;
use super::walk::Found;
use crate::extract::export::Service;
use crate::extract::scan;

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatEntry {
    /// Its name for `--format`, or that of the archive that it is.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// The usual endings of its files, without the point.
    pub endings: &'static [&'static str],
    /// What is read of a file.
    pub taken: &'static str,
}

const fn entry(name: &'static str, title: &'static str, endings: &'static [&'static str], taken: &'static str) -> FormatEntry {
    FormatEntry { name, title, endings, taken }
}

/// All formats, in the order in which they are listed.
const ENTRIES: [FormatEntry; 38] = [
    entry("text", "plain text", &["txt", "text"], "one article"),
    entry("markdown", "Markdown", &["md", "markdown"], "one article"),
    entry("html", "HTML", &["html", "htm", "xhtml"], "one article"),
    entry("mhtml", "MHTML", &["mhtml", "mht"], "the saved page"),
    entry("json", "JSON, ninjs, JSON Feed", &["json", "ninjs"], "one article or a list of them"),
    entry("jsonl", "JSON Lines", &["jsonl", "ndjson", "jl"], "an article a line"),
    entry("csv", "table (CSV)", &["csv"], "an article a row"),
    entry("tsv", "table with tabs (TSV)", &["tsv"], "an article a row"),
    entry("xml", "RSS, Atom, NITF, NewsML, TEI", &["xml", "rss", "atom", "rdf", "nitf", "tei"], "an article an item"),
    entry("wire", "IPTC 7901, ANPA 1312", &["iptc", "anpa"], "an article a message"),
    entry("scan", "METS, ALTO, hOCR, Olive XML", &["alto", "hocr"], "the articles of an issue, or a page"),
    entry("captions", "WebVTT, SubRip", &["vtt", "srt"], "one article"),
    entry("docx", "DOCX", &["docx", "docm", "dotx"], "one article, or those of an export"),
    entry("pptx", "PPTX", &["pptx", "pptm"], "one article"),
    entry("odt", "ODT, ODP", &["odt", "ott", "odp"], "one article"),
    entry("rtf", "RTF", &["rtf"], "one article, or those of an export"),
    entry("pdf", "PDF", &["pdf"], "one article"),
    entry("epub", "EPUB", &["epub"], "an article a chapter"),
    entry("mail", "mail", &["eml", "emlx"], "the mail, and files sent with it"),
    entry("msg", "mail of Outlook", &["msg"], "the mail, and files sent with it"),
    entry("mbox", "folder of mails", &["mbox", "mbx"], "an article a mail"),
    entry("webarchive", "web archive of Safari", &["webarchive"], "the saved page"),
    entry("enex", "notes of Evernote", &["enex"], "an article a note"),
    entry("factiva", "export of Factiva", &[], "an article a document"),
    entry("nexis", "export of Nexis", &[], "an article a document"),
    entry("proquest", "export of ProQuest", &[], "an article a document"),
    entry("europresse", "export of Europresse", &[], "an article a document"),
    entry("retriever", "export of Retriever", &[], "an article a document"),
    entry("wisers", "export of Wisers", &[], "an article a document"),
    entry("apa", "export of APA", &[], "an article a document"),
    entry("mediargus", "export of Mediargus", &[], "an article a document"),
    entry("ris", "RIS", &["ris"], "an article a reference"),
    entry("sgml", "TREC, Reuters-21578", &["sgm", "sgml"], "an article a document"),
    entry("mind", "MIND", &[], "an article a line"),
    entry("warc", "WARC", &["warc"], "an article a page"),
    entry("wacz", "WACZ", &["wacz"], "an article a page"),
    entry("zip", "zip", &["zip"], "the article files in it"),
    entry("tar", "tar", &["tar", "tgz"], "the article files in it"),
];

/// Returns the formats that are read.
pub fn formats() -> &'static [FormatEntry] {
    &ENTRIES
}

/// Returns the name of a format in the list, if it is read.
fn name(format: Format) -> Option<&'static str> {
    Some(match format {
        Format::Unread => return None,
        Format::Scan => "scan",
        Format::Captions => "captions",
        Format::Pptx => "pptx",
        Format::Pdf => "pdf",
        Format::Text => "text",
        Format::Markdown => "markdown",
        Format::Html => "html",
        Format::Mhtml => "mhtml",
        Format::Json => "json",
        Format::JsonLines => "jsonl",
        Format::Csv => "csv",
        Format::Tsv => "tsv",
        Format::Xml => "xml",
        Format::Telegraph => "wire",
        Format::Export(Service::Factiva) => "factiva",
        Format::Export(Service::Nexis) => "nexis",
        Format::Export(Service::ProQuest) => "proquest",
        Format::Export(Service::Europresse) => "europresse",
        Format::Export(Service::Retriever) => "retriever",
        Format::Export(Service::Wisers) => "wisers",
        Format::Export(Service::Apa) => "apa",
        Format::Export(Service::Mediargus) => "mediargus",
        Format::Export(Service::Ris) => "ris",
        Format::Export(Service::Trec) => "sgml",
        Format::Export(Service::Mind) => "mind",
        Format::Docx => "docx",
        Format::Odt => "odt",
        Format::Rtf => "rtf",
        Format::Epub => "epub",
        Format::Mail => "mail",
        Format::Msg => "msg",
        Format::Mbox => "mbox",
        Format::WebArchive => "webarchive",
        Format::Enex => "enex",
        Format::Warc => "warc",
        Format::Wacz => "wacz",
        Format::Zip => "zip",
        Format::Tar => "tar",
    })
}

/// The files of a folder by their format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatCounts {
    /// The formats that files have, in the order of [`formats`], and the number of files.
    pub formats: Vec<(FormatEntry, u64)>,
    /// The files that are not article files.
    pub skipped: Skipped,
}

/// Counts files by their format, which their first bytes show. A file that cannot be opened counts by its name.
pub fn count_formats(found: &Found) -> FormatCounts {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut skipped = found.skipped.clone();
    for file in found.files.iter() {
        match name(format_of_file(file)) {
            Some(name) => *counts.entry(name).or_default() += 1,
            None => skipped.add(&file.location),
        }
    }
    let of_entry = |entry: &FormatEntry| counts.get(entry.name).map(|n| (*entry, *n));
    FormatCounts { formats: ENTRIES.iter().filter_map(of_entry).collect(), skipped }
}

fn format_of_file(file: &SourceFile) -> Format {
    let head = head(&file.location).unwrap_or_default();
    let format = sniff(&head, file.format).unwrap_or(Format::Text);
    if format == Format::Zip {
        return package::format_of_file(&file.location).unwrap_or(format);
    }
    // An export as a page or a text shows itself behind its beginning; so does hOCR.
    let text = String::from_utf8_lossy(&head);
    match format {
        Format::Html if scan::is_hocr(&text) => Format::Scan,
        Format::Html | Format::Text => Service::of(&text).map_or(format, Format::Export),
        _ => format,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::ingest::format_of;

    #[test]
    fn the_list_says_what_is_read() {
        let listed = |name: &str| ENTRIES.iter().any(|entry| entry.name == name);
        for known in Format::names() {
            assert_eq!(Format::named(known).and_then(name), Some(known));
            assert!(listed(known), "{known} is not listed");
        }
        for entry in formats() {
            for ending in entry.endings {
                let format = format_of(Path::new(&format!("a.{ending}")));
                // The first bytes of XML and pages decide.
                let is_open = ["xml", "hocr", "csv", "tsv"].contains(ending);
                assert!(is_open || format.and_then(name) == Some(entry.name), "{ending} is {format:?}");
            }
        }
    }
}
