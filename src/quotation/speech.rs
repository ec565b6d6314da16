//! Whether marked words are speech: scare quotes, titles and names in marks are not.
//!
//! Weights decide, from the length and form of the marked words, from what stands around them, and
//! from their attribution, which says most.

use super::attribution::Attribution;
use super::candidate::Candidate;
use super::lexicon::Class;
use super::marks::Marked;
use super::phrase::Phrase;
use super::setting::{CueKind, Distance, End, InParagraph, Length, Place, Setting, Site, Start};
use super::weights::{Evidence, Feature, N_SMALL};
use super::words::Row;

/// Maximum number of words in a stretch that is not speech by default. Short ones are a scare
/// quote, a title or a name unless something speaks for speech; longer ones are speech.
pub(super) const MAX_FEW_WORDS: usize = 3;

/// Returns whether marks certainly hold a name: a title after a word that names things (`the film
/// “The Tides of Lund”`), or a designation (`“AK-74” rifles`). Neither is ever speech, and both are
/// too rare in political news to fit a weight.
pub(super) fn is_name(row: &Row<'_>, setting: &Setting, marked: &Marked) -> bool {
    let content = marked.content.slice(row.body);
    let is_named = setting
        .at
        .checked_sub(1)
        .is_some_and(|before| row.is(before, Class::Naming) && !row.is_any(before, &[Class::Cue, Class::Weak]));
    let is_designation = content.contains(|c: char| c.is_ascii_digit())
        && content.starts_with(char::is_uppercase)
        && !content.contains(char::is_whitespace);
    !setting.end.is_punctuated() && (is_named && has_title_case(content) || is_designation)
}

/// Returns whether a single word in marks has its reporting words only further on: `a warning that
/// “extremists” had plans, she said`.
pub(super) fn is_lone_word(setting: &Setting, attribution: &Attribution) -> bool {
    let is_behind =
        |candidate: Candidate| candidate.cue.is_some_and(|cue| cue.first > setting.at) && !candidate.is_adjacent(setting.at);
    setting.length == Length::UpToOne && !setting.end.is_punctuated() && attribution.candidate.is_some_and(is_behind)
}

/// Returns whether marked words are certainly speech: a comma and a sure reporting word with its
/// source follow, as in `“Yes”, said Ruiz`. Holds also in languages without fitted weights.
pub(super) fn is_reported(row: &Row<'_>, setting: &Setting, attribution: &Attribution) -> bool {
    setting.end.has_comma()
        && attribution.candidate.is_some_and(|candidate| {
            let is_sure = |cue: Phrase| cue.first > setting.at && row.is_any(cue.first, &[Class::Say, Class::Inverted]);
            candidate.is_adjacent(setting.at) && candidate.cue.is_some_and(is_sure)
        })
}

/// Returns whether marked words are an independent statement: a long one that begins its paragraph
/// with a capital and ends like a sentence. Its speaker may be named far above it, as in a release
/// that is one statement.
pub(super) fn is_statement(setting: &Setting) -> bool {
    setting.length == Length::Longer
        && setting.end.is_of_sentence()
        && setting.start == Start::Capital
        && setting.in_paragraph.is_first()
}

