//! Counting from the command line:
//!
//! 1. what is counted is what `search` finds, loosened likewise, and each count is that of a search narrowed to the value;
//! 2. the stretches of a timeline, those before it and those without a date are all that match, and shares are of all articles;
//! 3. tables, comma-separated values and pictures hold whatever an article does, and nothing of it acts.

use crate::harness::{Folder, Run, text};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};

fn corpus() -> Folder {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    folder
}

/// A folder with an article for each publisher and date, all with the word "flood" but those of nobody.
fn of(articles: &[(&str, &str)]) -> Folder {
    let record = |(number, (publisher, date)): (usize, &(&str, &str))| {
        let what = if publisher.is_empty() { "Rain" } else { "Flood" };
        let record = json!({
            "id": number.to_string(), "title": format!("{what} {number}"), "text": format!("{what} number {number} came late."),
            "publisher": publisher, "date": date, "language": "en",
        });
        format!("{record}\n")
    };
    Folder::indexed(&[("all.jsonl", &articles.iter().enumerate().map(record).collect::<String>())])
}

fn counted(folder: &Folder, args: &[&str]) -> Run {
    folder.run(&[&["count", "--json"], args].concat())
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn of_kind<'a>(lines: &'a [Value], kind: &'a str) -> impl Iterator<Item = &'a Value> {
    lines.iter().filter(move |line| line["kind"] == kind)
}

// 1. The articles of a search.

#[test]
fn each_count_is_that_of_a_search_narrowed_to_the_value() {
    let folder = corpus();
    let total = |args: &[&str]| number(&folder.run(&[&["search", "--json", "-n", "0"], args].concat()).summary()["total"]);
    for (query, how) in [("flood", "all"), ("harbour bridge", "any"), ("(flood OR ferry) -insurance", "best")] {
        let lines = counted(&folder, &[query, "--match", how, "-n", "1000"]).succeeds().lines();
        assert_eq!(number(&lines.last().unwrap()["total"]), total(&[query, "--match", how]));
        let mut n_checked = 0;
        for value in of_kind(&lines, "value").filter(|value| value["facet"] != "speaker") {
            let filter = match text(&value["facet"]).as_str() {
                "lang" => format!("lang:{}", text(&value["value"])),
                facet => format!("{facet}:=\"{}\"", text(&value["value"])),
            };
            assert_eq!(number(&value["articles"]), total(&["--match", how, &format!("{query} {filter}")]), "{query} {filter}");
            assert_eq!(number(&value["all"]), total(&[&filter]), "{filter}");
            let share = number(&value["articles"]) as f64 / number(&value["all"]) as f64;
            assert!((value["share"].as_f64().unwrap() - share).abs() < 1e-6, "{value}");
            n_checked += 1;
        }
        assert!(n_checked > 4, "{query}");
        // A speaker is found by every part of the name, so a search finds as many or more.
        for value in of_kind(&lines, "value").filter(|value| value["facet"] == "speaker") {
            let n = total(&["--match", how, &format!("{query} by:\"{}\"", text(&value["value"]))]);
            assert!(number(&value["articles"]) <= n, "{value}");
        }
    }
}

#[test]
fn counts_are_loosened_as_searches_are_and_that_is_told() {
    let folder = corpus();
    for (how, code) in [("best", 0), ("all", 1), ("any", 0)] {
        let args = ["lighthouse keeper", "--match", how];
        let searched = folder.run(&[&["search"], &args[..]].concat()).exits(code);
        let run = folder.run(&[&["count", "--facet", "lang"], &args[..]].concat()).exits(code);
        // All but how long it took, and how many stories it is.
        let told = |run: &Run| {
            run.stderr
                .lines()
                .map(|line| line.split([" (", " in "][usize::from(line.contains(" stories ("))]).next().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(told(&run), told(&searched));
        assert!(run.stderr.starts_with("understood as: lighthouse keeper\n"), "{run:?}");
        assert_eq!(run.stderr.contains("no article contains all 2 words; these contain 1 of them"), how == "best");
        let summary = counted(&folder, &args).exits(code).summary();
        let searched = folder.run(&[&["search", "--json"], &args[..]].concat()).exits(code).summary();
        for key in ["total", "understood", "words", "words_needed", "loosened"] {
            assert_eq!(summary[key], searched[key], "{key} {how}");
        }
    }
}

#[test]
fn without_a_query_all_are_counted_by_everything() {
    let folder = of(&[("The Courier", "2024-03-25"), ("The Courier", ""), ("Wire", "2024"), ("", "")]);
    let lines = counted(&folder, &[]).succeeds().lines();
    let values: Vec<(String, String, u64, u64)> = of_kind(&lines, "value")
        .map(|value| (text(&value["facet"]), text(&value["value"]), number(&value["articles"]), number(&value["all"])))
        .collect();
    let expected = [("publisher", "The Courier", 2, 2), ("publisher", "Wire", 1, 1), ("lang", "en", 4, 4)];
    assert_eq!(values, expected.map(|(facet, value, n, all)| (facet.to_owned(), value.to_owned(), n, all)));
    let summary = lines.last().unwrap();
    assert_eq!((&summary["total"], &summary["all"], &summary["timeline"]), (&4.into(), &4.into(), &Value::Null));
    let facets = json!([
        {"facet": "publisher", "values": 2, "shown": 2}, {"facet": "section", "values": 0, "shown": 0},
        {"facet": "speaker", "values": 0, "shown": 0}, {"facet": "lang", "values": 1, "shown": 1},
    ]);
    assert_eq!(summary["facets"], facets);
}

#[test]
fn what_was_asked_for_is_counted_in_that_order() {
    let folder = of(&[("The Courier", "2024-03-25"), ("Wire", "2024"), ("Wire", "2024")]);
    let run = folder.run(&["count", "flood", "--facet", "lang,publisher,lang", "-n", "1"]).succeeds();
    let words = |line: &str| line.split_whitespace().filter(|word| !word.contains('█')).collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = run.stdout.lines().map(words).collect();
    let expected = [
        "lang articles stories of all share",
        "en 3 3 3 100.0%",
        "",
        "publisher articles stories of all share",
        "Wire 2 2 2 100.0%",
        "1 more",
    ];
    assert_eq!(lines, expected);
    let by_time = counted(&folder, &["--timeline", "year"]).succeeds().lines();
    assert_eq!(of_kind(&by_time, "value").count(), 0);
}

#[test]
fn nothing_found_is_1_and_what_cannot_be_is_2() {
    let folder = of(&[("The Courier", "2024-03-25")]);
    let run = folder.run(&["count", "zebra"]).exits(1);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains("no article contains `zebra`"), "{run:?}");
    assert_eq!(folder.run(&["count", "zebra", "--csv"]).exits(1).stdout, "by,value,articles,all,share,stories\r\n");
    assert_eq!(counted(&folder, &["zebra"]).exits(1).summary()["total"], 0);
    folder.run(&["count", "(flood"]).fails_with(&["error: "]);
    folder.run(&["count", "flood", "--facet", "colour"]).fails_with(&["it can be `publisher`, `section`, `speaker`, `lang`"]);
    folder.run(&["count", "flood", "--timeline", "decade"]).fails_with(&["it can be `day`, `week`, `month`, `year`"]);
    folder.run(&["count", "flood", "--svg", "a.svg"]).fails_with(&["--timeline"]);
    folder.run(&["count", "flood", "--csv", "--json"]).fails_with(&[]);
    folder.run(&["count", "flood", "--timeline", "day", "--svg", "no/such/folder.svg"]).fails_with(&["no/such/folder.svg"]);
}

// 2. Over time.

/// The label, the articles that match and all articles of each stretch.
fn stretches(lines: &[Value]) -> Vec<(String, u64, u64)> {
    let of = |line: &Value| (text(&line["label"]), number(&line["articles"]), number(&line["all"]));
    of_kind(lines, "stretch").map(of).collect()
}

#[test]
fn stretches_and_undated_articles_are_all_that_match() {
    let folder = corpus();
    for period in ["day", "week", "month", "year"] {
        let lines = counted(&folder, &["flood OR bridge", "--timeline", period]).succeeds().lines();
        let summary = lines.last().unwrap();
        let timeline = &summary["timeline"];
        let n_dated: u64 = stretches(&lines).iter().map(|(_, n, _)| n).sum();
        assert_eq!(n_dated + number(&timeline["undated"]) + number(&timeline["before"]), number(&summary["total"]), "{summary}");
        assert!(number(&timeline["undated"]) > 0 && n_dated > 0, "{summary}");
        assert_eq!(number(&timeline["stretches"]) as usize, stretches(&lines).len());
        for stretch in of_kind(&lines, "stretch").filter(|stretch| number(&stretch["articles"]) > 0).take(8) {
            let query = format!("(flood OR bridge) date:{}", text(&stretch["label"]));
            let found = folder.run(&["search", "--json", "-n", "0", &query]).succeeds().summary();
            assert_eq!(found["total"], stretch["articles"], "{query}");
        }
    }
}

#[test]
fn empty_stretches_are_shown_and_shares_are_of_all_articles() {
    let folder = of(&[
        ("A", "2024-03-01"),
        ("A", "2024-03-02"),
        ("", "2024-03-02"),
        ("A", "2024-06-30"),
        ("", "2024-05-01"),
        ("", ""),
        ("A", ""),
    ]);
    let run = counted(&folder, &["flood", "--timeline", "month"]).succeeds();
    let lines = run.lines();
    let expected = [("2024-03", 2, 3), ("2024-04", 0, 0), ("2024-05", 0, 1), ("2024-06", 1, 1)];
    assert_eq!(stretches(&lines), expected.map(|(label, n, all)| (label.to_owned(), n, all)));
    let shares: Vec<&Value> = of_kind(&lines, "stretch").map(|stretch| &stretch["share"]).collect();
    assert_eq!(shares, [&json!(0.666_667), &Value::Null, &json!(0.0), &json!(1.0)]);
    let timeline = json!({"period": "month", "stretches": 4, "before": 0, "undated": 1, "all_undated": 2});
    assert_eq!(lines.last().unwrap()["timeline"], timeline);
    let csv = folder.run(&["count", "flood", "--timeline", "month", "--csv"]).succeeds().stdout;
    let expected = "by,value,articles,all,share,stories\r\nmonth,\"2024-03\",2,3,0.666667,2\r\nmonth,\"2024-04\",0,0,,0\r\n\
                    month,\"2024-05\",0,1,0.000000,0\r\nmonth,\"2024-06\",1,1,1.000000,1\r\nundated,,1,2,0.500000,\r\n";
    assert_eq!(csv, expected);
    let table = folder.run(&["count", "flood", "--timeline", "month"]).succeeds().stdout;
    assert!(table.contains("\n2024-04         0        0       0       -\n"), "{table}");
    assert!(table.ends_with("\n1 article without a date, of 2\n"), "{table}");
}

#[test]
fn weeks_run_over_new_year() {
    let dates = ["2020-12-27", "2020-12-28", "2020-12-31", "2021-01-01", "2021-01-03", "2021-01-04"];
    let folder = of(&dates.map(|date| ("A", date)));
    let lines = counted(&folder, &["--timeline", "week"]).succeeds().lines();
    let expected = [("2020-W52", 1, 1), ("2020-W53", 4, 4), ("2021-W01", 1, 1)];
    assert_eq!(stretches(&lines), expected.map(|(label, n, all)| (label.to_owned(), n, all)));
    assert_eq!((&lines[1]["first_day"], &lines[1]["last_day"]), (&"2020-12-28".into(), &"2021-01-03".into()));
    assert_eq!(folder.run(&["search", "--json", "-n", "0", "date:2020-W53"]).succeeds().summary()["total"], 4);
}

#[test]
fn a_timeline_too_long_for_its_period_is_of_longer_ones_and_that_is_told() {
    let folder = of(&[("A", "1851-09-18"), ("A", "2024-03-25")]);
    let run = counted(&folder, &["--timeline", "day"]).succeeds();
    assert!(run.stderr.contains("note: more than 4000 days; counted by month instead\n"), "{run:?}");
    let timeline = run.lines().last().unwrap()["timeline"].clone();
    assert_eq!((&timeline["period"], number(&timeline["stretches"])), (&"month".into(), 173 * 12 - 5));
    assert_eq!(counted(&folder, &["--timeline", "month"]).succeeds().stderr, "");
}

// 3. Forms.

const ATTACKS: [&str; 6] = [
    "=HYPERLINK(\"http://x.example\",\"y\")",
    " +1+cmd|' /C calc'!A0",
    "</title><script>alert(1)</script>",
    "\u{1b}[2J\u{202e}evil",
    "@SUM(1,2)\", 5",
    "－2",
];

#[test]
fn hostile_publishers_are_cells_lines_and_names() {
    let folder = of(&ATTACKS.map(|attack| (attack, "2024-03-25")));
    let csv = folder.run(&["count", "--facet", "publisher", "--csv"]).succeeds();
    let lines = csv.stdout.replace("\r\n", "\n");
    Run { code: csv.code, stdout: lines, stderr: csv.stderr.clone() }.assert_harmless();
    let rows: Vec<&str> = csv.stdout.split_terminator("\r\n").collect();
    assert_eq!(rows.len(), 1 + ATTACKS.len(), "{csv:?}");
    for row in &rows[1..] {
        let cell = row.strip_prefix("publisher,\"").and_then(|row| row.strip_suffix("\",1,1,1.000000,1")).unwrap();
        assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '－']), "{row}");
        assert!(!cell.replace("\"\"", "").contains('"'), "{row}");
    }
    let table = folder.run(&["count", "--facet", "publisher"]).succeeds();
    table.assert_harmless();
    assert_eq!(table.stdout.lines().count(), 1 + ATTACKS.len(), "{table:?}");
    counted(&folder, &["--facet", "publisher"]).succeeds().assert_harmless();
}

