//! What can be typed. Commands turn it into what is meant; nothing else knows that a command line existed.

use std::num::{NonZeroU16, NonZeroUsize};
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};
use pullquote::choice::{ExportFormat, Facet, Group, Lead, MatchWords, Period, Sort, WordsNeeded};
use pullquote::ingest::CommitEvery;

use crate::topics;

/// Full-text search over news articles.
///
/// Reads a folder of article files, knows each article's title, body and quotes, and answers a query with ranked snippets in which exactly
/// what matched is marked.
#[derive(Debug, Parser)]
#[command(name = "pullquote", version, max_term_width = 100, after_help = after_help(), disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

fn after_help() -> String {
    const EXIT_CODES: &str =
        "Exit codes: 0 found or done, 1 nothing found, 2 an error, 3 nearly found (verify), 130 interrupted.";
    format!("{}\n{EXIT_CODES}", topics::list())
}

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

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Index(IndexArgs),
    Search(SearchArgs),
    Quotes(QuotesArgs),
    Batch(BatchArgs),
    Count(CountArgs),
    Export(ExportArgs),
    First(FirstArgs),
    Spread(SpreadArgs),
    Like(LikeArgs),
    Keywords(KeywordsArgs),
    Replay(ReplayArgs),
    Watchlist(WatchlistArgs),
    Alerts(AlertsArgs),
    Verify(VerifyArgs),
    Show(ShowArgs),
    History(HistoryArgs),
    Extract(ExtractArgs),
    Copy(CopyArgs),
    Status(StatusArgs),
    Check(CheckArgs),
    Watch(WatchArgs),
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    #[cfg(feature = "serve")]
    Mcp(McpArgs),
    Eval(EvalArgs),
    Config(ConfigArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
    Help(HelpArgs),
}

/// Print what decides what a command does, and where each of it comes from
///
/// The index, the engine, the cluster and how output looks: each with its value, and whether an option, a variable of the environment, a line of a
/// profile or the place of the working directory says so. Options of other commands can be tried with it. Secrets are never printed.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// Print only where the configuration file is looked for
    #[arg(long, conflicts_with = "json")]
    pub(crate) path: bool,
    /// Print each setting as a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Print what has a shell complete commands and options
///
/// For bash: `pullquote completions bash > ~/.local/share/bash-completion/completions/pullquote`; for others, where they look for such files.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

/// Print the manual page, or write those of all commands
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Write a page for the program and one for each command into this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
}

/// Print the help of a command, or on a topic such as `recipes` or `query`
#[derive(Debug, Args)]
pub(crate) struct HelpArgs {
    /// A command, or a topic; without it, both are listed
    #[arg(value_name = "TOPIC")]
    pub(crate) topic: Option<String>,
}

/// Bring the index up to date from files
///
/// New files are added, changed ones replaced, moved ones recognised by what they hold, vanished ones removed; unchanged files are not
/// opened. Read are text, Markdown, HTML, MHTML, JSON, JSON Lines, feeds, NITF, NewsML-G2, ninjs and WARC, each also .gz or .zst, and zip and
/// tar archives of them: what a file holds is told by its first bytes, and its name decides whether a folder's file is looked at. A bad file
/// becomes a problem in the report and the run goes on. A run may be stopped or killed at any time: what is committed stays, and the next run goes on
/// from there.
#[derive(Debug, Args)]
pub(crate) struct IndexArgs {
    /// Files, and folders of files; with `--rebuild`, by default those that the index was made from
    #[arg(value_name = "PATH", required_unless_present_any = ["files_from", "rebuild"])]
    pub(crate) paths: Vec<PathBuf>,
    /// Look at the files whose names this file lists too, one a line (`-`: standard input); one that is gone is removed from the index
    #[arg(long, value_name = "FILE", conflicts_with = "rebuild")]
    pub(crate) files_from: Option<PathBuf>,
    /// Names listed with `--files-from` end with a zero byte, not with a line
    #[arg(short = '0', long, requires = "files_from")]
    pub(crate) null: bool,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Make the index anew beside the old one, which is searched until the new one takes its place in one step
    #[arg(long)]
    pub(crate) rebuild: bool,
    /// Read all files again, changed or not
    #[arg(long)]
    pub(crate) force: bool,
    /// Leave files that are gone in the index
    #[arg(long, conflicts_with_all = ["delete_only", "rebuild"])]
    pub(crate) no_delete: bool,
    /// Remove files that are gone, and do nothing else
    #[arg(long, conflicts_with_all = ["force", "rebuild"])]
    pub(crate) delete_only: bool,
    /// Print what would be done, and do nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) writing: Writing,
    /// Print what happens as it happens, and at last the report, as one JSON object a line
    #[arg(long, conflicts_with = "quiet")]
    pub(crate) json: bool,
}

