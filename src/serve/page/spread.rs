//! Where something appeared first, and who printed it after.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query as Parameters, State};
use axum::response::Response;

use super::advice::advice;
use super::asked::{Asked, Param, api_link};
use super::frame::{Frame, answered, rendered};
use super::link::{Link, narrowed_by};
use super::message::NoteView;
use super::number::counted;
use super::result::{ResultView, result};
use crate::choice::Period;
use crate::search::{SpreadDay, spread};
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;

/// Number of days shown, and of names on each; the rest is in the table to download.
const N_DAYS: usize = 200;
const N_NAMES: usize = 20;

#[derive(Template)]
#[template(path = "spread.html")]
struct SpreadPage {
    frame: Frame,
    understood: Option<String>,
    notes: Vec<NoteView>,
    narrowed_by: Vec<Link>,
    /// Number of articles and publishers; empty for an empty request.
    total: String,
    first: Option<ResultView>,
    days: Vec<DayView>,
    /// The articles that are not on a shown day, in words.
    left_out: Vec<String>,
    /// Searches that would find something, if nothing matches.
    advice: Vec<Link>,
    table: String,
}

struct DayView {
    day: Link,
    n_articles: String,
    names: Vec<NameView>,
    /// The other publishers, in words.
    others: Vec<String>,
}

struct NameView {
    link: Link,
    is_new: bool,
}

pub(super) async fn get_spread(State(server): State<Arc<ServerState>>, Parameters(asked): Parameters<Asked>) -> Response {
    answered(server, asked, "/spread", spread_page).await
}

fn spread_page(server: &ServerState, asked: &Asked) -> Result<String, Fault> {
    let narrowed = asked.narrowed(server.today())?;
    let snapshot = server.newest();
    let mut view = SpreadPage {
        frame: Frame::new("First and after", asked, "/spread", snapshot.stats()?.n_articles),
        understood: None,
        notes: NoteView::all(&narrowed.notes, &*snapshot, &asked.q),
        narrowed_by: narrowed_by(asked, "/spread"),
        total: String::new(),
        first: None,
        days: Vec::new(),
        left_out: Vec::new(),
        advice: Vec::new(),
        table: String::new(),
    };
    if asked.is_empty() && view.narrowed_by.is_empty() {
        return rendered(&view);
    }
    let spread = spread(&*snapshot, &narrowed.query)?;
    let n_articles = spread.first.total as u64;
    let by = counted(spread.n_publishers as u64, "publisher");
    view.notes = NoteView::all(&narrowed.notes, &*snapshot, &asked.q);
    view.total = if n_articles == 0 { counted(0, "article") } else { format!("{} by {by}", counted(n_articles, "article")) };
    view.understood = Some(spread.first.understood.clone()).filter(|text| text != asked.q.trim());
    view.first = spread.first.hits.first().map(|shown| result(shown, asked));
    view.days = spread.days.iter().take(N_DAYS).map(|day| day_view(day, asked)).collect();
    if let Some(n_more) = spread.days.len().checked_sub(N_DAYS).filter(|n_more| *n_more > 0) {
        view.left_out.push(format!("{} more, which the table holds", counted(n_more as u64, "day")));
    }
    if spread.n_undated > 0 {
        view.left_out.push(format!("{} without a date", counted(spread.n_undated, "article")));
    }
    view.table = api_link("spread", Some(&narrowed.query), &[("format", "csv")]);
    if n_articles == 0 {
        view.advice = advice(&*snapshot, &narrowed.query)?;
    }
    rendered(&view)
}

fn day_view(day: &SpreadDay, asked: &Asked) -> DayView {
    let text = Period::Day.label(day.day);
    let on_day = asked.with(Param::Since, &text).with(Param::Until, &text);
    let name = |is_new: bool| {
        let on_day = &on_day;
        move |name: &String| NameView {
            link: Link { text: name.clone(), href: on_day.with(Param::Publisher, name).link("/") },
            is_new,
        }
    };
    let names: Vec<NameView> =
        day.new_publishers.iter().map(name(true)).chain(day.known_publishers.iter().map(name(false))).take(N_NAMES).collect();
    let n_more = day.new_publishers.len() + day.known_publishers.len() - names.len();
    let more = (n_more > 0).then(|| format!("{n_more} more"));
    let unnamed = (day.n_unnamed > 0).then(|| format!("{} without a publisher", day.n_unnamed));
    DayView {
        n_articles: counted(day.n_articles, "article"),
        names,
        others: more.into_iter().chain(unnamed).collect(),
        day: Link { href: on_day.link("/"), text },
    }
}
