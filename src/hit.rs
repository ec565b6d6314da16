//! What is asked of an engine, and what it answers.

use crate::article::{Article, Day};
use crate::query::{Query, TextField};
use crate::span::{Span, merge};

/// A search: which articles, in which order, and which of them to give back.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// Which articles match.
    pub query: Query,
    /// How many of the query's side-by-side clauses must match.
    pub coverage: Coverage,
    /// In which order.
    pub sort: Sort,
    /// How many hits to skip.
    pub offset: usize,
    /// How many hits to give back at most.
    pub limit: usize,
}

/// How many of the clauses that stand side by side in a query must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// All of them.
    All,
    /// At least so many of those that are not excluded, required or filters.
    AtLeast(usize),
}

/// The order of hits. Equal ones are in the order of their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Latest published first; those without a date last.
    Newest,
    /// First published first; those without a date last.
    Oldest,
}

/// The answer to a [`SearchRequest`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hits {
    /// How many articles match, exactly.
    pub total: usize,
    /// The page that was asked for, in order.
    pub page: Vec<Hit>,
    /// How rare each word of the query is that can be marked, in the order in which they were typed; larger is rarer. Empty where no hit is
    /// shown.
    pub rarity: Vec<f32>,
}

/// An article in an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its place in the whole order, from 1.
    pub rank: usize,
    /// How well it fits; larger is better. Comparable within one answer only.
    pub score: f32,
    /// The article as stored.
    pub article: Article,
    /// Where it matches.
    pub matches: Matches,
}

/// A part of an article's score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScorePart {
    /// The clause of the query that adds it, in canonical form; two of them, with a space in between, for [`ScoreReason::Close`].
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
    /// It stands in the field.
    Matches {
        /// At how many places.
        n_matches: usize,
        /// How much it says that an article holds this: the rarer, the larger.
        rarity: f32,
        /// How many words the field has, as nearly as the index knows.
        length: u32,
        /// How many words it has in the mean.
        average_length: f32,
        /// How much the field counts.
        weight: f32,
    },
    /// It stands early in the body.
    Early {
        /// How many words stand before it.
        n_before: u32,
    },
    /// It stands close to what is asked next to it.
    Close {
        /// How often directly before it.
        n_adjacent: usize,
        /// How often within a few words, in either order.
        n_near: usize,
    },
}

/// How the articles that match spread over publishers, sections, languages, speakers and days.
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
    /// Who is quoted in them, whatever they are quoted with.
    pub speakers: FacetValues,
    /// How many were published on each day, as printed, in the order of days; days without one are left out.
    pub days: Vec<(Day, u64)>,
}

impl Facets {
    /// Returns how many of the articles that match have a date.
    pub fn n_dated(&self) -> u64 {
        self.days.iter().map(|(_, n_articles)| n_articles).sum()
    }
}

/// The values of one facet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FacetValues {
    /// How many different ones there are.
    pub n_values: usize,
    /// The frequent ones and how many articles have each, the most frequent first, equal ones in the order of their letters.
    pub top: Vec<(String, u64)>,
}

/// What an article is counted by.
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
    /// Who is quoted in it, each once.
    pub speakers: Vec<String>,
    /// The day of publication, as printed.
    pub day: Option<Day>,
}

/// A word of an index that is written much like another, or begins with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimilarWord {
    /// The word, folded.
    pub word: String,
    /// How many bodies hold it.
    pub n_articles: u64,
}

/// The places where an article matches.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matches {
    /// In the headline; spans into it.
    pub title: Vec<FieldMatch>,
    /// In the body, whether it was searched as body or as quotes; spans into it.
    pub body: Vec<FieldMatch>,
}

impl Matches {
    /// Returns how many places there are in all.
    pub fn len(&self) -> usize {
        self.title.len() + self.body.len()
    }

    /// Returns whether nothing of the text took part, as when only a byline or a date was asked for.
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

/// A place where words stand as asked.
///
/// Matches order by their extent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldMatch {
    /// From the first word to the last.
    pub extent: Span,
    /// What to mark: words that follow each other directly are one mark, words that took no part are in none.
    pub marks: Vec<Span>,
    /// Which words of the query took part: indices into [`Hits::rarity`], rising.
    pub terms: Vec<usize>,
}
