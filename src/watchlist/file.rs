//! The file of a watchlist: TOML, because people edit it, comment it and compare versions of it.
//!
//! ```toml
//! # The local desk.
//! [[search]]
//! name = "harbour bridge"
//! query = '"harbour bridge" -study'
//! note = "until it is open again"     # optional
//! match = "any"                       # optional; by default all words must match
//! syntax = "westlaw"                  # optional; whose rules the query is read by
//! ```
//!
//! A search is added and removed as text, so that comments and the order of the others stay. The result is parsed again before it is returned.

use std::collections::HashMap;

use serde::Deserialize;
use toml::Spanned;

use super::{SavedSearch, SearchName};
use crate::article::Day;
use crate::choice::{Syntax, WordsNeeded};
use crate::query::{MAX_LEN_BYTES, QueryProblem, Severity, parse_as};
use crate::span::Span;

/// Maximum size of a watchlist in bytes.
pub const MAX_FILE_BYTES: usize = 16 << 20;

/// Maximum length of a note in bytes.
const MAX_NOTE_BYTES: usize = 4 << 10;

/// Why a text is no valid watchlist, and where.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("line {line} column {column}: {message}")]
pub struct WatchlistFault {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it, if there is advice.
    pub hint: Option<String>,
    /// The invalid query and its problem, if a query is the reason.
    pub query: Option<Box<(String, QueryProblem)>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    #[serde(default)]
    search: Vec<SearchForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SearchForm {
    name: Spanned<String>,
    query: Spanned<String>,
    #[serde(default)]
    note: Option<Spanned<String>>,
    #[serde(default)]
    r#match: Option<Spanned<String>>,
    #[serde(default)]
    syntax: Option<Spanned<String>>,
}

impl SearchForm {
    /// Returns where the first of its values begins.
    fn start(&self) -> usize {
        let spans = [Some(&self.name), Some(&self.query), self.note.as_ref(), self.r#match.as_ref(), self.syntax.as_ref()];
        spans.into_iter().flatten().map(|value| value.span().start).min().unwrap_or(0)
    }
}

/// Reads a watchlist, its searches in order. Days in queries count from `today`. An invalid search
/// is a fault of the whole list: a partial list would be silent about the rest.
pub fn parse_watchlist(text: &str, today: Day) -> Result<Vec<SavedSearch>, WatchlistFault> {
    let forms = forms(text)?;
    let mut searches = Vec::with_capacity(forms.len());
    let mut lines: HashMap<&str, usize> = HashMap::with_capacity(forms.len());
    for form in &forms {
        let search = search(text, form, today)?;
        let at = form.name.span().start;
        if let Some(other) = lines.insert(form.name.get_ref(), at) {
            let message = format!("`{}` is the name of the search at line {} too", search.name, place(text, other).0);
            return Err(fault(text, at, message).hint("give one of them another name"));
        }
        searches.push(search);
    }
    Ok(searches)
}

fn forms(text: &str) -> Result<Vec<SearchForm>, WatchlistFault> {
    if text.len() > MAX_FILE_BYTES {
        return Err(fault(text, 0, format!("the file is longer than {} MB", MAX_FILE_BYTES >> 20)));
    }
    let form: FileForm = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        // The parser's message may have several lines.
        let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        fault(text, at, message).hint("a search is `[[search]]` and lines with `name = \"…\"` and `query = '…'`")
    })?;
    Ok(form.search)
}

fn search(text: &str, form: &SearchForm, today: Day) -> Result<SavedSearch, WatchlistFault> {
    let name_at = form.name.span().start;
    let name = SearchName::parse(form.name.get_ref()).map_err(|error| fault(text, name_at, error.to_string()))?;
    let query_text = form.query.get_ref();
    let syntax = match form.syntax.as_ref() {
        None => Syntax::default(),
        Some(value) => value.get_ref().parse().map_err(|error| fault(text, value.span().start, format!("`syntax`: {error}")))?,
    };
    let (query, problems) = match parse_as(query_text, syntax, today) {
        (Some(query), problems) => (query, problems),
        (None, problems) => return Err(query_fault(text, form, &name, problems)),
    };
    if let Some(note) = &form.note
        && note.get_ref().len() > MAX_NOTE_BYTES
    {
        return Err(fault(text, note.span().start, format!("the note is longer than {MAX_NOTE_BYTES} bytes")));
    }
    let words = match form.r#match.as_ref() {
        None => WordsNeeded::All,
        Some(value) => {
            let wrong = |_| fault(text, value.span().start, "`match` is `all` or `any`".to_owned());
            value.get_ref().parse().map_err(wrong)?
        }
    };
    let note = form.note.as_ref().map(|note| note.get_ref().clone());
    Ok(SavedSearch { name, query_text: query_text.clone(), query, syntax, problems, note, words })
}

