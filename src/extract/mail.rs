//! Mails: newsletters, press releases, and what people write to lists.
//!
//! A mail is an article of whoever sent it: its subject is the headline, and its text is what the sender wrote. What the sender quotes of
//! others, the signature, and what a service puts around a newsletter are no text of it. A mail that is passed on is what was passed on.

mod armor;
mod enriched;
mod frame;
mod plain;
mod sender;
mod subject;

use self::plain::Manner;
use self::sender::{Sender, list_name};
use super::date::{self, Customs};
use super::html::text_of_letter;
use super::line::{fold, in_one_line, is_absent};
use super::{Finding, byline};
use crate::article::{Draft, Language, TimeOrigin};
use crate::error::ProblemKind;

pub use self::plain::Flow;

/// What the headers of a mail state, decoded.
#[derive(Debug, Clone, Default)]
pub struct Headers {
    /// Its subject.
    pub subject: Option<String>,
    /// Who sent it: a name, an address, or both.
    pub from: Option<String>,
    /// The organisation of the sender.
    pub organization: Option<String>,
    /// The list through which it was sent.
    pub list_id: Option<String>,
    /// When it was sent.
    pub date: Option<String>,
    /// Its own id.
    pub message_id: Option<String>,
    /// The address under which it is archived.
    pub archived_at: Option<String>,
    /// The language of its text.
    pub language: Option<String>,
    /// The id of the mail that it answers.
    pub in_reply_to: Option<String>,
}

/// One of the forms in which a part of a mail's text may be stated.
#[derive(Debug, Clone)]
pub enum TextForm {
    /// Plain text, and how its lines are to be read.
    Plain(String, Flow),
    /// A page.
    Html(String),
    /// A text with marks such as `<bold>`, as old programs sent it.
    Enriched(String),
    /// One that cannot be read without a key.
    Encrypted,
}

/// A part of a mail's text, in one form or more.
#[derive(Debug, Clone, Default)]
pub struct TextPart {
    /// Its forms.
    pub forms: Vec<TextForm>,
}

/// Returns the article that a mail is, and what is wrong with it. `text_parts` are the parts of its text in order.
pub fn extract(headers: &Headers, text_parts: &[TextPart]) -> (Draft, Vec<Finding>) {
    let mut findings = Vec::new();
    let list = headers.list_id.as_deref().and_then(list_name);
    let subject =
        headers.subject.as_deref().map(|stated| subject::read(&in_one_line(stated), list.as_deref())).unwrap_or_default();
    let manner = match () {
        () if subject.is_passed_on => Manner::PassedOn,
        () if subject.is_answer || headers.in_reply_to.is_some() => Manner::Answer,
        () => Manner::Own,
    };
    let mut is_encrypted = false;
    let texts: Vec<String> =
        text_parts.iter().map(|part| text(part, manner, &mut is_encrypted)).filter(|text| !text.is_empty()).collect();
    if is_encrypted {
        let message = if texts.is_empty() { "the mail is encrypted" } else { "a part of the mail is encrypted; it is not read" };
        findings.push(Finding { byte: None, kind: ProblemKind::Empty, message: message.to_owned() });
    }
    let mut draft = Draft {
        record_id: headers
            .message_id
            .as_deref()
            .map(|id| id.trim().trim_matches(['<', '>']).to_owned())
            .filter(|id| !id.is_empty()),
        title: Some(subject.title).filter(|title| !is_absent(title)),
        body: texts.join("\n\n"),
        language: headers.language.as_deref().and_then(|stated| Language::from_tag(stated.split(',').next().unwrap_or(stated))),
        url: headers
            .archived_at
            .as_deref()
            .map(|url| url.trim().trim_matches(['<', '>']).to_owned())
            .filter(|url| url.starts_with("http")),
        ..Draft::default()
    };
    let stated_date = headers.date.as_deref().map(|date| without_comments(&in_one_line(date)));
    draft.published = date::first(
        stated_date.iter().map(|date| (date::of_field(date, TimeOrigin::Field, &Customs::default()), date.as_str())),
        &mut findings,
    );
    let organization = headers.organization.as_deref().map(in_one_line).filter(|name| !is_absent(name));
    match headers.from.as_deref().map(sender::read).unwrap_or_default() {
        Sender::Person { name, organization: of_name } => {
            draft.bylines = byline::people(&name);
            if draft.bylines.is_empty() {
                draft.bylines = vec![name];
            }
            draft.publisher = of_name.or(organization).or(list);
        }
        Sender::Organization(name) => {
            draft.section = list.filter(|list| fold(list) != fold(&name));
            draft.publisher = Some(name);
        }
        Sender::Unknown => draft.publisher = organization.or(list),
    }
    (draft, findings)
}

