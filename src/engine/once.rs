//! Values that a snapshot computes when they are first asked for.

use std::sync::{Mutex, OnceLock, PoisonError};

use crate::checkpoint::shielded;
use crate::error::Result;

/// A value that is made once. If making it fails, the next caller tries again.
pub(super) struct Once<T> {
    value: OnceLock<T>,
    /// Held while the value is made, so that two threads do not both make it: some values take
    /// seconds and much memory.
    making: Mutex<()>,
}

impl<T> Default for Once<T> {
    fn default() -> Once<T> {
        Once { value: OnceLock::new(), making: Mutex::new(()) }
    }
}

impl<T> Once<T> {
    /// Returns the value, after making it with `make` if nobody did so before. `make` must not ask
    /// for the same value. It runs to its end even if the request that needs it first is given up:
    /// others wait for it.
    pub(super) fn get_or_make(&self, make: impl FnOnce() -> Result<T>) -> Result<&T> {
        if let Some(value) = self.value.get() {
            return Ok(value);
        }
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = self.value.get() {
            return Ok(value);
        }
        let value = shielded(make)?;
        Ok(self.value.get_or_init(|| value))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::error::Error;

    #[test]
    fn a_value_is_made_once_by_one_of_many_threads_and_a_failure_is_forgotten() {
        let once: Once<usize> = Once::default();
        assert!(once.get_or_make(|| Err(Error::BrokenOff)).is_err());
        let n_made = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let value = once.get_or_make(|| {
                        std::thread::yield_now();
                        Ok(n_made.fetch_add(1, Ordering::Relaxed) + 1)
                    });
                    assert_eq!(*value.unwrap(), 1);
                });
            }
        });
        assert_eq!(n_made.into_inner(), 1);
    }
}
