//! The letters of a TrueType font: their glyphs, how wide they are, their outlines and their kerning.
//!
//! It reads what the font in the program has: a `cmap` of format 4, outlines in `glyf`, and a `kern` table
//! of format 0. There is no hinting and no shaping. Nothing is read outside the font, and what does not
//! read is left out. Lengths are in units of the font; `y` rises.

/// A point of an outline.
pub(super) type Place = [f32; 2];

/// A part of a contour: from its first point to its last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Curve {
    Line([Place; 2]),
    /// The point in the middle pulls the curve to itself.
    Quadratic([Place; 3]),
}

/// The number of a glyph. 0 is the box for letters that the font lacks.
pub(super) type GlyphId = u16;

/// A font.
pub(super) struct Font {
    bytes: &'static [u8],
    units_per_em: u16,
    n_widths: u16,
    has_long_offsets: bool,
    /// Where tables begin.
    widths: usize,
    offsets: usize,
    outlines: usize,
    letters: usize,
    /// The pairs of letters that stand closer or farther apart: where they begin, and their number.
    pairs: (usize, usize),
}

/// Maximum depth of glyphs that are made of others. Letters with two accents have 2.
const MAX_PARTS_DEPTH: usize = 5;

impl Font {
    /// Returns the font in a file; `None` if a table is missing.
    pub(super) fn new(bytes: &'static [u8]) -> Option<Font> {
        let table = |tag: &[u8; 4]| {
            let n_tables = usize::from(u16_at(bytes, 4)?);
            let entry = (0..n_tables).map(|idx| 12 + 16 * idx).find(|entry| bytes.get(*entry..entry + 4) == Some(tag))?;
            usize_at(bytes, entry + 8)
        };
        let (head, hhea) = (table(b"head")?, table(b"hhea")?);
        Some(Font {
            bytes,
            units_per_em: u16_at(bytes, head + 18)?.max(1),
            n_widths: u16_at(bytes, hhea + 34)?.max(1),
            has_long_offsets: u16_at(bytes, head + 50)? != 0,
            widths: table(b"hmtx")?,
            offsets: table(b"loca")?,
            outlines: table(b"glyf")?,
            letters: letters(bytes, table(b"cmap")?)?,
            pairs: table(b"kern").and_then(|kern| pairs(bytes, kern)).unwrap_or_default(),
        })
    }

    /// Returns the units in the size of the font.
    pub(super) fn units_per_em(&self) -> f32 {
        f32::from(self.units_per_em)
    }

    /// Returns the glyph of a letter; `None` if the font lacks it.
    pub(super) fn glyph(&self, letter: char) -> Option<GlyphId> {
        let letter = u16::try_from(u32::from(letter)).ok()?;
        let n_bytes = usize::from(u16_at(self.bytes, self.letters + 6)?);
        let of_range = |list: usize, idx: usize| u16_at(self.bytes, self.letters + 14 + list * n_bytes + 2 * idx);
        // Ranges of letters rise. Between their ends and their beginnings are two bytes more.
        let idx = (0..n_bytes / 2).find(|idx| of_range(0, *idx).is_some_and(|end| end >= letter))?;
        let pad = 2;
        let in_list = |list: usize| self.letters + 14 + pad + list * n_bytes + 2 * idx;
        let start = u16_at(self.bytes, in_list(1))?;
        let in_range = letter.checked_sub(start)?;
        let (delta, offset) = (u16_at(self.bytes, in_list(2))?, u16_at(self.bytes, in_list(3))?);
        let glyph = match offset {
            0 => letter.wrapping_add(delta),
            offset => match u16_at(self.bytes, in_list(3) + usize::from(offset) + 2 * usize::from(in_range))? {
                0 => 0,
                glyph => glyph.wrapping_add(delta),
            },
        };
        (glyph != 0).then_some(glyph)
    }

    /// Returns how far a glyph is from the next.
    pub(super) fn advance(&self, glyph: GlyphId) -> f32 {
        // The last width is that of all further glyphs.
        let idx = usize::from(glyph.min(self.n_widths - 1));
        u16_at(self.bytes, self.widths + 4 * idx).map_or(0.0, f32::from)
    }

