//! Exports of news services and files of test collections, each with several articles: what is known of
//! each article, and where its text begins and ends. The files of `tests/cases` are made up; each has the
//! structure of a real file.

use crate::harness::reading::{case, read};
use pullquote::article::Article;

const FERRY: &str = "The ferry across the sound stays in harbour until Friday because two of its three engines failed in fog, the company said on Tuesday.";
const VOLK: &str = "“Nobody has told us when the third engine will be looked at,” said Hanna Volk, who drives the bus on the road round the bay.";
const BUS: &str = "About four hundred people a day take the bus round the bay instead, and the road is full until nine in the morning, the police said.";
const GOATS: &str = "Eleven goats got into the garden of the town hall of Upper Tarn in the night to Sunday and ate all the roses, the mayor said.";
const GATE: &str =
    "The goats belong to a farm on the hill above the town, and nobody knows how they opened the gate, she told the radio.";
const BAC: &str = "Le bac reste au port jusqu’à vendredi parce que deux de ses trois moteurs sont tombés en panne dans le brouillard, a dit la compagnie mardi.";
const AUTOBUS: &str = "Près de quatre cents personnes prennent chaque jour l’autobus autour de la baie.";

/// The id, headline, people, publisher, section and day of an article.
fn shown(article: &Article) -> String {
    let or_none = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
    let day = article.published.map_or("-".to_owned(), |time| time.to_string());
    let id = or_none(&article.record_id);
    let (publisher, section) = (or_none(&article.publisher), or_none(&article.section));
    format!("{id} | {} | {} | {publisher} | {section} | {day}", article.title.text, article.bylines.join(", "))
}

/// Checks the articles of a file of `tests/cases`, their texts and the problems.
#[track_caller]
fn check(name: &str, expected: &[(&str, &[&str])], problems: &[&str]) {
    let (articles, found) = read(name, &case(name));
    let articles: Vec<(String, String)> = articles.into_iter().map(|article| (shown(&article), article.body)).collect();
    let expected: Vec<(String, String)> =
        expected.iter().map(|(line, paragraphs)| ((*line).to_owned(), paragraphs.join("\n\n"))).collect();
    assert_eq!((articles, found), (expected, problems.iter().map(|problem| (*problem).to_owned()).collect()), "{name}");
}

#[test]
fn factiva_with_codes() {
    check(
        "FACTIVA-three-articles.html",
        &[
            (
                "WOLDC00020240503ek530000a | Ferry stays in harbour until Friday | Ines Corvath | The Wold Courier | Local | 2024-05-03",
                &[FERRY, BUS, VOLK],
            ),
            ("RWOLD00020240505ek550000b | Goats eat the mayor’s roses |  | Radio Wold | - | 2024-05-05", &[GOATS, GATE]),
            ("COUTAR0020111229e7ct0001r | Le bac reste au port |  | Le Courrier de Tarn | - | 2011-12-29", &[FERRY]),
        ],
        &[],
    );
}

#[test]
fn factiva_without_codes() {
    let goats = "Elf Ziegen sind in der Nacht zum Sonntag in den Garten des Rathauses von Obertarn gekommen und haben alle Rosen gefressen, sagte die Bürgermeisterin.";
    check(
        "FACTIVA-without-codes.html",
        &[
            (
                "WOLDC00020240503ek530000a | Ferry stays in harbour until Friday | Ines Corvath | The Wold Courier | Local | 2024-05-03",
                &[FERRY, VOLK],
            ),
            (
                "GAZTA0020240505ek550000b | Ziegen fressen die Rosen der Bürgermeisterin |  | Der Tarner Bote | - | 2024-05-05",
                &[goats],
            ),
        ],
        &[],
    );
}

#[test]
fn nexis_as_text() {
    let volk = VOLK.replace(['“', '”'], "\"");
    check(
        "LEXIS-two-of-two-documents.txt",
        &[
            (
                "- | Ferry stays in harbour until Friday | Ines Corvath | The Wold Courier | LOCAL; Pg. 2 | 2010-01-11",
                &[FERRY, &volk],
            ),
            ("- | Goats eat the mayor's roses |  | Radio Wold | - | 2009-12-06", &[GOATS]),
        ],
        &[],
    );
    check(
        "LEXIS-zwei-dokumente.txt",
        &[
            (
                "- | Ziegen fressen die Rosen der Bürgermeisterin | Ines Korvath | Der Tarner Bote | LOKALES; S. 2 | 2024-05-06",
                &[
                    "Elf Ziegen sind in der Nacht zum Sonntag in den Garten des Rathauses von Obertarn gekommen und haben alle Rosen gefressen, sagte die Bürgermeisterin.",
                    "ACHTUNG: Das Rathaus bleibt am Montag geschlossen.",
                    "Der Bauer hat den Schaden schon bezahlt, hieß es im Rathaus von Obertarn.",
                ],
            ),
            (
                "- | Fähre bleibt bis Freitag im Hafen |  | Radio Wold | - | 2024-05-07",
                &[
                    "Die Fähre über den Sund bleibt bis Freitag im Hafen, weil zwei ihrer drei Motoren im Nebel ausgefallen sind, teilte die Gesellschaft am Dienstag mit.",
                ],
            ),
        ],
        &[],
    );
}

