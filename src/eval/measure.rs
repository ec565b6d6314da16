//! The measures, each over all judged queries.

use std::collections::HashMap;

use super::{EvalRun, Judgments};

/// Means over the queries that have a relevant article. A query without a run counts 0.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Measures {
    /// The number of measured queries.
    pub n_queries: usize,
    /// Mean average precision.
    pub map: f64,
    /// Mean reciprocal rank of the first relevant article.
    pub mrr: f64,
    /// Normalized discounted cumulative gain of the first 10, with the grade as gain and log2(rank + 1) as discount (Järvelin and
    /// Kekäläinen 2002, in the form of `trec_eval`).
    pub ndcg_10: f64,
    /// The share of relevant articles among the first 10.
    pub precision_10: f64,
    /// The share of all relevant articles found among the first 100.
    pub recall_100: f64,
}

/// Measures runs against judgments. An article without a judgment counts as not relevant; an
/// article that a run names twice counts once.
pub fn measures(runs: &[EvalRun], judgments: &Judgments) -> Measures {
    let runs: HashMap<&str, &EvalRun> = runs.iter().map(|run| (run.query_id.as_str(), run)).collect();
    let mut sum = Measures::default();
    for (query_id, grades) in judgments {
        let n_relevant = grades.values().filter(|grade| **grade > 0).count();
        if n_relevant == 0 {
            continue;
        }
        sum.n_queries += 1;
        let Some(run) = runs.get(query_id.as_str()) else { continue };
        let mut open = grades.clone();
        let gains: Vec<u32> = run.articles.iter().map(|(article, _)| open.remove(article).unwrap_or(0)).collect();
        add(&mut sum, &gains, grades, n_relevant);
    }
    let n = sum.n_queries.max(1) as f64;
    Measures {
        n_queries: sum.n_queries,
        map: sum.map / n,
        mrr: sum.mrr / n,
        ndcg_10: sum.ndcg_10 / n,
        precision_10: sum.precision_10 / n,
        recall_100: sum.recall_100 / n,
    }
}

/// Adds one query's measures. `gains` are the grades of the run's articles, best first.
fn add(sum: &mut Measures, gains: &[u32], grades: &HashMap<String, u32>, n_relevant: usize) {
    let relevant_ranks: Vec<usize> = (1..).zip(gains).filter(|(_, gain)| **gain > 0).map(|(rank, _)| rank).collect();
    let precisions = (1..).zip(&relevant_ranks).map(|(n_found, rank)| f64::from(n_found) / *rank as f64);
    let within = |depth| relevant_ranks.iter().filter(|rank| **rank <= depth).count() as f64;
    sum.map += precisions.sum::<f64>() / n_relevant as f64;
    sum.mrr += relevant_ranks.first().map_or(0.0, |rank| 1.0 / *rank as f64);
    sum.precision_10 += within(10) / 10.0;
    sum.recall_100 += within(100) / n_relevant as f64;
    let mut ideal: Vec<u32> = grades.values().copied().collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    sum.ndcg_10 += discounted(gains) / discounted(&ideal);
}

fn discounted(gains: &[u32]) -> f64 {
    (2..).zip(gains.iter().take(10)).map(|(rank_plus_1, gain)| f64::from(*gain) / f64::from(rank_plus_1).log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(query_id: &str, articles: &[&str]) -> EvalRun {
        EvalRun { query_id: query_id.to_owned(), articles: articles.iter().map(|article| ((*article).to_owned(), 1.0)).collect() }
    }

    fn judgments() -> Judgments {
        super::super::read_judgments("1 0 a 1\n1 0 b 1\n1 0 c 0\n2 0 d 3\n2 0 e 1\n3 0 f 0\n", "j".as_ref()).unwrap()
    }

    fn assert_close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    }

    #[test]
    fn measures_are_those_of_the_literature() {
        let found = measures(&[run("1", &["x", "a", "c", "b"]), run("2", &["e", "d"])], &judgments());
        assert_eq!(found.n_queries, 2);
        assert_close(found.map, (f64::midpoint(1.0 / 2.0, 2.0 / 4.0) + 1.0) / 2.0);
        assert_close(found.mrr, f64::midpoint(0.5, 1.0));
        assert_close(found.precision_10, 0.2);
        assert_close(found.recall_100, 1.0);
        let log = |rank: f64| (rank + 1.0).log2();
        let first = (1.0 / log(2.0) + 1.0 / log(4.0)) / (1.0 + 1.0 / log(2.0));
        let second = (1.0 + 3.0 / log(2.0)) / (3.0 + 1.0 / log(2.0));
        assert_close(found.ndcg_10, f64::midpoint(first, second));
    }

    #[test]
    fn query_without_answer_counts_zero() {
        let found = measures(&[run("1", &["a", "b"])], &judgments());
        assert_close(found.map, 0.5);
    }

    #[test]
    fn article_named_twice_counts_once() {
        let found = measures(&[run("1", &["a", "a", "b"]), run("2", &[])], &judgments());
        assert_close(found.map, (1.0 + 2.0 / 3.0) / 2.0 / 2.0);
    }
}
