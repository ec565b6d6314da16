//! A body as the attribution sees it: words and punctuation in a row, each quote as one item,
//! paragraph ends between them.
//!
//! Words within quotes are left out. For the rules, `“I know,” the minister said` is four items,
//! and nothing inside a quote can be taken for a cue or a source.

use rustc_hash::FxHashSet;

use super::lexicon::{Class, Classes, Lexicon};
use super::marks::Marked;
use crate::span::Span;

/// One item of the row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub(super) span: Span,
    pub(super) kind: WordKind,
    /// The classes of a word; empty for other items.
    pub(super) classes: Classes,
    /// The number of its paragraph, from 0.
    pub(super) paragraph: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordKind {
    /// A word that begins with a capital letter.
    Capital,
    /// Any other word or number.
    Small,
    Punctuation(char),
    /// The marked stretch of this index.
    Quoted(usize),
    ParagraphEnd,
}

/// A body as a row of words.
#[derive(Debug)]
pub(super) struct Row<'b> {
    pub(super) body: &'b str,
    pub(super) words: Vec<Word>,
    pub(super) marked: &'b [Marked],
    /// Nicknames in marks, in order; each is one capitalised word.
    nicknames: &'b [Span],
    pub(super) lexicon: &'b Lexicon,
    /// Whether most quotes are in single marks.
    pub(super) is_single_style: bool,
    /// Contents that are in marks more than once, as names are.
    repeated: FxHashSet<&'b str>,
    /// Whether a sentence ends with the word, for each word.
    sentence_ends: Vec<bool>,
}

/// Maximum distance at which the rules look for the ends of a sentence. Longer sentences are OCR
/// noise or lists; the limit keeps the work linear.
const MAX_SENTENCE_WORDS: usize = 60;

/// Maximum length in bytes of a content that is checked for repetition.
const MAX_REPEATED_BYTES: usize = 60;

