//! Near-copies, from the command line:
//!
//! 1. copies are one hit whatever they are called, the one that was asked for leads, and what each added or cut is told;
//! 2. grouped or not, the same articles match, and they are counted by story beside;
//! 3. texts that fill one form with other names and figures are no copies, but copies of a filling are;
//! 4. stories do not depend on when and in which order articles came, and follow what is added and removed;
//! 5. each run keeps the stories of its state, and searches find the same without them.

use std::collections::BTreeSet;
use std::fs;

use crate::harness::{Folder, text};
use serde_json::{Value, json};

/// A report of eight sentences that stand in no other.
fn report(seed: usize) -> Vec<String> {
    let words = [
        "bridge", "ferry", "council", "harvest", "mayor", "tunnel", "glacier", "orchard", "senate", "market", "winter", "signal",
    ];
    let word = |n: usize| format!("{}{}", words[n % words.len()], (n / words.len()) % 7);
    let sentence = |number: usize| {
        let words: Vec<String> = (0..9).map(|idx| word(seed * 131 + number * 17 + idx * idx * (seed + 3))).collect();
        format!("Flood {}.", words.join(" "))
    };
    (0..8).map(sentence).collect()
}

fn record(id: &str, title: &str, date: &str, publisher: &str, sentences: &[String]) -> String {
    let article = json!({"id": id, "title": title, "date": date, "publisher": publisher, "text": sentences.join(" ")});
    format!("{article}\n")
}

/// A wire report that three papers print: one as it is, one cut, one with a sentence of its own; and two other reports.
fn papers() -> Vec<(&'static str, String)> {
    let wire = report(1);
    let mut longer = wire.clone();
    longer.insert(3, "Nobody at the pumping station would comment.".to_owned());
    vec![
        ("a.jsonl", record("wire", "River rises", "2024-03-02", "Agency", &wire)),
        ("b.jsonl", record("cut", "Town waits", "2024-03-03", "Courier", &wire[..6])),
        ("c.jsonl", record("longer", "River rises fast", "2024-03-04", "Herald", &longer)),
        ("d.jsonl", record("other", "Another flood", "2024-03-03", "Courier", &report(2))),
        ("e.jsonl", record("third", "A third flood", "2024-04-01", "Courier", &report(5))),
    ]
}

fn folder() -> Folder {
    let papers = papers();
    let files: Vec<(&str, &str)> = papers.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Folder::indexed(&files)
}

/// The hits of a search, and its summary.
fn grouped(folder: &Folder, args: &[&str]) -> (Vec<Value>, Value) {
    let mut lines = folder.run(&[&["search", "--json", "--group", "story"], args].concat()).succeeds().lines();
    let summary = lines.pop().unwrap();
    (lines, summary)
}

fn ids(hit: &Value) -> Vec<String> {
    let copies = hit["story"]["articles"].as_array().unwrap();
    std::iter::once(hit).chain(copies).map(|article| text(&article["record_id"])).collect()
}

fn texts(stretches: &Value) -> Vec<String> {
    stretches.as_array().unwrap().iter().map(|stretch| text(&stretch["text"])).collect()
}

// 1. One hit for each story.

