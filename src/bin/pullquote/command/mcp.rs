//! `pullquote mcp`: speak the Model Context Protocol on standard input and output.

use anyhow::Result;
use clap::Args;
use pullquote::serve::speak_mcp;

use super::now;
use super::serve::request_limits;
use crate::args::Common;
use crate::output::Outcome;
use crate::session::Session;

/// Serve language models on standard input and output (MCP)
///
/// Speaks the Model Context Protocol. The client program starts it: configure the command `pullquote mcp --index DIR`. It offers six read-only tools: find
/// articles, find quotes, verify a quotation, read an article, count articles over time, and explain a query. New commits
/// and rebuilt indexes are visible within a second. It ends when its input ends.
#[derive(Debug, Args)]
pub(crate) struct McpArgs {}

pub(crate) fn run(common: &Common) -> Result<Outcome> {
    // Standard output belongs to the protocol; nothing else is written there.
    speak_mcp(Session::new(common)?.site, &request_limits(common), now)?;
    Ok(Outcome::Done)
}
