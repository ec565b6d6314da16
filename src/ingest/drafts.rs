//! From one raw record to drafts.

use super::decode::{Normalization, decode};
use super::format::{Format, HEAD_BYTES, sniff};
use super::ocr::{Failure, Ocr};
use super::record::{Envelope, RawRecord, ReadLimits};
use super::{aside, http, mail, mhtml, msg, package, webarchive};
use crate::article::{Draft, Hold, NewsTime, TimeOrigin, Withdrawal, Withdrawals};
use crate::error::ProblemKind;
use crate::extract::export::{self, Service};
use crate::extract::html::times::in_url;
use crate::extract::json::FieldMap;
use crate::extract::library::Precedence;
use crate::extract::origin::settle;
use crate::extract::{
    Extracted, Finding, captions, enex, html, json, library, mail as letters, markdown, pdf, rtf, scan, table, telegraph, text,
    xml,
};

/// Factor for numbering articles if one record of a file holds several (a feed in a zip archive):
/// the second of record 5 is 5,000,002. A line of JSON Lines is one article.
pub(super) const ARTICLES_OF_RECORD: u64 = 1_000_000;

/// Maximum length of an article's text in bytes. The longest texts in the press have one million.
const MAX_BODY_BYTES: usize = 16 << 20;

/// Maximum length of a headline in bytes. A longer one is a text in the wrong field.
const MAX_TITLE_BYTES: usize = 1024;

/// Maximum length of a headline in a message, in characters.
const MAX_SHOWN_CHARS: usize = 80;

/// Maximum number of mails inside each other.
const MAX_MAILS: usize = 4;

/// The result of one record.
#[derive(Debug, Default)]
pub(super) struct Drafted {
    /// Its articles, each with its number in the file if the file holds several.
    pub(super) drafts: Vec<(Option<u64>, Draft)>,
    /// Findings, each with the number of its record.
    pub(super) findings: Vec<(Option<u64>, Finding)>,
    /// Whether they are the entries of a feed or a list, even if it has one alone.
    is_list: bool,
    /// Whether they are captions, which the name of their file may entitle.
    are_captions: bool,
    /// What its publisher takes back.
    pub(super) withdrawals: Vec<Withdrawal>,
    /// Whether the run is to stop, so that this is no result.
    pub(super) is_broken_off: bool,
}

/// Decodes a record and extracts its articles. A record without an article has a finding, unless it
/// is a web resource that is not a page. `path` is that of the file.
pub(super) fn drafts_of(path: &str, record: RawRecord, reading: &Reading<'_>) -> Drafted {
    drafts_within(path, record, reading, 0)
}

/// How records are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'r> {
    pub(super) map: &'r FieldMap,
    pub(super) limits: ReadLimits,
    /// The program that recognises the text of pictures, if it is asked for.
    pub(super) ocr: Option<&'r Ocr>,
}

