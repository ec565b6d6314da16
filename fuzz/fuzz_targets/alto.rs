//! Whatever a page of a scan holds, extracting ends; so does putting an issue together whose METS and page are the same text. In Olive XML,
//! the text is the article of a table of contents that names two, or the table of an article.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::extract::scan;

const TABLE: &str = "<Xmd_toc PUBLICATION='TRN'><Meta IMAGES_RESOLUTION='2' PAGE_THUMBNAIL_RESOLUTION='1'/><Section NAME='a'>\
    <Page PAGE_WIDTH='9' PAGE_HEIGHT='9'><Entity ID='a' HREF='/1/Ar00100' CONTINUATION_TO='b'/><Entity ID='b' HREF='/1/Ar00101'/>\
    </Page></Section></Xmd_toc>";

const ARTICLE: &str = "<XMD-entity ID='a' BOX='1 1 9 9'><Content><Primitive><L P='S'/><W NS='y'>a</W><Q QID='1'>b</Q><QW QID='1'>b</QW>\
    </Primitive></Content></XMD-entity>";

fn of_article() -> Vec<(String, String)> {
    vec![("Document/1/Ar00100.xml".to_owned(), ARTICLE.to_owned())]
}

fuzz_target!(|text: &str| {
    let named = scan::named_files(text);
    let hrefs = named.pages.into_iter().chain(named.others).chain(["a.xml".to_owned()]);
    let pages: Vec<(String, String)> = hrefs.take(3).map(|href| (href, text.to_owned())).collect();
    let of_olive: Vec<(String, String)> =
        ["1/Ar00100", "1/Ar00101"].map(|name| (format!("Document/{name}.xml"), text.to_owned())).into();
    for (articles, _) in [scan::extract(text), scan::issue(text, &pages), scan::issue(TABLE, &of_olive), scan::issue(text, &of_article())] {
        for (_, draft) in articles {
            let Ok(draft) = draft else { continue };
            assert!(draft.locators.iter().all(|(byte, _)| draft.body.is_char_boundary(byte) && byte < draft.body.len()));
        }
    }
});
