//! Reading records out of a WARC file as they were written: those that articles came from, and the
//! related records beside them.
//!
//! A crawler writes its request and its notes next to the server's response (`WARC-Concurrent-To`).
//! A file is read twice. The first time verifies that it is the indexed file, because record
//! numbers would mean something else in another one.

use std::cell::Cell;
use std::io::{self, BufReader};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicU64;

use sha2::{Digest, Sha256};

use super::drafts::ARTICLES_OF_RECORD;
use super::format::{Compression, Format, format_of, sniff};
use super::hashing::HashingReader;
use super::stop::Stop;
use super::unpack::head;
use super::unpack::{Expansion, Peeked, unpacked};
use super::warc::{Met, WarcRecord, is_in_gzip, walk_members, walk_records};
use crate::engine::FileRecord;
use crate::error::{Problem, ProblemKind};
use crate::file;

/// The longest record that `--max-record` allows to be indexed.
const MAX_RECORD_BYTES: u64 = 1 << 30;

/// Maximum number of records kept before a response in case they belong to it: the request and a
/// note.
const MAX_BEFORE: usize = 2;

/// What was copied from a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Everything wanted.
    Whole {
        /// The number of records that articles came from.
        n_records: u64,
        /// The number of records related to them.
        n_beside: u64,
        /// Articles of which there is no record any more, as when the file was indexed with another `--max-record`.
        n_missing: u64,
    },
    /// Nothing, because the file is no WARC file.
    NoWarc,
    /// A part, because the receiver wanted no more.
    Stopped,
    /// A part, because the file changed while it was read.
    ChangedMeanwhile,
}

/// Calls `each` with the records of the WARC file at `location` that articles came from, in order,
/// and with the related records beside them. `numbers` are the record numbers of the articles,
/// ascending. `go_on` is asked while the file is read, and can stop it anywhere. If the file is not the indexed one according to `known`, or cannot be read, nothing is
/// passed on and a problem is returned.
pub fn take_records(
    known: &FileRecord,
    location: &Path,
    numbers: &[u64],
    go_on: &dyn Fn() -> ControlFlow<()>,
    each: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
) -> Result<Taken, Problem> {
    let problem =
        |message: String| Problem { path: known.path.clone(), record: None, byte: None, kind: ProblemKind::Unreadable, message };
    let unreadable = |error: io::Error| problem(error.to_string());
    let hint = format_of(location);
    if sniff(&head(location).map_err(unreadable)?, hint) != Some(Format::Warc) {
        return Ok(Taken::NoWarc);
    }
    let Some(sha256) = known.known_sha256() else {
        return Err(problem("it was not read to its end when it was indexed, so a change cannot be detected".to_owned()));
    };
    let (n_read, n_in) = (AtomicU64::new(0), Cell::new(0));
    let stop = Stop::new(go_on);
    let open = || {
        let file = file::open(location)?;
        Ok(HashingReader { file, hasher: Some(Sha256::new()), n_read: &n_read, n_ahead: 0, n_in: &n_in, stop: &stop })
    };
    let rest_hashed = |mut reader: HashingReader<'_>| {
        io::copy(&mut reader, &mut io::sink())?;
        Ok(reader.hexadecimal())
    };
    let hash = open().and_then(rest_hashed);
    if stop.has_come() {
        return Ok(Taken::Stopped);
    }
    if hash.map_err(unreadable)? != sha256 {
        return Err(problem("it has changed since it was indexed; bring the index up to date first".to_owned()));
    }
    n_in.set(0);
    let mut reader = open().map_err(unreadable)?;
    let mut taking = Taking { numbers, each, number: 0, before: Vec::new(), answer: None, n_met: 0, n_records: 0, n_beside: 0 };
    let outcome = walk(&mut reader, &n_in, hint, &mut |met| taking.meet(met));
    let Taking { n_records, n_beside, n_met, .. } = taking;
    let n_missing = (numbers.len() as u64).saturating_sub(n_met);
    let is_same = rest_hashed(reader).is_ok_and(|hash| hash == sha256);
    match outcome {
        _ if stop.has_come() => Ok(Taken::Stopped),
        Ok(ControlFlow::Break(())) => Ok(Taken::Stopped),
        Ok(ControlFlow::Continue(())) if is_same => Ok(Taken::Whole { n_records, n_beside, n_missing }),
        // These bytes could be read to the end before.
        _ => Ok(Taken::ChangedMeanwhile),
    }
}

