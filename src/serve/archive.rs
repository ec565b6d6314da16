//! The index as it is served: its newest state, and a few before it.
//!
//! A page is asked for with the state that the one before it came from, so that paging goes on undisturbed while somebody indexes. On disk
//! the files of an old state stay as long as it is open here.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::article::Day;
use crate::engine::{Engine, Site};
use crate::error::Result;
use crate::hit::Coverage;
use crate::query::Query;

/// So many states are open at once, the newest included.
const N_KEPT: usize = 4;

/// A state of the index. It never changes.
pub(super) struct Edition {
    pub(super) engine: Box<dyn Engine>,
    /// [`Engine::state`].
    pub(super) state: u64,
    days: OnceLock<Vec<(Day, u64)>>,
    n_articles: OnceLock<u64>,
}

/// The states of an index that can be asked.
pub(super) struct Archive {
    site: Site,
    /// The newest first; never empty.
    editions: Mutex<VecDeque<Arc<Edition>>>,
    n_changes: AtomicU64,
}

impl Archive {
    pub(super) fn open(site: Site) -> Result<Archive> {
        let editions = Mutex::new(VecDeque::from([Arc::new(Edition::open(&site)?)]));
        Ok(Archive { site, editions, n_changes: AtomicU64::new(0) })
    }

    /// Returns the newest state.
    pub(super) fn newest(&self) -> Option<Arc<Edition>> {
        self.editions.lock().unwrap_or_else(PoisonError::into_inner).front().cloned()
    }

    /// Returns a state by its number; None where it is no longer open.
    pub(super) fn of_state(&self, state: u64) -> Option<Arc<Edition>> {
        let editions = self.editions.lock().unwrap_or_else(PoisonError::into_inner);
        editions.iter().find(|edition| edition.state == state).cloned()
    }

    /// Returns how often the index was opened anew.
    pub(super) fn n_changes(&self) -> u64 {
        self.n_changes.load(Ordering::Relaxed)
    }

    /// Opens the index anew where it changed. Where that fails, the state before goes on being served.
    pub(super) fn refresh(&self) -> Result<()> {
        let is_up_to_date = self.newest().map_or(Ok(false), |newest| newest.engine.is_up_to_date())?;
        if is_up_to_date {
            return Ok(());
        }
        let opened = Arc::new(Edition::open(&self.site)?);
        let mut editions = self.editions.lock().unwrap_or_else(PoisonError::into_inner);
        if editions.iter().all(|edition| edition.state != opened.state) {
            editions.push_front(opened);
            editions.truncate(N_KEPT);
            self.n_changes.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }
}

impl Edition {
    fn open(site: &Site) -> Result<Edition> {
        let engine = site.open()?;
        Ok(Edition { state: engine.state(), engine, days: OnceLock::new(), n_articles: OnceLock::new() })
    }

    /// Returns how many articles there are.
    pub(super) fn n_articles(&self) -> Result<u64> {
        if let Some(n_articles) = self.n_articles.get() {
            return Ok(*n_articles);
        }
        let n_articles = self.engine.stats()?.n_articles;
        Ok(*self.n_articles.get_or_init(|| n_articles))
    }

    /// Returns how many articles were published on each day.
    pub(super) fn days(&self) -> Result<&[(Day, u64)]> {
        if let Some(days) = self.days.get() {
            return Ok(days);
        }
        let facets = self.engine.facets(&Query::everything(), Coverage::All, 0)?;
        Ok(self.days.get_or_init(|| facets.days))
    }
}
