//! Writing to a generation of the local index.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, TryLockError};

use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{IndexWriter, Term};

use super::builder::SegmentBuilder;
use super::deletion::Arrivals;
use super::generation::Generation;
use super::layout::WriteLock;
use super::schema::kind;
use super::store::{Packer, Packing, Released};
use crate::article::{Article, ArticleId};
use crate::engine::index::{Writer, WriterOptions};
use crate::engine::ledger::{FileRecord, RunRecord};
use crate::error::{Error, Result};

/// How little and how much memory the segments in the making take together.
const MEMORY_BYTES: std::ops::RangeInclusive<usize> = (16 << 20)..=(2 << 30);

/// Minimum memory of a segment in the making. With less for each, fewer are made at a time: they
/// would be many small ones, which are merged again.
const MIN_BUILDER_BYTES: usize = 32 << 20;

/// Maximum number of segments that are made at the same time.
const MAX_BUILDERS: usize = 8;

/// What Tantivy's writer wants at least. It only deletes, commits and merges, and uses none of it.
const TANTIVY_MEMORY_BYTES: usize = 15_000_000;

/// Number of segments that are made of others at the same time. A merge maps all of its segments into memory, and several would map them all.
const N_MERGING_THREADS: usize = 1;

pub(super) struct LocalWriter {
    generation: Arc<Generation>,
    /// Many delete at the same time; one alone commits.
    writer: RwLock<IndexWriter>,
    /// Segments in the making, one for each thread that adds.
    builders: Vec<Mutex<Option<SegmentBuilder>>>,
    /// How often a thread had to wait for one.
    n_waited: AtomicUsize,
    /// Size in bytes at which a builder's segment is written.
    builder_bytes: usize,
    arrivals: Arrivals,
    packer: Packer,
    /// `None` in memory, where nobody else can write.
    _lock: Option<Arc<WriteLock>>,
}

impl LocalWriter {
    /// Starts writing, while `lock` keeps others from it.
    pub(super) fn start(
        generation: &Arc<Generation>,
        lock: Option<Arc<WriteLock>>,
        options: &WriterOptions,
    ) -> Result<LocalWriter> {
        let memory_bytes = options.memory_bytes.clamp(*MEMORY_BYTES.start(), *MEMORY_BYTES.end());
        let n_builders = options.n_threads.min(memory_bytes / MIN_BUILDER_BYTES).clamp(1, MAX_BUILDERS);
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .memory_budget_per_thread(TANTIVY_MEMORY_BYTES)
            .num_merge_threads(N_MERGING_THREADS)
            .build();
        let writer = generation.index.writer_with_options(options)?;
        writer.set_merge_policy(Box::new(merge_policy()));
        // What a killed writer left behind would be in the way. A file of deletions is named by the
        // number of its commit, and the next commit may have the same number.
        writer.garbage_collect_files().wait()?;
        // Another process may have written until just now.
        generation.reload()?;
        let packer = Packer::new(generation.newest().contents().statistics()?.dictionary.as_ref());
        Ok(LocalWriter {
            generation: Arc::clone(generation),
            writer: RwLock::new(writer),
            builders: (0..n_builders).map(|_| Mutex::default()).collect(),
            n_waited: AtomicUsize::new(0),
            builder_bytes: memory_bytes / n_builders,
            arrivals: Arrivals::default(),
            packer,
            _lock: lock,
        })
    }

    /// Returns why writing failed, as precisely as it is known.
    fn failed(&self, error: Error) -> Error {
        match self.generation.write_failure.take() {
            Some(source) => Error::Io { action: "write the index at", path: self.generation.home.location.clone(), source },
            None => error,
        }
    }

    /// Adds documents to a segment that nobody else is adding to.
    fn build(&self, add: impl FnOnce(&mut SegmentBuilder) -> Result<()>) -> Result<()> {
        let mut place = self.free_builder();
        let mut builder = match place.take() {
            Some(builder) => builder,
            None => SegmentBuilder::new(&self.generation.index, &self.generation.fields)?,
        };
        add(&mut builder)?;
        if builder.memory_bytes() >= self.builder_bytes {
            return self.finish(builder);
        }
        *place = Some(builder);
        Ok(())
    }

    fn free_builder(&self) -> MutexGuard<'_, Option<SegmentBuilder>> {
        let free = self.builders.iter().find_map(|builder| match builder.try_lock() {
            Ok(builder) => Some(builder),
            Err(TryLockError::Poisoned(builder)) => Some(builder.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        });
        // There are fewer builders than threads only where memory is short. Those that wait take turns.
        free.unwrap_or_else(|| {
            let nth = self.n_waited.fetch_add(1, Ordering::Relaxed) % self.builders.len();
            self.builders[nth].lock().unwrap_or_else(PoisonError::into_inner)
        })
    }

