//! `pullquote copy`: copy an index into another.

use std::io::Write;

use anyhow::{Result, ensure};
use clap::Args;
use pullquote::engine::Site;
use pullquote::ingest::{IngestConfig, Named, copy};
use pullquote::render::text::style::count;
use pullquote::wire;

use super::index::with_writing;
use crate::args::{Common, Writing};
use crate::interrupt;
use crate::output::{Length, Outcome, Output};
use crate::progress::{ProgressDisplay, Shown};
use crate::session::{Session, names, note};
use crate::settings::Settings;

/// Copy an index without reading the article files
///
/// Copies from a directory into a cluster, or back. Existing articles are kept, so a copy that was interrupted continues,
/// and a repeated copy adds what is new. Afterwards `index` can update the copy.
#[derive(Debug, Args)]
pub(crate) struct CopyArgs {
    /// Index to copy: a directory, or a cluster's index as `https://HOST:9200/NAME` [default: the one that is searched]
    #[arg(long, value_name = "INDEX")]
    pub(crate) from: Option<String>,
    /// Target: a directory, or a cluster's index as `https://HOST:9200/NAME`
    #[arg(long, value_name = "INDEX")]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) writing: Writing,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn run(common: &Common, args: &CopyArgs) -> Result<Outcome> {
    let from = args.from.as_ref().map_or_else(|| Ok(Session::new(common)?.site), |index| at(common, index))?;
    let to = at(common, &args.to)?;
    ensure!(from.location() != to.location(), "`{}` cannot be copied into itself", from.location().display());
    interrupt::listen()?;
    let (from_names, to_names) = (names(&from)?, names(&to)?);
    let (from, to) = (from.open()?, to.open_or_create()?);
    let n_threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let config = with_writing(IngestConfig { n_threads, ..IngestConfig::default() }, &args.writing);
    let progress = ProgressDisplay::new(if args.writing.quiet || args.json { Shown::Never } else { Shown::AsLines });
    let (from, to) = (Named { index: &*from, names: &from_names }, Named { index: &*to, names: &to_names });
    let report = copy(from, to, &config.writer, &|event| {
        progress.show(event);
        interrupt::asked()
    });
    progress.end();
    let report = report?;
    let mut out = Output::new(common, Length::Short);
    match (args.json, args.writing.quiet) {
        (true, _) => wire::copying::write_copy(&mut out, &report)?,
        (false, true) => {}
        (false, false) => writeln!(
            out,
            "copied {} of {}; {} there already",
            count(report.n_articles, "article"),
            count(report.n_files, "file"),
            match report.n_unchanged {
                1 => "1 was".to_owned(),
                n => format!("{n} were"),
            }
        )?,
    }
    out.finish()?;
    if report.is_interrupted {
        note("interrupted: what was copied is safe; run the command again to continue");
        return Ok(Outcome::Interrupted);
    }
    Ok(Outcome::Done)
}

/// Returns the named index; an address is an index in a cluster.
fn at(common: &Common, index: &str) -> Result<Site> {
    match index.starts_with("http://") || index.starts_with("https://") {
        true => {
            let settings = Settings::of(common)?;
            let site = settings.site_at(index)?;
            if let Some(warning) = settings.warning(Some(index)) {
                note(format_args!("warning: {warning}"));
            }
            Ok(site)
        }
        false => Ok(Site::Directory(index.into())),
    }
}
