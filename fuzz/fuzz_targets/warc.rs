//! Whatever a web archive's records say of themselves, reading them ends, and a damaged record never takes a later one with it.
#![no_main]

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::OnceLock;

use arbitrary::Arbitrary;
use flate2::Compression;
use flate2::write::GzEncoder;
use libfuzzer_sys::fuzz_target;
use pullquote::article::Article;
use pullquote::extract::json::FieldMap;
use pullquote::ingest::{ReadLimits, SourceFile, extract_file};
use tempfile::TempDir;

/// One record, its lengths and encodings right or not.
#[derive(Arbitrary, Debug)]
struct Record<'a> {
    kind: Kind,
    header: &'a [u8],
    http: Http,
    body: &'a [u8],
    /// What is added to the length it states, in bytes.
    lie: i16,
}

#[derive(Arbitrary, Debug)]
enum Kind {
    Response,
    Revisit,
    Resource,
}

#[derive(Arbitrary, Debug)]
enum Http {
    Plain,
    Chunked,
    Gzipped,
    SaysGzip,
    Absent,
}

#[derive(Arbitrary, Debug)]
struct Archive<'a> {
    gzip_each: bool,
    records: Vec<Record<'a>>,
}

impl Record<'_> {
    fn content(&self) -> Vec<u8> {
        let (header, body) = match self.http {
            Http::Absent => return self.body.to_vec(),
            Http::Plain => ("", self.body.to_vec()),
            Http::Chunked => ("Transfer-Encoding: chunked\r\n", chunked(self.body)),
            Http::Gzipped => ("Content-Encoding: gzip\r\n", gzipped(self.body)),
            Http::SaysGzip => ("Content-Encoding: gzip\r\n", self.body.to_vec()),
        };
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{header}");
        [head.as_bytes(), self.header, b"\r\n\r\n", &body].concat()
    }

    fn bytes(&self) -> Vec<u8> {
        let content = self.content();
        let kind = match self.kind {
            Kind::Response => "response",
            Kind::Revisit => "revisit",
            Kind::Resource => "resource",
        };
        let stated = content.len() as i64 + i64::from(self.lie);
        let head = format!("WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://example.org/\r\nContent-Length: {stated}\r\n\r\n");
        [head.as_bytes(), &content, b"\r\n\r\n"].concat()
    }
}

fn chunked(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for chunk in body.chunks(37) {
        bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\n\r\n");
    bytes
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn location() -> PathBuf {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    FOLDER.get_or_init(|| TempDir::new().unwrap()).path().join("archive.warc")
}

/// A record that comes through whatever lay before it. Its mark is too long to be come upon by chance.
const LAST: &str = "<html><head><title>The last record of all</title></head><body><article><p>The lighthouse keeper of Saltby wrote down every ship \
    that passed, for forty years, in a hand that nobody else could read.</p></article></body></html>";

fuzz_target!(|archive: Archive| {
    let last = Record { kind: Kind::Response, header: b"", http: Http::Plain, body: LAST.as_bytes(), lie: 0 };
    let is_honest = archive.records.iter().all(|record| record.lie == 0);
    let records = archive.records.iter().chain([&last]).map(Record::bytes);
    let bytes: Vec<u8> = if archive.gzip_each { records.flat_map(|record| gzipped(&record)).collect() } else { records.flatten().collect() };
    fs::write(location(), &bytes).unwrap();
    let file = SourceFile {
        location: location(),
        path: "archive.warc".to_owned(),
        format: None,
        is_forced: false,
        size_bytes: bytes.len() as u64,
        modified_nanos: 0,
        pages: Vec::new(), beside: None,
    };
    let limits = ReadLimits { max_record_bytes: 1 << 20, max_ratio: 100 };
    let mut is_found = false;
    let each = |article: Article| is_found |= article.title.text == "The last record of all";
    extract_file(&file, &FieldMap::default(), limits, each).unwrap();
    assert!(is_found || !is_honest, "the last record was lost");
});
