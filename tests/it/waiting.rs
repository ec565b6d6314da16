//! Reading never waits for what is no file, and a run ends when it is asked to:
//!
//! 1. a named pipe, a device, a socket and links to them are problems, wherever a path is read;
//! 2. an interrupt ends a run inside a record of any length, and what was committed stays.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use crate::harness::{Folder, Run, text};

const GOOD: &str = "Bridge reopens\n\nThe harbour bridge is open again.\n";

fn make_pipe(folder: &Folder, name: &str) {
    assert!(Command::new("mkfifo").arg(folder.path(name)).status().unwrap().success());
}

/// Runs the program. One that waits for something is ended, and fails the test.
#[track_caller]
fn run(folder: &Folder, args: &[&str]) -> Run {
    let child = folder.command(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let id = child.id();
    let (sender, receiver) = channel();
    // What it prints is read meanwhile, or it would wait for its reader.
    thread::spawn(move || sender.send(child.wait_with_output()));
    let Ok(output) = receiver.recv_timeout(LONGEST) else {
        assert!(Command::new("kill").args(["-KILL", &id.to_string()]).status().unwrap().success());
        panic!("{args:?} waits for something");
    };
    Run::ended(output.unwrap())
}

/// Much longer than any run here takes.
const LONGEST: Duration = Duration::from_secs(120);

/// Waits for a process, much longer than it takes, and ends it.
#[track_caller]
fn end_in_time(child: &mut Child, what: &[&str]) {
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > LONGEST {
            child.kill().unwrap();
            panic!("{what:?} waits for something");
        }
        thread::sleep(Duration::from_millis(10));
    }
}

