//! `pullquote search`: find articles.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use clap::Args;
use pullquote::choice::{Count, Group, Lead, MatchWords, Sort};
use pullquote::engine::Snapshot;
use pullquote::error::Problem;
use pullquote::ingest::check_roots;
use pullquote::query::{Filter, Query};
use pullquote::render::{html, markdown, text};
use pullquote::search::recording::RecordedSearch;
use pullquote::search::{SearchConfig, diagnose, explain, search, search_stories};
use pullquote::snippet::SnippetConfig;
use pullquote::wire;

use super::record::record;
use super::{index, ingest_config, now, parse_query, point_at_word, syntax_option, tell};
use crate::args::{Common, Form, FormArgs, Reading, RecordArgs};
use crate::output::{Length, Outcome, Output};
use crate::progress::{ProgressDisplay, Shown};
use crate::session::{Session, note, note_with};

/// Find articles
///
/// Words match by stem, and all must match; "words in marks" match as an exact phrase. AND, OR, NOT, -word, +word and
/// (parentheses) combine. w/5 pre/5 w/s w/p and `not w/5` set how near words must be. econom* wom?n crocus~1 match
/// similar words; caps(…) atleast3(…) hlead(…) narrow the match.
///
/// title: body: lead: quotes: byline: publisher: section: search one field. said:"we know" by:ruiz is one quote. lang:
/// url: path: words: date: since: until: filter. `pullquote help query` describes the whole language.
#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// Query; several arguments are joined by spaces. Put `--` before a query that begins with `-`
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// First update the index from this folder, then search only in it; can be repeated
    #[arg(long, value_name = "DIR")]
    pub(crate) r#in: Vec<PathBuf>,
    /// Maximum number of hits to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// Number of hits to skip
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: usize,
    /// Sort order
    #[arg(long, value_enum, default_value_t, value_name = "ORDER")]
    pub(crate) sort: Sort,
    /// How many of the words must match
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) r#match: MatchWords,
    /// How far to count: `at-least` counts up to 1,000 articles and then looks for the best alone, which is faster in large archives
    #[arg(long, value_enum, default_value_t, value_name = "HOW", conflicts_with = "group")]
    pub(crate) count: Count,
    /// Group hits: near-copies of an article become one hit, listed with what each added or cut
    #[arg(long, value_enum, value_name = "BY", conflicts_with_all = ["all_hits", "explain"])]
    pub(crate) group: Option<Group>,
    /// Which article of a group to show
    #[arg(long, value_enum, value_name = "WHICH", requires = "group", default_value_t)]
    pub(crate) lead: Lead,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Sentences to show before and after each passage; each adds up to 300 characters to the 300 of a snippet
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with = "all_hits")]
    pub(crate) context: usize,
    /// Show every match on its own line, in the middle of its context; at most 1000 per article
    #[arg(long)]
    pub(crate) all_hits: bool,
    /// Explain the query, the number of matches per clause, and the scores
    #[arg(long)]
    pub(crate) explain: bool,
    #[command(flatten)]
    pub(crate) record: RecordArgs,
    #[command(flatten)]
    pub(crate) output: FormArgs,
}

