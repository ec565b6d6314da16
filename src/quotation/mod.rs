//! Finding the quotes of an article: what stands in quotation marks as somebody's words, and who spoke.
//!
//! Four steps, each a function of the one before: `marks` pairs quotation marks, `words` lays the text around them out in a row,
//! `attribution` finds the cue and the source of each, `speaker` resolves the source to a person. Here it is decided last whether
//! the marked words are speech at all: the attribution says most about it.
//!
//! Everything about a language is in its lexicon. A language without one gets quotes without speakers. Indirect speech, which has no
//! marks, is left out.

mod attribution;
mod lexicon;
mod marks;
mod speaker;
mod words;

use attribution::{Attribution, Relation, attribute};
use lexicon::{Class, Lexicon};
use marks::Marked;
use speaker::Speakers;
use words::{Row, WordKind};

use crate::article::Language;
use crate::quote::{Quote, QuoteKind};

/// Returns the quotes of an article's body in the order of the text.
///
/// All spans are bytes into `body` on character boundaries. Contents do not overlap: a quote within a quote belongs to the outer one. The
/// two parts of `“Rates,” said Ana Ruiz, “will fall.”` are two quotes with one cue and one source. A quote that runs over several
/// paragraphs is one quote. Scare quotes, titles and names in marks are left out. Without a language, or with one that has no lexicon
/// (there are English, German, French and Spanish), quotes have neither cue nor source nor speaker.
///
/// Takes time linear in the body, whatever stands in it, and does not panic.
///
/// ```
/// use pullquote::{article::Language, quotation};
/// let body = "“Rates will fall,” said Ana Ruiz.";
/// let quotes = quotation::find(body, Language::from_tag("en").as_ref());
/// assert_eq!(quotes[0].content.slice(body), "Rates will fall,");
/// assert_eq!(quotes[0].speaker.as_deref(), Some("Ana Ruiz"));
/// ```
pub fn find(body: &str, language: Option<&Language>) -> Vec<Quote> {
    if !marks::holds_mark(body) {
        return Vec::new();
    }
    let paragraphs = marks::paragraphs(body);
    let marked = marks::marked(body, &paragraphs);
    if marked.is_empty() {
        return Vec::new();
    }
    let Some(lexicon) = language.and_then(|language| Lexicon::of(language.code())) else {
        return find_without_lexicon(body, &marked);
    };
    let row = Row::new(body, &paragraphs, &marked, lexicon);
    let mut found: Vec<(usize, Marked, Attribution)> = Vec::new();
    for (at, word) in row.words.iter().enumerate() {
        let WordKind::Quoted(marked_idx) = word.kind else { continue };
        let attribution = attribute(&row, at, found.last().map(|(at, _, attribution)| (*at, attribution)));
        if is_speech(&row, at, row.content(marked_idx), &attribution) {
            found.push((at, marked[marked_idx], attribution));
        }
    }
    let mut speakers = Speakers::new(&row, found.iter().filter_map(|(_, _, attribution)| attribution.source));
    let quote = |(at, stretch, attribution): (usize, Marked, Attribution)| Quote {
        content: stretch.content,
        cue: attribution.cue,
        source: attribution.source.map(|source| row.span(source.first, source.last)),
        speaker: attribution.source.and_then(|source| speakers.resolve(source)),
        kind: kind(&row, at, stretch.content.slice(body), &attribution),
    };
    found.into_iter().map(quote).collect()
}

/// Few words in marks are a scare quote, a title or a name unless something speaks for speech; more are speech.
const MAX_FEW_WORDS: usize = 3;

/// How far behind its cue a quote of one word may stand and still be speech, in words.
const MAX_WORDS_AFTER_CUE: usize = 12;

