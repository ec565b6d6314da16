//! Snippets: the part of an article shown for a query.
//!
//! Sentences are the passages. Those that hold most of the query are chosen; a few of them make the
//! snippet, and in each exactly the matches are marked. A passage that is too long is cut around
//! its matches, between words, never inside one. An article that matched only in its headline, or
//! in no text at all, is shown by its lead.

mod concordance;
mod config;
mod cut;
mod passage;
mod picked;
mod piece;

pub use self::concordance::{CONTEXT_CHARS, MAX_ROWS, Row, rows};
pub use self::config::SnippetConfig;
pub use self::picked::Picked;
use self::piece::Piece;
use crate::article::{Article, Locator};
use crate::hit::{FieldMatch, Matches};
use crate::span::{Span, merge};

/// The part of an article that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snippet {
    /// In the order of the text, disjoint. Empty only if the body is.
    pub fragments: Vec<Fragment>,
    /// The number of matches in the body.
    pub n_matches: usize,
    /// The number of matches that the fragments show with all of their marks.
    pub n_shown: usize,
}

/// A stretch of an article's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// Its place in the body.
    pub span: Span,
    /// Its text, verbatim.
    pub text: String,
    /// The spans to mark, in bytes of `text`; sorted, disjoint, on character boundaries.
    pub marks: Vec<Span>,
    /// On which page, or at which time, its first match stands, or its beginning if nothing is marked. `None` if the source
    /// has neither pages nor times.
    pub locator: Option<Locator>,
    /// Whether its first sentence was cut at the beginning.
    pub is_cut_before: bool,
    /// Whether its last sentence was cut at the end.
    pub is_cut_after: bool,
}

/// Cuts the snippet of `article` for its matches. `rarity` says how rare each word of the query is,
/// by its index in [`Pattern::marked_terms`](crate::matching::Pattern::marked_terms); larger is
/// rarer, a missing one is 0. The time depends on the matches, not on the length of the body.
pub fn snippet(article: &Article, matches: &Matches, rarity: &[f32], config: SnippetConfig) -> Snippet {
    let body = article.body.as_str();
    let pieces = if matches.body.is_empty() {
        passage::lead(body, config.max_chars).into_iter().collect()
    } else {
        passage::best(body, &matches.body, rarity, config)
    };
    with_marks(article, &pieces, &matches.body)
}

/// Cuts the passage around one match of the body, `matches.body[match_idx]`; other matches in it
/// are marked too. `None` if there is no such match.
pub fn passage_around(article: &Article, matches: &Matches, match_idx: usize, config: SnippetConfig) -> Snippet {
    let body = article.body.as_str();
    let pieces = matches.body.get(match_idx).map(|found| passage::around(body, found, config)).unwrap_or_default();
    with_marks(article, &pieces, &matches.body)
}

/// Returns the text before and after a match: at most this many characters on each side, cut
/// between words. It may go beyond the match's sentence.
pub fn context(text: &str, found: &FieldMatch, max_chars: usize) -> [Span; 2] {
    let Span { start, end } = found.extent;
    let before = cut::start_of_words(text, cut::char_start(text, start, max_chars), start);
    let after = cut::end_of_words(text, end, cut::char_end(text, end, max_chars));
    [Span::new(before, start), Span::new(end, after)]
}

fn with_marks(article: &Article, pieces: &[Piece], matches: &[FieldMatch]) -> Snippet {
    let fragments: Vec<Fragment> = pieces.iter().map(|piece| fragment(article, *piece, matches)).collect();
    let is_shown = |mark: &Span| fragments.iter().any(|fragment| fragment.span.covers(*mark));
    let n_shown = matches.iter().filter(|found| found.marks.iter().all(is_shown)).count();
    Snippet { fragments, n_matches: matches.len(), n_shown }
}

