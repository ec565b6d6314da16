//! Exports of news services as documents, DOCX and RTF: every article with its headline, text and day, and nothing of the cover.
//!
//! The articles are made up. Each document is written in both forms, from the same paragraphs, in the structure of real files.

use std::io::{Cursor, Write};

use crate::harness::reading::read;
use pullquote::article::Article;

const FERRY: &str = "The ferry across the sound stays in harbour until Friday, the company said – “both engines” failed.";
const BUS: &str = "About four hundred people a day take the bus round the bay instead.";
const GOATS: &str = "Eleven goats got into the garden of the town hall in the night to Sunday.";

/// A paragraph or a row of a document.
enum Piece {
    Text(String),
    Heading(String),
    Bold(String),
    Row(Vec<String>),
}

fn text(text: &str) -> Piece {
    Piece::Text(text.to_owned())
}

fn bold(text: &str) -> Piece {
    Piece::Bold(text.to_owned())
}

fn row(cells: &[&str]) -> Piece {
    Piece::Row(cells.iter().map(|cell| (*cell).to_owned()).collect())
}

/// Writes a document of Word. A break stands before some words, as Nexis writes it, and each paragraph is in a smart tag.
fn docx(pieces: &[Piece]) -> Vec<u8> {
    let run = |properties: &str, text: &str| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('\n', "</w:t><w:br/><w:t xml:space='preserve'>");
        format!("<w:smartTag w:element='place'><w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r></w:smartTag>")
    };
    let paragraph = |properties: &str, run: String| format!("<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>");
    let body: String = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => paragraph("", run("", text)),
            Piece::Heading(text) => paragraph("<w:outlineLvl w:val='0'/>", run("<w:b/><w:i/>", text)),
            Piece::Bold(text) => paragraph("", run("<w:b/>", text)),
            Piece::Row(cells) => {
                let cells: String = cells.iter().map(|cell| format!("<w:tc>{}</w:tc>", paragraph("", run("", cell)))).collect();
                format!("<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
            }
        })
        .collect();
    let document = format!("<?xml version='1.0'?><w:document xmlns:w='x'><w:body>{body}</w:body></w:document>");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(document.as_bytes()).unwrap();
    writer.finish().unwrap().into_inner()
}

/// Writes RTF, with other letters as numbers of UTF-16 and their fallback.
fn rtf(pieces: &[Piece]) -> Vec<u8> {
    let run = |text: &str| -> String {
        let mut written = String::new();
        for c in text.chars() {
            match c {
                '\n' => written.push_str("\\line "),
                '\\' | '{' | '}' => written.extend(['\\', c]),
                ' '..='~' => written.push(c),
                _ => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| written.push_str(&format!("\\u{}\\'3f", *unit as i16))),
            }
        }
        written
    };
    let body: String = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => format!("\\pard {}\\par\n", run(text)),
            Piece::Heading(text) => format!("\\pard\\outlinelevel0 {{\\b\\i {}}}\\par\n", run(text)),
            Piece::Bold(text) => format!("\\pard {{\\*\\bkmkstart toc0}}{{\\*\\bkmkend toc0}}\\b {}\\b0\\par\\par\n", run(text)),
            Piece::Row(cells) => {
                let cells: String = cells.iter().map(|cell| format!("\\pard\\intbl {}\\cell ", run(cell))).collect();
                format!("\\trowd\\cellx2000\\cellx9000 {cells}\\pard {{\\trowd\\cellx2000\\cellx9000\\row }}\n")
            }
        })
        .collect();
    format!("{{\\rtf1\\ansi\\ansicpg1252\\uc1\\deff28{{\\fonttbl{{\\f28\\fswiss\\fcharset128 Arial Unicode MS;}}}}{body}}}").into_bytes()
}

