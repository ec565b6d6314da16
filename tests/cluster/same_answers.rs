//! A cluster answers as this machine does.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::{Arc, OnceLock};
use std::thread::sleep;
use std::time::Duration;

use pullquote::article::Article;
use pullquote::choice::{Facet, Lead, MatchWords, Sort};
use pullquote::engine::local::LocalIndex;
use pullquote::engine::remote::RemoteIndex;
use pullquote::engine::{self, Index, Site, Snapshot};
use pullquote::hit::{Coverage, Hits, SearchRequest, ValuesWanted};
use pullquote::ingest::{IngestConfig, PathNames, update};
use pullquote::query::{help, parse};
use pullquote::search::{
    KeywordsConfig, Like, LikeConfig, OwnWords, SearchConfig, ShownHit, Story, keywords, like, search_stories,
};
use pullquote::serve::{ServeConfig, Server};
use pullquote::snippet::SnippetConfig;
use serde_json::Value;

use super::cluster::shared;
use super::harness::http::{self, get};
use super::harness::scenario::{Order, play_all};
use super::harness::{Folder, text};
use super::{config, run};

/// The sample corpus, on this machine and in the cluster.
struct Both {
    _folder: Folder,
    local: Arc<dyn Snapshot>,
    remote: Arc<dyn Snapshot>,
    remote_index: RemoteIndex,
}

fn both() -> Option<&'static Both> {
    static BOTH: OnceLock<Option<Both>> = OnceLock::new();
    BOTH.get_or_init(|| {
        let cluster = shared()?;
        let folder = Folder::with_corpus();
        let dir = folder.path("index");
        let local = LocalIndex::open_or_create(&dir).unwrap();
        let remote_index = RemoteIndex::open_or_create(&config(&cluster.urls, "same-answers")).unwrap();
        let reading = IngestConfig { roots: vec![folder.path("corpus")], ..IngestConfig::default() };
        for index in [&local as &dyn Index, &remote_index] {
            update(index, &PathNames::new(&dir).unwrap(), &reading, &|_| ControlFlow::Continue(())).unwrap();
        }
        Some(Both { _folder: folder, local: local.snapshot(), remote: remote_index.snapshot(), remote_index })
    })
    .as_ref()
}

