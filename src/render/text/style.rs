//! Text made safe for a terminal, and numbers in words.

use std::borrow::Cow;

use crate::wire::is_command;

/// Returns `text` safe for one line of a terminal. Command characters become `\u{fffd}`; line ends and tabs become spaces.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_command) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|letter| if matches!(letter, '\n' | '\r' | '\t') { ' ' } else { cleaned(letter) }).collect())
}

/// Like [`clean`], but line ends stay.
pub(super) fn clean_lines(text: &str) -> String {
    text.chars().filter(|letter| *letter != '\r').map(|letter| if letter == '\n' { '\n' } else { cleaned(letter) }).collect()
}

fn cleaned(letter: char) -> char {
    match letter {
        '\t' => ' ',
        letter if is_command(letter) => '\u{fffd}',
        letter => letter,
    }
}

/// Like [`clean`], with every run of white space as one space. The line ends of a page mean nothing in a snippet.
pub(crate) fn spaces_collapsed(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        let is_space = letter == ' ';
        if !(is_space && collapsed.ends_with(' ')) {
            collapsed.push(letter);
        }
    }
    collapsed
}

pub(super) fn one_line(text: &str) -> String {
    clean(text).into_owned()
}

/// Returns `1 match`, `2 matches`.
pub fn count_matches(n: usize) -> String {
    format!("{n} match{}", if n == 1 { "" } else { "es" })
}

/// Returns `1 article`, `2 articles`.
pub fn count(n: u64, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// Returns `1 story`, `2 stories`.
pub(crate) fn stories(n: u64) -> String {
    format!("{n} {}", if n == 1 { "story" } else { "stories" })
}

/// Returns a share in words: `48.0%`. A share above zero is never shown as zero.
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 0.1 { "<0.1%".to_owned() } else { format!("{percent:.1}%") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_never_pass() {
        let attack = "a\u{1b}]0;owned\u{7}b\u{9b}2Jc\u{202e}d\re";
        assert!(!clean(attack).chars().any(is_command));
        assert!(!clean_lines(attack).chars().any(is_command));
        assert_eq!(clean("“plain” text – né"), "“plain” text – né");
    }
}
