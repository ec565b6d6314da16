//! Translation of patterns to the cluster's query language: one arm for each kind of pattern.
//!
//! The query selects all articles that match, and for most patterns no others. A cluster cannot
//! decide some relations between words (sentences, what is not near, how often). Then the query
//! selects articles that hold the words, and the matcher reads them.

use serde_json::{Value, json};

use super::mapping::breaks::{Part, around};
use super::mapping::{beside, kind};
use super::versions::Versions;
use crate::analysis::{OtherSpelling, Stemmer, spellings};
use crate::article::Language;
use crate::engine::words::field_weight;
use crate::matching::{Compounds, Form, Pattern, Role, SpanPattern, TermPattern, TextPattern, VALUE_GAP, fits_wildcards};
use crate::query::{Filter, Nearness, Reach, TextField, Version};

/// Maximum number of sequences that rules in order and without gaps may stand for in an `intervals` query. OpenSearch counts them, and
/// refuses more than its maximum number of clauses, 1,024. Beyond, the articles are read.
const MAX_EXPANDED: usize = 512;

/// A query for a cluster.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Dsl {
    pub(super) query: Value,
    /// The first clause for which articles must be read, because the query selects more than match.
    /// `None` if it selects exactly the matches.
    pub(super) unsure: Option<String>,
}

/// Returns the query that selects all articles that match `pattern`; if it does not mention
/// versions, only the latest ones. `languages` are those of the index; `None` stands for articles
/// of unknown language.
pub(super) fn of_pattern(pattern: &Pattern, languages: &[Option<Language>], versions: &Versions) -> Dsl {
    let stemmers: Vec<Stemmer> = languages.iter().map(|language| Stemmer::new(language.as_ref())).collect();
    let Dsl { query, unsure } = QueryWriter { stemmers: &stemmers, versions }.pattern(pattern);
    let of_versions = if pattern.names_versions() { everything() } else { versions.filter(Version::Latest) };
    Dsl { query: json!({"bool": {"must": query, "filter": [{"term": {"kind": kind::ARTICLE}}, of_versions]}}), unsure }
}

/// Returns the query that selects articles whose body contains a word.
pub(super) fn of_term(term: &TermPattern, languages: &[Option<Language>]) -> Value {
    let stemmers: Vec<Stemmer> = languages.iter().map(|language| Stemmer::new(language.as_ref())).collect();
    QueryWriter { stemmers: &stemmers, versions: &Versions::default() }.term(&Target::of(TextField::Body), term)
}

fn everything() -> Value {
    json!({"match_all": {"boost": 0.0}})
}

fn nothing() -> Value {
    json!({"match_none": {}})
}

/// The fields in which a word is looked up: of exact forms, and of stems if there are any.
#[derive(Debug, Clone, Copy)]
struct Target {
    exact: &'static str,
    stem: &'static str,
    breaks: Breaks,
}

/// How breaks between sentences and paragraphs of a field are found.
#[derive(Debug, Clone, Copy)]
enum Breaks {
    /// By the signs in this field.
    Signs(&'static str),
    /// They are between its values.
    Values,
    /// They are not in the index.
    Unknown,
}

impl Target {
    fn of(field: TextField) -> Target {
        let (exact, stem, breaks) = match field {
            TextField::Title => ("words.title", "words.title_stem", Breaks::Values),
            TextField::Body => ("words.body", "words.body_stem", Breaks::Signs("words.body_breaks")),
            TextField::Lead => ("words.lead", "words.lead_stem", Breaks::Signs("words.lead_breaks")),
            TextField::Quotes | TextField::Said => ("quotes.words", "quotes.stems", Breaks::Unknown),
            // Names have no stems, and are never looked up by stem.
            TextField::Speaker => ("quotes.names", "quotes.names", Breaks::Unknown),
            TextField::Byline => ("words.byline", "words.byline", Breaks::Values),
            TextField::Publisher => ("words.publisher", "words.publisher", Breaks::Values),
            TextField::Section => ("words.section", "words.section", Breaks::Values),
        };
        Target { exact, stem, breaks }
    }
}

/// A query for words of one field, and whether it selects only what matches.
struct Spans {
    query: Value,
    is_sure: bool,
}

struct QueryWriter<'s> {
    stemmers: &'s [Stemmer],
    versions: &'s Versions,
}

