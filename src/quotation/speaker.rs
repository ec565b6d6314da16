//! From a source as written to the person who speaks: "he" and "Russian President Putin" become
//! "Vladimir Putin".
//!
//! Names are learned from the article itself. A surname becomes the full name that the article uses
//! most often with it. A pronoun becomes the last person named as a speaker or as the subject of a
//! sentence, unless the pronoun's gender contradicts it.

use std::collections::{HashMap, HashSet};

use super::lexicon::Class;
use super::phrase::{Phrase, antecedent};
use super::words::{Row, WordKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gender {
    Man,
    Woman,
}

/// A name in the article's text, outside quotes.
#[derive(Debug)]
struct Mention<'b> {
    /// The words of the row it covers.
    phrase: Phrase,
    /// Its words except titles: "Vladimir", "Putin".
    name: Vec<&'b str>,
    is_subject: bool,
}

/// The names of one article, and the speakers so far.
#[derive(Debug)]
pub(super) struct Speakers<'b> {
    row: &'b Row<'b>,
    mentions: Vec<Mention<'b>>,
    /// From a surname to the full names that end with it, each with its number of occurrences, in
    /// the order of the text.
    full_names: HashMap<&'b str, Vec<(String, usize)>>,
    genders: HashMap<String, Gender>,
    /// Names used as a source anywhere in the article.
    are_sources: HashSet<String>,
    /// Names that belong to a person, judged by their neighbours: a title, an age, “who”, a
    /// reporting word.
    are_persons: HashSet<String>,
    /// Named speakers with the place of their source in the row, the latest at the end.
    spoke: Vec<(usize, String)>,
}

/// Maximum length of a name. Longer runs of capitals are headlines, and longer speakers are no
/// names: 8 words, 200 bytes. The limits also keep the work linear.
const MAX_NAME_WORDS: usize = 8;
const MAX_SPEAKER_BYTES: usize = 200;

/// Longest description between a comma and the name behind it, in words.
const MAX_APPOSED_WORDS: usize = 4;

/// Number of mentions that a pronoun looks back.
const MAX_MENTIONS_BACK: usize = 40;

/// Number of named speakers that a pronoun looks back.
const MAX_SPEAKERS_BACK: usize = 6;

/// Maximum number of names with one surname. More are noise, and searching them would not be
/// linear.
const MAX_NAMESAKES: usize = 20;

