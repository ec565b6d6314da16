//! TEI: papers that scholars edit and publish as text (TEI P5, and P4).
//!
//! The guidelines name no element for an article. Projects use a division with a type of their own, so the type decides; a text
//! without such divisions is one article. The text is that which is printed: of two readings, the one on the page.

use super::found::{Found, line, time};
use super::tree::{Element, Node};
use crate::article::{Draft, Language, Locator, Locators, NewsTime, Page};
use crate::error::ProblemKind;
use crate::extract::Finding;
use crate::extract::byline;
use crate::extract::line::clean;

/// Types of divisions that are articles, in small letters.
const ARTICLES: [&str; 18] = [
    "article",
    "newsarticle",
    "newspaperarticle",
    "news",
    "newsitem",
    "item",
    "story",
    "report",
    "editorial",
    "letter",
    "review",
    "obituary",
    "poem",
    "advertisement",
    "advert",
    "ad",
    "notice",
    "trialaccount",
];
/// Types of divisions that are none, whatever they hold.
const BESIDE: [&str; 7] = ["masthead", "mast", "titlepage", "toc", "contents", "imprint", "colophon"];
/// Elements that are not the text: what stands around it on the page, pictures, notes of editors, and readings that are not printed.
const LEFT_OUT: [&str; 12] =
    ["fw", "figure", "note", "teiheader", "corr", "reg", "expan", "del", "index", "interpgrp", "standoff", "facsimile"];
/// Elements that are a paragraph, or end one.
const BLOCKS: [&str; 25] = [
    "p",
    "ab",
    "lg",
    "list",
    "item",
    "quote",
    "sp",
    "table",
    "row",
    "head",
    "byline",
    "dateline",
    "salute",
    "signed",
    "opener",
    "closer",
    "trailer",
    "argument",
    "epigraph",
    "postscript",
    "div",
    "body",
    "front",
    "back",
    "floatingtext",
];
/// Minimum number of words of a division without a known type beside articles.
const MIN_WORDS: usize = 30;

/// Reads a text, or those of a corpus.
pub(super) fn read(root: &Element, found: &mut Found) {
    let texts: Vec<&Element> = root.elements().filter(|child| is_root(&child.name)).collect();
    if texts.is_empty() {
        return add(root, None, found);
    }
    for text in texts {
        add(text, root.child("teiHeader"), found);
    }
}

