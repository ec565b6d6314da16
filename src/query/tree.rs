//! The tree that a query is.

use crate::article::{Day, Language, PartialDate};

/// Which articles match.
///
/// Lists hold at least one query (the parser unwraps lists of one). `Not` and `Required` stand anywhere but inside proximity, `AtLeast`
/// and `Case`, which hold what [`Query::is_span`] says; filters never mark text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// One bare word, matched by stem. It may hold several tokens (`wi-fi`, `10:30`), which then must stand next to each other.
    Word(String),
    /// A word with wildcards, matched as written: `*` stands for any letters or none, `?` for exactly one.
    Wildcard(String),
    /// A word matched as written but for slips.
    Fuzzy {
        /// The word.
        text: String,
        /// How many letters may be put in, taken out, changed, or swapped with their neighbour: 1 or 2.
        edits: u8,
    },
    /// Words in quotation marks, matched as written (case and accents aside), in this order. They may hold wildcards.
    Phrase {
        /// What stood between the marks.
        text: String,
        /// How many other words may stand between the first and the last, in all; at most [`MAX_DISTANCE`].
        slop: u32,
    },
    /// The inner words, written with these letters.
    Case(LetterCase, Box<Query>),
    /// Both sides, near each other in one field. Each word of the query stands for a word of its own.
    Near {
        /// One side; the first, where order counts.
        left: Box<Query>,
        /// The other.
        right: Box<Query>,
        /// How near.
        nearness: Nearness,
    },
    /// The left side, where the right one is not near it.
    NotNear {
        /// What must stand.
        left: Box<Query>,
        /// What must not stand near it, nor overlap it.
        right: Box<Query>,
        /// How near.
        nearness: Nearness,
    },
    /// The inner query, at so many places of an article, headline and body taken together.
    AtLeast {
        /// So many.
        n: u32,
        /// What must stand there.
        query: Box<Query>,
    },
    /// Clauses side by side: all must match, but a search may be loosened when no article holds them all.
    Words(Vec<Query>),
    /// All must match.
    And(Vec<Query>),
    /// At least one must match.
    Or(Vec<Query>),
    /// Must not match. Alone, it matches every article that the inner query does not.
    Not(Box<Query>),
    /// Needed even when the clauses beside it are loosened.
    Required(Box<Query>),
    /// The inner query, in one field only.
    Within(TextField, Box<Query>),
    /// The inner query, in the headline or the lead.
    Hlead(Box<Query>),
    /// A condition on something other than words of the text.
    Filter(Filter),
}

impl Query {
    /// Returns the query that every article matches: each has so many words.
    pub fn everything() -> Query {
        Query::Filter(Filter::Words { min: Some(0), max: None })
    }

    /// Returns whether a search may do without this clause when it loosens the clauses that stand side by side: words, phrases and groups
    /// of them, but nothing that was asked of one field.
    pub fn is_optional(&self) -> bool {
        !matches!(
            self,
            Query::Not(_) | Query::Required(_) | Query::Within(..) | Query::Hlead(_) | Query::AtLeast { .. } | Query::Filter(_)
        )
    }

    /// Returns whether this says where words stand in one field, so that it can be one side of a proximity operator or stand in
    /// `atleast3(…)` and `caps(…)`: words, phrases, proximity, and alternatives of them.
    pub fn is_span(&self) -> bool {
        match self {
            Query::Word(_) | Query::Wildcard(_) | Query::Fuzzy { .. } | Query::Phrase { .. } => true,
            Query::Case(_, inner) => inner.is_span(),
            Query::Near { left, right, .. } | Query::NotNear { left, right, .. } => left.is_span() && right.is_span(),
            Query::Or(list) => list.iter().all(Query::is_span),
            Query::AtLeast { .. }
            | Query::Words(_)
            | Query::And(_)
            | Query::Not(_)
            | Query::Required(_)
            | Query::Within(..)
            | Query::Hlead(_)
            | Query::Filter(_) => false,
        }
    }
}

/// How near two things must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nearness {
    /// How far apart they may be.
    pub reach: Reach,
    /// Whether the left one must stand before the right one.
    pub is_ordered: bool,
}

