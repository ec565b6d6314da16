//! An article: one news item, as every other room uses it.
//!
//! There are two stages. A [`Draft`] holds what one record of a file states, and no more: it has no
//! id, and its title may be missing. An [`Article`] is complete: it has its id, its title (stated
//! or derived), its language and its quotes. No field of an `Article` is filled in later.

mod id;
mod locator;
mod time;
mod url;
mod withdrawal;

use serde::{Deserialize, Serialize};

pub use id::ArticleId;
pub use locator::{Locator, Locators, Page, PageBox};
pub use time::{Day, NewsTime, PartialDate, Precision, TimeOrigin};
pub use url::UrlOrigin;
pub use withdrawal::{Hold, Withdrawal, Withdrawals};

use crate::quote::Quote;

/// What one record of a file states about an article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// The record's own id, verbatim.
    pub record_id: Option<String>,
    /// The headline, in one line, without the site's name.
    pub title: Option<String>,
    /// The clean text. An empty line separates paragraphs if the format has paragraphs; a JSON body
    /// is verbatim.
    pub body: String,
    /// Where parts of the body stand on pages or in a recording, if the format states it.
    pub locators: Locators,
    /// How sure text recognition was of the words of the body, in percent on average, if it was read from a scan.
    pub ocr_confidence: Option<u8>,
    /// Whether the body is only a summary of the article, as in many feeds.
    pub is_summary: bool,
    /// The authors, one person or agency each, without "By".
    pub bylines: Vec<String>,
    /// Who published it: "Reuters".
    pub publisher: Option<String>,
    /// The part of the paper: "World".
    pub section: Option<String>,
    /// The stated language.
    pub language: Option<Language>,
    /// When it was first published.
    pub published: Option<NewsTime>,
    /// When it was last changed.
    pub modified: Option<NewsTime>,
    /// Until when it must not be published, if the publisher states it.
    pub embargo: Option<NewsTime>,
    /// The canonical URL.
    pub url: Option<String>,
    /// How well it is known.
    pub url_origin: UrlOrigin,
    /// The address that a browser noted when it saved the page.
    pub saved_from: Option<String>,
    /// The canonical URL that a page of another site claims.
    pub claimed_url: Option<String>,
    /// If the record states that its article must not be shown: which articles it takes back. Such
    /// a record is no article.
    pub withdrawal: Option<Withdrawal>,
}

/// One news item, complete.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Ours, and stable over reindexing.
    pub id: ArticleId,
    /// The record's own id, verbatim, if it has one. Unique within its file at most.
    pub record_id: Option<String>,
    /// Where it was read.
    pub place: Place,
    /// The headline.
    pub title: Title,
    /// The clean text; all spans of quotes are bytes into it.
    pub body: String,
    /// Where parts of the body stand on pages or in a recording; empty for most articles.
    #[serde(default, skip_serializing_if = "Locators::is_empty")]
    pub locators: Locators,
    /// How sure text recognition was of the words of the body, in percent on average, if it was read from a scan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ocr_confidence: Option<u8>,
    /// Whether the body is only a summary of the article, as in many feeds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_summary: bool,
    /// The authors, one person or agency each.
    pub bylines: Vec<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// The part of the paper.
    pub section: Option<String>,
    /// The language of the text; `None` if it is unknown.
    pub language: Option<Language>,
    /// When it was first published.
    pub published: Option<NewsTime>,
    /// When it was last changed.
    pub modified: Option<NewsTime>,
    /// Until when it must not be published, if the publisher states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<NewsTime>,
    /// The canonical URL.
    pub url: Option<String>,
    /// How well it is known.
    #[serde(default, skip_serializing_if = "UrlOrigin::is_record")]
    pub url_origin: UrlOrigin,
    /// The canonical URL that the page claims although it was read from another site. The article is
    /// no version of the one there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_url: Option<String>,
    /// The quotes of the body, in the order of the text.
    pub quotes: Vec<Quote>,
}

impl Article {
    /// Returns whether there is a headline and no text, as in alerts, snaps and entries of some feeds.
    pub fn is_headline_only(&self) -> bool {
        self.body.trim().is_empty()
    }
}

/// The file that an article was read from, and its record if the file holds several articles.
///
/// Places order by path, then by record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file's path, always with `/` between its parts. It is relative if the file lies below
    /// the folder that holds the index, otherwise absolute.
    pub path: String,
    /// The number of the record in its file, from 1 (in JSON Lines, the line). `None` if the file
    /// is one article.
    pub record: Option<u64>,
}

