//! The tree that a query is.

use crate::article::{Day, Language, PartialDate};

/// Which articles match.
///
/// Lists hold at least one query (the parser unwraps lists of one). `Not` and `Required` stand
/// anywhere except inside proximity, `AtLeast` and `Case`. Those hold what [`Query::is_span`]
/// describes. Filters never mark text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// One bare word, matched by stem. It may hold several tokens (`wi-fi`, `10:30`), which then
    /// must stand next to each other.
    Word(String),
    /// A word with wildcards, matched as written: `*` stands for any letters or none, `?` for exactly one.
    Wildcard(String),
    /// A word matched as written, with some slips allowed.
    Fuzzy {
        /// The word.
        text: String,
        /// Maximum number of letters inserted, removed, changed, or swapped with their neighbour: 1
        /// or 2.
        edits: u8,
    },
    /// Words in quotation marks, matched as written (case and accents aside), in this order. They may hold wildcards.
    Phrase {
        /// What stood between the marks.
        text: String,
        /// Maximum number of other words between the first and the last, in all; at most
        /// [`MAX_DISTANCE`].
        slop: u32,
    },
    /// The inner words, written in this letter case.
    Case(LetterCase, Box<Query>),
    /// Both sides, near each other in one field. Each word of the query stands for a word of its own.
    Near {
        /// One side; the first one, if order counts.
        left: Box<Query>,
        /// The other.
        right: Box<Query>,
        /// How near.
        nearness: Nearness,
    },
    /// The left side, if the right side is not near it.
    NotNear {
        /// What must match.
        left: Box<Query>,
        /// What must neither be near it nor overlap it.
        right: Box<Query>,
        /// How near.
        nearness: Nearness,
    },
    /// The inner query, at this many places or more of an article, headline and body counted
    /// together.
    AtLeast {
        /// The minimum number of places.
        n: u32,
        /// What must stand at each place.
        query: Box<Query>,
    },
    /// Clauses side by side: all must match, but a search may be loosened if no article holds them
    /// all.
    Words(Vec<Query>),
    /// All must match.
    And(Vec<Query>),
    /// At least one must match.
    Or(Vec<Query>),
    /// Must not match. Alone, it matches every article that the inner query does not.
    Not(Box<Query>),
    /// Needed even if the clauses beside it are loosened.
    Required(Box<Query>),
    /// The inner query, in one field only.
    Within(TextField, Box<Query>),
    /// The inner query, in the headline or the lead.
    Hlead(Box<Query>),
    /// A condition on something other than words of the text.
    Filter(Filter),
}

impl Query {
    /// Returns the query that every article matches: each has zero words or more.
    pub fn everything() -> Query {
        Query::Filter(Filter::Words { min: Some(0), max: None })
    }

    /// Returns whether a loosened search may drop this clause. That holds for words, phrases and
    /// groups of them that stand side by side, but not for anything asked of one field.
    pub fn is_optional(&self) -> bool {
        !matches!(
            self,
            Query::Not(_) | Query::Required(_) | Query::Within(..) | Query::Hlead(_) | Query::AtLeast { .. } | Query::Filter(_)
        )
    }

    /// Returns whether this describes where words stand in one field. Only such a query can be a
    /// side of a proximity operator, or stand in `atleast3(…)` and `caps(…)`: words, phrases,
    /// proximity, and alternatives of them.
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
    /// At most this many words apart, counted from the last word of the one to the first of the
    /// other; 1 is next to each other. At least 1, at most [`MAX_DISTANCE`].
    Words(u32),
    /// In the same sentence.
    Sentence,
    /// In the same paragraph.
    Paragraph,
    /// In the same quote, its speaker included. It cannot be typed: it is how [`TextField::Said`]
    /// and [`TextField::Speaker`] side by side are matched.
    Quote,
}

impl Reach {
    /// Returns whether the reach is a stretch of the text and not a number of words.
    pub fn is_break(self) -> bool {
        !matches!(self, Reach::Words(_))
    }
}

/// Maximum distance between words in a query.
pub const MAX_DISTANCE: u32 = 1_000;

/// Maximum count in `atleast`.
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
    /// What is quoted in the body; all of it must stand in one quote.
    Said,
    /// Who spoke a quote: the name of the speaker, and how the text names the speaker there.
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
    /// Not to be published before a day from the first to the last, both included; articles without a
    /// stated embargo do not match. At least one end is given.
    Embargo {
        /// From this day (its first, for a month or a year).
        from: Option<PartialDate>,
        /// To this day (its last, for a month or a year).
        to: Option<PartialDate>,
    },
    /// The body's length in words (tokens), both ends included. At least one end is given.
    Words {
        /// The minimum length.
        min: Option<u64>,
        /// The maximum length.
        max: Option<u64>,
    },
    /// Of several articles with one canonical URL, the chosen version. A query without this filter
    /// finds the latest version alone.
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

/// The day that relative dates such as `since:7d` count from: the reader's calendar day.
pub type Today = Day;
