//! Whose turn it is to work: short requests before long ones.
//!
//! Nobody can tell from a query how long it takes, so every request begins as a short one. Once it
//! has worked for [`SHORT_TIME`], it is a long one: it gives its turn back and waits for one of the
//! few turns of long requests. The long request that has worked least goes first, in steps that
//! double, so a request of middling length passes those that take minutes.
//!
//! A request changes its turn where its work looks whether to go on (`checkpoint`). So it keeps its
//! thread while it waits, and there are as many threads as long requests.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::checkpoint::Checkpoint;

/// Time after which a request is a long one, and after which a long one lets others go first; then
/// twice that, and so on.
const SHORT_TIME: Duration = Duration::from_millis(50);

/// How many short requests work at once for each processor. With one, a processor waits while the next request is woken, and answers a quarter
/// fewer requests a second. With three, as many are answered as without turns.
const SHORT_PER_PROCESSOR: usize = 3;

/// Returns how many short requests work at once.
pub(super) fn n_short(n_processors: usize) -> usize {
    n_processors.max(1) * SHORT_PER_PROCESSOR
}

/// The turns of all requests.
pub(super) struct Turns {
    short: Arc<Semaphore>,
    long: Mutex<Long>,
    /// A turn has ended, or a request was given up.
    changed: Condvar,
    max_long_at_once: usize,
    max_long: usize,
}

/// The long requests.
#[derive(Default)]
struct Long {
    n_at_work: usize,
    /// Those that wait for a turn too.
    n_all: usize,
    /// How often each has given its turn back, and its number in the order in which they came.
    waiting: BTreeSet<(u32, u64)>,
    n_waited: u64,
}

impl Turns {
    /// [`SHORT_PER_PROCESSOR`] short requests work at once for each processor. Long ones are one less than the processors, but
    /// at least one. At most `max_long` long requests work or wait.
    pub(super) fn new(n_processors: usize, max_long: usize) -> Turns {
        Turns {
            short: Arc::new(Semaphore::new(n_short(n_processors))),
            long: Mutex::default(),
            changed: Condvar::new(),
            max_long_at_once: n_processors.saturating_sub(1).max(1),
            max_long,
        }
    }

    fn long(&self) -> MutexGuard<'_, Long> {
        self.long.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a place among the long requests. `None` if there are too many.
    fn long_place(self: &Arc<Self>) -> Option<LongPlace> {
        let mut long = self.long();
        if long.n_all >= self.max_long {
            return None;
        }
        long.n_all += 1;
        Some(LongPlace { turns: Arc::clone(self) })
    }

