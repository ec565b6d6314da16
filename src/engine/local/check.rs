//! Checking an index: whether its files are undamaged, and whether ledger and articles agree.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use super::contents::{Contents, kept_files};
use super::generation::Generation;
use super::schema::kind;
use crate::article::Article;
use crate::engine::check::{CheckReport, Damage, DamageKind};
use crate::error::{Error, Result};

/// What the index holds of a file.
#[derive(Debug, Default)]
struct OfFile {
    n_records: u64,
    n_articles_stated: u64,
    n_articles: u64,
    n_articles_twice: u64,
}

/// How often the index holds an article, and from which file.
struct OfArticle {
    file_idx: u32,
    n: u32,
}

/// Reads all documents once. Memory grows by some bytes for each article.
pub(super) fn check(generation: &Generation) -> Result<CheckReport> {
    let snapshot = generation.newest();
    let contents = snapshot.contents();
    let mut report = CheckReport::default();
    let mut damaged: Vec<String> = damaged_files(generation)?.iter().map(|path| path.display().to_string()).collect();
    damaged.sort();
    report.n_segments = contents.searcher.segment_readers().len() as u64;
    for path in damaged {
        let message = "the file is not as it was written".to_owned();
        report.findings.push(Damage { path, kind: DamageKind::File, message });
    }
    if !report.findings.is_empty() {
        // The content of a damaged file is useless, and reading it may panic.
        return Ok(report);
    }
    let read = catch_unwind(AssertUnwindSafe(|| compare(contents, &mut report)));
    read.unwrap_or_else(|_| {
        let path = contents.home.location.clone();
        Err(Error::IndexDamaged { path, reason: "a stored record does not read".to_owned() })
    })?;
    report.findings.sort();
    Ok(report)
}

/// Returns the files of segments that are not as they were written, in no particular order.
fn damaged_files(generation: &Generation) -> Result<Vec<PathBuf>> {
    let Some(directory) = &generation.home.files else {
        return Ok(generation.index.validate_checksum()?.into_iter().collect());
    };
    let kept = kept_files(generation.newest().contents().state());
    let files = generation.index.load_metas()?.list_segment_files().into_iter().chain(kept);
    Ok(files.filter(|file| directory.check(file).is_err()).collect())
}

fn compare(contents: &Contents, report: &mut CheckReport) -> Result<()> {
    let mut paths: Vec<String> = Vec::new();
    let mut files: HashMap<String, (u32, OfFile)> = HashMap::new();
    contents.each_file(&mut |record| {
        let (_, of_file) = entry(&mut files, &mut paths, &record.path);
        of_file.n_records += 1;
        of_file.n_articles_stated += record.n_articles;
        report.n_files += 1;
        Ok(())
    })?;
    let store = &contents.statistics()?.store;
    let mut articles: HashMap<String, OfArticle> = HashMap::new();
    for address in contents.addresses(&contents.is_of_kind(kind::ARTICLE))? {
        let article: Article = store.record(address)?;
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
        report.findings.extend(damage_of(&of_file).map(|(kind, message)| Damage { path: path.clone(), kind, message }));
    }
    Ok(())
}

fn damage_of(of_file: &OfFile) -> impl Iterator<Item = (DamageKind, String)> {
    let OfFile { n_records, n_articles_stated, n_articles, n_articles_twice } = *of_file;
    let found = [
        (n_records == 0, DamageKind::NoRecord, format!("{n_articles} articles, and the ledger does not know the file")),
        (n_records > 1, DamageKind::TwoRecords, format!("the ledger has {n_records} records of the file")),
        (
            n_records == 1 && n_articles != n_articles_stated,
            DamageKind::Count,
            format!("the ledger states {n_articles_stated} articles, and there are {n_articles}"),
        ),
        (n_articles_twice > 0, DamageKind::Duplicate, format!("{n_articles_twice} ids belong to several articles")),
    ];
    found.into_iter().filter_map(|(is_found, kind, message)| is_found.then_some((kind, message)))
}

fn entry<'f>(files: &'f mut HashMap<String, (u32, OfFile)>, paths: &mut Vec<String>, path: &str) -> &'f mut (u32, OfFile) {
    // Most articles are of a known file.
    if !files.contains_key(path) {
        files.insert(path.to_owned(), (paths.len() as u32, OfFile::default()));
        paths.push(path.to_owned());
    }
    files.entry(path.to_owned()).or_default()
}
