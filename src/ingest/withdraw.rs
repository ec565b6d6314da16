//! Removing the articles that a publisher took back in another file than the one they were read from.
//!
//! While files are read, articles that an earlier file takes back are left out. This removes those
//! that a later file takes back, which may be one of a later run. Their files say so in the ledger.

use std::collections::BTreeMap;

use super::drafts::withdrawn;
use super::report::{Event, IngestReport, Observer};
use crate::article::{Article, Hold, Withdrawals};
use crate::engine::{FileRecord, Snapshot, Writer};
use crate::error::{Problem, Result};

/// Maximum number of articles that one id takes back. Each is a version or a copy.
const MAX_ARTICLES_OF_ID: usize = 1_000;

/// Removes what is taken back from the index, as far as `snapshot` shows it, and adds it to the
/// report. The caller commits.
pub(super) fn take_back(
    snapshot: &dyn Snapshot,
    writer: &dyn Writer,
    report: &mut IngestReport,
    observer: &Observer<'_>,
) -> Result<()> {
    let mut stated = Vec::new();
    snapshot.ledger().each_file(&mut |file| {
        stated.extend(file.withdrawals);
        Ok(())
    })?;
    let mut withdrawals = Withdrawals::of(&stated);
    withdrawals.forget_short_ids();
    let mut by_file: BTreeMap<String, Vec<(Article, Hold)>> = BTreeMap::new();
    for id in withdrawals.ids() {
        for article in snapshot.articles(id, MAX_ARTICLES_OF_ID)? {
            let record_id = article.record_id.as_deref().filter(|record_id| *record_id == id);
            if let Some(hold) = withdrawals.hold(record_id, article.modified.or(article.published).as_ref()) {
                by_file.entry(article.place.path.clone()).or_default().push((article, hold));
            }
        }
    }
    for (path, articles) in by_file {
        let Some(file) = snapshot.ledger().file(&path)? else { continue };
        // Whatever an earlier run was in the middle of, this is the number.
        let n_before = snapshot.ledger().ordinals_of(&path)?.len() as u64;
        let n_gone = articles.len() as u64;
        let mut problems = file.problems.clone();
        for (article, hold) in articles {
            writer.remove_article(&article.id)?;
            let finding = withdrawn(Some(&article.title.text), hold);
            let problem = Problem {
                path: path.clone(),
                record: article.place.record,
                byte: None,
                kind: finding.kind,
                message: finding.message,
            };
            if !problems.contains(&problem) {
                // The work is nearly done; nothing stops it any more.
                let _ = observer(Event::Problem(&problem));
                problems.push(problem.clone());
                report.problems.push(problem);
            }
        }
        problems.sort();
        writer.remove_file_record(&path)?;
        writer.add_file(&FileRecord { n_articles: n_before.saturating_sub(n_gone), problems, ..file.clone() })?;
        report.articles.removed += n_gone;
    }
    Ok(())
}
