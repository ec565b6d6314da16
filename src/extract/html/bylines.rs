//! The bylines that a page shows to its readers, recognised by the classes and relations of their elements.
//!
//! A page shows the writers of other articles too. So the bylines of comments and teasers are left out, and the one that follows the
//! headline is the article's. Two that stand beside each other are one.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use dom_query::{NodeId, NodeRef};

use super::blocks::{Block, Blocks, Kind};
use super::landmarks::OF_OTHERS;
use super::node::has_attribute;
use super::site::Sites;
use crate::article::TimeOrigin;
use crate::extract::Finding;
use crate::extract::byline::{self, add_missing, is_full_name, people_of};
use crate::extract::date::{self, Customs, Reading};
use crate::extract::line::{clean, fold};

/// The bylines of a page, in order.
#[derive(Debug, Default)]
pub(super) struct Bylines {
    shown: Vec<Shown>,
    last: Option<NodeId>,
    n_paragraphs: usize,
    /// The number of paragraphs before each main heading.
    headings_at: Vec<usize>,
}

/// A byline that the page shows.
#[derive(Debug)]
struct Shown {
    /// Its text, with a [`PIECE_END`] between its elements.
    text: String,
    /// The number of main headings before it.
    n_headings: usize,
    place: Place,
    /// Whether it begins with "By" or the like.
    is_labelled: bool,
    /// Whether it is a link to the author's page.
    is_author_link: bool,
}

/// Where a byline stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Inside the byline before it.
    Inside,
    /// With only a comma or a conjunction between it and the byline before.
    Beside,
    Apart,
}

/// Maximum length of a byline in characters; a longer text is a portrait of the author.
const MAX_CHARS: usize = 100;

/// Maximum number of bylines read from a page. A front page shows some hundred.
const MAX_BYLINES: usize = 100;

/// Minimum number of paragraphs in a story before the next.
const MIN_PARAGRAPHS: usize = 3;

/// Maximum number of elements around a byline that are looked at.
const MAX_AROUND: usize = 6;

