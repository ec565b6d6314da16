//! Every format, by the files of `corpus/` that are written in it: what is known of each article, and how its text begins and ends.

use std::fs;

use crate::harness::{Folder, corpus};
use pullquote::article::Article;
use pullquote::extract::json::FieldMap;
use pullquote::ingest::{PathNames, ReadLimits, WalkOptions, extract_file, walk};

/// The articles of one file of the corpus. There must be no problem with it.
#[track_caller]
fn articles(name: &str) -> Vec<Article> {
    let names = PathNames::new(&corpus().join("index")).unwrap();
    let found = walk(&[corpus().join(name)], &names, WalkOptions::default()).unwrap();
    let mut articles = Vec::new();
    for file in found.files.iter() {
        let problems = extract_file(file, &FieldMap::default(), ReadLimits::default(), |article| articles.push(article)).unwrap();
        assert_eq!(problems, [], "{name}");
    }
    articles
}

/// What is checked of an article, one part after another, `-` where there is nothing.
fn shown(article: &Article) -> String {
    let record = article.place.record.map_or("-".to_owned(), |record| record.to_string());
    let published = article.published.map_or("-".to_owned(), |time| format!("{time} ({})", time.origin.name()));
    let or_none = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
    let last = article.body.lines().last().unwrap_or("").to_owned();
    let kind = if article.is_summary { "summary" } else { "text" };
    format!(
        "{record} | {} | {} | {published} | {} | {} | {kind} … {last}",
        article.title.text,
        article.bylines.join(", "),
        or_none(&article.publisher),
        or_none(&article.record_id)
    )
}

#[track_caller]
fn check(name: &str, expected: &[&str]) {
    assert_eq!(articles(name).iter().map(shown).collect::<Vec<_>>(), expected, "{name}");
}

#[test]
fn rss_2() {
    check(
        "feeds/moss-gate-courier-rss.xml",
        &[
            "1 | Clock of Moss Gate strikes thirteen & nobody minds | Hester Quill | 2024-05-14T08:30:00+01:00 (field) | Moss Gate Courier | \
             mgc-2024-0514-1 | text … A wheel of eleven teeth would have to be cast anew – at a price of 900 crowns.",
            "2 | Bees move into the bell tower | Ottoline Marsh | 2024-05-16T17:05:00+01:00 (field) | Moss Gate Courier | \
             https://www.moss-gate-courier.example/2024/05/16/bees | summary … A swarm of bees has taken the bell tower — and the sexton \
             rings with a hat on.",
        ],
    );
}

#[test]
fn rss_1() {
    check(
        "feeds/tarn-junction-old.rdf",
        &["- | Accordion found in the attic of the post office | Wendeline Oss | 2003-10-09 (field) | Tarn Junction Weekly | \
           https://tarn-junction.example/accordion | summary … Postmen in Tarn Junction found an accordion behind forty years of parcels. It \
           plays, all but one key."],
    );
}

#[test]
fn atom() {
    check(
        "feeds/saltby-notes-atom.xml",
        &[
            "1 | A chess problem in the bakery window | Lorcan Pye | 2024-06-02T18:00:00Z (field) | Saltby Notes | \
             tag:notes.saltby.example,2024:chess | text … “White to move and mate in three buns,” said the baker, Agnes Tull.",
            "2 | Kites over the dunes | Lorcan Pye | 2024-05-27T12:00:00Z (field) | Saltby Notes | tag:notes.saltby.example,2024:kites | \
             summary … Forty kites flew over the dunes on Whit Monday.",
        ],
    );
}

#[test]
fn json_feed() {
    check(
        "feeds/cape-radio.json",
        &[
            "1 | Owls nest in the studio roof | Bryony Lisle | 2024-04-22T06:45:00+01:00 (field) | Cape Radio | \
             https://cape-radio.example/owls | text … “They have better voices than we do,” said the announcer, Jory Nance.",
            "2 | Postcards to nobody |  | 2024-04-25T09:00:00+01:00 (field) | Cape Radio | https://cape-radio.example/postcards | summary … \
             Listeners sent 300 postcards to an address that does not exist.",
        ],
    );
}

