//! What was printed first, as JSON, and in a line.

use std::io::{self, Write};

use serde::Serialize;

use super::json::{write_hits, write_line};
use super::terminal::count;
use super::{FORMAT_VERSION, totals};
use crate::choice::Period;
use crate::search::First;

#[derive(Serialize)]
struct Summary<'f> {
    format_version: u32,
    kind: &'static str,
    understood: &'f str,
    day: Option<String>,
    on_day: usize,
    shown: usize,
    total: u64,
    undated: u64,
}

/// Returns how many articles are of the first day, which that is, and how many there are besides.
pub fn summary(first: &First) -> String {
    let undated = match first.n_undated {
        0 => String::new(),
        n => format!(", {n} of them without a date"),
    };
    let all = format!("{} in all{undated}", count(first.n_all, "article"));
    match first.day {
        Some(day) => format!("{} of {}, the first day; {all}", totals(&first.answer), Period::Day.label(day)),
        None => all,
    }
}

/// Writes the articles of the first day, one object each, then a summary.
pub fn write_json(out: &mut dyn Write, first: &First) -> io::Result<()> {
    write_hits(out, &first.answer)?;
    let summary = Summary {
        format_version: FORMAT_VERSION,
        kind: "summary",
        understood: &first.answer.understood,
        day: first.day.map(|day| Period::Day.label(day)),
        on_day: first.answer.total,
        shown: first.answer.hits.len(),
        total: first.n_all,
        undated: first.n_undated,
    };
    write_line(out, &summary)
}
