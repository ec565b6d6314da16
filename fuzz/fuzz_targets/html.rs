//! Whatever the page, extracting ends.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::extract::{html, json, markdown, text};

fuzz_target!(|page: &str| {
    html::extract(page);
    markdown::extract(page);
    text::extract(page);
    json::extract(page, &json::FieldMap::default());
});
