//! Pairing quotation marks: which stretches of a body are in marks, whoever speaks in them.
//!
//! The characters beside a mark decide whether it opens or closes (a space before and a letter
//! after opens); its glyph decides only if they leave it open. So `,“` closes and `»Wort«` opens
//! with `»`. Marks are matched once per paragraph on a stack, then read from left to right. A
//! matched mark gives the stretch up to its partner, with all marks inside it. An unmatched one
//! gives the stretch up to the next opening mark or the paragraph's end, whichever is first. Each
//! step goes over the marks once.
//!
//! Single marks are also apostrophes. They count as marks if a body evidently quotes with them (see
//! [`is_single_style`]); elsewhere only a pair that closes after punctuation does.

use crate::analysis::ByteSet;
use crate::span::Span;

/// A stretch of text in quotation marks that is not inside other marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marked {
    /// The stretch with its marks. If no mark closes it, it ends with the content.
    pub(super) outer: Span,
    /// The text between the marks, without spaces at its ends. Never empty.
    pub(super) content: Span,
}

impl Marked {
    /// Returns whether the marks are single ones.
    pub(super) fn is_single(&self, body: &str) -> bool {
        self.outer.slice(body).starts_with(['\'', '‘', '’', '‚', '‛']) && !self.outer.slice(body).starts_with("''")
    }
}

/// Returns whether there is any mark in the body, including apostrophes.
pub(super) fn holds_mark(body: &str) -> bool {
    glyphs(body).next().is_some()
}

/// Returns the body's paragraphs in order, without the line ends around them.
///
/// A single line end ends a paragraph too, unless the body's lines are wrapped: then only an empty line does.
pub(super) fn paragraphs(body: &str) -> Vec<Span> {
    let is_wrapped = has_wrapped_lines(body);
    let mut paragraphs: Vec<Span> = Vec::new();
    let mut start = 0;
    let mut was_empty_line = true;
    for line in body.split_inclusive('\n') {
        let text = line.trim();
        if !text.is_empty() {
            let text_start = start + (line.len() - line.trim_start().len());
            let span = Span::new(text_start, text_start + text.len());
            match paragraphs.last_mut() {
                Some(last) if is_wrapped && !was_empty_line => last.end = span.end,
                _ => paragraphs.push(span),
            }
        }
        was_empty_line = text.is_empty();
        start += line.len();
    }
    paragraphs
}

/// Returns the stretches in quotation marks, in the order of the text. They do not overlap.
///
/// If several paragraphs each begin with a mark and only the last one closes, they are one stretch.
pub(super) fn marked(body: &str, paragraphs: &[Span]) -> Vec<Marked> {
    let marks: Vec<Vec<Mark>> = paragraphs.iter().map(|paragraph| scan(body, *paragraph)).collect();
    let partners: Vec<Vec<Option<usize>>> = marks.iter().map(|marks| partners(marks)).collect();
    let is_single_style = is_single_style(body, &marks, &partners);
    let mut found: Vec<Marked> = Vec::new();
    // Set if the last stretch is still open at the end of its paragraph.
    let mut open_family: Option<Family> = None;
    for ((paragraph, marks), partners) in paragraphs.iter().zip(&marks).zip(&partners) {
        let begins_with = marks.first().filter(|mark| mark.span.start == paragraph.start);
        let mut continues = open_family.take().is_some_and(|family| begins_with.is_some_and(|mark| mark.continues(family)));
        let mut idx = 0;
        while let Some(mark) = marks.get(idx) {
            let reads_as_mark = mark.family != Family::Single || is_single_style;
            let close_idx = partners[idx].filter(|close_idx| reads_as_mark || closes_a_statement(body, *mark, marks[*close_idx]));
            let never_closes = partners[idx].is_none() && reads_as_mark && (mark.role == Role::Open || continues);
            if let Some(close_idx) = close_idx {
                let close = marks[close_idx].span;
                push(body, &mut found, Span::new(mark.span.start, close.end), Span::new(mark.span.end, close.start), continues);
                idx = close_idx + 1;
            } else if never_closes {
                idx = (idx + 1..marks.len()).find(|next| marks[*next].family == mark.family).unwrap_or(marks.len());
                let end = marks.get(idx).map_or(paragraph.end, |next| next.span.start);
                push(body, &mut found, Span::new(mark.span.start, end), Span::new(mark.span.end, end), continues);
                let is_open = end == paragraph.end && found.last().is_some_and(|last| last.outer.end == end);
                open_family = is_open.then_some(mark.family);
            } else {
                idx += 1;
            }
            continues = false;
        }
    }
    found
}

