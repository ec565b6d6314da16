//! The article's text: which part of the page it is, and that part as paragraphs.
//!
//! `dom_smoothie` (the algorithm of a browser's reader view) finds the part and takes out of it what is not prose. What remains is
//! flattened to a list of paragraphs before `html2text` renders it: it knows only the older block elements, so `<section>one</section>
//! <section>two</section>` would become one word, and it is recursive, so a flat list cannot make it overflow.

use dom_query::{Document, NodeId, NodeRef};
use dom_smoothie::{Config, Readability};

use super::tags::{BLOCKS, LINES, Piece, is_any, pieces};
use crate::extract::line::{fold, in_one_line};

/// Returns the article's text, paragraphs separated by an empty line; empty where the page has none.
///
/// `title` is the page's headline: it and what stands above it is no body. `stated_body` is the text as the page's JSON-LD has it; it is
/// taken where the text found lacks most of it, as on pages that hide their paragraphs or build them by script.
///
/// Takes the document, because finding the content changes it.
pub(super) fn body(document: Document, title: Option<&str>, stated_body: Option<&str>) -> String {
    let marked = render(&marked_paragraphs(&document));
    let found = find(document);
    let found = without_title(&found, title).to_owned();
    let found = if holds_most_of(&found, &marked) { found } else { marked };
    match stated_body {
        Some(stated) => {
            let stated = stated_paragraphs(stated);
            if holds_most_of(&found, &stated) { found } else { stated }
        }
        None => found,
    }
}

/// Returns the text of what reader view takes for the article.
fn find(document: Document) -> String {
    // Classes are kept because they tell captions and forms from prose.
    let config = Config { disable_json_ld: true, keep_classes: true, ..Config::default() };
    let Ok(mut readability) = Readability::with_document(document, None, Some(config)) else { return String::new() };
    if readability.parse().is_err() {
        return String::new();
    }
    // The id under which the crate leaves the content in its document.
    let content = readability.doc.select_single("#readability-page-1");
    content.nodes().first().map_or(String::new(), |content| render(&flatten(content)))
}

/// Returns the paragraphs inside the element that the page marks as its article's text, as HTML for [`render`]. Of several such elements
/// the one with most text counts, the text of elements marked inside it left out.
///
/// Only `<p>` elements with more text than links are taken: next to them stand galleries, forms and lists of other articles.
fn marked_paragraphs(document: &Document) -> String {
    let is_marked = |node: &NodeRef<'_>| {
        node.has_name("article") || node.attr("itemprop").is_some_and(|property| &*property == "articleBody")
    };
    let mut groups: Vec<(NodeId, Flat)> = Vec::new();
    for paragraph in document.root().descendants_it().filter(|node| node.has_name("p")) {
        let n_chars = paragraph.normalized_char_count();
        let links = paragraph.descendants_it().filter(|inner| inner.has_name("a"));
        let n_link_chars: usize = links.map(|link| link.normalized_char_count()).sum();
        if n_chars < MIN_PROSE_CHARS || n_link_chars * 2 >= n_chars {
            continue;
        }
        let Some(container) = paragraph.ancestors_it(None).find(is_marked) else { continue };
        let group = match groups.iter().position(|(id, _)| *id == container.id) {
            Some(position) => position,
            None => {
                groups.push((container.id, Flat::default()));
                groups.len() - 1
            }
        };
        groups[group].1.push_text(&paragraph.text());
        groups[group].1.end_paragraph();
    }
    // Of two with equal text the first.
    let longest = groups.into_iter().rev().max_by_key(|(_, flat)| flat.html.len());
    longest.map_or(String::new(), |(_, flat)| flat.into_html())
}

/// A paragraph shorter than this may be a caption or a button.
const MIN_PROSE_CHARS: usize = 80;

/// Returns whether `found` is at least three fifths as long as `other`.
fn holds_most_of(found: &str, other: &str) -> bool {
    found.len() * 5 >= other.len() * 3
}

/// Returns the body as JSON-LD has it, without markup.
fn stated_paragraphs(stated: &str) -> String {
    let decoded = html_escape::decode_html_entities(stated);
    let mut flat = Flat::default();
    for line in decoded.lines() {
        for (_, piece) in pieces(line) {
            match piece {
                Piece::Text(text) => flat.push_text(&html_escape::decode_html_entities(text)),
                Piece::Start { name, .. } | Piece::End { name }
                    if is_any(name, &BLOCKS) || is_any(name, &LINES) || name == "br" =>
                {
                    flat.end_paragraph();
                }
                _ => {}
            }
        }
        flat.end_paragraph();
    }
    render(&flat.into_html())
}

/// Returns `body` without the headline and what stands above it: the section, a label.
fn without_title<'b>(body: &'b str, title: Option<&str>) -> &'b str {
    let title = title.map(fold).unwrap_or_default();
    let mut start = 0;
    for paragraph in body.split("\n\n").take(MAX_PARAGRAPHS_ABOVE_TITLE) {
        let end = start + paragraph.len();
        if !title.is_empty() && fold(paragraph) == title {
            return body[end..].trim_start();
        }
        start = end + "\n\n".len();
    }
    body
}

