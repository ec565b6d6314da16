//! Names of time zones, and how far they are from UTC.
//!
//! A name that is one zone has its offset. A name that several zones share is read only if the
//! language and country of the text leave one of them. The military letters are not read, because
//! RFC 2822 found them used both ways round.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::customs::Customs;

/// Returns the offset in seconds of the zone with a folded name, at the given time of its clocks.
/// `None` if the name is unknown, or if it is not clear which zone it means.
pub(super) fn offset(name: &str, at: DateTime, customs: &Customs) -> Option<i32> {
    if let Some((_, minutes)) = SINGLE.iter().find(|(single, _)| *single == name) {
        return Some(minutes * 60);
    }
    if let Some((_, minutes)) = RUSSIAN.iter().find(|(russian, _)| *russian == name) {
        // From 2011 to 2014, all clocks of Russia were an hour ahead of before and after.
        let (from, to) = (jiff::civil::date(2011, 3, 27).at(2, 0, 0, 0), jiff::civil::date(2014, 10, 26).at(2, 0, 0, 0));
        return Some((minutes + if (from..to).contains(&at) { 60 } else { 0 }) * 60);
    }
    if let Some((_, standard)) = AMERICAN.iter().find(|(american, _)| *american == name) {
        // Short names for standard and summer time alike, in American English.
        let is_american = customs.language().is_none_or(|language| language == "en");
        return if is_american { american(*standard, at) } else { None };
    }
    let (_, zones) = SHARED.iter().find(|(shared, _)| *shared == name)?;
    let (_, minutes) = zones.iter().find(|(tag, _)| *tag == ELSEWHERE || customs.is_of(tag))?;
    let is_of_season = name != "bst" || *minutes != 60 || in_rule("GMT0BST,M3.5.0/1,M10.5.0", at) == Some(3600);
    is_of_season.then_some(minutes * 60)
}

/// Returns whether a folded word names a zone.
pub(super) fn is_name(word: &str) -> bool {
    let tables = [&SINGLE[..], &RUSSIAN[..], &AMERICAN[..]];
    tables.iter().any(|table| table.iter().any(|(name, _)| *name == word)) || SHARED.iter().any(|(name, _)| *name == word)
}

/// Returns the offset of an American zone by the rules for summer time of its year.
fn american(standard: i32, at: DateTime) -> Option<i32> {
    let rule = if at.year() >= 2007 { "S{}D,M3.2.0,M11.1.0" } else { "S{}D,M4.1.0,M10.5.0" };
    let rule = rule.replace("S{}D", &format!("STD{}DST", -standard / 60));
    in_rule(&rule, at)
}

fn in_rule(posix: &str, at: DateTime) -> Option<i32> {
    Some(TimeZone::posix(posix).ok()?.to_zoned(at).ok()?.offset().seconds())
}

/// Zones that have their name alone, in minutes east of UTC.
#[rustfmt::skip]
const SINGLE: [(&str, i32); 75] = [
    ("z", 0), ("utc", 0), ("gmt", 0), ("ut", 0), ("zulu", 0), ("wet", 0), ("west", 60), ("cet", 60), ("cest", 120), ("met", 60),
    ("mest", 120), ("mez", 60), ("mesz", 120), ("eet", 120), ("eest", 180), ("oez", 120), ("trt", 180), ("irst", 210), ("aft", 270),
    ("pkt", 300), ("uzt", 300), ("npt", 345), ("ict", 420), ("wib", 420), ("wita", 480), ("hkt", 480), ("sgt", 480), ("myt", 480),
    ("pht", 480), ("awst", 480), ("wit", 540), ("jst", 540), ("kst", 540), ("acst", 570), ("acdt", 630), ("aest", 600), ("aedt", 660),
    ("nzst", 720), ("nzdt", 780), ("fjt", 720), ("chst", 600), ("sast", 120), ("cat", 120), ("eat", 180), ("wat", 60), ("edt", -240),
    ("pdt", -420), ("mdt", -360), ("akst", -540), ("akdt", -480), ("hst", -600), ("hdt", -540), ("ndt", -150), ("adt", -180),
    ("hne", -300), ("hae", -240), ("brt", -180), ("brst", -120), ("art", -180), ("clt", -240), ("clst", -180), ("cot", -300),
    ("pet", -300), ("uyt", -180), ("bot", -240), ("pyst", -180), ("gft", -180), ("gyt", -240), ("get", 240), ("azt", 240),
    ("idt", 180), ("nct", 660), ("pgt", 600), ("mvt", 300), ("btt", 360),
];

