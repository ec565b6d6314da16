//! Stems of languages by short lists of endings.
//!
//! Where the Snowball stemmer of a language joins words that readers keep apart (`caso` and `casa`, `Conte` and `conto`), or needs the
//! accents that folding removes, an ending is replaced instead. Each list is read in order, the first ending that fits is replaced, and
//! the next list goes on with the result. The lists hold inflection alone: number, case, gender of participles, and clear forms of verbs.

use std::borrow::Cow;

/// An ending, what replaces it, and how many letters must stand before it.
type Ending = (&'static str, &'static str, usize);

/// The endings of a language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    lists: &'static [&'static [Ending]],
    /// Words that look inflected.
    kept: &'static [&'static str],
    /// Forms that no ending explains, and their stems.
    irregular: &'static [(&'static str, &'static str)],
    /// What the letters of a word become first.
    letters: Letters,
}

/// How a word is written before its endings are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letters {
    AsTheyAre,
    /// Serbian in Latin letters, whatever its script.
    Latin,
    /// German with `ae`, `oe` and `ue` for the letters with an umlaut, which folding made plain.
    Plain,
}

/// Returns the rules of a language, by its code.
pub(super) fn rules(code: &str) -> Option<Rules> {
    let (lists, kept): (&[&[Ending]], &[&str]) = match code {
        "cs" | "sk" => (&[CZECH], &[]),
        "de" => (&[GERMAN_UMLAUTS, GERMAN], GERMAN_KEPT),
        "es" => (&[SPANISH_PLURALS, SPANISH_FORMS], SPANISH_KEPT),
        "fr" => (&[FRENCH_PLURALS, FRENCH_FORMS], FRENCH_KEPT),
        "hr" | "bs" | "sr" => (&[SERBIAN], &[]),
        "it" => (&[ITALIAN], &[]),
        "ko" => (&[KOREAN_PARTICLES, &[("들", "", 2)]], &[]),
        "pl" => (&[POLISH], &[]),
        "pt" => (&[PORTUGUESE_PLURALS, PORTUGUESE_FORMS], &[]),
        "uk" => (&[UKRAINIAN], &[]),
        _ => return None,
    };
    let letters = match code {
        "hr" | "bs" | "sr" => Letters::Latin,
        "de" => Letters::Plain,
        _ => Letters::AsTheyAre,
    };
    let irregular = if code == "fr" { FRENCH_IRREGULAR } else { &[] };
    Some(Rules { lists, kept, irregular, letters })
}

impl Rules {
    /// Returns the stem of a folded word.
    pub(super) fn stem<'w>(&self, word: &'w str) -> Cow<'w, str> {
        let mut stem = match self.letters {
            Letters::AsTheyAre => Cow::Borrowed(word),
            Letters::Latin => latinised(word),
            Letters::Plain => without_umlauts(word),
        };
        if self.kept.contains(&&*stem) {
            return stem;
        }
        if let Some((_, base)) = self.irregular.iter().find(|(form, _)| *form == stem) {
            return Cow::Borrowed(base);
        }
        for list in self.lists {
            let fits = |(ending, _, min): &&Ending| {
                stem.strip_suffix(ending).is_some_and(|rest| rest.chars().take(*min).count() == *min)
            };
            if let Some((ending, replacement, _)) = list.iter().find(fits) {
                let rest = &stem[..stem.len() - ending.len()];
                stem = Cow::Owned(format!("{rest}{replacement}"));
            }
        }
        stem
    }
}

/// Returns a word of German without the `e` that stands for an umlaut. Behind a vowel or `q` it stands for none: `neue`, `Quelle`.
fn without_umlauts(word: &str) -> Cow<'_, str> {
    if !["ae", "oe", "ue"].iter().any(|pair| word.contains(pair)) {
        return Cow::Borrowed(word);
    }
    let mut plain = String::with_capacity(word.len());
    let mut before = ('q', 'q');
    for letter in word.chars() {
        let is_umlaut = letter == 'e' && matches!(before.1, 'a' | 'o' | 'u') && !matches!(before.0, 'a' | 'e' | 'o' | 'u' | 'q');
        if !is_umlaut {
            plain.push(letter);
        }
        before = (before.1, letter);
    }
    Cow::Owned(plain)
}

/// Returns a word of Serbian in Latin letters, folded.
fn latinised(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let mut latin = String::with_capacity(word.len());
    for letter in word.chars() {
        latin.push_str(match letter {
            'а' => "a",
            'б' => "b",
            'в' => "v",
            'г' => "g",
            'д' | 'ђ' => "d",
            'е' => "e",
            'ж' | 'з' => "z",
            'и' => "i",
            'ј' => "j",
            'к' => "k",
            'л' => "l",
            'љ' => "lj",
            'м' => "m",
            'н' => "n",
            'њ' => "nj",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'с' | 'ш' => "s",
            'т' => "t",
            'ћ' | 'ц' | 'ч' => "c",
            'у' => "u",
            'ф' => "f",
            'х' => "h",
            'џ' => "dz",
            other => {
                latin.push(other);
                continue;
            }
        });
    }
    Cow::Owned(latin)
}

