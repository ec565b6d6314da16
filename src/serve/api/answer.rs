//! From parameters to an answer: what all endpoints do alike.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Query as Parameters;
use axum::extract::rejection::QueryRejection;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use crate::query::nearest;
use crate::serve::asked;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;

/// Parameters as axum reads them.
pub(super) type ParsedParameters<P> = Result<Parameters<P>, QueryRejection>;

/// Answers with the JSON that `answer` makes of the parameters, on a thread that may block.
pub(super) async fn answered<P: Send + 'static>(
    server: Arc<ServerState>,
    asked: ParsedParameters<P>,
    answer: impl FnOnce(&ServerState, &P) -> Result<Vec<u8>, Fault> + Send + 'static,
) -> Result<Response, Fault> {
    let parameters = parameters(asked)?;
    server.work(move |server| answer(server, &parameters)).await.map(json_response)
}

/// Returns the parameters, or what is wrong with them.
pub(super) fn parameters<P>(asked: ParsedParameters<P>) -> Result<P, Fault> {
    let Parameters(parameters) = asked.map_err(|rejection| {
        let message = rejection.body_text();
        // The finding of serde is more useful than the fact that it failed.
        refused(message.strip_prefix("Failed to deserialize query string: ").unwrap_or(&message))
    })?;
    Ok(parameters)
}

/// Returns the fault of parameters that serde does not know.
pub(super) fn refused(message: &str) -> Fault {
    let fault = asked::bad(message);
    match meant(message) {
        Some(meant) => fault.hint(format!("did you mean `{meant}`?")),
        None => fault,
    }
}

/// Returns the fault of an unknown name.
pub(super) fn no_name(what: &str, name: &str, known: &[&str]) -> Fault {
    let hint = match nearest(name, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("it can be `{}`", known.join("`, `")),
    };
    asked::bad(format!("no {what} `{name}`")).hint(hint)
}

/// Returns the name that was probably meant. For an unknown name, serde's message has that name
/// first and then the known ones, in backticks.
fn meant(message: &str) -> Option<&str> {
    let mut names = message.split('`').skip(1).step_by(2);
    let typed = names.next()?;
    nearest(typed, names)
}

/// Returns an answer of JSON.
pub(super) fn json_response(body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Returns what `write` writes.
pub(super) fn written(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> Result<Vec<u8>, Fault> {
    let mut body = Vec::new();
    let done = write(&mut body);
    done.map(|()| body).map_err(|_| Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "the answer could not be written"))
}
