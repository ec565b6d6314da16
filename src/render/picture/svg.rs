//! A timeline as an SVG. It loads nothing and runs nothing, and its title and description say what it shows.
//!
//! All text from outside goes through [`escape`].

use std::io::{self, Write};

use super::chart::{
    Bar, Chart, FONT_SIZE, FULL_HEIGHT, HEADING_LINE, HEADING_SIZE, LEFT, LEFT_OUT_LINE, Label, Panel, RIGHT, WIDTH,
};
use crate::render::html::escape::escape;
use crate::search::{Answer, OverTime};

/// Writes the timeline of an answer, which may be empty.
pub fn write_timeline(out: &mut dyn Write, answer: &Answer, over_time: &OverTime) -> io::Result<()> {
    let Chart { heading, description, panels, left_out } = Chart::new(answer, over_time);
    let heading = escape(&heading);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {FULL_HEIGHT}\" width=\"{WIDTH}\" height=\"{FULL_HEIGHT}\" "
    )?;
    writeln!(
        out,
        "role=\"img\" aria-labelledby=\"title description\" xml:lang=\"en\" font-family=\"sans-serif\" font-size=\"{FONT_SIZE}\" fill=\"#222\">"
    )?;
    writeln!(out, "<title id=\"title\">{heading}</title>\n<desc id=\"description\">{}</desc>", escape(&description))?;
    writeln!(out, "<rect width=\"{WIDTH}\" height=\"{FULL_HEIGHT}\" fill=\"#fff\"/>")?;
    writeln!(out, "<text x=\"{LEFT}\" y=\"{HEADING_LINE}\" font-size=\"{HEADING_SIZE}\" font-weight=\"bold\">{heading}</text>")?;
    panels.iter().try_for_each(|panel| write_panel(out, panel))?;
    if let Some(left_out) = left_out {
        writeln!(out, "<text x=\"{LEFT}\" y=\"{LEFT_OUT_LINE}\">{left_out}</text>")?;
    }
    writeln!(out, "</svg>")
}

fn write_panel(out: &mut dyn Write, panel: &Panel) -> io::Result<()> {
    let Panel { color: [red, green, blue], caption, top, bottom, largest, bars, labels } = panel;
    writeln!(out, "<text x=\"{LEFT}\" y=\"{}\">{caption}</text>", top - 10.0)?;
    for (y, text) in [(top, largest.as_str()), (bottom, "0")] {
        writeln!(out, "<path d=\"M{LEFT} {y}H{RIGHT}\" stroke=\"#bbb\"/>")?;
        writeln!(out, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{text}</text>", LEFT - 6.0, y + 4.0)?;
    }
    writeln!(out, "<g fill=\"#{red:02x}{green:02x}{blue:02x}\">")?;
    for Bar { x, y, width, height, words } in bars {
        write!(out, "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\">")?;
        writeln!(out, "<title>{}</title></rect>", escape(words))?;
    }
    writeln!(out, "</g>")?;
    for Label { x, y, text } in labels {
        writeln!(out, "<text x=\"{x:.2}\" y=\"{y}\" text-anchor=\"middle\">{}</text>", escape(text))?;
    }
    Ok(())
}
