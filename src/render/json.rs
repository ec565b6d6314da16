//! JSON: one object per line. Offsets are Unicode code points.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

use super::{CONTEXT_CHARS, FORMAT_VERSION, Picked, Row, rows};
use crate::article::{Article, NewsTime};
use crate::engine::{CheckReport, Damage, FileRecord, Stats};
use crate::error::Problem;
use crate::eval::Measures;
use crate::hit::Coverage;
use crate::hit::{FieldMatch, Matches};
use crate::ingest::{Changes, CopyReport, Event, IngestReport, Plan, Progress};
use crate::query::{QueryProblem, TextField};
use crate::quote::Quote;
use crate::search::{Answer, Copy, Shown, Story};
use crate::snippet::{Snippet, context};
use crate::span::{CodePoints, Span};
use crate::story::Stretch;

/// What stands between two fragments in the text of a snippet.
const BETWEEN_FRAGMENTS: &str = " … ";

/// Writes an answer: one object for each hit, then a summary.
pub fn write_answer(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    write_hits(out, answer)?;
    write_line(out, &summary(answer))
}

pub(super) fn write_hits(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    answer.hits.iter().try_for_each(|shown| write_line(out, &hit(shown)))
}

/// Writes an answer match by match: one object for each match of the hits, then a summary.
pub fn write_concordance(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    let mut n_shown = 0;
    for shown in &answer.hits {
        let places = Places::new(&shown.hit.article.body);
        for row in rows(&shown.hit.article, &shown.hit.matches) {
            write_line(out, &match_line(&row, &shown.hit.article, &shown.hit.matches, &places))?;
            n_shown += 1;
        }
    }
    let n_matches = answer.hits.iter().map(|shown| shown.hit.matches.len()).sum();
    write_line(out, &Summary { matches: Some(n_matches), matches_shown: Some(n_shown), ..summary(answer) })
}

/// Writes an answer as one object: the hits and the summary of [`write_answer`], what there is to note about the query, and the cursor of
/// the next page, where there is one. Places in `query_text` are code points.
pub fn write_page(
    out: &mut dyn Write,
    answer: &Answer,
    query_text: &str,
    notes: &[QueryProblem],
    next: Option<&str>,
) -> io::Result<()> {
    let page = HitsPage {
        format_version: FORMAT_VERSION,
        kind: "page",
        hits: answer.hits.iter().map(hit).collect(),
        summary: summary(answer),
        notes: self::notes(query_text, notes),
        next,
    };
    write_line(out, &page)
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct HitsPage<'a> {
    format_version: u32,
    kind: &'static str,
    hits: Vec<HitLine<'a>>,
    summary: Summary<'a>,
    notes: Vec<Note<'a>>,
    next: Option<&'a str>,
}

/// What there is to note about a query, with its place in the query's text.
#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(super) struct Note<'a> {
    start: usize,
    end: usize,
    message: &'a str,
    hint: Option<&'a str>,
}

pub(super) fn notes<'a>(query_text: &str, problems: &'a [QueryProblem]) -> Vec<Note<'a>> {
    let mut places = CodePoints::new(query_text);
    let note = |problem: &'a QueryProblem| {
        let [start, end] = places.span(problem.span);
        Note { start, end, message: &problem.message, hint: problem.hint.as_deref() }
    };
    problems.iter().map(note).collect()
}

pub(super) fn summary(answer: &Answer) -> Summary<'_> {
    Summary {
        format_version: FORMAT_VERSION,
        kind: "summary",
        total: answer.total,
        stories: answer.n_stories,
        shown: answer.hits.len(),
        matches: None,
        matches_shown: None,
        understood: &answer.understood,
        words: answer.n_words,
        words_needed: match answer.coverage {
            Coverage::All => answer.n_words,
            Coverage::AtLeast(n) => n,
        },
        loosened: answer.is_loosened(),
        milliseconds: (answer.took.as_secs_f64() * 1e6).round() / 1e3,
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = HitsSummary))]
pub(super) struct Summary<'a> {
    format_version: u32,
    kind: &'static str,
    total: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    stories: Option<u64>,
    shown: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    matches: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    matches_shown: Option<usize>,
    understood: &'a str,
    words: usize,
    words_needed: usize,
    loosened: bool,
    milliseconds: f64,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Hit))]
