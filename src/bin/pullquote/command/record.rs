//! `--record FILE`: saves what a command found, so that `pullquote replay` can compare it later.

use std::ops::ControlFlow;

use anyhow::Result;
use pullquote::engine::Snapshot;
use pullquote::file::Audience;
use pullquote::matching::Pattern;
use pullquote::render::text::style::{clean, count};
use pullquote::search::recording::{Head, RecordedSearch, Recorder};

use super::each_match;
use crate::args::RecordArgs;
use crate::file::write_whole;
use crate::interrupt;
use crate::output::Outcome;
use crate::progress::Shown;
use crate::session::note;

/// Records the search if requested. Breaks with the outcome of the command if interrupted.
pub(crate) fn record(snapshot: &dyn Snapshot, args: &RecordArgs, asked: &RecordedSearch<'_>) -> Result<ControlFlow<Outcome>> {
    let Some(path) = &args.record else { return Ok(ControlFlow::Continue(())) };
    interrupt::listen()?;
    let head = Head::new(snapshot, asked)?;
    let pattern = Pattern::new(asked.query, asked.coverage);
    let ledger = &snapshot.ledger().files()?;
    let written =
        write_whole(path, Audience::Private, |out| {
            let mut recorder = Recorder::begin(out, &head, &pattern, ledger)?;
            let read = each_match(snapshot, asked.query, asked.coverage, Shown::OnTerminal, &mut |article| {
                Ok(recorder.write(out, article)?)
            });
            let Some(n_articles) = read? else { return Ok(None) };
            recorder.end(out)?;
            Ok(Some(n_articles))
        })?;
    let shown = clean(&path.display().to_string()).into_owned();
    match written {
        Some(n_articles) => note(format_args!("recorded {} in `{shown}`", count(n_articles, "article"))),
        None => note(format_args!("interrupted: `{shown}` was not written")),
    }
    Ok(if written.is_some() { ControlFlow::Continue(()) } else { ControlFlow::Break(Outcome::Interrupted) })
}
