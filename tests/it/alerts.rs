//! Alerts tell what is new, once:
//!
//! 1. what a saved search is alerted to is what a search finds among the new articles, whatever the query;
//! 2. an article is told when it is new and when it says something else, and not because its file was written again, renumbered or moved;
//! 3. what a run could not tell, because it was killed, interrupted, asked for other searches or its command failed, the next one tells;
//! 4. nothing that an article or a name holds is taken for a command, by a terminal or a shell.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::ControlFlow;

use crate::harness::{Folder, PROGRAM, Run, in_plain_environment, text};
use pullquote::choice::{MatchWords, Sort};
use pullquote::engine::Index;
use pullquote::engine::local::LocalIndex;
use pullquote::error::Error;
use pullquote::query::parse;
use pullquote::search::{SearchConfig, search};
use pullquote::snippet::SnippetConfig;
use pullquote::watchlist::{Seen, look};
use serde_json::{Value, json};

/// A folder with these searches, by name, and an empty index of `news/`.
fn watching(searches: &[(&str, &str)]) -> Folder {
    let folder = Folder::new();
    folder.write("news/empty.jsonl", "");
    folder.run(&["index", "news", "--quiet"]).succeeds();
    save(&folder, searches);
    alerts(&folder, &[]).exits(1);
    folder
}

fn save(folder: &Folder, searches: &[(&str, &str)]) {
    let block = |(name, query): &(&str, &str)| format!("[[search]]\nname = {}\nquery = {}\n", json!(name), json!(query));
    folder.write("list.toml", searches.iter().map(block).collect::<String>());
}

fn command(folder: &Folder, arguments: &[&str]) -> std::process::Command {
    let mut command = folder.command(arguments);
    command.env_remove("XDG_STATE_HOME").env("HOME", folder.path("home"));
    command
}

fn alerts(folder: &Folder, options: &[&str]) -> Run {
    Run::of(&mut command(folder, &[&["alerts", "--watchlist", "list.toml"], options].concat()))
}

fn line(id: &str, body: &str) -> String {
    format!("{}\n", json!({"id": id, "title": format!("Title {id}"), "text": body, "date": "2024-03-05"}))
}

/// Writes files and brings the index up to date.
fn index(folder: &Folder, files: &[(&str, &str)]) {
    for (name, content) in files {
        folder.write(&format!("news/{name}"), content);
    }
    folder.run(&["index", "news", "--quiet"]).succeeds();
}

/// Who is told of what, as `name:id:change`, in the order of the output.
#[track_caller]
fn told(run: &Run) -> Vec<String> {
    let alerts: Vec<Value> = run.lines().into_iter().filter(|line| line["kind"] == "alert").collect();
    let show = |line: &Value| [&line["name"], &line["article"]["record_id"], &line["change"]].map(text).join(":");
    alerts.iter().map(show).collect()
}

#[test]
fn an_article_is_told_when_it_is_new_and_when_it_says_something_else() {
    let folder = watching(&[("flood", "flood"), ("both", "flood OR storm")]);
    let check = |files: &[(&str, &str)], expected: &[&str]| {
        index(&folder, files);
        let run = alerts(&folder, &["--json"]).exits(i32::from(expected.is_empty()));
        assert_eq!(told(&run), expected, "{files:?}");
        assert_eq!(told(&alerts(&folder, &["--json"]).exits(1)), Vec::<String>::new());
    };
    let (flood, storm) = (line("1", "The flood came."), line("2", "The storm came."));
    check(&[("a.jsonl", &flood)], &["flood:1:new", "both:1:new"]);
    check(&[("a.jsonl", &[storm.as_str(), &flood].concat())], &["both:2:new"]);
    check(&[("a.jsonl", &format!("\n{flood}\n\n{storm}"))], &[]);
    let changed = line("2", "The storm and the flood came.");
    check(&[("a.jsonl", &[flood.as_str(), &changed].concat())], &["flood:2:changed", "both:2:changed"]);
    // What changed without matching is no alert, and is seen all the same.
    check(&[("a.jsonl", &[flood.as_str(), &line("2", "Nothing.")].concat())], &[]);
    check(&[("a.jsonl", &[flood.as_str(), &storm].concat())], &["both:2:changed"]);
    fs::rename(folder.path("news/a.jsonl"), folder.path("news/moved.jsonl")).unwrap();
    check(&[], &[]);
    // The same again, beside it, is another article.
    check(&[("again.jsonl", &flood)], &["flood:1:new", "both:1:new"]);
    folder.remove("news/again.jsonl");
    check(&[], &[]);
}

