//! Matching an article's own text.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use smallvec::SmallVec;

use super::field::{Begins, BreakFinder, QuoteStart, field_tokens, quote_starts};
use super::matches::{Source, matches_in};
use super::pattern::{Pattern, TextPattern};
use super::positions::{FieldPositions, PositionMatch};
use super::span_pattern::{Compounds, Form, Role, TermPattern};
use super::word::{fits_wildcards, is_misspelt};
use crate::analysis::{Capitals, Stemmer, Token, spellings};
use crate::article::Article;
use crate::deadline::{Deadline, Watch};
use crate::error::Result;
use crate::hit::Matches;
use crate::query::{LetterCase, TextField};
use crate::span::{Span, merge};

/// Returns where `article` matches according to its own text; `None` if it does not. Matches are in
/// the order of the text, without repeats.
pub fn find(pattern: &Pattern, article: &Article) -> Option<Matches> {
    find_within(pattern, article, &Deadline::none())
}

/// Does the same until the time of a search is over; what is returned then is no answer.
pub fn find_within(pattern: &Pattern, article: &Article, deadline: &Deadline) -> Option<Matches> {
    let stemmer = Stemmer::of_thread(article.language.as_ref());
    let mut texts = Texts { deadline: deadline.clone(), ..Texts::new(pattern, article, &stemmer) };
    // A text has all its words in memory; reading it cannot fail.
    matches_in(pattern, &mut texts).ok().flatten()
}

/// A quote that matches a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteMatch {
    /// Its index in the article's quotes.
    pub quote_idx: usize,
    /// The words of the quote that take part, in bytes of the body; sorted, disjoint.
    pub marks: Vec<Span>,
    /// The words of the query that take part, including names: indices into
    /// [`Pattern::marked_terms`], ascending.
    pub terms: Vec<usize>,
}

/// Returns the quotes of a matching article that fulfil `said:` and `by:`, in the order of the
/// text; all quotes if the pattern has neither.
pub fn find_quotes(pattern: &Pattern, article: &Article) -> Vec<QuoteMatch> {
    let mut asked = Vec::new();
    about_quotes(pattern, &mut 0, &mut asked);
    if asked.is_empty() {
        let all = |quote_idx| QuoteMatch { quote_idx, marks: Vec::new(), terms: Vec::new() };
        return (0..article.quotes.len()).map(all).collect();
    }
    let stemmer = Stemmer::of_thread(article.language.as_ref());
    let mut texts = Texts::new(pattern, article, &stemmer);
    let starts = quote_starts(article);
    let mut found: BTreeMap<usize, QuoteMatch> = BTreeMap::new();
    for (first_term, text) in asked {
        for place in texts.find(TextField::Said, text).unwrap_or_default() {
            let n_begun = starts.partition_point(|start| start.position() <= place.start);
            let Some(start) = n_begun.checked_sub(1).map(|nth| &starts[nth]) else { continue };
            let content = start.quote.content;
            let quote_idx = article.quotes.partition_point(|quote| quote.content.start < content.start);
            let found = found.entry(quote_idx).or_insert(QuoteMatch { quote_idx, marks: Vec::new(), terms: Vec::new() });
            let spans = place.words.iter().filter_map(|position| texts.span_at(TextField::Said, *position).ok().flatten());
            found.marks.extend(spans.filter(|span| content.covers(*span)));
            found.terms.extend(place.terms.iter().map(|(_, term)| first_term + *term as usize));
        }
    }
    let in_order = |mut found: QuoteMatch| {
        found.terms.sort_unstable();
        found.terms.dedup();
        QuoteMatch { marks: merge(found.marks), ..found }
    };
    found.into_values().map(in_order).collect()
}

