//! The dates of a page: which of those that stand on it is the article's.
//!
//! First comes what the page states for itself: JSON-LD, `<meta>`, microdata. Then comes what stands
//! by the headline, then the day in the address. A date elsewhere is that of a comment, of another
//! article, of a picture or of the day on which the page was read, and is never taken.

use super::blocks::Blocks;
use super::date_lines::in_blocks;
use super::landmarks::Headline;
use super::shown_dates::{MAX_CHARS, ShownDates};
use super::times;
use crate::article::{NewsTime, TimeOrigin};
use crate::extract::Finding;
use crate::extract::date::{self, Customs, Doubt, Reading};

/// What a page states about its dates outside the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct StatedDates<'s> {
    /// In JSON-LD.
    pub(super) published: Option<&'s str>,
    pub(super) modified: Option<&'s str>,
    /// Names in lower case with their content.
    pub(super) metas: &'s [(String, String)],
    /// Microdata properties with their values.
    pub(super) items: &'s [(String, String)],
    /// The headline.
    pub(super) title: Option<&'s str>,
    pub(super) window_title: Option<&'s str>,
    pub(super) url: Option<&'s str>,
}

/// Returns when the article was published, and when it was changed. A date that cannot be read is a
/// finding, unless the page states the date elsewhere or it stands by the headline.
pub(super) fn choose(
    stated: &StatedDates<'_>,
    shown: &ShownDates,
    mut customs: Customs,
    page: &Blocks,
    findings: &mut Vec<Finding>,
) -> (Option<NewsTime>, Option<NewsTime>) {
    shown.teach(&mut customs);
    let headline = Headline::new(stated.title, stated.window_title);
    let field = |text: &str, origin| date::of_field(text, origin, &customs);
    let named = |names: &'static [&'static str]| {
        names
            .iter()
            .flat_map(|name| stated.metas.iter().filter(move |(meta, _)| meta == name).map(|(_, content)| content.as_str()))
    };
    let item =
        |property: &'static str| stated.items.iter().filter(move |(name, _)| name == property).map(|(_, value)| value.as_str());
    let in_url = stated.url.and_then(times::in_url);

    let linked = stated.modified.map(|text| (field(text, TimeOrigin::Field), text.to_owned()));
    let metas = named(&MODIFIED).map(|text| (field(text, TimeOrigin::Meta), text.to_owned()));
    let items = item("dateModified").map(|text| (field(text, TimeOrigin::Element), text.to_owned()));
    let mut chosen = Chosen::new(in_url.into_iter().collect());
    let changed = std::iter::once_with(|| by_headline(shown, true, &headline, &customs)).flatten();
    let changes = linked.into_iter().chain(metas).chain(items).chain(changed);
    let modified = chosen.first(changes);
    findings.extend(chosen.told(modified.is_some()));

    let mut chosen = Chosen::new(in_url.into_iter().chain(modified).collect());
    let linked = stated.published.map(|text| (field(text, TimeOrigin::Field), text.to_owned()));
    let others = || stated.metas.iter().filter(|(name, _)| is_published_name(name)).map(|(_, content)| content.as_str());
    let metas = named(&PUBLISHED).chain(others()).map(|text| (field(text, TimeOrigin::Meta), text.to_owned()));
    let items = item("datePublished").chain(item("dateCreated")).map(|text| (field(text, TimeOrigin::Element), text.to_owned()));
    let packed = stated.metas.iter().filter(|(name, _)| name == "parsely-page").filter_map(|(_, content)| packed(content));
    let packed = packed.map(|text| (field(&text, TimeOrigin::Meta), text));
    let own = linked.into_iter().chain(metas).chain(packed).chain(items);
    let by_headline = std::iter::once_with(|| by_headline(shown, false, &headline, &customs)).flatten();
    let in_blocks = std::iter::once_with(|| in_blocks(page, &headline, &customs)).flatten();
    let in_window = stated.window_title.and_then(|title| in_window(title, &customs)).into_iter();
    let published = chosen.first(own.chain(in_window).chain(by_headline).chain(in_blocks));
    findings.extend(chosen.told(published.is_some()));
    let published = published.or(in_url).or(modified);
    (published, modified)
}

/// Returns the readings of the dates by the headline.
fn by_headline(shown: &ShownDates, is_modified: bool, headline: &Headline, customs: &Customs) -> Vec<(Reading, String)> {
    let shown = shown.by_headline(headline).into_iter().filter(|shown| shown.is_modified == is_modified);
    shown.map(|shown| (shown.read(customs), shown.as_stated())).collect()
}

