//! Languages that are nearly the same in print.
//!
//! The letters of a text hardly tell Croatian and Serbian apart, but single words do: `tisuća` and
//! `hiljada`, `vrijeme` and `vreme`. So the languages of a family are first found together, and then
//! told apart by their marks ([`MARKS`]): each mark counts against the languages that do not have it.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::model::{Models, Scores, each_word};
use crate::article::Language;

/// The families and their marks. The first lines of the file describe its form.
const MARKS: &str = include_str!("marks.txt");

/// A set of languages of one family, a bit for each.
type Set = u8;

/// The languages of a family in one text.
pub(super) struct Siblings {
    family: &'static Family,
    /// For each language, the places of its models.
    places: Vec<SmallVec<[usize; 2]>>,
    /// What the marks count against each language.
    against: Vec<f32>,
    /// The number of stretches that were read.
    n_read: usize,
}

/// How far the marks must put a language before the others of its family. A mark counts 1.
const MIN_MARKS: f32 = 0.4;

/// How far letters and frequent words must put it if a headline has no marks.
const MIN_WITHOUT_MARKS: f32 = 0.9;

/// The same for a longer text.
const MIN_WITHOUT_MARKS_LONG: f32 = 0.6;

/// How far the marks must put a language if nothing further need be read.
const CERTAIN_MARKS: f32 = 2.5;

/// How much more probable a text must be by letters and words to count as one mark.
const LETTERS_PER_MARK: f32 = 20.0;

/// How many marks letters and words are worth at most.
const MAX_LETTERS: f32 = 1.2;

/// The same for Bosnian, Croatian and Serbian, whose letters do not differ: only frequent words count.
const MAX_WORDS: f32 = 0.35;

/// How many marks a language without a model must be ahead of the others besides.
const UNMODELLED: f32 = 0.95;

impl Siblings {
    /// Returns what the marks of a family say of the stretches, some of which may have been read
    /// `before`.
    pub(super) fn read(before: Option<Siblings>, family: &'static Family, models: &Models, stretches: &[&str]) -> Siblings {
        let new = || Siblings {
            family,
            places: family.languages.iter().map(|language| models.places_of(language).collect()).collect(),
            against: vec![0.0; family.languages.len()],
            n_read: 0,
        };
        let mut siblings = before.filter(|before| std::ptr::eq(before.family, family)).unwrap_or_else(new);
        stretches.iter().skip(siblings.n_read).for_each(|stretch| family.add(stretch, &mut siblings.against));
        siblings.n_read = stretches.len();
        siblings
    }

    /// Returns whether nothing further need be read to tell the languages apart.
    pub(super) fn is_certain(&self, scores: &Scores) -> bool {
        self.nearest(scores).1 >= CERTAIN_MARKS
    }

    /// Returns the language, if it is clear.
    pub(super) fn language(&self, scores: &Scores, is_long: bool) -> Option<Language> {
        let (nearest, ahead) = self.nearest(scores);
        let min = match (self.against.iter().any(|against| *against > 0.0), is_long) {
            (true, _) => MIN_MARKS,
            (false, true) => MIN_WITHOUT_MARKS_LONG,
            (false, false) => MIN_WITHOUT_MARKS,
        };
        (ahead >= min).then(|| self.family.languages[nearest].clone())
    }

    /// Returns the place of the most probable language in the family, and how many marks it is ahead.
    fn nearest(&self, scores: &Scores) -> (usize, f32) {
        let is_unmodelled = |places: &SmallVec<[usize; 2]>| places.is_empty();
        let are_words_all = self.places.iter().any(is_unmodelled);
        let score = |place: &usize| if are_words_all { scores.words[*place] } else { scores.total(*place) };
        let by_text = |places: &SmallVec<[usize; 2]>| places.iter().map(score).max_by(f32::total_cmp);
        let most = self.places.iter().filter_map(by_text).fold(f32::MIN, f32::max);
        let max = if are_words_all { MAX_WORDS } else { MAX_LETTERS };
        let behind_by_text = |idx: usize| by_text(&self.places[idx]).map(|score| ((most - score) / LETTERS_PER_MARK).min(max));
        let all = 0..self.against.len();
        let of_modelled = all.clone().filter_map(|idx| Some((behind_by_text(idx)?, self.against[idx])));
        // A text is as probable in a language without a model as in the nearest other.
        let of_nearest = of_modelled.min_by(|a, b| (a.0 + a.1).total_cmp(&(b.0 + b.1))).map_or(0.0, |(by_text, _)| by_text);
        let behind = |idx: &usize| behind_by_text(*idx).unwrap_or(of_nearest + UNMODELLED) + self.against[*idx];
        let nearest = all.clone().min_by(|a, b| behind(a).total_cmp(&behind(b))).unwrap_or_default();
        let next = all.filter(|idx| *idx != nearest).map(|idx| behind(&idx)).fold(f32::MAX, f32::min);
        (nearest, next - behind(&nearest))
    }
}