/// The headline, people, publisher, section and day of an article, and its paragraphs.
fn shown(article: &Article) -> String {
    let or_none = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
    let day = article.published.map_or("-".to_owned(), |time| time.to_string());
    let (publisher, section) = (or_none(&article.publisher), or_none(&article.section));
    let body = article.body.replace("\n\n", " / ");
    format!("{} | {} | {publisher} | {section} | {day} | {body}", article.title.text, article.bylines.join(", "))
}

/// Checks the articles of a document in both forms, and the problems.
#[track_caller]
fn check_with(pieces: &[Piece], expected: &[String], problems: &[&str]) {
    for (name, bytes) in [("a.docx", docx(pieces)), ("a.rtf", rtf(pieces))] {
        let (articles, mut found) = read(name, &bytes);
        found.sort();
        let articles: Vec<String> = articles.iter().map(shown).collect();
        assert_eq!((articles.as_slice(), found.iter().map(String::as_str).collect::<Vec<_>>()), (expected, problems.to_vec()), "{name}");
    }
}

#[track_caller]
fn check(pieces: &[Piece], expected: &[String]) {
    check_with(pieces, expected, &[]);
}

/// The cover of Nexis, with an entry for each headline.
fn cover(headlines: &[&str]) -> Vec<Piece> {
    let mut pieces = vec![
        text("Date and Time: Tuesday, 25 October 2022 16:59:00 CEST"),
        text("Job Number: 182477681"),
        text(&format!("Documents ({})", headlines.len())),
    ];
    for (idx, headline) in headlines.iter().enumerate() {
        pieces.extend([
            text(&format!("{}. {headline}", idx + 1)),
            text("Client/Matter: -None-"),
            text("Search Terms: ferry OR goats"),
            text("Search Type: Terms and Connectors "),
            text("Narrowed by: "),
            row(&["Content Type", "Narrowed by"]),
            row(&["News", "Sources: The Wold Courier; Timeline: Jan 01, 2005 to Dec 31, 2016"]),
        ]);
    }
    pieces
}

/// A document of Nexis as it is now.
fn nexis_document(headline: &str, day: &str, labels: &[&str], body: &[&str]) -> Vec<Piece> {
    let mut pieces = vec![
        Piece::Heading(headline.to_owned()),
        text("The Wold Courier"),
        text(day),
        text("\nCopyright 2010 Wold Press All Rights Reserved"),
    ];
    pieces.extend(labels.iter().map(|label| text(label)));
    pieces.push(bold("Body"));
    pieces.extend(body.iter().map(|paragraph| text(paragraph)));
    pieces.extend([
        bold("Classification"),
        text("Language: ENGLISH\n\n"),
        text("Publication-Type: Newspaper\n\n"),
        text("Subject: FERRIES (92%)\n\n"),
        text("Load-Date: January 12, 2010"),
        text("\nEnd of Document"),
    ]);
    pieces
}

#[test]
fn nexis_with_and_without_a_cover() {
    let ferry = nexis_document(
        "Ferry stays in harbour",
        "January 11, 2010 Monday, Late Edition",
        &["Section: LOCAL; Pg. 2", "Length:\u{a0}46 words", "Byline: Ines Corvath; Ana Roe", "Highlight: Two engines failed."],
        &[FERRY, "Notes: none were sent.", BUS],
    );
    let mut goats = nexis_document("Goats eat the mayor’s roses", "December 06, 2009 Sunday 10:50 AM GMT", &["Length: 12 words"], &[GOATS]);
    goats.splice(goats.len() - 6..goats.len() - 6, [bold("Graphic"), text("A goat.")]);
    let expected = [
        format!("Ferry stays in harbour | Ines Corvath, Ana Roe | The Wold Courier | LOCAL; Pg. 2 | 2010-01-11 | Two engines failed. / {FERRY} / Notes: none were sent. / {BUS}"),
        format!("Goats eat the mayor’s roses |  | The Wold Courier | - | 2009-12-06T10:50:00Z | {GOATS}"),
    ];
    let mut all: Vec<Piece> = cover(&["Ferry stays in harbour", "Goats eat the mayor’s roses"]);
    let first = all.len();
    all.extend(ferry);
    all.extend(goats);
    check(&all, &expected);
    check(&all[first..], &expected);
}

