//! The glyphs of a page, from its content stream.
//!
//! Only what shows text is carried out: fonts, places, and the boxes and rules that part stories.
//! Nothing is painted and no picture is decoded. Each loop has a bound.

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, dict_or_stream};
use hayro_syntax::page::{Page, Resources};
use rustc_hash::FxHashMap as HashMap;

use super::bounds::{MAX_CONTENT_BYTES, decoded};
use super::fonts::{Fonts, NO_TEXT, Texts};
use super::text::text_string;

/// Maximum number of glyphs of a page. A newspaper page in small print has about 40,000.
const MAX_GLYPHS: usize = 200_000;
/// Maximum number of operators of a page, with those of its forms.
const MAX_OPERATORS: usize = 4_000_000;
/// Number of operators that opening a form counts as.
const OPERATORS_OF_FORM: usize = 50;
/// Number of unpacked bytes that count as an operator.
pub(super) const BYTES_OF_OPERATOR: usize = 64;
/// Maximum depth of forms inside forms.
const MAX_FORM_DEPTH: usize = 12;
/// Maximum depth of saved graphics states.
const MAX_STATES: usize = 512;
/// Maximum number of ends of pictures within a content stream: the reader of streams searches on from
/// each of them.
const MAX_INLINE_IMAGES: usize = 5_000;
/// Maximum number of boxes and rules of a page that are kept.
const MAX_SHAPES: usize = 20_000;

/// A glyph on a page. Lengths are in points; `y` grows downwards.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    /// Index in [`Texts::list`]; none if the font does not tell it.
    pub text: u32,
    /// Start and end along the line, in the direction of writing of Latin.
    pub x0: f32,
    pub x1: f32,
    /// The base line.
    pub y: f32,
    /// The size of the font on the page.
    pub size: f32,
    /// By how many right angles the line is turned, clockwise.
    pub turn: u8,
    /// Index of the font in the document.
    pub font: u32,
    /// Width that the space between letters adds, which is part of `x1 - x0`.
    pub spacing: f32,
    /// Whether the file marks it as no part of the text, as a running head.
    pub is_artifact: bool,
}

/// A rectangle on a page, in points from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub x0: f32,
    pub y0: f32,
    pub x1: f32,
    pub y1: f32,
}

impl Area {
    pub(super) fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    pub(super) fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    pub(super) fn joined(&self, other: &Self) -> Self {
        Self { x0: self.x0.min(other.x0), y0: self.y0.min(other.y0), x1: self.x1.max(other.x1), y1: self.y1.max(other.y1) }
    }
}

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct PageContent {
    pub width: f32,
    pub height: f32,
    pub glyphs: Vec<Glyph>,
    /// Rectangles that are painted.
    pub shapes: Vec<Area>,
    /// Number of glyphs whose font does not tell their text.
    pub n_unmapped: usize,
    /// Number of pictures.
    pub n_images: usize,
    /// Whether something was left out because of a bound.
    pub is_cut: bool,
    /// Number of operators carried out, with what unpacking counts as.
    pub n_operators: usize,
}

/// Two-dimensional affine map, in the order of PDF.
type Matrix = [f64; 6];

