//! Sentences and paragraphs: the passages of snippets.

use super::ByteSet;
use crate::span::Span;

/// Returns the paragraphs of `text`, trimmed: the stretches between empty lines. They are not
/// empty, in order, and disjoint.
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

/// Returns the sentences of `text`, trimmed, in order and disjoint. A sentence ends after `.`, `!`,
/// `?` or `…` and any closing quotation marks and brackets, if a space and the beginning of another
/// sentence follow. It always ends with its paragraph.
///
/// The points of abbreviations ("Sen. Ruiz"), initials ("J. Ruiz") and ordinals before a small
/// letter do not end a sentence.
pub fn sentences(text: &str) -> Vec<Span> {
    std::iter::successors(sentence_after(text, 0, usize::MAX), |last| sentence_after(text, last.end, usize::MAX)).collect()
}

/// Returns the first sentence from byte `at` on, in any paragraph. `at` is not inside a sentence.
/// Of a sentence longer than `reach` bytes, only that much is read and returned.
pub fn sentence_after(text: &str, at: usize, reach: usize) -> Option<Span> {
    let rest = text.get(at..)?;
    let start = text.len() - rest.trim_start().len();
    (start < text.len()).then(|| Span::new(start, sentence_end(text, start, reach)))
}

/// Returns the last sentence up to byte `at`, in any paragraph. `at` is not inside a sentence.
/// `reach` is as in [`sentence_after`].
pub fn sentence_before(text: &str, at: usize, reach: usize) -> Option<Span> {
    let before = text.get(..at)?.trim_end();
    let last_letter = before.char_indices().next_back()?.0;
    Some(Span::new(sentence_start(text, last_letter, reach), before.len()))
}

/// Returns the end of the sentence that holds the character at byte `at`, without reading the rest
/// of the text. The character is not white space. If the sentence goes on for more than `reach`
/// bytes, the last character within them counts as its end.
pub fn sentence_end(text: &str, at: usize, reach: usize) -> usize {
    let limit = text.floor_char_boundary(at.saturating_add(reach));
    // Among the closing marks of a sentence, the terminator before them decides where it ends.
    let is_mark = text[at..].starts_with(is_closing);
    let from = if is_mark { terminator_before(text, at).unwrap_or(at) } else { at };
    let found = stops(text, from, limit).find_map(|(place, letter)| match letter {
        '\n' => is_line_end(text[place + 1..limit].chars()).then_some(place),
        terminator => next_sentence(text, place + terminator.len_utf8(), terminator),
    });
    let end = found.map_or(limit, |found| found.min(limit));
    from + text[from..end].trim_end().len().max(at - from)
}

/// Returns the beginning of the sentence that holds the character at byte `at`; the counterpart of
/// [`sentence_end`].
pub fn sentence_start(text: &str, at: usize, reach: usize) -> usize {
    let limit = text.ceil_char_boundary(at.saturating_sub(reach));
    // Marks at the far end of the stretch may close the sentence before.
    let look_from = terminator_before(text, limit).unwrap_or(limit);
    let found = stops(text, look_from, at).rev().find_map(|(place, letter)| match letter {
        '\n' => is_line_end(text[limit..place].chars().rev()).then_some(place),
        terminator => next_sentence(text, place + terminator.len_utf8(), terminator).filter(|next_start| *next_start <= at),
    });
    let start = found.unwrap_or(limit);
    at - text[start..at].trim_start().len()
}

/// Returns the terminators and line ends from byte `from` up to `limit`, the only places where a
/// sentence can end.
fn stops(text: &str, from: usize, limit: usize) -> impl DoubleEndedIterator<Item = (usize, char)> {
    // The last four bytes begin the terminators of other scripts, and other letters.
    static MAY_STOP: ByteSet = ByteSet::of(b".!?\n\xe0\xe2\xe3\xef");
    MAY_STOP.places_in(&text.as_bytes()[from..limit]).filter_map(move |offset| {
        let letter = text[from + offset..].chars().next()?;
        (letter == '\n' || is_terminator(letter)).then_some((from + offset, letter))
    })
}

/// Returns whether the line ends before any visible character.
fn is_line_end(mut letters: impl Iterator<Item = char>) -> bool {
    letters.find(|letter| *letter == '\n' || !letter.is_whitespace()) == Some('\n')
}

/// Returns the place of the terminator before `at`, if only closing marks lie between.
fn terminator_before(text: &str, at: usize) -> Option<usize> {
    let mut before = text[..at].char_indices().rev().take(MAX_LOOK_CHARS + 1);
    before.find(|(_, letter)| !is_closing(*letter)).filter(|(_, letter)| is_terminator(*letter)).map(|(place, _)| place)
}

fn is_terminator(letter: char) -> bool {
    matches!(letter, '.' | '!' | '?' | '…') || is_full_stop(letter)
}

/// Returns whether a terminator ends a sentence whatever follows.
fn is_full_stop(letter: char) -> bool {
    matches!(letter, '。' | '！' | '？' | '।')
}

fn is_closing(letter: char) -> bool {
    matches!(letter, '"' | '”' | '’' | '\'' | '»' | '›' | '“' | ')' | ']' | '」' | '』')
}

