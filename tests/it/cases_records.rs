//! Records, feeds and archives as the tools of news write them:
//!
//! 1. the records of each tool are read with headline, body, date, authors, address and publisher;
//! 2. markup in a record is no text, and text with signs of markup stays as it is;
//! 3. what a record states and is left out is reported;
//! 4. a headline without a text is news, and said to be one;
//! 5. what a crawler derived from a page is no article, and lends its text to a page that has none;
//! 6. an item of a feed is news once, and again if its words changed.

use std::fs;
use std::path::Path;

use crate::harness::http::{get_with, limited};
use crate::harness::{Folder, Run};
use serde_json::{Value, json};

/// A case of `tests/cases`.
fn case(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name)).unwrap()
}

/// Extracts a file; returns the articles and the problems, as `type: message`.
fn extracted(name: &str, content: impl AsRef<[u8]>) -> (Vec<Value>, Vec<String>) {
    let folder = Folder::new();
    folder.write(name, content);
    let run = Run::of(&mut folder.command(&["extract", name]));
    let problems = run.stderr.lines().filter_map(|line| line.strip_prefix("problem: ")).map(str::to_owned).collect();
    (run.lines(), problems)
}

/// Title, paragraphs of the body, day, authors, publisher and address, as one line.
fn shown(article: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let bylines: Vec<&str> = article["bylines"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let n_paragraphs = article["body"].as_str().unwrap().split("\n\n").filter(|text| !text.trim().is_empty()).count();
    let parts = [
        text(&article["title"]),
        format!("{n_paragraphs}{}", if article["is_summary"] == json!(true) { " of summary" } else { "" }),
        text(&article["published"]["time"]).chars().take(10).collect(),
        bylines.join(", "),
        text(&article["publisher"]),
        text(&article["url"]),
    ];
    parts.join(" | ")
}

#[track_caller]
fn check(name: &str, content: impl AsRef<[u8]>, expected: &[&str], problems: &[&str]) {
    let (articles, said) = extracted(name, content);
    assert_eq!(articles.iter().map(shown).collect::<Vec<_>>(), expected, "{name}");
    assert_eq!(said.len(), problems.len(), "{name}: {said:?}");
    for (said, expected) in said.iter().zip(problems) {
        assert!(said.contains(expected), "{name}: {said}");
    }
}

const BODY: &str = "The harbour board has chosen its eleventh chairman in nine years, the owner of a rope works.";

#[test]
fn the_cases_are_read() {
    let whole =
        |publisher: &str| format!("Board picks chairman | 3 | 2025-06-05 | Ida Marlow | {publisher} | https://q.example/a");
    check("b-33-news-please.json", case("b-33-news-please.json"), &[&whole("-")], &[]);
    check("b-34.json", case("b-34-content-is-html-mercury.json"), &[&whole("-")], &[]);
    let both = "Board picks chairman | 3 | 2025-06-05 | Ida Marlow, Jory Pask";
    check("b-33-guardian.json", case("b-33-guardian.json"), &[&format!("{both} | - | https://q.example/a")], &[]);
    check("b-35.json", case("b-35-source-is-address.json"), &[&format!("{both} | Quay News | https://q.example/a")], &[]);
    let cut = "Board picks chairman | 2 of summary | 2025-06-05 | Ida Marlow | Quay News | https://q.example/a";
    check("b-33-newsapi.json", case("b-33-newsapi.json"), &[cut], &[]);
    let wordpress = "Board picks chairman – again | 3 | 2025-06-05 | Ida Marlow | - | https://q.example/a";
    check("b-33-wordpress.json", case("b-33-wordpress.json"), &[wordpress], &[]);
    let (articles, _) = extracted("b-33-wordpress.json", case("b-33-wordpress.json"));
    assert_eq!(articles[0]["published"]["time"], "2025-06-05T09:15:00+02:00");
    let folder = Folder::new();
    folder.write("news/a.json", case("b-34-content-is-html-mercury.json"));
    folder.run(&["index", "news"]).succeeds();
    folder.run(&["search", "div"]).exits(1);
}

/// One record of each tool, as it writes them.
#[test]
fn the_records_of_tools_are_read() {
    let paragraphs = [BODY, "The vote took four rounds.", "“I did not want this,” said Piers Oakley."];
    let html: String = paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
    let (text, lines) = (paragraphs.join("\n\n"), paragraphs.join("\n"));
    let url = "https://q.example/a";
    let parts: Vec<Value> = paragraphs
        .iter()
        .map(|text| json!({"content": text, "mime": "text/html", "subtype": "paragraph", "type": "sanitized_html"}))
        .collect();
    let contents: Vec<Value> = [
        json!({"content": "Town", "mime": "text/plain", "type": "kicker"}),
        json!({"content": "Harbour", "mime": "text/plain", "type": "title"}),
        json!({"content": "By Ida Marlow", "mime": "text/plain", "type": "byline"}),
        json!({"content": 1_749_106_500_000_i64, "mime": "text/plain", "type": "date"}),
        json!({"fullcaption": "The harbour", "imageURL": "https://q.example/i.jpg", "mime": "image/jpeg", "type": "image"}),
    ]
    .into_iter()
    .chain(parts)
    .collect();
    let tools = json!({
        "newspaper4k": {"url": url, "read_more_link": "", "language": "en", "title": "Harbour", "top_image": "", "meta_img": "", "images": [],
            "movies": [], "keywords": [], "meta_keywords": [""], "tags": null, "authors": ["Ida Marlow"], "publish_date": "2025-06-05T07:15:00+00:00",
            "summary": "", "meta_description": "A rope maker", "meta_lang": "en", "meta_favicon": "", "meta_site_name": "Quay News", "canonical_link": url, "text": text},
        "news-please": {"authors": ["Ida Marlow"], "date_download": "2025-06-06 01:02:03", "date_modify": "None", "date_publish": "2025-06-05 07:15:00",
            "language": "en", "maintext": lines, "source_domain": "q.example", "title": "Harbour", "url": url, "publisher": "Quay News"},
        "fundus": {"title": "Harbour", "body": {"summary": [], "sections": [{"headline": [], "paragraphs": paragraphs}]}, "authors": ["Ida Marlow"],
            "publishing_date": "2025-06-05 07:15:00+00:00", "topics": ["Harbour"], "free_access": true, "url": url, "publisher": "Quay News"},
        "fundus plaintext": {"title": "Harbour", "plaintext": text, "authors": ["Ida Marlow"], "publishing_date": "2025-06-05 07:15:00+00:00", "requested_url": url,
            "publisher": "Quay News"},
        "trafilatura": {"title": "Harbour", "author": "Ida Marlow", "hostname": "q.example", "date": "2025-06-05", "fingerprint": "a", "id": null, "license": null,
            "comments": "", "raw_text": lines, "text": lines, "language": null, "image": null, "pagetype": null, "filedate": "2025-06-06", "source": url,
            "source-hostname": "Quay News", "excerpt": null, "categories": "", "tags": ""},
        "media cloud": {"story": {"id": "a1", "indexed_date": "2025-06-07T00:00:00", "language": "en", "media_name": "Quay News", "media_url": "q.example", "publish_date": "2025-06-05",
            "title": "Harbour", "url": url, "text": text, "author": "Ida Marlow"}},
        "newsapi": {"status": "ok", "totalResults": 1, "articles": [{"source": {"id": null, "name": "Quay News"}, "author": "Ida Marlow", "title": "Harbour", "description": "x",
            "url": url, "urlToImage": null, "publishedAt": "2025-06-05T07:15:00Z", "content": text}]},
        "guardian item": {"response": {"status": "ok", "total": 1, "content": {"id": "a", "webTitle": "Harbour", "webPublicationDate": "2025-06-05T07:15:00Z", "webUrl": url,
            "apiUrl": "https://api.q.example", "fields": {"byline": "Ida Marlow", "body": html, "publication": "Quay News"}}}},
        "new york times": {"status": "OK", "response": {"docs": [{"abstract": text, "web_url": url, "snippet": "The harbour", "lead_paragraph": text, "source": "Quay News",
            "headline": {"main": "Harbour", "kicker": null, "print_headline": "x"}, "pub_date": "2025-06-05T07:15:00+0000", "byline": {"original": "By Ida Marlow",
            "person": [{"firstname": "Ida", "lastname": "Marlow"}], "organization": null}, "_id": "nyt://article/a", "uri": "nyt://article/a"}]}},
        "event registry": {"articles": {"results": [{"uri": "81", "lang": "eng", "date": "2025-06-06", "time": "01:00:00", "dateTime": "2025-06-06T01:00:00Z",
            "dateTimePub": "2025-06-05T07:15:00Z", "url": url, "title": "Harbour", "body": text, "source": {"uri": "q.example", "dataType": "news", "title": "Quay News"},
            "authors": [{"uri": "ida@q.example", "name": "Ida Marlow", "type": "author", "isAgency": false}]}]}},
        "cc_news": {"title": "Harbour", "text": text, "domain": "q.example", "date": "2025-06-05 07:15:00", "description": "x", "url": url, "image_url": "", "author": "Ida Marlow", "sitename": "Quay News"},
        "cc_news rows": {"features": [{"name": "title"}], "rows": [{"row_idx": 0, "row": {"requested_url": url, "plain_text": text, "published_date": "2025-06-05", "title": "Harbour",
            "author": "Ida Marlow", "sitename": "Quay News", "crawl_date": "2025-06-09"}, "truncated_cells": []}]},
        "washington post": {"id": "a1", "article_url": url, "title": "Harbour", "author": "", "published_date": 1_749_106_500_000_i64, "contents": contents, "type": "article", "source": "Quay News"},
        "wallabag": [{"is_archived": 0, "is_starred": 0, "tags": [], "id": 1, "title": "Harbour", "url": url, "given_url": "https://short.example/1", "content": html, "created_at": "2025-07-01T00:00:00+0000",
            "updated_at": "2025-07-02T00:00:00+0000", "published_at": "2025-06-05T07:15:00+0000", "published_by": ["Ida Marlow"], "domain_name": "q.example", "publisher": "Quay News"}],
        "omnivore": {"data": {"search": {"edges": [{"cursor": "1", "node": {"id": "1", "slug": "a", "title": "Harbour", "author": "Ida Marlow", "url": url, "state": "SUCCEEDED", "readingProgress": 0,
            "savedAt": "2025-07-01T00:00:00Z", "updatedAt": "2025-07-02T00:00:00Z", "publishedAt": "2025-06-05T07:15:00Z", "siteName": "Quay News", "content": html}}]}}},
        "mercury": {"title": "Harbour", "content": html, "author": "Ida Marlow", "date_published": "2025-06-05T07:15:00.000Z", "dek": null, "url": url, "domain": "q.example", "site_name": "Quay News"},
        "readability": {"title": "Harbour", "byline": "Ida Marlow", "dir": null, "lang": "en", "content": html, "textContent": lines, "length": 9, "excerpt": "x", "siteName": "Quay News",
            "publishedTime": "2025-06-05T07:15:00Z", "url": url},
        "elasticsearch": {"took": 1, "hits": {"total": {"value": 1}, "hits": [{"_index": "news", "_id": "a1", "_score": 1.0, "_source": {"title": "Harbour", "body": text, "published": "2025-06-05",
            "author": "Ida Marlow", "url": url, "publisher": "Quay News"}}]}},
        "elasticdump": {"_index": "news", "_id": "a1", "_score": 1, "_source": {"headline": "Harbour", "text": text, "@timestamp": "2025-07-01T00:00:00Z", "pub_date": "2025-06-05",
            "author": {"name": "Ida Marlow"}, "link": url, "publisher": "Quay News"}},
        "mongodb": {"_id": {"$oid": "5f"}, "title": "Harbour", "text": text, "date": {"$date": "2025-06-05T07:15:00Z"}, "authors": "['Ida Marlow']", "url": url, "source": "Quay News"},
        "ghost": {"posts": [{"id": "1", "uuid": "2", "title": "Harbour", "html": html, "published_at": "2025-06-05T07:15:00.000+00:00", "url": url, "authors": [{"name": "Ida Marlow"}], "publication": "Quay News"}]},
        "csl": {"type": "article-newspaper", "title": "Harbour", "container-title": "Quay News", "author": [{"family": "Marlow", "given": "Ida"}], "issued": {"date-parts": [[2025, 6, 5]]}, "URL": url, "text": text},
        "goose3": {"meta": {"description": "x", "lang": "en", "canonical": url}, "image": null, "domain": "q.example", "title": "Harbour", "cleaned_text": text,
            "opengraph": {"site_name": "Quay News", "type": "article"}, "tags": [], "authors": ["Ida Marlow"], "publish_date": "2025-06-05T07:15:00Z", "url": url},
        "arc": {"headlines": {"basic": "Harbour", "mobile": "H"}, "content_elements": [{"type": "text", "content": paragraphs[0]}, {"type": "image", "caption": "The harbour"},
            {"type": "text", "content": paragraphs[1]}, {"type": "text", "content": paragraphs[2]}], "first_publish_date": "2025-06-05T07:15:00Z", "credits": {"by": [{"name": "Ida Marlow"}]},
            "canonical_url": url, "publication": "Quay News"},
    });
    let whole = "Harbour | 3 | 2025-06-05 | Ida Marlow | Quay News | https://q.example/a";
    for (tool, record) in tools.as_object().unwrap() {
        let (articles, problems) = extracted("a.json", record.to_string());
        let expected = if tool == "new york times" { whole.replace("| 3 |", "| 3 of summary |") } else { whole.to_owned() };
        assert_eq!(articles.iter().map(shown).collect::<Vec<_>>(), [expected], "{tool}");
        assert_eq!(problems, Vec::<String>::new(), "{tool}");
        let modified = &articles[0]["modified"];
        assert!(modified.is_null(), "{tool}: {modified}");
        if !record.is_array() {
            let (lines, _) = extracted("a.jsonl", format!("{record}\n{record}\n"));
            assert!(lines.iter().all(|line| line["title"] == "Harbour" && line["body"] == articles[0]["body"]), "{tool}");
        }
    }
}

#[test]
fn a_record_that_holds_a_page_is_that_page() {
    let html = format!(
        "<!DOCTYPE html><html><head><title>Harbour</title><meta property=\"article:published_time\" content=\"2025-06-05\">\
        <meta name=\"author\" content=\"Ida Marlow\"><meta property=\"og:site_name\" content=\"Quay News\"></head>\
        <body><nav><a href=\"/\">Home</a></nav><article><h1>Harbour</h1><p>{BODY}</p></article></body></html>"
    );
    let expected = "Harbour | 1 | 2025-06-05 | Ida Marlow | Quay News | https://q.example/a";
    for key in ["html", "content", "body"] {
        check("a.json", json!({"url": "https://q.example/a", key: html}).to_string(), &[expected], &[]);
    }
}

/// The same paragraphs in the forms of editors and of services.
#[test]
fn a_text_in_parts_is_read_in_every_form() {
    let paragraphs = [BODY, "The vote took four rounds.", "“I did not want this,” said Piers Oakley."];
    let of = |part: &dyn Fn(&str) -> Value| -> Vec<Value> { paragraphs.iter().map(|text| part(text)).collect() };
    let nodes =
        |kind: &str, inner: &str| of(&|text| json!({kind: "paragraph", inner: [{kind: "text", "text": text, "value": text}]}));
    let model = of(
        &|text| json!({"type": "paragraph", "model": {"text": text, "blocks": [{"type": "fragment", "model": {"text": text}}]}}),
    );
    let bodies = [
        ("body", json!({"time": 1, "blocks": of(&|text| json!({"type": "paragraph", "data": {"text": text}}))})),
        ("blocks", json!(of(&|text| json!({"type": "paragraph", "data": {"text": text}})))),
        (
            "body",
            json!(of(
                &|text| json!({"_type": "block", "style": "normal", "children": [{"_type": "span", "text": text, "marks": []}]})
            )),
        ),
        ("body", json!({"nodeType": "document", "content": nodes("nodeType", "content")})),
        ("content", json!({"type": "doc", "content": nodes("type", "content")})),
        ("content", json!({"root": {"type": "root", "children": nodes("type", "children")}})),
        ("content", json!(of(&|text| json!({"type": "paragraph", "children": [{"text": text}]})))),
        ("content", json!({"blocks": of(&|text| json!({"key": "a", "type": "unstyled", "text": text})), "entityMap": {}})),
        (
            "content",
            json!({"model": {"blocks": [{"type": "headline", "model": {"text": "Harbour"}}, {"type": "text", "model": {"blocks": model}},
            {"type": "image", "model": {"blocks": [{"type": "caption", "model": {"text": "A crane"}}]}}]}}),
        ),
        ("body", json!(of(&|text| json!({"type": "Paragraph", "content": [{"text": text}]})))),
        (
            "blocks",
            json!({"body": of(&|text| json!({"id": "1", "bodyHtml": format!("<p>{text}</p>"), "bodyTextSummary": text}))}),
        ),
        (
            "content_elements",
            json!([{"type": "text", "content": paragraphs[0]}, {"type": "quote", "content_elements": [{"type": "text", "content": paragraphs[1]}]},
            {"type": "list", "items": [{"type": "text", "content": paragraphs[2]}]}, {"type": "interstitial_link", "content": "More"}]),
        ),
    ];
    for (key, body) in bodies {
        let record = json!({"title": "Harbour", "date": "2025-06-05", "author": "Ida Marlow", key: body});
        let (articles, problems) = extracted("a.json", record.to_string());
        assert_eq!((articles.len(), problems), (1, Vec::new()), "{record}");
        assert_eq!(articles[0]["body"].as_str(), Some(paragraphs.join("\n\n").as_str()), "{record}");
    }
    // A page of answers calls its list the content.
    let list = json!({"content": [{"title": "One", "text": BODY, "date": "2025-06-05"}, {"title": "Two", "text": BODY, "date": "2025-06-05"}], "totalPages": 1});
    check("a.json", list.to_string(), &["One | 1 | 2025-06-05 |  | - | -", "Two | 1 | 2025-06-05 |  | - | -"], &[]);
}

#[test]
fn a_text_that_is_not_read_is_reported() {
    let long = [BODY; 4].join(" ");
    let record = |more: Value| {
        let mut record = json!({"title": "T", "date": "2025-06-05"});
        record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        record.to_string()
    };
    let headline = "T | 0 | 2025-06-05 |  | - | -";
    check("a.json", record(json!({"texte": long})), &[headline], &["under `texte` may be the text of the article"]);
    check(
        "a.json",
        record(json!({"body": [{"type": "x-para", "words": long}]})),
        &[headline],
        &["have a form that is not known (field)"],
    );
    check(
        "a.json",
        record(json!({"summary": "It rained.", "inhalt": long})),
        &["T | 1 of summary | 2025-06-05 |  | - | -"],
        &["`inhalt`"],
    );
    check("a.json", record(json!({"comments": long, "image_caption": long, "id": "1"})), &[headline], &[]);
    check(
        "a.json",
        record(json!({"summary": BODY, "content": "ONLY AVAILABLE IN PAID PLANS"})),
        &["T | 1 of summary | 2025-06-05 |  | - | -"],
        &[],
    );
    check(
        "a.json",
        record(json!({"text": BODY, "authors": [{"penName": "Ida Marlow"}]})),
        &["T | 1 | 2025-06-05 |  | - | -"],
        &["(byline)"],
    );
}

#[test]
fn markup_of_headlines_and_entities_are_no_text() {
    let record = json!({"title": "<b>Rain</b> &amp; wind", "text": "Tarn&#8217;s AT&amp;T paid &ldquo;nothing&rdquo;.", "date": "2025-06-05"});
    let (articles, _) = extracted("a.json", record.to_string());
    assert_eq!((&articles[0]["title"], &articles[0]["body"]), (&json!("Rain & wind"), &json!("Tarn’s AT&T paid “nothing”.")));
    let lines = format!("{BODY}\nThe vote took four rounds.\n“I did not want this,” said Piers Oakley.");
    check("a.json", json!({"title": "T", "text": lines}).to_string(), &["T | 3 | - |  | - | -"], &[]);
}

#[test]
fn lines_for_a_bulk_interface_are_no_records() {
    let document = |title: &str| json!({"title": title, "text": BODY}).to_string();
    let bulk = format!(
        "{{\"index\":{{\"_index\":\"news\",\"_id\":\"1\"}}}}\n{}\n{{ \"create\" : {{}} }}\n{}\n{{\"delete\":{{\"_id\":\"9\"}}}}\n{{\"update\":{{\"_id\":\"3\"}}}}\n{}\n",
        document("One"),
        document("Two"),
        json!({"doc": {"title": "Three", "text": BODY}, "doc_as_upsert": true})
    );
    for name in ["bulk.ndjson", "bulk.json"] {
        check(name, &bulk, &["One | 1 | - |  | - | -", "Two | 1 | - |  | - | -", "Three | 1 | - |  | - | -"], &[]);
    }
}

#[test]
fn items_of_feeds_hold_no_trailers_and_no_second_headline() {
    let feed = |item: &str| {
        format!(
            "<rss version=\"2.0\"><channel><title>Quay News</title><item><title>&lt;i&gt;Harbour&lt;/i&gt; crane falls</title><link>https://q.example/1</link>{item}</item></channel></rss>"
        )
    };
    let line = |body: &str| format!("Harbour crane falls | {body} | - |  | Quay News | https://q.example/1");
    let trailer = format!(
        "<description><![CDATA[<p>{BODY}</p><p>The post <a href=\"https://q.example/1\">Harbour crane falls</a> appeared first on <a href=\"https://q.example\">Quay News</a>.</p>]]></description>"
    );
    check("a.xml", feed(&trailer), &[&line("1 of summary")], &[]);
    for same in [
        "Harbour crane falls",
        "&lt;a href=\"https://q.example/1\"&gt;Harbour crane falls&lt;/a&gt;&amp;nbsp;&lt;font&gt;Quay News&lt;/font&gt;",
    ] {
        check("a.xml", feed(&format!("<description>{same}</description>")), &[&line("0")], &[]);
    }
    check(
        "a.xml",
        feed("<description>It fell.</description><author>5 min read</author>"),
        &[&line("1 of summary")],
        &["names nobody (byline)"],
    );
    let sitemap = "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>https://q.example/1</loc></url></urlset>";
    check("a.xml", sitemap, &[], &["the outermost element is `urlset`"]);
}

#[test]
fn what_is_left_out_of_a_record_is_reported() {
    let record = |more: Value| {
        let mut record = json!({"title": "T", "text": BODY});
        record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        record.to_string()
    };
    let check = |more: Value, expected: &str, problems: &[&str]| check("a.json", record(more), &[expected], problems);
    check(json!({"source": "https://q.example/a"}), "T | 1 | - |  | - | https://q.example/a", &[]);
    check(
        json!({"source": "https://q.example", "url": "https://q.example/a"}),
        "T | 1 | - |  | - | https://q.example/a",
        &["(publisher)"],
    );
    check(json!({"source": "http://q.example/a/", "url": "https://q.example/a"}), "T | 1 | - |  | - | https://q.example/a", &[]);
    check(
        json!({"source": "www.q.example"}),
        "T | 1 | - |  | - | -",
        &["`www.q.example` is an address, not a publisher (publisher)"],
    );
    check(json!({"source": "None", "author": "None", "date": "None"}), "T | 1 | - |  | - | -", &[]);
    check(json!({"author": "https://q.example/ida"}), "T | 1 | - |  | - | -", &["(byline)"]);
    check(json!({"date": "one fine day"}), "T | 1 | - |  | - | -", &["(date)"]);
    check(json!({"released": "2024-03-25"}), "T | 1 | - |  | - | -", &["`2024-03-25` under `released` may be the date"]);
    check(json!({"author": "[[Ida Marlow]]"}), "T | 1 | - | Ida Marlow | - | -", &[]);
    check(
        json!({"author": ["[[Ida Marlow]]", "[[people/Jory Pask|Jory Pask]]"]}),
        "T | 1 | - | Ida Marlow, Jory Pask | - | -",
        &[],
    );
    let removed = json!({"articles": [{"source": {"id": null, "name": "[Removed]"}, "title": "[Removed]", "description": "[Removed]", "url": "https://removed.example"}]});
    let (articles, problems) = extracted("a.json", removed.to_string());
    assert!(articles.is_empty() && problems.len() == 1 && problems[0].ends_with("(withdrawn)"), "{problems:?}");
}

#[test]
fn front_matter_has_lists_and_addresses() {
    let note = format!(
        "---\ntitle: Board picks chairman\nsource: https://q.example/a\nauthor:\n  - \"[[Ida Marlow]]\"\n  - \"[[Jory Pask]]\"\npublished: 2025-06-05\ncreated: 2025-07-01\n---\n{BODY}\n"
    );
    check("a.md", note, &["Board picks chairman | 1 | 2025-06-05 | Ida Marlow, Jory Pask | - | https://q.example/a"], &[]);
    check(
        "a.md",
        format!("---\ntitle: T\ndate: soon\n---\n{BODY}\n"),
        &["T | 1 | - |  | - | -"],
        &["`soon` is not a date that can be read (date)"],
    );
}

#[test]
fn front_matter_stands_in_other_forms_too() {
    let whole = "Board picks chairman | 1 | 2025-06-05 | Ida Marlow | - | -";
    check("a.md", format!("Title: Board picks chairman\nDate: 2025-06-05\nAuthor: Ida Marlow\n\n{BODY}\n"), &[whole], &[]);
    check(
        "a.md",
        format!("---\ntitle: !!str Board picks chairman\ndate: 2025-06-05\nauthor: &a Ida Marlow\n---\n{BODY}\n"),
        &[whole],
        &[],
    );
    let linked = "Board picks chairman | 1 | 2025-06-05 |  | Quay News | https://q.example/a";
    check(
        "a.md",
        format!(
            "---\ntitle: Board picks chairman\ndate: 2025-06-05\nsource: \"[Quay News](https://q.example/a)\"\n---\n{BODY}\n"
        ),
        &[linked],
        &[],
    );
    check("a.md", format!("---\ntitle: T\nposted: 2025-06-05\n---\n{BODY}\n"), &["T | 1 | - |  | - | -"], &["(date)"]);
}

#[test]
fn a_headline_alone_is_news() {
    let feed = "<rss version=\"2.0\"><channel><title>Quay News</title>\
        <item><title>Harbour crane falls</title><link>https://q.example/1</link></item>\
        <item><title>Harbour crane stands</title><link>https://q.example/2</link><description>It was lifted by noon, the port said.</description></item></channel></rss>";
    let folder = Folder::of(&[
        ("news/feed.xml", feed),
        ("news/snap.json", &json!({"headline": "HARBOUR CRANE MOVES", "date": "2025-06-05"}).to_string()),
    ]);
    let report = folder.run(&["index", "--json", "news"]).succeeds().report();
    assert_eq!(
        (&report["articles"]["added"], &report["headlines_only"], &report["problems"]),
        (&json!(3), &json!(2), &json!([]))
    );
    let status = folder.run(&["status"]).succeeds().stdout;
    assert!(status.contains("2 articles with a headline only\n"), "{status}");
    assert_eq!(folder.run(&["status", "--json"]).succeeds().json()["headlines_only"], 2);
    let hits = folder.run(&["search", "--json", "falls"]).hits();
    assert_eq!((&hits[0]["is_headline_only"], hits.len()), (&json!(true), 1));
    assert!(folder.run(&["search", "--json", "stands"]).hits()[0].get("is_headline_only").is_none());
    assert!(folder.run(&["search", "falls"]).succeeds().stdout.contains("headline only"));
    // A page has a text; if none was found, that is a problem.
    let (_, problems) =
        extracted("a.html", "<!doctype html><html><head><title>Harbour crane falls</title></head><body></body></html>");
    assert!(problems.iter().all(|problem| problem.ends_with("(empty)") || problem.ends_with("(no-article)")), "{problems:?}");
}

/// A record of a WARC file.
fn warc_record(kind: &str, target: &str, media_type: &str, block: &str) -> String {
    let block = match kind {
        "response" => format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{block}"),
        _ => block.to_owned(),
    };
    let (media_type, len) = (if kind == "response" { "application/http; msgtype=response" } else { media_type }, block.len());
    let id = format!("{kind}{target}").bytes().fold(7_u64, |id, byte| id.wrapping_mul(31).wrapping_add(byte.into()));
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {target}\r\nWARC-Date: 2025-12-19T09:00:00Z\r\nWARC-Record-ID: <urn:uuid:{id:016x}>\r\n\
        Content-Type: {media_type}\r\nContent-Length: {len}\r\n\r\n{block}\r\n\r\n"
    )
}

