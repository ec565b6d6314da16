//! Reports what the saved searches find: prints it, adds it to the feed, and runs the command of the user.

use std::io::{ErrorKind, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};
use pullquote::engine::{Site, Snapshot};
use pullquote::file::Audience;
use pullquote::render::text::alerts as render;
use pullquote::render::text::screen::Screen;
use pullquote::render::text::style::{clean, count};
use pullquote::snippet::SnippetConfig;
use pullquote::watchlist::{
    AlertConfig, AlertReport, AlertSink, Delivery, Look, SavedSearch, SearchAlerts, SearchName, Seen, run_alerts,
};
use pullquote::wire;

use super::feed_file::FeedFile;
use crate::file::replace;
use crate::interrupt;
use crate::links::FileLinks;
use crate::output::{Outcome, Output};
use crate::progress::ProgressDisplay;
use crate::session::note;

/// Searches named in an error.
const MAX_NAMED: usize = 3;

/// Reports what is found: prints it, and runs the command.
pub(super) struct Telling<'t> {
    /// All searches of the list.
    pub(super) searches: &'t [SavedSearch],
    /// The names of the searches to run; empty for all.
    pub(super) names: &'t [String],
    /// The command that is run once for each search that found something.
    pub(super) exec: Option<&'t str>,
    pub(super) is_json: bool,
    /// Maximum number of articles printed of each search.
    pub(super) limit: usize,
    pub(super) kept_in: &'t Path,
    pub(super) out: Output,
    pub(super) links: FileLinks,
    pub(super) feed: Option<FeedFile>,
    pub(super) site: &'t Site,
    pub(super) progress: ProgressDisplay,
    /// How many searches are run.
    pub(super) n_active: usize,
    /// The error that ended the run.
    pub(super) failed: Option<anyhow::Error>,
}

impl Telling<'_> {
    pub(super) fn run(&mut self, snapshot: &dyn Snapshot, before: Seen, look: Look) -> Result<AlertReport> {
        let (asked, searches) = (self.names, self.searches);
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

    pub(super) fn end(mut self, report: &AlertReport) -> Result<Outcome> {
        if self.is_json {
            wire::alerts::write_summary(&mut self.out, report, self.searches)?;
        }
        self.out.finish()?;
        let AlertReport { n_new, n_alerts, pending, is_broken_off, .. } = report;
        let (location, new) = (self.site.location(), count(*n_new, "new or changed article"));
        note(format_args!("{} among {new} of the index at `{}`", count(*n_alerts, "alert"), location.display()));
        if *is_broken_off {
            return Ok(Outcome::Interrupted);
        }
        if !pending.is_empty() {
            let names = pending.iter().take(MAX_NAMED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let more = pending.len().saturating_sub(MAX_NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            bail!("what {names}{more} found could not be reported; the next run reports it");
        }
        Ok(if *n_alerts == 0 { Outcome::NothingFound } else { Outcome::Done })
    }

    fn print(&mut self, alerts: &SearchAlerts<'_>) -> std::io::Result<()> {
        if self.is_json {
            return wire::alerts::write_alerts(&mut self.out, alerts);
        }
        let links = &self.links;
        let screen = Screen { theme: self.out.theme, columns: self.out.columns, url_of: &|place| links.url_of(place) };
        render::write_terminal(&mut self.out, alerts, self.limit, &screen)
    }

    /// Runs the command for a search, and prints an error if it fails. Returns whether it
    /// succeeded.
    fn is_carried_out(&mut self, command: &str, alerts: &SearchAlerts<'_>) -> bool {
        let outcome = self.carry_out(command, alerts);
        let name = alerts.search.name.as_str();
        let failure = match outcome {
            Ok(status) if status.success() => return true,
            Ok(status) => format!("ended with {status}"),
            Err(error) => format!("could not be run: {error}"),
        };
        self.progress.end();
        let message = format!("the command for `{name}` {failure}; the next run reports its alerts again");
        note(format_args!("error: {}", clean(&message)));
        false
    }

    fn carry_out(&mut self, command: &str, alerts: &SearchAlerts<'_>) -> std::io::Result<std::process::ExitStatus> {
        // The output of the command comes after our output so far.
        self.out.flush()?;
        let mut child = shell(command)
            .env("PULLQUOTE_NAME", alerts.search.name.as_str())
            .env("PULLQUOTE_COUNT", alerts.alerts.len().to_string())
            .stdin(Stdio::piped())
            .spawn()?;
        let written = match child.stdin.take() {
            Some(mut stdin) => wire::alerts::write_alerts(&mut stdin, alerts),
            None => Ok(()),
        };
        let status = child.wait()?;
        match written {
            // A command does not have to read its input.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
            _ => Ok(status),
        }
    }
}

/// Returns the command as the user's shell would run it. It contains only what the user typed:
/// names and articles are passed by the environment and standard input, which no shell interprets
/// as commands.
#[cfg(unix)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(command);
    shell
}

/// Returns the command without a shell. A shell that expands variables before it parses the command
/// could run a name as a command.
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
        if let Some(command) = self.exec
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
        let kept = fed.and_then(|()| replace(self.kept_in, Audience::Private, &seen.to_bytes()));
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
