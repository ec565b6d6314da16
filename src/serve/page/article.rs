//! An article with every match marked, and its quotes coloured by speaker.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query as Parameters, State};
use axum::response::Response;

use super::asked::{Asked, Param};
use super::frame::{Frame, answered, rendered};
use super::link::Link;
use super::result::language;
use crate::article::Article;
use crate::engine::Snapshot;
use crate::hit::Matches;
use crate::render::marked::runs::{ArticleText, SpeakerOfText};
use crate::render::words::article::TitleLine;
use crate::render::words::matches::all_matches;
use crate::serve::asked as shared;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;

/// Number of colours for speakers; then they repeat.
const N_COLOURS: usize = 8;

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage {
    frame: Frame,
    language: String,
    about: TitleLine,
    text: ArticleText,
    file: String,
    id: String,
    /// The address of similar articles.
    alike: String,
    is_summary: bool,
    is_headline_only: bool,
    /// Until when it must not be published, if that is stated.
    embargo: Option<String>,
    /// The address of another site that its page claims.
    claimed_url: Option<String>,
    /// Which of several versions it is, with the address of all versions.
    version: Option<Link>,
    /// Whether it was searched.
    is_searched: bool,
    n_matches: usize,
    matches: String,
    /// The number of the match at which it is opened, if any.
    at: Option<usize>,
    previous: Option<Link>,
    next: Option<Link>,
    back: String,
    speaker_links: Vec<SpeakerLink>,
}

struct SpeakerLink {
    speaker: SpeakerOfText,
    colour: usize,
    href: String,
}

impl ArticlePage {
    fn colour(&self, speaker: &usize) -> usize {
        speaker % N_COLOURS
    }
}

pub(super) async fn get_article(
    State(server): State<Arc<ServerState>>,
    Path(id): Path<String>,
    Parameters(asked): Parameters<Asked>,
) -> Response {
    answered(server, asked, "/article", move |server, asked| article(server, &id, asked)).await
}

fn article(server: &ServerState, id: &str, asked: &Asked) -> Result<String, Fault> {
    let narrowed = asked.narrowed(server.today())?;
    let snapshot = server.newest();
    let article = shared::article(&*snapshot, id)?;
    let is_searched = !asked.is_empty() || !asked.by.is_empty();
    let matches = if is_searched { shared::matches(&narrowed.query, &article) } else { Matches::default() };
    let n_matches = matches.body.len();
    let text = ArticleText::of(&article, Some(&matches));
    let at = asked.r#match.parse().ok().filter(|at| (1..=n_matches).contains(at));
    let path = format!("/article/{}", article.id);
    let to = |number: usize| Link {
        text: number.to_string(),
        href: format!("{}#m{number}", asked.with(Param::Match, &number.to_string()).link(&path)),
    };
    let speaker_link = |(idx, speaker): (usize, &SpeakerOfText)| SpeakerLink {
        speaker: speaker.clone(),
        colour: idx % N_COLOURS,
        href: Asked { by: speaker.name.clone(), ..Asked::default() }.link("/quotes"),
    };
    rendered(&ArticlePage {
        frame: Frame::new(article.title.text.clone(), &asked.first_page(), "/article", snapshot.stats()?.n_articles),
        language: language(&article),
        about: TitleLine::of(&article),
        file: article.place.to_string(),
        id: article.id.to_string(),
        alike: format!("{path}/like"),
        is_summary: article.is_summary,
        is_headline_only: article.is_headline_only(),
        embargo: article.embargo.map(|until| until.to_string()),
        claimed_url: article.claimed_url.clone(),
        version: version(&*snapshot, &article)?,
        is_searched,
        n_matches,
        matches: all_matches(&matches),
        at,
        previous: at.filter(|at| *at > 1).map(|at| to(at - 1)),
        next: match at {
            Some(at) => (at < n_matches).then(|| to(at + 1)),
            None => (n_matches > 0).then(|| to(1)),
        },
        back: asked.first_page().link("/"),
        speaker_links: text.speakers.iter().enumerate().map(speaker_link).collect(),
        text,
    })
}

/// Returns which of several versions an article is.
fn version(snapshot: &dyn Snapshot, article: &Article) -> Result<Option<Link>, Fault> {
    let Some(url) = &article.url else { return Ok(None) };
    let versions = snapshot.versions_of(url)?;
    let at = versions.iter().position(|version| version.id == article.id).filter(|_| versions.len() > 1);
    Ok(at.map(|at| Link {
        text: match at + 1 == versions.len() {
            true => format!("This is the latest of {} versions", versions.len()),
            false => format!("This is version {} of {}; there is a later one", at + 1, versions.len()),
        },
        href: format!("/history/{}", article.id),
    }))
}
