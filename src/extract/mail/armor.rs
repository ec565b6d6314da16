//! What OpenPGP writes around a text: a signature behind it, or a block of letters in its place.

use std::borrow::Cow;

/// Returns a text without the lines of OpenPGP, and whether a part of it is encrypted.
pub(super) fn opened(text: &str) -> (Cow<'_, str>, bool) {
    const BEGIN: &str = "-----BEGIN PGP ";
    if !text.contains(BEGIN) {
        return (Cow::Borrowed(text), false);
    }
    /// The block that a line stands in.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Block {
        /// None.
        Outside,
        /// The lines above a signed text.
        Head,
        Signed,
        /// A signature, a key or an encrypted text.
        Letters,
    }
    let mut block = Block::Outside;
    let mut is_encrypted = false;
    let mut opened = String::with_capacity(text.len());
    for line in text.lines() {
        if let Some(kind) = line.trim().strip_prefix(BEGIN) {
            is_encrypted |= kind.starts_with("MESSAGE");
            block = if kind.starts_with("SIGNED MESSAGE") { Block::Head } else { Block::Letters };
            continue;
        }
        match block {
            Block::Head => {
                if line.trim().is_empty() {
                    block = Block::Signed;
                }
                continue;
            }
            Block::Letters if line.trim().starts_with("-----END PGP ") => {
                block = Block::Outside;
                continue;
            }
            Block::Letters if is_of_block(line) => continue,
            // The block has no end.
            Block::Letters => block = Block::Outside,
            Block::Outside | Block::Signed => {}
        }
        // In a signed text, lines that begin with a dash have another one before it.
        let own = if block == Block::Signed {
            line.strip_prefix("- ").filter(|own| own.starts_with('-')).unwrap_or(line)
        } else {
            line
        };
        opened.push_str(own);
        opened.push('\n');
    }
    (Cow::Owned(opened), is_encrypted)
}

/// Returns whether a line stands in a block: letters without a space, a header, or nothing.
fn is_of_block(line: &str) -> bool {
    const HEADERS: [&str; 5] = ["version:", "comment:", "messageid:", "hash:", "charset:"];
    let line = line.trim();
    !line.contains(' ') || HEADERS.iter().any(|header| line.to_ascii_lowercase().starts_with(header))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signed_texts_are_read_and_encrypted_ones_said() {
        for (text, expected, is_encrypted) in [
            ("It rained.\n-- \nAna", "It rained.\n-- \nAna", false),
            (
                "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nIt rained.\n- -- \nAna\n-----BEGIN PGP SIGNATURE-----\n\niQEz+/\n=ab\n-----END PGP SIGNATURE-----\nFooter",
                "It rained.\n-- \nAna\nFooter\n",
                false,
            ),
            ("See:\n-----BEGIN PGP MESSAGE-----\nVersion: Gnu PG v2\n\nhQEM\n=ab\n-----END PGP MESSAGE-----\n", "See:\n", true),
            ("-----BEGIN PGP MESSAGE-----\n\nhQEM\nIt rained on.\n", "It rained on.\n", true),
        ] {
            let (opened, found) = opened(text);
            assert_eq!((&*opened, found), (expected, is_encrypted), "for {text}");
        }
    }
}
