//! The samples of further formats in `corpus/`: what is known of each article, and its whole text. `corpus/README.md` says what is hard about each.

use crate::harness::{Folder, corpus};
use pullquote::article::Article;
use pullquote::extract::json::FieldMap;
use pullquote::ingest::{PathNames, ReadLimits, WalkOptions, extract_file, walk};

/// The articles of a folder as `file:record | headline | people | publisher | section | day | id or address | places | text`, and the problems.
fn shown(folder: &str) -> (Vec<String>, Vec<String>) {
    let root = corpus().join(folder);
    let names = PathNames::new(&corpus().join("index")).unwrap();
    let found = walk(&[root], &names, WalkOptions::default()).unwrap();
    let (mut articles, mut problems) = (Vec::new(), found.problems);
    for file in found.files.values() {
        problems.extend(extract_file(file, &FieldMap::default(), ReadLimits::default(), |article| articles.push(line(&article, folder))).unwrap());
    }
    (articles, problems.iter().map(ToString::to_string).collect())
}

fn line(article: &Article, folder: &str) -> String {
    let or_none = |text: Option<String>| text.filter(|text| !text.is_empty()).unwrap_or("-".to_owned());
    let place = article.place.to_string();
    let place = place.strip_prefix(folder).map_or(place.as_str(), |place| place.trim_start_matches('/'));
    let places: Vec<String> = article.locators.iter().map(|(byte, locator)| format!("{byte}: {locator}")).collect();
    let summary = if article.is_summary { "summary: " } else { "" };
    let parts = [
        place.to_owned(),
        article.title.text.clone(),
        or_none(Some(article.bylines.join(", "))),
        or_none(article.publisher.clone()),
        or_none(article.section.clone()),
        or_none(article.published.map(|time| time.to_string())),
        or_none(article.url.clone().or(article.record_id.clone())),
        or_none(Some(places.join(", "))),
        format!("{summary}{}", article.body.replace("\n\n", " ¶ ").replace('\n', " / ")),
    ];
    parts.join(" | ")
}

#[track_caller]
fn check(folder: &str, expected: &[&str]) {
    let (articles, problems) = shown(folder);
    let articles: Vec<&str> = articles.iter().map(String::as_str).collect();
    assert_eq!((articles, problems), (expected.to_vec(), Vec::new()), "{folder}");
}
