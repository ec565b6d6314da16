//! Documents: the same words in the order in which they are read, and nothing that a reader does not see.
//!
//! The files of `tests/cases/documents` are made up, each with what its form can hold beside the text.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use crate::harness::{Folder, corpus};
use pullquote::article::Article;
use pullquote::extract::json::FieldMap;
use pullquote::ingest::{PathNames, ReadLimits, WalkOptions, extract_file, walk};

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/documents").join(name)
}

/// The articles of a case. There must be no problem with it.
#[track_caller]
fn articles(name: &str) -> Vec<Article> {
    let names = PathNames::new(&corpus().join("index")).unwrap();
    let found = walk(&[case(name)], &names, WalkOptions::default()).unwrap();
    let mut articles = Vec::new();
    for file in found.files.values() {
        let problems = extract_file(file, &FieldMap::default(), ReadLimits::default(), |article| articles.push(article)).unwrap();
        assert_eq!(problems, [], "{name}");
    }
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
            "Hedgehog crossing gets its own lollipop man | Juniper Slade | 2024-06-18T20:00:00 (field)",
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
            "Weathercock of Lantern Hill points to the sea again | Sorrel Finch | 2024-08-21T07:30:00 (field)",
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
        writer.write_all(&fs::read(case(name)).unwrap()).unwrap();
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
        "Weathercock of Lantern Hill points to the sea again",
    ];
    let found = titles("all.zip");
    assert_eq!(found.len(), expected.len(), "{found:?}");
    assert!(found.iter().zip(expected).all(|(found, title)| found.contains(title)), "{found:?}");
    for (name, wrong) in [
        ("foghorn-choir.docx", "choir.zip"),
        ("hedgehog-crossing.odt", "hedgehog.txt"),
        ("tern-island-gazette.epub", "gazette.html"),
        ("weathercock.rtf", "weathercock.doc"),
    ] {
        folder.write(name, fs::read(case(name)).unwrap());
        folder.write(wrong, fs::read(case(name)).unwrap());
        assert_eq!(titles(wrong), titles(name), "{name} as {wrong}");
    }
}

#[test]
fn documents_that_are_none_are_problems() {
    let document = fs::read(case("foghorn-choir.docx")).unwrap();
    let archive = fs::read(corpus().join("archives/brackmoor-august.zip")).unwrap();
    let folder = Folder::new();
    for (name, bytes) in [
        ("a.docx", &document[..document.len() / 2]),
        ("b.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice()),
        ("c.odt", &archive),
        ("d.epub", &archive),
        ("e.rtf", b"{\\rtf1 It rained"),
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
            "syntax news/e.rtf - -"
        ]
    );
}

#[test]
fn pdf() {
    check(
        "lantern-ferry.pdf",
        &[(
            "Lantern ferry finds its way by the smell of tar | Ondine Prowse | 2000-01-01T00:00:00Z (field)",
            "HERON QUAY, 3 June 2024. The last ferry of the night now follows four hun-\ndred paper lanterns across the mouth of the river. The \
             harbour trust hung them out on Sunday, after the lightship had lost its lamp in a gale.\n\n“We steer by the light, and where it \
             fails, by the smell of tar from the rope works,” said the ferryman, Abel Crane. He has not missed the landing stage so far. The \
             rope works burns its tar until midnight. The trust will count the lanterns each morning. Eleven had drifted out to sea by Monday, \
             and a fishing boat brought nine of them back.\n\nTimetable\n\nThe ferry leaves at nine and at eleven. It does not sail on the first \
             night after a new moon.",
        )],
    );
}
