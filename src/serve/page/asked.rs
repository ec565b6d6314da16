//! The request of a page, and the addresses of similar requests.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::super::asked::understood;
use super::super::fault::Fault;
use crate::article::{Language, PartialDate};
use crate::choice::{Group, Lead, Sort, Syntax};
use crate::query::{Filter, Query, QueryProblem, TextField};

/// Number of results on a page.
pub(super) const N_ON_PAGE: usize = 10;

/// The request of a page. Forms send empty fields too, so an empty value counts as missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) q: String,
    /// Whose rules `q` is read by.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) syntax: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) publisher: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) section: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) lang: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) by: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) since: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) until: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) sort: String,
    /// Whether near-copies are put together: `story`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) group: String,
    /// Which article of a story is shown: `longest` or `latest`, else the first.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) lead: String,
    /// The number of the page, from 1.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) page: String,
    /// The number of the match that an article is opened at, from 1.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) r#match: String,
}

/// A parameter that links change. The number of the page is none: see [`Asked::at_page`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Param {
    Publisher,
    Section,
    Lang,
    By,
    Since,
    Until,
    Sort,
    Group,
    Lead,
    Match,
}

/// The filters, each with its name on the page.
pub(super) const FILTERS: [(Param, &str); 6] = [
    (Param::Publisher, "Publisher"),
    (Param::Section, "Section"),
    (Param::Lang, "Language"),
    (Param::By, "Quoted"),
    (Param::Since, "From"),
    (Param::Until, "Until"),
];

/// The request, parsed.
pub(super) struct Narrowed {
    /// The query with its filters.
    pub(super) query: Query,
    /// Notes about the typed query.
    pub(super) notes: Vec<QueryProblem>,
}

impl Asked {
    /// Returns the query.
    pub(super) fn narrowed(&self, today: i64) -> Result<Narrowed, Fault> {
        let (query, notes) = match self.q.trim() {
            "" => (Query::everything(), Vec::new()),
            _ => understood(&self.q, self.syntax(), today)?,
        };
        Ok(Narrowed { query: narrowed(query, self.filters()?), notes })
    }

    fn filters(&self) -> Result<Vec<Query>, Fault> {
        let wrong = |name: &str, value: &str, example: &str| {
            Fault::new(StatusCode::BAD_REQUEST, format!("`{value}` is no {name}")).hint(format!("type one such as `{example}`"))
        };
        let mut filters = Vec::new();
        if !self.publisher.is_empty() {
            filters.push(Query::Filter(Filter::Publisher(self.publisher.clone())));
        }
        if !self.section.is_empty() {
            filters.push(Query::Filter(Filter::Section(self.section.clone())));
        }
        if !self.lang.is_empty() {
            let language = Language::from_tag(&self.lang).ok_or_else(|| wrong("language", &self.lang, "de"))?;
            filters.push(Query::Filter(Filter::Language(language)));
        }
        if !self.by.is_empty() {
            filters.push(spoken_by(&self.by));
        }
        let day = |text: &str| match text.trim() {
            "" => Ok(None),
            text => PartialDate::parse(text).map(Some).ok_or_else(|| wrong("day", text, "2024-03-25")),
        };
        let (from, to) = (day(&self.since)?, day(&self.until)?);
        if from.is_some() || to.is_some() {
            filters.push(Query::Filter(Filter::Published { from, to }));
        }
        Ok(filters)
    }

    pub(super) fn sort(&self) -> Sort {
        let sort = self.sort.parse().unwrap_or_default();
        // Without words, no article is more relevant than another.
        if sort == Sort::Relevance && self.is_empty() { Sort::Newest } else { sort }
    }

    /// Returns whose rules the query is read by.
    pub(super) fn syntax(&self) -> Syntax {
        self.syntax.parse().unwrap_or_default()
    }

    /// Returns whether the query has no words.
    pub(super) fn is_empty(&self) -> bool {
        self.q.trim().is_empty()
    }

    /// Returns whether the request is empty, so that it shows the whole index.
    pub(super) fn is_whole(&self) -> bool {
        self.is_empty() && !self.is_narrowed()
    }

    /// Returns whether near-copies are grouped.
    pub(super) fn by_story(&self) -> bool {
        self.group.parse() == Ok(Group::Story)
    }

    /// Returns which article of a story is shown.
    pub(super) fn lead(&self) -> Lead {
        self.lead.parse().unwrap_or_default()
    }

    /// Returns the number of the page, from 1.
    pub(super) fn page(&self) -> usize {
        self.page.parse().ok().filter(|page| *page > 0).unwrap_or(1)
    }

    /// Returns the number of results before the page. Fails if it is `max` or more; `what` names
    /// the results in the message.
    pub(super) fn offset(&self, max: usize, what: &str) -> Result<usize, Fault> {
        let offset = (self.page() - 1).saturating_mul(N_ON_PAGE);
        if offset >= max {
            return Err(Fault::new(StatusCode::BAD_REQUEST, format!("no more than {max} {what} can be turned to")));
        }
        Ok(offset)
    }

    /// Returns whether there is any filter.
    pub(super) fn is_narrowed(&self) -> bool {
        FILTERS.iter().any(|(param, _)| !self.value(*param).is_empty())
    }

