//! From the statements of a record to a complete article.

use std::borrow::Cow;

use crate::analysis::{detect, line_ends, sentence_after};
use crate::article::{Article, ArticleId, Draft, Place, Title, TitleOrigin};
use crate::extract::credited;
use crate::extract::line::in_one_line;
use crate::quotation;

/// Maximum length of a title derived from the text, in characters.
const MAX_DERIVED_CHARS: usize = 100;

/// Completes a draft: derives a title if it has none, reads the byline in a credit at the end of the text if it has none, detects its language and finds its quotes.
pub(super) fn complete(draft: Draft, id: ArticleId, place: Place) -> Article {
    let language = detect(&read_for_language(&draft), draft.language.as_ref());
    let quotes = quotation::find(&draft.body, language.as_ref());
    let bylines = if draft.bylines.is_empty() { credited(&draft.body) } else { draft.bylines };
    Article {
        id,
        record_id: draft.record_id,
        place,
        title: title(draft.title, &draft.body),
        bylines,
        publisher: draft.publisher,
        section: draft.section,
        language,
        published: draft.published,
        modified: draft.modified,
        embargo: draft.embargo,
        url: draft.url,
        url_origin: draft.url_origin,
        claimed_url: draft.claimed_url,
        quotes,
        locators: draft.locators,
        is_summary: draft.is_summary,
        body: draft.body,
    }
}

/// Returns the text that tells the language: the body, or headline and body if the body is short.
fn read_for_language(draft: &Draft) -> Cow<'_, str> {
    const SHORT_BYTES: usize = 480;
    match &draft.title {
        Some(title) if draft.body.len() < SHORT_BYTES => format!("{title}\n{}", draft.body).into(),
        _ => draft.body.as_str().into(),
    }
}

fn title(stated: Option<String>, body: &str) -> Title {
    if let Some(text) = stated.filter(|title| !title.is_empty()) {
        return Title { text, origin: TitleOrigin::Stated };
    }
    // The first sentence ends within the first few thousand bytes, or it is no sentence.
    const LOOK_BYTES: usize = 4096;
    let head = &body[..body.floor_char_boundary(LOOK_BYTES)];
    let first = sentence_after(head, 0, usize::MAX).map_or("", |sentence| sentence.slice(head));
    Title { text: shortened(&in_one_line(&without_line_ends(first))), origin: TitleOrigin::Derived }
}

/// Returns the text with each word in one piece that a line end parts.
fn without_line_ends(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut at = 0;
    for gap in line_ends(text) {
        let part = &text[at..gap.start];
        whole.push_str(part.char_indices().next_back().map_or(part, |(hyphen, _)| &part[..hyphen]));
        at = gap.end;
    }
    whole.push_str(&text[at..]);
    whole
}

/// Cuts a sentence between words.
fn shortened(sentence: &str) -> String {
    let Some((cut, _)) = sentence.char_indices().nth(MAX_DERIVED_CHARS) else { return sentence.to_owned() };
    let end = sentence[..cut].rfind(' ').unwrap_or(cut);
    format!("{}…", sentence[..end].trim_end_matches([',', ';', ':', ' ', '–', '—', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(stated: Option<&str>, body: &str, text: &str, origin: TitleOrigin) {
        assert_eq!(title(stated.map(str::to_owned), body), Title { text: text.to_owned(), origin });
    }

    #[test]
    fn stated_title_is_kept() {
        check(Some("Bridge closed"), "The bridge is closed.", "Bridge closed", TitleOrigin::Stated);
    }

    #[test]
    fn missing_title_is_the_first_sentence() {
        check(None, "The com-\nmittee met.", "The committee met.", TitleOrigin::Derived);
        check(None, "The bridge\nis closed. It fell.", "The bridge is closed.", TitleOrigin::Derived);
        check(Some(""), "", "", TitleOrigin::Derived);
    }

    #[test]
    fn long_first_sentence_is_cut_between_words() {
        let body = "words ".repeat(40);
        let title = title(None, &body).text;
        assert!(title.ends_with("words…") && title.chars().count() <= MAX_DERIVED_CHARS + 1, "{title}");
    }
}
