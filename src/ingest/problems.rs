//! The problems of one file: the first ones in the order of its records, and the number of the others.

use super::source_files::SourceFile;
use crate::error::Problem;
use crate::extract::Finding;

/// Maximum number of problems kept for a file, those of its first records; further ones are
/// counted.
const MAX_PROBLEMS: usize = 1000;

/// Problems of a file, whichever order they come in.
#[derive(Debug, Clone, Default)]
pub(super) struct Problems {
    kept: Vec<Problem>,
    n_left_out: u64,
}

impl Problems {
    /// Returns the problems that an earlier run kept.
    pub(super) fn known(kept: Vec<Problem>) -> Problems {
        Problems { kept, n_left_out: 0 }
    }

    pub(super) fn append(&mut self, problems: &mut Vec<Problem>) {
        self.kept.append(problems);
        // Not at every batch: a file of nothing but problems is sorted once in a thousand of them.
        if self.kept.len() > 2 * MAX_PROBLEMS {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.kept.sort();
        self.n_left_out += self.kept.len().saturating_sub(MAX_PROBLEMS) as u64;
        self.kept.truncate(MAX_PROBLEMS);
    }

    /// Returns the problems in order, with one about the whole file that counts those left out.
    pub(super) fn into_list(mut self, file: &SourceFile) -> Vec<Problem> {
        self.cut();
        if let Some(last) = self.kept.last().filter(|_| self.n_left_out > 0) {
            let message = format!("{} more problems of the file are not listed", self.n_left_out);
            let problem = file.problem(None, 0, Finding { byte: None, kind: last.kind, message });
            self.kept.push(problem);
        }
        self.kept.sort();
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::error::ProblemKind;

    #[test]
    fn the_first_problems_are_kept_and_the_others_counted() {
        let file = SourceFile {
            pages: Vec::new(),
            beside: None,
            location: PathBuf::new(),
            path: "a.jsonl".to_owned(),
            format: None,
            is_forced: false,
            size_bytes: 0,
            modified_nanos: 0,
        };
        let problem = |number: u64| {
            file.problem(Some(number), 0, Finding { byte: None, kind: ProblemKind::Empty, message: "no text".to_owned() })
        };
        let mut problems = Problems::default();
        for batch in (0..50).rev() {
            let mut batch: Vec<Problem> = (batch * 100 + 1..=batch * 100 + 100).map(problem).collect();
            problems.append(&mut batch);
            assert!(problems.kept.len() <= 2 * MAX_PROBLEMS);
        }
        let list = problems.into_list(&file);
        assert_eq!(list.len(), MAX_PROBLEMS + 1);
        assert_eq!(list[0].message, "4000 more problems of the file are not listed");
        assert_eq!(list[1..].iter().filter_map(|problem| problem.record).collect::<Vec<_>>(), (1..=1000).collect::<Vec<_>>());
    }
}
