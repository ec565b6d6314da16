//! The description of the API for machines, made from the handlers, their parameters and the
//! objects of their answers.

use std::collections::BTreeMap;

use axum::response::Response;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{AllOf, Object, RefOr, Schema};
use utoipa::{Modify, OpenApi};

use super::answer::{json_response, written};
use super::{batch, count, expect, explain, export, history, keywords, like, quotes, search, spread, stats, suggest, verify};
use crate::serve::fault::{Fault, ProblemDocument};

#[derive(OpenApi)]
#[openapi(
    info(title = "pullquote", description = "Full-text search over news articles"),
    paths(
        search::get_search,
        search::get_article,
        history::get_history,
        like::get_like,
        keywords::get_keywords,
        quotes::get_quotes,
        quotes::get_speakers,
        verify::get_verify,
        stats::get_stats,
        expect::get_expect,
        explain::get_explain,
        suggest::get_suggest,
        count::get_count,
        spread::get_spread,
        export::get_export,
        batch::get_batch
    ),
    components(schemas(ProblemDocument<'static>)),
    security((), ("token" = [])),
    modifiers(&Token, &Merged)
)]
struct Api;

/// The token that requests send if the server has one.
struct Token;

impl Modify for Token {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    }
}

/// Describes each object by all of its properties, instead of as a union of the parts that it shares with others.
struct Merged;

impl Modify for Merged {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let Some(components) = &mut openapi.components else { return };
        let parts = components.schemas.clone();
        let mut merged_parts = Vec::new();
        for schema in components.schemas.values_mut() {
            if let RefOr::T(Schema::AllOf(all_of)) = schema
                && let Some(object) = merged(all_of, &parts, &mut merged_parts)
            {
                *schema = RefOr::T(Schema::Object(object));
            }
        }
        // A part without references describes nothing that is sent.
        let description = serde_json::to_string(openapi).unwrap_or_default();
        let is_used = |name: &str| description.contains(&format!("\"#/components/schemas/{name}\""));
        if let Some(components) = &mut openapi.components {
            components.schemas.retain(|name, _| !merged_parts.contains(name) || is_used(name));
        }
    }
}

/// Returns one object with the properties of all parts, and adds the names of the parts to `merged_parts`; `None` if a part is no object.
fn merged(all_of: &AllOf, parts: &BTreeMap<String, RefOr<Schema>>, merged_parts: &mut Vec<String>) -> Option<Object> {
    let mut object = Object::new();
    object.description.clone_from(&all_of.description);
    for item in &all_of.items {
        let (name, schema) = match item {
            RefOr::Ref(reference) => {
                let name = reference.ref_location.rsplit('/').next()?;
                (Some(name), parts.get(name)?)
            }
            schema @ RefOr::T(_) => (None, schema),
        };
        let part = match schema {
            RefOr::T(Schema::Object(part)) => part.clone(),
            RefOr::T(Schema::AllOf(part)) => merged(part, parts, merged_parts)?,
            _ => return None,
        };
        if name.is_none() && part.description.is_some() {
            object.description = part.description;
        }
        object.properties.extend(part.properties);
        object.required.extend(part.required);
        merged_parts.extend(name.map(str::to_owned));
    }
    Some(object)
}

pub(super) async fn get_openapi() -> Result<Response, Fault> {
    written(|out| serde_json::to_writer(out, &Api::openapi()).map_err(Into::into)).map(json_response)
}
