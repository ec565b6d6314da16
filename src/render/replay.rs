//! What has changed since a search was recorded: for a terminal, as JSON, and as comma-separated values.

use std::io::{self, Write};

use serde::Serialize;

use super::FORMAT_VERSION;
use super::csv::cell;
use super::json::write_line;
use super::terminal::{Theme, clean, count};
use crate::search::recording::{RecordedArticle, Recording};
use crate::search::{Change, ChangedArticle, Replay};

/// In which form changes are written.
#[derive(Debug, Clone, Copy)]
pub enum ReplayForm {
    /// Two lines an article, and the totals.
    Terminal(Theme),
    /// Comma-separated values, with a first line of names.
    Csv,
    /// One JSON object a line, and at last a summary.
    Json,
}

#[derive(Serialize)]
struct ChangeLine<'c> {
    format_version: u32,
    kind: &'static str,
    change: &'static str,
    id: &'c str,
    title: &'c str,
    published: Option<&'c str>,
    path: &'c str,
    record: Option<u64>,
    sha256: Option<&'c str>,
    content_sha256: &'c str,
    content_changed: bool,
    matches_before: Option<u64>,
    matches: Option<u64>,
    id_before: Option<&'c str>,
    path_before: Option<&'c str>,
    record_before: Option<u64>,
}

#[derive(Serialize)]
struct SummaryLine<'s> {
    format_version: u32,
    kind: &'static str,
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

/// Writes what stands before the first change.
pub fn write_head(out: &mut dyn Write, form: ReplayForm) -> io::Result<()> {
    match form {
        ReplayForm::Csv => write!(
            out,
            "change,id,title,published,path,record,content_changed,matches_before,matches,id_before,path_before,record_before\r\n"
        ),
        ReplayForm::Terminal(_) | ReplayForm::Json => Ok(()),
    }
}

/// Writes what became of an article.
pub fn write_change(out: &mut dyn Write, form: ReplayForm, changed: &ChangedArticle) -> io::Result<()> {
    match form {
        ReplayForm::Terminal(theme) => write_in_words(out, changed, theme),
        ReplayForm::Json => write_line(out, &ChangeLine::new(changed)),
        ReplayForm::Csv => {
            let line = ChangeLine::new(changed);
            let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
            write!(
                out,
                "{},{},{},{},{},{},{},{},{},{},{},{}\r\n",
                line.change,
                line.id,
                cell(line.title),
                cell(line.published.unwrap_or("")),
                cell(line.path),
                number(line.record),
                line.content_changed,
                number(line.matches_before),
                number(line.matches),
                line.id_before.unwrap_or(""),
                line.path_before.map(cell).unwrap_or_default(),
                number(line.record_before),
            )
        }
    }
}

impl ChangeLine<'_> {
    fn new(changed: &ChangedArticle) -> ChangeLine<'_> {
        let ChangedArticle { change, article } = changed;
        let RecordedArticle { id, title, published, path, record, sha256, content, matches } = article;
        let line = ChangeLine {
            format_version: FORMAT_VERSION,
            kind: "change",
            change: change.name(),
            id: id.as_str(),
            title,
            published: published.as_deref(),
            path,
            record: *record,
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
            Change::Added => line,
            Change::Removed => ChangeLine { matches_before: Some(*matches), matches: None, ..line },
            Change::Changed { is_content, matches_before } => {
                ChangeLine { content_changed: *is_content, matches_before: Some(*matches_before), ..line }
            }
            Change::Moved { id_before, place_before } => ChangeLine {
                matches_before: Some(*matches),
                id_before: Some(id_before.as_str()),
                path_before: Some(&place_before.path),
                record_before: place_before.record,
                ..line
            },
        }
    }
}

fn write_in_words(out: &mut dyn Write, changed: &ChangedArticle, theme: Theme) -> io::Result<()> {
    let ChangedArticle { change, article } = changed;
    let title = theme.title;
    writeln!(out, "{:<8} {title}{}{title:#}", change.name(), clean(&article.title))?;
    let place = article.place().to_string();
    let about = [article.published.as_deref(), Some(place.as_str()), Some(article.id.as_str())];
    let about: Vec<_> = about.into_iter().flatten().map(clean).collect();
    writeln!(out, "         {}", about.join(" · "))?;
    match change {
        Change::Added | Change::Removed => Ok(()),
        Change::Moved { id_before, place_before } => {
            writeln!(out, "         was {} · {id_before}", clean(&place_before.to_string()))
        }
        Change::Changed { is_content, matches_before } => {
            let content = is_content.then(|| "it says something else".to_owned());
            let is_counted_otherwise = *matches_before != article.matches;
            let were = if *matches_before == 1 { "was" } else { "were" };
            let now = matches(article.matches);
            let matches = is_counted_otherwise.then(|| format!("{now} where there {were} {matches_before}"));
            let what: Vec<String> = [content, matches].into_iter().flatten().collect();
            writeln!(out, "         {}", what.join("; "))
        }
    }
}

fn matches(n: u64) -> String {
    format!("{n} match{}", if n == 1 { "" } else { "es" })
}

/// Writes how much has changed, and whether the index has.
pub fn write_totals(out: &mut dyn Write, form: ReplayForm, recording: &Recording, replay: &Replay) -> io::Result<()> {
    match form {
        ReplayForm::Csv => Ok(()),
        ReplayForm::Terminal(_) => in_words(replay).iter().try_for_each(|line| writeln!(out, "{line}")),
        ReplayForm::Json => {
            let head = &recording.head;
            let summary = SummaryLine {
                format_version: FORMAT_VERSION,
                kind: "summary",
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
            write_line(out, &summary)
        }
    }
}

fn in_words(replay: &Replay) -> Vec<String> {
    let Replay { n_added, n_removed, n_changed, n_moved, n_same, .. } = replay;
    let same = format!("{} as recorded", count(*n_same, "article"));
    if replay.is_same() {
        let files = match replay.has_same_files {
            true => "the index holds the same files",
            false => "the index holds other files, but what is found of them is the same",
        };
        return vec![format!("nothing changed: {same}"), files.to_owned()];
    }
    let changes = format!("{n_added} added, {n_removed} removed, {n_changed} changed, {n_moved} moved; {same}");
    let files = match replay.has_same_files {
        true => {
            "the index holds the same files: they were read with other options, or searched by another version of the program"
        }
        false => "the index holds other files",
    };
    let unknown = "more were added and removed than can be looked through for those that moved";
    let unknown = replay.is_moving_unknown.then(|| unknown.to_owned());
    [changes, files.to_owned()].into_iter().chain(unknown).collect()
}

/// Returns what of the program and the index is not as it was when the search was recorded, in words.
pub fn notes(recording: &Recording, replay: &Replay) -> Vec<String> {
    let head = &recording.head;
    let (version, format) = (env!("CARGO_PKG_VERSION"), &replay.format);
    let program = format!("recorded by version {} of the program, replayed by {version}", head.program_version);
    let index = format!("recorded of an index of format `{}`, replayed on one of `{format}`", head.index.format);
    let notes = [(head.program_version != version, program), (head.index.format != *format, index)];
    notes.into_iter().filter(|(is_other, _)| *is_other).map(|(_, note)| clean(&note).into_owned()).collect()
}