fn found(snapshot: &dyn Snapshot, text: &str, sort: Sort) -> Hits {
    let query = parse(text, 20_000).0.unwrap_or_else(|| panic!("{text}"));
    let request = SearchRequest { query, coverage: Coverage::All, sort, count: Default::default(), offset: 0, limit: 500 };
    snapshot.search(&request).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Where each article matches, by its id.
fn marks(hits: &Hits) -> BTreeMap<String, (Vec<pullquote::span::Span>, Vec<pullquote::span::Span>)> {
    let of_hit = |hit: &pullquote::hit::Hit| (hit.article.id.to_string(), (hit.matches.title_marks(), hit.matches.body_marks()));
    hits.page.iter().map(of_hit).collect()
}

/// The same articles with the same marks; by date in the same order. Returns how many there were.
#[track_caller]
fn check(both: &Both, text: &str) -> usize {
    let (near, far) = (found(&*both.local, text, Sort::Newest), found(&*both.remote, text, Sort::Newest));
    let ids = |hits: &Hits| hits.page.iter().map(|hit| hit.article.id.to_string()).collect::<Vec<_>>();
    assert_eq!(ids(&far), ids(&near), "{text}");
    assert_eq!(far.total, near.total, "{text}");
    assert_eq!(marks(&far), marks(&near), "{text}");
    // Idf is told of bodies alone, so it says the same for words that the cluster can count.
    assert_eq!(far.rarity.len(), near.rarity.len(), "{text}");
    assert_eq!(found(&*both.remote, text, Sort::Relevance).total, near.total, "{text}");
    near.total
}

#[test]
fn a_cluster_plays_every_scenario() {
    let Some(cluster) = shared() else { return };
    play_all(Order::ById, |_, name| {
        Box::new(RemoteIndex::open_or_create(&config(&cluster.urls, &format!("scenario-{name}"))).unwrap())
    });
}

#[test]
fn every_example_of_the_language_finds_the_same() {
    let Some(both) = both() else { return };
    let examples = help::LANGUAGE.iter().flat_map(|section| section.entries).map(|entry| entry.example);
    let n_found: usize = examples.map(|example| check(both, example)).sum();
    assert!(n_found > 100, "{n_found}");
}

#[test]
fn stories_and_what_they_are_counted_by_are_the_same() {
    let Some(both) = both() else { return };
    let snapshots: [&dyn Snapshot; 2] = [&*both.local, &*both.remote];
    let [near, far] = snapshots.map(|snapshot| snapshot.stories().unwrap());
    assert_eq!(far, near);
    assert!(near.iter().count() > 0);
    for text in ["ferry", "words:>=0", "version:all", "said"] {
        let query = parse(text, 20_000).0.unwrap();
        let [near, far] = snapshots.map(|snapshot| {
            let mut labels = Vec::new();
            let mut keep = |of_article| {
                labels.push(of_article);
                Ok(())
            };
            snapshot.each_copy(&query, Coverage::All, &Facet::ALL, &mut keep).unwrap();
            labels
        });
        assert_eq!(far, near, "{text}");
        let config = SearchConfig {
            query,
            match_words: MatchWords::All,
            sort: Sort::Newest,
            count: Default::default(),
            offset: 0,
            limit: 200,
            snippet: SnippetConfig::default(),
        };
        for lead in [Lead::First, Lead::Longest, Lead::Latest] {
            let [near, far] = snapshots.map(|snapshot| {
                let answer = search_stories(snapshot, &config, lead).unwrap();
                let copies = |story: &Story| story.copies.iter().map(|copy| copy.article.id.to_string()).collect::<Vec<_>>();
                let of_hit = |shown: &ShownHit| (shown.hit.article.id.to_string(), shown.story.as_ref().map(copies));
                (answer.n_stories, answer.hits.iter().map(of_hit).collect::<Vec<_>>())
            });
            assert_eq!(far, near, "{text}");
        }
    }
}

#[test]
fn versions_are_the_same() {
    let Some(both) = both() else { return };
    let n = |text| check(both, text);
    assert!(n("version:all") > n("version:latest"));
    assert_eq!((n("version:all -version:latest"), n("version:all -version:first")), (1, 1));
    assert_eq!(
        n("fire alarm") + n("council NOT alarm version:first"),
        n("(fire alarm version:latest) OR (council version:first -alarm)")
    );
    let url = "https://www.harbour-herald.example/city/council-budget";
    let [near, far] = [&both.local, &both.remote].map(|snapshot| snapshot.versions_of(url).unwrap());
    assert_eq!((near.len(), far), (2, near));
}

/// Random queries over the words of the corpus, always the same ones.
struct Dice(u64);

impl Dice {
    /// A number below `n`.
    fn roll(&mut self, n: usize) -> usize {
        // Knuth's MMIX generator; its high bits are the random ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    fn pick<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.roll(list.len())]
    }

    fn word(&mut self) -> String {
        let words = [
            "bridge",
            "flood",
            "water",
            "city",
            "said",
            "mayor",
            "house",
            "road",
            "harbour",
            "school",
            "authority",
            "week",
            "people",
            "year",
            "the",
            "for",
            "of",
            "and",
            "in",
            "to",
            "new",
            "Brücke",
            "Stadt",
            "première",
            "=floods",
            "cit*",
            "w?ter",
            "harbor~1",
        ];
        self.pick(&words).to_owned()
    }

    fn phrase(&mut self) -> String {
        let phrases = [
            "\"the bridge\"",
            "\"of the\"",
            "\"in the\"",
            "\"bridge authority\"",
            "\"the city\"~2",
            "\"said the\"",
            "\"flood ins*\"",
        ];
        self.pick(&phrases).to_owned()
    }

    fn side(&mut self) -> String {
        match self.roll(4) {
            0 => self.phrase(),
            1 => format!("({} OR {})", self.word(), self.word()),
            _ => self.word(),
        }
    }

    fn clause(&mut self) -> String {
        let connector = self.pick(&["w/1", "w/3", "w/10", "pre/4", "w/s", "w/p", "not w/5", "not w/s"]);
        match self.roll(12) {
            0..=2 => self.word(),
            3 => self.phrase(),
            4..=6 => format!("{} {connector} {}", self.side(), self.side()),
            7 => format!("({} w/8 {}) {connector} {}", self.word(), self.word(), self.word()),
            8 => format!("{}({})", self.pick(&["atleast2", "atleast3", "caps", "nocaps", "hlead"]), self.word()),
            9 => format!("{}:{}", self.pick(&["title", "body", "lead", "quotes", "said"]), self.word()),
            10 => format!("said:{} by:{}", self.word(), self.pick(&["sandvoss", "corvath", "ashwick", "mayor"])),
            _ => format!("title:({} {connector} {})", self.word(), self.word()),
        }
    }

    fn query(&mut self) -> String {
        match self.roll(5) {
            0 => format!("{} {}", self.clause(), self.clause()),
            1 => format!("({}) OR ({})", self.clause(), self.clause()),
            2 => format!("{} -({})", self.clause(), self.clause()),
            _ => self.clause(),
        }
    }
}

#[test]
fn random_queries_find_and_mark_the_same() {
    let Some(both) = both() else { return };
    let n_queries = std::env::var("PULLQUOTE_QUERIES").ok().and_then(|n| n.parse().ok()).unwrap_or(400);
    let mut dice = Dice(20_240_325);
    let (mut n_asked, mut n_found) = (0, 0);
    while n_asked < n_queries {
        let text = dice.query();
        // Some of what comes out means nothing; the parser says so for both.
        if parse(&text, 0).0.is_some() {
            n_asked += 1;
            n_found += usize::from(check(both, &text) > 0);
        }
    }
    assert!(n_found * 3 > n_asked, "only {n_found} of {n_asked} queries find anything");
}

#[test]
fn what_is_counted_and_looked_up_is_the_same() {
    let Some(both) = both() else { return };
    let (local, remote) = (&*both.local, &*both.remote);
    for text in ["flood", "bridge OR water", "by:sandvoss", "bridge not w/5 authority"] {
        let query = parse(text, 0).0.unwrap();
        let facets =
            |snapshot: &dyn Snapshot| snapshot.facets(&query, Coverage::All, &Facet::ALL, ValuesWanted::MostFrequent(5)).unwrap();
        assert_eq!(facets(remote), facets(local), "{text}");
    }
    let names = |snapshot: &dyn Snapshot, name: &str| {
        snapshot.articles(name, 5).unwrap().into_iter().map(|article: Article| article.id).collect::<Vec<_>>()
    };
    let id = found(local, "flood", Sort::Newest).page[0].article.id.to_string();
    for name in [id.as_str(), &id[..6], "corpus/text/harbour-bridge.txt", "corpus/compressed/farm-wire.jsonl.zst:3", "nowhere"] {
        assert_eq!(names(remote, name), names(local, name), "{name}");
    }
    assert_eq!(remote.ledger().files().unwrap(), local.ledger().files().unwrap());
    let stats = |snapshot: &dyn Snapshot| {
        let stats = snapshot.stats().unwrap();
        (stats.n_articles, stats.n_quotes, stats.n_files)
    };
    assert_eq!(stats(remote), stats(local));
    assert_eq!(remote.words().similar("harbor", 5).unwrap(), local.words().similar("harbor", 5).unwrap());
    assert_eq!(remote.words().beginning("insur", 5).unwrap(), local.words().beginning("insur", 5).unwrap());
    for text in ["the", "bridge not w/5 authority"] {
        let query = parse(text, 0).0.unwrap();
        let ids = |snapshot: &dyn Snapshot| {
            let mut ids = Vec::new();
            let each = &mut |article: Article| {
                ids.push(article.id);
                Ok(())
            };
            snapshot.each_match(&query, Coverage::All, engine::ReadOrder::ById, each).unwrap();
            ids
        };
        assert_eq!(ids(remote), ids(local), "{text}");
    }
    assert!(both.remote_index.check().unwrap().findings.is_empty());
}

#[test]
fn pages_fit_together_behind_the_first_thousand() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::new();
    let lines = (0..2_500)
        .map(|n| format!("{{\"id\":\"{n}\",\"text\":\"The flood came {n} times.\",\"date\":\"2024-01-{:02}\"}}\n", n % 28 + 1));
    folder.write("a.jsonl", lines.collect::<String>());
    run(&folder, &cluster.urls, "deep", &["index", "--quiet", "a.jsonl"]).succeeds();
    let ids = |offset: &str, limit: &str| {
        let found = run(
            &folder,
            &cluster.urls,
            "deep",
            &["search", "--json", "--sort", "newest", "--offset", offset, "-n", limit, "flood"],
        );
        found.hits().iter().map(|hit| text(&hit["record_id"])).collect::<Vec<_>>()
    };
    let all = ids("0", "2500");
    assert_eq!(all.len(), 2_500);
    assert_eq!(ids("0", "7"), all[..7]);
    assert_eq!(ids("1998", "7"), all[1_998..2_005]);
    assert_eq!(ids("2495", "100"), all[2_495..]);
    // Not all need to be counted.
    let [exact, at_least] = ["exact", "at-least"]
        .map(|count| run(&folder, &cluster.urls, "deep", &["search", "--json", "--count", count, "flood"]).succeeds());
    assert_eq!(exact.hits(), at_least.hits());
    let told = [exact, at_least].map(|run| (run.report()["total"].clone(), run.report()["at_least"].clone()));
    assert_eq!(told, [(2_500.into(), false.into()), (1_000.into(), true.into())]);
}

