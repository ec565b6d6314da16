//! Issues inside an archive: a METS and the pages that it names are one record, as in a folder. So are the table of contents of Olive XML
//! and its articles, which are called METS and pages here.
//!
//! An archive is read once, from its beginning, and the pages stand before their METS or behind it. So records wait in a queue while
//! they may belong to an issue, and leave it in their order. The queue holds a bounded number of bytes. What does not fit leaves it: then
//! the pages are articles, as they are without a METS.

use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::ControlFlow;

use super::format::{Format, HEAD_BYTES};
use super::record::{RawRecord, Sink};
use crate::extract::Finding;
use crate::extract::address::decoded;
use crate::extract::scan::{NamedFiles, is_hocr, is_issue, named_files};

/// How many records of the maximum length the queue may hold.
const MAX_RECORDS: u64 = 2;
/// Maximum number of records in the queue.
const MAX_WAITING: usize = 20_000;
/// Maximum number of names that are known to belong to issues.
const MAX_NAMES: usize = 100_000;

/// A record in the queue.
#[derive(Debug)]
struct Waiting {
    record: RawRecord,
    /// The pages of a METS. Other records are a page, or wait behind one.
    issue: Option<Issue>,
    may_be_page: bool,
}

/// What was read of a file, or why it was not.
type Content = Result<Vec<u8>, Finding>;

/// The pages of a METS.
#[derive(Debug, Default)]
struct Issue {
    /// What the METS calls them, in its order, with their contents as far as they came.
    pages: Vec<(String, Option<Content>)>,
    n_missing: usize,
}

/// Returns the length in bytes of what was read.
fn len(content: &Content) -> u64 {
    content.as_ref().map_or(0, Vec::len) as u64
}

impl Waiting {
    fn len(&self) -> u64 {
        let pages = self.issue.iter().flat_map(|issue| &issue.pages).filter_map(|(_, content)| content.as_ref());
        len(&self.record.content) + pages.map(len).sum::<u64>()
    }

    /// Returns whether it may still change.
    fn waits(&self) -> bool {
        self.issue.as_ref().map_or(self.may_be_page, |issue| issue.n_missing > 0)
    }

    /// Returns the record, with the pages that came.
    fn record(self) -> RawRecord {
        let mut record = self.record;
        let pages = self.issue.unwrap_or_default().pages;
        record.envelope.pages.extend(pages.into_iter().filter_map(|(href, content)| Some((href, content?))));
        record
    }
}

/// The records of an archive on their way to the sink.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: VecDeque<Waiting>,
    n_bytes: u64,
    /// Names of files that an issue misses, with the number of the record of its METS, and the place of the page among its pages.
    of_issue: HashMap<String, (u64, usize)>,
    /// Names of other readings of pages that an issue has.
    beside: HashSet<String>,
}

impl Queue {
    /// Passes a record on, or keeps it until it is known what it belongs to.
    pub(super) fn give(&mut self, record: RawRecord, sink: &mut Sink<'_>) -> ControlFlow<()> {
        let name = record.envelope.name.clone().unwrap_or_default();
        if self.beside.remove(&name) {
            return ControlFlow::Continue(());
        }
        let n_bytes = len(&record.content);
        if let Some((mets, page_idx)) = self.of_issue.remove(&name)
            && let Some(issue) = self.issue_of(mets)
        {
            issue.pages[page_idx].1 = Some(record.content);
            issue.n_missing -= 1;
            self.n_bytes += n_bytes;
            return self.release(sink);
        }
        let kind = kind(&record);
        if self.waiting.is_empty() && kind == Kind::Other {
            return sink.give(record);
        }
        let issue = if kind == Kind::Mets { self.issue(&record) } else { None };
        self.n_bytes += n_bytes;
        self.waiting.push_back(Waiting { record, issue, may_be_page: kind == Kind::Page });
        self.release(sink)
    }

