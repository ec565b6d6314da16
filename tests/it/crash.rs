//! An indexer that is killed at any moment, over adds, changes, moves, removals and rebuilds:
//!
//! 1. the index opens and `check` finds nothing wrong;
//! 2. what was committed of files that are as they were is still there, each article once;
//! 3. the next run makes it the same as an index that was never disturbed.
//!
//! After some of the kills the machine loses power too: what no commit had made safe is cut.
//!
//! `PULLQUOTE_KILLS` says how many times (20), `PULLQUOTE_SEED` with which numbers.

#![cfg(unix)]
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::harness::{Folder, Run, text};
use pullquote::engine::Index;
use pullquote::engine::local::LocalIndex;
use serde_json::Value;

/// Numbers that look random, the same for the same seed (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

fn setting(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().map_or(default, |value| value.parse().unwrap())
}

/// The files of the folder, and what they hold.
struct News<'f> {
    folder: &'f Folder,
    files: BTreeMap<String, String>,
    n_made: u64,
}

impl News<'_> {
    fn add(&mut self, numbers: &mut Numbers) {
        self.n_made += 1;
        let n = self.n_made;
        if numbers.below(8) == 0 {
            let n_records = 50 + numbers.below(400);
            let record =
                |number| format!("{{\"id\": \"{}\", \"text\": \"Flood {n}. “It rose,” said Ana Ruiz.\"}}\n", number % 350);
            let records: String = (0..n_records).map(record).collect();
            self.write(format!("news/{n}.jsonl"), records);
        } else {
            self.write(format!("news/{n}.txt"), format!("Flood {n}\n\nThe flood of {n} came late. “It rose,” said Ana Ruiz.\n"));
        }
    }

    fn write(&mut self, name: String, text: String) {
        self.folder.write(&name, &text);
        self.files.insert(name, text);
    }

    fn any(&self, numbers: &mut Numbers) -> String {
        self.files.keys().nth(numbers.below(self.files.len() as u64) as usize).unwrap().clone()
    }

    fn change(&mut self, numbers: &mut Numbers) {
        let name = self.any(numbers);
        let text = match name.ends_with(".jsonl") {
            true => self.files[&name].clone() + "{\"id\": \"new\", \"text\": \"One more flood.\"}\n",
            false => self.files[&name].clone() + "It came again.\n",
        };
        self.write(name, text);
    }

    fn remove(&mut self, numbers: &mut Numbers) {
        let name = self.any(numbers);
        self.folder.remove(&name);
        self.files.remove(&name);
    }

    fn rename(&mut self, numbers: &mut Numbers) {
        let name = self.any(numbers);
        self.n_made += 1;
        let ending = name.rsplit_once('.').unwrap().1;
        let new = format!("news/moved-{}.{ending}", self.n_made);
        fs::rename(self.folder.path(&name), self.folder.path(&new)).unwrap();
        let text = self.files.remove(&name).unwrap();
        self.files.insert(new, text);
    }
}

/// What an index holds: of every file its size, hash and problems, and all of its articles.
fn content(folder: &Folder, index: &str) -> BTreeMap<String, Vec<String>> {
    let snapshot = LocalIndex::open(&folder.path(index)).unwrap().snapshot();
    let ledger = snapshot.ledger();
    let mut content = BTreeMap::new();
    for record in ledger.files().unwrap() {
        let mut articles = Vec::new();
        ledger
            .articles_of(&record.path, &mut |article| {
                articles.push(serde_json::to_string(&article).unwrap());
                Ok(())
            })
            .unwrap();
        articles.sort();
        assert_eq!(articles.len() as u64, record.n_articles, "{}", record.path);
        assert!(articles.windows(2).all(|pair| pair[0] != pair[1]), "{}", record.path);
        let about = format!("{} {} {} {:?}", record.size_bytes, record.sha256, record.n_articles, record.problems);
        content.insert(record.path.clone(), [vec![about], articles].concat());
    }
    content
}

/// When to kill a run.
enum Moment {
    After(Duration),
    /// So long after a rebuild has switched.
    Switched(Duration),
}