/// Does the same for a record that came inside `depth` mails.
fn drafts_within(path: &str, record: RawRecord, reading: &Reading<'_>, depth: usize) -> Drafted {
    let Reading { map, limits, ocr } = *reading;
    let mut drafted = Drafted::default();
    let RawRecord { number, content, mut envelope, .. } = record;
    let opened = content.and_then(|bytes| page_of(bytes, &mut envelope, limits));
    match opened {
        Ok(Some(bytes)) if !envelope.pages.is_empty() => drafted.add_issue(number, &bytes, std::mem::take(&mut envelope.pages)),
        Ok(Some(bytes)) if envelope.format.is_some_and(package::is_package) => {
            match package::articles(&bytes, envelope.format.unwrap_or(Format::Docx), limits) {
                Ok(found) => drafted.add_document(number, found),
                Err(finding) => drafted.findings.push((number, finding)),
            }
        }
        Ok(Some(bytes)) if matches!(envelope.format, Some(Format::Mail | Format::Msg)) => {
            let read = |attached| drafts_within(path, attached, reading, depth + 1);
            let opened =
                if envelope.format == Some(Format::Msg) { msg::open(&bytes) } else { mail::open(&bytes).map(|mail| vec![mail]) };
            match opened {
                Ok(mails) => drafted.add_mails(number, mails, &read, depth),
                Err(finding) => drafted.findings.push((number, finding)),
            }
        }
        Ok(Some(bytes)) if envelope.format == Some(Format::Pdf) => match pdf_of(bytes, ocr, limits) {
            Ok(found) => drafted.add_one(number, found),
            Err(Failure::Finding(finding)) => drafted.findings.push((number, finding)),
            Err(Failure::BrokenOff) => drafted.is_broken_off = true,
        },
        // Its text is in the encodings of its fonts.
        Ok(Some(bytes)) if envelope.format == Some(Format::Rtf) => drafted.add_document(number, rtf::extract(&bytes)),
        Ok(Some(bytes)) => drafted.add_decoded(number, &bytes, &envelope, map),
        Ok(None) => return drafted,
        Err(finding) => drafted.findings.push((number, finding)),
    }
    if envelope.is_cut && !drafted.drafts.is_empty() {
        let message = "the crawler kept only the beginning of the page".to_owned();
        drafted.findings.push((number, Finding { byte: None, kind: ProblemKind::TooLarge, message }));
    }
    // The archive's statements about a record fill the fields that the record leaves open.
    let is_one = drafted.drafts.len() == 1;
    if let [(_, draft)] = &mut drafted.drafts[..] {
        draft.record_id = draft.record_id.take().or(envelope.id);
    }
    if let Some(beside) = &envelope.beside {
        let precedence = if envelope.format == Some(Format::Pdf) { Precedence::Library } else { Precedence::File };
        let n_bare = beside.settle(&mut drafted.drafts, precedence, |article| entry_number(number, article));
        let message = || format!("{n_bare} entries of the library have neither a text nor a saved file");
        drafted
            .findings
            .extend((n_bare > 0).then(|| (None, Finding { byte: None, kind: ProblemKind::NoArticle, message: message() })));
    }
    for (number, draft) in &mut drafted.drafts {
        draft.title = draft.title.take().filter(|title| !title.is_empty()).or_else(|| envelope.title.clone());
        // Its address is not that of each of its entries.
        let own = envelope.url.as_deref().filter(|_| is_one || draft.url.is_some());
        drafted.findings.extend(settle(draft, own, path).map(|finding| (*number, finding)));
    }
    for (number, draft) in &mut drafted.drafts {
        // The name of a file of many articles may contain the day on which the file was made. So may the
        // name of a feed with one entry, which had others before.
        let is_of_one = (*number).is_none() && !drafted.is_list;
        let path = envelope.name.as_deref().or(is_of_one.then_some(path)).filter(|_| !drafted.is_list);
        // When a document was made is known last: it may be the day of printing.
        let (stated, made) = match draft.published {
            Some(time) if time.origin == TimeOrigin::Properties => (None, Some(time)),
            stated => (stated, None),
        };
        draft.published = stated.or_else(|| published(draft.url.as_deref(), path)).or(made);
        if let Some(path) = path.filter(|_| drafted.are_captions && draft.title.is_none()) {
            draft.title = captions::title_of_name(path);
        }
    }
    drafted
}

/// Returns the place of an article in the text of its record, from 1.
fn entry_number(record: Option<u64>, article: Option<u64>) -> u64 {
    match (record, article) {
        (None, article) => article.unwrap_or(1),
        (Some(record), Some(article)) if article > record => article.saturating_sub(record.saturating_mul(ARTICLES_OF_RECORD)),
        (Some(_), _) => 1,
    }
}

/// Returns the day in the URL of an article, or else the one in the path of its file.
fn published(url: Option<&str>, path: Option<&str>) -> Option<NewsTime> {
    let of_path = |time| NewsTime { origin: TimeOrigin::Path, ..time };
    url.and_then(in_url).or_else(|| Some(of_path(in_url(path?)?)))
}