pub(super) struct HitLine<'a> {
    format_version: u32,
    kind: &'static str,
    rank: usize,
    id: &'a str,
    score: f32,
    path: &'a str,
    record: Option<u64>,
    record_id: Option<&'a str>,
    title: &'a str,
    title_highlights: Vec<[usize; 2]>,
    published: Option<String>,
    publisher: Option<&'a str>,
    bylines: &'a [String],
    url: Option<&'a str>,
    language: Option<&'a str>,
    matches: usize,
    matches_shown: usize,
    snippet: SnippetObject<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<StoryObject<'a>>,
}

/// The other articles of a story: how many of them match and how many do not, and those that match, the first of very many.
#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Story))]
struct StoryObject<'a> {
    copies: usize,
    not_matching: usize,
    articles: Vec<CopyObject<'a>>,
}

/// A near-copy of a hit. What it has more are places in its body, what was cut are places in the hit's; both are null where the texts are too
/// long to be compared.
#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Copy))]
struct CopyObject<'a> {
    id: &'a str,
    path: &'a str,
    record: Option<u64>,
    record_id: Option<&'a str>,
    title: &'a str,
    published: Option<String>,
    publisher: Option<&'a str>,
    url: Option<&'a str>,
    words: Option<usize>,
    words_in_common: Option<usize>,
    added: Option<Vec<StretchObject<'a>>>,
    cut: Option<Vec<StretchObject<'a>>>,
}

/// A stretch of a body.
#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = TextStretch))]
pub(super) struct StretchObject<'a> {
    start: usize,
    end: usize,
    words: usize,
    text: &'a str,
}

fn story<'a>(story: &'a Story, lead: &'a Article) -> StoryObject<'a> {
    let copy = |Copy { article, difference }: &'a Copy| CopyObject {
        id: article.id.as_str(),
        path: &article.place.path,
        record: article.place.record,
        record_id: article.record_id.as_deref(),
        title: &article.title.text,
        published: article.published.map(|time| time.to_string()),
        publisher: article.publisher.as_deref(),
        url: article.url.as_deref(),
        words: difference.as_ref().map(|difference| difference.n_words),
        words_in_common: difference.as_ref().map(|difference| difference.n_common),
        added: difference.as_ref().map(|difference| stretches(&article.body, difference.added())),
        cut: difference.as_ref().map(|difference| stretches(&lead.body, difference.cut())),
    };
    StoryObject { copies: story.n_copies, not_matching: story.n_not_matching, articles: story.copies.iter().map(copy).collect() }
}

pub(super) fn stretches(body: &str, stretches: impl Iterator<Item = Stretch>) -> Vec<StretchObject<'_>> {
    let mut places = CodePoints::new(body);
    let object = |Stretch { span, n_words }: Stretch| {
        let [start, end] = places.span(span);
        StretchObject { start, end, words: n_words, text: span.slice(body) }
    };
    stretches.map(object).collect()
}

/// The whole snippet as one text with its highlights, and the fragments it is made of with their places in the body.
#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Snippet))]
pub(super) struct SnippetObject<'a> {
    text: String,
    highlights: Vec<[usize; 2]>,
    fragments: Vec<FragmentObject<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Fragment))]
struct FragmentObject<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    highlights: Vec<[usize; 2]>,
}