#[test]
fn copies_are_one_hit_and_the_one_that_is_asked_for_leads() {
    let folder = folder();
    for (lead, expected) in [("first", "wire"), ("longest", "longer"), ("latest", "longer")] {
        let (hits, summary) = grouped(&folder, &["flood", "--lead", lead]);
        assert_eq!((&summary["total"], &summary["stories"], &summary["shown"]), (&json!(5), &json!(3), &json!(3)));
        let story = hits.iter().find(|hit| hit["story"]["copies"] == 2).unwrap();
        assert_eq!(story["record_id"], expected);
        assert_eq!(hits.iter().map(|hit| hit["rank"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2, 3]);
        assert!(!story["snippet"]["highlights"].as_array().unwrap().is_empty());
    }
}

#[test]
fn what_each_copy_added_or_cut_is_told_with_its_place() {
    let (hits, _) = grouped(&folder(), &["flood"]);
    let story = hits.iter().find(|hit| hit["story"]["copies"] == 2).unwrap();
    let copies = story["story"]["articles"].as_array().unwrap();
    assert_eq!(ids(story), ["wire", "cut", "longer"]);
    let wire = report(1);
    assert_eq!(texts(&copies[0]["cut"]), [wire[6..].join(" ").trim_end_matches('.')]);
    assert_eq!(texts(&copies[0]["added"]), [""; 0]);
    assert_eq!(texts(&copies[1]["added"]), ["Nobody at the pumping station would comment"]);
    assert_eq!((&copies[1]["words"], &copies[1]["words_in_common"]), (&json!(87), &json!(80)));
    let said = folder().run(&["search", "flood", "--group", "story"]).succeeds().stdout;
    assert!(said.contains("also printed in 2 articles"), "{said}");
    assert!(said.contains("20 words cut: “"), "{said}");
    assert!(said.contains("as “River rises fast”; 7 words added: “Nobody at the pumping station would comment”"), "{said}");
    for form in ["html", "markdown"] {
        let said = folder().run(&["search", "flood", "--group", "story", "--format", form]).succeeds().stdout;
        assert!(said.contains("also printed in 2 articles") && said.contains("7 words added"), "{said}");
    }
}

#[test]
fn copies_that_do_not_match_are_counted_and_not_listed() {
    let (hits, summary) = grouped(&folder(), &["pumping"]);
    assert_eq!((hits.len(), &summary["stories"]), (1, &json!(1)));
    assert_eq!(ids(&hits[0]), ["longer"]);
    assert_eq!((&hits[0]["story"]["copies"], &hits[0]["story"]["not_matching"]), (&json!(0), &json!(2)));
    let said = folder().run(&["search", "pumping", "--group", "story"]).succeeds().stdout;
    assert!(said.contains("also printed in 2 that do not match"), "{said}");
}

#[test]
fn titles_of_copies_cannot_command_a_terminal() {
    let wire = report(1);
    let copy = record("copy", "\u{1b}]0;owned\u{7}<script>\u{202e}", "2024-03-05", "X", &wire);
    let folder = Folder::indexed(&[("a.jsonl", &record("wire", "River", "2024-03-02", "Agency", &wire)), ("b.jsonl", &copy)]);
    let run = folder.run(&["search", "flood", "--group", "story"]).succeeds();
    run.assert_harmless();
    assert!(run.stdout.contains("also printed in 1 article") && run.stdout.contains("owned"), "{}", run.stdout);
    let page = folder.run(&["search", "flood", "--group", "story", "--format", "html"]).succeeds().stdout;
    assert!(!page.contains("<script>"));
}

#[test]
fn options_that_say_nothing_together_are_refused() {
    let folder = folder();
    for args in [&["--lead", "latest"][..], &["--group", "story", "--all-hits"], &["--group", "day"]] {
        folder.run(&[&["search", "flood"], args].concat()).exits(2);
    }
}

// 2. The same articles.

#[test]
fn grouped_or_not_the_same_articles_are_found_page_by_page() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    for query in ["the", "ferry", "said AND council", "words:>=0"] {
        let plain = folder.run(&["search", "--json", "-n", "1000", query]).succeeds().lines();
        let plain: BTreeSet<String> = plain.iter().filter(|line| line["kind"] == "hit").map(|hit| text(&hit["id"])).collect();
        let (all, summary) = grouped(&folder, &["-n", "1000", query]);
        let id = |article: &Value| text(&article["id"]);
        let of_all =
            |hit: &Value| hit["story"]["articles"].as_array().unwrap().iter().map(id).chain([id(hit)]).collect::<Vec<_>>();
        let articles: Vec<String> = all.iter().flat_map(of_all).collect();
        assert_eq!(articles.len(), plain.len(), "{query}");
        assert_eq!(articles.into_iter().collect::<BTreeSet<_>>(), plain, "{query}");
        assert_eq!(summary["stories"], all.len(), "{query}");
        // In pages the same hits come in the same order.
        let mut paged = Vec::new();
        while paged.len() < all.len() {
            let (page, _) = grouped(&folder, &["-n", "7", "--offset", &paged.len().to_string(), query]);
            assert!(!page.is_empty());
            paged.extend(page);
        }
        let seen = |hits: &[Value]| hits.iter().map(|hit| (hit["rank"].clone(), id(hit))).collect::<Vec<_>>();
        assert_eq!(seen(&paged), seen(&all), "{query}");
    }
}