impl Bylines {
    /// Keeps the element's text if it is marked as a byline.
    pub(super) fn note(&mut self, node: &NodeRef<'_>, element: &str, n_headings: usize) {
        self.n_paragraphs += usize::from(element == "p");
        self.headings_at.resize(n_headings, self.n_paragraphs);
        if self.shown.len() >= MAX_BYLINES || matches!(element, "body" | "html" | "script" | "style" | "meta" | "link" | "button")
        {
            return;
        }
        if !is_marked(node) {
            return;
        }
        let Some(text) = text_of(node) else { return };
        let is_inside = |last: NodeId| node.ancestors_it(Some(MAX_AROUND)).any(|ancestor| ancestor.id == last);
        let place = match self.last {
            Some(last) if is_inside(last) => Place::Inside,
            Some(last) if is_beside(&NodeRef::new(last, node.tree), node) => Place::Beside,
            _ if is_of_other(node) => return,
            _ => Place::Apart,
        };
        if place != Place::Inside {
            self.last = Some(node.id);
        }
        let is_labelled = text.split_whitespace().next().is_some_and(byline::is_by);
        let is_author_link = node.attr("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("author"));
        self.shown.push(Shown { text, n_headings, place, is_labelled, is_author_link });
    }

    /// Returns the people in the byline of the article under `title`: the first that names somebody else than the paper.
    ///
    /// The second value says whether it begins with "By" or the like.
    pub(super) fn people(&self, title: Option<&str>, headings: &[String], sites: &Sites) -> (Vec<String>, bool) {
        let mut paper = Vec::new();
        for idx in self.of_article(title, headings) {
            let people = self.people_from(idx, sites);
            if people.iter().any(|person| !sites.have(person)) {
                return (people, self.is_labelled(idx));
            }
            if paper.is_empty() {
                paper = people;
            }
        }
        (paper, false)
    }

    /// Returns whether byline `idx` begins with "By" or the like, or stands beside an element that holds only this.
    fn is_labelled(&self, idx: usize) -> bool {
        let before = idx.checked_sub(1).map(|before| self.shown[before].text.as_str());
        self.shown[idx].is_labelled
            || self.shown[idx].place == Place::Beside
                && before.is_some_and(|text| byline::is_by(text) || byline::is_writing(text))
    }

    /// Returns why the article's byline is left out, if the first after the headline names nobody. A date alone is the article's date.
    pub(super) fn finding(&self, title: Option<&str>, headings: &[String]) -> Option<Finding> {
        let shown = &self.shown[self.of_article(title, headings).next()?];
        let text = shown.text.replace(PIECE_END, ", ");
        let is_date = date::of_line(&text, TimeOrigin::Text, &Customs::default()) != Reading::default();
        if is_date { None } else { byline::finding(&text) }
    }

    /// Returns the bylines that can be the article's: those between its headline and the next, then those before.
    fn of_article(&self, title: Option<&str>, headings: &[String]) -> impl Iterator<Item = usize> {
        let title = title.map(fold).unwrap_or_default();
        let is_title = |heading: &String| {
            let heading = fold(heading);
            !heading.is_empty() && (title.contains(&heading) || heading.contains(&title)) && heading.len() * 3 > title.len()
        };
        let at = headings.iter().position(is_title);
        // Another heading right behind is a second line of the same story.
        let place = |idx: usize| self.headings_at.get(idx).copied().unwrap_or(0);
        let is_next = |idx: usize, at: usize| !is_title(&headings[idx]) && place(idx) - place(at) >= MIN_PARAGRAPHS;
        let next = at.and_then(|at| (at + 1..headings.len()).find(|idx| is_next(*idx, at)));
        let (first, end) = (at.map_or(0, |at| at + 1), next.unwrap_or(usize::MAX));
        let after = (0..self.shown.len()).filter(move |idx| (first..=end).contains(&self.shown[*idx].n_headings));
        after.chain((0..self.shown.len()).filter(move |idx| self.shown[*idx].n_headings < first))
    }

    /// Returns the people in byline `idx` and those beside it.
    fn people_from(&self, idx: usize, sites: &Sites) -> Vec<String> {
        let mut people = self.people_in(idx, sites);
        if people.is_empty() {
            return people;
        }
        for idx in (idx + 1..self.shown.len()).take_while(|idx| self.shown[*idx].place != Place::Apart) {
            if self.shown[idx].place == Place::Beside {
                add_missing(&mut people, self.people_in(idx, sites));
            }
        }
        people
    }

    /// Returns the people in byline `idx`: of its pieces those in which an inner byline names somebody, or else the first that does.
    fn people_in(&self, idx: usize, sites: &Sites) -> Vec<String> {
        let people_of = |text: &str| people_of(text, &|name| sites.have(name));
        let pieces = || self.shown[idx].text.split(PIECE_END);
        let inner = self.shown[idx + 1..].iter().take_while(|shown| shown.place == Place::Inside);
        let inner: Vec<String> =
            inner.flat_map(|shown| shown.text.split(PIECE_END)).flat_map(people_of).map(|name| fold(&name)).collect();
        let mut people = Vec::new();
        for piece in pieces().filter(|piece| inner.iter().any(|name| fold(piece).contains(name.as_str()))) {
            // A piece of its own after a person is one too only if it is a full name: "Research & Development" is none.
            let is_next = |name: &String| people.is_empty() || is_full_name(name) && !name.contains('&');
            let more = people_of(piece).into_iter().filter(is_next).collect();
            add_missing(&mut people, more);
        }
        if people.is_empty() { pieces().map(people_of).find(|people| !people.is_empty()).unwrap_or_default() } else { people }
    }

    /// Returns whether a link to its author's page names the person.
    pub(super) fn link(&self, person: &str) -> bool {
        self.shown.iter().any(|shown| shown.is_author_link && fold(&shown.text) == fold(person))
    }
}

/// Stands between the pieces of a byline.
const PIECE_END: char = '\u{1f}';

/// Returns the people of a short text that begins as bylines do: after the headline `Von Ida Marlow`, or anywhere `Autorin/Autor Ida Marlow`.
pub(super) fn in_text(page: &Blocks, sites: &Sites) -> Vec<String> {
    const MAX_BLOCKS: usize = 12;
    const BY: [&str; 8] = ["by", "von", "par", "por", "door", "af", "av", "text:"];
    const AUTHOR: [&str; 6] = ["autor:", "autorin:", "author:", "автор:", "autorin/autor", "autor/autorin"];
    let is_heading = |block: &Block| page.elements[block.holder].kind == Kind::MainHeading;
    let title_at = page.blocks.iter().position(is_heading).unwrap_or(0);
    let next = page.blocks.iter().skip(title_at + 1).position(is_heading).unwrap_or(MAX_BLOCKS);
    let near = title_at..title_at + 1 + next.min(MAX_BLOCKS);
    let opens = |idx: usize, block: &Block| {
        let opening = block.text.split_whitespace().next().unwrap_or("").to_lowercase();
        AUTHOR.contains(&opening.as_str()) || near.contains(&idx) && BY.contains(&opening.as_str())
    };
    let blocks = page.blocks.iter().enumerate().filter(|(_, block)| block.n_chars <= MAX_CHARS);
    let bylines = blocks.filter(|(idx, block)| opens(*idx, block)).map(|(_, block)| people_in_block(block, sites));
    bylines.into_iter().find(|people| !people.is_empty()).unwrap_or_default()
}

fn people_in_block(block: &Block, sites: &Sites) -> Vec<String> {
    let text = clean(&block.text);
    if text.ends_with(['.', '!', '?']) {
        return Vec::new();
    }
    people_of(&text, &|name| sites.have(name)).into_iter().filter(|name| is_full_name(name)).collect()
}

/// Returns whether an element's class, id or relation marks it as a byline.
fn is_marked(node: &NodeRef<'_>) -> bool {
    has_attribute(node, |name, value| match name {
        "rel" => value.split_whitespace().any(|one| one.eq_ignore_ascii_case("author")),
        "class" | "id" | "data-testid" => {
            holds(&NAMES, value) && value.split_whitespace().any(|label| holds(&NAMES, label) && !is_of_portrait(label))
        }
        "href" => is_of_author(value.split(['?', '#']).next().unwrap_or("")),
        _ => false,
    })
}

/// Words in the classes of bylines.
static NAMES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = ["byline", "author", "autor", "auteur", "verfasser", "writer", "penulis", "forfatter"];
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).ok()
});