#[test]
fn commands_say_the_same_of_both() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::with_corpus();
    folder.run(&["index", "--quiet", "corpus"]).succeeds();
    run(&folder, &cluster.urls, "commands", &["index", "--quiet", "corpus"]).succeeds();
    let without_places = |text: &str| {
        let line = |line: &str| !line.contains("corpus/") && !line.contains(" ms)");
        text.lines().filter(|text| line(text)).collect::<Vec<_>>().join("\n")
    };
    for asked in [
        &["search", "\"flood insurance\""][..],
        &["quotes", "--top-speakers"],
        &["quotes", "--sort", "newest", "water"],
        &["verify", "I keep looking for the mistake"],
        &["count", "--csv", "flood"],
        &["count", "--timeline", "month", "--csv", "bridge OR water"],
        &["batch", "--column", "2", "corpus/queries.tsv"],
        &["keywords", "--csv", "flood OR storm"],
    ] {
        let (near, far) = (folder.run(asked), run(&folder, &cluster.urls, "commands", asked));
        assert_eq!(far.code, near.code, "{asked:?}");
        // Ids are made of paths, which are whole where they are on no machine in particular.
        assert_eq!(without_places(&far.stdout), without_places(&near.stdout), "{asked:?}");
    }
    let explained = run(&folder, &cluster.urls, "commands", &["search", "--explain", "flood insurance"]).succeeds();
    assert!(explained.stdout.contains("`flood`") && explained.stdout.contains("rarity"), "{}", explained.stdout);
    let status = run(&folder, &cluster.urls, "commands", &["status"]).succeeds();
    assert!(status.stdout.contains("articles    94"), "{}", status.stdout);
}

