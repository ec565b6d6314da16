//! From bytes to text, in every encoding of the web.
//!
//! The order: a byte order mark; zero bytes in every other place (UTF-16 without a mark); valid
//! UTF-8; UTF-8 with a few damaged bytes; the encoding stated beside the bytes, then the one a web
//! page declares, if it decodes without error; and the guess of `chardetng`.

use std::borrow::Cow;
use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::analysis::ByteSet;
use crate::error::ProblemKind;
use crate::extract::Finding;

/// Decoded text. Line ends are `\n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodedText<'b> {
    /// The text; borrowed from the bytes if they are UTF-8.
    pub text: Cow<'b, str>,
    /// What was wrong with the bytes. The text has a replacement character for each byte that could
    /// not be decoded.
    pub finding: Option<Finding>,
}

/// Whether characters are composed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalization {
    /// Unchanged, with all line ends; for JSON, whose bodies stay verbatim.
    Verbatim,
    /// Canonical composition (NFC), and `\n` for every line end.
    Composed,
    /// The same, for a text that control characters frame. It may have any number of them.
    Framed,
    /// The same, for a web page. Zero characters count as control characters; readers of pages leave them out.
    Page,
}

/// Decodes `bytes`. `label` names an encoding stated beside them, as in the header of an HTTP
/// response. Fails with a finding if they are not text.
pub fn decode<'b>(bytes: &'b [u8], label: Option<&str>, normalization: Normalization) -> Result<DecodedText<'b>, Finding> {
    let (text, finding) = decode_bytes(bytes, label);
    let finding = finding.or_else(|| lost_before(&text, bytes));
    if normalization != Normalization::Framed {
        refuse_binary(&text, normalization == Normalization::Page)?;
    }
    let text = match normalization {
        Normalization::Verbatim => text,
        Normalization::Composed | Normalization::Framed | Normalization::Page => compose(text),
    };
    Ok(DecodedText { text, finding })
}

fn decode_bytes<'b>(bytes: &'b [u8], label: Option<&str>) -> (Cow<'b, str>, Option<Finding>) {
    if let Some((encoding, mark_len)) = Encoding::for_bom(bytes) {
        let (text, finding) = decode_as(encoding, &bytes[mark_len..]);
        let finding = finding.map(|finding| Finding { byte: finding.byte.map(|byte| byte + mark_len as u64), ..finding });
        return (text, finding);
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return decode_as(encoding, bytes);
    }
    let stated = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    // Its bytes are those of ASCII too.
    if memchr::memchr(0x1b, bytes).is_some() && stated.or_else(|| declared(bytes)) == Some(ISO_2022_JP) {
        return decode_as(ISO_2022_JP, bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), None);
    }
    if is_damaged_utf_8(bytes) {
        return decode_as(UTF_8, bytes);
    }
    for encoding in [stated, declared(bytes)].into_iter().flatten().filter(|encoding| *encoding != UTF_8) {
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            return (text, None);
        }
    }
    // The detector is slow on long texts. Pages have their text behind much markup, so a small
    // sample may hold nothing conclusive.
    const SAMPLE_BYTES: usize = 1 << 20;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(SAMPLE_BYTES)], bytes.len() <= SAMPLE_BYTES);
    decode_as(detector.guess(None, Utf8Detection::Deny), bytes)
}

/// The finding for a text that already contained replacement characters: an earlier program could
/// not read it.
fn lost_before(text: &str, bytes: &[u8]) -> Option<Finding> {
    let place = memchr::memmem::find(text.as_bytes(), "\u{fffd}".as_bytes())?;
    // In another encoding the place in the text is not the place in the file.
    let byte = (text.as_bytes() == bytes).then_some(place as u64);
    let message = "the file holds `\u{fffd}` where characters were lost before it was written".to_owned();
    Some(Finding { byte, kind: ProblemKind::Encoding, message })
}

fn decode_as<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> (Cow<'b, str>, Option<Finding>) {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let finding = had_errors.then(|| {
        let byte =
            if encoding == UTF_8 { std::str::from_utf8(bytes).err().map(|error| error.valid_up_to() as u64) } else { None };
        let message = format!("some bytes are not valid {}; each is shown as `\u{fffd}`", encoding.name());
        Finding { byte, kind: ProblemKind::Encoding, message }
    });
    (text, finding)
}

