//! Plain and coloured text for people.

mod concordance;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

pub use self::concordance::write_concordance;
use super::marks::{Mark, Part, numbered, parts, unnumbered, with_notes, within};
use super::speakers::Speakers;
use super::{About, all_matches, details, shown_of_all, story, totals, ways_on, which};
use crate::article::{Article, NewsTime, Place, TitleOrigin};
use crate::engine::{CheckReport, FileRecord, Stats};
use crate::error::{Problem, ProblemKind};
use crate::eval::Measures;
use crate::hit::Matches;
use crate::ingest::{Changes, IngestReport, Plan, Progress};
use crate::search::{Answer, Shown};
use crate::snippet::{Picked, Snippet};
use crate::span::Span;

/// How text is set off. Without colour, marked words stand between double asterisks.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    pub(super) title: Style,
    pub(super) faint: Style,
    mark: Style,
    around_mark: &'static str,
    /// One for each speaker of an article, over and over.
    speakers: &'static [Style],
}

impl Theme {
    /// No styles; `**marks**`.
    pub const PLAIN: Theme =
        Theme { title: Style::new(), faint: Style::new(), mark: Style::new(), around_mark: "**", speakers: &[Style::new()] };

    /// Styles that read on dark and light terminals.
    pub const COLOR: Theme = Theme {
        title: Style::new().bold(),
        faint: Style::new().dimmed(),
        mark: Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red))),
        around_mark: "",
        speakers: &[
            AnsiColor::Cyan.on_default(),
            AnsiColor::Green.on_default(),
            AnsiColor::Magenta.on_default(),
            AnsiColor::Yellow.on_default(),
            AnsiColor::Blue.on_default(),
        ],
    };
}

/// Where text is shown.
#[derive(Clone, Copy)]
pub struct Screen<'a> {
    /// How text is set off.
    pub theme: Theme,
    /// How many columns a line has.
    pub columns: usize,
    /// Returns the URL under which the file of an article can be opened, if it is to be linked to: printable ASCII, or it is not used.
    pub url_of: &'a dyn Fn(&Place) -> Option<String>,
}

pub use crate::wire::is_command;

/// Returns `text` fit for one line of a terminal: every command character is replaced by `\u{fffd}`, line ends and tabs by a space.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_command) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|letter| if matches!(letter, '\n' | '\r' | '\t') { ' ' } else { cleaned(letter) }).collect())
}

/// As [`clean`], but lines stay lines.
fn clean_lines(text: &str) -> String {
    text.chars().filter(|letter| *letter != '\r').map(|letter| if letter == '\n' { '\n' } else { cleaned(letter) }).collect()
}

fn cleaned(letter: char) -> char {
    match letter {
        '\t' => ' ',
        letter if is_command(letter) => '\u{fffd}',
        letter => letter,
    }
}

/// Writes `text` with its marks. `cleaning` is applied to every part.
fn write_marked(
    out: &mut dyn Write,
    text: &str,
    marks: &[Mark],
    base: Style,
    theme: Theme,
    cleaning: fn(&str) -> String,
) -> io::Result<()> {
    let Theme { faint, mark, around_mark: around, .. } = theme;
    for part in parts(text, marks) {
        match part {
            Part::Plain(text) => write!(out, "{base}{}{base:#}", cleaning(text))?,
            Part::Marked(text, numbers) => {
                write!(out, "{mark}{around}{}{around}{mark:#}", cleaning(text))?;
                if !numbers.is_empty() {
                    write!(out, "{faint}[{numbers}]{faint:#}")?;
                }
            }
            Part::Note(note) => write!(out, "{faint}[{note}]{faint:#}")?,
        }
    }
    Ok(())
}

/// Writes `text` on one line, some stretches of it marked.
pub(super) fn write_on_one_line(out: &mut dyn Write, text: &str, marks: &[Span], theme: Theme) -> io::Result<()> {
    write_marked(out, text, &unnumbered(marks), Style::new(), theme, spaces_collapsed)
}

