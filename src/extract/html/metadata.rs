//! Everything a page states about its article, apart from the text.
//!
//! The document is walked once, and each statement is kept by its kind of markup ([`Statements`]).
//! Which statement wins is decided afterwards, field by field. In general JSON-LD is the most
//! reliable, then `<meta>`, then microdata, then what the page merely shows.

use dom_query::{Document, NodeRef};
use oxiri::{Iri, IriRef};

use super::blocks::Blocks;
use super::bylines::{self, Bylines};
use super::dates::{self, StatedDates};
use super::headings;
use super::headline::{Source, Titles, headline};
use super::linked_data::{self, LinkedData, Update};
use super::node::{attribute, short_text};
use super::shown_dates::ShownDates;
use super::site::{self, Sites};
use crate::article::{Draft, Language, NewsTime, UrlOrigin};
use crate::error::ProblemKind;
use crate::extract::Finding;
use crate::extract::byline::{self, add_missing, is_full_name, people_of};
use crate::extract::date::Customs;
use crate::extract::line::{clean, fold};

/// The statements of a page, collected in one walk.
#[derive(Debug, Default)]
pub(super) struct Statements {
    linked_data: LinkedData,
    /// Names in lower case with their content.
    metas: Vec<(String, String)>,
    /// Names of microdata properties with their values.
    items: Vec<(String, String)>,
    shown_dates: ShownDates,
    /// The date of publication in JSON-LD that is no JSON.
    broken_date: Option<String>,
    bylines: Bylines,
    headings: Vec<String>,
    window_title: Option<String>,
    canonical: Option<String>,
    base: Option<String>,
    /// The address noted by the browser that saved the page.
    saved_from: Option<String>,
    html_language: Option<String>,
}

/// Maximum length in bytes of all statements of bylines that are read.
const MAX_STATED_BYTES: usize = 64 << 10;

impl Statements {
    /// Collects the statements of `document`.
    pub(super) fn of(document: &Document) -> Statements {
        let mut statements = Statements::default();
        let mut blocks: Vec<String> = Vec::new();
        let mut is_before_head = true;
        for node in document.root().descendants_it() {
            let Some(name) = node.qual_name_ref() else {
                if is_before_head {
                    statements.note_comment(&node);
                }
                statements.shown_dates.pass(&node);
                continue;
            };
            match &*name.local {
                "head" => is_before_head = false,
                "html" => statements.html_language = attribute(&node, "lang").or_else(|| attribute(&node, "xml:lang")),
                "meta" => statements.note_meta(&node),
                "link" => statements.note_link(&node),
                "base" if statements.base.is_none() => statements.base = attribute(&node, "href"),
                "title" if statements.window_title.is_none() && &*name.ns == HTML_NAMESPACE => {
                    statements.window_title = Some(clean(&node.text()));
                }
                "script" => {
                    let kind = attribute(&node, "type").unwrap_or_default();
                    if kind.to_ascii_lowercase().starts_with("application/ld+json") {
                        blocks.push(node.text().to_string());
                    }
                }
                "h1" => statements.headings.extend(Some(headings::text(&node)).filter(|heading| !heading.is_empty())),
                _ => {}
            }
            statements.shown_dates.note(&node, &name.local);
            statements.note_item(&node, &name.local);
            statements.bylines.note(&node, &name.local, statements.headings.len());
        }
        statements.linked_data = linked_data::read(&blocks);
        if statements.linked_data.published.is_none() {
            statements.broken_date = dates::in_broken_blocks(&blocks);
        }
        statements
    }

    /// Returns the draft made from them, without a body, and the body as JSON-LD states it. Adds what is
    /// doubtful to `findings`.
    pub(super) fn into_draft(self, page: &Blocks, findings: &mut Vec<Finding>) -> (Draft, Option<String>) {
        let url = self.url();
        let (publisher, unnamed) = self.publisher();
        let sites = self.sites(url.as_deref(), publisher.as_deref());
        let title = headline(&self.titles(&sites, url.as_deref()));
        let (bylines, nobody) = self.bylines(title.as_deref(), &sites, page);
        findings.extend(unnamed.into_iter().chain(nobody));
        let (published, modified) = self.times(title.as_deref(), url.as_deref(), page, findings);
        let draft = Draft {
            record_id: None,
            title,
            body: String::new(),
            is_summary: false,
            bylines,
            section: self.section(),
            language: self.language(),
            published,
            modified,
            publisher,
            url,
            url_origin: UrlOrigin::Page,
            saved_from: self.saved_from,
            ..Draft::default()
        };
        (draft, self.linked_data.body)
    }

