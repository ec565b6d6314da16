//! A recording: a file of what a search found, so that [`replay`](fn@super::replay) can report later what has changed since.
//!
//! It is JSON Lines, in this order:
//!
//! - the [`Head`] (`"kind":"recording"`): the query, the time, and the index;
//! - a [`RecordedArticle`] (`"kind":"article"`) for every matching article, not only for those of the shown page, ordered by id;
//! - the [`Totals`] (`"kind":"totals"`), which end with the SHA-256 of all lines before them. So a file that was cut or edited
//!   is recognised.
//!
//! Lines are written and read one by one, so a recording of any length takes the memory of one article. A recording may come from
//! somebody else: lines are bounded, and nothing is used before the whole file was verified.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::article::{Article, ArticleId, NewsTime, PartialDate, Place, TimeOrigin};
use crate::engine::{FileRecord, Snapshot};
use crate::error::{Error, RecordingFault, Result};
use crate::file;
use crate::hit::Coverage;
use crate::matching::{Pattern, find};
use crate::query::{MAX_LEAVES, Query, parse};

/// The version of the file format; raised whenever it changes in a way that could break a reader.
pub const VERSION: u32 = 1;

/// Maximum length of a line in bytes. A query and its canonical form have 64 KiB each, which JSON
/// may expand to six times as much.
const MAX_LINE_BYTES: u64 = 1 << 20;

/// Maximum number of characters kept of a title.
const MAX_TITLE_CHARS: usize = 1_000;

/// The request that a command records.
#[derive(Debug, Clone)]
pub struct RecordedSearch<'a> {
    /// The query as typed.
    pub text: &'a str,
    /// The query as understood.
    pub query: &'a Query,
    /// How many of the words side by side had to match.
    pub coverage: Coverage,
    /// The command.
    pub command: &'static str,
    /// Options of the command that decided what was shown, by name.
    pub options: Vec<(&'static str, String)>,
    /// The time, in seconds since 1970. The query was parsed on this day (UTC).
    pub now: i64,
}

/// The recorded query, time, and index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The program that made the recording: `pullquote`.
    pub program: String,
    /// Its version.
    pub program_version: String,
    /// The time, in UTC: `2026-11-28T13:57:09Z`.
    pub recorded: String,
    /// The day from which relative days such as `since:7d` were counted.
    pub day: String,
    /// The query as typed.
    pub query: String,
    /// The query as understood, in canonical form. It contains only absolute days.
    pub understood: String,
    /// How many of the words side by side had to match; `None` for all.
    pub words_needed: Option<usize>,
    /// The command that made the recording.
    pub command: String,
    /// Options of the command that decided what was shown.
    pub options: BTreeMap<String, String>,
    /// The index.
    pub index: RecordedIndex,
}

/// The state of the index that was searched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedIndex {
    /// Where it was.
    pub location: String,
    /// Its format, as in [`Stats::format`](crate::engine::Stats::format).
    pub format: String,
    /// The number of its generation.
    pub generation: u64,
    /// The [`fingerprint`] of its files.
    pub fingerprint: String,
    /// Number of files in it.
    pub files: u64,
    /// Number of articles in it.
    pub articles: u64,
}

/// An article that matched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedArticle {
    /// Its id.
    pub id: ArticleId,
    /// Its title; a very long one is cut.
    pub title: String,
    /// When it was published, as stated.
    pub published: Option<String>,
    /// The file that it was read from.
    pub path: String,
    /// The number of its record in the file.
    pub record: Option<u64>,
    /// The SHA-256 of that file; `None` if it was not read to its end.
    pub sha256: Option<String>,
    /// The [`content_hash`] of the article.
    pub content: String,
    /// Number of matches in title and body.
    pub matches: u64,
}

/// The totals of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Number of matching articles.
    pub articles: u64,
    /// Number of matches.
    pub matches: u64,
    /// The SHA-256 of all lines before this one.
    pub sha256: String,
}

/// A line of a recording behind the first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Line {
    Article(RecordedArticle),
    Totals(Totals),
}

#[derive(Serialize)]
struct HeadLine<'h> {
    kind: &'static str,
    format_version: u32,
    #[serde(flatten)]
    head: &'h Head,
}

/// The part that identifies a recording.
#[derive(Deserialize)]
struct Beginning {
    kind: Option<String>,
    format_version: Option<u64>,
}