/// Find what was printed first
///
/// Shows all articles of the first day that hold it, by their times: many state a day and no time, and then each of them may have been the first. Says how
/// many have no date and may be earlier. All words of the query must match; put a quotation into quotation marks.
#[derive(Debug, Args)]
pub(crate) struct FirstArgs {
    /// What to look for, as with `search`. Put `--` before a query that begins with `-`
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// How many articles to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    #[command(flatten)]
    pub(crate) output: FormArgs,
}

/// Say where something appeared first, and who printed it after, day by day
///
/// Prints the first article with a date, and then each day on which others hold it too: how many, and who published them; those who did so for the first
/// time have a plus. All words of the query must match; put a quotation into quotation marks.
#[derive(Debug, Args)]
pub(crate) struct SpreadArgs {
    /// What to follow, as with `search`. Put `--` before a query that begins with `-`
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    #[command(flatten)]
    pub(crate) record: RecordArgs,
    /// Print the days as comma-separated values
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    /// Print each day as a JSON object, and at last a summary
    #[arg(long)]
    pub(crate) json: bool,
}

/// Find articles like another
///
/// Picks the words that say most of the article (those that it has often and others seldom), and finds the articles that hold most of them. Which words
/// it asked for is told first.
#[derive(Debug, Args)]
pub(crate) struct LikeArgs {
    /// The article's id or the beginning of it, its record's own id, or its file; or a file that is not in the index, of which the first
    /// article is taken
    #[arg(value_name = "ID|FILE")]
    pub(crate) id: String,
    /// Only articles that match this too, such as `lang:en since:2024`
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub(crate) r#where: Option<String>,
    /// How many hits to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// How many hits to skip first
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: usize,
    #[command(flatten)]
    pub(crate) output: FormArgs,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// Tell the words that set what a search finds apart from the other articles
///
/// For each word: how many of the articles that are found hold it, which share of them that is, which share of all articles, and how surprising that is
/// (log-likelihood ratio). Words of fewer than 3 articles are left out, and so are those that chance might explain, and those of the query. Of more than 10000 articles the first by id are read,
/// and that is said.
#[derive(Debug, Args)]
pub(crate) struct KeywordsArgs {
    /// What to look for, as with `search`. Put `--` before a query that begins with `-`
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// How many words to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    /// How many of the words side by side must match
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) r#match: MatchWords,
    /// Show the words that the query asks for too, marked
    #[arg(long)]
    pub(crate) own_words: bool,
    /// Print comma-separated values, for spreadsheets
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    /// Print one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Where to keep what was found.
#[derive(Debug, Args)]
pub(crate) struct RecordArgs {
    /// Write all that matches into this file, with the state of the index, so that `replay` can say later what has changed
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,
}

/// Ask again what was recorded with `--record`, and say what has changed since
///
/// The query is asked as it was understood then, days counted back from that day. Printed are the articles that are found now and were not, that are
/// not found any more, that say something else or match at other places, and that moved. Exit codes: 0 nothing changed, 1 something did.
#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    /// The file that `--record` wrote
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Print the changes as comma-separated values
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    /// Print each change as a JSON object, and at last a summary
    #[arg(long)]
    pub(crate) json: bool,
}