pub(super) fn hit(shown: &Shown) -> HitLine<'_> {
    let article = &shown.hit.article;
    HitLine {
        format_version: FORMAT_VERSION,
        kind: "hit",
        rank: shown.hit.rank,
        id: article.id.as_str(),
        score: shown.hit.score,
        path: &article.place.path,
        record: article.place.record,
        record_id: article.record_id.as_deref(),
        title: &article.title.text,
        title_highlights: code_points(&article.title.text, &shown.title_marks),
        published: article.published.map(|time| time.to_string()),
        publisher: article.publisher.as_deref(),
        bylines: &article.bylines,
        url: article.url.as_deref(),
        language: article.language.as_ref().map(|language| language.code()),
        matches: shown.snippet.n_matches,
        matches_shown: shown.snippet.n_shown,
        snippet: snippet(&article.body, &shown.snippet),
        story: shown.story.as_ref().map(|of_hit| story(of_hit, article)),
    }
}

pub(super) fn snippet<'a>(body: &str, snippet: &'a Snippet) -> SnippetObject<'a> {
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut objects = Vec::new();
    let mut places = CodePoints::new(body);
    for fragment in &snippet.fragments {
        if !text.is_empty() {
            text.push_str(BETWEEN_FRAGMENTS);
        }
        marks.extend(fragment.marks.iter().map(|mark| mark.plus(text.len())));
        text.push_str(&fragment.text);
        let [start, end] = places.span(fragment.span);
        objects.push(FragmentObject {
            start,
            end,
            text: &fragment.text,
            highlights: code_points(&fragment.text, &fragment.marks),
        });
    }
    SnippetObject { highlights: code_points(&text, &marks), text, fragments: objects }
}

pub(super) fn code_points(text: &str, spans: &[Span]) -> Vec<[usize; 2]> {
    let mut places = CodePoints::new(text);
    spans.iter().map(|span| places.span(*span)).collect()
}

/// A match of a title or a body, with what stands around it.
#[derive(Serialize)]
struct MatchLine<'a> {
    format_version: u32,
    kind: &'static str,
    id: &'a str,
    path: &'a str,
    record: Option<u64>,
    field: &'static str,
    number: usize,
    of: usize,
    start: usize,
    end: usize,
    text: &'a str,
    highlights: Vec<[usize; 2]>,
    before: &'a str,
    after: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    around: Option<Around<'a>>,
}

/// Where a match that was picked out stands.
#[derive(Serialize)]
struct Around<'a> {
    previous: Option<usize>,
    next: Option<usize>,
    passage: SnippetObject<'a>,
}

fn match_line<'a>(row: &Row<'a>, article: &'a Article, matches: &Matches, body_places: &Places<'_>) -> MatchLine<'a> {
    let extent = row.found.extent;
    let [start, end] = if row.field == TextField::Body { body_places.span(extent) } else { Places::new(row.text).span(extent) };
    let marks: Vec<Span> = row.found.marks.iter().map(|mark| mark.minus(extent.start)).collect();
    let [before, after] = context(row.text, row.found, CONTEXT_CHARS).map(|span| span.slice(row.text));
    MatchLine {
        format_version: FORMAT_VERSION,
        kind: "match",
        id: article.id.as_str(),
        path: &article.place.path,
        record: article.place.record,
        field: row.field.name(),
        number: row.number,
        of: if row.field == TextField::Body { matches.body.len() } else { matches.title.len() },
        start,
        end,
        text: extent.slice(row.text),
        highlights: code_points(extent.slice(row.text), &marks),
        before,
        after,
        around: None,
    }
}

/// Writes the passage around one match, as one object.
pub fn write_picked(out: &mut dyn Write, picked: &Picked<'_>) -> io::Result<()> {
    let Picked { article, matches, match_idx, passage } = picked;
    let Some(found) = matches.body.get(*match_idx) else { return Ok(()) };
    let row = Row { field: TextField::Body, number: picked.number(), text: &article.body, found };
    let around = Around { previous: picked.previous(), next: picked.next(), passage: snippet(&article.body, passage) };
    let line = match_line(&row, article, matches, &Places::new(&article.body));
    write_line(out, &MatchLine { around: Some(around), ..line })
}

