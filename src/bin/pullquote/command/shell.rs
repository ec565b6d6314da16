//! `pullquote completions` and `pullquote man`: completions and manual pages, generated from the
//! definition of the command line.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Command};

use crate::args::Common;
use crate::output::{Length, Outcome, Output};

/// Print a script for shell completion
///
/// For bash: `pullquote completions bash > ~/.local/share/bash-completion/completions/pullquote`. Other shells have their
/// own folders.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

/// Print the manual page, or write the pages of all commands
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Write one page for the program and one per command to this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
}

/// `cli` is the definition of the command line.
pub(crate) fn completions(cli: &mut Command, common: &Common, args: &CompletionsArgs) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, cli, "pullquote", &mut script);
    write(common, &script)
}

/// `cli` is the definition of the command line.
pub(crate) fn man(cli: Command, common: &Common, args: &ManArgs) -> Result<Outcome> {
    if let Some(dir) = &args.output {
        std::fs::create_dir_all(dir).with_context(|| format!("cannot create `{}`", dir.display()))?;
        clap_mangen::generate_to(cli, dir).with_context(|| format!("cannot write into `{}`", dir.display()))?;
        return Ok(Outcome::Done);
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(cli).render(&mut page)?;
    write(common, &page)
}

/// Written at once, because a generator treats a closed pipe as its own failure.
fn write(common: &Common, bytes: &[u8]) -> Result<Outcome> {
    let mut out = Output::new(common, Length::Short);
    out.write_all(bytes)?;
    out.end(Outcome::Done)
}
