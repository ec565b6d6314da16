//! Quotes and who spoke them, for a terminal, as JSON and as comma-separated values.

use std::io::{self, Write};

use serde::Serialize;

use super::FORMAT_VERSION;
use super::csv::cell;
use super::json::{self, Note, code_points, write_line};
use super::terminal::{Screen, clean, count, spaces_collapsed, write_heading, write_on_one_line};
use crate::query::QueryProblem;
use crate::search::{FoundQuote, QuoteAnswer, QuoteTotals, SpeakerCount};

/// Returns the line that says how many quotes there are.
pub fn summary(answer: &QuoteAnswer) -> String {
    let QuoteTotals { n_quotes, n_articles, .. } = answer.totals;
    let total = format!("{} in {}", count(n_quotes, "quote"), count(n_articles, "article"));
    let first = answer.quotes.first().map_or(0, |quote| quote.rank);
    let last = answer.quotes.last().map_or(0, |quote| quote.rank);
    let shown =
        if (answer.quotes.len() as u64) < n_quotes && last > 0 { format!(", {first} to {last} shown") } else { String::new() };
    format!("{total}{shown} ({:.1} ms)", answer.took.as_secs_f64() * 1e3)
}

/// Writes quotes: the words, then who spoke, then the article.
pub fn write_terminal(out: &mut dyn Write, answer: &QuoteAnswer, screen: &Screen<'_>) -> io::Result<()> {
    answer.quotes.iter().try_for_each(|found| write_quote(out, found, screen))
}

fn write_quote(out: &mut dyn Write, found: &FoundQuote, screen: &Screen<'_>) -> io::Result<()> {
    let title = screen.theme.title;
    let rank = format!("{}. ", found.rank);
    let indent = " ".repeat(rank.len());
    write!(out, "{title}{rank}{title:#}“")?;
    write_on_one_line(out, &found.text, &found.marks, screen.theme)?;
    writeln!(out, "”")?;
    if let Some(spoke) = who_spoke(found) {
        writeln!(out, "{indent}{title}— {}{title:#}", clean(&spoke))?;
    }
    write!(out, "{indent}")?;
    write_heading(out, &found.article, &[], &indent, screen)?;
    writeln!(out)
}

/// The speaker, with how the text names them where that is something else: `Vladimir Putin (he)`.
fn who_spoke(found: &FoundQuote) -> Option<String> {
    match (&found.quote.speaker, &found.source) {
        (Some(speaker), Some(source)) if speaker != source => Some(format!("{speaker} ({})", spaces_collapsed(source))),
        (Some(name), _) | (None, Some(name)) => Some(name.clone()),
        (None, None) => None,
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Quote))]
struct QuoteLine<'a> {
    format_version: u32,
    kind: &'static str,
    rank: usize,
    score: f32,
    text: &'a str,
    highlights: Vec<[usize; 2]>,
    /// In the article's body, in code points.
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    quote_kind: &'static str,
    speaker: Option<&'a str>,
    source: Option<&'a str>,
    cue: Option<&'a str>,
    id: &'a str,
    path: &'a str,
    record: Option<u64>,
    title: &'a str,
    published: Option<String>,
    publisher: Option<&'a str>,
    url: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = QuotesSummary))]
struct Summary<'a> {
    format_version: u32,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    understood: Option<&'a str>,
    shown: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    speakers: Option<usize>,
    quotes: u64,
    attributed: u64,
    words: u64,
    articles: u64,
}

/// Writes quotes as JSON, one object each, then a summary. Offsets are Unicode code points.
pub fn write_json(out: &mut dyn Write, answer: &QuoteAnswer) -> io::Result<()> {
    answer.quotes.iter().try_for_each(|found| write_line(out, &quote_line(found)))?;
    let totals = &answer.totals;
    write_line(out, &Summary { understood: Some(&answer.understood), shown: answer.quotes.len(), ..of(totals) })
}

/// Writes quotes as one object: the quotes and the summary of [`write_json`], what there is to note about the query, and the cursor of the
/// next page, where there is one. Places in `query_text` are code points.
pub fn write_page(
    out: &mut dyn Write,
    answer: &QuoteAnswer,
    query_text: &str,
    notes: &[QueryProblem],
    next: Option<&str>,
) -> io::Result<()> {
    let page = QuotesPage {
        format_version: FORMAT_VERSION,
        kind: "page",
        quotes: answer.quotes.iter().map(quote_line).collect(),
        summary: Summary { understood: Some(&answer.understood), shown: answer.quotes.len(), ..of(&answer.totals) },
        notes: json::notes(query_text, notes),
        next,
    };
    write_line(out, &page)
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct QuotesPage<'a> {
    format_version: u32,
    kind: &'static str,
    quotes: Vec<QuoteLine<'a>>,
    summary: Summary<'a>,
    notes: Vec<Note<'a>>,
    next: Option<&'a str>,
}