/// Adds a stretch, or extends the last one if the new one continues it. Marks with nothing between
/// them are dropped.
fn push(body: &str, found: &mut Vec<Marked>, outer: Span, content: Span, continues: bool) {
    let text = content.slice(body);
    let start = content.start + (text.len() - text.trim_start().len());
    let content = Span::new(start, start + text.trim().len());
    match found.last_mut() {
        Some(last) if continues => {
            last.outer.end = outer.end;
            last.content.end = content.end.max(last.content.end);
        }
        _ if content.is_empty() || !content.slice(body).contains(char::is_alphanumeric) => {}
        _ => found.push(Marked { outer: Span::new(outer.start, outer.end.max(content.end)), content }),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Double,
    Guillemet,
    SingleGuillemet,
    Single,
}

const N_FAMILIES: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Open,
    Close,
    /// Closes if something is open, otherwise opens.
    Either,
    /// Closes if something is open, but is an apostrophe if another closing mark follows: `the
    /// Smiths’ house,’`.
    MaybeClose,
}

#[derive(Debug, Clone, Copy)]
struct Mark {
    span: Span,
    family: Family,
    role: Role,
}

impl Mark {
    /// Returns whether this mark, first in its paragraph, continues a stretch that an earlier
    /// paragraph left open. French repeats the closing guillemet there.
    fn continues(self, family: Family) -> bool {
        self.family == family && (self.role != Role::Close || family == Family::Guillemet)
    }
}

/// Returns a paragraph's marks with their possible roles.
fn scan(body: &str, paragraph: Span) -> Vec<Mark> {
    let text = paragraph.slice(body);
    let mut marks: Vec<Mark> = Vec::new();
    let mut is_in_markup = false;
    let mut next_at = 0;
    for (at, glyph, mut family) in glyphs(text) {
        if at < next_at {
            continue;
        }
        // Two single marks are a typewriter's double mark; of three, the inner one belongs to the
        // content.
        let mut len_bytes = glyph.len_utf8();
        if family == Family::Single && text[at + len_bytes..].starts_with(glyph) {
            len_bytes *= 2;
            family = Family::Double;
        } else if glyph == '`' {
            continue;
        }
        next_at = at + len_bytes;
        let previous = text[..at].chars().next_back();
        let before = &text[..at];
        let after = &text[at + len_bytes..];
        let next = after.chars().next();
        let start = paragraph.start + at;
        let role = match family {
            // `<a href="…">`: the values of attributes are no quotations.
            Family::Double if previous == Some('=') || is_in_markup => {
                is_in_markup = !is_in_markup;
                None
            }
            Family::Double if glyph == '"' && is_inch_mark(before) => None,
            Family::Single => single_role(glyph, before, previous, after),
            _ => Some(double_role(glyph, previous, next, after)),
        };
        if let Some(role) = role {
            marks.push(Mark { span: Span::new(start, start + len_bytes), family, role });
        }
    }
    settle_apostrophes(&mut marks);
    marks
}

/// Returns the marks of a text with their places.
fn glyphs(text: &str) -> impl Iterator<Item = (usize, char, Family)> {
    // The last four begin all the longer marks, and other characters.
    static MAY_MARK: ByteSet = ByteSet::of(b"\"'`\xc2\xe2\xe3\xef");
    MAY_MARK.places_in(text.as_bytes()).filter_map(|at| {
        let glyph = text[at..].chars().next()?;
        Some((at, glyph, family(glyph)?))
    })
}

