//! The elements of a page that show a date, and which of them stand by the headline.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use dom_query::{NodeId, NodeRef};

use super::landmarks::{CHANGE, Headline, OF_OTHERS, PUBLICATION, begins_with, is_comments};
use super::node::{attribute, has_attribute, labels, short_text, with_text};
use crate::article::TimeOrigin;
use crate::extract::date::{self, Customs, Reading};
use crate::extract::line::fold;

/// What shows a date on a page, and the headings by which it may stand.
#[derive(Debug, Default)]
pub(super) struct ShownDates {
    shown: Vec<Shown>,
    heads: Vec<Head>,
    /// The number of elements so far, and the bytes of prose.
    place: Place,
    /// The number of the heading of the comments.
    comments_at: Option<usize>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Place {
    n_elements: usize,
    n_prose: usize,
}

/// An element that shows a date.
#[derive(Debug)]
pub(super) struct Shown {
    /// What it states for programs: `datetime` and the like.
    stated: Option<String>,
    text: Option<String>,
    /// Whether it is a `<time>` element; otherwise its labels mark it as one.
    is_time: bool,
    is_published: bool,
    pub(super) is_modified: bool,
    place: Place,
    /// The innermost element around it that is not for the article: a comment, a list of others.
    apart: Option<NodeId>,
    /// The innermost `<article>` around it.
    article: Option<NodeId>,
    /// The innermost elements around it.
    around: [Option<NodeId>; N_AROUND],
}

/// A heading that may be the headline.
#[derive(Debug)]
struct Head {
    folded: String,
    is_main: bool,
    place: Place,
    /// The elements around it, innermost first.
    around: Vec<NodeId>,
    /// The innermost `<article>` around it.
    article: Option<NodeId>,
}

/// Maximum number of dates and headings that are kept, and of elements around them that are looked
/// at: a page of a million dates takes no longer than one of some hundred.
const MAX_SHOWN: usize = 500;
const MAX_HEADS: usize = 50;
pub(super) const MAX_AROUND: usize = 60;
const N_AROUND: usize = 6;

/// Elements other than `<time>` that may show a date.
const MAY_SHOW: [&str; 9] = ["abbr", "div", "p", "span", "small", "li", "a", "dd", "em"];

/// Words in the labels of an element that shows a date.
const DATE_WORDS: [&str; 11] =
    ["date", "datum", "publi", "posted", "time", "fecha", "data", "created", "updated", "submitted", "issued"];

/// Maximum length of a heading in characters.
const MAX_HEADING_CHARS: usize = 300;

/// Maximum length in characters of a text that shows a date.
pub(super) const MAX_CHARS: usize = 60;

/// Maximum length of the prose between the headline and a date by it, in bytes: a standfirst.
pub(super) const MAX_PROSE: usize = 600;

/// Maximum number of elements between a date and the headline below it.
const MAX_ABOVE: usize = 40;

/// Maximum length of a class or id in bytes; the rest is ignored.
const MAX_LABEL_BYTES: usize = 1024;

/// Minimum length of a text that counts as prose, in bytes.
const MIN_PROSE: usize = 80;

impl ShownDates {
    /// their order.
    pub(super) fn note(&mut self, node: &NodeRef<'_>, element: &str) {
        self.place.n_elements += 1;
        match element {
            "h1" | "h2" | "h3" | "h4" => self.note_heading(node, element),
            "time" => self.note_shown(node, element),
            _ if MAY_SHOW.contains(&element) && has_date_word(node) => self.note_shown(node, element),
            _ => {}
        }
    }

    /// Counts a text of the page. Is called for all texts, in their order.
    pub(super) fn pass(&mut self, node: &NodeRef<'_>) {
        let n_bytes = with_text(node, str::len).unwrap_or(0);
        let is_prose = || {
            node.parent().is_none_or(|parent| {
                !["script", "style", "noscript", "template", "textarea"].iter().any(|name| parent.has_name(name))
            })
        };
        if n_bytes >= MIN_PROSE && is_prose() {
            self.place.n_prose += n_bytes;
        }
    }

    fn note_heading(&mut self, node: &NodeRef<'_>, element: &str) {
        let folded = short_text(node, MAX_HEADING_CHARS).map(|text| fold(&text)).unwrap_or_default();
        if is_comments(&folded) {
            self.comments_at = self.comments_at.or(Some(self.place.n_elements));
        } else if !folded.is_empty() && matches!(element, "h1" | "h2") && self.heads.len() < MAX_HEADS {
            let around = node.ancestors_it(Some(MAX_AROUND)).map(|around| around.id).collect();
            let article = node.ancestors_it(Some(MAX_AROUND)).find(|around| around.has_name("article")).map(|around| around.id);
            self.heads.push(Head { folded, is_main: element == "h1", place: self.place, around, article });
        }
    }