/// Returns `text`, which is ours or cleaned, as a link (OSC 8) where there is a URL.
fn linked(url: Option<&str>, text: &str) -> String {
    match url.filter(|url| url.bytes().all(|byte| byte.is_ascii_graphic())) {
        Some(url) => format!("\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\"),
        None => text.to_owned(),
    }
}

fn one_line(text: &str) -> String {
    clean(text).into_owned()
}

/// Writes the hits of an answer.
pub fn write_answer(out: &mut dyn Write, answer: &Answer, screen: &Screen<'_>) -> io::Result<()> {
    answer.hits.iter().try_for_each(|shown| write_hit(out, shown, None, screen))
}

/// Writes a hit, and under it what there is to note about it.
pub(super) fn write_hit(out: &mut dyn Write, shown: &Shown, note: Option<&str>, screen: &Screen<'_>) -> io::Result<()> {
    let Theme { title, faint, .. } = screen.theme;
    let rank = format!("{}. ", shown.hit.rank);
    let indent = " ".repeat(rank.len());
    write!(out, "{title}{rank}{title:#}")?;
    write_heading(out, &shown.hit.article, &unnumbered(&shown.title_marks), &indent, screen)?;
    let snippet = &shown.snippet;
    if !snippet.fragments.is_empty() {
        let marks = |fragment: usize| unnumbered(&snippet.fragments[fragment].marks);
        write!(out, "{indent}")?;
        write_fragments(out, snippet, marks, screen.theme)?;
    }
    let notes: Vec<String> = note.map(str::to_owned).into_iter().chain(shown_of_all(snippet)).collect();
    if !notes.is_empty() {
        writeln!(out, "{indent}{faint}{}{faint:#}", notes.join(" · "))?;
    }
    if let Some(story) = &shown.story
        && let Some(heading) = story::heading(story)
    {
        writeln!(out, "{indent}{heading}")?;
        for copy in story.copies.iter().take(story::COPIES_LISTED) {
            writeln!(out, "{indent}{faint}- {}{faint:#}", clean(&story::line(copy, &shown.hit.article)))?;
        }
        if let Some(more) = story::more(story) {
            writeln!(out, "{indent}{faint}{more}{faint:#}")?;
        }
    }
    writeln!(out)
}

/// Writes the title, and on a line of its own what the article is known by.
pub(super) fn write_heading(
    out: &mut dyn Write,
    article: &Article,
    marks: &[Mark],
    indent: &str,
    screen: &Screen<'_>,
) -> io::Result<()> {
    let Theme { title, faint, .. } = screen.theme;
    let url = (screen.url_of)(&article.place);
    let mut text = Vec::new();
    write_marked(&mut text, &article.title.text, marks, title, screen.theme, one_line)?;
    writeln!(out, "{}", linked(url.as_deref(), &String::from_utf8_lossy(&text)))?;
    let mut about = About::new(article);
    about.before_place.iter_mut().for_each(|part| *part = one_line(part));
    about.place = linked(url.as_deref(), &one_line(&about.place));
    writeln!(out, "{indent}{faint}{}{faint:#}", about.line())
}

/// Writes a snippet on one line. `marks` returns those of each fragment.
fn write_fragments(out: &mut dyn Write, snippet: &Snippet, marks: impl Fn(usize) -> Vec<Mark>, theme: Theme) -> io::Result<()> {
    let fragments = &snippet.fragments;
    let is_cut_before = fragments.first().is_some_and(|first| first.is_cut_before);
    let is_cut_after = fragments.last().is_some_and(|last| last.is_cut_after);
    write!(out, "{}", if is_cut_before { "… " } else { "" })?;
    for (fragment_idx, fragment) in fragments.iter().enumerate() {
        write!(out, "{}", if fragment_idx == 0 { "" } else { " … " })?;
        write_marked(out, &fragment.text, &marks(fragment_idx), Style::new(), theme, spaces_collapsed)?;
    }
    writeln!(out, "{}", if is_cut_after { " …" } else { "" })
}

/// Cleans, and makes every run of white space one space; the line ends of a page mean nothing in a snippet.
pub(super) fn spaces_collapsed(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        let is_space = letter == ' ';
        if !(is_space && collapsed.ends_with(' ')) {
            collapsed.push(letter);
        }
    }
    collapsed
}

/// Returns the line that says how many articles match and how long it took.
pub fn summary(answer: &Answer) -> String {
    format!("{} ({:.1} ms)", totals(answer), answer.took.as_secs_f64() * 1e3)
}

