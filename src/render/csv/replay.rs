//! What changed since a search was recorded.

use std::io::{self, Write};

use super::cell::cell;
use crate::search::ChangedArticle;
use crate::wire;

/// Writes the names of the columns.
pub fn write_csv_head(out: &mut dyn Write) -> io::Result<()> {
    let names =
        "change,id,title,published,path,record,content_changed,matches_before,matches,id_before,path_before,record_before";
    write!(out, "{names}\r\n")
}

/// Writes how one article changed, as a row.
pub fn write_csv_change(out: &mut dyn Write, changed: &ChangedArticle) -> io::Result<()> {
    let change = wire::replay::Change::of(changed);
    let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
    let row = [
        change.change.to_owned(),
        change.place.id.to_owned(),
        cell(change.title),
        cell(change.published.unwrap_or("")),
        cell(change.place.path),
        number(change.place.record),
        change.content_changed.to_string(),
        number(change.matches_before),
        number(change.matches),
        change.id_before.unwrap_or("").to_owned(),
        change.path_before.map(cell).unwrap_or_default(),
        number(change.record_before),
    ];
    write!(out, "{}\r\n", row.join(","))
}
