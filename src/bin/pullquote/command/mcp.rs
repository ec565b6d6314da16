//! `pullquote mcp`: speak the Model Context Protocol on standard input and output.

use anyhow::Result;
use pullquote::serve::speak_mcp;

use super::{Outcome, index_dir, now};
use crate::args::Common;

pub(crate) fn run(common: &Common) -> Result<Outcome> {
    // Nothing else is ever written to standard output, which belongs to the protocol.
    speak_mcp(&index_dir(common)?, now)?;
    Ok(Outcome::Done)
}
