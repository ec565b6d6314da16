//! The promise behind every highlight, over random articles and queries:
//!
//! 1. the engine returns an article exactly when the matcher finds it in the article's text;
//! 2. both agree with trying everything (`Oracle`), which shares no code with either but the cutting into words;
//! 3. what the matcher marks is what the oracle marks, no word more and no word less; of a proximity of too many orders, no word more;
//! 4. all of it holds whatever the segments, after articles were replaced and removed.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use proptest::prelude::*;
use pullquote::analysis::{Capitals, Stemmer, paragraphs, pattern_tokens, sentences, spellings, tokens};
use pullquote::article::{Article, ArticleId, Language, Locators, Place, Title, TitleOrigin, UrlOrigin};
use pullquote::choice::Sort;
use pullquote::engine::local::LocalIndex;
use pullquote::engine::{Index, RunRecord, Snapshot, WriterOptions};
use pullquote::hit::{Coverage, SearchRequest};
use pullquote::matching::{Pattern, field_tokens, find};
use pullquote::query::{Filter, LetterCase, Nearness, Query, Reach, TextField, parse};
use pullquote::quote::{Quote, QuoteKind};
use pullquote::span::Span;

/// Decides by trying everything whether an article matches, and which bytes of title and body take part.
struct Oracle<'a> {
    article: &'a Article,
    stemmer: Rc<Stemmer>,
}

/// A word of a field: its forms, its position, where it stands.
struct Word {
    exact: String,
    stem: String,
    /// The compound that ends with it, and the one that begins with it.
    ends: Option<Compound>,
    begins: Option<Compound>,
    accents: Option<String>,
    position: u32,
    span: Span,
    capitals: Capitals,
    /// The numbers of the sentence and the paragraph it stands in.
    sentence: usize,
    paragraph: usize,
}

/// Two words that a hyphen joins.
#[derive(Clone)]
struct Compound {
    exact: String,
    stem: String,
}

/// Whether a word of the text is what a word of the query stands for.
#[derive(Clone, Copy, PartialEq)]
enum Stands {
    No,
    Alone,
    /// As the compound that it is a part of.
    InCompound,
}

type IsWanted = Rc<dyn Fn(&Word) -> Stands>;

/// Makes what a word of a phrase stands for, given which places of compounds count.
type Maker<'m> = Box<dyn Fn(Places) -> IsWanted + 'm>;

/// Which places of a compound count for a word of the query, besides the word as one.
#[derive(Clone, Copy, PartialEq)]
struct Places {
    whole: bool,
    first: bool,
    last: bool,
}

const NONE: Places = Places { whole: true, first: false, last: false };
const LAST: Places = Places { whole: true, first: false, last: true };
const FIRST: Places = Places { whole: true, first: true, last: false };
const EITHER: Places = Places { whole: true, first: true, last: true };

/// One way to fulfil a query in a field: the numbers of the words that do. The number of a word that stands for the compound that it is a part
/// of is also in it with [`LIT`] more.
type Witness = BTreeSet<usize>;

const LIT: usize = 1_000_000;

fn without_lit(witness: &Witness) -> Witness {
    witness.iter().copied().filter(|number| *number < LIT).collect()
}

type Lit = BTreeSet<(bool, usize)>;

/// Finds the words of a query in those of a field.
struct InField<'f> {
    words: &'f [&'f Word],
    stemmer: &'f Rc<Stemmer>,
    /// Whether bare words are compared as written.
    is_exact: bool,
}

