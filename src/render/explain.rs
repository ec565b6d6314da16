//! How a query was understood and how scores came about, for a terminal and as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::FORMAT_VERSION;
use super::json::{self, Note, write_line};
use super::terminal::{clean, count};
use crate::hit::{ScorePart, ScoreReason};
use crate::query::QueryProblem;
use crate::search::{ClauseCount, Diagnosis, Explanation};

/// Writes an explanation: what each clause finds, the whole query first, then what adds to the score of each hit.
pub fn write_explanation(out: &mut dyn Write, explanation: &Explanation) -> io::Result<()> {
    let widest = explanation.clauses.iter().map(|clause| clause.n_articles).max().unwrap_or(0).to_string().len();
    for ClauseCount { depth, clause, n_articles } in &explanation.clauses {
        writeln!(out, "{n_articles:>widest$}  {}{}", "  ".repeat(*depth), clean(clause))?;
    }
    for account in &explanation.scores {
        writeln!(out, "\n{}. {} scores {:.3}", account.rank, account.id, account.score)?;
        for part in &account.parts {
            writeln!(out, "  {:>7.3}  {}", part.score, clean(&part_in_words(part)))?;
        }
    }
    writeln!(out)
}

fn part_in_words(part: &ScorePart) -> String {
    let ScorePart { clause, field, reason, .. } = part;
    let field = field.name();
    match reason {
        ScoreReason::Matches { n_matches, rarity, length, average_length, weight } => {
            let length = count(u64::from(*length), "word");
            let weight = if *weight == 1.0 { String::new() } else { format!(", counted {weight} times") };
            let times = times(*n_matches);
            format!("`{clause}` {times} in {field} of {length} (mean {average_length:.0}), rarity {rarity:.2}{weight}")
        }
        ScoreReason::Early { n_before } => format!("`{clause}` early in {field}, behind {}", count(u64::from(*n_before), "word")),
        ScoreReason::Close { n_adjacent, n_near } => {
            format!("`{clause}` side by side {} in {field}, near each other {}", times(*n_adjacent), times(*n_near))
        }
    }
}

fn times(n: usize) -> String {
    if n == 1 { "once".to_owned() } else { format!("{n} times") }
}

/// Writes why nothing matches, and what would.
pub fn write_diagnosis(out: &mut dyn Write, diagnosis: &Diagnosis) -> io::Result<()> {
    for clause in &diagnosis.in_the_way {
        writeln!(out, "without `{}`: {}", clean(&clause.clause), count(clause.n_articles as u64, "article"))?;
    }
    for (word, similar) in &diagnosis.unknown_words {
        let similar: Vec<String> = similar.iter().map(|similar| format!("{} ({})", similar.word, similar.n_articles)).collect();
        let near = if similar.is_empty() { "nor one written much like it".to_owned() } else { similar.join(", ") };
        let joint = if similar.is_empty() { ", " } else { "; written much like it: " };
        writeln!(out, "no article holds `{}`{joint}{}", clean(word), clean(&near))?;
    }
    if let Some((query, n_articles)) = &diagnosis.looser {
        writeln!(out, "looser: `{}` finds {}", clean(&query.to_string()), count(*n_articles as u64, "article"))?;
    }
    Ok(())
}

/// Writes an explanation as one JSON object.
pub fn write_explanation_json(out: &mut dyn Write, explanation: &Explanation) -> io::Result<()> {
    write_line(out, &explanation_object(explanation))
}

/// Writes why nothing matches, and what would, as one JSON object.
pub fn write_diagnosis_json(out: &mut dyn Write, diagnosis: &Diagnosis) -> io::Result<()> {
    write_line(out, &diagnosis_object(diagnosis))
}

