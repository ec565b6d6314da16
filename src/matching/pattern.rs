//! A query, compiled for matching.

use std::sync::Arc;

use super::span_pattern::{Compounds, Form, Role, SpanPattern, TermPattern};
use super::spans::Matcher;
use crate::analysis::{Capitals, is_name, pattern_tokens, tokens};
use crate::hit::Coverage;
use crate::query::{Filter, LetterCase, Nearness, Query, Reach, TextField};

/// The conditions on an article. Compiled from a [`Query`] by [`Pattern::new`].
#[derive(Debug, Clone, PartialEq)]
pub enum Pattern {
    /// A text condition holds in some fields.
    Text(TextPattern),
    /// All of these hold. Empty: every article.
    All(Vec<Pattern>),
    /// At least this many of these hold. With an empty list and a positive number: no article.
    AtLeast(usize, Vec<Pattern>),
    /// This does not hold.
    Not(Box<Pattern>),
    /// A condition on something other than words.
    Filter(Filter),
}

impl Pattern {
    /// Returns whether it names the versions of articles to find. If it does not, the latest
    /// versions are meant.
    pub fn names_versions(&self) -> bool {
        match self {
            Pattern::Text(_) => false,
            Pattern::All(patterns) | Pattern::AtLeast(_, patterns) => patterns.iter().any(Pattern::names_versions),
            Pattern::Not(pattern) => pattern.names_versions(),
            Pattern::Filter(filter) => matches!(filter, Filter::Version(_)),
        }
    }
}

/// A condition on words, required a number of times in the fields taken together.
#[derive(Debug, Clone, PartialEq)]
pub struct TextPattern {
    /// The fields to search.
    pub fields: Vec<TextField>,
    /// How the words must stand in one field.
    pub spans: SpanPattern,
    /// The minimum number of matches. Not 0.
    pub min_matches: usize,
    /// The clause of the query it was compiled from, in canonical form.
    pub clause: String,
    matcher: Arc<Matcher>,
}

impl TextPattern {
    fn new(fields: Vec<TextField>, spans: SpanPattern, min_matches: usize, clause: String) -> TextPattern {
        let matcher = Arc::new(Matcher::new(&spans));
        TextPattern { fields, spans, min_matches, clause, matcher }
    }

    /// Returns what finds the words.
    pub fn matcher(&self) -> &Arc<Matcher> {
        &self.matcher
    }
}

/// The fields searched if the query names none.
const DEFAULT_FIELDS: [TextField; 2] = [TextField::Title, TextField::Body];

/// The fields of `hlead(…)`.
const HLEAD_FIELDS: [TextField; 2] = [TextField::Title, TextField::Lead];

impl Pattern {
    /// Compiles a query. `coverage` applies to the outermost side-by-side clauses only.
    pub fn new(query: &Query, coverage: Coverage) -> Pattern {
        match query {
            Query::Words(clauses) => words(clauses, coverage),
            _ => compile(query, &DEFAULT_FIELDS),
        }
    }

    /// Returns the words that may be marked: all except those inside `Not`. The words after `not
    /// w/5` are included, although they take part in no match.
    pub fn marked_terms(&self) -> Vec<&TermPattern> {
        match self {
            Pattern::Text(text) => text.spans.terms(),
            Pattern::All(patterns) | Pattern::AtLeast(_, patterns) => patterns.iter().flat_map(Pattern::marked_terms).collect(),
            Pattern::Not(_) | Pattern::Filter(_) => Vec::new(),
        }
    }
}

/// The pattern that nothing matches.
fn nothing() -> Pattern {
    Pattern::AtLeast(1, Vec::new())
}

fn words(clauses: &[Query], coverage: Coverage) -> Pattern {
    let Coverage::AtLeast(n) = coverage else { return Pattern::All(all(clauses.iter(), &DEFAULT_FIELDS)) };
    let (optional, needed): (Vec<&Query>, Vec<&Query>) = clauses.iter().partition(|clause| clause.is_optional());
    let optional = optional.into_iter().map(|clause| compile(clause, &DEFAULT_FIELDS)).collect();
    Pattern::All([vec![Pattern::AtLeast(n, optional)], all(needed, &DEFAULT_FIELDS)].concat())
}

