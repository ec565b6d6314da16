//! Verifying a quotation: its words are looked for in quotes and in the text around them, first
//! exactly, then nearly.

use super::quotes::{oldest_first, without_text};
use super::speaker_name::SpeakerName;
use crate::analysis::tokens;
use crate::article::{Article, Locator};
use crate::choice::{Count, Sort};
use crate::engine::Snapshot;
use crate::error::Result;
use crate::hit::{Coverage, SearchRequest};
use crate::query::{Filter, Query, TextField, Version};
use crate::quote::Quote;
use crate::span::{CodePoints, Span};

/// Maximum number of words in a quotation. Comparing takes time proportional to them for each
/// compared word.
pub const MAX_VERIFIED_WORDS: usize = 500;

/// The quotation to verify.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyConfig {
    /// The words.
    pub words: String,
    /// The claimed speaker.
    pub by: Option<String>,
    /// Maximum number of findings to return.
    pub limit: usize,
}

/// How well a finding supports the quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// These words, in quotation marks, by the claimed speaker.
    Exact,
    /// These words, in quotation marks; who said them was not found.
    UnknownSpeaker,
    /// These words, in quotation marks, by another speaker.
    OtherSpeaker,
    /// These words, outside of quotes.
    InText,
    /// Nearly these words, in quotation marks.
    Near,
}

impl Verdict {
    /// Returns the verdict's name in output: `other-speaker`.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Exact => "exact",
            Verdict::UnknownSpeaker => "unknown-speaker",
            Verdict::OtherSpeaker => "other-speaker",
            Verdict::InText => "in-text",
            Verdict::Near => "near",
        }
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Verification {
    /// The findings, the best verdict first, then the earliest article.
    pub findings: Vec<Occurrence>,
    /// Total number of findings.
    pub total: usize,
}

impl Verification {
    /// Returns the best verdict; `None` if nothing was found.
    pub fn verdict(&self) -> Option<Verdict> {
        self.findings.first().map(|finding| finding.verdict)
    }
}

/// A place with the words.
#[derive(Debug, Clone, PartialEq)]
pub struct Occurrence {
    /// How well it supports the quotation.
    pub verdict: Verdict,
    /// The text there, and how it differs.
    pub differences: Vec<WordDifference>,
    /// Its place in the body, in code points.
    pub place: [usize; 2],
    /// On which page, or at which time, it begins; `None` if the source has neither.
    pub locator: Option<Locator>,
    /// The speaker, if it is in a quote and the speaker is known.
    pub speaker: Option<String>,
    /// The article, without its text and its quotes.
    pub article: Article,
}

/// A part of the comparison of the found and the asked words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordDifference {
    /// In both, as written in the article.
    Same(String),
    /// In the article only.
    Added(String),
    /// In the quotation only.
    Missing(String),
}

/// Maximum share of changed words in a near match.
const MAX_CHANGED: f64 = 1.0 / 3.0;

/// Maximum number of compared articles.
const MAX_ARTICLES: usize = 1000;

/// Verifies a quotation. Case, accents and the kind of marks do not count.
pub fn verify(snapshot: &dyn Snapshot, config: &VerifyConfig) -> Result<Verification> {
    let asked = words_of(&config.words, 0);
    let mut findings = Vec::new();
    if asked.is_empty() {
        return Ok(Verification::default());
    }
    let by = config.by.as_deref().map(asked_name);
    // A printed quotation counts even if a later version lacks it.
    let in_all_versions = |query| Query::And(vec![query, Query::Filter(Filter::Version(Version::All))]);
    let ask = |query, coverage, sort| {
        let request = SearchRequest { query, coverage, sort, count: Count::Exact, offset: 0, limit: MAX_ARTICLES };
        snapshot.search(&request)
    };
    let text = asked.iter().map(|word| word.exact.as_str()).collect::<Vec<_>>().join(" ");
    let exact = Query::Within(TextField::Body, Box::new(Query::Phrase { text, slop: 0 }));
    for hit in ask(in_all_versions(exact), Coverage::All, Sort::Oldest)?.page {
        for found in &hit.matches.body {
            findings.push(exact_finding(&hit.article, found.extent, by.as_deref()));
        }
    }
    let one_word = |word: &Word| Query::Phrase { text: word.exact.clone(), slop: 0 };
    let n_needed = ((asked.len() as f64) * (1.0 - MAX_CHANGED)).ceil().max(1.0) as usize;
    let mut some_words: Vec<Query> = asked.iter().map(one_word).collect();
    some_words.push(Query::Filter(Filter::Version(Version::All)));
    for hit in ask(Query::Words(some_words), Coverage::AtLeast(n_needed), Sort::Relevance)?.page {
        snapshot.deadline().check()?;
        for quotes in joined(&hit.article.quotes) {
            let found = near_finding(&hit.article, quotes, &asked, by.as_deref());
            let is_new = |finding: &Occurrence| {
                !findings.iter().any(|known| known.article.id == finding.article.id && overlap(known.place, finding.place))
            };
            findings.extend(found.filter(is_new));
        }
    }
    findings.sort_by(|a, b| {
        let by_time = || oldest_first(&a.article, &b.article);
        let by_article = || a.article.id.cmp(&b.article.id).then(a.place.cmp(&b.place));
        a.verdict.cmp(&b.verdict).then_with(by_time).then_with(by_article)
    });
    let total = findings.len();
    findings.truncate(config.limit);
    Ok(Verification { findings, total })
}

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    exact: String,
    /// Its place in the text it was cut from.
    span: Span,
}

