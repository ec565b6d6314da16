//! Documents that are zip archives of parts: DOCX, ODT and EPUB. Each is one record, and is told by the parts that it has.

use std::cell::Cell;
use std::io::{Cursor, ErrorKind, Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use super::decode::{Normalization, decode};
use super::format::Format;
use super::record::{ReadLimits, too_large};
use super::unpack::{Expanding, Expansion};
use crate::error::ProblemKind;
use crate::extract::{Finding, Numbered, docx, epub, odt};

/// Returns whether a format is one of those read here.
pub(super) fn is_package(format: Format) -> bool {
    matches!(format, Format::Docx | Format::Odt | Format::Epub)
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
        _ if has("word/document.xml") => Some(Format::Docx),
        _ if has("META-INF/container.xml") && has_any(|name| name.ends_with(".opf")) => Some(Format::Epub),
        // Some programs number the parts.
        _ if has("[Content_Types].xml") && has_any(|name| name.starts_with("word/document")) => Some(Format::Docx),
        _ => None,
    }
}

/// Returns the same of an archive in memory.
pub(super) fn format_of_bytes(bytes: &[u8]) -> Option<Format> {
    format(&mut ZipArchive::new(Cursor::new(bytes)).ok()?)
}

/// The articles of a file with their numbers, and findings about them.
type Articles = (Vec<Numbered>, Vec<(u64, Finding)>);

/// Reads a document. Fails with a finding if it is none of this format.
pub(super) fn articles(bytes: &[u8], format: Format, limits: ReadLimits) -> Result<Articles, Finding> {
    // The first bytes of a compound file, in which Word keeps its older documents and all that have a password.
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(damaged("it has a password, or the form of Word before 2007; save it in another form".to_owned()));
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
    let (n_in, n_out) = (Cell::new(bytes.len() as u64), Cell::new(0));
    let expansion = Expansion { n_in: &n_in, n_out: &n_out, max_ratio: limits.max_ratio };
    let mut members = Members { archive, expansion, max_bytes: limits.max_record_bytes, findings: Vec::new() };
    let (articles, mut findings) = match format {
        Format::Docx => members.docx()?,
        Format::Odt => members.odt()?,
        _ => members.epub()?,
    };
    findings.extend(members.findings.into_iter().map(|finding| (1, finding)));
    Ok((articles, findings))
}

/// The parts of a document.
struct Members<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    expansion: Expansion<'b>,
    max_bytes: u64,
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
            Err(error) => return Err(damaged(format!("`{shown}`: {error}"))),
        };
        let mut bytes = Vec::new();
        let reader = Expanding { inner: member, expansion: self.expansion };
        match reader.take(self.max_bytes + 1).read_to_end(&mut bytes) {
            Ok(len) if len as u64 > self.max_bytes => return Err(too_large(&format!("`{shown}`"), self.max_bytes)),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::FileTooLarge => {
                return Err(Finding { byte: None, kind: ProblemKind::TooLarge, message: error.to_string() });
            }
            Err(error) => return Err(damaged(format!("`{shown}`: {error}"))),
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

    fn docx(&mut self) -> Result<Articles, Finding> {
        let of_file = self.beside("_rels/.rels").map(|xml| docx::relationships(&xml)).unwrap_or_default();
        let main = target(&of_file, "officeDocument", "").unwrap_or_else(|| "word/document.xml".to_owned());
        let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
        let of_text =
            self.beside(&format!("{folder}/_rels/{name}.rels")).map(|xml| docx::relationships(&xml)).unwrap_or_default();
        let document = self.needed(&main)?;
        let mut part = |kind: &str| {
            let name = target(&of_text, kind, folder).unwrap_or_else(|| format!("{folder}/{kind}.xml"));
            self.beside(&name)
        };
        let (styles, footnotes, endnotes) = (part("styles"), part("footnotes"), part("endnotes"));
        let core = target(&of_file, "core-properties", "").unwrap_or_else(|| "docProps/core.xml".to_owned());
        let core = self.beside(&core);
        Ok(one(docx::extract(&docx::Parts { document, styles, footnotes, endnotes, core })))
    }

    fn odt(&mut self) -> Result<Articles, Finding> {
        // The parts of a document with a password are no text.
        let manifest = self.beside("META-INF/manifest.xml");
        if manifest.is_some_and(|manifest| manifest.contains("encryption-data")) {
            return Err(damaged("it has a password".to_owned()));
        }
        let content = self.needed("content.xml")?;
        let meta = self.beside("meta.xml");
        Ok(one(odt::extract(&content, meta.as_deref())))
    }

    fn epub(&mut self) -> Result<Articles, Finding> {
        let container = self.needed("META-INF/container.xml")?;
        let no_package = || Finding { byte: None, kind: ProblemKind::Syntax, message: "the book names no package".to_owned() };
        let name = epub::package_name(&container).ok_or_else(no_package)?;
        let package = self.needed(&name)?;
        let (mut edition, findings) = epub::edition(&package, &name);
        let mut findings: Vec<(u64, Finding)> = findings.into_iter().map(|finding| (1, finding)).collect();
        if let Some(contents) = edition.contents.clone().and_then(|name| self.beside(&name)) {
            edition.read_contents(&contents);
        }
        let mut articles: Vec<Numbered> = Vec::new();
        for chapter in &edition.chapters {
            let number = articles.len() as u64 + 1;
            match self.needed(chapter) {
                Ok(page) => {
                    if let Some((draft, of_chapter)) = edition.chapter(chapter, &page) {
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
        }
        Ok((articles, findings))
    }
}

fn one((draft, findings): (crate::article::Draft, Vec<Finding>)) -> Articles {
    (vec![(1, Ok(draft))], findings.into_iter().map(|finding| (1, finding)).collect())
}

/// Returns the name of the part that a list of relationships gives for a kind. Its targets are relative to `folder`.
fn target(relationships: &[(String, String)], kind: &str, folder: &str) -> Option<String> {
    let (_, target) = relationships.iter().find(|(found, _)| found == kind)?;
    Some(match target.strip_prefix('/') {
        Some(name) => name.to_owned(),
        None if folder.is_empty() => target.clone(),
        None => format!("{folder}/{target}"),
    })
}

fn damaged(what: String) -> Finding {
    Finding { byte: None, kind: ProblemKind::Compression, message: format!("the document cannot be read: {what}") }
}
