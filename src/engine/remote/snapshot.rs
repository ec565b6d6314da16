//! The index in a cluster as one state of it is asked.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::document::sketch_of;
use super::dsl::{Dsl, of_pattern, of_term};
use super::explanation::score_parts;
use super::mapping::{self, kind};
use super::reader::{Reader, of_kind};
use super::seen::Seen;
use super::words;
use crate::article::{Article, ArticleId, Day};
use crate::choice::{Count, Facet, Sort};
use crate::deadline::Deadline;
use crate::engine::ledger::{FileRecord, Ledger, RunRecord};
use crate::engine::once::Once;
use crate::engine::snapshot::{ReadOrder, Snapshot, Stats};
use crate::engine::words::{Words, idf};
use crate::error::{Error, Result};
use crate::hit::{
    Coverage, FacetValues, Facets, Hit, Hits, Labels, MAX_COUNTED, ScorePart, SearchRequest, SimilarWord, ValuesWanted,
};
use crate::matching::{Pattern, find, find_within};
use crate::query::{Query, Version};
use crate::story::{KnownPairs, Sketch, Stories, grouped, sort_versions};

/// Maximum number of articles read to decide what a cluster cannot.
const MAX_READ: u64 = 50_000;

/// Maximum number of names in one condition of a cluster.
const MAX_NAMES: usize = 65_536;

/// Returns the name of a facet's field.
fn field_of(facet: Facet) -> &'static str {
    match facet {
        Facet::Publisher => "publisher_name",
        Facet::Section => "section_name",
        Facet::Language => "language",
        Facet::Speaker => "speaker_name",
    }
}

/// Number of hits asked for at once.
const HITS_AT_ONCE: usize = 1_000;

/// One state of an index. The cluster itself keeps no old states: after a later commit it answers
/// from the new one.
pub(super) struct RemoteSnapshot {
    reader: Arc<Reader>,
    seen: Arc<Seen>,
    kept: Arc<Kept>,
    deadline: Deadline,
}

/// What was computed from a state.
#[derive(Default)]
struct Kept {
    /// The articles that were read last to decide which match.
    read: Mutex<Option<ReadFor>>,
    stories: Once<Stories>,
    everything: Once<Facets>,
    totals: Once<Totals>,
}

/// The articles that match a pattern.
struct ReadFor {
    pattern: Pattern,
    ids: Arc<Vec<String>>,
}

/// How much there is.
#[derive(Clone, Copy)]
struct Totals {
    n_articles: u64,
    n_quotes: u64,
    n_files: u64,
    size_bytes: u64,
    n_segments: usize,
}

impl RemoteSnapshot {
    fn each_file_of(&self, files: Value, each: &mut dyn FnMut(FileRecord) -> Result<()>) -> Result<()> {
        self.reader.scan(files, "path", &["file"], &mut |source| {
            let file = FileRecord::deserialize(&source["file"]);
            each(file.map_err(|error| self.reader.damaged(error.to_string()))?)
        })
    }

    /// Counts the articles that `query` selects by these values of a field.
    fn values_of(&self, query: &Value, field: &str, values: &[&str]) -> Result<FacetValues> {
        let mut top = Vec::new();
        for values in values.chunks(MAX_NAMES) {
            let these = json!({"bool": {"filter": [query, {"terms": {field: values}}]}});
            // An article may have other values too.
            let found = self.reader.facet(&these, field, usize::MAX)?.top;
            top.extend(found.into_iter().filter(|(value, _)| values.contains(&value.as_str())));
        }
        top.sort_by(|(value, n), (other, m)| m.cmp(n).then_with(|| value.cmp(other)));
        Ok(FacetValues { n_values: top.len(), top })
    }

    /// Returns the snapshot of a state. Asks the cluster nothing yet.
    pub(super) fn new(reader: Arc<Reader>, seen: Seen) -> RemoteSnapshot {
        RemoteSnapshot { reader, seen: Arc::new(seen), kept: Arc::default(), deadline: Deadline::none() }
    }

