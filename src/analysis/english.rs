//! English words: which are inflected forms of which, and which are spellings of one word.
//!
//! Only inflection is undone: plurals, `-ed`, `-ing` and irregular forms. What is derived is another word: an officer is no office. An
//! ending is removed if what remains is a word that takes the ending, as [`WORDS`] says, so names keep theirs. A plural alone needs no
//! entry: new nouns and names of families (`podcasts`, `Clintons`) are formed every day.

use std::borrow::Cow;
use std::hash::BuildHasher;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use rustc_hash::FxBuildHasher;
use smallvec::SmallVec;

/// One word a line, sorted, with its flags and its target; the head of the file describes them.
const WORDS: &str = include_str!("english.txt");

/// What is known of a word.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    flags: &'static str,
    /// The base of an irregular form.
    base: Option<&'static str>,
    /// The other spelling, under which the word is indexed.
    spelling: Option<&'static str>,
}

impl Entry {
    fn of(word: &str) -> Entry {
        let Some(line) = line_of(word) else { return Entry::default() };
        let mut entry = Entry::default();
        for part in line.split(' ').skip(1) {
            match (part.strip_prefix('>'), part.strip_prefix('=')) {
                (Some(base), _) => entry.base = Some(base),
                (_, Some(spelling)) => entry.spelling = Some(spelling),
                _ => entry.flags = part,
            }
        }
        entry
    }

    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    /// Returns whether it is a verb, and so no form of another.
    fn is_verb(&self) -> bool {
        self.has('d') || self.has('g')
    }
}

/// Where the lines of the words begin: a hash table with open addressing. A slot holds a byte of [`WORDS`] in its low bits and, above them,
/// bits of the word's hash. Nothing is listed at byte 0, where the head of the file is, so a slot of 0 is empty.
static SLOTS: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let mut slots = vec![0; N_SLOTS];
    let mut start = 0;
    for line in WORDS.split_inclusive('\n') {
        if !line.starts_with('#') {
            let (slot, tag) = slot_of(word_of(line));
            let free = probes(slot).find(|slot| slots[*slot] == 0);
            if let Some(slot) = free {
                slots[slot] = (tag << START_BITS) | start;
            }
        }
        start += line.len() as u32;
    }
    slots
});

/// Three times as many as words, so that a look at one or two slots is enough.
const N_SLOTS: usize = 1 << 16;

/// Number of bits of a place in [`WORDS`], in bytes.
const START_BITS: u32 = 18;

const _: () = assert!(WORDS.len() < 1 << START_BITS);

/// Returns the slot at which a word is looked for first, and the bits of its hash that the slot holds.
fn slot_of(word: &str) -> (usize, u32) {
    let hash = FxBuildHasher.hash_one(word.as_bytes()) >> u32::BITS;
    // The upper half of the bits chooses the slot, and the bits below it are the tag.
    ((hash >> 16) as usize, (hash as u32 & 0xffff) >> (START_BITS - 16))
}

/// Returns the slots in which a word may be, beginning with the given one.
fn probes(slot: usize) -> impl Iterator<Item = usize> {
    (slot..N_SLOTS).chain(0..slot)
}

/// Returns the word of a line.
fn word_of(line: &str) -> &str {
    let end = line.bytes().position(|byte| byte == b' ' || byte == b'\n').unwrap_or(line.len());
    &line[..end]
}

/// Number of words that are looked up among all lines. To know where the lines are takes as long as some thousand lookups, and a search looks
/// up a few words.
const N_AMONG_ALL: u32 = 256;

/// Returns the line of a word.
fn line_of(word: &str) -> Option<&'static str> {
    static N_LOOKED_UP: AtomicU32 = AtomicU32::new(0);
    if !word.starts_with(|first: char| first.is_ascii_lowercase()) {
        return None;
    }
    if N_LOOKED_UP.load(Ordering::Relaxed) < N_AMONG_ALL {
        N_LOOKED_UP.fetch_add(1, Ordering::Relaxed);
        return line_between(word, 0, WORDS.len());
    }
    let (slot, tag) = slot_of(word);
    let slots = &*SLOTS;
    for slot in probes(slot) {
        let found = slots[slot];
        if found == 0 {
            return None;
        }
        if found >> START_BITS == tag {
            let start = (found & ((1 << START_BITS) - 1)) as usize;
            let lines = WORDS.get(start..).filter(|lines| word_of(lines) == word);
            if let Some(lines) = lines {
                return lines.split('\n').next();
            }
        }
    }
    None
}