    /// Passes on what still waits, when the entries of the archive were `read`: to its end, or up to damage.
    pub(super) fn end_after<E>(mut self, read: Result<ControlFlow<()>, E>, sink: &mut Sink<'_>) -> Result<ControlFlow<()>, E> {
        if matches!(read, Ok(ControlFlow::Break(()))) {
            return read;
        }
        while let Some(first) = self.waiting.pop_front() {
            if sink.give(first.record()).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        read
    }

    /// Passes on what waits for nothing any more, or is too much.
    fn release(&mut self, sink: &mut Sink<'_>) -> ControlFlow<()> {
        let max_bytes = sink.limits.max_record_bytes.saturating_mul(MAX_RECORDS);
        while let Some(first) = self.waiting.front() {
            if first.waits() && self.n_bytes <= max_bytes && self.waiting.len() <= MAX_WAITING {
                break;
            }
            let Some(first) = self.waiting.pop_front() else { break };
            self.n_bytes = self.n_bytes.saturating_sub(first.len());
            sink.give(first.record())?;
        }
        ControlFlow::Continue(())
    }

    /// Returns the issue of a METS; `None` if it has left the queue. Records wait in the order of their numbers.
    fn issue_of(&mut self, mets: u64) -> Option<&mut Issue> {
        let idx = self.waiting.binary_search_by_key(&Some(mets), |waiting| waiting.record.number).ok()?;
        self.waiting[idx].issue.as_mut()
    }

    /// Returns the pages of a METS, and takes those that wait out of the queue. `None` if it names none.
    fn issue(&mut self, mets: &RawRecord) -> Option<Issue> {
        let (text, number) = (String::from_utf8_lossy(mets.content.as_ref().ok()?), mets.number?);
        let folder = mets.envelope.name.as_deref()?.rsplit_once('/').map_or("", |(folder, _)| folder);
        let NamedFiles { pages, others, .. } = named_files(&text);
        let room = MAX_NAMES.saturating_sub(self.of_issue.len() + self.beside.len());
        if pages.len() + others.len() > room {
            return None;
        }
        let mut of_name: HashMap<String, usize> = HashMap::new();
        for (idx, waiting) in self.waiting.iter().enumerate().filter(|(_, waiting)| waiting.may_be_page) {
            of_name.extend(waiting.record.envelope.name.clone().map(|name| (name, idx)));
        }
        let mut taken: HashSet<usize> = HashSet::new();
        let mut issue = Issue::default();
        for href in pages {
            let Some(name) = place_in_archive(folder, &href).filter(|name| !self.of_issue.contains_key(name)) else { continue };
            match of_name.get(&name) {
                Some(idx) if taken.insert(*idx) => {
                    let content = std::mem::replace(&mut self.waiting[*idx].record.content, Ok(Vec::new()));
                    issue.pages.push((href, Some(content)));
                }
                Some(_) => {}
                None => {
                    self.of_issue.insert(name, (number, issue.pages.len()));
                    issue.pages.push((href, None));
                    issue.n_missing += 1;
                }
            }
        }
        for name in others.iter().filter_map(|href| place_in_archive(folder, href)) {
            match of_name.get(&name) {
                Some(idx) if taken.insert(*idx) => self.n_bytes = self.n_bytes.saturating_sub(self.waiting[*idx].len()),
                Some(_) => {}
                None => _ = self.beside.insert(name),
            }
        }
        let mut idx = 0;
        self.waiting.retain(|_| {
            idx += 1;
            !taken.contains(&(idx - 1))
        });
        (!issue.pages.is_empty()).then_some(issue)
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Mets,
    Page,
    Other,
}

fn kind(record: &RawRecord) -> Kind {
    let Ok(bytes) = &record.content else { return Kind::Other };
    let head = || String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]);
    match record.envelope.format {
        Some(Format::Scan) if is_issue(&head()) => Kind::Mets,
        Some(Format::Scan) => Kind::Page,
        Some(Format::Html) if is_hocr(&head()) => Kind::Page,
        _ => Kind::Other,
    }
}

/// Returns the name in the archive of what a METS in `folder` calls `href`. `None` if it lies neither in that folder nor beside it.
fn place_in_archive(folder: &str, href: &str) -> Option<String> {
    let href = decoded(&href.strip_prefix("file://").unwrap_or(href).replace('\\', "/"));
    if href.starts_with('/') || href.contains("://") || href.contains('\0') {
        return None;
    }
    let home: Vec<&str> = folder.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let mut parts = home.clone();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    let near = if href.starts_with("../") { home.len().checked_sub(1)? } else { home.len() };
    let prefix = if folder.starts_with("./") { "./" } else { "" };
    parts.starts_with(&home[..near]).then(|| format!("{prefix}{}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_lie_in_the_folder_of_their_mets_or_beside_it() {
        let of = |folder: &str, href: &str| place_in_archive(folder, href).unwrap_or_default();
        assert_eq!(of("news/1916", "alto/1.xml"), "news/1916/alto/1.xml");
        assert_eq!(of("news/1916", "file://./alto/1%20a.xml"), "news/1916/alto/1 a.xml");
        assert_eq!(of("./news", "1.xml"), "./news/1.xml");
        assert_eq!(of("", "1.xml"), "1.xml");
        assert_eq!(of("news/1916", "../ocr/1.xml"), "news/ocr/1.xml");
        for elsewhere in ["/etc/1.xml", "http://x.example/1.xml", "../../1.xml", "a/../../1.xml"] {
            assert_eq!(of("news/1916", elsewhere), "", "{elsewhere}");
        }
        assert_eq!(of("", "../1.xml"), "");
    }
}
