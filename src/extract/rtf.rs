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
mod header;
mod state;
mod tokens;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use self::frame::Frame;
use self::header::Header;
use self::state::{Destination, Effect, State};
use self::tokens::{Token, Tokens};
use super::document::articles;
use super::document::block::{Document, Piece, Role, flat};
use crate::error::ProblemKind;
use crate::extract::{Extracted, Finding};

/// Maximum nesting depth of groups. Word writes some twenty.
const MAX_DEPTH: usize = 512;

/// Returns the articles of a document, and what is wrong with it. An export of a news service has several.
pub fn extract(bytes: &[u8]) -> Extracted {
    let mut reader = Reader::new();
    let begins = bytes.iter().position(|byte| *byte == b'{').unwrap_or(0);
    let mut tokens = Tokens::of(&bytes[begins..]);
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
    let mut document = reader.finish();
    document.findings.extend(damage.map(|message| Finding { byte: None, kind: ProblemKind::Syntax, message }));
    articles(document)
}

struct Reader {
    states: Vec<State>,
    frames: Vec<Frame>,
    header: Header,
    notes: Vec<Piece>,
    /// Bytes of text that are not decoded yet, and their encoding.
    bytes: Vec<u8>,
    encoding: &'static Encoding,
    /// The first half of a character outside of the first plane.
    high: Option<u16>,
    n_to_skip: usize,
    /// Whether the next word makes a destination that old programs do not know.
    is_starred: bool,
    findings: Vec<Finding>,
}

impl Reader {
    fn new() -> Reader {
        Reader {
            states: vec![State::new()],
            frames: vec![Frame::default()],
            header: Header::new(),
            notes: Vec::new(),
            bytes: Vec::new(),
            encoding: WINDOWS_1252,
            high: None,
            n_to_skip: 0,
            is_starred: false,
            findings: Vec::new(),
        }
    }

    fn finish(mut self) -> Document {
        while self.states.len() > 1 {
            self.close();
        }
        self.flush();
        let mut pieces = Vec::new();
        if let Some(frame) = self.frames.first_mut() {
            frame.end_paragraph(Role::Text, false);
            frame.end_row();
            pieces = std::mem::take(&mut frame.pieces);
        }
        pieces.append(&mut self.notes);
        Document { pieces, stated: self.header.stated, findings: self.findings }
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
        self.header.open();
        let state = self.state().clone();
        self.states.push(state);
    }

    fn close(&mut self) {
        self.flush();
        self.n_to_skip = 0;
        if self.frames.len() > 1 && self.frame().depth == self.states.len() {
            self.end_frame();
        }
        let destination = self.state().destination;
        self.header.close(destination);
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
        self.frames.push(Frame::apart(depth, is_note));
    }

    fn end_frame(&mut self) {
        let Some(mut frame) = self.frames.pop() else { return };
        frame.end_paragraph(Role::Text, false);
        frame.end_row();
        if frame.is_note {
            self.notes.append(&mut frame.pieces);
        } else {
            self.frame().boxes.extend(flat(frame.pieces));
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.n_to_skip > 0 {
            self.n_to_skip -= 1;
            return;
        }
        let font = self.state().font;
        let Some(encoding) = self.header.encoding_of(font) else { return };
        if encoding != self.encoding {
            self.flush();
            self.encoding = encoding;
        }
        self.bytes.push(byte);
    }

    /// Decodes the bytes so far. They are decoded together, because a character may have two.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        // Some services write UTF-8, which a document cannot declare. Hardly a text in Windows-1252 has its form.
        let is_utf_8 = self.encoding == WINDOWS_1252 && !bytes.is_ascii() && std::str::from_utf8(&bytes).is_ok();
        let encoding = if is_utf_8 { UTF_8 } else { self.encoding };
        let (text, had_errors) = encoding.decode_without_bom_handling(&bytes);
        if had_errors && self.findings.is_empty() && self.state().is_shown() {
            let message = format!("some bytes are not valid {}; each is shown as `\u{fffd}`", self.encoding.name());
            self.findings.push(Finding { byte: None, kind: ProblemKind::Encoding, message });
        }
        self.push(&text);
        self.bytes = bytes;
        self.bytes.clear();
    }

    fn push(&mut self, text: &str) {
        let state = self.state();
        if state.is_shown() {
            let is_bold = state.is_bold;
            self.frame().line.push_str(text, is_bold);
        } else {
            let destination = state.destination;
            self.header.push(destination, text);
        }
    }

