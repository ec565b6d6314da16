//! What is known of elements by their names.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// The name of an element as written, and what is known of such elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) struct Name<'h> {
    written: &'h str,
    kinds: Kinds,
}

impl<'h> Name<'h> {
    /// Returns what is known of the element called `written`, in any case.
    pub(in crate::extract) fn new(written: &'h str) -> Name<'h> {
        let mut lower = [0; MAX_NAME_BYTES];
        let kinds = lower.get_mut(..written.len()).and_then(|lower| {
            lower.copy_from_slice(written.as_bytes());
            lower.make_ascii_lowercase();
            KINDS.get(&*lower).copied()
        });
        Name { written, kinds: kinds.unwrap_or(0) }
    }

    /// Returns whether this is `name`, in any case.
    pub(in crate::extract) fn is(self, name: &str) -> bool {
        self.written.eq_ignore_ascii_case(name)
    }

    /// Returns whether the element begins and ends a line of its own.
    pub(in crate::extract) fn is_block(self) -> bool {
        self.is_any(BLOCK | LINE)
    }

    /// Returns the name as written.
    pub(in crate::extract) fn written(self) -> &'h str {
        self.written
    }

    /// Returns whether a text is written with such elements, and the name in angle brackets is no word.
    pub(in crate::extract) fn is_of_text(self) -> bool {
        self.is_any(OF_TEXT)
    }

    /// Returns whether the element holds no prose.
    pub(super) fn is_without_prose(self) -> bool {
        self.is_any(NO_PROSE)
    }

    pub(super) fn is_any(self, kinds: Kinds) -> bool {
        self.kinds & kinds != 0
    }
}

/// What is known of an element, as bits.
pub(super) type Kinds = u16;
pub(super) const VOID: Kinds = 1;
pub(super) const END_OPTIONAL: Kinds = 1 << 1;
pub(super) const FORMATTING: Kinds = 1 << 2;
pub(super) const RAW_TEXT: Kinds = 1 << 3;
pub(super) const FOREIGN: Kinds = 1 << 4;
pub(super) const SCOPE: Kinds = 1 << 5;
pub(super) const BLOCK: Kinds = 1 << 6;
const LINE: Kinds = 1 << 7;
pub(super) const LEAVES_FOREIGN: Kinds = 1 << 8;
const NO_PROSE: Kinds = 1 << 9;
const OF_TEXT: Kinds = 1 << 10;

/// Maximum length of a name that is known.
const MAX_NAME_BYTES: usize = 10;

/// The kinds of each known element.
static KINDS: LazyLock<FxHashMap<&[u8], Kinds>> = LazyLock::new(|| {
    let lists: [(&[&str], Kinds); 11] = [
        (&VOIDS, VOID | LEAVES_FOREIGN),
        (&END_OPTIONALS, END_OPTIONAL | LEAVES_FOREIGN),
        (&FORMATTINGS, FORMATTING | LEAVES_FOREIGN),
        (&ALSO_LEAVING, LEAVES_FOREIGN),
        (&RAW_TEXTS, RAW_TEXT),
        (&FOREIGNS, FOREIGN),
        (&SCOPES, SCOPE),
        (&BLOCKS, BLOCK | LEAVES_FOREIGN),
        (&LINES, LINE),
        (&NOT_PROSE, NO_PROSE),
        (&TEXTS, OF_TEXT),
    ];
    let mut kinds: FxHashMap<&[u8], Kinds> = FxHashMap::default();
    for (names, kind) in lists {
        names.iter().for_each(|name| *kinds.entry(name.as_bytes()).or_default() |= kind);
    }
    // Both have them.
    ["a", "font"].iter().for_each(|name| *kinds.entry(name.as_bytes()).or_default() &= !LEAVES_FOREIGN);
    kinds
});

/// Elements without content.
const VOIDS: [&str; 20] = [
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img", "input", "keygen", "link",
    "meta", "param", "source", "spacer", "track", "wbr",
];

/// Elements whose end tag is optional.
const END_OPTIONALS: [&str; 20] = [
    "body", "caption", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc", "tbody",
    "td", "tfoot", "th", "tr",
];

/// Elements whose end tag leaves open what was opened inside them, as browsers do with
/// `<b><div></b>`.
const FORMATTINGS: [&str; 14] = ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements whose start tag ends the `svg` or `math` around it, beside those in other lists.
const ALSO_LEAVING: [&str; 4] = ["span", "sub", "sup", "var"];

/// Elements whose content is not markup.
pub(super) const RAW_TEXTS: [&str; 8] = ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"];

/// Elements of other languages inside HTML.
const FOREIGNS: [&str; 2] = ["svg", "math"];

/// Elements that no end tag outside reaches into.
const SCOPES: [&str; 5] = ["applet", "marquee", "object", "table", "template"];

/// Elements that begin and end a line of their own, apart from those in [`END_OPTIONALS`].
const BLOCKS: [&str; 45] = [
    "address",
    "applet",
    "article",
    "aside",
    "blockquote",
    "button",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "listing",
    "main",
    "marquee",
    "menu",
    "nav",
    "object",
    "ol",
    "plaintext",
    "pre",
    "search",
    "section",
    "select",
    "summary",
    "table",
    "template",
    "ul",
    "xmp",
    "iframe",
    "noscript",
];

/// Elements that begin and end a line of their own, and whose end tag is optional.
const LINES: [&str; 14] =
    ["body", "caption", "dd", "dt", "head", "html", "li", "option", "p", "tbody", "td", "tfoot", "th", "tr"];

/// Elements that hold no prose.
const NOT_PROSE: [&str; 21] = [
    "audio",
    "button",
    "canvas",
    "figcaption",
    "head",
    "iframe",
    "input",
    "label",
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

/// Elements that a text is written with, and that are no words in angle brackets.
const TEXTS: [&str; 57] = [
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "blockquote",
    "body",
    "br",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "iframe",
    "img",
    "ins",
    "li",
    "mark",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "s",
    "script",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "td",
    "th",
    "tr",
    "u",
    "ul",
    "video",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_names_are_known_in_any_case() {
        assert!(KINDS.keys().all(|name| name.len() <= MAX_NAME_BYTES));
        assert!(Name::new("BlockQuote").is_block() && Name::new("nav").is_without_prose() && !Name::new("a").is_block());
        assert!(!Name::new("blockquotes").is_block() && !Name::new("").is_any(Kinds::MAX));
    }
}
