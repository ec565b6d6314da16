//! More like this: articles similar to one, and the words that make them so.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query as Parameters, State};
use axum::response::Response;

use super::asked::{Asked, N_ON_PAGE};
use super::frame::{Frame, answered, rendered};
use super::link::{Link, Pager, narrowed_by};
use super::message::NoteView;
use super::number::counted;
use super::result::{ResultView, language, result};
use crate::render::words::like::words;
use crate::search::{LikeConfig, like};
use crate::serve::asked as shared;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::snippet::SnippetConfig;

/// Maximum number of results over all pages.
const MAX_RESULTS: usize = 100;

#[derive(Template)]
#[template(path = "like.html")]
struct LikePage {
    frame: Frame,
    language: String,
    article: Link,
    total: String,
    words: String,
    notes: Vec<NoteView>,
    narrowed_by: Vec<Link>,
    results: Vec<ResultView>,
    pager: Pager,
}

pub(super) async fn get_like(
    State(server): State<Arc<ServerState>>,
    Path(id): Path<String>,
    Parameters(asked): Parameters<Asked>,
) -> Response {
    answered(server, asked, "/article", move |server, asked| alike(server, &id, asked)).await
}

fn alike(server: &ServerState, id: &str, asked: &Asked) -> Result<String, Fault> {
    let narrowed = asked.narrowed(server.today())?;
    let snapshot = server.newest();
    let article = shared::article(&*snapshot, id)?;
    let offset = asked.offset(MAX_RESULTS, "results")?;
    let config = LikeConfig {
        article: &article,
        narrowed_by: Some(&narrowed.query).filter(|_| !asked.is_whole()),
        offset,
        limit: N_ON_PAGE,
        snippet: SnippetConfig::default(),
    };
    let found = like(&*snapshot, &config)?;
    let words = words(&found);
    let path = format!("/article/{}", article.id);
    let here = format!("{path}/like");
    // An opened article has the words marked by which it was found.
    let opened = Asked { q: words.clone(), ..Asked::default() };
    rendered(&LikePage {
        frame: Frame::new(format!("Like {}", article.title.text), &Asked::default(), "/article", snapshot.stats()?.n_articles),
        language: language(&article),
        article: Link { text: article.title.text.clone(), href: path },
        total: counted(found.answer.total as u64, "article"),
        words,
        notes: NoteView::all(&narrowed.notes, &*snapshot, &asked.q),
        narrowed_by: narrowed_by(asked, &here),
        results: found.answer.hits.iter().map(|shown| result(shown, &opened)).collect(),
        pager: Pager::of(asked, &here, found.answer.total, MAX_RESULTS),
    })
}
