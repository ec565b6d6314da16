//! What readers saved with reading services and programs for references, and tables of articles: each article once, with what its library
//! states of it.

use std::cell::Cell;
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use serde_json::Value;

use crate::harness::{Folder, reading};
use crate::pdf::{HELVETICA, file, line};
use pullquote::article::Article;
use pullquote::engine::local::LocalIndex;
use pullquote::ingest::{CommitEvery, Event, IngestConfig, PathNames, update};

const PAGE: &str = "<!DOCTYPE html><html><head><title>Ferry stays in harbour</title></head><body><article><h1>Ferry stays in harbour</h1>\
    <p>The ferry across the sound stays in harbour until Friday because two of its three engines failed in fog, the company said.</p>\
    <p>“Nobody has told us when the third engine will be looked at,” said Hanna Volk, who drives the bus on the road round the bay.</p>\
    </article></body></html>";
const BARE: &str = "<!DOCTYPE html><html><body><p>Eleven goats got into the garden of the town hall of Upper Tarn in the night to Sunday.</p>\
    <p>They ate all the roses, the mayor said, and nobody knows how they opened the gate of the farm on the hill.</p></body></html>";

/// A PDF of one line, with what programs state of any file.
fn pdf(text: &str) -> Vec<u8> {
    file(&[line(72, 700, 12, text)], "/Title(Microsoft Word - draft7.doc)/Author(office)", HELVETICA)
}

/// The articles of a folder, as `path | headline | people | publisher | day | address`, and the problems.
fn extracted(folder: &Folder, root: &str) -> (Vec<String>, Vec<String>) {
    let run = folder.run(&["extract", root]);
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let articles = run.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut articles: Vec<String> = articles
        .map(|article| {
            let people: Vec<String> = article["bylines"].as_array().unwrap().iter().map(text).collect();
            let parts = [
                text(&article["path"]),
                text(&article["title"]),
                people.join(", "),
                text(&article["publisher"]),
                text(&article["published"]["time"]),
                text(&article["url"]),
            ];
            parts.join(" | ")
        })
        .collect();
    articles.sort();
    (articles, run.stderr.lines().filter(|line| line.contains("problem: ")).map(str::to_owned).collect())
}

#[track_caller]
fn check(folder: &Folder, root: &str, articles: &[&str], problems: &[&str]) {
    let (found, said) = extracted(folder, root);
    let said: Vec<&str> = said.iter().map(|line| line.split_once("problem: ").unwrap().1).collect();
    assert_eq!((found.iter().map(String::as_str).collect::<Vec<_>>(), said), (articles.to_vec(), problems.to_vec()));
}

