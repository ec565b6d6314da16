//! One commit of the local index, as all others see it.

use std::sync::Arc;

use tantivy::{DocAddress, SegmentOrdinal};

use super::closeness::{self, N_REFINED, refine};
use super::collect::{ById, FirstHits, MAX_BY_ID, MatchingCopies, NextById, Ranked};
use super::columns;
use super::contents::{Contents, Totals};
use super::evidence::Evidence;
use super::facets::CountFacets;
use super::layout::Current;
use super::plan::Planner;
use super::scorer::{Plan, PlanQuery, score_parts};
use crate::article::{Article, ArticleId};
use crate::choice::{Count, Facet, Sort};
use crate::deadline::Deadline;
use crate::engine::ledger::{FileRecord, Ledger, RunRecord};
use crate::engine::snapshot::{ReadOrder, Snapshot, Stats};
use crate::engine::words::Words;
use crate::error::Result;
use crate::hit::{Coverage, Facets, Hit, Hits, Labels, MAX_COUNTED, ScorePart, SearchRequest, SimilarWord, ValuesWanted};
use crate::matching::Pattern;
use crate::query::Query;
use crate::story::{Stories, sort_versions};

/// One commit of the index.
pub(super) struct LocalSnapshot {
    /// Shared by consecutive commits between which no document changed.
    contents: Arc<Contents>,
    last_run: Option<RunRecord>,
    deadline: Deadline,
}

/// Called with the addresses of articles, ordered by id.
type EachPart<'e> = dyn FnMut(&[ById]) -> Result<()> + 'e;

impl LocalSnapshot {
    /// Returns the snapshot of a commit with these documents, which `last_run` made.
    pub(super) fn new(contents: Contents, last_run: Option<RunRecord>) -> LocalSnapshot {
        LocalSnapshot { contents: Arc::new(contents), last_run, deadline: Deadline::none() }
    }

    /// Returns the snapshot after a run that changed no document.
    pub(super) fn after_run(&self, last_run: Option<RunRecord>) -> LocalSnapshot {
        LocalSnapshot { contents: Arc::clone(&self.contents), last_run, deadline: Deadline::none() }
    }

    /// Returns whether this run made the commit.
    pub(super) fn is_of_run(&self, run: Option<&RunRecord>) -> bool {
        self.last_run.as_ref() == run
    }

    pub(super) fn contents(&self) -> &Contents {
        &self.contents
    }

    /// Reads hits and where they match. `n_before` hits come before them.
    fn hits(&self, planner: &Planner<'_>, pattern: &Pattern, ranked: &[Ranked], n_before: usize) -> Result<Vec<Hit>> {
        let Contents { searcher, .. } = &*self.contents;
        let store = &self.contents.statistics()?.store;
        // In the order of the postings, so that each is read once.
        let mut in_order: Vec<usize> = (0..ranked.len()).collect();
        in_order.sort_unstable_by_key(|hit_idx| ranked[*hit_idx].address);
        let mut evidence: Option<(SegmentOrdinal, Evidence<'_>)> = None;
        let mut hits = Vec::with_capacity(ranked.len());
        for hit_idx in in_order {
            let DocAddress { segment_ord, doc_id } = ranked[hit_idx].address;
            self.deadline.check()?;
            let opened = match evidence.take().filter(|(segment, _)| *segment == segment_ord) {
                Some((_, opened)) => opened,
                None => Evidence::open(planner, pattern, searcher.segment_reader(segment_ord))?,
            };
            let (_, opened) = evidence.insert((segment_ord, opened));
            let stored = store.get(ranked[hit_idx].address)?;
            let article: Article = store.unpack(&stored)?;
            // The matcher finds what the engine found, because both read the same postings.
            let matches = opened.matches(doc_id, &article, stored.places())?.unwrap_or_default();
            self.deadline.check()?;
            hits.push(Hit { rank: n_before + hit_idx + 1, score: ranked[hit_idx].score(), article, matches });
        }
        hits.sort_unstable_by_key(|hit| hit.rank);
        Ok(hits)
    }

    /// Calls `each` with the addresses of the articles that match, ordered by id, `n_at_once` at a
    /// time.
    fn each_part_by_id(&self, query: &Query, coverage: Coverage, n_at_once: usize, each: &mut EachPart<'_>) -> Result<()> {
        let Some(plan) = self.contents.plan(query, coverage, &self.deadline)? else { return Ok(()) };
        let statistics = self.contents.statistics()?;
        let mut after = None;
        loop {
            let by_id = self.contents.run(&plan, &NextById::new(after, n_at_once, Arc::clone(statistics)))?;
            each(&by_id)?;
            after = by_id.last().copied();
            if by_id.len() < n_at_once {
                return Ok(());
            }
        }
    }

    fn each_match_by_id(
        &self,
        query: &Query,
        coverage: Coverage,
        n_at_once: usize,
        each: &mut dyn FnMut(Article) -> Result<()>,
    ) -> Result<()> {
        let store = &self.contents.statistics()?.store;
        self.each_part_by_id(query, coverage, n_at_once, &mut |part| {
            part.iter().try_for_each(|(_, address)| {
                self.deadline.check()?;
                each(store.record(*address)?)
            })
        })
    }

    fn each_at(&self, addresses: Vec<DocAddress>, each: &mut dyn FnMut(Article) -> Result<()>) -> Result<()> {
        let store = &self.contents.statistics()?.store;
        addresses.into_iter().try_for_each(|address| {
            self.deadline.check()?;
            each(store.record(address)?)
        })
    }
}

impl Snapshot for LocalSnapshot {
    fn state(&self) -> u64 {
        self.contents.state()
    }

