//! Files that are skipped, counted by what they are: by their first bytes, or else by their ending.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use super::aside;
use super::format::{Compression, ending};
use super::unpack::unpacked_head;
use crate::file;

/// Maximum number of skipped files in a run whose first bytes are read. Reading them takes some 20 µs each; a folder with a million pictures
/// would take a walk of its own. Further files are named by their endings.
const MAX_LOOKED_INTO: u64 = 2000;

/// Number of bytes that are read of a skipped file.
const HEAD_BYTES: u64 = 512;

/// How many files were skipped, by what they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skipped {
    counts: BTreeMap<&'static str, u64>,
}

impl Skipped {
    /// Counts the file at `location`.
    pub(super) fn add(&mut self, location: &Path) {
        let is_looked_into = self.total() < MAX_LOOKED_INTO;
        let head = if is_looked_into { head(location) } else { Vec::new() };
        *self.counts.entry(kind(&head, location)).or_default() += 1;
    }

    /// Returns the number of files.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Returns the kinds of files with their numbers, the most frequent first; files of unknown kind come last.
    pub fn kinds(&self) -> Vec<(&'static str, u64)> {
        let mut kinds: Vec<(&str, u64)> = self.counts.iter().map(|(kind, n)| (*kind, *n)).collect();
        kinds.sort_by_key(|(kind, n)| (*kind == UNKNOWN, std::cmp::Reverse(*n)));
        kinds
    }
}

const UNKNOWN: &str = "unknown";

/// A file that cannot be opened is named by its ending.
fn head(location: &Path) -> Vec<u8> {
    let mut head = Vec::new();
    match file::open(location) {
        Ok(file) => drop(file.take(HEAD_BYTES).read_to_end(&mut head)),
        Err(_) => return Vec::new(),
    }
    head
}

