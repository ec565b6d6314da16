//! Bringing an index up to date:
//!
//! 1. what was added, changed, moved and removed is found in the index, and nothing else is touched;
//! 2. nothing vanishes because it could not be looked at;
//! 3. a run that is stopped keeps what it committed, and the next goes on from there;
//! 4. a rebuild leaves the old index in place until the new one is whole;
//! 5. an index of which something is missing says so and can be put in order;
//! 6. a folder that is watched is in the index as it is, a moment later;
//! 7. one process writes at a time, and says so to the others.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use crate::harness::{Folder, Run, text};
use pullquote::choice::Sort;
use pullquote::engine::Index;
use pullquote::engine::local::LocalIndex;
use pullquote::error::Error;
use pullquote::hit::{Coverage, SearchRequest};
use pullquote::query::parse;
use serde_json::Value;

const BRIDGE: &str = "Bridge reopens\n\nThe harbour bridge is open again. “It holds,” said Ana Ruiz.\n";
const FERRY: &str = "Ferry strike ends\n\nThe ferry sails on Monday. “We are glad,” said Ana Ruiz.\n";

fn small() -> Folder {
    Folder::indexed(&[("bridge.txt", BRIDGE), ("ferry.txt", FERRY)])
}

fn records(range: std::ops::RangeInclusive<usize>) -> String {
    let record =
        |n: usize| format!("{{\"id\": \"rec-{n}\", \"title\": \"Flood {n}\", \"text\": \"The flood of {n} came late.\"}}\n");
    range.map(record).collect()
}

/// Files added, replaced, moved, removed and unchanged.
#[track_caller]
fn changes(run: &Run) -> [u64; 5] {
    let files = &run.report()["files"];
    ["added", "replaced", "moved", "removed", "unchanged"].map(|change| files[change].as_u64().unwrap())
}

#[track_caller]
fn check(folder: &Folder, args: &[&str], expected: [u64; 5]) {
    let run = folder.run(&[&["index", "--json"], args].concat()).succeeds();
    assert_eq!(changes(&run), expected, "{run:#?}");
    is_clean(folder);
}

#[track_caller]
fn is_clean(folder: &Folder) {
    folder.run(&["check"]).succeeds();
}

#[track_caller]
fn n_found(folder: &Folder, query: &str) -> u64 {
    folder.run(&["search", "--json", "-n", "0", "--match", "all", "--", query]).summary()["total"].as_u64().unwrap()
}

// 1. What changed.

#[test]
fn new_changed_and_removed_files_are_told_apart() {
    let folder = small();
    folder.write("news/tram.txt", "The tram is late.");
    folder.write("news/ferry.txt", "The ferry sank.");
    check(&folder, &["news"], [1, 1, 0, 0, 1]);
    folder.remove("news/bridge.txt");
    check(&folder, &["news"], [0, 0, 0, 1, 2]);
    check(&folder, &["news"], [0, 0, 0, 0, 2]);
    assert_eq!([n_found(&folder, "ferry sank"), n_found(&folder, "bridge"), n_found(&folder, "tram")], [1, 0, 1]);
}

#[test]
fn file_with_a_new_time_and_the_same_content_is_unchanged() {
    let folder = small();
    let ids = folder.ids();
    folder.write("news/ferry.txt", FERRY);
    check(&folder, &["news"], [0, 0, 0, 0, 2]);
    // The ledger has the new time: now there is nothing to write.
    let before = folder.snapshot("index");
    check(&folder, &["news"], [0, 0, 0, 0, 2]);
    assert_eq!((folder.snapshot("index"), folder.ids()), (before, ids));
}

#[test]
fn moved_file_is_as_if_read_at_its_new_place() {
    let folder = small();
    folder.write("news/many.jsonl", records(1..=200) + &records(1..=3) + "{\"text\": \"No id.\"}\nbroken\n");
    folder.run(&["index", "news"]).succeeds();
    fs::create_dir(folder.path("news/old")).unwrap();
    fs::rename(folder.path("news/many.jsonl"), folder.path("news/old/records.jsonl")).unwrap();
    fs::rename(folder.path("news/ferry.txt"), folder.path("news/boat.txt")).unwrap();
    check(&folder, &["news"], [0, 0, 2, 0, 1]);
    let of_moved = (folder.ids(), folder.run(&["status", "--json"]).json()["problems"].clone());
    folder.run(&["index", "news", "--force"]).succeeds();
    assert_eq!((folder.ids(), folder.run(&["status", "--json"]).json()["problems"].clone()), of_moved);
    assert_eq!(n_found(&folder, "path:news/boat.txt"), 1);
}

