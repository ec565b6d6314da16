//! A timeline as a picture (SVG) that stands on its own: nothing is loaded, nothing runs, and its title and description tell what it shows.
//!
//! Above are the articles that match, below their share of all that were published, both from the first stretch to the last. Every word that is not
//! ours goes through [`escape`].

use std::io::{self, Write};

use super::columns::{columns, first_columns};
use super::html::escape;
use super::percent;
use super::terminal::count;
use crate::query::Query;
use crate::search::{Answer, OverTime, Stretch};

const WIDTH: f64 = 960.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 48.0;
/// Where each of the two drawings begins, and how high it is.
const TOPS: [f64; 2] = [72.0, 288.0];
const HEIGHT: f64 = 150.0;
/// How high the whole picture is.
const FULL_HEIGHT: f64 = 500.0;
/// So many stretches have a label at most; more would run into each other.
const MAX_LABELS: usize = 10;
/// So much of a query fits into the heading.
const MAX_QUERY_COLUMNS: usize = 90;

/// Writes the timeline of an answer. It may be empty.
pub fn write_timeline(out: &mut dyn Write, answer: &Answer, over_time: &OverTime) -> io::Result<()> {
    let OverTime { period, stretches, .. } = over_time;
    let is_everything = answer.understood == Query::everything().to_string();
    let what = if is_everything { "all".to_owned() } else { shortened(&answer.understood) };
    let heading = format!("Articles by {}: {what}", period.name());
    let (heading, description) = (escape(&heading), description(answer, over_time));
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {FULL_HEIGHT}\" width=\"{WIDTH}\" height=\"{FULL_HEIGHT}\" "
    )?;
    writeln!(
        out,
        "role=\"img\" aria-labelledby=\"title description\" xml:lang=\"en\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#222\">"
    )?;
    writeln!(out, "<title id=\"title\">{heading}</title>\n<desc id=\"description\">{}</desc>", escape(&description))?;
    writeln!(out, "<rect width=\"{WIDTH}\" height=\"{FULL_HEIGHT}\" fill=\"#fff\"/>")?;
    writeln!(out, "<text x=\"{LEFT}\" y=\"28\" font-size=\"16\" font-weight=\"bold\">{heading}</text>")?;
    let most = stretches.iter().map(|stretch| stretch.n_matching).max().unwrap_or(0);
    let largest_share = stretches.iter().filter_map(Stretch::share).fold(0.0, f64::max);
    let part = |value: f64, largest: f64| if largest > 0.0 { value / largest } else { 0.0 };
    let n_part = |stretch: &Stretch| part(stretch.n_matching as f64, most as f64);
    let share_part = |stretch: &Stretch| part(stretch.share().unwrap_or(0.0), largest_share);
    write_bars(out, TOPS[0], "#1f5a8a", "articles that match", &most.to_string(), over_time, &n_part)?;
    write_bars(out, TOPS[1], "#a8480f", "share of all that were published", &percent(largest_share), over_time, &share_part)?;
    if let Some(left_out) = left_out(over_time) {
        writeln!(out, "<text x=\"{LEFT}\" y=\"{}\">{left_out}</text>", FULL_HEIGHT - 16.0)?;
    }
    writeln!(out, "</svg>")
}

/// Writes a bar for each stretch, the scale beside them and the labels below.
fn write_bars(
    out: &mut dyn Write,
    top: f64,
    color: &str,
    caption: &str,
    largest: &str,
    over_time: &OverTime,
    part: &dyn Fn(&Stretch) -> f64,
) -> io::Result<()> {
    let OverTime { period, stretches, .. } = over_time;
    let (right, bottom) = (WIDTH - RIGHT, top + HEIGHT);
    let step = (right - LEFT) / stretches.len().max(1) as f64;
    writeln!(out, "<text x=\"{LEFT}\" y=\"{}\">{caption}</text>", top - 10.0)?;
    for (y, text) in [(top, largest), (bottom, "0")] {
        writeln!(out, "<path d=\"M{LEFT} {y}H{right}\" stroke=\"#bbb\"/>")?;
        writeln!(out, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{text}</text>", LEFT - 6.0, y + 4.0)?;
    }
    writeln!(out, "<g fill=\"{color}\">")?;
    for (idx, stretch) in stretches.iter().enumerate() {
        let part = part(stretch);
        if part <= 0.0 {
            continue;
        }
        // What is there is seen, however little it is.
        let (x, height) = (LEFT + idx as f64 * step, (part * HEIGHT).max(1.5));
        let (y, width) = (bottom - height, step * 0.85);
        write!(out, "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\">")?;
        writeln!(out, "<title>{}</title></rect>", escape(&in_words(stretch, over_time)))?;
    }
    writeln!(out, "</g>")?;
    for (idx, stretch) in stretches.iter().enumerate().step_by(stretches.len().div_ceil(MAX_LABELS).max(1)) {
        let (x, y) = (LEFT + idx as f64 * step + step * 0.425, bottom + 18.0);
        writeln!(out, "<text x=\"{x:.2}\" y=\"{y}\" text-anchor=\"middle\">{}</text>", escape(&period.label(stretch.first_day)))?;
    }
    Ok(())
}

fn in_words(stretch: &Stretch, over_time: &OverTime) -> String {
    let Stretch { first_day, n_matching, n_all, .. } = stretch;
    let share = stretch.share().map(|share| format!(" ({})", percent(share))).unwrap_or_default();
    format!("{}: {n_matching} of {}{share}", over_time.period.label(*first_day), count(*n_all, "article"))
}

/// Tells the picture to those who do not see it.
fn description(answer: &Answer, over_time: &OverTime) -> String {
    let stretches = &over_time.stretches;
    let label = |stretch: &Stretch| over_time.period.label(stretch.first_day);
    let mut sentences = vec![format!("{} match.", count(answer.total as u64, "article"))];
    if let (Some(first), Some(last)) = (stretches.first(), stretches.last()) {
        sentences.push(format!("The first are of {}, the last of {}.", label(first), label(last)));
    }
    // Of equal ones, the first.
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

/// Says what is not drawn.
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
