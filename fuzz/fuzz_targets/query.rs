//! Whatever is typed as a query, an index answers it or says why not, finds exactly the articles that the matcher finds, and prints it as text
//! that means the same.
#![no_main]

use std::path::Path;
use std::sync::{Arc, OnceLock};

use libfuzzer_sys::fuzz_target;
use pullquote::article::Article;
use pullquote::choice::{MatchWords, Sort, Syntax};
use pullquote::engine::local::LocalIndex;
use pullquote::engine::{Index, RunRecord, Snapshot, WriterOptions};
use pullquote::extract::json::FieldMap;
use pullquote::hit::{Coverage, SearchRequest};
use pullquote::ingest::{ReadLimits, SourceFile, extract_file};
use pullquote::matching::{Pattern, find};
use pullquote::query::{Severity, parse, parse_as};
use pullquote::search::{SearchConfig, search};
use pullquote::snippet::SnippetConfig;

/// 2024-03-25, as days since 1970.
const TODAY: i64 = 19_807;

/// Articles in several languages and forms. No two have one URL, so that no search leaves out a version.
const FILES: [&str; 4] = ["json/wire.jsonl", "feeds", "markdown", "text"];

/// More articles would find no more, and take longer.
const MAX_ARTICLES: usize = 60;

struct Indexed {
    articles: Vec<Article>,
    snapshot: Arc<dyn Snapshot>,
}

fn indexed() -> &'static Indexed {
    static INDEXED: OnceLock<Indexed> = OnceLock::new();
    INDEXED.get_or_init(|| {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus");
        let mut articles: Vec<Article> = Vec::new();
        for path in FILES.iter().flat_map(|name| files(&corpus.join(name))) {
            let name = path.strip_prefix(&corpus).unwrap().display().to_string();
            let size_bytes = std::fs::metadata(&path).unwrap().len();
            let file = SourceFile { location: path, path: name, format: None, is_forced: false, size_bytes, modified_nanos: 0, pages: Vec::new(), beside: None };
            extract_file(&file, &FieldMap::default(), ReadLimits::default(), |article| {
                let is_version = article.url.is_some() && articles.iter().any(|other| other.url == article.url);
                if articles.len() < MAX_ARTICLES && !is_version {
                    articles.push(article);
                }
            })
            .unwrap();
        }
        let index = LocalIndex::in_memory().unwrap();
        let writer = index.writer(&WriterOptions::default()).unwrap();
        // Several segments.
        for part in articles.chunks(MAX_ARTICLES / 3) {
            part.iter().for_each(|article| writer.add(article).unwrap());
            writer.commit(&RunRecord::default()).unwrap();
        }
        writer.close(&mut || true).unwrap();
        Indexed { articles, snapshot: index.snapshot() }
    })
}

fn files(path: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(path) else { return vec![path.to_owned()] };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

fuzz_target!(|text: &str| {
    let Indexed { articles, snapshot } = indexed();
    for syntax in Syntax::ALL {
        let (query, problems) = parse_as(text, syntax, TODAY);
        assert_eq!(query.is_none(), problems.last().is_some_and(|problem| problem.severity == Severity::Error));
        assert_eq!(query.as_ref().map(|query| parse(&query.to_string(), TODAY).0.as_ref() == Some(query)), query.as_ref().map(|_| true));
    }
    let (Some(query), _) = parse(text, TODAY) else { return };
    let printed = query.to_string();
    let again = parse(&printed, TODAY).0;
    assert!(again.as_ref() == Some(&query) || printed.len() > 60_000, "`{printed}` is another query: {again:?}");
    for coverage in [Coverage::All, Coverage::AtLeast(1)] {
        let request = SearchRequest { query: query.clone(), coverage, sort: Sort::Relevance, count: Default::default(), offset: 0, limit: 5 };
        // Too many words, or too much to read.
        let Ok(hits) = snapshot.search(&request) else { continue };
        assert!(hits.page.len() <= hits.total.min(5));
        // The matcher sees one article, and knows of no versions.
        if !printed.contains("version:") {
            let pattern = Pattern::new(&query, coverage);
            let n_found = articles.iter().filter(|article| find(&pattern, article).is_some()).count();
            assert_eq!(hits.total, n_found, "`{printed}` with {coverage:?}");
        }
    }
    let config = SearchConfig {
        query,
        match_words: MatchWords::Best,
        sort: Sort::Newest,
        count: Default::default(), offset: 1,
        limit: 3,
        snippet: SnippetConfig::default(),
    };
    if let Ok(answer) = search(&**snapshot, &config) {
        assert!(answer.hits.len() <= 3);
    }
});
