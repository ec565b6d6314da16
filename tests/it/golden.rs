//! Behaviour does not change unnoticed. Golden files hold copies of what the program gives, all made from `corpus/`:
//!
//! 1. `cli`: what every command prints, in every form, and its exit code;
//! 2. `help`: the help of every command and of the query language;
//! 3. `api`: the description of the API, and an answer of every endpoint;
//! 4. `pages`: every page and feed of the server;
//! 5. `mcp`: the tools for language models with their schemas, and an answer of each.
//!
//! Times, sizes and other values that vary are redacted. To accept a wanted change, run
//! `PULLQUOTE_GOLDEN=accept cargo test --test it golden::` and read what `git diff tests/golden` shows.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::harness::golden::{Golden, golden_folder};
use crate::harness::http::{Reply, get, limited};
use crate::harness::mcp::{Spoken, initialize};
use crate::harness::{Folder, Run, listed_commands, text};
use pullquote::serve::Server;
use serde_json::{Map, Value, json};

/// The folders below `tests/golden/`, each of which a test compares.
const FOLDERS: [&str; 5] = ["api", "cli", "help", "mcp", "pages"];

/// The sample corpus, indexed by one thread, so that the index is the same each time.
fn corpus() -> Folder {
    let folder = Folder::with_corpus();
    folder.run(&["index", "--threads", "1", "--quiet", "corpus"]).succeeds();
    folder
}

#[test]
fn every_golden_file_is_in_a_folder_that_is_compared() {
    for entry in fs::read_dir(golden_folder()).unwrap() {
        let name = entry.unwrap().file_name();
        assert!(FOLDERS.iter().any(|folder| name == *folder), "no test compares `tests/golden/{}`", name.display());
    }
}

// What varies.

/// What stands in golden files in place of a value that varies.
const VARIES: &str = "[VARIES]";

/// Fields that hold a measured time or size, the moment of a run, or a hash in which times of files are.
const VARYING: [&str; 6] = ["milliseconds", "seconds", "size_bytes", "ended", "recorded", "fingerprint"];

/// Returns JSON without what varies from run to run.
fn redacted(value: Value, folder: &Folder) -> Value {
    match value {
        Value::Array(values) => values.into_iter().map(|value| redacted(value, folder)).collect(),
        Value::Object(fields) => {
            let is_recording = fields.get("kind").is_some_and(|kind| kind == "recording");
            let is_totals = fields.get("kind").is_some_and(|kind| kind == "totals");
            let varies = |name: &str, value: &Value| match name {
                "day" => is_recording,
                // The hash of a recording that holds the time it was made.
                "sha256" => is_totals,
                // A cursor; other fields of this name are numbers.
                "next" => value.is_string(),
                _ => VARYING.contains(&name) && !value.is_null(),
            };
            let redact = |(name, value): (String, Value)| match (name.as_str(), value) {
                (_, value) if varies(&name, &value) => (name, VARIES.into()),
                // In a schema, a set; its order is that of the fields.
                ("required", Value::Array(mut names)) => {
                    names.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
                    (name, names.into())
                }
                (_, value) => (name, redacted(value, folder)),
            };
            fields.into_iter().map(redact).collect()
        }
        Value::String(text) => redacted_text(&text, folder).into(),
        other => other,
    }
}

/// Returns text without what varies from run to run: the folder, measured times, and moments later than the corpus.
fn redacted_text(text: &str, folder: &Folder) -> String {
    let text = text.replace(folder.path("").to_str().unwrap().trim_end_matches('/'), "[FOLDER]");
    let text = without_moments(&text, "2026-11-29T08:15:59Z");
    let text = without_moments(&text, "Sun, 29 Nov 2026 08:15:59 GMT");
    let text = without_numbers_before(&without_numbers_before(&text, " ms)"), " s\n");
    // The size of the index, in `status`.
    let text = without_numbers_before(&text, " MB in 1 segment\n");
    // An alert feed is named after the path of the watchlist.
    let text = without_name_after(&text, "<id>urn:pullquote:alerts:");
    // The first record of an exported WARC file is named after its time.
    without_name_after(&text, &format!("WARC-Date: {VARIES}\r\nWARC-Record-ID: <urn:uuid:"))
}

/// Returns text without the numbers that stand before `unit`.
fn without_numbers_before(text: &str, unit: &str) -> String {
    let mut parts = text.split(unit).map(str::to_owned).collect::<Vec<_>>();
    let n_numbers = parts.len() - 1;
    for part in &mut parts[..n_numbers] {
        let number = part.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '.').len();
        if number < part.len() {
            part.replace_range(number.., VARIES);
        }
    }
    parts.join(unit)
}

