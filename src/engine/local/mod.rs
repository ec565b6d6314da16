//! The engine on this machine: a Tantivy index in a directory.

mod bm25;
mod check;
mod closeness;
mod collect;
mod columns;
mod directory;
mod document;
mod evidence;
mod facets;
mod layout;
mod lexicon;
mod places;
mod plan;
mod schema;
mod scorer;
mod spans;
mod statistics;
mod store;
mod versions;
mod words;

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use tantivy::collector::{Count, DocSetCollector};
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError};
use tantivy::index::SegmentId;
use tantivy::indexer::LogMergePolicy;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::store::Compressor;
use tantivy::{
    DocAddress, Index, IndexReader, IndexSettings, IndexWriter, Opstamp, ReloadPolicy, Searcher, SegmentOrdinal, TantivyDocument,
    TantivyError, Term,
};

use self::closeness::{N_REFINED, refine};
use self::collect::{ById, FirstHits, MAX_BY_ID, NextById, Ranked};
use self::directory::{GenerationDirectory, WriteFailure};
use self::evidence::Evidence;
use self::facets::CountFacets;
use self::layout::{Current, InUse, Occupant, WriteLock};
use self::plan::Planner;
use self::schema::{Fields, ID_ORDINAL, N_QUOTES, kind};
use self::scorer::{Plan, PlanQuery, score_parts};
use self::statistics::Statistics;
use self::store::{Packed, Packer, Store};
use self::words::{AnalysedWords, PLACED_TOKENIZER, PlacedTerms, TOKENIZER};
use super::{CheckReport, Engine, FileRecord, RunRecord, Stats, Writer, WriterOptions};
use crate::analysis::Stemmer;
use crate::article::{Article, ArticleId};
use crate::error::{Error, Result};
use crate::hit::{Coverage, Facets, Hit, Hits, Labels, ScorePart, SearchRequest, SimilarWord, Sort};
use crate::matching::Pattern;
use crate::query;
use crate::story::{Stories, sort_versions};

/// A Tantivy index in a directory, or in memory.
pub struct LocalEngine {
    location: PathBuf,
    /// None in memory.
    current: Option<Current>,
    /// Keeps the generation from being removed.
    _in_use: Option<InUse>,
    /// Held by the engine itself where it makes a new generation.
    rebuild_lock: Option<Arc<WriteLock>>,
    write_failure: WriteFailure,
    index: Index,
    fields: Fields,
    reader: IndexReader,
    /// Those of the state of the index, by its number, that was searched last.
    statistics: Mutex<Option<(u64, Arc<Statistics>)>>,
    /// Those of the state of the index that they were asked of last.
    stories: Mutex<Option<(u64, Arc<Stories>)>>,
    /// The ledger that was read last, and the segments that it was read from.
    ledger: Mutex<Option<(Segments, Arc<Vec<FileRecord>>)>>,
}

/// Is given where some articles lie, in the order of their ids.
type EachPart<'e> = dyn FnMut(&Searcher, &Statistics, &[ById]) -> Result<()> + 'e;

/// The segments of a state of the index, each with the deletions that count.
type Segments = BTreeMap<SegmentId, Option<Opstamp>>;

/// How little and how much memory Tantivy's writer works with, with each of its threads.
const WRITER_MEMORY_BYTES: std::ops::RangeInclusive<usize> = (16 << 20)..=(2 << 30);

/// With less memory than this for each, fewer threads write: they would make many small segments, and merge them again.
const MIN_MEMORY_BYTES_PER_THREAD: usize = 32 << 20;

/// Tantivy writes with so many threads at most.
const MAX_WRITING_THREADS: usize = 8;

impl LocalEngine {
    /// Opens the index in `dir`, making an empty one where there is none.
    pub fn open_or_create(dir: &Path) -> Result<LocalEngine> {
        match LocalEngine::open_current(dir)? {
            Some(engine) => Ok(engine),
            None => LocalEngine::create(dir),
        }
    }

    /// Opens the index in `dir`, which must be there.
    pub fn open(dir: &Path) -> Result<LocalEngine> {
        match LocalEngine::open_current(dir) {
            Ok(Some(engine)) => Ok(engine),
            Ok(None) | Err(Error::NotAnIndex { .. }) => Err(Error::IndexMissing { path: dir.to_owned() }),
            Err(error) => Err(error),
        }
    }

