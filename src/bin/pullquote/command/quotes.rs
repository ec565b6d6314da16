//! `pullquote quotes`: find quotes, and who is quoted.

use std::io::Write;

use anyhow::Result;
use clap::Args;
use pullquote::choice::{Sort, Syntax};
use pullquote::query::{Query, parse};
use pullquote::render::csv;
use pullquote::render::text::style::clean;
use pullquote::render::text::{quotes, speakers as rows};
use pullquote::search::{QuoteConfig, find_quotes, in_quotes, narrowed, top_speakers};
use pullquote::wire;
use pullquote::wire::speaker::Speakers;

use super::{QueryRefused, parse_query, point_at_word, print_problem, today};
use crate::args::Common;
use crate::output::{Length, Outcome, Output};
use crate::session::{Session, note};
use crate::settings;

/// Find quotes and their speakers
///
/// Searches only what is said, with the query language of `search`; words side by side must be said in one quote. Filters
/// such as `lang:` and fields such as `title:` select articles. Without a query, finds all quotes.
#[derive(Debug, Args)]
pub(crate) struct QuotesArgs {
    /// What was said; several arguments are joined by spaces
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// The speaker: a surname, a full name, or how an article names the speaker; also `Ms Ruiz`, `Ruiz, Ana`, `A. Ruiz`
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// Only articles published on this day or later: `2024-03-25`, `2024`, `7d`
    #[arg(long, value_name = "DAY")]
    pub(crate) since: Option<String>,
    /// Only articles published on this day or earlier
    #[arg(long, value_name = "DAY")]
    pub(crate) until: Option<String>,
    /// Maximum number of quotes or speakers to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// Number of quotes or speakers to skip
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: usize,
    /// Sort order
    #[arg(long, value_enum, default_value_t, value_name = "ORDER")]
    pub(crate) sort: Sort,
    /// Print only the number of quotes
    #[arg(long, conflicts_with = "top_speakers")]
    pub(crate) count: bool,
    /// List the speakers of all matching quotes, most quoted first
    #[arg(long)]
    pub(crate) top_speakers: bool,
    /// With `--top-speakers`: print CSV, for spreadsheets
    #[arg(long, requires = "top_speakers", conflicts_with = "json")]
    pub(crate) csv: bool,
    /// Print one JSON object per line
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn run(common: &Common, args: &QuotesArgs) -> Result<Outcome> {
    let (text, query) = asked(common, args)?;
    let session = Session::new(common)?;
    let snapshot = session.snapshot()?;
    let failed = |error| point_at_word(error, &text);
    if args.top_speakers {
        let (speakers, totals) = top_speakers(&*snapshot, &query).map_err(failed)?;
        let end = args.offset.saturating_add(args.limit).min(speakers.len());
        let shown = &speakers[args.offset.min(end)..end];
        let speakers = Speakers { shown, n_speakers: speakers.len(), totals: &totals };
        let mut out = Output::new(common, Length::Short);
        match (args.csv, args.json) {
            (true, _) => csv::speakers::write_speakers_csv(&mut out, &speakers)?,
            (_, true) => wire::speaker::write_speakers(&mut out, &speakers)?,
            _ => rows::write_speakers(&mut out, &speakers)?,
        }
        return out.end(Outcome::found(totals.n_quotes > 0));
    }
    let limit = if args.count { 0 } else { args.limit };
    let config = QuoteConfig { query, sort: args.sort, offset: args.offset, limit };
    let answer = find_quotes(&*snapshot, &config).map_err(failed)?;
    let n_quotes = answer.totals.n_quotes;
    if !args.json && !args.count {
        note(format_args!("understood as: {}", clean(&answer.understood)));
        note(format_args!("{}", quotes::summary(&answer)));
    }
    let mut out = Output::new(common, if args.json || args.count { Length::Short } else { Length::Long });
    session.show(&mut out, |out, screen| match (args.count, args.json) {
        (true, false) => writeln!(out, "{n_quotes}"),
        (_, true) => wire::quote::write_quotes(out, &answer),
        (false, false) => quotes::write_terminal(out, &answer, screen),
    })?;
    out.end(Outcome::found(n_quotes > 0))
}

/// Returns the query that the arguments add up to, and its text. A query of another service is translated before filters stand beside it.
fn asked(common: &Common, args: &QuotesArgs) -> Result<(String, Query)> {
    let filters = [("by", args.by.as_deref()), ("since", args.since.as_deref()), ("until", args.until.as_deref())];
    let mut text = args.query.join(" ");
    let is_translated = !text.is_empty() && settings::syntax(common)? != Syntax::Pullquote;
    if is_translated {
        text = parse_query(common, &text)?.to_string();
    }
    let text = narrowed(&text, &filters);
    let query = match (text.as_str(), is_translated) {
        ("", _) => Query::everything(),
        // Its notes are printed already.
        (text, true) => in_quotes(parse(text, today()).0.ok_or(QueryRefused)?),
        (text, false) => {
            let (query, problems) = parse(text, today());
            problems.iter().for_each(|problem| print_problem(text, problem));
            in_quotes(query.ok_or(QueryRefused)?)
        }
    };
    Ok((text, query))
}
