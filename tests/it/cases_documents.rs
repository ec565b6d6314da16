//! Documents: the same words in the order in which they are read, and nothing that a reader does not see.
//!
//! The files of `tests/cases/documents` are made up, each with what its form can hold beside the text.

use std::fs;
use std::io::{Cursor, Write};

use crate::harness::{Folder, corpus, reading};
use pullquote::article::Article;

fn case(name: &str) -> Vec<u8> {
    reading::case(&format!("documents/{name}"))
}

/// The articles of a case. There must be no problem with it.
#[track_caller]
fn articles(name: &str) -> Vec<Article> {
    let (articles, problems) = reading::read(name, &case(name));
    assert!(problems.is_empty(), "{name}: {problems:?}");
    articles
}

/// Checks headline, bylines and date, and the whole text, of the articles of a case.
#[track_caller]
fn check(name: &str, expected: &[(&str, &str)]) {
    let shown: Vec<(String, String)> = articles(name)
        .iter()
        .map(|article| {
            let published = article.published.map_or("-".to_owned(), |time| format!("{time} ({})", time.origin.name()));
            (format!("{} | {} | {published}", article.title.text, article.bylines.join(", ")), article.body.clone())
        })
        .collect();
    let shown: Vec<(&str, &str)> = shown.iter().map(|(head, body)| (head.as_str(), body.as_str())).collect();
    assert_eq!(shown, expected, "{name}");
}

#[test]
fn docx() {
    check(
        "foghorn-choir.docx",
        &[(
            "Foghorn choir rehearses in a dry dock |  | 2024-06-03 (text)",
            "PRESS RELEASE\n\nA choir of eleven foghorns will soon give its first concert in the dry dock of Gull Haven, the harbour trust said \
             on Monday.\n\nTicket office: open daily from nine.\n\n“We tuned them by filing the reeds for a month,” said the trust’s bell \
             master, Ondine Prowse.\n\nRehearsals\n\nLow horns Tuesday\nHigh horns Thursday\n\nDock gate two is the way in.\n\nThe reeds are \
             of brass from a wreck.",
        )],
    );
}

#[test]
fn odt() {
    check(
        "hedgehog-crossing.odt",
        &[(
            "Hedgehog crossing gets its own lollipop man | Juniper Slade | 2024-06-18T20:00:00 (properties)",
            "The hedgehogs of Fennel Row cross the lane at ten each night. Since May they have had an escort.\n\n“They wait for me, which cars \
             do not,” said Barnaby Thrupp, a retired postman.\n\nForty hedgehogs were counted in spring.\n\nThe lane stays closed to \
             lorries.\n\nHe is paid in turnips.",
        )],
    );
}

#[test]
fn rtf() {
    check(
        "weathercock.rtf",
        &[(
            "Weathercock of Lantern Hill points to the sea again | Sorrel Finch | 2024-08-21T07:30:00 (properties)",
            "The weathercock of Lantern Hill, which had shown north–west since the gale of 1989, turned on Tuesday.\n\n“It squeaked so loudly \
             that the school came out to look,” said the café owner, Marigold Pask.\n\nHeight 41 metres\n\nA guest from abroad called it \
             молодец.\n\nThe tower is open on Sundays.\n\nPictures follow.\n\nIt weighs eleven kilos.",
        )],
    );
}

#[test]
fn epub() {
    check(
        "tern-island-gazette.epub",
        &[
            (
                "Giant kettle whistles for the fleet | Ambrose Tilly | 2024-07-05T04:00:00Z (field)",
                "A kettle of three hundred litres has replaced the broken siren of Tern Island.\n\nIt boils in nine minutes, which the fleet \
                 finds long.",
            ),
            (
                "Puffin census loses count |  | 2024-07-05T04:00:00Z (field)",
                "The puffins of Tern Island moved while they were counted, for the third year.\n\n“We shall paint numbers on the rocks \
                 instead,” said the warden, Isolde Kemp.",
            ),
            // What stands beside the text comes last.
            ("Answers to the crossword |  | 2024-07-05T04:00:00Z (field)", "Seven across is “puffin”."),
        ],
    );
    let kettle = articles("tern-island-gazette.epub").swap_remove(0);
    let shown = (kettle.publisher.as_deref(), kettle.record_id.as_deref(), kettle.url.as_deref(), kettle.place.record);
    assert_eq!(
        shown,
        (Some("Tern Island Gazette"), Some("OPS/feed_0/kettle.xhtml"), Some("https://tern-island.example/puff"), Some(1))
    );
}

