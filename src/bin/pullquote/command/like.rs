//! `pullquote like`: find articles like another.

use std::path::Path;

use anyhow::Result;
use clap::Args;
use pullquote::article::Article;
use pullquote::engine::Snapshot;
use pullquote::error::Error;
use pullquote::ingest::{extract_file, walk};
use pullquote::render::text::answer::summary;
use pullquote::render::text::style::clean;
use pullquote::render::words::like::words;
use pullquote::render::{html, markdown, text};
use pullquote::search::{LikeConfig, like};
use pullquote::snippet::SnippetConfig;
use pullquote::wire;

use super::{field_map, limits, parse_query, point_at_word, show, walking};
use crate::args::{Common, Form, FormArgs, Reading};
use crate::output::{Length, Outcome, Output};
use crate::session::{Session, note};

/// Find articles similar to another
///
/// Picks the most typical words of the article, which are frequent in it and rare elsewhere, and finds the articles that
/// contain most of them. Prints these words first.
#[derive(Debug, Args)]
pub(crate) struct LikeArgs {
    /// An article: its id or the beginning of it, its own id in its record, or its file. For a file that is not in the
    /// index, its first article
    #[arg(value_name = "ID|FILE")]
    pub(crate) id: String,
    /// Only articles that also match this query, such as `lang:en since:2024`
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub(crate) r#where: Option<String>,
    /// Maximum number of hits to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// Number of hits to skip
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: usize,
    #[command(flatten)]
    pub(crate) output: FormArgs,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

pub(crate) fn run(common: &Common, args: &LikeArgs) -> Result<Outcome> {
    let narrowed_by = args.r#where.as_deref().map(|text| parse_query(common, text)).transpose()?;
    let session = Session::new(common)?;
    let snapshot = session.snapshot()?;
    let article = article(&*snapshot, &session, &args.id, &args.reading)?;
    let config = LikeConfig {
        article: &article,
        narrowed_by: narrowed_by.as_ref(),
        offset: args.offset,
        limit: args.limit,
        snippet: SnippetConfig::default(),
    };
    let found = like(&*snapshot, &config).map_err(|error| point_at_word(error, args.r#where.as_deref().unwrap_or("")))?;
    let form = args.output.form();
    if form != Form::Json {
        match found.words.is_empty() {
            true => note("no other article shares its words"),
            false => note(format_args!(
                "typical words: {}
{}",
                clean(&words(&found)),
                summary(&found.answer)
            )),
        }
    }
    let mut out = Output::new(common, if form == Form::Terminal { Length::Long } else { Length::Short });
    session.show(&mut out, |out, screen| match form {
        Form::Terminal => text::answer::write_answer(out, &found.answer, screen),
        Form::Json => wire::like::write_like(out, &article, &found),
        Form::Html => html::answer::write_answer(out, &found.answer),
        Form::Markdown => markdown::answer::write_answer(out, &found.answer),
    })?;
    out.end(Outcome::found(found.answer.total > 0))
}

/// Returns the article with this id in the index, or the first article of the file with this name.
fn article(snapshot: &dyn Snapshot, session: &Session, id: &str, reading: &Reading) -> Result<Article> {
    let file = Path::new(id);
    if !file.is_file() {
        return Ok(show::the_one(snapshot, id)?);
    }
    let names = session.names()?;
    match show::the_one(snapshot, &names.name_of(file)?) {
        Err(Error::ArticleMissing { .. }) => {}
        known => return Ok(known?),
    }
    let found = walk(&[file.to_owned()], &names, walking(reading))?;
    let mut first = None;
    let mut problems = found.problems;
    for file in found.files.iter() {
        problems.extend(extract_file(file, &field_map(reading)?, limits(reading), |article| {
            if first.is_none() {
                first = Some(article);
            }
        })?);
    }
    for problem in problems {
        note(format_args!("problem: {}", clean(&problem.to_string())));
    }
    Ok(first.ok_or_else(|| Error::ArticleMissing { id: id.to_owned() })?)
}
