//! HTML pages: the article's text, without the page around it, and the statements of the markup
//! about it.
//!
//! Each page is parsed once. Its statements are collected (`metadata`), the page is cut into blocks
//! (`blocks`), and fitted weights decide which blocks are the article (`prose`). Building a tree
//! takes time quadratic in the nesting depth, so the raw page is scanned first (`tags`). A page
//! that is too deep or too large is stripped of its tags instead, which keeps its words searchable.
//!
//! Pages are taken as text; the bytes are decoded before.

mod blocks;
mod bylines;
mod content;
mod date_lines;
mod dates;
pub(super) mod elements;
pub(super) mod events;
pub mod fit;
mod flight;
mod growth;
mod headings;
mod headline;
mod labels;
mod landmarks;
mod layout;
mod leftovers;
mod letter;
mod linked_data;
mod live;
mod metadata;
mod no_article;
mod node;
mod paragraphs;
mod prose;
mod scene;
mod script_text;
mod script_value;
mod shown_dates;
mod siblings;
mod site;
mod stories;
mod surroundings;
mod tags;
pub(crate) mod times;
mod walls;
mod weights;
mod windows;

use dom_query::Document;

use self::blocks::Blocks;
use self::content::Flat;
use self::elements::Name;
use self::growth::{Excess, MAX_ATTRIBUTES, MAX_ELEMENTS, MAX_TREE_DEPTH};
pub(super) use self::letter::text_of_letter;
use self::metadata::Statements;
use self::scene::{Scene, Stated};
pub(super) use self::script_text::{headline_of_value, paragraphs_of_value};
use self::tags::Piece;
use super::Finding;
use crate::article::Draft;
use crate::error::ProblemKind;
use crate::extract::line;

/// Maximum size of a page for which a tree is built. The tree takes about ten times the page's size
/// in memory; the longest live blogs have 5 MB.
pub const MAX_PAGE_BYTES: usize = 8 << 20;

/// Maximum number of tags for which a tree is built. The longest live blogs have some ten thousand;
/// a tree of five million took 1.6 GB.
pub const MAX_TAGS: usize = 500_000;

/// Maximum number of `&` in a page for which a tree is built.
const MAX_REFERENCES: usize = 1_000_000;

/// Maximum nesting depth. Browsers stop at 512 too; the deepest of about 480 real pages has 49.
pub const MAX_DEPTH: usize = 512;

/// Returns what a page states about its article, and what is wrong with the page.
///
/// The body is the article's text, with an empty line between paragraphs. A page that holds no article, such as a section front, gives a finding of the kind
/// [`ProblemKind::NoArticle`]. A
/// page larger than [`MAX_PAGE_BYTES`], with more tags than [`MAX_TAGS`], deeper than [`MAX_DEPTH`] or that makes much of little gives a finding, its title and all its
/// text. Never panics, whatever the input.
///
/// ```
/// let (draft, findings) = pullquote::extract::html::extract("<title>Rain</title><article><p>It rained.</p></article>");
/// assert_eq!((draft.title.as_deref(), draft.body.as_str()), (Some("Rain"), "It rained."));
/// assert!(findings.is_empty());
/// ```
pub fn extract(html: &str) -> (Draft, Vec<Finding>) {
    if html.len() > MAX_PAGE_BYTES {
        let message = format!(
            "a page of {} MB, more than the {} MB that are parsed; all its text is kept",
            html.len() >> 20,
            MAX_PAGE_BYTES >> 20
        );
        return (stripped(html), vec![Finding { byte: None, kind: ProblemKind::TooLarge, message }]);
    }
    if memchr::memchr_iter(b'&', html.as_bytes()).count() > MAX_REFERENCES {
        let message = format!("more than {MAX_REFERENCES} character references; all text of the page is kept");
        return (stripped(html), vec![Finding { byte: None, kind: ProblemKind::TooLarge, message }]);
    }
    if memchr::memchr_iter(b'<', html.as_bytes()).count() > MAX_TAGS {
        let message = format!("more than {MAX_TAGS} tags; all text of the page is kept");
        return (stripped(html), vec![Finding { byte: None, kind: ProblemKind::TooLarge, message }]);
    }
    if let Some(byte) = tags::too_deep_at(html, MAX_DEPTH) {
        let message = format!("elements nest deeper than {MAX_DEPTH}; all text of the page is kept");
        return (stripped(html), vec![Finding { byte: Some(byte as u64), kind: ProblemKind::Syntax, message }]);
    }
    match growth::tree(html) {
        Ok(document) => of_tree(&document, prose::look_twice),
        Err(excess) => (stripped(html), vec![too_much(excess)]),
    }
}

