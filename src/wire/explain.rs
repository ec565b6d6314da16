//! How a query was understood, where scores come from, and why nothing matches.

use std::io::{self, Write};

use serde::Serialize;

use super::note::{Note, notes};
use super::{Kind, Line, write_line};
use crate::hit;
use crate::query::QueryProblem;
use crate::search::{self, ClauseCount};

/// How a query was understood: how many articles each clause finds, and the scores of the hits.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Explanation<'a> {
    understood: &'a str,
    clauses: Vec<Clause<'a>>,
    readings: Vec<Reading<'a>>,
    written: Vec<WordWritten<'a>>,
    scores: Vec<Score<'a>>,
}

/// A word of the query that is joined, parted, or spelt in several ways, and what it is looked up as.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Reading<'a> {
    typed: &'a str,
    read_as: &'a [String],
}

/// A word of the query, and how the shown articles write it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct WordWritten<'a> {
    word: &'a str,
    written: Vec<Written<'a>>,
}

/// A way to write a word, and how often it stands in marks.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Written<'a> {
    text: &'a str,
    times: usize,
}

impl Kind for Explanation<'_> {
    const KIND: &'static str = "explanation";
}

pub(crate) type ExplanationLine<'a> = Line<Explanation<'a>>;

/// A clause, its depth in the query, and how many articles match it alone.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Clause<'a> {
    depth: usize,
    clause: &'a str,
    articles: usize,
}

impl Clause<'_> {
    fn of(counted: &ClauseCount) -> Clause<'_> {
        Clause { depth: counted.depth, clause: &counted.clause, articles: counted.n_articles }
    }
}

impl WordWritten<'_> {
    fn of(word: &search::WordWritten) -> WordWritten<'_> {
        let written = word.written.iter().map(|(text, times)| Written { text, times: *times });
        WordWritten { word: &word.word, written: written.collect() }
    }
}

/// The score of a hit, and its parts.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Score<'a> {
    rank: usize,
    id: &'a str,
    score: f32,
    parts: Vec<ScorePart<'a>>,
}

/// What a clause adds to a score in one field, and why.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct ScorePart<'a> {
    clause: &'a str,
    field: &'static str,
    #[serde(flatten)]
    reason: ScoreReason,
    score: f32,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
#[serde(tag = "reason", rename_all = "lowercase")]
pub(crate) enum ScoreReason {
    Matches { matches: usize, rarity: f32, length: u32, average_length: f32, weight: f32 },
    Early { words_before: u32 },
    Close { adjacent: usize, near: usize },
}

impl ScorePart<'_> {
    fn of(part: &hit::ScorePart) -> ScorePart<'_> {
        let reason = match part.reason {
            hit::ScoreReason::Matches { n_matches, rarity, length, average_length, weight } => {
                ScoreReason::Matches { matches: n_matches, rarity, length, average_length, weight }
            }
            hit::ScoreReason::Early { n_before } => ScoreReason::Early { words_before: n_before },
            hit::ScoreReason::Close { n_adjacent, n_near } => ScoreReason::Close { adjacent: n_adjacent, near: n_near },
        };
        ScorePart { clause: &part.clause, field: part.field.name(), reason, score: part.score }
    }
}

impl Explanation<'_> {
    fn of(explanation: &search::Explanation) -> Explanation<'_> {
        let scores = explanation.scores.iter().map(|account| Score {
            rank: account.rank,
            id: account.id.as_str(),
            score: account.score,
            parts: account.parts.iter().map(ScorePart::of).collect(),
        });
        Explanation {
            understood: &explanation.understood,
            clauses: explanation.clauses.iter().map(Clause::of).collect(),
            readings: explanation.readings.iter().map(|of| Reading { typed: &of.typed, read_as: &of.read_as }).collect(),
            written: explanation.written.iter().map(WordWritten::of).collect(),
            scores: scores.collect(),
        }
    }
}

/// Why nothing matches, and what would.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Diagnosis<'a> {
    in_the_way: Vec<Clause<'a>>,
    unknown_words: Vec<UnknownWord<'a>>,
    looser: Option<LooserQuery>,
    /// Whether trying all looser queries would have taken too long.
    cut_off: bool,
}

impl Kind for Diagnosis<'_> {
    const KIND: &'static str = "diagnosis";
}

pub(crate) type DiagnosisLine<'a> = Line<Diagnosis<'a>>;

/// A word that no article holds, and words of the index with a similar spelling.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct UnknownWord<'a> {
    word: &'a str,
    similar: Vec<SimilarWord<'a>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct SimilarWord<'a> {
    word: &'a str,
    articles: u64,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct LooserQuery {
    query: String,
    articles: usize,
}

impl Diagnosis<'_> {
    fn of(diagnosis: &search::Diagnosis) -> Diagnosis<'_> {
        let unknown_words = diagnosis.unknown_words.iter().map(|(word, similar)| UnknownWord {
            word,
            similar: similar.iter().map(|similar| SimilarWord { word: &similar.word, articles: similar.n_articles }).collect(),
        });
        let looser = diagnosis.looser.as_ref();
        Diagnosis {
            in_the_way: diagnosis.in_the_way.iter().map(Clause::of).collect(),
            unknown_words: unknown_words.collect(),
            looser: looser.map(|(query, articles)| LooserQuery { query: query.to_string(), articles: *articles }),
            cut_off: diagnosis.is_cut_off,
        }
    }
}

/// An explanation as one object, with a diagnosis if nothing matches.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct ExplanationPage<'a> {
    explanation: ExplanationLine<'a>,
    diagnosis: Option<DiagnosisLine<'a>>,
    notes: Vec<Note<'a>>,
}

impl Kind for ExplanationPage<'_> {
    const KIND: &'static str = "page";
}

pub(crate) type ExplanationPageLine<'a> = Line<ExplanationPage<'a>>;

/// Writes an explanation, as one object.
pub fn write_explanation(out: &mut dyn Write, explanation: &search::Explanation) -> io::Result<()> {
    write_line(out, Explanation::of(explanation))
}

/// Writes why nothing matches, and what would, as one object.
pub fn write_diagnosis(out: &mut dyn Write, diagnosis: &search::Diagnosis) -> io::Result<()> {
    write_line(out, Diagnosis::of(diagnosis))
}

/// Writes the object of [`write_explanation`], and that of [`write_diagnosis`] if there is a diagnosis, as one object with the notes about the
/// query. Places in `query_text` are code points.
pub fn write_page(
    out: &mut dyn Write,
    explanation: &search::Explanation,
    diagnosis: Option<&search::Diagnosis>,
    query_text: &str,
    problems: &[QueryProblem],
) -> io::Result<()> {
    let page = ExplanationPage {
        explanation: Line::new(Explanation::of(explanation)),
        diagnosis: diagnosis.map(|diagnosis| Line::new(Diagnosis::of(diagnosis))),
        notes: notes(query_text, problems),
    };
    write_line(out, page)
}
