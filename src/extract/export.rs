//! Articles as news services and test collections give them, many in one page or text: Factiva, Nexis
//! (LexisNexis), ProQuest, Europresse, Retriever, Wisers, APA, Mediargus, RIS with texts, TREC and Reuters in SGML, and MIND.
//!
//! Each service has a file that finds where its articles begin, and what each stands under which
//! label. All of them give a `Record`, which becomes the draft. Each reads its
//! text once, from the beginning to the end.

mod advance;
mod apa;
mod apa_document;
mod articles;
mod block;
pub(super) mod documents;
mod europresse;
mod factiva;
mod factiva_document;
mod item;
mod labels;
mod mediargus;
mod mind;
mod nexis;
mod proquest;
mod proquest_document;
mod prose;
mod record;
mod retriever;
mod ris;
mod trec;
mod wisers;
mod wisers_document;
mod wisers_text;

use self::articles::Articles;
use self::record::unread;
pub(super) use self::ris::references;
use super::Extracted;

/// A service whose exports are known by their structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Factiva of Dow Jones, as a page. Documents are known by their paragraphs.
    Factiva,
    /// Nexis of LexisNexis, as text or a page.
    Nexis,
    /// ProQuest, as text or a page.
    ProQuest,
    /// Europresse (Eureka) of CEDROM-SNi, as a page.
    Europresse,
    /// Retriever (Mediearkivet, Atekst), as text.
    Retriever,
    /// Wisers (WiseNews), as text or a page. Documents are known by their paragraphs.
    Wisers,
    /// DeFacto of the APA, as a page. Documents of the APA are known by their paragraphs.
    Apa,
    /// Mediargus, as text.
    Mediargus,
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
            true if apa::is_page(text) => Some(Service::Apa),
            true if wisers::is_page(text) => Some(Service::Wisers),
            true if nexis::is_page(text) => Some(Service::Nexis),
            true if proquest::is_page(text) => Some(Service::ProQuest),
            false if mind::is_one(text) => Some(Service::Mind),
            false if ris::is_one(text) => Some(Service::Ris),
            false if retriever::is_text(text) => Some(Service::Retriever),
            false if wisers_text::is_text(text) => Some(Service::Wisers),
            false if mediargus::is_text(text) => Some(Service::Mediargus),
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
            Service::Retriever => "Retriever",
            Service::Wisers => "Wisers",
            Service::Apa => "APA",
            Service::Mediargus => "Mediargus",
            Service::Ris => "a service in RIS",
            Service::Trec => "a test collection in SGML",
            Service::Mind => "MIND",
        }
    }
}

/// Reads the articles of an export. A file that is one by its first marks and has no article that can
/// be read gives a finding.
///
/// The second part of the result holds findings about articles that were read, under their numbers.
pub fn extract(text: &str, service: Service) -> Extracted {
    let mut articles = Articles::default();
    let is_page = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').starts_with('<');
    match service {
        Service::Factiva => factiva::read(text, &mut articles),
        Service::Europresse => europresse::read(text, &mut articles),
        Service::Nexis if is_page => nexis::read_page(text, &mut articles),
        Service::Nexis => nexis::read_text(text, &mut articles),
        Service::ProQuest if is_page => proquest::read_page(text, &mut articles),
        Service::ProQuest => proquest::read_text(text, &mut articles),
        Service::Retriever => retriever::read(text, &mut articles),
        Service::Wisers if is_page => wisers::read(text, &mut articles),
        Service::Wisers => wisers_text::read(text, &mut articles),
        Service::Apa => apa::read(text, &mut articles),
        Service::Mediargus => mediargus::read(text, &mut articles),
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
