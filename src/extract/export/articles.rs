//! The articles of an export, numbered and bounded.

use super::record::{Record, unread};
use crate::error::ProblemKind;
use crate::extract::{Finding, Numbered};

/// Maximum number of articles in one export. The services give some thousands at most.
const MAX_EXPORTED: usize = 100_000;

/// The articles of an export so far.
#[derive(Debug, Default)]
pub(super) struct Articles {
    pub(super) found: Vec<Numbered>,
    pub(super) findings: Vec<(u64, Finding)>,
}

impl Articles {
    /// Adds an article. `is_cut` says that the file ends before the article does.
    pub(super) fn add(&mut self, record: &Record, is_cut: bool) {
        let number = self.found.len() as u64 + 1;
        if self.found.len() >= MAX_EXPORTED {
            if self.found.len() == MAX_EXPORTED {
                let message = "more than 100,000 articles; the rest is not read".to_owned();
                self.found.push((number, Err(Finding { byte: None, kind: ProblemKind::TooLarge, message })));
            }
            return;
        }
        if record.is_empty() {
            let message =
                if is_cut { "the file ends before the text of the article" } else { "the article has no headline and no text" };
            self.found.push((number, Err(unread(message))));
            return;
        }
        let (draft, findings) = record.draft();
        if is_cut {
            self.findings.push((number, unread("the file ends inside the article")));
        }
        self.findings.extend(findings.into_iter().map(|finding| (number, finding)));
        self.found.push((number, Ok(draft)));
    }

    /// Compares the number of articles that the export states with those that were found. A difference is a finding.
    pub(super) fn expect(&mut self, n_stated: usize) {
        let n_found = self.found.len();
        if n_found > 0 && n_found != n_stated && n_found < MAX_EXPORTED {
            let message = format!("the export states {n_stated} articles, and {n_found} were found");
            self.findings.push((n_found as u64, unread(&message)));
        }
    }

    /// Adds an article that the service itself could not give.
    pub(super) fn refuse(&mut self, message: &str) {
        let number = self.found.len() as u64 + 1;
        if self.found.len() < MAX_EXPORTED {
            self.found.push((number, Err(unread(message))));
        }
    }
}
