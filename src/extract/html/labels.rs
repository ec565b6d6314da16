//! Words by which pages label their parts: in the classes of their elements, and in the text
//! itself.
//!
//! No word decides alone. Each group of words is one feature of a block, which the sums weigh
//! (`weights`).

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// Groups of words in classes and ids, with their names. A word may stand inside another:
/// `articlebody-wrapper`.
pub(super) const CLASSES: [(&str, &[&str]); 19] = [
    (
        "body",
        &[
            "articlebody",
            "article-body",
            "article_body",
            "article__body",
            "storybody",
            "story-body",
            "story_body",
            "entry-content",
            "entry_content",
            "post-content",
            "post_content",
            "article-content",
            "article_content",
            "article__content",
            "articlecontent",
            "content-body",
            "content__body",
            "contentbody",
            "article-text",
            "article__text",
            "articletext",
            "storytext",
            "story-text",
            "story-content",
            "storycontent",
            "body-copy",
            "bodycopy",
            "body-text",
            "bodytext",
            "richtext",
            "rich-text",
            "news-text",
            "newstext",
            "post-body",
            "postbody",
            "detail-content",
            "artikel",
            "text-content",
            "maincontent",
            "main-content",
            "paragraph",
            "entry-text",
            "news-content",
            "news-body",
        ],
    ),
    (
        "summary",
        &[
            "summary",
            "standfirst",
            "subtitle",
            "sub-title",
            "subhead",
            "sub-head",
            "dek",
            "lead",
            "intro",
            "abstract",
            "excerpt",
            "chapo",
            "entradilla",
            "description",
            "ingress",
            "headline",
            "deck",
            "vorspann",
            "perex",
        ],
    ),
    ("caption", &["caption", "credit", "legend", "copyright", "bildunter", "imgsource", "attribution"]),
    ("author", &["author", "byline", "bio", "contributor", "writer", "autor", "profile", "redak"]),
    (
        "meta",
        &[
            "date",
            "time",
            "meta",
            "tags",
            "tag-",
            "topic",
            "breadcrumb",
            "category",
            "keyword",
            "publish",
            "posted",
            "eyebrow",
            "kicker",
            "label",
            "datum",
            "dateline",
        ],
    ),
    (
        "related",
        &[
            "related",
            "recommend",
            "more",
            "teaser",
            "read-also",
            "readmore",
            "also",
            "trending",
            "popular",
            "most-",
            "mostread",
            "latest",
            "crosslink",
            "relacion",
            "onward",
            "next",
            "prev",
            "linklist",
            "link-list",
            "inline-link",
            "see-also",
            "suggest",
            "outbrain",
            "taboola",
            "zergnet",
            "more-on",
            "mehr",
        ],
    ),
    (
        "list",
        &[
            "list",
            "card",
            "rail",
            "sidebar",
            "side-bar",
            "aside",
            "widget",
            "carousel",
            "slider",
            "swiper",
            "feed",
            "grid",
            "module",
            "river",
            "tile",
            "right",
            "sticky",
            "secondary",
        ],
    ),
    ("social", &["share", "sharing", "social", "follow", "facebook", "whatsapp", "toolbar", "tools", "print"]),
    ("comment", &["comment", "disqus", "respond", "forum", "kommentar", "discussion"]),
    (
        "advert",
        &[
            "advert",
            "ad-",
            "ads",
            "-ad",
            "sponsor",
            "promo",
            "banner",
            "affiliate",
            "commerc",
            "offer",
            "shop",
            "product",
            "deal",
            "anzeige",
            "werbung",
            "donat",
            "support",
        ],
    ),
    (
        "subscribe",
        &[
            "newsletter",
            "subscri",
            "paywall",
            "signup",
            "sign-up",
            "regist",
            "login",
            "log-in",
            "piano",
            "premium",
            "member",
            "abo-",
            "email",
            "regwall",
            "barrier",
        ],
    ),
    (
        "consent",
        &[
            "cookie",
            "consent",
            "gdpr",
            "privacy",
            "modal",
            "popup",
            "pop-up",
            "overlay",
            "notice",
            "notification",
            "alert",
            "dialog",
            "tooltip",
            "toast",
            "message",
            "disclaimer",
        ],
    ),
    (
        "media",
        &[
            "gallery", "video", "player", "image", "img", "photo", "figure", "slide", "media", "audio", "podcast", "foto",
            "picture", "bild", "chart", "graphic",
        ],
    ),
    ("embed", &["embed", "tweet", "twitter", "instagram", "iframe", "oembed"]),
    (
        "navigation",
        &["nav", "menu", "footer", "header", "masthead", "skip", "pagination", "pager", "topbar", "search", "weather", "ticker"],
    ),
    ("hidden", &["hidden", "sr-only", "visually", "screen-reader", "screenreader", "invisible", "offscreen", "u-hide", "d-none"]),
    (
        "infobox",
        &[
            "box",
            "fact",
            "infobox",
            "info-",
            "background",
            "glossar",
            "timeline",
            "poll",
            "quiz",
            "rating",
            "survey",
            "question",
            "faq",
            "explain",
        ],
    ),
    ("pullquote", &["pullquote", "pull-quote", "blockquote", "quote", "zitat"]),
    ("title", &["title", "heading"]),
];