fn family(glyph: char) -> Option<Family> {
    match glyph {
        '"' | '“' | '”' | '„' | '‟' | '〝' | '〞' | '「' | '」' | '『' | '』' | '＂' => Some(Family::Double),
        '«' | '»' => Some(Family::Guillemet),
        '‹' | '›' => Some(Family::SingleGuillemet),
        '\'' | '‘' | '’' | '‚' | '‛' | '`' => Some(Family::Single),
        _ => None,
    }
}

pub(super) fn is_mark(c: char) -> bool {
    family(c).is_some()
}

/// Returns the role of a double mark or guillemet.
fn double_role(glyph: char, previous: Option<char>, next: Option<char>, after: &str) -> Role {
    match glyph {
        '「' | '『' | '〝' => return Role::Open,
        '」' | '』' | '〞' => return Role::Close,
        _ => {}
    }
    // “…if” and “...if” open; “,” closes.
    let is_ellipsis = after.starts_with("..") || after.starts_with('…');
    let opens =
        next.is_some_and(|c| !c.is_whitespace() && (is_ellipsis || !matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']')));
    let closes = previous.is_some_and(|c| !c.is_whitespace() && !matches!(c, '(' | '['));
    // `„Lund“-Kampagne`: a hyphen joins a word in marks to the next.
    let opens = opens && !(closes && matches!(next, Some('-' | '/')));
    match (opens, closes) {
        (true, false) => Role::Open,
        (false, true) => {
            if glyph == '„' {
                Role::Open
            } else {
                Role::Close
            }
        }
        _ => match glyph {
            '„' | '‟' => Role::Open,
            '”' => Role::Close,
            '“' if previous.is_some_and(|c| c.is_alphanumeric()) && next.is_some_and(|c| c.is_alphanumeric() || is_dash(c)) => {
                Role::Either
            }
            '“' | '`' | '‘' => Role::Open,
            // A dash or another mark before: `–"text`, `‘"text`.
            _ if opens && previous.is_some_and(|c| matches!(c, '—' | '–' | '-' | '/' | '‘' | '“' | '„' | '‚')) => {
                Role::Either
            }
            '«' | '‹' if !opens && !closes => Role::Open,
            '»' | '›' if !opens && !closes => Role::Close,
            _ => Role::Either,
        },
    }
}

fn is_dash(c: char) -> bool {
    matches!(c, '—' | '–' | '-')
}

/// Returns the role of a single mark; `None` if it is an apostrophe.
fn single_role(glyph: char, before: &str, previous: Option<char>, after: &str) -> Option<Role> {
    let next = after.chars().next();
    let follows_a_gap =
        previous.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '“' | '"' | '„' | '«' | '»'));
    if follows_a_gap {
        let opens = glyph != '’' && next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '…' | '[' | '“' | '"'));
        return (opens && !is_elision(after)).then_some(Role::Open);
    }
    if glyph == '‚' || next.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let follows_punctuation = previous.is_some_and(|c| matches!(c, '.' | ',' | '!' | '?' | '…' | ';' | ')' | ']') || is_mark(c));
    let precedes_punctuation =
        next.is_none_or(|c| matches!(c, '.' | ',' | '!' | '?' | ';' | ':' | ')' | '”' | '"' | '“' | '—' | '–'));
    // `the Smiths’ house`, `lookin’ for`: plurals and dropped letters.
    let is_like_an_apostrophe = before.ends_with(['s', 'S', 'z', 'x']) || before.ends_with("in") || before.ends_with(" o");
    Some(if follows_punctuation || precedes_punctuation || !is_like_an_apostrophe { Role::Close } else { Role::MaybeClose })
}

/// Returns whether the text after a single mark is a word that begins with an apostrophe: `’n’ roll`, `’90s`, `’em`.
fn is_elision(after: &str) -> bool {
    const CLIPPED: [&str; 14] =
        ["n", "em", "til", "tis", "twas", "cause", "bout", "round", "cos", "tween", "ere", "s", "t", "twere"];
    let word_len = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
    let word = &after[..word_len];
    let is_decade = word.len() <= 3 && word.as_bytes().first().is_some_and(u8::is_ascii_digit);
    is_decade || (word_len <= 5 && CLIPPED.iter().any(|clipped| clipped.eq_ignore_ascii_case(word)))
}

