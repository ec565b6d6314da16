//! `pullquote index`: bring the index up to date, or make it anew.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use pullquote::engine::{Index, Site, WriterOptions};
use pullquote::error::Error;
use pullquote::file;
use pullquote::ingest::{IngestConfig, IngestReport, PathNames, Removal, Rereading, check_roots, plan, update};
use pullquote::render::text;
use pullquote::wire;

use super::{ingest_config, ocr};
use crate::args::{Common, ReadAs, Reading, Recognition, Writing};
use crate::interrupt;
use crate::output::{Length, Outcome, Output};
use crate::progress::{ProgressDisplay, Shown};
use crate::session::{Session, note, note_hints};

/// Update the index from files and folders
///
/// Adds new files, replaces changed ones, recognises moved ones by their content, and removes deleted ones. Unchanged
/// files are not opened.
///
/// `pullquote formats` lists the formats that are read, also as .gz or .zst, and in zip and tar archives. The first bytes
/// of a file decide its format; the name only decides whether a file in a folder is read.
///
/// A bad file becomes a problem in the report, and the run continues. A run can be stopped or killed at any time: what
/// was committed stays, and the next run continues from there.
#[derive(Debug, Args)]
pub(crate) struct IndexArgs {
    /// Files and folders; with `--rebuild`, by default those of the last run
    #[arg(value_name = "PATH", required_unless_present_any = ["files_from", "rebuild"])]
    pub(crate) paths: Vec<PathBuf>,
    /// Also index the files listed in this file, one per line (`-` reads standard input). Listed files that no longer
    /// exist are removed from the index
    #[arg(long, value_name = "FILE", conflicts_with = "rebuild")]
    pub(crate) files_from: Option<PathBuf>,
    /// File names in `--files-from` end with a zero byte instead of a line break
    #[arg(short = '0', long, requires = "files_from")]
    pub(crate) null: bool,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) read_as: ReadAs,
    #[command(flatten)]
    pub(crate) recognition: Recognition,
    /// Rebuild the index from scratch; the old index stays searchable until the new one replaces it in one step
    #[arg(long)]
    pub(crate) rebuild: bool,
    /// Read all files again, even unchanged ones
    #[arg(long)]
    pub(crate) force: bool,
    /// Keep deleted files in the index
    #[arg(long, conflicts_with_all = ["delete_only", "rebuild"])]
    pub(crate) no_delete: bool,
    /// Only remove deleted files
    #[arg(long, conflicts_with_all = ["force", "rebuild"])]
    pub(crate) delete_only: bool,
    /// Show what would be done, without doing it
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) writing: Writing,
    /// Print progress and the final report as one JSON object per line
    #[arg(long, conflicts_with = "quiet")]
    pub(crate) json: bool,
}

pub(crate) fn run(common: &Common, args: &IndexArgs) -> Result<Outcome> {
    let session = Session::new(common)?;
    let (site, names) = (&session.site, session.names()?);
    let config = config(site, &names, args)?;
    // A mistyped path must not leave an empty index behind.
    check_roots(&config.roots)?;
    if args.dry_run {
        return dry_run(common, site, &names, &config, args);
    }
    interrupt::listen()?;
    let progress = ProgressDisplay::new(match (args.writing.quiet, args.json) {
        (true, _) => Shown::Never,
        (false, true) => Shown::AsJson,
        (false, false) => Shown::AsLines,
    });
    let report = if args.rebuild {
        rebuild(site, &names, &config, &progress)
    } else {
        bring_up_to_date(site, &names, &config, &progress).map(|(_, report)| report)
    };
    progress.end();
    let report = match report {
        // Text recognition was broken off, and with it what is not committed.
        Err(error) if matches!(error.downcast_ref(), Some(Error::BrokenOff)) => {
            note(format_args!("interrupted: {}", what_stays(args)));
            return Ok(Outcome::Interrupted);
        }
        report => report?,
    };
    if !args.writing.quiet {
        let mut out = Output::new(common, Length::Short);
        match args.json {
            true => wire::run::write_report(&mut out, &report)?,
            false => text::run::write_report(&mut out, &report)?,
        }
        out.finish()?;
        if report.n_outdated > 0 {
            note("hint: `pullquote index --force` reads all files again");
        }
        note_hints(&report.problems);
    }
    if !report.is_interrupted {
        return Ok(Outcome::Done);
    }
    note(format_args!("interrupted: {}", what_stays(args)));
    Ok(Outcome::Interrupted)
}

/// Returns what an interrupted run leaves.
fn what_stays(args: &IndexArgs) -> &'static str {
    match args.rebuild {
        true => "the old index is unchanged; run the command again to rebuild it",
        false => "the index holds what was committed; run the command again to continue",
    }
}