impl QueryWriter<'_> {
    fn pattern(&self, pattern: &Pattern) -> Dsl {
        match pattern {
            Pattern::Text(text) => self.text(text),
            Pattern::All(patterns) => self.all(patterns),
            Pattern::AtLeast(0, _) => Dsl { query: everything(), unsure: None },
            Pattern::AtLeast(_, patterns) if patterns.is_empty() => Dsl { query: nothing(), unsure: None },
            Pattern::AtLeast(n, patterns) => {
                let parts: Vec<Dsl> = patterns.iter().map(|pattern| self.pattern(pattern)).collect();
                let unsure = parts.iter().find_map(|part| part.unsure.clone());
                let should: Vec<Value> = parts.into_iter().map(|part| part.query).collect();
                Dsl { query: json!({"bool": {"should": should, "minimum_should_match": n}}), unsure }
            }
            Pattern::Not(_) => self.all(std::slice::from_ref(pattern)),
            Pattern::Filter(filter) => {
                let filter = match filter {
                    Filter::Version(version) => self.versions.filter(*version),
                    filter => of_filter(filter),
                };
                Dsl { query: json!({"constant_score": {"filter": filter, "boost": 0.0}}), unsure: None }
            }
        }
    }

    fn all(&self, patterns: &[Pattern]) -> Dsl {
        let (mut must, mut must_not) = (Vec::new(), Vec::new());
        let mut unsure = None;
        for pattern in patterns {
            let part = match pattern {
                Pattern::Not(inner) => self.pattern(inner),
                pattern => self.pattern(pattern),
            };
            let is_sure = part.unsure.is_none();
            unsure = unsure.or(part.unsure);
            match pattern {
                // What might be excluded wrongly is not excluded.
                Pattern::Not(_) if !is_sure => {}
                Pattern::Not(_) => must_not.push(part.query),
                _ => must.push(part.query),
            }
        }
        if must.is_empty() {
            must.push(everything());
        }
        Dsl { query: json!({"bool": {"must": must, "must_not": must_not}}), unsure }
    }

    fn text(&self, text: &TextPattern) -> Dsl {
        let mut is_sure = text.min_matches == 1;
        let mut legs = Vec::new();
        for field in &text.fields {
            let spans = match field {
                TextField::Quotes | TextField::Said | TextField::Speaker => self.in_one_quote(&text.spans),
                field => self.spans(Target::of(*field), &text.spans),
            };
            is_sure &= spans.is_sure;
            legs.push(if *field == TextField::Title { boosted(&spans.query) } else { spans.query });
        }
        let unsure = (!is_sure).then(|| text.clause.clone());
        let query = match (legs.pop(), legs.is_empty()) {
            (Some(only), true) => only,
            (Some(last), false) => {
                legs.push(last);
                json!({"bool": {"should": legs, "minimum_should_match": 1}})
            }
            (None, _) => nothing(),
        };
        Dsl { query, unsure }
    }

    /// No distance in a query is long enough to reach from one quote into the next, so words that
    /// match in quotes are in one quote.
    fn in_one_quote(&self, spans: &SpanPattern) -> Spans {
        let Spans { query, is_sure } = self.of_quote(spans);
        Spans { query: json!({"nested": {"path": "quotes", "query": query, "score_mode": "max"}}), is_sure }
    }

    fn of_quote(&self, spans: &SpanPattern) -> Spans {
        match spans {
            SpanPattern::Or(parts) => any(parts.iter().map(|part| self.of_quote(part)).collect()),
            SpanPattern::Near { left, right, nearness: Nearness { reach: Reach::Quote, .. } } => {
                let (of_left, of_right) = (self.of_quote(left), self.of_quote(right));
                let is_sure = of_left.is_sure && of_right.is_sure && self.are_apart(left, right);
                Spans { query: json!({"bool": {"must": [of_left.query, of_right.query]}}), is_sure }
            }
            SpanPattern::NotNear { left, right, nearness: Nearness { reach: Reach::Quote, .. } } => {
                let (of_left, of_right) = (self.of_quote(left), self.of_quote(right));
                match of_right.is_sure {
                    true => Spans {
                        query: json!({"bool": {"must": [of_left.query], "must_not": [of_right.query]}}),
                        is_sure: of_left.is_sure,
                    },
                    false => Spans { query: of_left.query, is_sure: false },
                }
            }
            spans => {
                let is_name = spans.terms().first().is_some_and(|term| term.role == Role::Speaker);
                self.spans(Target::of(if is_name { TextField::Speaker } else { TextField::Said }), spans)
            }
        }
    }

    fn spans(&self, target: Target, spans: &SpanPattern) -> Spans {
        match spans {
            SpanPattern::Term(term) if self.is_plainly_written(term) && target.exact != target.stem => {
                self.at_places(target, spans, &Self::plainly_written(&target, term))
            }
            SpanPattern::Term(term) => {
                let is_sure = term.case.is_none() && !self.accents_count(term) && !self.has_other_languages(term);
                Spans { query: self.term(&target, term), is_sure }
            }
            SpanPattern::Or(parts) => any(parts.iter().map(|part| self.spans(target, part)).collect()),
            SpanPattern::Phrase { terms, slop } => match self.rule(&target, spans) {
                // The phrase as typed counts as a phrase does, other spellings of it less than any.
                Some(rule) if *slop == 0 => {
                    let words: Vec<&str> = terms.iter().map(|term| term.exact.as_str()).collect();
                    let as_typed = json!({"match_phrase": {target.exact: {"query": words.join(" ")}}});
                    let places = json!({"intervals": {target.exact: rule}});
                    let score = json!({"dis_max": {"queries": [as_typed, {"match_all": {"boost": 0.5}}]}});
                    Spans { query: json!({"bool": {"filter": places, "must": score}}), is_sure: true }
                }
                Some(rule) => self.at_places(target, spans, &rule),
                None => self.words_of(target, spans),
            },
            SpanPattern::Near { .. } => match self.rule(&target, spans) {
                Some(rule) => self.at_places(target, spans, &rule),
                None => self.words_of(target, spans),
            },
            SpanPattern::NotNear { left, .. } => Spans { is_sure: false, ..self.spans(target, left) },
        }
    }

    /// Selects by the places of words, and scores by the words themselves.
    fn at_places(&self, target: Target, spans: &SpanPattern, rule: &Value) -> Spans {
        let words = self.words_of(target, spans).query;
        let places = json!({"intervals": {target.exact: rule}});
        Spans { query: json!({"bool": {"filter": places, "must": words}}), is_sure: true }
    }

    /// Selects what holds the words that spans need, wherever they are.
    fn words_of(&self, target: Target, spans: &SpanPattern) -> Spans {
        let query = match spans {
            SpanPattern::Term(term) => self.term(&target, term),
            SpanPattern::Phrase { terms, .. } => {
                json!({"bool": {"must": terms.iter().map(|term| self.term(&target, term)).collect::<Vec<_>>()}})
            }
            SpanPattern::Or(parts) => any(parts.iter().map(|part| self.words_of(target, part)).collect()).query,
            SpanPattern::Near { left, right, .. } => {
                json!({"bool": {"must": [self.words_of(target, left).query, self.words_of(target, right).query]}})
            }
            SpanPattern::NotNear { left, .. } => self.words_of(target, left).query,
        };
        Spans { query, is_sure: false }
    }

    fn term(&self, target: &Target, term: &TermPattern) -> Value {
        match term.form {
            Form::Exact => json!({"term": {target.exact: {"value": term.exact}}}),
            Form::Spelling => {
                let compounds =
                    self.compounds(term).into_iter().map(|compound| json!({"term": {target.stem: {"value": compound}}}));
                let words = self.written(term).into_iter().filter(|_| term.compounds.has_whole());
                let words = words.map(|word| json!({"term": {target.exact: {"value": word}}}));
                json!({"dis_max": {"queries": words.chain(compounds).collect::<Vec<_>>()}})
            }
            Form::Stem | Form::Name => {
                let stems = self.stems(term).into_iter().map(|stem| json!({"term": {target.stem: {"value": stem}}}));
                let name = (term.form == Form::Name).then(|| json!({"term": {target.exact: {"value": term.exact}}}));
                json!({"dis_max": {"queries": stems.chain(name).collect::<Vec<_>>()}})
            }
            Form::Wildcard => json!({"wildcard": {target.exact: {"value": term.exact, "rewrite": "constant_score"}}}),
            Form::Fuzzy(edits) => json!({"fuzzy": {target.exact: {
                "value": term.exact, "fuzziness": edits, "prefix_length": 0, "transpositions": true, "rewrite": "constant_score"
            }}}),
        }
    }

    /// Returns whether the accents that were typed count in a language of the index. The engine knows words without accents alone, so the
    /// articles have to be read.
    fn accents_count(&self, term: &TermPattern) -> bool {
        let accents = term.accents.as_deref();
        accents.is_some_and(|typed| self.stemmers.iter().any(|stemmer| !stemmer.accents_agree(typed, None)))
    }

    /// Returns whether it is asked for as written without accents, which count in a language of the index.
    fn is_plainly_written(&self, term: &TermPattern) -> bool {
        let is_plain = term.accents.as_deref() == Some(&*term.exact) && term.form == Form::Exact;
        is_plain && term.case.is_none() && self.stemmers.iter().any(Stemmer::has_accents)
    }

    /// Returns the rule for a word as written where it has no accents that count.
    fn plainly_written(target: &Target, term: &TermPattern) -> Value {
        let accented = json!({"match": {"query": beside::accented(&term.exact), "use_field": target.stem}});
        json!({"match": {"query": term.exact, "filter": {"not_overlapping": accented}}})
    }

    /// Returns whether a rule can tell where a word is: it has no condition on capitals, nor on accents but those that a rule can tell.
    fn is_plain(&self, term: &TermPattern) -> bool {
        term.case.is_none()
            && (self.is_plainly_written(term) || !self.accents_count(term))
            && matches!(term.form, Form::Exact | Form::Spelling | Form::Stem)
    }

    /// Returns the other spellings of a word of a phrase in the languages of the index.
    fn spellings(&self, term: &TermPattern) -> Vec<OtherSpelling> {
        let is_of_index = |other: &OtherSpelling| self.stemmers.iter().any(|stemmer| other.is_of(stemmer.code()));
        spellings(&term.exact, term.accents.as_deref()).into_iter().filter(is_of_index).collect()
    }

    /// Returns whether it has spellings that are the same word in some languages of the index alone.
    fn has_other_languages(&self, term: &TermPattern) -> bool {
        let is_of_all = |other: &OtherSpelling| self.stemmers.iter().all(|stemmer| other.is_of(stemmer.code()));
        term.form == Form::Spelling && !self.spellings(term).iter().all(is_of_all)
    }

    /// Returns a word of a phrase in each of its spellings.
    fn written(&self, term: &TermPattern) -> Vec<String> {
        let others = self.spellings(term).into_iter().map(|other| other.exact);
        std::iter::once(term.exact.clone()).chain(others).collect()
    }

    /// Returns what stands beside the parts of the compounds that count for a word of a phrase.
    fn compounds(&self, term: &TermPattern) -> Vec<String> {
        let written = self.written(term);
        let lasts = written.iter().filter(|_| term.compounds.has_last()).map(|word| beside::last(word));
        lasts.chain(written.iter().filter(|_| term.compounds.has_first()).map(|word| beside::first(word))).collect()
    }

    /// Returns the stem of a word in each language, without repeats.
    fn stems(&self, term: &TermPattern) -> Vec<String> {
        let of_language = |stemmer: &&Stemmer| term.form != Form::Name || !stemmer.is_name(&term.exact);
        let mut stems: Vec<String> =
            self.stemmers.iter().filter(of_language).flat_map(|stemmer| stemmer.stems_of(&term.exact)).collect();
        stems.sort();
        stems.dedup();
        stems
    }

    /// Returns the rule of an `intervals` query that matches exactly where spans match. `None` if
    /// there is no such rule.
    ///
    /// Such a query keeps only the narrowest intervals. That is equivalent to all of them only for
    /// adjacent words and phrases without gaps, if no word of one can be a word of another.
    fn rule(&self, target: &Target, spans: &SpanPattern) -> Option<Value> {
        match spans {
            SpanPattern::Phrase { terms, slop } => {
                let rule = |term: &TermPattern| if self.is_plain(term) { self.word(target, term) } else { None };
                together(&terms.iter().map(rule).collect::<Option<Vec<Value>>>()?, "ordered", *slop)
            }
            SpanPattern::Near { left, right, nearness: Nearness { reach, is_ordered } } if self.are_apart(left, right) => {
                let rules = [self.side(target, left)?, self.side(target, right)?];
                let mode = if *is_ordered { "ordered" } else { "unordered" };
                let within = |max_gaps| together(&rules, mode, max_gaps);
                let part = match reach {
                    Reach::Words(n) => return within(n - 1),
                    Reach::Quote => return None,
                    Reach::Sentence => Part::Sentence,
                    Reach::Paragraph => Part::Paragraph,
                };
                match target.breaks {
                    Breaks::Values => within(VALUE_GAP - 1),
                    Breaks::Unknown => None,
                    Breaks::Signs(field) => {
                        let [begins, ends] = around(part).map(|signs| {
                            let sign = |sign| json!({"match": {"query": sign, "use_field": field, "analyzer": "words"}});
                            any_rule(signs.iter().map(sign).collect())
                        });
                        let one = json!({"all_of": {"intervals": [begins, ends], "mode": "ordered"}});
                        Some(json!({"all_of": {"intervals": rules, "mode": mode, "filter": {"contained_by": one}}}))
                    }
                }
            }
            _ => None,
        }
    }

    /// Returns the rule for one side of a proximity: a word, one of several words, or a phrase
    /// without gaps.
    fn side(&self, target: &Target, spans: &SpanPattern) -> Option<Value> {
        match spans {
            SpanPattern::Term(term) if self.is_plain(term) => self.word(target, term),
            SpanPattern::Phrase { slop: 0, .. } => self.rule(target, spans),
            SpanPattern::Or(parts) => {
                let is_word = |part: &SpanPattern| matches!(part, SpanPattern::Term(_));
                let rules = parts.iter().map(|part| self.side(target, part).filter(|_| is_word(part)));
                Some(any_rule(rules.collect::<Option<_>>()?))
            }
            _ => None,
        }
    }

    /// Returns the rule for a word. `None` if it is another word in some languages.
    fn word(&self, target: &Target, term: &TermPattern) -> Option<Value> {
        let beside = |what: String| json!({"match": {"query": what, "use_field": target.stem}});
        let rules: Vec<Value> = match term.form {
            _ if self.has_other_languages(term) => return None,
            _ if self.is_plainly_written(term) && target.exact != target.stem => vec![Self::plainly_written(target, term)],
            Form::Stem => {
                let stems = self.stems(term);
                let firsts = stems.iter().filter(|_| term.compounds.has_first()).map(|stem| beside::first(stem));
                stems.iter().cloned().chain(firsts).map(beside).collect()
            }
            Form::Spelling if target.exact != target.stem => {
                let words = self.written(term).into_iter().filter(|_| term.compounds.has_whole());
                let words = words.map(|word| json!({"match": {"query": word}}));
                words.chain(self.compounds(term).into_iter().map(beside)).collect()
            }
            _ => vec![json!({"match": {"query": term.exact}})],
        };
        Some(any_rule(rules))
    }

    /// Returns whether no word of a text can match both.
    fn are_apart(&self, left: &SpanPattern, right: &SpanPattern) -> bool {
        let (lefts, rights) = (left.terms(), right.terms());
        lefts.iter().all(|left| rights.iter().all(|right| left.role != right.role || self.differ(left, right)))
    }

    fn differ(&self, left: &TermPattern, right: &TermPattern) -> bool {
        let is_part = |whole: &str, part: &str| whole.starts_with(part) || whole.ends_with(part);
        let has_compounds = left.compounds != Compounds::None || right.compounds != Compounds::None;
        if has_compounds && (is_part(&left.exact, &right.exact) || is_part(&right.exact, &left.exact)) {
            return false;
        }
        match (left.form, right.form) {
            (Form::Exact, Form::Exact) => left.exact != right.exact,
            (Form::Exact | Form::Stem | Form::Spelling, Form::Exact | Form::Stem | Form::Spelling) => {
                let of_right = self.stems(right);
                !self.stems(left).iter().any(|stem| of_right.contains(stem))
            }
            (Form::Exact, Form::Wildcard) => !fits_wildcards(&right.exact, &left.exact),
            (Form::Wildcard, Form::Exact) => !fits_wildcards(&left.exact, &right.exact),
            _ => false,
        }
    }
}

