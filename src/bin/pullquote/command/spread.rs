//! `pullquote spread`: where something appeared first, and who published it later.

use std::ops::ControlFlow;

use anyhow::Result;
use clap::Args;
use pullquote::hit::Coverage;
use pullquote::render::text::explain::write_diagnosis;
use pullquote::render::{csv, text};
use pullquote::search::recording::RecordedSearch;
use pullquote::search::{diagnose, spread};
use pullquote::wire;

use super::record::record;
use super::{now, parse_query, point_at_word, syntax_option, tell};
use crate::args::{Common, RecordArgs};
use crate::output::{Length, Outcome, Output};
use crate::session::{Session, note_with};

/// Show who published something first, and who followed, day by day
///
/// Prints the first dated article, then each later day with the number of articles and their publishers. A plus marks
/// publishers that have it for the first time. All words must match; put a quotation in quotation marks.
#[derive(Debug, Args)]
pub(crate) struct SpreadArgs {
    /// Query, as in `search`. Put `--` before a query that begins with `-`
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    #[command(flatten)]
    pub(crate) record: RecordArgs,
    /// Print the days as CSV
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    /// Print each day as a JSON object, then a summary
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn run(common: &Common, args: &SpreadArgs) -> Result<Outcome> {
    let text = args.query.join(" ");
    let query = parse_query(common, &text)?;
    let session = Session::new(common)?;
    let snapshot = session.snapshot()?;
    let spread = spread(&*snapshot, &query).map_err(|error| point_at_word(error, &text))?;
    if !args.json {
        tell(&spread.first);
    }
    let asked = RecordedSearch {
        text: &text,
        query: &query,
        coverage: Coverage::All,
        command: "spread",
        options: syntax_option(common)?.into_iter().collect(),
        now: now(),
    };
    if let ControlFlow::Break(outcome) = record(&*snapshot, &args.record, &asked)? {
        return Ok(outcome);
    }
    let is_found = spread.first.total > 0;
    if !is_found {
        let diagnosis = diagnose(&*snapshot, &query)?;
        note_with(|err| write_diagnosis(err, &diagnosis));
    }
    let is_table = !args.csv && !args.json;
    let mut out = Output::new(common, if is_table { Length::Long } else { Length::Short });
    session.show(&mut out, |out, screen| match (args.csv, args.json) {
        (true, _) => csv::spread::write_csv(out, &spread),
        (_, true) => wire::spread::write_spread(out, &spread),
        _ => text::spread::write_terminal(out, &spread, screen),
    })?;
    out.end(Outcome::found(is_found))
}