/// Returns whether an element of this name is a text of TEI, or a corpus of them.
pub(super) fn is_root(name: &str) -> bool {
    ["tei", "tei.2", "teicorpus", "teicorpus.2"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn add(tei: &Element, of_corpus: Option<&Element>, found: &mut Found) {
    let mut findings = Vec::new();
    let stated = stated([tei.child("teiHeader"), of_corpus], &mut findings);
    let Some(text) = tei.child("text") else { return found.add((stated.draft(), findings)) };
    let language = text.attribute("xml:lang").and_then(Language::from_tag).or(stated.language.clone());
    let stated = Stated { language, ..stated };
    let mut reader = Reader {
        found,
        stated: &stated,
        findings,
        n_pages: 0,
        label: None,
        article: None,
        has_articles: has_article(text),
        n_left: 0,
    };
    if reader.has_articles {
        reader.divisions(text, None);
        let mut left = std::mem::take(&mut reader.findings);
        let message = || format!("{} words stand outside of the divisions that are articles, and are not read", reader.n_left);
        left.extend((reader.n_left > 0).then(|| Finding { byte: None, kind: ProblemKind::Field, message: message() }));
        reader.found.findings.extend(left.into_iter().map(|finding| (1, finding)));
    } else {
        let title = stated.title.clone();
        reader.article(text, None, title);
    }
}

/// What a header states about all its articles.
#[derive(Debug, Default)]
struct Stated {
    title: Option<String>,
    authors: Vec<String>,
    paper: Option<String>,
    published: Option<NewsTime>,
    language: Option<Language>,
}

impl Stated {
    fn draft(&self) -> Draft {
        Draft { publisher: self.paper.clone(), published: self.published, language: self.language.clone(), ..Draft::default() }
    }
}

/// Reads headers, the more particular one first.
fn stated(headers: [Option<&Element>; 2], findings: &mut Vec<Finding>) -> Stated {
    let headers: Vec<&Element> = headers.into_iter().flatten().collect();
    let first = |of: &dyn Fn(&Element) -> Option<String>| headers.iter().find_map(|header| of(header));
    // The source is the paper; the file is the edition on the web.
    let level = |element: &Element, level: &str| {
        let titles = element.all("title");
        line(titles.into_iter().find(|title| title.attribute("level").is_some_and(|stated| stated == level)))
    };
    let of_source = |header: &Element, of: &dyn Fn(&Element) -> Option<String>| header.all("sourceDesc").into_iter().find_map(of);
    let paper = first(&|header| of_source(header, &|source| level(source, "j").or_else(|| level(source, "s"))));
    let in_file = |header: &Element| header.descend(&["fileDesc", "titleStmt"]).and_then(|of| line(of.child("title")));
    let title = first(&|header| level(header, "a")).or_else(|| first(&|header| in_file(header)));
    let date = |element: &Element| {
        let dates = element.all("date");
        dates.into_iter().find_map(|date| {
            let stated = ["when", "when-iso", "value"].iter().find_map(|name| date.attribute(name)).map(str::to_owned);
            stated.or_else(|| line(Some(date)))
        })
    };
    let created = |header: &Element| header.descend(&["profileDesc", "creation"]).and_then(&date);
    let day = first(&|header| of_source(header, &date)).or_else(|| first(&|header| created(header)));
    let authors = headers.iter().find_map(|header| {
        let authors = header.descend(&["fileDesc", "titleStmt"])?.elements().filter(|element| element.name == "author");
        let names: Vec<String> =
            authors.filter_map(|author| line(Some(author))).flat_map(|name| byline::people_or_group(&name)).collect();
        Some(names).filter(|names| !names.is_empty())
    });
    let language = headers.iter().find_map(|header| {
        let languages = header.all("language");
        languages.into_iter().find_map(|language| Language::from_tag(language.attribute("ident")?))
    });
    Stated { title, authors: authors.unwrap_or_default(), paper, published: time([day.as_deref()], findings), language }
}

fn is_division(element: &Element) -> bool {
    let name = element.name.to_ascii_lowercase();
    name.strip_prefix("div").is_some_and(|rest| rest.len() <= 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

fn has_type(element: &Element, types: &[&str]) -> bool {
    let plain =
        |name: &str| name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    ["subtype", "type"].iter().filter_map(|name| element.attribute(name)).any(|stated| types.contains(&plain(stated).as_str()))
}

fn holds_division(element: &Element) -> bool {
    element.elements().any(|child| is_division(child) || holds_division(child))
}

/// Returns whether a division inside an element is an article.
fn has_article(element: &Element) -> bool {
    element.elements().any(|child| (is_division(child) && has_type(child, &ARTICLES)) || has_article(child))
}

struct Reader<'r> {
    found: &'r mut Found,
    stated: &'r Stated,
    findings: Vec<Finding>,
    /// Number of beginnings of pages so far, and the label of the last.
    n_pages: u32,
    label: Option<String>,
    article: Option<Article>,
    has_articles: bool,
    /// Number of words outside of the articles, without mastheads.
    n_left: usize,
}

/// The article that is read.
#[derive(Default)]
struct Article {
    body: String,
    line: String,
    locators: Locators,
    title: Option<String>,
    bylines: Vec<String>,
    day: Option<String>,
}

impl Reader<'_> {
    /// Reads the articles at and below an element.
    fn divisions(&mut self, element: &Element, section: Option<&str>) {
        for child in element.elements() {
            if !is_division(child) && holds_division(child) {
                self.note_page(child);
                self.divisions(child, section);
                continue;
            }
            if has_type(child, &BESIDE) {
                self.note_pages(child);
            } else if has_article(child) {
                let heading = line(child.child("head"));
                self.divisions(child, heading.as_deref().or(section));
            } else if is_division(child) && (has_type(child, &ARTICLES) || n_words(child) >= MIN_WORDS) {
                self.article(child, section, None);
            } else {
                // The heading of a section is that of its articles.
                let name = child.name.to_ascii_lowercase();
                let is_text = name != "head" && !LEFT_OUT.contains(&name.as_str());
                self.n_left += if is_text { n_words(child) } else { 0 };
                self.note_pages(child);
            }
        }
    }

    fn note_page(&mut self, element: &Element) {
        if element.name == "pb" {
            self.n_pages = self.n_pages.saturating_add(1);
            self.label = element.attribute("n").map(str::to_owned);
            if let Some(article) = &mut self.article {
                let at = article.at();
                article.locators.push(at, Locator::Page(Page::new(self.n_pages, self.label.as_deref()), None));
            }
        }
    }

    fn note_pages(&mut self, element: &Element) {
        self.note_page(element);
        element.elements().for_each(|child| self.note_pages(child));
    }

    fn article(&mut self, element: &Element, section: Option<&str>, title: Option<String>) {
        let mut article = Article { title, ..Article::default() };
        if self.n_pages > 0 {
            article.locators.push(0, Locator::Page(Page::new(self.n_pages, self.label.as_deref()), None));
        }
        self.article = Some(article);
        self.read(element);
        let Some(mut article) = self.article.take() else { return };
        article.end_paragraph();
        let mut findings = std::mem::take(&mut self.findings);
        let day = time([article.day.as_deref()], &mut findings);
        let bylines =
            if article.bylines.is_empty() && !self.has_articles { self.stated.authors.clone() } else { article.bylines };
        let draft = Draft {
            record_id: element.attribute("xml:id").or_else(|| element.attribute("id")).map(str::to_owned),
            title: article.title,
            bylines,
            section: section.map(str::to_owned),
            published: day.or(self.stated.published),
            language: element.attribute("xml:lang").and_then(Language::from_tag).or_else(|| self.stated.language.clone()),
            body: article.body,
            locators: article.locators,
            ..self.stated.draft()
        };
        self.found.add((draft, findings));
    }

    fn read(&mut self, element: &Element) {
        for node in &element.children {
            match node {
                Node::Text(text) => {
                    if let Some(article) = &mut self.article {
                        // Line ends of the file are spaces.
                        article.line.push_str(&text.replace('\n', " "));
                    }
                }
                Node::Element(child) => self.read_child(child),
            }
        }
    }

    fn read_child(&mut self, child: &Element) {
        let name = child.name.to_ascii_lowercase();
        if LEFT_OUT.contains(&name.as_str()) {
            return self.note_pages(child);
        }
        self.note_page(child);
        let Some(article) = &mut self.article else { return };
        match name.as_str() {
            // A word goes on in the next line, column or page.
            "lb" | "pb" | "cb" if child.attribute("break") == Some("no") => {
                let len = article.line.trim_end().trim_end_matches(['-', '\u{ad}', '\u{2010}', '=']).len();
                article.line.truncate(len);
                article.line.push(JOINS);
                return;
            }
            "lb" | "pb" | "cb" | "milestone" | "cell" => article.line.push(' '),
            "l" => article.line.push('\n'),
            // The headline is no part of the text; further ones are.
            "head" if article.title.is_none() => {
                article.title = line(Some(child));
                return self.note_pages(child);
            }
            "byline" | "docauthor" if article.bylines.is_empty() => {
                article.bylines = line(Some(child)).map(|stated| byline::people_or_group(&stated)).unwrap_or_default();
                if !article.bylines.is_empty() {
                    return self.note_pages(child);
                }
            }
            "date" if article.day.is_none() && article.body.is_empty() => {
                article.day = child.attribute("when").map(str::to_owned);
            }
            _ => {}
        }
        let is_block = BLOCKS.contains(&name.as_str()) || is_division(child);
        if is_block {
            article.end_paragraph();
        }
        self.read(child);
        if let Some(article) = self.article.as_mut().filter(|_| is_block) {
            article.end_paragraph();
        }
    }
}

/// Stands where a word goes on, up to the end of the paragraph.
const JOINS: char = '\u{1f}';

impl Article {
    /// Returns where the next word stands in the body.
    fn at(&self) -> usize {
        let before = if self.body.is_empty() { 0 } else { self.body.len() + "\n\n".len() };
        before + joined(&self.line).len()
    }

    fn end_paragraph(&mut self) {
        let text = joined(&std::mem::take(&mut self.line));
        if !text.is_empty() {
            if !self.body.is_empty() {
                self.body.push_str("\n\n");
            }
            self.body.push_str(&text);
        }
    }
}

/// Returns a paragraph without the spaces of the markup, with lines for those of verse.
fn joined(line: &str) -> String {
    let parts: Vec<&str> = line.split(JOINS).collect();
    let mut whole = String::with_capacity(line.len());
    for (number, part) in parts.iter().enumerate() {
        whole.push_str(if number == 0 { part } else { part.trim_start() });
    }
    whole.split('\n').map(clean).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn n_words(element: &Element) -> usize {
    element.text().split_whitespace().count()
}

#[cfg(test)]
mod tests {
    use super::super::extract;
    use super::*;

    const PAPER: &str = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><title>The Tide, a digital edition</title>\
        <author>An Editor</author></titleStmt><publicationStmt><date when='2015-01-01'/></publicationStmt><sourceDesc><biblStruct><monogr>\
        <title level='j'>The Heron Quay Tide</title><imprint><date when='1904-01-17'>17 January</date></imprint></monogr></biblStruct>\
        </sourceDesc></fileDesc><profileDesc><langUsage><language ident='en'/></langUsage></profileDesc></teiHeader><text>\n<pb n='A1'/>\
        <body><div type='masthead'><head>THE TIDE</head></div><div type='section'><head>Shipping</head>\
        <div type='item' subtype='article' xml:id='a1'><head>Ferry <lb/>aground</head><byline>By Ada Hallam</byline>\
        <p>The ferry ran a-<lb break='no'/>ground <choice><orig>off</orig><reg>near</reg></choice>\n Tarn.<note>So in the copy.</note></p>\
        <pb n='A2'/><fw>The Tide</fw><p>Nobody was <hi>hurt</hi>.</p></div>\
        <div type='advertisement'><lg><l>Oysters are fresh,</l>\n<l>and so is the tide.</l></lg></div></div></body></text></TEI>";

    #[test]
    fn divisions_of_a_paper_are_its_articles() {
        let (articles, findings) = extract(PAPER);
        assert_eq!(findings, []);
        let drafts: Vec<&Draft> = articles.iter().map(|(_, article)| article.as_ref().unwrap()).collect();
        let [ferry, oysters] = drafts[..] else { panic!("{drafts:#?}") };
        assert_eq!(
            (ferry.title.as_deref(), ferry.body.as_str(), ferry.bylines.join(", ")),
            (Some("Ferry aground"), "The ferry ran aground off Tarn.\n\nNobody was hurt.", "Ada Hallam".to_owned())
        );
        assert_eq!((ferry.record_id.as_deref(), ferry.section.as_deref()), (Some("a1"), Some("Shipping")));
        assert_eq!(ferry.publisher.as_deref(), Some("The Heron Quay Tide"));
        assert_eq!(ferry.published.map(|time| time.to_string()).as_deref(), Some("1904-01-17"));
        let places: Vec<(usize, String)> = ferry.locators.iter().map(|(byte, place)| (byte, place.to_string())).collect();
        assert_eq!(places, [(0, "page A1".to_owned()), (ferry.body.find("Nobody").unwrap(), "page A2".to_owned())]);
        assert_eq!((oysters.title.as_deref(), oysters.body.as_str()), (None, "Oysters are fresh,\nand so is the tide."));
    }

    #[test]
    fn words_outside_of_articles_are_counted() {
        let xml =
            PAPER.replace("<div type='section'>", "<p>Price one penny.</p><div><p>Printed daily.</p></div><div type='section'>");
        let messages: Vec<String> = extract(&xml).1.into_iter().map(|(_, finding)| finding.message).collect();
        assert_eq!(messages, ["5 words stand outside of the divisions that are articles, and are not read"]);
    }

    #[test]
    fn a_text_without_such_divisions_is_one_article() {
        let xml = PAPER.replace("subtype='article'", "").replace("type='item'", "").replace("type='advertisement'", "");
        let (articles, _) = extract(&format!("<teiCorpus>{xml}{xml}</teiCorpus>"));
        assert_eq!(articles.len(), 2);
        let draft = articles[0].1.as_ref().unwrap();
        assert_eq!(
            (draft.title.as_deref(), draft.bylines.join(", ")),
            (Some("The Tide, a digital edition"), "Ada Hallam".to_owned())
        );
        assert!(draft.body.contains("Shipping\n\nFerry aground\n\nThe ferry ran"), "{}", draft.body);
        assert_eq!(extract("<TEI><teiHeader/></TEI>").0.len(), 1);
    }
}