    /// Begins to make the index in `dir` anew, whatever its format, or damage: returns an engine for a new, empty generation beside the one
    /// that is read. Nobody else can write until the engine is dropped. [`Engine::finish_rebuild`] puts it in the other's place; an
    /// engine that is dropped before leaves everything as it was, and the next writer takes its remains away.
    pub fn begin_rebuild(dir: &Path, wait: Duration) -> Result<LocalEngine> {
        if let Err(error @ Error::NotAnIndex { .. }) = layout::occupant(dir) {
            return Err(error);
        }
        fs::create_dir_all(dir).map_err(Error::io("create", dir))?;
        let lock = WriteLock::take(dir, wait)?;
        if let Some(kept) = layout::generation_of_any_format(dir) {
            layout::remove_unused(dir, Some(kept));
        }
        let mut engine = LocalEngine::create_generation(dir)?;
        engine.rebuild_lock = Some(Arc::new(lock));
        Ok(engine)
    }

    /// Returns the last run of the index in `dir`, whatever its format. None where there is none, or it cannot be read.
    pub fn last_run_of_any_format(dir: &Path) -> Option<RunRecord> {
        serde_json::from_str(&layout::payload_of_any_format(dir)?).ok()
    }

    fn open_current(dir: &Path) -> Result<Option<LocalEngine>> {
        // While an index is rebuilt often, the generation that `current` names may be gone the moment after.
        const N_TRIES: usize = 5;
        const PAUSE: Duration = Duration::from_millis(20);
        for _ in 0..N_TRIES {
            let Occupant::Index(current) = layout::occupant(dir)? else { return Ok(None) };
            if let Some(in_use) = InUse::take(dir, &current)? {
                return LocalEngine::open_generation(dir, current, Some(in_use)).map(Some);
            }
            std::thread::sleep(PAUSE);
        }
        match layout::occupant(dir)? {
            // It says what is missing.
            Occupant::Index(current) => LocalEngine::open_generation(dir, current, None).map(Some),
            Occupant::Nothing => Ok(None),
        }
    }

    fn create(dir: &Path) -> Result<LocalEngine> {
        fs::create_dir_all(dir).map_err(Error::io("create", dir))?;
        let started = Instant::now();
        let lock = loop {
            const WAIT: Duration = Duration::from_secs(10);
            const PAUSE: Duration = Duration::from_millis(50);
            match WriteLock::take(dir, PAUSE) {
                Ok(lock) => break lock,
                Err(error @ Error::IndexLocked { .. }) if started.elapsed() > WAIT => return Err(error),
                Err(Error::IndexLocked { .. }) => {}
                Err(error) => return Err(error),
            }
            // Another process may be making it, and then goes on writing to it.
            if let Some(engine) = LocalEngine::open_current(dir)? {
                return Ok(engine);
            }
        };
        if let Some(engine) = LocalEngine::open_current(dir)? {
            return Ok(engine);
        }
        layout::remove_unused(dir, None);
        let engine = LocalEngine::create_generation(dir)?;
        if let Some(current) = &engine.current {
            layout::switch(dir, current)?;
        }
        drop(lock);
        Ok(engine)
    }

    fn create_generation(dir: &Path) -> Result<LocalEngine> {
        let current = layout::new_generation(dir)?;
        let files = GenerationDirectory::open(&layout::generation_dir(dir, current.generation))?;
        let (schema, fields) = Fields::new();
        let write_failure = files.failure();
        let index = Index::builder().schema(schema).settings(settings()).open_or_create(files)?;
        let engine = LocalEngine::with(dir.to_owned(), Some(current), None, index, fields)?;
        Ok(LocalEngine { write_failure, ..engine })
    }

    fn open_generation(dir: &Path, current: Current, in_use: Option<InUse>) -> Result<LocalEngine> {
        let unusable = |error: TantivyError| unusable(dir, &error);
        let files = GenerationDirectory::open(&layout::generation_dir(dir, current.generation)).map_err(unusable)?;
        let write_failure = files.failure();
        let index = Index::open(files).map_err(unusable)?;
        let (schema, fields) = Fields::new();
        if index.schema() != schema {
            return Err(Error::IndexDamaged {
                path: dir.to_owned(),
                reason: "its fields are not those of its format".to_owned(),
            });
        }
        // Tantivy panics on a file that was cut.
        let opened = catch_unwind(AssertUnwindSafe(|| LocalEngine::with(dir.to_owned(), Some(current), in_use, index, fields)));
        let cut = |_| Err(TantivyError::InternalError("a file in it is not whole".to_owned()));
        Ok(LocalEngine { write_failure, ..opened.unwrap_or_else(cut).map_err(unusable)? })
    }

