//! The promise behind every highlight, over random articles and queries:
//!
//! 1. the engine returns an article exactly when the matcher finds it in the article's text;
//! 2. both agree with trying everything (`Oracle`), which shares no code with either but the cutting into words;
//! 3. what the matcher marks is what the oracle marks, no word more and no word less;
//! 4. all of it holds whatever the segments, after articles were replaced and removed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use pullquote::analysis::{Stemmer, tokens};
use pullquote::article::{Article, ArticleId, Language, Place, Title, TitleOrigin};
use pullquote::engine::local::LocalEngine;
use pullquote::engine::{Engine, RunRecord};
use pullquote::hit::{Coverage, SearchRequest, Sort};
use pullquote::matching::{Pattern, field_tokens, find};
use pullquote::query::{Filter, Query, TextField};
use pullquote::quote::{Quote, QuoteKind};
use pullquote::span::Span;

/// Decides by trying everything whether an article matches, and which bytes of title and body take part.
struct Oracle<'a> {
    article: &'a Article,
    stemmer: Stemmer,
}

/// A word of a field: its forms, its position, where it stands.
struct Word {
    exact: String,
    stem: String,
    position: u32,
    span: Span,
}

type Lit = BTreeSet<(bool, usize)>;

impl Oracle<'_> {
    fn words(&self, field: TextField) -> Vec<Word> {
        let mut words = Vec::new();
        field_tokens(self.article, field, |token| {
            words.push(Word {
                exact: token.exact.to_owned(),
                stem: self.stemmer.stem_of(token.exact),
                position: token.position,
                span: token.span,
            });
        });
        words
    }

    /// Every way to choose one word of the field for each of the query's, rising, near enough.
    fn runs(&self, text: &str, slop: u32, is_exact: bool, field: TextField) -> Vec<Vec<Word>> {
        let mut wanted = Vec::new();
        tokens(text, |token| wanted.push((token.exact.to_owned(), self.stemmer.stem_of(token.exact))));
        let words = self.words(field);
        let mut runs: Vec<Vec<&Word>> = vec![Vec::new()];
        for (exact, stem) in &wanted {
            let mut longer = Vec::new();
            for run in &runs {
                for word in &words {
                    let is_wanted = if is_exact { word.exact == *exact } else { word.stem == *stem };
                    if is_wanted && run.last().is_none_or(|last| last.position < word.position) {
                        longer.push([run.as_slice(), &[word]].concat());
                    }
                }
            }
            runs = longer;
        }
        let is_near = |run: &Vec<&Word>| match (run.first(), run.last()) {
            (Some(first), Some(last)) => last.position - first.position < slop + run.len() as u32,
            _ => false,
        };
        let owned = |word: &Word| Word { exact: String::new(), stem: String::new(), position: word.position, span: word.span };
        runs.iter().filter(|run| is_near(run)).map(|run| run.iter().map(|word| owned(word)).collect()).collect()
    }

    fn holds(&self, query: &Query, fields: &[TextField], lit: &mut Lit) -> bool {
        match query {
            Query::Word(text) => {
                let is_exact = matches!(fields, [TextField::Byline | TextField::Publisher | TextField::Section]);
                self.stands(text, 0, is_exact, fields, lit)
            }
            Query::Phrase { text, slop } => self.stands(text, *slop, true, fields, lit),
            Query::Words(all) | Query::And(all) => self.at_least(all.len(), all, fields, lit),
            Query::Or(any) => self.at_least(1, any, fields, lit),
            Query::Not(query) => !self.holds(query, fields, &mut Lit::new()),
            Query::Required(query) => self.holds(query, fields, lit),
            Query::Within(field, query) => self.holds(query, &[*field], lit),
            Query::Filter(Filter::Language(language)) => self.article.language.as_ref() == Some(language),
            Query::Filter(Filter::Words { min, max }) => {
                let n_words = self.words(TextField::Body).len() as u64;
                min.is_none_or(|min| n_words >= min) && max.is_none_or(|max| n_words <= max)
            }
            Query::Filter(_) => unreachable!("not generated"),
        }
    }

    fn at_least(&self, n: usize, queries: &[Query], fields: &[TextField], lit: &mut Lit) -> bool {
        let mut found = Lit::new();
        let n_holding = queries.iter().filter(|query| self.holds(query, fields, &mut found)).count();
        if n_holding >= n {
            lit.append(&mut found);
        }
        n_holding >= n
    }

    fn stands(&self, text: &str, slop: u32, is_exact: bool, fields: &[TextField], lit: &mut Lit) -> bool {
        let mut stands = false;
        for field in fields {
            for run in self.runs(text, slop, is_exact, *field) {
                stands = true;
                let is_title = *field == TextField::Title;
                if is_title || matches!(field, TextField::Body | TextField::Quotes) {
                    lit.extend(run.iter().map(|word| (is_title, word.span.start)));
                }
            }
        }
        stands
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

const WORDS: [&str; 12] =
    ["white", "house", "Houses", "the", "U.S.", "wi-fi", "Häuser", "haus", "l’homme", "1,000", "white,", "“house”"];

fn text(n_words: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&WORDS[..]), n_words).prop_map(|words| words.join(" "))
}

