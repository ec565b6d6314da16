//! A server on a port of its own, and the plainest way to ask it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use pullquote::serve::{ServeConfig, ServeLimits, Server};
use serde_json::Value;

use super::Folder;

pub(crate) fn config(folder: &Folder) -> ServeConfig {
    ServeConfig {
        site: pullquote::engine::Site::Directory(folder.path("index")),
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        token: None,
        limits: ServeLimits::default(),
        now: || 1_700_000_000,
    }
}

pub(crate) fn limited(folder: &Folder, change: impl FnOnce(&mut ServeLimits)) -> Server {
    let mut config = config(folder);
    change(&mut config.limits);
    Server::start(&config).unwrap()
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
    /// Whether the body ended as it should; one that came in chunks and was broken off did not.
    pub(crate) is_whole: bool,
}

impl Reply {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn has(&self, header: &str) -> bool {
        self.head.to_ascii_lowercase().contains(&header.to_ascii_lowercase())
    }
}

/// Sends bytes and reads all that comes back; empty where the server closed without an answer.
pub(crate) fn send(address: SocketAddr, request: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(address).unwrap();
    // A server that refuses may stop reading before all is written.
    let _ = stream.write_all(request);
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let reply = String::from_utf8(bytes).unwrap();
    let (head, body) = reply.split_once("\r\n\r\n").unwrap_or((&reply, ""));
    let status = head.split(' ').nth(1).map_or(0, |status| status.parse().unwrap());
    let (head, body) = (head.to_owned(), body.to_owned());
    match head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
        true => {
            let (body, is_whole) = joined(&body);
            Reply { status, head, body, is_whole }
        }
        false => Reply { status, head, body, is_whole: true },
    }
}

/// Returns what chunks hold, and whether the last one came.
fn joined(mut chunks: &str) -> (String, bool) {
    let mut body = String::new();
    while let Some((length, rest)) = chunks.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).unwrap();
        if length == 0 {
            return (body, true);
        }
        let Some(chunk) = rest.get(..length) else { break };
        body.push_str(chunk);
        chunks = rest[length..].strip_prefix("\r\n").unwrap_or("");
    }
    (body, false)
}

pub(crate) fn get_with(server: &Server, path: &str, host: &str, headers: &str) -> Reply {
    send(server.address(), format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n").as_bytes())
}

pub(crate) fn get(server: &Server, path: &str) -> Reply {
    get_with(server, path, "localhost", "")
}
