//! Results of a search, with what to narrow them by.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query as Parameters, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::super::api::export::MAX_EXPORTED;
use super::super::archive::Edition;
use super::super::asked::newest;
use super::super::desk::Desk;
use super::super::fault::Fault;
use super::asked::{Asked, FILTERS, api_link, narrowed, spoken_by};
use super::picture::Timeline;
use super::{Frame, Piece, counted, grouped, keywords, page, pieces, rendered};
use crate::article::Article;
use crate::hit::{Coverage, FacetValues, SearchRequest, Sort};
use crate::query::{Query, QueryProblem, help, is_printable};
use crate::render;
use crate::render::html::web_address;
use crate::render::runs::{Run, marked};
use crate::search::{
    Copy, Expectation, Lead, MatchWords, SearchConfig, Shown, Story, diagnose, expected, search, search_stories,
};
use crate::snippet::SnippetConfig;
use crate::span::Span;
use crate::watchlist::SearchName;

/// So many results are on a page.
pub(super) const N_ON_PAGE: usize = 10;

/// So many values of each facet are shown.
const N_VALUES: usize = 8;

/// Further than so many results nobody turns pages.
const MAX_RESULTS: usize = 10_000;

/// So many quotes of a result are shown, each of so many bytes at most.
const N_QUOTES: usize = 2;
const MAX_QUOTE_BYTES: usize = 320;

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

pub(super) struct NoteView {
    pub(super) shown: String,
    pub(super) message: Vec<Piece>,
    pub(super) hint: Option<Vec<Piece>>,
}

impl NoteView {
    pub(super) fn of(note: &QueryProblem, typed: &str) -> NoteView {
        NoteView { shown: note.show(typed), message: pieces(&note.message), hint: note.hint.as_deref().map(pieces) }
    }
}

pub(super) struct Link {
    pub(super) text: String,
    pub(super) href: String,
}

pub(super) struct Choice {
    pub(super) text: &'static str,
    pub(super) href: String,
    pub(super) is_chosen: bool,
}

/// A facet and its values.
pub(super) struct FacetView {
    pub(super) name: &'static str,
    pub(super) values: Vec<FacetValue>,
    /// How many values are not shown, in words.
    pub(super) more: Option<String>,
}

pub(super) struct FacetValue {
    pub(super) text: String,
    pub(super) n: String,
    pub(super) href: String,
    pub(super) is_chosen: bool,
}

pub(super) struct ResultView {
    pub(super) rank: usize,
    pub(super) href: String,
    pub(super) language: String,
    pub(super) title: Vec<Run>,
    pub(super) about: About,
    pub(super) snippet: Vec<Vec<Run>>,
    pub(super) is_cut_before: bool,
    pub(super) is_cut_after: bool,
    pub(super) more: Option<Link>,
    pub(super) quotes: Vec<QuoteView>,
    /// How many copies there are, in words.
    pub(super) copies_heading: Option<String>,
    pub(super) copies: Vec<CopyView>,
    pub(super) more_copies: Option<String>,
}

/// A copy of a result.
pub(super) struct CopyView {
    pub(super) href: String,
    pub(super) language: String,
    pub(super) title: String,
    pub(super) about: About,
    /// What it added or cut.
    pub(super) changes: String,
}

/// What is known of an article, for the line under its title.
pub(super) struct About {
    /// The time in full, and the day of it.
    pub(super) time: Option<(String, String)>,
    pub(super) publisher: Option<String>,
    pub(super) section: Option<String>,
    pub(super) byline: Option<String>,
    pub(super) original: Option<String>,
}

impl About {
    pub(super) fn of(article: &Article) -> About {
        About {
            time: article.published.as_ref().map(|time| {
                let text = time.to_string();
                let day = text.split_once('T').map_or(text.as_str(), |(day, _)| day).to_owned();
                (text, day)
            }),
            publisher: article.publisher.clone(),
            section: article.section.clone(),
            byline: (!article.bylines.is_empty()).then(|| article.bylines.join(", ")),
            original: web_address(article.url.as_deref()),
        }
    }
}

