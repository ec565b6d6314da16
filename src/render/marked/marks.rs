//! A text as marked and unmarked parts, with the numbers of the matches at each mark, and with notes between its characters.

use crate::hit::FieldMatch;
use crate::span::Span;

/// A stretch of a text that is marked. An empty one is a note in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) span: Span,
    /// The numbers of its matches: `3`, `3,4` or `3–7`. Empty if matches are not numbered.
    pub(crate) numbers: String,
}

/// A part of a text, marked or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part<'t> {
    Plain(&'t str),
    Marked(&'t str, &'t str),
    Note(&'t str),
}

/// Returns marks without numbers.
pub(crate) fn unnumbered(spans: &[Span]) -> Vec<Mark> {
    spans.iter().map(|span| Mark { span: *span, numbers: String::new() }).collect()
}

/// Returns the marks of all matches, sorted and disjoint, with the numbers of the matches, from 1.
pub(crate) fn numbered(matches: &[FieldMatch]) -> Vec<Mark> {
    let of_match = |(idx, found): (usize, &FieldMatch)| found.marks.iter().map(|mark| (*mark, idx + 1)).collect::<Vec<_>>();
    let mut marks: Vec<(Span, usize)> = matches.iter().enumerate().flat_map(of_match).collect();
    marks.sort_unstable();
    let mut joined: Vec<(Span, Vec<usize>)> = Vec::new();
    for (span, number) in marks {
        match joined.last_mut() {
            Some((last, numbers)) if span.start <= last.end => {
                last.end = last.end.max(span.end);
                numbers.push(number);
            }
            _ => joined.push((span, vec![number])),
        }
    }
    joined.into_iter().map(|(span, numbers)| Mark { span, numbers: listed(numbers) }).collect()
}

/// Returns `1,3–5`.
fn listed(mut numbers: Vec<usize>) -> String {
    numbers.sort_unstable();
    numbers.dedup();
    let runs = numbers.chunk_by(|number, next| number + 1 == *next).map(|run| match run {
        [first, .., last] if run.len() > 2 => format!("{first}–{last}"),
        few => few.iter().map(usize::to_string).collect::<Vec<_>>().join(","),
    });
    runs.collect::<Vec<_>>().join(",")
}

/// Returns marks and notes in the order of the text. A note inside a mark comes after it.
pub(crate) fn with_notes(marks: Vec<Mark>, notes: &[Mark]) -> Vec<Mark> {
    let mut joined = Vec::with_capacity(marks.len() + notes.len());
    let mut notes = notes.iter().cloned().peekable();
    for mark in marks {
        while let Some(note) = notes.next_if(|note| note.span.start <= mark.span.start) {
            joined.push(note);
        }
        let end = mark.span.end;
        joined.push(mark);
        while let Some(note) = notes.next_if(|note| note.span.start < end) {
            joined.push(Mark { span: Span::new(end, end), ..note });
        }
    }
    joined.extend(notes);
    joined
}

/// Returns the marks inside `window`, in bytes of it. Parts outside are cut off. Notes at its end are inside and notes at its start are not,
/// because a note comes after the text it is about.
pub(crate) fn within(marks: &[Mark], window: Span) -> Vec<Mark> {
    let first = marks.partition_point(|mark| mark.span.end <= window.start);
    let is_inside = |span: Span| span.start < window.end || span.is_empty() && span.start == window.end;
    let inside = marks[first..].iter().take_while(|mark| is_inside(mark.span));
    let cut = |span: Span| Span::new(span.start.max(window.start), span.end.min(window.end)).minus(window.start);
    inside.map(|mark| Mark { span: cut(mark.span), numbers: mark.numbers.clone() }).collect()
}

/// Returns the parts of `text`, without empty ones.
pub(crate) fn parts<'t>(text: &'t str, marks: &'t [Mark]) -> Vec<Part<'t>> {
    let mut parts = Vec::with_capacity(2 * marks.len() + 1);
    let mut at = 0;
    for mark in marks {
        parts.push(Part::Plain(&text[at..mark.span.start]));
        parts.push(match mark.span.is_empty() {
            true => Part::Note(&mark.numbers),
            false => Part::Marked(mark.span.slice(text), &mark.numbers),
        });
        at = mark.span.end;
    }
    parts.push(Part::Plain(&text[at..]));
    parts.retain(|part| !matches!(part, Part::Plain("")));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(marks: &[(usize, usize)]) -> FieldMatch {
        let marks: Vec<Span> = marks.iter().map(|(start, end)| Span::new(*start, *end)).collect();
        FieldMatch { extent: Span::new(marks[0].start, marks[marks.len() - 1].end), marks, terms: Vec::new() }
    }

    #[track_caller]
    fn check(matches: &[FieldMatch], expected: &str) {
        let text = "one two three four";
        let shown: String = parts(text, &numbered(matches))
            .into_iter()
            .map(|part| match part {
                Part::Plain(text) => text.to_owned(),
                Part::Marked(text, numbers) => format!("[{text}]{numbers}"),
                Part::Note(note) => format!("({note})"),
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn notes_stand_behind_what_they_are_about() {
        let note = |at: usize, note: &str| Mark { span: Span::new(at, at), numbers: note.to_owned() };
        let marks = with_notes(numbered(&[found(&[(0, 3)]), found(&[(8, 13)])]), &[note(3, "A"), note(10, "B"), note(18, "C")]);
        let shown = |text: &str, marks: &[Mark]| {
            let part = |part: Part<'_>| match part {
                Part::Plain(text) => text.to_owned(),
                Part::Marked(text, numbers) => format!("[{text}]{numbers}"),
                Part::Note(note) => format!("({note})"),
            };
            parts(text, marks).into_iter().map(part).collect::<String>()
        };
        let text = "one two three four";
        assert_eq!(shown(text, &marks), "[one]1(A) two [three]2(B) four(C)");
        let [first, second] = [Span::new(0, 13), Span::new(13, 18)];
        assert_eq!(shown(first.slice(text), &within(&marks, first)), "[one]1(A) two [three]2(B)");
        assert_eq!(shown(second.slice(text), &within(&marks, second)), " four(C)");
    }

    #[test]
    fn every_mark_of_a_match_has_its_number() {
        check(&[found(&[(0, 3), (8, 13)]), found(&[(14, 18)])], "[one]1 two [three]1 [four]2");
    }

    #[test]
    fn words_of_several_matches_have_all_their_numbers() {
        check(&[found(&[(0, 7)]), found(&[(4, 13)])], "[one two three]1,2 four");
        check(&[found(&[(0, 3)]), found(&[(0, 3), (8, 13)]), found(&[(0, 3), (14, 18)])], "[one]1–3 two [three]2 [four]3");
        assert_eq!(listed(vec![9, 1, 2, 4, 5, 6, 6]), "1,2,4–6,9");
    }

    #[test]
    fn windows_cut_marks_off() {
        let marks = numbered(&[found(&[(0, 7)]), found(&[(8, 13)]), found(&[(14, 18)])]);
        let inside = within(&marks, Span::new(4, 10));
        assert_eq!(inside.iter().map(|mark| (mark.span.start, mark.span.end)).collect::<Vec<_>>(), [(0, 3), (4, 6)]);
    }
}