/// Writes a whole article, with the speaker's letter behind each quote; where it was searched, its matches marked and numbered.
pub fn write_article(out: &mut dyn Write, article: &Article, matches: Option<&Matches>, screen: &Screen<'_>) -> io::Result<()> {
    let Theme { title, faint, .. } = screen.theme;
    let title_marks = unnumbered(&matches.map(Matches::title_marks).unwrap_or_default());
    write_marked(out, &article.title.text, &title_marks, title, screen.theme, one_line)?;
    if article.title.origin == TitleOrigin::Derived {
        write!(out, " {faint}(title derived from the text){faint:#}")?;
    }
    writeln!(out)?;
    for (label, value) in details(article) {
        let url = (label == "file").then(|| (screen.url_of)(&article.place)).flatten();
        writeln!(out, "{faint}{label:<9} {}{faint:#}", linked(url.as_deref(), &clean(&value)))?;
    }
    if let Some(matches) = matches {
        writeln!(out, "{faint}{}{faint:#}", all_matches(matches))?;
    }
    let speakers = Speakers::of(article);
    if let Some(legend) = speakers.legend() {
        writeln!(out, "{faint}{:<9} {}{faint:#}", "speakers", clean(&legend))?;
    }
    writeln!(out)?;
    let marks = matches.map(|matches| numbered(&matches.body)).unwrap_or_default();
    let marks = with_notes(marks, &speakers.notes());
    // What each speaker says has a colour of its own; what stands around it has none.
    let mut at = 0;
    let style_of = |idx: usize| screen.theme.speakers.get(idx % screen.theme.speakers.len().max(1)).copied().unwrap_or_default();
    for (said, speaker_idx) in speakers.said {
        let around = Span::new(at, said.start);
        write_marked(out, around.slice(&article.body), &within(&marks, around), Style::new(), screen.theme, clean_lines)?;
        write_marked(out, said.slice(&article.body), &within(&marks, said), style_of(speaker_idx), screen.theme, clean_lines)?;
        at = said.end;
    }
    let rest = Span::new(at, article.body.len());
    write_marked(out, rest.slice(&article.body), &within(&marks, rest), Style::new(), screen.theme, clean_lines)?;
    writeln!(out)
}

/// Writes the passage around one match, and the numbers of the matches before and after it.
pub fn write_picked(out: &mut dyn Write, picked: &Picked<'_>, screen: &Screen<'_>) -> io::Result<()> {
    let faint = screen.theme.faint;
    write_heading(out, picked.article, &unnumbered(&picked.matches.title_marks()), "", screen)?;
    writeln!(out, "{faint}{}{faint:#}\n", which(picked))?;
    let marks = numbered(&picked.matches.body);
    let of_fragment = |fragment: usize| within(&marks, picked.passage.fragments[fragment].span);
    write_fragments(out, &picked.passage, of_fragment, screen.theme)?;
    match ways_on(picked) {
        Some(ways) => writeln!(out, "\n{faint}{ways}{faint:#}"),
        None => Ok(()),
    }
}

/// Writes what a run did, and the first few problems.
pub fn write_report(out: &mut dyn Write, report: &IngestReport) -> io::Result<()> {
    writeln!(out, "files     {}", changes(report.files))?;
    writeln!(out, "articles  {}", changes(report.articles))?;
    if report.n_skipped > 0 {
        writeln!(out, "passed over: {}, by their names no article files", count(report.n_skipped, "file"))?;
    }
    if report.n_outdated > 0 {
        let files = count(report.n_outdated, "unchanged file");
        writeln!(out, "read by an older version of the program: {files}")?;
    }
    write_problems(out, &report.problems)?;
    let megabytes = report.n_bytes as f64 / 1e6;
    writeln!(out, "{megabytes:.1} MB in {:.2} s", report.seconds)
}

/// Writes what a run did in one line, and its problems.
pub fn write_changes(out: &mut dyn Write, report: &IngestReport) -> io::Result<()> {
    let Changes { added, replaced, moved, removed, .. } = report.files;
    let changed = [(added, "added"), (replaced, "replaced"), (moved, "moved"), (removed, "removed")];
    let changed: Vec<String> = changed.iter().filter(|(n, _)| *n > 0).map(|(n, change)| format!("{n} {change}")).collect();
    if !changed.is_empty() {
        writeln!(out, "files: {} in {:.2} s", changed.join(", "), report.seconds)?;
    }
    write_problems(out, &report.problems)
}

