//! `pullquote show`: print an article.

use std::path::Path;

use anyhow::Result;
use pullquote::article::Article;
use pullquote::engine::Engine;
use pullquote::engine::local::LocalEngine;
use pullquote::error::Error;
use pullquote::hit::Coverage;
use pullquote::ingest::PathNames;
use pullquote::hit::Matches;
use pullquote::matching::{Pattern, find};
use pullquote::query::Query;
use pullquote::render::{json, terminal};

use super::{Outcome, index_dir, parse_query};
use crate::args::{Common, ShowArgs};
use crate::output::{Length, Output};

pub(crate) fn run(common: &Common, args: &ShowArgs) -> Result<Outcome> {
    let query = args.query.as_deref().map(parse_query).transpose()?;
    let dir = index_dir(common)?;
    let engine = LocalEngine::open(&dir)?;
    // A file is known by its name in the index, however it is reached from here.
    let file = Path::new(&args.id);
    let name = if file.is_file() { PathNames::new(&dir)?.name_of(file)? } else { args.id.clone() };
    let article = the_one(&engine, &name)?;
    let matches = query.map(|query| marked(&query, &article));
    let mut out = Output::new(common, if args.json { Length::Short } else { Length::Long });
    let theme = out.theme;
    match args.json {
        true => json::write_article(&mut out, &article, matches.as_ref())?,
        false => terminal::write_article(&mut out, &article, matches.as_ref(), theme)?,
    }
    out.finish()?;
    Ok(Outcome::Done)
}

fn the_one(engine: &dyn Engine, name: &str) -> Result<Article, Error> {
    const EXAMPLES: usize = 5;
    let mut articles = engine.articles(name, EXAMPLES + 1)?;
    match articles.len() {
        0 => Err(Error::ArticleMissing { id: name.to_owned() }),
        1 => Ok(articles.remove(0)),
        count => {
            let examples = articles.iter().take(EXAMPLES).map(|article| article.id.to_string()).collect();
            Err(Error::ArticleAmbiguous { id: name.to_owned(), has_more: count > EXAMPLES, examples })
        }
    }
}

/// The places where the article matches; where it holds only some of the words, the places of those.
fn marked(query: &Query, article: &Article) -> Matches {
    let coverages = [Coverage::All, Coverage::AtLeast(1)];
    coverages.iter().find_map(|coverage| find(&Pattern::new(query, *coverage), article)).unwrap_or_default()
}