    /// Returns how much farther apart two glyphs stand than others.
    pub(super) fn kern(&self, left: GlyphId, right: GlyphId) -> f32 {
        let (start, n_pairs) = self.pairs;
        let pair = |idx: usize| Some((u16_at(self.bytes, start + 6 * idx)?, u16_at(self.bytes, start + 6 * idx + 2)?));
        let (mut low, mut high) = (0, n_pairs);
        while low < high {
            let middle = low.midpoint(high);
            match pair(middle) {
                Some(found) if found < (left, right) => low = middle + 1,
                _ => high = middle,
            }
        }
        let is_found = low < n_pairs && pair(low) == Some((left, right));
        if is_found { i16_at(self.bytes, start + 6 * low + 4).map_or(0.0, f32::from) } else { 0.0 }
    }

    /// Returns the outline of a glyph. Empty if it has none, as a space.
    pub(super) fn outline(&self, glyph: GlyphId) -> Vec<Curve> {
        let mut curves = Vec::new();
        let _ = self.add_outline(glyph, &|place| place, 0, &mut curves);
        curves
    }

    /// `None` if it ends before it should.
    fn add_outline(&self, glyph: GlyphId, moved: &dyn Fn(Place) -> Place, depth: usize, curves: &mut Vec<Curve>) -> Option<()> {
        let offset = |idx: usize| match self.has_long_offsets {
            true => usize_at(self.bytes, self.offsets + 4 * idx),
            false => Some(2 * usize::from(u16_at(self.bytes, self.offsets + 2 * idx)?)),
        };
        let (start, end) = (offset(usize::from(glyph))?, offset(usize::from(glyph) + 1)?);
        let glyph = self.bytes.get(self.outlines + start..self.outlines + end).filter(|glyph| !glyph.is_empty())?;
        match i16_at(glyph, 0)? {
            n_contours @ 0.. => add_contours(glyph, n_contours as usize, moved, curves),
            _ if depth < MAX_PARTS_DEPTH => self.add_parts(glyph, moved, depth, curves),
            _ => None,
        }
    }

    /// Adds the outline of a glyph that is made of others, as a letter with an accent.
    fn add_parts(&self, glyph: &[u8], moved: &dyn Fn(Place) -> Place, depth: usize, curves: &mut Vec<Curve>) -> Option<()> {
        const HAS_WORDS: u16 = 1;
        const HAS_PLACE: u16 = 2;
        const HAS_SCALE: u16 = 8;
        const HAS_MORE: u16 = 0x20;
        const HAS_TWO_SCALES: u16 = 0x40;
        const HAS_MATRIX: u16 = 0x80;
        let mut at = 10;
        loop {
            let (flags, part) = (u16_at(glyph, at)?, u16_at(glyph, at + 2)?);
            let has = |flag: u16| flags & flag != 0;
            at += 4;
            let [dx, dy] = match has(HAS_WORDS) {
                true => [i16_at(glyph, at)?, i16_at(glyph, at + 2)?],
                false => [at, at + 1].map(|at| glyph.get(at).map_or(0, |byte| i16::from(*byte as i8))),
            };
            at += if has(HAS_WORDS) { 4 } else { 2 };
            // Otherwise the part is placed by points, which this font does not do.
            let [dx, dy] = if has(HAS_PLACE) { [f32::from(dx), f32::from(dy)] } else { [0.0, 0.0] };
            let n_scales =
                [(HAS_SCALE, 1), (HAS_TWO_SCALES, 2), (HAS_MATRIX, 4)].iter().find(|(flag, _)| has(*flag)).map_or(0, |(_, n)| *n);
            let mut scales = [0.0; 4];
            for scale in scales.iter_mut().take(n_scales) {
                // Two bits before the point, 14 behind it.
                *scale = f32::from(i16_at(glyph, at)?) / 16_384.0;
                at += 2;
            }
            let [a, b, c, d] = match n_scales {
                0 => [1.0, 0.0, 0.0, 1.0],
                1 => [scales[0], 0.0, 0.0, scales[0]],
                2 => [scales[0], 0.0, 0.0, scales[1]],
                _ => scales,
            };
            let placed = |[x, y]: Place| moved([a * x + c * y + dx, b * x + d * y + dy]);
            let _ = self.add_outline(part, &placed, depth + 1, curves);
            if !has(HAS_MORE) {
                return Some(());
            }
        }
    }
}

