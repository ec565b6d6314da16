//! A bad file is data, and so is a changed one:
//!
//! 1. whatever is wrong with a file is one problem of the right kind and place in the report, and every good article is indexed;
//! 2. what is known is removed only when it is gone, never because it could not be looked at;
//! 3. a run that finds nothing changed leaves every byte of the index as it is;
//! 4. the same files give the same ids and answers, whatever the threads and the order in which files came to be.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;

use crate::harness::{Folder, PROGRAM, Run, in_plain_environment, skipped, text};
use flate2::Compression;
use flate2::write::GzEncoder;
use pullquote::engine::local::LocalIndex;
use pullquote::ingest::{IngestConfig, IngestReport, PathNames, update};
use serde_json::Value;

const GOOD: &str = "Bridge reopens\n\nThe harbour bridge is open again.\n";

/// Indexes a folder that holds two good articles and what `add` puts in beside them, checks the problems (`kind path record byte`), and
/// returns the folder.
#[track_caller]
fn check(add: impl FnOnce(&Folder), n_articles: usize, problems: &[&str]) -> Folder {
    let folder = Folder::of(&[("news/a.txt", GOOD), ("news/z.txt", GOOD)]);
    add(&folder);
    let run = folder.run(&["index", "news", "--json"]).succeeds();
    assert_eq!(run.problems(), problems, "{run:#?}");
    assert_eq!(run.report()["articles"]["added"], n_articles + 2, "{run:#?}");
    let mut paths = folder.run(&["search", "bridge", "--json"]).succeeds().paths();
    paths.sort();
    assert_eq!(paths, ["news/a.txt", "news/z.txt"]);
    folder
}

#[track_caller]
fn check_file(name: &str, content: impl AsRef<[u8]>, n_articles: usize, problem: &str) -> Folder {
    check(|folder| folder.write(name, content), n_articles, &[problem])
}