    /// Makes an empty index in memory, for articles that are searched once, and for tests.
    pub fn in_memory() -> Result<LocalEngine> {
        let (schema, fields) = Fields::new();
        let index = Index::builder().schema(schema).settings(settings()).create_in_ram()?;
        Ok(LocalEngine::with(PathBuf::new(), None, None, index, fields)?)
    }

    fn with(
        location: PathBuf,
        current: Option<Current>,
        in_use: Option<InUse>,
        index: Index,
        fields: Fields,
    ) -> tantivy::Result<LocalEngine> {
        index.tokenizers().register(TOKENIZER, AnalysedWords::default());
        index.tokenizers().register(PLACED_TOKENIZER, PlacedTerms::default());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(LocalEngine {
            location,
            current,
            _in_use: in_use,
            rebuild_lock: None,
            write_failure: WriteFailure::default(),
            index,
            fields,
            reader,
            statistics: Mutex::default(),
            stories: Mutex::default(),
            ledger: Mutex::default(),
        })
    }

    fn statistics(&self, searcher: &Searcher) -> Result<Arc<Statistics>> {
        let state = searcher.generation().generation_id();
        let mut last = self.statistics.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((counted, statistics)) = last.as_ref()
            && *counted == state
        {
            return Ok(Arc::clone(statistics));
        }
        let statistics = Arc::new(Statistics::new(&self.fields, searcher)?);
        *last = Some((state, Arc::clone(&statistics)));
        Ok(statistics)
    }

    fn count(&self, searcher: &Searcher, kind: &str) -> Result<u64> {
        let of_kind = TermQuery::new(Term::from_field_text(self.fields.kind, kind), IndexRecordOption::Basic);
        Ok(searcher.search(&of_kind, &Count)? as u64)
    }

