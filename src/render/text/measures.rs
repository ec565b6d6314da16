//! Measures on judged queries.

use std::io::{self, Write};

use crate::eval::Measures;

/// Writes measures, one per line.
pub fn write_measures(out: &mut dyn Write, measures: &Measures) -> io::Result<()> {
    let rows = [
        ("MAP", measures.map),
        ("MRR", measures.mrr),
        ("nDCG@10", measures.ndcg_10),
        ("P@10", measures.precision_10),
        ("recall@100", measures.recall_100),
    ];
    writeln!(out, "{:<11}{}", "queries", measures.n_queries)?;
    rows.iter().try_for_each(|(name, value)| writeln!(out, "{name:<11}{value:.4}"))
}