fn records(n: usize) -> String {
    // Numbers that do not repeat, so that the compressed text is nearly as long.
    let record =
        |n: usize| format!("{{\"id\": \"r{n}\", \"text\": \"Record {n} of {}.\"}}\n", n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    (1..=n).map(record).collect()
}

#[test]
fn bytes_that_are_no_text_are_not_text() {
    let noise: Vec<u8> = (0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    check_file("news/noise.txt", noise, 0, "not-text news/noise.txt - -");
}

#[test]
fn truncated_gzip_is_a_problem_and_no_article() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(records(100).replace('{', "(").as_bytes()).unwrap();
    let bytes = encoder.finish().unwrap();
    // A text is one record, and half of it is none.
    check_file("news/half.txt.gz", &bytes[..bytes.len() / 2], 0, "compression news/half.txt.gz - -");
}

#[test]
fn truncated_zstandard_keeps_the_records_before_the_damage() {
    let bytes = zstd::encode_all(records(20_000).as_bytes(), 1).unwrap();
    let folder = Folder::of(&[("news/a.txt", GOOD)]);
    folder.write("news/half.jsonl.zst", &bytes[..bytes.len() / 2]);
    let run = folder.run(&["index", "news", "--json"]).succeeds();
    assert_eq!(run.problems(), ["compression news/half.jsonl.zst - -"]);
    // How many is known by the size of the compressor's blocks; the last record in front of the damage was cut and is not among them.
    let n_articles = run.report()["articles"]["added"].as_u64().unwrap();
    assert!((1_000..20_000).contains(&n_articles), "{n_articles}");
    folder.run(&["show", "r1"]).succeeds();
    folder.run(&["show", &format!("r{}", n_articles - 1)]).succeeds();
    folder.run(&["show", &format!("r{n_articles}")]).exits(2);
}

#[test]
fn what_calls_itself_compressed_and_is_not_is_read_as_it_is() {
    for name in ["news/text.txt.gz", "news/text.txt.zst"] {
        check(|folder| folder.write(name, "Not compressed at all."), 1, &[]);
    }
    check_file("news/noise.txt.gz", b"\x1f\x8b\x08 no member of gzip", 0, "compression news/noise.txt.gz - -");
    check_file("news/noise.txt.zst", b"\x28\xb5\x2f\xfd\xff no frame", 0, "compression news/noise.txt.zst - -");
    check_file("news/nothing.txt.gz", "", 0, "empty news/nothing.txt.gz - -");
}

#[test]
fn invalid_utf_8_is_indexed_and_its_first_byte_named() {
    let before = "<title>Quay</title><p>The mayor said “Né” to new ";
    let page = [before.as_bytes(), b"\xff\xfe bollards on the quay.</p>"].concat();
    let folder = check_file("news/bytes.html", page, 1, &format!("encoding news/bytes.html - {}", before.len()));
    assert_eq!(folder.run(&["search", "bollards", "--json"]).succeeds().paths(), ["news/bytes.html"]);
}

#[test]
fn byte_order_mark_counts_when_the_first_invalid_byte_is_named() {
    let text = [b"\xef\xbb\xbf".as_slice(), "Né, ".as_bytes(), b"\xff and more words."].concat();
    check_file("news/mark.txt", text, 1, "encoding news/mark.txt - 8");
}

#[test]
fn two_damaged_bytes_do_not_turn_a_dash_into_letters() {
    let folder = Folder::new();
    folder.write_from_corpus("news/buses.txt", "encodings/utf-8-invalid-bytes-night-buses.txt");
    folder.run(&["index", "news"]).succeeds();
    let shown = folder.run(&["show", "news/buses.txt"]).succeeds().stdout;
    assert!(shown.contains("6 May 2024 — Bicycles") && shown.contains("Marguerite Toll\u{fffd}\u{fffd}way"), "{shown}");
}

#[test]
fn invalid_utf_8_in_a_record_is_counted_from_the_start_of_the_file() {
    let lines = [b"{\"text\": \"one\"}\n{\"text\": \"\xc3\xa9t\xc3\xa9 ".as_slice(), b"\xff\"}\n"].concat();
    check_file("news/bytes.jsonl", lines, 2, "encoding news/bytes.jsonl 2 32");
}

#[test]
fn endless_line_is_too_large_and_its_neighbours_are_indexed() {
    const LINE_BYTES: u64 = 200 << 20;
    let folder = Folder::new();
    fs::create_dir(folder.path("news")).unwrap();
    let first = "{\"id\": \"first\", \"text\": \"The bridge is open.\"}\n";
    let mut file = File::create(folder.path("news/long.jsonl")).unwrap();
    file.write_all(first.as_bytes()).unwrap();
    io::copy(&mut io::repeat(b'x').take(LINE_BYTES), &mut file).unwrap();
    file.write_all(b"\n{\"id\": \"last\", \"text\": \"The bridge is closed.\"}\n").unwrap();

    // GNU time is not everywhere; where it is, it knows how much memory the program took.
    let time = Path::new("/usr/bin/time");
    let mut command = if time.exists() { Command::new(time) } else { Command::new(PROGRAM) };
    if time.exists() {
        command.args(["-v", PROGRAM]);
    }
    in_plain_environment(command.current_dir(folder.path("")).args(["index", "news", "--json"]));
    let run = Run::of(&mut command).succeeds();
    assert_eq!(run.problems(), [format!("too-large news/long.jsonl 2 {}", first.len())]);
    let paths = folder.run(&["search", "bridge", "--json"]).succeeds().hits();
    let mut ids: Vec<String> = paths.iter().map(|hit| text(&hit["record_id"])).collect();
    ids.sort();
    assert_eq!(ids, ["first", "last"]);

    let peak = run.stderr.lines().find_map(|line| line.trim().strip_prefix("Maximum resident set size (kbytes): "));
    if let Some(peak_kib) = peak.and_then(|peak| peak.parse::<u64>().ok()) {
        println!("peak memory: {} MiB", peak_kib >> 10);
        // A record may be 64 MiB. The buffer that holds its beginning doubles as it grows, and those before it go back to the system only
        // some seconds later.
        assert!(peak_kib < 175 << 10, "{peak_kib} KiB for a line of {} KiB", LINE_BYTES >> 10);
    }
}

#[test]
fn broken_json_is_a_syntax_problem_at_its_byte() {
    check_file("news/broken.json", "{\"id\": \"b\", \"text\": }", 0, "syntax news/broken.json - 20");
    check_file("news/number.json", "7", 0, "syntax news/number.json - -");
}

#[test]
fn values_before_broken_json_are_kept() {
    check_file("news/two.json", "{\"text\": \"Kept.\"} {\"text\"", 1, "syntax news/two.json 2 24");
}

#[test]
fn bad_line_in_the_middle_is_named_by_its_record_and_byte() {
    let lines =
        "{\"id\": \"a\", \"text\": \"The ferry sails.\"}\n{\"id\": \"b\", ]\n\n{\"id\": \"d\", \"text\": \"The ferry lands.\"}\n";
    let byte = lines.find(']').unwrap();
    let folder = check_file("news/wire.jsonl", lines, 2, &format!("syntax news/wire.jsonl 2 {byte}"));
    let hits = folder.run(&["search", "ferry", "--json"]).succeeds().hits();
    let mut records: Vec<u64> = hits.iter().map(|hit| hit["record"].as_u64().unwrap()).collect();
    records.sort_unstable();
    // Empty lines are passed over in silence and counted all the same: a record's number is its line.
    assert_eq!(records, [1, 4]);
}

#[test]
fn line_that_ends_early_is_named_by_its_own_last_byte() {
    let lines = "{\"text\": \"one\"}\n{\"text\": \"two\n{\"text\": \"three\"}\n";
    // The byte after the last is the line's end; one further on is the next record.
    let byte = lines.match_indices('\n').nth(1).unwrap().0 - 1;
    check_file("news/cut.jsonl", lines, 2, &format!("syntax news/cut.jsonl 2 {byte}"));
}

#[test]
fn second_record_of_an_id_is_kept_under_its_number() {
    let lines = "{\"id\": \"a\", \"text\": \"One.\"}\n{\"id\": \"a\", \"text\": \"Two.\"}\n";
    let folder = check_file("news/twice.jsonl", lines, 2, "duplicate-id news/twice.jsonl 2 28");
    assert!(folder.ids().contains_key("news/twice.jsonl:2"));
}

#[test]
fn same_id_in_two_files_is_no_problem() {
    let add = |folder: &Folder| {
        folder.write("news/one.json", "{\"id\": \"1\", \"text\": \"One.\"}");
        folder.write("news/two.json", "{\"id\": \"1\", \"text\": \"Two.\"}");
    };
    check(add, 2, &[]);
}

#[test]
fn file_without_text_is_empty() {
    check_file("news/empty.txt", "", 0, "empty news/empty.txt - -");
    check_file("news/blank.txt", " \n\u{a0}\n", 0, "empty news/blank.txt - -");
    check_file("news/empty.json", "", 0, "empty news/empty.json - -");
    check_file("news/list.json", "[]", 0, "empty news/list.json - -");
    check_file("news/page.html", "<html><body></body></html>", 0, "empty news/page.html - -");
}

#[test]
fn record_without_text_is_empty() {
    check_file("news/wire.jsonl", "{\"text\": \"One.\"}\n{\"id\": \"b\"}\n", 1, "empty news/wire.jsonl 2 17");
}

#[test]
fn record_with_a_headline_alone_is_no_problem_and_found_by_its_headline() {
    let folder = check(|folder| folder.write("news/head.json", "{\"title\": \"Ferry late\"}"), 1, &[]);
    assert_eq!(folder.run(&["search", "ferry", "--json"]).succeeds().paths(), ["news/head.json"]);
}

#[test]
fn empty_json_lines_file_has_nothing_to_say() {
    // A wire on a day without news.
    check(|folder| folder.write("news/wire.jsonl", "\n"), 0, &[]);
}

#[test]
fn files_that_are_no_articles_are_counted_and_passed_over() {
    let folder = check(|folder| folder.write("news/photo.jpg", "no article"), 0, &[]);
    assert_eq!(folder.run(&["index", "news", "--json"]).report()["skipped"], 1);
}

#[test]
fn all_bad_files_of_one_folder_are_reported_in_the_order_of_paths() {
    let add = |folder: &Folder| {
        folder.write_from_corpus("news/not-text.txt", "broken/not-text.txt");
        folder.write_from_corpus("news/truncated.txt.gz", "broken/truncated.txt.gz");
        folder.write_from_corpus("news/bad.json", "broken/bad.json");
        folder.write_from_corpus("news/bytes.txt", "encodings/utf-8-invalid-bytes-night-buses.txt");
        folder.write("news/empty.txt", "");
    };
    let length = fs::metadata(crate::harness::corpus().join("broken/bad.json")).unwrap().len();
    let bytes = fs::read(crate::harness::corpus().join("encodings/utf-8-invalid-bytes-night-buses.txt")).unwrap();
    let invalid = bytes.iter().position(|byte| *byte == 0xff).unwrap();
    check(
        add,
        1,
        &[
            &format!("syntax news/bad.json - {}", length - 1),
            &format!("encoding news/bytes.txt - {invalid}"),
            "empty news/empty.txt - -",
            "not-text news/not-text.txt - -",
            "compression news/truncated.txt.gz - -",
        ],
    );
}

#[test]
fn status_lists_the_problems_of_earlier_runs() {
    let folder = check_file("news/broken.json", "{", 0, "syntax news/broken.json - 0");
    assert_eq!(folder.run(&["status", "--json"]).succeeds().problems(), ["syntax news/broken.json - 0"]);
    folder.write("news/broken.json", "{\"text\": \"Mended.\"}");
    folder.run(&["index", "news"]).succeeds();
    assert_eq!(folder.run(&["status", "--json"]).succeeds().problems(), [""; 0]);
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    #[track_caller]
    fn check_link(target: &str, link: &str, problem: &str) {
        let add = |folder: &Folder| {
            folder.write("elsewhere/o.txt", "Outside of the folder.");
            folder.write("news/below/b.txt", "Below the folder.");
            symlink(target, folder.path(link)).unwrap();
        };
        check(add, 1, &[problem]);
    }

    #[test]
    fn link_to_a_folder_above_is_a_loop() {
        check_link("..", "news/below/up", "link-loop news/below/up - -");
        check_link("self.txt", "news/self.txt", "link-loop news/self.txt - -");
    }

    #[test]
    fn link_out_of_the_folder_is_not_followed() {
        check_link("../elsewhere/o.txt", "news/out.txt", "link-outside news/out.txt - -");
        check_link("../elsewhere", "news/out", "link-outside news/out - -");
    }

    #[test]
    fn dangling_link_is_a_problem() {
        check_link("nothing.txt", "news/gone.txt", "link-outside news/gone.txt - -");
    }

    #[test]
    fn link_within_the_folder_is_followed() {
        let add = |folder: &Folder| symlink("a.txt", folder.path("news/again.json")).unwrap();
        // Under a name that says it is JSON, the text is none.
        check(add, 0, &["syntax news/again.json - 0"]);
    }
}

#[cfg(unix)]
mod permissions {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::*;

    /// Runs the program as somebody whom permissions hold for.
    struct Unprivileged {
        folder: Folder,
        /// The words before the program's arguments.
        command: Vec<String>,
    }

    const DROP_PRIVILEGES: [&str; 4] = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

    impl Unprivileged {
        /// None where it cannot be done; that is said, and on a build server it fails.
        fn new() -> Option<Unprivileged> {
            let folder = Folder::new();
            folder.write("news/open/a.txt", GOOD);
            folder.write("news/locked/b.txt", "The lighthouse is dark.");
            if fs::metadata("/proc/self").is_ok_and(|own| own.uid() != 0) {
                return Some(Unprivileged { folder, command: vec![PROGRAM.to_owned()] });
            }
            // The program may lie where only root may look.
            folder.write("program", fs::read(PROGRAM).unwrap());
            for name in ["", "program"] {
                fs::set_permissions(folder.path(name), fs::Permissions::from_mode(0o777)).unwrap();
            }
            let program = folder.path("program").to_str().unwrap().to_owned();
            let command = DROP_PRIVILEGES.into_iter().map(str::to_owned).chain([program]).collect();
            let unprivileged = Unprivileged { folder, command };
            let version = unprivileged.command(&["--version"]).output();
            if version.is_ok_and(|output| output.status.success()) {
                return Some(unprivileged);
            }
            skipped("root may read everything, and `setpriv` is missing; install the package `util-linux`");
            None
        }

        fn command(&self, args: &[&str]) -> Command {
            let mut command = Command::new(&self.command[0]);
            command.args(&self.command[1..]).args(args).current_dir(self.folder.path(""));
            in_plain_environment(&mut command);
            command
        }

        /// Runs the program while nobody may read `name`.
        fn run_without(&self, name: &str, args: &[&str]) -> Run {
            let mode = |mode| fs::set_permissions(self.folder.path(name), fs::Permissions::from_mode(mode)).unwrap();
            mode(0);
            let run = Run::of(&mut self.command(args));
            mode(0o755);
            run
        }

        fn run(&self, args: &[&str]) -> Run {
            Run::of(&mut self.command(args))
        }
    }

    #[test]
    fn unreadable_folder_is_a_problem_and_the_rest_is_indexed() {
        let Some(unprivileged) = Unprivileged::new() else { return };
        let run = unprivileged.run_without("news/locked", &["index", "news", "--json"]).succeeds();
        assert_eq!(run.problems(), ["unreadable news/locked - -"]);
        assert_eq!(unprivileged.run(&["search", "bridge", "--json"]).succeeds().paths(), ["news/open/a.txt"]);
    }

    #[test]
    fn articles_below_a_folder_that_became_unreadable_stay() {
        let Some(unprivileged) = Unprivileged::new() else { return };
        unprivileged.run(&["index", "news"]).succeeds();
        for name in ["news/locked", "news"] {
            let run = unprivileged.run_without(name, &["index", "news", "--json"]).succeeds();
            assert_eq!(run.problems(), [format!("unreadable {name} - -")]);
            assert_eq!(run.report()["articles"]["removed"], 0);
            assert_eq!(unprivileged.run(&["search", "lighthouse", "--json"]).succeeds().paths(), ["news/locked/b.txt"]);
        }
    }

    #[test]
    fn unreadable_file_is_a_problem_until_it_can_be_read() {
        let Some(unprivileged) = Unprivileged::new() else { return };
        unprivileged.run_without("news/locked/b.txt", &["index", "news", "--json"]).succeeds();
        let before = unprivileged.folder.snapshot("index");
        let run = unprivileged.run_without("news/locked/b.txt", &["index", "news", "--json"]).succeeds();
        assert_eq!(run.problems(), ["unreadable news/locked/b.txt - -"]);
        assert_eq!(unprivileged.folder.snapshot("index"), before);
        let run = unprivileged.run(&["index", "news", "--json"]).succeeds();
        assert_eq!((run.problems(), &run.report()["articles"]["added"]), (Vec::new(), &Value::from(1)));
    }

    #[test]
    fn index_in_a_place_that_cannot_be_written_can_be_searched() {
        let Some(unprivileged) = Unprivileged::new() else { return };
        unprivileged.run(&["index", "news"]).succeeds();
        let mode = |mode| {
            let dir = unprivileged.folder.path("index/generation-1");
            let lock = dir.join(".tantivy-meta.lock");
            [dir, lock].iter().for_each(|path| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap());
        };
        mode(0o555);
        let run = unprivileged.run(&["search", "bridge"]);
        mode(0o755);
        run.succeeds();
    }

    #[test]
    fn index_that_may_only_be_read_says_so_to_who_would_write() {
        let Some(unprivileged) = Unprivileged::new() else { return };
        unprivileged.run(&["index", "news"]).succeeds();
        unprivileged.folder.write("news/open/new.txt", "The tram is late.");
        let mode = |mode| {
            let places = ["index", "index/lock", "index/generation-1"].map(|name| unprivileged.folder.path(name));
            places.iter().for_each(|path| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap());
        };
        mode(0o555);
        let before = unprivileged.folder.snapshot("index");
        let writing = [&["index", "news"][..], &["index", "--rebuild"]].map(|args| unprivileged.run(args));
        let reading = [&["search", "bridge"][..], &["check"], &["status"]].map(|args| unprivileged.run(args));
        let after = unprivileged.folder.snapshot("index");
        mode(0o755);
        assert_eq!(after, before);
        writing.into_iter().for_each(|run| drop(run.fails_with(&["error: cannot open `index/lock`: "])));
        reading.into_iter().for_each(|run| drop(run.succeeds()));
        unprivileged.run(&["index", "news"]).succeeds();
    }

    #[test]
    fn index_that_may_not_be_read_is_not_called_damaged() {
        let Some(unprivileged) = Unprivileged::new() else { return };
        unprivileged.run(&["index", "news"]).succeeds();
        let meta = unprivileged.folder.path("index/generation-1/meta.json");
        fs::set_permissions(&meta, fs::Permissions::from_mode(0o000)).unwrap();
        let run = unprivileged.run(&["search", "bridge"]);
        fs::set_permissions(&meta, fs::Permissions::from_mode(0o644)).unwrap();
        run.fails_with(&["error: cannot open the index at `index`: permission denied"]);
    }

    #[test]
    fn changed_file_that_became_unreadable_keeps_its_articles() {
        let Some(unprivileged) = Unprivileged::new() else { return };
        unprivileged.run(&["index", "news"]).succeeds();
        unprivileged.folder.write("news/locked/b.txt", "The lighthouse is lit once more.");
        unprivileged.run_without("news/locked/b.txt", &["index", "news"]).succeeds();
        unprivileged.run(&["search", "lighthouse dark", "--match", "all"]).succeeds();
        unprivileged.run(&["index", "news"]).succeeds();
        unprivileged.run(&["search", "lighthouse lit", "--match", "all"]).succeeds();
    }
}

#[test]
fn second_run_changes_no_byte_of_the_index() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    let before = folder.snapshot("index");
    let report = folder.run(&["index", "corpus", "--json"]).succeeds().report();
    assert_eq!(folder.snapshot("index"), before);
    assert_eq!(report["files"]["unchanged"].as_u64().unwrap(), folder.run(&["status", "--json"]).json()["files"]);
    for counts in ["added", "replaced", "removed"] {
        assert_eq!((&report["files"][counts], &report["articles"][counts]), (&Value::from(0), &Value::from(0)));
    }
}

