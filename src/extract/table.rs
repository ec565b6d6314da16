//! Tables: a header that names the columns, and a row for each article (CSV, TSV). The columns are the keys of JSON records.
//!
//! RowScanner are cut by [`RowScanner`], here and where a file is read, so that both agree where a row ends. A field is quoted if its first and its last
//! character are `"` and each one between them is doubled. Any other `"` is a letter, as in tables whose program quotes nothing.

use serde_json::{Map, Value};

use super::json::{self, FieldMap};
use super::{Extracted, Finding};
use crate::error::ProblemKind;

/// Maximum number of columns. Data sets of articles have some dozens.
const MAX_COLUMNS: usize = 1_000;

/// Maximum number of rows of a table that is read as a whole. A file of its own has no such limit.
const MAX_ROWS: usize = 500_000;

/// Maximum number of rows that cannot be read, of a table that is read as a whole. After that, it is something other than articles.
const MAX_BAD_ROWS: usize = 1_000;

/// The characters that part columns, the most usual first.
const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];

/// Where a reader of rows stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    FieldStart,
    Plain,
    Quoted,
    /// Behind a `"` inside a quoted field: its end, or the first of two.
    Closing,
}

/// What a byte of a table means for its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The row goes on.
    Inside,
    /// The row ends behind the byte.
    End,
    /// A field that seemed to be quoted is not, so the row ended at the line end inside it: the length of the row in bytes.
    EndedBefore(usize),
}

/// Finds the ends of rows, byte by byte.
#[derive(Debug, Clone)]
pub struct RowScanner {
    delimiter: u8,
    at: At,
    /// Number of bytes of the row so far.
    n_bytes: usize,
    /// The length of the row up to the first line end inside the open quoted field.
    first_line: Option<usize>,
}

impl RowScanner {
    /// A reader at the beginning of a row.
    pub fn new(delimiter: u8) -> RowScanner {
        RowScanner { delimiter, at: At::FieldStart, n_bytes: 0, first_line: None }
    }

    /// Returns what the next byte means. After the end of a row, the next byte begins another.
    pub fn step(&mut self, byte: u8) -> Step {
        self.n_bytes += 1;
        let is_line_end = byte == b'\n';
        self.at = match (self.at, byte) {
            (At::Quoted, b'"') => At::Closing,
            (At::Quoted, _) => {
                self.first_line = self.first_line.or(is_line_end.then_some(self.n_bytes));
                return Step::Inside;
            }
            (At::Closing, b'"') => At::Quoted,
            (_, byte) if is_line_end || byte == self.delimiter => At::FieldStart,
            (At::FieldStart, b'"') => {
                self.first_line = None;
                At::Quoted
            }
            (At::Closing, byte) if byte != b'\r' => match self.first_line {
                Some(len) => {
                    *self = RowScanner::new(self.delimiter);
                    return Step::EndedBefore(len);
                }
                None => At::Plain,
            },
            _ => At::Plain,
        };
        if !is_line_end || self.at != At::FieldStart {
            return Step::Inside;
        }
        *self = RowScanner::new(self.delimiter);
        Step::End
    }

    /// Returns whether a quoted field is open.
    pub fn is_open(&self) -> bool {
        self.at == At::Quoted
    }

    /// Returns the length of the row up to the first line end inside the open quoted field.
    pub fn first_line(&self) -> Option<usize> {
        self.first_line.filter(|_| self.is_open())
    }
}

/// Returns the length of the first row of a text, with its end. `n_columns` is the number of fields that rows have.
fn row_len(text: &str, delimiter: u8, n_columns: usize) -> usize {
    let mut rows = RowScanner::new(delimiter);
    for (place, byte) in text.bytes().enumerate() {
        match rows.step(byte) {
            Step::Inside => {}
            Step::End => return place + 1,
            Step::EndedBefore(len) => return len,
        }
    }
    let unclosed = rows.first_line().filter(|len| text.get(*len..).is_some_and(|rest| are_rows(rest, delimiter, n_columns)));
    unclosed.unwrap_or(text.len())
}