    /// Takes the updates of a live blog out of the statements.
    pub(super) fn take_updates(&mut self) -> Vec<Update> {
        std::mem::take(&mut self.linked_data.updates)
    }

    fn note_meta(&mut self, node: &NodeRef<'_>) {
        // Some saving tools write the content as `value`. They keep the headings, which are better titles.
        let in_value = || attribute(node, "value").filter(|_| !node.attr("name").is_some_and(|name| name.contains("title")));
        let content = attribute(node, "content").or_else(in_value);
        let Some(content) = content.map(|content| clean(&content)).filter(|content| !content.is_empty()) else {
            return;
        };
        for key in ["property", "name", "http-equiv"] {
            let Some(name) = attribute(node, key).map(|name| name.to_ascii_lowercase()) else { continue };
            // RDFa lists several properties: "dc:title og:title".
            if key == "property" && name.contains(char::is_whitespace) {
                self.metas.extend(name.split_whitespace().take(MAX_PROPERTIES).map(|name| (name.to_owned(), content.clone())));
            } else {
                self.metas.push((name, content.clone()));
            }
        }
    }

    /// Browsers and their extensions note the address of a saved page in a comment: `saved from
    /// url=(0025)https://…`, `Page saved with SingleFile url: https://…`. They write it before the head,
    /// and before whatever the page itself has there.
    fn note_comment(&mut self, node: &NodeRef<'_>) {
        const MARKS: [&str; 2] = ["saved from url=(", "Page saved with SingleFile"];
        if !node.is_comment() || self.saved_from.is_some() {
            return;
        }
        let html = node.html();
        let comment = html.trim_start_matches("<!--").trim();
        if MARKS.iter().any(|mark| comment.starts_with(mark)) {
            let from = comment.find("http").map(|start| &comment[start..]).and_then(|url| url.split_whitespace().next());
            self.saved_from = from.map(|url| url.trim_end_matches("-->").to_owned());
        }
    }

    fn note_link(&mut self, node: &NodeRef<'_>) {
        let relation = attribute(node, "rel").unwrap_or_default();
        if self.canonical.is_none() && relation.split_whitespace().any(|relation| relation.eq_ignore_ascii_case("canonical")) {
            self.canonical = attribute(node, "href");
        }
    }

