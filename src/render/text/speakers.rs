//! Who is quoted, and how often.

use std::io::{self, Write};

use super::style::{clean, count};
use crate::search::SpeakerCount;
use crate::wire::speaker::Speakers;

/// Writes how often each speaker is quoted, one speaker per line.
pub fn write_speakers(out: &mut dyn Write, speakers: &Speakers<'_>) -> io::Result<()> {
    let (totals, n_speakers) = (speakers.totals, speakers.n_speakers);
    writeln!(out, "{:>7}  {:>6}  {:>8}  speaker", "quotes", "words", "articles")?;
    for speaker in speakers.shown {
        let SpeakerCount { n_quotes, n_articles, .. } = speaker;
        let share = speakers.percent(speaker);
        writeln!(out, "{n_quotes:>7}  {share:>5.1}%  {n_articles:>8}  {}", clean(&speaker.speaker))?;
    }
    let unknown = totals.n_quotes - totals.n_attributed;
    let all = format!(
        "{} by {}, {unknown} without a known speaker",
        count(totals.n_quotes, "quote"),
        count(n_speakers as u64, "speaker")
    );
    writeln!(out, "{all}; {} in {}", count(totals.n_words, "word"), count(totals.n_articles, "article"))
}