#[test]
fn nexis_in_other_languages() {
    let labels = |section: &str, length: &str, byline: &str| [format!("{section}: LOKALES; S. 2"), format!("{length}: 46"), format!("{byline}: Ines Corvath")];
    for (day, section, length, byline, body, end) in [
        ("8. Januar 2010 Freitag", "Rubrik", "Länge", "Autor", "Textkörper", "Ende des Dokuments"),
        ("8 janvier 2010 vendredi", "Rubrique", "Longueur", "Auteur", "Corps", "Fin du document"),
        ("8 de enero de 2010 viernes", "Sección", "Longitud", "Autor", "Cuerpo", "Fin del documento"),
        ("8 gennaio 2010 venerdì", "Sezione", "Lunghezza", "Autore", "Corpo", "Fine del documento"),
        ("8 januari 2010 vrijdag", "Rubriek", "Lengte", "Auteur", "Hoofdtekst", "Einde van het document"),
        ("8 de janeiro de 2010 sexta-feira", "Seção", "Tamanho", "Autor", "Corpo", "Fim do documento"),
        ("January 08, 2010 Friday", "Section", "Length", "Byline", "Body", "End of Document"),
    ] {
        let mut pieces = vec![Piece::Heading("Bac".to_owned()), text("Der Bote"), text(day), text("Copyright 2010 Bote")];
        pieces.extend(labels(section, length, byline).iter().map(|label| text(label)));
        pieces.extend([text(body), text(FERRY), text(BUS), text("Load-Date: January 9, 2010"), text(end)]);
        check(&pieces, &[format!("Bac | Ines Corvath | Der Bote | LOKALES; S. 2 | 2010-01-08 | {FERRY} / {BUS}")]);
    }
}

#[test]
fn files_of_many_articles_are_read_whole() {
    let headlines: Vec<String> = (1..=120).map(|number| format!("Ferry {number} stays in harbour")).collect();
    let mut nexis = cover(&headlines.iter().map(String::as_str).collect::<Vec<_>>());
    let mut factiva: Vec<Piece> = headlines.iter().map(|headline| text(&format!("•\t{headline}"))).collect();
    for (number, headline) in headlines.iter().enumerate() {
        nexis.extend(nexis_document(headline, "January 11, 2010 Monday", &["Length: 46 words"], &[FERRY]));
        factiva.extend(factiva_article(headline, &format!("WOLDC00020240503ek53{number:05}"), &[FERRY]));
    }
    for pieces in [nexis, factiva] {
        for (name, bytes) in [("a.docx", docx(&pieces)), ("a.rtf", rtf(&pieces))] {
            let (articles, problems) = read(name, &bytes);
            let titles: Vec<&String> = articles.iter().map(|article| &article.title.text).collect();
            assert_eq!(titles, headlines.iter().collect::<Vec<_>>(), "{name}");
            assert!(articles.iter().all(|article| article.body == FERRY && article.published.is_some()), "{name}");
            assert_eq!(problems, [""; 0], "{name}");
        }
    }
}

#[test]
fn documents_that_nexis_could_not_give_and_files_that_end_early_are_problems() {
    let mut pieces = nexis_document("Ferry stays in harbour", "January 11, 2010 Monday", &["Length: 46 words"], &[FERRY]);
    pieces.extend([
        text("We are sorry but there is an error in this document and it is not possible to display it."),
        text("End of Document"),
        Piece::Heading("Goats eat roses".to_owned()),
        text("Radio Wold"),
        text("January 12, 2010 Tuesday"),
        bold("Body"),
        text(GOATS),
    ]);
    let expected = [
        format!("Ferry stays in harbour |  | The Wold Courier | - | 2010-01-11 | {FERRY}"),
        format!("Goats eat roses |  | Radio Wold | - | 2010-01-12 | {GOATS}"),
    ];
    check_with(&pieces, &expected, &["syntax: the file ends inside the article", "syntax: the service could not give this document"]);
}

