//! What was seen of an index: enough to tell what is new, and no more.
//!
//! An article takes 10 bytes: 40 bits of what it is and 40 of a hash of its words. A file takes 6 bytes of a hash of its path and content, and the number of its articles; a
//! file with a known hash is not read again. So a new article is missed if 80 bits agree by chance, and a change if 40 do (once in 10¹²). A changed file is missed if one of
//! a million has its 48 bits (once in 10⁸).
//!
//! In the file, numbers are written seven bits a byte, the lower ones first; the eighth bit says that more follow:
//!
//! ```text
//! pullquote seen 1\n
//! number of files, then of each: 6 bytes, number of articles, then of each: 5 bytes of what it is, 5 of its words
//! number of articles of files that are to be read again, then each likewise
//! number of articles that are gone, then each likewise
//! number of articles waiting, then of each: 16 characters of id, 0 (new) or 1 (changed)
//! number of searches that have not seen all of those, then of each: length and bytes of the name, how many it has seen
//! 8 bytes of SHA-256 of all this
//! ```

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::backlog::{AlertReason, Backlog, Waiting};
use super::fingerprint::{FileKey, SeenArticle};
use crate::article::ArticleId;

const HEAD: &[u8] = b"pullquote seen ";
const FORMAT: &[u8] = b"2\n";
/// The format before, in which an article was the place where it was read.
const FORMAT_OF_PLACES: &[u8] = b"1\n";
const CHECKSUM_BYTES: usize = 8;

/// What was seen of an index, and the backlog of some searches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    pub(super) files: Vec<SeenFile>,
    /// The articles of all files, in their order.
    pub(super) articles: Vec<SeenArticle>,
    /// The articles of files that are to be read again.
    pub(super) loose: Vec<SeenArticle>,
    /// Articles that are in no file any more, the latest last. An item that leaves a feed may come back.
    pub(super) gone: Vec<SeenArticle>,
    pub(super) backlog: Backlog,
    /// Whether an earlier version of the program wrote it. It knows other bits of articles.
    pub(super) is_of_places: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SeenFile {
    key: FileKey,
    start: usize,
    n_articles: usize,
}

/// Why bytes are not a valid record of what was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SeenFault {
    /// They are something else.
    #[error("is not a file that pullquote keeps about alerts")]
    SomethingElse,
    /// They have another format.
    #[error("has a format that this program does not read")]
    Format,
    /// They are damaged.
    #[error("is damaged")]
    Damaged,
}

impl Seen {
    /// Adds what was seen of a file; without a key, it will be read again.
    pub(super) fn push_file(&mut self, key: Option<FileKey>, articles: &[SeenArticle]) {
        match key {
            Some(key) => {
                self.files.push(SeenFile { key, start: self.articles.len(), n_articles: articles.len() });
                self.articles.extend_from_slice(articles);
            }
            None => self.loose.extend_from_slice(articles),
        }
    }

    /// Adds an article of a file that was not read to its end.
    pub(super) fn push_loose(&mut self, article: SeenArticle) {
        self.loose.push(article);
    }

    /// Returns the files by their keys, each with its articles.
    pub(super) fn by_key(&self) -> HashMap<FileKey, &[SeenArticle]> {
        self.files.iter().map(|file| (file.key, self.of(file))).collect()
    }

    /// Returns everything that was seen of articles, those that are gone too.
    pub(super) fn all(&self) -> impl Iterator<Item = SeenArticle> {
        self.articles.iter().chain(&self.loose).chain(&self.gone).copied()
    }

    /// Keeps the latest of the articles that are gone.
    pub(super) fn set_gone(&mut self, mut gone: Vec<SeenArticle>) {
        /// As many take a megabyte.
        const MAX_GONE: usize = 100_000;
        gone.drain(..gone.len().saturating_sub(MAX_GONE));
        self.gone = gone;
    }

    /// Returns the articles of files for which `is_known` does not hold, and those without a file.
    pub(super) fn others(&self, is_known: impl Fn(FileKey) -> bool) -> Vec<SeenArticle> {
        let of_files = self.files.iter().filter(|file| !is_known(file.key)).flat_map(|file| self.of(file));
        of_files.chain(&self.loose).copied().collect()
    }

    fn of(&self, file: &SeenFile) -> &[SeenArticle] {
        &self.articles[file.start..file.start + file.n_articles]
    }

    /// Returns the number of articles seen.
    pub fn n_articles(&self) -> u64 {
        (self.articles.len() + self.loose.len()) as u64
    }