#[test]
fn copy_is_no_move_and_another_ending_is_another_format() {
    let folder = small();
    folder.write("news/copy.txt", FERRY);
    check(&folder, &["news"], [1, 0, 0, 0, 2]);
    fs::rename(folder.path("news/copy.txt"), folder.path("news/copy.html")).unwrap();
    check(&folder, &["news"], [1, 0, 0, 1, 2]);
}

#[test]
fn change_without_a_new_time_needs_force() {
    let folder = small();
    let path = folder.path("news/ferry.txt");
    let modified = fs::metadata(&path).unwrap().modified().unwrap();
    folder.write("news/ferry.txt", FERRY.replace("Monday", "Friday"));
    File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
    check(&folder, &["news"], [0, 0, 0, 0, 2]);
    check(&folder, &["news", "--force"], [0, 2, 0, 0, 0]);
    assert_eq!(n_found(&folder, "ferry Friday"), 1);
}

#[test]
fn clock_that_was_set_back_hides_no_change() {
    let folder = small();
    folder.write("news/ferry.txt", FERRY.replace("Monday", "Friday"));
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
    File::options().write(true).open(folder.path("news/ferry.txt")).unwrap().set_modified(long_ago).unwrap();
    check(&folder, &["news"], [0, 1, 0, 0, 1]);
}

#[test]
fn deleting_is_left_out_or_all_there_is() {
    let folder = small();
    folder.remove("news/ferry.txt");
    folder.write("news/tram.txt", "The tram is late.");
    check(&folder, &["news", "--no-delete"], [1, 0, 0, 0, 1]);
    folder.write("news/bus.txt", "The bus is late.");
    check(&folder, &["news", "--delete-only"], [0, 0, 0, 1, 0]);
    check(&folder, &["news"], [1, 0, 0, 0, 2]);
}

#[test]
fn dry_run_says_what_would_be_done_and_does_nothing() {
    let folder = small();
    folder.write("news/tram.txt", "The tram is late.");
    folder.write("news/bridge.txt", "The bridge fell.");
    fs::rename(folder.path("news/ferry.txt"), folder.path("news/boat.txt")).unwrap();
    let before = folder.snapshot("index");
    let plan = folder.run(&["index", "news", "--dry-run", "--json"]).succeeds().json();
    assert_eq!(plan["added"], Value::from(vec!["news/tram.txt"]));
    assert_eq!(plan["replaced"], Value::from(vec!["news/bridge.txt"]));
    assert_eq!(plan["moved"][0]["from"], "news/ferry.txt");
    let run = folder.run(&["index", "news", "--dry-run"]).succeeds();
    assert!(run.stdout.contains("would add 1 file\n  news/tram.txt\n"), "{run:?}");
    assert_eq!(folder.snapshot("index"), before);
    folder.run(&["index", "news", "--dry-run", "--index", "other"]).succeeds();
    assert!(!folder.path("other").exists());
}

/// Runs the program with something on its standard input.
fn with_input(folder: &Folder, args: &[&str], input: &[u8]) -> Run {
    let mut child = folder.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    Run::ended(child.wait_with_output().unwrap())
}

#[test]
fn listed_files_are_looked_at_and_no_others() {
    let folder = small();
    folder.write("news/tram.txt", "The tram is late.");
    folder.write("news/bus.txt", "The bus is late.");
    folder.write("news/photo.jpg", "no article");
    folder.remove("news/ferry.txt");
    let list = b"news\nnews/tram.txt\r\n\nnews/ferry.txt\nnews/photo.jpg\nnews/never-there.txt\n";
    let run = with_input(&folder, &["index", "--json", "--files-from", "-"], list).succeeds();
    assert_eq!(changes(&run), [1, 0, 0, 1, 0]);
    folder.write("list", b"news/bus.txt\0");
    check(&folder, &["--files-from", "list", "-0"], [1, 0, 0, 0, 0]);
    check(&folder, &["news"], [0, 0, 0, 0, 3]);
}

// 2. What cannot be looked at.

