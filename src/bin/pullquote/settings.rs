//! The settings of a command and where each comes from: an option, else the environment, else a
//! profile of the configuration file, else a default.
//!
//! A value always carries its origin, so `pullquote config` explains exactly what commands use. The
//! configuration file is `$PULLQUOTE_CONFIG`, or `pullquote/config.toml` below `$XDG_CONFIG_HOME`
//! or `~/.config`:
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
//! syntax = "westlaw"                      # of queries
//! ```
//!
//! Secrets come from the environment or from files that hold nothing else; they are never options, which others on the machine can read,
//! and never printed.

mod looks;
mod profile;
mod setting;

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::ValueEnum;
use pullquote::choice::Syntax;
use pullquote::engine::Site;
#[cfg(feature = "remote")]
use pullquote::engine::remote::{Access, ClusterConfig};
use pullquote::error::without_secrets;
use pullquote::query::nearest;

pub(crate) use self::looks::Looks;
use self::profile::Profile;
pub(crate) use self::profile::config_path;
#[cfg(test)]
pub(crate) use self::profile::profile_keys;
pub(crate) use self::setting::{Origin, Setting};
use crate::args::{Common, EngineName};

/// Default name of an index in a cluster.
const DEFAULT_NAME: &str = "pullquote";

/// Maximum size of a file with a secret.
const MAX_SECRET_BYTES: u64 = 64 << 10;

/// A secret, or the file that holds it. It cannot be printed.
#[derive(Clone)]
pub(crate) enum Secret {
    Said(String),
    In(PathBuf),
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// Returns the secret.
    #[cfg_attr(
        not(any(feature = "remote", feature = "serve")),
        expect(dead_code, reason = "only clusters and servers ask for secrets")
    )]
    fn reveal(&self) -> Result<String> {
        let path = match self {
            Secret::Said(secret) => return Ok(secret.clone()),
            Secret::In(path) => path,
        };
        let mut text = String::new();
        let failed = || format!("cannot read `{}`", path.display());
        // A pipe is opened too: the secret then never lies on a disk, as with `<(pass show newsroom)`.
        let opened = File::open(path).with_context(failed)?;
        opened.take(MAX_SECRET_BYTES).read_to_string(&mut text).with_context(failed)?;
        let secret = text.trim_end_matches(['\n', '\r']);
        ensure!(!secret.is_empty(), "`{}` is empty", path.display());
        Ok(secret.to_owned())
    }
}

/// Where the index is, and how to reach it.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Where the configuration file is looked for.
    pub(crate) config_file: Option<Setting<PathBuf>>,
    pub(crate) profile: Option<Setting<String>>,
    pub(crate) engine: Setting<EngineName>,
    /// A directory, or a name in a cluster.
    pub(crate) index: Setting<PathBuf>,
    pub(crate) urls: Option<Setting<Vec<String>>>,
    pub(crate) ca: Option<Setting<PathBuf>>,
    pub(crate) user: Option<Setting<String>>,
    pub(crate) password: Option<Setting<Secret>>,
    pub(crate) api_key: Option<Setting<Secret>>,
    pub(crate) shards: Setting<u16>,
    pub(crate) replicas: Setting<u16>,
    /// Whose rules queries are read by.
    pub(crate) syntax: Setting<Syntax>,
    /// Whether options name nodes of a cluster.
    names_nodes: bool,
}

impl Settings {
    /// Returns the path of the configuration file; `None` if there is no home directory.
    pub(crate) fn config_path() -> Option<Setting<PathBuf>> {
        config_path()
    }

    /// Reads the options, the environment and the profile, in that order. Fails if one cannot be
    /// parsed. [`Settings::site`] checks whether they fit together.
    pub(crate) fn of(common: &Common) -> Result<Settings> {
        let args = &common.cluster;
        let config_file = config_path();
        let chosen = chosen_profile(common);
        let profile = read_profile(chosen.as_ref(), config_file.as_ref())?;
        let keys = &profile.keys;
        let engine = match Setting::option("--engine", args.engine) {
            Some(engine) => engine,
            // `--url` implies the cluster engine.
            None if !args.url.is_empty() => Setting { value: EngineName::Opensearch, origin: Origin::Option("--url") },
            None => match Setting::variable("PULLQUOTE_ENGINE") {
                Some(name) => engine_named(name)?,
                None => profile.setting(keys.engine.as_ref()).unwrap_or(Setting::usual(EngineName::Local)),
            },
        };
        let index = Setting::option("--index", common.index.clone())
            .or_else(|| Setting::path_variable("PULLQUOTE_INDEX"))
            .or_else(|| profile.setting(keys.index.as_ref()));
        let index = match (index, engine.value) {
            (Some(index), _) => index,
            (None, EngineName::Local) => nearest_index()?,
            (None, EngineName::Opensearch) => Setting::usual(DEFAULT_NAME.into()),
        };
        let urls = Setting::option("--url", Some(args.url.clone()).filter(|urls| !urls.is_empty()))
            .or_else(|| Setting::variable("PULLQUOTE_URL").map(|urls| urls.map(|urls| addresses(&urls))))
            .or_else(|| profile.setting(keys.urls.as_ref()))
            .filter(|urls| !urls.value.is_empty());
        Ok(Settings {
            engine,
            index,
            urls,
            ca: Setting::option("--ca", args.ca.clone()).or_else(|| profile.setting(keys.ca.as_ref())),
            user: Setting::variable("PULLQUOTE_USER").or_else(|| profile.setting(keys.user.as_ref())),
            password: secret("PULLQUOTE_PASSWORD", "PULLQUOTE_PASSWORD_FILE", || profile.setting(keys.password_file.as_ref())),
            api_key: secret("PULLQUOTE_API_KEY", "PULLQUOTE_API_KEY_FILE", || profile.setting(keys.api_key_file.as_ref())),
            shards: Setting::option("--shards", args.shards)
                .or_else(|| profile.setting(keys.shards.as_ref()))
                .map_or(Setting::usual(1), |shards| shards.map(NonZeroU16::get)),
            replicas: Setting::option("--replicas", args.replicas)
                .or_else(|| profile.setting(keys.replicas.as_ref()))
                .unwrap_or(Setting::usual(1)),
            syntax: syntax_of(common, &profile)?,
            names_nodes: !args.url.is_empty(),
            profile: chosen,
            config_file,
        })
    }

