//! `pullquote first`: what was printed first.

use std::io::Write;

use anyhow::Result;
use clap::Args;
use pullquote::render::explain::write_diagnosis;
use pullquote::render::terminal::{Screen, clean};
use pullquote::render::{first as render, html, markdown, terminal};
use pullquote::search::{diagnose, first};

use super::{Outcome, names, parse_query, point_at_word, site};
use crate::args::{Common, Form, FormArgs};
use crate::links::FileLinks;
use crate::output::{Length, Output};

/// Find what was printed first
///
/// Shows all articles of the first day that hold it, by their times: many state a day and no time, and then each of them may have been the first. Says how
/// many have no date and may be earlier. All words of the query must match; put a quotation into quotation marks.
#[derive(Debug, Args)]
pub(crate) struct FirstArgs {
    /// What to look for, as with `search`. Put `--` before a query that begins with `-`
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// How many articles to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    #[command(flatten)]
    pub(crate) output: FormArgs,
}

pub(crate) fn run(common: &Common, args: &FirstArgs) -> Result<Outcome> {
    let text = args.query.join(" ");
    let query = parse_query(&text)?;
    let site = site(common)?;
    let snapshot = site.open()?.snapshot();
    let first = first(&*snapshot, &query, args.limit).map_err(|error| point_at_word(error, &text))?;
    let form = args.output.form();
    if form == Form::Terminal {
        let mut err = std::io::stderr().lock();
        // Where stderr is closed there is nobody to tell.
        let _ = writeln!(err, "understood as: {}", clean(&first.answer.understood));
        let _ = writeln!(err, "{}", render::summary(&first));
    }
    if first.n_all == 0 {
        drop(write_diagnosis(&mut std::io::stderr().lock(), &diagnose(&*snapshot, &query)?));
    }
    let mut out = Output::new(common, if form == Form::Terminal { Length::Long } else { Length::Short });
    let links = FileLinks::new(names(&site).ok(), out.has_links);
    let screen = Screen { theme: out.theme, columns: out.columns, url_of: &|place| links.url_of(place) };
    match form {
        Form::Terminal => terminal::write_answer(&mut out, &first.answer, &screen)?,
        Form::Json => render::write_json(&mut out, &first)?,
        Form::Html => html::write_answer(&mut out, &first.answer)?,
        Form::Markdown => markdown::write_answer(&mut out, &first.answer)?,
    }
    out.finish()?;
    Ok(if first.day.is_none() { Outcome::NothingFound } else { Outcome::Done })
}
