//! `pullquote help`: the options of a command, or the query language.

use std::io::Write;

use anyhow::{Result, bail};
use clap::CommandFactory;
use pullquote::query::help;

use super::Outcome;
use crate::args::{Cli, Common, HelpArgs};
use crate::output::{Length, Output};

pub(crate) fn run(common: &Common, args: &HelpArgs) -> Result<Outcome> {
    let mut cli = Cli::command();
    // So that what is printed names the program in full.
    cli.build();
    match args.topic.as_deref() {
        None => cli.print_long_help()?,
        Some("query") => {
            let mut out = Output::new(common, Length::Long);
            write!(out, "{}", help::text())?;
            out.finish()?;
        }
        Some(topic) => match cli.find_subcommand_mut(topic) {
            Some(command) => command.print_long_help()?,
            None => bail!("no command `{topic}`; `pullquote help` lists them, `pullquote help query` is the query language"),
        },
    }
    Ok(Outcome::Done)
}