impl<'b> Row<'b> {
    /// Cuts a body into words.
    pub(super) fn new(
        body: &'b str,
        paragraphs: &[Span],
        marked: &'b [Marked],
        nicknames: &'b [Span],
        lexicon: &'b Lexicon,
    ) -> Row<'b> {
        let n_single = marked.iter().filter(|stretch| stretch.is_single(body)).count();
        let is_single_style = n_single * 2 > marked.len();
        let mut seen = FxHashSet::default();
        let contents =
            marked.iter().map(|stretch| stretch.content.slice(body)).filter(|content| content.len() <= MAX_REPEATED_BYTES);
        let repeated = contents.filter(|content| !seen.insert(*content)).collect();
        let mut row =
            Row { body, words: Vec::new(), marked, nicknames, lexicon, is_single_style, repeated, sentence_ends: Vec::new() };
        let mut marked_idx = 0;
        let mut at = 0;
        for (paragraph_idx, paragraph) in paragraphs.iter().enumerate() {
            at = paragraph.start.max(at);
            while let Some(stretch) = marked.get(marked_idx).filter(|stretch| stretch.outer.start < paragraph.end) {
                row.cut(Span::new(at, stretch.outer.start), paragraph_idx);
                row.push_other(stretch.outer, WordKind::Quoted(marked_idx), paragraph_idx);
                at = stretch.outer.end;
                marked_idx += 1;
            }
            if at <= paragraph.end {
                row.cut(Span::new(at, paragraph.end), paragraph_idx);
                row.push_other(Span::new(paragraph.end, paragraph.end), WordKind::ParagraphEnd, paragraph_idx);
            }
        }
        row.sentence_ends = (0..row.words.len()).map(|idx| row.is_sentence_end(idx)).collect();
        row
    }

    /// Returns the text of the words `first..=last`.
    pub(super) fn span(&self, first: usize, last: usize) -> Span {
        match (self.words.get(first), self.words.get(last)) {
            (Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
            _ => Span::new(0, 0),
        }
    }

    pub(super) fn kind(&self, idx: usize) -> WordKind {
        self.words.get(idx).map_or(WordKind::ParagraphEnd, |word| word.kind)
    }

    pub(super) fn is(&self, idx: usize, class: Class) -> bool {
        self.words.get(idx).is_some_and(|word| word.classes.has(class))
    }

    pub(super) fn is_any(&self, idx: usize, classes: &[Class]) -> bool {
        self.words.get(idx).is_some_and(|word| word.classes.has_any(classes))
    }

    pub(super) fn is_word(&self, idx: usize) -> bool {
        matches!(self.kind(idx), WordKind::Capital | WordKind::Small)
    }

    pub(super) fn is_comma(&self, idx: usize) -> bool {
        self.kind(idx) == WordKind::Punctuation(',')
    }

    pub(super) fn text(&self, idx: usize) -> &'b str {
        self.words.get(idx).map_or("", |word| word.span.slice(self.body))
    }

    /// Returns whether the word has the ending, in a language where endings are informative.
    pub(super) fn has_ending(&self, idx: usize, ending: &str) -> bool {
        self.lexicon.has_english_endings && self.text(idx).ends_with(ending)
    }

    /// Returns whether a line begins with this item.
    pub(super) fn is_new_line(&self, idx: usize) -> bool {
        let Some((before, word)) = idx.checked_sub(1).and_then(|before| self.words.get(before).zip(self.words.get(idx))) else {
            return true;
        };
        before.kind == WordKind::ParagraphEnd
            || self.body.get(before.span.end..word.span.start).is_some_and(|gap| gap.contains('\n'))
    }

    /// Returns whether the word is a possessive: `Ruiz’s`.
    pub(super) fn is_possessive(&self, idx: usize) -> bool {
        self.text(idx).ends_with("'s") || self.text(idx).ends_with("’s")
    }

    /// Returns the quoted words of a quote.
    pub(super) fn content(&self, marked_idx: usize) -> &'b str {
        self.marked.get(marked_idx).map_or("", |stretch| stretch.content.slice(self.body))
    }

    /// Returns whether these words are in marks more than once.
    pub(super) fn is_repeated(&self, content: &str) -> bool {
        self.repeated.contains(content)
    }

    /// Returns the number of words of the `according` phrase that begins at `idx`; 0 if none does.
    pub(super) fn according_len(&self, idx: usize) -> usize {
        if !self.is(idx, Class::According) {
            return 0;
        }
        let is_here = |phrase: &&Vec<&str>| phrase.iter().enumerate().all(|(n, word)| self.text(idx + n).to_lowercase() == *word);
        self.lexicon.according.iter().filter(is_here).map(Vec::len).max().unwrap_or(0)
    }

    /// Returns the index of the first word of the sentence with `idx`, looking backwards.
    pub(super) fn sentence_start(&self, idx: usize) -> usize {
        let earliest = idx.saturating_sub(MAX_SENTENCE_WORDS);
        (earliest..idx).rev().find(|before| self.ends_sentence(*before)).map_or(earliest, |before| before + 1)
    }

    /// Returns the index of the item that ends the sentence, looking forwards from `idx`: a full
    /// stop, a quote that ends with one, a paragraph's end.
    pub(super) fn sentence_end(&self, idx: usize) -> usize {
        let latest = idx + MAX_SENTENCE_WORDS;
        (idx..latest).find(|after| self.ends_sentence(*after)).unwrap_or(latest).min(self.words.len())
    }

    /// Returns whether a sentence ends with this word.
    pub(super) fn ends_sentence(&self, idx: usize) -> bool {
        self.sentence_ends.get(idx).copied().unwrap_or(true)
    }

    /// Returns the number of the word's paragraph.
    pub(super) fn paragraph(&self, idx: usize) -> usize {
        self.words.get(idx).map_or(0, |word| word.paragraph)
    }

    fn is_sentence_end(&self, idx: usize) -> bool {
        let next_begins = matches!(self.kind(idx + 1), WordKind::Capital | WordKind::Quoted(_) | WordKind::ParagraphEnd);
        match self.kind(idx) {
            WordKind::ParagraphEnd => true,
            WordKind::Punctuation('.' | '!' | '?') => next_begins || !self.is_word(idx + 1),
            WordKind::Quoted(marked_idx) => {
                let content = self.content(marked_idx);
                next_begins && (content.ends_with('.') || content.ends_with(['?', '!']) && !self.reports_at(idx + 1))
            }
            _ => false,
        }
    }

    /// Returns whether a source and cue begin here: `“Why?” Ana Ruiz asked.`
    fn reports_at(&self, idx: usize) -> bool {
        (idx..idx + 6).take_while(|at| self.is_word(*at)).any(|at| self.is_any(at, &[Class::Cue, Class::Inverted]))
    }

    fn push_other(&mut self, span: Span, kind: WordKind, paragraph: usize) {
        self.words.push(Word { span, kind, classes: Classes::default(), paragraph });
    }

    /// Cuts text without quotes into words.
    fn cut(&mut self, span: Span, paragraph: usize) {
        let mut start = span.start;
        let nicknames = self.nicknames;
        let from = nicknames.partition_point(|nickname| nickname.start < span.start);
        for nickname in nicknames[from..].iter().take_while(|nickname| nickname.end <= span.end) {
            self.cut_words(Span::new(start, nickname.start), paragraph);
            self.push_other(*nickname, WordKind::Capital, paragraph);
            start = nickname.end;
        }
        self.cut_words(Span::new(start, span.end), paragraph);
    }

    /// Cuts text without marks into words.
    fn cut_words(&mut self, span: Span, paragraph: usize) {
        let text = span.slice(self.body);
        let letter_at = |at: usize| text[at..].chars().next();
        let mut end = 0;
        while let Some(first) = letter_at(end) {
            let start = end;
            end += first.len_utf8();
            if first.is_whitespace() {
                continue;
            }
            if !first.is_alphanumeric() {
                self.push_other(Span::new(start, end).plus(span.start), WordKind::Punctuation(first), paragraph);
                continue;
            }
            let mut has_hyphen = false;
            loop {
                end += text.as_bytes()[end..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                let Some(joint) = letter_at(end) else { break };
                let after = end + joint.len_utf8();
                let goes_on = || text[after..].starts_with(char::is_alphanumeric);
                if joint.is_alphanumeric() || (matches!(joint, '\'' | '’' | '-' | '‑' | '.' | '&' | '@') && goes_on()) {
                    has_hyphen |= joint == '-';
                    end = after;
                    continue;
                }
                if joint == '.' && self.keeps_full_stop(&text[start..end]) {
                    end = after;
                }
                break;
            }
            let word = Span::new(start, end).plus(span.start);
            if has_hyphen { self.push_hyphened(word, paragraph) } else { self.push_word(word, paragraph) }
        }
    }

    fn push_hyphened(&mut self, span: Span, paragraph: usize) {
        let text = span.slice(self.body);
        // French `dit-il`, `a-t-elle ajouté`: a verb and its subject.
        if let Some((verb, pronoun)) = text.rsplit_once('-') {
            let verb = verb.strip_suffix("-t").unwrap_or(verb);
            let is_pronoun = self.lexicon.classes(pronoun).has(Class::Pronoun);
            if is_pronoun && self.lexicon.classes_of(verb).has_any(&[Class::Cue, Class::Auxiliary]) {
                self.push_word(Span::new(span.start, span.start + verb.len()), paragraph);
                self.push_word(Span::new(span.end - pronoun.len(), span.end), paragraph);
                return;
            }
        }
        self.push_word(span, paragraph);
    }

    fn push_word(&mut self, span: Span, paragraph: usize) {
        let text = span.slice(self.body);
        let kind = if text.starts_with(char::is_uppercase) { WordKind::Capital } else { WordKind::Small };
        let classes = self.lexicon.classes_of(text.trim_end_matches('.'));
        self.words.push(Word { span, kind, classes, paragraph });
    }

    /// Returns whether a full stop after this word belongs to it: `Mr.`, `J.`, `U.S.`.
    fn keeps_full_stop(&self, word: &str) -> bool {
        let is_initial = word.chars().count() == 1 && word.starts_with(char::is_uppercase);
        let is_initials = word.len() <= 7 && word.contains('.') && word.split('.').all(|part| part.chars().count() == 1);
        is_initial || is_initials || self.lexicon.classes_of(word).has(Class::Abbreviation)
    }
}
