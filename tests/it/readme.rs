//! The README is true:
//!
//! 1. every command of its tour prints what it shows;
//! 2. the command at its top finds something;
//! 3. it names the commands and the long options that `--help` names, and no others;
//! 4. every query of its table can be run.
//!
//! `TRYCMD=overwrite cargo test --test it readme::` writes what the commands print into the README. It puts what varies there too: where a
//! line changed, put `[..]` back by hand.

#![expect(clippy::unwrap_used, reason = "the helpers are part of the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use pullquote::query::parse;
use tempfile::TempDir;

const README: &str = include_str!("../../README.md");

#[test]
fn the_tour_prints_what_it_shows() {
    let checkout = Checkout::new();
    let copy = checkout.dir.path().join("README.md");
    fs::copy(repository().join("README.md"), &copy).unwrap();
    let cases = trycmd::TestCases::new();
    cases.register_bin("pullquote", Path::new(env!("CARGO_BIN_EXE_pullquote")));
    for (name, value) in VARIABLES {
        cases.env(name, value);
    }
    // There is no way to unset it; this value names what would be found without.
    if std::env::var_os("PULLQUOTE_INDEX").is_some() {
        cases.env("PULLQUOTE_INDEX", "index");
    }
    cases.case(&copy).run();
    if std::env::var_os("TRYCMD").is_some_and(|mode| mode == "overwrite") {
        fs::copy(&copy, repository().join("README.md")).unwrap();
    }
}

#[test]
fn the_first_command_finds_something() {
    let command = README.lines().find_map(|line| line.strip_prefix("cargo run --release -- ")).unwrap();
    let (options, query) = command.trim_end_matches('\'').split_once('\'').unwrap();
    let output = Checkout::new().run(&options.split_whitespace().chain([query]).collect::<Vec<_>>());
    assert!(output.status.success(), "{output:?}");
    assert!(text(&output.stdout).starts_with("1. "), "{output:?}");
}

#[test]
fn it_names_the_commands_that_help_names() {
    let named: BTreeSet<String> =
        code_spans(README).filter_map(|code| code.strip_prefix("pullquote ")?.split(' ').next()).map(str::to_owned).collect();
    assert_eq!(named, commands().into_iter().collect());
}

#[test]
fn it_names_the_options_that_help_names() {
    let of_pullquote = |code: &&str| code.starts_with("pullquote ") || code.starts_with('-');
    let named: BTreeSet<String> = code_spans(README).filter(of_pullquote).flat_map(options).collect();
    let mut offered = options_of_help(&["--help"]);
    for command in commands().iter().filter(|command| *command != "help") {
        offered.extend(options_of_help(&[command, "--help"]));
        for action in listed(&[command, "--help"]) {
            offered.extend(options_of_help(&[command, &action, "--help"]));
        }
    }
    assert_eq!(named, offered);
}

#[test]
fn every_query_of_the_table_can_be_run() {
    let after = README.split_once("\n## Query language\n").unwrap().1;
    let rows: Vec<&str> =
        after.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|')).collect();
    assert!(rows.len() > 10, "{rows:?}");
    for row in &rows[2..] {
        let first_column = row.split('|').nth(1).unwrap();
        for query in code_spans(first_column) {
            const SOME_DAY: i64 = 20_000;
            let (_, problems) = parse(query, SOME_DAY);
            assert!(problems.is_empty(), "{query}: {problems:?}");
        }
    }
}

/// What would change the output, ask for a reader, or touch what is the developer's own.
const VARIABLES: [(&str, &str); 4] =
    [("PULLQUOTE_PAGER", ""), ("NO_COLOR", "1"), ("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state")];

/// What a reader has before them after cloning the repository, as far as the README uses it. It lies outside of the repository, where no
/// index of the developer's own is found in a directory above.
struct Checkout {
    dir: TempDir,
}

impl Checkout {
    fn new() -> Checkout {
        let checkout = Checkout { dir: tempfile::tempdir().unwrap() };
        copy_all(&repository().join("corpus"), &checkout.root().join("corpus"));
        fs::create_dir(checkout.root().join("index")).unwrap();
        fs::copy(repository().join("index/README.md"), checkout.root().join("index/README.md")).unwrap();
        checkout
    }

    /// The working directory of the commands. trycmd runs the commands of `README.md` in the `README.in` beside it.
    fn root(&self) -> PathBuf {
        self.dir.path().join("README.in")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pullquote"));
        command.args(arguments).current_dir(self.root()).envs(VARIABLES).env_remove("PULLQUOTE_INDEX");
        command.output().unwrap()
    }
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_all(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Returns what stands between backticks in the text, code blocks left out.
fn code_spans(text: &str) -> impl Iterator<Item = &str> {
    let prose = text.split("```").step_by(2);
    prose.flat_map(|prose| prose.split('`').skip(1).step_by(2))
}

/// Returns the long options of a command line.
fn options(code: &str) -> Vec<String> {
    let is_name = |word: &&str| word.strip_prefix("--").is_some_and(|name| !name.is_empty());
    code.split_whitespace().filter(is_name).map(str::to_owned).collect()
}

fn help(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_pullquote")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    text(&output.stdout)
}

/// Returns the names in the list of commands.
fn commands() -> Vec<String> {
    listed(&["--help"])
}

/// Returns the names in the list of commands that a help has, if it has one.
fn listed(arguments: &[&str]) -> Vec<String> {
    let help = help(arguments);
    let list = help.split_once("\nCommands:\n").map_or("", |(_, list)| list);
    list.lines()
        .map_while(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Returns the options at the starts of lines, `-n, --limit <N>` included.
fn options_of_help(arguments: &[&str]) -> BTreeSet<String> {
    let help = help(arguments);
    let starts = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    starts.flat_map(|line| options(line).into_iter().take(1)).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}
