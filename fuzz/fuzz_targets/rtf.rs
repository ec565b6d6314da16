//! Whatever the bytes of an RTF file, extracting ends, and its text has no line of spaces.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::extract::rtf;

fuzz_target!(|bytes: &[u8]| {
    let (draft, _) = rtf::extract(bytes);
    assert!(draft.body.split("\n\n").all(|paragraph| draft.body.is_empty() || !paragraph.trim().is_empty()));
});