    /// Returns a warning if a password or key would be sent without encryption: to a node of the settings, or to the index at `address`.
    pub(crate) fn warning(&self, address: Option<&str>) -> Option<String> {
        let has_secret = self.api_key.is_some() || self.password.is_some();
        let is_cluster = self.engine.value == EngineName::Opensearch;
        let set = self.urls.iter().filter(|_| is_cluster).flat_map(|urls| urls.value.iter().map(String::as_str));
        let url = address.into_iter().chain(set).find(|url| has_secret && is_readable_on_the_way(url))?;
        Some(format!("the password or key is sent to `{}` without encryption; use `https://`", without_secrets(url)))
    }

    /// Returns the place of the index. Fails if settings contradict each other.
    pub(crate) fn site(&self) -> Result<Site> {
        if self.engine.value == EngineName::Local {
            ensure!(!self.names_nodes, "`--url` is for clusters and cannot be used with `--engine local`");
            return Ok(Site::Directory(self.index.value.clone()));
        }
        let urls = self.urls.as_ref().map(|urls| urls.value.clone());
        let urls = urls.context("no cluster node is given; use `--url https://HOST:9200` or `PULLQUOTE_URL`")?;
        self.cluster(urls, self.index.value.to_string_lossy().into_owned())
    }

    /// Returns how to reach the index at `url`, as `https://HOST:9200/NAME`. The other settings of
    /// a cluster apply to it.
    pub(crate) fn site_at(&self, url: &str) -> Result<Site> {
        let is_plain = !url.contains(['?', '#']);
        ensure!(is_plain, "an address of an index ends with its name, not with `?` or `#`: `{}`", without_secrets(url));
        let (scheme, rest) = url.split_once("://").context("an address must begin with `https://` or `http://`")?;
        let rest = rest.trim_end_matches('/');
        let (host, name) = rest.split_once('/').unwrap_or((rest, DEFAULT_NAME));
        let others = self.urls.iter().filter(|urls| urls.origin == Origin::Option("--url")).flat_map(|urls| urls.value.clone());
        let urls = std::iter::once(format!("{scheme}://{host}")).chain(others).collect();
        self.cluster(urls, name.to_owned())
    }

    #[cfg(not(feature = "remote"))]
    fn cluster(&self, _urls: Vec<String>, _name: String) -> Result<Site> {
        bail!("this program was built without clusters; build it with the feature `remote`")
    }

    #[cfg(feature = "remote")]
    fn cluster(&self, urls: Vec<String>, name: String) -> Result<Site> {
        Ok(Site::Cluster(ClusterConfig {
            urls,
            access: self.access()?,
            authority: self.ca.as_ref().map(|ca| ca.value.clone()),
            name,
            n_shards: self.shards.value,
            n_replicas: self.replicas.value,
        }))
    }

    /// Returns the credentials; a key takes precedence over a user.
    #[cfg(feature = "remote")]
    fn access(&self) -> Result<Access> {
        if let Some(key) = &self.api_key {
            return Ok(Access::ApiKey(key.value.reveal()?));
        }
        match (&self.user, &self.password) {
            (Some(user), Some(password)) => Ok(Access::Password { user: user.value.clone(), password: password.value.reveal()? }),
            (Some(_), None) => bail!("there is a user but no password; set `PULLQUOTE_PASSWORD` or `PULLQUOTE_PASSWORD_FILE`"),
            (None, Some(_)) => bail!("there is a password but no user; set `PULLQUOTE_USER`"),
            (None, None) => Ok(Access::Open),
        }
    }
}