pub(crate) fn run(common: &Common, args: &SearchArgs) -> Result<Outcome> {
    let text = args.query.join(" ");
    let mut query = parse_query(common, &text)?;
    let session = Session::new(common)?;
    let mut problems = Vec::new();
    let snapshot = if args.r#in.is_empty() {
        session.snapshot()?
    } else {
        let updated = bring_up_to_date(&session, &args.r#in, &args.reading)?;
        query = below(query, updated.roots);
        problems = updated.problems;
        updated.snapshot
    };
    let config = SearchConfig {
        query,
        match_words: args.r#match,
        sort: args.sort,
        count: args.count,
        offset: args.offset,
        limit: args.limit,
        snippet: SnippetConfig { context_sentences: args.context, ..SnippetConfig::default() },
    };
    let answer = match args.group {
        Some(Group::Story) => search_stories(&*snapshot, &config, args.lead),
        None => search(&*snapshot, &config),
    };
    let answer = answer.map_err(|error| point_at_word(error, &text))?;
    let form = args.output.form();
    if form == Form::Terminal {
        tell(&answer);
    }
    let mut options = vec![("sort", args.sort.name().to_owned()), ("match", args.r#match.name().to_owned())];
    options.extend(syntax_option(common)?);
    let asked =
        RecordedSearch { text: &text, query: &config.query, coverage: answer.coverage, command: "search", options, now: now() };
    if let ControlFlow::Break(outcome) = record(&*snapshot, &args.record, &asked)? {
        return Ok(outcome);
    }
    let explanation = if args.explain { Some(explain(&*snapshot, &config, &answer)?) } else { None };
    let diagnosis = if answer.total == 0 { Some(diagnose(&*snapshot, &config.query)?) } else { None };
    let mut out = Output::new(common, if form == Form::Terminal { Length::Long } else { Length::Short });
    match (&diagnosis, form) {
        (Some(diagnosis), Form::Json) => wire::explain::write_diagnosis(&mut out, diagnosis)?,
        (Some(diagnosis), _) => note_with(|err| text::explain::write_diagnosis(err, diagnosis)),
        (None, _) => {}
    }
    match (&explanation, form) {
        (Some(explanation), Form::Terminal) => text::explain::write_explanation(&mut out, explanation)?,
        (Some(explanation), Form::Json) => wire::explain::write_explanation(&mut out, explanation)?,
        (Some(explanation), Form::Html | Form::Markdown) => {
            note_with(|err| text::explain::write_explanation(err, explanation));
        }
        (None, _) => {}
    }
    session.show(&mut out, |out, screen| match (form, args.all_hits) {
        (Form::Terminal, false) => text::answer::write_answer(out, &answer, screen),
        (Form::Terminal, true) => text::concordance::write_concordance(out, &answer, screen),
        (Form::Json, false) => wire::hit::write_answer(out, &answer),
        (Form::Json, true) => wire::concordance::write_concordance(out, &answer),
        (Form::Html, false) => html::answer::write_answer(out, &answer),
        (Form::Html, true) => html::answer::write_concordance(out, &answer),
        (Form::Markdown, false) => markdown::answer::write_answer(out, &answer),
        (Form::Markdown, true) => markdown::answer::write_concordance(out, &answer),
    })?;
    out.finish()?;
    // The answer comes first, because the user asked for it.
    if !problems.is_empty() {
        note(format_args!("note: {}; `pullquote status` lists them", counted(&problems)));
    }
    Ok(if answer.total == 0 { Outcome::NothingFound } else { Outcome::Done })
}

/// An index that was brought up to date from some folders.
struct Updated {
    snapshot: Arc<dyn Snapshot>,
    /// The names of the folders in the index.
    roots: Vec<String>,
    /// What was wrong with files that were read.
    problems: Vec<Problem>,
}

/// Updates the index from the folders.
fn bring_up_to_date(session: &Session, roots: &[PathBuf], reading: &Reading) -> Result<Updated> {
    check_roots(roots)?;
    let config = ingest_config(roots, reading)?;
    let names = session.names()?;
    let progress = ProgressDisplay::new(Shown::OnTerminal);
    let outcome = index::bring_up_to_date(&session.site, &names, &config, &progress);
    progress.end();
    let (index, report) = outcome?;
    let names = roots.iter().map(|root| names.names_of(root)).collect::<Result<Vec<_>, _>>()?;
    Ok(Updated { snapshot: session.limited(&*index.snapshot()), roots: names.concat(), problems: report.problems })
}

/// Returns how many problems there are in how many files, as in `6 problems in 5 files`.
fn counted(problems: &[Problem]) -> String {
    let files: BTreeSet<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
    format!("{} in {}", text::style::count(problems.len() as u64, "problem"), text::style::count(files.len() as u64, "file"))
}

/// Narrows a query to articles below some folders. Its words can still be loosened.
fn below(query: Query, roots: Vec<String>) -> Query {
    let mut filters: Vec<Query> = roots.into_iter().map(|root| Query::Filter(Filter::Path(root))).collect();
    let filter = match filters.pop() {
        Some(only) if filters.is_empty() => only,
        Some(last) => {
            filters.push(last);
            Query::Required(Box::new(Query::Or(filters)))
        }
        None => return query,
    };
    match query {
        Query::Words(mut clauses) => {
            clauses.push(filter);
            Query::Words(clauses)
        }
        query @ (Query::And(_) | Query::Or(_)) => Query::And(vec![query, filter]),
        query => Query::Words(vec![query, filter]),
    }
}
