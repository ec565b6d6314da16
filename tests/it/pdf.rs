//! PDF: the words in the order in which they are read, whatever the order of the file.
//!
//! The files are made here, of content streams with one of the fonts that every reader has. Those of `tests/cases/documents` were
//! made by `scripts/score-pdf sample`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use pullquote::article::Draft;
use pullquote::error::ProblemKind;
use pullquote::extract::pdf::extract;

/// A file of these pages, each a content stream; `info` is its information dictionary, `fonts` are the fonts of all pages.
pub(crate) fn file(pages: &[String], info: &str, fonts: &str) -> Vec<u8> {
    file_with(pages, "", info, fonts)
}

/// The same with more in its catalogue.
fn file_with(pages: &[String], catalogue: &str, info: &str, fonts: &str) -> Vec<u8> {
    let n_pages = pages.len();
    let kids: Vec<String> = (0..n_pages).map(|page| format!("{} 0 R", 5 + 2 * page)).collect();
    let mut objects = vec![
        format!("<</Type/Catalog/Pages 2 0 R{catalogue}>>"),
        format!(
            "<</Type/Pages/Count {n_pages}/Kids[{}]/MediaBox[0 0 600 800]/Resources<</Font<<{fonts}>>/XObject<</I 4 0 R>>>>>>",
            kids.join(" ")
        ),
        format!("<<{info}>>"),
        "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n0\nendstream"
            .to_owned(),
    ];
    for (number, content) in pages.iter().enumerate() {
        objects.push(format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R>>", 6 + 2 * number));
        objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
    }
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).bytes());
    }
    let start = bytes.len();
    let mut end = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    places.iter().for_each(|place| writeln!(end, "{place:010} 00000 n ").unwrap());
    write!(end, "trailer<</Size {}/Root 1 0 R/Info 3 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).unwrap();
    bytes.extend(end.bytes());
    bytes
}

pub(crate) const HELVETICA: &str = "/F <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";

/// A line of text at a place from the lower left corner.
pub(crate) fn line(x: u32, y: u32, size: u32, text: &str) -> String {
    format!("BT /F {size} Tf {x} {y} Td ({text}) Tj ET\n")
}

#[track_caller]
fn article(pages: &[String], info: &str) -> Draft {
    let (draft, findings) = extract(file(pages, info, HELVETICA)).unwrap();
    assert_eq!(findings, []);
    draft
}

/// The lines of columns, beside each other in the file, as some programs write them.
fn across(top: u32, columns: &[(u32, &[&str])]) -> String {
    let n_lines = columns.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
    let mut content = String::new();
    for number in 0..n_lines {
        for (x, lines) in columns {
            content.extend(lines.get(number).map(|text| line(*x, top - 12 * number as u32, 10, text)));
        }
    }
    content
}

const LEFT: [&str; 4] = [
    "The ferry to Gull Haven will",
    "sail again from Monday, the",
    "harbour trust has said on the",
    "day before yesterday, and not",
];
const RIGHT: [&str; 4] = [
    "before. Its engine was under",
    "repair for eleven weeks after",
    "a rope had caught in one of",
    "the screws near the old pier.",
];
const TEXT: &str = "The ferry to Gull Haven will sail again from Monday, the harbour trust has said on the day before yesterday, and not \
                    before. Its engine was under repair for eleven weeks after a rope had caught in one of the screws near the old pier.";

#[test]
fn columns_are_read_one_after_the_other() {
    let page = format!("{}{}", line(50, 760, 24, "Ferry sails on Monday"), across(700, &[(50, &LEFT), (310, &RIGHT)]));
    let draft = article(&[page], "");
    assert_eq!((draft.title.as_deref(), draft.body.as_str()), (Some("Ferry sails on Monday"), TEXT));
}