impl InField<'_> {
    /// Every way to fulfil a query that says where words stand.
    fn witnesses(&self, query: &Query, case: Option<LetterCase>) -> Vec<Witness> {
        self.ways(query, case, false)
    }

    fn ways(&self, query: &Query, case: Option<LetterCase>, is_side: bool) -> Vec<Witness> {
        match query {
            Query::Word(text) => {
                without_hyphens(text).iter().flat_map(|text| self.runs(&self.plain(text, is_side), 0, case)).collect()
            }
            Query::Fuzzy { text, edits } => {
                let mut wanted: Vec<IsWanted> = Vec::new();
                tokens(text, |token| {
                    let (exact, edits) = (token.exact.to_owned(), usize::from(*edits));
                    wanted.push(alone(move |word| slips(&chars(&exact), &chars(&word.exact), edits)));
                });
                self.runs(&wanted, 0, case)
            }
            Query::Wildcard(text) => self.phrases(text, 0, case, is_side),
            Query::Phrase { text, slop } => self.phrases(text, *slop, case, is_side),
            Query::Case(inner_case, inner) => self.ways(inner, Some(*inner_case), is_side),
            Query::Or(any) => any.iter().flat_map(|query| self.ways(query, case, is_side)).collect(),
            Query::Near { left, right, nearness } => {
                let (lefts, rights) = (self.ways(left, case, true), self.ways(right, case, true));
                let pairs = lefts.iter().flat_map(|left| rights.iter().map(move |right| (left, right)));
                let near =
                    pairs.filter(|(left, right)| without_lit(left).is_disjoint(right) && self.is_near(left, right, *nearness));
                near.map(|(left, right)| left | right).collect()
            }
            Query::NotNear { left, right, nearness } => {
                let rights = self.ways(right, case, true);
                let is_alone = |left: &Witness| {
                    !rights.iter().any(|right| self.overlap(left, right) || self.is_near(left, right, *nearness))
                };
                self.ways(left, case, true).into_iter().filter(is_alone).collect()
            }
            _ => unreachable!("not generated"),
        }
    }

    fn plain(&self, text: &str, is_side: bool) -> Vec<IsWanted> {
        let mut n_words = 0;
        tokens(text, |_| n_words += 1);
        let places = if is_side && n_words == 1 { EITHER } else { LAST };
        let mut wanted: Vec<IsWanted> = Vec::new();
        tokens(text, |token| {
            let (exact, stems) = (token.exact.to_owned(), self.stemmer.stems_of(token.exact));
            let is_name = token.capitals() == Capitals::Some && self.stemmer.is_name(token.exact);
            let agrees = self.agrees(token.exact, token.accents());
            wanted.push(match self.is_exact {
                true => alone(move |word| word.exact == exact),
                false if is_name => alone(move |word| word.exact == exact && agrees(word)),
                false => self.by_stem(stems.to_vec(), agrees, places),
            });
        });
        wanted
    }

    fn by_stem(&self, stems: Vec<String>, agrees: Box<dyn Fn(&Word) -> bool>, places: Places) -> IsWanted {
        let of_compound = stems.clone();
        in_places(
            places,
            move |word| stems.contains(&word.stem) && agrees(word),
            move |compound| of_compound.contains(&compound.stem),
        )
    }

    /// Whether a word may stand for a typed one as far as its accents go.
    fn agrees(&self, exact: &str, accents: Option<String>) -> Box<dyn Fn(&Word) -> bool> {
        let (exact, stemmer) = (exact.to_owned(), Rc::clone(self.stemmer));
        Box::new(move |word| {
            let agrees = |typed: &str| word.exact != exact || stemmer.accents_agree(typed, word.accents.as_deref());
            accents.as_deref().is_none_or(agrees)
        })
    }

    /// Every way to fulfil a phrase, whose words may hold wildcards.
    fn phrases(&self, text: &str, slop: u32, case: Option<LetterCase>, is_side: bool) -> Vec<Witness> {
        let is_one_word = text.split_whitespace().nth(1).is_none();
        let mut found = Vec::new();
        for text in without_hyphens(text) {
            let mut makers: Vec<(Maker<'_>, bool)> = Vec::new();
            pattern_tokens(&text, |token| {
                let exact = token.exact.to_owned();
                let has_wildcards = exact.contains(['*', '?']);
                if has_wildcards || self.is_exact || is_one_word {
                    let accents = token.accents().or(is_one_word.then(|| exact.clone()));
                    let accents = accents.filter(|_| !has_wildcards && !self.is_exact);
                    makers.push((
                        Box::new(move |_| {
                            let (pattern, agrees) = (chars(&exact), self.agrees(&exact, accents.clone()));
                            alone(move |word| fits(&pattern, &chars(&word.exact)) && agrees(word))
                        }),
                        false,
                    ));
                } else if exact.starts_with(|c: char| c.is_ascii_digit()) {
                    let stems = self.stemmer.stems_of(&exact).to_vec();
                    makers.push((Box::new(move |_| self.by_stem(stems.clone(), self.agrees("", None), NONE)), false));
                } else {
                    let accents = token.accents();
                    let others = spellings(&exact, accents.as_deref());
                    let others = others.into_iter().filter(|other| other.is_of(self.stemmer.code())).map(|other| other.exact);
                    let all: Vec<String> = std::iter::once(exact.clone()).chain(others).collect();
                    makers.push((
                        Box::new(move |places| {
                            let (of_word, of_compound) = (all.clone(), all.clone());
                            let agrees = self.agrees(&exact, accents.clone());
                            in_places(
                                places,
                                move |word| of_word.contains(&word.exact) && agrees(word),
                                move |compound| of_compound.contains(&compound.exact),
                            )
                        }),
                        true,
                    ));
                }
            });
            let last = makers.len().saturating_sub(1);
            let places = |place: usize| match place {
                0 if last == 0 && is_side => EITHER,
                0 => LAST,
                place if place == last => FIRST,
                _ if slop == 0 => NONE,
                _ => EITHER,
            };
            let wanted: Vec<IsWanted> = makers.iter().enumerate().map(|(place, (make, _))| make(places(place))).collect();
            found.extend(self.runs(&wanted, slop, case));
            // A compound between two words takes the places of two.
            let between = (1..last).filter(|place| slop == 0 && makers[*place].1).take(3);
            for place in between {
                let two =
                    [(true, false), (false, true)].map(|(first, last)| makers[place].0(Places { whole: false, first, last }));
                let wanted = [&wanted[..place], &two, &wanted[place + 1..]].concat();
                found.extend(self.runs(&wanted, slop, case));
            }
        }
        found
    }

    /// Every way to choose one word of the field for each wanted one, rising, near enough.
    fn runs(&self, wanted: &[IsWanted], slop: u32, case: Option<LetterCase>) -> Vec<Witness> {
        let has_case = |word: &Word| match case {
            None => true,
            Some(LetterCase::Caps) => word.capitals != Capitals::None,
            Some(LetterCase::AllCaps) => word.capitals == Capitals::All,
            Some(LetterCase::NoCaps) => word.capitals == Capitals::None,
        };
        let mut runs: Vec<Vec<usize>> = vec![Vec::new()];
        for is_wanted in wanted {
            let mut longer = Vec::new();
            for run in &runs {
                for (number, word) in self.words.iter().enumerate() {
                    if is_wanted(word) != Stands::No && has_case(word) && run.last().is_none_or(|last| *last < number) {
                        longer.push([run.as_slice(), &[number]].concat());
                    }
                }
            }
            runs = longer;
        }
        let position = |number: usize| self.words[number].position;
        let is_near = |run: &Vec<usize>| match (run.first(), run.last()) {
            (Some(first), Some(last)) => position(*last) - position(*first) < slop + run.len() as u32,
            _ => false,
        };
        let lit = |run: &[usize]| {
            let in_compound =
                run.iter().zip(wanted).filter(|(number, stands)| stands(self.words[**number]) == Stands::InCompound);
            in_compound.map(|(number, _)| number + LIT).collect::<Vec<_>>()
        };
        runs.into_iter().filter(is_near).map(|run| run.iter().copied().chain(lit(&run)).collect()).collect()
    }

    fn ends(&self, witness: &Witness) -> (u32, u32) {
        let witness = without_lit(witness);
        (self.words[*witness.first().unwrap()].position, self.words[*witness.last().unwrap()].position)
    }

    fn overlap(&self, left: &Witness, right: &Witness) -> bool {
        let ((left_start, left_end), (right_start, right_end)) = (self.ends(left), self.ends(right));
        left_start <= right_end && right_start <= left_end
    }

    fn is_near(&self, left: &Witness, right: &Witness, nearness: Nearness) -> bool {
        let ((left_start, left_end), (right_start, right_end)) = (self.ends(left), self.ends(right));
        if nearness.is_ordered && left_end >= right_start {
            return false;
        }
        let is_one = |number_of: fn(&Word) -> usize| {
            without_lit(left)
                .union(&without_lit(right))
                .map(|number| number_of(self.words[*number]))
                .collect::<BTreeSet<_>>()
                .len()
                == 1
        };
        match nearness.reach {
            Reach::Words(_) if self.overlap(left, right) => true,
            Reach::Words(n) => right_start.saturating_sub(left_end).max(left_start.saturating_sub(right_end)) <= n,
            Reach::Sentence => is_one(|word| word.sentence),
            Reach::Paragraph => is_one(|word| word.paragraph),
            Reach::Quote => unreachable!("not generated"),
        }
    }
}