/// Starts a run and kills it. Returns whether it had not ended by then.
fn kill(folder: &Folder, args: &[&str], moment: &Moment) -> bool {
    let current = || fs::read(folder.path("index/current")).unwrap_or_default();
    let before = current();
    let mut child = folder.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    match moment {
        Moment::After(after) => std::thread::sleep(*after),
        Moment::Switched(after) => {
            while current() == before && child.try_wait().unwrap().is_none() {}
            std::thread::sleep(*after);
        }
    }
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert!(status.signal().is_some() || status.success(), "{status:?}");
    !status.success()
}

/// Cuts files of the index that no commit speaks of, as a loss of power does with what the disk was not told to keep. Returns how many.
fn lose_power(folder: &Folder, numbers: &mut Numbers) -> u64 {
    let json = |name: &str| fs::read(folder.path(name)).ok().map(|bytes| serde_json::from_slice::<Value>(&bytes).unwrap());
    let current = json("index/current").map(|current| format!("index/generation-{}", current["generation"]));
    let committed: BTreeSet<String> =
        current.iter().flat_map(|current| committed_files(current, &json(&format!("{current}/meta.json")).unwrap())).collect();
    let mut n_cut = 0;
    for (path, content) in folder.snapshot("index") {
        let name = path.strip_prefix(folder.path("")).unwrap().to_str().unwrap().to_owned();
        // These are put into place in one rename, after their bytes are on the disk, or hold nothing.
        let is_replaced = ["current", "meta.json", ".managed.json", ".stories", ".statistics", "/pairs"]
            .iter()
            .any(|ending| name.ends_with(ending));
        if !committed.contains(&name) && !is_replaced && !content.is_empty() && numbers.below(2) == 0 {
            let kept = numbers.below(content.len() as u64) as usize;
            fs::write(&path, &content[..kept]).unwrap();
            n_cut += 1;
        }
    }
    n_cut
}

/// The files of the segments of a generation's last commit.
fn committed_files(generation: &str, meta: &Value) -> Vec<String> {
    let of_segment = |segment: &Value| {
        let id = text(&segment["segment_id"]).replace('-', "");
        let deleted = segment["deletes"]["opstamp"].as_u64().map(|opstamp| format!("{opstamp}.del"));
        let endings = ["fast", "fieldnorm", "idx", "pos", "store", "term"].map(str::to_owned);
        endings.into_iter().chain(deleted).map(move |ending| format!("{generation}/{id}.{ending}")).collect::<Vec<_>>()
    };
    meta["segments"].as_array().unwrap().iter().flat_map(of_segment).collect()
}

/// Returns how long a run takes, in microseconds.
fn duration(folder: &Folder, args: &[&str]) -> u64 {
    let started = Instant::now();
    folder.run(args).succeeds();
    u64::try_from(started.elapsed().as_micros()).unwrap()
}

const UPDATE: [&str; 4] = ["index", "news", "--commit-every", "60"];
const REBUILD: [&str; 5] = ["index", "news", "--rebuild", "--commit-every", "60"];

