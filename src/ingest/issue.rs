//! Issues: a METS and the pages it names are one file set, read as one file. So are the table of contents of Olive XML and its articles.
//!
//! The METS stands for the set in the ledger: with the size of all its files, the time of the last, and a hash over all. So a change
//! of any page reads the issue again. The pages are no articles of their own. Which files belong together is decided by the METS
//! alone, whatever the folders are; but a page lies in the folder of its METS or beside that folder, never elsewhere.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::format::HEAD_BYTES;
use super::ignored::WalkOptions;
use super::source_files::{PageFile, SourceFile};
use super::unpack::head;
use super::walk::{Found, PathNames, look_at, modified_nanos, walk_files};
use crate::error::Result;
use crate::extract::address::decoded;
use crate::extract::scan::{NamedFiles, is_issue, named_files};
use crate::file;

/// Maximum length of a METS in bytes. That of a thick issue has five million.
const MAX_METS_BYTES: u64 = 64 << 20;

/// Maximum number of files of a folder that are looked into for the METS of a page.
const MAX_NEIGHBOURS: usize = 2_000;

/// Finds article files at and below `roots`, and adds files that were listed one by one. A listed file that does not exist has vanished.
pub(super) fn find(roots: &[PathBuf], listed: &[PathBuf], names: &PathNames, options: WalkOptions) -> Result<Found> {
    let mut found = walk_files(roots, names, options)?;
    look_at(listed, names, options, &mut found)?;
    join(&mut found, listed, names);
    Ok(found)
}

/// Joins the files of issues. `listed` are paths that may be pages of an issue that was not found itself.
fn join(found: &mut Found, listed: &[PathBuf], names: &PathNames) {
    add_issues_of(listed, found, names);
    let candidates = found.files.iter().filter(|file| !file.is_forced && is_named_xml(&file.location));
    let mut issues: Vec<Candidate> = candidates.filter_map(|file| Candidate::of(&file.path, &file.location)).collect();
    // Two METS may name the same pages: one for their images, one for their articles.
    issues.sort_by(|a, b| b.named.has_articles.cmp(&a.named.has_articles).then_with(|| a.path.cmp(&b.path)));
    let mut taken: HashSet<PathBuf> = HashSet::new();
    for issue in issues {
        let (pages, others) = issue.parts();
        if pages.iter().any(|page| taken.contains(&page.location)) || pages.is_empty() {
            // It describes images alone, or pages that another describes better.
            let is_given = found.roots.contains(&issue.path);
            if (!is_given || !pages.is_empty())
                && let Some(file) = found.files.remove(&issue.path)
            {
                found.skipped.add(&file.location);
            }
            continue;
        }
        for page in pages.iter().chain(&others) {
            let name = names.name(&page.location);
            found.files.remove(&name);
            // It may be known as an article of its own.
            found.vanished.insert(name);
            taken.insert(page.location.clone());
        }
        found.files.change(&issue.path, |file| add_pages(file, pages));
    }
    found.vanished.retain(|path| !found.files.contains(path));
}

/// Adds pages to the METS that names them. Its size and its time are then those of all.
fn add_pages(file: &mut SourceFile, pages: Vec<PageFile>) {
    let known: Vec<(u64, i64)> =
        pages.iter().filter_map(|page| fs::metadata(&page.location).ok()).map(|of| size_and_time(&of)).collect();
    file.size_bytes = known.iter().fold(file.size_bytes, |sum, (size, _)| sum.saturating_add(*size));
    // An older page in the place of another of its size changes neither the sum nor the last time. So the part of the time below a
    // millisecond stands for the times of all.
    const MILLISECOND: i64 = 1_000_000;
    let times = std::iter::once(file.modified_nanos).chain(known.iter().map(|(_, time)| *time));
    let last = times.clone().max().unwrap_or(0);
    let mixed = times.fold(0_i64, |mixed, time| mixed.wrapping_mul(31).wrapping_add(time));
    file.modified_nanos = last.div_euclid(MILLISECOND).saturating_mul(MILLISECOND).saturating_add(mixed.rem_euclid(MILLISECOND));
    file.pages = pages;
}

fn size_and_time(metadata: &Metadata) -> (u64, i64) {
    (metadata.len(), modified_nanos(metadata))
}

fn is_named_xml(location: &Path) -> bool {
    location.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xml"))
}

/// A METS and what it names.
struct Candidate {
    path: String,
    location: PathBuf,
    named: NamedFiles,
}

impl Candidate {
    /// Returns the METS at a path; `None` if the file is none.
    fn of(path: &str, location: &Path) -> Option<Candidate> {
        let head = head(location).ok()?;
        let head = String::from_utf8_lossy(&head[..head.len().min(HEAD_BYTES)]);
        if !is_issue(&head) {
            return None;
        }
        let mut bytes = Vec::new();
        let file: File = file::open(location).ok()?;
        file.take(MAX_METS_BYTES).read_to_end(&mut bytes).ok()?;
        let named = named_files(&String::from_utf8_lossy(&bytes));
        Some(Candidate { path: path.to_owned(), location: location.to_owned(), named })
    }

