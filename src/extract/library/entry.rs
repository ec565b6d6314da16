//! An entry of a library: what it states, and how that fills what its file leaves open.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::article::{Draft, Language, NewsTime, UrlOrigin};
use crate::extract::json::{self, FieldMap};

/// Maximum number of entries of a library that are read.
pub(super) const MAX_ENTRIES: usize = 200_000;

/// Maximum number of files of one entry.
const MAX_ENTRY_FILES: usize = 50;

/// What a library states of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Reference {
    pub(super) title: Option<String>,
    pub(super) bylines: Vec<String>,
    pub(super) publisher: Option<String>,
    pub(super) section: Option<String>,
    pub(super) language: Option<Language>,
    pub(super) published: Option<NewsTime>,
    pub(super) url: Option<String>,
}

/// Which statements count if both the file and the library make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precedence {
    /// Those of the file: a page states what its publisher does.
    File,
    /// Those of the library: what a PDF states is often that of a program or a template.
    Library,
}

impl Reference {
    fn of(draft: Draft) -> Reference {
        let Draft { title, bylines, publisher, section, language, published, url, .. } = draft;
        Reference { title, bylines, publisher, section, language, published, url }
    }

    /// Returns the headline.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Adds what the library states to the only article of a file. The address is less certain than that of a crawler.
    pub fn fill(&self, draft: &mut Draft, precedence: Precedence) {
        let is_over = precedence == Precedence::Library;
        let set = |own: &mut Option<String>, stated: &Option<String>| {
            if stated.is_some() && (is_over || own.as_ref().is_none_or(String::is_empty)) {
                own.clone_from(stated);
            }
        };
        set(&mut draft.title, &self.title);
        set(&mut draft.publisher, &self.publisher);
        set(&mut draft.section, &self.section);
        if !self.bylines.is_empty() && (is_over || draft.bylines.is_empty()) {
            draft.bylines.clone_from(&self.bylines);
        }
        if self.published.is_some() && (is_over || draft.published.is_none()) {
            draft.published = self.published;
        }
        self.fill_edition(draft);
        if self.url.is_some() && (is_over || draft.url.is_none()) {
            draft.url.clone_from(&self.url);
            draft.url_origin = UrlOrigin::Page;
        }
    }

    /// Adds what holds for each of several articles of a file.
    pub fn fill_edition(&self, draft: &mut Draft) {
        draft.publisher = draft.publisher.take().or_else(|| self.publisher.clone());
        draft.published = draft.published.or(self.published);
        draft.language = draft.language.take().or_else(|| self.language.clone());
    }
}

/// An entry of a library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryEntry {
    /// Its place in the export, from 1, as articles are numbered there.
    pub number: u64,
    /// What it states.
    pub reference: Reference,
    /// The paths of its files, as the program writes them.
    pub files: Vec<String>,
}

/// Returns the entry that a draft is.
pub(super) fn entry(number: u64, draft: Draft, mut files: Vec<String>) -> LibraryEntry {
    files.truncate(MAX_ENTRY_FILES);
    LibraryEntry { number, reference: Reference::of(draft), files }
}

/// Returns the entry of a record with the usual keys.
pub(super) fn of_record(number: u64, record: &Map<String, Value>, files: Vec<String>) -> LibraryEntry {
    let (draft, _) = json::article(record, &FieldMap::default());
    entry(number, draft.unwrap_or_default(), files)
}
