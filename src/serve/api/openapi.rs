//! What the API is, as a machine reads it: made from the handlers, their parameters and the objects of their answers.

use axum::response::Response;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{IntoResponses, Modify, OpenApi};

use super::super::fault::{Fault, ProblemDocument};
use super::{
    batch, count, expect, explain, export, history, json_response, keywords, like, quotes, search, spread, stats, suggest,
    verify, written,
};

#[derive(OpenApi)]
#[openapi(
    info(title = "pullquote", description = "Full-text search over news articles"),
    paths(
        search::get_search,
        search::get_article,
        history::get_history,
        like::get_like,
        keywords::get_keywords,
        quotes::get_quotes,
        quotes::get_speakers,
        verify::get_verify,
        stats::get_stats,
        expect::get_expect,
        explain::get_explain,
        suggest::get_suggest,
        count::get_count,
        spread::get_spread,
        export::get_export,
        batch::get_batch
    ),
    components(schemas(ProblemDocument<'static>)),
    security((), ("token" = [])),
    modifiers(&Token)
)]
struct Api;

/// Where the server has a token, requests give it.
struct Token;

impl Modify for Token {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    }
}

/// What any request may be refused for.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it is only described")]
pub(super) enum Faults {
    #[response(status = 400, description = "a parameter is wrong", content_type = "application/problem+json")]
    Bad(ProblemDocument<'static>),
    #[response(status = 401, description = "a token is needed", content_type = "application/problem+json")]
    Unauthorized(ProblemDocument<'static>),
    #[response(status = 414, description = "the address is too long", content_type = "application/problem+json")]
    TooLong(ProblemDocument<'static>),
    /// The head of the request is too large; it is refused before anything else is looked at, without a document.
    #[response(status = 431)]
    HeadTooLarge,
    #[response(status = 429, description = "too many requests from this address", content_type = "application/problem+json")]
    TooMany(ProblemDocument<'static>),
    #[response(status = 503, description = "too much is at work, or it took too long", content_type = "application/problem+json")]
    Busy(ProblemDocument<'static>),
}

/// What pages may be refused for.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it is only described")]
pub(super) enum GoneFault {
    #[response(
        status = 410,
        description = "the state of the index that the cursor is of is no longer at hand",
        content_type = "application/problem+json"
    )]
    Gone(ProblemDocument<'static>),
}

/// What an article may be refused for.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it is only described")]
pub(super) enum MissingFault {
    #[response(status = 404, description = "there is no such article", content_type = "application/problem+json")]
    Missing(ProblemDocument<'static>),
}

pub(super) async fn get_openapi() -> Result<Response, Fault> {
    written(|out| serde_json::to_writer(out, &Api::openapi()).map_err(Into::into)).map(json_response)
}
