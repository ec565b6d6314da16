//! A quote as the models see it: what it is like and what stands around it, each as one of a few answers.
//!
//! The weights are fitted to the numbers of these answers, so their order is part of `weights.txt`.

use super::candidate::{Candidate, Form};
use super::lexicon::Class;
use super::phrase::Phrase;
use super::words::{Row, WordKind};

/// A quote as the models see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// Its place in the row.
    pub(super) at: usize,
    pub(super) end: End,
    pub(super) start: Start,
    pub(super) length: Length,
    /// What stands before and after it.
    pub(super) before: Site,
    pub(super) after: Site,
    pub(super) in_paragraph: InParagraph,
}

/// How a quote ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With a comma.
    Comma,
    /// With a full stop or an ellipsis.
    FullStop,
    /// With `?` or `!`.
    QuestionOrExclamation,
    /// Without punctuation, but a comma follows the mark.
    CommaBehind,
    /// Otherwise.
    Open,
}

impl End {
    pub(super) const N: usize = End::Open as usize + 1;

    /// Returns whether punctuation inside the marks ends it, as it ends a statement.
    pub(super) fn is_punctuated(self) -> bool {
        matches!(self, End::Comma | End::FullStop | End::QuestionOrExclamation)
    }

    /// Returns whether a comma ends it, on either side of the mark.
    pub(super) fn has_comma(self) -> bool {
        matches!(self, End::Comma | End::CommaBehind)
    }

    /// Returns whether it ends as a sentence does.
    pub(super) fn is_of_sentence(self) -> bool {
        matches!(self, End::FullStop | End::QuestionOrExclamation)
    }
}

/// How a quote begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    SmallLetter,
    Capital,
    Other,
}

impl Start {
    pub(super) const N: usize = Start::Other as usize + 1;
}

/// How many words a quote or a phrase has, in steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    UpToOne,
    Two,
    Three,
    Four,
    UpToSeven,
    UpToFourteen,
    Longer,
}

impl Length {
    pub(super) const N: usize = Length::Longer as usize + 1;

    /// Number of coarse steps.
    pub(super) const N_COARSE: usize = Length::Longer as usize / 3 + 1;

    pub(super) fn of(n_words: usize) -> Length {
        match n_words {
            0..=1 => Length::UpToOne,
            2 => Length::Two,
            3 => Length::Three,
            4 => Length::Four,
            5..=7 => Length::UpToSeven,
            8..=14 => Length::UpToFourteen,
            _ => Length::Longer,
        }
    }

    /// Returns the step of a coarser scale: up to three words, up to fourteen, more.
    pub(super) fn coarse(self) -> usize {
        self as usize / 3
    }
}

/// Where in its paragraph a quote stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InParagraph {
    Inside,
    Last,
    First,
    Alone,
}

impl InParagraph {
    pub(super) const N: usize = InParagraph::Alone as usize + 1;

    fn of(is_first: bool, is_last: bool) -> InParagraph {
        match (is_first, is_last) {
            (false, false) => InParagraph::Inside,
            (false, true) => InParagraph::Last,
            (true, false) => InParagraph::First,
            (true, true) => InParagraph::Alone,
        }
    }

    pub(super) fn is_first(self) -> bool {
        matches!(self, InParagraph::First | InParagraph::Alone)
    }
}

/// What kind of word or sign stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Site {
    /// The end of a paragraph, or of the text.
    ParagraphEnd,
    SentenceEnd,
    Comma,
    Colon,
    Dash,
    OtherSign,
    Quoted,
    Naming,
    Cue,
    Weak,
    Participle,
    Auxiliary,
    Determiner,
    Preposition,
    Boundary,
    Pronoun,
    Adverb,
    Title,
    Possessive,
    Capital,
    /// A word in `-ed` or `-ing`.
    VerbForm,
    SmallLetter,
    /// A word that is a boundary and a determiner: `that`.
    BoundaryOrDeterminer,
}

impl Site {
    pub(super) const N: usize = Site::BoundaryOrDeterminer as usize + 1;

