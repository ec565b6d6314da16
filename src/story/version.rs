//! Versions of an article, and the changes between them.

use std::collections::HashSet;

use super::difference::{Difference, difference};
use crate::analysis::tokens;
use crate::article::{Article, Place, UrlOrigin};
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

/// Which of the articles with one URL stand in for others. Both lists are indices, ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Versions {
    /// Articles for which a later version stands in.
    pub superseded: Vec<usize>,
    /// Articles for which an earlier version stands in.
    pub later: Vec<usize>,
}

/// Decides which articles with one URL are versions of each other. `articles` are in the order of
/// [`sort_versions`].
///
/// Every page can state the address of a well-known article, and must not hide it by that. So an
/// article stands in only for those whose address is known no better than its own. If only the pages
/// state the address, nothing tells which of them is meant, and they stand in for each other only if
/// their headlines and texts are the same.
pub fn versions(articles: &[&Article]) -> Versions {
    Versions { superseded: replaced(articles, (0..articles.len()).rev()), later: replaced(articles, 0..articles.len()) }
}

/// Returns the articles that one before them in `order` stands in for, ascending.
fn replaced(articles: &[&Article], order: impl Iterator<Item = usize>) -> Vec<usize> {
    // The best known address so far; texts of pages that nothing confirms.
    let mut best: Option<UrlOrigin> = None;
    let mut texts: HashSet<(&str, &str)> = HashSet::new();
    let mut replaced = Vec::new();
    for idx in order {
        let article = articles[idx];
        let origin = article.url_origin;
        let is_page = origin == UrlOrigin::Page;
        let is_known_text = is_page && !texts.insert((&article.title.text, &article.body));
        let is_better_known = best.is_some_and(|best| best >= origin && best > UrlOrigin::Page);
        if is_known_text || is_better_known {
            replaced.push(idx);
        }
        best = best.max(Some(origin));
    }
    replaced.sort_unstable();
    replaced
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

    /// Articles in order, each with its text and how well its address is known.
    #[track_caller]
    fn check(articles: &[(UrlOrigin, &str)], superseded: &[usize], later: &[usize]) {
        let articles: Vec<Article> =
            articles.iter().map(|(url_origin, body)| Article { url_origin: *url_origin, ..article(body) }).collect();
        let expected = Versions { superseded: superseded.to_vec(), later: later.to_vec() };
        assert_eq!(versions(&articles.iter().collect::<Vec<_>>()), expected);
    }

    #[test]
    fn a_version_stands_in_only_for_what_is_known_no_better() {
        use UrlOrigin::{Page, Record, Saved};
        check(&[(Record, "a"), (Record, "b"), (Record, "c")], &[0, 1], &[1, 2]);
        check(&[(Saved, "a"), (Saved, "b")], &[0], &[1]);
        // What a page alone states hides nothing that is known better, whatever its date.
        check(&[(Record, "a"), (Page, "b")], &[], &[1]);
        check(&[(Page, "a"), (Record, "b")], &[0], &[]);
        check(&[(Record, "a"), (Saved, "b"), (Page, "b")], &[], &[1, 2]);
        check(&[(Page, "a"), (Saved, "b"), (Record, "c"), (Page, "d")], &[0, 1], &[3]);
        // Nothing tells which of two pages is the one that both claim to be.
        check(&[(Page, "a"), (Page, "b")], &[], &[]);
        check(&[(Page, "a"), (Page, "b"), (Page, "a")], &[0], &[2]);
        check(&[(Page, "a"), (Record, "a")], &[0], &[]);
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