    /// Returns the ids that begin with `prefix`, at most `limit`, in order.
    fn ids(&self, searcher: &Searcher, prefix: &str, limit: usize) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        for segment in searcher.segment_readers() {
            let inverted_index = segment.inverted_index(self.fields.id)?;
            let mut terms = inverted_index.terms().range().ge(prefix).into_stream().map_err(TantivyError::from)?;
            while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
                let id = String::from_utf8_lossy(terms.key()).into_owned();
                // Terms of removed articles stay until their segment is merged.
                if searcher.search(&self.is_article_with(self.fields.id, &id), &Count)? > 0 {
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

    /// Reads the articles at these addresses, and where they match. `n_before` hits stand before them.
    fn hits(
        &self,
        searcher: &Searcher,
        store: &Store,
        planner: &Planner<'_>,
        pattern: &Pattern,
        ranked: &[Ranked],
        n_before: usize,
    ) -> Result<Vec<Hit>> {
        // In the order of the postings, each of which is read once.
        let mut in_order: Vec<usize> = (0..ranked.len()).collect();
        in_order.sort_unstable_by_key(|hit_idx| ranked[*hit_idx].address);
        let mut evidence: Option<(SegmentOrdinal, Evidence<'_>)> = None;
        let mut hits = Vec::with_capacity(ranked.len());
        for hit_idx in in_order {
            let DocAddress { segment_ord, doc_id } = ranked[hit_idx].address;
            let opened = match evidence.take().filter(|(segment, _)| *segment == segment_ord) {
                Some((_, opened)) => opened,
                None => Evidence::open(planner, pattern, searcher.segment_reader(segment_ord))?,
            };
            let (_, opened) = evidence.insert((segment_ord, opened));
            let stored = store.get(ranked[hit_idx].address)?;
            let article: Article = store.unpack(&stored)?;
            // What the engine found, the matcher finds: both read the same postings.
            let matches = opened.matches(doc_id, &article, stored.places())?.unwrap_or_default();
            hits.push(Hit { rank: n_before + hit_idx + 1, score: ranked[hit_idx].score(), article, matches });
        }
        hits.sort_unstable_by_key(|hit| hit.rank);
        Ok(hits)
    }

    /// Calls `each` with where the articles lie that match, in the order of ids, collecting so many of them at once.
    fn each_part_by_id(&self, query: &query::Query, coverage: Coverage, n_at_once: usize, each: &mut EachPart<'_>) -> Result<()> {
        let searcher = self.reader.searcher();
        let statistics = self.statistics(&searcher)?;
        let plan = Planner::new(&self.fields, &searcher, &statistics).plan(&Pattern::new(query, coverage))?;
        if matches!(plan, Plan::Nothing) {
            return Ok(());
        }
        let query = PlanQuery::new(Arc::new(plan));
        let mut after = None;
        loop {
            let by_id = searcher.search(&query, &NextById::new(after, n_at_once, Arc::clone(&statistics)))?;
            each(&searcher, &statistics, &by_id)?;
            after = by_id.last().copied();
            if by_id.len() < n_at_once {
                return Ok(());
            }
        }
    }

    fn each_match_in_parts(
        &self,
        query: &query::Query,
        coverage: Coverage,
        n_at_once: usize,
        each: &mut dyn FnMut(Article) -> Result<()>,
    ) -> Result<()> {
        self.each_part_by_id(query, coverage, n_at_once, &mut |_, statistics, part| {
            part.iter().try_for_each(|(_, address)| each(statistics.store.record(*address)?))
        })
    }

    fn is_article_with(&self, field: tantivy::schema::Field, text: &str) -> BooleanQuery {
        let term = |field, text: &str| -> (Occur, Box<dyn Query>) {
            (Occur::Must, Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic)))
        };
        BooleanQuery::new(vec![term(self.fields.kind, kind::ARTICLE), term(field, text)])
    }

    fn articles_with(&self, searcher: &Searcher, field: tantivy::schema::Field, text: &str) -> Result<Vec<Article>> {
        let addresses = searcher.search(&self.is_article_with(field, text), &DocSetCollector)?;
        let statistics = self.statistics(searcher)?;
        let read = |address| statistics.store.record(address);
        let mut articles = addresses.into_iter().map(read).collect::<Result<Vec<Article>>>()?;
        articles.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(articles)
    }
}

/// Why an index cannot be opened. One that may not be read is whole: to call it damaged would be to have it deleted.
fn unusable(dir: &Path, error: &TantivyError) -> Error {
    let io_error = match error {
        TantivyError::IoError(io_error)
        | TantivyError::LockFailure(LockError::IoError(io_error), _)
        | TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. })
        | TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, .. }) => Some(io_error.kind()),
        _ => None,
    };
    match io_error {
        Some(kind @ (ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)) => {
            Error::Io { action: "open the index at", path: dir.to_owned(), source: kind.into() }
        }
        _ => Error::IndexDamaged { path: dir.to_owned(), reason: error.to_string() },
    }
}

fn n_quotes(searcher: &Searcher) -> Result<u64> {
    let mut n_quotes = 0;
    for segment in searcher.segment_readers() {
        let of_article = segment.fast_fields().u64(N_QUOTES)?;
        n_quotes += segment.doc_ids_alive().filter_map(|doc| of_article.first(doc)).sum::<u64>();
    }
    Ok(n_quotes)
}

fn settings() -> IndexSettings {
    // Articles are compressed before they are stored; what is left for the blocks are files. To read an article its block is copied, so
    // blocks are small.
    const BLOCK_BYTES: usize = 4096;
    IndexSettings { docstore_compression: Compressor::Lz4, docstore_blocksize: BLOCK_BYTES, ..IndexSettings::default() }
}

impl Engine for LocalEngine {
    fn search(&self, request: &SearchRequest) -> Result<Hits> {
        let searcher = self.reader.searcher();
        let pattern = Pattern::new(&request.query, request.coverage);
        let statistics = self.statistics(&searcher)?;
        let planner = Planner::new(&self.fields, &searcher, &statistics);
        let plan = planner.plan(&pattern)?;
        if matches!(plan, Plan::Nothing) {
            return Ok(Hits::default());
        }
        let plan = Arc::new(plan);
        let n_shown = request.offset.saturating_add(request.limit);
        // The whole of what is refined, so that the order does not depend on the page; nothing, where only the total is asked for.
        let is_refined = request.sort == Sort::Relevance && request.limit > 0;
        let n = if is_refined { n_shown.max(N_REFINED) } else { n_shown };
        let collector = FirstHits { sort: request.sort, n, statistics: Arc::clone(&statistics) };
        let (total, mut first) = searcher.search(&PlanQuery::new(Arc::clone(&plan)), &collector)?;
        if is_refined {
            refine(&plan, &searcher, &mut first)?;
            first.truncate(n_shown);
        }
        let page = self.hits(
            &searcher,
            &statistics.store,
            &planner,
            &pattern,
            first.get(request.offset..).unwrap_or(&[]),
            request.offset,
        )?;
        let rarity = if page.is_empty() { Vec::new() } else { planner.rarity(&pattern)? };
        Ok(Hits { total, page, rarity })
    }