/// Returns the line of a word by halving the lines from one byte to another.
fn line_between(word: &str, mut low: usize, mut high: usize) -> Option<&'static str> {
    while low < high {
        let middle = low + (high - low) / 2;
        let start = WORDS.as_bytes()[low..middle].iter().rposition(|byte| *byte == b'\n').map_or(low, |at| low + at + 1);
        let end = WORDS.as_bytes()[middle..high].iter().position(|byte| *byte == b'\n').map_or(high, |at| middle + at);
        let line = WORDS.get(start..end)?;
        match word_of(line).cmp(word) {
            std::cmp::Ordering::Equal => return Some(line),
            std::cmp::Ordering::Less => low = (end + 1).min(high),
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

/// Returns whether a folded word or its stem is listed.
pub(super) fn is_known(word: &str) -> bool {
    line_of(word).is_some() || line_of(&stem(word)).is_some()
}

/// Returns the stem of a folded word: its base form in American spelling.
pub(super) fn stem(word: &str) -> Cow<'_, str> {
    if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(word);
    }
    let base = base(word);
    match Entry::of(&base).spelling {
        Some(spelling) => Cow::Borrowed(spelling),
        None => base,
    }
}

fn base(word: &str) -> Cow<'_, str> {
    let entry = Entry::of(word);
    if entry.has('o') {
        return Cow::Borrowed(word);
    }
    if let Some(base) = entry.base {
        return Cow::Borrowed(base);
    }
    match singular(word) {
        // `bombings` is a plural of `bombing`, which is a form of `bomb`.
        Some(singular) => {
            let entry = Entry::of(&singular);
            match entry.base {
                Some(base) => Cow::Borrowed(base),
                None if entry.has('o') => singular,
                None => infinitive(&singular).map_or_else(|| singular.clone(), Cow::Owned),
            }
        }
        None => infinitive(word).map_or(Cow::Borrowed(word), Cow::Owned),
    }
}

/// Returns a word without the `-s` of a plural or of a verb.
fn singular(word: &str) -> Option<Cow<'_, str>> {
    let short = word.strip_suffix('s').filter(|short| short.len() >= 3 && !short.ends_with('s'))?;
    if Entry::of(short).has('s') {
        return Some(Cow::Borrowed(short));
    }
    if let Some(rest) = short.strip_suffix("ie").filter(|rest| rest.len() >= 2) {
        return Some(Cow::Owned(format!("{rest}y")));
    }
    if let Some(rest) = short.strip_suffix('e')
        && (rest.ends_with(['x', 's', 'z', 'o']) || rest.ends_with("ch") || rest.ends_with("sh"))
    {
        return Some(Cow::Borrowed(rest));
    }
    // Words in `-as`, `-is`, `-os` and `-us` that are not listed are names or Latin.
    (!short.ends_with(['a', 'i', 'o', 'u'])).then_some(Cow::Borrowed(short))
}

/// Returns the verb of which a word is a form in `-ed` or `-ing`.
fn infinitive(word: &str) -> Option<String> {
    let (rest, flag) = match (word.strip_suffix("ing"), word.strip_suffix("ed")) {
        (Some(rest), _) => (rest, 'g'),
        (_, Some(rest)) => (rest, 'd'),
        _ => return None,
    };
    if rest.len() < 2 || Entry::of(word).is_verb() {
        return None;
    }
    let with_y = rest.strip_suffix('i').filter(|_| flag == 'd').map(|rest| format!("{rest}y"));
    let bases = [with_y, Some(format!("{rest}e")), Some(rest.to_owned())];
    bases.into_iter().flatten().find(|base| Entry::of(base).has(flag))
}

/// How a form of a word ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Nothing,
    S,
    Ed,
    Ing,
}

impl Ending {
    /// Returns the forms of a word with this ending, some of which may be misspelt.
    fn forms(self, word: &str) -> SmallVec<[String; 2]> {
        let mute = word.strip_suffix('e');
        let with_i =
            word.strip_suffix('y').filter(|rest| !rest.ends_with(['a', 'e', 'i', 'o', 'u'])).map(|rest| format!("{rest}i"));
        let doubled = word.chars().next_back().map_or_else(String::new, |last| format!("{word}{last}"));
        SmallVec::from_vec(match self {
            Ending::Nothing => vec![word.to_owned()],
            Ending::S => {
                let hisses = word.ends_with(['s', 'x', 'z']) || word.ends_with("ch") || word.ends_with("sh");
                vec![match with_i {
                    Some(rest) => format!("{rest}es"),
                    None if hisses => format!("{word}es"),
                    None => format!("{word}s"),
                }]
            }
            Ending::Ed => match (mute, with_i) {
                (Some(_), _) => vec![format!("{word}d")],
                (_, Some(rest)) => vec![format!("{rest}ed")],
                _ => vec![format!("{word}ed"), format!("{doubled}ed")],
            },
            Ending::Ing => match mute {
                Some(rest) => vec![format!("{rest}ing")],
                None => vec![format!("{word}ing"), format!("{doubled}ing")],
            },
        })
    }
}

/// Returns the words that are indexed under another spelling, `spelling`. The list is searched as a text: a map of it takes a millisecond to
/// make, and most runs look up few words.
fn indexed_as(spelling: &str) -> Vec<&'static str> {
    let sought = format!("={spelling}\n");
    let word = |place: usize| {
        let start = WORDS.get(..place)?.rfind('\n').map_or(0, |end| end + 1);
        let (word, _) = WORDS.get(start..place)?.split_once(' ')?;
        (word != "#").then_some(word)
    };
    memchr::memmem::find_iter(WORDS.as_bytes(), &sought).filter_map(word).collect()
}