#[test]
fn what_is_like_an_article_and_what_sets_hits_apart_is_the_same() {
    let Some(both) = both() else { return };
    let (local, remote) = (&*both.local, &*both.remote);
    let words = ["the", "flood", "harbour", "l'", "nowhereatall", "sandvoss", "bridge", "1"].map(str::to_owned);
    let counts = local.words().n_holding(&words).unwrap();
    assert_eq!(remote.words().n_holding(&words).unwrap(), counts);
    assert!(counts[0] > counts[1] && counts[4] == 0, "{counts:?}");
    for text in ["flood OR storm", "harbour bridge", "lang:de", "bridge not w/5 authority"] {
        let config = KeywordsConfig {
            query: parse(text, 0).0.unwrap(),
            match_words: MatchWords::Best,
            limit: 40,
            max_read: 1_000,
            own_words: OwnWords::Given,
        };
        let told = |snapshot: &dyn Snapshot| {
            let told = keywords(snapshot, &config, &mut |_| ControlFlow::Continue(())).unwrap();
            (told.n_read, told.n_all, told.words)
        };
        assert_eq!(told(remote), told(local), "{text}");
    }
    for hit in found(local, "bridge OR Stadttheater", Sort::Newest).page {
        let snippet = SnippetConfig::default();
        let config = LikeConfig { article: &hit.article, narrowed_by: None, offset: 0, limit: 100, snippet };
        let alike = |snapshot: &dyn Snapshot| {
            let Like { words, answer } = like(snapshot, &config).unwrap();
            let ids: BTreeSet<String> = answer.hits.iter().map(|shown| shown.hit.article.id.to_string()).collect();
            (words, answer.total, ids)
        };
        let (near, far) = (alike(local), alike(remote));
        assert!(!near.2.contains(hit.article.id.as_str()) && near.2.len() == near.1);
        assert_eq!(far, near, "{}", hit.article.place);
    }
}