#[test]
fn counts_by_story_stand_beside_counts_by_article() {
    let folder = folder();
    let lines = folder.run(&["count", "flood", "--json", "--facet", "publisher", "--timeline", "month"]).succeeds().lines();
    let counted = |kind: &str, key: &str| -> Vec<(String, u64, u64)> {
        let of_kind = lines.iter().filter(|line| line["kind"] == kind);
        of_kind.map(|line| (text(&line[key]), line["articles"].as_u64().unwrap(), line["stories"].as_u64().unwrap())).collect()
    };
    let row = |name: &str, articles, stories| (name.to_owned(), articles, stories);
    assert_eq!(counted("value", "value"), [row("Courier", 3, 3), row("Agency", 1, 1), row("Herald", 1, 1)]);
    assert_eq!(counted("stretch", "label"), [row("2024-03", 4, 2), row("2024-04", 1, 1)]);
    assert_eq!(lines.last().unwrap()["stories"], 3);
    folder.write("queries.csv", "flood\npumping\nnowhere\n");
    let rows = folder.run(&["batch", "queries.csv", "--json"]).succeeds().lines();
    assert_eq!(rows.iter().map(|row| row["stories"].as_u64().unwrap()).collect::<Vec<_>>(), [3, 1, 0]);
    let spread = folder.run(&["spread", "flood", "--json"]).succeeds().lines();
    assert_eq!((&spread[0]["stories"], &spread.last().unwrap()["stories"]), (&json!(1), &json!(3)));
}

// 3. Forms.

/// What fills the gaps of a form: the name of each, and its text.
type Filling = &'static [(&'static str, &'static str)];