#[test]
fn records_without_ids_that_are_numbered_anew_are_not_told_again() {
    let folder = watching(&[("flood", "flood")]);
    let record = |body: &str| format!("{}\n", json!({"title": "T", "text": body}));
    let (first, second, third) = (record("Flood one."), record("Flood two."), record("Flood three."));
    index(&folder, &[("a.jsonl", &[first.as_str(), &second].concat())]);
    assert_eq!(alerts(&folder, &["--json"]).succeeds().lines().len(), 3);
    index(&folder, &[("a.jsonl", &[third.as_str(), &first, &second].concat())]);
    let lines = alerts(&folder, &["--json"]).succeeds().lines();
    assert_eq!((lines.len(), text(&lines[0]["snippet"]["text"])), (2, "Flood three.".to_owned()));
}

#[test]
fn the_first_run_notes_what_is_there_and_says_so() {
    let folder = Folder::indexed(&[("a.jsonl", &line("1", "The flood came."))]);
    save(&folder, &[("flood", "flood")]);
    let first = alerts(&folder, &[]).exits(1);
    assert!(first.stdout.is_empty() && first.stderr.contains("noted 1 article"), "{first:?}");
    assert_eq!(told(&alerts(&folder, &["--json"]).exits(1)), Vec::<String>::new());
    for _ in 0..2 {
        assert_eq!(told(&alerts(&folder, &["--all", "--json"]).succeeds()), ["flood:1:new"]);
    }
    let shown = alerts(&folder, &["--all"]).succeeds().stdout;
    assert!(shown.starts_with("flood: 1 article\nflood\n1. Title 1\n") && shown.contains("The **flood** came."), "{shown}");
}

#[test]
fn searches_that_were_not_asked_for_are_told_in_their_next_run() {
    let folder = watching(&[("flood", "flood"), ("dam", "dam"), ("storm", "storm")]);
    let by_name = |name: &str| told(&alerts(&folder, &["--json", name]));
    index(&folder, &[("a.jsonl", &line("1", "flood dam storm"))]);
    assert_eq!(by_name("flood"), ["flood:1:new"]);
    index(&folder, &[("b.jsonl", &line("2", "flood dam storm"))]);
    let waiting: BTreeSet<String> = by_name("dam").into_iter().collect();
    assert_eq!(waiting, ["dam:1:new", "dam:2:new"].map(str::to_owned).into());
    // One of those that wait says something else meanwhile, and one is gone.
    index(&folder, &[("b.jsonl", &line("2", "flood dam storm again")), ("c.jsonl", &line("3", "flood dam storm"))]);
    folder.remove("news/a.jsonl");
    index(&folder, &[]);
    let all: BTreeSet<String> = told(&alerts(&folder, &["--json"]).succeeds()).into_iter().collect();
    let expected = ["flood:2:changed", "dam:2:changed", "storm:2:changed", "flood:3:new", "dam:3:new", "storm:3:new"];
    assert_eq!(all, expected.map(str::to_owned).into());
    assert_eq!(told(&alerts(&folder, &["--json"]).exits(1)), Vec::<String>::new());
    alerts(&folder, &["flod"]).fails_with(&["no search `flod`", "watchlist list"]);
}

