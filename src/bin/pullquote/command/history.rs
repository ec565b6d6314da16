//! `pullquote history`: print the versions of an article.

use anyhow::Result;
use clap::Args;
use pullquote::render::history as written;
use pullquote::render::terminal::Screen;
use pullquote::search::{history, history_of_url};

use super::show::the_one;
use super::{Outcome, names, site};
use crate::args::Common;
use crate::links::FileLinks;
use crate::output::{Length, Output};

/// Print the versions of an article, and what changed from each to the next
///
/// Articles with the same canonical URL are versions of one. Says what was cut and added, which quotes are new, gone or given to somebody else, and
/// notes of corrections. Searches find the latest version alone; `version:first` finds articles as they were first published, `version:all` all.
#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    /// The URL, or an article: its id or the beginning of it, its record's own id, or its file
    #[arg(value_name = "URL|ID")]
    pub(crate) article: String,
    /// Print each version as a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn run(common: &Common, args: &HistoryArgs) -> Result<Outcome> {
    let site = site(common)?;
    let snapshot = site.open()?.snapshot();
    let history = match history_of_url(&*snapshot, &args.article)? {
        Some(history) => history,
        None => history(&*snapshot, the_one(&*snapshot, &args.article)?)?,
    };
    let mut out = Output::new(common, if args.json { Length::Short } else { Length::Long });
    let links = FileLinks::new(names(&site).ok(), out.has_links);
    let screen = Screen { theme: out.theme, columns: out.columns, url_of: &|place| links.url_of(place) };
    match args.json {
        true => written::write_json(&mut out, &history)?,
        false => written::write_terminal(&mut out, &history, &screen)?,
    }
    out.finish()?;
    Ok(Outcome::Done)
}
