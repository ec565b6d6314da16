//! The names of a site, to tell them from headlines and from people.

use crate::extract::line::fold;

/// Returns a publisher's name without addresses; `None` if nothing else is stated.
pub(super) fn name(stated: &str) -> Option<String> {
    let is_address = |word: &&str| word.contains("://") || word.contains('@') && word.contains('.') || word.starts_with("www.");
    let words: Vec<&str> = stated.split_whitespace().filter(|word| !is_address(word)).collect();
    let name = words.join(" ");
    let is_nothing = ["undefined", "null", "none", "nan"].contains(&name.to_ascii_lowercase().as_str());
    (name.contains(char::is_alphanumeric) && !name.contains(['{', '}']) && !is_nothing).then_some(name)
}

/// The names of one site, folded.
#[derive(Debug, Default)]
pub(super) struct Sites(Vec<String>);

impl Sites {
    /// Keeps the non-empty `names`, and the names in the host of `url`: `www.post.example` gives
    /// `post.example` and `post`.
    pub(super) fn new(names: &[Option<&str>], url: Option<&str>) -> Sites {
        let host = url.and_then(host);
        // The longest part before the last: `post` in `www.post.co.uk`.
        let label = host.and_then(|host| host.rsplit_once('.')?.0.split('.').max_by_key(|label| label.len()));
        let names = names.iter().copied().chain([host, label]).flatten();
        Sites(names.map(plain).filter(|name| !name.is_empty()).collect())
    }

    /// Returns whether `text` is a name of the site or most of one: "Post" in "The Post", but not
    /// "NYT" in "nytimes.example".
    pub(super) fn have(&self, text: &str) -> bool {
        // The name of a part of the site: "CNN Politics".
        let words = || text.split_whitespace();
        let n_general = words().rev().take_while(|word| PARTS.iter().any(|part| word.eq_ignore_ascii_case(part))).count();
        let is_part = || {
            let whole: Vec<&str> = words().take(words().count() - n_general).collect();
            self.0.contains(&plain(&whole.join(" ")))
        };
        if n_general > 0 && is_part() {
            return true;
        }
        let text = plain(text);
        let is_most_of = |whole: &str, piece: &str| whole.contains(piece) && piece.len() * 2 >= whole.len();
        !text.is_empty() && self.0.iter().any(|name| is_most_of(name, &text) || is_most_of(&text, name))
    }
}

/// Words after a site's name for a part of it.
const PARTS: [&str; 16] = [
    "news",
    "online",
    "politics",
    "business",
    "sport",
    "sports",
    "tv",
    "magazine",
    "newsroom",
    "travel",
    "entertainment",
    "opinion",
    "nachrichten",
    "newspaper",
    "health",
    "style",
];

/// Returns the folded name as hosts write it: without accents, `ö` as `oe`.
pub(super) fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in fold(name).chars() {
        match c {
            'ä' | 'æ' => plain.push_str("ae"),
            'ö' | 'ø' | 'œ' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            'à' | 'á' | 'â' | 'ã' | 'å' => plain.push('a'),
            'ç' | 'č' | 'ć' => plain.push('c'),
            'è' | 'é' | 'ê' | 'ë' | 'ě' | 'ę' => plain.push('e'),
            'ì' | 'í' | 'î' | 'ï' | 'ı' => plain.push('i'),
            'ñ' | 'ń' => plain.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' => plain.push('o'),
            'ł' => plain.push('l'),
            'š' | 'ś' | 'ş' => plain.push('s'),
            'ù' | 'ú' | 'û' => plain.push('u'),
            'ž' | 'ź' | 'ż' => plain.push('z'),
            c => plain.push(c),
        }
    }
    plain
}

/// Returns the host of an absolute URL, without `www.`.
fn host(url: &str) -> Option<&str> {
    let host = url.split("://").nth(1)?.split(['/', ':', '?', '#']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_publisher_is_a_name() {
        for (stated, expected) in [
            ("The Post", Some("The Post")),
            ("The Post post@post.example", Some("The Post")),
            ("https://www.post.example/", None),
            ("www.post.example", None),
            ("undefined", None),
            ("/", None),
        ] {
            assert_eq!(name(stated).as_deref(), expected, "for {stated}");
        }
    }

    #[test]
    fn a_site_is_known_by_its_name_and_its_host() {
        let sites = Sites::new(&[Some("The Daily Post"), None], Some("https://www.dp.example/rain"));
        for name in ["the daily post", "Daily Post", "dp.example", "DP"] {
            assert!(sites.have(name), "{name}");
        }
        let sites = Sites::new(&[Some("CNN")], Some("https://www.boersen-zeitung.example/rain"));
        for name in ["CNN Politics", "CNN", "Börsen-Zeitung"] {
            assert!(sites.have(name), "{name}");
        }
        let sites = Sites::new(&[Some("The Daily Post"), None], Some("https://www.dp.example/rain"));
        for name in ["", "Post", "Rain", "News"] {
            assert!(!sites.have(name), "{name}");
        }
    }
}