fn of(totals: &QuoteTotals) -> Summary<'static> {
    let QuoteTotals { n_quotes, n_attributed, n_words, n_articles } = *totals;
    Summary {
        format_version: FORMAT_VERSION,
        kind: "summary",
        understood: None,
        shown: 0,
        speakers: None,
        quotes: n_quotes,
        attributed: n_attributed,
        words: n_words,
        articles: n_articles,
    }
}

fn quote_line(found: &FoundQuote) -> QuoteLine<'_> {
    let FoundQuote { rank, score, text, marks, place: [start, end], quote, cue, source, article } = found;
    QuoteLine {
        format_version: FORMAT_VERSION,
        kind: "quote",
        rank: *rank,
        score: *score,
        text,
        highlights: code_points(text, marks),
        start: *start,
        end: *end,
        quote_kind: quote.kind.name(),
        speaker: quote.speaker.as_deref(),
        source: source.as_deref(),
        cue: cue.as_deref(),
        id: article.id.as_str(),
        path: &article.place.path,
        record: article.place.record,
        title: &article.title.text,
        published: article.published.map(|time| time.to_string()),
        publisher: article.publisher.as_deref(),
        url: article.url.as_deref(),
    }
}

/// Writes who is quoted how often, one speaker a line.
pub fn write_speakers(out: &mut dyn Write, speakers: &[SpeakerCount], n_speakers: usize, totals: &QuoteTotals) -> io::Result<()> {
    writeln!(out, "{:>7}  {:>6}  {:>8}  speaker", "quotes", "words", "articles")?;
    for speaker in speakers {
        let SpeakerCount { n_quotes, n_articles, .. } = speaker;
        writeln!(out, "{n_quotes:>7}  {:>5.1}%  {n_articles:>8}  {}", percent(speaker, totals), clean(&speaker.speaker))?;
    }
    let unknown = totals.n_quotes - totals.n_attributed;
    let all =
        format!("{} by {}, {unknown} by nobody known", count(totals.n_quotes, "quote"), count(n_speakers as u64, "speaker"));
    writeln!(out, "{all}; {} in {}", count(totals.n_words, "word"), count(totals.n_articles, "article"))
}

/// The share of all quoted words.
fn percent(speaker: &SpeakerCount, totals: &QuoteTotals) -> f64 {
    100.0 * speaker.n_words as f64 / totals.n_words.max(1) as f64
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Speaker))]
struct SpeakerLine<'a> {
    format_version: u32,
    kind: &'static str,
    speaker: &'a str,
    quotes: u64,
    words: u64,
    word_share: f64,
    articles: u64,
}

/// Writes the same as JSON, one object each, then a summary.
pub fn write_speakers_json(
    out: &mut dyn Write,
    speakers: &[SpeakerCount],
    n_speakers: usize,
    totals: &QuoteTotals,
) -> io::Result<()> {
    speakers.iter().try_for_each(|counted| write_line(out, &speaker_line(counted, totals)))?;
    write_line(out, &Summary { shown: speakers.len(), speakers: Some(n_speakers), ..of(totals) })
}

/// Writes speakers as one object, as [`write_page`] writes quotes.
pub fn write_speakers_page(
    out: &mut dyn Write,
    speakers: &[SpeakerCount],
    n_speakers: usize,
    totals: &QuoteTotals,
    query_text: &str,
    notes: &[QueryProblem],
    next: Option<&str>,
) -> io::Result<()> {
    let page = SpeakersPage {
        format_version: FORMAT_VERSION,
        kind: "page",
        speakers: speakers.iter().map(|counted| speaker_line(counted, totals)).collect(),
        summary: Summary { shown: speakers.len(), speakers: Some(n_speakers), ..of(totals) },
        notes: json::notes(query_text, notes),
        next,
    };
    write_line(out, &page)
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct SpeakersPage<'a> {
    format_version: u32,
    kind: &'static str,
    speakers: Vec<SpeakerLine<'a>>,
    summary: Summary<'a>,
    notes: Vec<Note<'a>>,
    next: Option<&'a str>,
}

fn speaker_line<'a>(counted: &'a SpeakerCount, totals: &QuoteTotals) -> SpeakerLine<'a> {
    SpeakerLine {
        format_version: FORMAT_VERSION,
        kind: "speaker",
        speaker: &counted.speaker,
        quotes: counted.n_quotes,
        words: counted.n_words,
        word_share: (percent(counted, totals) * 1e4).round() / 1e6,
        articles: counted.n_articles,
    }
}

/// Writes the same as comma-separated values (RFC 4180), with a first line of names.
pub fn write_speakers_csv(out: &mut dyn Write, speakers: &[SpeakerCount], totals: &QuoteTotals) -> io::Result<()> {
    write!(out, "speaker,quotes,words,word_share,articles\r\n")?;
    for speaker in speakers {
        let SpeakerCount { n_quotes, n_words, n_articles, .. } = speaker;
        let share = percent(speaker, totals) / 100.0;
        write!(out, "{},{n_quotes},{n_words},{share:.6},{n_articles}\r\n", cell(&speaker.speaker))?;
    }
    Ok(())
}
