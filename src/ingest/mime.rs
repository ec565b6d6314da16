//! The parts of a mail: their headers, and their bytes as they were before they were sent.
//!
//! Mail is written by everything, so nothing is required here: headers in any encoding, parts without an end, and bytes that are none of the
//! stated transfer encoding are read as far as they go.

use super::decode::{Normalization, decode};
use super::header::Headers;
use super::transfer::{from_base64, from_quoted_printable, from_stated_base64, from_utf7, is_utf7};

/// Maximum length of a part's headers in bytes; the rest of them is not read. Long ones, with all servers on the way, have 30 KB.
const MAX_HEADERS_BYTES: usize = 256 << 10;

/// Maximum number of parts side by side.
const MAX_PARTS: usize = 1000;

/// A mail, or a part of one.
#[derive(Debug, Clone)]
pub(super) struct Part<'b> {
    pub(super) headers: Headers,
    /// Its content as it was sent.
    body: &'b [u8],
    /// Its media type in lower case, without parameters.
    pub(super) media_type: String,
    parameters: Vec<(String, String)>,
}

impl<'b> Part<'b> {
    /// Reads the headers of a part. Without headers, all of it is content. `default_type` is the media type of a part that states none.
    pub(super) fn of(bytes: &'b [u8], default_type: &str) -> Part<'b> {
        let (head, body) = parted(bytes);
        let head = &head[..head.len().min(MAX_HEADERS_BYTES)];
        let text = decode(head, None, Normalization::Composed).map(|decoded| decoded.text.into_owned()).unwrap_or_default();
        let headers = Headers::parse(format!("{text}\n\n").as_bytes()).map(|(headers, _)| headers).unwrap_or_default();
        let stated = headers.get("content-type").unwrap_or("");
        let parameters = parameters(stated);
        let media_type = stated.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        let media_type = if media_type.contains('/') { media_type } else { default_type.to_owned() };
        Part { headers, body, media_type, parameters }
    }

    /// Returns a parameter of the media type.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns a header without encoded words.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).map(decoded_words)
    }

    /// Returns the name of the file that the part is.
    pub(super) fn file_name(&self) -> Option<String> {
        let of_disposition = self.headers.get("content-disposition").map(parameters).unwrap_or_default();
        let stated = of_disposition.iter().find(|(name, _)| name == "filename").map(|(_, value)| value.as_str());
        stated.or(self.parameter("name")).map(decoded_words).filter(|name| !name.trim().is_empty())
    }

    /// Returns whether the part is stated to be an attachment.
    pub(super) fn is_attachment(&self) -> bool {
        let stated = self.headers.get("content-disposition").and_then(|value| value.split(';').next());
        stated.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("attachment"))
    }

    /// Returns the content as it was before it was sent.
    pub(super) fn content(&self) -> Vec<u8> {
        let encoding = self.headers.get("content-transfer-encoding").unwrap_or("").trim().to_ascii_lowercase();
        match encoding.as_str() {
            "base64" => from_stated_base64(self.body).into_owned(),
            "quoted-printable" => from_quoted_printable(self.body, false),
            _ => self.body.to_vec(),
        }
    }

    /// Returns the parts inside, each with its headers, and whether all of them were read. `None` if the part has no parts.
    pub(super) fn parts(&self) -> Option<(Vec<Part<'b>>, Completeness)> {
        if !self.media_type.starts_with("multipart/") {
            return None;
        }
        let (pieces, completeness) = split(self.body, self.parameter("boundary").filter(|boundary| !boundary.is_empty())?)?;
        let default_type = if self.media_type == "multipart/digest" { "message/rfc822" } else { "text/plain" };
        Some((pieces.into_iter().map(|piece| Part::of(piece, default_type)).collect(), completeness))
    }
}

/// Whether all parts of a part were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Completeness {
    Whole,
    /// The last one has no end.
    Cut,
    /// There are more than [`MAX_PARTS`].
    TooMany,
}

