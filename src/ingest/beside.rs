//! What a library states of a file, and what that changes in the articles of the file.

use std::collections::BTreeSet;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::article::Draft;
use crate::extract::library::{Precedence, Reference};

/// What a library beside a file states of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beside {
    /// What the article of the file is.
    Reference(Arc<Reference>),
    /// The file is a library: the numbers of its entries whose files are read.
    Taken(Arc<BTreeSet<u64>>),
}

impl Beside {
    /// Returns a digest that changes with what is stated.
    pub(super) fn digest(&self) -> String {
        const N_BYTES: usize = 16;
        let stated = match self {
            Beside::Reference(reference) => serde_json::to_vec(reference),
            Beside::Taken(numbers) => serde_json::to_vec(numbers),
        };
        let digest = Sha256::digest(stated.unwrap_or_default());
        digest.iter().take(N_BYTES).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Adds what is stated to the articles of the file, or leaves out those that are read from files of their own. `entry_of` returns the
    /// place of an article in its text, from 1. Returns the number of entries that are left out because they have no text.
    pub(super) fn settle(
        &self,
        drafts: &mut Vec<(Option<u64>, Draft)>,
        precedence: Precedence,
        entry_of: impl Fn(Option<u64>) -> u64,
    ) -> usize {
        match self {
            Beside::Reference(reference) => {
                match &mut drafts[..] {
                    [(_, draft)] => reference.fill(draft, precedence),
                    several => several.iter_mut().for_each(|(_, draft)| reference.fill_edition(draft)),
                }
                0
            }
            Beside::Taken(numbers) => {
                drafts.retain(|(number, _)| !numbers.contains(&entry_of(*number)));
                let n_entries = drafts.len();
                drafts.retain(|(_, draft)| !draft.body.trim().is_empty());
                n_entries - drafts.len()
            }
        }
    }
}