#[test]
fn documents_are_told_by_their_bytes_and_inside_archives() {
    let folder = Folder::new();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["foghorn-choir.docx", "tern-island-gazette.epub", "weathercock.rtf"] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&case(name)).unwrap();
    }
    folder.write("all.zip", writer.finish().unwrap().into_inner());
    let titles = |path: &str| -> Vec<String> {
        let run = folder.run(&["extract", path]).succeeds();
        let lines = run.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        lines.map(|article| article["title"].to_string()).collect()
    };
    let expected = [
        "Foghorn choir rehearses in a dry dock",
        "Giant kettle whistles for the fleet",
        "Puffin census loses count",
        "Answers to the crossword",
        "Weathercock of Lantern Hill points to the sea again",
    ];
    let found = titles("all.zip");
    assert_eq!(found.len(), expected.len(), "{found:?}");
    assert!(found.iter().zip(expected).all(|(found, title)| found.contains(title)), "{found:?}");
    // In a folder, a file without an ending is opened.
    folder.write("folder/ferry", case("lantern-ferry.pdf"));
    assert_eq!(titles("folder").len(), 1);
    for (name, wrong) in [
        ("foghorn-choir.docx", "choir.zip"),
        ("hedgehog-crossing.odt", "hedgehog.txt"),
        ("tern-island-gazette.epub", "gazette.html"),
        ("weathercock.rtf", "weathercock.doc"),
    ] {
        folder.write(name, case(name));
        folder.write(wrong, case(name));
        assert_eq!(titles(wrong), titles(name), "{name} as {wrong}");
    }
}