    fn note_item(&mut self, node: &NodeRef<'_>, element: &str) {
        let Some(property) = attribute(node, "itemprop") else { return };
        if !ITEM_PROPERTIES.contains(&property.as_str()) || !is_of_article(node) {
            return;
        }
        let in_attribute = match element {
            "meta" => attribute(node, "content"),
            "time" => attribute(node, "datetime"),
            "link" | "a" if property != "author" => attribute(node, "href"),
            _ => attribute(node, "content"),
        };
        // Several people may be one item.
        let names: Vec<String> = if property == "author" { item_names(node) } else { Vec::new() };
        if names.len() > 1 {
            self.items.extend(names.into_iter().map(|name| (property.clone(), name)));
            return;
        }
        // An author or publisher may be an item of its own, with its name inside.
        let name = || node.descendants_it().find(|inner| attribute(inner, "itemprop").as_deref() == Some("name"));
        let in_name = || name().and_then(|name| attribute(&name, "content").or_else(|| short_text(&name, MAX_ITEM_CHARS)));
        let value = in_attribute.or_else(in_name).or_else(|| short_text(node, MAX_ITEM_CHARS)).map(|value| clean(&value));
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.items.push((property, value));
        }
    }

    fn meta(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|wanted| self.metas.iter().find(|(name, _)| name == wanted).map(|(_, content)| content.as_str()))
    }

    fn item(&self, property: &str) -> Option<&str> {
        self.items.iter().find(|(name, _)| name == property).map(|(_, value)| value.as_str())
    }

    /// Returns the page's own description.
    pub(super) fn description(&self) -> Option<&str> {
        self.meta(&["og:description", "description", "twitter:description"])
    }

    fn url(&self) -> Option<String> {
        let stated = [
            self.canonical.as_deref(),
            self.meta(&["og:url"]),
            self.linked_data.url.as_deref(),
            self.meta(&["parsely-link", "twitter:url"]),
            self.saved_from.as_deref(),
        ];
        // Meant for a host alone, but many pages write a whole address.
        let domain = self
            .meta(&["twitter:domain"])
            .map(|domain| if is_of_web(domain) { domain.to_owned() } else { format!("https://{domain}/") });
        let bases = [self.base.as_deref()].into_iter().chain(stated).chain([domain.as_deref()]).flatten();
        let base = bases.into_iter().find(|base| is_of_web(base));
        stated.into_iter().flatten().find_map(|url| absolute(url, base))
    }

    /// Returns the first stated publisher that is a name; and if there is none, why the first statement is left out.
    fn publisher(&self) -> (Option<String>, Option<Finding>) {
        let stated = [
            self.linked_data.publisher.as_deref(),
            self.meta(&["og:site_name"]),
            self.meta(&["publisher", "dc.publisher", "dcterms.publisher", "cre"]),
            self.item("publisher"),
            self.meta(&["application-name"]),
        ];
        let stated = || stated.into_iter().flatten().filter(|name| name.contains(char::is_alphanumeric));
        let named = stated().find_map(site::name);
        let finding = |address: &str| {
            let message = format!("the publisher `{address}` is an address");
            Finding { byte: None, kind: ProblemKind::Publisher, message }
        };
        let unnamed = if named.is_none() { stated().next().map(finding) } else { None };
        (named, unnamed)
    }

    /// Returns the names of the page's site.
    fn sites(&self, url: Option<&str>, publisher: Option<&str>) -> Sites {
        let stated = ["og:site_name", "application-name", "publisher"].map(|name| self.meta(&[name]));
        Sites::new(&[publisher, self.linked_data.publisher.as_deref(), stated[0], stated[1], stated[2]], url)
    }

    /// Calls `look` with all titles of the page.
    pub(super) fn with_titles<R>(&self, look: impl FnOnce(&Titles<'_>) -> R) -> R {
        let url = self.url();
        let sites = self.sites(url.as_deref(), self.publisher().0.as_deref());
        look(&self.titles(&sites, url.as_deref()))
    }

    fn titles<'s>(&'s self, sites: &'s Sites, url: Option<&'s str>) -> Titles<'s> {
        const METAS: [(Source, &[&str]); 3] = [
            (Source::OpenGraph, &["og:title"]),
            (Source::Twitter, &["twitter:title"]),
            (
                Source::Meta,
                &[
                    "dc.title",
                    "dcterms.title",
                    "dc:title",
                    "dcterms:title",
                    "parsely-title",
                    "sailthru.title",
                    "hdl",
                    "headline",
                    "title",
                ],
            ),
        ];
        // An encyclopedia's `headline` is what the thing is, and its `name` the title.
        let is_shown = |title: &str| self.headings.iter().any(|heading| fold(heading) == fold(title));
        let name = self.linked_data.name.as_deref().filter(|name| is_shown(name));
        let headline = self.linked_data.headline.as_deref();
        let in_linked_data = if headline.is_some_and(is_shown) { headline } else { name.or(headline) };
        let in_linked_data = in_linked_data.map(|title| (Source::LinkedData, title));
        let in_metas = METAS.iter().filter_map(|(source, names)| Some((*source, self.meta(names)?)));
        let in_item = self.item("headline").map(|title| (Source::Meta, title));
        let in_window = self.window_title.as_deref().map(|title| (Source::Window, title));
        let stated = in_linked_data.into_iter().chain(in_metas).chain(in_item).chain(in_window).collect();
        Titles { stated, headings: &self.headings, sites, url }
    }

    /// Returns the people in the most careful statement that names one; and if nobody is named, why the first is left out.
    fn bylines(&self, title: Option<&str>, sites: &Sites, page: &Blocks) -> (Vec<String>, Option<Finding>) {
        let sources = self.stated_bylines();
        let is_paper = |name: &str| sites.have(name);
        let people_in = |stated: &Vec<&str>| {
            let mut people = Vec::new();
            stated.iter().for_each(|stated| add_missing(&mut people, people_of(stated, &is_paper)));
            people
        };
        let stated: Vec<Vec<String>> = sources.iter().map(people_in).filter(|people| !people.is_empty()).collect();
        // Templates state the paper as the author if they do not know the person.
        let person = stated.iter().find(|people| people.iter().any(|person| !sites.have(person)));
        let (shown, is_labelled) = self.bylines.people(title, &self.headings, sites);
        if let Some(people) = person {
            // A later statement is better if it is what readers see, and the first is not: a house as "author", and the people beside it.
            let is_shown = |name: &String| shown.iter().any(|shown| fold(shown) == fold(name));
            let is_seen = |people: &&Vec<String>| {
                people.len() == shown.len() && people.iter().all(|name| is_shown(name) && is_full_name(name) && !sites.have(name))
            };
            let people = stated.iter().find(is_seen).filter(|_| !people.iter().any(is_shown)).unwrap_or(people);
            // Whoever is named beside a stated person is linked to as an author.
            let is_list = shown.len() > people.len() && shown.iter().all(|name| self.bylines.link(name));
            let is_better = is_better(&shown, people, is_list, !self.linked_data.has_people, is_labelled, sites);
            return (self.without_paper(if is_better { shown } else { people.clone() }, sites), None);
        }
        let in_text = if shown.iter().all(|person| sites.have(person)) { bylines::in_text(page, sites) } else { Vec::new() };
        let shown = if in_text.is_empty() { shown } else { in_text };
        // Instead of the paper, only full names are taken: "red" and "Staff" name nobody, and a long list shows other articles.
        let paper = stated.into_iter().next().unwrap_or_default();
        let are_people = (1..=MAX_SHOWN_PEOPLE).contains(&shown.len()) && shown.iter().all(|name| is_full_name(name));
        if !paper.is_empty() && !are_people {
            return (paper, None);
        }
        let finding = || {
            let stated = sources.iter().flatten().find_map(|stated| byline::finding(stated));
            stated.or_else(|| self.bylines.finding(title, &self.headings))
        };
        let finding = if shown.is_empty() { finding() } else { None };
        (shown, finding)
    }

    /// Returns the people without the paper, which is no author beside them.
    fn without_paper(&self, mut people: Vec<String>, sites: &Sites) -> Vec<String> {
        if people.iter().any(|person| !sites.have(person)) {
            people.retain(|person| !sites.have(person) || self.bylines.link(person));
        }
        people
    }

    /// Returns the bylines stated for machines, the most careful source first.
    fn stated_bylines(&self) -> Vec<Vec<&str>> {
        const AUTHORS: [&str; 23] = [
            "author",
            "article:author",
            "og:article:author",
            "parsely-author",
            "sailthru.author",
            "dc.creator",
            "dc:creator",
            "dcterms.creator",
            "dcterms:creator",
            "dc.contributor.author",
            "byl",
            "byline",
            "citation_author",
            "article:author_name",
            "authors",
            "article:byline",
            "article_author",
            "articleauthor",
            "article-author",
            "cxenseparse:author",
            "og:author",
            "author_name",
            "twitter:misc:written by",
        ];
        let in_meta =
            |wanted: &str| self.metas.iter().filter(|(name, _)| name == wanted).map(|(_, content)| content.as_str()).collect();
        let mut sources: Vec<Vec<&str>> = vec![self.linked_data.authors.iter().map(String::as_str).collect()];
        sources.extend(AUTHORS.iter().map(|name| in_meta(name)));
        sources.push(self.items.iter().filter(|(property, _)| property == "author").map(|(_, value)| value.as_str()).collect());
        sources.push(self.labelled_byline().into_iter().collect());
        let mut n_left = MAX_STATED_BYTES;
        for source in &mut sources {
            source.retain(|stated| {
                n_left = n_left.saturating_sub(stated.len());
                n_left > 0
            });
        }
        sources
    }

    /// Returns the content under the label of a writer: `twitter:label1` is "Written by", `twitter:data1` the name.
    fn labelled_byline(&self) -> Option<&str> {
        let (label, _) =
            self.metas.iter().find(|(name, label)| name.starts_with("twitter:label") && byline::is_writing(label))?;
        self.meta(&[&label.replace("label", "data")])
    }

    fn section(&self) -> Option<String> {
        let named = self.linked_data.section.as_deref();
        let named =
            named.or(self.meta(&["article:section", "og:article:section", "parsely-section", "section", "dc.subject.section"]));
        named.or(self.item("articleSection")).map(str::to_owned)
    }

    fn language(&self) -> Option<Language> {
        self.language_tags().into_iter().flatten().find_map(Language::from_tag)
    }

    fn language_tags(&self) -> [Option<&str>; 4] {
        [
            self.html_language.as_deref(),
            self.linked_data.language.as_deref(),
            self.meta(&["og:locale", "content-language", "language", "dc.language"]),
            self.item("inLanguage"),
        ]
    }

    /// Returns when the article was published and changed.
    fn times(
        &self,
        title: Option<&str>,
        url: Option<&str>,
        page: &Blocks,
        findings: &mut Vec<Finding>,
    ) -> (Option<NewsTime>, Option<NewsTime>) {
        let stated = StatedDates {
            published: self.linked_data.published.as_deref().or(self.broken_date.as_deref()),
            modified: self.linked_data.modified.as_deref(),
            metas: &self.metas,
            items: &self.items,
            title,
            window_title: self.window_title.as_deref(),
            url,
        };
        dates::choose(&stated, &self.shown_dates, Customs::new(self.language_tags().into_iter().flatten()), page, findings)
    }
}

