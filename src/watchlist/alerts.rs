//! Running saved searches on new articles.
//!
//! New articles come in batches. Each batch is an index in memory, and every search runs on it with the same engine and matcher as on
//! any index. So an alert is what a search finds among these articles. After each batch the progress is kept, so that a run that ends
//! early continues from there. Memory does not grow with the number of new articles.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::backlog::{AlertReason, Backlog, Waiting};
use super::fingerprint::{SeenArticle, short_id};
use super::look::Look;
use super::seen::Seen;
use super::{SavedSearch, SearchName};
use crate::article::Article;
use crate::choice::{Count, Sort};
use crate::deadline::Deadline;
use crate::engine::local::LocalIndex;
use crate::engine::{Index, RunRecord, Snapshot, WriterOptions};
use crate::error::{Error, Result};
use crate::hit::{Hit, SearchRequest};
use crate::matching::{Pattern, find};
use crate::query::QueryProblem;
use crate::search::{ShownHit, is_latest, open_note, shown};
use crate::snippet::SnippetConfig;
use crate::story::Stories;

/// Maximum number of articles in a batch. It also ends with the article that makes its texts this long.
const MAX_BATCH_ARTICLES: usize = 2_000;
const MAX_BATCH_BYTES: usize = 32 << 20;

/// Number of searches whose results are held at once.
const SEARCHES_AT_ONCE: usize = 32;

/// Which searches to run, and how.
#[derive(Clone, Copy)]
pub struct AlertConfig<'c> {
    /// All searches of the list.
    pub searches: &'c [SavedSearch],
    /// Returns whether a search is run. New articles wait for the others.
    pub is_chosen: &'c dyn Fn(&SearchName) -> bool,
    /// Number of threads.
    pub n_threads: usize,
    /// The size of snippets.
    pub snippet: SnippetConfig,
}

/// What a saved search found among the new articles. The latest published come first and those
/// without a date last; each is followed by the others of its story.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchAlerts<'s> {
    /// The search.
    pub search: &'s SavedSearch,
    /// The alerts; not empty.
    pub alerts: Vec<Alert>,
}

/// An article that a saved search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Whether it is new or changed.
    pub change: AlertReason,
    /// A number that its near-copies in the same batch share, and no other article has.
    pub story: u64,
    /// The article, its matches and its snippet. Its rank is its place in the list; its score has
    /// no meaning.
    pub shown: ShownHit,
}

/// The outcome of reporting alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// They are delivered.
    Done,
    /// They could not be delivered; the next run tries again.
    Pending,
    /// They could not be delivered, and the run ends here.
    BreakOff,
}