/// Adds each condition on quotes, with the index of its first word. `next_term` counts words as
/// [`Pattern::marked_terms`] does.
fn about_quotes<'p>(pattern: &'p Pattern, next_term: &mut usize, asked: &mut Vec<(usize, &'p TextPattern)>) {
    match pattern {
        Pattern::Text(text) => {
            if text.fields == [TextField::Said] {
                asked.push((*next_term, text));
            }
            *next_term += text.spans.n_terms();
        }
        Pattern::All(patterns) | Pattern::AtLeast(_, patterns) => {
            patterns.iter().for_each(|pattern| about_quotes(pattern, next_term, asked));
        }
        Pattern::Not(_) | Pattern::Filter(_) => {}
    }
}

/// The pattern's words of one role, numbered, grouped by the form in which an article's words are
/// compared with them.
#[derive(Debug, Default)]
struct Words {
    numbers: HashMap<Key, usize>,
    by_exact: HashMap<String, SmallVec<[usize; 1]>>,
    by_stem: HashMap<String, SmallVec<[usize; 1]>>,
    /// For each word, which places of compounds count.
    compounds: Vec<Compounds>,
    /// Words with wildcards and fuzzy words, with their numbers.
    loose: Vec<(String, Form, usize)>,
    /// Words that were typed with accents: without them, with them, and their numbers.
    accented: Vec<(String, String, usize)>,
    n_words: usize,
    has_breaks: bool,
}

/// What distinguishes a word from others.
type Key = (String, Form, Option<String>, Compounds);

fn key(term: &TermPattern) -> Key {
    (term.exact.clone(), term.form, term.accents.clone(), term.compounds)
}

impl Words {
    fn of(pattern: &Pattern, role: Role, stemmer: &Stemmer) -> Words {
        let mut words = Words::default();
        words.add(pattern, role, stemmer);
        words
    }

    fn add(&mut self, pattern: &Pattern, role: Role, stemmer: &Stemmer) {
        match pattern {
            Pattern::Text(text) => {
                self.has_breaks |= text.spans.has_breaks();
                let terms = text.spans.terms().into_iter().filter(|term| term.role == role);
                terms.for_each(|term| self.add_term(term, stemmer));
            }
            Pattern::All(patterns) | Pattern::AtLeast(_, patterns) => {
                patterns.iter().for_each(|pattern| self.add(pattern, role, stemmer));
            }
            Pattern::Not(pattern) => self.add(pattern, role, stemmer),
            Pattern::Filter(_) => {}
        }
    }

    fn add_term(&mut self, term: &TermPattern, stemmer: &Stemmer) {
        if self.number_of(term).is_some() {
            return;
        }
        let number = self.n_words;
        self.n_words += 1;
        self.numbers.insert(key(term), number);
        self.compounds.push(term.compounds);
        match term.form {
            Form::Stem => self.add_stems(term, stemmer, number),
            Form::Name if !stemmer.is_name(&term.exact) => self.add_stems(term, stemmer, number),
            Form::Exact | Form::Name => self.by_exact.entry(term.exact.clone()).or_default().push(number),
            Form::Spelling => {
                self.by_exact.entry(term.exact.clone()).or_default().push(number);
                for spelling in
                    spellings(&term.exact, term.accents.as_deref()).into_iter().filter(|other| other.is_of(stemmer.code()))
                {
                    self.by_exact.entry(spelling.exact).or_default().push(number);
                }
            }
            Form::Wildcard | Form::Fuzzy(_) => self.loose.push((term.exact.clone(), term.form, number)),
        }
        if let Some(accents) = &term.accents {
            self.accented.push((term.exact.clone(), accents.clone(), number));
        }
    }

    fn add_stems(&mut self, term: &TermPattern, stemmer: &Stemmer, number: usize) {
        for stem in stemmer.stems_of(&term.exact) {
            self.by_stem.entry(stem).or_default().push(number);
        }
    }

    fn number_of(&self, term: &TermPattern) -> Option<usize> {
        self.numbers.get(&key(term)).copied()
    }

