//! Links of a page that ask a little differently: what to choose from, and what to narrow by.

use super::asked::{Asked, FILTERS};
use super::number::grouped;
use crate::hit::{FacetValues, Sort};
use crate::search::Lead;

pub(super) struct Link {
    pub(super) text: String,
    pub(super) href: String,
}

pub(super) struct Choice {
    pub(super) text: &'static str,
    pub(super) href: String,
    pub(super) is_chosen: bool,
}

/// A facet and its values.
pub(super) struct FacetView {
    pub(super) name: &'static str,
    pub(super) values: Vec<FacetValue>,
    /// How many values are not shown, in words.
    pub(super) more: Option<String>,
}

pub(super) struct FacetValue {
    pub(super) text: String,
    pub(super) n: String,
    pub(super) href: String,
    pub(super) is_chosen: bool,
}

pub(super) fn facet_of(
    name: &'static str,
    parameter: &'static str,
    counted: &FacetValues,
    asked: &Asked,
    path: &str,
) -> FacetView {
    let value = |(text, n): &(String, u64)| {
        let is_chosen = asked.values()[FILTERS.iter().position(|(known, _)| *known == parameter).unwrap_or(0)] == text;
        FacetValue {
            text: text.clone(),
            n: grouped(*n),
            href: asked.with(parameter, if is_chosen { "" } else { text }).link(path),
            is_chosen,
        }
    };
    let n_more = counted.n_values - counted.top.len();
    FacetView {
        name,
        values: counted.top.iter().map(value).collect(),
        more: (n_more > 0).then(|| format!("and {} more", grouped(n_more as u64))),
    }
}

/// What the results are narrowed by, each with the address without it.
pub(super) fn narrowed_by(asked: &Asked, path: &str) -> Vec<Link> {
    let values = FILTERS.into_iter().zip(asked.values()).filter(|(_, value)| !value.is_empty());
    let link = |((parameter, name), value): ((&str, &str), &str)| Link {
        text: format!("{name}: {value}"),
        href: asked.with(parameter, "").link(path),
    };
    values.map(link).collect()
}

pub(super) fn sorts(asked: &Asked, path: &str) -> Vec<Choice> {
    let choices = [("Best match", "", Sort::Relevance), ("Newest", "newest", Sort::Newest), ("Oldest", "oldest", Sort::Oldest)];
    let of = |(text, value, sort): (&'static str, &str, Sort)| Choice {
        text,
        href: asked.with("sort", value).link(path),
        is_chosen: asked.sort() == sort,
    };
    choices.into_iter().filter(|(_, _, sort)| *sort != Sort::Relevance || !asked.is_empty()).map(of).collect()
}

/// Which article of a story is shown, to choose from.
pub(super) fn leads(asked: &Asked) -> Vec<Choice> {
    let choices = [("First printed", "", Lead::First), ("Longest", "longest", Lead::Longest), ("Latest", "latest", Lead::Latest)];
    let of = |(text, value, lead): (&'static str, &str, Lead)| Choice {
        text,
        href: asked.with("lead", value).link("/"),
        is_chosen: asked.lead() == lead,
    };
    choices.into_iter().filter(|_| asked.by_story()).map(of).collect()
}

/// Whether near-copies are put together, to choose from.
pub(super) fn grouping(asked: &Asked) -> Vec<Choice> {
    let of = |(text, value): (&'static str, &str)| Choice {
        text,
        href: asked.with("group", value).link("/"),
        is_chosen: asked.by_story() != value.is_empty(),
    };
    [("Each article", ""), ("Copies together", "story")].into_iter().map(of).collect()
}
