//! From the records of a file to its articles: decoding, extracting and completing them, and claiming their ids.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::{SyncSender, sync_channel};

use super::claims::{Claim, Claimant, Claims, Turn};
use super::complete::complete;
use super::drafts::{Reading, drafts_of, failed, panicked, withdrawn};
use super::lend::lend;
use super::ocr::Ocr;
use super::problems::Problems;
use super::read::{ReadEnd, Wanted, read};
use super::record::{RawRecord, ReadLimits};
use super::source_files::SourceFile;
use super::stop::{Stop, never};
use crate::article::{Article, Place, Withdrawal};
use crate::engine::ResumePoint;
use crate::error::{Error, Problem, ProblemKind, Result};
use crate::extract::Finding;
use crate::extract::json::FieldMap;

/// HTML and JSON nest; both are bounded, and the bounds were chosen for stacks of this size.
const STACK_BYTES: usize = 16 << 20;

/// Maximum number of records and of bytes in a batch.
pub(super) const BATCH_RECORDS: usize = 64;
pub(super) const BATCH_BYTES: usize = 1 << 20;

/// The builder of a thread that extracts.
pub(super) fn extracting_thread() -> std::thread::Builder {
    std::thread::Builder::new().name("extract".to_owned()).stack_size(STACK_BYTES)
}

/// Reads one file and calls `each` with every article of it, in order, as it would be indexed. Returns what was wrong, of the first records if it is much. Fails if no thread
/// can be started.
pub fn extract_file(file: &SourceFile, map: &FieldMap, limits: ReadLimits, each: impl FnMut(Article)) -> Result<Vec<Problem>> {
    extract_file_with(file, map, limits, None, each)
}

