//! What can go wrong: an [`Error`] ends the run, a [`Problem`] is a finding about one file and the run goes on.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// A reason to stop. The message says what and where. What to do next depends on who asks, so the command line and the server say it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no index at the place.
    #[error("no index at `{}`", path.display())]
    IndexMissing {
        /// Where one was looked for.
        path: PathBuf,
    },
    /// The index was written in a format that this program does not read.
    #[error("index at `{}` has format {found}, this program reads {expected}", path.display())]
    IndexFormat {
        /// The index.
        path: PathBuf,
        /// Its format.
        found: String,
        /// The format this program reads.
        expected: String,
    },
    /// The index cannot be read.
    #[error("index at `{}` is damaged: {reason}", path.display())]
    IndexDamaged {
        /// The index.
        path: PathBuf,
        /// What does not fit.
        reason: String,
    },
    /// The directory holds other things; nothing is written among them.
    #[error("`{}` is not an index and is not empty", path.display())]
    NotAnIndex {
        /// The directory.
        path: PathBuf,
    },
    /// Another process is writing.
    #[error("index at `{}` is being written by another process{}", path.display(), holder.map_or(String::new(), |pid| format!(" ({pid})")))]
    IndexLocked {
        /// The index.
        path: PathBuf,
        /// The process, where it left its number.
        holder: Option<u32>,
    },
    /// Another process has rebuilt the index since this one opened it.
    #[error("index at `{}` was rebuilt by another process meanwhile", path.display())]
    IndexReplaced {
        /// The index.
        path: PathBuf,
    },
    /// A rebuild was asked for without paths, and what the index was made from is not known.
    #[error("index at `{}` does not record its source folders", path.display())]
    SourcesUnknown {
        /// The index.
        path: PathBuf,
    },
    /// A path that was asked for is not there.
    #[error("`{}` does not exist", path.display())]
    PathMissing {
        /// The path as given.
        path: PathBuf,
    },
    /// Reading or writing a file failed.
    #[error("cannot {action} `{}`: {source}", path.display())]
    Io {
        /// What was tried: "read", "create".
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A word of a query stands for more words than can be looked up.
    #[error("`{word}` matches more than {max} different words of this index")]
    TooManyWords {
        /// The word with its wildcards, or the misspelt one.
        word: String,
        /// How many can be looked up.
        max: usize,
    },
    /// The search did not end in the time that was allowed.
    #[error("the search takes longer than {} s{}", .allowed.as_secs_f32(), clause.as_ref().map_or(String::new(), |clause| format!(", at `{clause}`")))]
    TakesTooLong {
        /// The time that was allowed.
        allowed: std::time::Duration,
        /// The clause of the query at which it was over, in canonical form, if it was at one.
        clause: Option<String>,
    },
    /// The search took more steps than it [may](crate::deadline::Deadline::with_steps).
    #[error("the search takes more steps than it may")]
    TooManySteps,
    /// Whoever asked wants no answer any more; see [`checkpoint`](crate::checkpoint).
    #[error("the request was given up")]
    GivenUp,
    /// Whoever was handed what was read wanted no more of it.
    #[error("reading was interrupted")]
    BrokenOff,
    /// The engine failed.
    #[error("the engine failed: {0}")]
    Engine(String),
    /// A cluster does not do what it is asked.
    #[error("the cluster at `{at}` {fault}")]
    Cluster {
        /// The address of the node that was asked last.
        at: String,
        /// Why not.
        fault: ClusterFault,
    },
    /// A cluster can find what a clause asks for only by having articles read one by one, and these are too many.
    #[error("a cluster cannot evaluate `{clause}` without reading {n_articles} articles")]
    TooManyToRead {
        /// The clause, in canonical form.
        clause: String,
        /// How many articles hold its words.
        n_articles: u64,
    },
    /// A name that an index in a cluster cannot have.
    #[error("`{name}` is not a valid name of an index in a cluster")]
    ClusterIndexName {
        /// The name.
        name: String,
    },
    /// No article has the id.
    #[error("no article `{id}`")]
    ArticleMissing {
        /// The id, its beginning, a record's own id or a path, as asked.
        id: String,
    },
    /// Several articles fit.
    #[error("`{id}` matches {}{} articles: {}", if *has_more { "more than " } else { "" }, examples.len(), examples.join(", "))]
    ArticleAmbiguous {
        /// What was asked.
        id: String,
        /// The first few ids.
        examples: Vec<String>,
        /// Whether there are more.
        has_more: bool,
    },
    /// A server was asked for that others than this machine reach, without a token.
    #[error("other machines can reach a server at `{address}`, and there is no token")]
    TokenNeeded {
        /// Where it was to listen.
        address: std::net::SocketAddr,
    },
    /// A query cannot be recorded: its canonical form is no query that could be asked again.
    #[error("`{query}` cannot be recorded: its canonical form is too long")]
    NotRepeatable {
        /// The query as typed.
        query: String,
    },
    /// A file is no recording of a search, or not a whole one.
    #[error("`{}` line {line}: {fault}", path.display())]
    Recording {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        fault: RecordingFault,
    },
    /// A file of queries or judgments does not have its form.
    #[error("`{}` line {line}: {reason}", path.display())]
    Judgments {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What was expected.
        reason: String,
    },
}