/// Latin text in UTF-16 has a zero in every other byte, and nearly none in between.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    const SAMPLE_BYTES: usize = 4096;
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES) & !1];
    if !sample.contains(&0) {
        return None;
    }
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    if half < 4 {
        return None;
    }
    if odd * 10 >= half * 7 && even * 10 <= half {
        Some(UTF_16LE)
    } else if even * 10 >= half * 7 && odd * 10 <= half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Returns whether the bytes are UTF-8 with some damage: the valid part says more than the damage.
/// In another encoding, two bytes form a valid sequence by chance now and then, three hardly ever.
fn is_damaged_utf_8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().map(|letter| [0, 1, 4, 8][letter.len_utf8() - 1]).sum::<usize>();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken
}

/// Returns the encoding that a web page declares in its first bytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    const LOOK_BYTES: usize = 4096;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOK_BYTES)]).to_ascii_lowercase();
    let label = ["charset=", "encoding="].iter().find_map(|key| {
        let after = &head[head.find(key)? + key.len()..];
        let label = after.trim_start_matches(['"', '\'', ' ']);
        Some(
            &label[..label
                .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':' | '.'))
                .unwrap_or(label.len())],
        )
    })?;
    Encoding::for_label(label.as_bytes())
}

/// Text has no zero characters, unless it is a page, and few control characters. A page that contains a terminal's escape
/// sequences is still text.
fn refuse_binary(text: &str, is_page: bool) -> Result<(), Finding> {
    const SAMPLE_BYTES: usize = 64 << 10;
    const MAX_CONTROLS: usize = 8;
    let sample = &text[..text.floor_char_boundary(SAMPLE_BYTES)];
    // Every control character contains one of these bytes, so a text with few of them need not be
    // counted in full.
    static MAY_BE_CONTROL: ByteSet = ByteSet::of(
        b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f\xc2",
    );
    let has_few = MAY_BE_CONTROL.places_in(sample.as_bytes()).nth(MAX_CONTROLS).is_none();
    let has_zeros = !is_page && memchr::memchr(0, sample.as_bytes()).is_some();
    if has_few && !has_zeros {
        return Ok(());
    }
    let is_control = |letter: &char| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r' | '\u{c}');
    let n_controls = sample.chars().filter(is_control).count();
    let n_chars = sample.chars().count();
    if has_zeros || (n_controls > MAX_CONTROLS && n_controls * 50 > n_chars) {
        let message = "the bytes are not text".to_owned();
        return Err(Finding { byte: None, kind: ProblemKind::NotText, message });
    }
    Ok(())
}

