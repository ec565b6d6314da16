//! From one raw record to drafts.

use super::decode::{Normalization, decode};
use super::format::Format;
use super::read::RawRecord;
use crate::article::Draft;
use crate::error::ProblemKind;
use crate::extract::json::FieldMap;
use crate::extract::{Finding, html, json, text};

/// What came of a record.
#[derive(Debug, Default)]
pub(super) struct Drafted {
    /// Its articles, each with its number in the file where the file holds several.
    pub(super) drafts: Vec<(Option<u64>, Draft)>,
    /// What was wrong, with the number of the record it is about.
    pub(super) findings: Vec<(Option<u64>, Finding)>,
}

/// Decodes a record and extracts its articles. Never empty-handed in silence: a record without an article has a finding.
pub(super) fn drafts_of(format: Format, record: RawRecord, map: &FieldMap) -> Drafted {
    let mut drafted = Drafted::default();
    let RawRecord { number, content, .. } = record;
    let normalization = match format {
        Format::Text | Format::Html => Normalization::Composed,
        Format::Json | Format::JsonLines => Normalization::Verbatim,
    };
    let decoded = content.as_deref().map_err(Clone::clone).and_then(|bytes| decode(bytes, normalization));
    let decoded = match decoded {
        Ok(decoded) => decoded,
        Err(finding) => {
            drafted.findings.push((number, finding));
            return drafted;
        }
    };
    drafted.findings.extend(decoded.finding.map(|finding| (number, finding)));
    match format {
        Format::Text => drafted.add(number, text::extract(&decoded.text)),
        Format::Html => {
            let (draft, findings) = html::extract(&decoded.text);
            drafted.findings.extend(findings.into_iter().map(|finding| (number, finding)));
            drafted.add(number, draft);
        }
        Format::Json | Format::JsonLines => drafted.add_json(number, &decoded.text, map),
    }
    drafted
}

impl Drafted {
    fn add_json(&mut self, line: Option<u64>, text: &str, map: &FieldMap) {
        let (articles, findings) = json::extract(text, map);
        let is_one = articles.len() == 1;
        // A line of JSON Lines is one article; in other files articles are numbered where there are several.
        let numbered = |number: u64| line.or((!is_one).then_some(number));
        if articles.is_empty() {
            self.findings.push((line, empty("the file holds no article")));
        }
        self.findings.extend(findings.into_iter().map(|(number, finding)| (numbered(number), finding)));
        for (number, draft) in articles {
            match draft {
                Ok(draft) => self.add(numbered(number), draft),
                Err(finding) => self.findings.push((numbered(number), finding)),
            }
        }
    }

    /// An article with a headline and no text can be found by its headline; one with neither is none.
    fn add(&mut self, number: Option<u64>, draft: Draft) {
        let has_title = draft.title.as_ref().is_some_and(|title| !title.is_empty());
        if draft.body.trim().is_empty() {
            let message = if has_title { "the article has a headline but no text" } else { "the record has no text" };
            self.findings.push((number, empty(message)));
        }
        if has_title || !draft.body.trim().is_empty() {
            self.drafts.push((number, draft));
        }
    }
}

fn empty(message: &str) -> Finding {
    Finding { byte: None, kind: ProblemKind::Empty, message: message.to_owned() }
}

/// What came of a record that made a library panic.
pub(super) fn failed(number: Option<u64>) -> Drafted {
    Drafted { drafts: Vec::new(), findings: vec![(number, panicked())] }
}

/// The finding for a record that made a library panic.
pub(super) fn panicked() -> Finding {
    let message = "reading it failed inside the program; please report the file".to_owned();
    Finding { byte: None, kind: ProblemKind::Syntax, message }
}
