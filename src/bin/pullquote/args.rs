//! What can be typed with several commands. Commands turn it into library calls; no other code
//! knows about the command line.

use std::num::{NonZeroU16, NonZeroUsize};
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use pullquote::choice::Syntax;
use pullquote::ingest::{CommitEvery, Format};

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// The index: a directory, or a name in a cluster [default: `$PULLQUOTE_INDEX`, or `index/` here or in a parent
    /// directory; in a cluster `pullquote`]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) index: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
    /// Whose rules queries are read by; `pullquote help syntax` describes them [default: `$PULLQUOTE_SYNTAX`, or the
    /// profile's, or pullquote]
    #[arg(long, global = true, hide_short_help = true, value_enum, value_name = "SERVICE")]
    pub(crate) syntax: Option<Syntax>,
    /// When to use colour; `NO_COLOR` is respected [default: auto]
    #[arg(long, global = true, hide_short_help = true, value_enum, value_name = "WHEN")]
    pub(crate) color: Option<When>,
    /// When to show long output in a pager (`$PAGER`) [default: auto]
    #[arg(long, global = true, hide_short_help = true, value_enum, value_name = "WHEN")]
    pub(crate) pager: Option<When>,
    /// Stop a search that takes longer than this, and name the part of the query at which it was; a server does so with each
    /// request [default: none; 10 for a server]
    #[arg(long, global = true, hide_short_help = true, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) time_limit: Option<Duration>,
    /// When to link titles to the files of articles; `auto` links on terminals known to support it [default: auto]
    #[arg(long, global = true, hide_short_help = true, value_enum, value_name = "WHEN")]
    pub(crate) hyperlinks: Option<When>,
}

/// Where an index is that is not on this machine.
#[derive(Debug, Args)]
pub(crate) struct ClusterArgs {
    /// The engine of the index [default: `$PULLQUOTE_ENGINE`, or the profile's engine, or `local`]
    #[arg(long, global = true, hide_short_help = true, value_enum, value_name = "ENGINE")]
    pub(crate) engine: Option<EngineName>,
    /// A node of the OpenSearch cluster, as `https://HOST:9200`; can be repeated [default: `$PULLQUOTE_URL`]
    #[arg(long, global = true, hide_short_help = true, value_name = "URL")]
    pub(crate) url: Vec<String>,
    /// Certificates (PEM) of the authorities to trust instead of the usual ones
    #[arg(long, global = true, hide_short_help = true, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Number of shards of a new index in a cluster [default: 1]
    #[arg(long, global = true, hide_short_help = true, value_name = "N")]
    pub(crate) shards: Option<NonZeroU16>,
    /// Number of copies of each shard [default: 1]
    #[arg(long, global = true, hide_short_help = true, value_name = "N")]
    pub(crate) replicas: Option<u16>,
    /// The profile of the configuration file to use [default: `$PULLQUOTE_PROFILE`]
    #[arg(long, global = true, hide_short_help = true, value_name = "NAME")]
    pub(crate) profile: Option<String>,
}

/// Which engine keeps an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum EngineName {
    /// A directory of this machine
    Local,
    /// An OpenSearch cluster
    Opensearch,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum When {
    /// On a terminal
    #[default]
    Auto,
    Always,
    Never,
}

/// Output format
#[derive(Debug, Args)]
pub(crate) struct FormArgs {
    /// Output format; `html` is one self-contained page without scripts
    #[arg(short, long, value_enum, value_name = "FORM", conflicts_with = "json", default_value_t)]
    format: Form,
    /// Same as `--format json`: one JSON object per line
    #[arg(long)]
    json: bool,
}

