//! Articles and files as documents of a cluster.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::mapping::breaks::{Part, signs};
use super::mapping::{ALSO, MAX_QUOTES, beside, kind};
use crate::analysis::Stemmer;
use crate::article::Article;
use crate::engine::ledger::FileRecord;
use crate::error::{Error, Result};
use crate::matching::{Begins, BreakFinder, field_tokens, quote_starts, speakers};
use crate::query::TextField;
use crate::story::{Sketch, SketchBuilder};

/// The word fields of articles, with their names in documents, and whether they have a second field
/// of stems.
pub(super) const WORD_FIELDS: [(TextField, &str, bool); 6] = [
    (TextField::Title, "title", true),
    (TextField::Body, "body", true),
    (TextField::Lead, "lead", true),
    (TextField::Byline, "byline", false),
    (TextField::Publisher, "publisher", false),
    (TextField::Section, "section", false),
];

/// Returns the document of an article. `stamp` is the number of the change that adds it.
pub(super) fn of_article(article: &Article, stamp: u64) -> Result<Value> {
    let stemmer = Stemmer::of_thread(article.language.as_ref());
    let speaker_names: BTreeSet<&String> = article.quotes.iter().filter_map(|quote| quote.speaker.as_ref()).collect();
    let mut words = Map::new();
    let mut n_words = 0;
    let mut sketch = SketchBuilder::default();
    let mut body_breaks = BreakFinder::new(article, TextField::Body);
    field_tokens(article, TextField::Body, |token| sketch.push(&token, body_breaks.begins_at(&token) >= Begins::Sentence));
    for (field, name, has_stems) in WORD_FIELDS {
        let values = values(article, field, &stemmer);
        if field == TextField::Body {
            n_words = values.iter().map(|value| value.n_words).sum();
        }
        if let Some(breaks) = breaks(article, field) {
            words.insert(format!("{name}_breaks"), breaks.into());
        }
        if has_stems {
            words.insert(format!("{name}_stem"), values.iter().map(|value| value.stems.as_str()).collect());
        }
        words.insert(name.to_owned(), values.into_iter().map(|value| value.words).collect());
    }
    Ok(json!({
        "kind": kind::ARTICLE,
        "path": article.place.path,
        "stamp": stamp,
        "id": article.id.as_str(),
        "ordinal": article.id.ordinal(),
        "sketch": sketch.finish().map(sketch_text),
        "record_id": article.record_id,
        "place": article.place.to_string(),
        "under": article.place.folders().collect::<Vec<_>>(),
        "language": article.language.as_ref().map(|language| language.code()),
        "url": article.url,
        "day": article.published.as_ref().map(|published| published.day()),
        "embargo_day": article.embargo.as_ref().map(|until| until.day()),
        "seconds": article.published.as_ref().map(|published| published.seconds),
        "n_words": n_words,
        "n_quotes": article.quotes.len(),
        "publisher_name": article.publisher,
        "section_name": article.section,
        "speaker_name": speaker_names,
        "words": words,
        "quotes": quotes(article, &stemmer),
        "article": serde_json::to_value(article).map_err(unwritten)?,
    }))
}

/// Returns a sketch in the form that documents store.
fn sketch_text(sketch: Sketch) -> String {
    sketch.numbers().map(|number| format!("{number:016x}")).collect()
}

/// Reads the sketch that a document stores.
pub(super) fn sketch_of(text: &str) -> Option<Sketch> {
    let number = |digits: &[u8]| u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok();
    let numbers = text.as_bytes().chunks(16).map(number).collect::<Option<Vec<u64>>>()?;
    Some(Sketch::from_numbers(numbers.try_into().ok()?))
}

/// Returns the document of a file's record. Articles of the file that were added before
/// `articles_since` no longer count.
pub(super) fn of_file(file: &FileRecord, stamp: u64, articles_since: u64) -> Result<Value> {
    Ok(json!({
        "kind": kind::FILE,
        "path": file.path,
        "stamp": stamp,
        "articles_since": articles_since,
        "file": serde_json::to_value(file).map_err(unwritten)?,
    }))
}

/// Returns the key of the document of a file's record: a path may be too long for a key.
pub(super) fn file_key(path: &str) -> String {
    let hash = Sha256::digest(path.as_bytes());
    let digits = hash.iter().map(|byte| format!("{byte:02x}"));
    std::iter::once("file-".to_owned()).chain(digits).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
pub(super) fn unwritten(error: serde_json::Error) -> Error {
    Error::Engine(error.to_string())
}

/// One value of a field, or one quote: its words and their stems, separated by spaces.
#[derive(Debug, Default)]
struct WordValue {
    words: String,
    stems: String,
    n_words: u64,
}

fn values(article: &Article, field: TextField, stemmer: &Stemmer) -> Vec<WordValue> {
    let mut values: Vec<WordValue> = Vec::new();
    let mut next_position = None;
    field_tokens(article, field, |token| {
        // A gap in the positions begins another value.
        if next_position != Some(token.position) {
            values.push(WordValue::default());
        }
        next_position = Some(token.position + 1);
        if let Some(value) = values.last_mut() {
            push_word(&mut value.words, token.exact);
            if let Some(compound) = token.compound {
                let stem = stemmer.stem(compound, str::to_owned);
                // Behind the word before, if it is of this value.
                if value.n_words > 0 {
                    push_beside(&mut value.stems, &beside::first(compound));
                    push_beside(&mut value.stems, &beside::first(&stem));
                }
                stemmer.stem_token(&token, |stem| push_word(&mut value.stems, stem));
                push_beside(&mut value.stems, &stem);
                push_beside(&mut value.stems, &beside::last(compound));
            } else {
                stemmer.stem_token(&token, |stem| push_word(&mut value.stems, stem));
            }
            if stemmer.accents_of(&token).is_some_and(|accents| !stemmer.accents_agree(token.exact, Some(&accents))) {
                push_beside(&mut value.stems, &beside::accented(token.exact));
            }
            value.n_words += 1;
        }
    });
    values
}

/// Returns where sentences and paragraphs of a text begin and end, as signs for its words. `None`
/// for fields of names.
fn breaks(article: &Article, field: TextField) -> Option<String> {
    if !matches!(field, TextField::Body | TextField::Lead) {
        return None;
    }
    let mut finder = BreakFinder::new(article, field);
    let mut begins = Vec::new();
    field_tokens(article, field, |token| {
        begins.push(match finder.begins_at(&token) {
            Begins::Nothing => None,
            Begins::Sentence => Some(Part::Sentence),
            Begins::Paragraph => Some(Part::Paragraph),
        });
    });
    Some(signs(&begins).join(" "))
}

fn push_beside(stems: &mut String, what: &str) {
    stems.push(ALSO);
    stems.push_str(what);
}

fn push_word(words: &mut String, word: &str) {
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}

/// Returns the nested documents of quotes that contain words.
fn quotes(article: &Article, stemmer: &Stemmer) -> Vec<Value> {
    let starts = quote_starts(article);
    let said = values(article, TextField::Quotes, stemmer);
    let quote = |(start, said): (_, WordValue)| {
        let mut names: Vec<String> = Vec::new();
        let mut next_position = None;
        speakers(&article.body, [start], |token| {
            if next_position != Some(token.position) {
                names.push(String::new());
            }
            next_position = Some(token.position + 1);
            if let Some(name) = names.last_mut() {
                push_word(name, token.exact);
            }
        });
        json!({"words": said.words, "stems": said.stems, "names": names})
    };
    starts.into_iter().zip(said).take(MAX_QUOTES).map(quote).collect()
}
