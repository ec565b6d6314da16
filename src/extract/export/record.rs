//! What an export states of one article, field by field, and the draft of it.

use crate::article::{Draft, Language, NewsTime, TimeOrigin};
use crate::error::ProblemKind;
use crate::extract::Finding;
use crate::extract::byline;
use crate::extract::date::{self, Customs};
use crate::extract::line::{in_one_line, is_absent};

/// A field of an article, under whatever label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Field {
    Title,
    Byline,
    Publisher,
    /// A date alone.
    Date,
    /// A line that holds the date beside other things.
    DateLine,
    Section,
    Language,
    Id,
    Url,
    /// The text, or a part of it.
    Body,
    /// A short form of the text, which stands for it if there is no text.
    Summary,
    /// What is no part of the article: codes, rights, counts of words.
    Other,
}

/// The statements of one article, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Record {
    values: Vec<(Field, String)>,
    /// How many values there are, without those of the text.
    n_short: usize,
}

impl Record {
    pub(super) fn add(&mut self, field: Field, value: impl Into<String>) {
        let value = value.into();
        let is_short = !matches!(field, Field::Body | Field::Summary);
        if field == Field::Other || value.trim().is_empty() || is_short && self.n_short >= MAX_VALUES {
            return;
        }
        self.n_short += usize::from(is_short);
        self.values.push((field, value));
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.values.iter().any(|(of, _)| *of == field)
    }

    /// Returns whether nothing is stated that an article needs.
    pub(super) fn is_empty(&self) -> bool {
        ![Field::Title, Field::Body, Field::Summary].iter().any(|field| self.has(*field))
    }

    fn all(&self, field: Field) -> impl Iterator<Item = &str> {
        self.values.iter().filter(move |(of, _)| *of == field).map(|(_, value)| value.as_str())
    }

    /// Returns the first value of a field that states something, on one line.
    fn line(&self, field: Field) -> Option<String> {
        self.all(field).map(in_one_line).find(|line| !is_absent(line))
    }

    /// Returns the article, and what is wrong with it.
    pub(super) fn draft(&self) -> (Draft, Vec<Finding>) {
        let mut findings = Vec::new();
        let language = self.line(Field::Language).and_then(|name| language_of(&name));
        let published = self.published(language.as_ref(), &mut findings);
        let mut bylines = Vec::new();
        for stated in self.all(Field::Byline) {
            let stated = in_one_line(stated);
            let people = byline::people_or_group(without_by(&stated));
            findings.extend(byline::finding(&stated).filter(|_| people.is_empty() && !is_absent(&stated)));
            byline::add_missing(&mut bylines, people);
        }
        let mut body = self.all(Field::Body).map(str::trim).collect::<Vec<_>>().join("\n\n");
        let is_summary = body.is_empty() && self.has(Field::Summary);
        if is_summary {
            body = self.all(Field::Summary).map(str::trim).collect::<Vec<_>>().join("\n\n");
        }
        let short = |line: Option<String>| line.map(|line| beginning(&line).to_owned());
        let draft = Draft {
            record_id: short(self.line(Field::Id)),
            title: self.line(Field::Title),
            body,
            is_summary,
            bylines,
            publisher: short(self.line(Field::Publisher)),
            section: short(self.line(Field::Section)),
            language,
            published,
            url: self.line(Field::Url).filter(|url| url.starts_with("http") && url.len() <= MAX_FIELD_BYTES),
            ..Draft::default()
        };
        (draft, findings)
    }

    /// Returns the day of the first date that can be read.
    fn published(&self, language: Option<&Language>, findings: &mut Vec<Finding>) -> Option<NewsTime> {
        let customs = Customs::new(language.map(Language::code));
        let of_fields = self.all(Field::Date).map(|text| (date::of_field(text, TimeOrigin::Field, &customs), text));
        let of_lines = self.all(Field::DateLine).map(|text| (date::in_text(text, TimeOrigin::Field, &customs), text));
        let mut unread = Vec::new();
        let time = date::first(of_fields.chain(of_lines), &mut unread);
        if time.is_none() && unread.is_empty() {
            let stated = self.all(Field::DateLine).next().map(|line| line.chars().take(60).collect::<String>());
            unread.extend(stated.map(|line| Finding {
                byte: None,
                kind: ProblemKind::Date,
                message: format!("`{}` holds no date that can be read", in_one_line(&line)),
            }));
        }
        findings.extend(unread);
        time
    }
}

/// Returns a byline without the word before the names.
fn without_by(byline: &str) -> &str {
    byline.split_once(' ').filter(|(word, _)| byline::is_by(word)).map_or(byline, |(_, names)| names)
}

/// Maximum number of values of an article beside its text. Some reports have a hundred authors.
const MAX_VALUES: usize = 500;

/// Maximum length of a field beside the headline and the text, in bytes.
const MAX_FIELD_BYTES: usize = 1024;

/// Returns as much of a field as is kept.
fn beginning(line: &str) -> &str {
    &line[..line.floor_char_boundary(MAX_FIELD_BYTES)]
}

