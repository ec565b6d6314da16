//! `pullquote watchlist`: save searches under names.

use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, Subcommand};
use pullquote::choice::WordsNeeded;
use pullquote::error::Error;
use pullquote::file::{self, Audience};
use pullquote::query::{QueryProblem, parse_as};
use pullquote::render::text::alerts as render;
use pullquote::render::text::style::clean;
use pullquote::render::words::expect as render_expect;
use pullquote::search::{expect, open_note};
use pullquote::watchlist::{
    MAX_FILE_BYTES, SavedSearch, SearchName, WatchlistFault, parse_watchlist, with_search, without_search,
};
use pullquote::wire;

use super::{QueryRefused, parse_query, point_at_word, print_problem, today};
use crate::args::Common;
use crate::file::replace;
use crate::output::{Length, Outcome, Output};
use crate::session::{Session, note};
use crate::settings;

/// Save searches under names, for `pullquote alerts`
///
/// Searches are saved in a TOML file that people can edit, comment and share. Each is a `[[search]]` with `name` and
/// `query`, and optionally `note` and `match` (`all` or `any` of the words).
#[derive(Debug, Args)]
#[command(disable_help_subcommand = true)]
pub(crate) struct WatchlistArgs {
    #[command(flatten)]
    pub(crate) file: WatchlistFile,
    #[command(subcommand)]
    pub(crate) action: WatchlistAction,
}

/// Where searches are kept.
#[derive(Debug, Args)]
pub(crate) struct WatchlistFile {
    /// File with the searches [default: `watchlist.toml` beside the configuration file, below
    /// `$XDG_CONFIG_HOME/pullquote` or `~/.config/pullquote`]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) watchlist: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WatchlistAction {
    Add(WatchlistAddArgs),
    List(WatchlistListArgs),
    Remove(WatchlistRemoveArgs),
    Expect(WatchlistExpectArgs),
}

/// Save a search, and show how many hits per day to expect
#[derive(Debug, Args)]
pub(crate) struct WatchlistAddArgs {
    /// Name of the search
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Query, as in `search`; several arguments are joined by spaces. Put `--` before a query that begins with `-`
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// A note about the search
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
    /// How many of the words must match
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) r#match: WordsNeeded,
    /// Show what to expect, without saving
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// List the saved searches
#[derive(Debug, Args)]
pub(crate) struct WatchlistListArgs {
    /// Print one JSON object per line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Remove a search and the comment directly above it
#[derive(Debug, Args)]
pub(crate) struct WatchlistRemoveArgs {
    /// Name of the search
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
}

/// Show how many hits per day a query would have
///
/// Based on the publication dates of the articles in the index: the last 28 days, the last 365 days, and all days.
#[derive(Debug, Args)]
pub(crate) struct WatchlistExpectArgs {
    /// Query, as in `search`. Put `--` before a query that begins with `-`
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// How many of the words must match
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) r#match: WordsNeeded,
    /// Print a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn run(common: &Common, args: &WatchlistArgs) -> Result<Outcome> {
    match &args.action {
        WatchlistAction::Add(add) => self::add(common, &path(&args.file)?, add),
        WatchlistAction::List(list) => self::list(common, &path(&args.file)?, list),
        WatchlistAction::Remove(remove) => self::remove(&path(&args.file)?, &remove.name),
        WatchlistAction::Expect(args) => self::expect_of(common, args),
    }
}

/// Returns the path of the watchlist.
pub(super) fn path(file: &WatchlistFile) -> Result<PathBuf> {
    const FILE: &str = "watchlist.toml";
    let beside_config = || settings::config_path().map(|path| path.value.with_file_name(FILE));
    let path = file.watchlist.clone().or_else(beside_config);
    path.context("no home directory for the watchlist; choose a file with `--watchlist FILE`")
}

/// Reads the saved searches.
pub(super) fn load(path: &Path) -> Result<Vec<SavedSearch>> {
    let text = read(path)?;
    let text = text.ok_or_else(|| {
        let saying = "save a search with `pullquote watchlist add NAME QUERY`, or choose another file with `--watchlist FILE`";
        anyhow!("no watchlist at `{}`; {saying}", path.display())
    })?;
    parse_watchlist(&text, today()).map_err(|fault| refused(path, &fault))
}