#[test]
fn lines_are_as_wide_as_the_terminal() {
    let folder =
        of(&[("The Courier of a Town with a Very Long Name, Evening Edition", "2024-03-25"), ("東京新聞", "2024-03-26")]);
    for columns in ["50", "80", "200"] {
        let run =
            Run::of(folder.command(&["count", "--timeline", "day", "--facet", "publisher"]).env("COLUMNS", columns)).succeeds();
        let longest = run.stdout.lines().map(|line| line.chars().count()).max().unwrap();
        assert_eq!(longest, columns.parse::<usize>().unwrap(), "{}", run.stdout);
    }
}

/// The text of a picture, and its elements.
fn read_svg(svg: &str) -> (String, Vec<String>) {
    let mut reader = Reader::from_str(svg);
    let (mut read, mut elements) = (String::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return (read, elements),
            Event::Start(element) | Event::Empty(element) => {
                assert!(element.attributes().all(|attribute| attribute.is_ok()), "{svg}");
                elements.push(element.name().as_ref().to_owned());
            }
            Event::Text(text) => read.push_str(&text),
            Event::GeneralRef(name) => read.push_str(&format!("&{};", &*name)),
            _ => {}
        }
    }
}

#[test]
fn a_picture_tells_what_it_shows() {
    let folder = of(&[("A", "2024-03-01"), ("A", "2024-03-02"), ("", "2024-03-02"), ("A", "2024-06-30"), ("A", "")]);
    let query = "flood OR \"</title><script>alert(1)</script>&\"";
    let args = ["count", query, "--timeline", "month", "--svg", "flood.svg"];
    let run = folder.run(&args).succeeds();
    assert_eq!(run.stdout, folder.run(&args[..4]).succeeds().stdout);
    let svg = std::fs::read_to_string(folder.path("flood.svg")).unwrap();
    let (read, elements) = read_svg(&svg);
    assert!(
        elements.iter().all(|name| ["svg", "title", "desc", "rect", "text", "path", "g"].contains(&name.as_str())),
        "{elements:?}"
    );
    assert!(svg.contains("role=\"img\" aria-labelledby=\"title description\""), "{svg}");
    assert!(read.contains("Articles by month: flood OR &quot;&lt;/title&gt;&lt;script&gt;alert(1)"), "{read}");
    let description = "4 articles match. The first are of 2024-03, the last of 2024-06. Most are of 2024-03: 2 of 3 articles (66.7%). The \
                       largest share is that of 2024-06: 1 of 1 article (100.0%). Not shown: 1 article without a date.";
    assert!(read.contains(description), "{read}");
    // The ground, and in both drawings a bar for each of two months.
    assert_eq!(elements.iter().filter(|name| *name == "rect").count(), 1 + 2 * 2);
    for label in ["2024-03", "2024-04", "2024-05", "2024-06"] {
        assert!(svg.contains(&format!(">{label}</text>")), "{svg}");
    }
}

