//! The page shows what the engine found, and nothing that an article smuggles in:
//!
//! 1. what it narrows by leads to as many articles as it says;
//! 2. matches, quotes and speakers stand where they are in the article, and every step is a link;
//! 3. text of an article is text, whatever it holds;
//! 4. feeds are well-formed and newest first;
//! 5. what cannot be run is shown with the place.

use crate::harness::http::{Reply, get, get_with, limited};
use crate::harness::{Folder, text};
use dom_query::{Document, Selection};
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
fn what_is_found_can_be_taken_away() {
    let (folder, server) = corpus();
    for path in ["/?q=flood", "/?q=flood&publisher=North+Wold+Gazette&since=2024", "/?q=a+OR+b&lang=en", "/"] {
        let here = page(&server, path);
        let total: usize = total(&here).parse().unwrap();
        let exports: Vec<String> = here.select(".menu a").iter().map(|link| href(&link)).collect();
        assert_eq!(exports.len(), 6, "{path}");
        for link in &exports {
            let reply = get(&server, link);
            assert!(
                reply.status == 200 && reply.is_whole && reply.has("content-disposition: attachment"),
                "{link}: {}",
                reply.head
            );
        }
        let lines = get(&server, exports.iter().find(|link| link.ends_with("jsonl")).unwrap()).body;
        assert_eq!(lines.lines().count(), total, "{path}");
        let files: Vec<String> = here.select(".timeline .files a").iter().map(|link| href(&link)).collect();
        let table = get(&server, &files[0]).body;
        let n_counted: usize = table.split("\r\n").skip(1).filter_map(|row| row.split(',').nth(2)?.parse::<usize>().ok()).sum();
        assert_eq!(n_counted, total, "{table}");
        assert!(get(&server, &files[1]).body.contains("<svg "), "{}", files[1]);
    }
    // What holds only some of the words is no place where they were printed.
    let loosened = page(&server, "/?q=lighthouse+keeper");
    assert!(loosened.select(".note").exists() && !loosened.select(".onward").exists());
    folder.run(&["search", "--match", "all", "lighthouse keeper"]).exits(1);
}