    fn within(&self, deadline: Deadline) -> Arc<dyn Snapshot> {
        let LocalSnapshot { contents, last_run, .. } = self;
        Arc::new(LocalSnapshot { contents: Arc::clone(contents), last_run: last_run.clone(), deadline })
    }

    fn deadline(&self) -> &Deadline {
        &self.deadline
    }

    fn stats(&self) -> Result<Stats> {
        let Totals { n_articles, n_quotes, n_files, size_bytes } = self.contents.totals()?;
        Ok(Stats {
            location: self.contents.home.location.clone(),
            n_articles,
            n_quotes,
            n_files,
            size_bytes,
            n_segments: self.contents.searcher.segment_readers().len(),
            generation: self.contents.home.generation,
            format: format!("local {}", Current::new(0).version()),
            last_run: self.last_run.clone(),
        })
    }

    fn search(&self, request: &SearchRequest) -> Result<Hits> {
        let searcher = &self.contents.searcher;
        let pattern = Pattern::new(&request.query, request.coverage);
        let planner = self.contents.planner(&self.deadline)?;
        let plan = planner.plan(&pattern)?;
        if matches!(plan, Plan::Nothing) {
            return Ok(Hits::default());
        }
        let plan = Arc::new(plan);
        let n_shown = request.offset.saturating_add(request.limit);
        // The same hits are refined whatever the page, so that the order does not depend on it;
        // none if only the total is asked for.
        let is_refined = request.sort == Sort::Relevance && request.limit > 0;
        let n = if is_refined { n_shown.max(N_REFINED) } else { n_shown };
        let collector =
            FirstHits { sort: request.sort, n, count: request.count, statistics: Arc::clone(self.contents.statistics()?) };
        let query = PlanQuery::new(Arc::clone(&plan), &self.deadline);
        let (total, mut first) = self.contents.run(&query, &collector)?;
        if is_refined {
            refine(&plan, searcher, &mut first, &self.deadline)?;
            first.truncate(n_shown);
        }
        let page = self.hits(&planner, &pattern, first.get(request.offset..).unwrap_or(&[]), request.offset)?;
        let rarity = if page.is_empty() { Vec::new() } else { planner.rarity(&pattern)? };
        let is_at_least = request.count == Count::AtLeast && request.sort == Sort::Relevance && total > MAX_COUNTED;
        let total = if is_at_least { MAX_COUNTED.max(request.offset + page.len()) } else { total };
        Ok(Hits { total, is_at_least, page, rarity })
    }