/// Returns whether most lines of a text are rows of so many fields, so that a quotation mark before them that is never closed is a letter.
fn are_rows(text: &str, delimiter: u8, n_columns: usize) -> bool {
    const MAX_LINES: usize = 1_000;
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(MAX_LINES).collect();
    let n_rows = lines.iter().filter(|line| fields(line, delimiter, n_columns).len() == n_columns).count();
    n_columns > 1 && n_rows * 2 > lines.len()
}

/// Returns the fields of a row, at most `max` and one more. A quotation mark that opens a field and is never closed is a letter.
fn fields(row: &str, delimiter: u8, max: usize) -> Vec<String> {
    let row = row.strip_suffix('\n').unwrap_or(row);
    let row = row.strip_suffix('\r').unwrap_or(row);
    let mut fields = Vec::new();
    let mut start = 0;
    while start <= row.len() && fields.len() <= max {
        let len = field_len(&row[start..], delimiter);
        fields.push(unquoted(&row[start..start + len]));
        start += len + 1;
    }
    fields
}

/// Returns the length of the first field of a row.
fn field_len(row: &str, delimiter: u8) -> usize {
    let mut scanner = RowScanner::new(delimiter);
    for (place, byte) in row.bytes().enumerate() {
        let was_open = scanner.is_open();
        scanner.step(byte);
        if byte == delimiter && !was_open {
            return place;
        }
    }
    let first = if scanner.is_open() { memchr::memchr(delimiter, row.as_bytes()) } else { None };
    first.unwrap_or(row.len())
}

fn unquoted(field: &str) -> String {
    let inside = field.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inside {
        Some(inside) if !inside.replace("\"\"", "").contains('"') => inside.replace("\"\"", "\""),
        _ => field.to_owned(),
    }
}

/// What the columns of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// Texts with headlines or days.
    Articles,
    /// Addresses that somebody keeps in a program for reading.
    Links,
    /// What somebody marked in texts.
    Highlights,
    /// References with the paths of files, as Zotero exports them.
    Library,
    /// Anything else.
    Other,
}

impl TableKind {
    /// Returns what such a table is, if it is no list of articles.
    pub fn no_article(self) -> Option<&'static str> {
        match self {
            TableKind::Articles => None,
            TableKind::Links => Some("links"),
            TableKind::Highlights => Some("highlights of a reader"),
            TableKind::Library => Some("a bibliography"),
            TableKind::Other => Some("a table without a column of texts"),
        }
    }
}

/// The header of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    delimiter: u8,
    columns: Vec<String>,
    len: usize,
}

impl Header {
    /// Reads the first row of a text. Without a `delimiter`, the one that gives most columns counts.
    pub fn of(text: &str, delimiter: Option<u8>) -> Header {
        let marks = text.len() - text.trim_start_matches('\u{feff}').len();
        let text = &text[marks..];
        let read = |delimiter: u8| {
            let len = row_len(text, delimiter, 0);
            let columns = fields(&text[..len], delimiter, MAX_COLUMNS).iter().map(|column| column.trim().to_owned()).collect();
            Header { delimiter, columns, len: marks + len }
        };
        match delimiter {
            Some(delimiter) => read(delimiter),
            // Of several with the same number, the first counts.
            None => {
                DELIMITERS.map(read).into_iter().rev().max_by_key(|header| header.columns.len()).unwrap_or_else(|| read(b','))
            }
        }
    }

    /// Returns its length in bytes, with its end.
    pub fn len_bytes(&self) -> usize {
        self.len
    }

    /// Returns the character that parts columns.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// Returns whether a text is rows of this table, rather than the rest of a field.
    pub fn are_rows(&self, text: &str) -> bool {
        are_rows(text, self.delimiter, self.columns.len())
    }

