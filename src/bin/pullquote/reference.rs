//! The reference of the command line: `docs/src/reference/cli.md`, written from the definition that `clap` parses with, and `config.md`.
//!
//! A test compares the pages with what they are written from. To accept a change: `PULLQUOTE_GOLDEN=accept cargo test --bin pullquote reference::`.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use clap::{Arg, Command, Parser};

use crate::cli::Cli;
use crate::command::config;
use crate::menu::{self, GROUPS};
use crate::settings::{Looks, Settings, profile_keys};

const PAGES: &str = "docs/src/reference";
const UPDATE: &str = "PULLQUOTE_GOLDEN=accept cargo test --bin pullquote reference::";

/// Compares a generated page with the one in the repository, or writes it if changes are accepted.
#[track_caller]
fn check(name: &str, text: &str) {
    let path = Path::new(PAGES).join(name);
    let text = format!("<!-- This page is generated. To update it: {UPDATE} -->\n\n{text}");
    if std::env::var_os("PULLQUOTE_GOLDEN").is_some_and(|mode| mode == "accept") {
        assert!(fs::write(&path, &text).is_ok(), "{} cannot be written", path.display());
    }
    let is_same = fs::read_to_string(&path).is_ok_and(|page| page == text);
    assert!(is_same, "{} is stale: run `{UPDATE}`", path.display());
}

