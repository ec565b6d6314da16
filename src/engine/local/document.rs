//! Articles, quotes and file records as Tantivy documents, and back.

use serde::Serialize;
use serde::de::DeserializeOwned;
use tantivy::TantivyDocument;
use tantivy::schema::{Field, Value};

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
    document.add_text(fields.record, record);
    Ok(document)
}

/// Reads back what [`of_article`] and its like stored.
pub(super) fn read_record<R: DeserializeOwned>(document: &TantivyDocument, record: Field) -> Result<R> {
    let text = document.get_first(record).and_then(|value| value.as_str()).unwrap_or("");
    serde_json::from_str(text).map_err(|error| Error::Engine(format!("a stored record does not read: {error}")))
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
