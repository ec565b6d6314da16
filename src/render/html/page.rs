//! A page, and the parts that pages share.

use std::io::{self, Write};

use super::escape::{escape, web_address};
use crate::article::{Article, Locator};
use crate::render::marked::marks::{Mark, Part, parts};
use crate::render::words::place::opened_at;
use crate::snippet::Snippet;

const STYLE: &str = "\
body { font: 1em/1.5 serif; max-width: 44em; margin: 2em auto; padding: 0 1em }
h1, h2 { line-height: 1.2 }
h2 { font-size: 1.1em; margin-bottom: 0 }
li { margin-bottom: 1.5em }
blockquote { margin: .3em 0 }
mark { background: #fe6; color: inherit }
sup, .about { color: #666; font: .8em/1.4 sans-serif }
.about { margin: .2em 0; overflow-wrap: anywhere }
.body p { white-space: pre-line }
td { padding: 0 .3em; vertical-align: top }
td.before { text-align: right }
";

pub(super) fn write_page(
    out: &mut dyn Write,
    title: &str,
    write_body: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{} – pullquote</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        escape(title)
    )?;
    write_body(out)?;
    writeln!(out, "</body>\n</html>")
}

pub(super) fn write_title(out: &mut dyn Write, tag: &str, article: &Article, marks: &[Mark]) -> io::Result<()> {
    write!(out, "<{tag}{}>", language(article))?;
    let url = web_address(article.url.as_deref());
    if let Some(url) = &url {
        write!(out, "<a href=\"{}\">", escape(url))?;
    }
    write_marked(out, &article.title.text, marks)?;
    writeln!(out, "{}</{tag}>", if url.is_some() { "</a>" } else { "" })
}

/// Returns the attributes of an element that holds text of an article.
pub(super) fn language(article: &Article) -> String {
    // Without this, a text of unknown language would count as English, like the page.
    let code = article.language.as_ref().map_or("", |language| language.code());
    format!(" lang=\"{}\" dir=\"auto\"", escape(code))
}

pub(super) fn write_about(out: &mut dyn Write, line: &str) -> io::Result<()> {
    writeln!(out, "<p class=\"about\">{}</p>", escape(line))
}

/// Writes where words stand in the source, as a link if the article's address opens there.
fn write_place(out: &mut dyn Write, article: &Article, locator: &Locator) -> io::Result<()> {
    let place = escape(&locator.to_string()).to_string();
    let url = web_address(article.url.as_deref()).map(|url| opened_at(url, Some(locator)));
    match url.filter(|url| url.contains('#')) {
        Some(url) => write!(out, " <a class=\"about\" href=\"{}\">({place})</a>", escape(&url)),
        None => write!(out, " <span class=\"about\">({place})</span>"),
    }
}

/// Writes a snippet. `marks` returns the marks of each fragment.
pub(super) fn write_snippet(
    out: &mut dyn Write,
    article: &Article,
    snippet: &Snippet,
    marks: impl Fn(usize) -> Vec<Mark>,
) -> io::Result<()> {
    let (Some(first), Some(last)) = (snippet.fragments.first(), snippet.fragments.last()) else { return Ok(()) };
    write!(out, "<blockquote{}><p>{}", language(article), if first.is_cut_before { "… " } else { "" })?;
    for (fragment_idx, fragment) in snippet.fragments.iter().enumerate() {
        write!(out, "{}", if fragment_idx == 0 { "" } else { " … " })?;
        write_marked(out, &fragment.text, &marks(fragment_idx))?;
        if let Some(locator) = &fragment.locator {
            write_place(out, article, locator)?;
        }
    }
    writeln!(out, "{}</p></blockquote>", if last.is_cut_after { " …" } else { "" })
}

pub(super) fn write_marked(out: &mut dyn Write, text: &str, marks: &[Mark]) -> io::Result<()> {
    for part in parts(text, marks) {
        match part {
            Part::Plain(text) => write!(out, "{}", escape(text))?,
            Part::Note(note) => write!(out, "<sup>{}</sup>", escape(note))?,
            Part::Marked(text, "") => write!(out, "<mark>{}</mark>", escape(text))?,
            Part::Marked(text, numbers) => write!(out, "<mark>{}</mark><sup>{numbers}</sup>", escape(text))?,
        }
    }
    Ok(())
}
