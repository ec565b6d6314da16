//! RTF: the text as its reader sees it.
//!
//! A file is groups in groups. A control word changes how the rest of its group is read, or makes the group a *destination*: a table of
//! fonts, a picture, a note. Text is bytes in the code page of its font, or numbers of UTF-16 with a fallback for old programs. So this
//! format is read from bytes.
//!
//! Left out are deleted and hidden words, the codes of fields, comments, headers and footers, numbers of lists, and the old form of a
//! text box beside the new one. A box follows its paragraph, notes follow the text.

mod code_pages;
mod frame;
mod tokens;

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use self::code_pages::Charset;
use self::frame::Frame;
use self::tokens::{Token, Tokens};
use super::Finding;
use super::document::{self, Block, Properties, Role};
use crate::article::Draft;
use crate::error::ProblemKind;

/// Maximum nesting depth of groups. Word writes some twenty.
const MAX_DEPTH: usize = 512;

/// Returns what a document states about its article, and what is wrong with it.
pub fn extract(bytes: &[u8]) -> (Draft, Vec<Finding>) {
    let mut reader = Reader::new();
    let mut tokens = Tokens::of(bytes);
    let mut damage = None;
    while let Some(token) = tokens.next() {
        match token {
            Token::Open if reader.states.len() >= MAX_DEPTH => {
                damage = Some(format!("groups nest deeper than {MAX_DEPTH}; the rest is not read"));
                break;
            }
            Token::Open => reader.open(),
            Token::Close => {
                reader.close();
                // What follows the outermost group is no RTF.
                if reader.states.len() == 1 {
                    break;
                }
            }
            Token::Word(b"bin", n_bytes) => tokens.leave_out(usize::try_from(n_bytes.unwrap_or(0)).unwrap_or(0)),
            Token::Word(word, number) => reader.word(word, number),
            Token::Symbol(symbol) => reader.symbol(symbol),
            Token::Byte(byte) => reader.byte(byte),
        }
    }
    if damage.is_none() && reader.states.len() > 1 {
        damage = Some("the RTF ends early".to_owned());
    }
    let (blocks, stated, mut findings) = reader.finish();
    let (draft, of_draft) = document::draft(blocks, &stated);
    findings.extend(of_draft);
    findings.extend(damage.map(|message| Finding { byte: None, kind: ProblemKind::Syntax, message }));
    (draft, findings)
}

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Destination {
    Text,
    Title,
    Author,
    Created,
    Modified,
    /// A list of properties, of which only the groups inside count.
    Info,
    Fonts,
    Styles,
    Nowhere,
}

/// How the rest of a group is read.
#[derive(Debug, Clone)]
struct State {
    destination: Destination,
    is_deleted: bool,
    is_hidden: bool,
    /// Number of characters after each number of UTF-16 that are its fallback.
    n_fallback: usize,
    font: i32,
    role: Role,
    is_in_table: bool,
    /// Whether it is a shape that stands in the text, whose box is read.
    is_shape: bool,
}

struct Reader {
    states: Vec<State>,
    frames: Vec<Frame>,
    notes: Vec<Block>,
    /// Bytes of text that are not decoded yet, and their encoding.
    bytes: Vec<u8>,
    encoding: &'static Encoding,
    /// The first half of a character outside of the first plane.
    high: Option<u16>,
    n_to_skip: usize,
    /// Whether the next word makes a destination that old programs do not know.
    is_starred: bool,
    of_document: &'static Encoding,
    default_font: i32,
    fonts: HashMap<i32, Charset>,
    styles: HashMap<i32, Role>,
    style: i32,
    style_name: String,
    stated: Properties,
    clock: [i32; 5],
    findings: Vec<Finding>,
}

impl Reader {
    fn new() -> Reader {
        let state = State {
            destination: Destination::Text,
            is_deleted: false,
            is_hidden: false,
            n_fallback: 1,
            font: -1,
            role: Role::Text,
            is_in_table: false,
            is_shape: false,
        };
        Reader {
            states: vec![state],
            frames: vec![Frame::default()],
            notes: Vec::new(),
            bytes: Vec::new(),
            encoding: WINDOWS_1252,
            high: None,
            n_to_skip: 0,
            is_starred: false,
            of_document: WINDOWS_1252,
            default_font: 0,
            fonts: HashMap::new(),
            styles: HashMap::new(),
            style: 0,
            style_name: String::new(),
            stated: Properties::default(),
            clock: [0; 5],
            findings: Vec::new(),
        }
    }