#[test]
fn what_a_crawler_derived_is_no_article() {
    let (articles, problems) = extracted("a.warc.gz", case("b-32-urn-text.warc.gz"));
    assert_eq!((articles.len(), problems.len()), (1, 0), "{problems:?}");
    assert_eq!(articles[0]["url"], "https://q.example/p1");
    let page = format!(
        "<!doctype html><html><head><title>Harbour</title></head><body><article><h1>Harbour</h1><p>{BODY}</p></article></body></html>"
    );
    let bare = "<!doctype html><html><head><title>Harbour</title></head><body><div id=root></div></body></html>";
    let (url, log) = ("https://q.example/p1", "metadata://gnu.org/software/wget/warc/wget.log");
    let text = |kind: &str| {
        warc_record(
            kind,
            if kind == "conversion" { url } else { "urn:text:https://q.example/p1" },
            "text/plain",
            &format!("Menu {BODY}"),
        )
    };
    let response = |html: &str| warc_record("response", url, "", html);
    let check = |records: &[String], expected: &[&str]| {
        let (articles, problems) = extracted("a.warc", records.concat());
        let shown: Vec<String> = articles
            .iter()
            .map(|article| format!("{} {}", article["url"].as_str().unwrap(), article["body"].as_str().unwrap()))
            .collect();
        assert_eq!((shown, problems), (expected.iter().map(|text| (*text).to_owned()).collect(), Vec::new()));
    };
    let whole = format!("{url} {BODY}");
    let lent = format!("{url} Menu {BODY}");
    check(&[response(&page), text("resource"), text("conversion")], &[&whole]);
    check(&[text("conversion"), text("resource"), response(&page)], &[&whole]);
    check(&[response(bare), text("resource"), text("conversion")], &[&lent]);
    check(&[text("conversion")], &[&lent]);
    let asides = ["urn:pageinfo:https://q.example/p1", log, "urn:X-wpull:log", "https://q.example/robots.txt"]
        .map(|target| warc_record("resource", target, "text/plain", "User-agent: *"));
    check(&[asides.concat(), response(&page)], &[&whole]);
    let scripts = ["https://q.example/static/app.js?v=3", "https://q.example/a.css", "urn:crawlLog:1"]
        .map(|target| warc_record("resource", target, "text/plain", "var a = 1;"));
    let sitemap = warc_record(
        "response",
        "https://q.example/sitemap.xml",
        "",
        "<?xml version=\"1.0\"?><urlset><url><loc>https://q.example/p1</loc></url></urlset>",
    );
    check(&[scripts.concat(), sitemap, response(&page)], &[&whole]);
    // Far apart: the page is in an earlier batch of records.
    let others: Vec<String> = (0..100)
        .map(|n| warc_record("response", &format!("https://q.example/o{n}"), "", &page.replace("Harbour", &format!("Other {n}"))))
        .collect();
    let (articles, _) = extracted("a.warc", [response(&page), others.concat(), text("resource")].concat());
    assert_eq!(articles.len(), 101);
}

