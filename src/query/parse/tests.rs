//! Typed text and what it is understood as.

mod field;
mod function;
mod laws;
mod near;
mod word;

use super::*;
use crate::query::Severity;
use crate::query::chars::shown;

/// 2024-03-31.
const TODAY: Today = 19_813;

/// `text` is understood as `canonical`, without any note.
#[track_caller]
fn check(text: &str, canonical: &str) {
    check_noted(text, canonical, &[]);
}

/// `text` is understood as `canonical`, and the messages of the notes begin as given.
#[track_caller]
fn check_noted(text: &str, canonical: &str, notes: &[&str]) {
    let (query, problems) = parse(text, TODAY);
    let Some(query) = query else { panic!("for {text}: {problems:?}") };
    assert_eq!(query.to_string(), canonical, "for {text}");
    let is_as_given = problems.len() == notes.len() && problems.iter().zip(notes).all(|(p, note)| p.message.starts_with(note));
    assert!(is_as_given, "for {text}: {problems:?}");
    assert_eq!(parse(canonical, TODAY).0, Some(query), "for {text}, printed as {canonical}");
}

/// `text` is refused. The carets stand under `place`, and message and hint together hold `part`.
#[track_caller]
fn check_error(text: &str, place: &str, part: &str) {
    let (query, problems) = parse(text, TODAY);
    assert_eq!(query, None, "for {}", shown(text));
    let problem = problems.last().unwrap();
    assert_eq!((problem.severity, problem.span.slice(text)), (Severity::Error, place), "for {}: {problem:?}", shown(text));
    let told = format!("{}; {}", problem.message, problem.hint.as_ref().map_or(String::new(), ToString::to_string));
    assert!(told.contains(part), "for {}: {told}", shown(text));
}

fn word(text: &str) -> Query {
    Query::Word(text.to_owned())
}

#[test]
fn or_binds_less_than_and_and_less_than_side_by_side() {
    let a_b = Query::Words(vec![word("a"), word("b")]);
    let c_and_d = Query::And(vec![word("c"), word("d")]);
    assert_eq!(parse("a b OR c AND d", TODAY).0, Some(Query::Or(vec![a_b, c_and_d])));
    check("a b OR c d", "(a b) OR (c d)");
    check("a (b OR c) d", "a (b OR c) d");
    check("a AND (b OR c)", "a AND (b OR c)");
    check("a AND b OR c d", "(a AND b) OR (c d)");
    check("a b AND c", "(a b) AND c");
}

#[test]
fn parentheses_that_change_nothing_go() {
    check("((a))", "a");
    check("(a b)", "a b");
    check("title:((a))", "title:a");
    check("(a)(b)", "a b");
    check("（a OR b） c", "(a OR b) c");
}

#[test]
fn nesting_that_was_typed_stays() {
    check("(a OR b) OR c", "(a OR b) OR c");
    check("a (b c)", "a (b c)");
    check("(a AND b) AND c", "(a AND b) AND c");
}

#[test]
fn minus_and_not_are_the_same() {
    check("a -b", "a -b");
    check("a NOT b", "a -b");
    check("a AND NOT (b OR c)", "a AND -(b OR c)");
    check("-\"a b\" NOT title:x", "-\"a b\" -title:x");
    check("NOT NOT a", "NOT -a");
    check("-(-a)", "NOT -a");
    check("NOT(a b)", "-(a b)");
}

#[test]
fn plus_requires() {
    check("+a b", "+a b");
    check("+(a b) c", "+(a b) c");
    check("+(-a)", "+(-a)");
    check("-(+a)", "NOT +a");
    check("+(5)", "+(5)");
}

#[test]
fn every_kind_of_mark_makes_a_phrase() {
    for text in [
        "\"white house\"",
        "“white house”",
        "”white house”",
        "„white house“",
        "„white house”",
        "“white house\"",
        "\"white house”",
        "«white house»",
        "»white house«",
        "‹white house›",
        "「white house」",
        "『white house』",
        "'white house'",
        "‘white house’",
        "’white house’",
        "“white\u{a0}\n house ”",
    ] {
        check(text, "\"white house\"");
    }
    check("('a b' OR 'c d')", "\"a b\" OR \"c d\"");
    check("'don’t stop', ’a b’", "\"don’t stop\" \"a b\"");
}

#[test]
fn marks_of_another_kind_inside_a_phrase_are_spaces() {
    check("«the \"red line\" of Paris»", "\"the red line of Paris\"");
    check("“the ‘red line’ of Paris”", "\"the ‘red line’ of Paris\"");
}

#[test]
fn apostrophes_are_no_marks() {
    check("don't", "don't");
    check("O’Brien l'homme", "O’Brien l'homme");
    check("'tis the season", "tis the season");
    check("the bosses' pay", "the bosses pay");
    check("’90s music", "90s music");
}

#[test]
fn phrases_take_a_slop() {
    check("\"white house\"~3", "\"white house\"~3");
    check("‘white house’~3 x", "\"white house\"~3 x");
    check("(\"white house\"~03)", "\"white house\"~3");
    check("\"white house\"~0", "\"white house\"");
    check("\"white house\"~3, x", "\"white house\"~3 x");
    check("\"white house\"~1000", "\"white house\"~1000");
    check_error("\"a b\"~", "~", "needs a number");
    check_error("\"a b\"~3x", "~3x", "needs a number");
    check_error("\"a b\"~1001", "~1001", "more than 1000 words in between");
    check_error("\"a b\"~99999999999", "~99999999999", "more than 1000");
    check_error("(a b)~3", "~", "stand after a phrase");
}

