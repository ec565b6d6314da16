//! Measuring relevance: queries and judgments in, the usual measures out.
//!
//! Queries are lines of `ID TAB TEXT`. Judgments and runs have the forms of the Text REtrieval
//! Conference (TREC): `ID 0 ARTICLE GRADE` and `ID Q0 ARTICLE RANK SCORE NAME`. An article is named
//! by its record's own id, its place (`PATH`, or `PATH:RECORD` if the file holds several), or its
//! [`ArticleId`](crate::article::ArticleId).

mod measure;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

pub use measure::{Measures, measures};

use crate::article::Article;
use crate::choice::{Count, MatchWords, Sort};
use crate::engine::Snapshot;
use crate::error::{Error, Result};
use crate::hit::{Coverage, SearchRequest};
use crate::query::Query;
use crate::search::{SearchConfig, search};
use crate::snippet::SnippetConfig;

/// Number of hits read for each query.
pub const DEPTH: usize = 1000;

/// A query to measure with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvalQuery {
    /// Its id in the judgments.
    pub id: String,
    /// The text of the query.
    pub text: String,
}

/// For each query's id, the grade of each judged article. Grades above 0 are relevant.
pub type Judgments = BTreeMap<String, HashMap<String, u32>>;

/// One query's answer: the names of the articles, best first.
#[derive(Debug, Clone, PartialEq)]
pub struct EvalRun {
    /// The query's id.
    pub query_id: String,
    /// The articles, best first, each with its score.
    pub articles: Vec<(String, f32)>,
}

/// Reads queries from lines of `ID TAB TEXT`; empty lines are skipped. `path` is named in errors.
pub fn read_queries(text: &str, path: &Path) -> Result<Vec<EvalQuery>> {
    lines(text)
        .map(|(line, row)| match row.split_once('\t') {
            Some((id, text)) => Ok(EvalQuery { id: id.trim().to_owned(), text: text.trim().to_owned() }),
            None => Err(wrong(path, line, "expected `ID TAB TEXT`")),
        })
        .collect()
}

/// Reads judgments from lines of `ID 0 ARTICLE GRADE`; empty lines are skipped. `path` is named in
/// errors.
pub fn read_judgments(text: &str, path: &Path) -> Result<Judgments> {
    let mut judgments = Judgments::new();
    for (line, row) in lines(text) {
        let columns: Vec<&str> = row.split_whitespace().collect();
        let [id, _, article, grade] = columns[..] else { return Err(wrong(path, line, "expected `ID 0 ARTICLE GRADE`")) };
        // Negative grades mark spam, which is not relevant.
        let grade: i64 = grade.parse().map_err(|_| wrong(path, line, "the grade is not a whole number"))?;
        judgments.entry(id.to_owned()).or_default().insert(article.to_owned(), u32::try_from(grade).unwrap_or(0));
    }
    Ok(judgments)
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter(|(_, row)| !row.trim().is_empty()).map(|(row_idx, row)| (row_idx + 1, row))
}

fn wrong(path: &Path, line: usize, reason: &str) -> Error {
    Error::Judgments { path: path.to_owned(), line, reason: reason.to_owned() }
}

/// Runs one query and returns its first [`DEPTH`] articles, under their names in `judgments`.
pub fn run(
    snapshot: &dyn Snapshot,
    query_id: &str,
    query: Query,
    match_words: MatchWords,
    judgments: &Judgments,
) -> Result<EvalRun> {
    let coverage = match match_words {
        MatchWords::Any => Coverage::AtLeast(1),
        MatchWords::All => Coverage::All,
        // It takes a search to know which words could be left out; its answer is all that is
        // needed.
        MatchWords::Best => {
            let snippet = SnippetConfig::default();
            let config = SearchConfig {
                query: query.clone(),
                match_words,
                sort: Sort::Relevance,
                count: Count::Exact,
                offset: 0,
                limit: 0,
                snippet,
            };
            search(snapshot, &config)?.coverage
        }
    };
    let request = SearchRequest { query, coverage, sort: Sort::Relevance, count: Count::Exact, offset: 0, limit: DEPTH };
    let judged = judgments.get(query_id);
    let hits = snapshot.search(&request)?.page;
    let articles = hits.into_iter().map(|hit| (name(&hit.article, judged), hit.score)).collect();
    Ok(EvalRun { query_id: query_id.to_owned(), articles })
}

/// The name by which an article is judged; if it is not judged, its own id or its place.
fn name(article: &Article, judged: Option<&HashMap<String, u32>>) -> String {
    let names = [article.record_id.clone(), Some(article.place.to_string()), Some(article.id.to_string())];
    let is_judged = |name: &String| judged.is_some_and(|judged| judged.contains_key(name));
    let mut names = names.into_iter().flatten();
    names.clone().find(is_judged).or_else(|| names.next()).unwrap_or_default()
}