#[test]
fn killed_indexer_loses_nothing() {
    let n_kills = setting("PULLQUOTE_KILLS", 20);
    let mut numbers = Numbers(setting("PULLQUOTE_SEED", 4711));
    let folder = Folder::new();
    let mut news = News { folder: &folder, files: BTreeMap::new(), n_made: 0 };
    (0..100).for_each(|_| news.add(&mut numbers));
    let mut update_micros = duration(&folder, &UPDATE);
    let mut rebuild_micros = duration(&folder, &REBUILD);
    folder.remove("index");
    let (mut n_done, mut n_in_time, mut n_rebuilds, mut n_cut) = (0, 0, 0, 0);
    // Where many runs end before they are killed, there are more of them.
    while n_done < n_kills || (n_in_time * 3 <= n_done && n_done < n_kills * 5) {
        let before = if folder.path("index/current").exists() { content(&folder, "index") } else { BTreeMap::new() };
        for _ in 0..20 + numbers.below(40) {
            match numbers.below(8) {
                // So many files are enough for every way to go wrong, and more would take longer.
                0..4 if news.files.len() < 120 => news.add(&mut numbers),
                4..6 => news.change(&mut numbers),
                6 => news.rename(&mut numbers),
                _ => news.remove(&mut numbers),
            }
        }
        // Several kills on the way to one finished run.
        for _ in 0..=numbers.below(3) {
            let is_rebuild = numbers.below(4) == 0;
            let (args, micros) = if is_rebuild { (&REBUILD[..], &mut rebuild_micros) } else { (&UPDATE[..], &mut update_micros) };
            let moment = match is_rebuild && numbers.below(2) == 0 {
                true => Moment::Switched(Duration::from_micros(numbers.below(4000))),
                false => Moment::After(Duration::from_micros(numbers.below(*micros))),
            };
            let is_in_time = kill(&folder, args, &moment);
            // Runs become shorter or longer as files change and as the machine is busy. What the next kills show leads to the right range.
            if let Moment::After(after) = moment {
                let after = u64::try_from(after.as_micros()).unwrap();
                *micros = if is_in_time { (*micros).max(after * 2) * 21 / 20 } else { (after + 1000).min(*micros) };
            }
            n_in_time += u64::from(is_in_time);
            n_rebuilds += u64::from(is_rebuild);
            n_done += 1;
            if numbers.below(2) == 0 {
                n_cut += lose_power(&folder, &mut numbers);
            }
            if !folder.path("index/current").exists() {
                folder.run(&["search", "flood"]).fails_with(&["no index"]);
                continue;
            }
            let checked = folder.run(&["check"]);
            assert_eq!(checked.code, Some(0), "after kill {n_done}: {checked:#?}");
            let now = content(&folder, "index");
            let is_as_it_was = |path: &str| {
                news.files.get(path).is_some_and(|text| {
                    before.get(path).is_some_and(|content| content[0].starts_with(&format!("{} ", text.len())))
                })
            };
            for (path, content) in before.iter().filter(|(path, _)| is_as_it_was(path)) {
                assert_eq!(now.get(path), Some(content), "after kill {n_done}: {path}");
            }
        }
        folder.run(&UPDATE).succeeds();
        folder.run(&["check"]).succeeds();
        folder.run(&["index", "news", "--index", "undisturbed"]).succeeds();
        let (disturbed, undisturbed) = (content(&folder, "index"), content(&folder, "undisturbed"));
        assert!(disturbed == undisturbed, "after kill {n_done}: {:?}", differing(&disturbed, &undisturbed));
        folder.remove("undisturbed");
        let names: BTreeSet<String> = news.files.keys().cloned().collect();
        assert_eq!(disturbed.into_keys().collect::<BTreeSet<_>>(), names);
    }
    assert!(n_in_time * 3 > n_done, "{n_in_time} of {n_done} runs were killed before they ended");
    assert!(n_cut > n_kills / 10, "{n_cut} files were cut");
    println!("{n_done} kills, {n_in_time} before the run had ended, {n_rebuilds} of rebuilds; {n_cut} files were cut");
    let generations = fs::read_dir(folder.path("index")).unwrap().map(|entry| entry.unwrap().file_name());
    let n_generations = generations.filter(|name| name.to_string_lossy().starts_with("generation-")).count();
    assert!(n_generations <= 2, "{n_generations}");
}

/// The paths of which two indexes hold different things.
fn differing(one: &BTreeMap<String, Vec<String>>, other: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    one.keys().chain(other.keys()).filter(|path| one.get(*path) != other.get(*path)).cloned().collect()
}

/// Runs the program with files that may grow to so many KiB, after which the system refuses to write, as a full disk does.
fn with_limited_files(folder: &Folder, kibibytes: u64, args: &[&str]) -> Run {
    let mut command = std::process::Command::new("sh");
    // Without a signal, what fails is the writing.
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$@\"", kibibytes * 2);
    command.args(["-c", &script, "sh", crate::harness::PROGRAM]).args(args).current_dir(folder.path(""));
    crate::harness::in_plain_environment(&mut command);
    Run::of(&mut command)
}

