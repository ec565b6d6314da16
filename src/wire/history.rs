//! The versions of an article, and what changed from each to the next.

use std::io::{self, Write};

use serde::Serialize;

use super::article::Stretch;
use super::difference::TextDifference;
use super::header::ArticleHeader;
use super::{Kind, Line, write_line};
use crate::article::Article;
use crate::quote::Quote;
use crate::search::{History, HistoryVersion};
use crate::span::CodePoints;
use crate::story::Revision;

/// A version of an article, and what changed since the version before it. Nothing is compared with the first version.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Version<'h> {
    number: usize,
    of: usize,
    #[serde(flatten)]
    article: ArticleHeader<'h>,
    modified: Option<String>,
    title_before: Option<&'h str>,
    #[serde(flatten)]
    difference: TextDifference<'h>,
    new_quotes: Vec<VersionQuote<'h>>,
    gone_quotes: Vec<VersionQuote<'h>>,
    respoken_quotes: Vec<VersionQuote<'h>>,
    corrections: Vec<Stretch<'h>>,
}

impl Kind for Version<'_> {
    const KIND: &'static str = "version";
}

pub(crate) type VersionLine<'h> = Line<Version<'h>>;

/// A quote that changed. If it is now given to another speaker, `speaker_before` is the one before.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct VersionQuote<'h> {
    text: &'h str,
    speaker: Option<&'h str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker_before: Option<&'h str>,
}

impl<'h> VersionQuote<'h> {
    fn of(article: &'h Article, quote: &'h Quote) -> VersionQuote<'h> {
        let text = quote.content.slice(&article.body);
        VersionQuote { text, speaker: quote.speaker.as_deref(), speaker_before: None }
    }
}

/// The versions of an article.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Versions<'h> {
    url: Option<&'h str>,
    versions: Vec<VersionLine<'h>>,
}

impl Kind for Versions<'_> {
    const KIND: &'static str = "versions";
}

pub(crate) type VersionsLine<'h> = Line<Versions<'h>>;

/// Writes each version as an object.
pub fn write_versions(out: &mut dyn Write, history: &History) -> io::Result<()> {
    versions(history).try_for_each(|version| write_line(out, version))
}

/// Writes all versions as one object.
pub fn write_page(out: &mut dyn Write, history: &History) -> io::Result<()> {
    write_line(out, Versions { url: history.url.as_deref(), versions: versions(history).map(Line::new).collect() })
}

fn versions(history: &History) -> impl Iterator<Item = Version<'_>> {
    let n_versions = history.versions.len();
    let befores = std::iter::once(None).chain(history.versions.iter().map(|version| Some(&version.article)));
    let numbered = history.versions.iter().zip(befores).zip(1..);
    numbered.map(move |((version, before), number)| Version::of(version, before, number, n_versions))
}

impl<'h> Version<'h> {
    fn of(version: &'h HistoryVersion, before: Option<&'h Article>, number: usize, of: usize) -> Version<'h> {
        let article = &version.article;
        let changed = version.revision.as_ref().zip(before);
        let difference = version.revision.as_ref().and_then(|revision| revision.body.as_ref());
        let quotes = |idxs: &[usize], article: &'h Article| -> Vec<VersionQuote<'h>> {
            idxs.iter().filter_map(|idx| Some(VersionQuote::of(article, article.quotes.get(*idx)?))).collect()
        };
        let mut places = CodePoints::new(&article.body);
        let corrections = version.corrections.iter().map(|span| Stretch::of(&article.body, *span, &mut places));
        Version {
            number,
            of,
            article: ArticleHeader::of(article),
            modified: article.modified.map(|time| time.to_string()),
            title_before: changed.filter(|(revision, _)| revision.has_other_title).map(|(_, before)| before.title.text.as_str()),
            difference: TextDifference::of(difference, before.map_or("", |before| &before.body), &article.body),
            new_quotes: changed.map_or(Vec::new(), |(revision, _)| quotes(&revision.new_quotes, article)),
            gone_quotes: changed.map_or(Vec::new(), |(revision, before)| quotes(&revision.gone_quotes, before)),
            respoken_quotes: changed.map_or(Vec::new(), |(revision, before)| respoken(revision, before, article)),
            corrections: corrections.collect(),
        }
    }
}

/// Returns the quotes that are now given to another speaker.
fn respoken<'h>(revision: &Revision, before: &'h Article, article: &'h Article) -> Vec<VersionQuote<'h>> {
    let pair = |(old, new): &(usize, usize)| {
        let (old, new) = (before.quotes.get(*old)?, article.quotes.get(*new)?);
        let speaker_before = Some(old.speaker.as_deref().unwrap_or(""));
        Some(VersionQuote { speaker_before, ..VersionQuote::of(article, new) })
    };
    revision.respoken_quotes.iter().filter_map(pair).collect()
}
