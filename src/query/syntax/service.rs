//! What a table of a service's rules holds.

use crate::query::{Nearness, Reach, TextField};

/// The rules by which a service reads queries.
pub(super) struct Service {
    /// The name for messages.
    pub(super) name: &'static str,
    /// Which operators are worked out first: the strongest first, equal ones together and from left to right.
    pub(super) levels: &'static [&'static [Kind]],
    /// Whether of operators with a number the smallest is worked out first, whichever level it has.
    pub(super) is_smallest_first: bool,
    /// Kinds of operators that the service's help does not order, or that its sources order differently.
    pub(super) doubts: &'static [Doubt],
    /// What a space between words means.
    pub(super) space: Space,
    /// Whether `[` and `]` are parentheses.
    pub(super) has_brackets: bool,
    /// Operators without a number, in lower case.
    pub(super) operators: &'static [(&'static str, Operator)],
    /// Operators with a number.
    pub(super) numbered: &'static [Numbered],
    /// Whether the number counts the words in between, and not the steps from word to word.
    pub(super) counts_between: bool,
    /// A note for the first proximity with a number, because nothing here is the same.
    pub(super) distance_note: Option<&'static str>,
    /// The signs that stand for letters.
    pub(super) wildcards: &'static [Wildcard],
    /// Which forms a plain word finds.
    pub(super) forms: Forms,
    /// Words of a phrase in whose place any word may stand.
    pub(super) skipped: &'static [&'static str],
    /// How a field is typed.
    pub(super) field_form: FieldForm,
    /// The names of fields, in lower case.
    pub(super) fields: &'static [(&'static str, Target)],
    /// The functions, typed with a parenthesis behind them.
    pub(super) functions: &'static [(&'static str, Function)],
    /// How a date of three numbers is read.
    pub(super) day_order: DayOrder,
    /// Signs with meanings of their own.
    pub(super) signs: Signs,
}

/// A kind of operator, as far as the order of working out goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Or,
    And,
    AndNot,
    /// Words apart, in this order.
    Ordered,
    /// Words apart, in either order.
    Near,
    OrderedSentence,
    Sentence,
    OrderedParagraph,
    Paragraph,
    Segment,
}

/// An operator between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    AndNot,
    /// The word `not`, which is `AndNot` between operands and part of a proximity before one.
    Not,
    /// The word `but`, which stands before `not`.
    But,
    Near {
        is_not: bool,
        nearness: Nearness,
    },
    /// In the same field.
    Segment,
    /// What follows is optional.
    Optional,
}

impl Operator {
    /// Returns the kind, for the order; `None` if it is no operator of two sides.
    pub(super) fn kind(self) -> Option<Kind> {
        match self {
            Operator::Or => Some(Kind::Or),
            Operator::And | Operator::Optional => Some(Kind::And),
            Operator::AndNot => Some(Kind::AndNot),
            Operator::Segment => Some(Kind::Segment),
            Operator::Near { nearness: Nearness { reach, is_ordered }, .. } => Some(match (reach, is_ordered) {
                (Reach::Sentence, true) => Kind::OrderedSentence,
                (Reach::Sentence, false) => Kind::Sentence,
                (Reach::Paragraph | Reach::Quote, true) => Kind::OrderedParagraph,
                (Reach::Paragraph | Reach::Quote, false) => Kind::Paragraph,
                (Reach::Words(_), true) => Kind::Ordered,
                (Reach::Words(_), false) => Kind::Near,
            }),
            Operator::Not | Operator::But => None,
        }
    }

    /// Returns whether it joins articles and not places in them.
    pub(super) fn is_boolean(self) -> bool {
        !matches!(self, Operator::Near { .. } | Operator::Segment)
    }
}

/// An operator with a number: what stands before and behind the number, and the number if none is typed.
pub(super) struct Numbered {
    pub(super) before: &'static str,
    pub(super) behind: &'static str,
    pub(super) is_ordered: bool,
    pub(super) is_not: bool,
    pub(super) default: Option<u32>,
}

/// Two kinds of operators in one list whose order is not certain.
pub(super) struct Doubt {
    pub(super) kinds: [Kind; 2],
    /// Whether the query is refused.
    pub(super) is_refused: bool,
    pub(super) message: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    Or,
    And,
    /// Next to each other, in this order.
    Phrase,
    /// At most five words between, in either order.
    Five,
}