/// Reads the file; `None` if it does not exist.
fn read(path: &Path) -> Result<Option<String>> {
    let failed = || format!("cannot read `{}`", path.display());
    let file = match file::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(failed),
    };
    let mut text = String::new();
    // Reading one byte more than the maximum shows that the file is too long.
    file.take(MAX_FILE_BYTES as u64 + 1).read_to_string(&mut text).with_context(failed)?;
    Ok(Some(text))
}

/// Prints what is wrong with the file and where. For a query, also shows carets below the place.
fn refused(path: &Path, fault: &WatchlistFault) -> anyhow::Error {
    let message = format!("`{}` {fault}", path.display());
    match &fault.query {
        Some(refused) => {
            let (query, problem) = refused.as_ref();
            print_problem(query, &QueryProblem { message, ..problem.clone() });
        }
        None => {
            note(format_args!("error: {}", clean(&message)));
            if let Some(hint) = &fault.hint {
                note(format_args!("hint: {}", clean(hint)));
            }
        }
    }
    QueryRefused.into()
}

fn add(common: &Common, path: &Path, args: &WatchlistAddArgs) -> Result<Outcome> {
    let name = SearchName::parse(&args.name)?;
    let query_text = args.query.join(" ");
    let query = parse_query(common, &query_text)?;
    let syntax = settings::syntax(common)?;
    let search =
        SavedSearch { name, query_text, query, syntax, problems: Vec::new(), note: args.note.clone(), words: args.r#match };
    // Errors in the file are reported before anything slow starts.
    let text = read(path)?.unwrap_or_default();
    let with = with_search(&text, &search, today()).map_err(|fault| refused(path, &fault))?;
    let told = Session::new(common).and_then(|session| {
        let told = expect(&*session.snapshot()?, &search.query, search.words.into(), today());
        told.map_err(|error| point_at_word(error, &search.query_text))
    });
    note(format_args!("understood as: {}", clean(&search.query.to_string())));
    let mut out = Output::new(common, Length::Short);
    match told {
        Ok(told) => writeln!(out, "{}", render_expect::line(&told))?,
        Err(error) if !args.dry_run && matches!(error.downcast_ref(), Some(Error::IndexMissing { .. })) => {
            note(format_args!("note: {error}; cannot estimate the hits per day"));
        }
        Err(error) => return Err(error),
    }
    if !args.dry_run {
        replace(path, Audience::Private, with.as_bytes())?;
        writeln!(out, "saved in {}", clean(&path.to_string_lossy()))?;
    }
    out.end(Outcome::Done)
}

fn list(common: &Common, path: &Path, args: &WatchlistListArgs) -> Result<Outcome> {
    let searches = load(path)?;
    let mut out = Output::new(common, if args.json { Length::Short } else { Length::Long });
    match args.json {
        true => wire::alerts::write_searches(&mut out, &searches)?,
        false => render::write_list(&mut out, &searches)?,
    }
    out.end(Outcome::found(!searches.is_empty()))
}

fn remove(path: &Path, name: &str) -> Result<Outcome> {
    let text = read(path)?.unwrap_or_default();
    match without_search(&text, name).map_err(|fault| refused(path, &fault))? {
        Some(without) => replace(path, Audience::Private, without.as_bytes())?,
        None => bail!("no search `{name}` in `{}`; `pullquote watchlist list` lists them", path.display()),
    }
    Ok(Outcome::Done)
}

fn expect_of(common: &Common, args: &WatchlistExpectArgs) -> Result<Outcome> {
    let text = args.query.join(" ");
    let query = parse_query(common, &text)?;
    let session = Session::new(common)?;
    let snapshot = session.snapshot()?;
    let told = expect(&*snapshot, &query, args.r#match.into(), today()).map_err(|error| point_at_word(error, &text))?;
    let mut out = Output::new(common, Length::Short);
    match args.json {
        true => {
            let mut problems = parse_as(&text, settings::syntax(common)?, today()).1;
            problems.extend(open_note(&*snapshot, &text));
            wire::expect::write_expectation(&mut out, &told, &query, &text, &problems)?;
        }
        false => {
            note(format_args!("understood as: {}", clean(&query.to_string())));
            writeln!(out, "{}", render_expect::line(&told))?;
        }
    }
    out.end(Outcome::found(told.n_matching > 0))
}