fn times(first: &Matrix, then: &Matrix) -> Matrix {
    let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (*first, *then);
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

fn apply(matrix: &Matrix, x: f64, y: f64) -> (f32, f32) {
    ((matrix[0] * x + matrix[2] * y + matrix[4]) as f32, (matrix[1] * x + matrix[3] * y + matrix[5]) as f32)
}

#[derive(Debug, Clone, Copy)]
struct State {
    ctm: Matrix,
    font: Option<u32>,
    font_size: f64,
    char_space: f64,
    word_space: f64,
    scale: f64,
    leading: f64,
    rise: f64,
}

/// Reads pages.
pub(super) struct Reader<'r, 'a> {
    pub fonts: &'r mut Fonts<'a>,
    pub texts: &'r mut Texts,
    content: PageContent,
    n_operators: usize,
    /// For each open mark: whether it is an artifact, and its replacement text.
    marks: Vec<Mark>,
    pending: Vec<Area>,
}

#[derive(Debug)]
struct Mark {
    is_artifact: bool,
    /// Replacement text, and the first glyph that it is for.
    replacement: Option<(String, usize)>,
}

impl<'r, 'a> Reader<'r, 'a> {
    pub(super) fn new(fonts: &'r mut Fonts<'a>, texts: &'r mut Texts) -> Self {
        Self { fonts, texts, content: PageContent::default(), n_operators: 0, marks: Vec::new(), pending: Vec::new() }
    }

    /// Returns what the page shows.
    pub(super) fn page(mut self, page: &Page<'a>, data: &[u8]) -> PageContent {
        let (width, height) = page.render_dimensions();
        (self.content.width, self.content.height) = (width, height);
        let ctm = page.initial_transform(true).as_coeffs();
        let state =
            State { ctm, font: None, font_size: 1.0, char_space: 0.0, word_space: 0.0, scale: 1.0, leading: 0.0, rise: 0.0 };
        self.n_operators = data.len() / BYTES_OF_OPERATOR;
        self.run(data, page.resources(), state, 0);
        self.content.n_operators = self.n_operators;
        self.content
    }

    fn is_over(&mut self) -> bool {
        let is_over = self.content.glyphs.len() > MAX_GLYPHS || self.n_operators > MAX_OPERATORS;
        self.content.is_cut |= is_over;
        is_over
    }

    fn run(&mut self, data: &[u8], resources: &Resources<'a>, mut state: State, depth: usize) {
        if has_too_many_images(data) {
            self.content.is_cut = true;
            return;
        }
        let mut fonts: HashMap<Vec<u8>, Option<u32>> = HashMap::default();
        let mut saved: Vec<State> = Vec::new();
        let (mut text, mut line): (Matrix, Matrix) = (IDENTITY, IDENTITY);
        let mut operators = TypedIter::new(data);
        let n_marks = self.marks.len();
        while let Some(operator) = operators.next() {
            self.n_operators += 1;
            if self.content.is_cut || self.is_over() {
                break;
            }
            use TypedInstruction as Op;
            match operator {
                Op::SaveState(_) if saved.len() < MAX_STATES => saved.push(state),
                Op::RestoreState(_) => state = saved.pop().unwrap_or(state),
                Op::Transform(m) => {
                    let m = [m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64());
                    state.ctm = times(&m, &state.ctm);
                }
                Op::BeginText(_) => (text, line) = (IDENTITY, IDENTITY),
                Op::SetTextMatrix(m) => {
                    line = [m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64());
                    text = line;
                }
                Op::NextLine(n) => next_line(&mut text, &mut line, n.0.as_f64(), n.1.as_f64()),
                Op::NextLineAndSetLeading(n) => {
                    state.leading = -n.1.as_f64();
                    next_line(&mut text, &mut line, n.0.as_f64(), n.1.as_f64());
                }
                Op::NextLineUsingLeading(_) => next_line(&mut text, &mut line, 0.0, -state.leading),
                Op::TextFont(t) => {
                    let name: &[u8] = t.0.as_ref();
                    state.font = match fonts.get(name) {
                        Some(font) => *font,
                        None => {
                            let font = resources.get_font(t.0).and_then(|dict| self.fonts.font(&dict));
                            fonts.insert(name.to_vec(), font);
                            font
                        }
                    };
                    state.font_size = t.1.as_f64();
                }
                Op::SetGraphicsState(gs) => {
                    let font = resources.get_ext_g_state(gs.0).and_then(|dict| dict.get::<Array<'_>>(&b"Font"[..]));
                    if let Some(font) = font {
                        let mut parts = font.iter::<Object<'_>>();
                        state.font = parts.next().and_then(Object::into_dict).and_then(|dict| self.fonts.font(&dict));
                        state.font_size = parts.next().and_then(Object::into_number).map_or(1.0, |number| number.as_f64());
                    }
                }
                Op::CharacterSpacing(c) => state.char_space = c.0.as_f64(),
                Op::WordSpacing(w) => state.word_space = w.0.as_f64(),
                Op::HorizontalScaling(h) => state.scale = h.0.as_f64() / 100.0,
                Op::TextLeading(l) => state.leading = l.0.as_f64(),
                Op::TextRise(r) => state.rise = r.0.as_f64(),
                Op::ShowText(s) => self.show(&state, &mut text, s.0.as_bytes()),
                Op::NextLineAndShowText(s) => {
                    next_line(&mut text, &mut line, 0.0, -state.leading);
                    self.show(&state, &mut text, s.0.as_bytes());
                }
                Op::ShowTextWithParameters(s) => {
                    (state.word_space, state.char_space) = (s.0.as_f64(), s.1.as_f64());
                    next_line(&mut text, &mut line, 0.0, -state.leading);
                    self.show(&state, &mut text, s.2.as_bytes());
                }
                Op::ShowTexts(parts) => {
                    for part in parts.0.iter::<Object<'_>>() {
                        match part {
                            Object::Number(number) => {
                                let back = -number.as_f64() / 1000.0 * state.font_size;
                                let is_down =
                                    state.font.is_some_and(|font| !self.fonts.entries[font as usize].font.is_horizontal());
                                let (x, y) = if is_down { (0.0, back) } else { (back * state.scale, 0.0) };
                                text = times(&[1.0, 0.0, 0.0, 1.0, x, y], &text);
                            }
                            Object::String(part) => self.show(&state, &mut text, part.as_bytes()),
                            _ => {}
                        }
                    }
                }
                Op::BeginMarkedContent(mark) => self.open_mark(mark.0.as_ref() == b"Artifact", None),
                Op::BeginMarkedContentWithProperties(mark) => {
                    let name = mark.1.clone().into_name();
                    let properties = match &name {
                        Some(name) => resources.properties.get::<Dict<'_>>(name),
                        None => dict_or_stream(mark.1).map(|(dict, _)| dict.clone()),
                    };
                    let replacement = properties
                        .and_then(|dict| dict.get::<hayro_syntax::object::String<'_>>(&b"ActualText"[..]))
                        .map(|text| text_string(text.as_bytes()));
                    self.open_mark(mark.0.as_ref() == b"Artifact", replacement);
                }
                Op::EndMarkedContent(_) if self.marks.len() > n_marks => self.close_mark(),
                Op::RectPath(r) => {
                    let (x, y, w, h) = (r.0.as_f64(), r.1.as_f64(), r.2.as_f64(), r.3.as_f64());
                    self.add_shape(&state.ctm, (x, y), (x + w, y + h));
                }
                Op::MoveTo(to) => {
                    let (x, y) = (to.0.as_f64(), to.1.as_f64());
                    self.add_shape(&state.ctm, (x, y), (x, y));
                }
                Op::LineTo(to) => {
                    let (x, y) = apply(&state.ctm, to.0.as_f64(), to.1.as_f64());
                    if let Some(last) = self.pending.last_mut() {
                        *last = last.joined(&Area { x0: x, y0: y, x1: x, y1: y });
                    }
                }
                Op::CubicTo(_) | Op::CubicStartTo(_) | Op::CubicEndTo(_) => _ = self.pending.pop(),
                Op::EndPath(_) => self.pending.clear(),
                Op::StrokePath(_)
                | Op::CloseAndStrokePath(_)
                | Op::FillPathNonZero(_)
                | Op::FillPathEvenOdd(_)
                | Op::FillPathNonZeroCompatibility(_)
                | Op::FillAndStrokeNonZero(_)
                | Op::FillAndStrokeEvenOdd(_)
                | Op::CloseFillAndStrokeNonZero(_)
                | Op::CloseFillAndStrokeEvenOdd(_) => {
                    let n_free = MAX_SHAPES.saturating_sub(self.content.shapes.len());
                    self.content.shapes.extend(self.pending.drain(..).take(n_free));
                }
                Op::InlineImage(_) => self.content.n_images += 1,
                Op::XObject(x) => {
                    if let Some(stream) = resources.get_x_object(x.0) {
                        self.x_object(&stream, resources, &state, depth);
                    }
                }
                _ => {}
            }
        }
        while self.marks.len() > n_marks {
            self.close_mark();
        }
    }

    fn x_object(&mut self, stream: &Stream<'a>, resources: &Resources<'a>, state: &State, depth: usize) {
        let dict = stream.dict();
        let kind = dict.get::<Name<'_>>(&b"Subtype"[..]);
        if kind.as_ref().is_some_and(|kind| kind.as_ref() == b"Image") {
            self.content.n_images += 1;
            return;
        }
        if kind.is_none_or(|kind| kind.as_ref() != b"Form") || depth >= MAX_FORM_DEPTH {
            return;
        }
        let Some(data) = decoded(stream, MAX_CONTENT_BYTES) else {
            // It was unpacked all the same; Deflate grows about a thousandfold.
            self.n_operators += OPERATORS_OF_FORM + stream.raw_data().len().saturating_mul(1000) / BYTES_OF_OPERATOR;
            return;
        };
        // A form can be drawn again and again: what it costs to unpack counts.
        self.n_operators += OPERATORS_OF_FORM + data.len() / BYTES_OF_OPERATOR;
        let matrix = dict.get::<[f64; 6]>(&b"Matrix"[..]).unwrap_or(IDENTITY);
        let own = dict.get::<Dict<'a>>(&b"Resources"[..]).map(Resources::new);
        let state = State { ctm: times(&matrix, &state.ctm), ..*state };
        self.run(&data, own.as_ref().unwrap_or(resources), state, depth + 1);
    }

    fn show(&mut self, state: &State, text: &mut Matrix, bytes: &[u8]) {
        let Some(number) = state.font else { return };
        let Some(entry) = self.fonts.entries.get_mut(number as usize) else { return };
        let is_down = !entry.font.is_horizontal();
        let is_artifact = self.marks.iter().any(|mark| mark.is_artifact);
        let whole = times(text, &state.ctm);
        let (dx, dy) = (whole[0] * state.font_size, whole[1] * state.font_size);
        let size = (whole[2].hypot(whole[3]) * state.font_size.abs()) as f32;
        let turn = turn_of(dx, dy);
        let mut at = 0;
        while at < bytes.len() {
            let (code, n_bytes) = entry.font.read_code(bytes, at);
            let n_bytes = n_bytes.max(1);
            at += n_bytes;
            let known = entry.code(code, n_bytes, self.texts);
            let is_space = code == 32 && n_bytes == 1;
            let spacing = state.char_space + if is_space { state.word_space } else { 0.0 };
            let (x, y) = if is_down {
                (0.0, f64::from(known.advance_down) * state.font_size + spacing)
            } else {
                ((f64::from(known.advance) * state.font_size + spacing) * state.scale, 0.0)
            };
            let from = times(text, &state.ctm);
            let start = apply(&from, 0.0, state.rise);
            *text = times(&[1.0, 0.0, 0.0, 1.0, x, y], text);
            let to = times(text, &state.ctm);
            let end = apply(&to, 0.0, state.rise);
            if known.text == NO_TEXT {
                self.content.n_unmapped += 1;
            }
            let Some(turn) = turn else { continue };
            if self.content.glyphs.len() > MAX_GLYPHS
                || !start.0.is_finite()
                || !start.1.is_finite()
                || !end.0.is_finite()
                || !end.1.is_finite()
            {
                continue;
            }
            let (x0, x1, y) = turned(turn, start, end, self.content.width, self.content.height);
            let spacing = (state.char_space * state.scale * whole[0].hypot(whole[1])) as f32;
            self.content.glyphs.push(Glyph {
                text: known.text,
                x0: x0.min(x1),
                x1: x0.max(x1),
                y,
                size,
                turn,
                font: number,
                spacing,
                is_artifact,
            });
        }
    }

    fn open_mark(&mut self, is_artifact: bool, replacement: Option<String>) {
        let replacement = replacement.map(|text| (text, self.content.glyphs.len()));
        if self.marks.len() < MAX_STATES {
            self.marks.push(Mark { is_artifact, replacement });
        }
    }

    /// Puts the replacement text at the first of its glyphs. A long one is the text of a whole block,
    /// and stays unused: its words have no places.
    fn close_mark(&mut self) {
        let Some(Mark { replacement: Some((text, first)), .. }) = self.marks.pop() else { return };
        let glyphs = &mut self.content.glyphs;
        if first < glyphs.len() && glyphs.len() - first <= 4 && text.chars().count() <= 8 {
            glyphs[first].x1 = glyphs[first].x1.max(glyphs[glyphs.len() - 1].x1);
            glyphs[first].text = super::text::plain(&text).map_or(NO_TEXT, |text| self.texts.add(&text));
            glyphs.truncate(first + 1);
        }
    }

    fn add_shape(&mut self, ctm: &Matrix, from: (f64, f64), to: (f64, f64)) {
        let ((x0, y0), (x1, y1)) = (apply(ctm, from.0, from.1), apply(ctm, to.0, to.1));
        if self.pending.len() < MAX_SHAPES && [x0, y0, x1, y1].iter().all(|number| number.is_finite()) {
            self.pending.push(Area { x0: x0.min(x1), y0: y0.min(y1), x1: x0.max(x1), y1: y0.max(y1) });
        }
    }
}

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn next_line(text: &mut Matrix, line: &mut Matrix, x: f64, y: f64) {
    *line = times(&[1.0, 0.0, 0.0, 1.0, x, y], line);
    *text = *line;
}

/// Returns by how many right angles a direction on the page is turned, clockwise. `None` for
/// another angle, as that of a stamp across the page.
fn turn_of(dx: f64, dy: f64) -> Option<u8> {
    if dy.abs() <= dx.abs() * 0.12 {
        Some(if dx >= 0.0 { 0 } else { 2 })
    } else if dx.abs() <= dy.abs() * 0.12 {
        Some(if dy >= 0.0 { 1 } else { 3 })
    } else {
        None
    }
}

/// Returns start, end and base line as if the page were turned so that the line is level.
fn turned(turn: u8, start: (f32, f32), end: (f32, f32), width: f32, height: f32) -> (f32, f32, f32) {
    match turn {
        0 => (start.0, end.0, start.1),
        1 => (start.1, end.1, width - start.0),
        2 => (width - start.0, width - end.0, height - start.1),
        _ => (height - start.1, height - end.1, start.0),
    }
}

/// Returns the area on the page as it is, of one on the page turned as [`turned`] does.
pub(super) fn turned_back(turn: u8, area: &Area, width: f32, height: f32) -> Area {
    let Area { x0, y0, x1, y1 } = *area;
    match turn {
        0 => *area,
        1 => Area { x0: width - y1, x1: width - y0, y0: x0, y1: x1 },
        2 => Area { x0: width - x1, x1: width - x0, y0: height - y1, y1: height - y0 },
        _ => Area { x0: y0, x1: y1, y0: height - x1, y1: height - x0 },
    }
}

fn has_too_many_images(data: &[u8]) -> bool {
    let has = |sign: &[u8], most: usize| {
        let mut n_found = 0;
        for pair in data.windows(2) {
            if pair == sign {
                n_found += 1;
                if n_found > most {
                    return true;
                }
            }
        }
        false
    };
    has(b"EI", MAX_INLINE_IMAGES) && has(b"BI", 0)
}