/// Writes an article with its quotes; with the places where it matches, if it was searched.
pub fn write_article(out: &mut dyn Write, article: &Article, matches: Option<&Matches>) -> io::Result<()> {
    let body = article.body.as_str();
    let mut places = CodePoints::new(body);
    write_line(
        out,
        &ArticleLine {
            format_version: FORMAT_VERSION,
            kind: "article",
            id: article.id.as_str(),
            record_id: article.record_id.as_deref(),
            path: &article.place.path,
            record: article.place.record,
            title: &article.title.text,
            title_origin: article.title.origin,
            bylines: &article.bylines,
            publisher: article.publisher.as_deref(),
            section: article.section.as_deref(),
            language: article.language.as_ref().map(|language| language.code()),
            published: article.published.as_ref().map(time),
            modified: article.modified.as_ref().map(time),
            url: article.url.as_deref(),
            is_summary: article.is_summary,
            body,
            quotes: article.quotes.iter().map(|quote| quote_object(body, quote, &mut places)).collect(),
            title_highlights: matches.map(|matches| code_points(&article.title.text, &matches.title_marks())),
            highlights: matches.map(|matches| code_points(body, &matches.body_marks())),
            matches: matches.map(|matches| match_objects(article, matches)),
        },
    )
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Article))]
pub(crate) struct ArticleLine<'a> {
    format_version: u32,
    kind: &'static str,
    id: &'a str,
    record_id: Option<&'a str>,
    path: &'a str,
    record: Option<u64>,
    title: &'a str,
    #[cfg_attr(feature = "serve", schema(value_type = String))]
    title_origin: crate::article::TitleOrigin,
    bylines: &'a [String],
    publisher: Option<&'a str>,
    section: Option<&'a str>,
    language: Option<&'a str>,
    published: Option<TimeObject>,
    modified: Option<TimeObject>,
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_summary: bool,
    body: &'a str,
    quotes: Vec<QuoteObject<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title_highlights: Option<Vec<[usize; 2]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    highlights: Option<Vec<[usize; 2]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    matches: Option<Vec<MatchObject>>,
}

/// A match by its places in its field.
#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Match))]
pub(super) struct MatchObject {
    field: &'static str,
    number: usize,
    start: usize,
    end: usize,
    marks: Vec<[usize; 2]>,
}

pub(super) fn match_objects(article: &Article, matches: &Matches) -> Vec<MatchObject> {
    let objects = |field: TextField, text: &str, found: &[FieldMatch]| {
        let places = Places::new(text);
        let object = |(idx, found): (usize, &FieldMatch)| {
            let [start, end] = places.span(found.extent);
            let marks = found.marks.iter().map(|mark| places.span(*mark)).collect();
            MatchObject { field: field.name(), number: idx + 1, start, end, marks }
        };
        found.iter().enumerate().map(object).collect::<Vec<_>>()
    };
    let mut all = objects(TextField::Title, &article.title.text, &matches.title);
    all.append(&mut objects(TextField::Body, &article.body, &matches.body));
    all
}

/// Counts code points up to any byte of a text. Matches overlap, so their places do not rise as [`CodePoints`] wants them to.
pub(super) struct Places<'t> {
    text: &'t str,
    /// How many code points lie before each block of bytes.
    before_block: Vec<usize>,
}

impl<'t> Places<'t> {
    const BLOCK_BYTES: usize = 256;

    pub(super) fn new(text: &'t str) -> Places<'t> {
        let mut places = CodePoints::new(text);
        let before_block = (0..=text.len()).step_by(Self::BLOCK_BYTES).map(|byte| places.before(byte)).collect();
        Places { text, before_block }
    }

    fn before(&self, byte: usize) -> usize {
        let block = byte / Self::BLOCK_BYTES;
        let rest = &self.text.as_bytes()[block * Self::BLOCK_BYTES..byte];
        // Every byte that is not a continuation byte begins a code point.
        self.before_block[block] + rest.iter().filter(|byte| (**byte as i8) >= -0x40).count()
    }

    fn span(&self, span: Span) -> [usize; 2] {
        [self.before(span.start), self.before(span.end)]
    }

    /// Returns where matches of the text begin and end.
    pub(super) fn of(&self, found: &[FieldMatch]) -> Vec<[usize; 2]> {
        found.iter().map(|found| self.span(found.extent)).collect()
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Time))]
struct TimeObject {
    time: String,
    origin: &'static str,
}