#[test]
fn nexis_as_a_page() {
    let (bac, autobus) = (BAC.replace('’', "'"), AUTOBUS.replace('’', "'"));
    check(
        "LEXIS-page.html",
        &[(
            "- | Le bac reste au port jusqu'à vendredi | Inès Corvath | Le Courrier de Tarn | RÉGION; Pg. 35 | 2013-04-12",
            &[&bac, &autobus],
        )],
        &["syntax: the service could not give this document"],
    );
}

#[test]
fn proquest_as_text() {
    let warning = "Warning: this is a paragraph of the article that begins with a word and a colon, the harbour office said.";
    check(
        "PROQUEST-two-documents.txt",
        &[
            (
                "2219000001 | Ferry stays in harbour until Friday | Ines Corvath | The Wold Courier | - | 2019-05-03",
                &[FERRY, warning, VOLK],
            ),
            ("2219000002 | Goats eat the mayor’s roses |  | Radio Wold | - | 2018-06-09", &[GOATS]),
        ],
        &[],
    );
    check(
        "PROQUEST-deux-documents.txt",
        &[(
            "2219000003 | Le bac reste au port jusqu’à vendredi | Inès Corvath, Jean Roux | Le Courrier de Tarn | - | 2019-05-03",
            &[BAC, AUTOBUS],
        )],
        &[],
    );
}

#[test]
fn proquest_as_a_page() {
    check(
        "PROQUEST-page.html",
        &[(
            "2219000001 | Ferry stays in harbour until Friday | Ines Corvath | The Wold Courier | - | 2019-05-03",
            &[FERRY, VOLK],
        )],
        &[],
    );
    let (articles, _) = read("a.html", &case("PROQUEST-page.html"));
    assert_eq!(articles[0].url.as_deref(), Some("https://search.proquest.com/docview/2219000001"));
}

#[test]
fn europresse_in_both_forms() {
    let goats = "Onze chèvres sont entrées dans le jardin de la mairie dans la nuit de samedi à dimanche et ont mangé toutes les roses, a dit le maire.";
    check(
        "EUROPRESSE-two-articles.html",
        &[
            (
                "news·20060315·CT·0q1503_1256056 | Le bac reste au port jusqu’à vendredi | Inès Corvath | Le Courrier de Tarn | Politique | 2006-03-15",
                &[BAC, AUTOBUS],
            ),
            (
                "news·20060507·GH·0507_77 | Des chèvres mangent les roses du maire |  | La Gazette du Haut-Tarn | Région | 2006-05-07",
                &[goats],
            ),
        ],
        &[],
    );
    check(
        "EUROPRESSE-old-form.html",
        &[
            (
                "news·20060315·CT·156190 | Le bac reste au port | Inès Corvath | Le Courrier de Tarn | Région | 2006-03-15",
                &[BAC, AUTOBUS],
            ),
            (
                "news·20060507·RW·77 | Des chèvres mangent les roses du maire |  | Radio Wold | - | 2006-05-07",
                &[
                    "Onze chèvres sont entrées dans le jardin de la mairie dans la nuit de samedi à dimanche.",
                    "Elles ont mangé toutes les roses, a dit le maire.",
                ],
            ),
        ],
        &[],
    );
}

#[test]
fn references_with_texts() {
    check(
        "RIS-two-references.ris",
        &[
            (
                "2219000001 | Ferry stays in harbour until Friday | Ines Corvath | The Wold Courier | - | 2024-05-03",
                &[FERRY, VOLK],
            ),
            (
                "- | Goats eat the mayor’s roses |  | Radio Wold | - | 2024-05-05",
                &["Eleven goats got into the garden of the town hall of Upper Tarn."],
            ),
        ],
        &[],
    );
    let summaries: Vec<bool> =
        read("a.ris", &case("RIS-two-references.ris")).0.iter().map(|article| article.is_summary).collect();
    assert_eq!(summaries, [false, true]);
}

