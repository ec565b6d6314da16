//! Who is quoted, and how often.

use std::io::{self, Write};

use super::cell::cell;
use crate::search::SpeakerCount;
use crate::wire::speaker::Speakers;

/// Writes a row for each speaker, after a line of names.
pub fn write_speakers_csv(out: &mut dyn Write, speakers: &Speakers<'_>) -> io::Result<()> {
    write!(out, "speaker,quotes,words,word_share,articles\r\n")?;
    for speaker in speakers.shown {
        let SpeakerCount { n_quotes, n_words, n_articles, .. } = speaker;
        let share = speakers.percent(speaker) / 100.0;
        write!(out, "{},{n_quotes},{n_words},{share:.6},{n_articles}\r\n", cell(&speaker.speaker))?;
    }
    Ok(())
}
