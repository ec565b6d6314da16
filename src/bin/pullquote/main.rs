//! The command line: turns arguments into a configuration, calls the library, and prints its
//! answers.

mod args;
mod cli;
mod command;
mod file;
mod hint;
mod interrupt;
mod links;
mod menu;
mod output;
mod progress;
#[cfg(all(test, feature = "serve", feature = "pictures"))]
mod reference;
mod session;
mod settings;
mod topics;
mod usage;

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use anyhow::anyhow;
use clap::FromArgMatches;
use pullquote::error::Error;
use pullquote::render::text::style::clean;

use crate::cli::{Cli, Command};
use crate::command::QueryRefused;
use crate::output::Outcome;
use crate::session::note;
use crate::usage::Mistyped;

/// Gives memory back when it is freed. The allocator of glibc keeps much of what segments of the index were gathered in, so a run grew with its
/// files: from 63 MB over 20 MB of mail to 190 MB over 2 GB.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let cli = match menu::command().try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) if error.exit_code() != 0 => {
            if std::env::args_os().len() < 2 {
                note(menu::start());
                return ExitCode::from(2);
            }
            let args: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
            match Mistyped::of(&error, &args, menu::command()) {
                Some(mistyped) => report(&mistyped.into()),
                None => drop(error.print()),
            }
            return ExitCode::from(2);
        }
        Err(answer) => {
            // Printing the help to a closed pipe is no error either.
            let _ = answer.print();
            return ExitCode::SUCCESS;
        }
    };
    keep_panics_quiet();
    interrupt::say_at_end(|line| note(line));
    // A panic in a library or in this program is reported like any other error.
    let outcome = catch_unwind(AssertUnwindSafe(|| run(&cli)));
    match outcome.unwrap_or_else(|panic| Err(failed_inside(panic.as_ref()))) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::NothingFound) => ExitCode::from(1),
        Ok(Outcome::NearlyFound) => ExitCode::from(3),
        Ok(Outcome::SpeakerUnknown) => ExitCode::from(4),
        Ok(Outcome::Interrupted) => ExitCode::from(interrupt::EXIT_CODE),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<Outcome> {
    match &cli.command {
        Command::Index(args) => command::index::run(&cli.common, args),
        Command::Search(args) => command::search::run(&cli.common, args),
        Command::Quotes(args) => command::quotes::run(&cli.common, args),
        Command::Batch(args) => command::batch::run(&cli.common, args),
        Command::Count(args) => command::count::run(&cli.common, args),
        Command::Export(args) => command::export::run(&cli.common, args),
        Command::First(args) => command::first::run(&cli.common, args),
        Command::Watchlist(args) => command::watchlist::run(&cli.common, args),
        Command::Alerts(args) => command::alerts::run(&cli.common, args),
        Command::Spread(args) => command::spread::run(&cli.common, args),
        Command::Like(args) => command::like::run(&cli.common, args),
        Command::Keywords(args) => command::keywords::run(&cli.common, args),
        Command::Replay(args) => command::replay::run(&cli.common, args),
        Command::Verify(args) => command::verify::run(&cli.common, args),
        Command::Show(args) => command::show::run(&cli.common, args),
        Command::History(args) => command::history::run(&cli.common, args),
        Command::Extract(args) => command::extract::run(&cli.common, args),
        Command::Copy(args) => command::copy::run(&cli.common, args),
        Command::Formats(args) => command::formats::run(&cli.common, args),
        Command::Status(args) => command::status::run(&cli.common, args),
        Command::Check(args) => command::check::run(&cli.common, args),
        Command::Watch(args) => command::watch::run(&cli.common, args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => command::serve::run(&cli.common, args),
        #[cfg(feature = "serve")]
        Command::Mcp(_) => command::mcp::run(&cli.common),
        Command::Eval(args) => command::eval::run(&cli.common, args),
        Command::Config(args) => command::config::run(&cli.common, args),
        Command::Completions(args) => command::shell::completions(&mut menu::command(), &cli.common, args),
        Command::Man(args) => command::shell::man(menu::command(), &cli.common, args),
        Command::Help(args) => command::help::run(menu::command(), &cli.common, args),
    }
}

/// Hides the default report of panics, because [`failed_inside`] reports them. `RUST_BACKTRACE`
/// brings it back.
fn keep_panics_quiet() {
    if std::env::var_os("RUST_BACKTRACE").is_none_or(|value| value == "0") {
        std::panic::set_hook(Box::new(|_| {}));
    }
}

fn failed_inside(panic: &(dyn Any + Send)) -> anyhow::Error {
    let message = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    anyhow!("internal error: {}", message.unwrap_or("no reason given"))
}

/// The reader of the output has closed the pipe: `pullquote search … | head`.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Prints an error and its causes on one line, and a hint on the next.
fn report(error: &anyhow::Error) {
    if let Some(QueryRefused) = error.downcast_ref() {
        return;
    }
    let mut message = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        // Errors of the library already contain the system's message.
        if !message.ends_with(&cause) {
            message.extend([": ", &cause]);
        }
    }
    note(format_args!("error: {}", clean(&message)));
    let of_library = || error.downcast_ref::<Error>().and_then(hint::of_error);
    let hint = error.downcast_ref::<Mistyped>().map(|mistyped| mistyped.hint.clone()).or_else(of_library);
    if let Some(hint) = hint {
        note(format_args!("hint: {}", clean(&hint)));
    }
}
