//! The fields of the Tantivy index.
//!
//! Three kinds of document share the index, so that one commit covers all of them: articles with
//! their quotes, files (the ledger), and the dictionary that articles are compressed with.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

use super::words::{PLACED_TOKENIZER, TOKENIZER};
use crate::query::TextField;

/// The version of the format. It changes whenever the fields, the documents or the layout of files
/// change; an index of another format must be rebuilt.
pub(super) const FORMAT: u32 = 8;

/// The kinds of document, as terms of [`Fields::kind`].
pub(super) mod kind {
    pub(crate) const ARTICLE: &str = "article";
    pub(crate) const FILE: &str = "file";
    pub(crate) const DICTIONARY: &str = "dictionary";
}

/// The word fields that have terms of their own. The lead and the quotes are parts of the body.
pub(super) const INDEXED_FIELDS: [TextField; 5] =
    [TextField::Title, TextField::Body, TextField::Byline, TextField::Publisher, TextField::Section];

/// The name of [`Fields::id_ordinal`].
pub(super) const ID_ORDINAL: &str = "id_ordinal";

/// The name of [`Fields::seconds`].
pub(super) const SECONDS: &str = "seconds";

/// The name of [`Fields::n_quotes`].
pub(super) const N_QUOTES: &str = "n_quotes";

/// The columns that articles are counted by in facets.
pub(super) mod facet {
    pub(crate) const PUBLISHER: &str = "publisher_name";
    pub(crate) const SECTION: &str = "section_name";
    pub(crate) const LANGUAGE: &str = "language";
    pub(crate) const SPEAKER: &str = "speaker_name";
    pub(crate) const DAY: &str = "printed_day";
}

/// The name of [`Fields::sketch`].
pub(super) const SKETCH: &str = "sketch";

/// The name of [`Fields::url_hash`].
pub(super) const URL_HASH: &str = "url_hash";

/// The fields of the index.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    /// All kinds: the kind.
    pub(super) kind: Field,
    /// Articles and files: the path of the file. All documents with it are deleted when the file
    /// changes.
    pub(super) file: Field,
    /// All kinds: what is stored, in the form of [`store`](super::store).
    pub(super) record: Field,
    /// Articles: the id.
    pub(super) id: Field,
    /// Articles: [`ArticleId::ordinal`](crate::article::ArticleId::ordinal), which orders equal
    /// hits.
    pub(super) id_ordinal: Field,
    /// Articles: the record's own id.
    pub(super) record_id: Field,
    /// Articles: the file's path and every folder above it.
    pub(super) under: Field,
    /// Articles: the language's code.
    pub(super) language: Field,
    /// Articles: the canonical URL.
    pub(super) url: Field,
    /// Articles: the day of publication, as printed.
    pub(super) day: Field,
    /// Articles: the same day, for counting. It is a field of its own; see `range` in
    /// [`plan`](super::plan).
    pub(super) printed_day: Field,
    /// Articles: the day on which the embargo ends, if there is one.
    pub(super) embargo_day: Field,
    /// Articles: the moment of publication.
    pub(super) seconds: Field,
    /// Articles: the number of words of the body.
    pub(super) n_words: Field,
    /// Articles: the number of quotes found in the body.
    pub(super) n_quotes: Field,
    /// Articles: whole names as written, for filtering and counting; each speaker once, only for
    /// counting.
    pub(super) publisher_name: Field,
    pub(super) section_name: Field,
    pub(super) speaker_name: Field,
    /// Articles: the numbers of the [`Sketch`](crate::story::Sketch) of the body, if it has one.
    pub(super) sketch: Field,
    /// Articles: a hash of the canonical URL, which finds articles that share one.
    pub(super) url_hash: Field,
    /// Articles: words by exact form, and by stem if they are not their own stems.
    title: [Field; 2],
    body: [Field; 2],
    /// Articles: names by exact form alone.
    byline: Field,
    publisher: Field,
    section: Field,
    /// Articles: the speakers of quotes by exact form, at the positions of [`TextField::Speaker`].
    pub(super) speaker: Field,
    /// Articles: the shape of each word field: where its sentences, paragraphs and quotes begin,
    /// and which words have capitals. The terms are those of [`shape`](super::words::shape), at the
    /// positions of the words.
    shapes: [Field; 5],
}

