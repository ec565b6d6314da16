//! The page shows what the engine found, and nothing that an article smuggles in:
//!
//! 1. what it narrows by leads to as many articles as it says;
//! 2. matches, quotes and speakers stand where they are in the article, and every step is a link;
//! 3. text of an article is text, whatever it holds;
//! 4. feeds are well-formed and newest first;
//! 5. what cannot be run is shown with the place.

#![allow(clippy::unwrap_used, reason = "in tests, what fails should fail here")]

mod harness;

use dom_query::{Document, Selection};
use harness::http::{Reply, get, get_with, limited};
use harness::{Folder, text};
use pullquote::serve::{ServeConfig, Server};

fn corpus() -> (Folder, Server) {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    let server = limited(&folder, |_| {});
    (folder, server)
}

fn document(reply: &Reply) -> Document {
    Document::from(reply.body.as_str())
}

#[track_caller]
fn page(server: &Server, path: &str) -> Document {
    let reply = get(server, path);
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    assert!(reply.has("content-type: text/html; charset=utf-8"), "{}", reply.head);
    document(&reply)
}

fn href(link: &Selection<'_>) -> String {
    link.attr("href").unwrap().to_string()
}

fn words(selection: &Selection<'_>) -> String {
    selection.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn total(page: &Document) -> String {
    let heading = words(&page.select("h1"));
    heading.rsplit(": ").next().unwrap().split(' ').next().unwrap().to_owned()
}

// What it narrows by.

#[test]
fn every_filter_leads_to_as_many_articles_as_it_says() {
    let (_folder, server) = corpus();
    for path in ["/", "/?q=flood", "/?q=the+council+OR+water&sort=newest", "/?q=said&by=Hanna+Oldfield"] {
        let page_here = page(&server, path);
        let links = page_here.select(".facet a:not([aria-current])").iter().filter(|link| !link.select(".n").is_empty());
        let mut n_links = 0;
        for link in links {
            let n = link.select(".n").text().split_whitespace().next().unwrap().to_owned();
            assert_eq!(total(&page(&server, &href(&link))), n, "{path} -> {}", href(&link));
            n_links += 1;
        }
        assert!(n_links > 3, "{path}");
    }
}

#[test]
fn every_bar_leads_to_as_many_articles_as_it_says() {
    let (_folder, server) = corpus();
    let rows = page(&server, "/?q=flood")
        .select(".timeline tbody tr")
        .iter()
        .map(|row| (href(&row.select("a")), words(&row.select("td").first())))
        .collect::<Vec<_>>();
    assert!(rows.len() > 1);
    for (link, n) in rows {
        assert_eq!(total(&page(&server, &link)), n, "{link}");
    }
}

#[test]
fn filters_come_off_one_by_one() {
    let (_folder, server) = corpus();
    let narrowed = page(&server, "/?q=flood&publisher=North+Wold+Gazette&since=2024");
    let chips = narrowed.select(".chips a");
    let hrefs: Vec<String> = chips.iter().map(|chip| href(&chip)).collect();
    assert_eq!(hrefs, ["/?q=flood&since=2024", "/?q=flood&publisher=North+Wold+Gazette"]);
    assert_eq!(words(&narrowed.select(".understood code")), "flood publisher:=\"North Wold Gazette\" since:2024");
}

#[test]
fn pages_follow_each_other_and_hold_every_hit_once() {
    let (folder, server) = corpus();
    let mut path = "/?q=the+OR+a".to_owned();
    let mut ids = Vec::new();
    loop {
        let here = page(&server, &path);
        ids.extend(here.select(".hit h2 a").iter().map(|link| href(&link).split(['/', '?']).nth(2).unwrap().to_owned()));
        let next = here.select(".pager a[rel=next]");
        if next.is_empty() {
            break;
        }
        path = href(&next);
    }
    let hits = folder.run(&["search", "--json", "-n", "1000", "the OR a"]).hits();
    assert_eq!(ids, hits.iter().map(|hit| text(&hit["id"])).collect::<Vec<_>>());
}

#[test]
fn where_nothing_matches_the_page_says_what_would() {
    let (_folder, server) = corpus();
    let nothing = page(&server, "/?q=floood");
    assert!(words(&nothing.select(".nothing")).contains("flood instead of floood"));
    let link = href(&nothing.select(".nothing a").first());
    assert_ne!(total(&page(&server, &link)), "0");
}

// Matches, quotes and speakers.

#[test]
fn results_mark_what_the_command_line_marks() {
    let (folder, server) = corpus();
    let here = page(&server, "/?q=flood+insurance");
    let hits = folder.run(&["search", "--json", "flood insurance"]).hits();
    assert_eq!(here.select(".hit").length(), hits.len());
    for (shown, hit) in here.select(".hit").iter().zip(&hits) {
        let letters: Vec<char> = text(&hit["snippet"]["text"]).chars().collect();
        let marked = hit["snippet"]["highlights"].as_array().unwrap().iter().map(|span| {
            let [start, end] = [0, 1].map(|idx| span[idx].as_u64().unwrap() as usize);
            letters[start..end].iter().collect::<String>()
        });
        let on_page = shown.select(".snippet mark").iter().map(|mark| mark.text().to_string());
        assert_eq!(on_page.collect::<Vec<_>>(), marked.collect::<Vec<_>>());
        assert_eq!(words(&shown.select("h2")), text(&hit["title"]).split_whitespace().collect::<Vec<_>>().join(" "));
    }
}

#[test]
fn matches_of_an_article_are_stepped_through_by_links() {
    let (_folder, server) = corpus();
    let first = href(&page(&server, "/?q=flood").select(".hit h2 a").first());
    let article = page(&server, &first);
    let n_anchors = article.select(".body .anchor").length();
    assert!(n_anchors > 1, "{first}");
    assert!(article.select(".step.previous").is_empty());
    let mut path = href(&article.select(".step.next"));
    for number in 1..=n_anchors {
        let (address, fragment) = path.split_once('#').unwrap();
        assert_eq!(fragment, format!("m{number}"));
        let here = page(&server, address);
        assert_eq!(words(&here.select(".where")), format!("Match {number} of {n_anchors}"));
        assert_eq!(here.select("mark.current").length(), 1);
        assert_eq!(here.select(".step.next").is_empty(), number == n_anchors);
        if number < n_anchors {
            path = href(&here.select(".step.next"));
        }
    }
}

#[test]
fn the_whole_text_is_there_and_quotes_have_the_colour_of_their_speaker() {
    let (folder, server) = corpus();
    let hit = &folder.run(&["search", "--json", "Oldfield"]).hits()[0];
    let shown = folder.run(&["show", "--json", &text(&hit["id"])]).json();
    let article = page(&server, &format!("/article/{}?q=Oldfield", text(&hit["id"])));
    let without_space = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(without_space(&article.select(".body").text()), without_space(&text(&shown["body"])));
    let speakers: Vec<String> = article.select(".speakers .said").iter().map(|name| words(&name)).collect();
    assert!(!speakers.is_empty());
    for quote in shown["quotes"].as_array().unwrap().iter().filter(|quote| quote["speaker"].is_string()) {
        let title = text(&quote["speaker"]);
        let said: String = article
            .select(".body .said")
            .iter()
            .filter(|said| said.attr("title").unwrap().as_ref() == title)
            .map(|said| said.text().to_string())
            .collect();
        assert!(without_space(&said).contains(&without_space(&text(&quote["text"]))), "{title}: {said}");
        assert!(speakers.contains(&title));
    }
}

#[test]
fn quotes_are_those_of_the_command_line() {
    let (folder, server) = corpus();
    let here = page(&server, "/quotes?q=water");
    let quotes: Vec<String> = here.select(".quote blockquote").iter().map(|quote| quote.text().to_string()).collect();
    let lines = folder.run(&["quotes", "--json", "water"]).lines();
    let expected: Vec<String> = lines.iter().filter(|line| line["kind"] == "quote").map(|line| text(&line["text"])).collect();
    assert_eq!(quotes, expected[..quotes.len()]);
    assert!(!quotes.is_empty());
    let most_quoted = page(&server, "/quotes");
    assert!(most_quoted.select(".facet a").length() > 3);
    let of_one = page(&server, &href(&most_quoted.select(".facet a").first()));
    assert!(of_one.select(".quote").length() > 0);
}

#[test]
fn every_example_of_the_language_can_be_followed() {
    let (_folder, server) = corpus();
    let help = page(&server, "/help");
    let links: Vec<String> = help.select(".language a").iter().map(|link| href(&link)).collect();
    assert!(links.len() > 30);
    for link in links {
        page(&server, &link);
    }
}

// Untrusted text.

#[test]
fn text_of_an_article_is_text() {
    let hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\u{1b}[31m\u{202e}\" onclick=\"alert(3)";
    let record = serde_json::json!({
        "id": "x", "title": hostile, "text": format!("{hostile} flood.\n\n“The flood {hostile} came,” said {hostile} Ana Ruiz. {{{{ 7 }}}}"),
        "publisher": hostile, "section": hostile, "author": hostile, "url": "javascript:alert(4)", "date": "2024-03-05"
    });
    let folder = Folder::indexed(&[("x.jsonl", &record.to_string())]);
    let server = limited(&folder, |_| {});
    let asked = "%3Cscript%3Ealert(5)%3C/script%3E%22onfocus=alert(6)+flood";
    let filter = "%22%3E%3Cscript%3Ealert(7)%3C/script%3E";
    let paths =
        ["/", "/?q=flood", "/article/x?q=flood&match=1", "/quotes?q=flood", "/feed.atom?q=flood", "/feed.rss", "/feed.json"];
    let typed = [
        format!("/?q={asked}"),
        format!("/quotes?by={filter}"),
        format!("/?q=flood&publisher={filter}"),
        format!("/?q=%22{asked}"),
        format!("/article/{filter}"),
        format!("/?since={filter}"),
    ];
    for path in paths.iter().map(|path| (*path).to_owned()).chain(typed) {
        let reply = get(&server, &path);
        assert!(reply.status < 500 && !reply.body.is_empty(), "{path}");
        assert!(!reply.body.contains(['\u{1b}', '\u{202e}']), "{path}");
        assert!(reply.has("content-security-policy: default-src 'none'"), "{path}");
        if !reply.has("content-type: text/html") {
            continue;
        }
        let page = document(&reply);
        assert_eq!(page.select("script").length(), 1, "{path}");
        assert!(page.select("img, iframe, object, base").is_empty(), "{path}");
        for element in page.select("*").iter() {
            let node = *element.nodes().first().unwrap();
            for attribute in node.attrs() {
                let name = attribute.name.local.to_string();
                assert!(!name.starts_with("on") && name != "style", "{path}: {name}");
                let is_address = matches!(name.as_str(), "href" | "src" | "action");
                assert!(
                    !is_address || attribute.value.starts_with(['/', '#']) || attribute.value.starts_with("http"),
                    "{path}: {}",
                    attribute.value
                );
            }
        }
    }
}

#[test]
fn a_browser_may_give_the_token_as_a_password() {
    let folder = Folder::indexed(&[("a.txt", "Flood\n\nThe flood came.\n")]);
    let server =
        Server::start(&ServeConfig { token: Some("correct-horse-battery".to_owned()), ..harness::http::config(&folder) })
            .unwrap();
    let refused = get(&server, "/");
    assert_eq!(refused.status, 401);
    assert!(refused.has("www-authenticate: bearer, basic realm=\"pullquote\""), "{}", refused.head);
    // `any:correct-horse-battery`, and `any:wrong`.
    let with = |basic: &str| get_with(&server, "/", "localhost", &format!("Authorization: Basic {basic}\r\n")).status;
    assert_eq!((with("YW55OmNvcnJlY3QtaG9yc2UtYmF0dGVyeQ=="), with("YW55Ondyb25n"), with("%%%")), (200, 401, 401));
}

// Feeds.

#[test]
fn feeds_are_newest_first_and_say_the_same() {
    let (folder, server) = corpus();
    let hits = folder.run(&["search", "--json", "--sort", "newest", "-n", "50", "flood"]).hits();
    let titles: Vec<String> = hits.iter().map(|hit| text(&hit["title"])).collect();
    let json = get(&server, "/feed.json?q=flood").json();
    let items = json["items"].as_array().unwrap();
    assert_eq!(items.iter().map(|item| text(&item["title"])).collect::<Vec<_>>(), titles);
    assert!(items.iter().any(|item| text(&item["content_html"]).contains("<mark>flood</mark>")));
    for (path, item, content_type) in
        [("/feed.atom?q=flood", "entry", "application/atom+xml"), ("/feed.rss?q=flood", "item", "application/rss+xml")]
    {
        let reply = get(&server, path);
        assert!(reply.has(&format!("content-type: {content_type}")), "{}", reply.head);
        let tree = Document::from(reply.body.split_once("?>").unwrap().1);
        let shown: Vec<String> = tree.select(&format!("{item} title")).iter().map(|title| title.text().to_string()).collect();
        assert_eq!(shown, titles, "{path}");
    }
    // A feed is a file that can be indexed too.
    folder.write("again/feed.atom", get(&server, "/feed.atom?q=flood").body);
    folder.write("again/feed.rss", get(&server, "/feed.rss?q=flood").body);
    let run = folder.run(&["--index", "again/index", "index", "--json", "again"]).succeeds();
    assert_eq!(run.report()["articles"]["added"], 2 * titles.len(), "{run:#?}");
}

// Faults.

#[test]
fn a_search_can_be_saved_by_the_command_that_is_shown() {
    let (folder, server) = corpus();
    let shown = page(&server, "/?q=%22harbour+bridge%22+OR+o%27brien&lang=en");
    let command = shown.select("pre.command").text().to_string();
    let mut run = std::process::Command::new("sh");
    run.args(["-c", &command.replacen("pullquote", &format!("'{}' --index index", harness::PROGRAM), 1)]);
    harness::in_plain_environment(&mut run);
    run.current_dir(folder.path("")).env("HOME", folder.path("home"));
    let saved = harness::Run::of(&mut run).succeeds();
    let list = std::fs::read_to_string(folder.path("home/.config/pullquote/watchlist.toml")).unwrap();
    assert!(list.contains("\"harbour bridge\" OR o'brien") && list.contains("lang:en"), "{list}");
    assert!(saved.stdout.contains("articles match"), "{saved:?}");
    // What is loosened, or everything, is no alert.
    for path in ["/?q=lighthouse+keeper", "/"] {
        assert!(page(&server, path).select("pre.command").is_empty(), "{path}");
    }
}

#[test]
fn what_cannot_be_run_is_shown_with_the_place() {
    let (_folder, server) = corpus();
    for path in ["/", "/quotes"] {
        let reply = get(&server, &format!("{path}?q=flood+AND+(dam+OR"));
        assert_eq!(reply.status, 400);
        let page = document(&reply);
        assert_eq!(page.select("pre").text().as_ref(), "flood AND (dam OR\n               ^^");
        assert!(words(&page.select("[role=alert]")).contains("nothing stands after OR"));
        assert_eq!(page.select("#q").attr("value").unwrap().as_ref(), "flood AND (dam OR");
    }
    assert_eq!(get(&server, "/article/nowhere").status, 404);
    assert_eq!(get(&server, "/?q=flood&since=soon").status, 400);
    assert_eq!(get(&server, "/?q=flood&page=999999999999").status, 400);
    let noted = page(&server, "/?q=flood+and+dam");
    assert!(words(&noted.select(".note")).contains("and is searched as a word"));
}
