//! The stable id of an article.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The id of an article, the same in every index of the same files: 16 characters of `0`–`9` and
/// `a`–`v`.
///
/// It is made from the path of the article's file. If the file holds several articles, the record's
/// own id is added, or its number if it has none. A record's own id alone is not enough: two
/// archives that both number their articles from 1 would overwrite each other. 80 bits of SHA-256
/// are kept. Among a billion articles, the chance that any two share an id is below one in a
/// million.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArticleId(String);

/// The base-32 alphabet in the order of its values (RFC 4648, "Extended Hex", in lower case).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";

impl ArticleId {
    /// Length of every id, in characters.
    pub const LEN: usize = 16;

    /// Returns the id of a record in the file at `path`. `record` is the record's own id or its
    /// number; empty if the file is one article.
    pub fn new(path: &str, record: &str) -> ArticleId {
        let mut hasher = Sha256::new();
        hasher.update(path.as_bytes());
        // No path holds a zero byte, so the first one ends the path and the two parts cannot run
        // together.
        hasher.update([0]);
        hasher.update(record.as_bytes());
        let digest = hasher.finalize();
        let mut bits = digest.iter().take(10).fold(0u128, |bits, byte| (bits << 8) | u128::from(*byte)) << 48;
        let mut text = String::with_capacity(Self::LEN);
        for _ in 0..Self::LEN {
            text.push(char::from(ALPHABET[(bits >> 123) as usize]));
            bits <<= 5;
        }
        ArticleId(text)
    }

    /// Returns the id of a record without an id of its own, made from its number; from the path
    /// alone if the file is one article.
    pub fn numbered(path: &str, number: Option<u64>) -> ArticleId {
        ArticleId::new(path, &number.map_or(String::new(), |number| format!("#{number}")))
    }

    /// Returns the id written in `text`; `None` if `text` is not a whole id.
    pub fn parse(text: &str) -> Option<ArticleId> {
        (text.len() == Self::LEN && Self::is_prefix(text)).then(|| ArticleId(text.to_owned()))
    }

    /// Returns whether `text` could be the beginning of an id.
    pub fn is_prefix(text: &str) -> bool {
        !text.is_empty() && text.len() <= Self::LEN && text.bytes().all(|byte| ALPHABET.contains(&byte))
    }

    /// Returns the id's characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the first 60 bits as a number. Numbers order as ids do; ids that share all 60 bits
    /// compare equal.
    pub fn ordinal(&self) -> u64 {
        let digit = |byte: u8| ALPHABET.iter().position(|letter| *letter == byte).unwrap_or(0) as u64;
        self.0.bytes().take(12).fold(0, |number, byte| (number << 5) | digit(byte))
    }
}

impl std::fmt::Display for ArticleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_is_stable() {
        // A change of this value makes every stored id and every recorded search of a user useless.
        assert_eq!(ArticleId::new("corpus/text/a.txt", "").as_str(), "6c29u3q22i82jjv4");
    }

    #[test]
    fn path_and_record_do_not_run_together() {
        assert_ne!(ArticleId::new("ab", "c"), ArticleId::new("a", "bc"));
    }

    #[test]
    fn ordinals_order_as_ids_do() {
        let mut ids: Vec<ArticleId> = (0..200).map(|n| ArticleId::new("f", &n.to_string())).collect();
        ids.sort();
        assert!(ids.windows(2).all(|pair| pair[0].ordinal() < pair[1].ordinal()));
    }

    #[test]
    fn only_whole_ids_parse() {
        let id = ArticleId::new("a", "1");
        assert_eq!(ArticleId::parse(id.as_str()), Some(id.clone()));
        assert_eq!(ArticleId::parse(&id.as_str()[..15]), None);
        assert!(ArticleId::is_prefix(&id.as_str()[..4]));
        assert!(!ArticleId::is_prefix("xyz"));
    }
}
