//! Where something appeared first, and who printed it after.

use crate::harness::{Folder, text};
use serde_json::json;

fn printed(rows: &[(&str, &str, &str)]) -> Folder {
    let line = |(idx, (day, publisher, body)): (usize, &(&str, &str, &str))| {
        let mut record = json!({"id": idx.to_string(), "text": body});
        for (key, value) in [("date", day), ("publisher", publisher)] {
            if !value.is_empty() {
                record[key] = (*value).into();
            }
        }
        format!("{record}\n")
    };
    Folder::indexed(&[("a.jsonl", &rows.iter().enumerate().map(line).collect::<String>())])
}

#[test]
fn each_day_tells_who_is_new() {
    let folder = printed(&[
        ("2024-03-06", "Herald", "The flood came, he said."),
        ("2024-03-05", "Wire", "“The flood came.”"),
        ("2024-03-06", "Wire", "Again: the flood came."),
        ("2024-03-08", "", "The flood came."),
        ("", "Herald", "The flood came."),
        ("2024-03-01", "Herald", "A flood that came."),
    ]);
    let lines = folder.run(&["spread", "--json", "\"the flood came\""]).succeeds().lines();
    let days: Vec<_> = lines[..3]
        .iter()
        .map(|day| (text(&day["day"]), &day["articles"], &day["new_publishers"], &day["known_publishers"], &day["unnamed"]))
        .collect();
    assert_eq!(
        json!(days),
        json!([["2024-03-05", 1, ["Wire"], [], 0], ["2024-03-06", 2, ["Herald"], ["Wire"], 0], ["2024-03-08", 1, [], [], 1]])
    );
    let summary = lines.last().unwrap();
    assert_eq!((&summary["articles"], &summary["undated"], &summary["publishers"]), (&5.into(), &1.into(), &2.into()));
    assert_eq!((&summary["first_publisher"], &summary["first_published"]), (&"Wire".into(), &"2024-03-05".into()));
    let shown = folder.run(&["spread", "\"the flood came\""]).succeeds().stdout;
    assert!(
        shown.contains("2024-03-06    2 articles  +Herald, Wire\n") && shown.contains("1 article without a date\n"),
        "{shown}"
    );
    let csv = folder.run(&["spread", "--csv", "\"the flood came\""]).succeeds().stdout;
    assert!(csv.contains("2024-03-06,2,2,\"Herald\",\"Wire\",0\r\n"), "{csv}");
}

#[test]
fn nothing_is_loosened_and_names_are_harmless() {
    let folder = printed(&[("2024-03-06", "=1\u{1b}[31m", "The flood came."), ("", "Herald", "The storm came.")]);
    folder.run(&["spread", "flood storm"]).exits(1);
    let csv = folder.run(&["spread", "--csv", "flood"]).succeeds();
    assert!(csv.stdout.contains("\"'=1") && !csv.stdout.contains('\u{1b}'), "{}", csv.stdout);
    folder.run(&["spread", "flood"]).succeeds().assert_harmless();
    // Without any date there is no first.
    let undated = folder.run(&["spread", "--json", "storm"]).succeeds().lines();
    assert_eq!((undated.len(), &undated[0]["first"]), (1, &json!(null)));
}
