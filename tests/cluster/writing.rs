//! What is written to a cluster is whole, whatever ends in the middle of it.

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{scope, sleep};
use std::time::Duration;

use pullquote::engine::remote::RemoteIndex;
use pullquote::engine::{Index, RunRecord, WriterOptions};

use super::cluster::{cluster, shared};
use super::harness::{Folder, Run, in_plain_environment};
use super::proxy::{Fault, Proxy};
use super::{args, config, run};

/// A file of so many articles, each with a word of its own.
fn lines(n: usize) -> String {
    (0..n).map(|n| format!("{{\"id\":\"{n}\",\"text\":\"The flood came to town{n}. “We left,” said Ana Ruiz.\"}}\n")).collect()
}

fn total(found: &Run) -> u64 {
    found.summary()["total"].as_u64().unwrap()
}

#[test]
fn only_what_changed_is_touched() {
    let Some(cluster) = shared() else { return };
    let proxy = Proxy::before(&cluster.urls[0]);
    let urls = [proxy.url.clone()];
    let folder =
        Folder::of(&[("a.txt", "One\n\nThe flood came.\n"), ("b.jsonl", &lines(3)), ("c.txt", "Two\n\nThe flood went.\n")]);
    let index = |args: &[&str]| run(&folder, &urls, "changes", &[&["index", "--json", "."], args].concat()).succeeds().report();
    assert_eq!(index(&[])["articles"]["added"], 5);
    let n_before = proxy.n_requests("_bulk");
    let unchanged = index(&[]);
    assert_eq!((&unchanged["articles"]["unchanged"], proxy.n_requests("_bulk")), (&5.into(), n_before));
    // One is changed, one removed, one moved.
    folder.write("a.txt", "One\n\nThe storm came, and then the flood.\n");
    folder.remove("c.txt");
    std::fs::create_dir(folder.path("moved")).unwrap();
    std::fs::rename(folder.path("b.jsonl"), folder.path("moved/b.jsonl")).unwrap();
    index(&[]);
    let search = |query: &str| total(&run(&folder, &urls, "changes", &["search", "--json", "--match", "all", query]));
    assert_eq!(["storm", "flood", "went"].map(search), [1, 4, 0]);
    run(&folder, &urls, "changes", &["check"]).succeeds();
    // A file that shrinks leaves nothing of what it held.
    folder.write("moved/b.jsonl", lines(1));
    index(&[]);
    assert_eq!(search("flood"), 2);
    run(&folder, &urls, "changes", &["check"]).succeeds();
    // What an index is made anew from is known to it.
    let rebuilt = run(&folder, &urls, "changes", &["index", "--rebuild", "--json"]).succeeds().report();
    assert_eq!(rebuilt["articles"]["added"], 2);
}

#[test]
fn an_index_without_a_commit_is_empty() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::new();
    drop(RemoteIndex::open_or_create(&config(&cluster.urls, "empty")).unwrap());
    for query in ["flood", "flood w/5 dam", "\"flood insurance\"", "flood not w/5 dam", "said:flood by:ruiz"] {
        assert_eq!(total(&run(&folder, &cluster.urls, "empty", &["search", "--json", query]).exits(1)), 0, "{query}");
    }
    run(&folder, &cluster.urls, "empty", &["status"]).succeeds();
    run(&folder, &cluster.urls, "empty", &["check"]).succeeds();
}

#[test]
fn a_killed_run_is_gone_on_with() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::new();
    for part in 0..6 {
        folder.write(&format!("news/{part}.jsonl"), lines(2_000).replace("\"id\":\"", &format!("\"id\":\"{part}-")));
    }
    for kill_after in [150, 400, 900, 1_500] {
        let mut killed = Command::new(super::harness::PROGRAM);
        in_plain_environment(&mut killed);
        killed.current_dir(folder.path(".")).args(args(
            &cluster.urls,
            "killed",
            &["index", "--quiet", "--commit-every", "500", "news"],
        ));
        let mut killed = killed.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        sleep(Duration::from_millis(kill_after));
        killed.kill().unwrap();
        killed.wait().unwrap();
    }
    // One of the files that may have been written in part vanishes meanwhile.
    folder.remove("news/5.jsonl");
    let report = run(&folder, &cluster.urls, "killed", &["index", "--json", "news"]).succeeds().report();
    assert_eq!(report["interrupted"], false, "{report}");
    run(&folder, &cluster.urls, "killed", &["check"]).succeeds();
    let found = run(&folder, &cluster.urls, "killed", &["search", "--json", "-n", "1", "flood"]);
    assert_eq!(total(&found), 10_000);
}

