use super::*;
use crate::query::{Nearness, Reach};

fn near(left: Query, words: u32, right: Query) -> Query {
    let nearness = Nearness { reach: Reach::Words(words), is_ordered: false };
    Query::Near { left: Box::new(left), right: Box::new(right), nearness }
}

#[test]
fn a_connector_binds_tighter_than_everything_else() {
    assert_eq!(
        parse("a b w/5 c AND d", TODAY).0,
        Some(Query::And(vec![Query::Words(vec![word("a"), near(word("b"), 5, word("c"))]), word("d")]))
    );
    check("a w/5 b OR c pre/2 d", "(a w/5 b) OR (c pre/2 d)");
    check("title:(a w/5 b) (c w/s d)", "title:(a w/5 b) (c w/s d)");
    check("NOT a w/5 b", "-(a w/5 b)");
    check("a AND NOT b W/P c", "a AND -(b w/p c)");
}

#[test]
fn every_single_clause_can_be_a_side() {
    check("econom* w/5 crocus~1", "econom* w/5 crocus~1");
    check("=rates PRE/S \"white house\"", "\"rates\" pre/s \"white house\"");
    check("(flood OR \"high water\") w/3 caps(us)", "(flood OR \"high water\") w/3 caps(us)");
    check("\"a b\"w/5(c OR d)", "\"a b\" w/5 (c OR d)");
    check("(a)w/5\"b c\"", "a w/5 \"b c\"");
    check("house, w/5 moscow.", "house w/5 moscow");
}

#[test]
fn spellings_of_other_services_print_canonical() {
    for spelling in ["/5", "near5", "near/5", "NEAR5", "W/5", "N/5"] {
        check(&format!("a {spelling} b"), "a w/5 b");
        check(&format!("a not {spelling} b"), "a not w/5 b");
    }
    for spelling in ["adj5", "ADJ/5", "pre/05"] {
        check(&format!("a {spelling} b"), "a pre/5 b");
    }
    check("a adj b", "a pre/1 b");
    check("a SAME b", "a w/p b");
    check("a w/sent b /s c", "(a w/s b) w/s c");
    check("\"a b\"/5 c", "\"a b\" w/5 c");
}

#[test]
fn plus_and_a_number_is_a_connector_between_clauses_only() {
    check_noted("a +5 b", "a pre/5 b", &["`+5` is read as `pre/5`"]);
    check_noted("(a OR b) not +s c", "(a OR b) not pre/s c", &["`+s` is read as `pre/s`"]);
    check("a +(5) b +(s)", "a +(5) b +(s)");
    check("a +sent b +5th", "a +sent b +5th");
    check_noted("+5?", "+5?", &["`5?` finds words with exactly one more letter"]);
    for text in ["+5", "+5 a", "a +5", "(a +5) b", "a AND +5 b", "a +5 OR b"] {
        check_error(text, "+5", "stands between two clauses; to require the text, type `+(5)`");
    }
    check_error("+s a", "+s", "type `+(s)`");
}

#[test]
fn not_belongs_to_a_connector_in_any_case() {
    for not in ["not", "NOT", "Not"] {
        check(&format!("a {not} w/5 b"), "a not w/5 b");
    }
    check("a not  pre/p b", "a not pre/p b");
    check("(not) w/5 b", "(not) w/5 b");
    check("a w/5 (not) OR c", "(a w/5 (not)) OR c");
    check_noted("a not b w/5 c", "a not (b w/5 c)", &["`w/5` joins only `b` and `c`", "`not` is searched as a word"]);
    check_error("a w/5 not b", "not", "`not` stands behind `w/5`; type `not w/5`");
}

#[test]
fn chains_are_read_from_left_to_right() {
    check("a w/5 b w/5 c", "(a w/5 b) w/5 c");
    check("a w/5 (b w/5 c)", "a w/5 (b w/5 c)");
    check_noted("a w/5 b w/3 c", "(a w/5 b) w/3 c", &["read from left to right as `(a w/5 b) w/3 c`"]);
    check_noted("a w/5 b not w/5 c", "(a w/5 b) not w/5 c", &["read from left to right as"]);
    check("(a w/5 b) not w/5 c", "(a w/5 b) not w/5 c");
    let chain = |n: usize| format!("a{}", " w/5 a".repeat(n));
    assert!(parse(&chain(MAX_DEPTH), TODAY).0.is_some());
    check_error(&chain(MAX_DEPTH + 1), "w/5", "deeper than 64 levels");
    let deep = |n: usize| format!("{}a w/5 a{}", "NOT ".repeat(n), "");
    assert!(parse(&deep(MAX_DEPTH - 1), TODAY).0.is_some());
    check_error(&deep(MAX_DEPTH), &deep(MAX_DEPTH), "deeper than 64 levels");
}

#[test]
fn words_beside_a_connector_are_told() {
    let joins = "`w/5` joins only `house` and `moscow`";
    check_noted("white house w/5 moscow", "white (house w/5 moscow)", &[joins]);
    check_noted("house w/5 moscow, kremlin", "(house w/5 moscow) kremlin", &[joins]);
    check_noted("white house w/5 moscow kremlin x -y", "white (house w/5 moscow) kremlin x -y", &[joins, joins]);
    check_noted("a w/5 b c w/3 d", "(a w/5 b) (c w/3 d)", &["`w/3` joins only `c` and `d`"]);
    check("date:2024 \"x y\" house w/5 moscow lang:de", "date:2024 \"x y\" (house w/5 moscow) lang:de");
    check("white (house w/5 moscow) kremlin", "white (house w/5 moscow) kremlin");
    check("white (house OR villa) w/5 moscow", "white ((house OR villa) w/5 moscow)");
    let hint = |text: &str| parse(text, TODAY).1[0].hint.as_ref().unwrap().to_string();
    assert_eq!(hint("the white house w/5 moscow"), "to join all the words, type `\"the white house\" w/5 moscow`");
    assert_eq!(hint("house pre/s red square"), "to join all the words, type `house pre/s \"red square\"`");
    assert_eq!(hint("a w/5 b c d not w/3 e"), "to join all the words, type `a w/5 \"b c d\" not w/3 e`");
}

