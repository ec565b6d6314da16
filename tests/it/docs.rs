//! The documentation is true:
//!
//! 1. every `console` block of `README.md` and of the book prints what it shows;
//! 2. every `sh` block of the pages for users runs, and prints something;
//! 3. the first command of `README.md` begins with a good answer, and the file is short;
//! 4. `SUMMARY.md` lists every page of the book;
//! 5. the book names every command;
//! 6. every query in a table of the guide can be run.
//!
//! `reference.rs` follows the links.
//!
//! `TRYCMD=overwrite cargo test --test it docs::` writes what the commands print into the pages. Times and sizes become `[..]` again. In
//! a long line that changed, put `[..]` back by hand.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pullquote::query::parse;
use tempfile::TempDir;
use walkdir::WalkDir;

use crate::harness::{Folder, PROGRAM, Run, in_plain_environment, listed_commands};

const BOOK: &str = "docs/src";

/// What a fenced block may be: commands with their output, commands alone, and what is only shown.
const BLOCKS: [&str; 7] = ["console", "sh", "sh,ignore", "toml", "json", "text", "rust"];

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(repository().join(name)).unwrap()
}

/// Returns the pages of the book, as paths from the top of the repository, in order.
fn pages() -> Vec<String> {
    let files = WalkDir::new(repository().join(BOOK)).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    let pages = files.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.map(|path| path.strip_prefix(repository()).unwrap().to_str().unwrap().replace('\\', "/")).collect()
}

#[test]
fn every_block_prints_what_it_shows() {
    let dir = TempDir::new().unwrap();
    let indexed = indexed();
    let cases = trycmd::TestCases::new();
    cases.register_bin("pullquote", Path::new(PROGRAM));
    for (name, value) in [("PULLQUOTE_PAGER", ""), ("NO_COLOR", "1"), ("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state")]
    {
        cases.env(name, value);
    }
    // There is no way to unset it; this value names what would be found without.
    if std::env::var_os("PULLQUOTE_INDEX").is_some() {
        cases.env("PULLQUOTE_INDEX", "index");
    }
    let copies: Vec<(String, PathBuf)> = [vec!["README.md".to_owned()], pages()]
        .concat()
        .into_iter()
        .filter(|page| read(page).contains("\n```console\n"))
        .map(|page| {
            let copy = dir.path().join(page.replace('/', "-"));
            fs::copy(repository().join(&page), &copy).unwrap();
            // trycmd runs the commands of `page.md` in the `page.in` beside it.
            copy_into(&indexed, &copy.with_extension("in"), begins_without_index(&page));
            (page, copy)
        })
        .collect();
    assert!(copies.len() > 12, "{copies:?}");
    cases.case(dir.path().join("*.md")).run();
    if std::env::var_os("TRYCMD").is_some_and(|mode| mode == "overwrite") {
        for (page, copy) in copies {
            fs::write(repository().join(page), redacted(&fs::read_to_string(copy).unwrap())).unwrap();
        }
    }
}

#[test]
#[cfg(unix)]
fn every_command_runs() {
    let programs = Path::new(PROGRAM).parent().unwrap().to_str().unwrap();
    let path = format!("{programs}:{}", std::env::var("PATH").unwrap());
    let indexed = indexed();
    let mut n_run = 0;
    let is_for_users = |page: &String| !page.contains("/design/") && !page.contains("/contributing/");
    for page in pages().into_iter().filter(is_for_users) {
        let folder = TempDir::new().unwrap();
        copy_into(&indexed, folder.path(), false);
        let text = read(&page);
        for line in blocks(&text).filter(|(info, _)| *info == "sh").flat_map(|(_, body)| body.lines()) {
            let (command, code) = match line.split_once("  # exits with ") {
                Some((command, code)) => (command, code.parse().unwrap()),
                None => (line, 0),
            };
            let mut shell = Command::new("sh");
            shell.args(["-c", command]).current_dir(folder.path());
            in_plain_environment(&mut shell);
            shell.env("PATH", &path).env("XDG_CONFIG_HOME", "config").env("XDG_STATE_HOME", "state");
            let run = Run::of(&mut shell).exits(code);
            let is_silent = [" > ", "--output", "--quiet"].iter().any(|silent| command.contains(silent));
            assert!(code != 0 || is_silent || !run.stdout.trim().is_empty(), "{page}: {command}: {run:?}");
            assert!(code == 2 || !run.stderr.contains("error: "), "{page}: {command}: {run:?}");
            n_run += 1;
        }
    }
    assert!(n_run > 70, "{n_run}");
}

#[test]
fn blocks_are_of_a_known_kind() {
    for page in pages() {
        let text = read(&page);
        for (info, body) in blocks(&text) {
            assert!(BLOCKS.contains(&info), "{page}: {info}: {body}");
        }
    }
}