fn send(signal: &str, child: &Child) {
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn what_is_no_file_is_a_problem_of_a_folder() {
    let folder = Folder::of(&[("news/a.txt", GOOD), ("news/z.txt", GOOD)]);
    make_pipe(&folder, "news/pipe.html");
    make_pipe(&folder, "news/pipe");
    make_pipe(&folder, "news/pipe.png");
    make_pipe(&folder, "news/.ignore");
    symlink("pipe.html", folder.path("news/link.txt")).unwrap();
    symlink("/dev/zero", folder.path("news/zero.jsonl")).unwrap();
    let _socket = UnixListener::bind(folder.path("news/socket.txt")).unwrap();
    let run_of = run(&folder, &["index", "news", "--follow-links", "--json"]).succeeds();
    let names = [".ignore", "link.txt", "pipe", "pipe.html", "socket.txt", "zero.jsonl"];
    let kinds = ["syntax", "unreadable", "unreadable", "unreadable", "unreadable", "unreadable"];
    let expected: Vec<String> = names.iter().zip(kinds).map(|(name, kind)| format!("{kind} news/{name} - -")).collect();
    assert_eq!(run_of.problems(), expected, "{run_of:#?}");
    assert_eq!(run_of.report()["articles"]["added"], 2);
    assert_eq!(run_of.report()["skipped"], 1);
}

#[test]
fn a_file_that_became_a_pipe_keeps_its_articles() {
    let folder = Folder::indexed(&[("a.txt", GOOD)]);
    folder.remove("news/a.txt");
    make_pipe(&folder, "news/a.txt");
    let run_of = run(&folder, &["index", "news", "--json"]).succeeds();
    assert_eq!(run_of.problems(), ["unreadable news/a.txt - -"]);
    assert_eq!(folder.run(&["search", "bridge", "--json"]).succeeds().paths(), ["news/a.txt"]);
}

#[test]
fn no_path_of_a_command_is_waited_for() {
    let folder = Folder::indexed(&[("a.txt", GOOD)]);
    make_pipe(&folder, "pipe");
    let refused = "it is a named pipe, not a file";
    for args in [
        &["batch", "pipe"][..],
        &["index", "--files-from", "pipe"],
        &["watchlist", "list", "--watchlist", "pipe"],
        &["alerts", "--watchlist", "pipe"],
        &["eval", "--queries", "pipe", "--qrels", "pipe"],
    ] {
        run(&folder, args).fails_with(&[refused]);
    }
    run(&folder, &["replay", "pipe"]).fails_with(&["`pipe`"]);
    for args in [&["extract", "pipe"][..], &["extract", "/dev/zero"], &["index", "pipe", "/dev/zero"]] {
        let run_of = run(&folder, args);
        assert!(run_of.stderr.contains("not a file") || run_of.stdout.contains("not a file"), "{run_of:#?}");
    }
    let mut command = folder.command(&["status", "--profile", "a"]);
    command.env("PULLQUOTE_CONFIG", "pipe").stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    end_in_time(&mut child, &["a configuration file"]);
    Run::ended(child.wait_with_output().unwrap()).fails_with(&[refused]);
    // A file that is listed may have become anything.
    folder.write("list", "pipe\nnews/a.txt\n");
    let run_of = run(&folder, &["index", "--files-from", "list", "--json"]).succeeds();
    assert_eq!(run_of.problems(), ["unreadable pipe - -"]);
}

/// Writes two files. The second is a line without an end, of holes: it takes no space on the disk.
fn with_endless_record(folder: &Folder) {
    let record = |number: usize| format!("{{\"id\": \"r{number}\", \"text\": \"The flood came in year {number}.\"}}\n");
    folder.write("news/many.jsonl", (0..2_000).map(record).collect::<String>());
    File::create(folder.path("news/more.jsonl")).unwrap().set_len(64 << 30).unwrap();
}

#[test]
fn an_interrupt_ends_a_run_inside_a_record() {
    for signal in ["-INT", "-TERM"] {
        let folder = Folder::new();
        with_endless_record(&folder);
        let mut child = folder
            .command(&["index", "news", "--json", "--commit-every", "64"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        assert!(lines.any(|line| line.contains("\"kind\":\"committed\"")), "nothing was committed");
        send(signal, &child);
        drop(lines.last());
        end_in_time(&mut child, &["index"]);
        let ended = Run::ended(child.wait_with_output().unwrap()).exits(130);
        assert!(ended.stderr.contains("interrupted: "), "{ended:#?}");
        let found = folder.run(&["search", "flood", "--json", "-n", "1000"]).succeeds().hits().len();
        assert!((64..=1_000).contains(&found), "{found}");
    }
}

#[test]
fn an_interrupt_ends_a_command_that_waits_for_its_input() {
    let folder = Folder::indexed(&[("a.txt", GOOD)]);
    let mut child =
        folder.command(&["batch", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Its first answer shows that it listens.
    stdin.write_all("bridge\n".repeat(2_000).as_bytes()).unwrap();
    stdin.flush().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0]).unwrap();
    send("-TERM", &child);
    let mut rest = Vec::new();
    stdout.read_to_end(&mut rest).unwrap();
    end_in_time(&mut child, &["batch"]);
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn an_interrupted_export_leaves_nothing_behind() {
    let folder = Folder::indexed(&[("a.txt", GOOD)]);
    // What a process that was killed left, and what one that runs is writing.
    folder.write("out.csv.unfinished-4294967295", "old");
    folder.write(&format!("out.csv.unfinished-{}", std::process::id()), "of others");
    folder.write("out.csv.unfinished-x", "of the user");
    folder.run(&["export", "-o", "out.csv", "bridge"]).succeeds();
    let mut names: Vec<String> = fs::read_dir(folder.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("out.csv"))
        .collect();
    names.sort();
    assert_eq!(names, ["out.csv", &format!("out.csv.unfinished-{}", std::process::id()), "out.csv.unfinished-x"]);
}

#[test]
fn sparse_and_long_named_entries_are_counted() {
    let entry = |kind: tar::EntryType, name: &str, content: &[u8]| {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_path(name).unwrap();
        header.set_size(content.len() as u64);
        header.set_cksum();
        let mut bytes = header.as_bytes().to_vec();
        bytes.extend_from_slice(content);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
        bytes
    };
    let record = |key: &str, value: &str| {
        let rest = format!(" {key}={value}\n");
        // The length of a line counts its own digits.
        let len = (rest.len()..).find(|len| len.to_string().len() + rest.len() == *len).unwrap();
        format!("{len}{rest}")
    };
    let text = |word: &str| format!("{word} reopens\n\nThe harbour bridge is open again.\n").into_bytes();
    let long = format!("{}/b.txt", ["d"; 90].join("/"));
    let longest = format!("{}/c.txt", "d".repeat(5_000));
    let mut sparse = tar::Header::new_gnu();
    sparse.set_entry_type(tar::EntryType::GNUSparse);
    sparse.set_path("sparse.txt").unwrap();
    sparse.set_size(512);
    sparse.as_gnu_mut().unwrap().isextended[0] = 1;
    sparse.set_cksum();
    let archive = [
        entry(tar::EntryType::Regular, "a.txt", &text("One")),
        // The map of a sparse file lies between its header and its content.
        sparse.as_bytes().to_vec(),
        vec![0; 512],
        vec![b'x'; 512],
        entry(tar::EntryType::XHeader, "pax", record("GNU.sparse.major", "1").as_bytes()),
        entry(tar::EntryType::Regular, "GNUSparseFile.0/pax.txt", &text("Two")),
        entry(tar::EntryType::GNULongName, "././@LongLink", long.as_bytes()),
        entry(tar::EntryType::GNULongLink, "././@LongLink", b"elsewhere"),
        entry(tar::EntryType::Regular, "cut", &text("Three")),
        entry(tar::EntryType::XHeader, "pax", record("path", &longest).as_bytes()),
        entry(tar::EntryType::Regular, "cut", &text("Four")),
        entry(tar::EntryType::XGlobalHeader, "pax", record("comment", "none").as_bytes()),
        entry(tar::EntryType::Regular, "z.txt", &text("Five")),
        vec![0; 1024],
    ];
    let folder = Folder::new();
    folder.write("news/a.tar", archive.concat());
    let run_of = run(&folder, &["index", "news", "--json"]).succeeds();
    let problems = ["compression news/a.tar 2 -", "compression news/a.tar 3 -", "too-large news/a.tar 5 -"];
    assert_eq!(run_of.problems(), problems, "{run_of:#?}");
    assert_eq!(run_of.report()["articles"]["added"], 3);
}

#[test]
fn members_that_cannot_be_read_are_counted() {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for name in ["a.txt", "b.txt", "c.txt"] {
        writer.start_file(name, stored).unwrap();
        writer.write_all(GOOD.as_bytes()).unwrap();
    }
    let mut bytes = writer.finish().unwrap().into_inner();
    let places = |bytes: &[u8], magic: &[u8]| -> Vec<usize> {
        bytes.windows(4).enumerate().filter(|(_, window)| *window == magic).map(|(place, _)| place).collect()
    };
    let (local, central) = (places(&bytes, b"PK\x03\x04"), places(&bytes, b"PK\x01\x02"));
    // The first says that it is encrypted, the second that it is compressed in an unknown way.
    (bytes[local[0] + 6], bytes[central[0] + 8]) = (bytes[local[0] + 6] | 1, bytes[central[0] + 8] | 1);
    (bytes[local[1] + 8], bytes[central[1] + 10]) = (77, 77);
    let folder = Folder::new();
    folder.write("news/a.zip", bytes);
    let run_of = run(&folder, &["index", "news", "--json"]).succeeds();
    assert_eq!(run_of.problems(), ["compression news/a.zip 1 -", "compression news/a.zip 2 -"], "{run_of:#?}");
    assert_eq!(run_of.report()["articles"]["added"], 1);
    let messages: Vec<String> =
        run_of.report()["problems"].as_array().unwrap().iter().map(|problem| text(&problem["message"])).collect();
    assert!(
        messages[0].starts_with("`a.txt` cannot be read") && messages[1].starts_with("`b.txt` cannot be read"),
        "{messages:?}"
    );
}

#[test]
fn more_problems_than_are_listed_are_counted() {
    let folder = Folder::new();
    folder.write("news/empty.jsonl", "{}\n".repeat(5_000));
    let run_of = run(&folder, &["extract", "news/empty.jsonl"]).exits(1);
    let problems: Vec<&str> = run_of.stderr.lines().filter(|line| line.starts_with("problem: ")).collect();
    assert_eq!(problems.len(), 1_001);
    assert!(problems[0].contains("4000 more problems of the file are not listed"), "{}", problems[0]);
}

#[test]
fn a_page_with_zero_characters_is_read_as_browsers_do() {
    let folder = Folder::new();
    let prose = "<p>The harbour bridge\0 is open again, said the mayor, after three weeks of repairs, and traffic flows.</p>";
    folder.write("news/a.html", format!("<title>Bridge reopens</title><article>{}</article>", prose.repeat(3)));
    let run_of = run(&folder, &["index", "news", "--json"]).succeeds();
    assert_eq!((run_of.problems(), &run_of.report()["articles"]["added"]), (Vec::new(), &1.into()));
    assert_eq!(folder.run(&["search", "\"harbour bridge is open\"", "--json"]).succeeds().paths(), ["news/a.html"]);
}
