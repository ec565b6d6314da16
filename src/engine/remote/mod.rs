//! The engine on other machines: an index in an OpenSearch cluster, for those who outgrow one machine.
//!
//! Words come to it analysed (`mapping`), so its terms are ours; what an article looks like and where it matches is told by our matcher
//! from the article itself. The cluster selects, counts, sorts and keeps. What it cannot tell about how words stand is told by reading the
//! articles that hold them (`dsl`), as long as these are not too many.

mod batch;
mod cluster;
mod document;
mod dsl;
mod explanation;
mod generation;
mod lease;
mod mapping;
mod read;
mod versions;
mod writer;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use self::cluster::Cluster;
pub use self::cluster::{Access, ClusterConfig};
use self::document::{sketch_of, unwritten};
use self::dsl::{Dsl, of_pattern, of_term};
use self::explanation::score_parts;
use self::lease::Lease;
use self::mapping::{MAX_WINDOW, kind};
use self::read::{Reading, scan, search, values};
use self::versions::Versions;
use self::writer::{RUN_KEY, RemoteWriter};
use super::{CheckReport, Engine, FileRecord, Finding, FindingKind, RunRecord, Stats, Writer, WriterOptions, idf, max_edits};
use crate::analysis::tokens;
use crate::article::{Article, ArticleId, Day, Language};
use crate::error::{ClusterFault, Error, Result};
use crate::hit::{Coverage, FacetValues, Facets, Hit, Hits, Labels, ScorePart, SearchRequest, SimilarWord, Sort};
use crate::matching::{Pattern, find, is_misspelt};
use crate::query::{Query, Version};
use crate::story::{Stories, sort_versions};

/// So many articles are read, at most, to tell what a cluster cannot.
const MAX_READ: u64 = 50_000;

/// So many articles are read at once, and so often, to see which words there are that are written in some way.
const N_SAMPLED: usize = 50;
const N_SAMPLES: usize = 4;

/// So many such words are counted at most.
const MAX_EXPANSIONS: usize = 500;

/// So many names can stand in one condition of a cluster.
const MAX_NAMES: usize = 65_536;

/// The first version that has all that is asked of it.
const MIN_VERSION: (u64, u64) = (2, 4);

/// An index in an OpenSearch cluster.
pub struct RemoteEngine {
    cluster: Arc<Cluster>,
    config: ClusterConfig,
    /// What it looked like when it was last looked at.
    seen: Arc<RwLock<Seen>>,
    /// Held by the engine itself where it makes a new generation.
    rebuild_lease: Option<Arc<Lease>>,
    /// The articles that were read last to tell which match, and what they were read for.
    read: Mutex<Option<ReadFor>>,
    ledger: Mutex<Option<(u64, Arc<Vec<FileRecord>>)>>,
    /// Those of the state of the index that they were asked of last.
    stories: Mutex<Option<(u64, Arc<Stories>)>>,
}

/// The state of an index. All but the generation is kept in the index, in one document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Seen {
    #[serde(skip)]
    generation: u64,
    /// The last change that is committed.
    stamp: u64,
    /// The codes of the languages of articles; empty for articles whose language is not known.
    languages: BTreeSet<String>,
    last_run: Option<RunRecord>,
    versions: Arc<Versions>,
}

impl Seen {
    fn document(&self) -> Result<Value> {
        Ok(json!({"kind": kind::RUN, "stamp": self.stamp, "run": serde_json::to_value(self).map_err(unwritten)?}))
    }

    /// One at least: a word has a stem before the first article is committed too.
    fn languages(&self) -> Vec<Option<Language>> {
        let known = self.languages.iter().map(|code| Language::from_tag(code));
        if self.languages.is_empty() { vec![None] } else { known.collect() }
    }
}

struct ReadFor {
    pattern: Pattern,
    state: u64,
    ids: Arc<Vec<String>>,
}

impl RemoteEngine {
    /// Opens an index, which must be there.
    pub fn open(config: &ClusterConfig) -> Result<RemoteEngine> {
        let engine = RemoteEngine::connect(config)?;
        match generation::current(&engine.cluster, &config.name)? {
            Some(generation) => engine.seeing(generation),
            None => Err(Error::IndexMissing { path: engine.location() }),
        }
    }

