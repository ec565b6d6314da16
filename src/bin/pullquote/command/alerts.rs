//! `pullquote alerts`: what the saved searches find among what was newly indexed.
//!
//! What was seen is kept in one file for each watchlist and index, for the user: not beside the watchlist, which may be shared with others, who
//! have their own alerts to be told. Output is written and the commands have run before it is kept.

use std::env::var_os;
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use jiff::Timestamp;
use pullquote::engine::{Site, Snapshot};
use pullquote::error::Error;
use pullquote::render::alerts as render;
use pullquote::render::feed::{self, Feed, Item};
use pullquote::render::terminal::{Screen, clean, count};
use pullquote::snippet::SnippetConfig;
use pullquote::watchlist::{
    AlertConfig, AlertReport, AlertSink, Delivery, Look, SavedSearch, SearchAlerts, SearchName, Seen, look, run_alerts,
};
use sha2::{Digest, Sha256};

use super::watchlist::WatchlistFile;
use super::{Outcome, names, now, site, watchlist};
use crate::args::Common;
use crate::file::replace;
use crate::interrupt;
use crate::links::FileLinks;
use crate::output::{Length, Output};
use crate::progress::{ProgressDisplay, Shown};

/// Run the searches that are kept on what was newly indexed, and say what they find
///
/// Told is each article once: when it is new, and again when it says something else. The first run only notes what the index holds. What was seen
/// is kept in a file for each watchlist and index, below `$XDG_STATE_HOME/pullquote` or `~/.local/state/pullquote`; a run that is killed may tell
/// something twice, but leaves nothing out. Exit codes: 0 something new, 1 nothing new, 2 an error.
#[derive(Debug, Args)]
pub(crate) struct AlertsArgs {
    /// The names of the searches to run; the others are told in their next run [default: all]
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    #[command(flatten)]
    pub(crate) file: WatchlistFile,
    /// Keep what was seen in this file
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// Take all articles of the index for new
    #[arg(long)]
    pub(crate) all: bool,
    /// How many articles to show of each search; --json, --atom and --exec get all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// Write the last 1000 alerts into this file, as a feed (Atom)
    #[arg(long, value_name = "FILE")]
    pub(crate) atom: Option<PathBuf>,
    /// Run this command once for each search that found something, with the articles as JSON lines on its standard input, and
    /// `$PULLQUOTE_NAME` and `$PULLQUOTE_COUNT` set. Where it fails they are told again in the next run
    #[arg(long, value_name = "COMMAND")]
    pub(crate) exec: Option<String>,
    /// Print one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// So many searches are named in an error.
const MAX_NAMED: usize = 3;

/// So many alerts are in a feed.
const N_ITEMS: usize = 1000;

/// A longer file is no feed of ours.
const MAX_FEED_BYTES: u64 = 64 << 20;

pub(crate) fn run(common: &Common, args: &AlertsArgs) -> Result<Outcome> {
    let path = watchlist::path(&args.file)?;
    let searches = watchlist::load(&path)?;
    check_names(&args.names, &searches, &path)?;
    let site = site(common)?;
    let snapshot = site.open()?.snapshot();
    let key = key(&path, &site);
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
        return begin(&kept_in, &look, &site);
    }
    let out = Output::new(common, if args.json { Length::Short } else { Length::Long });
    let links = FileLinks::new(names(&site).ok(), out.has_links);
    let mut telling = Telling { args, kept_in: &kept_in, out, links, feed, site: &site, progress, n_active: 0, failed: None };
    let report = telling.run(&*snapshot, &searches, before, look)?;
    telling.end(&report)
}

/// Keeps what is there, and tells nothing of it.
fn begin(kept_in: &Path, look: &Look, site: &Site) -> Result<Outcome> {
    replace(kept_in, &look.seen.to_bytes())?;
    let mut err = std::io::stderr().lock();
    let (location, n) = (site.location(), count(look.seen.n_articles(), "article"));
    // Where stderr is closed there is nobody to tell.
    let _ = writeln!(err, "the first run for the index at `{}`: {n} noted; from now on, what is new is told", location.display());
    let _ = writeln!(err, "hint: with `--all`, what is there already is told too");
    Ok(Outcome::NothingFound)
}

fn check_names(asked: &[String], searches: &[SavedSearch], path: &Path) -> Result<()> {
    match asked.iter().find(|name| searches.iter().all(|search| search.name.as_str() != name.as_str())) {
        Some(name) => bail!("there is no search `{name}` in `{}`; `pullquote watchlist list` lists them", path.display()),
        None => Ok(()),
    }
}

/// Returns the folder in which what was seen is kept.
fn state_dir() -> Result<PathBuf> {
    let named = |name: &str| var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
    let state = named("XDG_STATE_HOME").or_else(|| named("HOME").map(|home| home.join(".local").join("state")));
    let state = state.context("there is no home directory to keep what was seen in; name a file with `--state FILE`")?;
    Ok(state.join("pullquote"))
}

/// Returns what tells a watchlist and an index from others.
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

