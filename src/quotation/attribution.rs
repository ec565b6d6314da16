//! Who is said to have said it: the cue and the source of one quote, chosen among the candidates around it.
//!
//! Each candidate is described by what can be seen of it: its form, how far it stands from the quote and what stands between, which class its
//! cue has, what kind of phrase its source is, what stands around the quote. Weights fitted to articles with known speakers say
//! which is the likeliest, or that none is.

use super::candidate::{Candidate, Form, candidates};
use super::lexicon::Class;
use super::phrase::{Phrase, is_noun};
use super::weights::{Evidence, Feature, N_CUES, N_DISTANCES, N_ENDS, N_FORMS, N_LENGTHS, N_SIDES, N_SITES, N_SOURCES, Weights};
use super::words::{Row, WordKind};

/// A quote as the models see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// Its place in the row.
    pub(super) at: usize,
    /// How it ends: with a comma, a full stop, `?` or `!`, otherwise with a comma behind the mark, otherwise.
    pub(super) end: usize,
    /// How it begins: with a small letter, a capital, anything else.
    pub(super) start: usize,
    /// How many words it has, in steps.
    pub(super) length: usize,
    /// What stands before and after it.
    pub(super) before: usize,
    pub(super) after: usize,
    /// Whether it begins its paragraph, and whether it ends it: 2 bits.
    pub(super) alone: usize,
}

impl Setting {
    pub(super) fn new(row: &Row<'_>, at: usize) -> Setting {
        let content = match row.kind(at) {
            WordKind::Quoted(marked_idx) => row.content(marked_idx),
            _ => "",
        };
        let end = match content.chars().next_back() {
            Some(',') => 0,
            Some('.' | '…') => 1,
            Some('?' | '!') => 2,
            _ if row.is_comma(at + 1) => 3,
            _ => 4,
        };
        let start = match content.chars().next() {
            Some(c) if c.is_lowercase() => 0,
            Some(c) if c.is_uppercase() => 1,
            _ => 2,
        };
        let begins = at == 0 || row.kind(at - 1) == WordKind::ParagraphEnd;
        let ends = row.kind(at + 1) == WordKind::ParagraphEnd;
        Setting {
            at,
            end,
            start,
            length: length(content.split_whitespace().take(MANY_WORDS).count()),
            before: at.checked_sub(1).map_or(0, |before| site(row, before)),
            after: site(row, at + 1),
            alone: usize::from(begins) * 2 + usize::from(ends),
        }
    }
}

/// What was chosen, and how clearly.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribution {
    pub(super) candidate: Option<Candidate>,
    /// Where the candidate stands, of `N_PLACES`, or that there is none.
    pub(super) place: usize,
    /// The score of the best candidate above that of none.
    pub(super) margin: f32,
}

/// What was weighed for one quote, for fitting.
#[derive(Debug, Default)]
pub(super) struct Weighed {
    pub(super) candidates: Vec<(Candidate, Evidence)>,
    pub(super) none: Evidence,
}

/// Returns the attribution of a quote. `previous` is that of the quote before it in the same body, with its place.
pub(super) fn attribute(
    row: &Row<'_>,
    setting: &Setting,
    previous: Option<(usize, Option<Candidate>)>,
    weights: &Weights,
    mut weighed: Option<&mut Weighed>,
) -> Attribution {
    let none = none(row, setting, previous);
    let none_score = weights.score(&none);
    let mut best: Option<(Candidate, f32)> = None;
    let mut ranks = [0; N_SIDES];
    for candidate in candidates(row, setting.at, previous.and_then(|(_, candidate)| candidate)) {
        let evidence = evidence(row, setting, &candidate, previous, &mut ranks);
        let score = weights.score(&evidence);
        if best.is_none_or(|best| score > best.1) {
            best = Some((candidate, score));
        }
        if let Some(weighed) = weighed.as_deref_mut() {
            weighed.candidates.push((candidate, evidence));
        }
    }
    if let Some(weighed) = weighed {
        weighed.none = none;
    }
    match best {
        Some((candidate, score)) => Attribution {
            candidate: (score > none_score).then_some(candidate),
            place: place(setting.at, &candidate),
            margin: score - none_score,
        },
        None => Attribution { candidate: None, place: N_FORMS * N_SIDES, margin: -9.0 },
    }
}

