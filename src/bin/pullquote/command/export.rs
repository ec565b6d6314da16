//! `pullquote export`: write all articles that match, for another program.

use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::{Result, bail};
use pullquote::choice::ExportFormat;
use pullquote::engine::Snapshot;
use pullquote::hit::Coverage;
use pullquote::matching::Pattern;
use pullquote::query::Query;
use pullquote::render::explain::write_diagnosis;
use pullquote::render::export::Export;
use pullquote::render::terminal::{clean, count};
use pullquote::search::diagnose;
use pullquote::search::recording::Asked;

use super::record::record;
use super::{Outcome, each_match, export_warc, now, parse_query, point_at_word, site};
use crate::args::{Common, ExportArgs, ExportForm};
use crate::file::write_whole;
use crate::interrupt;
use crate::output::{Length, Output};
use crate::progress::Shown;

/// Where an export goes.
enum Target<'a> {
    Warc(&'a Path),
    File(ExportFormat, &'a Path),
    Stdout(ExportFormat),
}

pub(crate) fn run(common: &Common, args: &ExportArgs) -> Result<Outcome> {
    let text = args.query.join(" ");
    let query = parse_query(&text)?;
    let target = match (args.format, args.output.as_deref()) {
        (ExportForm::Warc, Some(path)) => Target::Warc(path),
        (ExportForm::Warc, None) => bail!("`--format warc` needs `--output FILE`: records are no text to print"),
        (ExportForm::Records(format), Some(path)) => Target::File(format, path),
        (ExportForm::Records(format), None) => Target::Stdout(format),
    };
    let site = site(common)?;
    let snapshot = site.open()?.snapshot();
    interrupt::listen()?;
    // Where stderr is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "understood as: {}", clean(&query.to_string()));
    let asked = Asked { text: &text, query: &query, coverage: Coverage::All, command: "export", options: Vec::new(), now: now() };
    if let ControlFlow::Break(outcome) = record(&*snapshot, &args.record, &asked)? {
        return Ok(outcome);
    }
    let written = match target {
        Target::Warc(path) => export_warc::write_file(&site, &*snapshot, &query, path),
        Target::File(format, path) => write_whole(path, |out| write(&*snapshot, &query, format, Shown::OnTerminal, out)),
        Target::Stdout(format) => {
            let mut out = Output::new(common, Length::Short);
            // Where records are seen as they come, a line among them would be in the way.
            let shown = if io::stdout().is_terminal() { Shown::Never } else { Shown::OnTerminal };
            write(&*snapshot, &query, format, shown, &mut out).and_then(|written| {
                out.finish()?;
                Ok(written)
            })
        }
    };
    let written = written.map_err(|error| match error.downcast() {
        Ok(error) => point_at_word(error, &text),
        Err(error) => error,
    })?;
    match written {
        None => {
            let mut err = io::stderr().lock();
            let _ = match &args.output {
                Some(path) => writeln!(err, "interrupted: `{}` was not written", path.display()),
                None => writeln!(err, "interrupted: not all was written"),
            };
            Ok(Outcome::Interrupted)
        }
        Some(0) => {
            drop(write_diagnosis(&mut io::stderr().lock(), &diagnose(&*snapshot, &query)?));
            Ok(Outcome::NothingFound)
        }
        Some(_) => Ok(Outcome::Done),
    }
}

/// Writes what matches to `out`, and returns how many articles that were; None where it was interrupted.
fn write(snapshot: &dyn Snapshot, query: &Query, format: ExportFormat, shown: Shown, out: &mut dyn Write) -> Result<Option<u64>> {
    let pattern = Pattern::new(query, Coverage::All);
    let ledger = snapshot.ledger().files()?;
    let mut export = Export { format, pattern: &pattern, ledger, n_records: 0 };
    export.begin(out, &query.to_string())?;
    let read = each_match(snapshot, query, Coverage::All, shown, &mut |article| Ok(export.write(out, article)?));
    if read?.is_none() {
        return Ok(None);
    }
    export.end(out)?;
    out.flush()?;
    // Where stderr is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "{}", count(export.n_records, "article"));
    Ok(Some(export.n_records))
}
