//! Choosing passages, and sharing the room among them.
//!
//! The *core* of a match is the part that must be visible, from its first word to its last. Around
//! it are its sentences; matches in the same sentences make one candidate. A match that is too long
//! for one excerpt has several cores, around its first and its last words. Cores are chosen first.
//! Then the room is shared as evenly as the sentences allow, and what does not fit is cut around
//! its core. Only the text around the matches is read, however long the body is.

use std::cmp::{Ordering, Reverse};

use super::config::SnippetConfig;
use super::cut::{cut, n_chars, whole_graphemes, whole_words};
use super::piece::Piece;
use crate::analysis::{sentence_after, sentence_before, sentence_end, sentence_start};
use crate::hit::FieldMatch;
use crate::span::Span;

/// Returns the first sentences of the body, as many as fit; the first is cut if it alone is too
/// long.
pub(super) fn lead(body: &str, max_chars: usize) -> Option<Piece> {
    let first = sentence_after(body, 0, reach(max_chars))?;
    if is_longer(body, first, max_chars) {
        return Some(cut(body, first, Span::new(first.start, first.start), max_chars));
    }
    let lead = filled_up(body, first, max_chars, Paragraphs::All);
    Some(Piece::of(lead, lead))
}

/// Returns the best passages for `matches` (sorted, at least one), in the order of the text,
/// disjoint.
///
/// The first choice holds all words that matched anywhere, or else most of them. Ties are broken by
/// the rarest words, then by showing them in one excerpt, then by the earliest. Each further choice
/// adds as much as possible of what is not yet shown, if it can without cutting the others. If
/// nothing is left to add, it must fit whole.
pub(super) fn best(body: &str, matches: &[FieldMatch], rarity: &[f32], config: SnippetConfig) -> Vec<Piece> {
    let candidates = candidates(body, &looked_at(matches), config);
    let mut excerpts = neighbours_joined(body, &chosen(&candidates, rarity, config), config.max_chars);
    if let [only] = excerpts.as_mut_slice()
        && !is_longer(body, only.sentences, config.max_chars)
    {
        only.sentences = filled_up(body, only.sentences, config.max_chars, Paragraphs::One);
    }
    shown(body, excerpts, config)
}

/// Returns the passage around one match, in the order of the text, disjoint.
pub(super) fn around(body: &str, found: &FieldMatch, config: SnippetConfig) -> Vec<Piece> {
    let excerpts = candidates(body, &[found], config).into_iter().flat_map(|candidate| candidate.excerpts).collect();
    shown(body, excerpts, config)
}

/// A future fragment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Excerpt {
    /// The part that must be visible, from a first word to a last.
    core: Span,
    /// The whole sentences around it. Sentences longer than any snippet are included only as far as
    /// they were read.
    sentences: Span,
}

/// A candidate, chosen as a whole or not at all.
struct Candidate {
    /// One excerpt, or several for a match that is too long for one; in the order of the text.
    excerpts: Vec<Excerpt>,
    /// The words of the query that it holds, ascending, without repeats.
    terms: Vec<usize>,
    /// The number of characters in its cores.
    needed: usize,
    /// The number of characters in its sentences; for very long ones, more than there is room for.
    wanted: usize,
}

impl Candidate {
    fn new(body: &str, excerpts: Vec<Excerpt>, mut terms: Vec<usize>, max_chars: usize) -> Candidate {
        terms.sort_unstable();
        terms.dedup();
        let needed = excerpts.iter().map(|excerpt| n_chars(body, excerpt.core)).sum();
        let n_wanted =
            |span: Span| if is_longer(body, span, max_chars) { max_chars.saturating_add(1) } else { n_chars(body, span) };
        let wanted = excerpts.iter().map(|excerpt| n_wanted(excerpt.sentences)).sum();
        Candidate { excerpts, terms, needed, wanted }
    }
}

/// Returns how far to look for a sentence, in bytes: further than this many characters can reach.
fn reach(max_chars: usize) -> usize {
    max_chars.saturating_add(1).saturating_mul(char::MAX.len_utf8())
}