/// The headline is looked for in this many paragraphs; later it would be a link to the article itself.
const MAX_PARAGRAPHS_ABOVE_TITLE: usize = 4;

/// Returns paragraphs of HTML as text: a line for each `<br>`, an empty line between paragraphs, whitespace collapsed, no decoration.
///
/// `flat` is a sequence of `<p>` elements that hold text and `<br>` alone.
pub(super) fn render(flat: &str) -> String {
    let config = html2text::config::with_decorator(html2text::render::TrivialDecorator::new());
    let rendered = config.allow_width_overflow().string_from_read(flat.as_bytes(), NO_WRAPPING).unwrap_or_default();
    let mut text = String::with_capacity(rendered.len());
    let mut is_new_paragraph = false;
    for line in rendered.lines() {
        let line = in_one_line(line);
        if line.is_empty() {
            is_new_paragraph = true;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if is_new_paragraph { "\n\n" } else { "\n" });
        }
        text.push_str(&line);
        is_new_paragraph = false;
    }
    text
}

/// Wider than any paragraph: paragraphs are not wrapped.
const NO_WRAPPING: usize = 1 << 30;

/// Elements that hold no prose.
const NOT_PROSE: [&str; 20] = [
    "audio",
    "button",
    "canvas",
    "figcaption",
    "head",
    "iframe",
    "input",
    "math",
    "nav",
    "noscript",
    "object",
    "progress",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "video",
];

/// Returns what `content` holds as a flat sequence of paragraphs.
fn flatten(content: &NodeRef<'_>) -> String {
    let mut flat = Flat::default();
    let max_aside_chars = content.normalized_char_count() / MAX_ASIDE_SHARE;
    // Without recursion, because trees are deep.
    let mut stack: Vec<(NodeRef<'_>, Visit)> = vec![(*content, Visit::Enter)];
    while let Some((node, visit)) = stack.pop() {
        match visit {
            Visit::Enter => {}
            Visit::LeaveBlock => {
                flat.end_paragraph();
                continue;
            }
            Visit::LeaveLink => {
                flat.n_open_links -= 1;
                continue;
            }
        }
        if node.is_text() {
            flat.push_text(&node.text());
            continue;
        }
        if let Some(name) = node.qual_name_ref() {
            let name: &str = &name.local;
            if is_any(name, &NOT_PROSE) {
                continue;
            }
            if is_aside(&node) && node.normalized_char_count() < max_aside_chars {
                continue;
            }
            if name == "br" {
                flat.paragraph.push_str("<br>");
            } else if name == "a" {
                flat.n_open_links += 1;
                stack.push((node, Visit::LeaveLink));
            } else if is_any(name, &BLOCKS) || is_any(name, &LINES) {
                flat.end_paragraph();
                stack.push((node, Visit::LeaveBlock));
            }
        }
        stack.extend(node.children_it(true).map(|child| (child, Visit::Enter)));
    }
    flat.into_html()
}

/// An element with more than this share of the text is the article, whatever its class says: `paywall-content`.
const MAX_ASIDE_SHARE: usize = 5;

/// Returns whether an element's class or id says that it stands beside the article: a caption, a form, a list of other articles.
fn is_aside(node: &NodeRef<'_>) -> bool {
    const WORDS: [&str; 24] = [
        "advert",
        "author",
        "bio",
        "breadcrumb",
        "button",
        "byline",
        "caption",
        "comment",
        "copyright",
        "credit",
        "dateline",
        "disclaimer",
        "embed",
        "gallery",
        "newsletter",
        "paywall",
        "promo",
        "recommend",
        "related",
        "share",
        "sharing",
        "social",
        "subscri",
        "teaser",
    ];
    let labels = [node.class(), node.id_attr()].into_iter().flatten();
    labels.into_iter().any(|label| {
        let label = label.to_ascii_lowercase();
        WORDS.iter().any(|word| label.contains(word))
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visit {
    Enter,
    LeaveBlock,
    LeaveLink,
}

/// Paragraphs being written.
#[derive(Default)]
pub(super) struct Flat {
    html: String,
    paragraph: String,
    /// Links the text is in.
    n_open_links: usize,
    /// Bytes of the paragraph outside links, whitespace aside.
    n_own_bytes: usize,
}

impl Flat {
    /// Adds text to the open paragraph.
    pub(super) fn push_text(&mut self, text: &str) {
        if self.n_open_links == 0 {
            self.n_own_bytes += text.split(|c: char| !c.is_alphanumeric()).map(str::len).sum::<usize>();
        }
        html_escape::encode_text_to_string(text, &mut self.paragraph);
    }

    /// Ends the open paragraph; text added next begins another. One that holds no words outside links is left out: it points at other
    /// articles.
    pub(super) fn end_paragraph(&mut self) {
        if self.n_own_bytes > 0 {
            self.html.push_str("<p>");
            self.html.push_str(&self.paragraph);
            self.html.push_str("</p>");
        }
        self.paragraph.clear();
        self.n_own_bytes = 0;
    }

    /// Returns all paragraphs as HTML for [`render`].
    pub(super) fn into_html(mut self) -> String {
        self.end_paragraph();
        self.html
    }
}
