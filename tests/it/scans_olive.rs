//! Digitised newspapers in Olive XML: what an article is, how continued ones are joined, and how the files of an issue are kept as one.
//! The files of `tests/cases/olive` are made up; they have the structure of real ones.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::harness::{Folder, Run, text};
use serde_json::{Value, json};

const FILES: [&str; 4] = ["1/Ar00100.xml", "1/Ar00101.xml", "2/Ad00201.xml", "2/Ar00200.xml"];
const PAGE: &str = "<?xml version=\"1.0\"?><XMD-PAGE PRXML_VER=\"2.2\"><Meta PAGE_NO=\"1\"/></XMD-PAGE>";

fn case(name: &str) -> Vec<u8> {
    let name = name.rsplit('/').next().unwrap();
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/olive").join(name)).unwrap()
}

/// Returns a case with a change. Its encoding is one of one byte a letter.
fn changed(name: &str, from: &str, to: &str) -> Vec<u8> {
    let text: String = case(name).into_iter().map(char::from).collect();
    assert!(text.contains(from), "{from}");
    text.replace(from, to).chars().map(|letter| letter as u8).collect()
}

/// A folder with an issue of two pages.
fn with_issue() -> Folder {
    let folder = Folder::new();
    folder.write("VTB/1900/05/03/TOC.xml", case("TOC.xml"));
    for name in FILES {
        folder.write(&format!("VTB/1900/05/03/Document/{name}"), case(name));
    }
    folder.write("VTB/1900/05/03/Document/1/Pg001.xml", PAGE);
    // What the program that made the issue keeps for itself, and the same pages as PDF.
    folder.write("VTB/1900/05/03/Document/styleGallery.txt", "001=\"Times-Roman\",10.000,(0,0,0)\n");
    folder.write("VTB/1900/05/03/Res/PDF/OlvData.txt", "23 Olive segmentation file\n213\n4\n");
    folder.write("VTB/1900/05/03/Res/PDF/Pg0001_s_0001.pdf", "%PDF-1.7");
    folder.write("VTB/1900/05/03/1-VTB-1900-05-03-0001.pdf", "%PDF-1.7");
    folder
}

fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The archive of an issue, with names that begin with this.
fn document(before: &str) -> Vec<u8> {
    let mut files: Vec<(String, Vec<u8>)> = FILES.iter().map(|name| (format!("{before}{name}"), case(name))).collect();
    files.push((format!("{before}1/Pg001.xml"), PAGE.into()));
    files.push((format!("{before}1/Img/Ar0010000.png"), b"\x89PNG\r\n".to_vec()));
    zip(&files)
}

/// An issue whose articles lie in an archive.
fn with_archive(archive: &[u8]) -> Folder {
    let folder = Folder::new();
    folder.write("VTB/1900/05/03/TOC.xml", case("TOC.xml"));
    folder.write("VTB/1900/05/03/Document.zip", archive);
    folder
}

fn extracted(folder: &Folder, path: &str) -> Vec<Value> {
    folder.run(&["extract", path]).succeeds().lines()
}

/// The articles and what is told of problems.
fn with_problems(folder: &Folder) -> (Vec<Value>, String) {
    let run = folder.run(&["extract", "VTB"]);
    (run.lines(), run.stderr)
}

fn shown(articles: &[Value]) -> Vec<String> {
    let of = |article: &Value, name: &str| article[name].as_str().unwrap_or("-").to_owned();
    let line = |article: &Value| {
        let fields = ["record_id", "title", "section", "body"].map(|name| of(article, name));
        format!("{} | {}", fields.join(" | "), article["locators"])
    };
    articles.iter().map(line).collect()
}

fn bodies(articles: &[Value]) -> Vec<String> {
    articles.iter().map(|article| text(&article["body"])).collect()
}

/// Added, replaced and removed files, and unchanged ones.
fn changes(run: &Run) -> [u64; 4] {
    let report = run.report();
    ["added", "replaced", "removed", "unchanged"].map(|name| report["files"][name].as_u64().unwrap())
}