/// Unwraps a page from the HTTP response or the saved file that holds it, and adds to `envelope`
/// what these state. `None` if it is no page.
fn page_of(bytes: Vec<u8>, envelope: &mut Envelope, limits: ReadLimits) -> Result<Option<Vec<u8>>, Finding> {
    let is_saved = matches!(envelope.format, Some(Format::Mhtml | Format::WebArchive));
    if is_saved {
        let no_page = || empty("the file holds no page");
        let page = if envelope.format == Some(Format::Mhtml) { mhtml::page(&bytes) } else { webarchive::page(&bytes) };
        let page = page.ok_or_else(no_page)?;
        envelope.format = Some(Format::Html);
        envelope.charset = page.charset;
        envelope.url = page.url;
        return Ok(Some(page.html));
    }
    if !envelope.is_http {
        return Ok(Some(bytes));
    }
    let answer = http::answer(&bytes, limits.max_record_bytes, limits.max_ratio)?;
    envelope.charset = answer.headers.charset().map(str::to_owned);
    let hint = match answer.headers.media_type().as_deref() {
        Some("text/html" | "application/xhtml+xml") => Some(Format::Html),
        Some("text/plain") => Some(Format::Text),
        Some("application/pdf") => Some(Format::Pdf),
        None => None,
        // Servers call anything a page; the bytes decide.
        Some(_) => None,
    };
    let head = &answer.body[..answer.body.len().min(HEAD_BYTES)];
    envelope.format = sniff(head, hint);
    let is_page = matches!(envelope.format, Some(Format::Html | Format::Text | Format::Pdf | Format::Export(_)))
        && !is_other_xml(&String::from_utf8_lossy(head));
    Ok(is_page.then_some(answer.body))
}

/// Returns the article of a PDF. If pages are pictures, and a program is to recognise their text, with that.
fn pdf_of(bytes: Vec<u8>, ocr: Option<&Ocr>, limits: ReadLimits) -> Result<(Draft, Vec<Finding>), Failure> {
    let Some(ocr) = ocr else { return pdf::extract(bytes).map_err(Failure::Finding) };
    let read = pdf::extract(bytes.clone());
    let needs_ocr = match &read {
        Ok((_, findings)) => ocr.keeps_text() && findings.iter().any(pdf::needs_ocr),
        Err(finding) => pdf::needs_ocr(finding),
    };
    if !needs_ocr {
        return read.map_err(Failure::Finding);
    }
    match (ocr.recognise(&bytes, limits.max_record_bytes), read) {
        (Ok(recognised), _) => pdf::extract_recognised(bytes, recognised).map_err(Failure::Finding),
        (Err(Failure::Finding(failure)), Ok((draft, mut findings))) => {
            findings.push(failure);
            Ok((draft, findings))
        }
        (Err(failure), _) => Err(failure),
    }
}

/// Returns the articles that a service sent as the text of a mail.
fn exported(parts: &[letters::TextPart]) -> Option<Extracted> {
    parts.iter().flat_map(|part| &part.forms).find_map(|form| {
        let (letters::TextForm::Plain(text, _) | letters::TextForm::Html(text)) = form else { return None };
        Service::of(text).map(|service| export::extract(text, service))
    })
}

