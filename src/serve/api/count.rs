//! Counts of what matches, as a table, a timeline or a picture.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::answer::{ParsedParameters, json_response, no_name, parameters, written};
use super::attachment::{Kind, attachment};
use super::fault_docs::Faults;
use crate::choice::{Facet, MatchWords, Period, Syntax, UnknownChoice};
use crate::query::Query as Searched;
use crate::render::csv::count::write_csv;
use crate::render::picture::svg;
use crate::search::{CountConfig, count, open_note};
use crate::serve::asked::{self, understood};
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::wire::count::{CountPageLine, write_page};

/// What is to be counted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CountParameters {
    /// The articles to count, in the query language; all articles without it.
    #[param(max_length = 4096)]
    q: Option<String>,
    /// Whose rules `q` is read by.
    #[serde(default)]
    #[param(inline, default = "pullquote")]
    syntax: Syntax,
    /// How many of the words side by side must match.
    #[serde(default)]
    #[param(inline, default = "best")]
    r#match: MatchWords,
    /// What to count by, separated by commas: `publisher`, `section`, `speaker`, `lang`. All of them if neither this nor `timeline` is given.
    facet: Option<String>,
    /// Counts by the time of publication, in stretches of this length.
    #[param(inline)]
    timeline: Option<Period>,
    /// Number of values of each facet to return.
    #[param(maximum = 100, default = 10)]
    limit: Option<usize>,
    /// The form; `svg` is a picture of the timeline.
    #[serde(default)]
    #[param(inline, default = "json")]
    format: CountForm,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum CountForm {
    #[default]
    Json,
    Csv,
    Svg,
}

/// Counts matching articles by publisher, section, speaker, language and over time, each beside all articles.
#[utoipa::path(
    get,
    path = "/api/v1/count",
    params(CountParameters),
    responses(
        (status = OK, description = "the answer; a form other than JSON has the notes about the query in the header `Pullquote-Notes`", content((CountPageLine<'static> = "application/json"), (String = "text/csv"), (String = "image/svg+xml"))),
        Faults
    )
)]
pub(super) async fn get_count(
    State(server): State<Arc<ServerState>>,
    asked: ParsedParameters<CountParameters>,
) -> Result<Response, Fault> {
    let parameters = parameters(asked)?;
    server.work(move |server| counted(server, &parameters)).await
}

fn counted(server: &ServerState, parameters: &CountParameters) -> Result<Response, Fault> {
    let CountParameters { q, syntax, r#match, facet, timeline, limit, format } = parameters;
    let text = q.as_deref().unwrap_or("");
    let (query, mut notes) = match text {
        "" => (Searched::everything(), Vec::new()),
        text => understood(text, *syntax, server.today())?,
    };
    let facets = match facet.as_deref() {
        Some(names) => facets(names)?,
        None if timeline.is_some() => Vec::new(),
        None => Facet::ALL.to_vec(),
    };
    let (match_words, period) = (*r#match, *timeline);
    let config = CountConfig { query, match_words, facets, n_values: asked::limit(*limit)?, period };
    let snapshot = server.newest();
    let counts = count(&*snapshot, &config)?;
    notes.extend(open_note(&*snapshot, text));
    match format {
        CountForm::Json => written(|out| write_page(out, &counts, text, &notes)).map(json_response),
        CountForm::Csv => Ok(attachment(written(|out| write_csv(out, &counts))?, Kind::CSV, "counts", (text, &notes))),
        CountForm::Svg => {
            let no_timeline = || asked::bad("there is no timeline to draw").hint("ask for one, as with `timeline=month`");
            let over_time = counts.over_time.as_ref().ok_or_else(no_timeline)?;
            let picture = written(|out| svg::write_timeline(out, &counts.answer, over_time))?;
            Ok(attachment(picture, Kind::SVG, "timeline", (text, &notes)))
        }
    }
}

fn facets(names: &str) -> Result<Vec<Facet>, Fault> {
    let mut facets = Vec::new();
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let facet = name.parse().map_err(|UnknownChoice { known, .. }| no_name("facet", name, &known))?;
        if !facets.contains(&facet) {
            facets.push(facet);
        }
    }
    Ok(facets)
}
