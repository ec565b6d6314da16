//! Dates in short texts of their own, in front of the first paragraph, and below the last.

use super::blocks::{Block, Blocks, Kind, LINE_BREAK, label};
use super::landmarks::{CHANGE, Headline, PUBLICATION, begins_with, is_comments};
use super::shown_dates::{MAX_AROUND, MAX_CHARS, MAX_PROSE};
use crate::article::TimeOrigin;
use crate::extract::byline::is_writing;
use crate::extract::date::{self, Customs, Reading};
use crate::extract::line::{fold, in_one_line};

/// Returns the first date in a short text of its own by the headline, or in front of the first
/// paragraph: `Port Ellery, 25 March 2024 - It rained`.
pub(super) fn in_blocks(page: &Blocks, headline: &Headline, customs: &Customs) -> Option<(Reading, String)> {
    let rank = |block: &Block| match page.elements[block.holder].kind {
        Kind::MainHeading => Some(headline.rank(&fold(&block.text), true)),
        Kind::Heading => Some(headline.rank(&fold(&block.text), false)).filter(|rank| *rank < 4),
        _ => None,
    };
    let ranked = page.blocks.iter().enumerate().filter_map(|(at, block)| Some((rank(block)?, at)));
    let title_at = ranked.min().map(|(_, at)| at);
    let around_title: Vec<usize> = title_at.map_or(Vec::new(), |at| around(page, page.blocks[at].holder));
    let below = || {
        let blocks = page.blocks[title_at.map_or(0, |at| at + 1)..].iter();
        blocks.filter(|block| !is_block_apart(page, block.holder, &around_title))
    };
    let article = label("article");
    let own_article = around_title.iter().copied().find(|element| page.elements[*element].labels & article != 0);
    // Behind the text, another heading begins something else, and so does the end of the article's own element.
    let is_behind = |block: &Block| {
        let is_heading = matches!(page.elements[block.holder].kind, Kind::MainHeading | Kind::Heading);
        is_heading || own_article.is_some_and(|own| !around(page, block.holder).contains(&own))
    };
    let mut n_prose = 0;
    for block in below().take(MAX_BLOCKS).take_while(|block| !is_comments(&fold(&block.text))) {
        if n_prose > MAX_PROSE || n_prose > 0 && is_behind(block) {
            break;
        }
        if block.n_chars > MAX_CHARS {
            let reading = date::in_front(&block.text, TimeOrigin::Text, customs);
            if reading.time.is_some() {
                return Some((reading, block.text.clone()));
            }
            n_prose += block.text.len();
        } else if let Some(found) = short_date(block, customs) {
            return Some(found);
        }
    }
    let above = title_at.map_or(&[][..], |at| &page.blocks[at.saturating_sub(MAX_BLOCKS_ABOVE)..at]);
    let above = above.iter().rev().take_while(|block| block.n_chars <= MAX_CHARS);
    let mut above = above.filter(|block| !is_block_apart(page, block.holder, &around_title));
    above.find_map(|block| short_date(block, customs)).or_else(|| at_the_end(page, below(), customs))
}

/// Returns the date in a line that says that it is the date of publication, or else in the line below
/// the last paragraph of the article: `Ana Ruiz, 25 March 2024`.
fn at_the_end<'b>(page: &Blocks, blocks: impl Iterator<Item = &'b Block>, customs: &Customs) -> Option<(Reading, String)> {
    let is_short = |block: &Block| block.n_chars <= MAX_CHARS;
    let before_comments = blocks.take_while(|block| !(is_short(block) && is_comments(&fold(&block.text))));
    let blocks: Vec<&Block> = before_comments.collect();
    let few = blocks.iter().filter(|block| block.n_chars <= MAX_TOLD_CHARS);
    let mut lines = few.flat_map(|block| block.text.split(LINE_BREAK)).filter(|line| begins_with(line, &PUBLICATION));
    let told = lines.find_map(|line| {
        let reading = date::in_text(&in_one_line(line), TimeOrigin::Text, customs);
        (reading != Reading::default()).then(|| (reading, in_one_line(line)))
    });
    told.or_else(|| labelled(&blocks, customs)).or_else(|| {
        let last = blocks.iter().rposition(|block| page.elements[block.holder].kind == Kind::Paragraph && !is_short(block))?;
        let parent = |block: &Block| page.elements[block.holder].parent;
        let next = blocks[last + 1..].iter().take(MAX_SIGN_OFF).take_while(|block| parent(block) == parent(blocks[last]));
        // A sentence is more than a name and a day.
        next.filter(|block| !block.text.trim_end().ends_with('.')).find_map(|block| short_date(block, customs))
    })
}

