//! Archives of files: zip, and what it shares with tar. Each file that looks like an article is a
//! record; its number is its place in the archive.
//!
//! Names of entries are never opened as paths. They only hint at the format, and are the ids of
//! articles without one.

use std::cell::Cell;
use std::io::{self, BufReader, Read, Seek};
use std::ops::ControlFlow;
use std::path::Path;

use zip::ZipArchive;

use super::directory::{self, damaged};
use super::format::{Compression, Format, HEAD_BYTES, format_of, may_be_article, sniff};
use super::library::{Joined, joined_in_archive};
use super::packed_issue::Queue;
use super::record::{Envelope, RawRecord, Sink, too_large};
use super::stop::Stoppable;
use super::unpack::{Expanding, Expansion};
use super::{package, wacz};
use crate::error::ProblemKind;
use crate::extract::Finding;

/// Reads the entries of a zip archive, or gives a document that is one as a whole. `size_bytes` is the size of the file, `hint` its format
/// by name.
pub(super) fn zip(
    file: Stoppable<'_>,
    size_bytes: u64,
    hint: Option<Format>,
    sink: &mut Sink<'_>,
) -> Result<ControlFlow<()>, Finding> {
    let mut archive = directory::open(BufReader::new(file))?;
    let of_name = hint.filter(|format| package::is_package(*format));
    if wacz::is_one(&archive) {
        return wacz::pages(&mut archive, size_bytes, sink).map_err(|error| wacz::finding(&error));
    }
    if let Some(format) = package::format(&mut archive).or(of_name) {
        return document(archive.into_inner(), format, sink).map_err(|error| damaged(&error));
    }
    let (n_in, n_out) = (Cell::new(size_bytes), Cell::new(0));
    let expansion = Expansion { n_in: &n_in, n_out: &n_out, max_ratio: sink.limits.max_ratio };
    let joined = libraries(&mut archive, expansion, sink.limits.max_record_bytes);
    let mut queue = Queue::default();
    let read = entries(&mut archive, expansion, &joined, &mut queue, sink);
    sink.beside = None;
    queue.end_after(read, sink)
}

