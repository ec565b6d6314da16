//! The name of a speaker as somebody asks for it: with a form of address, turned round, with initials.

use crate::quotation;

/// The words of a speaker's name that an article must have, in order. Case and signs do not count.
///
/// `Ms Sandvoss` and `Dr. Sandvoss` are Sandvoss, `Sandvoss, Mirela` is Mirela Sandvoss, and `J. Moss` is each Moss whose name before it begins
/// with J. `M. Morel` is a Morel whose name begins with M, though a Frenchman is addressed so: who is meant is not confirmed by chance. An office stays: `President Ruiz`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SpeakerName {
    words: Vec<String>,
}

/// Maximum number of words in front of a comma, and behind it, of a name that is turned round.
const MAX_TURNED_WORDS: usize = 3;

impl SpeakerName {
    pub(super) fn new(asked: &str) -> SpeakerName {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<String>>();
        let is_name = |words: &[String]| {
            (1..=MAX_TURNED_WORDS).contains(&words.len()) && words.iter().all(|word| word.starts_with(char::is_uppercase))
        };
        let mut words = match asked.split_once(',').map(|(last, first)| (words(last), words(first))) {
            // `Sandvoss, mayor of Lund` is no such name.
            Some((last, first)) if is_name(&last) && is_name(&first) => [first, last].concat(),
            _ => words(asked),
        };
        let n_addresses = words.iter().take_while(|word| initial(word).is_none() && quotation::is_form_of_address(word)).count();
        // `the Queen` asks for a queen.
        if n_addresses < words.len() {
            words.drain(..n_addresses);
        }
        SpeakerName { words }
    }

    /// Returns the name as the words of a phrase: an initial is any word that begins with it.
    pub(super) fn phrase(&self) -> String {
        let last = self.words.len().saturating_sub(1);
        let word = |(nth, word): (usize, &String)| match initial(word) {
            Some(letter) if nth < last => format!("{letter}*"),
            _ => word.clone(),
        };
        self.words.iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
    }
}

/// Returns the letter of an initial: `J.` or `J`.
fn initial(word: &str) -> Option<char> {
    let mut letters = word.strip_suffix('.').unwrap_or(word).chars();
    letters.next().filter(|letter| letter.is_uppercase() && letters.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(asked: &str, expected: &str) {
        assert_eq!(SpeakerName::new(asked).phrase(), expected);
    }

    #[test]
    fn a_name_is_read_in_the_forms_in_which_people_write_it() {
        for asked in
            ["Mirela Sandvoss", "Sandvoss, Mirela", "Dr. Mirela Sandvoss", "Prof. Dr. Mirela Sandvoss", "Frau Mirela Sandvoss"]
        {
            check(asked, "Mirela Sandvoss");
        }
        check("Ms Sandvoss", "Sandvoss");
        check("Mme. Sandvoss", "Sandvoss");
        check("J. Moss", "J* Moss");
        check("Moss, J.", "J* Moss");
        check("J. K. Moss", "J* K* Moss");
        check("M. Sandvoss", "M* Sandvoss");
        check("Mr M. Sandvoss", "M* Sandvoss");
        check("Malcolm X", "Malcolm X");
    }

    #[test]
    fn what_is_no_such_form_stays() {
        for asked in ["President Ruiz", "the Queen", "Queen", "State Department", "sandvoss, mayor", "harbour master", "he", ""] {
            check(asked, asked);
        }
    }
}
