//! Texts of Retriever (Mediearkivet, Atekst), in Swedish and Norwegian.
//!
//! The customer and the day of the export come first, then a list of the articles, which may be missing. The articles are parted by lines of
//! `=`:
//!
//! ```text
//! Headline                          in several lines too; an empty line may follow, or a line of dashes
//! Vinterviks Tidning, 2024-05-03    publisher and day, perhaps with a time
//! RUIZ ANA                          author; may be missing
//! Sida 15                           in print alone
//! Publicerat i print.
//!
//! Text
//! ©Vinterviks Tidning<br>Alla …     the tag stands there as text; may be glued to the text
//!
//! Läs hela artikeln på http://ret.nu/aB3dEf9
//! ```
//!
//! Print is wrapped at about 80 letters. A line keeps its space at the end, unless a word goes on in the next line.

use super::articles::Articles;
use super::block::cut_label;
use super::record::{Field, Record};
use crate::extract::byline;
use crate::extract::line::{fold, in_one_line};
use crate::extract::wrapped;

/// Number of `=` or `-` in a line that parts articles or stands below a headline, at least; Retriever writes 78.
const MIN_RULE_BYTES: usize = 60;

/// Maximum number of lines above the line with the publisher and the day.
const MAX_TITLE_LINES: usize = 16;

/// Returns whether a text has the list of an export of Retriever, or an article of its form and its marks.
pub(super) fn is_text(text: &str) -> bool {
    if has_list(text) {
        return true;
    }
    let has = |words: &[u8]| memchr::memmem::find(text.as_bytes(), words).is_some();
    if !has(b"ret.nu/") && !has(&[b'='; MIN_RULE_BYTES]) {
        return false;
    }
    let lines: Vec<&str> = text.lines().collect();
    (0..lines.len()).any(|at| is_source_line(&lines, at))
}

/// Returns whether a text begins with a list of headlines, each with its publisher and its day.
fn has_list(text: &str) -> bool {
    const MAX_LINES: usize = 12;
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(MAX_LINES).skip_while(|line| !is_list_heading(line));
    let entry = lines.nth(1).and_then(|line| line.trim().strip_prefix("> "));
    entry.is_some_and(|entry| source_and_day(entry).is_some())
}

fn is_list_heading(line: &str) -> bool {
    ["Nyheter:", "Nyhetsklipp:", "Innehållsförteckning:"].contains(&line.trim())
}

/// Reads the articles of a text.
pub(super) fn read(text: &str, articles: &mut Articles) {
    let lines: Vec<&str> = text.lines().collect();
    let cover = Cover::of(&lines);
    let (mut from, mut n_ended) = (cover.n_lines, 0_usize);
    let mut add = |lines: &[&str], is_last: bool| {
        if lines.iter().all(|line| line.trim().is_empty() || is_rule(line, b'=')) {
            return;
        }
        match article(lines) {
            Some((record, is_ended)) => {
                articles.add(&record, is_last && !is_ended && n_ended > 0);
                n_ended += usize::from(is_ended);
            }
            None if is_last => articles.refuse("the file ends before the text of the article"),
            None => articles.refuse("the article has no line with its publisher and its day"),
        }
    };
    for at in (from..lines.len()).filter(|at| is_rule(lines[*at], b'=')) {
        // A text may have such a line itself.
        if begins_article(&lines[at + 1..]) || is_ended(&lines[from..at]) {
            add(&lines[from..at], false);
            from = at + 1;
        }
    }
    add(&lines[from.min(lines.len())..], true);
    if let Some(n_articles) = cover.n_articles {
        articles.expect(n_articles);
    }
}

/// What stands above the articles.
struct Cover {
    n_lines: usize,
    /// How many articles it lists, or says that there are.
    n_articles: Option<usize>,
}

impl Cover {
    fn of(lines: &[&str]) -> Cover {
        let first = (0..lines.len()).find(|at| is_source_line(lines, *at)).unwrap_or(lines.len());
        let rule = lines[..first].iter().position(|line| is_rule(line, b'=')).unwrap_or(first);
        let above = &lines[..rule];
        let n_listed = above.iter().filter(|line| line.starts_with("> ")).count();
        let Some(last) = above.iter().rposition(|line| line.starts_with("> ")) else {
            let last = above.iter().rposition(|line| is_of_cover(line));
            return Cover { n_lines: last.map_or(0, |last| last + 1), n_articles: above.iter().find_map(|line| count(line)) };
        };
        // An entry may go on in the next line.
        let n_more = above[last..].iter().take_while(|line| !line.trim().is_empty()).count();
        Cover { n_lines: last + n_more, n_articles: Some(n_listed) }
    }
}

