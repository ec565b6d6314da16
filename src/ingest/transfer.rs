//! How bytes are written so that they survive being sent: base64, quoted-printable, UTF-7.
//!
//! Programs state one of them and send another, and lists add their lines behind it. So what is none of the stated encoding is left out, or
//! kept as it is.

use std::borrow::Cow;

/// Returns the bytes of a part that states base64. What lists add is left out: lines of prose, and everything behind a rule. If all lines are
/// prose, the part was never encoded.
pub(super) fn from_stated_base64(stated: &[u8]) -> Cow<'_, [u8]> {
    let lines = || stated.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let is_other = |line: &[u8]| is_rule(line) || is_prose(line);
    if lines().all(is_other) {
        return Cow::Borrowed(stated);
    }
    if !lines().any(is_other) {
        return Cow::Owned(from_base64(stated));
    }
    let until_rule = lines().skip_while(|line| is_other(line)).take_while(|line| !is_rule(line));
    let encoded: Vec<u8> = until_rule.filter(|line| !is_prose(line)).flatten().copied().collect();
    Cow::Owned(from_base64(&encoded))
}

/// Returns whether a line separates what follows from what stands above.
fn is_rule(line: &[u8]) -> bool {
    const MIN_RULE_BYTES: usize = 4;
    line.len() >= MIN_RULE_BYTES && line.iter().all(|byte| matches!(byte, b'_' | b'-' | b'='))
}

/// Returns whether a line is no base64: a tenth of it and more than one are spaces and other signs.
fn is_prose(line: &[u8]) -> bool {
    let n_others = line.iter().filter(|byte| !byte.is_ascii_alphanumeric() && !b"+/=-_".contains(byte)).count();
    n_others > 1 && n_others * 10 > line.len()
}

/// Returns the bytes of base64. Other characters are left out; several pieces may stand one after another.
pub(super) fn from_base64(encoded: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(encoded.len() / 4 * 3);
    let (mut bits, mut n_bits) = (0_u32, 0);
    for byte in encoded {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                n_bits = 0;
                continue;
            }
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push((bits >> n_bits) as u8);
        }
    }
    bytes
}

/// Returns the bytes of quoted-printable. In an encoded word, `_` is a space. What is no code stays as it is.
pub(super) fn from_quoted_printable(encoded: &[u8], is_word: bool) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut at = 0;
    while let Some(byte) = encoded.get(at) {
        at += 1;
        match byte {
            b'_' if is_word => bytes.push(b' '),
            b'=' => {
                let digit = |at: usize| encoded.get(at).and_then(|byte| char::from(*byte).to_digit(16));
                if let (Some(high), Some(low)) = (digit(at), digit(at + 1)) {
                    bytes.push((high << 4 | low) as u8);
                    at += 2;
                    continue;
                }
                // A line end that was put in; spaces may stand before it.
                let n_spaces = encoded[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
                match encoded.get(at + n_spaces) {
                    Some(b'\n') => at += n_spaces + 1,
                    None => at += n_spaces,
                    Some(_) => bytes.push(b'='),
                }
            }
            other => bytes.push(*other),
        }
    }
    bytes
}

/// Returns whether this is the name of UTF-7, which old programs of Microsoft sent.
pub(super) fn is_utf7(charset: &str) -> bool {
    ["utf-7", "utf7", "unicode-1-1-utf-7"].iter().any(|name| charset.trim().eq_ignore_ascii_case(name))
}

/// Returns UTF-7 as UTF-8: `Caf+AOk-` is `Café`. What is no code stays as it is.
pub(super) fn from_utf7(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'+', rest) {
        text.extend_from_slice(&rest[..at]);
        let after = &rest[at + 1..];
        let len = after.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')).count();
        let (code, behind) = after.split_at(len);
        let units = from_base64(code);
        // A sign takes two bytes, so a code has three letters or more.
        if units.len() < 2 {
            text.push(b'+');
            rest = if code.is_empty() { behind.strip_prefix(b"-").unwrap_or(behind) } else { after };
            continue;
        }
        let units = units.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        for unit in char::decode_utf16(units) {
            text.extend_from_slice(unit.unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]).as_bytes());
        }
        rest = behind.strip_prefix(b"-").unwrap_or(behind);
    }
    text.extend_from_slice(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transfer_encodings_are_undone_as_far_as_they_go() {
        assert_eq!(from_quoted_printable(b"It =93rained=\r\n=94, a=b =", false), b"It \x93rained\x94, a=b ");
        assert_eq!(from_base64(b"SXQg\r\ncmFpbmVk=\nLg=="), b"It rained.");
    }

    #[test]
    fn what_is_no_base64_is_left_out_or_kept() {
        for (stated, expected) in [
            ("SXQg\r\ncmFp*bmVk\nLg==\n", "It rained."),
            ("SXQgcmFpbmVkLg==\n____________\nTarn mailing list\nTarn@lists.example\n", "It rained."),
            ("SXQgcmFpbmVkLg==\n____________\nTarn list\n", "It rained."),
            ("It rained.\nIt poured all day.\n", "It rained.\nIt poured all day.\n"),
            ("", ""),
        ] {
            assert_eq!(&*from_stated_base64(stated.as_bytes()), expected.as_bytes(), "for {stated}");
        }
    }

    #[test]
    fn utf7_is_read() {
        for (sent, expected) in [
            ("Caf+AOk- opens +IBw-now+IB0.", "Café opens “now”."),
            ("1 +- 1", "1 + 1"),
            ("1 + 1, a+b", "1 + 1, a+b"),
            ("+2D3cAA", "🐀"),
        ] {
            assert_eq!(String::from_utf8(from_utf7(sent.as_bytes())).unwrap(), expected, "for {sent}");
        }
    }
}
