//! What changed since a search was recorded.

use std::io::{self, Write};

use super::screen::Theme;
use super::style::{clean, count, count_matches};
use crate::search::recording::Recording;
use crate::search::{Change, ChangedArticle, Replay};

/// Writes how one article changed, in words.
pub fn write_change(out: &mut dyn Write, changed: &ChangedArticle, theme: Theme) -> io::Result<()> {
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
            let content = is_content.then(|| "its text changed".to_owned());
            let is_counted_otherwise = *matches_before != article.matches;
            let were = if *matches_before == 1 { "was" } else { "were" };
            let now = count_matches(article.matches as usize);
            let matches = is_counted_otherwise.then(|| format!("{now} where there {were} {matches_before}"));
            let what: Vec<String> = [content, matches].into_iter().flatten().collect();
            writeln!(out, "         {}", what.join("; "))
        }
    }
}

/// Writes how much changed, and whether the index did.
pub fn write_totals(out: &mut dyn Write, replay: &Replay) -> io::Result<()> {
    in_words(replay).iter().try_for_each(|line| writeln!(out, "{line}"))
}

fn in_words(replay: &Replay) -> Vec<String> {
    let Replay { n_added, n_removed, n_changed, n_moved, n_same, .. } = replay;
    let same = format!("{} as recorded", count(*n_same, "article"));
    if replay.is_same() {
        let files = match replay.has_same_files {
            true => "the index holds the same files",
            false => "the index holds different files, but the results are the same",
        };
        return vec![format!("nothing changed: {same}"), files.to_owned()];
    }
    let changes = format!("{n_added} added, {n_removed} removed, {n_changed} changed, {n_moved} moved; {same}");
    let files = match replay.has_same_files {
        true => {
            "the index holds the same files: they were read with other options, or searched with another version of the program"
        }
        false => "the index holds different files",
    };
    let unknown = "too many articles were added and removed to find those that moved";
    let unknown = replay.is_moving_unknown.then(|| unknown.to_owned());
    [changes, files.to_owned()].into_iter().chain(unknown).collect()
}

/// Returns how the program and the index differ from those of the recording, in words.
pub fn notes(recording: &Recording, replay: &Replay) -> Vec<String> {
    let head = &recording.head;
    let (version, format) = (env!("CARGO_PKG_VERSION"), &replay.format);
    let program = format!("recorded by version {} of the program, replayed by {version}", head.program_version);
    let index = format!("recorded from an index with format `{}`, replayed on `{format}`", head.index.format);
    let notes = [(head.program_version != version, program), (head.index.format != *format, index)];
    notes.into_iter().filter(|(is_other, _)| *is_other).map(|(_, note)| clean(&note).into_owned()).collect()
}