/// Reads what was seen; None where nothing was.
fn read(path: &Path) -> Result<Option<Seen>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("cannot read `{}`", path.display())),
    };
    let seen = Seen::from_bytes(&bytes);
    let advice = "remove it or name another with `--state FILE`; the next run then only notes what the index holds";
    seen.map(Some).map_err(|fault| anyhow!("`{}` {fault}; {advice}", path.display()))
}

/// The right to tell of alerts, held until it is dropped or the process ends.
struct Lock {
    _file: File,
}

impl Lock {
    fn take(kept_in: &Path) -> Result<Lock> {
        let mut name = kept_in.file_name().unwrap_or_default().to_owned();
        name.push(".lock");
        let path = kept_in.with_file_name(name);
        let failed = || format!("cannot lock `{}`", path.display());
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(failed)?;
        }
        let mut file = File::options().create(true).read(true).write(true).truncate(false).open(&path).with_context(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Who holds it is a help to the reader; not being able to tell is no error of its own.
                let _ = Read::by_ref(&mut file).take(32).read_to_string(&mut holder);
                let holder: Option<u32> = holder.trim().parse().ok();
                let holder = holder.map_or(String::new(), |pid| format!(" ({pid})"));
                bail!("another process{holder} is telling alerts of this watchlist and index; wait for it to end");
            }
            Err(TryLockError::Error(error)) => return Err(error).with_context(failed),
        }
        let write_pid = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| write!(file, "{}", std::process::id()));
        write_pid.with_context(failed)?;
        Ok(Lock { _file: file })
    }
}

/// A feed in a file, to which alerts are added.
struct FeedFile {
    path: PathBuf,
    id: String,
    /// What it was before.
    older: Option<String>,
    /// What is new.
    items: Vec<Item>,
}

impl FeedFile {
    /// Looks whether the file is the feed of this watchlist and index, or none.
    fn open(path: &Path, key: &str) -> Result<FeedFile> {
        let failed = || format!("cannot read `{}`", path.display());
        let mut older = None;
        match File::open(path) {
            Ok(file) => {
                let mut text = String::new();
                file.take(MAX_FEED_BYTES).read_to_string(&mut text).with_context(failed)?;
                older = Some(text);
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(failed),
        }
        let feed = FeedFile { path: path.to_owned(), id: format!("urn:pullquote:alerts:{key}"), older, items: Vec::new() };
        feed.text()?;
        Ok(feed)
    }

    fn push(&mut self, found: &SearchAlerts<'_>, links: &FileLinks) {
        let name = found.search.name.as_str();
        let hash = Sha256::digest(name).iter().take(4).fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte));
        let told = told_at();
        for story in found.stories().take(N_ITEMS.saturating_sub(self.items.len())) {
            let Some(alert) = story.first() else { continue };
            let article = &alert.shown.hit.article;
            let here = || links.address_of(&article.place).unwrap_or_else(|| format!("urn:pullquote:{}", article.id));
            let item = Item::of(&alert.shown, here, told);
            self.items.push(Item {
                id: format!("{}:{hash:08x}", item.id),
                title: match story.len() {
                    1 => format!("{name}: {}", item.title),
                    n => format!("{name}: {} (and {} more of the same story)", item.title, n - 1),
                },
                // What changes in a feed is when it was told.
                updated: told,
                category: Some(name.to_owned()),
                ..item
            });
        }
    }

    fn text(&self) -> Result<String> {
        let feed = Feed {
            title: "pullquote alerts".to_owned(),
            id: self.id.clone(),
            home: None,
            address: None,
            updated: told_at(),
            items: self.items.clone(),
        };
        let text = match &self.older {
            Some(older) => feed::atom_continued(&feed, older, N_ITEMS),
            None => feed::atom(&feed),
        };
        let other =
            || format!("`{}` is no feed of this watchlist and index; name another file with `--atom FILE`", self.path.display());
        text.with_context(other)
    }

    /// Writes the feed with what is new, which then is not new any more.
    fn write(&mut self) -> Result<()> {
        if self.older.is_some() && self.items.is_empty() {
            return Ok(());
        }
        let text = self.text()?;
        replace(&self.path, text.as_bytes())?;
        self.items.clear();
        self.older = Some(text);
        Ok(())
    }
}

fn told_at() -> Timestamp {
    Timestamp::from_second(now()).unwrap_or_default()
}

/// Tells of what is found: prints it, and runs the command.
struct Telling<'t> {
    args: &'t AlertsArgs,
    kept_in: &'t Path,
    out: Output,
    links: FileLinks,
    feed: Option<FeedFile>,
    site: &'t Site,
    progress: ProgressDisplay,
    /// How many searches are run.
    n_active: usize,
    /// Why the run was broken off.
    failed: Option<anyhow::Error>,
}

