//! Choosing passages, and cutting those that are too long.

use unicode_segmentation::UnicodeSegmentation;

use super::SnippetConfig;
use crate::analysis::sentences;
use crate::hit::FieldMatch;
use crate::span::Span;

/// A stretch of the body that is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) span: Span,
    pub(super) is_cut_before: bool,
    pub(super) is_cut_after: bool,
}

impl Piece {
    fn whole(span: Span) -> Piece {
        Piece { span, is_cut_before: false, is_cut_after: false }
    }
}

/// Returns the body's first sentences, as many as fit; the first is cut where it alone is too long.
pub(super) fn lead(body: &str, max_chars: usize) -> Option<Piece> {
    let sentences = sentences(body);
    let first = *sentences.first()?;
    if n_chars(body, first) > max_chars {
        return Some(cut(body, first, Span::new(first.start, first.start), max_chars));
    }
    let fitting = sentences.iter().take_while(|sentence| n_chars(body, Span::new(first.start, sentence.end)) <= max_chars);
    Some(Piece::whole(Span::new(first.start, fitting.last().unwrap_or(&first).end)))
}

/// One or more neighbouring sentences that hold matches.
struct Passage {
    span: Span,
    /// Indices of the sentences, for joining neighbours.
    sentences: (usize, usize),
    /// Which words of the query it holds, without repeats.
    terms: Vec<usize>,
    /// Its matches, as indices.
    matches: (usize, usize),
}

/// Returns the best passages for `matches` (sorted, at least one), in the order of the text.
///
/// The first chosen is the one that holds most of the query's words, the earliest of equals; each further one is the one that adds most
/// words not yet shown, then most words at all, as long as there is room.
pub(super) fn best(body: &str, matches: &[FieldMatch], config: SnippetConfig) -> Vec<Piece> {
    let sentences = sentences(body);
    let mut open = passages(&sentences, matches);
    let mut shown_terms: Vec<usize> = Vec::new();
    let mut chosen: Vec<Passage> = Vec::new();
    let mut room = config.max_chars;
    while chosen.len() < config.max_fragments {
        let n_new = |passage: &Passage| passage.terms.iter().filter(|term| !shown_terms.contains(term)).count();
        let fits = |passage: &&(usize, &Passage)| chosen.is_empty() || n_chars(body, passage.1.span) <= room;
        let candidates = open.iter().enumerate().collect::<Vec<_>>();
        let best = candidates
            .iter()
            .filter(fits)
            .max_by_key(|(passage_idx, passage)| (n_new(passage), passage.terms.len(), std::cmp::Reverse(*passage_idx)));
        let Some((passage_idx, _)) = best else { break };
        let passage = open.remove(*passage_idx);
        room = room.saturating_sub(n_chars(body, passage.span));
        shown_terms.extend(&passage.terms);
        chosen.push(passage);
    }
    chosen.sort_by_key(|passage| passage.span);
    pieces(body, &sentences, matches, &chosen, config.max_chars)
}

/// Groups matches by the sentences they stand in. A match across sentences joins them.
fn passages(sentences: &[Span], matches: &[FieldMatch]) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    for (match_idx, found) in matches.iter().enumerate() {
        let first = sentences.partition_point(|sentence| sentence.end <= found.extent.start);
        let last = sentences.partition_point(|sentence| sentence.start < found.extent.end).saturating_sub(1).max(first);
        let Some(span) = sentences.get(first).zip(sentences.get(last)).map(|(first, last)| Span::new(first.start, last.end))
        else {
            continue;
        };
        match passages.last_mut() {
            Some(passage) if first <= passage.sentences.1 => {
                passage.sentences.1 = passage.sentences.1.max(last);
                passage.span.end = passage.span.end.max(span.end);
                passage.matches.1 = match_idx + 1;
                add_terms(&mut passage.terms, &found.terms);
            }
            _ => passages.push(Passage {
                span,
                sentences: (first, last),
                terms: found.terms.clone(),
                matches: (match_idx, match_idx + 1),
            }),
        }
    }
    passages
}

fn add_terms(terms: &mut Vec<usize>, more: &[usize]) {
    for term in more {
        if !terms.contains(term) {
            terms.push(*term);
        }
    }
}

/// Joins neighbours, cuts what is too long, and fills a lone short passage up with the sentence after it.
fn pieces(body: &str, sentences: &[Span], matches: &[FieldMatch], chosen: &[Passage], max_chars: usize) -> Vec<Piece> {
    if let [passage] = chosen {
        if n_chars(body, passage.span) > max_chars {
            let (first, end) = passage.matches;
            return vec![cut(body, passage.span, densest(body, &matches[first..end], max_chars), max_chars)];
        }
        let mut span = passage.span;
        for next in &sentences[passage.sentences.1 + 1..] {
            let longer = Span::new(span.start, next.end);
            let is_same_paragraph = !body[span.end..next.start].contains("\n\n");
            if !is_same_paragraph || n_chars(body, longer) > max_chars {
                break;
            }
            span = longer;
        }
        return vec![Piece::whole(span)];
    }
    let mut pieces: Vec<Piece> = Vec::new();
    let mut last_sentence = None;
    let mut room = max_chars;
    for passage in chosen {
        let n = n_chars(body, passage.span);
        let mut piece = Piece::whole(passage.span);
        if n > room {
            let (first, end) = passage.matches;
            piece = cut(body, passage.span, densest(body, &matches[first..end], room), room);
        }
        room = room.saturating_sub(n);
        match pieces.last_mut() {
            Some(before)
                if last_sentence.is_some_and(|last| last + 1 == passage.sentences.0)
                    && !piece.is_cut_before
                    && !before.is_cut_after =>
            {
                before.span.end = piece.span.end;
                before.is_cut_after = piece.is_cut_after;
            }
            _ => pieces.push(piece),
        }
        last_sentence = Some(passage.sentences.1);
    }
    pieces
}

