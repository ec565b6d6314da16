//! The timeline as a picture of bars, each a link to its stretch of time.

use super::asked::{Asked, Param};
use super::number::grouped;
use crate::article::Day;
use crate::choice::Period;
use crate::hit::Facets;
use crate::render::text::style::percent;
use crate::search::{Stretch, timeline};

/// Maximum number of bars, as far as years allow.
const MAX_BARS: usize = 120;

/// Width of a bar, and height of the highest one, in units of the drawing.
const BAR_STEP: usize = 10;
const HEIGHT: f64 = 60.0;

pub(super) struct Timeline {
    pub(super) bars: Vec<Bar>,
    pub(super) period: &'static str,
    pub(super) first: String,
    pub(super) last: String,
    /// The width of the drawing.
    pub(super) width: usize,
    /// The largest share, in words; `None` if all articles match.
    pub(super) largest_share: Option<String>,
    /// The largest count, in words.
    pub(super) largest: String,
    /// The number of matching articles without a date, in words; `None` if all have one.
    pub(super) undated: Option<String>,
}

pub(super) struct Bar {
    pub(super) label: String,
    pub(super) matching: String,
    pub(super) all: String,
    pub(super) share: String,
    pub(super) link: String,
    pub(super) x: usize,
    /// The top of the count's bar, and its height.
    pub(super) count_y: String,
    pub(super) count_height: String,
    /// The same for the share of all articles.
    pub(super) share_y: String,
    pub(super) share_height: String,
}

impl Timeline {
    /// Returns the timeline of matching articles beside all articles, of which there are `n_all`;
    /// `None` if no matching article has a date.
    pub(super) fn of(matching: &Facets, all: &[(Day, u64)], n_all: u64, asked: &Asked, path: &str) -> Option<Timeline> {
        let period = Period::fitting(&matching.days, MAX_BARS);
        let stretches = timeline(&matching.days, all, period);
        let (first, last) = (stretches.first()?, stretches.last()?);
        let largest = stretches.iter().map(|stretch| stretch.n_matching).max().unwrap_or(1).max(1);
        let largest_share = stretches.iter().filter_map(Stretch::share).fold(0.0, f64::max);
        let bars = stretches.iter().enumerate().map(|(idx, stretch)| {
            let label = period.label(stretch.first_day);
            let share = stretch.share().unwrap_or(0.0);
            let [(count_y, count_height), (share_y, share_height)] =
                [stretch.n_matching as f64 / largest as f64, share / largest_share.max(f64::MIN_POSITIVE)].map(bar);
            Bar {
                matching: grouped(stretch.n_matching),
                all: grouped(stretch.n_all),
                share: percent(share),
                link: asked.with(Param::Since, &label).with(Param::Until, &label).link(path),
                label,
                x: idx * BAR_STEP,
                count_y,
                count_height,
                share_y,
                share_height,
            }
        });
        let n_undated = matching.total - matching.n_dated();
        Some(Timeline {
            bars: bars.collect(),
            period: period.name(),
            first: period.label(first.first_day),
            last: period.label(last.first_day),
            width: stretches.len() * BAR_STEP,
            largest_share: (matching.total < n_all).then(|| percent(largest_share)),
            largest: grouped(largest),
            undated: (n_undated > 0).then(|| grouped(n_undated)),
        })
    }
}

/// Returns the top of a bar and its height. A bar that is not 0 is visible, however small.
fn bar(part: f64) -> (String, String) {
    let height = if part > 0.0 { (part * HEIGHT).max(1.5) } else { 0.0 };
    (format!("{:.1}", HEIGHT - height), format!("{height:.1}"))
}
