//! Links to similar requests: choices and filters.

use super::asked::{Asked, FILTERS, N_ON_PAGE, Param};
use super::number::grouped;
use crate::choice::{Lead, Sort};
use crate::hit::FacetValues;

pub(super) struct Link {
    pub(super) text: String,
    pub(super) href: String,
}

pub(super) struct Choice {
    pub(super) text: &'static str,
    pub(super) href: String,
    pub(super) is_chosen: bool,
}

/// Links to the pages before and after.
pub(super) struct Pager {
    pub(super) previous: Option<String>,
    pub(super) next: Option<String>,
    pub(super) page: usize,
    pub(super) n_pages: usize,
}

impl Pager {
    /// At most `max` of `n_results` can be reached.
    pub(super) fn of(asked: &Asked, path: &str, n_results: usize, max: usize) -> Pager {
        let page = asked.page();
        let n_pages = n_results.min(max).div_ceil(N_ON_PAGE).max(1);
        let turned = |page: usize| asked.at_page(page).link(path);
        let (previous, next) = ((page > 1).then(|| turned(page - 1)), (page < n_pages).then(|| turned(page + 1)));
        Pager { previous, next, page, n_pages }
    }
}

/// A facet and its values.
pub(super) struct FacetView {
    pub(super) name: &'static str,
    pub(super) values: Vec<FacetValue>,
    /// The number of values not shown, in words.
    pub(super) more: Option<String>,
}

pub(super) struct FacetValue {
    pub(super) text: String,
    pub(super) n: String,
    pub(super) href: String,
    pub(super) is_chosen: bool,
}

pub(super) fn facet_of(name: &'static str, param: Param, counted: &FacetValues, asked: &Asked, path: &str) -> FacetView {
    let value = |(text, n): &(String, u64)| {
        let is_chosen = asked.value(param) == text;
        FacetValue {
            text: text.clone(),
            n: grouped(*n),
            href: asked.with(param, if is_chosen { "" } else { text }).link(path),
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

/// Returns the filters of the results, each with the address without it.
pub(super) fn narrowed_by(asked: &Asked, path: &str) -> Vec<Link> {
    let filters = FILTERS.into_iter().filter(|(param, _)| !asked.value(*param).is_empty());
    let link = |(param, name): (Param, &str)| Link {
        text: format!("{name}: {}", asked.value(param)),
        href: asked.with(param, "").link(path),
    };
    filters.map(link).collect()
}

pub(super) fn sorts(asked: &Asked, path: &str) -> Vec<Choice> {
    let choices = [("Best match", "", Sort::Relevance), ("Newest", "newest", Sort::Newest), ("Oldest", "oldest", Sort::Oldest)];
    let of = |(text, value, sort): (&'static str, &str, Sort)| Choice {
        text,
        href: asked.with(Param::Sort, value).link(path),
        is_chosen: asked.sort() == sort,
    };
    choices.into_iter().filter(|(_, _, sort)| *sort != Sort::Relevance || !asked.is_empty()).map(of).collect()
}

/// Returns the choice of which article of a story is shown.
pub(super) fn leads(asked: &Asked) -> Vec<Choice> {
    let choices = [("First printed", "", Lead::First), ("Longest", "longest", Lead::Longest), ("Latest", "latest", Lead::Latest)];
    let of = |(text, value, lead): (&'static str, &str, Lead)| Choice {
        text,
        href: asked.with(Param::Lead, value).link("/"),
        is_chosen: asked.lead() == lead,
    };
    choices.into_iter().filter(|_| asked.by_story()).map(of).collect()
}

/// Returns the choice whether near-copies are grouped.
pub(super) fn grouping(asked: &Asked) -> Vec<Choice> {
    let of = |(text, value): (&'static str, &str)| Choice {
        text,
        href: asked.with(Param::Group, value).link("/"),
        is_chosen: asked.by_story() != value.is_empty(),
    };
    [("Each article", ""), ("Copies together", "story")].into_iter().map(of).collect()
}