fn is_opening(letter: char) -> bool {
    matches!(letter, '"' | '“' | '‘' | '\'' | '«' | '‹' | '„' | '‚' | '»' | '(' | '[' | '—' | '–' | '-' | '「' | '¿' | '¡')
}

/// Maximum number of terminators, marks and spaces to look past, in characters. A text of points
/// alone then takes linear time.
const MAX_LOOK_CHARS: usize = 16;

/// Returns where the next sentence of the paragraph begins, if the terminator that ends at `at` ends one.
fn next_sentence(text: &str, at: usize, terminator: char) -> Option<usize> {
    let end = at + closing_len(&text[at..]);
    if is_full_stop(terminator) {
        return Some(end);
    }
    let rest = &text[end..];
    let after = rest.trim_start();
    let gap = &rest[..rest.len() - after.len()];
    if gap.is_empty() || holds_empty_line(gap) {
        return None;
    }
    let begins = after.char_indices().take(MAX_LOOK_CHARS).find(|(_, letter)| !is_opening(*letter) && !letter.is_whitespace());
    let (n_opening, begins) = begins?;
    let is_inside = begins.is_lowercase() || holds_empty_line(&after[..n_opening]);
    if is_inside || (terminator == '.' && end == at && is_abbreviation(last_word(&text[..at - 1]), after)) {
        return None;
    }
    Some(text.len() - after.len())
}

/// Returns the length of the marks and brackets at the beginning of `text`, in bytes.
fn closing_len(text: &str) -> usize {
    text.chars().take(MAX_LOOK_CHARS).take_while(|letter| is_closing(*letter)).map(char::len_utf8).sum()
}

/// Returns whether an empty line lies within `text`. Where one lies between two sentences, the second begins a paragraph.
pub fn holds_empty_line(text: &str) -> bool {
    text.match_indices('\n').any(|(at, _)| is_line_end(text[at + 1..].chars()))
}

/// Returns the last word of `before` within this sentence.
fn last_word(before: &str) -> &str {
    let word = before.rsplit(|letter: char| letter.is_whitespace() || is_opening(letter)).next().unwrap_or("");
    match word.char_indices().rfind(|(_, letter)| is_full_stop(*letter)) {
        Some((at, full_stop)) => {
            let of_sentence = &word[at + full_stop.len_utf8()..];
            &of_sentence[closing_len(of_sentence)..]
        }
        None => word,
    }
}

/// Abbreviations, folded, that come before a name and so do not end a sentence. English, German,
/// French, Spanish.
const BEFORE_A_NAME: [&str; 43] = [
    "mr", "mrs", "ms", "dr", "prof", "rev", "hon", "sen", "rep", "gov", "gen", "col", "lt", "capt", "cmdr", "sgt", "maj", "adm",
    "pres", "supt", "st", "ste", "mt", "ft", "vs", "v", "cf", "hr", "fr", "frl", "hl", "bzw", "ca", "mme", "mlle", "mm", "sr",
    "sra", "srta", "dra", "messrs", "insp", "cpl",
];

/// Abbreviations that come before a number. Before anything else, a point after them ends the
/// sentence ("The mayor said no.").
const BEFORE_A_NUMBER: [&str; 27] = [
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "no", "nos", "nr", "vol", "p", "pp",
    "s", "fig", "art", "abs", "sec", "ch", "approx", "tel", "ext",
];

/// Words that follow an ordinal in German: "Der 3. Oktober".
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

/// Returns whether the point after `word` belongs to the word; `after` is the text after the point.
fn is_abbreviation(word: &str, after: &str) -> bool {
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

        #[test]
        fn ends_found_from_inside_are_those_of_the_whole_text(
            text in "[a-cA-C .!?”\n“3é…。]{0,60}|(Mr|no|[A-Z]|3|。|[.”] |\n ){0,24}",
        ) {
            let all = sentences(&text);
            for (at, _) in text.char_indices().filter(|(_, letter)| !letter.is_whitespace()) {
                let whole = *all.iter().find(|sentence| sentence.start <= at && at < sentence.end).unwrap();
                assert_eq!(sentence_start(&text, at, usize::MAX), whole.start, "{text:?} at {at}");
                assert_eq!(sentence_end(&text, at, usize::MAX), whole.end, "{text:?} at {at}");
                for reach in [0, 1, 2, 7] {
                    let (start, end) = (sentence_start(&text, at, reach), sentence_end(&text, at, reach));
                    assert!(whole.start <= start && start <= at && at - start <= reach, "{text:?} at {at}");
                    assert!(at <= end && end <= whole.end && end - at <= reach, "{text:?} at {at}");
                    // A sentence within reach by more than one character is found.
                    assert!(start == whole.start || at - whole.start + 4 > reach, "{text:?} at {at}");
                    assert!(end == whole.end || whole.end - at + 4 > reach, "{text:?} at {at}");
                }
            }
            for pair in all.windows(2) {
                assert_eq!(sentence_after(&text, pair[0].end, usize::MAX), Some(pair[1]));
                assert_eq!(sentence_before(&text, pair[1].start, usize::MAX), Some(pair[0]));
            }
        }
    }
}
