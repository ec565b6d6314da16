//! Plain and coloured text for people at a terminal. Nothing of an article reaches a terminal but through [`style::clean`] and its like.

pub mod alerts;
pub mod answer;
pub mod article;
pub mod check;
pub(crate) mod columns;
pub mod concordance;
pub mod count;
pub mod explain;
pub mod first;
pub mod history;
pub mod keywords;
pub mod measures;
pub mod quotes;
pub mod replay;
pub mod run;
pub mod screen;
pub mod speakers;
pub mod spread;
pub mod status;
pub mod style;
pub mod verify;
