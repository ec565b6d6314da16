//! Verifying an index: whether its files are whole, and whether ledger and articles agree.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use tantivy::collector::DocSetCollector;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Searcher, Term};

use super::LocalEngine;
use super::schema::kind;
use crate::article::Article;
use crate::engine::{CheckReport, Engine, Finding, FindingKind};
use crate::error::{Error, Result};

/// What there is of a file.
#[derive(Debug, Default)]
struct OfFile {
    n_records: u64,
    n_articles_stated: u64,
    n_articles: u64,
    n_articles_twice: u64,
}

/// How often an article is there, and its file.
struct OfArticle {
    file_idx: u32,
    n: u32,
}

/// Goes through all documents once. Memory grows with the number of articles, by some bytes each.
pub(super) fn check(engine: &LocalEngine) -> Result<CheckReport> {
    let mut report = CheckReport::default();
    let mut damaged: Vec<String> = engine.index.validate_checksum()?.iter().map(|path| path.display().to_string()).collect();
    damaged.sort();
    report.n_segments = engine.reader.searcher().segment_readers().len() as u64;
    for path in damaged {
        report.findings.push(Finding {
            path,
            kind: FindingKind::Damaged,
            message: "the file is not as it was written".to_owned(),
        });
    }
    if !report.findings.is_empty() {
        // What a damaged file says is of no use, and reading it may end in a panic.
        return Ok(report);
    }
    let read = catch_unwind(AssertUnwindSafe(|| compare(engine, &mut report)));
    read.unwrap_or_else(|_| {
        Err(Error::IndexDamaged { path: engine.location.clone(), reason: "a stored record does not read".to_owned() })
    })?;
    report.findings.sort();
    Ok(report)
}

fn compare(engine: &LocalEngine, report: &mut CheckReport) -> Result<()> {
    let searcher = engine.reader.searcher();
    let mut paths: Vec<String> = Vec::new();
    let mut files: HashMap<String, (u32, OfFile)> = HashMap::new();
    for record in engine.ledger()?.iter() {
        let (_, of_file) = entry(&mut files, &mut paths, &record.path);
        of_file.n_records += 1;
        of_file.n_articles_stated += record.n_articles;
        report.n_files += 1;
    }
    let statistics = engine.statistics(&searcher)?;
    let mut articles: HashMap<String, OfArticle> = HashMap::new();
    for address in addresses(engine, &searcher, kind::ARTICLE)? {
        let article: Article = statistics.store.record(address)?;
        let (file_idx, of_file) = entry(&mut files, &mut paths, &article.place.path);
        of_file.n_articles += 1;
        articles.entry(article.id.to_string()).or_insert(OfArticle { file_idx: *file_idx, n: 0 }).n += 1;
        report.n_articles += 1;
        report.n_quotes += article.quotes.len() as u64;
    }
    for of_article in articles.values() {
        if let Some((_, of_file)) = paths.get(of_article.file_idx as usize).and_then(|path| files.get_mut(path)) {
            of_file.n_articles_twice += u64::from(of_article.n > 1);
        }
    }
    let files: BTreeMap<String, OfFile> = files.into_iter().map(|(path, (_, of_file))| (path, of_file)).collect();
    for (path, of_file) in files {
        report.findings.extend(findings_of(&of_file).map(|(kind, message)| Finding { path: path.clone(), kind, message }));
    }
    Ok(())
}

fn findings_of(of_file: &OfFile) -> impl Iterator<Item = (FindingKind, String)> {
    let OfFile { n_records, n_articles_stated, n_articles, n_articles_twice } = *of_file;
    let found = [
        (n_records == 0, FindingKind::NoRecord, format!("{n_articles} articles, and the ledger does not know the file")),
        (n_records > 1, FindingKind::TwoRecords, format!("the ledger has {n_records} records of the file")),
        (
            n_records == 1 && n_articles != n_articles_stated,
            FindingKind::Count,
            format!("the ledger states {n_articles_stated} articles, and there are {n_articles}"),
        ),
        (n_articles_twice > 0, FindingKind::Duplicate, format!("{n_articles_twice} ids belong to several articles")),
    ];
    found.into_iter().filter_map(|(is_found, kind, message)| is_found.then_some((kind, message)))
}

fn entry<'f>(files: &'f mut HashMap<String, (u32, OfFile)>, paths: &mut Vec<String>, path: &str) -> &'f mut (u32, OfFile) {
    // Most articles are of a file that is known.
    if !files.contains_key(path) {
        files.insert(path.to_owned(), (paths.len() as u32, OfFile::default()));
        paths.push(path.to_owned());
    }
    files.entry(path.to_owned()).or_default()
}

fn addresses(engine: &LocalEngine, searcher: &Searcher, kind: &str) -> Result<Vec<DocAddress>> {
    let of_kind = TermQuery::new(Term::from_field_text(engine.fields.kind, kind), IndexRecordOption::Basic);
    let mut addresses: Vec<_> = searcher.search(&of_kind, &DocSetCollector)?.into_iter().collect();
    // In the order of the store, so that each of its blocks is decompressed once.
    addresses.sort_unstable();
    Ok(addresses)
}