/// Groups of phrases in texts, in lower case, with their names.
pub(super) const PHRASES: [(&str, &[&str]); 10] = [
    (
        "credit",
        &[
            "©",
            "(c) ",
            "getty",
            "foto:",
            "photo:",
            "image:",
            "reuters/",
            "/ap",
            "afp/",
            "shutterstock",
            "bild:",
            "quelle:",
            "source:",
            "photograph",
            "picture:",
            "imago",
            "photo by",
            "image credit",
            "crédit",
            "fuente:",
            "via ",
        ],
    ),
    (
        "subscribe",
        &[
            "newsletter",
            "subscri",
            "sign up",
            "abonn",
            "log in",
            "inbox",
            "e-mail",
            "email",
            "suscr",
            "registr",
            "prenumer",
            "iscriviti",
            "sign in",
        ],
    ),
    (
        "more",
        &[
            "read more",
            "read also",
            "also read",
            "see also",
            "lesen sie",
            "lire aussi",
            "à lire",
            "leer más",
            "lea también",
            "czytaj",
            "related",
            "mehr zum",
            "lesen:",
            "les også",
            "leggi anche",
            "more from",
            "more on",
            "lees ook",
            "read:",
            "watch:",
            "más información",
            "don't miss",
            "auch interessant",
            "leia",
            "click here",
            "continue reading",
            "see more",
            "recommended",
            "trending",
            "most read",
            "you may",
        ],
    ),
    ("follow", &["follow us", "follow ", "twitter", "facebook", "instagram", "whatsapp", "@", "telegram", "folgen"]),
    (
        "legal",
        &[
            "all rights reserved",
            "copyright",
            "cookie",
            "privacy",
            "terms of",
            "disclaimer",
            "alle rechte",
            "datenschutz",
            "javascript",
            "browser",
            "advertis",
            "anzeige",
            "werbung",
            "affiliate",
            "commission",
            "republish",
            "reproduc",
        ],
    ),
    (
        "staff",
        &[
            "contributed to this",
            "reporting by",
            "editing by",
            "additional reporting",
            "is a reporter",
            "is a staff",
            "is the author",
            "mit material",
            "mit agentur",
            "translated",
            "reach the",
            "contact",
        ],
    ),
    (
        "consent",
        &[
            "externe inhalt",
            "externer inhalt",
            "eingebettete",
            "einwilligung",
            "einverstanden",
            "personenbezogen",
            "third part",
            "drittanbieter",
            "consent",
            "datawrapper",
            "accept",
            "contenu externe",
            "contenuti estern",
            "inhalte anzeig",
            "privatsphäre",
            "enable",
        ],
    ),
    (
        "support",
        &[
            "donat",
            "spende",
            "unterstütz",
            "support our",
            "support us",
            "member",
            "mitglied",
            "app store",
            "download",
            "herunterladen",
            "independent journalism",
            "our journalism",
            "subscription",
            "podcast",
            "listen",
        ],
    ),
    (
        "notice",
        &[
            "artificial intelligence",
            "chatgpt",
            "openai",
            "by ai",
            "translation",
            "übersetz",
            "views expressed",
            "opinions",
            "meinung",
            "editor's note",
            "comments",
            "kommentar",
            "comentarios",
            "reserv",
            "abonné",
            "premium",
            "login",
            "stay informed",
            "breaking news",
        ],
    ),
    (
        "stamp",
        &[
            "updated",
            "published",
            "posted",
            "stand:",
            "uhr",
            "aktualisiert",
            "veröffentlicht",
            "publié",
            "mis à jour",
            "publicado",
            "actualizado",
            "min read",
            "minute read",
            "lesezeit",
            "lesedauer",
            " ago",
            "last modified",
            " min.",
            "pubblicato",
        ],
    ),
];