#[test]
fn an_issue_is_its_articles() {
    let (articles, problems) = with_problems(&with_issue());
    assert_eq!(problems, "");
    let fields = |article: &Value| {
        let of = |name: &str| article[name].as_str().unwrap_or("-").to_owned();
        [of("record_id"), of("title"), of("section"), of("body")].join(" | ")
    };
    assert_eq!(
        articles.iter().map(fields).collect::<Vec<_>>(),
        [
            // The word that a line end parts is there once, `NS` leaves no space, and the article goes on within its sentence.
            "Ar00100 | Le bac reste au port. | Front page | Le vieux bac n'a pas navigué\nhier.\n\nOn attend le 1er juin, dit le\n\
             capitaine.",
            "Ar00101 | Deux quais seront bâtis. | Front page | Deux quais seront bâtis.",
            "Ad00201 | Cordes et voiles | Advertisement | Cordes et voiles",
        ]
    );
    assert!(articles.iter().all(|article| article["published"]["time"] == "1900-05-03"), "{articles:#?}");
    assert!(articles.iter().all(|article| article["publisher"] == "VTB" && article["language"] == "fr"), "{articles:#?}");
    assert_eq!(articles[1]["title_origin"], "derived");
    // A page has 500 by 1,000 points at half the resolution of the boxes.
    let places = &articles[0]["locators"];
    assert_eq!(places[0], json!({"start": 0, "page": "1", "page_number": 1, "box": [0.01, 0.005, 0.17, 0.01]}));
    let last = places.as_array().unwrap().last().unwrap();
    assert_eq!(last, &json!({"start": 66, "page": "2", "page_number": 2, "box": [0.01, 0.005, 0.08, 0.01]}));
}

#[test]
fn articles_in_the_archive_are_those_of_the_folder() {
    let whole = shown(&extracted(&with_issue(), "VTB"));
    for before in ["", "Document/", "./"] {
        let (articles, problems) = with_problems(&with_archive(&document(before)));
        assert_eq!((shown(&articles), problems.as_str()), (whole.clone(), ""), "{before}");
    }
    // Beside the folder, it is a copy; where a file is missing, it has it.
    let folder = with_issue();
    folder.write("VTB/1900/05/03/Document.zip", document(""));
    assert_eq!(shown(&extracted(&folder, "VTB")), whole);
    folder.remove("VTB/1900/05/03/Document/2/Ar00200.xml");
    assert_eq!(shown(&extracted(&folder, "VTB")), whole);
    // An article that the table does not name is read behind the others.
    let more = changed("Ar00101.xml", "Deux", "Trois");
    let mut files: Vec<(String, Vec<u8>)> = vec![("1/Ar00107.xml".to_owned(), more)];
    files.extend(FILES.iter().map(|name| ((*name).to_owned(), case(name))));
    let articles = extracted(&with_archive(&zip(&files)), "VTB");
    assert_eq!((articles.len(), text(&articles[3]["body"]).as_str()), (4, "Trois quais seront bâtis."));
}

#[test]
fn an_issue_inside_an_archive_is_one_record() {
    let whole = shown(&extracted(&with_issue(), "VTB"));
    let mut files: Vec<(String, Vec<u8>)> =
        FILES.iter().map(|name| (format!("VTB/1900/05/03/Document/{name}"), case(name))).collect();
    files.push(("VTB/1900/05/03/TOC.xml".to_owned(), case("TOC.xml")));
    files.push(("VTB/1900/05/03/Document/1/Pg001.xml".to_owned(), PAGE.into()));
    for _ in 0..2 {
        let folder = Folder::new();
        folder.write("VTB/all.zip", zip(&files));
        let (articles, problems) = with_problems(&folder);
        assert_eq!((shown(&articles), problems.as_str()), (whole.clone(), ""));
        files.reverse();
    }
    // Without its table, each file is an article.
    let folder = Folder::new();
    folder.write("VTB/Document.zip", document(""));
    assert_eq!(extracted(&folder, "VTB").len(), 4);
}

