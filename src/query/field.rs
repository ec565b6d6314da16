//! Names before a colon, and the values of filters.

use super::chars::shown;
use super::date::End;
use super::nearest;
use super::word::phrase_hint;
use super::{Filter, QueryProblem, TextField, Today, Version, date};
use crate::article::Language;
use crate::span::Span;

/// What a name before a colon stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// A field of words.
    Text(TextField),
    /// The headline and the lead together. It is typed `hlead(…)` and has no name before a colon.
    Hlead,
    /// A condition.
    Filter(FilterName),
}

/// The names of filters. `date`, `since` and `until` are three names for one filter. `publisher`
/// and `section` are fields too: they are filters only if `=` and a quotation mark follow the
/// colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FilterName {
    Language,
    Url,
    Path,
    Words,
    Date,
    Since,
    Until,
    Embargo,
    Version,
    Publisher,
    Section,
}

impl FilterName {
    const ALL: [FilterName; 9] = [
        FilterName::Language,
        FilterName::Url,
        FilterName::Path,
        FilterName::Words,
        FilterName::Date,
        FilterName::Since,
        FilterName::Until,
        FilterName::Embargo,
        FilterName::Version,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            FilterName::Language => "lang",
            FilterName::Url => "url",
            FilterName::Path => "path",
            FilterName::Words => "words",
            FilterName::Date => "date",
            FilterName::Since => "since",
            FilterName::Until => "until",
            FilterName::Embargo => "embargo",
            FilterName::Version => "version",
            FilterName::Publisher => TextField::Publisher.name(),
            FilterName::Section => TextField::Section.name(),
        }
    }

    /// Returns an example to type, for hints.
    pub(super) fn example(self) -> &'static str {
        match self {
            FilterName::Language => "lang:de",
            FilterName::Url => "url:https://example.org/news/1",
            FilterName::Path => "path:corpus/text",
            FilterName::Words => "words:>800` or `words:100..200",
            FilterName::Date => "date:2024-03`, `date:2024-03-25..2024-04` or `date:7d..today",
            FilterName::Since => "since:2024-03-25` or `since:7d",
            FilterName::Until => "until:2024-03-25` or `until:yesterday",
            FilterName::Embargo => "embargo:today..` or `embargo:2024-03-25",
            FilterName::Version => "version:all`, `version:first` or `version:latest",
            FilterName::Publisher => "publisher:=\"The Herald\"",
            FilterName::Section => "section:=\"Sports\"",
        }
    }

    /// Returns whether a value may hold any character but white space.
    pub(super) fn is_verbatim(self) -> bool {
        matches!(self, FilterName::Url | FilterName::Path) || self.is_of_name()
    }

    /// Returns whether a value is a whole name, always in quotation marks.
    pub(super) fn is_of_name(self) -> bool {
        matches!(self, FilterName::Publisher | FilterName::Section)
    }

    /// Returns the filter by whole name that belongs to a field; `None` if the field has none.
    pub(super) fn of_name(field: TextField) -> Option<FilterName> {
        match field {
            TextField::Publisher => Some(FilterName::Publisher),
            TextField::Section => Some(FilterName::Section),
            _ => None,
        }
    }
}

impl Name {
    /// Returns what a name stands for, in any case of its letters; `None` if it is unknown.
    pub(super) fn parse(name: &str) -> Option<Name> {
        Name::all().find(|known| known.name().eq_ignore_ascii_case(name))
    }

    /// Returns an example to type, for hints.
    pub(super) fn example(self) -> String {
        match self {
            Name::Text(field) => format!("{}:flood", field.name()),
            Name::Hlead => "hlead(flood)".to_owned(),
            Name::Filter(filter) => filter.example().to_owned(),
        }
    }

    /// Returns what a code of Factiva and similar services stands for, as in `hd=flood`. `None` if
    /// the name is no code, `Some(None)` if articles here have no such field.
    pub(super) fn of_code(code: &str) -> Option<Option<Name>> {
        match code.to_ascii_lowercase().as_str() {
            "hd" => Some(Some(Name::Text(TextField::Title))),
            "hlp" => Some(Some(Name::Hlead)),
            "lp" => Some(Some(Name::Text(TextField::Lead))),
            "by" | "au" => Some(Some(Name::Text(TextField::Byline))),
            "sn" | "rst" => Some(Some(Name::Text(TextField::Publisher))),
            "la" => Some(Some(Name::Filter(FilterName::Language))),
            "wc" => Some(Some(Name::Filter(FilterName::Words))),
            "td" | "tlp" | "ns" | "re" | "co" | "in" | "pd" | "pg" | "an" => Some(None),
            _ => None,
        }
    }

    fn all() -> impl Iterator<Item = Name> {
        TextField::ALL.into_iter().map(Name::Text).chain(FilterName::ALL.into_iter().map(Name::Filter))
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Name::Text(field) => field.name(),
            Name::Hlead => "hlead",
            Name::Filter(filter) => filter.name(),
        }
    }
}

