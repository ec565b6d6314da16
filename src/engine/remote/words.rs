//! The words of an index in a cluster. A cluster cannot list them, so they are collected from some
//! of the articles that hold them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::mapping::kind;
use super::reader::{Reader, of_kind};
use super::versions::Versions;
use crate::analysis::tokens;
use crate::engine::words::max_edits;
use crate::error::Result;
use crate::hit::SimilarWord;
use crate::matching::is_misspelt;
use crate::query::Version;

/// Maximum number of articles read at once to collect words, and how often.
const N_SAMPLED: usize = 50;
const N_SAMPLES: usize = 4;

/// Maximum number of collected words that are counted.
const MAX_EXPANSIONS: usize = 500;

/// Counts the articles that fulfil each of `conditions`, and all, of these versions.
pub(super) fn counts_of(reader: &Reader, versions: &Versions, conditions: &[Value], version: Version) -> Result<(Vec<u64>, u64)> {
    let counted: Map<String, Value> =
        conditions.iter().enumerate().map(|(idx, condition)| (idx.to_string(), json!({"filter": condition}))).collect();
    let query = json!({"bool": {"filter": [of_kind(kind::ARTICLE), versions.filter(version)]}});
    let answer = reader.search("", &json!({"size": 0, "query": query, "track_total_hits": true, "aggs": counted}))?;
    let count = |idx: usize| answer["aggregations"][idx.to_string()]["doc_count"].as_u64().unwrap_or(0);
    Ok(((0..conditions.len()).map(count).collect(), answer["hits"]["total"]["value"].as_u64().unwrap_or(0)))
}

/// Returns words of bodies that are spelled almost like `word`; see
/// [`Words::similar`](crate::engine::Words::similar).
pub(super) fn similar(reader: &Reader, versions: &Versions, word: &str, limit: usize) -> Result<Vec<SimilarWord>> {
    let max_edits = max_edits(word);
    let fuzzy = json!({"value": word, "fuzziness": max_edits, "prefix_length": 0, "max_expansions": MAX_EXPANSIONS});
    let condition = json!({"fuzzy": {"words.body": fuzzy}});
    let mut similar = match max_edits {
        0 => Vec::new(),
        _ => fitting(reader, versions, &condition, &|other| other != word && is_misspelt(other, word, max_edits))?,
    };
    similar.sort_by_key(|similar| !is_misspelt(&similar.word, word, 1));
    similar.truncate(limit);
    Ok(similar)
}

/// Returns words of bodies that begin with `prefix`; see
/// [`Words::beginning`](crate::engine::Words::beginning).
pub(super) fn beginning(reader: &Reader, versions: &Versions, prefix: &str, limit: usize) -> Result<Vec<SimilarWord>> {
    let condition = json!({"prefix": {"words.body": {"value": prefix, "rewrite": "constant_score"}}});
    let mut words = fitting(reader, versions, &condition, &|word| word.starts_with(prefix))?;
    words.truncate(limit);
    Ok(words)
}

/// Returns how many articles hold each word; see
/// [`Words::n_holding`](crate::engine::Words::n_holding).
pub(super) fn n_holding(reader: &Reader, versions: &Versions, words: &[String]) -> Result<Vec<u64>> {
    let condition = |word: &String| {
        let holds = |field: &str| json!({"term": {field: word}});
        json!({"bool": {"should": [holds("words.title"), holds("words.body")]}})
    };
    let mut counts = Vec::with_capacity(words.len());
    for some in words.chunks(MAX_EXPANSIONS) {
        let conditions: Vec<Value> = some.iter().map(condition).collect();
        counts.append(&mut counts_of(reader, versions, &conditions, Version::Latest)?.0);
    }
    Ok(counts)
}

/// Returns words of bodies that fit, frequent ones first. They come from some articles that
/// `condition` selects, and then from some that hold none of the words so far.
fn fitting(reader: &Reader, versions: &Versions, condition: &Value, fits: &dyn Fn(&str) -> bool) -> Result<Vec<SimilarWord>> {
    let mut words: BTreeSet<String> = BTreeSet::new();
    for _ in 0..N_SAMPLES {
        let known: Vec<&String> = words.iter().collect();
        let new = json!({"bool": {"must": condition, "must_not": {"terms": {"words.body": known}}}});
        let sampled = reader.found(&new, N_SAMPLED)?;
        let n_known = words.len();
        for article in &sampled {
            tokens(&article.body, |token| {
                if fits(token.exact) && !words.contains(token.exact) {
                    words.insert(token.exact.to_owned());
                }
            });
        }
        if words.len() == n_known || words.len() > MAX_EXPANSIONS {
            break;
        }
    }
    let words: Vec<String> = words.into_iter().take(MAX_EXPANSIONS).collect();
    let conditions: Vec<Value> = words.iter().map(|word| json!({"term": {"words.body": word}})).collect();
    let (counts, _) = counts_of(reader, versions, &conditions, Version::All)?;
    let mut counted: Vec<SimilarWord> =
        words.into_iter().zip(counts).map(|(word, n_articles)| SimilarWord { word, n_articles }).collect();
    counted.sort_by(|word, other| other.n_articles.cmp(&word.n_articles).then_with(|| word.word.cmp(&other.word)));
    Ok(counted)
}
