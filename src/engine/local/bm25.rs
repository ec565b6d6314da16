//! How well a number of matches in a field fits.
//!
//! BM25 as in Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the constants and the
//! approximated lengths of Tantivy, so that scores of phrases and proximities stand beside those of single words.

use tantivy::Score;
use tantivy::fieldnorm::FieldNormReader;

/// How soon more matches add no more.
const K1: f32 = 1.2;

/// How much longer fields need more matches.
const B: f32 = 0.75;

/// BM25 for one thing that is looked for in one field.
#[derive(Debug, Clone)]
pub(super) struct Bm25 {
    weight: f32,
    /// What is added to the number of matches below the line, by the id of the field's length.
    norms: Box<[f32; 256]>,
}

impl Bm25 {
    /// Returns the measure for something this rare, in fields of `average_length` words.
    pub(super) fn new(idf: f32, average_length: f32) -> Bm25 {
        let norm = |id| {
            let length = FieldNormReader::id_to_fieldnorm(id) as f32;
            K1 * (1.0 - B + B * length / average_length)
        };
        let mut norms = Box::new([0.0; 256]);
        (0..=255).for_each(|id: u8| norms[usize::from(id)] = norm(id));
        Bm25 { weight: idf * (1.0 + K1), norms }
    }

    /// Returns the measure with all scores so many times as high.
    pub(super) fn boosted(mut self, boost: f32) -> Bm25 {
        self.weight *= boost;
        self
    }

    /// Returns the score of a field with so many matches.
    pub(super) fn score(&self, fieldnorm_id: u8, n_matches: u32) -> Score {
        let n_matches = n_matches as f32;
        self.weight * (n_matches / (n_matches + self.norms[usize::from(fieldnorm_id)]))
    }
}

/// Returns how much it says that a document holds something that `doc_freq` of `n_docs` hold.
pub(super) fn idf(doc_freq: u64, n_docs: u64) -> f32 {
    let (doc_freq, n_docs) = (doc_freq.min(n_docs) as f32, n_docs as f32);
    (1.0 + (n_docs - doc_freq + 0.5) / (doc_freq + 0.5)).ln()
}