    fn note_shown(&mut self, node: &NodeRef<'_>, element: &str) {
        if self.shown.len() >= MAX_SHOWN {
            return;
        }
        const ATTRIBUTES: [&str; 6] = ["datetime", "data-datetime", "data-date", "data-time", "data-timestamp", "data-published"];
        let title = || attribute(node, "title").filter(|title| element != "a" && title.contains(|c: char| c.is_ascii_digit()));
        let content = || attribute(node, "content").filter(|_| node.has_attr("property") || node.has_attr("itemprop"));
        let stated = ATTRIBUTES.iter().find_map(|name| attribute(node, name)).or_else(content).or_else(title);
        let text = short_text(node, MAX_CHARS);
        if stated.is_none() && !text.as_ref().is_some_and(|text| text.contains(char::is_numeric)) {
            return;
        }
        let labels = format!("{} {}", labels(node), node.parent().map(|parent| labels(&parent)).unwrap_or_default());
        let has_any = |words: &[&str]| words.iter().any(|word| labels.contains(word));
        if is_of_today(&labels, text.as_deref()) {
            return;
        }
        let told = word_before(node);
        let is_modified = told.unwrap_or_else(|| {
            has_any(&["modif", "updat", "aktualis"]) || text.as_ref().is_some_and(|text| begins_with(text, &CHANGE))
        });
        let is_published = !is_modified
            && (told == Some(false)
                || has_any(&["publi", "posted", "entry-date", "created", "submitted", "issued"])
                || node.has_attr("pubdate"));
        let mut around = [None; N_AROUND];
        let mut apart = None;
        let mut footer = None;
        let mut article = None;
        for (idx, ancestor) in node.ancestors_it(Some(MAX_AROUND)).enumerate() {
            if let Some(around) = around.get_mut(idx) {
                *around = Some(ancestor.id);
            }
            let Some(name) = ancestor.node_name() else { continue };
            match &*name {
                // The foot and the head of the page.
                "footer" | "header" => footer = footer.or(Some(ancestor.id)),
                "aside" | "figure" | "figcaption" | "nav" | "blockquote" => apart = apart.or(Some(ancestor.id)),
                _ if apart.is_none() && is_apart(&ancestor) => apart = Some(ancestor.id),
                _ => {}
            }
            if matches!(&*name, "article" | "main") {
                // The head or foot of the article itself. Comments are articles too, in some templates.
                footer = footer.filter(|_| apart.is_some());
            }
            if &*name == "article" {
                article = article.or(Some(ancestor.id));
            }
        }
        let shown = Shown {
            stated,
            text,
            is_time: element == "time",
            is_published,
            is_modified,
            place: self.place,
            apart: apart.or(footer),
            article,
            around,
        };
        self.shown.push(shown);
    }

    /// Returns the dates that stand by the headline, in the order in which they count. Last comes what says of itself that it is the
    /// date of publication, wherever it stands before the comments.
    pub(super) fn by_headline(&self, headline: &Headline) -> Vec<&Shown> {
        let head = self.heads.iter().min_by_key(|head| headline.rank(&head.folded, head.is_main));
        let is_around = |element: NodeId| head.is_some_and(|head| head.around.contains(&element));
        // Another `<article>` than the headline's is a comment or another article.
        let is_of_other = |shown: &Shown| {
            head.is_some_and(|head| head.article.is_some()) && shown.article.is_some_and(|article| !is_around(article))
        };
        let is_apart = |shown: &Shown| shown.apart.is_some_and(|apart| !is_around(apart)) || is_of_other(shown);
        let mut by: Vec<(usize, &Shown)> = Vec::new();
        for shown in self.shown.iter().filter(|shown| !is_apart(shown)) {
            // Without a heading, what stands before the text stands where the headline would.
            let place = head.map_or(Place::default(), |head| head.place);
            let is_below = shown.place.n_elements >= place.n_elements;
            let n_prose = shown.place.n_prose.abs_diff(place.n_prose);
            let n_elements = shown.place.n_elements.abs_diff(place.n_elements);
            let is_close = || {
                head.is_some_and(|head| {
                    shown.around.iter().flatten().any(|around| head.around.iter().take(N_AROUND).any(|other| other == around))
                })
            };
            let is_by = match is_below {
                true => n_prose <= MAX_PROSE && !self.is_behind_text(shown, head),
                false => n_prose == 0 && n_elements <= MAX_ABOVE && is_close(),
            };
            let rank = match (shown.is_published, shown.is_time, is_below) {
                _ if !is_by => 6,
                (true, _, true) => 0,
                (true, _, false) => 1,
                (false, true, true) => 2,
                (false, true, false) => 3,
                (false, false, true) => 4,
                (false, false, false) => 5,
            };
            let is_told = || {
                let is_before_comments = self.comments_at.is_none_or(|at| shown.place.n_elements < at);
                let says = shown.text.as_ref().is_some_and(|text| begins_with(text, &PUBLICATION));
                is_before_comments && says
            };
            if is_by || is_told() {
                by.push((rank, shown));
            }
        }
        by.sort_by_key(|(rank, _)| *rank);
        by.into_iter().map(|(_, shown)| shown).collect()
    }