const KIND: &str = "recording";

impl Head {
    /// Returns the head of a recording. Fails if the canonical form of the query is longer than a
    /// query may be, because it could not be asked again.
    pub fn new(snapshot: &dyn Snapshot, asked: &RecordedSearch<'_>) -> Result<Head> {
        let understood = asked.query.to_string();
        let day = asked.now.div_euclid(86_400);
        let again = parse(&understood, day).0.map(|query| query.to_string());
        if again.as_ref() != Some(&understood) {
            return Err(Error::NotRepeatable { query: asked.text.to_owned() });
        }
        let time =
            |seconds: i64| NewsTime::from_unix(seconds, TimeOrigin::Field).map_or_else(String::new, |time| time.to_string());
        let recorded = time(asked.now);
        let stats = snapshot.stats()?;
        Ok(Head {
            program: env!("CARGO_PKG_NAME").to_owned(),
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            day: recorded.split('T').next().unwrap_or("").to_owned(),
            recorded,
            query: asked.text.to_owned(),
            understood,
            words_needed: match asked.coverage {
                Coverage::All => None,
                Coverage::AtLeast(n) => Some(n),
            },
            command: asked.command.to_owned(),
            options: asked.options.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            index: RecordedIndex {
                location: stats.location.to_string_lossy().into_owned(),
                format: stats.format,
                generation: stats.generation,
                fingerprint: fingerprint(&snapshot.ledger().files()?),
                files: stats.n_files,
                articles: stats.n_articles,
            },
        })
    }

    /// Returns how many of the words side by side must match.
    pub fn coverage(&self) -> Coverage {
        self.words_needed.map_or(Coverage::All, Coverage::AtLeast)
    }

    /// Returns the query; `None` if it cannot be run.
    pub fn query(&self) -> Option<Query> {
        let day = PartialDate::parse(&self.day)?.first_day();
        let is_number = self.words_needed.is_none_or(|n| (1..=MAX_LEAVES).contains(&n));
        parse(&self.understood, day).0.filter(|_| is_number)
    }
}

/// Returns a SHA-256 over the files of an index: the path and hash of each, in the order of paths,
/// with its number of articles and the version of the extraction that read it. A file that was not
/// read to its end has no hash; its size, time and resume point are used instead. Two indexes with
/// equal fingerprints, on any engines, hold equal articles, unless their files were read with other
/// options.
///
/// Hashing the articles themselves would remove that exception, but would read all of them.
pub fn fingerprint(ledger: &[FileRecord]) -> String {
    let mut hasher = Sha256::new();
    for file in ledger {
        let FileRecord { path, sha256, n_articles, extraction, .. } = file;
        add_field(&mut hasher, Some(path));
        add_field(&mut hasher, Some(sha256));
        hasher.update(n_articles.to_le_bytes());
        hasher.update(extraction.to_le_bytes());
        if sha256.is_empty() {
            hasher.update(file.size_bytes.to_le_bytes());
            hasher.update(file.modified_nanos.to_le_bytes());
            hasher.update(file.resume.map_or(0, |resume| resume.record).to_le_bytes());
        }
    }
    hexadecimal(hasher)
}

/// Returns a SHA-256 of the content of an article, wherever it was read: title, body, bylines,
/// publisher, section, language, times, URL, and its quotes with their speakers.
///
/// Each field is its length in bytes as an eight-byte little-endian number, then its UTF-8; a
/// missing field is eight bytes of 255. Bylines and quotes are preceded by their number, in the
/// same form. A quote is its start and end in bytes of the body, then its kind and its speaker. The
/// end of an embargo follows if there is one.
pub fn content_hash(article: &Article) -> String {
    let Article { title, body, is_summary, bylines, publisher, section, language, published, modified, url, quotes, .. } =
        article;
    let mut hasher = Sha256::new();
    add_field(&mut hasher, Some(&title.text));
    add_field(&mut hasher, Some(body));
    hasher.update([u8::from(*is_summary)]);
    hasher.update((bylines.len() as u64).to_le_bytes());
    bylines.iter().for_each(|byline| add_field(&mut hasher, Some(byline)));
    add_field(&mut hasher, publisher.as_deref());
    add_field(&mut hasher, section.as_deref());
    add_field(&mut hasher, language.as_ref().map(|language| language.code()));
    for time in [published, modified] {
        add_field(&mut hasher, time.map(|time| time.to_string()).as_deref());
    }
    add_field(&mut hasher, url.as_deref());
    hasher.update((quotes.len() as u64).to_le_bytes());
    for quote in quotes {
        hasher.update((quote.content.start as u64).to_le_bytes());
        hasher.update((quote.content.end as u64).to_le_bytes());
        add_field(&mut hasher, Some(quote.kind.name()));
        add_field(&mut hasher, quote.speaker.as_deref());
    }
    if let Some(embargo) = article.embargo {
        add_field(&mut hasher, Some(&embargo.to_string()));
    }
    // Pages and times are cited; boxes only help to find the words there.
    for (byte, locator) in article.locators.iter() {
        hasher.update((byte as u64).to_le_bytes());
        add_field(&mut hasher, Some(&locator.to_string()));
    }
    hexadecimal(hasher)
}

