//! From text to tokens: the one analysis that indexing, matching and highlighting share.
//!
//! A text is cut into [`Token`]s, each with a position (counted from 0 in its text) and a span. A token has two forms. Its *exact* form is
//! folded: case, accents, width and apostrophes are unified, so that one term stands for the same written word. Its *stem* is the exact
//! form without inflection, as the article's language inflects. Words in quotation marks are looked up by exact form, bare words by
//! stem.
//!
//! The rules that cut words do not depend on the language, because a query does not state its language. So the words of a query and of an
//! article are always cut alike.
//!
//! | written | tokens (exact) | why |
//! |---|---|---|
//! | `Putin’s`, `Putin's` | `putin` | a possessive is the same word |
//! | `don’t` | `don't` | curly and straight apostrophes are one |
//! | `l’homme` | `l`, `homme` | an elided article is a word of its own |
//! | `wi-fi` | `wi`, `fi` | next to each other, so the query `wi-fi` is found as a phrase; `wifi` is a stem at the second |
//! | `infor-`, `mation` on the next line | `information` | a line end does not part a word |
//! | `U.S.`, `U. S.`, `US` | `us` | acronyms with and without points are one |
//! | `1,000`, `1000` | `1000` | a thousands comma is not part of the number |
//! | `3.5`, `3.5bn` | `3.5`, `3.5bn` | a decimal point is, and a unit that is written to it |
//! | `1990’s`, `1990s` | `1990s` | decades with and without an apostrophe are one |
//! | `Zürich`, `ZURICH` | `zurich` | case does not count; accents need not be typed |
//! | `東京` | `东`, `京` | scripts without spaces are matched by character; traditional characters are folded |

mod accent;
mod bytes;
mod compound;
mod english;
mod figure;
mod fold;
mod initials;
mod language;
mod light;
mod line_end;
mod name;
mod russian;
mod script;
mod sentence;
mod spelling;
mod stem;
mod token;

pub(crate) use bytes::ByteSet;
pub(crate) use english::is_name_if_typed_so as is_name;
pub use fold::fold;
pub use language::detect;
pub use line_end::{Joined, line_ends};
pub use sentence::{holds_empty_line, paragraphs, sentence_after, sentence_before, sentence_end, sentence_start, sentences};
pub use spelling::{OtherSpelling, spellings};
pub use stem::Stemmer;
pub use token::{Capitals, Token, compound_at, pattern_tokens, tokens, tokens_from};

/// Changes whenever the same text would give other tokens, stems or languages. An index made with
/// another value must be rebuilt.
pub const VERSION: u32 = 4;
