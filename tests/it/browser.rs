//! The page in a real browser:
//!
//! 1. a reader types, narrows, opens an article and steps through its matches, by mouse and by keyboard;
//! 2. the same without scripts;
//! 3. nothing is wider than a narrow screen;
//! 4. nothing is in the way of assistive technology, in light and in dark;
//! 5. the console stays empty.

use std::path::Path;

use crate::harness::browser::{Browser, browser};
use crate::harness::http::limited;
use crate::harness::{Folder, skipped, text};
use pullquote::serve::Server;
use serde_json::json;

const ENTER: &str = "\u{e007}";

fn corpus() -> (Folder, Server) {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    let server = limited(&folder, |_| {});
    (folder, server)
}

fn at(server: &Server, path: &str) -> String {
    format!("http://{}{path}", server.address())
}

/// One page of each kind, but for articles.
const PAGES: [&str; 16] = [
    "/",
    "/?q=flood",
    "/?q=the+council&publisher=North+Wold+Gazette&since=2024",
    "/?q=ferry+barge&group=story",
    "/?q=floood",
    "/?q=flood+AND+(dam+OR",
    "/?q=flood+and+dam",
    "/quotes?q=water",
    "/quotes",
    "/keywords?q=flood",
    "/article/a6pgabj5s9rdq51g/like",
    "/history/hd49d9kr9qmuhhl5",
    "/spread?q=%22harbour+bridge%22",
    "/spread?q=zeppelin",
    "/spread",
    "/help",
];

/// What can be opened is open.
const OPEN_ALL: &str = "document.querySelectorAll('details').forEach((menu) => { menu.open = true })";

