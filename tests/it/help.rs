//! Help that can be trusted, and what is said of what was mistyped:
//!
//! 1. topics are listed and found, fit a terminal, and show no marks of Markdown; `docs.rs` runs their examples;
//! 2. a mistyped name is told with the name that was meant, everywhere in the same words.

use crate::harness::{Folder, listed_commands};

const TOPICS: [&str; 10] =
    ["recipes", "query", "syntax", "proximity", "dates", "quotes", "formats", "output", "exit-codes", "cluster"];

fn corpus() -> Folder {
    let folder = Folder::with_corpus();
    folder.run(&["index", "--quiet", "corpus"]).succeeds();
    folder
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
        // What follows on a command of that name may be long.
        let n_lines = text.lines().take_while(|line| *line != "THE COMMAND").count();
        assert!(n_lines < if topic == "query" { 200 } else { 130 }, "{topic}");
        let marks = ["```", "](", "**", "|--", "\n#"];
        assert_eq!(marks.into_iter().find(|mark| topic != "query" && text.contains(mark)), None, "{topic}: {text}");
        assert!(["query", "exit-codes"].contains(&topic) || text.contains("    pullquote "), "{topic}: {text}");
    }
    // A topic that is a command too is told as both.
    let quotes = folder.run(&["help", "quotes"]).succeeds().stdout;
    assert!(quotes.starts_with("WHO SAID IT\n") && quotes.contains("Usage: pullquote quotes"), "{quotes}");
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
    let lists = "`pullquote help` lists the commands; to search for it, type `pullquote search flood`";
    check(&["flood"], "no command `flood`", lists);
}

#[test]
fn names_that_other_programs_use_lead_to_the_right_command() {
    let check = |typed: &str, meant: &str| {
        check(&[typed, "flood"], &format!("no command `{typed}`"), &format!("did you mean `pullquote {meant}`?"));
    };
    check("timeline", "count --timeline month");
    check("stats", "status");
    check("ls", "status");
    for name in ["find", "grep", "query"] {
        check(name, "search");
    }
    for name in ["ingest", "add", "update"] {
        check(name, "index");
    }
    for name in ["web", "server"] {
        check(name, "serve");
    }
    check("version", "--version");
}

#[test]
fn the_program_without_arguments_says_how_to_begin() {
    let folder = Folder::new();
    let run = folder.run(&[]).exits(2);
    assert!(run.stdout.is_empty(), "{run:?}");
    let commands = listed_commands(&folder.run(&["--help"]).succeeds().stdout);
    assert!(commands.len() > 15 && commands.iter().all(|command| run.stderr.contains(command)), "{run:?}");
    assert!(run.stderr.lines().count() < 20, "{run:?}");
}

#[test]
fn options_of_every_command_come_last_and_short_help_is_short() {
    let folder = Folder::new();
    for command in listed_commands(&folder.run(&["--help"]).succeeds().stdout) {
        let help = folder.run(&[&command, "--help"]).succeeds().stdout;
        let (own, global) = help.split_once("\nGlobal options:\n").unwrap();
        for option in ["--index <", "--engine <", "--color <"] {
            assert!(!own.contains(option) && global.contains(option), "{command}: {option}");
        }
        let short = folder.run(&[&command, "-h"]).succeeds().stdout;
        assert!(short.contains("--index") && !short.contains("--engine") && !short.contains("--color"), "{command}: {short}");
    }
}

#[test]
fn usual_short_options_work() {
    let folder = corpus();
    let long = folder.run(&["search", "--format", "json", "flood insurance"]).succeeds();
    assert_eq!(folder.run(&["search", "-f", "json", "flood insurance"]).succeeds().hits(), long.hits());
    assert_eq!(folder.run(&["index", "-q", "corpus"]).succeeds().stdout, "");
}

#[test]
fn mistyped_options_are_told_with_what_was_meant() {
    check(&["search", "--fromat", "json", "flood"], "no option `--fromat`", "did you mean `--format`?");
    check(&["search", "--colour", "always", "flood"], "no option `--colour`", "did you mean `--color`?");
    check(&["count", "--timelin=month"], "no option `--timelin`", "did you mean `--timeline`?");
    check(&["search", "--frobnicate"], "no option `--frobnicate`", "`pullquote search --help` lists the options");
    let dashes = "put `--` before an argument that begins with `-`";
    check(&["search", "-flood"], "`-flood` is not allowed here", dashes);
    check(&["search", "-water"], "`-w` is not allowed here", dashes);
}

#[test]
fn mistyped_values_are_told_with_what_was_meant() {
    check(
        &["search", "--format", "markdwon", "flood"],
        "`markdwon` is not a value of `--format <FORM>`",
        "did you mean `markdown`?",
    );
    check(&["count", "--facet", "publsher"], "`publsher` is not a value of `--facet <FACET>`", "did you mean `publisher`?");
    check(&["export", "--format", "bibtx", "flood"], "`bibtx` is not a value of `--format <FORM>`", "did you mean `bibtex`?");
    check(
        &["count", "--timeline", "decade"],
        "`decade` is not a value of `--timeline <PERIOD>`",
        "it can be `day`, `week`, `month`, `year`",
    );
    check(
        &["search", "-n", "many", "flood"],
        "`many` is not a value of `--limit <N>`: invalid digit found in string",
        "`pullquote search --help` describes it",
    );
    check(&["search"], "`<QUERY>...` is missing", "`pullquote search --help` describes it");
    check(
        &["count", "--csv", "--json"],
        "`--csv` and `--json` cannot be used together",
        "`pullquote count --help` describes both",
    );
}

#[test]
fn mistyped_topics_are_told_with_what_was_meant() {
    check(&["help", "proximty"], "no command or topic `proximty`", "did you mean `proximity`?");
    check(&["help", "serach"], "no command or topic `serach`", "did you mean `search`?");
    check(&["help", "weather"], "no command or topic `weather`", "`pullquote help` lists commands and topics");
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