/// Returns the same of a page whose tree is built. `weigh` returns the odds of each block, as for [`prose::article`].
fn of_tree(document: &Document, weigh: impl FnOnce(&Scene<'_>) -> Vec<f32>) -> (Draft, Vec<Finding>) {
    let mut statements = Statements::of(document);
    let updates = statements.take_updates();
    let description = statements.description().map(str::to_owned);
    let mut page = Blocks::of(document);
    let mut findings = Vec::new();
    let (mut draft, stated_body) = statements.into_draft(&page, &mut findings);
    let title = draft.title.as_deref();
    let in_layers = stories::keep_own(&mut page, title);
    let stated = Stated {
        title,
        description: description.as_deref(),
        body: stated_body.as_deref(),
        bylines: &draft.bylines,
        updates: &updates,
    };
    let text = content::text(&page, &stated, weigh, || script_text::paragraphs(document, title.unwrap_or_default()));
    draft.body = text.body;
    let reason = no_article::reason(&page, &draft, if text.is_stated { 0.0 } else { in_layers }, text.is_doubtful);
    if let Some(reason) = reason {
        // What is no article has no date or byline that could be doubtful.
        findings = vec![Finding { byte: None, kind: ProblemKind::NoArticle, message: reason.to_owned() }];
    }
    (draft, findings)
}

/// The finding for a page for which no tree can be built within bounds.
fn too_much(excess: Excess) -> Finding {
    let (kind, what) = match excess {
        Excess::Elements => (ProblemKind::TooLarge, format!("more than {MAX_ELEMENTS} elements")),
        Excess::Attributes => (ProblemKind::TooLarge, format!("more than {MAX_ATTRIBUTES} attributes, or too many in one tag")),
        Excess::Depth => (ProblemKind::Syntax, format!("elements without end tags nest deeper than {MAX_TREE_DEPTH}")),
        Excess::Steps => (ProblemKind::Syntax, "elements are left open again and again".to_owned()),
    };
    Finding { byte: None, kind, message: format!("{what}; all text of the page is kept") }
}

/// Returns all text of a piece of a page, as found in feeds, with an empty line between paragraphs.
pub(super) fn text_of_piece(html: &str) -> String {
    stripped(html).body
}

/// Returns the page's title and all its text, without building a tree.
fn stripped(html: &str) -> Draft {
    let mut draft = Draft::default();
    let mut flat = Flat::default();
    let mut element = Name::new("");
    for (_, piece) in tags::pieces(html) {
        match piece {
            // Zero characters are left out, as in a tree.
            Piece::Text(text) => flat.push_text(&html_escape::decode_html_entities(text).replace('\0', "")),
            Piece::RawText(text) => {
                if element.is("title") && draft.title.is_none() {
                    draft.title = Some(line::clean(text)).filter(|title| !title.is_empty());
                }
            }
            Piece::Start { name, .. } | Piece::End { name } => {
                element = name;
                if name.is_block() || name.is("br") {
                    flat.end_paragraph();
                }
            }
        }
    }
    draft.body = content::render(&flat.into_html());
    draft
}

#[cfg(test)]
mod tests {
    use dom_query::Document;
    use proptest::prelude::*;

    use super::*;

    /// A page of the usual form around `head` and `body`, with enough prose for an article.
    fn page(head: &str, body: &str) -> String {
        let prose = "<p>It rained on the town for three days, said the mayor, and the river rose, as it does each spring.</p>
            <p>Nobody was hurt, but in the lower streets the cellars are full, and the school will stay closed until Monday.</p>
            <p>The last flood of this kind came eleven years ago. A wall that was promised then has not been built.</p>";
        format!("<html><head>{head}</head><body><nav><a href=/>Home</a></nav><article>{body}{prose}</article></body></html>")
    }

    #[track_caller]
    fn check(html: &str, field: fn(&Draft) -> String, expected: &str) {
        let (draft, findings) = extract(html);
        assert_eq!(field(&draft), expected, "for {html}");
        assert_eq!(findings, [], "for {html}");
    }

    fn first_paragraph(draft: &Draft) -> String {
        draft.body.split("\n\n").next().unwrap_or("").to_owned()
    }

    #[track_caller]
    fn check_body(body: &str, expected: &str) {
        check(&page("", body), first_paragraph, expected);
    }

    #[test]
    fn paragraphs_are_separated_by_an_empty_line() {
        let paragraphs = |draft: &Draft| draft.body.split("\n\n").count().to_string();
        check(&page("", "<p>First, there was a paragraph, and it was long enough to be one, they said.</p>"), paragraphs, "4");
        check(
            &page(
                "",
                "<section>One of the sections, which is as long as paragraphs are, they said.</section><section>Another of the sections, no shorter than the first one, they said.</section>",
            ),
            paragraphs,
            "5",
        );
    }

    #[test]
    fn the_body_is_text_without_decoration() {
        check_body("<h2>The <em>second</em> heading</h2>", "The second heading");
        check_body(
            "<p>A <a href=/x>link</a>, <b>bold</b>\n and\u{a0} <code>code</code> stand in this line, as they do.</p>",
            "A link, bold and code stand in this line, as they do.",
        );
        check_body(
            "<p>One line of a text that is long enough,<br>and another one of it.</p>",
            "One line of a text that is long enough,\nand another one of it.",
        );
        check_body(
            "<p>The infor-\n  mation of the mayor was wrong, and the well-\nknown com-<br>mittee knew.</p>",
            "The infor-\nmation of the mayor was wrong, and the well-\nknown com-\nmittee knew.",
        );
        check_body(
            "<blockquote>A quotation, as they say, of the mayor about the rain.</blockquote>",
            "A quotation, as they say, of the mayor about the rain.",
        );
        check_body(
            "<ul><li>An item in a list that says as much as a paragraph, and ends as one.</ul>",
            "An item in a list that says as much as a paragraph, and ends as one.",
        );
        check_body(
            "<p>The teacher wrote 5 &lt; 6 &amp; <b>7</b> &gt; 6, and said that it was so.</p>",
            "The teacher wrote 5 < 6 & 7 > 6, and said that it was so.",
        );
        check_body(
            "<p>The Bundes&shy;tag and more<img src=a.jpg alt=picture> met on Monday, said the mayor.</p>",
            "The Bundestag and more met on Monday, said the mayor.",
        );
    }

    #[test]
    fn what_stands_around_the_article_is_left_out() {
        let rain = "It rained on the town for three days, said the mayor, and the river rose, as it does each spring.";
        check_body("<script>var x = 1</script><style>p { color: red }</style>", rain);
        check_body("<figure><img src=a.jpg><figcaption>The river</figcaption></figure>", rain);
        check_body("<p><a href=/sun>Read more: the sun</a></p>", rain);
        check_body("<div class=share-buttons><p>Send</p><p>by mail</p></div>", rain);
        check_body(
            "<div class=sharedaddy><h3>Share this:</h3><ul><li>Click to share on Flock (Opens in new window)</li></ul></div>",
            rain,
        );
        check(&page("<title>Rain falls on the town</title>", "<p>World</p><p>Rain falls on the town</p>"), first_paragraph, rain);
    }

    #[test]
    fn a_page_without_text_has_an_empty_body() {
        for html in ["", "<html></html>", "<title>Rain</title>", "<script>x</script>", "<frameset><frame></frameset>", "\0<"] {
            check(html, |draft| draft.body.clone(), "");
        }
    }

    #[test]
    fn a_text_that_only_json_ld_holds_is_taken() {
        let block = r#"{"@type":"NewsArticle","headline":"Rain","articleBody":"<p>It rained.</p><p>It &amp;amp; that.</p>"}"#;
        check(
            &format!("<script type=application/ld+json>{block}</script>"),
            |draft| draft.body.clone(),
            "It rained.\n\nIt & that.",
        );
    }

    #[test]
    fn titles_lose_the_name_of_the_site() {
        let title = |draft: &Draft| draft.title.clone().unwrap_or_default();
        check("<title>Rain - The Post</title><meta property=og:site_name content='The Post'>", title, "Rain");
        check("<meta property=og:title content='Rain &amp;amp; wind'><title>x</title>", title, "Rain & wind");
        check("<link rel=canonical href=https://www.post.example/1><title>Rain | post.example</title>", title, "Rain");
        check("<svg><title>Icon</title></svg><h1>Rain\n falls</h1>", title, "Rain falls");
    }

    #[test]
    fn bylines_are_people() {
        let bylines = |draft: &Draft| draft.bylines.join("; ");
        check("<meta name=author content='By Ana Ruiz and Bo Li'>", bylines, "Ana Ruiz; Bo Li");
        check("<meta property=article:author content=https://social.example/post>", bylines, "");
        check("<p class=byline>By <a rel=author href=/ana>Ana Ruiz</a></p>", bylines, "Ana Ruiz");
        check("<div itemprop=author itemscope><span itemprop=name>Ana Ruiz</span> 5 posts</div>", bylines, "Ana Ruiz");
        let paper = "<meta property=og:site_name content='The Post'><meta name=author content='The Post'>";
        check(&format!("{paper}<meta name=parsely-author content='Ana Ruiz'>"), bylines, "Ana Ruiz");
        check(paper, bylines, "The Post");
    }

    #[test]
    fn bylines_that_readers_see_are_read() {
        let bylines = |draft: &Draft| draft.bylines.join("; ");
        let paper = "<meta property=og:site_name content='The Post'><meta name=author content='The Post'>";
        let check = |byline: &str, expected: &str| check(&format!("{paper}{}", page("", byline)), bylines, expected);
        check("<h1>Rain</h1><div class=byline>By Ana Ruiz and Bo Li</div>", "Ana Ruiz; Bo Li");
        check(
            "<h1>Rain</h1><div class=byline><span>By</span><a href=/ana>Ana Ruiz</a><span>Editor</span><time>2 May</time></div>",
            "Ana Ruiz",
        );
        check("<h1>Rain</h1><div class=byline>By <a href=/ana>Ana Ruiz</a>, <a href=/bo>Bo Li</a></div>", "Ana Ruiz; Bo Li");
        check("<h1>Rain</h1>By <a rel=author href=/ana>Ana Ruiz</a> and <a rel=author href=/bo>Bo Li</a><p>", "Ana Ruiz; Bo Li");
        check(
            "<h1>Rain</h1><ul class=author-list><li class=author-item>Ana Ruiz</li><li class=author-item>Bo Li</li></ul>",
            "Ana Ruiz; Bo Li",
        );
        check("<h1>Rain</h1><p class=info>von <a href=/x>Dr. Ana Ruiz</a></p>", "Dr. Ana Ruiz");
        check("<h1>Rain</h1><div><a href=https://post.example/author/ana>Ana Ruiz</a></div>", "Ana Ruiz");
        check(
            "<h1>Rain</h1><div class=byline><span class=first>Ana</span> <span class=last>Ruiz</span>5 Comments</div>",
            "Ana Ruiz",
        );
        check("<h1>Rain</h1><div class=comments><span class=author>Bo Li</span></div>", "The Post");
        check("<h1>Rain</h1><li><h3><a href=/snow>Snow</a></h3><span class=author>Bo Li</span></li>", "The Post");
        check("<h1>Rain</h1><h1>The river rises</h1><div class=byline>By Bo Li</div>", "Bo Li");
        check(
            &format!(
                "<h1>Rain</h1>{}<h1><a href=/snow>Snow</a></h1><div class=byline>By Bo Li</div>",
                "<p>It rained.</p>".repeat(3)
            ),
            "The Post",
        );
    }

    #[test]
    fn a_byline_and_a_publisher_that_are_none_are_findings() {
        let kinds = |html: &str| extract(html).1.iter().map(|finding| finding.kind).collect::<Vec<ProblemKind>>();
        assert_eq!(kinds("<h1>Rain</h1><div class=byline><span class=date>February 25, 2021</span></div>"), []);
        assert_eq!(kinds("<h1>Rain</h1><div class=byline>5 min read</div>"), [ProblemKind::Byline]);
        assert_eq!(kinds("<meta name=author content=undefined>"), [ProblemKind::Byline]);
        assert_eq!(kinds("<meta name=publisher content=https://post.example/>"), [ProblemKind::Publisher]);
        assert_eq!(kinds("<meta name=author content=https://post.example/ana>"), []);
    }

    #[test]
    fn times_come_from_the_most_careful_statement() {
        let published = |draft: &Draft| draft.published.map(|time| format!("{time} {}", time.origin.name())).unwrap_or_default();
        let block = r#"<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-03-25"}</script>"#;
        let meta = "<meta property=article:published_time content=2024-03-26T10:00:00Z>";
        check(&format!("{block}{meta}"), published, "2024-03-25 field");
        check(meta, published, "2024-03-26T10:00:00Z meta");
        check("<time datetime=2024-03-27>Wednesday</time>", published, "2024-03-27 element");
        check("<span class=post-date>25. März 2024</span>", published, "2024-03-25 element");
        check("<link rel=canonical href=https://post.example/2024/03/28/rain>", published, "2024-03-28 url");
        check("<h1>Rain</h1><p>Port Ellery, 25 March 2024</p>", published, "2024-03-25 text");
        check("<p>Monday, 1 April 2024</p><h1>Rain</h1><p>25.03.2024, 10:00</p>", published, "2024-03-25T10:00:00 text");
        check("<title>Rain | DW | 25.03.2024</title><time>5.1.2023</time>", published, "2024-03-25 element");
        check("<meta property=article:modified_time content=2024-03-29>", published, "2024-03-29 meta");
        let (draft, findings) = extract("<meta name=date content=today>");
        let messages: Vec<&str> = findings.iter().map(|finding| &*finding.message).collect();
        assert_eq!((draft.published, &messages[..]), (None, &["`today` is not a date that can be read"][..]));
        let modified = |draft: &Draft| draft.modified.map(|time| time.to_string()).unwrap_or_default();
        check("<meta property=article:modified_time content=2024-03-29>", modified, "2024-03-29");
    }

    #[test]
    fn the_rest_is_stated_in_markup() {
        let language = |draft: &Draft| draft.language.as_ref().map(|language| language.code().to_owned()).unwrap_or_default();
        check("<html lang=de-AT>", language, "de");
        check("<meta property=og:locale content=pt_BR>", language, "pt");
        let url = |draft: &Draft| draft.url.clone().unwrap_or_default();
        check("<link rel=canonical href=//post.example/1><base href=https://post.example/>", url, "https://post.example/1");
        check(
            "<link rel='alternate canonical' href=rain><base href=/x><meta property=og:url content=https://post.example/a/b>",
            url,
            "https://post.example/a/rain",
        );
        check(
            "<link rel=canonical href='/rain on \nMay'><meta name=twitter:domain content=post.example>",
            url,
            "https://post.example/rain%20on%20May",
        );
        check(
            "<!-- saved from url=(0026)https://post.example/a/b/c --><link rel=canonical href=../rain>",
            url,
            "https://post.example/a/rain",
        );
        check(
            "<!--\n Page saved with SingleFile \n url: https://post.example/rain \n saved date: x -->",
            url,
            "https://post.example/rain",
        );
        check("<link rel=canonical href=/rain>", url, "");
        check("<link rel=canonical href=javascript:x>", url, "");
        check("<meta property=article:section content=World>", |draft| draft.section.clone().unwrap_or_default(), "World");
        check("<meta property=og:site_name content='The Post'>", |draft| draft.publisher.clone().unwrap_or_default(), "The Post");
    }

    #[test]
    fn a_page_nested_too_deep_keeps_its_words() {
        let html = format!("<title>Deep &amp; dark</title>{}It rained<br>twice", "<div>".repeat(100_000));
        let (draft, findings) = extract(&html);
        assert_eq!((draft.title.as_deref(), draft.body.as_str()), (Some("Deep & dark"), "It rained\n\ntwice"));
        assert_eq!((findings.len(), findings[0].kind), (1, ProblemKind::Syntax));
        assert_eq!(findings[0].byte, html.find("<div>").map(|first| (first + MAX_DEPTH * 5) as u64));
    }

    #[test]
    fn a_page_too_large_keeps_its_words() {
        let html = format!("<title>Large</title><p>It rained</p><!--{}-->", "x".repeat(MAX_PAGE_BYTES));
        let (draft, findings) = extract(&html);
        assert_eq!(draft.body, "It rained");
        assert_eq!((findings.len(), findings[0].kind), (1, ProblemKind::TooLarge));
    }

    #[test]
    fn a_page_as_deep_as_allowed_is_read() {
        let html = format!("{}<p>It rained on the town for three days, said the mayor.</p>", "<div>".repeat(MAX_DEPTH));
        check(&html, first_paragraph, "It rained on the town for three days, said the mayor.");
    }

    /// Large pages that would show work growing with the square of their size.
    #[track_caller]
    fn check_hostile(html: &str) -> (Draft, Vec<Finding>) {
        // The pipeline's threads have deep stacks; this test does not need one.
        let html = html.to_owned();
        std::thread::Builder::new().stack_size(1 << 20).spawn(move || extract(&html)).unwrap().join().unwrap()
    }

    const RAIN: &str = "<p>It rained on the town for three days, said the mayor, and the river rose, as it does each spring.</p>";

    #[test]
    fn a_huge_attribute_is_passed_over() {
        let html = format!("<div class='{}' data-x='{}'>{RAIN}</div>", "share ".repeat(800_000), "x".repeat(5_000_000));
        assert!(check_hostile(&html).0.body.starts_with("It rained on the town"));
    }

    #[test]
    fn a_page_of_line_breaks_is_read() {
        let html = format!("<article>{RAIN}{}{RAIN}</article>", "<br>".repeat(300_000));
        assert!(check_hostile(&html).0.body.starts_with("It rained on the town"));
        let words = format!("<article>{RAIN}{}</article>", "word<br>".repeat(90_000));
        assert!(check_hostile(&words).0.body.contains("word\nword"));
    }

    #[test]
    fn text_inside_many_asides_is_read() {
        let html = format!("{}{}", "<aside class=share>".repeat(500), "<p>It rained again.</p>".repeat(9_000));
        assert!(check_hostile(&html).1.is_empty());
    }

    #[test]
    fn a_page_of_many_small_blocks_is_read() {
        let html = format!("{RAIN}{}", "<p>a".repeat(200_000));
        assert!(!check_hostile(&html).0.body.is_empty());
        assert!(
            !check_hostile(&"<div itemprop=author><a rel=author href=/x class=byline>Ana</a></div>".repeat(40_000))
                .0
                .bylines
                .is_empty()
        );
        check_hostile(&format!("{}{}", "<div itemprop=author><span class=byline-time>".repeat(200), RAIN.repeat(10_000)));
    }

    #[test]
    fn deep_and_huge_linked_data_is_passed_over() {
        let script = |json: String| format!("<script type=application/ld+json>{json}</script><article>{RAIN}</article>");
        for json in ["[".repeat(100_000), "{\"a\":".repeat(100_000), format!("[{}1]", "{\"@type\":\"Article\"},".repeat(100_000))]
        {
            assert!(check_hostile(&script(json)).0.body.starts_with("It rained on the town"));
        }
        let one = "{\"@id\":\"#a\",\"@type\":\"NewsArticle\",\"headline\":\"Rain\",\"author\":[";
        let references = format!("{one}{}{{}}]}}", "{\"@id\":\"#b\"},".repeat(100_000));
        assert_eq!(check_hostile(&script(references)).0.title.as_deref(), Some("Rain"));
    }

    /// Fragments of pages, valid and broken.
    fn fragment() -> impl Strategy<Value = String> {
        let markup = prop::sample::select(vec![
            "<p>",
            "</p>",
            "<div class=share>",
            "</div>",
            "<article>",
            "<table><tr><td>",
            "</table>",
            "<br>",
            "<br><br>",
            "<a href=#>",
            "</a>",
            "<b>",
            "</b>",
            "<h1>Rain</h1>",
            "<title>",
            "</title>",
            "<script type=application/ld+json>",
            "</script>",
            "<!--",
            "-->",
            "<svg>",
            "<math>",
            "</svg>",
            "<select>",
            "<option>",
            "<template>",
            "<noscript>",
            "<img src='data:image/gif;base64,R0lGODlh'>",
            "<noscript><img src=a.jpg></noscript>",
            "<font>",
            "<pre>",
            "<li>",
            "<frameset>",
            "<body>",
            "<html lang=>",
            "</body>",
            "<meta name=author content='By'>",
            "<meta property=og:title content=' | '>",
            "<time datetime=9999-99-99>",
            "<span itemprop=author>",
            "<link rel=canonical href=//>",
            "<iframe>",
            "<object>",
            "<textarea>",
            "&#x110000;",
            "&amp;lt;",
            "<",
            "\0",
            "é",
            "\u{ad}",
            r#"{"@type":"NewsArticle","headline":["#,
            r#"{"@graph":[{"@type":"Article","author":{"@id":1}}]}"#,
            "<base href='http://'>",
        ]);
        let prose = Just("It rained on the town, said the mayor, and the river rose, as it does. ".to_owned());
        prop_oneof![4 => markup.prop_map(str::to_owned), 1 => "\\PC{0,12}", 2 => prose]
    }

    proptest! {
        #[test]
        fn no_page_panics(fragments in prop::collection::vec(fragment(), 0..60)) {
            let html = fragments.concat();
            let (draft, _) = extract(&html);
            prop_assert!(!draft.body.contains("\n\n\n") && draft.body.trim() == draft.body);
            let stripped = stripped(&html);
            prop_assert!(stripped.body.trim() == stripped.body);
        }

        #[test]
        fn counted_depth_is_no_less_than_a_fifth_of_the_trees(fragments in prop::collection::vec(fragment(), 0..60)) {
            let html = fragments.concat();
            let document = Document::from(html.as_str());
            let depth = document.root().descendants_it().map(|node| node.ancestors_it(None).count()).max().unwrap_or(0);
            // The document, `html`, `body`, a paragraph and its text are never counted.
            let counted = (0..).find(|depth| tags::too_deep_at(&html, *depth).is_none()).unwrap_or(0);
            prop_assert!(depth <= 6 + counted * 5, "{depth} deep, {counted} counted: {html}");
        }
    }
}