fn compose(text: Cow<'_, str>) -> Cow<'_, str> {
    let has_returns = memchr::memchr(b'\r', text.as_bytes()).is_some();
    let text = if has_returns { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text };
    let mut composed = String::new();
    let mut done = 0;
    for run in foreign_runs(&text) {
        if is_nfc_quick(text[run.clone()].chars()) != IsNormalized::Yes {
            // A mark may join the letter before it.
            let start = run.start.saturating_sub(1);
            composed.reserve(text.len() - done);
            composed.push_str(&text[done..start]);
            composed.extend(text[start..run.end].nfc());
            done = run.end;
        }
    }
    if done == 0 {
        return text;
    }
    composed.push_str(&text[done..]);
    composed.into()
}

/// Returns the runs of characters other than ASCII. ASCII is composed, joins nothing before it, and is most of most texts.
fn foreign_runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    const STEP_BYTES: usize = 64;
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let step = &bytes[at..bytes.len().min(at + STEP_BYTES)];
            if step.is_ascii() {
                at += step.len();
                continue;
            }
            let start = at + step.iter().take_while(|byte| byte.is_ascii()).count();
            let end = start + bytes[start..].iter().take_while(|byte| !byte.is_ascii()).count();
            at = end;
            return Some(start..end);
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "“Ein schöner Tag”, sagte Frau Krüger. Der Stadtrat müsse über die Brücke beschließen – bald.";

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        let decoded = decode(bytes, None, Normalization::Composed).unwrap();
        assert_eq!((&*decoded.text, decoded.finding), (expected, None));
    }

    #[test]
    fn encodings_survive() {
        check(TEXT.as_bytes(), TEXT);
        check(&[b"\xef\xbb\xbf", TEXT.as_bytes()].concat(), TEXT);
        check(&encoding_rs::WINDOWS_1252.encode(TEXT).0, TEXT);
        let utf_16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&utf_16, TEXT);
        check(&[b"\xff\xfe", utf_16.as_slice()].concat(), TEXT);
        let utf_16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&utf_16, TEXT);
    }

    #[test]
    fn declared_encoding_is_believed_if_it_fits() {
        let page = "<meta charset=windows-1251><p>Мост открыт</p>";
        check(&encoding_rs::WINDOWS_1251.encode(page).0, page);
    }

    #[test]
    fn damaged_utf_8_is_utf_8_and_said() {
        let damaged = [TEXT.as_bytes(), b" \xff ", TEXT.as_bytes()].concat();
        let decoded = decode(&damaged, None, Normalization::Composed).unwrap();
        assert_eq!(decoded.text, format!("{TEXT} \u{fffd} {TEXT}"));
        assert_eq!(
            decoded.finding.map(|finding| (finding.byte, finding.kind)),
            Some((Some(TEXT.len() as u64 + 1), ProblemKind::Encoding))
        );
    }

    #[test]
    fn stated_encoding_comes_before_the_declared_one() {
        let page = "<meta charset=iso-8859-1><p>Мост открыт";
        let bytes = encoding_rs::KOI8_R.encode(page).0;
        assert_eq!(decode(&bytes, Some("koi8-r"), Normalization::Composed).unwrap().text, page);
        // UTF-8 was tried before, and anything decodes as windows-1251.
        assert_eq!(decode(page.as_bytes(), Some("windows-1251"), Normalization::Composed).unwrap().text, page);
    }

    #[test]
    fn characters_that_were_lost_before_are_said() {
        let decoded = decode("a \u{fffd}".as_bytes(), None, Normalization::Verbatim).unwrap();
        assert_eq!(decoded.finding.map(|finding| (finding.byte, finding.kind)), Some((Some(2), ProblemKind::Encoding)));
        // In another encoding, replacement characters may stand there as validly.
        let utf_16: Vec<u8> = "\u{feff}lost \u{fffd}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let decoded = decode(&utf_16, None, Normalization::Verbatim).unwrap();
        assert_eq!(decoded.finding.map(|finding| (finding.byte, finding.kind)), Some((None, ProblemKind::Encoding)));
    }

    #[test]
    fn one_dash_outweighs_two_damaged_bytes() {
        let decoded = decode(b"29 August \xe2\x80\x94 Bicycles on Toll\xff\xc3way", None, Normalization::Composed).unwrap();
        assert_eq!(decoded.text, "29 August — Bicycles on Toll\u{fffd}\u{fffd}way");
    }

    #[test]
    fn line_ends_and_accents_are_made_alike() {
        check("a\r\nb\rcafe\u{301}\u{a0}!".as_bytes(), "a\nb\ncaf\u{e9}\u{a0}!");
        let verbatim = decode("a\r\ne\u{301}".as_bytes(), None, Normalization::Verbatim).unwrap();
        assert_eq!(verbatim.text, "a\r\ne\u{301}");
    }

    #[test]
    fn runs_are_composed_as_the_whole_text() {
        let far = format!("{}e\u{301}\u{323}x{}\u{301}", "Rain ".repeat(30), "Rain ".repeat(30));
        for text in
            ["e\u{301}", "\u{301}e", "ée\u{327}\u{301} a\u{301}b\u{323}", "\u{1112}\u{1161}\u{11ab} x", "\u{958}", "é – è", &far]
        {
            assert_eq!(compose(text.into()), text.nfc().collect::<String>());
        }
    }

    #[test]
    fn a_page_may_have_some_zero_characters() {
        let page = "<p>It rained on the town\0 for three days, said the mayor, and the river rose, as it does each spring.</p>"
            .repeat(10);
        assert_eq!(decode(page.as_bytes(), None, Normalization::Page).unwrap().text, page);
        assert_eq!(decode(page.as_bytes(), None, Normalization::Composed).unwrap_err().kind, ProblemKind::NotText);
        let zeros = "<p>\0\0\0".repeat(10);
        assert_eq!(decode(zeros.as_bytes(), None, Normalization::Page).unwrap_err().kind, ProblemKind::NotText);
    }

    #[test]
    fn binary_is_refused() {
        let bytes: Vec<u8> = (0..2000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(decode(&bytes, None, Normalization::Composed).unwrap_err().kind, ProblemKind::NotText);
        check(
            b"\x1b[31mred\x1b[0m alert: a page with an attack on terminals is text",
            "\u{1b}[31mred\u{1b}[0m alert: a page with an attack on terminals is text",
        );
        check(b"", "");
    }
}
