//! Writing to a cluster.
//!
//! A cluster cannot commit many documents at once; the order of changes replaces that. Articles are
//! stored under their ids as they come, so that an article that is sent twice is stored once. A
//! commit first waits for all of them. Then it records the files, removes what earlier versions of
//! those files left, records the run, and makes everything visible. Each change has a *stamp*, and
//! stamps grow. The record of the run names the last stamp that counts. So the next writer sees
//! what a killed one left, and completes or undoes it ([`RemoteWriter::recover`]).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use serde_json::{Value, json};

use super::batch::{BATCH_BYTES, BulkAction, send};
use super::cluster::Cluster;
use super::document::{file_key, of_article, of_file};
use super::lease::Lease;
use super::mapping::kind;
use super::newest::Newest;
use super::read::{ScanRequest, scan};
use super::seen::{RUN_KEY, Seen};
use super::versions::Versions;
use crate::article::{Article, ArticleId, Language};
use crate::engine::index::Writer;
use crate::engine::ledger::{FileRecord, RunRecord};
use crate::error::{ClusterFault, Result};

/// Number of stamps of a writer. None makes as many changes.
const STAMPS_OF_A_TERM: u64 = 1 << 32;

/// Number of files per request.
const FILES_AT_ONCE: usize = 256;

pub(super) struct RemoteWriter {
    cluster: Arc<Cluster>,
    /// The index of the generation that is written.
    index: String,
    name: String,
    lease: Arc<Lease>,
    /// The newest snapshot of the index; each commit replaces it.
    newest: Arc<Newest>,
    stamp: AtomicU64,
    /// The last stamp that an earlier writer committed.
    committed: u64,
    /// Locked by many while they add, and by one while it commits.
    adding: RwLock<()>,
    waiting: Mutex<Waiting>,
}

/// What is not sent yet.
#[derive(Default)]
struct Waiting {
    changes: Vec<BulkAction>,
    n_bytes: usize,
    languages: BTreeSet<String>,
    /// Whether an article with a URL may have changed since versions were last determined.
    may_change_versions: bool,
    /// By path: the stamp before which articles of the file no longer count.
    removed: BTreeMap<String, u64>,
    /// By path: the record and its stamp. `None` if it is removed.
    files: BTreeMap<String, Option<(FileRecord, u64)>>,
    /// Articles to remove one by one.
    gone: Vec<ArticleId>,
}

impl RemoteWriter {
    /// Starts writing. Repairs what a killed writer left first.
    pub(super) fn start(
        cluster: &Arc<Cluster>,
        index: String,
        name: &str,
        lease: Arc<Lease>,
        newest: Arc<Newest>,
    ) -> Result<RemoteWriter> {
        let stamp = AtomicU64::new(lease.term * STAMPS_OF_A_TERM);
        let committed = newest.get().seen().stamp;
        let (cluster, name, adding) = (Arc::clone(cluster), name.to_owned(), RwLock::new(()));
        let writer = RemoteWriter { cluster, index, name, lease, newest, stamp, committed, adding, waiting: Mutex::default() };
        writer.recover()?;
        Ok(writer)
    }

    fn next_stamp(&self) -> u64 {
        self.stamp.fetch_add(1, Ordering::Relaxed)
    }

    /// Completes an interrupted commit, and undoes changes that were never part of one.
    fn recover(&self) -> Result<()> {
        self.refresh()?;
        let mut outdated = Vec::new();
        let files = ScanRequest { query: self.left(kind::FILE, None), sort: "path", fields: &["path", "articles_since"] };
        scan(&self.cluster, &self.index, &files, &mut |source| {
            if let (Some(path), Some(since)) = (source["path"].as_str(), source["articles_since"].as_u64()) {
                outdated.push((path.to_owned(), since));
            }
            Ok(())
        })?;
        self.remove_articles(&outdated)?;
        self.remove_unrecorded()
    }