/// A picture of points: how wide and high it is, its points, and the texts in it.
fn read_png(bytes: &[u8]) -> (u32, u32, Vec<u8>, Vec<(String, String)>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut points = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut points).unwrap();
    let texts = reader.info().utf8_text.iter().map(|chunk| (chunk.keyword.clone(), chunk.get_text().unwrap())).collect();
    (frame.width, frame.height, points, texts)
}

#[test]
fn a_picture_of_points_shows_what_the_drawing_does() {
    let folder = corpus();
    let draw = |query: &str, name: &str| {
        let run = folder.run(&["count", query, "--timeline", "month", "--png", name, "--svg", "a.svg"]);
        (run, std::fs::read(folder.path(name)).unwrap())
    };
    let (run, bytes) = draw("flood OR harbour", "a.png");
    assert!(!run.succeeds().stderr.contains("note"));
    let (width, height, points, texts) = read_png(&bytes);
    assert_eq!((width, height), (1920, 1000));
    let svg = std::fs::read_to_string(folder.path("a.svg")).unwrap();
    let of_svg = |start: &str, end: &str| svg.split_once(start).unwrap().1.split_once(end).unwrap().0.to_owned();
    assert_eq!(texts[0], ("Title".to_owned(), of_svg("<title id=\"title\">", "<")));
    assert_eq!(texts[1], ("Description".to_owned(), of_svg("<desc id=\"description\">", "<")));
    // In the middle of the foot of each bar is its colour, twice as far from the corner as in the drawing.
    let point = |x: f64, y: f64| {
        let at = ((y * 2.0) as usize * 1920 + (x * 2.0) as usize) * 3;
        [points[at], points[at + 1], points[at + 2]]
    };
    let mut n_bars = 0;
    for (panel, color) in svg.split("<g fill=\"").skip(1).zip([[0x1f, 0x5a, 0x8a], [0xa8, 0x48, 0x0f]]) {
        for bar in panel.split_once("</g>").unwrap().0.split("<rect ").skip(1) {
            let number = |name: &str| -> f64 { bar.split_once(name).unwrap().1.split('"').next().unwrap().parse().unwrap() };
            let (x, y, width, height) = (number("x=\""), number("y=\""), number("width=\""), number("height=\""));
            assert_eq!(point(x + width / 2.0, y + height - 1.0), color, "{bar}");
            n_bars += 1;
        }
    }
    assert!(n_bars > 6, "{n_bars}");
    assert_eq!(point(2.0, 2.0), [0xff; 3]);
    assert!(draw("flood OR harbour", "b.png").1 == bytes);
}

#[test]
fn letters_that_cannot_be_drawn_are_told() {
    let folder = corpus();
    let run = folder.run(&["count", "flood OR 洪水 OR \u{202e}فيضان", "--timeline", "year", "--png", "a.png"]).succeeds();
    assert!(
        run.stderr.contains("note: the PNG shows boxes for characters") && run.stderr.contains("hint: `--svg FILE`"),
        "{run:?}"
    );
    folder.run(&["count", "flood", "--png", "a.png"]).fails_with(&["--timeline"]);
    folder.run(&["count", "flood", "--timeline", "day", "--png", "no/such/folder.png"]).fails_with(&["no/such/folder.png"]);
}

#[test]
fn without_a_date_there_is_no_picture_and_that_is_told() {
    let folder = of(&[("A", "")]);
    let run = folder.run(&["count", "--timeline", "month", "--svg", "a.svg", "--png", "a.png"]).succeeds();
    assert!(run.stderr.contains("note: no matching article has a date, so there is nothing to draw"), "{run:?}");
    assert!(!folder.path("a.svg").exists() && !folder.path("a.png").exists());
}
