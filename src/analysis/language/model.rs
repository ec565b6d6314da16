//! How probable a text is in each language.
//!
//! The model of a language is its frequent words ([`WORDS`]) and some sentences ([`SAMPLES`]). From
//! them the probability of each letter after the two before it is counted. Letters that were not seen
//! after those two take what is left of the probability, in proportion to their own after the last
//! one (Witten and Bell, 1991). A text of one sentence is enough to tell most languages apart.
//!
//! Counting takes some milliseconds, once, when the first language is detected. Words and sentences
//! were written for this program and are in the public domain (CC0).

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::script::Script;
use crate::article::Language;

/// The frequent words of each language, the most frequent first.
const WORDS: &str = include_str!("words.txt");

/// Sentences of each language.
const SAMPLES: &str = include_str!("samples.txt");

/// The models of the languages of one script.
pub(super) struct Models {
    /// The languages. One that is written in two ways has two models.
    languages: Vec<Language>,
    /// For each letter after others, or alone, its row of [`Models::costs`].
    letters: FxHashMap<u64, usize>,
    /// For each letter or two, the row of the share of the letters that were not seen after them.
    unseen: FxHashMap<u64, usize>,
    /// Rows of one cost for each language: how improbable something is, in steps of [`COST_STEPS`].
    costs: Vec<u8>,
    /// For each frequent word, the languages in which it is frequent, and its weight there.
    words: FxHashMap<&'static str, Vec<(usize, f32)>>,
}

/// Number of steps of a cost in one unit of the natural logarithm.
const COST_STEPS: f32 = 16.0;

/// The weight of frequent words beside their letters.
const WORD_WEIGHT: f32 = 0.5;

/// What was found of a text so far, for each language of a script.
#[derive(Debug, Clone)]
pub(super) struct Scores {
    /// The costs of the letters.
    costs: Vec<u32>,
    /// The weights of the frequent words.
    pub(super) words: Vec<f32>,
    /// The number of letters, with the ends of words.
    pub(super) n_letters: usize,
    /// The number of words.
    pub(super) n_words: usize,
}

impl Scores {
    /// Returns the logarithm of the text's probability in a language.
    pub(super) fn letters(&self, language_idx: usize) -> f32 {
        -(self.costs[language_idx] as f32) / COST_STEPS
    }

    /// Returns the same with the weight of the frequent words.
    pub(super) fn total(&self, language_idx: usize) -> f32 {
        self.letters(language_idx) + WORD_WEIGHT * self.words[language_idx]
    }
}

/// Number of letters that a letter depends on, with itself.
const ORDER: usize = 3;

/// Number of letters that a language may have that were never seen.
const N_OTHER_LETTERS: f32 = 1000.0;

