//! Sentences and paragraphs: the passages of snippets.

use super::ByteSet;
use crate::span::Span;

/// Returns the paragraphs of `text`, trimmed: the stretches between empty lines. They are not
/// empty, in order, and disjoint.
pub fn paragraphs(text: &str) -> Vec<Span> {
    let mut paragraphs = Vec::new();
    let mut open: Option<Span> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        let end = at + line.trim_end().len();
        at += line.len();
        if end > start {
            open = Some(Span::new(open.map_or(start, |paragraph| paragraph.start), end));
        } else {
            paragraphs.extend(open.take());
        }
    }
    paragraphs.extend(open);
    paragraphs
}

/// Returns the sentences of `text`, trimmed, in order and disjoint. A sentence ends after `.`, `!`,
/// `?` or `…` and any closing quotation marks and brackets, if a space and the beginning of another
/// sentence follow. It always ends with its paragraph.
///
/// The points of abbreviations ("Sen. Ruiz", "z. B."), initials ("J. Ruiz") and ordinals ("am 3. Mai")
/// do not end a sentence, nor do the marks of names ("Yahoo! Japan").
pub fn sentences(text: &str) -> Vec<Span> {
    std::iter::successors(sentence_after(text, 0, usize::MAX), |last| sentence_after(text, last.end, usize::MAX)).collect()
}

/// Returns the first sentence from byte `at` on, in any paragraph. `at` is not inside a sentence.
/// Of a sentence longer than `reach` bytes, only that much is read and returned.
pub fn sentence_after(text: &str, at: usize, reach: usize) -> Option<Span> {
    let rest = text.get(at..)?;
    let start = text.len() - rest.trim_start().len();
    (start < text.len()).then(|| Span::new(start, sentence_end(text, start, reach)))
}

/// Returns the last sentence up to byte `at`, in any paragraph. `at` is not inside a sentence.
/// `reach` is as in [`sentence_after`].
pub fn sentence_before(text: &str, at: usize, reach: usize) -> Option<Span> {
    let before = text.get(..at)?.trim_end();
    let last_letter = before.char_indices().next_back()?.0;
    Some(Span::new(sentence_start(text, last_letter, reach), before.len()))
}

/// Returns the end of the sentence that holds the character at byte `at`, without reading the rest
/// of the text. The character is not white space. If the sentence goes on for more than `reach`
/// bytes, the last character within them counts as its end.
pub fn sentence_end(text: &str, at: usize, reach: usize) -> usize {
    let limit = text.floor_char_boundary(at.saturating_add(reach));
    // Among the closing marks of a sentence, the terminator before them decides where it ends.
    let is_mark = text[at..].starts_with(is_closing);
    let from = if is_mark { terminator_before(text, at).unwrap_or(at) } else { at };
    let found = stops(text, from, limit).find_map(|(place, letter)| match letter {
        '\n' => is_line_end(text[place + 1..limit].chars()).then_some(place),
        terminator => next_sentence(text, place + terminator.len_utf8(), terminator),
    });
    let end = found.map_or(limit, |found| found.min(limit));
    from + text[from..end].trim_end().len().max(at - from)
}

/// Returns the beginning of the sentence that holds the character at byte `at`; the counterpart of
/// [`sentence_end`].
pub fn sentence_start(text: &str, at: usize, reach: usize) -> usize {
    let limit = text.ceil_char_boundary(at.saturating_sub(reach));
    // Marks at the far end of the stretch may close the sentence before.
    let look_from = terminator_before(text, limit).unwrap_or(limit);
    let found = stops(text, look_from, at).rev().find_map(|(place, letter)| match letter {
        '\n' => is_line_end(text[limit..place].chars().rev()).then_some(place),
        terminator => next_sentence(text, place + terminator.len_utf8(), terminator).filter(|next_start| *next_start <= at),
    });
    let start = found.unwrap_or(limit);
    at - text[start..at].trim_start().len()
}

