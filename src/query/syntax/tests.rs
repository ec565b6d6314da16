//! Queries of other services, and what they mean here.

use crate::choice::Syntax;
use crate::query::{Query, QueryProblem, Severity, parse, parse_as};

/// 2024-03-31.
const TODAY: i64 = 19_813;

fn read(syntax: Syntax, text: &str) -> (Option<Query>, Vec<QueryProblem>) {
    let (query, problems) = parse_as(text, syntax, TODAY);
    assert_eq!(
        query.is_none(),
        problems.last().is_some_and(|problem| problem.severity == Severity::Error),
        "for {text}: {problems:?}"
    );
    (query, problems)
}

/// `text` means `canonical` in a service, and the messages of notes hold `notes`; that of forms is not counted.
#[track_caller]
fn check_noted(syntax: Syntax, text: &str, canonical: &str, notes: &[&str]) {
    let (query, problems) = read(syntax, text);
    let Some(query) = query else { panic!("for {text}: {problems:?}") };
    assert_eq!(query.to_string(), canonical, "for {text}");
    assert_eq!(parse(canonical, TODAY).0, Some(query), "for {text}");
    let told: Vec<&str> =
        problems.iter().map(|problem| problem.message.as_str()).filter(|told| !told.contains("finds all its forms")).collect();
    let is_as_given = told.len() == notes.len() && told.iter().zip(notes).all(|(told, note)| told.contains(note));
    assert!(is_as_given, "for {text}: {told:?}");
}

#[track_caller]
fn check(syntax: Syntax, text: &str, canonical: &str) {
    check_noted(syntax, text, canonical, &[]);
}

#[track_caller]
fn check_error(syntax: Syntax, text: &str, place: &str, part: &str) {
    let (query, problems) = read(syntax, text);
    assert_eq!(query, None, "for {text}");
    let problem = problems.last().unwrap();
    assert_eq!(problem.span.slice(text), place, "for {text}: {problem:?}");
    assert!(problem.message.contains(part), "for {text}: {problem:?}");
}

#[test]
fn or_before_proximity_before_and_before_and_not() {
    for syntax in [Syntax::Nexis, Syntax::Westlaw, Syntax::Proquest] {
        let near = |n: &str| format!("((alder OR birch) w/{n} cedar) AND dogwood");
        let (query, _) = read(syntax, "alder OR birch w/5 cedar AND dogwood");
        assert_eq!(query.unwrap().to_string(), near("5"));
        let (query, _) = read(syntax, "alder AND birch OR dogwood");
        assert_eq!(query.unwrap().to_string(), "alder AND (birch OR dogwood)");
        let (query, _) = read(syntax, "alder AND NOT birch AND dogwood");
        assert_eq!(query.unwrap().to_string(), "alder AND -(birch AND dogwood)");
    }
}

#[test]
fn the_smallest_distance_is_first() {
    let distance = ["does not count words such as"];
    check_noted(Syntax::Nexis, "birch w/25 dogwood w/5 cedar", "birch w/25 (dogwood w/5 cedar)", &distance);
    check(Syntax::Westlaw, "birch /25 dogwood /5 cedar", "birch w/25 (dogwood w/5 cedar)");
    check(Syntax::Westlaw, "cat or dog /50 custody /10 contract!", "(cat OR dog) w/50 (custody w/10 contract*)");
    check(Syntax::Westlaw, "cat or dog /10 custody /10 contract!", "((cat OR dog) w/10 custody) w/10 contract*");
    check(Syntax::Westlaw, "a /s b /5 c", "a w/s (b w/5 c)");
    check(Syntax::Factiva, "a near25 b near5 c", "(\"a\" w/25 \"b\") w/5 \"c\"");
    let example = "bankrupt! w/25 discharg! and not student or college or education! w/5 (loan and scholarship)";
    let each = "((student OR college OR education*) w/5 loan) AND ((student OR college OR education*) w/5 scholarship)";
    let notes = [distance[0], "each of the words joined by `and`"];
    check_noted(Syntax::Nexis, example, &format!("(bankrupt* w/25 discharg*) AND -({each})"), &notes);
}

