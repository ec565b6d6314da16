//! Whatever is sent to the server, it answers with a status that is no fault of its own, or closes the connection; and it goes on serving.
#![no_main]

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use pullquote::engine::local::LocalIndex;
use pullquote::engine::{Index, RunRecord, Site, WriterOptions};
use pullquote::extract::json::FieldMap;
use pullquote::ingest::{ReadLimits, SourceFile, extract_file};
use pullquote::serve::{ServeConfig, ServeLimits, Server};
use tempfile::TempDir;

/// What is sent: a request that is one but for its parts, or any bytes.
#[derive(Arbitrary, Debug)]
enum Sent<'a> {
    Request { method: Method, path: PathOf<'a>, parameters: Vec<(Parameter, &'a str)>, headers: Vec<(Header, &'a [u8])>, body: &'a [u8] },
    Bytes(&'a [u8]),
}

#[derive(Arbitrary, Debug)]
enum Method {
    Get,
    Head,
    Post,
    Delete,
    Other,
}

#[derive(Arbitrary, Debug)]
enum PathOf<'a> {
    Known(u8),
    Article(&'a str),
    Any(&'a [u8]),
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Parameter {
    Q,
    Sort,
    Limit,
    Offset,
    Cursor,
    Group,
    By,
    Of,
    Match,
    Format,
    Interval,
    Other,
}

#[derive(Arbitrary, Debug)]
enum Header {
    Host,
    Origin,
    Accept,
    Authorization,
    IfNoneMatch,
    ContentType,
    ContentLength,
    TransferEncoding,
    Range,
    Other,
}

const PATHS: [&str; 28] = [
    "/", "/keywords", "/quotes", "/spread", "/help", "/feed.rss", "/feed.atom", "/feed.json", "/healthz", "/metrics", "/mcp", "/style.css",
    "/api/v1/batch", "/api/v1/count", "/api/v1/spread", "/api/v1/search", "/api/v1/history", "/api/v1/keywords", "/api/v1/quotes",
    "/api/v1/speakers", "/api/v1/verify", "/api/v1/stats", "/api/v1/expect", "/api/v1/explain", "/api/v1/suggest", "/api/v1/openapi.json",
    "/api/v1/export", "/api/v1/none",
];

impl Parameter {
    fn name(self) -> &'static str {
        match self {
            Parameter::Q => "q",
            Parameter::Sort => "sort",
            Parameter::Limit => "limit",
            Parameter::Offset => "offset",
            Parameter::Cursor => "cursor",
            Parameter::Group => "group",
            Parameter::By => "by",
            Parameter::Of => "of",
            Parameter::Match => "match",
            Parameter::Format => "format",
            Parameter::Interval => "interval",
            Parameter::Other => "x",
        }
    }
}

impl Header {
    fn name(&self) -> &'static str {
        match self {
            Header::Host => "Host",
            Header::Origin => "Origin",
            Header::Accept => "Accept",
            Header::Authorization => "Authorization",
            Header::IfNoneMatch => "If-None-Match",
            Header::ContentType => "Content-Type",
            Header::ContentLength => "Content-Length",
            Header::TransferEncoding => "Transfer-Encoding",
            Header::Range => "Range",
            Header::Other => "X-Other",
        }
    }
}

impl Sent<'_> {
    fn bytes(&self, address: SocketAddr) -> Vec<u8> {
        let Sent::Request { method, path, parameters, headers, body } = self else {
            let Sent::Bytes(bytes) = self else { return Vec::new() };
            return bytes.to_vec();
        };
        let method = match method {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Delete => "DELETE",
            Method::Other => "PATCH",
        };
        let mut bytes = format!("{method} ").into_bytes();
        match path {
            PathOf::Known(number) => bytes.extend_from_slice(PATHS[usize::from(*number) % PATHS.len()].as_bytes()),
            PathOf::Article(id) => bytes.extend_from_slice(format!("/api/v1/articles/{}", escaped(id)).as_bytes()),
            PathOf::Any(path) => bytes.extend_from_slice(path),
        }
        for (number, (parameter, value)) in parameters.iter().enumerate() {
            let sign = if number == 0 { '?' } else { '&' };
            bytes.extend_from_slice(format!("{sign}{}={}", parameter.name(), escaped(value)).as_bytes());
        }
        bytes.extend_from_slice(b" HTTP/1.1\r\n");
        if !headers.iter().any(|(header, _)| matches!(header, Header::Host)) {
            bytes.extend_from_slice(format!("Host: {address}\r\n").as_bytes());
        }
        for (header, value) in headers {
            bytes.extend_from_slice(format!("{}: ", header.name()).as_bytes());
            bytes.extend_from_slice(value);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(format!("Content-Length: {}\r\nConnection: close\r\n\r\n", body.len()).as_bytes());
        bytes.extend_from_slice(body);
        bytes
    }
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn server() -> &'static (TempDir, Server) {
    static SERVER: OnceLock<(TempDir, Server)> = OnceLock::new();
    SERVER.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let index = LocalIndex::open_or_create(&folder.path().join("index")).unwrap();
        let writer = index.writer(&WriterOptions::default()).unwrap();
        let location = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus/json/wire.jsonl");
        let size_bytes = fs::metadata(&location).unwrap().len();
        let file = SourceFile { location, path: "wire.jsonl".to_owned(), format: None, is_forced: false, size_bytes, modified_nanos: 0, pages: Vec::new(), beside: None };
        extract_file(&file, &FieldMap::default(), ReadLimits::default(), |article| writer.add(&article).unwrap()).unwrap();
        writer.commit(&RunRecord::default()).unwrap();
        writer.close(&mut || true).unwrap();
        let limits = ServeLimits { header_time: Duration::from_millis(300), ..ServeLimits::default() };
        let config = ServeConfig {
            site: Site::Directory(folder.path().join("index")),
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            token: None,
            limits,
            now: || 1_711_324_800,
        };
        let server = Server::start(&config).unwrap();
        (folder, server)
    })
}

/// Sends bytes, and returns what comes back within a second.
fn answer(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    // A server that refuses may stop reading before all is written.
    let _ = stream.write_all(bytes);
    if !bytes.windows(4).any(|end| end == b"\r\n\r\n") {
        let _ = stream.shutdown(Shutdown::Write);
    }
    let mut answer = Vec::new();
    // It may wait for the rest of a body, or for the next request.
    let _ = stream.take(16 << 20).read_to_end(&mut answer);
    answer
}

fuzz_target!(|sent: Sent| {
    static N_SENT: AtomicU64 = AtomicU64::new(0);
    let address = server().1.address();
    let bytes = sent.bytes(address);
    let answer = answer(address, &bytes);
    let line = String::from_utf8_lossy(&answer[..answer.len().min(64)]).into_owned();
    // Of several requests in one, each has its answer; the first tells.
    let status = line.strip_prefix("HTTP/1.1 ").or_else(|| line.strip_prefix("HTTP/1.0 ")).and_then(|rest| rest.get(..3)?.parse::<u16>().ok());
    assert!(answer.is_empty() || status.is_some_and(|status| (200..500).contains(&status) || status == 503 || status == 505), "{line}");
    if N_SENT.fetch_add(1, Ordering::Relaxed) % 500 == 0 {
        let health = self::answer(address, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assert!(health.starts_with(b"HTTP/1.1 200"), "it does not serve any more: {}", String::from_utf8_lossy(&health));
    }
});