fn fragment(article: &Article, piece: Piece, matches: &[FieldMatch]) -> Fragment {
    let span = piece.span;
    let reaches_in = |other: &Span| other.start < span.end && span.start < other.end;
    let marks = matches.iter().filter(|found| reaches_in(&found.extent)).flat_map(|found| &found.marks);
    // A mark that is cut (a phrase across two fragments) is marked as far as it is shown.
    let inside = |mark: &Span| Span::new(mark.start.max(span.start), mark.end.min(span.end)).minus(span.start);
    let marks = merge(marks.filter(|mark| reaches_in(mark)).map(inside).collect());
    let first = marks.first().map_or(span.start, |mark: &Span| mark.start + span.start);
    Fragment {
        span,
        text: span.slice(&article.body).to_owned(),
        locator: article.locators.at(first).cloned(),
        marks,
        is_cut_before: piece.is_cut_before,
        is_cut_after: piece.is_cut_after,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

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

    fn config(max_chars: usize, max_fragments: usize) -> SnippetConfig {
        SnippetConfig { max_chars, max_fragments, context_sentences: 0 }
    }

    /// Shows fragments with `[marks]`, joined by ` | `, `…` where a sentence is cut; at the end the
    /// count if some matches are not shown.
    fn display(snippet: &Snippet) -> String {
        let shown = snippet.fragments.iter().map(|fragment| {
            let mut text = fragment.text.clone();
            for mark in fragment.marks.iter().rev() {
                text.insert(mark.end, ']');
                text.insert(mark.start, '[');
            }
            format!("{}{text}{}", if fragment.is_cut_before { "…" } else { "" }, if fragment.is_cut_after { "…" } else { "" })
        });
        let shown = shown.collect::<Vec<_>>().join(" | ");
        match snippet {
            Snippet { n_matches, n_shown, .. } if n_shown < n_matches => format!("{shown} ({n_shown} of {n_matches})"),
            _ => shown,
        }
    }

    fn show(body: &str, query: &Query, rarity: &[f32], config: SnippetConfig) -> String {
        let article = article(body);
        let Some(matches) = find(&Pattern::new(query, Coverage::All), &article) else { return "no match".to_owned() };
        display(&snippet(&article, &matches, rarity, config))
    }

    #[track_caller]
    fn check(body: &str, query: &Query, max_chars: usize, expected: &str) {
        assert_eq!(show(body, query, &[], config(max_chars, 2)), expected);
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
            "A [flood] and a [storm] hit the town. (2 of 3)",
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
        let shown = show(&long, &words(&["flood"]), &[], config(40, 2));
        assert!(shown.contains("[flood]") && shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(shown.chars().count() <= 44, "{shown}");
        assert!(shown.trim_matches('…').split(' ').all(|word| long.contains(&word.replace(['[', ']'], ""))), "{shown}");
    }

    #[test]
    fn excluded_word_is_never_marked() {
        let query = Query::Words(vec![Query::Word("storm".to_owned()), Query::Not(Box::new(phrase("white house")))]);
        check("A storm hit the white barn.", &query, 80, "A [storm] hit the white barn.");
    }

    #[test]
    fn what_holds_all_words_comes_before_what_holds_some_often() {
        check(
            "A flood, a flood, a flood. It rained. A dam broke in the flood of May.",
            &words(&["flood", "dam"]),
            40,
            "A [dam] broke in the [flood] of May. (2 of 5)",
        );
    }

    #[test]
    fn of_as_many_words_the_rarer_are_shown() {
        let body = "A flood came in May. Then a dam broke. The mill fell.";
        let query = words(&["flood", "dam", "mill"]);
        assert_eq!(show(body, &query, &[1.0, 2.0, 5.0], config(20, 1)), "The [mill] fell. (1 of 3)");
        assert_eq!(show(body, &query, &[1.0, 2.0], config(20, 1)), "Then a [dam] broke. (1 of 3)");
        assert_eq!(show(body, &query, &[], config(20, 1)), "A [flood] came in May. (1 of 3)");
    }

    #[test]
    fn a_word_not_yet_shown_is_worth_cutting_the_others() {
        let body = "A flood came over the low fields by the river. It rained. A dam broke high above the town and its market.";
        check(body, &words(&["flood", "dam"]), 60, "A [flood] came over the low… | A [dam] broke high above the…");
        check(body, &words(&["flood"]), 60, "A [flood] came over the low fields by the river. It rained.");
    }

    #[test]
    fn page_without_points_shows_words_far_apart() {
        let page = format!("flood {}dam", "wind and rain ".repeat(300));
        check(&page, &words(&["flood", "dam"]), 40, "[flood] wind and rain… | …wind and rain [dam]");
    }

    #[test]
    fn match_over_many_sentences_is_shown_at_both_ends() {
        let query = Query::Phrase { text: "flood dam".to_owned(), slop: 50 };
        let body = "A flood came. It rained all day. It rained all night. It rained again. At last a dam broke.";
        check(
            body,
            &query,
            100,
            "A [flood] came. It rained all day. It rained all night. It rained again. At last a [dam] broke.",
        );
        check(body, &query, 80, "A [flood] came. | At last a [dam] broke.");
        // One fragment has no room for both, and the snippet says so.
        assert_eq!(
            show(body, &query, &[], config(80, 1)),
            "A [flood] came. It rained all day. It rained all night. It rained again. (0 of 1)"
        );
    }

    #[test]
    fn match_that_fits_but_not_with_its_sentences_is_whole() {
        let query = Query::Phrase { text: "flood dam".to_owned(), slop: 9 };
        check(
            "In the spring of that year a flood came. A dam broke high above the town and its market.",
            &query,
            30,
            "…a [flood] came. A [dam] broke…",
        );
    }

    #[test]
    fn match_of_many_words_far_apart_is_shown_as_far_as_it_can_be() {
        let body = ["flood", "dam", "mill"].join(&format!("{} ", " rain and wind".repeat(20)));
        let at = |word: &str| Span::new(body.find(word).unwrap(), body.find(word).unwrap() + word.len());
        let marks = vec![at("flood"), at("dam"), at("mill")];
        let found = FieldMatch { extent: Span::new(0, body.len()), marks, terms: vec![0, 1, 2] };
        let matches = Matches { title: Vec::new(), body: vec![found] };
        let check = |max_chars, max_fragments, expected: &str| {
            let snippet = snippet(&article(&body), &matches, &[], config(max_chars, max_fragments));
            assert_eq!(display(&snippet), expected);
        };
        check(60, 3, "[flood] rain and wind… | …wind [dam] rain and… | …rain and wind [mill]");
        check(60, 2, "[flood] rain and wind rain and… | …and wind rain and wind [mill] (0 of 1)");
        check(60, 1, "[flood] rain and wind rain and wind rain and wind rain and… (0 of 1)");
    }

    #[test]
    fn context_is_whole_sentences_of_the_paragraphs_around() {
        let body = "One. Two. A flood came. Four. Five.\n\nSix.\n\nSeven.";
        let check = |context_sentences, expected: &str| {
            let config = SnippetConfig { max_chars: 15, max_fragments: 3, context_sentences };
            assert_eq!(show(body, &words(&["flood"]), &[], config), expected);
        };
        check(0, "A [flood] came.");
        check(1, "Two. A [flood] came. Four.");
        check(3, "One. Two. A [flood] came. Four. Five.\n\nSix.");
        check(9, "One. Two. A [flood] came. Four. Five.\n\nSix.\n\nSeven.");
    }

    #[test]
    fn context_of_neighbours_is_shown_once() {
        let body = "A flood came. It rained. The dam broke. Night fell.";
        let config = SnippetConfig { max_chars: 40, max_fragments: 3, context_sentences: 1 };
        assert_eq!(show(body, &words(&["flood", "dam"]), &[], config), "A [flood] came. It rained. The [dam] broke. Night fell.");
    }

    #[test]
    fn passage_around_a_match_marks_its_neighbours_too() {
        let body = "One flood. Two floods. Three floods.";
        let article = article(body);
        let matches = find(&Pattern::new(&words(&["flood"]), Coverage::All), &article).unwrap();
        let config = SnippetConfig { context_sentences: 1, ..SnippetConfig::default() };
        let passage = |match_idx| display(&passage_around(&article, &matches, match_idx, config));
        assert_eq!(passage(0), "One [flood]. Two [floods]. (2 of 3)");
        assert_eq!(passage(1), "One [flood]. Two [floods]. Three [floods].");
        assert_eq!(passage(3), " (0 of 3)");
    }

    #[test]
    fn context_of_a_match_is_cut_between_words() {
        let check = |body: &str, max_chars: usize, expected: [&str; 2]| {
            let matches = find(&Pattern::new(&words(&["flood"]), Coverage::All), &article(body)).unwrap();
            assert_eq!(context(body, &matches.body[0], max_chars).map(|span| span.slice(body)), expected);
        };
        check("The great flood of May.", 6, ["great ", " of"]);
        check("The great flood of May.", 100, ["The great ", " of May."]);
        check("flood", 5, ["", ""]);
    }

    #[test]
    fn last_word_of_many_matches_is_shown_too() {
        let body = format!("{}The dam broke.", "A flood came. ".repeat(5000));
        let article = article(&body);
        let matches = find(&Pattern::new(&words(&["flood", "dam"]), Coverage::All), &article).unwrap();
        let snippet = snippet(&article, &matches, &[], config(40, 2));
        assert_eq!(display(&snippet), "A [flood] came. | The [dam] broke. (2 of 5001)");
    }

    proptest! {
        #[test]
        fn fragments_lie_in_the_body_within_the_limit(
            body in "[ab é東.\n]{0,120}|([ab]{1,3}[ .]|e\u{301}|👩‍👧|น้ำ|東|\n\n|-){0,60}",
            max_chars in 1..60usize,
            max_fragments in 1..4usize,
            context_sentences in 0..3usize,
        ) {
            let config = SnippetConfig { max_chars, max_fragments, context_sentences };
            let article = article(&body);
            let sloppy = Query::Phrase { text: "a b".to_owned(), slop: 12 };
            let graphemes: Vec<usize> = body.grapheme_indices(true).map(|(at, _)| at).chain([body.len()]).collect();
            let longest = body.graphemes(true).map(|grapheme| grapheme.chars().count()).max().unwrap_or(0);
            for query in [words(&["a", "b"]), phrase("a b"), words(&["東"]), words(&["น"]), sloppy] {
                let Some(matches) = find(&Pattern::new(&query, Coverage::All), &article) else { continue };
                let cut = snippet(&article, &matches, &[2.0, 1.0], config);
                prop_assert_eq!(&cut, &snippet(&article, &matches, &[2.0, 1.0], config));
                prop_assert!(!cut.fragments.is_empty() && cut.fragments.len() <= max_fragments);
                let n_chars: usize = cut.fragments.iter().map(|fragment| fragment.text.chars().count()).sum();
                prop_assert!(n_chars <= longest.max(max_chars * (1 + 2 * context_sentences)), "{}", display(&cut));
                let mut end = 0;
                for fragment in &cut.fragments {
                    prop_assert!(fragment.span.start >= end);
                    end = fragment.span.end;
                    prop_assert_eq!(&fragment.text, fragment.span.slice(&body));
                    prop_assert!(graphemes.contains(&fragment.span.start) && graphemes.contains(&fragment.span.end));
                    // A word written in letters with spaces between words is cut only if it alone
                    // is too long.
                    let is_inside = |at: usize| body[..at].ends_with(['a', 'b']) && body[at..].starts_with(['a', 'b']);
                    let is_cut = is_inside(fragment.span.start) || is_inside(fragment.span.end);
                    prop_assert!(!is_cut || max_chars < 4, "{}", display(&cut));
                    prop_assert!(!fragment.marks.is_empty());
                    // Exactly the matcher's marks are marked, as far as they are shown.
                    let is_marked = |byte: usize| fragment.marks.iter().any(|mark| mark.start <= byte && byte < mark.end);
                    let is_matched = |byte: usize| matches.body_marks().iter().any(|mark| mark.start <= byte && byte < mark.end);
                    for byte in fragment.span.start..fragment.span.end {
                        prop_assert_eq!(is_marked(byte - fragment.span.start), is_matched(byte));
                    }
                }
                let is_shown = |mark: &Span| cut.fragments.iter().any(|fragment| fragment.span.covers(*mark));
                let n_shown = matches.body.iter().filter(|found| found.marks.iter().all(is_shown)).count();
                prop_assert_eq!((cut.n_shown, cut.n_matches), (n_shown, matches.body.len()));
            }
        }

        /// Matches of any form: overlapping, nested, of words far apart.
        #[test]
        fn matches_are_shown_as_far_as_they_are_said_to_be(
            words in prop::collection::vec("[a-c]{1,6}|[a-c]{1,3}[.]|[A-C]|東東|[.]\n\n", 1..40),
            places in prop::collection::vec(prop::collection::btree_set(0..40usize, 1..4), 1..12),
            max_chars in 1..60usize,
            max_fragments in 1..4usize,
            context_sentences in 0..2usize,
        ) {
            let config = SnippetConfig { max_chars, max_fragments, context_sentences };
            let body = words.join(" ");
            let span_of = |word_idx: usize| {
                let start = words[..word_idx].iter().map(|word| word.len() + 1).sum();
                Span::new(start, start + words[word_idx].trim_end().len())
            };
            let found = |(idx, places): (usize, &std::collections::BTreeSet<usize>)| {
                let marks = merge(places.iter().map(|place| span_of(place % words.len())).collect());
                FieldMatch { extent: Span::new(marks[0].start, marks[marks.len() - 1].end), marks, terms: vec![idx % 3] }
            };
            let mut body_matches: Vec<FieldMatch> = places.iter().enumerate().map(found).collect();
            body_matches.sort();
            let matches = Matches { title: Vec::new(), body: body_matches };
            let article = article(&body);
            let cut = snippet(&article, &matches, &[1.0, 3.0, 2.0], config);
            let around = (0..matches.body.len()).map(|match_idx| passage_around(&article, &matches, match_idx, config));
            for snippet in std::iter::once(cut).chain(around) {
                let fragments = &snippet.fragments;
                prop_assert!(!fragments.is_empty() && fragments.len() <= max_fragments);
                prop_assert!(fragments.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
                let n_chars: usize = fragments.iter().map(|fragment| fragment.text.chars().count()).sum();
                prop_assert!(n_chars <= max_chars * (1 + 2 * context_sentences), "{}", display(&snippet));
                prop_assert!(fragments.iter().all(|fragment| !fragment.marks.is_empty()), "{}", display(&snippet));
                let is_shown = |mark: &Span| fragments.iter().any(|fragment| fragment.span.covers(*mark));
                let n_shown = matches.body.iter().filter(|found| found.marks.iter().all(is_shown)).count();
                prop_assert_eq!(snippet.n_shown, n_shown);
                // A match is cut only if there is no room for all of its words.
                let is_short = |found: &FieldMatch| found.extent.slice(&body).chars().count() * 2 <= max_chars;
                prop_assert!(n_shown > 0 || !matches.body.iter().all(is_short), "{}", display(&snippet));
            }
        }

        /// Text far from every match changes nothing.
        #[test]
        fn snippet_is_told_from_the_text_around_the_matches(far in "[xy .]{0,30}", max_chars in 5..60usize) {
            let shown = |far: &str| {
                let filler = "X y. ".repeat(max_chars);
                let body = format!("{far} {filler}\n\nA flood came. Then a dam broke.\n\n{filler}{far}");
                show(&body, &words(&["flood", "dam"]), &[], config(max_chars, 2))
            };
            prop_assert_eq!(shown(&far), shown(""));
        }
    }
}
