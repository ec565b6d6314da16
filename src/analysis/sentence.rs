//! Sentences and paragraphs: the passages of snippets.

use crate::span::Span;

/// Returns the paragraphs of `text`, trimmed: the stretches between empty lines. None is empty; they are in order and disjoint.
pub fn paragraphs(text: &str) -> Vec<Span> {
    let mut paragraphs = Vec::new();
    let mut open: Option<Span> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        let end = at + line.trim_end().len();
        at += line.len();
        if end > start {
            open = Some(Span::new(open.map_or(start, |paragraph| paragraph.start), end));
        } else {
            paragraphs.extend(open.take());
        }
    }
    paragraphs.extend(open);
    paragraphs
}

/// Returns the sentences of `text`, trimmed, in order and disjoint. A sentence ends after `.`, `!`, `?` or `…` with the quotation marks
/// and brackets that follow, where a space and the beginning of another sentence come next; and always at the end of its paragraph.
///
/// Points of abbreviations ("Sen. Ruiz"), initials ("J. Ruiz") and ordinals before a small letter do not end a sentence.
pub fn sentences(text: &str) -> Vec<Span> {
    let mut sentences = Vec::new();
    for paragraph in paragraphs(text) {
        let mut start = paragraph.start;
        let mut at = paragraph.start;
        while at < paragraph.end {
            let Some(letter) = text[at..paragraph.end].chars().next() else { break };
            at += letter.len_utf8();
            if !is_terminator(letter) {
                continue;
            }
            let Some(next_start) = next_sentence(text, start, at, paragraph.end, letter) else { continue };
            sentences.push(trimmed(text, start, next_start));
            start = next_start;
            at = next_start;
        }
        if start < paragraph.end {
            sentences.push(trimmed(text, start, paragraph.end));
        }
    }
    sentences
}

fn trimmed(text: &str, start: usize, end: usize) -> Span {
    let sentence = &text[start..end];
    Span::new(start + sentence.len() - sentence.trim_start().len(), start + sentence.trim_end().len())
}

fn is_terminator(letter: char) -> bool {
    matches!(letter, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '।')
}

fn is_closing(letter: char) -> bool {
    matches!(letter, '"' | '”' | '’' | '\'' | '»' | '›' | '“' | ')' | ']' | '」' | '』')
}

fn is_opening(letter: char) -> bool {
    matches!(letter, '"' | '“' | '‘' | '\'' | '«' | '‹' | '„' | '‚' | '»' | '(' | '[' | '—' | '–' | '-' | '「' | '¿' | '¡')
}

/// Returns where the next sentence begins, if the terminator that ends at `at` ends the one that began at `start`.
fn next_sentence(text: &str, start: usize, at: usize, limit: usize, terminator: char) -> Option<usize> {
    let rest = &text[at..limit];
    // Looking past a run of terminators, marks and spaces is bounded, so that a text of points alone takes linear time.
    const MAX_LOOK_CHARS: usize = 16;
    let mut end = at;
    for letter in rest.chars().take(MAX_LOOK_CHARS).take_while(|letter| is_closing(*letter)) {
        end += letter.len_utf8();
    }
    let next = text[end..limit].chars().next()?;
    if matches!(terminator, '。' | '！' | '？' | '।') {
        return Some(end);
    }
    if !next.is_whitespace() {
        return None;
    }
    let after = text[end..limit].trim_start();
    let begins = after.chars().take(MAX_LOOK_CHARS).find(|letter| !is_opening(*letter) && !letter.is_whitespace())?;
    if begins.is_lowercase() || (terminator == '.' && end == at && is_abbreviation(&text[start..at - 1], after)) {
        return None;
    }
    Some(limit - after.len())
}

/// Abbreviations, folded, that stand before a name and so do not end a sentence. English, German, French, Spanish.
const BEFORE_A_NAME: [&str; 43] = [
    "mr", "mrs", "ms", "dr", "prof", "rev", "hon", "sen", "rep", "gov", "gen", "col", "lt", "capt", "cmdr", "sgt", "maj", "adm",
    "pres", "supt", "st", "ste", "mt", "ft", "vs", "v", "cf", "hr", "fr", "frl", "hl", "bzw", "ca", "mme", "mlle", "mm", "sr",
    "sra", "srta", "dra", "messrs", "insp", "cpl",
];