/// Returns the terminators and line ends from byte `from` up to `limit`, the only places where a
/// sentence can end.
fn stops(text: &str, from: usize, limit: usize) -> impl DoubleEndedIterator<Item = (usize, char)> {
    // The last four bytes begin the terminators of other scripts, and other letters.
    static MAY_STOP: ByteSet = ByteSet::of(b".!?\n\xe0\xe2\xe3\xef");
    MAY_STOP.places_in(&text.as_bytes()[from..limit]).filter_map(move |offset| {
        let letter = text[from + offset..].chars().next()?;
        (letter == '\n' || is_terminator(letter)).then_some((from + offset, letter))
    })
}

/// Returns whether the line ends before any visible character.
fn is_line_end(mut letters: impl Iterator<Item = char>) -> bool {
    letters.find(|letter| *letter == '\n' || !letter.is_whitespace()) == Some('\n')
}

/// Returns the place of the terminator before `at`, if only closing marks lie between.
fn terminator_before(text: &str, at: usize) -> Option<usize> {
    let mut before = text[..at].char_indices().rev().take(MAX_LOOK_CHARS + 1);
    before.find(|(_, letter)| !is_closing(*letter)).filter(|(_, letter)| is_terminator(*letter)).map(|(place, _)| place)
}

fn is_terminator(letter: char) -> bool {
    matches!(letter, '.' | '!' | '?' | '…') || is_full_stop(letter)
}

/// Returns whether a terminator ends a sentence whatever follows.
fn is_full_stop(letter: char) -> bool {
    matches!(letter, '。' | '！' | '？' | '।')
}

fn is_closing(letter: char) -> bool {
    matches!(letter, '"' | '”' | '’' | '\'' | '»' | '›' | '“' | ')' | ']' | '」' | '』')
}

fn is_opening(letter: char) -> bool {
    matches!(letter, '"' | '“' | '‘' | '\'' | '«' | '‹' | '„' | '‚' | '»' | '(' | '[' | '—' | '–' | '-' | '「' | '¿' | '¡')
}

/// Maximum number of terminators, marks and spaces to look past, in characters. A text of points
/// alone then takes linear time.
const MAX_LOOK_CHARS: usize = 16;

/// Returns where the next sentence of the paragraph begins, if the terminator that ends at `at` ends one.
fn next_sentence(text: &str, at: usize, terminator: char) -> Option<usize> {
    let end = at + closing_len(&text[at..]);
    if is_full_stop(terminator) {
        return Some(end);
    }
    let rest = &text[end..];
    let after = rest.trim_start();
    let gap = &rest[..rest.len() - after.len()];
    if gap.is_empty() || holds_empty_line(gap) {
        return None;
    }
    let begins = after.char_indices().take(MAX_LOOK_CHARS).find(|(_, letter)| !is_opening(*letter) && !letter.is_whitespace());
    let (n_opening, begins) = begins?;
    let is_inside = begins.is_lowercase() || holds_empty_line(&after[..n_opening]);
    if is_inside || (end == at && is_of_word(text, at - terminator.len_utf8(), terminator, after)) {
        return None;
    }
    Some(text.len() - after.len())
}

/// Returns whether a terminator is part of the word before it.
fn is_of_word(text: &str, at: usize, terminator: char, after: &str) -> bool {
    // No abbreviation and what stands before it is longer.
    const MAX_BEFORE_BYTES: usize = 128;
    let before = &text[text.ceil_char_boundary(at.saturating_sub(MAX_BEFORE_BYTES))..at];
    match terminator {
        '.' => is_abbreviation(before, after),
        terminator => is_in_name(before, terminator),
    }
}

/// Returns the length of the marks and brackets at the beginning of `text`, in bytes.
fn closing_len(text: &str) -> usize {
    text.chars().take(MAX_LOOK_CHARS).take_while(|letter| is_closing(*letter)).map(char::len_utf8).sum()
}

/// Returns whether an empty line lies within `text`. Where one lies between two sentences, the second begins a paragraph.
pub fn holds_empty_line(text: &str) -> bool {
    text.match_indices('\n').any(|(at, _)| is_line_end(text[at + 1..].chars()))
}

/// Returns the last word of `before` within this sentence.
fn last_word(before: &str) -> &str {
    let word = before.rsplit(|letter: char| letter.is_whitespace() || is_opening(letter)).next().unwrap_or("");
    match word.char_indices().rfind(|(_, letter)| is_full_stop(*letter)) {
        Some((at, full_stop)) => {
            let of_sentence = &word[at + full_stop.len_utf8()..];
            &of_sentence[closing_len(of_sentence)..]
        }
        None => word,
    }
}