    fn each_match(&self, query: &query::Query, coverage: Coverage, each: &mut dyn FnMut(Article) -> Result<()>) -> Result<()> {
        let searcher = self.reader.searcher();
        let statistics = self.statistics(&searcher)?;
        let plan = Planner::new(&self.fields, &searcher, &statistics).plan(&Pattern::new(query, coverage))?;
        if matches!(plan, Plan::Nothing) {
            return Ok(());
        }
        let addresses = searcher.search(&PlanQuery::new(Arc::new(plan)), &DocSetCollector)?;
        let mut addresses: Vec<DocAddress> = addresses.into_iter().collect();
        addresses.sort_unstable();
        addresses.into_iter().try_for_each(|address| each(statistics.store.record(address)?))
    }

    fn each_match_by_id(
        &self,
        query: &query::Query,
        coverage: Coverage,
        each: &mut dyn FnMut(Article) -> Result<()>,
    ) -> Result<()> {
        self.each_match_in_parts(query, coverage, MAX_BY_ID, each)
    }

    fn facets(&self, query: &query::Query, coverage: Coverage, n_values: usize) -> Result<Facets> {
        let searcher = self.reader.searcher();
        let statistics = self.statistics(&searcher)?;
        let plan = Planner::new(&self.fields, &searcher, &statistics).plan(&Pattern::new(query, coverage))?;
        if matches!(plan, Plan::Nothing) {
            return Ok(Facets::default());
        }
        Ok(searcher.search(&PlanQuery::new(Arc::new(plan)), &CountFacets { n_values })?)
    }

