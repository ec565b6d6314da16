//! RIS: a record is lines from `TY` to `ER`, each with a tag, two spaces, a hyphen, a space and a value, and ended by CR LF.
//!
//! A value is always one line after its tag, so no text can be taken for a tag. Names of authors are as the article prints them, because nothing
//! says which part is the surname.

use std::io::{self, Write};

use super::record::{Record, one_line};
use crate::render::html::escape::web_address;

pub(crate) fn write(out: &mut dyn Write, record: &Record<'_>) -> io::Result<()> {
    let article = record.article;
    let mut lines = vec![("TY", "NEWS".to_owned()), ("ID", article.id.to_string()), ("TI", one_line(&article.title.text))];
    lines.extend(article.bylines.iter().map(|byline| ("AU", one_line(byline))));
    if let Some((year, month, day)) = record.date() {
        lines.extend([("PY", format!("{year:04}")), ("DA", format!("{year:04}/{month:02}/{day:02}"))]);
    }
    let rows = [
        ("T2", article.publisher.as_deref().map(one_line)),
        ("SE", article.section.as_deref().map(one_line)),
        ("SP", record.pages("-").map(|pages| one_line(&pages))),
        ("UR", web_address(article.url.as_deref())),
        ("LA", record.language().map(str::to_owned)),
        ("N1", Some(record.source())),
    ];
    lines.extend(rows.into_iter().filter_map(|(tag, value)| Some((tag, value?))));
    for (tag, value) in lines.iter().filter(|(_, value)| !value.is_empty()) {
        write!(out, "{tag}  - {value}\r\n")?;
    }
    write!(out, "ER  - \r\n\r\n")
}