/// Adds the contours of a glyph that has its own.
fn add_contours(glyph: &[u8], n_contours: usize, moved: &dyn Fn(Place) -> Place, curves: &mut Vec<Curve>) -> Option<()> {
    const IS_ON_CURVE: u8 = 1;
    const REPEATS: u8 = 8;
    let ends: Vec<usize> = (0..n_contours).map(|idx| u16_at(glyph, 10 + 2 * idx).map(usize::from)).collect::<Option<_>>()?;
    let n_points = ends.last().map_or(0, |last| last + 1);
    let mut at = 10 + 2 * n_contours;
    at += 2 + usize::from(u16_at(glyph, at)?);
    let mut flags: Vec<u8> = Vec::with_capacity(n_points);
    while flags.len() < n_points {
        let flag = *glyph.get(at)?;
        at += 1;
        let n_times = if flag & REPEATS != 0 { usize::from(*glyph.get(at)?) } else { 0 };
        at += usize::from(flag & REPEATS != 0);
        flags.extend(std::iter::repeat_n(flag, n_times + 1));
    }
    flags.truncate(n_points);
    // Each place is written as the distance from the one before: in one byte with its sign in the flag, in two, or as the same.
    let mut places = |is_short: u8, is_same: u8| -> Option<Vec<f32>> {
        let mut value = 0_i32;
        let mut values = Vec::with_capacity(n_points);
        for flag in &flags {
            value += match (flag & is_short != 0, flag & is_same != 0) {
                (true, is_positive) => {
                    let distance = i32::from(*glyph.get(at)?);
                    at += 1;
                    if is_positive { distance } else { -distance }
                }
                (false, true) => 0,
                (false, false) => {
                    let distance = i32::from(i16_at(glyph, at)?);
                    at += 2;
                    distance
                }
            };
            values.push(value as f32);
        }
        Some(values)
    };
    let (xs, ys) = (places(2, 0x10)?, places(4, 0x20)?);
    let points: Vec<(Place, bool)> =
        flags.iter().zip(xs).zip(ys).map(|((flag, x), y)| (moved([x, y]), flag & IS_ON_CURVE != 0)).collect();
    let mut start = 0;
    for end in ends {
        add_contour(points.get(start..=end)?, curves);
        start = end + 1;
    }
    Some(())
}

/// Adds one closed contour. Between two points that pull a curve lies one on the curve, in their middle.
fn add_contour(points: &[(Place, bool)], curves: &mut Vec<Curve>) {
    let middle = |[ax, ay]: Place, [bx, by]: Place| [(ax + bx) / 2.0, (ay + by) / 2.0];
    let [(first, is_first_on), .., (last, is_last_on)] = points else { return };
    let (start, inner) = match (is_first_on, is_last_on) {
        (true, _) => (*first, &points[1..]),
        (false, true) => (*last, &points[..points.len() - 1]),
        (false, false) => (middle(*first, *last), points),
    };
    let (mut at, mut pull): (Place, Option<Place>) = (start, None);
    for (place, is_on) in inner.iter().copied().chain([(start, true)]) {
        match (pull, is_on) {
            (None, true) => curves.push(Curve::Line([at, place])),
            (None, false) => {}
            (Some(pull), true) => curves.push(Curve::Quadratic([at, pull, place])),
            (Some(pull), false) => curves.push(Curve::Quadratic([at, pull, middle(pull, place)])),
        }
        at = match (pull, is_on) {
            (_, true) => place,
            (Some(pull), false) => middle(pull, place),
            (None, false) => at,
        };
        pull = (!is_on).then_some(place);
    }
}

/// Returns where the table of letters of format 4 begins.
fn letters(bytes: &[u8], cmap: usize) -> Option<usize> {
    let n_tables = usize::from(u16_at(bytes, cmap + 2)?);
    (0..n_tables)
        .filter_map(|idx| Some(cmap + usize_at(bytes, cmap + 8 + 8 * idx)?))
        .find(|table| u16_at(bytes, *table) == Some(4))
}