/// One export with a page, one with a PDF, each with the same two entries.
fn exported(path_of_page: &str, path_of_pdf: &str) -> [(&'static str, String); 4] {
    let item = |title: &str, day: &str, family: &str, given: &str, paper: &str, url: &str, path: &str, number: u32| {
        format!(
            "<bib:Article rdf:about=\"{url}\"><z:itemType>newspaperArticle</z:itemType><dcterms:isPartOf><bib:Newspaper><dc:title>{paper}</dc:title>\
             </bib:Newspaper></dcterms:isPartOf><bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>{family}</foaf:surname>\
             <foaf:givenName>{given}</foaf:givenName></foaf:Person></rdf:li></rdf:Seq></bib:authors><link:link rdf:resource=\"#item_{number}\"/>\
             <dc:title>{title}</dc:title><dc:date>{day}</dc:date></bib:Article>\n<z:Attachment rdf:about=\"#item_{number}\">\
             <z:itemType>attachment</z:itemType><z:path rdf:resource=\"{path}\"/><dc:title>Saved</dc:title></z:Attachment>\n"
        )
    };
    let ferry = ["Ferry is stuck", "2024-05-03", "Corvath", "Ines", "The Wold Courier", "https://courier.example/ferry"];
    let goats = ["Goats eat roses", "2024-05-05", "Roe", "Ana", "Radio Wold", "https://radio.example/goats"];
    let [rdf_ferry, rdf_goats] = [(ferry, path_of_page, 12), (goats, path_of_pdf, 15)]
        .map(|([title, day, family, given, paper, url], path, number)| item(title, day, family, given, paper, url, path, number));
    let json = [(ferry, path_of_page), (goats, path_of_pdf)].map(|([title, day, family, given, paper, url], path)| {
        serde_json::json!({"itemType": "newspaperArticle", "title": title, "date": day, "publicationTitle": paper, "url": url,
            "creators": [{"creatorType": "author", "lastName": family, "firstName": given}], "attachments": [{"path": path}]})
    });
    let csv = [(ferry, path_of_page), (goats, path_of_pdf)].map(|([title, day, family, given, paper, url], path)| {
        format!("\"K\",\"newspaperArticle\",\"{family}, {given}\",\"{title}\",\"{paper}\",\"{url}\",\"{day}\",\"{path}\"")
    });
    let ris = [(ferry, path_of_page, "L2"), (goats, path_of_pdf, "L1")].map(|([title, day, family, given, paper, url], path, tag)| {
        format!(
            "TY  - NEWS\nTI  - {title}\nAU  - {family}, {given}\nT2  - {paper}\nDA  - {}/\nUR  - {url}\nAB  - A short form.\n{tag}  - {path}\nER  - \n",
            day.replace('-', "/")
        )
    });
    [
        (
            "My Library.rdf",
            format!("<rdf:RDF xmlns:z=\"http://www.zotero.org/namespaces/export#\">\n{rdf_ferry}{rdf_goats}</rdf:RDF>\n"),
        ),
        ("My Library.json", serde_json::json!({"config": {"label": "BetterBibTeX JSON"}, "items": json}).to_string()),
        (
            "My Library.csv",
            format!(
                "\u{feff}\"Key\",\"Item Type\",\"Author\",\"Title\",\"Publication Title\",\"Url\",\"Date\",\"File Attachments\"\n{}\n{}",
                csv[0], csv[1]
            ),
        ),
        ("My Library.ris", ris.join("\n")),
    ]
}

const FERRY: &str = "Ferry stays in harbour | Ines Corvath | The Wold Courier | 2024-05-03 | https://courier.example/ferry";
const GOATS: &str = "Goats eat roses | Ana Roe | Radio Wold | 2024-05-05 | https://radio.example/goats";

#[test]
fn saved_files_have_what_the_library_states() {
    for (name, export) in exported("files/12/ferry.html", "files/15/goats.pdf") {
        let folder = Folder::new();
        folder.write(&format!("My Library/{name}"), &export);
        folder.write("My Library/files/12/ferry.html", PAGE);
        folder.write("My Library/files/12/banner.html", BARE);
        folder.write("My Library/files/15/goats.pdf", pdf("Eleven goats got into the garden of the town hall."));
        let expected =
            [&format!("My Library/files/12/ferry.html | {FERRY}"), &format!("My Library/files/15/goats.pdf | {GOATS}")];
        check(&folder, "My Library", &expected.map(String::as_str), &[]);
    }
}

/// Zotero's own folder, with an export in it or above it that names the files where they were on another machine.
#[test]
fn files_in_the_storage_of_zotero_are_known_by_their_folder() {
    for (page, goats) in [
        ("/home/ana/Zotero/storage/AB12CD34/ferry.html", "/home/ana/Zotero/storage/EF56GH78/goats.pdf"),
        ("C:\\\\Users\\\\ana\\\\Zotero\\\\storage\\\\AB12CD34\\\\ferry.html", "storage/EF56GH78/goats.pdf"),
        ("file:///home/ana/Zotero/storage/AB12CD34/ferry%2ehtml", "storage/EF56GH78/another name.pdf"),
    ] {
        for place in ["Zotero/", "", "Zotero/storage/"] {
            let folder = Folder::new();
            let [_, _, (name, export), _] = exported(page, goats);
            folder.write(&format!("saved/{place}{name}"), export.replace("\\\\", "\\"));
            folder.write("saved/Zotero/storage/AB12CD34/ferry.html", PAGE);
            folder.write("saved/Zotero/storage/EF56GH78/goats.pdf", pdf("Eleven goats got into the garden."));
            let expected = [
                &format!("saved/Zotero/storage/AB12CD34/ferry.html | {FERRY}"),
                &format!("saved/Zotero/storage/EF56GH78/goats.pdf | {GOATS}"),
            ];
            check(&folder, "saved", &expected.map(String::as_str), &[]);
        }
    }
}

/// CSL-JSON names no files; Zotero names them by the headline.
#[test]
fn a_list_without_files_is_joined_by_the_names_of_files() {
    let entry = |title: &str, more: &str| {
        format!(
            "{{\"id\": \"{title}\", \"type\": \"article-newspaper\", \"title\": \"{title}\", \"container-title\": \"The Wold Courier\", \
             \"author\": [{{\"family\": \"Corvath\", \"given\": \"Ines\"}}], \"issued\": {{\"date-parts\": [[\"2024\", 5, 3]]}}{more}}}"
        )
    };
    let folder = Folder::new();
    let text = ", \"abstract\": \"It rained on Tarn for a week.\"";
    let list = [entry("Goats eat all the roses of the mayor", ""), entry("Rain on Tarn", text), entry("Sun", "")].join(",");
    folder.write("Zotero/library.json", format!("[{list}]"));
    folder.write("Zotero/storage/AB12CD34/Corvath - 2024 - Goats eat all the roses of th.html", BARE);
    check(
        &folder,
        "Zotero",
        &[
            "Zotero/library.json | Rain on Tarn | Ines Corvath | The Wold Courier | 2024-05-03 | -",
            "Zotero/storage/AB12CD34/Corvath - 2024 - Goats eat all the roses of th.html | Goats eat all the roses of the mayor | Ines Corvath \
             | The Wold Courier | 2024-05-03 | -",
        ],
        &["Zotero/library.json: 1 entries of the library have neither a text nor a saved file (no-article)"],
    );
}

#[test]
fn a_change_in_the_library_reads_its_files_again() {
    let folder = Folder::new();
    let [(name, export), ..] = exported("files/12/ferry.html", "files/15/goats.html");
    let name = format!("saved/{name}");
    folder.write("saved/files/12/ferry.html", PAGE);
    folder.write("saved/files/15/goats.html", BARE);
    let run = |args: &[&str]| folder.run(&[&["index", "--json"], args].concat()).succeeds().report();
    let publishers = || -> Vec<String> {
        let found = folder.run(&["search", "the", "--json", "-n", "9"]).succeeds();
        let mut found: Vec<String> =
            found.lines().iter().filter(|line| line["kind"] == "hit").map(|hit| hit["publisher"].to_string()).collect();
        found.sort();
        found
    };
    assert_eq!(run(&["saved"])["articles"]["added"], 2);
    assert_eq!(publishers(), ["null", "null"]);
    folder.write(&name, &export);
    assert_eq!(run(&["saved"])["files"]["replaced"], 2);
    assert_eq!(publishers(), ["\"Radio Wold\"", "\"The Wold Courier\""]);
    assert_eq!(run(&["saved"])["files"]["unchanged"], 2);
    // Only what is stated otherwise is read again, also if the library alone is listed.
    folder.write(&name, export.replace("Radio Wold", "Radio Tarn"));
    folder.write("list", format!("{name}\n"));
    assert_eq!(run(&["--files-from", "list"])["files"]["replaced"], 1);
    assert_eq!(publishers(), ["\"Radio Tarn\"", "\"The Wold Courier\""]);
    assert_eq!(run(&["saved"])["files"]["unchanged"], 2);
    folder.remove(&name);
    assert_eq!(run(&["saved"])["files"]["replaced"], 2);
    assert_eq!(publishers(), ["null", "null"]);
}

#[test]
fn the_database_of_zotero_is_named() {
    let folder = Folder::new();
    folder.write("Zotero/zotero.sqlite", b"SQLite format 3\0");
    folder.write("Zotero/storage/AB12CD34/ferry.html", PAGE);
    let problem = "Zotero/zotero.sqlite: the database of Zotero is not read; for the titles, dates and authors of the saved files, export the \
                   library as Zotero RDF into this folder (not-text)";
    let article = "Zotero/storage/AB12CD34/ferry.html | Ferry stays in harbour |  | - | - | -";
    check(&folder, "Zotero", &[article], &[problem]);
    let [(name, export), ..] = exported("storage/AB12CD34/ferry.html", "storage/EF56GH78/goats.pdf");
    folder.write(&format!("Zotero/{name}"), &export);
    check(&folder, "Zotero", &[&format!("Zotero/storage/AB12CD34/ferry.html | {FERRY}")], &[]);
}

const OMNIVORE: &str = r#"[{"id": "1", "slug": "ferry-stays", "title": "Ferry is stuck", "description": "A ferry.", "author": "Ines Corvath",
    "url": "https://courier.example/ferry", "state": "Active", "readingProgress": 12, "thumbnail": "", "labels": ["sea"],
    "savedAt": "2024-06-01T00:00:00.000Z", "updatedAt": "2024-06-02T00:00:00.000Z", "publishedAt": "2024-05-03T08:00:00.000Z"},
    {"id": "2", "slug": "goats", "title": "Goats eat roses", "description": "Goats.", "author": "", "url": "https://radio.example/goats",
    "state": "Archived", "readingProgress": 0, "labels": [], "savedAt": "2024-06-01T00:00:00.000Z", "publishedAt": null}]"#;

