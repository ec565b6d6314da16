//! The roles of single words in reporting speech, for each language.
//!
//! A lexicon is a text file in `lexicon/` with lines of `class: words`. Only quotes in a language
//! with a lexicon get speakers.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

/// A role that a word can have. A word may have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A reporting verb with a subject: "said".
    Cue,
    /// One of the surest reporting words, even if it stands in other classes too: "said".
    Say,
    /// A verb that reports only with marked words close by: "called".
    Weak,
    /// A reporting verb that borrows the subject of its sentence: "adding".
    Participle,
    /// Reports only between a quote and its source: German "so".
    Inverted,
    /// First word of a phrase before a source: "according to". The phrases are in
    /// [`Lexicon::according`].
    According,
    /// Stands between a subject and its verb: "has".
    Auxiliary,
    /// Stands between a subject and its verb too: "also".
    Adverb,
    /// A name of a day, month or span of time.
    Day,
    /// A personal pronoun.
    Pronoun,
    /// A pronoun that begins a relative clause: "who".
    Relative,
    /// Begins a noun phrase: "the".
    Determiner,
    /// An article, which is not part of a speaker: "the".
    Article,
    /// Stands within a name: "van".
    Particle,
    /// Goes before an infinitive: "to".
    Infinitive,
    /// Begins an object or is one, never a subject: German "den".
    Object,
    /// Begins a prepositional phrase: "in".
    Preposition,
    /// A preposition that stays within a noun phrase: "of".
    Joining,
    /// Begins another clause: "because".
    Boundary,
    /// A title or office before a name: "President".
    Title,
    /// Keeps its full stop: "Mr".
    Abbreviation,
    /// A man's title or first name.
    Man,
    /// A woman's title or first name.
    Woman,
    /// A pronoun for a man: "he".
    He,
    /// A pronoun for a woman: "she".
    She,
    /// A pronoun for several: "they".
    They,
    /// A pronoun for a thing: "it".
    It,
    /// Goes before a title or name in marks: "titled".
    Naming,
}

/// The classes as the files name them.
const CLASSES: [(&str, Class); 28] = [
    ("cue", Class::Cue),
    ("say", Class::Say),
    ("weak", Class::Weak),
    ("participle", Class::Participle),
    ("inverted", Class::Inverted),
    ("according", Class::According),
    ("auxiliary", Class::Auxiliary),
    ("adverb", Class::Adverb),
    ("day", Class::Day),
    ("pronoun", Class::Pronoun),
    ("relative", Class::Relative),
    ("determiner", Class::Determiner),
    ("article", Class::Article),
    ("particle", Class::Particle),
    ("infinitive", Class::Infinitive),
    ("object", Class::Object),
    ("preposition", Class::Preposition),
    ("joining", Class::Joining),
    ("boundary", Class::Boundary),
    ("title", Class::Title),
    ("abbreviation", Class::Abbreviation),
    ("man", Class::Man),
    ("woman", Class::Woman),
    ("he", Class::He),
    ("she", Class::She),
    ("they", Class::They),
    ("it", Class::It),
    ("naming", Class::Naming),
];

/// The classes of one word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Classes(u32);

impl Classes {
    /// Returns whether the word has the class.
    pub(super) fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u32) != 0
    }

    /// Returns whether the word has one of the classes.
    pub(super) fn has_any(self, classes: &[Class]) -> bool {
        classes.iter().any(|class| self.has(*class))
    }

    fn insert(&mut self, class: Class) {
        self.0 |= 1 << class as u32;
    }
}

/// Where the subject of a reporting verb stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordOrder {
    /// Before the verb, even if the sentence begins with something else: English.
    SubjectFirst,
    /// After the verb if the sentence begins with something else: German.
    VerbSecond,
}

/// How attributions stand inside the marks of the speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Insertions {
    /// Not at all.
    None,
    /// Between dashes: Russian.
    Dashes,
    /// Between commas too: French.
    CommasAndDashes,
}

/// The reporting words of a language.
#[derive(Debug)]
pub(super) struct Lexicon {
    classes: FxHashMap<&'static [u8], Classes>,
    /// A filter: what an ASCII word must look like to be in the lexicon.
    may_hold: Outlines,
    /// The phrases before a source, as lower-case words.
    pub(super) according: Vec<Vec<&'static str>>,
    /// Where subjects stand.
    pub(super) word_order: WordOrder,
    /// Whether attributions stand inside marks.
    pub(super) insertions: Insertions,
    /// Whether common nouns are written with a capital.
    pub(super) has_capital_nouns: bool,
    /// Whether the endings "-ed", "-ing" and "-ly" tell the class of a word that is in no class.
    pub(super) has_english_endings: bool,
}

/// A language with a lexicon: its code, its file, and its properties that no word list can express.
struct Listed {
    code: &'static str,
    file: &'static str,
    word_order: WordOrder,
    insertions: Insertions,
    has_capital_nouns: bool,
    has_english_endings: bool,
}

impl Listed {
    const fn new(code: &'static str, file: &'static str) -> Listed {
        Listed {
            code,
            file,
            word_order: WordOrder::SubjectFirst,
            insertions: Insertions::None,
            has_capital_nouns: false,
            has_english_endings: false,
        }
    }
}

