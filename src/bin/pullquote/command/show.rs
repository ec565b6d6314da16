//! `pullquote show`: print an article.

use std::num::NonZeroUsize;
use std::path::Path;

use anyhow::{Result, bail};
use clap::Args;
use pullquote::article::Article;
use pullquote::engine::Snapshot;
use pullquote::error::Error;
use pullquote::hit::{Coverage, Matches};
use pullquote::matching::{Pattern, find};
use pullquote::query::Query;
use pullquote::render::text::style::count_matches;
use pullquote::render::{html, markdown, text};
use pullquote::snippet::{Picked, SnippetConfig, passage_around};
use pullquote::wire;

use super::parse_query;
use crate::args::{Common, Form, FormArgs};
use crate::output::{Length, Outcome, Output};
use crate::session::Session;

/// Show an article
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The article: its id or the beginning of it, its own id in its record, or its file
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// Mark and number the matches of this query
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub(crate) query: Option<String>,
    /// Show only the passage around this match, and the numbers of the neighbouring matches
    #[arg(short = 'm', long, value_name = "N", requires = "query")]
    pub(crate) match_number: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(crate) output: FormArgs,
}

pub(crate) fn run(common: &Common, args: &ShowArgs) -> Result<Outcome> {
    let query = args.query.as_deref().map(|text| parse_query(common, text)).transpose()?;
    let session = Session::new(common)?;
    let snapshot = session.snapshot()?;
    // A file is looked up by its name in the index, however it is reached from here.
    let file = Path::new(&args.id);
    let name = if file.is_file() { session.names()?.name_of(file)? } else { args.id.clone() };
    let article = the_one(&*snapshot, &name)?;
    let matches = query.map(|query| marked(&query, &article));
    let matches = matches.as_ref();
    let picked = match (matches, args.match_number) {
        (Some(matches), Some(number)) => Some(picked(&article, matches, number.get())?),
        _ => None,
    };
    let form = args.output.form();
    let mut out = Output::new(common, if form == Form::Terminal { Length::Long } else { Length::Short });
    session.show(&mut out, |out, screen| match (form, &picked) {
        (Form::Terminal, None) => text::article::write_article(out, &article, matches, screen),
        (Form::Terminal, Some(picked)) => text::article::write_picked(out, picked, screen),
        (Form::Json, None) => wire::article::write_article(out, &article, matches),
        (Form::Json, Some(picked)) => wire::concordance::write_picked(out, picked),
        (Form::Html, None) => html::article::write_article(out, &article, matches),
        (Form::Html, Some(picked)) => html::article::write_picked(out, picked),
        (Form::Markdown, None) => markdown::article::write_article(out, &article, matches),
        (Form::Markdown, Some(picked)) => markdown::article::write_picked(out, picked),
    })?;
    out.end(Outcome::Done)
}

/// Returns the article with this name. Fails if there is none or more than one.
pub(super) fn the_one(snapshot: &dyn Snapshot, name: &str) -> Result<Article, Error> {
    const EXAMPLES: usize = 5;
    let mut articles = snapshot.articles(name, EXAMPLES + 1)?;
    match articles.len() {
        0 => Err(Error::ArticleMissing { id: name.to_owned() }),
        1 => Ok(articles.remove(0)),
        count => {
            let examples = articles.iter().take(EXAMPLES).map(|article| article.id.to_string()).collect();
            Err(Error::ArticleAmbiguous { id: name.to_owned(), has_more: count > EXAMPLES, examples })
        }
    }
}

/// The places where the article matches. If it contains only some of the words, the places of
/// those.
fn marked(query: &Query, article: &Article) -> Matches {
    let coverages = [Coverage::All, Coverage::AtLeast(1)];
    coverages.iter().find_map(|coverage| find(&Pattern::new(query, *coverage), article)).unwrap_or_default()
}

/// The match of the body with this number, in its passage, with one sentence before and after it.
fn picked<'a>(article: &'a Article, matches: &'a Matches, number: usize) -> Result<Picked<'a>> {
    if number > matches.body.len() {
        bail!("no match {number}: the text has {}", count_matches(matches.body.len()));
    }
    let match_idx = number - 1;
    let config = SnippetConfig { context_sentences: 1, ..SnippetConfig::default() };
    Ok(Picked { article, matches, match_idx, passage: passage_around(article, matches, match_idx, config) })
}