/// Returns the shortest stretch of at most `max_chars` from one match on that holds the most different words; the first of equals. A
/// single match that is longer is returned as it is.
fn densest(body: &str, matches: &[FieldMatch], max_chars: usize) -> Span {
    let mut best: (usize, Span) = (0, matches.first().map_or(Span::new(0, 0), |found| found.extent));
    // Long passages are OCR pages without points; a bounded look at the first matches is enough to find a good window.
    const MAX_STARTS: usize = 200;
    for (start_idx, start) in matches.iter().enumerate().take(MAX_STARTS) {
        let mut terms: Vec<usize> = Vec::new();
        let mut span = start.extent;
        for found in &matches[start_idx..] {
            let wider = Span::new(span.start, span.end.max(found.extent.end));
            if wider != start.extent && n_chars(body, wider) > max_chars {
                break;
            }
            span = wider;
            add_terms(&mut terms, &found.terms);
            if terms.len() > best.0 {
                best = (terms.len(), span);
            }
        }
    }
    best.1
}

/// Cuts `passage` to `max_chars` around `core`, between words.
fn cut(body: &str, passage: Span, core: Span, max_chars: usize) -> Piece {
    let core_chars = n_chars(body, core);
    if core_chars >= max_chars {
        let end = char_end(body, core.start, max_chars).min(passage.end);
        let end = match word_end(body, core.start, end, passage.end) {
            // Not even its first word fits: only then is a word cut, and never inside a grapheme.
            nothing if nothing <= core.start => grapheme_end(body, core.start, end),
            end => end,
        };
        let is_cut_before = core.start > passage.start;
        return Piece { span: Span::new(core.start, end), is_cut_before, is_cut_after: end < passage.end };
    }
    let spare = max_chars - core_chars;
    let before_chars = n_chars(body, Span::new(passage.start, core.start));
    let after_chars = n_chars(body, Span::new(core.end, passage.end));
    // A third of the spare room before the match, the rest after it; what one side does not need goes to the other.
    let take_before = before_chars.min((spare / 3).max(spare.saturating_sub(after_chars)));
    let take_after = after_chars.min(spare - take_before);
    let start = if take_before == before_chars {
        passage.start
    } else {
        word_start(body, char_start(body, core.start, take_before), core.start)
    };
    let end = if take_after == after_chars {
        passage.end
    } else {
        word_end(body, core.end, char_end(body, core.end, take_after), passage.end)
    };
    Piece { span: Span::new(start, end), is_cut_before: start > passage.start, is_cut_after: end < passage.end }
}

/// Returns the place `n` characters before `from`.
fn char_start(body: &str, from: usize, n: usize) -> usize {
    body[..from].char_indices().rev().take(n).last().map_or(from, |(at, _)| at)
}

/// Returns the place `n` characters after `from`.
fn char_end(body: &str, from: usize, n: usize) -> usize {
    body[from..].char_indices().nth(n).map_or(body.len(), |(at, _)| from + at)
}

/// Returns the first beginning of a word from `at` on, at most `core`. Where there is no space in between, as in unspaced scripts and in
/// very long words, the first grapheme boundary.
fn word_start(body: &str, at: usize, core: usize) -> usize {
    if body[..at].ends_with(char::is_whitespace) {
        return at;
    }
    let window = &body[at..core];
    match window.find(char::is_whitespace) {
        Some(space) => at + space + (window[space..].len() - window[space..].trim_start().len()),
        None if window.is_ascii() => core,
        None => next_grapheme(body, at, core),
    }
}

/// Returns the last end of a word up to `at`, at least `core`; for unspaced scripts the last grapheme boundary.
fn word_end(body: &str, core: usize, at: usize, limit: usize) -> usize {
    if at >= limit || body[at..].starts_with(char::is_whitespace) {
        return at.min(limit);
    }
    let window = &body[core..at];
    match window.rfind(char::is_whitespace) {
        Some(space) => core + window[..space].trim_end().len(),
        None if window.is_ascii() => core,
        None => graphemes(body, core).take_while(|boundary| *boundary <= at).last().unwrap_or(core),
    }
}

/// Returns the last grapheme boundary up to `at`, but at least one grapheme after `from`.
fn grapheme_end(body: &str, from: usize, at: usize) -> usize {
    let mut ends = graphemes(body, from).filter(|boundary| *boundary > from).peekable();
    let first = ends.peek().copied().unwrap_or(body.len());
    ends.take_while(|boundary| *boundary <= at).last().unwrap_or(first)
}

fn next_grapheme(body: &str, at: usize, core: usize) -> usize {
    // Graphemes are cut from a place that is a boundary for sure: the last space before.
    let safe = body[..at].rfind(char::is_whitespace).unwrap_or(0);
    graphemes(body, safe).find(|boundary| *boundary >= at).unwrap_or(core).min(core)
}

/// Returns the grapheme boundaries of `body` from `from` on, which is one.
fn graphemes(body: &str, from: usize) -> impl Iterator<Item = usize> {
    body[from..].grapheme_indices(true).map(move |(offset, _)| from + offset).chain(std::iter::once(body.len()))
}

fn n_chars(body: &str, span: Span) -> usize {
    span.slice(body).chars().count()
}