#[test]
fn a_space_means_what_it_means_there() {
    check(Syntax::Westlaw, "car automobile & red", "(car OR automobile) AND red");
    check(Syntax::Nexis, "land trust AND ohio", "\"land trust\" AND ohio");
    check(Syntax::Factiva, "bill clinton or gore and george bush", "\"bill clinton\" OR (\"gore\" AND \"george bush\")");
    check(Syntax::Dtsearch, "apple w/5 fruit salad", "\"apple\" w/5 \"fruit salad\"");
    check(Syntax::Proquest, "healthy eating", "healthy AND eating");
    check_noted(Syntax::Ebsco, "patient education", "patient w/6 education", &["at most 5 words between"]);
}

#[test]
fn but_not_excludes_all_that_follows() {
    check(Syntax::Westlaw, "alder % dogwood", "alder AND -dogwood");
    check(Syntax::Westlaw, "tax taxation % income /3 tax taxation", "(tax OR taxation) AND -(income w/3 (tax OR taxation))");
    check(Syntax::Westlaw, "a but not b & c", "a AND -(b AND c)");
    check(Syntax::Factiva, "a not b and c", "(\"a\" AND -\"b\") AND \"c\"");
    check(Syntax::Factiva, "a or b not c", "\"a\" OR (\"b\" AND -\"c\")");
    check(Syntax::Ebsco, "NOT a", "-a");
}

#[test]
fn brackets_are_parentheses_on_factiva() {
    check(Syntax::Factiva, "alder AND [birch OR dogwood]", "\"alder\" AND (\"birch\" OR \"dogwood\")");
    check_error(Syntax::Factiva, "alder AND [birch", "[", "never closed");
}

#[test]
fn factiva_counts_in_order() {
    check(Syntax::Factiva, "president w/3 bush", "\"president\" pre/3 \"bush\"");
    check(Syntax::Factiva, "walnut /N5/ maple", "\"walnut\" w/5 \"maple\"");
    check(Syntax::Factiva, "boeing 747/N30/british airways", "\"boeing 747\" w/30 \"british airways\"");
    check(Syntax::Factiva, "world cup adj5 rugby", "\"world cup\" pre/5 \"rugby\"");
    check(Syntax::Factiva, "vodafone same telecommunications", "\"vodafone\" w/p \"telecommunications\"");
    check_noted(Syntax::Factiva, "walnut/F50/", "lead:\"walnut\"", &["first 50 words are read as the lead"]);
    check_error(Syntax::Factiva, "walnut/F500/", "/F500/", "first 500 words");
    check(Syntax::Factiva, "atleast5 microsoft and apple", "atleast5(\"microsoft\") AND \"apple\"");
}

#[test]
fn a_percent_sign_is_one_word_on_factiva() {
    let exactly = "(\"president\" pre/2 \"clinton\") not w/1 (\"president\" pre/1 \"clinton\")";
    check(Syntax::Factiva, "\"president % clinton\"", exactly);
    check(Syntax::Factiva, "president % clinton", exactly);
}

#[test]
fn signs_for_letters() {
    check(Syntax::Nexis, "\"third party benefi!\"", "\"third party benefi*\"");
    check(Syntax::Westlaw, "object***", "\"object\" OR object? OR object?? OR object???");
    check(Syntax::Westlaw, "fea*t", "fea?t");
    check(Syntax::Westlaw, "#damage", "\"damage\"");
    check(Syntax::Factiva, "engineer$2 smith", "(\"engineer\" OR engineer? OR engineer??) pre/1 \"smith\"");
    check(Syntax::Ebsco, "colo#r", "\"color\" OR colo?r");
    check_noted(Syntax::Ebsco, "ne?t what?", "ne?t w/6 what", &["at most 5 words between", "is left out"]);
    check(Syntax::Proquest, "econom[*2]", "\"econom\" OR econom? OR econom??");
    check_noted(Syntax::Dtsearch, "ba%nana", "banana~1", &["one slip anywhere"]);
    check(Syntax::Dtsearch, "apply~", "apply");
    check_error(Syntax::Dtsearch, "#smith", "#smith", "by sound");
    check_error(Syntax::Westlaw, "wom!n", "!", "inside a word");
}