    /// Opens an index, making an empty one where there is none.
    pub fn open_or_create(config: &ClusterConfig) -> Result<RemoteEngine> {
        let engine = RemoteEngine::connect(config)?;
        if let Some(generation) = generation::current(&engine.cluster, &config.name)? {
            return engine.seeing(generation);
        }
        let _lease = Lease::take(&engine.cluster, &config.name, Duration::ZERO)?;
        // Somebody else may have made it while this one waited.
        let generation = match generation::current(&engine.cluster, &config.name)? {
            Some(generation) => generation,
            None => {
                let generation = generation::create(&engine.cluster, &config.name, config.n_shards, config.n_replicas)?;
                generation::switch(&engine.cluster, &config.name, generation)?;
                generation
            }
        };
        engine.seeing(generation)
    }

    /// Begins to make an index anew: returns an engine for a new, empty generation beside the one that is searched. Nobody else can write
    /// until it is dropped. [`Engine::finish_rebuild`] puts it in the other's place.
    pub fn begin_rebuild(config: &ClusterConfig, wait: Duration) -> Result<RemoteEngine> {
        let mut engine = RemoteEngine::connect(config)?;
        let lease = Lease::take(&engine.cluster, &config.name, wait)?;
        let current = match generation::current(&engine.cluster, &config.name) {
            Err(Error::IndexFormat { .. }) => None,
            current => current?,
        };
        if let Some(kept) = current {
            generation::remove_others(&engine.cluster, &config.name, kept)?;
        }
        let made = generation::create(&engine.cluster, &config.name, config.n_shards, config.n_replicas)?;
        engine.rebuild_lease = Some(Arc::new(lease));
        engine.seeing(made)
    }

    /// Returns the last run of an index, whatever its format. None where there is none, or it cannot be read.
    pub fn last_run_of_any_format(config: &ClusterConfig) -> Option<RunRecord> {
        let engine = RemoteEngine::connect(config).ok()?;
        let reply = engine.cluster.get(&format!("/{}/_doc/{RUN_KEY}", config.name)).ok()?;
        serde_json::from_value(reply.body["_source"]["run"]["last_run"].clone()).ok()
    }

    fn connect(config: &ClusterConfig) -> Result<RemoteEngine> {
        generation::check_name(&config.name)?;
        let cluster = Arc::new(Cluster::new(config)?);
        let about = cluster.about()?;
        let version = &about.body["version"];
        let number = version["number"].as_str().unwrap_or("");
        let mut parts = number.split('.').map(|part| part.parse().unwrap_or(0));
        let is_known =
            version["distribution"] == "opensearch" && (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) >= MIN_VERSION;
        if !is_known {
            return Err(cluster.error(ClusterFault::NotOpenSearch(format!("it says it is version `{number}`"))));
        }
        Ok(RemoteEngine {
            cluster,
            config: config.clone(),
            seen: Arc::default(),
            rebuild_lease: None,
            read: Mutex::default(),
            ledger: Mutex::default(),
            stories: Mutex::default(),
        })
    }

    fn seeing(self, generation: u64) -> Result<RemoteEngine> {
        let seen = self.look(generation)?;
        *self.seen.write().unwrap_or_else(PoisonError::into_inner) = seen;
        Ok(self)
    }

    /// Reads what a generation says of itself.
    fn look(&self, generation: u64) -> Result<Seen> {
        let path = format!("/{}/_doc/{RUN_KEY}", generation::index_of(&self.config.name, generation));
        let reply = self.cluster.get(&path)?;
        let seen = match reply.body["found"] == true {
            true => {
                serde_json::from_value(reply.body["_source"]["run"].clone()).map_err(|error| self.damaged(error.to_string()))?
            }
            false => Seen::default(),
        };
        Ok(Seen { generation, ..seen })
    }

