//! Pages that hold no article: walls that ask for consent or for a human, pages that still load, error pages, section fronts.
//!
//! A page is taken for an article unless its whole text is short and says what walls say, or is the teasers of other pages. An article
//! about walls is longer than a wall.

use std::collections::HashSet;

use super::blocks::{Block, Blocks, Kind, count};
use super::walls::{CONSENT, LOADING, NOTICE, TEXTS, TITLES, WHOLE_TITLES};
use crate::article::{Draft, TimeOrigin};
use crate::extract::line::fold;

/// Returns why a page holds no article, in words; `None` if it may hold one. `page` are the blocks without layers, which had
/// `in_layers` of the page's letters; `draft` has its body.
pub(super) fn reason(page: &Blocks, draft: &Draft, in_layers: f32, is_doubtful: bool) -> Option<&'static str> {
    let n_chars = count(&draft.body);
    if in_layers > 0.9 || (in_layers > 0.5 && n_chars < MAX_BESIDE_LAYER_CHARS) {
        return Some(CONSENT);
    }
    let title = draft.title.as_deref().unwrap_or_default();
    if n_chars < MAX_WALL_CHARS {
        if let Some((_, reason)) = TITLES.iter().find(|(words, _)| words.iter().any(|word| is_begun(title, word))) {
            return Some(reason);
        }
        if let Some((_, reason)) = WHOLE_TITLES.iter().find(|(titles, _)| titles.contains(&fold(title).as_str())) {
            return Some(reason);
        }
        // Without a text, what the page shows says what it is.
        let shown = || page.blocks.iter().map(|block| block.text.as_str()).collect::<Vec<&str>>().join("\n");
        let text = if draft.body.is_empty() && page.blocks.len() <= MAX_WALL_BLOCKS { shown() } else { draft.body.clone() };
        let lower = text.to_lowercase().replace('’', "'");
        if let Some((_, reason)) = TEXTS.iter().find(|(phrases, _)| says_mostly(&lower, phrases)) {
            return Some(reason);
        }
    }
    if n_chars < MAX_LOADING_CHARS {
        let says_loading = |text: &str| LOADING.contains(&fold(text).as_str());
        // A page with a headline alone may show what it says while it loads.
        let is_loading = match draft.body.is_empty() {
            true => page.blocks.iter().any(|block| says_loading(&block.text)),
            false => draft.body.split("\n\n").any(says_loading),
        };
        if is_loading {
            return Some("the page was saved before its text was loaded");
        }
    }
    if is_doubtful && (MIN_DOUBTFUL_CHARS..MAX_DOUBTFUL_CHARS).contains(&n_chars) {
        return Some(NOTICE);
    }
    is_front(page, draft).then_some("the page is a list of articles, such as a section front")
}

/// Maximum length of the text of a page that consists mostly of a layer, in letters and digits.
const MAX_BESIDE_LAYER_CHARS: usize = 120;

/// Maximum length of a wall in letters and digits.
const MAX_WALL_CHARS: usize = 900;

/// Maximum number of blocks of a wall.
const MAX_WALL_BLOCKS: usize = 12;

/// Maximum length of a text that says that the page is loading.
const MAX_LOADING_CHARS: usize = 60;

/// Lengths of a text of which no block is likely an article's. A shorter one is a byline or a day, below a headline without a text.
const MIN_DOUBTFUL_CHARS: usize = 60;
const MAX_DOUBTFUL_CHARS: usize = 150;

/// Returns whether the folded title begins with `word`. A title that goes on for long is a headline, and so is one that goes on with a word
/// after a number: `404 people cross the sound`.
fn is_begun(title: &str, word: &str) -> bool {
    const MAX_REST_CHARS: usize = 24;
    let rest = title.trim_start().strip_prefix(word).map(str::trim_start).unwrap_or_default();
    if word.bytes().all(|byte| byte.is_ascii_digit()) && rest.starts_with(char::is_alphanumeric) {
        return false;
    }
    let title = fold(title);
    title.strip_prefix(word).is_some_and(|rest| rest.chars().count() <= MAX_REST_CHARS)
}

/// Returns whether paragraphs with one of `phrases` have at least half of a text's letters, and the first is among them or they are most.
fn says_mostly(lower: &str, phrases: &[&str]) -> bool {
    let (mut n_saying, mut n_all) = (0, 0);
    for paragraph in lower.split('\n') {
        let n_chars = count(paragraph);
        n_all += n_chars;
        if phrases.iter().any(|phrase| paragraph.contains(phrase)) {
            n_saying += n_chars;
        }
    }
    n_all > 0 && n_saying * 2 >= n_all
}

