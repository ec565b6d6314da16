//! The near-copies of a hit.

use serde::Serialize;

use super::difference::TextDifference;
use super::header::ArticleHeader;
use crate::article::Article;
use crate::search;

/// The other articles of a story: how many of them match, how many do not, and those that match. Of very many only the first are listed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Story<'a> {
    copies: usize,
    not_matching: usize,
    articles: Vec<Copy<'a>>,
}

/// A near-copy of a hit, and how its text differs from the hit's.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Copy<'a> {
    #[serde(flatten)]
    header: ArticleHeader<'a>,
    record_id: Option<&'a str>,
    #[serde(flatten)]
    difference: TextDifference<'a>,
}

impl<'a> Story<'a> {
    /// Converts the story of a hit.
    pub(crate) fn of(story: &'a search::Story, hit: &'a Article) -> Story<'a> {
        let copy = |search::NearCopy { article, difference }: &'a search::NearCopy| Copy {
            header: ArticleHeader::of(article),
            record_id: article.record_id.as_deref(),
            difference: TextDifference::of(difference.as_ref(), &hit.body, &article.body),
        };
        Story { copies: story.n_copies, not_matching: story.n_not_matching, articles: story.copies.iter().map(copy).collect() }
    }
}
