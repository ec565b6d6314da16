//! Answers in every form tell the same and are safe to open:
//!
//! 1. an HTML page is valid, stands on its own, and reads as the article does, with what matched in `<mark>`;
//! 2. Markdown reads as the article does, with what matched in bold;
//! 3. nothing of an article becomes markup, a link or a command, in any form;
//! 4. every match has a number, the same wherever it is shown, and what is not shown is counted;
//! 5. lines of matches are as wide as the terminal, and only terminals are given links;
//! 6. each speaker has a letter behind each quote, and a colour where there is colour.

use crate::harness::{Folder, Run, code_points, is_harmful, text};
use dom_query::Document;
use pulldown_cmark::{Event, Parser, Tag};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

const FERRY: &str = "Ferry strike ends

The ferry sails on Monday. “We are glad,” said Ana Ruiz. The old ferry stays in port.

A new pier is planned. The ferry company pays for it, and for a second pier.
";

fn ferry() -> Folder {
    Folder::indexed(&[("ferry.txt", FERRY)])
}

/// What an article might hold to harm whoever reads it.
const ATTACKS: [&str; 6] = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "\u{1b}]8;;http://evil.example\u{1b}\\click\u{1b}]8;;\u{1b}\\",
    "\u{202e}txet\u{2069} \u{7f}\u{9b}2J",
    "\"><img src=x onerror=alert(1)>&lt;",
    "# `code` **bold** | --- ~~gone~~ ![i](u) <http://evil.example>",
];

/// An article with attacks in every field, and in an innocent one's words the word to search for.
fn hostile() -> Folder {
    let attack = ATTACKS.join(" ");
    let article = serde_json::json!({
        "id": attack, "title": format!("Flood {attack} &lt;script&gt;alert(1)&lt;/script&gt; flood"), "author": attack, "publisher": attack, "section": attack,
        "url": "javascript:alert(1)//https://example.org",
        "text": format!("{attack}\n\n- flood {attack} flood\n\n    flood\n\n1. flood\n=====\n<b>flood</b>"),
    });
    Folder::indexed(&[("hostile.json", &article.to_string())])
}

fn page(run: &Run) -> Document {
    let page = Document::from(run.stdout.as_str());
    assert_eq!(*page.errors.borrow(), Vec::<String>::new(), "{}", run.stdout);
    page
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The texts of the elements that a selector picks.
fn texts(page: &Document, selector: &str) -> Vec<String> {
    page.select(selector).iter().map(|element| words(&element.text())).collect()
}

// HTML.

#[test]
fn page_of_an_answer_reads_as_the_answer() {
    let run = ferry().run(&["search", "--format", "html", "ferry pier"]).succeeds();
    let page = page(&run);
    assert_eq!(page.select("html").attr("lang").unwrap().as_ref(), "en");
    assert_eq!(texts(&page, "title"), ["ferry pier – pullquote"]);
    assert_eq!(texts(&page, "h2"), ["Ferry strike ends"]);
    assert_eq!(texts(&page, "h2 mark"), ["Ferry"]);
    assert_eq!(texts(&page, "blockquote mark"), ["ferry", "ferry", "ferry", "pier"]);
    assert_eq!(page.select("blockquote").attr("lang").unwrap().as_ref(), "en");
    // Nothing is told beside the page.
    assert_eq!(run.stderr, "");
}

#[test]
fn page_of_an_article_is_its_text_with_marks() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    for hit in folder.run(&["search", "--json", "-n", "100", "the"]).succeeds().hits() {
        let id = text(&hit["id"]);
        let article = folder.run(&["show", &id, "--query", "the", "--json"]).succeeds().json();
        let page = page(&folder.run(&["show", &id, "--query", "the", "--format", "html"]).succeeds());
        // Numbers are ours.
        page.select(".body sup").remove();
        let body = text(&article["body"]);
        let shown = words(&texts(&page, ".body p").join(" "));
        let is_changed = body.chars().any(is_harmful);
        assert!(shown == words(&body) || is_changed, "{id}");
        let marks: Vec<String> =
            article["highlights"].as_array().unwrap().iter().map(|mark| code_points(&body, &mark[0], &mark[1])).collect();
        assert_eq!(texts(&page, ".body mark"), marks, "{id}");
    }
}

