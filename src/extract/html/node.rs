//! What an element states: its attributes, its labels and its short text.

use dom_query::{NodeData, NodeRef};

use crate::extract::line::clean;

/// Returns what `look` makes of the text of a text node, which is not copied; `None` for other nodes.
pub(super) fn with_text<R>(node: &NodeRef<'_>, look: impl FnOnce(&str) -> R) -> Option<R> {
    node.query_or(None, |node| match &node.data {
        NodeData::Text { contents } => Some(look(contents)),
        _ => None,
    })
}

/// Returns whether an attribute has a name and value for which `is_wanted` returns true.
pub(super) fn has_attribute(node: &NodeRef<'_>, is_wanted: impl Fn(&str, &str) -> bool) -> bool {
    node.query_or(false, |node| {
        let attributes = node.as_element().map_or(&[][..], |element| &element.attrs[..]);
        attributes.iter().any(|attribute| is_wanted(&attribute.name.local, &attribute.value))
    })
}

/// Returns the text of an element; `None` if it is empty or longer than `max_chars`. Reads no more
/// of it than needed.
pub(super) fn short_text(node: &NodeRef<'_>, max_chars: usize) -> Option<String> {
    let mut text = String::new();
    for part in node.descendants_it() {
        with_text(&part, |part| text.push_str(part));
        // Four bytes for each character, and the same again for indentation.
        if text.len() > max_chars * 8 {
            return None;
        }
    }
    let text = clean(&text);
    (!text.is_empty() && text.chars().count() <= max_chars).then_some(text)
}

/// Returns the trimmed value of an attribute; `None` if it is empty.
pub(super) fn attribute(node: &NodeRef<'_>, name: &str) -> Option<String> {
    node.attr(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Returns the element's classes, id and microdata property, in lower case.
pub(super) fn labels(node: &NodeRef<'_>) -> String {
    let labels = ["class", "id", "itemprop", "data-testid"].iter().filter_map(|name| attribute(node, name));
    labels.collect::<Vec<String>>().join(" ").to_lowercase()
}