#[test]
fn ebsco_counts_the_words_between() {
    check(Syntax::Ebsco, "walnut N5 maple", "walnut w/6 maple");
    check(Syntax::Ebsco, "walnut W5 maple", "walnut pre/6 maple");
    check(Syntax::Ebsco, "walnut n0 maple", "walnut w/1 maple");
}

#[test]
fn fields_and_conditions() {
    check(
        Syntax::Nexis,
        "HEADLINE(flood) AND date aft 2020 AND length > 500",
        "title:flood AND since:2021-01-01 AND words:>=501",
    );
    check(
        Syntax::Nexis,
        "hlead(flood) and date(geq (1/13/2020) and leq (12/31/2020))",
        "hlead(flood) AND date:2020-01-13..2020-12-31",
    );
    check(Syntax::Nexis, "atleast5(caps(apple computer))", "atleast5(caps(\"apple computer\"))");
    check(Syntax::Nexis, "singular(house) and byline(ruiz)", "\"house\" AND byline:ruiz");
    check_error(Syntax::Nexis, "term(new products)", "term", "no field `term`");
    for syntax in [Syntax::Nexis, Syntax::Westlaw, Syntax::Proquest] {
        check_error(syntax, "flood and reservoir(dam)", "reservoir", "no field `reservoir` (none of this name is known)");
        check(syntax, "flood and (dam)", "flood AND dam");
    }
    check_error(Syntax::Nexis, "plural(job)", "plural(job)", "plural alone");
    check(Syntax::Westlaw, "ti(burke +p burke)", "title:(burke pre/p burke)");
    check_noted(
        Syntax::Westlaw,
        "da(aft 4/15/2005 & bef 1/2/2008) & depreciat!",
        "date:2005-04-16..2008-01-01 AND depreciat*",
        &["month first"],
    );
    check(Syntax::Westlaw, "da(aft jan 1, 2008) & flood", "since:2008-01-02 AND flood");
    check(
        Syntax::Factiva,
        "hl=northern ireland and lp=peace agreement",
        "title:\"northern ireland\" AND lead:\"peace agreement\"",
    );
    check(Syntax::Factiva, "hd=(a or b) and wc>500 and la=en", "title:(\"a\" OR \"b\") AND words:>=501 AND lang:en");
    check(Syntax::Factiva, "date from 20240101 to 20240301 and flood", "date:2024-01-01..2024-03-01 AND \"flood\"");
    check(Syntax::Factiva, "date after 20240101", "since:2024-01-02");
    check_error(Syntax::Factiva, "co=ibm and x", "co=ibm", "no field `co`");
    check(Syntax::Proquest, "ti(flood) AND pd(20200101-20201231)", "title:flood AND date:2020-01-01..2020-12-31");
    check(Syntax::Ebsco, "TI flood AND TX dam", "title:flood AND dam");
    check(Syntax::Dtsearch, "title contains flood and (author contains smith)", "title:\"flood\" AND byline:\"smith\"");
    let segment = "title:(alder AND cedar) OR body:(alder AND cedar)";
    check_noted(Syntax::Nexis, "alder /seg cedar", segment, &["one part of an article"]);
}

#[test]
fn what_the_help_does_not_order_is_told_or_refused() {
    check_error(Syntax::Dtsearch, "apple and pear or orange", "or", "does not say which is first");
    check_noted(Syntax::Ebsco, "a AND b OR c", "(a AND b) OR c", &["from left to right"]);
    check_noted(Syntax::Proquest, "a AND b OR c", "a AND (b OR c)", &["before 2011"]);
}

