//! HTML: whole pages that stand on their own, without scripts and without anything that is loaded from elsewhere.
//!
//! Every word that is not ours goes through [`escape`], and becomes an address only through `web_address`.

use std::fmt::{self, Display, Formatter};
use std::io::{self, Write};

use super::marks::{Mark, Part, numbered, parts, unnumbered, with_notes, within};
use super::speakers::Speakers;
use super::story;
use super::terminal::is_command;
use super::{About, all_matches, details, loosened, more_rows, shown_of_all, totals, ways_on, which};
use crate::analysis::paragraphs;
use crate::article::Article;
use crate::hit::Matches;
use crate::search::{Answer, Shown};
use crate::snippet::{CONTEXT_CHARS, Picked, Snippet, context, rows};

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

/// Returns `text` so that it is nothing but text, between tags and in quoted attributes. Control characters and those that turn the
/// direction of writing are replaced by `\u{fffd}`, but for line ends.
pub fn escape(text: &str) -> impl Display + '_ {
    Escaped(text)
}

/// How templates put text into a page: as [`escape`] does, and in no other way.
#[cfg(feature = "feeds")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text;

#[cfg(feature = "feeds")]
impl askama::filters::Escaper for Text {
    fn write_escaped_str<W: fmt::Write>(&self, mut page: W, text: &str) -> fmt::Result {
        write!(page, "{}", escape(text))
    }
}

struct Escaped<'t>(&'t str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let is_special =
            |letter: char| matches!(letter, '&' | '<' | '>' | '"' | '\'') || is_command(letter) || is_no_character(letter);
        let mut rest = self.0;
        while let Some((at, letter)) = rest.char_indices().find(|(_, letter)| is_special(*letter)) {
            f.write_str(&rest[..at])?;
            f.write_str(match letter {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\n' => "\n",
                '\r' | '\t' => " ",
                _ => "\u{fffd}",
            })?;
            rest = &rest[at + letter.len_utf8()..];
        }
        f.write_str(rest)
    }
}

/// Unicode promises never to give these a meaning, and HTML forbids them.
fn is_no_character(letter: char) -> bool {
    matches!(letter, '\u{fdd0}'..='\u{fdef}') || u32::from(letter) & 0xfffe == 0xfffe
}

/// Returns a URL of an article fit for a link: only of the web, where nothing runs on a click, and without a sign that could end it.
pub fn web_address(url: Option<&str>) -> Option<String> {
    let url = url?;
    let scheme_len = url.find("://")? + "://".len();
    let is_web = matches!(url[..scheme_len].to_ascii_lowercase().as_str(), "http://" | "https://");
    is_web.then(|| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&*+,;=%".contains(&byte);
        url.bytes().map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
    })
}

/// Writes an answer as a page.
pub fn write_answer(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    write_answer_with(out, answer, |out, shown| {
        write_snippet(out, &shown.hit.article, &shown.snippet, |idx| unnumbered(&shown.snippet.fragments[idx].marks))?;
        match shown_of_all(&shown.snippet) {
            Some(shown) => write_about(out, &shown),
            None => Ok(()),
        }
    })
}

/// Writes an answer as a page with every match of its hits in a row of its own.
pub fn write_concordance(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    write_answer_with(out, answer, |out, shown| {
        writeln!(out, "<table{}>", language(&shown.hit.article))?;
        for row in rows(&shown.hit.article, &shown.hit.matches) {
            let extent = row.found.extent;
            let [before, after] = context(row.text, row.found, CONTEXT_CHARS).map(|span| span.slice(row.text));
            write!(out, "<tr><td class=\"about\">{}</td><td class=\"before\">{}</td><td>", row.label(), escape(before))?;
            write_marked(out, extent.slice(row.text), &within(&unnumbered(&row.found.marks), extent))?;
            writeln!(out, "{}</td></tr>", escape(after))?;
        }
        writeln!(out, "</table>")?;
        match more_rows(&shown.hit.matches) {
            Some(more) => write_about(out, &more),
            None => Ok(()),
        }
    })
}

fn write_answer_with(
    out: &mut dyn Write,
    answer: &Answer,
    mut write_body: impl FnMut(&mut dyn Write, &Shown) -> io::Result<()>,
) -> io::Result<()> {
    write_page(out, &answer.understood, |out| {
        writeln!(out, "<h1>{}</h1>", escape(&answer.understood))?;
        for line in loosened(answer).into_iter().chain([totals(answer)]) {
            writeln!(out, "<p>{}</p>", escape(&line))?;
        }
        writeln!(out, "<ol>")?;
        for shown in &answer.hits {
            let article = &shown.hit.article;
            write!(out, "<li value=\"{}\">", shown.hit.rank)?;
            write_title(out, "h2", article, &unnumbered(&shown.title_marks))?;
            write_about(out, &About::new(article).line())?;
            write_body(out, shown)?;
            write_copies(out, shown)?;
            writeln!(out, "</li>")?;
        }
        writeln!(out, "</ol>")
    })
}

fn write_copies(out: &mut dyn Write, shown: &Shown) -> io::Result<()> {
    let Some(story) = &shown.story else { return Ok(()) };
    let Some(heading) = story::heading(story) else { return Ok(()) };
    writeln!(out, "<p>{heading}</p>\n<ul>")?;
    for copy in story.copies.iter().take(story::COPIES_LISTED) {
        writeln!(out, "<li class=\"about\">{}</li>", escape(&story::line(copy, &shown.hit.article)))?;
    }
    writeln!(out, "</ul>")?;
    match story::more(story) {
        Some(more) => write_about(out, &more),
        None => Ok(()),
    }
}

