//! What a publisher takes back: the notice that articles must not be shown any more, or not yet.
//!
//! Agencies send a news item again, under the same id, with another status. The notice itself is no
//! article. It takes back the articles that were read from earlier versions of the item, wherever
//! they were read. Versions that are newer than the notice stay.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::NewsTime;

/// A publisher's statement that articles must not be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Why not.
    pub hold: Hold,
    /// The own ids of the records that it takes back, verbatim. Empty if the item has no id.
    pub ids: Vec<String>,
    /// When it was stated, in seconds since 1970-01-01T00:00:00Z; `None` if that is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<i64>,
}

/// Why an article must not be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hold {
    /// It is withdrawn for good.
    Canceled,
    /// It is held back until the publisher sends it again.
    Withheld,
    /// It is under an embargo, and no time is stated at which that ends.
    Embargoed,
}

impl Hold {
    /// Returns what the publisher did with the article, as the end of a sentence about it.
    pub fn phrase(self) -> &'static str {
        match self {
            Hold::Canceled => "was withdrawn by its publisher",
            Hold::Withheld => "is held back by its publisher",
            Hold::Embargoed => "is under an embargo that states no end",
        }
    }
}

/// The newest withdrawal of each id.
#[derive(Debug, Clone, Default)]
pub struct Withdrawals {
    by_id: HashMap<String, (Hold, Option<i64>)>,
}

impl Withdrawals {
    /// Returns what all of these take back.
    pub fn of<'w>(withdrawals: impl IntoIterator<Item = &'w Withdrawal>) -> Withdrawals {
        let mut all = Withdrawals::default();
        withdrawals.into_iter().for_each(|withdrawal| all.add(withdrawal));
        all
    }

    /// Adds one more. Of several for one id, the one that takes back most counts.
    pub fn add(&mut self, withdrawal: &Withdrawal) {
        // Without a time, every version is taken back.
        let reach = |seconds: Option<i64>| seconds.unwrap_or(i64::MAX);
        for id in &withdrawal.ids {
            let stated = (withdrawal.hold, withdrawal.seconds);
            let kept = self.by_id.entry(id.clone()).or_insert(stated);
            if reach(stated.1) > reach(kept.1) {
                *kept = stated;
            }
        }
    }

    /// Forgets ids that are too short to be unique beyond their file, such as `12`.
    pub fn forget_short_ids(&mut self) {
        const MIN_BYTES: usize = 8;
        self.by_id.retain(|id, _| id.len() >= MIN_BYTES);
    }

    /// Returns why an article must not be shown, if it must not. It has the own id of its record,
    /// and `last_changed` is when this version of it was made. Without a time, every version counts
    /// as earlier.
    pub fn hold(&self, record_id: Option<&str>, last_changed: Option<&NewsTime>) -> Option<Hold> {
        let (hold, seconds) = self.by_id.get(record_id?)?;
        let is_newer = seconds.zip(last_changed).is_some_and(|(stated, changed)| changed.seconds > stated);
        (!is_newer).then_some(*hold)
    }

    /// Returns the ids that are taken back, in no particular order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.by_id.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::TimeOrigin;

    #[test]
    fn newer_versions_stay() {
        let time = |text: &str| NewsTime::parse(text, TimeOrigin::Field).unwrap();
        let seconds = Some(time("2024-05-03T10:00:00Z").seconds);
        let all = Withdrawals::of(&[Withdrawal { hold: Hold::Canceled, ids: vec!["urn:a".to_owned()], seconds }]);
        for (id, changed, is_taken_back) in [
            (Some("urn:a"), Some("2024-05-03T09:00:00Z"), true),
            (Some("urn:a"), Some("2024-05-03T12:00:00+02:00"), true),
            (Some("urn:a"), Some("2024-05-03T10:00:01Z"), false),
            (Some("urn:a"), None, true),
            (Some("urn:b"), None, false),
            (None, None, false),
        ] {
            assert_eq!(all.hold(id, changed.map(time).as_ref()).is_some(), is_taken_back, "{id:?} {changed:?}");
        }
    }

    #[test]
    fn of_several_the_one_that_takes_back_most_counts() {
        let one = |hold, seconds| Withdrawal { hold, ids: vec!["urn:a".to_owned()], seconds };
        let hold = |all: &[Withdrawal]| Withdrawals::of(all).hold(Some("urn:a"), None);
        let (earlier, later, always) = (one(Hold::Withheld, Some(1)), one(Hold::Canceled, Some(2)), one(Hold::Embargoed, None));
        assert_eq!(hold(&[earlier.clone(), later.clone()]), Some(Hold::Canceled));
        assert_eq!(hold(&[later.clone(), earlier]), Some(Hold::Canceled));
        assert_eq!(hold(&[always, later]), Some(Hold::Embargoed));
    }
}