#[test]
fn a_file_alone_is_an_article_and_a_page_or_a_table_is_none() {
    let folder = Folder::new();
    folder.write("VTB/Ar00100.xml", case("Ar00100.xml"));
    let article = &extracted(&folder, "VTB")[0];
    assert_eq!(text(&article["body"]), "Le vieux bac n'a pas navigué\nhier.\n\nOn attend le 1er juin, dit le");
    let fields = ["record_id", "title", "section", "publisher", "language"].map(|name| text(&article[name]));
    assert_eq!(fields, ["Ar00100", "Le bac reste au port.", "Front page", "VTB", "fr"]);
    assert_eq!(article["published"]["time"], "1900-05-03");
    // The table of contents alone tells how large a page is in the unit of the boxes.
    assert_eq!(article["locators"], json!([{"start": 0, "page": "1", "page_number": 1}]));
    folder.remove("VTB/Ar00100.xml");
    folder.write("VTB/Pg001.xml", PAGE);
    folder.write("VTB/TOC.xml", case("TOC.xml"));
    folder.write("VTB/note.txt", "The tide is high.");
    assert_eq!(bodies(&extracted(&folder, "VTB")), ["The tide is high."]);
    let run = folder.run(&["extract", "VTB/TOC.xml"]);
    assert!(run.stderr.contains("the table of contents names no article"), "{}", run.stderr);
    folder.write("VTB/Ad00201.xml", changed("Ad00201.xml", "<W ", "<X "));
    let run = folder.run(&["extract", "VTB/Ad00201.xml"]);
    assert!(run.stderr.contains("an advertisement without words (no-article)"), "{}", run.stderr);
}

#[test]
fn an_issue_is_one_file() {
    let folder = with_issue();
    let index = |args: &[&str]| folder.run(&[&["index", "--json"], args].concat()).succeeds();
    assert_eq!(changes(&index(&["VTB"])), [1, 0, 0, 0]);
    assert_eq!(folder.ids().len(), 3);
    assert_eq!(changes(&index(&["VTB"])), [0, 0, 0, 1]);
    // A change of an article reads the issue again, also if it is listed alone.
    let article = "VTB/1900/05/03/Document/2/Ar00200.xml";
    folder.write(article, changed("Ar00200.xml", "capitaine", "matelot"));
    folder.write("list", format!("{article}\n"));
    assert_eq!(changes(&index(&["--files-from", "list"])), [0, 1, 0, 0]);
    assert_eq!(folder.run(&["search", "--json", "matelot"]).hits().len(), 1);
    folder.write(article, changed("Ar00200.xml", "capitaine", "pilote"));
    assert_eq!(changes(&index(&["VTB"])), [0, 1, 0, 0]);
    // One that is gone is told.
    folder.remove(article);
    let run = index(&["--files-from", "list"]);
    assert_eq!(changes(&run), [0, 1, 0, 0]);
    assert_eq!(folder.run(&["search", "--json", "pilote"]).hits().len(), 0);
    assert_eq!(folder.run(&["search", "--json", "bac"]).hits().len(), 1);
    folder.run(&["check"]).succeeds();
    // So it is with the archive.
    let folder = with_archive(&document(""));
    let index = |args: &[&str]| folder.run(&[&["index", "--json"], args].concat()).succeeds();
    assert_eq!(changes(&index(&["VTB"])), [1, 0, 0, 0]);
    assert_eq!(changes(&index(&["VTB"])), [0, 0, 0, 1]);
    folder.write("VTB/1900/05/03/Document.zip", document("Document/"));
    folder.write("list", "VTB/1900/05/03/Document.zip\n");
    assert_eq!(changes(&index(&["--files-from", "list"])), [0, 1, 0, 0]);
    assert_eq!(folder.ids().len(), 3);
}

#[test]
fn articles_are_articles_until_there_is_a_table() {
    let folder = with_issue();
    folder.remove("VTB/1900/05/03/TOC.xml");
    folder.remove("VTB/1900/05/03/Res/PDF/Pg0001_s_0001.pdf");
    folder.remove("VTB/1900/05/03/1-VTB-1900-05-03-0001.pdf");
    let index = || folder.run(&["index", "--json", "VTB"]).succeeds();
    assert_eq!(changes(&index()), [4, 0, 0, 0]);
    folder.write("VTB/1900/05/03/TOC.xml", case("TOC.xml"));
    assert_eq!(changes(&index()), [1, 0, 4, 0]);
    assert_eq!(folder.ids().len(), 3);
}