/// Returns the headers and the content of a part. What does not begin with a header is content.
fn parted(bytes: &[u8]) -> (&[u8], &[u8]) {
    let first_line = &bytes[..memchr::memchr(b'\n', bytes).unwrap_or(bytes.len())];
    if first_line.trim_ascii().is_empty() {
        return (&[], bytes.get(first_line.len() + 1..).unwrap_or(&[]));
    }
    if !is_header(first_line) {
        return (&[], bytes);
    }
    for end in memchr::memchr_iter(b'\n', bytes) {
        let rest = &bytes[end + 1..];
        let len_end = if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n")) };
        if len_end > 0 {
            return (&bytes[..end], &rest[len_end..]);
        }
    }
    (bytes, &[])
}

/// Returns whether a line is a header.
pub(super) fn is_header(line: &[u8]) -> bool {
    const MAX_NAME_BYTES: usize = 76;
    let len = line.iter().take(MAX_NAME_BYTES + 1).position(|byte| *byte == b':').unwrap_or(0);
    let name = line[..len].trim_ascii_end();
    !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// Maximum length of a line that can be a limit between mails.
const MAX_LIMIT_BYTES: usize = 1024;

/// Returns whether a line begins a mail in a folder of mails: `From `, an address, and a date with month, time and year.
pub(super) fn is_limit(line: &[u8]) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if !line.starts_with(b"From ") || line.len() > MAX_LIMIT_BYTES {
        return false;
    }
    let line = String::from_utf8_lossy(&line[5..]).to_ascii_lowercase();
    let words = || line.split([' ', '\t', '\r', '\n', ',']).filter(|word| !word.is_empty());
    let is_digits = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let is_time = |word: &str| {
        (4..=8).contains(&word.len())
            && word.contains(':')
            && word.split(':').all(|part| part.len() <= 2 && !part.is_empty() && is_digits(part))
    };
    let is_year = |word: &str| word.len() == 4 && is_digits(word) && (word.starts_with("19") || word.starts_with("20"));
    words().any(is_time) && words().any(is_year) && words().any(|word| MONTHS.contains(&word))
}

/// Returns whether a line begins a mail in a folder of mails whose lines state no date: `From ` and an address.
pub(super) fn is_undated_limit(line: &[u8]) -> bool {
    const MAX_ADDRESS_BYTES: usize = 320;
    let Some(address) = line.strip_prefix(b"From ").map(<[u8]>::trim_ascii) else { return false };
    address.len() <= MAX_ADDRESS_BYTES && address.contains(&b'@') && !address.iter().any(u8::is_ascii_whitespace)
}

/// Cuts a body at its boundary; `None` if that does not stand in it.
fn split<'b>(body: &'b [u8], boundary: &str) -> Option<(Vec<&'b [u8]>, Completeness)> {
    let mark = format!("--{}", boundary.trim_end());
    let mut pieces = Vec::new();
    let mut start = None;
    for at in memchr::memmem::find_iter(body, mark.as_bytes()) {
        // Looking for its end first would take time quadratic in the length of a line.
        if at > 0 && body[at - 1] != b'\n' {
            continue;
        }
        let after = &body[at + mark.len()..];
        let is_last = after.starts_with(b"--");
        let line_end = memchr::memchr(b'\n', after).unwrap_or(after.len());
        // Another boundary may begin with this one.
        if !is_last && !after[..line_end].trim_ascii().is_empty() {
            continue;
        }
        if let Some(start) = start {
            if pieces.len() >= MAX_PARTS {
                return Some((pieces, Completeness::TooMany));
            }
            let piece = &body[start..at.max(start)];
            let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
            pieces.push(piece.strip_suffix(b"\r").unwrap_or(piece));
        }
        if is_last {
            return Some((pieces, Completeness::Whole));
        }
        start = Some((at + mark.len() + line_end + 1).min(body.len()));
    }
    let rest = &body[start?..];
    if rest.trim_ascii().is_empty() {
        return Some((pieces, Completeness::Whole));
    }
    pieces.push(rest);
    Some((pieces, Completeness::Cut))
}

