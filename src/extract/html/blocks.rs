//! A page as a flat list of its blocks (paragraphs, headings, items), and the elements around them.
//!
//! The tree is walked once, without recursion and without change. Elements that never hold prose
//! (scripts, forms, menus, captions) are skipped. Everything else becomes a block; `prose` decides
//! later which blocks are the article.

use std::hash::{Hash, Hasher};

use dom_query::{Document, NodeRef};
use rustc_hash::FxHasher;

use super::elements::Name;
use super::labels::{self, CLASSES};
use super::node::{has_attribute, with_text};

/// The blocks of a page in order; each has a letter or digit.
#[derive(Debug)]
pub(super) struct Blocks {
    pub(super) blocks: Vec<Block>,
    /// The elements around them. An element comes after its parent; the first is the document.
    pub(super) elements: Vec<Element>,
}

/// A stretch of text on its own.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// The text as it stands in the page, with a [`LINE_BREAK`] for each `<br>`.
    pub(super) text: String,
    /// The number of its letters and digits, see [`count`].
    pub(super) n_chars: usize,
    /// The number of those inside links.
    pub(super) n_link_chars: usize,
    /// The innermost element around its first text.
    pub(super) element: usize,
    /// The innermost element that separates it from its neighbours.
    pub(super) holder: usize,
}

/// An element around blocks.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) parent: usize,
    pub(super) kind: Kind,
    /// Groups of words in its class and id, then its [`ROLES`]; lowest bit first.
    pub(super) labels: u32,
    /// Equal for elements of equal name and class.
    pub(super) signature: u64,
    /// Whether it lies over the page: a consent layer, a dialog.
    pub(super) is_layer: bool,
    /// Whether it holds a caption, which is no block.
    pub(super) has_caption: bool,
    /// Equal for elements with the same address of their own; 0 for those without one. Pages that load the next article below mark each
    /// with its address.
    pub(super) address: u64,
}

/// How an element treats its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Paragraph,
    MainHeading,
    Heading,
    Item,
    Cell,
    Quotation,
    Verbatim,
    Other,
}

impl Kind {
    pub(super) const ALL: [Kind; 8] =
        [Kind::Paragraph, Kind::MainHeading, Kind::Heading, Kind::Item, Kind::Cell, Kind::Quotation, Kind::Verbatim, Kind::Other];

    fn of(name: &str) -> Kind {
        match name {
            "p" => Kind::Paragraph,
            "h1" => Kind::MainHeading,
            "h2" | "h3" | "h4" | "h5" | "h6" => Kind::Heading,
            "li" | "dd" | "dt" => Kind::Item,
            "td" | "th" => Kind::Cell,
            "blockquote" => Kind::Quotation,
            "pre" => Kind::Verbatim,
            _ => Kind::Other,
        }
    }
}

/// Roles of an element: by its name, whether it is hidden, and whether microdata calls it the
/// article's body.
pub(super) const ROLES: [&str; 11] =
    ["article", "main", "aside", "footer", "header", "form", "figure", "table", "list", "hidden", "articleBody"];

/// The number of bits used in [`Element::labels`].
pub(super) const N_LABELS: usize = CLASSES.len() + ROLES.len();

/// Returns the bit of [`Element::labels`] for a group of classes or a role; 0 if there is none of this name.
pub(super) fn label(name: &str) -> u32 {
    CLASSES.iter().map(|(class, _)| *class).chain(ROLES).position(|known| known == name).map_or(0, |idx| 1 << idx)
}

/// Represents `<br>` in a block's text. A page that contains this character itself gets a line
/// break there.
pub(super) const LINE_BREAK: char = '\u{1}';

/// Returns the number of letters and digits in `text`. A Chinese, Japanese or Korean character
/// counts as three, because two of them make a word.
pub(super) fn count(text: &str) -> usize {
    let weight = |c: char| match c {
        _ if c.is_ascii() => usize::from(c.is_ascii_alphanumeric()),
        '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' => 3,
        _ => usize::from(c.is_alphanumeric()),
    };
    text.chars().map(weight).sum()
}

