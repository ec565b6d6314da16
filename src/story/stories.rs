//! All stories of an index, in bytes that can be kept in a file and are read where they lie.

use std::fmt;
use std::sync::Arc;

/// The first bytes; the last one is the version.
const MAGIC: [u8; 8] = *b"pqstory\x01";

/// Bytes of a header: magic, state, number of members, number of stories, number of bits of a head.
const HEADER_BYTES: usize = 40;

/// Number of members of a head, on average.
const PER_HEAD: u64 = 4;

/// Bytes that can be shared: in memory, or mapped.
type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// The articles that have near-copies, grouped. An article is given by its
/// [`ordinal`](crate::article::ArticleId::ordinal).
///
/// The bytes hold, as little-endian numbers: a header; for each *head*, the first bits of an ordinal, the
/// place where members with it begin; the ordinals of all members, ascending; for each its story; for each
/// story the place where its members begin; and these members, each as its place.
#[derive(Clone)]
pub struct Stories {
    bytes: Bytes,
    n_members: usize,
    n_stories: usize,
    n_bits: u32,
}

impl Default for Stories {
    fn default() -> Stories {
        Stories::new(Vec::new())
    }
}

impl PartialEq for Stories {
    fn eq(&self, other: &Stories) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Stories {}

impl fmt::Debug for Stories {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Stories {
    /// Keeps these stories, each of at least two articles. No article belongs to two.
    pub(super) fn new(mut stories: Vec<Vec<u64>>) -> Stories {
        stories.iter_mut().for_each(|story| story.sort_unstable());
        stories.sort_unstable();
        let mut members: Vec<(u64, u32)> =
            stories.iter().zip(0..).flat_map(|(story, number)| story.iter().map(move |ordinal| (*ordinal, number))).collect();
        members.sort_unstable();
        let n_bits = (members.len() as u64 / PER_HEAD).max(1).ilog2();
        let mut bytes = Vec::with_capacity(HEADER_BYTES + members.len() * 20);
        bytes.extend(MAGIC);
        for number in [0, members.len() as u64, stories.len() as u64, u64::from(n_bits)] {
            bytes.extend(number.to_le_bytes());
        }
        let mut place = 0;
        for head in 0..=1_u64 << n_bits {
            place += members[place..].partition_point(|(ordinal, _)| u128::from(*ordinal) < first_of(head, n_bits));
            bytes.extend((place as u32).to_le_bytes());
        }
        members.iter().for_each(|(ordinal, _)| bytes.extend(ordinal.to_le_bytes()));
        members.iter().for_each(|(_, number)| bytes.extend(number.to_le_bytes()));
        let mut start = 0_u32;
        bytes.extend(start.to_le_bytes());
        for story in &stories {
            start += story.len() as u32;
            bytes.extend(start.to_le_bytes());
        }
        for ordinal in stories.iter().flatten() {
            let place = members.partition_point(|(other, _)| other < ordinal);
            bytes.extend((place as u32).to_le_bytes());
        }
        Stories { n_members: members.len(), n_stories: stories.len(), n_bits, bytes: Arc::new(bytes) }
    }

    /// Returns the stories of bytes that [`Stories::bytes`] returned for this state of an index. `None` if they are of another state, or not
    /// such bytes.
    pub fn from_bytes(bytes: Bytes, state: u64) -> Option<Stories> {
        let all = (*bytes).as_ref();
        let number = |at: usize| Some(u64::from_le_bytes(*all.get(at..)?.first_chunk()?));
        if all.first_chunk() != Some(&MAGIC) || number(8)? != state {
            return None;
        }
        let (n_members, n_stories) = (usize::try_from(number(16)?).ok()?, usize::try_from(number(24)?).ok()?);
        let n_bits = u32::try_from(number(32)?).ok().filter(|n_bits| *n_bits < u32::BITS)?;
        let n_heads = (1_usize << n_bits) + 1;
        let expected = n_members.checked_mul(16)?.checked_add(n_stories.checked_add(n_heads)?.checked_add(1)?.checked_mul(4)?)?;
        (all.len() == HEADER_BYTES + expected).then_some(())?;
        Some(Stories { bytes, n_members, n_stories, n_bits })
    }

    /// Returns bytes from which the stories of this state of an index can be read again.
    pub fn bytes(&self, state: u64) -> Vec<u8> {
        let mut bytes = (*self.bytes).as_ref().to_vec();
        bytes.splice(8..16, state.to_le_bytes());
        bytes
    }

    /// Returns whether an article has near-copies.
    pub fn has_copies(&self, ordinal: u64) -> bool {
        self.story(ordinal).is_some()
    }

    /// Returns the number of articles of an article's story, with itself.
    pub fn n_articles(&self, ordinal: u64) -> usize {
        self.story(ordinal).map_or(1, |story| self.places(story).len())
    }

