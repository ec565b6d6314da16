//! Notes in which a paper states what it changed.

use crate::span::Span;

/// How such a paragraph begins, in lower case: one of these, then a colon, a dash or the end of the
/// line.
const LABELS: [&str; 21] = [
    "correction",
    "corrections",
    "clarification",
    "editor's note",
    "editors' note",
    "editor\u{2019}s note",
    "editors\u{2019} note",
    "update",
    "updated",
    "retraction",
    "korrektur",
    "berichtigung",
    "richtigstellung",
    "anmerkung der redaktion",
    "rectificatif",
    "correctif",
    "erratum",
    "correcci\u{f3}n",
    "fe de errores",
    "rettelse",
    "correzione",
];

/// Phrases that such a paragraph contains, in lower case.
const PHRASES: [&str; 16] = [
    "an earlier version of this",
    "a previous version of this",
    "an earlier version of the",
    "this article was amended",
    "this story was amended",
    "this article has been amended",
    "this article has been corrected",
    "this story has been corrected",
    "this article has been updated",
    "this story has been updated",
    "this article was corrected",
    "in einer fr\u{fc}heren version",
    "in einer fr\u{fc}heren fassung",
    "une version pr\u{e9}c\u{e9}dente de",
    "una versi\u{f3}n anterior de",
    "una versione precedente di",
];

/// Maximum length of a note in bytes. Notes are a few sentences; longer paragraphs are not
/// searched.
const MAX_NOTE_BYTES: usize = 1_500;

/// Returns the paragraphs of a text that say that it was corrected, amended or updated, in order.
pub fn corrections(body: &str) -> Vec<Span> {
    let mut notes = Vec::new();
    let mut start = 0;
    for line in body.split_inclusive('\n') {
        let text = line.trim();
        let at = start + (line.len() - line.trim_start().len());
        if !text.is_empty() && text.len() <= MAX_NOTE_BYTES && is_note(text) {
            notes.push(Span::new(at, at + text.len()));
        }
        start += line.len();
    }
    notes
}

fn is_note(paragraph: &str) -> bool {
    let lower_case = paragraph.to_lowercase();
    let text = lower_case.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let is_labelled = |label: &&str| {
        // "Correction, 3 May:" and "UPDATE 2 —" are labels too; "Correction officers said" is none.
        let rest = text.strip_prefix(*label).map(str::trim_start);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', ',', '\u{2014}', '\u{2013}', '-', '(', '*', '|']))
    };
    LABELS.iter().any(is_labelled) || PHRASES.iter().any(|phrase| text.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: &[&str]) {
        let found: Vec<&str> = corrections(body).iter().map(|span| span.slice(body)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn paragraphs_that_say_what_was_changed_are_found() {
        check(
            "The dam held.\n\nCorrection: The dam is 40 metres high, not 400.\n",
            &["Correction: The dam is 40 metres high, not 400."],
        );
        check(
            "*An earlier version of this article misstated the height.*",
            &["*An earlier version of this article misstated the height.*"],
        );
        check("\u{2022} Korrektur, 3. Mai: Der Damm h\u{e4}lt.", &["\u{2022} Korrektur, 3. Mai: Der Damm h\u{e4}lt."]);
        check("This article was amended on 3 May 2024.", &["This article was amended on 3 May 2024."]);
        check("CLARIFICATION \u{2014} It was Tuesday.", &["CLARIFICATION \u{2014} It was Tuesday."]);
    }

    #[test]
    fn other_paragraphs_are_not() {
        check("Correction officers said the prison was calm.", &[]);
        check("He asked for the correction of the record: it was wrong.", &[]);
        check("Updates will follow.", &[]);
        check("", &[]);
        check(&"An earlier version of this ".repeat(100), &[]);
    }
}
