use proptest::prelude::*;

use super::*;
use crate::article::{Language, PartialDate};
use crate::query::{Filter, Severity};

/// 2024-03-31.
const TODAY: Today = 19_813;

/// `text` is understood as `canonical`, and there is nothing to tell.
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

/// `text` is refused; the carets stand under `place`, and message and hint together hold `part`.
#[track_caller]
fn check_error(text: &str, place: &str, part: &str) {
    let (query, problems) = parse(text, TODAY);
    assert_eq!(query, None, "for {}", shown(text));
    let problem = problems.last().unwrap();
    assert_eq!((problem.severity, problem.span.slice(text)), (Severity::Error, place), "for {}: {problem:?}", shown(text));
    let told = format!("{}; {}", problem.message, problem.hint.as_deref().unwrap_or(""));
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
    check("a b OR c d", "a b OR c d");
    check("a (b OR c) d", "a (b OR c) d");
    check("a AND (b OR c)", "a AND (b OR c)");
    check("(a AND b) OR (c d)", "a AND b OR c d");
    check("(a b) AND c", "a b AND c");
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
    check("or and", "or and");
    check("War And Peace", "War And Peace");
}

#[test]
fn words_keep_what_is_inside_and_lose_the_punctuation_around() {
    check("wi-fi 2024-03 10:30 24/7", "wi-fi 2024-03 10:30 24/7");
    check("Moscow, (white; house): “a”.", "Moscow (white house) \"a\"");
    check("U.S.", "U.S");
    check("R&D AT&T state_of a@b.c", "R&D AT&T state_of a@b.c");
    check("¿Qué pasa", "Qué pasa");
    check("[sic]", "sic");
    check("東京、大阪。", "東京、大阪");
}

#[test]
fn lost_signs_are_told() {
    check_noted("C++", "C++", &["`C++` is searched as `C`: signs are not indexed"]);
    check_noted("C# code", "C# code", &["`C#` is searched as `C`"]);
    check_noted("$5 50%", "$5 50%", &["`$5` is searched as `5`", "`50%` is searched as `50`"]);
    check_noted("@name, #tag", "@name #tag", &["`@name` is searched as `name`", "`#tag` is searched as `tag`"]);
    check_noted("a=b", "a=b", &["`a=b` is searched as `a b`"]);
    check_noted("\"in C++ now\"", "\"in C++ now\"", &["`C++` is searched as `C`"]);
}

#[test]
fn tokens_without_letter_or_digit_are_left_out_and_told() {
    check_noted("a - b", "a b", &["`-` is left out"]);
    check_noted("a & b", "a b", &["`&` is left out"]);
    check_noted("a – b", "a b", &["`–` is left out"]);
    check_noted("… § a", "a", &["`…` is left out", "`§` is left out"]);
    check_noted("–a", "a", &["`–` is a dash"]);
    check_error("§", "", "nothing is left to search for");
    check_error("a AND …", "AND", "nothing stands after `AND`");
    check_error("(…)", "(…)", "nothing to search for in these parentheses");
}

#[test]
fn questions_are_words_with_a_note() {
    check_noted("why?", "why", &["`?` at the end of a word"]);
    check_noted("(who said why?)", "who said why", &["`?` at the end of a word"]);
}

#[test]
fn invisible_characters_count_as_not_there() {
    check("\u{FEFF}a\u{200B}b O\u{200D}R c\u{AD}d\u{202C}", "ab OR cd");
}

#[test]
fn letters_are_composed() {
    check("cafe\u{301} \"nai\u{308}f\"", "café \"naïf\"");
    check("\u{212A}elvin", "Kelvin");
}

#[test]
fn clauses_that_touch_are_told() {
    check_noted("white\"house\"", "white \"house\"", &["a clause begins here without a space"]);
    check_noted("word(s)", "word s", &["a clause begins here"]);
    check("\"a\"\"b\", \"c\"", "\"a\" \"b\" \"c\"");
    check_error("\"Rhein\"-Main", "-", "put a space before");
}

#[test]
fn fields_take_a_word_a_phrase_or_a_group() {
    check("title:flood", "title:flood");
    check("TITLE:flood, Body:“a b”", "title:flood body:\"a b\"");
    check(
        "title:(a OR b) quotes:'a b'~2 byline:x publisher:y section:z",
        "title:(a OR b) quotes:\"a b\"~2 byline:x publisher:y section:z",
    );
    check("title:(-a)", "title:(-a)");
    check("title:10:30", "title:10:30");
    check("-title:a +title:(b c)", "-title:a +title:(b c)");
}

