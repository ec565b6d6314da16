//! Prints what is weighed in choosing headlines, as JSON Lines, for `scripts/fit-headlines`.
//!
//!     cargo run --release --package pullquote-fit --bin headline_candidates -- PAGE.html.gz…
//!
//! The first line names the questions; then comes one for every page.

use std::fs::File;
use std::io::{self, Read, Write};

use anyhow::Result;
use flate2::read::MultiGzDecoder;
use pullquote::extract::html::fit::{headlines, questions};
use pullquote::ingest::{Normalization, decode};
use serde_json::json;

fn main() -> Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    writeln!(out, "{}", json!(questions()))?;
    for path in std::env::args().skip(1) {
        let mut bytes = Vec::new();
        MultiGzDecoder::new(File::open(&path)?).read_to_end(&mut bytes)?;
        let page =
            decode(&bytes, None, Normalization::Composed).map_err(|finding| anyhow::anyhow!("{path}: {}", finding.message))?;
        let candidates: Vec<_> =
            headlines(&page.text).iter().map(|one| json!({"text": one.text, "answers": one.answers})).collect();
        writeln!(out, "{}", json!({"path": path, "candidates": candidates}))?;
    }
    out.flush()?;
    Ok(())
}