    pub(super) fn reader(&self) -> &Reader {
        &self.reader
    }

    pub(super) fn seen(&self) -> &Seen {
        &self.seen
    }

    /// Returns the query that selects exactly the articles that match. If a cluster cannot decide
    /// that, reads those that may match.
    fn selection(&self, pattern: &Pattern) -> Result<Value> {
        let Dsl { query, unsure } = of_pattern(pattern, &self.seen.languages(), &self.seen.versions);
        let Some(clause) = unsure else { return Ok(query) };
        let ids = self.read_for(pattern, &query, clause)?;
        let some: Vec<Value> = ids.chunks(MAX_NAMES).map(|some| json!({"terms": {"id": some}})).collect();
        let some = if some.is_empty() { json!({"match_none": {}}) } else { json!({"bool": {"should": some}}) };
        Ok(json!({"bool": {"must": query, "filter": some}}))
    }

    /// Returns the ids of those articles that match, among those that `query` selects.
    fn read_for(&self, pattern: &Pattern, query: &Value, clause: String) -> Result<Arc<Vec<String>>> {
        // Reading may wait at a checkpoint, so it must not hold what others need to get there.
        let read = || self.kept.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = read().as_ref().filter(|last| last.pattern == *pattern) {
            return Ok(Arc::clone(&last.ids));
        }
        let n_articles = self.reader.count(query)?;
        if n_articles > MAX_READ {
            return Err(Error::TooManyToRead { clause, n_articles });
        }
        let mut ids = Vec::new();
        self.reader.each_article(query.clone(), &mut |article| {
            self.deadline.check_at(&clause)?;
            if find_within(pattern, &article, &self.deadline).is_some() {
                ids.push(article.id.to_string());
            }
            Ok(())
        })?;
        let ids = Arc::new(ids);
        self.deadline.check_at(&clause)?;
        // What stayed open is said to each who asks.
        if self.deadline.open_clause().is_some() {
            return Ok(ids);
        }
        *read() = Some(ReadFor { pattern: pattern.clone(), ids: Arc::clone(&ids) });
        Ok(ids)
    }

    fn rarity(&self, pattern: &Pattern) -> Result<Vec<f32>> {
        let languages = self.seen.languages();
        let words: Vec<Value> = pattern.marked_terms().into_iter().map(|term| of_term(term, &languages)).collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let (counts, n_articles) = words::counts_of(&self.reader, &self.seen.versions, &words, Version::All)?;
        Ok(counts.into_iter().map(|n| idf(n, n_articles)).collect())
    }

    fn totals(&self) -> Result<Totals> {
        let ask = || {
            let body = json!({"size": 0, "query": of_kind(kind::ARTICLE), "track_total_hits": true,
                "aggs": {"n_quotes": {"sum": {"field": "n_quotes"}}}});
            let articles = self.reader.search("", &body)?;
            let path = format!("/{}/_stats/store,segments", self.reader.index);
            let reply = self.reader.cluster.get(&path)?;
            if reply.status >= 300 {
                return Err(self.reader.cluster.refused(&path, &reply));
            }
            let all = &reply.body["_all"];
            Ok(Totals {
                n_articles: articles["hits"]["total"]["value"].as_u64().unwrap_or(0),
                n_quotes: articles["aggregations"]["n_quotes"]["value"].as_f64().unwrap_or(0.0) as u64,
                n_files: self.reader.count(&of_kind(kind::FILE))?,
                size_bytes: all["total"]["store"]["size_in_bytes"].as_u64().unwrap_or(0),
                n_segments: all["primaries"]["segments"]["count"].as_u64().unwrap_or(0) as usize,
            })
        };
        self.kept.totals.get_or_make(ask).copied()
    }
}

fn of_file(path: &str) -> Value {
    json!({"bool": {"filter": [of_kind(kind::ARTICLE), {"term": {"path": path}}]}})
}

fn record_of(path: &str) -> Value {
    json!({"bool": {"filter": [of_kind(kind::FILE), {"term": {"path": path}}]}})
}

