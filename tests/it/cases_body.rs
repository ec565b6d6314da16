//! The text of pages: which paragraphs are the article's, by small pages that each stand for a whole kind.
//!
//! 1. No paragraph is lost, whatever elements the last ones stand in, and however alike they are.
//! 2. No paragraph of another article, of a box or of a layer is taken.
//! 3. Text that only scripts hold is read; pages without an article are said to be none.

use pullquote::error::ProblemKind;
use pullquote::extract::html::extract;

fn case(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/cases/{name}.html", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Checks that the paragraphs of a page begin as given.
#[track_caller]
fn check(html: &str, expected: &[&str]) {
    let (draft, findings) = extract(html);
    assert_eq!(findings, [], "{}", draft.body);
    let found: Vec<String> = draft.body.split("\n\n").map(|paragraph| paragraph.chars().take(22).collect()).collect();
    let expected: Vec<String> = expected.iter().map(|paragraph| paragraph.chars().take(22).collect()).collect();
    assert_eq!(found, expected, "{html}");
}

#[track_caller]
fn check_no_article(html: &str) {
    let (draft, findings) = extract(html);
    assert!(findings.iter().any(|finding| finding.kind == ProblemKind::NoArticle), "{html}: {}", draft.body);
}

/// Paragraphs of one made-up article.
const FERRY: [&str; 8] = [
    "The ferry to the islands stops on Friday for the winter, three weeks earlier than last year, the harbour office said.",
    "The mail boat leaves every second morning from the fish quay at seven and takes nine people, but no bicycles at all.",
    "Whoever must cross can ask the harbour office for a place, up to the evening before, by telephone or in person there.",
    "In January the ice may close the sound for some days, and then only the doctor and the priest are flown across by helicopter.",
    "Last winter the sound was closed for eleven days, and the school on the larger island held its lessons in the church.",
    "The fares stay as they are, nine crowns for a single crossing and fifteen there and back, with nothing to pay for children.",
    "A petition for a second boat has been signed by four hundred people, more than live on both of the islands together.",
    "The county will answer it in March, when the ice has gone and the ferry is sailing again, an official said on Tuesday.",
];

/// Paragraphs of another one.
const GOATS: [&str; 3] = [
    "Eleven goats got into the garden of the town hall of Upper Tarn in the night to Sunday and ate all the roses, the mayor said.",
    "The goats belong to a farm on the hill above the town, and nobody knows how they opened the gate, she told the radio.",
    "It is the third time in a year that animals have come into the garden, and the council wants a fence of two metres.",
];

/// Paragraphs between `before` and `after`.
fn all(paragraphs: &[&str], before: &str, after: &str) -> String {
    paragraphs.iter().map(|paragraph| format!("{before}{paragraph}{after}")).collect()
}

fn page(article: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>Ferry stops for the winter</title></head><body><nav><a href=/>Home</a></nav>{article}<footer><p>© The Wold Courier</p></footer></body></html>"
    )
}

const TITLE: &str = "<h1 class=post-title>Ferry stops for the winter</h1>";

#[test]
fn the_end_of_an_article_is_kept() {
    check(&case("b-01-tail-bare"), &FERRY);
    let boxed = |n: usize| all(&FERRY[..n], "<div class=par><p>", "</p></div>");
    let bare = |n: usize| all(&FERRY[..n], "<p>", "</p>");
    let rest = |n: usize, before: &str, after: &str| all(&FERRY[n..], before, after);
    for n in [4, 5, 6, 7] {
        check(&page(&format!("<article>{TITLE}{}{}</article>", boxed(n), rest(n, "<p>", "</p>"))), &FERRY);
        check(&page(&format!("<article>{TITLE}{}{}</article>", bare(n), rest(n, "<div>", "</div>"))), &FERRY);
        check(&page(&format!("<article>{TITLE}{}<div class=chunk>{}</div></article>", bare(n), rest(n, "<p>", "</p>"))), &FERRY);
        check(
            &page(&format!("<main>{TITLE}<div class=a>{}</div><div class=b>{}</div></main>", bare(n), rest(n, "<p>", "</p>"))),
            &FERRY,
        );
        check(&page(&format!("<article>{TITLE}{}<section>{}</section></article>", boxed(n), rest(n, "", "<br><br>"))), &FERRY);
    }
}