/// Indexes three articles, changes the files with `change`, and checks the files' and articles' `added replaced removed unchanged`.
#[track_caller]
fn check_changes(change: impl FnOnce(&Folder), files: [u64; 4], articles: [u64; 4]) -> Folder {
    let two = "{\"id\": \"x\", \"text\": \"Ferry.\"}\n{\"id\": \"y\", \"text\": \"Tram.\"}\n";
    let folder = Folder::indexed(&[("a.txt", GOOD), ("b.jsonl", two)]);
    change(&folder);
    let report = folder.run(&["index", "news", "--json"]).succeeds().report();
    let counts = |of: &str| ["added", "replaced", "removed", "unchanged"].map(|kind| report[of][kind].as_u64().unwrap());
    assert_eq!((counts("files"), counts("articles")), (files, articles));
    folder
}

#[test]
fn changed_file_is_replaced() {
    let folder = check_changes(|folder| folder.write("news/a.txt", "A tunnel instead."), [0, 1, 0, 1], [0, 1, 0, 2]);
    folder.run(&["search", "bridge"]).exits(1);
    folder.run(&["search", "tunnel"]).succeeds();
}

#[test]
fn shrunken_file_loses_what_it_no_longer_holds() {
    let one = "{\"id\": \"y\", \"text\": \"Tram.\"}\n";
    let folder = check_changes(|folder| folder.write("news/b.jsonl", one), [0, 1, 0, 1], [0, 1, 1, 1]);
    folder.run(&["search", "ferry"]).exits(1);
    folder.run(&["search", "tram"]).succeeds();
}

