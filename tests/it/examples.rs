//! The programs of `examples/` do what they show:
//!
//! 1. `search` finds articles of a folder, the best first, with a snippet;
//! 2. `quotes` names who said what.

use std::path::Path;

#[path = "../../examples/quotes.rs"]
#[expect(dead_code, reason = "tests call what `main` calls")]
mod quotes;
#[path = "../../examples/search.rs"]
#[expect(dead_code, reason = "tests call what `main` calls")]
mod search;

#[test]
fn search_finds_articles_of_a_folder() {
    let hits = search::hits(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), "\"flood insurance\"").unwrap();
    assert!(hits[0].starts_with("1. ") && hits[0].to_lowercase().contains("flood insurance"), "{hits:?}");
}

#[test]
fn quotes_names_who_said_what() {
    let text = "The river keeps rising. \"We will not leave this town,\" said Mayor Anna Schmidt on Monday.";
    assert_eq!(quotes::quotes(text), ["Anna Schmidt: We will not leave this town,"]);
}