#[test]
fn lists_and_tables_among_the_text_are_kept() {
    let list = "<h2>What to bring</h2><ul><li>Warm clothes</li><li>A ticket for each person</li><li>Food for one day</li></ul>";
    let table = "<table><tr><th>Day</th><th>Boat</th></tr><tr><td>Monday</td><td>7.00</td></tr><tr><td>Friday</td><td>9.30</td></tr></table>";
    let (first, rest) = (all(&FERRY[..2], "<p>", "</p>"), all(&FERRY[2..], "<p>", "</p>"));
    let (draft, _) = extract(&page(&format!("<article>{TITLE}{first}{list}{rest}{table}</article>")));
    for kept in ["What to bring", "Warm clothes", "Food for one day", "Monday", "9.30"] {
        assert!(draft.body.contains(kept), "{kept}: {}", draft.body);
    }
}

#[test]
fn the_byline_above_the_text_is_no_text() {
    let byline = "<p class=author>By Ines Corvath</p>";
    let head = "<meta name=author content='Ines Corvath'>";
    check(&page(&format!("{head}<article>{TITLE}{byline}{}</article>", all(&FERRY, "<p>", "</p>"))), &FERRY);
}

#[test]
fn only_an_equal_paragraph_is_a_second_copy() {
    check(
        &case("HTML-near-equal-paragraphs"),
        &[
            "The growers of the northern",
            "The growers of the southern",
            "The growers of the eastern",
            "What people say",
            "Nobody could remember a dry",
            "Rain came late, and the price",
        ],
    );
    let towns = ["Tarn", "Ostra", "Hallow", "Wold", "Marland"];
    let result = |(n, town): (usize, &&str)| {
        format!(
            "<p>In {town} the Harbour List has {n}1.4 per cent of the votes, and the Union of Growers has {n}7.2 per cent.</p>"
        )
    };
    let results: String = towns.iter().enumerate().map(result).collect();
    let (draft, _) = extract(&page(&format!("<article>{TITLE}{results}</article>")));
    assert_eq!(draft.body.split("\n\n").count(), 5, "{}", draft.body);
    let sentence = |town: &&str| {
        format!(
            "<p>{town} magistrates: a man of 34, of no fixed address, was fined nine crowns for fishing without a licence.</p>"
        )
    };
    let court: String = towns.iter().map(sentence).collect();
    let (draft, _) = extract(&page(&format!("<article>{TITLE}{court}<div class=mobile>{court}</div></article>")));
    assert_eq!(draft.body.split("\n\n").count(), 5, "{}", draft.body);
}

#[test]
fn the_next_story_is_left_out() {
    check(
        &case("HTML-next-story-appended"),
        &["The ferry across the sound", "About four hundred people", "“Nobody has told us when"],
    );
    let (ferry, goats) = (all(&FERRY, "<p>", "</p>"), all(&GOATS, "<p>", "</p>"));
    let head = "<h2 class=post-title><a href=/goats>Goats eat the mayor’s roses</a></h2>";
    check(&page(&format!("<article>{TITLE}{ferry}</article><article>{head}{goats}</article>")), &FERRY);
    let main = "<h1 class=post-title>Goats eat the mayor’s roses</h1><p>By Jory Pascoe</p>";
    check(&page(&format!("<article>{TITLE}{ferry}</article><article>{main}{goats}</article>")), &FERRY);
    check(&page(&format!("<main>{TITLE}{ferry}{main}{goats}</main>")), &FERRY);
    let addressed = |path: &str, inner: &str| format!("<div class=story data-url=https://post.example/{path}>{inner}</div>");
    let second = format!("<h2>Goats eat the mayor’s roses</h2>{goats}");
    check(&page(&(addressed("ferry", &format!("{TITLE}{ferry}")) + &addressed("goats", &second))), &FERRY);
}

#[test]
fn what_is_left_of_boxes_is_left_out() {
    let (draft, _) = extract(&case("b-40-boxes-half-gone"));
    for gone in ["The Daily", "Cartoon by", "Sign up", "By Gideon"] {
        assert!(!draft.body.contains(gone), "{gone}: {}", draft.body);
    }
    assert_eq!(draft.body.split("\n\n").count(), 8, "{}", draft.body);
    let date = case("b-42-date-line-in-body");
    check(
        &date,
        &["About nine thousand pil", "The district has put up", "Police expect the last o", "\"We carry less every yea"],
    );
    let quote = "<aside class=pull-quote><p>Nobody was told when the mail boat leaves.</p></aside>";
    let with_quote = FERRY.map(|paragraph| format!("<p>{paragraph}</p>"));
    let said = "<p>“Nobody was told when the mail boat leaves,” said Hanna Volk, who keeps forty goats on the larger island.</p>";
    let html = page(&format!("<article>{TITLE}{}{said}{quote}{}</article>", with_quote[..4].concat(), with_quote[4..].concat()));
    let (draft, _) = extract(&html);
    assert_eq!(draft.body.matches("Nobody was told").count(), 1, "{}", draft.body);
}

