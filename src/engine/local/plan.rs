//! From pattern to plan: one arm for each kind of pattern.

use std::ops::Bound;

use tantivy::query::{AllQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::bm25::Bm25;
use super::lexicon::{Found, Lexicon, WordCache};
use super::schema::{Fields, kind};
use super::scorer::{Leg, Plan};
use super::spans::FieldSpans;
use super::statistics::Statistics;
use crate::deadline::{Deadline, Watch};
use crate::engine::words::{field_weight, idf, is_common, max_edits};
use crate::error::Result;
use crate::hit::SimilarWord;
use crate::matching::{Compounds, Form, Pattern, Role, SpanPattern, TermPattern, TextPattern};
use crate::query::{Filter, TextField, Version};

/// Plans searches of one state of an index.
pub(super) struct Planner<'i> {
    fields: &'i Fields,
    lexicon: Lexicon<'i>,
    statistics: &'i Statistics,
    deadline: Deadline,
}

impl<'i> Planner<'i> {
    /// Returns the planner of the index that `searcher` sees. `words` is the cache of this state.
    pub(super) fn new(
        fields: &'i Fields,
        searcher: &'i Searcher,
        statistics: &'i Statistics,
        words: &'i WordCache,
        deadline: &Deadline,
    ) -> Planner<'i> {
        let lexicon = Lexicon::new(fields, searcher, statistics, words, deadline);
        Planner { fields, lexicon, statistics, deadline: deadline.clone() }
    }

    /// Returns the watch for matching a pattern.
    pub(super) fn watch(&self, text: &TextPattern) -> Watch {
        Watch::new(&self.deadline, text.clause.as_str())
    }

    /// Looks up the words of a pattern in one field. `None` if no document can match.
    pub(super) fn field_spans(&self, field: TextField, text: &TextPattern) -> Result<Option<FieldSpans>> {
        FieldSpans::new(self.fields, &self.lexicon, field, text)
    }

    /// Returns how rare each word that may be marked is in bodies: the rarer, the larger.
    pub(super) fn rarity(&self, pattern: &Pattern) -> Result<Vec<f32>> {
        let rarity = |term| Ok(self.idf(&self.lexicon.find(TextField::Body, term)?));
        pattern.marked_terms().into_iter().map(rarity).collect()
    }

    /// Returns words of bodies that are spelled almost like `word`; see
    /// [`Words::similar`](crate::engine::Words::similar).
    pub(super) fn similar_words(&self, word: &str, limit: usize) -> Result<Vec<SimilarWord>> {
        let mut similar: Vec<SimilarWord> = Vec::new();
        for edits in 1..=max_edits(word) {
            let misspelt = TermPattern {
                exact: word.to_owned(),
                form: Form::Fuzzy(edits),
                accents: None,
                compounds: Compounds::None,
                case: None,
                role: Role::Text,
            };
            let found = Lexicon::words(&self.lexicon.find(TextField::Body, &misspelt)?);
            let is_new = |(word, _): &(String, u64)| !similar.iter().any(|similar| similar.word == *word);
            let mut found: Vec<SimilarWord> =
                found.into_iter().filter(is_new).map(|(word, n_articles)| SimilarWord { word, n_articles }).collect();
            found.sort_by(|a, b| b.n_articles.cmp(&a.n_articles).then_with(|| a.word.cmp(&b.word)));
            similar.append(&mut found);
        }
        similar.truncate(limit);
        Ok(similar)
    }

    /// Returns words of bodies that begin with `prefix`; see
    /// [`Words::beginning`](crate::engine::Words::beginning).
    pub(super) fn words_beginning(&self, prefix: &str, limit: usize) -> Result<Vec<SimilarWord>> {
        let words = self.lexicon.words_beginning(TextField::Body, prefix)?;
        let mut words: Vec<SimilarWord> = words.into_iter().map(|(word, n_articles)| SimilarWord { word, n_articles }).collect();
        words.sort_by(|a, b| b.n_articles.cmp(&a.n_articles).then_with(|| a.word.cmp(&b.word)));
        words.truncate(limit);
        Ok(words)
    }

    /// Returns how many articles hold each word; see
    /// [`Words::n_holding`](crate::engine::Words::n_holding).
    pub(super) fn n_holding(&self, words: &[String]) -> Result<Vec<u64>> {
        let fields = [TextField::Title, TextField::Body];
        let superseded = &self.statistics.counted.versions.superseded;
        words.iter().map(|word| self.lexicon.n_holding(&fields, word, superseded)).collect()
    }

    fn idf(&self, found: &Found) -> f32 {
        idf(found.doc_freq, self.statistics.counted.n_articles)
    }

    /// Returns the plan that finds exactly the articles that `pattern` matches. If it does not
    /// mention versions, only the latest ones.
    pub(super) fn plan(&self, pattern: &Pattern) -> Result<Plan> {
        let plan = self.part(pattern)?;
        let superseded = &self.statistics.counted.versions.superseded;
        if superseded.is_empty() || pattern.names_versions() || matches!(plan, Plan::Nothing) {
            return Ok(plan);
        }
        let superseded = Plan::Condition(Box::new(superseded.clone()));
        Ok(match plan {
            Plan::All { needed, mut excluded } => {
                excluded.push(superseded);
                Plan::All { needed, excluded }
            }
            plan => Plan::All { needed: vec![plan], excluded: vec![superseded] },
        })
    }

    fn part(&self, pattern: &Pattern) -> Result<Plan> {
        Ok(match pattern {
            Pattern::Text(text) => self.text(text)?,
            Pattern::All(patterns) => self.all(patterns)?,
            Pattern::AtLeast(0, _) => self.all(&[])?,
            Pattern::AtLeast(n, patterns) => {
                let plans = patterns.iter().map(|pattern| self.part(pattern)).collect::<Result<Vec<_>>>()?;
                let n_possible = plans.iter().filter(|plan| !matches!(plan, Plan::Nothing)).count();
                if n_possible < *n { Plan::Nothing } else { Plan::AtLeast(*n, plans) }
            }
            Pattern::Not(_) => self.all(std::slice::from_ref(pattern))?,
            Pattern::Filter(Filter::Version(version)) => self.version(*version),
            Pattern::Filter(filter) => Plan::Condition(self.filter(filter)),
        })
    }

    fn version(&self, version: Version) -> Plan {
        let others = match version {
            Version::Latest => Some(&self.statistics.counted.versions.superseded),
            Version::First => Some(&self.statistics.counted.versions.later),
            Version::All => None,
        };
        let others = others.filter(|others| !others.is_empty());
        Plan::All {
            needed: vec![Plan::Condition(self.term(self.fields.kind, kind::ARTICLE))],
            excluded: others.map(|others| Plan::Condition(Box::new(others.clone()))).into_iter().collect(),
        }
    }

    fn all(&self, patterns: &[Pattern]) -> Result<Plan> {
        let (mut needed, mut excluded) = (Vec::new(), Vec::new());
        for pattern in patterns {
            match pattern {
                Pattern::Not(pattern) => excluded.push(self.part(pattern)?),
                pattern => needed.push(self.part(pattern)?),
            }
        }
        if needed.iter().any(|plan| matches!(plan, Plan::Nothing)) {
            return Ok(Plan::Nothing);
        }
        if needed.is_empty() {
            needed.push(Plan::Condition(self.term(self.fields.kind, kind::ARTICLE)));
        }
        Ok(Plan::All { needed, excluded })
    }

    fn text(&self, text: &TextPattern) -> Result<Plan> {
        self.deadline.check_at(&text.clause)?;
        let mut legs = Vec::new();
        let word = self.word(&text.spans)?;
        for field in &text.fields {
            let spans = self.field_spans(*field, text)?;
            legs.extend(spans.map(|spans| self.leg(spans, word)));
        }
        let (min_matches, clause) = (text.min_matches, text.clause.as_str().into());
        Ok(if legs.is_empty() { Plan::Nothing } else { Plan::Text { legs, min_matches, clause } })
    }

    /// Returns what bodies tell about a single word. Anything else has no bursts and is not common.
    ///
    /// An article repeats the words that it is about; a word that is rare but incidental occurs
    /// once. After K. L. Kwok, "A new method of weighting query terms for ad-hoc retrieval" (1996).
    fn word(&self, spans: &SpanPattern) -> Result<Word> {
        let SpanPattern::Term(term) = spans else { return Ok(Word { burstiness: 1.0, is_common: false }) };
        let found = self.lexicon.find(TextField::Body, term)?;
        let n_articles = found.doc_freq.max(1);
        let n_occurrences = self.lexicon.n_occurrences(term, &found)?.max(n_articles);
        let burstiness = (n_occurrences as f32 / n_articles as f32).powf(0.25);
        Ok(Word { burstiness, is_common: is_common(found.doc_freq, self.statistics.counted.n_articles) })
    }

    fn leg(&self, spans: FieldSpans, word: Word) -> Leg {
        let lengths = self.fields.exact(spans.field);
        let average_length = self.statistics.average_length(lengths);
        let idf = spans.idf(&|found| self.idf(found)) * word.burstiness;
        let bm25 = Bm25::new(idf, average_length, field_weight(spans.field));
        Leg { bm25, lengths, spans, is_common: word.is_common }
    }

    fn filter(&self, filter: &Filter) -> Box<dyn Query> {
        match filter {
            Filter::Language(language) => self.term(self.fields.language, language.code()),
            Filter::Url(url) => self.term(self.fields.url, url),
            Filter::Publisher(name) => self.term(self.fields.publisher_name, name),
            Filter::Section(name) => self.term(self.fields.section_name, name),
            Filter::Path(path) => self.term(self.fields.under, path.trim_end_matches('/')),
            Filter::Published { from, to } => {
                let day = |day| Term::from_field_i64(self.fields.day, day);
                range(from.map(|from| day(from.first_day())), to.map(|to| day(to.last_day())))
            }
            Filter::Embargo { from, to } => {
                let day = |day| Term::from_field_i64(self.fields.embargo_day, day);
                range(from.map(|from| day(from.first_day())), to.map(|to| day(to.last_day())))
            }
            // It is not a condition on one article alone; see `version`.
            Filter::Version(_) => Box::new(AllQuery),
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

/// What bodies tell about a word of a query.
#[derive(Debug, Clone, Copy)]
struct Word {
    /// The factor by which it counts more than its rarity, because it occurs in bursts: a root of
    /// how often it occurs on average in a body that holds it.
    burstiness: f32,
    is_common: bool,
}

/// Returns the condition for values from `min` to `max`, both included; `None` is no limit. It uses
/// the inverted index. The fields are not fast on purpose: Tantivy's range over fast fields may
/// have to seek backwards inside an exclusion, and then overflows.
fn range(min: Option<Term>, max: Option<Term>) -> Box<dyn Query> {
    if min.is_none() && max.is_none() {
        return Box::new(AllQuery);
    }
    Box::new(RangeQuery::new(min.map_or(Bound::Unbounded, Bound::Included), max.map_or(Bound::Unbounded, Bound::Included)))
}
