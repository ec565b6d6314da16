//! Whether an agency's item may be published: its status, and its embargo.
//!
//! The IPTC names three statuses, which all of its formats share: usable, withheld, canceled.
//! NewsML 1 and NITF also name `embargoed`; newer formats state the end of the embargo instead.

use crate::article::{Draft, Hold, NewsTime, Withdrawal};

/// Returns what a status says, if it is not that the item is usable: `stat:canceled`, `Withheld`,
/// `http://cv.iptc.org/newscodes/pubstatusg2/canceled`. An unknown status counts as usable.
pub(super) fn hold(status: &str) -> Option<Hold> {
    let name = status.trim().trim_end_matches('/').rsplit([':', '/', '#']).next()?;
    match name.to_ascii_lowercase().as_str() {
        "canceled" | "cancelled" | "cancel" | "killed" | "kill" | "deleted" | "withdrawn" => Some(Hold::Canceled),
        "withheld" | "withhold" | "onhold" | "hold" => Some(Hold::Withheld),
        "embargoed" | "embargo" => Some(Hold::Embargoed),
        _ => None,
    }
}

/// Notes the status of an item in its draft: its embargo, or that it is taken back. `ids` are those
/// of all its versions. An embargo that states no end counts as one that does not end.
pub(super) fn note(draft: &mut Draft, hold: Option<Hold>, embargo: Option<NewsTime>, ids: Vec<String>) {
    let hold = hold.filter(|hold| *hold != Hold::Embargoed || embargo.is_none());
    draft.embargo = embargo;
    draft.withdrawal = hold.map(|hold| {
        let stated = draft.modified.or(draft.published);
        Withdrawal { hold, ids, seconds: stated.map(|time| time.seconds) }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_read_in_every_form() {
        for (status, expected) in [
            ("stat:usable", None),
            ("Usable", None),
            ("stat:canceled", Some(Hold::Canceled)),
            ("Cancelled", Some(Hold::Canceled)),
            ("http://cv.iptc.org/newscodes/pubstatusg2/withheld", Some(Hold::Withheld)),
            ("WITHHELD ", Some(Hold::Withheld)),
            ("Embargoed", Some(Hold::Embargoed)),
            ("draft", None),
            ("", None),
        ] {
            assert_eq!(hold(status), expected, "{status}");
        }
    }
}
