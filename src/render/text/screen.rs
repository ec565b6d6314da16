//! A screen: its styles, its width, and its links to files.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::style::{one_line, spaces_collapsed};
use crate::article::{Article, Locator, Place};
use crate::render::marked::marks::{Mark, Part, parts, unnumbered};
use crate::render::words::article::TitleLine;
use crate::render::words::place::opened_at;
use crate::snippet::Snippet;
use crate::span::Span;

/// How text is highlighted. Without colour, marked words are between double asterisks.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    pub(super) title: Style,
    pub(super) faint: Style,
    pub(super) mark: Style,
    pub(super) around_mark: &'static str,
    /// Styles of the speakers of an article, used in turn.
    pub(super) speakers: &'static [Style],
}

impl Theme {
    /// No colours; marked words are `**bold**`.
    pub const PLAIN: Theme =
        Theme { title: Style::new(), faint: Style::new(), mark: Style::new(), around_mark: "**", speakers: &[Style::new()] };

    /// Colours that are readable on dark and light terminals.
    pub const COLOR: Theme = Theme {
        title: Style::new().bold(),
        faint: Style::new().dimmed(),
        mark: Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red))),
        around_mark: "",
        speakers: &[
            AnsiColor::Cyan.on_default(),
            AnsiColor::Green.on_default(),
            AnsiColor::Magenta.on_default(),
            AnsiColor::Yellow.on_default(),
            AnsiColor::Blue.on_default(),
        ],
    };
}

/// A terminal, or what replaces one.
#[derive(Clone, Copy)]
pub struct Screen<'a> {
    /// How text is highlighted.
    pub theme: Theme,
    /// Columns of a line.
    pub columns: usize,
    /// Returns the URL that opens the file of an article, if links are wanted. It is ignored if it is not printable ASCII.
    pub url_of: &'a dyn Fn(&Place) -> Option<String>,
}

/// Writes `text` with its marks. `cleaning` makes each part safe for a terminal.
pub(super) fn write_marked(
    out: &mut dyn Write,
    text: &str,
    marks: &[Mark],
    base: Style,
    theme: Theme,
    cleaning: fn(&str) -> String,
) -> io::Result<()> {
    let Theme { faint, mark, around_mark: around, .. } = theme;
    for part in parts(text, marks) {
        match part {
            Part::Plain(text) => write!(out, "{base}{}{base:#}", cleaning(text))?,
            Part::Marked(text, numbers) => {
                write!(out, "{mark}{around}{}{around}{mark:#}", cleaning(text))?;
                if !numbers.is_empty() {
                    write!(out, "{faint}[{numbers}]{faint:#}")?;
                }
            }
            Part::Note(note) => write!(out, "{faint}[{}]{faint:#}", cleaning(note))?,
        }
    }
    Ok(())
}

/// Writes `text` on one line with its marks.
pub(super) fn write_on_one_line(out: &mut dyn Write, text: &str, marks: &[Span], theme: Theme) -> io::Result<()> {
    write_marked(out, text, &unnumbered(marks), Style::new(), theme, spaces_collapsed)
}

/// Returns `text` as a link (OSC 8) if there is a URL. `text` must be clean.
pub(super) fn linked(url: Option<&str>, text: &str) -> String {
    match url.filter(|url| url.bytes().all(|byte| byte.is_ascii_graphic())) {
        Some(url) => format!("\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\"),
        None => text.to_owned(),
    }
}

/// Writes the title, and the title line below it. Links open the file at `locator` if its viewer can.
pub(super) fn write_heading(
    out: &mut dyn Write,
    article: &Article,
    marks: &[Mark],
    locator: Option<&Locator>,
    indent: &str,
    screen: &Screen<'_>,
) -> io::Result<()> {
    let Theme { title, faint, .. } = screen.theme;
    let url = (screen.url_of)(&article.place).map(|url| opened_at(url, locator));
    let mut text = Vec::new();
    write_marked(&mut text, &article.title.text, marks, title, screen.theme, one_line)?;
    writeln!(out, "{}", linked(url.as_deref(), &String::from_utf8_lossy(&text)))?;
    let title_line = TitleLine::of(article);
    let place = linked(url.as_deref(), &one_line(&title_line.place));
    writeln!(out, "{indent}{faint}{}{faint:#}", title_line.line_with(one_line, &place))
}

/// Returns where words stand in their source: `(page 3)`.
pub(super) fn in_parentheses(locator: &Locator, theme: Theme) -> String {
    let faint = theme.faint;
    format!("{faint}({}){faint:#}", one_line(&locator.to_string()))
}

/// Writes a snippet on one line, each fragment with its place in the source. `marks` returns the marks of each fragment.
pub(super) fn write_fragments(
    out: &mut dyn Write,
    snippet: &Snippet,
    marks: impl Fn(usize) -> Vec<Mark>,
    theme: Theme,
) -> io::Result<()> {
    let fragments = &snippet.fragments;
    let is_cut_before = fragments.first().is_some_and(|first| first.is_cut_before);
    let is_cut_after = fragments.last().is_some_and(|last| last.is_cut_after);
    write!(out, "{}", if is_cut_before { "… " } else { "" })?;
    for (fragment_idx, fragment) in fragments.iter().enumerate() {
        write!(out, "{}", if fragment_idx == 0 { "" } else { " … " })?;
        write_marked(out, &fragment.text, &marks(fragment_idx), Style::new(), theme, spaces_collapsed)?;
        if let Some(locator) = &fragment.locator {
            write!(out, " {}", in_parentheses(locator, theme))?;
        }
    }
    writeln!(out, "{}", if is_cut_after { " …" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    #[test]
    fn marks_show_without_colour() {
        let show = |numbers: &str, theme: Theme| {
            let mut out = Vec::new();
            let mark = Mark { span: Span::new(4, 15), numbers: numbers.to_owned() };
            write_marked(&mut out, "The White House said", &[mark], Style::new(), theme, one_line).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(show("", Theme::PLAIN), "The **White House** said");
        assert_eq!(show("3", Theme::PLAIN), "The **White House**[3] said");
        assert_eq!(show("3", Theme::COLOR), "The \x1b[1m\x1b[31mWhite House\x1b[0m\x1b[2m[3]\x1b[0m said");
    }

    #[test]
    fn only_printable_urls_are_linked_to() {
        assert_eq!(linked(Some("file:///a%20b"), "a b"), "\x1b]8;;file:///a%20b\x1b\\a b\x1b]8;;\x1b\\");
        assert_eq!(linked(Some("file:///a\x1b\\b"), "a b"), "a b");
        assert_eq!(linked(Some("file:///a b"), "a b"), "a b");
        assert_eq!(linked(None, "a b"), "a b");
    }
}
