//! Prints what is weighed in choosing the blocks of pages that are their articles, for `scripts/fit-content`.
//!
//!     content_blocks first  PAGE.html.gz… > rows
//!     content_blocks second PAGE.html.gz… < odds > rows
//!     content_blocks text   PAGE.html.gz… < odds > texts
//!
//! The first line names the features. For every page comes one line of JSON: path, texts, number of features; then the features of all
//! blocks, as floats of four bytes. `odds` are the results of the first look: for every page their number (four bytes), and as many floats.
//!
//! `text` reads the results of the second look in the same form, and prints a line of JSON for every page: the text that the program would
//! extract with them.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};

use anyhow::{Result, bail};
use flate2::read::MultiGzDecoder;
use pullquote::extract::html::fit::{Rows, blocks, features, text};
use pullquote::ingest::{Normalization, decode};
use serde_json::json;

enum What {
    First,
    Second,
    Text,
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let what = match arguments.next().as_deref() {
        Some("first") => What::First,
        Some("second") => What::Second,
        Some("text") => What::Text,
        _ => bail!("usage: content_blocks first|second|text PAGE.html.gz…"),
    };
    let [first_names, second_names] = features();
    let mut odds = BufReader::new(io::stdin().lock());
    let mut out = io::BufWriter::new(io::stdout().lock());
    match what {
        What::First => writeln!(out, "{}", json!(first_names))?,
        What::Second => writeln!(out, "{}", json!(second_names))?,
        What::Text => {}
    }
    for path in arguments {
        let mut bytes = Vec::new();
        MultiGzDecoder::new(File::open(&path)?).read_to_end(&mut bytes)?;
        let page =
            decode(&bytes, None, Normalization::Composed).map_err(|finding| anyhow::anyhow!("{path}: {}", finding.message))?;
        if let What::Text = what {
            writeln!(out, "{}", json!(text(&page.text, &read_odds(&mut odds)?)))?;
            continue;
        }
        let first = if let What::Second = what { Some(read_odds(&mut odds)?) } else { None };
        let Rows { texts, first, second, title } = blocks(&page.text, first.as_deref());
        let rows = if let What::Second = what { second } else { first };
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
