//! The attribution of one quote: its cue and source, chosen among the candidates around it.
//!
//! Each candidate is described by features: its form, its distance from the quote and what stands
//! between, the class of its cue, the kind of phrase that is its source, and what stands around the
//! quote. Weights fitted to articles with known speakers tell the most likely candidate, or that
//! none is likely.

use super::candidate::{Candidate, Form, candidates};
use super::lexicon::Class;
use super::phrase::{Phrase, is_noun};
use super::setting::{CueKind, Distance, End, InParagraph, Length, Place, Setting, Side, Site, SourceKind, Start};
use super::weights::{Evidence, Feature, Weights};
use super::words::{Row, WordKind};

/// The chosen candidate, and how clear the choice is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribution {
    pub(super) candidate: Option<Candidate>,
    /// Where the best candidate stands; `None` if there is none.
    pub(super) place: Option<Place>,
    /// The score of the best candidate minus that of having none.
    pub(super) margin: f32,
}

impl Attribution {
    /// Returns the attribution of a quote to the words of its signature.
    pub(super) fn signed(setting: &Setting, source: Phrase) -> Attribution {
        let candidate = Candidate { cue: None, source, form: Form::Phrase };
        Attribution { candidate: Some(candidate), place: Some(Place::of(setting.at, &candidate)), margin: CERTAIN }
    }
}

/// The margin of an attribution that nothing outweighs.
const CERTAIN: f32 = 9.0;

/// What was weighed for one quote; used for fitting.
#[derive(Debug, Default)]
pub(super) struct Weighed {
    pub(super) candidates: Vec<(Candidate, Evidence)>,
    pub(super) none: Evidence,
}

/// Returns the attribution of a quote. `previous` is that of the quote before it in the same body, with its place. No word before
/// `signed_until` names its source, save for `previous`.
pub(super) fn attribute(
    row: &Row<'_>,
    setting: &Setting,
    previous: Option<(usize, Option<Candidate>)>,
    signed_until: usize,
    weights: &Weights,
    mut weighed: Option<&mut Weighed>,
) -> Attribution {
    let none = none(row, setting, previous);
    let none_score = weights.score(&none);
    let mut best: Option<(Candidate, f32)> = None;
    let mut ranks = [0; Side::N];
    for candidate in candidates(row, setting.at, previous.and_then(|(_, candidate)| candidate)) {
        if candidate.source.first < signed_until {
            continue;
        }
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
            place: Some(Place::of(setting.at, &candidate)),
            margin: score - none_score,
        },
        None => Attribution { candidate: None, place: None, margin: -CERTAIN },
    }
}

/// Returns the evidence for having no attribution.
fn none(row: &Row<'_>, setting: &Setting, previous: Option<(usize, Option<Candidate>)>) -> Evidence {
    let mut evidence = Evidence::default();
    let previous_is_near = previous.map_or(0, |(at, candidate)| {
        if row.paragraph(at) + 1 < row.paragraph(setting.at) { 0 } else { 1 + usize::from(candidate.is_some()) }
    });
    evidence.add(Feature::NoneEnd, &[(setting.end as usize, End::N), (setting.start as usize, Start::N)]);
    evidence.add(Feature::NoneBefore, &[(setting.before as usize, Site::N)]);
    evidence.add(Feature::NoneAfter, &[(setting.after as usize, Site::N)]);
    evidence.add(Feature::NoneLength, &[(setting.length as usize, Length::N)]);
    let is_alone = setting.in_paragraph == InParagraph::Alone;
    evidence.add(Feature::NonePrevious, &[(usize::from(is_alone), 2), (previous_is_near, 3)]);
    evidence
}