fn query_fault(text: &str, form: &SearchForm, name: &SearchName, problems: Vec<QueryProblem>) -> WatchlistFault {
    let query_text = form.query.get_ref();
    let unknown = || QueryProblem {
        span: Span::new(0, query_text.len().min(MAX_LEN_BYTES)),
        severity: Severity::Error,
        message: "the query cannot be run".to_owned(),
        hint: None,
    };
    let problem = problems.into_iter().next_back().unwrap_or_else(unknown);
    let value = form.query.span();
    // If the query stands unescaped in the file, its place is a place in the file.
    let is_as_typed = text.get(value.start + 1..value.end.saturating_sub(1)) == Some(query_text);
    let at = if is_as_typed { value.start + 1 + problem.span.start } else { value.start };
    let message = format!("search `{name}`: {}", problem.message);
    WatchlistFault {
        hint: problem.hint.as_ref().map(ToString::to_string),
        query: Some(Box::new((query_text.clone(), problem))),
        ..fault(text, at, message)
    }
}

fn fault(text: &str, at: usize, message: String) -> WatchlistFault {
    let (line, column) = place(text, at);
    WatchlistFault { line, column, message, hint: None, query: None }
}

impl WatchlistFault {
    fn hint(self, hint: &str) -> WatchlistFault {
        WatchlistFault { hint: Some(hint.to_owned()), ..self }
    }
}

/// Returns the line and the column of a byte, both from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(at)];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// Returns the text of a list with one more search at its end. An existing search of that name is a
/// fault, with its place.
pub fn with_search(text: &str, search: &SavedSearch, today: Day) -> Result<String, WatchlistFault> {
    let known = forms(text)?;
    if let Some(form) = known.iter().find(|form| form.name.get_ref() == search.name.as_str()) {
        let message = format!("there is a search `{}` already", search.name);
        return Err(fault(text, form.name.span().start, message).hint("give the new one another name, or remove the old one"));
    }
    let value = |text: &str| toml::Value::from(text).to_string();
    let mut with = text.to_owned();
    if !with.is_empty() {
        with.push_str(if with.ends_with('\n') { "\n" } else { "\n\n" });
    }
    with.push_str(&format!("[[search]]\nname = {}\nquery = {}\n", value(search.name.as_str()), value(&search.query_text)));
    if let Some(note) = &search.note {
        with.push_str(&format!("note = {}\n", value(note)));
    }
    if search.words != WordsNeeded::default() {
        with.push_str(&format!("match = {}\n", value(search.words.name())));
    }
    if search.syntax != Syntax::default() {
        with.push_str(&format!("syntax = {}\n", value(search.syntax.name())));
    }
    parse_watchlist(&with, today)?;
    Ok(with)
}

/// Returns the text of a list without a search and the comment right above it. `None` if there is
/// no such search.
pub fn without_search(text: &str, name: &str) -> Result<Option<String>, WatchlistFault> {
    let mut forms = forms(text)?;
    let Some(search_idx) = forms.iter().position(|form| form.name.get_ref() == name) else { return Ok(None) };
    let by_hand = || {
        fault(text, forms[search_idx].name.span().start, format!("`{name}` is written in a way that only people can take out"))
    };
    let start = beginning(text, &forms[search_idx]).ok_or_else(by_hand)?;
    let end = match forms.get(search_idx + 1) {
        Some(next) => beginning(text, next).ok_or_else(by_hand)?,
        None => text.len(),
    };
    let without = match text.get(..start).zip(text.get(end..)) {
        Some((before, "")) => format!("{}\n", before.trim_end()).trim_start().to_owned(),
        Some((before, after)) => format!("{before}{after}"),
        None => return Err(by_hand()),
    };
    let left = self::forms(&without).map_err(|_| by_hand())?;
    let fault = by_hand().hint("remove it in an editor");
    forms.remove(search_idx);
    let is_rest = left.len() == forms.len() && left.iter().zip(&forms).all(|(left, form)| left.is_same(form));
    if is_rest { Ok(Some(without)) } else { Err(fault) }
}

