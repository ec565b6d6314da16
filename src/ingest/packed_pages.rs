//! The pages of an issue that lie in an archive beside it: in Olive XML, `Document.zip` holds the articles as the folder `Document` would.
//!
//! Only the texts are read; the pictures, which are most of such an archive, are hashed with it.

use std::cell::Cell;
use std::collections::HashSet;
use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::sync::atomic::Ordering;

use super::directory;
use super::hashing::{HashingReader, unreadable};
use super::record::{ReadLimits, too_large};
use super::stop::Stoppable;
use super::unpack::{Expanding, Expansion};
use crate::error::ProblemKind;
use crate::extract::Finding;

/// Maximum number of files with text of an archive that are read.
const MAX_PACKED_PAGES: usize = 10_000;

/// A file: the name that the table of contents has for it, and its bytes, or what was wrong with them.
pub(super) type Page = (String, Result<Vec<u8>, Finding>);

/// Reads the texts of the archive that is open, whose name is `href`, without those that are `known`; then all its bytes, which are hashed.
/// `room` is how many bytes they may have together.
///
/// # Errors
///
/// Fails if the disk does not give the archive. What is damaged in it is among the result.
pub(super) fn read(
    on_disk: &mut HashingReader<'_>,
    href: &str,
    known: &HashSet<String>,
    room: u64,
    limits: ReadLimits,
) -> Result<Vec<Page>, Finding> {
    let size_bytes = on_disk.file.metadata().map_err(|error| unreadable(&error))?.len();
    let again = on_disk.file.try_clone().map_err(|error| unreadable(&error))?;
    let n_before = on_disk.n_read.load(Ordering::Relaxed);
    let again = Stoppable { file: again, stop: on_disk.stop, n_read: on_disk.n_read, n_left: size_bytes };
    let mut pages = Vec::new();
    if let Err(finding) = add_pages(again, size_bytes, known, room, limits, &mut pages) {
        pages.push((href.to_owned(), Err(Finding { message: format!("{href}: {}", finding.message), ..finding })));
    }
    // It is read once more for its hash.
    on_disk.n_ahead += on_disk.n_read.load(Ordering::Relaxed) - n_before;
    on_disk.file.seek(SeekFrom::Start(0)).map_err(|error| unreadable(&error))?;
    std::io::copy(on_disk, &mut std::io::sink()).map_err(|error| unreadable(&error))?;
    Ok(pages)
}

/// Adds the texts of an archive. Fails if the rest of it cannot be read.
fn add_pages(
    file: Stoppable<'_>,
    size_bytes: u64,
    known: &HashSet<String>,
    mut room: u64,
    limits: ReadLimits,
    pages: &mut Vec<Page>,
) -> Result<(), Finding> {
    let mut archive = directory::open(BufReader::new(file))?;
    let (n_in, n_out) = (Cell::new(size_bytes), Cell::new(0));
    let expansion = Expansion { n_in: &n_in, n_out: &n_out, max_ratio: limits.max_ratio };
    let mut seen: HashSet<String> = HashSet::new();
    for place in 0..archive.len() {
        let name = archive.name_for_index(place).and_then(Result::ok).map(std::borrow::Cow::into_owned).unwrap_or_default();
        let Some(href) = page_name(&name).filter(|href| !known.contains(href) && seen.insert(href.clone())) else { continue };
        if pages.len() >= MAX_PACKED_PAGES {
            let message = "more than 10,000 files with text; the others are not read".to_owned();
            return Err(Finding { byte: None, kind: ProblemKind::TooLarge, message });
        }
        let entry = match archive.by_index(place) {
            Ok(entry) => entry,
            Err(error) => {
                let message = format!("{href}: cannot be read: {error}");
                pages.push((href, Err(Finding { byte: None, kind: ProblemKind::Compression, message })));
                continue;
            }
        };
        let max_bytes = limits.max_record_bytes.min(room);
        let mut bytes = Vec::new();
        let page = match (Expanding { inner: entry, expansion }).take(max_bytes + 1).read_to_end(&mut bytes) {
            Ok(len) if len as u64 > max_bytes => Err(too_large(&href, max_bytes)),
            Ok(len) => {
                room -= len as u64;
                Ok(bytes)
            }
            Err(error) if error.kind() == ErrorKind::FileTooLarge => {
                return Err(Finding { byte: None, kind: ProblemKind::TooLarge, message: error.to_string() });
            }
            Err(error) => {
                let message = format!("{href}: cannot be read: {error}");
                Err(Finding { byte: None, kind: ProblemKind::Compression, message })
            }
        };
        pages.push((href, page));
    }
    Ok(())
}

/// Returns the name that a table of contents has for an entry: `Document/1/Ar00100.xml` for `1/Ar00100.xml`. `None` if it is no text of an
/// article: a picture, or what describes a page (`1/Pg001.xml`).
fn page_name(entry: &str) -> Option<String> {
    let path = entry.replace('\\', "/");
    let path = path.trim_start_matches("./").trim_start_matches('/');
    let path = path.strip_prefix("Document/").unwrap_or(path);
    let is_hidden = path.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
    let stem = path.rsplit('/').next()?.strip_suffix(".xml")?;
    let is_of_page = stem.starts_with("Pg") || stem == "TOC";
    (!is_hidden && !is_of_page).then(|| format!("Document/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_have_the_names_of_the_table_of_contents() {
        let of = |entry: &str| page_name(entry).unwrap_or_default();
        for entry in ["1/Ar00100.xml", "./1/Ar00100.xml", "Document/1/Ar00100.xml", "Document\\1\\Ar00100.xml"] {
            assert_eq!(of(entry), "Document/1/Ar00100.xml", "{entry}");
        }
        for entry in ["1/Pg001.xml", "TOC.xml", "1/Img/Ar0010000.png", "__MACOSX/1/._Ar00100.xml", "1/", ""] {
            assert_eq!(of(entry), "", "{entry}");
        }
    }
}