impl Drafted {
    fn add_decoded(&mut self, number: Option<u64>, bytes: &[u8], envelope: &Envelope, map: &FieldMap) {
        let format = envelope.format.or_else(|| sniff(&bytes[..bytes.len().min(HEAD_BYTES)], None)).unwrap_or(Format::Text);
        let normalization = match format {
            Format::Json | Format::JsonLines => Normalization::Verbatim,
            Format::Telegraph => Normalization::Framed,
            Format::Html => Normalization::Page,
            _ => Normalization::Composed,
        };
        let decoded = match decode(bytes, envelope.charset.as_deref(), normalization) {
            Ok(decoded) => decoded,
            Err(finding) => {
                self.findings.push((number, finding));
                return;
            }
        };
        // A row comes with the header of its table.
        let n_before = if number.is_some() && matches!(format, Format::Csv | Format::Tsv) {
            table::Header::of(&decoded.text, None).len_bytes() as u64
        } else {
            0
        };
        let placed = |finding: Finding| Finding { byte: finding.byte.map(|byte| byte.saturating_sub(n_before)), ..finding };
        self.findings.extend(decoded.finding.clone().map(|finding| (number, placed(finding))));
        let service = match format {
            Format::Export(service) => Some(service),
            Format::Html | Format::Text if !envelope.is_forced => Service::of(&decoded.text),
            _ => None,
        };
        if let Some(service) = service {
            self.is_list = true;
            self.add_all(number, export::extract(&decoded.text, service));
            return;
        }
        let head = &decoded.text[..decoded.text.floor_char_boundary(HEAD_BYTES)];
        let aside = match format {
            Format::Html => aside::of_page(&decoded.text),
            Format::Xml => aside::of_xml(&decoded.text),
            Format::Json if !envelope.is_forced => library::no_article(head),
            Format::Csv if !envelope.is_forced => table::Header::of(&decoded.text, None).kind().no_article(),
            Format::Text if !envelope.is_forced => aside::of_text(head),
            _ => None,
        };
        if let Some(kind) = aside {
            self.findings.push((number, no_article(kind)));
            return;
        }
        match format {
            // Its tags are no words; the reader of XML says what it is.
            Format::Text | Format::Html if !envelope.is_forced && is_other_xml(&decoded.text) => {
                self.add_all(number, xml::extract(&decoded.text));
            }
            Format::Html if scan::is_hocr(&decoded.text) => self.add_all(number, scan::extract(&decoded.text)),
            Format::Html => {
                let (draft, findings) = html::extract(&decoded.text);
                let is_article = findings.iter().all(|finding| finding.kind != ProblemKind::NoArticle);
                self.findings.extend(findings.into_iter().map(|finding| (number, finding)));
                if is_article {
                    // A page has a text; if none was found, it is missing.
                    let is_lost = draft.body.trim().is_empty() && draft.title.as_ref().is_some_and(|title| !title.is_empty());
                    self.findings
                        .extend(is_lost.then(|| (number, empty("the page has a headline, and no text was found in it"))));
                    self.add(number, draft);
                }
            }
            Format::Json | Format::JsonLines => {
                self.is_list = decoded.text.trim_start().starts_with('[');
                self.add_found(
                    number,
                    json::extract(&decoded.text, map),
                    number.is_some() && json::is_bulk_action(&decoded.text),
                );
            }
            Format::Csv | Format::Tsv => {
                self.is_list = true;
                let delimiter = (format == Format::Tsv).then_some(b'\t');
                self.add_found(number, table::extract(&decoded.text, map, delimiter), number.is_some());
            }
            Format::Xml => {
                self.is_list = is_feed(&decoded.text);
                self.add_all(number, xml::extract(&decoded.text));
            }
            Format::Enex => self.add_one(number, enex::extract(&decoded.text)),
            Format::Markdown => self.add_one(number, markdown::extract(&decoded.text)),
            Format::Scan => self.add_all(number, scan::extract(&decoded.text)),
            Format::Captions => {
                self.are_captions = true;
                self.add_one(number, captions::extract(&decoded.text));
            }
            Format::Telegraph => self.add_all(number, telegraph::extract(&decoded.text)),
            _ => self.add(number, text::extract(&decoded.text)),
        }
    }

