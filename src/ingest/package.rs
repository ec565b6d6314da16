//! Documents that are zip archives of parts: DOCX, PPTX, ODT and EPUB. Each is one record, and is known by the parts that it has. Those
//! that are known and not read are named.

use std::cell::Cell;
use std::io::{BufReader, Cursor, ErrorKind, Read, Seek};
use std::path::Path;

use memchr::memmem;
use zip::ZipArchive;
use zip::result::ZipError;

use super::compound;
use super::decode::{Normalization, decode};
use super::directory;
use super::format::Format;
use super::record::{ReadLimits, too_large};
use super::unpack::{Expanding, Expansion};
use super::wacz;
use crate::error::ProblemKind;
use crate::extract::relationships::{self, Relationship};
use crate::extract::{Extracted, Finding, Numbered, docx, epub, odt, pptx};
use crate::file;

/// How many records of the maximum length all parts of a document may have together.
const MAX_RECORDS: u64 = 4;

/// Maximum number of slides of a presentation.
const MAX_SLIDES: usize = 5_000;

/// Returns whether a format is one of those read here.
pub(super) fn is_package(format: Format) -> bool {
    matches!(format, Format::Docx | Format::Pptx | Format::Odt | Format::Epub | Format::Unread)
}

/// Returns which document a zip archive is; `None` if it is an archive of files.
pub(super) fn format(archive: &mut ZipArchive<impl Read + Seek>) -> Option<Format> {
    const MAX_NAME_BYTES: u64 = 100;
    let mut kind = String::new();
    if let Ok(member) = archive.by_name("mimetype") {
        let _ = member.take(MAX_NAME_BYTES).read_to_string(&mut kind);
    }
    let has = |name: &str| archive.index_for_name(name).is_some();
    let has_any = |is_meant: fn(&str) -> bool| archive.file_names().flatten().any(|name| is_meant(&name));
    match kind.trim() {
        "application/epub+zip" => Some(Format::Epub),
        kind if kind.starts_with("application/vnd.oasis.opendocument.text") => Some(Format::Odt),
        kind if kind.starts_with("application/vnd.oasis.opendocument.presentation") => Some(Format::Odt),
        kind if kind.starts_with("application/vnd.oasis.opendocument") => Some(Format::Unread),
        _ if has("word/document.xml") => Some(Format::Docx),
        _ if has("ppt/presentation.xml") => Some(Format::Pptx),
        _ if has("xl/workbook.xml") || has("xl/workbook.bin") => Some(Format::Unread),
        _ if has("Index/Document.iwa") || has("Index.zip") => Some(Format::Unread),
        _ if has("META-INF/container.xml") && has_any(|name| name.ends_with(".opf")) => Some(Format::Epub),
        // Some programs number the parts.
        _ if has("[Content_Types].xml") && has_any(|name| name.starts_with("word/document")) => Some(Format::Docx),
        _ => None,
    }
}

/// Returns the same of a file; `None` if it cannot be read too.
pub(super) fn format_of_file(location: &Path) -> Option<Format> {
    let mut archive = directory::open(BufReader::new(file::open(location).ok()?)).ok()?;
    if wacz::is_one(&archive) { Some(Format::Wacz) } else { format(&mut archive) }
}

/// Returns the same of an archive in memory.
pub(super) fn format_of_bytes(bytes: &[u8]) -> Option<Format> {
    format(&mut ZipArchive::new(Cursor::new(bytes)).ok()?)
}

/// Reads a document. Fails with a finding if it is none of this format.
pub(super) fn articles(bytes: &[u8], format: Format, limits: ReadLimits) -> Result<Extracted, Finding> {
    if bytes.starts_with(&compound::MAGIC) {
        return Err(compound(bytes));
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error.to_string()))?;
    let (n_in, n_out) = (Cell::new(bytes.len() as u64), Cell::new(0));
    let expansion = Expansion { n_in: &n_in, n_out: &n_out, max_ratio: limits.max_ratio };
    let mut members = Members { archive, expansion, max_bytes: limits.max_record_bytes, n_bytes: 0, findings: Vec::new() };
    let (articles, mut findings) = match format {
        Format::Docx => members.docx()?,
        Format::Pptx => members.pptx()?,
        Format::Odt => members.odt()?,
        Format::Epub => members.epub()?,
        _ => return Err(unread(members.name())),
    };
    findings.extend(members.findings.into_iter().map(|finding| (1, finding)));
    Ok((articles, findings))
}