/// The length separates a field from the next.
fn add_field(hasher: &mut Sha256, text: Option<&str>) {
    hasher.update(text.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
    hasher.update(text.unwrap_or("").as_bytes());
}

fn hexadecimal(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl RecordedArticle {
    /// Returns the record of an article that matches `pattern`. The ledger is in the order of
    /// paths.
    pub fn new(article: &Article, pattern: &Pattern, ledger: &[FileRecord]) -> RecordedArticle {
        let Place { path, record } = &article.place;
        RecordedArticle {
            id: article.id.clone(),
            title: article.title.text.chars().take(MAX_TITLE_CHARS).collect(),
            published: article.published.map(|time| time.to_string()),
            path: path.clone(),
            record: *record,
            sha256: FileRecord::find(ledger, path).and_then(FileRecord::known_sha256).map(str::to_owned),
            content: content_hash(article),
            matches: find(pattern, article).unwrap_or_default().len() as u64,
        }
    }

    /// Returns where it was read.
    pub fn place(&self) -> Place {
        Place { path: self.path.clone(), record: self.record }
    }
}

/// A recording while it is written.
pub struct Recorder<'r> {
    pattern: &'r Pattern,
    ledger: &'r [FileRecord],
    /// Of all lines so far.
    hasher: Sha256,
    n_articles: u64,
    n_matches: u64,
}

impl<'r> Recorder<'r> {
    /// Writes the first line. `pattern` is compiled from the head's query, and `ledger` is that of
    /// the index, in the order of paths.
    pub fn begin(out: &mut dyn Write, head: &Head, pattern: &'r Pattern, ledger: &'r [FileRecord]) -> io::Result<Recorder<'r>> {
        let mut recorder = Recorder { pattern, ledger, hasher: Sha256::new(), n_articles: 0, n_matches: 0 };
        recorder.write_line(out, &HeadLine { kind: KIND, format_version: VERSION, head })?;
        Ok(recorder)
    }

    /// Writes the line of an article. Articles come ordered by id.
    pub fn write(&mut self, out: &mut dyn Write, article: &Article) -> io::Result<()> {
        let article = RecordedArticle::new(article, self.pattern, self.ledger);
        self.n_articles += 1;
        self.n_matches += article.matches;
        self.write_line(out, &Line::Article(article))
    }

    /// Writes the last line.
    pub fn end(mut self, out: &mut dyn Write) -> io::Result<()> {
        let sha256 = hexadecimal(self.hasher.clone());
        let totals = Totals { articles: self.n_articles, matches: self.n_matches, sha256 };
        self.write_line(out, &Line::Totals(totals))
    }

    fn write_line(&mut self, out: &mut dyn Write, line: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(line)?;
        line.push(b'\n');
        self.hasher.update(&line);
        out.write_all(&line)
    }
}

/// A complete recording.
#[derive(Debug)]
pub struct Recording {
    path: PathBuf,
    /// Its first line.
    pub head: Head,
    /// Its last line.
    pub totals: Totals,
}

