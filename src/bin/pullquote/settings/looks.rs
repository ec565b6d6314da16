//! How output looks: colour, pager, links and width.

use std::env::{var, var_os};

use super::setting::{Origin, Setting};
use crate::args::{Common, When};

/// How output looks, as far as this does not depend on its destination.
#[derive(Debug, Clone)]
pub(crate) struct Looks {
    pub(crate) color: Setting<When>,
    pub(crate) pager: Setting<When>,
    /// The program and its arguments; empty for none.
    pub(crate) pager_command: Setting<String>,
    pub(crate) hyperlinks: Setting<When>,
    /// Width of lines; `None` for the width of the terminal.
    pub(crate) columns: Option<Setting<usize>>,
}

impl Looks {
    /// Reads the options, then the environment.
    pub(crate) fn of(common: &Common) -> Looks {
        // An option that says `auto` leaves it to the others.
        let asked = |name: &'static str, when: Option<When>| Setting::option(name, when);
        let color = asked("--color", common.color.filter(|when| *when != When::Auto)).or_else(color_of_environment);
        Looks {
            color: color.or_else(|| asked("--color", common.color)).unwrap_or_else(Setting::default),
            pager: asked("--pager", common.pager).unwrap_or_else(Setting::default),
            pager_command: pager_command(),
            hyperlinks: asked("--hyperlinks", common.hyperlinks).unwrap_or_else(Setting::default),
            columns: columns(),
        }
    }
}

/// `NO_COLOR` counts if it is set and not empty.
fn color_of_environment() -> Option<Setting<When>> {
    let never = |variable| Some(Setting { value: When::Never, origin: Origin::Variable(variable) });
    if var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return never("NO_COLOR");
    }
    if var_os("TERM").is_some_and(|terminal| terminal == "dumb") { never("TERM") } else { None }
}

/// An empty variable means no pager.
fn pager_command() -> Setting<String> {
    let of = |variable| var(variable).ok().map(|value| Setting { value, origin: Origin::Variable(variable) });
    let named = of("PULLQUOTE_PAGER").or_else(|| of("PAGER"));
    named.unwrap_or_else(|| Setting { value: "less".to_owned(), origin: Origin::Default })
}

fn columns() -> Option<Setting<usize>> {
    let stated = var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    stated.map(|value| Setting { value, origin: Origin::Variable("COLUMNS") })
}
