//! The fonts of a file: which letters a code stands for, and how wide it is.

use std::sync::Arc;

use hayro_cmap::{BfString, CMap, CMapName, CidFamily};
use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn};
use hayro_syntax::object::{Array, Dict, Name};
use rustc_hash::FxHashMap as HashMap;

use super::text::plain;

/// The fonts of a document.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    fonts: HashMap<usize, Option<u32>>,
    pub(super) entries: Vec<FontEntry<'a>>,
    font_resolver: FontResolverFn,
    cmap_resolver: CMapResolverFn,
}

/// A font, and what it says of the codes that were met.
pub(super) struct FontEntry<'a> {
    pub(super) font: Font<'a>,
    /// How to find the letters of an East Asian font that does not map its codes itself.
    collection: Option<Collection>,
    codes: HashMap<u32, Code>,
    bytes: Vec<Option<Code>>,
}

/// What a font says of a code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Code {
    /// Index of the text of the document; `u32::MAX` if there is none.
    pub(super) text: u32,
    /// How far the line goes on, and how far down, in sizes of the font.
    pub(super) advance: f32,
    pub(super) advance_down: f32,
}

/// The index of a sign whose letters are not known.
pub(super) const NO_TEXT: u32 = u32::MAX;

/// The texts of glyphs, each once.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub list: Vec<String>,
    index: HashMap<String, u32>,
}

impl Texts {
    pub(super) fn add(&mut self, text: &str) -> u32 {
        if let Some(found) = self.index.get(text) {
            return *found;
        }
        let number = self.list.len() as u32;
        self.list.push(text.to_owned());
        self.index.insert(text.to_owned(), number);
        number
    }
}

impl<'a> Fonts<'a> {
    pub(super) fn new() -> Self {
        Self {
            cache: FontCache::new(),
            fonts: HashMap::default(),
            entries: Vec::new(),
            font_resolver: Arc::new(|query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(font) => Some(font.pick_standard_font().get_font_data()),
            }),
            cmap_resolver: Arc::new(hayro_cmap::load_embedded),
        }
    }

    /// Returns the number of a font; `None` if it cannot be read.
    pub(super) fn font(&mut self, dict: &Dict<'a>) -> Option<u32> {
        let key = dict.data().as_ptr() as usize;
        if let Some(found) = self.fonts.get(&key) {
            return *found;
        }
        let font = self.cache.font(dict, &self.font_resolver, &self.cmap_resolver);
        let number = font.map(|font| {
            self.entries.push(FontEntry {
                font,
                collection: Collection::new(dict),
                codes: HashMap::default(),
                bytes: vec![None; 256],
            });
            self.entries.len() as u32 - 1
        });
        self.fonts.insert(key, number);
        number
    }
}

impl FontEntry<'_> {
    /// Returns what the font says of a code.
    pub(super) fn code(&mut self, code: u32, n_bytes: usize, texts: &mut Texts) -> Code {
        if n_bytes == 1
            && let Some(Some(found)) = self.bytes.get(code as usize)
        {
            return *found;
        }
        if let Some(found) = self.codes.get(&code) {
            return *found;
        }
        let advance = self.font.code_advance(code);
        let glyph = self.font.glyph(self.font.map_code(code), code);
        let text = match glyph {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        };
        let text = match text {
            Some(BfString::Char(letter)) => letter.to_string(),
            Some(BfString::String(text)) => text,
            None => self.collection.as_ref().and_then(|collection| collection.letters(code, n_bytes)).unwrap_or_default(),
        };
        let text = plain(&text);
        let found = Code {
            text: text.map_or(NO_TEXT, |text| texts.add(&text)),
            advance: (advance.x / 1000.0) as f32,
            advance_down: (advance.y / 1000.0) as f32,
        };
        match self.bytes.get_mut(code as usize) {
            Some(slot) if n_bytes == 1 => *slot = Some(found),
            _ => _ = self.codes.insert(code, found),
        }
        found
    }
}

/// The numbers of the signs in a font of one of Adobe's East Asian collections, and their letters.
struct Collection {
    numbers: CMap,
    letters: CMap,
}

impl Collection {
    fn new(font: &Dict<'_>) -> Option<Self> {
        if font.contains_key(&b"ToUnicode"[..]) {
            return None;
        }
        let encoding = font.get::<Name<'_>>(&b"Encoding"[..])?;
        let descendant = font.get::<Array<'_>>(&b"DescendantFonts"[..])?.iter::<Dict<'_>>().next()?;
        let system = descendant.get::<Dict<'_>>(&b"CIDSystemInfo"[..])?;
        let text = |key: &'static [u8]| system.get::<hayro_syntax::object::String<'_>>(key);
        let family = CidFamily::from_registry_ordering(text(b"Registry")?.as_bytes(), text(b"Ordering")?.as_bytes());
        let letters = CMap::parse(hayro_cmap::load_embedded(family.ucs2_cmap()?)?, hayro_cmap::load_embedded)?;
        let numbers = match encoding.as_ref() {
            b"Identity-H" => CMap::identity_h(),
            b"Identity-V" => CMap::identity_v(),
            name => CMap::parse(hayro_cmap::load_embedded(CMapName::from_bytes(name))?, hayro_cmap::load_embedded)?,
        };
        Some(Self { numbers, letters })
    }

    fn letters(&self, code: u32, n_bytes: usize) -> Option<String> {
        let number = self.numbers.lookup_cid_code(code, u8::try_from(n_bytes).ok()?)?;
        Some(match self.letters.lookup_bf_string(number)? {
            BfString::Char(letter) => letter.to_string(),
            BfString::String(text) => text,
        })
    }
}
