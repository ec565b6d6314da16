//! The number and the keywords by which a message is known, and notices that take messages back by them: "KILL", "STORNO".

use std::collections::{HashMap, HashSet};

use super::message::{Message, lines};
use crate::article::{Draft, Hold};
use crate::extract::line::fold;
use crate::extract::status;

/// Maximum number of messages that one notice takes back.
const MAX_TAKEN_BACK: usize = 100;

/// The messages of a text so far.
#[derive(Debug, Default)]
pub(super) struct Sent {
    ids: HashSet<String>,
    /// The ids of the messages with each headline, and with each keywords, folded.
    by_name: HashMap<String, Vec<String>>,
}

impl Sent {
    /// Gives a message its id: its number, and its day, because numbers begin anew each day. A message that is sent again with its number has
    /// none. Notes what a notice takes back.
    pub(super) fn note(&mut self, message: &Message<'_>, draft: &mut Draft) {
        let number = number(message);
        let day = draft.published.and_then(|time| time.date()).map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"));
        let slug = slug(message);
        let title = draft.title.clone().unwrap_or_default();
        let stated = status::taken_back(&title);
        let is_in_slug = slug.is_notice.then_some("");
        if let Some(headline) = stated.or(is_in_slug).filter(|_| status::says_to_take_back(&draft.body)) {
            let named = numbers(&format!("{title}\n{}", draft.body), number.as_deref());
            let mut ids: Vec<String> = named.iter().filter_map(|number| Some(format!("{number}-{}", day.as_ref()?))).collect();
            if ids.is_empty() {
                let of_name = |name: &str| self.by_name.get(&fold(name)).into_iter().flatten().cloned();
                let by_name = of_name(headline).chain(of_name(&slug.words)).chain(quoted(&draft.body).flat_map(of_name));
                ids = by_name.take(MAX_TAKEN_BACK).collect();
            }
            status::note(draft, Some(Hold::Canceled), None, ids);
            return;
        }
        let id = number.zip(day).map(|(number, day)| format!("{number}-{day}"));
        draft.record_id = id.filter(|id| self.ids.insert(id.clone()));
        if let Some(id) = &draft.record_id {
            for name in [fold(&title), fold(&slug.words)].into_iter().filter(|name| !name.is_empty()) {
                self.by_name.entry(name).or_default().push(id.clone());
            }
        }
    }
}

/// Returns the service and the number at the beginning of a header, in lower case: `cwa062`, `w2870`.
fn number(message: &Message<'_>) -> Option<String> {
    let first = message.header.split(|c: char| c.is_whitespace() || c.is_control()).find(|word| !word.is_empty())?;
    is_number(first).then(|| first.to_ascii_lowercase())
}

/// Returns whether a word is a service with a number: up to four letters and three to five digits.
fn is_number(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    (1..=4).contains(&(word.len() - digits.len()))
        && (3..=5).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns the numbers that a notice names, but for its own: `cwa062`, or `No. 062` with the service of the notice.
fn numbers(text: &str, own: Option<&str>) -> Vec<String> {
    let service = own.map_or("", |own| own.trim_end_matches(|c: char| c.is_ascii_digit()));
    let mut found: Vec<String> = Vec::new();
    let mut before = String::new();
    for word in text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_ascii_alphanumeric())) {
        let is_after_sign = matches!(before.as_str(), "no" | "nr" | "number" | "nummer" | "num" | "numéro") || before == service;
        let number = match () {
            () if is_number(word) => word.to_ascii_lowercase(),
            () if is_after_sign && !service.is_empty() => format!("{service}{word}"),
            () => String::new(),
        };
        before = fold(word);
        if is_number(&number) && own != Some(number.as_str()) && !found.contains(&number) && found.len() < MAX_TAKEN_BACK {
            found.push(number);
        }
    }
    found
}

/// Returns what stands in quotation marks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split(['"', '“', '”', '„', '«', '»']).skip(1).step_by(2)
}

/// The keywords of a message.
struct Slug {
    /// Without those that say that it is a notice, and without numbers.
    words: String,
    is_notice: bool,
}

