//! Results of a search, with filters.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query as Parameters, State};
use axum::response::Response;

use super::advice::advice;
use super::asked::{Asked, N_ON_PAGE, Param, api_link, narrowed, spoken_by};
use super::frame::{Frame, answered, rendered};
use super::keywords;
use super::link::{Choice, FacetView, Link, Pager, facet_of, grouping, leads, narrowed_by, sorts};
use super::message::NoteView;
use super::number::{counted, grouped};
use super::picture::Timeline;
use super::result::{ResultView, result};
use crate::choice::{Count, Facet, MatchWords, Sort};
use crate::engine::Snapshot;
use crate::hit::{Coverage, FacetValues, Facets, SearchRequest, ValuesWanted};
use crate::query::{Query, is_printable};
use crate::render::words;
use crate::search::{Answer, Expectation, SearchConfig, expected, search, search_stories};
use crate::serve::api::export::MAX_EXPORTED;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::snippet::SnippetConfig;
use crate::watchlist::SearchName;

/// Number of values shown of each facet.
const N_VALUES: usize = 8;

/// Maximum number of results over all pages.
const MAX_RESULTS: usize = 10_000;

#[derive(Template)]
#[template(path = "results.html")]
struct ResultsPage {
    frame: Frame,
    /// The query as understood, if it differs from the typed one.
    understood: Option<String>,
    notes: Vec<NoteView>,
    loosened: Option<String>,
    total: String,
    results: Vec<ResultView>,
    /// Searches that would find something, if nothing matches.
    advice: Vec<Link>,
    narrowed_by: Vec<Link>,
    sorts: Vec<Choice>,
    grouping: Vec<Choice>,
    /// The choice of which article of a story is shown; empty if copies are not grouped.
    leads: Vec<Choice>,
    facets: Vec<FacetView>,
    timeline: Option<Timeline>,
    pager: Pager,
    feeds: Vec<Link>,
    /// The address of the keywords; `None` for the whole index.
    keywords: Option<String>,
    /// The address of who printed it first; `None` if the request has no words.
    spread_link: Option<String>,
    /// All matching articles as files; empty if there are none or too many.
    exports: Vec<Link>,
    /// The timeline as files.
    timeline_files: Vec<Link>,
    /// How to save the search for alerts; `None` if it cannot be saved as it is.
    saving: Option<Saving>,
}

/// How to save a search.
struct Saving {
    /// The command to type.
    command: String,
    /// The expected number of alerts.
    expectation: String,
}

impl Saving {
    fn of(query: &Query, expectation: &Expectation) -> Option<Saving> {
        const MAX_NAME_CHARS: usize = 40;
        let text = query.to_string();
        let name: String = text.chars().filter(|letter| !matches!(letter, '"' | '\'')).take(MAX_NAME_CHARS).collect();
        let name = SearchName::parse(name.trim()).ok().filter(|name| !name.as_str().starts_with('-'))?;
        // A text that does not print as it is must not be pasted into a shell.
        is_printable(&text).then(|| Saving {
            command: format!("pullquote watchlist add {} -- {}", shell_word(name.as_str()), shell_word(&text)),
            expectation: words::expect::line(expectation),
        })
    }
}

