//! Measures on judged queries.

use std::io::{self, Write};

use serde::Serialize;

use super::{Kind, write_line};
use crate::eval;

#[derive(Debug, Serialize)]
struct Measures {
    queries: usize,
    map: f64,
    mrr: f64,
    ndcg_10: f64,
    precision_10: f64,
    recall_100: f64,
}

impl Kind for Measures {
    const KIND: &'static str = "measures";
}

/// Writes measures, as one object.
pub fn write_measures(out: &mut dyn Write, measures: &eval::Measures) -> io::Result<()> {
    let eval::Measures { n_queries, map, mrr, ndcg_10, precision_10, recall_100 } = *measures;
    write_line(out, Measures { queries: n_queries, map, mrr, ndcg_10, precision_10, recall_100 })
}
