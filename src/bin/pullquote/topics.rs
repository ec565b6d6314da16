//! What `pullquote help TOPIC` prints beside the options of commands: pages of the book, made plain for a terminal.
//!
//! Blocks become indented lines, of `console` blocks only what is typed; links become their texts; tables become columns. A page that is a
//! topic is short, so that it can be read in a terminal. The query language comes from the library.

use pullquote::query::help;

/// Something that can be asked about.
pub(crate) struct Topic {
    pub(crate) name: &'static str,
    /// What it is about: lower case, no full stop.
    pub(crate) about: &'static str,
    text: Text,
}

/// Where the text of a topic comes from.
enum Text {
    /// A page of the book, in Markdown.
    Page(&'static str),
    /// The library's description of the query language.
    QueryLanguage,
}

macro_rules! page {
    ($name:literal) => {
        Text::Page(include_str!(concat!("../../../docs/src/", $name)))
    };
}

pub(crate) const TOPICS: [Topic; 10] = [
    Topic { name: "recipes", about: "what to type for what", text: page!("guide/recipes.md") },
    Topic { name: "query", about: "the whole query language, with examples", text: Text::QueryLanguage },
    Topic { name: "syntax", about: "queries of Nexis, Westlaw, Factiva and others", text: page!("guide/other-services.md") },
    Topic { name: "proximity", about: "words near each other", text: page!("guide/proximity.md") },
    Topic { name: "dates", about: "days, months and the last week", text: page!("guide/dates.md") },
    Topic { name: "quotes", about: "who said what, and whether it was printed", text: page!("guide/who-said-it.md") },
    Topic { name: "formats", about: "which files are read", text: page!("guide/index-files.md") },
    Topic { name: "output", about: "JSON, CSV and other forms, and what places count", text: page!("guide/scripts.md") },
    Topic { name: "exit-codes", about: "how commands end", text: page!("reference/exit-codes.md") },
    Topic { name: "cluster", about: "an index in a cluster, and profiles", text: page!("guide/cluster.md") },
];

impl Topic {
    pub(crate) fn named(name: &str) -> Option<&'static Topic> {
        TOPICS.iter().find(|topic| topic.name == name)
    }

    /// Returns the text for a terminal; it ends in a line break.
    pub(crate) fn text(&self) -> String {
        match self.text {
            Text::Page(page) => plain(page),
            Text::QueryLanguage => help::text(),
        }
    }
}

/// Returns the topics, one a line, for the end of the help.
pub(crate) fn list() -> String {
    let width = TOPICS.iter().map(|topic| topic.name.len()).max().unwrap_or_default();
    let lines = TOPICS.iter().map(|topic| format!("  {:width$}  {}\n", topic.name, topic.about));
    format!("Topics of `pullquote help TOPIC`:\n{}", lines.collect::<String>())
}

/// Width of the text in characters.
const COLUMNS: usize = 100;

/// Makes a page plain.
fn plain(page: &str) -> String {
    let mut out = String::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            for line in lines.by_ref().take_while(|line| *line != "```") {
                match (info, line.strip_prefix("$ ")) {
                    ("console", None) => {}
                    (_, Some(typed)) => push_line(&mut out, "    ", typed),
                    (_, None) => push_line(&mut out, "    ", line),
                }
            }
        } else if let Some(heading) = line.strip_prefix('#') {
            out.push_str(&heading.trim_start_matches('#').trim_start().to_uppercase());
            out.push('\n');
        } else if line.starts_with('|') {
            let mut rows = vec![line];
            rows.extend(std::iter::from_fn(|| lines.next_if(|line| line.starts_with('|'))));
            push_table(&mut out, &rows);
        } else if line.is_empty() {
            out.push('\n');
        } else if !line.starts_with("![") {
            let mut text = line.to_owned();
            while let Some(more) = lines.next_if(|line| is_continuation(line)) {
                text.push(' ');
                text.push_str(more.trim_start());
            }
            let (mark, text) = match text.split_once(' ') {
                Some((mark, text)) if is_item(mark) => (format!("{mark} "), text),
                _ => (String::new(), &*text),
            };
            push_wrapped(&mut out, &mark, &inline(text));
        }
    }
    out
}

/// Returns whether a line goes on with the paragraph or the item before it.
fn is_continuation(line: &str) -> bool {
    let first = line.split(' ').next().unwrap_or_default();
    !line.is_empty() && !line.starts_with(['#', '|', '`', '!']) && !is_item(first)
        || line.starts_with('`') && !line.starts_with("```")
}