/// Writes a whole article as a page, with the speaker's letter behind each quote; where it was searched, its matches marked and numbered.
pub fn write_article(out: &mut dyn Write, article: &Article, matches: Option<&Matches>) -> io::Result<()> {
    write_page(out, &article.title.text, |out| {
        let title_marks = matches.map(Matches::title_marks).unwrap_or_default();
        write_title(out, "h1", article, &unnumbered(&title_marks))?;
        for (label, value) in details(article) {
            writeln!(out, "<p class=\"about\">{label}: {}</p>", escape(&value))?;
        }
        if let Some(matches) = matches {
            write_about(out, &all_matches(matches))?;
        }
        let speakers = Speakers::of(article);
        if let Some(legend) = speakers.legend() {
            write_about(out, &format!("speakers: {legend}"))?;
        }
        let marks = matches.map(|matches| numbered(&matches.body)).unwrap_or_default();
        let marks = with_notes(marks, &speakers.notes());
        writeln!(out, "<div class=\"body\"{}>", language(article))?;
        for paragraph in paragraphs(&article.body) {
            write!(out, "<p>")?;
            write_marked(out, paragraph.slice(&article.body), &within(&marks, paragraph))?;
            writeln!(out, "</p>")?;
        }
        writeln!(out, "</div>")
    })
}

/// Writes the passage around one match as a page.
pub fn write_picked(out: &mut dyn Write, picked: &Picked<'_>) -> io::Result<()> {
    let Picked { article, matches, passage, .. } = picked;
    write_page(out, &article.title.text, |out| {
        write_title(out, "h1", article, &unnumbered(&matches.title_marks()))?;
        write_about(out, &About::new(article).line())?;
        writeln!(out, "<p>{}</p>", which(picked))?;
        let marks = numbered(&matches.body);
        write_snippet(out, article, passage, |idx| within(&marks, passage.fragments[idx].span))?;
        match ways_on(picked) {
            Some(ways) => writeln!(out, "<p>{ways}</p>"),
            None => Ok(()),
        }
    })
}

fn write_page(out: &mut dyn Write, title: &str, write_body: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
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

fn write_title(out: &mut dyn Write, tag: &str, article: &Article, marks: &[Mark]) -> io::Result<()> {
    write!(out, "<{tag}{}>", language(article))?;
    let url = web_address(article.url.as_deref());
    if let Some(url) = &url {
        write!(out, "<a href=\"{}\">", escape(url))?;
    }
    write_marked(out, &article.title.text, marks)?;
    writeln!(out, "{}</{tag}>", if url.is_some() { "</a>" } else { "" })
}

/// The attributes of an element that holds text of an article.
fn language(article: &Article) -> String {
    // A page that is English says nothing about a text of which nothing is known.
    let code = article.language.as_ref().map_or("", |language| language.code());
    format!(" lang=\"{}\" dir=\"auto\"", escape(code))
}

fn write_about(out: &mut dyn Write, line: &str) -> io::Result<()> {
    writeln!(out, "<p class=\"about\">{}</p>", escape(line))
}

/// `marks` returns those of each fragment.
fn write_snippet(
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
    }
    writeln!(out, "{}</p></blockquote>", if last.is_cut_after { " …" } else { "" })
}

fn write_marked(out: &mut dyn Write, text: &str, marks: &[Mark]) -> io::Result<()> {
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

#[cfg(test)]
mod tests {
    use dom_query::Document;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn signs_of_html_are_text() {
        let check = |text: &str, expected: &str| assert_eq!(escape(text).to_string(), expected);
        check("<script>alert('x')</script> & \"y\"", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;");
        check("a\u{1b}]8;;x\u{7}b\u{202e}c\r\nd\u{ffff}", "a\u{fffd}]8;;x\u{fffd}b\u{fffd}c \nd\u{fffd}");
        check("“né” 東京", "“né” 東京");
    }

    #[test]
    fn only_the_web_is_linked_to() {
        let check = |url: &str, expected: Option<&str>| assert_eq!(web_address(Some(url)).as_deref(), expected);
        check("https://example.org/a?b=c&d#e", Some("https://example.org/a?b=c&d#e"));
        check("HTTP://example.org/a b\"><script>", Some("HTTP://example.org/a%20b%22%3E%3Cscript%3E"));
        check("https://example.org/é(x)", Some("https://example.org/%C3%A9%28x%29"));
        check("javascript:alert(1)//https://example.org", None);
        check("javascript://example.org/%0aalert(1)", None);
        check("data:text/html,x", None);
        check("/news", None);
    }

    proptest! {
        #[test]
        fn escaped_text_reads_back_as_it_was(text in "[a-c<>&\"'/! ;#xé\u{301}東=-]{0,40}") {
            let page = Document::from(format!("<!DOCTYPE html><p title=\"{0}\">{0}</p>", escape(&text)));
            let paragraph = page.select("p");
            prop_assert_eq!(paragraph.text().to_string(), text.as_str());
            let title = paragraph.attr("title");
            prop_assert_eq!(title.as_deref(), Some(text.as_str()));
            prop_assert_eq!(page.select("body *").length(), 1);
        }
    }
}