#[test]
fn missing_root_is_an_error_and_removes_nothing() {
    let folder = small();
    let before = folder.snapshot("index");
    fs::rename(folder.path("news"), folder.path("elsewhere")).unwrap();
    folder.run(&["index", "news"]).fails_with(&["`news` does not exist", "hint: "]);
    folder.run(&["index", "elsewhere", "news"]).fails_with(&["`news` does not exist"]);
    assert_eq!(folder.snapshot("index"), before);
}

#[test]
fn files_of_other_roots_stay() {
    let folder = small();
    folder.write("other/tram.txt", "The tram is late.");
    folder.run(&["index", "other"]).succeeds();
    folder.remove("other/tram.txt");
    folder.remove("news/ferry.txt");
    check(&folder, &["news"], [0, 0, 0, 1, 1]);
    assert_eq!(n_found(&folder, "tram"), 1);
}

// 3. Stopping.

#[cfg(unix)]
fn interrupt(child: &std::process::Child) {
    let status = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

/// Begins to index, and interrupts the run once it has committed something.
#[cfg(unix)]
fn interrupted(folder: &Folder, args: &[&str]) -> Run {
    use std::io::{BufRead, BufReader};
    let mut child = folder.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut stdout = String::new();
    for line in lines.by_ref() {
        let line = line.unwrap() + "\n";
        stdout.push_str(&line);
        if line.contains("\"kind\":\"committed\"") {
            interrupt(&child);
            break;
        }
    }
    stdout.extend(lines.map(|line| line.unwrap() + "\n"));
    let run = Run::ended(child.wait_with_output().unwrap());
    Run { stdout, ..run }
}

#[cfg(unix)]
#[test]
fn interrupted_run_goes_on_in_the_middle_of_a_file() {
    let folder = Folder::of(&[("news/many.jsonl", &(records(1..=30_000) + &records(1..=5)))]);
    let undisturbed = Folder::of(&[("news/many.jsonl", &(records(1..=30_000) + &records(1..=5)))]);
    let run = interrupted(&folder, &["index", "news", "--json", "--commit-every", "1000"]).exits(130);
    assert!(run.stderr.contains("interrupted: "), "{run:?}");
    let n_before = n_found(&folder, "flood");
    assert!((1000..30_000).contains(&n_before), "{n_before}");
    is_clean(&folder);
    assert!(folder.run(&["status"]).stdout.contains("not finished"));
    let plan = folder.run(&["index", "news", "--dry-run", "--json"]).json();
    assert_eq!(plan["resumed"], Value::from(vec!["news/many.jsonl"]));
    let run = folder.run(&["index", "news", "--json"]).succeeds();
    assert_eq!(run.report()["articles"]["added"], 30_005 - n_before);
    check(&folder, &["news"], [0, 0, 0, 0, 1]);
    assert!(!folder.run(&["status"]).stdout.contains("not finished"));
    undisturbed.run(&["index", "news"]).succeeds();
    let problems = |folder: &Folder| folder.run(&["status", "--json"]).json()["problems"].clone();
    assert_eq!((folder.ids(), problems(&folder)), (undisturbed.ids(), problems(&undisturbed)));
}

#[cfg(unix)]
#[test]
fn half_read_file_that_changes_is_read_from_its_beginning() {
    let folder = Folder::of(&[("news/many.jsonl", &records(1..=30_000))]);
    interrupted(&folder, &["index", "news", "--json", "--commit-every", "1000"]).exits(130);
    folder.write("news/many.jsonl", records(20_000..=20_100));
    folder.run(&["index", "news"]).succeeds();
    is_clean(&folder);
    assert_eq!(folder.ids().len(), 101);
}

#[test]
fn commits_come_after_so_many_articles() {
    let folder = Folder::of(&[("news/many.jsonl", &records(1..=3000))]);
    let run = folder.run(&["index", "news", "--json", "--commit-every", "500", "--threads", "3"]).succeeds();
    let n_commits = run.lines().iter().filter(|line| line["kind"] == "committed").count();
    assert!((2..=6).contains(&n_commits), "{n_commits}");
    is_clean(&folder);
    assert_eq!(folder.ids().len(), 3000);
    for wrong in ["0", "5x", "s", "-1", ""] {
        folder.run(&["index", "news", "--commit-every", wrong]).exits(2);
    }
}

#[cfg(unix)]
#[test]
fn large_file_is_replaced_whole_or_not_at_all() {
    let padded = |word: &str| {
        let padding = "x".repeat(3000);
        (0..8000).map(|n| format!("{{\"id\": \"{n}\", \"text\": \"{word} {n} {padding}\"}}\n")).collect::<String>()
    };
    let folder = Folder::of(&[("news/many.jsonl", &padded("before"))]);
    folder.run(&["index", "news"]).succeeds();
    folder.write("news/many.jsonl", padded("after"));
    // What came before the file is committed, and then the run is interrupted in it.
    let run = interrupted(&folder, &["index", "news", "--json", "--commit-every", "100"]);
    let n_after = if run.code == Some(130) { 0 } else { 8000 };
    assert_eq!([n_found(&folder, "before"), n_found(&folder, "after")], [8000 - n_after, n_after]);
    is_clean(&folder);
    folder.run(&["index", "news"]).succeeds();
    assert_eq!([n_found(&folder, "before"), n_found(&folder, "after")], [0, 8000]);
}

#[test]
fn segments_stay_few_and_space_comes_back() {
    let folder = Folder::of(&[("news/many.jsonl", &records(1..=2000))]);
    let status = || folder.run(&["status", "--json"]).json();
    folder.run(&["index", "news"]).succeeds();
    let size_before = status()["size_bytes"].as_u64().unwrap();
    for n in 1..=10 {
        folder.write("news/many.jsonl", records(n..=2000 + n));
        folder.write(&format!("news/{n}.txt"), "The tram is late.");
        folder.run(&["index", "news", "--commit-every", "200"]).succeeds();
    }
    let status = status();
    assert!(status["segments"].as_u64().unwrap() <= 6, "{status}");
    assert!(status["size_bytes"].as_u64().unwrap() < size_before * 2, "{size_before} {status}");
}

// 4. Rebuilding.

/// The folders of generations, in order.
fn generations(folder: &Folder) -> Vec<String> {
    let names = fs::read_dir(folder.path("index")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.starts_with("generation-")).collect();
    names.sort();
    names
}

#[test]
fn rebuild_makes_the_same_index_anew() {
    let folder = small();
    folder.write("other/tram.txt", "The tram is late.");
    folder.run(&["index", "other"]).succeeds();
    let ids = folder.ids();
    // Without paths, from those of all runs before.
    check(&folder, &["--rebuild"], [3, 0, 0, 0, 0]);
    assert_eq!((folder.ids(), generations(&folder)), (ids, vec!["generation-2".to_owned()]));
    check(&folder, &["news", "other"], [0, 0, 0, 0, 3]);
    check(&folder, &["--rebuild", "news"], [2, 0, 0, 0, 0]);
    assert_eq!(generations(&folder), ["generation-3"]);
}

#[test]
fn rebuild_replaces_an_index_of_another_format_and_a_damaged_one() {
    let folder = small();
    let current = fs::read_to_string(folder.path("index/current")).unwrap();
    folder.write("index/current", current.replacen("\"format\":", "\"format\":9", 1));
    folder.run(&["index", "news"]).fails_with(&["has format 9", "hint: rebuild it with `pullquote index --rebuild PATH…`"]);
    check(&folder, &["--rebuild"], [2, 0, 0, 0, 0]);
    folder.write("index/current", "");
    folder.run(&["index", "--rebuild"]).fails_with(&["does not record its source folders", "hint: give them"]);
    check(&folder, &["--rebuild", "news"], [2, 0, 0, 0, 0]);
    assert_eq!(generations(&folder), ["generation-3"]);
}

#[cfg(unix)]
#[test]
fn rebuild_that_is_killed_leaves_the_old_index() {
    let folder = Folder::of(&[("news/many.jsonl", &records(1..=20_000))]);
    folder.run(&["index", "news"]).succeeds();
    let mut child = folder.command(&["index", "--rebuild", "--commit-every", "500"]).stderr(Stdio::null()).spawn().unwrap();
    let started = Instant::now();
    while generations(&folder).len() < 2 {
        assert!(started.elapsed() < Duration::from_secs(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(n_found(&folder, "flood"), 20_000);
    // The next run that writes takes the remains away.
    folder.write("news/tram.txt", "The tram is late.");
    check(&folder, &["news"], [1, 0, 0, 0, 1]);
    assert_eq!(generations(&folder), ["generation-1"]);
    interrupted(&folder, &["index", "--rebuild", "--json", "--commit-every", "500"]).exits(130);
    assert_eq!(n_found(&folder, "flood"), 20_000);
    check(&folder, &["--rebuild"], [2, 0, 0, 0, 0]);
    assert_eq!(generations(&folder).len(), 1);
}

#[test]
fn generation_that_somebody_has_open_is_removed_later() {
    let folder = small();
    let in_use = File::open(folder.path("index/generation-1/in-use")).unwrap();
    in_use.lock_shared().unwrap();
    folder.run(&["index", "--rebuild"]).succeeds();
    assert_eq!(generations(&folder), ["generation-1", "generation-2"]);
    drop(in_use);
    folder.write("news/tram.txt", "The tram is late.");
    check(&folder, &["news"], [1, 0, 0, 0, 2]);
    assert_eq!(generations(&folder), ["generation-2"]);
}

#[test]
fn searches_go_on_while_the_index_is_rebuilt() {
    let folder = Folder::of(&[("news/many.jsonl", &records(1..=500))]);
    folder.run(&["index", "news"]).succeeds();
    std::thread::scope(|scope| {
        let rebuilding = scope.spawn(|| {
            for _ in 0..5 {
                folder.run(&["index", "--rebuild"]).succeeds();
            }
        });
        let mut n_searches = 0;
        while !rebuilding.is_finished() {
            assert_eq!(n_found(&folder, "flood"), 500);
            n_searches += 1;
        }
        assert!(n_searches > 0);
    });
}

#[test]
fn searches_go_on_while_articles_are_added_removed_and_merged() {
    let folder = Folder::of(&[("news/old.jsonl", &records(1..=500))]);
    folder.run(&["index", "news"]).succeeds();
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for round in 0..5 {
                for n in 0..60 {
                    folder.write(
                        &format!("news/{n}.txt"),
                        format!("Tram {n}\n\nThe tram is late, and late again in round {round}."),
                    );
                }
                folder.run(&["index", "news", "--commit-every", "10"]).succeeds();
            }
        });
        let mut n_searches = 0;
        while !writing.is_finished() {
            assert_eq!(n_found(&folder, "flood"), 500);
            let n_trams = n_found(&folder, "tram");
            assert!(n_searches == 0 || n_trams <= 60, "{n_trams}");
            n_searches += 1;
        }
        assert!(n_searches > 0);
    });
    let stats = folder.run(&["status", "--json"]).succeeds().json();
    assert!(stats["segments"].as_u64().unwrap() < 12, "{stats}");
    is_clean(&folder);
}