/// Abbreviations that stand before a number; before anything else a point after them ends the sentence ("The mayor said no.").
const BEFORE_A_NUMBER: [&str; 27] = [
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "no", "nos", "nr", "vol", "p", "pp",
    "s", "fig", "art", "abs", "sec", "ch", "approx", "tel", "ext",
];

/// What follows an ordinal in German: "Der 3. Oktober".
const AFTER_AN_ORDINAL: [&str; 13] = [
    "januar",
    "janner",
    "februar",
    "marz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
];

/// Returns whether the point after `before` belongs to its last word, given the text that comes `after` it.
fn is_abbreviation(before: &str, after: &str) -> bool {
    let word = before.rsplit(|letter: char| letter.is_whitespace() || is_opening(letter)).next().unwrap_or("");
    let mut letters = word.chars();
    // An initial: "J. Ruiz". "I" alone ends sentences ("so do I. Then").
    if let (Some(letter), None) = (letters.next(), letters.next())
        && letter.is_uppercase()
    {
        return letter != 'I';
    }
    // An acronym with points ("the U.S. Senate") is more often inside a sentence than at its end.
    if word.contains('.') && word.split('.').all(|part| part.chars().count() == 1) {
        return true;
    }
    const MAX_ABBREVIATION_BYTES: usize = 8;
    if word.len() > MAX_ABBREVIATION_BYTES {
        return false;
    }
    let folded = super::fold(word);
    if word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit()) {
        let next: String = after.chars().take(MAX_ABBREVIATION_BYTES + 2).take_while(|letter| letter.is_alphabetic()).collect();
        return AFTER_AN_ORDINAL.contains(&super::fold(&next).as_str());
    }
    BEFORE_A_NAME.contains(&folded.as_str())
        || (after.starts_with(|letter: char| letter.is_ascii_digit()) && BEFORE_A_NUMBER.contains(&folded.as_str()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(text).into_iter().map(|sentence| sentence.slice(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences_end_at_points_before_capitals() {
        check("Rates rose. Banks fell! Why? Nobody knows…", &["Rates rose.", "Banks fell!", "Why?", "Nobody knows…"]);
        check("It cost 3.5 million. in all", &["It cost 3.5 million. in all"]);
    }

    #[test]
    fn closing_marks_belong_to_their_sentence() {
        check("“We know.” He left. (So did I.) Then", &["“We know.”", "He left.", "(So did I.)", "Then"]);
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        check("He said no. A house fell in No. 5.", &["He said no.", "A house fell in No. 5."]);
        check("Es war der 3. Oktober. Bis 5. Dann", &["Es war der 3. Oktober.", "Bis 5.", "Dann"]);
        check(
            "Sen. Ruiz met Dr. J. Ono of the U.S. Senate on Jan. 5. She left.",
            &["Sen. Ruiz met Dr. J. Ono of the U.S. Senate on Jan. 5.", "She left."],
        );
    }

    #[test]
    fn paragraphs_end_sentences() {
        check("Who is responsible\n\nThe\nstate", &["Who is responsible", "The\nstate"]);
        check("  \n\n ", &[]);
    }

    #[test]
    fn crlf_parts_paragraphs_too() {
        let text = "One.\r\n\r\nTwo\r\nlines.\r\n";
        let found: Vec<&str> = paragraphs(text).into_iter().map(|paragraph| paragraph.slice(text)).collect();
        assert_eq!(found, ["One.", "Two\r\nlines."]);
    }

    proptest! {
        #[test]
        fn sentences_cover_every_visible_character_in_order(text in "[a-cA-C .!?”\n“3é…。]{0,60}") {
            let mut at = 0;
            for sentence in sentences(&text) {
                assert!(text[at..sentence.start].trim().is_empty());
                assert!(!sentence.slice(&text).trim().is_empty());
                at = sentence.end;
            }
            assert!(text[at..].trim().is_empty());
        }
    }
}
