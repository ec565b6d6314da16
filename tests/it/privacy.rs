//! What is searched for and found is nobody else's business:
//!
//! 1. what the program creates is its owner's alone, and a folder that its owner has opened stays open;
//! 2. nothing is written through a link;
//! 3. no message repeats a secret;
//! 4. a rebuild that failed leaves nothing behind.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::time::Duration;

use crate::harness::Folder;
use pullquote::engine::local::LocalIndex;
use walkdir::WalkDir;

fn mode(path: impl AsRef<Path>) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Every file and folder of the index with permissions that others have.
fn open_to_others(folder: &Folder) -> Vec<String> {
    let entries = WalkDir::new(folder.path("index")).into_iter().map(Result::unwrap);
    let open = entries.filter(|entry| mode(entry.path()) & 0o077 != 0);
    open.map(|entry| format!("{} {:o}", entry.path().display(), mode(entry.path()))).collect()
}

#[test]
fn an_index_is_its_owners_alone() {
    let folder = Folder::indexed(&[("a.txt", "The flood came.")]);
    // Tantivy's own lock files hold nothing.
    let open: Vec<String> = open_to_others(&folder).into_iter().filter(|entry| !entry.contains("/.tantivy-")).collect();
    assert_eq!(open, Vec::<String>::new());
    assert_eq!((mode(folder.path("index")), mode(folder.path("index/generation-1"))), (0o700, 0o700));
    folder.run(&["index", "--rebuild"]).succeeds();
    assert_eq!(mode(folder.path("index/generation-2")), 0o700);
}

#[test]
fn a_folder_that_its_owner_has_opened_stays_open() {
    let folder = Folder::of(&[("news/a.txt", "The flood came.")]);
    fs::create_dir(folder.path("index")).unwrap();
    fs::set_permissions(folder.path("index"), fs::Permissions::from_mode(0o755)).unwrap();
    folder.run(&["index", "news"]).succeeds();
    assert_eq!((mode(folder.path("index")), mode(folder.path("index/generation-1"))), (0o755, 0o755));
    assert_eq!(mode(folder.path("index/current")), 0o644);
    assert_eq!(mode(folder.path("index/generation-1/meta.json")), 0o644);
}

#[test]
fn watchlists_recordings_and_what_alerts_have_seen_are_private() {
    let folder = Folder::indexed(&[("a.txt", "The flood came.")]);
    let watchlist = ["--watchlist", "own/list.toml"];
    folder.run(&[&["watchlist", "add", "floods", "flood"][..], &watchlist].concat()).succeeds();
    folder.run(&[&["alerts", "--state", "state/seen"][..], &watchlist].concat()).exits(1);
    folder.run(&["search", "flood", "--record", "flood.jsonl"]).succeeds();
    for name in ["own", "state"] {
        assert_eq!(mode(folder.path(name)), 0o700, "{name}");
    }
    for name in ["own/list.toml", "state/seen", "state/seen.lock", "flood.jsonl"] {
        assert_eq!(mode(folder.path(name)), 0o600, "{name}");
    }
    // A file that its owner shares stays shared.
    fs::set_permissions(folder.path("own/list.toml"), fs::Permissions::from_mode(0o644)).unwrap();
    folder.run(&[&["watchlist", "add", "storms", "storm"][..], &watchlist].concat()).succeeds();
    assert_eq!(mode(folder.path("own/list.toml")), 0o644);
}

#[test]
fn nothing_is_written_through_a_link() {
    let folder = Folder::indexed(&[("a.txt", "The flood came.")]);
    folder.write("kept", "mine");
    symlink("../kept", folder.path("index/current.new")).unwrap();
    symlink("../../kept", folder.path("index/generation-1/meta.json.new")).unwrap();
    folder.write("news/b.txt", "The flood went.");
    folder.run(&["index", "news"]).succeeds();
    folder.run(&["index", "--rebuild"]).succeeds();
    fs::remove_file(folder.path("index/lock")).unwrap();
    symlink("../kept", folder.path("index/lock")).unwrap();
    folder.write("news/c.txt", "The flood comes again.");
    folder.run(&["index", "news"]).fails_with(&["index/lock"]);
    assert_eq!(fs::read_to_string(folder.path("kept")).unwrap(), "mine");
}

#[test]
fn no_message_repeats_a_secret() {
    let folder = Folder::new();
    for address in [
        "https://me:hush@localhost:1",
        "https://localhost:1/?token=hush",
        "https://localhost:1/#hush",
        "https://me:hu/sh@localhost",
    ] {
        for args in [
            &["search", "flood", "--url", address][..],
            &["status", "--url", address],
            &["copy", "--to", address],
            &["config", "--url", address],
        ] {
            let run = folder.run(args);
            let said = run.stdout + &run.stderr;
            assert!(!said.contains("hush") && !said.contains("hu/sh"), "{args:?}: {said}");
        }
    }
}

#[test]
fn a_password_without_encryption_is_warned_of() {
    let folder = Folder::new();
    let said = |url: &str| {
        let mut command = folder.command(&["config", "--url", url]);
        let output = command.env("PULLQUOTE_USER", "reporter").env("PULLQUOTE_PASSWORD", "hush").output().unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(said("http://search1.example:9200").contains("without encryption"));
    assert_eq!(said("http://127.0.0.1:9200"), "");
    assert_eq!(said("https://search1.example:9200"), "");
}

#[test]
fn a_rebuild_that_failed_gives_its_space_back() {
    let folder = Folder::indexed(&[("a.txt", "The flood came.")]);
    let rebuilt = LocalIndex::begin_rebuild(&folder.path("index"), Duration::ZERO).unwrap();
    assert!(folder.path("index/generation-2").exists());
    drop(rebuilt);
    assert!(!folder.path("index/generation-2").exists());
    assert_eq!(folder.run(&["search", "flood", "--json"]).succeeds().paths(), ["news/a.txt"]);
}
