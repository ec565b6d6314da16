//! `pullquote mcp`: speak the Model Context Protocol on standard input and output.

use anyhow::Result;
use pullquote::serve::speak_mcp;

use super::{Outcome, now, site};
use crate::args::Common;

pub(crate) fn run(common: &Common) -> Result<Outcome> {
    // Nothing else is ever written to standard output, which belongs to the protocol.
    speak_mcp(site(common)?, now)?;
    Ok(Outcome::Done)
}
