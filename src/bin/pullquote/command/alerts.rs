//! `pullquote alerts`: what the saved searches find among newly indexed articles.
//!
//! The state is kept in one file for each watchlist and index, in a folder of the user. A watchlist
//! may be shared with people who have their own alerts, so the state is not kept beside it. The
//! state is written after the output and after the user's commands have run.

mod feed_file;
mod telling;

use std::env::var_os;
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use pullquote::engine::Site;
use pullquote::error::Error;
use pullquote::file::{self, Audience};
use pullquote::query::QueryProblem;
use pullquote::render::text::style::{clean, count};
use pullquote::watchlist::{Look, SavedSearch, Seen, look};
use sha2::{Digest, Sha256};

use self::feed_file::FeedFile;
use self::telling::Telling;
use super::watchlist;
use super::watchlist::WatchlistFile;
use crate::args::Common;
use crate::file::replace;
use crate::output::{Length, Outcome, Output};
use crate::progress::{ProgressDisplay, Shown};
use crate::session::{Session, note};
use crate::{hint, interrupt};

/// Run the saved searches on newly indexed articles
///
/// Each article is reported once when it is new, and again if its text changes. The first run reports nothing: it only
/// notes which articles exist.
///
/// The state is kept in one file per watchlist and index, below `$XDG_STATE_HOME/pullquote` or
/// `~/.local/state/pullquote`. A run that is killed may repeat a report, but never loses one.
///
/// Exit codes: 0 something new, 1 nothing new, 2 an error.
#[derive(Debug, Args)]
pub(crate) struct AlertsArgs {
    /// Names of the searches to run; the others report in their next run [default: all]
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    #[command(flatten)]
    pub(crate) file: WatchlistFile,
    /// Keep the state in this file
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// Treat all articles of the index as new
    #[arg(long)]
    pub(crate) all: bool,
    /// Maximum number of articles to show per search; --json, --atom and --exec always get all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// Write the last 1000 alerts to this file as an Atom feed
    #[arg(long, value_name = "FILE")]
    pub(crate) atom: Option<PathBuf>,
    /// Run this command for each search that found something. It gets the articles as JSON lines on standard input, and
    /// `$PULLQUOTE_NAME` and `$PULLQUOTE_COUNT`. If it fails, the next run reports the articles again
    #[arg(long, value_name = "COMMAND")]
    pub(crate) exec: Option<String>,
    /// Print one JSON object per line
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn run(common: &Common, args: &AlertsArgs) -> Result<Outcome> {
    let path = watchlist::path(&args.file)?;
    let searches = watchlist::load(&path)?;
    check_names(&args.names, &searches, &path)?;
    tell_notes(&args.names, &searches);
    let session = Session::new(common)?;
    let snapshot = session.snapshot()?;
    let key = key(&path, &session.site);
    let kept_in = match &args.state {
        Some(path) => path.clone(),
        None => state_dir()?.join(format!("alerts-{key}.seen")),
    };
    let feed = args.atom.as_deref().map(|path| FeedFile::open(path, &key)).transpose()?;
    let _lock = Lock::take(&kept_in)?;
    let before = read(&kept_in)?;
    interrupt::listen()?;
    let progress = ProgressDisplay::new(if args.json { Shown::Never } else { Shown::OnTerminal });
    let (is_first, before) = match before {
        Some(before) if !args.all => (false, before),
        before => (before.is_none() && !args.all, Seen::default()),
    };
    let looked = look(&*snapshot, &before, &mut |n, n_all| {
        progress.show_line(|| format!("looking for what is new: {n} of {}", count(n_all, "file")));
        interrupt::asked()
    });
    progress.end();
    let look = match looked {
        Err(Error::BrokenOff) => return Ok(Outcome::Interrupted),
        looked => looked?,
    };
    if is_first {
        if let Some(mut feed) = feed {
            feed.write()?;
        }
        return begin(&kept_in, &look, &session.site);
    }
    let out = Output::new(common, if args.json { Length::Short } else { Length::Long });
    let links = session.links(&out);
    let mut telling = Telling {
        searches: &searches,
        names: &args.names,
        exec: args.exec.as_deref(),
        is_json: args.json,
        limit: args.limit,
        kept_in: &kept_in,
        out,
        links,
        feed,
        site: &session.site,
        progress,
        n_active: 0,
        failed: None,
    };
    let report = telling.run(&*snapshot, before, look)?;
    for (name, problem) in &report.open {
        searches.iter().filter(|search| search.name == *name).for_each(|search| tell_note(search, problem));
    }
    telling.end(&report)
}

/// Saves which articles exist, without reporting them.
fn begin(kept_in: &Path, look: &Look, site: &Site) -> Result<Outcome> {
    replace(kept_in, Audience::Private, &look.seen.to_bytes())?;
    let (location, n) = (site.location(), count(look.seen.n_articles(), "article"));
    note(format_args!("first run for the index at `{}`: noted {n}; later runs report new articles", location.display()));
    note("hint: `--all` also reports the existing articles");
    Ok(Outcome::NothingFound)
}

fn check_names(asked: &[String], searches: &[SavedSearch], path: &Path) -> Result<()> {
    match asked.iter().find(|name| searches.iter().all(|search| search.name.as_str() != name.as_str())) {
        Some(name) => bail!("no search `{name}` in `{}`; `pullquote watchlist list` lists them", path.display()),
        None => Ok(()),
    }
}

/// Prints what of the searches to run may not be meant so.
fn tell_notes(asked: &[String], searches: &[SavedSearch]) {
    let is_asked = |search: &&SavedSearch| asked.is_empty() || asked.iter().any(|name| name == search.name.as_str());
    for search in searches.iter().filter(is_asked) {
        search.problems.iter().for_each(|problem| tell_note(search, problem));
    }
}

/// Prints a note about a search.
fn tell_note(search: &SavedSearch, problem: &QueryProblem) {
    let told = format!("search `{}`: {}", search.name, problem.at_column(&search.query_text));
    note(format_args!("note: {}", clean(&told)));
    if let Some(hint) = &problem.hint {
        note(format_args!("hint: {}", clean(&hint::of_query(hint))));
    }
}

/// Returns the folder of the state files.
fn state_dir() -> Result<PathBuf> {
    let named = |name: &str| var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
    let state = named("XDG_STATE_HOME").or_else(|| named("HOME").map(|home| home.join(".local").join("state")));
    let state = state.context("no home directory for the state; choose a file with `--state FILE`")?;
    Ok(state.join("pullquote"))
}

/// Returns a key that identifies a watchlist and an index.
fn key(watchlist: &Path, site: &Site) -> String {
    let whole = |path: &Path| fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned());
    let index = match site {
        Site::Directory(dir) => whole(dir),
        #[cfg(feature = "remote")]
        Site::Cluster(config) => config.location(),
    };
    let mut hasher = Sha256::new();
    for path in [whole(watchlist), index] {
        hasher.update(path.as_os_str().as_encoded_bytes());
        // No path holds a zero byte.
        hasher.update([0]);
    }
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Reads the state; `None` if there is none.
fn read(path: &Path) -> Result<Option<Seen>> {
    let bytes = match file::read(path, u64::MAX) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("cannot read `{}`", path.display())),
    };
    let seen = Seen::from_bytes(&bytes);
    let advice = "remove it or choose another with `--state FILE`; the next run then only notes which articles exist";
    seen.map(Some).map_err(|fault| anyhow!("`{}` {fault}; {advice}", path.display()))
}

/// The right to report alerts, held until
struct Lock {
    file: File,
}

/// Closing the file is not enough: a process that another thread is just starting still has it open.
impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

impl Lock {
    fn take(kept_in: &Path) -> Result<Lock> {
        let mut name = kept_in.file_name().unwrap_or_default().to_owned();
        name.push(".lock");
        let path = kept_in.with_file_name(name);
        let failed = || format!("cannot lock `{}`", path.display());
        if let Some(folder) = path.parent() {
            file::create_folders(folder).with_context(failed)?;
        }
        let mut file = file::open_to_lock(&path).with_context(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Knowing who holds it helps the reader, but failing to read it is not an error.
                let _ = Read::by_ref(&mut file).take(32).read_to_string(&mut holder);
                let holder: Option<u32> = holder.trim().parse().ok();
                let holder = holder.map_or(String::new(), |pid| format!(" ({pid})"));
                bail!("another process{holder} is reporting alerts for this watchlist and index; wait until it ends");
            }
            Err(TryLockError::Error(error)) => return Err(error).with_context(failed),
        }
        let write_pid = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| write!(file, "{}", std::process::id()));
        write_pid.with_context(failed)?;
        Ok(Lock { file })
    }
}