#[test]
fn more_articles_than_are_searched_together_are_each_told_once() {
    let folder = watching(&[("flood", "flood"), ("rare", "number77")]);
    let body = |n: usize| line(&n.to_string(), &format!("flood number{n}"));
    index(&folder, &[("a.jsonl", &(0..4_500).map(body).collect::<String>())]);
    let told_first = told(&alerts(&folder, &["--json", "flood"]).succeeds());
    assert_eq!((told_first.len(), told_first.iter().collect::<BTreeSet<_>>().len()), (4_500, 4_500));
    // What waits is more than is searched together too.
    assert_eq!(told(&alerts(&folder, &["--json"]).succeeds()), ["rare:77:new"]);
    let shown = alerts(&folder, &["--all", "-n", "2", "rare", "flood"]).succeeds().stdout;
    assert!(shown.contains("flood: 2000 articles\n") && shown.contains("\n1998 more\n") && !shown.contains("\n3. "), "{shown}");
}

/// Queries of every kind, made from the words of articles.
fn queries(bodies: &[String]) -> BTreeMap<String, String> {
    let mut number: u64 = 20_240_325;
    let mut pick = |n: usize| {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (number >> 33) as usize % n
    };
    let words: Vec<Vec<&str>> = bodies
        .iter()
        .map(|body| {
            body.split(|letter: char| !letter.is_alphabetic()).filter(|word| word.chars().count() > 3).collect::<Vec<_>>()
        })
        .filter(|words| words.len() > 12)
        .collect();
    let mut queries = BTreeMap::new();
    for n in 0..400 {
        let of_article = &words[pick(words.len())];
        let at = pick(of_article.len() - 6);
        let (a, b, c) = (of_article[at], of_article[at + 1], of_article[at + 1 + pick(4)]);
        let (other, prefix) = (words[pick(words.len())][pick(12)], a.chars().take(3).collect::<String>());
        let query = match n % 16 {
            0 => a.to_owned(),
            1 => format!("={a}"),
            2 => format!("{a} {c}"),
            3 => format!("{a} OR {other}"),
            4 => format!("({a} OR {other}) AND NOT {c}"),
            5 => format!("\"{a} {b}\"~3"),
            6 => format!("{a} w/8 {c}"),
            7 => format!("({a} OR {other}) w/s {c}"),
            8 => format!("{prefix}* -{other}"),
            9 => format!("{a}~1"),
            10 => format!("title:{a} OR quotes:{c}"),
            11 => format!("{a} lang:en since:2024-03"),
            12 => format!("{a} not w/5 {c}"),
            13 => format!("atleast2({a}) OR caps({b})"),
            14 => format!("{a} path:corpus/json OR hlead({c})"),
            _ => format!("words:>80 -{a}"),
        };
        queries.insert(format!("{n}"), query);
    }
    queries
}

#[test]
fn alerts_are_what_a_search_finds_among_the_new_articles() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus/text", "corpus/broken"]).succeeds();
    let known: BTreeSet<String> = folder.ids().into_values().collect();
    let extracted = Run::of(&mut folder.command(&["extract", "corpus"]));
    let bodies: Vec<String> = extracted.lines().iter().map(|line| text(&line["body"])).collect();
    let queries = queries(&bodies);
    let searches: Vec<(&str, &str)> = queries.iter().map(|(name, query)| (name.as_str(), query.as_str())).collect();
    save(&folder, &searches);
    alerts(&folder, &[]).exits(1);
    folder.run(&["index", "corpus"]).succeeds();
    let run = alerts(&folder, &["--json"]).succeeds();
    let lines = run.lines();
    let alerted = lines.iter().filter(|line| line["kind"] == "alert");
    let alerted: BTreeSet<(String, String)> = alerted.map(|line| (text(&line["name"]), text(&line["article"]["id"]))).collect();
    let snapshot = LocalIndex::open(&folder.path("index")).unwrap().snapshot();
    let mut expected = BTreeSet::new();
    let mut n_with_hits = 0;
    for (name, query_text) in &queries {
        let config = SearchConfig {
            query: parse(query_text, 25_000).0.unwrap(),
            match_words: MatchWords::All,
            sort: Sort::Newest,
            count: Default::default(),
            offset: 0,
            limit: 10_000,
            snippet: SnippetConfig::default(),
        };
        let hits = search(&*snapshot, &config).unwrap().hits;
        let new = hits.iter().map(|shown| shown.hit.article.id.to_string()).filter(|id| !known.contains(id));
        let before = expected.len();
        expected.extend(new.map(|id| (name.clone(), id)));
        n_with_hits += usize::from(expected.len() > before);
    }
    assert_eq!(alerted, expected);
    assert!(n_with_hits > 150, "{n_with_hits}");
}