/// Writes the objects of [`write_explanation_json`] and, where there is a diagnosis, of [`write_diagnosis_json`] as one object, with what there
/// is to note about the query. Places in `query_text` are code points.
pub fn write_page(
    out: &mut dyn Write,
    explanation: &Explanation,
    diagnosis: Option<&Diagnosis>,
    query_text: &str,
    notes: &[QueryProblem],
) -> io::Result<()> {
    let page = ExplanationPage {
        format_version: FORMAT_VERSION,
        kind: "page",
        explanation: explanation_object(explanation),
        diagnosis: diagnosis.map(diagnosis_object),
        notes: json::notes(query_text, notes),
    };
    write_line(out, &page)
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct ExplanationPage<'a> {
    format_version: u32,
    kind: &'static str,
    explanation: ExplanationObject<'a>,
    diagnosis: Option<DiagnosisObject<'a>>,
    notes: Vec<Note<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Explanation))]
struct ExplanationObject<'a> {
    format_version: u32,
    kind: &'static str,
    understood: &'a str,
    clauses: Vec<Clause<'a>>,
    scores: Vec<Score<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
struct Clause<'a> {
    depth: usize,
    clause: &'a str,
    articles: usize,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
struct Score<'a> {
    rank: usize,
    id: &'a str,
    score: f32,
    parts: Vec<Part<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = ScorePart))]
struct Part<'a> {
    clause: &'a str,
    field: &'static str,
    #[serde(flatten)]
    reason: Reason,
    score: f32,
}

#[derive(Serialize)]
#[serde(tag = "reason", rename_all = "lowercase")]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = ScoreReason))]
enum Reason {
    Matches { matches: usize, rarity: f32, length: u32, average_length: f32, weight: f32 },
    Early { words_before: u32 },
    Close { adjacent: usize, near: usize },
}

fn explanation_object(explanation: &Explanation) -> ExplanationObject<'_> {
    let scores = explanation.scores.iter().map(|account| Score {
        rank: account.rank,
        id: account.id.as_str(),
        score: account.score,
        parts: account.parts.iter().map(part).collect(),
    });
    ExplanationObject {
        format_version: FORMAT_VERSION,
        kind: "explanation",
        understood: &explanation.understood,
        clauses: explanation.clauses.iter().map(Clause::of).collect(),
        scores: scores.collect(),
    }
}

fn part(part: &ScorePart) -> Part<'_> {
    let reason = match part.reason {
        ScoreReason::Matches { n_matches, rarity, length, average_length, weight } => {
            Reason::Matches { matches: n_matches, rarity, length, average_length, weight }
        }
        ScoreReason::Early { n_before } => Reason::Early { words_before: n_before },
        ScoreReason::Close { n_adjacent, n_near } => Reason::Close { adjacent: n_adjacent, near: n_near },
    };
    Part { clause: &part.clause, field: part.field.name(), reason, score: part.score }
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Diagnosis))]
struct DiagnosisObject<'a> {
    format_version: u32,
    kind: &'static str,
    in_the_way: Vec<Clause<'a>>,
    unknown_words: Vec<Unknown<'a>>,
    looser: Option<Looser>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = UnknownWord))]
struct Unknown<'a> {
    word: &'a str,
    similar: Vec<Similar<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = SimilarWord))]
struct Similar<'a> {
    word: &'a str,
    articles: u64,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = LooserQuery))]
struct Looser {
    query: String,
    articles: usize,
}

fn diagnosis_object(diagnosis: &Diagnosis) -> DiagnosisObject<'_> {
    let unknown_words = diagnosis.unknown_words.iter().map(|(word, similar)| Unknown {
        word,
        similar: similar.iter().map(|similar| Similar { word: &similar.word, articles: similar.n_articles }).collect(),
    });
    DiagnosisObject {
        format_version: FORMAT_VERSION,
        kind: "diagnosis",
        in_the_way: diagnosis.in_the_way.iter().map(Clause::of).collect(),
        unknown_words: unknown_words.collect(),
        looser: diagnosis.looser.as_ref().map(|(query, articles)| Looser { query: query.to_string(), articles: *articles }),
    }
}

impl<'a> Clause<'a> {
    fn of(counted: &'a ClauseCount) -> Clause<'a> {
        Clause { depth: counted.depth, clause: &counted.clause, articles: counted.n_articles }
    }
}
