//! `pullquote watch`: keep the index up to date while files change.
//!
//! The system reports changed paths. They are processed after a moment without changes, one by one
//! if possible. After a burst, or if the system lost track, everything is checked.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Args;
use notify::{Config, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};
use pullquote::engine::Site;
use pullquote::error::Error;
use pullquote::ingest::{Changes, IngestConfig, IngestReport, PathNames, check_roots, format_of, is_passed_over};
use pullquote::render::text;
use pullquote::wire;

use super::index::{bring_up_to_date, with_writing};
use super::{ingest_config, now};
use crate::args::{Common, Reading, Writing};
use crate::interrupt;
use crate::output::{Length, Outcome, Output};
use crate::progress::{ProgressDisplay, Shown};
use crate::session::{Session, note, note_hints};

/// Keep the index up to date while files change
///
/// Searches find a change within two seconds. Prints a line for each update, and runs until interrupted.
#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// Folders to watch
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) watching: WatchingArgs,
    /// Print each report as a JSON object
    #[arg(long, conflicts_with = "quiet")]
    pub(crate) json: bool,
}

/// How to watch folders.
#[derive(Debug, Args)]
pub(crate) struct WatchingArgs {
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Check the files every second, for file systems that do not report changes
    #[arg(long)]
    pub(crate) poll: bool,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

/// Changes are processed after this time without further changes.
const QUIET: Duration = Duration::from_millis(400);

/// Changes are processed at the latest after this time, even if more keep coming.
const AT_LATEST: Duration = Duration::from_secs(5);

/// Interval of checks for an interrupt.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Interval of checks if the system does not report changes.
const POLL_EVERY: Duration = Duration::from_secs(1);

/// If more paths change at once, everything is checked.
const MAX_SINGLE: usize = 1000;

pub(crate) fn run(common: &Common, args: &WatchArgs) -> Result<Outcome> {
    interrupt::listen()?;
    keep_up_to_date(common, &args.paths, &args.watching, args.json)?;
    Ok(Outcome::Done)
}

/// Updates the index whenever files below `paths` change, until interrupted.
pub(crate) fn keep_up_to_date(common: &Common, paths: &[PathBuf], args: &WatchingArgs, is_json: bool) -> Result<()> {
    let session = Session::new(common)?;
    let (site, names) = (&session.site, session.names()?);
    check_roots(paths)?;
    let mut roots = Vec::new();
    for path in paths {
        ensure!(path.is_dir(), "`{}` is no folder", path.display());
        roots.push(std::fs::canonicalize(path).with_context(|| format!("cannot find `{}`", path.display()))?);
    }
    let (sender, receiver) = channel();
    // Changes during the first run are reported after it.
    let _watcher = watch(&roots, args.poll, sender)?;
    let whole = with_writing(ingest_config(&roots, &args.reading)?, &args.writing);
    // Writes to the index are not changes of article files.
    let written = match site {
        Site::Directory(dir) => Some(absolute(dir)),
        #[cfg(feature = "remote")]
        Site::Cluster(_) => None,
    };
    let mut watching = Watching { common, args, is_json, site, names: &names, whole };
    watching.look_at(&Changed { is_all: true, ..Changed::default() })?;
    while let Some(changed) = next_changes(&receiver, written.as_deref())? {
        watching.look_at(&changed)?;
        if interrupt::asked().is_break() {
            break;
        }
    }
    Ok(())
}

/// The path of the index, in the form in which changed paths are reported.
fn absolute(dir: &Path) -> PathBuf {
    std::fs::canonicalize(dir).or_else(|_| std::path::absolute(dir)).unwrap_or_else(|_| dir.to_owned())
}

type Told = notify::Result<notify::Event>;

/// Starts watching. Changes are reported as long as the returned watcher lives.
fn watch(roots: &[PathBuf], is_polled: bool, sender: std::sync::mpsc::Sender<Told>) -> Result<Box<dyn Watcher>> {
    let begin = |mut watcher: Box<dyn Watcher>| -> notify::Result<Box<dyn Watcher>> {
        roots.iter().try_for_each(|root| watcher.watch(root, RecursiveMode::Recursive))?;
        Ok(watcher)
    };
    if !is_polled {
        let told = RecommendedWatcher::new(sender.clone(), Config::default());
        match told.map(|watcher| Box::new(watcher) as Box<dyn Watcher>).and_then(begin) {
            Ok(watcher) => return Ok(watcher),
            Err(error) => {
                note(format_args!("note: the system does not report changes ({error}); checking the files every second"));
            }
        }
    }
    let polled = PollWatcher::new(sender, Config::default().with_poll_interval(POLL_EVERY))
        .map(|watcher| Box::new(watcher) as Box<dyn Watcher>)
        .and_then(begin);
    polled.context("cannot watch the folders")
}

/// Changes that are not processed yet.
#[derive(Debug, Default)]
struct Changed {
    is_all: bool,
    folders: BTreeSet<PathBuf>,
    files: BTreeSet<PathBuf>,
}

impl Changed {
    fn add(&mut self, told: Told, index_dir: Option<&Path>) {
        let event = match told {
            Ok(event) => event,
            Err(_) => {
                self.is_all = true;
                return;
            }
        };
        self.is_all |= event.need_rescan();
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        for path in event.paths.into_iter().filter(|path| !index_dir.is_some_and(|dir| path.starts_with(dir))) {
            if path.is_dir() {
                // Files may have appeared in a new folder before it was watched.
                if !matches!(event.kind, EventKind::Modify(notify::event::ModifyKind::Metadata(_))) {
                    self.folders.insert(path);
                }
            } else if path.exists() || format_of(&path).is_some() {
                self.files.insert(path);
            } else {
                // Only the ledger knows which files a removed folder had.
                self.is_all = true;
            }
        }
        self.is_all |= self.folders.len() + self.files.len() > MAX_SINGLE;
        if self.is_all {
            self.folders.clear();
            self.files.clear();
        }
    }