#[test]
fn an_export_of_omnivore_has_each_article_once() {
    let files = [
        ("metadata_0_to_2.json", OMNIVORE),
        ("content/ferry-stays.html", PAGE),
        ("content/goats.html", BARE),
        ("highlights/ferry-stays.md", "> Nobody has told us\n\nMy own note about it."),
    ];
    let expected = [
        "Ferry stays in harbour | Ines Corvath | - | 2024-05-03T08:00:00Z | https://courier.example/ferry",
        "Goats eat roses |  | - | - | https://radio.example/goats",
    ];
    let folder = Folder::new();
    files.iter().for_each(|(name, text)| folder.write(&format!("omnivore/{name}"), text));
    let paths = ["omnivore/content/ferry-stays.html", "omnivore/content/goats.html"];
    let at = |paths: [&str; 2]| [format!("{} | {}", paths[0], expected[0]), format!("{} | {}", paths[1], expected[1])];
    check(&folder, "omnivore", &at(paths).each_ref().map(String::as_str), &[]);
    // The list comes first in some archives, and last in others.
    for order in [[0, 1, 2, 3], [3, 2, 1, 0]] {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in order.map(|idx| files[idx]) {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        let folder = Folder::new();
        folder.write("omnivore.zip", archive.finish().unwrap().into_inner());
        check(&folder, "omnivore.zip", &at(["omnivore.zip"; 2]).each_ref().map(String::as_str), &[]);
    }
}

#[test]
fn lists_of_links_and_highlights_are_no_articles() {
    for (name, text, kind) in [
        ("pocket.csv", "title,url,time_added,tags,status\nFerry,https://a.example/ferry,1700000000,sea|fog,unread\n", "links"),
        (
            "instapaper.csv",
            "URL,Title,Selection,Folder,Timestamp\nhttps://a.example/ferry,Ferry,It stays.,Unread,1700000000\n",
            "links",
        ),
        (
            "reader.csv",
            "Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen\nFerry,https://a.example,01h,[],2024-05-03 00:00:00+00:00,0,new,True\n",
            "links",
        ),
        (
            "matter.csv",
            "Title,Author,Publisher,URL,Tags,Word Count,In Queue,Favorited,Read,Highlight Count,Last Interaction Date,File Id\nFerry,Ana,Post,https://a.example,,9,True,False,False,0,,\n",
            "links",
        ),
        (
            "raindrop.csv",
            "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n1,Ferry,Mine,It stays.,https://a.example,A,,2024-05-03T00:00:00Z,,,false\n",
            "links",
        ),
        (
            "highlights.csv",
            "Highlight,Book Title,Book Author,Note,Color,Tags,Highlighted at\nIt stays.,Ferry,Ana,,,,2024-05-03\n",
            "highlights of a reader",
        ),
        ("prices.csv", "place,price\nTarn,7\n", "a table without a column of texts"),
        ("metadata_0_to_2.json", OMNIVORE, "links"),
        (
            "ril_export.html",
            "<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><ul><li><a href=\"https://a.example\">Ferry</a></li></ul></body></html>",
            "links",
        ),
    ] {
        let folder = Folder::new();
        folder.write(&format!("saved/{name}"), text);
        let problem = format!("saved/{name}: not an article: {kind} (no-article)");
        check(&folder, &format!("saved/{name}"), &[], &[&problem]);
        if name.ends_with(".csv") {
            let report = folder.run(&["index", "saved", "--json"]).succeeds().report();
            assert_eq!((&report["skipped"], &report["articles"]["added"]), (&1.into(), &0.into()), "{name}");
        }
    }
}

#[test]
fn wallabag_has_the_texts() {
    let csv = "Title;URL;Content;Tags;\"MIME Type\";Language;\"Creation date\"\n\"Ferry stays\";https://courier.example/ferry;\"<p>The ferry stays; two \
               engines failed.</p><p>“Long,” she said.</p>\";sea;text/html;en;\"01/06/2024 10:00:00\"\n";
    let (articles, problems) = reading::read("wallabag.csv", csv.as_bytes());
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(articles[0].body, "The ferry stays; two engines failed.\n\n“Long,” she said.");
    assert_eq!((articles[0].published, articles[0].url.as_deref()), (None, Some("https://courier.example/ferry")));
    let json = r#"[{"id": 1, "uid": null, "title": "Ferry stays", "url": "https://courier.example/ferry", "is_archived": 0, "is_starred": 0,
        "content": "<p>The ferry stays.</p>", "created_at": "2024-06-01T10:00:00+0000", "updated_at": "2024-06-02T10:00:00+0000",
        "published_at": "2024-05-03T08:00:00+0000", "published_by": ["Ines Corvath"], "mimetype": "text/html", "language": "en", "reading_time": 1,
        "domain_name": "courier.example", "annotations": [{"text": "My own note.", "quote": "The ferry"}], "tags": ["sea"]}]"#;
    let (articles, problems) = reading::read("wallabag.json", json.as_bytes());
    let shown = |article: &Article| format!("{} | {} | {}", article.body, article.bylines.join(", "), article.published.unwrap());
    assert_eq!(
        (articles.iter().map(shown).collect::<Vec<_>>(), problems),
        (vec!["The ferry stays. | Ines Corvath | 2024-05-03T08:00:00Z".to_owned()], vec![])
    );
}

