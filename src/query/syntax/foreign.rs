//! Signs and words in a query that other services read as operators, and this program does not.
//!
//! Each kind is noted once, with the name of the service and what the query would mean there.

use super::translate;
use crate::choice::Syntax;
use crate::query::chars::{Typed, is_close, is_mark, is_open, is_space, shown};
use crate::query::{QueryHint, QueryProblem, Today};

/// Maximum length of a translation in a hint, in characters.
const MAX_SHOWN: usize = 200;

/// Maximum length of a text that is translated for a hint: nobody types more, and programs read no hints.
const MAX_TRANSLATED_BYTES: usize = 4 << 10;

/// A run of characters outside quotation marks, or a word inside them.
struct Run {
    text: String,
    start: usize,
    end: usize,
    is_quoted: bool,
    is_before_parenthesis: bool,
    /// Whether words stand on both sides.
    is_between: bool,
}

/// Where an operator comes from, and what it means there.
struct Foreign {
    /// The service whose syntax can be chosen.
    syntax: Option<Syntax>,
    meaning: &'static str,
    /// What to type here.
    here: Option<&'static str>,
}

const fn of(syntax: Syntax, meaning: &'static str) -> Foreign {
    Foreign { syntax: Some(syntax), meaning, here: None }
}

/// Returns the notes about operators of other services.
pub(in crate::query) fn notes(text: &str, today: Today) -> Vec<QueryProblem> {
    let typed = Typed::new(text);
    let mut notes: Vec<QueryProblem> = Vec::new();
    let mut told: Vec<&'static str> = Vec::new();
    let runs = runs(&typed);
    for (place, run) in runs.iter().enumerate() {
        let Some(foreign) = foreign(run, runs.get(place + 1)) else { continue };
        if told.contains(&foreign.meaning) {
            continue;
        }
        told.push(foreign.meaning);
        let note = QueryProblem::note(typed.span(run.start, run.end), format!("`{}`: {}", shown(&run.text), foreign.meaning));
        notes.push(match (foreign.here, foreign.syntax) {
            (Some(here), _) => note.hint(here),
            (None, Some(syntax)) => QueryProblem { hint: Some(offered(text, syntax, today)), ..note },
            (None, None) => note,
        });
    }
    notes
}

/// Returns what the query would mean by the rules of a service.
fn offered(text: &str, syntax: Syntax, today: Today) -> QueryHint {
    let is_short = text.len() <= MAX_TRANSLATED_BYTES;
    let read = if is_short { translate(text, syntax, today) } else { None };
    let query = read.and_then(|(query, _)| query).map(|query| query.to_string());
    QueryHint::Syntax { syntax, meaning: query.filter(|query| query.chars().count() <= MAX_SHOWN) }
}

fn runs(typed: &Typed<'_>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut at = 0;
    while let Some(c) = typed.get(at) {
        if is_mark(c) {
            let close = typed.mark_close(at).unwrap_or(typed.len());
            for (start, end) in super::word::places(typed, at + 1, close) {
                runs.push(run(typed, start, end, true));
            }
            at = close + 1;
        } else if is_space(c) || is_open(c) || is_close(c) {
            at += 1;
        } else {
            let end = typed.token_end(at);
            runs.push(run(typed, at, end, false));
            at = end;
        }
    }
    let n_runs = runs.len();
    for (place, run) in runs.iter_mut().enumerate() {
        run.is_between = place > 0 && place + 1 < n_runs;
    }
    runs
}

fn run(typed: &Typed<'_>, start: usize, end: usize, is_quoted: bool) -> Run {
    Run { text: typed.text(start, end), start, end, is_quoted, is_before_parenthesis: typed.is(end, is_open), is_between: false }
}

