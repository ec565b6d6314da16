//! Articles, files and dictionaries as Tantivy documents.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use tantivy::TantivyDocument;

use zstd::zstd_safe::CDict;

use super::places::WordPlaces;
use super::schema::{Fields, kind};
use super::store;
use super::word_terms::Body;
use crate::article::Article;
use crate::engine::ledger::FileRecord;
use crate::error::Result;
use crate::story::Sketch;

/// Returns the document of an article, which holds everything but its words. What is stored of it is compressed with the dictionary.
pub(super) fn of_article(
    fields: &Fields,
    article: &Article,
    body: &Body,
    dictionary: Option<&CDict<'_>>,
) -> Result<TantivyDocument> {
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
    document.add_u64(fields.n_words, body.n_words);
    for number in body.sketch.iter().flat_map(Sketch::numbers) {
        document.add_u64(fields.sketch, number);
    }
    store::put(&mut document, fields, &store::pack(&store::json(article)?, dictionary)?, &body.places)?;
    Ok(document)
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
