//! Finding quotes, counting speakers and verifying quotations, from the command line:
//!
//! 1. quotes are found by their words and by who spoke, and counted over all that is found;
//! 2. who is quoted how often is counted over all of it;
//! 3. a quotation is verified word for word, nearly, by speaker.

use crate::harness::{Folder, Run, text};

const RIVER: &str = "River rises in Wend\n\n“The flood came early,” said Ana Ruiz on Monday. Nobody was hurt, and the \
                     water fell by night. “We did not expect the flood at all,” she said.\n\n“It was only rain,” said Jo Li.\n";
const DAM: &str = "Dam will hold, says Ruiz\n\n“The dam will hold,” said Ana Ruiz in the town hall of Wend on Tuesday. “Nobody \
                   knows,” Jo Li said of the flood.\n";

fn folder() -> Folder {
    let dated = |title: &str, day: &str, body: &str| {
        let body = body.split_once("\n\n").unwrap().1;
        serde_json::json!({"title": title, "date": day, "text": body, "language": "en"}).to_string()
    };
    let folder = Folder::of(&[
        ("news/river.json", &dated("River rises", "2024-03-25", RIVER)),
        ("news/dam.json", &dated("Dam will hold", "2023-01-02", DAM)),
    ]);
    folder.run(&["index", "news"]).succeeds();
    folder
}

#[track_caller]
fn quoted(run: &Run) -> Vec<(String, String)> {
    let lines = run.lines();
    let quotes = lines.iter().filter(|line| line["kind"] == "quote");
    quotes.map(|line| (text(&line["text"]), line["speaker"].as_str().unwrap_or("-").to_owned())).collect()
}

#[track_caller]
fn check(args: &[&str], expected: &[(&str, &str)]) {
    let run = folder().run(&[&["quotes", "--json"], args].concat());
    let expected: Vec<(String, String)> = expected.iter().map(|(words, by)| ((*words).to_owned(), (*by).to_owned())).collect();
    assert_eq!(quoted(&run), expected, "{run:#?}");
}

// 1. Quotes.

#[test]
fn quotes_are_found_by_words_and_speaker() {
    check(&["floods"], &[("The flood came early,", "Ana Ruiz"), ("We did not expect the flood at all,", "Ana Ruiz")]);
    check(&["early", "flood"], &[("The flood came early,", "Ana Ruiz")]);
    check(&["early OR rain", "--by", "li"], &[("It was only rain,", "Jo Li")]);
    check(&["--by", "she"], &[("We did not expect the flood at all,", "Ana Ruiz")]);
    check(&["flood", "--by", "li"], &[]);
    check(&["title:dam"], &[("The dam will hold,", "Ana Ruiz"), ("Nobody knows,", "Jo Li")]);
    check(&["--until", "2023"], &[("The dam will hold,", "Ana Ruiz"), ("Nobody knows,", "Jo Li")]);
    check(&["-n", "1", "--offset", "1", "--sort", "oldest"], &[("Nobody knows,", "Jo Li")]);
}

#[test]
fn a_speaker_is_found_by_any_form_of_the_name() {
    for name in ["Ana Ruiz", "Ms Ruiz", "Dr. Ana Ruiz", "Frau Ruiz", "A. Ruiz", "Ruiz, Ana"] {
        check(&["early", "--by", name], &[("The flood came early,", "Ana Ruiz")]);
        let run = folder().run(&["verify", "the flood came early", "--by", name, "--json"]).exits(0);
        assert_eq!(run.lines()[0]["verdict"], "exact", "{name}");
    }
    for name in ["B. Ruiz", "Ms Li", "Ruiz, Jo"] {
        check(&["early", "--by", name], &[]);
        folder().run(&["verify", "the flood came early", "--by", name]).exits(3);
    }
}

#[test]
fn places_and_highlights_are_code_points() {
    let run = folder().run(&["quotes", "expect", "--json"]).succeeds();
    let quote = &run.lines()[0];
    assert_eq!(quote["highlights"], serde_json::json!([[11, 17]]));
    let body = RIVER.split_once("\n\n").unwrap().1.trim_end();
    assert_eq!(crate::harness::code_points(body, &quote["start"], &quote["end"]), "We did not expect the flood at all,");
}