fn table(name: &str, bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let (articles, problems) = reading::read(name, bytes);
    let shown = |article: &Article| {
        let record = article.place.record.map_or("-".to_owned(), |record| record.to_string());
        let published = article.published.map_or("-".to_owned(), |time| time.to_string());
        format!(
            "{record} | {} | {} | {published} | {}",
            article.title.text,
            article.bylines.join(", "),
            article.body.replace('\n', "/")
        )
    };
    (articles.iter().map(shown).collect(), problems)
}

const NEWS: &str = ",id,title,publication,author,date,year,month,url,content\n\
    0,17,\"Ferry stays, again\",The Wold Courier,Ines Corvath,2024-05-03,2024.0,5.0,,\"The ferry stays.\n\n\"\"Long,\"\" she said.\"\n\
    1,18,Goats eat roses,Radio Wold,\"Ana Roe, Bo Li\",2024-05-05,2024.0,5.0,,Eleven goats ate the roses.\n";

#[test]
fn a_row_of_a_table_is_an_article() {
    let expected = [
        "1 | Ferry stays, again | Ines Corvath | 2024-05-03 | The ferry stays.//\"Long,\" she said.",
        "2 | Goats eat roses | Ana Roe, Bo Li | 2024-05-05 | Eleven goats ate the roses.",
    ];
    let expected: Vec<String> = expected.map(str::to_owned).to_vec();
    let utf_16: Vec<u8> = format!("\u{feff}{NEWS}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let crlf = NEWS.replace("roses.\n", "roses.\r\n").replace("content\n", "content\r\n");
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    packed.start_file("news/articles1.csv", zip::write::SimpleFileOptions::default()).unwrap();
    packed.write_all(NEWS.as_bytes()).unwrap();
    for (name, bytes) in [
        ("articles1.csv", NEWS.as_bytes()),
        ("articles1.csv", format!("\u{feff}{crlf}").as_bytes()),
        ("articles1.txt", NEWS.as_bytes()),
        ("articles1.csv", &utf_16),
    ] {
        assert_eq!(table(name, bytes), (expected.clone(), vec![]), "{name}");
    }
    let (in_zip, problems) = table("articles.zip", &packed.finish().unwrap().into_inner());
    assert_eq!((in_zip.len(), problems), (2, vec![]));
    assert!(in_zip[1].starts_with("1000002 | Goats eat roses"), "{in_zip:?}");
    let tabs = "headline\tarticle_text\tpublished_at\n\"We will stay,\" says mayor\tThe mayor stays.\t2024-05-03\n";
    assert_eq!(table("a.tsv", tabs.as_bytes()).0, ["1 | \"We will stay,\" says mayor |  | 2024-05-03 | The mayor stays."]);
    let latin: Vec<u8> = "title;text;date\nGo\u{e9}lands;Les go\u{e9}lands.;2024-05-03\n".chars().map(|c| c as u8).collect();
    assert_eq!(table("a.csv", &latin).0, ["1 | Goélands |  | 2024-05-03 | Les goélands."]);
}

#[test]
fn a_damaged_table_is_a_problem_and_the_rest_is_read() {
    let text = "title,text,date\nFerry,It stays.,2024-05-03\nGoats,They ate, and ate.,2024-05-05\nRain,It rained.,2024-05-06\nSun,\"It shone";
    let (articles, problems) = table("a.csv", text.as_bytes());
    assert_eq!(articles, ["1 | Ferry |  | 2024-05-03 | It stays.", "3 | Rain |  | 2024-05-06 | It rained."]);
    assert_eq!(
        problems,
        [
            "syntax: the row has more than 3 fields, and the header 3",
            "syntax: the file ends inside a quoted field, so this row is not read"
        ]
    );
    let folder = Folder::new();
    let long = format!("title,text\nFerry,{}\nRain,It rained.\n", "It stays. ".repeat(200_000));
    folder.write("news/a.csv", long);
    let run = folder.run(&["index", "news", "--max-record", "1", "--json"]).succeeds();
    assert_eq!((run.problems(), &run.report()["articles"]["added"]), (vec!["too-large news/a.csv 1 11".to_owned()], &1.into()));
}

#[test]
fn columns_can_be_named() {
    let folder = Folder::of(&[("news/a.csv", "titulo;cuerpo;fecha\nGoats;They ate; yes\nFerry;It stays.;2024-05-03\n")]);
    assert_eq!(folder.run(&["index", "news", "--json"]).succeeds().report()["skipped"], 1);
    let map = ["--map", "title=titulo", "--map", "body=cuerpo", "--map", "date=fecha"];
    let found = folder.run(&[&["extract", "news", "--format", "csv"], &map[..]].concat()).succeeds();
    let article: Value = serde_json::from_str(found.stdout.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&article["title"], &article["body"], &article["published"]["time"]),
        (&"Ferry".into(), &"It stays.".into(), &"2024-05-03".into())
    );
    folder.write("news/b.tsv", "titulo\tcuerpo\tfecha\nRain, sun\tIt rained.\t2024-05-06\n");
    let found = folder.run(&[&["extract", "news/b.tsv", "--format", "tsv"], &map[..]].concat()).succeeds();
    let article: Value = serde_json::from_str(found.stdout.trim()).unwrap();
    assert_eq!(article["title"], "Rain, sun");
}