/// Returns the error for an unknown field name. `clause` is the name with its value.
pub(super) fn no_field(name: &str, clause: &str, span: Span) -> QueryProblem {
    let lower_case = name.to_ascii_lowercase();
    let advice = match closest(&lower_case) {
        Some(Name::Hlead) => "did you mean `hlead(…)`?".to_owned(),
        Some(meant) => format!("did you mean `{}:`?", meant.name()),
        None => format!("the fields are {}", Name::all().map(|name| format!("`{}:`", name.name())).collect::<Vec<_>>().join(" ")),
    };
    let advice = format!("{advice}; to search for the text, put it in quotation marks");
    QueryProblem::error(span, format!("no field `{}`", shown(name))).hint(phrase_hint(&advice, clause))
}

/// Returns the field that another word for it means, or that a slip of one or two letters hides.
fn closest(name: &str) -> Option<Name> {
    if let Some(Some(meant)) = Name::of_code(name) {
        return Some(meant);
    }
    let synonym = match name {
        "headline" | "head" => "title",
        "text" | "content" => "body",
        "says" | "quoted" => "said",
        "speaker" => "by",
        "author" => "byline",
        "source" | "site" | "outlet" => "publisher",
        "language" => "lang",
        "file" | "folder" | "dir" => "path",
        "link" => "url",
        "length" | "wordcount" => "words",
        "from" | "after" => "since",
        "to" | "before" => "until",
        "published" | "day" | "year" => "date",
        "embargoed" => "embargo",
        _ => name,
    };
    let meant = nearest(synonym, Name::all().map(Name::name))?;
    Name::all().find(|known| known.name() == meant)
}

/// Reads a filter's value, and returns the problems found. The value is not empty; `span` is its
/// place.
pub(super) fn filter(
    name: FilterName,
    value: &str,
    span: Span,
    today: Today,
) -> Result<(Filter, Option<QueryProblem>), QueryProblem> {
    let wrong = |message: String| QueryProblem::error(span, message).hint(format!("type `{}`", name.example()));
    let filter = match name {
        FilterName::Language => {
            return language(value, span).ok_or_else(|| wrong(format!("`{}` is no language code", shown(value))));
        }
        FilterName::Url => Ok(Filter::Url(value.to_owned())),
        FilterName::Path => Ok(Filter::Path(value.to_owned())),
        FilterName::Publisher => Ok(Filter::Publisher(value.to_owned())),
        FilterName::Section => Ok(Filter::Section(value.to_owned())),
        FilterName::Words => words(value),
        FilterName::Version => version(value),
        FilterName::Date => date::range(value, today).map(|(from, to)| Filter::Published { from, to }),
        FilterName::Embargo => date::range(value, today).map(|(from, to)| Filter::Embargo { from, to }),
        FilterName::Since => date::day(value, End::First, today).map(|from| Filter::Published { from: Some(from), to: None }),
        FilterName::Until => date::day(value, End::Last, today).map(|to| Filter::Published { from: None, to: Some(to) }),
    };
    filter.map(|filter| (filter, None)).map_err(wrong)
}

fn language(value: &str, span: Span) -> Option<(Filter, Option<QueryProblem>)> {
    let language = Language::from_tag(value)?;
    let code = language.code();
    let is_whole = code.eq_ignore_ascii_case(value.trim());
    let note = (!is_whole).then(|| QueryProblem::note(span, format!("`{}` is searched as `{code}`", shown(value))));
    Some((Filter::Language(language), note))
}

fn version(value: &str) -> Result<Filter, String> {
    let named = Version::EVERY.into_iter().find(|version| version.name().eq_ignore_ascii_case(value));
    named.map(Filter::Version).ok_or_else(|| format!("`{}` is no version", shown(value)))
}

fn words(value: &str) -> Result<Filter, String> {
    let wrong = || format!("`{}` is no number of words", shown(value));
    let number = |text: &str| -> Result<u64, String> {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { text.parse().map_err(|_| format!("`{}` is too large a number", shown(text))) } else { Err(wrong()) }
    };
    let end = |text: &str| if text.is_empty() { Ok(None) } else { number(text).map(Some) };
    let (min, max) = if let Some(number_text) = value.strip_prefix(">=") {
        (Some(number(number_text)?), None)
    } else if let Some(number_text) = value.strip_prefix("<=") {
        (None, Some(number(number_text)?))
    } else if let Some(number_text) = value.strip_prefix('>') {
        (Some(number(number_text)?.checked_add(1).ok_or_else(wrong)?), None)
    } else if let Some(number_text) = value.strip_prefix('<') {
        (None, Some(number(number_text)?.checked_sub(1).ok_or("no body has less than 0 words")?))
    } else if let Some((min, max)) = value.split_once("..") {
        (end(min)?, end(max)?)
    } else {
        (Some(number(value)?), Some(number(value)?))
    };
    match (min, max) {
        (None, None) => Err(wrong()),
        (Some(min), Some(max)) if min > max => Err(format!("{min} is more than {max}")),
        _ => Ok(Filter::Words { min, max }),
    }
}
