//! Reading the documents of one index in a cluster.

use std::path::PathBuf;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::cluster::Cluster;
use super::mapping::{MAX_WINDOW, kind};
use super::read::{ScanRequest, scan, search, values};
use crate::article::Article;
use crate::error::{Error, Result};
use crate::hit::FacetValues;

/// Reads the documents of one index.
pub(super) struct Reader {
    pub(super) cluster: Arc<Cluster>,
    /// The address of the index, for messages.
    pub(super) location: PathBuf,
    /// The alias of the searched generation, or the index of a generation that is being made.
    pub(super) index: String,
}

impl Reader {
    pub(super) fn damaged(&self, reason: String) -> Error {
        Error::IndexDamaged { path: self.location.clone(), reason }
    }

    pub(super) fn article(&self, source: &Value) -> Result<Article> {
        Article::deserialize(&source["article"]).map_err(|error| self.damaged(error.to_string()))
    }

    pub(super) fn scan(
        &self,
        query: Value,
        sort: &str,
        fields: &[&str],
        each: &mut dyn FnMut(&Value) -> Result<()>,
    ) -> Result<()> {
        scan(&self.cluster, &self.index, &ScanRequest { query, sort, fields }, each)
    }

    /// Calls `each` with every article that `query` selects, ordered by id.
    pub(super) fn each_article(&self, query: Value, each: &mut dyn FnMut(Article) -> Result<()>) -> Result<()> {
        self.scan(query, "id", &["article"], &mut |source| each(self.article(source)?))
    }

    pub(super) fn search(&self, parameters: &str, body: &Value) -> Result<Value> {
        search(&self.cluster, &self.index, parameters, body)
    }

    pub(super) fn count(&self, query: &Value) -> Result<u64> {
        let answer = self.search("", &json!({"size": 0, "query": query, "track_total_hits": true}))?;
        Ok(answer["hits"]["total"]["value"].as_u64().unwrap_or(0))
    }

    pub(super) fn values(&self, query: &Value, field: &str) -> Result<Vec<(Value, u64)>> {
        values(&self.cluster, &self.index, query, field)
    }

    pub(super) fn facet(&self, query: &Value, field: &str, n_values: usize) -> Result<FacetValues> {
        let values = self.values(query, field)?;
        let mut top: Vec<(String, u64)> =
            values.into_iter().filter_map(|(value, n)| Some((value.as_str()?.to_owned(), n))).collect();
        let n_all = top.len();
        top.sort_by(|(name, n), (other, m)| m.cmp(n).then_with(|| name.cmp(other)));
        top.truncate(n_values);
        Ok(FacetValues { n_values: n_all, top })
    }

    /// Returns at most `limit` articles that `query` selects, ordered by id.
    pub(super) fn found(&self, query: &Value, limit: usize) -> Result<Vec<Article>> {
        let body = json!({"size": limit.min(MAX_WINDOW), "query": {"bool": {"filter": [of_kind(kind::ARTICLE), query]}},
            "sort": [{"id": "asc"}], "_source": ["article"], "track_total_hits": false});
        let answer = self.search("", &body)?;
        let hits = answer["hits"]["hits"].as_array().map_or(&[][..], Vec::as_slice);
        hits.iter().map(|hit| self.article(&hit["_source"])).collect()
    }
}

/// Returns the query that selects documents of a kind.
pub(super) fn of_kind(kind: &str) -> Value {
    json!({"term": {"kind": kind}})
}
