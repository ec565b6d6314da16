//! Markdown (CommonMark, and what programs are known to add to it): marked words are bold, and no other word of an article becomes markup.
//!
//! A bare address in an article may still become a link where a program makes links of addresses; it leads where it says.

use std::io::{self, Write};

use super::html::web_address;
use super::marks::{Mark, Part, numbered, parts, unnumbered, with_notes, within};
use super::speakers::Speakers;
use super::story;
use super::terminal::clean;
use super::{About, all_matches, details, loosened, more_rows, shown_of_all, totals, ways_on, which};
use crate::analysis::paragraphs;
use crate::article::Article;
use crate::hit::Matches;
use crate::search::{Answer, Shown};
use crate::snippet::{CONTEXT_CHARS, Picked, Snippet, context, rows};

/// Returns `text` in one line so that it is nothing but text, wherever in a line it is put, even at the beginning. White space becomes one
/// space; control characters, and those that turn the direction of writing, become `\u{fffd}`.
pub fn escape(text: &str) -> String {
    let mut escaped = inline(text);
    let line = escaped.trim_start();
    // `1.` and `1)` begin a list as `-` does, `=` underlines a heading, `:` begins a definition.
    let n_digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if line[n_digits..].starts_with(['.', ')']) || (n_digits == 0 && line.starts_with(['-', '+', '=', ':'])) {
        escaped.insert(escaped.len() - line.len() + n_digits, '\\');
    }
    escaped
}

/// As [`escape`], for a place that is not at the beginning of a line.
pub(super) fn inline(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        let is_repeated_space = letter == ' ' && escaped.ends_with(' ');
        if matches!(letter, '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' | '!' | '^')
        {
            escaped.push('\\');
        }
        if !is_repeated_space {
            escaped.push(letter);
        }
    }
    escaped
}

/// Writes an answer as a numbered list.
pub fn write_answer(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    write_answer_with(out, answer, |out, shown, indent| {
        let marks = |idx: usize| unnumbered(&shown.snippet.fragments[idx].marks);
        if let Some(snippet) = quoted(&shown.snippet, marks) {
            writeln!(out, "\n{indent}> {snippet}")?;
        }
        match shown_of_all(&shown.snippet) {
            Some(shown) => writeln!(out, "\n{indent}{shown}"),
            None => Ok(()),
        }
    })
}

/// Writes an answer with every match of its hits in a list.
pub fn write_concordance(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    write_answer_with(out, answer, |out, shown, indent| {
        writeln!(out)?;
        for row in rows(&shown.hit.article, &shown.hit.matches) {
            let [before, after] = context(row.text, row.found, CONTEXT_CHARS);
            let around = crate::span::Span::new(before.start, after.end);
            let text = marked(around.slice(row.text), &within(&unnumbered(&row.found.marks), around));
            writeln!(out, "{indent}- {}: {text}", row.label())?;
        }
        match more_rows(&shown.hit.matches) {
            Some(more) => writeln!(out, "\n{indent}{more}"),
            None => Ok(()),
        }
    })
}

fn write_answer_with(
    out: &mut dyn Write,
    answer: &Answer,
    mut write_body: impl FnMut(&mut dyn Write, &Shown, &str) -> io::Result<()>,
) -> io::Result<()> {
    writeln!(out, "# {}", escape(&answer.understood))?;
    for line in loosened(answer).into_iter().chain([totals(answer)]) {
        writeln!(out, "\n{line}")?;
    }
    for shown in &answer.hits {
        let article = &shown.hit.article;
        let rank = format!("{}. ", shown.hit.rank);
        let indent = " ".repeat(rank.len());
        writeln!(out, "\n{rank}{}\n", title(article, &unnumbered(&shown.title_marks)))?;
        writeln!(out, "{indent}{}", escape(&About::new(article).line()))?;
        write_body(out, shown, &indent)?;
        if let Some(story) = &shown.story
            && let Some(heading) = story::heading(story)
        {
            writeln!(out, "\n{indent}{heading}\n")?;
            for copy in story.copies.iter().take(story::COPIES_LISTED) {
                writeln!(out, "{indent}- {}", escape(&story::line(copy, article)))?;
            }
            if let Some(more) = story::more(story) {
                writeln!(out, "\n{indent}{more}")?;
            }
        }
    }
    Ok(())
}

/// Writes a whole article, with the speaker's letter behind each quote; where it was searched, its matches marked and numbered.
pub fn write_article(out: &mut dyn Write, article: &Article, matches: Option<&Matches>) -> io::Result<()> {
    let title_marks = matches.map(Matches::title_marks).unwrap_or_default();
    writeln!(out, "# {}\n", title(article, &unnumbered(&title_marks)))?;
    for (label, value) in details(article) {
        writeln!(out, "- {label}: {}", inline(&value))?;
    }
    let speakers = Speakers::of(article);
    if let Some(legend) = speakers.legend() {
        writeln!(out, "- speakers: {}", inline(&legend))?;
    }
    if let Some(matches) = matches {
        writeln!(out, "\n{}", all_matches(matches))?;
    }
    let marks = matches.map(|matches| numbered(&matches.body)).unwrap_or_default();
    let marks = with_notes(marks, &speakers.notes());
    for paragraph in paragraphs(&article.body) {
        writeln!(out, "\n{}", marked(paragraph.slice(&article.body), &within(&marks, paragraph)))?;
    }
    Ok(())
}

