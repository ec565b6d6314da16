//! Addresses where names belong. What is an address names neither a person nor a publisher.

use super::Finding;
use crate::error::ProblemKind;

/// Returns whether a text is one web address: `https://post.example/a`, `www.post.example`. The bare
/// name of a site, as in `post.example`, may be the name of a publisher.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim();
    let is_one_word = !text.is_empty() && !text.contains(char::is_whitespace);
    let has_scheme = text.split_once("://").is_some_and(|(scheme, rest)| {
        !rest.is_empty()
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    });
    let has_prefix = |prefix: &str| text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    let has_path = || text.split_once('/').is_some_and(|(host, _)| host.contains('.') && !host.ends_with('.'));
    is_one_word && (has_scheme || has_prefix("www.") || has_prefix("mailto:") || has_prefix("//") || has_path())
}

/// Returns a part of an address without its `%20`.
pub(crate) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let digits = (*byte == b'%').then(|| after.get(..2)).flatten().and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            None => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Returns whether two addresses are the same, apart from their scheme and a slash at the end.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let bare = |address: &str| {
        let rest = address.trim().split_once("://").map_or(address.trim(), |(_, rest)| rest);
        rest.trim_end_matches('/').to_ascii_lowercase()
    };
    bare(one) == bare(other)
}

/// The finding for a publisher that is an address.
pub(super) fn no_publisher(stated: &str) -> Finding {
    let shown: String = stated.chars().take(80).collect();
    Finding { byte: None, kind: ProblemKind::Publisher, message: format!("`{shown}` is an address, not a publisher") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_names() {
        for text in
            ["https://post.example/a", "www.post.example", "//post.example", "post.example/a", "ftp://x", "HTTPS://X.example"]
        {
            assert!(is_address(text), "{text}");
        }
        for text in ["The Post", "post.example", "Post/Courier", "AC/DC", "St./Post", "", "https://", "see https://post.example"]
        {
            assert!(!is_address(text), "{text}");
        }
        assert!(
            is_same("https://Post.example/a/", "http://post.example/a")
                && !is_same("https://post.example/a", "https://post.example")
        );
    }
}
