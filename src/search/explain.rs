//! How a query was understood, clause by clause, and what to do if nothing matches.
//!
//! Nothing here changes an answer: the results of a looser query are counted and reported, never
//! shown in its place.

use super::reading::{WordReading, WordWritten, Written, readings};
use super::{Answer, SearchConfig, ShownHit};
use crate::article::ArticleId;
use crate::choice::{Count, Sort};
use crate::engine::Snapshot;
use crate::error::{Error, Result};
use crate::hit::{Coverage, Hit, ScorePart, SearchRequest, SimilarWord};
use crate::matching::Pattern;
use crate::query::{Nearness, Query, Reach};

/// A clause of a query, and how many articles match it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseCount {
    /// Its depth in the query; 0 for the whole query.
    pub depth: usize,
    /// The clause in canonical form, with its field.
    pub clause: String,
    /// Number of articles that match it alone.
    pub n_articles: usize,
}

/// An explanation of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The query as understood, in canonical form.
    pub understood: String,
    /// The number of articles for each clause, the whole first, then each before its parts.
    pub clauses: Vec<ClauseCount>,
    /// How words are read that are joined, parted, or spelt in several ways.
    pub readings: Vec<WordReading>,
    /// How the shown hits write the words.
    pub written: Vec<WordWritten>,
    /// For each shown hit, the parts of its score, the largest first.
    pub scores: Vec<ScoreAccount>,
}

/// The parts of a hit's score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreAccount {
    /// The hit's rank among all hits, from 1.
    pub rank: usize,
    /// Its article.
    pub id: ArticleId,
    /// Its score.
    pub score: f32,
    /// Its parts.
    pub parts: Vec<ScorePart>,
}

/// Explains an answer to a search.
pub fn explain(snapshot: &dyn Snapshot, config: &SearchConfig, answer: &Answer) -> Result<Explanation> {
    let SearchConfig { query, sort, offset, limit, .. } = config;
    let request = SearchRequest {
        query: query.clone(),
        coverage: answer.coverage,
        sort: *sort,
        count: Count::Exact,
        offset: *offset,
        limit: *limit,
    };
    let account = |shown: &ShownHit| {
        let Hit { rank, score, article, .. } = &shown.hit;
        let parts = snapshot.explain(&request, &shown.hit)?;
        Ok(ScoreAccount { rank: *rank, id: article.id.clone(), score: *score, parts })
    };
    let pattern = Pattern::new(query, answer.coverage);
    let mut written = Written::new(pattern.marked_terms());
    for ShownHit { hit, .. } in &answer.hits {
        written.add(&hit.article, &hit.article.title.text, &hit.matches.title);
        written.add(&hit.article, &hit.article.body, &hit.matches.body);
    }
    Ok(Explanation {
        understood: answer.understood.clone(),
        clauses: count_clauses(snapshot, query)?,
        readings: readings(query),
        written: written.finish(),
        scores: answer.hits.iter().map(account).collect::<Result<_>>()?,
    })
}

/// Why nothing matches, and what would.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnosis {
    /// Clauses without which something would match, and how many articles.
    pub in_the_way: Vec<ClauseCount>,
    /// Words that no article holds, with similarly spelt words of the index.
    pub unknown_words: Vec<(String, Vec<SimilarWord>)>,
    /// The nearest looser query that finds something, and how many articles it finds.
    pub looser: Option<(Query, usize)>,
    /// Whether trying all would have taken too long.
    pub is_cut_off: bool,
}

/// Maximum number of counted clauses; a query may have a thousand.
const MAX_CLAUSES: usize = 64;

/// Maximum number of looser queries tried.
const MAX_LOOSER: usize = 32;

/// Maximum number of steps of all that is tried, in the sense of [`Deadline::with_steps`](crate::deadline::Deadline::with_steps). What
/// would match should not take much longer to find out than that nothing does.
const MAX_STEPS: usize = 1 << 22;

/// Number of similar words for each unknown word.
const N_SIMILAR: usize = 5;

/// Returns the number of articles for each clause of a query, the whole first, then each before its
/// parts.
fn count_clauses(snapshot: &dyn Snapshot, query: &Query) -> Result<Vec<ClauseCount>> {
    let mut clauses = Vec::new();
    add_clauses(query, 0, &Clone::clone, &mut clauses);
    clauses.truncate(MAX_CLAUSES);
    let counted = clauses
        .into_iter()
        .map(|(depth, clause)| Ok(ClauseCount { depth, n_articles: count(snapshot, &clause)?, clause: clause.to_string() }));
    counted.collect()
}

