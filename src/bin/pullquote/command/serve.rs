//! `pullquote serve`: answer searches over HTTP.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroU32;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use pullquote::serve::{Limits, ServeConfig, Server};

use super::{Outcome, index_dir, now};
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
    let limits = Limits { requests_per_second: args.rate.map(NonZeroU32::get).or(default_rate), ..Limits::default() };
    interrupt::listen()?;
    let server = Server::start(&ServeConfig { index: index_dir(common)?, address: args.listen, token, limits, now })?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "http://{}", server.address())?;
    out.flush()?;
    while interrupt::asked().is_continue() {
        std::thread::sleep(LOOK_EVERY);
    }
    server.stop();
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