#[test]
fn what_one_engine_found_is_asked_of_the_other() {
    let Some(cluster) = shared() else { return };
    let (articles, folder) = (Folder::with_corpus(), Folder::new());
    // Outside of the folder that holds the index, files have the same names on both.
    let corpus = articles.path("corpus").to_str().unwrap().to_owned();
    folder.run(&["index", "--quiet", &corpus]).succeeds();
    folder.run(&["copy", "--to", &format!("{}/replayed", cluster.urls[0])]).succeeds();
    for query in ["flood", "\"flood insurance\" OR bridge", "flood not w/5 water"] {
        folder.run(&["search", "--record", "near", query]).succeeds();
        run(&folder, &cluster.urls, "replayed", &["search", "--record", "far", query]).succeeds();
        let parts = |name: &str| {
            let text = std::fs::read_to_string(folder.path(name)).unwrap();
            let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let articles = lines[1..lines.len() - 1].to_vec();
            (lines[0]["index"]["fingerprint"].clone(), articles)
        };
        assert_eq!(parts("near"), parts("far"), "{query}");
        let there = run(&folder, &cluster.urls, "replayed", &["replay", "near"]).succeeds();
        assert!(there.stdout.ends_with("the index holds the same files\n"), "{there:?}");
        assert!(there.stderr.contains("note: recorded from an index with format `local "), "{there:?}");
        folder.run(&["replay", "far"]).succeeds();
    }
}

#[test]
fn a_cluster_can_be_served() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::of(&[("a.txt", "One\n\nThe flood came.\n")]);
    run(&folder, &cluster.urls, "served", &["index", "--quiet", "a.txt"]).succeeds();
    let config = ServeConfig { site: Site::Cluster(config(&cluster.urls, "served")), ..http::config(&folder) };
    let server = Server::start(&config).unwrap();
    let total = |path: &str| get(&server, path).json()["summary"]["total"].as_u64();
    assert_eq!(total("/api/v1/search?q=flood"), Some(1));
    let page = get(&server, "/?q=flood");
    assert!(page.status == 200 && page.body.contains("<mark>flood</mark>"), "{}", page.body);
    // A commit is seen without a restart, and so is an index that was made anew.
    folder.write("b.txt", "Two\n\nThe flood went.\n");
    for (args, expected) in [(&["index", "--quiet", "."][..], 2), (&["index", "--quiet", "--rebuild", "b.txt"], 1)] {
        run(&folder, &cluster.urls, "served", args).succeeds();
        let is_seen = (0..100).any(|_| {
            total("/api/v1/search?q=flood") == Some(expected) || {
                sleep(Duration::from_millis(100));
                false
            }
        });
        assert!(is_seen, "{args:?}");
    }
    server.stop();
}
