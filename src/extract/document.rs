//! What the documents of word processors share: from paragraphs and stated properties to an article.
//!
//! Properties are doubtful. A title is left over from a template or is the name of a file, an author is a company or the name of
//! an account, and the day on which a document was made is that of its template. So a title counts if its words stand in the text.

pub(super) mod block;

use std::collections::HashSet;

use self::block::{Block, Document, Properties, Role, flat};
use super::byline::{is_full_name, people};
use super::date::{self, Customs};
use super::export::documents;
use super::line::{fold, in_one_line};
use super::text::{date, is_credit, reads_like_a_headline};
use crate::article::{Draft, Language, NewsTime, TimeOrigin};
use crate::error::ProblemKind;
use crate::extract::{Extracted, Finding};

/// Maximum number of paragraphs above a headline: a letterhead, a date, an address.
const MAX_ABOVE: usize = 12;

/// Maximum length in characters of a paragraph above a headline, and of a headline. A longer one is the text.
const MAX_HEADLINE_CHARS: usize = 300;

/// Maximum number of seconds between the making of a document and its last change, for the first to be the day of the article.
const MAX_SECONDS_OF_WORK: i64 = 31 * 86_400;

/// Returns the articles of a document: those of an export, or else one.
pub(super) fn articles(document: Document) -> Extracted {
    let Document { pieces, stated, findings } = document;
    if let Some((articles, mut of_articles)) = documents::extract(&pieces) {
        of_articles.extend(findings.into_iter().map(|finding| (1, finding)));
        return (articles, of_articles);
    }
    let (draft, of_draft) = draft(&flat(pieces), &stated);
    let findings = of_draft.into_iter().chain(findings).map(|finding| (1, finding)).collect();
    (vec![(1, Ok(draft))], findings)
}

/// Returns the article of a document.
pub(in crate::extract) fn draft(blocks: &[Block], stated: &Properties) -> (Draft, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut draft = Draft { language: stated.language.as_deref().and_then(Language::from_tag), ..Draft::default() };
    let stated_title = stated.title.as_deref().map(in_one_line).filter(|title| is_believable(title));
    let headline = headline(blocks, stated_title.as_deref());
    draft.title = headline.map(|at| in_one_line(&blocks[at].text)).or(stated_title);
    let mut left_out = vec![false; blocks.len()];
    if let Some(at) = headline {
        left_out[at] = true;
        for (offset, block) in blocks[at + 1..].iter().enumerate() {
            if block.text.contains('\n') || !is_credit(&block.text, &mut draft) {
                break;
            }
            left_out[at + 1 + offset] = true;
        }
    }
    // These dates stay in the text.
    draft.published = draft.published.or_else(|| shown_date(blocks, headline));
    for (block, _) in blocks.iter().zip(left_out).filter(|(_, is_left_out)| !is_left_out) {
        if !draft.body.is_empty() {
            draft.body.push_str("\n\n");
        }
        draft.body.push_str(&block.text);
    }
    if draft.bylines.is_empty() {
        draft.bylines = stated.author.as_deref().map(authors).unwrap_or_default();
    }
    if draft.published.is_none() {
        let (published, modified) = times(stated, &mut findings);
        (draft.published, draft.modified) = (published, modified);
    }
    (draft, findings)
}

/// Returns the day that a document shows near its headline: in a line of its own above it or soon below, in front of one of
/// the first paragraphs (`LONDON, 3 May 2024 –`), or in a line with a name (`The Daily Tide, Monday 3 May 2024`).
fn shown_date(blocks: &[Block], headline: Option<usize>) -> Option<NewsTime> {
    /// Number of paragraphs below the headline that are looked at.
    const NEAR: usize = 4;
    let below = headline.map_or(0, |at| at + 1);
    let above = &blocks[..below.saturating_sub(1)];
    let near = &blocks[below..blocks.len().min(below + NEAR)];
    let in_front = |block: &Block| date::in_front(&block.text, TimeOrigin::Text, &Customs::default()).time;
    above
        .iter()
        .find_map(|block| date(&block.text))
        .or_else(|| near.iter().find_map(|block| date(&block.text).or_else(|| in_front(block))))
        .or_else(|| above.iter().rev().find_map(|block| date_of_label(&block.text)))
        .or_else(|| near.iter().take(2).find_map(|block| date_of_label(&block.text)))
}

/// Returns the day in a short line that is no sentence, such as the head of a page or the line with the author.
pub(super) fn date_of_label(line: &str) -> Option<NewsTime> {
    const MAX_CHARS: usize = 100;
    let is_label = line.chars().nth(MAX_CHARS).is_none() && !line.trim_end().ends_with(['.', '!', '?', ':', ';', ',']);
    let reads = || date::in_text(line, TimeOrigin::Text, &Customs::default()).time;
    is_label.then(reads).flatten()
}

