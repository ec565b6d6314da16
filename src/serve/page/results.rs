//! Results of a search, with what to narrow them by.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query as Parameters, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::advice::advice;
use super::asked::{Asked, N_ON_PAGE, api_link, narrowed, spoken_by};
use super::frame::{Frame, page, rendered};
use super::keywords;
use super::link::{Choice, FacetView, Link, facet_of, grouping, leads, narrowed_by, sorts};
use super::message::NoteView;
use super::number::{counted, grouped};
use super::picture::Timeline;
use super::result::{ResultView, result};
use crate::hit::{Coverage, FacetValues, SearchRequest, Sort};
use crate::query::{Query, is_printable};
use crate::render;
use crate::search::{Expectation, MatchWords, SearchConfig, expected, search, search_stories};
use crate::serve::api::export::MAX_EXPORTED;
use crate::serve::archive::Edition;
use crate::serve::asked::newest;
use crate::serve::desk::Desk;
use crate::serve::fault::Fault;
use crate::snippet::SnippetConfig;
use crate::watchlist::SearchName;

/// So many values of each facet are shown.
const N_VALUES: usize = 8;

/// Further than so many results nobody turns pages.
const MAX_RESULTS: usize = 10_000;

#[derive(Template)]
#[template(path = "results.html")]
struct ResultsPage {
    frame: Frame,
    /// What was understood, where it is not what was typed.
    understood: Option<String>,
    notes: Vec<NoteView>,
    loosened: Option<String>,
    total: String,
    results: Vec<ResultView>,
    /// Why there is nothing, and what would find something.
    advice: Vec<Link>,
    narrowed_by: Vec<Link>,
    sorts: Vec<Choice>,
    grouping: Vec<Choice>,
    /// Which article of a story is shown, to choose from; none where copies are not put together.
    leads: Vec<Choice>,
    facets: Vec<FacetView>,
    timeline: Option<Timeline>,
    previous: Option<String>,
    next: Option<String>,
    page: usize,
    n_pages: usize,
    feeds: Vec<Link>,
    /// Where the words are that set the results apart; not of the whole archive.
    keywords: Option<String>,
    /// Where it is told who printed it first; None where nothing is asked for that could have been printed.
    spread_link: Option<String>,
    /// All that match as files; none where nothing does, or too much.
    exports: Vec<Link>,
    /// The timeline as files.
    timeline_files: Vec<Link>,
    /// How to have it told what is new; None where it cannot be saved as it is.
    saving: Option<Saving>,
}

/// How to save a search.
struct Saving {
    /// What to type.
    command: String,
    /// What to expect of it.
    expectation: String,
}

impl Saving {
    fn of(query: &Query, expectation: &Expectation) -> Option<Saving> {
        const MAX_NAME_CHARS: usize = 40;
        let text = query.to_string();
        let name: String = text.chars().filter(|letter| !matches!(letter, '"' | '\'')).take(MAX_NAME_CHARS).collect();
        let name = SearchName::parse(name.trim()).ok().filter(|name| !name.as_str().starts_with('-'))?;
        // What does not show as it is, is not for pasting into a shell.
        is_printable(&text).then(|| Saving {
            command: format!("pullquote watchlist add {} -- {}", shell_word(name.as_str()), shell_word(&text)),
            expectation: render::expect::line(expectation),
        })
    }
}

