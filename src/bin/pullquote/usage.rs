//! Messages for mistyped commands and options, in the same form as other errors: what is wrong, and
//! what was probably meant.

use std::error::Error;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use pullquote::query::nearest;

/// What to do with a query that looks like an option.
const BEHIND_DASHES: &str = "put `--` before an argument that begins with `-`";

/// Names that other programs use, and the command that does it here.
const SYNONYMS: [(&str, &str); 32] = [
    ("add", "index"),
    ("build", "index"),
    ("import", "index"),
    ("ingest", "index"),
    ("reindex", "index --rebuild"),
    ("update", "index"),
    ("find", "search"),
    ("grep", "search"),
    ("query", "search"),
    ("ask", "search"),
    ("cat", "show"),
    ("get", "show"),
    ("open", "show"),
    ("view", "show"),
    ("similar", "like"),
    ("diff", "history"),
    ("versions", "history"),
    ("speakers", "quotes --top-speakers"),
    ("who", "quotes --top-speakers"),
    ("facets", "count"),
    ("timeline", "count --timeline month"),
    ("info", "status"),
    ("list", "status"),
    ("ls", "status"),
    ("stats", "status"),
    ("doctor", "check"),
    ("fsck", "check"),
    ("repair", "check --repair"),
    ("server", "serve"),
    ("web", "serve"),
    ("explain", "search --explain"),
    ("version", "--version"),
];

/// An error about the command line, with a hint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Mistyped {
    message: String,
    pub(crate) hint: String,
}

impl Mistyped {
    /// `typed` is not one of the known names. If none is similar, `otherwise` returns the hint.
    pub(crate) fn name<'n>(
        message: String,
        typed: &str,
        known: impl IntoIterator<Item = &'n str>,
        otherwise: impl FnOnce() -> String,
    ) -> Mistyped {
        let hint = nearest(typed, known).map_or_else(otherwise, |meant| format!("did you mean `{meant}`?"));
        Mistyped { message, hint }
    }

    /// Returns what is wrong with a command line, for the usual mistakes; else `None`. `args` is
    /// what was typed, `cli` the definition of the command line.
    pub(crate) fn of(error: &clap::Error, args: &[String], mut cli: Command) -> Option<Mistyped> {
        let said = |kind| error.get(kind).and_then(text);
        cli.build();
        let command = args.iter().skip(1).find_map(|arg| cli.find_subcommand(arg));
        let own_help =
            command.map_or_else(|| "pullquote --help".to_owned(), |command| format!("pullquote {} --help", command.get_name()));
        match error.kind() {
            ErrorKind::InvalidSubcommand => {
                let typed = said(ContextKind::InvalidSubcommand)?;
                if let Some((_, meant)) = SYNONYMS.iter().find(|(name, _)| typed.eq_ignore_ascii_case(name)) {
                    let hint = format!("did you mean `pullquote {meant}`?");
                    return Some(Mistyped { message: format!("no command `{typed}`"), hint });
                }
                let names = cli.get_subcommands().map(Command::get_name);
                Some(Mistyped::name(format!("no command `{typed}`"), &typed, names, || {
                    format!("`pullquote help` lists the commands; to search for it, type `pullquote search {typed}`")
                }))
            }
            ErrorKind::UnknownArgument => {
                let typed = said(ContextKind::InvalidArg)?;
                let Some(name) = typed.strip_prefix("--") else {
                    let hint = match typed.starts_with('-') {
                        true => BEHIND_DASHES.to_owned(),
                        false => format!("`{own_help}` shows what is allowed"),
                    };
                    return Some(Mistyped { message: format!("`{typed}` is not allowed here"), hint });
                };
                let options = command.unwrap_or(&cli).get_arguments().filter_map(clap::Arg::get_long);
                let meant = nearest(name, options).map(|meant| format!("did you mean `--{meant}`?"));
                let hint = meant.unwrap_or_else(|| format!("`{own_help}` lists the options"));
                Some(Mistyped { message: format!("no option `{typed}`"), hint })
            }
            ErrorKind::InvalidValue => {
                let (typed, option) = (said(ContextKind::InvalidValue)?, said(ContextKind::InvalidArg)?);
                let known: Vec<&str> = match error.get(ContextKind::ValidValue) {
                    Some(ContextValue::Strings(known)) => known.iter().map(String::as_str).collect(),
                    _ => Vec::new(),
                };
                // `-flood` is taken for `-f lood`.
                if !typed.is_empty() && args.contains(&format!("-f{typed}")) {
                    let message = format!("`-f{typed}` is not allowed here");
                    return Some(Mistyped { message, hint: BEHIND_DASHES.to_owned() });
                }
                let message = match typed.as_str() {
                    "" => format!("`{option}` needs a value"),
                    _ => format!("`{typed}` is not a value of `{option}`"),
                };
                Some(Mistyped::name(message, &typed, known.iter().copied(), || match known.is_empty() {
                    true => format!("`{own_help}` describes it"),
                    false => format!("it can be `{}`", known.join("`, `")),
                }))
            }
            ErrorKind::ValueValidation => {
                let (typed, option) = (said(ContextKind::InvalidValue)?, said(ContextKind::InvalidArg)?);
                let why = error.source().map_or(String::new(), |source| format!(": {source}"));
                let message = format!("`{typed}` is not a value of `{option}`{why}");
                Some(Mistyped { message, hint: format!("`{own_help}` describes it") })
            }
            ErrorKind::MissingRequiredArgument => {
                let missing = said(ContextKind::InvalidArg)?;
                Some(Mistyped { message: format!("`{missing}` is missing"), hint: format!("`{own_help}` describes it") })
            }
            ErrorKind::ArgumentConflict => {
                let (one, other) = (said(ContextKind::InvalidArg)?, said(ContextKind::PriorArg)?);
                let message = match one == other {
                    true => format!("`{one}` is given more than once"),
                    false => format!("`{one}` and `{other}` cannot be used together"),
                };
                Some(Mistyped { message, hint: format!("`{own_help}` describes both") })
            }
            _ => None,
        }
    }
}

/// Joins several values with commas.
fn text(value: &ContextValue) -> Option<String> {
    match value {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join("`, `")),
        _ => None,
    }
}
