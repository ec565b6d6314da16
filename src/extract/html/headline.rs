//! Which of the page's titles is the headline, without the site's name.
//!
//! A page states its headline several times, for readers, search engines and social networks, and
//! not always in the same words. Equal titles are one candidate, and so is a title with a section or a name beside it.
//! A candidate is weighed by who states it, by whether other titles contain it, and by how much it is like the page's address.
//! The weights are those of a conditional logistic regression (`scripts/fit-headlines`).

use std::collections::BTreeSet;

use super::site::{Sites, plain};
use crate::extract::line::fold;

/// Who states a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// An `<h1>`: what readers see.
    Heading,
    /// JSON-LD.
    LinkedData,
    /// `og:title`.
    OpenGraph,
    /// `twitter:title`.
    Twitter,
    /// Another `<meta>`, or microdata.
    Meta,
    /// The `<title>` element.
    Window,
}

/// The titles of a page.
#[derive(Debug)]
pub(super) struct Titles<'p> {
    /// The titles stated for machines, each on one line.
    pub(super) stated: Vec<(Source, &'p str)>,
    /// The `<h1>` elements, in order, each on one line.
    pub(super) headings: &'p [String],
    /// The site's names, which are not part of the headline.
    pub(super) sites: &'p Sites,
    /// The page's address.
    pub(super) url: Option<&'p str>,
}

/// A possible headline of the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate<'p> {
    /// The title as readers see it, or else in its first stated form.
    pub(super) text: &'p str,
    /// Its letters and digits in lower case.
    folded: String,
    sources: Vec<Source>,
    /// How much it is like the page's address, from 0 to 1.
    likeness: f32,
}

/// Returns the headline: the candidate with the largest weight, the first of equals.
pub(super) fn headline(titles: &Titles<'_>) -> Option<String> {
    let candidates = candidates(titles);
    let weighed = (0..candidates.len()).map(|idx| (weight(&candidates, idx), candidates[idx].text));
    // `max_by` returns the last of equals, so the order is reversed.
    weighed.rev().max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, text)| text.to_owned())
}

/// Maximum number of headings. A page with more is a list of articles.
const MAX_HEADINGS: usize = 20;

/// Returns the possible headlines. Titles that differ only in punctuation are one.
pub(super) fn candidates<'p>(titles: &Titles<'p>) -> Vec<Candidate<'p>> {
    let headings = titles.headings.iter().map(String::as_str).filter(|heading| !titles.sites.have(heading)).take(MAX_HEADINGS);
    let headings = headings.map(|heading| (Source::Heading, heading));
    let mut candidates: Vec<Candidate<'p>> = Vec::new();
    for (source, title) in headings.chain(titles.stated.iter().copied()) {
        let text = without_site(title, titles.sites);
        let folded = fold(text);
        if folded.is_empty() {
            continue;
        }
        match candidates.iter_mut().find(|candidate| candidate.folded == folded) {
            Some(candidate) if candidate.sources.contains(&source) => {}
            Some(candidate) => candidate.sources.push(source),
            None => {
                let likeness = titles.url.map_or(0.0, |url| likeness(text, url));
                candidates.push(Candidate { text, folded, sources: vec![source], likeness });
            }
        }
    }
    join_longer(&mut candidates);
    drop_poor(&mut candidates);
    candidates
}

/// Gives what states a title with a section or a name beside it to the title itself, if that is a candidate: `Rain falls | Weather` and
/// `Opinion | Rain falls` to `Rain falls`.
fn join_longer(candidates: &mut Vec<Candidate<'_>>) {
    let mut idx = 0;
    while idx < candidates.len() {
        let text = candidates[idx].text;
        let longest = BARS.iter().flat_map(|bar| parts_at(text, bar)).max_by_key(|part| part.len()).unwrap_or_default();
        let (longest, all) = (fold(longest), &candidates[idx]);
        let is_long = longest.len() * 2 > all.folded.len() && longest.chars().count() >= MIN_AGREED_CHARS;
        match candidates.iter().position(|one| is_long && one.folded == longest) {
            Some(shorter) if shorter != idx => {
                let longer = candidates.remove(idx);
                let shorter = if shorter > idx { shorter - 1 } else { shorter };
                for source in longer.sources {
                    if !candidates[shorter].sources.contains(&source) {
                        candidates[shorter].sources.push(source);
                    }
                }
                // The candidates before may be longer than this one, but none of them is its part.
            }
            _ => idx += 1,
        }
    }
}

