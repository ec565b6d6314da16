//! Numbers in as few bytes as they need: seven bits in a byte, the lowest first, with the highest bit set if more follow.

/// Adds a number.
pub(super) fn push(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Reads numbers one after another.
pub(super) struct Numbers<'b> {
    bytes: &'b [u8],
}

impl<'b> Numbers<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Numbers<'b> {
        Numbers { bytes }
    }
}

impl Iterator for Numbers<'_> {
    type Item = u64;

    /// Returns the next number. Bits that do not fit are left out, and a number that is cut ends where the bytes end.
    fn next(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0_u64, 0_u32);
        while let Some((byte, rest)) = self.bytes.split_first() {
            self.bytes = rest;
            number |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(numbers in prop::collection::vec(prop_oneof![0_u64..300, any::<u64>()], 0..20)) {
            let mut bytes = Vec::new();
            numbers.iter().for_each(|number| push(&mut bytes, *number));
            prop_assert_eq!(Numbers::new(&bytes).collect::<Vec<_>>(), numbers);
        }

        #[test]
        fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let _ = Numbers::new(&bytes).count();
        }
    }
}
