//! Who said what: quotes with their speakers.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query as Parameters, State};
use axum::response::Response;

use super::asked::{Asked, N_ON_PAGE, Param};
use super::frame::{Frame, answered, rendered};
use super::link::{Choice, FacetView, Link, Pager, facet_of, narrowed_by, sorts};
use super::message::NoteView;
use super::number::counted;
use super::result::{PlaceView, language};
use crate::choice::Facet;
use crate::hit::{Coverage, FacetValues, ValuesWanted};
use crate::render::marked::runs::{Run, marked};
use crate::render::words::article::TitleLine;
use crate::search::{FoundQuote, QuoteConfig, find_quotes, in_quotes, top_speakers};
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;

/// Maximum number of quotes over all pages.
const MAX_QUOTES: usize = 10_000;

/// Number of speakers shown beside the quotes.
const N_SPEAKERS: usize = 20;

#[derive(Template)]
#[template(path = "quotes.html")]
struct QuotesPage {
    frame: Frame,
    understood: Option<String>,
    notes: Vec<NoteView>,
    total: String,
    quotes: Vec<QuoteEntry>,
    narrowed_by: Vec<Link>,
    sorts: Vec<Choice>,
    speakers: FacetView,
    /// The unit in which speakers are counted.
    counted_in: &'static str,
    pager: Pager,
    articles_link: String,
}

struct QuoteEntry {
    rank: usize,
    language: String,
    text: Vec<Run>,
    speaker: Option<Link>,
    title: Link,
    place: Option<PlaceView>,
    about: TitleLine,
}

pub(super) async fn get_quotes(State(server): State<Arc<ServerState>>, Parameters(asked): Parameters<Asked>) -> Response {
    answered(server, asked, "/quotes", quotes).await
}

fn quotes(server: &ServerState, asked: &Asked) -> Result<String, Fault> {
    let narrowed = asked.narrowed(server.today())?;
    let snapshot = server.newest();
    let offset = asked.offset(MAX_QUOTES, "quotes")?;
    let query = in_quotes(narrowed.query);
    let mut view = QuotesPage {
        frame: Frame::new("Who said what", asked, "/quotes", snapshot.stats()?.n_articles),
        understood: None,
        notes: NoteView::all(&narrowed.notes, &*snapshot, &asked.q),
        total: String::new(),
        quotes: Vec::new(),
        narrowed_by: narrowed_by(asked, "/quotes"),
        sorts: sorts(asked, "/quotes"),
        speakers: FacetView { name: "", values: Vec::new(), more: None },
        counted_in: "articles",
        pager: Pager { previous: None, next: None, page: asked.page(), n_pages: 1 },
        articles_link: asked.first_page().link("/"),
    };
    if asked.is_whole() {
        // Reading every quote would take long; columns tell who is quoted.
        let all = snapshot.facets(&query, Coverage::All, &[Facet::Speaker], ValuesWanted::MostFrequent(N_SPEAKERS))?;
        view.speakers = facet_of("Most quoted", Param::By, &all.speakers, asked, "/quotes");
        return rendered(&view);
    }
    let config = QuoteConfig { query, sort: asked.sort(), offset, limit: N_ON_PAGE };
    let answer = find_quotes(&*snapshot, &config)?;
    let (speakers, _) = top_speakers(&*snapshot, &config.query)?;
    let top = speakers.iter().take(N_SPEAKERS).map(|speaker| (speaker.speaker.clone(), speaker.n_quotes)).collect();
    view.speakers = facet_of("Speakers", Param::By, &FacetValues { n_values: speakers.len(), top }, asked, "/quotes");
    view.counted_in = "quotes";
    view.understood = Some(answer.understood.clone());
    view.total = format!("{} in {}", counted(answer.totals.n_quotes, "quote"), counted(answer.totals.n_articles, "article"));
    view.pager = Pager::of(asked, "/quotes", answer.totals.n_quotes as usize, MAX_QUOTES);
    view.quotes = answer.quotes.iter().map(|found| entry(found, asked)).collect();
    rendered(&view)
}

fn entry(found: &FoundQuote, asked: &Asked) -> QuoteEntry {
    let article = &found.article;
    let opened = Asked { q: asked.q.clone(), syntax: asked.syntax.clone(), by: asked.by.clone(), ..Asked::default() };
    QuoteEntry {
        rank: found.rank,
        language: language(article),
        text: marked(&found.text, &found.marks),
        speaker: found
            .quote
            .speaker
            .as_ref()
            .map(|name| Link { text: name.clone(), href: asked.with(Param::By, name).link("/quotes") }),
        title: Link { text: article.title.text.clone(), href: opened.link(&format!("/article/{}", article.id)) },
        place: found.locator.as_ref().map(|locator| PlaceView::of(article, locator)),
        about: TitleLine::of(article),
    }
}
