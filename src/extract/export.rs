//! Articles as news services and test collections give them, many in one page or text: Factiva, Nexis
//! (LexisNexis), ProQuest, Europresse, RIS with texts, TREC and Reuters in SGML, and MIND.
//!
//! Each service has a file that finds where its articles begin, and what each stands under which
//! label. All of them give a [`Record`](record::Record), which becomes the draft. Each reads its
//! text once, from the beginning to the end.

mod block;
mod europresse;
mod factiva;
mod labels;
mod mind;
mod nexis;
mod proquest;
mod prose;
mod record;
mod ris;
mod trec;

use self::record::{Record, unread};
use super::{Finding, Numbered};
use crate::error::ProblemKind;

/// A service whose exports are known by their structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Factiva of Dow Jones, as a page.
    Factiva,
    /// Nexis of LexisNexis, as text or a page.
    Nexis,
    /// ProQuest, as text or a page.
    ProQuest,
    /// Europresse (Eureka) of CEDROM-SNi, as a page.
    Europresse,
    /// Any service: references in RIS, with their texts or abstracts.
    Ris,
    /// A test collection in SGML, of TREC or Reuters-21578.
    Trec,
    /// The news of the test collection MIND, a line an article.
    Mind,
}

impl Service {
    /// Returns the service whose export a text or page is; `None` if it is none.
    pub fn of(text: &str) -> Option<Service> {
        let is_page = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').starts_with('<');
        match is_page {
            true if trec::is_one(text) => Some(Service::Trec),
            true if factiva::is_one(text) => Some(Service::Factiva),
            true if europresse::is_one(text) => Some(Service::Europresse),
            true if nexis::is_page(text) => Some(Service::Nexis),
            true if proquest::is_page(text) => Some(Service::ProQuest),
            false if mind::is_one(text) => Some(Service::Mind),
            false if ris::is_one(text) => Some(Service::Ris),
            // Both count their documents; ProQuest rules lines between them.
            false if proquest::is_text(text) => Some(Service::ProQuest),
            false if nexis::is_text(text) => Some(Service::Nexis),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Service::Factiva => "Factiva",
            Service::Nexis => "Nexis",
            Service::ProQuest => "ProQuest",
            Service::Europresse => "Europresse",
            Service::Ris => "a service in RIS",
            Service::Trec => "a test collection in SGML",
            Service::Mind => "MIND",
        }
    }
}

/// Maximum number of articles in one export. The services give some thousands at most.
const MAX_EXPORTED: usize = 100_000;

/// Reads the articles of an export. A file that is one by its first marks and has no article that can
/// be read gives a finding.
///
/// The second part of the result holds findings about articles that were read, under their numbers.
pub fn extract(text: &str, service: Service) -> (Vec<Numbered>, Vec<(u64, Finding)>) {
    let mut articles = Articles::default();
    let is_page = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').starts_with('<');
    match service {
        Service::Factiva => factiva::read(text, &mut articles),
        Service::Europresse => europresse::read(text, &mut articles),
        Service::Nexis if is_page => nexis::read_page(text, &mut articles),
        Service::Nexis => nexis::read_text(text, &mut articles),
        Service::ProQuest if is_page => proquest::read_page(text, &mut articles),
        Service::ProQuest => proquest::read_text(text, &mut articles),
        Service::Ris => ris::read(text, &mut articles),
        Service::Trec => trec::read(text, &mut articles),
        Service::Mind => mind::read(text, &mut articles),
    }
    if articles.found.is_empty() {
        let message = format!("the file looks like articles of {}, but no article in it can be read", service.name());
        articles.found.push((1, Err(unread(&message))));
    }
    (articles.found, articles.findings)
}

/// The articles of an export so far.
#[derive(Debug, Default)]
struct Articles {
    found: Vec<Numbered>,
    findings: Vec<(u64, Finding)>,
}

impl Articles {
    /// Adds an article. `is_cut` says that the file ends before the article does.
    fn add(&mut self, record: Record, is_cut: bool) {
        let number = self.found.len() as u64 + 1;
        if self.found.len() >= MAX_EXPORTED {
            if self.found.len() == MAX_EXPORTED {
                let message = "more than 100,000 articles; the rest is not read".to_owned();
                self.found.push((number, Err(Finding { byte: None, kind: ProblemKind::TooLarge, message })));
            }
            return;
        }
        if record.is_empty() {
            let message = if is_cut { "the file ends before the text of the article" } else { "the article has no headline and no text" };
            self.found.push((number, Err(unread(message))));
            return;
        }
        let (draft, findings) = record.draft();
        if is_cut {
            self.findings.push((number, unread("the file ends inside the article")));
        }
        self.findings.extend(findings.into_iter().map(|finding| (number, finding)));
        self.found.push((number, Ok(draft)));
    }

    /// Adds an article that the service itself could not give.
    fn refuse(&mut self, message: &str) {
        let number = self.found.len() as u64 + 1;
        if self.found.len() < MAX_EXPORTED {
            self.found.push((number, Err(unread(message))));
        }
    }
}