#[test]
fn test_collections() {
    check(
        "TREC-sgml-documents.txt",
        &[
            (
                "CW880212-0001 | Ferry stays in harbour until Friday | INES CORVATH | - | - | 1988-02-12",
                &[FERRY, "“Nobody has told us when the third engine will be looked at,” said Hanna Volk of Volk & Sons."],
            ),
            ("WC870506-0146 | Goats Eat The Mayor's Roses |  | WOLD COURIER | - | 1987-05-06", &[GOATS, GATE]),
        ],
        &[],
    );
    check(
        "REUTERS-21578.sgm",
        &[
            (
                "5001 | WOLD FERRIES <WLD> STAY IN HARBOUR |  | Reuters | - | 1987-03-13T15:05:02",
                &[
                    "Wold Ferries Inc said its ferry across the sound stays in harbour until Friday.",
                    "Two of its three engines failed in fog, the company said.",
                ],
            ),
            ("5002 | WOLD FERRIES SAYS ENGINE IS REPAIRED |  | Reuters | - | 1987-03-13T15:08:53", &[]),
        ],
        &[],
    );
    check(
        "RCV1-newsitem.xml",
        &[("2286 | Ferry stays in harbour until Friday. | Ines Corvath | Reuters | - | 1996-08-20", &[FERRY, BUS])],
        &[],
    );
    check(
        "MIND-news.tsv",
        &[
            (
                "N55528 | Goats eat the mayor’s roses |  | - | lifestyle | -",
                &["Eleven goats got into the garden of the town hall."],
            ),
            ("N55529 | Ferry stays in harbour until Friday |  | - | news | -", &[]),
        ],
        &["syntax: the line has 2 columns, not 8"],
    );
}

/// Collections have files without endings, and services give theirs any name.
#[test]
fn the_structure_tells_and_not_the_name() {
    for (name, n_articles) in [
        ("FACTIVA-three-articles.html", 3),
        ("LEXIS-two-of-two-documents.txt", 2),
        ("LEXIS-page.html", 1),
        ("PROQUEST-two-documents.txt", 2),
        ("EUROPRESSE-two-articles.html", 2),
        ("RIS-two-references.ris", 2),
        ("TREC-sgml-documents.txt", 2),
        ("REUTERS-21578.sgm", 2),
        ("RCV1-newsitem.xml", 1),
        ("MIND-news.tsv", 2),
    ] {
        assert_eq!(read("ft911_1", &case(name)).0.len(), n_articles, "{name}");
        assert_eq!(read("export.txt", &case(name)).0.len(), n_articles, "{name}");
    }
}

/// A file that ends in the middle of an article says so; an export without an article is a problem, and
/// never one article of all its text.
#[test]
fn damaged_exports_are_problems() {
    let cut = |name: &str, at: &str| {
        let bytes = case(name);
        let end = memchr::memmem::rfind(&bytes, at.as_bytes()).unwrap();
        let (articles, problems) = read(name, &bytes[..end]);
        (articles.len(), problems)
    };
    let inside = vec!["syntax: the file ends inside the article".to_owned()];
    assert_eq!(cut("FACTIVA-three-articles.html", "in fog"), (3, inside.clone()));
    assert_eq!(cut("LEXIS-two-of-two-documents.txt", "roses, the mayor"), (2, inside.clone()));
    assert_eq!(cut("PROQUEST-two-documents.txt", "ProQuest document ID"), (2, inside.clone()));
    assert_eq!(cut("EUROPRESSE-two-articles.html", "a dit le maire"), (2, inside.clone()));
    assert_eq!(cut("TREC-sgml-documents.txt", "goats belong"), (2, inside.clone()));
    assert_eq!(cut("REUTERS-21578.sgm", "</REUTERS>"), (2, inside.clone()));
    assert_eq!(cut("RIS-two-references.ris", "ER"), (2, inside));

    let none = |name: &str, from: &str, to: &str| {
        let text = String::from_utf8(case(name)).unwrap().replace(from, to);
        read(name, text.as_bytes())
    };
    for (name, from, to, service) in [
        ("FACTIVA-three-articles.html", "class=\"article ", "class=\"item ", "Factiva"),
        ("PROQUEST-two-documents.txt", ": ", " - ", "ProQuest"),
    ] {
        let (articles, problems) = none(name, from, to);
        let message = format!("syntax: the file looks like articles of {service}, but no article in it can be read");
        assert_eq!((articles.len(), problems), (0, vec![message]), "{name}");
    }
}

/// What reads like a part of an export is none.
#[test]
fn articles_about_exports_are_articles() {
    let (articles, problems) =
        read("a.txt", b"Two of ten\n\nThe clerk read 1 of 2 DOCUMENTS and wrote LENGTH: 3 words below it.\n\nTY  - NEWS\n");
    assert_eq!((articles.len(), problems), (1, vec![]));
    let page = "<!DOCTYPE html><html><head><title>ProQuest and Factiva</title></head><body><article><h1>ProQuest and Factiva</h1>\
                <p>The library has bought ProQuest and Factiva for all readers, the head of the house said on Tuesday in the town hall.</p>\
                <p>It pays ten crowns a year for both, and readers may use them from home until the end of the year, she said.</p></article></body></html>";
    let (articles, _) = read("a.html", page.as_bytes());
    assert_eq!(articles.iter().map(|article| article.title.text.as_str()).collect::<Vec<_>>(), ["ProQuest and Factiva"]);
}
