//! Agencies' files: what is known of each article, and what their publishers take back. The files of
//! `tests/cases` are made up; each stands for a form that an agency sends.

use crate::harness::{Folder, reading};

const FERRY: &str = "The ferry across the sound stays in harbour until Friday because two of its three engines failed in fog, the company said on Tuesday.";
const BUS: &str = "About four hundred people a day take the bus round the bay instead, and the road is full until nine in the morning, the police said.";
const FENCE: &str =
    "It is the third time in a year that animals have come into the garden, and the council wants a fence of two metres.";

/// What is read from a file: a line for each article with its title, byline, date and the end of its
/// embargo, then its text; and the kinds and messages of the problems.
fn read(name: &str, content: &[u8]) -> (Vec<(String, String)>, Vec<String>) {
    let (articles, problems) = reading::read(name, content);
    let articles = articles.into_iter().map(|article| {
        let time = article.published.map_or("-".to_owned(), |time| time.to_string());
        let embargo = article.embargo.map_or(String::new(), |until| format!(" | until {until}"));
        let line = format!("{} | {} | {time}{embargo}", article.title.text, article.bylines.join(", "));
        (line, article.body)
    });
    (articles.collect(), problems)
}

/// Checks a file of `tests/cases`.
#[track_caller]
fn check(name: &str, expected: &[(&str, &str)], problems: &[&str]) {
    check_bytes(name, &reading::case(name), expected, problems);
}

#[track_caller]
fn check_bytes(name: &str, content: &[u8], expected: &[(&str, &str)], problems: &[&str]) {
    let (articles, found) = read(name, content);
    let articles: Vec<(&str, &str)> = articles.iter().map(|(line, body)| (line.as_str(), body.as_str())).collect();
    assert_eq!((&articles[..], found.iter().map(String::as_str).collect::<Vec<_>>()), (expected, problems.to_vec()), "{name}");
}

const TITLE: &str = "Ferry stays in harbour until Friday";

#[test]
fn newsml_1() {
    let body = format!("{FERRY}\n\n{BUS}");
    let line = format!("{TITLE} | Ines Corvath | 2024-05-03T13:49:51Z");
    check("NEWSML1-agency-item.xml", &[(&line, &body)], &[]);
}

#[test]
fn newsml_2_with_statuses() {
    let problems = [
        "withdrawn: `Ferry stays in harbour until Friday` was withdrawn by its publisher",
        "withdrawn: `KILL: Ferry stays in harbour until Friday` was withdrawn by its publisher",
        "withdrawn: `Goats eat the mayor’s roses` is held back by its publisher",
    ];
    check(
        "NEWSML2-canceled-withheld-embargoed.xml",
        &[("Fence of two metres |  | 2024-05-03T01:38:34Z | until 2031-05-04T06:00:00Z", FENCE)],
        &problems,
    );
}

#[test]
fn newsml_2_with_keywords_in_its_markup() {
    let body = format!("Port Ellery (cw) - {FERRY}\n\n{BUS}");
    check("NEWSML2-slugline-list-in-body.xml", &[(&format!("{TITLE} |  | 2024-05-03T11:14:42+02:00"), &body)], &[]);
}

#[test]
fn ninjs() {
    let body = format!("{FERRY}\n\n{BUS}");
    check("NINJS-guid-not-uri.json", &[(&format!("{TITLE} | Ines Corvath | 2024-05-03T04:30:00Z"), &body)], &[]);
    check("NINJS-nitf-body.json", &[(&format!("{TITLE} |  | 2024-05-03T04:38:34Z"), &body)], &[]);
}

#[test]
fn nitf_of_an_archive() {
    let body = format!("{FERRY}\n\n{BUS}\n\n{FENCE}");
    check("NITF-corpus-lead-twice.xml", &[(&format!("{TITLE} | INES CORVATH | 1994-05-03T00:00:00"), &body)], &[]);
}