fn time(time: &NewsTime) -> TimeObject {
    TimeObject { time: time.to_string(), origin: time.origin.name() }
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = QuoteOfArticle))]
struct QuoteObject<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    speaker: Option<&'a str>,
    cue: Option<SpanObject<'a>>,
    source: Option<SpanObject<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Stretch))]
struct SpanObject<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

fn quote_object<'a>(body: &'a str, quote: &'a Quote, places: &mut CodePoints<'_>) -> QuoteObject<'a> {
    let mut object = |span: Span| {
        let [start, end] = places.span(span);
        SpanObject { start, end, text: span.slice(body) }
    };
    let SpanObject { start, end, text } = object(quote.content);
    let (cue, source) = (quote.cue.map(&mut object), quote.source.map(&mut object));
    QuoteObject { start, end, text, kind: quote.kind.name(), speaker: quote.speaker.as_deref(), cue, source }
}

/// Writes what a run did, as one object.
pub fn write_report(out: &mut dyn Write, report: &IngestReport) -> io::Result<()> {
    write_line(
        out,
        &ReportLine {
            format_version: FORMAT_VERSION,
            kind: "report",
            files: counts(report.files),
            articles: counts(report.articles),
            skipped: report.n_skipped,
            outdated: report.n_outdated,
            bytes: report.n_bytes,
            interrupted: report.is_interrupted,
            problems: report.problems.iter().map(problem).collect(),
            seconds: (report.seconds * 1e3).round() / 1e3,
        },
    )
}

#[derive(Serialize)]
struct ReportLine<'a> {
    format_version: u32,
    kind: &'static str,
    files: ChangesObject,
    articles: ChangesObject,
    skipped: u64,
    outdated: u64,
    bytes: u64,
    interrupted: bool,
    problems: Vec<ProblemObject<'a>>,
    seconds: f64,
}

#[derive(Serialize)]
struct ChangesObject {
    added: u64,
    replaced: u64,
    moved: u64,
    removed: u64,
    unchanged: u64,
}

fn counts(changes: Changes) -> ChangesObject {
    let Changes { added, replaced, moved, removed, unchanged } = changes;
    ChangesObject { added, replaced, moved, removed, unchanged }
}

/// Writes what happens in a run as one object: how far it is, a problem, or that what was done is committed. `seconds` is how long the run
/// has taken.
pub fn write_event(out: &mut dyn Write, event: Event<'_>, seconds: f64) -> io::Result<()> {
    let (kind, progress) = match event {
        Event::Progress(progress) => ("progress", progress),
        Event::Committed(progress) => ("committed", progress),
        Event::Problem(found) => {
            let line = ProblemLine { format_version: FORMAT_VERSION, kind: "problem", problem: problem(found) };
            return write_line(out, &line);
        }
    };
    let Progress { n_files, n_files_total, n_bytes, n_bytes_total, n_articles, n_problems } = progress;
    let line = ProgressLine {
        format_version: FORMAT_VERSION,
        kind,
        files: n_files,
        files_total: n_files_total,
        bytes: n_bytes,
        bytes_total: n_bytes_total,
        articles: n_articles,
        problems: n_problems,
        seconds: (seconds * 1e3).round() / 1e3,
    };
    write_line(out, &line)
}

#[derive(Serialize)]
struct ProblemLine<'a> {
    format_version: u32,
    kind: &'static str,
    #[serde(flatten)]
    problem: ProblemObject<'a>,
}

#[derive(Serialize)]
struct ProgressLine {
    format_version: u32,
    kind: &'static str,
    files: u64,
    files_total: u64,
    bytes: u64,
    bytes_total: u64,
    articles: u64,
    problems: u64,
    seconds: f64,
}