impl Error {
    /// Returns a closure that wraps an I/O error: `fs::read(path).map_err(Error::io("read", path))`.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.into();
        move |source| Error::Io { action, path, source }
    }
}

/// What is wrong with a recording of a search.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordingFault {
    /// It is something else.
    #[error("this is not a recording of a search")]
    NotOne,
    /// It has a form that this program does not read.
    #[error("the recording has format {found}, this program reads {expected}")]
    Version {
        /// Its version.
        found: u64,
        /// The version that this program reads.
        expected: u32,
    },
    /// It ends before its last line.
    #[error("the recording is incomplete: it ends here")]
    Cut,
    /// A line is longer than any of a recording.
    #[error("the line is longer than any line of a recording")]
    LongLine,
    /// A line is not what it should be.
    #[error("the recording is damaged: {0}")]
    Damaged(String),
    /// The query it holds cannot be run.
    #[error("the query of the recording cannot be run")]
    Query,
}

/// Why a cluster does not do what it is asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClusterFault {
    /// What was given is no address of a node.
    #[error("is not a valid address")]
    Address,
    /// No node answers.
    #[error("does not answer: {0}")]
    Unreachable(String),
    /// Its certificate is not trusted, or out of date.
    #[error("has an untrusted certificate: {0}")]
    Certificate(String),
    /// It does not know the name, the password or the key.
    #[error("does not know this user or key")]
    NotLetIn,
    /// It knows the user, who may not do this.
    #[error("does not allow this: {0}")]
    Forbidden(String),
    /// It stays too busy.
    #[error("is too busy: {0}")]
    Busy(String),
    /// It fails inside, or a part of it is gone.
    #[error("fails: {0}")]
    Failing(String),
    /// An index may not be written, mostly because a disk is full.
    #[error("is read-only: {0}")]
    Blocked(String),
    /// What it answers is cut off, or no JSON.
    #[error("gives an unreadable answer: {0}")]
    Garbled(String),
    /// It is something else, or too old.
    #[error("is not a supported OpenSearch: {0}")]
    NotOpenSearch(String),
    /// It takes no request as large as one article.
    #[error("rejects a request as large as the article")]
    TooLarge,
    /// It does not take a document.
    #[error("rejects `{document}`: {reason}")]
    DocumentRefused {
        /// Of which article or file.
        document: String,
        /// What it said.
        reason: String,
    },
    /// It refuses for another reason.
    #[error("refuses `{request}` with status {status}: {reason}")]
    Refused {
        /// What was asked for.
        request: String,
        /// The status.
        status: u16,
        /// What it said.
        reason: String,
    },
}

