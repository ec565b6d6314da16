//! The command line keeps its word:
//!
//! 1. exit codes are 0 for found or done, 1 for nothing found, 2 for an error, and nothing else;
//! 2. data goes to stdout, everything else to stderr, and JSON is one object a line;
//! 3. whatever an article, a file name or a query holds, nothing reaches the terminal that it could take for a command;
//! 4. an index that cannot be used is left alone, and the message says why and what to do;
//! 5. no query is rewritten in silence, and exactly what matched is marked.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::harness::{Folder, Run, code_points, listed_commands, skipped, text};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

const BRIDGE: &str = "Bridge reopens\n\nThe harbour bridge is open again.\n";
const FERRY: &str = "Ferry strike ends\n\nThe ferry sails on Monday. “We are glad,” said Ana Ruiz.\n";

fn small() -> Folder {
    Folder::indexed(&[("bridge.txt", BRIDGE), ("ferry.txt", FERRY)])
}

/// A folder with `n` records in one file, all with the word "flood".
fn many(n: usize) -> Folder {
    let record =
        |n: usize| format!("{{\"id\": \"rec-{n}\", \"title\": \"Flood {n}\", \"text\": \"The flood of {n} came late.\"}}\n");
    Folder::indexed(&[("many.jsonl", &(1..=n).map(record).collect::<String>())])
}

// Time.