/// Returns a text as one word of a shell command, in which no character is special.
fn shell_word(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

pub(super) async fn get_results(State(server): State<Arc<ServerState>>, Parameters(asked): Parameters<Asked>) -> Response {
    answered(server, asked, "/", results).await
}

fn results(server: &ServerState, asked: &Asked) -> Result<String, Fault> {
    let narrowed = asked.narrowed(server.today())?;
    let snapshot = server.newest();
    let config = SearchConfig {
        query: narrowed.query,
        match_words: MatchWords::Best,
        sort: asked.sort(),
        count: Count::Exact,
        offset: asked.offset(MAX_RESULTS, "results")?,
        limit: N_ON_PAGE,
        snippet: SnippetConfig::default(),
    };
    let answer = match asked.by_story() {
        true => search_stories(&*snapshot, &config, asked.lead())?,
        false => search(&*snapshot, &config)?,
    };
    let n_articles = snapshot.stats()?.n_articles;
    let days = &snapshot.everything()?.days;
    let matching = snapshot.facets(&config.query, answer.coverage, &Facet::ALL, ValuesWanted::MostFrequent(N_VALUES))?;
    let is_whole = asked.is_whole();
    let timeline = Timeline::of(&matching, days, n_articles, asked, "/");
    let n_results = answer.n_stories.map_or(answer.total, |n_stories| n_stories as usize);
    let elsewhere = |path: &str| asked.with(Param::Sort, "").link(path);
    // These pages do not loosen, and would find nothing.
    let is_exact = answer.total > 0 && !answer.is_loosened();
    let title = if is_whole { "Archive" } else { asked.q.trim() };
    rendered(&ResultsPage {
        frame: Frame::new(title, asked, "/", n_articles),
        understood: Some(answer.understood.clone()).filter(|text| !is_whole && *text != asked.q.trim()),
        notes: NoteView::all(&narrowed.notes, &*snapshot, &asked.q),
        loosened: words::answer::loosened(&answer),
        total: total(&answer),
        grouping: grouping(asked),
        leads: leads(asked),
        results: answer.hits.iter().map(|shown| result(shown, asked)).collect(),
        advice: if answer.total == 0 { advice(&*snapshot, &config.query)? } else { Vec::new() },
        narrowed_by: narrowed_by(asked, "/"),
        sorts: sorts(asked, "/"),
        facets: facets(server, &*snapshot, &answer, &matching, asked)?,
        timeline_files: timeline_files(timeline.as_ref(), (!is_whole).then_some(&config.query)),
        timeline,
        spread_link: (is_exact && !is_whole).then(|| elsewhere("/spread")),
        exports: if is_exact { exports(&config.query, answer.total) } else { Vec::new() },
        pager: Pager::of(asked, "/", n_results, MAX_RESULTS),
        feeds: [("Atom", "/feed.atom"), ("RSS", "/feed.rss"), ("JSON", "/feed.json")]
            .map(|(text, path)| Link { text: text.to_owned(), href: elsewhere(path) })
            .into(),
        keywords: (!is_whole && answer.total > 0).then(|| elsewhere(keywords::PATH)),
        // Alerts are not loosened, so a search that finds nothing as it stands would stay silent.
        saving: match is_whole || answer.is_loosened() {
            true => None,
            false => Saving::of(&config.query, &expected(&matching, n_articles, days, server.today())),
        },
    })
}

/// Returns the number of matching articles, in words.
fn total(answer: &Answer) -> String {
    let articles = counted(answer.total as u64, "article");
    match answer.n_stories {
        Some(1) => format!("{articles} in 1 story"),
        Some(n_stories) => format!("{articles} in {} stories", grouped(n_stories)),
        None => articles,
    }
}

/// Returns the facets that have a value.
fn facets(
    server: &ServerState,
    snapshot: &dyn Snapshot,
    answer: &Answer,
    matching: &Facets,
    asked: &Asked,
) -> Result<Vec<FacetView>, Fault> {
    let facets = [
        facet_of("Publisher", Param::Publisher, &matching.publishers, asked, "/"),
        facet_of("Section", Param::Section, &matching.sections, asked, "/"),
        facet_of("Language", Param::Lang, &matching.languages, asked, "/"),
        speakers(server, snapshot, answer.coverage, &matching.speakers, asked)?,
    ];
    Ok(facets.into_iter().filter(|facet| !facet.values.is_empty()).collect())
}

/// Returns the addresses of the timeline as files.
fn timeline_files(timeline: Option<&Timeline>, query: Option<&Query>) -> Vec<Link> {
    let period = timeline.map_or("month", |timeline| timeline.period);
    let file = |(text, format): (&str, &str)| Link {
        text: text.to_owned(),
        href: api_link("count", query, &[("timeline", period), ("format", format)]),
    };
    [("CSV", "csv"), ("SVG", "svg")].map(file).into()
}

/// Returns the addresses of all matching articles as files, if they fit in one.
fn exports(query: &Query, total: usize) -> Vec<Link> {
    const FORMS: [(&str, &str); 6] = [
        ("CSV, for spreadsheets", "csv"),
        ("RIS, for reference managers", "ris"),
        ("BibTeX, for LaTeX", "bibtex"),
        ("CSL-JSON, for Pandoc", "csl-json"),
        ("Markdown, for notes", "markdown"),
        ("JSON Lines, for programs", "jsonl"),
    ];
    if total > MAX_EXPORTED {
        return Vec::new();
    }
    FORMS.map(|(text, form)| Link { text: text.to_owned(), href: api_link("export", Some(query), &[("format", form)]) }).into()
}

/// The people quoted. A name is also found in every longer one, and selecting it replaces the
/// current one. So the count is that of the search it leads to, not of the name alone.
fn speakers(
    server: &ServerState,
    snapshot: &dyn Snapshot,
    coverage: Coverage,
    speakers: &FacetValues,
    asked: &Asked,
) -> Result<FacetView, Fault> {
    let mut counted = speakers.clone();
    let query = asked.with(Param::By, "").narrowed(server.today())?.query;
    for (name, n) in &mut counted.top {
        let query = narrowed(query.clone(), vec![spoken_by(name)]);
        let request = SearchRequest { query, coverage, sort: Sort::Newest, count: Count::Exact, offset: 0, limit: 0 };
        *n = snapshot.search(&request)?.total as u64;
    }
    counted.top.retain(|(_, n)| *n > 0);
    counted.top.sort_by(|(name, n), (other, m)| m.cmp(n).then_with(|| name.cmp(other)));
    Ok(facet_of("Quoted", Param::By, &counted, asked, "/"))
}