    fn finish(mut self) -> (Vec<Block>, Properties, Vec<Finding>) {
        while self.states.len() > 1 {
            self.close();
        }
        self.flush();
        let mut blocks = Vec::new();
        if let Some(frame) = self.frames.first_mut() {
            frame.end_paragraph(Role::Text, false);
            blocks = std::mem::take(&mut frame.blocks);
        }
        blocks.append(&mut self.notes);
        (blocks, self.stated, self.findings)
    }

    fn state(&mut self) -> &mut State {
        // There is always one.
        let last = self.states.len() - 1;
        &mut self.states[last]
    }

    fn frame(&mut self) -> &mut Frame {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    fn open(&mut self) {
        self.flush();
        self.n_to_skip = 0;
        self.is_starred = false;
        self.style = 0;
        let state = self.state().clone();
        self.states.push(state);
    }

    fn close(&mut self) {
        self.flush();
        self.n_to_skip = 0;
        if self.frames.len() > 1 && self.frame().depth == self.states.len() {
            self.end_frame();
        }
        match self.state().destination {
            Destination::Created => self.stated.created = self.stated.created.take().or_else(|| moment(self.clock)),
            Destination::Modified => self.stated.modified = self.stated.modified.take().or_else(|| moment(self.clock)),
            Destination::Styles => self.end_style(),
            _ => {}
        }
        if self.states.len() > 1 {
            self.states.pop();
        }
    }

    /// Begins a text apart from the one around, which is the rest of this group.
    fn begin_frame(&mut self, is_note: bool) {
        self.flush();
        let depth = self.states.len();
        let state = self.state();
        if state.is_deleted || state.is_hidden || self.frame().depth == depth {
            return;
        }
        let state = self.state();
        (state.destination, state.role, state.is_in_table, state.is_shape) = (Destination::Text, Role::Text, false, false);
        self.frames.push(Frame { depth, is_note, ..Frame::default() });
    }

    fn end_frame(&mut self) {
        let Some(mut frame) = self.frames.pop() else { return };
        frame.end_paragraph(Role::Text, false);
        if frame.is_note {
            self.notes.append(&mut frame.blocks);
        } else {
            self.frame().boxes.append(&mut frame.blocks);
        }
    }

    fn end_style(&mut self) {
        let name = std::mem::take(&mut self.style_name);
        let name = name.trim_end_matches(';').trim().to_lowercase();
        let role = match name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end() {
            "title" | "headline" => Role::Title,
            "heading" => Role::Heading,
            _ => return,
        };
        self.styles.insert(self.style, role);
    }

    fn byte(&mut self, byte: u8) {
        if self.n_to_skip > 0 {
            self.n_to_skip -= 1;
            return;
        }
        let font = self.state().font;
        let font = if font < 0 { self.default_font } else { font };
        let encoding = match self.fonts.get(&font) {
            Some(Charset::Symbols) => return,
            Some(Charset::Encoding(encoding)) => encoding,
            _ => self.of_document,
        };
        if encoding != self.encoding {
            self.flush();
            self.encoding = encoding;
        }
        self.bytes.push(byte);
    }

    /// Decodes the bytes so far. They are decoded together, because a character may have two.
    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            let (text, had_errors) = self.encoding.decode_without_bom_handling(&bytes);
            if had_errors && self.findings.is_empty() && self.state().destination == Destination::Text {
                let message = format!("some bytes are not valid {}; each is shown as `\u{fffd}`", self.encoding.name());
                self.findings.push(Finding { byte: None, kind: ProblemKind::Encoding, message });
            }
            self.push(&text);
            self.bytes = bytes;
            self.bytes.clear();
        }
    }

    fn push(&mut self, text: &str) {
        let state = self.state();
        match state.destination {
            Destination::Text if !state.is_deleted && !state.is_hidden => self.frame().line.push_str(text),
            Destination::Title => self.stated.title.get_or_insert_default().push_str(text),
            Destination::Author => self.stated.author.get_or_insert_default().push_str(text),
            Destination::Styles => self.style_name.push_str(text),
            _ => {}
        }
    }

    fn push_char(&mut self, c: char) {
        self.flush();
        self.push(c.encode_utf8(&mut [0; 4]));
    }

    /// Adds a unit of UTF-16.
    fn push_unit(&mut self, unit: u16) {
        let high = self.high.take();
        match (high, unit) {
            (_, 0xd800..=0xdbff) => self.high = Some(unit),
            (Some(high), 0xdc00..=0xdfff) => {
                let c = char::decode_utf16([high, unit]).next().and_then(Result::ok);
                self.push_char(c.unwrap_or('\u{fffd}'));
            }
            // The codes of symbols in a font.
            (_, 0xf000..=0xf0ff) => {}
            _ => self.push_char(char::from_u32(u32::from(unit)).unwrap_or('\u{fffd}')),
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\\' | b'{' | b'}' => self.byte(symbol),
            b'*' => self.is_starred = true,
            b'~' => self.push_char('\u{a0}'),
            b'_' => self.push_char('\u{2011}'),
            b'\r' | b'\n' => self.end_paragraph(),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        self.flush();
        let state = self.state();
        if state.destination == Destination::Text && !state.is_deleted {
            let (role, is_in_table) = (state.role, state.is_in_table);
            self.frame().end_paragraph(role, is_in_table);
        }
    }

    fn word(&mut self, word: &[u8], number: Option<i32>) {
        self.n_to_skip = 0;
        let is_starred = std::mem::take(&mut self.is_starred);
        if is_starred && matches!(self.state().destination, Destination::Fonts | Destination::Styles) {
            self.flush();
            self.state().destination = Destination::Nowhere;
            return;
        }
        if self.in_table_of_properties(word, number) || self.destination(word) {
            return;
        }
        if is_starred {
            self.flush();
            self.state().destination = Destination::Nowhere;
            return;
        }
        let is_on = number != Some(0);
        match word {
            b"par" | b"sect" | b"page" | b"column" | b"nestcell" => self.end_paragraph(),
            b"cell" => {
                self.flush();
                if self.state().destination == Destination::Text {
                    let role = self.state().role;
                    let frame = self.frame();
                    frame.end_paragraph(role, true);
                    let cell = std::mem::take(&mut frame.cell);
                    frame.cells.push(cell);
                }
            }
            b"row" => {
                self.flush();
                if self.state().destination == Destination::Text {
                    self.frame().end_row();
                }
            }
            b"line" | b"lbr" => self.push_char('\n'),
            b"tab" | b"enspace" | b"emspace" | b"qmspace" => self.push_char(' '),
            b"emdash" => self.push_char('—'),
            b"endash" => self.push_char('–'),
            b"lquote" => self.push_char('‘'),
            b"rquote" => self.push_char('’'),
            b"ldblquote" => self.push_char('“'),
            b"rdblquote" => self.push_char('”'),
            b"bullet" => self.push_char('•'),
            b"u" => {
                self.flush();
                // Numbers above 32,767 are written as negative ones.
                self.push_unit(number.unwrap_or(0) as u16);
                self.n_to_skip = self.state().n_fallback;
            }
            b"uc" => self.state().n_fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8),
            b"f" => self.state().font = number.unwrap_or(0),
            b"deff" => self.default_font = number.unwrap_or(0),
            b"ansicpg" => self.set_code_page(number.unwrap_or(1252)),
            b"mac" => self.set_code_page(10_000),
            b"v" => {
                self.flush();
                self.state().is_hidden = is_on;
            }
            b"deleted" => {
                self.flush();
                self.state().is_deleted = is_on;
            }
            b"plain" => {
                self.flush();
                let state = self.state();
                (state.is_hidden, state.is_deleted, state.font) = (false, false, -1);
            }
            b"pard" => {
                let state = self.state();
                (state.role, state.is_in_table) = (Role::Text, false);
            }
            b"intbl" => self.state().is_in_table = is_on,
            b"s" => {
                let role = number.and_then(|number| self.styles.get(&number)).copied().unwrap_or_default();
                self.state().role = role;
            }
            b"outlinelevel" if number.is_some_and(|level| level < 9) && self.state().role == Role::Text => {
                self.state().role = Role::Heading;
            }
            _ => {}
        }
    }

    /// Reads a word in the table of fonts or of styles, or of the time in a property. Returns whether that is all that it does.
    fn in_table_of_properties(&mut self, word: &[u8], number: Option<i32>) -> bool {
        let number = number.unwrap_or(0);
        match self.state().destination {
            Destination::Fonts => {
                let font = self.state().font;
                match word {
                    b"f" => self.state().font = number,
                    b"fcharset" => {
                        self.fonts.insert(font, code_pages::of_charset(number));
                    }
                    b"cpg" => {
                        if let Some(encoding) = code_pages::of_number(number) {
                            self.fonts.insert(font, Charset::Encoding(encoding));
                        }
                    }
                    _ => {}
                }
                true
            }
            Destination::Styles => {
                match word {
                    b"s" => self.style = number,
                    // Styles of characters and of tables have numbers of their own.
                    b"cs" | b"ts" | b"ds" => self.style = -1,
                    b"outlinelevel" if number < 9 && self.style >= 0 => {
                        self.styles.entry(self.style).or_insert(Role::Heading);
                    }
                    _ => {}
                }
                true
            }
            Destination::Created | Destination::Modified => {
                let place = [&b"yr"[..], b"mo", b"dy", b"hr", b"min"].iter().position(|name| *name == word);
                place.into_iter().for_each(|place| self.clock[place] = number);
                true
            }
            _ => false,
        }
    }

    /// Returns whether a word makes its group a destination.
    fn destination(&mut self, word: &[u8]) -> bool {
        let current = self.state().destination;
        let destination = match word {
            b"fonttbl" => Destination::Fonts,
            b"stylesheet" => Destination::Styles,
            b"info" => Destination::Info,
            b"title" if current == Destination::Info => Destination::Title,
            b"author" if current == Destination::Info => Destination::Author,
            b"creatim" if current == Destination::Info => Destination::Created,
            b"revtim" if current == Destination::Info => Destination::Modified,
            b"footnote" if current == Destination::Text => {
                self.begin_frame(true);
                return true;
            }
            // Boxes stand in groups whose other text is not read. The form for older programs says the same once more.
            b"shptxt" | b"dptxbxtext" if self.state().is_shape => {
                self.begin_frame(false);
                return true;
            }
            // The same text in the code page and in Unicode.
            b"ud" => self.outer_destination(),
            b"shp" | b"shppict" | b"fldrslt" | b"object" | b"result" | b"field" => return true,
            b"colortbl" | b"pict" | b"objdata" | b"objclass" | b"header" | b"headerl" | b"headerr" | b"headerf" | b"footer"
            | b"footerl" | b"footerr" | b"footerf" | b"ftnsep" | b"ftnsepc" | b"aftnsep" | b"aftnsepc" | b"fldinst"
            | b"annotation" | b"atnid" | b"atnauthor" | b"xe" | b"tc" | b"nonshppict" | b"listtext" | b"pntext" | b"shprslt"
            | b"sp" | b"sn" | b"sv" | b"shpinst" | b"do" | b"upr" | b"rxe" | b"txe" | b"bkmkstart" | b"bkmkend"
            | b"themedata" | b"mmathPict" => Destination::Nowhere,
            _ => return false,
        };
        self.flush();
        self.clock = [0; 5];
        let state = self.state();
        state.is_shape = matches!(word, b"shpinst" | b"do") && (state.is_shape || state.destination == Destination::Text);
        state.destination = destination;
        true
    }

    /// Returns the destination around the group that holds a text in two forms.
    fn outer_destination(&self) -> Destination {
        let around = self.states.iter().rev().find(|state| state.destination != Destination::Nowhere);
        around.map_or(Destination::Nowhere, |state| state.destination)
    }

    fn set_code_page(&mut self, number: i32) {
        self.flush();
        match code_pages::of_number(number) {
            Some(encoding) => self.of_document = encoding,
            None => {
                let message = format!("the code page {number} is not known; the text is read as windows-1252");
                self.findings.push(Finding { byte: None, kind: ProblemKind::Encoding, message });
            }
        }
    }
}

