//! How many articles have each value.

use std::io::{self, Write};

use super::cell::cell;
use crate::search::{Counts, FacetCounts, OverTime, Stretch, ValueCount};

/// Writes all counts in one table. The first column names the kind of value, such as `publisher` or `month`. Rows for articles `before` the
/// timeline and for `undated` articles have no value. A share is empty if there are no articles at all.
pub fn write_csv(out: &mut dyn Write, counts: &Counts) -> io::Result<()> {
    write!(out, "by,value,articles,all,share,stories\r\n")?;
    let share = |share: Option<f64>| share.map(|share| format!("{share:.6}")).unwrap_or_default();
    for FacetCounts { facet, values, .. } in &counts.facets {
        for counted in values {
            let ValueCount { value, n_matching, n_stories, n_all } = counted;
            let (by, value, share) = (facet.name(), cell(value), share(counted.share()));
            write!(out, "{by},{value},{n_matching},{n_all},{share},{n_stories}\r\n")?;
        }
    }
    let Some(over_time) = &counts.over_time else { return Ok(()) };
    let OverTime { period, stretches, n_stories, n_before, n_undated, n_all_undated, .. } = over_time;
    for (stretch, n_stories) in stretches.iter().zip(n_stories) {
        let (label, Stretch { n_matching, n_all, .. }) = (cell(&period.label(stretch.first_day)), stretch);
        write!(out, "{},{label},{n_matching},{n_all},{},{n_stories}\r\n", period.name(), share(stretch.share()))?;
    }
    if *n_before > 0 {
        write!(out, "before,,{n_before},,,\r\n")?;
    }
    let undated_share = (*n_all_undated > 0).then(|| *n_undated as f64 / *n_all_undated as f64);
    write!(out, "undated,,{n_undated},{n_all_undated},{},\r\n", share(undated_share))
}