/// Plurals in `-er` are few, and most words in `-er` are none: `Messer`, `Wetter`, `Weber`.
const GERMAN_UMLAUTS: &[Ending] = &[
    ("bildern", "bild", 0),
    ("bilder", "bild", 0),
    ("buchern", "buch", 0),
    ("bucher", "buch", 0),
    ("dorfern", "dorf", 0),
    ("dorfer", "dorf", 0),
    ("feldern", "feld", 0),
    ("felder", "feld", 0),
    ("geldern", "geld", 0),
    ("gelder", "geld", 0),
    ("gliedern", "glied", 0),
    ("glieder", "glied", 0),
    ("gutern", "gut", 0),
    ("guter", "gut", 0),
    ("hausern", "haus", 0),
    ("hauser", "haus", 0),
    ("kindern", "kind", 0),
    ("kinder", "kind", 0),
    ("kleidern", "kleid", 0),
    ("kleider", "kleid", 0),
    ("slandern", "sland", 2),
    ("slander", "sland", 2),
    ("liedern", "lied", 0),
    ("lieder", "lied", 0),
    ("mannern", "mann", 0),
    ("manner", "mann", 0),
    ("radern", "rad", 0),
    ("rader", "rad", 0),
    ("schildern", "schild", 0),
    ("schilder", "schild", 0),
    ("volkern", "volk", 0),
    ("volker", "volk", 0),
    ("waldern", "wald", 0),
    ("walder", "wald", 0),
    ("wortern", "wort", 0),
    ("worter", "wort", 0),
    ("amtern", "amt", 0),
    ("amter", "amt", 0),
];

const GERMAN: &[Ending] = &[
    ("innen", "in", 3),
    ("ern", "er", 3),
    ("eln", "el", 3),
    ("erns", "ern", 3),
    ("ers", "er", 3),
    ("els", "el", 3),
    ("en", "", 3),
    ("em", "", 3),
    ("es", "", 3),
    ("os", "o", 3),
    ("bs", "b", 3),
    ("ds", "d", 3),
    ("fs", "f", 3),
    ("gs", "g", 3),
    ("hs", "h", 3),
    ("ks", "k", 3),
    ("ls", "l", 3),
    ("ms", "m", 3),
    ("ns", "n", 3),
    ("rs", "r", 3),
    ("ts", "t", 3),
    ("e", "", 3),
];
const GERMAN_KEPT: &[&str] = &["bayern", "eltern", "gestern", "hessen", "ostern", "sachsen"];

const SPANISH_PLURALS: &[Ending] =
    &[("ces", "z", 2), ("eses", "", 3), ("es", "", 3), ("as", "a", 2), ("os", "o", 2), ("e", "", 3)];
const SPANISH_FORMS: &[Ending] = &[
    ("ada", "ado", 2),
    ("ida", "ido", 2),
    ("osa", "oso", 2),
    ("iva", "ivo", 2),
    ("ana", "ano", 4),
    ("ora", "or", 4),
    ("aron", "ar", 3),
    ("ando", "ar", 3),
    ("aban", "ar", 3),
];
const SPANISH_KEPT: &[&str] = &["dios", "carlos", "marcos", "jesus", "burgos", "honduras", "texas", "lucas", "tomas", "nicolas"];

const PORTUGUESE_PLURALS: &[Ending] = &[
    ("oes", "ao", 2),
    ("aes", "ao", 2),
    ("ais", "al", 2),
    ("eis", "el", 3),
    ("ois", "ol", 3),
    ("res", "r", 2),
    ("zes", "z", 2),
    ("ns", "m", 2),
    ("as", "a", 2),
    ("es", "e", 2),
    ("os", "o", 2),
];
const PORTUGUESE_FORMS: &[Ending] = &[
    ("ada", "ado", 2),
    ("ida", "ido", 2),
    ("osa", "oso", 2),
    ("iva", "ivo", 2),
    ("ana", "ano", 4),
    ("ora", "or", 4),
    ("aram", "ar", 3),
    ("ando", "ar", 3),
    ("avam", "ar", 3),
];