fn reading(browser: &Browser, server: &Server) {
    browser.go(&at(server, "/"));
    browser.type_into("#q", &format!("flood{ENTER}"));
    browser.comes_to("/?q=flood");
    assert_eq!(browser.text(".hit mark").to_lowercase(), "flood");
    let n_all: usize = browser.text(".summary h1").split_whitespace().find_map(|word| word.parse().ok()).unwrap();
    browser.follow(".onward > a", "/spread?q=flood");
    assert!(browser.text(".summary h1").contains("publisher"), "{}", browser.text(".summary h1"));
    browser.follow(".onward a", "/?q=flood");
    browser.click(".menu summary");
    assert!(browser.text(".menu li").starts_with("CSV"));
    browser.follow(".facet a", "publisher=");
    let n_narrowed: usize = browser.text(".summary h1").split_whitespace().find_map(|word| word.parse().ok()).unwrap();
    assert!(0 < n_narrowed && n_narrowed < n_all);
    assert!(browser.text(".chips a").starts_with("Publisher: "));
    browser.follow(".hit h2 a", "/article/");
    browser.follow(".back a", "publisher=");
    browser.follow(".chips a", "/?q=flood");
    browser.follow(".hit h2 a", "/article/");
    browser.follow(".step.next", "#m1");
    assert!(browser.text(".where").starts_with("Match 1 of "));
    browser.follow(".step.next", "#m2");
    assert!(browser.text(".where").starts_with("Match 2 of "));
    let mark = browser.text("mark.current").to_lowercase();
    assert!(mark.starts_with("flood"), "{mark}");
    browser.follow(".speakers a", "/quotes?by=");
    assert!(!browser.text(".quote blockquote").is_empty());
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn a_reader_types_narrows_opens_and_steps_through_matches() {
    let (_folder, server) = corpus();
    let Some(browser) = browser(1280, 900) else { return };
    reading(&browser, &server);
}

#[test]
fn the_same_without_scripts() {
    let (_folder, server) = corpus();
    let Some(browser) = browser(1280, 900) else { return };
    browser.command("Emulation.setScriptExecutionDisabled", &json!({"value": true}));
    reading(&browser, &server);
}

#[test]
fn keys_reach_the_search_the_results_and_the_matches() {
    let (_folder, server) = corpus();
    let Some(browser) = browser(1280, 900) else { return };
    browser.go(&at(&server, "/?q=flood"));
    let focused = |what: &str| text(&browser.run(&format!("return String(document.activeElement.{what})")));
    browser.press("/");
    assert_eq!(focused("id"), "q");
    // In the field keys are letters.
    browser.press("j");
    assert_eq!(text(&browser.run("return document.getElementById('q').value")), "j");
    browser.press("\u{e00c}");
    browser.press("j");
    let first = focused("href");
    browser.press("j");
    assert_ne!(focused("href"), first);
    browser.press("k");
    assert_eq!(focused("href"), first);
    browser.press(ENTER);
    browser.comes_to(&first);
    for (key, number) in [("n", 1), ("n", 2), ("p", 1), ("p", 1)] {
        browser.press(key);
        assert!(browser.text(".where").starts_with(&format!("Match {number} of ")), "{}", browser.text(".where"));
    }
    let is_seen = "const box = document.querySelector('mark.current').getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight";
    browser.run("document.documentElement.style.scrollBehavior = 'auto'");
    for _ in 0..3 {
        browser.press("n");
    }
    assert_eq!(browser.run(is_seen), true);
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn words_are_completed_while_they_are_typed() {
    let (_folder, server) = corpus();
    let Some(browser) = browser(1280, 900) else { return };
    browser.go(&at(&server, "/"));
    browser.type_into("#q", "insur");
    let options = || browser.run("return Array.from(document.querySelectorAll('#suggestions option'), (option) => option.value)");
    let is_there = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        options().as_array().unwrap().contains(&json!("insurance"))
    });
    assert!(is_there, "{}", options());
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn nothing_is_wider_than_a_narrow_screen() {
    let folder = Folder::with_corpus();
    let long = "Donaudampfschifffahrtsgesellschaft".repeat(9);
    folder.write("corpus/long.txt", format!("{long} flood\n\n“The flood {long},” said Ana {long}.\n"));
    folder.run(&["index", "corpus"]).succeeds();
    let server = limited(&folder, |_| {});
    let Some(browser) = browser(360, 740) else { return };
    let article = format!("/article/{}?q=flood&match=1", text(&folder.run(&["search", "--json", "flood"]).hits()[0]["id"]));
    for path in PAGES.iter().copied().chain([article.as_str(), &format!("/?q={long}+flood"), "/?q=title:flood"]) {
        browser.go(&at(&server, path));
        browser.run(OPEN_ALL);
        let [wide, seen] = ["document.documentElement.scrollWidth", "innerWidth"]
            .map(|width| browser.run(&format!("return {width}")).as_u64().unwrap());
        assert!(wide <= seen && seen == 360, "{path}: {wide}");
    }
}

#[test]
fn nothing_is_in_the_way_of_assistive_technology() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/axe/node_modules/axe-core/axe.min.js");
    let Ok(axe) = std::fs::read_to_string(&path) else {
        skipped("`axe-core` is missing; `scripts/test` installs it");
        return;
    };
    let (folder, server) = corpus();
    let article = format!("/article/{}?q=flood&match=1", text(&folder.run(&["search", "--json", "flood"]).hits()[0]["id"]));
    for (width, scheme) in [(1280, "light"), (1280, "dark"), (360, "light")] {
        let Some(browser) = browser(width, 900) else { return };
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        browser.command("Emulation.setEmulatedMedia", &features);
        for path in PAGES.iter().copied().chain([article.as_str()]) {
            browser.go(&at(&server, path));
            browser.run(OPEN_ALL);
            browser.run(&axe);
            let found = browser.run_async(
                "const done = arguments[arguments.length - 1];
                axe.run().then((report) => done(report.violations.map((rule) =>
                    `${rule.impact}: ${rule.id}: ${rule.help}: ${rule.nodes.map((node) => node.html).slice(0, 3).join(' ')}`)));",
            );
            assert_eq!(found, json!([]), "{scheme}, {width} wide, {path}");
        }
    }
}
