//! Text on one line with its marks: marked words are bold.

use super::escape::{escape, inline};
use crate::article::Article;
use crate::render::html::escape::web_address;
use crate::render::marked::marks::{Mark, Part, parts};
use crate::snippet::{Fragment, Snippet};

/// Returns the title of an article with its marks, as a link if the article has a web address.
pub(super) fn title(article: &Article, marks: &[Mark]) -> String {
    let title = marked(&article.title.text, marks);
    match web_address(article.url.as_deref()) {
        Some(url) => format!("[{title}](<{url}>)"),
        None => title,
    }
}

/// Returns a snippet on one line. `marks` returns the marks of each fragment.
pub(super) fn quoted(snippet: &Snippet, marks: impl Fn(usize) -> Vec<Mark>) -> Option<String> {
    let (first, last) = (snippet.fragments.first()?, snippet.fragments.last()?);
    let place = |fragment: &Fragment| fragment.locator.as_ref().map(|locator| format!(" ({})", inline(&locator.to_string())));
    let fragments = snippet
        .fragments
        .iter()
        .enumerate()
        .map(|(idx, fragment)| format!("{}{}", marked(&fragment.text, &marks(idx)), place(fragment).unwrap_or_default()));
    let text = fragments.collect::<Vec<_>>().join(" … ");
    let (before, after) = (if first.is_cut_before { "… " } else { "" }, if last.is_cut_after { " …" } else { "" });
    Some(format!("{before}{text}{after}"))
}

/// Returns a text on one line with its marks.
pub(super) fn marked(text: &str, marks: &[Mark]) -> String {
    let mut line = String::new();
    let parts = parts(text, marks);
    for (part_idx, part) in parts.iter().enumerate() {
        match part {
            Part::Note(note) => line.push_str(&format!("\\[{}\\]", inline(note))),
            Part::Plain(text) if line.is_empty() => line.push_str(&escape(text)),
            Part::Plain(text) => line.push_str(&inline(text)),
            Part::Marked(text, numbers) => {
                let before = line.chars().next_back();
                let after = parts.get(part_idx + 1).and_then(|part| match part {
                    Part::Plain(text) => text.chars().next(),
                    Part::Note(_) => Some('['),
                    Part::Marked(..) => None,
                });
                let after = if numbers.is_empty() { after } else { Some('[') };
                let [open, close] = if is_flanked(before, text, after) { ["**"; 2] } else { ["<strong>", "</strong>"] };
                line.push_str(&format!("{open}{}{close}", inline(text)));
                if !numbers.is_empty() {
                    line.push_str(&format!("\\[{numbers}\\]"));
                }
            }
        }
    }
    line.trim().to_owned()
}

/// Returns whether asterisks around `text` make it bold. If it begins or ends with punctuation, no letter may be next to that, as in
/// `U.S.A`. HTML tags have no such rule.
fn is_flanked(before: Option<char>, text: &str, after: Option<char>) -> bool {
    let is_sign = |letter: char| !letter.is_alphanumeric() && !letter.is_whitespace();
    let opens = text
        .chars()
        .next()
        .is_some_and(|first| !first.is_whitespace() && (!is_sign(first) || !before.is_some_and(char::is_alphanumeric)));
    let closes = text
        .chars()
        .next_back()
        .is_some_and(|last| !last.is_whitespace() && (!is_sign(last) || !after.is_some_and(char::is_alphanumeric)));
    // Adjacent asterisks would be read as one run.
    opens && closes && before != Some('*')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Parser, Tag, TagEnd};

    use super::*;
    use crate::render::marked::marks::unnumbered;
    use crate::span::Span;

    #[test]
    fn marks_are_bold() {
        let check = |text: &str, marks: &[(usize, usize)], expected: &str| {
            let spans: Vec<Span> = marks.iter().map(|(start, end)| Span::new(*start, *end)).collect();
            assert_eq!(marked(text, &unnumbered(&spans)), expected);
        };
        check("The White House said", &[(4, 15)], "The **White House** said");
        check("1. The White House", &[(7, 18)], r"1\. The **White House**");
        check("a_b c", &[(0, 3)], r"**a\_b** c");
        check("in the U.S.A now", &[(7, 11)], "in the <strong>U.S.</strong>A now");
        check("in the U.S. now", &[(7, 11)], "in the **U.S.** now");
        check("東京は", &[(0, 3), (3, 6)], "**東**<strong>京</strong>は");
    }

    /// Reads a text as Markdown. Bold stretches are in brackets, and anything else that is not text is given by its name.
    fn read(markdown: &str) -> String {
        let mut read = String::new();
        for event in Parser::new(markdown) {
            match event {
                Event::Text(text) => read.push_str(&text),
                Event::Start(Tag::Strong) => read.push('['),
                Event::End(TagEnd::Strong) => read.push(']'),
                Event::InlineHtml(tag) if &*tag == "<strong>" => read.push('['),
                Event::InlineHtml(tag) if &*tag == "</strong>" => read.push(']'),
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                other => read.push_str(&format!("{other:?}")),
            }
        }
        read
    }

    fn words(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    proptest! {
        #[test]
        fn marks_read_back_as_they_were(
            before in "([a-c東]|U[.]|[.,“*_-]| ){0,4}", text in "[a-c東]{1,3}( [a-c]{1,3})?|U[.]S[.]", after in "([a-c東]|U[.]|[.,“*_-]| ){0,4}",
        ) {
            let mark = Span::new(before.len(), before.len() + text.len());
            let line = marked(&format!("{before}{text}{after}"), &unnumbered(&[mark]));
            prop_assert_eq!(words(&read(&line)), words(&format!("{before}[{text}]{after}")), "{}", line);
        }
    }
}