fn is_longer(body: &str, span: Span, max_chars: usize) -> bool {
    span.end - span.start > reach(max_chars) || n_chars(body, span) > max_chars
}

/// Drops matches that a snippet can do without, so that a page with thousands of matches takes no
/// longer than one with hundreds. Kept are the first matches, and the first of each word.
fn looked_at(matches: &[FieldMatch]) -> Vec<&FieldMatch> {
    const FIRST: usize = 200;
    const OF_EACH_WORD: usize = 20;
    let n_terms = matches.iter().flat_map(|found| &found.terms).max().map_or(0, |last| last + 1);
    let mut n_of_term = vec![0; n_terms];
    let mut looked_at = Vec::new();
    for (match_idx, found) in matches.iter().enumerate() {
        let is_early = found.terms.iter().any(|term| n_of_term[*term] < OF_EACH_WORD);
        found.terms.iter().for_each(|term| n_of_term[*term] += 1);
        if is_early || match_idx < FIRST {
            looked_at.push(found);
        }
    }
    looked_at
}

/// Groups matches by their sentences, in the order of the text. A match across sentences joins
/// them.
fn candidates(body: &str, matches: &[&FieldMatch], config: SnippetConfig) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let mut finder = SentenceFinder { body, reach: reach(config.max_chars_with_context()), last: Span::new(0, 0) };
    let mut group: Vec<Held<'_>> = Vec::new();
    let mut group_end = 0;
    for found in matches {
        if found.marks.len() > 1 && is_longer(body, found.extent, config.max_chars) {
            let excerpts = split(body, found, config).into_iter();
            let excerpts = excerpts.map(|core| Excerpt { core, sentences: finder.around(core) }).collect();
            candidates.push(Candidate::new(body, excerpts, found.terms.clone(), config.max_chars));
            continue;
        }
        let excerpt = Excerpt { core: found.extent, sentences: finder.around(found.extent) };
        if excerpt.sentences.start >= group_end {
            candidates.extend(of_group(body, &group, config.max_chars));
            group.clear();
        }
        group_end = group_end.max(excerpt.sentences.end);
        group.push(Held { excerpt, found });
    }
    candidates.extend(of_group(body, &group, config.max_chars));
    candidates.sort_by_key(|candidate| candidate.excerpts.first().copied());
    candidates
}

/// A match with its place.
struct Held<'m> {
    excerpt: Excerpt,
    found: &'m FieldMatch,
}

/// Finds the sentences around places that mostly ascend, and reads no text twice if several places
/// share a sentence.
struct SentenceFinder<'b> {
    body: &'b str,
    reach: usize,
    /// The last sentence, as far as it was read.
    last: Span,
}

impl SentenceFinder<'_> {
    /// Returns the sentences in which `core` begins and ends, and all in between.
    fn around(&mut self, core: Span) -> Span {
        let SentenceFinder { body, reach, last } = *self;
        let is_in_last = last.start <= core.start && core.start < last.end;
        let start = if is_in_last { last.start } else { sentence_start(body, core.start, reach) };
        // If a sentence goes on past the part that was read, reading continues there.
        let seen = if is_in_last { last_letter(body, last) } else { core.start };
        let end = sentence_end(body, seen, core.end.saturating_add(reach).saturating_sub(seen));
        let end = if is_in_last { end.max(last.end) } else { end };
        self.last = Span::new(start, end);
        if end >= core.end { self.last } else { Span::new(start, sentence_end(body, last_letter(body, core), reach)) }
    }
}

fn last_letter(body: &str, span: Span) -> usize {
    span.slice(body).char_indices().next_back().map_or(span.start, |(offset, _)| span.start + offset)
}

