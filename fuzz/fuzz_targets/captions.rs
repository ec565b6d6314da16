//! Whatever captions hold, extracting ends, and every time belongs to a place of the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::extract::captions;

fuzz_target!(|text: &str| {
    captions::title_of_name(text);
    let (draft, _) = captions::extract(text);
    assert!(draft.locators.iter().all(|(byte, _)| draft.body.is_char_boundary(byte) && byte < draft.body.len()));
});
