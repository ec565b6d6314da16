use proptest::prelude::*;

use super::*;
use crate::article::{Language, PartialDate};
use crate::query::{Filter, LetterCase, MAX_DISTANCE, MAX_TIMES, Nearness, Reach, TextField, Version};

/// Pieces that mean something alone or together.
fn any_piece() -> impl Strategy<Value = &'static str> {
    let words = "a b flood don't O’Brien 5 s 10:30 é e\u{301} 東京 C++ $5 not and same caps body near5~1 https:// a://*";
    let operators = "AND OR NOT SAME NEAR w/5 W/s pre/p /5 /s +5 +s near5 adj w/0 w/x not w/5 ANDNOT n/3";
    let marks = "( ) （ \" “ ” „ « » ‹ › 「 」 ' ‘ ’ ( )";
    let signs = "- + – ~ ~1 ~3 * ? ! = & @ _ # , . ; : / // … § | * ? = < >";
    let names = "title: body: Quotes: lang: url: path: words: date: since: until: version: foo: hd= wc> title= hlp=";
    let functions = "caps( allcaps( hlead( atleast2( atleast title( headline( lang(";
    let values = "de en-US corpus/text >800 <= .. 100..200 2024 2024-03 7d 3m today latest all";
    let spaces = ["\t", "\u{a0}", "\u{200B}", "\u{FEFF}", "\u{338}", "\u{301}", "\u{37E}", "\u{212A}", "\u{958}"];
    let pieces = [words, operators, marks, signs, names, functions, values].into_iter().flat_map(|pieces| pieces.split(' '));
    let pieces: Vec<&str> = pieces.chain(spaces).collect();
    prop_oneof![4 => prop::sample::select(pieces), 1 => Just(" ")]
}

/// A clause or an operator with spaces around it, so that more of the generated texts can be run.
fn any_step() -> impl Strategy<Value = &'static str> {
    let operators = [" w/5 ", " not pre/s ", " /p ", " +5 ", " AND ", " OR ", " NOT ", " not ", " -", " +", " "];
    let clauses =
        ["a", "not", "caps", "\"a b\"~2", "col*r", "crocus~1", "=a", "(a OR b)", "(not)", "caps(a)", "atleast2(a)", "s"];
    let fields = ["title:a", "title:(a w/5 b)", "hlead(a)", "title:caps(a)", "date:2024", "(", ")", "(a b)", "5", "title:caps"];
    prop::sample::select([&operators[..], &operators[..], &clauses[..], &fields[..]].concat())
}

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
    let words = "flood don't 10:30 wi-fi C++ $5 5 s @name or not same caps hlead body https://a.org/?b=* 東京 U.S café";
    prop::sample::select(words.split(' ').collect::<Vec<_>>()).prop_map(word)
}

fn any_phrase() -> impl Strategy<Value = Query> {
    let texts = ["white house", "AND", "a", "don’t (stop", "title:x", "C++ — 5%", "-a", "it's 'so'", "econom* wom?n", "why? w/5"];
    (prop::sample::select(texts.to_vec()), 0..=MAX_DISTANCE)
        .prop_map(|(text, slop)| Query::Phrase { text: text.to_owned(), slop })
}

/// A query that can stand alone in the text.
fn any_one_of_words() -> impl Strategy<Value = Query> {
    let wildcard = prop::sample::select(&["econom*", "*ology", "wom?n", "?x", "wi-fi*", "it?"][..]);
    let fuzzy = (prop::sample::select(&["crocus", "O’Brien", "café12"][..]), 1..3_u8);
    prop_oneof![
        4 => any_word(),
        2 => any_phrase(),
        1 => wildcard.prop_map(|text| Query::Wildcard(text.to_owned())),
        1 => fuzzy.prop_map(|(text, edits)| Query::Fuzzy { text: text.to_owned(), edits }),
    ]
}

fn any_nearness() -> impl Strategy<Value = Nearness> {
    let reach = prop_oneof![(1..=MAX_DISTANCE).prop_map(Reach::Words), Just(Reach::Sentence), Just(Reach::Paragraph)];
    (reach, any::<bool>()).prop_map(|(reach, is_ordered)| Nearness { reach, is_ordered })
}