fn entries(
    archive: &mut ZipArchive<BufReader<Stoppable<'_>>>,
    expansion: Expansion<'_>,
    joined: &Joined,
    queue: &mut Queue,
    sink: &mut Sink<'_>,
) -> Result<ControlFlow<()>, Finding> {
    for place in 0..archive.len() {
        let name = archive.name_for_index(place).and_then(Result::ok).map(std::borrow::Cow::into_owned);
        let entry = match archive.by_index(place) {
            Ok(entry) => entry,
            Err(error) => {
                // Encrypted, or compressed in a way that nobody uses for texts.
                let name = name.unwrap_or_default();
                let is_file = !name.ends_with('/');
                let fault =
                    Some(Finding { byte: None, kind: ProblemKind::Compression, message: format!("cannot be read: {error}") });
                match give(&Entry { name, is_file, size_bytes: 0, fault }, &mut io::empty(), queue, sink) {
                    Ok(ControlFlow::Break(())) => return Ok(ControlFlow::Break(())),
                    _ => continue,
                }
            }
        };
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if joined.no_articles.contains(&name) {
            sink.count();
            continue;
        }
        sink.beside = joined.beside.get(&name).cloned();
        let described = Entry { name, is_file: entry.is_file(), size_bytes: entry.size(), fault: None };
        let mut reader = Expanding { inner: entry, expansion };
        match give(&described, &mut reader, queue, sink) {
            Ok(ControlFlow::Continue(())) => {}
            Ok(ControlFlow::Break(())) => return Ok(ControlFlow::Break(())),
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                return Err(Finding { byte: None, kind: ProblemKind::TooLarge, message: error.to_string() });
            }
            Err(error) => return Err(damaged(&error)),
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Joins the saved files of an archive with the libraries in it. What cannot be read here is met again among the entries.
fn libraries(archive: &mut ZipArchive<BufReader<Stoppable<'_>>>, expansion: Expansion<'_>, max_bytes: u64) -> Joined {
    let names: Vec<String> = archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect();
    joined_in_archive(&names, |name| {
        let entry = archive.by_name(name).ok()?;
        let mut bytes = Vec::new();
        let len = Expanding { inner: entry, expansion }.take(max_bytes + 1).read_to_end(&mut bytes).ok()?;
        (len as u64 <= max_bytes).then(|| String::from_utf8_lossy(&bytes).into_owned())
    })
}

/// Gives a document that is an archive of its parts.
fn document(mut file: BufReader<Stoppable<'_>>, format: Format, sink: &mut Sink<'_>) -> io::Result<ControlFlow<()>> {
    let max_bytes = sink.limits.max_record_bytes;
    let mut bytes = Vec::new();
    file.rewind()?;
    let end = file.take(max_bytes + 1).read_to_end(&mut bytes)? as u64;
    let content = if end > max_bytes { Err(too_large("the file", max_bytes)) } else { Ok(bytes) };
    let envelope = Envelope { format: Some(format), ..Envelope::default() };
    Ok(sink.give(RawRecord { number: None, byte: 0, end, content, envelope }))
}

/// The statements of an archive about an entry.
pub(super) struct Entry {
    /// Its path in the archive.
    pub(super) name: String,
    /// Whether it is a regular file, not a folder or a link.
    pub(super) is_file: bool,
    /// Its stated size after unpacking.
    pub(super) size_bytes: u64,
    /// Why its content is not read; a sentence without its subject.
    pub(super) fault: Option<Finding>,
}

/// Passes an entry on if it looks like an article. As in a walk, its name decides, or its first
/// bytes if the name does not tell.
pub(super) fn give(entry: &Entry, content: &mut dyn Read, queue: &mut Queue, sink: &mut Sink<'_>) -> io::Result<ControlFlow<()>> {
    let Entry { name, is_file, size_bytes, fault } = entry;
    let number = Some(sink.count());
    let path = Path::new(name);
    let is_hidden = name.split('/').any(|part| (part.starts_with('.') && part != "." && part != "..") || part == "__MACOSX");
    let by_name = format_of(path);
    if !*is_file || is_hidden || (by_name.is_none() && !may_be_article(path)) {
        return Ok(ControlFlow::Continue(()));
    }
    let shown: String = name.chars().take(200).collect();
    let max_bytes = sink.limits.max_record_bytes;
    let mut bytes = Vec::new();
    let mut envelope = Envelope { id: Some(name.clone()), name: Some(name.clone()), ..Envelope::default() };
    let content = if let Some(fault) = fault {
        Err(Finding { message: format!("`{shown}` {}", fault.message), ..fault.clone() })
    } else if *size_bytes > max_bytes {
        Err(too_large(&format!("`{shown}`"), max_bytes))
    } else {
        match content.take(max_bytes + 1).read_to_end(&mut bytes) {
            Ok(len) if len as u64 > max_bytes => Err(too_large(&format!("`{shown}`"), max_bytes)),
            Ok(_) => Ok(bytes),
            // The rest of the archive is not read: it would be too much, or lies behind the damage.
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => return Err(error),
            Err(error) => {
                let message = format!("`{shown}` cannot be read: {error}");
                Err(Finding { byte: None, kind: ProblemKind::Compression, message })
            }
        }
    };
    let head = content.as_ref().map_or(&[][..], |bytes| &bytes[..bytes.len().min(HEAD_BYTES)]);
    envelope.format = sniff(head, by_name);
    if envelope.format == Some(Format::Zip) {
        let document = content.as_ref().ok().and_then(|bytes| package::format_of_bytes(bytes));
        envelope.format = document.or(envelope.format);
    }
    let is_archive = envelope.format.is_some_and(Format::holds_others) || Compression::of(head).is_some();
    let content = match content {
        Ok(_) if is_archive => {
            let message = format!("`{shown}` is compressed or an archive itself, and is not opened; unpack it first");
            Err(Finding { byte: None, kind: ProblemKind::Compression, message })
        }
        // Neither the name nor the bytes look like an article.
        Ok(_) if envelope.format.is_none() => return Ok(ControlFlow::Continue(())),
        content => content,
    };
    Ok(queue.give(RawRecord { number, byte: 0, end: 0, content, envelope }, sink))
}
