//! What many queries find, as one table.

use std::io::{self, Write};

use super::cell::cell;
use crate::article::Article;
use crate::hit::Matches;
use crate::query::{Query, QueryProblem};
use crate::wire::batch::{Outcome, Tally, Translation, notes_line, query_matches};

/// Writes the names of the columns of counts.
pub fn write_tally_head(out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "query,understood,articles,stories,loosened,undated,first,last,top_publisher,top_publisher_articles,error,notes\r"
    )
}

/// Writes the outcome of a query.
pub fn write_tally(out: &mut dyn Write, query: &str, outcome: &Outcome<'_>, problems: &[QueryProblem]) -> io::Result<()> {
    let tally = Tally::of(query, outcome, problems);
    let number = |n: Option<u64>| n.map_or(String::new(), |n| n.to_string());
    let row = [
        cell(query),
        cell(tally.understood.unwrap_or("")),
        number(tally.articles),
        number(tally.stories),
        tally.loosened.to_string(),
        number(tally.undated),
        tally.first.unwrap_or_default(),
        tally.last.unwrap_or_default(),
        cell(tally.top_publisher.unwrap_or("")),
        number(tally.top_publisher_articles),
        cell(tally.error.unwrap_or("")),
        cell(&notes_line(query, problems)),
    ];
    write!(out, "{}\r\n", row.join(","))
}

/// Writes the names of the columns of translations.
pub fn write_translation_head(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "query,understood,error,notes\r")
}

/// Writes what a query means.
pub fn write_translation(out: &mut dyn Write, text: &str, query: Option<&Query>, problems: &[QueryProblem]) -> io::Result<()> {
    let Translation { understood, error, .. } = Translation::of(text, query, problems);
    let row = [
        cell(text),
        cell(understood.as_deref().unwrap_or("")),
        cell(error.as_deref().unwrap_or("")),
        cell(&notes_line(text, problems)),
    ];
    write!(out, "{}\r\n", row.join(","))
}

/// Writes the names of the columns of matches.
pub fn write_match_head(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "query,id,path,record,published,publisher,title,field,start,end,text,page,time\r")
}

/// Writes every place where an article matches, in the title and then in the body. Places are Unicode code points.
pub fn write_matches(out: &mut dyn Write, query: &str, article: &Article, matches: &Matches) -> io::Result<()> {
    for found in query_matches(query, article, matches) {
        let row = [
            cell(query),
            cell(found.place.id),
            cell(found.place.path),
            found.place.record.map_or(String::new(), |record| record.to_string()),
            found.name.published.unwrap_or_default(),
            cell(found.name.publisher.as_deref().unwrap_or("")),
            cell(&found.name.title),
            found.field.to_owned(),
            found.start.to_string(),
            found.end.to_string(),
            cell(found.text),
            found.locator.page.as_deref().map(cell).unwrap_or_default(),
            found.locator.time.map(|seconds| seconds.to_string()).unwrap_or_default(),
        ];
        write!(out, "{}\r\n", row.join(","))?;
    }
    Ok(())
}
