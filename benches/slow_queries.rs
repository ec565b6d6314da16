//! The slowest queries of the language: ten shapes that were slow once, and random queries.
//!
//! ```text
//! cargo bench --bench slow_queries -- ARTICLES.jsonl [--queries N] [--seed N] [--worst N] [--limit SECONDS]
//! ```
//!
//! `ARTICLES.jsonl` holds objects with `id`, `title` and `body`. Each query is searched once, with the snippets of ten hits, by one
//! thread, and cut off after `--limit` seconds. Printed are the processor times of the ten shapes, then of `--queries` random queries: how
//! they spread, and the slowest. Random queries are made of words that are in most of the articles, in some and in few, with all
//! operators of the language, nested, and long distances; the same `--seed` makes the same queries of the same articles.

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pullquote::analysis::tokens;
use pullquote::choice::{MatchWords, Sort};
use pullquote::deadline::Deadline;
use pullquote::engine::local::LocalIndex;
use pullquote::engine::{Index as _, Snapshot};
use pullquote::error::Error as SearchError;
use pullquote::ingest::{IngestConfig, PathNames, update};
use pullquote::query::parse;
use pullquote::search::{SearchConfig, search};
use pullquote::snippet::SnippetConfig;
use serde::Deserialize;

type Outcome<T> = Result<T, Box<dyn Error>>;

struct Options {
    articles: PathBuf,
    n_queries: usize,
    seed: u64,
    n_worst: usize,
    limit: Duration,
}