/// What a word stands for that no compound does.
fn alone(is_wanted: impl Fn(&Word) -> bool + 'static) -> IsWanted {
    Rc::new(move |word| if is_wanted(word) { Stands::Alone } else { Stands::No })
}

fn in_places(
    places: Places,
    of_word: impl Fn(&Word) -> bool + 'static,
    of_compound: impl Fn(&Compound) -> bool + 'static,
) -> IsWanted {
    Rc::new(move |word| {
        let of = |asked: bool, compound: &Option<Compound>| asked && compound.as_ref().is_some_and(&of_compound);
        match () {
            () if of(places.first, &word.begins) || of(places.last, &word.ends) => Stands::InCompound,
            () if places.whole && of_word(word) => Stands::Alone,
            () => Stands::No,
        }
    })
}

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

/// The text, and the text without each one of its first three hyphens between letters.
fn without_hyphens(text: &str) -> Vec<String> {
    let letters = chars(text);
    let is_inside = |at: &usize| {
        let (before, after) = (letters[..*at].last(), letters.get(at + 1));
        letters[*at] == '-' && before.is_some_and(|c| c.is_alphabetic()) && after.is_some_and(|c| c.is_lowercase())
    };
    let without = (0..letters.len()).filter(is_inside).take(3).map(|at| [&letters[..at], &letters[at + 1..]].concat());
    std::iter::once(letters.clone()).chain(without).map(|letters| letters.into_iter().collect()).collect()
}

fn fits(pattern: &[char], word: &[char]) -> bool {
    match pattern.split_first() {
        None => word.is_empty(),
        Some(('*', rest)) => (0..=word.len()).any(|n| fits(rest, &word[n..])),
        Some((wanted, rest)) => {
            word.split_first().is_some_and(|(letter, word)| (*wanted == '?' || wanted == letter) && fits(rest, word))
        }
    }
}

/// Whether so many slips make one word of the other: a letter too many, too few, wrong, or two swapped.
fn slips(a: &[char], b: &[char], n: usize) -> bool {
    match (a.split_first(), b.split_first()) {
        (None, None) => true,
        (Some((first, a)), Some((other, b))) if first == other && slips(a, b, n) => true,
        _ if n == 0 => false,
        _ => {
            let (a_rest, b_rest) = (a.get(1..), b.get(1..));
            let is_swapped = a.len() > 1 && b.len() > 1 && a[0] == b[1] && a[1] == b[0];
            a_rest.is_some_and(|a| slips(a, b, n - 1))
                || b_rest.is_some_and(|b| slips(a, b, n - 1))
                || a_rest.zip(b_rest).is_some_and(|(a, b)| slips(a, b, n - 1))
                || (is_swapped && slips(&a[2..], &b[2..], n - 1))
        }
    }
}

