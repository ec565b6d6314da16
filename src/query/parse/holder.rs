//! A field or function whose parentheses are open.

use crate::query::field::Name;
use crate::query::function::Function;
use crate::query::{QueryProblem, TextField};
use crate::span::Span;

/// A field or function with open parentheses, in which no field may stand.
#[derive(Clone, Copy)]
pub(super) enum Holder {
    /// `title:(…)`.
    Field(TextField),
    Function(Function),
}

impl Holder {
    /// Returns the error for a field or filter inside.
    pub(super) fn refuse(self, name: Name, span: Span) -> QueryProblem {
        let inner = if name == Name::Hlead { "hlead(…)".to_owned() } else { format!("{}:", name.name()) };
        let outer = match self {
            Holder::Field(field) => format!("{}:", field.name()),
            Holder::Function(function) => function.shown(),
        };
        let problem = QueryProblem::error(span, format!("`{inner}` stands inside `{outer}`"));
        problem.hint(match (self, name) {
            (Holder::Function(Function::Case(_) | Function::AtLeast(_)), Name::Text(field)) => {
                format!("type `{}:{outer}`", field.name())
            }
            (Holder::Function(Function::Case(_) | Function::AtLeast(_)), Name::Hlead) => format!("type `hlead({outer})`"),
            (Holder::Function(_), _) => "close the parentheses before it".to_owned(),
            (Holder::Field(_), _) => "close the parentheses of the one field before the other begins".to_owned(),
        })
    }
}
