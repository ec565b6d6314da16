//! Plain and coloured text for people.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::article::{Article, NewsTime, TitleOrigin};
use crate::engine::{FileRecord, Stats};
use crate::error::{Problem, ProblemKind};
use crate::eval::Measures;
use crate::ingest::{Changes, IngestReport};
use crate::hit::Matches;
use crate::search::{Answer, Shown};
use crate::snippet::Fragment;
use crate::span::Span;

/// How text is set off. Without colour, marked words stand between double asterisks.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    title: Style,
    faint: Style,
    mark: Style,
    around_mark: &'static str,
}

impl Theme {
    /// No styles; `**marks**`.
    pub const PLAIN: Theme = Theme { title: Style::new(), faint: Style::new(), mark: Style::new(), around_mark: "**" };

    /// Styles that read on dark and light terminals.
    pub const COLOR: Theme = Theme {
        title: Style::new().bold(),
        faint: Style::new().dimmed(),
        mark: Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red))),
        around_mark: "",
    };
}

/// Returns whether a terminal may take the character for a command, or for an order to show what follows backwards.
pub fn is_command(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

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

/// Writes `text` with its marks. `cleaning` is applied to every stretch.
fn write_marked(
    out: &mut dyn Write,
    text: &str,
    marks: &[Span],
    base: Style,
    theme: Theme,
    cleaning: fn(&str) -> String,
) -> io::Result<()> {
    let mut at = 0;
    for mark in marks {
        write!(out, "{base}{}{base:#}", cleaning(&text[at..mark.start]))?;
        let around = theme.around_mark;
        write!(out, "{}{around}{}{around}{:#}", theme.mark, cleaning(mark.slice(text)), theme.mark)?;
        at = mark.end;
    }
    write!(out, "{base}{}{base:#}", cleaning(&text[at..]))
}

fn one_line(text: &str) -> String {
    clean(text).into_owned()
}

/// Writes an answer: what was loosened, the hits, and how many there are.
pub fn write_answer(out: &mut dyn Write, answer: &Answer, theme: Theme) -> io::Result<()> {
    for shown in &answer.hits {
        write_hit(out, shown, theme)?;
    }
    Ok(())
}

fn write_hit(out: &mut dyn Write, shown: &Shown, theme: Theme) -> io::Result<()> {
    let article = &shown.hit.article;
    let rank = format!("{}. ", shown.hit.rank);
    let indent = " ".repeat(rank.len());
    write!(out, "{}{rank}{:#}", theme.title, theme.title)?;
    write_marked(out, &article.title.text, &shown.title_marks, theme.title, theme, one_line)?;
    writeln!(out)?;
    let mut about: Vec<String> = Vec::new();
    about.extend(article.published.map(|time| time.to_string()));
    about.extend(article.publisher.as_deref().map(one_line));
    about.push(one_line(&article.place.to_string()));
    about.push(article.id.to_string());
    writeln!(out, "{indent}{}{}{:#}", theme.faint, about.join(" · "), theme.faint)?;
    let mut n_marks = 0;
    for (fragment_idx, fragment) in shown.snippet.fragments.iter().enumerate() {
        write!(out, "{}", if fragment_idx == 0 { &indent } else { " … " })?;
        write_fragment(out, fragment, theme)?;
        n_marks += fragment.marks.len();
    }
    if !shown.snippet.fragments.is_empty() {
        writeln!(out)?;
    }
    if shown.snippet.n_matches > n_marks {
        writeln!(out, "{indent}{}{n_marks} of {} matches{:#}", theme.faint, shown.snippet.n_matches, theme.faint)?;
    }
    writeln!(out)
}

fn write_fragment(out: &mut dyn Write, fragment: &Fragment, theme: Theme) -> io::Result<()> {
    write!(out, "{}", if fragment.is_cut_before { "… " } else { "" })?;
    write_marked(out, &fragment.text, &fragment.marks, Style::new(), theme, spaces_collapsed)?;
    write!(out, "{}", if fragment.is_cut_after { " …" } else { "" })
}

/// Cleans, and makes every run of white space one space; the line ends of a page mean nothing in a snippet.
fn spaces_collapsed(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        let is_space = letter == ' ';
        if !(is_space && collapsed.ends_with(' ')) {
            collapsed.push(letter);
        }
    }
    collapsed
}

