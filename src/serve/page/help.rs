//! The help of the query language.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::asked::Asked;
use super::frame::{Frame, answered, rendered};
use super::link::Link;
use crate::query::help;
use crate::serve::state::ServerState;

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    frame: Frame,
    sections: Vec<HelpSection>,
}

struct HelpSection {
    title: &'static str,
    entries: Vec<HelpEntry>,
}

struct HelpEntry {
    form: &'static str,
    meaning: &'static str,
    example: Link,
}

pub(super) async fn get_help(State(server): State<Arc<ServerState>>) -> Response {
    let entry = |entry: &help::Entry| HelpEntry {
        form: entry.form,
        meaning: entry.meaning,
        example: Link {
            text: entry.example.to_owned(),
            href: Asked { q: entry.example.to_owned(), ..Asked::default() }.link("/"),
        },
    };
    let sections = help::LANGUAGE
        .iter()
        .map(|section| HelpSection { title: section.title, entries: section.entries.iter().map(entry).collect() });
    let sections: Vec<HelpSection> = sections.collect();
    let make = move |server: &ServerState, asked: &Asked| {
        let n_articles = server.newest().stats()?.n_articles;
        rendered(&HelpPage { frame: Frame::new("What can be asked", asked, "/help", n_articles), sections })
    };
    answered(server, Asked::default(), "/help", make).await
}
