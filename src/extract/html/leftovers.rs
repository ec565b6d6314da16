//! What remains of boxes whose text was not chosen, and texts that only repeat the article: removed after the choice.
//!
//! The weights judge blocks one by one, so a box loses its text and keeps its heading. What stands in such a box is no part of the
//! article, whatever it is like.

use super::blocks::{Block, Kind, LINE_BREAK, label};
use super::labels::PHRASES;
use super::scene::{MIN_PROSE_CHARS, Scene};
use crate::article::TimeOrigin;
use crate::extract::date::{self, Customs};

/// Removes from `chosen`, which is in order, what is left of removed boxes, credits below pictures, repeated passages, and the date line
/// above the text.
pub(super) fn remove(scene: &Scene<'_>, chosen: &mut Vec<usize>) {
    let page = scene.page;
    let chars = page.sums(|block| block.n_chars as f32);
    chosen.retain(|idx| !is_notice(scene, *idx) && !is_advertisement(&page.blocks[*idx]) && !is_button(scene, *idx, &chars));
    let mut is_chosen = vec![false; page.blocks.len()];
    chosen.iter().for_each(|idx| is_chosen[*idx] = true);
    let of = |wanted: bool| {
        let mut sums = vec![0_usize; page.elements.len()];
        for (block, _) in page.blocks.iter().zip(&is_chosen).filter(|(_, is_chosen)| **is_chosen == wanted) {
            sums[block.holder] += block.n_chars;
        }
        for idx in (1..page.elements.len()).rev() {
            let below = sums[idx];
            sums[page.elements[idx].parent] += below;
        }
        sums
    };
    let (kept, gone) = (of(true), of(false));
    let first_prose = chosen.iter().position(|idx| is_prose(&page.blocks[*idx])).unwrap_or(chosen.len());
    let repeated = repeated(scene, chosen);
    let mut place = 0;
    chosen.retain(|idx| {
        let block = &page.blocks[*idx];
        place += 1;
        let is_leftover = is_box_rest(scene, block, &kept, &gone) || is_credit(scene, block);
        let is_date_line = place <= first_prose && (is_date(&block.text) || is_byline(scene, *idx));
        !(is_leftover || is_date_line || repeated[place - 1])
    });
}

/// Pairs of a group of phrases and a group of classes: a short text that says the one, in a box labelled with the other, is a notice.
const NOTICES: [(&str, &str); 5] =
    [("subscribe", "subscribe"), ("follow", "social"), ("consent", "consent"), ("support", "subscribe"), ("more", "related")];

/// Returns whether what a short block says and the labels of the elements around it agree that it is none of the article's.
fn is_notice(scene: &Scene<'_>, idx: usize) -> bool {
    const MAX_CHARS: usize = 120;
    let block = &scene.page.blocks[idx];
    let phrase = |name: &str| PHRASES.iter().position(|(known, _)| *known == name).map_or(0, |place| 1_u32 << place);
    block.n_chars <= MAX_CHARS
        && scene.phrases[idx] != 0
        && NOTICES
            .iter()
            .any(|(says, class)| scene.phrases[idx] & phrase(says) != 0 && scene.near_labels(block) & label(class) != 0)
}

/// Returns whether a short text says of itself that it is an advertisement: `Advertisement`, `Anzeige: Fairlight Savings`.
fn is_advertisement(block: &Block) -> bool {
    const MAX_CHARS: usize = 120;
    const WORDS: [&str; 11] = [
        "advertisement",
        "anzeige",
        "werbung",
        "publicité",
        "publicidad",
        "publicidade",
        "pubblicità",
        "advertentie",
        "annonse",
        "reklama",
        "реклама",
    ];
    let label = block.text.split(':').next().unwrap_or_default();
    block.n_chars <= MAX_CHARS && WORDS.contains(&label.trim().to_lowercase().as_str())
}