/// Returns the number of articles that match another query. `None` if the engine cannot tell; the
/// query is then not mentioned.
fn count_if_told(snapshot: &dyn Snapshot, query: &Query) -> Result<Option<usize>> {
    match count(snapshot, query) {
        Err(Error::TooManyToRead { .. }) => Ok(None),
        counted => counted.map(Some),
    }
}

fn count(snapshot: &dyn Snapshot, query: &Query) -> Result<usize> {
    let request = SearchRequest {
        query: query.clone(),
        coverage: Coverage::All,
        sort: Sort::Newest,
        count: Count::Exact,
        offset: 0,
        limit: 0,
    };
    Ok(snapshot.search(&request)?.total)
}

/// Adds `query` and its parts. `in_place` wraps a part in its field or letter case.
fn add_clauses(query: &Query, depth: usize, in_place: &dyn Fn(&Query) -> Query, clauses: &mut Vec<(usize, Query)>) {
    clauses.push((depth, in_place(query)));
    let mut add = |part: &Query| add_clauses(part, depth + 1, in_place, clauses);
    match query {
        Query::Words(list) | Query::And(list) | Query::Or(list) => list.iter().for_each(add),
        Query::Near { left, right, .. } | Query::NotNear { left, right, .. } => {
            add(left);
            add(right);
        }
        Query::Not(inner) | Query::Required(inner) | Query::AtLeast { query: inner, .. } => add(inner),
        Query::Within(field, inner) => {
            add_parts(inner, depth, &|part| in_place(&Query::Within(*field, Box::new(part.clone()))), clauses);
        }
        Query::Hlead(inner) => add_parts(inner, depth, &|part| in_place(&Query::Hlead(Box::new(part.clone()))), clauses),
        Query::Case(case, inner) => {
            add_parts(inner, depth, &|part| in_place(&Query::Case(*case, Box::new(part.clone()))), clauses);
        }
        Query::Word(_) | Query::Wildcard(_) | Query::Fuzzy { .. } | Query::Phrase { .. } | Query::Filter(_) => {}
    }
}

/// Adds the parts of `query` without itself.
fn add_parts(query: &Query, depth: usize, in_place: &dyn Fn(&Query) -> Query, clauses: &mut Vec<(usize, Query)>) {
    let itself = clauses.len();
    add_clauses(query, depth, in_place, clauses);
    clauses.remove(itself);
}

/// Returns why nothing matches `query`, and what would, as far as the time of the search and a bound of its own allow.
pub fn diagnose(snapshot: &dyn Snapshot, query: &Query) -> Result<Diagnosis> {
    diagnose_within(snapshot, query, MAX_STEPS)
}

fn diagnose_within(snapshot: &dyn Snapshot, query: &Query, n_steps: usize) -> Result<Diagnosis> {
    let mut diagnosis = Diagnosis::default();
    let bounded = snapshot.within(snapshot.deadline().with_steps(n_steps));
    match fill(&mut diagnosis, &*bounded, query) {
        // That nothing matches is known.
        Err(Error::TakesTooLong { .. } | Error::TooManySteps) => Ok(Diagnosis { is_cut_off: true, ..diagnosis }),
        done => done.map(|()| diagnosis),
    }
}