    fn explain(&self, request: &SearchRequest, hit: &Hit) -> Result<Vec<ScorePart>> {
        let Contents { searcher, fields, .. } = &*self.contents;
        let plan = self.contents.planner(&self.deadline)?.plan(&Pattern::new(&request.query, request.coverage))?;
        let addresses = self.contents.addresses(&self.contents.is_article_with(fields.id, hit.article.id.as_str()))?;
        let Some(address) = addresses.into_iter().next() else { return Ok(Vec::new()) };
        let mut parts = score_parts(&plan, searcher, address)?;
        if request.sort == Sort::Relevance && hit.rank <= N_REFINED {
            parts.append(&mut closeness::parts(&plan, searcher, address.segment_ord, address.doc_id)?);
        }
        parts.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.clause.cmp(&b.clause)));
        Ok(parts)
    }

    fn each_match(
        &self,
        query: &Query,
        coverage: Coverage,
        order: ReadOrder,
        each: &mut dyn FnMut(Article) -> Result<()>,
    ) -> Result<()> {
        match order {
            ReadOrder::ById => self.each_match_by_id(query, coverage, MAX_BY_ID, each),
            ReadOrder::Stored => match self.contents.plan(query, coverage, &self.deadline)? {
                Some(plan) => self.each_at(self.contents.found(&plan)?, each),
                None => Ok(()),
            },
        }
    }

    fn facets(&self, query: &Query, coverage: Coverage, facets: &[Facet], wanted: ValuesWanted<'_>) -> Result<Facets> {
        self.contents.facets(query, coverage, &CountFacets { facets, names: wanted }, &self.deadline)
    }

    fn everything(&self) -> Result<&Facets> {
        self.contents.everything()
    }

    fn stories(&self) -> Result<&Stories> {
        self.contents.stories()
    }

    fn each_copy(
        &self,
        query: &Query,
        coverage: Coverage,
        facets: &[Facet],
        each: &mut dyn FnMut(Labels) -> Result<()>,
    ) -> Result<()> {
        let Some(plan) = self.contents.plan(query, coverage, &self.deadline)? else { return Ok(()) };
        let (stories, statistics) = (self.contents.stories()?, Arc::clone(self.contents.statistics()?));
        let copies = self.contents.run(&plan, &MatchingCopies { stories, statistics })?;
        columns::each_labels(&self.contents.searcher, &copies, facets, each)
    }

    fn articles(&self, name: &str, limit: usize) -> Result<Vec<Article>> {
        let Contents { fields, .. } = &*self.contents;
        let mut found = Vec::new();
        // A record's own id may look like the beginning of one of ours: `12`, `r1`.
        for field in [fields.id, fields.record_id, fields.file] {
            if found.is_empty() {
                found = self.contents.articles_with(field, name)?;
            }
        }
        if found.is_empty()
            && let Some((path, record)) = name.rsplit_once(':')
            && let Ok(record) = record.parse()
        {
            found = self.contents.articles_with(fields.file, path)?;
            found.retain(|article| article.place.record == Some(record));
        }
        if found.is_empty() && ArticleId::is_prefix(name) {
            for id in self.contents.ids(name, limit)? {
                found.extend(self.contents.articles_with(fields.id, &id)?);
            }
        }
        found.truncate(limit);
        Ok(found)
    }

    fn articles_at(&self, ordinals: &[u64]) -> Result<Vec<Article>> {
        let statistics = self.contents.statistics()?;
        let mut found = columns::addresses(&self.contents.searcher, statistics, ordinals);
        found.sort_unstable();
        found.into_iter().map(|(_, address)| statistics.store.record(address)).collect()
    }

    fn versions_of(&self, url: &str) -> Result<Vec<Article>> {
        let mut versions = self.contents.articles_with(self.contents.fields.url, url)?;
        sort_versions(&mut versions, |article| article);
        Ok(versions)
    }

    fn words(&self) -> &dyn Words {
        self
    }

    fn ledger(&self) -> &dyn Ledger {
        self
    }
}

impl Words for LocalSnapshot {
    fn similar(&self, word: &str, limit: usize) -> Result<Vec<SimilarWord>> {
        self.contents.planner(&self.deadline)?.similar_words(word, limit)
    }

    fn beginning(&self, prefix: &str, limit: usize) -> Result<Vec<SimilarWord>> {
        self.contents.planner(&self.deadline)?.words_beginning(prefix, limit)
    }

    fn n_holding(&self, words: &[String]) -> Result<Vec<u64>> {
        self.contents.planner(&self.deadline)?.n_holding(words)
    }
}

impl Ledger for LocalSnapshot {
    fn each_file(&self, each: &mut dyn FnMut(FileRecord) -> Result<()>) -> Result<()> {
        self.contents.each_file(each)
    }

    fn file(&self, path: &str) -> Result<Option<FileRecord>> {
        self.contents.file(path)
    }

    fn last_run(&self) -> Option<&RunRecord> {
        self.last_run.as_ref()
    }

    fn articles_of(&self, path: &str, each: &mut dyn FnMut(Article) -> Result<()>) -> Result<()> {
        let of_file = self.contents.is_article_with(self.contents.fields.file, path);
        self.each_at(self.contents.addresses(&of_file)?, each)
    }

    fn ordinals_of(&self, path: &str) -> Result<Vec<u64>> {
        self.contents.ordinals_of(path)
    }
}

#[cfg(test)]
mod tests {
    use super::super::generation::Generation;
    use super::super::writer::LocalWriter;
    use super::*;
    use crate::article::Place;
    use crate::engine::index::{Writer, WriterOptions};
    use crate::matching::tests::article;

    fn writer(generation: &Arc<Generation>) -> LocalWriter {
        LocalWriter::start(generation, None, &WriterOptions::default()).unwrap()
    }