/// Returns text without the hexadecimal name that stands behind `start`.
fn without_name_after(text: &str, start: &str) -> String {
    let mut parts = text.split(start);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        format!("{text}{start}{VARIES}{}", part.trim_start_matches(|letter: char| letter.is_ascii_hexdigit() || letter == '-'))
    })
}

/// Returns text without moments that are written as `example` is, if they lie after those of the corpus.
fn without_moments(text: &str, example: &str) -> String {
    let year_at = example.find("2026").unwrap();
    let is_moment = |text: &str| {
        let is_alike = text.chars().zip(example.chars()).all(|(letter, example)| match example {
            '0'..='9' => letter.is_ascii_digit(),
            'a'..='z' => letter.is_ascii_lowercase(),
            'A'..='Z' => letter.is_ascii_uppercase(),
            _ => letter == example,
        });
        is_alike && text[year_at..year_at + 4] >= *"2026"
    };
    let mut redacted = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, shown) = match rest.get(..example.len()).is_some_and(is_moment) {
            true => (example.len(), VARIES),
            false => (first.len_utf8(), &rest[..first.len_utf8()]),
        };
        redacted.push_str(shown);
        rest = &rest[length..];
    }
    redacted
}

// The command line.

/// The golden files of the command line, and what was run to make them.
struct Commands {
    golden: Golden,
    runs: Map<String, Value>,
}

impl Commands {
    /// Runs the program in the folder and compares what it printed; the ending of `name` is the form. Returns the run.
    fn run(&mut self, folder: &Folder, name: &str, args: &[&str]) -> Run {
        let mut command = folder.command(args);
        command.env("HOME", folder.path("home")).env_remove("XDG_STATE_HOME");
        let run = Run::of(&mut command);
        let (stem, form) = name.rsplit_once('.').unwrap();
        self.runs.insert(name.to_owned(), json!({"arguments": args.join(" "), "exit_code": run.code}));
        match form {
            _ if run.stdout.is_empty() => {}
            "json" => self.golden.json(name, &printed_json(&run.stdout, folder)),
            _ => self.golden.text(name, &redacted_text(&run.stdout, folder)),
        }
        if !run.stderr.is_empty() {
            self.golden.text(&format!("{stem}.{form}.stderr"), &redacted_text(&run.stderr, folder));
        }
        run
    }

    /// Compares a file that a command wrote.
    fn file(&mut self, folder: &Folder, name: &str, path: &str) {
        let bytes = fs::read(folder.path(path)).unwrap();
        match String::from_utf8(bytes) {
            Ok(text) if name.ends_with(".json") => self.golden.json(name, &printed_json(&text, folder)),
            Ok(text) => self.golden.text(name, &redacted_text(&text, folder)),
            Err(error) => self.golden.bytes(name, error.as_bytes()),
        }
    }
}

/// Returns a JSON document as it is, and JSON Lines as an array. How far a run is depends on its speed, so that is left out.
fn printed_json(text: &str, folder: &Folder) -> Value {
    let value = serde_json::from_str(text).unwrap_or_else(|_| {
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.filter(|line| line["kind"] != "progress").collect()
    });
    redacted(value, folder)
}