    /// Returns a number that only the articles of this story have.
    pub fn number(&self, ordinal: u64) -> u64 {
        self.story(ordinal).and_then(|story| self.articles(story).next()).unwrap_or(ordinal)
    }

    /// Returns every story of several articles, ordered by their first article, and each ascending.
    pub fn iter(&self) -> impl Iterator<Item = Vec<u64>> {
        (0..self.n_stories).map(|story| self.articles(story).collect())
    }

    fn story(&self, ordinal: u64) -> Option<usize> {
        let head = u64::checked_shr(ordinal, u64::BITS - self.n_bits).unwrap_or_default() as usize;
        let ordinals = self.heads_end();
        let (mut from, mut to) = (self.number_at(HEADER_BYTES, head), self.number_at(HEADER_BYTES, head + 1));
        while from < to {
            let middle = from.midpoint(to);
            match self.ordinal_at(ordinals, middle)?.cmp(&ordinal) {
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Equal => return Some(self.number_at(ordinals + self.n_members * 8, middle)),
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }

    fn articles(&self, story: usize) -> impl Iterator<Item = u64> {
        let ordinals = self.heads_end();
        let members = ordinals + self.n_members * 12 + (self.n_stories + 1) * 4;
        self.places(story).filter_map(move |place| self.ordinal_at(ordinals, self.number_at(members, place)))
    }

    /// Returns the places of a story's members.
    fn places(&self, story: usize) -> std::ops::Range<usize> {
        let starts = self.heads_end() + self.n_members * 12;
        self.number_at(starts, story)..self.number_at(starts, story + 1).min(self.n_members)
    }

    fn heads_end(&self) -> usize {
        HEADER_BYTES + 4 * ((1 << self.n_bits) + 1)
    }

    /// Returns the number at `idx` of a list that begins at byte `start`. 0 beyond the end, which undamaged bytes never ask for.
    fn number_at(&self, start: usize, idx: usize) -> usize {
        let bytes = (*self.bytes).as_ref().get(start + 4 * idx..);
        bytes.and_then(<[u8]>::first_chunk).map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize)
    }

    fn ordinal_at(&self, start: usize, idx: usize) -> Option<u64> {
        Some(u64::from_le_bytes(*(*self.bytes).as_ref().get(start + 8 * idx..)?.first_chunk()?))
    }
}

/// Returns the first ordinal with a head.
fn first_of(head: u64, n_bits: u32) -> u128 {
    u128::from(head) << (u64::BITS - n_bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_article_has_its_story() {
        let far = |n: u64| n << 60;
        let of = vec![vec![9, far(3) + 1, 4], vec![far(15), u64::MAX], vec![far(7), 7, far(7) + 1, far(1)]];
        let stories = Stories::new(of);
        let expected = [vec![4, 9, far(3) + 1], vec![7, far(1), far(7), far(7) + 1], vec![far(15), u64::MAX]];
        assert_eq!(stories.iter().collect::<Vec<_>>(), expected);
        for story in &expected {
            for ordinal in story {
                assert_eq!((stories.number(*ordinal), stories.n_articles(*ordinal)), (story[0], story.len()));
            }
        }
        for alone in [0, 5, 8, far(3), far(7) + 2, u64::MAX - 1] {
            assert_eq!((stories.number(alone), stories.n_articles(alone), stories.has_copies(alone)), (alone, 1, false));
        }
        let many: Vec<Vec<u64>> = (0..500).map(|n: u64| vec![n.wrapping_mul(0x9e37_79b9_7f4a_7c15), n]).skip(1).collect();
        let stories = Stories::new(many.clone());
        assert!(many.iter().flatten().all(|ordinal| stories.n_articles(*ordinal) == 2));
        assert!((500..1_000).all(|ordinal| !stories.has_copies(ordinal)));
    }

    #[test]
    fn bytes_come_back_for_their_state_alone() {
        for stories in [Stories::default(), Stories::new(vec![vec![1, 2], vec![3, 4, 5]])] {
            let bytes = stories.bytes(7);
            assert_eq!(Stories::from_bytes(Arc::new(bytes.clone()), 7).as_ref(), Some(&stories));
            assert_eq!(Stories::from_bytes(Arc::new(bytes.clone()), 8), None);
            for n_bytes in 0..bytes.len() {
                assert_eq!(Stories::from_bytes(Arc::new(bytes[..n_bytes].to_vec()), 7), None, "{n_bytes}");
            }
            // Damaged bytes say something wrong, but nothing fails.
            for place in 8..bytes.len() {
                let mut damaged = bytes.clone();
                damaged[place] ^= 0xff;
                if let Some(stories) = Stories::from_bytes(Arc::new(damaged), 7) {
                    stories.iter().for_each(drop);
                    for ordinal in 0..6 {
                        let _ = (stories.number(ordinal), stories.n_articles(ordinal));
                    }
                }
            }
        }
    }
}
