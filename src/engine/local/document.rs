//! Articles, files and dictionaries as Tantivy documents.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use tantivy::TantivyDocument;

use super::places::WordPlaces;
use super::schema::{Fields, INDEXED_FIELDS, kind};
use super::store::{self, Unpacked};
use super::words::FieldWords;
use crate::analysis::Stemmer;
use crate::article::Article;
use crate::engine::ledger::FileRecord;
use crate::error::Result;
use crate::query::TextField;
use crate::story::Sketch;

/// Returns the document of an article, without what is stored of it.
pub(super) fn of_article(fields: &Fields, article: &Article, stemmer: &Stemmer) -> Result<Unpacked> {
    let mut document = of_kind(fields, kind::ARTICLE, &article.place.path);
    document.add_text(fields.id, article.id.as_str());
    document.add_u64(fields.id_ordinal, article.id.ordinal());
    if let Some(record_id) = &article.record_id {
        document.add_text(fields.record_id, record_id);
    }
    for folder in article.place.folders() {
        document.add_text(fields.under, folder);
    }
    if let Some(language) = &article.language {
        document.add_text(fields.language, language.code());
    }
    if let Some(url) = &article.url {
        document.add_text(fields.url, url);
        document.add_u64(fields.url_hash, url_hash(url));
    }
    if let Some(published) = &article.published {
        document.add_i64(fields.day, published.day());
        document.add_i64(fields.printed_day, published.day());
        document.add_i64(fields.seconds, published.seconds);
    }
    if let Some(embargo) = &article.embargo {
        document.add_i64(fields.embargo_day, embargo.day());
    }
    for (field, name) in [(fields.publisher_name, &article.publisher), (fields.section_name, &article.section)] {
        if let Some(name) = name {
            document.add_text(field, name);
        }
    }
    for speaker in article.quotes.iter().filter_map(|quote| quote.speaker.as_ref()).collect::<BTreeSet<_>>() {
        document.add_text(fields.speaker_name, speaker);
    }
    document.add_u64(fields.n_quotes, article.quotes.len() as u64);
    let mut places = WordPlaces::default();
    for field in INDEXED_FIELDS {
        let stem = fields.stem(field);
        let words = match stem {
            Some(_) => FieldWords::of_text(article, field, stemmer),
            None => FieldWords::of_names(article, field),
        };
        if field == TextField::Body {
            document.add_u64(fields.n_words, words.n_tokens);
            places = words.places;
            for number in words.sketch.iter().flat_map(Sketch::numbers) {
                document.add_u64(fields.sketch, number);
            }
        }
        if words.n_tokens > 0 {
            document.add_text(fields.exact(field), words.exact);
            if let Some(stem) = stem {
                document.add_text(stem, words.stem);
            }
            document.add_text(fields.shape(field), words.shape);
            if !words.speakers.is_empty() {
                document.add_text(fields.speaker, words.speakers);
            }
        }
    }
    Ok(Unpacked { document, path: article.place.path.clone(), json: store::json(article)?, places })
}

/// Returns a hash of an address. It is the same on every machine, and a billion addresses have a
/// chance of a few per cent that any two share one.
pub(super) fn url_hash(url: &str) -> u64 {
    Sha256::digest(url.as_bytes()).iter().take(8).fold(0, |hash, byte| (hash << 8) | u64::from(*byte))
}

/// Returns the document of a file's record.
pub(super) fn of_file(fields: &Fields, file: &FileRecord) -> Result<TantivyDocument> {
    let mut document = of_kind(fields, kind::FILE, &file.path);
    store::put(&mut document, fields, &store::json(file)?, &WordPlaces::default())?;
    Ok(document)
}

/// Returns the document of a dictionary.
pub(super) fn of_dictionary(fields: &Fields, dictionary: &[u8]) -> Result<TantivyDocument> {
    let mut document = TantivyDocument::default();
    document.add_text(fields.kind, kind::DICTIONARY);
    store::put(&mut document, fields, dictionary, &WordPlaces::default())?;
    Ok(document)
}

fn of_kind(fields: &Fields, kind: &str, path: &str) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_text(fields.kind, kind);
    document.add_text(fields.file, path);
    document
}