#[test]
fn a_run_killed_in_the_middle_of_a_commit_is_gone_on_with() {
    let Some(cluster) = shared() else { return };
    let proxy = Proxy::before(&cluster.urls[0]);
    let folder = Folder::of(&[("many.jsonl", &lines(2_000))]);
    // The articles and the record of the part of the file come through. The record of the run does not.
    proxy.fail_later(Fault::Delay(Duration::from_secs(3_600)), "_bulk", 2, usize::MAX);
    let mut killed = Command::new(super::harness::PROGRAM);
    in_plain_environment(&mut killed);
    let index = ["index", "--quiet", "--threads", "1", "--commit-every", "64", "many.jsonl"];
    killed.current_dir(folder.path(".")).args(args(std::slice::from_ref(&proxy.url), "halfway", &index));
    let mut killed = killed.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while proxy.n_requests("_bulk") < 3 {
        assert_eq!(killed.try_wait().unwrap(), None, "it ended before its first commit");
        sleep(Duration::from_millis(20));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    cluster.ask("POST", "/halfway/_refresh", None);
    assert_eq!(cluster.ask("GET", "/halfway/_count?q=kind:file", None).1["count"], 1);
    assert_eq!(cluster.ask("GET", "/halfway-g000001/_doc/run", None).0, 404);
    let n_sent = cluster.ask("GET", "/halfway/_count?q=kind:article", None).1["count"].as_u64().unwrap();
    assert!((1..2_000).contains(&n_sent), "{n_sent}");

    // The cluster is at work on another request of the killed one when the next one begins.
    let remote = RemoteIndex::open_or_create(&config(&cluster.urls, "halfway")).unwrap();
    let options = WriterOptions { wait: Duration::from_secs(30), ..WriterOptions::default() };
    let writer = remote.writer(&options).unwrap();
    let first = |kind| {
        cluster.ask("GET", &format!("/halfway/_search?q=kind:{kind}&size=1"), None).1["hits"]["hits"][0]["_source"].clone()
    };
    let mut late = first("article");
    late["stamp"] = (first("file")["stamp"].as_u64().unwrap() + 1).into();
    late["id"] = "0000000000000000".into();
    cluster.ask("PUT", "/halfway-g000001/_doc/0000000000000000?refresh=true", Some(&late));
    assert_eq!(cluster.ask("GET", "/halfway/_count?q=kind:article", None).1["count"], n_sent + 1);
    assert_eq!(remote.snapshot().ledger().ordinals_of(late["path"].as_str().unwrap()).unwrap().len() as u64, n_sent);
    late["path"] = "gone.jsonl".into();
    cluster.ask("PUT", "/halfway-g000001/_doc/0000000000000001?refresh=true", Some(&late));
    writer.commit(&RunRecord::default()).unwrap();
    assert_eq!(cluster.ask("GET", "/halfway/_count?q=kind:article", None).1["count"], n_sent);
    drop(writer);
    drop(remote);

    run(&folder, &cluster.urls, "halfway", &["index", "--quiet", "many.jsonl"]).succeeds();
    run(&folder, &cluster.urls, "halfway", &["check"]).succeeds();
    let found = run(&folder, &cluster.urls, "halfway", &["search", "--json", "-n", "1", "flood"]);
    assert_eq!(total(&found), 2_000);
}

#[test]
fn one_writer_at_a_time() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::of(&[("a.txt", "One\n\nThe flood came.\n")]);
    folder.write("many.jsonl", lines(20_000));
    let mut first = Command::new(super::harness::PROGRAM);
    in_plain_environment(&mut first);
    first.current_dir(folder.path(".")).args(args(&cluster.urls, "locked", &["index", "--quiet", "many.jsonl"]));
    let mut first = first.spawn().unwrap();
    // It takes the right to write when it has made the index.
    while !cluster.ask("GET", "/locked-writer/_doc/lease", None).1["_source"]["beat"].is_u64() {
        sleep(Duration::from_millis(20));
    }
    sleep(Duration::from_millis(300));
    let second = run(&folder, &cluster.urls, "locked", &["index", "--quiet", "a.txt"]);
    let is_over = first.try_wait().unwrap().is_some();
    assert!(is_over || second.code == Some(2), "{}", second.stderr);
    if second.code == Some(2) {
        assert!(second.stderr.contains("is being written by another process"), "{}", second.stderr);
    }
    assert!(first.wait().unwrap().success());
    run(&folder, &cluster.urls, "locked", &["index", "--quiet", "--wait", "60", "a.txt"]).succeeds();
}

