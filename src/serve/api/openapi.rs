//! What the API is, as a machine reads it: made from the handlers, their parameters and the objects of their answers.

use axum::response::Response;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::answer::{json_response, written};
use super::{batch, count, expect, explain, export, history, keywords, like, quotes, search, spread, stats, suggest, verify};
use crate::serve::fault::{Fault, ProblemDocument};

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

pub(super) async fn get_openapi() -> Result<Response, Fault> {
    written(|out| serde_json::to_writer(out, &Api::openapi()).map_err(Into::into)).map(json_response)
}