/// Opens or creates the index and updates it. If another process rebuilds it meanwhile, updates the
/// new one.
pub(crate) fn bring_up_to_date(
    site: &Site,
    names: &PathNames,
    config: &IngestConfig,
    progress: &ProgressDisplay,
) -> Result<(Box<dyn Index>, IngestReport)> {
    loop {
        let index = site.open_or_create()?;
        let outcome = update(&*index, names, config, &|event| {
            progress.show(event);
            interrupt::asked()
        });
        match outcome {
            Err(Error::IndexReplaced { .. }) => {}
            outcome => {
                let report = outcome?;
                return Ok((index, report));
            }
        }
    }
}

fn rebuild(site: &Site, names: &PathNames, config: &IngestConfig, progress: &ProgressDisplay) -> Result<IngestReport> {
    let index = site.begin_rebuild(config.writer.wait)?;
    let report = update(&*index, names, config, &|event| {
        progress.show(event);
        interrupt::asked()
    })?;
    if !report.is_interrupted {
        index.finish_rebuild()?;
    }
    Ok(report)
}

fn dry_run(common: &Common, site: &Site, names: &PathNames, config: &IngestConfig, args: &IndexArgs) -> Result<Outcome> {
    let snapshot = match site.open() {
        _ if args.rebuild => None,
        Ok(index) => Some(index.snapshot()),
        Err(Error::IndexMissing { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let plan = plan(snapshot.as_ref().map(|snapshot| snapshot.ledger()), names, config)?;
    let mut out = Output::new(common, Length::Short);
    match args.json {
        true => wire::run::write_plan(&mut out, &plan)?,
        false => text::run::write_plan(&mut out, &plan)?,
    }
    out.end(Outcome::Done)
}

fn config(site: &Site, names: &PathNames, args: &IndexArgs) -> Result<IngestConfig> {
    let mut config = with_writing(ingest_config(&args.paths, &args.reading)?, &args.writing);
    config.walking.format = args.read_as.format;
    config.ocr = ocr(&args.recognition)?;
    if args.rebuild && args.paths.is_empty() {
        let last = site.last_run_of_any_format();
        let sources = last.and_then(|last| last.sources).filter(|sources| !sources.is_empty());
        let sources = sources.ok_or_else(|| Error::SourcesUnknown { path: site.location() })?;
        config.roots = sources.iter().map(|source| names.location(source)).collect();
    }
    config.listed = args.files_from.as_deref().map_or(Ok(Vec::new()), |list| listed(list, args.null))?;
    config.rereading = if args.force { Rereading::All } else { Rereading::Changed };
    config.removal = match (args.no_delete, args.delete_only) {
        (true, _) => Removal::Never,
        (false, true) => Removal::Only,
        (false, false) => Removal::Vanished,
    };
    Ok(config)
}

/// Returns the config with the options of commands that write.
pub(crate) fn with_writing(config: IngestConfig, writing: &Writing) -> IngestConfig {
    let n_threads = writing.threads.map_or(config.n_threads, std::num::NonZero::get);
    IngestConfig {
        n_threads,
        commit_every: writing.commit_every,
        writer: WriterOptions {
            memory_bytes: usize::from(writing.memory) << 20,
            n_threads,
            wait: Duration::from_secs(writing.wait.into()),
        },
        ..config
    }
}

/// Maximum size of a list of files.
const MAX_LIST_BYTES: u64 = 1 << 30;

/// Reads the file names in `list`, without empty ones.
fn listed(list: &Path, is_null_separated: bool) -> Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    let opened: Box<dyn Read> = match list.as_os_str() == "-" {
        true => Box::new(std::io::stdin().lock()),
        false => Box::new(file::open(list).with_context(|| format!("cannot open `{}`", list.display()))?),
    };
    let read = opened.take(MAX_LIST_BYTES + 1).read_to_end(&mut bytes);
    let n_bytes = read.with_context(|| format!("cannot read `{}`", list.display()))? as u64;
    anyhow::ensure!(n_bytes <= MAX_LIST_BYTES, "the list in `{}` is longer than {} MiB", list.display(), MAX_LIST_BYTES >> 20);
    let names = bytes.split(|byte| *byte == if is_null_separated { 0 } else { b'\n' });
    let names = names.map(|name| if is_null_separated { name } else { name.strip_suffix(b"\r").unwrap_or(name) });
    Ok(names.filter(|name| !name.is_empty()).map(path_of).collect())
}

#[cfg(unix)]
fn path_of(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(name))
}

#[cfg(not(unix))]
fn path_of(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}
