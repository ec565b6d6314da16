//! Dates of articles: small made-up inputs that were read wrongly, and others of the same kinds. A date that cannot be told is left out,
//! and said.

use pullquote::article::Draft;
use pullquote::extract::json::FieldMap;
use pullquote::extract::{html, json, markdown, xml};

fn case(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/cases/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn published(draft: &Draft) -> String {
    draft.published.map(|time| time.to_string()).unwrap_or_default()
}

/// Returns the dates of a feed's items and the findings about them.
fn of_feed(xml: &str) -> (Vec<String>, Vec<String>) {
    let (articles, findings) = xml::extract(xml);
    let dates = articles.iter().map(|(_, draft)| draft.as_ref().map(published).unwrap()).collect();
    (dates, findings.into_iter().map(|(_, finding)| format!("{}: {}", finding.kind.name(), finding.message)).collect())
}

fn of_json(text: &str) -> (Vec<String>, Vec<String>) {
    let (articles, findings) = json::extract(text, &FieldMap::default());
    let dates = articles.iter().map(|(_, draft)| draft.as_ref().map(published).unwrap()).collect();
    (dates, findings.into_iter().map(|(_, finding)| format!("{}: {}", finding.kind.name(), finding.message)).collect())
}

/// Checks the date of a page and what is said about it.
#[track_caller]
fn check(page: &str, date: &str, said: &[&str]) {
    let (draft, findings) = html::extract(page);
    let findings: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!((published(&draft).as_str(), &findings[..]), (date, said), "for {page}");
}

/// A page with `head`, `top` below its headline, and `end` after its text.
fn page(head: &str, top: &str, end: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>Board picks chairman</title>{head}</head>
        <body><header><a href=/>Quay News</a></header><article><h1>Board picks chairman</h1>{top}
        <p>The harbour board has chosen its eleventh chairman in nine years, the owner of a rope works who has never sat on a public body
        before and who won by one ballot.</p>
        <p>The vote took four rounds. Three of the members left before the end, and the caretaker counted the ballots, as he has done since
        the clerk retired and nobody was found who would follow her at the wage that the board is able to pay.</p>
        <p>The new chairman takes office in a fortnight and has promised to publish the accounts of the board every month, which the law has
        asked of it for as long as there has been a board, and which no chairman before him has done more than twice.</p>
        <p>The dredger will be sold, he said, and the rope works will not be asked for ropes as long as he is in office.</p></article>{end}
        </body></html>"
    )
}

#[test]
fn digits_in_a_text_are_no_date() {
    check(&case("HTML-phone-number-as-date.html"), "", &[]);
    for digits in ["2125551234", "1632960123", "20240503", "1632960123000", "Order 031231", "Call 0800 2024 05"] {
        check(&page("", &format!("<p>{digits}</p>"), &format!("<footer><p>{digits}</p></footer>")), "", &[]);
    }
    // Where programs state times, digits are one.
    check(&page("<meta name=pubdate content=1632960123>", "", ""), "2021-09-30T00:02:03Z", &[]);
    check(&page("", "<time datetime=1632960123>last week</time>", ""), "2021-09-30T00:02:03Z", &[]);
}

#[test]
fn a_number_of_eight_digits_in_json_is_a_day() {
    let (dates, findings) = of_json(&case("JSON-number-date.jsonl"));
    assert_eq!(dates, ["2024-05-03", "1999-12-31", "2024-05-03T04:38:34Z", "2024-05-03T04:38:34Z"]);
    assert_eq!(findings, [""; 0]);
    let (dates, findings) = of_json(
        r#"[{"body": "a", "date": "None"}, {"body": "a", "date": null}, {"body": "a", "date": "None", "published": 20240503},
        {"body": "a", "date": 20241399}, {"body": "a", "date": 45415}, {"body": "a", "date": {"$date": "2024-05-03T10:00:00Z"}},
        {"body": "a", "date": "03/05/2024", "language": "en-GB"}, {"body": "a", "date": "03/05/2024"}, {"body": "a", "date": 20240503103000}]"#,
    );
    let days = ["", "", "2024-05-03", "", "", "2024-05-03T10:00:00Z", "2024-05-03", "", "2024-05-03T10:30:00"];
    assert_eq!(dates, days);
    let said = [
        "date: `20241399` is not a date that can be read",
        "date: `45415` is not a date that can be read",
        "date: `03/05/2024` may be 2024-05-03 or 2024-03-05",
    ];
    assert_eq!(findings, said);
}

