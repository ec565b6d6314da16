//! Articles, quotes and file records as Tantivy documents, and back.

use std::cell::RefCell;
use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tantivy::TantivyDocument;
use tantivy::schema::{Field, Value};
use zstd::bulk::{Compressor, Decompressor};

use super::places::WordPlaces;
use super::schema::{Fields, INDEXED_FIELDS, kind};
use super::words::FieldWords;
use crate::analysis::Stemmer;
use crate::article::{Article, ArticleId};
use crate::engine::FileRecord;
use crate::error::{Error, Result};
use crate::matching::Form;
use crate::query::TextField;
use crate::quote::Quote;

/// A quote as stored: with its article's id, so that it can be shown alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub(super) struct StoredQuote {
    pub(super) article: ArticleId,
    pub(super) quote: Quote,
}

/// Returns the documents of an article: itself, then its quotes.
pub(super) fn of_article(fields: &Fields, article: &Article, stemmer: &Stemmer) -> Result<Vec<TantivyDocument>> {
    let mut document = of_kind(fields, kind::ARTICLE, &article.place.path, article)?;
    document.add_text(fields.id, article.id.as_str());
    document.add_u64(fields.id_ordinal, article.id.ordinal());
    if let Some(record_id) = &article.record_id {
        document.add_text(fields.record_id, record_id);
    }
    for folder in folders(&article.place.path) {
        document.add_text(fields.under, folder);
    }
    if let Some(language) = &article.language {
        document.add_text(fields.language, language.code());
    }
    if let Some(url) = &article.url {
        document.add_text(fields.url, url);
    }
    if let Some(published) = &article.published {
        document.add_i64(fields.day, published.day());
        document.add_i64(fields.seconds, published.seconds);
    }
    for field in INDEXED_FIELDS {
        let words = FieldWords::of_field(article, field, stemmer);
        if field == TextField::Body {
            document.add_u64(fields.n_words, words.n_tokens);
            document.add_bytes(fields.places, &words.places.encode());
        }
        let (exact, stem) = (fields.words(field, Form::Exact), fields.words(field, Form::Stem));
        if words.n_tokens > 0 {
            document.add_text(exact, words.exact);
            if stem != exact {
                document.add_text(stem, words.stem);
            }
            document.add_text(fields.shape(field), words.shape);
        }
    }
    let mut documents = vec![document];
    for quote in &article.quotes {
        documents.push(of_quote(fields, article, quote, stemmer)?);
    }
    Ok(documents)
}

fn of_quote(fields: &Fields, article: &Article, quote: &Quote, stemmer: &Stemmer) -> Result<TantivyDocument> {
    let stored = StoredQuote { article: article.id.clone(), quote: quote.clone() };
    let mut document = of_kind(fields, kind::QUOTE, &article.place.path, &stored)?;
    document.add_text(fields.of_article, article.id.as_str());
    let words = FieldWords::of_text(quote.content.slice(&article.body), stemmer);
    let [exact, stem] = fields.content;
    document.add_text(exact, words.exact);
    document.add_text(stem, words.stem);
    if let Some(speaker) = &quote.speaker {
        document.add_text(fields.speaker, FieldWords::of_text(speaker, stemmer).exact);
    }
    Ok(document)
}

/// Returns the document of a file's record.
pub(super) fn of_file(fields: &Fields, file: &FileRecord) -> Result<TantivyDocument> {
    of_kind(fields, kind::FILE, &file.path, file)
}

fn of_kind(fields: &Fields, kind: &str, path: &str, record: &impl Serialize) -> Result<TantivyDocument> {
    let record = serde_json::to_string(record).map_err(|error| Error::Engine(format!("cannot store a record: {error}")))?;
    let mut document = TantivyDocument::default();
    document.add_text(fields.kind, kind);
    document.add_text(fields.file, path);
    if kind == kind::ARTICLE {
        document.add_bytes(fields.record, &packed(record.as_bytes())?);
    } else {
        document.add_bytes(fields.record, record.as_bytes());
    }
    Ok(document)
}

/// Reads back what [`of_article`] and its like stored.
pub(super) fn read_record<R: DeserializeOwned>(document: &TantivyDocument, record: Field) -> Result<R> {
    let packed = document.get_first(record).and_then(|value| value.as_bytes()).unwrap_or(&[]);
    let unreadable = |error: &dyn std::fmt::Display| Error::Engine(format!("a stored record does not read: {error}"));
    // A record of JSON begins with a brace, a compressed one never does.
    if packed.starts_with(b"{") {
        return serde_json::from_slice(packed).map_err(|error| unreadable(&error));
    }
    let text = unpacked(packed).map_err(|error| unreadable(&error))?;
    serde_json::from_slice(&text).map_err(|error| unreadable(&error))
}

/// No record is larger: a file or line has 64 MiB, and escapes at most sixfold.
const MAX_RECORD_BYTES: usize = 512 << 20;

/// Compresses an article, by itself and with a context that is kept: to show ten hits, ten articles are unpacked, and not ten blocks of
/// which they are a part, which took a third of a search. Records of quotes and files are too short for that; the store compresses them in
/// blocks.
fn packed(record: &[u8]) -> Result<Vec<u8>> {
    thread_local! {
        static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    }
    let failed = |error: io::Error| Error::Engine(format!("cannot store a record: {error}"));
    COMPRESSOR.with_borrow_mut(|compressor| {
        let compressor = match compressor {
            Some(compressor) => compressor,
            None => compressor.insert(Compressor::new(zstd::DEFAULT_COMPRESSION_LEVEL).map_err(failed)?),
        };
        compressor.compress(record).map_err(failed)
    })
}

fn unpacked(packed: &[u8]) -> io::Result<Vec<u8>> {
    thread_local! {
        static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
    }
    let size = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten();
    let size = size.and_then(|size| usize::try_from(size).ok()).filter(|size| *size <= MAX_RECORD_BYTES);
    let size = size.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "its size is not known"))?;
    DECOMPRESSOR.with_borrow_mut(|decompressor| {
        let decompressor = match decompressor {
            Some(decompressor) => decompressor,
            None => decompressor.insert(Decompressor::new()?),
        };
        decompressor.decompress(packed, size)
    })
}

/// Reads back where the words of the body stand.
pub(super) fn read_places(document: &TantivyDocument, places: Field) -> WordPlaces {
    WordPlaces::decode(document.get_first(places).and_then(|value| value.as_bytes()).unwrap_or(&[]))
}

/// Returns the path itself and every folder above it: `a/b/c`, `a/b`, `a`, and `.` for the folder that holds the index.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    let base = std::path::Path::new(path).is_relative().then_some(".");
    let folders = std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(folder, _)| folder));
    folders.filter(|folder| !folder.is_empty()).chain(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_lead_up_to_the_first() {
        assert_eq!(folders("a/b/c.txt").collect::<Vec<_>>(), ["a/b/c.txt", "a/b", "a", "."]);
        assert_eq!(folders("/a/b").collect::<Vec<_>>(), ["/a/b", "/a"]);
    }
}