/// Returns the keywords: in the last line of a header, or in the first line of a text, `^BC-Ferry, Kill,66<`.
fn slug(message: &Message<'_>) -> Slug {
    let first = message.text.lines().next().filter(|line| line.starts_with('^')).map(str::to_owned);
    let line = first.or_else(|| lines(message.header).filter(|line| !line.trim().is_empty()).skip(1).last()).unwrap_or_default();
    let parts = line.split(['/', ',']).map(|part| part.trim_matches(|c: char| !c.is_alphanumeric()));
    let parts = parts.filter(|part| !part.is_empty() && !part.bytes().all(|byte| byte.is_ascii_digit()));
    let (notices, words): (Vec<&str>, Vec<&str>) = parts.partition(|part| status::taken_back(&part.to_uppercase()).is_some());
    Slug { is_notice: !notices.is_empty() && !words.is_empty(), words: words.join("/") }
}

#[cfg(test)]
mod tests {
    use super::super::extract;

    /// A message in the European form.
    fn european(number: &str, keywords: &str, text: &str) -> String {
        format!("\u{1}{number} 4 i 60 cw 061\r\n\r\n{keywords}\r\n\u{2}{text}\r\n\r\n\u{3}031137 GMT May 24\r\n\u{7f}\u{4}")
    }

    /// A message in the American form.
    fn american(number: &str, keywords: &str, text: &str) -> String {
        format!(
            "\u{16}\u{1}{number}\u{1f}asian\r\nf l\u{13}\u{11} {keywords}     05-03 0060\r\n\u{2}^{keywords},66<\r\n{text}\r\n\t   \u{3}CW-WF-05-03-24 1509GMT<\r\n\u{4}"
        )
    }

    /// Returns the ids that the second of two messages takes back; `None` if it is an article, as the first is.
    fn taken_back(first: &str, second: &str) -> Option<Vec<String>> {
        let (articles, _) = extract(&format!("{first}{second}"));
        assert!(articles[0].1.as_ref().unwrap().withdrawal.is_none());
        articles[1].1.as_ref().unwrap().withdrawal.clone().map(|withdrawal| withdrawal.ids)
    }

    #[test]
    fn a_notice_takes_back_what_it_names() {
        let first = european("cwa062", "Marland-ferry/", "Ferry stays =\r\n\r\n   Tarn (cw) - It rained.");
        let ids = Some(vec!["cwa062-2024-05-03".to_owned()]);
        for (keywords, text) in [
            ("Marland-ferry/", "KILL =\r\n\r\n   Editors: please kill cwa062, it is wrong."),
            ("Marland-ferry/", "STORNO: Ferry stays =\r\n\r\n   Bitte die Meldung Nr. 062 nicht verwenden."),
            ("Marland-ferry/", "ACHTUNG STORNO =\r\n\r\n   Die Meldung cwa 062 wird storniert."),
            ("Marland-ferry/", "STORNO =\r\n\r\n   Bitte nicht verwenden."),
            ("Other/KILL/", "Notice =\r\n\r\n   Editors: kill the story “Ferry stays”."),
            ("Other/", "KILL - Ferry stays =\r\n\r\n   Editors: it is wrong."),
        ] {
            assert_eq!(taken_back(&first, &european("cwa070", keywords, text)), ids, "for {text}");
        }
        let first = american("W2870", "BC-Ferry", "^Ferry stays<\r\n\t   TARN (CW) _ It rained.");
        let ids = Some(vec!["w2870-2024-05-03".to_owned()]);
        for (keywords, text) in [
            ("BC-Ferry", "^Mandatory Kill<\r\n\t   Editors: kill W2870, Ferry."),
            ("BC-Ferry, KILL", "^Eds: Kill it.<\r\n\t   Do not use the story on the ferry. A kill is mandatory."),
        ] {
            assert_eq!(taken_back(&first, &american("W2871", keywords, text)), ids, "for {text}");
        }
    }

    #[test]
    fn a_notice_may_name_nothing() {
        let first = european("cwa062", "Marland-ferry/", "Ferry stays =\r\n\r\n   Tarn (cw) - It rained.");
        let second = european("cwa070", "Other/", "KILL =\r\n\r\n   Editors: please kill the story on the ferry.");
        assert_eq!(taken_back(&first, &second), Some(vec![]));
        let second = european("cwa070", "Other/", "Kill the bill, say clerks =\r\n\r\n   Tarn (cw) - It shone.");
        assert_eq!(taken_back(&first, &second), None);
    }

    #[test]
    fn a_number_that_is_sent_twice_is_no_id() {
        let message = european("cwa062", "Marland-ferry/", "Ferry stays =\r\n\r\n   Tarn (cw) - It rained.");
        let ids: Vec<_> = extract(&message.repeat(2)).0.into_iter().map(|(_, draft)| draft.unwrap().record_id).collect();
        assert_eq!(ids, [Some("cwa062-2024-05-03".to_owned()), None]);
    }
}
