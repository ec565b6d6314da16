//! The names of a site, to tell them from headlines and from people.

use crate::extract::line::fold;

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
        Sites(names.map(fold).filter(|name| !name.is_empty()).collect())
    }

    /// Returns whether `text` is a name of the site or most of one: "Post" in "The Post", but not
    /// "NYT" in "nytimes.example".
    pub(super) fn have(&self, text: &str) -> bool {
        let text = fold(text);
        let is_most_of = |whole: &str, piece: &str| whole.contains(piece) && piece.len() * 2 >= whole.len();
        !text.is_empty() && self.0.iter().any(|name| is_most_of(name, &text) || is_most_of(&text, name))
    }
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
    fn a_site_is_known_by_its_name_and_its_host() {
        let sites = Sites::new(&[Some("The Daily Post"), None], Some("https://www.dp.example/rain"));
        for name in ["the daily post", "Daily Post", "dp.example", "DP"] {
            assert!(sites.have(name), "{name}");
        }
        for name in ["", "Post", "Rain"] {
            assert!(!sites.have(name), "{name}");
        }
    }
}