/// Returns what stands before each `bar` in a title, and after each.
fn parts_at<'t>(title: &'t str, bar: &str) -> impl Iterator<Item = &'t str> {
    let places: Vec<(usize, usize)> = title.match_indices(bar).map(|(at, bar)| (at, at + bar.len())).collect();
    places.into_iter().flat_map(move |(start, end)| [&title[..start], &title[end..]])
}

/// Marks between a headline and a section, a page or a name.
const BARS: [&str; 11] = [" | ", " - ", " -- ", " – ", " — ", " · ", " • ", " : ", " :: ", "｜", "_"];

/// Drops candidates that cannot be headlines if there are others: a beginning cut by an ellipsis
/// that other titles continue, addresses, and headings that nothing else states ("Menu").
fn drop_poor(candidates: &mut Vec<Candidate<'_>>) {
    const ELLIPSES: [&str; 2] = ["...", "…"];
    let all = candidates.clone();
    let is_cut = |one: &Candidate<'_>| {
        let goes_on = |other: &Candidate<'_>| other.folded != one.folded && other.folded.starts_with(&one.folded);
        ELLIPSES.iter().any(|ellipsis| one.text.ends_with(ellipsis)) && all.iter().any(goes_on)
    };
    candidates.retain(|one| !is_cut(one));
    let is_address = |one: &Candidate<'_>| one.text.contains('.') && !one.text.contains(char::is_whitespace);
    if !candidates.iter().all(is_address) {
        candidates.retain(|one| !is_address(one));
    }
    let is_shown_only = |one: &Candidate<'_>| one.sources == [Source::Heading];
    let stated: Vec<Candidate<'_>> = candidates.iter().filter(|one| !is_shown_only(one)).cloned().collect();
    if !stated.is_empty() {
        candidates.retain(|one| !is_shown_only(one) || stated.iter().any(|other| has_most_of(other, one)));
    }
}

/// Minimum length in characters of a heading that agrees with a title. A shorter one ("News") is in
/// a title by chance.
const MIN_AGREED_CHARS: usize = 10;

/// Returns whether at least half of a heading's words are in a title too.
fn has_most_of(title: &Candidate<'_>, heading: &Candidate<'_>) -> bool {
    let words = heading.text.split(|c: char| !c.is_alphanumeric()).map(fold);
    let held: usize = words.filter(|word| title.folded.contains(word)).map(|word| word.len()).sum();
    held * 2 >= heading.folded.len() && heading.folded.chars().count() >= MIN_AGREED_CHARS
}

/// The questions about a candidate, and the weight of a yes. Fitted to 130 pages of some 90 outlets
/// in many countries.
pub(super) const WEIGHTS: [(&str, f32); 10] = [
    ("in a heading", -0.11),
    ("in JSON-LD", 1.17),
    ("in og:title", 0.54),
    ("in twitter:title", 0.10),
    ("in another meta", 0.30),
    ("in the window's title", -0.74),
    ("inside another", 0.54),
    ("most like the address", 0.57),
    ("ends like a site's name", -0.47),
    ("in og:title and elsewhere", 0.64),
];

