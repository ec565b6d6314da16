//! A record of a file, on its way from the reading thread to those that extract, and where readers hand it over.

use std::ops::ControlFlow;

use super::beside::Beside;
use super::derived::Page;
use super::format::Format;
use crate::error::ProblemKind;
use crate::extract::Finding;

/// Limits for reading files that may be endless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// Maximum length of a record, in bytes once decompressed: a file that is one article or one JSON value, a line of JSON Lines, a
    /// record of an archive. A record is held in memory whole. An article has some kilobytes, a very long one a megabyte. What is larger
    /// than the default of 64 MiB is a mistake or an attack.
    pub max_record_bytes: u64,
    /// Maximum ratio of decompressed to compressed size, for files that expand to more than 1 MiB. News compresses to a third or a tenth.
    pub max_ratio: u64,
}

impl Default for ReadLimits {
    fn default() -> ReadLimits {
        ReadLimits { max_record_bytes: 64 << 20, max_ratio: 100 }
    }
}

/// A piece of a file that is read on its own: the whole file, a line, or a record of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawRecord {
    /// Its number in the file, from 1; for JSON Lines, the line. `None` if the file is one record.
    pub(super) number: Option<u64>,
    /// Where it begins in the decompressed file.
    pub(super) byte: u64,
    /// From where reading can go on behind it, as in [`ResumePoint::byte`](crate::engine::ResumePoint::byte).
    pub(super) end: u64,
    /// Its bytes, or what was wrong with them.
    pub(super) content: Result<Vec<u8>, Finding>,
    pub(super) envelope: Envelope,
}

/// What the surroundings of a record say about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Envelope {
    /// Its format. `None` if its own bytes tell.
    pub(super) format: Option<Format>,
    /// Its own id.
    pub(super) id: Option<String>,
    /// Its address on the web.
    pub(super) url: Option<String>,
    /// Its headline, if its own bytes state none.
    pub(super) title: Option<String>,
    /// Whether that was decided beforehand, and the bytes are not asked.
    pub(super) is_forced: bool,
    /// Its name in an archive of files.
    pub(super) name: Option<String>,
    /// The name of its encoding.
    pub(super) charset: Option<String>,
    /// Whether it is the answer of a web server, with its headers.
    pub(super) is_http: bool,
    /// Whether the crawler kept only its beginning.
    pub(super) is_cut: bool,
    /// The names of the pages of the issue whose METS it is, and their bytes.
    pub(super) pages: Vec<(String, Result<Vec<u8>, Finding>)>,
    /// The page of an archive that it is, or was derived from.
    pub(super) page: Option<Page>,
    /// What a library states of it.
    pub(super) beside: Option<Beside>,
}

/// The receiver of a file's records. It skips those that an earlier run has read.
pub(super) struct Sink<'s> {
    each: &'s mut dyn FnMut(RawRecord) -> ControlFlow<()>,
    /// The number of the last record that was met.
    number: u64,
    /// The number of the last record that was read before.
    n_before: u64,
    pub(super) limits: ReadLimits,
    /// What a library states of the next records.
    pub(super) beside: Option<Beside>,
}

impl<'s> Sink<'s> {
    /// Reading begins after record `number`. Records up to `n_before` were read by an earlier run.
    pub(super) fn new(
        number: u64,
        n_before: u64,
        limits: ReadLimits,
        each: &'s mut dyn FnMut(RawRecord) -> ControlFlow<()>,
    ) -> Sink<'s> {
        Sink { each, number, n_before, limits, beside: None }
    }

    /// Counts a record, whether it is given or not.
    pub(super) fn count(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    pub(super) fn give(&mut self, mut record: RawRecord) -> ControlFlow<()> {
        record.envelope.beside = self.beside.clone();
        match record.number.is_some_and(|number| number <= self.n_before) {
            true => ControlFlow::Continue(()),
            false => (self.each)(record),
        }
    }
}

/// The finding for a record, a file or a line that is longer than the limit.
pub(super) fn too_large(what: &str, max_bytes: u64) -> Finding {
    let message = format!("{what} is longer than {} MiB", max_bytes >> 20);
    Finding { byte: None, kind: ProblemKind::TooLarge, message }
}
