//! A whole article, with its quotes and its matches.

use std::io::{self, Write};

use serde::Serialize;

use super::header::ArticlePlace;
use super::locator::{Locator, LocatorOfArticle, locators_of};
use super::{Kind, Line, write_line};
use crate::article::{self, NewsTime, TitleOrigin};
use crate::hit::{FieldMatch, Matches};
use crate::query::TextField;
use crate::quote::Quote;
use crate::span::{CodePointTable, CodePoints, Span, code_points};

/// An article with its text.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Article<'a> {
    #[serde(flatten)]
    place: ArticlePlace<'a>,
    record_id: Option<&'a str>,
    title: &'a str,
    #[cfg_attr(feature = "serve", schema(value_type = String))]
    title_origin: TitleOrigin,
    bylines: &'a [String],
    publisher: Option<&'a str>,
    section: Option<&'a str>,
    language: Option<&'a str>,
    published: Option<Time>,
    modified: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    embargo: Option<Time>,
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claimed_url: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_summary: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_headline_only: bool,
    body: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    locators: Option<Vec<LocatorOfArticle>>,
    quotes: Vec<QuoteOfArticle<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title_highlights: Option<Vec<[usize; 2]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    highlights: Option<Vec<[usize; 2]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    matches: Option<Vec<Match>>,
}

impl Kind for Article<'_> {
    const KIND: &'static str = "article";
}

pub(crate) type ArticleLine<'a> = Line<Article<'a>>;

/// Writes an article with its quotes, and with the places where it matches if it was searched.
pub fn write_article(out: &mut dyn Write, article: &article::Article, matches: Option<&Matches>) -> io::Result<()> {
    let body = article.body.as_str();
    let mut places = CodePoints::new(body);
    let object = Article {
        place: ArticlePlace::of(article),
        record_id: article.record_id.as_deref(),
        title: &article.title.text,
        title_origin: article.title.origin,
        bylines: &article.bylines,
        publisher: article.publisher.as_deref(),
        section: article.section.as_deref(),
        language: article.language.as_ref().map(|language| language.code()),
        published: article.published.as_ref().map(Time::of),
        modified: article.modified.as_ref().map(Time::of),
        embargo: article.embargo.as_ref().map(Time::of),
        url: article.url.as_deref(),
        claimed_url: article.claimed_url.as_deref(),
        is_summary: article.is_summary,
        is_headline_only: article.is_headline_only(),
        body,
        locators: locators_of(article),
        quotes: article.quotes.iter().map(|quote| QuoteOfArticle::of(article, quote, &mut places)).collect(),
        title_highlights: matches.map(|matches| code_points(&article.title.text, &matches.title_marks())),
        highlights: matches.map(|matches| code_points(body, &matches.body_marks())),
        matches: matches.map(|matches| match_objects(article, matches)),
    };
    write_line(out, object)
}

/// A match by its places in its field.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Match {
    field: &'static str,
    number: usize,
    start: usize,
    end: usize,
    marks: Vec<[usize; 2]>,
    #[serde(flatten)]
    locator: Locator,
}

/// Returns the matches of an article: those of the title, then those of the body.
pub(crate) fn match_objects(article: &article::Article, matches: &Matches) -> Vec<Match> {
    let objects = |field: TextField, text: &str, found: &[FieldMatch]| {
        let places = CodePointTable::new(text);
        let object = |(idx, found): (usize, &FieldMatch)| {
            let [start, end] = places.span(found.extent);
            let marks = found.marks.iter().map(|mark| places.span(*mark)).collect();
            let locator = Locator::of(article.locators.at(found.extent.start).filter(|_| field == TextField::Body));
            Match { field: field.name(), number: idx + 1, start, end, marks, locator }
        };
        found.iter().enumerate().map(object).collect::<Vec<_>>()
    };
    let mut all = objects(TextField::Title, &article.title.text, &matches.title);
    all.append(&mut objects(TextField::Body, &article.body, &matches.body));
    all
}

/// A time, and where the program read it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Time {
    time: String,
    origin: &'static str,
}

impl Time {
    fn of(time: &NewsTime) -> Time {
        Time { time: time.to_string(), origin: time.origin.name() }
    }
}

/// A quote in the article that holds it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct QuoteOfArticle<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    #[serde(flatten)]
    locator: Locator,
    #[serde(rename = "type")]
    kind: &'static str,
    speaker: Option<&'a str>,
    cue: Option<Stretch<'a>>,
    source: Option<Stretch<'a>>,
}

impl<'a> QuoteOfArticle<'a> {
    fn of(article: &'a article::Article, quote: &'a Quote, places: &mut CodePoints<'_>) -> QuoteOfArticle<'a> {
        let mut stretch = |span: Span| Stretch::of(&article.body, span, places);
        let Stretch { start, end, text } = stretch(quote.content);
        let (cue, source) = (quote.cue.map(&mut stretch), quote.source.map(&mut stretch));
        let locator = Locator::of(article.locators.at(quote.content.start));
        QuoteOfArticle { start, end, text, locator, kind: quote.kind.name(), speaker: quote.speaker.as_deref(), cue, source }
    }
}

/// A stretch of the article's text.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Stretch<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

impl<'a> Stretch<'a> {
    /// Returns the stretch of `body` under `span`. `places` counts in the same body.
    pub(super) fn of(body: &'a str, span: Span, places: &mut CodePoints<'_>) -> Stretch<'a> {
        let [start, end] = places.span(span);
        Stretch { start, end, text: span.slice(body) }
    }
}