#[test]
fn parts_of_the_body_name_their_page_and_box() {
    let head = |number: &str| format!("{}{}", line(50, 780, 8, "The Tide"), line(300, 20, 8, number));
    let first = format!("{}{}", head("1"), across(700, &[(50, &LEFT)]));
    let second = format!("{}{}", head("2"), across(700, &[(50, &RIGHT)]));
    let draft = article(&[first, second], "");
    // The sentence goes on on the next page, and neither head nor number stands in it.
    assert_eq!(draft.body, TEXT);
    let found: Vec<(usize, String)> = draft.locators.iter().map(|(byte, locator)| (byte, locator.to_string())).collect();
    assert_eq!(found, [(0, "page 1".to_owned()), (TEXT.find("before. Its").unwrap(), "page 2".to_owned())]);
}

#[test]
fn hyphens_at_line_ends_go_if_the_word_is_known() {
    let lines = ["A lighthouse stands there. The light-", "house is old, and its well-known keep-", "er is well-", "known."];
    let draft = article(&[across(700, &[(50, &lines)])], "");
    // Who cuts the text into words decides about the last one.
    assert_eq!(draft.body, "A lighthouse stands there. The lighthouse is old, and its well-known keep-\ner is well-known.");
}

#[test]
fn names_of_files_are_no_titles() {
    let page = || vec![across(700, &[(50, &LEFT)])];
    for (stated, title) in
        [("Microsoft Word - ferry.doc", None), ("ferry_v2.indd", None), ("Ferry sails on Monday", Some("Ferry sails on Monday"))]
    {
        assert_eq!(article(&page(), &format!("/Title({stated})")).title.as_deref(), title, "{stated}");
    }
    let draft = article(&page(), "/Author(Ondine Prowse)/CreationDate(D:20240603101500+02'00')");
    assert_eq!(
        (draft.bylines, draft.published.unwrap().to_string()),
        (vec!["Ondine Prowse".to_owned()], "2024-06-03T10:15:00+02:00".to_owned())
    );
}

#[test]
fn tables_are_read_row_by_row() {
    let rows = [
        ["Libraries", "412,0", "398,5"],
        ["Street lights", "96,2", "101,4"],
        ["Ferry", "55,0", "61,7"],
        ["Schools", "903,1", "911,8"],
    ];
    let mut page = line(50, 760, 24, "Where the rates go");
    for (number, row) in rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            page += &line(50 + 150 * column as u32, 700 - 14 * number as u32, 10, cell);
        }
    }
    let body = article(&[page], "").body;
    assert_eq!(body, "Libraries 412,0 398,5\n\nStreet lights 96,2 101,4\n\nFerry 55,0 61,7\n\nSchools 903,1 911,8");
}

#[test]
fn a_table_above_columns_with_rules_is_read_row_by_row() {
    let rows = [["Libraries", "412,0"], ["Street lights", "96,2"], ["Ferry", "55,0"], ["Schools", "903,1"], ["Debt", "7,4"]];
    let mut page = line(50, 760, 24, "Where the rates go");
    for (number, row) in rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            page += &line(50 + 260 * column as u32, 700 - 14 * number as u32, 10, cell);
        }
    }
    page += &across(600, &[(50, &LEFT), (310, &RIGHT)]);
    page += "300 560 m 300 612 l S\n";
    let body = article(&[page], "").body;
    let table = "Libraries 412,0\n\nStreet lights 96,2\n\nFerry 55,0\n\nSchools 903,1\n\nDebt 7,4";
    assert_eq!(body, format!("{table}\n\n{TEXT}"));
}

#[test]
fn the_end_of_a_list_is_no_page_number() {
    let states = ["Tarn 82", "Gull Haven 80", "Heron Quay 78", "Saltby 71", "Old Pier 70"];
    let page = |from: usize| -> String {
        (0..5).map(|row| line(50, 120 - 22 * row as u32, 10, &format!("{}. {}", from + row, states[row]))).collect()
    };
    let text = || across(700, &[(50, &LEFT), (310, &RIGHT)]);
    let body = article(&[text() + &page(1) + &line(300, 8, 8, "17")], "").body;
    for (number, state) in (1..).zip(states) {
        assert!(body.contains(&format!("{number}. {state}")), "{body}");
    }
    assert!(!body.contains("17"), "{body}");
}