    fn stories(&self) -> Result<Arc<Stories>> {
        let searcher = self.reader.searcher();
        let state = searcher.generation().generation_id();
        let mut last = self.stories.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, stories)) = last.as_ref().filter(|(of_state, _)| *of_state == state) {
            return Ok(Arc::clone(stories));
        }
        let stories = Arc::new(Stories::new(columns::sketches(&searcher)?));
        *last = Some((state, Arc::clone(&stories)));
        Ok(stories)
    }

    fn each_copy(&self, query: &query::Query, coverage: Coverage, each: &mut dyn FnMut(Labels) -> Result<()>) -> Result<()> {
        let stories = self.stories()?;
        self.each_part_by_id(query, coverage, MAX_BY_ID, &mut |searcher, _, part| {
            let copies: Vec<ById> = part.iter().copied().filter(|(ordinal, _)| stories.of(*ordinal).is_some()).collect();
            columns::each_labels(searcher, &copies, each)
        })
    }

    fn articles_at(&self, ordinals: &[u64]) -> Result<Vec<Article>> {
        let searcher = self.reader.searcher();
        let statistics = self.statistics(&searcher)?;
        let mut found = columns::addresses(&searcher, &statistics, ordinals);
        found.sort_unstable();
        found.into_iter().map(|(_, address)| statistics.store.record(address)).collect()
    }

    fn explain(&self, request: &SearchRequest, hit: &Hit) -> Result<Vec<ScorePart>> {
        let searcher = self.reader.searcher();
        let statistics = self.statistics(&searcher)?;
        let planner = Planner::new(&self.fields, &searcher, &statistics);
        let plan = planner.plan(&Pattern::new(&request.query, request.coverage))?;
        let id = hit.article.id.as_str();
        let addresses = searcher.search(&self.is_article_with(self.fields.id, id), &DocSetCollector)?;
        let Some(address) = addresses.into_iter().next() else { return Ok(Vec::new()) };
        let mut parts = score_parts(&plan, &searcher, address)?;
        if request.sort == Sort::Relevance && hit.rank <= N_REFINED {
            parts.append(&mut closeness::parts(&plan, &searcher, address.segment_ord, address.doc_id)?);
        }
        parts.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.clause.cmp(&b.clause)));
        Ok(parts)
    }

    fn similar_words(&self, word: &str, limit: usize) -> Result<Vec<SimilarWord>> {
        let searcher = self.reader.searcher();
        let statistics = self.statistics(&searcher)?;
        Planner::new(&self.fields, &searcher, &statistics).similar_words(word, limit)
    }

    fn words_beginning(&self, prefix: &str, limit: usize) -> Result<Vec<SimilarWord>> {
        let searcher = self.reader.searcher();
        let statistics = self.statistics(&searcher)?;
        Planner::new(&self.fields, &searcher, &statistics).words_beginning(prefix, limit)
    }

    fn n_holding(&self, words: &[String]) -> Result<Vec<u64>> {
        let searcher = self.reader.searcher();
        let statistics = self.statistics(&searcher)?;
        Planner::new(&self.fields, &searcher, &statistics).n_holding(words)
    }

    fn articles(&self, name: &str, limit: usize) -> Result<Vec<Article>> {
        let searcher = self.reader.searcher();
        let mut found = Vec::new();
        // A record's own id may look like the beginning of one of ours: `12`, `r1`.
        for field in [self.fields.id, self.fields.record_id, self.fields.file] {
            if found.is_empty() {
                found = self.articles_with(&searcher, field, name)?;
            }
        }
        if found.is_empty()
            && let Some((path, record)) = name.rsplit_once(':')
            && let Ok(record) = record.parse()
        {
            found = self.articles_with(&searcher, self.fields.file, path)?;
            found.retain(|article| article.place.record == Some(record));
        }
        if found.is_empty() && ArticleId::is_prefix(name) {
            for id in self.ids(&searcher, name, limit)? {
                found.extend(self.articles_with(&searcher, self.fields.id, &id)?);
            }
        }
        found.truncate(limit);
        Ok(found)
    }

    fn versions_of(&self, url: &str) -> Result<Vec<Article>> {
        let mut versions = self.articles_with(&self.reader.searcher(), self.fields.url, url)?;
        sort_versions(&mut versions, |article| article);
        Ok(versions)
    }

    fn ledger(&self) -> Result<Arc<Vec<FileRecord>>> {
        let searcher = self.reader.searcher();
        let mut last = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        let segments = searcher.generation().segments();
        if let Some((read_from, ledger)) = last.as_ref()
            && read_from == segments
        {
            return Ok(Arc::clone(ledger));
        }
        // What was read before would only take room.
        *last = None;
        let is_file = TermQuery::new(Term::from_field_text(self.fields.kind, kind::FILE), IndexRecordOption::Basic);
        let mut addresses: Vec<_> = searcher.search(&is_file, &DocSetCollector)?.into_iter().collect();
        // In the order of the store, so that each of its blocks is decompressed once.
        addresses.sort_unstable();
        let statistics = self.statistics(&searcher)?;
        let read = |address| statistics.store.record(address);
        let mut files = addresses.into_iter().map(read).collect::<Result<Vec<FileRecord>>>()?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let ledger = Arc::new(files);
        *last = Some((segments.clone(), Arc::clone(&ledger)));
        Ok(ledger)
    }

    fn articles_of(&self, path: &str, each: &mut dyn FnMut(Article) -> Result<()>) -> Result<()> {
        let searcher = self.reader.searcher();
        let statistics = self.statistics(&searcher)?;
        let of_file = searcher.search(&self.is_article_with(self.fields.file, path), &DocSetCollector)?;
        let mut addresses: Vec<_> = of_file.into_iter().collect();
        addresses.sort_unstable();
        addresses.into_iter().try_for_each(|address| each(statistics.store.record(address)?))
    }

    fn ordinals_of(&self, path: &str) -> Result<Vec<u64>> {
        let searcher = self.reader.searcher();
        let of_file = searcher.search(&self.is_article_with(self.fields.file, path), &DocSetCollector)?;
        let columns = searcher.segment_readers().iter().map(|segment| segment.fast_fields().u64(ID_ORDINAL));
        let columns = columns.collect::<tantivy::Result<Vec<_>>>()?;
        Ok(of_file.into_iter().filter_map(|address| columns[address.segment_ord as usize].first(address.doc_id)).collect())
    }

    fn stats(&self) -> Result<Stats> {
        let searcher = self.reader.searcher();
        Ok(Stats {
            location: self.location.clone(),
            n_articles: self.count(&searcher, kind::ARTICLE)?,
            n_quotes: n_quotes(&searcher)?,
            n_files: self.count(&searcher, kind::FILE)?,
            size_bytes: layout::size_bytes(&self.location),
            n_segments: searcher.segment_readers().len(),
            generation: self.current.as_ref().map_or(0, |current| current.generation),
            format: format!("local {}", Current::new(0).version()),
            last_run: self.last_run()?,
        })
    }

    fn check(&self) -> Result<CheckReport> {
        check::check(self)
    }

    fn last_run(&self) -> Result<Option<RunRecord>> {
        let payload = self.index.load_metas()?.payload;
        Ok(payload.and_then(|payload| serde_json::from_str(&payload).ok()))
    }

    fn is_up_to_date(&self) -> Result<bool> {
        let Some(current) = &self.current else { return Ok(true) };
        if layout::occupant(&self.location)? != Occupant::Index(current.clone()) {
            return Ok(false);
        }
        let segments = self.index.load_metas()?.segments;
        let segments: Segments = segments.iter().map(|segment| (segment.id(), segment.delete_opstamp())).collect();
        Ok(segments == *self.reader.searcher().generation().segments())
    }

    fn state(&self) -> u64 {
        let mut hasher = Sha256::new();
        hasher.update(self.current.as_ref().map_or(0, |current| current.generation).to_le_bytes());
        for (segment, deletions) in self.reader.searcher().generation().segments() {
            hasher.update(segment.uuid_string());
            hasher.update(deletions.unwrap_or(0).to_le_bytes());
        }
        hasher.finalize().iter().take(8).fold(0, |state, byte| (state << 8) | u64::from(*byte))
    }

    fn finish_rebuild(self: Box<Self>) -> Result<()> {
        let Some(current) = &self.current else { return Ok(()) };
        layout::switch(&self.location, current)?;
        layout::remove_unused(&self.location, Some(current.generation));
        Ok(())
    }

    fn writer(&self, options: &WriterOptions) -> Result<Box<dyn Writer>> {
        let lock = match (&self.current, &self.rebuild_lock) {
            (None, _) => None,
            (Some(_), Some(lock)) => Some(Arc::clone(lock)),
            (Some(current), None) => {
                let lock = WriteLock::take(&self.location, options.wait)?;
                if layout::occupant(&self.location)? != Occupant::Index(current.clone()) {
                    return Err(Error::IndexReplaced { path: self.location.clone() });
                }
                layout::remove_unused(&self.location, Some(current.generation));
                Some(Arc::new(lock))
            }
        };
        let memory_bytes = options.memory_bytes.clamp(*WRITER_MEMORY_BYTES.start(), *WRITER_MEMORY_BYTES.end());
        let n_threads = options.n_threads.min(memory_bytes / MIN_MEMORY_BYTES_PER_THREAD).clamp(1, MAX_WRITING_THREADS);
        let writer = self.index.writer_with_num_threads(n_threads, memory_bytes)?;
        writer.set_merge_policy(Box::new(merge_policy()));
        // What a writer that was killed left behind would be in the way: a file of deletions is named by the number of its commit, and
        // the next commit may have the same.
        writer.garbage_collect_files().wait()?;
        // Another process may have written until just now.
        self.reader.reload()?;
        let packer = Packer::new(self.statistics(&self.reader.searcher())?.dictionary.as_ref());
        Ok(Box::new(LocalWriter {
            location: self.location.clone(),
            write_failure: self.write_failure.clone(),
            writer: RwLock::new(writer),
            fields: self.fields.clone(),
            packer,
            reader: self.reader.clone(),
            _lock: lock,
        }))
    }
}