/// The receiver of alerts.
pub trait AlertSink {
    /// Delivers the alerts of a search. Called in the order of the searches.
    fn deliver(&mut self, alerts: &SearchAlerts<'_>) -> Delivery;

    /// Keeps what was seen, so that the next run begins there. Breaks off if that fails.
    fn keep(&mut self, seen: &Seen) -> ControlFlow<()>;

    /// Called between searches with the number of searches that were run and of articles in the batch. Breaks off if the run is to end.
    fn progress(&mut self, n_searches: usize, n_articles: usize) -> ControlFlow<()>;
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlertReport {
    /// Number of new or changed articles.
    pub n_new: u64,
    /// Number of alerts that were delivered.
    pub n_alerts: u64,
    /// What searches left open, each with its name.
    pub open: Vec<(SearchName, QueryProblem)>,
    /// Searches whose alerts could not be delivered, in the order of the list.
    pub pending: Vec<SearchName>,
    /// Whether the run ended early.
    pub is_broken_off: bool,
}

/// Runs the chosen searches on the articles that are new since `before`, and on articles of earlier runs that they have not seen yet.
/// Articles wait for the searches that are not chosen.
pub fn run_alerts(
    snapshot: &dyn Snapshot,
    before: Seen,
    look: Look,
    config: &AlertConfig<'_>,
    sink: &mut dyn AlertSink,
) -> Result<AlertReport> {
    let searches = config.searches;
    let n_new = look.n_new();
    let backlog = if before.backlog.waiting.is_empty() { Backlog::default() } else { before.backlog.without(&look.short_ids()) };
    let Look { seen: after, new, .. } = look;
    let positions = searches.iter().map(|search| backlog.n_seen_by(search.name.as_str())).collect();
    let n_waiting = backlog.waiting.len();
    let mut run = AlertRun {
        searches,
        is_active: searches.iter().map(|search| (config.is_chosen)(&search.name)).collect(),
        positions,
        names: searches.iter().map(|search| search.name.as_str()).collect(),
        seen: before,
        waiting: backlog.waiting,
        n_run: 0,
        config,
        sink,
        report: AlertReport { n_new, ..AlertReport::default() },
    };
    let mut batch = Batch::default();
    let mut run_all = || -> Result<()> {
        let least = run.positions.iter().zip(&run.is_active).filter(|(_, is_active)| **is_active).map(|(n, _)| *n).min();
        for waiting_idx in least.unwrap_or(n_waiting)..n_waiting {
            let Waiting { id, change } = run.waiting[waiting_idx].clone();
            // An article that was removed since is reported to nobody.
            if let Some(article) = snapshot.articles(id.as_str(), 1)?.pop() {
                batch.push(article, change, waiting_idx, snapshot)?;
            }
            if batch.is_full() {
                run.search_batch(&mut batch, waiting_idx + 1)?;
            }
        }
        for file in &new {
            snapshot.ledger().articles_of(&file.path, &mut |article| {
                let Some(change) = file.changes.get(&short_id(&article.id)) else { return Ok(()) };
                run.seen.push_loose(SeenArticle::of(&article));
                run.waiting.push(Waiting { id: article.id.clone(), change: *change });
                batch.push(article, *change, run.waiting.len() - 1, snapshot)?;
                if batch.is_full() {
                    let end = run.waiting.len();
                    run.search_batch(&mut batch, end)?;
                }
                Ok(())
            })?;
        }
        let end = run.waiting.len();
        run.search_batch(&mut batch, end)
    };
    match run_all() {
        Ok(()) => {}
        Err(Error::BrokenOff) => {
            run.report.is_broken_off = true;
            return Ok(run.report);
        }
        Err(error) => return Err(error),
    }
    // From here on no file needs to be read again.
    let seen = Seen { backlog: run.seen.backlog, ..after };
    run.report.is_broken_off = run.sink.keep(&seen).is_break();
    Ok(run.report)
}

/// Articles that are searched together, in an index of their own.
#[derive(Default)]
struct Batch {
    articles: Vec<Article>,
    n_bytes: usize,
    /// By id, the place among the waiting articles, and why it is reported.
    places: HashMap<String, (usize, AlertReason)>,
    /// The ids of articles of which the index has a later version.
    superseded: HashSet<String>,
}

impl Batch {
    fn push(&mut self, article: Article, change: AlertReason, place: usize, snapshot: &dyn Snapshot) -> Result<()> {
        if !is_latest(snapshot, &article)? {
            self.superseded.insert(article.id.to_string());
        }
        self.n_bytes += article.body.len();
        self.places.insert(article.id.to_string(), (place, change));
        self.articles.push(article);
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.articles.len() >= MAX_BATCH_ARTICLES || self.n_bytes >= MAX_BATCH_BYTES
    }
}

struct AlertRun<'r> {
    searches: &'r [SavedSearch],
    /// For each search, whether it is run: one whose alerts could not be delivered is not run again.
    is_active: Vec<bool>,
    /// For each search, how many of the waiting articles it has seen.
    positions: Vec<usize>,
    names: HashSet<&'r str>,
    /// What was seen before, and in this run so far.
    seen: Seen,
    /// All articles of this run, those of earlier runs first.
    waiting: Vec<Waiting>,
    n_run: usize,
    config: &'r AlertConfig<'r>,
    sink: &'r mut dyn AlertSink,
    report: AlertReport,
}

impl SearchAlerts<'_> {
    /// Returns the alerts by story.
    pub fn stories(&self) -> impl Iterator<Item = &[Alert]> {
        self.alerts.chunk_by(|alert, next| alert.story == next.story)
    }
}

