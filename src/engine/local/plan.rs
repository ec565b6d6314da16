//! From pattern to Tantivy query: one arm for each kind of pattern.

use std::ops::Bound;

use tantivy::query::{
    AllQuery, Bm25StatisticsProvider, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::bm25::{Bm25, idf};
use super::lexicon::Lexicon;
use super::schema::{Fields, kind};
use super::span_query::{Leg, SpanQuery};
use super::spans::FieldSpans;
use crate::error::Result;
use crate::matching::{Form, Pattern, SpanPattern, TextPattern};
use crate::query::{Filter, TextField};

/// How much a match in a field counts, beside the body's 1. What is quoted counts no more than the rest of the body: 0.3 for quotes
/// lowered nDCG@10 on the TIME collection from 0.704 to 0.688, and the reciprocal rank of Reuters headlines from 0.752 to 0.747.
fn weight(field: TextField) -> f32 {
    match field {
        TextField::Title => 2.0,
        TextField::Body | TextField::Lead | TextField::Quotes | TextField::Byline | TextField::Publisher | TextField::Section => 1.0,
    }
}

/// Plans searches of one state of an index.
pub(super) struct Planner<'i> {
    fields: &'i Fields,
    lexicon: Lexicon<'i>,
    statistics: &'i ArticleStatistics<'i>,
}

impl<'i> Planner<'i> {
    /// Returns the planner of the index that `searcher` sees.
    pub(super) fn new(
        fields: &'i Fields,
        searcher: &'i Searcher,
        statistics: &'i ArticleStatistics<'i>,
    ) -> Result<Planner<'i>> {
        Ok(Planner { fields, lexicon: Lexicon::new(fields, searcher)?, statistics })
    }

    /// Returns the words of a pattern for one field, looked up.
    pub(super) fn field_spans(&self, field: TextField, spans: &SpanPattern) -> Result<FieldSpans> {
        FieldSpans::new(self.fields, &self.lexicon, field, spans)
    }

    /// Returns how rare each of the words that may be marked is in bodies: the rarer, the larger.
    pub(super) fn rarity(&self, pattern: &Pattern) -> Result<Vec<f32>> {
        let rarity = |term| self.idf(&self.lexicon.terms(TextField::Body, term)?);
        pattern.marked_terms().into_iter().map(rarity).collect()
    }

    fn idf(&self, terms: &[Term]) -> Result<f32> {
        Ok(idf(self.lexicon.doc_freq(terms)?, self.statistics.n_articles))
    }

    /// Returns a query that matches exactly the articles that `pattern` matches.
    pub(super) fn plan(&self, pattern: &Pattern) -> Result<Box<dyn Query>> {
        Ok(match pattern {
            Pattern::Text(text) => self.text(text)?,
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

    /// One word of one term a field is a matter of Tantivy alone; all else is for the matcher.
    fn text(&self, text: &TextPattern) -> Result<Box<dyn Query>> {
        let mut legs = Vec::new();
        for field in &text.fields {
            let spans = self.field_spans(*field, &text.spans)?;
            if !spans.is_hopeless() {
                legs.push(spans);
            }
        }
        if legs.is_empty() {
            return Ok(Box::new(EmptyQuery));
        }
        if text.min_matches == 1
            && let Some(terms) = legs.iter().map(FieldSpans::single_term).collect::<Option<Vec<_>>>()
        {
            let clauses = terms.into_iter().zip(&legs).map(|(term, leg)| {
                let query = TermQuery::new(term.clone(), IndexRecordOption::WithFreqs);
                let query: Box<dyn Query> = Box::new(BoostQuery::new(Box::new(query), weight(leg.field)));
                (Occur::Should, query)
            });
            return Ok(Box::new(BooleanQuery::new(clauses.collect())));
        }
        let legs = legs.into_iter().map(|spans| self.leg(spans)).collect::<Result<Vec<_>>>()?;
        Ok(Box::new(SpanQuery::new(legs, text.min_matches)))
    }

    fn leg(&self, spans: FieldSpans) -> Result<Leg> {
        let lengths = self.fields.words(spans.field, Form::Exact);
        let average_length = self.statistics.average_length(lengths)?;
        let idf = spans.idf(&|terms| self.idf(terms))?;
        Ok(Leg { bm25: Bm25::new(idf, average_length).boosted(weight(spans.field)), lengths, spans })
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

    /// Returns how many words a field has in the mean.
    fn average_length(&self, field: Field) -> Result<f32> {
        Ok(self.searcher.total_num_tokens(field)? as f32 / self.n_articles.max(1) as f32)
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
