//! Answers that a browser saves as a file.

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::Response;

use crate::choice::ExportFormat;

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

/// Returns an answer that a browser saves under a name made of `what` and words of the query.
pub(super) fn attachment(body: impl Into<Body>, kind: Kind, what: &str, query_text: &str) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind.content_type));
    let disposition = format!("attachment; filename=\"{}.{}\"", file_name(what, query_text), kind.ending);
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    response
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

    #[test]
    fn names_of_files_are_harmless() {
        let check = |query: &str, expected: &str| assert_eq!(file_name("export", query), expected);
        check("Flood w/5 \"dam\"", "pullquote-export-flood-w-5-dam");
        check("../../etc/passwd\r\nX: y\0;\"", "pullquote-export-etc-passwd-x-y");
        check("東京", "pullquote-export");
        check(&"flood ".repeat(100), "pullquote-export-flood-flood-flood-flood-flood-flood-flood");
    }
}