    /// Returns the content of the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = [HEAD, if self.is_of_places { FORMAT_OF_PLACES } else { FORMAT }].concat();
        push_number(&mut bytes, self.files.len());
        for file in &self.files {
            push_bits(&mut bytes, file.key.0, FileKey::BYTES);
            push_articles(&mut bytes, self.of(file));
        }
        push_articles(&mut bytes, &self.loose);
        if !self.is_of_places {
            push_articles(&mut bytes, &self.gone);
        }
        push_number(&mut bytes, self.backlog.waiting.len());
        for Waiting { id, change } in &self.backlog.waiting {
            bytes.extend_from_slice(id.as_str().as_bytes());
            bytes.push(u8::from(*change == AlertReason::Changed));
        }
        push_number(&mut bytes, self.backlog.n_seen.len());
        for (name, n_seen) in &self.backlog.n_seen {
            push_number(&mut bytes, name.len());
            bytes.extend_from_slice(name.as_bytes());
            push_number(&mut bytes, *n_seen);
        }
        let checksum = checksum(&bytes);
        bytes.extend_from_slice(&checksum);
        bytes
    }

    /// Reads the result of [`Seen::to_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Seen, SeenFault> {
        let rest = bytes.strip_prefix(HEAD).ok_or(SeenFault::SomethingElse)?;
        let of_places = rest.strip_prefix(FORMAT_OF_PLACES);
        let rest = rest.strip_prefix(FORMAT).or(of_places).ok_or(SeenFault::Format)?;
        let (_, stated) = bytes.split_last_chunk::<CHECKSUM_BYTES>().ok_or(SeenFault::Damaged)?;
        let end = bytes.len() - CHECKSUM_BYTES;
        let content = rest.get(..rest.len().saturating_sub(CHECKSUM_BYTES)).ok_or(SeenFault::Damaged)?;
        if checksum(&bytes[..end]) != *stated {
            return Err(SeenFault::Damaged);
        }
        let seen = Content(content).seen(of_places.is_some()).ok_or(SeenFault::Damaged)?;
        Ok(seen)
    }
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let digest = Sha256::digest(bytes);
    std::array::from_fn(|byte| digest[byte])
}