fn main() -> Outcome<()> {
    let Some(options) = options()? else {
        eprintln!(
            "usage: cargo bench --bench slow_queries -- ARTICLES.jsonl [--queries N] [--seed N] [--worst N] [--limit SECONDS]"
        );
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let dir = folder.path().join("index");
    index(&options.articles, &dir)?;
    let snapshot = LocalIndex::open(&dir)?.snapshot();
    // What is computed once for each state is no part of a query's time.
    timed(&*snapshot, "senate", options.limit)?;
    println!("{:>9}  shape", "ms");
    for (shape, query) in shapes() {
        let (took, outcome) = timed(&*snapshot, &query, options.limit)?;
        println!("{:>9.1}  {shape} ({outcome})", took.as_secs_f64() * 1e3);
    }
    let words = Words::of(&options.articles)?;
    let mut random = Random(options.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut found: Vec<(Duration, String, String)> = Vec::new();
    while found.len() < options.n_queries {
        let mut query = String::new();
        Maker { words: &words, random: &mut random }.query(&mut query, 3)?;
        if parse(&query, 0).0.is_some() {
            let (took, outcome) = timed(&*snapshot, &query, options.limit)?;
            found.push((took, query, outcome));
        }
    }
    found.sort();
    if let Some((worst, _, _)) = found.last() {
        let at = |share: f64| found[((found.len() - 1) as f64 * share) as usize].0.as_secs_f64() * 1e3;
        println!(
            "\n{} random queries: median {:.1} ms, 99 of 100 {:.1} ms, 999 of 1,000 {:.1} ms, slowest {:.1} ms",
            found.len(),
            at(0.5),
            at(0.99),
            at(0.999),
            worst.as_secs_f64() * 1e3
        );
        for (took, query, outcome) in found.iter().rev().take(options.n_worst) {
            println!("{:>9.1}  {query} ({outcome})", took.as_secs_f64() * 1e3);
        }
    }
    Ok(())
}

/// Ten queries, each with a short form to print.
fn shapes() -> Vec<(String, String)> {
    let chain = |words: &[&str], connector: &str, n: usize| {
        words.iter().cycle().take(n).copied().collect::<Vec<_>>().join(&format!(" {connector} "))
    };
    let whole = |query: &str| (query.to_owned(), query.to_owned());
    vec![
        whole("the w/1000 the w/1000 the"),
        whole("the w/1000 the w/1000 the w/1000 the"),
        whole("of w/s to w/s in"),
        whole("the w/1000 of w/1000 to w/1000 in w/1000 and"),
        whole("(the OR of) w/p (to OR in OR \"for the\") w/p (and OR a)"),
        whole("\"the of to\"~1000 w/1000 in"),
        whole("senate not w/1000 (the w/1000 of w/1000 to)"),
        whole("th* w/1000 th* w/1000 th*"),
        ("the w/50 the …, 64 times".to_owned(), chain(&["the"], "w/50", 64)),
        ("the w/50 of w/50 to w/50 the …, 12 words".to_owned(), chain(&["the", "of", "to"], "w/50", 12)),
    ]
}

/// Searches, and says how many articles match or where the time was over.
fn timed(snapshot: &dyn Snapshot, query: &str, limit: Duration) -> Outcome<(Duration, String)> {
    let (Some(query), _) = parse(query, 0) else { return Err(format!("`{query}` is no query").into()) };
    let config = SearchConfig {
        query,
        match_words: MatchWords::All,
        sort: Sort::Relevance,
        count: Default::default(),
        offset: 0,
        limit: 10,
        snippet: SnippetConfig::default(),
    };
    let (started, worked_before) = (Instant::now(), worked());
    let found = search(&*snapshot.within(Deadline::after(limit)), &config);
    let took = worked().zip(worked_before).map_or(started.elapsed(), |(now, before)| now.saturating_sub(before));
    Ok(match found {
        Ok(answer) => (took, format!("{} articles", answer.total)),
        Err(error @ (SearchError::TakesTooLong { .. } | SearchError::TooManyWords { .. })) => (took, error.to_string()),
        Err(error) => return Err(error.into()),
    })
}

/// Returns how long this thread has worked so far, where the system tells: on a busy machine, a query waits for longer than it works.
fn worked() -> Option<Duration> {
    let statistics = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    statistics.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn index(articles: &Path, dir: &Path) -> Outcome<()> {
    let index = LocalIndex::open_or_create(dir)?;
    let config = IngestConfig { roots: vec![articles.to_owned()], n_threads: 1, ..IngestConfig::default() };
    update(&index, &PathNames::new(dir)?, &config, &|_| ControlFlow::Continue(()))?;
    Ok(())
}

/// Words of the articles, by how many of them hold them.
struct Words {
    /// The hundred most frequent.
    frequent: Vec<String>,
    /// The thousand after them.
    usual: Vec<String>,
    /// Further ones.
    rare: Vec<String>,
}

impl Words {
    fn of(articles: &Path) -> Outcome<Words> {
        #[derive(Deserialize)]
        struct Record {
            body: Option<String>,
        }
        let mut counts: HashMap<String, u64> = HashMap::new();
        for line in fs::read_to_string(articles)?.lines().step_by(7) {
            let record: Record = serde_json::from_str(line)?;
            tokens(&record.body.unwrap_or_default(), |token| {
                if token.exact.chars().all(char::is_alphabetic) {
                    *counts.entry(token.exact.to_owned()).or_default() += 1;
                }
            });
        }
        let mut words: Vec<(u64, String)> = counts.into_iter().map(|(word, n)| (n, word)).collect();
        words.sort_by(|a, b| b.cmp(a));
        let mut words = words.into_iter().map(|(_, word)| word);
        let mut next = |n: usize| words.by_ref().take(n).collect::<Vec<_>>();
        let words = Words { frequent: next(100), usual: next(1_000), rare: next(10_000) };
        if words.rare.is_empty() { Err("the articles have too few different words".into()) } else { Ok(words) }
    }
}

/// Numbers that look random, by Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % n.max(1) as u64) as usize
    }

    fn one<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }
}

/// Writes queries.
struct Maker<'m> {
    words: &'m Words,
    random: &'m mut Random,
}