#[test]
fn pages_stand_on_their_own() {
    let folder = hostile();
    let record = "news/hostile.json";
    for args in [
        &["search", "flood"][..],
        &["search", "--all-hits", "flood"],
        &["search", "--context", "2", "flood"],
        &["show", record],
        &["show", record, "--query", "flood"],
        &["show", record, "--query", "flood", "-m", "2"],
    ] {
        let run = folder.run(&[args, &["--format", "html"]].concat()).succeeds();
        run.assert_harmless();
        let page = page(&run);
        let all = page.select("body *");
        for element in all.iter() {
            let name = element.nodes()[0].node_name().unwrap();
            assert!(
                matches!(
                    &*name,
                    "h1" | "h2" | "p" | "ol" | "li" | "blockquote" | "mark" | "sup" | "div" | "table" | "tbody" | "tr" | "td"
                ),
                "<{name}> in {args:?}"
            );
            for attribute in element.attrs() {
                assert!(matches!(&*attribute.name.local, "lang" | "dir" | "class" | "value"), "{attribute:?}");
            }
        }
        assert_eq!(page.select("script, link, img, a, iframe, [src], [href], [onerror]").length(), 0);
        assert_eq!(page.select("head > *").length(), 6);
        // It is there to be read.
        assert!(texts(&page, "h1, h2").join(" ").contains("<script>alert(1)</script>"));
        assert!(page.select("mark").iter().all(|mark| mark.text().to_lowercase() == "flood"));
    }
}

#[test]
fn only_addresses_of_the_web_are_linked_to() {
    let record =
        |id: &str, url: &str| serde_json::json!({"id": id, "title": "Flood", "text": "A flood.", "url": url}).to_string();
    let lines = [record("good", "https://example.org/a?b=1&c=\"d\""), record("bad", "JaVaScRiPt:alert(1)")].join("\n");
    let folder = Folder::indexed(&[("two.jsonl", &lines)]);
    let page = page(&folder.run(&["search", "--format", "html", "flood"]).succeeds());
    assert_eq!(page.select("a").length(), 1);
    assert_eq!(page.select("a").attr("href").unwrap().as_ref(), "https://example.org/a?b=1&c=%22d%22");
    let markdown = folder.run(&["search", "--format", "markdown", "flood"]).succeeds().stdout;
    let links = Parser::new(&markdown).filter(|event| matches!(event, Event::Start(Tag::Link { .. }))).count();
    assert_eq!(links, 1, "{markdown}");
}

// Markdown.

/// The text of a piece of Markdown, bold in brackets, and the names of its other elements.
fn read_markdown(markdown: &str) -> (String, Vec<String>) {
    let (mut read, mut others) = (String::new(), Vec::new());
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) => read.push_str(&text),
            Event::Start(Tag::Strong) => read.push('['),
            Event::End(pulldown_cmark::TagEnd::Strong) => read.push(']'),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => read.push(' '),
            Event::Start(Tag::Paragraph | Tag::List(_) | Tag::Item | Tag::Heading { .. } | Tag::BlockQuote(_)) => {}
            other => others.push(format!("{other:?}")),
        }
    }
    (words(&read), others)
}

#[test]
fn markdown_of_an_answer_reads_as_the_answer() {
    let markdown = ferry().run(&["search", "--format", "markdown", "second pier"]).succeeds().stdout;
    let (read, others) = read_markdown(&markdown);
    assert!(read.starts_with("second pier 1 article Ferry strike ends news/ferry.txt · "), "{read}");
    assert!(read.contains("for a [second] [pier]."), "{read}");
    assert_eq!(others, Vec::<String>::new());
}

#[test]
fn markdown_of_attacks_is_text() {
    let folder = hostile();
    for args in [
        &["search", "flood"][..],
        &["search", "--all-hits", "flood"],
        &["show", "news/hostile.json", "--query", "flood"],
        &["show", "news/hostile.json", "--query", "flood", "-m", "3"],
    ] {
        let run = folder.run(&[args, &["--format", "markdown"]].concat()).succeeds();
        run.assert_harmless();
        let (read, others) = read_markdown(&run.stdout);
        assert_eq!(others, Vec::<String>::new(), "{}", run.stdout);
        assert!(read.contains("<script>alert(1)</script> [x](javascript:alert(1))"), "{read}");
        assert!(read.contains("[flood]") || read.contains("[Flood]"), "{read}");
    }
}

// Terminals and JSON.