/// Returns the line that says how many articles match and what was loosened.
pub fn summary(answer: &Answer) -> String {
    let total = count(answer.total as u64, "article");
    let milliseconds = answer.took.as_secs_f64() * 1e3;
    let first = answer.hits.first().map_or(0, |shown| shown.hit.rank);
    let last = answer.hits.last().map_or(0, |shown| shown.hit.rank);
    let shown = if answer.hits.len() < answer.total && last > 0 { format!(", {first} to {last} shown") } else { String::new() };
    format!("{total}{shown} ({milliseconds:.1} ms)")
}

/// Writes a whole article, its matches marked.
pub fn write_article(out: &mut dyn Write, article: &Article, matches: Option<&Matches>, theme: Theme) -> io::Result<()> {
    let nothing = Matches::default();
    let matches = matches.unwrap_or(&nothing);
    write_marked(out, &article.title.text, &matches.title_marks(), theme.title, theme, one_line)?;
    if article.title.origin == TitleOrigin::Derived {
        write!(out, " {}(title derived from the text){:#}", theme.faint, theme.faint)?;
    }
    writeln!(out)?;
    let rows: [(&str, Option<String>); 8] = [
        ("by", (!article.bylines.is_empty()).then(|| article.bylines.join(", "))),
        ("published", article.published.as_ref().map(NewsTime::to_string)),
        ("modified", article.modified.as_ref().map(NewsTime::to_string)),
        ("publisher", article.publisher.clone()),
        ("section", article.section.clone()),
        ("url", article.url.clone()),
        ("file", Some(article.place.to_string())),
        ("id", Some(article.id.to_string())),
    ];
    for (label, value) in rows {
        if let Some(value) = value {
            writeln!(out, "{}{label:<9} {}{:#}", theme.faint, clean(&value), theme.faint)?;
        }
    }
    writeln!(out)?;
    write_marked(out, &article.body, &matches.body_marks(), Style::new(), theme, clean_lines)?;
    writeln!(out)
}

/// Writes what a run did, and the first few problems.
pub fn write_report(out: &mut dyn Write, report: &IngestReport) -> io::Result<()> {
    writeln!(out, "files     {}", changes(report.files))?;
    writeln!(out, "articles  {}", changes(report.articles))?;
    if report.n_skipped > 0 {
        writeln!(out, "passed over: {}, by their names no article files", count(report.n_skipped, "file"))?;
    }
    write_problems(out, &report.problems)?;
    let megabytes = report.n_bytes as f64 / 1e6;
    writeln!(out, "{megabytes:.1} MB in {:.2} s", report.seconds)
}

fn changes(changes: Changes) -> String {
    let Changes { added, replaced, removed, unchanged } = changes;
    format!("{added} added, {replaced} replaced, {removed} removed, {unchanged} unchanged")
}

/// So many problems of each kind are named; all are in the JSON output.
const PROBLEMS_OF_A_KIND: usize = 10;

fn write_problems<'p>(out: &mut dyn Write, problems: impl IntoIterator<Item = &'p Problem>) -> io::Result<()> {
    let mut by_kind: BTreeMap<ProblemKind, Vec<&Problem>> = BTreeMap::new();
    for problem in problems {
        by_kind.entry(problem.kind).or_default().push(problem);
    }
    for (kind, problems) in by_kind {
        writeln!(out, "{}: {}", kind.name(), count(problems.len() as u64, "problem"))?;
        for problem in problems.iter().take(PROBLEMS_OF_A_KIND) {
            writeln!(out, "  {}", clean(&problem.to_string()))?;
        }
        if problems.len() > PROBLEMS_OF_A_KIND {
            writeln!(out, "  and {} more; `--json` lists all", problems.len() - PROBLEMS_OF_A_KIND)?;
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
        writeln!(out, "last run    {}, from {}", ended.unwrap_or_default(), clean(&run.roots.join(", ")))?;
    }
    write_problems(out, ledger.iter().flat_map(|file| &file.problems))
}

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

/// Returns `1 article`, `2 articles`.
pub fn count(n: u64, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_never_pass() {
        let attack = "a\u{1b}]0;owned\u{7}b\u{9b}2Jc\u{202e}d\re";
        assert!(!clean(attack).chars().any(is_command));
        assert!(!clean_lines(attack).chars().any(is_command));
        assert_eq!(clean("“plain” text – né"), "“plain” text – né");
    }

    #[test]
    fn marks_show_without_colour() {
        let mut out = Vec::new();
        write_marked(&mut out, "The White House said", &[Span::new(4, 15)], Style::new(), Theme::PLAIN, one_line).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "The **White House** said");
    }
}
