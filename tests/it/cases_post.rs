//! Mail, saved pages and notes: the words that somebody wrote to be read, in their order, and nothing that a program put around them.
//!
//! The files of `tests/cases/post` are made up.

use crate::harness::Folder;
use crate::harness::reading::{self, read_named};

/// The articles of a file with their number, headline, bylines, publisher, section, date, id and text; and the problems.
pub(crate) fn shown(name: &str, bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let (articles, problems) = read_named(name, bytes);
    let or_none = |text: Option<String>| text.unwrap_or("-".to_owned());
    let shown = articles.into_iter().map(|article| {
        format!(
            "{} | {} | {} | {} | {} | {} | {} | {}",
            or_none(article.place.record.map(|record| record.to_string())),
            article.title.text,
            or_none(Some(article.bylines.join(", ")).filter(|bylines| !bylines.is_empty())),
            or_none(article.publisher),
            or_none(article.section),
            or_none(article.published.map(|time| time.to_string())),
            or_none(article.url.or(article.record_id)),
            article.body.replace("\n\n", " ¶ ").replace('\n', " / "),
        )
    });
    (shown.collect(), problems)
}

fn case(name: &str) -> Vec<u8> {
    reading::case(&format!("post/{name}"))
}

#[track_caller]
fn check(name: &str, expected: &[&str]) {
    check_made(name, &case(name), expected, &[]);
}

/// Checks the articles and problems of a file of this content and name.
#[track_caller]
pub(crate) fn check_made(name: &str, bytes: &[u8], expected: &[&str], problems: &[&str]) {
    let (articles, found) = shown(name, bytes);
    let articles: Vec<&str> = articles.iter().map(String::as_str).collect();
    assert_eq!(
        (articles, found.iter().map(String::as_str).collect::<Vec<_>>()),
        (expected.to_vec(), problems.to_vec()),
        "{name}"
    );
}

#[test]
fn newsletter() {
    check(
        "owls-return.eml",
        &[
            "- | Owls return to the town hall clock – café news | - | Lantern Hill Council | Town news | 2024-05-03T09:00:00+01:00 | \
           owls-1@lantern.example | Owls return to the town hall clock ¶ Three owls that left Lantern Hill in the winter are nesting behind the \
           clock again, the council said on Friday. ¶ “We stopped the chimes at night, and they came at once,” said the clock keeper, Hester \
           Quill. ¶ The café below will sell caps with ears.",
        ],
    );
}

#[test]
fn folder_of_mails() {
    check(
        "gull-haven.mbox",
        &[
            "1 | Ferry bell found | Jory Pask | gull-haven | - | 2024-03-25T10:00:00Z | bell-1@gullhaven.example | The bell of the ferry, lost in the \
             harbour since 1931, was found by a diver on Sunday. It weighs as much as a calf. ¶ From now on it hangs in the café by the quay.",
            "2 | Ferry bell found | Ana Ruiz | - | - | 2024-03-25T12:30:00Z | bell-2@gullhaven.example | My grandfather rang it on the day it \
             sank, and he kept the clapper in a drawer for fifty years. ¶ From there on nobody asked him.",
            "3000001 | Two notes | - | Grain Trust | - | 2024-03-26T08:00:00Z | grain-1@grain.example | The grain trust opens its books to the \
             public, it said on Tuesday. Two notes are attached.",
            "3000002 | Grain barge names | Ida Marlow | Grain Trust | - | 2024-03-26T08:00:00Z | grain-1@grain.example/barges.txt | The barges \
             that carry grain to Gull Haven are named after puddings. The oldest is the Spotted Dick.",
            "3000003 | Mice in the silo | Silvan Ottery | - | - | 2024-03-25T17:00:00Z | mice-1@grain.example | The mice of the silo have \
             learned to open the hatch.",
        ],
    );
}

#[test]
fn mails_in_other_forms() {
    let head = "From: Ana Ruiz <ana@post.example>\nSubject: Rain\nDate: 3 May 2024\n";
    let rain = "- | Rain | Ana Ruiz | - | - | 2024-05-03 | - | It rained.";
    // In a file without an ending, of a program of Apple, behind the line of a folder, and in Japanese.
    let mail = format!("{head}\nIt rained.\n");
    for (name, content) in [
        ("cur/1714726800.M1P2.host,S=9:2,S", mail.clone()),
        ("new/1714726800.M1P2.host", mail.clone()),
        ("1.emlx", format!("{}\n{mail}<?xml version=\"1.0\"?><plist></plist>", mail.len())),
        ("mail.txt", mail.replace('\n', "\r\n")),
    ] {
        check_made(name, content.as_bytes(), &[rain], &[]);
    }
    let japanese = format!("{head}Content-Type: text/plain; charset=iso-2022-jp\n\n\u{1b}$B1+$,9_$C$?\u{1b}(B\n");
    check_made("ja.eml", japanese.as_bytes(), &["- | Rain | Ana Ruiz | - | - | 2024-05-03 | - | 雨が降った"], &[]);
    let windows = [head.as_bytes(), b"Content-Type: text/plain; charset=windows-1251\n\n\xc4\xee\xe6\xe4\xfc.\n"].concat();
    check_made("ru.eml", &windows, &["- | Rain | Ana Ruiz | - | - | 2024-05-03 | - | Дождь."], &[]);
    check_made("one.mbox", format!("From a Fri May  3 10:00:00 2024\n{mail}").as_bytes(), &[&rain.replacen('-', "1", 1)], &[]);
}

