//! `pullquote config`: the settings and where each comes from.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use pullquote::render::text::style::clean;
use pullquote::wire::{self, Kind};
use serde::Serialize;

use crate::args::Common;
use crate::output::{Length, Outcome, Output};
use crate::session::note;
use crate::settings::{Looks, Origin, Secret, Setting, Settings, token};
use pullquote::error::without_secrets;

/// Show all settings and where each comes from
///
/// Shows the index, engine, cluster and output settings. Each comes from an option, an environment variable, a profile,
/// the working directory or a default. Options of other commands can be tried with it. Secrets are never printed.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// Print only the path of the configuration file
    #[arg(long, conflicts_with = "json")]
    pub(crate) path: bool,
    /// Print each setting as a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn run(common: &Common, args: &ConfigArgs) -> Result<Outcome> {
    if args.path {
        return print_path(common);
    }
    let settings = Settings::of(common)?;
    let rows = rows(&settings, &Looks::of(common));
    let mut out = Output::new(common, Length::Short);
    match args.json {
        true => rows.iter().try_for_each(|row| wire::write_line(&mut out, row))?,
        false => write_table(&mut out, &rows)?,
    }
    out.finish()?;
    // Settings that contradict each other would stop every other command, so report them here too.
    settings.site()?;
    if let Some(warning) = settings.warning(None) {
        note(format_args!("warning: {warning}"));
    }
    Ok(Outcome::Done)
}

fn print_path(common: &Common) -> Result<Outcome> {
    let path = Settings::config_path().context("no home directory for the configuration file; set `PULLQUOTE_CONFIG`")?;
    let mut out = Output::new(common, Length::Short);
    writeln!(out, "{}", clean(&path.value.display().to_string()))?;
    out.finish()?;
    if !path.value.is_file() {
        note("note: there is no such file");
    }
    Ok(Outcome::Done)
}

/// A setting as it is shown.
#[derive(Debug, Serialize)]
struct Row {
    name: &'static str,
    /// `None` if nothing is set, and for secrets.
    value: Option<String>,
    is_set: bool,
    /// By what: `option`, `variable`, `profile`, `upward` or `default`.
    from: &'static str,
    /// The name of the option, the variable or the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    from_name: Option<String>,
    /// The file of the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<PathBuf>,
    /// The line in it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip)]
    shown_origin: String,
}

impl Kind for &Row {
    const KIND: &'static str = "setting";
}

impl Row {
    fn new(name: &'static str, value: Option<String>, origin: &Origin) -> Row {
        let (from, from_name, place) = match origin {
            Origin::Option(name) => ("option", Some((*name).to_owned()), None),
            Origin::Variable(name) => ("variable", Some((*name).to_owned()), None),
            Origin::Profile { name, path, line } => ("profile", Some(name.clone()), Some((path.clone(), *line))),
            Origin::Upward => ("upward", None, None),
            Origin::Default => ("default", None, None),
        };
        let (file, line) = place.unzip();
        let shown_origin = origin.to_string();
        Row { name, value, is_set: true, from, from_name, file, line, shown_origin }
    }

    fn of(name: &'static str, setting: &Setting<String>) -> Row {
        Row::new(name, Some(setting.value.clone()), &setting.origin)
    }

    fn of_path(name: &'static str, setting: &Setting<PathBuf>) -> Row {
        Row::new(name, Some(setting.value.display().to_string()), &setting.origin)
    }

    fn of_choice(name: &'static str, setting: &Setting<impl ValueEnum>) -> Row {
        let value = setting.value.to_possible_value().map(|value| value.get_name().to_owned());
        Row::new(name, value, &setting.origin)
    }

    fn of_number(name: &'static str, setting: &Setting<u16>) -> Row {
        Row::new(name, Some(setting.value.to_string()), &setting.origin)
    }

    /// Shows whether a secret is set, but never its value.
    fn of_secret(name: &'static str, setting: Option<&Setting<Secret>>) -> Row {
        setting.map_or_else(|| Row::unset(name), |setting| Row::new(name, None, &setting.origin))
    }

    fn unset(name: &'static str) -> Row {
        Row { is_set: false, ..Row::new(name, None, &Origin::Default) }
    }
}

/// Returns the names of all settings, in the order in which they are shown.
#[cfg(test)]
pub(crate) fn names(settings: &Settings, looks: &Looks) -> Vec<&'static str> {
    rows(settings, looks).iter().map(|row| row.name).collect()
}

fn rows(settings: &Settings, looks: &Looks) -> Vec<Row> {
    let path =
        |name, setting: Option<&Setting<PathBuf>>| setting.map_or_else(|| Row::unset(name), |path| Row::of_path(name, path));
    let text = |name, setting: Option<&Setting<String>>| setting.map_or_else(|| Row::unset(name), |text| Row::of(name, text));
    let urls = settings
        .urls
        .clone()
        .map(|urls| urls.map(|urls| urls.iter().map(|url| without_secrets(url)).collect::<Vec<_>>().join(" ")));
    let columns = looks.columns.clone().map(|columns| columns.map(|columns| columns.to_string()));
    vec![
        Row::of_path("index", &settings.index),
        Row::of_choice("engine", &settings.engine),
        path("config-file", settings.config_file.as_ref()),
        text("profile", settings.profile.as_ref()),
        text("url", urls.as_ref()),
        path("ca", settings.ca.as_ref()),
        text("user", settings.user.as_ref()),
        Row::of_secret("password", settings.password.as_ref()),
        Row::of_secret("api-key", settings.api_key.as_ref()),
        Row::of_number("shards", &settings.shards),
        Row::of_number("replicas", &settings.replicas),
        Row::of_choice("syntax", &settings.syntax),
        Row::of_secret("token", token(None).as_ref()),
        Row::of_choice("color", &looks.color),
        Row::of_choice("pager", &looks.pager),
        Row::of("pager-command", &looks.pager_command),
        Row::of_choice("hyperlinks", &looks.hyperlinks),
        text("columns", columns.as_ref()),
    ]
}

fn write_table(out: &mut dyn Write, rows: &[Row]) -> std::io::Result<()> {
    let shown = |row: &Row| match (&row.value, row.is_set) {
        (Some(value), _) => clean(value).into_owned(),
        (None, true) => "set".to_owned(),
        (None, false) => "-".to_owned(),
    };
    let origin = |row: &Row| match (row.name, row.is_set) {
        ("columns", false) => "as wide as the terminal".to_owned(),
        ("config-file", true) if !row.value.as_deref().is_some_and(|path| Path::new(path).is_file()) => {
            format!("{}; there is no such file", row.shown_origin)
        }
        (_, false) => "not set".to_owned(),
        (_, true) => row.shown_origin.clone(),
    };
    let name_width = rows.iter().map(|row| row.name.len()).max().unwrap_or_default();
    // Maximum width of the column. A longer value only shifts its own line.
    const MAX_WIDTH: usize = 32;
    let values = rows.iter().map(|row| shown(row).chars().count()).filter(|width| *width <= MAX_WIDTH);
    let value_width = values.max().unwrap_or_default();
    for row in rows {
        writeln!(out, "{:name_width$}  {:value_width$}  {}", row.name, shown(row), clean(&origin(row)))?;
    }
    Ok(())
}