/// Returns the language of a name such as `English`, `ENGLISH; ENGLISHS`, `Français` or `en`.
pub(super) fn language_of(stated: &str) -> Option<Language> {
    let name = stated.split([';', ',', '/', '(']).next()?.trim().to_lowercase();
    let word = name.split_whitespace().next()?;
    let code = LANGUAGES.iter().find(|(_, names)| names.split(' ').any(|known| known == word)).map(|(code, _)| *code);
    code.map_or_else(|| Language::from_tag(&name), Language::from_tag)
}

/// Languages by their names in their own language, and in English, French, German, Spanish, Italian,
/// Portuguese and Dutch.
const LANGUAGES: [(&str, &str); 34] = [
    ("ar", "arabic arabe arabisch árabe arabo العربية"),
    ("bg", "bulgarian bulgare bulgarisch búlgaro български"),
    ("ca", "catalan katalanisch catalán catalano català"),
    ("cs", "czech tchèque tschechisch checo ceco čeština česky"),
    ("da", "danish danois dänisch danés danese dansk"),
    ("de", "german allemand deutsch alemán tedesco alemão duits"),
    ("el", "greek grec griechisch griego greco grego ελληνικά"),
    ("en", "english anglais englisch inglés inglese inglês engels"),
    ("es", "spanish espagnol spanisch español spagnolo espanhol spaans castellano"),
    ("et", "estonian estonien estnisch eesti"),
    ("fa", "persian farsi persan persisch persa"),
    ("fi", "finnish finnois finnisch suomi finlandés"),
    ("fr", "french français francais französisch francés francese francês frans"),
    ("he", "hebrew hébreu hebräisch hebreo ebraico עברית"),
    ("hi", "hindi"),
    ("hr", "croatian croate kroatisch croata hrvatski"),
    ("hu", "hungarian hongrois ungarisch húngaro ungherese magyar"),
    ("id", "indonesian indonésien indonesisch indonesio bahasa"),
    ("it", "italian italien italienisch italiano italiaans"),
    ("ja", "japanese japonais japanisch japonés giapponese japonês 日本語"),
    ("ko", "korean coréen koreanisch coreano 한국어"),
    ("lt", "lithuanian lituanien litauisch lietuvių"),
    ("lv", "latvian letton lettisch latviešu"),
    ("nl", "dutch néerlandais niederländisch neerlandés olandese holandês nederlands"),
    ("no", "norwegian norvégien norwegisch noruego norvegese norsk bokmål"),
    ("pl", "polish polonais polnisch polaco polacco polski"),
    ("pt", "portuguese portugais portugiesisch portugués portoghese português portugees"),
    ("ro", "romanian roumain rumänisch rumano română"),
    ("ru", "russian russe russisch ruso russo русский"),
    ("sk", "slovak slovaque slowakisch slovenčina"),
    ("sv", "swedish suédois schwedisch sueco svedese svenska"),
    ("tr", "turkish turc türkisch turco türkçe"),
    ("uk", "ukrainian ukrainien ukrainisch ucraniano українська"),
    ("zh", "chinese chinois chinesisch chino cinese chinês 中文 简体中文 繁體中文"),
];

/// The finding for an article that an export announces and that cannot be read.
pub(super) fn unread(message: &str) -> Finding {
    Finding { byte: None, kind: ProblemKind::Syntax, message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_their_names() {
        for (name, code) in [
            ("English", Some("en")),
            ("ENGLISH; ENGLISHS", Some("en")),
            ("Français", Some("fr")),
            ("SPANISCH", Some("es")),
            ("Chinese - Simplified", Some("zh")),
            ("Englishman", None),
            ("de", Some("de")),
            ("", None),
        ] {
            assert_eq!(language_of(name).as_ref().map(Language::code), code, "for {name}");
        }
    }

    #[test]
    fn a_summary_stands_for_the_text_alone() {
        let mut record = Record::default();
        record.add(Field::Title, " Rain\n on Tarn ");
        record.add(Field::Summary, "It rained.");
        let (draft, _) = record.draft();
        assert_eq!((draft.title.as_deref(), draft.body.as_str(), draft.is_summary), (Some("Rain on Tarn"), "It rained.", true));
        record.add(Field::Body, "It rained on Tarn.");
        let (draft, _) = record.draft();
        assert_eq!((draft.body.as_str(), draft.is_summary), ("It rained on Tarn.", false));
    }

    #[test]
    fn a_date_that_cannot_be_read_is_told() {
        let mut record = Record::default();
        record.add(Field::DateLine, "Politics, p. 3");
        assert_eq!(record.draft().1.len(), 1);
        record.add(Field::DateLine, "Politique, mercredi 15 mars 2006, p. 3");
        let (draft, findings) = record.draft();
        assert_eq!((draft.published.map(|time| time.to_string()).as_deref(), findings.len()), (Some("2006-03-15"), 0));
    }
}