#[test]
fn layers_are_left_out() {
    let layer = "<div id=onetrust-banner-sdk role=dialog><h2>Your privacy</h2><p>We and our partners store and read information on your device, such as cookies, to show you advertisements and to measure them, if you agree.</p><p>You can change your choice at any time at the foot of each page of the paper, or refuse all but what is needed.</p></div>";
    let short = all(&FERRY[..2], "<p>", "</p>");
    check(&page(&format!("<article>{TITLE}{short}</article>{layer}")), &FERRY[..2]);
    check(&page(&format!("{layer}<article>{TITLE}{short}</article>")), &FERRY[..2]);
    let saved = all(&GOATS, "<p class='text sf-hidden'>", "</p>");
    check(&page(&format!("<article>{TITLE}{short}{saved}</article>")), &FERRY[..2]);
}

#[test]
fn text_that_only_scripts_hold_is_read() {
    let (draft, findings) = extract(&case("b-38-text-in-next-data"));
    assert_eq!((draft.body.split("\n\n").count(), findings.len()), (8, 0), "{}", draft.body);
    assert!(draft.body.starts_with("Forty years ago") && !draft.body.contains("disclaimer"), "{}", draft.body);
    let disclaimer =
        case("b-38-text-in-next-data").replace("\"title\": \"The clerk who counted ships\"", "\"title\": \"Another\"");
    check_no_article(&disclaimer);
    // The same text in JSON-LD twice, and on the page once.
    let (draft, _) = extract(&case("l-html-doubled-ldjson"));
    assert_eq!(draft.body.split("\n\n").count(), 3, "{}", draft.body);
    assert!(draft.body.starts_with("DAL NOSTRO INVIATO\nVALMARA - Il ponte"), "{}", draft.body);
}

#[test]
fn lines_of_a_paragraph_stay_together() {
    let (draft, _) = extract(&case("l-html-br-quote"));
    assert!(draft.body.contains("“Asinayo enye indlela.\nSizobuya"), "{}", draft.body);
}

#[test]
fn each_update_of_a_live_blog_has_its_time() {
    let update = |n: usize| {
        format!(
            r#"{{"@type":"BlogPosting","headline":"Update {n}","datePublished":"2024-05-03T1{n}:05:00+02:00","articleBody":"{}"}}"#,
            FERRY[n]
        )
    };
    let updates: Vec<String> = (0..4).map(update).collect();
    let json = format!(
        r#"{{"@type":"LiveBlogPosting","headline":"Ferry stops for the winter","datePublished":"2024-05-03T09:00:00+02:00","liveBlogUpdate":[{}]}}"#,
        updates.join(",")
    );
    let (draft, _) = extract(&page(&format!("<script type=application/ld+json>{json}</script><article>{TITLE}</article>")));
    let found: Vec<&str> = draft.body.split("\n\n").collect();
    assert_eq!(found[..3], ["2024-05-03 10:05 +02:00", "Update 0", FERRY[0]], "{}", draft.body);
    assert_eq!(found.len(), 12);
    assert_eq!(draft.published.map(|time| time.to_string()), Some("2024-05-03T09:00:00+02:00".to_owned()));
}

/// Many paragraphs, each unlike the others.
fn many(n: usize) -> Vec<String> {
    let places = ["the quay", "the mill", "the church", "the school", "the bridge", "the market"];
    let acts =
        ["has been sold again", "will be painted green", "is closed to visitors", "was shown to the press", "stays as it is"];
    let paragraph = |idx: usize| {
        format!(
            "Number {idx} on the list is a house by {}, which {}, and nobody in the town of Upper Tarn could say why it is so.",
            places[idx % places.len()],
            acts[idx % acts.len()]
        )
    };
    (0..n).map(paragraph).collect()
}

/// Checks that a body has each of `paragraphs`.
#[track_caller]
fn check_holds(html: &str, paragraphs: &[String]) {
    let (draft, findings) = extract(html);
    assert_eq!(findings, [], "{}", draft.body);
    let lost: Vec<&String> = paragraphs.iter().filter(|paragraph| !draft.body.contains(paragraph.as_str())).collect();
    assert!(lost.is_empty(), "lost of {}: {lost:?}", paragraphs.len());
}

#[test]
fn long_articles_keep_their_ends() {
    let paragraphs = many(150);
    for (before, after) in [("<p>", "</p>"), ("<div>", "</div>"), ("<h2>The next one</h2><p>", "</p>")] {
        let text: String = paragraphs.iter().map(|paragraph| format!("{before}{paragraph}{after}")).collect();
        check_holds(&page(&format!("<div class=content>{TITLE}<div class=text>{text}</div></div>")), &paragraphs);
        check_holds(&page(&format!("<div>{TITLE}</div><div id=x1>{text}</div>")), &paragraphs);
    }
}