#[test]
fn a_wildcard_that_stands_for_too_many_words_for_an_index_is_told_article_by_article() {
    let folder = watching(&[("many", "a* flood"), ("few", "flood")]);
    let words: String = (0..2_000).map(|n| format!("a{n:x}z ")).collect();
    index(
        &folder,
        &[("a.jsonl", &[line("1", &format!("{words} flood")), line("2", "flood only"), line("3", "any flood")].concat())],
    );
    folder.run(&["search", "a* flood"]).exits(2);
    assert!(matches!(search_error(&folder, "a* flood"), Some(Error::TooManyWords { .. })));
    let told: BTreeSet<String> = told(&alerts(&folder, &["--json"]).succeeds()).into_iter().collect();
    assert_eq!(told, ["many:1:new", "many:3:new", "few:1:new", "few:2:new", "few:3:new"].map(str::to_owned).into());
}

fn search_error(folder: &Folder, query: &str) -> Option<Error> {
    let snapshot = LocalIndex::open(&folder.path("index")).unwrap().snapshot();
    let config = SearchConfig {
        query: parse(query, 0).0.unwrap(),
        match_words: MatchWords::All,
        sort: Sort::Newest,
        count: Default::default(),
        offset: 0,
        limit: 1,
        snippet: SnippetConfig::default(),
    };
    search(&*snapshot, &config).err()
}

#[test]
fn files_that_are_as_they_were_are_not_read_again() {
    let folder = watching(&[]);
    index(&folder, &[("a.jsonl", &line("1", "flood")), ("b.jsonl", &line("2", "flood"))]);
    let open = || LocalIndex::open(&folder.path("index")).unwrap().snapshot();
    let go_on = &mut |_, _| ControlFlow::Continue(());
    let first = look(&*open(), &Seen::default(), go_on).unwrap();
    assert_eq!((first.n_files_read, first.n_new()), (3, 2));
    index(&folder, &[("b.jsonl", &line("2", "storm"))]);
    let kept = Seen::from_bytes(&first.seen.to_bytes()).unwrap();
    let second = look(&*open(), &kept, go_on).unwrap();
    assert_eq!((second.n_files_read, second.n_new(), second.seen.n_articles()), (1, 1, 2));
    assert_eq!(look(&*open(), &second.seen, go_on).unwrap().n_files_read, 0);
    let breaking_off = look(&*open(), &Seen::default(), &mut |_, _| ControlFlow::Break(()));
    assert!(matches!(breaking_off, Err(Error::BrokenOff)));
}

#[test]
fn what_cannot_be_kept_or_read_is_said() {
    let folder = watching(&[("flood", "flood")]);
    let state = fs::read_dir(folder.path("home/.local/state/pullquote")).unwrap();
    let state = state.map(|entry| entry.unwrap().path()).find(|path| path.extension().is_some_and(|end| end == "seen")).unwrap();
    let mut bytes = fs::read(&state).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&state, bytes).unwrap();
    alerts(&folder, &[]).fails_with(&["is damaged", "remove it or choose another"]);
    fs::write(&state, "my notes").unwrap();
    alerts(&folder, &[]).fails_with(&["is not a file that pullquote keeps"]);
    assert_eq!(fs::read(&state).unwrap(), b"my notes");
    alerts(&folder, &["--state", "other.seen"]).exits(1);
    assert!(folder.path("other.seen").exists());
    folder.write("file", "");
    alerts(&folder, &["--state", "file/a.seen"]).exits(2);
    Run::of(&mut folder.command(&["alerts", "--watchlist", "none.toml"]))
        .fails_with(&["no watchlist at `none.toml`", "watchlist add"]);
}