    /// Returns the value of a parameter; empty if it is missing.
    pub(super) fn value(&self, param: Param) -> &str {
        match param {
            Param::Publisher => &self.publisher,
            Param::Section => &self.section,
            Param::Lang => &self.lang,
            Param::By => &self.by,
            Param::Since => &self.since,
            Param::Until => &self.until,
            Param::Sort => &self.sort,
            Param::Group => &self.group,
            Param::Lead => &self.lead,
            Param::Match => &self.r#match,
        }
    }

    /// Returns the request for the first page with another value of one parameter; an empty value
    /// removes it.
    pub(super) fn with(&self, param: Param, value: &str) -> Asked {
        let mut asked = self.first_page();
        let field = match param {
            Param::Publisher => &mut asked.publisher,
            Param::Section => &mut asked.section,
            Param::Lang => &mut asked.lang,
            Param::By => &mut asked.by,
            Param::Since => &mut asked.since,
            Param::Until => &mut asked.until,
            Param::Sort => &mut asked.sort,
            Param::Group => &mut asked.group,
            Param::Lead => &mut asked.lead,
            Param::Match => &mut asked.r#match,
        };
        value.clone_into(field);
        asked
    }

    /// Returns the request for the first page.
    pub(super) fn first_page(&self) -> Asked {
        Asked { page: String::new(), r#match: String::new(), ..self.clone() }
    }

    /// Returns the request for another page, from 1.
    pub(super) fn at_page(&self, page: usize) -> Asked {
        Asked { page: page.to_string(), ..self.first_page() }
    }

    /// Returns the address of a page with this request.
    pub(super) fn link(&self, path: &str) -> String {
        match serde_urlencoded::to_string(self) {
            Ok(parameters) if !parameters.is_empty() => format!("{path}?{parameters}"),
            _ => path.to_owned(),
        }
    }
}

/// Returns the address of an answer for programs; without a query, of one about all articles.
pub(super) fn api_link(name: &str, query: Option<&Query>, parameters: &[(&str, &str)]) -> String {
    let text = query.map(Query::to_string);
    let query = text.as_deref().map(|text| ("q", text));
    let parameters: Vec<(&str, &str)> = query.into_iter().chain(parameters.iter().copied()).collect();
    format!("/api/v1/{name}?{}", serde_urlencoded::to_string(parameters).unwrap_or_default())
}

/// Returns the query for articles that quote somebody of this name.
pub(super) fn spoken_by(name: &str) -> Query {
    Query::Within(TextField::Speaker, Box::new(Query::Phrase { text: name.replace(['*', '?'], " "), slop: 0 }))
}

/// Adds filters to a query in such a way that words side by side can still be loosened.
pub(super) fn narrowed(query: Query, filters: Vec<Query>) -> Query {
    match (query, filters.len()) {
        (query, 0) => query,
        (Query::Words(mut clauses), _) => {
            clauses.extend(filters);
            Query::Words(clauses)
        }
        (query, _) => Query::Words([vec![query], filters].concat()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Asked {
        Asked { q: "flood & \"dam\"".to_owned(), publisher: "A?B".to_owned(), page: "3".to_owned(), ..Asked::default() }
    }

    #[test]
    fn links_hold_what_is_asked_and_begin_at_the_first_page() {
        assert_eq!(asked().link("/"), "/?q=flood+%26+%22dam%22&publisher=A%3FB&page=3");
        assert_eq!(asked().with(Param::Publisher, "").link("/"), "/?q=flood+%26+%22dam%22");
        assert_eq!(asked().at_page(4).link("/"), "/?q=flood+%26+%22dam%22&publisher=A%3FB&page=4");
        assert_eq!(Asked::default().link("/quotes"), "/quotes");
    }

    #[test]
    fn every_parameter_is_read_where_it_is_written() {
        let params = [Param::Sort, Param::Group, Param::Lead, Param::Match];
        for param in FILTERS.into_iter().map(|(param, _)| param).chain(params) {
            let changed = Asked::default().with(param, "x");
            assert_eq!(changed.value(param), "x", "{param:?}");
            assert_eq!(changed.link("/").matches("=x").count(), 1, "{param:?}");
            assert_eq!(changed.with(param, ""), Asked::default(), "{param:?}");
        }
    }

    #[test]
    fn filters_stand_beside_the_words() {
        let query = |asked: &Asked| asked.narrowed(0).ok().map(|narrowed| narrowed.query.to_string());
        let asked = Asked { q: "flood dam".to_owned(), by: "Ana Ruiz".to_owned(), since: "2024".to_owned(), ..asked() };
        assert_eq!(query(&asked).unwrap(), "flood dam publisher:=\"A?B\" by:\"Ana Ruiz\" since:2024");
        assert_eq!(
            query(&Asked { q: "a OR b".to_owned(), ..asked.clone() }).unwrap(),
            "(a OR b) publisher:=\"A?B\" by:\"Ana Ruiz\" since:2024"
        );
        assert_eq!(query(&Asked { q: String::new(), ..Asked::default() }).unwrap(), "words:>=0");
        assert_eq!(query(&Asked { until: "soon".to_owned(), ..asked }), None);
    }
}