/// Runs that change nothing, all on one index.
const READING: &[(&str, &[&str])] = &[
    ("search/best.txt", &["search", "flood insurance"]),
    ("search/best.json", &["search", "--json", "flood insurance"]),
    ("search/best.html", &["search", "--format", "html", "flood insurance"]),
    ("search/best.md", &["search", "--format", "markdown", "flood insurance"]),
    ("search/color.txt", &["search", "--color", "always", "--hyperlinks", "always", "flood insurance"]),
    ("search/proximity.json", &["search", "--json", "(bridge OR road) w/10 (clos* w/8 week*)"]),
    ("search/fields.json", &["search", "--json", "--sort", "newest", "said:early by:sandvoss"]),
    ("search/dates.txt", &["search", "--sort", "oldest", "bridge -study date:2024-03..2024-08"]),
    ("search/context.txt", &["search", "--context", "2", "-n", "2", "--offset", "1", "harbour bridge"]),
    ("search/context.json", &["search", "--json", "--context", "2", "-n", "2", "--offset", "1", "harbour bridge"]),
    ("search/any.json", &["search", "--json", "--match", "any", "-n", "3", "lighthouse keeper"]),
    ("search/loosened.txt", &["search", "lighthouse keeper"]),
    ("search/loosened.json", &["search", "--json", "lighthouse keeper"]),
    ("search/nothing.txt", &["search", "\"harbuor bridge\" w/3 closed"]),
    ("search/nothing.json", &["search", "--json", "\"harbuor bridge\" w/3 closed"]),
    ("search/note.txt", &["search", "--limit", "1", "flood and dam"]),
    ("search/note.json", &["search", "--json", "--limit", "1", "flood and dam"]),
    ("search/wrong.txt", &["search", "flood AND (dam OR"]),
    ("search/wrong.json", &["search", "--json", "titel:flood"]),
    ("search/in.json", &["search", "--json", "--in", "corpus/text", "flood"]),
    ("search/all-hits.txt", &["search", "--all-hits", "\"flood insurance\""]),
    ("search/all-hits.json", &["search", "--all-hits", "--json", "\"flood insurance\""]),
    ("search/all-hits.html", &["search", "--all-hits", "--format", "html", "\"flood insurance\""]),
    ("search/all-hits.md", &["search", "--all-hits", "--format", "markdown", "\"flood insurance\""]),
    ("search/story.txt", &["search", "--group", "story", "ferry barge"]),
    ("search/story.json", &["search", "--group", "story", "--json", "ferry barge"]),
    ("search/story.html", &["search", "--group", "story", "--format", "html", "ferry barge"]),
    ("search/story.md", &["search", "--group", "story", "--format", "markdown", "ferry barge"]),
    ("search/story-longest.json", &["search", "--group", "story", "--lead", "longest", "--json", "ferry barge"]),
    ("search/story-latest.txt", &["search", "--group", "story", "--lead", "latest", "-n", "1", "ferry barge"]),
    ("search/explain.txt", &["search", "--explain", "\"flood insurance\" premium"]),
    ("search/explain.json", &["search", "--explain", "--json", "\"flood insurance\" premium"]),
    ("search/explain-nothing.txt", &["search", "--explain", "\"harbuor bridge\" w/3 closed"]),
    ("search/explain-nothing.json", &["search", "--explain", "--json", "\"harbuor bridge\" w/3 closed"]),
    ("quotes/words.txt", &["quotes", "flood", "--by", "bayh"]),
    ("quotes/words.json", &["quotes", "--json", "flood", "--by", "bayh"]),
    ("quotes/since.json", &["quotes", "--json", "--since", "2024-04", "--until", "2024", "--sort", "oldest", "-n", "5"]),
    ("quotes/count.txt", &["quotes", "--count", "water"]),
    ("quotes/count.json", &["quotes", "--count", "--json", "water"]),
    ("quotes/nobody.txt", &["quotes", "--by", "nobody"]),
    ("quotes/speakers.txt", &["quotes", "--top-speakers", "-n", "5"]),
    ("quotes/speakers.json", &["quotes", "--top-speakers", "--json", "-n", "5"]),
    ("quotes/speakers.csv", &["quotes", "--top-speakers", "--csv", "-n", "5", "bridge"]),
    ("batch/queries.csv", &["batch", "corpus/queries.tsv", "--column", "2"]),
    ("batch/queries.json", &["batch", "corpus/queries.tsv", "--column", "2", "--json"]),
    ("batch/translate.csv", &["batch", "queries.csv", "--syntax", "westlaw", "--translate"]),
    ("batch/translate.json", &["batch", "queries.csv", "--syntax", "westlaw", "--translate", "--json"]),
    ("batch/hits.csv", &["batch", "queries.csv", "--hits"]),
    ("batch/hits.json", &["batch", "queries.csv", "--hits", "--json", "--match", "best"]),
    ("count/facets.txt", &["count", "flood OR storm"]),
    ("count/facets.csv", &["count", "--csv", "flood OR storm", "--facet", "publisher,speaker", "-n", "3"]),
    ("count/facets.json", &["count", "--json", "flood OR storm"]),
    ("count/all.json", &["count", "--json"]),
    ("count/timeline.txt", &["count", "harbour since:2024", "--timeline", "month"]),
    ("count/timeline.csv", &["count", "--csv", "harbour since:2024", "--timeline", "month"]),
    ("count/timeline.json", &["count", "--json", "harbour since:2024", "--timeline", "week"]),
    ("count/color.txt", &["count", "--color", "always", "harbour", "--timeline", "year", "--facet", "lang"]),
    ("export/articles.csv", &["export", "harbour bridge"]),
    ("export/articles.jsonl.json", &["export", "--format", "jsonl", "harbour bridge"]),
    ("export/articles.ris", &["export", "--format", "ris", "harbour bridge"]),
    ("export/articles.bib", &["export", "--format", "bibtex", "harbour bridge"]),
    ("export/articles.csl.json", &["export", "--format", "csl-json", "harbour bridge"]),
    ("export/articles.md", &["export", "--format", "markdown", "harbour bridge"]),
    ("export/warc-needs-output.txt", &["export", "--format", "warc", "harbour"]),
    ("first/phrase.txt", &["first", "\"harbour bridge\""]),
    ("first/phrase.json", &["first", "--json", "\"harbour bridge\""]),
    ("first/phrase.html", &["first", "--format", "html", "\"harbour bridge\""]),
    ("first/phrase.md", &["first", "--format", "markdown", "\"harbour bridge\""]),
    ("first/nothing.txt", &["first", "zeppelin"]),
    ("spread/phrase.txt", &["spread", "\"harbour bridge\""]),
    ("spread/phrase.csv", &["spread", "--csv", "\"harbour bridge\""]),
    ("spread/phrase.json", &["spread", "--json", "\"harbour bridge\""]),
    ("like/article.txt", &["like", "corpus/text/harbour-bridge.txt", "-n", "3"]),
    ("like/article.json", &["like", "--json", "a6pgabj5s9rdq51g", "-n", "3", "--where", "lang:en"]),
    ("like/article.html", &["like", "--format", "html", "a6pgabj5s9rdq51g", "-n", "2"]),
    ("like/article.md", &["like", "--format", "markdown", "a6pgabj5s9rdq51g", "-n", "2", "--offset", "1"]),
    ("like/missing.txt", &["like", "zzzz"]),
    ("keywords/words.txt", &["keywords", "flood", "-n", "6"]),
    ("keywords/words.csv", &["keywords", "--csv", "flood", "-n", "6"]),
    ("keywords/words.json", &["keywords", "--json", "--own-words", "flood"]),
    ("verify/exact.txt", &["verify", "I keep looking for the mistake"]),
    ("verify/exact.json", &["verify", "--json", "I keep looking for the mistake", "--by", "sandvoss"]),
    ("verify/near.txt", &["verify", NEAR_QUOTE, "--by", "bayh"]),
    ("verify/near.json", &["verify", "--json", NEAR_QUOTE, "--by", "bayh"]),
    ("verify/nowhere.txt", &["verify", "nobody ever said that"]),
    ("verify/nowhere.json", &["verify", "--json", "nobody ever said that"]),
    ("show/article.txt", &["show", "0dnmrh"]),
    ("show/query.txt", &["show", "0dnmrh", "--query", "\"flood insurance\""]),
    ("show/query.json", &["show", "--json", "0dnmrh", "--query", "insurance OR insurers"]),
    ("show/query.html", &["show", "--format", "html", "0dnmrh", "--query", "insurance OR insurers"]),
    ("show/query.md", &["show", "--format", "markdown", "0dnmrh", "--query", "insurance OR insurers"]),
    ("show/color.txt", &["show", "--color", "always", "0dnmrh", "--query", "insurance OR insurers"]),
    ("show/match.txt", &["show", "0dnmrh", "--query", "insurance OR insurers", "-m", "2"]),
    ("show/match.json", &["show", "--json", "0dnmrh", "--query", "insurance OR insurers", "-m", "2"]),
    ("show/match.html", &["show", "--format", "html", "0dnmrh", "--query", "insurance OR insurers", "-m", "2"]),
    ("show/match.md", &["show", "--format", "markdown", "0dnmrh", "--query", "insurance", "-m", "2"]),
    ("show/file.json", &["show", "--json", "corpus/html/council-budget-vote.html"]),
    ("show/missing.txt", &["show", "zzzz"]),
    ("history/article.txt", &["history", "https://www.harbour-herald.example/city/council-budget"]),
    ("history/article.json", &["history", "--json", "hd49d9kr9qmuhhl5"]),
    ("history/color.txt", &["history", "--color", "always", "hd49d9kr9qmuhhl5"]),
    ("extract/files.json", &["extract", "corpus/agency", "corpus/html", "corpus/feeds", "corpus/encodings"]),
    ("extract/records.json", &["extract", "corpus/json/wire.jsonl", "corpus/archives", "corpus/markdown"]),
    ("extract/broken.json", &["extract", "corpus/broken"]),
    ("formats/list.txt", &["formats"]),
    ("formats/list.json", &["formats", "--json"]),
    ("formats/folder.txt", &["formats", "corpus"]),
    ("formats/folder.json", &["formats", "--json", "corpus"]),
    ("status/status.txt", &["status"]),
    ("status/status.json", &["status", "--json"]),
    ("status/missing.txt", &["--index", "elsewhere", "status"]),
    ("check/check.txt", &["check"]),
    ("check/check.json", &["check", "--json"]),
    ("check/repair.json", &["check", "--repair", "--json"]),
    ("eval/measures.txt", &["eval", "--queries", "corpus/queries.tsv", "--qrels", "corpus/judgments.trec", "--run", "run.trec"]),
    ("eval/measures.json", &["eval", "--json", "--queries", "corpus/queries.tsv", "--qrels", "corpus/judgments.trec"]),
    (
        "eval/any.json",
        &["eval", "--json", "--match", "any", "--queries", "corpus/queries.tsv", "--qrels", "corpus/judgments.trec"],
    ),
    ("config/config.txt", &["config", "--index", "elsewhere"]),
    ("config/config.json", &["config", "--json"]),
    ("config/path.txt", &["config", "--path"]),
    ("serve/no-token.txt", &["serve", "--listen", "0.0.0.0:0"]),
    ("watch/missing.txt", &["watch", "nowhere"]),
    ("mcp/missing.txt", &["--index", "elsewhere", "mcp"]),
    ("mistyped/command.txt", &["serach", "flood"]),
    ("mistyped/option.txt", &["search", "--fromat", "json", "flood"]),
    ("mistyped/value.txt", &["search", "--format", "markdwon", "flood"]),
    ("mistyped/missing.txt", &["search"]),
    ("mistyped/conflict.txt", &["count", "--csv", "--json"]),
    ("mistyped/topic.txt", &["help", "proximty"]),
];