impl Blocks {
    /// Returns the blocks of `document`.
    pub(super) fn of(document: &Document) -> Blocks {
        let top =
            Element { parent: 0, kind: Kind::Other, labels: 0, signature: 0, is_layer: false, has_caption: false, address: 0 };
        let mut walk = Walk {
            found: Blocks { blocks: Vec::new(), elements: vec![top] },
            open: Block::default(),
            n_open_links: 0,
            n_breaks: 0,
        };
        let mut stack = vec![Visit::Enter { node: document.root(), element: 0, holder: 0 }];
        while let Some(visit) = stack.pop() {
            match visit {
                Visit::LeaveBlock => walk.end_block(),
                Visit::LeaveLink => walk.n_open_links -= 1,
                Visit::Enter { node, element, holder } => {
                    if with_text(&node, |text| walk.add(text, element, holder)).is_none() {
                        walk.enter(&node, element, holder, &mut stack);
                    }
                }
            }
        }
        walk.end_block();
        walk.found
    }

    /// Removes the blocks for which `is_gone` returns true.
    pub(super) fn remove(&mut self, is_gone: &[bool]) {
        let mut gone = is_gone.iter();
        self.blocks.retain(|_| !gone.next().copied().unwrap_or(false));
    }

    /// Returns for each element whether it or one around it is marked.
    pub(super) fn inside(&self, is_marked: impl Fn(usize, &Element) -> bool) -> Vec<bool> {
        let mut inside: Vec<bool> = Vec::with_capacity(self.elements.len());
        for (idx, element) in self.elements.iter().enumerate() {
            let is_inside = (idx > 0 && inside[element.parent]) || is_marked(idx, element);
            inside.push(is_inside);
        }
        inside
    }

    /// Returns the sum of `of` for the blocks in each element.
    pub(super) fn sums(&self, of: impl Fn(&Block) -> f32) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.elements.len()];
        for block in &self.blocks {
            sums[block.holder] += of(block);
        }
        for idx in (1..self.elements.len()).rev() {
            let sum = sums[idx];
            sums[self.elements[idx].parent] += sum;
        }
        sums
    }

    /// What blocks of one kind have in common: holder and parent, and parent and grandparent, by their names and classes.
    pub(super) fn signatures(&self, block: &Block) -> (u64, u64) {
        let parent = self.elements[block.holder].parent;
        let of = |element: usize| self.elements[element].signature;
        let pair = |inner: usize, outer: usize| of(inner).wrapping_mul(31).wrapping_add(of(outer));
        (pair(block.holder, parent), pair(parent, self.elements[parent].parent))
    }
}

enum Visit<'d> {
    Enter { node: NodeRef<'d>, element: usize, holder: usize },
    LeaveBlock,
    LeaveLink,
}

struct Walk {
    found: Blocks,
    open: Block,
    n_open_links: usize,
    /// The number of `<br>` since the last text.
    n_breaks: usize,
}

