//! The query language described with examples, for `pullquote help query` and the documentation.
//!
//! Every example is a query that parses. Tests hold that, and that the spellings of other services
//! mean what is said here.

use std::fmt::Write;

/// Entries on one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// The subject.
    pub title: &'static str,
    /// What can be typed.
    pub entries: &'static [Entry],
}

/// One form of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// What is typed, in general.
    pub form: &'static str,
    /// What it finds: lower case, no full stop.
    pub meaning: &'static str,
    /// A query with it.
    pub example: &'static str,
}

/// A spelling of another service, and how it is read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spelling {
    /// What is typed in the other service.
    pub typed: &'static str,
    /// Its meaning here, as it is printed back.
    pub canonical: &'static str,
}

const fn entry(form: &'static str, meaning: &'static str, example: &'static str) -> Entry {
    Entry { form, meaning, example }
}

const fn spelling(typed: &'static str, canonical: &'static str) -> Spelling {
    Spelling { typed, canonical }
}

/// The whole language.
pub const LANGUAGE: &[Section] = &[
    Section {
        title: "words",
        entries: &[
            entry("word", "the word in all its forms: floods, flooded, flooding", "flood"),
            entry("word word", "all of them; if no article has all, the articles with most of them", "flood berlin"),
            entry("=word", "the word as written, with its accents", "=rates"),
            entry("*", "any letters or none, anywhere in a word", "econom* OR *ology OR col*r"),
            entry("?", "exactly one letter", "wom?n"),
            entry("word~1", "the word with one slip: a letter more, less, changed or swapped; `~2` allows two", "crocus~1"),
        ],
    },
    Section {
        title: "phrases",
        entries: &[
            entry(
                "\"words\"",
                "these words in this order, not inflected but in any spelling; any quotation marks will do",
                "\"white house\"",
            ),
            entry("\"words\"~3", "up to 3 other words in between", "\"president putin\"~3"),
            entry("\"wor*\"", "wildcards also work in phrases", "\"econom* growth\""),
        ],
    },
    Section {
        title: "operators, in capitals, the tightest first",
        entries: &[
            entry("-a, NOT a", "articles without it", "flood -insurance"),
            entry("+a", "required, even if other words may be missing", "flood +berlin"),
            entry("a AND b", "both", "flood AND berlin"),
            entry("a OR b", "at least one", "flood OR \"high water\""),
            entry("( )", "grouping", "(flood OR storm) AND (berlin OR hamburg)"),
        ],
    },
    Section {
        title: "proximity, tighter than all of these; between words, phrases, OR-lists in parentheses, and proximity",
        entries: &[
            entry("a w/5 b", "at most 5 words apart in either order; w/1 is next to each other", "flood w/5 dam"),
            entry("a pre/5 b", "a at most 5 words before b", "president pre/5 moscow"),
            entry("a w/s b", "in one sentence; pre/s in this order", "flood w/s (dam OR levee)"),
            entry("a w/p b", "in one paragraph; pre/p in this order", "\"white house\" w/p moscow"),
            entry("a not w/5 b", "a with no b near it; `not` works before each of these", "jaguar not w/5 car"),
            entry("a w/3 b w/3 c", "read from left to right; parentheses nest", "flood w/s (dam w/3 burst)"),
        ],
    },
    Section {
        title: "functions, with the parenthesis directly after the name",
        entries: &[
            entry("caps(a)", "written with a capital somewhere", "caps(apple)"),
            entry("allcaps(a)", "written in capitals throughout", "allcaps(us)"),
            entry("nocaps(a)", "written without a capital", "nocaps(turkey)"),
            entry("atleast3(a)", "at 3 places of an article or more", "atleast3(flood OR storm)"),
            entry("hlead(a)", "in the headline or at the beginning of the text", "hlead(flood AND berlin)"),
        ],
    },
    Section {
        title: "fields, with a word, phrase, group or function directly after the colon",
        entries: &[
            entry("title:a", "in the headline", "title:\"white house\""),
            entry("body:a", "in the text", "body:(flood w/5 dam)"),
            entry("lead:a", "at the beginning of the text", "lead:flood"),
            entry("quotes:a", "in quotes", "quotes:(regret OR sorry)"),
            entry("said:a", "in quotes, all of it in one quote", "said:(flood dam)"),
            entry("by:a", "in the speaker of a quote; with said:, of the same quote", "said:\"we know\" by:ruiz"),
            entry("byline:a", "in the authors", "byline:\"ana ruiz\""),
            entry("publisher:a", "in the publisher", "publisher:herald"),
            entry("section:a", "in the section of the paper", "section:sports"),
        ],
    },
    Section {
        title: "filters",
        entries: &[
            entry("date:day", "published on a day, in a month, a week (2024-W13) or a year; today, yesterday", "date:2024-03"),
            entry(
                "date:day..day",
                "from the first to the last; an end may be missing; also date:>=2024",
                "date:2024-03-25..2024-04",
            ),
            entry("since:day", "on this day or later; 7d, 2w, 3m and 1y count back from today", "since:7d"),
            entry("until:day", "on this day or earlier", "until:yesterday"),
            entry("embargo:day..day", "not to be published before; embargo:today.. is still under embargo", "embargo:today.."),
            entry(
                "version:all",
                "all versions of articles with the same URL; also version:first; without it, the latest",
                "version:all",
            ),
            entry("words:n..n", "length of the text in words; also words:>800 and words:<800", "words:100..200"),
            entry("lang:code", "language", "lang:de"),
            entry(
                "publisher:=\"name\"",
                "the publisher's whole name, as written; section:= likewise",
                "publisher:=\"The Herald\"",
            ),
            entry("url:text", "the article's address, exactly", "url:https://example.org/news/1"),
            entry("path:text", "its file, or a folder above it", "path:corpus/text"),
        ],
    },
    Section {
        title: "how words match",
        entries: &[
            entry("capitals", "do not matter outside caps(…)", "nato"),
            entry("accents", "need not be typed; a typed one counts in its own languages", "cafe OR Müller"),
            entry("possessives", "are removed: putin finds Putin's", "putin"),
            entry("apostrophes", "all kinds are equal; l'homme is l and homme", "O’Brien"),
            entry("hyphens", "words next to each other, or one word: wi-fi finds wi fi and wifi", "wi-fi"),
            entry("acronyms", "U.S. and US are one word", "U.S."),
            entry("figures", "1,000 and 1000 are one word; so is 3.5", "1,000"),
            entry("signs", "such as + and $ are not indexed; a note says so if it matters", "R&D"),
            entry("scripts", "without spaces (Chinese, Japanese, Thai): each character is a word", "東京"),
            entry("and, or, not", "are words; operators are in capitals", "\"war and peace\""),
        ],
    },
];