/// What a class or id says of its element.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Labels {
    /// The groups of [`CLASSES`] that have a word in it, the first group in the lowest bit.
    pub(super) groups: u32,
    /// Whether it is that of a layer that asks for consent, by the names that the makers of such layers use.
    pub(super) is_layer: bool,
}

/// Returns what a class or id says of its element.
pub(super) fn of_classes(text: &str) -> Labels {
    static WORDS: LazyLock<Option<Groups>> = LazyLock::new(|| Groups::new(CLASSES.iter().chain([&("layer", &LAYERS[..])])));
    const LAYER: u32 = 1 << CLASSES.len();
    let found = WORDS.as_ref().map_or(0, |groups| groups.of(text));
    Labels { groups: found & (LAYER - 1), is_layer: found & LAYER != 0 }
}

/// Returns which groups of [`PHRASES`] have a phrase in `text`, the first group in the lowest bit.
pub(super) fn of_phrases(text: &str) -> u32 {
    static WORDS: LazyLock<Option<Groups>> = LazyLock::new(|| Groups::new(&PHRASES));
    WORDS.as_ref().map_or(0, |groups| groups.of(text))
}

/// Words in the classes and ids of layers that ask for consent.
const LAYERS: [&str; 32] = [
    "onetrust",
    "didomi",
    "sp_message",
    "cmpbox",
    "cmpwrapper",
    "cookiebot",
    "qc-cmp",
    "usercentrics",
    "truste_",
    "trustarc",
    "iubenda-cs",
    "fc-consent",
    "tarteaucitron",
    "borlabs-cookie",
    "cmplz-",
    "cookieyes",
    "cky-consent",
    "klaro",
    "osano-cm",
    "cookie-consent",
    "cookieconsent",
    "cookie-banner",
    "cookiebanner",
    "cookie-notice",
    "cookie-law",
    "cookie-bar",
    "cookie-popup",
    "cookie-modal",
    "consent-banner",
    "consent-modal",
    "consent-layer",
    "gdpr-",
];

/// Groups of words, compiled.
struct Groups {
    words: AhoCorasick,
    /// The bit of the group of each word.
    bits: Vec<u32>,
}

impl Groups {
    /// `None` if there are too many words for an automaton; the tests rule that out.
    fn new<'w>(groups: impl IntoIterator<Item = &'w (&'w str, &'w [&'w str])>) -> Option<Groups> {
        let all = groups.into_iter().enumerate().flat_map(|(idx, (_, words))| words.iter().map(move |word| (*word, 1 << idx)));
        let (words, bits): (Vec<&str>, Vec<u32>) = all.unzip();
        let words = AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).ascii_case_insensitive(true).build(words).ok()?;
        Some(Groups { words, bits })
    }

    fn of(&self, text: &str) -> u32 {
        let found = self.words.find_overlapping_iter(text).filter_map(|found| self.bits.get(found.pattern().as_usize()));
        found.fold(0, |all, bit| all | bit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_found_by_their_words() {
        let names = |bits: u32, groups: &[(&'static str, &[&str])]| -> Vec<&'static str> {
            groups.iter().enumerate().filter(|(idx, _)| bits >> idx & 1 == 1).map(|(_, (name, _))| *name).collect()
        };
        assert_eq!(names(of_classes("Share-Buttons").groups, &CLASSES), ["social"]);
        assert_eq!(names(of_classes("article-body").groups, &CLASSES), ["body"]);
        assert!(of_classes("Didomi-host").is_layer && !of_classes("article-body").is_layer);
        assert_eq!(names(of_phrases("Sign up for our newsletter"), &PHRASES), ["subscribe"]);
        assert_eq!(of_phrases("It rained on the town."), 0);
    }
}
