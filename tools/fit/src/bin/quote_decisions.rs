//! Prints what is weighed in looking for quotes, as JSON Lines, for `scripts/fit-quotes`.
//!
//!     cargo run --release --package pullquote-fit --bin quote_decisions -- GOLD.jsonl WEIGHTS.txt
//!
//! The first line names the questions with their numbers of answers; then comes one for everything in marks. Places are code points.

use std::fs;
use std::io::{self, Write};

use anyhow::{Context, Result};
use pullquote::article::Language;
use pullquote::quotation::fit::{Weights, decisions, questions};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let gold = fs::read_to_string(arguments.next().context("first argument: a file of texts")?)?;
    let weights = fs::read_to_string(arguments.next().context("second argument: a file of weights")?)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    writeln!(out, "{}", json!(questions()))?;
    for line in gold.lines() {
        let article: Value = serde_json::from_str(line)?;
        let text = article["text"].as_str().context("no text")?;
        let language = article["lang"].as_str().and_then(Language::from_tag).context("no language")?;
        let code_points = |at: usize| text[..at].chars().count();
        for decision in decisions(text, &language, &Weights::parse(&weights, language.code())) {
            let candidates: Vec<Value> = (decision.candidates.iter())
                .map(|candidate| {
                    let (source, cue) = (candidate.source, candidate.cue.map(|cue| code_points(cue.start)));
                    json!([code_points(source.start), code_points(source.end), cue, candidate.answers])
                })
                .collect();
            let line = json!({
                "id": article["id"],
                "start": code_points(decision.content.start),
                "end": code_points(decision.content.end),
                "is_speech": decision.is_speech,
                "candidates": candidates,
                "chosen": decision.chosen,
                "none": decision.none,
                "speech": decision.speech,
            });
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}
