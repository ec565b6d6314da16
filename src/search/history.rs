//! The versions of an article.

use crate::article::Article;
use crate::engine::Snapshot;
use crate::error::Result;
use crate::span::Span;
use crate::story::{Revision, corrections, revision};

/// The versions of an article at one URL.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// The URL; `None` if the article has none, and so only one version.
    pub url: Option<String>,
    /// The versions, the first one first; at least one.
    pub versions: Vec<HistoryVersion>,
}

/// One version of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryVersion {
    /// The article.
    pub article: Article,
    /// What changed since the version before; `None` for the first.
    pub revision: Option<Revision>,
    /// The notes in its body about corrections, except those that the version before has too.
    pub corrections: Vec<Span>,
}

/// Returns the versions of an article.
pub fn history(snapshot: &dyn Snapshot, article: Article) -> Result<History> {
    match &article.url {
        Some(url) => Ok(History { url: Some(url.clone()), versions: compared(snapshot.versions_of(url)?) }),
        None => Ok(History { url: None, versions: compared(vec![article]) }),
    }
}

/// Returns the versions of the article at a URL; `None` if the index has none.
pub fn history_of_url(snapshot: &dyn Snapshot, url: &str) -> Result<Option<History>> {
    let versions = snapshot.versions_of(url)?;
    Ok((!versions.is_empty()).then(|| History { url: Some(url.to_owned()), versions: compared(versions) }))
}

fn compared(articles: Vec<Article>) -> Vec<HistoryVersion> {
    let mut versions: Vec<HistoryVersion> = Vec::with_capacity(articles.len());
    for article in articles {
        let before = versions.last().map(|version| &version.article);
        let known: Vec<&str> =
            before.map_or(Vec::new(), |before| corrections(&before.body).iter().map(|span| span.slice(&before.body)).collect());
        let mut corrections = corrections(&article.body);
        corrections.retain(|span| !known.contains(&span.slice(&article.body)));
        let revision = before.map(|before| revision(before, &article));
        versions.push(HistoryVersion { article, revision, corrections });
    }
    versions
}