/// Returns the evidence for a candidate.
fn evidence(
    row: &Row<'_>,
    setting: &Setting,
    candidate: &Candidate,
    previous: Option<(usize, Option<Candidate>)>,
    ranks: &mut [usize; Side::N],
) -> Evidence {
    let at = setting.at;
    let place = Place::of(at, candidate);
    let side = place.side as usize;
    let place = (place.number(), Place::N);
    let form = (candidate.form as usize, Form::N);
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
    let distance = (Distance::of(n_words) as usize, Distance::N);
    let crosses = (n_ends.min(1), 2);
    let cue = (CueKind::of(row, candidate) as usize, CueKind::N);
    let source_kind = (SourceKind::of(row, source) as usize, SourceKind::N);
    let gap = match candidate.cue {
        Some(cue) if cue.first > source.last => cue.first - source.last - 1,
        Some(cue) => source.first.saturating_sub(cue.last + 1),
        None => 0,
    };
    let length = (setting.length as usize, Length::N);
    let end = (setting.end as usize, End::N);
    let same = previous
        .and_then(|(_, candidate)| candidate)
        .is_some_and(|previous| row.text(previous.source.last) == row.text(source.last));
    let is_continued = candidate.form == Form::Continued;
    let rank = ranks[side];
    ranks[side] += usize::from(!is_continued);
    let before = |word: usize| (Site::before(row, word) as usize, Site::N);
    let after = |word: usize| (Site::of(row, word + 1) as usize, Site::N);

    let mut evidence = Evidence::default();
    evidence.add(Feature::PlaceEnd, &[place, end, crosses]);
    evidence.add(Feature::PlaceDistance, &[place, distance]);
    evidence.add(Feature::PlaceCrossed, &[place, (n_quotes, 3), (n_ends, 3), (n_paragraphs, 2)]);
    evidence.add(Feature::CuePlace, &[cue, place]);
    evidence.add(Feature::CueDistance, &[cue, distance, crosses]);
    evidence.add(Feature::SourcePlace, &[source_kind, place]);
    evidence.add(Feature::SourceCue, &[source_kind, cue]);
    evidence.add(Feature::SourceDistance, &[source_kind, distance, crosses]);
    evidence.add(Feature::BeforePlace, &[(setting.before as usize, Site::N), place]);
    evidence.add(Feature::AfterPlace, &[(setting.after as usize, Site::N), place]);
    evidence.add(Feature::VerbsBetween, &[(n_verbs, 4), place]);
    evidence.add(Feature::BoundariesBetween, &[(n_boundaries, 4), place]);
    let is_noun = candidate.cue.is_some_and(|cue| is_noun(row, cue.first));
    evidence.add(Feature::NounCue, &[(usize::from(is_noun), 2), cue]);
    evidence.add(Feature::Gap, &[(Distance::of(gap) as usize, Distance::N), form]);
    evidence.add(Feature::BeforeSource, &[before(source.first), form]);
    evidence.add(Feature::AfterSource, &[after(source.last), form]);
    if let Some(cue) = candidate.cue {
        evidence.add(Feature::BeforeCue, &[before(cue.first), form]);
        evidence.add(Feature::AfterCue, &[after(cue.last), form]);
    }
    evidence.add(Feature::SameAsPrevious, &[(usize::from(same), 2), place]);
    evidence.add(Feature::Alone, &[(setting.in_paragraph as usize, InParagraph::N), place]);
    evidence.add(Feature::LengthPlace, &[length, place]);
    evidence.add(Feature::SourceLength, &[(Length::of(source.last + 1 - source.first) as usize, Length::N), form]);
    evidence.add(Feature::Rank, &[(if is_continued { 5 } else { rank.min(4) }, 6), (side, Side::N)]);
    evidence.add(Feature::StartPlace, &[(setting.start as usize, Start::N), place]);
    let opens = source.first == 0 || row.ends_sentence(source.first - 1);
    evidence.add(Feature::SourceOpens, &[(usize::from(opens), 2), source_kind, form]);
    evidence.add(Feature::GapVerbs, &[(n_gap_verbs(row, candidate), 4), cue, (usize::from(opens), 2)]);
    evidence
}

/// Returns the number of other reporting words between a source and its cue.
fn n_gap_verbs(row: &Row<'_>, candidate: &Candidate) -> usize {
    let Some(cue) = candidate.cue else { return 0 };
    let gap = candidate.source.last + 1..cue.first.min(candidate.source.last + MAX_BETWEEN_WORDS);
    gap.filter(|at| row.is_any(*at, &[Class::Cue, Class::Weak, Class::Auxiliary]) && !is_noun(row, *at)).count()
}

/// Words beyond this distance between a quote and its cue are not read.
const MAX_BETWEEN_WORDS: usize = 70;