impl Fields {
    /// Returns the schema and its fields.
    pub(super) fn new() -> (Schema, Fields) {
        let mut builder = Schema::builder();
        let positions =
            TextFieldIndexing::default().set_tokenizer(TOKENIZER).set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let words = TextOptions::default().set_indexing_options(positions.clone());
        let fast_only = NumericOptions::default().set_fast();
        // Both forms of a field have the same length, which is stored with the first.
        let stems = TextOptions::default().set_indexing_options(positions.set_fieldnorms(false));
        let mut two_forms = |name: &str| {
            [builder.add_text_field(name, words.clone()), builder.add_text_field(&format!("{name}_stem"), stems.clone())]
        };
        let placed = TextFieldIndexing::default()
            .set_tokenizer(PLACED_TOKENIZER)
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let placed = TextOptions::default().set_indexing_options(placed);
        let (title, body) = (two_forms("title"), two_forms("body"));
        let fields = Fields {
            kind: builder.add_text_field("kind", STRING),
            file: builder.add_text_field("file", STRING),
            record: builder.add_bytes_field("record", STORED),
            id: builder.add_text_field("id", STRING),
            id_ordinal: builder.add_u64_field(ID_ORDINAL, fast_only.clone()),
            record_id: builder.add_text_field("record_id", STRING),
            under: builder.add_text_field("under", STRING),
            language: builder.add_text_field(facet::LANGUAGE, STRING | FAST),
            url: builder.add_text_field("url", STRING),
            day: builder.add_i64_field("day", INDEXED),
            embargo_day: builder.add_i64_field("embargo_day", INDEXED),
            printed_day: builder.add_i64_field(facet::DAY, fast_only.clone()),
            seconds: builder.add_i64_field(SECONDS, fast_only.clone()),
            n_words: builder.add_u64_field("n_words", INDEXED),
            n_quotes: builder.add_u64_field(N_QUOTES, fast_only.clone()),
            sketch: builder.add_u64_field(SKETCH, fast_only.clone()),
            url_hash: builder.add_u64_field(URL_HASH, fast_only),
            publisher_name: builder.add_text_field(facet::PUBLISHER, STRING | FAST),
            section_name: builder.add_text_field(facet::SECTION, STRING | FAST),
            speaker_name: builder.add_text_field(facet::SPEAKER, TextOptions::default().set_fast("raw")),
            title,
            body,
            byline: builder.add_text_field("byline", words.clone()),
            publisher: builder.add_text_field("publisher", words.clone()),
            section: builder.add_text_field("section", words),
            speaker: builder.add_text_field("speaker", placed.clone()),
            shapes: INDEXED_FIELDS.map(|field| builder.add_text_field(&format!("{}_shape", field.name()), placed.clone())),
        };
        (builder.build(), fields)
    }

    /// Returns the field that holds the words of `field` by exact form.
    pub(super) fn exact(&self, field: TextField) -> Field {
        match field {
            TextField::Title => self.title[0],
            TextField::Body | TextField::Lead | TextField::Quotes | TextField::Said => self.body[0],
            TextField::Speaker => self.speaker,
            TextField::Byline => self.byline,
            TextField::Publisher => self.publisher,
            TextField::Section => self.section,
        }
    }

    /// Returns the field that holds words of `field` by stem if they are not their own stems.
    /// `None` for names.
    pub(super) fn stem(&self, field: TextField) -> Option<Field> {
        match field {
            TextField::Title => Some(self.title[1]),
            TextField::Body | TextField::Lead | TextField::Quotes | TextField::Said => Some(self.body[1]),
            TextField::Speaker | TextField::Byline | TextField::Publisher | TextField::Section => None,
        }
    }

    /// Returns the field that holds the shape of `field`.
    pub(super) fn shape(&self, field: TextField) -> Field {
        let is_of_body = matches!(field, TextField::Lead | TextField::Quotes | TextField::Said);
        let field = if is_of_body { TextField::Body } else { field };
        let place = INDEXED_FIELDS.iter().position(|indexed| *indexed == field);
        self.shapes[place.unwrap_or(0)]
    }
}