fn sorted_by(sort: Sort) -> Value {
    match sort {
        Sort::Relevance => json!([{"_score": "desc"}, {"id": "asc"}]),
        Sort::Newest => json!([{"seconds": {"order": "desc", "missing": "_last"}}, {"id": "asc"}]),
        Sort::Oldest => json!([{"seconds": {"order": "asc", "missing": "_last"}}, {"id": "asc"}]),
    }
}

impl Snapshot for RemoteSnapshot {
    fn state(&self) -> u64 {
        let Seen { generation, stamp, .. } = &*self.seen;
        let hash = Sha256::new().chain_update(generation.to_le_bytes()).chain_update(stamp.to_le_bytes()).finalize();
        hash.iter().take(8).fold(0, |state, byte| (state << 8) | u64::from(*byte))
    }

    fn within(&self, deadline: Deadline) -> Arc<dyn Snapshot> {
        let RemoteSnapshot { reader, seen, kept, .. } = self;
        let (reader, seen, kept) = (Arc::clone(reader), Arc::clone(seen), Arc::clone(kept));
        Arc::new(RemoteSnapshot { reader, seen, kept, deadline })
    }

    fn deadline(&self) -> &Deadline {
        &self.deadline
    }

    fn stats(&self) -> Result<Stats> {
        let Totals { n_articles, n_quotes, n_files, size_bytes, n_segments } = self.totals()?;
        Ok(Stats {
            location: PathBuf::clone(&self.reader.location),
            n_articles,
            n_quotes,
            n_files,
            size_bytes,
            n_segments,
            generation: self.seen.generation,
            format: format!("opensearch {}", mapping::FORMAT),
            last_run: self.seen.last_run.clone(),
        })
    }

    fn search(&self, request: &SearchRequest) -> Result<Hits> {
        let pattern = Pattern::new(&request.query, request.coverage);
        let query = self.selection(&pattern)?;
        let sort = sorted_by(request.sort);
        let mut hits = Hits::default();
        // Hits before the page are passed without being read.
        let (mut n_passed, end) = (0, request.offset.saturating_add(request.limit));
        let mut last = Value::Null;
        loop {
            self.deadline.check()?;
            let is_skipping = n_passed + HITS_AT_ONCE <= request.offset;
            let size = HITS_AT_ONCE.min(end - n_passed);
            let fields = if is_skipping { json!(false) } else { json!(["article"]) };
            let counted = match request.count {
                _ if !last.is_null() => json!(false),
                Count::AtLeast if request.sort == Sort::Relevance => json!(MAX_COUNTED),
                Count::AtLeast | Count::Exact => json!(true),
            };
            let mut body = json!({
                "size": size, "query": query, "sort": sort, "_source": fields, "track_total_hits": counted, "track_scores": true
            });
            if !last.is_null() {
                body["search_after"] = last;
            }
            // Each shard then counts how rare words are in all of them.
            let answer = self.reader.search("&search_type=dfs_query_then_fetch", &body)?;
            if let Some(total) = answer["hits"]["total"]["value"].as_u64() {
                hits.total = total as usize;
                hits.is_at_least = answer["hits"]["total"]["relation"] == "gte";
            }
            let found = answer["hits"]["hits"].as_array().map_or(&[][..], Vec::as_slice);
            for (idx, hit) in found.iter().enumerate() {
                let rank = n_passed + idx + 1;
                if rank > request.offset && !is_skipping {
                    let article = self.reader.article(&hit["_source"])?;
                    let matches = find(&pattern, &article).unwrap_or_default();
                    hits.page.push(Hit { rank, score: hit["_score"].as_f64().unwrap_or(0.0) as f32, article, matches });
                }
            }
            n_passed += found.len();
            match found.last() {
                Some(hit) if n_passed < end && found.len() == size => last = hit["sort"].clone(),
                _ => break,
            }
        }
        if hits.is_at_least {
            hits.total = hits.total.max(request.offset + hits.page.len());
        }
        if !hits.page.is_empty() {
            hits.rarity = self.rarity(&pattern)?;
        }
        Ok(hits)
    }

