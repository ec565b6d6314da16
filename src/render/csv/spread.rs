//! How a story spread, day by day.

use std::io::{self, Write};

use super::cell::cell;
use crate::choice::Period;
use crate::search::{Spread, SpreadDay};

/// Separates names in one cell.
const BETWEEN: &str = "; ";

/// Writes a row for each day, after a line of names.
pub fn write_csv(out: &mut dyn Write, spread: &Spread) -> io::Result<()> {
    write!(out, "day,articles,stories,new_publishers,known_publishers,unnamed\r\n")?;
    for day in &spread.days {
        let SpreadDay { day, n_articles, n_stories, new_publishers, known_publishers, n_unnamed } = day;
        let [new, known] = [new_publishers, known_publishers].map(|names| cell(&names.join(BETWEEN)));
        write!(out, "{},{n_articles},{n_stories},{new},{known},{n_unnamed}\r\n", Period::Day.label(*day))?;
    }
    Ok(())
}