/// Returns the date below a label of its own: `Datum:` in a heading, and `03.11.2021` below it. A label that is just the word "date" counts if
/// a label for the writer stands beside it, because events and products have dates too.
fn labelled(blocks: &[&Block], customs: &Customs) -> Option<(Reading, String)> {
    /// How many texts away the label for the writer may stand.
    const MAX_BETWEEN: usize = 2;
    let is_label = |block: &Block| (1..=MAX_LABEL_CHARS).contains(&block.n_chars) && !block.text.contains(char::is_numeric);
    blocks.windows(2).enumerate().find_map(|(idx, pair)| {
        let [label, value] = pair else { return None };
        if !is_label(label) || value.n_chars > MAX_LABEL_CHARS {
            return None;
        }
        let beside = &blocks[idx.saturating_sub(MAX_BETWEEN)..(idx + MAX_BETWEEN + 1).min(blocks.len())];
        let is_for_writer = |block: &&Block| is_label(block) && is_writing(&block.text);
        let is_date = || DATE_LABELS.contains(&fold(&label.text).as_str()) && beside.iter().any(is_for_writer);
        if begins_with(&label.text, &PUBLICATION) || is_date() { short_date(value, customs) } else { None }
    })
}

/// Maximum length in letters and digits of a label, and of the date below it.
const MAX_LABEL_CHARS: usize = 25;

/// Labels of dates of any kind, folded.
const DATE_LABELS: [&str; 12] =
    ["date", "datum", "data", "fecha", "dato", "päivämäärä", "дата", "tarih", "tanggal", "日期", "日付", "날짜"];

/// Maximum number of short paragraphs at the end of an article.
const MAX_SIGN_OFF: usize = 3;

/// Maximum length in letters and digits of a text that says that it states the date of publication.
const MAX_TOLD_CHARS: usize = 160;

/// Maximum number of blocks between the headline and a date below or above it.
const MAX_BLOCKS: usize = 12;
const MAX_BLOCKS_ABOVE: usize = 4;

/// Returns an element and those around it, innermost first.
fn around(page: &Blocks, element: usize) -> Vec<usize> {
    let parents = std::iter::successors(Some(element), |element| Some(page.elements[*element].parent).filter(|_| *element != 0));
    parents.take(MAX_AROUND).collect()
}

fn short_date(block: &Block, customs: &Customs) -> Option<(Reading, String)> {
    let is_short = block.n_chars <= MAX_CHARS && block.text.contains(char::is_numeric);
    let text = is_short.then(|| in_one_line(&block.text))?;
    let reading = date::in_text(&text, TimeOrigin::Text, customs);
    (reading != Reading::default() && !begins_with(&text, &CHANGE) && !is_sentence(&text)).then_some((reading, text))
}

/// Returns whether a short text is a sentence about a day, as in `The fair begins on 12 December 2025.`: it ends like one, and has more words
/// than a byline and a day.
fn is_sentence(text: &str) -> bool {
    const MIN_WORDS: usize = 6;
    let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
    text.ends_with(['.', '!', '?', '。', '।'])
        && text.split_whitespace().filter(is_word).count() >= MIN_WORDS
        && !begins_with(text, &PUBLICATION)
}

/// Returns whether an element around a block, and not around the headline, is for something else than the article.
fn is_block_apart(page: &Blocks, holder: usize, around: &[usize]) -> bool {
    const APART: [&str; 4] = ["comment", "related", "caption", "subscribe"];
    let bits = |names: &[&str]| names.iter().fold(0, |bits, name| bits | label(name));
    let (apart, frame, own) = (bits(&APART), bits(&["header", "footer"]), bits(&["article", "main"]));
    let mut element = holder;
    let mut is_in_frame = false;
    for _ in 0..MAX_AROUND {
        let labels = page.elements[element].labels;
        // The head and the foot of the page, not those of the article.
        is_in_frame = (is_in_frame || labels & frame != 0) && labels & own == 0;
        if element == 0 || around.contains(&element) {
            return is_in_frame && labels & frame == 0;
        }
        if labels & apart != 0 {
            return true;
        }
        element = page.elements[element].parent;
    }
    false
}
