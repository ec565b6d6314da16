//! The command line as a whole: the options of every command, and the commands.

use clap::{Parser, Subcommand};

use crate::args::Common;
use crate::command::alerts::AlertsArgs;
use crate::command::batch::BatchArgs;
use crate::command::check::CheckArgs;
use crate::command::config::ConfigArgs;
use crate::command::copy::CopyArgs;
use crate::command::count::CountArgs;
use crate::command::eval::EvalArgs;
use crate::command::export::ExportArgs;
use crate::command::extract::ExtractArgs;
use crate::command::first::FirstArgs;
use crate::command::formats::FormatsArgs;
use crate::command::help::HelpArgs;
use crate::command::history::HistoryArgs;
use crate::command::index::IndexArgs;
use crate::command::keywords::KeywordsArgs;
use crate::command::like::LikeArgs;
#[cfg(feature = "serve")]
use crate::command::mcp::McpArgs;
use crate::command::quotes::QuotesArgs;
use crate::command::replay::ReplayArgs;
use crate::command::search::SearchArgs;
#[cfg(feature = "serve")]
use crate::command::serve::ServeArgs;
use crate::command::shell::{CompletionsArgs, ManArgs};
use crate::command::show::ShowArgs;
use crate::command::spread::SpreadArgs;
use crate::command::status::StatusArgs;
use crate::command::verify::VerifyArgs;
use crate::command::watch::WatchArgs;
use crate::command::watchlist::WatchlistArgs;

/// Full-text search over news articles
///
/// Reads article files, recognises the title, body and quotes of each article, and answers queries with ranked snippets.
/// Exactly what matched is marked.
#[derive(Debug, Parser)]
#[command(name = "pullquote", version, max_term_width = 100, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten, next_help_heading = "Global options")]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
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
    Formats(FormatsArgs),
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