/// Writes the passage around one match.
pub fn write_picked(out: &mut dyn Write, picked: &Picked<'_>) -> io::Result<()> {
    let Picked { article, matches, passage, .. } = picked;
    writeln!(out, "# {}\n", title(article, &unnumbered(&matches.title_marks())))?;
    writeln!(out, "{}\n\n{}", escape(&About::new(article).line()), which(picked))?;
    let marks = numbered(&matches.body);
    if let Some(passage) = quoted(passage, |idx| within(&marks, passage.fragments[idx].span)) {
        writeln!(out, "\n> {passage}")?;
    }
    match ways_on(picked) {
        Some(ways) => writeln!(out, "\n{ways}"),
        None => Ok(()),
    }
}

/// Returns the title of an article with its marks, as a link where the article has an address.
pub(super) fn title(article: &Article, marks: &[Mark]) -> String {
    let title = marked(&article.title.text, marks);
    match web_address(article.url.as_deref()) {
        Some(url) => format!("[{title}](<{url}>)"),
        None => title,
    }
}

/// Returns a snippet in one line. `marks` returns those of each fragment.
fn quoted(snippet: &Snippet, marks: impl Fn(usize) -> Vec<Mark>) -> Option<String> {
    let (first, last) = (snippet.fragments.first()?, snippet.fragments.last()?);
    let fragments = snippet.fragments.iter().enumerate().map(|(idx, fragment)| marked(&fragment.text, &marks(idx)));
    let text = fragments.collect::<Vec<_>>().join(" … ");
    let (before, after) = (if first.is_cut_before { "… " } else { "" }, if last.is_cut_after { " …" } else { "" });
    Some(format!("{before}{text}{after}"))
}

/// Returns a text in one line with its marks.
fn marked(text: &str, marks: &[Mark]) -> String {
    let mut line = String::new();
    let parts = parts(text, marks);
    for (part_idx, part) in parts.iter().enumerate() {
        match part {
            Part::Note(note) => line.push_str(&format!("\\[{note}\\]")),
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

/// Whether asterisks around `text` make it bold: where it begins or ends with a sign, no letter may stand before or after it, as after
/// the point in `U.S.A`. HTML has no such rule.
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
    // Asterisks next to each other would be one run.
    opens && closes && before != Some('*')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;
    use crate::span::Span;

    #[test]
    fn signs_of_markdown_are_text() {
        let check = |text: &str, expected: &str| assert_eq!(escape(text), expected);
        check("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))");
        check(
            "![x](y) <b> `c` **d** __e__ ~~f~~ a|b &amp; $x$",
            r"\!\[x\](y) \<b\> \`c\` \*\*d\*\* \_\_e\_\_ \~\~f\~\~ a\|b \&amp; \$x\$",
        );
        check("# no heading", r"\# no heading");
        check("> no quote", r"\> no quote");
        check("a\n\n# b\n- c", r"a \# b - c");
        check("back\\slash", r"back\\slash");
        check("a\u{1b}[31mb\u{202e}c\td", "a\u{fffd}\\[31mb\u{fffd}c d");
    }

    #[test]
    fn beginnings_of_lines_are_text() {
        let check = |text: &str, expected: &str| assert_eq!(escape(text), expected);
        check("- no list", r"\- no list");
        check("+ no list", r"\+ no list");
        check("---", r"\---");
        check("===", r"\===");
        check("2024. A year", r"2024\. A year");
        check("1) no list", r"1\) no list");
        check("    no code", r" no code");
        check("3.5 percent", r"3\.5 percent");
        check("2024 was", "2024 was");
    }

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

    /// Reads a text as Markdown: each bold stretch in brackets, and whatever is neither text nor bold by its name.
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
        fn escaped_text_reads_back_as_it_was(text in "[-a1 \n`*_{}<>#|~&$!\\[\\]\\\\.)=+:^\"'/;é東]{0,30}|(&amp;|<b>|<!--|http://a|:-|---|\\[\\^a\\]:| {4}|1[.] |a){0,9}") {
            // Smart punctuation would turn marks and points into others.
            let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
            let mut read = String::new();
            for event in Parser::new_ext(&escape(&text), options) {
                match event {
                    Event::Text(text) => read.push_str(&text),
                    Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                    other => prop_assert!(false, "{other:?} in {}", escape(&text)),
                }
            }
            prop_assert_eq!(words(&read), words(&text));
        }

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