fn fill(diagnosis: &mut Diagnosis, snapshot: &dyn Snapshot, query: &Query) -> Result<()> {
    // What takes least comes first: it is known even if the rest takes too long.
    for word in words(query).into_iter().take(MAX_CLAUSES) {
        if count_if_told(snapshot, &word)? == Some(0) {
            let text = if let Query::Word(text) | Query::Fuzzy { text, .. } = &word { text.as_str() } else { "" };
            let similar = snapshot.words().similar(&crate::analysis::fold(text), N_SIMILAR)?;
            diagnosis.unknown_words.push((text.to_owned(), similar));
        }
    }
    let n_without = counts_without(snapshot, query)?;
    if let Query::Words(list) | Query::And(list) = query {
        let counted = list.iter().zip(&n_without).filter(|(_, n_articles)| **n_articles > 0);
        let in_the_way = |(clause, n_articles): (&Query, &usize)| ClauseCount {
            depth: 0,
            clause: clause.to_string(),
            n_articles: *n_articles,
        };
        diagnosis.in_the_way = counted.map(in_the_way).collect();
    }
    let mut tries = Vec::new();
    let mut respelt = query.clone();
    for (word, similar) in &diagnosis.unknown_words {
        if let Some(similar) = similar.first() {
            respell(&mut respelt, word, &similar.word);
        }
    }
    if respelt != *query {
        let n_articles = count_if_told(snapshot, &respelt)?.unwrap_or(0);
        if n_articles > 0 {
            diagnosis.looser = Some((respelt, n_articles));
            return Ok(());
        }
        tries.extend(looser_in(&respelt, &counts_without(snapshot, &respelt)?));
    }
    tries.extend(looser_in(query, &n_without));
    // The gentlest change first; the order among equals is that of the query.
    tries.sort_by_key(|(change, _)| *change);
    for (_, query) in tries.into_iter().take(MAX_LOOSER) {
        let n_articles = count_if_told(snapshot, &query)?.unwrap_or(0);
        if n_articles > 0 {
            diagnosis.looser = Some((query, n_articles));
            break;
        }
    }
    Ok(())
}

/// Returns how many articles match a list without each of its first clauses; nothing for other queries.
fn counts_without(snapshot: &dyn Snapshot, query: &Query) -> Result<Vec<usize>> {
    let (Query::Words(list) | Query::And(list)) = query else { return Ok(Vec::new()) };
    let count = |place| Ok(count_if_told(snapshot, &without(query, list, place))?.unwrap_or(0));
    (0..list.len().min(MAX_CLAUSES)).map(count).collect()
}

/// The list without the clause at `place`.
fn without(query: &Query, list: &[Query], place: usize) -> Query {
    let mut rest = list.to_vec();
    rest.remove(place);
    match (rest.pop(), query) {
        (Some(only), _) if rest.is_empty() => only,
        (last, Query::Words(_)) => {
            rest.extend(last);
            Query::Words(rest)
        }
        (last, _) => {
            rest.extend(last);
            Query::And(rest)
        }
    }
}

/// Returns the required words of a query, as queries of their own: bare and fuzzy words, and those
/// of phrases.
fn words(query: &Query) -> Vec<Query> {
    match query {
        Query::Word(text) | Query::Fuzzy { text, .. } => vec![Query::Word(text.clone())],
        Query::Phrase { text, .. } => {
            let is_plain = |word: &&str| !word.contains(['*', '?']) && word.contains(char::is_alphanumeric);
            text.split_whitespace().filter(is_plain).map(|word| Query::Word(word.to_owned())).collect()
        }
        Query::Words(list) | Query::And(list) | Query::Or(list) => list.iter().flat_map(words).collect(),
        Query::Near { left, right, .. } => [words(left), words(right)].concat(),
        Query::NotNear { left: inner, .. }
        | Query::Required(inner)
        | Query::AtLeast { query: inner, .. }
        | Query::Within(_, inner)
        | Query::Hlead(inner)
        | Query::Case(_, inner) => words(inner),
        Query::Wildcard(_) | Query::Not(_) | Query::Filter(_) => Vec::new(),
    }
}

/// Replaces each `word` by `other`, in words and phrases.
fn respell(query: &mut Query, word: &str, other: &str) {
    match query {
        Query::Word(text) | Query::Fuzzy { text, .. } if text == word => *text = other.to_owned(),
        Query::Phrase { text, .. } => {
            let words: Vec<&str> = text.split(' ').map(|written| if written == word { other } else { written }).collect();
            *text = words.join(" ");
        }
        Query::Words(list) | Query::And(list) | Query::Or(list) => {
            list.iter_mut().for_each(|query| respell(query, word, other));
        }
        Query::Near { left, right, .. } | Query::NotNear { left, right, .. } => {
            respell(left, word, other);
            respell(right, word, other);
        }
        Query::Not(inner)
        | Query::Required(inner)
        | Query::AtLeast { query: inner, .. }
        | Query::Within(_, inner)
        | Query::Hlead(inner)
        | Query::Case(_, inner) => respell(inner, word, other),
        Query::Word(_) | Query::Fuzzy { .. } | Query::Wildcard(_) | Query::Filter(_) => {}
    }
}

