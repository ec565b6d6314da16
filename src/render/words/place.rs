//! Where words stand in their source, in words and as a link.

use crate::article::Locator;

/// Endings of the names of recordings that browsers play.
const MEDIA: [&str; 12] = ["mp4", "m4v", "webm", "ogv", "mov", "mp3", "m4a", "aac", "ogg", "oga", "opus", "wav"];

/// Returns an address that opens the source at a place, if its viewer takes one: a page of a PDF file (RFC 8118), or a time of a
/// recording (W3C Media Fragments). Otherwise the address stays as it is.
pub(crate) fn opened_at(url: String, locator: Option<&Locator>) -> String {
    let Some(locator) = locator.filter(|_| !url.contains('#')) else { return url };
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending.to_ascii_lowercase());
    let takes_it = match locator {
        Locator::Page(..) => ending.as_deref() == Some("pdf"),
        Locator::Time(_) => ending.is_some_and(|ending| MEDIA.contains(&ending.as_str())),
    };
    if takes_it { format!("{url}#{}", locator.fragment()) } else { url }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Page;

    #[test]
    fn viewers_that_take_a_place_open_there() {
        let page = Locator::Page(Page::new(3, Some("A3")), None);
        let check = |url: &str, locator: &Locator, expected: &str| assert_eq!(opened_at(url.to_owned(), Some(locator)), expected);
        check("file:///a/b.PDF", &page, "file:///a/b.PDF#page=3");
        check("https://x.example/b.pdf?v=1", &page, "https://x.example/b.pdf?v=1#page=3");
        check("https://x.example/b", &page, "https://x.example/b");
        check("https://x.example/b.pdf#here", &page, "https://x.example/b.pdf#here");
        check("https://x.example/talk.mp4", &Locator::Time(724_500), "https://x.example/talk.mp4#t=724");
        check("https://x.example/talk.vtt", &Locator::Time(724_500), "https://x.example/talk.vtt");
        check("https://x.example/talk.mp4", &page, "https://x.example/talk.mp4");
    }
}