/// Parts of the addresses of pages about authors. Only in small letters, which is searched faster.
static PATHS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let paths = [
        "/author/",
        "/authors/",
        "/autor/",
        "/autoren/",
        "/autores/",
        "/auteur/",
        "/auteurs/",
        "/autore/",
        "/autori/",
        "/writer/",
        "/writers/",
        "/journalist/",
        "/contributor/",
        "/contributors/",
        "/editors/",
        "/columnist/",
        "/columnists/",
        "/reporter/",
        "/reporters/",
        "/journalists/",
        "/redakteur/",
        "/redacteur/",
        "/redacteurs/",
        "/journaliste/",
        "/journalistes/",
        "/giornalista/",
        "/periodista/",
        "/skribent/",
        "/forfatter/",
        "/toimittaja/",
        "/verfasser/",
    ];
    AhoCorasick::new(paths).ok()
});

/// Returns whether a text holds one of the words. They are too few for the automaton to fail.
fn holds(words: &LazyLock<Option<AhoCorasick>>, text: &str) -> bool {
    words.as_ref().is_some_and(|words| words.is_match(text))
}

/// Returns whether an address is that of an author's page, and not of the list of all.
fn is_of_author(path: &str) -> bool {
    let end = PATHS.as_ref().and_then(|paths| paths.find(path)).map(|found| found.end());
    end.is_some_and(|end| path.len() > end)
}

/// Returns whether a class names something else of an author than the name.
fn is_of_portrait(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    const NOT_NAMES: [&str; 30] = [
        "avatar",
        "bio",
        "image",
        "img",
        "photo",
        "comment",
        "social",
        "follow",
        "date",
        "time",
        "icon",
        "description",
        "desc",
        "box",
        "quote",
        "tweet",
        "related",
        "more",
        "title",
        "role",
        "job",
        "views",
        "count",
        "email",
        "twitter",
        "unauth",
        "authori",
        "authent",
        "login",
        "underwriter",
    ];
    NOT_NAMES.iter().any(|word| label.contains(word))
}

/// Returns whether an element belongs to a comment, a teaser or another article.
fn is_of_other(node: &NodeRef<'_>) -> bool {
    const ALSO: [&str; 5] = ["read-next", "readnext", "footer", "quote", "tweet"];
    for ancestor in node.ancestors_it(Some(MAX_AROUND)) {
        if ancestor.has_name("body") || ancestor.has_name("main") {
            return false;
        }
        let is_item = ancestor.has_name("article") || ancestor.has_name("li");
        if is_item && is_teaser(&ancestor) {
            return true;
        }
        let class = ancestor.class().map(|class| class.to_ascii_lowercase()).unwrap_or_default();
        let is_marked = class.split_whitespace().any(|one| OF_OTHERS.iter().chain(&ALSO).any(|other| one.starts_with(other)));
        if is_marked
            || ancestor.has_name("footer") && !ancestor.ancestors_it(Some(MAX_AROUND)).any(|outer| outer.has_name("article"))
        {
            return true;
        }
        if ancestor.has_name("article") {
            return false;
        }
    }
    false
}

/// Returns whether an item shows another article: its heading is a link.
fn is_teaser(item: &NodeRef<'_>) -> bool {
    const MAX_NODES: usize = 100;
    let heading =
        item.descendants_it().take(MAX_NODES).find(|node| ["h1", "h2", "h3", "h4"].iter().any(|name| node.has_name(name)));
    heading.is_some_and(|heading| {
        let has_link = || heading.descendants_it().take(MAX_AROUND).any(|inner| inner.has_name("a"));
        !heading.has_name("h1") && (has_link() || heading.ancestors_it(Some(2)).any(|outer| outer.has_name("a")))
    })
}

