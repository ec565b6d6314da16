//! Shows the progress of a run.

use std::cell::Cell;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use pullquote::ingest::Event;
use pullquote::render::text;
use pullquote::wire;

use crate::session::{note, note_with};

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Not at all.
    Never,
    /// Only on a terminal, on one line of stderr that is overwritten.
    OnTerminal,
    /// Like `OnTerminal`; otherwise as a line on stderr every few seconds.
    AsLines,
    /// As objects on stdout.
    AsJson,
}

/// Shows the events of one run.
pub(crate) struct ProgressDisplay {
    shown: Shown,
    is_terminal: bool,
    started: Instant,
    last: Cell<Option<Instant>>,
}

impl ProgressDisplay {
    pub(crate) fn new(shown: Shown) -> ProgressDisplay {
        ProgressDisplay { shown, is_terminal: io::stderr().is_terminal(), started: Instant::now(), last: Cell::new(None) }
    }

    /// Shows an event if it is due. If nobody can read it, the run continues.
    pub(crate) fn show(&self, event: Event<'_>) {
        let seconds = self.started.elapsed().as_secs_f64();
        match (self.shown, event) {
            (Shown::Never, _) => {}
            (Shown::AsJson, Event::Problem(_) | Event::Committed(_)) => {
                let _ = wire::run::write_event(&mut io::stdout().lock(), event, seconds);
            }
            (Shown::AsJson, Event::Progress(_)) => {
                if self.is_due(Duration::from_secs(2)) {
                    let _ = wire::run::write_event(&mut io::stdout().lock(), event, seconds);
                }
            }
            (Shown::OnTerminal | Shown::AsLines, Event::Progress(progress)) => {
                let line = || text::run::progress(progress, seconds);
                if self.is_terminal {
                    self.show_line(line);
                } else if self.shown == Shown::AsLines && self.is_due(Duration::from_secs(5)) {
                    note(line());
                }
            }
            (Shown::OnTerminal | Shown::AsLines, Event::Comparing) => {
                const LINE: &str = "comparing articles to find near-copies";
                if self.is_terminal {
                    self.show_line(|| LINE.to_owned());
                } else if self.shown == Shown::AsLines && self.is_due(Duration::from_secs(5)) {
                    note(LINE);
                }
            }
            (Shown::AsJson, Event::Comparing) | (Shown::OnTerminal | Shown::AsLines, Event::Problem(_) | Event::Committed(_)) => {
            }
        }
    }

    /// Overwrites the line on a terminal if it is due.
    pub(crate) fn show_line(&self, line: impl FnOnce() -> String) {
        if self.shown != Shown::Never && self.is_terminal && self.is_due(Duration::from_millis(100)) {
            note_with(|err| write!(err, "\r\x1b[K{}", line()).and_then(|()| err.flush()));
        }
    }

    /// Removes the progress line.
    pub(crate) fn end(&self) {
        if self.is_terminal && matches!(self.shown, Shown::OnTerminal | Shown::AsLines) && self.last.get().is_some() {
            note_with(|err| write!(err, "\r\x1b[K").and_then(|()| err.flush()));
        }
    }

    /// Returns whether `interval` has passed since the last output or the start; if so, now becomes
    /// the last time. On a terminal the first line is due at once.
    fn is_due(&self, interval: Duration) -> bool {
        let since = self.last.get().unwrap_or(self.started);
        let is_due = since.elapsed() >= interval || (self.is_terminal && self.last.get().is_none());
        if is_due {
            self.last.set(Some(Instant::now()));
        }
        is_due
    }
}
