//! Where something appeared first, and who printed it after.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::answer::{ParsedParameters, json_response, parameters, written};
use super::attachment::{Kind, attachment};
use super::fault_docs::Faults;
use crate::choice::{Syntax, TableForm};
use crate::render::csv::spread::write_csv;
use crate::search::{open_note, spread};
use crate::serve::asked::understood;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::wire::spread::{SpreadPageLine, write_page};

/// What is to be followed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SpreadParameters {
    /// What to follow, in the query language; all of its words must match.
    #[param(max_length = 4096)]
    q: String,
    /// Whose rules `q` is read by.
    #[serde(default)]
    #[param(inline, default = "pullquote")]
    syntax: Syntax,
    /// The form.
    #[serde(default)]
    #[param(inline, default = "json")]
    format: TableForm,
}

/// Returns where something appeared first, and who published it later, day by day.
#[utoipa::path(
    get,
    path = "/api/v1/spread",
    params(SpreadParameters),
    responses(
        (status = OK, description = "the answer; a form other than JSON has the notes about the query in the header `Pullquote-Notes`", content((SpreadPageLine<'static> = "application/json"), (String = "text/csv"))),
        Faults
    )
)]
pub(super) async fn get_spread(
    State(server): State<Arc<ServerState>>,
    asked: ParsedParameters<SpreadParameters>,
) -> Result<Response, Fault> {
    let parameters = parameters(asked)?;
    server.work(move |server| followed(server, &parameters)).await
}

fn followed(server: &ServerState, SpreadParameters { q, syntax, format }: &SpreadParameters) -> Result<Response, Fault> {
    let (query, mut notes) = understood(q, *syntax, server.today())?;
    let snapshot = server.newest();
    let spread = spread(&*snapshot, &query)?;
    notes.extend(open_note(&*snapshot, q));
    match format {
        TableForm::Json => written(|out| write_page(out, &spread, q, &notes)).map(json_response),
        TableForm::Csv => Ok(attachment(written(|out| write_csv(out, &spread))?, Kind::CSV, "spread", (q, &notes))),
    }
}
