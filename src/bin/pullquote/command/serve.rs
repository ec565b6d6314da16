//! `pullquote serve`: answer searches over HTTP.

use std::io::Write;
use std::num::NonZeroU32;
use std::time::Duration;

use anyhow::{Result, anyhow};
use pullquote::ingest::check_roots;
use pullquote::serve::{ServeConfig, ServeLimits, Server};

use super::watch::keep_up_to_date;
use super::{Outcome, now, site};
use crate::args::{Common, ServeArgs};
use crate::interrupt;
use crate::settings::revealed_token;

/// How often to look whether the program was asked to stop.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// So many requests of one address are answered in a second, where a token is needed and nothing else is said.
const RATE: u32 = 50;

pub(crate) fn run(common: &Common, args: &ServeArgs) -> Result<Outcome> {
    let token = revealed_token(args.token_file.as_deref())?;
    let default_rate = token.is_some().then_some(RATE);
    let requests_per_second = args.rate.map(NonZeroU32::get).or(default_rate);
    let limits = ServeLimits { requests_per_second, cache_bytes: usize::from(args.cache) << 20, ..ServeLimits::default() };
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
