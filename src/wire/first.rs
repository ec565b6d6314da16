//! The articles of the first day.

use std::io::{self, Write};

use serde::Serialize;

use super::hit::write_hits;
use super::{Kind, write_line};
use crate::choice::Period;
use crate::search::First;

/// The first day, how many articles are from it, and how many match in all.
#[derive(Debug, Serialize)]
struct FirstSummary<'f> {
    understood: &'f str,
    day: Option<String>,
    on_day: usize,
    shown: usize,
    total: u64,
    undated: u64,
}

impl Kind for FirstSummary<'_> {
    const KIND: &'static str = "summary";
}

/// Writes the articles of the first day: an object for each, then a summary.
pub fn write_first(out: &mut dyn Write, first: &First) -> io::Result<()> {
    write_hits(out, &first.answer)?;
    let summary = FirstSummary {
        understood: &first.answer.understood,
        day: first.day.map(|day| Period::Day.label(day)),
        on_day: first.answer.total,
        shown: first.answer.hits.len(),
        total: first.n_all,
        undated: first.n_undated,
    };
    write_line(out, summary)
}