    pub(super) fn of(row: &Row<'_>, at: usize) -> Site {
        const BY_CLASS: [(Class, Site); 12] = [
            (Class::Naming, Site::Naming),
            (Class::Cue, Site::Cue),
            (Class::Weak, Site::Weak),
            (Class::Participle, Site::Participle),
            (Class::Auxiliary, Site::Auxiliary),
            (Class::Determiner, Site::Determiner),
            (Class::Preposition, Site::Preposition),
            (Class::Boundary, Site::Boundary),
            (Class::Relative, Site::Boundary),
            (Class::Pronoun, Site::Pronoun),
            (Class::Adverb, Site::Adverb),
            (Class::Title, Site::Title),
        ];
        match row.kind(at) {
            WordKind::ParagraphEnd => Site::ParagraphEnd,
            WordKind::Punctuation('.' | '!' | '?') => Site::SentenceEnd,
            WordKind::Punctuation(',') => Site::Comma,
            WordKind::Punctuation(':') => Site::Colon,
            WordKind::Punctuation('–' | '—' | '-') => Site::Dash,
            WordKind::Punctuation(_) => Site::OtherSign,
            WordKind::Quoted(_) => Site::Quoted,
            WordKind::Capital | WordKind::Small if row.is(at, Class::Boundary) && row.is(at, Class::Determiner) => {
                Site::BoundaryOrDeterminer
            }
            WordKind::Capital | WordKind::Small if row.is_possessive(at) => Site::Possessive,
            kind @ (WordKind::Capital | WordKind::Small) => {
                let by_class = BY_CLASS.iter().find(|(class, _)| row.is(at, *class));
                match (by_class, kind) {
                    (Some((_, site)), _) => *site,
                    (None, WordKind::Capital) => Site::Capital,
                    (None, _) if row.has_ending(at, "ed") || row.has_ending(at, "ing") => Site::VerbForm,
                    (None, _) => Site::SmallLetter,
                }
            }
        }
    }

    /// Returns what stands before a place; before the first one nothing does, as at the end of a paragraph.
    pub(super) fn before(row: &Row<'_>, at: usize) -> Site {
        at.checked_sub(1).map_or(Site::ParagraphEnd, |before| Site::of(row, before))
    }
}

/// How many words lie between two places, in steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Distance {
    None,
    One,
    Two,
    UpToFour,
    UpToEight,
    UpToFifteen,
    UpToThirty,
    Farther,
}

impl Distance {
    pub(super) const N: usize = Distance::Farther as usize + 1;

    pub(super) fn of(n_words: usize) -> Distance {
        match n_words {
            0 => Distance::None,
            1 => Distance::One,
            2 => Distance::Two,
            3..=4 => Distance::UpToFour,
            5..=8 => Distance::UpToEight,
            9..=15 => Distance::UpToFifteen,
            16..=30 => Distance::UpToThirty,
            _ => Distance::Farther,
        }
    }
}

/// The side of a quote on which a candidate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    RightBehind,
    FartherBehind,
}

impl Side {
    pub(super) const N: usize = Side::FartherBehind as usize + 1;
}

/// The form of a candidate, and the side of the quote on which it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) form: Form,
    pub(super) side: Side,
}

impl Place {
    pub(super) const N: usize = Form::N * Side::N;

    /// Returns the place of a candidate of the quote at `at`.
    pub(super) fn of(at: usize, candidate: &Candidate) -> Place {
        let anchor = candidate.cue.unwrap_or(candidate.source);
        let side = match anchor.first < at {
            true => Side::Before,
            false if anchor.first.min(candidate.source.first) > at + 3 => Side::FartherBehind,
            false => Side::RightBehind,
        };
        Place { form: candidate.form, side }
    }

    pub(super) fn number(self) -> usize {
        self.form as usize * Side::N + self.side as usize
    }
}

/// What kind of word a candidate reports with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CueKind {
    None,
    According,
    Say,
    Cue,
    Weak,
    Participle,
    Inverted,
    Other,
    SayParticiple,
}

impl CueKind {
    pub(super) const N: usize = CueKind::SayParticiple as usize + 1;