/// Segments are merged four at a time, so that few are left of a run that commits often, and a document is written again a few times at
/// most. A segment of which a quarter is deleted is written anew, so that its space comes back.
fn merge_policy() -> LogMergePolicy {
    let mut policy = LogMergePolicy::default();
    policy.set_min_num_segments(4);
    policy.set_del_docs_ratio_before_merge(0.25);
    policy
}

struct LocalWriter {
    /// Adding and deleting is done by many at once, committing by one alone.
    writer: RwLock<IndexWriter>,
    fields: Fields,
    packer: Packer,
    reader: IndexReader,
    location: PathBuf,
    write_failure: WriteFailure,
    _lock: Option<Arc<WriteLock>>,
}

impl LocalWriter {
    fn add_document(&self, document: TantivyDocument) -> Result<()> {
        let added = self.writer.read().unwrap_or_else(PoisonError::into_inner).add_document(document);
        added.map(drop).map_err(|error| self.failed(error))
    }

    /// Says why writing failed, where that is known.
    fn failed(&self, error: TantivyError) -> Error {
        match self.write_failure.take() {
            Some(source) => Error::Io { action: "write the index at", path: self.location.clone(), source },
            None => error.into(),
        }
    }

    fn try_commit(&self, payload: &str) -> tantivy::Result<()> {
        let mut writer = self.writer.write().unwrap_or_else(PoisonError::into_inner);
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(payload);
        commit.commit()?;
        self.reader.reload()
    }

