//! PDF: the text in the order in which it is read.
//!
//! A PDF holds glyphs at places, in any order. From these come words (`words`), the gutters between
//! columns (`gutters`), lines, blocks and their order (`layout`), and paragraphs (`paragraphs`). Running heads and
//! page numbers are left out (`heads`). Nothing is guessed: a font that does not tell its letters is
//! a finding, and so is a page that is a picture.

mod bidi;
mod bounds;
mod fonts;
mod glyphs;
mod gutters;
mod heads;
mod labels;
mod layout;
mod pages;
mod paragraphs;
mod properties;
mod text;
mod words;

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use self::labels::Labels;
use self::pages::Reading;
use self::paragraphs::Paragraph;
use super::Finding;
use super::document;
use super::document::block::{Block, Role};
use super::line::in_one_line;
use crate::article::{Draft, Locator, Locators, Page, PageBox, Precision, TimeOrigin};
use crate::error::ProblemKind;

/// Maximum number of numbers of pages in a message.
const MAX_SHOWN_PAGES: usize = 20;

/// How the finding ends that pages are pictures.
const NEEDS_OCR: &str = "pictures without text; the file needs OCR";

/// Returns the article of a PDF, and what is wrong with it. Fails with a finding if there is no text in it, or
/// nobody may read it without a password.
pub fn extract(bytes: Vec<u8>) -> Result<(Draft, Vec<Finding>), Finding> {
    let pdf = open(bytes)?;
    article(&pdf, &pdf)
}

/// Does the same for a PDF whose text a program recognised. What the scan states about itself counts, not what the program does.
pub fn extract_recognised(scan: Vec<u8>, recognised: Vec<u8>) -> Result<(Draft, Vec<Finding>), Finding> {
    article(&open(recognised)?, &open(scan)?)
}

/// Returns whether a finding says that pages are pictures without text.
pub fn needs_ocr(finding: &Finding) -> bool {
    finding.kind == ProblemKind::Empty && finding.message.ends_with(NEEDS_OCR)
}

fn open(bytes: Vec<u8>) -> Result<Pdf, Finding> {
    if !bounds::is_bounded(&bytes) {
        let message = "a part of the PDF unpacks to more than 64 MiB, so it is not opened".to_owned();
        return Err(Finding { byte: None, kind: ProblemKind::TooLarge, message });
    }
    Pdf::new(bytes).map_err(refused)
}

/// Returns the article of the text of a PDF, with what another states about it.
fn article(pdf: &Pdf, stating: &Pdf) -> Result<(Draft, Vec<Finding>), Finding> {
    let stated = properties::stated(stating);
    let reading = pages::read(pdf);
    let findings = findings(&reading);
    if reading.paragraphs.is_empty() {
        let no_text = || Finding { byte: None, kind: ProblemKind::Empty, message: "the PDF has no text".to_owned() };
        return Err(findings.into_iter().next().unwrap_or_else(no_text));
    }
    let blocks = blocks(&reading.paragraphs);
    let (mut draft, mut of_properties) = document::draft(&blocks, &stated);
    // The head of a page of a paper has the day. Browsers write the time of printing there.
    let of_head = |head: &String| document::date_of_label(head).filter(|time| time.precision == Precision::Day);
    if draft.published.is_none_or(|time| time.origin == TimeOrigin::Properties)
        && let Some(time) = reading.heads.iter().find_map(of_head)
    {
        draft.published = Some(time);
        of_properties.retain(|finding| finding.kind != ProblemKind::Date);
    }
    draft.locators = locators(&draft.body, &blocks, &reading, &Labels::of(stating));
    Ok((draft, findings.into_iter().chain(of_properties).collect()))
}

fn refused(error: LoadPdfError) -> Finding {
    let what = match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => "it has a password",
        LoadPdfError::Decryption(_) => "it is encrypted in a way that is not known",
        LoadPdfError::Invalid => "it is damaged",
    };
    Finding { byte: None, kind: ProblemKind::Syntax, message: format!("the PDF cannot be read: {what}") }
}

