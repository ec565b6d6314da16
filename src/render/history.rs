//! The versions of an article, for a terminal and as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::FORMAT_VERSION;
use super::json::{StretchObject, stretches, write_line};
use super::terminal::{Screen, clean, count, spaces_collapsed, write_heading};
use crate::article::Article;
use crate::quote::Quote;
use crate::search::{History, HistoryVersion};
use crate::span::{CodePoints, Span};
use crate::story::{Edit, Revision, Stretch};

/// So many changes of a text, and so many quotes of each kind, are shown; all are in the JSON output.
const EDITS_SHOWN: usize = 20;

/// So much of each is shown.
const MAX_SHOWN_CHARS: usize = 300;

/// Writes each version, and what changed since the one before.
pub fn write_terminal(out: &mut dyn Write, history: &History, screen: &Screen<'_>) -> io::Result<()> {
    let n_versions = count(history.versions.len() as u64, "version");
    match &history.url {
        Some(url) => writeln!(out, "{}: {n_versions}\n", clean(url))?,
        None => writeln!(out, "no URL, by which others would be known: {n_versions}\n")?,
    }
    let mut before = None;
    for (version, number) in history.versions.iter().zip(1..) {
        let number = format!("{number}. ");
        let indent = " ".repeat(number.len());
        write!(out, "{number}")?;
        write_heading(out, &version.article, &[], &indent, screen)?;
        if let Some(modified) = version.article.modified {
            writeln!(out, "{indent}changed {modified}")?;
        }
        for line in changes(version, before) {
            writeln!(out, "{indent}{}", clean(&line))?;
        }
        writeln!(out)?;
        before = Some(&version.article);
    }
    Ok(())
}

/// Returns what changed since the version before, a line each. Text as it is in the articles, but on one line.
pub(crate) fn changes(version: &HistoryVersion, before: Option<&Article>) -> Vec<String> {
    let article = &version.article;
    let mut lines = Vec::new();
    if let (Some(revision), Some(before)) = (&version.revision, before) {
        if revision.is_none() {
            lines.push("the same words".to_owned());
        }
        if revision.has_other_title {
            lines.push(format!("headline before: {}", shown(&before.title.text)));
        }
        match &revision.body {
            Some(difference) => {
                let edits = difference.edits.iter().take(EDITS_SHOWN);
                lines.extend(edits.map(|edit| edited(*edit, &before.body, &article.body)));
                let n_more = difference.edits.len().saturating_sub(EDITS_SHOWN);
                if n_more > 0 {
                    lines.push(format!("and {} in the JSON output", count(n_more as u64, "more change")));
                }
            }
            None => lines.push("the text is too long to be compared".to_owned()),
        }
        push_quotes(&mut lines, revision, before, article);
    }
    lines.extend(version.corrections.iter().map(|note| format!("note of a correction: {}", shown(note.slice(&article.body)))));
    lines
}

fn edited(edit: Edit, before: &str, after: &str) -> String {
    let words = |stretch: Stretch| count(stretch.n_words as u64, "word");
    match (edit.cut, edit.added) {
        (Some(cut), Some(added)) => format!("{} became {}", shown(cut.span.slice(before)), shown(added.span.slice(after))),
        (Some(cut), None) => format!("{} cut: {}", words(cut), shown(cut.span.slice(before))),
        (None, Some(added)) => format!("{} added: {}", words(added), shown(added.span.slice(after))),
        (None, None) => String::new(),
    }
}

fn push_quotes(lines: &mut Vec<String>, revision: &Revision, before: &Article, after: &Article) {
    let said = |article: &Article, quote: &Quote| shown(quote.content.slice(&article.body));
    let speaker = |quote: &Quote| quote.speaker.clone().unwrap_or_else(|| "nobody known".to_owned());
    let by = |article: &Article, quote: &Quote| format!("{}, by {}", said(article, quote), spaces_collapsed(&speaker(quote)));
    let gone = revision.gone_quotes.iter().filter_map(|idx| before.quotes.get(*idx));
    lines.extend(gone.take(EDITS_SHOWN).map(|quote| format!("quote gone: {}", by(before, quote))));
    let new = revision.new_quotes.iter().filter_map(|idx| after.quotes.get(*idx));
    lines.extend(new.take(EDITS_SHOWN).map(|quote| format!("quote new: {}", by(after, quote))));
    for (old, new) in revision.respoken_quotes.iter().take(EDITS_SHOWN) {
        if let (Some(old), Some(new)) = (before.quotes.get(*old), after.quotes.get(*new)) {
            let [old, said] = [spaces_collapsed(&speaker(old)), by(after, new)];
            lines.push(format!("quote now given to another: {said}, before by {old}"));
        }
    }
}

fn shown(text: &str) -> String {
    let text = spaces_collapsed(text);
    match text.char_indices().nth(MAX_SHOWN_CHARS) {
        Some((end, _)) => format!("“{} …”", &text[..end]),
        None => format!("“{text}”"),
    }
}