fn changes(changes: Changes) -> String {
    let Changes { added, replaced, moved, removed, unchanged } = changes;
    let moved = if moved > 0 { format!("{moved} moved, ") } else { String::new() };
    format!("{added} added, {replaced} replaced, {moved}{removed} removed, {unchanged} unchanged")
}

/// Writes what a run would do: how many files, and the first of each kind.
pub fn write_plan(out: &mut dyn Write, plan: &Plan) -> io::Result<()> {
    let moved: Vec<String> = plan.moved.iter().map(|(from, to)| format!("{from} -> {to}")).collect();
    let lists = [
        ("would add", &plan.added),
        ("would replace", &plan.replaced),
        ("would go on with", &plan.resumed),
        ("would move", &moved),
        ("would remove", &plan.removed),
    ];
    for (verb, paths) in lists {
        if paths.is_empty() {
            continue;
        }
        writeln!(out, "{verb} {}", count(paths.len() as u64, "file"))?;
        for path in paths.iter().take(NAMED_OF_A_KIND) {
            writeln!(out, "  {}", clean(path))?;
        }
        if paths.len() > NAMED_OF_A_KIND {
            writeln!(out, "  and {} more in the JSON output", paths.len() - NAMED_OF_A_KIND)?;
        }
    }
    writeln!(out, "unchanged: {}", count(plan.n_unchanged, "file"))?;
    if plan.n_skipped > 0 {
        writeln!(out, "passed over: {}, by their names no article files", count(plan.n_skipped, "file"))?;
    }
    write_problems(out, &plan.problems)
}

/// Returns how far a run is, in one line: `120 of 18161 files, 120 articles, 3 problems, 2.4 MB/s, 0:35 left`. What is not known yet is left out.
pub fn progress(progress: Progress, seconds: f64) -> String {
    let Progress { n_files, n_files_total, n_bytes, n_bytes_total, n_articles, n_problems } = progress;
    let mut parts = vec![format!("{n_files} of {}", count(n_files_total, "file")), count(n_articles, "article")];
    if n_problems > 0 {
        parts.push(count(n_problems, "problem"));
    }
    // In the first moments every speed is wrong.
    if seconds >= 1.0 && n_bytes > 0 {
        let per_second = n_bytes as f64 / seconds;
        parts.push(format!("{:.1} MB/s", per_second / 1e6));
        let seconds_left = (n_bytes_total.saturating_sub(n_bytes) as f64 / per_second).ceil() as u64;
        parts.push(format!("{}:{:02} left", seconds_left / 60, seconds_left % 60));
    }
    parts.join(", ")
}

/// So many files or problems of each kind are named; all are in the JSON output.
const NAMED_OF_A_KIND: usize = 10;

fn write_problems<'p>(out: &mut dyn Write, problems: impl IntoIterator<Item = &'p Problem>) -> io::Result<()> {
    let mut by_kind: BTreeMap<ProblemKind, Vec<&Problem>> = BTreeMap::new();
    for problem in problems {
        by_kind.entry(problem.kind).or_default().push(problem);
    }
    for (kind, problems) in by_kind {
        writeln!(out, "{}: {}", kind.name(), count(problems.len() as u64, "problem"))?;
        for problem in problems.iter().take(NAMED_OF_A_KIND) {
            writeln!(out, "  {}", clean(&problem.to_string()))?;
        }
        if problems.len() > NAMED_OF_A_KIND {
            writeln!(out, "  and {} more in the JSON output", problems.len() - NAMED_OF_A_KIND)?;
        }
    }
    Ok(())
}