/// Forms that are printed again and again, each with two fillings.
const FORMS: [(&str, [Filling; 2]); 5] = [
    (
        "A magnitude SIZE quake was reported at TIME, MILES miles from PLACE, according to the survey. It was felt in NEAR and at a depth \
         of DEPTH miles. Did you feel it? Consider reporting what you felt to the survey. This story was automatically generated by a \
         computer application that monitors the latest quakes. A person reviewed the post before it was published.",
        [
            &[("SIZE", "4.5"), ("TIME", "3:10"), ("MILES", "12"), ("PLACE", "Velmar"), ("NEAR", "Oston"), ("DEPTH", "8")],
            &[("SIZE", "3.1"), ("TIME", "11:45"), ("MILES", "31"), ("PLACE", "Torbaton"), ("NEAR", "Halgaley"), ("DEPTH", "14")],
        ],
    ),
    (
        "Das Wetter für PLACE und Umgebung: Heute steigen die Temperaturen auf HIGH Grad. In der Nacht kühlt es auf LOW Grad ab. Der Wind \
         weht aus Nordwest mit WIND bis GUST Kilometern pro Stunde. Die Regenwahrscheinlichkeit liegt bei RAIN Prozent. Die Sonne geht um \
         SUN Uhr auf. Die weiteren Aussichten: Am Wochenende bleibt es freundlich bei Werten um NEXT Grad.",
        [
            &[
                ("PLACE", "Velstadt"),
                ("HIGH", "21"),
                ("LOW", "9"),
                ("WIND", "12"),
                ("GUST", "45"),
                ("RAIN", "30"),
                ("SUN", "6.12"),
                ("NEXT", "19"),
            ],
            &[
                ("PLACE", "Marburgen"),
                ("HIGH", "17"),
                ("LOW", "4"),
                ("WIND", "8"),
                ("GUST", "33"),
                ("RAIN", "75"),
                ("SUN", "6.21"),
                ("NEXT", "14"),
            ],
        ],
    ),
    (
        "Nous apprenons le décès de NAME, survenu à l'âge de AGE ans à PLACE. Né le DAY avril YEAR à NEAR, il avait fait toute sa carrière \
         chez FIRM, où ses collègues appréciaient sa discrétion. Les obsèques seront célébrées à HOUR heures en l'église de CHURCH. À toute \
         sa famille et à ses proches, notre rédaction présente ses sincères condoléances.",
        [
            &[
                ("NAME", "Jean Velmar"),
                ("AGE", "81"),
                ("PLACE", "Ostonne"),
                ("DAY", "4"),
                ("YEAR", "1941"),
                ("NEAR", "Brenville"),
                ("FIRM", "Kaslo"),
                ("HOUR", "10"),
                ("CHURCH", "Lindomont"),
            ],
            &[
                ("NAME", "Paul Torvi"),
                ("AGE", "77"),
                ("PLACE", "Halnova"),
                ("DAY", "19"),
                ("YEAR", "1945"),
                ("NEAR", "Milmont"),
                ("FIRM", "Quinpa"),
                ("HOUR", "15"),
                ("CHURCH", "Roskemont"),
            ],
        ],
    ),
    (
        "Акции компании FIRM в понедельник выросли на RISE процента, до PRICE рубля за бумагу, сообщает биржа. Объём торгов составил \
         VOLUME миллиона рублей. С начала года бумаги подорожали на YEAR процента. Аналитики ожидают прибыль в размере PROFIT миллиарда \
         рублей, следующая отчётность будет опубликована DAY ноября.",
        [
            &[
                ("FIRM", "Велмар"),
                ("RISE", "3,2"),
                ("PRICE", "412"),
                ("VOLUME", "57"),
                ("YEAR", "21"),
                ("PROFIT", "3"),
                ("DAY", "12"),
            ],
            &[
                ("FIRM", "Тордон"),
                ("RISE", "1,4"),
                ("PRICE", "93"),
                ("VOLUME", "22"),
                ("YEAR", "8"),
                ("PROFIT", "41"),
                ("DAY", "23"),
            ],
        ],
    ),
    (
        "HOUR時MINUTE分ごろ、PLACEで震度SIZEの地震がありました。気象庁によりますと、震源の深さはDEPTHキロ、地震の規模を示すマグニチュードはPOINTSと\
         推定されます。この地震による津波の心配はありません。揺れの強かった地域では落石や崖崩れなどの危険性が高まっているおそれがあるので、\
         今後の地震活動や降雨の状況に注意してください。今年に入ってからの地震はTOTAL回目で、北緯NORTH度、東経EAST度付近が震源です。",
        [
            &[
                ("HOUR", "3"),
                ("MINUTE", "10"),
                ("PLACE", "青沢市"),
                ("SIZE", "4"),
                ("DEPTH", "30"),
                ("POINTS", "5.2"),
                ("TOTAL", "18"),
                ("NORTH", "38.2"),
                ("EAST", "141.6"),
            ],
            &[
                ("HOUR", "21"),
                ("MINUTE", "48"),
                ("PLACE", "黒岡町"),
                ("SIZE", "3"),
                ("DEPTH", "70"),
                ("POINTS", "4.1"),
                ("TOTAL", "25"),
                ("NORTH", "33.9"),
                ("EAST", "135.4"),
            ],
        ],
    ),
];

#[test]
fn fillings_of_a_form_are_different_stories_and_copies_of_a_filling_are_one() {
    let mut records = String::new();
    for (number, (form, fillings)) in FORMS.iter().enumerate() {
        for (filling, values) in fillings.iter().enumerate() {
            let text = values.iter().fold((*form).to_owned(), |text, (slot, value)| text.replace(slot, value));
            // One figure brought up to date.
            let later = values.iter().enumerate().fold((*form).to_owned(), |text, (idx, (slot, value))| {
                let value = if idx == 2 { value.replace(char::is_numeric, "7") } else { (*value).to_owned() };
                text.replace(slot, &value)
            });
            for (copy, text) in [("printed", text), ("later", later)] {
                records += &record(&format!("{number}{filling}{copy}"), "Report", "2024-03-02", "Courier", &[text]);
            }
        }
    }
    let (hits, _) = grouped(&Folder::indexed(&[("forms.jsonl", &records)]), &["words:>=0", "-n", "100"]);
    let mut stories: Vec<Vec<String>> = hits.iter().map(ids).collect();
    stories.iter_mut().for_each(|ids| ids.sort());
    stories.sort();
    let expected: Vec<Vec<String>> = (0..FORMS.len())
        .flat_map(|number| [0, 1].map(|filling| ["later", "printed"].map(|copy| format!("{number}{filling}{copy}")).to_vec()))
        .collect();
    assert_eq!(stories, expected);
}

