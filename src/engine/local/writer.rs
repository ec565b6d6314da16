//! Writing to a generation of the local index.

use std::sync::{Arc, PoisonError, RwLock};

use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{IndexWriter, TantivyDocument, TantivyError, Term};

use super::document;
use super::generation::Generation;
use super::layout::WriteLock;
use super::schema::kind;
use super::store::{Packed, Packer};
use crate::analysis::Stemmer;
use crate::article::{Article, ArticleId};
use crate::engine::index::{Writer, WriterOptions};
use crate::engine::ledger::{FileRecord, RunRecord};
use crate::error::{Error, Result};

/// How little and how much memory Tantivy's writer works with, in each of its threads.
const WRITER_MEMORY_BYTES: std::ops::RangeInclusive<usize> = (16 << 20)..=(2 << 30);

/// Minimum memory of a thread. With less for each, fewer threads write: they would make many small
/// segments, and merge them again.
const MIN_MEMORY_BYTES_PER_THREAD: usize = 32 << 20;

/// Maximum number of threads that Tantivy writes with.
const MAX_WRITING_THREADS: usize = 8;

/// Number of segments that are made of others at the same time. A merge maps all of its segments into memory, and several would map them all.
const N_MERGING_THREADS: usize = 1;

pub(super) struct LocalWriter {
    generation: Arc<Generation>,
    /// Many add and delete at the same time; one alone commits.
    writer: RwLock<IndexWriter>,
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
        let memory_bytes = options.memory_bytes.clamp(*WRITER_MEMORY_BYTES.start(), *WRITER_MEMORY_BYTES.end());
        let n_threads = options.n_threads.min(memory_bytes / MIN_MEMORY_BYTES_PER_THREAD).clamp(1, MAX_WRITING_THREADS);
        let options = IndexWriterOptions::builder()
            .num_worker_threads(n_threads)
            .memory_budget_per_thread(memory_bytes / n_threads)
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
        Ok(LocalWriter { generation: Arc::clone(generation), writer: RwLock::new(writer), packer, _lock: lock })
    }

    fn add_document(&self, document: TantivyDocument) -> Result<()> {
        let added = self.writer.read().unwrap_or_else(PoisonError::into_inner).add_document(document);
        added.map(drop).map_err(|error| self.failed(error))
    }

    /// Returns why writing failed, as precisely as it is known.
    fn failed(&self, error: TantivyError) -> Error {
        match self.generation.write_failure.take() {
            Some(source) => Error::Io { action: "write the index at", path: self.generation.home.location.clone(), source },
            None => error.into(),
        }
    }

    fn try_commit(&self, payload: &str) -> tantivy::Result<()> {
        let mut writer = self.writer.write().unwrap_or_else(PoisonError::into_inner);
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(payload);
        commit.commit()?;
        self.generation.reload()
    }

    fn add_packed(&self, packed: Packed) -> Result<()> {
        if let Some(dictionary) = packed.dictionary {
            self.add_document(document::of_dictionary(&self.generation.fields, &dictionary)?)?;
        }
        packed.documents.into_iter().try_for_each(|document| self.add_document(document))
    }
}

impl Writer for LocalWriter {
    fn add(&self, article: &Article) -> Result<()> {
        let fields = &self.generation.fields;
        let stemmer = Stemmer::of_thread(article.language.as_ref());
        self.add_packed(self.packer.pack(fields, document::of_article(fields, article, &stemmer)?)?)
    }

    fn add_file(&self, file: &FileRecord) -> Result<()> {
        self.add_document(document::of_file(&self.generation.fields, file)?)
    }

    fn remove_file_record(&self, path: &str) -> Result<()> {
        let fields = &self.generation.fields;
        let term = |field, text: &str| -> (Occur, Box<dyn Query>) {
            (Occur::Must, Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic)))
        };
        let is_record = BooleanQuery::new(vec![term(fields.file, path), term(fields.kind, kind::FILE)]);
        self.writer.read().unwrap_or_else(PoisonError::into_inner).delete_query(Box::new(is_record))?;
        Ok(())
    }

    fn remove_file(&self, path: &str) -> Result<()> {
        self.packer.remove_file(path);
        let of_file = Term::from_field_text(self.generation.fields.file, path);
        self.writer.read().unwrap_or_else(PoisonError::into_inner).delete_term(of_file);
        Ok(())
    }

    fn remove_article(&self, id: &ArticleId) -> Result<()> {
        let of_article = Term::from_field_text(self.generation.fields.id, id.as_str());
        self.writer.read().unwrap_or_else(PoisonError::into_inner).delete_term(of_article);
        Ok(())
    }

    fn commit(&self, run: &RunRecord) -> Result<()> {
        self.add_packed(self.packer.pack_all(&self.generation.fields)?)?;
        let payload = serde_json::to_string(run).map_err(|error| Error::Engine(error.to_string()))?;
        self.try_commit(&payload).map_err(|error| self.failed(error))
    }

    fn close(self: Box<Self>) -> Result<()> {
        let LocalWriter { generation, writer, .. } = *self;
        writer.into_inner().unwrap_or_else(PoisonError::into_inner).wait_merging_threads()?;
        // Merged segments replace those that new snapshots would otherwise read.
        generation.reload()?;
        // Tantivy does not report that it could not merge.
        let merged = generation.write_failure.take().map_or(Ok(()), Err);
        merged.map_err(Error::io("merge segments of the index at", generation.home.location.clone()))
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
