//! Sentences that several forms share. They contain article text unescaped; each form escapes it.

pub mod answer;
pub mod article;
pub mod expect;
pub mod history;
pub mod keywords;
pub mod like;
pub mod matches;
pub(crate) mod place;
pub mod story;
