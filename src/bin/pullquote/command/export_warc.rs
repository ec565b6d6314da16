//! `pullquote export --format warc`: copy the records of matching articles out of the indexed WARC
//! files.
//!
//! Only the ledger decides which files are opened, by the path under which `index` found them on
//! this machine. Nothing in an article can name a file, and articles of files that the ledger does
//! not know are skipped. If somebody else can write to the index, as in a cluster, a forged ledger
//! could name any file. But a file is copied from only if it is a WARC file with the SHA-256 that
//! the ledger states, so a forger must already know it.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::{Result, bail};
use pullquote::engine::{FileRecord, Snapshot};
use pullquote::file::Audience;
use pullquote::hit::Coverage;
use pullquote::ingest::{PathNames, Taken, take_records};
use pullquote::query::Query;
use pullquote::render::text::style::{clean, count};
use pullquote::render::warc::WarcExport;

use super::{each_match, now};
use crate::file::write_whole;
use crate::interrupt;
use crate::progress::{ProgressDisplay, Shown};
use crate::session::{Session, note};

/// The matching articles by file; takes eight bytes per article.
#[derive(Default)]
struct Chosen {
    n_articles: u64,
    /// Number of articles that are not records of a file.
    n_elsewhere: u64,
    /// The numbers of the records.
    by_file: BTreeMap<String, Vec<u64>>,
}

/// The outcome of the copy.
#[derive(Default)]
struct Copied {
    n_files: u64,
    n_refused: u64,
    n_records: u64,
    n_beside: u64,
    /// Articles from files of other formats.
    n_elsewhere: u64,
}

/// Writes the records of matching articles to the file at `path`. Returns the number of articles
/// whose records were copied; `None` if interrupted. Fails at the end if a file could not be copied
/// from.
pub(super) fn write_file(session: &Session, snapshot: &dyn Snapshot, query: &Query, path: &Path) -> Result<Option<u64>> {
    let names = session.names()?;
    let ledger = &snapshot.ledger().files()?;
    // The file would be replaced by a part of itself.
    let indexed = fs::canonicalize(path).ok().and_then(|location| FileRecord::find(ledger, &names.name(&location)));
    if indexed.is_some() {
        bail!("`{}` is an indexed file: choose another with `--output`", path.display());
    }
    let mut chosen = Chosen::default();
    let read = each_match(snapshot, query, Coverage::All, Shown::OnTerminal, &mut |article| {
        chosen.n_articles += 1;
        match article.place.record {
            Some(number) => match chosen.by_file.get_mut(&article.place.path) {
                Some(numbers) => numbers.push(number),
                None => drop(chosen.by_file.insert(article.place.path.clone(), vec![number])),
            },
            None => chosen.n_elsewhere += 1,
        }
        Ok(())
    });
    if read?.is_none() {
        return Ok(None);
    }
    note(format_args!("{}", count(chosen.n_articles, "article")));
    let is_compressed = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
    let n_elsewhere = chosen.n_elsewhere;
    let written = write_whole(path, Audience::Usual, |out| {
        let mut export = WarcExport::begin(out, is_compressed, &query.to_string(), now())?;
        copy(&mut export, &names, ledger, chosen.by_file)
    })?;
    let Some(copied) = written else { return Ok(None) };
    let Copied { n_files, n_refused, n_records, n_beside, .. } = copied;
    let of_records = format!("{} and {n_beside} related ones", count(n_records, "record"));
    note(format_args!("{of_records}, from {}", count(n_files, "file")));
    match n_elsewhere + copied.n_elsewhere {
        0 => {}
        1 => note("note: skipped 1 article that did not come from a WARC file"),
        n => note(format_args!("note: skipped {n} articles that did not come from WARC files")),
    }
    if n_refused > 0 {
        let files = count(n_files + n_refused, "file");
        bail!("cannot copy from {n_refused} of {files}; `{}` holds the records of the others", path.display());
    }
    Ok(Some(n_records))
}

/// Copies records file by file, ordered by path, and by their place in the file. Returns `None` if
/// interrupted. A file that cannot be copied from is reported, and the others follow.
fn copy(
    export: &mut WarcExport<'_>,
    names: &PathNames,
    ledger: &[FileRecord],
    by_file: BTreeMap<String, Vec<u64>>,
) -> Result<Option<Copied>> {
    let progress = ProgressDisplay::new(Shown::OnTerminal);
    let mut copied = Copied::default();
    for (path, mut numbers) in by_file {
        numbers.sort_unstable();
        let Some(file) = FileRecord::find(ledger, &path) else {
            copied.refuse(&path, "the index does not know the file", &progress);
            continue;
        };
        let mut failed = None;
        let taken = take_records(file, &names.location(&file.path), &numbers, &interrupt::asked, &mut |record| {
            failed = export.write(record).err();
            if failed.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        match taken {
            Ok(Taken::Whole { n_records, n_beside, n_missing }) => {
                copied.n_records += n_records;
                copied.n_beside += n_beside;
                if n_missing > 0 {
                    let records = count(n_missing, "record");
                    copied.refuse(&path, &format!("cannot find {records} in it; index it again"), &progress);
                } else {
                    copied.n_files += 1;
                }
            }
            Ok(Taken::NoWarc) => copied.n_elsewhere += numbers.len() as u64,
            Ok(Taken::Stopped) => match failed {
                Some(error) => return Err(error.into()),
                None => {
                    progress.end();
                    return Ok(None);
                }
            },
            Ok(Taken::ChangedMeanwhile) => bail!("`{path}` changed while it was being read; run the command again"),
            Err(problem) => copied.refuse(&path, &problem.message, &progress),
        }
        progress.show_line(|| count(copied.n_records, "record"));
    }
    progress.end();
    Ok(Some(copied))
}

impl Copied {
    /// Reports a skipped file.
    fn refuse(&mut self, path: &str, why: &str, progress: &ProgressDisplay) {
        progress.end();
        self.n_refused += 1;
        note(format_args!("problem: {}: {}", clean(path), clean(why)));
    }
}