#[test]
fn attacks_never_reach_a_terminal() {
    let folder = hostile();
    for args in [
        &["search", "flood"][..],
        &["search", "--all-hits", "flood"],
        &["search", "--context", "3", "flood", "--json"],
        &["search", "--all-hits", "flood", "--json"],
        &["show", "news/hostile.json", "--query", "flood"],
        &["show", "news/hostile.json", "--query", "flood", "-m", "2"],
        &["show", "news/hostile.json", "--query", "flood", "-m", "2", "--json"],
    ] {
        folder.run(args).succeeds().assert_harmless();
        let mut linked = folder.run(&[args, &["--hyperlinks", "always"]].concat()).succeeds();
        let url = format!("file://{}", folder.path("news/hostile.json").canonicalize().unwrap().display());
        linked.stdout = linked.stdout.replace(&format!("\x1b]8;;{url}\x1b\\"), "").replace("\x1b]8;;\x1b\\", "");
        linked.assert_harmless();
    }
}

#[test]
fn links_are_for_terminals_unless_asked_for() {
    let folder = ferry();
    let n_links = |folder: &Folder, args: &[&str]| {
        let run = Run::of(folder.command(&[&["search", "ferry"], args].concat()).env("FORCE_HYPERLINK", "1")).succeeds();
        run.stdout.matches("\x1b]8;;file:///").count()
    };
    assert_eq!(n_links(&folder, &[]), 0);
    assert_eq!(n_links(&folder, &["--hyperlinks", "never"]), 0);
    assert_eq!(n_links(&folder, &["--hyperlinks", "always"]), 2);
    assert_eq!(n_links(&folder, &["--hyperlinks", "always", "--json"]), 0);
    folder.remove("news/ferry.txt");
    assert_eq!(n_links(&folder, &["--hyperlinks", "always"]), 0);
}

#[test]
fn forms_have_the_exit_codes_of_every_command() {
    let folder = ferry();
    for form in ["terminal", "json", "html", "markdown"] {
        folder.run(&["search", "ferry", "--format", form]).exits(0);
        folder.run(&["search", "zebra", "--format", form]).exits(1);
        folder.run(&["search", "zebra", "--all-hits", "--format", form]).exits(1);
        folder.run(&["search", "(ferry", "--format", form]).fails_with(&[]);
        folder.run(&["show", "news/ferry.txt", "--format", form]).exits(0);
        folder
            .run(&["show", "news/ferry.txt", "--query", "ferry", "-m", "9", "--format", form])
            .fails_with(&["error: no match 9: the text has 3 matches\n"]);
    }
    folder.run(&["search", "ferry", "--format", "pdf"]).fails_with(&[]);
    folder.run(&["search", "ferry", "--format", "html", "--json"]).fails_with(&[]);
    folder.run(&["search", "ferry", "--all-hits", "--context", "1"]).fails_with(&[]);
    folder.run(&["show", "news/ferry.txt", "-m", "1"]).fails_with(&["--query"]);
    folder.run(&["show", "news/ferry.txt", "--query", "ferry", "-m", "0"]).fails_with(&[]);
    assert_eq!(
        folder.run(&["show", "news/ferry.txt", "--format", "json"]).stdout,
        folder.run(&["show", "news/ferry.txt", "--json"]).stdout
    );
}

// Matches and their numbers.

#[test]
fn shown_article_numbers_its_matches() {
    let folder = ferry();
    let run = folder.run(&["show", "news/ferry.txt", "--query", "ferry"]).succeeds();
    assert!(run.stdout.starts_with("**Ferry** strike ends\n"), "{run:?}");
    assert!(run.stdout.contains("\n3 matches, 1 in the title\n"), "{run:?}");
    assert!(run.stdout.contains("\nThe **ferry**[1] sails") && run.stdout.contains("The old **ferry**[2] stays"), "{run:?}");
    let run = folder.run(&["show", "news/ferry.txt", "--query", "\"ferry pays\"~3"]).succeeds();
    assert!(run.stdout.contains("\n1 match\n") && run.stdout.contains("The **ferry**[1] company **pays**[1] for"), "{run:?}");
    let run = folder.run(&["show", "news/ferry.txt", "--query", "zebra"]).succeeds();
    assert!(run.stdout.contains("\n0 matches\n"), "{run:?}");
    assert!(!folder.run(&["show", "news/ferry.txt"]).succeeds().stdout.contains("matches"));
}

#[test]
fn a_match_is_shown_by_its_number() {
    let folder = ferry();
    let shown = |n: &str| folder.run(&["show", "news/ferry.txt", "--query", "ferry", "--match-number", n]).succeeds().stdout;
    let tail = |n: &str| shown(n).split_once("\nmatch ").unwrap().1.to_owned();
    assert_eq!(tail("1"), "1 of 3\n\nThe **ferry**[1] sails on Monday. “We are glad,” said Ana Ruiz.\n\nnext: 2\n");
    assert_eq!(
        tail("2"),
        "2 of 3\n\n“We are glad,” said Ana Ruiz. The old **ferry**[2] stays in port. A new pier is planned.\n\nprevious: 1 · next: 3\n"
    );
    assert!(tail("3").ends_with("\n\nprevious: 2\n"));
    let only = folder.run(&["show", "news/ferry.txt", "--query", "glad", "-m", "1"]).succeeds().stdout;
    assert!(only.ends_with("The old ferry stays in port.\n"), "{only}");
}