#[test]
fn a_watchlist_that_cannot_be_understood_is_told_with_line_and_column() {
    let folder = watching(&[]);
    let check = |list: &str, messages: &[&str]| {
        folder.write("list.toml", list);
        alerts(&folder, &[]).fails_with(messages).assert_harmless();
        Run::of(&mut command(&folder, &["watchlist", "--watchlist", "list.toml", "list"])).fails_with(messages);
    };
    check(
        "[[search]]\nname = \"a\"\nquery = 'b'\n\n[[search]\n",
        &["error: `list.toml` line 5 column ", "hint: a search is `[[search]]`"],
    );
    check("[[search]]\nname = \"a\"\nquarry = 'b'\n", &["`list.toml` line 3 column 1: unknown field `quarry`"]);
    check(
        "# ok\n[[search]]\nname = \"a\"\nquery = 'flood AND (dam OR'\n",
        &[
            "`list.toml` line 4 column 25: search `a`: nothing stands after `OR`",
            "  flood AND (dam OR\n                 ^^\n",
            "hint: to search",
        ],
    );
    check(
        "[[search]]\nname = \"\\u001b[31ma\"\nquery = 'b'\n",
        &["`list.toml` line 2 column 8: the name holds characters that cannot be seen"],
    );
    check("[[search]]\nname = \"a\"\nquery = 'b'\n\"\\u001b]0;x\\u0007\" = 1\n", &["`list.toml` line 4 column 1: unknown field"]);
}

#[test]
fn searches_are_kept_listed_and_removed_and_what_to_expect_is_said_before() {
    let rows: String = (1..=30).map(|day| format!("{}\n", json!({"id": day.to_string(), "text": if day > 20 { "flood" } else { "storm" }, "date": format!("2024-03-{day:02}")}))).collect();
    let folder = Folder::indexed(&[("a.jsonl", &rows)]);
    let run =
        |arguments: &[&str]| Run::of(&mut command(&folder, &[&["watchlist", "--watchlist", "list.toml"], arguments].concat()));
    let dry = run(&["add", "flood", "flood", "--dry-run"]).succeeds();
    assert_eq!(
        dry.stdout,
        "expect 0.36 hits per day: 10 on the last 28 days with articles, 0.33 on the last 30; 10 of 30 articles match\n"
    );
    assert!(!folder.path("list.toml").exists());
    run(&["add", "flood", "flood"]).succeeds();
    run(&["add", "not storm", "--note", "what's \"left\"", "--match", "any", "--", "-storm", "dam"]).succeeds();
    let listed = run(&["list", "--json"]).succeeds().lines();
    let shown: Vec<_> = listed.iter().map(|line| [&line["name"], &line["query"], &line["match"], &line["note"]]).collect();
    assert_eq!(json!(shown), json!([["flood", "flood", "all", null], ["not storm", "-storm dam", "any", "what's \"left\""]]));
    let list = run(&["list"]).succeeds().stdout;
    assert_eq!(list, "flood: flood\nnot storm: -storm dam (any word)\n  what's \"left\"\n");
    run(&["add", "flood", "dam"]).fails_with(&["`list.toml` line 2 column 8: there is a search `flood` already"]);
    run(&["add", "bad", "flood AND"]).fails_with(&["nothing stands after `AND`", "^^^"]);
    run(&["add", " bad", "flood"]).fails_with(&["white space at an end"]);
    run(&["add", "\u{1b}[31m", "flood"]).fails_with(&["the name holds characters that cannot be seen"]).assert_harmless();
    run(&["add", &"n".repeat(101), "flood"]).fails_with(&["longer than 100 characters"]);
    run(&["remove", "flood"]).succeeds();
    run(&["remove", "flood"]).fails_with(&["no search `flood`"]);
    assert_eq!(run(&["list", "--json"]).succeeds().lines().len(), 1);
    run(&["expect", "zeppelin"]).exits(1);
    let told = run(&["expect", "--json", "flood"]).succeeds().json();
    assert_eq!((&told["articles"], &told["of_articles"], &told["days"][0]["days"]), (&json!(10), &json!(30), &json!(28)));
    // Without an index it is kept too.
    let elsewhere = Folder::new();
    let run = Run::of(&mut command(&elsewhere, &["watchlist", "add", "flood", "flood"])).succeeds();
    assert!(run.stderr.contains("cannot estimate the hits per day"), "{run:?}");
    assert!(elsewhere.path("home/.config/pullquote/watchlist.toml").exists());
}