    /// Selects what an earlier writer left without a commit: all of it, or what has a later stamp than `after`.
    fn left(&self, kind: &str, after: Option<u64>) -> Value {
        let range = json!({"gt": after.unwrap_or(self.committed), "lt": self.lease.term * STAMPS_OF_A_TERM});
        json!({"bool": {"filter": [{"term": {"kind": kind}}, {"range": {"stamp": range}}]}})
    }

    /// Removes articles without a commit that no record of a file covers: nobody else would ever remove them. A record covers what was added
    /// before it. A file that was read whole before, and then again in part, keeps both parts until it is read once more.
    fn remove_unrecorded(&self) -> Result<()> {
        let mut paths = BTreeSet::new();
        let articles = ScanRequest { query: self.left(kind::ARTICLE, None), sort: "id", fields: &["path"] };
        scan(&self.cluster, &self.index, &articles, &mut |source| {
            paths.extend(source["path"].as_str().map(str::to_owned));
            Ok(())
        })?;
        let mut unrecorded = Vec::new();
        for path in paths {
            let reply = self.cluster.get(&format!("/{}/_doc/{}", self.index, file_key(&path)))?;
            let record = &reply.body["_source"];
            let is_old_and_whole = |stamp| stamp <= self.committed && record["file"]["resume"].is_null();
            let after = match record["stamp"].as_u64() {
                Some(stamp) if is_old_and_whole(stamp) => continue,
                Some(stamp) => stamp.max(self.committed),
                None => self.committed,
            };
            unrecorded.push(json!({"bool": {"filter": [{"term": {"path": path}}, self.left(kind::ARTICLE, Some(after))]}}));
        }
        self.remove(&unrecorded)?;
        self.refresh()
    }

    /// Removes the articles of files that were added before a stamp.
    fn remove_articles(&self, files: &[(String, u64)]) -> Result<()> {
        let before = |(path, stamp): &(String, u64)| json!({"bool": {"filter": [{"term": {"kind": kind::ARTICLE}}, {"term": {"path": path}}, {"range": {"stamp": {"lt": stamp}}}]}});
        self.remove(&files.iter().filter(|(_, stamp)| *stamp > 0).map(before).collect::<Vec<_>>())
    }

    /// Removes what any of these queries selects, as far as it is visible.
    fn remove(&self, queries: &[Value]) -> Result<()> {
        for some in queries.chunks(FILES_AT_ONCE) {
            let path = format!("/{}/_delete_by_query?conflicts=proceed&refresh=false&slices=1", self.index);
            let reply = self.cluster.post(&path, &json!({"query": {"bool": {"should": some, "minimum_should_match": 1}}}))?;
            if reply.status >= 300 {
                return Err(self.cluster.refused(&path, &reply));
            }
            if let Some(failure) = reply.body["failures"].as_array().and_then(|failures| failures.first()) {
                return Err(self.cluster.error(ClusterFault::Failing(failure.to_string())));
            }
        }
        Ok(())
    }

    /// Makes everything that was sent visible.
    fn refresh(&self) -> Result<()> {
        let path = format!("/{}/_refresh", self.index);
        let reply = self.cluster.post(&path, &json!({}))?;
        if reply.status >= 300 { Err(self.cluster.refused(&path, &reply)) } else { Ok(()) }
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send(&self, changes: Vec<BulkAction>) -> Result<()> {
        self.lease.check(&self.name)?;
        send(&self.cluster, &self.index, changes)
    }

    fn send_in_batches(&self, changes: impl Iterator<Item = BulkAction>) -> Result<()> {
        let mut batch = Vec::new();
        let mut n_bytes = 0;
        for change in changes {
            if n_bytes + change.len_bytes() > BATCH_BYTES && !batch.is_empty() {
                self.send(std::mem::take(&mut batch))?;
                n_bytes = 0;
            }
            n_bytes += change.len_bytes();
            batch.push(change);
        }
        self.send(batch)
    }
}

impl Writer for RemoteWriter {
    fn add(&self, article: &Article) -> Result<()> {
        let _adding = self.adding.read().unwrap_or_else(PoisonError::into_inner);
        let document = of_article(article, self.next_stamp())?;
        let change = BulkAction::put(article.id.as_str(), &document, article.place.to_string());
        let language = article.language.as_ref().map_or("", Language::code);
        let full = {
            let mut waiting = self.waiting();
            if !waiting.languages.contains(language) {
                waiting.languages.insert(language.to_owned());
            }
            waiting.may_change_versions |= article.url.is_some();
            waiting.n_bytes += change.len_bytes();
            waiting.changes.push(change);
            if waiting.n_bytes < BATCH_BYTES {
                return Ok(());
            }
            waiting.n_bytes = 0;
            std::mem::take(&mut waiting.changes)
        };
        // Other threads go on adding in the meantime.
        self.send_in_batches(full.into_iter())
    }

