//! MHTML: a page saved with its resources, as parts of a mail. The page is the first part that is
//! HTML.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, MessageParser, MessagePart, MimeHeaders, PartType};

/// A page taken out of its file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SavedPage {
    pub(super) html: Vec<u8>,
    /// The name of its encoding, if stated.
    pub(super) charset: Option<String>,
    /// The address it was saved from.
    pub(super) url: Option<String>,
}

/// Returns the page in a file; `None` if it holds none.
pub(super) fn page(bytes: &[u8]) -> Option<SavedPage> {
    let message = MessageParser::default().parse(bytes)?;
    let part = message.parts.iter().find(|part| matches!(part.body, PartType::Html(_)))?;
    let raw = bytes.get(part.offset_body as usize..part.offset_end as usize)?;
    // The parser decodes characters too, but does not know all encodings of the web.
    let html = match part.encoding {
        Encoding::QuotedPrintable => quoted_printable_decode(raw)?,
        Encoding::Base64 => base64_decode(raw)?,
        Encoding::None => raw.to_vec(),
    };
    let charset = part.content_type().and_then(|kind| kind.attribute("charset")).map(str::to_owned);
    let location = |part: &MessagePart<'_>| part.content_location().map(str::to_owned);
    let snapshot = message.header_raw("Snapshot-Content-Location").map(|url| url.trim().to_owned());
    let url = snapshot.or_else(|| location(part)).filter(|url| url.starts_with("http"));
    Some(SavedPage { html, charset, url })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(encoding: &str, html: &str) -> String {
        format!(
            "From: <Saved>\r\nSnapshot-Content-Location: https://post.example/rain\r\nSubject: Rain\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/related; type=\"text/html\"; boundary=\"--b--\"\r\n\r\n\r\n----b--\r\n\
             Content-Type: text/html; charset=windows-1252\r\nContent-Transfer-Encoding: {encoding}\r\n\
             Content-Location: https://post.example/rain\r\n\r\n{html}\r\n----b--\r\nContent-Type: image/png\r\n\
             Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n----b----\r\n"
        )
    }

    #[test]
    fn the_page_is_taken_out() {
        for (encoding, html) in [("quoted-printable", "<p>It =93rained=\r\n=94.</p>"), ("base64", "PHA+SXQgk3JhaW5lZJQuPC9wPg==")]
        {
            let page = page(file(encoding, html).as_bytes()).unwrap();
            assert_eq!(page.html.trim_ascii(), b"<p>It \x93rained\x94.</p>", "{encoding}");
            assert_eq!((page.charset.as_deref(), page.url.as_deref()), (Some("windows-1252"), Some("https://post.example/rain")));
        }
    }

    #[test]
    fn what_holds_no_page_gives_none() {
        assert_eq!(page(b"Subject: Rain\r\n\r\nIt rained."), None);
        assert_eq!(page(b""), None);
    }
}