#[test]
fn all_are_counted_and_none_is_exit_code_1() {
    let folder = folder();
    assert_eq!(folder.run(&["quotes", "--count"]).succeeds().stdout, "5\n");
    assert_eq!(folder.run(&["quotes", "zebra", "--count"]).exits(1).stdout, "0\n");
    folder.run(&["quotes", "--by", "Li", "--since", "yesteryear"]).exits(2);
    let summary = folder.run(&["quotes", "-n", "1", "--json"]).succeeds().report();
    let counted = [&summary["quotes"], &summary["attributed"], &summary["articles"], &summary["shown"]];
    assert_eq!(counted.map(|count| count.as_u64().unwrap()), [5, 5, 2, 1], "{summary}");
}

// 2. Speakers.

#[test]
fn speakers_are_counted() {
    let folder = folder();
    let run = folder.run(&["quotes", "--top-speakers", "--csv"]).succeeds();
    let expected = "speaker,quotes,words,word_share,articles\r\n\"Ana Ruiz\",3,16,0.727273,2\r\n\"Jo Li\",2,6,0.272727,2\r\n";
    assert_eq!(run.stdout, expected);
    let run = folder.run(&["quotes", "flood", "--top-speakers", "--json"]).succeeds();
    let lines = run.lines();
    assert_eq!((text(&lines[0]["speaker"]), lines[0]["quotes"].as_u64()), ("Ana Ruiz".to_owned(), Some(2)));
    assert_eq!(lines[1]["speakers"], 1);
}

// 3. Verifying.

#[track_caller]
fn verified(args: &[&str], code: i32, verdict: &str) -> serde_json::Value {
    let run = folder().run(&[&["verify", "--json"], args].concat()).exits(code);
    assert_eq!(text(&run.report()["verdict"]), verdict, "{run:#?}");
    run.lines()[0].clone()
}

#[test]
fn quotations_are_verified() {
    let found = verified(&["the FLOOD came early"], 0, "exact");
    assert_eq!((text(&found["speaker"]), text(&found["title"])), ("Ana Ruiz".to_owned(), "River rises".to_owned()));
    verified(&["the flood came early", "--by", "Ana Ruiz"], 0, "exact");
    verified(&["the flood came early", "--by", "li"], 3, "other-speaker");
    verified(&["nobody was hurt"], 3, "in-text");
    let near = verified(&["we did never expect a flood at all"], 3, "near");
    let differences = serde_json::json!([
        {"same": "We did"}, {"missing": "never"}, {"added": "not"}, {"same": "expect"}, {"missing": "a"}, {"added": "the"}, {"same": "flood at all"}
    ]);
    assert_eq!(near["differences"], differences, "{near}");
    verified(&["bananas are yellow"], 1, "not-found");
}

/// Where no speaker was found, nothing is denied.
#[test]
fn a_quotation_of_an_unknown_speaker_is_told_as_such() {
    let article =
        serde_json::json!({"title": "Lautta", "text": "”Me lähdemme huomenna aamulla”, sanoi Aino Laine.", "language": "fi"});
    let folder = Folder::indexed(&[("lautta.json", &article.to_string())]);
    let verify = |args: &[&str]| folder.run(&[&["verify", "me lähdemme huomenna aamulla"], args].concat());
    verify(&[]).exits(0);
    let run = verify(&["--by", "Ana Ruiz"]).exits(4);
    assert!(run.stdout.starts_with("found word for word; by whom is not known; 1 place\n"), "{run:#?}");
    assert_eq!(text(&verify(&["--by", "Ana Ruiz", "--json"]).exits(4).report()["verdict"]), "unknown-speaker");
}

#[test]
fn quotations_without_words_and_endless_ones_are_refused() {
    let folder = folder();
    folder.run(&["verify", "…"]).fails_with(&["there is no word to verify"]);
    folder.run(&["verify", &"flood ".repeat(501)]).fails_with(&["501 words, more than the 500"]);
    folder.run(&["verify", "flood", "--by", "?"]).fails_with(&["no name in `--by`"]);
}