    /// Returns what the columns are.
    pub fn kind(&self) -> TableKind {
        if self.columns.len() < 2 || self.columns.len() > MAX_COLUMNS {
            return TableKind::Other;
        }
        let names: Vec<String> = self.columns.iter().map(|column| json::folded(column)).collect();
        let has = |name: &str| names.iter().any(|known| known == name);
        let has_field = |field: &str| self.columns.iter().any(|column| json::field_of(column) == Some(field));
        let (has_text, has_title, has_date) = (has_field("body"), has_field("title"), has_field("date"));
        // `text` and `content` may be anything; these are texts of articles alone.
        const OF_ARTICLES: [&str; 8] =
            ["articlebody", "articletext", "maintext", "storytext", "fulltext", "cleanedtext", "bodytext", "article"];
        let is_surely_text = OF_ARTICLES.iter().any(|name| has(name));
        match () {
            () if has("fileattachments") && has("itemtype") => TableKind::Library,
            () if has("highlight") && (has("booktitle") || has("highlightedat")) => TableKind::Highlights,
            () if has_text && has_title || is_surely_text && has_date => TableKind::Articles,
            // As in lists of the entries of feeds. Goods have no day.
            () if has_field("summary") && has_title && has_date => TableKind::Articles,
            () if has_field("url") && (has_title || has("tags") || has("folder")) => TableKind::Links,
            () => TableKind::Other,
        }
    }

    /// Returns the values of a row by their columns; empty ones are left out. Fails if the row has another number of fields.
    fn record(&self, row: &str) -> Result<Map<String, Value>, Finding> {
        let mut fields = fields(row, self.delimiter, self.columns.len());
        // Spreadsheets write the empty cells beside a table too.
        while fields.len() > self.columns.len() && fields.last().is_some_and(String::is_empty) {
            fields.pop();
        }
        if fields.len() != self.columns.len() {
            let more = if fields.len() > self.columns.len() { "more than " } else { "" };
            let n_fields = fields.len().min(self.columns.len());
            let message = format!("the row has {more}{n_fields} fields, and the header {}", self.columns.len());
            return Err(syntax(message));
        }
        let mut record = Map::new();
        for (column, field) in self.columns.iter().zip(fields) {
            if !field.trim().is_empty() && !column.is_empty() {
                record.entry(column.clone()).or_insert(Value::String(field));
            }
        }
        Ok(record)
    }

    /// Returns the columns that hold what the program of a reader did, and not what the article states.
    fn own_columns(&self) -> &'static [&'static str] {
        // Exports of wallabag: when the copy was made.
        let has = |name: &str| self.columns.iter().any(|column| json::folded(column) == name);
        if has("mimetype") && has("creationdate") && has("tags") { &["creationdate"] } else { &[] }
    }
}

/// Returns what a text is that begins so, if it is a table that a program of readers exports, and no list of articles.
pub fn no_article(head: &str) -> Option<&'static str> {
    let kind = whole_header(head)?.kind();
    if kind == TableKind::Other { None } else { kind.no_article() }
}

/// Returns whether a text that begins so is a table of articles.
pub fn is_of_articles(head: &str) -> bool {
    whole_header(head).is_some_and(|header| header.kind() == TableKind::Articles)
}

/// Returns the header that a text begins with; `None` if it does not end there, or is a sentence.
fn whole_header(head: &str) -> Option<Header> {
    let first = head.lines().next()?;
    // Most texts are none.
    if !DELIMITERS.iter().any(|delimiter| first.as_bytes().contains(delimiter)) {
        return None;
    }
    let header = Header::of(head, None);
    (header.len < head.len() && head.as_bytes().get(header.len - 1) == Some(&b'\n')).then_some(header)
}