/// A zip archive of some parts.
fn zip_of(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(part.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The first bytes of a compound file, and the names of its parts.
fn compound(names: &[&str]) -> Vec<u8> {
    let names = names.iter().flat_map(|name| name.encode_utf16()).flat_map(u16::to_le_bytes);
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".iter().copied().chain(names).collect()
}

#[test]
fn presentations_are_read_in_the_order_of_their_slides() {
    let slide = |kind: &str, text: &str| {
        format!(
            "<p:sld><p:cSld><p:spTree><p:sp><p:nvSpPr><p:nvPr><p:ph type='{kind}'/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p>\
             </p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
        )
    };
    let rels = |parts: &str| format!("<Relationships>{parts}</Relationships>");
    let rel = |id: &str, kind: &str, target: &str| format!("<Relationship Id='{id}' Type='http://x/{kind}' Target='{target}'/>");
    let pptx = zip_of(&[
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", &rels(&rel("a", "officeDocument", "ppt/presentation.xml"))),
        (
            "ppt/presentation.xml",
            "<p:presentation><p:sldIdLst><p:sldId id='256' r:id='r2'/><p:sldId id='257' r:id='r1'/></p:sldIdLst></p:presentation>",
        ),
        (
            "ppt/_rels/presentation.xml.rels",
            &rels(&(rel("r1", "slide", "slides/slide1.xml") + &rel("r2", "slide", "slides/slide2.xml"))),
        ),
        ("ppt/slides/slide1.xml", &slide("body", "The kettle boils in nine minutes.")),
        ("ppt/slides/slide2.xml", &slide("ctrTitle", "Giant kettle whistles for the fleet")),
        ("ppt/slides/_rels/slide2.xml.rels", &rels(&rel("n", "notesSlide", "../notesSlides/notesSlide1.xml"))),
        ("ppt/notesSlides/notesSlide1.xml", &slide("body", "Say how loud it is.").replace("p:sld>", "p:notes>")),
    ]);
    let odp = zip_of(&[
        ("mimetype", "application/vnd.oasis.opendocument.presentation"),
        (
            "content.xml",
            "<office:document-content><office:body><office:presentation><draw:page><draw:frame presentation:class='title'><draw:text-box><text:p>Giant \
             kettle whistles for the fleet</text:p></draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box><text:p>Say how loud it is.\
             </text:p></draw:text-box></draw:frame></presentation:notes></draw:page><draw:page><draw:frame><draw:text-box><text:p>The kettle boils in nine \
             minutes.</text:p></draw:text-box></draw:frame></draw:page></office:presentation></office:body></office:document-content>",
        ),
    ]);
    for (name, bytes) in [("a.pptx", pptx), ("a.odp", odp)] {
        let (articles, problems) = reading::read(name, &bytes);
        let shown: Vec<(&str, &str)> =
            articles.iter().map(|article| (article.title.text.as_str(), article.body.as_str())).collect();
        let expected = ("Giant kettle whistles for the fleet", "Say how loud it is.\n\nThe kettle boils in nine minutes.");
        assert_eq!((shown, problems), (vec![expected], Vec::new()), "{name}");
    }
}

#[test]
fn documents_that_are_none_are_problems() {
    let document = case("foghorn-choir.docx");
    let archive = fs::read(corpus().join("archives/brackmoor-august.zip")).unwrap();
    let opf = "<package><manifest><item id='a' href='a.html'/></manifest><spine><itemref idref='a'/></spine></package>";
    let locked = zip_of(&[
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", "<container><rootfile full-path='a.opf'/></container>"),
        (
            "META-INF/encryption.xml",
            "<encryption><EncryptedData><CipherData><CipherReference URI='a.html'/></CipherData></EncryptedData></encryption>",
        ),
        ("a.opf", opf),
        ("a.html", "\u{1}\u{2}"),
    ]);
    let folder = Folder::new();
    for (name, bytes) in [
        ("a.docx", &document[..document.len() / 2]),
        ("b.docx", &compound(&["EncryptedPackage"])),
        ("c.odt", &archive),
        ("d.epub", &archive),
        ("e.rtf", b"{\\rtf1 It rained"),
        ("f.doc", &compound(&["WordDocument"])),
        ("g.docx", &compound(&["Root Entry"])),
        ("h.xlsx", &zip_of(&[("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>")])),
        ("i.pages", &zip_of(&[("Index/Document.iwa", "x")])),
        ("j.key", b"-----BEGIN PRIVATE KEY-----"),
        ("k.epub", &locked),
    ] {
        folder.write(&format!("news/{name}"), bytes);
    }
    let mut problems = folder.run(&["index", "news", "--json"]).succeeds().problems();
    problems.retain(|problem| !problem.starts_with("empty"));
    assert_eq!(
        problems,
        [
            "compression news/a.docx - -",
            "compression news/b.docx - -",
            "syntax news/c.odt - -",
            "syntax news/d.epub - -",
            "syntax news/e.rtf - -",
            "not-text news/f.doc - -",
            "not-text news/g.docx - -",
            "not-text news/h.xlsx - -",
            "not-text news/i.pages - -",
            "compression news/k.epub - -"
        ]
    );
}

#[test]
fn pdf() {
    check(
        "lantern-ferry.pdf",
        &[(
            "Lantern ferry finds its way by the smell of tar | Ondine Prowse | 2024-06-03 (text)",
            "HERON QUAY, 3 June 2024. The last ferry of the night now follows four hun-\ndred paper lanterns across the mouth of the river. The \
             harbour trust hung them out on Sunday, after the lightship had lost its lamp in a gale.\n\n“We steer by the light, and where it \
             fails, by the smell of tar from the rope works,” said the ferryman, Abel Crane. He has not missed the landing stage so far. The \
             rope works burns its tar until midnight. The trust will count the lanterns each morning. Eleven had drifted out to sea by Monday, \
             and a fishing boat brought nine of them back.\n\nTimetable\n\nThe ferry leaves at nine and at eleven. It does not sail on the first \
             night after a new moon.",
        )],
    );
}
