//! A timeline as a drawing: the places of bars and labels, which SVG and PNG share.
//!
//! The upper panel shows the articles that match, the lower one their share of all articles, both from the first stretch to the last.

use crate::query::Query;
use crate::render::text::columns::{columns, first_columns};
use crate::render::text::style::{count, percent};
use crate::search::{Answer, OverTime, Stretch};

/// Width and height of the drawing. All lengths have the same unit.
pub(super) const WIDTH: f64 = 960.0;
pub(super) const FULL_HEIGHT: f64 = 500.0;
/// Left and right edge of the bars.
pub(super) const LEFT: f64 = 64.0;
pub(super) const RIGHT: f64 = WIDTH - 48.0;
/// Upper edges of the two panels, and their height.
const TOPS: [f64; 2] = [72.0, 288.0];
const HEIGHT: f64 = 150.0;
/// Maximum labels; more would overlap.
const MAX_LABELS: usize = 10;
/// Maximum columns of the query in the heading.
const MAX_QUERY_COLUMNS: usize = 90;

/// Font sizes of the text and of the heading.
pub(super) const FONT_SIZE: f64 = 13.0;
pub(super) const HEADING_SIZE: f64 = 16.0;
/// Baselines of the heading and of the line about what is not shown.
pub(super) const HEADING_LINE: f64 = 28.0;
pub(super) const LEFT_OUT_LINE: f64 = FULL_HEIGHT - 16.0;

/// A drawn timeline.
pub(super) struct Chart {
    pub(super) heading: String,
    /// Describes the picture to people who do not see it.
    pub(super) description: String,
    pub(super) panels: [Panel; 2],
    /// How many articles are not shown, and why.
    pub(super) left_out: Option<String>,
}

/// Bars, with the scale beside them and the labels below.
pub(super) struct Panel {
    /// Red, green and blue.
    pub(super) color: [u8; 3],
    pub(super) caption: &'static str,
    pub(super) top: f64,
    pub(super) bottom: f64,
    /// The value of a bar with the height of the panel.
    pub(super) largest: String,
    pub(super) bars: Vec<Bar>,
    pub(super) labels: Vec<Label>,
}

/// A bar from the bottom of its panel.
pub(super) struct Bar {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    /// Its value, in words.
    pub(super) words: String,
}

/// A text below the middle of a bar.
pub(super) struct Label {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) text: String,
}

impl Chart {
    /// Draws the timeline of an answer, which may be empty.
    pub(super) fn new(answer: &Answer, over_time: &OverTime) -> Chart {
        let OverTime { period, stretches, .. } = over_time;
        let is_everything = answer.understood == Query::everything().to_string();
        let what = if is_everything { "all".to_owned() } else { shortened(&answer.understood) };
        let most = stretches.iter().map(|stretch| stretch.n_matching).max().unwrap_or(0);
        let largest_share = stretches.iter().filter_map(Stretch::share).fold(0.0, f64::max);
        let part = |value: f64, largest: f64| if largest > 0.0 { value / largest } else { 0.0 };
        let n_part = |stretch: &Stretch| part(stretch.n_matching as f64, most as f64);
        let share_part = |stretch: &Stretch| part(stretch.share().unwrap_or(0.0), largest_share);
        let panel = |top: f64, color, caption, largest, part: &dyn Fn(&Stretch) -> f64| Panel {
            color,
            caption,
            top,
            bottom: top + HEIGHT,
            largest,
            bars: bars(top, over_time, part),
            labels: labels(top, over_time),
        };
        let share = "share of all that were published";
        Chart {
            heading: format!("Articles by {}: {what}", period.name()),
            description: description(answer, over_time),
            panels: [
                panel(TOPS[0], [0x1f, 0x5a, 0x8a], "articles that match", most.to_string(), &n_part),
                panel(TOPS[1], [0xa8, 0x48, 0x0f], share, percent(largest_share), &share_part),
            ],
            left_out: left_out(over_time),
        }
    }
}

/// Returns the width of each stretch.
fn step(over_time: &OverTime) -> f64 {
    (RIGHT - LEFT) / over_time.stretches.len().max(1) as f64
}

fn bars(top: f64, over_time: &OverTime, part: &dyn Fn(&Stretch) -> f64) -> Vec<Bar> {
    let step = step(over_time);
    let bar = |(idx, stretch): (usize, &Stretch)| {
        // A bar that is not zero is always visible.
        let height = Some(part(stretch)).filter(|part| *part > 0.0).map(|part| (part * HEIGHT).max(1.5))?;
        let (x, y) = (LEFT + idx as f64 * step, top + HEIGHT - height);
        Some(Bar { x, y, width: step * 0.85, height, words: in_words(stretch, over_time) })
    };
    over_time.stretches.iter().enumerate().filter_map(bar).collect()
}

fn labels(top: f64, over_time: &OverTime) -> Vec<Label> {
    let OverTime { period, stretches, .. } = over_time;
    let step = step(over_time);
    let label = |(idx, stretch): (usize, &Stretch)| {
        let (x, y) = (LEFT + idx as f64 * step + step * 0.425, top + HEIGHT + 18.0);
        Label { x, y, text: period.label(stretch.first_day) }
    };
    stretches.iter().enumerate().step_by(stretches.len().div_ceil(MAX_LABELS).max(1)).map(label).collect()
}

fn in_words(stretch: &Stretch, over_time: &OverTime) -> String {
    let Stretch { first_day, n_matching, n_all, .. } = stretch;
    let share = stretch.share().map(|share| format!(" ({})", percent(share))).unwrap_or_default();
    format!("{}: {n_matching} of {}{share}", over_time.period.label(*first_day), count(*n_all, "article"))
}

/// Describes the picture to people who do not see it.
fn description(answer: &Answer, over_time: &OverTime) -> String {
    let stretches = &over_time.stretches;
    let label = |stretch: &Stretch| over_time.period.label(stretch.first_day);
    let mut sentences = vec![format!("{} match.", count(answer.total as u64, "article"))];
    if let (Some(first), Some(last)) = (stretches.first(), stretches.last()) {
        sentences.push(format!("The first are of {}, the last of {}.", label(first), label(last)));
    }
    // The first of equal ones.
    if let Some(most) = stretches.iter().rev().max_by_key(|stretch| stretch.n_matching) {
        sentences.push(format!("Most are of {}.", in_words(most, over_time)));
    }
    let share = |stretch: &&Stretch| stretch.share().unwrap_or(0.0);
    if let Some(most) = stretches.iter().rev().max_by(|a, b| share(a).total_cmp(&share(b))) {
        sentences.push(format!("The largest share is that of {}.", in_words(most, over_time)));
    }
    sentences.extend(left_out(over_time));
    sentences.join(" ")
}

/// Returns how many articles are not shown, and why; `None` if all are.
fn left_out(over_time: &OverTime) -> Option<String> {
    let OverTime { n_before, n_undated, .. } = over_time;
    let told = [(*n_undated, "without a date"), (*n_before, "before")].into_iter().filter(|(n, _)| *n > 0);
    let told: Vec<String> = told.map(|(n, what)| format!("{} {what}", count(n, "article"))).collect();
    (!told.is_empty()).then(|| format!("Not shown: {}.", told.join(", ")))
}

fn shortened(text: &str) -> String {
    let beginning = first_columns(text, MAX_QUERY_COLUMNS);
    if columns(text) > MAX_QUERY_COLUMNS { format!("{beginning}…") } else { text.to_owned() }
}