/// Reads the articles of a table, one a row. Without a `delimiter`, the header tells it. A row with another number of fields than the header
/// is a finding.
///
/// The second part of the result holds findings about articles that were read, under their numbers.
pub fn extract(text: &str, map: &FieldMap, delimiter: Option<u8>) -> Extracted {
    let (mut articles, mut findings) = (Vec::new(), Vec::new());
    let header = Header::of(text, delimiter);
    if header.columns.len() > MAX_COLUMNS {
        let message = format!("more than {MAX_COLUMNS} columns; the table is not read");
        return (vec![(1, Err(Finding { byte: None, kind: ProblemKind::TooLarge, message }))], findings);
    }
    let (mut rest, mut n_bad) = (&text[header.len..], 0);
    let mut number = 0;
    while !rest.is_empty() && n_bad < MAX_BAD_ROWS {
        let (row, after) = rest.split_at(row_len(rest, header.delimiter, header.columns.len()));
        rest = after;
        // Spreadsheets write empty rows below a table.
        if row.bytes().all(|byte| byte == header.delimiter || byte == b'"' || byte.is_ascii_whitespace()) {
            continue;
        }
        number += 1;
        if number > MAX_ROWS as u64 {
            let message = format!("more than {MAX_ROWS} rows; the rest is not read");
            articles.push((number, Err(Finding { byte: None, kind: ProblemKind::TooLarge, message })));
            break;
        }
        let article = match header.record(row) {
            _ if is_cut(row, header.delimiter) => Err(cut()),
            Ok(mut record) => {
                record.retain(|column, _| !header.own_columns().contains(&json::folded(column).as_str()));
                let (draft, found) = json::article(&record, map);
                findings.extend(found.into_iter().map(|finding| (number, finding)));
                draft
            }
            Err(finding) => Err(finding),
        };
        n_bad += usize::from(article.is_err());
        articles.push((number, article));
    }
    (articles, findings)
}

/// Reads the rows of a table as records; those that cannot be read are left out. At most `max` are read.
pub(super) fn records(text: &str, max: usize) -> Vec<Map<String, Value>> {
    let header = Header::of(text, None);
    let (mut rest, mut records) = (&text[header.len..], Vec::new());
    while !rest.is_empty() && records.len() < max {
        let (row, after) = rest.split_at(row_len(rest, header.delimiter, header.columns.len()));
        rest = after;
        records.extend(header.record(row).ok().filter(|record| !record.is_empty()));
    }
    records
}

/// Returns whether a row ends inside a quoted field. One that ends at the first line end there was ended on purpose.
fn is_cut(row: &str, delimiter: u8) -> bool {
    let mut scanner = RowScanner::new(delimiter);
    row.bytes().for_each(|byte| _ = scanner.step(byte));
    scanner.is_open() && scanner.first_line() != Some(row.len())
}

/// The finding for a table that ends before a quoted field does.
pub fn cut() -> Finding {
    syntax("the file ends inside a quoted field, so this row is not read".to_owned())
}