/// Writes what verifying an index found as one object. `n_repaired` is how many files were repaired; None where that was not asked for.
pub fn write_check(out: &mut dyn Write, report: &CheckReport, n_repaired: Option<u64>) -> io::Result<()> {
    let finding = |finding: &'_ Damage| FindingObject {
        r#type: finding.kind.name(),
        path: finding.path.clone(),
        message: finding.message.clone(),
    };
    write_line(
        out,
        &CheckLine {
            format_version: FORMAT_VERSION,
            kind: "check",
            segments: report.n_segments,
            files: report.n_files,
            articles: report.n_articles,
            quotes: report.n_quotes,
            findings: report.findings.iter().map(finding).collect(),
            repaired: n_repaired,
        },
    )
}

/// Writes what copying an index did as one object.
pub fn write_copy(out: &mut dyn Write, report: &CopyReport) -> io::Result<()> {
    let CopyReport { n_files, n_articles, n_unchanged, is_interrupted } = *report;
    let line = CopyLine {
        format_version: FORMAT_VERSION,
        kind: "copy",
        files: n_files,
        articles: n_articles,
        unchanged_files: n_unchanged,
        interrupted: is_interrupted,
    };
    write_line(out, &line)
}

#[derive(Serialize)]
struct CopyLine {
    format_version: u32,
    kind: &'static str,
    files: u64,
    articles: u64,
    unchanged_files: u64,
    interrupted: bool,
}

#[derive(Serialize)]
struct CheckLine {
    format_version: u32,
    kind: &'static str,
    segments: u64,
    files: u64,
    articles: u64,
    quotes: u64,
    findings: Vec<FindingObject>,
    repaired: Option<u64>,
}

#[derive(Serialize)]
struct FindingObject {
    r#type: &'static str,
    path: String,
    message: String,
}

/// Writes what a run would do as one object.
pub fn write_plan(out: &mut dyn Write, plan: &Plan) -> io::Result<()> {
    write_line(
        out,
        &PlanLine {
            format_version: FORMAT_VERSION,
            kind: "plan",
            added: &plan.added,
            replaced: &plan.replaced,
            resumed: &plan.resumed,
            moved: plan.moved.iter().map(|(from, to)| MoveObject { from, to }).collect(),
            removed: &plan.removed,
            unchanged: plan.n_unchanged,
            skipped: plan.n_skipped,
            problems: plan.problems.iter().map(problem).collect(),
        },
    )
}

#[derive(Serialize)]
struct PlanLine<'a> {
    format_version: u32,
    kind: &'static str,
    added: &'a [String],
    replaced: &'a [String],
    resumed: &'a [String],
    moved: Vec<MoveObject<'a>>,
    removed: &'a [String],
    unchanged: u64,
    skipped: u64,
    problems: Vec<ProblemObject<'a>>,
}

#[derive(Serialize)]
struct MoveObject<'a> {
    from: &'a str,
    to: &'a str,
}

#[derive(Serialize)]
struct ProblemObject<'a> {
    path: &'a str,
    record: Option<u64>,
    byte: Option<u64>,
    #[serde(rename = "type")]
    kind: &'static str,
    message: &'a str,
}

fn problem(problem: &Problem) -> ProblemObject<'_> {
    let Problem { path, record, byte, kind, message } = problem;
    ProblemObject { path, record: *record, byte: *byte, kind: kind.name(), message }
}

/// Writes how much an index holds and what was wrong with its files, as one object.
pub fn write_status(out: &mut dyn Write, stats: &Stats, ledger: &[FileRecord]) -> io::Result<()> {
    write_line(
        out,
        &StatusLine {
            format_version: FORMAT_VERSION,
            kind: "status",
            index: stats.location.to_string_lossy().into_owned(),
            articles: stats.n_articles,
            quotes: stats.n_quotes,
            files: stats.n_files,
            size_bytes: stats.size_bytes,
            segments: stats.n_segments,
            generation: stats.generation,
            last_run: stats.last_run.as_ref().map(|run| LastRunObject {
                ended: NewsTime::from_unix(run.ended, crate::article::TimeOrigin::Field).map(|time| time.to_string()),
                roots: &run.roots,
                finished: !run.is_unfinished,
            }),
            problems: ledger.iter().flat_map(|file| &file.problems).map(problem).collect(),
        },
    )
}

