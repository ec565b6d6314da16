//! The fields that name an article or an answer, once each. They are flattened into the objects that hold them.

use std::borrow::Cow;

use serde::Serialize;

use crate::article::Article;
use crate::engine::Stats;
use crate::hit::Coverage;
use crate::search::Answer;

/// Where an article is: its id, its file, and its record in that file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct ArticlePlace<'a> {
    pub(crate) id: &'a str,
    pub(crate) path: &'a str,
    pub(crate) record: Option<u64>,
}

impl ArticlePlace<'_> {
    pub(crate) fn of(article: &Article) -> ArticlePlace<'_> {
        ArticlePlace { id: article.id.as_str(), path: &article.place.path, record: article.place.record }
    }
}

/// What a reader calls an article: its title, date and publisher.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema, schemars::JsonSchema))]
pub(crate) struct ArticleName<'a> {
    pub(crate) title: Cow<'a, str>,
    pub(crate) published: Option<String>,
    pub(crate) publisher: Option<Cow<'a, str>>,
}

impl ArticleName<'_> {
    pub(crate) fn of(article: &Article) -> ArticleName<'_> {
        ArticleName {
            title: Cow::Borrowed(&article.title.text),
            published: article.published.map(|time| time.to_string()),
            publisher: article.publisher.as_deref().map(Cow::Borrowed),
        }
    }

    /// Returns the name with texts of its own, so that it outlives the article.
    pub(crate) fn into_owned(self) -> ArticleName<'static> {
        ArticleName {
            title: Cow::Owned(self.title.into_owned()),
            published: self.published,
            publisher: self.publisher.map(|publisher| Cow::Owned(publisher.into_owned())),
        }
    }
}

/// Where an article is, what a reader calls it, and where it was published.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct ArticleHeader<'a> {
    #[serde(flatten)]
    pub(crate) place: ArticlePlace<'a>,
    #[serde(flatten)]
    pub(crate) name: ArticleName<'a>,
    pub(crate) url: Option<&'a str>,
}

impl ArticleHeader<'_> {
    pub(crate) fn of(article: &Article) -> ArticleHeader<'_> {
        ArticleHeader { place: ArticlePlace::of(article), name: ArticleName::of(article), url: article.url.as_deref() }
    }
}

/// The header of an article and what else its record states about it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct ArticleRecord<'a> {
    #[serde(flatten)]
    pub(crate) header: ArticleHeader<'a>,
    pub(crate) record_id: Option<&'a str>,
    pub(crate) bylines: &'a [String],
    pub(crate) language: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_headline_only: bool,
}

impl ArticleRecord<'_> {
    pub(crate) fn of(article: &Article) -> ArticleRecord<'_> {
        ArticleRecord {
            header: ArticleHeader::of(article),
            record_id: article.record_id.as_deref(),
            bylines: &article.bylines,
            language: article.language.as_ref().map(|language| language.code()),
            is_headline_only: article.is_headline_only(),
        }
    }
}

/// How many articles match, how the query was understood, and how long the answer took.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct AnswerHeader<'a> {
    total: usize,
    understood: &'a str,
    words: usize,
    words_needed: usize,
    loosened: bool,
    milliseconds: f64,
}

impl AnswerHeader<'_> {
    pub(crate) fn of(answer: &Answer) -> AnswerHeader<'_> {
        AnswerHeader {
            total: answer.total,
            understood: &answer.understood,
            words: answer.n_words,
            words_needed: match answer.coverage {
                Coverage::All => answer.n_words,
                Coverage::AtLeast(n) => n,
            },
            loosened: answer.is_loosened(),
            milliseconds: (answer.took.as_secs_f64() * 1e6).round() / 1e3,
        }
    }
}

/// How much an index holds.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct IndexHeader {
    articles: u64,
    quotes: u64,
    files: u64,
    size_bytes: u64,
    segments: usize,
    generation: u64,
}

impl IndexHeader {
    pub(crate) fn of(stats: &Stats) -> IndexHeader {
        IndexHeader {
            articles: stats.n_articles,
            quotes: stats.n_quotes,
            files: stats.n_files,
            size_bytes: stats.size_bytes,
            segments: stats.n_segments,
            generation: stats.generation,
        }
    }
}
