//! Text recognition: run if it is asked for, by a program that is found, within bounds, and ended with the run.
//!
//! The program is a stand-in: a script in a folder of `PATH`.

use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use crate::harness::{Folder, Run};
use crate::pdf::{HELVETICA, file, line};

/// A folder with a PDF that is a picture, one with text, and the stand-in.
fn with_program(script: &str) -> Folder {
    let folder = Folder::new();
    let info = "/Author(Ondine Prowse)/CreationDate(D:20240603101500Z)";
    folder.write("news/scan.pdf", file(&["q 600 0 0 800 0 0 cm /I Do Q".to_owned()], info, HELVETICA));
    folder.write("news/text.pdf", file(&[line(50, 700, 10, "The lamp is lit.")], "", HELVETICA));
    folder.write("made/prepared.pdf", file(&[line(50, 700, 10, "The ferry sails on Monday.")], "", HELVETICA));
    folder.write("tmp/keep", "");
    folder.write("bin/ocrmypdf", format!("#!/bin/sh\n{script}\n"));
    std::fs::set_permissions(folder.path("bin/ocrmypdf"), std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

const COPIES: &str = "echo \"$@\" >> \"$MADE/asked\"; for last; do :; done; cp \"$MADE/prepared.pdf\" \"$last\"";

fn command(folder: &Folder, arguments: &[&str]) -> std::process::Command {
    let mut command = folder.command(arguments);
    let path = std::env::join_paths([folder.path("bin"), "/usr/bin".into(), "/bin".into()]).unwrap();
    command.env("PATH", path).env("TMPDIR", folder.path("tmp")).env("MADE", folder.path("made"));
    command
}

fn run(folder: &Folder, arguments: &[&str]) -> Run {
    Run::of(&mut command(folder, arguments))
}

fn left_behind(folder: &Folder) -> usize {
    std::fs::read_dir(folder.path("tmp")).unwrap().count() - 1
}

#[test]
fn pictures_are_read_if_it_is_asked_for() {
    let folder = with_program(COPIES);
    let run_of = |arguments: &[&str]| run(&folder, arguments).succeeds();
    let plain = run_of(&["extract", "news"]);
    assert_eq!(plain.lines().len(), 1);
    assert!(plain.stderr.contains("the file needs OCR") && !folder.path("made/asked").exists(), "{}", plain.stderr);
    let articles = run_of(&["extract", "--ocr", "--ocr-language", "deu+fra", "news"]).lines();
    assert_eq!(articles.len(), 2);
    // The scan says who wrote it and when, not the program.
    let scan = &articles[0];
    assert_eq!(
        (&scan["body"], &scan["bylines"][0], &scan["published"]["time"]),
        (&"The ferry sails on Monday.".into(), &"Ondine Prowse".into(), &"2024-06-03T10:15:00Z".into())
    );
    let asked = std::fs::read_to_string(folder.path("made/asked")).unwrap();
    assert!(asked.lines().count() == 1 && asked.contains("--language deu+fra"), "{asked}");
    run_of(&["index", "--ocr", "news"]);
    assert_eq!(run_of(&["search", "ferry", "--json"]).hits().len(), 1);
    assert_eq!(left_behind(&folder), 0);
}

#[test]
fn without_a_program_the_error_says_what_to_install() {
    let folder = with_program(COPIES);
    let mut command = command(&folder, &["index", "--ocr", "news"]);
    Run::of(command.env("PATH", folder.path("made"))).fails_with(&["--ocr", "install", "ocrmypdf"]);
    run(&folder, &["extract", "--ocr", "--ocr-language", "--help", "news"]).exits(2);
    run(&folder, &["extract", "--ocr", "--ocr-language=../deu", "news"]).fails_with(&["`../deu`", "language"]);
}

#[test]
fn a_program_that_fails_costs_one_file() {
    let folder = with_program("echo 'no such language' >&2; exit 3");
    let failed = run(&folder, &["extract", "--ocr", "news"]).succeeds();
    assert_eq!(failed.lines().len(), 1);
    assert!(failed.stderr.contains("`ocrmypdf` ended with exit status: 3: no such language"), "{}", failed.stderr);
    let silent = with_program("exit 0");
    let silent = run(&silent, &["extract", "--ocr", "news"]).succeeds();
    assert!(silent.stderr.contains("what it wrote cannot be read"), "{}", silent.stderr);
    assert_eq!(left_behind(&folder), 0);
}

#[test]
fn an_interrupted_run_leaves_no_program_behind() {
    let folder = with_program("echo $$ > \"$MADE/number.new\"; mv \"$MADE/number.new\" \"$MADE/number\"; sleep 600");
    let mut child = command(&folder, &["index", "--ocr", "news"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let number = folder.path("made/number");
    while !number.exists() {
        assert_eq!(child.try_wait().unwrap(), None, "the run has ended");
        sleep(Duration::from_millis(20));
    }
    let kill =
        |signal: &str, id: &str| std::process::Command::new("kill").args([signal, id]).stderr(Stdio::null()).status().unwrap();
    assert!(kill("-INT", &child.id().to_string()).success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let number = std::fs::read_to_string(number).unwrap();
    assert!(!kill("-0", number.trim()).success(), "the program still runs");
    assert_eq!(left_behind(&folder), 0);
    // What was not read is read by the next run.
    folder.write("bin/ocrmypdf", format!("#!/bin/sh\n{COPIES}\n"));
    run(&folder, &["index", "--ocr", "news"]).succeeds();
    assert_eq!(run(&folder, &["search", "ferry", "--json"]).succeeds().hits().len(), 1);
}