#[test]
fn an_article_made_of_linked_parts_is_no_list_of_other_articles() {
    let paragraphs = many(40);
    let part = |texts: &[String]| {
        format!(
            "<h2><a href=/walk>One of the walks</a></h2>{}",
            texts.iter().map(|text| format!("<p>{text}</p>")).collect::<String>()
        )
    };
    let parts: String = paragraphs.chunks(4).map(|texts| format!("<div class=article>{}</div>", part(texts))).collect();
    let footer = "<div class=foot><p>We pay respect to those who lived on these islands before us, and to their elders, past and present, on all of the islands of the sound.</p><p>The Wold Courier is printed at the fish quay and is sold on all boats, in the harbour office and in the church of the larger island.</p></div>";
    check_holds(&page(&format!("{TITLE}<div>{parts}</div>{footer}")), &paragraphs);
    // The text stands in an element beside the headline, and names another article in its middle.
    let half: String = paragraphs.iter().take(10).map(|text| format!("<p>{text}</p>")).collect();
    let next = "<h2><a href=/next>Up next: goats eat the roses</a></h2>";
    check_holds(
        &page(&format!("<div>{TITLE}<p>{}</p></div><article><div>{next}</div>{half}</article>{footer}", FERRY[0])),
        &paragraphs[..10],
    );
}

#[test]
fn headings_of_the_first_rank_divide_an_article() {
    let paragraphs = many(24);
    let parts: String = paragraphs
        .chunks(6)
        .map(|texts| format!("<h1>A part</h1>{}", texts.iter().map(|text| format!("<p>{text}</p>")).collect::<String>()))
        .collect();
    check_holds(
        &page(&format!("<div><h1 id=title>Ferry stops for the winter</h1><p>{}</p><p>{}</p>{parts}</div>", FERRY[0], FERRY[1])),
        &paragraphs,
    );
}

#[test]
fn tiny_pages_keep_their_text() {
    for (html, expected) in [
        ("<p>Ferry stops.</p>", "Ferry stops."),
        ("<title>Ferry</title><div>Stops on Friday</div>", "Stops on Friday"),
        ("<ol><li>Ferries</li><li>Goats</li><li>Roses of the town hall</li></ol>", "Ferries\n\nGoats\n\nRoses of the town hall"),
        (
            "<p>The ferry has not changed much this year so far. It still stops in winter, like before</p>",
            "The ferry has not changed much this year so far. It still stops in winter, like before",
        ),
    ] {
        let (draft, findings) = extract(html);
        assert_eq!((draft.body.as_str(), findings), (expected, Vec::new()), "{html}");
    }
    for html in [
        "<title>Ferry</title><nav><a href=/>Home</a></nav><footer>© The Courier</footer>",
        "<title>Ferry</title><p><a href=/>Home</a></p><p><a href=/news>News</a></p>",
    ] {
        assert_eq!(extract(html).0.body, "", "{html}");
    }
}

#[test]
fn lines_of_programs_are_kept_with_the_text() {
    let paragraphs = many(12);
    let lines = ["let fare = 9;", "let seats = fare + 15;", "fn main() {", "print(seats);", "}"];
    for (before, after, open, close) in
        [("<div class=line>", "</div>", "", ""), ("<span>", "</span><br>", "<pre><code>", "</code></pre>")]
    {
        let code: String = lines.iter().map(|line| format!("{before}{line}{after}")).collect();
        let text: String = paragraphs.iter().map(|text| format!("<p>{text}</p>{open}{code}{close}")).collect();
        let body = extract(&page(&format!("<article>{TITLE}{text}<p>{}</p></article>", FERRY[0]))).0.body;
        assert!(body.matches("print(seats);").count() >= 10, "{body}");
    }
}

#[test]
fn comments_longer_than_the_article_are_left_out() {
    let paragraphs = many(60);
    let comments: String = paragraphs.iter().map(|text| format!("<li><p>{text}</p></li>")).collect();
    let html =
        page(&format!("<div class=post>{TITLE}{}</div><div id=comments><ul>{comments}</ul></div>", all(&FERRY, "<p>", "</p>")));
    check(&html, &FERRY);
    // A class alone makes no comments of a page's only text.
    let text: String = paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
    check_holds(&page(&format!("{TITLE}<div class=has-comments>{text}</div>")), &paragraphs);
}
