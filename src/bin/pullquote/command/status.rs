//! `pullquote status`: show what the index contains.

use anyhow::Result;
use clap::Args;
use pullquote::render::text;
use pullquote::wire;

use crate::args::Common;
use crate::output::{Length, Outcome, Output};
use crate::session::Session;

/// Show what the index contains, and which files had problems
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// Print a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn run(common: &Common, args: &StatusArgs) -> Result<Outcome> {
    let session = Session::new(common)?;
    let snapshot = session.snapshot()?;
    let (stats, ledger) = (snapshot.stats()?, snapshot.ledger().files()?);
    let mut out = Output::new(common, Length::Short);
    match args.json {
        true => wire::status::write_status(&mut out, &stats, &ledger)?,
        false => text::status::write_status(&mut out, &stats, &ledger)?,
    }
    out.end(Outcome::Done)
}
