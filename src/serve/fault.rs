//! Why a request is refused, as a problem document (RFC 9457).

use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::query::QueryProblem;
use crate::span::CodePoints;
use crate::wire::write_object;

/// The reason for refusing a request.
#[derive(Debug)]
pub(super) struct Fault {
    status: StatusCode,
    detail: String,
    hint: Option<String>,
    /// Its place in the query, in code points: the first and the number.
    place: Option<[usize; 2]>,
    /// The query, with carets below the place.
    shown: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemDocument<'a> {
    r#type: &'static str,
    title: &'a str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    /// From 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<usize>,
}

impl Fault {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Fault {
        Fault { status, detail: detail.into(), hint: None, place: None, shown: None }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Fault {
        Fault { hint: Some(hint.into()), ..self }
    }

    /// Returns whether it is about a place in the query.
    pub(super) fn has_place(&self) -> bool {
        self.place.is_some()
    }

    /// Returns the problem, its place, and the advice, in lines.
    pub(super) fn told(&self) -> String {
        let mut told = format!("error: {}", self.detail);
        if let Some([column, columns]) = self.place {
            told.push_str(&format!("\nplace in the query: column {column}, {columns} wide"));
        }
        if let Some(hint) = &self.hint {
            told.push_str(&format!("\nhint: {hint}"));
        }
        told
    }

    /// Returns the fault of a query that cannot be run.
    pub(super) fn of_query(problem: &QueryProblem, text: &str) -> Fault {
        let [start, end] = CodePoints::new(text).span(problem.span);
        let fault = Fault::new(StatusCode::BAD_REQUEST, &problem.message);
        let shown = Some(problem.show(text));
        Fault {
            hint: problem.hint.as_ref().map(ToString::to_string),
            place: Some([start + 1, (end - start).max(1)]),
            shown,
            ..fault
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the problem; untrusted.
    pub(super) fn detail(&self) -> &str {
        &self.detail
    }

    /// Returns the advice; untrusted.
    pub(super) fn advice(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Returns the query with carets below the wrong place, if the query is wrong; untrusted.
    pub(super) fn shown(&self) -> Option<&str> {
        self.shown.as_deref()
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        let (status, hint) = match &error {
            Error::ArticleMissing { .. } => (StatusCode::NOT_FOUND, "search results state the ids of articles"),
            Error::ArticleAmbiguous { .. } => (StatusCode::BAD_REQUEST, "give more characters of the id"),
            Error::TooManyWords { .. } => (StatusCode::BAD_REQUEST, "type more letters of it"),
            Error::TakesTooLong { .. } | Error::TooManySteps => {
                (StatusCode::SERVICE_UNAVAILABLE, "use rarer words, or fewer days, as with `since:7d`")
            }
            Error::GivenUp => return Fault::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string()),
            // An error of the index may name paths of this machine.
            _ => return Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "the index could not be read"),
        };
        Fault::new(status, error.to_string()).hint(hint)
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let document = ProblemDocument {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or("error"),
            status: self.status.as_u16(),
            detail: &self.detail,
            hint: self.hint.as_deref(),
            column: self.place.map(|[column, _]| column),
            columns: self.place.map(|[_, columns]| columns),
        };
        let mut body = Vec::new();
        // Writing to memory does not fail, and an empty answer still has its status.
        drop(write_object(&mut body, &document));
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        match self.status {
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
            }
            StatusCode::METHOD_NOT_ALLOWED => {
                headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            }
            StatusCode::UNAUTHORIZED => {
                headers
                    .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer, Basic realm=\"pullquote\", charset=\"UTF-8\""));
            }
            _ => {}
        }
        response
    }
}
