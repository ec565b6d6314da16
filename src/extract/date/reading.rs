//! What comes of reading a stated date: a time, a doubt, both or neither.

use jiff::civil::Date;

use crate::article::NewsTime;
use crate::error::ProblemKind;
use crate::extract::Finding;

/// A stated date as read.
///
/// A time without a doubt is certain. A time with a doubt is kept without what is in doubt, its
/// zone. A doubt without a time is a date that is left out. Neither means that no date is stated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) time: Option<NewsTime>,
    pub(crate) doubt: Option<Doubt>,
}

/// Why a stated date cannot be read for certain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// It has no known form.
    Form,
    /// It states a month or a week, and no day.
    NoDay,
    /// It has two readings.
    Either(Date, Date),
    /// It states several days.
    Several,
    /// The name of its zone is unknown, or several zones have it.
    Zone(String),
}

impl Reading {
    pub(super) fn certain(time: NewsTime) -> Reading {
        Reading { time: Some(time), doubt: None }
    }

    pub(super) fn doubtful(doubt: Doubt) -> Reading {
        Reading { time: None, doubt: Some(doubt) }
    }

    /// Returns the time, and adds to `findings` what is doubtful about `stated`, the text it was read from.
    pub(crate) fn told(self, stated: &str, findings: &mut Vec<Finding>) -> Option<NewsTime> {
        findings.extend(self.doubt.map(|doubt| doubt.finding(stated)));
        self.time
    }
}

impl Doubt {
    /// Returns the finding about a date stated as `stated`.
    pub(crate) fn finding(&self, stated: &str) -> Finding {
        const MAX_CHARS: usize = 60;
        let mut shown: String = stated.trim().chars().take(MAX_CHARS).collect();
        if shown.len() < stated.trim().len() {
            shown.push('…');
        }
        let message = match self {
            Doubt::Form => format!("`{shown}` is not a date that can be read"),
            Doubt::NoDay => format!("`{shown}` states no day"),
            Doubt::Either(first, second) => format!("`{shown}` may be {first} or {second}"),
            Doubt::Several => format!("`{shown}` states several days"),
            Doubt::Zone(name) => {
                format!("`{shown}` is kept without its zone: `{name}` may be several zones, or none that is known")
            }
        };
        Finding { byte: None, kind: ProblemKind::Date, message }
    }
}