/// Returns the rule for what some rules match together. `None` if it would be refused.
fn together(rules: &[Value], mode: &str, max_gaps: u32) -> Option<Value> {
    let is_written_out = max_gaps == 0 && mode == "ordered";
    let n_expanded = rules.iter().map(n_alternatives).fold(1, usize::saturating_mul);
    (!is_written_out || n_expanded <= MAX_EXPANDED)
        .then(|| json!({"all_of": {"intervals": rules, "mode": mode, "max_gaps": max_gaps}}))
}

/// Returns how many sequences without alternatives a rule stands for.
fn n_alternatives(rule: &Value) -> usize {
    let rules = |kind: &str| rule[kind]["intervals"].as_array();
    match (rules("any_of"), rules("all_of")) {
        (Some(any), _) => any.iter().map(n_alternatives).fold(0, usize::saturating_add),
        (_, Some(all)) => all.iter().map(n_alternatives).fold(1, usize::saturating_mul),
        _ => 1,
    }
}

fn any(parts: Vec<Spans>) -> Spans {
    let is_sure = parts.iter().all(|part| part.is_sure);
    let should: Vec<Value> = parts.into_iter().map(|part| part.query).collect();
    Spans { query: json!({"bool": {"should": should, "minimum_should_match": 1}}), is_sure }
}