/// Returns the place of the headline near the beginning: the paragraph that repeats the stated title. If the text only has words of the
/// stated title, that is the headline, and this is `None`. Or else it is the first title by style, or heading, or a first paragraph that
/// reads like a headline.
fn headline(blocks: &[Block], stated: Option<&str>) -> Option<usize> {
    let is_short = |block: &&Block| block.text.chars().nth(MAX_HEADLINE_CHARS).is_none();
    let n_front = blocks.iter().take(MAX_ABOVE + 1).take_while(is_short).count();
    let front = &blocks[..n_front];
    let of_role = |role| front.iter().position(|block| block.role == role && !is_label(&block.text));
    if let Some(title) = stated {
        let repeats = front.iter().position(|block| fold(&block.text) == fold(title));
        if repeats.is_some() || is_about(title, blocks) {
            return repeats;
        }
    }
    let first = || {
        let is_above = |block: &Block| is_label(&block.text) || date(&block.text).is_some();
        let at = front.iter().position(|block| !is_above(block))?;
        let line = &front[at].text;
        (at + 1 < blocks.len() && !line.contains('\n') && reads_like_a_headline(line)).then_some(at)
    };
    of_role(Role::Title).or_else(|| of_role(Role::Heading)).or_else(first)
}

/// Returns whether two in three of the longer words of a stated title stand in the text. The title of a template or of an older document
/// has other words.
fn is_about(title: &str, blocks: &[Block]) -> bool {
    const MIN_CHARS: usize = 4;
    let is_long = |word: &String| word.chars().count() >= MIN_CHARS;
    let words = |text: &str| -> HashSet<String> {
        text.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(str::to_owned).filter(is_long).collect()
    };
    let mut wanted = words(title);
    let n_wanted = wanted.len();
    for block in blocks {
        if wanted.is_empty() {
            break;
        }
        let found = words(&block.text);
        wanted.retain(|word| !found.contains(word));
    }
    n_wanted > 0 && (n_wanted - wanted.len()) * 3 >= n_wanted * 2
}