/// Returns the answer to each question of [`WEIGHTS`] for candidate `idx`.
pub(super) fn answers(candidates: &[Candidate<'_>], idx: usize) -> [bool; WEIGHTS.len()] {
    let Candidate { text, folded, sources, likeness } = &candidates[idx];
    let is_in = |source: Source| sources.contains(&source);
    let likenesses = || candidates.iter().map(|other| other.likeness);
    [
        is_in(Source::Heading),
        is_in(Source::LinkedData),
        is_in(Source::OpenGraph),
        is_in(Source::Twitter),
        is_in(Source::Meta),
        is_in(Source::Window),
        candidates.iter().any(|other| other.folded.len() > folded.len() && other.folded.contains(folded.as_str())),
        likenesses().all(|other| other <= *likeness) && likenesses().any(|other| other < *likeness),
        ends_like_site(text),
        is_in(Source::OpenGraph) && sources.len() > 1,
    ]
}

/// Minimum number of words in an address that is like a headline; fewer are a section or a number.
const MIN_ADDRESS_WORDS: usize = 3;

/// Returns how many words a title and the page's address share: F1, from 0 to 1. Addresses write `ä` as `ae` or as `a`.
fn likeness(title: &str, url: &str) -> f32 {
    let path = url.split("://").last().unwrap_or(url).split(['?', '#']).next().unwrap_or(url);
    let parts = path.split('/').skip(1).flat_map(|part| part.split(','));
    let words = |part: &str| {
        part.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(fold).collect::<BTreeSet<String>>()
    };
    let n_words = |part: &&str| part.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1).count();
    let address = parts.max_by_key(n_words).map(words).unwrap_or_default();
    if address.len() < MIN_ADDRESS_WORDS {
        return 0.0;
    }
    let shared = |spelt: fn(&str) -> String| {
        let words: BTreeSet<String> = words(title).iter().map(|word| spelt(word)).collect();
        (words.intersection(&address).count(), words.len())
    };
    let (n_shared, n_words) = shared(plain).max(shared(crate::analysis::fold));
    2.0 * n_shared as f32 / (n_words + address.len()) as f32
}

/// Returns whether one to three words stand behind a bar or a dash: `Rain falls | World`.
fn ends_like_site(title: &str) -> bool {
    let rest = [" | ", " - ", " – ", " — "].iter().filter_map(|bar| title.rsplit_once(bar)).map(|(_, rest)| rest);
    rest.into_iter().any(|rest| (1..=3).contains(&rest.split_whitespace().count()))
}

fn weight(candidates: &[Candidate<'_>], idx: usize) -> f32 {
    let answers = answers(candidates, idx);
    WEIGHTS.iter().zip(answers).filter(|(_, is_so)| *is_so).map(|((_, weight), _)| weight).sum()
}

/// Separators between a headline and the site's name.
const SEPARATORS: [&str; 19] = [
    " | ", " - ", " -- ", " – ", " — ", " :: ", " : ", " • ", " · ", " » ", " « ", " // ", "| ", "｜", "|", "_", "：", " ‹ ",
    " › ",
];

/// Returns `title` without the site's name at its end or beginning: `Rain - World - The Post` is `Rain - World` on the site "The Post".
fn without_site<'t>(title: &'t str, sites: &Sites) -> &'t str {
    let mut title = without_handles(without_year(title.trim()));
    // "Rain falls [post.example]".
    if let Some((rest, _)) =
        title.strip_suffix(']').and_then(|title| title.rsplit_once(" [")).filter(|(_, site)| sites.have(site))
    {
        title = rest.trim_end();
    }
    // A title holds the site's name at most twice.
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

/// Returns `title` without the accounts, and the tags beside them, that are added for sharing: `Rain falls @thepost #rain`.
fn without_handles(title: &str) -> &str {
    let is_added = |c: char| c == '@' || c == '#';
    let mut rest = title;
    while let Some((before, _)) = rest.rsplit_once(' ').filter(|(_, word)| word.starts_with(is_added) && word.len() > 1) {
        rest = before.trim_end();
    }
    if title[rest.len()..].contains('@') { rest } else { title }
}

