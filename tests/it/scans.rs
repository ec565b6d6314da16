//! Digitised newspapers and captions: what is an article, where its words stand, and how the files of an issue are kept as one.
//! The files of `tests/cases` are made up; each has the structure of real ones.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::harness::{Folder, Run, text};
use serde_json::{Value, json};

fn case(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name)).unwrap()
}

/// A folder with an issue of two pages.
fn with_issue() -> Folder {
    let folder = Folder::new();
    folder.write("news/tern/mets.xml", case("SCAN-issue-mets.xml"));
    folder.write("news/tern/alto/1.xml", case("SCAN-page-alto.xml"));
    folder.write("news/tern/alto/2.xml", case("SCAN-second-page-alto.xml"));
    folder
}

#[test]
fn a_page_that_cannot_be_unpacked_is_the_only_one_that_is_lost() {
    let folder = with_issue();
    let packed = {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        writer.write_all(case("SCAN-second-page-alto.xml").as_bytes()).unwrap();
        writer.finish().unwrap()
    };
    folder.remove("news/tern/alto/2.xml");
    folder.write("news/tern/alto/2.xml.gz", &packed);
    let whole = extracted(&with_issue(), "news");
    assert_eq!(extracted(&folder, "news").len(), whole.len());
    folder.write("news/tern/alto/2.xml.gz", &packed[..packed.len() / 2]);
    let run = folder.run(&["extract", "news"]);
    assert!(run.stderr.contains("2.xml") && run.stderr.contains("the compressed data ends early"), "{}", run.stderr);
    assert!(run.stdout.contains("The ferry Sandpiper"), "{}", run.stdout);
}

fn extracted(folder: &Folder, path: &str) -> Vec<Value> {
    folder.run(&["extract", path]).succeeds().lines()
}

/// Added, replaced and removed files, and articles of the index.
fn changes(run: &Run) -> [u64; 4] {
    let report = run.report();
    let files = |name: &str| report["files"][name].as_u64().unwrap();
    [files("added"), files("replaced"), files("removed"), files("unchanged")]
}

fn titles(folder: &Folder, query: &str) -> Vec<String> {
    let hits = folder.run(&["search", "--json", "--", query]).hits();
    hits.iter().map(|hit| text(&hit["title"])).collect()
}

#[test]
fn an_issue_is_its_articles() {
    let folder = with_issue();
    let articles = extracted(&folder, "news");
    let shown = |article: &Value| {
        let of = |name: &str| article[name].as_str().unwrap_or("-").to_owned();
        [of("record_id"), of("title"), article["bylines"].to_string(), of("section"), of("body")].join(" | ")
    };
    assert_eq!(
        articles.iter().map(shown).collect::<Vec<_>>(),
        [
            // The word that a line end parts is there once, and the paragraph goes on in the next column.
            "A1 | Ferry aground | [\"Ada Hallam\"] | Shipping | The ferry Sandpiper ran a-\nground off Tarn.\n\nNobody was hurt.",
            "AD1 | Fresh oysters daily. | [] | Advertisement | Fresh oysters daily.",
            "A2 | Prices | [] | - | Mussels are dear.",
        ]
    );
    assert!(articles.iter().all(|article| article["publisher"] == "The Tern Gazette"), "{articles:#?}");
    assert!(articles.iter().all(|article| article["published"]["time"] == "1904-01-17"), "{articles:#?}");
    assert_eq!(
        articles[0]["locators"],
        json!([
            {"start": 0, "page": "A1", "page_number": 1, "box": [0.1, 0.15, 0.29, 0.04]},
            {"start": 27, "page": "A1", "page_number": 1, "box": [0.5, 0.1, 0.32, 0.02]},
            {"start": 45, "page": "A2", "page_number": 2, "box": [0.1, 0.1, 0.28, 0.02]},
        ])
    );
    // Half of the parted word is doubtful.
    assert_eq!(articles[0]["ocr_confidence"], 89);
}