/// Returns whether only a comma or a conjunction stands between the ends of two elements.
fn is_beside(last: &NodeRef<'_>, node: &NodeRef<'_>) -> bool {
    const MAX_BETWEEN: usize = 8;
    const MAX_LEVELS: usize = 3;
    let around: Vec<NodeId> = std::iter::once(node.id).chain(node.ancestors_it(Some(MAX_LEVELS)).map(|outer| outer.id)).collect();
    let mut between = String::new();
    let mut from = Some(*last);
    for _ in 0..MAX_LEVELS {
        let Some(inner) = from else { return false };
        let mut next = inner.next_sibling();
        while let Some(sibling) = next {
            if around.contains(&sibling.id) {
                // The text inside the sibling up to the element counts too.
                let inside = sibling.descendants_it().take_while(|inner| inner.id != node.id).filter(NodeRef::is_text);
                let inside = inside.flat_map(|inner| inner.text().chars().collect::<Vec<char>>());
                between.extend(inside.filter(|c| !c.is_whitespace()).take(MAX_BETWEEN));
                return sibling.id == node.id || between.chars().count() < MAX_BETWEEN;
            }
            between.extend(sibling.text().chars().filter(|c| !c.is_whitespace()).take(MAX_BETWEEN));
            if between.chars().count() >= MAX_BETWEEN || between.contains(|c: char| c.is_ascii_digit()) {
                return false;
            }
            next = sibling.next_sibling();
        }
        from = inner.parent();
    }
    false
}

/// Returns an element's text on one line, with a [`PIECE_END`] where its elements end: after links and paragraphs, and where two stand without
/// a space between them. `None` if it is empty or long.
fn text_of(node: &NodeRef<'_>) -> Option<String> {
    const APART: [&str; 18] = [
        "a", "address", "article", "br", "button", "dd", "div", "dt", "h1", "h2", "h3", "h4", "li", "p", "section", "td", "time",
        "ul",
    ];
    const SKIPPED: [&str; 6] = ["script", "style", "noscript", "svg", "time", "button"];
    // Each line of code between has indentation.
    const MAX_NODES: usize = 300;
    let mut pieces: Vec<String> = Vec::new();
    let mut is_open = false;
    let mut stack = vec![(*node, false)];
    let mut n_chars = 0;
    let mut n_nodes = 0;
    while let Some((inner, is_end)) = stack.pop() {
        n_nodes += 1;
        if is_end {
            is_open = false;
            continue;
        }
        if inner.is_text() {
            let text = inner.text();
            let line = clean(&text);
            if line.is_empty() {
                // White space alone separates nothing from nothing.
                if let Some(last) = pieces.last_mut().filter(|_| is_open && !text.is_empty()) {
                    last.push(' ');
                }
                continue;
            }
            n_chars += line.chars().count();
            let begins_apart = text.starts_with(char::is_whitespace);
            match pieces.last_mut() {
                Some(last) if is_open && (begins_apart || last.ends_with(' ')) => {
                    last.truncate(last.trim_end().len());
                    last.push(' ');
                    last.push_str(&line);
                }
                _ => pieces.push(line),
            }
            if let Some(last) = pieces.last_mut().filter(|_| text.ends_with(char::is_whitespace)) {
                last.push(' ');
            }
            is_open = true;
        } else if let Some(name) = inner.qual_name_ref() {
            let name = &*name.local;
            if SKIPPED.contains(&name) {
                is_open = false;
                continue;
            }
            if APART.contains(&name) {
                is_open = false;
                stack.push((inner, true));
            }
            let children = inner.children_it(true);
            stack.extend(children.map(|child| (child, false)));
        }
        if n_chars > MAX_CHARS || n_nodes > MAX_NODES {
            return None;
        }
    }
    let text = joined(&pieces);
    (!text.is_empty()).then_some(text)
}

/// Returns the pieces as one text. A space stands beside a label, a comma or a conjunction: `By`, `Ida Marlow`, `and`, `Jory Pask`.
fn joined(pieces: &[String]) -> String {
    const CONJUNCTIONS: [&str; 11] = ["and", "und", "et", "y", "e", "og", "och", "en", "with", "by", "&"];
    let mut joined = String::new();
    let is_conjunction = |text: &str| CONJUNCTIONS.contains(&text.trim().to_lowercase().as_str()) || text.starts_with(',');
    for piece in pieces {
        let piece = piece.trim();
        let before = joined.rsplit([' ', PIECE_END]).next().unwrap_or("").to_owned();
        let first = piece.split(' ').next().unwrap_or("");
        let is_label =
            before.ends_with([':', ',']) || byline::is_by(&before) || matches!(before.as_str(), "in" | "at" | "for" | "of");
        if !joined.is_empty() {
            joined.push(if is_label || is_conjunction(&before) || is_conjunction(first) { ' ' } else { PIECE_END });
        }
        joined.push_str(piece);
    }
    joined
}