#[test]
fn an_item_of_a_feed_is_reported_once() {
    let folder = Folder::new();
    folder.write("list.toml", "[[search]]\nname = \"crane\"\nquery = \"harbour crane\"\n");
    let index = |name: &str, feed: &[u8]| {
        folder.write(&format!("news/{name}"), feed);
        folder.run(&["index", "news", "--quiet"]).succeeds();
        let mut alerts = folder.command(&["alerts", "--watchlist", "list.toml", "--state", "a.seen", "--json"]);
        let lines: Vec<Value> = Run::of(&mut alerts).lines().into_iter().filter(|line| line["kind"] == "alert").collect();
        lines
            .iter()
            .map(|line| format!("{} {}", line["change"].as_str().unwrap(), line["article"]["title"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    let (first, second) = (case("b-30-hourly-feed/2026-06-25T08.xml"), case("b-30-hourly-feed/2026-06-25T09.xml"));
    assert_eq!(index("2026-06-25T08.xml", &first), Vec::<String>::new());
    assert_eq!(index("2026-06-25T09.xml", &second), ["new Harbour crane moves"]);
    let later = String::from_utf8(second).unwrap().replace("08:40:00", "10:55:00");
    assert_eq!(index("2026-06-25T10.xml", later.as_bytes()), Vec::<String>::new());
    assert_eq!(index("2026-06-25T10.xml", later.replace("GMT", "+0200").as_bytes()), Vec::<String>::new());
    let changed = later.replace("stopped once more", "stopped for good");
    assert_eq!(index("2026-06-25T11.xml", changed.as_bytes()), ["changed Harbour crane moves"]);
    // An item that left the feed and comes back.
    let item = |title: &str, link: &str| {
        format!(
            "<item><title>{title}</title><link>{link}</link><description>The harbour crane again, in short.</description></item>"
        )
    };
    let feed =
        |items: &[String]| format!("<rss version=\"2.0\"><channel><title>Quay News</title>{}</channel></rss>", items.concat());
    let (one, other) = (item("Harbour crane one", "https://q.example/one"), item("Harbour crane two", "https://q.example/two"));
    assert_eq!(index("now.xml", feed(std::slice::from_ref(&one)).as_bytes()), ["new Harbour crane one"]);
    assert_eq!(index("now.xml", feed(std::slice::from_ref(&other)).as_bytes()), ["new Harbour crane two"]);
    assert_eq!(index("now.xml", feed(&[one, other]).as_bytes()), Vec::<String>::new());
    // Neither an address nor an id: the publisher and the headline say what it is.
    let bare = "<item><title>Harbour crane three</title><description>Once more.</description></item>".to_owned();
    assert_eq!(index("bare.xml", feed(std::slice::from_ref(&bare)).as_bytes()), ["new Harbour crane three"]);
    assert_eq!(index("again.xml", feed(&[bare]).as_bytes()), Vec::<String>::new());
    let marked = |link: &str| feed(&[item("Harbour crane four", link)]);
    assert_eq!(index("m1.xml", marked("https://q.example/four").as_bytes()), ["new Harbour crane four"]);
    for (n, link) in ["http://q.example/four/", "https://q.example/four#xtor=RSS-1", "https://q.example/four?utm_source=rss"]
        .iter()
        .enumerate()
    {
        assert_eq!(index(&format!("n{n}.xml"), marked(link).as_bytes()), Vec::<String>::new(), "{link}");
    }
}

#[test]
fn served_feeds_stay_the_same_until_their_items_change() {
    let folder = Folder::indexed(&[("a.jsonl", &format!("{}\n", json!({"id": "1", "title": "Harbour crane", "text": BODY})))]);
    let etag = |head: &str| {
        let line = head.lines().find(|line| line.to_lowercase().starts_with("etag:"))?;
        Some(line.split_once(": ")?.1.to_owned())
    };
    // Each server reads the index as it is then.
    let feed = |headers: &str| get_with(&limited(&folder, |_| {}), "/feed.atom?q=harbour", "localhost", headers);
    let first = feed("");
    folder.write("news/b.jsonl", format!("{}\n", json!({"id": "2", "title": "Rain", "text": "It rained."})));
    folder.run(&["index", "news", "--quiet"]).succeeds();
    assert_eq!(first.body, feed("").body);
    let tag = etag(&first.head).unwrap();
    let again = feed(&format!("If-None-Match: {tag}\r\n"));
    assert!(again.head.starts_with("HTTP/1.1 304"), "{}", again.head);
}
