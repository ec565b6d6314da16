//! How words of one field must stand to each other, as a query says it.

use crate::analysis::{OtherSpelling, Stemmer, spellings};
use crate::query::{LetterCase, Nearness};

/// Words of one field, and how they stand to each other. Each takes a different word of the text:
/// one word cannot be both sides of a proximity, nor two words of a phrase.
#[derive(Debug, Clone, PartialEq)]
pub enum SpanPattern {
    /// One word.
    Term(TermPattern),
    /// Words in this order, with at most `slop` others between the first and the last. At least
    /// two.
    Phrase {
        /// The words.
        terms: Vec<TermPattern>,
        /// The maximum number of other words in between, in all.
        slop: u32,
    },
    /// One of these. At least two.
    Or(Vec<SpanPattern>),
    /// Both, near each other.
    Near {
        /// One side; the first one, if order counts.
        left: Box<SpanPattern>,
        /// The other.
        right: Box<SpanPattern>,
        /// How near.
        nearness: Nearness,
    },
    /// The left side, if the right side is neither near it nor overlaps it.
    NotNear {
        /// What must match.
        left: Box<SpanPattern>,
        /// What must not match nearby.
        right: Box<SpanPattern>,
        /// How near.
        nearness: Nearness,
    },
}

impl SpanPattern {
    /// Returns the words, in the order in which they were typed, including those that must not be
    /// near.
    pub fn terms(&self) -> Vec<&TermPattern> {
        match self {
            SpanPattern::Term(term) => vec![term],
            SpanPattern::Phrase { terms, .. } => terms.iter().collect(),
            SpanPattern::Or(parts) => parts.iter().flat_map(SpanPattern::terms).collect(),
            SpanPattern::Near { left, right, .. } | SpanPattern::NotNear { left, right, .. } => {
                [left.terms(), right.terms()].concat()
            }
        }
    }

    /// Returns the number of words.
    pub fn n_terms(&self) -> usize {
        match self {
            SpanPattern::Term(_) => 1,
            SpanPattern::Phrase { terms, .. } => terms.len(),
            SpanPattern::Or(spans) => spans.iter().map(SpanPattern::n_terms).sum(),
            SpanPattern::Near { left, right, .. } | SpanPattern::NotNear { left, right, .. } => left.n_terms() + right.n_terms(),
        }
    }

    /// Returns whether it depends on sentences, paragraphs or quotes.
    pub fn has_breaks(&self) -> bool {
        match self {
            SpanPattern::Term(_) | SpanPattern::Phrase { .. } => false,
            SpanPattern::Or(spans) => spans.iter().any(SpanPattern::has_breaks),
            SpanPattern::Near { left, right, nearness } | SpanPattern::NotNear { left, right, nearness } => {
                nearness.reach.is_break() || left.has_breaks() || right.has_breaks()
            }
        }
    }
}

/// A word to look up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TermPattern {
    /// The folded word; with `*` and `?` if the form is [`Form::Wildcard`].
    pub exact: String,
    /// How an article's words are compared with it.
    pub form: Form,
    /// The word with the accents that were typed, in small letters; `None` if there are none. A word of an article that is equal
    /// without accents must have the same, in languages in which they count.
    pub accents: Option<String>,
    /// Which places count of words that an article writes with a hyphen.
    pub compounds: Compounds,
    /// The required letter case of an article's word, if any.
    pub case: Option<LetterCase>,
    /// Where it is looked for.
    pub role: Role,
}

impl TermPattern {
    /// Returns whether a folded word of an article, which has this stem, is a spelling or form of it. Wildcards and slips stand for none.
    pub fn stands_for(&self, exact: &str, stem: &str, stemmer: &Stemmer) -> bool {
        match self.form {
            Form::Exact => self.exact == exact,
            Form::Name if stemmer.is_name(&self.exact) => self.exact == exact,
            Form::Stem | Form::Name => stemmer.stems_of(&self.exact).iter().any(|known| known == stem),
            Form::Spelling => {
                let is_it = |other: &OtherSpelling| other.exact == exact && other.is_of(stemmer.code());
                self.exact == exact || spellings(&self.exact, self.accents.as_deref()).iter().any(is_it)
            }
            Form::Wildcard | Form::Fuzzy(_) => false,
        }
    }
}

/// Which places count of a word that an article writes as two with a hyphen, as `take-over` for `takeover`. Each of its parts has a
/// position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Compounds {
    /// None: only the word written as one.
    None,
    /// Besides the word as one, the last part of it: what follows stands behind that.
    Last,
    /// Besides the word as one, the first part of it: what precedes stands before that.
    First,
    /// Besides the word as one, each part of it.
    Either,
    /// The first part alone.
    FirstAlone,
    /// The last part alone.
    LastAlone,
}

impl Compounds {
    /// Returns whether the first part counts.
    pub fn has_first(self) -> bool {
        matches!(self, Compounds::First | Compounds::Either | Compounds::FirstAlone)
    }

    /// Returns whether the last part counts.
    pub fn has_last(self) -> bool {
        matches!(self, Compounds::Last | Compounds::Either | Compounds::LastAlone)
    }

    /// Returns whether the word written as one counts.
    pub fn has_whole(self) -> bool {
        !matches!(self, Compounds::FirstAlone | Compounds::LastAlone)
    }
}

/// Whether a word is looked for in a text or in the names of speakers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// In the words of the field.
    Text,
    /// In the names of speakers; only in [`TextField::Said`](crate::query::TextField::Said).
    Speaker,
}

/// How words are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// As written; case and accents do not count.
    Exact,
    /// As written, in any spelling of this form of the word: `harbor` finds harbour, and no harbors.
    Spelling,
    /// By stem, in the article's language.
    Stem,
    /// As [`Form::Stem`], but as written in the languages in which the word is a name if it is typed with a capital: `Apple` finds no
    /// apples.
    Name,
    /// As written; `*` stands for any letters or none, `?` for exactly one.
    Wildcard,
    /// As written, except for this many letters inserted, removed, changed, or swapped with their
    /// neighbour.
    Fuzzy(u8),
}
