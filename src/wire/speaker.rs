//! Who is quoted, and how often.

use std::io::{self, Write};

use serde::Serialize;

use super::note::{Note, notes};
use super::quote::{QuotesSummary, QuotesSummaryLine};
use super::{Kind, Line, write_line};
use crate::query::QueryProblem;
use crate::search::{QuoteTotals, SpeakerCount};

/// The speakers of some quotes.
#[derive(Debug, Clone, Copy)]
pub struct Speakers<'a> {
    /// Those that are shown.
    pub shown: &'a [SpeakerCount],
    /// How many speakers there are in all.
    pub n_speakers: usize,
    /// How much is quoted in all.
    pub totals: &'a QuoteTotals,
}

impl Speakers<'_> {
    /// Returns a speaker's share of all quoted words, from 0 to 100.
    pub fn percent(&self, speaker: &SpeakerCount) -> f64 {
        100.0 * speaker.n_words as f64 / self.totals.n_words.max(1) as f64
    }
}

/// How often a speaker is quoted.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Speaker<'a> {
    speaker: &'a str,
    quotes: u64,
    words: u64,
    word_share: f64,
    articles: u64,
}

impl Kind for Speaker<'_> {
    const KIND: &'static str = "speaker";
}

pub(crate) type SpeakerLine<'a> = Line<Speaker<'a>>;

/// Speakers as one object.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct SpeakersPage<'a> {
    speakers: Vec<SpeakerLine<'a>>,
    summary: QuotesSummaryLine<'a>,
    notes: Vec<Note<'a>>,
    next: Option<&'a str>,
}

impl Kind for SpeakersPage<'_> {
    const KIND: &'static str = "page";
}

pub(crate) type SpeakersPageLine<'a> = Line<SpeakersPage<'a>>;

impl<'a> Speakers<'a> {
    fn objects(&self) -> impl Iterator<Item = Speaker<'a>> {
        let speakers = *self;
        speakers.shown.iter().map(move |counted| Speaker {
            speaker: &counted.speaker,
            quotes: counted.n_quotes,
            words: counted.n_words,
            word_share: (speakers.percent(counted) * 1e4).round() / 1e6,
            articles: counted.n_articles,
        })
    }

    fn summary(&self) -> QuotesSummary<'static> {
        QuotesSummary::of_speakers(self.totals, self.shown.len(), self.n_speakers)
    }
}

/// Writes speakers: an object for each, then a summary.
pub fn write_speakers(out: &mut dyn Write, speakers: &Speakers<'_>) -> io::Result<()> {
    speakers.objects().try_for_each(|speaker| write_line(out, speaker))?;
    write_line(out, speakers.summary())
}

/// Writes speakers as one object: the speakers and the summary of [`write_speakers`], the notes about the query, and the cursor of the next
/// page if there is one. Places in `query_text` are code points.
pub fn write_page(
    out: &mut dyn Write,
    speakers: &Speakers<'_>,
    query_text: &str,
    problems: &[QueryProblem],
    next: Option<&str>,
) -> io::Result<()> {
    let page = SpeakersPage {
        speakers: speakers.objects().map(Line::new).collect(),
        summary: Line::new(speakers.summary()),
        notes: notes(query_text, problems),
        next,
    };
    write_line(out, page)
}