impl Walk {
    fn enter<'d>(&mut self, node: &NodeRef<'d>, element: usize, holder: usize, stack: &mut Vec<Visit<'d>>) {
        let (mut element, mut holder) = (element, holder);
        if let Some(name) = node.qual_name_ref() {
            let name: &str = &name.local;
            let known = Name::new(name);
            if known.is_without_prose() {
                // The headings of texts that unfold are buttons.
                let is_in_heading = || self.found.elements[holder].kind == Kind::Heading;
                if name != "button" || !is_in_heading() {
                    self.found.elements[element].has_caption |= name == "figcaption";
                    return;
                }
            }
            // Tools that save a page mark what it does not show.
            let is_hidden = |class: &str| class.split_ascii_whitespace().any(|one| one == "sf-hidden");
            if has_attribute(node, |name, value| name == "class" && is_hidden(value)) {
                return;
            }
            if name == "br" {
                return self.add_break();
            }
            if name == "a" {
                self.n_open_links += 1;
                stack.push(Visit::LeaveLink);
            }
            element = self.add_element(node, name, element);
            if known.is_block() {
                self.end_block();
                stack.push(Visit::LeaveBlock);
                holder = element;
            }
        }
        stack.extend(node.children_it(true).map(|node| Visit::Enter { node, element, holder }));
    }

    fn add(&mut self, text: &str, element: usize, holder: usize) {
        let n_chars = count(text);
        if self.open.n_chars == 0 {
            if n_chars == 0 && text.chars().all(char::is_whitespace) {
                return;
            }
            (self.open.element, self.open.holder) = (element, holder);
        }
        if n_chars > 0 {
            self.n_breaks = 0;
        }
        self.open.n_chars += n_chars;
        if self.n_open_links > 0 {
            self.open.n_link_chars += n_chars;
        }
        self.open.text.push_str(text);
    }

    /// One `<br>` ends a line, two end a paragraph.
    fn add_break(&mut self) {
        self.n_breaks += 1;
        if self.n_breaks > 1 {
            self.end_block();
        } else {
            self.open.text.push(LINE_BREAK);
        }
    }

    fn end_block(&mut self) {
        self.n_breaks = 0;
        let block = std::mem::take(&mut self.open);
        if block.n_chars > 0 {
            self.found.blocks.push(block);
        }
    }

    fn add_element(&mut self, node: &NodeRef<'_>, name: &str, parent: usize) -> usize {
        let (mut labels, mut is_layer, mut address, mut is_hidden, mut is_body) = (0, false, 0, false, false);
        let mut signature = FxHasher::default();
        name.hash(&mut signature);
        // The classes of `body` describe the page.
        let is_page = name == "body" || name == "html";
        let element = node.element_ref();
        for attribute in element.iter().flat_map(|element| &element.attrs) {
            let (key, value): (&str, &str) = (&attribute.name.local, &attribute.value);
            let short = value.get(..MAX_LABEL_BYTES).unwrap_or(value);
            match key {
                "hidden" => is_hidden = true,
                "aria-hidden" => is_hidden |= value == "true",
                "style" => is_hidden |= short.replace(' ', "").contains("display:none"),
                "aria-modal" => is_layer |= value == "true",
                key if ADDRESSES.contains(&key) && address == 0 => {
                    let mut hasher = FxHasher::default();
                    value.trim().trim_end_matches('/').hash(&mut hasher);
                    address = hasher.finish() | 1;
                }
                "class" | "id" | "itemprop" | "role" | "data-testid" | "data-component" | "data-type" if !is_page => {
                    let found = labels::of_classes(short);
                    labels |= found.groups;
                    is_layer |= matches!(key, "class" | "id") && found.is_layer;
                    is_layer |= key == "role" && matches!(value, "dialog" | "alertdialog");
                    is_body |= key == "itemprop" && value == "articleBody";
                    if key == "class" {
                        value.hash(&mut signature);
                    }
                }
                _ => {}
            }
        }
        let role = match name {
            "ul" | "ol" => "list",
            name => name,
        };
        for (idx, known) in ROLES.iter().enumerate() {
            if *known == role || (*known == "hidden" && is_hidden) || (*known == "articleBody" && is_body) {
                labels |= 1 << (CLASSES.len() + idx);
            }
        }
        let (kind, signature) = (Kind::of(name), signature.finish());
        self.found.elements.push(Element { parent, kind, labels, signature, is_layer, has_caption: false, address });
        self.found.elements.len() - 1
    }
}

/// Attributes in which an element states the address of the article that it shows.
const ADDRESSES: [&str; 7] =
    ["data-url", "data-canonical-url", "data-canonical", "data-permalink", "data-article-url", "data-href", "data-page-url"];

/// Maximum length of a class in bytes; the rest is ignored.
const MAX_LABEL_BYTES: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &[&str]) {
        let blocks = Blocks::of(&Document::from(html)).blocks;
        let texts: Vec<String> = blocks.iter().map(|block| block.text.replace(LINE_BREAK, "/").trim().to_owned()).collect();
        assert_eq!(texts, expected, "for {html}");
    }

    #[test]
    fn blocks_end_where_readers_see_an_end() {
        check("<p>One<p>Two <b>three</b></p>four<section>five</section>six", &["One", "Two three", "four", "five", "six"]);
        check("<div>One<br>line<br><br>another<br>\n<br>third</div>", &["One/line/", "another/", "third"]);
        check("<ul><li>One<li><a href=/x>Two</a></ul>", &["One", "Two"]);
    }

    #[test]
    fn what_holds_no_prose_is_passed_over() {
        check("<p>One<script>two</script></p><figure><img><figcaption>three</figcaption></figure><nav>four</nav> – ", &["One"]);
    }

    #[test]
    fn what_stands_in_links_is_counted() {
        let blocks = Blocks::of(&Document::from("<p>One <a href=/x>link</a> 大阪</p>")).blocks;
        assert_eq!((blocks[0].n_chars, blocks[0].n_link_chars), (3 + 4 + 6, 4));
    }

    #[test]
    fn elements_are_labelled_by_classes_and_names() {
        let page = Blocks::of(&Document::from("<aside class=share-box hidden>One</aside>"));
        let labels = page.elements[page.blocks[0].element].labels;
        let names = CLASSES.iter().map(|(name, _)| *name).chain(ROLES);
        let found: Vec<&str> = names.enumerate().filter(|(idx, _)| labels >> idx & 1 == 1).map(|(_, name)| name).collect();
        assert_eq!(found, ["social", "infobox", "aside", "hidden"]);
    }
}