/// Returns the parameters of a header, their names in lower case. Values may be quoted, in pieces (`name*0=`), or stated with their
/// encoding (`name*=utf-8''a%20b`).
pub(super) fn parameters(value: &str) -> Vec<(String, String)> {
    const MAX_PIECES: usize = 100;
    let mut found: Vec<(String, String)> = Vec::new();
    for stated in outside_quotes(value, ';').into_iter().skip(1).take(MAX_PIECES) {
        let Some((name, value)) = stated.split_once('=') else { continue };
        let name = name.trim().to_ascii_lowercase();
        let value = value.trim();
        let value = match value.strip_prefix('"') {
            Some(quoted) => unquoted(quoted),
            None => value.split(" (").next().unwrap_or(value).to_owned(),
        };
        let (base, is_encoded) = match name.strip_suffix('*') {
            Some(base) => (base.to_owned(), true),
            None => (name.clone(), false),
        };
        let (base, piece) =
            base.split_once('*').map_or((base.as_str(), None), |(base, piece)| (base, piece.parse::<usize>().ok()));
        let value = if is_encoded { from_percent(&value) } else { value };
        match found.iter_mut().find(|(known, _)| known == base) {
            Some((_, before)) if piece.is_some_and(|piece| piece > 0) => before.push_str(&value),
            Some(_) => {}
            None => found.push((base.to_owned(), value)),
        }
    }
    found
}

fn outside_quotes(value: &str, separator: char) -> Vec<&str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    value
        .split(|c: char| {
            let is_end = c == separator && !is_quoted;
            is_quoted ^= c == '"' && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            is_end
        })
        .collect()
}

/// Returns a quoted text up to its end, without the quotation mark before it.
pub(super) fn unquoted(quoted: &str) -> String {
    let mut text = String::new();
    let mut is_escaped = false;
    for c in quoted.chars() {
        match c {
            '"' if !is_escaped => break,
            '\\' if !is_escaped => is_escaped = true,
            c => {
                text.push(c);
                is_escaped = false;
            }
        }
    }
    text
}

/// Returns `utf-8'en'a%20b` as text; without the name of an encoding, only the bytes are put in.
fn from_percent(value: &str) -> String {
    let mut parts = value.splitn(3, '\'');
    let (charset, text) = match (parts.next(), parts.next(), parts.next()) {
        (Some(charset), Some(_), Some(text)) => (Some(charset), text),
        _ => (None, value),
    };
    in_charset(&from_quoted_printable(text.replace('%', "=").as_bytes(), false), charset)
}

/// Returns a header with its encoded words (`=?utf-8?Q?Caf=C3=A9?=`) decoded. White space between two of them is none, and a character may
/// be parted by their limit.
pub(super) fn decoded_words(value: &str) -> String {
    let mut text = String::new();
    let mut pending: Option<(String, Vec<u8>)> = None;
    let mut rest = value;
    let flush = |pending: &mut Option<(String, Vec<u8>)>, text: &mut String| {
        if let Some((charset, bytes)) = pending.take() {
            text.push_str(&in_charset(&bytes, Some(&charset)));
        }
    };
    while let Some(start) = rest.find("=?") {
        let (before, word) = rest.split_at(start);
        let Some((charset, bytes, len)) = encoded_word(word) else {
            flush(&mut pending, &mut text);
            text.push_str(before);
            text.push_str("=?");
            rest = &word[2..];
            continue;
        };
        let is_next = before.trim().is_empty();
        match &mut pending {
            Some((known, all)) if is_next && known.eq_ignore_ascii_case(charset) => all.extend(bytes),
            _ => {
                let is_between = pending.is_some() && is_next;
                flush(&mut pending, &mut text);
                if !is_between {
                    text.push_str(before);
                }
                pending = Some((charset.to_owned(), bytes));
            }
        }
        rest = &word[len..];
    }
    flush(&mut pending, &mut text);
    text.push_str(rest);
    text
}