fn syntax(message: String) -> Finding {
    Finding { byte: None, kind: ProblemKind::Syntax, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str, delimiter: u8) -> Vec<String> {
        fields(text, delimiter, 10)
    }

    #[test]
    fn fields_are_quoted_wholly_or_not_at_all() {
        assert_eq!(row("a,\"b, c\",\"d\"\"e\"\r\n", b','), ["a", "b, c", "d\"e"]);
        assert_eq!(row("\"a\nb\",,", b','), ["a\nb", "", ""]);
        // A program that quotes nothing.
        assert_eq!(row("\"We will stay,\" says mayor\tRain", b'\t'), ["\"We will stay,\" says mayor", "Rain"]);
        assert_eq!(row("5\" pipe,\"", b','), ["5\" pipe", "\""]);
        assert_eq!(row("\"\"", b','), [""]);
        assert_eq!(row(",,,,,,,,,,,,,,,", b',').len(), 11);
    }

    #[test]
    fn rows_end_outside_of_quoted_fields() {
        let text = "a,\"b\nc\"\nd,e\n";
        let end = row_len(text, b',', 2);
        assert_eq!((&text[..end], row_len(&text[end..], b',', 2)), ("a,\"b\nc\"\n", 4));
        assert!(is_cut("a,\"b\nc", b',') && !is_cut("a,b\"", b','));
    }

    #[test]
    fn a_mark_that_no_field_ends_with_is_a_letter() {
        let tabs = "title\ttext\n\"Goats ate\tIt is so.\nRain\tIt rained.\nSun \"at last\"\tIt shone.\n\"Fog\tIt came.\nWind\tIt blew.\n";
        let (articles, _) = extract(tabs, &FieldMap::default(), None);
        let titles: Vec<_> = articles.iter().map(|(_, article)| article.as_ref().unwrap().title.as_deref().unwrap()).collect();
        assert_eq!(titles, ["\"Goats ate", "Rain", "Sun \"at last\"", "\"Fog", "Wind"]);
    }

    #[test]
    fn tables_are_told_by_their_columns() {
        for (header, kind) in [
            (",id,title,publication,author,date,year,month,url,content", TableKind::Articles),
            ("title;text;subject;date", TableKind::Articles),
            ("\u{feff}\"Headline\"\t\"Article Body\"", TableKind::Articles),
            ("Article,Date,Heading,NewsType", TableKind::Articles),
            ("title,pubDate,guid,link,description", TableKind::Articles),
            ("Title;URL;Content;Tags;\"MIME Type\";Language;\"Creation date\"", TableKind::Articles),
            ("title,url,time_added,tags,status", TableKind::Links),
            ("URL,Title,Selection,Folder,Timestamp,Tags", TableKind::Links),
            ("Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen", TableKind::Links),
            ("id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite", TableKind::Links),
            ("Title,Author,Publisher,URL,Tags,Word Count,In Queue,Favorited,Read,Highlight Count", TableKind::Links),
            ("Highlight,Book Title,Book Author,Note,Color,Tags,Highlighted at", TableKind::Highlights),
            ("Key,Item Type,Author,Title,Url,Date,File Attachments", TableKind::Library),
            ("text,label", TableKind::Other),
            ("title,description,price", TableKind::Other),
            ("docno,speaker,cue,kind,content", TableKind::Other),
            ("username,date,text", TableKind::Other),
            ("title", TableKind::Other),
        ] {
            assert_eq!(Header::of(header, None).kind(), kind, "for {header}");
        }
        assert!(is_of_articles("title,text\nRain,It rained.\n") && !is_of_articles("title,text"));
        assert!(!is_of_articles("Titles, texts and dates\nIt rained.\n"));
    }

    #[test]
    fn a_row_is_an_article() {
        let text = "id,title,date,content\n7,Rain,2024-05-03,\"It rained.\n\n\"\"Hard,\"\" she said.\"\n\n8,Sun\n9,Wind,2024-05-04,It blew.,,\n10,Fog,2024-05-05,\"It";
        let (articles, findings) = extract(text, &FieldMap::default(), None);
        let first = articles[0].1.as_ref().unwrap();
        assert_eq!((first.record_id.as_deref(), first.body.as_str()), (Some("7"), "It rained.\n\n\"Hard,\" she said."));
        let problems: Vec<(u64, &str)> =
            articles.iter().filter_map(|(number, article)| Some((*number, article.as_ref().err()?.message.as_str()))).collect();
        let cut = "the file ends inside a quoted field, so this row is not read";
        assert_eq!((problems, findings), (vec![(2, "the row has 2 fields, and the header 4"), (4, cut)], vec![]));
        assert_eq!(articles[2].1.as_ref().unwrap().title.as_deref(), Some("Wind"));
    }

    #[test]
    fn tables_of_something_else_are_bounded() {
        let (articles, _) = extract(&"a,b\nc\n".repeat(5_000), &FieldMap::default(), None);
        assert!(articles.iter().filter(|(_, article)| article.is_err()).count() <= MAX_BAD_ROWS);
        let wide = ",".repeat(2_000);
        let (articles, _) = extract(&format!("{wide}\n{wide}\n"), &FieldMap::default(), None);
        assert_eq!(articles[0].1.as_ref().unwrap_err().kind, ProblemKind::TooLarge);
    }
}
