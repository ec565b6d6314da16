//! The words that distinguish results, each with a link to the results that hold it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query as Parameters, State};
use axum::response::Response;

use super::asked::{Asked, narrowed};
use super::frame::{Frame, answered, rendered};
use super::link::{Link, narrowed_by};
use super::message::NoteView;
use super::number::{counted, grouped};
use crate::choice::MatchWords;
use crate::query::Query;
use crate::render::text::style::percent;
use crate::render::words::answer::loosened;
use crate::render::words::keywords::sampled;
use crate::search::Keyword;
use crate::serve::asked as shared;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;

/// Number of words shown.
const N_WORDS: usize = 50;

/// The path of the page.
pub(super) const PATH: &str = "/keywords";

#[derive(Template)]
#[template(path = "keywords.html")]
struct KeywordsPage {
    frame: Frame,
    understood: Option<String>,
    notes: Vec<NoteView>,
    narrowed_by: Vec<Link>,
    loosened: Option<String>,
    sampled: Option<String>,
    results: Link,
    rows: Vec<Row>,
}

struct Row {
    word: Link,
    n: String,
    share: String,
    share_of_all: String,
    score: String,
}

pub(super) async fn get_keywords(State(server): State<Arc<ServerState>>, Parameters(asked): Parameters<Asked>) -> Response {
    answered(server, asked, PATH, keywords).await
}

fn keywords(server: &ServerState, asked: &Asked) -> Result<String, Fault> {
    let whole = asked.narrowed(server.today())?;
    let snapshot = server.newest();
    let found = shared::keywords(&*snapshot, whole.query, MatchWords::Best, N_WORDS)?;
    let typed = Asked { q: asked.q.clone(), syntax: asked.syntax.clone(), ..Asked::default() }.narrowed(server.today())?.query;
    let row = |word: &Keyword| {
        let this = Query::Phrase { text: word.word.clone(), slop: 0 };
        let query = if asked.is_empty() { this } else { narrowed(typed.clone(), vec![this]) };
        let [share, share_of_all] = [found.share_of_hits(word), found.share_of_all(word)].map(percent);
        let href = Asked { q: query.to_string(), syntax: String::new(), page: String::new(), ..asked.clone() }.link("/");
        Row {
            word: Link { text: word.written.clone(), href },
            n: grouped(word.n_hits),
            share,
            share_of_all,
            score: format!("{:.1}", word.score),
        }
    };
    let answer = &found.answer;
    rendered(&KeywordsPage {
        frame: Frame::new(format!("Words of {}", asked.q.trim()), asked, PATH, found.n_all),
        understood: Some(answer.understood.clone()).filter(|text| !asked.is_whole() && *text != asked.q.trim()),
        notes: NoteView::all(&whole.notes, &*snapshot, &asked.q),
        narrowed_by: narrowed_by(asked, PATH),
        loosened: loosened(answer),
        sampled: sampled(&found),
        results: Link { text: counted(answer.total as u64, "article"), href: asked.first_page().link("/") },
        rows: found.words.iter().map(row).collect(),
    })
}
