//! Ctrl-C and the wish of the system to end the program: the first asks to stop, the second ends it at once.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};

/// The exit code of a run that was interrupted: 128 and the number of the signal, as shells have it.
pub(crate) const EXIT_CODE: u8 = 130;

static IS_ASKED: AtomicBool = AtomicBool::new(false);

static IS_LISTENING: AtomicBool = AtomicBool::new(false);

/// From now on, the first interrupt is kept for [`asked`]. May be called again.
#[expect(clippy::disallowed_methods, reason = "whoever interrupts twice does not want to wait for anything")]
pub(crate) fn listen() -> Result<()> {
    if IS_LISTENING.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    let handler = || {
        if IS_ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(EXIT_CODE.into());
        }
    };
    ctrlc::set_handler(handler).context("cannot listen for interrupts")
}

/// Breaks off where the program was asked to stop.
pub(crate) fn asked() -> ControlFlow<()> {
    if IS_ASKED.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}