/// How much a change loosens a query; the gentlest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Loosening {
    Inflected,
    Loose,
    InSentence,
    AnyCase,
    InParagraph,
    AnyTimes,
    AnyField,
    Anywhere,
    Dropped,
}

/// Returns what [`looser`] returns, but no change of a clause without which nothing matches either. `n_without` says how many articles match
/// a list without each of its clauses, as far as that was counted.
fn looser_in(query: &Query, n_without: &[usize]) -> Vec<(Loosening, Query)> {
    let (Query::Words(list) | Query::And(list)) = query else { return looser(query) };
    let may_help = |place: &usize| n_without.get(*place).is_none_or(|n_articles| *n_articles > 0);
    looser_at(query, list, &(0..list.len()).filter(may_help).collect::<Vec<_>>())
}

/// Returns the queries that result from leaving out one of the clauses of a list at these places, or from one change in one of them.
fn looser_at(query: &Query, list: &[Query], places: &[usize]) -> Vec<(Loosening, Query)> {
    let with = |place: usize, clause: Query| {
        let mut list = list.to_vec();
        list[place] = clause;
        if matches!(query, Query::Words(_)) { Query::Words(list) } else { Query::And(list) }
    };
    let mut found: Vec<_> = places.iter().map(|place| (Loosening::Dropped, without(query, list, *place))).collect();
    for place in places {
        found.extend(looser(&list[*place]).into_iter().map(|(change, clause)| (change, with(*place, clause))));
    }
    found
}

/// Returns the queries that result from one change in one place of `query`.
fn looser(query: &Query) -> Vec<(Loosening, Query)> {
    let mut looser = changed(query);
    let mut inside = |inner: &Query, put: &dyn Fn(Query) -> Query| {
        looser.extend(self::looser(inner).into_iter().map(|(change, inner)| (change, put(inner))));
    };
    match query {
        Query::Words(list) | Query::And(list) => {
            looser.extend(looser_at(query, list, &(0..list.len()).collect::<Vec<_>>()));
        }
        Query::Or(list) => {
            for (place, clause) in list.iter().enumerate() {
                inside(clause, &|clause| {
                    let mut list = list.clone();
                    list[place] = clause;
                    Query::Or(list)
                });
            }
        }
        Query::Near { left, right, nearness } => {
            let near = |left, right| Query::Near { left, right, nearness: *nearness };
            // A side without positions cannot be near anything.
            let is_span = |side: &Query| side.is_span();
            for (change, side) in self::looser(left).into_iter().filter(|(_, side)| is_span(side)) {
                looser.push((change, near(Box::new(side), right.clone())));
            }
            for (change, side) in self::looser(right).into_iter().filter(|(_, side)| is_span(side)) {
                looser.push((change, near(left.clone(), Box::new(side))));
            }
        }
        Query::Required(inner) => inside(inner, &|inner| Query::Required(Box::new(inner))),
        Query::Within(field, inner) => inside(inner, &|inner| Query::Within(*field, Box::new(inner))),
        Query::Hlead(inner) => inside(inner, &|inner| Query::Hlead(Box::new(inner))),
        Query::Word(_)
        | Query::Wildcard(_)
        | Query::Fuzzy { .. }
        | Query::Phrase { .. }
        | Query::Case(..)
        | Query::AtLeast { .. }
        | Query::NotNear { .. }
        | Query::Not(_)
        | Query::Filter(_) => {}
    }
    looser
}