/// A sign that stands for letters: what it means inside a word and at its end.
pub(super) struct Wildcard {
    pub(super) sign: char,
    pub(super) inside: Letters,
    pub(super) at_end: Letters,
    /// A note for each use of it.
    pub(super) note: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    /// Any number, or none.
    Any,
    /// Exactly one.
    One,
    /// One or none.
    Optional,
    /// As many as a number behind the sign says, or fewer; without a number this many.
    UpTo(u8),
    /// None: the sign is no wildcard there and is left out.
    None,
    /// The sign must not stand there.
    Refused,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Forms {
    /// As written.
    AsWritten,
    /// Some forms of it; the text says which.
    Some(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldForm {
    /// `ti(flood)`.
    Parenthesis,
    /// `hd=flood`.
    Equals,
    /// `TI flood`.
    Prefix,
    /// `title contains flood`.
    Contains,
}

/// What the name of a field means here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Text(TextField),
    Hlead,
    /// All text.
    Everywhere,
    Language,
    Date,
    Length,
    /// Articles here have no such field. The text says what it holds.
    Missing(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Case(crate::query::LetterCase),
    /// With a number behind the name.
    AtLeast,
    Singular,
    Plural,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayOrder {
    MonthFirst,
    /// It depends on a setting of the user.
    Unknown,
}

/// Which signs have a meaning of their own.
pub(super) struct Signs {
    /// `#word` is the word as written.
    pub(super) hash_as_written: bool,
    /// `%` alone is exactly one word.
    pub(super) percent_one_word: bool,
    /// `*` alone is exactly one word.
    pub(super) star_one_word: bool,
    /// `/F50/` is among the first words.
    pub(super) has_first_words: bool,
    /// `atleast5` stands before a word and not before a parenthesis.
    pub(super) at_least_is_prefix: bool,
    /// `ba%nana`, `apply~`, `#smith`, `fast&`, `12~~24`, `apple:5`, `xfirstword`.
    pub(super) is_dtsearch: bool,
}

impl Signs {
    pub(super) const NONE: Signs = Signs {
        hash_as_written: false,
        percent_one_word: false,
        star_one_word: false,
        has_first_words: false,
        at_least_is_prefix: false,
        is_dtsearch: false,
    };
}

pub(super) const fn near(reach: Reach) -> Operator {
    Operator::Near { is_not: false, nearness: Nearness { reach, is_ordered: false } }
}

pub(super) const fn before(reach: Reach) -> Operator {
    Operator::Near { is_not: false, nearness: Nearness { reach, is_ordered: true } }
}

impl Service {
    /// Returns how late an operator is worked out: 0 is first.
    pub(super) fn level(&self, operator: Operator) -> usize {
        let Some(kind) = operator.kind() else { return self.levels.len() };
        self.levels.iter().position(|kinds| kinds.contains(&kind)).unwrap_or(self.levels.len())
    }

    /// Returns the operator that a token means, in any case; `None` if it is a word. An operator's number that is too large to read is larger than
    /// any valid one.
    pub(super) fn operator(&self, token: &str) -> Option<Operator> {
        if token.len() > 32 {
            return None;
        }
        let token = token.to_lowercase();
        if let Some((_, operator)) = self.operators.iter().find(|(name, _)| *name == token) {
            return Some(*operator);
        }
        self.numbered.iter().find_map(|form| {
            let number = token.strip_prefix(form.before)?.strip_suffix(form.behind)?;
            let n = match (number, form.default) {
                ("", Some(default)) => default,
                (number, _) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => {
                    number.parse().unwrap_or(u32::MAX)
                }
                _ => return None,
            };
            let steps = if self.counts_between { n.saturating_add(1) } else { n };
            let nearness = Nearness { reach: Reach::Words(steps), is_ordered: form.is_ordered };
            Some(Operator::Near { is_not: form.is_not, nearness })
        })
    }

    pub(super) fn field(&self, name: &str) -> Option<Target> {
        let name = name.to_lowercase();
        self.fields.iter().find(|(known, _)| *known == name).map(|(_, target)| *target)
    }

    pub(super) fn is_skipped(&self, word: &str) -> bool {
        self.skipped.iter().any(|skipped| skipped.eq_ignore_ascii_case(word))
    }
}
