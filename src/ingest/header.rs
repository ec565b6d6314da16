//! Headers of WARC records and HTTP responses: lines of `Name: value`, ended by an empty line.

/// A block of headers. Lines that are no headers were skipped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Headers {
    fields: Vec<(String, String)>,
}

impl Headers {
    /// Reads headers, and returns their length in bytes including the empty line; `None` if there
    /// is no empty line.
    pub(super) fn parse(bytes: &[u8]) -> Option<(Headers, usize)> {
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut at = 0;
        loop {
            let len = memchr::memchr(b'\n', &bytes[at..])?;
            let line = String::from_utf8_lossy(bytes[at..at + len].trim_ascii_end()).into_owned();
            at += len + 1;
            if line.is_empty() {
                return Some((Headers { fields }, at));
            }
            match (line.starts_with([' ', '\t']), fields.last_mut()) {
                (true, Some((_, value))) => {
                    value.push(' ');
                    value.push_str(line.trim());
                }
                _ => {
                    let field = line.split_once(':').map(|(name, value)| (name.trim().to_lowercase(), value.trim().to_owned()));
                    fields.extend(field);
                }
            }
        }
    }

    /// Returns the first value of a header; the name is given in lower case.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Returns all values of a header; the name is given in lower case.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Returns the type of the content without its parameters, in lower case: `text/html`.
    pub(super) fn media_type(&self) -> Option<String> {
        Some(self.get("content-type")?.split(';').next()?.trim().to_lowercase())
    }

    /// Returns the encoding's name stated with the content type.
    pub(super) fn charset(&self) -> Option<&str> {
        let value = self.get("content-type")?;
        let is_charset = |parameter: &&str| parameter.get(..8).is_some_and(|name| name.eq_ignore_ascii_case("charset="));
        let parameter = value.split(';').map(str::trim).find(is_charset)?;
        Some(parameter[8..].trim_matches(['"', '\'', ' '])).filter(|label| !label.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_leniently() {
        let bytes = b"Content-Type: text/html;\r\n  Charset=\"windows-1251\"\nno header\nX: \xff\r\n\r\nbody";
        let (headers, len) = Headers::parse(bytes).unwrap();
        assert_eq!(&bytes[len..], b"body");
        assert_eq!((headers.media_type().as_deref(), headers.charset()), (Some("text/html"), Some("windows-1251")));
        assert_eq!(headers.get("x"), Some("\u{fffd}"));
        assert_eq!(Headers::parse(b"a: b\r\n"), None);
    }
}
