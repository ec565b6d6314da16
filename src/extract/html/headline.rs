//! Which of the page's titles is the headline, and that headline without the site's name.

use super::site::Sites;
use crate::extract::line::fold;

/// What a page calls itself, in the order of trust. All in one line.
#[derive(Debug)]
pub(super) struct Titles<'p> {
    /// Stated for machines: JSON-LD, OpenGraph and kin.
    pub(super) stated: Vec<&'p str>,
    /// The `<title>` element.
    pub(super) window: Option<&'p str>,
    /// The `<h1>` elements, in their order.
    pub(super) headings: &'p [String],
    /// The site's names, which are no part of the headline.
    pub(super) sites: &'p Sites,
}

/// Returns the headline. A heading on the page that agrees with what is stated is what readers saw and is taken first; then what is stated,
/// then `<title>`, then a sole heading.
pub(super) fn headline(titles: &Titles<'_>) -> Option<String> {
    let stated: Vec<&str> =
        titles.stated.iter().map(|title| without_site(title, titles.sites)).filter(|title| !title.is_empty()).collect();
    let window = titles.window.map(|title| without_site(title, titles.sites)).filter(|title| !title.is_empty());
    let folded: Vec<String> = stated.iter().copied().chain(window).map(fold).collect();
    let is_agreed = |heading: &str| {
        let heading = fold(heading);
        let n_chars = heading.chars().count();
        n_chars >= MIN_AGREED_CHARS && folded.iter().any(|title| title.starts_with(&heading) || heading == *title)
    };
    let agreed = titles.headings.iter().map(String::as_str).find(|heading| is_agreed(heading) && !titles.sites.have(heading));
    let sole = || match titles.headings {
        [heading] if !titles.sites.have(heading) => Some(heading.as_str()),
        _ => None,
    };
    agreed.or_else(|| stated.first().copied()).or(window).or_else(sole).map(str::to_owned)
}

/// A heading shorter than this may begin a title by chance: "News".
const MIN_AGREED_CHARS: usize = 10;

/// What stands between a headline and the site's name.
const SEPARATORS: [&str; 12] = [" | ", " - ", " – ", " — ", " :: ", " : ", " • ", " · ", " » ", " « ", " // ", "| "];

/// Returns `title` without the site's name at its end or beginning: `Rain - World - The Post` is `Rain - World` on the site "The Post".
fn without_site<'t>(title: &'t str, sites: &Sites) -> &'t str {
    let mut title = title.trim();
    // A title holds the site's name twice at most.
    for _ in 0..2 {
        let cut = SEPARATORS.iter().find_map(|separator| {
            let at_end = title.rsplit_once(separator).filter(|(_, site)| sites.have(site)).map(|(rest, _)| rest);
            at_end.or_else(|| title.split_once(separator).filter(|(site, _)| sites.have(site)).map(|(_, rest)| rest))
        });
        match cut {
            Some(rest) if !rest.trim().is_empty() => title = rest.trim(),
            _ => break,
        }
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(stated: &[&str], window: &str, headings: &[&str], expected: &str) {
        let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
        let sites = Sites::new(&[Some("The Post")], Some("https://www.post.example/"));
        let titles = Titles { stated: stated.to_vec(), window: Some(window), headings: &headings, sites: &sites };
        assert_eq!(headline(&titles).as_deref().unwrap_or(""), expected, "for {stated:?}, {window}, {headings:?}");
    }

    #[test]
    fn the_sites_name_is_cut_off() {
        check(&["Rain again - The Post"], "", &[], "Rain again");
        check(&[], "Rain | World | The Post", &[], "Rain | World");
        check(&[], "The Post: Rain", &[], "The Post: Rain");
        check(&[], "The Post - Rain", &[], "Rain");
        check(&[], "Rain – post.example", &[], "Rain");
        check(&[], "The Post", &[], "The Post");
    }

    #[test]
    fn a_heading_that_agrees_comes_first() {
        check(
            &["Seven things about rain", "Rain falls on the town"],
            "",
            &["Menu", "Rain falls on the Town"],
            "Rain falls on the Town",
        );
        check(&[], "Rain falls on the town | Weather", &["Rain falls on the town"], "Rain falls on the town");
        check(&["Rain falls on the town"], "", &["Related"], "Rain falls on the town");
        check(&[], "", &["Rain"], "Rain");
    }
}