    /// Calls `each` with the number of every word of the pattern that matches the compound that ends with an article's word.
    fn each_number_of_compound(&self, compound: &str, stemmer: &Stemmer, mut each: impl FnMut(usize)) {
        self.by_exact.get(compound).into_iter().flatten().for_each(|number| each(*number));
        if !self.by_stem.is_empty() {
            stemmer.stem(compound, |stem| self.by_stem.get(stem).into_iter().flatten().for_each(|number| each(*number)));
        }
    }

    /// Calls `each` with the number of every word of the pattern that an article's word matches.
    fn each_number(&self, token: &Token<'_>, stemmer: &Stemmer, mut each: impl FnMut(usize)) {
        let exact = token.exact;
        let mut each = |number: usize| {
            if !self.compounds[number].has_whole() {
                return;
            }
            let of_number = self.accented.iter().find(|(typed, _, of)| *of == number && typed == exact);
            if of_number.is_none_or(|(_, typed, _)| stemmer.accents_agree(typed, stemmer.accents_of(token).as_deref())) {
                each(number);
            }
        };
        self.by_exact.get(exact).into_iter().flatten().for_each(|number| each(*number));
        if !self.by_stem.is_empty() {
            stemmer.stem_token(token, |stem| self.by_stem.get(stem).into_iter().flatten().for_each(|number| each(*number)));
        }
        for (pattern, form, number) in &self.loose {
            let fits = match form {
                Form::Fuzzy(edits) => is_misspelt(pattern, exact, *edits),
                _ => fits_wildcards(pattern, exact),
            };
            if fits {
                each(*number);
            }
        }
    }
}

/// The fields of an article, analysed on first use, and only as far as the pattern needs.
struct Texts<'a> {
    article: &'a Article,
    stemmer: &'a Stemmer,
    words: Words,
    /// Words looked for in the names of speakers.
    names: Words,
    analysed: HashMap<TextField, AnalysedField>,
    /// Where quotes begin, in the positions of [`TextField::Said`].
    quotes: Option<Rc<[u32]>>,
    deadline: Deadline,
}

/// The occurrences of the pattern's words in one field.
#[derive(Default)]
struct AnalysedField {
    /// For each word of the pattern, its positions, ascending.
    positions: Vec<Vec<u32>>,
    /// The words at those positions, ordered by position.
    places: Vec<Place>,
    sentences: Vec<u32>,
    paragraphs: Vec<u32>,
    /// The last word, whether or not it is one of the pattern's.
    last: Option<Place>,
    n_tokens: u64,
}

#[derive(Clone, Copy)]
struct Place {
    position: u32,
    span: Span,
    capitals: Capitals,
}

impl AnalysedField {
    fn push(&mut self, token: &Token<'_>, words: &Words, stemmer: &Stemmer) {
        let place = Place { position: token.position, span: token.span, capitals: token.capitals() };
        let first = self.last.replace(place).filter(|first| first.position + 1 == token.position);
        let (mut is_wanted, mut is_first_wanted) = (false, false);
        let positions = &mut self.positions;
        let mut add = |number: usize, position: u32| {
            if positions[number].last() != Some(&position) {
                positions[number].push(position);
            }
        };
        if let Some(compound) = token.compound {
            words.each_number_of_compound(compound, stemmer, |number| {
                if let Some(first) = first.filter(|_| words.compounds[number].has_first()) {
                    add(number, first.position);
                    is_first_wanted = true;
                }
                if words.compounds[number].has_last() {
                    add(number, token.position);
                    is_wanted = true;
                }
            });
        }
        words.each_number(token, stemmer, |number| {
            add(number, token.position);
            is_wanted = true;
        });
        let is_known = |known: &Place, place: &Place| known.position >= place.position;
        let first = first.filter(|first| is_first_wanted && !self.places.last().is_some_and(|last| is_known(last, first)));
        self.places.extend(first);
        self.places.extend(is_wanted.then_some(place));
        self.n_tokens += 1;
    }

    fn place_at(&self, position: u32) -> Option<&Place> {
        self.places.binary_search_by_key(&position, |place| place.position).ok().map(|found| &self.places[found])
    }