fn any_rule(mut rules: Vec<Value>) -> Value {
    match (rules.pop(), rules.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            rules.extend(last);
            json!({"any_of": {"intervals": rules}})
        }
    }
}

fn boosted(query: &Value) -> Value {
    json!({"bool": {"must": query, "boost": field_weight(TextField::Title)}})
}

fn of_filter(filter: &Filter) -> Value {
    match filter {
        Filter::Language(language) => json!({"term": {"language": language.code()}}),
        Filter::Url(url) => json!({"term": {"url": url}}),
        Filter::Publisher(name) => json!({"term": {"publisher_name": name}}),
        Filter::Section(name) => json!({"term": {"section_name": name}}),
        Filter::Path(path) => json!({"term": {"under": path.trim_end_matches('/')}}),
        Filter::Published { from: None, to: None }
        | Filter::Embargo { from: None, to: None }
        | Filter::Words { min: None, max: None } => json!({"match_all": {}}),
        Filter::Published { from, to } => {
            json!({"range": {"day": {"gte": from.map(|from| from.first_day()), "lte": to.map(|to| to.last_day())}}})
        }
        Filter::Embargo { from, to } => {
            json!({"range": {"embargo_day": {"gte": from.map(|from| from.first_day()), "lte": to.map(|to| to.last_day())}}})
        }
        // It is not a condition on one article alone; see `versions`.
        Filter::Version(_) => json!({"match_all": {}}),
        Filter::Words { min, max } => json!({"range": {"n_words": {"gte": min, "lte": max}}}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hit::Coverage;
    use crate::query::parse;

    fn dsl(text: &str) -> Dsl {
        let languages = [Language::from_tag("en"), Language::from_tag("de")];
        of_pattern(&Pattern::new(&parse(text, 0).0.unwrap(), Coverage::All), &languages, &Versions::default())
    }

    /// The clause for which articles must be read.
    fn unsure(text: &str) -> Option<String> {
        dsl(text).unsure
    }

    #[test]
    fn a_cluster_can_tell_words_phrases_and_distances() {
        for text in [
            "flood",
            "=flood",
            "flood*",
            "flood~1",
            "\"flood insurance\"",
            "\"flood insurance\"~3",
            "flood w/5 dam",
            "flood pre/5 \"old dam\"",
            "(flood OR storm) w/5 dam",
            "flood -dam",
            "title:flood",
            "quotes:flood",
            "said:flood by:ruiz",
            "said:flood -by:ruiz",
            "lang:de since:2024",
            "by:\"ana ruiz\"",
            "hlead(flood)",
            "publisher:herald",
            "flood w/s dam",
            "\"old dam\" w/p flood",
            "title:(flood w/s dam)",
            "lead:(flood w/p dam)",
        ] {
            assert_eq!(unsure(text), None, "{text}: {}", dsl(text).query);
        }
    }

    #[test]
    fn articles_are_read_for_what_it_cannot_tell() {
        for text in [
            "flood w/s floods",
            "said:(flood w/s dam)",
            "flood not w/5 dam",
            "atleast3(flood)",
            "caps(us)",
            "flood w/5 floods",
            "flood w/5 (dam w/3 old)",
            "\"flood insur*\"",
            "(flood OR \"old dam\") w/3 bridge",
            "flood -caps(dam)",
        ] {
            assert!(unsure(text).is_some(), "{text}: {}", dsl(text).query);
        }
        assert_eq!(unsure("bridge (flood not w/s dam)").unwrap(), "flood not w/s dam");
    }

    #[test]
    fn what_may_be_excluded_wrongly_is_not_excluded() {
        assert!(!dsl("flood -caps(dam)").query.to_string().contains("dam"));
        assert!(dsl("flood -dam").query.to_string().contains("must_not"));
    }
}
