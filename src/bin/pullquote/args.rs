//! What can be typed with several commands. Commands turn it into what is meant; nothing else knows that a command line existed.

use std::num::{NonZeroU16, NonZeroUsize};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use pullquote::ingest::CommitEvery;

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// The index to use: a directory, or its name in a cluster [default: `$PULLQUOTE_INDEX`, or `index/` here or in a directory above; in a
    /// cluster `pullquote`]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) index: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
    /// When to use colour; `NO_COLOR` is honoured [default: auto]
    #[arg(long, global = true, value_enum, value_name = "WHEN")]
    pub(crate) color: Option<When>,
    /// When to show long output page by page, with `$PAGER` [default: auto]
    #[arg(long, global = true, value_enum, value_name = "WHEN")]
    pub(crate) pager: Option<When>,
    /// When to link titles and files of hits to the files; `auto` is on terminals that are known to have links [default: auto]
    #[arg(long, global = true, value_enum, value_name = "WHEN")]
    pub(crate) hyperlinks: Option<When>,
}

/// What the help calls options of clusters.
const CLUSTER: &str = "An index in a cluster";

/// Where an index is that is not on this machine.
#[derive(Debug, Args)]
pub(crate) struct ClusterArgs {
    /// Which engine keeps the index [default: `$PULLQUOTE_ENGINE`, or the profile's, or `local`]
    #[arg(long, global = true, help_heading = CLUSTER, value_enum, value_name = "ENGINE")]
    pub(crate) engine: Option<EngineName>,
    /// A node of the OpenSearch cluster that keeps the index, as `https://HOST:9200`; may be given several times [default: `$PULLQUOTE_URL`]
    #[arg(long, global = true, help_heading = CLUSTER, value_name = "URL")]
    pub(crate) url: Vec<String>,
    /// The certificates of authorities that are trusted in place of those that browsers know, in PEM
    #[arg(long, global = true, help_heading = CLUSTER, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// In how many shards to make an index in a cluster [default: 1]
    #[arg(long, global = true, help_heading = CLUSTER, value_name = "N")]
    pub(crate) shards: Option<NonZeroU16>,
    /// How many copies of each shard to make [default: 1]
    #[arg(long, global = true, help_heading = CLUSTER, value_name = "N")]
    pub(crate) replicas: Option<u16>,
    /// The profile of the configuration file to use [default: `$PULLQUOTE_PROFILE`]
    #[arg(long, global = true, help_heading = CLUSTER, value_name = "NAME")]
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

/// In which form a command prints.
#[derive(Debug, Args)]
pub(crate) struct FormArgs {
    /// In which form to print: HTML is a page of its own, without scripts
    #[arg(long, value_enum, value_name = "FORM", conflicts_with = "json", default_value_t)]
    format: Form,
    /// The same as `--format json`: one JSON object a line
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
    /// Write all that matches into this file, with the state of the index, so that `replay` can say later what has changed
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,
}

/// How to write to the index, and whether to tell of it.
#[derive(Debug, Args)]
pub(crate) struct Writing {
    /// Make what is done safe and searchable after so long (`30s`, `5m`) or so many articles (`10000`)
    #[arg(long, value_name = "EVERY", default_value = "30s", value_parser = commit_every)]
    pub(crate) commit_every: CommitEvery,
    /// How many threads extract, and write as far as the memory allows [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
    /// How many megabytes of articles may wait in memory to be written, from 16 to 2048
    #[arg(long, value_name = "MB", default_value_t = 96, value_parser = clap::value_parser!(u16).range(16..=2048))]
    pub(crate) memory: u16,
    /// While another process writes, wait so many seconds for it to end
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub(crate) wait: u32,
    /// Print nothing but errors
    #[arg(long)]
    pub(crate) quiet: bool,
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
    /// A key of JSON records that holds a field under another name, as in `body=my_text`; may be repeated
    #[arg(long, value_name = "FIELD=KEY")]
    pub(crate) map: Vec<String>,
    /// Follow links that lead out of the given folders
    #[arg(long)]
    pub(crate) follow_links: bool,
    /// Read hidden files and folders too, those whose names begin with a point
    #[arg(long)]
    pub(crate) hidden: bool,
    /// Read what `.ignore` files name too
    #[arg(long)]
    pub(crate) no_ignore: bool,
    /// How many megabytes a file of one article, a line or a record of an archive may have, from 1 to 1024; longer ones are not read
    #[arg(long, value_name = "MB", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) max_record: u16,
    /// How many times its size a compressed file may expand to, once that is more than 1 MB; one that goes further is not read on
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_ratio: u32,
}
