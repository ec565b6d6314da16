//! The cache: a repeated question is answered from [`Answers`](super::answers::Answers). It stands behind the guard, so whoever gets an
//! answer may have it.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{OriginalUri, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::answers::{Kept, NOTES, Question};
use super::cursor::fingerprint;
use super::fault::Fault;
use super::state::ServerState;

/// Answers from the cache, and caches new answers. A client that has the answer already gets "not
/// modified".
pub(super) async fn cached(State(server): State<Arc<ServerState>>, request: Request, next: Next) -> Response {
    let uri = request.extensions().get::<OriginalUri>().map_or(request.uri(), |OriginalUri(uri)| uri);
    let address = uri.path_and_query().map_or("", |address| address.as_str());
    let question = Question { state: server.newest().state(), today: server.today(), address: address.into() };
    let etag = etag(&question);
    let is_get = request.method() == Method::GET;
    if holds(request.headers(), &etag) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return marked(response, &etag);
    }
    if is_get && let Some(kept) = server.answers().get(&question) {
        return marked(response(kept), &etag);
    }
    let answer = next.run(request).await;
    // If the index changed meanwhile, the answer may be from the state before or after.
    if answer.status() != StatusCode::OK || server.newest().state() != question.state {
        return answer;
    }
    if !is_get {
        return marked(answer, &etag);
    }
    let (head, body) = answer.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return axum::response::IntoResponse::into_response(Fault::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the answer could not be written",
        ));
    };
    let content_type = head.headers.get(CONTENT_TYPE).cloned();
    let content_type = content_type.unwrap_or(HeaderValue::from_static("application/json"));
    let [disposition, notes] = [CONTENT_DISPOSITION.as_str(), NOTES].map(|name| head.headers.get(name).cloned());
    let kept = Kept { content_type, disposition, notes, body };
    server.answers().keep(question, &kept);
    marked(response(kept), &etag)
}

fn response(kept: Kept) -> Response {
    let mut response = Response::new(Body::from(kept.body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, kept.content_type);
    if let Some(disposition) = kept.disposition {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    if let Some(notes) = kept.notes {
        headers.insert(NOTES, notes);
    }
    response
}

/// A weak tag, because an answer contains the time it took.
fn etag(question: &Question) -> String {
    let Question { state, today, address } = question;
    let request = fingerprint(&[env!("CARGO_PKG_VERSION"), &today.to_string(), address]);
    format!("W/\"{state:016x}{request:016x}\"")
}

/// Returns an answer that is tagged by what it says, so that a client that has it gets "not modified"
/// even if the index changed.
pub(super) fn tagged(headers: &HeaderMap, content_type: &'static str, text: String) -> Response {
    let etag = format!("W/\"{:016x}\"", fingerprint(&[&text]));
    if holds(headers, &etag) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return marked(response, &etag);
    }
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    marked(response, &etag)
}

fn holds(headers: &HeaderMap, etag: &str) -> bool {
    let given = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    given.flat_map(|list| list.split(',')).any(|given| given.trim() == etag)
}

fn marked(mut response: Response, etag: &str) -> Response {
    let headers = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(etag) {
        headers.insert(ETAG, etag);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}