/// The choice of one date among several.
struct Chosen {
    /// Other dates of the page, which settle those with two readings.
    others: Vec<NewsTime>,
    unread: Option<Finding>,
    zone: Option<Finding>,
}

impl Chosen {
    fn new(others: Vec<NewsTime>) -> Chosen {
        Chosen { others, unread: None, zone: None }
    }

    /// Returns the first time, and keeps what could not be read before it.
    fn first(&mut self, readings: impl Iterator<Item = (Reading, String)>) -> Option<NewsTime> {
        for (reading, stated) in readings {
            let reading = settled(reading, &self.others);
            let finding = reading.doubt.map(|doubt| doubt.finding(&stated));
            if reading.time.is_some() {
                self.zone = finding;
                return reading.time;
            }
            self.unread = self.unread.take().or(finding);
        }
        None
    }

    /// Returns what is doubtful about the chosen date, or about all if none was read.
    fn told(self, is_read: bool) -> Option<Finding> {
        if is_read { self.zone } else { self.unread }
    }
}

/// Names of `<meta>` elements that state the time of publication, the most careful first.
const PUBLISHED: [&str; 31] = [
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "article_date_original",
    "originalpublicationdate",
    "citation_publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.created",
    "dc.date",
    "dcterms.date",
    "dcsext.articlefirstpublished",
    "article.published",
    "article-publication-date",
    "published-date",
    "bt:pubdate",
    "ptime",
    "date",
    "created",
];

/// Names of those that state the time of the last change.
const MODIFIED: [&str; 10] = [
    "article:modified_time",
    "og:article:modified_time",
    "article:modified",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "lastmod",
    "dcterms.modified",
    "dc.date.modified",
    "revision_date",
];

/// Settles a date with two readings by another date of the page that is one of them.
fn settled(reading: Reading, others: &[NewsTime]) -> Reading {
    let Some(Doubt::Either(first, second)) = reading.doubt else { return reading };
    let is_known = |day: jiff::civil::Date| others.iter().any(|other| other.date() == Some((day.year(), day.month(), day.day())));
    // The time of day is of no use without its zone, which such dates never have.
    match (is_known(first), is_known(second)) {
        (true, false) => Reading { time: Some(NewsTime::on(first, TimeOrigin::Meta)), doubt: None },
        (false, true) => Reading { time: Some(NewsTime::on(second, TimeOrigin::Meta)), doubt: None },
        _ => reading,
    }
}

/// Returns the date of publication in blocks of JSON-LD that are no JSON, mostly for a quotation mark
/// in a headline.
pub(super) fn in_broken_blocks(blocks: &[String]) -> Option<String> {
    let is_json = |block: &&String| serde_json::from_str::<serde::de::IgnoredAny>(block.trim()).is_ok();
    blocks
        .iter()
        .filter_map(|block| Some((block, in_broken_block(block)?)))
        .find(|(block, _)| !is_json(block))
        .map(|(_, date)| date)
}

fn in_broken_block(block: &str) -> Option<String> {
    let is_of_article = ["Article\"", "Posting\"", "Report\""].iter().any(|kind| block.contains(kind));
    let rest = block.split_once("\"datePublished\"").filter(|_| is_of_article)?.1;
    let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    value.split('"').next().filter(|value| value.len() <= MAX_CHARS).map(str::to_owned)
}

/// Returns the date of publication in a `<meta>` element whose content is JSON.
fn packed(content: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(content).ok()?;
    value["pub_date"].as_str().map(str::to_owned)
}

/// Returns whether an unusual name of a `<meta>` element means the time of publication:
/// `shop:publication_date`, `app:uploaded`.
fn is_published_name(name: &str) -> bool {
    const ENDINGS: [&str; 12] = [
        "datepublished",
        "publisheddate",
        "publishedtime",
        "publishdate",
        "publishtime",
        "publicationdate",
        "publicationtime",
        "pubdate",
        "releasedate",
        "dateissued",
        "uploaddate",
        "uploaded",
    ];
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    ENDINGS.iter().any(|ending| letters.ends_with(ending))
}

/// Returns the day at the end of the window's title: `Rain falls | Weather | The Post | 25.03.2024`. A
/// day in words may be what the headline is about.
fn in_window(title: &str, customs: &Customs) -> Option<(Reading, String)> {
    let parts = title.rsplit(" | ").filter(|part| !part.contains(char::is_alphabetic));
    let mut read = parts.map(|part| (date::in_text(part, TimeOrigin::Element, customs), part.to_owned()));
    read.find(|(reading, _)| reading.time.is_some())
}