#[test]
fn a_date_by_the_headline_is_read_in_any_form() {
    check(&case("b-13-byline-is-a-date.html"), "2021-02-25", &[]);
    for (shown, date) in [
        ("<div class=byline>By Ida Marlow | 25 February 2021</div>", "2021-02-25"),
        ("<p>Thursday, Feb. 25th, 2021 10:30 AM EST</p>", "2021-02-25T10:30:00-05:00"),
        ("<p>Por Ida Marlow, 25 de febrero de 2021</p>", "2021-02-25"),
        ("<p>25.02.2021, 10:30 Uhr</p>", "2021-02-25T10:30:00"),
        ("<p>2021年2月25日</p>", "2021-02-25"),
        ("<span class=date><b>25</b><b>Feb</b><b>2021</b></span>", "2021-02-25"),
        ("<ul><li>Ida Marlow</li><li>25 février 2021</li></ul>", "2021-02-25"),
        ("<time datetime=2021-03-02T10:00:00Z>Published 25 February 2021</time>", "2021-02-25"),
        ("<p>Updated 3 March 2021</p><p>Published 25 February 2021</p>", "2021-02-25"),
    ] {
        check(&page("", shown, ""), date, &[]);
    }
}

#[test]
fn a_date_that_stands_elsewhere_is_not_taken() {
    check(&case("b-19-date-of-a-comment.html"), "2018-08-27", &[]);
    for elsewhere in [
        "<section id=comments><h2>Comments</h2><div class=comment><b>tideline</b> <time datetime=2018-09-03>3 September</time></div></section>",
        "<h3>2 Comments</h3><div><b>tideline</b> <span class=posted>Posted 3 September 2018</span></div><div>Published 4 September 2018</div>",
        "<aside><h3>Related</h3><a href=/b>Rope works burns <time datetime=2018-09-03>3 September 2018</time></a></aside>",
        "<div class=related-stories><h3>Rope works burns</h3><span class=date>3 September 2018</span></div>",
        "<footer><p>Page made on 3 September 2018</p><p>© 2018 Quay News</p></footer>",
        "<div id=footer><ul><li id=lastmod>This page was last edited on 3 September 2018</li></ul></div>",
    ] {
        check(&page("", "", elsewhere), "", &[]);
        let address = "<link rel=canonical href=https://week.example/2018/05/18/board>";
        check(&page(address, "", elsewhere), "2018-05-18", &[]);
    }
    let caption =
        "<figure><img src=a.jpg><figcaption>The board on <time datetime=2011-05-01>1 May 2011</time></figcaption></figure>";
    check(&page("", caption, ""), "", &[]);
}

/// A short page, whose foot is near its headline.
fn short_page(front: &str, top: &str, end: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>Board picks chairman</title></head><body><header><a href=/>Quay News</a>{front}</header>
        <main><article><h1>Board picks chairman</h1>{top}<p>The harbour board has chosen its eleventh chairman in nine years, the owner of a rope
        works.</p><p>The vote took four rounds, said the clerk, who had counted the slips twice by the light of a lamp.</p></article>{end}</main>
        <footer><p>© Quay News</p></footer></body></html>"
    )
}

#[test]
fn a_date_that_stands_near_a_short_article_is_not_taken() {
    let story = "<p>Eleven goats got into the garden of the town hall in the night to Sunday and ate the roses of the mayor.</p>";
    for end in [
        "<div class=page-date>Today is <time datetime=2026-01-01>1 January 2026</time></div>".to_owned(),
        "<p>The fair of the fishers begins on 12 December 2025 at the quay.</p>".to_owned(),
        format!("<article><h2>Goats eat roses</h2><time datetime=2025-07-09>9 July 2025</time>{story}</article>"),
        format!("<div><h2>Goats eat roses</h2><time datetime=2025-07-09>9 July 2025</time>{story}</div>"),
        "<div class=author-box><h3>Ida Marlow</h3><p>With us since <span class=date>12 March 2019</span></p></div>".to_owned(),
        "<div class=poll><span class=date>12 March 2019</span></div>".to_owned(),
    ] {
        check(&short_page("", "", &end), "", &[]);
        check(&short_page("", "<time datetime=2025-06-05>5 June</time>", &end), "2025-06-05", &[]);
    }
    for front in [
        "<div class=current-date>Thursday, January 1, 2026</div>",
        "<p>Thursday, January 1, 2026</p>",
        "<time datetime=2026-01-01>1 January 2026</time>",
        "<span id=today>1 January 2026</span>",
        "<div class=date>Heute ist Donnerstag, 1. Januar 2026</div>",
    ] {
        check(&short_page(front, "", ""), "", &[]);
    }
    // The foot of the article itself.
    check(
        &short_page("", "", "")
            .replace("</article>", "<footer>Posted <time datetime=2025-06-05>5 June</time></footer></article>"),
        "2025-06-05",
        &[],
    );
}

