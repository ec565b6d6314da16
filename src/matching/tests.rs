//! The tests of [`find`](super::find), and the article that tests of other rooms match too.

use super::{Pattern, find};
use crate::article::{Article, ArticleId, Language, Locators, Place, Title, TitleOrigin, UrlOrigin};
use crate::hit::Coverage;
use crate::query::parse;

/// Returns an English article with this body, the title "Title" and nothing else.
pub(crate) fn article(body: &str) -> Article {
    Article {
        is_summary: false,
        id: ArticleId::new("a.txt", ""),
        record_id: None,
        place: Place { path: "a.txt".to_owned(), record: None },
        title: Title { text: "Title".to_owned(), origin: TitleOrigin::Stated },
        body: body.to_owned(),
        bylines: Vec::new(),
        publisher: None,
        section: None,
        language: Language::from_tag("en"),
        published: None,
        modified: None,
        embargo: None,
        url: None,
        url_origin: UrlOrigin::Record,
        claimed_url: None,
        quotes: Vec::new(),
        locators: Locators::default(),
        ocr_confidence: None,
    }
}

/// Shows the body with `[marks]` where it matches.
#[track_caller]
fn check(query: &str, body: &str, expected: &str) {
    let article = article(body);
    let query = parse(query, 0).0.unwrap();
    let mut shown = body.to_owned();
    match find(&Pattern::new(&query, Coverage::All), &article) {
        None => shown = "no match".to_owned(),
        Some(matches) => matches.body_marks().iter().rev().for_each(|mark| {
            shown.insert(mark.end, ']');
            shown.insert(mark.start, '[');
        }),
    }
    assert_eq!(shown, expected);
}

#[test]
fn phrase_is_one_mark_and_its_lone_words_are_none() {
    check("\"white house\"", "The white fence of the White House.", "The white fence of the [White House].");
    check("“white house”", "A house, all white.", "no match");
}

#[test]
fn words_between_those_of_a_phrase_are_not_marked() {
    check(
        "\"attack moscow\"~2",
        "The attack near the city of Moscow. Attack in Moscow.",
        "The attack near the city of Moscow. [Attack] in [Moscow].",
    );
}

#[test]
fn bare_words_match_by_stem_and_words_in_marks_as_written() {
    check("rate", "Rates rise; one rate falls.", "[Rates] rise; one [rate] falls.");
    check("\"rate\"", "Rates rise; one rate falls.", "Rates rise; one [rate] falls.");
}

#[test]
fn excluded_words_are_never_marked() {
    check("storm -\"white house\"", "A storm over the white house.", "no match");
    check("storm -\"white house\"", "A storm over a white barn.", "A [storm] over a white barn.");
}

#[test]
fn only_branches_that_hold_are_marked() {
    check("(flood AND dam) OR storm", "A flood and a storm.", "A flood and a [storm].");
}

#[test]
fn a_part_of_a_compound_that_stands_alone_is_marked_alone() {
    check("wi-fi pre/4 wi", "A wi-fi for wi-fi", "A [wi-fi] for [wi]-fi");
    check("wi-fi pre/4 router", "A wi-fi for a router", "A [wi-fi] for a [router]");
}

#[test]
fn possessive_ending_is_no_part_of_the_mark() {
    check("putin", "Putin’s plan", "[Putin]’s plan");
}