/// An archive of these files, as zip or as tar.
fn packed(files: &[(&str, &[u8])], is_zip: bool) -> Vec<u8> {
    if !is_zip {
        let mut archive = tar::Builder::new(Vec::new());
        for (name, content) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            archive.append_data(&mut header, name, *content).unwrap();
        }
        return archive.into_inner().unwrap();
    }
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn an_issue_in_an_archive_is_read_as_in_a_folder() {
    let [mets, first, second] = ["SCAN-issue-mets.xml", "SCAN-page-alto.xml", "SCAN-second-page-alto.xml"].map(case);
    let [mets, first, second] = [&mets, &first, &second].map(|text| text.as_bytes());
    let shown = |articles: &[Value]| -> Vec<String> {
        articles.iter().map(|article| format!("{} {} {}", article["title"], article["body"], article["locators"])).collect()
    };
    let whole = shown(&extracted(&with_issue(), "news"));
    let note: &[u8] = b"The tide is high.";
    let behind =
        [("a.txt", note), ("tern/alto/1.xml", first), ("tern/alto/2.xml", second), ("tern/mets.xml", mets), ("z.txt", note)];
    let before = [("tern/mets.xml", mets), ("tern/alto/2.xml", second), ("m.txt", note), ("tern/alto/1.xml", first)];
    for (files, n_notes) in [(&behind[..], 2), (&before[..], 1)] {
        for is_zip in [true, false] {
            let folder = Folder::new();
            folder.write(if is_zip { "news/a.zip" } else { "news/a.tar" }, packed(files, is_zip));
            let articles = extracted(&folder, "news");
            let (notes, issue): (Vec<Value>, Vec<Value>) =
                articles.into_iter().partition(|article| article["body"] == "The tide is high.");
            assert_eq!((notes.len(), shown(&issue)), (n_notes, whole.clone()), "{files:?} {is_zip}");
        }
    }
    // Pages without their METS are articles, and so are those that a METS elsewhere names.
    let folder = Folder::new();
    folder.write("news/a.zip", packed(&[("tern/alto/1.xml", first), ("gull/mets.xml", mets), ("tern/alto/2.xml", second)], true));
    assert_eq!(folder.run(&["extract", "news"]).lines().len(), 2);
}

#[test]
fn what_waits_for_a_mets_is_bounded() {
    let [mets, first, second] = ["SCAN-issue-mets.xml", "SCAN-page-alto.xml", "SCAN-second-page-alto.xml"].map(case);
    // With records of 1 MB, two may wait.
    let long = format!("{first}{}", "<!-- -->".repeat(90_000));
    let mut files: Vec<(String, &[u8])> = vec![("tern/alto/1.xml".to_owned(), first.as_bytes())];
    files.extend((0..4).map(|number| (format!("tern/alto/{}.xml", 10 + number), long.as_bytes())));
    files.push(("tern/mets.xml".to_owned(), mets.as_bytes()));
    files.push(("tern/alto/2.xml".to_owned(), second.as_bytes()));
    let named: Vec<(&str, &[u8])> = files.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    let folder = Folder::new();
    folder.write("news/a.tar", packed(&named, false));
    let articles = folder.run(&["extract", "--max-record", "1", "news"]).succeeds().lines();
    let records: Vec<u64> = articles.iter().map(|article| article["record"].as_u64().unwrap()).collect();
    // The first page is an article of its own, and the order is that of the file.
    assert_eq!(records[0], 1);
    assert!(records.is_sorted(), "{records:?}");
}

