//! `pullquote history`: print the versions of an article.

use anyhow::Result;
use clap::Args;
use pullquote::render::text::history as written;
use pullquote::search::{history, history_of_url};
use pullquote::wire;

use super::show::the_one;
use crate::args::Common;
use crate::output::{Length, Outcome, Output};
use crate::session::Session;

/// Show the versions of an article and what changed between them
///
/// Articles with the same canonical URL are versions of one article. For each version, shows what was removed and added,
/// which quotes are new, gone or attributed to somebody else, and correction notes.
///
/// Searches find only the latest version; `version:first` finds articles as first published, `version:all` finds all.
#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    /// A URL, or an article: its id or the beginning of it, its own id in its record, or its file
    #[arg(value_name = "URL|ID")]
    pub(crate) article: String,
    /// Print each version as a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn run(common: &Common, args: &HistoryArgs) -> Result<Outcome> {
    let session = Session::new(common)?;
    let snapshot = session.snapshot()?;
    let history = match history_of_url(&*snapshot, &args.article)? {
        Some(history) => history,
        None => history(&*snapshot, the_one(&*snapshot, &args.article)?)?,
    };
    let mut out = Output::new(common, if args.json { Length::Short } else { Length::Long });
    session.show(&mut out, |out, screen| match args.json {
        true => wire::history::write_versions(out, &history),
        false => written::write_terminal(out, &history, screen),
    })?;
    out.end(Outcome::Done)
}