impl<'m> Maker<'m> {
    fn query(&mut self, out: &mut String, depth: usize) -> std::fmt::Result {
        match if depth == 0 { 0 } else { self.random.below(12) } {
            0..5 => self.chain(out, depth),
            5 | 6 => self.list(out, depth, " "),
            7 => self.list(out, depth, " OR "),
            8 => {
                self.side(out, depth)?;
                out.push_str(" -");
                self.side(out, 0)
            }
            9 => {
                let field = self.random.one(&["title", "body", "lead", "said", "quotes", "by"]);
                write!(out, "{field}:(")?;
                self.chain(out, 1)?;
                out.push(')');
                Ok(())
            }
            10 => {
                let (n, name) = (1 + self.random.below(20), self.random.below(4));
                write!(
                    out,
                    "{}(",
                    ["caps", "nocaps", "hlead"].get(name).map_or(format!("atleast{n}"), |name| (*name).to_owned())
                )?;
                self.chain(out, depth)?;
                out.push(')');
                Ok(())
            }
            _ => self.list(out, depth, " AND "),
        }
    }

    fn list(&mut self, out: &mut String, depth: usize, between: &str) -> std::fmt::Result {
        for nth in 0..2 + self.random.below(3) {
            out.push_str(if nth == 0 { "" } else { between });
            out.push('(');
            self.query(out, depth - 1)?;
            out.push(')');
        }
        Ok(())
    }

    /// Writes sides of a proximity.
    fn chain(&mut self, out: &mut String, depth: usize) -> std::fmt::Result {
        let n = match self.random.below(20) {
            0 => 6 + self.random.below(15),
            1..4 => 4 + self.random.below(2),
            _ => 1 + self.random.below(3),
        };
        for nth in 0..n {
            if nth > 0 {
                let not = if self.random.below(8) == 0 { "not " } else { "" };
                let name = if self.random.below(4) == 0 { "pre" } else { "w" };
                let distance = *self.random.one(&[1, 2, 5, 10, 50, 200, 1_000]);
                match self.random.below(4) {
                    0 => write!(out, " {not}{name}/s ")?,
                    1 => write!(out, " {not}{name}/p ")?,
                    _ => write!(out, " {not}{name}/{distance} ")?,
                }
            }
            self.side(out, depth)?;
        }
        Ok(())
    }

    fn side(&mut self, out: &mut String, depth: usize) -> std::fmt::Result {
        match self.random.below(if depth == 0 { 8 } else { 11 }) {
            0 => {
                let n = 2 + self.random.below(3);
                let words: Vec<&str> = (0..n).map(|_| self.word()).collect();
                let slop = *self.random.one(&[0, 0, 1, 3, 20, 1_000]);
                write!(out, "\"{}\"", words.join(" "))?;
                if slop > 0 { write!(out, "~{slop}") } else { Ok(()) }
            }
            1 => {
                let word = self.word().to_owned();
                let n = 2 + self.random.below(3);
                let beginning: String = word.chars().take(n).collect();
                write!(out, "{beginning}*")
            }
            8 => {
                out.push('(');
                for nth in 0..2 + self.random.below(3) {
                    out.push_str(if nth == 0 { "" } else { " OR " });
                    self.side(out, depth - 1)?;
                }
                out.push(')');
                Ok(())
            }
            9 | 10 => {
                out.push('(');
                self.chain(out, depth - 1)?;
                out.push(')');
                Ok(())
            }
            _ => write!(out, "{}", self.word()),
        }
    }

    fn word(&mut self) -> &'m str {
        let Words { frequent, usual, rare } = self.words;
        let few = &frequent[..frequent.len().min(10)];
        let list = match self.random.below(10) {
            0..4 => few,
            4..7 => frequent.as_slice(),
            7..9 => usual.as_slice(),
            _ => rare.as_slice(),
        };
        self.random.one(list).as_str()
    }
}

fn options() -> Outcome<Option<Options>> {
    let mut options =
        Options { articles: PathBuf::new(), n_queries: 10_000, seed: 1, n_worst: 20, limit: Duration::from_secs(60) };
    // Cargo adds `--bench`.
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().ok_or_else(|| format!("`{argument}` needs a number"));
        match argument.as_str() {
            "--queries" => options.n_queries = number()?.parse()?,
            "--seed" => options.seed = number()?.parse()?,
            "--worst" => options.n_worst = number()?.parse()?,
            "--limit" => options.limit = Duration::try_from_secs_f64(number()?.parse()?)?,
            _ => options.articles = PathBuf::from(argument),
        }
    }
    Ok(Some(options).filter(|options| options.articles.is_file()))
}