    fn add_file(&self, file: &FileRecord) -> Result<()> {
        let stamp = self.next_stamp();
        self.waiting().files.insert(file.path.clone(), Some((file.clone(), stamp)));
        Ok(())
    }

    fn remove_file_record(&self, path: &str) -> Result<()> {
        self.waiting().files.insert(path.to_owned(), None);
        Ok(())
    }

    fn remove_file(&self, path: &str) -> Result<()> {
        let stamp = self.next_stamp();
        let mut waiting = self.waiting();
        waiting.removed.insert(path.to_owned(), stamp);
        waiting.may_change_versions = true;
        waiting.files.insert(path.to_owned(), None);
        Ok(())
    }

    fn remove_article(&self, id: &ArticleId) -> Result<()> {
        let mut waiting = self.waiting();
        waiting.may_change_versions = true;
        waiting.gone.push(id.clone());
        Ok(())
    }

    fn commit(&self, run: &RunRecord) -> Result<()> {
        let _committing = self.adding.write().unwrap_or_else(PoisonError::into_inner);
        let Waiting { changes, languages, may_change_versions, removed, files, gone, .. } = std::mem::take(&mut *self.waiting());
        self.send_in_batches(changes.into_iter())?;
        let since = |path: &String| removed.get(path).copied().unwrap_or(0);
        let recorded = files.iter().filter_map(|(path, file)| Some((path, file.as_ref()?)));
        let puts = recorded.map(|(path, (file, stamp))| {
            Ok(BulkAction::put(&file_key(path), &of_file(file, *stamp, since(path))?, path.clone()))
        });
        self.send_in_batches(puts.collect::<Result<Vec<_>>>()?.into_iter())?;
        if !removed.is_empty() {
            // Articles that were added before their file was removed must be visible to be removed.
            self.refresh()?;
            self.remove_articles(&removed.into_iter().collect::<Vec<_>>())?;
        }
        // The records of their files come first: whoever finds such an article again corrects them.
        self.send_in_batches(gone.iter().map(|id| BulkAction::remove(id.as_str(), id.to_string())))?;
        let gone = files.iter().filter(|(_, file)| file.is_none());
        self.send_in_batches(gone.map(|(path, _)| BulkAction::remove(&file_key(path), path.clone())))?;
        if self.lease.is_taken_over && !run.is_unfinished {
            // The cluster may have been at work on a request of a killed writer when this one began.
            self.refresh()?;
            self.remove_unrecorded()?;
        }
        let mut seen = Seen::clone(self.newest.get().seen());
        seen.stamp = self.next_stamp();
        seen.languages.extend(languages);
        seen.last_run = Some(run.clone());
        if may_change_versions && run.is_unfinished {
            self.waiting().may_change_versions = true;
        } else if may_change_versions {
            self.refresh()?;
            seen.versions = Arc::new(Versions::find(&self.cluster, &self.index)?);
        }
        self.send(vec![BulkAction::put(RUN_KEY, &seen.document()?, "the record of the run".to_owned())])?;
        self.refresh()?;
        self.newest.see(seen);
        Ok(())
    }

    fn close(self: Box<Self>, _: &mut dyn FnMut() -> bool) -> Result<()> {
        Ok(())
    }
}