    pub(super) fn of(row: &Row<'_>, candidate: &Candidate) -> CueKind {
        let Some(cue) = candidate.cue.map(|cue| cue.first) else { return CueKind::None };
        match () {
            () if candidate.form == Form::According || row.is(cue, Class::According) => CueKind::According,
            () if row.is(cue, Class::Say) && row.is(cue, Class::Participle) => CueKind::SayParticiple,
            () if row.is(cue, Class::Say) => CueKind::Say,
            () if row.is(cue, Class::Cue) => CueKind::Cue,
            () if row.is(cue, Class::Weak) => CueKind::Weak,
            () if row.is(cue, Class::Participle) => CueKind::Participle,
            () if row.is(cue, Class::Inverted) => CueKind::Inverted,
            () => CueKind::Other,
        }
    }
}

/// What kind of phrase names a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SourceKind {
    Relative,
    HeOrShe,
    They,
    It,
    OtherPronoun,
    /// `the spokesman`.
    Noun,
    /// `the mayor`, where the lexicon knows the title.
    Title,
    NounWithoutDeterminer,
    /// `the Ruiz family`.
    NameAfterDeterminer,
    /// `spokeswoman Ana Ruiz`.
    NameAfterSmallLetter,
    OneName,
    SeveralNames,
}

impl SourceKind {
    pub(super) const N: usize = SourceKind::SeveralNames as usize + 1;

    pub(super) fn of(row: &Row<'_>, source: Phrase) -> SourceKind {
        let first = source.first;
        if row.is(first, Class::Pronoun) && source.first == source.last {
            return match () {
                () if row.is(first, Class::Relative) => SourceKind::Relative,
                () if row.is_any(first, &[Class::He, Class::She]) => SourceKind::HeOrShe,
                () if row.is(first, Class::They) => SourceKind::They,
                () if row.is(first, Class::It) => SourceKind::It,
                () => SourceKind::OtherPronoun,
            };
        }
        let is_name =
            |at: usize| row.kind(at) == WordKind::Capital && !row.is_any(at, &[Class::Title, Class::Determiner, Class::Day]);
        let n_names = (source.first..=source.last).filter(|at| is_name(*at)).count();
        let has_title = (source.first..=source.last).any(|at| row.is(at, Class::Title));
        let has_determiner = row.is(first, Class::Determiner);
        match (n_names, has_determiner) {
            (0, true) if has_title => SourceKind::Title,
            (0, true) => SourceKind::Noun,
            (0, false) => SourceKind::NounWithoutDeterminer,
            (_, true) => SourceKind::NameAfterDeterminer,
            (_, false) if row.kind(first) == WordKind::Small => SourceKind::NameAfterSmallLetter,
            (1, false) => SourceKind::OneName,
            (_, false) => SourceKind::SeveralNames,
        }
    }
}

/// A quote of as many words is in the last step of lengths; further ones are not counted.
const MANY_WORDS: usize = 15;

impl Setting {
    pub(super) fn new(row: &Row<'_>, at: usize) -> Setting {
        let content = match row.kind(at) {
            WordKind::Quoted(marked_idx) => row.content(marked_idx),
            _ => "",
        };
        let end = match content.chars().next_back() {
            Some(',') => End::Comma,
            Some('.' | '…') => End::FullStop,
            Some('?' | '!') => End::QuestionOrExclamation,
            _ if row.is_comma(at + 1) => End::CommaBehind,
            _ => End::Open,
        };
        let start = match content.chars().next() {
            Some(c) if c.is_lowercase() => Start::SmallLetter,
            Some(c) if c.is_uppercase() => Start::Capital,
            _ => Start::Other,
        };
        let is_first = at == 0 || row.kind(at - 1) == WordKind::ParagraphEnd;
        let is_last = row.kind(at + 1) == WordKind::ParagraphEnd;
        Setting {
            at,
            end,
            start,
            length: Length::of(content.split_whitespace().take(MANY_WORDS).count()),
            before: Site::before(row, at),
            after: Site::of(row, at + 1),
            in_paragraph: InParagraph::of(is_first, is_last),
        }
    }
}