/// Returns whether a line above the first article is none of its headline.
fn is_of_cover(line: &str) -> bool {
    let words = line.trim().split_once(' ');
    let is_day_of_export =
        words.is_some_and(|(label, day)| ["Datum", "Uttag", "Uttak", "Dato"].contains(&label) && is_day_or_time(day.trim()));
    is_day_of_export || is_list_heading(line) || count(line).is_some()
}

/// Returns how many articles there are, from a line such as `2 papirartikler, 1 nettartikkel`.
fn count(line: &str) -> Option<usize> {
    const MAX_BYTES: usize = 80;
    let line = line.trim();
    let counted = line.split(", ").map(|part| {
        let (number, word) = part.split_once(' ')?;
        let is_of_articles = word.contains("artik") && !word.contains(' ');
        number.parse::<u32>().ok().filter(|_| is_of_articles).and_then(|number| usize::try_from(number).ok())
    });
    if line.len() > MAX_BYTES { None } else { counted.sum() }
}

/// Returns whether a line consists of many of one sign.
fn is_rule(line: &str, sign: u8) -> bool {
    let line = line.trim();
    line.len() >= MIN_RULE_BYTES && line.bytes().all(|byte| byte == sign)
}

/// Returns the publisher and the day of a line such as `Vinterviks Tidning, 2024-05-03 09:31`. A name may have a comma.
fn source_and_day(line: &str) -> Option<(&str, &str)> {
    const MAX_BYTES: usize = 400;
    let line = if line.len() > MAX_BYTES { return None } else { line.trim() };
    let (source, day) = line.rsplit_once(", ")?;
    (!source.trim().is_empty() && is_day_or_time(day)).then_some((source.trim(), day))
}

/// Returns whether a text is a day, perhaps with a time: `2024-05-03`, `26.10.2014 15:32`.
fn is_day_or_time(text: &str) -> bool {
    let (day, time) = text.split_once(' ').map_or((text, None), |(day, time)| (day, Some(time)));
    let are_numbers = |text: &str, sign: char, lens: [usize; 3]| {
        let mut parts = text.split(sign);
        let fits = lens.iter().all(|len| {
            parts
                .next()
                .is_some_and(|part| part.len() <= *len && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        });
        fits && parts.next().is_none()
    };
    let is_day = are_numbers(day, '-', [4, 2, 2]) || are_numbers(day, '.', [2, 2, 4]);
    let is_time = |time: &str| time.split(':').count() == 2 && are_numbers(&format!("{time}:0"), ':', [2, 2, 1]);
    is_day && time.is_none_or(is_time)
}

/// Returns whether a line states publisher and day, by the lines around it: one of dashes above, or the page or the medium below.
fn is_source_line(lines: &[&str], at: usize) -> bool {
    if lines[at].starts_with("> ") || source_and_day(lines[at]).is_none() {
        return false;
    }
    lines[..at].last().is_some_and(|line| is_rule(line, b'-')) || !marks(&lines[at + 1..]).is_empty()
}

/// Returns the lines below the publisher and the day that are no text, up to the page and the medium.
fn marks<'a, 't>(lines: &'a [&'t str]) -> &'a [&'t str] {
    const MAX_LINES: usize = 5;
    let n_lines = lines.iter().take(MAX_LINES).take_while(|line| !line.trim().is_empty()).count();
    let last = lines[..n_lines].iter().rposition(|line| is_page(line) || medium(line).is_some());
    &lines[..last.map_or(0, |last| last + 1)]
}

/// Returns whether a line names the page: `Sida 15`, `Side 10#11`.
fn is_page(line: &str) -> bool {
    const MAX_BYTES: usize = 40;
    let page = line.trim().split_once(' ').filter(|(word, _)| ["Sida", "Side", "Sidor", "Sider"].contains(word));
    line.len() <= MAX_BYTES && page.is_some_and(|(_, page)| page.contains(|c: char| c.is_ascii_digit()))
}

/// How an article was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Medium {
    Web,
    Other,
}

/// Returns the medium that a line names: `Publicerat i print.`, `Publisert på nett`. Some lines have a space inside the first word.
fn medium(line: &str) -> Option<Medium> {
    const MAX_BYTES: usize = 60;
    let words = if line.len() > MAX_BYTES { return None } else { fold(line) };
    let rest = ["publicerat", "publisert", "sänt", "sendt"].iter().find_map(|verb| words.strip_prefix(verb))?;
    // A name of the radio stands behind `Sänt i`.
    match rest {
        "påwebb" | "påweb" | "pånett" | "påinternett" => Some(Medium::Web),
        _ if ["i", "på"].iter().any(|word| rest.starts_with(word)) => Some(Medium::Other),
        _ => None,
    }
}

/// Returns whether an article begins with these lines.
fn begins_article(lines: &[&str]) -> bool {
    (0..lines.len().min(MAX_TITLE_LINES)).any(|at| is_source_line(lines, at))
}