const NEAR_QUOTE: &str = "flood control is critical to protecting Hoosier homes and businesses";

#[test]
fn commands_print_what_they_printed() {
    let mut commands = Commands { golden: Golden::new("cli"), runs: Map::new() };
    let folder = corpus();
    folder.write(
        "queries.csv",
        "name,query\nflood,\"\"\"flood insurance\"\"\"\nwrong,flood AND (\nnothing,zeppelin\nloose,lighthouse keeper\n",
    );
    for (name, args) in READING {
        commands.run(&folder, name, args);
    }
    commands.file(&folder, "eval/run.trec", "run.trec");
    commands.run(&folder, "count/picture.txt", &["count", "harbour since:2024", "--timeline", "month", "--svg", "t.svg"]);
    commands.file(&folder, "count/timeline.svg", "t.svg");
    commands.run(&folder, "export/warc.txt", &["export", "--format", "warc", "--output", "out.warc", "harbour OR tarn OR bees"]);
    commands.file(&folder, "export/articles.warc", "out.warc");
    commands.run(&folder, "watchlist/empty.txt", &["watchlist", "list"]);
    commands.run(&folder, "watchlist/expect.txt", &["watchlist", "expect", "harbour bridge"]);
    commands.run(&folder, "watchlist/expect.json", &["watchlist", "expect", "--json", "--match", "any", "harbour bridge"]);
    index_runs(&mut commands);
    recording_runs(&mut commands);
    alert_runs(&mut commands);
    let names: Vec<&String> = commands.runs.keys().collect();
    let commands_run: BTreeSet<&str> = names.iter().filter_map(|name| name.split('/').next()).collect();
    let missing: Vec<String> = listed_commands(&folder.run(&["--help"]).succeeds().stdout)
        .into_iter()
        .filter(|name| !commands_run.contains(name.as_str()))
        .collect();
    // These print what `help` holds, in other forms.
    assert_eq!(missing, ["help", "completions", "man"], "commands without golden files");
    let runs = Value::Object(commands.runs);
    commands.golden.json("runs.json", &runs);
    commands.golden.finish();
}