/// Returns help as Markdown: `<` begins no element.
fn markdown(help: &str) -> String {
    let parts = help.split('`').enumerate();
    let parts =
        parts.map(|(idx, part)| if idx % 2 == 0 { part.replace('<', "&lt;").replace('*', "\\*") } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("`")
}

/// Returns a sentence for each paragraph of help.
fn paragraphs(help: &str) -> Vec<String> {
    let full_stop = |text: &str| if text.ends_with(['.', ')', ']']) { text.to_owned() } else { format!("{text}.") };
    help.split("\n\n").map(|paragraph| full_stop(&markdown(&paragraph.replace('\n', " ")))).collect()
}

/// Returns how an argument is typed: `-n, --limit <N>`.
fn typed(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default().iter().map(|name| format!("<{name}>")).collect::<Vec<_>>().join(" ");
    let takes_value = arg.get_action().takes_values();
    if arg.is_positional() {
        let more = if arg.get_num_args().is_some_and(|n| n.max_values() > 1) { "..." } else { "" };
        return format!("{names}{more}");
    }
    let long = arg.get_long().map(|long| format!("--{long}"));
    let short = arg.get_short().map(|short| format!("-{short}"));
    let flags: Vec<String> = short.into_iter().chain(long).collect();
    let value = if takes_value { format!(" {names}") } else { String::new() };
    format!("{}{value}", flags.join(", "))
}

fn write_arg(page: &mut String, arg: &Arg) {
    let help = arg.get_long_help().or_else(|| arg.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut text = paragraphs(&help).join(" ");
    let default: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !default.is_empty() && arg.get_action().takes_values() {
        let _ = write!(text, " Default: `{}`.", default.join(" "));
    }
    let _ = writeln!(page, "- `{}`: {text}", typed(arg));
    if arg.get_action().takes_values() {
        for value in arg.get_possible_values() {
            let about = value.get_help().map(|help| format!(": {}", paragraphs(&help.to_string()).join(" "))).unwrap_or_default();
            let _ = writeln!(page, "  - `{}`{about}", value.get_name());
        }
    }
}

/// Writes the arguments of a command without those of every command.
fn write_args(page: &mut String, command: &Command, of_every: &BTreeSet<&str>) {
    let args: Vec<&Arg> = command.get_arguments().filter(|arg| !of_every.contains(arg.get_id().as_str())).collect();
    let mut headings: Vec<Option<&str>> = Vec::new();
    for arg in &args {
        let heading = arg.get_help_heading().filter(|_| !arg.is_positional());
        if !headings.contains(&heading) {
            headings.push(heading);
        }
    }
    for heading in headings {
        let title = heading.map_or(String::new(), |heading| format!("{heading}:\n\n"));
        let _ = write!(page, "\n{title}");
        let (positional, options): (Vec<&Arg>, Vec<&Arg>) = args
            .iter()
            .filter(|arg| arg.get_help_heading().filter(|_| !arg.is_positional()) == heading)
            .partition(|arg| arg.is_positional());
        positional.into_iter().chain(options).for_each(|arg| write_arg(page, arg));
    }
}

fn write_command(page: &mut String, command: &mut Command, level: &str, of_every: &BTreeSet<&str>) {
    let name = command.get_bin_name().unwrap_or_default().to_owned();
    let help = command.get_long_about().or_else(|| command.get_about()).map(ToString::to_string).unwrap_or_default();
    let _ = write!(page, "\n{level} {name}\n\n{}\n", paragraphs(&help).join("\n\n"));
    let usage = command.render_usage().to_string();
    let _ = write!(page, "\n```text\n{}\n```\n", usage.trim_start_matches("Usage: ").trim());
    write_args(page, command, of_every);
    let level = format!("{level}#");
    command.get_subcommands_mut().for_each(|command| write_command(page, command, &level, of_every));
}

#[test]
fn the_commands_are_as_documented() {
    let mut cli = menu::command();
    cli.build();
    let root = cli.clone();
    let mut of_every: BTreeSet<&str> =
        root.get_arguments().filter(|arg| arg.is_global_set()).map(|arg| arg.get_id().as_str()).collect();
    of_every.extend(["help", "version"]);
    let mut page = "# Command line\n\n`pullquote help COMMAND` prints the same for one command.\n".to_owned();
    for (title, names) in GROUPS {
        let _ = write!(page, "\n## {title}\n");
        for name in names {
            let command = cli.find_subcommand_mut(name).unwrap();
            write_command(&mut page, command, "###", &of_every);
        }
    }
    page.push_str("\n## Options of every command\n\n");
    root.get_arguments().filter(|arg| arg.is_global_set()).for_each(|arg| write_arg(&mut page, arg));
    check("cli.md", &page);
}

/// A setting: its name, its option, its variable of the environment, its key of a profile, and what it is.
type Described = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// What `pullquote config` shows, in its order. `config-file` and what follows `replicas` is not part of a profile.
const SETTINGS: [Described; 18] = [
    (
        "index",
        "--index",
        "PULLQUOTE_INDEX",
        "index",
        "The index: a directory, or a name in a cluster. Default: `index/` here or in a parent directory; in a cluster `pullquote`.",
    ),
    (
        "engine",
        "--engine",
        "PULLQUOTE_ENGINE",
        "engine",
        "The engine of the index: `local` or `opensearch`. Default: `local`, or `opensearch` if `--url` is given.",
    ),
    (
        "config-file",
        "",
        "PULLQUOTE_CONFIG",
        "",
        "The configuration file. Default: `pullquote/config.toml` below `$XDG_CONFIG_HOME` or `~/.config`.",
    ),
    ("profile", "--profile", "PULLQUOTE_PROFILE", "", "The profile of the configuration file to use. Default: none."),
    (
        "url",
        "--url",
        "PULLQUOTE_URL",
        "urls",
        "The nodes of the cluster. A variable separates several with spaces or commas; a profile has a list.",
    ),
    ("ca", "--ca", "", "ca", "A file with the certificates (PEM) of the authorities to trust."),
    ("user", "", "PULLQUOTE_USER", "user", "The user of the cluster."),
    (
        "password",
        "",
        "PULLQUOTE_PASSWORD",
        "password_file",
        "The password. A profile, or `PULLQUOTE_PASSWORD_FILE`, names a file that holds it.",
    ),
    (
        "api-key",
        "",
        "PULLQUOTE_API_KEY",
        "api_key_file",
        "A key instead of a user and password. A profile, or `PULLQUOTE_API_KEY_FILE`, names a file that holds it.",
    ),
    ("shards", "--shards", "", "shards", "Number of shards of a new index in a cluster. Default: 1."),
    ("replicas", "--replicas", "", "replicas", "Number of copies of each shard. Default: 1."),
    (
        "syntax",
        "--syntax",
        "PULLQUOTE_SYNTAX",
        "syntax",
        "Whose rules queries are read by: see [Syntax of other services](syntax.md). Default: `pullquote`.",
    ),
    (
        "token",
        "--token-file",
        "PULLQUOTE_TOKEN",
        "",
        "The token that requests to the server must give. The option of `serve` names a file that holds it.",
    ),
    ("color", "--color", "NO_COLOR", "", "When to use colour. Default: `auto`. Any value of the variable turns colour off."),
    ("pager", "--pager", "", "", "When to show long output in a pager. Default: `auto`."),
    ("pager-command", "", "PULLQUOTE_PAGER", "", "The pager. Default: `$PAGER`, or `less`. An empty value is no pager."),
    ("hyperlinks", "--hyperlinks", "", "", "When to link titles to the files of articles. Default: `auto`."),
    ("columns", "", "COLUMNS", "", "The width of output. Default: the width of the terminal, or 100."),
];

#[test]
fn the_settings_are_as_documented() {
    let cli = Cli::try_parse_from(["pullquote", "config"]).unwrap();
    let shown = config::names(&Settings::of(&cli.common).unwrap(), &Looks::of(&cli.common));
    assert_eq!(SETTINGS.map(|(name, ..)| name).to_vec(), shown);
    let keys: BTreeSet<String> =
        SETTINGS.iter().map(|(_, _, _, key, _)| (*key).to_owned()).filter(|key| !key.is_empty()).collect();
    assert_eq!(keys, profile_keys());
    let command = menu::command();
    let of_commands = command.get_subcommands().flat_map(Command::get_arguments);
    let options: BTreeSet<&str> = command.get_arguments().chain(of_commands).filter_map(Arg::get_long).collect();
    let sources = [include_str!("settings.rs"), include_str!("settings/looks.rs"), include_str!("settings/profile.rs")].concat();
    let code = |text: &str| if text.is_empty() { String::new() } else { format!("`{text}`") };
    let mut page = "# Settings\n\nA setting comes from an option, else from a variable of the environment, else from the profile that was chosen, else \
                    from its default.\n`pullquote config` shows the value of each and where it comes from.\n\n\
                    | setting | option | variable | key of a profile | meaning |\n|---|---|---|---|---|\n"
        .to_owned();
    for (name, option, variable, key, meaning) in SETTINGS {
        assert!(option.is_empty() || options.contains(option.trim_start_matches("--")), "{option}");
        assert!(variable.is_empty() || sources.contains(&format!("\"{variable}\"")), "{variable}");
        let _ = writeln!(page, "| {} | {} | {} | {} | {meaning} |", code(name), code(option), code(variable), code(key));
    }
    page.push_str("\nA configuration file holds profiles:\n\n```toml\n");
    let example = include_str!("settings.rs")
        .lines()
        .skip_while(|line| *line != "//! ```toml")
        .skip(1)
        .take_while(|line| *line != "//! ```");
    example.for_each(|line| page.push_str(&format!("{}\n", line.trim_start_matches("//!").trim_start())));
    page.push_str("```\n\nSecrets come from variables or from files that hold nothing else. They are never options, because other users can read those.\n");
    check("config.md", &page);
}
