//! A hit on a page: its title, its snippet, its quotes and its copies.

use super::asked::{Asked, Param};
use super::link::Link;
use crate::article::{Article, Locator};
use crate::render::html::escape::web_address;
use crate::render::marked::runs::{Run, marked};
use crate::render::words;
use crate::render::words::article::TitleLine;
use crate::render::words::place::opened_at;
use crate::search::{NearCopy, ShownHit, Story};
use crate::snippet::Fragment;
use crate::span::Span;

/// Maximum number of quotes of a result, and of bytes of each.
const N_QUOTES: usize = 2;
const MAX_QUOTE_BYTES: usize = 320;

pub(super) struct ResultView {
    pub(super) rank: usize,
    pub(super) href: String,
    pub(super) language: String,
    pub(super) title: Vec<Run>,
    pub(super) about: TitleLine,
    pub(super) snippet: Vec<FragmentView>,
    /// That there is no text, if there is none.
    pub(super) text_note: Option<&'static str>,
    pub(super) is_cut_before: bool,
    pub(super) is_cut_after: bool,
    pub(super) more: Option<Link>,
    pub(super) quotes: Vec<QuoteView>,
    /// The number of copies, in words.
    pub(super) copies_heading: Option<String>,
    pub(super) copies: Vec<CopyView>,
    pub(super) more_copies: Option<String>,
}

/// A stretch of the text.
pub(super) struct FragmentView {
    pub(super) text: Vec<Run>,
    pub(super) place: Option<PlaceView>,
}

/// Where words stand in their source.
pub(super) struct PlaceView {
    pub(super) text: String,
    /// The address that opens the source there, if it has one.
    pub(super) href: Option<String>,
}

impl PlaceView {
    pub(super) fn of(article: &Article, locator: &Locator) -> PlaceView {
        let url = web_address(article.url.as_deref()).map(|url| opened_at(url, Some(locator)));
        PlaceView { text: locator.to_string(), href: url.filter(|url| url.contains('#')) }
    }
}

/// A copy of a result.
pub(super) struct CopyView {
    pub(super) href: String,
    pub(super) language: String,
    pub(super) title: String,
    pub(super) about: TitleLine,
    /// What it added or cut.
    pub(super) changes: String,
}

pub(super) struct QuoteView {
    pub(super) text: Vec<Run>,
    pub(super) speaker: Option<Link>,
}

pub(super) fn result(shown: &ShownHit, asked: &Asked) -> ResultView {
    let article = &shown.hit.article;
    let snippet = &shown.snippet;
    let fragment = |fragment: &Fragment| FragmentView {
        text: marked(&fragment.text, &fragment.marks),
        place: fragment.locator.as_ref().map(|locator| PlaceView::of(article, locator)),
    };
    let path = format!("/article/{}", article.id);
    let opened = Asked { page: String::new(), sort: String::new(), ..asked.clone() };
    let more = (snippet.n_matches > snippet.n_shown).then(|| Link {
        text: format!("{} of {} matches shown", snippet.n_shown, snippet.n_matches),
        href: format!("{}#m1", opened.with(Param::Match, "1").link(&path)),
    });
    ResultView {
        rank: shown.hit.rank,
        href: opened.link(&path),
        language: language(article),
        title: marked(&article.title.text, &shown.title_marks),
        about: TitleLine::of(article),
        snippet: snippet.fragments.iter().map(fragment).collect(),
        text_note: words::article::text_note(article),
        is_cut_before: snippet.fragments.first().is_some_and(|fragment| fragment.is_cut_before),
        is_cut_after: snippet.fragments.last().is_some_and(|fragment| fragment.is_cut_after),
        more,
        quotes: matching_quotes(shown, asked),
        copies_heading: shown.story.as_ref().and_then(words::story::heading),
        copies: shown.story.as_ref().map_or(Vec::new(), |story| copies(story, article, &opened)),
        more_copies: shown.story.as_ref().and_then(words::story::more),
    }
}

fn copies(story: &Story, lead: &Article, opened: &Asked) -> Vec<CopyView> {
    let view = |copy: &NearCopy| CopyView {
        href: opened.link(&format!("/article/{}", copy.article.id)),
        language: language(&copy.article),
        title: copy.article.title.text.clone(),
        about: TitleLine::of(&copy.article),
        changes: words::story::changes(copy, lead),
    };
    story.copies.iter().take(words::story::COPIES_LISTED).map(view).collect()
}

/// Returns the first quotes of a hit that contain a match.
fn matching_quotes(shown: &ShownHit, asked: &Asked) -> Vec<QuoteView> {
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
        speaker: quote
            .speaker
            .as_ref()
            .map(|name| Link { text: name.clone(), href: asked.with(Param::By, name).link("/quotes") }),
    };
    with_marks.take(N_QUOTES).map(view).collect()
}

/// Returns the code of an article's language for an attribute; empty if it is unknown.
pub(super) fn language(article: &Article) -> String {
    article.language.as_ref().map_or(String::new(), |language| language.code().to_owned())
}