/// A version of an article, and what changed since the one before: null for the first. Places are those of its body, of what was cut those
/// of the version before, in code points.
#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Version))]
pub(crate) struct VersionLine<'h> {
    format_version: u32,
    kind: &'static str,
    number: usize,
    of: usize,
    id: &'h str,
    path: &'h str,
    record: Option<u64>,
    url: Option<&'h str>,
    title: &'h str,
    published: Option<String>,
    modified: Option<String>,
    publisher: Option<&'h str>,
    title_before: Option<&'h str>,
    words: Option<usize>,
    words_in_common: Option<usize>,
    added: Option<Vec<StretchObject<'h>>>,
    cut: Option<Vec<StretchObject<'h>>>,
    new_quotes: Vec<SaidObject<'h>>,
    gone_quotes: Vec<SaidObject<'h>>,
    respoken_quotes: Vec<SaidObject<'h>>,
    corrections: Vec<NoteObject<'h>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = VersionQuote))]
pub(crate) struct SaidObject<'h> {
    text: &'h str,
    speaker: Option<&'h str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker_before: Option<&'h str>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = CorrectionNote))]
pub(crate) struct NoteObject<'h> {
    start: usize,
    end: usize,
    text: &'h str,
}

/// Writes each version as an object.
pub fn write_json(out: &mut dyn Write, history: &History) -> io::Result<()> {
    lines(history).iter().try_for_each(|line| write_line(out, line))
}

/// The versions of an article.
#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Versions))]
pub(crate) struct VersionsPage<'h> {
    format_version: u32,
    kind: &'static str,
    url: Option<&'h str>,
    versions: Vec<VersionLine<'h>>,
}

/// Writes all versions as one object.
pub fn write_page(out: &mut dyn Write, history: &History) -> io::Result<()> {
    let page =
        VersionsPage { format_version: FORMAT_VERSION, kind: "versions", url: history.url.as_deref(), versions: lines(history) };
    write_line(out, &page)
}

/// Returns an object for each version.
fn lines(history: &History) -> Vec<VersionLine<'_>> {
    let befores = std::iter::once(None).chain(history.versions.iter().map(|version| Some(&version.article)));
    let numbered = history.versions.iter().zip(befores).zip(1..);
    numbered.map(|((version, before), number)| line(version, before, number, history.versions.len())).collect()
}

fn line<'h>(version: &'h HistoryVersion, before: Option<&'h Article>, number: usize, of: usize) -> VersionLine<'h> {
    let article = &version.article;
    let changed = version.revision.as_ref().zip(before);
    let difference = version.revision.as_ref().and_then(|revision| revision.body.as_ref());
    let quotes = |idxs: &[usize], article: &'h Article| -> Vec<SaidObject<'h>> {
        idxs.iter().filter_map(|idx| Some(said(article, article.quotes.get(*idx)?))).collect()
    };
    let respoken = |(revision, before): (&'h Revision, &'h Article)| -> Vec<SaidObject<'h>> {
        let pair = |(old, new): &(usize, usize)| {
            let (old, new) = (before.quotes.get(*old)?, article.quotes.get(*new)?);
            Some(SaidObject { speaker_before: Some(old.speaker.as_deref().unwrap_or("")), ..said(article, new) })
        };
        revision.respoken_quotes.iter().filter_map(pair).collect()
    };
    let mut places = CodePoints::new(&article.body);
    let note = |span: &Span| {
        let [start, end] = places.span(*span);
        NoteObject { start, end, text: span.slice(&article.body) }
    };
    VersionLine {
        format_version: FORMAT_VERSION,
        kind: "version",
        number,
        of,
        id: article.id.as_str(),
        path: &article.place.path,
        record: article.place.record,
        url: article.url.as_deref(),
        title: &article.title.text,
        published: article.published.map(|time| time.to_string()),
        modified: article.modified.map(|time| time.to_string()),
        publisher: article.publisher.as_deref(),
        title_before: changed.filter(|(revision, _)| revision.has_other_title).map(|(_, before)| before.title.text.as_str()),
        words: difference.map(|difference| difference.n_words),
        words_in_common: difference.map(|difference| difference.n_common),
        added: difference.map(|difference| stretches(&article.body, difference.added())),
        cut: difference.zip(before).map(|(difference, before)| stretches(&before.body, difference.cut())),
        new_quotes: changed.map_or(Vec::new(), |(revision, _)| quotes(&revision.new_quotes, article)),
        gone_quotes: changed.map_or(Vec::new(), |(revision, before)| quotes(&revision.gone_quotes, before)),
        respoken_quotes: changed.map_or(Vec::new(), respoken),
        corrections: version.corrections.iter().map(note).collect(),
    }
}

fn said<'h>(article: &'h Article, quote: &'h Quote) -> SaidObject<'h> {
    SaidObject { text: quote.content.slice(&article.body), speaker: quote.speaker.as_deref(), speaker_before: None }
}
