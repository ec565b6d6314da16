//! The documents of one state of the index, and what was computed from them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tantivy::collector::{Collector, Count, DocSetCollector};
use tantivy::directory::OwnedBytes;
use tantivy::index::SegmentId;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, Opstamp, Searcher, TantivyError, Term};

use super::columns::SketchColumns;
use super::directory::GenerationDirectory;
use super::facets::CountFacets;
use super::layout::{self, InUse};
use super::lexicon::WordCache;
use super::paths;
use super::plan::Planner;
use super::schema::{Fields, ID_ORDINAL, N_QUOTES, kind};
use super::scorer::{Plan, PlanQuery};
use super::statistics::{Counted, Statistics};
use crate::article::Article;
use crate::checkpoint;
use crate::deadline::Deadline;
use crate::engine::ledger::FileRecord;
use crate::engine::once::Once;
use crate::error::{Error, Result};
use crate::hit::{Coverage, Facets, ValuesWanted};
use crate::matching::Pattern;
use crate::query;
use crate::story::{KnownPairs, Stories, grouped};

/// Where a generation is.
pub(super) struct Home {
    /// The directory of the index. Empty in memory.
    pub(super) location: PathBuf,
    /// The number of the generation. 0 in memory.
    pub(super) generation: u64,
    /// The files of the generation; `None` in memory.
    pub(super) files: Option<GenerationDirectory>,
    /// Keeps the generation from being removed while a snapshot of it is in use.
    pub(super) _in_use: InUse,
}

/// The segments of a state of the index, each with the number of its deletions.
pub(super) type Segments = BTreeMap<SegmentId, Option<Opstamp>>;

/// The documents of one state of the index. What is computed from them is kept with them.
pub(super) struct Contents {
    pub(super) home: Arc<Home>,
    pub(super) fields: Fields,
    pub(super) searcher: Searcher,
    words: WordCache,
    statistics: Once<Arc<Statistics>>,
    stories: Once<Stories>,
    everything: Once<Facets>,
    totals: Once<Totals>,
}

/// The endings of the files that each run keeps of the state that it leaves.
const STORIES: &str = "stories";
const STATISTICS: &str = "statistics";

/// The file of pairs of similar sketches. It serves every state, each the better the less it differs from the one that it was written for.
const PAIRS: &str = "pairs";

fn kept_file(state: u64, ending: &str) -> PathBuf {
    format!("{state:016x}.{ending}").into()
}

/// Returns the names of the files that are kept of a state, or of any. Each may be missing.
pub(super) fn kept_files(state: u64) -> impl Iterator<Item = PathBuf> {
    [STORIES, STATISTICS].into_iter().map(move |ending| kept_file(state, ending)).chain([PAIRS.into()])
}

/// How much there is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Totals {
    pub(super) n_articles: u64,
    pub(super) n_quotes: u64,
    pub(super) n_files: u64,
    pub(super) size_bytes: u64,
}

impl Contents {
    /// Returns the documents that `searcher` sees. Computes nothing yet.
    pub(super) fn new(home: Arc<Home>, fields: Fields, searcher: Searcher) -> Contents {
        Contents {
            home,
            fields,
            searcher,
            words: WordCache::default(),
            statistics: Once::default(),
            stories: Once::default(),
            everything: Once::default(),
            totals: Once::default(),
        }
    }

    pub(super) fn segments(&self) -> &Segments {
        self.searcher.generation().segments()
    }

    /// Returns a number that identifies the state.
    pub(super) fn state(&self) -> u64 {
        let mut hasher = Sha256::new();
        hasher.update(self.home.generation.to_le_bytes());
        for (segment, deletions) in self.segments() {
            hasher.update(segment.uuid_string());
            hasher.update(deletions.unwrap_or(0).to_le_bytes());
        }
        hasher.finalize().iter().take(8).fold(0, |state, byte| (state << 8) | u64::from(*byte))
    }

    pub(super) fn statistics(&self) -> Result<&Arc<Statistics>> {
        self.statistics.get_or_make(|| {
            let known = self.kept_counted()?;
            Ok(Arc::new(Statistics::new(self.state(), &self.fields, &self.searcher, known)?))
        })
    }

