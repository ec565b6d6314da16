//! `pullquote index`: bring the index up to date.

use anyhow::Result;
use pullquote::engine::local::LocalEngine;
use pullquote::ingest::{PathNames, check_roots, update};
use pullquote::render::{json, terminal};

use super::{Outcome, index_dir, ingest_config, progress_line};
use crate::args::{Common, IndexArgs};
use crate::output::{Length, Output};

pub(crate) fn run(common: &Common, args: &IndexArgs) -> Result<Outcome> {
    let config = ingest_config(&args.paths, &args.reading)?;
    let dir = index_dir(common)?;
    let names = PathNames::new(&dir)?;
    // A mistyped path must not leave an empty index behind.
    check_roots(&config.roots)?;
    let engine = LocalEngine::open_or_create(&dir)?;
    let report = update(&engine, &names, &config, &progress_line())?;
    let mut out = Output::new(common, Length::Short);
    match args.json {
        true => json::write_report(&mut out, &report)?,
        false => terminal::write_report(&mut out, &report)?,
    }
    out.finish()?;
    Ok(Outcome::Done)
}
