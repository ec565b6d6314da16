//! Connectors, the operators that say how near two things stand: `w/5` and `pre/s`, and the
//! spellings of other services.

use std::fmt::{Display, Formatter, Result as FmtResult};

use super::chars::shown;
use super::{MAX_DISTANCE, Nearness, Reach};

/// A connector with the `not` that may stand before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Connector {
    pub(super) is_not: bool,
    pub(super) nearness: Nearness,
}

/// Writes the canonical spelling: `not w/5`.
impl Display for Connector {
    fn fmt(&self, f: &mut Formatter<'_>) -> FmtResult {
        write!(f, "{}{}", if self.is_not { "not " } else { "" }, self.nearness)
    }
}

/// What is wrong with a token that has the shape of a connector.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) message: String,
    pub(super) hint: String,
}

/// Returns what a token means as a connector; `None` if it is a word. Case does not count, except
/// that `same` and `near` are words.
pub(super) fn parse(token: &str) -> Option<Result<Nearness, Malformed>> {
    match token {
        "SAME" => return Some(Ok(Nearness { reach: Reach::Paragraph, is_ordered: false })),
        "NEAR" => {
            return Some(Err(malformed("`NEAR` needs a number of words", "type `w/5` for at most 5 words apart".to_owned())));
        }
        _ => {}
    }
    let token = token.to_ascii_lowercase();
    if token == "adj" {
        return Some(Ok(Nearness { reach: Reach::Words(1), is_ordered: true }));
    }
    let (rest, is_ordered) = split(&token)?;
    let canonical = if is_ordered { "pre" } else { "w" };
    let Some(reach) = reach(rest) else {
        let hint = format!(
            "type `{canonical}/5`, `{canonical}/s` (one sentence) or `{canonical}/p` (one paragraph), with spaces around it"
        );
        return Some(Err(malformed(&format!("`{}` is no distance", shown(&token)), hint)));
    };
    Some(match reach {
        Reach::Words(0) => {
            Err(malformed("0 words apart is the same word", format!("type `{canonical}/1` for words next to each other")))
        }
        Reach::Words(MAX_DISTANCE..) if reach != Reach::Words(MAX_DISTANCE) => {
            let message = format!("{} words apart are more than {MAX_DISTANCE}", shown(rest));
            Err(malformed(&message, format!("type `{canonical}/p` for the same paragraph")))
        }
        reach => Ok(Nearness { reach, is_ordered }),
    })
}

fn malformed(message: &str, hint: String) -> Malformed {
    Malformed { message: message.to_owned(), hint }
}

/// Returns what follows a connector's name, and whether the name asks for an order. `None` if the
/// token is no connector: `near`, `nearby`, `/flood`, `p/e`.
fn split(token: &str) -> Option<(&str, bool)> {
    const NAMES: [(&str, bool); 4] = [("w/", false), ("near/", false), ("pre/", true), ("adj/", true)];
    const NAMES_OF_NUMBERS: [(&str, bool); 4] = [("near", false), ("n/", false), ("adj", true), ("p/", true)];
    let strip = |(name, is_ordered): (&str, bool)| token.strip_prefix(name).map(|rest| (rest, is_ordered));
    let behind_slash =
        token.strip_prefix('/').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()) || reach(rest).is_some());
    let number = || NAMES_OF_NUMBERS.into_iter().filter_map(strip).find(|(rest, _)| is_number(rest));
    NAMES.into_iter().find_map(strip).or_else(|| behind_slash.map(|rest| (rest, false))).or_else(number)
}

/// Returns the reach that a text names. A number too large to read becomes one larger than any
/// valid distance.
pub(super) fn reach(text: &str) -> Option<Reach> {
    match text {
        "s" | "sent" => Some(Reach::Sentence),
        "p" | "para" => Some(Reach::Paragraph),
        _ => is_number(text).then(|| Reach::Words(text.parse().unwrap_or(u32::MAX))),
    }
}

/// Returns the ordered connector that `+5`, `+s` and `+p` mean in other services, given what
/// follows the `+`. A longer word is a required word.
pub(super) fn parse_plus(rest: &str) -> Option<Result<Nearness, Malformed>> {
    let is_reach = is_number(rest) || matches!(rest, "s" | "S" | "p" | "P");
    if is_reach { parse(&format!("pre/{rest}")) } else { None }
}

/// Returns the words before and behind the slash of `flood/5`, where a space is missing. Figures
/// such as `24/7` are words.
pub(super) fn split_glued(word: &str) -> Option<(&str, &str)> {
    let (before, rest) = word.rsplit_once('/')?;
    let is_reach = is_number(rest) || matches!(rest, "s" | "S" | "p" | "P");
    (is_reach && !before.contains('/') && before.contains(char::is_alphabetic)).then_some((before, rest))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tokens: &[&str], canonical: &str) {
        for token in tokens {
            let read = parse(token).unwrap().map(|nearness| nearness.to_string());
            assert_eq!(read.as_deref(), Ok(canonical), "for {token}");
        }
    }

    #[test]
    fn spellings_of_other_services_are_known() {
        check(&["w/5", "W/5", "/5", "near5", "NEAR5", "near/5", "NEAR/5", "w/05", "N/5"], "w/5");
        check(&["pre/5", "PRE/5", "adj5", "Adj/5", "p/5"], "pre/5");
        check(&["adj", "ADJ"], "pre/1");
        check(&["w/s", "W/S", "/s", "/S", "w/sent"], "w/s");
        check(&["w/p", "/p", "w/para", "SAME"], "w/p");
        check(&["pre/s"], "pre/s");
        check(&["w/1000"], "w/1000");
    }

    #[test]
    fn words_are_no_connectors() {
        for token in ["near", "same", "Near", "w5", "w", "nearby", "adjust", "24/7", "/flood", "p/e", "n/a", "/", "and/or"] {
            assert_eq!(parse(token), None, "for {token}");
        }
    }

    #[test]
    fn a_distance_is_a_number_in_bounds() {
        for token in ["w/0", "w/1001", "w/99999999999", "w/x", "w/", "w/5,", "pre/post", "w/seg", "/5th", "NEAR"] {
            assert!(parse(token).unwrap().is_err(), "for {token}");
        }
    }

    #[test]
    fn slashes_without_a_space_are_told_from_figures() {
        assert_eq!(split_glued("flood/5"), Some(("flood", "5")));
        assert_eq!(split_glued("flood/S"), Some(("flood", "S")));
        for word in ["24/7", "9/11", "and/or", "a/b/5", "/5"] {
            assert_eq!(split_glued(word), None, "for {word}");
        }
    }
}