/// Abbreviations, folded and sorted, that come before a name or in the middle of a sentence, and so do
/// not end one. Of all languages with a lexicon of quotes. Those that are also words at the end of a
/// sentence in some language are left out, as the Spanish "ir" is.
const BEFORE_A_NAME: [&str; 205] = [
    "adm",
    "alex",
    "arch",
    "arq",
    "asst",
    "atty",
    "av",
    "avda",
    "avv",
    "bc",
    "bd",
    "benj",
    "bijv",
    "bl.a",
    "brig",
    "brigjen",
    "bzw",
    "ca",
    "capt",
    "cf",
    "ch",
    "chas",
    "chr",
    "cmdr",
    "cnel",
    "col",
    "comdr",
    "cpl",
    "cpt",
    "danl",
    "det",
    "dhr",
    "dir",
    "dl",
    "dna",
    "doc",
    "don",
    "dott",
    "dott.ssa",
    "dr",
    "dra",
    "drs",
    "dvs",
    "edw",
    "ehem",
    "ej",
    "ekskl",
    "eng",
    "esim",
    "evt",
    "evtl",
    "excl",
    "exma",
    "exmo",
    "f.eks",
    "fil",
    "fr",
    "fred",
    "frk",
    "frl",
    "ft",
    "geb",
    "gen",
    "geo",
    "ggf",
    "gov",
    "gral",
    "hab",
    "hj",
    "hl",
    "hon",
    "hr",
    "hz",
    "ifj",
    "ifm",
    "im",
    "incl",
    "ing",
    "inkl",
    "insp",
    "inz",
    "jas",
    "jf",
    "jl",
    "jln",
    "jno",
    "jud",
    "judr",
    "kab",
    "kap",
    "kec",
    "kel",
    "kol",
    "kombes",
    "kpt",
    "ks",
    "letjen",
    "lic",
    "lt",
    "maj",
    "mayjen",
    "messrs",
    "mevr",
    "mgr",
    "mht",
    "mlle",
    "mm",
    "mme",
    "mons",
    "mr",
    "mrs",
    "ms",
    "msgr",
    "mt",
    "mudr",
    "mun",
    "nam",
    "napr",
    "npr",
    "ns",
    "op",
    "ozv",
    "pga",
    "ph",
    "phdr",
    "pl",
    "plk",
    "plt",
    "pol",
    "por",
    "pplk",
    "pr",
    "pres",
    "prof",
    "prof.ssa",
    "profa",
    "pte",
    "pvt",
    "red",
    "rep",
    "resp",
    "rev",
    "rndr",
    "robt",
    "saml",
    "sen",
    "sf",
    "sgt",
    "sig",
    "sig.ra",
    "sigg",
    "sn",
    "sog",
    "sr",
    "sra",
    "srta",
    "st",
    "ste",
    "supt",
    "sv",
    "sw",
    "szt",
    "t.ex",
    "th",
    "thos",
    "tzv",
    "ul",
    "v",
    "vgl",
    "vs",
    "wm",
    "yrd",
    "zb",
    "zzgl",
    "αγ",
    "δρ",
    "κα",
    "καθ",
    "акад",
    "бул",
    "вул",
    "г-н",
    "ген",
    "гр",
    "дер",
    "доц",
    "инж",
    "кап",
    "м-р",
    "наб",
    "напр",
    "обл",
    "пл",
    "полк",
    "пос",
    "пр",
    "просп",
    "проф",
    "респ",
    "св",
    "тзв",
    "тов",
    "ул",
    "чл",
    "ім",
];