/// Returns what is wrong with pages.
fn findings(reading: &Reading) -> Vec<Finding> {
    let of_pages = |numbers: &[u32], kind: ProblemKind, what: &str| {
        let message = format!("{}: {what}", shown(numbers));
        (!numbers.is_empty()).then_some(Finding { byte: None, kind, message })
    };
    [
        of_pages(&reading.scanned, ProblemKind::Empty, NEEDS_OCR),
        of_pages(
            &reading.unmapped,
            ProblemKind::Encoding,
            "a font does not say which letters its signs are, so they are left out",
        ),
        of_pages(&reading.cut, ProblemKind::TooLarge, "more is drawn there than is read; the rest is left out"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Returns the numbers of pages, ascending, as a reader writes them: `pages 1, 3 to 5`.
fn shown(numbers: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *number <= *last + 1 => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let n_more = runs.len().saturating_sub(MAX_SHOWN_PAGES);
    let run = |(first, last): &(u32, u32)| if first == last { first.to_string() } else { format!("{first} to {last}") };
    let shown: Vec<String> = runs.iter().take(MAX_SHOWN_PAGES).map(run).collect();
    let is_one = matches!(&runs[..], [(first, last)] if first == last);
    let more = if n_more > 0 { format!(" and {n_more} more") } else { String::new() };
    format!("{} {}{more}", if is_one { "page" } else { "pages" }, shown.join(", "))
}

/// Returns the paragraphs as the parts of a document. The largest heading of the first page is the title.
fn blocks(paragraphs: &[Paragraph]) -> Vec<Block> {
    let is_first = |paragraph: &&Paragraph| paragraph.parts.first().is_some_and(|part| part.page == paragraphs[0].parts[0].page);
    let largest = paragraphs
        .iter()
        .take_while(is_first)
        .filter(|paragraph| paragraph.is_heading)
        .map(|paragraph| paragraph.size)
        .fold(0.0, f32::max);
    let mut has_title = false;
    let mut role = |paragraph: &Paragraph| {
        if !paragraph.is_heading {
            return Role::Text;
        }
        let is_title = !has_title && paragraph.size >= largest;
        has_title |= is_title;
        if is_title { Role::Title } else { Role::Heading }
    };
    let block = |paragraph: &Paragraph| {
        let role = role(paragraph);
        let text = if role == Role::Text { paragraph.text.clone() } else { in_one_line(&paragraph.text) };
        Block { text, role, is_bold: false }
    };
    paragraphs.iter().map(block).collect()
}

/// Returns where the parts of the body stand. `blocks` are the paragraphs, some of which are no part of the body.
fn locators(body: &str, blocks: &[Block], reading: &Reading, labels: &Labels) -> Locators {
    let mut locators = Locators::default();
    let mut at = 0;
    for (text, paragraph) in blocks.iter().map(|block| &block.text).zip(&reading.paragraphs) {
        let Some(rest) = body.get(at..) else { break };
        // A headline is no part of the body, though the body may begin with its words.
        if !rest.strip_prefix(text.as_str()).is_some_and(|after| after.is_empty() || after.starts_with("\n\n")) {
            continue;
        }
        for part in &paragraph.parts {
            let page = Page::new(part.page, labels.label(part.page).as_deref());
            let (width, height) = reading.size(part.page);
            let area = [part.area.x0, part.area.y0, part.area.width(), part.area.height()].map(f64::from);
            locators.push(at + part.at, Locator::Page(page, PageBox::new(area, f64::from(width), f64::from(height))));
        }
        at += text.len() + "\n\n".len();
    }
    locators
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_named_as_readers_do() {
        assert_eq!(shown(&[3]), "page 3");
        assert_eq!(shown(&[1, 3, 4, 5, 9]), "pages 1, 3 to 5, 9");
        let odd: Vec<u32> = (0..30).map(|number| 2 * number + 1).collect();
        assert!(shown(&odd).ends_with("39 and 10 more"));
    }
}