/// Returns whether a word is the mark of a list item: `-` or `1.`.
fn is_item(word: &str) -> bool {
    let number = word.strip_suffix('.').unwrap_or_default();
    word == "-" || !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn push_line(out: &mut String, indentation: &str, line: &str) {
    out.push_str(format!("{indentation}{line}").trim_end());
    out.push('\n');
}

/// Breaks a text between words. Its first line begins with `start`, the others stand as far to the right.
fn push_wrapped(out: &mut String, start: &str, text: &str) {
    let mut line = start.to_owned();
    let mut has_words = false;
    for word in text.split_whitespace() {
        if has_words && line.chars().count() + 1 + word.chars().count() > COLUMNS {
            push_line(out, "", &line);
            line = " ".repeat(start.chars().count());
            has_words = false;
        }
        if has_words {
            line.push(' ');
        }
        line.push_str(word);
        has_words = true;
    }
    push_line(out, "", &line);
}

/// Puts the cells of a table into columns, the last of which is wrapped. A table that is too wide becomes a list of its rows.
fn push_table(out: &mut String, rows: &[&str]) {
    let cells = |row: &&str| -> Vec<String> {
        // `\|` is a bar in a cell.
        let row = row.trim().trim_start_matches('|').replace("\\|", "\0");
        row.strip_suffix('|').unwrap_or(&row).split('|').map(|cell| inline(&cell.trim().replace('\0', "|"))).collect()
    };
    let rows: Vec<Vec<String>> = rows.iter().filter(|row| !row.starts_with("|--")).map(cells).collect();
    let n_columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| rows.iter().filter_map(|row| Some(row.get(column)?.chars().count())).max().unwrap_or_default();
    let widths: Vec<usize> = (0..n_columns).map(width).collect();
    let is_wide = widths.iter().take(n_columns.saturating_sub(1)).sum::<usize>() > COLUMNS / 2;
    let names = rows.first().cloned().unwrap_or_default();
    for row in rows.iter().skip(usize::from(is_wide)) {
        let Some((last, before)) = row.split_last() else { continue };
        if is_wide {
            push_wrapped(out, "  ", &row[0]);
            for (name, cell) in names.iter().zip(row).skip(1).filter(|(_, cell)| !cell.is_empty()) {
                push_wrapped(out, "    ", &format!("{name}: {cell}"));
            }
        } else {
            let start = before.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}  "));
            push_wrapped(out, &format!("  {}", start.collect::<String>()), last);
        }
    }
}

/// Takes the marks of Markdown out of a line: a link becomes its text, the title of a page in quotation marks; stars go. Code keeps its
/// backticks.
fn inline(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['`', '[', '*']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let code_end = from.strip_prefix('`').and_then(|code| Some(code.find('`')? + 2));
        let link = from.strip_prefix('[').and_then(|link| {
            let (label, target) = link.split_once("](")?;
            Some((label, target.split_once(')')?.1))
        });
        rest = match (code_end, link) {
            (Some(end), _) => {
                out.push_str(&from[..end]);
                &from[end..]
            }
            (None, Some((label, after))) => {
                let is_title = !label.contains('`');
                let (open, close) = if is_title { ("“", "”") } else { ("", "") };
                out.push_str(&format!("{open}{}{close}", inline(label)));
                after
            }
            (None, None) => {
                out.push_str(if from.starts_with('*') { "" } else { &from[..1] });
                &from[1..]
            }
        };
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, text: &str) {
        assert_eq!(plain(page), text);
    }

    #[test]
    fn headings_and_links_are_plain() {
        let page = "# Dates\n\nSee [`count`](counting.md), [Recipes](recipes.md) and *this* `a*b`.\n";
        check(page, "DATES\n\nSee `count`, “Recipes” and this `a*b`.\n");
    }

    #[test]
    fn blocks_are_indented_and_show_what_is_typed() {
        check("```sh\npullquote help\n```\n", "    pullquote help\n");
        check("```console\n$ pullquote verify x\n? 1\nnot found\n\n```\nEnd.\n", "    pullquote verify x\nEnd.\n");
    }

    #[test]
    fn paragraphs_and_items_are_wrapped() {
        let word = "word ".repeat(25);
        let line = ["word"; 20].join(" ");
        check(&format!("{word}\nmore\n"), &format!("{line}\nword word word word word more\n"));
        check("- one\n  two\n- three\n", "- one two\n- three\n");
    }

    #[test]
    fn tables_are_columns() {
        check("| Type | Finds |\n|---|---|\n| `w/5` | near |\n", "  Type   Finds\n  `w/5`  near\n");
        let wide = "x".repeat(COLUMNS);
        check(&format!("| Type | 0 | 1 |\n|---|---|---|\n| {wide} | yes | |\n"), &format!("  {wide}\n    0: yes\n"));
    }
}