impl AlertRun<'_> {
    /// Runs all searches on a batch, up to `end` of the waiting articles, and keeps what was delivered.
    fn search_batch(&mut self, batch: &mut Batch, end: usize) -> Result<()> {
        let batch = std::mem::take(batch);
        if batch.articles.is_empty() {
            for (position, is_active) in self.positions.iter_mut().zip(&self.is_active) {
                *position = if *is_active { end.max(*position) } else { *position };
            }
            self.settle(end);
            return Ok(());
        }
        let delivered = self.deliver_found(&batch, end);
        if !matches!(delivered, Ok(()) | Err(Error::BrokenOff)) {
            return delivered;
        }
        // If the run is broken off, searches that delivered their alerts do not deliver them again.
        self.settle(end);
        if self.sink.keep(&self.seen).is_break() {
            return Err(Error::BrokenOff);
        }
        delivered
    }

    /// Records which search has seen what. After the last waiting article, what all have seen is forgotten.
    fn settle(&mut self, end: usize) {
        let n_seen = self.searches.iter().zip(&self.positions).map(|(search, n)| (search.name.to_string(), *n)).collect();
        let backlog = Backlog { waiting: self.waiting.clone(), n_seen }.settled(&self.names);
        if end == self.waiting.len() {
            self.positions = self.searches.iter().map(|search| backlog.n_seen_by(search.name.as_str())).collect();
            self.waiting.clone_from(&backlog.waiting);
        }
        self.seen.backlog = backlog;
    }

    fn deliver_found(&mut self, batch: &Batch, end: usize) -> Result<()> {
        let snapshot = snapshot_of(&batch.articles, self.config.n_threads)?;
        let stories = snapshot.stories()?;
        let snippet = self.config.snippet;
        self.n_run = 0;
        let active: Vec<usize> = (0..self.searches.len()).filter(|idx| self.is_active[*idx]).collect();
        for several in active.chunks(SEARCHES_AT_ONCE) {
            if self.sink.progress(self.n_run, batch.articles.len()).is_break() {
                return Err(Error::BrokenOff);
            }
            let (searches, positions) = (self.searches, &self.positions);
            let found = in_parallel(several, self.config.n_threads, |search_idx| {
                let search = &searches[*search_idx];
                found(search, &*snapshot, stories, batch, positions[*search_idx], snippet)
            });
            for (search_idx, found) in several.iter().zip(found) {
                self.n_run += 1;
                let (alerts, open) = found?;
                let alerts = SearchAlerts { search: &self.searches[*search_idx], alerts };
                if let Some(open) = open.filter(|_| self.report.open.iter().all(|(name, _)| *name != alerts.search.name)) {
                    self.report.open.push((alerts.search.name.clone(), open));
                }
                match if alerts.alerts.is_empty() { Delivery::Done } else { self.sink.deliver(&alerts) } {
                    Delivery::Done => {
                        // A search that waits for nothing is ahead of articles that others wait for.
                        self.positions[*search_idx] = end.max(self.positions[*search_idx]);
                        self.report.n_alerts += alerts.alerts.len() as u64;
                    }
                    Delivery::Pending => {
                        self.is_active[*search_idx] = false;
                        self.report.pending.push(alerts.search.name.clone());
                    }
                    Delivery::BreakOff => return Err(Error::BrokenOff),
                }
            }
        }
        Ok(())
    }
}

