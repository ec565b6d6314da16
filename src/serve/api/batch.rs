//! Many queries at once. They are parameters, so nothing but GET is needed, and the length of an address bounds them.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as ValueError;
use utoipa::IntoParams;

use super::answer::{ParsedParameters, json_response, no_name, parameters, refused, written};
use super::attachment::{Kind, attachment};
use super::fault_docs::Faults;
use crate::choice::{MatchWords, Syntax, TableForm};
use crate::error::Error;
use crate::query::parse_as;
use crate::render::csv::batch::{write_tally, write_tally_head};
use crate::search::{open_note, tally};
use crate::serve::asked;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::wire::batch::{Outcome, TalliesPageLine, write_page};

/// Maximum number of queries at once.
const MAX_QUERIES: usize = 100;

/// The queries, and how to ask them.
#[derive(Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct BatchParameters {
    /// A query. May be repeated up to 100 times, within an address of 8 KiB.
    #[param(required = true, min_items = 1, max_items = 100)]
    q: Vec<String>,
    /// Whose rules the queries are read by.
    #[param(inline, default = "pullquote")]
    syntax: Option<Syntax>,
    /// How many of the words side by side must match.
    #[param(inline, default = "all")]
    r#match: Option<MatchWords>,
    /// The form.
    #[param(inline, default = "json")]
    format: Option<TableForm>,
}

/// Returns for each query how many articles match, the first and the last day, and who published
/// most of them. If a query cannot be run, its row says why.
#[utoipa::path(
    get,
    path = "/api/v1/batch",
    params(BatchParameters),
    responses(
        (status = OK, description = "the answer", content((TalliesPageLine<'static> = "application/json"), (String = "text/csv"))),
        Faults
    )
)]
pub(super) async fn get_batch(
    State(server): State<Arc<ServerState>>,
    asked: ParsedParameters<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let parameters = BatchParameters::of(parameters(asked)?)?;
    server.work(move |server| asked_all(server, &parameters)).await
}

impl BatchParameters {
    /// `serde` cannot read a repeated name from an address.
    fn of(pairs: Vec<(String, String)>) -> Result<BatchParameters, Fault> {
        let mut parameters = BatchParameters::default();
        for (name, value) in pairs {
            match name.as_str() {
                "q" => parameters.q.push(value),
                "syntax" => parameters.syntax = Some(named(&value)?),
                "match" => parameters.r#match = Some(named(&value)?),
                "format" => parameters.format = Some(named(&value)?),
                _ => return Err(no_name("parameter", &name, &["q", "syntax", "match", "format"])),
            }
        }
        match parameters.q.len() {
            0 => Err(asked::bad("missing field `q`")),
            n if n > MAX_QUERIES => {
                Err(asked::bad(format!("there are {n} queries, and at most {MAX_QUERIES} are asked at once"))
                    .hint("ask in parts"))
            }
            _ => Ok(parameters),
        }
    }
}

fn named<'n, T: Deserialize<'n>>(name: &'n str) -> Result<T, Fault> {
    let read: Result<T, ValueError> = T::deserialize(name.into_deserializer());
    read.map_err(|error| refused(&error.to_string()))
}

fn asked_all(server: &ServerState, parameters: &BatchParameters) -> Result<Response, Fault> {
    let snapshot = server.newest();
    let mut answers = Vec::new();
    for text in &parameters.q {
        snapshot.deadline().check_at(text)?;
        asked::check_length("query", text)?;
        // What one query leaves open is not told of the others.
        let snapshot = snapshot.within(snapshot.deadline().apart());
        let (query, mut problems) = parse_as(text, parameters.syntax.unwrap_or_default(), server.today());
        let answer = match (query, problems.last()) {
            (Some(query), _) => match tally(&*snapshot, &query, parameters.r#match.unwrap_or(MatchWords::All)) {
                Ok(tally) => {
                    problems.extend(open_note(&*snapshot, text));
                    Ok(tally)
                }
                // An error of this query alone is a finding about it; the others still run.
                Err(error @ (Error::TooManyWords { .. } | Error::TooManyToRead { .. })) => Err(error.to_string()),
                Err(error) => return Err(error.into()),
            },
            (None, problem) => Err(problem.map_or_else(|| "cannot be run".to_owned(), |problem| problem.at_column(text))),
        };
        answers.push((text.as_str(), answer, problems));
    }
    let outcomes = answers.iter().map(|(text, answer, problems)| match answer {
        Ok(tally) => (*text, Outcome::Found(tally), problems.as_slice()),
        Err(why) => (*text, Outcome::Refused(why), problems.as_slice()),
    });
    match parameters.format.unwrap_or_default() {
        TableForm::Json => written(|out| write_page(out, outcomes)).map(json_response),
        TableForm::Csv => {
            let table = written(|out| {
                write_tally_head(out)?;
                let mut rows = outcomes;
                rows.try_for_each(|(text, outcome, problems)| write_tally(out, text, &outcome, problems))
            })?;
            Ok(attachment(table, Kind::CSV, "batch", ("", &[])))
        }
    }
}
