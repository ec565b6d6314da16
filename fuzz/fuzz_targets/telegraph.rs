//! Whatever the messages of a wire, extracting ends, and numbers them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::extract::telegraph;

fuzz_target!(|wire: &str| {
    let (articles, _) = telegraph::extract(wire);
    let mut numbers = articles.iter().map(|(number, _)| *number);
    assert!((1..=articles.len() as u64).all(|number| numbers.next() == Some(number)));
});