#[test]
fn colons_that_make_no_field_are_punctuation() {
    check("10:30", "10:30");
    check("Putin said: no", "Putin said no");
    check("https://example.org/a-b.html", "https://example.org/a-b.html");
    check("U.S.:China", "U.S.:China");
    check(":a", "a");
    check_noted("title: flood", "title flood", &["`title:` without a value directly after it is searched as a word"]);
    check_noted("https://a.org/?q=x*y", "https://a.org/?q=x*y", &["`https://a.org/?q=x*y` is searched as"]);
}

#[test]
fn unknown_fields_are_refused_with_the_known_ones() {
    check_error("foo:bar", "foo", "no field `foo`; the fields are `title:` `body:`");
    check_error("foo:bar", "foo", "`\"foo:bar\"`");
    check_error("a titel:x", "titel", "did you mean `title:`?");
    check_error("headline:x", "headline", "did you mean `title:`?");
    check_error("Language:de", "Language", "did you mean `lang:`?");
    check_error("тема:слово", "тема", "no field `тема`");
    check_error("foo:\"a b\"", "foo", "no field");
    check_error("foo:(a)", "foo", "no field");
    check_error("title:foo:bar", "foo", "no field `foo`");
    check_error("by:Ruiz", "by", "`by:` cannot be searched yet; `byline:`");
    check_error("said:\"a b\"", "said", "cannot be searched yet");
}

#[test]
fn fields_do_not_nest() {
    check_error("title:(a body:b)", "body:", "`body:` stands inside `title:`");
    check_error("title:lang:de", "lang:", "`lang:` stands inside `title:`");
    check_error("title:-a", "-", "type `-title:a`");
    check_error("title:…", "title:", "nothing to search for stands behind `title:`");
    check_error("title(a)", "title", "type `title:(…)`");
}

#[test]
fn language_is_a_code() {
    check("lang:de LANG:\"en\"", "lang:de lang:en");
    check_noted("lang:de-AT", "lang:de", &["`de-AT` is searched as `de`"]);
    check_error("lang:german", "german", "type `lang:de`");
    check_error("lang:(de OR en)", "(", "takes one value");
    check_error("lang:\"\"", "\"\"", "needs a value");
}

#[test]
fn urls_and_paths_are_taken_as_typed() {
    check("url:https://example.org/a?b=c&d=*", "url:https://example.org/a?b=c&d=*");
    check("(path:corpus/text OR path:\"my news\")", "path:corpus/text OR path:\"my news\"");
    check("(url:https://example.org/Flood_(film))", "url:\"https://example.org/Flood_(film)\"");
    check("path:«a \"b\"»", "path:«a \"b\"»");
    check("path:5\"disk/it's", "path:5\"disk/it's");
    check("path:cafe\u{301}", "path:cafe\u{301}");
}

#[test]
fn words_counts_the_body() {
    check("words:>800", "words:>=801");
    check("words:>=800", "words:>=800");
    check("words:<800", "words:<=799");
    check("words:<=800", "words:<=800");
    check("words:100..200", "words:100..200");
    check("words:300", "words:300");
    check("words:100..", "words:>=100");
    check("words:..100", "words:<=100");
    check_error("words:many", "many", "`many` is no number of words; type `words:>800`");
    check_error("words:200..100", "200..100", "200 is more than 100");
    check_error("words:..", "..", "no number");
    check_error("words:<0", "<0", "less than 0");
    check_error("words:99999999999999999999", "99999999999999999999", "too large");
    check_error("words:>18446744073709551615", ">18446744073709551615", "no number");
}

#[test]
fn dates_print_with_both_ends() {
    check("date:2024-03", "date:2024-03");
    check("date:2024/3/5", "date:2024-03-05");
    check("date:2024-03..2024-04,", "date:2024-03..2024-04");
    check("date:2024..2024", "date:2024");
    check("date:..2024", "until:2024");
    check("date:2024-03..", "since:2024-03");
    check("since:2024-03-01 until:2024-03", "since:2024-03-01 until:2024-03");
    check_error("date:2024-13", "2024-13", "`2024-13` is no date; type `date:2024-03`");
    check_error("date:2024-04..2024-03", "2024-04..2024-03", "2024-04 is after 2024-03");
    check_error("date:..", "..", "at least one end");
    check_error("until:\"March 25\"", "\"March 25\"", "no date");
}