impl FormArgs {
    pub(crate) fn form(&self) -> Form {
        if self.json { Form::Json } else { self.format }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Form {
    #[default]
    Terminal,
    Json,
    Html,
    Markdown,
}

/// Where to keep what was found.
#[derive(Debug, Args)]
pub(crate) struct RecordArgs {
    /// Record all matches and the state of the index in this file; `pullquote replay` later shows what changed
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,
}

/// How to write to the index, and whether to tell of it.
#[derive(Debug, Args)]
pub(crate) struct Writing {
    /// Commit after this time (`30s`, `5m`) or number of articles (`10000`); what is committed is safe and searchable
    #[arg(long, value_name = "EVERY", default_value = "30s", value_parser = commit_every)]
    pub(crate) commit_every: CommitEvery,
    /// Number of threads [default: one per processor]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
    /// Memory for articles that wait to be written, in megabytes, from 16 to 2048
    #[arg(long, value_name = "MB", default_value_t = 96, value_parser = clap::value_parser!(u16).range(16..=2048))]
    pub(crate) memory: u16,
    /// Wait up to this many seconds if another process is writing to the index
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub(crate) wait: u32,
    /// Print only errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Reads a positive number of seconds, such as `2` or `0.5`, up to a day.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: Option<f64> = text.parse().ok().filter(|seconds| *seconds > 0.0 && *seconds <= 86_400.0);
    let seconds = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| "expected a number of seconds above 0, such as `2` or `0.5`".to_owned())
}

/// Reads `30s`, `5m`, `1h` or `10000`.
fn commit_every(text: &str) -> Result<CommitEvery, String> {
    let expected = || "expected a time such as `30s` or `5m`, or a number of articles".to_owned();
    let (number, unit) = text.split_at(text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len()));
    let number: u32 = number.parse().ok().filter(|number| *number > 0).ok_or_else(expected)?;
    let seconds = |factor: u64| CommitEvery::Time(Duration::from_secs(u64::from(number) * factor));
    match unit {
        "" => Ok(CommitEvery::Articles(u64::from(number))),
        "s" => Ok(seconds(1)),
        "m" => Ok(seconds(60)),
        "h" => Ok(seconds(3600)),
        _ => Err(expected()),
    }
}

#[derive(Debug, Args)]
pub(crate) struct Reading {
    /// A JSON key that holds a field under another name, as in `body=my_text`; can be repeated
    #[arg(long, value_name = "FIELD=KEY")]
    pub(crate) map: Vec<String>,
    /// Follow links that lead out of the given folders
    #[arg(long)]
    pub(crate) follow_links: bool,
    /// Include hidden files and folders
    #[arg(long)]
    pub(crate) hidden: bool,
    /// Include files that `.ignore` files exclude
    #[arg(long)]
    pub(crate) no_ignore: bool,
    /// Maximum size of one record, in megabytes, from 1 to 1024; larger records are skipped. A record is a file with one
    /// article, a line, or an entry of an archive
    #[arg(long, value_name = "MB", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) max_record: u16,
    /// Maximum ratio of decompressed to compressed size; a file that exceeds it is skipped. Up to 1 MB is always read
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_ratio: u32,
}

/// In which format files are read.
#[derive(Debug, Args)]
pub(crate) struct ReadAs {
    /// The format of all files, instead of the one that their first bytes show. Archives are opened as always. Files that are
    /// indexed already are read again with `--force`
    #[arg(long, value_name = "FORMAT", value_parser = format())]
    pub(crate) format: Option<Format>,
}

/// Whether text is recognised in pages that are pictures.
#[derive(Debug, Args)]
pub(crate) struct Recognition {
    /// Recognise the text of PDFs whose pages are pictures, with `ocrmypdf`, or with `tesseract` and `pdftoppm`. Files that are
    /// indexed already are read again with `--force`
    #[arg(long)]
    pub(crate) ocr: bool,
    /// The language of these pages, as Tesseract names it; several as in `deu+fra`
    #[arg(long, value_name = "LANGUAGE", default_value = "eng", requires = "ocr")]
    pub(crate) ocr_language: String,
}

/// The parser of a format's name.
fn format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::names()).try_map(|name| Format::named(&name).ok_or("no such format"))
}