// 5. Checking.

#[test]
fn check_says_what_is_there() {
    let run = small().run(&["check"]).succeeds();
    assert_eq!(run.stdout, "no problems: 1 segment, 2 files, 2 articles, 2 quotes\n");
}

/// Flips a bit in the file of the index with this ending, and returns its name.
fn flip(folder: &Folder, ending: &str) -> String {
    let path = folder.snapshot("index").into_keys().find(|path| path.extension().is_some_and(|is| is == ending)).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes[20] ^= 1;
    fs::write(&path, bytes).unwrap();
    path.file_name().unwrap().to_string_lossy().into_owned()
}

#[test]
fn damaged_file_of_the_index_is_found() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus", "--quiet"]).succeeds();
    // The first postings are not read when the index is opened.
    flip(&folder, "idx");
    let run = folder.run(&["check", "--json"]).exits(1);
    assert_eq!(run.json()["findings"][0]["type"], "damaged");
    assert!(run.stderr.contains("index --rebuild"), "{run:?}");
    // The end of a file is, and in a small index that is its only block.
    let folder = small();
    let name = flip(&folder, "store");
    folder.run(&["check"]).fails_with(&["index at `index` is damaged", &name, "index --rebuild"]);
    folder.run(&["index", "--rebuild"]).succeeds();
    is_clean(&folder);
}

