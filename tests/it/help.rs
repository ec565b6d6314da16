//! Help that can be trusted, and what is said of what was mistyped:
//!
//! 1. every example of every topic runs on the sample corpus, ends as it says and prints something;
//! 2. topics are listed and found;
//! 3. a mistyped name is told with the name that was meant, everywhere in the same words.

#![allow(clippy::unwrap_used, reason = "in tests, what fails should fail here")]

use std::path::Path;
use std::process::Command;

use crate::harness::{Folder, PROGRAM, Run, in_plain_environment};

const TOPICS: [&str; 9] = ["recipes", "query", "proximity", "dates", "quotes", "formats", "output", "exit-codes", "cluster"];

fn corpus() -> Folder {
    let folder = Folder::with_corpus();
    folder.run(&["index", "--quiet", "corpus"]).succeeds();
    folder
}

/// The commands of a text, and the exit codes that it says.
fn examples(text: &str) -> Vec<(&str, i32)> {
    let commands = text.lines().filter_map(|line| line.strip_prefix("  $ "));
    let with_code = |command| match str::split_once(command, "  # exits with ") {
        Some((command, code)) => (command, code.parse().unwrap()),
        None => (command, 0),
    };
    commands.map(with_code).collect()
}

#[test]
#[cfg(unix)]
fn every_example_runs_as_it_says() {
    let folder = corpus();
    let programs = Path::new(PROGRAM).parent().unwrap().to_str().unwrap();
    let path = format!("{programs}:{}", std::env::var("PATH").unwrap());
    let mut n_run = 0;
    for topic in TOPICS.into_iter().filter(|topic| *topic != "query") {
        let text = folder.run(&["help", topic]).succeeds().stdout;
        let examples = examples(&text);
        assert!(!examples.is_empty(), "{topic}");
        for (line, code) in examples {
            let mut command = Command::new("sh");
            command.args(["-c", line]).current_dir(folder.path(""));
            in_plain_environment(&mut command);
            let run = Run::of(command.env("PATH", &path)).exits(code);
            let is_to_file = line.contains(" > ") || line.contains("--output");
            assert!(code != 0 || is_to_file || !run.stdout.trim().is_empty(), "{topic}: {line}: {run:?}");
            assert!(code == 2 || !run.stderr.contains("error: "), "{topic}: {line}: {run:?}");
            n_run += 1;
        }
    }
    assert!(n_run > 40, "{n_run}");
}

#[test]
fn topics_are_listed_found_and_fit_a_terminal() {
    let folder = Folder::new();
    let list = folder.run(&["help"]).succeeds().stdout;
    let listed = list.split_once("Topics of `pullquote help TOPIC`:\n").unwrap().1;
    let names: Vec<&str> = listed.lines().map_while(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    assert_eq!(names, TOPICS);
    for topic in TOPICS {
        let text = folder.run(&["help", topic]).succeeds().stdout;
        let width = if topic == "query" { 120 } else { 100 };
        assert_eq!(text.lines().find(|line| line.chars().count() > width), None, "{topic}");
    }
    // A topic that is a command too is told as both.
    let quotes = folder.run(&["help", "quotes"]).succeeds().stdout;
    assert!(quotes.starts_with("QUOTES, ") && quotes.contains("Usage: pullquote quotes"), "{quotes}");
    assert!(folder.run(&["help", "search"]).succeeds().stdout.contains("Usage: pullquote search"));
}

#[track_caller]
fn check(args: &[&str], error: &str, hint: &str) {
    let run = Folder::new().run(args).fails_with(&[]);
    assert_eq!(run.stderr, format!("error: {error}\nhint: {hint}\n"));
}

#[test]
fn mistyped_commands_are_told_with_what_was_meant() {
    check(&["serach", "flood"], "no command `serach`", "did you mean `search`?");
    check(&["Quotes"], "no command `Quotes`", "did you mean `quotes`?");
    let lists = "`pullquote help` lists the commands; to look for the word, type `pullquote search flood`";
    check(&["flood"], "no command `flood`", lists);
}

#[test]
fn mistyped_options_are_told_with_what_was_meant() {
    check(&["search", "--fromat", "json", "flood"], "no option `--fromat`", "did you mean `--format`?");
    check(&["search", "--colour", "always", "flood"], "no option `--colour`", "did you mean `--color`?");
    check(&["count", "--timelin=month"], "no option `--timelin`", "did you mean `--timeline`?");
    check(&["search", "--frobnicate"], "no option `--frobnicate`", "`pullquote search --help` lists the options");
    check(&["search", "-flood"], "`-f` cannot be given here", "put `--` before what begins with `-` and is no option");
}

#[test]
fn mistyped_values_are_told_with_what_was_meant() {
    check(
        &["search", "--format", "markdwon", "flood"],
        "`markdwon` is no value of `--format <FORM>`",
        "did you mean `markdown`?",
    );
    check(&["count", "--facet", "publsher"], "`publsher` is no value of `--facet <FACET>`", "did you mean `publisher`?");
    check(&["export", "--format", "bibtx", "flood"], "`bibtx` is no value of `--format <FORM>`", "did you mean `bibtex`?");
    check(
        &["count", "--timeline", "decade"],
        "`decade` is no value of `--timeline <PERIOD>`",
        "it can be `day`, `week`, `month`, `year`",
    );
    check(
        &["search", "-n", "many", "flood"],
        "`many` is no value of `--limit <N>`: invalid digit found in string",
        "`pullquote search --help` says what it can be",
    );
    check(&["search"], "`<QUERY>...` is missing", "`pullquote search --help` says how it is given");
    check(
        &["count", "--csv", "--json"],
        "`--csv` and `--json` cannot be given together",
        "`pullquote count --help` says what each is for",
    );
}

#[test]
fn mistyped_topics_are_told_with_what_was_meant() {
    check(&["help", "proximty"], "no command and no topic `proximty`", "did you mean `proximity`?");
    check(&["help", "serach"], "no command and no topic `serach`", "did you mean `search`?");
    check(&["help", "weather"], "no command and no topic `weather`", "`pullquote help` lists commands and topics");
}

#[test]
fn mistyped_fields_are_told_with_what_was_meant() {
    let folder = corpus();
    let run = folder.run(&["search", "titel:flood"]).fails_with(&["error: no field `titel`", "hint: did you mean `title:`?"]);
    assert!(run.stderr.contains("^^^^^"), "{run:?}");
}

#[test]
fn what_was_typed_is_harmless() {
    let folder = Folder::new();
    for args in [&["se\u{1b}[2Jrach"][..], &["search", "--\u{1b}[2J"], &["help", "\u{1b}[2J"], &["count", "--facet", "\u{1b}[2J"]]
    {
        folder.run(args).exits(2).assert_harmless();
    }
}
