//! Whatever the bytes of an RTF file, extracting ends, and no article has a paragraph of spaces.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::extract::rtf;

fuzz_target!(|bytes: &[u8]| {
    let (articles, _) = rtf::extract(bytes);
    for draft in articles.into_iter().filter_map(|(_, draft)| draft.ok()) {
        assert!(draft.body.is_empty() || draft.body.split("\n\n").all(|paragraph| !paragraph.trim().is_empty()));
    }
});