/// Returns whether the last lines hold what stands behind a text.
fn is_ended(lines: &[&str]) -> bool {
    const MAX_LINES: usize = 8;
    lines[lines.len().saturating_sub(MAX_LINES)..].iter().any(|line| line.contains('©') || line.contains("ret.nu/"))
}

/// Returns the article that some lines hold, and whether they hold its end; `None` if no line states publisher and day.
fn article(lines: &[&str]) -> Option<(Record, bool)> {
    let places = 0..lines.len().min(MAX_TITLE_LINES);
    let head = places.clone().find(|at| is_source_line(lines, *at));
    let head = head.or_else(|| places.clone().find(|at| source_and_day(lines[*at]).is_some()))?;
    let (source, day) = source_and_day(lines[head])?;
    let mut record = Record::default();
    let mut title: Vec<String> = lines[..head]
        .iter()
        .filter(|line| !is_rule(line, b'-'))
        .map(|line| in_one_line(line))
        .filter(|line| !line.is_empty())
        .collect();
    // The company that a release is of stands below its headline.
    if source == "Cision" && title.len() > 1 {
        record.add(Field::Byline, title.pop().unwrap_or_default());
    }
    let title = title.join(" ");
    if !is_of_scan(&title, source) {
        record.add(Field::Title, title);
    }
    record.add(Field::Date, day);
    record.add(Field::Publisher, source);
    let rest = &lines[head + 1..];
    let marks = marks(rest);
    let mut n_lines = marks.len();
    let mut is_web = false;
    for line in marks.iter().map(|line| line.trim()) {
        match (medium(line), cut_label(line)) {
            (Some(medium), _) => is_web = medium == Medium::Web,
            (None, Some(("Seksjon" | "Sektion", section))) => record.add(Field::Section, section.trim()),
            (None, _) if !is_page(line) => record.add(Field::Byline, line),
            (None, _) => {}
        }
    }
    // Without a page and a medium, the author stands alone.
    if let [author, below, ..] = rest
        && marks.is_empty()
        && below.trim().is_empty()
        && byline::is_full_name(author.trim())
    {
        record.add(Field::Byline, author.trim());
        n_lines = 1;
    }
    let (text, token) = without_link(&rest[n_lines..]);
    let (text, last, has_rights) = without_rights(text);
    if let Some(token) = token {
        record.add(Field::Url, format!("http://ret.nu/{token}"));
        record.add(Field::Id, token);
    }
    let paragraphs = paragraphs(text, last);
    // The beginning of what stands on the web.
    let is_teaser = is_web && matches!(&paragraphs[..], [only] if only.ends_with("...") || only.ends_with('…'));
    record.add(if is_teaser { Field::Summary } else { Field::Body }, paragraphs.join("\n\n"));
    Some((record, has_rights || token.is_some()))
}

/// Returns whether a headline is only the place of a scanned text: `VG 6.5.1946 side 8`.
fn is_of_scan(title: &str, source: &str) -> bool {
    let place = title.strip_prefix(source).and_then(|rest| rest.trim().split_once(' '));
    place.is_some_and(|(day, page)| is_day_or_time(day) && page.to_lowercase().starts_with("sid"))
}

/// Returns the lines above the link to the article, and the token of the link. The address may stand on a line of its own.
fn without_link<'a, 't>(lines: &'a [&'t str]) -> (&'a [&'t str], Option<&'t str>) {
    const MAX_BYTES: usize = 200;
    let mut lines = lines;
    let mut token = None;
    while let [above @ .., last] = lines {
        let line = last.trim();
        let is_sentence = ["Läs hela", "Les hele", "Se webart", "Se hele", "Se hela"].iter().any(|start| line.starts_with(start));
        let found = line.rsplit_once("ret.nu/").map(|(_, rest)| &rest[..token_len(rest)]).filter(|token| !token.is_empty());
        let is_link = found.is_some() && (is_sentence || line.starts_with("http"));
        if line.len() > MAX_BYTES || !(line.is_empty() || is_link || is_sentence && token.is_some()) {
            break;
        }
        token = token.or(found);
        lines = above;
    }
    (lines, token)
}

fn token_len(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_alphanumeric).count()
}

/// Returns the lines above the rights, what stands before them on their own line, and whether there are rights.
fn without_rights<'a, 't>(lines: &'a [&'t str]) -> (&'a [&'t str], &'t str, bool) {
    const MAX_LINES: usize = 12;
    let first = lines.len().saturating_sub(MAX_LINES);
    let found = lines[first..].iter().rposition(|line| line.contains('©')).map(|at| first + at);
    let found = found.filter(|at| lines[at + 1..].iter().all(|line| is_of_rights(line)));
    let Some(at) = found else {
        let n_more = lines[first..].iter().rev().take_while(|line| is_of_rights(line)).count();
        return (&lines[..lines.len() - n_more], "", false);
    };
    let line = lines[at];
    let until = line.find("<br>").unwrap_or(line.len());
    let sign = line[..until].rfind('©').or_else(|| line.find('©')).unwrap_or(line.len());
    (&lines[..at], &line[..sign], true)
}

