//! Whatever the package, the list of contents and a chapter of a book, extracting ends.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::extract::epub;

fuzz_target!(|parts: (String, String, String)| {
    let (package, contents, page) = parts;
    epub::package_name(&package);
    epub::encrypted(&contents);
    let (mut edition, _) = epub::edition(&package, "OPS/book.opf");
    edition.contents = Some("OPS/nav.xhtml".to_owned());
    edition.read_contents(&contents);
    for chapter in edition.chapters.iter().map(String::as_str).chain(["OPS/a.html"]) {
        edition.articles(chapter, &page);
    }
});