fn index_runs(commands: &mut Commands) {
    let folder = Folder::with_corpus();
    commands.run(&folder, "index/nowhere.txt", &["index", "nowhere"]);
    commands.run(&folder, "index/plan.txt", &["index", "--dry-run", "corpus"]);
    commands.run(&folder, "index/plan.json", &["index", "--dry-run", "--json", "corpus"]);
    commands.run(&folder, "index/first.txt", &["index", "--threads", "1", "corpus"]);
    commands.run(&folder, "index/first.json", &["--index", "second", "index", "--threads", "1", "--json", "corpus"]);
    commands.run(&folder, "index/again.txt", &["index", "--threads", "1", "corpus"]);
    commands.run(&folder, "copy/report.txt", &["copy", "--to", "copied"]);
    commands.run(&folder, "copy/again.json", &["copy", "--to", "copied", "--json"]);
    commands.run(&folder, "copy/status.json", &["--index", "copied", "status", "--json"]);
    folder.write("corpus/text/new.txt", "New\n\nA flood came.\n");
    folder.write("corpus/text/tram-fares.txt", "Tram fares\n\nThey rise.\n");
    folder.remove("corpus/text/vivaio-montelago.txt");
    fs::rename(folder.path("corpus/text/seagrass-survey.txt"), folder.path("corpus/text/moved.txt")).unwrap();
    commands.run(&folder, "index/changed-plan.txt", &["index", "--dry-run", "corpus"]);
    commands.run(&folder, "index/changed-plan.json", &["index", "--dry-run", "--json", "corpus"]);
    commands.run(&folder, "index/changed.json", &["index", "--threads", "1", "--json", "corpus"]);
    commands.run(&folder, "index/rebuild.txt", &["index", "--rebuild", "--threads", "1"]);
    commands.run(&folder, "index/quiet.txt", &["index", "--quiet", "corpus"]);
}

