//! All articles that match, one record each, in a format for another program: a spreadsheet, a reference manager, a note.
//!
//! Records are written one by one, so an export of any length takes the memory of one article. A record names the article's file and its
//! SHA-256, so that the file can be identified later. No text of an article can end its record or begin another. An export of the
//! original records is [`WarcExport`](super::warc::WarcExport).

use std::collections::HashMap;
use std::io::{self, Write};

use super::cite::record::{Record, found_at};
use super::cite::{bibtex, csl, ris};
use super::{csv, markdown};
use crate::article::Article;
use crate::choice::ExportFormat;
use crate::engine::{FileRecord, Ledger};
use crate::error::Result;
use crate::hit::Matches;
use crate::matching::{Pattern, find};
use crate::wire::export::write_export;

/// Maximum number of files whose hashes are kept while an export is written. Most archives have fewer.
const MAX_HASHES: usize = 1 << 16;

/// An export that is being written.
pub struct Export<'a> {
    format: ExportFormat,
    /// The query, which finds the places of the matches.
    pattern: &'a Pattern,
    ledger: &'a dyn Ledger,
    /// The hashes of files that were looked up, by path.
    sha256_of: HashMap<String, Option<String>>,
    n_records: u64,
}

impl<'a> Export<'a> {
    /// Returns an export of articles that `pattern` matches, from files of this ledger.
    pub fn new(format: ExportFormat, pattern: &'a Pattern, ledger: &'a dyn Ledger) -> Export<'a> {
        Export { format, pattern, ledger, sha256_of: HashMap::new(), n_records: 0 }
    }

    /// Returns how many records were written so far.
    pub fn n_records(&self) -> u64 {
        self.n_records
    }

    /// Writes the beginning of the export. `understood` is the query in canonical form.
    pub fn begin(&self, out: &mut dyn Write, understood: &str) -> io::Result<()> {
        match self.format {
            ExportFormat::Csv => csv::export::write_names(out),
            ExportFormat::CslJson => csl::begin(out),
            ExportFormat::Markdown => markdown::export::write_heading(out, understood),
            ExportFormat::JsonLines | ExportFormat::Ris | ExportFormat::Bibtex => Ok(()),
        }
    }

    /// Writes the record of an article.
    pub fn write(&mut self, out: &mut dyn Write, article: &Article) -> io::Result<()> {
        let found_at = if article.locators.is_empty() { None } else { found_at(article, &self.matches(article)) };
        let sha256 = self.sha256(&article.place.path).map_err(io::Error::other)?;
        let record = Record { article, sha256: sha256.as_deref(), found_at };
        match self.format {
            ExportFormat::Csv => csv::export::write(out, &record, &self.matches(article)),
            ExportFormat::JsonLines => write_export(out, article, record.sha256, &self.matches(article)),
            ExportFormat::Ris => ris::write(out, &record),
            ExportFormat::Bibtex => bibtex::write(out, &record),
            ExportFormat::CslJson => csl::write(out, &record, self.n_records == 0),
            ExportFormat::Markdown => markdown::export::write(out, &record),
        }?;
        self.n_records += 1;
        Ok(())
    }

    /// Writes the end of the export.
    pub fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            ExportFormat::CslJson => csl::end(out, self.n_records == 0),
            ExportFormat::Csv | ExportFormat::JsonLines | ExportFormat::Ris | ExportFormat::Bibtex | ExportFormat::Markdown => {
                Ok(())
            }
        }
    }

    fn matches(&self, article: &Article) -> Matches {
        find(self.pattern, article).unwrap_or_default()
    }

    /// Returns the hash of a file; `None` if it was not read to its end.
    fn sha256(&mut self, path: &str) -> Result<Option<String>> {
        if let Some(known) = self.sha256_of.get(path) {
            return Ok(known.clone());
        }
        let file = self.ledger.file(path)?;
        let sha256 = file.as_ref().and_then(FileRecord::known_sha256).map(str::to_owned);
        if self.sha256_of.len() < MAX_HASHES {
            self.sha256_of.insert(path.to_owned(), sha256.clone());
        }
        Ok(sha256)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;
    use crate::article::{ArticleId, Language, Locators, NewsTime, Place, TimeOrigin, Title, TitleOrigin, UrlOrigin};
    use crate::engine::RunRecord;
    use crate::query::Query;

    struct NoFiles;

    impl Ledger for NoFiles {
        fn each_file(&self, _: &mut dyn FnMut(FileRecord) -> Result<()>) -> Result<()> {
            Ok(())
        }

        fn file(&self, _: &str) -> Result<Option<FileRecord>> {
            Ok(None)
        }

        fn last_run(&self) -> Option<&RunRecord> {
            None
        }

        fn articles_of(&self, _: &str, _: &mut dyn FnMut(Article) -> Result<()>) -> Result<()> {
            Ok(())
        }

        fn ordinals_of(&self, _: &str) -> Result<Vec<u64>> {
            Ok(Vec::new())
        }
    }

    fn article(number: u64, text: &str) -> Article {
        let place = Place { path: format!("news/{text}.jsonl"), record: Some(number) };
        Article {
            id: ArticleId::numbered(&place.path, place.record),
            record_id: Some(text.to_owned()),
            place,
            title: Title { text: text.to_owned(), origin: TitleOrigin::Stated },
            body: text.to_owned(),
            is_summary: false,
            bylines: vec![text.to_owned(), "Ana Ruiz".to_owned()],
            publisher: Some(text.to_owned()),
            section: Some(text.to_owned()),
            language: Language::from_tag("en"),
            published: NewsTime::parse("2024-04-16T06:30:00+01:00", TimeOrigin::Field),
            modified: None,
            embargo: None,
            url: Some(format!("https://example.org/{text}")),
            url_origin: UrlOrigin::Record,
            claimed_url: None,
            quotes: Vec::new(),
            locators: Locators::default(),
            ocr_confidence: None,
        }
    }

    fn exported(format: ExportFormat, articles: &[Article]) -> String {
        let pattern = Pattern::new(&Query::Word("ferry".to_owned()), crate::hit::Coverage::All);
        let mut export = Export::new(format, &pattern, &NoFiles);
        let mut out = Vec::new();
        export.begin(&mut out, "ferry").unwrap();
        articles.iter().for_each(|article| export.write(&mut out, article).unwrap());
        export.end(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// Reads CSV as strictly as RFC 4180 has it: rows of cells.
    fn rows(csv: &str) -> Vec<Vec<String>> {
        let (mut rows, mut rest) = (Vec::new(), csv);
        let mut row = Vec::new();
        while !rest.is_empty() {
            let (cell, after) = match rest.strip_prefix('"') {
                Some(mut quoted) => {
                    let mut cell = String::new();
                    loop {
                        let (part, after) = quoted.split_once('"').unwrap();
                        cell.push_str(part);
                        match after.strip_prefix('"') {
                            Some(more) => (cell, quoted) = (cell + "\"", more),
                            None => break (cell, after),
                        }
                    }
                }
                None => {
                    let end = rest.find([',', '\r']).unwrap();
                    assert!(!rest[..end].contains(['"', '\n']));
                    (rest[..end].to_owned(), &rest[end..])
                }
            };
            row.push(cell);
            rest = after.strip_prefix(',').unwrap_or_else(|| {
                rows.push(std::mem::take(&mut row));
                after.strip_prefix("\r\n").unwrap()
            });
        }
        rows
    }

    /// The tags of the records of RIS.
    fn ris_tags(ris: &str) -> Vec<Vec<&str>> {
        let records = ris.split_terminator("ER  - \r\n\r\n");
        let tag = |line: &str| -> usize {
            assert!(!line.contains(['\r', '\n', '\u{2028}', '\u{2029}', '\u{85}']), "{line:?}");
            assert_eq!(&line.as_bytes()[2..6], b"  - ", "{line:?}");
            2
        };
        records.map(|record| record.split_terminator("\r\n").map(|line| &line[..tag(line)]).collect()).collect()
    }

    /// The entries of BibTeX, as its own reader cuts them: by braces alone.
    fn bibtex_entries(bibtex: &str) -> Vec<&str> {
        let (mut entries, mut depth, mut start) = (Vec::new(), 0, 0);
        for (at, letter) in bibtex.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            assert!(depth >= 0);
            if letter == '}' && depth == 0 {
                entries.push(bibtex[start..=at].trim());
                start = at + 1;
            }
        }
        assert_eq!((depth, bibtex[start..].trim()), (0, ""));
        entries
    }

    fn headings(markdown: &str) -> usize {
        let is_heading = |event: &Event<'_>| matches!(event, Event::Start(Tag::Heading { .. }));
        Parser::new_ext(markdown, Options::all()).filter(is_heading).count()
    }

    #[test]
    fn nothing_is_a_valid_export_too() {
        let check = |format: ExportFormat, expected: &str| assert_eq!(exported(format, &[]), expected);
        check(ExportFormat::JsonLines, "");
        check(ExportFormat::Ris, "");
        check(ExportFormat::Bibtex, "");
        check(ExportFormat::CslJson, "[]\n");
        check(ExportFormat::Markdown, "# ferry\n");
        assert_eq!(rows(&exported(ExportFormat::Csv, &[])).len(), 1);
    }

    #[test]
    fn a_formula_is_text_in_every_cell() {
        let csv = exported(ExportFormat::Csv, &[article(1, "=HYPERLINK(\"http://evil.example\")")]);
        let row = &rows(&csv)[1];
        let begins_formula = |cell: &&String| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        assert_eq!(row.iter().find(begins_formula), None);
        assert_eq!(row[1], "'=HYPERLINK(\"http://evil.example\")");
    }

    #[test]
    fn ris_tells_what_is_known() {
        let ris = exported(ExportFormat::Ris, &[article(7, "Ferry\nER  - \r\nTY  - BOOK")]);
        let expected = [
            "TY  - NEWS",
            "ID  - [..]",
            "TI  - Ferry ER - TY - BOOK",
            "AU  - Ferry ER - TY - BOOK",
            "AU  - Ana Ruiz",
            "PY  - 2024",
            "DA  - 2024/04/16",
            "T2  - Ferry ER - TY - BOOK",
            "SE  - Ferry ER - TY - BOOK",
            "UR  - https://example.org/Ferry%0AER%20%20-%20%0D%0ATY%20%20-%20BOOK",
            "LA  - en",
            "N1  - Read from news/Ferry ER - TY - BOOK.jsonl:7",
            "ER  - ",
            "",
        ];
        for (line, expected) in ris.split_terminator("\r\n").zip(expected) {
            assert!(line == expected || expected.ends_with("[..]"), "{line}");
        }
    }

    proptest! {
        #[test]
        fn every_article_is_one_record(
            texts in prop::collection::vec("[-a=+@\t\n\r \"',;{}\\\\%&$#_~^\u{1b}\u{85}\u{2028}é東.]{0,20}|(ER {2}- |TY {2}- |\r\n|\n|@misc\\{|\\}|\",|# |---|<b>|\\]|a){0,8}", 1..4),
        ) {
            let articles: Vec<Article> = (1..).zip(&texts).map(|(number, text)| article(number, text)).collect();
            let n = articles.len();
            let rows = rows(&exported(ExportFormat::Csv, &articles));
            prop_assert_eq!(rows.len(), n + 1);
            prop_assert!(rows.iter().all(|row| row.len() == rows[0].len()));
            prop_assert!(rows.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])));

            let lines = exported(ExportFormat::JsonLines, &articles);
            prop_assert_eq!(lines.lines().count(), n);
            for (line, text) in lines.lines().zip(&texts) {
                let line: serde_json::Value = serde_json::from_str(line).unwrap();
                prop_assert_eq!(&line["title"], text);
            }

            let ris = exported(ExportFormat::Ris, &articles);
            let tags = ris_tags(&ris);
            prop_assert_eq!(tags.len(), n);
            prop_assert!(tags.iter().all(|tags| tags[0] == "TY" && tags[1..].iter().all(|tag| *tag != "TY" && *tag != "ER")));

            let bibtex = exported(ExportFormat::Bibtex, &articles);
            let entries = bibtex_entries(&bibtex);
            prop_assert_eq!(entries.len(), n);
            for (entry, article) in entries.iter().zip(&articles) {
                let start = format!("@article{{{},\n", article.id);
                prop_assert!(entry.starts_with(&start));
            }

            let items: Vec<serde_json::Value> = serde_json::from_str(&exported(ExportFormat::CslJson, &articles)).unwrap();
            prop_assert_eq!(items.len(), n);
            for (item, text) in items.iter().zip(&texts) {
                prop_assert_eq!(&item["title"], text);
                prop_assert_eq!(&item["issued"]["date-parts"], &serde_json::json!([[2024, 4, 16]]));
            }

            prop_assert_eq!(headings(&exported(ExportFormat::Markdown, &articles)), n + 1);
        }
    }
}