/// Returns whether a `"` after this text counts inches: `6'2"`.
fn is_inch_mark(before: &str) -> bool {
    let feet = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let n_digits = before.len() - feet.len();
    let has_feet = feet.strip_suffix(['\'', '’', '′']).is_some_and(|feet| feet.ends_with(|c: char| c.is_ascii_digit()));
    (1..=2).contains(&n_digits) && has_feet
}

/// Decides each [`Role::MaybeClose`] by the next single mark: if that one closes, this is an
/// apostrophe.
fn settle_apostrophes(marks: &mut [Mark]) {
    let mut a_close_follows = false;
    for mark in marks.iter_mut().rev().filter(|mark| mark.family == Family::Single) {
        if mark.role == Role::MaybeClose && !a_close_follows {
            mark.role = Role::Close;
        }
        a_close_follows = mark.role != Role::Open;
    }
}

/// Returns for each mark of a paragraph the index of its partner, for an opening mark only.
fn partners(marks: &[Mark]) -> Vec<Option<usize>> {
    let mut partners = vec![None; marks.len()];
    let mut open: Vec<usize> = Vec::new();
    let mut n_open = [0_usize; N_FAMILIES];
    for (idx, mark) in marks.iter().enumerate() {
        let family = mark.family as usize;
        // A single mark may be an apostrophe, so it closes only what was opened last.
        let can_close = match mark.family {
            Family::Single => open.last().is_some_and(|last| marks[*last].family == Family::Single),
            _ => n_open[family] > 0,
        };
        match mark.role {
            Role::Open => {}
            Role::Either if !can_close => {}
            Role::Close | Role::Either if can_close => {
                while let Some(last) = open.pop() {
                    n_open[marks[last].family as usize] -= 1;
                    if marks[last].family == mark.family {
                        partners[last] = Some(idx);
                        break;
                    }
                }
                continue;
            }
            _ => continue,
        }
        n_open[family] += 1;
        open.push(idx);
    }
    partners
}

/// Returns whether the body quotes with single marks: it has no others, or at least as many
/// statements in single marks as pairs of others. Only outermost pairs count.
fn is_single_style(body: &str, marks: &[Vec<Mark>], partners: &[Vec<Option<usize>>]) -> bool {
    let (mut n_single, mut n_statements, mut n_other) = (0, 0, 0);
    for (marks, partners) in marks.iter().zip(partners) {
        let mut idx = 0;
        while idx < marks.len() {
            if let Some(partner) = partners[idx] {
                if marks[idx].family == Family::Single {
                    n_single += 1;
                    n_statements += usize::from(closes_a_statement(body, marks[idx], marks[partner]));
                } else {
                    n_other += 1;
                }
                idx = partner;
            }
            idx += 1;
        }
    }
    if n_other == 0 { n_single > 0 } else { n_statements >= n_other }
}

/// Returns whether a single pair in a body that quotes otherwise holds more than a word and closes after punctuation.
fn closes_a_statement(body: &str, open: Mark, close: Mark) -> bool {
    let content = Span::new(open.span.end, close.span.start).slice(body);
    content.ends_with(['.', ',', '!', '?', '…']) && content.contains(' ')
}

