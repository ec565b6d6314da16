//! Where the next page of an answer begins.

use sha2::{Digest, Sha256};

/// Identifies the rest of an answer: the request, the state of the index, and the number of hits
/// before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) state: u64,
    /// [`fingerprint`] of the request.
    pub(super) request: u64,
    pub(super) offset: u32,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Cursor { state, request, offset } = self;
        write!(f, "{state:016x}{request:016x}{offset:08x}")
    }
}

impl Cursor {
    /// Reads a cursor; `None` if `text` is not one.
    pub(super) fn parse(text: &str) -> Option<Cursor> {
        if text.len() != 40 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        Some(Cursor {
            state: u64::from_str_radix(&text[..16], 16).ok()?,
            request: u64::from_str_radix(&text[16..32], 16).ok()?,
            offset: u32::from_str_radix(&text[32..], 16).ok()?,
        })
    }
}

/// Returns a number that identifies a request, from everything that decides its hits and their
/// order.
pub(super) fn fingerprint(parts: &[&str]) -> u64 {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_read_back() {
        let cursor = Cursor { state: u64::MAX, request: 7, offset: 120 };
        assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        for text in ["", "12", &"g".repeat(40), &"é".repeat(20)] {
            assert_eq!(Cursor::parse(text), None, "{text}");
        }
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
    }
}