#[test]
fn a_date_below_a_label_of_its_own_is_read() {
    for (end, date) in [
        ("<div><h5>Datum:</h5>03.11.2021 <br><h5>Autor:</h5>Ida Marlow</div>", "2021-11-03"),
        ("<div><h5>Author</h5>Ida Marlow<h5>Date</h5>3 November 2021</div>", "2021-11-03"),
        ("<dl><dt>Published on<dd>3 November 2021</dl>", "2021-11-03"),
        ("<div><h4>Date:</h4><p>3 November 2021</p><h4>Place:</h4><p>The quay</p></div>", ""),
        ("<div><h4>Place:</h4><p>3 November Square</p></div>", ""),
    ] {
        check(&page("", "", end), date, &[]);
    }
}

#[test]
fn the_words_before_a_date_say_which_it_is() {
    let both =
        "<p>Updated <time datetime=2025-06-07>7 June 2025</time> Published <time datetime=2025-06-05>5 June 2025</time></p>";
    let (draft, _) = html::extract(&short_page("", both, ""));
    let modified = draft.modified.map(|time| time.to_string());
    assert_eq!((published(&draft).as_str(), modified.as_deref()), ("2025-06-05", Some("2025-06-07")));
    check(
        &short_page(
            "",
            "<p>Publié le : <time datetime=2025-06-05>5 juin</time> - Mis à jour le <time datetime=2025-06-07>7 juin</time></p>",
            "",
        ),
        "2025-06-05",
        &[],
    );
}

#[test]
fn a_list_of_others_in_linked_data_is_not_the_article() {
    let list = "<script type=application/ld+json>{\"@type\":\"ItemList\",\"itemListElement\":[{\"@type\":\"NewsArticle\",\"headline\":\"Goats eat roses\",\
        \"datePublished\":\"2024-01-01\"}]}</script>";
    let (draft, _) = html::extract(&page(list, "<time datetime=2025-06-05>5 June</time>", ""));
    assert_eq!((draft.title.as_deref(), published(&draft).as_str()), (Some("Board picks chairman"), "2025-06-05"));
}

#[test]
fn feeds_state_dates_in_any_language() {
    let days = [
        "2016-03-03T10:46:33+01:00",
        "2023-01-07T21:44:32+01:00",
        "2022-10-02T18:55:00Z",
        "2020-05-25T04:45:26Z",
        "2023-02-24T20:18:00",
        "2018-09-18T15:53:56+03:00",
        "2021-11-19T01:45:08+02:00",
        "2016-06-29T15:07:41",
        "2024-02-22T08:00:00+01:00",
        "2023-12-06T08:00:00+01:00",
        "2024-04-11T09:00:00+03:00",
        "2024-06-05T09:15:00",
    ];
    let (dates, findings) = of_feed(&case("b-21-feed-dates.xml"));
    assert_eq!((&dates[..], &findings[..]), (&days.map(str::to_owned)[..], &[][..]));
    // One item shows the order of all.
    let feed = "<rss><channel><item><title>a</title><pubDate>25/06/2019 10:00</pubDate></item>
        <item><title>b</title><pubDate>05/06/2019 10:00</pubDate></item><item><title>c</title><pubDate>None</pubDate></item></channel></rss>";
    assert_eq!(of_feed(feed), (["2019-06-25T10:00:00", "2019-06-05T10:00:00", ""].map(str::to_owned).to_vec(), vec![]));
    let (dates, findings) = of_feed("<rss><channel><item><title>b</title><pubDate>05/06/2019</pubDate></item></channel></rss>");
    assert_eq!((&*dates[0], &*findings[0]), ("", "date: `05/06/2019` may be 2019-06-05 or 2019-05-06"));
}

