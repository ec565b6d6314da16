//! Whether an address belongs to a page: which site it is of, and what decides if a page claims the
//! address of another site.
//!
//! A *site* is what one owner registers: `post.example` for `www.post.example` and `amp.post.example`.
//! Which endings are given to many owners (`co.uk`, `github.io`) is a list that changes weekly; a crate
//! holds it as 2.6 MB of source. So a rule stands for the endings of countries, and a short list for
//! hosts of many papers and blogs. A mistake makes two pages of one site two articles, or lets two
//! owners below an ending that is not listed claim each other's pages.

use super::Finding;
use crate::article::{Draft, UrlOrigin};
use crate::error::ProblemKind;

/// Labels before the code of a country that are no names: `co.uk`, `com.br`.
const SECOND_LEVEL: &str = "ac co com edu gen go gob gouv gov govt gub ind ltd me mil ne net nhs nom or org plc sch";

/// Hosts below which each name has its own owner.
const SHARED: &str = "altervista.org appspot.com azurewebsites.net blog.com blogger.com blogspot.com canalblog.com cloudfront.net \
                      fc2.com firebaseapp.com free.fr ghost.io github.io gitlab.io hatenablog.com hatenablog.jp herokuapp.com \
                      hypotheses.org livejournal.com medium.com neocities.org netlify.app over-blog.com pages.dev \
                      s3.amazonaws.com squarespace.com substack.com tumblr.com typepad.com vercel.app web.app weebly.com \
                      wixsite.com wordpress.com workers.dev";

/// Returns the host of a web address, in lower case and without a port. `None` if there is none.
fn host(url: &str) -> Option<String> {
    let rest = url.trim().split_once("://").map(|(_, rest)| rest)?;
    // Browsers read a backslash as a slash.
    let authority = rest.split(['/', '\\', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let is_ipv6 = host.starts_with('[');
    let host = if is_ipv6 { host.split_inclusive(']').next()? } else { host.split(':').next()? };
    let host = host.trim_matches('.').to_ascii_lowercase();
    (!host.is_empty()).then_some(host)
}

/// Returns the part of a host that its owner registered.
fn registered(host: &str) -> &str {
    let is_listed = |list: &str, name: &str| list.split_ascii_whitespace().any(|listed| listed == name);
    // An address in numbers.
    if host.starts_with('[') || host.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit())) {
        return host;
    }
    // Where the label begins that is `n` labels from the end.
    let starts: Vec<usize> =
        std::iter::once(host.len() + 1).chain(host.rmatch_indices('.').map(|(dot, _)| dot + 1)).chain([0]).collect();
    let last = |n: usize| starts.get(n).map(|start| &host[*start..]);
    let Some(two) = last(2) else { return host };
    let is_country = two.rsplit('.').next().is_some_and(|code| code.len() == 2);
    let second = two.split('.').next().unwrap_or_default();
    let is_shared = |name: &str| is_listed(SHARED, name) || name.starts_with("blogspot.");
    let n_labels = match () {
        // `blogspot.co.uk`, `s3.amazonaws.com`.
        () if last(3).is_some_and(is_shared) => 4,
        () if is_shared(two) || is_country && is_listed(SECOND_LEVEL, second) => 3,
        () => 2,
    };
    last(n_labels).unwrap_or(host)
}

/// Returns whether two addresses are of one site. `false` if either has no host.
pub(crate) fn is_same_site(one: &str, other: &str) -> bool {
    match (host(one), host(other)) {
        (Some(one), Some(other)) => registered(&one) == registered(&other),
        _ => false,
    }
}

/// Returns whether a folder of a path is named for the host of an address, as downloaders name them.
fn is_in_folder_of_host(path: &str, url: &str) -> bool {
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_ascii_lowercase();
    let Some(host) = host(url).map(|host| bare(&host)).filter(|host| host.contains('.')) else { return false };
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').any(|folder| bare(folder) == host)
}

/// Decides what the address of an article is. `own` is where its record was read from, `path` the file.
///
/// A page that was read from one site and claims an address of another keeps its own; the claim is
/// kept beside it and reported. An entry of a feed keeps its link to another site, as a statement that
/// nothing confirms. A page without an address of its own has the one that it states, and that is less
/// certain.
pub(crate) fn settle(draft: &mut Draft, own: Option<&str>, path: &str) -> Option<Finding> {
    let saved_from = draft.saved_from.take();
    let is_page = draft.url_origin == UrlOrigin::Page;
    let own = match own {
        Some(own) => Some((own, UrlOrigin::Record)),
        None => saved_from.as_deref().map(|own| (own, UrlOrigin::Saved)),
    };
    // Archives name some records by numbers.
    let own = own.filter(|(own, _)| host(own).is_some() || draft.url.is_none());
    let Some(stated) = draft.url.take() else {
        (draft.url, draft.url_origin) = own.map_or((None, UrlOrigin::Record), |(own, origin)| (Some(own.to_owned()), origin));
        return None;
    };
    let mut finding = None;
    let (url, origin) = match own {
        Some((own, origin)) if is_same_site(own, &stated) => (stated, origin),
        Some((own, origin)) if is_page => {
            finding = Some(claim(own, &stated));
            draft.claimed_url = Some(stated);
            (own.to_owned(), origin)
        }
        Some(_) => (stated, UrlOrigin::Page),
        None if is_page && is_in_folder_of_host(path, &stated) => (stated, UrlOrigin::Saved),
        None => (stated, draft.url_origin),
    };
    (draft.url, draft.url_origin) = (Some(url), origin);
    finding
}

