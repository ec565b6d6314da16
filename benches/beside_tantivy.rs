//! pullquote beside raw Tantivy on the same articles, in the same run. Each has one thread for its own work beside the one that reads and
//! Tantivy's one that indexes; `scripts/bench` ties both to one core, so that no thread works unseen.
//!
//! ```text
//! cargo bench --bench beside_tantivy -- ARTICLES.jsonl QUERIES.tsv… [--runs N] [--phrases N]
//! ```
//!
//! `ARTICLES.jsonl` holds objects with `id`, `title` and `body`; each `QUERIES.tsv` lines of `ID TAB TEXT`, read by its name: `kw1` one
//! word, `and…` all words, `or…` any word, `ph…` a phrase. The peer has the fields title and body under Tantivy's English analyzer
//! (`en_stem`), a zstd store, its query parser, and its snippet generator on the body of the ten first hits.
//!
//! Two words within five of each other are timed beside both words anywhere, on pullquote alone. Printed are medians and the ratio of pullquote to the peer; below 1 is faster. `--phrases N` instead compares the hits of the first N
//! phrases of each `ph…` file with a scan of all texts. `--index-peer DIR` only makes the peer's index, for `scripts/bench-indexing`.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pullquote::analysis::tokens;
use pullquote::choice::{MatchWords, Sort};
use pullquote::engine::local::LocalIndex;
use pullquote::engine::{Index as _, Snapshot};
use pullquote::hit::{Coverage, SearchRequest};
use pullquote::ingest::{IngestConfig, PathNames, update};
use pullquote::query::{Nearness, Query, Reach};
use pullquote::search::{SearchConfig, search};
use pullquote::snippet::SnippetConfig;
use serde::Deserialize;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::QueryParser;
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{Index, IndexReader, IndexSettings, TantivyDocument, doc};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Query kinds are named by their files.
struct Queries {
    name: String,
    texts: Vec<String>,
}

struct Options {
    articles: PathBuf,
    queries: Vec<Queries>,
    n_runs: usize,
    n_phrases: usize,
    index_peer: Option<PathBuf>,
}

/// More runs than these time queries only.
const MAX_INDEX_RUNS: usize = 3;

fn main() -> Outcome<()> {
    let Some(options) = options()? else {
        eprintln!("usage: cargo bench --bench beside_tantivy -- ARTICLES.jsonl QUERIES.tsv… [--runs N] [--phrases N]");
        return Ok(());
    };
    if let Some(dir) = &options.index_peer {
        return Peer::index(&options.articles, dir);
    }
    let folder = tempfile::tempdir()?;
    if options.n_phrases > 0 {
        return compare_phrases(&options, folder.path());
    }
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for run in 0..options.n_runs.min(MAX_INDEX_RUNS) {
        let (ours_dir, theirs_dir) = (folder.path().join(format!("ours-{run}")), folder.path().join(format!("theirs-{run}")));
        ours.push(timed(|| index_ours(&options.articles, &ours_dir))?.0);
        theirs.push(timed(|| Peer::index(&options.articles, &theirs_dir))?.0);
    }
    println!("{:<22}{:>12}{:>12}{:>8}", "median of runs", "pullquote", "tantivy", "ratio");
    print_row("index (s)", median(&mut ours).as_secs_f64(), median(&mut theirs).as_secs_f64());
    let snapshot = LocalIndex::open(&folder.path().join("ours-0"))?.snapshot();
    let peer = Peer::open(&folder.path().join("theirs-0"))?;
    let megabytes = |name: &str| size_bytes(&folder.path().join(name)) as f64 / 1e6;
    print_row("size (MB)", megabytes("ours-0"), megabytes("theirs-0"));
    let text = fs::metadata(&options.articles)?.len() as f64 / 1e6;
    println!("{:<22}{:>12.2}{:>12.2}", "size / file size", megabytes("ours-0") / text, megabytes("theirs-0") / text);
    println!("\nmilliseconds a query, ten first hits and the exact total");
    for queries in &options.queries {
        let (ours, theirs) = alternate(
            queries,
            options.n_runs,
            |text| hits_ours(&*snapshot, &queries.name, text),
            |text| peer.hits(&queries.name, text),
        )?;
        print_row(&format!("{} hits", queries.name), ours, theirs);
        let (ours, theirs) = alternate(
            queries,
            options.n_runs,
            |text| snippets_ours(&*snapshot, &queries.name, text),
            |text| peer.snippets(&queries.name, text),
        )?;
        print_row(&format!("{} with snippets", queries.name), ours, theirs);
    }
    println!("\n{:<22}{:>12}{:>12}{:>8}", "pullquote alone", "w/5", "AND", "ratio");
    for queries in options.queries.iter().filter(|queries| queries.name == "and2") {
        let ask = |text: &str, query: fn(Query, Query) -> Query| {
            let mut words = text.split_whitespace().map(|word| Query::Word(word.to_owned()));
            let (Some(first), Some(second)) = (words.next(), words.next()) else { return Err("two words are needed".into()) };
            let request = SearchRequest {
                query: query(first, second),
                coverage: Coverage::All,
                sort: Sort::Relevance,
                count: Default::default(),
                offset: 0,
                limit: 10,
            };
            snapshot.search(&request)?;
            Ok(())
        };
        let near = |left, right| Query::Near {
            left: Box::new(left),
            right: Box::new(right),
            nearness: Nearness { reach: Reach::Words(5), is_ordered: false },
        };
        let (near, both) = alternate(
            queries,
            options.n_runs,
            |text| ask(text, near),
            |text| ask(text, |left, right| Query::And(vec![left, right])),
        )?;
        print_row("and2 hits", near, both);
    }
    Ok(())
}