    pub(super) fn planner(&self, deadline: &Deadline) -> Result<Planner<'_>> {
        Ok(Planner::new(&self.fields, &self.searcher, self.statistics()?, &self.words, deadline))
    }

    /// Returns what finds the articles that match a query. `None` if no article can match.
    pub(super) fn plan(&self, query: &query::Query, coverage: Coverage, deadline: &Deadline) -> Result<Option<PlanQuery>> {
        let plan = self.planner(deadline)?.plan(&Pattern::new(query, coverage))?;
        Ok(if matches!(plan, Plan::Nothing) { None } else { Some(PlanQuery::new(Arc::new(plan), deadline)) })
    }

    /// Runs a plan.
    pub(super) fn run<C: Collector>(&self, plan: &PlanQuery, collector: &C) -> Result<C::Fruit> {
        let found = self.searcher.search(plan, collector)?;
        plan.deadline().check()?;
        Ok(found)
    }

    /// Counts the articles that match; see [`Snapshot::facets`](crate::engine::Snapshot::facets).
    pub(super) fn facets(
        &self,
        query: &query::Query,
        coverage: Coverage,
        count: &CountFacets<'_>,
        deadline: &Deadline,
    ) -> Result<Facets> {
        match self.plan(query, coverage, deadline)? {
            Some(plan) => self.run(&plan, count),
            None => Ok(Facets::default()),
        }
    }

    /// Calls `each` with the record of every file, ordered by path.
    pub(super) fn each_file(&self, each: &mut dyn FnMut(FileRecord) -> Result<()>) -> Result<()> {
        let store = &self.statistics()?.store;
        paths::each_file(&self.searcher, &self.fields, &mut |address| {
            checkpoint::check()?;
            each(store.record(address)?)
        })
    }

    /// Returns the record of the file at `path`.
    pub(super) fn file(&self, path: &str) -> Result<Option<FileRecord>> {
        let must = |term: TermQuery| -> (Occur, Box<dyn Query>) { (Occur::Must, Box::new(term)) };
        let of_file = [must(self.is_of_kind(kind::FILE)), must(has_term(self.fields.file, path))];
        let addresses = self.addresses(&BooleanQuery::new(of_file.into()))?;
        addresses.first().map(|address| self.statistics()?.store.record(*address)).transpose()
    }

    /// Returns the stories: those that the last run kept, or else made of all sketches.
    pub(super) fn stories(&self) -> Result<&Stories> {
        self.stories.get_or_make(|| match self.kept_stories()? {
            Some(kept) => Ok(kept),
            None => Ok(self.grouped(&mut || true)?.unwrap_or_default().0),
        })
    }

    /// Returns the stories, and the pairs that they are made of. Pairs that the last run found are not looked for again.
    fn grouped(&self, goes_on: &mut dyn FnMut() -> bool) -> Result<Option<(Stories, KnownPairs)>> {
        // Without them, as if they are damaged, all are found anew.
        let bytes = self.home.files.as_ref().and_then(|files| files.kept(Path::new(PAIRS)).ok().flatten());
        let known = bytes.and_then(|bytes| KnownPairs::from_bytes(&bytes));
        Ok(grouped(&SketchColumns::open(&self.searcher)?, &known.unwrap_or_default(), goes_on))
    }

    fn kept_stories(&self) -> Result<Option<Stories>> {
        let bytes = self.kept(STORIES)?;
        Ok(bytes.and_then(|bytes| Stories::from_bytes(Arc::new(bytes), self.state())))
    }

    fn kept_counted(&self) -> Result<Option<Counted>> {
        let counted = self.kept(STATISTICS)?.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Ok(counted.filter(|counted: &Counted| counted.state == self.state()))
    }

    /// Returns what an earlier run kept of this state.
    fn kept(&self, ending: &str) -> Result<Option<OwnedBytes>> {
        let Some(files) = &self.home.files else { return Ok(None) };
        Ok(files.kept(&kept_file(self.state(), ending))?)
    }

    /// Keeps what takes time to compute from all documents beside the segments: statistics and stories, unless they are kept. Removes
    /// those of other states. `goes_on` is asked often, and ends the work.
    pub(super) fn keep(&self, goes_on: &mut dyn FnMut() -> bool) -> Result<()> {
        let Some(files) = self.home.files.as_ref().filter(|_| !self.segments().is_empty()) else { return Ok(()) };
        let keep = |ending: &str, bytes: &[u8]| -> Result<()> {
            let file = kept_file(self.state(), ending);
            files.keep(&file, bytes)?;
            files.remove_others(ending, &file);
            Ok(())
        };
        if self.kept_counted()?.is_none() {
            let counted = serde_json::to_vec(&self.statistics()?.counted).map_err(|error| Error::Engine(error.to_string()))?;
            keep(STATISTICS, &counted)?;
        }
        if self.kept_stories()?.is_none()
            && let Some((stories, pairs)) = self.grouped(goes_on)?
        {
            keep(STORIES, &stories.bytes(self.state()))?;
            files.keep(Path::new(PAIRS), &pairs.bytes())?;
        }
        Ok(())
    }

    /// Counts all articles; see [`Snapshot::everything`](crate::engine::Snapshot::everything).
    pub(super) fn everything(&self) -> Result<&Facets> {
        let count = CountFacets { facets: &[], names: ValuesWanted::MostFrequent(0) };
        self.everything.get_or_make(|| self.facets(&query::Query::everything(), Coverage::All, &count, &Deadline::none()))
    }

    pub(super) fn totals(&self) -> Result<Totals> {
        let count = || {
            Ok(Totals {
                n_articles: self.searcher.search(&self.is_of_kind(kind::ARTICLE), &Count)? as u64,
                n_quotes: self.n_quotes()?,
                n_files: self.searcher.search(&self.is_of_kind(kind::FILE), &Count)? as u64,
                size_bytes: layout::size_bytes(&self.home.location),
            })
        };
        self.totals.get_or_make(count).copied()
    }

    fn n_quotes(&self) -> Result<u64> {
        let mut n_quotes = 0;
        for segment in self.searcher.segment_readers() {
            let of_article = segment.fast_fields().u64(N_QUOTES)?;
            n_quotes += segment.doc_ids_alive().filter_map(|doc| of_article.first(doc)).sum::<u64>();
        }
        Ok(n_quotes)
    }

    /// Returns the articles whose `field` is `text`, ordered by id.
    pub(super) fn articles_with(&self, field: Field, text: &str) -> Result<Vec<Article>> {
        let mut articles = self.records::<Article>(self.addresses(&self.is_article_with(field, text))?)?;
        articles.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(articles)
    }

    /// Returns the ids that begin with `prefix`, at most `limit`, in order.
    pub(super) fn ids(&self, prefix: &str, limit: usize) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        for segment in self.searcher.segment_readers() {
            let inverted_index = segment.inverted_index(self.fields.id)?;
            let mut terms = inverted_index.terms().range().ge(prefix).into_stream().map_err(TantivyError::from)?;
            while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
                let id = String::from_utf8_lossy(terms.key()).into_owned();
                // Terms of removed articles stay until their segment is merged.
                if self.searcher.search(&self.is_article_with(self.fields.id, &id), &Count)? > 0 {
                    ids.push(id);
                }
                if ids.len() > limit * 2 {
                    break;
                }
            }
        }
        ids.sort();
        ids.dedup();
        ids.truncate(limit);
        Ok(ids)
    }

    /// Returns the ordinals of the articles of the file at `path`, in no particular order.
    pub(super) fn ordinals_of(&self, path: &str) -> Result<Vec<u64>> {
        let of_file = self.searcher.search(&self.is_article_with(self.fields.file, path), &DocSetCollector)?;
        let columns = self.searcher.segment_readers().iter().map(|segment| segment.fast_fields().u64(ID_ORDINAL));
        let columns = columns.collect::<tantivy::Result<Vec<_>>>()?;
        Ok(of_file.into_iter().filter_map(|address| columns[address.segment_ord as usize].first(address.doc_id)).collect())
    }

    /// Returns the addresses of the documents that `query` finds, in the order of the store, so
    /// that each of its blocks is decompressed once.
    pub(super) fn addresses(&self, query: &dyn Query) -> Result<Vec<DocAddress>> {
        let mut addresses: Vec<DocAddress> = self.searcher.search(query, &DocSetCollector)?.into_iter().collect();
        checkpoint::check()?;
        addresses.sort_unstable();
        Ok(addresses)
    }

    /// Returns the addresses of the articles that a plan finds, as [`Contents::addresses`] does.
    pub(super) fn found(&self, plan: &PlanQuery) -> Result<Vec<DocAddress>> {
        let mut addresses: Vec<DocAddress> = self.run(plan, &DocSetCollector)?.into_iter().collect();
        addresses.sort_unstable();
        Ok(addresses)
    }

    fn records<R: DeserializeOwned>(&self, addresses: Vec<DocAddress>) -> Result<Vec<R>> {
        let store = &self.statistics()?.store;
        let record = |address| checkpoint::check().and_then(|()| store.record(address));
        addresses.into_iter().map(record).collect()
    }

    pub(super) fn is_of_kind(&self, kind: &str) -> TermQuery {
        has_term(self.fields.kind, kind)
    }

    pub(super) fn is_article_with(&self, field: Field, text: &str) -> BooleanQuery {
        let must = |term: TermQuery| -> (Occur, Box<dyn Query>) { (Occur::Must, Box::new(term)) };
        BooleanQuery::new(vec![must(self.is_of_kind(kind::ARTICLE)), must(has_term(field, text))])
    }
}

fn has_term(field: Field, text: &str) -> TermQuery {
    TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic)
}
