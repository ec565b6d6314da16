//! Plain and coloured text for a terminal. All article text goes through [`style::clean`] or a function like it.

pub mod alerts;
pub mod answer;
pub mod article;
pub mod check;
pub(crate) mod columns;
pub mod concordance;
pub mod count;
pub mod explain;
pub mod first;
pub mod formats;
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