/// Checks a match against the text it is of.
#[track_caller]
fn check_match(text_of_field: &str, found: &Value) {
    let matched = text(&found["text"]);
    assert_eq!(code_points(text_of_field, &found["start"], &found["end"]), matched, "{found}");
    let around = format!("{}{matched}{}", text(&found["before"]), text(&found["after"]));
    assert!(text_of_field.contains(&around), "{found}");
    assert!(!found["highlights"].as_array().unwrap().is_empty());
}

#[test]
fn matches_in_json_are_code_points_with_numbers() {
    let folder = Folder::new();
    folder.write_from_corpus("news/festival.json", "json/festival-offset-traps.json");
    folder.run(&["index", "news"]).succeeds();
    let article = folder.run(&["extract", "news"]).succeeds().json();
    let (title, body) = (text(&article["title"]), text(&article["body"]));
    let lines = folder.run(&["search", "the OR a OR festival", "--all-hits", "--json"]).succeeds().lines();
    let (summary, found) = lines.split_last().unwrap();
    assert!(found.len() > 3 && found.iter().all(|found| found["kind"] == "match"));
    assert_eq!((&summary["matches"], &summary["matches_shown"]), (&found.len().into(), &found.len().into()));
    let of_body: Vec<&Value> = found.iter().filter(|found| found["field"] == "body").collect();
    for (idx, found) in of_body.iter().enumerate() {
        assert_eq!((&found["number"], &found["of"], &found["id"]), (&(idx + 1).into(), &of_body.len().into(), &article["id"]));
        check_match(&body, found);
    }
    found.iter().filter(|found| found["field"] == "title").for_each(|found| check_match(&title, found));
    // An article that is shown says the same of its matches.
    let shown = folder.run(&["show", &text(&article["id"]), "--query", "the OR a OR festival", "--json"]).succeeds().json();
    let places = |value: &Value| ["field", "number", "start", "end"].map(|key| value[key].clone());
    let of_shown: Vec<_> = shown["matches"].as_array().unwrap().iter().map(places).collect();
    assert_eq!(of_shown, found.iter().map(places).collect::<Vec<_>>());
    for found in shown["matches"].as_array().unwrap().iter().filter(|found| found["field"] == "body") {
        assert!(found["marks"].as_array().unwrap().iter().all(|mark| shown["highlights"].as_array().unwrap().contains(mark)));
    }
    // So does one that is picked out.
    let picked = folder.run(&["show", &text(&article["id"]), "--query", "the OR a OR festival", "-m", "2", "--json"]);
    let picked = picked.succeeds().json();
    assert_eq!(places(&picked), places(of_body[1]));
    assert_eq!((&picked["around"]["previous"], &picked["around"]["next"]), (&1.into(), &3.into()));
    for fragment in picked["around"]["passage"]["fragments"].as_array().unwrap() {
        assert_eq!(code_points(&body, &fragment["start"], &fragment["end"]), text(&fragment["text"]));
    }
}

#[test]
fn lines_of_matches_are_in_columns() {
    let body = "東京都の知事は会見で東京マラソンについて説明した。 Zwölf Boxkämpfer in 東京 jagen Viktor.\n\n👩‍👧 e\u{301}e\u{301} in 東京!";
    let folder = Folder::indexed(&[("wide.json", &serde_json::json!({"title": "Tokyo", "text": body}).to_string())]);
    for columns in ["1", "40", "61", "100", "99999"] {
        let run = Run::of(folder.command(&["search", "\"東京\"", "--all-hits"]).env("COLUMNS", columns)).succeeds();
        let lines: Vec<&str> = run.stdout.lines().collect();
        assert_eq!(lines.len(), 4, "{run:?}");
        let column = |line: &str| line.split_once("**").unwrap().0.width();
        assert!(lines.iter().all(|line| column(line) == column(lines[0]) && line.contains("**東京**")), "{run:?}");
        let widest: usize = columns.parse::<usize>().unwrap().clamp(40, 1000);
        assert!(lines.iter().all(|line| line.width() <= widest), "{columns}: {run:?}");
    }
    // Elsewhere than on a terminal there are 100 columns.
    let long = Folder::indexed(&[(
        "long.txt",
        &format!("Title\n\n{} flood {}\n", "rain and wind".repeat(30), "snow and hail ".repeat(30)),
    )]);
    let line = long.run(&["search", "flood", "--all-hits"]).succeeds().stdout;
    assert!((95..=101).contains(&line.len()), "{line}");
}