/// Returns whether the byline that readers see is better than the people `stated` for machines: it is a list of them and others; or it names
/// people after "By", where JSON-LD states none and `<meta>` a name, such as a publishing house or an account; or only a login is stated.
fn is_better(shown: &[String], stated: &[String], is_list: bool, is_loose: bool, is_labelled: bool, sites: &Sites) -> bool {
    let are_people = !shown.is_empty() && shown.iter().all(|name| is_full_name(name) && !sites.have(name));
    let is_shown = |name: &String| shown.iter().any(|shown| fold(shown) == fold(name));
    let is_account = || !stated.iter().any(|name| is_full_name(name));
    let is_login = |name: &String| {
        !name.contains(' ')
            && name.is_ascii()
            && (name.contains(|c: char| c.is_ascii_digit()) || !name.contains(char::is_uppercase))
    };
    are_people
        && (is_list && stated.iter().all(is_shown)
            || is_loose && (is_labelled && !stated.iter().any(is_shown) || is_account())
            || stated.iter().all(is_login))
}

const HTML_NAMESPACE: &str = "http://www.w3.org/1999/xhtml";

/// Maximum number of properties of one `<meta>`.
const MAX_PROPERTIES: usize = 8;

/// Maximum number of people that are believed instead of a stated paper.
const MAX_SHOWN_PEOPLE: usize = 8;

