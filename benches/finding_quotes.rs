//! How fast quotes and their speakers are found, beside the least that any index does with a text: Tantivy's English analyzer (`en_stem`) on
//! the same bodies, in the same run, on one thread.
//!
//! ```text
//! cargo bench --bench finding_quotes -- ARTICLES.jsonl [RUNS]
//! ```
//!
//! `ARTICLES.jsonl` holds objects with `body` or `text`, and `lang` where it is not `en`. Printed are medians in megabytes of text per second.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::time::Instant;

use pullquote::article::Language;
use pullquote::quotation;
use serde_json::Value;
use tantivy::tokenizer::{TokenStream, TokenizerManager};

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo bench` adds `--bench`.
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let lines = fs::read_to_string(arguments.next().ok_or("first argument: a file of articles, one JSON object per line")?)?;
    let runs: usize = arguments.next().map_or(Ok(5), |runs| runs.parse())?;
    let texts = lines.lines().map(text_of).collect::<Result<Vec<_>, _>>()?;
    let megabytes = texts.iter().map(|(text, _)| text.len()).sum::<usize>() as f64 / 1e6;

    let mut analyzer = TokenizerManager::default().get("en_stem").ok_or("Tantivy has an English analyzer")?;
    let (mut finding, mut analyzing, mut found) = (Vec::new(), Vec::new(), 0);
    for _ in 0..runs.max(1) {
        let start = Instant::now();
        found = texts.iter().map(|(text, language)| black_box(quotation::find(text, Some(language))).len()).sum();
        finding.push(megabytes / start.elapsed().as_secs_f64());
        let start = Instant::now();
        for (text, _) in &texts {
            analyzer.token_stream(text).process(&mut |token| {
                black_box(token);
            });
        }
        analyzing.push(megabytes / start.elapsed().as_secs_f64());
    }
    let (finding, analyzing) = (median(finding), median(analyzing));
    println!("{} texts, {megabytes:.1} MB, {found} quotes, {runs} runs", texts.len());
    println!("quotes   {finding:6.1} MB/s   {:.2} times the analyzer", finding / analyzing);
    println!("en_stem  {analyzing:6.1} MB/s");
    Ok(())
}

fn text_of(line: &str) -> Result<(String, Language), Box<dyn Error>> {
    let article: Value = serde_json::from_str(line)?;
    let text = article["body"].as_str().or_else(|| article["text"].as_str()).ok_or("an article without body and text")?;
    let language = Language::from_tag(article["lang"].as_str().unwrap_or("en")).ok_or("an unknown language")?;
    Ok((text.to_owned(), language))
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