#[test]
fn file_that_became_bad_loses_its_articles() {
    let folder = check_changes(|folder| folder.write("news/a.txt", [0; 400]), [0, 1, 0, 1], [0, 0, 1, 2]);
    folder.run(&["search", "bridge"]).exits(1);
}

#[test]
fn vanished_file_is_removed() {
    let folder = check_changes(|folder| folder.remove("news/b.jsonl"), [0, 0, 1, 1], [0, 0, 2, 1]);
    folder.run(&["search", "ferry"]).exits(1);
    folder.run(&["show", "x"]).exits(2);
}

#[test]
fn vanished_and_new_folders_are_seen() {
    let change = |folder: &Folder| {
        folder.remove("news");
        folder.write("news/new/c.txt", "Tram late\n\nThe tram is late.\n");
    };
    check_changes(change, [1, 0, 2, 0], [1, 0, 3, 0]);
}

#[test]
fn missing_root_is_an_error_and_removes_nothing() {
    let folder = Folder::indexed(&[("a.txt", GOOD)]);
    folder.write("more/b.txt", "Another.");
    fs::rename(folder.path("news"), folder.path("away")).unwrap();
    let before = folder.snapshot("index");
    folder.run(&["index", "news", "more"]).fails_with(&["`news` does not exist", "hint: "]);
    assert_eq!(folder.snapshot("index"), before);
}

