//! Escaping: no word of an article becomes markup.

use crate::render::text::style::clean;

/// Returns `text` on one line, escaped for any place in a line, even its beginning. White space becomes one space. Control characters, and
/// those that change the direction of writing, become `\u{fffd}`.
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

/// Like [`escape`], for a place that is not at the beginning of a line.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

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

    fn words(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    proptest! {
        #[test]
        fn escaped_text_reads_back_as_it_was(text in "[-a1 \n`*_{}<>#|~&$!\\[\\]\\\\.)=+:^\"'/;é東]{0,30}|(&amp;|<b>|<!--|http://a|:-|---|\\[\\^a\\]:| {4}|1[.] |a){0,9}") {
            // Smart punctuation would change quotation marks and dots.
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
    }
}