/// Returns the text of a part: that of the page if it has most of the words, because it has the paragraphs as they were written.
/// `is_encrypted` is set if some of it is.
fn text(part: &TextPart, manner: Manner, is_encrypted: &mut bool) -> String {
    let mut plain = String::new();
    let mut page = String::new();
    for form in &part.forms {
        let mut opened = |text: &str| {
            let (text, is) = armor::opened(text);
            *is_encrypted |= is;
            text.into_owned()
        };
        let (text, all) = match form {
            TextForm::Plain(text, flow) => (plain::paragraphs(&opened(text), *flow, manner), &mut plain),
            TextForm::Enriched(text) => (plain::paragraphs(&opened(&enriched::text(text)), Flow::Fixed, manner), &mut plain),
            TextForm::Html(html) => (opened(&text_of_letter(html, manner == Manner::PassedOn)).trim().to_owned(), &mut page),
            TextForm::Encrypted => {
                *is_encrypted = true;
                continue;
            }
        };
        if !all.is_empty() && !text.is_empty() {
            all.push_str("\n\n");
        }
        all.push_str(&text);
    }
    let (plain, page) = (frame::without(&plain), frame::without(&page));
    let n_letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    if n_letters(&page) * 2 >= n_letters(&plain) && !page.is_empty() { page } else { plain }
}

/// Returns a date without what stands in brackets, as in `Mon, 25 Mar 2024 10:00:00 +0100 (CET)`.
fn without_comments(stated: &str) -> String {
    stated.split_once('(').map_or(stated, |(before, _)| before).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> TextPart {
        TextPart { forms: vec![TextForm::Plain(text.to_owned(), Flow::Fixed)] }
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn headers_state_the_article() {
        let headers = Headers {
            subject: some("Re: [Tarn-News] Rain on\n Tarn"),
            from: some("\"Ruiz, Ana\" <ana.ruiz@tarn.example>"),
            list_id: some("Tarn News <tarn-news.tarn.example>"),
            date: some("Mon, 25 Mar 2024 10:00:00 +0100 (CET)"),
            message_id: some("<1@tarn.example>"),
            archived_at: some("<https://tarn.example/1>"),
            language: some("de-AT, en"),
            ..Headers::default()
        };
        let (draft, findings) = extract(&headers, &[plain("It rained.\n\n-- \nAna\n")]);
        assert_eq!(findings, []);
        assert_eq!((draft.title.as_deref(), draft.body.as_str()), (Some("Rain on Tarn"), "It rained."));
        assert_eq!((draft.bylines.join("; ").as_str(), draft.publisher.as_deref()), ("Ana Ruiz", Some("Tarn News")));
        assert_eq!(draft.published.map(|time| time.to_string()).as_deref(), Some("2024-03-25T10:00:00+01:00"));
        assert_eq!((draft.record_id.as_deref(), draft.url.as_deref()), (Some("1@tarn.example"), Some("https://tarn.example/1")));
        assert_eq!(draft.language.as_ref().map(Language::code), Some("de"));
    }

    #[test]
    fn an_organisation_is_the_publisher_and_its_list_the_section() {
        let headers = Headers {
            from: some("Tarn Council <press@tarn.example>"),
            list_id: some("Press releases <press.tarn.example>"),
            ..Headers::default()
        };
        let (draft, _) = extract(&headers, &[]);
        assert_eq!((draft.publisher.as_deref(), draft.section.as_deref()), (Some("Tarn Council"), Some("Press releases")));
        assert_eq!(draft.bylines, [""; 0]);
    }

    #[test]
    fn the_page_is_read_if_it_has_the_text() {
        let check = |html: &str, expected: &str| {
            let forms = vec![TextForm::Plain("It rained on the town.".to_owned(), Flow::Fixed), TextForm::Html(html.to_owned())];
            assert_eq!(text(&TextPart { forms }, Manner::Own, &mut false), expected, "for {html}");
        };
        check("<p>It rained</p><p>on the town.</p>", "It rained\n\non the town.");
        check("<p>Images</p>", "It rained on the town.");
    }
}