    /// Writes a segment, and hands it to Tantivy.
    fn finish(&self, builder: SegmentBuilder) -> Result<()> {
        let segment = builder.finish()?;
        self.arrivals.note(segment.id());
        self.writer.read().unwrap_or_else(PoisonError::into_inner).add_segment(segment)?;
        Ok(())
    }

    /// Writes the segments in the making that are wanted.
    fn finish_each(&self, is_wanted: impl Fn(&SegmentBuilder) -> bool) -> Result<()> {
        for place in &self.builders {
            let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(builder) = place.take_if(|builder| is_wanted(builder)) {
                self.finish(builder)?;
            }
        }
        Ok(())
    }

    fn add_released(&self, released: Released) -> Result<()> {
        let Released { dictionary, articles } = released;
        if let Some((bytes, _)) = &dictionary {
            self.build(|builder| builder.add_dictionary(bytes))?;
        }
        let dictionary = dictionary.as_ref().map(|(_, dictionary)| &**dictionary);
        articles.iter().try_for_each(|article| self.build(|builder| builder.add_article(article, dictionary)))
    }

    fn try_add(&self, article: &Article) -> Result<()> {
        match self.packer.packing(article)? {
            Packing::Ready(dictionary) => self.build(|builder| builder.add_article(article, Some(&dictionary))),
            Packing::HeldBack => Ok(()),
            Packing::Released(released) => self.add_released(released),
        }
    }

    fn try_commit(&self, payload: &str) -> Result<()> {
        self.add_released(self.packer.release())?;
        self.finish_each(|_| true)?;
        let mut writer = self.writer.write().unwrap_or_else(PoisonError::into_inner);
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(payload);
        commit.commit()?;
        self.generation.reload()?;
        Ok(())
    }

    /// Deletes the documents with all of these terms in the segments that are written.
    fn delete(&self, terms: &[(Field, &str)]) -> Result<()> {
        let term = |(field, text): &(Field, &str)| -> (Occur, Box<dyn Query>) {
            (Occur::Must, Box::new(TermQuery::new(Term::from_field_text(*field, text), IndexRecordOption::Basic)))
        };
        let query = BooleanQuery::new(terms.iter().map(term).collect());
        let writer = self.writer.read().unwrap_or_else(PoisonError::into_inner);
        writer.delete_query(self.arrivals.deletion(Box::new(query)))?;
        Ok(())
    }

    /// Does so, and deletes what was added of a file before.
    fn delete_of_file(&self, path: &str, terms: &[(Field, &str)]) -> Result<()> {
        let written = self.finish_each(|builder| builder.holds(path));
        written.and_then(|()| self.delete(terms)).map_err(|error| self.failed(error))
    }
}

impl Writer for LocalWriter {
    fn add(&self, article: &Article) -> Result<()> {
        self.try_add(article).map_err(|error| self.failed(error))
    }

    fn add_file(&self, file: &FileRecord) -> Result<()> {
        self.build(|builder| builder.add_file(file)).map_err(|error| self.failed(error))
    }

    fn remove_file_record(&self, path: &str) -> Result<()> {
        let fields = &self.generation.fields;
        self.delete_of_file(path, &[(fields.file, path), (fields.kind, kind::FILE)])
    }

    fn remove_file(&self, path: &str) -> Result<()> {
        self.packer.remove_file(path);
        self.delete_of_file(path, &[(self.generation.fields.file, path)])
    }

    fn remove_article(&self, id: &ArticleId) -> Result<()> {
        self.delete(&[(self.generation.fields.id, id.as_str())])
    }

    fn commit(&self, run: &RunRecord) -> Result<()> {
        let payload = serde_json::to_string(run).map_err(|error| Error::Engine(error.to_string()))?;
        self.try_commit(&payload).map_err(|error| self.failed(error))
    }

    fn close(self: Box<Self>, goes_on: &mut dyn FnMut() -> bool) -> Result<()> {
        let LocalWriter { generation, writer, .. } = *self;
        writer.into_inner().unwrap_or_else(PoisonError::into_inner).wait_merging_threads()?;
        // Merged segments replace those that new snapshots would otherwise read.
        generation.reload()?;
        // Tantivy does not report that it could not merge.
        let merged = generation.write_failure.take().map_or(Ok(()), Err);
        merged.map_err(Error::io("merge segments of the index at", generation.home.location.clone()))?;
        let kept = generation.newest().contents().keep(goes_on);
        kept.map_err(|error| match generation.write_failure.take() {
            Some(source) => {
                Error::Io { action: "write what is kept of the index at", path: generation.home.location.clone(), source }
            }
            None => error,
        })
    }
}

/// Segments are merged four at a time, so that few are left of a run that commits often, and a
/// document is rewritten only a few times. A segment of which a quarter is deleted is rewritten, so
/// that its space is freed.
fn merge_policy() -> LogMergePolicy {
    let mut policy = LogMergePolicy::default();
    policy.set_min_num_segments(4);
    policy.set_del_docs_ratio_before_merge(0.25);
    policy
}
