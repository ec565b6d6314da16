//! Words with the signs of a service, and phrases of them.

use super::service::{Letters, Service, Wildcard};
use crate::query::chars::{Typed, is_punctuation, is_space, is_word_char, shown};
use crate::query::{Nearness, Query, QueryProblem, Reach};
use crate::span::Span;

/// Maximum number of patterns that a word stands for.
const MAX_PATTERNS: usize = 32;

/// Maximum number of words of a phrase that may be any: each doubles the query.
pub(super) const MAX_ANY_WORDS: usize = 4;

/// A word of a phrase.
pub(super) enum Part {
    /// Patterns with `*` and `?`, any of which may stand there.
    Word(Vec<String>),
    /// Exactly one word, whichever.
    AnyWord,
}

/// Reads the word between two places, without the punctuation around it. Returns its patterns, and notes; no patterns if it holds no letter or digit.
pub(super) fn patterns(
    service: &Service,
    typed: &Typed<'_>,
    start: usize,
    end: usize,
) -> Result<(Vec<String>, Vec<QueryProblem>), QueryProblem> {
    let (start, end, limited) = limit(service, typed, start, end);
    let wildcard = |c: char| service.wildcards.iter().find(|wildcard| wildcard.sign == c);
    let is_outer = |c: char| is_punctuation(c) && wildcard(c).is_none();
    let first = typed.find_before(start, end, |c| !is_outer(c));
    let last = end - typed.between(first, end).rev().take_while(|c| is_outer(*c)).count();
    let mut notes = Vec::new();
    if !typed.holds_word(first, last) {
        return Ok((Vec::new(), notes));
    }
    if let Some(sign) = (start..first).find(|at| typed.is(*at, |c| matches!(c, '-' | '+'))) {
        let sign_text = typed.text(sign, sign + 1);
        let note = QueryProblem::note(
            typed.span(sign, sign + 1),
            format!("`{sign_text}` is no operator of {} and is left out", service.name),
        );
        notes.push(note);
    }
    let mut patterns = vec![String::new()];
    let mut at = first;
    while at < last {
        let Some(c) = typed.get(at) else { break };
        // A `$` before an amount is no sign of letters.
        let is_before_word = |wildcard: &&Wildcard| at == first && matches!(wildcard.at_end, Letters::UpTo(_));
        let Some(wildcard) = wildcard(c).filter(|wildcard| !is_before_word(wildcard)) else {
            patterns.iter_mut().for_each(|pattern| pattern.push(c));
            at += 1;
            continue;
        };
        let run_end = typed.find_before(at, last, |other| other != c);
        let number_end = typed.find_before(run_end, last, |other| !other.is_ascii_digit());
        let is_limited = matches!(wildcard.at_end, Letters::UpTo(_));
        let is_end = run_end == last || (is_limited && number_end == last);
        let letters = if is_end { wildcard.at_end } else { wildcard.inside };
        let n_signs = run_end - at;
        let count = if is_end && is_limited { typed.text(run_end, number_end).parse::<usize>().ok() } else { None };
        apply(&mut patterns, letters, n_signs, count).map_err(|why| {
            QueryProblem::error(typed.span(at, run_end), format!("{}: {why}", shown(&typed.text(first, last))))
                .hint(format!("`{}` stands behind the letters of a word in {}", wildcard.sign, service.name))
        })?;
        notes.extend(told(service, wildcard, letters).map(|message| QueryProblem::note(typed.span(at, run_end), message)));
        at = if is_end && is_limited { number_end } else { run_end };
    }
    if let Some(n) = limited {
        apply(&mut patterns, Letters::UpTo(1), n, None).map_err(|why| QueryProblem::error(typed.span(start, end), why))?;
    }
    Ok((patterns, notes))
}