/// Calls `each` for each record of a WARC file, whatever its compression.
fn walk(
    reader: &mut HashingReader<'_>,
    n_in: &Cell<u64>,
    hint: Option<Format>,
    each: &mut dyn FnMut(Met) -> ControlFlow<()>,
) -> io::Result<ControlFlow<()>> {
    let packed = Peeked::new(BufReader::with_capacity(1 << 16, reader));
    // An earlier run read it to its end within a bound.
    let expansion = Expansion { n_in, n_out: &Cell::new(0), max_ratio: u64::MAX };
    let mut each = |met: Met, _: u64, _: u64| each(met);
    match Compression::of(packed.head()) {
        None => walk_records(packed, 0, MAX_RECORD_BYTES, &mut each),
        Some(Compression::Gzip) if is_in_gzip(packed.head()) || hint == Some(Format::Warc) => {
            walk_members(packed, 0, expansion, MAX_RECORD_BYTES, &mut each)
        }
        Some(compression) => walk_records(unpacked(packed, compression, expansion)?, 0, MAX_RECORD_BYTES, &mut each),
    }
}

/// The state of going through a file's records.
struct Taking<'t> {
    numbers: &'t [u64],
    each: &'t mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    number: u64,
    /// The records directly before the next that may belong to it.
    before: Vec<WarcRecord>,
    /// The last record passed on, as long as all later records belong to it.
    answer: Option<Tie>,
    /// The number of articles that came from the records so far.
    n_met: u64,
    n_records: u64,
    n_beside: u64,
}

/// The ids that connect records: a record's own id, and the ids of related records.
struct Tie {
    id: Option<String>,
    others: Vec<String>,
}

impl Tie {
    fn of(record: &WarcRecord) -> Tie {
        let id = |value: &str| value.trim_matches(['<', '>']).to_owned();
        Tie {
            id: record.headers.get("warc-record-id").map(id),
            others: record.headers.all("warc-concurrent-to").map(id).collect(),
        }
    }

    fn belongs_to(&self, other: &Tie) -> bool {
        let names = |one: &Tie, other: &Tie| other.id.as_ref().is_some_and(|id| one.others.contains(id));
        names(self, other) || names(other, self)
    }
}

impl Taking<'_> {
    fn meet(&mut self, met: Met) -> ControlFlow<()> {
        self.number += 1;
        let Met::Record(record) = met else {
            self.before.clear();
            self.answer = None;
            return ControlFlow::Continue(());
        };
        let tie = Tie::of(&record);
        let n_articles = self.n_articles_of(&record);
        if n_articles > 0 {
            self.n_met += n_articles;
            for before in std::mem::take(&mut self.before) {
                if Tie::of(&before).belongs_to(&tie) {
                    self.n_beside += 1;
                    (self.each)(&before.bytes())?;
                }
            }
            self.n_records += 1;
            (self.each)(&record.bytes())?;
            self.answer = Some(tie);
            return ControlFlow::Continue(());
        }
        let is_about = matches!(record.kind().as_str(), "request" | "metadata");
        if is_about && self.answer.as_ref().is_some_and(|answer| tie.belongs_to(answer)) {
            self.n_beside += 1;
            return (self.each)(&record.bytes());
        }
        self.answer = None;
        if !is_about || self.before.len() == MAX_BEFORE {
            self.before.clear();
        }
        if is_about {
            self.before.push(record);
        }
        ControlFlow::Continue(())
    }

    /// Returns the number of articles that came from the record. If it holds several, none has the
    /// record's own number.
    fn n_articles_of(&self, record: &WarcRecord) -> u64 {
        let below = |number: u64| self.numbers.partition_point(|known| *known < number);
        let n_within = |from: u64, to: u64| (below(to) - below(from)) as u64;
        let own = n_within(self.number, self.number + 1);
        let first = self.number.saturating_mul(ARTICLES_OF_RECORD);
        // The response of a server is one page.
        let several = if record.kind() == "response" { 0 } else { n_within(first + 1, first + ARTICLES_OF_RECORD) };
        own + several
    }
}
