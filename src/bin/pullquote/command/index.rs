//! `pullquote index`: bring the index up to date, or make it anew.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use pullquote::engine::{Index, Site, WriterOptions};
use pullquote::error::Error;
use pullquote::ingest::{IngestConfig, IngestReport, PathNames, Removal, Rereading, check_roots, plan, update};
use pullquote::render::{json, terminal};

use super::{Outcome, ingest_config, names, site};
use crate::args::{Common, IndexArgs, Writing};
use crate::hint;
use crate::interrupt;
use crate::output::{Length, Output};
use crate::progress::{ProgressDisplay, Shown};

pub(crate) fn run(common: &Common, args: &IndexArgs) -> Result<Outcome> {
    let site = site(common)?;
    let names = names(&site)?;
    let config = config(&site, &names, args)?;
    // A mistyped path must not leave an empty index behind.
    check_roots(&config.roots)?;
    if args.dry_run {
        return dry_run(common, &site, &names, &config, args);
    }
    interrupt::listen()?;
    let progress = ProgressDisplay::new(match (args.writing.quiet, args.json) {
        (true, _) => Shown::Never,
        (false, true) => Shown::AsJson,
        (false, false) => Shown::AsLines,
    });
    let report = if args.rebuild {
        rebuild(&site, &names, &config, &progress)
    } else {
        bring_up_to_date(&site, &names, &config, &progress).map(|(_, report)| report)
    };
    progress.end();
    let report = report?;
    if !args.writing.quiet {
        let mut out = Output::new(common, Length::Short);
        match args.json {
            true => json::write_report(&mut out, &report)?,
            false => terminal::write_report(&mut out, &report)?,
        }
        out.finish()?;
        let outdated = (report.n_outdated > 0).then_some("`pullquote index --force` reads all files again");
        for hint in outdated.into_iter().chain(hint::of_problems(&report.problems)) {
            eprintln!("hint: {hint}");
        }
    }
    if !report.is_interrupted {
        return Ok(Outcome::Done);
    }
    eprintln!(
        "interrupted: {}",
        match args.rebuild {
            true => "the old index is as it was; run the same command again to rebuild it",
            false => "what was done is in the index; run the same command again to go on",
        }
    );
    Ok(Outcome::Interrupted)
}

/// Opens the index, or makes an empty one, and brings it up to date. Where it is rebuilt by another process meanwhile, the new one is.
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
    let ledger = snapshot.as_ref().map_or(Ok(&[][..]), |snapshot| snapshot.ledger().files())?;
    let plan = plan(ledger, names, config)?;
    let mut out = Output::new(common, Length::Short);
    match args.json {
        true => json::write_plan(&mut out, &plan)?,
        false => terminal::write_plan(&mut out, &plan)?,
    }
    out.finish()?;
    Ok(Outcome::Done)
}

fn config(site: &Site, names: &PathNames, args: &IndexArgs) -> Result<IngestConfig> {
    let mut config = with_writing(ingest_config(&args.paths, &args.reading)?, &args.writing);
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

/// A list of files is at most so long.
const MAX_LIST_BYTES: u64 = 1 << 30;

/// Reads the names of files that `list` holds; empty ones are none.
fn listed(list: &Path, is_null_separated: bool) -> Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    let opened: Box<dyn Read> = match list.as_os_str() == "-" {
        true => Box::new(std::io::stdin().lock()),
        false => Box::new(std::fs::File::open(list).with_context(|| format!("cannot open `{}`", list.display()))?),
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