    /// Adds a mail and the mails inside it, and the articles among the files sent with them. `read` reads one of those.
    fn add_mails(&mut self, number: Option<u64>, mails: Vec<mail::Mail>, read: &dyn Fn(RawRecord) -> Drafted, depth: usize) {
        let mut found: Vec<(Option<Draft>, Vec<Finding>)> = Vec::new();
        let is_too_deep = depth >= MAX_MAILS;
        for mail in mails {
            let (draft, of_draft) = letters::extract(&mail.headers, &mail.text_parts);
            let mut findings: Vec<Finding> = mail.findings.into_iter().chain(of_draft).collect();
            let (id, sent, publisher) = (draft.record_id.clone(), draft.published, draft.publisher.clone());
            let mut of_files: Vec<(Option<Draft>, Vec<Finding>)> = Vec::new();
            if is_too_deep && !mail.attachments.is_empty() {
                let message = format!("mails nest deeper than {MAX_MAILS}; what is attached to the innermost is not read");
                findings.push(Finding { byte: None, kind: ProblemKind::TooLarge, message });
            }
            for attachment in mail.attachments.into_iter().filter(|_| !is_too_deep) {
                let Some(record) = attached(attachment, id.as_deref()) else { continue };
                let is_mail = matches!(record.envelope.format, Some(Format::Mail | Format::Msg));
                let inner = read(record);
                let mut findings = inner.findings.into_iter().map(|(_, finding)| finding).collect();
                for (_, mut draft) in inner.drafts {
                    if !is_mail {
                        draft.published = draft.published.or(sent);
                        draft.publisher = draft.publisher.or_else(|| publisher.clone());
                    }
                    of_files.push((Some(draft), std::mem::take(&mut findings)));
                }
                of_files.extend((!findings.is_empty()).then_some((None, findings)));
                self.withdrawals.extend(inner.withdrawals);
                self.is_broken_off |= inner.is_broken_off;
            }
            let exported = exported(&mail.text_parts);
            // A mail that only carries others is none itself.
            let is_carrier = exported.is_some() || draft.body.is_empty() && of_files.iter().any(|(draft, _)| draft.is_some());
            let is_sealed = draft.body.is_empty() && findings.iter().any(|finding| finding.kind == ProblemKind::Empty);
            let (articles, of_articles) = exported.unwrap_or_default();
            findings.extend(of_articles.into_iter().map(|(_, finding)| finding));
            found.push((Some(draft).filter(|_| !is_carrier && !is_sealed), findings));
            found.extend(articles.into_iter().map(|(_, article)| match article {
                Ok(draft) => (Some(draft), Vec::new()),
                Err(finding) => (None, vec![finding]),
            }));
            found.extend(of_files);
        }
        let is_one = found.iter().filter(|(draft, _)| draft.is_some()).count() < 2;
        self.is_list |= !is_one;
        for (place, (draft, findings)) in
            (1..).zip(found.into_iter().filter(|(draft, findings)| draft.is_some() || !findings.is_empty()))
        {
            let number = match (number, is_one) {
                (number, true) => number,
                (None, false) => Some(place),
                (Some(record), false) => Some(record * ARTICLES_OF_RECORD + place),
            };
            self.findings.extend(findings.into_iter().map(|finding| (number, finding)));
            draft.into_iter().for_each(|draft| self.add(number, draft));
        }
    }

    /// Adds the article of a text that is one.
    fn add_one(&mut self, number: Option<u64>, (draft, findings): (Draft, Vec<Finding>)) {
        self.findings.extend(findings.into_iter().map(|finding| (number, finding)));
        self.add(number, draft);
    }

    /// Adds the articles of a document. If it holds several, it is an edition or an export.
    fn add_document(&mut self, number: Option<u64>, found: Extracted) {
        self.is_list = found.0.len() > 1;
        self.add_all(number, found);
    }