const ITALIAN: &[Ending] = &[
    ("ioni", "ione", 1),
    ("ori", "ore", 3),
    ("esi", "ese", 2),
    ("anti", "ante", 2),
    ("enti", "ente", 2),
    ("ali", "ale", 2),
    ("ili", "ile", 2),
    ("ata", "ato", 2),
    ("ati", "ato", 2),
    ("ate", "ato", 2),
    ("uta", "uto", 2),
    ("uti", "uto", 2),
    ("ute", "uto", 2),
    ("ita", "ito", 3),
    ("iti", "ito", 3),
    ("ite", "ito", 3),
    ("iani", "iano", 2),
    ("iana", "iano", 2),
    ("iane", "iano", 2),
    ("ghi", "go", 2),
    ("chi", "co", 2),
    ("ghe", "ga", 2),
    ("che", "ca", 2),
    ("ione", "ione", 1),
    ("ore", "ore", 1),
    ("ese", "ese", 1),
    ("ante", "ante", 1),
    ("ente", "ente", 1),
    ("ale", "ale", 1),
    ("ile", "ile", 1),
    ("i", "o", 3),
    ("e", "a", 3),
];

const FRENCH_PLURALS: &[Ending] = &[
    ("eaux", "eau", 1),
    ("travaux", "travail", 0),
    ("aux", "al", 2),
    ("eux", "eu", 1),
    ("aises", "ais", 4),
    ("aise", "ais", 4),
    ("ais", "ais", 4),
    ("s", "", 3),
];
const FRENCH_FORMS: &[Ending] = &[
    ("ee", "e", 3),
    ("trice", "teur", 2),
    ("iere", "ier", 2),
    ("elle", "el", 3),
    ("enne", "en", 3),
    ("ive", "if", 3),
    ("euse", "eu", 3),
    ("ienne", "ien", 2),
    ("aient", "e", 3),
    ("erent", "e", 3),
    ("ier", "ier", 1),
    ("er", "e", 3),
];
const FRENCH_IRREGULAR: &[(&str, &str)] = &[
    ("baux", "bail"),
    ("cieux", "ciel"),
    ("coraux", "corail"),
    ("emaux", "email"),
    ("mesdames", "madame"),
    ("mesdemoiselles", "mademoiselle"),
    ("messieurs", "monsieur"),
    ("vitraux", "vitrail"),
    ("yeux", "oeil"),
];
const FRENCH_KEPT: &[&str] = &[
    "bois", "concours", "corps", "cours", "dans", "discours", "fois", "mois", "parcours", "paris", "pas", "pays", "plus", "pois",
    "recours", "sans", "secours", "sous", "temps", "tres", "vers", "voix",
];

const POLISH: &[Ending] = &[
    ("owie", "", 3),
    ("iego", "", 3),
    ("iemu", "", 3),
    ("owi", "", 3),
    ("ami", "", 3),
    ("ach", "", 3),
    ("ego", "", 3),
    ("emu", "", 3),
    ("iej", "", 3),
    ("iem", "", 3),
    ("kich", "k", 2),
    ("gich", "g", 2),
    ("ych", "", 3),
    ("imi", "", 3),
    ("ymi", "", 3),
    ("ow", "", 3),
    ("om", "", 3),
    ("em", "", 3),
    ("ej", "", 3),
    ("im", "", 3),
    ("ym", "", 3),
    ("ia", "", 3),
    ("ie", "", 3),
    ("iu", "", 3),
    ("a", "", 3),
    ("e", "", 3),
    ("i", "", 3),
    ("o", "", 3),
    ("u", "", 3),
    ("y", "", 3),
];

const CZECH: &[Ending] = &[
    ("ovych", "", 3),
    ("ovi", "", 3),
    ("emi", "", 3),
    ("ami", "", 3),
    ("ych", "", 3),
    ("ymi", "", 3),
    ("imi", "", 3),
    ("eho", "", 3),
    ("emu", "", 3),
    ("iho", "", 3),
    ("imu", "", 3),
    ("ech", "", 3),
    ("ach", "", 3),
    ("ou", "", 3),
    ("um", "", 3),
    ("em", "", 3),
    ("am", "", 3),
    ("ej", "", 3),
    ("ym", "", 3),
    ("im", "", 3),
    ("y", "", 3),
    ("i", "", 3),
    ("e", "", 3),
    ("a", "", 3),
    ("u", "", 3),
    ("o", "", 3),
];

const UKRAINIAN: &[Ending] = &[
    ("ами", "", 3),
    ("ями", "", 3),
    ("ові", "", 3),
    ("еві", "", 3),
    ("єві", "", 3),
    ("ому", "", 3),
    ("ого", "", 3),
    ("ему", "", 3),
    ("ими", "", 3),
    ("ах", "", 3),
    ("ях", "", 3),
    ("ою", "", 3),
    ("ею", "", 3),
    ("єю", "", 3),
    ("ів", "", 3),
    ("їв", "", 3),
    ("ам", "", 3),
    ("ям", "", 3),
    ("ом", "", 3),
    ("ем", "", 3),
    ("ий", "", 3),
    ("ій", "", 3),
    ("их", "", 3),
    ("а", "", 3),
    ("я", "", 3),
    ("у", "", 3),
    ("ю", "", 3),
    ("и", "", 3),
    ("і", "", 3),
    ("ї", "", 3),
    ("о", "", 3),
    ("е", "", 3),
    ("ь", "", 3),
];

