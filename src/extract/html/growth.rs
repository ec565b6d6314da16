//! Building the tree of a page within bounds.
//!
//! The rules for HTML let a short page make much of little: formatting elements that are never
//! closed are opened again in each paragraph, elements nest without end tags, and each attribute of
//! a tag is compared with those before it. So the page is given to the tree builder in small
//! pieces, everything that the builder does is counted, and a page that goes beyond the counts is
//! left without a tree. The counts do not depend on the machine.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use dom_query::{Document, NodeId};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeBuilderOpts, TreeSink};
use html5ever::{Attribute, ParseOpts, QualName, local_name, parse_document};
use rustc_hash::FxHashMap;

/// Maximum number of elements of a tree, with those that the rules add. The largest of about 1,300
/// real pages has 5,000.
pub(super) const MAX_ELEMENTS: u64 = 100_000;

/// Maximum nesting depth of a tree. Browsers stop at 512; elements whose end tag is optional are
/// counted here alone.
pub(super) const MAX_TREE_DEPTH: u32 = 1024;

/// Maximum number of attributes of a tree.
pub(super) const MAX_ATTRIBUTES: u64 = 500_000;

/// Maximum number of steps of the builder: looks at open elements, levels above new nodes,
/// comparisons of formatting elements. A page of 5,000 elements takes some 200,000.
pub(super) const MAX_STEPS: u64 = 20_000_000;

/// Maximum number of comparisons of attributes within single tags.
pub(super) const MAX_COMPARISONS: u64 = 200_000_000;

/// The length in bytes of the pieces. What a piece may lead to is counted only after it.
const PIECE_BYTES: usize = 1 << 10;

/// What a page has too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Excess {
    Elements,
    Depth,
    Attributes,
    Steps,
}

/// Returns the tree of a page, or what it has too much of.
pub(super) fn tree(html: &str) -> Result<Document, Excess> {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() },
        ..ParseOpts::default()
    };
    let mut parser = parse_document(Bounded::default(), options);
    let mut rest = html;
    let mut tag = OpenTag::default();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE_BYTES));
        rest = after;
        let n_before = parser.tokenizer.sink.sink.n_calls.get();
        parser.process(StrTendril::from_slice(piece));
        let sink = &parser.tokenizer.sink.sink;
        tag.add(piece, sink.n_calls.get() == n_before);
        if let Some(excess) = sink.excess() {
            return Err(excess);
        }
        if tag.n_comparisons > MAX_COMPARISONS {
            return Err(Excess::Attributes);
        }
    }
    Ok(parser.finish())
}

/// Counts what a tag that does not end yet may cost. Only the tokenizer knows whether a piece
/// belongs to a tag, a comment or a quoted value, so every word counts as an attribute.
#[derive(Default)]
struct OpenTag<'h> {
    /// The piece in which the builder was last called. Its words count only if the next piece goes on quietly, which is rare.
    begun_in: &'h str,
    /// Words since then.
    n_words: u64,
    n_comparisons: u64,
}

impl<'h> OpenTag<'h> {
    /// Adds a piece. `is_quiet` is whether the builder was not called during it.
    fn add(&mut self, piece: &'h str, is_quiet: bool) {
        if !is_quiet {
            *self = OpenTag { begun_in: piece, n_words: 0, ..*self };
            return;
        }
        let n_words = words(piece);
        self.n_words += words(std::mem::take(&mut self.begun_in)) + n_words;
        self.n_comparisons += self.n_words * n_words;
    }
}

/// Returns how many signs of a piece may end a word.
fn words(piece: &str) -> u64 {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'');
    piece.as_bytes().iter().filter(|byte| is_end(byte)).count() as u64
}

/// Where a node stands in the tree.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    depth: u32,
    /// The number of formatting elements around it, with itself.
    n_formatting: u32,
}

/// A document that counts what is done to it.
#[derive(Default)]
struct Bounded {
    document: Document,
    levels: RefCell<FxHashMap<NodeId, Level>>,
    n_calls: Cell<u64>,
    n_elements: Cell<u64>,
    n_attributes: Cell<u64>,
    /// Attributes of repeated `html` and `body` tags, which are added to the first.
    n_merged: Cell<u64>,
    n_steps: Cell<u64>,
    depth: Cell<u32>,
}