/// Languages that are nearly the same in print.
pub(super) struct Family {
    /// The languages. The bits of a [`Set`] are in their order.
    pub(super) languages: Vec<Language>,
    words: FxHashMap<&'static str, Mark>,
    begins: Trie,
    /// Ends of words, the last byte first.
    ends: Trie,
    insides: Trie,
    /// The last words of marks of two words.
    seconds: Vec<&'static str>,
}

/// The languages that have something, and how much it counts against the others.
#[derive(Debug, Clone, Copy)]
struct Mark {
    languages: Set,
    weight: f32,
}

/// How much a weak mark counts. Others count 1.
const WEAK: f32 = 0.5;

impl Family {
    fn new(languages: Vec<Language>) -> Family {
        let new = Trie::default;
        Family { languages, words: FxHashMap::default(), begins: new(), ends: new(), insides: new(), seconds: Vec::new() }
    }

    /// Returns the family of a language. `None` if its languages have no marks.
    pub(super) fn of(language: &Language) -> Option<&'static Family> {
        static FAMILIES: LazyLock<Vec<Family>> = LazyLock::new(families);
        FAMILIES.iter().find(|family| family.languages.contains(language))
    }

    /// Adds what counts against each language of the family, in the order of its languages.
    pub(super) fn add(&self, text: &str, against: &mut [f32]) {
        let mut both = String::new();
        each_word(text, |word| {
            let is_second = !both.is_empty() && self.seconds.contains(&word);
            let of_two = is_second.then(|| {
                both.push('_');
                both.push_str(word);
                self.words.get(both.as_str()).copied().or_else(|| self.ends.longest(both.bytes().rev()))
            });
            for mark in of_two.flatten().into_iter().chain(self.mark_of(word)) {
                let others = against.iter_mut().enumerate().filter(|(idx, _)| mark.languages >> idx & 1 == 0);
                others.for_each(|(_, against)| *against += mark.weight);
            }
            both.clear();
            both.push_str(word);
        });
    }

    /// Returns the mark of a word. A whole word counts before its beginning, the beginning before the
    /// end, and of each the longest.
    fn mark_of(&self, word: &str) -> Option<Mark> {
        let word_mark = self.words.get(word).copied();
        let by_part = || self.begins.longest(word.bytes()).or_else(|| self.ends.longest(word.bytes().rev()));
        let inside = || (0..word.len()).find_map(|start| self.insides.longest(word.bytes().skip(start)));
        word_mark.or_else(by_part).or_else(inside)
    }

    fn add_mark(&mut self, pattern: &'static str, mark: Mark) {
        let letters = pattern.trim_matches('*');
        if let Some((_, second)) = letters.split_once('_')
            && !self.seconds.contains(&second)
        {
            self.seconds.push(second);
        }
        let known = match (pattern.starts_with('*'), pattern.ends_with('*')) {
            (false, false) => self.words.entry(letters).or_insert(Mark { languages: 0, ..mark }),
            (false, true) => self.begins.entry(letters.bytes(), mark),
            (true, false) => self.ends.entry(letters.bytes().rev(), mark),
            (true, true) => self.insides.entry(letters.bytes(), mark),
        };
        known.languages |= mark.languages;
    }
}

/// Marks by their bytes.
#[derive(Default)]
struct Trie {
    /// For a node and a byte, the next node. The first node is 0.
    next: FxHashMap<(usize, u8), usize>,
    /// The mark of each node after the first.
    marks: Vec<Option<Mark>>,
}

impl Trie {
    /// Returns the mark of some bytes, which is `mark` without its languages if there was none.
    fn entry(&mut self, bytes: impl Iterator<Item = u8>, mark: Mark) -> &mut Mark {
        let mut node = 0;
        for byte in bytes {
            node = *self.next.entry((node, byte)).or_insert_with(|| {
                self.marks.push(None);
                self.marks.len()
            });
        }
        self.marks[node - 1].get_or_insert(Mark { languages: 0, ..mark })
    }

    /// Returns the longest mark that `bytes` begin with.
    fn longest(&self, bytes: impl Iterator<Item = u8>) -> Option<Mark> {
        let mut longest = None;
        let mut node = 0;
        for byte in bytes {
            let Some(next) = self.next.get(&(node, byte)) else { break };
            node = *next;
            longest = self.marks[node - 1].or(longest);
        }
        longest
    }
}

fn families() -> Vec<Family> {
    let mut families: Vec<Family> = Vec::new();
    for line in MARKS.lines().filter(|line| !line.starts_with('#')) {
        if let Some(codes) = line.strip_prefix("family ") {
            families.push(Family::new(codes.split(' ').filter_map(Language::from_tag).collect()));
        }
        let (Some(family), Some((codes, patterns))) = (families.last_mut(), line.split_once(": ")) else { continue };
        let weight = if codes.starts_with('~') { WEAK } else { 1.0 };
        let codes: Vec<&str> = codes.trim_start_matches('~').split(' ').collect();
        let has = family.languages.iter().enumerate().filter(|(_, language)| codes.contains(&language.code()));
        let languages = has.fold(0, |set: Set, (idx, _)| set | 1 << idx);
        patterns
            .split(' ')
            .filter(|pattern| !pattern.is_empty())
            .for_each(|pattern| family.add_mark(pattern, Mark { languages, weight }));
    }
    families
}
