//! The subject of a mail as a headline.

/// A subject.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Subject {
    /// It without the marks that programs put before it.
    pub(super) title: String,
    /// Whether the mail passes another one on.
    pub(super) is_passed_on: bool,
    /// Whether it answers another one.
    pub(super) is_answer: bool,
}

/// Marks of answers, in the languages of mail programs, in lower case.
const ANSWERS: [&str; 17] =
    ["re", "aw", "antw", "antwort", "sv", "vs", "odp", "ynt", "res", "r", "ref", "rv", "на", "отв", "ответ", "回复", "回覆"];

/// Marks of mails that are passed on.
const PASSED_ON: [&str; 14] = ["fwd", "fw", "wg", "tr", "rif", "enc", "i", "doorst", "vb", "pd", "ilt", "пересл", "转发", "轉寄"];

/// What gateways put before subjects.
const WARNINGS: [&str; 8] =
    ["external", "ext", "extern", "externe", "spam", "suspected spam", "caution: external", "external email"];

/// Maximum length in characters of the name of a list in brackets.
const MAX_LIST_CHARS: usize = 40;

/// Reads a subject on one line. `list` is the name of the list by which the mail came.
pub(super) fn read(stated: &str, list: Option<&str>) -> Subject {
    let mut subject = Subject::default();
    let mut rest = stated.trim();
    // Names in brackets stand before such a mark or behind it.
    let mut is_after_mark = false;
    loop {
        if let Some((mark, after)) = mark(rest) {
            subject.is_passed_on |= PASSED_ON.contains(&mark.as_str());
            subject.is_answer |= ANSWERS.contains(&mark.as_str());
            (rest, is_after_mark) = (after, true);
        } else if let Some((name, after)) = bracketed(rest)
            && (WARNINGS.contains(&name.to_lowercase().as_str())
                || is_after_mark
                || self::mark(after).is_some()
                || list.is_some_and(|list| is_of_list(name, list)))
        {
            rest = after;
        } else {
            break;
        }
    }
    // A subject of marks alone.
    subject.title = if rest.is_empty() { String::new() } else { rest.to_owned() };
    subject
}

/// Returns the mark that a subject begins with, in lower case, and the rest: `Re:`, `RE[2]:`, `Fwd :`, `回复：`.
fn mark(subject: &str) -> Option<(String, &str)> {
    const MAX_CHARS: usize = 12;
    let (at, colon) = subject.char_indices().take(MAX_CHARS).find(|(_, c)| matches!(c, ':' | '：'))?;
    let mark = subject[..at].trim_end().to_lowercase();
    let mark = mark.split(['[', '(', '^', '*']).next().unwrap_or("").trim_end_matches(|c: char| c.is_ascii_digit());
    let is_known = ANSWERS.contains(&mark) || PASSED_ON.contains(&mark);
    // One letter is a mark only in capitals: `R:`, `I:`.
    let is_single = mark.len() == 1 && !subject.starts_with(char::is_uppercase);
    (is_known && !is_single).then(|| (mark.to_owned(), subject[at + colon.len_utf8()..].trim_start()))
}

/// Returns what stands in brackets at the beginning, and the rest.
fn bracketed(subject: &str) -> Option<(&str, &str)> {
    let (name, rest) = subject.strip_prefix('[')?.split_once(']')?;
    let is_short = name.chars().count() <= MAX_LIST_CHARS && !rest.trim().is_empty();
    is_short.then(|| (name, rest.trim_start()))
}

fn is_of_list(name: &str, list: &str) -> bool {
    let (name, list) = (crate::extract::line::fold(name), crate::extract::line::fold(list));
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
    !name.is_empty() && (list.contains(name) || name.contains(&list))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_programs_are_no_headline() {
        for (stated, title, is_passed_on) in [
            ("Rain on Tarn", "Rain on Tarn", false),
            ("Re: RE[2]: AW: Rain", "Rain", false),
            ("Fwd: Rain", "Rain", true),
            ("WG: Re: Rain", "Rain", true),
            ("[EXTERNAL] Rain", "Rain", false),
            ("[Foo] Re: Rain", "Rain", false),
            ("Re: [Foo] Rain", "Rain", false),
            ("[Tarn-News 12] Rain", "Rain", false),
            ("[Update] Rain", "[Update] Rain", false),
            ("Rain: a report", "Rain: a report", false),
            ("In: Rain", "In: Rain", false),
            ("回复：Rain", "Rain", false),
            ("Re:", "", false),
        ] {
            let read = read(stated, Some("Tarn News"));
            assert_eq!((read.title.as_str(), read.is_passed_on), (title, is_passed_on), "for {stated}");
            let is_answer = ["Re", "AW", "回复"].iter().any(|mark| stated.contains(mark));
            assert_eq!(read.is_answer, is_answer, "for {stated}");
        }
    }
}
