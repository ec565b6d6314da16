//! Answers that a browser saves as a file.

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::Response;

use crate::choice::ExportFormat;
use crate::query::QueryProblem;
use crate::serve::answers::NOTES;

/// Maximum size of the notes in bytes. Proxies refuse heads of 8 KiB.
const MAX_NOTES_BYTES: usize = 4 << 10;

/// The kind of file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    content_type: &'static str,
    ending: &'static str,
}

impl Kind {
    pub(super) const CSV: Kind = Kind { content_type: "text/csv; charset=utf-8", ending: "csv" };
    pub(super) const SVG: Kind = Kind { content_type: "image/svg+xml", ending: "svg" };

    pub(super) fn of(format: ExportFormat) -> Kind {
        let (content_type, ending) = match format {
            ExportFormat::Csv => return Kind::CSV,
            ExportFormat::JsonLines => ("application/jsonl; charset=utf-8", "jsonl"),
            ExportFormat::Ris => ("application/x-research-info-systems; charset=utf-8", "ris"),
            ExportFormat::Bibtex => ("application/x-bibtex; charset=utf-8", "bib"),
            ExportFormat::CslJson => ("application/vnd.citationstyles.csl+json", "json"),
            ExportFormat::Markdown => ("text/markdown; charset=utf-8", "md"),
        };
        Kind { content_type, ending }
    }
}

/// Returns an answer that a browser saves under a name made of `what` and words of the query. Its head holds the notes about the query.
pub(super) fn attachment(
    body: impl Into<Body>,
    kind: Kind,
    what: &str,
    (query_text, notes): (&str, &[QueryProblem]),
) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind.content_type));
    let disposition = format!("attachment; filename=\"{}.{}\"", file_name(what, query_text), kind.ending);
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    if let Some(notes) = notes_header(query_text, notes) {
        headers.insert(NOTES, notes);
    }
    response
}

/// Returns the notes as one line of a head; those that have no room are left out. `None` if there is nothing to tell.
fn notes_header(query_text: &str, notes: &[QueryProblem]) -> Option<HeaderValue> {
    let mut line = String::from("[");
    for note in notes {
        let told = in_ascii(&serde_json::to_string(&note.in_a_line(query_text)).ok()?);
        if line.len() + told.len() + 2 > MAX_NOTES_BYTES {
            break;
        }
        if line.len() > 1 {
            line.push(',');
        }
        line.push_str(&told);
    }
    line.push(']');
    (line.len() > 2).then(|| HeaderValue::from_str(&line).ok()).flatten()
}

/// Returns a JSON string with escapes for all that is not ASCII.
fn in_ascii(json: &str) -> String {
    let mut ascii = String::with_capacity(json.len());
    for letter in json.chars() {
        match letter {
            ' '..='~' => ascii.push(letter),
            _ => letter.encode_utf16(&mut [0; 2]).iter().for_each(|unit| ascii.push_str(&format!("\\u{unit:04x}"))),
        }
    }
    ascii
}

/// Returns a name of small letters, digits and `-`, which is harmless in any system or shell.
fn file_name(what: &str, query_text: &str) -> String {
    /// Longer names are hard to read in a list of files.
    const MAX_LEN: usize = 60;
    let mut name = format!("pullquote-{what}");
    let words = query_text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    for word in words {
        if name.len() + 1 + word.len() > MAX_LEN {
            break;
        }
        name.push('-');
        name.push_str(&word.to_ascii_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn names_of_files_are_harmless() {
        let check = |query: &str, expected: &str| assert_eq!(file_name("export", query), expected);
        check("Flood w/5 \"dam\"", "pullquote-export-flood-w-5-dam");
        check("../../etc/passwd\r\nX: y\0;\"", "pullquote-export-etc-passwd-x-y");
        check("東京", "pullquote-export");
        check(&"flood ".repeat(100), "pullquote-export-flood-flood-flood-flood-flood-flood-flood");
    }

    #[test]
    fn notes_are_one_line_of_ascii() {
        let query = "Zürich % 東京 😀";
        let (_, notes) = parse(query, 0);
        let header = notes_header(query, &notes).unwrap();
        let told: Vec<String> = serde_json::from_slice(header.as_bytes()).unwrap();
        assert!(header.as_bytes().is_ascii() && told[0].starts_with("column 8: `%`"), "{told:?}");
        assert!(told.iter().any(|note| note.contains('😀')), "{told:?}");
        assert_eq!(notes_header("flood", &[]), None);
    }
}
