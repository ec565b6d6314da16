//! `pullquote first`: what was published first.

use anyhow::Result;
use clap::Args;
use pullquote::render::text::explain::write_diagnosis;
use pullquote::render::text::style::clean;
use pullquote::render::{html, markdown, text};
use pullquote::search::{diagnose, first};
use pullquote::wire;

use super::{parse_query, point_at_word};
use crate::args::{Common, Form, FormArgs};
use crate::output::{Length, Outcome, Output};
use crate::session::{Session, note, note_with};

/// Find the articles that published something first
///
/// Shows all matching articles of the first day, ordered by time. Many articles state only a day, so any of these may be
/// the first. Also reports how many matching articles have no date and may be earlier. All words must match; put a
/// quotation in quotation marks.
#[derive(Debug, Args)]
pub(crate) struct FirstArgs {
    /// Query, as in `search`. Put `--` before a query that begins with `-`
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// Maximum number of articles to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    #[command(flatten)]
    pub(crate) output: FormArgs,
}

pub(crate) fn run(common: &Common, args: &FirstArgs) -> Result<Outcome> {
    let text = args.query.join(" ");
    let query = parse_query(common, &text)?;
    let session = Session::new(common)?;
    let snapshot = session.snapshot()?;
    let first = first(&*snapshot, &query, args.limit).map_err(|error| point_at_word(error, &text))?;
    let form = args.output.form();
    if form == Form::Terminal {
        note(format_args!("understood as: {}", clean(&first.answer.understood)));
        note(format_args!("{}", text::first::summary(&first)));
    }
    if first.n_all == 0 {
        let diagnosis = diagnose(&*snapshot, &query)?;
        note_with(|err| write_diagnosis(err, &diagnosis));
    }
    let mut out = Output::new(common, if form == Form::Terminal { Length::Long } else { Length::Short });
    session.show(&mut out, |out, screen| match form {
        Form::Terminal => text::answer::write_answer(out, &first.answer, screen),
        Form::Json => wire::first::write_first(out, &first),
        Form::Html => html::answer::write_answer(out, &first.answer),
        Form::Markdown => markdown::answer::write_answer(out, &first.answer),
    })?;
    out.end(Outcome::found(first.day.is_some()))
}
