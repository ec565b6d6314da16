//! How many articles match: over time, and clause by clause.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::budget::{Budget, Item, len_bytes, shortened};
use super::note::{Note, notes};
use crate::choice::{Count, MatchWords, Period, Sort, Syntax};
use crate::hit::{Coverage, ValuesWanted};
use crate::query::parse_as;
use crate::search::{self, SearchConfig, Stretch, diagnose, explain, open_note, search, timeline};
use crate::serve::asked::{PageStart, understood};
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::snippet::SnippetConfig;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CountParameters {
    /// The query, in pullquote's language. All of its words must match.
    query: String,
    /// Whose rules the query is read by; pullquote's by default.
    #[serde(default)]
    syntax: Syntax,
    /// The length of a stretch; by default the shortest that fits.
    period: Option<Period>,
    /// Maximum length of the answer in tokens, from 400 to 20000; 2000 by default.
    #[schemars(range(min = 400, max = 20000))]
    max_tokens: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CountAnswer {
    /// How many articles match, and how many of them have a date.
    total: u64,
    dated: u64,
    /// How long each stretch is: `day`, `week`, `month` or `year`.
    period: &'static str,
    /// Whether later stretches were left out because of `max_tokens`.
    truncated: bool,
    /// The first stretch that was left out: add `since:` and this to the query to continue, or ask for a longer period.
    next: Option<String>,
    /// The query as it was understood.
    understood: String,
    /// What may not be meant so.
    notes: Vec<Note>,
    /// From the first matching article to the last, without gaps; the latest 4000 if there are more.
    stretches: Vec<StretchItem>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
struct StretchItem {
    /// `2024-03-25`, `2024-W13`, `2024-03` or `2024`; `date:` and this find its articles.
    label: String,
    /// How many articles of the stretch match.
    count: u64,
    /// How many articles there are in the stretch.
    all: u64,
}

impl Item for StretchItem {
    fn cut(&mut self, _: usize) {}
}

pub(super) fn count_over_time(server: &ServerState, parameters: CountParameters) -> Result<CountAnswer, Fault> {
    let CountParameters { query: text, syntax, period, max_tokens } = parameters;
    let budget = Budget::of(max_tokens)?;
    let (query, mut problems) = understood(&text, syntax, server.today())?;
    let start = PageStart::of(server, None, 0)?;
    let snapshot = &*start.snapshot;
    let found = snapshot.facets(&query, Coverage::All, &[], ValuesWanted::MostFrequent(0))?;
    let all = snapshot.everything()?;
    problems.extend(open_note(snapshot, &text));
    let longest = StretchItem { label: "2024-03-25".to_owned(), count: found.total, all: all.total };
    let n_that_fit = budget.bytes * 2 / 3 / (len_bytes(&longest) + 1);
    let period = period.unwrap_or_else(|| Period::fitting(&found.days, n_that_fit));
    let stretch =
        |stretch: Stretch| StretchItem { label: period.label(stretch.first_day), count: stretch.n_matching, all: stretch.n_all };
    let stretches: Vec<StretchItem> = timeline(&found.days, &all.days, period).into_iter().map(stretch).collect();
    let understood = query.to_string();
    Ok(budget.fitted(stretches.clone(), |max_bytes, kept, truncated| CountAnswer {
        total: found.total,
        dated: found.n_dated(),
        period: period.name(),
        truncated,
        next: stretches.get(kept.len()).map(|left_out| left_out.label.clone()),
        understood: shortened(&understood, max_bytes),
        notes: notes(&problems, &text, max_bytes),
        stretches: kept,
    }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExplainParameters {
    /// The query, in pullquote's language.
    query: String,
    /// Whose rules the query is read by; pullquote's by default.
    #[serde(default)]
    syntax: Syntax,
    /// Maximum length of the answer in tokens, from 400 to 20000; 2000 by default.
    #[schemars(range(min = 400, max = 20000))]
    max_tokens: Option<usize>,
}

#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct ExplainAnswer {
    /// The query as it was understood; null if it cannot be run.
    understood: Option<String>,
    /// How many articles `search_articles` finds.
    total: usize,
    /// Whether no article holds all words, and that many hold only some of them.
    loosened: bool,
    /// What is wrong with the query, or may not be meant so.
    problems: Vec<Note>,
    /// If no article matches the whole query: what prevents it, and what would match.
    advice: Option<Advice>,
    /// Whether clauses were left out because of `max_tokens`.
    truncated: bool,
    /// The clauses, the whole query first, then each before its parts.
    clauses: Vec<ClauseItem>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
struct ClauseItem {
    /// How deep it is nested: 0 for the whole query.
    depth: usize,
    clause: String,
    /// How many articles match it alone.
    articles: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Advice {
    /// Clauses without which articles would match, and how many articles.
    in_the_way: Vec<QueryCount>,
    /// Words that no article has, with words of the index that are spelled similarly.
    unknown_words: Vec<UnknownWord>,
    /// The most similar query that finds something.
    try_instead: Option<QueryCount>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct QueryCount {
    query: String,
    articles: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
struct UnknownWord {
    word: String,
    similar: Vec<String>,
}

impl Item for ClauseItem {
    fn cut(&mut self, max_bytes: usize) {
        self.clause = shortened(&self.clause, max_bytes);
    }
}

pub(super) fn explain_query(server: &ServerState, parameters: ExplainParameters) -> Result<ExplainAnswer, Fault> {
    let ExplainParameters { query: text, syntax, max_tokens } = parameters;
    let budget = Budget::of(max_tokens)?;
    let query = match understood(&text, syntax, server.today()) {
        Ok((query, _)) => Some(query),
        // The problem is the answer.
        Err(fault) if fault.has_place() => None,
        Err(fault) => return Err(fault),
    };
    let mut problems = parse_as(&text, syntax, server.today()).1;
    let Some(query) = query else {
        return Ok(budget.fitted(Vec::<ClauseItem>::new(), |max_bytes, _, _| ExplainAnswer {
            problems: notes(&problems, &text, max_bytes),
            ..ExplainAnswer::default()
        }));
    };
    let start = PageStart::of(server, None, 0)?;
    let snapshot = &*start.snapshot;
    let config = SearchConfig {
        query,
        match_words: MatchWords::Best,
        sort: Sort::Relevance,
        count: Count::Exact,
        offset: 0,
        limit: 0,
        snippet: SnippetConfig::default(),
    };
    let answer = search(snapshot, &config)?;
    let clauses = explain(snapshot, &config, &answer)?.clauses;
    let is_found = clauses.first().is_some_and(|whole| whole.n_articles > 0);
    let diagnosis = if is_found { None } else { Some(diagnose(snapshot, &config.query)?) };
    problems.extend(open_note(snapshot, &text));
    let items = clauses.into_iter().map(|counted| ClauseItem {
        depth: counted.depth,
        clause: counted.clause,
        articles: counted.n_articles,
    });
    Ok(budget.fitted(items.collect(), |max_bytes, clauses, truncated| ExplainAnswer {
        understood: Some(shortened(&answer.understood, max_bytes)),
        total: answer.total,
        loosened: answer.is_loosened(),
        problems: notes(&problems, &text, max_bytes),
        advice: diagnosis.as_ref().map(|diagnosis| advice(diagnosis, max_bytes)),
        truncated,
        clauses,
    }))
}

/// Returns a diagnosis in texts of about this many bytes, and in lists as long as that allows.
fn advice(diagnosis: &search::Diagnosis, max_bytes: usize) -> Advice {
    let n_told = (max_bytes / 48).min(16);
    let count = |query: String, articles| QueryCount { query: shortened(&query, max_bytes), articles };
    Advice {
        in_the_way: diagnosis
            .in_the_way
            .iter()
            .take(n_told)
            .map(|clause| count(clause.clause.clone(), clause.n_articles))
            .collect(),
        unknown_words: diagnosis
            .unknown_words
            .iter()
            .take(n_told)
            .map(|(word, similar)| UnknownWord {
                word: shortened(word, max_bytes),
                similar: similar.iter().take(n_told).map(|similar| shortened(&similar.word, max_bytes)).collect(),
            })
            .collect(),
        // A cut query would be another query.
        try_instead: diagnosis
            .looser
            .as_ref()
            .map(|(query, n_articles)| count(query.to_string(), *n_articles))
            .filter(|told| !told.query.ends_with('…')),
    }
}