#[test]
fn zone_names_are_read_if_they_are_one_zone() {
    let (dates, findings) = of_feed(&case("b-22-zone-names.xml"));
    let times = [
        "2024-06-05T09:15:00+02:00",
        "2024-06-05T00:15:00",
        "2024-06-05T03:15:00",
        "2024-06-05T07:15:00+09:00",
        "2024-06-05T02:15:00+03:00",
    ];
    assert_eq!(dates, times);
    assert_eq!(findings.len(), 2);
    assert!(findings.iter().all(|finding| finding.starts_with("date: ")), "{findings:?}");
    let british = case("b-22-zone-names.xml").replace("<channel>", "<channel><language>en-gb</language>");
    let (dates, findings) = of_feed(&british);
    assert_eq!((&*dates[1], findings.len()), ("2024-06-05T00:15:00+01:00", 1));
    let indian = case("b-22-zone-names.xml").replace("<channel>", "<channel><language>en-IN</language>");
    assert_eq!(of_feed(&indian).0[2], "2024-06-05T03:15:00+05:30");
}

#[test]
fn what_the_page_states_for_itself_comes_first() {
    check(&case("b-24-meta-pubdate.html"), "2019-06-25", &[]);
    check(&case("b-45-date-in-the-address.html"), "2018-05-10T09:00:00Z", &[]);
    let meta = |content: &str| format!("<meta name=pubdate content='{content}'>");
    check(&page(&meta("Fri, 07/14/2023 - 10:30"), "<p>25 February 2021</p>", ""), "2023-07-14T10:30:00", &[]);
    check(&page(&meta("2024-W18-5"), "", ""), "2024-05-03", &[]);
    check(&page(&meta("None"), "", ""), "", &[]);
    check(&page(&meta("05/06/2019"), "", ""), "", &["`05/06/2019` may be 2019-06-05 or 2019-05-06"]);
    check(&page(&meta("some day"), "", ""), "", &["`some day` is not a date that can be read"]);
    check(&page(&meta("some day"), "<p>25 February 2021</p>", ""), "2021-02-25", &[]);
    // Another date of the page settles it: the address, an order that is certain, the language.
    let address = "<link rel=canonical href=https://week.example/2019/06/05/board>";
    check(&page(&format!("{}{address}", meta("05/06/2019")), "", ""), "2019-06-05", &[]);
    let other = "<div><span class=date>25/06/2019</span></div>";
    check(&page(&meta("05/06/2019"), "", other), "2019-06-05", &[]);
    check(&page(&meta("05/06/2019"), "", "").replace("lang=en", "lang=en-US"), "2019-05-06", &[]);
    check(&page(&meta("05/06/2019"), "", "").replace("lang=en", "lang=de"), "2019-06-05", &[]);
    let broken = r#"<script type=application/ld+json>{"@type": "NewsArticle", "headline": "The "board"", "datePublished": "2020-10-26"}</script>"#;
    check(&page(broken, "", ""), "2020-10-26", &[]);
}

#[test]
fn front_matter_states_dates_like_all_others() {
    let dates = |date: &str| {
        let (draft, findings) = markdown::extract(&format!("---\ntitle: Rain\ndate: {date}\nlang: de\n---\n\nIt rained.\n"));
        (published(&draft), findings.len())
    };
    assert_eq!(dates("3. Mai 2024"), ("2024-05-03".to_owned(), 0));
    assert_eq!(dates("03/05/2024 10:30"), ("2024-05-03T10:30:00".to_owned(), 0));
    assert_eq!(dates("None"), (String::new(), 0));
    assert_eq!(dates("soon"), (String::new(), 1));
}