/// Abbreviations, folded and sorted, that come before a number. Before anything else, a point after them
/// ends the sentence ("The mayor said no.").
const BEFORE_A_NUMBER: [&str; 73] = [
    "abb", "abs", "approx", "apr", "art", "aug", "bd", "ca", "cap", "cca", "ch", "chap", "dec", "ed", "env", "ext", "feb", "fig",
    "godz", "hal", "ill", "jan", "jul", "jun", "kap", "kb", "kl", "klo", "kpl", "kr", "mar", "no", "nos", "nov", "nr", "nro",
    "num", "oct", "ods", "okt", "p", "pag", "par", "pp", "psl", "puh", "rp", "rs", "s", "sec", "sect", "sep", "sept", "sid",
    "str", "tab", "tel", "tfn", "tlf", "ver", "vol", "абз", "бр", "гл", "кв", "корп", "ном", "рис", "руб", "ст", "стр", "тел",
    "чл",
];

/// Words, folded and sorted, that follow an ordinal: "Der 3. Oktober", "2. Dünya Savaşı".
const AFTER_AN_ORDINAL: [&str; 60] = [
    "advent",
    "agir",
    "april",
    "asliye",
    "auflage",
    "aug",
    "august",
    "ausgabe",
    "bezirk",
    "bolge",
    "bundesliga",
    "dez",
    "dezember",
    "dunya",
    "etage",
    "fc",
    "feb",
    "feber",
    "februar",
    "geburtstag",
    "halbzeit",
    "jahr",
    "jahrestag",
    "jahrhundert",
    "jan",
    "janner",
    "januar",
    "juli",
    "juni",
    "kammer",
    "kapitel",
    "klasse",
    "lebensjahr",
    "lig",
    "liga",
    "mai",
    "mal",
    "marz",
    "minute",
    "nov",
    "november",
    "okt",
    "oktober",
    "olagan",
    "ordu",
    "platz",
    "runde",
    "senat",
    "sept",
    "september",
    "sinfonie",
    "spieltag",
    "staffel",
    "stock",
    "sulh",
    "tag",
    "todestag",
    "ulusal",
    "uluslararasi",
    "weltkrieg",
];

/// German words before an ordinal: "in der 3. Reihe".
const BEFORE_AN_ORDINAL: [&str; 13] = ["am", "beim", "das", "dem", "den", "der", "des", "die", "im", "jede", "vom", "zum", "zur"];

/// Single small letters that stand for a word before a name: Russian "г. Москва", Ukrainian "м. Київ",
/// Greek "κ. Νικολάου". After a number they are years, and may end a sentence.
const LETTERS_BEFORE_A_NAME: [char; 7] = ['г', 'д', 'м', 'о', 'р', 'с', 'κ'];

/// Names, folded and sorted, that end in an exclamation mark.
const NAMES_WITH_A_MARK: [&str; 5] = ["jeopardy", "joomla", "oklahoma", "wham", "yahoo"];

/// Maximum length of an abbreviation in bytes.
const MAX_ABBREVIATION_BYTES: usize = 16;

/// Returns whether the terminator after `before` is part of a name: "Yahoo! Japan". The paragraph goes
/// on with a capital.
fn is_in_name(before: &str, terminator: char) -> bool {
    let word = last_word(before);
    let is_name = || NAMES_WITH_A_MARK.binary_search(&super::fold(word).as_str()).is_ok();
    terminator == '!' && word.starts_with(char::is_uppercase) && word.len() <= MAX_ABBREVIATION_BYTES && is_name()
}

/// Returns whether the point after `before` belongs to its last word; `after` is the text after the
/// point.
fn is_abbreviation(before: &str, after: &str) -> bool {
    let word = last_word(before);
    let mut letters = word.chars();
    if let (Some(letter), None) = (letters.next(), letters.next())
        && letter.is_alphabetic()
    {
        return is_letter_of_abbreviation(letter, &before[..before.len() - letter.len_utf8()], after);
    }
    // An acronym with points ("the U.S. Senate") is more often inside a sentence than at its end.
    if word.contains('.') && word.split('.').all(|part| part.chars().count() == 1) {
        return true;
    }
    if word.len() > MAX_ABBREVIATION_BYTES {
        return false;
    }
    let folded = super::fold(word);
    if word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit()) {
        let next: String = after.chars().take(MAX_ABBREVIATION_BYTES).take_while(|letter| letter.is_alphabetic()).collect();
        let is_before = || BEFORE_AN_ORDINAL.binary_search(&last_word(before[..before.len() - word.len()].trim_end())).is_ok();
        return AFTER_AN_ORDINAL.binary_search(&super::fold(&next).as_str()).is_ok() || is_before();
    }
    let is_before_number = || after.starts_with(|letter: char| letter.is_ascii_digit());
    BEFORE_A_NAME.binary_search(&folded.as_str()).is_ok()
        || (is_before_number() && BEFORE_A_NUMBER.binary_search(&folded.as_str()).is_ok())
        || (matches!(folded.as_str(), "ex" | "es") && before.ends_with(&["p. ", word].concat()))
}