/// Returns the moment of a property; `None` if it states none.
fn moment([year, month, day, hour, minute]: [i32; 5]) -> Option<String> {
    (year > 0 && month > 0 && day > 0).then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rtf: &str, expected: &str) {
        let (draft, findings) = extract(format!("{{\\rtf1\\ansi\\ansicpg1252 {rtf}}}").as_bytes());
        assert_eq!((draft.body.as_str(), findings), (expected, Vec::new()), "for {rtf}");
    }

    #[test]
    fn characters_are_those_of_their_fonts() {
        check("caf\\'e9.", "café.");
        check("{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}{\\f2\\fcharset128 C;}}{\\f1 \\'ec\\'ee\\'f1\\'f2}.", "мост.");
        check("{\\fonttbl{\\f2\\fcharset128 C;}}{\\f2 \\'93\\'fa\\'96\\'7b}.", "日本.");
        check("\\u8220?It rained\\u8221? \\uc2\\u-10179xx\\u-8704xx.", "“It rained” 😀.");
        check("\\uc0\\u1084\\u1086 1.", "мо1.");
        check("{\\fonttbl{\\f3\\fcharset2 S;}}{\\f3 \\'b7}It rained\\emdash twice\\~a day.", "It rained—twice a day.");
    }

    #[test]
    fn what_is_not_shown_is_no_text() {
        check("It {\\deleted snowed}{\\v hid}rained{\\*\\unknown x}{\\pict 00ff}.{\\header Page}", "It rained.");
        check("{\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt here}} it is.", "here it is.");
        check("{\\listtext 1.\\tab}One.\\par Two\\line lines.\\page Three.", "One.\n\nTwo\nlines.\n\nThree.");
        check("It {\\*\\bkmkstart a}rained\\bin3 }}}.", "It rained.");
        check("{\\upr{It ?}{\\*\\ud{It \\u1076?}}}.", "It д.");
    }

    #[test]
    fn boxes_and_notes_stand_apart() {
        check(
            "It {\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv 1}}{\\shptxt A box.\\par}}{\\shprslt{\\*\\do{\\dptxbxtext A box.\\par}}}}rained\
             {\\footnote A note.}.\\par More.",
            "It rained.\n\nA box.\n\nMore.\n\nA note.",
        );
        check("It {\\*\\do{\\dptxbxtext A box.\\par}}rained.", "It rained.\n\nA box.");
    }

    #[test]
    fn tables_are_read_by_rows() {
        check(
            "\\trowd\\intbl Tarn\\cell 2\\cell\\row\\trowd\\intbl Wold\\cell 1\\cell\\row\\pard It rained.",
            "Tarn 2\nWold 1\n\nIt rained.",
        );
        let prose = "It rained on the town for three days. ".repeat(5);
        check(&format!("\\intbl Side.\\cell {prose}\\cell\\row"), &format!("Side.\n\n{}", prose.trim()));
    }

    #[test]
    fn titles_and_properties_are_read() {
        let rtf = "{\\rtf1\\ansi{\\stylesheet{\\s1\\outlinelevel0 heading 1;}{\\s2 Title;}}{\\info{\\title Old}{\\author Ana Ruiz}\
                   {\\creatim\\yr2024\\mo5\\dy3\\hr9\\min5}{\\revtim\\yr2024\\mo5\\dy3}}{\\pard\\s1 Series\\par}\\pard\\s2 Rain\\par\\pard It rained.\\par}";
        let (draft, findings) = extract(rtf.as_bytes());
        assert_eq!((draft.title.as_deref(), draft.body.as_str(), findings.len()), (Some("Rain"), "Series\n\nIt rained.", 0));
        assert_eq!(
            (draft.bylines, draft.published.unwrap().to_string()),
            (vec!["Ana Ruiz".to_owned()], "2024-05-03T09:05:00".to_owned())
        );
    }

    #[test]
    fn damage_is_said() {
        let kinds = |rtf: &str| extract(rtf.as_bytes()).1.into_iter().map(|finding| finding.kind).collect::<Vec<_>>();
        assert_eq!(kinds("{\\rtf1 It rained."), [ProblemKind::Syntax]);
        assert_eq!(kinds(&"{\\rtf1 ".repeat(100_000)), [ProblemKind::Syntax]);
        assert_eq!(kinds("{\\rtf1\\ansicpg437 It rained.}"), [ProblemKind::Encoding]);
        assert_eq!(kinds("{\\rtf1 It rained.}}}\0"), []);
        assert_eq!(kinds(&format!("{{\\rtf1 {}}}", "{\\footnote a".repeat(100))), [ProblemKind::Syntax]);
    }
}