#[test]
fn a_feed_holds_what_was_told_and_is_one() {
    let folder = watching(&[("flood & <dam>", "flood"), ("came", "came")]);
    index(&folder, &[("a.jsonl", &line("1", "The flood <b>came</b> & went."))]);
    alerts(&folder, &["--atom", "out/feed.atom"]).succeeds();
    index(&folder, &[("b.jsonl", &line("2", "The flood again.")), ("a.jsonl", &line("1", "The flood came, and went."))]);
    alerts(&folder, &["--atom", "out/feed.atom"]).succeeds();
    let before = fs::read_to_string(folder.path("out/feed.atom")).unwrap();
    alerts(&folder, &["--atom", "out/feed.atom"]).exits(1);
    assert_eq!(fs::read_to_string(folder.path("out/feed.atom")).unwrap(), before);
    let mut titles: Vec<&str> = before.split("<title>").skip(2).map(|rest| rest.split_once("</title>").unwrap().0).collect();
    // What changed is told anew, in the place of what was told before.
    assert_eq!(titles.len(), 3);
    assert!(titles[..2].iter().all(|title| title.starts_with("flood &amp; &lt;dam&gt;: Title ")), "{titles:?}");
    titles.sort_unstable();
    titles.dedup();
    assert_eq!((titles.len(), titles[0]), (3, "came: Title 1"));
    assert!(before.contains("<category term=\"flood &amp; &lt;dam&gt;\"/>") && before.contains("news/a.jsonl"), "{before}");
    let ids: BTreeSet<&str> = before.split("<id>").skip(1).map(|rest| rest.split_once("</id>").unwrap().0).collect();
    assert_eq!(ids.len(), 4);
    // It is read as any feed is.
    let again = folder.run(&["extract", "out/feed.atom"]).succeeds().lines();
    assert_eq!((again.len(), again.iter().filter(|line| line["body"] == "The flood again.").count()), (3, 1));
    folder.write("out/notes", "mine");
    alerts(&folder, &["--atom", "out/notes"]).fails_with(&["`out/notes` is not a feed of this watchlist and index"]);
    assert_eq!(fs::read_to_string(folder.path("out/notes")).unwrap(), "mine");
}

#[cfg(unix)]
mod commands {
    use super::*;