#[test]
fn missing_root_leaves_no_empty_index_behind() {
    let folder = Folder::new();
    folder.run(&["index", "news"]).fails_with(&["`news` does not exist"]);
    assert!(!folder.path("index").exists());
}

#[test]
fn two_roots_are_two_folders_and_one_run_may_name_one_of_them() {
    let folder = Folder::of(&[("one/a.txt", GOOD), ("two/b.txt", "The ferry sails.")]);
    folder.run(&["index", "one", "two"]).succeeds();
    folder.remove("one/a.txt");
    folder.remove("two/b.txt");
    // What lies below a root that was not named is none of the run's business.
    let report = folder.run(&["index", "two", "--json"]).succeeds().report();
    assert_eq!((&report["files"]["removed"], &report["files"]["unchanged"]), (&Value::from(1), &Value::from(0)));
    folder.run(&["search", "bridge"]).succeeds();
    folder.run(&["search", "ferry"]).exits(1);
}

#[test]
fn roots_that_overlap_give_each_file_once() {
    let folder = Folder::of(&[("news/a.txt", GOOD), ("news/sub/b.txt", "The ferry sails."), ("news/empty.txt", "")]);
    let run = folder.run(&["index", "news", "news/sub", "news/a.txt", "./news/", "--json"]).succeeds();
    assert_eq!((&run.report()["files"]["added"], run.problems()), (&Value::from(3), vec!["empty news/empty.txt - -".to_owned()]));
}