/// Returns the evidence for and against speech.
pub(super) fn evidence(
    row: &Row<'_>,
    setting: &Setting,
    marked: &Marked,
    attribution: &Attribution,
    previous_is_speech: Option<(usize, bool)>,
) -> Evidence {
    let content = marked.content.slice(row.body);
    let at = setting.at;
    let length = (setting.length as usize, Length::N);
    let few = (setting.length.coarse(), Length::N_COARSE);
    let end = (setting.end as usize, End::N);
    let start = (setting.start as usize, Start::N);
    let before = (setting.before as usize, Site::N);
    let after = (setting.after as usize, Site::N);
    let margin = match attribution.margin {
        m if m < -4.0 => 0,
        m if m < -2.0 => 1,
        m if m < 0.0 => 2,
        m if m < 1.0 => 3,
        m if m < 2.0 => 4,
        m if m < 4.0 => 5,
        m if m < 7.0 => 6,
        _ => 7,
    };
    let (cue, distance) = attribution.candidate.map_or((CueKind::None, 99), |candidate| {
        let anchor = candidate.cue.unwrap_or(candidate.source);
        let n_words = if anchor.first < at { at - anchor.last.min(at) } else { anchor.first - at };
        (CueKind::of(row, &candidate), n_words)
    });
    let cue = (cue as usize, CueKind::N);
    let has_title_case = has_title_case(content);
    let mut holds = [false; 3];
    for word in content.split_whitespace().take(MAX_CONTENT_WORDS) {
        let classes = row.lexicon.classes_of(word.trim_matches(|c: char| !c.is_alphanumeric()));
        holds[0] |= classes.has(Class::Pronoun);
        holds[1] |= classes.has(Class::Auxiliary);
        holds[2] |= classes.has_any(&[Class::Preposition, Class::Determiner, Class::Boundary]);
    }
    let words = holds.iter().fold(0, |bits, holds| bits * 2 + usize::from(*holds));
    let names = at.checked_sub(1).is_some_and(|before| row.is(before, Class::Naming));
    let is_headline = row.paragraph(at) == 0 && row.words.last().is_some_and(|last| last.paragraph > 0);
    let is_other_style = marked.is_single(row.body) != row.is_single_style;
    let previous = previous_is_speech.map_or(0, |(previous_at, is_speech)| {
        let is_near = row.paragraph(previous_at) == row.paragraph(at);
        if !is_near { 1 } else { 2 + usize::from(is_speech) }
    });
    let mut evidence = Evidence::default();
    evidence.add(Feature::LengthEnd, &[length, end, start]);
    let ends_statement = usize::from(setting.end.is_punctuated());
    evidence.add(Feature::LengthTitle, &[length, (usize::from(has_title_case), 2), (ends_statement, 2)]);
    let chosen = (attribution.place.map_or(Place::N, Place::number), Place::N + 1);
    evidence.add(Feature::LengthChosen, &[length, chosen]);
    evidence.add(Feature::LengthMargin, &[length, (margin, 8)]);
    evidence.add(Feature::LengthBefore, &[length, before]);
    evidence.add(Feature::LengthAfter, &[length, after]);
    let two_before = (at.checked_sub(1).map_or(Site::ParagraphEnd, |before| Site::before(row, before)) as usize, Site::N);
    evidence.add(Feature::LengthTwoBefore, &[few, two_before]);
    evidence.add(Feature::BeforeEnd, &[before, end, start]);
    evidence.add(Feature::AfterEnd, &[after, end]);
    evidence.add(Feature::LengthCue, &[few, cue, (Distance::of(distance) as usize, Distance::N)]);
    evidence.add(Feature::LengthWords, &[length, (words, 8)]);
    evidence.add(Feature::LengthAlone, &[length, (setting.in_paragraph as usize, InParagraph::N)]);
    evidence.add(Feature::LengthNaming, &[length, (usize::from(names), 2)]);
    evidence.add(Feature::LengthPrevious, &[length, (previous, 4)]);
    evidence.add(Feature::LengthStyle, &[length, (usize::from(is_other_style), 2), (usize::from(is_headline), 2)]);
    // Each part also counts alone; weights for pairs alone would have to learn it again for every
    // length.
    let small = (n_small(content), N_SMALL);
    evidence.add(Feature::End, &[end, start]);
    evidence.add(Feature::Before, &[before]);
    evidence.add(Feature::After, &[after]);
    evidence.add(Feature::Chosen, &[chosen]);
    evidence.add(Feature::Margin, &[(margin, 8)]);
    evidence.add(Feature::Cue, &[cue]);
    evidence.add(Feature::Words, &[(words, 8)]);
    evidence.add(Feature::LengthSmall, &[length, small]);
    evidence.add(Feature::SmallEnd, &[small, end, start]);
    evidence.add(Feature::BeforeSmall, &[before, small]);
    evidence.add(Feature::AfterSmall, &[after, small]);
    evidence.add(Feature::MarginSmall, &[(margin, 8), small]);
    evidence.add(Feature::FewJoined, &[few, (joined(marked, row.body), 4)]);
    evidence.add(Feature::FewRepeated, &[few, (usize::from(row.is_repeated(content)), 2)]);
    evidence
}

/// Returns how many of a content's words begin with a small letter: none, one, two, more. Names and titles have few.
fn n_small(content: &str) -> usize {
    content
        .split_whitespace()
        .take(MAX_CONTENT_WORDS)
        .filter(|word| word.starts_with(char::is_lowercase))
        .count()
        .min(N_SMALL - 1)
}

/// Returns on which sides a hyphen or a letter joins the marks to a word, in 2 bits: `„Lund“-Kampagne`, `Anti-„Lund“`.
fn joined(marked: &Marked, body: &str) -> usize {
    let joins = |c: char| c == '-' || c.is_alphanumeric();
    let before = body.get(..marked.outer.start).is_some_and(|before| before.ends_with(joins));
    let after = body.get(marked.outer.end..).is_some_and(|after| after.starts_with(joins));
    usize::from(before) * 2 + usize::from(after)
}

/// Maximum number of words of a content that are examined.
const MAX_CONTENT_WORDS: usize = 8;

/// Returns whether all longer words of a content begin with a capital: `The Tides of Lund`.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quotation::marks::{marked, paragraphs};

    #[test]
    fn hyphens_and_letters_join_marks_to_words() {
        let sides = |body: &str| joined(&marked(body, &paragraphs(body))[0], body);
        assert_eq!(sides("Die „Lund“-Kampagne"), 1);
        assert_eq!(sides("Die Anti-„Lund“ Kampagne"), 2);
        assert_eq!(sides("Die „Lund“ – Kampagne"), 0);
    }

    #[test]
    fn names_have_no_words_with_a_small_letter() {
        assert_eq!(n_small("Tides"), 0);
        assert_eq!(n_small("The Tides of Lund"), 1);
        assert_eq!(n_small("not ready for any of it"), N_SMALL - 1);
    }
}