#[test]
fn relative_dates_print_resolved() {
    check("since:7d", "since:2024-03-24");
    check("since:2w until:1D", "since:2024-03-17 until:2024-03-30");
    check("date:2w..7d", "date:2024-03-17..2024-03-24");
    check_error("since:3m", "3m", "only days (`7d`) and weeks (`2w`)");
    check_error("date:7d", "7d", "not one day");
    check_error("since:4000000d", "4000000d", "too long ago");
    check_error("since:4294967295w", "4294967295w", "too long ago");
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
}

#[test]
fn a_clause_has_one_sign() {
    check_error("--a", "--", "a clause has one sign");
    check_error("+-a", "+-", "a clause has one sign");
    check_error("a ,-b", ",-", "no sign for a clause");
    check_error("–\"a b\"", "–", "no sign for a clause");
}

#[test]
fn wildcards_are_refused() {
    check_error("econom*", "*", "wildcards are not supported yet; type the whole word");
    check_error("wom?n", "?", "wildcards are not supported yet");
    check_error("econom!", "!", "`\"econom!\"`");
    check_error("!a", "!", "wildcards");
    check_error("*", "*", "wildcards");
    check_error("title:*", "*", "wildcards");
    check_error("!\"a b\"", "!", "wildcards");
    check_error("why?!", "?", "wildcards");
}

#[test]
fn shapes_of_the_next_step_are_refused() {
    check_error("crocus~", "crocus~", "fuzzy words (`word~`) are not supported yet");
    check_error("crocus~1,", "crocus~1", "fuzzy");
    check_error("(a b)~3", "~", "stand after a phrase");
    check_error("\"a b\"~", "~", "needs a number");
    check_error("\"a b\"~3x", "~3x", "needs a number");
    check_error("\"a b\"~99999999999", "~99999999999", "needs a number");
    check_error("=rates", "=rates", "exact forms");
    check_error("hd=flood", "hd=flood", "fields with `=` are not supported yet");
    check_error("hd=\"a b\"", "hd=", "fields with `=`");
    check_error("a +5 b", "+5", "proximity (`+5`) is not supported yet; to require the number, type `+(5)`");
    for operator in ["w/5", "W/s", "w/p", "pre/5", "/5", "/s", "/P", "near5", "NEAR/5", "adj5"] {
        check_error(&format!("a {operator} b"), operator, "not supported yet");
    }
    for function in ["atleast3", "hlead", "CAPS", "allcaps", "nocaps"] {
        check_error(&format!("{function}(a)"), function, "(…)` is not supported yet");
    }
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
    for text in ["'a ", "'", "“a «b ", "title:", "„a» ", "「a\" ", "a~", "*", "=", "\"a", "a(", "path:(", "…,", "\u{200B}"]
    {
        assert_eq!(parse(&repeated(text), TODAY).0, None, "for {text}");
    }
}

/// Pieces that mean something alone or together.
const PIECES: [&str; 98] = [
    "a",
    "b",
    "flood",
    "don't",
    "O’Brien",
    "5",
    "10:30",
    "é",
    "e\u{301}",
    "東京",
    "C++",
    "$5",
    "AND",
    "OR",
    "NOT",
    "and",
    "or",
    "not",
    "(",
    ")",
    "\"",
    "“",
    "”",
    "„",
    "«",
    "»",
    "‹",
    "›",
    "「",
    "」",
    "'",
    "‘",
    "’",
    "-",
    "+",
    "–",
    "~",
    "~3",
    "*",
    "?",
    "!",
    "=",
    "&",
    "@",
    "_",
    "#",
    ",",
    ".",
    ";",
    ":",
    "/",
    "//",
    "…",
    "§",
    "|",
    "title:",
    "body:",
    "Quotes:",
    "lang:",
    "url:",
    "path:",
    "words:",
    "date:",
    "since:",
    "until:",
    "foo:",
    "de",
    "en-US",
    "https://",
    "corpus/text",
    ">800",
    "<=",
    "..",
    "100..200",
    "2024",
    "2024-03",
    "7d",
    "w/5",
    "near",
    "caps(",
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    "\t",
    "\u{a0}",
    "\u{200B}",
    "\u{FEFF}",
    "\u{338}",
    "\u{301}",
    "\u{37E}",
    "\u{212A}",
    "\u{958}",
    "（",
];