/// Returns whether the body is made of teasers, and nothing states that the page is an article.
fn is_front(page: &Blocks, draft: &Draft) -> bool {
    const MIN_TEASERS: usize = 8;
    const MAX_TEASER_CHARS: usize = 400;
    let is_stated = |origin: TimeOrigin| matches!(origin, TimeOrigin::Field | TimeOrigin::Meta);
    if !draft.bylines.is_empty() || draft.published.is_some_and(|time| is_stated(time.origin)) {
        return false;
    }
    let elements = &page.elements;
    let is_link = |block: &Block| block.n_chars >= 15 && block.n_link_chars * 10 > block.n_chars * 9;
    // The smallest elements that hold a linked headline and something else.
    let mut holders = HashSet::new();
    let mut n_blocks = vec![0_usize; elements.len()];
    for block in &page.blocks {
        n_blocks[block.holder] += 1;
    }
    for idx in (1..elements.len()).rev() {
        let below = n_blocks[idx];
        n_blocks[elements[idx].parent] += below;
    }
    let card = |block: &Block| {
        let mut at = block.holder;
        while at != 0 && n_blocks[at] < 2 {
            at = elements[at].parent;
        }
        at
    };
    let mut with_teasers = HashSet::new();
    let body: HashSet<String> = draft.body.split("\n\n").map(fold).collect();
    let (mut n_teaser_chars, mut n_prose_chars, mut n_links) = (0, 0, 0);
    for block in page.blocks.iter().filter(|block| is_link(block)) {
        n_links += 1;
        let at = card(block);
        if at != 0 && n_blocks[at] <= 8 {
            holders.insert(at);
        }
    }
    for block in &page.blocks {
        if block.n_chars < 40
            || is_link(block)
            || elements[block.holder].kind == Kind::MainHeading
            || !body.contains(&fold(&block.text))
        {
            continue;
        }
        n_prose_chars += block.n_chars;
        let mut at = block.holder;
        for _ in 0..4 {
            if holders.contains(&at) {
                if block.n_chars <= MAX_TEASER_CHARS {
                    n_teaser_chars += block.n_chars;
                    with_teasers.insert(at);
                }
                break;
            }
            at = elements[at].parent;
        }
    }
    let is_root = draft.url.as_deref().is_some_and(|url| url.splitn(4, '/').nth(3).is_none_or(str::is_empty));
    let share = if is_root { 2 } else { 4 };
    n_links >= MIN_TEASERS && with_teasers.len() >= MIN_TEASERS && n_teaser_chars * 5 >= n_prose_chars * share
}

#[cfg(test)]
mod tests {
    use super::super::extract;
    use crate::error::ProblemKind;

    #[track_caller]
    fn check(html: &str, is_article: bool) {
        let (draft, findings) = extract(html);
        assert_eq!(findings.iter().all(|finding| finding.kind != ProblemKind::NoArticle), is_article, "{html}: {}", draft.body);
    }

    #[test]
    fn walls_are_no_articles() {
        check(
            "<title>Just a moment...</title><h1>post.example</h1><p>Verify you are human by completing the action below.</p><p>post.example needs to review the security of your connection before proceeding.</p>",
            false,
        );
        check(
            "<title>The Post</title><div><h2>We value your privacy</h2><p>We and our 842 partners use cookies to store and/or access information on a device. You can accept or manage your choices.</p><button>Accept</button></div>",
            false,
        );
        check(
            "<title>Rain falls on the town</title><nav>Home</nav><p>Menu</p><div id=didomi-host><p>We and our partners store and read information on your device to show you news and to measure what you read, if you agree to it.</p></div>",
            false,
        );
        check(
            "<title>Zustimmung | Die Post</title><main><p>Mit Werbung und Tracking lesen: Wenn Sie zustimmen, verwenden wir Cookies und ähnliche Techniken auf Ihren Geräten.</p></main>",
            false,
        );
        check("<title>Rain</title><div id=root><p>Loading…</p></div>", false);
        for text in
            ["Even geduld a.u.b.", "Aguarde…", "加载中...", "로딩 중...", "Caricamento in corso...", "Veuillez patienter…"]
        {
            check(&format!("<title>Rain falls on the town</title><div id=root><p>{text}</p></div>"), false);
        }
        check(
            "<title>Un instant…</title><h1>post.example</h1><p>Vérification de sécurité en cours</p><p>Ce site web utilise un service de sécurité.</p>",
            false,
        );
        check(
            "<title>Un moment de paix</title><h1>Un moment de paix</h1><p>La ville a retrouvé le calme hier soir, a dit le maire, après trois jours de pluie.</p>",
            true,
        );
        check("<title>post.example</title><p id=cmsg>Please enable JS and disable any ad blocker</p>", false);
        check(
            "<title>Sidan kunde inte hittas</title><h1>Sidan kunde inte hittas</h1><p>Sidan du letar efter finns inte längre.</p>",
            false,
        );
        check("<title>Страница не найдена</title><p>Страница, которую вы ищете, не существует или была перемещена.</p>", false);
        check("<title>Robot or human?</title><p>Activate and hold the button to confirm that you’re human.</p>", false);
        check(
            "<title>Sign in</title><h1>Sign in</h1><p>Please log in or create an account to read this article. It is free and takes a minute.</p>",
            false,
        );
        check("<title>Rain</title><p>You need to enable JavaScript to run this app.</p>", false);
        check(
            "<title>404 Not Found</title><p>The page you are looking for does not exist or has been moved to another place.</p>",
            false,
        );
    }

    #[test]
    fn section_fronts_are_no_articles() {
        let card = |n: usize| {
            format!(
                "<div class=card><h3><a href=/{n}>Goats eat the roses of the mayor number {n}</a></h3><p>Eleven goats got into the garden of town hall {n} in the night to Sunday, the mayor said.</p></div>"
            )
        };
        let cards: String = (0..12).map(card).collect();
        check(
            &format!(
                "<title>World</title><link rel=canonical href=https://post.example/world><h1>World</h1><main>{cards}</main>"
            ),
            false,
        );
    }

    #[test]
    fn articles_about_walls_are_articles() {
        let text = "<p>The ministry said on Monday that cookies are no longer needed for visits to its pages, and that banners will go.</p><p>“Nobody reads them,” said the minister, who has tried to for a year and has given it up now.</p><p>The change comes into force in June, after two years of talks with the towns and the press.</p>";
        check(
            &format!(
                "<title>Ministry does away with cookies</title><article><h1>Ministry does away with cookies</h1>{text}</article>"
            ),
            true,
        );
        check(
            "<title>404 people cross the sound</title><article><h1>404 people cross the sound in one day</h1><p>It was the busiest day of the year on the ferry, the harbour office said on Monday.</p></article>",
            true,
        );
    }
}
