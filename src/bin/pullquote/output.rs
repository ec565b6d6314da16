//! Where output goes: data to stdout, or to a pager on a terminal; everything else to stderr.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use pullquote::render::text::screen::Theme;

use crate::args::{Common, When};
use crate::interrupt;
use crate::settings::Looks;

/// How a command ended without an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    NothingFound,
    NearlyFound,
    /// A quotation was found, but not who said it.
    SpeakerUnknown,
    Interrupted,
}

impl Outcome {
    /// Returns how a command ends that found something, or nothing.
    pub(crate) fn found(is_found: bool) -> Outcome {
        if is_found { Outcome::Done } else { Outcome::NothingFound }
    }
}

/// The place for data.
pub(crate) struct Output {
    sink: Sink,
    pub(crate) theme: Theme,
    /// Whether files may be linked to.
    pub(crate) has_links: bool,
    /// How many columns a line has.
    pub(crate) columns: usize,
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
        let looks = Looks::of(common);
        let has_color = match looks.color.value {
            When::Always => true,
            When::Never => false,
            When::Auto => is_terminal,
        };
        let wants_pager = match looks.pager.value {
            When::Always => true,
            When::Never => false,
            When::Auto => is_terminal && length == Length::Long,
        };
        let command = &looks.pager_command.value;
        let pager = if wants_pager { start_pager(command) } else { None };
        let has_links = match looks.hyperlinks.value {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                let passes_links = pager.is_none() || command.split_whitespace().next().is_some_and(is_less);
                is_terminal && passes_links && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout)
            }
        };
        let sink = pager.unwrap_or_else(|| Sink::Stdout(io::BufWriter::new(io::stdout())));
        Output {
            sink,
            theme: if has_color { Theme::COLOR } else { Theme::PLAIN },
            has_links,
            columns: columns(&looks, is_terminal),
        }
    }

    /// Ends output, and with it the command.
    pub(crate) fn end(self, outcome: Outcome) -> anyhow::Result<Outcome> {
        self.finish()?;
        Ok(outcome)
    }

    /// Ends output: everything is written, and the reader has left the pager.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        if let Sink::Pager { mut child, stdin } = self.sink {
            drop(stdin);
            interrupt::leave_to_pager();
            child.wait()?;
        }
        Ok(())
    }
}

/// Returns the maximum width of lines: the setting, else the width of the terminal, else 100.
fn columns(looks: &Looks, is_terminal: bool) -> usize {
    const ELSEWHERE: usize = 100;
    let stated = looks.columns.as_ref().map(|columns| columns.value);
    let of_terminal = || terminal_size::terminal_size().filter(|_| is_terminal).map(|(width, _)| usize::from(width.0));
    stated.or_else(of_terminal).filter(|columns| *columns > 0).unwrap_or(ELSEWHERE)
}

/// Starts a pager; `None` if there is none or it cannot be started.
fn start_pager(command: &str) -> Option<Sink> {
    let mut words = command.split_whitespace();
    let mut pager = Command::new(words.next()?);
    pager.args(words).stdin(Stdio::piped());
    // Quit if everything fits, keep colours, leave the text on the screen.
    if std::env::var_os("LESS").is_none() {
        pager.env("LESS", "FRX");
    }
    let mut child = pager.spawn().ok()?;
    let stdin = child.stdin.take();
    Some(Sink::Pager { child, stdin })
}

/// `less` passes links through; other pagers may print them as characters.
fn is_less(program: &str) -> bool {
    Path::new(program).file_stem().is_some_and(|name| name == "less")
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
