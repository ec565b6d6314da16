//! `pullquote serve`: answer searches over HTTP.

use std::io::Write;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, anyhow};
use clap::Args;
use pullquote::ingest::check_roots;
use pullquote::serve::{ServeConfig, ServeLimits, Server};

use super::now;
use super::watch::{WatchingArgs, keep_up_to_date};
use crate::args::Common;
use crate::interrupt;
use crate::output::Outcome;
use crate::session::Session;
use crate::settings::revealed_token;

/// Serve searches over HTTP: pages for people, JSON for programs
///
/// Prints its address, which a browser can open. `/api/v1/search?q=QUERY` and similar paths answer with JSON, described
/// in `/api/v1/openapi.json`; `/mcp` speaks MCP. New commits and rebuilt indexes are visible within a second. It runs
/// until interrupted.
///
/// By default only programs on this machine can connect. An address that other machines can reach needs a token, from
/// `--token-file` or `$PULLQUOTE_TOKEN`. The server never changes anything.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Address to listen on; port 0 lets the system pick a port
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Port to listen on at 127.0.0.1; same as `--listen 127.0.0.1:PORT`
    #[arg(short, long, value_name = "PORT", conflicts_with = "listen")]
    pub(crate) port: Option<u16>,
    /// File with the token that requests must give; at least 16 characters
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Maximum requests per second from one address [default: 50 with a token, unlimited without]
    #[arg(long, value_name = "N")]
    pub(crate) rate: Option<NonZeroU32>,
    /// Size of the cache of answers, in megabytes, up to 1024; 0 turns it off
    #[arg(long, value_name = "MB", default_value_t = 8, value_parser = clap::value_parser!(u16).range(..=1024))]
    pub(crate) cache: u16,
    /// Also keep the index up to date with this folder, as `watch` does; can be repeated
    #[arg(long, value_name = "PATH")]
    pub(crate) watch: Vec<PathBuf>,
    #[command(flatten, next_help_heading = "How to --watch")]
    pub(crate) watching: WatchingArgs,
}

/// Interval of checks for an interrupt.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Default maximum requests per second from one address, if a token is required.
const RATE: u32 = 50;

/// Returns the usual limits with the given time for a request.
pub(crate) fn request_limits(common: &Common) -> ServeLimits {
    let usual = ServeLimits::default();
    ServeLimits { request_time: common.time_limit.unwrap_or(usual.request_time), ..usual }
}

pub(crate) fn run(common: &Common, args: &ServeArgs) -> Result<Outcome> {
    let token = revealed_token(args.token_file.as_deref())?;
    let default_rate = token.is_some().then_some(RATE);
    let requests_per_second = args.rate.map(NonZeroU32::get).or(default_rate);
    let limits = ServeLimits { requests_per_second, cache_bytes: usize::from(args.cache) << 20, ..request_limits(common) };
    interrupt::listen()?;
    let site = Session::new(common)?.site;
    let is_watching = !args.watch.is_empty();
    if is_watching {
        // The index may not exist yet.
        check_roots(&args.watch)?;
        drop(site.open_or_create()?);
    }
    let address = args.port.map_or(args.listen, |port| SocketAddr::from(([127, 0, 0, 1], port)));
    let server = Server::start(&ServeConfig { site, address, token, limits, now })?;
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