    /// Adds a character that a word or symbol stands for, unless it is the fallback of a number.
    fn push_char(&mut self, c: char) {
        if self.n_to_skip > 0 {
            self.n_to_skip -= 1;
            return;
        }
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
        let is_starred = std::mem::take(&mut self.is_starred);
        let destination = self.state().destination;
        if is_starred && matches!(destination, Destination::Fonts | Destination::Styles) {
            return self.go(Destination::Nowhere);
        }
        if self.header.word(destination, word, number) {
            return;
        }
        if let Some(c) = character(word) {
            return self.push_char(c);
        }
        self.n_to_skip = 0;
        match self.state().effect(word) {
            Some(Effect::Goes(destination)) => {
                let is_shape = matches!(word, b"shpinst" | b"do");
                let state = self.state();
                let is_in_text = state.is_shape || state.destination == Destination::Text;
                self.go(destination);
                self.state().is_shape = is_shape && is_in_text;
            }
            Some(Effect::Note) => self.begin_frame(true),
            Some(Effect::Box) => self.begin_frame(false),
            Some(Effect::Around) => {
                let around = self.states.iter().rev().find(|state| state.destination != Destination::Nowhere);
                let destination = around.map_or(Destination::Nowhere, |state| state.destination);
                self.go(destination);
            }
            Some(Effect::Nothing) => {}
            None if is_starred => self.go(Destination::Nowhere),
            None => self.change(word, number),
        }
    }

    /// The text of the rest of the group goes somewhere else.
    fn go(&mut self, destination: Destination) {
        self.flush();
        self.state().destination = destination;
    }

    /// Reads a word that changes how text is read, or ends something.
    fn change(&mut self, word: &[u8], number: Option<i32>) {
        let is_on = number != Some(0);
        match word {
            b"par" | b"sect" | b"page" | b"column" | b"nestcell" => self.end_paragraph(),
            b"cell" | b"row" => {
                self.flush();
                let state = self.state();
                let (role, is_text) = (state.role, state.destination == Destination::Text);
                if is_text && word == b"cell" {
                    self.frame().end_cell(role);
                } else if is_text {
                    self.frame().end_row();
                }
            }
            b"u" => {
                self.flush();
                // Numbers above 32,767 are written as negative ones.
                self.push_unit(number.unwrap_or(0) as u16);
                self.n_to_skip = self.state().n_fallback;
            }
            b"uc" => self.state().n_fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8),
            b"f" => self.state().font = Some(number.unwrap_or(0)),
            b"deff" => self.header.default_font = number.unwrap_or(0),
            b"ansicpg" => self.set_code_page(number.unwrap_or(1252)),
            b"mac" => self.set_code_page(10_000),
            b"b" | b"v" | b"deleted" => {
                self.flush();
                let state = self.state();
                match word {
                    b"b" => state.is_bold = is_on,
                    b"v" => state.is_hidden = is_on,
                    _ => state.is_deleted = is_on,
                }
            }
            b"plain" => {
                self.flush();
                let state = self.state();
                (state.is_hidden, state.is_deleted, state.is_bold, state.font) = (false, false, false, None);
            }
            b"pard" => {
                let state = self.state();
                (state.role, state.is_in_table) = (Role::Text, false);
            }
            b"intbl" => self.state().is_in_table = is_on,
            b"s" => self.state().role = self.header.role_of(number),
            b"outlinelevel" if number.is_some_and(|level| level < 9) && self.state().role == Role::Text => {
                self.state().role = Role::Heading;
            }
            _ => {}
        }
    }

    fn set_code_page(&mut self, number: i32) {
        self.flush();
        match code_pages::of_number(number) {
            Some(encoding) => self.header.encoding = encoding,
            None => {
                let message = format!("the code page {number} is not known; the text is read as windows-1252");
                self.findings.push(Finding { byte: None, kind: ProblemKind::Encoding, message });
            }
        }
    }
}

/// Returns the character that a word stands for.
fn character(word: &[u8]) -> Option<char> {
    Some(match word {
        b"line" | b"lbr" | b"softline" => '\n',
        b"tab" | b"enspace" | b"emspace" | b"qmspace" => ' ',
        b"emdash" => '—',
        b"endash" => '–',
        b"lquote" => '‘',
        b"rquote" => '’',
        b"ldblquote" => '“',
        b"rdblquote" => '”',
        b"bullet" => '•',
        b"zwj" => '\u{200d}',
        b"zwnj" => '\u{200c}',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Draft;

    /// The article of a document that is one, and what is wrong with it.
    fn extract(bytes: &[u8]) -> (Draft, Vec<(u64, Finding)>) {
        let (mut articles, findings) = super::extract(bytes);
        (articles.swap_remove(0).1.unwrap(), findings)
    }

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
        // The fallback may be a word.
        check("\\u8220\\ldblquote It rained\\u8221\\rdblquote .", "“It rained”.");
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
        let kinds = |rtf: &str| extract(rtf.as_bytes()).1.into_iter().map(|(_, finding)| finding.kind).collect::<Vec<_>>();
        assert_eq!(kinds("{\\rtf1 It rained."), [ProblemKind::Syntax]);
        assert_eq!(kinds(&"{\\rtf1 ".repeat(100_000)), [ProblemKind::Syntax]);
        assert_eq!(kinds("{\\rtf1\\ansicpg437 It rained.}"), [ProblemKind::Encoding]);
        assert_eq!(kinds("{\\rtf1 It rained.}}}\0"), []);
        assert_eq!(kinds(&format!("{{\\rtf1 {}}}", "{\\footnote a".repeat(100))), [ProblemKind::Syntax]);
    }
}
