//! A mail as a tree of parts: which of them are its text, and which are files sent with it.

use super::decode::{Normalization, decode};
use super::format::{Format, format_of};
use super::mime::{Completeness, Part};
use crate::error::ProblemKind;
use crate::extract::Finding;
use crate::extract::mail::{Flow, Headers, TextForm, TextPart};

/// Maximum nesting of parts. Usual mails have three levels.
const MAX_DEPTH: usize = 16;

/// Maximum number of parts of a mail, at all levels.
const MAX_PARTS: usize = 2000;

/// Maximum number of files sent with a mail that are read.
pub(super) const MAX_ATTACHMENTS: usize = 100;

/// A mail, taken apart.
#[derive(Debug, Default)]
pub(super) struct Mail {
    pub(super) headers: Headers,
    pub(super) text_parts: Vec<TextPart>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) findings: Vec<Finding>,
    pub(super) n_parts: usize,
}

/// A file that was sent with a mail and may hold an article, or a mail inside another.
#[derive(Debug)]
pub(super) struct Attachment {
    pub(super) name: Option<String>,
    /// Its format by name and media type.
    pub(super) format: Format,
    pub(super) charset: Option<String>,
    pub(super) bytes: Vec<u8>,
}

/// Takes a mail apart. Fails with a finding if it is no article: a report of a server, or one that cannot be read without a key.
pub(super) fn open(bytes: &[u8]) -> Result<Mail, Finding> {
    let part = Part::of(without_length(bytes), "text/plain");
    let no_article = |what: &str| Finding { byte: None, kind: ProblemKind::NoArticle, message: what.to_owned() };
    let unread = |what: &str| Finding { byte: None, kind: ProblemKind::Empty, message: what.to_owned() };
    let kind_of_data = part.parameter("smime-type").unwrap_or("");
    match part.media_type.as_str() {
        "multipart/report" => return Err(no_article("it is the report of a mail server")),
        "multipart/encrypted" => return Err(unread("the mail is encrypted")),
        "application/pkcs7-mime" | "application/x-pkcs7-mime" if kind_of_data != "signed-data" => {
            return Err(unread("the mail is encrypted"));
        }
        _ => {}
    }
    let header = |name: &str| part.header(name).filter(|value| !value.trim().is_empty());
    let mut mail = Mail {
        headers: Headers {
            subject: header("subject"),
            from: header("from").or_else(|| header("sender")),
            organization: header("organization").or_else(|| header("organisation")),
            list_id: header("list-id"),
            date: header("date"),
            message_id: header("message-id"),
            archived_at: header("archived-at"),
            language: header("content-language"),
        },
        ..Mail::default()
    };
    mail.text_parts = mail.text_parts_of(&part, 0);
    Ok(mail)
}

/// Returns a mail without what Apple's program writes around it: its length before it, and a list of properties behind it.
fn without_length(bytes: &[u8]) -> &[u8] {
    const MAX_DIGITS: usize = 12;
    let len_line = bytes.iter().take(MAX_DIGITS).position(|byte| *byte == b'\n').unwrap_or(0);
    let stated = std::str::from_utf8(&bytes[..len_line]).ok().and_then(|digits| digits.trim().parse::<usize>().ok());
    let Some(stated) = stated else { return bytes };
    let mail = &bytes[len_line + 1..];
    &mail[..stated.min(mail.len())]
}