/// Does the same, with a program that recognises the text of pictures.
///
/// # Errors
///
/// Fails too if the program was broken off.
pub fn extract_file_with(
    file: &SourceFile,
    map: &FieldMap,
    limits: ReadLimits,
    ocr: Option<&Ocr>,
    mut each: impl FnMut(Article),
) -> Result<Vec<Problem>> {
    let reading = Reading { map, limits, ocr };
    // The caller may have a small stack.
    let (sender, receiver) = sync_channel(1);
    std::thread::scope(move |scope| {
        let thread = extracting_thread().spawn_scoped(scope, move || extract_all(file, reading, &sender));
        let thread = thread.map_err(Error::io("start", "a thread"))?;
        receiver.iter().for_each(&mut each);
        thread.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

fn extract_all(file: &SourceFile, reading: Reading<'_>, articles: &SyncSender<Article>) -> Result<Vec<Problem>> {
    let limits = reading.limits;
    let extraction = Extraction { reading, claims: Claims::default() };
    let mut problems = Problems::default();
    let mut failure = None;
    let mut ticket = 0;
    let mut extract = |records: Vec<RawRecord>| {
        let extracted = extraction.extract(file, records, Turn { ticket, file_idx: 0 }, |article| {
            // If nobody listens any more, the problems are still wanted.
            let _ = articles.send(article);
            Ok(())
        });
        ticket += 1;
        match extracted {
            Ok(mut extracted) => problems.append(&mut extracted.problems),
            Err(error) => failure = failure.take().or(Some(error)),
        }
    };
    let mut records = Vec::new();
    let mut n_bytes = 0;
    let stop = Stop::new(&never);
    let end = read(file, ResumePoint::default(), limits, &AtomicU64::new(0), &stop, Wanted::Records, |record| {
        n_bytes += record.content.as_ref().map_or(0, Vec::len);
        records.push(record);
        if records.len() >= BATCH_RECORDS || n_bytes >= BATCH_BYTES {
            n_bytes = 0;
            extract(std::mem::take(&mut records));
        }
        ControlFlow::Continue(())
    });
    extract(records);
    if let Some(error) = failure {
        return Err(error);
    }
    let mut problems = problems.into_list(file);
    if let ReadEnd::Failed(finding) = end {
        problems.push(file.problem(None, 0, finding));
    }
    problems.sort();
    Ok(problems)
}

/// The result of some records of a file.
#[derive(Debug, Default)]
pub(super) struct Extracted {
    pub(super) n_articles: u64,
    /// Number of articles with a headline and no text.
    pub(super) n_headlines_only: u64,
    pub(super) problems: Vec<Problem>,
    /// What publishers take back in them.
    pub(super) withdrawals: Vec<Withdrawal>,
}

/// How the records of files become articles.
pub(super) struct Extraction<'e> {
    pub(super) reading: Reading<'e>,
    pub(super) claims: Claims,
}

impl Extraction<'_> {
    /// Extracts some records of a file when it is their turn, and gives their articles to `each`, in order.
    pub(super) fn extract(
        &self,
        file: &SourceFile,
        records: Vec<RawRecord>,
        turn: Turn,
        mut each: impl FnMut(Article) -> Result<()>,
    ) -> Result<Extracted> {
        let mut extracted = Extracted::default();
        let mut drafts: Vec<Claimant> = Vec::new();
        // Pages without a draft, with the numbers of their records; and pages that are no articles.
        let (mut textless, mut settled) = (HashMap::new(), Vec::new());
        for record in records {
            let (number, byte, page) = (record.number, record.byte, record.envelope.page);
            // A page that makes a library panic is a bad file like any other.
            let found = catch_unwind(AssertUnwindSafe(|| drafts_of(&file.path, record, &self.reading)));
            let found = found.unwrap_or_else(|_| failed(number));
            if found.is_broken_off {
                return Err(Error::BrokenOff);
            }
            extracted.withdrawals.extend(found.withdrawals);
            if let Some(page) = page.filter(|page| !page.is_derived && found.drafts.is_empty()) {
                let is_no_article = |kind: ProblemKind| matches!(kind, ProblemKind::NoArticle | ProblemKind::Withdrawn);
                if found.findings.iter().any(|(_, finding)| is_no_article(finding.kind)) {
                    settled.push(page.address);
                } else {
                    textless.insert(page.address, number);
                }
            }
            drafts.extend(found.drafts.into_iter().map(|(number, draft)| Claimant { number, byte, draft, page }));
            // A page without text has no derived text either.
            let is_news = |finding: &Finding| finding.kind != ProblemKind::Empty || page.is_none_or(|page| !page.is_derived);
            let findings = found.findings.into_iter().filter(|(_, finding)| is_news(finding));
            extracted.problems.extend(findings.map(|(number, finding)| file.problem(number, byte, finding)));
        }
        // A page whose text was lent has one.
        let lent = lend(&mut drafts, &textless);
        extracted.problems.retain(|problem| problem.kind != ProblemKind::Empty || !lent.contains(&problem.record));
        let claimed = self.claims.claim(turn, &file.path, &drafts, &settled, &extracted.withdrawals);
        for (Claimant { number, byte, draft, .. }, claim) in drafts.into_iter().zip(claimed) {
            let (id, duplicate) = match claim {
                Claim::Article(id, duplicate) => (id, duplicate),
                Claim::Held(hold) => {
                    extracted.problems.push(file.problem(number, byte, withdrawn(draft.title.as_deref(), hold)));
                    continue;
                }
                Claim::Derived => continue,
            };
            extracted.problems.extend(duplicate.map(|finding| file.problem(number, byte, finding)));
            let place = Place { path: file.path.clone(), record: number };
            match catch_unwind(AssertUnwindSafe(|| complete(draft, id, place))) {
                Ok(article) => {
                    extracted.n_headlines_only += u64::from(article.is_headline_only());
                    each(article)?;
                    extracted.n_articles += 1;
                }
                Err(_) => extracted.problems.push(file.problem(number, byte, panicked())),
            }
        }
        Ok(extracted)
    }
}
