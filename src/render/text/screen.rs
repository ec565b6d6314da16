//! A screen: how text is set off, how wide it is, and what is linked to.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::style::{one_line, spaces_collapsed};
use crate::article::{Article, Place};
use crate::render::marked::marks::{Mark, Part, parts, unnumbered};
use crate::render::words::article::About;
use crate::snippet::Snippet;
use crate::span::Span;

/// How text is set off. Without colour, marked words stand between double asterisks.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    pub(super) title: Style,
    pub(super) faint: Style,
    pub(super) mark: Style,
    pub(super) around_mark: &'static str,
    /// One for each speaker of an article, over and over.
    pub(super) speakers: &'static [Style],
}

impl Theme {
    /// No styles; `**marks**`.
    pub const PLAIN: Theme =
        Theme { title: Style::new(), faint: Style::new(), mark: Style::new(), around_mark: "**", speakers: &[Style::new()] };

    /// Styles that read on dark and light terminals.
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

/// Where text is shown.
#[derive(Clone, Copy)]
pub struct Screen<'a> {
    /// How text is set off.
    pub theme: Theme,
    /// How many columns a line has.
    pub columns: usize,
    /// Returns the URL under which the file of an article can be opened, if it is to be linked to: printable ASCII, or it is not used.
    pub url_of: &'a dyn Fn(&Place) -> Option<String>,
}

/// Writes `text` with its marks. `cleaning` is applied to every part.
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
            Part::Note(note) => write!(out, "{faint}[{note}]{faint:#}")?,
        }
    }
    Ok(())
}

/// Writes `text` on one line, some stretches of it marked.
pub(super) fn write_on_one_line(out: &mut dyn Write, text: &str, marks: &[Span], theme: Theme) -> io::Result<()> {
    write_marked(out, text, &unnumbered(marks), Style::new(), theme, spaces_collapsed)
}

/// Returns `text`, which is ours or cleaned, as a link (OSC 8) where there is a URL.
pub(super) fn linked(url: Option<&str>, text: &str) -> String {
    match url.filter(|url| url.bytes().all(|byte| byte.is_ascii_graphic())) {
        Some(url) => format!("\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\"),
        None => text.to_owned(),
    }
}

/// Writes the title, and on a line of its own what the article is known by.
pub(super) fn write_heading(
    out: &mut dyn Write,
    article: &Article,
    marks: &[Mark],
    indent: &str,
    screen: &Screen<'_>,
) -> io::Result<()> {
    let Theme { title, faint, .. } = screen.theme;
    let url = (screen.url_of)(&article.place);
    let mut text = Vec::new();
    write_marked(&mut text, &article.title.text, marks, title, screen.theme, one_line)?;
    writeln!(out, "{}", linked(url.as_deref(), &String::from_utf8_lossy(&text)))?;
    let mut about = About::new(article);
    about.before_place.iter_mut().for_each(|part| *part = one_line(part));
    about.place = linked(url.as_deref(), &one_line(&about.place));
    writeln!(out, "{indent}{faint}{}{faint:#}", about.line())
}

/// Writes a snippet on one line. `marks` returns those of each fragment.
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