fn foreign(run: &Run, next: Option<&Run>) -> Option<Foreign> {
    let text = run.text.as_str();
    if run.is_quoted {
        return match text {
            "%" => Some(of(Syntax::Factiva, "exactly one word on Factiva, left out here")),
            text if text.ends_with('!') && text.trim_end_matches('!').ends_with(char::is_alphanumeric) => Some(Foreign {
                syntax: None,
                meaning: "any letters on Nexis and Westlaw, also in a phrase; punctuation here",
                here: Some("type `*` for any letters"),
            }),
            _ => None,
        };
    }
    let lower = text.to_lowercase();
    let next_lower = || next.filter(|next| !next.is_quoted).map(|next| next.text.to_lowercase());
    let number_behind = |name: &str| lower.strip_prefix(name).is_some_and(is_number);
    if text == "%" {
        return Some(of(Syntax::Westlaw, "BUT NOT on Westlaw, one word on Factiva, left out here"));
    }
    if text.starts_with('[') || text.ends_with(']') {
        return Some(of(Syntax::Factiva, "square brackets are parentheses on Factiva, left out here"));
    }
    if text.starts_with(['N', 'W']) && (number_behind("n") || number_behind("w")) && run.is_between {
        return Some(of(Syntax::Ebsco, "a proximity on EBSCOhost, a word here"));
    }
    if has_slashed(&lower, "/n") {
        return Some(of(Syntax::Factiva, "a proximity on Factiva, words here"));
    }
    if has_slashed(&lower, "/f") {
        return Some(of(Syntax::Factiva, "among the first words on Factiva, words here"));
    }
    if matches!(lower.as_str(), "/seg" | "w/seg" | "not/seg") {
        return Some(of(Syntax::Nexis, "in the same part of an article on Nexis, a word here"));
    }
    if lower.starts_with("onear/") || lower.starts_with("not/") {
        return Some(of(Syntax::Nexis, "a proximity on Nexis, words here"));
    }
    if matches!(text, "SENTENCE" | "PARAGRAPH") && run.is_between {
        return Some(Foreign {
            syntax: None,
            meaning: "an operator of Manticore and Sphinx, a word here",
            here: Some("type `w/s` for the same sentence and `w/p` for the same paragraph"),
        });
    }
    if lower == "near" && text != "NEAR" && run.is_between {
        return Some(Foreign {
            syntax: None,
            meaning: "a proximity of ten words in Xapian and others, a word here",
            here: Some("type `w/10` to mean it"),
        });
    }
    if text == "PRE" && run.is_between {
        return Some(Foreign {
            syntax: None,
            meaning: "an operator of ProQuest and others, a word here",
            here: Some("type `pre/5` for at most 5 words before"),
        });
    }
    let comparisons = ["aft", "after", "bef", "before", "from", "geq", "leq", "is", ">", "<"];
    if lower == "date" && next_lower().is_some_and(|next| comparisons.contains(&next.as_str())) {
        let is_of_factiva = next_lower().is_some_and(|next| matches!(next.as_str(), "from" | "after" | "before"));
        let syntax = if is_of_factiva { Syntax::Factiva } else { Syntax::Nexis };
        return Some(of(syntax, "a condition on the date on Nexis and Factiva, words here"));
    }
    if lower == "length" && next_lower().is_some_and(|next| next.starts_with(['<', '>'])) {
        return Some(of(Syntax::Nexis, "a condition on the length on Nexis, a word here"));
    }
    if lower.starts_with("length>") || lower.starts_with("length<") {
        return Some(of(Syntax::Nexis, "a condition on the length on Nexis, words here"));
    }
    if run.is_before_parenthesis && matches!(lower.as_str(), "plural" | "singular" | "term" | "company" | "subject" | "person") {
        return Some(of(Syntax::Nexis, "a command or a field of Nexis, a word here"));
    }
    if run.is_before_parenthesis && matches!(lower.as_str(), "ti" | "au" | "da" | "pub" | "ft") {
        let syntax = if matches!(lower.as_str(), "pub" | "ft") { Syntax::Proquest } else { Syntax::Westlaw };
        return Some(of(syntax, "a field of Westlaw or ProQuest, a word here"));
    }
    if matches!(lower.as_str(), "xfirstword" | "xlastword" | "andany") {
        return Some(of(Syntax::Dtsearch, "a word of dtSearch's language, a word here"));
    }
    let letters_before = |sign: char| lower.split_once(sign).filter(|(before, _)| before.chars().any(char::is_alphabetic));
    if letters_before('$').is_some_and(|(_, rest)| rest.is_empty() || is_number(rest)) {
        return Some(of(Syntax::Factiva, "a number of letters on Factiva, not searched here"));
    }
    if letters_before('%').is_some_and(|(_, rest)| rest.contains(char::is_alphabetic)) {
        return Some(of(Syntax::Dtsearch, "allows slips in dtSearch, not searched here"));
    }
    if letters_before('#').is_some_and(|(_, rest)| rest.contains(char::is_alphabetic)) {
        return Some(of(Syntax::Ebsco, "one letter or none on EBSCOhost, not searched here"));
    }
    if text.strip_prefix('#').is_some_and(|rest| rest.starts_with(char::is_alphabetic)) {
        return Some(of(Syntax::Westlaw, "`#` is the word as written on Westlaw, not searched here"));
    }
    None
}

/// Returns whether a text holds `/n5/` or `/f50/`.
fn has_slashed(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(place, _)| {
        let rest = &text[place + name.len()..];
        rest.split_once('/').is_some_and(|(number, _)| is_number(number))
    })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}
