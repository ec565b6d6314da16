//! Search requests to an engine, and its answers.

use crate::article::{Article, Day};
use crate::choice::{Count, Facet, Sort, WordsNeeded};
use crate::query::{Query, TextField};
use crate::span::{Span, merge};

/// A search: which articles match, their order, and which of them to return.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// Which articles match.
    pub query: Query,
    /// How many of the clauses side by side must match.
    pub coverage: Coverage,
    /// The order of hits.
    pub sort: Sort,
    /// How far hits are counted. Other orders than [`Sort::Relevance`] count all.
    pub count: Count,
    /// How many hits to skip.
    pub offset: usize,
    /// Maximum number of hits returned.
    pub limit: usize,
}

/// The number of hits up to which [`Count::AtLeast`] counts.
pub const MAX_COUNTED: usize = 1_000;

/// How many of the clauses that stand side by side in a query must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// All of them.
    All,
    /// At least this many. Excluded clauses, required clauses and filters do not count.
    AtLeast(usize),
}

impl From<WordsNeeded> for Coverage {
    fn from(words: WordsNeeded) -> Coverage {
        match words {
            WordsNeeded::All => Coverage::All,
            WordsNeeded::Any => Coverage::AtLeast(1),
        }
    }
}

/// The answer to a [`SearchRequest`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hits {
    /// How many articles match.
    pub total: usize,
    /// Whether more may match, because no further ones were counted.
    pub is_at_least: bool,
    /// The requested page, in order.
    pub page: Vec<Hit>,
    /// How rare each markable word of the query is, in the order in which they were typed; larger
    /// is rarer. Empty if the page is empty.
    pub rarity: Vec<f32>,
}

/// An article in an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its place in the whole order, from 1.
    pub rank: usize,
    /// Its relevance; larger is better. Scores compare within one answer only.
    pub score: f32,
    /// The article as stored.
    pub article: Article,
    /// Where it matches.
    pub matches: Matches,
}

/// A part of an article's score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScorePart {
    /// The clause of the query that adds it, in canonical form. For [`ScoreReason::Close`] two
    /// clauses, with a space between.
    pub clause: String,
    /// The field it was found in.
    pub field: TextField,
    /// Why it counts.
    pub reason: ScoreReason,
    /// What it adds to the score.
    pub score: f32,
}

/// Why something adds to a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ScoreReason {
    /// The clause matches in the field.
    Matches {
        /// The number of places.
        n_matches: usize,
        /// How rare such articles are: the rarer, the larger.
        rarity: f32,
        /// The number of words in the field, approximately.
        length: u32,
        /// The average number of words in this field.
        average_length: f32,
        /// The weight of the field.
        weight: f32,
    },
    /// The clause matches early in the body.
    Early {
        /// The number of words before it.
        n_before: u32,
    },
    /// The clause matches close to the neighbouring clause of the query.
    Close {
        /// How often directly before it.
        n_adjacent: usize,
        /// How often within a few words, in either order.
        n_near: usize,
    },
}

/// How the matching articles are distributed over publishers, sections, languages, speakers and
/// days. A facet that was not asked for has no values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// How many articles match, exactly.
    pub total: u64,
    /// Who published them.
    pub publishers: FacetValues,
    /// The parts of the paper.
    pub sections: FacetValues,
    /// The codes of their languages.
    pub languages: FacetValues,
    /// The people quoted in them, whether or not the quote matches.
    pub speakers: FacetValues,
    /// The number of articles published on each day, as printed, in order; days without articles
    /// are left out.
    pub days: Vec<(Day, u64)>,
}

impl Facets {
    /// Returns the values of one facet.
    pub fn of(&self, facet: Facet) -> &FacetValues {
        match facet {
            Facet::Publisher => &self.publishers,
            Facet::Section => &self.sections,
            Facet::Language => &self.languages,
            Facet::Speaker => &self.speakers,
        }
    }

    /// Returns the number of matching articles that have a date.
    pub fn n_dated(&self) -> u64 {
        self.days.iter().map(|(_, n_articles)| n_articles).sum()
    }
}

/// Which values of a facet are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValuesWanted<'v> {
    /// All; this many are returned, the most frequent.
    MostFrequent(usize),
    /// These, as far as articles have them.
    These(&'v [&'v str]),
}

/// The values of one facet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FacetValues {
    /// The number of different values.
    pub n_values: usize,
    /// The most frequent values with their number of articles, most frequent first, then by
    /// letters.
    pub top: Vec<(String, u64)>,
}

/// The values by which an article is counted. Those of a facet that was not asked for are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Labels {
    /// Its [`ordinal`](crate::article::ArticleId::ordinal).
    pub ordinal: u64,
    /// Who published it.
    pub publisher: Option<String>,
    /// The part of the paper.
    pub section: Option<String>,
    /// The code of its language.
    pub language: Option<String>,
    /// The people quoted in it, each once.
    pub speakers: Vec<String>,
    /// The day of publication, as printed.
    pub day: Option<Day>,
}

/// A word of the index that is spelt much like another, or begins with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimilarWord {
    /// The word, folded.
    pub word: String,
    /// The number of bodies that hold it.
    pub n_articles: u64,
}

/// The places where an article matches.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matches {
    /// In the headline; spans into it.
    pub title: Vec<FieldMatch>,
    /// In the body, also if only its quotes were searched; spans into it.
    pub body: Vec<FieldMatch>,
}

impl Matches {
    /// Returns the number of places.
    pub fn len(&self) -> usize {
        self.title.len() + self.body.len()
    }

    /// Returns whether no text took part, for example if only a byline or a date was asked for.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the spans to mark in the title, sorted and disjoint.
    pub fn title_marks(&self) -> Vec<Span> {
        merge(self.title.iter().flat_map(|found| found.marks.iter().copied()).collect())
    }

    /// Returns the spans to mark in the body, sorted and disjoint.
    pub fn body_marks(&self) -> Vec<Span> {
        merge(self.body.iter().flat_map(|found| found.marks.iter().copied()).collect())
    }
}

/// One match in a field.
///
/// Matches order by their extent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldMatch {
    /// From the first word to the last.
    pub extent: Span,
    /// The spans to mark: words that follow each other directly share one mark, and words that took
    /// no part have none.
    pub marks: Vec<Span>,
    /// The words of the query that took part: indices into [`Hits::rarity`], ascending.
    pub terms: Vec<usize>,
}
