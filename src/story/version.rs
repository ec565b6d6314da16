//! Versions of an article, and the changes between them.

use super::difference::{Difference, difference};
use crate::analysis::tokens;
use crate::article::{Article, Place};
use crate::quote::Quote;

/// The changes from one version of an article to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// Whether the headline has other words.
    pub has_other_title: bool,
    /// How the body differs; `None` if a text is too long to compare.
    pub body: Option<Difference>,
    /// New quotes: indices into [`Article::quotes`] of the later version, ascending.
    pub new_quotes: Vec<usize>,
    /// Removed quotes: indices into the quotes of the earlier version, ascending.
    pub gone_quotes: Vec<usize>,
    /// Quotes with another speaker: their indices in the earlier and in the later version.
    pub respoken_quotes: Vec<(usize, usize)>,
}

impl Revision {
    /// Returns whether nothing visible changed.
    pub fn is_none(&self) -> bool {
        let is_same_body = self.body.as_ref().is_some_and(Difference::is_none);
        let n_quotes = self.new_quotes.len() + self.gone_quotes.len() + self.respoken_quotes.len();
        !self.has_other_title && is_same_body && n_quotes == 0
    }
}

/// Sorts versions by when they were last changed, or else published. Versions without either come
/// first; ties are ordered by where they were read.
pub fn sort_versions<T>(versions: &mut [T], article: impl Fn(&T) -> &Article) {
    versions.sort_by_cached_key(|version| key(article(version)));
}

fn key(article: &Article) -> (Option<i64>, Place) {
    let time = article.modified.or(article.published);
    (time.map(|time| time.seconds), article.place.clone())
}

/// Returns what changed.
pub fn revision(before: &Article, after: &Article) -> Revision {
    let mut revision = Revision {
        has_other_title: before.title.text != after.title.text,
        body: difference(&before.body, &after.body),
        new_quotes: Vec::new(),
        gone_quotes: Vec::new(),
        respoken_quotes: Vec::new(),
    };
    let [said_before, said_after] =
        [before, after].map(|article| article.quotes.iter().map(|quote| said(article, quote)).collect::<Vec<_>>());
    let mut is_left: Vec<bool> = vec![true; said_after.len()];
    for (idx, said) in said_before.iter().enumerate() {
        let same = |other: &usize| is_left[*other] && said_after[*other] == *said;
        let speaker = &before.quotes[idx].speaker;
        // If the same words are said twice, the speaker tells the two quotes apart.
        let by_the_same = (0..said_after.len()).filter(same).find(|other| after.quotes[*other].speaker == *speaker);
        match by_the_same.or_else(|| (0..said_after.len()).find(same)) {
            Some(other) => {
                is_left[other] = false;
                if after.quotes[other].speaker != *speaker {
                    revision.respoken_quotes.push((idx, other));
                }
            }
            None => revision.gone_quotes.push(idx),
        }
    }
    revision.new_quotes = (0..said_after.len()).filter(|other| is_left[*other]).collect();
    revision
}

/// Returns the words of a quote, folded.
fn said(article: &Article, quote: &Quote) -> String {
    let mut said = String::new();
    tokens(quote.content.slice(&article.body), |token| {
        said.push_str(token.exact);
        said.push(' ');
    });
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{NewsTime, TimeOrigin};
    use crate::matching::tests::article;
    use crate::quote::QuoteKind;
    use crate::span::Span;

    fn version(text: &str, quotes: &[(&str, &str)]) -> Article {
        let quote = |(said, speaker): &(&str, &str)| {
            let start = text.find(said).unwrap();
            let content = Span::new(start, start + said.len());
            Quote { content, cue: None, source: None, speaker: Some((*speaker).to_owned()), kind: QuoteKind::Direct }
        };
        Article { quotes: quotes.iter().map(quote).collect(), ..article(text) }
    }

    #[test]
    fn versions_go_by_time_and_then_by_place() {
        let of = |path: &str, published: &str, modified: &str| {
            let mut article = article("Text.");
            article.place.path = path.to_owned();
            article.published = NewsTime::parse(published, TimeOrigin::Field);
            article.modified = NewsTime::parse(modified, TimeOrigin::Field);
            article
        };
        let mut versions =
            [of("d", "2024-03-01", "2024-03-09"), of("c", "2024-03-01", ""), of("b", "2024-03-01", ""), of("a", "", "")];
        sort_versions(&mut versions, |version| version);
        assert_eq!(versions.map(|version| version.place.path), ["a", "b", "c", "d"]);
    }

    #[test]
    fn quotes_are_told_apart_by_their_words_and_who_spoke_them() {
        let before = version("We know. We wait. We go.", &[("We know", "Ruiz"), ("We wait", "Ruiz"), ("We go", "Li")]);
        let after = version("we, KNOW! We wait. We stay.", &[("we, KNOW", "Ruiz"), ("We wait", "Li"), ("We stay", "Li")]);
        let changed = revision(&before, &after);
        assert_eq!((changed.new_quotes, changed.gone_quotes, changed.respoken_quotes), (vec![2], vec![2], vec![(1, 1)]));
        assert!(revision(&before, &before).is_none());
        let twice = version("We know. We know.", &[("We know", "Ruiz"), ("We know", "Li")]);
        let turned = version("We know. We know.", &[("We know", "Li"), ("We know", "Ruiz")]);
        assert!(revision(&twice, &turned).is_none());
    }

    #[test]
    fn another_headline_is_a_change() {
        let mut after = article("The dam held.");
        after.title.text = "Other".to_owned();
        let changed = revision(&article("The dam held."), &after);
        assert!(changed.has_other_title && !changed.is_none());
    }
}
