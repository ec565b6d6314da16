//! Indexes a folder of articles in a temporary directory and prints the best hits of a query, each with its snippet.
//!
//!     cargo run --example search -- corpus 'flood insurance'

use std::error::Error;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::SystemTime;

use pullquote::choice::{MatchWords, Sort};
use pullquote::engine::Index;
use pullquote::engine::local::LocalIndex;
use pullquote::ingest::{IngestConfig, PathNames, update};
use pullquote::query::parse;
use pullquote::search::{SearchConfig, ShownHit, search};
use pullquote::snippet::SnippetConfig;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(query)) = (arguments.next(), arguments.next()) else {
        return Err("usage: search FOLDER QUERY".into());
    };
    for line in hits(Path::new(&folder), &query)? {
        println!("{line}");
    }
    Ok(())
}

/// Returns a line for each of the ten best articles: its number, its title, and where it matches.
pub(crate) fn hits(folder: &Path, query: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let index = LocalIndex::open_or_create(dir.path())?;
    let names = PathNames::new(dir.path())?;
    let config = IngestConfig { roots: vec![folder.to_owned()], ..IngestConfig::default() };
    update(&index, &names, &config, &|_event| ControlFlow::Continue(()))?;

    // Dates such as `since:yesterday` count from today, in days since 1970.
    let today = i64::try_from(SystemTime::UNIX_EPOCH.elapsed()?.as_secs() / 86_400)?;
    let (query, problems) = parse(query, today);
    let query = query.ok_or_else(|| problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("; "))?;
    let config = SearchConfig {
        query,
        match_words: MatchWords::Best,
        sort: Sort::Relevance,
        count: Default::default(),
        offset: 0,
        limit: 10,
        snippet: SnippetConfig::default(),
    };
    let answer = search(&*index.snapshot(), &config)?;
    let line = |shown: &ShownHit| {
        let fragments: Vec<&str> = shown.snippet.fragments.iter().map(|fragment| fragment.text.as_str()).collect();
        format!("{}. {}: {}", shown.hit.rank, shown.hit.article.title.text, fragments.join(" … "))
    };
    Ok(answer.hits.iter().map(line).collect())
}