impl Oracle<'_> {
    fn words(&self, field: TextField) -> Vec<Word> {
        let body = &self.article.body;
        let is_body = matches!(field, TextField::Body | TextField::Lead | TextField::Quotes | TextField::Said);
        let (sentences, paragraphs) = if is_body { (sentences(body), paragraphs(body)) } else { (Vec::new(), Vec::new()) };
        let number_in = |spans: &[Span], span: Span| spans.iter().filter(|begun| begun.start < span.end).count();
        let mut words: Vec<Word> = Vec::new();
        // The lead is worked out here anew.
        let read = if field == TextField::Lead { TextField::Body } else { field };
        let mut value = 0;
        field_tokens(self.article, read, |token| {
            value += usize::from(words.last().is_some_and(|last| token.position > last.position + 1));
            // No article has so many sentences that the numbers of two values meet.
            words.push(Word {
                exact: token.exact.to_owned(),
                stem: self.stemmer.stem_token(&token, str::to_owned),
                ends: token
                    .compound
                    .map(|compound| Compound { exact: compound.to_owned(), stem: self.stemmer.stem(compound, str::to_owned) }),
                begins: None,
                accents: self.stemmer.accents_of(&token).map(|accents| accents.into_owned()),
                position: token.position,
                span: token.span,
                capitals: token.capitals(),
                sentence: value * 1_000_000 + number_in(&sentences, token.span),
                paragraph: value * 1_000_000 + number_in(&paragraphs, token.span),
            });
        });
        if field == TextField::Lead {
            let begins = |number: usize| number == 0 || words[number].paragraph != words[number - 1].paragraph;
            let end = (50..words.len()).find(|number| begins(*number)).unwrap_or(words.len());
            words.truncate(end.min(100));
        }
        for number in 1..words.len() {
            if words[number - 1].position + 1 == words[number].position {
                words[number - 1].begins = words[number].ends.clone();
            }
        }
        words
    }

    fn holds(&self, query: &Query, fields: &[TextField], lit: &mut Lit) -> bool {
        match query {
            Query::Words(all) | Query::And(all) if all.iter().any(|query| of_quote(query) == OfQuote::Needed) => {
                let (of_quote, others): (Vec<&Query>, Vec<&Query>) =
                    all.iter().partition(|query| of_quote(query) != OfQuote::Nothing);
                let mut found = Lit::new();
                let others_hold =
                    self.at_least(others.len(), &others.into_iter().cloned().collect::<Vec<_>>(), fields, &mut found);
                let holds = self.is_quoted(&of_quote, &mut found) && others_hold;
                if holds {
                    lit.append(&mut found);
                }
                holds
            }
            Query::Within(TextField::Said | TextField::Speaker, _) => self.is_quoted(&[query], lit),
            Query::Words(all) | Query::And(all) => self.at_least(all.len(), all, fields, lit),
            Query::Or(any) => self.at_least(1, any, fields, lit),
            Query::Not(query) => !self.holds(query, fields, &mut Lit::new()),
            Query::Required(query) => self.holds(query, fields, lit),
            Query::Within(field, query) => self.holds(query, &[*field], lit),
            Query::Hlead(query) => self.holds(query, &[TextField::Title, TextField::Lead], lit),
            Query::AtLeast { n, query } => self.stands(query, *n as usize, fields, lit),
            Query::Filter(Filter::Language(language)) => self.article.language.as_ref() == Some(language),
            Query::Filter(Filter::Words { min, max }) => {
                let n_words = self.words(TextField::Body).len() as u64;
                min.is_none_or(|min| n_words >= min) && max.is_none_or(|max| n_words <= max)
            }
            Query::Filter(_) => unreachable!("not generated"),
            spans => self.stands(spans, 1, fields, lit),
        }
    }

    /// Whether one quote is as all of these ask.
    fn is_quoted(&self, clauses: &[&Query], lit: &mut Lit) -> bool {
        let said = self.words(TextField::Said);
        let names = self.words(TextField::Speaker);
        let mut is_found = false;
        for quote in self.article.quotes.iter().filter(|quote| said.iter().any(|word| quote.content.covers(word.span))) {
            let words: Vec<&Word> = said.iter().filter(|word| quote.content.covers(word.span)).collect();
            let first = words[0].position;
            let names = names.iter().filter(|word| word.position < first && word.position + 1024 >= first);
            let in_quote = InQuote { oracle: self, said: words, names: names.collect() };
            for (text, name) in in_quote.all(clauses, false) {
                is_found = true;
                lit.extend(text.iter().flat_map(|number| self.lit(&in_quote.said, *number)).map(|start| (false, start)));
                let named = quote.source.unwrap_or(quote.content);
                if !name.is_empty() {
                    tokens(&self.article.body, |token| lit.extend(named.covers(token.span).then_some((false, token.span.start))));
                }
            }
        }
        is_found
    }

    /// Where the words begin that a number of a witness lights.
    fn lit(&self, words: &[&Word], number: usize) -> Vec<usize> {
        let Some(number) = number.checked_sub(LIT) else { return vec![words[number].span.start] };
        let start_of = |number: usize| words.get(number).map(|word| word.span.start);
        // Of a compound at the beginning of a quote, the first word may stand before it.
        let text_before = |word: &Word| {
            let mut before = None;
            tokens(&self.article.body, |token| {
                before = if token.span.start < word.span.start { Some(token.span.start) } else { before }
            });
            before
        };
        let word = words[number];
        let first = if word.ends.is_some() && number.checked_sub(1).is_none_or(|before| words[before].begins.is_none()) {
            text_before(word)
        } else if word.ends.is_some() {
            start_of(number - 1)
        } else {
            Some(word.span.start)
        };
        let last = if word.ends.is_some() { Some(word.span.start) } else { start_of(number + 1) };
        first.into_iter().chain(last).collect()
    }

    fn at_least(&self, n: usize, queries: &[Query], fields: &[TextField], lit: &mut Lit) -> bool {
        let mut found = Lit::new();
        let n_holding = queries.iter().filter(|query| self.holds(query, fields, &mut found)).count();
        if n_holding >= n {
            lit.append(&mut found);
        }
        n_holding >= n
    }

    fn stands(&self, query: &Query, n: usize, fields: &[TextField], lit: &mut Lit) -> bool {
        let is_exact = matches!(fields, [TextField::Byline | TextField::Publisher | TextField::Section]);
        let mut found = Lit::new();
        let mut n_places = 0;
        for field in fields {
            let words = self.words(*field);
            let words: Vec<&Word> = words.iter().collect();
            let in_field = InField { words: &words, stemmer: &self.stemmer, is_exact };
            let places: BTreeSet<Witness> = in_field.witnesses(query, None).into_iter().collect();
            n_places += places.iter().map(without_lit).collect::<BTreeSet<_>>().len();
            let is_title = *field == TextField::Title;
            if is_title || matches!(field, TextField::Body | TextField::Lead | TextField::Quotes) {
                let lit = places.iter().flatten().flat_map(|number| self.lit(&words, *number));
                found.extend(lit.map(|start| (is_title, start)));
            }
        }
        if n_places >= n {
            lit.append(&mut found);
        }
        n_places >= n
    }
}

