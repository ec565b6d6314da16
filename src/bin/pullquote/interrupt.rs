//! Ctrl-C and termination by the system. A command that only reads ends at once. One that writes, or
//! has to tidy up, listens: the first interrupt asks it to stop, the second ends it at once.
//!
//! A command that has not stopped by itself soon after is ended, wherever it is: in a page, in a
//! commit, or waiting for a client. That is safe at any moment, because an index is at every moment
//! what the last commit made it, and other files are written beside their places.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use std::sync::OnceLock;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::file::remove_unfinished;

/// Exit code of an interrupted run: 128 plus the number of the signal, as in shells.
pub(crate) const EXIT_CODE: u8 = 130;

/// Time that a command has to stop by itself. The whole must be less than a second, also on a busy
/// machine.
const PATIENCE: Duration = Duration::from_millis(500);

/// Time to print why the program ends. The reader of stderr may have stopped reading.
const LAST_WORDS: Duration = Duration::from_millis(50);

static IS_ASKED: AtomicBool = AtomicBool::new(false);

/// What is said when a command is ended that only reads.
const ENDED: &str = "interrupted";

/// What is said when a command is ended that may write.
const ENDED_AT_WORK: &str =
    "interrupted: ended at once; an index holds what was committed, and the next run continues from there";

/// Prints a line when the program is ended.
static SAY: OnceLock<fn(&str)> = OnceLock::new();

static IS_IN_PAGER: AtomicBool = AtomicBool::new(false);

/// Whether the command looks at [`asked`].
static IS_LISTENING: AtomicBool = AtomicBool::new(false);

/// Whether interrupts come to this file.
static IS_HANDLED: AtomicBool = AtomicBool::new(false);

/// Sets how the line is printed that says that the program is ended.
pub(crate) fn say_at_end(say: fn(&str)) {
    let _ = SAY.set(say);
}

/// Starts to listen: the first interrupt is kept for [`asked`]. Can be called again.
pub(crate) fn listen() -> Result<()> {
    IS_LISTENING.store(true, Ordering::Relaxed);
    end_at_once()
}

/// From now on an interrupt ends the program with a message: at once, unless the command
/// [listens](listen). Can be called again.
pub(crate) fn end_at_once() -> Result<()> {
    if IS_HANDLED.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    let handler = || {
        let is_second = IS_ASKED.swap(true, Ordering::Relaxed);
        let is_waited_for = !is_second && IS_LISTENING.load(Ordering::Relaxed);
        // If no thread can be started, the second interrupt still ends the program.
        let _ = thread::Builder::new().spawn(move || end(if is_waited_for { PATIENCE } else { Duration::ZERO }));
    };
    ctrlc::set_handler(handler).context("cannot listen for interrupts")
}

/// Ends the program after `patience`, unless nothing is left to do but to wait for a reader.
#[expect(clippy::disallowed_methods, reason = "whoever interrupts does not want to wait for destructors")]
fn end(patience: Duration) {
    thread::sleep(patience);
    if IS_IN_PAGER.load(Ordering::Relaxed) && patience > Duration::ZERO {
        return;
    }
    remove_unfinished();
    let (sender, receiver) = channel();
    let _ = thread::Builder::new().spawn(move || {
        let is_listening = IS_LISTENING.load(Ordering::Relaxed);
        if let Some(say) = SAY.get() {
            say(if is_listening { ENDED_AT_WORK } else { ENDED });
        }
        let _ = sender.send(());
    });
    let _ = receiver.recv_timeout(LAST_WORDS);
    std::process::exit(EXIT_CODE.into());
}

/// Says that everything is written and only the pager is waited for. It handles Ctrl-C itself, and
/// would be left behind on the terminal.
pub(crate) fn leave_to_pager() {
    IS_IN_PAGER.store(true, Ordering::Relaxed);
}

/// Breaks if the program was asked to stop.
pub(crate) fn asked() -> ControlFlow<()> {
    if IS_ASKED.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}
