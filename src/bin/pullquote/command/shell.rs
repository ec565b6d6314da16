//! `pullquote completions` and `pullquote man`: what a shell and `man` know of the program, made from its own definitions.

use std::io::Write;

use anyhow::{Context, Result};
use clap::CommandFactory;

use super::Outcome;
use crate::args::{Cli, Common, CompletionsArgs, ManArgs};
use crate::output::{Length, Output};

pub(crate) fn completions(common: &Common, args: &CompletionsArgs) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "pullquote", &mut script);
    write(common, &script)
}

pub(crate) fn man(common: &Common, args: &ManArgs) -> Result<Outcome> {
    if let Some(dir) = &args.output {
        std::fs::create_dir_all(dir).with_context(|| format!("cannot create `{}`", dir.display()))?;
        clap_mangen::generate_to(Cli::command(), dir).with_context(|| format!("cannot write into `{}`", dir.display()))?;
        return Ok(Outcome::Done);
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    write(common, &page)
}

/// Written at once: a generator takes a reader that has had enough for a failure of its own.
fn write(common: &Common, bytes: &[u8]) -> Result<Outcome> {
    let mut out = Output::new(common, Length::Short);
    out.write_all(bytes)?;
    out.finish()?;
    Ok(Outcome::Done)
}
