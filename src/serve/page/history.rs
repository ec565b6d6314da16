//! The versions of an article, and what changed from each to the next.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::asked::Asked;
use super::frame::{Frame, answered, rendered};
use super::number::counted;
use super::result::language;
use crate::render::words::article::TitleLine;
use crate::render::words::history::changes;
use crate::search::history;
use crate::serve::asked as shared;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryPage {
    frame: Frame,
    total: String,
    back: String,
    versions: Vec<VersionView>,
}

struct VersionView {
    href: String,
    language: String,
    title: String,
    about: TitleLine,
    changes: Vec<String>,
}

pub(super) async fn get_history(State(server): State<Arc<ServerState>>, Path(id): Path<String>) -> Response {
    answered(server, Asked::default(), "/history", move |server, _| versions(server, &id)).await
}

fn versions(server: &ServerState, id: &str) -> Result<String, Fault> {
    let snapshot = server.newest();
    let article = shared::article(&*snapshot, id)?;
    let (title, back) = (article.title.text.clone(), format!("/article/{}", article.id));
    let history = history(&*snapshot, article)?;
    let befores = std::iter::once(None).chain(history.versions.iter().map(|version| Some(&version.article)));
    let views = history.versions.iter().zip(befores).map(|(version, before)| VersionView {
        href: format!("/article/{}", version.article.id),
        language: language(&version.article),
        title: version.article.title.text.clone(),
        about: TitleLine::of(&version.article),
        changes: changes(version, before),
    });
    rendered(&HistoryPage {
        frame: Frame::new(format!("Versions of {title}"), &Asked::default(), "/history", snapshot.stats()?.n_articles),
        total: counted(history.versions.len() as u64, "version"),
        back,
        versions: views.collect(),
    })
}
