//! What an element states: its attributes, its labels and its short text.

use dom_query::NodeRef;

use crate::extract::line::clean;

/// Returns the text of an element; `None` if it is empty or longer than `max_chars`. Reads no more
/// of it than needed.
pub(super) fn short_text(node: &NodeRef<'_>, max_chars: usize) -> Option<String> {
    let mut text = String::new();
    for part in node.descendants_it().filter(NodeRef::is_text) {
        text.push_str(&part.text());
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
