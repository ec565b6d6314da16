//! A quote: one stretch of an article's body that is given as somebody's words.
//!
//! All spans are bytes into the article's body. Scare quotes, titles and names in quotation marks
//! are not quotes. The `quotation` room tells them apart and finds the speaker.

use serde::{Deserialize, Serialize};

use crate::span::Span;

/// One attributed stretch of an article's body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The quoted words, without the marks around them.
    pub content: Span,
    /// The reporting words: "said", "according to". `None` if the text has none.
    pub cue: Option<Span>,
    /// The speaker as the text names them: "he", "Russian President Putin".
    pub source: Option<Span>,
    /// The person or organisation the source resolves to: "Vladimir Putin".
    pub speaker: Option<String>,
    /// Whether whole sentences or parts of one are quoted.
    pub kind: QuoteKind,
}

/// How a quote stands in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuoteKind {
    /// A whole statement in marks: `"We know," Putin said.`
    Direct,
    /// A few quoted words inside a reported statement: `Putin said the West wants "no settlement".`
    Mixed,
}

impl QuoteKind {
    /// Returns the kind's name in output: `direct` or `mixed`.
    pub fn name(self) -> &'static str {
        match self {
            QuoteKind::Direct => "direct",
            QuoteKind::Mixed => "mixed",
        }
    }
}