#[test]
fn mails_that_are_no_articles_or_damaged_are_said() {
    let head = "From: Ana Ruiz <ana@post.example>\nSubject: Rain\nDate: 3 May 2024\nMIME-Version: 1.0\n";
    let mail = |kind: &str, body: &str| format!("{head}Content-Type: {kind}\n\n{body}").into_bytes();
    check_made(
        "a.eml",
        &mail("multipart/report; boundary=b", "--b\n\nUndelivered\n--b--"),
        &[],
        &["no-article: it is the report of a mail server"],
    );
    check_made("b.eml", &mail("multipart/encrypted; boundary=b", "--b\n\nx\n--b--"), &[], &["empty: the mail is encrypted"]);
    let rain = "- | Rain | Ana Ruiz | - | - | 2024-05-03 | - | It rained.";
    check_made(
        "c.eml",
        &mail("multipart/mixed; boundary=b", "--b\n\nIt rained."),
        &[rain],
        &["syntax: the mail ends inside one of its parts"],
    );
    check_made("d.eml", &mail("multipart/mixed; boundary=c", "It rained."), &[rain], &[]);
    let nested = (0..10).fold("It rained.".to_owned(), |inner, _| {
        format!("{head}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--")
            .replace("boundary=b", &format!("boundary=b{}", inner.len()))
            .replace("--b", &format!("--b{}", inner.len()))
    });
    let (articles, problems) = shown("e.eml", nested.as_bytes());
    assert!(
        articles.len() <= 1 && problems.len() == 1 && problems[0].starts_with("too-large: mails nest deeper than 4"),
        "{articles:?} {problems:?}"
    );
}

#[test]
fn notes_of_evernote() {
    check(
        "lantern-notes.enex",
        &[
            "1 | Lamplighters & moths | Bryony Lisle | - | - | 2024-03-04T09:15:00Z | - | The last lamplighter of Lantern Hill counts moths at \
             work. ¶ Eleven on Monday ¶ None on Tuesday – it rained",
            "2 | Tide table is set to music | - | - | - | 2024-03-09 | https://cape-radio.example/2024/03/09/tide-table | The tide table of Gull \
             Haven is sung each morning by the harbour choir.",
        ],
    );
}

#[test]
fn page_saved_by_safari() {
    check(
        "crane.webarchive",
        &[
            "- | Żuraw wraca na dach ratusza | Silvan Ottery | - | - | 2024-04-11 | https://tarn.example/2024/04/11/zuraw | Żuraw, który odleciał \
           jesienią, wrócił na dach ratusza w Tarn i buduje gniazdo z drutu, powiedział burmistrz. ¶ Mieszkańcy zebrali dla niego trzy worki \
           gałęzi, a dzwony biją teraz ciszej niż zimą.",
        ],
    );
}

#[test]
fn packed_web_archive() {
    check(
        "lower-tarn.wacz",
        &[
            "1 | Bell founder casts a silent bell | - | - | - | - | https://lower-tarn.example/bell | The bell founder of Lower Tarn has cast a \
             bell that makes no sound, for a school where the children read at noon. ¶ “It took me three tries to get it wrong enough,” said the \
             founder, Philippa Dray.",
            "3 | Library lends umbrellas | - | - | - | - | https://lower-tarn.example/umbrellas | The library of Lower Tarn lends out umbrellas \
             when it rains, and has never had one fewer back than it lent, said the librarian. ¶ On Monday it had three more than it owns, and nobody knows whose they \
             are, or who was left standing in the rain.",
        ],
    );
    // Cut in the middle, it has no directory.
    let bytes = case("lower-tarn.wacz");
    let (articles, problems) = shown("a.wacz", &bytes[..bytes.len() / 2]);
    assert!(articles.is_empty() && problems.len() == 1 && problems[0].starts_with("compression:"), "{articles:?} {problems:?}");
}