#[test]
fn columns_that_the_file_has_one_after_the_other_are_believed() {
    // Twelve lines beside each other, and below a headline two, with a gutter as narrow as a space may be.
    let column = |x: u32, lines: [&str; 2]| -> String {
        let long: String = (0..12).map(|row| line(x, 700 - 12 * row as u32, 10, "Rain fell on the old town and")).collect();
        long + &line(x, 400, 10, lines[0]) + &line(x, 388, 10, lines[1])
    };
    let [left, right] = [
        ["on the old town and Rain fell", "town and Rain fell on the old"],
        ["fell on the old town and Rain", "and Rain fell on the old town"],
    ];
    let page = column(50, left) + &line(50, 450, 18, "A headline that goes over both of them") + &column(190, right);
    let body = article(&[page], "").body;
    assert!(body.contains("on the old town and Rain fell town and Rain fell on the old"), "{body}");
}

#[test]
fn short_columns_with_narrow_gutters_are_columns() {
    // Three lines, 8 points apart: the space of a wide line is no less.
    let [a, b, c] = [
        ["The ferry to Gull", "Haven sails from", "Monday, says the"],
        ["trust that owns the", "boats and the quay", "in the old harbour,"],
        ["whose rope works", "burns tar at night", "until the dawn."],
    ];
    let page = line(50, 760, 24, "Ferry sails on Monday") + &across(700, &[(50, &a), (137, &b), (232, &c)]);
    let text = "The ferry to Gull Haven sails from Monday, says the trust that owns the boats and the quay in the old harbour, whose rope \
                works burns tar at night until the dawn.";
    assert_eq!(article(&[page], "").body, text);
}

fn published(draft: &Draft) -> String {
    draft.published.map_or("-".to_owned(), |time| format!("{time} {}", time.origin.name()))
}

#[test]
fn the_day_that_is_shown_counts_before_the_day_of_printing() {
    let made = "/CreationDate(D:20260102030405Z)";
    let headline = || line(50, 760, 24, "Ferry sails on Monday");
    let below = |text: &str| vec![format!("{}{}{}", headline(), line(50, 720, 10, text), across(690, &[(50, &LEFT)]))];
    let check = |pages: &[String], expected: &str| assert_eq!(published(&article(pages, made)), expected);
    check(&below("3 June 2024"), "2024-06-03 text");
    check(&below("By Ondine Prowse | 3 June 2024"), "2024-06-03 text");
    check(&below("HERON QUAY, 3 June 2024 - The ferry sails."), "2024-06-03 text");
    check(&below("LONDON, 3 June 2024 \\(Tide\\) The ferry sails."), "2024-06-03 text");
    // A day in a sentence is what the sentence is about.
    check(&below("The trust bought the ferry on 3 June 2024."), "2026-01-02T03:04:05Z properties");
    check(&below("Nobody knows."), "2026-01-02T03:04:05Z properties");
    let with_head = |head: &str| {
        let page =
            |number: &str| format!("{}{}{}", line(50, 785, 8, head), line(560, 785, 8, number), across(700, &[(50, &LEFT)]));
        [page("1"), page("2")]
    };
    check(&with_head("The Heron Quay Tide, Monday 3 June 2024"), "2024-06-03 text");
    // Browsers print the time of printing.
    check(&with_head("03/06/2024, 10:15 Ferry sails"), "2026-01-02T03:04:05Z properties");
}

#[test]
fn the_day_in_a_path_counts_before_the_day_of_printing() {
    let bytes = file(&[across(700, &[(50, &LEFT)])], "/CreationDate(D:20260102030405Z)", HELVETICA);
    let of = |name: &str| {
        let (articles, _) = crate::harness::reading::read(name, &bytes);
        articles[0].published.map(|time| format!("{time} {}", time.origin.name()))
    };
    assert_eq!(of("2024/06/03/ferry.pdf").as_deref(), Some("2024-06-03 path"));
    assert_eq!(of("ferry.pdf").as_deref(), Some("2026-01-02T03:04:05Z properties"));
}