    fn explain(&self, request: &SearchRequest, hit: &Hit) -> Result<Vec<ScorePart>> {
        let query = self.selection(&Pattern::new(&request.query, request.coverage))?;
        let this = json!({"bool": {"must": query, "filter": {"term": {"id": hit.article.id.as_str()}}}});
        let body = json!({"size": 1, "query": this, "explain": true, "_source": false, "track_total_hits": false});
        let answer = self.reader.search("&search_type=dfs_query_then_fetch", &body)?;
        Ok(score_parts(&answer["hits"]["hits"][0]["_explanation"]))
    }

    fn each_match(
        &self,
        query: &Query,
        coverage: Coverage,
        order: ReadOrder,
        each: &mut dyn FnMut(Article) -> Result<()>,
    ) -> Result<()> {
        match order {
            // Pages are ordered by id in any case.
            ReadOrder::Stored | ReadOrder::ById => {
                self.reader.each_article(self.selection(&Pattern::new(query, coverage))?, &mut |article| {
                    self.deadline.check()?;
                    each(article)
                })
            }
        }
    }

    fn facets(&self, query: &Query, coverage: Coverage, facets: &[Facet], wanted: ValuesWanted<'_>) -> Result<Facets> {
        let query = self.selection(&Pattern::new(query, coverage))?;
        let day = |(value, n): (Value, u64)| Some((value.as_i64()? as Day, n));
        let values = |facet: Facet| match wanted {
            _ if !facets.contains(&facet) => Ok(FacetValues::default()),
            ValuesWanted::MostFrequent(n_values) => self.reader.facet(&query, field_of(facet), n_values),
            ValuesWanted::These(these) => self.values_of(&query, field_of(facet), these),
        };
        Ok(Facets {
            total: self.reader.count(&query)?,
            publishers: values(Facet::Publisher)?,
            sections: values(Facet::Section)?,
            languages: values(Facet::Language)?,
            speakers: values(Facet::Speaker)?,
            days: self.reader.values(&query, "day")?.into_iter().filter_map(day).collect(),
        })
    }

    fn everything(&self) -> Result<&Facets> {
        self.kept.everything.get_or_make(|| self.facets(&Query::everything(), Coverage::All, &[], ValuesWanted::MostFrequent(0)))
    }

    fn stories(&self) -> Result<&Stories> {
        self.kept.stories.get_or_make(|| {
            let mut sketches: Vec<(u64, Sketch)> = Vec::new();
            self.reader.scan(of_kind(kind::ARTICLE), "id", &["ordinal", "sketch"], &mut |source| {
                let sketch = source["sketch"].as_str().and_then(sketch_of);
                sketches.extend(source["ordinal"].as_u64().zip(sketch));
                Ok(())
            })?;
            Ok(grouped(&sketches, &KnownPairs::default(), &mut || true).unwrap_or_default().0)
        })
    }

    fn each_copy(
        &self,
        query: &Query,
        coverage: Coverage,
        facets: &[Facet],
        each: &mut dyn FnMut(Labels) -> Result<()>,
    ) -> Result<()> {
        let stories = self.stories()?;
        let selected = self.selection(&Pattern::new(query, coverage))?;
        let fields: Vec<&str> = ["ordinal", "day"].into_iter().chain(facets.iter().map(|facet| field_of(*facet))).collect();
        self.reader.scan(selected, "id", &fields, &mut |source| {
            let name = |field: &str| source[field].as_str().map(str::to_owned);
            let ordinal = source["ordinal"].as_u64().ok_or_else(|| self.reader.damaged("an article has no number".into()))?;
            if !stories.has_copies(ordinal) {
                return Ok(());
            }
            let speakers = source[field_of(Facet::Speaker)].as_array().map_or(&[][..], Vec::as_slice);
            each(Labels {
                ordinal,
                publisher: name(field_of(Facet::Publisher)),
                section: name(field_of(Facet::Section)),
                language: name(field_of(Facet::Language)),
                speakers: speakers.iter().filter_map(|name| Some(name.as_str()?.to_owned())).collect(),
                day: source["day"].as_i64().map(|day| day as Day),
            })
        })
    }

