//! Attributions inside the marks, as several languages print them: `«Мы уезжаем, — сказал Лунин. —
//! И не вернёмся»`, `« Nous partons, a déclaré Luc Morel, et vite. »`.
//!
//! A stretch in marks is cut into the parts before and after such an insertion. The words between
//! become words of the text like any others.

use super::lexicon::{Class, Insertions, Lexicon};
use super::marks::Marked;
use crate::span::Span;

/// Maximum number of words in an insertion; more words between two dashes are speech.
const MAX_WORDS: usize = 14;

/// Returns the stretches without the attributions inside them.
pub(super) fn apart(body: &str, marked: Vec<Marked>, lexicon: &Lexicon) -> Vec<Marked> {
    if lexicon.insertions == Insertions::None {
        return marked;
    }
    let mut parts = Vec::with_capacity(marked.len());
    for mut stretch in marked {
        // From its first byte on, the remaining part has no insertion before `from`.
        let mut from = stretch.content.start;
        while let Some(insertion) = find(body, Span::new(from, stretch.content.end), lexicon) {
            let before = Span::new(stretch.content.start, insertion.start);
            let after = Span::new(insertion.end, stretch.content.end);
            if !holds_words(before.slice(body)) {
                from = insertion.end;
                continue;
            }
            parts.push(Marked { outer: Span::new(stretch.outer.start, before.end), content: before });
            if !holds_words(after.slice(body)) {
                stretch.content = Span::new(after.end, after.end);
                break;
            }
            stretch = Marked { outer: Span::new(after.start, stretch.outer.end), content: after };
            from = after.start;
        }
        if !stretch.content.is_empty() {
            parts.push(stretch);
        }
    }
    parts
}

/// Returns the first insertion: from the end of the speech before it to the beginning of the speech
/// after it.
fn find(body: &str, within: Span, lexicon: &Lexicon) -> Option<Span> {
    let text = within.slice(body);
    for (at, separator) in text.char_indices().filter(|(_, c)| separates(*c, lexicon)) {
        let after = at + separator.len_utf8();
        let rest = &text[after..];
        if !opens(rest, lexicon) || (separator == ',' && !rest.starts_with(char::is_whitespace)) {
            continue;
        }
        // The speech keeps its comma; a dash belongs to the insertion.
        let start = if separator == ',' { after } else { text[..at].trim_end().len() };
        let same = |c: char| if separator == ',' { matches!(c, ',' | '.') } else { is_dash(c) };
        let end = rest.char_indices().find(|(_, c)| same(*c)).map(|(place, c)| (place, place + c.len_utf8()));
        let (inserted, end) = end.map_or((rest, rest.len()), |(last, end)| (&rest[..last], end));
        if inserted.split_whitespace().count() <= MAX_WORDS && !inserted.contains('\n') {
            // `«Nos vamos –dijo Mora–. No volveremos»`: the full stop belongs to the insertion.
            let said_on = rest[end..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';'));
            return Some(Span::new(within.start + start, within.end - said_on.len()));
        }
    }
    None
}

fn separates(c: char, lexicon: &Lexicon) -> bool {
    is_dash(c) || (c == ',' && lexicon.insertions == Insertions::CommasAndDashes)
}

fn is_dash(c: char) -> bool {
    matches!(c, '—' | '–')
}

/// Returns whether a text begins with a reporting verb followed by its subject: `сказал Лунин`, `a
/// déclaré le maire`, `dit-il`.
fn opens(text: &str, lexicon: &Lexicon) -> bool {
    let mut words = text.split_whitespace().take(4).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let Some(mut verb) = words.next() else { return false };
    // In French a pronoun is joined to the verb or to its auxiliary: `dit-il`, `a-t-elle dit`.
    let mut has_pronoun = false;
    if let Some((joined, pronoun)) = verb.split_once('-') {
        has_pronoun = pronoun.rsplit('-').next().is_some_and(|pronoun| lexicon.classes_of(pronoun).has(Class::Pronoun));
        verb = joined;
    }
    let is_verb =
        |word: &str| lexicon.classes_of(word).has_any(&[Class::Say, Class::Cue]) && !word.starts_with(char::is_uppercase);
    if !is_verb(verb) {
        let is_auxiliary = lexicon.classes_of(verb).has(Class::Auxiliary);
        if !is_auxiliary || !words.next().is_some_and(is_verb) {
            return false;
        }
    }
    let is_subject = |word: &str| {
        let classes = lexicon.classes_of(word);
        word.starts_with(char::is_uppercase) || classes.has_any(&[Class::Determiner, Class::Pronoun, Class::Title])
    };
    has_pronoun || words.next().is_some_and(is_subject)
}

fn holds_words(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::super::marks::{marked, paragraphs};
    use super::*;

    #[track_caller]
    fn check(language: &str, body: &str, expected: &[&str]) {
        let stretches = apart(body, marked(body, &paragraphs(body)), Lexicon::of(language).unwrap());
        let contents: Vec<&str> = stretches.iter().map(|stretch| stretch.content.slice(body)).collect();
        assert_eq!(contents, expected, "{body}");
    }

    #[test]
    fn attributions_in_marks_are_cut_out() {
        check("ru", "«Мы уезжаем, — сказал Иван Лунин. — И мы не вернёмся».", &["Мы уезжаем,", "И мы не вернёмся"]);
        check("fr", "« Nous partons, a déclaré Luc Morel, et vite. »", &["Nous partons,", "et vite."]);
        check("fr", "« Nous partons, a-t-il dit. Nous reviendrons. »", &["Nous partons,", "Nous reviendrons."]);
        check("fr", "« Nous partons », « Où ? – demande le maire. »", &["Nous partons", "Où ?"]);
        check("es", "«Nos vamos –dijo Luz Mora–. No volveremos»", &["Nos vamos", "No volveremos"]);
        check("it", "«Partiamo – ha detto Moro – e non torneremo»", &["Partiamo", "e non torneremo"]);
    }

    #[test]
    fn what_is_said_stays_whole() {
        check("ru", "«Мы уезжаем — и мы не вернёмся»", &["Мы уезжаем — и мы не вернёмся"]);
        check("fr", "« Il a dit adieu, a dit adieu, et est parti. »", &["Il a dit adieu, a dit adieu, et est parti."]);
        check("en", "“We go – said Ruiz – and soon.”", &["We go – said Ruiz – and soon."]);
    }
}