/// Returns whether lines are broken to a width, as in wire copy: most single line ends are followed by a small letter.
fn has_wrapped_lines(body: &str) -> bool {
    let mut n_single = 0;
    let mut n_inside_sentence = 0;
    let mut lines = body.lines().peekable();
    while let (Some(line), Some(next)) = (lines.next(), lines.peek()) {
        if line.trim().is_empty() || next.trim().is_empty() {
            continue;
        }
        n_single += 1;
        let ends_open = line.trim_end().ends_with(|c: char| c.is_alphanumeric() || c == ',' || c == '-');
        n_inside_sentence += usize::from(ends_open && next.trim_start().starts_with(char::is_lowercase));
    }
    n_inside_sentence * 3 > n_single
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what stands in marks, as contents in brackets.
    #[track_caller]
    fn check(body: &str, expected: &str) {
        let contents: Vec<String> =
            marked(body, &paragraphs(body)).iter().map(|stretch| format!("[{}]", stretch.content.slice(body))).collect();
        assert_eq!(contents.join(" "), expected, "{body}");
    }

    #[test]
    fn marks_of_every_kind_pair() {
        check(
            "“a b” \"c d\" „e f“ »g h« «i j» « k l » ‹m n› ``o p'' ''q r'' 「s t」",
            "[a b] [c d] [e f] [g h] [i j] [k l] [m n] [o p] [q r] [s t]",
        );
    }

    #[test]
    fn a_misdirected_mark_is_read_by_its_surroundings() {
        check("“Not yet,“ he said. ”Go,” she said.", "[Not yet,] [Go,]");
        check("„Wir fahren”, „dann\" nicht", "[Wir fahren] [dann]");
    }

    #[test]
    fn inner_marks_belong_to_the_outer_content() {
        check("“He said ‘no’ and «yes» to me,” she said.", "[He said ‘no’ and «yes» to me,]");
        check("“He called it “done” today,” she said.", "[He called it “done” today,]");
    }

    #[test]
    fn a_hyphen_after_a_mark_does_not_open_it() {
        check("Die „Lund“-Kampagne und die „Tore“.", "[Lund] [Tore]");
    }

    #[test]
    fn a_mark_that_never_closes_ends_with_its_paragraph() {
        check("“We go, he said.\n\nNobody came.", "[We go, he said.]");
    }

    #[test]
    fn a_mark_that_never_closes_ends_before_the_next_one_opens() {
        check("“We go, he said. “We stay.” Then", "[We go, he said.] [We stay.]");
    }

    #[test]
    fn paragraphs_that_each_open_are_one_stretch() {
        check("“One.\n\n“Two.\n\n“Three,” he said. “Four.”", "[One.\n\n“Two.\n\n“Three,] [Four.]");
        check("« Un.\n\n» Deux », dit-il.", "[Un.\n\n» Deux]");
    }

    #[test]
    fn an_open_stretch_ends_where_the_next_paragraph_does_not_open() {
        check("“One.\n\nTwo.\n\n“Three,” he said.", "[One.] [Three,]");
    }

    #[test]
    fn a_paragraph_of_an_ellipsis_is_not_taken_for_an_open_stretch() {
        check("“One.”\n\n“…\n\n“Two.”", "[One.] [Two.]");
    }

    #[test]
    fn apostrophes_neither_open_nor_close() {
        check("Don’t say James’ book, the Smiths’ house, rock ’n’ roll, the ’90s or l’homme.", "");
        check("Don't say James' book, the Smiths' house, rock 'n' roll, the '90s or l'homme.", "");
    }

    #[test]
    fn single_marks_quote_where_the_text_uses_them() {
        check("‘Don’t go,’ she said. ‘The Smiths’ house is “old” now.’", "[Don’t go,] [The Smiths’ house is “old” now.]");
        check("'Don't go,' she said. 'It is late.'", "[Don't go,] [It is late.]");
    }

    #[test]
    fn a_lone_single_pair_in_a_text_with_double_marks_must_close_a_statement() {
        check("“Go,” she said. “Now.” The ‘old’ house. ‘We stay here.’", "[Go,] [Now.] [We stay here.]");
    }

    #[test]
    fn feet_and_inches_are_no_marks() {
        check("At 6'2\" he is tall. \"Go,\" he said.", "[Go,]");
    }

    #[test]
    fn values_of_markup_are_no_quotations() {
        check("<a href=\"x y\">“Go,”</a>", "[Go,]");
    }

    #[test]
    fn a_bracketed_word_may_open_and_close() {
        check("“[We] go to [Lund],” he said.", "[[We] go to [Lund],]");
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        check("“We go to the\nharbour and\nback,” he\nsaid.", "[We go to the\nharbour and\nback,]");
    }

    #[test]
    fn empty_marks_hold_nothing() {
        check("“” \"\" ‘’ “ ” “…”", "");
    }
}