/// A flipped bit in any file of the index changes no answer: what is read is as it was written, or an error names the file.
#[test]
fn a_flipped_bit_changes_no_answer() {
    // Several segments, and a list of deleted documents that is too short for a merge.
    let folder = Folder::indexed(&[("bridge.txt", BRIDGE), ("ferry.txt", FERRY), ("more.jsonl", &records(1..=40))]);
    folder.write("news/late.jsonl", records(41..=45));
    folder.run(&["index", "news"]).succeeds();
    folder.remove("news/ferry.txt");
    folder.run(&["index", "news"]).succeeds();
    let answer = || -> Result<String, Error> {
        let snapshot = LocalIndex::open(&folder.path("index"))?.snapshot();
        let mut answer = String::new();
        for query in ["bridge", "\"the bridge\"", "flood -5", "open* OR late"] {
            let query = parse(query, 0).0.unwrap();
            let request = SearchRequest {
                query,
                coverage: Coverage::All,
                sort: Sort::Relevance,
                count: Default::default(),
                offset: 0,
                limit: 10,
            };
            let hits = snapshot.search(&request)?;
            answer +=
                &format!("{} {:?}\n", hits.total, hits.page.iter().map(|hit| (&hit.article, &hit.matches)).collect::<Vec<_>>());
        }
        Ok(answer + &format!("{:?}", snapshot.ledger().files()?))
    };
    let expected = answer().unwrap();
    let files: Vec<_> =
        folder.snapshot("index/generation-1").into_keys().filter(|path| fs::metadata(path).unwrap().len() > 0).collect();
    let ending =
        |path: &std::path::Path| path.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
    let endings: BTreeSet<String> = files.iter().map(|path| ending(path)).collect();
    assert!(
        ["del", "fast", "fieldnorm", "idx", "json", "pos", "store", "term"].iter().all(|known| endings.contains(*known)),
        "{endings:?}"
    );
    let mut n_found = 0;
    for path in files {
        let whole = fs::read(&path).unwrap();
        let step = (whole.len() / 12).max(1);
        for at in (0..whole.len()).step_by(step) {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x10;
            fs::write(&path, flipped).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            match answer() {
                Ok(answer) => assert_eq!(answer, expected, "byte {at} of {name}"),
                Err(Error::IndexDamaged { reason, .. }) => {
                    assert!(reason.contains(&name), "byte {at} of {name}: {reason}");
                    n_found += 1;
                }
                Err(error) => panic!("byte {at} of {name}: {error}"),
            }
        }
        fs::write(&path, whole).unwrap();
    }
    assert!(n_found > 50, "{n_found}");
    assert_eq!(answer().unwrap(), expected);
}