fn check_laws(text: &str) -> std::result::Result<(), TestCaseError> {
    let (query, problems) = parse(text, TODAY);
    for problem in &problems {
        prop_assert!(text.get(problem.span.start..problem.span.end).is_some(), "{problem:?}");
        prop_assert_eq!(problem.show(text).lines().count(), 2);
    }
    let n_errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    prop_assert_eq!(n_errors, usize::from(query.is_none()));
    if let Some(query) = query {
        let printed = query.to_string();
        let (again, problems) = parse(&printed, TODAY);
        prop_assert_eq!(again, Some(query), "printed as {}, {:?}", printed, problems);
    }
    Ok(())
}

fn any_word() -> impl Strategy<Value = Query> {
    let words =
        ["flood", "don't", "10:30", "wi-fi", "C++", "$5", "5", "@name", "or", "not", "https://a.org/?b=*", "東京", "U.S", "café"];
    prop::sample::select(words.to_vec()).prop_map(word)
}

fn any_phrase() -> impl Strategy<Value = Query> {
    let texts = ["white house", "AND", "a", "don’t (stop", "title:x", "C++ — 5%", "-a", "it's 'so'"];
    (prop::sample::select(texts.to_vec()), 0..3_u32).prop_map(|(text, slop)| Query::Phrase { text: text.to_owned(), slop })
}

fn any_filter() -> impl Strategy<Value = Query> {
    let date = || prop::sample::select(&["2024-03-25", "2024-03", "2024"][..]).prop_map(|text| PartialDate::parse(text).unwrap());
    let value = "[a-z(](\\PC| |[\"'()\u{200B}]){0,6}";
    let filter = prop_oneof![
        Just(Filter::Language(Language::from_tag("de").unwrap())),
        value.prop_map(Filter::Url),
        value.prop_map(Filter::Path),
        date().prop_map(|from| Filter::Published { from: Some(from), to: None }),
        date().prop_map(|to| Filter::Published { from: None, to: Some(to) }),
        (date(), date()).prop_map(|(from, to)| Filter::Published { from: Some(from), to: Some(to) }),
        any::<u64>().prop_map(|min| Filter::Words { min: Some(min), max: None }),
        any::<u64>().prop_map(|max| Filter::Words { min: None, max: Some(max) }),
        (0..9_u64, 9..20_u64).prop_map(|(min, max)| Filter::Words { min: Some(min), max: Some(max) }),
    ];
    filter.prop_map(Query::Filter)
}

/// Lists of two and more and signs, over the given leaves.
fn any_tree(leaf: impl Strategy<Value = Query> + 'static) -> impl Strategy<Value = Query> {
    leaf.prop_recursive(5, 24, 4, |inner| {
        let list = || prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            list().prop_map(Query::Words),
            list().prop_map(Query::And),
            list().prop_map(Query::Or),
            inner.clone().prop_map(|inner| Query::Not(Box::new(inner))),
            inner.clone().prop_map(|inner| Query::Required(Box::new(inner))),
        ]
    })
}

fn any_query() -> impl Strategy<Value = Query> {
    let of_words = any_tree(prop_oneof![any_word(), any_phrase()]);
    let field = prop::sample::select(&TextField::ALL[..]);
    let within = (field, of_words).prop_map(|(field, inner)| Query::Within(field, Box::new(inner)));
    any_tree(prop_oneof![3 => any_word(), 2 => any_phrase(), 1 => within, 1 => any_filter()])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_text_is_refused_or_prints_to_the_same_tree(text in "(\\PC|[ ()\"':*~+-]){0,40}") {
        check_laws(&text)?;
    }

    #[test]
    fn any_mix_of_pieces_is_refused_or_prints_to_the_same_tree(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..14)) {
        check_laws(&pieces.concat())?;
    }

    #[test]
    fn any_tree_prints_to_the_same_tree(query in any_query()) {
        let printed = query.to_string();
        let (again, problems) = parse(&printed, TODAY);
        prop_assert_eq!(again, Some(query), "printed as {}, {:?}", printed, problems);
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check_laws(&String::from_utf8_lossy(&bytes))?;
    }
}
