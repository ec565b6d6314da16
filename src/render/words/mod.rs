//! Sentences that several forms share: each is put into words once. Text is as it is in the articles; each form escapes it.

pub mod answer;
pub mod article;
pub mod expect;
pub mod history;
pub mod keywords;
pub mod like;
pub mod matches;
pub mod story;
