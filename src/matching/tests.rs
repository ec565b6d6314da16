//! Helpers for tests of all rooms that match articles, and the tests of [`find`](super::find).

use crate::article::{Article, ArticleId, Language, Place, Title, TitleOrigin};

/// Returns an English article with this body, the title "Title" and nothing else.
pub(crate) fn article(body: &str) -> Article {
    Article {
        id: ArticleId::new("a.txt", ""),
        record_id: None,
        place: Place { path: "a.txt".to_owned(), record: None },
        title: Title { text: "Title".to_owned(), origin: TitleOrigin::Stated },
        body: body.to_owned(),
        bylines: Vec::new(),
        publisher: None,
        section: None,
        language: Language::from_tag("en"),
        published: None,
        modified: None,
        url: None,
        quotes: Vec::new(),
    }
}