fn push_number(bytes: &mut Vec<u8>, number: usize) {
    let mut number = number;
    while number > 0x7f {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn push_bits(bytes: &mut Vec<u8>, bits: u64, n_bytes: usize) {
    bytes.extend_from_slice(&bits.to_be_bytes()[8 - n_bytes..]);
}

fn push_articles(bytes: &mut Vec<u8>, articles: &[SeenArticle]) {
    push_number(bytes, articles.len());
    for article in articles {
        push_bits(bytes, article.item, SeenArticle::BYTES);
        push_bits(bytes, article.words, SeenArticle::BYTES);
    }
}

/// The rest to read. Stated lengths are not trusted: memory is allocated only for bytes that exist.
struct Content<'b>(&'b [u8]);

impl<'b> Content<'b> {
    fn seen(mut self, is_of_places: bool) -> Option<Seen> {
        let mut seen = Seen { is_of_places, ..Seen::default() };
        for _ in 0..self.number()? {
            let key = FileKey(self.bits(FileKey::BYTES)?);
            let start = seen.articles.len();
            self.articles(&mut seen.articles)?;
            seen.files.push(SeenFile { key, start, n_articles: seen.articles.len() - start });
        }
        self.articles(&mut seen.loose)?;
        if !is_of_places {
            self.articles(&mut seen.gone)?;
        }
        for _ in 0..self.number()? {
            let id = ArticleId::parse(std::str::from_utf8(self.take(ArticleId::LEN)?).ok()?)?;
            let change = if self.take(1)? == [0] { AlertReason::New } else { AlertReason::Changed };
            seen.backlog.waiting.push(Waiting { id, change });
        }
        for _ in 0..self.number()? {
            let n_bytes = self.number()?;
            let name = std::str::from_utf8(self.take(n_bytes)?).ok()?.to_owned();
            let n_seen = self.number()?.min(seen.backlog.waiting.len());
            seen.backlog.n_seen.insert(name, n_seen);
        }
        self.0.is_empty().then_some(seen)
    }

    fn articles(&mut self, articles: &mut Vec<SeenArticle>) -> Option<()> {
        for _ in 0..self.number()? {
            let (item, words) = (self.bits(SeenArticle::BYTES)?, self.bits(SeenArticle::BYTES)?);
            articles.push(SeenArticle { item, words });
        }
        Some(())
    }

    fn take(&mut self, n_bytes: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(n_bytes)?;
        self.0 = rest;
        Some(taken)
    }

    fn bits(&mut self, n_bytes: usize) -> Option<u64> {
        Some(self.take(n_bytes)?.iter().fold(0, |bits, byte| (bits << 8) | u64::from(*byte)))
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = *self.take(1)?.first()?;
            number |= usize::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::engine::FileRecord;

    pub(crate) fn seen_article(item: u64, words: u64) -> SeenArticle {
        SeenArticle { item, words }
    }

    fn any_seen() -> impl Strategy<Value = Seen> {
        let articles = || {
            let article = (0..1_u64 << 40, 0..1_u64 << 40).prop_map(|(item, words)| SeenArticle { item, words });
            prop::collection::vec(article, 0..200)
        };
        let files = prop::collection::vec((prop::option::of(0..1_u64 << 48), articles()), 0..5);
        let waiting = prop::collection::vec((any::<u64>(), any::<bool>()), 0..20);
        let names = prop::collection::btree_map(".{1,9}", 0..20_usize, 0..4);
        (files, waiting, names).prop_map(|(files, waiting, names)| {
            let mut seen = Seen::default();
            files.iter().for_each(|(key, articles)| seen.push_file(key.map(FileKey), articles));
            seen.set_gone(files.into_iter().flat_map(|(_, articles)| articles).collect());
            let waiting = waiting.into_iter().map(|(number, is_new)| Waiting {
                id: ArticleId::new("a", &number.to_string()),
                change: if is_new { AlertReason::New } else { AlertReason::Changed },
            });
            seen.backlog.waiting = waiting.collect();
            let n_waiting = seen.backlog.waiting.len();
            seen.backlog.n_seen = names.into_iter().map(|(name, n)| (name, n.min(n_waiting))).collect();
            seen
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(seen in any_seen()) {
            prop_assert_eq!(Seen::from_bytes(&seen.to_bytes()), Ok(seen));
        }

        #[test]
        fn what_is_damaged_is_told(seen in any_seen(), at in any::<prop::sample::Index>(), bit in 0..8_u8) {
            let bytes = seen.to_bytes();
            let mut damaged = bytes.clone();
            damaged[at.index(bytes.len())] ^= 1 << bit;
            prop_assert!(Seen::from_bytes(&damaged).is_err());
            prop_assert!(Seen::from_bytes(&bytes[..at.index(bytes.len())]).is_err());
        }

        #[test]
        fn no_bytes_are_too_much(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let content = [HEAD, FORMAT, &bytes].concat();
            let _ = Seen::from_bytes(&[content.as_slice(), &checksum(&content)].concat());
        }
    }

    #[test]
    fn an_article_takes_some_bytes() {
        let mut seen = Seen::default();
        let articles: Vec<SeenArticle> = (0..1000).map(|n| seen_article(n, n)).collect();
        seen.push_file(Some(FileKey(1)), &articles);
        assert!(seen.to_bytes().len() < 10 * 1000 + 64);
        let mut one_each = Seen::default();
        (0..1000).for_each(|n| one_each.push_file(Some(FileKey(n)), &articles[..1]));
        assert!(one_each.to_bytes().len() < 17 * 1000 + 64);
    }

    #[test]
    fn a_file_is_known_as_long_as_it_is_the_same() {
        let record = FileRecord {
            path: "a.txt".to_owned(),
            size_bytes: 1,
            modified_nanos: 1,
            sha256: "ab".to_owned(),
            beside: String::new(),
            n_articles: 1,
            n_headlines_only: 0,
            problems: Vec::new(),
            withdrawals: Vec::new(),
            extraction: 1,
            resume: None,
        };
        let key = |change: fn(&mut FileRecord)| {
            let mut record = record.clone();
            change(&mut record);
            FileKey::of(&record)
        };
        let known = key(|_| ());
        assert!(known.is_some());
        assert_eq!(key(|record| record.modified_nanos = 2), known);
        assert_ne!(key(|record| record.path.push('b')), known);
        assert_ne!(key(|record| record.sha256.push('b')), known);
        assert_ne!(key(|record| record.extraction = 2), known);
        assert_eq!(key(|record| record.sha256.clear()), None);
        assert_eq!(key(|record| record.resume = Some(crate::engine::ResumePoint::default())), None);
    }
}