fn is_speech(row: &Row<'_>, at: usize, content: &str, attribution: &Attribution) -> bool {
    let n_words = content.split_whitespace().count();
    let ends_statement = ends_statement(content);
    let is_title = has_title_case(content) && !ends_statement;
    let is_adjacent = attribution.relation == Relation::Adjacent && attribution.cue.is_some();
    if follows_naming(row, at) || is_title && (row.lexicon.has_capital_nouns || !is_adjacent) {
        return false;
    }
    if is_adjacent {
        return true;
    }
    let is_name = !ends_statement && (content.starts_with(char::is_uppercase) || content.contains(|c: char| c.is_ascii_digit()));
    if n_words > MAX_FEW_WORDS {
        return !(is_name && matches!(attribution.relation, Relation::SubjectOnly | Relation::None));
    }
    match attribution.relation {
        Relation::Adjacent => !is_name,
        Relation::Before { n_words: distance } => !is_name && (n_words > 1 || distance <= MAX_WORDS_AFTER_CUE),
        Relation::Later => !is_name && n_words > 1,
        Relation::SubjectOnly => !is_name && n_words == MAX_FEW_WORDS || ends_statement && begins_sentence(row, at),
        Relation::Continued | Relation::SentenceBefore => ends_statement,
        Relation::None => ends_statement && begins_sentence(row, at),
    }
}

/// Returns whether a word before the quote says that a title or name follows: `the film “…”`.
fn follows_naming(row: &Row<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    row.is(before, Class::Naming) && !row.is_any(before, &[Class::Cue, Class::Weak])
}

/// Returns whether the quote begins its sentence.
fn begins_sentence(row: &Row<'_>, at: usize) -> bool {
    at.checked_sub(1).is_none_or(|before| row.ends_sentence(before))
}

fn ends_statement(content: &str) -> bool {
    content.ends_with(['.', '!', '?', '…']) || content.ends_with(',')
}

/// Returns whether all longer words of a content of several words begin with a capital: `The Tides of Lund`.
fn has_title_case(content: &str) -> bool {
    let mut n_long = 0;
    for word in content.split_whitespace().filter(|word| word.chars().count() > 3) {
        if !word.starts_with(|c: char| !c.is_lowercase()) {
            return false;
        }
        n_long += 1;
    }
    n_long >= 1
}

/// Returns whether the quote is a whole statement or a part of a reported one.
fn kind(row: &Row<'_>, at: usize, content: &str, attribution: &Attribution) -> QuoteKind {
    let is_introduced = at.checked_sub(1).is_none_or(|before| {
        row.ends_sentence(before)
            || matches!(row.kind(before), WordKind::Punctuation(',' | ':' | '–' | '—'))
            || attribution.relation == Relation::Adjacent && row.is_any(before, &[Class::Cue, Class::Participle])
    });
    let begins_whole = !content.starts_with(char::is_lowercase);
    let is_second_part = at.checked_sub(1).is_some_and(|before| row.is_comma(before)) && ends_statement(content);
    let is_followed = attribution.relation == Relation::Adjacent && content.ends_with(',');
    if is_introduced && (begins_whole || is_second_part || is_followed) { QuoteKind::Direct } else { QuoteKind::Mixed }
}

