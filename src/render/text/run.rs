//! A run of the indexer: what it would do, how far it is, and what it did.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::style::{clean, count};
use crate::error::{Problem, ProblemKind};
use crate::ingest::{Changes, IngestReport, Plan, Progress, Skipped};

/// Writes what a run did, and the first few problems.
pub fn write_report(out: &mut dyn Write, report: &IngestReport) -> io::Result<()> {
    writeln!(out, "files     {}", changes(report.files))?;
    writeln!(out, "articles  {}", changes(report.articles))?;
    write_headlines_only(out, report.n_headlines_only)?;
    write_skipped(out, &report.skipped)?;
    if report.n_outdated > 0 {
        let files = count(report.n_outdated, "unchanged file");
        writeln!(out, "read by an older version of the program: {files}")?;
    }
    write_problems(out, &report.problems)?;
    let megabytes = report.n_bytes as f64 / 1e6;
    writeln!(out, "{megabytes:.1} MB in {:.2} s", report.seconds)
}

/// Writes how many articles have a headline and no text, if there are any.
pub(super) fn write_headlines_only(out: &mut dyn Write, n_articles: u64) -> io::Result<()> {
    match n_articles {
        0 => Ok(()),
        _ => writeln!(out, "{} with a headline only", count(n_articles, "article")),
    }
}

/// Writes how many files were skipped, and what they are, if there are any: `skipped 12 files: 9 JPEG, 2 XLSX, 1 unknown`.
pub(super) fn write_skipped(out: &mut dyn Write, skipped: &Skipped) -> io::Result<()> {
    /// Maximum number of kinds that are named.
    const MAX_KINDS: usize = 8;
    let kinds = skipped.kinds();
    if kinds.is_empty() {
        return Ok(());
    }
    let mut named: Vec<String> = kinds.iter().take(MAX_KINDS).map(|(kind, n)| format!("{n} {kind}")).collect();
    let n_others: u64 = kinds.iter().skip(MAX_KINDS).map(|(_, n)| n).sum();
    named.extend((n_others > 0).then(|| format!("{n_others} of other kinds")));
    writeln!(out, "skipped {}: {}", count(skipped.total(), "file"), named.join(", "))
}

/// Writes what a run did on one line, then its problems.
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

/// Writes what a run would do: how many files of each kind, and the first of them.
pub fn write_plan(out: &mut dyn Write, plan: &Plan) -> io::Result<()> {
    let moved: Vec<String> = plan.moved.iter().map(|(from, to)| format!("{from} -> {to}")).collect();
    let lists = [
        ("would add", &plan.added),
        ("would replace", &plan.replaced),
        ("would resume", &plan.resumed),
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
    write_skipped(out, &plan.skipped)?;
    write_problems(out, &plan.problems)
}

/// Returns the progress of a run on one line, without what is not known yet:
/// `120 of 18161 files, 120 articles, 3 problems, 2.4 MB/s, 0:35 left`.
pub fn progress(progress: Progress, seconds: f64) -> String {
    let Progress { n_files, n_files_total, n_bytes, n_bytes_total, n_articles, n_problems } = progress;
    let mut parts = vec![format!("{n_files} of {}", count(n_files_total, "file")), count(n_articles, "article")];
    if n_problems > 0 {
        parts.push(count(n_problems, "problem"));
    }
    // In the first second every measured speed is wrong.
    if seconds >= 1.0 && n_bytes > 0 {
        let per_second = n_bytes as f64 / seconds;
        parts.push(format!("{:.1} MB/s", per_second / 1e6));
        let seconds_left = (n_bytes_total.saturating_sub(n_bytes) as f64 / per_second).ceil() as u64;
        parts.push(format!("{}:{:02} left", seconds_left / 60, seconds_left % 60));
    }
    parts.join(", ")
}

/// Maximum files or problems of each kind that are named. The JSON output has all.
const NAMED_OF_A_KIND: usize = 10;

pub(super) fn write_problems<'p>(out: &mut dyn Write, problems: impl IntoIterator<Item = &'p Problem>) -> io::Result<()> {
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