impl Models {
    /// Returns the models for texts in a script. `None` if the script is that of one language, or
    /// none of its languages has a model.
    pub(super) fn of(script: Script) -> Option<&'static Models> {
        static LATIN: LazyLock<Models> = LazyLock::new(|| Models::new(Script::Latin));
        static CYRILLIC: LazyLock<Models> = LazyLock::new(|| Models::new(Script::Cyrillic));
        static ARABIC: LazyLock<Models> = LazyLock::new(|| Models::new(Script::Arabic));
        match script {
            Script::Latin => Some(&LATIN),
            Script::Cyrillic => Some(&CYRILLIC),
            Script::Arabic => Some(&ARABIC),
            _ => None,
        }
    }

    fn new(script: Script) -> Models {
        let lines = WORDS.lines().filter_map(|line| line.split_once(' ')).filter(|(_, words)| Script::of(words) == Some(script));
        let tagged: Vec<(&str, Language, &'static str)> =
            lines.filter_map(|(tag, words)| Some((tag, Language::from_tag(tag)?, words))).collect();
        let mut words: FxHashMap<&'static str, Vec<(usize, f32)>> = FxHashMap::default();
        let mut counts = Counts { n_languages: tagged.len(), of: FxHashMap::default() };
        for (idx, (_, _, list)) in tagged.iter().enumerate() {
            for (rank, word) in list.split(' ').enumerate() {
                // Words are as frequent as their ranks in most languages (Zipf's law).
                let share = 0.06 / (rank as f32 + 5.0);
                const SHARE_ELSEWHERE: f32 = 2e-4;
                words.entry(word).or_default().push((idx, (share / SHARE_ELSEWHERE + 1.0).ln()));
                counts.add(idx, word, ((0.3 + share * 50.0) * ONE as f32) as u32);
            }
        }
        for (tag, sentence) in SAMPLES.lines().filter_map(|line| line.split_once('\t')) {
            if let Some(idx) = tagged.iter().position(|(known, _, _)| *known == tag) {
                each_word(sentence, |word| counts.add(idx, word, ONE));
            }
        }
        let languages: Vec<Language> = tagged.into_iter().map(|(_, language, _)| language).collect();
        let mut models =
            Models { languages, letters: FxHashMap::default(), unseen: FxHashMap::default(), costs: Vec::new(), words };
        models.learn(counts);
        models
    }

    /// Returns the language of each score.
    pub(super) fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// Returns the places of a language among the scores: none without a model, two if it is written
    /// in two ways.
    pub(super) fn places_of(&self, language: &Language) -> impl Iterator<Item = usize> {
        let places = self.languages.iter().enumerate().filter(move |(_, known)| *known == language);
        places.map(|(idx, _)| idx)
    }

    /// Returns scores without a text.
    pub(super) fn start(&self) -> Scores {
        let n = self.languages.len();
        Scores { costs: vec![0; n], words: vec![0.0; n], n_letters: 0, n_words: 0 }
    }

    /// Adds a text to the scores.
    pub(super) fn add(&self, text: &str, scores: &mut Scores) {
        each_word(text, |word| {
            scores.n_words += 1;
            for (idx, weight) in self.words.get(word).into_iter().flatten() {
                scores.words[*idx] += weight;
            }
            each_sequence(word, |all| {
                self.add_letter(all, &mut scores.costs);
                scores.n_letters += 1;
            });
        });
    }

    fn add_letter(&self, all: [char; ORDER], costs: &mut [u32]) {
        let n = self.languages.len();
        let mut add = |row: usize| {
            let row = self.costs.get(row * n..(row + 1) * n).unwrap_or_default();
            costs.iter_mut().zip(row).for_each(|(cost, of_row)| *cost += u32::from(*of_row));
        };
        for n_dropped in 0..ORDER {
            if let Some(row) = self.letters.get(&packed(&all[n_dropped..])) {
                return add(*row);
            }
            self.unseen.get(&packed(&all[n_dropped..ORDER - 1])).into_iter().for_each(|row| add(*row));
        }
        costs.iter_mut().for_each(|cost| *cost += (N_OTHER_LETTERS.ln() * COST_STEPS) as u32);
    }

    /// Takes the counts of sequences of [`ORDER`] letters.
    fn learn(&mut self, counts: Counts) {
        let n = self.languages.len();
        let mut counts = vec![counts.of];
        while counts.len() < ORDER {
            counts.extend(counts.last().map(without_first));
        }
        let mut fewer: FxHashMap<u64, Box<[f32]>> = FxHashMap::default();
        let of_others = vec![1.0 / N_OTHER_LETTERS; n];
        for counts in counts.into_iter().rev() {
            let followers = followers(&counts, n);
            for (after, of_followers) in &followers {
                let shares = of_followers
                    .iter()
                    .map(|followers| if followers.n == 0 { 1.0 } else { followers.unseen() / followers.all() });
                let row = self.push_row(shares);
                self.unseen.insert(packed(after), row);
            }
            let mut probabilities: FxHashMap<u64, Box<[f32]>> = FxHashMap::default();
            for (letters, row) in &counts {
                let before = fewer.get(&packed(&letters[1..])).map_or(&of_others[..], |row| &row[..]);
                let Some(followers) = followers.get(&letters[..letters.len() - 1]) else { continue };
                let probability = |idx: usize| match &followers[idx] {
                    Followers { n: 0, .. } => before[idx],
                    followers => (row[idx] as f32 + followers.unseen() * before[idx]) / followers.all(),
                };
                let of_letters: Box<[f32]> = (0..n).map(probability).collect();
                let row = self.push_row(of_letters.iter().copied());
                self.letters.insert(packed(letters), row);
                probabilities.insert(packed(letters), of_letters);
            }
            fewer = probabilities;
        }
    }

    /// Adds a row of probabilities and returns its number.
    fn push_row(&mut self, probabilities: impl Iterator<Item = f32>) -> usize {
        let row = self.costs.len() / self.languages.len().max(1);
        self.costs.extend(probabilities.map(|probability| (-probability.ln() * COST_STEPS).round() as u8));
        row
    }
}

