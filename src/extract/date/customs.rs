//! How a place writes its dates: the language, and whether the day or the month comes first.

use crate::article::Language;

/// The customs by which dates with several readings are read. The default settles nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Customs {
    language: Option<Language>,
    /// The country in a tag such as `en-GB`, in capitals.
    region: Option<String>,
    /// Whether other dates of the text show the day before the month, or after it.
    is_day_first_seen: bool,
    is_month_first_seen: bool,
}

/// The order of the parts of a date in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayMonthYear,
    MonthDayYear,
    YearMonthDay,
}

impl Customs {
    /// Returns the customs of a text whose language is stated by one of `tags`. The first tag names
    /// the language, and the first of that language with a country names the country.
    pub(crate) fn new<'t>(tags: impl IntoIterator<Item = &'t str>) -> Customs {
        let mut customs = Customs::default();
        for tag in tags {
            let Some(language) = Language::from_tag(tag) else { continue };
            if customs.language.as_ref().is_none_or(|known| *known == language) {
                let is_region = |part: &&str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
                let region = tag.trim().split(['-', '_']).skip(1).find(is_region).map(str::to_ascii_uppercase);
                customs.region = customs.region.or(region);
                customs.language = Some(language);
            }
        }
        customs
    }

    /// Adds what a date of the same text shows of the order: its first two numbers.
    pub(super) fn see(&mut self, first: u8, second: u8) {
        self.is_day_first_seen |= first > 12 && second <= 12;
        self.is_month_first_seen |= first <= 12 && second > 12;
    }

    pub(super) fn language(&self) -> Option<&str> {
        self.language.as_ref().map(Language::code)
    }

    /// Returns whether the text is in a language or of a country: `hi`, `en-GB`.
    pub(super) fn is_of(&self, tag: &str) -> bool {
        let (language, region) = tag.split_once('-').map_or((tag, None), |(language, region)| (language, Some(region)));
        self.language() == Some(language) && region.is_none_or(|region| self.region.as_deref() == Some(region))
    }

    /// Returns the order of `05/06/2019`: by the other dates, or else by the language. `None` if
    /// neither settles it: English without a country, or of Canada, has both.
    pub(super) fn order(&self) -> Option<Order> {
        match (self.is_day_first_seen, self.is_month_first_seen) {
            (true, false) => return Some(Order::DayMonthYear),
            (false, true) => return Some(Order::MonthDayYear),
            // The other dates contradict each other.
            (true, true) => return None,
            (false, false) => {}
        }
        match (self.language()?, self.region.as_deref()) {
            ("en", Some("US" | "PH")) | ("fil" | "tl", _) => Some(Order::MonthDayYear),
            ("en", None | Some("CA")) => None,
            ("zh" | "ja" | "ko" | "hu" | "lt" | "mn", _) => Some(Order::YearMonthDay),
            _ => Some(Order::DayMonthYear),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_language_or_of_the_other_dates() {
        let order = |tags: &[&str]| Customs::new(tags.iter().copied()).order();
        assert_eq!(order(&["en-US"]), Some(Order::MonthDayYear));
        assert_eq!(order(&["en_GB"]), Some(Order::DayMonthYear));
        assert_eq!(order(&["en", "de-DE", "en-AU"]), Some(Order::DayMonthYear));
        assert_eq!(order(&["de"]), Some(Order::DayMonthYear));
        assert_eq!(order(&["zh-Hant-TW"]), Some(Order::YearMonthDay));
        assert_eq!((order(&["en"]), order(&[]), order(&["English"])), (None, None, None));
        let mut customs = Customs::new(["en-US"]);
        customs.see(25, 6);
        assert_eq!(customs.order(), Some(Order::DayMonthYear));
        customs.see(6, 25);
        assert_eq!(customs.order(), None);
    }
}