/// What the library's fallible functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A finding about one file: what is wrong, where, and of which kind. The file's other articles are still read.
///
/// Problems order by path, record and byte.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// The file's path, as in [`Place::path`](crate::article::Place::path).
    pub path: String,
    /// The record in the file, from 1, where the problem lies in one.
    pub record: Option<u64>,
    /// The byte in the (decompressed) file, where it is known.
    pub byte: Option<u64>,
    /// Which kind of problem.
    pub kind: ProblemKind,
    /// What was found, in words.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.path)?;
        self.record.map_or(Ok(()), |record| write!(f, ":{record}"))?;
        self.byte.map_or(Ok(()), |byte| write!(f, " at byte {byte}"))?;
        write!(f, ": {} ({})", self.message, self.kind.name())
    }
}

/// Which kind of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// The system would not let it be read.
    Unreadable,
    /// Two directories link to each other.
    LinkLoop,
    /// A link leads out of the given paths, or nowhere; it is not followed.
    LinkOutside,
    /// The bytes are not text.
    NotText,
    /// Compressed data that ends early or is damaged.
    Compression,
    /// Bytes that are not valid in the text's encoding; a replacement character stands for each.
    Encoding,
    /// Larger than the limit for its kind.
    TooLarge,
    /// Not the format it claims: broken JSON, HTML nested too deep.
    Syntax,
    /// A record without text.
    Empty,
    /// Two records of one file share an id.
    DuplicateId,
    /// A field holds something else than it should: a list where a text belongs.
    Field,
    /// A stated date that cannot be read for certain: several readings, no known form, or a zone that is several. The article has no such date.
    Date,
    /// A byline that names nobody. The article has no such byline.
    Byline,
    /// A publisher that is none, such as an address. The article has no publisher.
    Publisher,
    /// A page of one site that names a page of another as its canonical URL. The article keeps the address that it was read from.
    ClaimedUrl,
    /// A page that is something other than an article: a section front, a consent wall, a check for robots. It is not indexed.
    NoArticle,
    /// The publisher withdrew the article, or holds it back. It is not indexed.
    Withdrawn,
}

impl ProblemKind {
    /// Returns the kind's name in output: `link-loop`.
    pub fn name(self) -> &'static str {
        match self {
            ProblemKind::Unreadable => "unreadable",
            ProblemKind::LinkLoop => "link-loop",
            ProblemKind::LinkOutside => "link-outside",
            ProblemKind::NotText => "not-text",
            ProblemKind::Compression => "compression",
            ProblemKind::Encoding => "encoding",
            ProblemKind::TooLarge => "too-large",
            ProblemKind::Syntax => "syntax",
            ProblemKind::Empty => "empty",
            ProblemKind::DuplicateId => "duplicate-id",
            ProblemKind::Field => "field",
            ProblemKind::Date => "date",
            ProblemKind::Byline => "byline",
            ProblemKind::Publisher => "publisher",
            ProblemKind::ClaimedUrl => "claimed-url",
            ProblemKind::NoArticle => "no-article",
            ProblemKind::Withdrawn => "withdrawn",
        }
    }
}

/// Returns an address as messages may show it: without a name and a password, and without what
/// follows `?` or `#`, where tokens stand.
pub fn without_secrets(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").map_or(("", url), |(scheme, rest)| (scheme, rest));
    let scheme = if scheme.is_empty() { String::new() } else { format!("{scheme}://") };
    // A password may hold any character, so everything before the last `@` may belong to it.
    let (hidden, rest) = rest.rsplit_once('@').map_or(("", rest), |(_, rest)| ("…@", rest));
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let cut = if end < rest.len() { "?…" } else { "" };
    format!("{scheme}{hidden}{}{cut}", &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_shown_without_secrets() {
        let shown = |url| without_secrets(url);
        assert_eq!(shown("https://host:9200/news"), "https://host:9200/news");
        assert_eq!(shown("https://me:se/cr?e@t@host:9200"), "https://…@host:9200");
        assert_eq!(shown("me:secret@host"), "…@host");
        assert_eq!(shown("https://host:9200?token=secret"), "https://host:9200?…");
        assert_eq!(shown("https://me:secret@host/news?token=secret#secret"), "https://…@host/news?…");
    }
}