/// Compiles clauses that must all match. The clauses about a quote become one pattern in the place
/// of the first, because they are about the same quote.
fn all<'q>(clauses: impl IntoIterator<Item = &'q Query>, fields: &[TextField]) -> Vec<Pattern> {
    let clauses: Vec<&Query> = clauses.into_iter().collect();
    let mut of_quote: Vec<&Query> = clauses.iter().copied().filter(|clause| is_of_quote(clause)).collect();
    if !of_quote.iter().any(|clause| is_about_quote(clause)) {
        of_quote.clear();
    }
    let is_first = |clause: &Query| of_quote.first().is_some_and(|first| std::ptr::eq(*first, clause));
    let is_further = |clause: &Query| of_quote.iter().skip(1).any(|further| std::ptr::eq(*further, clause));
    let others = clauses.iter().filter(|clause| !is_further(clause));
    others.map(|clause| if is_first(clause) { about_quote(&of_quote) } else { compile(clause, fields) }).collect()
}

/// Returns whether this requires something of a quote: [`TextField::Said`], [`TextField::Speaker`],
/// and combinations of them.
fn is_about_quote(query: &Query) -> bool {
    match query {
        Query::Within(TextField::Said | TextField::Speaker, _) => true,
        Query::Required(inner) => is_about_quote(inner),
        Query::Or(list) => list.iter().all(is_about_quote),
        Query::Words(list) | Query::And(list) => list.iter().all(is_of_quote) && list.iter().any(is_about_quote),
        _ => false,
    }
}

/// Returns whether this requires or excludes something of a quote.
fn is_of_quote(query: &Query) -> bool {
    match query {
        Query::Not(inner) => is_about_quote(inner),
        query => is_about_quote(query),
    }
}

/// Compiles the clauses about one quote; at least one requires something.
fn about_quote(clauses: &[&Query]) -> Pattern {
    let Some(spans) = all_in_quote(clauses, Role::Text) else { return nothing() };
    let clause = clauses.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    Pattern::Text(TextPattern::new(vec![TextField::Said], spans, 1, clause))
}

/// Returns how words must stand so that all clauses hold in one quote. Exclusions apply to that
/// quote.
fn all_in_quote(clauses: &[&Query], role: Role) -> Option<SpanPattern> {
    const IN_QUOTE: Nearness = Nearness { reach: Reach::Quote, is_ordered: false };
    let mut spans = None;
    let mut excluded = Vec::new();
    for clause in clauses {
        match clause {
            Query::Not(inner) => excluded.extend(in_quote(inner, role)),
            clause => {
                let right = Box::new(in_quote(clause, role)?);
                spans = Some(match spans {
                    Some(left) => SpanPattern::Near { left: Box::new(left), right, nearness: IN_QUOTE },
                    None => *right,
                });
            }
        }
    }
    excluded.into_iter().fold(spans, |left, right| {
        Some(SpanPattern::NotNear { left: Box::new(left?), right: Box::new(right), nearness: IN_QUOTE })
    })
}

/// Returns how words must stand so that the query holds in one quote.
fn in_quote(query: &Query, role: Role) -> Option<SpanPattern> {
    match query {
        Query::Within(TextField::Speaker, inner) => in_quote(inner, Role::Speaker),
        Query::Within(_, inner) | Query::Required(inner) => in_quote(inner, role),
        Query::Words(list) | Query::And(list) => all_in_quote(&list.iter().collect::<Vec<_>>(), role),
        Query::Or(list) => any(list.iter().filter_map(|query| in_quote(query, role)).collect()),
        query => {
            let field = if role == Role::Speaker { TextField::Speaker } else { TextField::Said };
            spans(query, None, &[field])
        }
    }
}

/// Returns the alternative of the list; `None` if it is empty.
fn any(mut list: Vec<SpanPattern>) -> Option<SpanPattern> {
    if list.len() < 2 { list.pop() } else { Some(SpanPattern::Or(list)) }
}

fn compile(query: &Query, fields: &[TextField]) -> Pattern {
    let text = |inner, min_matches| match spans(inner, None, fields) {
        Some(spans) => Pattern::Text(TextPattern::new(fields.to_vec(), spans, min_matches, query.to_string())),
        None => nothing(),
    };
    match query {
        Query::Word(_)
        | Query::Wildcard(_)
        | Query::Fuzzy { .. }
        | Query::Phrase { .. }
        | Query::Case(..)
        | Query::Near { .. }
        | Query::NotNear { .. } => text(query, 1),
        Query::AtLeast { n, query } => text(query, (*n).max(1) as usize),
        Query::Words(queries) | Query::And(queries) => Pattern::All(all(queries, fields)),
        Query::Or(queries) => Pattern::AtLeast(1, queries.iter().map(|query| compile(query, fields)).collect()),
        Query::Not(query) => Pattern::Not(Box::new(compile(query, fields))),
        Query::Required(query) => compile(query, fields),
        Query::Within(TextField::Said | TextField::Speaker, _) => about_quote(&[query]),
        Query::Within(field, query) => compile(query, &[*field]),
        Query::Hlead(query) => compile(query, &HLEAD_FIELDS),
        Query::Filter(filter) => Pattern::Filter(filter.clone()),
    }
}

