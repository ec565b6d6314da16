//! Whatever the XML of a document's parts, extracting ends.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::extract::{docx, odt};

fuzz_target!(|parts: (String, String)| {
    let (document, other) = parts;
    odt::extract(&document, Some(&other));
    docx::extract(&docx::Parts {
        document,
        styles: Some(other.clone()),
        footnotes: Some(other.clone()),
        endnotes: None,
        core: Some(other),
    });
});
