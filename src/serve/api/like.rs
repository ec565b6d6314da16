//! Articles like another.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::answer::{ParsedParameters, answered, written};
use super::fault_docs::{Faults, MissingFault};
use crate::choice::Syntax;
use crate::search::{LikeConfig, like, open_note};
use crate::serve::asked::{self, understood};
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::snippet::SnippetConfig;
use crate::wire::like::{LikePageLine, write_page};

/// How articles like another are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct LikeParameters {
    /// What they must also match, in the query language.
    #[param(max_length = 4096)]
    r#where: Option<String>,
    /// Whose rules `where` is read by.
    #[serde(default)]
    #[param(inline, default = "pullquote")]
    syntax: Syntax,
    /// Number of hits to return.
    #[param(maximum = 100, default = 10)]
    limit: Option<usize>,
}

/// Finds articles like another: those that hold most of its characteristic words.
#[utoipa::path(
    get,
    path = "/api/v1/articles/{id}/like",
    params(("id" = String, Path, description = "its id, or the beginning of it, its record's own id, or its file"), LikeParameters),
    responses((status = OK, description = "the answer", body = LikePageLine<'static>), Faults, MissingFault)
)]
pub(super) async fn get_like(
    State(server): State<Arc<ServerState>>,
    Path(id): Path<String>,
    asked: ParsedParameters<LikeParameters>,
) -> Result<Response, Fault> {
    answered(server, asked, move |server, parameters| alike(server, &id, parameters)).await
}

fn alike(server: &ServerState, id: &str, parameters: &LikeParameters) -> Result<Vec<u8>, Fault> {
    let LikeParameters { r#where, syntax, limit } = parameters;
    let narrowed = r#where.as_deref().map(|text| understood(text, *syntax, server.today())).transpose()?;
    let limit = asked::limit(*limit)?;
    let snapshot = server.newest();
    let article = asked::article(&*snapshot, id)?;
    let (narrowed_by, notes) = narrowed.unzip();
    let config =
        LikeConfig { article: &article, narrowed_by: narrowed_by.as_ref(), offset: 0, limit, snippet: SnippetConfig::default() };
    let found = like(&*snapshot, &config)?;
    let (text, mut notes) = (r#where.as_deref().unwrap_or(""), notes.unwrap_or_default());
    notes.extend(open_note(&*snapshot, text));
    written(|out| write_page(out, &article, &found, text, &notes))
}
