//! Text as PDF writes it.

use unicode_normalization::UnicodeNormalization;

/// Returns the text of a glyph as readers search for it: ligatures and Arabic forms as letters, no
/// control characters. `None` if it says nothing: no letter, or one for private use.
pub(super) fn plain(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\t' | '\n' | '\r' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => plain.push(' '),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => {}
            // Marks of direction are undone with the direction itself.
            '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{200b}' => {}
            '\u{fb00}'..='\u{fb06}' | '\u{fb13}'..='\u{fb17}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' => {
                plain.extend(std::iter::once(letter).nfkc());
            }
            _ => plain.push(letter),
        }
    }
    (!plain.is_empty()).then_some(plain)
}

/// Returns a string of a dictionary as text: UTF-16, UTF-8, or the own encoding of PDF.
pub(super) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            // Programs write UTF-8 without the mark too.
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|byte| pdf_doc(*byte)).collect(),
        },
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{fffd}')).collect()
}

/// The encoding of PDF 32000, annex D.3.
fn pdf_doc(byte: u8) -> char {
    const UPPER: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š',
        'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
    ];
    const MARKS: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    match byte {
        0x18..=0x1f => MARKS[usize::from(byte - 0x18)],
        0x80..=0xa0 => UPPER[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}
