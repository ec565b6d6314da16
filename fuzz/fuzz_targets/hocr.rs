//! Whatever a page of hOCR holds, extracting ends. The text stands on a page, so that words are always found.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::extract::scan;

fuzz_target!(|text: &str| {
    let page = format!("<div class='ocr_page' title='bbox 0 0 100 100'><span class='ocr_line' title='bbox 1 1 9 9'>{text}</span></div>");
    for (_, draft) in scan::extract(&page).0 {
        let Ok(draft) = draft else { continue };
        assert!(draft.locators.iter().all(|(byte, _)| draft.body.is_char_boundary(byte) && byte < draft.body.len()));
    }
});
