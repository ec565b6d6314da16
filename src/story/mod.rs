//! A story: articles whose texts are near-copies of each other, as when many papers print one
//! agency's report, cut and under their own headline.
//!
//! Each article has a [`Sketch`], two hundred bytes that estimate how much of its text another
//! article shares. [`Stories`] are made from the sketches of all articles alone. So they do not
//! depend on the order of indexing, and no text is read again. [`Difference`] compares the texts of
//! two copies.
//!
//! A *version* of an article is another article with the same canonical URL: the same page at
//! another time. A [`Revision`] is the change from one version to the next.

mod correction;
mod difference;
mod grouping;
mod known;
mod nodes;
mod pairs;
mod sketch;
mod slot;
mod stories;
mod version;

pub use correction::corrections;
pub use difference::{Difference, Edit, TextStretch, difference};
pub use grouping::grouped;
pub use known::KnownPairs;
pub use nodes::Sketches;
pub use sketch::{N_NUMBERS, Sketch, SketchBuilder};
pub use stories::Stories;
pub use version::{Revision, Versions, revision, sort_versions, versions};