fn recording_runs(commands: &mut Commands) {
    let folder = corpus();
    for (command, form) in [("search", "txt"), ("count", "txt"), ("export", "csv"), ("spread", "txt")] {
        let file = format!("{command}.jsonl");
        commands.run(&folder, &format!("record/{command}.{form}"), &[command, "--record", &file, "flood OR tram"]);
        commands.file(&folder, &format!("record/{command}.recording.json"), &file);
    }
    commands.run(&folder, "replay/same.txt", &["replay", "search.jsonl"]);
    commands.run(&folder, "replay/same.json", &["replay", "--json", "search.jsonl"]);
    folder.write("corpus/text/new.txt", "New\n\nA flood came.\n");
    folder.write("corpus/text/tram-fares.txt", "Tram fares\n\nThey rise.\n");
    folder.remove("corpus/text/flood-insurance-claims.txt");
    fs::rename(folder.path("corpus/text/flood-wend-valley.txt"), folder.path("corpus/text/moved.txt")).unwrap();
    folder.run(&["index", "--threads", "1", "--quiet", "corpus"]).succeeds();
    commands.run(&folder, "replay/changed.txt", &["replay", "search.jsonl"]);
    commands.run(&folder, "replay/changed.csv", &["replay", "--csv", "search.jsonl"]);
    commands.run(&folder, "replay/changed.json", &["replay", "--json", "search.jsonl"]);
    commands.run(&folder, "replay/no-recording.txt", &["replay", "corpus/queries.tsv"]);
}

fn alert_runs(commands: &mut Commands) {
    let folder = corpus();
    let file = ["--watchlist", "list.toml"];
    let mut run = |name: &str, args: &[&str]| {
        commands.run(&folder, name, &[args, &file].concat());
    };
    run("watchlist/add.txt", &["watchlist", "add", "bridge", "\"harbour bridge\"", "--note", "ask the council"]);
    run("watchlist/add-any.txt", &["watchlist", "add", "water", "flood storm", "--match", "any"]);
    run("watchlist/add-dry.txt", &["watchlist", "add", "dry", "drought", "--dry-run"]);
    run("watchlist/add-twice.txt", &["watchlist", "add", "bridge", "bridge"]);
    run("watchlist/list.txt", &["watchlist", "list"]);
    run("watchlist/list.json", &["watchlist", "list", "--json"]);
    run("alerts/first.txt", &["alerts"]);
    run("alerts/all.txt", &["alerts", "--all", "-n", "2"]);
    run("alerts/all.json", &["alerts", "--all", "--json", "bridge"]);
    run("alerts/none.json", &["alerts", "--json"]);
    folder.write("corpus/text/new.txt", "New\n\nA flood came to the harbour bridge.\n");
    folder.run(&["index", "--threads", "1", "--quiet", "corpus"]).succeeds();
    run("alerts/new.txt", &["alerts", "--atom", "alerts.xml", "--exec", "cat >> alerts.jsonl"]);
    run("alerts/unknown.txt", &["alerts", "brigde"]);
    run("watchlist/remove.txt", &["watchlist", "remove", "water"]);
    run("watchlist/remove-unknown.txt", &["watchlist", "remove", "water"]);
    commands.file(&folder, "watchlist/list.toml", "list.toml");
    commands.file(&folder, "alerts/feed.xml", "alerts.xml");
    commands.file(&folder, "alerts/exec.json", "alerts.jsonl");
}

// Help.

#[test]
fn help_says_what_it_said() {
    let mut golden = Golden::new("help");
    let folder = Folder::new();
    let mut check = |name: &str, args: &[&str]| {
        let help = folder.run(args).succeeds().stdout;
        golden.text(name, &redacted_text(&help, &folder));
        help
    };
    let help = check("pullquote.txt", &["--help"]);
    check("pullquote-short.txt", &["-h"]);
    for command in listed_commands(&help) {
        let help = check(&format!("commands/{command}.txt"), &[&command, "--help"]);
        for action in listed_commands(&help) {
            check(&format!("commands/{command}-{action}.txt"), &[&command, &action, "--help"]);
        }
    }
    // The other topics are pages of the book, which change with every edit of them.
    check("topics/query.txt", &["help", "query"]);
    golden.finish();
}

// The server.