/// Zones of Russia in its winter time of today.
const RUSSIAN: [(&str, i32); 8] =
    [("msk", 180), ("мск", 180), ("samt", 240), ("yekt", 300), ("omst", 360), ("krat", 420), ("irkt", 480), ("vlat", 600)];

/// Zones of North America whose names hold for the whole year, in minutes of their winter.
const AMERICAN: [(&str, i32); 5] = [("at", -240), ("et", -300), ("ct", -360), ("mt", -420), ("pt", -480)];

/// Stands for all languages and countries that are not named before it. RFC 822 defines four such
/// names, and feeds follow it.
const ELSEWHERE: &str = "*";

/// Names of several zones, each with the languages and countries that mean it.
#[rustfmt::skip]
const SHARED: [(&str, &[(&str, i32)]); 17] = [
    ("bst", &[("en-GB", 60), ("cy", 60), ("gd", 60), ("bn", 360), ("en-BD", 360)]),
    ("ist", &[("en-IN", 330), ("hi", 330), ("ta", 330), ("te", 330), ("mr", 330), ("gu", 330), ("kn", 330), ("ml", 330), ("pa-IN", 330),
        ("bn-IN", 330), ("en-IE", 60), ("ga", 60), ("he", 120), ("en-IL", 120)]),
    ("cst", &[("en-US", -360), ("en-CA", -360), ("es-MX", -360), ("zh", 480), ("en-CN", 480), ("es-CU", -300)]),
    ("cdt", &[("es-CU", -240), (ELSEWHERE, -300)]),
    ("est", &[("en-AU", 600), (ELSEWHERE, -300)]),
    ("pst", &[("en-PH", 480), ("fil", 480), ("tl", 480), ("en-PK", 300), ("ur", 300), (ELSEWHERE, -480)]),
    ("mst", &[("en-MY", 480), ("ms", 480), ("my", 390), ("en-MM", 390), (ELSEWHERE, -420)]),
    ("ast", &[("ar", 180), ("en-SA", 180), ("en-CA", -240), ("es-PR", -240), ("en-TT", -240)]),
    ("gst", &[("ar", 240), ("en-AE", 240)]),
    ("nst", &[("en-CA", -210)]),
    ("amt", &[("pt", -240), ("hy", 240)]),
    ("sst", &[("en-SG", 480), ("sm", -660)]),
    ("wst", &[("en-AU", 480), ("sm", 780)]),
    ("ect", &[("es-EC", -300)]),
    ("vet", &[]),
    ("almt", &[]),
    ("cct", &[]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, day: (i16, i8, i8), tag: &str, hours: Option<f32>) {
        let at = jiff::civil::date(day.0, day.1, day.2).at(9, 0, 0, 0);
        let found = offset(name, at, &Customs::new([tag]));
        assert_eq!(found, hours.map(|hours| (hours * 3600.0) as i32), "for {name} in {tag} on {day:?}");
    }

    #[test]
    fn a_name_of_one_zone_is_read() {
        check("cest", (2024, 6, 5), "", Some(2.0));
        check("jst", (2024, 6, 5), "", Some(9.0));
        check("aest", (2024, 6, 5), "", Some(10.0));
        check("msk", (2024, 6, 5), "", Some(3.0));
        check("msk", (2012, 6, 5), "", Some(4.0));
        check("et", (2024, 6, 5), "en", Some(-4.0));
        check("et", (2004, 1, 26), "", Some(-5.0));
        check("pt", (2006, 3, 20), "en-US", Some(-8.0));
        check("et", (2024, 6, 5), "fr", None);
    }

    #[test]
    fn a_name_of_several_zones_needs_the_place() {
        check("bst", (2024, 6, 5), "", None);
        check("bst", (2024, 6, 5), "en-GB", Some(1.0));
        check("bst", (2024, 1, 5), "en-GB", None);
        check("ist", (2024, 6, 5), "en", None);
        check("ist", (2024, 6, 5), "en-IN", Some(5.5));
        check("ist", (2024, 6, 5), "he", Some(2.0));
        check("cst", (2024, 6, 5), "zh-CN", Some(8.0));
        check("est", (2024, 1, 5), "", Some(-5.0));
        check("cst", (2024, 1, 5), "", None);
        check("est", (2024, 1, 5), "en-AU", Some(10.0));
        check("xyz", (2024, 1, 5), "en", None);
    }
}