impl SearchForm {
    fn is_same(&self, other: &SearchForm) -> bool {
        let optional = |value: &Option<Spanned<String>>| value.as_ref().map(|value| value.get_ref().clone());
        self.name.get_ref() == other.name.get_ref()
            && self.query.get_ref() == other.query.get_ref()
            && optional(&self.note) == optional(&other.note)
            && optional(&self.r#match) == optional(&other.r#match)
            && optional(&self.syntax) == optional(&other.syntax)
    }
}

/// Returns where the lines of a search begin: at its `[[search]]`, or the comment right above.
fn beginning(text: &str, form: &SearchForm) -> Option<usize> {
    let mut line_starts = text[..form.start()].match_indices('\n').map(|(end, _)| end + 1).rev().chain([0]);
    let line = |start: usize| text[start..].lines().next().unwrap_or("").trim_start();
    let mut start = line_starts.find(|start| line(*start).starts_with("[["))?;
    for above in line_starts {
        if !line(above).starts_with('#') {
            break;
        }
        start = above;
    }
    Some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "# The desk's list.\n\n# Until it is open.\n[[search]]\nname = \"bridge\"\nquery = '\"harbour bridge\" -study'\n\n\
                        [[search]]\nname = \"água\"\nquery = \"flood w/5 dam\"\nnote = \"\"\"two\n[[lines]]\"\"\"\nmatch = \"any\"\n";

    fn read(text: &str) -> Result<Vec<SavedSearch>, String> {
        parse_watchlist(text, 20_000).map_err(|fault| fault.to_string())
    }

    #[test]
    fn a_list_is_read_in_its_order() {
        let searches = read(LIST).unwrap();
        let shown: Vec<_> =
            searches.iter().map(|search| (search.name.as_str(), search.query_text.as_str(), search.words)).collect();
        assert_eq!(
            shown,
            [("bridge", "\"harbour bridge\" -study", WordsNeeded::All), ("água", "flood w/5 dam", WordsNeeded::Any)]
        );
        assert_eq!(searches[1].note.as_deref(), Some("two\n[[lines]]"));
        let of_westlaw = read("[[search]]\nname='a'\nquery='b c % d'\nsyntax='westlaw'\n").unwrap();
        assert_eq!(of_westlaw[0].query.to_string(), "(b OR c) AND -d");
        assert!(read("[[search]]\nname='a'\nquery='b'\nsyntax='x'\n").unwrap_err().starts_with("line 4 column 8: `syntax`"));
        assert_eq!(read("").unwrap(), []);
        assert_eq!(read("# nothing yet\n").unwrap(), []);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let check = |text: &str, expected: &str| assert!(read(text).unwrap_err().starts_with(expected), "{:?}", read(text));
        check("[[search]\n", "line 1 column ");
        check("[[search]]\nname = \"a\"\n", "line 1 column 1: missing field `query`");
        check("[[search]]\nname = \"a\"\nquery = 'b'\nquarry = 1\n", "line 4 column 1: unknown field `quarry`");
        check("[[search]]\nname = \"a\"\nquery = 3\n", "line 3 column 9: invalid type: integer `3`");
        check("[[search]]\nname = \"a\\nb\"\nquery = 'b'\n", "line 2 column 8: the name holds characters");
        check(
            "[[search]]\nname = \"a\"\nquery = 'flood AND (dam OR'\n",
            "line 3 column 25: search `a`: nothing stands after `OR`",
        );
        check("[[search]]\nname = \"a\"\nquery = \"\\\"x\\\" OR\"\n", "line 3 column 9: search `a`: nothing stands after `OR`");
        check("[[search]]\nname = \"a\"\nquery = ''\n", "line 3 column ");
        check("[[search]]\nname='a'\nquery='b'\nmatch='best'\n", "line 4 column 7: `match` is `all` or `any`");
        check(
            "[[search]]\nname='a'\nquery='b'\n[[search]]\nname='a'\nquery='c'\n",
            "line 5 column 6: `a` is the name of the search at line 2 too",
        );
        check(&format!("[[search]]\nname='a'\nquery='b'\nnote='{}'\n", "n".repeat(5000)), "line 4 column 6: the note is longer");
    }

    #[test]
    fn what_is_added_is_read_again_and_what_is_removed_leaves_the_rest_as_it_was() {
        let add = |text: &str, name: &str, query: &str| {
            let form = SavedSearch {
                name: SearchName::parse(name).unwrap(),
                query_text: query.to_owned(),
                query: parse_as(query, Syntax::Pullquote, 20_000).0.unwrap(),
                syntax: Syntax::Pullquote,
                problems: Vec::new(),
                note: Some("it's “so”\\".to_owned()),
                words: WordsNeeded::Any,
            };
            with_search(text, &form, 20_000).map_err(|fault| fault.to_string())
        };
        for (name, query) in
            [("new", "flood"), ("it's \"new\" \\ #1", "\"it's\" AND (flood OR 'dam')"), ("'''", "“curly” -\"a\"")]
        {
            for text in [LIST, LIST.trim_end(), "", "# only this"] {
                let with = add(text, name, query).unwrap();
                assert!(with.starts_with(text), "{with}");
                let last = read(&with).unwrap().pop().unwrap();
                assert_eq!((last.name.as_str(), last.query_text.as_str()), (name, query));
                assert_eq!((last.note.as_deref(), last.words), (Some("it's “so”\\"), WordsNeeded::Any));
                let without = without_search(&with, name).unwrap().unwrap();
                assert_eq!(without.trim_end(), text.trim_end());
            }
        }
        assert_eq!(add(LIST, "bridge", "x").unwrap_err(), "line 5 column 8: there is a search `bridge` already");
        assert_eq!(
            without_search(LIST, "bridge").unwrap().unwrap(),
            format!("# The desk's list.\n\n{}", &LIST[LIST.rfind("[[search]]").unwrap()..])
        );
        let first =
            "# The desk's list.\n\n# Until it is open.\n[[search]]\nname = \"bridge\"\nquery = '\"harbour bridge\" -study'\n";
        assert_eq!(without_search(LIST, "água").unwrap().unwrap(), first);
        assert_eq!(without_search(LIST, "none"), Ok(None));
        let inline = "search = [{ name = 'a', query = 'b' }, { name = 'c', query = 'd' }]\n";
        assert_eq!(read(inline).unwrap().len(), 2);
        assert!(without_search(inline, "a").unwrap_err().message.contains("only people"));
    }
}