#[test]
fn a_search_that_takes_too_long_ends_with_the_clause_at_which_it_was() {
    let folder = small();
    let limited = |args: &[&str]| folder.run(&[args, &["--time-limit", "0.000000001"]].concat());
    let names_the_clause = &["takes longer than", "bridge w/5 harbour", "use rarer words"];
    for command in ["search", "count", "quotes", "first", "spread", "keywords"] {
        limited(&[command, "bridge w/5 harbour"]).fails_with(names_the_clause);
    }
    limited(&["verify", "we are glad"]).fails_with(&["takes longer than"]);
    folder.run(&["search", "bridge w/5 harbour", "--time-limit", "60"]).succeeds();
    for wrong in ["0", "-1", "soon", "inf", "1e9"] {
        folder.run(&["search", "bridge", &format!("--time-limit={wrong}")]).fails_with(&["number of seconds above 0"]);
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_a_search_at_once_with_a_message() {
    let folder = many(2_000);
    let mut child = folder
        .command(&["search", "flood", "--json", "--limit", "2000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Once the first line is there it is at work, and it cannot end, because nobody reads the others.
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let interrupted = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130));
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "interrupted\n");
}

// Exit codes.

#[track_caller]
fn check_code(folder: &Folder, args: &[&str], code: i32) {
    folder.run(args).exits(code);
}

#[test]
fn found_or_done_is_0() {
    let folder = Folder::with_corpus();
    check_code(&folder, &["index", "corpus"], 0);
    check_code(&folder, &["search", "flood"], 0);
    check_code(&folder, &["search", "flood", "-n", "0"], 0);
    check_code(&folder, &["show", "cws-0001"], 0);
    check_code(&folder, &["extract", "corpus/json/wire.jsonl"], 0);
    check_code(&folder, &["status"], 0);
    check_code(&folder, &["eval", "--queries", "corpus/queries.tsv", "--qrels", "corpus/judgments.trec"], 0);
    check_code(&folder, &["--help"], 0);
    check_code(&folder, &["search", "--help"], 0);
    check_code(&folder, &["--version"], 0);
}

#[test]
fn nothing_found_is_1() {
    let folder = small();
    check_code(&folder, &["search", "zebra"], 1);
    check_code(&folder, &["search", "zebra", "--json"], 1);
    folder.write("empty.txt", "");
    check_code(&folder, &["extract", "empty.txt"], 1);
}

#[test]
fn an_error_is_2() {
    let folder = small();
    for args in [
        &["index", "nowhere"][..],
        &["index"],
        &["index", "news", "--map", "nonsense"],
        &["search", "(bridge"],
        &["search"],
        &["search", "bridge", "-n", "many"],
        &["search", "bridge", "--in", "nowhere"],
        &["show", "nothing"],
        &["show", "bridge", "--query", "(x"],
        &["extract", "nowhere"],
        &["eval", "--queries", "nowhere", "--qrels", "nowhere"],
        &["frobnicate"],
        &[],
    ] {
        folder.run(args).fails_with(&[]);
    }
}

#[test]
fn judgments_of_another_form_are_named_by_their_line() {
    let folder = small();
    folder.write("queries.tsv", "q1\tbridge\n");
    folder.write("judgments.trec", "q1 0 news/bridge.txt 1\nq1 0 news/ferry.txt\n");
    let run = folder.run(&["eval", "--queries", "queries.tsv", "--qrels", "judgments.trec"]);
    run.fails_with(&["`judgments.trec` line 2: expected `ID 0 ARTICLE GRADE`"]);
}

// Data on stdout, the rest on stderr.

#[test]
fn every_line_of_json_is_an_object_with_a_version() {
    let folder = Folder::with_corpus();
    let kinds = |args: &[&str]| -> Vec<String> {
        let mut kinds: Vec<String> = folder.run(args).succeeds().lines().iter().map(|line| text(&line["kind"])).collect();
        kinds.dedup();
        kinds
    };
    assert_eq!(kinds(&["index", "corpus", "--json"]), ["problem", "report"]);
    assert_eq!(kinds(&["index", "corpus", "--json", "--dry-run"]), ["plan"]);
    assert_eq!(kinds(&["search", "flood", "--json"]), ["hit", "summary"]);
    assert_eq!(kinds(&["show", "cws-0001", "--json"]), ["article"]);
    assert_eq!(kinds(&["extract", "corpus"]), ["article"]);
    assert_eq!(kinds(&["status", "--json"]), ["status"]);
    let eval = ["eval", "--queries", "corpus/queries.tsv", "--qrels", "corpus/judgments.trec", "--json"];
    assert_eq!(kinds(&eval), ["measures"]);
}

#[test]
fn notes_go_to_stderr() {
    let folder = small();
    let run = folder.run(&["search", "bridge and harbour", "--json"]).succeeds();
    assert!(run.stderr.contains("note: `and` is searched as a word"), "{run:?}");
    assert_eq!(run.summary()["kind"], "summary");
    let run = folder.run(&["search", "bridge"]).succeeds();
    assert!(run.stderr.starts_with("understood as: bridge\n1 article (") && !run.stdout.contains("understood"), "{run:?}");
}

#[test]
fn a_search_without_hits_still_has_a_summary() {
    let run = small().run(&["search", "zebra", "--json"]).exits(1);
    assert_eq!((run.hits().len(), &run.summary()["total"]), (0, &Value::from(0)));
}

#[test]
fn output_that_cannot_be_written_is_an_error() {
    let full = "/dev/full";
    let Ok(device) = File::options().write(true).open(full) else { return skipped("there is no `/dev/full`") };
    let folder = small();
    let run = Run::of(folder.command(&["search", "bridge"]).stdout(device)).exits(2);
    assert!(run.stderr.contains("error: "), "{run:?}");
}

/// Reads one line of the program's output, closes it, and returns stderr.
#[track_caller]
fn stderr_after_one_line(folder: &Folder, args: &[&str]) -> String {
    let mut child = folder.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(!line.is_empty());
    Run::ended(child.wait_with_output().unwrap()).succeeds().stderr
}

#[test]
fn closed_pipe_is_a_quiet_0() {
    let folder = many(3000);
    let long = "A very long article about the flood. ".repeat(10_000);
    folder.write("news/long.txt", &long);
    folder.run(&["index", "news"]).succeeds();
    let notes = stderr_after_one_line(&folder, &["search", "flood", "-n", "3000"]);
    assert_eq!(notes.lines().count(), 2, "{notes}");
    assert_eq!(stderr_after_one_line(&folder, &["search", "flood", "-n", "3000", "--json"]), "");
    assert_eq!(stderr_after_one_line(&folder, &["show", "news/long.txt"]), "");
    assert_eq!(stderr_after_one_line(&folder, &["extract", "news"]), "");
}

// Colour, and nothing a terminal could take for a command.

/// What is left of a coloured text without the styles that are ours.
fn without_our_styles(coloured: &str) -> String {
    const OURS: [&str; 9] = ["0", "1", "2", "31", "32", "33", "34", "35", "36"];
    OURS.iter().fold(coloured.to_owned(), |text, style| text.replace(&format!("\x1b[{style}m"), ""))
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let folder = small();
    let is_coloured = |args: &[&str]| folder.run(&[&["search", "bridge"], args].concat()).succeeds().stdout.contains('\x1b');
    assert!(!is_coloured(&[]));
    assert!(!is_coloured(&["--color", "auto"]));
    assert!(!is_coloured(&["--color", "never"]));
    assert!(is_coloured(&["--color", "always"]));
    assert!(!is_coloured(&["--color", "always", "--json"]));
}

#[test]
fn option_outweighs_no_color() {
    let folder = small();
    let run = |args: &[&str]| Run::of(folder.command(args).env("NO_COLOR", "1")).succeeds().stdout;
    assert!(!run(&["search", "bridge"]).contains('\x1b'));
    assert!(run(&["search", "bridge", "--color", "always"]).contains('\x1b'));
}

#[test]
fn colour_repeats_what_the_words_say() {
    let folder = small();
    let plain = folder.run(&["show", "news/bridge.txt"]).succeeds().stdout;
    let coloured = folder.run(&["show", "news/bridge.txt", "--color", "always"]).succeeds().stdout;
    assert_ne!(coloured, plain);
    assert_eq!(without_our_styles(&coloured), plain);
}

#[test]
fn control_sequences_of_an_article_never_reach_the_terminal() {
    let folder = Folder::new();
    folder.write_from_corpus("news/attack.txt", "text/control-sequences-council-website.txt");
    for args in [
        &["index", "news"][..],
        &["search", "screen readers"],
        &["search", "bins", "--json"],
        &["show", "news/attack.txt"],
        &["show", "news/attack.txt", "--query", "bins", "--json"],
        &["extract", "news"],
        &["status"],
    ] {
        folder.run(args).succeeds().assert_harmless();
        let mut coloured = folder.run(&[args, &["--color", "always"]].concat()).succeeds();
        coloured.stdout = without_our_styles(&coloured.stdout);
        coloured.assert_harmless();
    }
    // What stood there is seen to be gone, and the text around it is whole.
    let shown = folder.run(&["show", "news/attack.txt", "--color", "always"]).stdout;
    assert!(shown.contains("\u{fffd}[31mYOUR BINS ARE OURS\u{fffd}[0m"), "{shown}");
    // In JSON it is escaped, and whoever decodes it has the text verbatim.
    let article = folder.run(&["show", "news/attack.txt", "--json"]).json();
    assert!(text(&article["body"]).contains("\x1b[31mYOUR BINS ARE OURS\x1b[0m"));
}

#[cfg(unix)]
#[test]
fn control_sequences_of_file_names_and_queries_never_reach_the_terminal() {
    let folder = Folder::of(&[("news/\x1b]0;a\x07.txt", BRIDGE), ("news/\x1b[31m\nb.txt", "")]);
    folder.run(&["index", "news"]).succeeds().assert_harmless();
    folder.run(&["index", "news", "--json"]).succeeds().assert_harmless();
    folder.run(&["search", "bridge"]).succeeds().assert_harmless();
    folder.run(&["search", "bridge", "--json"]).succeeds().assert_harmless();
    folder.run(&["extract", "news"]).succeeds().assert_harmless();
    folder.run(&["status"]).succeeds().assert_harmless();
    for query in ["\x1b[31mzebra", "\"\x1b[31mzebra\"", "(\x1b[31mzebra", "\x1b[31mzebra:x", "path:\x1b[31mzebra"] {
        folder.run(&["search", query]).assert_harmless();
        folder.run(&["search", query, "--json"]).assert_harmless();
    }
    folder.run(&["show", "\x1b[31m"]).exits(2).assert_harmless();
    folder.run(&["index", "\x1b[31m"]).exits(2).assert_harmless();
}

// Which index, and what is wrong with it.

#[test]
fn missing_index_is_an_error_with_a_hint() {
    let folder = Folder::of(&[("a.txt", BRIDGE)]);
    for args in [&["search", "bridge"][..], &["show", "x"], &["status"]] {
        folder.run(args).fails_with(&["error: no index at `index`\n", "hint: create one with `pullquote index PATH`"]);
    }
    assert!(!folder.path("index").exists());
}

#[track_caller]
fn check_unusable(damage: impl FnOnce(&Folder), message: &str) {
    let folder = small();
    damage(&folder);
    let before = folder.snapshot("index");
    for args in [&["search", "bridge"][..], &["show", "news/bridge.txt"], &["status"], &["index", "news"]] {
        folder.run(args).fails_with(&[message, "hint: "]);
    }
    assert_eq!(folder.snapshot("index"), before);
}

#[test]
fn index_of_another_format_says_both() {
    let other = |folder: &Folder| folder.write("index/current", "{\"generation\":1,\"format\":99,\"analysis\":7}");
    check_unusable(other, "error: index at `index` has format 99.7, this program reads ");
}

#[test]
fn damaged_index_says_so() {
    check_unusable(|folder| folder.write("index/current", ""), "index at `index` is damaged: `current` does not read");
    check_unusable(|folder| folder.remove("index/generation-1"), "index at `index` is damaged");
    check_unusable(
        |folder| {
            let meta = fs::read(folder.path("index/generation-1/meta.json")).unwrap();
            folder.write("index/generation-1/meta.json", &meta[..meta.len() / 2]);
        },
        "index at `index` is damaged",
    );
}

#[test]
fn index_with_a_file_that_was_cut_is_an_error() {
    let whole = small();
    let names = whole.snapshot("index/generation-1").into_keys().map(|path| path.file_name().unwrap().to_owned());
    // Without pairs, or with damaged ones, stories are found anew.
    let of_segment = names.filter(|name| !name.to_string_lossy().starts_with('.') && name != "in-use" && name != "pairs");
    for name in of_segment {
        let folder = small();
        let path = walkdir::WalkDir::new(folder.path("index/generation-1"))
            .into_iter()
            .flatten()
            .find(|entry| entry.path().extension() == std::path::Path::new(&name).extension() && entry.file_type().is_file());
        let path = path.unwrap().into_path();
        File::options().write(true).open(&path).unwrap().set_len(5).unwrap();
        // A search without stories does not read their file.
        let args = ["search", "bridge", "--group", "story"];
        folder.run(&args).fails_with(&["error: index at `index` is damaged", "hint: "]);
    }
}

#[test]
fn directory_that_is_no_index_is_left_alone() {
    let folder = Folder::of(&[("news/a.txt", BRIDGE), ("photos/a.jpg", "not ours")]);
    let before = folder.snapshot("photos");
    folder.run(&["index", "news", "--index", "photos"]).fails_with(&["`photos` is not an index and is not empty", "hint: "]);
    folder.run(&["search", "bridge", "--index", "photos"]).fails_with(&["no index at `photos`", "hint: "]);
    assert_eq!(folder.snapshot("photos"), before);
    folder.run(&["index", "news", "--index", "photos/a.jpg"]).fails_with(&["photos/a.jpg"]);
}

#[test]
fn index_whose_making_was_interrupted_is_made_anew() {
    let folder = small();
    folder.remove("index/current");
    folder.run(&["search", "bridge"]).fails_with(&["no index at `index`"]);
    folder.run(&["index", "news"]).succeeds();
    folder.run(&["search", "bridge"]).succeeds();
}

#[test]
fn second_writer_is_told_who_writes() {
    let folder = small();
    let mut lock = File::options().write(true).truncate(true).open(folder.path("index/lock")).unwrap();
    lock.lock().unwrap();
    write!(lock, "4711").unwrap();
    // Readers are not held up, and a run that finds nothing to do writes nothing.
    folder.run(&["search", "bridge"]).succeeds();
    folder.run(&["index", "news"]).succeeds();
    folder.write("news/new.txt", "The tram is late.");
    let before = folder.snapshot("index");
    folder.run(&["index", "news"]).fails_with(&["index at `index` is being written by another process (4711)", "hint: wait"]);
    assert_eq!(folder.snapshot("index"), before);
    lock.unlock().unwrap();
    folder.run(&["index", "news"]).succeeds();
    folder.run(&["search", "tram"]).succeeds();
}

#[test]
fn index_is_looked_for_upward() {
    let folder = small();
    fs::create_dir_all(folder.path("news/deep")).unwrap();
    let run = Run::of(folder.command(&["search", "bridge", "--json"]).current_dir(folder.path("news/deep"))).succeeds();
    assert_eq!(run.paths(), ["news/bridge.txt"]);
}

#[test]
fn option_outweighs_the_variable_and_the_variable_the_folder() {
    let folder = small();
    folder.write("other/news/tram.txt", "The tram is late.");
    folder.run(&["index", "other/news", "--index", "other/index"]).succeeds();
    let of_variable = |args: &[&str], dir: &str| Run::of(folder.command(args).env("PULLQUOTE_INDEX", dir));
    of_variable(&["search", "tram"], "other/index").succeeds();
    of_variable(&["search", "tram", "--index", "index"], "other/index").exits(1);
    of_variable(&["search", "bridge"], "nowhere").fails_with(&["no index at `nowhere`"]);
    // Set to nothing is not set.
    of_variable(&["search", "bridge"], "").succeeds();
}

// Showing and extracting.

#[test]
fn article_is_shown_by_any_of_its_names() {
    let folder = many(40);
    let title = |name: &str| folder.run(&["show", name, "--json"]).succeeds().json()["title"].clone();
    let ids = folder.ids();
    let id = &ids["news/many.jsonl:7"];
    assert_eq!(title("rec-7"), "Flood 7");
    assert_eq!(title(id), "Flood 7");
    let is_unique = |length: &usize| ids.values().filter(|other| other.starts_with(&id[..*length])).count() == 1;
    assert_eq!(title(&id[..(1..id.len()).find(is_unique).unwrap()]), "Flood 7");
    assert_eq!(title("news/many.jsonl:7"), "Flood 7");
    let folder = small();
    folder.run(&["show", "news/bridge.txt"]).succeeds();
    folder.run(&["show", "./news/bridge.txt"]).succeeds();
}

#[test]
fn where_one_word_is_enough_nothing_is_said_to_be_loosened() {
    let folder = Folder::indexed(&[("a.txt", "One\n\nThe flood broke the dam.\n"), ("b.txt", "Two\n\nThe dam.\n")]);
    let any = folder.run(&["search", "--match", "any", "flood dam"]).succeeds();
    assert!(!any.stderr.contains("no article contains"), "{}", any.stderr);
    assert_eq!(folder.run(&["search", "--json", "--match", "any", "flood dam"]).summary()["loosened"], false);
    let best = folder.run(&["search", "flood otter"]).succeeds();
    assert!(best.stderr.contains("no article contains all 2 words; these contain 1 of them"), "{}", best.stderr);
}

#[test]
fn name_of_several_articles_is_an_error_that_lists_some() {
    let folder = many(40);
    // Ids begin with one of 32 characters, so two of forty begin alike.
    let mut firsts: Vec<String> = folder.ids().values().map(|id| id[..1].to_owned()).collect();
    firsts.sort();
    let twice = firsts.windows(2).find(|pair| pair[0] == pair[1]).unwrap();
    folder.run(&["show", &twice[0]]).fails_with(&["` matches ", " articles: ", "hint: give more characters of the id"]);
    folder.run(&["show", "news/many.jsonl"]).fails_with(&["`news/many.jsonl` matches more than 5 articles: "]);
}

#[test]
fn record_s_own_id_is_found_though_other_ids_begin_so() {
    let record = |n: usize| format!("{{\"id\": \"{n}\", \"text\": \"Number {n}.\"}}\n");
    let folder = Folder::indexed(&[("numbered.jsonl", &(0..200).map(record).collect::<String>())]);
    for n in 0..10 {
        let article = folder.run(&["show", &n.to_string(), "--json"]).succeeds().json();
        assert_eq!(article["record_id"], n.to_string());
    }
}

#[test]
fn shown_article_is_marked_where_the_query_matches() {
    let folder = small();
    let shown = |query: &str| folder.run(&["show", "news/ferry.txt", "--query", query]).succeeds().stdout;
    assert!(shown("ferry").starts_with("**Ferry** strike ends\n"));
    assert!(shown("ferry").contains("\nThe **ferry**[1] sails on Monday."));
    assert!(shown("-bridge monday").contains("sails on **Monday**[1]."));
    assert!(!shown("\"ferry monday\"").contains("**"));
}

/// Checks that the spans of an object slice the body to the text they say.
#[track_caller]
fn check_span(body: &str, object: &Value) {
    assert_eq!(code_points(body, &object["start"], &object["end"]), text(&object["text"]), "{object}");
}

#[test]
fn extracted_offsets_are_code_points() {
    let folder = Folder::with_corpus();
    let mut n_quotes = 0;
    for article in folder.run(&["extract", "corpus"]).succeeds().lines() {
        let body = text(&article["body"]);
        for quote in article["quotes"].as_array().unwrap() {
            check_span(&body, quote);
            [&quote["cue"], &quote["source"]].into_iter().filter(|span| !span.is_null()).for_each(|span| check_span(&body, span));
            n_quotes += 1;
        }
    }
    assert!(n_quotes > 100, "{n_quotes}");
}

/// The words of a text without case and accents: letters and digits that stand together.
fn words(text: &str) -> Vec<String> {
    let is_accent = |letter: &char| ('\u{300}'..='\u{36f}').contains(letter);
    let plain: String = text.nfd().filter(|letter| !is_accent(letter)).collect::<String>().to_lowercase();
    // A space that groups the digits of a number is part of it.
    let letters: Vec<char> = plain.chars().collect();
    let is_digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let is_grouping =
        |at: usize| matches!(letters[at], '\u{a0}' | '\u{202f}' | '\u{2009}') && at > 0 && is_digit(at - 1) && is_digit(at + 1);
    let plain: String = (0..letters.len()).filter(|at| !is_grouping(*at)).map(|at| letters[at]).collect();
    plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[test]
fn highlights_are_code_points_of_their_text() {
    let folder = Folder::new();
    // Emoji, decomposed letters and wide spaces: bytes, characters and graphemes all count differently.
    folder.write_from_corpus("news/festival.json", "json/festival-offset-traps.json");
    folder.run(&["index", "news"]).succeeds();
    let article = folder.run(&["extract", "news"]).succeeds().json();
    for word in words(&text(&article["body"])) {
        let hit = &folder.run(&["search", &format!("\"{word}\""), "--json"]).succeeds().hits()[0];
        let snippet = &hit["snippet"];
        assert_ne!(snippet["highlights"].as_array().unwrap().len(), 0);
        for mark in snippet["highlights"].as_array().unwrap() {
            let marked = code_points(&text(&snippet["text"]), &mark[0], &mark[1]);
            assert_eq!(words(&marked), [word.as_str()], "{hit}");
        }
        for fragment in snippet["fragments"].as_array().unwrap() {
            check_span(&text(&article["body"]), fragment);
        }
    }
}

#[test]
fn extract_needs_no_index_and_makes_none() {
    let folder = Folder::of(&[("news/a.txt", BRIDGE), ("news/b.json", "{")]);
    let run = folder.run(&["extract", "news"]).succeeds();
    assert_eq!((run.lines().len(), run.stderr.lines().count()), (1, 1), "{run:?}");
    assert!(run.stderr.starts_with("problem: news/b.json at byte 0: "), "{run:?}");
    assert!(!folder.path("index").exists());
}

#[test]
fn extracted_article_is_the_shown_one() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    for article in folder.run(&["extract", "corpus/json", "corpus/compressed"]).succeeds().lines() {
        assert_eq!(folder.run(&["show", &text(&article["id"]), "--json"]).succeeds().json(), article);
    }
}

// Searching.

#[test]
fn search_in_a_folder_brings_it_up_to_date_and_stays_below_it() {
    let folder = Folder::of(&[("one/a.txt", BRIDGE), ("two/b.txt", BRIDGE)]);
    folder.run(&["index", "one"]).succeeds();
    let paths = |args: &[&str]| folder.run(&[&["search", "bridge", "--json"], args].concat()).succeeds().paths();
    assert_eq!(paths(&["--in", "two"]), ["two/b.txt"]);
    folder.write("two/c.txt", "Bridge toll\n\nThe bridge has a toll and a half now.\n");
    assert_eq!(paths(&["--in", "two"]).len(), 2);
    assert_eq!(paths(&["--in", "two", "--in", "one"]).len(), 3);
    // The folder that holds the index, and one above it.
    assert_eq!(paths(&["--in", "."]).len(), 3);
    let above = folder.path("");
    let run = folder.run(&["search", "bridge", "--json", "--index", "one/index", "--in", above.to_str().unwrap()]);
    assert_eq!(run.succeeds().paths().len(), 3);
    assert_eq!(paths(&[]).len(), 3);
    folder.run(&["search", "bridge OR ferry", "--in", "one", "--json"]).succeeds();
    folder.write("two/bad.json", "{");
    let run = folder.run(&["search", "zebra", "--in", "two"]).exits(1);
    assert!(run.stderr.contains("note: 1 problem in 1 file; `pullquote status` lists them\n"), "{run:?}");
}

#[test]
fn search_in_a_folder_is_loosened_as_any_other() {
    let folder = small();
    let run = folder.run(&["search", "bridge zebra", "--in", "news", "--json"]).succeeds();
    assert_eq!((run.paths(), &run.summary()["loosened"]), (vec!["news/bridge.txt".to_owned()], &Value::from(true)));
    folder.run(&["search", "bridge AND zebra", "--in", "news"]).exits(1);
    let run = folder.run(&["search", "--in", "news", "--json", "--", "-bridge"]).succeeds();
    assert_eq!(run.paths(), ["news/ferry.txt"]);
}

#[test]
fn pages_join_up() {
    let folder = many(25);
    let hits = |args: &[&str]| folder.run(&[&["search", "flood", "--json"], args].concat()).succeeds().hits();
    let all = hits(&["-n", "100"]);
    assert_eq!(all.len(), 25);
    let pages: Vec<Value> = ["0", "10", "20", "30"].iter().flat_map(|offset| hits(&["--offset", offset])).collect();
    assert_eq!(pages, all);
    let ranks: Vec<u64> = all.iter().map(|hit| hit["rank"].as_u64().unwrap()).collect();
    assert_eq!(ranks, (1..=25).collect::<Vec<_>>());
    let run = folder.run(&["search", "flood", "-n", "3", "--offset", "10"]).succeeds();
    assert!(run.stderr.contains("25 articles, 11 to 13 shown"), "{run:?}");
}

#[test]
fn newest_and_oldest_come_first_and_undated_last() {
    let record = |id: &str, date: &str| format!("{{\"id\": \"{id}\", \"text\": \"The flood.\"{date}}}\n");
    let lines = [
        record("undated", ""),
        record("spring", ", \"date\": \"2024-03-25\""),
        record("old", ", \"date\": \"1916-03-25\""),
        record("evening", ", \"date\": \"2024-03-25T20:00:00Z\""),
    ];
    let folder = Folder::indexed(&[("dated.jsonl", &lines.concat())]);
    let order = |sort: &str| -> Vec<String> {
        let hits = folder.run(&["search", "flood", "--json", "--sort", sort]).succeeds().hits();
        hits.iter().map(|hit| text(&hit["record_id"])).collect()
    };
    assert_eq!(order("newest"), ["evening", "spring", "old", "undated"]);
    assert_eq!(order("oldest"), ["old", "spring", "evening", "undated"]);
}

#[test]
fn awkward_queries_are_answered_or_pointed_at() {
    let folder = Folder::indexed(&[
        ("time.txt", "Trains leave at 10:30 and are written in C++ by AND gates."),
        ("other.txt", "He said no."),
    ]);
    let check = |query: &str, code: i32, messages: &[&str]| {
        let run = folder.run(&["search", "--", query]).exits(code);
        let is_told = messages.iter().all(|message| run.stderr.contains(message));
        let is_pointed_at = run.stderr.lines().any(|line| !line.is_empty() && line.trim_start().chars().all(|c| c == '^'));
        assert!(is_told && (is_pointed_at || code != 2), "`{query}`: {run:#?}");
    };
    check("10:30", 0, &["understood as: 10:30\n"]);
    check("11:30", 1, &["understood as: 11:30\n"]);
    check("C++", 0, &["note: `C++` is searched as `C`: signs are not indexed\n  C++\n  ^^^\n"]);
    check("(white", 2, &["error: this parenthesis is never closed\n  (white\n  ^\nhint: "]);
    check("white)", 2, &["\n  white)\n       ^\n"]);
    check("foo:bar", 2, &["error: no field `foo`\n  foo:bar\n  ^^^\n", "hint: ", "`\"foo:bar\"`"]);
    check("he said: \"no", 2, &["error: this quotation mark is never closed\n", "\n           ^\nhint: close it: `\"no\"`\n"]);
    check("he said: no", 0, &["understood as: he said no\n"]);
    check("AND", 2, &["error: nothing stands before `AND`\n  AND\n  ^^^\n", "`\"AND\"`"]);
    check("\"AND\"", 0, &["understood as: \"AND\"\n"]);
    check("", 2, &["error: the query is empty\n", "hint: "]);
    check("   ", 2, &["error: the query is empty\n"]);
    check("econom*", 1, &["understood as: econom*\n"]);
    check("writ*", 0, &[]);
    check("*", 2, &["hint: "]);
    check("-", 2, &[]);
    check("!?", 2, &[]);
    check("trains w/2 leave", 0, &["understood as: trains w/2 leave\n"]);
    check("trains w/0 leave", 2, &["hint: "]);
    check("trains w/2", 2, &["hint: "]);
    check(&"(".repeat(10_000), 2, &[]);
    check(&"word ".repeat(20_000), 2, &[]);
}

#[test]
fn a_short_word_that_is_nowhere_is_no_error_among_thousands_like_it() {
    let letters = || ('a'..='z').map(String::from);
    let pairs: Vec<String> = letters().flat_map(|first| letters().map(move |second| format!("{first}{second}"))).collect();
    let body = pairs.iter().flat_map(|pair| [pair.clone(), format!("{pair}z"), format!("z{pair}")]).collect::<Vec<_>>().join(" ");
    let run = Folder::indexed(&[("words.txt", &body)]).run(&["search", "9z"]).exits(1);
    assert!(run.stderr.contains("no article contains `9z`"), "{run:#?}");
}

#[test]
fn several_arguments_are_one_query() {
    let folder = small();
    let run = folder.run(&["search", "harbour", "bridge"]).succeeds();
    assert!(run.stderr.starts_with("understood as: harbour bridge\n"), "{run:?}");
}

const HOUSES: [(&str, &str); 4] = [
    ("phrase.txt", "A white fence stood there. The White House said no. The house was white."),
    ("apart.txt", "The house is large. Its fence is white."),
    ("storm.txt", "A storm hit the white barn."),
    ("title.txt", "Embargo lifted\n\nNobody expected it. Trade goes on again from Monday.\n"),
];

/// Searches the houses and returns path and marked snippet of every hit, and stderr.
fn marked(query: &str) -> (Vec<String>, String) {
    let run = Folder::indexed(&HOUSES).run(&["search", "--", query]);
    let lines: Vec<String> = run.stdout.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    (lines, run.stderr)
}

#[test]
fn curly_marks_are_marks() {
    let folder = Folder::indexed(&HOUSES);
    let answer = |query: &str| {
        let run = folder.run(&["search", "--json", query]).succeeds();
        (run.hits(), run.summary())
    };
    assert_eq!(answer("“white house”"), answer("\"white house\""));
    assert_eq!(answer("„white house“"), answer("\"white house\""));
    assert_eq!(answer("\"white house\"").0.len(), 1);
}

#[test]
fn words_of_a_phrase_are_never_marked_alone() {
    let (lines, _) = marked("\"white house\"");
    let snippet = lines.iter().find(|line| line.contains("said no")).unwrap();
    assert!(snippet.contains("The **White House** said no."), "{lines:?}");
    assert_eq!(lines.join("\n").matches("**").count() / 2, snippet.matches("**").count() / 2);
    assert!(!lines.join("\n").contains("**white**") && !lines.join("\n").contains("**house**"), "{lines:?}");
}

#[test]
fn excluded_word_is_never_marked() {
    let (lines, _) = marked("white -\"white house\" -zebra");
    let all = lines.join("\n");
    assert!(all.contains("the **white** barn") && all.contains("fence is **white**") && !all.contains("said no"), "{all}");
    let (lines, _) = marked("storm NOT house");
    assert!(lines.join("\n").contains("A **storm** hit the white barn."), "{lines:?}");
}

#[test]
fn match_in_the_title_alone_shows_the_lead() {
    let (lines, _) = marked("embargo");
    assert_eq!(lines[0], "1. **Embargo** lifted");
    assert_eq!(lines[2], "Nobody expected it. Trade goes on again from Monday.");
}

#[test]
fn loosened_search_says_so() {
    let (lines, stderr) = marked("storm zebra barn");
    assert!(stderr.contains("no article contains all 3 words; these contain 2 of them\n"), "{stderr}");
    assert!(lines.join("\n").contains("A **storm** hit the white **barn**."), "{lines:?}");
    let folder = Folder::indexed(&HOUSES);
    let summary = folder.run(&["search", "--json", "storm zebra barn"]).succeeds().summary();
    assert_eq!((&summary["loosened"], &summary["words"], &summary["words_needed"]), (&true.into(), &3.into(), &2.into()));
    folder.run(&["search", "--match", "all", "storm zebra barn"]).exits(1);
    folder.run(&["search", "+zebra storm"]).exits(1);
    folder.run(&["search", "storm AND zebra"]).exits(1);
    let all = folder.run(&["search", "--match", "all", "--json", "storm barn"]).succeeds().summary();
    assert_eq!(all["loosened"], false);
}

#[test]
fn shells_and_manuals_know_every_command() {
    let folder = Folder::new();
    let help = folder.run(&["--help"]).succeeds().stdout;
    let commands = listed_commands(&help);
    assert!(commands.len() > 15, "{commands:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = folder.run(&["completions", shell]).succeeds().stdout;
        assert!(commands.iter().all(|command| script.contains(command.as_str())), "{shell}");
    }
    assert!(folder.run(&["man"]).succeeds().stdout.contains(".TH pullquote 1"));
    folder.run(&["man", "--output", "pages"]).succeeds();
    for command in commands {
        assert!(folder.path(&format!("pages/pullquote-{command}.1")).is_file(), "{command}");
    }
}