/// Keep searches under names, to be told what is new (`pullquote alerts`)
///
/// They are kept in a file that people can edit, comment and share: TOML, a `[[search]]` for each with `name`, `query` and, if wanted, `note` and
/// `match` (`all` or `any` of the words side by side).
#[derive(Debug, Args)]
#[command(disable_help_subcommand = true)]
pub(crate) struct WatchlistArgs {
    #[command(flatten)]
    pub(crate) file: WatchlistFile,
    #[command(subcommand)]
    pub(crate) action: WatchlistAction,
}

/// Where searches are kept.
#[derive(Debug, Args)]
pub(crate) struct WatchlistFile {
    /// The file that keeps the searches [default: `watchlist.toml` beside the configuration file: below `$XDG_CONFIG_HOME/pullquote` or
    /// `~/.config/pullquote`]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) watchlist: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WatchlistAction {
    Add(WatchlistAddArgs),
    List(WatchlistListArgs),
    Remove(WatchlistRemoveArgs),
    Expect(WatchlistExpectArgs),
}

/// Keep a search, and say how many hits a day to expect of it
#[derive(Debug, Args)]
pub(crate) struct WatchlistAddArgs {
    /// What to call it
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// What to look for, as with `search`; several arguments are joined by spaces. Put `--` before a query that begins with `-`
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
    /// How many of the words side by side must match
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) r#match: WordsNeeded,
    /// Say what to expect, and keep nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Print the searches that are kept