/// Returns the headers that answers have for a reason: all but those that say when and how much.
fn headers(reply: &Reply) -> BTreeMap<String, String> {
    let lines = reply.head.lines().skip(1).filter_map(|line| line.split_once(": "));
    let named = lines.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
    named
        .filter(|(name, _)| !["date", "etag", "content-length", "transfer-encoding", "connection"].contains(&name.as_str()))
        .collect()
}

/// The golden files of requests to the server, and what was asked.
struct Requests<'f> {
    golden: Golden,
    folder: &'f Folder,
    server: Server,
    answers: Map<String, Value>,
}

impl Requests<'_> {
    fn get(&mut self, name: &str, path: &str) -> Reply {
        let reply = get(&self.server, path);
        assert!(reply.is_whole, "{path}");
        self.answers.insert(name.to_owned(), json!({"path": path, "status": reply.status, "headers": headers(&reply)}));
        match name.ends_with(".json") {
            true => self.golden.json(name, &printed_json(&reply.body, self.folder)),
            false => self.golden.text(name, &redacted_text(&reply.body, self.folder)),
        }
        reply
    }

    #[track_caller]
    fn finish(mut self) {
        self.golden.json("requests.json", &Value::Object(self.answers));
        self.golden.finish();
        self.server.stop();
    }
}

const ENDPOINTS: &[(&str, &str)] = &[
    ("search.json", "/search?q=flood+insurance"),
    ("search-page.json", "/search?q=the+OR+a&limit=2&sort=newest"),
    ("search-story.json", "/search?q=ferry+barge&group=story&lead=longest"),
    ("search-note.json", "/search?q=flood+and+dam&match=any&limit=1"),
    ("search-wrong.json", "/search?q=flood+AND+(dam+OR"),
    ("search-field.json", "/search?q=titel:flood"),
    ("search-parameter.json", "/search?q=flood&limmit=3"),
    ("search-cursor.json", "/search?q=flood&cursor=abc"),
    ("article.json", "/articles/0dnmrh7hps5vr90f?q=insurance"),
    ("article-missing.json", "/articles/zzzz"),
    ("history.json", "/history?of=hd49d9kr9qmuhhl5"),
    ("like.json", "/articles/a6pgabj5s9rdq51g/like?limit=2&where=lang:en"),
    ("keywords.json", "/keywords?q=flood&limit=6"),
    ("quotes.json", "/quotes?q=flood&by=bayh"),
    ("quotes-page.json", "/quotes?q=water&limit=2&sort=oldest"),
    ("speakers.json", "/speakers?q=bridge&limit=3"),
    ("verify.json", "/verify?quote=flood+control+is+critical+to+protecting+Hoosier+homes+and+businesses&by=bayh"),
    ("stats.json", "/stats?q=flood&period=year&limit=3"),
    ("stats-all.json", "/stats"),
    ("expect.json", "/expect?q=harbour+bridge"),
    ("explain.json", "/explain?q=%22flood+insurance%22+premium"),
    ("explain-nothing.json", "/explain?q=%22harbuor+bridge%22+w/3+closed"),
    ("suggest.json", "/suggest?q=flo"),
    ("count.json", "/count?q=flood+OR+storm&facet=publisher,speaker&limit=3"),
    ("count-timeline.json", "/count?q=harbour+since:2024&timeline=month"),
    ("count.csv", "/count?q=flood&timeline=year&format=csv"),
    ("count.svg", "/count?q=harbour+since:2024&timeline=month&format=svg"),
    ("spread.json", "/spread?q=%22harbour+bridge%22"),
    ("spread.csv", "/spread?q=%22harbour+bridge%22&format=csv"),
    ("export.csv", "/export?q=harbour+bridge&format=csv"),
    ("export.jsonl.json", "/export?q=harbour+bridge&format=jsonl"),
    ("export.ris", "/export?q=harbour+bridge&format=ris"),
    ("export.bib", "/export?q=harbour+bridge&format=bibtex"),
    ("export.csl.json", "/export?q=harbour+bridge&format=csl-json"),
    ("export.md", "/export?q=harbour+bridge&format=markdown"),
    ("batch.json", "/batch?q=flood&q=zeppelin&q=flood+AND+("),
    ("batch.csv", "/batch?q=flood&q=zeppelin&format=csv"),
    ("openapi.json", "/openapi.json"),
    ("nowhere.json", "/nowhere"),
];

