//! The frame around every page, and the page that explains a refused request.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::asked::Asked;
use super::message::{Piece, pieces};
use super::number::counted;
use crate::choice::Syntax;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;

/// What every page has in common.
pub(super) struct Frame {
    /// The title of the window.
    pub(super) title: String,
    /// The values of the form.
    pub(super) asked: Asked,
    /// Which of the pages it is, as its path.
    pub(super) place: &'static str,
    /// Number of articles in the index.
    pub(super) n_articles: u64,
}

impl Frame {
    pub(super) fn new(title: impl Into<String>, asked: &Asked, place: &'static str, n_articles: u64) -> Frame {
        Frame { title: title.into(), asked: asked.clone(), place, n_articles }
    }

    pub(super) fn articles(&self) -> String {
        counted(self.n_articles, "article")
    }

    /// Returns the services by whose rules a query can be read: the value of each, its name, and whether it is chosen.
    pub(super) fn syntaxes(&self) -> Vec<(&'static str, &'static str, bool)> {
        let chosen = self.asked.syntax();
        let value = |syntax: Syntax| if syntax == Syntax::default() { "" } else { syntax.name() };
        Syntax::ALL.map(|syntax| (value(syntax), syntax.name(), syntax == chosen)).to_vec()
    }

    /// Returns the address of the form.
    pub(super) fn action(&self) -> &'static str {
        match self.place {
            "/quotes" | "/spread" => self.place,
            _ => "/",
        }
    }

    pub(super) fn is_narrowed(&self) -> bool {
        self.asked.is_narrowed()
    }
}

/// Explains why a request was refused.
#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage<'f> {
    frame: Frame,
    status: u16,
    detail: Vec<Piece>,
    advice: Option<Vec<Piece>>,
    shown: Option<&'f str>,
}

/// Answers with the page that `make` makes of the request, on a thread that may block. `place` is
/// as in [`Frame`].
pub(super) async fn answered(
    server: Arc<ServerState>,
    asked: Asked,
    place: &'static str,
    make: impl FnOnce(&ServerState, &Asked) -> Result<String, Fault> + Send + 'static,
) -> Response {
    let done = server.work({
        let asked = asked.clone();
        move |server| make(server, &asked)
    });
    page(done.await, &asked, place)
}

/// Returns the page, or one that explains the fault.
fn page(done: Result<String, Fault>, asked: &Asked, place: &'static str) -> Response {
    let fault = match done {
        Ok(text) => return with_type("text/html; charset=utf-8", text),
        Err(fault) => fault,
    };
    let page = FaultPage {
        frame: Frame::new("Not understood", asked, place, 0),
        status: fault.status().as_u16(),
        detail: pieces(fault.detail()),
        advice: fault.advice().map(pieces),
        shown: fault.shown(),
    };
    match page.render() {
        Ok(text) => (fault.status(), with_type("text/html; charset=utf-8", text)).into_response(),
        Err(_) => fault.into_response(),
    }
}

/// Fills in a template.
pub(super) fn rendered(template: &impl Template) -> Result<String, Fault> {
    template.render().map_err(|_| Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "the page could not be written"))
}

/// Makes an answer of this type.
pub(super) fn with_type(content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