    fn is_none(&self) -> bool {
        !self.is_all && self.folders.is_empty() && self.files.is_empty()
    }
}

/// Waits until no more changes come. `None` if interrupted.
fn next_changes(receiver: &Receiver<Told>, index_dir: Option<&Path>) -> Result<Option<Changed>> {
    let mut changed = Changed::default();
    let (mut first, mut last) = (None, Instant::now());
    loop {
        match receiver.recv_timeout(LOOK_EVERY) {
            Ok(told) => {
                changed.add(told, index_dir);
                if !changed.is_none() {
                    last = Instant::now();
                    first.get_or_insert(last);
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => anyhow::bail!("watching the folders ended"),
        }
        if interrupt::asked().is_break() {
            return Ok(None);
        }
        let is_at_rest = last.elapsed() >= QUIET || first.is_some_and(|first| first.elapsed() >= AT_LATEST);
        if first.is_some() && is_at_rest {
            changed.folders.retain(|folder| folder.is_dir());
            return Ok(Some(changed));
        }
    }
}

struct Watching<'w> {
    common: &'w Common,
    args: &'w WatchingArgs,
    is_json: bool,
    site: &'w Site,
    names: &'w PathNames,
    whole: IngestConfig,
}

impl Watching<'_> {
    fn look_at(&mut self, changed: &Changed) -> Result<()> {
        let mut config = IngestConfig { now: now(), ..self.whole.clone() };
        // A folder may disappear for a moment or for good. That is no reason to drop its articles.
        config.roots.retain(|root| root.is_dir());
        if !changed.is_all {
            // Files in a changed folder are not checked twice.
            let files = changed.files.iter().filter(|file| !changed.folders.iter().any(|folder| file.starts_with(folder)));
            config.listed = files.filter(|file| self.is_below_a_root(file)).cloned().collect();
            config.roots = changed.folders.iter().cloned().collect();
        }
        if config.roots.is_empty() && config.listed.is_empty() {
            return Ok(());
        }
        let progress = ProgressDisplay::new(if self.args.writing.quiet { Shown::Never } else { Shown::OnTerminal });
        let outcome = bring_up_to_date(self.site, self.names, &config, &progress);
        progress.end();
        match outcome.map_err(|error| error.downcast::<Error>()) {
            Ok((_, report)) => self.tell(&report),
            // A folder disappeared before the run; the next change will show more.
            Err(Ok(Error::PathMissing { .. })) => Ok(()),
            Err(Ok(error)) => Err(error.into()),
            Err(Err(error)) => Err(error),
        }
    }

    /// Files of a root that disappeared are kept.
    fn is_below_a_root(&self, file: &Path) -> bool {
        let walks_to = |root: &PathBuf| !is_passed_over(root, file, self.whole.walking);
        self.whole.roots.iter().any(|root| file.starts_with(root) && root.is_dir() && walks_to(root))
    }

    fn tell(&self, report: &IngestReport) -> Result<()> {
        let Changes { added, replaced, moved, removed, .. } = report.files;
        if self.args.writing.quiet || (added + replaced + moved + removed == 0 && report.problems.is_empty()) {
            return Ok(());
        }
        let mut out = Output::new(self.common, Length::Short);
        match self.is_json {
            true => wire::run::write_report(&mut out, report)?,
            false => text::run::write_changes(&mut out, report)?,
        }
        out.finish()?;
        note_hints(&report.problems);
        Ok(())
    }
}