#[test]
fn damage_costs_the_damaged_article_alone() {
    let said = |name: &str, content: &[u8], expected: &str, n_articles: usize| {
        let folder = with_issue();
        folder.write(&format!("VTB/1900/05/03/{name}"), content);
        let (articles, problems) = with_problems(&folder);
        assert!(problems.contains(expected), "{name}: {problems}");
        assert_eq!(articles.len(), n_articles, "{name}: {articles:#?}");
        articles
    };
    let article = case("Ar00100.xml");
    let half = article.windows(4).position(|window| window == b"hier").unwrap();
    let articles = said("Document/1/Ar00100.xml", &article[..half + 4], "Document/1/Ar00100.xml: the XML ends early", 3);
    // What stands before the damage is read, and the other part of the article too.
    assert_eq!(bodies(&articles)[0], "Le vieux bac n'a pas navigué\nhier\ncapitaine.");
    said("Document/1/Ar00101.xml", b"<html>", "Document/1/Ar00101.xml: not an article of Olive XML (syntax)", 2);
    let table = case("TOC.xml");
    // The articles that the damaged table does not name any more are read by themselves.
    let cut = table.windows(7).position(|window| window == b"Ad00201").unwrap();
    said("TOC.xml", &table[..cut], "(syntax)", 3);
    let folder = with_issue();
    folder.remove("VTB/1900/05/03/Document/1/Ar00101.xml");
    folder.remove("VTB/1900/05/03/Document/2/Ad00201.xml");
    let (articles, problems) = with_problems(&folder);
    assert_eq!(articles.len(), 1);
    assert!(problems.contains("that are not there, or cannot be read: 2 (Ar00101, Ad00201) (empty)"), "{problems}");
    let packed = document("");
    let (articles, problems) = with_problems(&with_archive(&packed[..packed.len() / 2]));
    assert!(articles.is_empty() && problems.contains("Document.zip: the zip archive cannot be read"), "{problems}");
    assert!(problems.contains("4 (Ar00100, Ar00101, Ar00200, Ad00201)"), "{problems}");
}

#[test]
fn pieces_without_their_whole_word_are_words() {
    let folder = Folder::new();
    folder.write("VTB/a.xml", changed("Ar00100.xml", "<QW QID=\"2\">navigué</QW>", ""));
    assert!(bodies(&extracted(&folder, "VTB"))[0].contains("n'a pas navi-\ngué hier."));
    // And a whole word without pieces is one.
    folder.write("VTB/a.xml", changed("Ar00100.xml", "<QW QID=\"1\">", "<QW QID=\"9\">"));
    assert!(bodies(&extracted(&folder, "VTB"))[0].contains("bac n'a n'a pas"));
    // What the program noted is no text.
    let note = "<Application_Data><W>note</W></Application_Data></Content>";
    folder.write("VTB/a.xml", changed("Ar00100.xml", "</Content>", note));
    assert!(!bodies(&extracted(&folder, "VTB"))[0].contains("note"));
}

#[test]
fn continuations_that_go_round_are_read_once() {
    let folder = with_issue();
    folder.write("VTB/1900/05/03/TOC.xml", changed("TOC.xml", "CONTINUATION_FROM=\"Ar00100\"", "CONTINUATION_TO=\"Ar00100\""));
    let articles = extracted(&folder, "VTB");
    assert_eq!(articles.len(), 3);
    assert!(bodies(&articles)[0].ends_with("dit le\ncapitaine."), "{articles:#?}");
    // Where the table says nothing, the files do.
    let said = "CONTINUATION_TO=\"Ar00200\"";
    folder.write("VTB/1900/05/03/TOC.xml", changed("TOC.xml", said, "SIZE=\"x\""));
    assert_eq!(extracted(&folder, "VTB").len(), 3);
}

#[test]
fn the_path_of_an_issue_settles_its_day() {
    let folder = Folder::new();
    let day = |from: &str, to: &str| {
        folder.write("VTB/a.xml", changed("Ar00101.xml", from, to));
        extracted(&folder, "VTB")[0]["published"]["time"].clone()
    };
    assert_eq!(day("BASE_HREF=\"VTB/1900/05/03\"", ""), "1900-05-03");
    assert_eq!(day("ISSUE_DATE=\"03/05/1900\"", "ISSUE_DATE=\"05/03/1900\""), "1900-05-03");
    assert_eq!(day("VTB/1900/05/03", "VTB/special"), "1900-05-03");
}
