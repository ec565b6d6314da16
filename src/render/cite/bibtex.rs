//! BibTeX: `@article` if the publisher is known, else `@misc`. The article's id is the key.
//!
//! BibTeX counts braces, even those after a backslash, so a brace in a text is written by its name (`\textbraceleft{}`). Titles are in two pairs of
//! braces, because styles would otherwise change capitals in names to small letters.

use std::io::{self, Write};

use super::record::{Record, one_line};
use crate::render::html::escape::web_address;

/// The names of months in BibTeX.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

pub(crate) fn write(out: &mut dyn Write, record: &Record<'_>) -> io::Result<()> {
    let article = record.article;
    let kind = if article.publisher.is_some() { "article" } else { "misc" };
    writeln!(out, "@{kind}{{{},", article.id)?;
    let mut field = |name: &str, value: &str| writeln!(out, "  {name} = {{{value}}},");
    field("title", &format!("{{{}}}", escape(&article.title.text)))?;
    if !article.bylines.is_empty() {
        field("author", &article.bylines.iter().map(|byline| author(byline)).collect::<Vec<_>>().join(" and "))?;
    }
    if let Some(publisher) = &article.publisher {
        field("journal", &escape(publisher))?;
    }
    if let Some((year, month, day)) = record.date() {
        field("year", &format!("{year:04}"))?;
        field("day", &day.to_string())?;
        if let Some(month) = usize::try_from(month).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?)) {
            writeln!(out, "  month = {month},")?;
        }
    }
    let mut field = |name: &str, value: &str| writeln!(out, "  {name} = {{{value}}},");
    if let Some(pages) = record.pages("--") {
        field("pages", &escape(&pages))?;
    }
    if let Some(url) = web_address(article.url.as_deref()) {
        // Programs expect the address unescaped. It contains no brace and no backslash.
        field("url", &url)?;
    }
    if let Some(language) = record.language() {
        field("language", language)?;
    }
    field("note", &escape(&record.source()))?;
    write!(out, "}}\n\n")
}

/// Returns the name of an author. Braces keep together what would be read as two names, or as a surname before a first name.
fn author(byline: &str) -> String {
    let name = escape(byline);
    let is_one = !name.contains(',') && !name.split(' ').any(|word| matches!(word.to_lowercase().as_str(), "and" | "others"));
    if is_one { name } else { format!("{{{name}}}") }
}

/// Returns a text on one line, without anything that LaTeX would take for a command.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in one_line(text).chars() {
        match letter {
            '\\' => escaped.push_str(r"\textbackslash{}"),
            '{' => escaped.push_str(r"\textbraceleft{}"),
            '}' => escaped.push_str(r"\textbraceright{}"),
            '~' => escaped.push_str(r"\textasciitilde{}"),
            '^' => escaped.push_str(r"\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' => escaped.extend(['\\', letter]),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_latex_are_text_and_braces_are_balanced() {
        let check = |text: &str, expected: &str| assert_eq!(escape(text), expected);
        check("R&D: 5% of $1_000 #1", r"R\&D: 5\% of \$1\_000 \#1");
        check(r"a~b^c\input", r"a\textasciitilde{}b\textasciicircum{}c\textbackslash{}input");
        check("}\n@misc{x,", r"\textbraceright{} @misc\textbraceleft{}x,");
    }

    #[test]
    fn a_byline_is_one_name() {
        let check = |byline: &str, expected: &str| assert_eq!(author(byline), expected);
        check("Orla Penhallow", "Orla Penhallow");
        check("Ines and Tom Corvath", "{Ines and Tom Corvath}");
        check("Crole, MP", "{Crole, MP}");
        check("Others", "{Others}");
    }
}