/// Returns the places without the `[*3]` of ProQuest at the end, and its number.
fn limit(service: &Service, typed: &Typed<'_>, start: usize, end: usize) -> (usize, usize, Option<usize>) {
    const MAX_LETTERS: usize = 20;
    let open = typed.find_before(start, end, |c| c == '[');
    let text = typed.text(open, end);
    let number = text.strip_prefix("[*").and_then(|rest| rest.strip_suffix(']')).and_then(|number| number.parse::<usize>().ok());
    match number.filter(|_| service.wildcards.iter().any(|wildcard| wildcard.sign == '$') && !service.has_brackets) {
        Some(number) => (start, open, Some(number.min(MAX_LETTERS))),
        None => (start, end, None),
    }
}

fn told(service: &Service, wildcard: &Wildcard, letters: Letters) -> Option<String> {
    match (letters, wildcard.note) {
        (Letters::None, _) => Some(format!("`{}` at the end of a word is left out, as in {}", wildcard.sign, service.name)),
        (_, note) => note.map(str::to_owned),
    }
}

/// Puts letters at the end of each pattern.
fn apply(patterns: &mut Vec<String>, letters: Letters, n_signs: usize, count: Option<usize>) -> Result<(), String> {
    let more = |patterns: &mut Vec<String>, max: usize| {
        if patterns.len().saturating_mul(max + 1) > MAX_PATTERNS {
            return Err(format!("it stands for more than {MAX_PATTERNS} patterns"));
        }
        *patterns = patterns.iter().flat_map(|pattern| (0..=max).map(move |n| format!("{pattern}{}", "?".repeat(n)))).collect();
        Ok(())
    };
    match letters {
        Letters::Any => patterns.iter_mut().filter(|pattern| !pattern.ends_with('*')).for_each(|pattern| pattern.push('*')),
        Letters::One => patterns.iter_mut().for_each(|pattern| pattern.push_str(&"?".repeat(n_signs))),
        Letters::Optional => {
            for _ in 0..n_signs.min(MAX_PATTERNS) {
                more(patterns, 1)?;
            }
        }
        Letters::UpTo(default) => more(patterns, count.unwrap_or(n_signs.saturating_mul(usize::from(default))))?,
        Letters::None => {}
        Letters::Refused => return Err("the sign stands inside a word".to_owned()),
    }
    Ok(())
}

/// Returns the query for one pattern as written, or for any of several.
pub(super) fn as_written(patterns: &[String]) -> Query {
    let mut each: Vec<Query> = patterns
        .iter()
        .map(|pattern| match pattern.contains(['*', '?']) {
            true => Query::Wildcard(pattern.clone()),
            false => Query::Phrase { text: pattern.clone(), slop: 0 },
        })
        .collect();
    match each.pop() {
        Some(only) if each.is_empty() => only,
        last => {
            each.extend(last);
            Query::Or(each)
        }
    }
}

/// Returns the query for words next to each other in this order; `None` if there is no word.
pub(super) fn phrase(parts: &[Part]) -> Option<Query> {
    let mut whole: Option<Query> = None;
    let mut gap: u32 = 0;
    let mut run: Vec<&[String]> = Vec::new();
    // What any word may stand for at the ends of a phrase makes no difference.
    for part in parts {
        match part {
            Part::Word(patterns) => run.push(patterns),
            Part::AnyWord => {
                whole = after_gap(whole, &std::mem::take(&mut run), &mut gap);
                gap += u32::from(whole.is_some());
            }
        }
    }
    after_gap(whole, &run, &mut gap)
}

/// Joins a run of words to what stands before it, with exactly `gap` words in between.
fn after_gap(whole: Option<Query>, run: &[&[String]], gap: &mut u32) -> Option<Query> {
    let Some(run) = next_to_each_other(run) else { return whole };
    let Some(whole) = whole else { return Some(run) };
    let near = |steps: u32| Query::Near {
        left: Box::new(whole.clone()),
        right: Box::new(run.clone()),
        nearness: Nearness { reach: Reach::Words(steps), is_ordered: true },
    };
    let n = std::mem::take(gap);
    if n == 0 {
        return Some(near(1));
    }
    Some(Query::NotNear {
        left: Box::new(near(n + 1)),
        right: Box::new(near(n)),
        nearness: Nearness { reach: Reach::Words(1), is_ordered: false },
    })
}