#[test]
fn a_damaged_file_is_named_and_what_to_do() {
    let folder = small();
    let postings =
        folder.snapshot("index").into_keys().find(|path| path.extension().is_some_and(|ending| ending == "idx")).unwrap();
    let mut bytes = fs::read(&postings).unwrap();
    bytes[20] ^= 1;
    fs::write(&postings, bytes).unwrap();
    let name = postings.file_name().unwrap().to_string_lossy().into_owned();
    folder.run(&["search", "bridge"]).fails_with(&["index at `index` is damaged", &name, "index --rebuild"]);
    // A merge would copy the damage, and a run would build on it.
    folder.run(&["index", "--rebuild"]).succeeds();
    is_clean(&folder);
}

#[test]
fn ledger_and_articles_that_disagree_are_found_and_put_in_order() {
    use pullquote::article::{ArticleId, Place};
    use pullquote::engine::local::LocalIndex;
    use pullquote::engine::{FileRecord, Index, RunRecord, WriterOptions};
    let folder = small();
    let ids = folder.ids();
    {
        let index = LocalIndex::open(&folder.path("index")).unwrap();
        let snapshot = index.snapshot();
        let bridge = snapshot.articles("news/bridge.txt", 1).unwrap().remove(0);
        let ferry = snapshot.ledger().files().unwrap()[1].clone();
        let writer = index.writer(&WriterOptions::default()).unwrap();
        // An article twice, one of a file that nobody knows, a record that states too much, and one that is there twice.
        writer.add(&bridge).unwrap();
        let place = Place { path: "orphan.txt".to_owned(), record: None };
        writer.add(&pullquote::article::Article { id: ArticleId::new("orphan.txt", ""), place, ..bridge }).unwrap();
        writer.remove_file_record("news/ferry.txt").unwrap();
        writer.add_file(&FileRecord { n_articles: 7, ..ferry.clone() }).unwrap();
        writer.add_file(&ferry).unwrap();
        writer.commit(&RunRecord::default()).unwrap();
        writer.close(&mut || true).unwrap();
    }
    let kinds = |run: &Run| -> Vec<String> {
        run.json()["findings"].as_array().unwrap().iter().map(|finding| text(&finding["type"])).collect()
    };
    let run = folder.run(&["check", "--json"]).exits(1);
    assert_eq!(kinds(&run), ["count", "duplicate", "two-records", "no-record"], "{run:?}");
    folder.run(&["check", "--repair", "--json"]).exits(1);
    folder.run(&["index", "news"]).succeeds();
    is_clean(&folder);
    assert_eq!(folder.ids(), ids);
}