#[test]
fn a_run_goes_on_inside_a_table() {
    let mut text = "id,title,text\n".to_owned();
    (0..2_000).for_each(|number| writeln!(text, "{number},Ferry {number},\"It stays,\nfor {number} days.\"").unwrap());
    let folder = Folder::of(&[("news/a.csv", &text)]);
    let dir = folder.path("index");
    let (names, index) = (PathNames::new(&dir).unwrap(), LocalIndex::open_or_create(&dir).unwrap());
    let config =
        IngestConfig { roots: vec![folder.path("news")], commit_every: CommitEvery::Articles(200), ..IngestConfig::default() };
    let has_committed = Cell::new(false);
    let stop_after_a_commit = |event: Event<'_>| {
        has_committed.set(has_committed.get() || matches!(event, Event::Committed(_)));
        if has_committed.get() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let first = update(&index, &names, &config, &stop_after_a_commit).unwrap();
    assert!(first.is_interrupted && first.articles.added < 2_000);
    let rest = update(&index, &names, &config, &|_| ControlFlow::Continue(())).unwrap();
    assert_eq!((rest.is_interrupted, rest.problems), (false, vec![]));
    let status = folder.run(&["status", "--json"]).succeeds().json();
    assert_eq!(status["articles"], 2_000);
    let hits = folder.run(&["search", "\"for 1999 days\"", "--json"]).succeeds();
    assert_eq!(hits.hits()[0]["record"], 2_000);
}
