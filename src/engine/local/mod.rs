//! The engine on this machine: a Tantivy index in a directory.
//!
//! [`LocalIndex`] opens a generation of the index. A snapshot (`snapshot`) answers questions about
//! one commit, from what `contents` reads and keeps of it. `plan` and `scorer` find articles,
//! `evidence` finds where they match.

mod bm25;
mod builder;
mod candidates;
mod check;
mod checksums;
mod closeness;
mod collect;
mod columns;
mod contents;
mod deletion;
mod directory;
mod document;
mod evidence;
mod facets;
mod generation;
mod index;
mod inversion;
mod layout;
mod lexicon;
mod paths;
mod places;
mod plan;
mod schema;
mod scorer;
mod snapshot;
mod spans;
mod statistics;
mod store;
mod table;
mod union;
mod varint;
mod versions;
mod word_terms;
mod words;
mod writer;

pub use self::index::LocalIndex;
