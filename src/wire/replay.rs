//! What changed since a search was recorded.

use std::io::{self, Write};

use serde::Serialize;

use super::header::ArticlePlace;
use super::{Kind, write_line};
use crate::search::recording::{RecordedArticle, Recording};
use crate::search::{self, ChangedArticle, Replay};

/// How one article changed.
#[derive(Debug, Serialize)]
pub(crate) struct Change<'c> {
    pub(crate) change: &'static str,
    #[serde(flatten)]
    pub(crate) place: ArticlePlace<'c>,
    pub(crate) title: &'c str,
    pub(crate) published: Option<&'c str>,
    sha256: Option<&'c str>,
    content_sha256: &'c str,
    pub(crate) content_changed: bool,
    pub(crate) matches_before: Option<u64>,
    pub(crate) matches: Option<u64>,
    pub(crate) id_before: Option<&'c str>,
    pub(crate) path_before: Option<&'c str>,
    pub(crate) record_before: Option<u64>,
}

impl Kind for Change<'_> {
    const KIND: &'static str = "change";
}

impl Change<'_> {
    pub(crate) fn of(changed: &ChangedArticle) -> Change<'_> {
        let ChangedArticle { change, article } = changed;
        let RecordedArticle { id, title, published, path, record, sha256, content, matches } = article;
        let object = Change {
            change: change.name(),
            place: ArticlePlace { id: id.as_str(), path, record: *record },
            title,
            published: published.as_deref(),
            sha256: sha256.as_deref(),
            content_sha256: content,
            content_changed: false,
            matches_before: None,
            matches: Some(*matches),
            id_before: None,
            path_before: None,
            record_before: None,
        };
        match change {
            search::Change::Added => object,
            search::Change::Removed => Change { matches_before: Some(*matches), matches: None, ..object },
            search::Change::Changed { is_content, matches_before } => {
                Change { content_changed: *is_content, matches_before: Some(*matches_before), ..object }
            }
            search::Change::Moved { id_before, place_before } => Change {
                matches_before: Some(*matches),
                id_before: Some(id_before.as_str()),
                path_before: Some(&place_before.path),
                record_before: place_before.record,
                ..object
            },
        }
    }
}

/// Writes how one article changed, as an object.
pub fn write_change(out: &mut dyn Write, changed: &ChangedArticle) -> io::Result<()> {
    write_line(out, Change::of(changed))
}

/// How much changed, and whether the index and the program did.
#[derive(Debug, Serialize)]
struct ReplaySummary<'s> {
    recorded: &'s str,
    understood: &'s str,
    is_same: bool,
    same: u64,
    added: u64,
    removed: u64,
    changed: u64,
    moved: u64,
    moved_known: bool,
    same_files: bool,
    program_version_before: &'s str,
    program_version: &'static str,
    index_format_before: &'s str,
    index_format: &'s str,
}

impl Kind for ReplaySummary<'_> {
    const KIND: &'static str = "summary";
}

/// Writes how much changed, as an object.
pub fn write_summary(out: &mut dyn Write, recording: &Recording, replay: &Replay) -> io::Result<()> {
    let head = &recording.head;
    let summary = ReplaySummary {
        recorded: &head.recorded,
        understood: &head.understood,
        is_same: replay.is_same(),
        same: replay.n_same,
        added: replay.n_added,
        removed: replay.n_removed,
        changed: replay.n_changed,
        moved: replay.n_moved,
        moved_known: !replay.is_moving_unknown,
        same_files: replay.has_same_files,
        program_version_before: &head.program_version,
        program_version: env!("CARGO_PKG_VERSION"),
        index_format_before: &head.index.format,
        index_format: &replay.format,
    };
    write_line(out, summary)
}