#[test]
fn who_printed_it_first_is_told_as_on_the_command_line() {
    let (folder, server) = corpus();
    let results = page(&server, "/?q=%22harbour+bridge%22&sort=newest");
    let link = href(&results.select(".onward > a"));
    assert_eq!(link, "/spread?q=%22harbour+bridge%22");
    let spread = page(&server, &link);
    let lines = folder.run(&["spread", "--json", "\"harbour bridge\""]).lines();
    let summary = lines.last().unwrap();
    assert!(words(&spread.select("h1")).ends_with("6 articles by 2 publishers"), "{}", words(&spread.select("h1")));
    let first = href(&spread.select(".headline a"));
    assert!(first.starts_with(&format!("/article/{}?", text(&summary["first"]))), "{first}");
    assert!(words(&spread.select(".snippet mark")).to_lowercase().contains("harbour bridge"));
    let days: Vec<String> = spread.select(".days .day").iter().map(|day| words(&day)).collect();
    assert_eq!(days, lines[..lines.len() - 1].iter().map(|line| text(&line["day"])).collect::<Vec<_>>());
    let new: Vec<String> = spread.select(".names li:has(.new) a").iter().map(|name| words(&name)).collect();
    assert_eq!(new, ["The Harbour Herald", "Coastline Wire Service"]);
    assert!(words(&spread.select("main")).ends_with("2 articles without a date"));
    for link in spread.select(".days a").iter() {
        let there = page(&server, &href(&link));
        assert_ne!(total(&there), "0", "{}", href(&link));
    }
    let table = get(&server, &href(&spread.select(".onward a[download]")));
    assert_eq!(table.body, folder.run(&["spread", "--csv", "\"harbour bridge\""]).stdout);
    let nothing = page(&server, "/spread?q=zeppelin");
    assert!(words(&nothing.select("h1")).ends_with("0 articles") && !nothing.select(".days").exists());
    assert!(words(&page(&server, "/spread").select("main")).contains("Ask for a phrase"));
    assert_eq!(get(&server, "/spread?q=flood+AND").status, 400);
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

#[test]
fn every_word_that_sets_results_apart_leads_to_as_many_articles_as_it_says() {
    let (_folder, server) = corpus();
    for path in ["/?q=flood", "/?q=water+OR+storm&lang=en", "/?publisher=The+Harbour+Herald"] {
        let words_of = page(&server, &href(&page(&server, path).select(".facets a[href^='/keywords']")));
        let rows: Vec<_> = words_of.select(".keywords tbody tr").iter().collect();
        assert!(rows.len() > 2, "{path}");
        for row in rows {
            let link = href(&row.select("a"));
            assert_eq!(total(&page(&server, &link)), words(&row.select("td").first()), "{path} -> {link}");
        }
        assert_eq!(href(&words_of.select(".back a")), path);
    }
    assert!(page(&server, "/").select("a[href^='/keywords']").is_empty());
    let all = page(&server, "/keywords");
    assert!(words(&all.select(".nothing")).contains("No word"), "{}", words(&all.select("main")));
}

#[test]
fn an_article_leads_to_more_like_it() {
    let (folder, server) = corpus();
    let shown = page(&server, "/article/a6pgabj5s9rdq51g");
    let like = page(&server, &href(&shown.select("a[href$='/like']")));
    let printed = folder.run(&["like", "--json", "a6pgabj5s9rdq51g"]);
    let told: Vec<String> = printed.lines()[0]["words"].as_array().unwrap().iter().map(|word| text(&word["word"])).collect();
    assert_eq!(words(&like.select(".understood code")), told.join(" "));
    let mut ids = Vec::new();
    for link in like.select(".hit h2 a").iter() {
        let link = href(&link);
        assert!(!page(&server, &link).select(".body mark").is_empty(), "{link}");
        ids.push(link.split(['/', '?']).nth(2).unwrap().to_owned());
    }
    assert_eq!(ids, printed.hits().iter().map(|hit| text(&hit["id"])).collect::<Vec<_>>());
    let second = page(&server, &href(&like.select(".pager a[rel=next]")));
    assert_eq!(second.select(".hit").first().attr("value").unwrap().to_string(), "11");
    let narrowed = page(&server, "/article/a6pgabj5s9rdq51g/like?lang=de");
    assert!(narrowed.select(".hit").iter().all(|hit| hit.select("h2").attr("lang").unwrap().to_string() == "de"));
    assert_eq!(get(&server, "/article/nowhere/like").status, 404);
    assert_eq!(get(&server, "/article/a6pgabj5s9rdq51g/like?page=11").status, 400);
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
        Server::start(&ServeConfig { token: Some("correct-horse-battery".to_owned()), ..crate::harness::http::config(&folder) })
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
    run.args(["-c", &command.replacen("pullquote", &format!("'{}' --index index", crate::harness::PROGRAM), 1)]);
    crate::harness::in_plain_environment(&mut run);
    run.current_dir(folder.path("")).env("HOME", folder.path("home"));
    let saved = crate::harness::Run::of(&mut run).succeeds();
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

// Stories and versions.

#[test]
fn copies_are_put_together_where_that_is_asked_for() {
    let (_folder, server) = corpus();
    let plain = page(&server, "/?q=ferry+barge");
    assert!(plain.select(".copies").is_empty());
    let together = plain.select(".sorts a").iter().find(|link| words(link) == "Copies together").unwrap();
    let grouped = page(&server, &href(&together));
    assert!(words(&grouped.select("h1")).ends_with("4 articles in 2 stories"), "{}", words(&grouped.select("h1")));
    assert_eq!(grouped.select(".hit").length(), 2);
    let copies = grouped.select(".copies li");
    assert_eq!(copies.length(), 2);
    for copy in copies.iter() {
        let link = copy.select("a");
        let article = page(&server, &href(&link.iter().next().unwrap()));
        assert!(words(&article.select("h1")).contains(&words(&link.iter().next().unwrap())));
        assert!(words(&copy.select(".changes")).contains("word"));
    }
    // Another of them can be shown, and the first then stands among its copies.
    let longest = grouped.select(".sorts a").iter().find(|link| words(link) == "Longest").unwrap();
    let led = page(&server, &href(&longest));
    let title = |page: &Document| words(&page.select(".hit h2").iter().next().unwrap());
    assert_eq!(title(&led), "Passengers tell of 'bang like a cupboard' as ship strikes barge in fog");
    assert!(words(&led.select(".copies")).contains(&title(&grouped)), "{}", words(&led.select(".copies")));
    assert!(plain.select(".sorts a").iter().all(|link| words(&link) != "Longest"));
    // Sorting keeps it, and so does the form.
    assert!(grouped.select(".sorts a").iter().any(|link| href(&link).contains("group=story") && href(&link).contains("newest")));
    assert_eq!(grouped.select("input[name=group]").attr("value").unwrap().to_string(), "story");
}

#[test]
fn an_article_leads_to_its_versions() {
    let (_folder, server) = corpus();
    let results = page(&server, "/?q=%22fire+alarm%22");
    let article = page(&server, &href(&results.select(".hit h2 a").iter().next().unwrap()));
    let note = article.select(".note a").iter().find(|link| href(link).starts_with("/history/")).unwrap();
    assert_eq!(words(&note), "This is the latest of 2 versions");
    let history = page(&server, &href(&note));
    assert_eq!(words(&history.select("h1")), "2 versions");
    assert_eq!(history.select(".versions > li").length(), 2);
    let changes = words(&history.select(".changes"));
    assert!(changes.contains("headline before: “Council budget passes after five hours”"), "{changes}");
    let first = page(&server, &href(&history.select(".versions h2 a").iter().next().unwrap()));
    let note = first.select(".note a").iter().find(|link| href(link).starts_with("/history/")).unwrap();
    assert_eq!(words(&note), "This is version 1 of 2; there is a later one");
    assert_eq!(get(&server, "/history/nothing-of-this-name").status, 404);
}