// 4. Whatever the order.

#[test]
fn stories_are_the_same_however_the_articles_came() {
    let stories = |folder: &Folder| {
        let (hits, _) = grouped(folder, &["flood", "-n", "100"]);
        hits.iter().map(|hit| ids(hit).into_iter().collect::<BTreeSet<_>>()).collect::<BTreeSet<_>>()
    };
    let at_once = stories(&folder());
    let one_by_one = Folder::new();
    for (name, text) in papers().iter().rev() {
        one_by_one.write(&format!("news/{name}"), text);
        one_by_one.run(&["index", "news"]).succeeds();
    }
    assert_eq!(stories(&one_by_one), at_once);
    assert_eq!(at_once.len(), 3);
    one_by_one.remove("news/a.jsonl");
    one_by_one.run(&["index", "news"]).succeeds();
    let without: BTreeSet<_> = stories(&one_by_one);
    assert!(without.contains(&["cut", "longer"].map(str::to_owned).into()), "{without:?}");
}

// 5. Stories that are kept.

/// The files of stories of the index, by name.
fn kept(folder: &Folder) -> Vec<String> {
    let names =
        folder.snapshot("index/generation-1").into_keys().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
    names.filter(|name| name.ends_with(".stories")).collect()
}

#[test]
fn each_run_keeps_its_stories_and_searches_find_the_same_without_them() {
    let folder = folder();
    let found = || {
        let mut grouped = grouped(&folder, &["flood"]);
        grouped.1.as_object_mut().unwrap().remove("milliseconds");
        grouped
    };
    let (first, before) = (kept(&folder), found());
    assert_eq!(first.len(), 1, "{first:?}");
    folder.remove(&format!("index/generation-1/{}", first[0]));
    assert_eq!((kept(&folder), found()), (Vec::new(), before.clone()));
    // Nothing changed, and nothing is written.
    folder.run(&["index", "news"]).succeeds();
    assert_eq!(kept(&folder), Vec::<String>::new());
    folder.write("news/f.jsonl", record("copy", "River rises", "2024-04-02", "Post", &report(1)).as_bytes());
    folder.run(&["index", "news"]).succeeds();
    let (second, now) = (kept(&folder), found());
    assert_eq!(second.len(), 1);
    assert_ne!((&second, &now), (&first, &before));
    folder.remove("news/f.jsonl");
    folder.run(&["index", "news"]).succeeds();
    assert!(kept(&folder).len() == 1 && kept(&folder) != second);
    assert_eq!(found(), before);
    assert_eq!(folder.run(&["check"]).code, Some(0));
}

#[test]
fn damaged_pairs_are_found_anew() {
    let folder = folder();
    let found = || grouped(&folder, &["flood"]).0;
    let before = found();
    let pairs = "index/generation-1/pairs";
    let mut bytes = fs::read(folder.path(pairs)).unwrap();
    bytes[40] ^= 1;
    folder.write(pairs, &bytes);
    assert!(folder.run(&["check"]).exits(1).stdout.contains("pairs"));
    for change in ["news/f.jsonl", "news/g.jsonl"] {
        folder.write(change, record("copy", "River rises", "2024-04-02", "Post", &report(1)).as_bytes());
        folder.run(&["index", "news"]).succeeds();
        assert_eq!(folder.run(&["check"]).code, Some(0));
        folder.remove(change);
    }
    folder.run(&["index", "news"]).succeeds();
    assert_eq!(found(), before);
}