#[test]
fn the_readme_is_short_and_begins_with_a_good_answer() {
    let readme = read("README.md");
    assert!(readme.lines().count() <= 150);
    assert!(readme.contains("\n```sh\nscripts/test\n```\n"));
    let command = readme.split_once("\n```sh\ncargo run --release -- ").unwrap().1.split_once("\n```\n").unwrap().0;
    let (options, query) = command.trim_end_matches('\'').split_once('\'').unwrap();
    let run = Folder::with_corpus().run(&options.split_whitespace().chain([query]).collect::<Vec<_>>()).succeeds();
    assert!(run.stdout.starts_with("1. "), "{run:?}");
    // What was wrong with files comes last, and on one line.
    assert!(run.stderr.lines().last().unwrap().starts_with("note: "), "{run:?}");
    assert!(run.stderr.lines().count() <= 3, "{run:?}");
}

#[test]
fn the_summary_lists_every_page() {
    let summary = read(&format!("{BOOK}/SUMMARY.md"));
    let listed: Vec<String> = links(&summary).map(|target| format!("{BOOK}/{target}")).collect();
    let unlisted = |page: &String| !listed.contains(page) && !page.ends_with("/SUMMARY.md");
    assert_eq!(pages().into_iter().find(unlisted), None);
    let unique: BTreeSet<&String> = listed.iter().collect();
    assert_eq!(unique.len(), listed.len());
}

#[test]
fn the_book_names_the_commands_that_help_names() {
    let of_book = |page: &String| page.contains("/guide/") || page.contains("/reference/");
    let text: String = pages().into_iter().filter(of_book).map(|page| read(&page)).collect();
    let is_name = |word: &&str| word.chars().all(|letter| letter.is_ascii_lowercase());
    let named: BTreeSet<&str> = text
        .lines()
        .flat_map(|line| line.split("pullquote ").skip(1))
        .filter_map(|rest| rest.split(|letter: char| !letter.is_ascii_alphabetic()).next().filter(is_name))
        .collect();
    let help = Folder::new().run(&["help"]).succeeds().stdout;
    let commands = listed_commands(&help);
    assert!(commands.len() > 20, "{commands:?}");
    for command in &commands {
        assert!(named.contains(command.as_str()), "no page names `pullquote {command}`");
    }
}

#[test]
fn every_query_of_a_table_can_be_run() {
    const SOME_DAY: i64 = 20_000;
    let mut n_queries = 0;
    for page in ["proximity", "dates"].map(|name| read(&format!("{BOOK}/guide/{name}.md"))) {
        for row in page.lines().filter(|line| line.starts_with("| `")) {
            for query in row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2) {
                let (_, problems) = parse(query, SOME_DAY);
                assert!(problems.is_empty(), "{query}: {problems:?}");
                n_queries += 1;
            }
        }
    }
    assert!(n_queries > 8, "{n_queries}");
}

/// A checkout as far as the pages use it, with an index of the sample corpus. It lies outside of the repository, where no index of the
/// developer's own is found in a directory above.
fn indexed() -> Folder {
    let folder = Folder::with_corpus();
    folder.write("index/README.md", read("index/README.md"));
    folder.run(&["index", "--quiet", "corpus"]).succeeds();
    folder
}

/// Copies a checkout, with its index or without.
fn copy_into(checkout: &Folder, target: &Path, without_index: bool) {
    for entry in WalkDir::new(checkout.path("")).into_iter().map(Result::unwrap) {
        let name = entry.path().strip_prefix(checkout.path("")).unwrap();
        if without_index && name.starts_with("index") && !name.ends_with("README.md") && name != Path::new("index") {
            continue;
        }
        if entry.file_type().is_dir() {
            fs::create_dir_all(target.join(name)).unwrap();
        } else {
            fs::copy(entry.path(), target.join(name)).unwrap();
        }
    }
}

/// Returns whether the first command of a page makes the index.
fn begins_without_index(page: &str) -> bool {
    let text = read(page);
    let first = text.lines().find_map(|line| line.strip_prefix("$ pullquote ")).unwrap_or_default();
    first.starts_with("index ") || first.contains("--in ")
}

/// What stands around values that differ from run to run.
const VARYING: [(&str, &str); 6] = [
    ("(", " ms)"),
    (" MB in ", " s"),
    ("size        ", ""),
    ("last run    ", ", from corpus"),
    ("saved in ", "/watchlist.toml"),
    ("recorded ", " in `index`: 2 articles"),
];

/// Puts `[..]` in place of values that differ from run to run.
fn redacted(page: &str) -> String {
    let lines = page.lines().map(|line| {
        let varying = VARYING.iter().find_map(|(before, after)| {
            let (head, _) = line.strip_suffix(after)?.rsplit_once(before)?;
            let is_value = head.is_empty() || !before.ends_with("  ");
            is_value.then(|| format!("{head}{before}[..]{after}\n"))
        });
        varying.unwrap_or_else(|| format!("{line}\n"))
    });
    lines.collect()
}

/// Returns the fenced blocks of a page: what they are, and what is in them.
fn blocks(page: &str) -> impl Iterator<Item = (&str, &str)> {
    page.split("\n```").skip(1).step_by(2).map(|block| block.split_once('\n').unwrap_or((block, "")))
}

/// Returns where the links of a text lead.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0))
}