fn claim(own: &str, claimed: &str) -> Finding {
    let shown = |url: &str| url.chars().take(MAX_SHOWN_CHARS).collect::<String>();
    let message = format!("the page of `{}` claims `{}` as its address; it is no version of that", shown(own), shown(claimed));
    Finding { byte: None, kind: ProblemKind::ClaimedUrl, message }
}

/// Maximum length of an address in a message, in characters.
const MAX_SHOWN_CHARS: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_one_owner_are_one_site() {
        for (one, other) in [
            ("https://www.post.example/a", "http://post.example:8080/b?c"),
            ("https://m.post.example/a", "https://amp.post.example/a"),
            ("https://POST.example./a", "https://user@news.post.example#x"),
            ("https://www.post.co.uk/a", "https://amp.post.co.uk/a"),
            ("https://edition.post.com.br", "https://post.com.br"),
            ("https://www.post.ca/a", "https://news.post.ca/a"),
            ("https://ana.blogspot.com/a", "https://ana.blogspot.com/a?m=1"),
            ("http://192.0.2.7/a", "http://192.0.2.7:81/a"),
            ("http://[2001:db8::1]/a", "http://[2001:db8::1]:81/a"),
            ("http://localhost/a", "http://localhost:8080/a"),
        ] {
            assert!(is_same_site(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("https://post.example/a", "https://mirror.example/a"),
            ("https://post.co.uk/a", "https://mirror.co.uk/a"),
            ("https://ana.github.io/a", "https://bo.github.io/a"),
            ("https://ana.blogspot.co.uk/a", "https://bo.blogspot.co.uk/a"),
            ("https://ana.substack.com/a", "https://substack.com/a"),
            ("https://notpost.example/a", "https://post.example/a"),
            ("https://post.example@mirror.example/a", "https://post.example/a"),
            ("https://mirror.example\\@post.example/a", "https://post.example/a"),
            ("https://post.example.mirror.example/a", "https://post.example/a"),
            ("http://192.0.2.7/a", "http://198.51.2.7/a"),
            ("post.example/a", "post.example/a"),
            ("https:///a", "https:///a"),
        ] {
            assert!(!is_same_site(one, other), "{one} {other}");
        }
    }

    fn page(url: &str, saved_from: &str) -> Draft {
        let some = |url: &str| Some(url.to_owned()).filter(|url| !url.is_empty());
        Draft { url: some(url), saved_from: some(saved_from), url_origin: UrlOrigin::Page, ..Draft::default() }
    }

    #[track_caller]
    fn check(mut draft: Draft, own: Option<&str>, path: &str, expected: (&str, UrlOrigin, Option<&str>)) {
        let finding = settle(&mut draft, own, path);
        assert_eq!((draft.url.as_deref().unwrap_or(""), draft.url_origin, draft.claimed_url.as_deref()), expected);
        assert_eq!(finding.map(|finding| finding.kind), expected.2.map(|_| ProblemKind::ClaimedUrl));
    }

    #[test]
    fn the_pages_own_address_decides() {
        use UrlOrigin::{Page, Record, Saved};
        let (post, amp, mirror) = ("https://www.post.example/a", "https://amp.post.example/a", "https://mirror.example/a");
        check(page(post, ""), Some(amp), "a.warc", (post, Record, None));
        check(page(post, ""), Some(mirror), "a.warc", (mirror, Record, Some(post)));
        check(page("", ""), Some(mirror), "a.warc", (mirror, Record, None));
        check(page(post, mirror), None, "a.html", (mirror, Saved, Some(post)));
        check(page(post, amp), None, "a.html", (post, Saved, None));
        // A note in the page does not outweigh the archive.
        check(page(post, post), Some(mirror), "a.warc", (mirror, Record, Some(post)));
        check(page(post, ""), None, "a.html", (post, Page, None));
        check(page(post, ""), None, "2024/post.example/a.html", (post, Saved, None));
        check(page(post, ""), None, "mirror.example/a.html", (post, Page, None));
        check(page(post, ""), None, "saved/post.example", (post, Page, None));
        check(page("", ""), None, "a.html", ("", Record, None));
        // The name of a record says nothing against the page.
        check(page(post, ""), Some("urn:uuid:1"), "a.warc", (post, Page, None));
        // An entry of a feed.
        let entry = || Draft { url_origin: Record, ..page(post, "") };
        check(entry(), None, "feed.xml", (post, Record, None));
        check(entry(), Some("https://post.example/feed"), "a.warc", (post, Record, None));
        check(entry(), Some("https://mirror.example/feed"), "a.warc", (post, Page, None));
    }
}
