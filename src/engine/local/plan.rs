//! From pattern to Tantivy query: one arm for each kind of pattern.

use std::ops::Bound;

use tantivy::query::{
    AllQuery, Bm25StatisticsProvider, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, TantivyError, Term};

use super::schema::{Fields, kind};
use super::span_query::SpanQuery;
use crate::analysis::Stemmer;
use crate::article::Language;
use crate::error::Result;
use crate::matching::{Form, Pattern, SpanPattern};
use crate::query::{Filter, TextField};

/// How much a match in a field counts, beside the body's 1. What is quoted counts no more than the rest of the body: 0.3 for quotes
/// lowered nDCG@10 on the TIME collection from 0.704 to 0.688, and the reciprocal rank of Reuters headlines from 0.752 to 0.747.
fn weight(field: TextField) -> f32 {
    match field {
        TextField::Title => 2.0,
        TextField::Body | TextField::Quotes | TextField::Byline | TextField::Publisher | TextField::Section => 1.0,
    }
}

/// Plans searches of one state of an index.
pub(super) struct Planner<'i> {
    fields: &'i Fields,
    searcher: &'i Searcher,
    /// One for each language in the index, and one for articles without: a word is looked up under its stem in each.
    stemmers: Vec<std::rc::Rc<Stemmer>>,
}

impl<'i> Planner<'i> {
    /// Returns the planner of the index that `searcher` sees.
    pub(super) fn new(fields: &'i Fields, searcher: &'i Searcher) -> Result<Planner<'i>> {
        let mut languages: Vec<Option<Language>> = vec![None];
        for segment in searcher.segment_readers() {
            let inverted_index = segment.inverted_index(fields.language)?;
            let mut codes = inverted_index.terms().stream().map_err(TantivyError::from)?;
            while codes.advance() {
                let language = std::str::from_utf8(codes.key()).ok().and_then(Language::from_tag);
                if !languages.contains(&language) {
                    languages.push(language);
                }
            }
        }
        languages.sort();
        let stemmers = languages.iter().map(|language| Stemmer::of_thread(language.as_ref())).collect();
        Ok(Planner { fields, searcher, stemmers })
    }

    /// Returns a query that matches exactly the articles that `pattern` matches.
    pub(super) fn plan(&self, pattern: &Pattern) -> Result<Box<dyn Query>> {
        Ok(match pattern {
            Pattern::Text(fields, spans) => self.text(fields, spans)?,
            Pattern::All(patterns) => self.all(patterns)?,
            Pattern::AtLeast(n, patterns) => {
                let clauses =
                    patterns.iter().map(|pattern| Ok((Occur::Should, self.plan(pattern)?))).collect::<Result<Vec<_>>>()?;
                match (*n, clauses.len()) {
                    (0, _) => return self.all(&[]),
                    (n, len) if len < n => Box::new(EmptyQuery),
                    (n, _) => Box::new(BooleanQuery::with_minimum_required_clauses(clauses, n)),
                }
            }
            Pattern::Not(_) => self.all(std::slice::from_ref(pattern))?,
            Pattern::Filter(filter) => without_score(self.filter(filter)),
        })
    }

    fn all(&self, patterns: &[Pattern]) -> Result<Box<dyn Query>> {
        let mut clauses = Vec::with_capacity(patterns.len() + 1);
        for pattern in patterns {
            clauses.push(match pattern {
                Pattern::Not(pattern) => (Occur::MustNot, self.plan(pattern)?),
                pattern => (Occur::Must, self.plan(pattern)?),
            });
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, without_score(self.term(self.fields.kind, kind::ARTICLE))));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    fn text(&self, fields: &[TextField], spans: &SpanPattern) -> Result<Box<dyn Query>> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for field in fields {
            for query in self.in_field(*field, spans)? {
                clauses.push((Occur::Should, Box::new(BoostQuery::new(query, weight(*field)))));
            }
        }
        Ok(if clauses.is_empty() { Box::new(EmptyQuery) } else { Box::new(BooleanQuery::new(clauses)) })
    }

    /// One query for each language whose stems are in the index; no article is in two.
    fn in_field(&self, field: TextField, spans: &SpanPattern) -> Result<Vec<Box<dyn Query>>> {
        let mut phrases: Vec<Vec<Term>> = Vec::new();
        for stemmer in &self.stemmers {
            let terms: Vec<Term> = spans
                .terms()
                .iter()
                .map(|term| match term.form {
                    Form::Exact => Term::from_field_text(self.fields.words(field, Form::Exact), &term.exact),
                    Form::Stem => {
                        stemmer.stem(&term.exact, |stem| Term::from_field_text(self.fields.words(field, Form::Stem), stem))
                    }
                })
                .collect();
            if !phrases.contains(&terms) {
                phrases.push(terms);
            }
        }
        let mut queries: Vec<Box<dyn Query>> = Vec::new();
        for terms in phrases {
            if self.all_occur(&terms)? {
                queries.push(match spans {
                    SpanPattern::Term(_) => {
                        let term = terms.into_iter().next().unwrap_or_else(|| Term::from_field_text(self.fields.kind, ""));
                        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
                    }
                    SpanPattern::Phrase { slop, .. } => Box::new(SpanQuery::new(terms, *slop)),
                });
            }
        }
        Ok(queries)
    }

    fn all_occur(&self, terms: &[Term]) -> Result<bool> {
        for term in terms {
            if self.searcher.doc_freq(term)? == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn filter(&self, filter: &Filter) -> Box<dyn Query> {
        match filter {
            Filter::Language(language) => self.term(self.fields.language, language.code()),
            Filter::Url(url) => self.term(self.fields.url, url),
            Filter::Path(path) => self.term(self.fields.under, path.trim_end_matches('/')),
            Filter::Published { from, to } => {
                let day = |day| Term::from_field_i64(self.fields.day, day);
                range(from.map(|from| day(from.first_day())), to.map(|to| day(to.last_day())))
            }
            Filter::Words { min, max } => {
                let n_words = |n| Term::from_field_u64(self.fields.n_words, n);
                range(min.map(n_words), max.map(n_words))
            }
        }
    }

    fn term(&self, field: Field, text: &str) -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
    }
}

/// From `min` to `max`, both included, open where there is none. Over the inverted index: the fields are not fast on purpose, because
/// Tantivy's range over fast fields can be asked to seek backwards inside an exclusion, and then overflows.
fn range(min: Option<Term>, max: Option<Term>) -> Box<dyn Query> {
    if min.is_none() && max.is_none() {
        return Box::new(AllQuery);
    }
    Box::new(RangeQuery::new(min.map_or(Bound::Unbounded, Bound::Included), max.map_or(Bound::Unbounded, Bound::Included)))
}

fn without_score(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// The statistics BM25 is computed with: those of articles alone, so that quotes and file records in the same index do not count as
/// documents without the word.
pub(super) struct ArticleStatistics<'i> {
    searcher: &'i Searcher,
    n_articles: u64,
}

impl<'i> ArticleStatistics<'i> {
    pub(super) fn new(fields: &Fields, searcher: &'i Searcher) -> Result<ArticleStatistics<'i>> {
        let n_articles = searcher.doc_freq(&Term::from_field_text(fields.kind, kind::ARTICLE))?;
        Ok(ArticleStatistics { searcher, n_articles })
    }
}

impl Bm25StatisticsProvider for ArticleStatistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.n_articles)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.searcher.doc_freq(term)
    }
}
