use super::*;

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
fn words_and_phrases_have_places() {
    let text = "flood or \"old dam\" title:econom* not crocus~1 AND (";
    let places: Vec<(String, &str)> =
        word_places(text, 0).into_iter().map(|(leaf, span)| (leaf.to_string(), span.slice(text))).collect();
    let expected = [
        ("flood", "flood"),
        ("or", "or"),
        ("\"old dam\"", "\"old dam\""),
        ("econom*", "econom*"),
        ("not", "not"),
        ("crocus~1", "crocus~1"),
    ];
    assert_eq!(places, expected.map(|(leaf, place)| (leaf.to_owned(), place)));
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
fn words_take_wildcards() {
    let wildcard = |text: &str| Query::Wildcard(text.to_owned());
    assert_eq!(parse("econom*, *ology", TODAY).0, Some(Query::Words(vec![wildcard("econom*"), wildcard("*ology")])));
    check("wom?n col*r ?at", "wom?n col*r ?at");
    check("-econom* +wi-fi* title:*ology", "-econom* +wi-fi* title:*ology");
    check_noted("https://a.org/?q=x*y", "https://a.org/?q=x*y", &["`https://a.org/?q=x*y` is searched as"]);
    check_noted("https://a.org/*", "https://a.org/*", &["`https://a.org/*` is searched as"]);
    check_noted("$econ*", "$econ*", &["`$econ*` is searched as `econ*`"]);
    for (text, place) in
        [("*", "*"), ("**", "**"), ("?", "?"), ("title:*", "*"), ("a ?! b", "?!"), ("post-*", "*"), ("U.S.?", "?")]
    {
        check_error(text, place, "touches no letter or digit; type a part of the word");
    }
    check_error("?\"a b\"", "?", "touches no letter");
    check_error("(a)*", "*", "touches no letter");
    check_error("**bold**", "**", "type one `*`");
}

#[test]
fn a_question_mark_at_the_end_is_a_letter_and_told() {
    check_noted("why?", "why?", &["`why?` finds words with exactly one more letter"]);
    check_noted("(who said why??),", "who said why??", &["`why??` finds words with exactly 2 more letters"]);
    check("\"why\"? (a)?", "\"why\" a");
}

#[test]
fn an_exclamation_mark_cuts_off_and_is_told() {
    check_noted("econom!", "econom*", &["`econom!` is read as `econom*`"]);
    check_noted("hd=econom!, x", "title:econom* x", &["`econom!` is read as `econom*`"]);
    check_error("econo!my", "!", "`!` stands at the end of a word");
    check_error("a!!", "!", "and only once");
    check_error("why?!", "!", "`!` stands at the end");
    check_error("!a", "!", "leave the `!` out; punctuation can stand in a phrase: `\"!a\"`");
    check_error("!\"a b\"", "!", "touches no letter");
}

#[test]
fn equals_finds_a_word_as_written() {
    check("=rates -=rates", "\"rates\" -\"rates\"");
    check("=don't, =\"white house\"~2 ='a b'", "\"don't\" \"white house\"~2 \"a b\"");
    check("=econom* [=crocus~1]", "econom* crocus~1");
    check_error("=(a OR b)", "=", "directly before one word; type `=rates`");
    for text in ["==a", "=-a", "=caps(US)", "=a(b)"] {
        check_error(text, "=", "directly before one word");
    }
    check_error("=title:x", "=", "type it behind the colon, such as `title:=rates`");
    check_error("=foo:x", "foo", "no field");
    check_error("=AND", "AND", "cannot stand here");
    check_noted("a = b", "a b", &["`=` is left out"]);
}

#[test]
fn slips_are_counted_behind_a_tilde() {
    let fuzzy = |text: &str, edits| Query::Fuzzy { text: text.to_owned(), edits };
    assert_eq!(parse("crocus~1, O’Brien~2", TODAY).0, Some(Query::Words(vec![fuzzy("crocus", 1), fuzzy("O’Brien", 2)])));
    check("title:crocus~1 -krokus~2", "title:crocus~1 -krokus~2");
    check_error("crocus~", "~", "takes the number 1 or 2; type `crocus~1`");
    check_error("crocus~3", "~3", "type `crocus~1`");
    check_error("at~1", "at~1", "too short for `~1`");
    check_error("four~2", "four~2", "too short for `~2`: almost any word of its length would do; type `four~1`");
    check_error("wi-fi~1", "wi-fi~1", "not one word");
    check_error("croc*~1", "~1", "a word has wildcards or a `~`, not both");
    check_error("crocus~1*", "~1*", "not both");
    check_error("crocus ~1", "~1", "`~1` stands directly behind a word or phrase");
    check_noted("a~b", "a~b", &["`a~b` is searched as `a b`"]);
}
