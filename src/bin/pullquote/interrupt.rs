//! Ctrl-C and termination by the system: the first asks the program to stop, the second ends it at
//! once.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};

/// Exit code of an interrupted run: 128 plus the number of the signal, as in shells.
pub(crate) const EXIT_CODE: u8 = 130;

static IS_ASKED: AtomicBool = AtomicBool::new(false);

static IS_LISTENING: AtomicBool = AtomicBool::new(false);

/// Starts to listen: the first interrupt is kept for [`asked`]. Can be called again.
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

/// Breaks if the program was asked to stop.
pub(crate) fn asked() -> ControlFlow<()> {
    if IS_ASKED.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}