/// Returns the results of one change of this clause itself.
fn changed(query: &Query) -> Vec<(Loosening, Query)> {
    match query {
        Query::Phrase { text, slop } => {
            let words: Vec<Query> = text.split_whitespace().map(|word| Query::Word(word.to_owned())).collect();
            let has_wildcards = text.contains(['*', '?']);
            match words.as_slice() {
                _ if has_wildcards => Vec::new(),
                [word] => vec![(Loosening::Inflected, word.clone())],
                _ => {
                    let loose = Query::Phrase { text: text.clone(), slop: (*slop).max(1) * 3 };
                    vec![(Loosening::Loose, loose), (Loosening::Anywhere, Query::And(words))]
                }
            }
        }
        Query::Near { left, right, nearness } => {
            let near = |reach| {
                let nearness = Nearness { reach, is_ordered: false };
                Query::Near { left: left.clone(), right: right.clone(), nearness }
            };
            let anywhere = (Loosening::Anywhere, Query::And(vec![(**left).clone(), (**right).clone()]));
            match nearness.reach {
                Reach::Words(_) => {
                    vec![
                        (Loosening::InSentence, near(Reach::Sentence)),
                        (Loosening::InParagraph, near(Reach::Paragraph)),
                        anywhere,
                    ]
                }
                Reach::Sentence => vec![(Loosening::InParagraph, near(Reach::Paragraph)), anywhere],
                Reach::Paragraph | Reach::Quote => vec![anywhere],
            }
        }
        Query::NotNear { left, .. } => vec![(Loosening::Anywhere, (**left).clone())],
        Query::Case(_, inner) => vec![(Loosening::AnyCase, (**inner).clone())],
        Query::AtLeast { query, .. } => vec![(Loosening::AnyTimes, (**query).clone())],
        Query::Within(_, inner) | Query::Hlead(inner) => vec![(Loosening::AnyField, (**inner).clone())],
        Query::Word(_)
        | Query::Wildcard(_)
        | Query::Fuzzy { .. }
        | Query::Words(_)
        | Query::And(_)
        | Query::Or(_)
        | Query::Not(_)
        | Query::Required(_)
        | Query::Filter(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::deadline::Deadline;
    use crate::engine::local::LocalIndex;
    use crate::engine::{Index as _, RunRecord, WriterOptions};
    use crate::matching::tests::article;
    use crate::query::parse;

    fn read(text: &str) -> Query {
        parse(text, 0).0.unwrap()
    }

    /// Shows the results of one change of a query, the gentlest first.
    #[track_caller]
    fn check_looser(text: &str, expected: &[&str]) {
        let mut looser = looser(&read(text));
        looser.sort_by_key(|(change, _)| *change);
        assert_eq!(looser.iter().map(|(_, query)| query.to_string()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn phrases_become_loose_before_their_words_part() {
        check_looser("\"white house\"", &["\"white house\"~3", "white AND house"]);
        check_looser("\"floods\"", &["floods"]);
    }

    #[test]
    fn clauses_are_dropped_last() {
        check_looser("flood AND title:dam", &["flood AND dam", "title:dam", "flood"]);
    }

    #[test]
    fn a_clause_without_which_nothing_matches_is_not_loosened() {
        let shown = |n_without: &[usize]| {
            let found = looser_in(&read("\"white house\" AND title:dam"), n_without);
            found.into_iter().map(|(_, query)| query.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(shown(&[0, 3]), ["\"white house\"", "\"white house\" AND dam"]);
        assert_eq!(shown(&[0, 0]), [""; 0]);
        assert_eq!(shown(&[]).len(), 5);
    }

    #[test]
    fn what_the_time_allows_is_told() {
        let index = LocalIndex::in_memory().unwrap();
        let writer = index.writer(&WriterOptions::default()).unwrap();
        writer.add(&article("Floods hit the dam.")).unwrap();
        writer.commit(&RunRecord::default()).unwrap();
        let (snapshot, query) = (index.snapshot(), read("flood AND bridge"));
        let told = diagnose(&*snapshot, &query).unwrap();
        assert_eq!((told.in_the_way.len(), told.is_cut_off), (1, false));
        let late = diagnose(&*snapshot.within(Deadline::after(Duration::ZERO)), &query).unwrap();
        assert_eq!(late, Diagnosis { is_cut_off: true, ..Diagnosis::default() });
        let bounded = diagnose_within(&*snapshot, &query, 0).unwrap();
        assert_eq!(bounded, Diagnosis { is_cut_off: true, ..Diagnosis::default() });
    }

    #[test]
    fn clauses_are_counted_in_their_field() {
        let mut clauses = Vec::new();
        add_clauses(&read("title:(flood OR dam) AND storm"), 0, &Clone::clone, &mut clauses);
        let shown: Vec<String> = clauses.iter().map(|(depth, clause)| format!("{}{clause}", "  ".repeat(*depth))).collect();
        let expected =
            ["title:(flood OR dam) AND storm", "  title:(flood OR dam)", "    title:flood", "    title:dam", "  storm"];
        assert_eq!(shown, expected);
    }
}