impl Place {
    /// Returns the path itself and every folder above it: `a/b/c`, `a/b`, `a`, and `.` for the folder that holds the index.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        let path = self.path.as_str();
        let base = std::path::Path::new(path).is_relative().then_some(".");
        let folders = std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(folder, _)| folder));
        folders.filter(|folder| !folder.is_empty()).chain(base)
    }

    /// Returns whether the file is at `path`, or lies in the folder `path`. A slash at the end of
    /// `path` does not matter; `.` is the folder that holds the index.
    pub fn is_under(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        if path == "." {
            return std::path::Path::new(&self.path).is_relative();
        }
        self.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.record {
            Some(record) => write!(f, "{}:{record}", self.path),
            None => f.write_str(&self.path),
        }
    }
}

/// A headline, and whether the record stated it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// One line. Empty only if the article has neither a title nor body text to derive one from.
    pub text: String,
    /// Whether the record stated it.
    pub origin: TitleOrigin,
}

/// Where a title came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TitleOrigin {
    /// The record stated it.
    Stated,
    /// It is taken from the body's first sentence, because the record stated none.
    Derived,
}

/// A language as its ISO 639-1 code, or ISO 639-3 if the first has none: `en`, `de`, `yue`. Two or
/// three lower-case ASCII letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(String);

impl Language {
    /// Returns the language of a tag such as `en`, `en-US` or `EN_us`. `None` if the tag does not begin with two or three letters. Both written
    /// forms of Norwegian are `no`, so that one filter finds them.
    ///
    /// ```
    /// use pullquote::article::Language;
    /// assert_eq!(Language::from_tag("pt-BR").map(|l| l.code().to_owned()), Some("pt".to_owned()));
    /// assert_eq!(Language::from_tag("eng"), Language::from_tag("en"));
    /// assert_eq!(Language::from_tag("English"), None);
    /// ```
    pub fn from_tag(tag: &str) -> Option<Language> {
        let stated = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
        let code = shortest_code(&stated).map_or(stated, str::to_owned);
        let is_code = (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase());
        is_code.then_some(Language(code))
    }

    /// Returns the language that a name in English means, such as `French`. `None` if the name is not one of the twenty that are known; its letter
    /// case does not count.
    ///
    /// ```
    /// use pullquote::article::Language;
    /// assert_eq!(Language::from_english_name("French"), Language::from_tag("fr"));
    /// ```
    pub fn from_english_name(name: &str) -> Option<Language> {
        const NAMES: [(&str, &str); 20] = [
            ("arabic", "ar"),
            ("chinese", "zh"),
            ("czech", "cs"),
            ("danish", "da"),
            ("dutch", "nl"),
            ("english", "en"),
            ("finnish", "fi"),
            ("french", "fr"),
            ("german", "de"),
            ("hungarian", "hu"),
            ("italian", "it"),
            ("japanese", "ja"),
            ("korean", "ko"),
            ("norwegian", "no"),
            ("polish", "pl"),
            ("portuguese", "pt"),
            ("russian", "ru"),
            ("spanish", "es"),
            ("swedish", "sv"),
            ("turkish", "tr"),
        ];
        let (_, code) = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()))?;
        Some(Language((*code).to_owned()))
    }

    /// Returns the code.
    pub fn code(&self) -> &str {
        &self.0
    }
}

/// Returns the code of two letters for a code of three, in both forms of ISO 639-2, which agencies
/// and some services state. Both written forms of Norwegian have the code of the language.
fn shortest_code(stated: &str) -> Option<&'static str> {
    const CODES: [(&str, &str); 44] = [
        ("ar", "ara arb"),
        ("bg", "bul"),
        ("ca", "cat"),
        ("cs", "ces cze"),
        ("cy", "cym wel"),
        ("da", "dan"),
        ("de", "deu ger"),
        ("el", "ell gre"),
        ("en", "eng"),
        ("es", "spa"),
        ("et", "est"),
        ("eu", "eus baq"),
        ("fa", "fas per pes"),
        ("fi", "fin"),
        ("fr", "fra fre"),
        ("ga", "gle"),
        ("gl", "glg"),
        ("he", "heb"),
        ("hi", "hin"),
        ("hr", "hrv"),
        ("hu", "hun"),
        ("id", "ind"),
        ("is", "isl ice"),
        ("it", "ita"),
        ("ja", "jpn"),
        ("ko", "kor"),
        ("lt", "lit"),
        ("lv", "lav"),
        ("nl", "nld dut"),
        ("no", "nb nn nor nob nno"),
        ("pl", "pol"),
        ("pt", "por"),
        ("ro", "ron rum"),
        ("ru", "rus"),
        ("sk", "slk slo"),
        ("sl", "slv"),
        ("sr", "srp"),
        ("sv", "swe"),
        ("sw", "swa swh"),
        ("th", "tha"),
        ("tr", "tur"),
        ("uk", "ukr"),
        ("vi", "vie"),
        ("zh", "zho chi cmn"),
    ];
    if stated.len() == 2 && !matches!(stated, "nb" | "nn") {
        return None;
    }
    CODES.iter().find(|(_, codes)| codes.split(' ').any(|code| code == stated)).map(|(code, _)| *code)
}
