//! Items of CSL-JSON, the references of the Citation Style Language. Its names are not ours, and it has no envelope.

use serde::Serialize;

#[derive(Debug, Serialize)]
pub(crate) struct CslItem<'a> {
    pub(crate) id: &'a str,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) title: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) author: Vec<CslName<'a>>,
    #[serde(rename = "container-title", skip_serializing_if = "Option::is_none")]
    pub(crate) container_title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) section: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) page: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) issued: Option<CslDate>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<&'a str>,
    pub(crate) note: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct CslName<'a> {
    pub(crate) literal: &'a str,
}

#[derive(Debug, Serialize)]
pub(crate) struct CslDate {
    /// Year, month and day.
    #[serde(rename = "date-parts")]
    pub(crate) date_parts: [(i16, i8, i8); 1],
}
