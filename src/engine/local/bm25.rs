//! The score of a number of matches in a field.
//!
//! BM25 as in Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond"
//! (2009), with the approximated lengths of Tantivy. Words, phrases and proximities are scored by
//! the same formula, so that they can be compared.

use tantivy::Score;
use tantivy::fieldnorm::FieldNormReader;

/// BM25's k1: how soon more matches add no more. The usual values are 1.2 to 2. On the judged
/// queries of `docs/src/design/measurements.md`, 1.4 to 1.8 do alike, and better than 1.2.
const K1: f32 = 1.5;

/// BM25's b: how much more matches a longer field needs. It is the usual value.
const B: f32 = 0.75;

/// BM25 for one word, phrase or proximity in one field.
#[derive(Debug, Clone)]
pub(super) struct Bm25 {
    pub(super) idf: f32,
    pub(super) average_length: f32,
    pub(super) boost: f32,
    /// Factor for the share that matches bring.
    weight: f32,
    /// Term of the denominator beside the number of matches, by the id of the field's length.
    norms: Box<[f32; 256]>,
}

impl Bm25 {
    /// Returns the measure for something of this `idf`, in fields of `average_length` words that
    /// count `boost` times.
    pub(super) fn new(idf: f32, average_length: f32, boost: f32) -> Bm25 {
        let norm = |id| {
            let length = FieldNormReader::id_to_fieldnorm(id) as f32;
            K1 * (1.0 - B + B * length / average_length)
        };
        let mut norms = Box::new([0.0; 256]);
        (0..=255).for_each(|id: u8| norms[usize::from(id)] = norm(id));
        Bm25 { idf, average_length, boost, weight: boost * idf * (1.0 + K1), norms }
    }

    /// Returns the score of a field with `n_matches` matches.
    #[inline]
    pub(super) fn score(&self, fieldnorm_id: u8, n_matches: u32) -> Score {
        self.weight * self.saturated(fieldnorm_id, n_matches)
    }

    /// Returns the share of the full weight that `n_matches` matches bring: 0 without matches,
    /// nearly 1 for many.
    #[inline]
    pub(super) fn saturated(&self, fieldnorm_id: u8, n_matches: u32) -> f32 {
        let n_matches = n_matches as f32;
        n_matches / (n_matches + self.norms[usize::from(fieldnorm_id)])
    }

    /// Returns a score that no field exceeds, however it is rounded.
    pub(super) fn max_score(&self) -> Score {
        const ROUNDING: f32 = 1.00001;
        self.weight * ROUNDING
    }

    /// Returns the upper bound of the score, in a field that counts once.
    pub(super) fn full(&self) -> Score {
        self.idf * (1.0 + K1)
    }
}