/// The 46 forms of dates that a widely used reader of feeds accepts, with what is read; nothing is read of those without a day, of years
/// before the press, and of five digits, which are more often something else.
#[test]
fn forms_of_dates_in_feeds_are_read() {
    let forms = [
        ("Πεμ, 11 Ιούλ 2013 12:00:00 EST", "2013-07-11T12:00:00-05:00"),
        ("2013-július-11T9:15-05:00", "2013-07-11T09:15:00-05:00"),
        ("-1307", ""),
        ("130731", "2013-07-31"),
        ("13-07-31", "2013-07-31"),
        ("-13-07", ""),
        ("13192", ""),
        ("2013-07-11T10:14:55.1234Z", "2013-07-11T10:14:55Z"),
        ("2013-007-11T10:14:55+00:00", "2013-07-11T10:14:55Z"),
        ("2013-07-11 오후 11:23:17", "2013-07-11T23:23:17"),
        ("2013년 07월 11일  01:31:15", "2013-07-11T01:31:15"),
        ("Thu, 2013/07/11 08:19:53 EDT", "2013-07-11T08:19:53-04:00"),
        ("Thu, 11 Jul 2013 08:57:00 MET", "2013-07-11T08:57:00+01:00"),
        ("Thu, 11 Jul 2013 08:57:00 MEST", "2013-07-11T08:57:00+02:00"),
        ("Thu, 11 Jul 0113 00:00:01 +0100", ""),
        ("Thu, 11 Jul 13 19:48:21 GMT", "2013-07-11T19:48:21Z"),
        ("Thu, 11 Jul 2013 19:48:21 GMT", "2013-07-11T19:48:21Z"),
        ("Fri,  5 Jul 2013 10:00:00 GMT", "2013-07-05T10:00:00Z"),
        ("Thu, 11 Jul 2013 18:28:00 Etc/GMT", "2013-07-11T18:28:00Z"),
        ("Thu, 11 Jul 2013 22:40:00 GMT-01:01", "2013-07-11T22:40:00-01:01"),
        ("Thu, 11 Jul 2013 22:40:00 -01:01", "2013-07-11T22:40:00-01:01"),
        ("Thu, 11 Jul, 2013 06:28:00 UTC", "2013-07-11T06:28:00Z"),
        ("Thu, 11 Jul 2013 00:00 GMT", "2013-07-11T00:00:00Z"),
        ("Thu, 11 Jul 2013", "2013-07-11"),
        ("Mon, 28 January 2013 16:31:00 AT", "2013-01-28T16:31:00-04:00"),
        ("Mon, 28 January 2013 16:31:00 ET", "2013-01-28T16:31:00-05:00"),
        ("Mon, 28 January 2013 16:31:00 CT", "2013-01-28T16:31:00-06:00"),
        ("Mon, 28 January 2013 16:31:00 MT", "2013-01-28T16:31:00-07:00"),
        ("Mon, 28 January 2013 16:31:00 PT", "2013-01-28T16:31:00-08:00"),
        ("Thu Jul 11 2013 17:26:16 +0200", "2013-07-11T17:26:16+02:00"),
        ("Thu,11 Jul 2013 18:28:36 -0000", "2013-07-11T18:28:36Z"),
        ("Fri Jul  5 16:29:06 2013", "2013-07-05T16:29:06"),
        ("Thu Jul 11 01:16:00 +0000 2013", "2013-07-11T01:16:00Z"),
        ("2013-07-11T10:14:55Z", "2013-07-11T10:14:55Z"),
        ("2013-07-11T10:14:55-08:00", "2013-07-11T10:14:55-08:00"),
        ("2013-07-11T18:14:55+08:00", "2013-07-11T18:14:55+08:00"),
        ("2013-07-11T23:25:47.538+10:00", "2013-07-11T23:25:47+10:00"),
        ("2013-07-11", "2013-07-11"),
        ("2013-07", ""),
        ("2013", ""),
        ("2012-02-28T18:14:55-08:00", "2012-02-28T18:14:55-08:00"),
        ("2013-02-28T18:14:55-08:00", "2013-02-28T18:14:55-08:00"),
        ("2000-02-28T18:14:55-08:00", "2000-02-28T18:14:55-08:00"),
        ("2013-07-11 23:56:58 -00:20", "2013-07-11T23:56:58-00:20"),
        ("2013-07-11 23:56:58", "2013-07-11T23:56:58"),
        ("2013-07-11 23:56:58.0", "2013-07-11T23:56:58"),
    ];
    let items = forms.map(|(form, _)| format!("<item><title>a</title><pubDate>{form}</pubDate></item>")).concat();
    let (dates, findings) = of_feed(&format!("<rss><channel>{items}</channel></rss>"));
    let wrong: Vec<_> = forms.iter().zip(&dates).filter(|((_, right), read)| right != read).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!((forms.len(), dates.iter().filter(|date| !date.is_empty()).count(), findings.len()), (46, 40, 6));
}