    /// Returns the files of the pages that are there, and of other readings of them.
    fn parts(&self) -> (Vec<PageFile>, Vec<PageFile>) {
        let NamedFiles { pages: named, others, archive, .. } = &self.named;
        let (mut pages, mut others) = (self.files(named), self.files(others));
        if let Some(archive) = archive {
            // Beside the folder, the archive is a copy of it, unless files are missing there.
            let is_whole = !pages.is_empty() && pages.len() == named.len();
            let archive = self.files(&[(*archive).to_owned()]);
            if is_whole { &mut others } else { &mut pages }.extend(archive);
        }
        (pages, others)
    }

    /// Returns the files of these names that are there, each once.
    fn files(&self, hrefs: &[String]) -> Vec<PageFile> {
        let mut seen = BTreeSet::new();
        let file = |href: &String| Some(PageFile { href: href.clone(), location: page_location(&self.location, href)? });
        hrefs.iter().filter_map(file).filter(|page| seen.insert(page.location.clone())).collect()
    }
}

/// Returns the path that a METS in `folder` means by `href`, whether it is there or not.
fn named_place(folder: &Path, href: &str) -> PathBuf {
    folder.join(decoded(&href.strip_prefix("file://").unwrap_or(href).replace('\\', "/")))
}

/// Returns the path of the page that a METS calls `href`. `None` if there is no such file, or if it lies elsewhere.
fn page_location(mets: &Path, href: &str) -> Option<PathBuf> {
    let rest = href.strip_prefix("file://").unwrap_or(href).replace('\\', "/");
    let is_elsewhere = rest.starts_with('/') || rest.contains("://") || rest.contains('\0');
    let folder = mets.parent()?;
    let named = named_place(folder, href);
    // Archives compress pages and leave the METS as it is.
    let packed = named.with_file_name(format!("{}.gz", named.file_name()?.to_string_lossy()));
    let location = [named, packed].iter().find_map(|path| fs::canonicalize(path).ok()).filter(|_| !is_elsewhere)?;
    let home = fs::canonicalize(folder).ok()?;
    let is_near =
        location.starts_with(&home) || rest.starts_with("../") && home.parent().is_some_and(|above| location.starts_with(above));
    let is_file = fs::metadata(&location).is_ok_and(|metadata| metadata.is_file());
    (is_near && is_file && location != mets).then_some(location)
}

/// Adds the issues that name pages which were listed one by one, changed or gone.
fn add_issues_of(listed: &[PathBuf], found: &mut Found, names: &PathNames) {
    let mut known: HashMap<PathBuf, Vec<(PathBuf, Vec<PathBuf>)>> = HashMap::new();
    for page in listed.iter().filter(|page| may_be_page(page)) {
        let Ok(absolute) = std::path::absolute(page) else { continue };
        let Some(folder) = absolute.parent().and_then(|folder| fs::canonicalize(folder).ok()) else { continue };
        let Some(name) = absolute.file_name() else { continue };
        let location = folder.join(name);
        let above = folder.parent().map(Path::to_owned);
        // `Document/1/Ar00100.xml` lies two folders below its table of contents.
        let of_table = above.as_deref().filter(|above| above.ends_with("Document")).and_then(Path::parent).map(Path::to_owned);
        for home in std::iter::once(folder).chain(above).chain(of_table) {
            let issues = known.entry(home.clone()).or_insert_with(|| issues_in(&home));
            for (mets, _) in issues.iter().filter(|(_, pages)| pages.contains(&location)) {
                let path = names.name(mets);
                if !found.files.contains(&path)
                    && let Ok(metadata) = fs::metadata(mets)
                {
                    let (size_bytes, modified_nanos) = size_and_time(&metadata);
                    found.files.insert(SourceFile {
                        location: mets.clone(),
                        path,
                        format: None,
                        is_forced: false,
                        size_bytes,
                        modified_nanos,
                        pages: Vec::new(),
                        beside: None,
                    });
                }
            }
        }
    }
}

fn may_be_page(location: &Path) -> bool {
    let ending = location.extension().map(|ending| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ["xml", "alto", "hocr", "html", "htm", "gz", "zip"].iter().any(|known| ending == *known))
}

/// Returns the METS files in a folder and in the folders in it, with the places of the pages they name, there or not.
fn issues_in(folder: &Path) -> Vec<(PathBuf, Vec<PathBuf>)> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut entries: Vec<PathBuf> = entries.collect();
        // The disk has them in an order of its own.
        entries.sort();
        entries.truncate(MAX_NEIGHBOURS);
        entries
    };
    let mut files = entries(folder);
    let inner: Vec<PathBuf> =
        files.iter().filter(|entry| entry.is_dir()).flat_map(|inner| entries(inner)).take(MAX_NEIGHBOURS).collect();
    files.extend(inner);
    let issue = |location: &PathBuf| {
        let candidate = Candidate::of("", location)?;
        let home = location.parent()?;
        let place = |href: &String| {
            let joined = named_place(home, href);
            // The page may be gone, but its folder is there.
            Some(fs::canonicalize(joined.parent()?).ok()?.join(joined.file_name()?))
        };
        let NamedFiles { pages, others, archive, .. } = &candidate.named;
        let archive = archive.map(str::to_owned);
        Some((location.clone(), pages.iter().chain(others).chain(&archive).filter_map(place).collect()))
    };
    files.iter().filter(|entry| is_named_xml(entry) && entry.is_file()).filter_map(issue).collect()
}