#[test]
fn nitf() {
    check(
        "agency/beekeeping-prize.nitf.xml",
        &[
            "- | Heather honey of Brackmoor wins the golden spoon | Ottilie Brandreth | 2024-09-10T14:30:00Z (field) | Coastline Wire Service | \
           cws-nitf-77 | text … The guild received 212 jars.",
        ],
    );
}

#[test]
fn newsml_g2() {
    check(
        "agency/evening-package.newsml.xml",
        &[
            "1 | Glassblowers of Lower Tarn light their furnace again | Ivo Prendergast | 2024-09-12T16:05:00Z (field) | Coastline Wire \
             Service | urn:newsml:cws.example:20240912:glass | text … “It took four days until it was hot enough to be useful,” said the \
             master, Philippa Dray.",
            "2 | Moth named after the lamp of a garage |  | 2024-09-12T17:55:00Z (field) | - | urn:newsml:cws.example:20240912:moth | text … A \
             moth that was caught at the lamp of a garage in Brackmoor is new to science. Its finder, Silvan Ottery, calls it the garage moth.",
        ],
    );
}

#[test]
fn ninjs() {
    check(
        "agency/paper-mill.ninjs",
        &[
            "- | Paper mill makes a sheet as long as its street | Corisande Webb | 2024-10-01T05:20:00Z (field) | Coastline Wire Service | \
           https://cws.example/ninjs/paper-mill | text … “Somebody will want to write on it,” said the foreman, Aurelio Penn.",
        ],
    );
}

#[test]
fn markdown() {
    check(
        "markdown/puppet-workshop.md",
        &[
            "- | Puppet makers share one needle | Rosalind Ebb, Tobit Crane | 2024-07-08 (field) | - | - | text … It has been bent twice.",
        ],
    );
}

#[test]
fn warc() {
    check(
        "archives/herald-crawl.warc.gz",
        &[
            "3 | Almanac printers set the moon by hand | Delphine Rook | 2024-11-01 (url) | - | \
             urn:uuid:00002-c0de-4000-8000-000000000002 | text … The next almanac appears in December.",
            "5 | Weaver finishes a carpet begun by her grandmother | Delphine Rook | - | - | urn:uuid:00004-c0de-4000-8000-000000000004 | \
             text … The carpet shows a garden with 61 birds; no two are alike.",
        ],
    );
}

#[test]
fn zip() {
    check(
        "archives/brackmoor-august.zip",
        &[
            "1 | Cheese fair chooses a smell of the year | Linnet Shaw | 2024-08-01 (path) | - | brackmoor/2024-08-01/cheese.txt | text … “You \
             have to like it to stay in the tent,” said the fair’s steward, Gideon Vole.",
            "3 | Moth counters sleep by day | Linnet Shaw | 2024-08-09 (field) | - | brackmoor/moths.json | text … The moth counters of \
             Brackmoor counted 4,000 moths in August.",
        ],
    );
}

#[test]
fn tar() {
    check(
        "archives/lower-tarn.tar.zst",
        &[
            "1 | Organ of Lower Tarn gets its lowest pipe back | Perpetua Moor | - | - | lower-tarn/organ.html | text … It is nine metres long.",
            "2 | Snails race at the chapel fete |  | - | - | lower-tarn/notes.md | text … The winner needed nine minutes for a metre.",
        ],
    );
}

#[test]
fn mhtml() {
    check(
        "html/sundial-garden.mhtml",
        &["- | Sundial garden opens without sun | Perpetua Moor | 2024-06-21 (url) | - | - | text … It is open until October."],
    );
}

#[test]
fn a_wrong_ending_is_no_problem() {
    for (name, wrong) in [
        ("feeds/moss-gate-courier-rss.xml", "feed.html"),
        ("agency/paper-mill.ninjs", "mill.txt"),
        ("archives/herald-crawl.warc.gz", "crawl.json"),
        ("archives/brackmoor-august.zip", "august.txt"),
        ("archives/lower-tarn.tar.zst", "tarn.html"),
        ("html/sundial-garden.mhtml", "page.txt"),
        ("html/harbour-bridge-reopens.html", "page"),
        ("compressed/farm-wire.jsonl.zst", "wire.gz.txt"),
    ] {
        let folder = Folder::new();
        folder.write_from_corpus(&format!("right/{}", name.rsplit('/').next().unwrap()), name);
        folder.write_from_corpus(&format!("wrong/{wrong}"), name);
        let titles = |dir: &str| -> Vec<String> {
            let lines = folder.run(&["extract", dir]).succeeds();
            lines
                .stdout
                .lines()
                .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["title"].to_string())
                .collect()
        };
        assert_eq!(titles("wrong"), titles("right"), "{name} as {wrong}");
    }
}

