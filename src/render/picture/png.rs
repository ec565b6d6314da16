//! A timeline as a PNG, for slides and documents that do not accept SVG.
//!
//! The font (DejaVu Sans) is in the program, so the same numbers give the same picture on every machine. Letters that the font lacks, and scripts
//! that need shaping or run from right to left, are drawn as boxes, and the caller is informed. Title and description are in the file as text.

use std::io::{self, Write};

use ab_glyph_rasterizer::{Point, Rasterizer, point};
use unicode_normalization::UnicodeNormalization;

use super::chart::{Chart, FONT_SIZE, FULL_HEIGHT, HEADING_LINE, HEADING_SIZE, LEFT, LEFT_OUT_LINE, Panel, RIGHT, WIDTH};
use super::truetype::{Curve, Font, GlyphId, Place};
use crate::render::text::style::clean;
use crate::search::{Answer, OverTime};

/// Pixels for each unit of the drawing: enough for print.
const SCALE: f64 = 2.0;

const INK: [u8; 3] = [0x22; 3];
const RULE: [u8; 3] = [0xbb; 3];

/// How a text is aligned to its place.
#[derive(Clone, Copy, PartialEq)]
enum Anchor {
    Start,
    Middle,
    End,
}

/// Writes the timeline of an answer, which may be empty. Returns whether all letters could be drawn.
pub fn write_timeline(out: &mut dyn Write, answer: &Answer, over_time: &OverTime) -> io::Result<bool> {
    let chart = Chart::new(answer, over_time);
    let mut picture = Picture::new()?;
    let width = RIGHT - LEFT;
    picture.write(LEFT, HEADING_LINE, HEADING_SIZE, width, Anchor::Start, &chart.heading);
    chart.panels.iter().for_each(|panel| picture.draw(panel));
    if let Some(left_out) = &chart.left_out {
        picture.write(LEFT, LEFT_OUT_LINE, FONT_SIZE, width, Anchor::Start, left_out);
    }
    let mut encoder = png::Encoder::new(out, picture.width as u32, picture.height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.add_itxt_chunk("Title".to_owned(), clean(&chart.heading).into_owned())?;
    encoder.add_itxt_chunk("Description".to_owned(), clean(&chart.description).into_owned())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&picture.points)?;
    writer.finish()?;
    Ok(picture.is_complete)
}

/// Pixels as red, green and blue, row by row from the top.
struct Picture {
    width: usize,
    height: usize,
    points: Vec<u8>,
    font: Font,
    /// Whether all letters so far could be drawn.
    is_complete: bool,
}

impl Picture {
    fn new() -> io::Result<Picture> {
        let (width, height) = ((WIDTH * SCALE) as usize, (FULL_HEIGHT * SCALE) as usize);
        let font = Font::new(dejavu::sans::regular()).ok_or_else(|| io::Error::other("the font does not read"))?;
        Ok(Picture { width, height, points: vec![0xff; width * height * 3], font, is_complete: true })
    }

    fn draw(&mut self, panel: &Panel) {
        let Panel { color, caption, top, bottom, largest, bars, labels } = panel;
        let width = RIGHT - LEFT;
        self.write(LEFT, top - 10.0, FONT_SIZE, width, Anchor::Start, caption);
        for (y, text) in [(*top, largest.as_str()), (*bottom, "0")] {
            self.fill([LEFT, y - 0.5], [RIGHT, y + 0.5], RULE);
            self.write(LEFT - 6.0, y + 4.0, FONT_SIZE, LEFT - 6.0, Anchor::End, text);
        }
        for bar in bars {
            self.fill([bar.x, bar.y], [bar.x + bar.width, bar.y + bar.height], *color);
        }
        for label in labels {
            self.write(label.x, label.y, FONT_SIZE, width, Anchor::Middle, &label.text);
        }
    }

    /// Fills a rectangle, given by its upper left and lower right corner. A pixel that is partly covered gets part of the colour.
    fn fill(&mut self, from: [f64; 2], to: [f64; 2], color: [u8; 3]) {
        let [left, top, right, bottom] = [from[0], from[1], to[0], to[1]].map(|length| (length * SCALE).max(0.0));
        let covered = |point: usize, from: f64, to: f64| (to.min(point as f64 + 1.0) - from.max(point as f64)).max(0.0);
        for y in top as usize..(bottom.ceil() as usize).min(self.height) {
            for x in left as usize..(right.ceil() as usize).min(self.width) {
                self.blend(x, y, covered(x, left, right) * covered(y, top, bottom), color);
            }
        }
    }

    fn blend(&mut self, x: usize, y: usize, share: f64, color: [u8; 3]) {
        if x >= self.width || y >= self.height {
            return;
        }
        let at = (y * self.width + x) * 3;
        for (point, color) in self.points[at..at + 3].iter_mut().zip(color) {
            *point = (f64::from(*point) * (1.0 - share) + f64::from(color) * share).round() as u8;
        }
    }

    /// Writes a line of text, in smaller letters if it would be wider than `max_width`.
    fn write(&mut self, x: f64, line: f64, size: f64, max_width: f64, anchor: Anchor, text: &str) {
        // The font has letters for composed characters.
        let letters: Vec<GlyphId> = clean(text).nfc().map(|letter| self.glyph(letter)).collect();
        let width = self.width_of(&letters, size);
        let size = size * (max_width / width).min(1.0);
        let width = width.min(max_width);
        let start = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        let mut at = (start * SCALE) as f32;
        let scale = self.px_per_unit(size);
        for (idx, id) in letters.iter().enumerate() {
            at += if idx > 0 { self.font.kern(letters[idx - 1], *id) * scale } else { 0.0 };
            // A space has no outline.
            let outline = Outline { curves: self.font.outline(*id), origin: point(at, (line * SCALE) as f32), scale };
            outline.fill(|x, y, share| self.blend(x, y, share, INK));
            at += self.font.advance(*id) * scale;
        }
    }