/// The spellings of other services, each with what is printed back.
pub const SPELLINGS: &[Spelling] = &[
    spelling("flood /5 dam", "flood w/5 dam"),
    spelling("flood near5 dam", "flood w/5 dam"),
    spelling("flood NEAR/5 dam", "flood w/5 dam"),
    spelling("flood adj5 dam", "flood pre/5 dam"),
    spelling("flood adj dam", "flood pre/1 dam"),
    spelling("flood +5 dam", "flood pre/5 dam"),
    spelling("flood /s dam", "flood w/s dam"),
    spelling("flood w/sent dam", "flood w/s dam"),
    spelling("flood +s dam", "flood pre/s dam"),
    spelling("flood /p dam", "flood w/p dam"),
    spelling("flood w/para dam", "flood w/p dam"),
    spelling("flood SAME dam", "flood w/p dam"),
    spelling("flood +p dam", "flood pre/p dam"),
    spelling("flood NOT W/5 dam", "flood not w/5 dam"),
    spelling("flood AND NOT dam", "flood AND -dam"),
    spelling("econom!", "econom*"),
    spelling("hd=flood", "title:flood"),
    spelling("hlp=(flood OR dam)", "hlead(flood OR dam)"),
    spelling("lp=\"white house\"", "lead:\"white house\""),
    spelling("by=ruiz", "byline:ruiz"),
    spelling("au=ruiz", "byline:ruiz"),
    spelling("sn=herald", "publisher:herald"),
    spelling("rst=herald", "publisher:herald"),
    spelling("la=de", "lang:de"),
    spelling("wc>800", "words:>=801"),
    spelling("headline(flood)", "title:flood"),
    spelling("byline(ruiz)", "byline:ruiz"),
    spelling("body(flood w/5 dam)", "body:(flood w/5 dam)"),
    spelling("lead(flood)", "lead:flood"),
    spelling("section(sports)", "section:sports"),
    spelling("publication(herald)", "publisher:herald"),
];

/// Returns the language as plain text of at most 120 columns: for every form what it finds, and an
/// example below it; then the spellings of other services. It ends in a line break.
pub fn text() -> String {
    let mut text = String::new();
    let width = LANGUAGE.iter().flat_map(|section| section.entries).map(|entry| entry.form.chars().count()).max().unwrap_or(0);
    for section in LANGUAGE {
        push(&mut text, format_args!("{}\n", section.title));
        for Entry { form, meaning, example } in section.entries {
            push(&mut text, format_args!("  {form:width$}  {meaning}\n"));
            push(&mut text, format_args!("  {:width$}    {example}\n", ""));
        }
        text.push('\n');
    }
    let width = SPELLINGS.iter().map(|spelling| spelling.typed.chars().count()).max().unwrap_or(0);
    text.push_str("spellings of other services, and how they are read\n");
    for Spelling { typed, canonical } in SPELLINGS {
        push(&mut text, format_args!("  {typed:width$}  {canonical}\n"));
    }
    text
}

/// Writing to a string does not fail.
fn push(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(arguments);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Severity, TextField, parse};

    const TODAY: i64 = 19_813;

    #[test]
    fn every_example_parses_and_there_is_nothing_to_tell() {
        for entry in LANGUAGE.iter().flat_map(|section| section.entries) {
            let (query, problems) = parse(entry.example, TODAY);
            assert!(query.is_some() && problems.is_empty(), "for {}: {problems:?}", entry.example);
        }
    }

    #[test]
    fn spellings_of_other_services_print_as_stated() {
        for Spelling { typed, canonical } in SPELLINGS {
            let (query, problems) = parse(typed, TODAY);
            assert_eq!(query.map(|query| query.to_string()).as_deref(), Some(*canonical), "for {typed}: {problems:?}");
            assert!(problems.iter().all(|problem| problem.severity == Severity::Note), "for {typed}: {problems:?}");
            let (query, problems) = parse(canonical, TODAY);
            assert!(query.is_some() && problems.is_empty(), "for {canonical}: {problems:?}");
        }
    }

    #[test]
    fn every_field_is_told() {
        for field in TextField::ALL {
            let form = format!("{}:a", field.name());
            assert!(text().contains(&form), "{form}");
        }
    }

    #[test]
    fn the_text_fits_a_wide_terminal() {
        assert_eq!(text().lines().find(|line| line.chars().count() > 120), None);
    }
}
