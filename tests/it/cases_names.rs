//! Small pages whose byline, publisher or headline went wrong:
//!
//! 1. a byline is people, without times, places, roles, counts and papers;
//! 2. people that readers see come before the paper that the page states for machines;
//! 3. a byline that names nobody is left out, and so is a publisher that is an address; both are said;
//! 4. the writers of the next story on a page are not those of the first.

use pullquote::error::ProblemKind;
use pullquote::extract::html::extract;

const PROSE: &str = "<p>The harbour board has chosen its eleventh chairman in nine years, the owner of a rope works.</p>
    <p>The vote took four rounds. Three of the members left before the end and the caretaker counted the ballots.</p>
    <p>The new chairman takes office in a fortnight and has promised to publish the accounts of the board every month.</p>";

/// Checks the people of a page, and what was found wrong.
#[track_caller]
fn check(html: &str, people: &[&str], kinds: &[ProblemKind]) {
    let (draft, findings) = extract(html);
    assert_eq!(draft.bylines, people, "for {html}");
    assert_eq!(findings.iter().map(|finding| finding.kind).collect::<Vec<_>>(), kinds, "for {html}");
}

/// Checks the people of a page under whose headline `byline` stands.
#[track_caller]
fn check_byline(byline: &str, people: &[&str], kinds: &[ProblemKind]) {
    let html = format!("<article><h1>Board picks chairman</h1><div class=byline>{byline}</div>{PROSE}</article>");
    check(&html, people, kinds);
}

#[test]
fn a_date_is_no_byline() {
    check(include_str!("../cases/b-13-byline-is-a-date.html"), &[], &[]);
    for byline in [
        "<time>25 February 2021</time> · 5 min read",
        "Donnerstag, 25. Februar 2021, 10:00 Uhr",
        "Publié le 25 février 2021",
        "Hace 2 horas",
        "12 Comments",
        "<a href=/share>Share</a>",
    ] {
        let html = format!("<article><h1>Board picks chairman</h1><div class=byline>{byline}</div>{PROSE}</article>");
        assert_eq!(extract(&html).0.bylines, [""; 0], "for {byline}");
    }
}

#[test]
fn places_roles_and_papers_are_no_people() {
    check(include_str!("../cases/b-16-byline-with-place.html"), &["Ida Marlow"], &[]);
    for byline in [
        "By Ida Marlow in Port Ellery",
        "By <a href=/ida>Ida Marlow</a>, Harbour correspondent",
        "<span>By</span><a href=/ida>Ida Marlow</a><span>Senior Reporter</span><time>Feb. 25, 2021</time>",
        "Par Ida Marlow, à Port Ellery",
        "Di Ida Marlow - Quay News",
        "Door Ida Marlow 25 feb. 2021",
        "Text: Ida Marlow, Foto: Jory Pask",
        "Ida Marlow, Special to The Wold Courier",
        "Ida Marlow<br>Updated 3 days ago",
        "Ida Marlow <a href=/follow>Follow</a> <span>@ida</span>",
    ] {
        check_byline(byline, &["Ida Marlow"], &[]);
    }
    check_byline("By <a href=/ida>IDA MARLOW</a> and <a href=/jory>JORY PASK</a>, AFP", &["IDA MARLOW", "JORY PASK", "AFP"], &[]);
}

#[test]
fn people_come_before_the_paper() {
    check(include_str!("../cases/b-18-publisher-as-author.html"), &["Tahlia Roe", "Jordan Hain"], &[]);
    let organisation = r#"<script type=application/ld+json>{"@type":"NewsArticle","headline":"Board picks chairman",
        "author":{"@type":"Organization","name":"Quay News"},"publisher":{"name":"Quay News"}}</script>"#;
    let page = |byline: &str| format!("{organisation}<article><h1>Board picks chairman</h1>{byline}{PROSE}</article>");
    check(&page("<p>Von Tahlia Roe</p>"), &["Tahlia Roe"], &[]);
    check(&page("<a href=https://quay.example/author/roe>Tahlia Roe</a>"), &["Tahlia Roe"], &[]);
    check(&page("<div class=byline>Staff</div>"), &["Quay News"], &[]);
    check(&page(""), &["Quay News"], &[]);
}

#[test]
fn a_publisher_that_is_an_address_is_said() {
    let html = format!("<meta name=publisher content=https://quay.example/><article><h1>Board</h1>{PROSE}</article>");
    let (draft, findings) = extract(&html);
    assert_eq!((draft.publisher, findings.len()), (None, 1));
    assert_eq!(findings[0].kind, ProblemKind::Publisher);
}

#[test]
fn the_next_story_has_its_own_writers() {
    let story = |title: &str, byline: &str| format!("<article><h1>{title}</h1>{byline}{PROSE}</article>");
    let second = story("Goats eat the mayor’s roses", "<p class=byline>By <a rel=author href=/jory>Jory Pask</a></p>");
    let first = story("Board picks chairman", "<p class=byline>By <a rel=author href=/ida>Ida Marlow</a></p>");
    let title = "<title>Board picks chairman</title>";
    check(&format!("{title}{first}{second}"), &["Ida Marlow"], &[]);
    check(&format!("{title}{}{second}", story("Board picks chairman", "")), &[], &[]);
}