    fn articles(&self, name: &str, limit: usize) -> Result<Vec<Article>> {
        let of_place = ["record_id", "path", "place"].map(|field| json!({"term": {field: name}}));
        let mut articles = self.reader.found(&json!({"term": {"id": name}}), limit)?;
        if articles.is_empty() {
            articles = self.reader.found(&json!({"bool": {"should": of_place}}), limit)?;
        }
        if articles.is_empty() && ArticleId::is_prefix(name) {
            articles = self.reader.found(&json!({"prefix": {"id": name}}), limit)?;
        }
        Ok(articles)
    }

    fn articles_at(&self, ordinals: &[u64]) -> Result<Vec<Article>> {
        let mut articles = Vec::new();
        for ordinals in ordinals.chunks(MAX_NAMES) {
            let these = json!({"bool": {"filter": [of_kind(kind::ARTICLE), {"terms": {"ordinal": ordinals}}]}});
            self.reader.each_article(these, &mut |article| {
                articles.push(article);
                Ok(())
            })?;
        }
        articles.sort_by(|article, other| article.id.cmp(&other.id));
        Ok(articles)
    }

    fn versions_of(&self, url: &str) -> Result<Vec<Article>> {
        let mut versions = Vec::new();
        let these = json!({"bool": {"filter": [of_kind(kind::ARTICLE), {"term": {"url": url}}]}});
        self.reader.each_article(these, &mut |article| {
            versions.push(article);
            Ok(())
        })?;
        sort_versions(&mut versions, |article| article);
        Ok(versions)
    }

    fn words(&self) -> &dyn Words {
        self
    }

    fn ledger(&self) -> &dyn Ledger {
        self
    }
}

impl Words for RemoteSnapshot {
    fn similar(&self, word: &str, limit: usize) -> Result<Vec<SimilarWord>> {
        words::similar(&self.reader, &self.seen.versions, word, limit)
    }

    fn beginning(&self, prefix: &str, limit: usize) -> Result<Vec<SimilarWord>> {
        words::beginning(&self.reader, &self.seen.versions, prefix, limit)
    }

    fn n_holding(&self, words: &[String]) -> Result<Vec<u64>> {
        words::n_holding(&self.reader, &self.seen.versions, words)
    }
}

impl Ledger for RemoteSnapshot {
    fn each_file(&self, each: &mut dyn FnMut(FileRecord) -> Result<()>) -> Result<()> {
        self.each_file_of(of_kind(kind::FILE), each)
    }

    fn file(&self, path: &str) -> Result<Option<FileRecord>> {
        let mut found = None;
        self.each_file_of(record_of(path), &mut |file| {
            found = Some(file);
            Ok(())
        })?;
        Ok(found)
    }

    fn last_run(&self) -> Option<&RunRecord> {
        self.seen.last_run.as_ref()
    }

    fn articles_of(&self, path: &str, each: &mut dyn FnMut(Article) -> Result<()>) -> Result<()> {
        self.reader.each_article(of_file(path), each)
    }

    fn ordinals_of(&self, path: &str) -> Result<Vec<u64>> {
        let mut articles = of_file(path);
        self.reader.scan(record_of(path), "path", &["stamp", "file.resume"], &mut |record| {
            // What comes after the record of a part was sent by a writer that was killed, and will be read again.
            if !record["file"]["resume"].is_null() {
                articles = json!({"bool": {"filter": [articles, {"range": {"stamp": {"lte": record["stamp"]}}}]}});
            }
            Ok(())
        })?;
        let mut ordinals = Vec::new();
        self.reader.scan(articles, "id", &["id"], &mut |source| {
            let id = source["id"].as_str().and_then(ArticleId::parse);
            ordinals.push(id.ok_or_else(|| self.reader.damaged("an article has no id".into()))?.ordinal());
            Ok(())
        })?;
        Ok(ordinals)
    }
}
