//! The command line as a whole: its definition, and the commands by what people want to do.

use std::fmt::Write;

use clap::builder::StyledStr;
use clap::{Command, CommandFactory};

use crate::cli::Cli;
use crate::topics;

/// The commands by what people want to do.
pub(crate) const GROUPS: [(&str, &[&str]); 6] = [
    ("Make an index", &["index", "watch", "status", "check", "copy", "extract", "formats"]),
    ("Find articles", &["search", "show", "like", "first", "spread", "history"]),
    ("Find and check quotes", &["quotes", "verify"]),
    ("Count and export", &["count", "keywords", "batch", "export", "replay"]),
    ("Get alerts, share searches", &["watchlist", "alerts", "serve", "mcp"]),
    ("About the program", &["help", "config", "completions", "man", "eval"]),
];

const EXIT_CODES: &str = "Exit codes: 0 found or done, 1 nothing found, 2 an error, 3 nearly found (verify), 4 found, but not who said it (verify), 130 interrupted.";

/// Returns the definition of the command line.
pub(crate) fn command() -> Command {
    let command = Cli::command();
    let groups = groups(&command);
    command
        .help_template(
            "{about-with-newline}\n{usage-heading} {usage}\n\n{before-help}Options of every command:\n{options}{after-help}",
        )
        .before_help(groups)
        .after_help(format!("{}\n{EXIT_CODES}", topics::list()))
}

/// Returns what is printed if nothing is typed: how to begin, and which commands there are.
pub(crate) fn start() -> String {
    let mut lines = vec![
        "pullquote: full-text search over news articles\n".to_owned(),
        "  pullquote index news/                 read the articles in a folder".to_owned(),
        "  pullquote search flood insurance      find articles".to_owned(),
        "  pullquote quotes --by ruiz flood      find what somebody said".to_owned(),
        "  pullquote verify \"the dam will hold\"   check a quotation\n".to_owned(),
    ];
    let width = GROUPS.iter().map(|(title, _)| title.len()).max().unwrap_or_default();
    let cli = Cli::command();
    for (title, names) in GROUPS {
        let names: Vec<&str> = names.iter().copied().filter(|name| cli.find_subcommand(name).is_some()).collect();
        lines.push(format!("{title:width$}  {}", names.join(", ")));
    }
    lines.push("\n`pullquote help` describes the commands, and `pullquote help recipes` has examples.".to_owned());
    lines.join("\n")
}

/// Returns all commands with what they are for, in groups.
fn groups(command: &Command) -> StyledStr {
    let (header, literal) = (command.get_styles().get_header(), command.get_styles().get_literal());
    let width = command.get_subcommands().map(|command| command.get_name().len()).max().unwrap_or_default();
    let mut text = StyledStr::new();
    for (group_idx, (title, names)) in GROUPS.iter().enumerate() {
        let between = if group_idx > 0 { "\n\n" } else { "" };
        // Writing to memory does not fail.
        let _ = write!(text, "{between}{header}{title}:{header:#}");
        for command in names.iter().filter_map(|name| command.find_subcommand(name)) {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            let _ = write!(text, "\n  {literal}{:width$}{literal:#}  {about}", command.get_name());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_one_group() {
        let command = command();
        let mut grouped: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        if !cfg!(feature = "serve") {
            grouped.retain(|name| !matches!(*name, "serve" | "mcp"));
        }
        grouped.sort_unstable();
        let mut names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
        names.sort_unstable();
        assert_eq!(grouped, names);
    }

    #[test]
    fn what_a_command_is_for_fits_a_line() {
        for command in command().get_subcommands() {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(!about.is_empty() && about.len() <= 65, "{}: {about}", command.get_name());
        }
    }
}