    /// Waits for the turn of a long request that gave back as many as `n_before`. `None` if it is
    /// given up.
    fn long_turn(self: &Arc<Self>, n_before: u32, is_given_up: &AtomicBool) -> Option<Turn> {
        let mut long = self.long();
        long.n_waited += 1;
        let ticket = (n_before, long.n_waited);
        long.waiting.insert(ticket);
        loop {
            if is_given_up.load(Ordering::Relaxed) {
                long.waiting.remove(&ticket);
                self.changed.notify_all();
                return None;
            }
            if long.n_at_work < self.max_long_at_once && long.waiting.first() == Some(&ticket) {
                long.waiting.remove(&ticket);
                long.n_at_work += 1;
                self.changed.notify_all();
                return Some(Turn::Long { turns: Arc::clone(self) });
            }
            long = self.changed.wait(long).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// The right to work now.
enum Turn {
    Short { _turn: OwnedSemaphorePermit },
    Long { turns: Arc<Turns> },
}

impl Drop for Turn {
    fn drop(&mut self) {
        match self {
            Turn::Short { .. } => {}
            Turn::Long { turns } => {
                turns.long().n_at_work -= 1;
                turns.changed.notify_all();
            }
        }
    }
}

/// A place among the long requests.
struct LongPlace {
    turns: Arc<Turns>,
}

impl Drop for LongPlace {
    fn drop(&mut self) {
        self.turns.long().n_all -= 1;
    }
}

/// The work of one request.
pub(super) struct Job {
    turns: Arc<Turns>,
    is_given_up: AtomicBool,
    is_refused: AtomicBool,
    course: Mutex<Course>,
}

/// How far the work is. Only its thread looks at it.
struct Course {
    turn: Option<Turn>,
    place: Option<LongPlace>,
    n_turns: u32,
    /// The time of all turns but this one.
    worked: Duration,
    since: Instant,
}

impl Job {
    /// Waits for a turn, and begins.
    pub(super) async fn begin(turns: Arc<Turns>) -> Job {
        // The semaphore is never closed.
        let turn = Arc::clone(&turns.short).acquire_owned().await.ok().map(|turn| Turn::Short { _turn: turn });
        let course = Course { turn, place: None, n_turns: 0, worked: Duration::ZERO, since: Instant::now() };
        Job { turns, is_given_up: AtomicBool::new(false), is_refused: AtomicBool::new(false), course: Mutex::new(course) }
    }

    /// Lets the work end at its next checkpoint.
    fn give_up(&self) {
        self.is_given_up.store(true, Ordering::Relaxed);
        // Nobody is between looking and waiting while this is locked.
        drop(self.turns.long());
        self.turns.changed.notify_all();
    }

    /// Returns whether it had to end because there are too many long requests.
    pub(super) fn is_refused(&self) -> bool {
        self.is_refused.load(Ordering::Relaxed)
    }

    /// Gives back its turn and its place, after the work.
    pub(super) fn end(&self) {
        let mut course = self.course();
        course.turn = None;
        course.place = None;
    }

    fn course(&self) -> MutexGuard<'_, Course> {
        self.course.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets others go first if it is their turn.
    fn take_stock(&self) -> bool {
        let mut course = self.course();
        let worked = course.worked + course.since.elapsed();
        if worked < SHORT_TIME * 2_u32.saturating_pow(course.n_turns.min(20)) {
            return true;
        }
        (course.worked, course.n_turns, course.turn) = (worked, course.n_turns + 1, None);
        if course.place.is_none() {
            course.place = self.turns.long_place();
        }
        if course.place.is_none() {
            self.is_refused.store(true, Ordering::Relaxed);
            self.is_given_up.store(true, Ordering::Relaxed);
            return false;
        }
        course.turn = self.turns.long_turn(course.n_turns, &self.is_given_up);
        course.since = Instant::now();
        course.turn.is_some()
    }
}

impl Checkpoint for Job {
    fn passes(&self) -> bool {
        !self.is_given_up.load(Ordering::Relaxed) && self.take_stock()
    }
}

/// Gives the work up when it is dropped: nobody waits for the answer any more.
pub(super) struct Asker(pub(super) Arc<Job>);

impl Drop for Asker {
    fn drop(&mut self) {
        self.0.give_up();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread::{sleep, spawn};

    use super::*;

    fn begun(turns: &Arc<Turns>) -> Job {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(Job::begin(Arc::clone(turns)))
    }

    /// Returns a job that has worked for as long as `n_turns` turns last.
    fn worked(turns: &Arc<Turns>, n_turns: u32) -> Job {
        let job = begun(turns);
        job.course().worked = SHORT_TIME * 2_u32.pow(n_turns);
        job
    }

    #[test]
    fn a_long_request_gives_its_turn_to_a_short_one() {
        let turns = Arc::new(Turns::new(1, 8));
        let long = worked(&turns, 0);
        assert_eq!(turns.short.available_permits(), SHORT_PER_PROCESSOR - 1);
        assert!(long.passes());
        assert_eq!((turns.short.available_permits(), turns.long().n_at_work), (SHORT_PER_PROCESSOR, 1));
        let short = begun(&turns);
        assert!(short.passes());
        assert_eq!(turns.short.available_permits(), SHORT_PER_PROCESSOR - 1);
        long.end();
        short.end();
        let long = turns.long();
        assert_eq!((turns.short.available_permits(), long.n_at_work, long.n_all), (SHORT_PER_PROCESSOR, 0, 0));
    }

    #[test]
    fn of_long_requests_that_with_least_work_goes_first() {
        let turns = Arc::new(Turns::new(1, 8));
        let first = worked(&turns, 0);
        assert!(first.passes());
        let (sender, order) = channel();
        let waiting: Vec<_> = [5, 1]
            .into_iter()
            .map(|n_turns| {
                let (turns, sender) = (Arc::clone(&turns), sender.clone());
                let n_waiting = turns.long().waiting.len();
                let thread = spawn({
                    let turns = Arc::clone(&turns);
                    move || {
                        let job = worked(&turns, n_turns);
                        job.course().n_turns = n_turns;
                        assert!(job.passes());
                        sender.send(n_turns).unwrap();
                        job.end();
                    }
                });
                while turns.long().waiting.len() == n_waiting {
                    std::thread::yield_now();
                }
                thread
            })
            .collect();
        first.end();
        waiting.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(order.try_iter().collect::<Vec<_>>(), [1, 5]);
    }

    #[test]
    fn a_request_that_is_given_up_stops_even_while_it_waits() {
        let turns = Arc::new(Turns::new(1, 8));
        let first = worked(&turns, 0);
        assert!(first.passes());
        let waiting = Arc::new(worked(&turns, 0));
        let asker = Asker(Arc::clone(&waiting));
        let thread = spawn(move || waiting.passes());
        while turns.long().waiting.is_empty() {
            sleep(Duration::from_millis(1));
        }
        drop(asker);
        assert!(!thread.join().unwrap());
        let long = turns.long();
        assert!(long.waiting.is_empty() && long.n_at_work == 1 && long.n_all == 1);
    }

    #[test]
    fn too_many_long_requests_are_refused_and_short_ones_are_not() {
        let turns = Arc::new(Turns::new(2, 1));
        let (first, second) = (worked(&turns, 0), worked(&turns, 0));
        assert!(first.passes() && !first.is_refused());
        assert!(!second.passes() && second.is_refused());
        second.end();
        let short = begun(&turns);
        assert!(short.passes() && !short.is_refused());
    }
}