    /// Adds the articles of an issue: of its METS and the pages it names.
    fn add_issue(&mut self, number: Option<u64>, mets: &[u8], pages: Vec<(String, Result<Vec<u8>, Finding>)>) {
        let mut decoded = |bytes: &[u8]| match decode(bytes, None, Normalization::Composed) {
            Ok(decoded) => {
                self.findings.extend(decoded.finding.map(|finding| (number, Finding { byte: None, ..finding })));
                Some(decoded.text.into_owned())
            }
            Err(finding) => {
                self.findings.push((number, Finding { byte: None, ..finding }));
                None
            }
        };
        let Some(mets) = decoded(mets) else { return };
        let mut texts = Vec::with_capacity(pages.len());
        let mut unread = Vec::new();
        for (href, bytes) in pages {
            match bytes {
                Ok(bytes) => texts.extend(decoded(&bytes).map(|text| (href, text))),
                Err(finding) => unread.push((number, finding)),
            }
        }
        self.findings.append(&mut unread);
        self.is_list = true;
        self.add_all(number, scan::issue(&mets, &texts));
    }

    /// Adds the result of a text that may hold several articles. `record` is its own number if the
    /// file has several records.
    fn add_all(&mut self, record: Option<u64>, found: Extracted) {
        self.add_found(record, found, false);
    }

    /// Does the same. `is_aside` says that the text is a line of a tool beside its articles.
    fn add_found(&mut self, record: Option<u64>, (articles, findings): Extracted, is_aside: bool) {
        let is_one = articles.len() == 1;
        let numbered = |number: u64| match (record, is_one) {
            (record, true) => record,
            (None, false) => Some(number),
            (Some(record), false) => Some(record * ARTICLES_OF_RECORD + number),
        };
        if articles.is_empty() && !is_aside {
            self.findings.push((record, empty("the file holds no article")));
        }
        self.findings.extend(findings.into_iter().map(|(number, finding)| (numbered(number), finding)));
        for (number, draft) in articles {
            match draft {
                Ok(draft) => self.add(numbered(number), draft),
                Err(finding) => self.findings.push((numbered(number), finding)),
            }
        }
        self.take_back();
    }

    /// Leaves out the articles that later records of the text take back.
    fn take_back(&mut self) {
        let Drafted { drafts, findings, withdrawals, .. } = self;
        if withdrawals.is_empty() {
            return;
        }
        let withdrawals = Withdrawals::of(withdrawals.iter());
        drafts.retain(|(number, draft)| {
            let hold = withdrawals.hold(draft.record_id.as_deref(), draft.modified.or(draft.published).as_ref());
            findings.extend(hold.map(|hold| (*number, withdrawn(draft.title.as_deref(), hold))));
            hold.is_none()
        });
    }

    /// Alerts, snaps and entries of feeds have a headline and no text; they are found by it. Without
    /// either it is no article.
    fn add(&mut self, number: Option<u64>, mut draft: Draft) {
        if let Some(withdrawal) = draft.withdrawal.take() {
            let mut finding = withdrawn(draft.title.as_deref(), withdrawal.hold);
            if withdrawal.ids.is_empty() && withdrawal.hold == Hold::Canceled {
                finding.message.push_str("; the notice names no article by an id, so nothing is taken back");
            }
            self.findings.push((number, finding));
            self.withdrawals.push(withdrawal);
            return;
        }
        if let Some(finding) = cut(&mut draft.body, MAX_BODY_BYTES, "article") {
            self.findings.push((number, finding));
        }
        draft.locators.truncate(draft.body.len());
        if let Some(finding) = draft.title.as_mut().and_then(|title| cut(title, MAX_TITLE_BYTES, "headline")) {
            self.findings.push((number, finding));
        }
        let has_title = draft.title.as_ref().is_some_and(|title| !title.is_empty());
        if has_title || !draft.body.trim().is_empty() {
            self.drafts.push((number, draft));
        } else {
            self.findings.push((number, empty("the record has no text")));
        }
    }
}

