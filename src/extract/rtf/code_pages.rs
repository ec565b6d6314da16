//! The encodings of RTF: code pages by number, and the character sets of fonts.

use encoding_rs::{Encoding, WINDOWS_1252};

/// Returns the encoding of a code page; `None` if it is not known.
pub(super) fn of_number(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        874 | 1250..=1258 => format!("windows-{number}"),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 | 1361 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        866 => "ibm866".to_owned(),
        10_000 => "macintosh".to_owned(),
        10_007 => "x-mac-cyrillic".to_owned(),
        65_001 => "utf-8".to_owned(),
        28_591..=28_606 => format!("iso-8859-{}", number - 28_590),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// How the bytes of a font are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    /// In the encoding of the document.
    Default,
    Encoding(&'static Encoding),
    /// They are symbols that only the font knows.
    Symbols,
}

/// Returns how the bytes of a font with this number of a character set are read.
pub(super) fn of_charset(number: i32) -> Charset {
    let page = match number {
        2 => return Charset::Symbols,
        77 => 10_000,
        128 => 932,
        129 | 130 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 | 181 => 1255,
        178..=180 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return Charset::Default,
    };
    Charset::Encoding(of_number(page).unwrap_or(WINDOWS_1252))
}
