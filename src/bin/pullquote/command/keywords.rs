//! `pullquote keywords`: the words that are typical of matching articles.

use anyhow::Result;
use clap::Args;
use pullquote::choice::MatchWords;
use pullquote::error::Error;
use pullquote::render::text::explain::write_diagnosis;
use pullquote::render::text::style::count;
use pullquote::render::words::keywords::sampled;
use pullquote::render::{csv, text};
use pullquote::search::{KeywordsConfig, OwnWords, diagnose, keywords};
use pullquote::wire;

use super::{parse_query, point_at_word, tell};
use crate::args::Common;
use crate::interrupt;
use crate::output::{Length, Outcome, Output};
use crate::progress::{ProgressDisplay, Shown};
use crate::session::{Session, note, note_with};

/// Show the words that are typical of the matching articles
///
/// For each word: how many matching articles contain it, their share, the share of all articles, and how surprising the
/// difference is (log-likelihood ratio). Leaves out words in fewer than 3 articles, words that chance may explain, and
/// the words of the query. If more than 10000 articles match, it reads the first ones by id and says so.
#[derive(Debug, Args)]
pub(crate) struct KeywordsArgs {
    /// Query, as in `search`. Put `--` before a query that begins with `-`
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// Maximum number of words to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    /// How many of the words must match
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) r#match: MatchWords,
    /// Also show the words of the query, marked
    #[arg(long)]
    pub(crate) own_words: bool,
    /// Print CSV, for spreadsheets
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    /// Print one JSON object per line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Maximum number of articles to read. They say as much as a million would.
const MAX_READ: u64 = 10_000;

pub(crate) fn run(common: &Common, args: &KeywordsArgs) -> Result<Outcome> {
    let text = args.query.join(" ");
    let config = KeywordsConfig {
        query: parse_query(common, &text)?,
        match_words: args.r#match,
        limit: args.limit,
        max_read: MAX_READ,
        own_words: if args.own_words { OwnWords::Given } else { OwnWords::LeftOut },
    };
    let session = Session::new(common)?;
    let snapshot = session.snapshot()?;
    interrupt::listen()?;
    let progress = ProgressDisplay::new(Shown::OnTerminal);
    let found = keywords(&*snapshot, &config, &mut |n_read| {
        progress.show_line(|| count(n_read, "article"));
        interrupt::asked()
    });
    progress.end();
    let found = match found {
        Err(Error::BrokenOff) => return Ok(Outcome::Interrupted),
        found => found.map_err(|error| point_at_word(error, &text))?,
    };
    if !args.json {
        tell(&found.answer);
        let none = || "no word is typical of these articles".to_owned();
        let is_none = found.answer.total > 0 && found.words.is_empty() && args.limit > 0;
        for line in sampled(&found).into_iter().chain(is_none.then(none)) {
            note(format_args!("{line}"));
        }
    }
    let diagnosis = if found.answer.total == 0 { Some(diagnose(&*snapshot, &config.query)?) } else { None };
    let is_table = !args.csv && !args.json;
    let mut out = Output::new(common, if is_table { Length::Long } else { Length::Short });
    match &diagnosis {
        Some(diagnosis) if args.json => wire::explain::write_diagnosis(&mut out, diagnosis)?,
        Some(diagnosis) => note_with(|err| write_diagnosis(err, diagnosis)),
        None => {}
    }
    match (args.csv, args.json) {
        (true, _) => csv::keywords::write_csv(&mut out, &found)?,
        (_, true) => wire::keywords::write_keywords(&mut out, &found)?,
        _ if found.words.is_empty() => {}
        _ => {
            let (theme, columns) = (out.theme, out.columns);
            text::keywords::write_terminal(&mut out, &found, theme, columns)?;
        }
    }
    out.end(Outcome::found(!found.words.is_empty()))
}