fn an_article(number: usize) -> impl Strategy<Value = Article> {
    let language = proptest::option::of(proptest::sample::select(&["en", "de", "fr", "xx"][..]));
    let bylines = proptest::collection::vec(text(1..3), 0..3);
    (text(0..4), text(0..16), language, bylines, proptest::option::of(text(1..3)), any::<[u8; 4]>()).prop_map(
        move |(title, body, language, bylines, publisher, cuts)| Article {
            id: ArticleId::new(&number.to_string(), ""),
            record_id: None,
            place: Place { path: number.to_string(), record: None },
            title: Title { text: title, origin: TitleOrigin::Stated },
            quotes: quotes(&body, cuts),
            body,
            bylines,
            publisher,
            section: None,
            language: language.and_then(Language::from_tag),
            published: None,
            modified: None,
            url: None,
        },
    )
}

/// Up to two quotes that do not overlap.
fn quotes(body: &str, cuts: [u8; 4]) -> Vec<Quote> {
    let mut places: Vec<usize> = cuts.iter().map(|cut| body.floor_char_boundary(usize::from(*cut) * body.len() / 256)).collect();
    places.sort_unstable();
    let quote =
        |start, end| Quote { content: Span::new(start, end), cue: None, source: None, speaker: None, kind: QuoteKind::Direct };
    vec![quote(places[0], places[1]), quote(places[2], places[3])]
}

fn a_query() -> impl Strategy<Value = Query> {
    let word = proptest::sample::select(&WORDS[..]).prop_map(|word| Query::Word(word.to_owned()));
    let phrase = (text(1..4), 0..4u32).prop_map(|(text, slop)| Query::Phrase { text, slop });
    let filter = prop_oneof![
        proptest::sample::select(&["en", "de", "xx"][..])
            .prop_map(|code| Query::Filter(Filter::Language(Language::from_tag(code).unwrap()))),
        (0..12u64).prop_map(|min| Query::Filter(Filter::Words { min: Some(min), max: Some(min + 5) })),
    ];
    let leaf = prop_oneof![4 => word, 4 => phrase, 1 => filter];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let list = proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            list.clone().prop_map(Query::Words),
            list.clone().prop_map(Query::And),
            list.prop_map(Query::Or),
            inner.clone().prop_map(|query| Query::Not(Box::new(query))),
            inner.clone().prop_map(|query| Query::Required(Box::new(query))),
            (proptest::sample::select(&TextField::ALL[..]), inner)
                .prop_map(|(field, query)| Query::Within(field, Box::new(query))),
        ]
    })
}

/// Fills an engine so that its articles lie in several segments, some of them replaced and some removed.
fn fill(articles: &[Article]) -> LocalEngine {
    let engine = LocalEngine::in_memory().unwrap();
    let mut writer = engine.writer().unwrap();
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
    writer.close().unwrap();
    engine
}

fn articles() -> impl Strategy<Value = Vec<Article>> {
    (0..6usize).map(an_article).collect::<Vec<_>>()
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
        let engine = fill(&articles);
        for query in queries {
            let pattern = Pattern::new(&query, Coverage::All);
            let request =
                SearchRequest { query: query.clone(), coverage: Coverage::All, sort: Sort::Relevance, offset: 0, limit: 100 };
            let hits = engine.search(&request).unwrap();
            let selected: BTreeSet<ArticleId> = hits.page.iter().map(|hit| hit.article.id.clone()).collect();
            prop_assert_eq!(hits.total, hits.page.len());
            for article in &articles {
                let oracle = Oracle { article, stemmer: Stemmer::new(article.language.as_ref()) };
                let mut lit = Lit::new();
                let fits = oracle.holds(&query, &[TextField::Title, TextField::Body], &mut lit);
                let matches = find(&pattern, article);
                prop_assert_eq!(matches.is_some(), fits, "matcher, for {:?} in {:?}", query, article);
                prop_assert_eq!(selected.contains(&article.id), fits, "engine, for {:?} in {:?}", query, article);
                if let Some(matches) = matches {
                    let marked = marked(article, &matches.title_marks(), &matches.body_marks());
                    prop_assert_eq!(marked, lit, "marks, for {:?} in {:?}", query, article);
                }
            }
        }
    }

    #[test]
    fn loosened_words_agree(articles in articles(), queries in proptest::collection::vec((proptest::collection::vec(a_query(), 1..5), 1..4usize), QUERIES_EACH)) {
        let engine = fill(&articles);
        for (clauses, n) in queries {
            let (optional, needed): (Vec<&Query>, Vec<&Query>) = clauses.iter().partition(|clause| clause.is_optional());
            let query = Query::Words(clauses.clone());
            let coverage = Coverage::AtLeast(n);
            let request = SearchRequest { query: query.clone(), coverage, sort: Sort::Newest, offset: 0, limit: 100 };
            let selected: BTreeSet<ArticleId> =
                engine.search(&request).unwrap().page.into_iter().map(|hit| hit.article.id).collect();
            for article in &articles {
                let one = |clause: &&Query| find(&Pattern::new(clause, Coverage::All), article).is_some();
                let fits = optional.iter().filter(|clause| one(clause)).count() >= n && needed.iter().all(one);
                prop_assert_eq!(find(&Pattern::new(&query, coverage), article).is_some(), fits);
                prop_assert_eq!(selected.contains(&article.id), fits, "engine, {} of {:?} in {:?}", n, clauses, article);
            }
        }
    }
}
