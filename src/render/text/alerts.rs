//! Saved searches, and what they found among new articles.

use std::io::{self, Write};

use super::answer::write_hit;
use super::screen::Screen;
use super::style::{clean, count, spaces_collapsed, stories};
use crate::render::words::article::TitleLine;
use crate::render::words::story::COPIES_LISTED;
use crate::watchlist::{Alert, AlertReason, SavedSearch, SearchAlerts};

/// Writes what a search found: its name and its query, then the first `limit` stories. Each story is one article with a list of its copies.
pub fn write_terminal(out: &mut dyn Write, found: &SearchAlerts<'_>, limit: usize, screen: &Screen<'_>) -> io::Result<()> {
    let (title, faint) = (screen.theme.title, screen.theme.faint);
    let SearchAlerts { search, alerts } = found;
    let n_changed = alerts.iter().filter(|alert| alert.change == AlertReason::Changed).count();
    let changed = if n_changed > 0 { format!(", {n_changed} changed") } else { String::new() };
    let mut n_articles = count(alerts.len() as u64, "article");
    let n_stories = found.stories().count();
    if n_stories < alerts.len() {
        n_articles = format!("{n_articles} in {}", stories(n_stories as u64));
    }
    writeln!(out, "{title}{}{title:#}: {n_articles}{changed}", clean(search.name.as_str()))?;
    writeln!(out, "{faint}{}{faint:#}", clean(&search.query_text))?;
    for story in found.stories().take(limit) {
        let [alert, others @ ..] = story else { continue };
        write_hit(out, &alert.shown, (alert.change == AlertReason::Changed).then_some("changed"), screen)?;
        for other in others.iter().take(COPIES_LISTED) {
            let article = &other.shown.hit.article;
            let about = format!("{}; “{}”", TitleLine::of(article).line(), spaces_collapsed(&article.title.text));
            writeln!(out, "   {faint}also: {}{faint:#}", clean(&about))?;
        }
        match others.len().saturating_sub(COPIES_LISTED) {
            _ if others.is_empty() => {}
            0 => writeln!(out)?,
            n_more => writeln!(out, "   {faint}and {n_more} more{faint:#}\n")?,
        }
    }
    let n_left: usize = found.stories().skip(limit).map(<[Alert]>::len).sum();
    if n_left > 0 { writeln!(out, "{n_left} more\n") } else { Ok(()) }
}

/// Writes saved searches, each with its query and its note.
pub fn write_list(out: &mut dyn Write, searches: &[SavedSearch]) -> io::Result<()> {
    for search in searches {
        let words = if search.words == Default::default() { String::new() } else { format!(" ({} word)", search.words.name()) };
        writeln!(out, "{}: {}{words}", clean(search.name.as_str()), clean(&search.query_text))?;
        if search.syntax != Default::default() {
            writeln!(out, "  as in {}: {}", search.syntax.name(), clean(&search.query.to_string()))?;
        }
        for line in search.note.iter().flat_map(|note| note.lines()) {
            writeln!(out, "  {}", clean(line))?;
        }
    }
    Ok(())
}