fn options() -> Outcome<Option<Options>> {
    let mut options = Options { articles: PathBuf::new(), queries: Vec::new(), n_runs: 3, n_phrases: 0, index_peer: None };
    // `cargo bench` adds `--bench`.
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    while let Some(arg) = args.next() {
        if arg == "--index-peer" {
            options.index_peer = Some(args.next().ok_or("a folder is missing")?.into());
            continue;
        }
        let mut number = || -> Outcome<usize> { Ok(args.next().ok_or("a number is missing")?.parse()?) };
        match arg.as_str() {
            "--runs" => options.n_runs = number()?.max(1),
            "--phrases" => options.n_phrases = number()?,
            path if options.articles.as_os_str().is_empty() => options.articles = path.into(),
            path => options.queries.push(read_queries(Path::new(path))?),
        }
    }
    Ok((!options.articles.as_os_str().is_empty()).then_some(options))
}

fn read_queries(path: &Path) -> Outcome<Queries> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = stem.rsplit('.').next().unwrap_or_default().to_owned();
    let texts = fs::read_to_string(path)?.lines().filter_map(|line| Some(line.split_once('\t')?.1.to_owned())).collect();
    Ok(Queries { name, texts })
}

fn timed<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<(Duration, T)> {
    let started = Instant::now();
    let made = work()?;
    Ok((started.elapsed(), made))
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Runs all queries on both in turn, after one run that is not counted; returns the median over runs of the mean time of a query, in
/// milliseconds.
fn alternate(
    queries: &Queries,
    n_runs: usize,
    ours: impl Fn(&str) -> Outcome<()>,
    theirs: impl Fn(&str) -> Outcome<()>,
) -> Outcome<(f64, f64)> {
    let all = |ask: &dyn Fn(&str) -> Outcome<()>| timed(|| queries.texts.iter().try_for_each(|text| ask(text)));
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    for run in 0..=n_runs {
        let (our_time, their_time) = (all(&ours)?.0, all(&theirs)?.0);
        if run > 0 {
            our_times.push(our_time);
            their_times.push(their_time);
        }
    }
    let mean = |times: &mut Vec<Duration>| median(times).as_secs_f64() * 1e3 / queries.texts.len() as f64;
    Ok((mean(&mut our_times), mean(&mut their_times)))
}

fn print_row(name: &str, ours: f64, theirs: f64) {
    println!("{name:<22}{ours:>12.3}{theirs:>12.3}{:>8.2}", ours / theirs);
}

fn size_bytes(dir: &Path) -> u64 {
    let files = walkdir::WalkDir::new(dir).into_iter().flatten();
    files.filter_map(|entry| entry.metadata().ok()).filter(|metadata| metadata.is_file()).map(|metadata| metadata.len()).sum()
}

fn index_ours(articles: &Path, dir: &Path) -> Outcome<()> {
    let index = LocalIndex::open_or_create(dir)?;
    let config = IngestConfig { roots: vec![articles.to_owned()], ..IngestConfig::default() };
    update(&index, &PathNames::new(dir)?, &config, &|_| ControlFlow::Continue(()))?;
    Ok(())
}

/// The query as typed for each kind, in the words of pullquote's query tree.
fn our_query(kind: &str, text: &str) -> (Query, Coverage) {
    if kind.starts_with("ph") {
        return (Query::Phrase { text: text.to_owned(), slop: 0 }, Coverage::All);
    }
    let words = text.split_whitespace().map(|word| Query::Word(word.to_owned())).collect();
    (Query::Words(words), if kind.starts_with("or") { Coverage::AtLeast(1) } else { Coverage::All })
}

fn hits_ours(snapshot: &dyn Snapshot, kind: &str, text: &str) -> Outcome<()> {
    let (query, coverage) = our_query(kind, text);
    snapshot.search(&SearchRequest {
        query,
        coverage,
        sort: Sort::Relevance,
        count: Default::default(),
        offset: 0,
        limit: 10,
    })?;
    Ok(())
}

fn snippets_ours(snapshot: &dyn Snapshot, kind: &str, text: &str) -> Outcome<()> {
    let (query, coverage) = our_query(kind, text);
    let match_words = if coverage == Coverage::All { MatchWords::All } else { MatchWords::Any };
    let snippet = SnippetConfig::default();
    search(
        snapshot,
        &SearchConfig { query, match_words, sort: Sort::Relevance, count: Default::default(), offset: 0, limit: 10, snippet },
    )?;
    Ok(())
}

/// An article of the file, as both index it.
#[derive(Deserialize)]
struct Article {
    id: String,
    title: String,
    body: String,
}

/// Raw Tantivy, set up as its documentation does.
struct Peer {
    index: Index,
    reader: IndexReader,
    title: Field,
    body: Field,
}

impl Peer {
    fn schema() -> (Schema, [Field; 3]) {
        let mut builder = Schema::builder();
        let indexing =
            TextFieldIndexing::default().set_tokenizer("en_stem").set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let text = TextOptions::default().set_indexing_options(indexing).set_stored();
        let fields = [
            builder.add_text_field("id", STRING | STORED),
            builder.add_text_field("title", text.clone()),
            builder.add_text_field("body", text),
        ];
        (builder.build(), fields)
    }

    fn index(articles: &Path, dir: &Path) -> Outcome<()> {
        fs::create_dir(dir)?;
        let (schema, [id, title, body]) = Peer::schema();
        let docstore_compression = Compressor::Zstd(ZstdCompressor::default());
        let index = Index::builder()
            .schema(schema)
            .settings(IndexSettings { docstore_compression, ..IndexSettings::default() })
            .create_in_dir(dir)?;
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 96 << 20)?;
        for line in fs::read_to_string(articles)?.lines() {
            let article: Article = serde_json::from_str(line)?;
            writer.add_document(doc!(id => article.id, title => article.title, body => article.body))?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        Ok(())
    }

    fn open(dir: &Path) -> Outcome<Peer> {
        let index = Index::open_in_dir(dir)?;
        let (_, [_, title, body]) = Peer::schema();
        Ok(Peer { reader: index.reader()?, index, title, body })
    }

    fn query(&self, kind: &str, text: &str) -> Outcome<Box<dyn tantivy::query::Query>> {
        let mut parser = QueryParser::for_index(&self.index, vec![self.title, self.body]);
        if !kind.starts_with("or") {
            parser.set_conjunction_by_default();
        }
        Ok(parser.parse_query(&if kind.starts_with("ph") { format!("\"{text}\"") } else { text.to_owned() })?)
    }

    fn hits(&self, kind: &str, text: &str) -> Outcome<()> {
        let searcher = self.reader.searcher();
        let (first, _total) = searcher.search(&self.query(kind, text)?, &(TopDocs::with_limit(10).order_by_score(), Count))?;
        for (_, address) in first {
            let document: TantivyDocument = searcher.doc(address)?;
            std::hint::black_box(document);
        }
        Ok(())
    }

    fn snippets(&self, kind: &str, text: &str) -> Outcome<()> {
        let searcher = self.reader.searcher();
        let query = self.query(kind, text)?;
        let (first, _total) = searcher.search(&query, &(TopDocs::with_limit(10).order_by_score(), Count))?;
        let generator = SnippetGenerator::create(&searcher, &query, self.body)?;
        for (_, address) in first {
            let document: TantivyDocument = searcher.doc(address)?;
            let body = document.get_first(self.body).and_then(|value| value.as_str()).unwrap_or("");
            std::hint::black_box(generator.snippet(body));
        }
        Ok(())
    }
}

/// Compares the hits of phrases with a scan of every text, word by word.
fn compare_phrases(options: &Options, folder: &Path) -> Outcome<()> {
    let dir = folder.join("ours");
    index_ours(&options.articles, &dir)?;
    let snapshot = LocalIndex::open(&dir)?.snapshot();
    let words_of = |text: &str| {
        let mut words = Vec::new();
        tokens(text, |token| words.push(token.exact.to_owned()));
        words
    };
    let mut texts = Vec::new();
    for line in fs::read_to_string(&options.articles)?.lines() {
        let article: Article = serde_json::from_str(line)?;
        texts.push((article.id, [words_of(&article.title), words_of(&article.body)]));
    }
    let (mut n_phrases, mut n_found, mut n_wrong) = (0, 0, 0);
    for queries in options.queries.iter().filter(|queries| queries.name.starts_with("ph")) {
        for text in queries.texts.iter().take(options.n_phrases) {
            let phrase = words_of(text);
            let holds = |words: &Vec<String>| words.windows(phrase.len()).any(|window| window == phrase);
            let scanned: BTreeSet<String> =
                texts.iter().filter(|(_, fields)| fields.iter().any(holds)).map(|(id, _)| id.clone()).collect();
            let query = Query::Phrase { text: text.clone(), slop: 0 };
            let request = SearchRequest {
                query,
                coverage: Coverage::All,
                sort: Sort::Relevance,
                count: Default::default(),
                offset: 0,
                limit: usize::MAX >> 1,
            };
            let found: BTreeSet<String> =
                snapshot.search(&request)?.page.into_iter().filter_map(|hit| hit.article.record_id).collect();
            n_phrases += 1;
            n_found += found.len();
            if found != scanned {
                n_wrong += 1;
                println!("{text}: {} found, {} scanned", found.len(), scanned.len());
            }
        }
    }
    println!("{n_phrases} phrases, {n_found} hits, {n_wrong} phrases with other hits than the scan");
    if n_wrong > 0 { Err("phrase hits differ from the scan".into()) } else { Ok(()) }
}
