//! A table from bytes to numbers that only grows.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// What is known of a key: two numbers, whose meaning is the user's.
pub(super) type Value = [u32; 2];

/// A hash table with open addressing. Its keys are byte strings of several kinds. Equal bytes of two kinds are two keys.
///
/// A slot takes a quarter of a line of the processor's cache, because most of the cost of a known key is the wait for that line. The keys
/// stand behind each other in one buffer, so that a million of them are no million allocations. They may take 4 GiB: a builder is written
/// long before.
#[derive(Default)]
pub(super) struct Table {
    /// A power of two, or none.
    slots: Vec<Slot>,
    n_keys: usize,
    /// Each key: its kind in two bytes, the number of its bytes in two, and its bytes.
    keys: Vec<u8>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    hash: u32,
    /// Where its key begins in `keys`, and one; 0 if the slot is empty.
    key: u32,
    value: Value,
}

const HEAD_BYTES: usize = 4;

/// Number of slots of a table with a key.
const MIN_SLOTS: usize = 1024;

/// Maximum length of a key in bytes.
const MAX_KEY_BYTES: usize = u16::MAX as usize;

impl Table {
    /// Returns the value of a key.
    pub(super) fn get(&self, kind: u16, bytes: &[u8]) -> Option<Value> {
        if self.slots.is_empty() {
            return None;
        }
        let hash = hash_of(kind, bytes);
        let mut at = hash as usize;
        loop {
            let slot = &self.slots[at & (self.slots.len() - 1)];
            if slot.key == 0 {
                return None;
            }
            if slot.hash == hash && self.key_at(slot.key - 1) == (kind, bytes) {
                return Some(slot.value);
            }
            at += 1;
        }
    }

    /// Adds a key that is not in the table, with at most [`MAX_KEY_BYTES`]. Returns where it is, for [`Table::key_at`].
    pub(super) fn add(&mut self, kind: u16, bytes: &[u8], value: Value) -> u32 {
        if self.n_keys * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        debug_assert!(bytes.len() <= MAX_KEY_BYTES && self.keys.len() < u32::MAX as usize, "no room for a key");
        let start = self.keys.len() as u32;
        self.keys.extend_from_slice(&kind.to_le_bytes());
        self.keys.extend_from_slice(&(bytes.len() as u16).to_le_bytes());
        self.keys.extend_from_slice(bytes);
        self.n_keys += 1;
        self.put(Slot { hash: hash_of(kind, bytes), key: start + 1, value });
        start
    }

    /// Returns the kind and the bytes of the key at a place.
    pub(super) fn key_at(&self, start: u32) -> (u16, &[u8]) {
        let start = start as usize;
        let [kind, kind_high, length, length_high] = self.keys[start..start + HEAD_BYTES] else { return (0, &[]) };
        let length = usize::from(u16::from_le_bytes([length, length_high]));
        (u16::from_le_bytes([kind, kind_high]), &self.keys[start + HEAD_BYTES..start + HEAD_BYTES + length])
    }

    /// Returns how many bytes it takes.
    pub(super) fn memory_bytes(&self) -> usize {
        self.slots.len() * size_of::<Slot>() + self.keys.capacity()
    }

    fn grow(&mut self) {
        let n_slots = (self.slots.len() * 2).max(MIN_SLOTS);
        let slots = std::mem::replace(&mut self.slots, vec![Slot::default(); n_slots]);
        slots.into_iter().filter(|slot| slot.key != 0).for_each(|slot| self.put(slot));
    }

    fn put(&mut self, slot: Slot) {
        let mask = self.slots.len() - 1;
        let mut at = slot.hash as usize & mask;
        while self.slots[at].key != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
    }
}

fn hash_of(kind: u16, bytes: &[u8]) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.write_u16(kind);
    hasher.finish() as u32
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_key_has_its_own_value(keys in prop::collection::vec((0_u16..3, "[a-c]{0,6}"), 0..3000)) {
            let mut table = Table::default();
            let mut known: HashMap<(u16, String), (u32, u32)> = HashMap::new();
            for (number, (kind, key)) in (0..).zip(&keys) {
                let expected = known.get(&(*kind, key.clone())).map(|(number, _)| [*number, number + 1]);
                prop_assert_eq!(table.get(*kind, key.as_bytes()), expected);
                if expected.is_none() {
                    let place = table.add(*kind, key.as_bytes(), [number, number + 1]);
                    known.insert((*kind, key.clone()), (number, place));
                }
            }
            for ((kind, key), (_, place)) in known {
                prop_assert_eq!(table.key_at(place), (kind, key.as_bytes()));
            }
        }
    }
}