impl Recording {
    /// Opens a recording, and reads it once to verify it: every line is valid, the ids ascend, and
    /// the totals and their hash match the lines.
    pub fn open(path: &Path) -> Result<Recording> {
        let mut lines = Lines::open(path)?;
        let head = lines.head()?;
        let (mut n_articles, mut n_matches) = (0, 0_u64);
        let mut last: Option<ArticleId> = None;
        let totals = loop {
            let before = lines.hasher.clone();
            match lines.next()? {
                Line::Article(article) => {
                    if ArticleId::parse(article.id.as_str()).is_none() || last.is_some_and(|last| last >= article.id) {
                        return Err(lines.fault(RecordingFault::Damaged("the ids do not rise".to_owned())));
                    }
                    n_articles += 1;
                    n_matches = n_matches.saturating_add(article.matches);
                    last = Some(article.id);
                }
                Line::Totals(totals) => {
                    if totals != (Totals { articles: n_articles, matches: n_matches, sha256: hexadecimal(before) }) {
                        return Err(lines.fault(RecordingFault::Damaged("its totals are not those of its lines".to_owned())));
                    }
                    break totals;
                }
            }
        };
        if !lines.reader.fill_buf().map_err(Error::io("read", path))?.is_empty() {
            return Err(lines.fault(RecordingFault::Damaged("something stands behind its last line".to_owned())));
        }
        Ok(Recording { path: path.to_owned(), head, totals })
    }

    /// Returns the error of a fault of its first line.
    pub(super) fn fault(&self, fault: RecordingFault) -> Error {
        Error::Recording { path: self.path.clone(), line: 1, fault }
    }

    /// Returns its articles, ordered by id.
    pub(super) fn articles(&self) -> Result<RecordedArticles> {
        let mut lines = Lines::open(&self.path)?;
        lines.head()?;
        Ok(RecordedArticles { lines })
    }
}

/// The articles of a recording, read one by one.
pub(super) struct RecordedArticles {
    lines: Lines,
}

impl RecordedArticles {
    /// Returns the next article; `None` after the last.
    pub(super) fn next(&mut self) -> Result<Option<RecordedArticle>> {
        match self.lines.next()? {
            Line::Article(article) => Ok(Some(article)),
            Line::Totals(_) => Ok(None),
        }
    }
}

/// The lines of a file that should be a recording.
struct Lines {
    path: PathBuf,
    reader: BufReader<File>,
    /// The number of the line that was read last, from 1.
    number: u64,
    /// Of all lines so far.
    hasher: Sha256,
}

impl Lines {
    fn open(path: &Path) -> Result<Lines> {
        // It is read several times, so a pipe cannot be one.
        let file = file::open(path).map_err(|error| match error.kind() {
            ErrorKind::InvalidInput | ErrorKind::IsADirectory => {
                Error::Recording { path: path.to_owned(), line: 1, fault: RecordingFault::NotOne }
            }
            _ => Error::io("read", path)(error),
        })?;
        Ok(Lines { path: path.to_owned(), reader: BufReader::new(file), number: 0, hasher: Sha256::new() })
    }

    fn head(&mut self) -> Result<Head> {
        let line = match self.bytes() {
            // A file with an invalid first line is something else.
            Err(Error::Recording { .. }) => Vec::new(),
            line => line?,
        };
        let beginning: Option<Beginning> = serde_json::from_slice(&line).ok();
        match beginning {
            Some(Beginning { kind: Some(kind), format_version: Some(version) }) if kind == KIND => {
                if version != u64::from(VERSION) {
                    return Err(self.fault(RecordingFault::Version { found: version, expected: VERSION }));
                }
            }
            _ => return Err(self.fault(RecordingFault::NotOne)),
        }
        serde_json::from_slice(&line).map_err(|error| self.fault(RecordingFault::Damaged(error.to_string())))
    }

    fn next(&mut self) -> Result<Line> {
        let line = self.bytes()?;
        serde_json::from_slice(&line).map_err(|error| self.fault(RecordingFault::Damaged(error.to_string())))
    }

    /// Returns the bytes of the next line. If there is none, the file was cut.
    fn bytes(&mut self) -> Result<Vec<u8>> {
        let mut line = Vec::new();
        self.number += 1;
        (&mut self.reader).take(MAX_LINE_BYTES).read_until(b'\n', &mut line).map_err(Error::io("read", &self.path))?;
        if !line.ends_with(b"\n") {
            let is_long = line.len() as u64 == MAX_LINE_BYTES;
            return Err(self.fault(if is_long { RecordingFault::LongLine } else { RecordingFault::Cut }));
        }
        self.hasher.update(&line);
        Ok(line)
    }

    fn fault(&self, fault: RecordingFault) -> Error {
        Error::Recording { path: self.path.clone(), line: self.number, fault }
    }
}