const VOLK: &str = "\"Nobody has told us when the third engine will be looked at,\" said Hanna Volk, who drives the bus on the road round the bay.";

#[test]
fn wires() {
    let body = format!("Port Ellery (cw) - {FERRY}\n\n{VOLK}");
    check("IPTC7901-wire.txt", &[(&format!("{TITLE} |  | 2024-05-03T11:37:00Z"), &body)], &[]);
    let company = FERRY.replace(" on Tuesday", "").replacen("The ferry", "PORT ELLERY (CW) -- The ferry", 1);
    let line = format!("{TITLE} | INES CORVATH | 2024-05-03T15:09:00Z");
    check("ANPA1312-wire.txt", &[(&line, &format!("{company}\n\n{VOLK}"))], &[]);
}

/// A file of several messages in an encoding of its time, without a name that says what it is.
#[test]
fn a_day_of_a_wire() {
    let message = |number: u8, text: &str| {
        format!(
            "\u{1}cwb{number:03} 3 pl 61 cw 04{number}\r\n\r\nOrt/Thema/\r\n\u{2}{text}\r\n\r\ncw ab yyzz\r\n\r\n\u{3}0{number}1137 GMT Mai 24\r\n\u{7f}\r\n\u{7f}\u{4}\r\n"
        )
    };
    let all = message(3, "Fähre bleibt im Hafen\r\nVon Inés Corvath =\r\n\r\n   Tarn (cw) - Sie fährt nicht.")
        + &message(4, "EIL\r\nBrücke gesperrt =\r\n\r\n   Tarn (cw) - Über die Brücke\r\nfährt niemand.");
    let latin: Vec<u8> = all.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    check_bytes(
        "wire",
        &latin,
        &[
            ("Fähre bleibt im Hafen | Inés Corvath | 2024-05-03T11:37:00Z", "Tarn (cw) - Sie fährt nicht."),
            ("Brücke gesperrt |  | 2024-05-04T11:37:00Z", "Tarn (cw) - Über die Brücke fährt niemand."),
        ],
        &[],
    );
}

#[test]
fn pictures_are_no_articles() {
    let g2 = "<newsItem guid='p'><itemMeta><itemClass qcode='ninat:picture'/></itemMeta><contentMeta><headline>A cloud</headline></contentMeta></newsItem>";
    check_bytes("p.xml", g2.as_bytes(), &[], &["no-article: the item is no text: picture"]);
    let ninjs = r#"{"uri": "p", "type": "picture", "versioncreated": "2024-05-03T04:38:34Z", "headline": "A cloud", "description_text": "A cloud over Tarn"}"#;
    check_bytes("p.json", ninjs.as_bytes(), &[], &["no-article: the item is no text: picture"]);
}