impl<'b> Speakers<'b> {
    /// Learns the names of an article from its text and from the sources of its quotes.
    pub(super) fn new(row: &'b Row<'b>, sources: impl Iterator<Item = Phrase>) -> Speakers<'b> {
        let mut speakers = Speakers {
            row,
            mentions: Vec::new(),
            full_names: HashMap::new(),
            genders: HashMap::new(),
            are_sources: HashSet::new(),
            are_persons: HashSet::new(),
            spoke: Vec::new(),
        };
        let mut at = 0;
        while at < row.words.len() {
            match speakers.mention_at(at) {
                Some(mention) => {
                    at = mention.phrase.last + 1;
                    speakers.learn(&mention);
                    speakers.mentions.push(mention);
                }
                None => at += 1,
            }
        }
        speakers.are_sources = sources.filter_map(|source| speakers.name_in(source)).collect();
        speakers
    }

    /// Returns who the source is, and remembers a name for later pronouns. `None` for a pronoun
    /// that fits nobody.
    pub(super) fn resolve(&mut self, source: Phrase) -> Option<String> {
        let row = self.row;
        let is_one_word = source.first == source.last;
        if is_one_word && row.is(source.first, Class::Relative) && row.kind(source.first) == WordKind::Small {
            let noun = antecedent(row, source.first).filter(|noun| !row.is(noun.last, Class::Relative))?;
            let named = self.mentions.partition_point(|mention| mention.phrase.last < noun.last);
            let name = self.mentions.get(named).map(|mention| mention.phrase).filter(|name| name.last == noun.last);
            return self.resolve(name.unwrap_or(noun));
        }
        if is_one_word && row.is(source.first, Class::Pronoun) {
            let speaker = self.resolve_pronoun(source.first)?;
            self.remember(source, &speaker);
            return Some(speaker);
        }
        if let Some(name) = self.name_in(source) {
            self.remember(source, &name);
            return Some(name);
        }
        if let Some(name) = self.apposed_to(source) {
            self.remember(source, &name);
            return Some(name);
        }
        let first =
            if row.is(source.first, Class::Article) && source.first < source.last { source.first + 1 } else { source.first };
        let described = row.span(first, self.described_end(source)).slice(row.body);
        (1..=MAX_SPEAKER_BYTES).contains(&described.len()).then(|| described.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn remember(&mut self, source: Phrase, speaker: &str) {
        self.spoke.push((source.last, speaker.to_owned()));
    }

    /// Returns the last word before the source's first comma.
    fn described_end(&self, source: Phrase) -> usize {
        let comma = (source.first..=source.last).find(|at| !self.row.is_word(*at));
        comma.filter(|comma| *comma > source.first).map_or(source.last, |comma| comma - 1)
    }

    /// Returns the full name in a source: that of the last name before its description, as the
    /// article gives it.
    fn name_in(&self, source: Phrase) -> Option<String> {
        let row = self.row;
        let end = self.described_end(source);
        // `the Central Bank of Marland`: persons have no article.
        let is_body = row.is(source.first, Class::Article) && row.kind(source.first + 1) == WordKind::Capital;
        if is_body && (source.first + 2..end).any(|at| row.is(at, Class::Joining)) && !row.is(source.first + 1, Class::Title) {
            return None;
        }
        // In `a spokesman for Ana Ruiz` and `Ruiz’s lawyer` the name is not the speaker's.
        let joins = |at: &usize| {
            row.is_any(*at, &[Class::Preposition, Class::Relative])
                && !(row.is(*at, Class::Determiner) && row.lexicon.has_capital_nouns)
        };
        let end = (source.first + 1..=end).find(|at| joins(at) && row.kind(*at) == WordKind::Small).map_or(end, |at| at - 1);
        let is_in = |mention: &&Mention<'b>| mention.phrase.first >= source.first && mention.phrase.last == end;
        let from = self.mentions.partition_point(|mention| mention.phrase.last < end);
        let mention = self.mentions.get(from).filter(is_in)?;
        Some(self.full_name(mention))
    }

    /// Returns the name beside a source without one: `its convener, Ana Ruiz,` and `the chairwoman,
    /// the retired judge Ana Ruiz,`.
    fn apposed_to(&self, source: Phrase) -> Option<String> {
        let row = self.row;
        let comma = self.described_end(source) + 1;
        let first = comma + 1;
        let from = self.mentions.partition_point(|mention| mention.phrase.first < first);
        let mention = self.mentions.get(from).filter(|mention| mention.phrase.first <= first + MAX_APPOSED_WORDS)?;
        let describes = |at: usize| {
            row.is(at, Class::Title)
                || row.kind(at) == WordKind::Small
                    && !row.is_any(at, &[Class::Preposition, Class::Relative, Class::Cue, Class::Auxiliary, Class::Boundary])
        };
        let ends =
            |at: usize| matches!(row.kind(at), WordKind::Punctuation(',' | '.' | ':' | ')' | ';') | WordKind::ParagraphEnd);
        let is_apposed = row.is_comma(comma) && (first..mention.phrase.first).all(describes) && ends(mention.phrase.last + 1);
        is_apposed.then(|| self.full_name(mention))
    }

    fn full_name(&self, mention: &Mention<'b>) -> String {
        let own = mention.name.join(" ");
        let Some(surname) = mention.name.last() else { return own };
        if mention.name.len() > 1 {
            return own;
        }
        let known = self.full_names.get(surname).map_or(&[][..], Vec::as_slice);
        let mut best: Option<&(String, usize)> = None;
        for candidate in known {
            if best.is_none_or(|best| candidate.1 > best.1) {
                best = Some(candidate);
            }
        }
        best.map_or(own, |(name, _)| name.clone())
    }

    fn resolve_pronoun(&self, at: usize) -> Option<String> {
        let row = self.row;
        let wanted = match () {
            () if row.is(at, Class::He) => Gender::Man,
            () if row.is(at, Class::She) => Gender::Woman,
            () => return None,
        };
        let fits = |name: &String| self.genders.get(name).is_none_or(|gender| *gender == wanted);
        let is_person =
            |name: &String| self.genders.contains_key(name) || self.are_sources.contains(name) || self.are_persons.contains(name);
        let until = self.mentions.partition_point(|mention| mention.phrase.last < at);
        let before = || self.mentions[..until].iter().rev().take(MAX_MENTIONS_BACK);
        let named = |mention: &Mention<'b>| Some((mention.phrase.last, self.full_name(mention)));
        // The last subject of a sentence or the last speaker, whichever is nearer; otherwise the
        // last person named.
        let subject =
            before().filter(|mention| mention.is_subject).filter_map(named).find(|(_, name)| fits(name) && is_person(name));
        let spoke = self.spoke.iter().rev().take(MAX_SPEAKERS_BACK).find(|(_, name)| fits(name)).cloned();
        let nearest = match (subject, spoke) {
            (Some(subject), Some(spoke)) => Some(if subject.0 > spoke.0 { subject } else { spoke }),
            (subject, spoke) => subject.or(spoke),
        };
        nearest
            .map(|(_, name)| name)
            .or_else(|| before().map(|mention| self.full_name(mention)).find(|name| self.genders.get(name) == Some(&wanted)))
    }

    /// Returns the name that begins at `at`: capitals in a row, without the titles before them.
    fn mention_at(&self, at: usize) -> Option<Mention<'b>> {
        let row = self.row;
        let is_name_word = |at: usize| {
            let function = [
                Class::Boundary,
                Class::Preposition,
                Class::Determiner,
                Class::Pronoun,
                Class::Adverb,
                Class::Auxiliary,
                Class::Day,
            ];
            row.kind(at) == WordKind::Capital && !row.is_any(at, &function)
        };
        if !is_name_word(at) {
            return None;
        }
        let mut last = at;
        while !row.is_possessive(last) && last - at < MAX_NAME_WORDS {
            let is_particle = row.is(last + 1, Class::Particle) && row.kind(last + 1) == WordKind::Small;
            if is_name_word(last + 1) {
                last += 1;
            } else if is_particle && is_name_word(last + 2) {
                last += 2;
            } else {
                break;
            }
        }
        let first_name = (at..=last).rev().find(|word| row.is(*word, Class::Title)).map_or(at, |title| title + 1);
        let name: Vec<&str> = (first_name..=last).map(|word| without_possessive(row.text(word))).collect();
        // `New Hampshire Republican Ana Ruiz`: a known first name begins the name.
        let begins = name.len() > 2;
        let skip = if begins {
            (0..name.len() - 1).find(|n| row.is_any(first_name + n, &[Class::Man, Class::Woman])).unwrap_or(0)
        } else {
            0
        };
        let name = name.get(skip..).filter(|name| !name.is_empty())?.to_vec();
        if name.iter().map(|word| word.len()).sum::<usize>() > MAX_SPEAKER_BYTES {
            return None;
        }
        let begins_sentence = at == 0 || row.ends_sentence(at - 1) || row.is_comma(at - 1);
        let is_subject =
            begins_sentence && !row.is_possessive(last) || row.is_any(last + 1, &[Class::Cue, Class::Auxiliary, Class::Weak]);
        Some(Mention { phrase: Phrase { first: at, last }, name, is_subject })
    }

    fn learn(&mut self, mention: &Mention<'b>) {
        let row = self.row;
        let Some(surname) = mention.name.last() else { return };
        let full = mention.name.join(" ");
        if mention.name.len() > 1 {
            let known = self.full_names.entry(surname).or_default();
            let same = known.iter().position(|(name, _)| *name == full);
            match same {
                Some(same) => known[same].1 += 1,
                None if known.len() < MAX_NAMESAKES => known.push((full, 1)),
                None => {}
            }
        }
        let words = mention.phrase.first..=mention.phrase.last;
        let after = mention.phrase.last + 1;
        let beside = if row.is_comma(after) { after + 1 } else { after };
        let has_age = beside > after && row.text(beside).parse::<u8>().is_ok() && row.is_comma(beside + 1);
        let is_described = has_age || row.is(beside, Class::Relative);
        let reports = row.is(after, Class::Cue) || after == beside && row.is(after, Class::Weak);
        let has_title = words.clone().any(|word| row.is(word, Class::Title));
        // A line in capitals is a headline or the place of a dateline: `PORT ELLERY, 12 March`.
        let is_shouted = mention.name.iter().all(|word| word.len() > 3 && !word.contains(char::is_lowercase));
        if (is_described || reports || has_title) && !is_shouted {
            let name = self.full_name(mention);
            self.are_persons.insert(name);
        }
        let gender = words.clone().find_map(|word| match () {
            () if row.is(word, Class::Woman) => Some(Gender::Woman),
            () if row.is(word, Class::Man) => Some(Gender::Man),
            () => None,
        });
        if let Some(gender) = gender {
            let name = self.full_name(mention);
            self.genders.entry(name).or_insert(gender);
        }
    }
}

fn without_possessive(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}