/// Returns `title` without the year that archives add: `Rain falls (Published 2016)`.
fn without_year(title: &str) -> &str {
    let added = title.strip_suffix(')').and_then(|title| title.rsplit_once('('));
    let is_year = |year: &str| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    match added.map(|(rest, added)| (rest.trim_end(), added.split_once(' '))) {
        Some((rest, Some(("Published", year)))) if !rest.is_empty() && is_year(year) => rest,
        _ => title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(stated: &[(Source, &str)], headings: &[&str], expected: &str) {
        let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
        let sites = Sites::new(&[Some("The Post")], Some("https://www.post.example/"));
        let url = Some("https://www.post.example/rain-falls-on-the-town");
        let titles = Titles { stated: stated.to_vec(), headings: &headings, sites: &sites, url };
        assert_eq!(headline(&titles).as_deref().unwrap_or(""), expected, "for {stated:?}, {headings:?}");
    }

    #[test]
    fn the_sites_name_is_cut_off() {
        check(&[(Source::OpenGraph, "Rain again - The Post")], &[], "Rain again");
        check(&[(Source::Window, "Rain | World | The Post")], &[], "Rain | World");
        check(&[(Source::Window, "The Post: Rain")], &[], "The Post: Rain");
        check(&[(Source::Window, "The Post - Rain")], &[], "Rain");
        check(&[(Source::Window, "Rain – post.example")], &[], "Rain");
        check(&[(Source::Window, "The Post")], &[], "The Post");
        check(&[], &["The Post", "Rain"], "Rain");
        for title in
            ["Rain｜The Post", "Rain_The Post", "Rain：The Post", "Rain|The Post", "Rain [post.example]", "The Post｜Rain"]
        {
            check(&[(Source::Window, title)], &[], "Rain");
        }
        check(&[(Source::Window, "Rain_falls")], &[], "Rain_falls");
    }

    #[test]
    fn a_year_that_archives_add_is_cut_off() {
        check(&[(Source::OpenGraph, "Rain falls (Published 2016)")], &[], "Rain falls");
        check(&[(Source::OpenGraph, "Rain falls (again in 2016)")], &[], "Rain falls (again in 2016)");
        check(&[(Source::OpenGraph, "(Published 2016)")], &[], "(Published 2016)");
    }

    #[test]
    fn accounts_for_sharing_are_cut_off() {
        check(&[(Source::Twitter, "Rain falls @thepost #rain")], &[], "Rain falls");
        check(&[(Source::Twitter, "The story of #rain")], &[], "The story of #rain");
    }

    #[test]
    fn a_title_beside_a_section_is_the_same_title() {
        let rain = "Rain falls on the town";
        for longer in ["Opinion | Rain falls on the town", "Rain falls on the town_Weather", "r/Weather - Rain falls on the town"]
        {
            let (twitter, window) = ((Source::Twitter, longer), (Source::Window, longer));
            check(&[(Source::OpenGraph, longer), twitter, window], &[rain], rain);
        }
        let two = "Rain falls on the town - and nobody knows why";
        check(&[(Source::LinkedData, two), (Source::OpenGraph, two)], &["Weather"], two);
    }

    #[test]
    fn what_several_state_is_the_headline() {
        let (other, rain) = ("Seven things about rain", "Rain falls on the town");
        check(
            &[(Source::Twitter, other), (Source::OpenGraph, rain)],
            &["Menu", "Rain Falls on the Town"],
            "Rain Falls on the Town",
        );
        check(&[(Source::LinkedData, rain), (Source::OpenGraph, other), (Source::Window, other)], &[rain], rain);
        check(&[(Source::OpenGraph, rain)], &["Related"], rain);
        check(&[(Source::OpenGraph, "https://rain.example/"), (Source::Window, rain)], &[], rain);
        check(&[(Source::Window, rain)], &["Related articles"], rain);
        check(&[(Source::Window, "Town: Rain falls today")], &["Rain falls on the town"], rain);
    }

    #[test]
    fn what_goes_on_in_others_is_the_headline() {
        let (rain, long) = ("Rain falls on the town", "Rain falls on the town | Weather");
        check(&[(Source::Window, long)], &[rain], rain);
        check(&[(Source::OpenGraph, long), (Source::Twitter, rain), (Source::Window, long)], &[], rain);
        check(&[(Source::OpenGraph, "Rain falls…"), (Source::Twitter, "Rain falls…"), (Source::Window, rain)], &[], rain);
    }

    #[test]
    fn what_the_address_says_is_the_headline() {
        let (rain, other) = ("Rain falls on the town", "Seven things that nobody knew about rain");
        check(&[(Source::OpenGraph, other), (Source::Twitter, rain)], &[], rain);
        assert!(likeness("Für Öl: ein Übermaß", "https://post.example/fuer-oel-ein-uebermass-12345.html") > 0.7);
        assert!(likeness("El año de la piña", "https://post.example/2024/el-ano-de-la-pina") > 0.9);
        assert_eq!(likeness("Rain", "https://post.example/news/12345"), 0.0);
    }

    #[test]
    fn a_heading_is_as_readers_see_it() {
        check(&[(Source::OpenGraph, "Rain falls - on the Town")], &["Rain Falls on the Town"], "Rain Falls on the Town");
        check(&[], &["Rain"], "Rain");
    }
}
