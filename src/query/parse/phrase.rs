//! Phrases: the marks, the text between them, and the `~3` behind them.

use unicode_normalization::UnicodeNormalization;

use super::parser::{Parser, Result};
use crate::query::chars::{is_mark, is_space, shown};
use crate::query::word::{self, phrase_hint};
use crate::query::{MAX_DISTANCE, Query, QueryProblem};

impl Parser<'_> {
    /// Returns whether a mark at a place opens a phrase.
    pub(super) fn is_phrase_at(&self, at: usize) -> bool {
        self.typed.is(at, is_mark) || self.typed.single_close(at).is_some()
    }

    pub(super) fn phrase(&mut self) -> Result<Query> {
        let open = self.at;
        self.leaf(open)?;
        let close = self.closing_mark(open)?;
        self.at = close + 1;
        let words: String = self.typed.between(open + 1, close).map(|c| if is_mark(c) { ' ' } else { c }).collect();
        let words: String = words.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let text: String = words.nfc().collect();
        if !text.contains(char::is_alphanumeric) {
            let problem = QueryProblem::error(self.typed.span(open, close + 1), "no letter or digit stands between these marks");
            return Err(problem.hint("type the words of the phrase between them, such as `\"white house\"`"));
        }
        self.check_wildcards(open + 1, close)?;
        let lost = text.split(' ').filter(|word| word.contains(char::is_alphanumeric)).find_map(|word| {
            let kept: &[char] = if word::is_url(word) { &[] } else { &['*'] };
            Some((word, word::lost_signs(word, kept)?))
        });
        if let Some((word, searched)) = lost {
            let message = format!("`{}` is searched as `{}`: signs are not indexed", shown(word), shown(&searched));
            self.notes.push(QueryProblem::note(self.typed.span(open, close + 1), message));
        }
        let phrase = Query::Phrase { text, slop: self.slop()? };
        self.leaves.push((phrase.clone(), self.typed.span(open, close + 1)));
        Ok(phrase)
    }

    /// Fails if a `*` between two places touches no word. A `?` or `!` that touches none is
    /// punctuation.
    fn check_wildcards(&self, start: usize, end: usize) -> Result<()> {
        let mut at = start;
        while at < end {
            let word_end = self.typed.find_before(at, end, |c| is_space(c) || is_mark(c));
            if !word::is_url(&self.typed.text(at, word_end))
                && let Some(problem) = word::misplaced_wildcard(self.typed, at, word_end, &['*'])
            {
                return Err(problem.hint("leave it out, and type `~1` behind the phrase to allow one other word in between"));
            }
            at = word_end + 1;
        }
        Ok(())
    }

    /// Reads the `~3` after a phrase; 0 if there is none.
    fn slop(&mut self) -> Result<u32> {
        if !self.typed.is(self.at, |c| c == '~') {
            return Ok(0);
        }
        let (start, end) = (self.at, self.typed.find(self.at + 1, |c| !c.is_ascii_digit()));
        self.at = end;
        let token_end = self.typed.token_end(start);
        let is_number_alone = start + 1 < end && !self.typed.holds_word(end, token_end);
        if !is_number_alone {
            let problem = QueryProblem::error(self.typed.span(start, token_end), "`~` after a phrase needs a number of words");
            return Err(problem.hint("type `\"white house\"~3` to allow 3 other words in between"));
        }
        let slop = self.typed.text(start + 1, end).parse().unwrap_or(u32::MAX);
        if slop > MAX_DISTANCE {
            let message = format!("more than {MAX_DISTANCE} words in between cannot be allowed");
            let problem = QueryProblem::error(self.typed.span(start, end), message);
            return Err(problem.hint("put `w/p` between words to find them in one paragraph"));
        }
        Ok(slop)
    }

    pub(super) fn closing_mark(&self, open: usize) -> Result<usize> {
        let close = self.typed.mark_close(open).or_else(|| self.typed.single_close(open));
        close.ok_or_else(|| {
            let rest = self.typed.text(open + 1, self.typed.len());
            let problem = QueryProblem::error(self.typed.span(open, open + 1), "this quotation mark is never closed");
            problem.hint(match rest.trim() {
                "" => "leave the mark out, or type a phrase such as `\"white house\"`".to_owned(),
                rest => phrase_hint("close it", rest),
            })
        })
    }
}
