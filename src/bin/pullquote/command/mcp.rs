//! `pullquote mcp`: speak the Model Context Protocol on standard input and output.

use anyhow::Result;
use clap::Args;
use pullquote::serve::speak_mcp;

use super::now;
use crate::args::Common;
use crate::output::Outcome;
use crate::session::Session;

/// Answer a language model's program on standard input and output (Model Context Protocol)
///
/// Such programs start it themselves: have them run `pullquote mcp --index DIR`. It offers six tools, none of which changes anything: to find
/// articles and quotes, verify a quotation, read an article, count articles over time, and explain a query. New commits and rebuilt indexes are
/// seen within a second. It ends with its input.
#[derive(Debug, Args)]
pub(crate) struct McpArgs {}

pub(crate) fn run(common: &Common) -> Result<Outcome> {
    // Nothing else is ever written to standard output, which belongs to the protocol.
    speak_mcp(Session::new(common)?.site, now)?;
    Ok(Outcome::Done)
}