/// Returns a file that came with the mail of this id as a record; `None` if its bytes are those of an archive.
fn attached(attachment: mail::Attachment, mail_id: Option<&str>) -> Option<RawRecord> {
    let mail::Attachment { name, format, charset, bytes } = attachment;
    let format = match sniff(&bytes[..bytes.len().min(HEAD_BYTES)], Some(format))? {
        Format::Zip => package::format_of_bytes(&bytes)?,
        format if format.holds_others() => return None,
        format => format,
    };
    let id = mail_id.zip(name.as_deref()).map(|(id, name)| format!("{id}/{name}"));
    let envelope = Envelope { format: Some(format), id, name, charset, ..Envelope::default() };
    Some(RawRecord { number: None, byte: 0, end: 0, content: Ok(bytes), envelope })
}

/// Returns whether a text declares itself to be XML and is no page, by its first bytes: a list of addresses, a drawing.
fn is_other_xml(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let head = start[..start.floor_char_boundary(HEAD_BYTES)].to_ascii_lowercase();
    head.starts_with("<?xml") && !head.contains("<html") && !head.contains("<!doctype html")
}

/// Returns whether an XML text is a feed, by its first bytes.
fn is_feed(text: &str) -> bool {
    let head = text[..text.floor_char_boundary(HEAD_BYTES)].to_ascii_lowercase();
    ["<rss", "<feed", "<rdf:rdf", "<atom:feed"].iter().any(|root| head.contains(root))
}

/// The finding for an article that its publisher takes back or holds back.
pub(super) fn withdrawn(title: Option<&str>, hold: Hold) -> Finding {
    let title =
        title.map_or("the article".to_owned(), |title| format!("`{}`", title.chars().take(MAX_SHOWN_CHARS).collect::<String>()));
    Finding { byte: None, kind: ProblemKind::Withdrawn, message: format!("{title} {}", hold.phrase()) }
}

/// Cuts off everything beyond `max_bytes`, and reports it.
fn cut(text: &mut String, max_bytes: usize, what: &str) -> Option<Finding> {
    if text.len() <= max_bytes {
        return None;
    }
    text.truncate(text.floor_char_boundary(max_bytes));
    let max = if max_bytes >= 1 << 20 { format!("{} MiB", max_bytes >> 20) } else { format!("{max_bytes} bytes") };
    let message = format!("the {what} is longer than {max}; the rest of it is left out");
    Some(Finding { byte: None, kind: ProblemKind::TooLarge, message })
}

/// The finding for a text that is something else than an article.
fn no_article(kind: &str) -> Finding {
    Finding { byte: None, kind: ProblemKind::NoArticle, message: format!("not an article: {kind}") }
}

fn empty(message: &str) -> Finding {
    Finding { byte: None, kind: ProblemKind::Empty, message: message.to_owned() }
}

/// The result of a record that made a library panic.
pub(super) fn failed(number: Option<u64>) -> Drafted {
    Drafted { findings: vec![(number, panicked())], ..Drafted::default() }
}

/// The finding for a record that made a library panic.
pub(super) fn panicked() -> Finding {
    let message = "reading it failed inside the program; please report the file".to_owned();
    Finding { byte: None, kind: ProblemKind::Syntax, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_cut_and_said() {
        let mut drafted = Drafted::default();
        let (title, body) = ("é".repeat(MAX_TITLE_BYTES), "é".repeat(MAX_BODY_BYTES));
        drafted.add(Some(3), Draft { title: Some(title), body, ..Draft::default() });
        let (_, draft) = &drafted.drafts[0];
        assert_eq!((draft.title.as_ref().unwrap().len(), draft.body.len()), (MAX_TITLE_BYTES, MAX_BODY_BYTES));
        let said: Vec<_> = drafted.findings.iter().map(|(number, finding)| (*number, finding.kind, &*finding.message)).collect();
        let body = "the article is longer than 16 MiB; the rest of it is left out";
        let title = "the headline is longer than 1024 bytes; the rest of it is left out";
        assert_eq!(said, [(Some(3), ProblemKind::TooLarge, body), (Some(3), ProblemKind::TooLarge, title)]);
    }
}