#[derive(Serialize)]
struct StatusLine<'a> {
    format_version: u32,
    kind: &'static str,
    index: String,
    articles: u64,
    quotes: u64,
    files: u64,
    size_bytes: u64,
    segments: usize,
    generation: u64,
    last_run: Option<LastRunObject<'a>>,
    problems: Vec<ProblemObject<'a>>,
}

#[derive(Serialize)]
struct LastRunObject<'a> {
    ended: Option<String>,
    roots: &'a [String],
    finished: bool,
}

/// Writes measures, as one object.
pub fn write_measures(out: &mut dyn Write, measures: &Measures) -> io::Result<()> {
    let Measures { n_queries, map, mrr, ndcg_10, precision_10, recall_100 } = *measures;
    let kind = "measures";
    write_line(
        out,
        &MeasuresLine { format_version: FORMAT_VERSION, kind, queries: n_queries, map, mrr, ndcg_10, precision_10, recall_100 },
    )
}

#[derive(Serialize)]
struct MeasuresLine {
    format_version: u32,
    kind: &'static str,
    queries: usize,
    map: f64,
    mrr: f64,
    ndcg_10: f64,
    precision_10: f64,
    recall_100: f64,
}

/// Writes an object in one line. Control characters are escaped, also those that JSON would let through.
pub fn write_line(out: &mut dyn Write, object: &impl Serialize) -> io::Result<()> {
    let mut line = object_bytes(object)?;
    line.push(b'\n');
    out.write_all(&line)
}

/// Returns an object as [`write_line`] writes it, without the end of the line.
pub(super) fn object_bytes(object: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    object.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, EscapeControls))?;
    Ok(bytes)
}

/// Escapes the control characters that JSON would let through: what a terminal takes for a command must not reach it from an article.
struct EscapeControls;

impl Formatter for EscapeControls {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, letter)) = rest.char_indices().find(|(_, letter)| super::terminal::is_command(*letter)) {
            out.write_all(&rest.as_bytes()[..at])?;
            write!(out, "\\u{:04x}", u32::from(letter))?;
            rest = &rest[at + letter.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snippet::Fragment;

    #[test]
    fn controls_are_escaped_and_read_back() {
        let text = "a\u{1b}[31m\u{9b}31m\u{7f}\u{202e}b\n“c”";
        let mut line = Vec::new();
        write_line(&mut line, &text).unwrap();
        let line = String::from_utf8(line).unwrap();
        assert_eq!(line, "\"a\\u001b[31m\\u009b31m\\u007f\\u202eb\\n“c”\"\n");
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }

    #[test]
    fn snippet_highlights_are_code_points_of_its_text() {
        let fragment = |text: &str, start: usize, mark: Span| Fragment {
            span: Span::new(start, start + text.len()),
            text: text.to_owned(),
            marks: vec![mark],
            is_cut_before: false,
            is_cut_after: false,
        };
        let body = "é ab. x. ç ab.";
        let fragments = vec![fragment("é ab.", 0, Span::new(3, 5)), fragment("ç ab.", 10, Span::new(3, 5))];
        let cut = Snippet { fragments, n_matches: 2, n_shown: 2 };
        let object = snippet(body, &cut);
        assert_eq!(object.text, "é ab. … ç ab.");
        assert_eq!(object.highlights, [[2, 4], [10, 12]]);
        assert_eq!((object.fragments[1].start, object.fragments[1].end), (9, 14));
    }

    #[test]
    fn places_are_code_points_in_any_order() {
        let text = "é東a👩‍👧 ".repeat(100);
        let places = Places::new(&text);
        for (at, _) in text.char_indices().rev() {
            assert_eq!(places.before(at), CodePoints::new(&text).before(at));
        }
        assert_eq!(places.before(text.len()), text.chars().count());
    }
}