/// First bytes of files, with their place. Of several that fit, the first counts.
const MAGIC: [(usize, &[u8], &str); 42] = [
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"\x89PNG\r\n\x1a\n", "PNG"),
    (0, b"GIF8", "GIF"),
    (8, b"WEBP", "WebP"),
    (8, b"WAVE", "WAV"),
    (8, b"AVI ", "AVI"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (4, b"ftypheic", "HEIC"),
    (4, b"ftypmif1", "HEIC"),
    (4, b"ftypavif", "AVIF"),
    (4, b"ftypqt", "QuickTime"),
    (4, b"ftypM4A", "M4A"),
    (4, b"ftyp", "MP4"),
    (4, b"moov", "QuickTime"),
    (4, b"mdat", "QuickTime"),
    (0, b"\x1aE\xdf\xa3", "Matroska"),
    (0, b"ID3", "MP3"),
    (0, b"\xff\xfb", "MP3"),
    (0, b"\xff\xf3", "MP3"),
    (0, b"OggS", "Ogg"),
    (0, b"fLaC", "FLAC"),
    (0, b"%PDF-", "PDF"),
    (0, b"%!PS", "PostScript"),
    (0, b"AT&TFORM", "DjVu"),
    (0, b"SQLite format 3\0", "SQLite"),
    (0, b"\x7fELF", "program"),
    (0, b"MZ", "program"),
    (0, b"\xcf\xfa\xed\xfe", "program"),
    (0, b"#!", "script"),
    (0, b"wOFF", "font"),
    (0, b"wOF2", "font"),
    (0, b"OTTO", "font"),
    (0, b"\0\x01\0\0\0", "font"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!", "RAR"),
    (0, b"\xfd7zXZ\0", "xz"),
    (0, b"BZh", "bzip2"),
    (0, b"PAR1", "Parquet"),
    (0, b"ARROW1", "Arrow"),
    (0, b"\x78\x9f\x3e\x22", "TNEF"),
    (0, b"BM", "BMP"),
];

/// Endings of files whose bytes do not say what they are.
const ENDINGS: [(&str, &str); 64] = [
    ("css", "CSS"),
    ("js", "JavaScript"),
    ("mjs", "JavaScript"),
    ("ts", "TypeScript"),
    ("csv", "CSV"),
    ("tsv", "TSV"),
    ("svg", "SVG"),
    ("log", "log"),
    ("py", "program text"),
    ("rs", "program text"),
    ("c", "program text"),
    ("h", "program text"),
    ("java", "program text"),
    ("sh", "script"),
    ("yml", "YAML"),
    ("yaml", "YAML"),
    ("toml", "TOML"),
    ("ini", "settings"),
    ("conf", "settings"),
    ("bib", "BibTeX"),
    ("tex", "TeX"),
    ("ics", "calendar"),
    ("vcf", "addresses"),
    ("md5", "checksums"),
    ("sha1", "checksums"),
    ("sha256", "checksums"),
    ("sha512", "checksums"),
    ("sfv", "checksums"),
    ("xlsx", "XLSX"),
    ("xlsm", "XLSX"),
    ("xls", "XLS"),
    ("ods", "ODS"),
    ("pptx", "PPTX"),
    ("ppt", "PPT"),
    ("odp", "ODP"),
    ("doc", "DOC"),
    ("msg", "Outlook"),
    ("pst", "Outlook"),
    ("jpg", "JPEG"),
    ("jpeg", "JPEG"),
    ("png", "PNG"),
    ("gif", "GIF"),
    ("webp", "WebP"),
    ("tif", "TIFF"),
    ("tiff", "TIFF"),
    ("heic", "HEIC"),
    ("bmp", "BMP"),
    ("mp3", "MP3"),
    ("m4a", "M4A"),
    ("wav", "WAV"),
    ("ogg", "Ogg"),
    ("mp4", "MP4"),
    ("mov", "QuickTime"),
    ("mkv", "Matroska"),
    ("avi", "AVI"),
    ("pdf", "PDF"),
    ("sqlite", "SQLite"),
    ("db", "SQLite"),
    ("woff", "font"),
    ("woff2", "font"),
    ("ttf", "font"),
    ("xz", "xz"),
    ("7z", "7z"),
    ("rar", "RAR"),
];

/// Returns what a file is. `head` is empty if its bytes were not read.
fn kind(head: &[u8], location: &Path) -> &'static str {
    let ending = ending(location).unwrap_or_default();
    let of_ending = ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, kind)| *kind);
    let of_bytes = |head: &[u8]| {
        MAGIC.iter().find(|(at, magic, _)| head.get(*at..).is_some_and(|rest| rest.starts_with(magic))).map(|(_, _, kind)| *kind)
    };
    let inner;
    let (head, is_packed) = match Compression::of(head) {
        Some(_) => {
            inner = unpacked_head(head);
            (&inner[..], true)
        }
        None => (head, false),
    };
    let packed = if is_packed { Some("compressed file") } else { None };
    if let Some(kind) = of_bytes(head) {
        return kind;
    }
    if head.starts_with(b"PK\x03\x04") {
        let has = |name: &[u8]| memchr::memmem::find(head, name).is_some();
        return match () {
            () if has(b"xl/") => "XLSX",
            () if has(b"ppt/") => "PPTX",
            () if has(b"opendocument.spreadsheet") => "ODS",
            () if has(b"opendocument.presentation") => "ODP",
            () if has(b"META-INF/MANIFEST.MF") => "program",
            () => of_ending.unwrap_or("zip"),
        };
    }
    // A compound file: documents of Office before 2007, and mails of Outlook.
    if head.starts_with(b"\xd0\xcf\x11\xe0") {
        return of_ending.unwrap_or("Office document");
    }
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if let Some(kind) = aside::of_text(text) {
        return kind;
    }
    if text.starts_with('<') {
        let has = |name: &str| text.contains(name);
        return match () {
            () if has("<urlset") || has("<sitemapindex") => "sitemap",
            () if has("<svg") => "SVG",
            () if text.starts_with("<?xml") => "XML",
            () => of_ending.or(packed).unwrap_or("markup"),
        };
    }
    let is_text = !head.is_empty()
        && !head.contains(&0)
        && std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
    of_ending.or(packed).unwrap_or(if is_text { "text" } else { UNKNOWN })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_their_first_bytes() {
        for (head, name, expected) in [
            (&b"\xff\xd8\xff\xe0"[..], "a.txt", "JPEG"),
            (b"RIFF\0\0\0\0WEBPVP8 ", "a.jpg", "WebP"),
            (b"\0\0\0\x18ftypmp42", "a", "MP4"),
            (b"PK\x03\x04\x14\0 xl/workbook.xml", "a.bin", "XLSX"),
            (b"PK\x03\x04\x14\0 a", "a.bin", "zip"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "XLS"),
            (b"d41d8cd98f00b204e9800998ecf8427e  a.txt\n", "MD5SUMS", "checksums"),
            (b"<?xml version='1.0'?><urlset xmlns=''>", "a.xml", "sitemap"),
            (b"body { color: red }", "a.css", "CSS"),
            (b"It rained.", "notes", "text"),
            (b"\x01\x02\0\x03", "notes", "unknown"),
            (b"", "a.jpg", "JPEG"),
            (b"", "a", "unknown"),
        ] {
            assert_eq!(kind(head, Path::new(name)), expected, "for {name}");
        }
    }

    #[test]
    fn the_most_frequent_kind_comes_first() {
        let mut skipped = Skipped::default();
        for name in ["a", "b", "c.xls", "d.jpg", "e.jpg", "f.jpg", "g"] {
            skipped.add(Path::new("/nowhere").join(name).as_ref());
        }
        assert_eq!((skipped.total(), skipped.kinds()), (7, vec![("JPEG", 3), ("XLS", 1), ("unknown", 3)]));
    }
}
