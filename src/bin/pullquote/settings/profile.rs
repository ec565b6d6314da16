//! The configuration file, and the profile of it that was chosen.

use std::collections::BTreeMap;
use std::env::var_os;
use std::num::NonZeroU16;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use pullquote::choice::Syntax;
use pullquote::file::read_text;
use pullquote::query::nearest;
use serde::Deserialize;
use toml::Spanned;

use super::setting::{Origin, Setting};
use crate::args::EngineName;

const MAX_CONFIG_BYTES: u64 = 1 << 20;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfigFile {
    #[serde(default)]
    profile: BTreeMap<String, Keys>,
}

/// The keys of a profile, each with its place in the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Keys {
    pub(super) engine: Option<Spanned<EngineName>>,
    pub(super) urls: Option<Spanned<Vec<String>>>,
    pub(super) index: Option<Spanned<PathBuf>>,
    pub(super) ca: Option<Spanned<PathBuf>>,
    pub(super) user: Option<Spanned<String>>,
    pub(super) password_file: Option<Spanned<PathBuf>>,
    pub(super) api_key_file: Option<Spanned<PathBuf>>,
    pub(super) shards: Option<Spanned<NonZeroU16>>,
    pub(super) replicas: Option<Spanned<u16>>,
    pub(super) syntax: Option<Spanned<Syntax>>,
}

/// A profile; empty if none was chosen.
#[derive(Debug, Default)]
pub(super) struct Profile {
    name: String,
    path: PathBuf,
    text: String,
    pub(super) keys: Keys,
}

impl Profile {
    /// Reads the profile `name` of the configuration file.
    pub(super) fn read(name: &str, file: Option<&Path>) -> Result<Profile> {
        let path = file.context("no home directory for the configuration file; set `PULLQUOTE_CONFIG`")?;
        let text = read_text(path, MAX_CONFIG_BYTES).with_context(|| format!("cannot read `{}`", path.display()))?;
        let mut known = understood(path, &text)?;
        match known.remove(name) {
            Some(keys) => Ok(Profile { name: name.to_owned(), path: path.to_owned(), text, keys }),
            None => Err(anyhow!("no profile `{name}` in `{}`; {}", path.display(), advice(name, &known))),
        }
    }

    /// Returns the value of a key and its line.
    pub(super) fn setting<T: Clone>(&self, key: Option<&Spanned<T>>) -> Option<Setting<T>> {
        let key = key?;
        let (line, _) = place(&self.text, key.span());
        let origin = Origin::Profile { name: self.name.clone(), path: self.path.clone(), line };
        Some(Setting { value: key.get_ref().clone(), origin })
    }
}

/// Returns the path of the configuration file: `$PULLQUOTE_CONFIG`, or `pullquote/config.toml`
/// below `$XDG_CONFIG_HOME` or `~/.config`. `None` if there is no home directory either.
pub(crate) fn config_path() -> Option<Setting<PathBuf>> {
    let named = |variable: &'static str| {
        let path = var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from);
        path.map(|value| Setting { value, origin: Origin::Variable(variable) })
    };
    let in_folder = |folder: Setting<PathBuf>| folder.map(|folder| folder.join("pullquote").join("config.toml"));
    named("PULLQUOTE_CONFIG")
        .or_else(|| named("XDG_CONFIG_HOME").map(in_folder))
        .or_else(|| named("HOME").map(|home| in_folder(home.map(|home| home.join(".config")))))
}

/// Returns the profiles of a file. An error never repeats the line, because it may contain a
/// secret.
fn understood(path: &Path, text: &str) -> Result<BTreeMap<String, Keys>> {
    let file: Result<ConfigFile, toml::de::Error> = toml::from_str(text);
    let file = file.map_err(|error| {
        let (line, column) = place(text, error.span().unwrap_or_default());
        // The parser's message about an unclosed array has several lines.
        let message = without_texts(error.message()).split_whitespace().collect::<Vec<_>>().join(" ");
        anyhow!("cannot parse `{}` line {line} column {column}: {message}", path.display())
    })?;
    Ok(file.profile)
}

/// Returns the keys that a profile may have, as the parser names them.
#[cfg(test)]
pub(crate) fn profile_keys() -> std::collections::BTreeSet<String> {
    let error = toml::from_str::<ConfigFile>("[profile.a]\nunknown = 1\n").unwrap_err();
    error.message().split('`').skip(1).step_by(2).filter(|name| *name != "unknown").map(str::to_owned).collect()
}

/// `invalid type: string "correct horse", expected u16` repeats the value.
fn without_texts(message: &str) -> String {
    match message.split_once("string \"").and_then(|(before, rest)| Some((before, rest.rsplit_once('"')?.1))) {
        Some((before, after)) => format!("{before}a string{after}"),
        None => message.to_owned(),
    }
}

/// Returns the line and the column where something begins, from 1.
fn place(text: &str, span: Range<usize>) -> (usize, usize) {
    let before = text.get(..span.start).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

fn advice(name: &str, known: &BTreeMap<String, Keys>) -> String {
    let names: Vec<&str> = known.keys().map(String::as_str).collect();
    match (nearest(name, names.iter().copied()), names.is_empty()) {
        (Some(meant), _) => format!("did you mean `{meant}`?"),
        (None, false) => format!("the profiles are `{}`", names.join("`, `")),
        (None, true) => "it has no profiles".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_have_a_line_and_a_column() {
        let check = |text: &str, expected: &str| {
            let told = understood(Path::new("c.toml"), text).unwrap_err().to_string();
            assert!(told.starts_with(&format!("cannot parse `c.toml` {expected}")), "{told}");
            assert!(!told.contains("horse") && !told.contains('\n'), "{told}");
        };
        check(
            "[profile.a]\n  passwort = \"correct horse\"\n",
            "line 2 column 3: unknown field `passwort`, expected one of `engine`",
        );
        check("[profile.a]\nurls = [\"é\", 3]\n", "line 2 column 14: invalid type: integer `3`");
        check("[profile.a]\nuser = \"correct horse\n", "line 2 column ");
        check("[profile.a]\nshards = \"correct horse\"\n", "line 2 column 10: invalid type: a string, expected");
        check("[profile.a\n", "line 1 column ");
        check("[profil.a]\n", "line 1 column 2: unknown field `profil`");
    }

    #[test]
    fn keys_have_lines() {
        let text = "# news\n[profile.a]\n\nindex = \"news\"\nshards = 3\n".to_owned();
        let keys = understood(Path::new("c.toml"), &text).unwrap().remove("a").unwrap();
        let profile = Profile { name: "a".into(), path: "c.toml".into(), text, keys };
        let index = profile.setting(profile.keys.index.as_ref()).unwrap();
        assert_eq!((index.value, index.origin.to_string().as_str()), ("news".into(), "profile `a`, `c.toml` line 4"));
        assert_eq!(profile.setting(profile.keys.shards.as_ref()).unwrap().value.get(), 3);
        assert!(profile.setting(profile.keys.ca.as_ref()).is_none());
    }
}