impl Bounded {
    fn excess(&self) -> Option<Excess> {
        if self.n_elements.get() > MAX_ELEMENTS {
            Some(Excess::Elements)
        } else if self.depth.get() > MAX_TREE_DEPTH {
            Some(Excess::Depth)
        } else if self.n_attributes.get() > MAX_ATTRIBUTES {
            Some(Excess::Attributes)
        } else if self.n_steps.get() > MAX_STEPS {
            Some(Excess::Steps)
        } else {
            None
        }
    }

    fn step(&self, n: u64) {
        self.n_calls.set(self.n_calls.get() + 1);
        self.n_steps.set(self.n_steps.get() + n);
    }

    /// Notes that `child` comes into `parent`.
    fn place(&self, parent: &NodeId, child: &NodeOrText<NodeId>) {
        /// How much longer than a step it takes to compare two formatting elements.
        const COMPARISON: u64 = 2;
        let mut levels = self.levels.borrow_mut();
        let above = levels.get(parent).copied().unwrap_or_default();
        let mut steps = u64::from(above.depth) + 1;
        if let NodeOrText::AppendNode(child) = child {
            let level = levels.entry(*child).or_default();
            // Until now it holds only whether the element itself is a formatting one.
            let is_formatting = level.n_formatting > 0;
            *level = Level { depth: above.depth + 1, n_formatting: above.n_formatting + u32::from(is_formatting) };
            self.depth.set(self.depth.get().max(level.depth));
            if is_formatting {
                steps += u64::from(above.n_formatting) * COMPARISON;
            }
        }
        self.step(steps);
    }
}

impl TreeSink for Bounded {
    type Handle = NodeId;
    type Output = Document;
    type ElemName<'a> = <Document as TreeSink>::ElemName<'a>;

    fn finish(self) -> Document {
        self.document
    }

    /// Errors are not kept: there may be one for each byte.
    fn parse_error(&self, _: Cow<'static, str>) {
        self.step(1);
    }

