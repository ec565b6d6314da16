//! What is said in a caption: lines without marks, and the turns of those who speak.

use crate::extract::line::in_one_line;

/// Maximum length in bytes of a mark inside a line.
const MAX_MARK_BYTES: usize = 200;

/// Elements of WebVTT, and of HTML in SubRip. What else stands in angle brackets is text.
const ELEMENTS: [&str; 15] = ["v", "c", "i", "b", "u", "s", "lang", "ruby", "rt", "font", "span", "p", "div", "em", "strong"];

/// Stands for a voice in a line, followed by its name and [`NAME_END`]. Neither is in any text.
const VOICE: char = '\u{fdd0}';
const NAME_END: char = '\u{fdd1}';

/// Words of one voice in a caption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Turn {
    /// On one line.
    pub(super) text: String,
    /// The voice, if it is named.
    pub(super) voice: Option<String>,
    /// Whether it is marked as somebody else's.
    pub(super) is_new: bool,
}

/// Returns a line on one line, without marks of style and with its characters. Voices stand in it by name.
pub(super) fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{', VOICE, NAME_END]) {
        text.push_str(&rest[..at]);
        let mark = rest[at..].chars().next().unwrap_or_default();
        let after = &rest[at + mark.len_utf8()..];
        if matches!(mark, VOICE | NAME_END) {
            rest = after;
            continue;
        }
        // Looking further would take time quadratic in the length of the line.
        let near = &after[..after.floor_char_boundary(MAX_MARK_BYTES)];
        let Some(end) = near.find(if mark == '<' { '>' } else { '}' }) else {
            text.push(mark);
            rest = after;
            continue;
        };
        let inside = &after[..end];
        match (mark, inside) {
            ('<', "br" | "br/" | "br /") => text.push(' '),
            ('<', inside) if is_element(inside) => {
                if let Some(name) = voice(inside) {
                    text.extend([VOICE]);
                    text.push_str(&decoded(name));
                    text.extend([NAME_END]);
                }
            }
            // A position or a style: `{\an8}`.
            ('{', inside) if inside.starts_with('\\') => {}
            _ => {
                text.push(mark);
                rest = after;
                continue;
            }
        }
        rest = &after[end + 1..];
    }
    text.push_str(rest);
    in_one_line(&decoded(&text))
}

fn decoded(text: &str) -> String {
    html_escape::decode_html_entities(text).into_owned()
}

/// Returns whether a text in angle brackets is an element, or a time inside a caption.
fn is_element(inside: &str) -> bool {
    let is_time = inside.contains(':') && inside.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b','));
    let name = inside.strip_prefix('/').unwrap_or(inside).split(['.', ' ', '\t', '/', '&']).next().unwrap_or_default();
    is_time || ELEMENTS.contains(&name.to_ascii_lowercase().as_str()) || inside == "/"
}

/// Returns the name of a voice: `Ada Hallam` of `v.loud Ada Hallam`.
fn voice(inside: &str) -> Option<&str> {
    let (element, name) = inside.split_once([' ', '\t'])?;
    (element == "v" || element.starts_with("v.")).then_some(name.trim()).filter(|name| !name.is_empty())
}

/// Returns the turns of lines. `known` is the beginning of the first line that was shown before.
pub(super) fn turns(lines: &[String], known: &str) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for (line_idx, line) in lines.iter().enumerate() {
        let line = if line_idx == 0 { line.strip_prefix(known).unwrap_or(line) } else { line };
        // Before the first voice of a line, the one before goes on.
        for (part_idx, part) in line.split(VOICE).enumerate() {
            let (voice, words) = match part.split_once(NAME_END) {
                Some((name, words)) if part_idx > 0 => (Some(name.trim().to_owned()), words),
                _ => (None, part),
            };
            let (words, is_marked) = without_dash(words.trim());
            if words.is_empty() && voice.is_none() {
                continue;
            }
            match turns.last_mut().filter(|last| !is_marked && (voice.is_none() || voice == last.voice)) {
                Some(last) => {
                    last.text.push(' ');
                    last.text.push_str(words);
                }
                None => turns.push(Turn { text: words.to_owned(), voice, is_new: is_marked }),
            }
        }
    }
    turns.iter_mut().for_each(|turn| turn.text = without_sounds(&turn.text));
    turns
}

/// Returns a line without the mark of another voice at its beginning, and whether it had one: `>> `, `- `, `-`.
fn without_dash(line: &str) -> (&str, bool) {
    let rest = line.trim_start_matches('>');
    if rest.len() < line.len() && (line.starts_with(">>") || rest.starts_with(' ')) {
        return (rest.trim_start(), true);
    }
    match line.strip_prefix(['-', '–', '—', '‐']) {
        Some(rest) if rest.starts_with([' ', '\u{a0}']) || rest.starts_with(|first: char| first.is_uppercase()) => {
            (rest.trim_start(), true)
        }
        _ => (line, false),
    }
}

/// Returns a text without the sounds that it names, and without signs of music. What is said in round brackets stays, unless it is
/// all there is or is written in capitals.
fn without_sounds(text: &str) -> String {
    const MAX_SOUND_BYTES: usize = 120;
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['[', '(', '♪', '♫', '♬', '#']) {
        words.push_str(&rest[..at]);
        let mark = rest[at..].chars().next().unwrap_or_default();
        let after = &rest[at + mark.len_utf8()..];
        let near = &after[..after.floor_char_boundary(MAX_SOUND_BYTES)];
        let end = match mark {
            '[' => near.find(']'),
            '(' => near.find(')'),
            '#' => {
                // Some broadcasters write `#` around songs.
                let is_note = (after.is_empty() || after.starts_with(' ')) && (words.is_empty() || words.ends_with(' '));
                if !is_note {
                    words.push(mark);
                }
                rest = after;
                continue;
            }
            _ => {
                rest = after;
                continue;
            }
        };
        let is_sound = end.is_some_and(|end| {
            let inside = &after[..end];
            let is_loud = !inside.chars().any(char::is_lowercase) && inside.chars().filter(|c| c.is_uppercase()).count() > 1;
            mark == '[' || is_loud || words.trim().is_empty() && after[end + 1..].trim().is_empty()
        });
        match end.filter(|_| is_sound) {
            Some(end) => rest = &after[end + 1..],
            None => {
                words.push(mark);
                rest = after;
            }
        }
    }
    words.push_str(rest);
    let words = in_one_line(&words);
    // What is left of `(sighs) -` is no word.
    if words.chars().any(char::is_alphanumeric) { words } else { String::new() }
}