/// Returns whether a line behind a text is empty, or says who may copy it.
fn is_of_rights(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || ["Alla artiklar är", "Alle artikler er", "Artiklar får ej"].iter().any(|start| line.starts_with(start))
}

/// Returns the paragraphs of a text without captions, their lines joined.
fn paragraphs(lines: &[&str], last: &str) -> Vec<String> {
    let lines: Vec<&str> = lines.iter().copied().chain(std::iter::once(last)).collect();
    let has_spaces = lines.iter().any(|line| line.len() > 1 && line.ends_with(' '));
    let parts = lines.split(|line| line.trim().is_empty()).filter(|part| part.first().is_some_and(|first| !is_caption(first)));
    parts.map(|part| joined(part, has_spaces)).filter(|text| !text.is_empty()).collect()
}

/// Returns whether a paragraph is the caption of a picture.
fn is_caption(first_line: &str) -> bool {
    let start: String = first_line.trim_start().chars().take(11).flat_map(char::to_lowercase).collect();
    start.starts_with("bildtext:") || start.starts_with("bildetekst:")
}

/// Returns the text of the lines of a paragraph. `has_spaces` says that lines end with a space if a word does.
fn joined(lines: &[&str], has_spaces: bool) -> String {
    const MAX_WRAPPED_CHARS: usize = 100;
    const MIN_WRAPPED_CHARS: usize = 70;
    // Texts of the web are not wrapped: each line is a paragraph.
    if lines.iter().any(|line| line.chars().count() > MAX_WRAPPED_CHARS) {
        return lines.iter().map(|line| in_one_line(line)).collect::<Vec<_>>().join("\n\n");
    }
    let goes_on = |above: &str, below: &str| {
        let is_inside = above.ends_with(|c: char| c.is_lowercase() || c == '.') && below.starts_with(char::is_lowercase);
        has_spaces && is_inside && above.chars().count() >= MIN_WRAPPED_CHARS
    };
    let mut whole: Vec<String> = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        match whole.last_mut() {
            Some(above) if goes_on(lines[at - 1], line) => above.push_str(line),
            _ => whole.push((*line).to_owned()),
        }
    }
    wrapped::paragraphs(whole.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_media_are_known_in_both_languages() {
        for line in ["Vinterviks Tidning, 2004-12-29", "Kyst, by og hav, 26.10.2014 15:32"] {
            assert!(source_and_day(line).is_some(), "{line}");
        }
        for line in ["Rain, 2004", "Rain 2004-12-29", ", 2004-12-29", "Rain, 2004-12-29 noon", "Rain, 1-2-3-4"] {
            assert!(source_and_day(line).is_none(), "{line}");
        }
        assert_eq!(medium("Publicerat på webb. "), Some(Medium::Web));
        assert_eq!(medium("Pu blisert på trykk."), Some(Medium::Other));
        assert_eq!(medium("Publiken jublade"), None);
    }

    #[test]
    fn the_rights_are_cut_from_the_last_sentence() {
        let check = |lines: &[&str], expected: &[&str]| {
            let (text, last, _) = without_rights(lines);
            assert_eq!(paragraphs(text, last), expected, "for {lines:?}");
        };
        check(&["Foto: © NTB. Det regnet.© Kystposten"], &["Foto: © NTB. Det regnet."]);
        check(&["Det regnade.", "", "©Bladet<br>Alla artiklar © är skyddade."], &["Det regnade."]);
        check(&["Bilen (© Lo) stod.", "", "Det regnade."], &["Bilen (© Lo) stod.", "Det regnade."]);
        check(&["Bildtext: Bilen. Foto: Lo©Bladet"], &[]);
    }

    #[test]
    fn a_word_goes_on_where_a_line_has_no_space_at_its_end() {
        let long = "Rederiet venter ennå på en ny ventil til den gamle maskinen, og det har moles";
        let check = |lines: &[&str], expected: &str| assert_eq!(paragraphs(lines, ""), [expected.to_owned()]);
        check(&["Det er dyrt. ", long, "tert mange."], &format!("Det er dyrt. {long}tert mange."));
        check(&["Det er dyrt.", long, "tert mange."], &format!("Det er dyrt. {long} tert mange."));
    }

    #[test]
    fn the_place_of_a_scan_is_no_headline() {
        assert!(is_of_scan("Kystposten 6.5.1946 side 8", "Kystposten"));
        assert!(!is_of_scan("Kystposten fyller 80", "Kystposten"));
    }
}
