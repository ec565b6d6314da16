//! Whatever a page of a scan holds, extracting ends; so does putting an issue together whose METS and page are the same text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::extract::scan;

fuzz_target!(|text: &str| {
    let named = scan::named_files(text);
    let hrefs = named.pages.into_iter().chain(named.others).chain(["a.xml".to_owned()]);
    let pages: Vec<(String, String)> = hrefs.take(3).map(|href| (href, text.to_owned())).collect();
    for (articles, _) in [scan::extract(text), scan::issue(text, &pages)] {
        for (_, draft) in articles {
            let Ok(draft) = draft else { continue };
            assert!(draft.locators.iter().all(|(byte, _)| draft.body.is_char_boundary(byte) && byte < draft.body.len()));
        }
    }
});