    fn seen(&self) -> Seen {
        self.seen.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is read: whatever is searched; of a generation that is being made, that one.
    fn index(&self) -> String {
        match self.rebuild_lease {
            Some(_) => generation::index_of(&self.config.name, self.seen().generation),
            None => self.config.name.clone(),
        }
    }

    fn location(&self) -> PathBuf {
        self.config.location()
    }

    fn damaged(&self, reason: String) -> Error {
        Error::IndexDamaged { path: self.location(), reason }
    }

    fn article(&self, source: &Value) -> Result<Article> {
        Article::deserialize(&source["article"]).map_err(|error| self.damaged(error.to_string()))
    }

    fn scan(&self, query: Value, sort: &str, fields: &[&str], each: &mut dyn FnMut(&Value) -> Result<()>) -> Result<()> {
        scan(&self.cluster, &self.index(), &Reading { query, sort, fields }, each)
    }

    fn search_raw(&self, parameters: &str, body: &Value) -> Result<Value> {
        search(&self.cluster, &self.index(), parameters, body)
    }

    /// Returns the query that selects exactly the articles that match. Where a cluster cannot tell, reads those that may.
    fn selection(&self, pattern: &Pattern) -> Result<Value> {
        let seen = self.seen();
        let Dsl { query, unsure } = of_pattern(pattern, &seen.languages(), &seen.versions);
        let Some(clause) = unsure else { return Ok(query) };
        let ids = self.read_for(pattern, &query, clause)?;
        let some: Vec<Value> = ids.chunks(MAX_NAMES).map(|some| json!({"terms": {"id": some}})).collect();
        let some = if some.is_empty() { json!({"match_none": {}}) } else { json!({"bool": {"should": some}}) };
        Ok(json!({"bool": {"must": query, "filter": some}}))
    }

    /// Returns the ids of the articles that match, of those that `query` selects.
    fn read_for(&self, pattern: &Pattern, query: &Value, clause: String) -> Result<Arc<Vec<String>>> {
        let state = self.state();
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = read.as_ref().filter(|last| last.state == state && last.pattern == *pattern) {
            return Ok(Arc::clone(&last.ids));
        }
        let n_articles = self.count(query)?;
        if n_articles > MAX_READ {
            return Err(Error::TooManyToRead { clause, n_articles });
        }
        let mut ids = Vec::new();
        self.scan(query.clone(), "id", &["article"], &mut |source| {
            let article = self.article(source)?;
            if find(pattern, &article).is_some() {
                ids.push(article.id.to_string());
            }
            Ok(())
        })?;
        let ids = Arc::new(ids);
        *read = Some(ReadFor { pattern: pattern.clone(), state, ids: Arc::clone(&ids) });
        Ok(ids)
    }

    fn count(&self, query: &Value) -> Result<u64> {
        let answer = self.search_raw("", &json!({"size": 0, "query": query, "track_total_hits": true}))?;
        Ok(answer["hits"]["total"]["value"].as_u64().unwrap_or(0))
    }

    fn values(&self, query: &Value, field: &str) -> Result<Vec<(Value, u64)>> {
        values(&self.cluster, &self.index(), query, field)
    }

    fn facet(&self, query: &Value, field: &str, n_values: usize) -> Result<FacetValues> {
        let values = self.values(query, field)?;
        let mut top: Vec<(String, u64)> =
            values.into_iter().filter_map(|(value, n)| Some((value.as_str()?.to_owned(), n))).collect();
        let n_all = top.len();
        top.sort_by(|(name, n), (other, m)| m.cmp(n).then_with(|| name.cmp(other)));
        top.truncate(n_values);
        Ok(FacetValues { n_values: n_all, top })
    }

    /// Counts the articles in which each word stands, and all, of such versions.
    fn counts_of(&self, words: &[Value], version: Version) -> Result<(Vec<u64>, u64)> {
        let counted: Map<String, Value> =
            words.iter().enumerate().map(|(idx, word)| (idx.to_string(), json!({"filter": word}))).collect();
        let query = json!({"bool": {"filter": [of_kind(kind::ARTICLE), self.seen().versions.filter(version)]}});
        let body = json!({"size": 0, "query": query, "track_total_hits": true, "aggs": counted});
        let answer = self.search_raw("", &body)?;
        let count = |idx: usize| answer["aggregations"][idx.to_string()]["doc_count"].as_u64().unwrap_or(0);
        Ok(((0..words.len()).map(count).collect(), answer["hits"]["total"]["value"].as_u64().unwrap_or(0)))
    }

    fn rarity(&self, pattern: &Pattern) -> Result<Vec<f32>> {
        let languages = self.seen().languages();
        let words: Vec<Value> = pattern.marked_terms().into_iter().map(|term| of_term(term, &languages)).collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let (counts, n_articles) = self.counts_of(&words, Version::All)?;
        Ok(counts.into_iter().map(|n| idf(n, n_articles)).collect())
    }

    /// Returns words of bodies that fit, the frequent ones first. A cluster cannot list words, so they are those of some articles that
    /// `condition` selects, and then of some that hold none of them.
    fn words(&self, condition: &Value, fits: &dyn Fn(&str) -> bool) -> Result<Vec<SimilarWord>> {
        let mut words: BTreeSet<String> = BTreeSet::new();
        for _ in 0..N_SAMPLES {
            let known: Vec<&String> = words.iter().collect();
            let new = json!({"bool": {"must": condition, "must_not": {"terms": {"words.body": known}}}});
            let sampled = self.found(&new, N_SAMPLED)?;
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
        let (counts, _) = self.counts_of(&conditions, Version::All)?;
        let mut counted: Vec<SimilarWord> =
            words.into_iter().zip(counts).map(|(word, n_articles)| SimilarWord { word, n_articles }).collect();
        counted.sort_by(|word, other| other.n_articles.cmp(&word.n_articles).then_with(|| word.word.cmp(&other.word)));
        Ok(counted)
    }

    fn found(&self, query: &Value, limit: usize) -> Result<Vec<Article>> {
        let body = json!({"size": limit.min(MAX_WINDOW), "query": {"bool": {"filter": [{"term": {"kind": kind::ARTICLE}}, query]}},
            "sort": [{"id": "asc"}], "_source": ["article"], "track_total_hits": false});
        let answer = self.search_raw("", &body)?;
        let hits = answer["hits"]["hits"].as_array().map_or(&[][..], Vec::as_slice);
        hits.iter().map(|hit| self.article(&hit["_source"])).collect()
    }
}

fn of_kind(kind: &str) -> Value {
    json!({"term": {"kind": kind}})
}

fn of_file(path: &str) -> Value {
    json!({"bool": {"filter": [of_kind(kind::ARTICLE), {"term": {"path": path}}]}})
}

/// So many hits are asked for at once.
const HITS_AT_ONCE: usize = 1_000;

impl Engine for RemoteEngine {
    fn search(&self, request: &SearchRequest) -> Result<Hits> {
        let pattern = Pattern::new(&request.query, request.coverage);
        let query = self.selection(&pattern)?;
        let sort = match request.sort {
            Sort::Relevance => json!([{"_score": "desc"}, {"id": "asc"}]),
            Sort::Newest => json!([{"seconds": {"order": "desc", "missing": "_last"}}, {"id": "asc"}]),
            Sort::Oldest => json!([{"seconds": {"order": "asc", "missing": "_last"}}, {"id": "asc"}]),
        };
        let mut hits = Hits::default();
        // Those that are skipped are walked over without being read.
        let (mut n_passed, end) = (0, request.offset.saturating_add(request.limit));
        let mut last = Value::Null;
        loop {
            let is_skipping = n_passed + HITS_AT_ONCE <= request.offset;
            let size = HITS_AT_ONCE.min(end - n_passed);
            let fields = if is_skipping { json!(false) } else { json!(["article"]) };
            let mut body = json!({
                "size": size, "query": query, "sort": sort, "_source": fields, "track_total_hits": last.is_null(), "track_scores": true
            });
            if !last.is_null() {
                body["search_after"] = last;
            }
            // Each shard counts how rare words are in all of them.
            let answer = self.search_raw("&search_type=dfs_query_then_fetch", &body)?;
            if let Some(total) = answer["hits"]["total"]["value"].as_u64() {
                hits.total = total as usize;
            }
            let found = answer["hits"]["hits"].as_array().map_or(&[][..], Vec::as_slice);
            for (idx, hit) in found.iter().enumerate() {
                let rank = n_passed + idx + 1;
                if rank > request.offset && !is_skipping {
                    let article = self.article(&hit["_source"])?;
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
        if !hits.page.is_empty() {
            hits.rarity = self.rarity(&pattern)?;
        }
        Ok(hits)
    }

    fn each_match(&self, query: &Query, coverage: Coverage, each: &mut dyn FnMut(Article) -> Result<()>) -> Result<()> {
        let pattern = Pattern::new(query, coverage);
        self.scan(self.selection(&pattern)?, "id", &["article"], &mut |source| each(self.article(source)?))
    }

    fn each_match_by_id(&self, query: &Query, coverage: Coverage, each: &mut dyn FnMut(Article) -> Result<()>) -> Result<()> {
        // Pages are read in that order anyway.
        self.each_match(query, coverage, each)
    }

    fn facets(&self, query: &Query, coverage: Coverage, n_values: usize) -> Result<Facets> {
        let query = self.selection(&Pattern::new(query, coverage))?;
        let day = |(value, n): (Value, u64)| Some((value.as_i64()? as Day, n));
        Ok(Facets {
            total: self.count(&query)?,
            publishers: self.facet(&query, "publisher_name", n_values)?,
            sections: self.facet(&query, "section_name", n_values)?,
            languages: self.facet(&query, "language", n_values)?,
            speakers: self.facet(&query, "speaker_name", n_values)?,
            days: self.values(&query, "day")?.into_iter().filter_map(day).collect(),
        })
    }

    fn stories(&self) -> Result<Arc<Stories>> {
        let state = self.state();
        let mut last = self.stories.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, stories)) = last.as_ref().filter(|(of_state, _)| *of_state == state) {
            return Ok(Arc::clone(stories));
        }
        let mut sketches = Vec::new();
        self.scan(of_kind(kind::ARTICLE), "id", &["ordinal", "sketch"], &mut |source| {
            let sketch = source["sketch"].as_str().and_then(sketch_of);
            sketches.extend(source["ordinal"].as_u64().zip(sketch));
            Ok(())
        })?;
        let stories = Arc::new(Stories::new(sketches));
        *last = Some((state, Arc::clone(&stories)));
        Ok(stories)
    }

    fn each_copy(&self, query: &Query, coverage: Coverage, each: &mut dyn FnMut(Labels) -> Result<()>) -> Result<()> {
        let stories = self.stories()?;
        let selected = self.selection(&Pattern::new(query, coverage))?;
        let fields = ["ordinal", "publisher_name", "section_name", "language", "speaker_name", "day"];
        self.scan(selected, "id", &fields, &mut |source| {
            let name = |field: &str| source[field].as_str().map(str::to_owned);
            let ordinal = source["ordinal"].as_u64().ok_or_else(|| self.damaged("an article has no number".into()))?;
            if stories.of(ordinal).is_none() {
                return Ok(());
            }
            let speakers = source["speaker_name"].as_array().map_or(&[][..], Vec::as_slice);
            each(Labels {
                ordinal,
                publisher: name("publisher_name"),
                section: name("section_name"),
                language: name("language"),
                speakers: speakers.iter().filter_map(|name| Some(name.as_str()?.to_owned())).collect(),
                day: source["day"].as_i64().map(|day| day as Day),
            })
        })
    }

    fn articles_at(&self, ordinals: &[u64]) -> Result<Vec<Article>> {
        let mut articles = Vec::new();
        for ordinals in ordinals.chunks(MAX_NAMES) {
            let these = json!({"bool": {"filter": [of_kind(kind::ARTICLE), {"terms": {"ordinal": ordinals}}]}});
            self.scan(these, "id", &["article"], &mut |source| {
                articles.push(self.article(source)?);
                Ok(())
            })?;
        }
        articles.sort_by(|article, other| article.id.cmp(&other.id));
        Ok(articles)
    }

    fn explain(&self, request: &SearchRequest, hit: &Hit) -> Result<Vec<ScorePart>> {
        let query = self.selection(&Pattern::new(&request.query, request.coverage))?;
        let this = json!({"bool": {"must": query, "filter": {"term": {"id": hit.article.id.as_str()}}}});
        let body = json!({"size": 1, "query": this, "explain": true, "_source": false, "track_total_hits": false});
        let answer = self.search_raw("&search_type=dfs_query_then_fetch", &body)?;
        Ok(score_parts(&answer["hits"]["hits"][0]["_explanation"]))
    }

    fn similar_words(&self, word: &str, limit: usize) -> Result<Vec<SimilarWord>> {
        let max_edits = max_edits(word);
        let fuzzy = json!({"value": word, "fuzziness": max_edits, "prefix_length": 0, "max_expansions": MAX_EXPANSIONS});
        let condition = json!({"fuzzy": {"words.body": fuzzy}});
        let mut similar = match max_edits {
            0 => Vec::new(),
            _ => self.words(&condition, &|other| other != word && is_misspelt(other, word, max_edits))?,
        };
        similar.sort_by_key(|similar| !is_misspelt(&similar.word, word, 1));
        similar.truncate(limit);
        Ok(similar)
    }

    fn words_beginning(&self, prefix: &str, limit: usize) -> Result<Vec<SimilarWord>> {
        let condition = json!({"prefix": {"words.body": {"value": prefix, "rewrite": "constant_score"}}});
        let mut words = self.words(&condition, &|word| word.starts_with(prefix))?;
        words.truncate(limit);
        Ok(words)
    }

    fn n_holding(&self, words: &[String]) -> Result<Vec<u64>> {
        let condition = |word: &String| {
            let holds = |field: &str| json!({"term": {field: word}});
            json!({"bool": {"should": [holds("words.title"), holds("words.body")]}})
        };
        let mut counts = Vec::with_capacity(words.len());
        for some in words.chunks(MAX_EXPANSIONS) {
            let conditions: Vec<Value> = some.iter().map(condition).collect();
            counts.append(&mut self.counts_of(&conditions, Version::Latest)?.0);
        }
        Ok(counts)
    }

    fn articles(&self, name: &str, limit: usize) -> Result<Vec<Article>> {
        let of_place = ["record_id", "path", "place"].map(|field| json!({"term": {field: name}}));
        let mut articles = self.found(&json!({"term": {"id": name}}), limit)?;
        if articles.is_empty() {
            articles = self.found(&json!({"bool": {"should": of_place}}), limit)?;
        }
        if articles.is_empty() && ArticleId::is_prefix(name) {
            articles = self.found(&json!({"prefix": {"id": name}}), limit)?;
        }
        Ok(articles)
    }

    fn versions_of(&self, url: &str) -> Result<Vec<Article>> {
        let mut versions = Vec::new();
        let these = json!({"bool": {"filter": [of_kind(kind::ARTICLE), {"term": {"url": url}}]}});
        self.scan(these, "id", &["article"], &mut |source| {
            versions.push(self.article(source)?);
            Ok(())
        })?;
        sort_versions(&mut versions, |article| article);
        Ok(versions)
    }

    fn ledger(&self) -> Result<Arc<Vec<FileRecord>>> {
        let state = self.state();
        let mut kept = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, ledger)) = kept.as_ref().filter(|(of_state, _)| *of_state == state) {
            return Ok(Arc::clone(ledger));
        }
        let mut ledger = Vec::new();
        self.scan(of_kind(kind::FILE), "path", &["file"], &mut |source| {
            ledger.push(FileRecord::deserialize(&source["file"]).map_err(|error| self.damaged(error.to_string()))?);
            Ok(())
        })?;
        let ledger = Arc::new(ledger);
        *kept = Some((state, Arc::clone(&ledger)));
        Ok(ledger)
    }

    fn articles_of(&self, path: &str, each: &mut dyn FnMut(Article) -> Result<()>) -> Result<()> {
        self.scan(of_file(path), "id", &["article"], &mut |source| each(self.article(source)?))
    }

    fn ordinals_of(&self, path: &str) -> Result<Vec<u64>> {
        let mut ordinals = Vec::new();
        self.scan(of_file(path), "id", &["id"], &mut |source| {
            let id = source["id"].as_str().and_then(ArticleId::parse);
            ordinals.push(id.ok_or_else(|| self.damaged("an article has no id".into()))?.ordinal());
            Ok(())
        })?;
        Ok(ordinals)
    }

    fn last_run(&self) -> Result<Option<RunRecord>> {
        Ok(self.seen().last_run)
    }

    fn stats(&self) -> Result<Stats> {
        let body = json!({"size": 0, "query": of_kind(kind::ARTICLE), "track_total_hits": true,
            "aggs": {"n_quotes": {"sum": {"field": "n_quotes"}}}});
        let articles = self.search_raw("", &body)?;
        let path = format!("/{}/_stats/store,segments", self.index());
        let told = self.cluster.get(&path)?;
        if told.status >= 300 {
            return Err(self.cluster.refused(&path, &told));
        }
        let all = &told.body["_all"];
        Ok(Stats {
            location: self.location(),
            n_articles: articles["hits"]["total"]["value"].as_u64().unwrap_or(0),
            n_quotes: articles["aggregations"]["n_quotes"]["value"].as_f64().unwrap_or(0.0) as u64,
            n_files: self.count(&of_kind(kind::FILE))?,
            size_bytes: all["total"]["store"]["size_in_bytes"].as_u64().unwrap_or(0),
            n_segments: all["primaries"]["segments"]["count"].as_u64().unwrap_or(0) as usize,
            generation: self.seen().generation,
            format: format!("opensearch {}", mapping::FORMAT),
            last_run: self.last_run()?,
        })
    }

    fn check(&self) -> Result<CheckReport> {
        let stats = self.stats()?;
        let mut findings = Vec::new();
        let health = self.cluster.get(&format!("/_cluster/health/{}", self.index()))?.body;
        if health["status"] == "red" {
            let message = format!("{} shards of it are on no node", health["unassigned_shards"]);
            findings.push(Finding { path: stats.location.display().to_string(), kind: FindingKind::Damaged, message });
        }
        let of_paths = self.values(&of_kind(kind::ARTICLE), "path")?;
        let counts: BTreeMap<&str, u64> = of_paths.iter().filter_map(|(path, n)| Some((path.as_str()?, *n))).collect();
        let ledger = self.ledger()?;
        let mut recorded = BTreeSet::new();
        for file in ledger.iter() {
            recorded.insert(file.path.as_str());
            let n = counts.get(file.path.as_str()).copied().unwrap_or(0);
            if n != file.n_articles {
                let message = format!("the ledger has {} articles of it, the index {n}", file.n_articles);
                findings.push(Finding { path: file.path.clone(), kind: FindingKind::Count, message });
            }
        }
        for (path, n) in counts.iter().filter(|(path, _)| !recorded.contains(*path)) {
            let message = format!("the index has {n} articles of it, the ledger no record");
            findings.push(Finding { path: (*path).to_owned(), kind: FindingKind::NoRecord, message });
        }
        findings.sort();
        let (n_files, n_articles, n_quotes) = (stats.n_files, stats.n_articles, stats.n_quotes);
        Ok(CheckReport { n_segments: stats.n_segments as u64, n_files, n_articles, n_quotes, findings })
    }

    fn state(&self) -> u64 {
        let Seen { generation, stamp, .. } = self.seen();
        let hash = Sha256::new().chain_update(generation.to_le_bytes()).chain_update(stamp.to_le_bytes()).finalize();
        hash.iter().take(8).fold(0, |state, byte| (state << 8) | u64::from(*byte))
    }

    fn is_up_to_date(&self) -> Result<bool> {
        let seen = self.seen();
        match generation::current(&self.cluster, &self.config.name)? {
            Some(generation) if generation == seen.generation => Ok(self.look(generation)?.stamp == seen.stamp),
            _ => Ok(self.rebuild_lease.is_some()),
        }
    }

    fn finish_rebuild(self: Box<Self>) -> Result<()> {
        let generation = self.seen().generation;
        generation::switch(&self.cluster, &self.config.name, generation)?;
        generation::remove_others(&self.cluster, &self.config.name, generation)
    }

    fn writer(&self, options: &WriterOptions) -> Result<Box<dyn Writer>> {
        let name = &self.config.name;
        let generation = self.seen().generation;
        let lease = match &self.rebuild_lease {
            Some(lease) => Arc::clone(lease),
            None => {
                let lease = Lease::take(&self.cluster, name, options.wait)?;
                if generation::current(&self.cluster, name)? != Some(generation) {
                    return Err(Error::IndexReplaced { path: self.location() });
                }
                generation::remove_others(&self.cluster, name, generation)?;
                Arc::new(lease)
            }
        };
        // Another process may have written until just now.
        *self.seen.write().unwrap_or_else(PoisonError::into_inner) = self.look(generation)?;
        let index = generation::index_of(name, generation);
        Ok(Box::new(RemoteWriter::start(&self.cluster, index, name, lease, Arc::clone(&self.seen))?))
    }
}
