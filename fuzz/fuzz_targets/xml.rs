//! Whatever the feed, extracting ends, and says what was wrong.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::extract::xml;

fuzz_target!(|feed: &str| {
    let (articles, _) = xml::extract(feed);
    let mut numbers = articles.iter().map(|(number, _)| *number);
    assert!((1..=articles.len() as u64).all(|number| numbers.next() == Some(number)));
});
