//! Searching: asks the engine, loosens if no article holds all words, and cuts the snippets.

mod answer;
mod count;
mod expect;
mod explain;
mod first;
mod history;
mod hits;
mod keywords;
mod like;
mod open;
mod quotes;
mod reading;
pub mod recording;
mod replay;
mod speaker_name;
mod spread;
mod stories;
mod suggest;
mod tally;
mod timeline;
mod verify;

pub use answer::{Answer, MAX_COPIES, NearCopy, SearchConfig, ShownHit, Story, shown};
pub use count::{CountConfig, Counts, FacetCounts, OverTime, ValueCount, count};
pub use expect::{DaysCounted, Expectation, expect, expected};
pub use explain::{ClauseCount, Diagnosis, Explanation, ScoreAccount, diagnose, explain};
pub use first::{First, first};
pub use history::{History, HistoryVersion, history, history_of_url};
pub use hits::search;
pub use keywords::{Keyword, Keywords, KeywordsConfig, OwnWords, keywords};
pub use like::{Like, LikeConfig, LikeWord, is_latest, like};
pub use open::open_note;
pub use quotes::{
    FoundQuote, QuoteAnswer, QuoteConfig, QuoteTotals, SpeakerCount, find_quotes, in_quotes, narrowed, top_speakers,
};
pub use reading::{WordReading, WordWritten};
pub use replay::{Change, ChangedArticle, Replay, replay};
pub use spread::{Spread, SpreadDay, spread};
pub use stories::search_stories;
pub use suggest::{Suggestion, suggest};
pub use tally::{Tally, tally};
pub use timeline::{MAX_STRETCHES, Stretch, timeline};
pub use verify::{MAX_VERIFIED_WORDS, Occurrence, Verdict, Verification, VerifyConfig, WordDifference, verify};
