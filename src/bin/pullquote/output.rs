//! Where output goes: data to stdout, or to a pager on a terminal; everything else to stderr.

use std::io::{self, IsTerminal, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use pullquote::render::terminal::Theme;

use crate::args::{Common, When};

/// The place for data.
pub(crate) struct Output {
    sink: Sink,
    pub(crate) theme: Theme,
}

enum Sink {
    Stdout(io::BufWriter<io::Stdout>),
    Pager { child: Child, stdin: Option<ChildStdin> },
}

/// Whether output may be long enough for a pager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    Short,
    Long,
}

impl Output {
    pub(crate) fn new(common: &Common, length: Length) -> Output {
        let is_terminal = io::stdout().is_terminal();
        let has_color = match common.color {
            When::Always => true,
            When::Never => false,
            When::Auto => is_terminal && is_unset("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
        };
        let wants_pager = match common.pager {
            When::Always => true,
            When::Never => false,
            When::Auto => is_terminal && length == Length::Long,
        };
        let pager = if wants_pager { start_pager() } else { None };
        let sink = pager.unwrap_or_else(|| Sink::Stdout(io::BufWriter::new(io::stdout())));
        Output { sink, theme: if has_color { Theme::COLOR } else { Theme::PLAIN } }
    }

    /// Ends output: everything is written, and the reader has left the pager.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        if let Sink::Pager { mut child, stdin } = self.sink {
            drop(stdin);
            child.wait()?;
        }
        Ok(())
    }
}

/// `NO_COLOR` counts when it is there and not empty.
fn is_unset(variable: &str) -> bool {
    std::env::var_os(variable).is_none_or(|value| value.is_empty())
}

/// Starts `$PULLQUOTE_PAGER`, `$PAGER` or `less`; None where it is set to nothing or cannot be started.
fn start_pager() -> Option<Sink> {
    let command = ["PULLQUOTE_PAGER", "PAGER"].iter().find_map(|variable| std::env::var(variable).ok());
    let command = command.unwrap_or_else(|| "less".to_owned());
    let mut words = command.split_whitespace();
    let mut pager = Command::new(words.next()?);
    pager.args(words).stdin(Stdio::piped());
    // Quit at once if all fits, keep colours, leave the text on the screen.
    if std::env::var_os("LESS").is_none() {
        pager.env("LESS", "FRX");
    }
    let mut child = pager.spawn().ok()?;
    let stdin = child.stdin.take();
    Some(Sink::Pager { child, stdin })
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Stdout(stdout) => stdout.write(bytes),
            Sink::Pager { stdin: Some(stdin), .. } => stdin.write(bytes),
            Sink::Pager { stdin: None, .. } => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Stdout(stdout) => stdout.flush(),
            Sink::Pager { stdin: Some(stdin), .. } => stdin.flush(),
            Sink::Pager { stdin: None, .. } => Ok(()),
        }
    }
}