/// A word of the claimed speaker's name.
struct AskedWord {
    exact: String,
    /// Whether it is an initial.
    is_beginning: bool,
}

impl AskedWord {
    fn fits(&self, word: &Word) -> bool {
        if self.is_beginning { word.exact.starts_with(&self.exact) } else { word.exact == self.exact }
    }
}

fn asked_name(name: &str) -> Vec<AskedWord> {
    let phrase = SpeakerName::new(name).phrase();
    let is_beginning = |word: &Word| phrase[word.span.end..].starts_with('*');
    let words = words_of(&phrase, 0);
    words.into_iter().map(|word| AskedWord { is_beginning: is_beginning(&word), exact: word.exact }).collect()
}

fn words_of(text: &str, first_byte: usize) -> Vec<Word> {
    let mut words = Vec::new();
    tokens(text, |token| words.push(Word { exact: token.exact.to_owned(), span: token.span.plus(first_byte) }));
    words
}

fn overlap(a: [usize; 2], b: [usize; 2]) -> bool {
    a[0] < b[1] && b[0] < a[1]
}

fn exact_finding(article: &Article, extent: Span, by: Option<&[AskedWord]>) -> Occurrence {
    let quote = article.quotes.iter().find(|quote| quote.content.covers(extent));
    Occurrence {
        verdict: quote.map_or(Verdict::InText, |quote| verdict(article, quote, by)),
        differences: vec![WordDifference::Same(extent.slice(&article.body).to_owned())],
        place: CodePoints::new(&article.body).span(extent),
        locator: article.locators.at(extent.start).cloned(),
        speaker: quote.and_then(|quote| quote.speaker.clone()),
        article: without_text(article),
    }
}

fn verdict(article: &Article, quote: &Quote, by: Option<&[AskedWord]>) -> Verdict {
    let Some(by) = by else { return Verdict::Exact };
    let source = quote.source.map(|source| source.slice(&article.body));
    let is_named = [quote.speaker.as_deref(), source].into_iter().flatten().any(|name| {
        let name = words_of(name, 0);
        name.windows(by.len().max(1))
            .any(|words| words.len() == by.len() && words.iter().zip(by).all(|(word, asked)| asked.fits(word)))
    });
    match (is_named, &quote.speaker) {
        (true, _) => Verdict::Exact,
        (false, Some(_)) => Verdict::OtherSpeaker,
        (false, None) => Verdict::UnknownSpeaker,
    }
}

/// Groups quotes that are one statement: `“A,” she said, “B.”` has two with one source.
fn joined(quotes: &[Quote]) -> impl Iterator<Item = &[Quote]> {
    quotes.chunk_by(|a, b| a.source.is_some() && a.source == b.source && a.cue == b.cue)
}

fn near_finding(article: &Article, quotes: &[Quote], asked: &[Word], by: Option<&[AskedWord]>) -> Option<Occurrence> {
    let words: Vec<Word> =
        quotes.iter().flat_map(|quote| words_of(quote.content.slice(&article.body), quote.content.start)).collect();
    let steps = closest(asked, &words)?;
    let n_missing = steps.iter().filter(|step| matches!(step, Step::Missing(_))).count();
    let n_added = steps.iter().filter(|step| matches!(step, Step::Added(_))).count();
    // Replacing a word counts as one change.
    let n_changed = n_missing.max(n_added);
    if n_changed as f64 > asked.len() as f64 * MAX_CHANGED {
        return None;
    }
    let found = |step: &Step| match step {
        Step::Same(at) | Step::Added(at) => Some(words[*at].span),
        Step::Missing(_) => None,
    };
    let (first, last) = (steps.iter().find_map(found)?, steps.iter().rev().find_map(found)?);
    let quote = quotes.iter().find(|quote| quote.content.covers(first)).unwrap_or(&quotes[0]);
    Some(Occurrence {
        verdict: if n_changed == 0 { verdict(article, quote, by) } else { Verdict::Near },
        differences: differences(&article.body, asked, &words, &steps),
        place: CodePoints::new(&article.body).span(Span::new(first.start, last.end)),
        locator: article.locators.at(first.start).cloned(),
        speaker: quote.speaker.clone(),
        article: without_text(article),
    })
}