/// A group whose sentences fit is one candidate. In longer sentences, and in pages without points,
/// each run of matches that fits is one.
fn of_group(body: &str, group: &[Held<'_>], max_chars: usize) -> Vec<Candidate> {
    let joined = |held: &[Held<'_>]| {
        let excerpt = held.iter().map(|held| held.excerpt).reduce(cover_both)?;
        let terms = held.iter().flat_map(|held| held.found.terms.iter().copied()).collect();
        Some(Candidate::new(body, vec![excerpt], terms, max_chars))
    };
    match joined(group) {
        Some(all) if all.wanted > max_chars => {
            let densest = |first: usize| &group[first..][..n_densest(body, &group[first..], all.terms.len(), max_chars)];
            (0..group.len()).map(densest).filter_map(joined).collect()
        }
        whole => whole.into_iter().collect(),
    }
}

/// Returns the number of matches, from the first on, that together hold the most different words
/// and fit. It takes no more than necessary, and at least one. `n_terms` is the number of different
/// words.
fn n_densest(body: &str, group: &[Held<'_>], n_terms: usize, max_chars: usize) -> usize {
    let mut terms: Vec<usize> = Vec::new();
    let mut best = (0, 1);
    let mut core = Span::new(group[0].excerpt.core.start, group[0].excerpt.core.start);
    let mut core_chars = 0;
    for (held_idx, held) in group.iter().enumerate() {
        let wider = cover(core, held.excerpt.core);
        core_chars += n_chars(body, Span::new(core.end, wider.end));
        core = wider;
        if core_chars > max_chars {
            break;
        }
        for term in &held.found.terms {
            if !terms.contains(term) {
                terms.push(*term);
            }
        }
        if terms.len() > best.0 {
            best = (terms.len(), held_idx + 1);
        }
        if terms.len() == n_terms {
            break;
        }
    }
    best.1
}

fn cover(a: Span, b: Span) -> Span {
    Span::new(a.start.min(b.start), a.end.max(b.end))
}

/// Splits a match that is too long for one excerpt at the widest gaps between its words: in two if
/// that makes it short enough, else in more. If nothing does, its first and last words are kept as
/// far as they fit.
fn split(body: &str, found: &FieldMatch, config: SnippetConfig) -> Vec<Span> {
    let marks = &found.marks;
    let mut widest: Vec<usize> = (1..marks.len()).collect();
    widest.sort_by_key(|idx| (Reverse(marks[*idx].start - marks[*idx - 1].end), *idx));
    let parted = |n: usize| {
        let mut parts = vec![marks[0]];
        for (idx, mark) in marks.iter().enumerate().skip(1) {
            match parts.last_mut() {
                Some(last) if !widest[..n - 1].contains(&idx) => last.end = mark.end,
                _ => parts.push(*mark),
            }
        }
        parts
    };
    let fits = |parts: &Vec<Span>| parts.iter().map(|part| n_chars(body, *part)).sum::<usize>() <= config.max_chars;
    let n_most = config.max_fragments.min(marks.len());
    let ends = || Some(vec![marks[0], marks[marks.len() - 1]]).filter(|ends| n_most > 1 && fits(ends));
    (2..=n_most).map(parted).find(fits).or_else(ends).unwrap_or_else(|| vec![marks[0]])
}

/// The merits of a candidate, most important first; of equals, the earlier is chosen.
#[derive(PartialEq, PartialOrd)]
struct Worth {
    n_new_terms: usize,
    new_rarity: f32,
    /// Whether the earlier choices stay whole.
    cuts_none: bool,
    is_in_one: bool,
    n_terms: usize,
    rarity: f32,
}

fn chosen(candidates: &[Candidate], rarity: &[f32], config: SnippetConfig) -> Vec<Excerpt> {
    let rarity_of = |terms: &[usize]| terms.iter().filter_map(|term| rarity.get(*term)).sum::<f32>();
    let mut excerpts: Vec<Excerpt> = Vec::new();
    let mut terms: Vec<usize> = Vec::new();
    let (mut needed, mut wanted) = (0, 0);
    while excerpts.len() < config.max_fragments {
        let mut best: Option<(Worth, &Candidate)> = None;
        for candidate in candidates {
            let new: Vec<usize> = candidate.terms.iter().copied().filter(|term| !terms.contains(term)).collect();
            let cuts_none = excerpts.is_empty() || wanted + candidate.wanted <= config.max_chars;
            // A new word is worth cutting the others; without a new word it is not.
            let has_room = cuts_none || (!new.is_empty() && needed + candidate.needed <= config.max_chars);
            let has_place = excerpts.len() + candidate.excerpts.len() <= config.max_fragments;
            let is_apart = candidate.excerpts.iter().all(|new| excerpts.iter().all(|old| !overlap(old.core, new.core)));
            let may_be_added = has_room && has_place && is_apart;
            if !may_be_added && !excerpts.is_empty() {
                continue;
            }
            let worth = Worth {
                n_new_terms: new.len(),
                new_rarity: rarity_of(&new),
                cuts_none,
                is_in_one: candidate.excerpts.len() == 1,
                n_terms: candidate.terms.len(),
                rarity: rarity_of(&candidate.terms),
            };
            if best.as_ref().is_none_or(|(most, _)| worth.partial_cmp(most) == Some(Ordering::Greater)) {
                best = Some((worth, candidate));
            }
        }
        let Some((_, candidate)) = best else { break };
        excerpts.extend(&candidate.excerpts);
        terms.extend(&candidate.terms);
        needed += candidate.needed;
        wanted += candidate.wanted;
    }
    excerpts.sort_unstable();
    excerpts
}

/// Joins excerpts whose sentences follow each other, if they fit together.
fn neighbours_joined(body: &str, excerpts: &[Excerpt], max_chars: usize) -> Vec<Excerpt> {
    let mut joined: Vec<Excerpt> = Vec::new();
    for next in excerpts {
        let both = joined.last().map(|last| cover_both(*last, *next)).filter(|both| {
            let gap = joined.last().map_or("", |last| Span::new(last.sentences.end, next.sentences.start).slice(body));
            gap.trim().is_empty() && !is_longer(body, both.sentences, max_chars)
        });
        match (joined.last_mut(), both) {
            (Some(last), Some(both)) => *last = both,
            _ => joined.push(*next),
        }
    }
    joined
}

fn cover_both(a: Excerpt, b: Excerpt) -> Excerpt {
    Excerpt { core: cover(a.core, b.core), sentences: cover(a.sentences, b.sentences) }
}

fn overlap(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

/// Shares the room among the excerpts, cuts those that get less than they want, and joins adjacent
/// ones.
fn shown(body: &str, mut excerpts: Vec<Excerpt>, config: SnippetConfig) -> Vec<Piece> {
    let max_chars = config.max_chars_with_context();
    for excerpt in &mut excerpts {
        excerpt.sentences = with_context(body, excerpt.sentences, config.context_sentences, reach(max_chars));
    }
    let excerpts = fitted_to_words(body, excerpts, max_chars);
    let shares = shares(body, &excerpts, max_chars);
    let mut pieces: Vec<Piece> = Vec::new();
    for (idx, (excerpt, share)) in excerpts.iter().zip(shares).enumerate() {
        // Stretches of one long sentence end where the next begins.
        let start = pieces.last().map_or(0, |before| before.span.end).max(excerpt.sentences.start);
        let end = excerpts.get(idx + 1).map_or(body.len(), |next| next.core.start).min(excerpt.sentences.end);
        let bounds = Span::new(start, end);
        let span = if is_longer(body, bounds, share) { cut(body, bounds, excerpt.core, share).span } else { bounds };
        pieces.push(Piece::of(trimmed(body, span), excerpt.sentences));
    }
    let shown_chars: usize = pieces.iter().map(|piece| n_chars(body, piece.span)).sum();
    joined(body, &pieces, max_chars.saturating_sub(shown_chars))
}

fn trimmed(body: &str, span: Span) -> Span {
    let text = span.slice(body);
    Span::new(span.end - text.trim_start().len(), span.start + text.trim_end().len())
}

/// Joins pieces with only white space in between, as long as there is room for that too.
fn joined(body: &str, pieces: &[Piece], mut room: usize) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        let gap = Span::new(joined.last().map_or(0, |before| before.span.end), piece.span.start);
        let gap_chars = n_chars(body, gap);
        match joined.last_mut() {
            Some(before) if gap_chars <= room && gap.slice(body).trim().is_empty() => {
                room -= gap_chars;
                before.span.end = piece.span.end;
                before.is_cut_after = piece.is_cut_after;
            }
            _ => joined.push(*piece),
        }
    }
    joined
}

/// Widens cores to whole words if there is room, otherwise to whole graphemes. What then has no
/// room is dropped.
fn fitted_to_words(body: &str, excerpts: Vec<Excerpt>, max_chars: usize) -> Vec<Excerpt> {
    let mut needed: usize = excerpts.iter().map(|excerpt| n_chars(body, excerpt.core)).sum();
    let mut fitted: Vec<Excerpt> = Vec::with_capacity(excerpts.len());
    for Excerpt { core, sentences } in excerpts {
        let others = needed - n_chars(body, core);
        let words = Some(whole_words(body, core)).filter(|words| others + n_chars(body, *words) <= max_chars);
        let core = words.unwrap_or_else(|| whole_graphemes(body, core));
        needed = others + n_chars(body, core);
        let excerpt = Excerpt { core, sentences: cover(sentences, core) };
        match fitted.last_mut() {
            // In scripts without spaces, two cores may share a word.
            Some(last) if overlap(last.core, core) => {
                *last = Excerpt { core: cover(last.core, core), sentences: cover(last.sentences, excerpt.sentences) };
            }
            Some(_) if needed > max_chars => needed = others,
            _ => fitted.push(excerpt),
        }
    }
    fitted
}

/// Returns the number of characters for each excerpt: as even a share as its core and its sentences
/// allow.
fn shares(body: &str, excerpts: &[Excerpt], max_chars: usize) -> Vec<usize> {
    let needs = |excerpt: &Excerpt| n_chars(body, excerpt.core).min(max_chars);
    let wants = |excerpt: &Excerpt| match is_longer(body, excerpt.sentences, max_chars) {
        true => max_chars,
        false => n_chars(body, excerpt.sentences),
    };
    let limits: Vec<(usize, usize)> = excerpts.iter().map(|excerpt| (needs(excerpt), wants(excerpt))).collect();
    let at = |share: usize| limits.iter().map(move |(needs, wants)| share.min(*wants).max(*needs));
    // The largest share with which all fit.
    let (mut share, mut too_much) = (0, max_chars.saturating_add(1));
    while too_much - share > 1 {
        let middle = share + (too_much - share) / 2;
        if at(middle).sum::<usize>() <= max_chars {
            share = middle;
        } else {
            too_much = middle;
        }
    }
    at(share).collect()
}

/// Which sentences may be added.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Paragraphs {
    /// Those of the same paragraph.
    One,
    /// Those of the next paragraphs too.
    All,
}

/// Returns `span` extended by as many whole following sentences as fit.
fn filled_up(body: &str, mut span: Span, max_chars: usize, paragraphs: Paragraphs) -> Span {
    while let Some(next) = sentence_after(body, span.end, reach(max_chars)) {
        let longer = Span::new(span.start, next.end);
        let is_of_next_paragraph = body[span.end..next.start].matches('\n').count() > 1;
        if (is_of_next_paragraph && paragraphs == Paragraphs::One) || is_longer(body, longer, max_chars) {
            break;
        }
        span = longer;
    }
    span
}

/// Returns `span` with `n` whole sentences before and after it: first those of its paragraph, then
/// those around it.
fn with_context(body: &str, span: Span, n: usize, reach: usize) -> Span {
    let before = std::iter::successors(Some(span), |first| sentence_before(body, first.start, reach));
    let after = std::iter::successors(Some(span), |last| sentence_after(body, last.end, reach));
    let start = before.take(n.saturating_add(1)).last().map_or(span.start, |first| first.start);
    let end = after.take(n.saturating_add(1)).last().map_or(span.end, |last| last.end);
    Span::new(start, end)
}