#[test]
fn a_hit_names_its_page() {
    let folder = with_issue();
    folder.run(&["index", "news"]).succeeds();
    let hit = &folder.run(&["search", "--json", "\"nobody was hurt\""]).succeeds().hits()[0];
    let fragment = &hit["snippet"]["fragments"][0];
    assert_eq!(
        (&fragment["page"], &fragment["page_number"], &fragment["box"]),
        (&json!("A2"), &json!(2), &json!([0.1, 0.1, 0.28, 0.02]))
    );
    assert!(folder.run(&["search", "aground off tarn"]).succeeds().stdout.contains("(page A1)"));
    let bibtex = folder.run(&["export", "--format", "bibtex", "hurt"]).succeeds().stdout;
    assert!(bibtex.contains("pages = {A1--A2}") && bibtex.contains("matches at page A2"), "{bibtex}");
    let ris = folder.run(&["export", "--format", "ris", "hurt"]).succeeds().stdout;
    assert!(ris.contains("SP  - A1-A2\r\n"), "{ris}");
    let csl = folder.run(&["export", "--format", "csl-json", "hurt"]).succeeds().stdout;
    assert!(csl.contains("\"page\":\"A1-A2\""), "{csl}");
    let csv = folder.run(&["export", "--format", "csv", "hurt"]).succeeds().stdout;
    assert!(csv.contains("\"page A2\""), "{csv}");
    let object = folder.run(&["export", "--format", "jsonl", "hurt"]).succeeds().json();
    assert_eq!(object["locators"][0]["page"], "A2");
    let shown = folder.run(&["show", &text(&hit["id"])]).succeeds().stdout;
    assert!(shown.contains("pages     A1, A2") && shown.contains("89 %"), "{shown}");
}

#[test]
fn an_issue_is_one_file() {
    let folder = with_issue();
    let index = |args: &[&str]| folder.run(&[&["index", "--json"], args].concat()).succeeds();
    assert_eq!(changes(&index(&["news"])), [1, 0, 0, 0]);
    assert_eq!(folder.ids().len(), 3);
    assert_eq!(changes(&index(&["news"])), [0, 0, 0, 1]);
    // A change of a page reads the issue again.
    folder.write("news/tern/alto/2.xml", case("SCAN-second-page-alto.xml").replace("Nobody", "Everybody"));
    assert_eq!(changes(&index(&["news"])), [0, 1, 0, 0]);
    assert_eq!(titles(&folder, "everybody"), ["Ferry aground"]);
    // So does one that is listed alone, and one that is gone.
    folder.write("news/tern/alto/2.xml", case("SCAN-second-page-alto.xml").replace("Nobody", "Somebody"));
    folder.write("list", "news/tern/alto/2.xml\n");
    assert_eq!(changes(&index(&["--files-from", "list"])), [0, 1, 0, 0]);
    assert_eq!(titles(&folder, "somebody"), ["Ferry aground"]);
    folder.remove("news/tern/alto/2.xml");
    assert_eq!(changes(&index(&["--files-from", "list"])), [0, 1, 0, 0]);
    assert_eq!((titles(&folder, "somebody").len(), titles(&folder, "aground").len()), (0, 1));
    folder.run(&["check"]).succeeds();
}

#[test]
fn pages_are_articles_until_there_is_a_mets() {
    let folder = with_issue();
    folder.remove("news/tern/mets.xml");
    let index = || folder.run(&["index", "--json", "news"]).succeeds();
    assert_eq!(changes(&index()), [2, 0, 0, 0]);
    // The order is that of `IDNEXT`, not that of the file.
    assert_eq!(extracted(&folder, "news/tern/alto/2.xml")[0]["body"], "Nobody was hurt.\n\nMussels are dear.");
    folder.write("news/tern/mets.xml", case("SCAN-issue-mets.xml"));
    assert_eq!(changes(&index()), [1, 0, 2, 0]);
    assert_eq!(folder.ids().len(), 3);
    folder.remove("news/tern/mets.xml");
    assert_eq!(changes(&index()), [2, 0, 1, 0]);
}

#[test]
fn a_moved_issue_keeps_its_articles() {
    let folder = with_issue();
    folder.run(&["index", "news"]).succeeds();
    fs::rename(folder.path("news/tern"), folder.path("news/tarn")).unwrap();
    let report = folder.run(&["index", "--json", "news"]).succeeds().report();
    assert_eq!(report["files"]["moved"], 1, "{report}");
    assert_eq!(titles(&folder, "sandpiper"), ["Ferry aground"]);
}

