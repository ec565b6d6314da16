//! Snippets: what is shown of an article for a query.
//!
//! Sentences are the passages. The ones that hold most of the query are chosen, a few of them make the snippet, and in each exactly what
//! the matcher found is marked. A passage that is too long is cut around its matches, between words, never inside one. An article
//! that matched in its headline alone, or in no text at all, is shown by its lead.

mod passage;

use crate::article::Article;
use crate::hit::Matches;
use crate::span::{Span, merge};

/// How long a snippet may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SnippetConfig {
    /// At most so many characters (code points) of the article in all fragments together.
    pub max_chars: usize,
    /// At most so many fragments.
    pub max_fragments: usize,
}

impl Default for SnippetConfig {
    fn default() -> SnippetConfig {
        SnippetConfig { max_chars: 300, max_fragments: 3 }
    }
}

/// What is shown of an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snippet {
    /// In the order of the text, disjoint. Empty only where the body is.
    pub fragments: Vec<Fragment>,
    /// How many places of the body match; the fragments may show fewer.
    pub n_matches: usize,
}

/// A stretch of an article's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// Where it stands in the body.
    pub span: Span,
    /// What stands there, verbatim.
    pub text: String,
    /// What to mark, in bytes of `text`; sorted, disjoint, on character boundaries.
    pub marks: Vec<Span>,
    /// Whether its first sentence was cut at the beginning.
    pub is_cut_before: bool,
    /// Whether its last sentence was cut at the end.
    pub is_cut_after: bool,
}

/// Cuts the snippet of `article` for the places where it matched.
pub fn snippet(article: &Article, matches: &Matches, config: SnippetConfig) -> Snippet {
    let body = article.body.as_str();
    let pieces = if matches.body.is_empty() {
        passage::lead(body, config.max_chars).into_iter().collect()
    } else {
        passage::best(body, &matches.body, config)
    };
    let marks = matches.body_marks();
    let fragments = pieces.into_iter().map(|piece| fragment(body, piece, &marks)).collect();
    Snippet { fragments, n_matches: matches.body.len() }
}

fn fragment(body: &str, piece: passage::Piece, marks: &[Span]) -> Fragment {
    let span = piece.span;
    let first = marks.partition_point(|mark| mark.end <= span.start);
    let inside = marks[first..].iter().take_while(|mark| mark.start < span.end);
    // A mark that is cut (a phrase across two fragments) is marked as far as it is shown.
    let inside = inside.map(|mark| Span::new(mark.start.max(span.start), mark.end.min(span.end)).minus(span.start));
    Fragment {
        span,
        text: span.slice(body).to_owned(),
        marks: merge(inside.collect()),
        is_cut_before: piece.is_cut_before,
        is_cut_after: piece.is_cut_after,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::hit::Coverage;
    use crate::matching::tests::article;
    use crate::matching::{Pattern, find};
    use crate::query::Query;

    fn words(words: &[&str]) -> Query {
        Query::Words(words.iter().map(|word| Query::Word((*word).to_owned())).collect())
    }

    fn phrase(text: &str) -> Query {
        Query::Phrase { text: text.to_owned(), slop: 0 }
    }

    /// Shows fragments with `[marks]`, joined by ` | `, `…` where a sentence is cut.
    fn show(body: &str, query: &Query, config: SnippetConfig) -> String {
        let article = article(body);
        let Some(matches) = find(&Pattern::new(query, Coverage::All), &article) else { return "no match".to_owned() };
        let shown = snippet(&article, &matches, config).fragments.into_iter().map(|fragment| {
            let mut text = fragment.text;
            for mark in fragment.marks.iter().rev() {
                text.insert(mark.end, ']');
                text.insert(mark.start, '[');
            }
            format!("{}{text}{}", if fragment.is_cut_before { "…" } else { "" }, if fragment.is_cut_after { "…" } else { "" })
        });
        shown.collect::<Vec<_>>().join(" | ")
    }

    #[track_caller]
    fn check(body: &str, query: &Query, max_chars: usize, expected: &str) {
        assert_eq!(show(body, query, SnippetConfig { max_chars, max_fragments: 2 }), expected);
    }

    const BODY: &str = "The white fence fell. The White House said no. A house burned in the white snow. Nobody was hurt.";

    #[test]
    fn phrase_is_one_mark_and_its_lone_words_are_none() {
        check(BODY, &phrase("white house"), 30, "The [White House] said no.");
    }

    #[test]
    fn sentence_with_most_of_the_words_comes_first() {
        check(
            "A storm came. A flood and a storm hit the town. It rained.",
            &words(&["flood", "storm"]),
            40,
            "A [flood] and a [storm] hit the town.",
        );
    }

    #[test]
    fn words_far_apart_make_two_fragments() {
        let far = format!("A flood came. {} The storm left.", "It rained. ".repeat(40));
        check(&far, &words(&["flood", "storm"]), 40, "A [flood] came. | The [storm] left.");
    }

    #[test]
    fn match_in_no_text_shows_the_lead() {
        let by_title = Query::Within(crate::query::TextField::Title, Box::new(Query::Word("title".to_owned())));
        check(BODY, &by_title, 50, "The white fence fell. The White House said no.");
    }

    #[test]
    fn long_sentence_is_cut_between_words() {
        let long = format!("{} flood {}", "rain and wind ".repeat(20), "and snow again".repeat(20));
        let shown = show(&long, &words(&["flood"]), SnippetConfig { max_chars: 40, max_fragments: 2 });
        assert!(shown.contains("[flood]") && shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(shown.chars().count() <= 44, "{shown}");
        assert!(shown.trim_matches('…').split(' ').all(|word| long.contains(&word.replace(['[', ']'], ""))), "{shown}");
    }

    #[test]
    fn excluded_word_is_never_marked() {
        let query = Query::Words(vec![Query::Word("storm".to_owned()), Query::Not(Box::new(phrase("white house")))]);
        check("A storm hit the white barn.", &query, 80, "A [storm] hit the white barn.");
    }

    proptest! {
        #[test]
        fn fragments_lie_in_the_body_within_the_limit(body in "[ab é東.\n]{0,120}", max_chars in 1..60usize, max_fragments in 1..4usize) {
            let config = SnippetConfig { max_chars, max_fragments };
            let article = article(&body);
            for query in [words(&["a", "b"]), phrase("a b"), words(&["東"])] {
                let Some(matches) = find(&Pattern::new(&query, Coverage::All), &article) else { continue };
                let snippet = snippet(&article, &matches, config);
                prop_assert!(snippet.fragments.len() <= max_fragments);
                let mut end = 0;
                for fragment in &snippet.fragments {
                    prop_assert!(fragment.span.start >= end);
                    end = fragment.span.end;
                    prop_assert_eq!(&fragment.text, fragment.span.slice(&body));
                    prop_assert!(!fragment.marks.is_empty());
                    // What is marked is what the matcher gave, as far as it is shown: no byte more, no byte less.
                    let is_marked = |byte: usize| fragment.marks.iter().any(|mark| mark.start <= byte && byte < mark.end);
                    let is_matched = |byte: usize| matches.body_marks().iter().any(|mark| mark.start <= byte && byte < mark.end);
                    for byte in fragment.span.start..fragment.span.end {
                        prop_assert_eq!(is_marked(byte - fragment.span.start), is_matched(byte));
                    }
                }
            }
        }
    }
}