/// The ends of a word.
const EDGE: char = ' ';

/// Returns up to three letters as a number.
fn packed(letters: &[char]) -> u64 {
    letters.iter().fold(1, |packed, letter| packed << 21 | u64::from(*letter))
}

/// How often sequences of letters stand in the words of each language.
struct Counts {
    n_languages: usize,
    of: CountsOf,
}

type CountsOf = FxHashMap<SmallVec<[char; ORDER]>, Box<[u32]>>;

/// The weight of one word of a text.
const ONE: u32 = 20;

impl Counts {
    fn add(&mut self, language_idx: usize, word: &str, weight: u32) {
        each_sequence(word, |all| {
            let row = self.of.entry(SmallVec::from(all)).or_insert_with(|| vec![0; self.n_languages].into_boxed_slice());
            row[language_idx] += weight;
        });
    }
}

/// Returns the counts of sequences without their first letters.
fn without_first(counts: &CountsOf) -> CountsOf {
    let mut shorter = CountsOf::default();
    for (letters, row) in counts {
        let sums = shorter.entry(SmallVec::from(&letters[1..])).or_insert_with(|| vec![0; row.len()].into_boxed_slice());
        sums.iter_mut().zip(row).for_each(|(sum, count)| *sum += count);
    }
    shorter
}

/// What follows some letters in a language.
#[derive(Debug, Clone, Copy, Default)]
struct Followers {
    /// The weight of all letters that follow.
    n: u32,
    /// The number of different ones.
    n_different: u32,
}

impl Followers {
    /// Returns the weight of the letters that were not seen to follow.
    fn unseen(&self) -> f32 {
        (self.n_different * ONE) as f32
    }

    fn all(&self) -> f32 {
        self.n as f32 + self.unseen()
    }
}

fn followers(counts: &CountsOf, n_languages: usize) -> FxHashMap<SmallVec<[char; ORDER]>, Vec<Followers>> {
    let mut followers: FxHashMap<SmallVec<[char; ORDER]>, Vec<Followers>> = FxHashMap::default();
    for (letters, row) in counts {
        let after = SmallVec::from(&letters[..letters.len() - 1]);
        let of_languages = followers.entry(after).or_insert_with(|| vec![Followers::default(); n_languages]);
        for (followers, count) in of_languages.iter_mut().zip(row).filter(|(_, count)| **count > 0) {
            followers.n += count;
            followers.n_different += 1;
        }
    }
    followers
}

/// Calls `each` with every letter of a word, and its end, behind the two before it.
fn each_sequence(word: &str, mut each: impl FnMut([char; ORDER])) {
    let mut before = [EDGE; ORDER - 1];
    for letter in word.chars().chain([EDGE]) {
        each([before[0], before[1], letter]);
        before = [before[1], letter];
    }
}

/// Calls `each` with the words of a text in small letters, without figures.
pub(super) fn each_word(text: &str, mut each: impl FnMut(&str)) {
    let mut word = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_alphabetic() {
            word.extend(letter.to_lowercase());
            continue;
        }
        let is_inside = matches!(letter, '\'' | '’') && letters.peek().is_some_and(|next| next.is_alphabetic());
        if is_inside && !word.is_empty() {
            word.push('\'');
        } else if !word.is_empty() {
            each(&word);
            word.clear();
        }
    }
    if !word.is_empty() {
        each(&word);
    }
}