/// Returns whether a short text is that of a button for sharing: by its words, or because it stands in a small box of such buttons.
fn is_button(scene: &Scene<'_>, idx: usize, chars: &[f32]) -> bool {
    const MAX_CHARS: usize = 60;
    const MAX_BUTTON_CHARS: usize = 25;
    const MAX_BOX_CHARS: f32 = 80.0;
    const MAX_AROUND: usize = 4;
    const TEXTS: [&str; 14] = [
        "sharethis",
        "sharethispost",
        "sharethisarticle",
        "sharethisstory",
        "sharethispage",
        "likethis",
        "likeloading",
        "diesenbeitragteilen",
        "artikelteilen",
        "beitragteilen",
        "partagercetarticle",
        "compartirestaentrada",
        "condividiquestoarticolo",
        "deldetteindlæg",
    ];
    const BEGINNINGS: [&str; 3] = ["clicktoshareon", "clicktoemail", "clicktoprint"];
    let (block, text) = (&scene.page.blocks[idx], scene.folded[idx].as_str());
    let elements = &scene.page.elements;
    if block.n_chars > MAX_CHARS || matches!(elements[block.holder].kind, Kind::Verbatim) {
        return false;
    }
    let is_told = TEXTS.contains(&text) || BEGINNINGS.iter().any(|beginning| text.starts_with(beginning));
    let social = label("social");
    let around = std::iter::successors(Some(block.holder), |at| Some(elements[*at].parent).filter(|parent| parent != at));
    let around = around.take(MAX_AROUND).take_while(|at| *at != 0 && chars[*at] <= MAX_BOX_CHARS);
    let is_heading = matches!(elements[block.holder].kind, Kind::Heading | Kind::MainHeading);
    let is_of_box = |at: usize| elements[at].labels & social != 0 && (at != block.holder || chars[at] > block.n_chars as f32);
    is_told || block.n_chars <= MAX_BUTTON_CHARS && !is_heading && around.into_iter().any(is_of_box)
}

fn is_prose(block: &Block) -> bool {
    block.n_chars >= MIN_PROSE_CHARS
}

/// Returns whether a short block is the only chosen one of the smallest element around it that holds something else.
fn is_box_rest(scene: &Scene<'_>, block: &Block, kept: &[usize], gone: &[usize]) -> bool {
    let elements = &scene.page.elements;
    if is_prose(block) || matches!(elements[block.holder].kind, Kind::Item | Kind::Cell) {
        return false;
    }
    let mut at = block.holder;
    while at != 0 && gone[at] == 0 && kept[at] == block.n_chars {
        at = elements[at].parent;
    }
    at != 0 && kept[at] == block.n_chars && gone[at] >= block.n_chars.max(MIN_GONE_CHARS)
}

/// Minimum length in letters and digits of a text that was removed from a box.
const MIN_GONE_CHARS: usize = 25;

/// Returns whether a short block stands beside the caption of a picture.
fn is_credit(scene: &Scene<'_>, block: &Block) -> bool {
    let elements = &scene.page.elements;
    let mut at = block.holder;
    for _ in 0..3 {
        if elements[at].has_caption {
            return !is_prose(block) && !matches!(elements[block.holder].kind, Kind::Cell | Kind::Heading | Kind::MainHeading);
        }
        at = elements[at].parent;
    }
    false
}

/// Returns whether a block is the byline, with little around it: `By Ana Ruiz, Port Ellery`.
fn is_byline(scene: &Scene<'_>, idx: usize) -> bool {
    const MAX_REST_BYTES: usize = 24;
    let text = &scene.folded[idx];
    let named = scene.bylines.iter().filter(|byline| !byline.is_empty() && text.contains(byline.as_str()));
    let n_bytes: usize = named.map(String::len).sum();
    n_bytes > 0 && text.len().saturating_sub(n_bytes) <= MAX_REST_BYTES
}

/// Returns whether a text is a day, with little around it: `Updated 5 August 2026, 10:00`.
fn is_date(text: &str) -> bool {
    const MAX_CHARS: usize = 48;
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == LINE_BREAK);
    let n_words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().any(char::is_alphabetic)).count();
    text.chars().count() <= MAX_CHARS && n_words <= 5 && date::in_text(text, TimeOrigin::Text, &Customs::default()).time.is_some()
}

/// Returns for each chosen block whether it is a quotation set apart that stands in another block too.
fn repeated(scene: &Scene<'_>, chosen: &[usize]) -> Vec<bool> {
    const MIN_CHARS: usize = 25;
    const MAX_SEARCHES: usize = 200;
    let page = scene.page;
    let mut all = None;
    let mut n_searches = 0;
    let is_repeated = |idx: &usize| {
        let (block, text) = (&page.blocks[*idx], &scene.folded[*idx]);
        if block.n_chars < MIN_CHARS || !scene.is_set_apart(block) || n_searches >= MAX_SEARCHES {
            return false;
        }
        n_searches += 1;
        let all: &String = all.get_or_insert_with(|| {
            let others = chosen.iter().filter(|idx| !scene.is_set_apart(&page.blocks[**idx]));
            others.map(|idx| scene.folded[*idx].as_str()).collect::<Vec<&str>>().join("\n")
        });
        all.contains(text.as_str())
    };
    chosen.iter().map(is_repeated).collect()
}
