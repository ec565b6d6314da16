//! `pullquote export`: write all articles that match, for another program.

use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;

use anyhow::Result;
use pullquote::engine::Engine;
use pullquote::hit::Coverage;
use pullquote::matching::Pattern;
use pullquote::query::Query;
use pullquote::render::explain::write_diagnosis;
use pullquote::render::export::{Export, Format};
use pullquote::render::terminal::{clean, count};
use pullquote::search::diagnose;
use pullquote::search::recording::Asked;

use super::record::record;
use super::{Outcome, each_match, now, parse_query, point_at_word, site};
use crate::args::{Common, ExportArgs, ExportForm};
use crate::file::write_whole;
use crate::interrupt;
use crate::output::{Length, Output};
use crate::progress::Shown;

pub(crate) fn run(common: &Common, args: &ExportArgs) -> Result<Outcome> {
    let text = args.query.join(" ");
    let query = parse_query(&text)?;
    let engine = site(common)?.open()?;
    let format = format(args.format);
    interrupt::listen()?;
    let written = match &args.output {
        Some(path) => write_whole(path, |out| write(&*engine, &query, format, Shown::OnTerminal, out)),
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
    let Some(n_articles) = written else {
        let mut err = io::stderr().lock();
        // Where stderr is closed there is nobody to tell.
        let _ = match &args.output {
            Some(path) => writeln!(err, "interrupted: `{}` was not written", path.display()),
            None => writeln!(err, "interrupted: not all was written"),
        };
        return Ok(Outcome::Interrupted);
    };
    let asked = Asked { text: &text, query: &query, coverage: Coverage::All, command: "export", options: Vec::new(), now: now() };
    if let ControlFlow::Break(outcome) = record(&*engine, &args.record, &asked)? {
        return Ok(outcome);
    }
    if n_articles == 0 {
        drop(write_diagnosis(&mut io::stderr().lock(), &diagnose(&*engine, &query)?));
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

/// Writes what matches to `out`, and returns how many articles that were; None where it was interrupted.
fn write(engine: &dyn Engine, query: &Query, format: Format, shown: Shown, out: &mut dyn Write) -> Result<Option<u64>> {
    let understood = query.to_string();
    // Where stderr is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "understood as: {}", clean(&understood));
    let pattern = Pattern::new(query, Coverage::All);
    let ledger = engine.ledger()?;
    let mut export = Export { format, pattern: &pattern, ledger: &ledger, n_records: 0 };
    export.begin(out, &understood)?;
    let read = each_match(engine, query, Coverage::All, shown, &mut |article| Ok(export.write(out, article)?));
    if read?.is_none() {
        return Ok(None);
    }
    export.end(out)?;
    out.flush()?;
    let _ = writeln!(io::stderr(), "{}", count(export.n_records, "article"));
    Ok(Some(export.n_records))
}
