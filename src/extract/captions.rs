//! Captions, WebVTT and SubRip: the words of a recording, joined to sentences, each with its time.
//!
//! Names of voices, marks of style and positions are left out, and so are comments and style sheets of WebVTT. Sounds are no words:
//! `[Music]`, `(APPLAUSE)`. A caption of SubRip may have an empty line inside; one of WebVTT ends there.
//!
//! Broadcast captions *roll*: each line is shown again above the next, or grows word by word. If a file does that often, what a
//! caption repeats of the one before is left out; otherwise somebody said it twice.

mod cue;
mod speech;

use self::cue::{Cue, cues};
use self::speech::{Turn, turns};
use super::Finding;
use crate::article::{Draft, Language, Locator, Locators};
use crate::error::ProblemKind;

pub use self::cue::is_captions;

/// Number of milliseconds without a caption after which a new paragraph begins.
const PAUSE_MILLIS: u64 = 3_000;

/// Lengths in bytes after which a paragraph ends: with the sentence, and in any case.
const LONG_PARAGRAPH: usize = 800;
const MAX_PARAGRAPH: usize = 2_000;

/// Reads the words of a file of captions.
pub fn extract(text: &str) -> (Draft, Vec<Finding>) {
    let (language, cues) = cues(text);
    let mut captions = Captions::default();
    let are_rolling = are_rolling(&cues);
    let mut before: Option<&Cue> = None;
    for cue in &cues {
        let is_again = before.is_some_and(|before| before.times() == cue.times() && before.lines == cue.lines);
        if !is_again {
            captions.begin(cue);
            let known = before.filter(|_| are_rolling).map_or(0, |before| n_again(before, cue));
            let grown = before.filter(|_| are_rolling).map_or("", |before| growth(before, cue, known));
            captions.add(&turns(&cue.lines[known..], grown), cue.start);
        }
        before = Some(cue);
    }
    let (body, locators) = captions.finish();
    let draft = Draft { body, locators, language: language.as_deref().and_then(Language::from_tag), ..Draft::default() };
    let message = "the file holds no caption".to_owned();
    let finding = cues.is_empty().then_some(Finding { byte: None, kind: ProblemKind::Syntax, message });
    (draft, finding.into_iter().collect())
}

/// Returns the title that the name of a file of captions gives: `Evening bulletin` for `Evening_bulletin [x7Gh-2_kQw0].en.vtt`.
/// `None` if the name is a number or an id.
pub fn title_of_name(name: &str) -> Option<String> {
    const MAX_CODE: usize = 12;
    let file = name.rsplit('/').next()?;
    let mut stem = file;
    // The endings of a compression and of the format, and the language: `.en`, `.de-DE`, `.en-orig`.
    while let Some((before, ending)) = stem.rsplit_once('.') {
        let is_code = ending.len() <= MAX_CODE && ending.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
        if before.is_empty() || !is_code || stem.len() < file.len() && ending.len() > 3 && !ending.contains('-') {
            break;
        }
        stem = before;
    }
    // The id that downloaders add.
    if let Some((before, id)) = stem.strip_suffix(']').and_then(|rest| rest.rsplit_once('['))
        && !id.contains(' ')
        && !before.trim().is_empty()
    {
        stem = before;
    }
    let words: Vec<&str> =
        stem.split(|letter: char| letter == '_' || letter.is_whitespace()).filter(|word| !word.is_empty()).collect();
    let words = match &words[..] {
        [only] => only.split('-').filter(|word| !word.is_empty()).collect(),
        _ => words,
    };
    let is_word = |word: &&&str| {
        word.chars().filter(|letter| letter.is_alphabetic()).count() >= 2 && !word.contains(|c: char| c.is_ascii_digit())
    };
    (words.iter().filter(is_word).count() >= 2).then(|| words.join(" "))
}

/// Returns whether the captions of a file repeat what the ones before show.
fn are_rolling(cues: &[Cue]) -> bool {
    const MIN_REPEATS: usize = 2;
    let pairs = || cues.windows(2).filter_map(|pair| Some((pair.first()?, pair.last()?)));
    let n_repeats = pairs().filter(|(before, cue)| n_again(before, cue) > 0 || !growth(before, cue, 0).is_empty()).count();
    n_repeats >= MIN_REPEATS && n_repeats * 4 >= cues.len().saturating_sub(1)
}

/// Returns how many lines at the beginning of a caption are the last ones of the caption before.
fn n_again(before: &Cue, cue: &Cue) -> usize {
    // Lines that are shown at one time; a caption that never ends is compared in part.
    const MAX_LINES: usize = 8;
    if cue.start > before.end.saturating_add(PAUSE_MILLIS) {
        return 0;
    }
    let longest = before.lines.len().min(cue.lines.len()).min(MAX_LINES);
    (1..=longest).rev().find(|n| before.lines[before.lines.len() - n..] == cue.lines[..*n]).unwrap_or(0)
}

/// Returns the last line of the caption before if the first new line of this one goes on with more words of it.
fn growth<'c>(before: &'c Cue, cue: &Cue, n_again: usize) -> &'c str {
    let (Some(last), Some(first)) = (before.lines.last(), cue.lines.get(n_again)) else { return "" };
    let goes_on = first.strip_prefix(last.as_str()).is_some_and(|rest| rest.starts_with(' '));
    if goes_on && cue.start <= before.end.saturating_add(PAUSE_MILLIS) { last } else { "" }
}

/// The words so far.
#[derive(Debug, Default)]
struct Captions {
    body: String,
    locators: Locators,
    /// Where the last paragraph begins.
    paragraph: usize,
    /// When the last caption ended.
    end: u64,
    is_after_pause: bool,
    voice: Option<String>,
}

impl Captions {
    fn begin(&mut self, cue: &Cue) {
        self.is_after_pause = cue.start >= self.end.saturating_add(PAUSE_MILLIS);
        self.end = self.end.max(cue.end);
    }

    fn add(&mut self, turns: &[Turn], start: u64) {
        for turn in turns {
            let is_other_voice = turn.voice.is_some() && turn.voice != self.voice;
            self.voice = turn.voice.clone().or(self.voice.take());
            if turn.text.is_empty() {
                self.is_after_pause |= turn.is_new;
                continue;
            }
            let length = self.body.len() - self.paragraph;
            let is_end = self.body.ends_with(['.', '!', '?', '…', '”', '"', '»', '。', '？', '！']);
            let is_long = length > LONG_PARAGRAPH && is_end || length > MAX_PARAGRAPH;
            if !self.body.is_empty() {
                let is_new = is_other_voice || turn.is_new || is_long || self.is_after_pause;
                self.body.push_str(if is_new { "\n\n" } else { " " });
                if is_new {
                    self.paragraph = self.body.len();
                }
            }
            self.is_after_pause = false;
            self.locators.push(self.body.len(), Locator::Time(start));
            self.body.push_str(&turn.text);
        }
    }

    fn finish(self) -> (String, Locators) {
        (self.body, self.locators)
    }
}

#[cfg(test)]
mod tests;