    /// Returns the font's glyph of a letter, or a box if it cannot be drawn.
    fn glyph(&mut self, letter: char) -> GlyphId {
        let id = if is_simple(letter) { self.font.glyph(letter) } else { None };
        self.is_complete &= id.is_some();
        id.unwrap_or(0)
    }

    /// Returns how wide letters are, in units of the drawing.
    fn width_of(&self, letters: &[GlyphId], size: f64) -> f64 {
        let kern: f32 = letters.windows(2).map(|pair| self.font.kern(pair[0], pair[1])).sum();
        let advance: f32 = letters.iter().map(|id| self.font.advance(*id)).sum();
        f64::from((kern + advance) * self.px_per_unit(size)) / SCALE
    }

    /// Returns the pixels in a unit of the font.
    fn px_per_unit(&self, size: f64) -> f32 {
        (size * SCALE) as f32 / self.font.units_per_em()
    }
}

/// The outline of a letter in the picture.
struct Outline {
    curves: Vec<Curve>,
    /// Where the letter stands on its line, in pixels.
    origin: Point,
    /// The pixels in a unit of the font.
    scale: f32,
}

impl Outline {
    /// Calls `each` with the pixels inside the picture's left and upper edge, and how much of each is covered.
    fn fill(&self, mut each: impl FnMut(usize, usize, f64)) {
        let mut corners = [f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY];
        for curve in &self.curves {
            let points = match curve {
                Curve::Line(points) => &points[..],
                Curve::Quadratic(points) => &points[..],
            };
            for Point { x, y } in points.iter().map(|place| self.point(*place)) {
                let [left, top, right, bottom] = corners;
                corners = [left.min(x), top.min(y), right.max(x), bottom.max(y)];
            }
        }
        let [left, top, right, bottom] = [corners[0].floor(), corners[1].floor(), corners[2].ceil(), corners[3].ceil()];
        if right <= left || bottom <= top {
            return;
        }
        let mut rasterizer = Rasterizer::new((right - left) as usize, (bottom - top) as usize);
        let inside = |place: Place| {
            let Point { x, y } = self.point(place);
            point(x - left, y - top)
        };
        for curve in &self.curves {
            match *curve {
                Curve::Line([a, b]) => rasterizer.draw_line(inside(a), inside(b)),
                Curve::Quadratic([a, b, c]) => rasterizer.draw_quad(inside(a), inside(b), inside(c)),
            }
        }
        rasterizer.for_each_pixel_2d(|x, y, share| {
            let (x, y) = (left + x as f32, top + y as f32);
            if x >= 0.0 && y >= 0.0 {
                each(x as usize, y as usize, f64::from(share.clamp(0.0, 1.0)));
            }
        });
    }

    /// Returns a point of the font as one of the picture, where `y` falls.
    fn point(&self, [x, y]: Place) -> Point {
        point(self.origin.x + x * self.scale, self.origin.y - y * self.scale)
    }
}

/// Returns whether a letter needs no shaping and runs from left to right: those of the Latin, Greek, Cyrillic, Armenian and Georgian alphabets, and
/// signs.
fn is_simple(letter: char) -> bool {
    matches!(letter, '\u{20}'..='\u{58f}' | '\u{10a0}'..='\u{10ff}' | '\u{1c80}'..='\u{1cbf}' | '\u{1d00}'..='\u{2bff}' | '\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str) -> Picture {
        let mut picture = Picture::new().unwrap();
        picture.write(10.0, 30.0, 20.0, 400.0, Anchor::Start, text);
        picture
    }

    fn darkest_column(picture: &Picture, range: std::ops::Range<usize>) -> Option<usize> {
        let is_ink = |x: usize| (0..picture.height).any(|y| picture.points[(y * picture.width + x) * 3] < 0x80);
        range.rev().find(|x| is_ink(*x))
    }

    #[test]
    fn letters_are_drawn_and_those_that_cannot_be_are_boxes() {
        for text in ["flood", "naïve cafe\u{301}", "ΠΛΗΜΜΥΡΑ", "наводнение", "“a” — …", "\u{1b}[2J"] {
            assert!(drawn(text).is_complete, "{text:?}");
        }
        for text in ["洪水", "فيضان", "מבול", "बाढ़", "🌊"] {
            let picture = drawn(text);
            assert!(!picture.is_complete, "{text}");
            assert!(darkest_column(&picture, 0..picture.width).is_some(), "{text}");
        }
        assert_eq!(darkest_column(&drawn(" "), 0..1_000), None);
        // An accent is part of its letter, composed or not.
        assert!(drawn("café").points == drawn("cafe\u{301}").points);
    }

    #[test]
    fn what_is_long_is_written_smaller() {
        let picture = drawn(&"flood ".repeat(40));
        let last = darkest_column(&picture, 0..picture.width).unwrap();
        assert!((780..=820).contains(&last), "{last}");
    }

    #[test]
    fn parts_of_points_take_parts_of_the_colour() {
        let mut picture = Picture::new().unwrap();
        picture.fill([1.0, 1.0], [2.25, 2.0], [0; 3]);
        let row: Vec<u8> = (1..6).map(|x| picture.points[(2 * picture.width + x) * 3]).collect();
        assert_eq!(row, [0xff, 0, 0, 0x80, 0xff]);
        // Nothing is drawn outside the picture.
        picture.fill([-5.0, -5.0], [5000.0, 5000.0], [7; 3]);
        assert!(picture.points.iter().all(|point| *point == 7));
    }
}