/// What a clause asks of the quote that all clauses about a quote share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OfQuote {
    /// The quote has to be so.
    Needed,
    /// The quote must not be so.
    Excluded,
    /// The clause is about the article.
    Nothing,
}

/// Returns what a clause asks of a quote. `said:` and `by:` need one, alone or joined with OR. Beside one that needs it, an exclusion of such a
/// clause is about the same quote; alone, it is about the article.
fn of_quote(query: &Query) -> OfQuote {
    use OfQuote::{Excluded, Needed, Nothing};
    let every = |clauses: &[Query]| clauses.iter().map(of_quote).collect::<Vec<_>>();
    match query {
        Query::Within(TextField::Said | TextField::Speaker, _) => Needed,
        Query::Not(inner) if of_quote(inner) == Needed => Excluded,
        Query::Required(inner) if of_quote(inner) == Needed => Needed,
        Query::Or(clauses) if !clauses.is_empty() && every(clauses).into_iter().all(|asked| asked == Needed) => Needed,
        Query::And(clauses) | Query::Words(clauses) => {
            let asked = every(clauses);
            if asked.contains(&Needed) && !asked.contains(&Nothing) { Needed } else { Nothing }
        }
        _ => Nothing,
    }
}

#[test]
fn the_oracle_tells_what_is_about_a_quote() {
    use OfQuote::{Excluded, Needed, Nothing};
    for (text, expected) in [
        ("flood", Nothing),
        ("said:flood", Needed),
        ("by:ruiz", Needed),
        ("said:flood by:ruiz", Needed),
        ("said:flood AND by:ruiz", Needed),
        ("said:flood OR by:ruiz", Needed),
        ("said:flood OR by:ruiz OR flood", Nothing),
        ("said:flood -by:ruiz", Needed),
        ("said:flood flood", Nothing),
        ("-said:flood", Excluded),
        ("NOT (said:flood OR by:ruiz)", Excluded),
        ("NOT (said:flood OR flood)", Nothing),
        ("(said:flood -by:ruiz) OR by:thorne", Needed),
        ("said:flood OR NOT by:ruiz", Nothing),
        ("NOT NOT said:flood", Nothing),
        ("quotes:flood", Nothing),
    ] {
        assert_eq!(of_quote(&parse(text, 0).0.unwrap()), expected, "{text}");
    }
}

/// One quote: its words, and those of who spoke.
struct InQuote<'a> {
    oracle: &'a Oracle<'a>,
    said: Vec<&'a Word>,
    names: Vec<&'a Word>,
}

/// One way to fulfil a query in a quote: the numbers of words of the one and the other kind.
type QuoteWitness = (Witness, Witness);

