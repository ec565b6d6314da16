//! How the rest of a group is read, and which words make a group something other than text.

use crate::extract::document::block::Role;

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
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

/// What a word does to its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// Its text goes somewhere else.
    Goes(Destination),
    /// It is a text apart from the one around: a note, or a text box.
    Note,
    Box,
    /// It holds a text in two forms; this is the one in Unicode, which goes where the text around goes.
    Around,
    /// Its groups are read as if it were not there.
    Nothing,
}

/// How the rest of a group is read.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) destination: Destination,
    pub(super) is_deleted: bool,
    pub(super) is_hidden: bool,
    pub(super) is_bold: bool,
    /// Number of characters after each number of UTF-16 that are its fallback.
    pub(super) n_fallback: usize,
    /// The number of the font; `None` for that of the document.
    pub(super) font: Option<i32>,
    pub(super) role: Role,
    pub(super) is_in_table: bool,
    /// Whether it is a shape that stands in the text, whose box is read.
    pub(super) is_shape: bool,
}

impl State {
    pub(super) fn new() -> State {
        State {
            destination: Destination::Text,
            is_deleted: false,
            is_hidden: false,
            is_bold: false,
            n_fallback: 1,
            font: None,
            role: Role::Text,
            is_in_table: false,
            is_shape: false,
        }
    }

    /// Returns whether text is seen by the reader of the document.
    pub(super) fn is_shown(&self) -> bool {
        self.destination == Destination::Text && !self.is_deleted && !self.is_hidden
    }

    /// Returns what a word does to its group; `None` if it only changes how text looks.
    pub(super) fn effect(&self, word: &[u8]) -> Option<Effect> {
        let goes = match word {
            b"fonttbl" => Destination::Fonts,
            b"stylesheet" => Destination::Styles,
            b"info" => Destination::Info,
            b"title" if self.destination == Destination::Info => Destination::Title,
            b"author" if self.destination == Destination::Info => Destination::Author,
            b"creatim" if self.destination == Destination::Info => Destination::Created,
            b"revtim" if self.destination == Destination::Info => Destination::Modified,
            b"footnote" if self.destination == Destination::Text => return Some(Effect::Note),
            // Boxes stand in groups whose other text is not read. The form for older programs says the same once more.
            b"shptxt" | b"dptxbxtext" if self.is_shape => return Some(Effect::Box),
            b"ud" => return Some(Effect::Around),
            b"shp" | b"shppict" | b"fldrslt" | b"object" | b"result" | b"field" => return Some(Effect::Nothing),
            b"colortbl" | b"pict" | b"objdata" | b"objclass" | b"header" | b"headerl" | b"headerr" | b"headerf" | b"footer"
            | b"footerl" | b"footerr" | b"footerf" | b"ftnsep" | b"ftnsepc" | b"aftnsep" | b"aftnsepc" | b"fldinst"
            | b"annotation" | b"atnid" | b"atnauthor" | b"xe" | b"tc" | b"nonshppict" | b"nonesttables" | b"listtext"
            | b"pntext" | b"shprslt" | b"sp" | b"sn" | b"sv" | b"shpinst" | b"do" | b"upr" | b"rxe" | b"txe" | b"bkmkstart"
            | b"bkmkend" | b"themedata" | b"mmathPict" | b"listtable" | b"listoverridetable" | b"revtbl" | b"filetbl" => {
                Destination::Nowhere
            }
            _ => return None,
        };
        Some(Effect::Goes(goes))
    }
}
