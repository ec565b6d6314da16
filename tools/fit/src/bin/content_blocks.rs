//! Prints what is weighed in choosing the blocks of pages that are their articles, for `scripts/fit-content`.
//!
//!     content_blocks first  PAGE.html.gz… > rows
//!     content_blocks second PAGE.html.gz… < odds > rows
//!
//! The first line names the features. For every page comes one line of JSON: path, texts, number of features; then the features of all blocks, as floats of four bytes. `odds` are the
//! results of the first look: for every page their number (four bytes), and as many floats.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};

use anyhow::{Result, bail};
use flate2::read::MultiGzDecoder;
use pullquote::extract::html::fit::{Rows, blocks, features};
use pullquote::ingest::{Normalization, decode};
use serde_json::json;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let is_second = match arguments.next().as_deref() {
        Some("first") => false,
        Some("second") => true,
        _ => bail!("usage: content_blocks first|second PAGE.html.gz…"),
    };
    let [first_names, second_names] = features();
    let mut odds = BufReader::new(io::stdin().lock());
    let mut out = io::BufWriter::new(io::stdout().lock());
    writeln!(out, "{}", json!(if is_second { second_names } else { first_names }))?;
    for path in arguments {
        let mut bytes = Vec::new();
        MultiGzDecoder::new(File::open(&path)?).read_to_end(&mut bytes)?;
        let page =
            decode(&bytes, None, Normalization::Composed).map_err(|finding| anyhow::anyhow!("{path}: {}", finding.message))?;
        let first = if is_second { Some(read_odds(&mut odds)?) } else { None };
        let Rows { texts, first, second, title } = blocks(&page.text, first.as_deref());
        let rows = if is_second { second } else { first };
        let n_features = rows.first().map_or(0, Vec::len);
        writeln!(out, "{}", json!({"path": path, "texts": texts, "title": title, "n_features": n_features}))?;
        for value in rows.iter().flatten() {
            out.write_all(&value.to_le_bytes())?;
        }
    }
    out.flush()?;
    Ok(())
}

fn read_odds(odds: &mut impl Read) -> Result<Vec<f32>> {
    let mut four = [0; 4];
    odds.read_exact(&mut four)?;
    let mut values = Vec::new();
    for _ in 0..u32::from_le_bytes(four) {
        odds.read_exact(&mut four)?;
        values.push(f32::from_le_bytes(four));
    }
    Ok(values)
}
