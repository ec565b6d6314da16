//! Plain text: a headline, perhaps a byline and a date, and the body.

use super::byline::people;
use super::date::{self, Customs};
use super::line::in_one_line;
use super::status;
use crate::article::{Draft, NewsTime, TimeOrigin};

/// Reads one article from plain text.
///
/// A first line that looks like a headline, followed by an empty line, is the title. It is short,
/// does not end like a sentence, and is not the whole text. Short lines after it are read as a
/// byline ("By Ana Ruiz") or a date if they look like one. The rest is the body, verbatim except
/// for white space at its ends. Without a headline everything is the body.
pub fn extract(text: &str) -> Draft {
    let mut draft = Draft::default();
    let mut rest = text.trim();
    if let Some((line, after)) = first_paragraph(rest)
        && reads_like_a_headline(line)
    {
        draft.title = Some(in_one_line(line));
        rest = after;
        while let Some((_, after)) = first_line(rest).filter(|(line, _)| is_credit(line, &mut draft)) {
            rest = after;
        }
    }
    draft.body = rest.to_owned();
    // A text has no id by which a notice could name it.
    status::note_taken_back(&mut draft, Vec::new(), Vec::new(), &mut Vec::new());
    draft
}

/// Returns whether a line below the headline is a byline or a date that `draft` has not yet; then it has it.
pub(super) fn is_credit(line: &str, draft: &mut Draft) -> bool {
    if let Some(byline) = byline(line).filter(|_| draft.bylines.is_empty()) {
        draft.bylines = byline;
    } else if let Some(published) = date(line).filter(|_| draft.published.is_none()) {
        draft.published = Some(published);
    } else {
        return false;
    }
    true
}

/// Returns the first line and the text after the empty line that follows it; `None` if there is no
/// such line or no text after it.
fn first_paragraph(text: &str) -> Option<(&str, &str)> {
    let (line, after) = text.split_once('\n')?;
    let (next, _) = after.split_once('\n').unwrap_or((after, ""));
    (next.trim().is_empty() && !after.trim().is_empty()).then(|| (line.trim(), after.trim_start()))
}

/// Returns the first line and the rest; `None` if there is no rest.
fn first_line(text: &str) -> Option<(&str, &str)> {
    let (line, after) = text.split_once('\n')?;
    (!after.trim().is_empty()).then(|| (line.trim(), after.trim_start()))
}

/// Returns whether a first line may be a headline: it is short and does not end like a sentence.
pub(super) fn reads_like_a_headline(line: &str) -> bool {
    // The longest headlines among the measured press releases have 120 characters; those of
    // newspapers have about 150.
    const MAX_CHARS: usize = 160;
    let ends_like_a_sentence = line.ends_with(['.', ',', ';', ':']) && !line.ends_with("...") && !ends_with_acronym(line);
    line.chars().count() <= MAX_CHARS && line.contains(char::is_alphabetic) && !ends_like_a_sentence
}

fn ends_with_acronym(line: &str) -> bool {
    let word = line.rsplit(' ').next().unwrap_or("");
    word.len() > 2 && word.split_terminator('.').all(|part| part.chars().count() == 1)
}

fn byline(line: &str) -> Option<Vec<String>> {
    const MAX_CHARS: usize = 100;
    let names = ["By ", "BY ", "Von ", "Par ", "Por "].iter().find_map(|by| line.strip_prefix(by))?;
    let is_names = names.starts_with(char::is_uppercase) && !names.ends_with('.') && line.chars().count() <= MAX_CHARS;
    is_names.then(|| people(names)).filter(|people| !people.is_empty())
}

/// Returns the time that a line states, if it states nothing else.
pub(super) fn date(line: &str) -> Option<NewsTime> {
    date::of_line(line, TimeOrigin::Text, &Customs::default()).time
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, title: Option<&str>, body: &str) {
        let draft = extract(text);
        assert_eq!((draft.title.as_deref(), draft.body.as_str()), (title, body));
    }

    #[test]
    fn headline_is_the_title() {
        check("Bridge closed\n\nThe bridge is closed.\n", Some("Bridge closed"), "The bridge is closed.");
        check("Who is responsible?\n\nNobody knows.", Some("Who is responsible?"), "Nobody knows.");
        check("Storm hits the U.S.\n\nIt rained.", Some("Storm hits the U.S."), "It rained.");
    }

    #[test]
    fn first_paragraph_that_is_a_sentence_is_no_headline() {
        check("It rained for days.\n\nThen it stopped.", None, "It rained for days.\n\nThen it stopped.");
        check("One line only", None, "One line only");
        check("two lines\nof a paragraph\n\nmore", None, "two lines\nof a paragraph\n\nmore");
        check("", None, "");
    }

    #[test]
    fn byline_and_date_are_read() {
        let draft = extract("Bridge closed\n\nBy Ana Ruiz and Jo Li\n25 March 2024\n\nBy noon all had left.");
        assert_eq!(draft.bylines, ["Ana Ruiz", "Jo Li"]);
        assert_eq!(draft.published.map(|time| time.to_string()).as_deref(), Some("2024-03-25"));
        assert_eq!(draft.body, "By noon all had left.");
    }

    #[test]
    fn a_notice_to_take_back_an_article_is_none() {
        let hold = |text: &str| extract(text).withdrawal.map(|withdrawal| withdrawal.hold);
        assert_eq!(hold("MANDATORY KILL\n\nEditors: kill the story on the ferry."), Some(crate::article::Hold::Canceled));
        assert_eq!(hold("Kill the bill\n\nEditors: said the clerks."), None);
    }

    #[test]
    fn sentence_with_by_is_no_byline() {
        check("Bridge closed\n\nBy the river it stands.\n\nMore.", Some("Bridge closed"), "By the river it stands.\n\nMore.");
    }
}
