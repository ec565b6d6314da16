//! Finding the few bytes of a text that a rule cares about.

/// A set of byte values.
#[derive(Debug)]
pub(crate) struct ByteSet([bool; 256]);

impl ByteSet {
    /// Returns the set of the given bytes.
    pub(crate) const fn of(bytes: &[u8]) -> ByteSet {
        let mut holds = [false; 256];
        let mut idx = 0;
        while idx < bytes.len() {
            holds[bytes[idx] as usize] = true;
            idx += 1;
        }
        ByteSet(holds)
    }

    /// Returns the places in `text` of the bytes of the set, in order.
    ///
    /// One table lookup per byte goes through 57 MB of news in 20 ms. Comparing each byte with
    /// eight values takes 136 ms; doing so in chunks without branches, sixteen bytes at a time,
    /// takes 145 ms.
    pub(crate) fn places_in(&'static self, text: &[u8]) -> impl DoubleEndedIterator<Item = usize> {
        text.iter().enumerate().filter(|(_, byte)| self.0[usize::from(**byte)]).map(|(place, _)| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_from_both_ends() {
        static POINTS: ByteSet = ByteSet::of(b".!");
        assert_eq!(POINTS.places_in("a. b! “.”".as_bytes()).collect::<Vec<_>>(), [1, 4, 9]);
        assert_eq!(POINTS.places_in("a. b! “.”".as_bytes()).rev().collect::<Vec<_>>(), [9, 4, 1]);
        assert_eq!(POINTS.places_in(b"").count(), 0);
    }
}
