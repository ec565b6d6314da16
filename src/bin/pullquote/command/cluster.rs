//! Which cluster keeps the index, if one does: from options, the environment and a profile of the configuration file, in that order.
//!
//! The configuration file is `$PULLQUOTE_CONFIG`, or `pullquote/config.toml` below `$XDG_CONFIG_HOME` or `~/.config`:
//!
//! ```toml
//! [profile.newsroom]
//! engine = "opensearch"
//! urls = ["https://search1.example:9200", "https://search2.example:9200"]
//! index = "news"
//! ca = "/etc/ssl/newsroom.pem"
//! user = "reporter"
//! password_file = "/run/secrets/search"   # or api_key_file
//! shards = 3
//! replicas = 1
//! ```
//!
//! Secrets come from the environment or from files that hold nothing else; they are never options, which others on the machine can read,
//! and never printed.

use std::collections::BTreeMap;
use std::env::var_os;
use std::fs::File;
use std::io::Read;
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::ValueEnum;
use pullquote::engine::remote::{Access, ClusterConfig};
use serde::Deserialize;

use crate::args::{Common, EngineName};

/// The name of an index where none is given.
const DEFAULT_NAME: &str = "pullquote";

/// A longer file of a secret is some other file.
const MAX_SECRET_BYTES: u64 = 64 << 10;

const MAX_CONFIG_BYTES: u64 = 1 << 20;

/// The configuration file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfigFile {
    #[serde(default)]
    profile: BTreeMap<String, Profile>,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Profile {
    engine: Option<EngineName>,
    urls: Vec<String>,
    pub(super) index: Option<PathBuf>,
    ca: Option<PathBuf>,
    user: Option<String>,
    password_file: Option<PathBuf>,
    api_key_file: Option<PathBuf>,
    shards: Option<NonZeroU16>,
    replicas: Option<u16>,
}

/// Returns how to reach the cluster that keeps the index. None where a directory does.
pub(super) fn config(common: &Common) -> Result<Option<ClusterConfig>> {
    let args = &common.cluster;
    let profile = profile(common)?;
    let engine = match (args.engine, variable("PULLQUOTE_ENGINE")) {
        (Some(engine), _) => engine,
        // A node that is named is meant.
        (None, _) if !args.url.is_empty() => EngineName::Opensearch,
        (None, Some(name)) => match EngineName::from_str(&name, true) {
            Ok(engine) => engine,
            Err(_) => bail!("`PULLQUOTE_ENGINE` is `{name}`; it can be `local` or `opensearch`"),
        },
        (None, None) => profile.engine.unwrap_or(EngineName::Local),
    };
    if engine == EngineName::Local {
        ensure!(args.url.is_empty(), "`--url` names a cluster, and `--engine local` is a directory of this machine");
        return Ok(None);
    }
    let of_variable = || {
        variable("PULLQUOTE_URL").map(|urls| urls.split([' ', ',']).filter(|url| !url.is_empty()).map(str::to_owned).collect())
    };
    let urls = match args.url.is_empty() {
        false => args.url.clone(),
        true => of_variable().unwrap_or_else(|| profile.urls.clone()),
    };
    ensure!(!urls.is_empty(), "no node of the cluster is named; name one with `--url https://HOST:9200` or `PULLQUOTE_URL`");
    let name = common.index.clone().or_else(|| var_os("PULLQUOTE_INDEX").filter(|name| !name.is_empty()).map(PathBuf::from));
    let name = name.or(profile.index.clone()).map_or(DEFAULT_NAME.to_owned(), |name| name.to_string_lossy().into_owned());
    Ok(Some(reached(common, &profile, urls, name)?))
}

/// Returns how to reach the index at `url`, as `https://HOST:9200/NAME`. What else is given of a cluster is of this one.
pub(super) fn config_at(common: &Common, url: &str) -> Result<ClusterConfig> {
    let (scheme, rest) = url.split_once("://").context("an address begins with `https://` or `http://`")?;
    let (host, name) = rest.trim_end_matches('/').split_once('/').unwrap_or((rest.trim_end_matches('/'), DEFAULT_NAME));
    let (args, profile) = (&common.cluster, profile(common)?);
    let urls = std::iter::once(format!("{scheme}://{host}")).chain(args.url.iter().cloned()).collect();
    reached(common, &profile, urls, name.to_owned())
}