#[test]
fn statuses_of_the_other_forms() {
    let nitf = |status: &str, release: &str| {
        format!(
            "<nitf><head><docdata {status}><doc-id id-string='n2'/><date.issue norm='20240503T100000Z'/>{release}</docdata></head>\
             <body><body.head><hedline><hl1>Rain</hl1></hedline></body.head><body.content><p>It rained.</p></body.content></body></nitf>"
        )
    };
    let line = "Rain |  | 2024-05-03T10:00:00Z";
    check_bytes("a.nitf", nitf("management-status='usable'", "").as_bytes(), &[(line, "It rained.")], &[]);
    check_bytes(
        "a.nitf",
        nitf("management-status='canceled'", "").as_bytes(),
        &[],
        &["withdrawn: `Rain` was withdrawn by its publisher"],
    );
    let release = "<date.release norm='20310504T060000Z'/>";
    let until = format!("{line} | until 2031-05-04T06:00:00Z");
    check_bytes("a.nitf", nitf("management-status='embargoed'", release).as_bytes(), &[(&until, "It rained.")], &[]);
    let endless = ["withdrawn: `Rain` is under an embargo that states no end"];
    check_bytes("a.nitf", nitf("management-status='embargoed'", "").as_bytes(), &[], &endless);
    let ninjs = |more: &str| {
        format!(
            r#"{{"guid": "urn:r", "versioncreated": "2024-05-03T10:00:00Z", "headline": "Rain", "body_html": "<p>It rained.</p>"{more}}}"#
        )
    };
    check_bytes("a.json", ninjs("").as_bytes(), &[(line, "It rained.")], &[]);
    check_bytes("a.json", ninjs(r#", "embargoed": "2031-05-04T06:00:00+00:00""#).as_bytes(), &[(&until, "It rained.")], &[]);
    check_bytes(
        "a.json",
        ninjs(r#", "pubstatus": "canceled""#).as_bytes(),
        &[],
        &["withdrawn: `Rain` was withdrawn by its publisher"],
    );
    check_bytes(
        "a.json",
        ninjs(r#", "pubStatus": "withheld""#).as_bytes(),
        &[],
        &["withdrawn: `Rain` is held back by its publisher"],
    );
}

/// A version of a NewsML-G2 item, with the hour of its version.
fn version(number: u8, status: &str) -> String {
    format!(
        "<newsItem guid='urn:newsml:cw:ferry' version='{number}'><itemMeta><versionCreated>2024-05-03T0{number}:00:00Z</versionCreated>\
         <pubStatus qcode='stat:{status}'/></itemMeta><contentMeta><headline>Ferry {number}</headline></contentMeta>\
         <contentSet><inlineData>The ferry stays in harbour.</inlineData></contentSet></newsItem>"
    )
}

#[track_caller]
fn titles(folder: &Folder, query: &str, expected: &[&str]) {
    let hits = folder.run(&["search", "--json", "--sort", "oldest", "--", query]).hits();
    let titles: Vec<&str> = hits.iter().map(|hit| hit["title"].as_str().unwrap()).collect();
    assert_eq!(titles, expected, "for {query}");
}

#[test]
fn a_later_file_takes_back_what_an_earlier_one_brought() {
    let folder = Folder::new();
    folder.write("news/1.xml", version(1, "usable"));
    folder.write("news/2.txt", "Ferry in the news\n\nThe ferry is in the news.");
    folder.run(&["index", "news"]).succeeds();
    titles(&folder, "ferry", &["Ferry 1", "Ferry in the news"]);
    folder.write("news/9.xml", version(2, "canceled"));
    let report = folder.run(&["index", "--json", "news"]).succeeds().report();
    assert_eq!(report["articles"]["removed"], 1);
    titles(&folder, "ferry", &["Ferry in the news"]);
    folder.run(&["check"]).succeeds();
    // Reading the earlier file again does not bring it back, and a file that comes before it neither.
    folder.write("news/1.xml", version(1, "usable").replace("stays", "remains"));
    folder.write("news/0.xml", version(1, "usable"));
    folder.run(&["index", "news"]).succeeds();
    titles(&folder, "ferry", &["Ferry in the news"]);
    folder.run(&["index", "--force", "news"]).succeeds();
    titles(&folder, "ferry", &["Ferry in the news"]);
    folder.run(&["check"]).succeeds();
    // A newer version is a new article.
    folder.write("news/a.xml", version(3, "usable"));
    folder.run(&["index", "news"]).succeeds();
    titles(&folder, "ferry", &["Ferry 3", "Ferry in the news"]);
    // Without the notice, the item is what it was when its file is read again.
    folder.remove("news/9.xml");
    folder.run(&["index", "--force", "news"]).succeeds();
    titles(&folder, "ferry 1", &["Ferry 1", "Ferry 1"]);
    folder.run(&["check"]).succeeds();
}

#[test]
fn one_run_over_all_files_takes_back_the_same() {
    let folder = Folder::new();
    folder.write("news/1.xml", version(1, "usable"));
    folder.write("news/2.xml", version(2, "withheld"));
    folder.write("news/3.jsonl", "{\"guid\": \"urn:x\", \"pubstatus\": \"usable\", \"headline\": \"Goats\", \"body_text\": \"Goats ate.\"}\n{\"guid\": \"urn:x\", \"pubstatus\": \"canceled\"}\n");
    let run = folder.run(&["index", "--json", "news"]).succeeds();
    titles(&folder, "ferry OR goats", &[]);
    let kinds = folder.run(&["status", "--json"]).succeeds();
    assert_eq!(
        run.report()["articles"]["added"].as_u64().unwrap_or(0) - run.report()["articles"]["removed"].as_u64().unwrap_or(0),
        0,
        "{kinds:#?}"
    );
    folder.run(&["check"]).succeeds();
}

#[test]
fn an_embargo_is_shown_and_can_be_asked_for() {
    let embargo = |until: &str| {
        version(1, "usable")
            .replace("<pubStatus", &format!("<embargoed>{until}</embargoed><pubStatus"))
            .replace("urn:newsml:cw:ferry", until)
    };
    let folder = Folder::new();
    folder.write("news/1.xml", embargo("2031-05-04T06:00:00Z").replace("Ferry 1", "Later"));
    folder.write("news/2.xml", embargo("2024-05-04T06:00:00Z").replace("Ferry 1", "Sooner"));
    folder.write("news/3.xml", version(2, "usable"));
    folder.run(&["index", "news"]).succeeds();
    titles(&folder, "ferry embargo:2031..", &["Later"]);
    titles(&folder, "ferry embargo:2024-05-04", &["Sooner"]);
    titles(&folder, "ferry -embargo:2031..", &["Sooner", "Ferry 2"]);
    let shown = folder.run(&["show", "2031-05-04T06:00:00Z"]).succeeds();
    assert!(shown.stdout.contains("not to be published before 2031-05-04T06:00:00Z"), "{shown:#?}");
}

/// A news item with this in its metadata, and the line that is read from it.
fn news_item(meta: &str) -> String {
    format!(
        "<newsItem guid='urn:newsml:w:1' version='1'><itemMeta><versionCreated>2024-05-03T10:00:00Z</versionCreated>{meta}</itemMeta>\
         <contentMeta><headline>{TITLE}</headline></contentMeta><contentSet><inlineData contenttype='text/plain'>\n    {FERRY}\n    {BUS}\n</inlineData>\
         </contentSet></newsItem>"
    )
}

#[test]
fn a_status_may_be_stated_in_any_way() {
    let line = format!("{TITLE} |  | 2024-05-03T10:00:00Z");
    let body = format!("{FERRY}\n\n{BUS}");
    check_bytes("a.xml", news_item("<pubStatus qcode='stat:usable'/>").as_bytes(), &[(&line, &body)], &[]);
    let withdrawn = format!("withdrawn: `{TITLE}` was withdrawn by its publisher");
    for status in [
        "qcode='stat:canceled'/>",
        "literal='canceled'/>",
        "uri='http://cv.iptc.org/newscodes/pubstatusg2/canceled'/>",
        ">canceled</pubStatus>",
    ] {
        check_bytes("a.xml", news_item(&format!("<pubStatus {status}")).as_bytes(), &[], &[&withdrawn]);
    }
    let (articles, problems) = read("a.xml", news_item("<embargoed/>").as_bytes());
    assert!(articles.is_empty() && problems.len() == 1 && problems[0].starts_with("withdrawn: "), "{articles:?} {problems:?}");
}

#[test]
fn a_notice_of_a_wire_takes_back_its_article() {
    let message = |number: &str, text: &str| {
        format!("\u{1}{number} 3 pl 61 cw 0401\r\n\r\nFerry/\r\n\u{2}{text}\r\n\r\n\u{3}031137 GMT May 24\r\n\u{4}\r\n")
    };
    let article = message("cwb001", &format!("{TITLE} =\r\n\r\n   {FERRY}"));
    let kill = |text: &str| format!("{article}{}", message("cwb009", text));
    let taken_back = format!("withdrawn: `{TITLE}` was withdrawn by its publisher");
    check_bytes(
        "a.iptc",
        kill("KILL =\r\n\r\n   Editors: please kill cwb001.").as_bytes(),
        &[],
        &[&taken_back, "withdrawn: `KILL` was withdrawn by its publisher"],
    );
    let line = format!("{TITLE} |  | 2024-05-03T11:37:00Z");
    let nothing =
        "withdrawn: `STORNO` was withdrawn by its publisher; the notice names no article by an id, so nothing is taken back";
    let other = kill("STORNO =\r\n\r\n   Bitte nicht verwenden.").replacen("Ferry/", "Quay/", 1);
    check_bytes("a.iptc", other.as_bytes(), &[(&line, FERRY)], &[nothing]);
    // An item with an id of its own, and a link to what it takes back.
    let notice = |links: &str| {
        let item = news_item(&format!("<pubStatus qcode='stat:usable'/>{links}"));
        item.replace(TITLE, "MANDATORY KILL").replace(FERRY, "Editors: do not use it.").replace(BUS, "")
    };
    for links in ["", "<link rel='irel:previousVersion' residref='urn:newsml:ferry.example:1'/>"] {
        let (articles, problems) = read("a.xml", notice(links).as_bytes());
        let n_said = problems.iter().filter(|problem| problem.contains("only earlier versions of itself")).count();
        assert_eq!((articles.len(), n_said), (0, usize::from(links.is_empty())), "{articles:?} {problems:?}");
    }
}

#[test]
fn an_embargo_of_a_wire_is_read() {
    let message = |line: &str| {
        format!(
            "\u{1}cwb001 3 pl 61 cw 0401\r\n\r\nFerry/\r\n\u{2}{line}\r\n{TITLE} =\r\n\r\n   {FERRY}\r\n\r\n\u{3}031137 GMT May 24\r\n\u{4}\r\n"
        )
    };
    let line = format!("{TITLE} |  | 2024-05-03T11:37:00Z");
    let until = format!("{line} | until 2031-05-04T06:00:00");
    check_bytes("a.iptc", message("Achtung: Sperrfrist 4. Mai 2031, 06.00 Uhr").as_bytes(), &[(&until, FERRY)], &[]);
    check_bytes("a.iptc", message("(Embargo on arms lifted, 2nd lead)").as_bytes(), &[(&line, FERRY)], &[]);
    let (articles, problems) = read("a.iptc", message("EMBARGOED until the end of the talks").as_bytes());
    assert!(articles.is_empty() && problems.len() == 1 && problems[0].starts_with("withdrawn: "), "{articles:?} {problems:?}");
}

#[test]
fn items_in_the_wrappers_of_services_are_read() {
    let item = format!(
        "{{\"uri\":\"https://api.w.example/1\",\"type\":\"text\",\"headline\":\"{TITLE}\",\"bylines\":[{{\"by\":\"By Ines Corvath\"}}],\"versioncreated\":\"2024-05-03T10:00:00Z\",\
         \"pubstatus\":\"STATUS\",\"body_nitf\":\"<nitf><body><body.content><block><p>{FERRY}</p></block></body.content></body></nitf>\"}}"
    );
    let line = format!("{TITLE} | Ines Corvath | 2024-05-03T10:00:00Z");
    for wrapper in
        ["{\"data\":{\"items\":[{\"meta\":{},\"item\":ITEM}]}}", "{\"data\":{\"item\":ITEM}}", "{\"_items\":[ITEM],\"_meta\":{}}"]
    {
        let usable = wrapper.replace("ITEM", &item.replace("STATUS", "usable"));
        check_bytes("a.json", usable.as_bytes(), &[(&line, FERRY)], &[]);
        let canceled = wrapper.replace("ITEM", &item.replace("STATUS", "canceled"));
        check_bytes("a.json", canceled.as_bytes(), &[], &[&format!("withdrawn: `{TITLE}` was withdrawn by its publisher")]);
    }
}