#[test]
fn searches_go_on_while_an_index_is_made_anew() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::of(&[("many.jsonl", &lines(3_000))]);
    run(&folder, &cluster.urls, "anew", &["index", "--quiet", "many.jsonl"]).succeeds();
    let is_over = AtomicBool::new(false);
    let n_searches = scope(|scope| {
        let searching = scope.spawn(|| {
            let mut n_searches = 0;
            while !is_over.load(Ordering::Relaxed) {
                let found = run(&folder, &cluster.urls, "anew", &["search", "--json", "-n", "2", "town17 OR flood"]).succeeds();
                assert_eq!(total(&found), 3_000);
                n_searches += 1;
            }
            n_searches
        });
        for _ in 0..2 {
            run(&folder, &cluster.urls, "anew", &["index", "--quiet", "--rebuild"]).succeeds();
        }
        is_over.store(true, Ordering::Relaxed);
        searching.join().unwrap()
    });
    assert!(n_searches > 10, "{n_searches}");
    let (_, indexes) = cluster.ask("GET", "/anew-g*/_alias", None);
    assert_eq!(indexes.as_object().unwrap().keys().collect::<Vec<_>>(), ["anew-g000003"], "old ones are removed");
}

#[test]
fn a_node_that_goes_away_takes_nothing_with_it() {
    let Some(cluster) = cluster() else { return };
    let folder = Folder::of(&[("many.jsonl", &lines(30_000))]);
    let is_over = AtomicBool::new(false);
    let (report, n_searches) = scope(|scope| {
        let indexing = scope.spawn(|| {
            run(&folder, &cluster.urls, "failing", &["index", "--json", "--commit-every", "2000", "many.jsonl"])
                .succeeds()
                .report()
        });
        // Some of it is committed, and most is not. The copies of a shard show a commit one after the other; once any shows the second, all show
        // the first.
        while cluster.ask("GET", "/failing/_count?q=kind:article", None).1["count"].as_u64().unwrap_or(0) < 4_000 {
            sleep(Duration::from_millis(50));
        }
        let searching = scope.spawn(|| {
            let mut n_searches = 0;
            while !is_over.load(Ordering::Relaxed) {
                let found = run(&folder, &cluster.urls, "failing", &["search", "--json", "-n", "2", "flood"]).succeeds();
                assert!(total(&found) >= 2_000);
                n_searches += 1;
            }
            n_searches
        });
        assert!(!indexing.is_finished(), "there is not enough to index");
        cluster.stop_node(2);
        let report = indexing.join().unwrap();
        is_over.store(true, Ordering::Relaxed);
        (report, searching.join().unwrap())
    });
    assert_eq!(report["articles"]["added"], 30_000);
    assert!(n_searches > 0);
    let found = || total(&run(&folder, &cluster.urls, "failing", &["search", "--json", "-n", "1", "flood"]));
    assert_eq!(found(), 30_000);
    run(&folder, &cluster.urls, "failing", &["check"]).succeeds();
    cluster.start_node(2);
    cluster.wait_for_green();
    assert_eq!(found(), 30_000);
}

#[test]
fn an_index_goes_there_and_back() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::with_corpus();
    folder.run(&["index", "--quiet", "corpus"]).succeeds();
    let there = format!("{}/copied", cluster.urls[0]);
    let copied = folder.run(&["copy", "--to", &there, "--json"]).succeeds().json();
    assert_eq!((&copied["articles"], &copied["files"]), (&94.into(), &74.into()));
    let again = folder.run(&["copy", "--to", &there]).succeeds();
    assert_eq!(again.stdout, "copied 0 articles of 0 files; 74 were there already\n");
    // It is as if the cluster had read the files itself.
    let nothing_to_do = run(&folder, &cluster.urls, "copied", &["index", "--json", "corpus"]).succeeds().report();
    assert_eq!(nothing_to_do["articles"]["unchanged"], 94, "{nothing_to_do}");
    folder.run(&["copy", "--from", &there, "--to", "back"]).succeeds();
    let ids = |index: &str| {
        let found = folder.run(&["--index", index, "search", "--json", "--sort", "newest", "-n", "100", "the"]);
        found.hits().iter().map(|hit| hit["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids("back"), ids("index"));
    folder.run(&["--index", "back", "check"]).succeeds();
    folder.run(&["copy", "--to", "index"]).fails_with(&["cannot be copied into itself"]);
}