// 6. Watching.

/// Waits until as many articles match as should. Returns how long that took.
#[track_caller]
fn wait_for(folder: &Folder, query: &str, n: u64) -> Duration {
    let started = Instant::now();
    let is_there = || folder.path("index/current").exists() && n_found(folder, query) == n;
    while !is_there() {
        assert!(started.elapsed() < Duration::from_secs(20), "`{query}`: {} and not {n}", n_found(folder, query));
        std::thread::sleep(Duration::from_millis(20));
    }
    started.elapsed()
}

#[cfg(unix)]
fn check_watch(options: &[&str]) {
    let folder = Folder::of(&[("news/bridge.txt", BRIDGE)]);
    let args = [&["watch", "news"], options].concat();
    let child = folder.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_for(&folder, "bridge", 1);
    folder.write("news/ferry.txt", FERRY);
    let took = wait_for(&folder, "ferry", 1);
    assert!(took < Duration::from_secs(4), "{took:?}");
    // A burst, in a folder that is new, and more of it than is looked at one by one.
    (0..1500).for_each(|n| folder.write(&format!("news/new/deep/{n}.txt"), format!("Tram {n} is late.")));
    wait_for(&folder, "tram", 1500);
    fs::rename(folder.path("news/new"), folder.path("news/old")).unwrap();
    wait_for(&folder, "path:news/old", 1500);
    folder.remove("news/old");
    folder.write("news/ferry.txt", "The bus is late.");
    wait_for(&folder, "tram OR ferry", 0);
    // A folder that is gone as a whole is not forgotten.
    fs::rename(folder.path("news"), folder.path("elsewhere")).unwrap();
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(n_found(&folder, "bus"), 1);
    interrupt(&child);
    Run::ended(child.wait_with_output().unwrap()).succeeds();
    is_clean(&folder);
}

#[cfg(unix)]
#[test]
fn watched_folder_is_in_the_index_a_moment_later() {
    check_watch(&[]);
}

#[cfg(unix)]
#[test]
fn watched_folder_is_in_the_index_where_the_system_tells_nothing() {
    check_watch(&["--poll"]);
}

// 7. Writers.

#[test]
fn second_writer_waits_as_long_as_it_is_told() {
    let folder = small();
    folder.write("news/new.txt", "The tram is late.");
    let lock = File::options().write(true).open(folder.path("index/lock")).unwrap();
    lock.lock().unwrap();
    folder.run(&["index", "news", "--wait", "1"]).fails_with(&["is being written by another process", "--wait SECONDS"]);
    folder.run(&["index", "--rebuild"]).fails_with(&["is being written by another process"]);
    let waiting = folder.command(&["index", "news", "--wait", "60"]).stdout(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    drop(lock);
    Run::ended(waiting.wait_with_output().unwrap()).succeeds();
    check(&folder, &["news"], [0, 0, 0, 0, 3]);
}

#[test]
fn writers_at_the_same_time_never_spoil_the_index() {
    let folder = Folder::of(&[("news/many.jsonl", &records(1..=2000)), ("other/ferry.txt", FERRY)]);
    let spawn = |args: &[&str]| folder.command(args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let wait = ["--wait", "60"];
    let writers = [
        spawn(&[&["index", "news"], &wait[..]].concat()),
        spawn(&[&["index", "other"], &wait[..]].concat()),
        spawn(&[&["index", "news", "--rebuild"], &wait[..]].concat()),
        spawn(&[&["index", "other"], &wait[..]].concat()),
    ];
    for writer in writers {
        Run::ended(writer.wait_with_output().unwrap()).succeeds();
    }
    folder.run(&["index", "news", "other"]).succeeds();
    is_clean(&folder);
    assert_eq!(folder.ids().len(), 2001);
}
