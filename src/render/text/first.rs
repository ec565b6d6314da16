//! The articles of the first day, in a line.

use super::style::count;
use crate::choice::Period;
use crate::render::words::answer::totals;
use crate::search::First;

/// Returns the first day, how many articles are from it, and how many match in all.
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
