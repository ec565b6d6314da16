use super::*;

#[test]
fn fields_take_a_word_a_phrase_or_a_group() {
    check("title:flood", "title:flood");
    check("TITLE:flood, Body:“a b”", "title:flood body:\"a b\"");
    check(
        "title:(a OR b) quotes:'a b'~2 byline:x publisher:y section:z",
        "title:(a OR b) quotes:\"a b\"~2 byline:x publisher:y section:z",
    );
    check("title:(-a)", "title:(-a)");
    check("title:econom* lead:crocus~1 title:=rates", "title:econom* lead:crocus~1 title:\"rates\"");
    check("title:(a w/5 b)", "title:(a w/5 b)");
    check("title:10:30", "title:10:30");
    check("-title:a +title:(b c)", "-title:a +title:(b c)");
}

#[test]
fn colons_that_make_no_field_are_punctuation() {
    check("10:30", "10:30");
    check_noted("Putin said: no", "Putin said no", &["`said:` without a value directly after it is searched as a word"]);
    check("https://example.org/a-b.html", "https://example.org/a-b.html");
    check("U.S.:China", "U.S.:China");
    check(":a", "a");
    check_noted("title: flood", "title flood", &["`title:` without a value directly after it is searched as a word"]);
    check_noted("https://a.org/?q=x*y", "https://a.org/?q=x*y", &["`https://a.org/?q=x*y` is searched as"]);
}

#[test]
fn unknown_fields_are_refused_with_the_known_ones() {
    let fields =
        "the fields are `title:` `body:` `lead:` `quotes:` `said:` `by:` `byline:` `publisher:` `section:` `lang:` `url:`";
    check_error("foo:bar", "foo", &format!("no field `foo`; {fields}"));
    check_error("foo:bar", "foo", "to search for the text, put it in quotation marks: `\"foo:bar\"`");
    check_error("a titel:x", "titel", "did you mean `title:`?");
    check_error("headline:x", "headline", "did you mean `title:`?");
    check_error("Language:de", "Language", "did you mean `lang:`?");
    check_error("hd:x", "hd", "did you mean `title:`?");
    check_error("hlp:x", "hlp", "did you mean `hlead(…)`?");
    check_error("тема:слово", "тема", "no field `тема`");
    check_error("foo:\"a b\"", "foo", "no field");
    check_error("foo:(a)", "foo", "no field");
    check_error("title:foo:bar", "foo", "no field `foo`");
    check_error("speaker:Ruiz", "speaker", "did you mean `by:`?");
}

#[test]
fn fields_do_not_nest() {
    check_error("title:(a body:b)", "body:", "`body:` stands inside `title:`");
    check_error("title:lang:de", "lang:", "`lang:` stands inside `title:`");
    check_error("title:-a", "-", "type `-title:a`");
    check_error("title:…", "title:", "nothing to search for stands behind `title:`");
}

#[test]
fn quotes_are_asked_for_what_they_have() {
    check("said:“we know” by:'Ana Ruiz'", "said:\"we know\" by:\"Ana Ruiz\"");
    check("said:(flood -dam) -by:ruiz", "said:(flood -dam) -by:ruiz");
    check("said:caps(us) by:(ruiz OR li)", "said:caps(us) by:(ruiz OR li)");
    check_error("said:(a OR -b)", "(a OR -b)", "an exclusion alone cannot stand inside `said:`");
    check_error("by:(NOT ruiz)", "(NOT ruiz)", "such as `by:(flood -dam)`");
    check_error("said:atleast3(a)", "atleast3(a)", "`quotes:atleast3(a)`");
    check_error("by(caps(us))", "(caps(us))", "leave it out; `by:` does not look at capitals");
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
    check("publisher:=\"The Herald\"", "publisher:=\"The Herald\"");
    check("section:=«Arts \"& More\"» flood", "section:=«Arts \"& More\"» flood");
    check("publisher:=herald", "publisher:\"herald\"");
    check("path:«a \"b\"»", "path:«a \"b\"»");
    check("path:5\"disk/it's", "path:5\"disk/it's");
    check("path:«//srv»", "path:\"//srv\"");
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
    check("since:3m until:1Y", "since:2023-12-31 until:2023-03-31");
    check("date:today until:Yesterday", "date:2024-03-31 until:2024-03-30");
    check("date:1y..yesterday", "date:2023-03-31..2024-03-30");
    check_error("date:7d", "7d", "not one day");
    check_error("since:3h", "3h", "only days (`7d`), weeks (`2w`), months (`3m`) and years (`1y`)");
    for long_ago in ["4000000d", "4294967295w", "30000m", "2025y", "99999999999999999999d"] {
        check_error(&format!("since:{long_ago}"), long_ago, "too long ago");
    }
}

#[test]
fn months_end_where_the_calendar_says() {
    check("since:1m", "since:2024-02-29");
    check("since:13m", "since:2023-02-28");
    check("since:49m", "since:2020-02-29");
}

#[test]
fn dates_compare() {
    check("date:>=2024", "since:2024");
    check("date:2024-W13", "date:2024-03-25..2024-03-31");
    check("date:2020-W53..2021-w01", "date:2020-12-28..2021-01-10");
    check("since:2024-W13 until:2024-W13", "since:2024-03-25 until:2024-03-31");
    check("date:>2024-W13", "since:2024-04-01");
    check("date:<2024-W13", "until:2024-03-24");
    check_error("date:2021-W53", "2021-W53", "`2021-W53` is no date");
    check_error("since:2024-W1", "2024-W1", "no date");
    check("date:<=2024-03", "until:2024-03");
    check("date:>2024-02", "since:2024-03-01");
    check("date:<2024", "until:2023-12-31");
    check("date:>=7d", "since:2024-03-24");
    check_error("date:>9999", ">9999", "no day is after this one");
    check_error("date:<0000", "<0000", "no day is before this one");
    check_error("date:>", ">", "`` is no date");
}

#[test]
fn codes_of_other_services_are_fields() {
    check("hd=flood HD=(flood OR dam)", "title:flood title:(flood OR dam)");
    check("hd=\"white house\" lp='white house'", "title:\"white house\" lead:\"white house\"");
    check("hlp=flood hlp=(a b)", "hlead(flood) hlead(a b)");
    check("by=ruiz au=ruiz sn=times rst=times", "byline:ruiz byline:ruiz publisher:times publisher:times");
    check("la=de wc>800 wc<800 wc=800", "lang:de words:>=801 words:<=799 words:800");
    check("wc>=800 wc=100..200", "words:>=800 words:100..200");
    check("-hd=flood hd=econom*", "-title:flood title:econom*");
    check_error("td=flood", "td=", "there is no field `td=`; to search for the text itself");
    check_error("co=(a OR b)", "co=", "there is no field `co=`");
    check_error("hd= flood", "hd=", "needs a value directly behind it; type `title:flood`");
    check_error("hlp=-a", "-", "type `-hlead(a)`");
    check_error("title=flood", "title=", "type `title:flood`");
    check_error("date>2024", "date>", "type `date:>2024`");
    check_error("title:(hd=x)", "hd=", "`title:` stands inside `title:`");
}