/// Returns whether a line only says what kind of document it heads.
fn is_label(line: &str) -> bool {
    const LABELS: [&str; 20] = [
        "pressrelease",
        "mediarelease",
        "newsrelease",
        "forimmediaterelease",
        "pressreleaseforimmediaterelease",
        "pressstatement",
        "statement",
        "news",
        "embargoed",
        "pressemitteilung",
        "presseinformation",
        "medienmitteilung",
        "communiquedepresse",
        "communiquédepresse",
        "notadeprensa",
        "comunicadodeprensa",
        "comunicadodeimprensa",
        "comunicatostampa",
        "persbericht",
        "прессрелиз",
    ];
    const MAX_BYTES: usize = 80;
    line.len() <= MAX_BYTES && LABELS.contains(&fold(line).trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// Returns whether a stated title may be a headline, and not the name of a file or what a program writes.
fn is_believable(title: &str) -> bool {
    const ENDINGS: [&str; 10] = [".doc", ".docx", ".docm", ".dot", ".dotx", ".odt", ".rtf", ".pdf", ".indd", ".txt"];
    const PROGRAMS: [&str; 6] = ["microsoft word", "untitled", "unbenannt", "sans titre", "word document", "template"];
    let lower = title.to_lowercase();
    (title.contains(' ') || !title.is_ascii())
        && title.contains(char::is_alphabetic)
        && !is_label(title)
        && !ENDINGS.iter().any(|ending| lower.ends_with(ending))
        && !PROGRAMS.iter().any(|program| lower.starts_with(program))
}

/// Returns the people whom a document states as its authors. A company, an account or a program is none.
fn authors(stated: &str) -> Vec<String> {
    const ACCOUNTS: [&str; 8] = [
        "windowsuser",
        "microsoftofficeuser",
        "microsoftaccount",
        "officeuser",
        "pythondocx",
        "apachepoi",
        "unknownauthor",
        "defaultuser",
    ];
    if ACCOUNTS.iter().any(|account| fold(stated).starts_with(account)) {
        return Vec::new();
    }
    let mut people = people(stated);
    people.retain(|person| is_full_name(person));
    people
}

/// Returns when a document was made and last changed, if both are the time of one piece of work.
fn times(stated: &Properties, findings: &mut Vec<Finding>) -> (Option<NewsTime>, Option<NewsTime>) {
    // The template of a library states this moment in all that is made with it.
    const OF_TEMPLATES: [&str; 1] = ["2013-12-23T23:15:00Z"];
    let customs = Customs::new(stated.language.as_deref());
    let mut read = |text: &Option<String>| {
        let text = text.as_deref().filter(|text| !OF_TEMPLATES.contains(&text.trim()));
        date::first(text.map(|text| (date::of_field(text, TimeOrigin::Field, &customs), text)), findings)
    };
    let (published, created, modified) = (read(&stated.published), read(&stated.created), read(&stated.modified));
    if published.is_some() {
        return (published, modified);
    }
    let created = created.map(|time| NewsTime { origin: TimeOrigin::Properties, ..time });
    let (Some(made), Some(changed)) = (created, modified) else { return (created, None) };
    if (changed.seconds - made.seconds).abs() <= MAX_SECONDS_OF_WORK {
        return (created, modified);
    }
    let message =
        format!("the document was made {made} and changed {changed}; which of them is the day of the article is not known");
    findings.push(Finding { byte: None, kind: ProblemKind::Date, message });
    (None, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(texts: &[(&str, Role)]) -> Vec<Block> {
        texts.iter().map(|(text, role)| Block { text: (*text).to_owned(), role: *role, is_bold: false }).collect()
    }

    #[track_caller]
    fn check(texts: &[(&str, Role)], stated: &str, title: Option<&str>, body: &str) {
        let stated = Properties { title: Some(stated.to_owned()), ..Properties::default() };
        let (draft, findings) = draft(&blocks(texts), &stated);
        assert_eq!((draft.title.as_deref(), draft.body.as_str(), findings), (title, body, Vec::new()));
    }

    #[test]
    fn a_stated_title_counts_if_the_text_has_its_words() {
        use Role::{Heading, Text, Title};
        let text = ("It rained on the town.", Text);
        check(
            &[("Harbour Trust", Text), ("Rain", Heading), text],
            "Old title",
            Some("Rain"),
            "Harbour Trust\n\nIt rained on the town.",
        );
        check(&[("Chapter", Heading), ("Rain", Title), text], "", Some("Rain"), "Chapter\n\nIt rained on the town.");
        check(
            &[("PRESS RELEASE", Title), ("Rain falls", Text), text],
            "",
            Some("Rain falls"),
            "PRESS RELEASE\n\nIt rained on the town.",
        );
        check(&[text, ("Rain falls", Text)], "Rain Falls", Some("Rain falls"), "It rained on the town.");
        // The title of the properties is longer than the heading, and has the words of the text.
        let flood = [("Flood", Heading), ("The river flooded Tarn.", Text)];
        check(&flood, "River flooded Tarn again", Some("River flooded Tarn again"), "Flood\n\nThe river flooded Tarn.");
        check(&[text], "Rain falls", Some("Rain falls"), "It rained on the town.");
        for stated in ["Microsoft Word - rain falls.doc", "Rain falls.docx", "Document1", "press release", "Untitled 1", ""] {
            check(&[text], stated, None, "It rained on the town.");
        }
        let prose = "It rained. ".repeat(40);
        check(&[(&prose, Text), ("Background", Heading)], "", None, &format!("{prose}\n\nBackground"));
    }

    #[test]
    fn lines_around_the_headline_are_its_byline_and_date() {
        let texts = [("3 May 2024", Role::Text), ("Rain", Role::Title), ("By Ana Ruiz", Role::Text), ("It rained.", Role::Text)];
        let stated =
            Properties { author: Some("Bo Li".to_owned()), created: Some("2011-01-01".to_owned()), ..Properties::default() };
        let (draft, _) = draft(&blocks(&texts), &stated);
        assert_eq!((draft.bylines, draft.body.as_str()), (vec!["Ana Ruiz".to_owned()], "3 May 2024\n\nIt rained."));
        assert_eq!(draft.published.map(|time| time.to_string()).as_deref(), Some("2024-05-03"));
    }

    #[test]
    fn an_account_is_no_author() {
        for (stated, expected) in
            [("Ana Ruiz", vec!["Ana Ruiz"]), ("Windows User", vec![]), ("admin", vec![]), ("python-docx", vec![])]
        {
            assert_eq!(authors(stated), expected, "for {stated}");
        }
    }

    #[test]
    fn a_document_made_from_an_old_one_has_no_day() {
        let some = |text: &str| Some(text.to_owned());
        let of = |created: &str, modified: &str| {
            let stated = Properties { created: some(created), modified: some(modified), ..Properties::default() };
            let (draft, findings) = draft(&blocks(&[("It rained.", Role::Text)]), &stated);
            (draft.published.map(|time| time.to_string()), draft.modified.is_some(), findings.len())
        };
        assert_eq!(of("2024-05-03T10:00:00Z", "2024-05-04T10:00:00Z"), (some("2024-05-03T10:00:00Z"), true, 0));
        assert_eq!(of("2015-05-03T10:00:00Z", "2024-05-04T10:00:00Z"), (None, false, 1));
        assert_eq!(of("2013-12-23T23:15:00Z", "2024-05-04T10:00:00Z"), (None, false, 0));
    }
}