    /// Returns whether a date below the headline stands behind the whole text of a short article, or behind the heading of something
    /// else. What stands in the article's own element, or says that it is the date of publication, may stand at its end.
    fn is_behind_text(&self, shown: &Shown, head: Option<&Head>) -> bool {
        let Some(head) = head else { return false };
        let n_before = shown.place.n_prose.saturating_sub(head.place.n_prose);
        if n_before == 0 {
            return false;
        }
        let is_between = |other: &Head| {
            other.place.n_elements <= shown.place.n_elements
                && other.place.n_elements > head.place.n_elements
                && other.place.n_prose > head.place.n_prose
        };
        let is_own = shown.is_published || head.article.is_some() && head.article == shown.article;
        let is_last = self.place.n_prose.saturating_sub(shown.place.n_prose) < n_before;
        self.heads.iter().any(is_between) || (is_last && !is_own)
    }

    /// Adds to `customs` how the dates of the page are written.
    pub(super) fn teach(&self, customs: &mut Customs) {
        let texts = self.shown.iter().filter_map(|shown| shown.text.as_deref());
        texts.filter(|text| text.contains('/')).for_each(|text| date::learn(customs, text));
    }
}

impl Shown {
    /// Reads the date. What readers see comes before what programs see if the days differ: templates
    /// put the time of the last change there.
    pub(super) fn read(&self, customs: &Customs) -> Reading {
        let stated = self.stated.as_ref().map(|stated| date::of_field(stated, TimeOrigin::Element, customs)).unwrap_or_default();
        let text = self.text.as_ref().map(|text| date::in_text(text, TimeOrigin::Element, customs)).unwrap_or_default();
        // What needs customs to be read is no better than what programs see.
        let certain = self.text.as_ref().and_then(|text| date::in_text(text, TimeOrigin::Element, &Customs::default()).time);
        match (&stated.time, &text.time) {
            (Some(time), Some(_)) if certain.is_some_and(|shown| shown.date() != time.date()) => text,
            (Some(_), _) => stated,
            (None, Some(_)) => text,
            (None, None) if text.doubt.is_some() => text,
            (None, None) => stated,
        }
    }

    /// Returns the date as it is shown or stated.
    pub(super) fn as_stated(&self) -> String {
        self.text.clone().or_else(|| self.stated.clone()).unwrap_or_default()
    }
}

/// Returns whether an element shows the day on which the page was read.
fn is_of_today(labels: &str, text: Option<&str>) -> bool {
    const LABELS: [&str; 10] = [
        "current-date",
        "currentdate",
        "current_date",
        "today-date",
        "date-today",
        "todays-date",
        "server-time",
        "live-date",
        "header-date",
        "topbar",
    ];
    const WORDS: [&str; 10] = [
        "today is",
        "heute ist",
        "aujourd'hui",
        "aujourd’hui",
        "nous sommes le",
        "hoy es",
        "hoje é",
        "oggi è",
        "vandaag is",
        "dziś jest",
    ];
    LABELS.iter().any(|word| labels.contains(word)) || text.is_some_and(|text| begins_with(text, &WORDS))
}

/// Returns whether the words right before an element say that it states a change (true) or the publication (false), as in `Updated
/// <time>…</time>`; `None` if they say neither.
fn word_before(node: &NodeRef<'_>) -> Option<bool> {
    const MAX_BYTES: usize = 60;
    let before = node.prev_sibling()?;
    let text = if before.is_text() { before.text().to_string() } else { short_text(&before, MAX_BYTES)? };
    let text = text[text.floor_char_boundary(text.len().saturating_sub(MAX_BYTES))..].to_lowercase();
    let text = text.trim_end().trim_end_matches([':', ' ', '\u{a0}', '|']);
    // A date of its own may stand in between.
    if text.ends_with(|c: char| c.is_numeric()) {
        return None;
    }
    let last = |words: &[&str]| words.iter().filter_map(|word| text.rfind(word)).max();
    match (last(&CHANGE), last(&PUBLICATION)) {
        (Some(change), publication) => Some(publication.is_none_or(|publication| publication < change)),
        (None, Some(_)) => Some(false),
        (None, None) => None,
    }
}

fn has_date_word(node: &NodeRef<'_>) -> bool {
    // One automaton for all words: this is asked of most elements of a page.
    static WORDS: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(DATE_WORDS).ok());
    has_attribute(node, |name, value| {
        matches!(name, "class" | "id" | "itemprop" | "data-testid" | "property")
            && WORDS.as_ref().is_some_and(|words| words.is_match(value))
    })
}

/// Returns whether an element's labels say that it is not for the article.
fn is_apart(node: &NodeRef<'_>) -> bool {
    const ALSO: [&str; 17] = [
        "author-box",
        "authorbox",
        "author-bio",
        "author_bio",
        "about-author",
        "next-article",
        "next-story",
        "masthead",
        "site-header",
        "respond",
        "disqus",
        "sidebar",
        "side-bar",
        "caption",
        "teaser",
        "ticker",
        "newsletter",
    ];
    static WORDS: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(OF_OTHERS.iter().chain(&ALSO)).ok());
    has_attribute(node, |name, value| {
        matches!(name, "class" | "id")
            && WORDS.as_ref().is_some_and(|words| words.is_match(&value[..value.floor_char_boundary(MAX_LABEL_BYTES)]))
    })
}