#[test]
fn day_in_a_path_is_the_day_of_an_article_that_states_none() {
    let folder =
        Folder::of(&[("news/2024/03/25/rain.txt", "It rained."), ("news/sun-20240326.txt", "Sun\n\n27 March 2024\n\nIt shone.")]);
    folder.write("news/wire-2024-03-25.jsonl", "{\"text\": \"Of any day.\"}\n{\"text\": \"Of another.\"}\n");
    let lines = folder.run(&["extract", "news"]).succeeds().stdout;
    let lines = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let times: Vec<String> =
        lines.map(|article| format!("{} {}", article["published"]["time"], article["published"]["origin"])).collect();
    assert_eq!(times, ["\"2024-03-25\" \"path\"", "\"2024-03-27\" \"text\"", "null null", "null null"]);
}

#[test]
fn names_that_say_nothing_are_looked_into_and_others_not() {
    let page = fs::read(corpus().join("html/harbour-bridge-reopens.html")).unwrap();
    let folder =
        Folder::of(&[("news/notes", "Plain text says nothing of an article."), ("news/sitemap.xml", "<urlset><url/></urlset>")]);
    for name in ["news/12345", "news/story.php", "news/photo.jpg"] {
        folder.write(name, &page);
    }
    let report = folder.run(&["index", "news", "--json"]).succeeds().report();
    assert_eq!((&report["articles"]["added"], &report["skipped"]), (&2.into(), &3.into()));
    // Whoever names a file means it.
    assert_eq!(folder.run(&["index", "news/photo.jpg", "--json"]).succeeds().report()["articles"]["added"], 1);
    assert_eq!(folder.run(&["index", "news/notes", "--json"]).succeeds().report()["articles"]["added"], 1);
}

#[test]
fn hidden_and_ignored_files_are_passed_over_unless_asked_for() {
    let text = "The port is quiet today.";
    let folder = Folder::of(&[
        ("news/.hidden.txt", text),
        ("news/.git/a.txt", text),
        ("news/.ignore", "drafts/\n*.bak.txt\n!kept.bak.txt\n"),
        ("news/drafts/a.txt", text),
        ("news/below/a.bak.txt", text),
        ("news/below/kept.bak.txt", text),
        ("news/below/.ignore", "own.txt\n"),
        ("news/below/own.txt", text),
        ("news/own.txt", text),
        (".ignore", "news\n"),
    ]);
    let paths = |args: &[&str]| {
        folder.run(&[&["index", "news", "--rebuild", "--quiet"], args].concat()).succeeds();
        let mut paths = folder.run(&["search", "port", "-n", "50", "--json"]).succeeds().paths();
        paths.sort();
        paths.join(" ")
    };
    assert_eq!(paths(&[]), "news/below/kept.bak.txt news/own.txt");
    assert_eq!(paths(&["--hidden"]), "news/.git/a.txt news/.hidden.txt news/below/kept.bak.txt news/own.txt");
    assert_eq!(
        paths(&["--no-ignore"]),
        "news/below/a.bak.txt news/below/kept.bak.txt news/below/own.txt news/drafts/a.txt news/own.txt"
    );
}

#[cfg(unix)]
#[test]
fn links_lead_out_of_a_folder_only_if_asked_to() {
    let folder = Folder::of(&[("news/a.txt", "The port is quiet."), ("elsewhere/b.txt", "The port is loud.")]);
    std::os::unix::fs::symlink("../elsewhere", folder.path("news/out")).unwrap();
    assert_eq!(folder.run(&["index", "news", "--json"]).succeeds().problems(), ["link-outside news/out - -"]);
    let run = folder.run(&["index", "news", "--follow-links", "--json"]).succeeds();
    assert_eq!((run.problems(), &run.report()["articles"]["added"]), (Vec::new(), &1.into()));
    assert_eq!(folder.run(&["search", "loud", "--json"]).succeeds().paths(), ["news/out/b.txt"]);
}
