//! `pullquote count`: count what a search finds.

use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use pullquote::choice::{Facet, MatchWords, Period};
use pullquote::file::Audience;
use pullquote::query::Query;
#[cfg(feature = "pictures")]
use pullquote::render::picture::png;
use pullquote::render::picture::svg;
use pullquote::render::text::explain::write_diagnosis;
use pullquote::render::{csv, text};
use pullquote::search::recording::RecordedSearch;
use pullquote::search::{self, Answer, CountConfig, OverTime, diagnose};
use pullquote::wire;

use super::record::record;
use super::{now, parse_query, point_at_word, syntax_option, tell};
use crate::args::{Common, RecordArgs};
use crate::file::write_whole;
use crate::output::{Length, Outcome, Output};
use crate::session::{Session, note, note_with};

/// Count matches by publisher, section, speaker, language or time
///
/// Counts all articles that match the query, and shows them beside all articles with the same value or of the same time.
/// An article with two speakers counts for both. Without `--facet` and `--timeline`, it counts by publisher, section,
/// speaker and language.
#[derive(Debug, Args)]
pub(crate) struct CountArgs {
    /// Query, as in `search`; without it, all articles. Put `--` before a query that begins with `-`
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// Facets to count by, separated by commas
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FACET")]
    pub(crate) facet: Vec<Facet>,
    /// Count by publication date, from the first matching article to the last
    #[arg(long, value_enum, value_name = "PERIOD")]
    pub(crate) timeline: Option<Period>,
    /// Maximum number of values per facet
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// How many of the words must match
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) r#match: MatchWords,
    /// Also draw the timeline as SVG in this file
    #[arg(long, value_name = "FILE", requires = "timeline")]
    pub(crate) svg: Option<PathBuf>,
    /// Also draw the timeline as PNG in this file
    #[cfg(feature = "pictures")]
    #[arg(long, value_name = "FILE", requires = "timeline")]
    pub(crate) png: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) record: RecordArgs,
    /// Print CSV, for spreadsheets
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    /// Print one JSON object per line
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn run(common: &Common, args: &CountArgs) -> Result<Outcome> {
    let text = args.query.join(" ");
    let query = match text.as_str() {
        "" => Query::everything(),
        text => parse_query(common, text)?,
    };
    let config =
        CountConfig { query, match_words: args.r#match, facets: facets(args), n_values: args.limit, period: args.timeline };
    let session = Session::new(common)?;
    let snapshot = session.snapshot()?;
    let counts = search::count(&*snapshot, &config).map_err(|error| point_at_word(error, &text))?;
    let (answer, over_time) = (&counts.answer, counts.over_time.as_ref());
    if !args.json {
        tell(answer);
    }
    let mut options = vec![("match", args.r#match.name().to_owned())];
    options.extend(syntax_option(common)?);
    let asked =
        RecordedSearch { text: &text, query: &config.query, coverage: answer.coverage, command: "count", options, now: now() };
    if let ControlFlow::Break(outcome) = record(&*snapshot, &args.record, &asked)? {
        return Ok(outcome);
    }
    if let Some(over_time) = over_time {
        tell_of_longer_period(over_time);
    }
    if let Some(over_time) = over_time {
        draw(args, answer, over_time)?;
    }
    let diagnosis = if answer.total == 0 { Some(diagnose(&*snapshot, &config.query)?) } else { None };
    let is_table = !args.csv && !args.json;
    let mut out = Output::new(common, if is_table { Length::Long } else { Length::Short });
    match &diagnosis {
        Some(diagnosis) if args.json => wire::explain::write_diagnosis(&mut out, diagnosis)?,
        Some(diagnosis) => note_with(|err| write_diagnosis(err, diagnosis)),
        None => {}
    }
    match (args.csv, args.json) {
        (true, _) => csv::count::write_csv(&mut out, &counts)?,
        (_, true) => wire::count::write_counts(&mut out, &counts)?,
        _ if answer.total == 0 => {}
        _ => {
            let (theme, columns) = (out.theme, out.columns);
            text::count::write_terminal(&mut out, &counts, theme, columns)?;
        }
    }
    out.end(Outcome::found(answer.total > 0))
}

/// Returns the facets to count by; all if none is given.
fn facets(args: &CountArgs) -> Vec<Facet> {
    if args.facet.is_empty() && args.timeline.is_none() {
        return Facet::ALL.to_vec();
    }
    let mut facets = Vec::new();
    for &facet in &args.facet {
        if !facets.contains(&facet) {
            facets.push(facet);
        }
    }
    facets
}

/// Prints a note if the timeline uses a longer period than requested.
fn tell_of_longer_period(over_time: &OverTime) {
    let OverTime { period, asked, .. } = over_time;
    if period == asked {
        return;
    }
    let (shown, asked) = (period.name(), asked.name());
    note(format_args!("note: more than {} {asked}s; counted by {shown} instead", search::MAX_STRETCHES));
    note("hint: limit the query to fewer years, for example with `since:2010`");
}

/// Draws the timeline into the requested files.
fn draw(args: &CountArgs, answer: &Answer, over_time: &OverTime) -> Result<()> {
    #[cfg(feature = "pictures")]
    let png_file = args.png.as_ref();
    #[cfg(not(feature = "pictures"))]
    let png_file: Option<&std::path::PathBuf> = None;
    if over_time.stretches.is_empty() {
        if args.svg.is_some() || png_file.is_some() {
            note("note: no matching article has a date, so there is nothing to draw");
        }
        return Ok(());
    }
    if let Some(file) = &args.svg {
        write_whole(file, Audience::Usual, |out| Ok(Some(svg::write_timeline(out, answer, over_time)?)))?;
    }
    #[cfg(feature = "pictures")]
    if let Some(file) = png_file {
        let is_complete = write_whole(file, Audience::Usual, |out| Ok(Some(png::write_timeline(out, answer, over_time)?)))?;
        if is_complete == Some(false) {
            note("note: the PNG shows boxes for characters that its font lacks");
            note("hint: `--svg FILE` leaves the fonts to the viewer");
        }
    }
    Ok(())
}