#[test]
fn sides_say_where_words_stand() {
    let general = "words, phrases, `OR` and proximity can; put the rest beside it with `AND`";
    check_error("(a AND b) w/5 c", "(a AND b)", "`AND` cannot stand inside `w/5`; type `(a w/5 c) AND (b w/5 c)`");
    check_error("rate /5 (central bank)", "(central bank)", "a list of words without an operator cannot stand inside `w/5`");
    check_error("(central bank) w/5 rate", "(central bank)", "type `\"central bank\" w/5 rate`");
    check_error("(a \"b c\") w/5 d", "(a \"b c\")", "type `(a w/5 d) (\"b c\" w/5 d)`");
    check_error("((a AND b) OR c) w/5 d", "((a AND b) OR c)", general);
    check_error("(a AND b) w/5 (c AND d)", "(a AND b)", general);
    check_error("title:a w/5 b", "title:a", "`title:` cannot stand inside `w/5`; type `title:(a w/5 b)`");
    check_error("a w/5 title:b", "title:b", "type `title:(a w/5 b)`");
    check_error("title:a w/5 title:b", "title:a", "type `title:(a w/5 b)`");
    check_error("title:a w/5 body:b", "title:a", "put `AND` between them");
    check_error("hlead(a) not w/5 b", "hlead(a)", "type `hlead(a not w/5 b)`");
    check_error("a w/5 atleast2(b)", "atleast2(b)", "type `atleast2(a w/5 b)`");
    check_error("date:2024 w/5 b", "date:2024", "put `date:2024` beside it");
    check_error("a w/5 b w/5 (c AND d)", "(c AND d)", "type `((a w/5 b) w/5 c) AND ((a w/5 b) w/5 d)`");
}

#[test]
fn signs_stand_before_both_sides_or_not_at_all() {
    check_error("a w/5 -b", "-b", "an exclusion (`-` or `NOT`) cannot stand inside `w/5`; type `a not w/5 b`");
    check_error("a pre/5 NOT b", "NOT b", "type `a not pre/5 b`");
    check_error("(-a) w/5 b", "(-a)", "type `b not w/5 a`");
    check_error("a w/5 +b", "+b", "`+` cannot stand inside `w/5`; type `a w/5 b`");
    check_error(
        "-a w/5 b",
        "-",
        "`-` stands before one side of `w/5`; type `-(a w/5 b)` for both sides together, or `b not w/5 a`",
    );
    check_error("+a pre/5 b", "+", "type `+(a pre/5 b)`");
    check_error("x NOT -a w/5 b", "-", "stands before one side");
}

#[test]
fn connectors_need_both_sides() {
    for (text, place) in [("w/5 a", "w/5"), ("a AND w/5 b", "w/5"), ("(NOT w/s b)", "NOT w/s"), ("adj a", "adj"), ("/5", "/5")] {
        check_error(text, place, &format!("nothing stands before `{place}`; type a word, phrase or group on both sides"));
    }
    for (text, place) in [("a w/5", "w/5"), ("(a near5) b", "near5"), ("a not pre/p AND b", "not pre/p"), ("a SAME", "SAME")] {
        check_error(text, place, &format!("nothing stands after `{place}`"));
    }
    check_error("a w/5 w/3 b", "w/3", "`w/3` stands directly behind `w/5`");
    check_error("a w/5 not w/3 b", "not w/3", "stands directly behind");
    check_error("a w/5 +5 b", "+5", "stands directly behind");
    check_error("a w/5 …", "w/5", "nothing stands after");
    check_error("title:w/5", "w/5", "`w/5` is an operator and cannot stand here");
    check_error("-/5", "/5", "`/5` is an operator and cannot stand here");
    check_error("a near5, b", "near5", "cannot stand here");
}

#[test]
fn distances_have_bounds() {
    check("a w/1000 b", "a w/1000 b");
    check_error("a w/0 b", "w/0", "0 words apart is the same word; type `w/1`");
    check_error("a pre/1001 b", "pre/1001", "1001 words apart are more than 1000; type `pre/p`");
    check_error("a not w/99999999999 b", "w/99999999999", "more than 1000");
    check_error("a w/x b", "w/x", "`w/x` is no distance; type `w/5`, `w/s` (one sentence) or `w/p` (one paragraph)");
    check_error("a w/ 5 b", "w/", "is no distance");
    check_error("w/o", "w/o", "to search for the text itself, put it in quotation marks: `\"w/o\"`");
    check_error("a NEAR b", "NEAR", "type `w/5`");
    check_error("a /5b", "/5b", "is no distance");
}

#[test]
fn a_connector_has_spaces_around_it() {
    check_error("flood/5 dam", "flood/5", "no space stands before `/5`; type `flood w/5 dam`");
    check_error("(flood/s)", "flood/s", "type `flood w/s dam`");
    check("24/7 9/11 and/or", "24/7 9/11 and/or");
}