impl Mail {
    /// Returns the parts of the text at and below a part, and keeps the attachments.
    fn text_parts_of(&mut self, part: &Part<'_>, depth: usize) -> Vec<TextPart> {
        self.n_parts += 1;
        if self.n_parts > MAX_PARTS || depth > MAX_DEPTH {
            self.note(ProblemKind::TooLarge, "the mail has too many parts; the others are not read");
            return Vec::new();
        }
        let Some((parts, completeness)) = part.parts() else { return self.leaf(part).into_iter().collect() };
        match completeness {
            Completeness::Whole => {}
            Completeness::Cut => self.note(ProblemKind::Syntax, "the mail ends inside one of its parts"),
            Completeness::TooMany => self.note(ProblemKind::TooLarge, "the mail has too many parts; the others are not read"),
        }
        match part.media_type.as_str() {
            "multipart/alternative" => {
                let forms: Vec<Vec<TextPart>> = parts.iter().map(|part| self.text_parts_of(part, depth + 1)).collect();
                let forms: Vec<TextForm> = forms.into_iter().flatten().flat_map(|part| part.forms).collect();
                (!forms.is_empty()).then_some(TextPart { forms }).into_iter().collect()
            }
            // The first is the page, the others its pictures.
            "multipart/related" => {
                let main =
                    parts.iter().find(|part| part.media_type.starts_with("text/") || part.media_type.starts_with("multipart/"));
                main.map(|part| self.text_parts_of(part, depth + 1)).unwrap_or_default()
            }
            // The second is the signature.
            "multipart/signed" => parts.first().map(|part| self.text_parts_of(part, depth + 1)).unwrap_or_default(),
            _ => {
                let mut text_parts = Vec::new();
                for part in &parts {
                    let is_file = part.is_attachment() || (part.file_name().is_some() && !text_parts.is_empty());
                    if is_file && !part.media_type.starts_with("multipart/") {
                        self.n_parts += 1;
                        self.attach(part);
                    } else {
                        text_parts.extend(self.text_parts_of(part, depth + 1));
                    }
                }
                text_parts
            }
        }
    }

    fn leaf(&mut self, part: &Part<'_>) -> Option<TextPart> {
        let is_text =
            matches!(part.media_type.as_str(), "text/plain" | "text/html" | "multipart/alternative") && !part.is_attachment();
        // A part that says it has parts and has none is text.
        if !is_text && !part.media_type.starts_with("multipart/") {
            self.attach(part);
            return None;
        }
        let is_page = part.media_type == "text/html";
        let normalization = if is_page { Normalization::Page } else { Normalization::Composed };
        let content = part.content();
        let decoded = match decode(&content, part.parameter("charset"), normalization) {
            Ok(decoded) => decoded,
            Err(finding) => {
                self.note(finding.kind, "the bytes of a part are not text");
                return None;
            }
        };
        if let Some(finding) = decoded.finding {
            self.note(finding.kind, &finding.message);
        }
        let is = |name: &str, value: &str| part.parameter(name).is_some_and(|stated| stated.eq_ignore_ascii_case(value));
        let flow = match () {
            () if !is("format", "flowed") => Flow::Fixed,
            () if is("delsp", "yes") => Flow::FlowedWithoutSpace,
            () => Flow::Flowed,
        };
        let text = decoded.text.into_owned();
        Some(TextPart { forms: vec![if is_page { TextForm::Html(text) } else { TextForm::Plain(text, flow) }] })
    }

    /// Keeps a part that may be an article. Pictures, signatures and archives are none.
    fn attach(&mut self, part: &Part<'_>) {
        let name = part.file_name();
        let of_type = match part.media_type.as_str() {
            "message/rfc822" | "message/global" => Some(Format::Mail),
            "text/html" | "application/xhtml+xml" => Some(Format::Html),
            "text/plain" => Some(Format::Text),
            "text/markdown" => Some(Format::Markdown),
            "application/rtf" | "text/rtf" => Some(Format::Rtf),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Some(Format::Docx),
            "application/vnd.oasis.opendocument.text" => Some(Format::Odt),
            _ => None,
        };
        let of_name = name.as_deref().and_then(|name| format_of(name.as_ref()));
        let format = if of_type == Some(Format::Text) { of_name.or(of_type) } else { of_type.or(of_name) };
        let Some(format) = format.filter(|format| is_readable(*format)) else { return };
        // Exchange sends the footer of a list so.
        let is_footer =
            name.as_deref().is_some_and(|name| name.starts_with("ATT") && name[3..].starts_with(|c: char| c.is_ascii_digit()));
        if is_footer || self.attachments.len() > MAX_ATTACHMENTS {
            return;
        }
        if self.attachments.len() == MAX_ATTACHMENTS {
            self.note(ProblemKind::TooLarge, "the mail has too many attachments; the others are not read");
            return;
        }
        let charset = part.parameter("charset").map(str::to_owned);
        self.attachments.push(Attachment { name, format, charset, bytes: part.content() });
    }

    pub(super) fn note(&mut self, kind: ProblemKind, message: &str) {
        let finding = Finding { byte: None, kind, message: message.to_owned() };
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }
}

/// Returns whether a file of this format is read if it comes with a mail. Lists and archives are not.
pub(super) fn is_readable(format: Format) -> bool {
    !format.holds_others() && !matches!(format, Format::Json | Format::JsonLines)
}