const N_LISTED: usize = 8;
const LISTED: [Listed; N_LISTED] = [
    Listed { has_english_endings: true, ..Listed::new("en", include_str!("lexicon/en.txt")) },
    Listed { word_order: WordOrder::VerbSecond, has_capital_nouns: true, ..Listed::new("de", include_str!("lexicon/de.txt")) },
    Listed { insertions: Insertions::Dashes, ..Listed::new("es", include_str!("lexicon/es.txt")) },
    Listed { insertions: Insertions::CommasAndDashes, ..Listed::new("fr", include_str!("lexicon/fr.txt")) },
    Listed { insertions: Insertions::Dashes, ..Listed::new("it", include_str!("lexicon/it.txt")) },
    Listed { word_order: WordOrder::VerbSecond, ..Listed::new("nl", include_str!("lexicon/nl.txt")) },
    Listed { insertions: Insertions::Dashes, ..Listed::new("pt", include_str!("lexicon/pt.txt")) },
    Listed { insertions: Insertions::Dashes, ..Listed::new("ru", include_str!("lexicon/ru.txt")) },
];

impl Lexicon {
    /// Returns the lexicon of a language code; `None` if the language has none.
    pub(super) fn of(language_code: &str) -> Option<&'static Lexicon> {
        static READ: [OnceLock<Lexicon>; N_LISTED] = [const { OnceLock::new() }; N_LISTED];
        let idx = LISTED.iter().position(|listed| listed.code == language_code)?;
        Some(READ[idx].get_or_init(|| Lexicon::parse(&LISTED[idx])))
    }

    /// Returns the lexicons of all languages.
    pub(super) fn all() -> impl Iterator<Item = &'static Lexicon> {
        LISTED.iter().filter_map(|listed| Lexicon::of(listed.code))
    }

    /// Returns the classes of a word given in lower case.
    pub(super) fn classes(&self, word: &str) -> Classes {
        self.classes.get(word.as_bytes()).copied().unwrap_or_default()
    }

    /// Returns the classes of a word as written. For an ASCII word nothing is allocated.
    pub(super) fn classes_of(&self, written: &str) -> Classes {
        const MANY_BYTES: usize = 32;
        let mut lower_case = [0; MANY_BYTES];
        match lower_case.get_mut(..written.len()) {
            Some(_) if !self.may_hold.has(written.as_bytes()) && written.is_ascii() => Classes::default(),
            Some(lower_case) if written.is_ascii() => {
                lower_case.copy_from_slice(written.as_bytes());
                lower_case.make_ascii_lowercase();
                self.classes.get(&*lower_case).copied().unwrap_or_default()
            }
            _ => self.classes(&written.to_lowercase()),
        }
    }

    /// Reads a lexicon file. Lines of an unknown class are skipped; a test holds that there are
    /// none.
    fn parse(listed: &Listed) -> Lexicon {
        let mut lexicon = Lexicon {
            classes: FxHashMap::default(),
            may_hold: Outlines::default(),
            according: Vec::new(),
            word_order: listed.word_order,
            insertions: listed.insertions,
            has_capital_nouns: listed.has_capital_nouns,
            has_english_endings: listed.has_english_endings,
        };
        for (class, words) in lines(listed.file) {
            let Some(class) = class_named(class) else { continue };
            let phrase: Vec<&str> = words.split_whitespace().collect();
            let classed = if class == Class::According { &phrase[..phrase.len().min(1)] } else { &phrase[..] };
            for word in classed {
                lexicon.classes.entry(word.as_bytes()).or_default().insert(class);
                lexicon.may_hold.insert(word.as_bytes());
            }
            if class == Class::According {
                lexicon.according.push(phrase);
            }
        }
        lexicon
    }
}

/// The first and last letters and the lengths of words. Nearly every word of a text is looked up,
/// and most fit none of these.
#[derive(Debug)]
struct Outlines([u32; N_OUTLINES]);

/// 32 first letters by 32 last letters, both without case.
const N_OUTLINES: usize = 1 << 10;

impl Default for Outlines {
    fn default() -> Outlines {
        Outlines([0; N_OUTLINES])
    }
}

impl Outlines {
    /// Returns the outline of a word, and its length as a bit.
    fn of(word: &[u8]) -> (usize, u32) {
        let letter = |byte: Option<&u8>| byte.map_or(0, |byte| usize::from(*byte) % 32);
        (letter(word.first()) * 32 + letter(word.last()), 1 << word.len().min(31))
    }

    fn insert(&mut self, word: &[u8]) {
        let (outline, length) = Outlines::of(word);
        self.0[outline] |= length;
    }

    fn has(&self, word: &[u8]) -> bool {
        let (outline, length) = Outlines::of(word);
        self.0[outline] & length != 0
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'))
}

fn class_named(name: &str) -> Option<Class> {
    CLASSES.iter().find(|(known, _)| *known == name).map(|(_, class)| *class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_lexicon_has_a_known_class() {
        for Listed { file: text, .. } in LISTED {
            assert!(text.lines().all(|line| line.is_empty() || line.starts_with('#') || line.contains(": ")));
            for (class, _) in lines(text) {
                assert!(class_named(class).is_some(), "{class}");
            }
        }
    }

    #[test]
    fn a_word_has_all_its_classes() {
        let english = Lexicon::of("en").unwrap();
        let said = english.classes("said");
        assert!(said.has(Class::Cue) && !said.has(Class::Weak));
        assert!(english.classes("according").has(Class::According));
        assert!(english.classes("mr").has_any(&[Class::Woman, Class::Man]));
    }

    #[test]
    fn a_language_without_a_file_has_no_lexicon() {
        assert!(Lexicon::of("fi").is_none());
    }
}
