//! The engine seam: what pullquote asks of whatever stores and finds articles.
//!
//! An [`Index`] is opened, written and rebuilt. A [`Snapshot`] is one state of it, and answers
//! every question. Only our own types cross the seam: a query crosses as its tree, an article as an
//! [`Article`](crate::article::Article). What a document, a segment or a shard is, only the engine
//! behind the seam knows. Snippets are cut above it, so every engine highlights alike.
//!
//! Inside the room, files import from the files below them and never from this one.

mod check;
mod index;
mod ledger;
pub mod local;
mod once;
#[cfg(feature = "remote")]
pub mod remote;
mod site;
mod snapshot;
mod words;

pub use self::check::{CheckReport, Damage, DamageKind};
pub use self::index::{Index, Writer, WriterOptions};
pub use self::ledger::{FileRecord, Ledger, ResumePoint, RunRecord};
pub use self::site::Site;
pub use self::snapshot::{ReadOrder, Snapshot, Stats};
pub use self::words::Words;
pub(crate) use self::words::idf;