/// Writes how much an index holds, and what was wrong with its files.
pub fn write_status(out: &mut dyn Write, stats: &Stats, ledger: &[FileRecord]) -> io::Result<()> {
    writeln!(out, "index       {}", clean(&stats.location.to_string_lossy()))?;
    writeln!(out, "articles    {}", stats.n_articles)?;
    writeln!(out, "quotes      {}", stats.n_quotes)?;
    writeln!(out, "files       {}", stats.n_files)?;
    writeln!(out, "size        {:.1} MB in {}", stats.size_bytes as f64 / 1e6, count(stats.n_segments as u64, "segment"))?;
    writeln!(out, "generation  {}", stats.generation)?;
    if let Some(run) = &stats.last_run {
        let ended = NewsTime::from_unix(run.ended, crate::article::TimeOrigin::Field).map(|time| time.to_string());
        let unfinished = if run.is_unfinished { ", not finished" } else { "" };
        writeln!(out, "last run    {}, from {}{unfinished}", ended.unwrap_or_default(), clean(&run.roots.join(", ")))?;
    }
    write_problems(out, ledger.iter().flat_map(|file| &file.problems))
}

/// Writes what verifying an index found.
pub fn write_check(out: &mut dyn Write, report: &CheckReport) -> io::Result<()> {
    let CheckReport { n_segments, n_files, n_articles, n_quotes, findings, .. } = report;
    for finding in findings.iter().take(FINDINGS_SHOWN) {
        let place = if finding.path.is_empty() { "index" } else { &finding.path };
        writeln!(out, "{}: {} ({})", clean(place), clean(&finding.message), finding.kind.name())?;
    }
    if findings.len() > FINDINGS_SHOWN {
        writeln!(out, "and {} more in the JSON output", findings.len() - FINDINGS_SHOWN)?;
    }
    let (segments, files) = (count(*n_segments, "segment"), count(*n_files, "file"));
    let (articles, quotes) = (count(*n_articles, "article"), count(*n_quotes, "quote"));
    match findings.len() {
        0 => writeln!(out, "all is well: {segments}, {files}, {articles}, {quotes}"),
        n => writeln!(out, "{} wrong", count(n as u64, "thing")),
    }
}

const FINDINGS_SHOWN: usize = 100;

/// Writes measures, one a line.
pub fn write_measures(out: &mut dyn Write, measures: &Measures) -> io::Result<()> {
    let rows = [
        ("MAP", measures.map),
        ("MRR", measures.mrr),
        ("nDCG@10", measures.ndcg_10),
        ("P@10", measures.precision_10),
        ("recall@100", measures.recall_100),
    ];
    writeln!(out, "{:<11}{}", "queries", measures.n_queries)?;
    rows.iter().try_for_each(|(name, value)| writeln!(out, "{name:<11}{value:.4}"))
}

/// Returns `1 match`, `2 matches`.
pub fn count_matches(n: usize) -> String {
    format!("{n} match{}", if n == 1 { "" } else { "es" })
}

/// Returns `1 article`, `2 articles`.
pub fn count(n: u64, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    #[test]
    fn commands_never_pass() {
        let attack = "a\u{1b}]0;owned\u{7}b\u{9b}2Jc\u{202e}d\re";
        assert!(!clean(attack).chars().any(is_command));
        assert!(!clean_lines(attack).chars().any(is_command));
        assert_eq!(clean("“plain” text – né"), "“plain” text – né");
    }

    #[test]
    fn marks_show_without_colour() {
        let show = |numbers: &str, theme: Theme| {
            let mut out = Vec::new();
            let mark = Mark { span: Span::new(4, 15), numbers: numbers.to_owned() };
            write_marked(&mut out, "The White House said", &[mark], Style::new(), theme, one_line).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(show("", Theme::PLAIN), "The **White House** said");
        assert_eq!(show("3", Theme::PLAIN), "The **White House**[3] said");
        assert_eq!(show("3", Theme::COLOR), "The \x1b[1m\x1b[31mWhite House\x1b[0m\x1b[2m[3]\x1b[0m said");
    }

    #[test]
    fn only_printable_urls_are_linked_to() {
        assert_eq!(linked(Some("file:///a%20b"), "a b"), "\x1b]8;;file:///a%20b\x1b\\a b\x1b]8;;\x1b\\");
        assert_eq!(linked(Some("file:///a\x1b\\b"), "a b"), "a b");
        assert_eq!(linked(Some("file:///a b"), "a b"), "a b");
        assert_eq!(linked(None, "a b"), "a b");
    }
}
