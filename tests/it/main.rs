//! The tests of the program and the library from outside, in one binary, so that they are linked once and share one harness.
//!
//! `cargo test --test it quotes::` runs those of one file. Tests on a real cluster are in `tests/cluster`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on panics")]

// Runs the program in folders of its own, and asks its server.
#[path = "../harness/mod.rs"]
mod harness;

// The house: which room may use which, the words it is written in, and that the documentation, the examples and the reference are true.
mod architecture;
mod docs;
mod examples;
mod reference;
mod word_pairs;
mod words;

// Golden files: copies of every output.
mod golden;

// Reading article files: formats, archives, and files that are broken.
mod bad_files;
mod cases_agency;
mod cases_archives;
mod cases_body;
mod cases_dates;
mod cases_documents;
mod cases_exports;
mod cases_mail;
mod cases_names;
mod cases_post;
mod cases_records;
mod cases_shelf;
mod corpus_formats;
mod formats;
mod gold_quotes;
mod mutations;
#[cfg(unix)]
mod ocr;
mod pdf;
mod scans;
mod scans_olive;
#[cfg(unix)]
mod waiting;
mod warc;

// Keeping the index: what changed, and what a crash leaves.
mod crash;
#[cfg(unix)]
mod privacy;
mod reindexing;

// Matching and ranking.
mod one_matcher;
mod relevance;
mod scenarios;
mod syntax;

// The commands.
mod alerts;
mod batch;
mod command_line;
mod config;
mod count;
mod counting;
mod export;
mod export_warc;
mod first;
mod help;
mod history;
mod hostile;
mod hostile_mail;
mod keywords;
mod like;
mod open;
mod output_forms;
mod quotes;
mod recording;
mod spread;
mod stories;

// The server: for programs, for people and for language models.
mod browser;
mod load;
mod mcp;
mod page;
mod serve;