#[test]
fn pages_have_the_names_that_readers_see() {
    let pages: Vec<String> = (0..4).map(|_| across(700, &[(50, &LEFT), (310, &RIGHT)])).collect();
    let labels = "/PageLabels<</Kids[<</Nums[0<</S/r>> 1<</S/D/P(A)>>]>> <</Nums[3<</S/D/P(B)/St 7>>]>>]>>";
    let named = |catalogue: &str| -> Vec<(String, String)> {
        let (draft, _) = extract(file_with(&pages, catalogue, "", HELVETICA)).unwrap();
        draft.locators.iter().map(|(_, locator)| (locator.to_string(), locator.fragment())).collect()
    };
    let pairs = |names: [&str; 4]| -> Vec<(String, String)> {
        (1..).zip(names).map(|(number, name)| (format!("page {name}"), format!("page={number}"))).collect()
    };
    let unique = |mut list: Vec<(String, String)>| {
        list.dedup();
        list
    };
    assert_eq!(unique(named(labels)), pairs(["i", "A1", "A2", "B7"]));
    assert_eq!(unique(named("")), pairs(["1", "2", "3", "4"]));
    // Damage says nothing, and ends.
    assert_eq!(unique(named("/PageLabels<</Nums[0]/Kids[1 0 R 1 0 R]>>")), pairs(["1", "2", "3", "4"]));
}

#[test]
fn pages_that_are_pictures_need_ocr() {
    let picture = || "q 600 0 0 800 0 0 cm /I Do Q".to_owned();
    let text = across(700, &[(50, &LEFT)]);
    let (_, findings) = extract(file(&[text, picture(), picture()], "", HELVETICA)).unwrap();
    let said: Vec<_> = findings.iter().map(|finding| (finding.kind, finding.message.as_str())).collect();
    assert_eq!(said, [(ProblemKind::Empty, "pages 2 to 3: pictures without text; the file needs OCR")]);
    let refused = extract(file(&[picture()], "", HELVETICA)).unwrap_err();
    assert_eq!(refused.message, "page 1: pictures without text; the file needs OCR");
}

#[test]
fn a_font_that_does_not_tell_its_letters_is_not_guessed() {
    let font = "/F <</Type/Font/Subtype/Type0/BaseFont/Odd/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/Odd\
                /CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>";
    let refused = extract(file(&["BT /F 10 Tf 50 700 Td <00240025> Tj ET".to_owned()], "", font)).unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Encoding);
    assert!(refused.message.starts_with("page 1: a font does not say"), "{}", refused.message);
}

#[test]
fn a_password_is_a_problem_unless_it_is_empty() {
    let case =
        |name: &str| extract(fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/documents").join(name)).unwrap());
    let (draft, findings) = case("lantern-ferry-owner-password.pdf").unwrap();
    assert!(draft.body.contains("lanterns"), "{}", draft.body);
    assert_eq!(findings, []);
    assert_eq!(case("lantern-ferry-password.pdf").unwrap_err().message, "the PDF cannot be read: it has a password");
}

#[test]
fn a_body_that_begins_with_the_words_of_its_headline_knows_its_places() {
    let page = line(50, 760, 24, "Rain") + &line(50, 700, 10, "Rain fell on the town for three days.");
    let draft = article(&[page, line(50, 700, 10, "Then the river rose.")], "");
    assert_eq!((draft.title.as_deref(), draft.body.starts_with("Rain fell")), (Some("Rain"), true));
    let pages: Vec<u32> = draft
        .locators
        .iter()
        .map(|(_, locator)| match locator {
            pullquote::article::Locator::Page(page, _) => page.number,
            pullquote::article::Locator::Time(_) => panic!("a page has no time"),
        })
        .collect();
    assert_eq!(pages, [1, 2]);
}

#[test]
fn damaged_files_are_read_as_far_as_they_go() {
    let page = || vec![across(700, &[(50, &LEFT), (310, &RIGHT)])];
    let mut bytes = file(&page(), "", HELVETICA);
    // Without its table of objects, they are searched for.
    let end = bytes.len() - 200;
    bytes.truncate(end);
    assert!(extract(bytes).is_ok_and(|(draft, _)| draft.body == TEXT));
    assert_eq!(extract(b"%PDF-1.7\nnothing".to_vec()).unwrap_err().kind, ProblemKind::Syntax);
}
