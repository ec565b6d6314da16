//! `pullquote extract`: print what would be indexed.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use pullquote::error::Error;
use pullquote::ingest::{WalkOptions, extract_file_with, walk};
use pullquote::render::text;
use pullquote::wire;

use super::{field_map, limits, ocr, walking};
use crate::args::{Common, ReadAs, Reading, Recognition};
use crate::interrupt;
use crate::output::{Length, Outcome, Output};
use crate::session::{Session, note, note_hints};

/// Print what would be indexed, as one JSON object per article
#[derive(Debug, Args)]
pub(crate) struct ExtractArgs {
    /// Files and folders
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) read_as: ReadAs,
    #[command(flatten)]
    pub(crate) recognition: Recognition,
}

pub(crate) fn run(common: &Common, args: &ExtractArgs) -> Result<Outcome> {
    let map = field_map(&args.reading)?;
    let names = Session::new(common)?.names()?;
    let options = WalkOptions { format: args.read_as.format, ..walking(&args.reading) };
    let found = walk(&args.files, &names, options)?;
    let mut out = Output::new(common, Length::Short);
    let mut problems = found.problems;
    let mut n_articles = 0;
    let mut failure = None;
    let ocr = ocr(&args.recognition)?;
    if ocr.is_some() {
        // The program must not be left behind.
        interrupt::listen()?;
    }
    for file in found.files.iter() {
        if interrupt::asked().is_break() {
            return Ok(Outcome::Interrupted);
        }
        let of_file = extract_file_with(file, &map, limits(&args.reading), ocr.as_ref(), |article| {
            n_articles += 1;
            if failure.is_none() {
                failure = wire::article::write_article(&mut out, &article, None).err();
            }
        });
        match of_file {
            Err(Error::BrokenOff) => return Ok(Outcome::Interrupted),
            of_file => problems.extend(of_file?),
        }
        if let Some(error) = failure {
            return Err(error.into());
        }
    }
    out.finish()?;
    for problem in &problems {
        note(format_args!("problem: {}", text::style::clean(&problem.to_string())));
    }
    note_hints(&problems);
    Ok(if n_articles == 0 { Outcome::NothingFound } else { Outcome::Done })
}
