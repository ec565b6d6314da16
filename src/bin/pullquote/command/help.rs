//! `pullquote help`: the options of a command, or a topic.

use std::io::Write;

use anyhow::Result;
use clap::{Args, Command};

use crate::args::Common;
use crate::output::{Length, Outcome, Output};
use crate::topics::{TOPICS, Topic};
use crate::usage::Mistyped;

/// Show the help of a command or a topic
#[derive(Debug, Args)]
pub(crate) struct HelpArgs {
    /// A command or topic; without it, lists both
    #[arg(value_name = "TOPIC")]
    pub(crate) topic: Option<String>,
}

/// `cli` is the definition of the command line.
pub(crate) fn run(mut cli: Command, common: &Common, args: &HelpArgs) -> Result<Outcome> {
    // Building fills in the full names of commands.
    cli.build();
    let Some(name) = &args.topic else {
        cli.print_long_help()?;
        return Ok(Outcome::Done);
    };
    let (topic, command) = (Topic::named(name), cli.find_subcommand_mut(name));
    match (topic, command) {
        (None, Some(command)) => command.print_long_help()?,
        // If a topic is also a command, print both.
        (Some(topic), command) => {
            let mut out = Output::new(common, Length::Long);
            write!(out, "{}", topic.text())?;
            if let Some(command) = command {
                write!(out, "\nTHE COMMAND\n\n{}", command.render_long_help())?;
            }
            out.finish()?;
        }
        (None, None) => {
            let known = TOPICS.iter().map(|topic| topic.name).chain(cli.get_subcommands().map(Command::get_name));
            let otherwise = || "`pullquote help` lists commands and topics".to_owned();
            return Err(Mistyped::name(format!("no command or topic `{name}`"), name, known, otherwise).into());
        }
    }
    Ok(Outcome::Done)
}