/// Returns a text as one word of a shell's command, in which nothing means anything.
fn shell_word(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

pub(super) async fn get_results(State(desk): State<Arc<Desk>>, Parameters(asked): Parameters<Asked>) -> Response {
    let done = desk.work({
        let asked = asked.clone();
        move |desk| results(desk, &asked)
    });
    page(done.await, &asked, "/")
}

fn results(desk: &Desk, asked: &Asked) -> Result<String, Fault> {
    let narrowed = asked.narrowed(desk.today())?;
    let edition = newest(desk)?;
    let offset = (asked.page() - 1).saturating_mul(N_ON_PAGE);
    if offset >= MAX_RESULTS {
        return Err(Fault::new(StatusCode::BAD_REQUEST, format!("no more than {MAX_RESULTS} results can be turned to")));
    }
    let config = SearchConfig {
        query: narrowed.query,
        match_words: MatchWords::Best,
        sort: asked.sort(),
        offset,
        limit: N_ON_PAGE,
        snippet: SnippetConfig::default(),
    };
    let answer = match asked.by_story() {
        true => search_stories(&*edition.engine, &config, asked.lead())?,
        false => search(&*edition.engine, &config)?,
    };
    let n_articles = edition.n_articles()?;
    let matching = edition.engine.facets(&config.query, answer.coverage, N_VALUES)?;
    let is_whole = asked.is_whole();
    let notes = narrowed.notes.iter().map(|note| NoteView::of(note, &asked.q));
    let facets = vec![
        facet_of("Publisher", "publisher", &matching.publishers, asked, "/"),
        facet_of("Section", "section", &matching.sections, asked, "/"),
        facet_of("Language", "lang", &matching.languages, asked, "/"),
        speakers(desk, &edition, answer.coverage, &matching.speakers, asked)?,
    ];
    let n_results = answer.n_stories.map_or(answer.total, |n_stories| n_stories as usize);
    let n_pages = n_results.min(MAX_RESULTS).div_ceil(N_ON_PAGE).max(1);
    let turned = |page: usize| asked.with("page", &page.to_string()).link("/");
    let title = if is_whole { "Archive".to_owned() } else { asked.q.trim().to_owned() };
    let timeline = Timeline::of(&matching, edition.days()?, n_articles, asked, "/");
    let query = (!is_whole).then_some(&config.query);
    let timeline_file = |(text, format): (&str, &str)| {
        let period = timeline.as_ref().map_or("month", |timeline| timeline.period);
        Link { text: text.to_owned(), href: api_link("count", query, &[("timeline", period), ("format", format)]) }
    };
    let timeline_files = [("CSV", "csv"), ("SVG", "svg")].map(timeline_file).into();
    // What is loosened here is not there, and would find nothing.
    let is_exact = answer.total > 0 && !answer.is_loosened();
    rendered(&ResultsPage {
        frame: Frame::new(title, asked, "/", n_articles),
        understood: Some(answer.understood.clone()).filter(|text| !is_whole && *text != asked.q.trim()),
        notes: notes.collect(),
        loosened: render::loosened(&answer),
        total: match answer.n_stories {
            Some(1) => format!("{} in 1 story", counted(answer.total as u64, "article")),
            Some(n_stories) => format!("{} in {} stories", counted(answer.total as u64, "article"), grouped(n_stories)),
            None => counted(answer.total as u64, "article"),
        },
        grouping: grouping(asked),
        leads: leads(asked),
        results: answer.hits.iter().map(|shown| result(shown, asked)).collect(),
        advice: if answer.total == 0 { advice(&edition, &config.query)? } else { Vec::new() },
        narrowed_by: narrowed_by(asked, "/"),
        sorts: sorts(asked, "/"),
        facets: facets.into_iter().filter(|facet| !facet.values.is_empty()).collect(),
        timeline,
        timeline_files,
        spread_link: (is_exact && !is_whole).then(|| asked.with("page", "").with("sort", "").link("/spread")),
        exports: if is_exact { exports(&config.query, answer.total) } else { Vec::new() },
        previous: (asked.page() > 1).then(|| turned(asked.page() - 1)),
        next: (asked.page() < n_pages).then(|| turned(asked.page() + 1)),
        page: asked.page(),
        n_pages,
        feeds: [("Atom", "/feed.atom"), ("RSS", "/feed.rss"), ("JSON", "/feed.json")]
            .map(|(text, path)| Link { text: text.to_owned(), href: asked.with("page", "").with("sort", "").link(path) })
            .into(),
        keywords: (!is_whole && answer.total > 0).then(|| asked.with("page", "").with("sort", "").link(keywords::PATH)),
        // An alert is not loosened, so that a search which finds nothing as it stands would be silent.
        saving: if is_whole || answer.is_loosened() {
            None
        } else {
            Saving::of(&config.query, &expected(&matching, n_articles, edition.days()?, desk.today()))
        },
    })
}

/// Returns where all that match are had as files, where that is not more than a file holds.
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

/// Who is quoted. A name is found in every longer one too, and takes the place of the one that is asked for, so that what it leads to is
/// counted, and not the name alone.
fn speakers(
    desk: &Desk,
    edition: &Edition,
    coverage: Coverage,
    speakers: &FacetValues,
    asked: &Asked,
) -> Result<FacetView, Fault> {
    let mut counted = speakers.clone();
    let query = asked.with("by", "").narrowed(desk.today())?.query;
    for (name, n) in &mut counted.top {
        let query = narrowed(query.clone(), vec![spoken_by(name)]);
        let request = SearchRequest { query, coverage, sort: Sort::Newest, offset: 0, limit: 0 };
        *n = edition.engine.search(&request)?.total as u64;
    }
    counted.top.retain(|(_, n)| *n > 0);
    counted.top.sort_by(|(name, n), (other, m)| m.cmp(n).then_with(|| name.cmp(other)));
    Ok(facet_of("Quoted", "by", &counted, asked, "/"))
}
