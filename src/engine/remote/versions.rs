//! Articles that share a canonical URL: which is the first version and which the latest.
//!
//! No query of a cluster finds that. So it is determined at the end of a run that wrote or removed
//! articles with a URL, and stored with the record of that run. Until then, searches find earlier
//! versions beside the new ones.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::cluster::Cluster;
use super::mapping::kind;
use super::read::{ScanRequest, scan, values};
use crate::article::Article;
use crate::error::{ClusterFault, Result};
use crate::query::Version;
use crate::story::{self, sort_versions};

/// Maximum number of URLs of a request, and of numbers in a condition.
const URLS_AT_ONCE: usize = 1_000;
const MAX_NUMBERS: usize = 65_536;

/// The ordinals of articles that are not the latest of their versions, and of those that are not
/// the first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Versions {
    superseded: Vec<u64>,
    later: Vec<u64>,
}

impl Versions {
    /// Finds the URLs that occur more than once, and reads the articles that have them.
    pub(super) fn find(cluster: &Cluster, index: &str) -> Result<Versions> {
        let articles = json!({"term": {"kind": kind::ARTICLE}});
        let urls = values(cluster, index, &articles, "url")?;
        let repeated: Vec<&Value> = urls.iter().filter(|(_, n_articles)| *n_articles > 1).map(|(url, _)| url).collect();
        let mut versions = Versions::default();
        for urls in repeated.chunks(URLS_AT_ONCE) {
            let query = json!({"bool": {"filter": [articles, {"terms": {"url": urls}}]}});
            let mut by_url: BTreeMap<Option<String>, Vec<Article>> = BTreeMap::new();
            scan(cluster, index, &ScanRequest { query, sort: "id", fields: &["article"] }, &mut |source| {
                let article = Article::deserialize(&source["article"]);
                let article = article.map_err(|error| cluster.error(ClusterFault::Garbled(error.to_string())))?;
                by_url.entry(article.url.clone()).or_default().push(article);
                Ok(())
            })?;
            for mut of_url in by_url.into_values() {
                sort_versions(&mut of_url, |article| article);
                let found = story::versions(&of_url.iter().collect::<Vec<_>>());
                let ordinal = |idx: &usize| of_url[*idx].id.ordinal();
                versions.superseded.extend(found.superseded.iter().map(ordinal));
                versions.later.extend(found.later.iter().map(ordinal));
            }
        }
        Ok(versions)
    }

    /// Returns the condition that an article is such a version of its URL.
    pub(super) fn filter(&self, version: Version) -> Value {
        let others = match version {
            Version::Latest => &self.superseded,
            Version::First => &self.later,
            Version::All => return json!({"match_all": {}}),
        };
        let some = |some: &[u64]| json!({"terms": {"ordinal": some}});
        json!({"bool": {"must_not": others.chunks(MAX_NUMBERS).map(some).collect::<Vec<_>>()}})
    }
}
