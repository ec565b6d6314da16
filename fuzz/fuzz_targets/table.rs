//! Whatever a table or a library holds, reading it ends, and rows are cut the same way by bytes and as a text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::extract::json::FieldMap;
use pullquote::extract::{library, table};

fuzz_target!(|text: &str| {
    library::read(text);
    library::no_article(text);
    table::no_article(text);
    for delimiter in [None, Some(b'\t')] {
        let (articles, _) = table::extract(text, &FieldMap::default(), delimiter);
        assert!(articles.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(table::Header::of(text, delimiter).len_bytes() <= text.len());
    }
});
