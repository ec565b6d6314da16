//! Many queries in, one table out.

use crate::harness::{Folder, text};

fn corpus() -> Folder {
    let folder = Folder::with_corpus();
    folder.run(&["index", "--quiet", "corpus"]).succeeds();
    folder
}

#[test]
fn each_query_is_a_row_with_what_search_finds() {
    let folder = corpus();
    let queries = ["flood insurance", "\"harbour bridge\"", "by:sandvoss", "nowhereatall", "title:(bridge w/5 reopens)"];
    let rows: String = queries.iter().map(|query| format!("\"{}\",x\n", query.replace('"', "\"\""))).collect();
    folder.write("queries.csv", format!("\u{feff}Query,note\n{rows}"));
    let lines = folder.run(&["batch", "--json", "queries.csv"]).succeeds().lines();
    assert_eq!(lines.iter().map(|line| text(&line["query"])).collect::<Vec<_>>(), queries);
    for line in &lines {
        let found = folder.run(&["search", "--json", "--match", "all", "--sort", "oldest", "-n", "100", &text(&line["query"])]);
        assert_eq!(line["articles"], found.summary()["total"], "{line}");
        let days: Vec<String> = found.hits().iter().filter_map(|hit| Some(hit["published"].as_str()?[..10].to_owned())).collect();
        assert_eq!(
            (line["first"].as_str(), line["last"].as_str()),
            (days.first().map(String::as_str), days.last().map(String::as_str)),
            "{line}"
        );
        assert_eq!(line["undated"], found.hits().len() - days.len(), "{line}");
    }
}

#[test]
fn a_query_that_cannot_be_run_is_a_row_that_says_why() {
    let folder = corpus();
    folder.write("queries.tsv", "1\tflood AND (dam OR\n2\t\"flood insurance\"\n3\n\n4\t  \n");
    let run = folder.run(&["batch", "--column", "2", "queries.tsv"]).succeeds();
    let rows: Vec<&str> = run.stdout.split("\r\n").collect();
    assert_eq!(rows[1], "\"flood AND (dam OR\",\"\",,,false,,,,\"\",,\"column 16: nothing stands after `OR`\",\"\"");
    assert!(
        rows[2].starts_with(
            "\"\"\"flood insurance\"\"\",\"\"\"flood insurance\"\"\",2,2,false,1,2024-03-30,2024-03-30,\"Wold Farm Wire\",1,"
        ),
        "{}",
        rows[2]
    );
    assert_eq!(rows[3..], [""]);
    assert_eq!(run.stderr, "2 queries: 1 with matches, 0 without, 1 with errors\n");
}

#[test]
fn every_match_is_a_row_with_its_place() {
    let folder = corpus();
    folder.write("queries.csv", "flood w/5 insurance\n");
    let lines = folder.run(&["batch", "--hits", "--json", "queries.csv"]).succeeds().lines();
    assert!(lines.len() > 2);
    for line in &lines {
        let shown = folder.run(&["show", "--json", &text(&line["id"])]).json();
        let body = text(&shown[line["field"].as_str().unwrap()]);
        assert_eq!(crate::harness::code_points(&body, &line["start"], &line["end"]), text(&line["text"]));
    }
    let csv = folder.run(&["batch", "--hits", "queries.csv"]).succeeds().stdout;
    assert_eq!(csv.split("\r\n").count(), lines.len() + 2);
}

#[test]
fn mistakes_are_told() {
    let folder = corpus();
    folder.write("queries.csv", "nowhereatall\n");
    folder.run(&["batch", "queries.csv"]).exits(1);
    folder.run(&["batch", "missing.csv"]).fails_with(&["cannot open `missing.csv`"]);
    folder.run(&["batch", "--column", "text", "queries.csv"]).fails_with(&["has no column `text`", "nowhereatall"]);
    folder.write("latin.csv", b"caf\xe9\n");
    folder.run(&["batch", "latin.csv"]).exits(2);
    folder.write("=formulas.csv", "\"=HYPERLINK(1)\"\n\"flood\"\n");
    let guarded = folder.run(&["batch", "=formulas.csv"]).succeeds();
    assert!(guarded.stdout.contains("\"'=HYPERLINK(1)\""), "{}", guarded.stdout);
}