#[test]
fn endpoints_answer_what_they_answered() {
    let folder = corpus();
    let server = limited(&folder, |_| {});
    let mut requests = Requests { golden: Golden::new("api"), folder: &folder, server, answers: Map::new() };
    for (name, path) in ENDPOINTS {
        requests.get(name, &format!("/api/v1{path}"));
    }
    // A cursor is good for the next page, whatever it looks like.
    let first = get(&requests.server, "/api/v1/search?q=the+OR+a&limit=2&sort=newest").json();
    let next = get(&requests.server, &format!("/api/v1/search?q=the+OR+a&limit=2&sort=newest&cursor={}", text(&first["next"])));
    requests.golden.json("search-next-page.json", &printed_json(&next.body, &folder));
    let described = get(&requests.server, "/api/v1/openapi.json").json();
    for path in described["paths"].as_object().unwrap().keys() {
        let start = path.trim_start_matches("/api/v1").split('{').next().unwrap();
        assert!(ENDPOINTS.iter().any(|(_, asked)| asked.starts_with(start)), "no golden answer of `{path}`");
    }
    requests.finish();
}

const PAGES: &[(&str, &str)] = &[
    ("archive.html", "/"),
    ("results.html", "/?q=flood+insurance"),
    ("results-many.html", "/?q=the+OR+a&page=2&sort=oldest"),
    ("results-narrowed.html", "/?q=flood&publisher=North+Wold+Gazette&since=2024&sort=newest"),
    ("results-speaker.html", "/?q=said&by=Hanna+Oldfield"),
    ("results-story.html", "/?q=ferry+barge&group=story&lead=latest"),
    ("results-loosened.html", "/?q=lighthouse+keeper"),
    ("results-nothing.html", "/?q=%22harbuor+bridge%22+w/3+closed"),
    ("results-note.html", "/?q=flood+and+dam"),
    ("results-wrong.html", "/?q=flood+AND+(dam+OR"),
    ("results-wrong-day.html", "/?q=flood&since=soon"),
    ("article.html", "/article/0dnmrh7hps5vr90f?q=insurance"),
    ("article-match.html", "/article/0dnmrh7hps5vr90f?q=insurance&match=2"),
    ("article-quotes.html", "/article/hd49d9kr9qmuhhl5"),
    ("article-missing.html", "/article/zzzz"),
    ("history.html", "/history/hd49d9kr9qmuhhl5"),
    ("like.html", "/article/a6pgabj5s9rdq51g/like"),
    ("keywords.html", "/keywords?q=flood"),
    ("keywords-all.html", "/keywords"),
    ("quotes.html", "/quotes?q=flood&by=bayh"),
    ("quotes-all.html", "/quotes"),
    ("spread.html", "/spread?q=%22harbour+bridge%22"),
    ("spread-empty.html", "/spread"),
    ("help.html", "/help"),
    ("feed.rss", "/feed.rss?q=%22harbour+bridge%22"),
    ("feed.atom", "/feed.atom?q=%22harbour+bridge%22"),
    ("feed.json", "/feed.json?q=%22harbour+bridge%22"),
    ("feed-all.atom", "/feed.atom"),
];

#[test]
fn pages_and_feeds_show_what_they_showed() {
    let folder = corpus();
    let server = limited(&folder, |_| {});
    let mut requests = Requests { golden: Golden::new("pages"), folder: &folder, server, answers: Map::new() };
    for (name, path) in PAGES {
        requests.get(name, path);
    }
    requests.finish();
}

// Tools for language models.

#[test]
fn tools_answer_what_they_answered() {
    let mut golden = Golden::new("mcp");
    let folder = corpus();
    let mut spoken = Spoken::new(&folder);
    golden.json("server.json", &spoken.ask("initialize", initialize())["result"]);
    let tools = spoken.ask("tools/list", json!({}))["result"].clone();
    golden.json("tools.json", &redacted(tools.clone(), &folder));
    let calls = [
        ("search_articles", json!({"query": "flood insurance"})),
        ("search_quotes", json!({"query": "flood", "by": "bayh"})),
        ("verify_quote", json!({"words": NEAR_QUOTE, "by": "bayh"})),
        ("get_article", json!({"id": "0dnmrh", "query": "insurance", "max_tokens": 500})),
        ("count_over_time", json!({"query": "flood", "period": "year"})),
        ("explain_query", json!({"query": "\"harbuor bridge\" w/3 closed"})),
    ];
    let names: BTreeSet<String> = tools["tools"].as_array().unwrap().iter().map(|tool| text(&tool["name"])).collect();
    assert_eq!(names, calls.iter().map(|(name, _)| (*name).to_owned()).collect());
    for (tool, arguments) in calls {
        golden.json(&format!("{tool}.json"), &redacted(spoken.answer(tool, arguments), &folder));
    }
    let refusals = json!({
        "a name that is no parameter": spoken.refusal("search_articles", json!({"query": "flood", "limmit": 1})),
        "a query that is wrong": spoken.refusal("search_articles", json!({"query": "flood AND ("})),
        "an article that is missing": spoken.refusal("get_article", json!({"id": "zzzz"})),
    });
    golden.json("refusals.json", &refusals);
    spoken.end();
    golden.finish();
}