/// Returns what is speech by its length and form alone.
fn find_without_lexicon(body: &str, marked: &[Marked]) -> Vec<Quote> {
    let is_whole = |content: &str| ends_statement(content) && !content.starts_with(char::is_lowercase);
    let is_speech = |content: &str| content.split_whitespace().count() > MAX_FEW_WORDS || is_whole(content);
    let quote = |stretch: &Marked| {
        let content = stretch.content.slice(body);
        let introduced = body[..stretch.outer.start].trim_end().ends_with([',', ':']);
        let kind = if is_whole(content) || introduced { QuoteKind::Direct } else { QuoteKind::Mixed };
        Quote { content: stretch.content, cue: None, source: None, speaker: None, kind }
    };
    marked.iter().filter(|stretch| is_speech(stretch.content.slice(body))).map(quote).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns the quotes of a text, one a line: `direct [content] cue: … source: … speaker: …`.
    fn quotes_in(language: &str, body: &str) -> String {
        let mut lines = Vec::new();
        for quote in find(body, Language::from_tag(language).as_ref()) {
            let mut line = format!("{} [{}]", quote.kind.name(), quote.content.slice(body));
            for (name, span) in [("cue", quote.cue), ("source", quote.source)] {
                if let Some(span) = span {
                    line += &format!(" {name}: {}", span.slice(body));
                }
            }
            if let Some(speaker) = quote.speaker {
                line += &format!(" speaker: {speaker}");
            }
            lines.push(line);
        }
        lines.join("\n")
    }

    #[track_caller]
    fn check(body: &str, expected: &str) {
        assert_eq!(quotes_in("en", body), expected);
    }

    #[track_caller]
    fn check_in(language: &str, body: &str, expected: &str) {
        assert_eq!(quotes_in(language, body), expected);
    }

    /// Returns who speaks the last quote; empty where it is told nowhere.
    #[track_caller]
    fn check_last_speaker(body: &str, expected: &str) {
        let quotes = find(body, Language::from_tag("en").as_ref());
        assert_eq!(quotes.last().and_then(|quote| quote.speaker.as_deref()).unwrap_or(""), expected, "{body}");
    }

    #[test]
    fn finds_the_source_after_the_quote() {
        check("“Rates will fall,” said Ana Ruiz.", "direct [Rates will fall,] cue: said source: Ana Ruiz speaker: Ana Ruiz");
        check("“Rates will fall,” Ana Ruiz said.", "direct [Rates will fall,] cue: said source: Ana Ruiz speaker: Ana Ruiz");
        check("“Will rates fall?” Ana Ruiz asked.", "direct [Will rates fall?] cue: asked source: Ana Ruiz speaker: Ana Ruiz");
    }

    #[test]
    fn finds_the_source_before_the_quote() {
        check("Ana Ruiz said: “Rates will fall.”", "direct [Rates will fall.] cue: said source: Ana Ruiz speaker: Ana Ruiz");
        check("On Monday Ana Ruiz told the bank, “Go.”", "direct [Go.] cue: told source: Ana Ruiz speaker: Ana Ruiz");
        check(
            "According to Ana Ruiz, “rates will fall.”",
            "direct [rates will fall.] cue: According to source: Ana Ruiz speaker: Ana Ruiz",
        );
    }

    #[test]
    fn finds_the_source_in_the_rest_of_the_sentence() {
        check(
            "The harbour is “in a bad way” for now, according to Ana Ruiz.",
            "mixed [in a bad way] cue: according to source: Ana Ruiz speaker: Ana Ruiz",
        );
    }

    #[test]
    fn finds_the_source_in_the_sentence_before() {
        check(
            "Ana Ruiz, the mayor, said the harbour would close. “It is the end of a long road.”",
            "direct [It is the end of a long road.] cue: said source: Ana Ruiz, the mayor speaker: Ana Ruiz",
        );
    }

    #[test]
    fn both_parts_of_a_split_quote_have_the_same_source() {
        check(
            "“Rates,” said Ana Ruiz, “will fall.”",
            "direct [Rates,] cue: said source: Ana Ruiz speaker: Ana Ruiz\n\
             direct [will fall.] cue: said source: Ana Ruiz speaker: Ana Ruiz",
        );
    }

    #[test]
    fn a_quote_goes_on_after_its_attribution() {
        check_last_speaker("“Rates fell,” Ana Ruiz said. “They will fall again.”", "Ana Ruiz");
        check_last_speaker("“Rates fell,” Ana Ruiz said, adding that they may “fall again.”", "Ana Ruiz");
    }

    #[test]
    fn a_quote_of_several_paragraphs_goes_on_after_its_attribution() {
        check_last_speaker("“Rates fell.\n\n“They rose,” Ana Ruiz said. “They fell again.”", "Ana Ruiz");
    }

    #[test]
    fn a_second_reporter_after_the_attribution_changes_nothing() {
        check_last_speaker("“We see the ships come in,” Ruiz said, reported the Lund Courier.", "Ruiz");
    }

    #[test]
    fn a_description_between_name_and_cue_belongs_to_the_source() {
        check(
            "“We lost,” Jon Falk, a farmer from Lund, said.",
            "direct [We lost,] cue: said source: Jon Falk, a farmer from Lund speaker: Jon Falk",
        );
    }

    #[test]
    fn a_surname_becomes_the_full_name_of_the_article() {
        check_last_speaker("The minister Ana Ruiz spoke on Monday. “Rates will fall,” Ruiz said.", "Ana Ruiz");
    }

    #[test]
    fn titles_are_no_part_of_the_speaker() {
        check_last_speaker("Ana Ruiz came first. “Rates will fall,” said Danish Prime Minister Ruiz.", "Ana Ruiz");
        check_last_speaker("“Rates will fall,” said Sen. Ana Ruiz.", "Ana Ruiz");
    }

    #[test]
    fn a_pronoun_becomes_the_speaker_it_fits() {
        check_last_speaker("“No,” said Mary Falk. “Yes,” said John Moss. “Never,” she said.", "Mary Falk");
        check_last_speaker("Mary Falk took over. “Never,” she said.", "Mary Falk");
    }

    #[test]
    fn a_pronoun_that_nobody_fits_is_no_speaker() {
        check_last_speaker("“Never,” she said.", "");
    }

    #[test]
    fn an_office_without_a_name_is_the_speaker() {
        check_last_speaker("“Never,” said the harbour master.", "harbour master");
    }

    #[test]
    fn scare_quotes_titles_and_names_are_no_quotes() {
        check("The “free” ferry costs nine crowns.", "");
        check("She starred in the film “The Tides of Lund” at nine.", "");
        check("Police said the men carried Kovac “KV-12” rifles in the harbour.", "");
    }

    #[test]
    fn a_part_of_a_reported_sentence_is_mixed() {
        check("Ruiz said the bank was “not ready” for it.", "mixed [not ready] cue: said source: Ruiz speaker: Ruiz");
    }

    #[test]
    fn german_has_the_subject_after_the_verb() {
        check_in("de", "„Wir fahren“, sagte Anna Falk.", "direct [Wir fahren] cue: sagte source: Anna Falk speaker: Anna Falk");
        check_in(
            "de",
            "Am Montag sagte Anna Falk: „Wir fahren nicht.“",
            "direct [Wir fahren nicht.] cue: sagte source: Anna Falk speaker: Anna Falk",
        );
        check_in("de", "»Wir fahren nicht«, so Falk.", "direct [Wir fahren nicht] cue: so source: Falk speaker: Falk");
    }

    #[test]
    fn french_and_spanish_have_speakers() {
        check_in(
            "fr",
            "« Nous partons demain », a déclaré Luc Morel.",
            "direct [Nous partons demain] cue: déclaré source: Luc Morel speaker: Luc Morel",
        );
        check_in(
            "es",
            "«Nos vamos mañana», dijo Luz Mora.",
            "direct [Nos vamos mañana] cue: dijo source: Luz Mora speaker: Luz Mora",
        );
    }

    #[test]
    fn other_languages_have_quotes_without_speakers() {
        check_in("fi", "”Me lähdemme huomenna aamulla”, sanoi Aino Laine.", "mixed [Me lähdemme huomenna aamulla]");
        check_in("fi", "”Vapaa” lautta.", "");
    }

    #[test]
    fn thousands_of_open_marks_are_harmless() {
        for unit in ["“", "“a ", "\"", " \"a", "‘a ", "„a “b ", "\n\n“a", "''", "“A,” said “B,” he said. "] {
            find(&unit.repeat(3000), Language::from_tag("en").as_ref());
        }
    }

    proptest! {
        #[test]
        fn spans_lie_on_boundaries_in_order_and_apart(body in "[“”\"'‘’«»‹›„‚`.,:;!?()—aésSMr. \n-]{0,80}", language in "en|de|fr|es|fi") {
            check_spans(&body, &language)?;
        }

        #[test]
        fn spans_of_sentences_lie_on_boundaries_in_order_and_apart(
            words in prop::collection::vec("“|”|\"|said|Ruiz|,|\\.|he|and|according to|Mr\\.|who|the|sagte|«|»|‘|’|\n\n|:|dit-il", 0..40),
            language in "en|de|fr|es|fi",
        ) {
            check_spans(&words.join(" "), &language)?;
            check_spans(&words.concat(), &language)?;
        }
    }

    fn check_spans(body: &str, language: &str) -> Result<(), TestCaseError> {
        let mut end = 0;
        for quote in find(body, Language::from_tag(language).as_ref()) {
            prop_assert!(quote.content.start >= end && !quote.content.is_empty());
            end = quote.content.end;
            for span in [Some(quote.content), quote.cue, quote.source].into_iter().flatten() {
                prop_assert!(body.get(span.start..span.end).is_some());
            }
        }
        Ok(())
    }
}