/// Returns the other spellings of a folded word, which have its ending.
pub(super) fn spellings(word: &str) -> Vec<String> {
    if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Vec::new();
    }
    let own = base(word);
    let ending = match () {
        () if own == word => Ending::Nothing,
        () if word.ends_with("ing") => Ending::Ing,
        () if word.ends_with("ed") => Ending::Ed,
        () => Ending::S,
    };
    let indexed = Entry::of(&own).spelling.unwrap_or(&own);
    let mut forms = ending.forms(&own);
    if !forms.iter().any(|form| form == word) {
        return Vec::new();
    }
    let others = if Entry::of(indexed).has('b') { indexed_as(indexed) } else { Vec::new() };
    forms.extend(std::iter::once(indexed).chain(others).filter(|other| **other != *own).flat_map(|other| ending.forms(other)));
    let stem_of_word = stem(word);
    let mut found: Vec<String> = forms.into_iter().filter(|form| form != word && stem(form) == stem_of_word).collect();
    found.sort();
    found.dedup();
    found
}

/// Returns whether a word that looks inflected is a name if it is capitalised within a sentence: the family `Banks`.
pub(super) fn is_name_if_capitalised(word: &str) -> bool {
    Entry::of(word).has('n')
}

/// Returns whether somebody who types a capital means the name: `Apple` is no fruit.
pub(crate) fn is_name_if_typed_so(word: &str) -> bool {
    let entry = Entry::of(word);
    entry.has('c') || entry.has('n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(base: &str, forms: &str) {
        for form in forms.split(' ') {
            assert_eq!(stem(form), stem(base), "{form}, {base}");
        }
    }

    #[track_caller]
    fn check_apart(pairs: &[(&str, &str)]) {
        for (word, other) in pairs {
            assert_ne!(stem(word), stem(other), "{word}, {other}");
        }
    }

    #[test]
    fn words_are_sorted_and_none_is_listed_twice() {
        let words: Vec<&str> =
            WORDS.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(' ').next().unwrap_or("")).collect();
        assert!(words.is_sorted_by(|word, next| word < next));
        for word in ["abandon", "zoom", "gates"] {
            assert!(line_of(word).is_some(), "{word}");
        }
        assert!(line_of("").is_none() && line_of("zzzz").is_none() && line_of("aaaa").is_none());
    }

    #[test]
    fn the_table_and_halving_find_the_same_lines() {
        let listed: Vec<&str> = WORDS.lines().filter(|line| !line.starts_with('#')).map(word_of).collect();
        let others = listed.iter().flat_map(|word| [format!("{word}x"), word[1..].to_owned(), format!("x{word}")]);
        for _ in 0..=N_AMONG_ALL {
            line_of("flood");
        }
        let words = listed.iter().map(|word| (*word).to_owned()).chain(others).chain(["#", "", "é", "zzzz"].map(str::to_owned));
        for word in words.filter(|word| !word.starts_with('#')) {
            assert_eq!(line_of(&word), line_between(&word, 0, WORDS.len()), "{word}");
        }
        assert_eq!(line_of("#"), None);
    }

    #[test]
    fn inflected_forms_are_one_word() {
        check("flood", "floods flooded flooding");
        check("die", "dies died dying");
        check("city", "cities");
        check("hope", "hopes hoped hoping");
        check("hop", "hops hopped hopping");
        check("travel", "travels travelled traveling travelling");
        check("bombing", "bombings bombed bomb");
        check("wife", "wives");
        check("buy", "bought buying buys");
        check("policeman", "policemen");
        check("box", "boxes boxed boxing");
        check("camera", "cameras");
        check("podcast", "podcasts");
        check("clinton", "clintons");
        check("obama", "obamas");
    }

    #[test]
    fn derived_words_are_other_words() {
        check_apart(&[
            ("officer", "office"),
            ("organization", "organ"),
            ("politics", "polite"),
            ("united", "unit"),
            ("news", "new"),
            ("evening", "even"),
            ("stockings", "stock"),
            ("physics", "physical"),
            ("hoped", "hopped"),
            ("past", "paste"),
        ]);
    }

    #[test]
    fn names_are_not_inflected() {
        check_apart(&[
            ("hamas", "hama"),
            ("browning", "brown"),
            ("williams", "william"),
            ("adams", "adam"),
            ("abbas", "abba"),
            ("clarke", "clark"),
            ("carrie", "carry"),
            ("moore", "moor"),
        ]);
    }

    #[test]
    fn spellings_of_two_countries_are_one_word() {
        check("organization", "organisation organisations");
        check("recognize", "recognised recognising");
        check("color", "colour coloured");
        check("center", "centre centres");
        check("license", "licence licensed");
        check("pediatric", "paediatric");
    }
}
