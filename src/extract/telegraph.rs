//! Messages as agencies sent them to teleprinters, framed by control characters: IPTC 7901 and
//! ANPA 1312.
//!
//! Both have the same frame: SOH, a header, STX, the text, ETX, the time, EOT. A file may hold many
//! messages, one after another. What stands between the signs differs; each form has a file of its
//! own.

mod anpa;
mod iptc7901;
mod message;
mod notice;

use self::message::{Message, START_OF_TEXT};
use self::notice::Sent;
use super::{Finding, Numbered};
use crate::error::ProblemKind;

/// Begins a message.
const START_OF_HEADING: char = '\u{1}';

/// Maximum number of messages in one text. A day of an agency has some thousands.
const MAX_MESSAGES: usize = 100_000;

/// Returns whether a text begins with a message. Signs that only fill a line may stand before it.
pub fn is_message(text: &str) -> bool {
    let begins = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{16}' | '\u{7f}' | '\0'));
    begins.starts_with(START_OF_HEADING) && begins.contains(START_OF_TEXT)
}

/// Reads the messages of a text.
///
/// The second part of the result holds findings about articles that were read, under their numbers.
pub fn extract(text: &str) -> (Vec<Numbered>, Vec<(u64, Finding)>) {
    let mut articles: Vec<Numbered> = Vec::new();
    let mut findings = Vec::new();
    let mut sent = Sent::default();
    for message in text.split(START_OF_HEADING).skip(1).filter(|message| !message.trim().is_empty()) {
        let number = articles.len() as u64 + 1;
        if articles.len() >= MAX_MESSAGES {
            let message = "more than 100,000 messages; the rest is not read".to_owned();
            articles.push((number, Err(Finding { byte: None, kind: ProblemKind::TooLarge, message })));
            break;
        }
        let Some(message) = Message::of(message) else {
            let message = "the message ends before its text".to_owned();
            articles.push((number, Err(Finding { byte: None, kind: ProblemKind::Syntax, message })));
            continue;
        };
        let (mut draft, found) = if anpa::is_one(&message) { anpa::draft(&message) } else { iptc7901::draft(&message) };
        sent.note(&message, &mut draft);
        findings.extend(found.into_iter().map(|finding| (number, finding)));
        articles.push((number, Ok(draft)));
    }
    (articles, findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &str = "\u{1}cwa062 4 i 60 cw 061\r\n\r\nMarland-ferry/\r\n\u{2}Ferry stays =\r\n\r\n   Tarn (cw) - It rained.\r\n\r\n\u{3}031137 GMT May 24\r\n\u{7f}\u{4}";

    #[test]
    fn messages_of_a_file_are_articles_each() {
        let (articles, findings) = extract(&format!("\r\n{MESSAGE}\r\n\u{16}\u{16}{}", MESSAGE.replace("It rained", "It shone")));
        let bodies: Vec<_> = articles.iter().map(|(number, draft)| (*number, draft.as_ref().unwrap().body.as_str())).collect();
        assert_eq!((bodies, findings), (vec![(1, "Tarn (cw) - It rained."), (2, "Tarn (cw) - It shone.")], vec![]));
    }

    #[test]
    fn a_message_is_told_by_its_frame() {
        assert!(is_message(MESSAGE) && is_message(&format!("\r\n\u{7f}\u{16}{MESSAGE}")));
        for text in ["", "\u{1}", "It rained. \u{1}\u{2}", "\u{2}It rained."] {
            assert!(!is_message(text), "{text}");
        }
    }

    #[test]
    fn a_message_that_is_cut_keeps_its_text() {
        let cut = &MESSAGE[..MESSAGE.find("rained").unwrap()];
        assert_eq!(extract(cut).0[0].1.as_ref().unwrap().body, "Tarn (cw) - It");
        let without_text = &MESSAGE[..MESSAGE.find('\u{2}').unwrap()];
        assert_eq!(extract(without_text).0[0].1.as_ref().unwrap_err().kind, ProblemKind::Syntax);
    }
}