#[test]
fn a_mets_reads_nothing_that_lies_elsewhere() {
    let folder = with_issue();
    folder.write("secret/1.xml", case("SCAN-page-alto.xml").replace("Tarn.", "secret"));
    for href in ["../../secret/1.xml", "file:///etc/passwd.xml", "../../../../secret/1.xml", "https://x.example/1.xml"] {
        folder.write("news/tern/mets.xml", case("SCAN-issue-mets.xml").replace("file://./alto/1.xml", href));
        let articles = extracted(&folder, "news/tern/mets.xml");
        assert!(!format!("{articles:?}").contains("secret"), "{href}");
    }
}

#[test]
fn of_two_mets_the_one_with_articles_counts() {
    let folder = with_issue();
    let images = case("SCAN-issue-mets.xml");
    let logical = images.find("<mets:structMap TYPE=\"LOGICAL\">").unwrap();
    folder.write("news/tern/a.xml", format!("{}</mets:mets>", &images[..logical]));
    assert_eq!(extracted(&folder, "news").len(), 3);
    // Without articles, each page is one.
    folder.remove("news/tern/mets.xml");
    let titles: Vec<String> = extracted(&folder, "news").iter().map(|article| text(&article["title"])).collect();
    assert_eq!(titles, ["The Tern Gazette, page A1", "The Tern Gazette, page A2"]);
}

#[test]
fn pages_of_hocr_and_page_xml_are_articles() {
    let folder = Folder::new();
    folder.write("a.hocr", case("SCAN-page.hocr"));
    folder.write("b.xml", case("SCAN-page-xml.xml"));
    let hocr = &extracted(&folder, "a.hocr")[0];
    assert_eq!((text(&hocr["body"]).as_str(), &hocr["ocr_confidence"]), ("The ferry\nran a\u{ad}\n\nR&D", &json!(80)));
    assert_eq!(hocr["locators"][0], json!({"start": 0, "page": "3", "page_number": 3, "box": [0.1, 0.05, 0.8, 0.05]}));
    let page = &extracted(&folder, "b.xml")[0];
    assert_eq!((text(&page["body"]).as_str(), &page["ocr_confidence"]), ("WET WEEK\n\nIt rained twice.", &json!(80)));
    assert_eq!(page["locators"][1], json!({"start": 10, "page": "1", "page_number": 1, "box": [0.1, 0.15, 0.3, 0.02]}));
}

#[test]
fn captions_name_their_time() {
    let folder = Folder::new();
    folder.write("tv/2024-03-01_evening_bulletin.en.vtt", case("CAPTIONS-evening.vtt"));
    folder.run(&["index", "tv"]).succeeds();
    let run = folder.run(&["search", "nobody hurt"]).succeeds();
    assert!(run.stdout.contains("(12:04)"), "{}", run.stdout);
    let hit = &folder.run(&["search", "--json", "nobody hurt"]).succeeds().hits()[0];
    assert_eq!((&hit["title"], &hit["published"]), (&json!("2024-03-01 evening bulletin"), &json!("2024-03-01")));
    assert_eq!(hit["snippet"]["fragments"][0]["time"], 724.2);
    let quote = &folder.run(&["quotes", "--json", "nobody"]).succeeds().lines()[0];
    assert_eq!((&quote["time"], text(&quote["speaker"]).ends_with("Ines Corvath")), (&json!(724.2), true));
    let verified = folder.run(&["verify", "Nobody was hurt"]).succeeds().stdout;
    assert!(verified.contains("(12:04)"), "{verified}");
    assert_eq!(
        text(&extracted(&folder, "tv")[0]["body"]),
        "Good evening. The ferry Sandpiper has run aground on a sandbank of crushed oyster shells & glass.\n\n\
         “Nobody was hurt,” said Mayor Ines Corvath."
    );
}
