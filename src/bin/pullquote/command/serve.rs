//! `pullquote serve`: answer searches over HTTP.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroU32;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use pullquote::ingest::check_roots;
use pullquote::serve::{Limits, ServeConfig, Server};

use super::watch::keep_up_to_date;
use super::{Outcome, now, site};
use crate::args::{Common, ServeArgs};
use crate::interrupt;

/// How often to look whether the program was asked to stop.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// So many requests of one address are answered in a second, where a token is needed and nothing else is said.
const RATE: u32 = 50;

/// A shorter token can be guessed.
const MIN_TOKEN_LEN: usize = 16;

/// A longer one is some other file.
const MAX_TOKEN_BYTES: u64 = 4 << 10;

pub(crate) fn run(common: &Common, args: &ServeArgs) -> Result<Outcome> {
    let token = token(args.token_file.as_deref())?;
    let default_rate = token.is_some().then_some(RATE);
    let requests_per_second = args.rate.map(NonZeroU32::get).or(default_rate);
    let limits = Limits { requests_per_second, cache_bytes: usize::from(args.cache) << 20, ..Limits::default() };
    interrupt::listen()?;
    let site = site(common)?;
    let is_watching = !args.watch.is_empty();
    if is_watching {
        // What is served may still have to be read.
        check_roots(&args.watch)?;
        drop(site.open_or_create()?);
    }
    let server = Server::start(&ServeConfig { site, address: args.listen, token, limits, now })?;
    writeln!(std::io::stdout(), "http://{}", server.address())?;
    let served = std::thread::scope(|scope| {
        let watching = is_watching.then(|| scope.spawn(|| keep_up_to_date(common, &args.watch, &args.watching, false)));
        while interrupt::asked().is_continue() && watching.as_ref().is_none_or(|watching| !watching.is_finished()) {
            std::thread::sleep(LOOK_EVERY);
        }
        let watched = watching.map(|watching| watching.join().map_err(|_| anyhow!("watching the folders ended")));
        watched.unwrap_or(Ok(Ok(()))).flatten()
    });
    server.stop();
    served?;
    Ok(Outcome::Done)
}

/// Returns the token of the file, or else of `PULLQUOTE_TOKEN`. It is never an argument, which other users of the machine could read.
fn token(file: Option<&Path>) -> Result<Option<String>> {
    let text = match file {
        Some(path) => {
            let mut text = String::new();
            let opened = File::open(path).with_context(|| format!("cannot open `{}`", path.display()))?;
            let read = opened.take(MAX_TOKEN_BYTES).read_to_string(&mut text);
            read.with_context(|| format!("cannot read `{}`", path.display()))?;
            text
        }
        // As with other variables, set to nothing is not set.
        None => match std::env::var("PULLQUOTE_TOKEN").ok().filter(|token| !token.is_empty()) {
            Some(token) => token,
            None => return Ok(None),
        },
    };
    let token = text.trim();
    ensure!(token.len() >= MIN_TOKEN_LEN, "the token is shorter than {MIN_TOKEN_LEN} characters");
    ensure!(
        token.bytes().all(|byte| byte.is_ascii_graphic()),
        "the token holds other signs than letters, digits and punctuation of ASCII"
    );
    Ok(Some(token.to_owned()))
}