/// Returns what speaks for no attribution at all.
fn none(row: &Row<'_>, setting: &Setting, previous: Option<(usize, Option<Candidate>)>) -> Evidence {
    let mut evidence = Evidence::default();
    let previous_is_near = previous.map_or(0, |(at, candidate)| {
        if row.paragraph(at) + 1 < row.paragraph(setting.at) { 0 } else { 1 + usize::from(candidate.is_some()) }
    });
    evidence.add(Feature::NoneEnd, &[(setting.end, N_ENDS), (setting.start, 3)]);
    evidence.add(Feature::NoneBefore, &[(setting.before, N_SITES)]);
    evidence.add(Feature::NoneAfter, &[(setting.after, N_SITES)]);
    evidence.add(Feature::NoneLength, &[(setting.length, N_LENGTHS)]);
    evidence.add(Feature::NonePrevious, &[(usize::from(setting.alone == 3), 2), (previous_is_near, 3)]);
    evidence
}

/// Returns which form a candidate has and on which side of the quote it stands: before it, right after it, further on.
fn place(at: usize, candidate: &Candidate) -> usize {
    let anchor = candidate.cue.unwrap_or(candidate.source);
    let side = if anchor.first < at { 0 } else { 1 + usize::from(anchor.first.min(candidate.source.first) > at + 3) };
    candidate.form as usize * N_SIDES + side
}