#[test]
fn a_document_that_names_its_end_is_no_export() {
    let pieces = [Piece::Heading("Minutes".to_owned()), text(FERRY), text("End of document")];
    check(&pieces, &[format!("Minutes |  | - | - | - | {FERRY} / End of document")]);
}

/// Nexis before 2019: each document begins with its number.
#[test]
fn nexis_as_it_was() {
    let document = |marker: &str, labels: [&str; 4], day: &str| {
        vec![
            text(marker),
            text("Der Tarner Bote"),
            text(day),
            bold("Ziegen fressen die Rosen"),
            text(&format!("{}: Ines Korvath", labels[0])),
            text(&format!("{}: LOKALES; S. 2", labels[1])),
            text(&format!("{}: 46 Wörter", labels[2])),
            text(GOATS),
            text(BUS),
            text(&format!("{}: 7. Mai 2024", labels[3])),
            text("Copyright 2024 Bote\nAlle Rechte vorbehalten"),
        ]
    };
    let english = ["BYLINE", "SECTION", "LENGTH", "LOAD-DATE"];
    let mut pieces = document("3 of 100 DOCUMENTS", english, "May 06, 2024 Monday");
    pieces.extend(document("4 of 100 DOCUMENTS", english, "May 06, 2024 Monday"));
    let expected = format!("Ziegen fressen die Rosen | Ines Korvath | Der Tarner Bote | LOKALES; S. 2 | 2024-05-06 | {GOATS} / {BUS}");
    check(&pieces, &[expected.clone(), expected.clone()]);
    let german = ["AUTOR", "RUBRIK", "LÄNGE", "UPDATE"];
    check(&document("Dokument 3 von 100", german, "6. Mai 2024 Montag"), &[expected]);
}

/// An article of Factiva without codes.
fn factiva_article(headline: &str, number: &str, body: &[&str]) -> Vec<Piece> {
    let mut pieces = vec![
        text("Local"),
        bold(headline),
        text("By Ines Corvath"),
        text("1,295 words"),
        text("3 May 2024"),
        text("21:40"),
        text("The Wold Courier"),
        text("WOLDC"),
        text("Late Edition - Final"),
        text("18"),
        text("English"),
        text("Copyright 2024. Wold Press. All Rights Reserved."),
    ];
    pieces.extend(body.iter().map(|paragraph| text(paragraph)));
    pieces.push(text(&format!("Document {number}")));
    pieces
}

#[test]
fn factiva_with_and_without_a_list() {
    let mut articles = factiva_article("Ferry stays in harbour", "WOLDC00020240503ek530000a", &["https://wold.example/ferry", FERRY, BUS, "WP20240503FERRY"]);
    let mut goats = factiva_article("Goats eat roses", "RWOLD00020240505ek550000b", &[GOATS]);
    // Neither a section nor a byline.
    goats.remove(2);
    goats.remove(0);
    articles.extend(goats);
    articles.extend([row(&["Text", "ferry OR goats"]), row(&["Results Found", "380"]), row(&["Timestamp", "3 April 2022 13:38"])]);
    let expected = [
        format!("Ferry stays in harbour | Ines Corvath | The Wold Courier | Local | 2024-05-03 | {FERRY} / {BUS} / WP20240503FERRY"),
        format!("Goats eat roses |  | The Wold Courier | - | 2024-05-03 | {GOATS}"),
    ];
    check(&articles, &expected);
    let mut with_list = vec![text("•\tFerry stays in harbour"), text("•\tGoats eat roses")];
    with_list.extend(articles);
    check(&with_list, &expected);
    // Programs that write other programs' documents may lose what is bold.
    let plain: Vec<Piece> = with_list.into_iter().map(|piece| if let Piece::Bold(text) = piece { Piece::Text(text) } else { piece }).collect();
    check(&plain, &expected);
    let (articles, _) = read("a.rtf", &rtf(&plain));
    let kept = (articles[0].record_id.as_deref(), articles[0].url.as_deref());
    assert_eq!(kept, (Some("WOLDC00020240503ek530000a"), Some("https://wold.example/ferry")));
}

