//! What every command does: it finds the index, opens output, tells the user what happens, and ends.

use std::cell::RefCell;
use std::fmt::Display;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use pullquote::deadline::{Deadline, OPEN_HINT, open_note};
use pullquote::engine::{Site, Snapshot};
use pullquote::error::Problem;
use pullquote::ingest::PathNames;
use pullquote::render::text::screen::Screen;

use crate::args::Common;
use crate::hint;
use crate::interrupt;
use crate::links::FileLinks;
use crate::output::Output;
use crate::settings::Settings;

/// A command at work on an index.
pub(crate) struct Session {
    /// Where the index is.
    pub(crate) site: Site,
    time_limit: Option<Duration>,
    /// Those of all snapshots so far.
    deadlines: Deadlines,
}

impl Session {
    /// Finds the index: in a cluster if one is named, else in a directory.
    pub(crate) fn new(common: &Common) -> Result<Session> {
        let settings = Settings::of(common)?;
        let site = settings.site()?;
        if let Some(warning) = settings.warning(None) {
            note(format_args!("warning: {warning}"));
        }
        Ok(Session { site, time_limit: common.time_limit, deadlines: Deadlines::default() })
    }

    /// Opens the index as it is now. From then on the time limit counts, and an interrupt ends the program unless the command
    /// listens.
    pub(crate) fn snapshot(&self) -> Result<Arc<dyn Snapshot>> {
        let snapshot = self.site.open()?.snapshot();
        interrupt::end_at_once()?;
        Ok(self.limited(&*snapshot))
    }

    /// Returns a snapshot that answers until the time limit.
    pub(crate) fn limited(&self, snapshot: &dyn Snapshot) -> Arc<dyn Snapshot> {
        let deadline = self.time_limit.map_or_else(Deadline::none, Deadline::after);
        self.deadlines.0.borrow_mut().push(deadline.clone());
        snapshot.within(deadline)
    }

    /// Returns how the index names files.
    pub(crate) fn names(&self) -> Result<PathNames> {
        names(&self.site)
    }

    /// Writes what is shown on a screen, with links to the files of articles.
    pub(crate) fn show(
        &self,
        out: &mut Output,
        write: impl FnOnce(&mut Output, &Screen<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let links = self.links(out);
        let screen = Screen { theme: out.theme, columns: out.columns, url_of: &|place| links.url_of(place) };
        write(out, &screen)
    }

    /// Returns links to files, for as far as `out` shows links.
    pub(crate) fn links(&self, out: &Output) -> FileLinks {
        FileLinks::new(self.names().ok(), out.has_links)
    }
}

/// Deadlines that say in the end what stayed open.
#[derive(Default)]
struct Deadlines(RefCell<Vec<Deadline>>);

impl Drop for Deadlines {
    fn drop(&mut self) {
        if let Some(clause) = self.0.borrow().iter().find_map(Deadline::open_clause) {
            note(format_args!("note: {}", open_note(clause)));
            note(format_args!("hint: {OPEN_HINT}"));
        }
    }
}

/// Returns how the index at a place names files.
pub(crate) fn names(site: &Site) -> Result<PathNames> {
    Ok(match site {
        Site::Directory(dir) => PathNames::new(dir)?,
        #[cfg(feature = "remote")]
        Site::Cluster(_) => PathNames::absolute(),
    })
}

/// Prints a line for the user to stderr.
pub(crate) fn note(line: impl Display) {
    note_with(|err| writeln!(err, "{line}"));
}

/// Tells the user on stderr what to do about `problems`.
pub(crate) fn note_hints(problems: &[Problem]) {
    for hint in hint::of_problems(problems) {
        note(format_args!("hint: {hint}"));
    }
}

/// Has lines for the user written to stderr. If stderr is closed, nobody reads them, and the command goes on.
pub(crate) fn note_with(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let _ = write(&mut io::stderr().lock());
}
