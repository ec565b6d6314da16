//! Why a request is not answered, as a problem document (RFC 9457).

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::error::Error;
use crate::query::QueryProblem;
use crate::span::CodePoints;

/// A request that is not answered.
#[derive(Debug)]
pub(super) struct Fault {
    status: StatusCode,
    detail: String,
    hint: Option<String>,
    /// Where in the query, in code points: the first and how many.
    place: Option<[usize; 2]>,
}

#[derive(Serialize)]
struct ProblemDocument<'a> {
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
        Fault { status, detail: detail.into(), hint: None, place: None }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Fault {
        Fault { hint: Some(hint.into()), ..self }
    }

    /// Returns the fault of a query that cannot be run.
    pub(super) fn of_query(problem: &QueryProblem, text: &str) -> Fault {
        let [start, end] = CodePoints::new(text).span(problem.span);
        let fault = Fault::new(StatusCode::BAD_REQUEST, &problem.message);
        Fault { hint: problem.hint.clone(), place: Some([start + 1, (end - start).max(1)]), ..fault }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        let status = match &error {
            Error::ArticleMissing { .. } => StatusCode::NOT_FOUND,
            Error::ArticleAmbiguous { .. } | Error::TooManyWords { .. } => StatusCode::BAD_REQUEST,
            // What went wrong with the index may name places on this machine.
            _ => return Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "the index could not be read"),
        };
        Fault { hint: error.hint(), ..Fault::new(status, error.to_string()) }
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
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        match self.status {
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
            }
            StatusCode::UNAUTHORIZED => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            _ => {}
        }
        response
    }
}
