//! What a crawler derived from a page and keeps beside it: the page's text, a list of what it loaded,
//! pictures of it, its own log.
//!
//! Such a record is no article of its own. If the page has no text, its derived text is lent to it;
//! in an archive of texts alone, they are the articles.

use std::hash::{DefaultHasher, Hash, Hasher};

/// What an address in an archive names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target<'t> {
    /// Something on the web, or a file that was put into the archive.
    Own,
    /// The text of the page at an address.
    TextOf(&'t str),
    /// Something else that a crawler wrote, or a file for crawlers.
    Aside,
}

/// Returns what the address of a record names. Crawlers put the page's address behind a name of what
/// they derived: `urn:text:https://…`, `urn:pageinfo:https://…`, `screenshot:https://…`.
pub(super) fn target(address: &str) -> Target<'_> {
    let scheme = address.split(':').next().unwrap_or("").to_ascii_lowercase();
    if let "http" | "https" = scheme.as_str() {
        return if is_for_crawlers(address) { Target::Aside } else { Target::Own };
    }
    let page = ["https://", "http://"].iter().filter_map(|scheme| address.find(scheme)).min().filter(|start| *start > 0);
    match page {
        Some(start) => {
            let name = address[..start].to_ascii_lowercase();
            if name.contains("text") { Target::TextOf(&address[start..]) } else { Target::Aside }
        }
        // The log and the arguments of the crawler.
        None if scheme == "metadata" || is_of_crawler(address) => Target::Aside,
        None => Target::Own,
    }
}

/// Names that crawlers give to what they write: logs, reports, lists.
fn is_of_crawler(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    let Some(name) = lower.strip_prefix("urn:") else { return false };
    const BEGINNINGS: [&str; 8] = ["x-", "log", "crawl", "report", "pageinfo", "manifest", "metadata", "browsertrix"];
    name.split(':').any(|part| BEGINNINGS.iter().any(|beginning| part.starts_with(beginning)))
}

/// Files that sites keep for programs: some at the root of the site, and scripts and styles, which servers may call plain text.
fn is_for_crawlers(address: &str) -> bool {
    const ENDINGS: [&str; 8] = [".js", ".mjs", ".css", ".map", ".json", ".woff", ".woff2", ".wasm"];
    const FILES: [&str; 7] = ["robots.txt", "ads.txt", "app-ads.txt", "humans.txt", "security.txt", "llms.txt", "sellers.json"];
    let Some((_, rest)) = address.split_once("://") else { return false };
    let Some((_, path)) = rest.split_once('/') else { return false };
    let path = path.split(['?', '#']).next().unwrap_or("").to_ascii_lowercase();
    FILES.contains(&path.strip_prefix(".well-known/").unwrap_or(&path)) || ENDINGS.iter().any(|ending| path.ends_with(ending))
}

/// A page of an archive, by its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    /// 64 bits of the address, without what differs between a page and what is kept beside it.
    pub(super) address: u64,
    /// 64 bits of the address and the day.
    pub(super) capture: u64,
    /// Whether the record is only the text that was derived from it.
    pub(super) is_derived: bool,
}

impl Page {
    /// `day` is the day on which the record was made.
    pub(super) fn new(address: &str, day: &str, is_derived: bool) -> Page {
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        let rest = rest.split('#').next().unwrap_or(rest).trim_end_matches('/');
        let mut hasher = DefaultHasher::new();
        rest.strip_prefix("www.").unwrap_or(rest).hash(&mut hasher);
        let address = hasher.finish();
        (address, day).hash(&mut hasher);
        Page { address, capture: hasher.finish(), is_derived }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_crawler_derived_is_told_from_pages() {
        let check = |address: &str, expected: Target<'_>| assert_eq!(target(address), expected, "{address}");
        for address in [
            "https://q.example/p1",
            "http://q.example/robots.txt/about",
            "file:///news/a.html",
            "urn:uuid:1",
            "http://q.example/a?u=https://x.example/robots.txt",
        ] {
            check(address, Target::Own);
        }
        check("urn:text:https://q.example/p1", Target::TextOf("https://q.example/p1"));
        check("urn:textFinal:http://q.example/p1", Target::TextOf("http://q.example/p1"));
        for address in [
            "urn:pageinfo:https://q.example/p1",
            "urn:view:https://q.example/p1",
            "screenshot:https://q.example/p1",
            "metadata://gnu.org/software/wget/warc/wget.log",
            "metadata://gnu.org/software/wget/warc/MANIFEST.txt",
            "urn:X-wpull:log",
            "urn:crawlLog:1",
            "https://q.example/static/app.js?v=2",
            "https://q.example/robots.txt",
            "http://q.example/.well-known/security.txt?x",
        ] {
            check(address, Target::Aside);
        }
    }

    #[test]
    fn addresses_of_one_page_are_one() {
        let address = |text: &str| Page::new(text, "", false).address;
        assert_eq!(address("https://www.q.example/p1/#top"), address("http://q.example/p1"));
        assert_ne!(address("https://q.example/p1"), address("https://q.example/p1?page=2"));
    }
}
