//! What changed from one version of an article to the next.

use crate::article::Article;
use crate::quote::Quote;
use crate::render::text::style::{count, spaces_collapsed};
use crate::search::HistoryVersion;
use crate::story::{Edit, Revision, TextStretch};

/// Maximum changes of a text, and maximum quotes of each kind, that are shown. The JSON output has all.
const EDITS_SHOWN: usize = 20;

/// Maximum characters shown of each.
const MAX_SHOWN_CHARS: usize = 300;

/// Returns what changed since the version before, one change per line.
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
    lines.extend(version.corrections.iter().map(|note| format!("correction: {}", shown(note.slice(&article.body)))));
    lines
}

fn edited(edit: Edit, before: &str, after: &str) -> String {
    let words = |stretch: TextStretch| count(stretch.n_words as u64, "word");
    match (edit.cut, edit.added) {
        (Some(cut), Some(added)) => format!("{} became {}", shown(cut.span.slice(before)), shown(added.span.slice(after))),
        (Some(cut), None) => format!("{} cut: {}", words(cut), shown(cut.span.slice(before))),
        (None, Some(added)) => format!("{} added: {}", words(added), shown(added.span.slice(after))),
        (None, None) => String::new(),
    }
}

fn push_quotes(lines: &mut Vec<String>, revision: &Revision, before: &Article, after: &Article) {
    let said = |article: &Article, quote: &Quote| shown(quote.content.slice(&article.body));
    let speaker = |quote: &Quote| quote.speaker.clone().unwrap_or_else(|| "unknown speaker".to_owned());
    let by = |article: &Article, quote: &Quote| format!("{}, by {}", said(article, quote), spaces_collapsed(&speaker(quote)));
    let gone = revision.gone_quotes.iter().filter_map(|idx| before.quotes.get(*idx));
    lines.extend(gone.take(EDITS_SHOWN).map(|quote| format!("quote removed: {}", by(before, quote))));
    let new = revision.new_quotes.iter().filter_map(|idx| after.quotes.get(*idx));
    lines.extend(new.take(EDITS_SHOWN).map(|quote| format!("quote added: {}", by(after, quote))));
    for (old, new) in revision.respoken_quotes.iter().take(EDITS_SHOWN) {
        if let (Some(old), Some(new)) = (before.quotes.get(*old), after.quotes.get(*new)) {
            let [old, said] = [spaces_collapsed(&speaker(old)), by(after, new)];
            lines.push(format!("quote attributed to somebody else: {said}, before by {old}"));
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
