//! Searches that would find something, for when nothing matches.

use super::asked::Asked;
use super::link::Link;
use super::number::counted;
use crate::engine::Snapshot;
use crate::query::Query;
use crate::search::diagnose;
use crate::serve::fault::Fault;

/// Returns the searches that would find something, each with its number of articles.
pub(super) fn advice(snapshot: &dyn Snapshot, query: &Query) -> Result<Vec<Link>, Fault> {
    let link = |text: String, query: &str| Link { text, href: Asked { q: query.to_owned(), ..Asked::default() }.link("/") };
    let diagnosis = diagnose(snapshot, query)?;
    let mut advice = Vec::new();
    for (word, similar) in &diagnosis.unknown_words {
        for similar in similar {
            advice.push(link(
                format!("{} instead of {word}: {}", similar.word, counted(similar.n_articles, "article")),
                &similar.word,
            ));
        }
    }
    if let Some((query, n)) = &diagnosis.looser {
        advice.push(link(format!("{query}: {}", counted(*n as u64, "article")), &query.to_string()));
    }
    Ok(advice)
}