    fn get_document(&self) -> NodeId {
        self.document.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Self::ElemName<'a> {
        self.step(1);
        self.document.elem_name(target)
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        let n_attributes = attrs.len() as u64;
        self.n_elements.set(self.n_elements.get() + 1);
        self.n_attributes.set(self.n_attributes.get() + n_attributes);
        self.step(1 + n_attributes);
        let is_formatting = is_formatting(&name);
        let element = self.document.create_element(name, attrs, flags);
        if is_formatting {
            self.levels.borrow_mut().insert(element, Level { depth: 0, n_formatting: 1 });
        }
        element
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.step(1);
        self.document.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.step(1);
        self.document.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.place(parent, &child);
        self.document.append(parent, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, prev_element: &NodeId, child: NodeOrText<NodeId>) {
        self.place(prev_element, &child);
        self.document.append_based_on_parent_node(element, prev_element, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.step(1);
        self.document.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.step(1);
        let contents = self.document.get_template_contents(target);
        // The contents stand apart from the tree, but nest like it.
        let mut levels = self.levels.borrow_mut();
        let level = levels.get(target).copied().unwrap_or_default();
        levels.insert(contents, level);
        contents
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        self.step(1);
        self.document.same_node(x, y)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &NodeId, new_node: NodeOrText<NodeId>) {
        self.place(sibling, &new_node);
        self.document.append_before_sibling(sibling, new_node);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attrs: Vec<Attribute>) {
        self.n_merged.set(self.n_merged.get() + attrs.len() as u64);
        self.n_attributes.set(self.n_attributes.get() + attrs.len() as u64);
        // Each is looked for among all that were added before.
        self.step(1 + self.n_merged.get());
        self.document.add_attrs_if_missing(target, attrs);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.step(1);
        self.document.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.step(1);
        self.document.reparent_children(node, new_parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeId) -> bool {
        self.step(1);
        self.document.is_mathml_annotation_xml_integration_point(handle)
    }
}

/// Returns whether an element is opened again if its parent closes before it.
fn is_formatting(name: &QualName) -> bool {
    matches!(
        name.local,
        local_name!("a")
            | local_name!("b")
            | local_name!("big")
            | local_name!("code")
            | local_name!("em")
            | local_name!("font")
            | local_name!("i")
            | local_name!("nobr")
            | local_name!("s")
            | local_name!("small")
            | local_name!("strike")
            | local_name!("strong")
            | local_name!("tt")
            | local_name!("u")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbered copies of a text in which `#` stands for the number.
    fn numbered(text: &str, n: usize) -> String {
        (0..n).map(|number| text.replace('#', &number.to_string())).collect()
    }

    #[track_caller]
    fn check(html: &str, excess: Option<Excess>) {
        let beginning: String = html.chars().take(60).collect();
        assert_eq!(tree(html).err(), excess, "for {beginning}");
    }

    #[test]
    fn the_tree_is_that_of_the_whole_page() {
        let page = "<p>It r&auml;ined “for” <b>three<p>days</b> &notit; <table>x<tr><td>y<a>z<a>1</table><!-- c --><template><p>t</template>";
        let long = page.repeat(200);
        for html in [page, &long, "", "<html a=1><html a=2 b=3><body x><body y>", "<select><option>a<option>b</select>\r\n\r"] {
            assert_eq!(tree(html).unwrap().html(), Document::from(html).html());
        }
    }

    #[test]
    fn pages_that_make_much_of_little_have_no_tree() {
        check(&"<li>Rain<dd>Rain".repeat(300), None);
        check(&"<li><dd>".repeat(600), Some(Excess::Depth));
        check(&"<optgroup>".repeat(1100), Some(Excess::Depth));
        check(&"<rt>".repeat(1100), Some(Excess::Depth));
        check(&"<p>".repeat(100_001), Some(Excess::Elements));
        // Without a body, end tags are ignored.
        check(&format!("x{}", "</p>".repeat(100_001)), Some(Excess::Elements));
        // Each paragraph opens all of them again.
        check(&format!("<p>{}{}", numbered("<b a=#>", 400), "<p>x".repeat(10)), None);
        check(&format!("<p>{}{}", numbered("<b a=#>", 400), "<p>x".repeat(200)), Some(Excess::Steps));
        check(&numbered("<div><b a=#>x</div>", 500), Some(Excess::Steps));
        check(&format!("{}{}", "<span>".repeat(500), "</i>".repeat(50_000)), Some(Excess::Steps));
    }

    #[test]
    fn attributes_are_bounded() {
        check(&format!("<p {}>x", numbered("a# ", 2_000)), None);
        check(&format!("<p {}>x", numbered("a# ", 30_000)), Some(Excess::Attributes));
        // The tokenizer compares them even if the builder ignores the tag.
        check(&format!("<frameset><style><p {}>x", numbered("a# ", 30_000)), Some(Excess::Attributes));
        check(&format!("</p {}>x", numbered("a# ", 30_000)), Some(Excess::Attributes));
        check(&numbered("<html a#>", 7_000), Some(Excess::Steps));
        check(&numbered("<p a=#>", 90_000), None);
        // A comment and a value of this length are no attributes.
        check(&format!("<!-- {} --><p title=\"{}\">x", "It rained. ".repeat(3_000), "It rained. ".repeat(3_000)), None);
    }

    /// The work is counted, not measured: twice the page takes about twice the steps.
    #[test]
    fn steps_grow_with_the_page() {
        let steps = |html: &str| {
            let mut parser = parse_document(Bounded::default(), ParseOpts::default());
            parser.process(StrTendril::from_slice(html));
            parser.tokenizer.sink.sink.n_steps.get()
        };
        for text in
            ["<p>It rained.</p>", "<ul><li>a<li>b</ul>", "<table><tr><td>a<td>b</table>", "<a href=/x>x</a> ", "<b>x<p>y</b>z"]
        {
            let (once, twice) = (steps(&text.repeat(1_000)), steps(&text.repeat(2_000)));
            assert!(twice <= once * 2 + once / 10, "{text}: {once} steps, {twice} for twice as much");
        }
    }
}