/// Words, alternatives of them and words near each other; over words, or over words in a letter
/// case.
fn any_span(leaf: impl Strategy<Value = Query> + 'static) -> impl Strategy<Value = Query> {
    leaf.prop_recursive(3, 8, 3, |inner| {
        let two = || (inner.clone().prop_map(Box::new), any_nearness(), inner.clone().prop_map(Box::new));
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Query::Or),
            two().prop_map(|(left, nearness, right)| Query::Near { left, right, nearness }),
            two().prop_map(|(left, nearness, right)| Query::NotNear { left, right, nearness }),
        ]
    })
}

fn any_case() -> impl Strategy<Value = Query> {
    let case = prop::sample::select(&LetterCase::ALL[..]);
    (case, any_span(any_one_of_words())).prop_map(|(case, inner)| Query::Case(case, Box::new(inner)))
}

fn any_cased_span() -> impl Strategy<Value = Query> {
    any_span(prop_oneof![3 => any_one_of_words(), 1 => any_case()])
}

fn any_filter() -> impl Strategy<Value = Query> {
    let date = || prop::sample::select(&["2024-03-25", "2024-03", "2024"][..]).prop_map(|text| PartialDate::parse(text).unwrap());
    let value = "[a-z(](\\PC| |[\"'()\u{200B}]){0,6}";
    let filter = prop_oneof![
        Just(Filter::Language(Language::from_tag("de").unwrap())),
        value.prop_map(Filter::Url),
        value.prop_map(Filter::Path),
        value.prop_map(Filter::Publisher),
        value.prop_map(Filter::Section),
        date().prop_map(|from| Filter::Published { from: Some(from), to: None }),
        date().prop_map(|to| Filter::Published { from: None, to: Some(to) }),
        (date(), date()).prop_map(|(from, to)| Filter::Published { from: Some(from), to: Some(to) }),
        date().prop_map(|to| Filter::Embargo { from: None, to: Some(to) }),
        (date(), date()).prop_map(|(from, to)| Filter::Embargo { from: Some(from), to: Some(to) }),
        proptest::sample::select(Version::EVERY.to_vec()).prop_map(Filter::Version),
        any::<u64>().prop_map(|min| Filter::Words { min: Some(min), max: None }),
        any::<u64>().prop_map(|max| Filter::Words { min: None, max: Some(max) }),
        (0..9_u64, 9..20_u64).prop_map(|(min, max)| Filter::Words { min: Some(min), max: Some(max) }),
    ];
    filter.prop_map(Query::Filter)
}

/// Lists of two and more, and signs, over the given leaves.
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
    let at_least = || (1..=MAX_TIMES, any_cased_span().prop_map(Box::new)).prop_map(|(n, query)| Query::AtLeast { n, query });
    let of_words = || any_tree(prop_oneof![5 => any_one_of_words(), 2 => any_cased_span(), 1 => at_least()]).prop_map(Box::new);
    let is_plain = |field: &TextField| !matches!(field, TextField::Said | TextField::Speaker);
    let field = prop::sample::select(&TextField::ALL[..]).prop_filter("has conditions of its own", is_plain);
    let within = (field, of_words()).prop_map(|(field, inner)| Query::Within(field, inner));
    let said = any_cased_span().prop_map(|inner| Query::Within(TextField::Said, Box::new(inner)));
    let hlead = of_words().prop_map(Query::Hlead);
    any_tree(
        prop_oneof![5 => any_one_of_words(), 2 => any_cased_span(), 1 => at_least(), 1 => within, 1 => said, 1 => hlead, 1 => any_filter()],
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_text_is_refused_or_prints_to_the_same_tree(text in "(\\PC|[ ()\"':*~+-]){0,40}") {
        check_laws(&text)?;
    }

    #[test]
    fn any_mix_of_pieces_is_refused_or_prints_to_the_same_tree(pieces in prop::collection::vec(any_piece(), 0..14)) {
        check_laws(&pieces.concat())?;
    }

    #[test]
    fn any_clauses_and_operators_are_refused_or_print_to_the_same_tree(steps in prop::collection::vec(any_step(), 1..10)) {
        check_laws(&steps.concat())?;
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
