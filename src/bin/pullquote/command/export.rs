//! `pullquote export`: write all articles that match, for another program.
//!
//! A file is written under another name beside its own, and takes its own once it is whole: no half of an export is ever taken for one.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result};
use pullquote::engine::Engine;
use pullquote::error::Error;
use pullquote::hit::Coverage;
use pullquote::matching::Pattern;
use pullquote::query::Query;
use pullquote::render::explain::write_diagnosis;
use pullquote::render::export::{Export, Format};
use pullquote::render::terminal::{clean, count};
use pullquote::search::diagnose;

use super::{Outcome, parse_query, point_at_word, site};
use crate::args::{Common, ExportArgs, ExportForm};
use crate::interrupt;
use crate::output::{Length, Output};
use crate::progress::{ProgressDisplay, Shown};
use crate::whole::Unfinished;

pub(crate) fn run(common: &Common, args: &ExportArgs) -> Result<Outcome> {
    let text = args.query.join(" ");
    let query = parse_query(&text)?;
    let engine = site(common)?.open()?;
    let format = format(args.format);
    interrupt::listen()?;
    let written = match &args.output {
        Some(path) => write_file(&*engine, &query, format, path),
        None => {
            let mut out = Output::new(common, Length::Short);
            // Where records are seen as they come, a line among them would be in the way.
            let shown = if io::stdout().is_terminal() { Shown::Never } else { Shown::OnTerminal };
            write(&*engine, &query, format, shown, &mut out).and_then(|written| {
                out.finish()?;
                Ok(written)
            })
        }
    };
    let written = written.map_err(|error| match error.downcast() {
        Ok(error) => point_at_word(error, &text),
        Err(error) => error,
    })?;
    let mut err = io::stderr().lock();
    let Written::All(n_articles) = written else {
        // Where stderr is closed there is nobody to tell.
        let _ = match &args.output {
            Some(path) => writeln!(err, "interrupted: `{}` was not written", path.display()),
            None => writeln!(err, "interrupted: not all was written"),
        };
        return Ok(Outcome::Interrupted);
    };
    if n_articles == 0 {
        drop(write_diagnosis(&mut err, &diagnose(&*engine, &query)?));
        return Ok(Outcome::NothingFound);
    }
    Ok(Outcome::Done)
}

fn format(form: ExportForm) -> Format {
    match form {
        ExportForm::Csv => Format::Csv,
        ExportForm::Jsonl => Format::JsonLines,
        ExportForm::Ris => Format::Ris,
        ExportForm::Bibtex => Format::Bibtex,
        ExportForm::CslJson => Format::CslJson,
        ExportForm::Markdown => Format::Markdown,
    }
}

/// How far an export came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// To its end, with so many articles.
    All(u64),
    Interrupted,
}

/// Writes what matches to `out`.
fn write(engine: &dyn Engine, query: &Query, format: Format, shown: Shown, out: &mut dyn Write) -> Result<Written> {
    let understood = query.to_string();
    // Where stderr is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "understood as: {}", clean(&understood));
    let pattern = Pattern::new(query, Coverage::All);
    let ledger = engine.ledger()?;
    let mut export = Export { format, pattern: &pattern, ledger: &ledger, n_records: 0 };
    export.begin(out, &understood)?;
    let progress = ProgressDisplay::new(shown);
    let mut failed = None;
    let read = engine.each_match_by_id(query, Coverage::All, &mut |article| {
        if interrupt::asked().is_break() {
            return Err(Error::BrokenOff);
        }
        export.write(out, &article).map_err(|error| {
            failed = Some(error);
            Error::BrokenOff
        })?;
        progress.show_line(|| count(export.n_records, "article"));
        Ok(())
    });
    progress.end();
    match (read, failed) {
        (Err(Error::BrokenOff), Some(error)) => return Err(error.into()),
        (Err(Error::BrokenOff), None) => return Ok(Written::Interrupted),
        (read, _) => read?,
    }
    export.end(out)?;
    out.flush()?;
    let _ = writeln!(io::stderr(), "{}", count(export.n_records, "article"));
    Ok(Written::All(export.n_records))
}

/// Writes what matches to the file at `path`.
fn write_file(engine: &dyn Engine, query: &Query, format: Format, path: &Path) -> Result<Written> {
    let failed = || format!("cannot write `{}`", path.display());
    let known = fs::metadata(path).ok();
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        // A pipe or a device stays what it is.
        let mut out = BufWriter::new(File::options().write(true).open(path).with_context(failed)?);
        return write(engine, query, format, Shown::OnTerminal, &mut out).map_err(|error| about(error, path));
    }
    // A link goes on leading where it leads.
    let target = if known.is_some() { fs::canonicalize(path).with_context(failed)? } else { path.to_owned() };
    let unfinished = Unfinished::beside(&target);
    let mut out = BufWriter::new(File::create(&unfinished.path).with_context(failed)?);
    let written = write(engine, query, format, Shown::OnTerminal, &mut out).map_err(|error| about(error, path))?;
    if written != Written::Interrupted {
        let file = out.into_inner().map_err(io::IntoInnerError::into_error).with_context(failed)?;
        file.sync_all().with_context(failed)?;
        fs::rename(&unfinished.path, &target).with_context(failed)?;
    }
    Ok(written)
}

/// Names the file where the system would not have it written; what else can go wrong is not about it.
fn about(error: anyhow::Error, path: &Path) -> anyhow::Error {
    if error.is::<io::Error>() { error.context(format!("cannot write `{}`", path.display())) } else { error }
}