#[derive(Debug, Args)]
pub(crate) struct WatchlistListArgs {
    /// Print one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Take a search out, and the comment right above it
#[derive(Debug, Args)]
pub(crate) struct WatchlistRemoveArgs {
    /// What it is called
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
}

/// Say how many hits a day a query would have
///
/// Told from the days on which articles of the index were published: of the last 28 of them, the last 365, and all.
#[derive(Debug, Args)]
pub(crate) struct WatchlistExpectArgs {
    /// What to look for, as with `search`. Put `--` before a query that begins with `-`
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// How many of the words side by side must match
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) r#match: WordsNeeded,
    /// Print it as a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Run the searches that are kept on what was newly indexed, and say what they find
///
/// Told is each article once: when it is new, and again when it says something else. The first run only notes what the index holds. What was seen
/// is kept in a file for each watchlist and index, below `$XDG_STATE_HOME/pullquote` or `~/.local/state/pullquote`; a run that is killed may tell
/// something twice, but leaves nothing out. Exit codes: 0 something new, 1 nothing new, 2 an error.
#[derive(Debug, Args)]
pub(crate) struct AlertsArgs {
    /// The names of the searches to run; the others are told in their next run [default: all]
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    #[command(flatten)]
    pub(crate) file: WatchlistFile,
    /// Keep what was seen in this file
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// Take all articles of the index for new
    #[arg(long)]
    pub(crate) all: bool,
    /// How many articles to show of each search; --json, --atom and --exec get all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// Write the last 1000 alerts into this file, as a feed (Atom)
    #[arg(long, value_name = "FILE")]
    pub(crate) atom: Option<PathBuf>,
    /// Run this command once for each search that found something, with the articles as JSON lines on its standard input, and
    /// `$PULLQUOTE_NAME` and `$PULLQUOTE_COUNT` set. Where it fails they are told again in the next run
    #[arg(long, value_name = "COMMAND")]
    pub(crate) exec: Option<String>,
    /// Print one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Ask the queries of a file, and print what each finds as one table
///
/// For each query: how many articles match, the first and the last day, and who published most of them; with `--hits` every match with its place. A
/// query that cannot be run is a row that says why. Prints comma-separated values.
#[derive(Debug, Args)]
pub(crate) struct BatchArgs {
    /// The file of queries, one a row, as comma-separated values, or separated by tabs where its name ends with `.tsv` (`-`: standard input)
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The column that holds the queries: its name in the first row, or its number where the first row is a query too [default: the column
    /// `query`, or else the first]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) column: Option<String>,
    /// How many of the words that stand side by side must match
    #[arg(long, value_enum, value_name = "HOW", default_value_t = MatchWords::All)]
    pub(crate) r#match: MatchWords,
    /// Print every match with its place, in Unicode code points
    #[arg(long)]
    pub(crate) hits: bool,
    /// Print JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Copy an index into another, without reading the article files
///
/// From a directory into a cluster, and back. What is there already is left alone, so a copy that was broken off goes on, and one that is made
/// again copies what is new. Afterwards `index` goes on from there.
#[derive(Debug, Args)]
pub(crate) struct CopyArgs {
    /// The index to copy: a directory, or a cluster's as `https://HOST:9200/NAME` [default: the one that is searched]
    #[arg(long, value_name = "INDEX")]
    pub(crate) from: Option<String>,
    /// Where to copy it: a directory, or a cluster's as `https://HOST:9200/NAME`
    #[arg(long, value_name = "INDEX")]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) writing: Writing,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Bring the index up to date, and again whenever files change, until interrupted
///
/// What changed is found by searches within two seconds of the last change. Prints a line for each time something was done.
#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// Folders of files
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) watching: Watching,
    /// Print a report as a JSON object each time
    #[arg(long, conflicts_with = "quiet")]
    pub(crate) json: bool,
}

/// How to watch folders.
#[derive(Debug, Args)]
pub(crate) struct Watching {
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Look at the files every second, for file systems that do not tell of changes
    #[arg(long)]
    pub(crate) poll: bool,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

/// Answer a language model's program on standard input and output (Model Context Protocol)
///
/// Such programs start it themselves: have them run `pullquote mcp --index DIR`. It offers six tools, none of which changes anything: to find
/// articles and quotes, verify a quotation, read an article, count articles over time, and explain a query. New commits and rebuilt indexes are
/// seen within a second. It ends with its input.
#[cfg(feature = "serve")]
#[derive(Debug, Args)]
pub(crate) struct McpArgs {}

/// Answer searches over HTTP, with pages for people and JSON for programs, until interrupted
///
/// Prints its address, which a browser can open; `/api/v1/search?q=QUERY` and its like answer with JSON, described at
/// `/api/v1/openapi.json`, and `/mcp` speaks MCP. New commits and rebuilt indexes are seen
/// within a second. Programs on this machine may ask; at an address that others reach, a token is needed, from `--token-file` or
/// `$PULLQUOTE_TOKEN`. Nothing can be changed through it.
#[cfg(feature = "serve")]
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Where to listen; the system picks a port in place of 0
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) listen: std::net::SocketAddr,
    /// The file that holds the token that requests must give; at least 16 characters
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// How many requests of one address are answered in a second [default: 50, and any number without a token]
    #[arg(long, value_name = "N")]
    pub(crate) rate: Option<std::num::NonZeroU32>,
    /// How many megabytes of answers to keep for when they are asked for again, up to 1024; 0 keeps none
    #[arg(long, value_name = "MB", default_value_t = 8, value_parser = clap::value_parser!(u16).range(..=1024))]
    pub(crate) cache: u16,
    /// Keep the index up to date with this folder meanwhile, as `watch` does; may be given several times
    #[arg(long, value_name = "PATH")]
    pub(crate) watch: Vec<PathBuf>,
    #[command(flatten, next_help_heading = "How to --watch")]
    pub(crate) watching: Watching,
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

/// Find articles
///
/// Words must all match, by stem; "words in marks" must stand together as written. AND, OR, NOT, -word, +word and (parentheses) combine;
/// w/5 pre/5 w/s w/p and `not w/5` say how near; econom* wom?n crocus~1 find words alike; caps(…) atleast3(…) hlead(…) narrow. title: body:
/// lead: quotes: byline: publisher: section: look in one field; said:"we know" by:ruiz is one quote; lang: url: path: words: date: since: until: filter. `pullquote help query`
/// is the whole language.
#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// What to look for; several arguments are joined by spaces. Put `--` before a query that begins with `-`
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// Bring the index up to date from this folder first, and search in it alone; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(crate) r#in: Vec<PathBuf>,
    /// How many hits to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// How many hits to skip first
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: usize,
    /// In which order
    #[arg(long, value_enum, default_value_t, value_name = "ORDER")]
    pub(crate) sort: Sort,
    /// How many of the words side by side must match
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) r#match: MatchWords,
    /// Put together what was printed several times: near-copies of an article are one hit, and listed with what each added or cut
    #[arg(long, value_enum, value_name = "BY", conflicts_with_all = ["all_hits", "explain"])]
    pub(crate) group: Option<Group>,
    /// Which article of a group is shown
    #[arg(long, value_enum, value_name = "WHICH", requires = "group", default_value_t)]
    pub(crate) lead: Lead,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Show so many sentences before and after each passage; each may add 300 characters to a snippet's 300
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with = "all_hits")]
    pub(crate) context: usize,
    /// Show every match of the articles shown, at most 1000 of each, on a line of its own in the middle of the text around it
    #[arg(long)]
    pub(crate) all_hits: bool,
    /// Say how the query was understood, how many articles match each clause, and how the scores came about
    #[arg(long)]
    pub(crate) explain: bool,
    #[command(flatten)]
    pub(crate) record: RecordArgs,
    #[command(flatten)]
    pub(crate) output: FormArgs,
}

