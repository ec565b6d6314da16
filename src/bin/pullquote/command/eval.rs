//! `pullquote eval`: measure relevance.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use pullquote::analysis::tokens;
use pullquote::choice::MatchWords;
use pullquote::error::Error;
use pullquote::eval::{self, EvalRun, measures, read_judgments, read_queries};
use pullquote::file;
use pullquote::query::Query;
use pullquote::render::text;
use pullquote::wire;

use super::parse_query_as;
use crate::args::Common;
use crate::output::{Length, Outcome, Output};
use crate::session::Session;
use crate::settings;

/// Measure relevance with judged queries
///
/// Prints mean average precision, mean reciprocal rank, nDCG@10, precision@10 and recall@100.
#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// Queries: lines of `ID TAB TEXT`
    #[arg(long, value_name = "TSV")]
    pub(crate) queries: PathBuf,
    /// Judgments in TREC format: lines of `ID 0 ARTICLE GRADE`
    #[arg(long, value_name = "TREC")]
    pub(crate) qrels: PathBuf,
    /// Write the run to this file, in TREC format
    #[arg(long, value_name = "OUT")]
    pub(crate) run: Option<PathBuf>,
    /// How many of the words must match. With `any`, queries are read as plain words, without operators
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) r#match: MatchWords,
    /// Print a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Maximum size of a file with queries or judgments. The largest public collections have some megabytes.
const MAX_JUDGED_BYTES: u64 = 1 << 30;

pub(crate) fn run(common: &Common, args: &EvalArgs) -> Result<Outcome> {
    let read = |path: &Path| file::read_text(path, MAX_JUDGED_BYTES).map_err(Error::io("read", path));
    let queries = read_queries(&read(&args.queries)?, &args.queries)?;
    let judgments = read_judgments(&read(&args.qrels)?, &args.qrels)?;
    let session = Session::new(common)?;
    let snapshot = session.snapshot()?;
    let match_words = args.r#match;
    let syntax = settings::syntax(common)?;
    let mut runs = Vec::with_capacity(queries.len());
    for eval_query in &queries {
        let query = match match_words {
            MatchWords::Any => plain_words(&eval_query.text),
            MatchWords::Best | MatchWords::All => {
                Some(parse_query_as(&eval_query.text, syntax).with_context(|| format!("query {}", eval_query.id))?)
            }
        };
        if let Some(query) = query {
            runs.push(eval::run(&*snapshot, &eval_query.id, query, match_words, &judgments)?);
        }
    }
    if let Some(path) = &args.run {
        write_run(path, &runs).map_err(Error::io("write", path))?;
    }
    let measured = measures(&runs, &judgments);
    let mut out = Output::new(common, Length::Short);
    match args.json {
        true => wire::measures::write_measures(&mut out, &measured)?,
        false => text::measures::write_measures(&mut out, &measured)?,
    }
    out.end(Outcome::Done)
}

/// Reads a query as plain words; `None` if it has none.
fn plain_words(text: &str) -> Option<Query> {
    let mut words = Vec::new();
    tokens(text, |token| words.push(Query::Word(token.exact.to_owned())));
    (!words.is_empty()).then_some(Query::Words(words))
}

fn write_run(path: &Path, runs: &[EvalRun]) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for run in runs {
        for (article_idx, (article, score)) in run.articles.iter().enumerate() {
            // Columns are separated by spaces, so a name cannot contain one.
            let article = article.replace(char::is_whitespace, "_");
            writeln!(out, "{} Q0 {article} {} {score} pullquote", run.query_id, article_idx + 1)?;
        }
    }
    out.flush()
}