/// Returns whose rules queries are read by.
pub(crate) fn syntax(common: &Common) -> Result<Syntax> {
    let profile = read_profile(chosen_profile(common).as_ref(), config_path().as_ref())?;
    Ok(syntax_of(common, &profile)?.value)
}

fn syntax_of(common: &Common, profile: &Profile) -> Result<Setting<Syntax>> {
    if let Some(syntax) = Setting::option("--syntax", common.syntax) {
        return Ok(syntax);
    }
    if let Some(name) = Setting::variable("PULLQUOTE_SYNTAX") {
        let syntax = name.value.parse().map_err(|error| anyhow!("`PULLQUOTE_SYNTAX`: {error}"))?;
        return Ok(name.map(|_| syntax));
    }
    Ok(profile.setting(profile.keys.syntax.as_ref()).unwrap_or_else(Setting::default))
}

fn chosen_profile(common: &Common) -> Option<Setting<String>> {
    Setting::option("--profile", common.cluster.profile.clone()).or_else(|| Setting::variable("PULLQUOTE_PROFILE"))
}

fn read_profile(chosen: Option<&Setting<String>>, config_file: Option<&Setting<PathBuf>>) -> Result<Profile> {
    match chosen {
        Some(name) => Profile::read(&name.value, config_file.map(|path| path.value.as_path())),
        None => Ok(Profile::default()),
    }
}

/// Returns the token that requests to the server must give: from the file, or from
/// `PULLQUOTE_TOKEN`. It is never an argument, because other users of the machine could read it.
pub(crate) fn token(file: Option<&Path>) -> Option<Setting<Secret>> {
    let of_file = Setting::option("--token-file", file.map(Path::to_owned)).map(|file| file.map(Secret::In));
    of_file.or_else(|| Setting::variable("PULLQUOTE_TOKEN").map(|token| token.map(Secret::Said)))
}

/// Returns the token. Fails if it can be guessed.
#[cfg(feature = "serve")]
pub(crate) fn revealed_token(file: Option<&Path>) -> Result<Option<String>> {
    /// A shorter token can be guessed.
    const MIN_TOKEN_LEN: usize = 16;
    let Some(token) = token(file) else { return Ok(None) };
    let token = token.value.reveal()?;
    let token = token.trim();
    ensure!(token.len() >= MIN_TOKEN_LEN, "the token is shorter than {MIN_TOKEN_LEN} characters");
    ensure!(
        token.bytes().all(|byte| byte.is_ascii_graphic()),
        "the token may only contain ASCII letters, digits and punctuation"
    );
    Ok(Some(token.to_owned()))
}

/// Returns the secret from a variable, or from a file that another variable or the profile names.
fn secret(
    name: &'static str,
    file_name: &'static str,
    of_profile: impl FnOnce() -> Option<Setting<PathBuf>>,
) -> Option<Setting<Secret>> {
    let file = || Setting::path_variable(file_name).or_else(of_profile).map(|path| path.map(Secret::In));
    Setting::variable(name).map(|secret| secret.map(Secret::Said)).or_else(file)
}

fn engine_named(name: Setting<String>) -> Result<Setting<EngineName>> {
    let known = ["local", "opensearch"];
    let engine = EngineName::from_str(&name.value, true).map_err(|_| {
        let meant = nearest(&name.value, known)
            .map_or_else(|| "it can be `local` or `opensearch`".to_owned(), |meant| format!("did you mean `{meant}`?"));
        anyhow!("`PULLQUOTE_ENGINE` is `{}`; {meant}", name.value)
    })?;
    Ok(name.map(|_| engine))
}

/// Returns whether others on the way to `url` could read what is sent.
fn is_readable_on_the_way(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let is_here =
        name.parse::<std::net::IpAddr>().map_or(name.eq_ignore_ascii_case("localhost"), |address| address.is_loopback());
    !is_here
}

fn addresses(text: &str) -> Vec<String> {
    text.split([' ', ',']).filter(|url| !url.is_empty()).map(str::to_owned).collect()
}

/// Returns `index/` here or in the nearest parent directory that has one; else `index/` here.
fn nearest_index() -> Result<Setting<PathBuf>> {
    let here = std::env::current_dir().context("cannot determine the working directory")?;
    let is_index = |dir: &PathBuf| dir.join("current").is_file();
    let nearest = here.ancestors().map(|above| above.join("index")).find(is_index);
    let relative = |dir: PathBuf| dir.strip_prefix(&here).map(Path::to_owned).unwrap_or(dir);
    Ok(match nearest {
        Some(dir) => Setting { value: relative(dir), origin: Origin::Upward },
        None => Setting::usual("index".into()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_leaves_this_machine_unencrypted_can_be_read_on_the_way() {
        for url in ["http://search1.example:9200", "http://10.0.0.1", "http://[2001:db8::1]:9200", "http://localhost.example"] {
            assert!(is_readable_on_the_way(url), "{url}");
        }
        for url in ["https://search1.example", "http://localhost:9200", "http://127.0.0.1:9200", "http://[::1]:9200"] {
            assert!(!is_readable_on_the_way(url), "{url}");
        }
    }
}