/// Returns the snapshot of an index in memory that holds these articles.
fn snapshot_of(articles: &[Article], n_threads: usize) -> Result<Arc<dyn Snapshot>> {
    let index = LocalIndex::in_memory()?;
    let writer = index.writer(&WriterOptions::default())?;
    let added = in_parallel(articles, n_threads, |article| writer.add(article));
    added.into_iter().collect::<Result<()>>()?;
    writer.commit(&RunRecord::default())?;
    writer.close(&mut || true)?;
    Ok(index.snapshot())
}

/// Returns what a search finds among the articles of a batch that it has not seen, and the note about what it leaves open.
fn found(
    search: &SavedSearch,
    snapshot: &dyn Snapshot,
    stories: &Stories,
    batch: &Batch,
    n_seen: usize,
    snippet: SnippetConfig,
) -> Result<(Vec<Alert>, Option<QueryProblem>)> {
    let snapshot = &*snapshot.within(Deadline::none());
    let coverage = search.words.into();
    let pattern = Pattern::new(&search.query, coverage);
    let request = SearchRequest {
        query: search.query.clone(),
        coverage,
        sort: Sort::Newest,
        count: Count::Exact,
        offset: 0,
        limit: batch.articles.len(),
    };
    let (hits, rarity) = match snapshot.search(&request) {
        Ok(hits) => (hits.page, hits.rarity),
        // An index looks up a limited number of words. A single article is checked for all of its
        // own.
        Err(Error::TooManyWords { .. }) => (found_one_by_one(&pattern, &batch.articles), Vec::new()),
        Err(error) => return Err(error),
    };
    let mut alerts = Vec::new();
    let names_versions = pattern.names_versions();
    for hit in hits {
        let id = hit.article.id.as_str();
        if let Some((place, change)) = batch.places.get(id)
            && *place >= n_seen
            && (names_versions || !batch.superseded.contains(id))
        {
            let story = stories.number(hit.article.id.ordinal());
            alerts.push(Alert { change: *change, story, shown: shown(hit, &rarity, snippet) });
        }
    }
    put_together(&mut alerts);
    Ok((alerts, open_note(snapshot, &search.query_text)))
}

/// Places the other alerts of a story after its first, and numbers all of them.
fn put_together(alerts: &mut [Alert]) {
    let mut first_of: HashMap<u64, usize> = HashMap::new();
    for (idx, alert) in alerts.iter().enumerate() {
        first_of.entry(alert.story).or_insert(idx);
    }
    alerts.sort_by_key(|alert| first_of.get(&alert.story).copied());
    for (idx, alert) in alerts.iter_mut().enumerate() {
        alert.shown.hit.rank = idx + 1;
    }
}

/// Matches each article alone, and sorts the hits by [`Sort::Newest`].
fn found_one_by_one(pattern: &Pattern, articles: &[Article]) -> Vec<Hit> {
    let hit = |article: &Article| Some(Hit { rank: 0, score: 0.0, matches: find(pattern, article)?, article: article.clone() });
    let mut hits: Vec<Hit> = articles.iter().filter_map(hit).collect();
    let seconds = |hit: &Hit| hit.article.published.map(|time| time.seconds);
    hits.sort_by(|a, b| seconds(b).cmp(&seconds(a)).then_with(|| a.article.id.cmp(&b.article.id)));
    hits
}

/// Applies `work` to each item on several threads, and returns the results in the order of the
/// items.
fn in_parallel<I: Sync, O: Send>(items: &[I], n_threads: usize, work: impl Fn(&I) -> O + Sync) -> Vec<O> {
    let n_threads = n_threads.clamp(1, items.len().max(1));
    if n_threads == 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, O)>> = Mutex::new(Vec::with_capacity(items.len()));
    std::thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(|| {
                loop {
                    let idx = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(idx) else { return };
                    let made = work(item);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((idx, made));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(idx, _)| *idx);
    done.into_iter().map(|(_, made)| made).collect()
}
