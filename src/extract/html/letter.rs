//! The text of a mail's page. Nothing stands around it, but it has parts that nobody sees, and earlier mails.
//!
//! No tree is built: the pages of mails are tables in tables. An element that is left out ends at the end tag of its name and depth. If it
//! has no end, nothing is left out.

use super::content::{self, Flat};
use super::elements::{Name, VOID};
use super::tags::{self, Piece};

/// Classes and ids of elements that repeat what others wrote, or that a program puts below each mail, in lower case.
const OF_OTHERS: [&str; 11] = [
    "gmail_quote",
    "gmail_extra",
    "yahoo_quoted",
    "protonmail_quote",
    "moz-cite-prefix",
    "divrplyfwdmsg",
    "outlookmessageheader",
    "zmail_extra",
    "appendonsend",
    "mail-quote",
    "wordsection1_quote",
];

/// Those of signatures, and of texts that only a list of mails shows.
const ASIDE: [&str; 7] = [
    "gmail_signature",
    "moz-signature",
    "protonmail_signature_block",
    "preheader",
    "mcnpreviewtext",
    "preview-text",
    "previewtext",
];

/// Returns the text, with an empty line between paragraphs. If the mail passes another one on, that is a part of its text.
pub(in crate::extract) fn text_of_letter(html: &str, is_passed_on: bool) -> String {
    let own = text(html, &|tag, name| is_left_out(tag, name, is_passed_on));
    match own {
        Some(own) if !own.is_empty() => own,
        // A mail of quotes alone is what it quotes.
        _ => text(html, &|tag, _| is_hidden(tag)).unwrap_or_else(|| text(html, &|_, _| false).unwrap_or_default()),
    }
}

/// Returns the text outside elements for which `is_out` returns true; `None` if one of those has no end.
fn text(html: &str, is_out: &dyn Fn(&str, Name<'_>) -> bool) -> Option<String> {
    let mut flat = Flat::default();
    let mut out: Option<(Name<'_>, usize)> = None;
    let mut pieces = tags::pieces(html);
    let mut n_breaks = 0;
    while let Some((start, piece)) = pieces.next() {
        match (piece, &mut out) {
            (Piece::Start { name, is_self_closing }, Some((outer, depth))) => {
                *depth += usize::from(name.is(outer.written()) && !is_self_closing);
            }
            (Piece::End { name }, Some((outer, depth))) if name.is(outer.written()) => {
                *depth -= 1;
                if *depth == 0 {
                    out = None;
                }
            }
            (_, Some(_)) | (Piece::RawText(_), None) => {}
            (Piece::Text(text), None) => {
                if !text.trim().is_empty() {
                    n_breaks = 0;
                }
                flat.push_text(&html_escape::decode_html_entities(text).replace(['\0', '\u{200c}', '\u{34f}'], ""));
            }
            (Piece::Start { name, is_self_closing }, None) => {
                if name.is_block() {
                    flat.end_paragraph();
                }
                if name.is("br") {
                    n_breaks += 1;
                    match n_breaks {
                        1 => flat.push_line_break(),
                        _ => flat.end_paragraph(),
                    }
                }
                let is_empty = is_self_closing || name.is_any(VOID);
                if !is_empty && is_out(&html[start..pieces.at()], name) {
                    out = Some((name, 1));
                }
            }
            (Piece::End { name }, None) if name.is_block() => flat.end_paragraph(),
            (Piece::End { .. }, None) => {}
        }
    }
    out.is_none().then(|| content::render(&flat.into_html()))
}

fn is_left_out(tag: &str, name: Name<'_>, is_passed_on: bool) -> bool {
    if is_hidden(tag) {
        return true;
    }
    let is_quote = || name.is("blockquote") && attribute(tag, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("cite"));
    let has_label = |labels: &[&str]| {
        ["class", "id"].iter().filter_map(|key| attribute(tag, key)).any(|stated| {
            let stated = stated.to_ascii_lowercase();
            stated.split_ascii_whitespace().any(|one| labels.contains(&one))
        })
    };
    has_label(&ASIDE) || !is_passed_on && (is_quote() || has_label(&OF_OTHERS))
}

/// Returns whether an element is not shown, by its style.
fn is_hidden(tag: &str) -> bool {
    const MAX_BYTES: usize = 2048;
    let Some(style) = attribute(tag, "style") else { return false };
    let style = &style[..style.floor_char_boundary(MAX_BYTES)];
    let mut is_hidden = false;
    for rule in style.split(';') {
        let Some((property, value)) = rule.split_once(':') else { continue };
        let value = value.trim().trim_end_matches("!important").trim().to_ascii_lowercase();
        let is_zero = || {
            value.starts_with('0') && value.trim_start_matches(['0', '.']).chars().all(|c| c.is_ascii_alphabetic() || c == '%')
        };
        is_hidden |= match property.trim().to_ascii_lowercase().as_str() {
            "display" => value == "none",
            "visibility" => value == "hidden",
            "mso-hide" => value == "all",
            "max-height" | "opacity" => is_zero(),
            _ => false,
        };
    }
    is_hidden
}

/// Returns the value of an attribute of a start tag, as written.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = tag.get(1..)?.trim_end_matches('>');
    rest = &rest[rest.find(|c: char| c.is_whitespace() || c == '/')?..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let len = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len());
        if len == 0 {
            // A value without a name.
            rest = rest.strip_prefix('=')?;
            continue;
        }
        let key = &rest[..len];
        rest = rest[len..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            (value, rest) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
            };
        }
        if key.eq_ignore_ascii_case(name) {
            return Some(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(text_of_letter(html, false), expected, "for {html}");
    }

    #[test]
    fn what_nobody_sees_is_no_text() {
        for style in ["display:none", "DISPLAY: none !important", "mso-hide:all", "max-height:0px;overflow:hidden", "opacity:0"] {
            check(&format!("<body><div style=\"color:#fff;{style}\">Teaser<div>x</div></div><p>It rained.</p>"), "It rained.");
        }
        check("<td style='font-size:0px;max-height:none;opacity:1'>It<br>rained.</td>", "It\nrained.");
        check("<title>x</title><style>y</style><span class='a preheader'>z</span><p>It&zwnj; rained.<img src=x>", "It rained.");
        // An element without an end hides nothing.
        check("<div style=display:none>Teaser<p>It rained.", "Teaser\n\nIt rained.");
    }

    #[test]
    fn earlier_mails_are_no_text_unless_passed_on() {
        let html = "<div>Yes.</div><div class=gmail_quote><div>Ana wrote:</div><blockquote>Rain?</blockquote></div>";
        check(html, "Yes.");
        assert_eq!(text_of_letter(html, true), "Yes.\n\nAna wrote:\n\nRain?");
        check("<blockquote type=\"cite\">Rain?</blockquote>", "Rain?");
        check("<p>He said:<blockquote>Rain</blockquote>", "He said:\n\nRain");
    }
}