/// A step from the asked words to the found ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// A found word that was asked.
    Same(usize),
    /// A found word that was not asked.
    Added(usize),
    /// An asked word that was not found.
    Missing(usize),
}

/// Returns the steps to the stretch of `words` that differs least from `asked`, the first of
/// equals. This is the edit distance of P. Sellers, "The theory and computation of evolutionary
/// distances" (1980), over words.
fn closest(asked: &[Word], words: &[Word]) -> Option<Vec<Step>> {
    // Maximum number of cells; longer texts are not compared.
    const MAX_CELLS: usize = 4 << 20;
    let width = words.len() + 1;
    if words.is_empty() || (asked.len() + 1).saturating_mul(width) > MAX_CELLS {
        return None;
    }
    let mut costs = vec![0_u32; (asked.len() + 1) * width];
    for row in 1..=asked.len() {
        costs[row * width] = row as u32;
        for column in 1..width {
            let is_same = asked[row - 1].exact == words[column - 1].exact;
            let diagonal = costs[(row - 1) * width + column - 1] + u32::from(!is_same);
            let above = costs[(row - 1) * width + column] + 1;
            let before = costs[row * width + column - 1] + 1;
            costs[row * width + column] = diagonal.min(above).min(before);
        }
    }
    let last_row = asked.len() * width;
    let mut column = (0..width).min_by_key(|column| costs[last_row + column])?;
    let mut row = asked.len();
    let mut steps = Vec::new();
    while row > 0 {
        let here = costs[row * width + column];
        let is_same = column > 0 && asked[row - 1].exact == words[column - 1].exact;
        // Of equal paths, the one that keeps most words.
        if is_same && here == costs[(row - 1) * width + column - 1] {
            (row, column) = (row - 1, column - 1);
            steps.push(Step::Same(column));
        } else if column > 0 && here == costs[row * width + column - 1] + 1 {
            column -= 1;
            steps.push(Step::Added(column));
        } else if here == costs[(row - 1) * width + column] + 1 {
            row -= 1;
            steps.push(Step::Missing(row));
        } else {
            (row, column) = (row - 1, column - 1);
            steps.extend([Step::Added(column), Step::Missing(row)]);
        }
    }
    steps.reverse();
    Some(steps)
}

/// Converts steps into words, joining neighbours of one kind.
fn differences(body: &str, asked: &[Word], words: &[Word], steps: &[Step]) -> Vec<WordDifference> {
    let kind = |step: &Step| std::mem::discriminant(step);
    let told = steps.chunk_by(|a, b| kind(a) == kind(b)).map(|steps| {
        let texts: Vec<&str> = steps
            .iter()
            .map(|step| match step {
                Step::Same(at) | Step::Added(at) => words[*at].span.slice(body),
                Step::Missing(at) => asked[*at].exact.as_str(),
            })
            .collect();
        let text = texts.join(" ");
        match steps[0] {
            Step::Same(_) => WordDifference::Same(text),
            Step::Added(_) => WordDifference::Added(text),
            Step::Missing(_) => WordDifference::Missing(text),
        }
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(asked: &str, text: &str, expected: &str) {
        let (asked, words) = (words_of(asked, 0), words_of(text, 0));
        let told: Vec<String> = differences(text, &asked, &words, &closest(&asked, &words).unwrap())
            .into_iter()
            .map(|difference| match difference {
                WordDifference::Same(text) => text,
                WordDifference::Added(text) => format!("+{text}+"),
                WordDifference::Missing(text) => format!("-{text}-"),
            })
            .collect();
        assert_eq!(told.join(" "), expected);
    }

    #[test]
    fn the_closest_stretch_is_found_with_its_differences() {
        check("we know that", "First, we know that it was late", "we know that");
        check("we know that", "we do know that", "we +do+ know that");
        check("we really know that", "We know that it was", "We -really- know that");
        check("the flood came late", "so the flood arrived late, she said", "the flood -came- +arrived+ late");
    }
}