impl Telling<'_> {
    fn run(&mut self, snapshot: &dyn Snapshot, searches: &[SavedSearch], before: Seen, look: Look) -> Result<AlertReport> {
        let asked = &self.args.names;
        let is_chosen = |name: &SearchName| asked.is_empty() || asked.iter().any(|asked| asked == name.as_str());
        self.n_active = searches.iter().filter(|search| is_chosen(&search.name)).count();
        let n_threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let config = AlertConfig { searches, is_chosen: &is_chosen, n_threads, snippet: SnippetConfig::default() };
        let report = run_alerts(snapshot, before, look, &config, self);
        self.progress.end();
        match self.failed.take() {
            Some(error) => Err(error),
            None => Ok(report?),
        }
    }

    fn end(mut self, report: &AlertReport) -> Result<Outcome> {
        if self.args.json {
            render::write_summary_json(&mut self.out, report)?;
        }
        self.out.finish()?;
        let AlertReport { n_new, n_alerts, pending, is_broken_off } = report;
        let mut err = std::io::stderr().lock();
        let (location, new) = (self.site.location(), count(*n_new, "new or changed article"));
        // Where stderr is closed there is nobody to tell.
        let _ = writeln!(err, "{} among {new} of the index at `{}`", count(*n_alerts, "alert"), location.display());
        if *is_broken_off {
            return Ok(Outcome::Interrupted);
        }
        if !pending.is_empty() {
            let names = pending.iter().take(MAX_NAMED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let more = pending.len().saturating_sub(MAX_NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            bail!("what {names}{more} found could not be told; the next run tells it");
        }
        Ok(if *n_alerts == 0 { Outcome::NothingFound } else { Outcome::Done })
    }

    fn print(&mut self, alerts: &SearchAlerts<'_>) -> std::io::Result<()> {
        if self.args.json {
            return render::write_json(&mut self.out, alerts);
        }
        let links = &self.links;
        let screen = Screen { theme: self.out.theme, columns: self.out.columns, url_of: &|place| links.url_of(place) };
        render::write_terminal(&mut self.out, alerts, self.args.limit, &screen)
    }

    /// Runs the command for a search; says on stderr why it failed, where it did.
    fn is_carried_out(&mut self, command: &str, alerts: &SearchAlerts<'_>) -> bool {
        let outcome = self.carry_out(command, alerts);
        let name = alerts.search.name.as_str();
        let failure = match outcome {
            Ok(status) if status.success() => return true,
            Ok(status) => format!("ended with {status}"),
            Err(error) => format!("could not be run: {error}"),
        };
        self.progress.end();
        let message = format!("the command for `{name}` {failure}; its alerts are told again in the next run");
        // Where stderr is closed there is nobody to tell.
        let _ = writeln!(std::io::stderr(), "error: {}", clean(&message));
        false
    }

    fn carry_out(&mut self, command: &str, alerts: &SearchAlerts<'_>) -> std::io::Result<std::process::ExitStatus> {
        // What it prints comes after what was printed before.
        self.out.flush()?;
        let mut child = shell(command)
            .env("PULLQUOTE_NAME", alerts.search.name.as_str())
            .env("PULLQUOTE_COUNT", alerts.alerts.len().to_string())
            .stdin(Stdio::piped())
            .spawn()?;
        let written = match child.stdin.take() {
            Some(mut stdin) => render::write_json(&mut stdin, alerts),
            None => Ok(()),
        };
        let status = child.wait()?;
        match written {
            // A command need not read.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
            _ => Ok(status),
        }
    }
}

/// Returns the command as the user's shell would run it. Nothing but what the user typed is part of it: names and articles come by the environment and
/// standard input, which no shell takes for commands.
#[cfg(unix)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(command);
    shell
}

/// Returns the command without a shell: one that puts variables into the command before it reads it would take a name for a command.
#[cfg(not(unix))]
fn shell(command: &str) -> Command {
    let mut words = command.split_whitespace();
    let mut program = Command::new(words.next().unwrap_or_default());
    program.args(words);
    program
}

impl AlertSink for Telling<'_> {
    fn deliver(&mut self, alerts: &SearchAlerts<'_>) -> Delivery {
        if interrupt::asked().is_break() {
            return Delivery::BreakOff;
        }
        let args = self.args;
        if let Some(command) = &args.exec
            && !self.is_carried_out(command, alerts)
        {
            return if interrupt::asked().is_break() { Delivery::BreakOff } else { Delivery::Pending };
        }
        self.progress.end();
        if let Some(feed) = &mut self.feed {
            feed.push(alerts, &self.links);
        }
        match self.print(alerts) {
            Ok(()) => Delivery::Done,
            Err(error) => {
                self.failed = Some(error.into());
                Delivery::BreakOff
            }
        }
    }

    fn keep(&mut self, seen: &Seen) -> ControlFlow<()> {
        let printed = self.out.flush().map_err(anyhow::Error::from);
        let fed = printed.and_then(|()| self.feed.as_mut().map_or(Ok(()), FeedFile::write));
        let kept = fed.and_then(|()| replace(self.kept_in, &seen.to_bytes()));
        match kept {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.failed.get_or_insert(error);
                ControlFlow::Break(())
            }
        }
    }

    fn progress(&mut self, n_searches: usize, n_articles: usize) -> ControlFlow<()> {
        let n_active = self.n_active;
        self.progress.show_line(|| format!("{n_searches} of {n_active} searches on {}", count(n_articles as u64, "article")));
        interrupt::asked()
    }
}