#[test]
fn words_that_count_for_any_word() {
    let exactly = "(\"statue\" pre/2 \"liberty\") not w/1 (\"statue\" pre/1 \"liberty\")";
    check_noted(Syntax::Dtsearch, "statue of liberty", exactly, &["any word may stand"]);
}

#[test]
fn signs_of_others_are_told_in_our_own_language() {
    #[track_caller]
    fn told(text: &str, sign: &str, hint: &str) {
        let (query, problems) = parse(text, TODAY);
        assert!(query.is_some(), "{text}: {problems:?}");
        let note = problems.iter().find(|problem| problem.message.starts_with(&format!("`{sign}`: ")));
        let note = note.unwrap_or_else(|| panic!("{text}: {problems:?}"));
        assert!(note.hint.as_ref().is_some_and(|told| told.to_string().contains(hint)), "{text}: {note:?}");
    }
    told("alder % dogwood", "%", "the syntax `westlaw` reads the query as `alder AND -dogwood`");
    told("alder AND [birch OR dogwood]", "[birch", "`\"alder\" AND (\"birch\" OR \"dogwood\")`");
    told("walnut N5 maple", "N5", "`walnut w/6 maple`");
    told("walnut W5 maple", "W5", "ebsco");
    told("walnut /N5/ maple", "/N5/", "`\"walnut\" w/5 \"maple\"`");
    told("walnut/F50/", "walnut/F50/", "factiva");
    told("alder /seg cedar", "/seg", "nexis");
    told("alder SENTENCE cedar", "SENTENCE", "`w/s`");
    told("alder near cedar", "near", "`w/10`");
    told("alder PRE cedar", "PRE", "`pre/5`");
    told("flood date aft 2020", "date", "nexis");
    told("\"third party benefi!\"", "benefi!", "`*`");
    told("\"president % clinton\"", "%", "factiva");
    let (_, problems) = parse("N5 is a road, near the 5% mark", TODAY);
    assert!(problems.iter().all(|problem| !problem.message.contains("EBSCO")), "{problems:?}");
}

#[test]
fn nothing_that_is_typed_panics() {
    let parts = [
        "(",
        ")",
        "[",
        "]",
        "\"",
        "“",
        "a",
        "or",
        "and",
        "not",
        "but",
        "%",
        "w/5",
        "w/0",
        "w/99999999999",
        "/s",
        "/seg",
        "/f50/",
        "/n5/",
        "a/f5/b",
        "*",
        "!",
        "a!",
        "a*b",
        "$",
        "$3",
        "a$99999999",
        "#",
        "a##########b",
        "hd=",
        "hd=a",
        "wc>",
        "wc>x",
        "ti(",
        "date aft",
        "date",
        "da(",
        "TI",
        "LA",
        "DT",
        "contains",
        "title contains",
        "xfirstword",
        "a%b%c%d",
        "~",
        "a:5",
        "~~",
        "atleast",
        "atleast5",
        "atleast9999999999(",
        "plural(",
        "caps(",
        "-a",
        ".",
        "é",
        "\u{200b}",
        "東京",
        "[*3]",
        "a[*99999999999999999999]",
        "andany",
        "la=",
        "la(xx)",
        "{",
        "}",
        "N5",
        "the",
        "of",
    ];
    let mut state = 1_u64;
    let mut next = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    for _ in 0..1_500 {
        let text: Vec<&str> = (0..=next(7)).map(|_| parts[next(parts.len())]).collect();
        let text = text.join(if next(4) == 0 { "" } else { " " });
        for syntax in Syntax::ALL {
            read(syntax, &text);
        }
    }
    for part in parts {
        for syntax in Syntax::ALL {
            read(syntax, &format!("{part} ").repeat(1_200));
            read(syntax, &part.repeat(1_200));
        }
    }
}
