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

#[test]
fn words_glued_to_a_name_are_told_apart() {
    for byline in [
        "Ida MarlowAug 10, 2016 11:15 am UTC",
        "Ida Marlow10.08.2016 11:15",
        "ByIda Marlow",
        "Ida MarlowTwitterFacebook",
        "<b>Ida Marlow</b><i>Political Editor</i>",
    ] {
        check_byline(byline, &["Ida Marlow"], &[]);
    }
    check_byline("Ida DeMay", &["Ida DeMay"], &[]);
}

#[test]
fn bylines_of_many_languages_name_people() {
    for byline in [
        "Ida Marlow środa, 25 lutego 2021",
        "Kirjoittanut Ida Marlow",
        "Γράφει η Ida Marlow",
        "Bởi Ida Marlow",
        "โดย Ida Marlow",
        "Ida Marlow, Leiterin Politik",
        "Ida Marlow, jefa de Economía",
        "Ida Marlow 4 dk okuma süresi",
        "Ida Marlow 読了時間 4分",
        "Ida Marlow 23 komentarze",
        "Ida Marlow View Profile",
        "Ida Marlow (Text) und Jory Pask (Fotos)",
        "Text Ida Marlow Bild Jory Pask",
    ] {
        check_byline(byline, &["Ida Marlow"], &[]);
    }
    for byline in ["記者 王小明／台北報導", "记者 王小明 北京报道", "作者：王小明　編輯：李大華"]
    {
        check_byline(byline, &["王小明"], &[]);
    }
    check_byline("DI IDA MARLOW E JORY PASK", &["IDA MARLOW", "JORY PASK"], &[]);
    for byline in
        ["3 часа назад", "Udostępnij", "Dela", "Delen", "Paylaş", "Поделиться", "シェア", "Jetzt lesen", "Gift this article"]
    {
        check_byline(byline, &[], &[ProblemKind::Byline]);
    }
}

#[test]
fn the_paper_is_no_author_beside_people() {
    let page = |authors: &str| {
        format!(
            r#"<script type=application/ld+json>{{"@type":"NewsArticle","headline":"Board picks chairman","author":{authors},
            "publisher":{{"name":"Quay News"}}}}</script><article><h1>Board picks chairman</h1>{PROSE}</article>"#
        )
    };
    check(&page(r#"[{"@type":"Person","name":"Ida Marlow"},{"@type":"Organization","name":"Quay News"}]"#), &["Ida Marlow"], &[]);
    check(&page(r#"{"@type":"Organization","name":"Quay News"}"#), &["Quay News"], &[]);
    check(&page(r#"[{"name":"Ida Marlow"},{"name":"AFP"}]"#), &["Ida Marlow", "AFP"], &[]);
}

#[test]
fn people_whom_readers_see_come_before_houses_and_logins() {
    let byline = "<h1>Board picks chairman</h1><div class=byline><a rel=author href=/author/ida>Ida Marlow</a></div>";
    let house = "<meta name=author content='Brass House'><meta property=article:author content='Ida Marlow'>";
    check(&format!("{house}<article>{byline}{PROSE}</article>"), &["Ida Marlow"], &[]);
    let login =
        r#"<script type=application/ld+json>{"@type":"NewsArticle","headline":"Board picks chairman","creator":"im7"}</script>"#;
    check(&format!("{login}<article>{byline}{PROSE}</article>"), &["Ida Marlow"], &[]);
    let apart = "<h1>Board picks chairman</h1><div><span class=author-label>By</span> <a class=author-link>Ida Marlow</a></div>";
    let label = "<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content='Bo Li'>";
    check(&format!("{label}<article>{apart}{PROSE}</article>"), &["Ida Marlow"], &[]);
}

#[test]
fn several_names_in_one_item_are_several_people() {
    let item = "<div itemprop=author itemscope><span itemprop=name>Ida Marlow</span><span itemprop=name>Jory Pask</span></div>";
    check(&format!("<article><h1>Board picks chairman</h1>{item}{PROSE}</article>"), &["Ida Marlow", "Jory Pask"], &[]);
}

#[test]
fn headlines_are_read_without_what_stands_beside_them() {
    let title = |head: &str, heading: &str| extract(&format!("{head}<article><h1>{heading}</h1>{PROSE}</article>")).0.title;
    let (picks, site) = ("Board picks its chairman", "<meta property=og:site_name content='Quay News'>");
    for (head, heading) in [
        ("<meta property=og:title content='Opinion | Board picks its chairman'>", picks),
        ("<meta property=og:title content='Board picks its chairman (Published 2016)'>", picks),
        ("<meta property='dc:title og:title' content='Board picks its chairman'><title>Quay</title>", "Quay"),
        ("<title>Board picks its chairman</title>", "<span class=kicker>Harbour</span> Board picks its chairman"),
        ("<title>Board picks its chairman¶</title>", "Board picks its chairman<a class=headerlink>¶</a>"),
    ] {
        assert_eq!(title(head, heading).as_deref(), Some(picks), "for {head}{heading}");
    }
    for mark in ["｜", "_", "：", " · "] {
        let head = format!("{site}<title>Board picks its chairman{mark}Quay News</title>");
        assert_eq!(title(&head, "Menu").as_deref(), Some(picks), "for {mark}");
    }
    let thing = r#"<script type=application/ld+json>{"@type":"Article","name":"Board of the harbour","headline":"elected body"}</script>"#;
    assert_eq!(title(thing, "Board of the harbour").as_deref(), Some("Board of the harbour"));
}
