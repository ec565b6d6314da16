//! MHTML: a page saved with its resources, as parts of a mail. The page is the first part that is
//! HTML.

use super::mime::Part;

/// Maximum nesting of parts.
const MAX_DEPTH: usize = 16;

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
    let message = Part::of(bytes, "text/plain");
    let part = first_page(&message, 0)?;
    let charset = part.parameter("charset").map(str::to_owned);
    let url = message.header("snapshot-content-location").or_else(|| part.header("content-location"));
    let url = url.map(|url| url.trim().to_owned()).filter(|url| url.starts_with("http"));
    Some(SavedPage { html: part.content(), charset, url })
}

fn first_page<'b>(part: &Part<'b>, depth: usize) -> Option<Part<'b>> {
    if part.media_type == "text/html" {
        return Some(part.clone());
    }
    let (parts, _) = part.parts().filter(|_| depth < MAX_DEPTH)?;
    parts.iter().find_map(|part| first_page(part, depth + 1))
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