/// Returns where the pairs of a table of format 0 begin, and their number.
fn pairs(bytes: &[u8], kern: usize) -> Option<(usize, usize)> {
    const IS_HORIZONTAL: u16 = 1;
    let mut table = kern + 4;
    for _ in 0..u16_at(bytes, kern + 2)? {
        // The format is in the upper byte, and 0.
        if u16_at(bytes, table + 4)? == IS_HORIZONTAL {
            return Some((table + 14, usize::from(u16_at(bytes, table + 6)?)));
        }
        table += usize::from(u16_at(bytes, table + 2)?);
    }
    None
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn i16_at(bytes: &[u8], at: usize) -> Option<i16> {
    Some(i16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn usize_at(bytes: &[u8], at: usize) -> Option<usize> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn font() -> Font {
        Font::new(dejavu::sans::regular()).unwrap()
    }

    /// The box around an outline: left, bottom, right, top.
    fn bounds(curves: &[Curve]) -> [f32; 4] {
        let points = curves.iter().flat_map(|curve| match curve {
            Curve::Line(points) => points.to_vec(),
            Curve::Quadratic(points) => points.to_vec(),
        });
        let start = [f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY];
        points.fold(start, |[left, bottom, right, top], [x, y]| [left.min(x), bottom.min(y), right.max(x), top.max(y)])
    }

    #[test]
    fn letters_have_the_glyphs_and_widths_of_the_font() {
        let font = font();
        let width = |letter: char| font.glyph(letter).map(|glyph| font.advance(glyph) / font.units_per_em());
        // As the font's own table of metrics states them, in 2048 parts.
        assert_eq!(font.units_per_em(), 2048.0);
        assert_eq!(
            [' ', 'i', 'W', '—', 'я'].map(|letter| width(letter).map(|width| (width * 2048.0) as u32)),
            [651, 569, 2025, 2048, 1232].map(Some)
        );
        assert_eq!(['洪', '🌊', '\u{ffff}'].map(|letter| font.glyph(letter)), [None; 3]);
        let kern = |left: char, right: char| font.kern(font.glyph(left).unwrap(), font.glyph(right).unwrap());
        assert!(kern('A', 'V') < 0.0 && kern('T', 'o') < 0.0 && kern('n', 'n') == 0.0);
    }

    #[test]
    fn outlines_are_closed_and_in_their_place() {
        let font = font();
        let outline = |letter: char| font.outline(font.glyph(letter).unwrap());
        assert_eq!(outline(' '), []);
        let [left, bottom, right, top] = bounds(&outline('H'));
        assert_eq!((bottom, top), (0.0, 1493.0));
        assert!(left > 0.0 && right < font.advance(font.glyph('H').unwrap()));
        for letter in ('!'..='~').chain("éßŁЖΩ“—ǻ".chars()) {
            let curves = outline(letter);
            let [start, end] = [0, 1].map(|side| {
                let mut points: Vec<[u32; 2]> = curves
                    .iter()
                    .map(|curve| match curve {
                        Curve::Line([from, to]) => [*from, *to][side].map(f32::to_bits),
                        Curve::Quadratic([from, _, to]) => [*from, *to][side].map(f32::to_bits),
                    })
                    .collect();
                points.sort_unstable();
                points
            });
            assert!(!curves.is_empty() && start == end, "{letter}");
        }
        // An accent stands above its letter.
        let ([.., plain], [.., accented]) = (bounds(&outline('e')), bounds(&outline('é')));
        assert!(accented > plain);
    }

    #[test]
    fn what_is_no_font_gives_nothing() {
        for bytes in [&b""[..], b"\0\x01\0\0\0\xff", &dejavu::sans::regular()[..200]] {
            assert!(Font::new(bytes).is_none());
        }
        // Cut anywhere, it reads what is left.
        let whole = dejavu::sans::regular();
        for n_bytes in (0..whole.len()).step_by(whole.len() / 50) {
            let Some(font) = Font::new(&whole[..n_bytes]) else { continue };
            for letter in "Aé".chars() {
                let glyph = font.glyph(letter).unwrap_or(0);
                let _ = (font.outline(glyph), font.advance(glyph), font.kern(glyph, glyph));
            }
        }
    }
}