/// Returns whether the point after a single letter belongs to it: "J. Ruiz", "z. B.", "s. 5".
fn is_letter_of_abbreviation(letter: char, before: &str, after: &str) -> bool {
    if letter.is_lowercase() {
        let mut next = after.chars();
        let (first, second) = (next.next(), next.next());
        let is_chain = first.is_some_and(char::is_alphabetic) && second == Some('.');
        let is_in_chain = before.strip_suffix(' ').and_then(|before| before.strip_suffix('.')).is_some_and(|before| {
            let mut letters = before.chars().rev();
            letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none_or(char::is_whitespace)
        });
        let is_after_number = before.trim_end().ends_with(|letter: char| letter.is_ascii_digit());
        let is_word = LETTERS_BEFORE_A_NAME.contains(&letter) && !is_after_number;
        return is_chain || is_in_chain || is_word || first.is_some_and(|first| first.is_ascii_digit());
    }
    // "I" alone ends sentences ("so do I. Then").
    letter != 'I'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(text).into_iter().map(|sentence| sentence.slice(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences_end_at_points_before_capitals() {
        check("Rates rose. Banks fell! Why? Nobody knows…", &["Rates rose.", "Banks fell!", "Why?", "Nobody knows…"]);
        check("It cost 3.5 million. in all", &["It cost 3.5 million. in all"]);
    }

    #[test]
    fn closing_marks_belong_to_their_sentence() {
        check("“We know.” He left. (So did I.) Then", &["“We know.”", "He left.", "(So did I.)", "Then"]);
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        check("He said no. A house fell in No. 5.", &["He said no.", "A house fell in No. 5."]);
        check("Es war der 3. Oktober. Bis 5. Dann", &["Es war der 3. Oktober.", "Bis 5.", "Dann"]);
        check(
            "Sen. Ruiz met Dr. J. Ono of the U.S. Senate on Jan. 5. She left.",
            &["Sen. Ruiz met Dr. J. Ono of the U.S. Senate on Jan. 5.", "She left."],
        );
    }

    #[test]
    fn abbreviations_of_many_languages_do_not_end_sentences() {
        for whole in [
            "Er sprach am 5. Juni mit Dr. Klein über die S-Bahn, z. B. in Berlin, d. h. u. a. Potsdam, im 19. Jahrhundert.",
            "Es war die 2. Auflage der Reihe vom 1. FC Köln, vgl. Th. Mann, evtl. Chr. Wulff.",
            "He works for Yahoo! Japan and the U.S. Department of Energy under Gov. Wm. Smith.",
            "Vive en la Avda. Mayor, p. ej. Madrid, con la Sra. Dña. Luz, núm. 5 y pág. 7.",
            "Il vit avec M. Roy et Mme. Lis, p. ex. Paris, avant J.-C. César.",
            "Lo dice il dott. Rossi con la sig.ra Bianchi e l'avv. Neri al n. 5.",
            "Zegt dhr. Jansen tegen mevr. De Vries, bijv. Ajax.",
            "Mieszka przy ul. Długiej koło kościoła św. Jana, mówi prof. Nowak, godz. 5.",
            "Říká to Ing. Novák a MUDr. Malá z ul. Dlouhé, tzv. Lex, č. 5.",
            "Он живёт в г. Москве на ул. Ленина, сказал проф. Иванов.",
            "Він живе в м. Київ на вул. Хрещатик, каже проф. Коваль.",
            "Bu, 2. Dünya Savaşı ve Prof. Kaya ile Doç. Demir.",
            "Det er f.eks. Norge, bl.a. Oslo, kl. 10 med adm. dir. Hansen.",
            "Tinggal di Jl. Sudirman, Kec. Wono, kata Drs. Budi.",
            "Ο κ. Νικολάου και ο δρ. Παπάς.",
            "قال د. أحمد ذلك.",
        ] {
            check(whole, &[whole]);
        }
    }

    #[test]
    fn true_ends_stay_ends() {
        for (first, second) in [
            ("Sie kam als 3.", "Dann ging sie."),
            ("Er wohnt im Haus Nr. 7.", "Der Garten ist groß."),
            ("Tengo que ir.", "Mañana vuelvo."),
            ("Come on.", "We must go."),
            ("He loves art.", "She does not."),
            ("He shouted: Stop!", "Then he ran."),
            ("Elle me l'a dit.", "Il est parti."),
            ("To było w 1939 r.", "Potem wrócił."),
            ("Он сказал им.", "Потом ушёл."),
            ("Это было в 2020 г.", "Потом всё изменилось."),
            ("Het kost 5 euro.", "Daarna sloot de winkel."),
            ("Det skete i 1990.", "Siden kom krigen."),
            ("Hai visto Roma?", "No."),
            ("Kosztuje 5 zł.", "Potem zdrożeje."),
            ("She works for Yahoo.", "He does not."),
        ] {
            check(&format!("{first} {second}"), &[first, second]);
        }
    }

    #[test]
    fn lists_are_sorted() {
        for list in [&BEFORE_A_NAME[..], &BEFORE_A_NUMBER, &AFTER_AN_ORDINAL, &BEFORE_AN_ORDINAL, &NAMES_WITH_A_MARK] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }

    #[test]
    fn paragraphs_end_sentences() {
        check("Who is responsible\n\nThe\nstate", &["Who is responsible", "The\nstate"]);
        check("  \n\n ", &[]);
    }

    #[test]
    fn crlf_parts_paragraphs_too() {
        let text = "One.\r\n\r\nTwo\r\nlines.\r\n";
        let found: Vec<&str> = paragraphs(text).into_iter().map(|paragraph| paragraph.slice(text)).collect();
        assert_eq!(found, ["One.", "Two\r\nlines."]);
    }

    proptest! {
        #[test]
        fn sentences_cover_every_visible_character_in_order(text in "[a-cA-C .!?”\n“3é…。]{0,60}") {
            let mut at = 0;
            for sentence in sentences(&text) {
                assert!(text[at..sentence.start].trim().is_empty());
                assert!(!sentence.slice(&text).trim().is_empty());
                at = sentence.end;
            }
            assert!(text[at..].trim().is_empty());
        }

        #[test]
        fn ends_found_from_inside_are_those_of_the_whole_text(
            text in "[a-cA-C .!?”\n“3é…。]{0,60}|(Mr|no|[A-Z]|3|。|[.”] |\n ){0,24}",
        ) {
            let all = sentences(&text);
            for (at, _) in text.char_indices().filter(|(_, letter)| !letter.is_whitespace()) {
                let whole = *all.iter().find(|sentence| sentence.start <= at && at < sentence.end).unwrap();
                assert_eq!(sentence_start(&text, at, usize::MAX), whole.start, "{text:?} at {at}");
                assert_eq!(sentence_end(&text, at, usize::MAX), whole.end, "{text:?} at {at}");
                for reach in [0, 1, 2, 7] {
                    let (start, end) = (sentence_start(&text, at, reach), sentence_end(&text, at, reach));
                    assert!(whole.start <= start && start <= at && at - start <= reach, "{text:?} at {at}");
                    assert!(at <= end && end <= whole.end && end - at <= reach, "{text:?} at {at}");
                    // A sentence within reach by more than one character is found.
                    assert!(start == whole.start || at - whole.start + 4 > reach, "{text:?} at {at}");
                    assert!(end == whole.end || whole.end - at + 4 > reach, "{text:?} at {at}");
                }
            }
            for pair in all.windows(2) {
                assert_eq!(sentence_after(&text, pair[0].end, usize::MAX), Some(pair[1]));
                assert_eq!(sentence_before(&text, pair[1].start, usize::MAX), Some(pair[0]));
            }
        }
    }
}