#[test]
fn root_whose_name_begins_another_s_does_not_reach_into_it() {
    let folder = Folder::of(&[("news/a.txt", GOOD), ("news-2/b.txt", "The ferry sails.")]);
    folder.run(&["index", "news", "news-2"]).succeeds();
    folder.remove("news-2/b.txt");
    folder.run(&["index", "news"]).succeeds();
    folder.run(&["search", "ferry"]).succeeds();
}

#[test]
fn index_below_the_root_is_not_read() {
    let folder = Folder::of(&[("a.txt", GOOD)]);
    let report = folder.run(&["index", ".", "--json"]).succeeds().report();
    assert_eq!((&report["files"]["added"], &report["skipped"]), (&Value::from(1), &Value::from(0)));
    // Whatever lies in it, and in the second run, when there is more of it.
    folder.write("index/generation-1/looks-like.txt", "an article");
    let before = folder.snapshot("index");
    let report = folder.run(&["index", ".", "--json"]).succeeds().report();
    assert_eq!((&report["files"]["unchanged"], &report["files"]["added"]), (&Value::from(1), &Value::from(0)));
    assert_eq!(folder.snapshot("index"), before);
}

#[test]
fn vanished_file_is_removed_whether_the_root_is_beside_the_index_or_above_it() {
    for root in [".", ".."] {
        let folder = Folder::of(&[("deep/a.txt", GOOD), ("deep/sub/b.txt", "The ferry sails."), ("c.txt", "The tram is late.")]);
        let run = |root: &str| Run::of(folder.command(&["index", root]).current_dir(folder.path("deep"))).succeeds();
        run(root);
        folder.remove("deep/sub");
        run(root);
        folder.run(&["search", "ferry", "--index", "deep/index"]).exits(1);
        folder.run(&["search", "bridge", "--index", "deep/index"]).succeeds();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn files_whose_names_are_no_text_are_not_lost_in_silence() {
    use std::os::unix::ffi::OsStrExt;
    let name_of = |byte: u8| [b"news/", [byte].as_slice(), b".txt"].concat();
    let folder = Folder::of(&[("news/good.txt", GOOD)]);
    for byte in [0xfe, 0xff] {
        fs::write(folder.path("").join(std::ffi::OsStr::from_bytes(&name_of(byte))), GOOD).unwrap();
    }
    let run = folder.run(&["index", "news", "--json"]).succeeds();
    // Both are called alike when written as text. It would be better to read both.
    assert_eq!(run.problems(), ["unreadable news/\u{fffd}.txt - -"]);
    assert_eq!(run.report()["articles"]["added"], 2);
}

#[test]
fn file_given_by_itself_is_read_whatever_its_name() {
    let folder = Folder::of(&[("a.odd", GOOD)]);
    folder.run(&["index", "a.odd"]).succeeds();
    assert_eq!(folder.run(&["search", "bridge", "--json"]).succeeds().paths(), ["a.odd"]);
}

/// Makes the index `name` of the folder's corpus through the library.
fn index_with_threads(folder: &Folder, name: &str, n_threads: usize) -> IngestReport {
    let dir = folder.path(name);
    let config = IngestConfig { roots: vec![folder.path("corpus")], n_threads, now: 1_700_000_000, ..IngestConfig::default() };
    let names = PathNames::new(&dir).unwrap();
    let index = LocalIndex::open_or_create(&dir).unwrap();
    let report = update(&index, &names, &config, &|_| ControlFlow::Continue(())).unwrap();
    IngestReport { seconds: 0.0, ..report }
}

const QUERIES: [&str; 6] =
    ["flood", "harbour bridge cracks", "\"interest rate\"", "said -ferry", "date:2000..", "flood zzzz quotes:we"];

/// What the index answers to some queries, without the time it took.
fn answers(folder: &Folder, index: &str) -> Vec<(Vec<Value>, Value)> {
    let answer = |query: &&str| {
        let run = folder.run(&["search", "--json", "-n", "50", "--index", index, "--", query]).succeeds();
        (run.hits(), run.summary())
    };
    QUERIES.iter().map(answer).collect()
}

#[test]
fn threads_do_not_change_answers() {
    let folder = Folder::with_corpus();
    folder.write("corpus/many.jsonl", records(1000) + &records(300));
    let report = index_with_threads(&folder, "index-of-1", 1);
    assert_eq!(index_with_threads(&folder, "index-of-4", 4), report);
    assert_eq!(report.articles.added, 94 + 1300);
    assert_eq!(answers(&folder, "index-of-1"), answers(&folder, "index-of-4"));
}

#[test]
fn order_in_which_files_came_to_be_does_not_change_answers() {
    let forwards = Folder::with_corpus();
    let backwards = Folder::new();
    for (path, bytes) in forwards.snapshot("corpus").iter().rev() {
        backwards.write(path.strip_prefix(forwards.path("")).unwrap().to_str().unwrap(), bytes);
    }
    forwards.run(&["index", "corpus"]).succeeds();
    // In two runs, so that the articles lie in two segments too.
    backwards.run(&["index", "corpus/text"]).succeeds();
    backwards.run(&["index", "corpus"]).succeeds();
    assert_eq!(answers(&forwards, "index"), answers(&backwards, "index"));
}

#[test]
fn ids_outlive_the_index_and_the_content() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    let ids = folder.ids();
    assert_eq!(ids.len(), 93);
    folder.remove("index");
    folder.write("corpus/text/tram-fares.txt", "Another text in its place.");
    folder.run(&["index", "corpus/html", "corpus"]).succeeds();
    assert_eq!(folder.ids(), ids);
}

#[test]
fn folder_that_was_moved_with_its_index_is_unchanged() {
    let folder = Folder::of(&[("here/news/a.txt", GOOD)]);
    folder.run(&["index", "here/news", "--index", "here/index"]).succeeds();
    fs::rename(folder.path("here"), folder.path("there")).unwrap();
    let report = folder.run(&["index", "there/news", "--index", "there/index", "--json"]).succeeds().report();
    assert_eq!((&report["files"]["unchanged"], &report["files"]["added"]), (&Value::from(1), &Value::from(0)));
    folder.run(&["show", "news/a.txt", "--index", "there/index"]).succeeds();
}