#[test]
fn article_with_very_many_matches_says_what_is_left_out() {
    let folder = Folder::indexed(&[("many.txt", &format!("Water\n\n{}", "The flood came. ".repeat(1500)))]);
    let run = folder.run(&["search", "flood", "--all-hits"]).succeeds();
    assert_eq!(run.stdout.lines().count(), 1001);
    assert!(run.stdout.ends_with("  1000 of 1500 matches\n"));
    let summary = folder.run(&["search", "flood", "--all-hits", "--json"]).succeeds().summary();
    assert_eq!((&summary["matches"], &summary["matches_shown"]), (&1500.into(), &1000.into()));
    let run = folder.run(&["search", "flood", "--all-hits", "--format", "markdown"]).succeeds();
    assert!(run.stdout.contains("1000 of 1500 matches\n"));
}

#[test]
fn snippet_counts_the_matches_it_shows_whole() {
    let far = format!("Title\n\nA flood came. {}Then a dam broke.\n", "It rained again on that day. ".repeat(20));
    let folder = Folder::indexed(&[("far.txt", &far)]);
    let run = folder.run(&["search", "\"flood dam\"~200"]).succeeds();
    assert!(run.stdout.contains("A **flood** came. … Then a **dam** broke.\n"), "{run:?}");
    assert!(!run.stdout.contains("matches"), "{run:?}");
    let hit = &folder.run(&["search", "\"flood dam\"~200", "--json"]).succeeds().hits()[0];
    assert_eq!((&hit["matches"], &hit["matches_shown"]), (&1.into(), &1.into()));
    let run = folder.run(&["search", "rained"]).succeeds();
    assert!(run.stdout.contains("   10 of 20 matches\n"), "{run:?}");
}

#[test]
fn context_shows_whole_sentences_around() {
    let folder = ferry();
    let snippet =
        |n: &str| text(&folder.run(&["search", "glad", "--json", "--context", n]).succeeds().hits()[0]["snippet"]["text"]);
    assert!(snippet("0").starts_with("“We are glad,” said Ana Ruiz."));
    assert!(snippet("1").starts_with("The ferry sails on Monday. “We are glad,” said Ana Ruiz. The old ferry stays in port."));
    assert_eq!(words(&snippet("18446744073709551615")), words(FERRY.split_once("\n\n").unwrap().1));
}

#[test]
fn speakers_have_letters_and_colours() {
    let text = "“We are glad,” said Ana Ruiz. “It was long.”\n\n“So are we,” said Jon Falk. Ruiz said: “We go home.”";
    let article = serde_json::json!({ "title": "Strike ends", "text": text, "language": "en" });
    let folder = Folder::indexed(&[("strike.json", &article.to_string())]);
    let plain = folder.run(&["show", "news/strike.json"]).succeeds().stdout;
    assert!(plain.contains("speakers  Ana Ruiz [A], Jon Falk [B]\n"), "{plain}");
    assert!(plain.contains("“We are glad,”[A] said Ana Ruiz. “It was long.”[A]\n"), "{plain}");
    assert!(plain.contains("“So are we,”[B] said Jon Falk. Ruiz said: “We go home.”[A]\n"), "{plain}");
    assert!(!plain.contains('\u{1b}'), "{plain}");
    let coloured = folder.run(&["--color", "always", "show", "news/strike.json"]).succeeds().stdout;
    assert!(coloured.contains("“\u{1b}[36mWe are glad,”"), "{coloured}");
    assert!(coloured.contains("“\u{1b}[32mSo are we,”"), "{coloured}");
    let html = folder.run(&["show", "news/strike.json", "--format", "html"]).succeeds().stdout;
    assert!(html.contains("“So are we,”<sup>B</sup> said Jon Falk."), "{html}");
    let markdown = folder.run(&["show", "news/strike.json", "--format", "markdown"]).succeeds().stdout;
    assert!(markdown.contains("- speakers: Ana Ruiz \\[A\\], Jon Falk \\[B\\]\n"), "{markdown}");
    assert!(markdown.contains("“So are we,”\\[B\\] said Jon Falk."), "{markdown}");
}