/// Returns the encoding, the bytes and the length of the encoded word that `text` begins with.
fn encoded_word(text: &str) -> Option<(&str, Vec<u8>, usize)> {
    const MAX_BYTES: usize = 2048;
    let head = &text[..text.floor_char_boundary(MAX_BYTES)];
    let mut parts = head.strip_prefix("=?")?.splitn(3, '?');
    let (charset, kind, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let len = rest.find("?=")?;
    let bytes = match kind {
        "B" | "b" => from_base64(&rest.as_bytes()[..len]),
        "Q" | "q" => from_quoted_printable(&rest.as_bytes()[..len], true),
        _ => return None,
    };
    let charset = charset.split('*').next()?;
    Some((charset, bytes, head.len() - rest.len() + len + 2))
}

fn in_charset(bytes: &[u8], charset: Option<&str>) -> String {
    if charset.is_some_and(is_utf7) {
        return in_charset(&from_utf7(bytes), Some("utf-8"));
    }
    decode(bytes, charset, Normalization::Composed).map(|decoded| decoded.text.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_joined() {
        for (value, expected) in [
            ("=?utf-8?Q?Caf=C3=A9?= opens", "Café opens"),
            ("=?UTF-8?B?w6k=?= =?utf-8?b?w6k=?=", "éé"),
            ("=?utf-8?Q?=C3?=\t=?utf-8?Q?=A9_x?=", "é x"),
            ("=?iso-8859-1*de?q?M=FCller?=: =?x", "Müller: =?x"),
            ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
            ("=?utf-8?Q?open", "=?utf-8?Q?open"),
            ("plain", "plain"),
        ] {
            assert_eq!(decoded_words(value), expected, "for {value}");
        }
    }

    #[test]
    fn parameters_are_read_in_all_their_forms() {
        let get =
            |value: &str, name: &str| parameters(value).into_iter().find(|(known, _)| known == name).map(|(_, value)| value);
        for (value, name, expected) in [
            ("text/plain; charset=utf-8 (x)", "charset", "utf-8"),
            ("text/plain; Charset=\"a;\\\"b\"; x=y", "charset", "a;\"b"),
            ("a/b; name*=utf-8''caf%C3%A9.txt", "name", "café.txt"),
            ("a/b; name*0=\"long\"; name*1=\"er.txt\"", "name", "longer.txt"),
        ] {
            assert_eq!(get(value, name).as_deref(), Some(expected), "for {value}");
        }
    }

    #[test]
    fn lines_are_limits_by_their_form() {
        for line in [
            "From ana@post.example Mon Mar 25 10:00:00 2024",
            "From - Mon Mar 25 10:00:00 2024\r\n",
            "From ana at post.example  Mon Mar  5 10:00:00 2024",
            "From 17@xxx Mon Mar 25 10:00:00 +0000 2024",
            "From MAILER-DAEMON Mon, 25 Mar 2024 10:00",
        ] {
            assert!(is_limit(line.as_bytes()), "{line}");
        }
        for line in [
            "From Monday on, the bridge is closed.",
            "From 10:00 on 25 March 2024",
            "From: ana",
            ">From a Mon Mar 25 10:00:00 2024",
        ] {
            assert!(!is_limit(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn parts_are_cut_at_their_boundary() {
        let mail = "Content-Type: multipart/mixed; boundary=b\n\nPreamble\n--b\n\nOne\n--b2\n--b \nA: b\n\nTwo\r\n--b--\nEnd";
        let part = Part::of(mail.as_bytes(), "text/plain");
        let (parts, completeness) = part.parts().unwrap();
        let texts: Vec<String> = parts.iter().map(|part| String::from_utf8(part.content()).unwrap()).collect();
        assert_eq!((texts, completeness), (vec!["One\n--b2".to_owned(), "Two".to_owned()], Completeness::Whole));
        let cut = Part::of(&mail.as_bytes()[..mail.len() - 10], "text/plain");
        assert_eq!(cut.parts().unwrap().1, Completeness::Cut);
    }
}