pub(super) struct QuoteView {
    pub(super) text: Vec<Run>,
    pub(super) speaker: Option<Link>,
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

pub(super) fn result(shown: &Shown, asked: &Asked) -> ResultView {
    let article = &shown.hit.article;
    let snippet = &shown.snippet;
    let path = format!("/article/{}", article.id);
    let opened = Asked { page: String::new(), sort: String::new(), ..asked.clone() };
    let more = (snippet.n_matches > snippet.n_shown).then(|| Link {
        text: format!("{} of {} matches shown", snippet.n_shown, snippet.n_matches),
        href: format!("{}#m1", opened.with("match", "1").link(&path)),
    });
    ResultView {
        rank: shown.hit.rank,
        href: opened.link(&path),
        language: language(article),
        title: marked(&article.title.text, &shown.title_marks),
        about: About::of(article),
        snippet: snippet.fragments.iter().map(|fragment| marked(&fragment.text, &fragment.marks)).collect(),
        is_cut_before: snippet.fragments.first().is_some_and(|fragment| fragment.is_cut_before),
        is_cut_after: snippet.fragments.last().is_some_and(|fragment| fragment.is_cut_after),
        more,
        quotes: matching_quotes(shown, asked),
        copies_heading: shown.story.as_ref().and_then(render::story::heading),
        copies: shown.story.as_ref().map_or(Vec::new(), |story| copies(story, article, &opened)),
        more_copies: shown.story.as_ref().and_then(render::story::more),
    }
}

fn copies(story: &Story, lead: &Article, opened: &Asked) -> Vec<CopyView> {
    let view = |copy: &Copy| CopyView {
        href: opened.link(&format!("/article/{}", copy.article.id)),
        language: language(&copy.article),
        title: copy.article.title.text.clone(),
        about: About::of(&copy.article),
        changes: render::story::changes(copy, lead),
    };
    story.copies.iter().take(render::story::COPIES_LISTED).map(view).collect()
}

fn leads(asked: &Asked) -> Vec<Choice> {
    let choices = [("First printed", "", Lead::First), ("Longest", "longest", Lead::Longest), ("Latest", "latest", Lead::Latest)];
    let of = |(text, value, lead): (&'static str, &str, Lead)| Choice {
        text,
        href: asked.with("lead", value).link("/"),
        is_chosen: asked.lead() == lead,
    };
    choices.into_iter().filter(|_| asked.by_story()).map(of).collect()
}

/// Whether near-copies are put together, to choose from.
fn grouping(asked: &Asked) -> Vec<Choice> {
    let of = |(text, value): (&'static str, &str)| Choice {
        text,
        href: asked.with("group", value).link("/"),
        is_chosen: asked.by_story() != value.is_empty(),
    };
    [("Each article", ""), ("Copies together", "story")].into_iter().map(of).collect()
}

/// Returns the first quotes of a hit that hold a match.
fn matching_quotes(shown: &Shown, asked: &Asked) -> Vec<QuoteView> {
    let article = &shown.hit.article;
    let marks = shown.hit.matches.body_marks();
    let of_quote = |content: Span| -> Vec<Span> {
        let first = marks.partition_point(|mark| mark.end <= content.start);
        let inside = marks[first..].iter().take_while(|mark| mark.start < content.end);
        inside.filter(|mark| content.covers(**mark)).map(|mark| mark.minus(content.start)).collect()
    };
    let quotes = article
        .quotes
        .iter()
        .filter(|quote| quote.speaker.is_some() && quote.content.end - quote.content.start <= MAX_QUOTE_BYTES);
    let with_marks = quotes.map(|quote| (quote, of_quote(quote.content))).filter(|(_, marks)| !marks.is_empty());
    let view = |(quote, marks): (&crate::quote::Quote, Vec<Span>)| QuoteView {
        text: marked(quote.content.slice(&article.body), &marks),
        speaker: quote.speaker.as_ref().map(|name| Link { text: name.clone(), href: asked.with("by", name).link("/quotes") }),
    };
    with_marks.take(N_QUOTES).map(view).collect()
}

/// The code of an article's language, for an attribute; empty where nothing is known.
pub(super) fn language(article: &Article) -> String {
    article.language.as_ref().map_or(String::new(), |language| language.code().to_owned())
}

pub(super) fn facet_of(
    name: &'static str,
    parameter: &'static str,
    counted: &FacetValues,
    asked: &Asked,
    path: &str,
) -> FacetView {
    let value = |(text, n): &(String, u64)| {
        let is_chosen = asked.values()[FILTERS.iter().position(|(known, _)| *known == parameter).unwrap_or(0)] == text;
        FacetValue {
            text: text.clone(),
            n: grouped(*n),
            href: asked.with(parameter, if is_chosen { "" } else { text }).link(path),
            is_chosen,
        }
    };
    let n_more = counted.n_values - counted.top.len();
    FacetView {
        name,
        values: counted.top.iter().map(value).collect(),
        more: (n_more > 0).then(|| format!("and {} more", grouped(n_more as u64))),
    }
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

/// What would find something where nothing matches.
pub(super) fn advice(edition: &Edition, query: &Query) -> Result<Vec<Link>, Fault> {
    let link = |text: String, query: &str| Link { text, href: Asked { q: query.to_owned(), ..Asked::default() }.link("/") };
    let diagnosis = diagnose(&*edition.engine, query)?;
    let mut advice = Vec::new();
    for (word, similar) in &diagnosis.unknown_words {
        for similar in similar {
            advice.push(link(
                format!("{} instead of {word}: {}", similar.word, counted(similar.n_articles, "article")),
                &similar.word,
            ));
        }
    }
    if let Some((query, n)) = &diagnosis.looser {
        advice.push(link(format!("{query}: {}", counted(*n as u64, "article")), &query.to_string()));
    }
    Ok(advice)
}

/// What the results are narrowed by, each with the address without it.
pub(super) fn narrowed_by(asked: &Asked, path: &str) -> Vec<Link> {
    let values = FILTERS.into_iter().zip(asked.values()).filter(|(_, value)| !value.is_empty());
    let link = |((parameter, name), value): ((&str, &str), &str)| Link {
        text: format!("{name}: {value}"),
        href: asked.with(parameter, "").link(path),
    };
    values.map(link).collect()
}

pub(super) fn sorts(asked: &Asked, path: &str) -> Vec<Choice> {
    let choices = [("Best match", "", Sort::Relevance), ("Newest", "newest", Sort::Newest), ("Oldest", "oldest", Sort::Oldest)];
    let of = |(text, value, sort): (&'static str, &str, Sort)| Choice {
        text,
        href: asked.with("sort", value).link(path),
        is_chosen: asked.sort() == sort,
    };
    choices.into_iter().filter(|(_, _, sort)| *sort != Sort::Relevance || !asked.is_empty()).map(of).collect()
}

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    frame: Frame,
    sections: Vec<HelpSection>,
}

struct HelpSection {
    title: &'static str,
    entries: Vec<HelpEntry>,
}

struct HelpEntry {
    form: &'static str,
    meaning: &'static str,
    example: Link,
}

pub(super) async fn get_help(State(desk): State<Arc<Desk>>) -> Response {
    let asked = Asked::default();
    let entry = |entry: &help::Entry| HelpEntry {
        form: entry.form,
        meaning: entry.meaning,
        example: Link {
            text: entry.example.to_owned(),
            href: Asked { q: entry.example.to_owned(), ..Asked::default() }.link("/"),
        },
    };
    let sections = help::LANGUAGE
        .iter()
        .map(|section| HelpSection { title: section.title, entries: section.entries.iter().map(entry).collect() });
    let sections: Vec<HelpSection> = sections.collect();
    let done = desk.work(move |desk| {
        let n_articles = newest(desk)?.n_articles()?;
        rendered(&HelpPage { frame: Frame::new("What can be asked", &Asked::default(), "/help", n_articles), sections })
    });
    page(done.await, &asked, "/help")
}