/// Returns what can be seen of a candidate.
fn evidence(
    row: &Row<'_>,
    setting: &Setting,
    candidate: &Candidate,
    previous: Option<(usize, Option<Candidate>)>,
    ranks: &mut [usize; N_SIDES],
) -> Evidence {
    const N_PLACES: usize = N_FORMS * N_SIDES;
    let at = setting.at;
    let place = (place(at, candidate), N_PLACES);
    let side = place.0 % N_SIDES;
    let form = (candidate.form as usize, N_FORMS);
    let anchor = candidate.cue.unwrap_or(candidate.source);
    let source = candidate.source;
    let is_before = anchor.first < at;
    let between = if is_before { anchor.last + 1..at } else { at + 1..anchor.first.min(source.first) };
    let n_words = between.len();
    let between = between.start..between.end.min(between.start + 2 * MAX_BETWEEN_WORDS);
    let mut n_quotes = 0;
    let mut n_verbs = 0;
    let mut n_boundaries = 0;
    let mut n_ends = 0;
    let mut n_paragraphs = 0;
    for word in between {
        match row.kind(word) {
            WordKind::Quoted(_) => n_quotes += 1,
            WordKind::ParagraphEnd => n_paragraphs += 1,
            WordKind::Small => {
                n_verbs += usize::from(row.is_any(word, &[Class::Cue, Class::Weak, Class::Participle]) && !is_noun(row, word));
                n_boundaries += usize::from(row.is(word, Class::Boundary) && !row.is(word, Class::Preposition));
            }
            _ => {}
        }
        n_ends += usize::from(row.ends_sentence(word));
    }
    // A quote may end its own sentence: `“We go.” Ruiz said so.`
    n_ends += usize::from(!is_before && row.ends_sentence(at));
    let distance = (distance(n_words), N_DISTANCES);
    let crosses = (n_ends.min(1), 2);
    let cue = (cue_kind(row, candidate), N_CUES);
    let source_kind = (source_kind(row, source), N_SOURCES);
    let gap = match candidate.cue {
        Some(cue) if cue.first > source.last => cue.first - source.last - 1,
        Some(cue) => source.first.saturating_sub(cue.last + 1),
        None => 0,
    };
    let length = (setting.length, N_LENGTHS);
    let end = (setting.end, N_ENDS);
    let same = previous
        .and_then(|(_, candidate)| candidate)
        .is_some_and(|previous| row.text(previous.source.last) == row.text(source.last));
    let is_continued = candidate.form == Form::Continued;
    let rank = ranks[side];
    ranks[side] += usize::from(!is_continued);
    let beside = |word: Option<usize>| (word.map_or(0, |word| site(row, word)), N_SITES);

    let mut evidence = Evidence::default();
    evidence.add(Feature::PlaceEnd, &[place, end, crosses]);
    evidence.add(Feature::PlaceDistance, &[place, distance]);
    evidence.add(Feature::PlaceCrossed, &[place, (n_quotes, 3), (n_ends, 3), (n_paragraphs, 2)]);
    evidence.add(Feature::CuePlace, &[cue, place]);
    evidence.add(Feature::CueDistance, &[cue, distance, crosses]);
    evidence.add(Feature::SourcePlace, &[source_kind, place]);
    evidence.add(Feature::SourceCue, &[source_kind, cue]);
    evidence.add(Feature::SourceDistance, &[source_kind, distance, crosses]);
    evidence.add(Feature::BeforePlace, &[(setting.before, N_SITES), place]);
    evidence.add(Feature::AfterPlace, &[(setting.after, N_SITES), place]);
    evidence.add(Feature::VerbsBetween, &[(n_verbs, 4), place]);
    evidence.add(Feature::BoundariesBetween, &[(n_boundaries, 4), place]);
    let is_noun = candidate.cue.is_some_and(|cue| is_noun(row, cue.first));
    evidence.add(Feature::NounCue, &[(usize::from(is_noun), 2), cue]);
    evidence.add(Feature::Gap, &[(self::distance(gap), N_DISTANCES), form]);
    evidence.add(Feature::BeforeSource, &[beside(source.first.checked_sub(1)), form]);
    evidence.add(Feature::AfterSource, &[beside(Some(source.last + 1)), form]);
    if let Some(cue) = candidate.cue {
        evidence.add(Feature::BeforeCue, &[beside(cue.first.checked_sub(1)), form]);
        evidence.add(Feature::AfterCue, &[beside(Some(cue.last + 1)), form]);
    }
    evidence.add(Feature::SameAsPrevious, &[(usize::from(same), 2), place]);
    evidence.add(Feature::Alone, &[(setting.alone, 4), place]);
    evidence.add(Feature::LengthPlace, &[length, place]);
    evidence.add(Feature::SourceLength, &[(self::length(source.last + 1 - source.first), N_LENGTHS), form]);
    evidence.add(Feature::Rank, &[(if is_continued { 5 } else { rank.min(4) }, 6), (side, N_SIDES)]);
    evidence.add(Feature::StartPlace, &[(setting.start, 3), place]);
    let opens = source.first == 0 || row.ends_sentence(source.first - 1);
    evidence.add(Feature::SourceOpens, &[(usize::from(opens), 2), source_kind, form]);
    evidence.add(Feature::GapVerbs, &[(n_gap_verbs(row, candidate), 4), cue, (usize::from(opens), 2)]);
    evidence
}

/// Returns how many other reporting words stand between a source and its cue.
fn n_gap_verbs(row: &Row<'_>, candidate: &Candidate) -> usize {
    let Some(cue) = candidate.cue else { return 0 };
    let gap = candidate.source.last + 1..cue.first.min(candidate.source.last + MAX_BETWEEN_WORDS);
    gap.filter(|at| row.is_any(*at, &[Class::Cue, Class::Weak, Class::Auxiliary]) && !is_noun(row, *at)).count()
}

/// What lies further between a quote and its cue is not looked at.
const MAX_BETWEEN_WORDS: usize = 70;