/// Find quotes, and who spoke them
///
/// The query is as in `search`, but its words must be said, all that stand side by side in one quote; filters such as lang: and fields such as
/// title: say which articles. Without a query: all quotes.
#[derive(Debug, Args)]
pub(crate) struct QuotesArgs {
    /// What was said; several arguments are joined by spaces
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// By whom: a surname, a full name, or how an article names the speaker
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// In articles published on this day or later: `2024-03-25`, `2024`, `7d`
    #[arg(long, value_name = "DAY")]
    pub(crate) since: Option<String>,
    /// In articles published on this day or earlier
    #[arg(long, value_name = "DAY")]
    pub(crate) until: Option<String>,
    /// How many quotes, or speakers, to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// How many to skip first
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: usize,
    /// In which order
    #[arg(long, value_enum, default_value_t, value_name = "ORDER")]
    pub(crate) sort: Sort,
    /// Print only how many there are
    #[arg(long, conflicts_with = "top_speakers")]
    pub(crate) count: bool,
    /// Print who is quoted how often, of all quotes that are found
    #[arg(long)]
    pub(crate) top_speakers: bool,
    /// With `--top-speakers`, print comma-separated values, for spreadsheets
    #[arg(long, requires = "top_speakers", conflicts_with = "json")]
    pub(crate) csv: bool,
    /// Print one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Count what a search finds: by publisher, section, speaker, language, and over time
///
/// Counted are all articles that `search` finds with the same query, and beside them all articles of the index that have the value or are of that
/// time. An article with two speakers counts for both. Without --facet and --timeline, counts are by publisher, section, speaker and language.
#[derive(Debug, Args)]
pub(crate) struct CountArgs {
    /// What to look for, as with `search`; without it, all articles. Put `--` before a query that begins with `-`
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// Count by these, separated by commas
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FACET")]
    pub(crate) facet: Vec<Facet>,
    /// Count by the time of publication, from the first article to the last
    #[arg(long, value_enum, value_name = "PERIOD")]
    pub(crate) timeline: Option<Period>,
    /// How many publishers, sections, speakers and languages to show of each
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// How many of the words side by side must match
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) r#match: MatchWords,
    /// Draw the timeline into this file too, as SVG
    #[arg(long, value_name = "FILE", requires = "timeline")]
    pub(crate) svg: Option<PathBuf>,
    /// Draw it into this file, as PNG
    #[cfg(feature = "pictures")]
    #[arg(long, value_name = "FILE", requires = "timeline")]
    pub(crate) png: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) record: RecordArgs,
    /// Print comma-separated values, for spreadsheets
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    /// Print one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Export all articles that match, for a spreadsheet, a reference manager or a program
///
/// A record an article, in the order of their ids, however many there are: title, bylines, publisher, section, language, date, URL, and the file it was
/// read from with its SHA-256; as `csv` and `jsonl` also where it matches. The query is as in `search`, and all of its words must match.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// What to look for; several arguments are joined by spaces. Put `--` before a query that begins with `-`
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// In which form
    #[arg(long, value_enum, value_name = "FORM", default_value_t)]
    pub(crate) format: ExportForm,
    /// Write to this file, which is there once all is written, and not to standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) record: RecordArgs,
}

