//! Exports of archives of the press whose samples lie in `corpus/`: Retriever, Wisers, APA, Mediargus and BigKinds. What each article reads like is said in
//! `corpus_formats`; here it is what is summary, what is damaged, and what only looks like one.

use std::fs;

use crate::harness::corpus;
use crate::harness::reading::read;

fn sample(name: &str) -> Vec<u8> {
    fs::read(corpus().join(name)).unwrap()
}

/// Reads a sample after its text was changed.
fn read_changed(name: &str, change: &dyn Fn(String) -> String) -> (usize, Vec<String>) {
    let text = String::from_utf8(sample(name)).unwrap();
    let (articles, problems) = read(name.rsplit('/').next().unwrap(), change(text).as_bytes());
    (articles.len(), problems)
}

/// Reads a sample up to the last of some words in ASCII.
fn read_until(name: &str, words: &str) -> (usize, Vec<String>) {
    let bytes = sample(name);
    let end = memchr::memmem::rfind(&bytes, words.as_bytes()).unwrap();
    let (articles, problems) = read(name.rsplit('/').next().unwrap(), &bytes[..end]);
    (articles.len(), problems)
}

/// Collections have files without endings, and people give theirs any name.
#[test]
fn the_structure_tells_and_not_the_name() {
    for (name, n_articles) in [
        ("exports/retriever-swedish.txt", 3),
        ("exports/retriever-norwegian.txt", 3),
        ("exports/wisers-page.html", 2),
        ("exports/wisers-page-in-chinese.html", 1),
        ("exports/wisers-three-articles.txt", 3),
        ("exports/wisers.docx", 2),
        ("exports/apa-defacto.html", 2),
        ("exports/apa-onlinemanager.rtf", 2),
        ("exports/apa-online.rtf", 2),
        ("exports/mediargus.txt", 2),
    ] {
        for other in ["export", "export.txt", "export.html"] {
            assert_eq!(read(other, &sample(name)).0.len(), n_articles, "{name} as {other}");
        }
    }
}

#[test]
fn ids_and_addresses_are_kept() {
    let (articles, _) = read("a.txt", &sample("exports/retriever-swedish.txt"));
    let ids: Vec<_> = articles.iter().map(|article| article.record_id.as_deref().unwrap()).collect();
    assert_eq!(ids, ["aB3dEf9", "Zz81kQ", "qW77x"]);
    let (articles, _) = read("a.html", &sample("exports/wisers-page-in-chinese.html"));
    assert_eq!(articles[0].record_id.as_deref(), Some("202003092200111"));
    assert_eq!(articles[0].url.as_deref(), Some("https://app.beiwan.example/s/9kLm"));
}

#[test]
fn a_number_of_articles_that_differs_is_a_problem() {
    let differs = |n_stated: usize, n_found: usize| {
        vec![format!("syntax: the export states {n_stated} articles, and {n_found} were found")]
    };
    let without_last = |text: String, begin: &str| text[..text.rfind(begin).unwrap()].to_owned();
    let rule = "=".repeat(78);
    assert_eq!(
        read_changed("exports/retriever-norwegian.txt", &|text| without_last(text, &format!("\n{rule}"))),
        (2, differs(3, 2))
    );
    let without_list = |text: String| text.lines().filter(|line| !line.starts_with("> ")).collect::<Vec<_>>().join("\n");
    assert_eq!(read_changed("exports/retriever-norwegian.txt", &without_list), (3, vec![]));
    assert_eq!(read_changed("exports/wisers-page.html", &|text| without_last(text, "<a name=\"body.")), (1, differs(2, 1)));
    assert_eq!(read_changed("exports/wisers-three-articles.txt", &|text| text.replace("总数: 3", "总数: 5")), (3, differs(5, 3)));
}

#[test]
fn a_file_that_ends_inside_an_article_is_a_problem() {
    let cut = |name: &str, at: &str| read_changed(name, &|text| text[..text.rfind(at).unwrap()].to_owned());
    let inside = || vec!["syntax: the file ends inside the article".to_owned()];
    assert_eq!(cut("exports/retriever-norwegian.txt", "halv tone"), (3, inside()));
    assert_eq!(cut("exports/wisers-page.html", "whether it would"), (2, inside()));
    assert_eq!(cut("exports/wisers-three-articles.txt", "留给了"), (3, inside()));
    assert_eq!(read_until("exports/apa-defacto.html", "denselben"), (2, inside()));
    assert_eq!(read_until("exports/mediargus.txt", "In mineur"), (2, inside()));
}

#[test]
fn articles_about_such_exports_are_articles() {
    let text = "Retriever changes its links\n\nThe links of Retriever (http://ret.nu/aB3dEf9) change in May.\n\nUppsala, 2024-05-03\n\nThey worked.\n";
    let (articles, problems) = read("a.txt", text.as_bytes());
    assert_eq!((articles.len(), problems), (1, vec![]));
    assert_eq!(articles[0].title.text, "Retriever changes its links");
}

#[test]
fn answers_of_infomedia_have_headlines() {
    let answer = r#"{"Articles": [{"ArticleUrl": "https://infomedia.example/api/article?id=e1", "Heading": "Færgen bliver i havn", "SubHeading": "",
        "Paragraph": "Den gamle færge sejlede ikke.", "PublishDate": "2024-05-03T00:00:00Z", "BodyText": "Den gamle færge sejlede ikke. Rederiet venter på en ny ventil.",
        "Authors": [",Ana Ruiz"], "Source": "Kystposten", "WordCount": 12, "ArticleId": "e1", "PageIds": ["19"], "Section": {"Name": "Havn", "Id": "1"}}]}"#;
    let (articles, problems) = read("a.json", answer.as_bytes());
    let article = &articles[0];
    assert_eq!((article.title.text.as_str(), article.bylines.as_slice()), ("Færgen bliver i havn", &["Ana Ruiz".to_owned()][..]));
    assert_eq!((article.record_id.as_deref(), article.section.as_deref()), (Some("e1"), Some("Havn")));
    assert_eq!((article.publisher.as_deref(), article.is_summary, problems), (Some("Kystposten"), false, vec![]));
}