pub(super) fn distance(n_words: usize) -> usize {
    match n_words {
        0..=2 => n_words,
        3..=4 => 3,
        5..=8 => 4,
        9..=15 => 5,
        16..=30 => 6,
        _ => 7,
    }
}

/// From here on a quote is long.
const MANY_WORDS: usize = 15;

/// Returns the step of a number of words.
pub(super) fn length(n_words: usize) -> usize {
    match n_words {
        0..=1 => 0,
        2..=4 => n_words - 1,
        5..=7 => 4,
        8..=14 => 5,
        _ => 6,
    }
}

/// Returns what kind of word a candidate reports with.
pub(super) fn cue_kind(row: &Row<'_>, candidate: &Candidate) -> usize {
    let Some(cue) = candidate.cue.map(|cue| cue.first) else { return 0 };
    match () {
        () if candidate.form == Form::According || row.is(cue, Class::According) => 1,
        () if row.is(cue, Class::Say) && row.is(cue, Class::Participle) => 8,
        () if row.is(cue, Class::Say) => 2,
        () if row.is(cue, Class::Cue) => 3,
        () if row.is(cue, Class::Weak) => 4,
        () if row.is(cue, Class::Participle) => 5,
        () if row.is(cue, Class::Inverted) => 6,
        () => 7,
    }
}

/// Returns what kind of phrase names a source.
pub(super) fn source_kind(row: &Row<'_>, source: Phrase) -> usize {
    let first = source.first;
    if row.is(first, Class::Pronoun) && source.first == source.last {
        return match () {
            () if row.is(first, Class::Relative) => 0,
            () if row.is_any(first, &[Class::He, Class::She]) => 1,
            () if row.is(first, Class::They) => 2,
            () if row.is(first, Class::It) => 3,
            () => 4,
        };
    }
    let is_name =
        |at: usize| row.kind(at) == WordKind::Capital && !row.is_any(at, &[Class::Title, Class::Determiner, Class::Day]);
    let n_names = (source.first..=source.last).filter(|at| is_name(*at)).count();
    let has_title = (source.first..=source.last).any(|at| row.is(at, Class::Title));
    let has_determiner = row.is(first, Class::Determiner);
    match (n_names, has_determiner) {
        (0, true) => 5 + usize::from(has_title),
        (0, false) => 7,
        (_, true) => 8,
        (_, false) if row.kind(first) == WordKind::Small => 9,
        (1, false) => 10,
        (_, false) => 11,
    }
}

/// Returns what kind of word or sign stands at a place.
pub(super) fn site(row: &Row<'_>, at: usize) -> usize {
    let classes = [
        (Class::Naming, 7),
        (Class::Cue, 8),
        (Class::Weak, 9),
        (Class::Participle, 10),
        (Class::Auxiliary, 11),
        (Class::Determiner, 12),
        (Class::Preposition, 13),
        (Class::Boundary, 14),
        (Class::Relative, 14),
        (Class::Pronoun, 15),
        (Class::Adverb, 16),
        (Class::Title, 17),
    ];
    match row.kind(at) {
        WordKind::ParagraphEnd => 0,
        WordKind::Punctuation('.' | '!' | '?') => 1,
        WordKind::Punctuation(',') => 2,
        WordKind::Punctuation(':') => 3,
        WordKind::Punctuation('–' | '—' | '-') => 4,
        WordKind::Punctuation(_) => 5,
        WordKind::Quoted(_) => 6,
        WordKind::Capital | WordKind::Small if row.is(at, Class::Boundary) && row.is(at, Class::Determiner) => 22,
        WordKind::Capital | WordKind::Small if row.is_possessive(at) => 18,
        kind @ (WordKind::Capital | WordKind::Small) => {
            let class = classes.iter().find(|(class, _)| row.is(at, *class));
            class.map_or_else(
                || match kind {
                    WordKind::Capital => 19,
                    _ if row.has_ending(at, "ed") || row.has_ending(at, "ing") => 20,
                    _ => 21,
                },
                |(_, site)| *site,
            )
        }
    }
}