    #[test]
    fn a_command_gets_the_alerts_of_each_search_and_what_it_could_not_tell_is_told_again() {
        let folder = watching(&[("flood", "flood"), ("dam", "dam"), ("none", "zeppelin")]);
        index(&folder, &[("a.jsonl", &[line("1", "flood dam"), line("2", "dam")].concat())]);
        let run = alerts(&folder, &["--json", "--exec", "cat > got; [ \"$PULLQUOTE_NAME\" != flood ]"]).exits(2);
        let others: BTreeSet<String> = told(&run).into_iter().collect();
        assert_eq!(others, ["dam:1:new", "dam:2:new"].map(str::to_owned).into(), "{run:?}");
        assert!(run.stderr.contains("the command for `flood` ended with exit status: 1"), "{run:?}");
        assert!(run.stderr.contains("error: what `flood` found could not be reported; the next run reports it"), "{run:?}");
        assert_eq!(run.lines().last().unwrap()["pending"], json!(["flood"]));
        index(&folder, &[("b.jsonl", &line("3", "flood"))]);
        let run = alerts(&folder, &["--exec", "cat > \"got $PULLQUOTE_NAME $PULLQUOTE_COUNT\""]).succeeds();
        assert!(run.stdout.contains("flood: 2 articles"), "{run:?}");
        let got = fs::read_to_string(folder.path("got flood 2")).unwrap();
        let got: Vec<Value> = got.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!((got.len(), &got[0]["name"], &got[0]["format_version"]), (2, &json!("flood"), &json!(1)));
        alerts(&folder, &["--exec", "touch never"]).exits(1);
        assert!(!folder.path("never").exists());
        // A command need not read what it gets.
        index(&folder, &[("b.jsonl", &line("3", &"flood ".repeat(100_000)))]);
        alerts(&folder, &["--exec", "true"]).succeeds();
    }

    #[test]
    fn nothing_in_names_and_articles_is_a_command() {
        let hostile = "$(touch pwned); `touch pwned` '\"; touch pwned; \u{1b}]0;x\u{7}\u{202e}\n| touch pwned & \u{9b}31m";
        let name = "$(touch pwned) `touch pwned` ; touch pwned | '\"";
        let folder = watching(&[(name, "flood")]);
        let record = json!({"id": hostile, "title": hostile, "authors": [hostile], "publisher": hostile, "section": hostile,
            "url": "javascript:alert(1)", "text": format!("flood {hostile}"), "date": "2024-03-05"});
        index(&folder, &[("a.jsonl", &format!("{record}\n"))]);
        let run = alerts(&folder, &["--exec", "cat > got; echo $PULLQUOTE_NAME > name", "--atom", "feed"]).succeeds();
        run.assert_harmless();
        assert!(!folder.path("pwned").exists() && folder.path("got").exists());
        let feed = fs::read_to_string(folder.path("feed")).unwrap();
        assert!(!feed.contains("javascript:") && !feed.contains('\u{1b}') && !feed.contains('\u{202e}'), "{feed}");
        alerts(&folder, &["--all", "--json"]).succeeds().assert_harmless();
        Run::of(&mut command(&folder, &["watchlist", "--watchlist", "list.toml", "list"])).succeeds().assert_harmless();
    }

