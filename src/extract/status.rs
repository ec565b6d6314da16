//! Whether an agency's item may be published: its status, and its embargo.
//!
//! The IPTC names three statuses, which all of its formats share: usable, withheld, canceled.
//! NewsML 1 and NITF also name `embargoed`; newer formats state the end of the embargo instead.

use super::Finding;
use super::line::fold;
use crate::article::{Draft, Hold, NewsTime, Withdrawal};
use crate::error::ProblemKind;

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

/// Returns whether a headline is the words of a notice that takes an article back, and the headline of that article if it follows: `KILL`,
/// `Mandatory kill`, `STORNO: Ferry stays`. `None` if it is no such headline. One word alone is to be in capitals: a film is called "Kill".
pub(super) fn taken_back(headline: &str) -> Option<&str> {
    const NOTICES: [&str; 9] =
        ["kill", "killed", "storno", "stornierung", "annulation", "anulación", "anulacion", "annullamento", "annulering"];
    const BESIDE: [&str; 14] = [
        "mandatory",
        "bulletin",
        "editors",
        "advisory",
        "story",
        "message",
        "notice",
        "achtung",
        "wichtig",
        "meldung",
        "avis",
        "attention",
        "atención",
        "urgent",
    ];
    const MARKS: [char; 8] = [':', '=', '/', ',', '—', '–', '-', '|'];
    let (notice, rest) = headline.split_at(headline.find(MARKS).unwrap_or(headline.len()));
    let folded: Vec<String> = notice.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect();
    let is_notice = |word: &String| NOTICES.contains(&word.as_str());
    let is_sure = folded.len() > 1 || !notice.contains(char::is_lowercase);
    let are_all = folded.iter().all(|word| is_notice(word) || BESIDE.contains(&word.as_str()));
    // "ACHTUNG - STORNO: Ferry stays"
    if are_all && !folded.is_empty() && !folded.iter().any(is_notice) && !rest.is_empty() {
        return taken_back(rest.trim_start_matches(|c: char| c.is_whitespace() || MARKS.contains(&c)));
    }
    let is_one = is_sure && are_all && folded.iter().any(is_notice);
    is_one.then(|| rest.trim_matches(|c: char| c.is_whitespace() || MARKS.contains(&c)))
}

/// Returns whether a text is written to those who print an article, to say that they must not. An empty one is.
pub(super) fn says_to_take_back(body: &str) -> bool {
    /// Maximum length of a notice in bytes.
    const MAX_BYTES: usize = 1_500;
    const WORDS: [&str; 20] = [
        "editors",
        "kill ",
        "eliminate",
        "do not use",
        "not be used",
        "withdraw",
        "disregard",
        "redaktion",
        "storn",
        "nicht verwenden",
        "nicht zu verwenden",
        "zurückgezogen",
        "ziehen wir",
        "annul",
        "ne pas utiliser",
        "ne plus utiliser",
        "retirée",
        "anula",
        "no utilizar",
        "non utilizzare",
    ];
    let lower = body.to_lowercase();
    body.len() <= MAX_BYTES && (body.is_empty() || WORDS.iter().any(|words| lower.contains(words)))
}

/// Notes in the draft of a notice that it takes back `others`, the articles that it names, and the earlier versions of itself, `own`. Does
/// nothing if the draft is no notice. A notice that names no other article is reported.
pub(super) fn note_taken_back(draft: &mut Draft, others: Vec<String>, own: Vec<String>, findings: &mut Vec<Finding>) {
    let is_notice = draft.title.as_deref().is_some_and(|title| taken_back(title).is_some()) && says_to_take_back(&draft.body);
    if draft.withdrawal.is_some() || !is_notice {
        return;
    }
    if others.is_empty() && !own.is_empty() {
        let message = "the notice names no other article, so only earlier versions of itself are taken back".to_owned();
        findings.push(Finding { byte: None, kind: ProblemKind::Withdrawn, message });
    }
    note(draft, Some(Hold::Canceled), None, others.into_iter().chain(own).collect());
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

    #[test]
    fn notices_are_told_from_headlines() {
        for (headline, expected) in [
            ("KILL", Some("")),
            ("KILL - Ferry stays", Some("Ferry stays")),
            ("Mandatory kill", Some("")),
            ("Mandatory Kill, Ferry", Some("Ferry")),
            ("ACHTUNG - STORNO: Ferry stays", Some("Ferry stays")),
            ("Achtung Storno", Some("")),
            ("ANNULATION =", Some("")),
            ("Kill: the film", None),
            ("Kill Bill returns", None),
            ("Bulletin", None),
            ("ATTENTION - road closed", None),
            ("", None),
        ] {
            assert_eq!(taken_back(headline), expected, "{headline}");
        }
        assert!(says_to_take_back("") && says_to_take_back("Editors: please kill the story on the ferry."));
        assert!(!says_to_take_back("The ferry stays in port until Monday."));
        assert!(!says_to_take_back(&format!("Editors: kill it. {}", "word ".repeat(400))));
    }
}