impl InQuote<'_> {
    /// Every way in which all of these hold, each word of the query standing for a word of its own; none where an exclusion holds.
    fn all(&self, clauses: &[&Query], is_name: bool) -> Vec<QuoteWitness> {
        let mut ways: Vec<QuoteWitness> = vec![QuoteWitness::default()];
        for clause in clauses {
            if let Query::Not(inner) = clause {
                if !self.witnesses(inner, is_name).is_empty() {
                    return Vec::new();
                }
                continue;
            }
            let further = self.witnesses(clause, is_name);
            let pairs = ways.iter().flat_map(|way| further.iter().map(move |more| (way, more)));
            let apart = pairs.filter(|(way, more)| way.0.is_disjoint(&more.0) && way.1.is_disjoint(&more.1));
            ways = apart.map(|(way, more)| (&way.0 | &more.0, &way.1 | &more.1)).collect();
        }
        ways
    }

    fn witnesses(&self, query: &Query, is_name: bool) -> Vec<QuoteWitness> {
        match query {
            Query::Within(TextField::Speaker, inner) => self.witnesses(inner, true),
            Query::Within(_, inner) | Query::Required(inner) => self.witnesses(inner, is_name),
            Query::Words(list) | Query::And(list) => self.all(&list.iter().collect::<Vec<_>>(), is_name),
            Query::Or(list) => list.iter().flat_map(|query| self.witnesses(query, is_name)).collect(),
            spans => {
                let words = if is_name { &self.names } else { &self.said };
                let in_field = InField { words, stemmer: &self.oracle.stemmer, is_exact: is_name };
                let found = in_field.witnesses(spans, None).into_iter();
                found.map(|way| if is_name { (Witness::new(), way) } else { (way, Witness::new()) }).collect()
            }
        }
    }
}

/// The words of titles and bodies that begin inside a mark.
fn marked(article: &Article, title: &[Span], body: &[Span]) -> Lit {
    let mut lit = Lit::new();
    for (is_title, text, marks) in [(true, &article.title.text, title), (false, &article.body, body)] {
        tokens(text, |token| {
            if marks.iter().any(|mark| mark.covers(token.span)) {
                lit.insert((is_title, token.span.start));
            }
        });
    }
    lit
}

const WORDS: [&str; 25] = [
    "white",
    "house",
    "Houses",
    "the",
    "U.S.",
    "us",
    "wi-fi",
    "Häuser",
    "haus",
    "l’homme",
    "1,000",
    "white,",
    "“house”",
    "House.",
    "White",
    "THE.\n\n",
    "ho-\nuse",
    "wi-\nfi",
    "wifi",
    "whi\u{ad}\n\nte",
    "banks",
    "Banks",
    "bank",
    "Hauser",
    "HAUSER",
];

fn text(n_words: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&WORDS[..]), n_words).prop_map(|words| words.join(" "))
}

/// A body; some begin with so many other words that their lead ends among those of the query.
fn body() -> impl Strategy<Value = String> {
    (prop_oneof![4 => Just(0), 1 => 40..50usize, 1 => 90..100usize], text(0..16))
        .prop_map(|(n_before, text)| format!("{}{text}", "so it went ".repeat(n_before / 3)))
}

fn an_article(number: usize) -> impl Strategy<Value = Article> {
    let language = proptest::option::of(proptest::sample::select(&["en", "de", "fr", "xx"][..]));
    let bylines = proptest::collection::vec(text(1..3), 0..3);
    let speakers = [proptest::option::of(text(1..3)), proptest::option::of(text(1..3))];
    (text(0..4), body(), language, bylines, proptest::option::of(text(1..3)), any::<[u8; 4]>(), speakers).prop_map(
        move |(title, body, language, bylines, publisher, cuts, speakers)| Article {
            is_summary: false,
            id: ArticleId::new(&number.to_string(), ""),
            record_id: None,
            place: Place { path: number.to_string(), record: None },
            title: Title { text: title, origin: TitleOrigin::Stated },
            quotes: quotes(&body, cuts, speakers),
            body,
            bylines,
            publisher,
            section: None,
            language: language.and_then(Language::from_tag),
            published: None,
            modified: None,
            embargo: None,
            url: None,
            url_origin: UrlOrigin::Record,
            claimed_url: None,
            locators: Locators::default(),
            ocr_confidence: None,
        },
    )
}

/// Up to two quotes that do not overlap. Where the first of two has a speaker, the body names that speaker by its first word.
fn quotes(body: &str, cuts: [u8; 4], speakers: [Option<String>; 2]) -> Vec<Quote> {
    let mut places: Vec<usize> = cuts.iter().map(|cut| body.floor_char_boundary(usize::from(*cut) * body.len() / 256)).collect();
    places.sort_unstable();
    let mut first_word = None;
    tokens(body, |token| first_word = first_word.or(Some(token.span)));
    let [first, second] = speakers;
    let quote = |start, end, source, speaker| Quote {
        content: Span::new(start, end),
        cue: None,
        source,
        speaker,
        kind: QuoteKind::Direct,
    };
    let source = first_word.filter(|_| first.is_some());
    vec![quote(places[0], places[1], source, first), quote(places[2], places[3], None, second)]
}