#[test]
fn phrases_hold_wildcards() {
    check("\"econom* growth\"", "\"econom* growth\"");
    check("'col*r tv' \"two wom?n\"", "\"col*r tv\" \"two wom?n\"");
    check("\"why? no!\"", "\"why? no!\"");
    check("\"why ? no\"", "\"why ? no\"");
    check_noted("\"see https://a.org/*\"", "\"see https://a.org/*\"", &["`https://a.org/*` is searched as `https://a.org/`"]);
    check_error("\"white * house\"", "*", "touches no letter or digit; leave it out, and type `~1` behind the phrase");
    check_error("\"post-* war\"", "*", "touches no letter");
    check_error("\"**note\"", "**", "says no more");
}

#[test]
fn operators_and_fields_in_marks_are_text() {
    check("\"AND\" \"title:x\" \"(a\" \"-b\"", "\"AND\" \"title:x\" \"(a\" \"-b\"");
}

#[test]
fn lower_case_operators_are_words_and_told_once() {
    check_noted("to be or not to be", "to be or not to be", &["`or` is searched as a word"]);
    check_noted("cats and dogs", "cats and dogs", &["`and`"]);
    check_noted("not guilty", "not guilty", &["`not`"]);
    check_noted("the same day or night", "the same day or night", &["`same` is searched as a word"]);
    check_noted("a BUT NOT b", "a BUT -b", &["`BUT` is searched as a word"]);
    check("or and", "or and");
    check("same time the same", "same time the same");
    check("War And Peace", "War And Peace");
}

#[test]
fn nothing_is_an_error() {
    check_error("", "", "the query is empty; type one or more words, such as `flood berlin`");
    check_error(" \u{a0}\t", "", "the query is empty");
    check_error("()", "()", "nothing to search for in these parentheses");
    check_error("\"\"", "\"\"", "no letter or digit stands between these marks");
    check_error("a \"…\"", "\"…\"", "no letter or digit");
}

#[test]
fn unpaired_parentheses_and_marks_are_refused() {
    check_error("(white", "(", "this parenthesis is never closed");
    check_error("(", "(", "this parenthesis is never closed");
    check_error("a (b (c)", "(", "this parenthesis is never closed");
    check_error("white)", ")", "this parenthesis was never opened");
    check_error("a “white house", "“", "this quotation mark is never closed; close it: `\"white house\"`");
    check_error("6'2\"", "\"", "never closed");
    check_error("“a „b“ c”", "”", "never closed");
}

#[test]
fn operators_need_both_sides() {
    check_error(
        "a AND",
        "AND",
        "nothing stands after `AND`; to search for the word itself, put it in quotation marks: `\"AND\"`",
    );
    check_error("OR a", "OR", "nothing stands before `OR`");
    check_error("AND", "AND", "nothing stands before `AND`");
    check_error("a OR OR b", "OR", "nothing stands after `OR`");
    check_error("a AND OR b", "AND", "nothing stands after `AND`");
    check_error("(a OR) b", "OR", "nothing stands after `OR`");
    check_error("NOT", "NOT", "nothing stands after `NOT`");
    check_error("a NOT OR b", "NOT", "nothing stands after `NOT`");
    check_error("a OR, b", "OR", "`OR` is an operator and cannot stand here");
    check_error("title:OR", "OR", "cannot stand here");
    check_error("a || b", "||", "type `OR`");
    check_error("a ANDNOT b", "ANDNOT", "type `AND NOT`");
}

#[test]
fn a_clause_has_one_sign() {
    check_error("--a", "--", "a clause has one sign");
    check_error("+-a", "+-", "a clause has one sign");
    check_error("a ,-b", ",-", "no sign for a clause");
    check_error("–\"a b\"", "–", "no sign for a clause");
}

#[test]
fn bounds_are_named() {
    let deep = |n: usize| format!("{}a{}", "(".repeat(n), ")".repeat(n));
    check(&deep(MAX_DEPTH), "a");
    check_error(&deep(MAX_DEPTH + 1), "(", "deeper than 64 levels");
    check_error(&"NOT ".repeat(100), "N", "deeper than 64 levels");
    let many = |n: usize| vec!["a"; n].join(" ");
    check(&many(MAX_LEAVES), &many(MAX_LEAVES));
    check_error(&many(MAX_LEAVES + 1), "a", "more than 1024 words");
    check_error(&format!("a{}é", " ".repeat(MAX_LEN_BYTES - 2)), "é", "longer than 65536 bytes");
}

#[test]
fn long_repetitions_are_refused_in_linear_time() {
    let repeated = |text: &str| text.repeat(MAX_LEN_BYTES / text.len());
    check_error(&repeated("("), "(", "deeper than");
    check_error(&repeated(")"), ")", "never opened");
    check_error(&repeated("\""), "\"\"", "no letter or digit");
    check_error(&repeated("a OR "), "a", "more than 1024 words");
    check_error(&repeated("-"), "", "nothing is left");
    check_error(&repeated("- "), "-", "more than 1024 words");
    check_error(&repeated("-("), "-", "deeper than");
    check_error(&repeated("caps("), "(", "deeper than");
    check_error(&repeated("a w/5 "), "w/5", "deeper than");
    let marks = ["'a ", "'", "“a «b ", "title:", "„a» ", "「a\" ", "\"a", "a(", "path:(", "…,", "\u{200B}"];
    let signs = ["a~", "*", "=", "=a ", "a not ", "w/5 ", "+5 ", "caps ", "atleast3 ", "hd=", "a? ", "a! ", "a/5 ", "not w/5 a "];
    for text in marks.iter().chain(&signs) {
        assert!(parse(&repeated(text), TODAY).0.is_none(), "for {text}");
    }
}
