//! Linear models: the evidence for a decision, and the fitted weights.
//!
//! A [`Feature`] is a question with a few answers, numbered from 0. [`Evidence`] lists the answers
//! for one candidate or one quote; its score is the sum of their weights. Weights are a text file,
//! `weights.txt`, written by `scripts/fit-quotes`. It has a line for each question: its name, and a
//! weight for each answer, for all languages. A line with a name and a language's code holds what
//! that language adds.

use std::sync::OnceLock;

use smallvec::SmallVec;

use super::candidate::Form;
use super::setting::{CueKind, Distance, End, Length, Place, Side, Site, SourceKind};

macro_rules! features {
    ($($(#[$doc:meta])* $feature:ident: $n_answers:expr,)*) => {
        /// A question about a candidate or a quote.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Feature { $($(#[$doc])* $feature,)* }

        /// The names of the questions, and their numbers of answers.
        pub(super) const FEATURES: &[(&str, usize)] = &[$((stringify!($feature), $n_answers),)*];
    };
}

/// How many answers the parts of a question have.
const N_FORMS: usize = Form::N;
const N_ENDS: usize = End::N;
const N_SITES: usize = Site::N;
const N_DISTANCES: usize = Distance::N;
const N_SIDES: usize = Side::N;
const N_CUES: usize = CueKind::N;
const N_SOURCES: usize = SourceKind::N;
const N_LENGTHS: usize = Length::N;
const N_PLACES: usize = Place::N;
/// Words with a small letter: none, one, two, more.
pub(super) const N_SMALL: usize = 4;

features! {
    // About a candidate.
    PlaceEnd: N_PLACES * N_ENDS * 2,
    PlaceDistance: N_PLACES * N_DISTANCES,
    PlaceCrossed: N_PLACES * 3 * 3 * 2,
    CuePlace: N_CUES * N_PLACES,
    CueDistance: N_CUES * N_DISTANCES * 2,
    SourcePlace: N_SOURCES * N_PLACES,
    SourceCue: N_SOURCES * N_CUES,
    SourceDistance: N_SOURCES * N_DISTANCES * 2,
    BeforePlace: N_SITES * N_PLACES,
    AfterPlace: N_SITES * N_PLACES,
    VerbsBetween: 4 * N_PLACES,
    BoundariesBetween: 4 * N_PLACES,
    NounCue: 2 * N_CUES,
    Gap: N_DISTANCES * N_FORMS,
    BeforeSource: N_SITES * N_FORMS,
    AfterSource: N_SITES * N_FORMS,
    BeforeCue: N_SITES * N_FORMS,
    AfterCue: N_SITES * N_FORMS,
    SameAsPrevious: 2 * N_PLACES,
    Alone: 4 * N_PLACES,
    LengthPlace: N_LENGTHS * N_PLACES,
    SourceLength: N_LENGTHS * N_FORMS,
    Rank: 6 * N_SIDES,
    StartPlace: 3 * N_PLACES,
    SourceOpens: 2 * N_SOURCES * N_FORMS,
    GapVerbs: 4 * N_CUES * 2,
    // About having no candidate.
    NoneEnd: N_ENDS * 3,
    NoneBefore: N_SITES,
    NoneAfter: N_SITES,
    NoneLength: N_LENGTHS,
    NonePrevious: 2 * 3,
    // About whether a quote is speech.
    LengthEnd: N_LENGTHS * N_ENDS * 3,
    LengthTitle: N_LENGTHS * 2 * 2,
    LengthChosen: N_LENGTHS * (N_PLACES + 1),
    LengthMargin: N_LENGTHS * 8,
    LengthBefore: N_LENGTHS * N_SITES,
    LengthAfter: N_LENGTHS * N_SITES,
    LengthTwoBefore: 3 * N_SITES,
    BeforeEnd: N_SITES * N_ENDS * 3,
    AfterEnd: N_SITES * N_ENDS,
    LengthCue: 3 * N_CUES * N_DISTANCES,
    LengthWords: N_LENGTHS * 8,
    LengthAlone: N_LENGTHS * 4,
    LengthNaming: N_LENGTHS * 2,
    LengthPrevious: N_LENGTHS * 4,
    LengthStyle: N_LENGTHS * 2 * 2,
    End: N_ENDS * 3,
    Before: N_SITES,
    After: N_SITES,
    Chosen: N_PLACES + 1,
    Margin: 8,
    Cue: N_CUES,
    Words: 8,
    LengthSmall: N_LENGTHS * N_SMALL,
    SmallEnd: N_SMALL * N_ENDS * 3,
    BeforeSmall: N_SITES * N_SMALL,
    AfterSmall: N_SITES * N_SMALL,
    MarginSmall: 8 * N_SMALL,
    FewJoined: 3 * 4,
    FewRepeated: 3 * 2,
}

/// The answers that apply.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence(SmallVec<[u16; 32]>);

/// Where the answers of each question begin.
const OFFSETS: [usize; FEATURES.len() + 1] = {
    let mut offsets = [0; FEATURES.len() + 1];
    let mut idx = 0;
    while idx < FEATURES.len() {
        offsets[idx + 1] = offsets[idx] + FEATURES[idx].1;
        idx += 1;
    }
    offsets
};

impl Evidence {
    /// Adds the answer to a question made of parts, each given with its number of answers.
    pub(super) fn add(&mut self, feature: Feature, parts: &[(usize, usize)]) {
        let answer = parts.iter().fold(0, |answer, (part, n_answers)| answer * n_answers + (*part).min(n_answers - 1));
        let (first, end) = (OFFSETS[feature as usize], OFFSETS[feature as usize + 1]);
        debug_assert!(first + answer < end, "{feature:?} has no answer {answer}");
        self.0.push((first + answer).min(end - 1) as u16);
    }

    /// Returns the numbers of the answers, counted through all questions.
    pub(super) fn answers(&self) -> &[u16] {
        &self.0
    }
}

/// The weights of one language. Their sums are scores: above 0 a quote is speech, and the candidate
/// with the highest score is chosen.
#[derive(Debug)]
pub struct Weights(Vec<f32>);

impl Weights {
    /// Returns the weights for a language code: those for all languages plus what this language
    /// adds.
    pub(super) fn of(language_code: &str) -> &'static Weights {
        static SHARED: OnceLock<Weights> = OnceLock::new();
        static ENGLISH: OnceLock<Weights> = OnceLock::new();
        static GERMAN: OnceLock<Weights> = OnceLock::new();
        let file = include_str!("weights.txt");
        match language_code {
            "en" => ENGLISH.get_or_init(|| Weights::parse(file, "en")),
            "de" => GERMAN.get_or_init(|| Weights::parse(file, "de")),
            _ => SHARED.get_or_init(|| Weights::parse(file, "")),
        }
    }

    /// Returns the sum of the weights of all answers that apply.
    pub(super) fn score(&self, evidence: &Evidence) -> f32 {
        evidence.0.iter().map(|answer| self.0.get(usize::from(*answer)).copied().unwrap_or(0.0)).sum()
    }

    /// Reads a file of weights for a language. Lines that name no question are skipped; a test
    /// holds that there are none.
    pub fn parse(text: &str, language_code: &str) -> Weights {
        let mut weights = vec![0.0; OFFSETS[FEATURES.len()]];
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((head, values)) = line.split_once(':') else { continue };
            let (name, code) = head.split_once(' ').unwrap_or((head, ""));
            let Some(feature) = FEATURES.iter().position(|(known, _)| *known == name) else { continue };
            if !code.is_empty() && code != language_code {
                continue;
            }
            let answers = &mut weights[OFFSETS[feature]..OFFSETS[feature + 1]];
            for (weight, value) in answers.iter_mut().zip(values.split_whitespace()) {
                *weight += value.parse::<f32>().unwrap_or(0.0);
            }
        }
        Weights(weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_weights_names_a_question_and_has_no_more_weights_than_answers() {
        for line in include_str!("weights.txt").lines().filter(|line| !line.starts_with('#')) {
            let (head, values) = line.split_once(':').unwrap();
            let name = head.split(' ').next().unwrap();
            let (_, n_answers) = FEATURES.iter().find(|(known, _)| *known == name).unwrap();
            let values: Vec<f32> = values.split_whitespace().map(|value| value.parse().unwrap()).collect();
            assert!((1..=*n_answers).contains(&values.len()), "{head}");
        }
    }

    #[test]
    fn a_languages_own_weights_are_added() {
        let text = "NoneAfter: 1 2\nNoneAfter de: 0 0.5\n";
        let mut evidence = Evidence::default();
        evidence.add(Feature::NoneAfter, &[(1, N_SITES)]);
        assert_eq!(Weights::parse(text, "en").score(&evidence), 2.0);
        assert_eq!(Weights::parse(text, "de").score(&evidence), 2.5);
    }
}