/// How far apart things may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// At most so many words on, from the last word of the one to the first of the other: 1 is next to each other. At least 1, at most
    /// [`MAX_DISTANCE`].
    Words(u32),
    /// In the same sentence.
    Sentence,
    /// In the same paragraph.
    Paragraph,
    /// In the same quote, its speaker included. Not typed: it is how [`TextField::Said`] and [`TextField::Speaker`] beside each other are
    /// matched.
    Quote,
}

impl Reach {
    /// Returns whether it is a stretch of the text, and no number of words.
    pub fn is_break(self) -> bool {
        !matches!(self, Reach::Words(_))
    }
}

/// The largest distance between words that can be asked for.
pub const MAX_DISTANCE: u32 = 1_000;

/// The largest number of times that can be asked for.
pub const MAX_TIMES: u32 = 1_000;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterCase {
    /// With a capital somewhere: `caps(apple)` finds Apple, APPLE and eApple.
    Caps,
    /// In capitals throughout: `allcaps(us)` finds US and U.S.
    AllCaps,
    /// Without a capital: `nocaps(us)` finds us.
    NoCaps,
}

impl LetterCase {
    /// All, in the order in which they are shown.
    pub const ALL: [LetterCase; 3] = [LetterCase::Caps, LetterCase::AllCaps, LetterCase::NoCaps];

    /// The name typed before the parenthesis.
    pub fn name(self) -> &'static str {
        match self {
            LetterCase::Caps => "caps",
            LetterCase::AllCaps => "allcaps",
            LetterCase::NoCaps => "nocaps",
        }
    }
}

/// A field of an article that holds words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextField {
    /// The headline.
    Title,
    /// The text.
    Body,
    /// The beginning of the text.
    Lead,
    /// What is quoted in the body.
    Quotes,
    /// What is quoted in the body, all of it in one quote.
    Said,
    /// Who spoke a quote: the name that it resolves to, and how the text names the speaker there.
    Speaker,
    /// The authors.
    Byline,
    /// Who published it.
    Publisher,
    /// The part of the paper.
    Section,
}

impl TextField {
    /// All text fields, in the order in which they are shown.
    pub const ALL: [TextField; 9] = [
        TextField::Title,
        TextField::Body,
        TextField::Lead,
        TextField::Quotes,
        TextField::Said,
        TextField::Speaker,
        TextField::Byline,
        TextField::Publisher,
        TextField::Section,
    ];

    /// The name typed before the colon.
    pub fn name(self) -> &'static str {
        match self {
            TextField::Title => "title",
            TextField::Body => "body",
            TextField::Lead => "lead",
            TextField::Quotes => "quotes",
            TextField::Said => "said",
            TextField::Speaker => "by",
            TextField::Byline => "byline",
            TextField::Publisher => "publisher",
            TextField::Section => "section",
        }
    }
}

/// A condition on something other than words of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// Written in this language.
    Language(Language),
    /// The canonical URL, exactly.
    Url(String),
    /// The path of the file or of a folder above it, as shown in hits.
    Path(String),
    /// The publisher's whole name, as written.
    Publisher(String),
    /// The section's whole name, as written.
    Section(String),
    /// Published on a day from the first to the last, both included; articles without a date do not match. At least one end is given.
    Published {
        /// From this day (its first, for a month or a year).
        from: Option<PartialDate>,
        /// To this day (its last, for a month or a year).
        to: Option<PartialDate>,
    },
    /// The body's length in words (tokens), both ends included. At least one end is given.
    Words {
        /// At least so many.
        min: Option<u64>,
        /// At most so many.
        max: Option<u64>,
    },
    /// Of several articles with one canonical URL, these. A query without this filter finds the latest version alone.
    Version(Version),
}

/// Which of several articles with one canonical URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// The last one.
    Latest,
    /// The first one.
    First,
    /// Each of them.
    All,
}

impl Version {
    /// Each of them.
    pub const EVERY: [Version; 3] = [Version::Latest, Version::First, Version::All];

    /// Returns its name in queries: `latest`.
    pub fn name(self) -> &'static str {
        match self {
            Version::Latest => "latest",
            Version::First => "first",
            Version::All => "all",
        }
    }
}

/// What a relative date such as `since:7d` counts from: the reader's calendar day.
pub type Today = Day;
