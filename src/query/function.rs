//! Functions, recognised by the name directly before their parenthesis.

use super::{LetterCase, MAX_TIMES, Query, TextField};

/// What a name before a parenthesis stands for.
#[derive(Clone, Copy)]
pub(super) enum Function {
    Case(LetterCase),
    AtLeast(u32),
    Hlead,
    /// A field, in the spelling of Lexis.
    Field(TextField),
}

impl Function {
    /// Returns what a name stands for, in any case of its letters. `atleast` with a number out of
    /// bounds is included.
    pub(super) fn parse(name: &str) -> Option<Function> {
        let name = name.to_ascii_lowercase();
        let field = match name.as_str() {
            "hlead" => return Some(Function::Hlead),
            "headline" => Some(TextField::Title),
            "publication" => Some(TextField::Publisher),
            name => TextField::ALL.into_iter().find(|field| field.name() == name),
        };
        if let Some(field) = field {
            return Some(Function::Field(field));
        }
        if let Some(number) = name.strip_prefix("atleast").filter(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
            let n = if number.is_empty() { 0 } else { number.parse().unwrap_or(u32::MAX) };
            return Some(Function::AtLeast(n));
        }
        LetterCase::ALL.into_iter().find(|case| case.name() == name).map(Function::Case)
    }

    /// Returns whether a word is a function's name. A space before the parenthesis is then an
    /// error.
    pub(super) fn is_name(word: &str) -> bool {
        matches!(Function::parse(word), Some(Function::Case(_) | Function::AtLeast(_) | Function::Hlead))
    }

    /// Returns the name with its parentheses, for messages.
    pub(super) fn shown(self) -> String {
        match self {
            Function::Case(case) => format!("{}(…)", case.name()),
            Function::AtLeast(n) => format!("atleast{n}(…)"),
            Function::Hlead => "hlead(…)".to_owned(),
            Function::Field(field) => format!("{}:", field.name()),
        }
    }

    pub(super) fn example(self) -> String {
        match self {
            Function::Case(case) => format!("{}(US)", case.name()),
            Function::AtLeast(n) => format!("atleast{}(flood)", if (1..=MAX_TIMES).contains(&n) { n } else { 3 }),
            Function::Hlead => "hlead(flood)".to_owned(),
            Function::Field(field) => format!("{}:flood", field.name()),
        }
    }

    pub(super) fn around(self, inner: Query) -> Query {
        let inner = Box::new(inner);
        match self {
            Function::Case(case) => Query::Case(case, inner),
            Function::AtLeast(n) => Query::AtLeast { n, query: inner },
            Function::Hlead => Query::Hlead(inner),
            Function::Field(field) => Query::Within(field, inner),
        }
    }
}
