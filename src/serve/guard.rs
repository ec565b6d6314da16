//! Who may ask, how, and how often.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Extension, Request, State};
use axum::http::header::{
    AUTHORIZATION, CONTENT_SECURITY_POLICY, HOST, HeaderMap, HeaderName, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use super::clients::{Client, Clients, Place};
use super::fault::Fault;
use super::held::held;
use super::limits::ServeLimits;
use super::paths::{EXPORT, HEALTH, MCP};

/// Where a request came from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// The conditions on every request.
pub(super) struct Guard {
    is_loopback: bool,
    /// The hash of the token, if there is one.
    token: Option<[u8; 32]>,
    rate: Option<Rate>,
    clients: Option<ByClient>,
}

/// What each client takes at once.
struct ByClient {
    /// The requests that are answered or not read yet.
    requests: Arc<Clients>,
    /// Those of them that are exports.
    exports: Arc<Clients>,
}

/// What a request takes until its answer is read.
type Places = [Option<Place>; 2];

/// Maximum length of a request's address with its query, in bytes.
const MAX_URI_BYTES: usize = 8 << 10;

const HEADERS: [(HeaderName, &str); 4] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

impl Guard {
    /// `listening_at` is the address of the server. If only this machine reaches it, it is guarded
    /// against pages from elsewhere.
    pub(super) fn new(listening_at: IpAddr, token: Option<&str>, limits: &ServeLimits) -> Guard {
        let is_loopback = listening_at.is_loopback();
        Guard {
            is_loopback,
            token: token.map(hash),
            rate: limits.requests_per_second.map(Rate::new),
            // Behind an address of this machine may be a proxy with all clients.
            clients: (!is_loopback).then(|| ByClient {
                requests: Clients::new(limits.max_requests_of_client),
                exports: Clients::new(limits.max_exports_of_client),
            }),
        }
    }

    /// Returns what is to be held until the answer is read. What costs the server most is checked
    /// last, and what bounds guessing at tokens comes before the token.
    fn check(&self, request: &Request, peer: Peer) -> Result<Places, Fault> {
        let client = Client::of(peer.0);
        let too_many =
            |what: &str| Fault::new(StatusCode::TOO_MANY_REQUESTS, format!("too many requests from this address{what}"));
        if self.rate.as_ref().is_some_and(|rate| !rate.allows(client)) {
            return Err(too_many(""));
        }
        // A proxy and this server might each believe another one.
        if request.headers().get_all(HOST).iter().count() > 1 {
            return Err(Fault::new(StatusCode::BAD_REQUEST, "there is more than one `Host`"));
        }
        // Tool calls are posted, and change nothing either.
        let is_mcp = request.uri().path() == MCP;
        if !is_mcp && request.method() != Method::GET && request.method() != Method::HEAD {
            return Err(Fault::new(StatusCode::METHOD_NOT_ALLOWED, "nothing can be changed here; ask with GET"));
        }
        if request.uri().path_and_query().is_some_and(|asked| asked.as_str().len() > MAX_URI_BYTES) {
            return Err(Fault::new(StatusCode::URI_TOO_LONG, format!("the address is longer than {MAX_URI_BYTES} bytes")));
        }
        // A page from elsewhere can let its own host name resolve to this machine; the browser then
        // still sends that name.
        if self.is_loopback && !is_this_machine(request.headers()) {
            let fault = Fault::new(StatusCode::MISDIRECTED_REQUEST, "the host that was asked for is not this one");
            return Err(fault.hint("ask for `localhost` or `127.0.0.1`"));
        }
        // Nor may a page from elsewhere post what its browser would send without asking.
        if is_mcp && self.is_loopback && !is_from_this_machine(request.headers()) {
            return Err(Fault::new(StatusCode::FORBIDDEN, "pages of other origins are not answered"));
        }
        if self.is_loopback && is_of_foreign_page(request.headers()) {
            return Err(Fault::new(StatusCode::FORBIDDEN, "pages of other origins are not answered"));
        }
        let mut places = Places::default();
        if let Some(ByClient { requests, exports }) = &self.clients {
            places[0] = Some(requests.enter(client).ok_or_else(|| too_many(" are at work"))?);
            if request.uri().path() == EXPORT {
                places[1] = Some(exports.enter(client).ok_or_else(|| too_many(" are at work"))?);
            }
        }
        if request.uri().path() != HEALTH && self.token.is_some_and(|token| given(request.headers()) != Some(token)) {
            let fault = Fault::new(StatusCode::UNAUTHORIZED, "a token is needed");
            return Err(fault.hint("send the header `Authorization: Bearer TOKEN`; a browser asks for it as a password"));
        }
        Ok(places)
    }
}

/// Passes on permitted requests, and sets on every answer what a browser may do with it.
pub(super) async fn guard(
    State(guard): State<Arc<Guard>>,
    Extension(peer): Extension<Peer>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = match guard.check(&request, peer) {
        Ok(places) => next.run(request).await.map(|body| held(body, places)),
        Err(fault) => fault.into_response(),
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Returns whether the request comes from no page, or from a page of this machine.
fn is_from_this_machine(headers: &HeaderMap) -> bool {
    let is_here = |origin: &HeaderValue| {
        let origin = origin.to_str().unwrap_or("");
        let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        host.is_some_and(is_loopback_host)
    };
    headers.get_all(ORIGIN).iter().all(is_here)
}

/// Returns whether a browser says that a page of another site asks for this in the background, as
/// an image or a script. Opening a link to here is no such request. A page learns nothing from the
/// answers, but it must not keep the server busy.
fn is_of_foreign_page(headers: &HeaderMap) -> bool {
    let says = |name: &str, value: &str| headers.get_all(name).iter().any(|said| said.as_bytes() == value.as_bytes());
    let is_navigation = says("sec-fetch-mode", "navigate")
        && headers.get_all("sec-fetch-dest").iter().all(|opened_as| opened_as.as_bytes() == b"document");
    says("sec-fetch-site", "cross-site") && !is_navigation
}

fn is_this_machine(headers: &HeaderMap) -> bool {
    is_loopback_host(headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or(""))
}

fn is_loopback_host(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    name.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Returns the hash of a request's token. Hashes are compared, so that the time of comparing
/// reveals nothing about the token.
fn given(headers: &HeaderMap) -> Option<[u8; 32]> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, given) = value.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(hash(given.trim()));
    }
    // Browsers ask for a name and a password: the password is the token, and the name does not
    // matter.
    let decoded = scheme.eq_ignore_ascii_case("basic").then(|| BASE64_STANDARD.decode(given.trim()).ok()).flatten()?;
    let text = String::from_utf8(decoded).ok()?;
    Some(hash(text.split_once(':')?.1))
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Counts the requests of each client in the current second.
struct Rate {
    per_second: u32,
    counted: Mutex<(Instant, HashMap<Client, u32>)>,
}

impl Rate {
    /// Maximum number of clients in one second; further ones have to wait.
    const MAX_CLIENTS: usize = 10_000;

    fn new(per_second: u32) -> Rate {
        Rate { per_second, counted: Mutex::new((Instant::now(), HashMap::new())) }
    }

    fn allows(&self, client: Client) -> bool {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, counts) = &mut *counted;
        if since.elapsed() >= Duration::from_secs(1) {
            *since = Instant::now();
            counts.clear();
        }
        if counts.len() >= Self::MAX_CLIENTS && !counts.contains_key(&client) {
            return false;
        }
        let count = counts.entry(client).or_default();
        *count = count.saturating_add(1);
        *count <= self.per_second
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_this_machine() {
        let check = |host: &str, expected: bool| {
            let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_str(host).unwrap())]);
            assert_eq!(is_this_machine(&headers), expected, "{host}");
        };
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:8080"] {
            check(host, true);
        }
        for host in ["", "example.org", "localhost.example.org", "127.0.0.1.example.org:80", "192.168.1.2:80", "localhost:x"] {
            check(host, false);
        }
        assert!(!is_this_machine(&HeaderMap::new()));
    }

    #[test]
    fn only_pages_of_this_machine_are_from_this_machine() {
        let check = |origin: &str, expected: bool| {
            let headers = HeaderMap::from_iter([(ORIGIN, HeaderValue::from_str(origin).unwrap())]);
            assert_eq!(is_from_this_machine(&headers), expected, "{origin}");
        };
        for origin in ["http://localhost", "http://localhost:8080", "https://127.0.0.1", "http://[::1]:80"] {
            check(origin, true);
        }
        for origin in ["", "null", "http://example.org", "http://localhost.example.org", "file://localhost", "localhost"] {
            check(origin, false);
        }
        assert!(is_from_this_machine(&HeaderMap::new()));
    }

    #[test]
    fn each_client_has_its_share() {
        let rate = Rate::new(2);
        let [one, other] = [[10, 0, 0, 1], [10, 0, 0, 2]].map(|address| Client::of(IpAddr::from(address)));
        assert_eq!([one, one, one, other].map(|client| rate.allows(client)), [true, true, false, true]);
    }
}