fn reached(common: &Common, profile: &Profile, urls: Vec<String>, name: String) -> Result<ClusterConfig> {
    let args = &common.cluster;
    Ok(ClusterConfig {
        urls,
        access: access(profile)?,
        authority: args.ca.clone().or_else(|| profile.ca.clone()),
        name,
        n_shards: args.shards.or(profile.shards).map_or(1, NonZeroU16::get),
        n_replicas: args.replicas.or(profile.replicas).unwrap_or(1),
    })
}

/// Returns what to say to be let in. What the environment says goes before the profile.
fn access(profile: &Profile) -> Result<Access> {
    if let Some(key) = secret("PULLQUOTE_API_KEY", profile.api_key_file.as_deref())? {
        return Ok(Access::ApiKey(key));
    }
    let user = variable("PULLQUOTE_USER").or_else(|| profile.user.clone());
    let password = secret("PULLQUOTE_PASSWORD", profile.password_file.as_deref())?;
    match (user, password) {
        (Some(user), Some(password)) => Ok(Access::Password { user, password }),
        (Some(_), None) => bail!("there is a user and no password; set `PULLQUOTE_PASSWORD` or `PULLQUOTE_PASSWORD_FILE`"),
        (None, Some(_)) => bail!("there is a password and no user; set `PULLQUOTE_USER`"),
        (None, None) => Ok(Access::Open),
    }
}

/// Returns the secret that a variable holds, or that the file holds which the variable `NAME_FILE` names, or a file.
fn secret(name: &str, file: Option<&Path>) -> Result<Option<String>> {
    if let Some(secret) = variable(name) {
        return Ok(Some(secret));
    }
    let named = var_os(format!("{name}_FILE")).filter(|file| !file.is_empty()).map(PathBuf::from);
    let Some(path) = named.or_else(|| file.map(Path::to_owned)) else { return Ok(None) };
    let text = read(&path, MAX_SECRET_BYTES)?;
    let secret = text.trim_end_matches(['\n', '\r']);
    ensure!(!secret.is_empty(), "`{}` holds no secret", path.display());
    Ok(Some(secret.to_owned()))
}

/// Returns the profile that was chosen; an empty one where none was.
pub(super) fn profile(common: &Common) -> Result<Profile> {
    let Some(name) = common.cluster.profile.clone().or_else(|| variable("PULLQUOTE_PROFILE")) else {
        return Ok(Profile::default());
    };
    let path = config_path().context("there is no home directory to look for a configuration file in; set `PULLQUOTE_CONFIG`")?;
    let text = read(&path, MAX_CONFIG_BYTES)?;
    // The line itself is not repeated: somebody may have put a secret there.
    let line = |error: &toml::de::Error| error.span().map_or(0, |span| text[..span.start].matches('\n').count()) + 1;
    let mut file: ConfigFile = toml::from_str(&text)
        .map_err(|error| anyhow!("cannot understand `{}` line {}: {}", path.display(), line(&error), error.message()))?;
    let known = file.profile.keys().cloned().collect::<Vec<_>>().join("`, `");
    file.profile.remove(&name).with_context(|| match known.is_empty() {
        true => format!("there is no profile in `{}`", path.display()),
        false => format!("there is no profile `{name}` in `{}`; there is `{known}`", path.display()),
    })
}

/// Returns where the configuration file is, if anywhere.
pub(super) fn config_path() -> Option<PathBuf> {
    let named = |name: &str| var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
    let in_folder = |folder: PathBuf| folder.join("pullquote").join("config.toml");
    named("PULLQUOTE_CONFIG")
        .or_else(|| named("XDG_CONFIG_HOME").map(in_folder))
        .or_else(|| named("HOME").map(|home| in_folder(home.join(".config"))))
}

fn read(path: &Path, max_bytes: u64) -> Result<String> {
    let mut text = String::new();
    let opened = File::open(path).with_context(|| format!("cannot open `{}`", path.display()))?;
    opened.take(max_bytes).read_to_string(&mut text).with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(text)
}

/// As with other variables, set to nothing is not set.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