/// Microdata properties that are used.
const ITEM_PROPERTIES: [&str; 8] =
    ["author", "dateCreated", "dateModified", "datePublished", "articleSection", "headline", "inLanguage", "publisher"];

/// Maximum length of a property's value in characters; a longer text is the thing the property
/// describes.
const MAX_ITEM_CHARS: usize = 500;

/// Returns whether a microdata property belongs to the page's article, not to a comment or another
/// thing inside it.
fn is_of_article(node: &NodeRef<'_>) -> bool {
    let item = node.ancestors_it(None).find(|ancestor| ancestor.has_attr("itemscope"));
    let kind = item.and_then(|item| attribute(&item, "itemtype"));
    kind.is_none_or(|kind| {
        ["Article", "Posting", "Report", "Review", "Page", "CreativeWork"].iter().any(|name| kind.contains(name))
    })
}

/// Maximum number of names in one microdata item.
const MAX_ITEM_NAMES: usize = 20;

/// Returns the names of a microdata item, but not those of items inside it.
fn item_names(item: &NodeRef<'_>) -> Vec<String> {
    let is_own = |inner: &NodeRef<'_>| {
        inner.ancestors_it(None).find(|outer| outer.has_attr("itemscope")).is_some_and(|outer| outer.id == item.id)
    };
    let names =
        item.descendants_it().filter(|inner| attribute(inner, "itemprop").as_deref() == Some("name")).take(MAX_ITEM_NAMES);
    let own = names.filter(is_own);
    own.filter_map(|name| attribute(&name, "content").or_else(|| short_text(&name, MAX_ITEM_CHARS)))
        .map(|name| clean(&name))
        .collect()
}

/// Returns `url` if it is absolute and of the web; a relative one is resolved against `base`. It is
/// written as browsers read it: without line breaks, and with spaces escaped.
fn absolute(url: &str, base: Option<&str>) -> Option<String> {
    let url = url.trim().replace(['\t', '\n', '\r'], "").replace(' ', "%20");
    if is_of_web(&url) {
        return Some(url);
    }
    let resolved = Iri::parse(base?).ok()?.resolve(&IriRef::parse(url).ok()?).ok()?.into_inner();
    is_of_web(&resolved).then_some(resolved)
}

fn is_of_web(url: &str) -> bool {
    let is_scheme = |scheme: &&str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let scheme = ["https://", "http://"].into_iter().find(is_scheme);
    scheme.is_some_and(|scheme| url.len() > scheme.len() && !url.contains(char::is_whitespace))
}
