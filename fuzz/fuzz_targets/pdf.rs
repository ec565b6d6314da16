//! Whatever the bytes of a PDF, reading ends, and each locator lies in the body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::extract::pdf;

fuzz_target!(|bytes: &[u8]| {
    if let Ok((draft, _)) = pdf::extract(bytes.to_vec()) {
        assert!(draft.locators.iter().all(|(byte, _)| byte < draft.body.len() && draft.body.is_char_boundary(byte)));
    }
});