/// What can be exported: records about articles, or the records that they were read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExportForm {
    Records(ExportFormat),
    Warc,
}

impl Default for ExportForm {
    fn default() -> ExportForm {
        ExportForm::Records(ExportFormat::default())
    }
}

impl ValueEnum for ExportForm {
    fn value_variants<'a>() -> &'a [ExportForm] {
        const N_FORMATS: usize = ExportFormat::ALL.len();
        const ALL: [ExportForm; N_FORMATS + 1] = {
            let mut all = [ExportForm::Warc; N_FORMATS + 1];
            let mut n = 0;
            while n < N_FORMATS {
                all[n] = ExportForm::Records(ExportFormat::ALL[n]);
                n += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            ExportForm::Records(format) => format.to_possible_value(),
            ExportForm::Warc => Some(PossibleValue::new("warc").help(
                "The records of WARC files that articles were read from, as the crawler wrote them, with those that belong to them; \
                 needs `--output`, and is compressed where that ends with `.gz`",
            )),
        }
    }
}

/// Verify a quotation: is it in the archive, word for word?
///
/// Says where it stands, the earliest article first, and who spoke. Where it stands nowhere, quotes are shown that differ from it in a third
/// of the words at most, with the differences. Exit codes: 0 in quotation marks (and by --by), 1 not found, 3 only nearly, outside of quotes, or by
/// somebody else.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The words; several arguments are joined by spaces
    #[arg(required = true, value_name = "WORDS")]
    pub(crate) words: Vec<String>,
    /// Who is said to have spoken them
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// How many places to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// Print one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Print an article
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Its id or the beginning of it, its record's own id, or its file
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// Mark and number where this matches
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub(crate) query: Option<String>,
    /// Print the passage around this match only, and the numbers of those before and after it
    #[arg(short = 'm', long, value_name = "N", requires = "query")]
    pub(crate) match_number: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(crate) output: FormArgs,
}

/// Print the versions of an article, and what changed from each to the next
///
/// Articles with the same canonical URL are versions of one. Says what was cut and added, which quotes are new, gone or given to somebody else, and
/// notes of corrections. Searches find the latest version alone; `version:first` finds articles as they were first published, `version:all` all.
#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    /// The URL, or an article: its id or the beginning of it, its record's own id, or its file
    #[arg(value_name = "URL|ID")]
    pub(crate) article: String,
    /// Print each version as a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Print what would be indexed of files, as one JSON object an article
#[derive(Debug, Args)]
pub(crate) struct ExtractArgs {
    /// Files, and folders of files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// Print what the index holds, and which files had problems
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// Print it as a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Verify the index: its files, and the ledger against articles and quotes
///
/// Ends with exit code 1 where something is wrong.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Remove what belongs to no file, and have the next run of `index` read again the files of which something is missing
    #[arg(long)]
    pub(crate) repair: bool,
    /// With `--repair`, while another process writes, wait so many seconds for it to end
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub(crate) wait: u32,
    /// Print it as a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Measure relevance with judged queries
///
/// Prints mean average precision, mean reciprocal rank, nDCG@10, precision@10 and recall@100.
#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// Lines of `ID TAB TEXT`
    #[arg(long, value_name = "TSV")]
    pub(crate) queries: PathBuf,
    /// Judgments in TREC form: lines of `ID 0 ARTICLE GRADE`
    #[arg(long, value_name = "TREC")]
    pub(crate) qrels: PathBuf,
    /// Write the run in TREC form to this file
    #[arg(long, value_name = "OUT")]
    pub(crate) run: Option<PathBuf>,
    /// How many of the words side by side must match. With `any`, queries are read as plain words, without operators
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) r#match: MatchWords,
    /// Print it as a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}
