//! Where long work looks whether it should go on.
//!
//! A search passes through every room, and the loops that take long are deep inside. Each of them
//! calls [`check`] or [`passes`] at every step. Whoever starts the work decides what that means: the
//! server stops a request that was given up, and lets short requests go before long ones. Without
//! [`under`], all work goes on, as on the command line.
//!
//! The thread carries the checkpoint, as `tokio` carries its budget for a task. As a parameter it
//! would be part of every signature between a request and its innermost loop, in both engines.

use std::cell::RefCell;
use std::sync::Arc;

use crate::error::{Error, Result};

/// Decides whether work should go on.
pub trait Checkpoint: Send + Sync {
    /// Returns whether the work should go on; once it is `false`, it stays so. May wait until it is
    /// this work's turn. It is called often, so it must be fast.
    fn passes(&self) -> bool;
}

thread_local! {
    static CURRENT: RefCell<Option<Arc<dyn Checkpoint>>> = const { RefCell::new(None) };
}

/// Runs `work` under a checkpoint.
pub fn under<T>(checkpoint: Arc<dyn Checkpoint>, work: impl FnOnce() -> T) -> T {
    with(Some(checkpoint), work)
}

/// Runs `work` under no checkpoint: what it makes is shared, and others wait for it.
pub fn shielded<T>(work: impl FnOnce() -> T) -> T {
    with(None, work)
}

/// Returns whether the work of this thread should go on. May wait.
pub fn passes() -> bool {
    // It is borrowed for writing only between two pieces of work.
    CURRENT.with(|current| current.try_borrow().map_or(true, |current| current.as_ref().is_none_or(|at| at.passes())))
}

/// Fails with [`Error::GivenUp`] if the work of this thread should not go on. May wait.
pub fn check() -> Result<()> {
    if passes() { Ok(()) } else { Err(Error::GivenUp) }
}

fn with<T>(checkpoint: Option<Arc<dyn Checkpoint>>, work: impl FnOnce() -> T) -> T {
    let _restored = Restored { before: CURRENT.replace(checkpoint) };
    work()
}

/// Puts the checkpoint from before back, even if the work panics.
struct Restored {
    before: Option<Arc<dyn Checkpoint>>,
}

impl Drop for Restored {
    fn drop(&mut self) {
        CURRENT.set(self.before.take());
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    struct Closed;

    impl Checkpoint for Closed {
        fn passes(&self) -> bool {
            false
        }
    }

    #[test]
    fn work_looks_at_the_checkpoint_that_it_runs_under() {
        assert!(passes());
        under(Arc::new(Closed), || {
            assert!(matches!(check(), Err(Error::GivenUp)));
            assert!(shielded(passes));
            assert!(!passes());
            assert!(std::thread::spawn(passes).join().unwrap());
        });
        assert!(passes());
    }

    #[test]
    fn a_panic_leaves_no_checkpoint_behind() {
        let failed = catch_unwind(AssertUnwindSafe(|| under(Arc::new(Closed), || panic!("on purpose"))));
        assert!(failed.is_err() && passes());
    }
}