/// Returns how words of one field must stand. `None` if nothing can match: the query does not say
/// where words stand ([`Query::is_span`]), or it holds only signs, which the parser reported.
fn spans(query: &Query, case: Option<LetterCase>, fields: &[TextField]) -> Option<SpanPattern> {
    let side = |query: &Query| spans(query, case, fields);
    match query {
        Query::Word(text) => plain(text, form_in(fields), case, fields),
        Query::Fuzzy { text, edits } => plain(text, Form::Fuzzy(*edits), case, fields),
        Query::Wildcard(text) => with_wildcards(text, 0, case, fields),
        Query::Phrase { text, slop } => with_wildcards(&wildcards_alone(text), *slop, case, fields),
        Query::Case(inner_case, inner) => spans(inner, Some(*inner_case), fields),
        Query::Or(list) => any(list.iter().filter_map(side).collect()),
        Query::Near { left, right, nearness } => {
            let (left, right) = (Box::new(on_both_sides(side(left)?)), Box::new(on_both_sides(side(right)?)));
            Some(SpanPattern::Near { left, right, nearness: *nearness })
        }
        Query::NotNear { left, right, nearness } => match (side(left)?, side(right)) {
            (left, None) => Some(left),
            (left, Some(right)) => {
                let (left, right) = (Box::new(on_both_sides(left)), Box::new(on_both_sides(right)));
                Some(SpanPattern::NotNear { left, right, nearness: *nearness })
            }
        },
        Query::AtLeast { .. }
        | Query::Words(_)
        | Query::And(_)
        | Query::Not(_)
        | Query::Required(_)
        | Query::Within(..)
        | Query::Hlead(_)
        | Query::Filter(_) => None,
    }
}

/// Names are not inflected, so fields of names match words as written.
fn form_in(fields: &[TextField]) -> Form {
    match fields {
        [TextField::Speaker | TextField::Byline | TextField::Publisher | TextField::Section] => Form::Exact,
        _ => Form::Stem,
    }
}

fn role_in(fields: &[TextField]) -> Role {
    if fields == [TextField::Speaker] { Role::Speaker } else { Role::Text }
}

fn plain(text: &str, form: Form, case: Option<LetterCase>, fields: &[TextField]) -> Option<SpanPattern> {
    let role = role_in(fields);
    any_spelling(text, |text| {
        let mut terms = Vec::new();
        tokens(text, |token| {
            let is_name = form == Form::Stem && token.capitals() == Capitals::Some && is_name(token.exact);
            let form = if is_name { Form::Name } else { form };
            let accents = token.accents().filter(|_| matches!(form, Form::Stem | Form::Name));
            let compounds = if matches!(form, Form::Stem | Form::Name) { Compounds::Last } else { Compounds::None };
            terms.push(TermPattern { exact: token.exact.to_owned(), form, accents, compounds, case, role });
        });
        in_order(terms, 0)
    })
}

/// Returns the pattern of a side of a proximity: distances count from the part of a compound that is nearer.
fn on_both_sides(side: SpanPattern) -> SpanPattern {
    match side {
        SpanPattern::Term(term) if term.compounds == Compounds::Last => {
            SpanPattern::Term(TermPattern { compounds: Compounds::Either, ..term })
        }
        SpanPattern::Or(parts) => SpanPattern::Or(parts.into_iter().map(on_both_sides).collect()),
        side => side,
    }
}