/// The parts of a document.
struct Members<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    expansion: Expansion<'b>,
    max_bytes: u64,
    /// Number of bytes of the parts that were read. Those of a presentation are held together.
    n_bytes: u64,
    /// What was wrong with the bytes of parts that were read all the same.
    findings: Vec<Finding>,
}

impl Members<'_> {
    /// Returns the text of a part; `None` if there is none of that name.
    fn text(&mut self, name: &str) -> Result<Option<String>, Finding> {
        let shown: String = name.chars().take(200).collect();
        let member = match self.archive.by_name(name) {
            Ok(member) => member,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(&format!("`{shown}`: {error}"))),
        };
        let mut bytes = Vec::new();
        let reader = Expanding { inner: member, expansion: self.expansion };
        match reader.take(self.max_bytes + 1).read_to_end(&mut bytes) {
            Ok(len) if len as u64 > self.max_bytes => return Err(too_large(&format!("`{shown}`"), self.max_bytes)),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::FileTooLarge => {
                return Err(Finding { byte: None, kind: ProblemKind::TooLarge, message: error.to_string() });
            }
            Err(error) => return Err(damaged(&format!("`{shown}`: {error}"))),
        }
        self.n_bytes += bytes.len() as u64;
        let max_bytes = self.max_bytes.saturating_mul(MAX_RECORDS);
        if self.n_bytes > max_bytes {
            return Err(too_large("the text of the document", max_bytes));
        }
        let decoded = decode(&bytes, None, Normalization::Composed)?;
        self.findings.extend(decoded.finding.map(|finding| Finding { byte: None, ..finding }));
        Ok(Some(decoded.text.into_owned()))
    }

    /// Returns a part without which there is no document.
    fn needed(&mut self, name: &str) -> Result<String, Finding> {
        let missing = || Finding { byte: None, kind: ProblemKind::Syntax, message: format!("the document has no part `{name}`") };
        self.text(name)?.ok_or_else(missing)
    }

    /// Returns the text of a part that only adds to the document. If it is damaged, the document is read without it.
    fn beside(&mut self, name: &str) -> Option<String> {
        self.text(name).unwrap_or_else(|finding| {
            self.findings.push(finding);
            None
        })
    }

    /// Returns what a document is that is not read.
    fn name(&self) -> &'static str {
        let has = |name: &str| self.archive.index_for_name(name).is_some();
        let has_any = |start: &str| self.archive.file_names().flatten().any(|name| name.starts_with(start));
        match () {
            () if has("xl/workbook.xml") || has("xl/workbook.bin") => "a workbook of Excel, which is not read",
            () if has_any("Index/Slide") => "a presentation of Keynote, which is not read",
            () if has_any("Index/Tables/DataList") && has_any("Index/Tables/Tile") => {
                "a document of Numbers or Pages, which is not read"
            }
            () if has("Index/Document.iwa") || has("Index.zip") => "a document of Pages, Keynote or Numbers, which is not read",
            () => "a document of LibreOffice without a text, which is not read",
        }
    }

    /// Returns the parts that a part names, and the part's folder.
    fn related(&mut self, part: &str) -> (Vec<Relationship>, String) {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let list = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
        let related = self.beside(&list).map(|xml| relationships::read(&xml)).unwrap_or_default();
        (related, folder.to_owned())
    }

    /// Returns the name of the main part, and the properties of the document.
    fn main(&mut self, default: &str) -> (String, Option<String>) {
        let (of_file, _) = self.related("");
        let main = target(&of_file, "officeDocument", "").unwrap_or_else(|| default.to_owned());
        let core = target(&of_file, "core-properties", "").unwrap_or_else(|| "docProps/core.xml".to_owned());
        (main, self.beside(&core))
    }

    fn docx(&mut self) -> Result<Extracted, Finding> {
        let (main, core) = self.main("word/document.xml");
        let (of_text, folder) = self.related(&main);
        let document = self.needed(&main)?;
        let mut part = |kind: &str| {
            let name = target(&of_text, kind, &folder).unwrap_or_else(|| format!("{folder}/{kind}.xml"));
            self.beside(&name)
        };
        let (styles, footnotes, endnotes) = (part("styles"), part("footnotes"), part("endnotes"));
        Ok(docx::extract(&docx::Parts { document, styles, footnotes, endnotes, core }))
    }

    fn pptx(&mut self) -> Result<Extracted, Finding> {
        let (main, core) = self.main("ppt/presentation.xml");
        let (related, folder) = self.related(&main);
        let ids = pptx::slide_ids(&self.needed(&main)?);
        let mut slides = Vec::new();
        for id in ids.iter().take(MAX_SLIDES) {
            let Some(slide) = related.iter().find(|part| part.id == *id) else { continue };
            let name = relationships::resolved(&slide.target, &folder);
            let (of_slide, folder) = self.related(&name);
            let slide = self.needed(&name)?;
            let notes = target(&of_slide, "notesSlide", &folder).and_then(|notes| self.beside(&notes));
            slides.push(pptx::Slide { slide, notes });
        }
        if ids.len() > MAX_SLIDES {
            let message = format!("more than {MAX_SLIDES} slides; the others are not read");
            self.findings.push(Finding { byte: None, kind: ProblemKind::TooLarge, message });
        }
        Ok(pptx::extract(&slides, core.as_deref()))
    }

    fn odt(&mut self) -> Result<Extracted, Finding> {
        // The parts of a document with a password are no text.
        let manifest = self.beside("META-INF/manifest.xml");
        if manifest.is_some_and(|manifest| manifest.contains("encryption-data")) {
            return Err(damaged("it has a password"));
        }
        let content = self.needed("content.xml")?;
        let meta = self.beside("meta.xml");
        Ok(odt::extract(&content, meta.as_deref()))
    }

    fn epub(&mut self) -> Result<Extracted, Finding> {
        let container = self.needed("META-INF/container.xml")?;
        let no_package = || Finding { byte: None, kind: ProblemKind::Syntax, message: "the book names no package".to_owned() };
        let name = epub::package_name(&container).ok_or_else(no_package)?;
        let package = self.needed(&name)?;
        let (mut edition, findings) = epub::edition(&package, &name);
        let mut findings: Vec<(u64, Finding)> = findings.into_iter().map(|finding| (1, finding)).collect();
        if let Some(contents) = edition.contents.clone().and_then(|name| self.beside(&name)) {
            edition.read_contents(&contents);
        }
        // Fonts are often encrypted, which does not matter.
        let encrypted = self.beside("META-INF/encryption.xml").map(|list| epub::encrypted(&list)).unwrap_or_default();
        if !edition.chapters.is_empty() && edition.chapters.iter().all(|chapter| encrypted.contains(chapter)) {
            return Err(damaged("it is encrypted, and only its shop's program can open it"));
        }
        let mut articles: Vec<Numbered> = Vec::new();
        let mut before = "";
        for chapter in &edition.chapters {
            let number = articles.len() as u64 + 1;
            if encrypted.contains(chapter) {
                articles.push((number, Err(damaged(&format!("`{chapter}` is encrypted")))));
                continue;
            }
            match self.needed(chapter) {
                Ok(page) => {
                    let mut found = edition.articles(chapter, &page);
                    if let (true, [(more, _)], Some((_, Ok(last)))) =
                        (edition.continues(chapter, before), &mut found[..], articles.last_mut())
                    {
                        last.body.push_str("\n\n");
                        last.body.push_str(&more.body);
                        found.clear();
                    }
                    for (draft, of_chapter) in found {
                        let number = articles.len() as u64 + 1;
                        articles.push((number, Ok(draft)));
                        findings.extend(of_chapter.into_iter().map(|finding| (number, finding)));
                    }
                }
                // Nothing more is unpacked.
                Err(finding) if finding.kind == ProblemKind::TooLarge => {
                    articles.push((number, Err(finding)));
                    break;
                }
                Err(finding) => articles.push((number, Err(finding))),
            }
            before = chapter;
        }
        Ok((articles, findings))
    }
}

/// Returns the name of the part that relationships give for a kind. Their targets are relative to `folder`.
fn target(relationships: &[Relationship], kind: &str, folder: &str) -> Option<String> {
    let part = relationships.iter().find(|part| part.kind == kind)?;
    Some(relationships::resolved(&part.target, folder))
}

/// The finding for a compound file. Its parts are known by their names, which stand in it in UTF-16.
fn compound(bytes: &[u8]) -> Finding {
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memmem::find(bytes, &name).is_some()
    };
    match () {
        () if has("EncryptedPackage") => damaged("it has a password"),
        () if has("WordDocument") => unread("a Word 97 file; save it as DOCX"),
        () if has("PowerPoint Document") => unread("a PowerPoint 97 file; save it as PPTX"),
        () if has("Workbook") => unread("a workbook of Excel, which is not read"),
        () => unread("a compound file, as older programs write; save it in another form"),
    }
}

/// The finding for a document that is known and not read.
fn unread(what: &str) -> Finding {
    Finding { byte: None, kind: ProblemKind::NotText, message: format!("it is {what}") }
}

fn damaged(what: &str) -> Finding {
    Finding { byte: None, kind: ProblemKind::Compression, message: format!("the document cannot be read: {what}") }
}