/// A query that says where words stand. `matches` are counted alike by everybody only where nothing is said of how near they stand.
fn spans(has_nearness: bool) -> impl Strategy<Value = Query> {
    let word = || proptest::sample::select(&WORDS[..]);
    let max_slop: u32 = if has_nearness { 3 } else { 0 };
    let leaf = prop_oneof![
        4 => word().prop_map(|word| Query::Word(word.to_owned())),
        3 => (text(1..4), 0..=max_slop).prop_map(|(text, slop)| Query::Phrase { text, slop }),
        1 => proptest::sample::select(&["h*", "*s", "w?ite", "*ou*", "ho*se?", "wi-f*", "t?e"][..])
            .prop_map(|text| Query::Wildcard(text.to_owned())),
        1 => proptest::sample::select(&["h* white", "the *hite house", "w?ite ho*"][..])
            .prop_map(|text| Query::Phrase { text: text.to_owned(), slop: 0 }),
        1 => (proptest::sample::select(&["hosue", "whit", "teh", "hause", "housess"][..]), 1..3u8)
            .prop_map(|(text, edits)| Query::Fuzzy { text: text.to_owned(), edits }),
    ];
    let reach = prop_oneof![
        3 => (1..5u32).prop_map(Reach::Words), 1 => Just(Reach::Sentence), 1 => Just(Reach::Paragraph)
    ];
    let nearness = (reach, any::<bool>()).prop_map(|(reach, is_ordered)| Nearness { reach, is_ordered });
    leaf.prop_recursive(3, 8, 3, move |inner| {
        let pair = (inner.clone().prop_map(Box::new), inner.clone().prop_map(Box::new), nearness.clone());
        let case = (proptest::sample::select(&LetterCase::ALL[..]), inner.clone().prop_map(Box::new));
        let plain = prop_oneof![
            proptest::collection::vec(inner, 1..4).prop_map(Query::Or),
            case.prop_map(|(case, inner)| Query::Case(case, inner)),
        ];
        if has_nearness {
            let near = pair.clone().prop_map(|(left, right, nearness)| Query::Near { left, right, nearness });
            let not_near = pair.prop_map(|(left, right, nearness)| Query::NotNear { left, right, nearness });
            prop_oneof![2 => plain, 3 => near, 2 => not_near].boxed()
        } else {
            plain.boxed()
        }
    })
}

/// The fields in which anything may be asked.
const PLAIN_FIELDS: [TextField; 7] = [
    TextField::Title,
    TextField::Body,
    TextField::Lead,
    TextField::Quotes,
    TextField::Byline,
    TextField::Publisher,
    TextField::Section,
];

/// What is asked of one quote: words and exclusions, or a name.
fn about_quote() -> impl Strategy<Value = Query> {
    let within = |field, inner| Query::Within(field, Box::new(inner));
    let excluded = spans(true).prop_map(|query| Query::Not(Box::new(query)));
    let list = (spans(true), proptest::collection::vec(prop_oneof![3 => spans(true), 1 => excluded], 1..3));
    let list = list.prop_map(|(first, rest)| [vec![first], rest].concat()).boxed();
    let said = prop_oneof![3 => spans(true), 1 => list.clone().prop_map(Query::Words), 1 => list.prop_map(Query::And)];
    let said = said.prop_map(move |query| within(TextField::Said, query));
    let word = || proptest::sample::select(&WORDS[..]).prop_map(|word| Query::Word(word.to_owned()));
    let phrase = text(1..3).prop_map(|text| Query::Phrase { text, slop: 0 });
    let name = prop_oneof![3 => word(), 2 => phrase, 1 => proptest::collection::vec(word(), 2..3).prop_map(Query::Words)];
    let by = name.prop_map(move |query| within(TextField::Speaker, query));
    let leaf = prop_oneof![2 => said, 1 => by].boxed();
    let excluded = leaf.clone().prop_map(|query| Query::Not(Box::new(query)));
    let clause = prop_oneof![3 => leaf.clone(), 1 => excluded];
    let list = proptest::collection::vec(clause, 1..3);
    prop_oneof![
        3 => leaf.clone(),
        3 => (leaf, list).prop_map(|(first, rest)| Query::Words([vec![first], rest].concat())),
    ]
}

fn a_query() -> impl Strategy<Value = Query> {
    let filter = prop_oneof![
        proptest::sample::select(&["en", "de", "xx"][..])
            .prop_map(|code| Query::Filter(Filter::Language(Language::from_tag(code).unwrap()))),
        (0..12u64).prop_map(|min| Query::Filter(Filter::Words { min: Some(min), max: Some(min + 5) })),
    ];
    let at_least = (1..4u32, spans(false).prop_map(Box::new)).prop_map(|(n, query)| Query::AtLeast { n, query });
    let leaf = prop_oneof![8 => spans(true), 1 => at_least, 1 => filter, 3 => about_quote()];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let list = proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            list.clone().prop_map(Query::Words),
            list.clone().prop_map(Query::And),
            list.prop_map(Query::Or),
            inner.clone().prop_map(|query| Query::Not(Box::new(query))),
            inner.clone().prop_map(|query| Query::Required(Box::new(query))),
            inner.clone().prop_map(|query| Query::Hlead(Box::new(query))),
            (proptest::sample::select(&PLAIN_FIELDS[..]), inner).prop_map(|(field, query)| Query::Within(field, Box::new(query))),
        ]
    })
}