#[test]
fn texts_for_programs_are_no_articles() {
    let sum = "d41d8cd98f00b204e9800998ecf8427e  data/rain.txt\n";
    let no_article = |kind: &str| format!("no-article: not an article: {kind}");
    check_made("robots.txt", b"User-agent: *\nDisallow: /\n", &[], &[&no_article("robots.txt")]);
    check_made("a.html", b"<!DOCTYPE NETSCAPE-Bookmark-file-1><h1>Bookmarks</h1>", &[], &[&no_article("links")]);
    let folder = Folder::of(&[
        ("bag/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
        ("bag/manifest-md5.txt", sum),
        ("bag/data/rain.txt", "Rain\n\nIt rained on the town."),
        ("bag/data/robots.txt", "Robots\n\nIt is a story about robots."),
        ("bag/rain.md5", sum),
        ("bag/SHA256SUMS", sum),
    ]);
    folder.write("bag/photo.jpg", b"\xff\xd8\xff\xe0");
    let report = folder.run(&["index", "bag", "--json"]).succeeds().report();
    assert_eq!((&report["articles"]["added"], &report["skipped"]), (&2.into(), &5.into()));
    let kinds = serde_json::json!([{"name": "checksums", "files": 3}, {"name": "BagIt declaration", "files": 1}, {"name": "JPEG", "files": 1}]);
    assert_eq!(report["skipped_kinds"], kinds);
    let text = folder.run(&["index", "bag"]).succeeds().stdout;
    assert!(text.contains("skipped 5 files: 3 checksums, 1 BagIt declaration, 1 JPEG\n"), "{text}");
}

#[test]
fn formats_of_a_folder_are_counted() {
    let folder = Folder::new();
    for name in ["owls-return.eml", "gull-haven.mbox", "lantern-notes.enex", "crane.webarchive", "lower-tarn.wacz"] {
        folder.write(&format!("post/{name}"), case(name));
    }
    folder.write("post/page.html", reading::case("SCAN-page.hocr"));
    folder.write("post/photo.jpg", b"\xff\xd8\xff\xe0");
    let run = folder.run(&["formats", "post"]).succeeds();
    assert_eq!(
        run.stdout,
        "METS, ALTO, hOCR, Olive XML  1 file\nmail                         1 file\nfolder of mails              1 file\nweb archive of Safari        1 file\nnotes of Evernote            1 file\n\
         WACZ                         1 file\nskipped 1 file: 1 JPEG\n"
    );
    let lines = folder.run(&["formats", "post", "--json"]).succeeds().lines();
    assert_eq!(
        (lines.len(), &lines[1]["name"], &lines[1]["files"], &lines[6]["kind"]),
        (7, &"mail".into(), &1.into(), &"formats".into())
    );
    folder.write("empty/photo.jpg", b"\xff\xd8\xff\xe0");
    assert_eq!(folder.run(&["formats", "empty"]).code, Some(1));
}

#[test]
fn mails_of_outlook() {
    let expected = [
        "1 | Мост открыт для уток | - | Совет Гулль-Хейвена | - | 2024-05-03T09:00:00Z | - | Мост в Гулль-Хейвене открыт для уток, сообщил совет. \
         ¶ Утки ходят по нему строем.",
        "2 | Grain prices | - | Совет Гулль-Хейвена | - | 2024-05-03T09:00:00Z | - | The price of grain in Gull Haven fell to that of sand.",
        "3 | Sand prices | Silvan Ottery | - | - | - | - | Sand costs what it did, he wrote.",
    ];
    check("ducks.msg", &expected);
    check("ducks-8-bit.msg", &expected);
    check_made("a.msg", &case("ducks.msg")[..1024], &[], &["syntax: the mail of Outlook is damaged"]);
}

#[test]
fn an_export_that_a_service_mailed_is_read_as_its_articles() {
    let export = reading::case("EUROPRESSE-two-articles.html");
    let head = b"From: <noreply@service.example>\nTo: <ana@paper.example>\nSubject: Your research\nDate: Sun, 5 Jul 2020 01:02:03 -0400\n\
        MIME-Version: 1.0\nContent-Type: text/html; charset=UTF-8\n\n";
    let texts = |name: &str, bytes: &[u8]| -> Vec<String> {
        let (articles, problems) = shown(name, bytes);
        assert_eq!(problems, [""; 0], "{name}");
        articles.iter().map(|article| article.split_once(" | ").unwrap().1.to_owned()).collect()
    };
    let saved = texts("saved.html", &export);
    assert!(saved.len() > 1);
    assert_eq!(texts("sent.eml", &[head.as_slice(), &export].concat()), saved);
}
