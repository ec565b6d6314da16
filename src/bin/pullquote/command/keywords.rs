//! `pullquote keywords`: the words that set what a search finds apart.

use std::io::Write;

use anyhow::Result;
use pullquote::error::Error;
use pullquote::render::explain::{write_diagnosis, write_diagnosis_json};
use pullquote::render::keywords as render;
use pullquote::render::terminal::count;
use pullquote::search::{KeywordsConfig, OwnWords, diagnose, keywords};

use super::{Outcome, parse_query, point_at_word, site, tell};
use crate::args::{Common, KeywordsArgs};
use crate::interrupt;
use crate::output::{Length, Output};
use crate::progress::{ProgressDisplay, Shown};

/// So many articles are read at most: they say what a million would.
const MAX_READ: u64 = 10_000;

pub(crate) fn run(common: &Common, args: &KeywordsArgs) -> Result<Outcome> {
    let text = args.query.join(" ");
    let config = KeywordsConfig {
        query: parse_query(&text)?,
        match_words: args.r#match,
        limit: args.limit,
        max_read: MAX_READ,
        own_words: if args.own_words { OwnWords::Given } else { OwnWords::LeftOut },
    };
    let snapshot = site(common)?.open()?.snapshot();
    interrupt::listen()?;
    let progress = ProgressDisplay::new(Shown::OnTerminal);
    let found = keywords(&*snapshot, &config, &mut |n_read| {
        progress.show_line(|| count(n_read, "article"));
        interrupt::asked()
    });
    progress.end();
    let found = match found {
        Err(Error::BrokenOff) => return Ok(Outcome::Interrupted),
        found => found.map_err(|error| point_at_word(error, &text))?,
    };
    if !args.json {
        tell(&found.answer);
        let mut err = std::io::stderr().lock();
        let none = || "no word sets them apart from the other articles".to_owned();
        let is_none = found.answer.total > 0 && found.words.is_empty() && args.limit > 0;
        for line in render::sampled(&found).into_iter().chain(is_none.then(none)) {
            // Where stderr is closed there is nobody to tell.
            let _ = writeln!(err, "{line}");
        }
    }
    let diagnosis = if found.answer.total == 0 { Some(diagnose(&*snapshot, &config.query)?) } else { None };
    let is_table = !args.csv && !args.json;
    let mut out = Output::new(common, if is_table { Length::Long } else { Length::Short });
    match &diagnosis {
        Some(diagnosis) if args.json => write_diagnosis_json(&mut out, diagnosis)?,
        // Where stderr is closed there is nobody to tell.
        Some(diagnosis) => drop(write_diagnosis(&mut std::io::stderr().lock(), diagnosis)),
        None => {}
    }
    match (args.csv, args.json) {
        (true, _) => render::write_csv(&mut out, &found)?,
        (_, true) => render::write_json(&mut out, &found)?,
        _ if found.words.is_empty() => {}
        _ => {
            let (theme, columns) = (out.theme, out.columns);
            render::write_terminal(&mut out, &found, theme, columns)?;
        }
    }
    out.finish()?;
    Ok(if found.words.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}
