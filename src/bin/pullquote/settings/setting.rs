//! A value that a user can set, and its origin.

use std::env::var_os;
use std::fmt::{self, Display};
use std::path::PathBuf;

/// A value, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setting<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The option of this name.
    Option(&'static str),
    /// The environment variable of this name.
    Variable(&'static str),
    /// A line, from 1, of a profile in the file at `path`.
    Profile { name: String, path: PathBuf, line: usize },
    /// Found in the working directory or a parent directory.
    Upward,
    /// The default.
    Default,
}

impl<T> Setting<T> {
    pub(crate) fn option(name: &'static str, value: Option<T>) -> Option<Setting<T>> {
        value.map(|value| Setting { value, origin: Origin::Option(name) })
    }

    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Setting<U> {
        Setting { value: change(self.value), origin: self.origin }
    }

    pub(super) fn usual(value: T) -> Setting<T> {
        Setting { value, origin: Origin::Default }
    }
}

impl<T: Default> Setting<T> {
    pub(crate) fn default() -> Setting<T> {
        Setting::usual(T::default())
    }
}

impl Setting<String> {
    /// An empty variable counts as not set.
    pub(super) fn variable(name: &'static str) -> Option<Setting<String>> {
        let value = std::env::var(name).ok().filter(|value| !value.is_empty());
        value.map(|value| Setting { value, origin: Origin::Variable(name) })
    }
}

impl Setting<PathBuf> {
    pub(super) fn path_variable(name: &'static str) -> Option<Setting<PathBuf>> {
        let value = var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        value.map(|value| Setting { value, origin: Origin::Variable(name) })
    }
}

impl Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Option(name) => write!(f, "`{name}`"),
            Origin::Variable(name) => write!(f, "`${name}`"),
            Origin::Profile { name, path, line } => write!(f, "profile `{name}`, `{}` line {line}", path.display()),
            Origin::Upward => f.write_str("found upward from the working directory"),
            Origin::Default => f.write_str("default"),
        }
    }
}
