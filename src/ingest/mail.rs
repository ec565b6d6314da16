//! A mail as a tree of parts: which of them are its text, and which are files sent with it.

use std::borrow::Cow;

use super::cms::{Wrapped, unwrapped};
use super::decode::{Normalization, decode};
use super::format::{Format, format_of};
use super::mime::{Completeness, Part};
use super::transfer::{from_utf7, is_utf7};
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

/// Takes a mail apart. Fails with a finding if it is no article: a report of a server, or what a program keeps in a folder for itself.
pub(super) fn open(bytes: &[u8]) -> Result<Mail, Finding> {
    let bytes = with_line_ends(bytes);
    let part = Part::of(without_length(&bytes), "text/plain");
    let header = |name: &str| part.header(name).filter(|value| !value.trim().is_empty());
    let subject = header("subject");
    if part.media_type == "multipart/report" {
        return Err(no_article("it is the report of a mail server"));
    }
    if subject.as_deref().is_some_and(|subject| subject.ends_with("FOLDER INTERNAL DATA")) {
        return Err(no_article("a mail program keeps its own data there"));
    }
    let mut mail = Mail {
        headers: Headers {
            subject,
            from: header("from").or_else(|| header("sender")),
            organization: header("organization").or_else(|| header("organisation")),
            list_id: header("list-id"),
            date: header("date"),
            message_id: header("message-id"),
            archived_at: header("archived-at"),
            language: header("content-language"),
            in_reply_to: header("in-reply-to"),
        },
        ..Mail::default()
    };
    mail.text_parts = mail.text_parts_of(&part, 0);
    Ok(mail)
}

/// The finding for a mail that is no article.
pub(super) fn no_article(what: &str) -> Finding {
    Finding { byte: None, kind: ProblemKind::NoArticle, message: what.to_owned() }
}

/// Returns a mail with the line ends and the encoding that all have by now: old programs of Apple ended lines with CR alone, and editors save
/// mails in UTF-16.
fn with_line_ends(bytes: &[u8]) -> Cow<'_, [u8]> {
    const HEAD_BYTES: usize = 64 << 10;
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let text = decode(bytes, None, Normalization::Composed).map(|decoded| decoded.text.into_owned());
        return text.map_or(Cow::Borrowed(bytes), |text| Cow::Owned(text.into_bytes()));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    if head.contains(&b'\n') || !head.contains(&b'\r') {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(bytes.iter().map(|byte| if *byte == b'\r' { b'\n' } else { *byte }).collect())
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
    pub(super) fn text_parts_of(&mut self, part: &Part<'_>, depth: usize) -> Vec<TextPart> {
        self.n_parts += 1;
        if self.n_parts > MAX_PARTS || depth > MAX_DEPTH {
            self.note(ProblemKind::TooLarge, "the mail has too many parts; the others are not read");
            return Vec::new();
        }
        if is_wrapped(part) {
            let kind = part.parameter("smime-type").unwrap_or("");
            let is_encrypted = ["enveloped-data", "authenveloped-data"].iter().any(|known| kind.eq_ignore_ascii_case(known));
            let encrypted = || vec![TextPart { forms: vec![TextForm::Encrypted] }];
            return if is_encrypted { encrypted() } else { self.wrapped(&part.content(), depth) };
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
            "multipart/encrypted" => vec![TextPart { forms: vec![TextForm::Encrypted] }],
            _ => {
                let mut text_parts = Vec::new();
                for part in &parts {
                    let is_file = part.is_attachment() || (part.file_name().is_some() && !text_parts.is_empty());
                    let is_file = is_file && !is_wrapped(part);
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

    /// Returns the parts of the text of a mail that S/MIME wrapped, and keeps the attachments.
    pub(super) fn wrapped(&mut self, bytes: &[u8], depth: usize) -> Vec<TextPart> {
        match unwrapped(bytes) {
            Wrapped::Signed(inner) => self.text_parts_of(&Part::of(&inner, "text/plain"), depth + 1),
            Wrapped::Encrypted => vec![TextPart { forms: vec![TextForm::Encrypted] }],
            Wrapped::Other => {
                self.note(ProblemKind::Syntax, "what S/MIME wrapped is damaged or holds no text; it is not read");
                Vec::new()
            }
        }
    }

    fn leaf(&mut self, part: &Part<'_>) -> Option<TextPart> {
        let is_text = matches!(part.media_type.as_str(), "text/plain" | "text/html" | "text/enriched" | "text/richtext")
            && !part.is_attachment();
        // A part that says it has parts and has none is text.
        if !is_text && !part.media_type.starts_with("multipart/") {
            self.attach(part);
            return None;
        }
        let is_page = part.media_type == "text/html";
        let normalization = if is_page { Normalization::Page } else { Normalization::Composed };
        let (mut content, mut charset) = (part.content(), part.parameter("charset"));
        if charset.is_some_and(is_utf7) {
            (content, charset) = (from_utf7(&content), Some("utf-8"));
        }
        let decoded = match decode(&content, charset, normalization) {
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
        let form = match part.media_type.as_str() {
            "text/html" => TextForm::Html(text),
            "text/enriched" | "text/richtext" => TextForm::Enriched(text),
            _ => TextForm::Plain(text, flow),
        };
        Some(TextPart { forms: vec![form] })
    }

    /// Keeps a part that may be an article. Pictures, signatures and archives are none.
    fn attach(&mut self, part: &Part<'_>) {
        let name = part.file_name();
        if is_tnef(part, name.as_deref()) {
            let name = name.as_deref().unwrap_or("winmail.dat");
            let message = format!("`{name}` holds text and files in a form of Outlook alone (TNEF), and is not read");
            self.note(ProblemKind::NotText, &message);
            return;
        }
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

/// Returns whether a part is a mail that S/MIME signed or encrypted as a whole.
fn is_wrapped(part: &Part<'_>) -> bool {
    let kind = part.parameter("smime-type").unwrap_or("");
    let is_certificate = ["certs-only", "signed-receipt"].iter().any(|known| kind.eq_ignore_ascii_case(known));
    let is_stated = matches!(part.media_type.as_str(), "application/pkcs7-mime" | "application/x-pkcs7-mime");
    let is_named = || part.file_name().is_some_and(|name| is_wrapped_name(&name));
    !is_certificate && (is_stated || part.media_type == "application/octet-stream" && is_named())
}

/// Returns whether programs call mails so that S/MIME wrapped.
pub(super) fn is_wrapped_name(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".p7m")
}

/// Returns whether a part holds a mail as Outlook sends it to others of its kind.
fn is_tnef(part: &Part<'_>, name: Option<&str>) -> bool {
    const MAGIC: &[u8] = b"\x78\x9f\x3e\x22";
    let is_stated = matches!(part.media_type.as_str(), "application/ms-tnef" | "application/vnd.ms-tnef");
    let is_data = name.is_some_and(|name| name.to_ascii_lowercase().ends_with(".dat"));
    is_stated || is_data && part.content().starts_with(MAGIC)
}

/// Returns whether a file of this format is read if it comes with a mail. Lists and archives are not.
pub(super) fn is_readable(format: Format) -> bool {
    !format.holds_others() && !matches!(format, Format::Json | Format::JsonLines)
}
