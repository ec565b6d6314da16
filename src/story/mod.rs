//! A story: articles whose texts are near-copies of each other, as when many papers print one agency's report, cut and with a headline
//! of their own.
//!
//! Each article has a [`Sketch`], a hundred bytes or so that tell how much of its text another has too. [`Stories`] are made of the sketches
//! of all articles alone, so they do not depend on what was indexed when, and no text is read again. What a copy has that
//! another has not, [`Difference`] tells from the texts.
//!
//! A *version* of an article is another with the same canonical URL: what the same page said at another time. What changed from one to the next is
//! a [`Revision`].

mod correction;
mod difference;
mod sketch;
mod stories;
mod version;

pub use correction::corrections;
pub use difference::{Difference, Edit, Stretch, difference};
pub use sketch::{Sketch, SketchBuilder};
pub use stories::Stories;
pub use version::{Revision, revision, sort_versions};
