//! Finds the quotes of a text and who is quoted.
//!
//!     cargo run --example quotes -- article.txt

use std::error::Error;
use std::fs;

use pullquote::analysis::detect;
use pullquote::quotation::find;
use pullquote::quote::Quote;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: quotes FILE")?;
    for line in quotes(&fs::read_to_string(path)?) {
        println!("{line}");
    }
    Ok(())
}

/// Returns a line for each quote of a text: the speaker, and the quoted words.
pub(crate) fn quotes(text: &str) -> Vec<String> {
    let line = |quote: Quote| {
        let speaker = quote.speaker.as_deref().unwrap_or("unknown speaker");
        format!("{speaker}: {}", quote.content.slice(text))
    };
    find(text, detect(text, None).as_ref()).into_iter().map(line).collect()
}