    fn add_packed(&self, packed: Packed) -> Result<()> {
        if let Some(dictionary) = packed.dictionary {
            self.add_document(document::of_dictionary(&self.fields, &dictionary)?)?;
        }
        packed.documents.into_iter().try_for_each(|document| self.add_document(document))
    }
}

impl Writer for LocalWriter {
    fn add(&self, article: &Article) -> Result<()> {
        let stemmer = Stemmer::of_thread(article.language.as_ref());
        self.add_packed(self.packer.pack(&self.fields, document::of_article(&self.fields, article, &stemmer)?)?)
    }

    fn add_file(&self, file: &FileRecord) -> Result<()> {
        self.add_document(document::of_file(&self.fields, file)?)
    }

    fn remove_file_record(&self, path: &str) -> Result<()> {
        let term = |field, text: &str| -> (Occur, Box<dyn Query>) {
            (Occur::Must, Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic)))
        };
        let is_record = BooleanQuery::new(vec![term(self.fields.file, path), term(self.fields.kind, kind::FILE)]);
        self.writer.read().unwrap_or_else(PoisonError::into_inner).delete_query(Box::new(is_record))?;
        Ok(())
    }

    fn remove_file(&self, path: &str) -> Result<()> {
        self.packer.remove_file(path);
        let of_file = Term::from_field_text(self.fields.file, path);
        self.writer.read().unwrap_or_else(PoisonError::into_inner).delete_term(of_file);
        Ok(())
    }

    fn commit(&self, run: &RunRecord) -> Result<()> {
        self.add_packed(self.packer.pack_all(&self.fields)?)?;
        let payload = serde_json::to_string(run).map_err(|error| Error::Engine(error.to_string()))?;
        self.try_commit(&payload).map_err(|error| self.failed(error))
    }

    fn close(self: Box<Self>) -> Result<()> {
        let LocalWriter { writer, reader, write_failure, location, .. } = *self;
        writer.into_inner().unwrap_or_else(PoisonError::into_inner).wait_merging_threads()?;
        // Merged segments take the place of those that searches of this engine hold.
        reader.reload()?;
        // Tantivy does not tell that it could not merge.
        let merged = write_failure.take().map_or(Ok(()), Err);
        merged.map_err(Error::io("merge segments of the index at", location))
    }
}

impl From<TantivyError> for Error {
    fn from(error: TantivyError) -> Error {
        Error::Engine(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Place;
    use crate::matching::tests::article;

    #[test]
    fn all_that_matches_comes_once_in_the_order_of_ids_however_many_are_collected_at_once() {
        let engine = LocalEngine::in_memory().unwrap();
        let writer = engine.writer(&WriterOptions::default()).unwrap();
        let mut ids = Vec::new();
        for number in 0..40_u64 {
            let place = Place { path: "dam.jsonl".to_owned(), record: Some(number) };
            let id = ArticleId::numbered(&place.path, place.record);
            ids.push(id.clone());
            writer.add(&Article { id, place, ..article("The dam held.") }).unwrap();
            // Segments of several sizes.
            if number % 7 == 0 || number % 5 == 0 {
                writer.commit(&RunRecord::default()).unwrap();
            }
        }
        writer.commit(&RunRecord::default()).unwrap();
        ids.sort();
        for n_at_once in [1, 2, 3, 7, 39, 40, 41, 1_000] {
            let mut met = Vec::new();
            let mut meet = |article: Article| {
                met.push(article.id);
                Ok(())
            };
            engine.each_match_in_parts(&query::Query::everything(), Coverage::All, n_at_once, &mut meet).unwrap();
            assert_eq!(met, ids, "{n_at_once}");
        }
    }
}
