//! The speakers of an article. Each has a letter, which is shown after each of their quotes.

use super::marks::Mark;
use crate::article::Article;
use crate::quote::Quote;
use crate::span::Span;

/// The speakers of an article.
#[derive(Debug, Default)]
pub(crate) struct Speakers<'a> {
    /// The letters and the names, in the order in which they first speak.
    pub(crate) names: Vec<(String, &'a str)>,
    /// The quotes with their closing marks, and the number of the speaker, from 0; in the order of the text.
    pub(crate) said: Vec<(Span, usize)>,
}

/// Maximum speakers with a letter: 26 letters, four times.
const MAX_SPEAKERS: usize = 104;

impl<'a> Speakers<'a> {
    pub(crate) fn of(article: &'a Article) -> Speakers<'a> {
        let mut speakers = Speakers::default();
        for quote in &article.quotes {
            let Some(name) = quote.speaker.as_deref() else { continue };
            let known = speakers.names.iter().position(|(_, known)| *known == name);
            let idx = known.unwrap_or(speakers.names.len());
            if idx >= MAX_SPEAKERS {
                continue;
            }
            if known.is_none() {
                speakers.names.push((letter(idx), name));
            }
            speakers.said.push((Span::new(quote.content.start, behind(&article.body, quote)), idx));
        }
        speakers
    }

    /// Returns a note with the speaker's letter after each quote.
    pub(crate) fn notes(&self) -> Vec<Mark> {
        self.said.iter().map(|(said, idx)| Mark { span: Span::new(said.end, said.end), numbers: letter(*idx) }).collect()
    }

    /// Returns the names with their letters on one line; `None` if nobody speaks.
    pub(crate) fn legend(&self) -> Option<String> {
        let names: Vec<String> = self.names.iter().map(|(letter, name)| format!("{name} [{letter}]")).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }
}

/// Returns `A` to `Z`, then `A2` to `Z2`, and so on.
fn letter(idx: usize) -> String {
    let letter = char::from(b'A' + (idx % 26) as u8);
    let round = if idx < 26 { String::new() } else { (idx / 26 + 1).to_string() };
    format!("{letter}{round}")
}

/// Returns the byte after a quote and its closing mark.
fn behind(body: &str, quote: &Quote) -> usize {
    let rest = &body[quote.content.end..];
    let after_space = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let is_mark = |letter: char| matches!(letter, '"' | '“' | '”' | '«' | '»' | '‹' | '›' | '‘' | '’' | '\'' | '」' | '』');
    match after_space.chars().next().filter(|letter| is_mark(*letter)) {
        Some(mark) if after_space.starts_with("''") => body.len() - after_space.len() + 2 * mark.len_utf8(),
        Some(mark) => body.len() - after_space.len() + mark.len_utf8(),
        None => quote.content.end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quote::QuoteKind;

    #[track_caller]
    fn check(body: &str, content: &str, expected: &str) {
        let start = body.find(content).unwrap();
        let content = Span::new(start, start + content.len());
        let quote = Quote { content, cue: None, source: None, speaker: None, kind: QuoteKind::Direct };
        assert_eq!(&body[..behind(body, &quote)], expected);
    }

    #[test]
    fn a_note_stands_behind_the_closing_mark() {
        check("“Go,” she said.", "Go,", "“Go,”");
        check("« Allez », dit-elle.", "Allez", "« Allez »");
        check("''Go,'' she said.", "Go,", "''Go,''");
        check("“Go, she said.", "Go, she said.", "“Go, she said.");
        check("“Go”", "Go", "“Go”");
    }

    #[test]
    fn letters_go_on_behind_z() {
        let letters: Vec<String> = [0, 25, 26, 51, 52].into_iter().map(letter).collect();
        assert_eq!(letters, ["A", "Z", "A2", "Z2", "A3"]);
    }
}