fn with_wildcards(text: &str, slop: u32, case: Option<LetterCase>, fields: &[TextField]) -> Option<SpanPattern> {
    let role = role_in(fields);
    // In names, neither accents nor spellings count.
    let has_stems = form_in(fields) == Form::Stem;
    let is_one_word = text.split_whitespace().nth(1).is_none();
    any_spelling(text, |text| {
        let mut terms = Vec::new();
        pattern_tokens(text, |token| {
            let (form, compounds) = match () {
                () if token.exact.contains(['*', '?']) => (Form::Wildcard, Compounds::None),
                () if is_one_word || !has_stems => (Form::Exact, Compounds::None),
                // The stem of a number is the number as its language writes it.
                () if token.exact.starts_with(|first: char| first.is_ascii_digit()) => (Form::Stem, Compounds::None),
                () => (Form::Spelling, Compounds::Either),
            };
            let is_compared = has_stems && matches!(form, Form::Exact | Form::Spelling);
            // Who asks for a word as written without accents means it.
            let plain = (is_one_word && is_compared).then(|| token.exact.to_owned());
            let accents = token.accents().or(plain).filter(|_| is_compared);
            terms.push(TermPattern { exact: token.exact.to_owned(), form, accents, compounds, case, role });
        });
        with_compounds(terms, slop)
    })
}

/// Returns the pattern of a phrase. What stands before a compound stands before its first part, and what stands behind it behind its last. A
/// compound between two words of the phrase takes the places of two words.
fn with_compounds(mut terms: Vec<TermPattern>, slop: u32) -> Option<SpanPattern> {
    let last = terms.len().saturating_sub(1);
    for (place, term) in terms.iter_mut().enumerate().filter(|(_, term)| term.compounds == Compounds::Either) {
        term.compounds = match place {
            0 => Compounds::Last,
            place if place == last => Compounds::First,
            _ if slop == 0 => Compounds::None,
            // The other part counts as a word in between.
            _ => Compounds::Either,
        };
    }
    let is_between = |place: &usize| terms[*place].form == Form::Spelling && slop == 0;
    let with_two = |place: usize| {
        let part = |compounds| TermPattern { compounds, ..terms[place].clone() };
        let two = [part(Compounds::FirstAlone), part(Compounds::LastAlone)];
        [&terms[..place], &two, &terms[place + 1..]].concat()
    };
    let further: Vec<Vec<TermPattern>> = (1..last).filter(is_between).take(MAX_HYPHENS).map(with_two).collect();
    any(std::iter::once(terms).chain(further).filter_map(|terms| in_order(terms, slop)).collect())
}

/// Maximum number of hyphens in a text that are tried without.
const MAX_HYPHENS: usize = 3;

/// Returns the pattern of the text as typed, or of one of its joined forms.
fn any_spelling(text: &str, pattern: impl Fn(&str) -> Option<SpanPattern>) -> Option<SpanPattern> {
    any(std::iter::once(text.to_owned()).chain(joined_at_hyphens(text)).filter_map(|text| pattern(&text)).collect())
}

/// Returns the text without one of its hyphens, for each of the first few: who types `take-over` also means `takeover`. A line end may
/// also part the word of an article at its own hyphen, and then it is one word there: `well-` and `known` on the next line is `wellknown`.
/// Only a hyphen between letters counts, the second of which is small.
pub(crate) fn joined_at_hyphens(text: &str) -> impl Iterator<Item = String> {
    let is_inside = |at: &usize| {
        text[..*at].ends_with(char::is_alphabetic) && text[at + 1..].starts_with(char::is_lowercase) && !text.contains("://")
    };
    let hyphens = text.match_indices('-').map(|(at, _)| at).filter(is_inside).take(MAX_HYPHENS);
    hyphens.map(|at| [&text[..at], &text[at + 1..]].concat())
}

/// Returns the text of a phrase in which only wildcards remain special. `?` is a wildcard only
/// inside a word; at the end of a word it is a quoted question mark. In a URL nothing is a
/// wildcard.
fn wildcards_alone(text: &str) -> String {
    let mut without = String::with_capacity(text.len());
    for word in text.split(' ') {
        let is_url = word.contains("://");
        let mut chars = word.chars().peekable();
        while let Some(c) = chars.next() {
            let is_inside = without.ends_with(char::is_alphanumeric) && chars.peek().is_some_and(|next| next.is_alphanumeric());
            let is_sign = (c == '?' && (is_url || !is_inside)) || (c == '*' && is_url);
            without.push(if is_sign { ' ' } else { c });
        }
        without.push(' ');
    }
    without
}

fn in_order(mut terms: Vec<TermPattern>, slop: u32) -> Option<SpanPattern> {
    match terms.pop() {
        Some(term) if terms.is_empty() => Some(SpanPattern::Term(term)),
        last => {
            terms.extend(last);
            (!terms.is_empty()).then_some(SpanPattern::Phrase { terms, slop })
        }
    }
}