#[test]
fn factiva_in_other_languages() {
    for (count, day, language, document) in [
        ("46 Wörter", "3 Mai 2024", "Deutsch", "Dokument"),
        ("46 mots", "3 mai 2024", "Français", "Document"),
        ("46 palabras", "03 de mayo de 2024", "Español", "Documento"),
        ("46 parole", "03 maggio 2024", "Italiano", "Documento"),
        ("46 woorden", "3 mei 2024", "Nederlands", "Document"),
        ("46 palavras", "3 de maio de 2024", "Português", "Documento"),
    ] {
        let pieces = [
            bold("Bac"),
            text("Von Ines Corvath"),
            text(count),
            text(day),
            text("Der Bote"),
            text("BOTE"),
            text(language),
            text("(c) 2024 Bote"),
            text(FERRY),
            text(&format!("{document} BOTE000020240503ek530000a")),
        ];
        check(&pieces, &[format!("Bac | Ines Corvath | Der Bote | - | 2024-05-03 | {FERRY}")]);
    }
}

#[test]
fn factiva_with_codes() {
    let coded = [
        ("SE", "Local"),
        ("HD", "Ferry stays in harbour"),
        ("BY", "By Ines Corvath"),
        ("WC", "46 words"),
        ("PD", "3 May 2024"),
        ("SN", "The Wold Courier"),
        ("SC", "WOLDC"),
        ("LA", "English"),
        ("CY", "Copyright 2024 Wold Press"),
        ("LP", FERRY),
        ("TD", BUS),
        ("NS", "gtrans : Transport"),
        ("AN", "Document WOLDC00020240503ek530000a"),
    ];
    let expected = [format!("Ferry stays in harbour | Ines Corvath | The Wold Courier | Local | 2024-05-03 | {FERRY} / {BUS}")];
    check(&coded.map(|(code, value)| row(&[code, value])), &expected);
    check(&coded.map(|(code, value)| text(&format!("{code}\t{value}"))), &expected);
}

#[test]
fn proquest_with_a_table_and_with_labels() {
    let mut pieces = vec![text("Table of contents"), text("1. Ferry stays in harbour ........ 1")];
    for (number, headline, body) in [(1, "Ferry stays in harbour", FERRY), (2, "Goats eat roses", GOATS)] {
        pieces.extend([
            text(&format!("Document {number} of 2")),
            bold(headline),
            text("Corvath, Ines. The Wold Courier; Wold. 03 May 2024: 2."),
            text("ProQuest document link"),
            bold("ABSTRACT"),
            text("None available."),
            bold("FULL TEXT"),
            text(body),
            text(BUS),
            bold("DETAILS"),
            row(&["Subject:", "Ferries"]),
            row(&["Author:", "Corvath, Ines"]),
            row(&["Publication title:", "The Wold Courier; Wold"]),
            row(&["Publication date:", "May 3, 2024"]),
            row(&["ProQuest document ID:", &format!("306712345{number}")]),
            text("Database copyright © 2024 ProQuest LLC. All rights reserved."),
        ]);
    }
    let expected = [("Ferry stays in harbour", FERRY), ("Goats eat roses", GOATS)]
        .map(|(headline, body)| format!("{headline} | Ines Corvath | The Wold Courier | - | 2024-05-03 | {body} / {BUS}"));
    check(&pieces, &expected);
    let rule = "_".repeat(60);
    let labelled = [
        text(&rule),
        text("Document 1 of 1"),
        text("Ferry stays in harbour"),
        text("Author: Corvath, Ines"),
        text(&format!("Full text: {FERRY}")),
        text(BUS),
        text("Publication title: The Wold Courier; Wold"),
        text("Publication date: May 3, 2024"),
        text("ProQuest document ID: 3067123451"),
        text(&rule),
    ];
    check(&labelled, &expected[..1]);
}