    #[test]
    fn all_that_matches_comes_once_in_the_order_of_ids_however_many_are_collected_at_once() {
        let generation = Arc::new(Generation::in_memory().unwrap());
        let writer = writer(&generation);
        let mut ids = Vec::new();
        for number in 0..40_u64 {
            let place = Place { path: "dam.jsonl".to_owned(), record: Some(number) };
            let id = ArticleId::numbered(&place.path, place.record);
            ids.push(id.clone());
            writer.add(&Article { id, place, ..article("The dam held.") }).unwrap();
            // Segments of several sizes.
            if number % 7 == 0 || number % 5 == 0 {
                writer.commit(&RunRecord::default()).unwrap();
            }
        }
        writer.commit(&RunRecord::default()).unwrap();
        ids.sort();
        let snapshot = generation.newest();
        for n_at_once in [1, 2, 3, 7, 39, 40, 41, 1_000] {
            let mut met = Vec::new();
            let mut meet = |article: Article| {
                met.push(article.id);
                Ok(())
            };
            snapshot.each_match_by_id(&Query::everything(), Coverage::All, n_at_once, &mut meet).unwrap();
            assert_eq!(met, ids, "{n_at_once}");
        }
    }

    #[test]
    fn a_snapshot_is_kept_until_something_is_committed_and_stays_as_it_is() {
        let generation = Arc::new(Generation::in_memory().unwrap());
        let writer = writer(&generation);
        writer.add(&article("The dam held.")).unwrap();
        writer.commit(&RunRecord::default()).unwrap();
        let first = generation.newest();
        let words = first.words().n_holding(&["dam".to_owned()]).unwrap();
        generation.reload().unwrap();
        assert!(Arc::ptr_eq(&first, &generation.newest()), "nothing was committed");
        let run = RunRecord { ended: 1, ..RunRecord::default() };
        writer.commit(&run).unwrap();
        let second = generation.newest();
        assert_eq!((first.ledger().last_run(), second.ledger().last_run()), (Some(&RunRecord::default()), Some(&run)));
        assert!(Arc::ptr_eq(&first.contents, &second.contents), "no document changed");
        let place = Place { path: "b.txt".to_owned(), record: None };
        writer.add(&Article { id: ArticleId::numbered("b.txt", None), place, ..article("The dam broke.") }).unwrap();
        writer.commit(&run).unwrap();
        let third = generation.newest();
        assert_ne!(second.state(), third.state());
        let n_articles = [&first, &second, &third].map(|snapshot| snapshot.stats().unwrap().n_articles);
        assert_eq!(n_articles, [1, 1, 2]);
        assert_eq!(words, first.words().n_holding(&["dam".to_owned()]).unwrap());
    }

    fn record(path: &str, n_articles: u64) -> FileRecord {
        let json = serde_json::json!({"path": path, "size_bytes": 9, "modified_nanos": 0, "sha256": "", "n_articles": n_articles, "problems": []});
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn the_ledger_is_read_in_the_order_of_paths_over_all_segments_without_removed_files() {
        let generation = Arc::new(Generation::in_memory().unwrap());
        let writer = writer(&generation);
        let add = |path: &str, n_articles| {
            for number in 0..n_articles {
                let place = Place { path: path.to_owned(), record: Some(number) };
                let id = ArticleId::numbered(path, Some(number));
                writer.add(&Article { id, place, ..article("The dam held.") }).unwrap();
            }
            writer.add_file(&record(path, n_articles)).unwrap();
        };
        for paths in [["c", "a/b", "a.txt"], ["b", "ä", "a"]] {
            paths.iter().zip(0..).for_each(|(path, n_articles)| add(path, n_articles));
            writer.commit(&RunRecord::default()).unwrap();
        }
        // One is removed, one is replaced by more articles, one gets another record alone.
        writer.remove_file("b").unwrap();
        writer.remove_file("a/b").unwrap();
        add("a/b", 3);
        writer.remove_file_record("c").unwrap();
        writer.add_file(&record("c", 7)).unwrap();
        writer.commit(&RunRecord::default()).unwrap();
        let snapshot = generation.newest();
        let files = snapshot.ledger().files().unwrap();
        let found: Vec<(&str, u64)> = files.iter().map(|file| (file.path.as_str(), file.n_articles)).collect();
        assert_eq!(found, [("a", 2), ("a.txt", 2), ("a/b", 3), ("c", 7), ("ä", 1)]);
        for file in &files {
            assert_eq!(snapshot.ledger().file(&file.path).unwrap().as_ref(), Some(file));
        }
        assert_eq!(["b", "a/", ""].map(|path| snapshot.ledger().file(path).unwrap()), [None, None, None]);
    }
}