    /// The searches whose command was run, in their order.
    fn carried_out(folder: &Folder) -> Vec<String> {
        fs::read_to_string(folder.path("told")).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_run_that_is_killed_leaves_nothing_out() {
        let folder = watching(&[("a", "flood"), ("b", "flood"), ("c", "flood")]);
        index(&folder, &[("a.jsonl", &line("1", "flood"))]);
        let tell = "echo $PULLQUOTE_NAME >> told";
        let killing = format!("{tell}; [ $PULLQUOTE_NAME != b ] || kill -KILL $PPID");
        assert_eq!(alerts(&folder, &["--exec", &killing]).code, None);
        assert_eq!(carried_out(&folder), ["a", "b"]);
        alerts(&folder, &["--exec", tell]).succeeds();
        assert_eq!(carried_out(&folder), ["a", "b", "a", "b", "c"]);
        alerts(&folder, &["--exec", tell]).exits(1);
    }

    #[test]
    fn a_run_that_is_interrupted_goes_on_where_it_was() {
        let folder = watching(&[("a", "flood"), ("b", "flood"), ("c", "flood"), ("d", "flood")]);
        index(&folder, &[("a.jsonl", &line("1", "flood"))]);
        let tell = "echo $PULLQUOTE_NAME >> told";
        // The signal is there before the command ends.
        let interrupting = format!("{tell}; [ $PULLQUOTE_NAME != b ] || {{ kill -INT $PPID; sleep 0.1; }}");
        alerts(&folder, &["--exec", &interrupting]).exits(130);
        assert_eq!(carried_out(&folder), ["a", "b"]);
        index(&folder, &[("b.jsonl", &line("2", "flood"))]);
        let lines = told(&alerts(&folder, &["--json"]).succeeds());
        let lines: BTreeSet<String> = lines.into_iter().collect();
        assert_eq!(lines, ["a:2:new", "b:2:new", "c:1:new", "c:2:new", "d:1:new", "d:2:new"].map(str::to_owned).into());
    }

    #[test]
    fn two_runs_at_once_are_one_too_many() {
        let folder = watching(&[("a", "flood")]);
        index(&folder, &[("a.jsonl", &line("1", "flood"))]);
        let again = format!("'{PROGRAM}' alerts --watchlist list.toml 2> second; echo $? > code");
        let mut first = command(&folder, &["alerts", "--watchlist", "list.toml", "--exec", &again]);
        in_plain_environment(&mut first);
        Run::of(&mut first).succeeds();
        let second = fs::read_to_string(folder.path("second")).unwrap();
        assert!(second.contains("is reporting alerts for this watchlist and index; wait until it ends"), "{second}");
        assert_eq!(fs::read_to_string(folder.path("code")).unwrap(), "2\n");
    }
}

#[test]
fn copies_are_told_together_and_superseded_versions_not_at_all() {
    let folder = watching(&[("flood", "flood")]);
    let report = |seed: usize| (0..60).map(|n| format!("{:03x}word", (n * n + seed * 7919) % 997)).collect::<Vec<_>>().join(" ");
    let of = |id: &str, date: &str, text: &str| {
        format!("{}\n", json!({"id": id, "title": format!("T{id}"), "date": date, "text": text}))
    };
    let (wire, other) = (format!("The flood came. {}.", report(1)), format!("A flood came. {}.", report(2)));
    let copy = format!("{wire} Nobody was hurt.");
    let lines = [of("wire", "2024-03-01", &wire), of("other", "2024-03-02", &other), of("copy", "2024-03-03", &copy)].concat();
    index(&folder, &[("a.jsonl", &lines)]);
    let shown = alerts(&folder, &["--json"]).succeeds();
    assert_eq!(told(&shown), ["flood:copy:new", "flood:wire:new", "flood:other:new"]);
    let stories: Vec<String> =
        shown.lines().iter().filter(|line| line["kind"] == "alert").map(|line| text(&line["story"])).collect();
    assert!(stories[0] == stories[1] && stories[1] != stories[2], "{stories:?}");
    let again = [of("wire2", "2024-03-01", &format!("{wire} Later.")), of("copy2", "2024-03-03", &copy)].concat();
    index(&folder, &[("b.jsonl", &again)]);
    let printed = alerts(&folder, &[]).succeeds().stdout;
    assert!(printed.starts_with("flood: 2 articles in 1 story\n") && printed.contains("   also: "), "{printed}");
    // The version of a page that was indexed before is newer.
    let version = |id: &str, modified: &str| {
        format!(
            "{}\n",
            json!({"id": id, "url": "https://example.org/dam", "modified": modified, "title": "Dam", "text": "The flood rose."})
        )
    };
    index(&folder, &[("new.jsonl", &version("new", "2024-05-01"))]);
    assert_eq!(told(&alerts(&folder, &["--json"]).succeeds()), ["flood:new:new"]);
    index(&folder, &[("old.jsonl", &version("old", "2024-04-01"))]);
    assert_eq!(told(&alerts(&folder, &["--json"]).exits(1)), Vec::<String>::new());
}
