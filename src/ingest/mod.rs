//! Bringing an index up to date from files: walk, read, decode, extract, complete, write.
//!
//! One thread walks and reads. Several threads extract, and pass articles to the engine's writer.
//! The queues between them are bounded, so memory does not grow with the corpus. The result of each
//! file is recorded in the same commit as its articles, so that the next run knows what changed.
//! Commits come at steady intervals, each between two records. A run that is killed loses the work
//! since the last commit, and the next run continues from there.

mod archive;
mod aside;
mod beside;
mod catalogue;
mod changes;
mod claims;
mod cms;
mod complete;
mod compound;
mod config;
mod copy;
mod decode;
mod derived;
mod directory;
mod drafts;
mod enex;
mod extract;
mod format;
mod hashing;
mod header;
mod http;
mod ignored;
mod issue;
mod lend;
mod library;
mod mail;
mod mbox;
mod mhtml;
mod mime;
mod msg;
mod ocr;
mod package;
mod packed_issue;
mod packed_pages;
mod pages;
mod pipeline;
mod problems;
mod read;
mod record;
mod repair;
mod report;
mod rows;
mod skipped;
mod source_files;
mod stop;
mod take;
mod tarball;
mod transfer;
mod unpack;
mod update;
mod wacz;
mod walk;
mod warc;
mod webarchive;
mod withdraw;

pub use beside::Beside;
pub use catalogue::{FormatCounts, FormatEntry, count_formats, formats};
pub use config::{CommitEvery, IngestConfig, Removal, Rereading};
pub use copy::{CopyReport, Named, copy};
pub use decode::{DecodedText, Normalization, decode};
pub use extract::{extract_file, extract_file_with};
pub use format::{Compression, Format, format_of, sniff};
pub use ignored::{WalkOptions, is_passed_over};
pub use library::walk;
pub use ocr::{Ocr, OcrMissing};
pub use record::ReadLimits;
pub use repair::repair;
pub use report::{Changes, Event, IngestReport, Observer, Plan, Progress};
pub use skipped::Skipped;
pub use source_files::{PageFile, SourceFile, SourceFiles};
pub use take::{Taken, take_records};
pub use update::{plan, update};
pub use walk::{Found, PathNames, check_roots};