const SERBIAN: &[Ending] = &[
    ("ovima", "", 3),
    ("evima", "", 3),
    ("ima", "", 3),
    ("ama", "", 3),
    ("ovi", "", 3),
    ("evi", "", 3),
    ("ova", "", 3),
    ("oga", "", 3),
    ("omu", "", 3),
    ("om", "", 3),
    ("em", "", 3),
    ("og", "", 3),
    ("ih", "", 3),
    ("im", "", 3),
    ("a", "", 3),
    ("e", "", 3),
    ("i", "", 3),
    ("o", "", 3),
    ("u", "", 3),
];

const KOREAN_PARTICLES: &[Ending] = &[
    ("에서는", "", 2),
    ("에게서", "", 2),
    ("으로써", "", 2),
    ("으로서", "", 2),
    ("이라고", "", 2),
    ("이라며", "", 2),
    ("에서", "", 2),
    ("에게", "", 2),
    ("한테", "", 2),
    ("께서", "", 2),
    ("으로", "", 2),
    ("라고", "", 2),
    ("라며", "", 2),
    ("까지", "", 2),
    ("부터", "", 2),
    ("처럼", "", 2),
    ("보다", "", 2),
    ("에는", "", 2),
    ("에도", "", 2),
    ("과의", "", 2),
    ("와의", "", 2),
    ("은", "", 2),
    ("는", "", 2),
    ("이", "", 2),
    ("가", "", 2),
    ("을", "", 2),
    ("를", "", 2),
    ("의", "", 2),
    ("에", "", 2),
    ("로", "", 2),
    ("와", "", 2),
    ("과", "", 2),
    ("도", "", 2),
    ("만", "", 2),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fold;

    /// Checks that forms, separated by spaces, have one stem.
    #[track_caller]
    fn check(code: &str, forms: &str) {
        let rules = rules(code).unwrap();
        let stems: Vec<String> = forms.split(' ').map(|form| rules.stem(&fold(form)).into_owned()).collect();
        assert!(stems.windows(2).all(|pair| pair[0] == pair[1]), "{forms}: {stems:?}");
    }

    #[track_caller]
    fn check_apart(code: &str, word: &str, other: &str) {
        let rules = rules(code).unwrap();
        assert_ne!(rules.stem(&fold(word)), rules.stem(&fold(other)), "{word}, {other}");
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        check("es", "elección elecciones");
        check("es", "juez jueces");
        check("es", "país países");
        check("es", "detenido detenidos detenida detenidas");
        check("pt", "eleição eleições");
        check("pt", "jornal jornais");
        check("it", "elezione elezioni");
        check("it", "libro libri");
        check("it", "casa case");
        check("de", "Wahl Wahlen");
        check("de", "Haus Häuser Häusern Hauses");
        check("de", "Krankenhaus Krankenhäuser");
        check("de", "Müller Mueller Müllers");
        check("de", "Lehrer Lehrern");
        check("de", "Preis Preise Preises");
        check("de", "Auto Autos");
        check("fr", "journal journaux");
        check("fr", "travail travaux");
        check("fr", "cheval chevaux");
        check("fr", "œil yeux");
        check("fr", "français française françaises");
        check("fr", "élection élections");
        check("fr", "premier première premières");
        check("pl", "imigrant imigranta imigrantów");
        check("pl", "Zielińska Zielińskiej");
        check("cs", "Fiala Fialou");
        check("cs", "Redlich Redlicha");
        check("cs", "Navrátová Navrátové");
        check("uk", "Луговий Луговому");
        check("ko", "최고위원 최고위원은 최고위원들은");
    }

    #[test]
    fn serbian_has_one_stem_in_both_scripts() {
        check("sr", "Вучић Вучића Vučić Vučićem");
        check("sr", "Љубљана Ljubljana");
    }

    #[test]
    fn other_words_stay_apart() {
        check_apart("de", "Messe", "Messer");
        check_apart("de", "Wetter", "Wette");
        check_apart("de", "Bayer", "Bayern");
        check_apart("es", "caso", "casa");
        check_apart("es", "Mario", "María");
        check_apart("it", "Conte", "conto");
        check_apart("fr", "Paris", "pari");
        check_apart("fr", "Cour", "cours");
        check_apart("pt", "Pedro", "pedra");
    }
}