/// Returns the snapshot of an index whose articles lie in several segments, some of them replaced and some removed.
fn fill(articles: &[Article]) -> Arc<dyn Snapshot> {
    let index = LocalIndex::in_memory().unwrap();
    let writer = index.writer(&WriterOptions::default()).unwrap();
    let run = RunRecord::default();
    for (article_idx, article) in articles.iter().enumerate() {
        let mut before = article.clone();
        before.body = "white house the U.S. wi-fi".to_owned();
        before.quotes.clear();
        if article_idx % 3 == 0 {
            writer.add(&before).unwrap();
        }
        if article_idx % 2 == 0 {
            let place = Place { path: "gone".to_owned(), record: Some(article_idx as u64) };
            writer.add(&Article { id: ArticleId::new("gone", &article_idx.to_string()), place, ..before }).unwrap();
        }
    }
    writer.commit(&run).unwrap();
    writer.remove_file("gone").unwrap();
    for article in articles {
        writer.remove_file(&article.place.path).unwrap();
        writer.add(article).unwrap();
        if article.place.path.ends_with('2') {
            writer.commit(&run).unwrap();
        }
    }
    writer.commit(&run).unwrap();
    writer.close(&mut || true).unwrap();
    index.snapshot()
}

fn articles() -> impl Strategy<Value = Vec<Article>> {
    (0..6usize).map(an_article).collect::<Vec<_>>()
}

/// Returns whether a match through each word that takes part is listed.
fn lists_all(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Text(text) => text.matcher().lists_all(),
        Pattern::All(patterns) | Pattern::AtLeast(_, patterns) => patterns.iter().all(lists_all),
        Pattern::Not(_) | Pattern::Filter(_) => true,
    }
}

/// So many queries are tried on each set of articles.
const QUERIES_EACH: usize = 20;

/// 2,000 queries on 100 sets of articles; `PROPTEST_CASES` sets another number of sets.
fn config() -> ProptestConfig {
    ProptestConfig { cases: 100, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn engine_matcher_and_oracle_agree(articles in articles(), queries in proptest::collection::vec(a_query(), QUERIES_EACH)) {
        let snapshot = fill(&articles);
        for query in queries {
            let pattern = Pattern::new(&query, Coverage::All);
            let request =
                SearchRequest { query: query.clone(), coverage: Coverage::All, sort: Sort::Relevance, count: Default::default(), offset: 0, limit: 100 };
            let hits = snapshot.search(&request).unwrap();
            let selected: BTreeSet<ArticleId> = hits.page.iter().map(|hit| hit.article.id.clone()).collect();
            prop_assert_eq!(hits.total, hits.page.len());
            for article in &articles {
                let oracle = Oracle { article, stemmer: Rc::new(Stemmer::new(article.language.as_ref())) };
                let mut lit = Lit::new();
                let fits = oracle.holds(&query, &[TextField::Title, TextField::Body], &mut lit);
                let matches = find(&pattern, article);
                prop_assert_eq!(matches.is_some(), fits, "matcher, for {:?} in {:?}", query, article);
                prop_assert_eq!(selected.contains(&article.id), fits, "engine, for {:?} in {:?}", query, article);
                if let Some(matches) = matches {
                    let marked = marked(article, &matches.title_marks(), &matches.body_marks());
                    if lists_all(&pattern) {
                        prop_assert_eq!(marked, lit, "marks, for {:?} in {:?}", query, article);
                    } else {
                        let is_part = marked.is_subset(&lit) && marked.is_empty() == lit.is_empty();
                        prop_assert!(is_part, "{:?} of {:?}, for {:?} in {:?}", marked, lit, query, article);
                    }
                    let hit = hits.page.iter().find(|hit| hit.article.id == article.id).unwrap();
                    prop_assert_eq!(&hit.matches, &matches, "evidence, for {:?} in {:?}", query, article);
                }
            }
        }
    }

    #[test]
    fn loosened_words_agree(articles in articles(), queries in proptest::collection::vec((proptest::collection::vec(a_query(), 1..5), 1..4usize), QUERIES_EACH)) {
        let snapshot = fill(&articles);
        for (clauses, n) in queries {
            let (optional, needed): (Vec<&Query>, Vec<&Query>) = clauses.iter().partition(|clause| clause.is_optional());
            let query = Query::Words(clauses.clone());
            let coverage = Coverage::AtLeast(n);
            let request = SearchRequest { query: query.clone(), coverage, sort: Sort::Newest, count: Default::default(), offset: 0, limit: 100 };
            let selected: BTreeSet<ArticleId> =
                snapshot.search(&request).unwrap().page.into_iter().map(|hit| hit.article.id).collect();
            for article in &articles {
                let one = |clause: &Query| find(&Pattern::new(clause, Coverage::All), article).is_some();
                // What is asked of a quote is asked of one.
                let needed = Query::And(needed.iter().copied().cloned().collect());
                let fits = optional.iter().filter(|clause| one(clause)).count() >= n && one(&needed);
                prop_assert_eq!(find(&Pattern::new(&query, coverage), article).is_some(), fits);
                prop_assert_eq!(selected.contains(&article.id), fits, "engine, {} of {:?} in {:?}", n, clauses, article);
            }
        }
    }
}