fn next_to_each_other(run: &[&[String]]) -> Option<Query> {
    // A `?` at the end of a word of a phrase is a question mark.
    let fits_phrase = |patterns: &&[String]| matches!(patterns, [only] if !only.ends_with('?') && !only.contains('"'));
    if run.iter().all(fits_phrase)
        && !run.iter().all(|patterns| matches!(patterns, [only] if run.len() == 1 && only.contains('*')))
    {
        let words: Vec<&str> = run.iter().flat_map(|patterns| patterns.iter().map(String::as_str)).collect();
        return (!words.is_empty()).then(|| Query::Phrase { text: words.join(" "), slop: 0 });
    }
    run.iter().map(|patterns| as_written(patterns)).reduce(|left, right| Query::Near {
        left: Box::new(left),
        right: Box::new(right),
        nearness: Nearness { reach: Reach::Words(1), is_ordered: true },
    })
}

/// Returns where the words between two places stand.
pub(super) fn places(typed: &Typed<'_>, start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    let mut at = typed.find_before(start, end, |c| !is_space(c));
    while at < end {
        let word_end = typed.find_before(at, end, is_space);
        places.push((at, word_end));
        at = typed.find_before(word_end, end, |c| !is_space(c));
    }
    places
}

/// What a word with a sign of dtSearch means.
pub(super) enum Special {
    /// A query.
    Query(Query, Vec<QueryProblem>),
    /// The word without its sign, up to this place.
    Word(usize, Vec<QueryProblem>),
}

/// Reads `ba%nana`, `apply~`, `apple:5`; signs for sound, meaning and numbers are errors. `None` if the word has no such sign.
pub(super) fn of_dtsearch(typed: &Typed<'_>, start: usize, end: usize) -> Result<Option<Special>, QueryProblem> {
    let text = typed.text(start, end);
    let span = typed.span(start, end);
    let refused = |what: &str| {
        Err(QueryProblem::error(span, format!("`{}`: {what}", shown(&text)))
            .hint("list the words with `or`, or leave the sign out"))
    };
    if text.starts_with("##") {
        return refused("there is no search by regular expression here");
    }
    if text.starts_with('#') {
        return refused("there is no search by sound here");
    }
    if text.contains("~~") {
        return refused("there is no search for a range of numbers here");
    }
    if text.len() > 1 && text.ends_with('&') {
        return refused("there is no search for words of the same meaning here");
    }
    if let Some(word) = text.strip_suffix('~') {
        return Ok((!word.is_empty()).then(|| Special::Query(Query::Word(word.to_owned()), Vec::new())));
    }
    let n_slips = text.matches('%').count();
    if n_slips > 0 && text.contains(char::is_alphanumeric) {
        let word = text.replace('%', "");
        let edits = match n_slips {
            1 => 1,
            2 => 2,
            _ => return refused("at most 2 slips can be allowed here"),
        };
        let slips = if edits == 1 { "one slip" } else { "two slips" };
        let message =
            format!("`{}` allows {slips} anywhere in the word here; dtSearch keeps the letters before `%`", shown(&text));
        return Ok(Some(Special::Query(Query::Fuzzy { text: word, edits }, vec![QueryProblem::note(span, message)])));
    }
    let weight = typed.find_before(start, end, |c| c == ':');
    let number = typed.text(weight, end);
    let is_weight = number.strip_prefix(':').is_some_and(|rest| {
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    if is_weight && typed.between(start, weight).any(|c| is_word_char(c) && !c.is_ascii_digit()) {
        let message = format!("the weight `{}` changes the order alone and is left out", shown(&number));
        return Ok(Some(Special::Word(weight, vec![QueryProblem::note(typed.span(weight, end), message)])));
    }
    Ok(None)
}

/// Returns the note that says once which forms of a word the service finds.
pub(super) fn of_forms(service: &Service, word: &str, finds: &str, span: Span) -> QueryProblem {
    let message = format!("`{}` finds all its forms here; {} finds {finds}", shown(word), service.name);
    QueryProblem::note(span, message).hint(format!("to find a word as written, put it in quotation marks: `\"{}\"`", shown(word)))
}
