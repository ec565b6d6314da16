//! What stands above the text: fonts, styles, and what the document states about itself.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::code_pages::{self, Charset};
use super::state::Destination;
use crate::extract::document::block::{Properties, Role};

/// The tables and properties of a document.
#[derive(Debug)]
pub(super) struct Header {
    /// The encoding of fonts without one.
    pub(super) encoding: &'static Encoding,
    pub(super) default_font: i32,
    pub(super) stated: Properties,
    fonts: HashMap<i32, Charset>,
    font: i32,
    styles: HashMap<i32, Role>,
    style: i32,
    style_name: String,
    clock: [i32; 5],
}

impl Header {
    pub(super) fn new() -> Header {
        Header {
            encoding: WINDOWS_1252,
            default_font: 0,
            stated: Properties::default(),
            fonts: HashMap::new(),
            font: 0,
            styles: HashMap::new(),
            style: 0,
            style_name: String::new(),
            clock: [0; 5],
        }
    }

    /// Returns the encoding of a font; `None` if its bytes are symbols that only the font knows.
    pub(super) fn encoding_of(&self, font: Option<i32>) -> Option<&'static Encoding> {
        match self.fonts.get(&font.unwrap_or(self.default_font)) {
            Some(Charset::Symbols) => None,
            Some(Charset::Encoding(encoding)) => Some(encoding),
            Some(Charset::Default) | None => Some(self.encoding),
        }
    }

    /// Returns the role of the paragraphs in a style.
    pub(super) fn role_of(&self, style: Option<i32>) -> Role {
        style.and_then(|style| self.styles.get(&style)).copied().unwrap_or_default()
    }

    /// Begins a group.
    pub(super) fn open(&mut self) {
        self.style = 0;
        self.clock = [0; 5];
    }

    /// Reads a word in one of the tables, or of a time. Returns whether that is all that it does.
    pub(super) fn word(&mut self, destination: Destination, word: &[u8], number: Option<i32>) -> bool {
        let number = number.unwrap_or(0);
        match destination {
            Destination::Fonts => match word {
                b"f" => self.font = number,
                b"fcharset" => {
                    self.fonts.insert(self.font, code_pages::of_charset(number));
                }
                b"cpg" => {
                    if let Some(encoding) = code_pages::of_number(number) {
                        self.fonts.insert(self.font, Charset::Encoding(encoding));
                    }
                }
                _ => {}
            },
            Destination::Styles => match word {
                b"s" => self.style = number,
                // Styles of characters and of tables have numbers of their own.
                b"cs" | b"ts" | b"ds" => self.style = -1,
                b"outlinelevel" if number < 9 && self.style >= 0 => {
                    self.styles.entry(self.style).or_insert(Role::Heading);
                }
                _ => {}
            },
            Destination::Created | Destination::Modified => {
                let place = [&b"yr"[..], b"mo", b"dy", b"hr", b"min"].iter().position(|name| *name == word);
                place.into_iter().for_each(|place| self.clock[place] = number);
            }
            _ => return false,
        }
        true
    }

    /// Adds text of a destination that is not the text of the document.
    pub(super) fn push(&mut self, destination: Destination, text: &str) {
        match destination {
            Destination::Title => self.stated.title.get_or_insert_default().push_str(text),
            Destination::Author => self.stated.author.get_or_insert_default().push_str(text),
            Destination::Styles => self.style_name.push_str(text),
            _ => {}
        }
    }

    /// Ends a group of a destination.
    pub(super) fn close(&mut self, destination: Destination) {
        match destination {
            Destination::Created => self.stated.created = self.stated.created.take().or_else(|| moment(self.clock)),
            Destination::Modified => self.stated.modified = self.stated.modified.take().or_else(|| moment(self.clock)),
            Destination::Styles => {
                let name = std::mem::take(&mut self.style_name);
                if let Some(role) = Role::of_style(name.trim_end().trim_end_matches(';')).filter(|_| self.style >= 0) {
                    self.styles.insert(self.style, role);
                }
            }
            _ => {}
        }
    }
}

/// Returns the moment of a property; `None` if it states none.
fn moment([year, month, day, hour, minute]: [i32; 5]) -> Option<String> {
    (year > 0 && month > 0 && day > 0).then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00"))
}
