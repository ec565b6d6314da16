use super::*;

#[test]
fn functions_take_a_group() {
    check("caps(us) AllCaps(us) NOCAPS(us)", "caps(us) allcaps(us) nocaps(us)");
    check("caps(\"white house\" OR apple w/5 ibm)", "caps(\"white house\" OR (apple w/5 ibm))");
    check("atleast3(flood) ATLEAST1((a OR b))", "atleast3(flood) atleast1(a OR b)");
    check("atleast02(caps(us))", "atleast2(caps(us))");
    check("hlead(flood AND -dam) -HLEAD(x y)", "hlead(flood AND -dam) -hlead(x y)");
    check("title:caps(US) title:(a atleast2(b))", "title:caps(US) title:(a atleast2(b))");
    check("hlead(atleast2(caps(us)))", "hlead(atleast2(caps(us)))");
}

#[test]
fn segments_of_lexis_are_fields() {
    check("headline(flood) BYLINE(ruiz) body(a b)", "title:flood byline:ruiz body:(a b)");
    check("lead(a OR b) section(sport) publication(\"the times\")", "lead:(a OR b) section:sport publisher:\"the times\"");
    check("title(a) quotes(b) publisher(c)", "title:a quotes:b publisher:c");
    check_error("lang(de)", "lang", "`lang(…)` is no function; type `lang:de`");
}

#[test]
fn a_space_before_the_parenthesis_is_told() {
    for name in ["caps", "Allcaps", "nocaps", "hlead"] {
        check_error(&format!("{name} (us)"), name, "a space stands between");
    }
    check_error("caps (us)", "caps", "type `caps(US)`; to search for the word itself, put it in quotation marks: `\"caps\"`");
    check_error("atleast3 (flood)", "atleast3", "needs a parenthesis directly behind it; type `atleast3(flood)`");
    check_error(
        "atleast 3 (flood)",
        "atleast",
        "`atleast` needs a number from 1 to 1000 directly behind it; type `atleast3(flood)`",
    );
    check_error("a atleast3, b", "atleast3,", "needs a parenthesis");
    check_noted("body (a OR b)", "body (a OR b)", &["`body` is searched as a word: a space stands behind it"]);
    check("salary caps", "salary caps");
    check("(caps) (a OR b)", "(caps) (a OR b)");
    check("-(caps), title:caps, (a w/5 b)", "(-caps) (title:caps) (a w/5 b)");
}

#[test]
fn numbers_of_times_have_bounds() {
    check("atleast1000(a)", "atleast1000(a)");
    for name in ["atleast", "atleast0", "atleast1001", "atleast99999999999"] {
        check_error(&format!("{name}(a)"), name, "`atleast` needs a number from 1 to 1000");
    }
}

#[test]
fn functions_about_words_hold_words() {
    check_error("atleast3(a AND b)", "(a AND b)", "`AND` cannot stand inside `atleast3(…)`; type `atleast3(a) AND atleast3(b)`");
    check_error("caps(white house)", "(white house)", "type `caps(\"white house\")`");
    check_error("caps(-a)", "(-a)", "type `-caps(a)`");
    check_error("caps(caps(a))", "(caps(a))", "leave one of the two out");
    check_error("caps(a OR nocaps(b))", "(a OR nocaps(b))", "`nocaps(…)` cannot stand inside `caps(…)`");
    check_error("caps(atleast2(a))", "(atleast2(a))", "type `atleast2(caps(a))`");
    check_error("atleast2(atleast3(a))", "(atleast3(a))", "leave one of the two out");
    check_error("caps()", "()", "nothing to search for");
}

#[test]
fn fields_stand_outside_of_functions() {
    check_error("atleast3(title:a)", "title:", "`title:` stands inside `atleast3(…)`; type `title:atleast3(…)`");
    check_error("caps(hlead(a))", "hlead", "type `hlead(caps(…))`");
    check_error("caps(a date:2024)", "date:", "close the parentheses before it");
    check_error("hlead(title:a)", "title:", "`title:` stands inside `hlead(…)`; close the parentheses");
    check_error("title:hlead(a)", "hlead", "`hlead(…)` stands inside `title:`");
    check_error("title:(a body(b))", "body", "`body:` stands inside `title:`");
    check("title:caps(a) body:b", "title:caps(a) body:b");
}