#[test]
fn memory_that_is_used_up_ends_the_run_and_spoils_nothing() {
    let folder = Folder::of(&[("news/a.txt", "The tram is late.")]);
    folder.run(&["index", "news"]).succeeds();
    let words =
        |n: u64| (0..200).map(|nth| format!("{:x} ", (n * 200 + nth).wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect::<String>();
    let record = |n: u64| format!("{{\"id\": \"{n}\", \"text\": \"The flood of {n} came late. {}\"}}\n", words(n));
    folder.write("news/many.jsonl", (0..10_000).map(record).collect::<String>());
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "ulimit -v 260000; exec \"$@\"", "sh", crate::harness::PROGRAM]).current_dir(folder.path(""));
    command.args(["index", "news", "--memory", "2000", "--threads", "1", "--commit-every", "1000", "--quiet"]);
    crate::harness::in_plain_environment(&mut command);
    let ended = command.output().unwrap();
    assert!(!ended.status.success(), "{ended:?}");
    folder.run(&["check"]).succeeds();
    folder.run(&["search", "tram"]).succeeds();
    folder.run(&["index", "news"]).succeeds();
    folder.run(&["check"]).succeeds();
    folder.run(&["index", "news", "--index", "undisturbed"]).succeeds();
    assert!(content(&folder, "index") == content(&folder, "undisturbed"));
}

#[test]
fn merge_for_which_there_is_no_room_is_told_and_spoils_nothing() {
    let folder = Folder::new();
    // The segments of some runs are merged; each is below the limit, and what they become is above.
    let mut runs = (0..8).map(|nth| {
        let words =
            |n: u64| (0..400).map(|at| format!("{:x} ", (n * 400 + at).wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect::<String>();
        let record = |n: u64| format!("{{\"text\": \"Flood. {}\"}}\n", words(nth * 40 + n));
        folder.write(&format!("news/{nth}.jsonl"), (0..40).map(record).collect::<String>());
        with_limited_files(&folder, 700, &["index", "news", "--threads", "1"])
    });
    let failed = runs.find(|run| run.code != Some(0)).unwrap();
    let told = "error: cannot merge segments of the index at `index`: File too large (os error 27)\nhint: free some space";
    assert!(failed.stderr.contains(told), "{failed:#?}");
    folder.run(&["check"]).succeeds();
    folder.run(&["index", "news"]).succeeds();
    folder.run(&["check"]).succeeds();
    folder.run(&["index", "news", "--index", "undisturbed"]).succeeds();
    assert!(content(&folder, "index") == content(&folder, "undisturbed"));
}

#[test]
fn disk_that_is_full_ends_the_run_and_spoils_nothing() {
    let record = |n: u64| {
        // Words that nothing has in common with, so that segments are not small.
        let words: Vec<String> =
            (1..n % 30).map(|nth| format!("{:x}", (n * 31 + nth).wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
        format!("{{\"id\": \"{n}\", \"text\": \"The flood of {n} came late, and {} left.\"}}\n", words.join(" "))
    };
    let folder = Folder::of(&[("news/a.txt", "The tram is late.")]);
    folder.run(&["index", "news"]).succeeds();
    folder.write("news/many.jsonl", (0..20_000).map(record).collect::<String>());
    let run = with_limited_files(&folder, 200, &["index", "news", "--commit-every", "1000"]).exits(2);
    let told = [
        "error: cannot write the index at `index`: File too large (os error 27)\n",
        "hint: free some space and run the command again",
    ];
    assert!(told.iter().all(|told| run.stderr.contains(told)), "{run:#?}");
    folder.run(&["check"]).succeeds();
    folder.run(&["search", "tram"]).succeeds();
    folder.run(&["index", "news"]).succeeds();
    folder.run(&["check"]).succeeds();
    folder.run(&["index", "news", "--index", "undisturbed"]).succeeds();
    assert!(content(&folder, "index") == content(&folder, "undisturbed"));
}