    fn has_case(&self, position: u32, case: LetterCase) -> bool {
        self.place_at(position).is_some_and(|place| is_written(place.capitals, case))
    }
}

/// Returns whether a word with these capitals fits the letter case.
pub fn is_written(capitals: Capitals, case: LetterCase) -> bool {
    match case {
        LetterCase::Caps => capitals != Capitals::None,
        LetterCase::AllCaps => capitals == Capitals::All,
        LetterCase::NoCaps => capitals == Capitals::None,
    }
}

impl<'a> Texts<'a> {
    fn new(pattern: &Pattern, article: &'a Article, stemmer: &'a Stemmer) -> Texts<'a> {
        Texts {
            article,
            stemmer,
            words: Words::of(pattern, Role::Text, stemmer),
            names: Words::of(pattern, Role::Speaker, stemmer),
            analysed: HashMap::new(),
            quotes: None,
            deadline: Deadline::none(),
        }
    }

    /// Returns where quotes begin.
    fn quotes(&mut self, field: TextField) -> Rc<[u32]> {
        if field != TextField::Said {
            return Rc::default();
        }
        let article = self.article;
        Rc::clone(self.quotes.get_or_insert_with(|| quote_starts(article).iter().map(QuoteStart::position).collect()))
    }

    fn analysed(&mut self, field: TextField) -> &AnalysedField {
        let Texts { article, stemmer, words, names, analysed, .. } = self;
        let words = if field == TextField::Speaker { names } else { words };
        analysed.entry(field).or_insert_with(|| {
            let mut analysed = AnalysedField { positions: vec![Vec::new(); words.n_words], ..AnalysedField::default() };
            let mut breaks = words.has_breaks.then(|| BreakFinder::new(article, field));
            field_tokens(article, field, |token| {
                let begins = breaks.as_mut().map_or(Begins::Nothing, |breaks| breaks.begins_at(&token));
                if begins >= Begins::Sentence {
                    analysed.sentences.push(token.position);
                }
                if begins == Begins::Paragraph {
                    analysed.paragraphs.push(token.position);
                }
                analysed.push(&token, words, stemmer);
            });
            analysed
        })
    }
}

impl Source for Texts<'_> {
    fn article(&self) -> &Article {
        self.article
    }

    fn n_body_words(&mut self) -> Result<u64> {
        Ok(self.analysed(TextField::Body).n_tokens)
    }

    fn find(&mut self, field: TextField, text: &TextPattern) -> Result<Vec<PositionMatch>> {
        let mut written: Vec<Vec<u32>> = Vec::new();
        for term in text.spans.terms() {
            let (words, field) = match term.role {
                Role::Text => (&self.words, field),
                Role::Speaker => (&self.names, TextField::Speaker),
            };
            let number = words.number_of(term);
            let analysed = self.analysed(field);
            let list = number.map_or(&[][..], |number| analysed.positions[number].as_slice());
            let is_written = |position: &u32| term.case.is_none_or(|case| analysed.has_case(*position, case));
            written.push(list.iter().copied().filter(is_written).collect());
        }
        let quotes = self.quotes(field);
        let watch = Watch::new(&self.deadline, text.clause.as_str());
        let analysed = self.analysed(field);
        let lists: Vec<&[u32]> = written.iter().map(Vec::as_slice).collect();
        let (sentences, paragraphs) = (&analysed.sentences, &analysed.paragraphs);
        Ok(text.matcher().find(&FieldPositions { terms: &lists, sentences, paragraphs, quotes: &quotes, watch: &watch }))
    }

    fn span_at(&mut self, field: TextField, position: u32) -> Result<Option<Span>> {
        let place = self.analysed(field).place_at(position).map(|place| place.span);
        if place.is_none() && field == TextField::Said {
            return Ok(self.analysed(TextField::Speaker).place_at(position).map(|place| place.span));
        }
        Ok(place)
    }
}
