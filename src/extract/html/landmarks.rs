//! What tells where on a page the article's date may stand: its headline, the heading of the comments,
//! words before a date, and words in the classes of what is not the article's.

use crate::extract::line::fold;

/// The titles by which the heading of the article is known, folded.
pub(super) struct Headline {
    title: String,
    window: String,
}

impl Headline {
    /// Keeps the article's title and that of the window.
    pub(super) fn new(title: Option<&str>, window: Option<&str>) -> Headline {
        let folded = |text: Option<&str>| text.map(fold).unwrap_or_default();
        Headline { title: folded(title), window: folded(window) }
    }

    /// Returns how well a heading fits, the best first.
    pub(super) fn rank(&self, folded: &str, is_main: bool) -> usize {
        const MIN_CHARS: usize = 12;
        let is_title = !self.title.is_empty() && folded == self.title;
        let is_long = folded.len() >= MIN_CHARS && self.title.len() >= MIN_CHARS;
        let is_part = is_long && (self.title.contains(folded) || folded.contains(&self.title));
        let is_in_window = folded.len() >= MIN_CHARS && self.window.contains(folded);
        match (is_title, is_part, is_in_window) {
            (true, ..) => usize::from(!is_main),
            (_, true, _) => 2,
            (_, _, true) => 3,
            _ if is_main => 4,
            _ => 5,
        }
    }
}
/// Words for a change, in lower case.
pub(super) const CHANGE: [&str; 34] = [
    "編集",
    "编辑于",
    "更新",
    "最終更新",
    "最后更新",
    "수정",
    "updated",
    "modified",
    "last updated",
    "last modified",
    "last changed",
    "last edited",
    "edited",
    "aktualisiert",
    "zuletzt",
    "letzte",
    "geändert",
    "mis à jour",
    "mise à jour",
    "modifié",
    "actualizado",
    "atualizado",
    "aggiornato",
    "ultimo aggiornamento",
    "bijgewerkt",
    "laatst",
    "opdateret",
    "oppdatert",
    "uppdaterad",
    "päivitetty",
    "aktualizacja",
    "обновлено",
    "оновлено",
    "güncelleme",
];

/// Words for a publication, in lower case.
pub(super) const PUBLICATION: [&str; 37] = [
    "发布于",
    "发表于",
    "发布时间",
    "發佈",
    "公開日",
    "投稿日",
    "掲載",
    "입력",
    "published",
    "submitted by",
    "gespeichert von",
    "soumis par",
    "first published",
    "veröffentlicht",
    "erschienen",
    "publiziert",
    "publié",
    "publiée",
    "paru le",
    "mis en ligne",
    "publicado",
    "publicada",
    "pubblicato",
    "gepubliceerd",
    "publicerad",
    "publisert",
    "udgivet",
    "julkaistu",
    "opublikowano",
    "publikováno",
    "zverejnené",
    "опубликовано",
    "опубліковано",
    "yayınlanma",
    "megjelent",
    "publicat",
    "diterbitkan",
];

/// Returns whether the first letters of `text` are one of `words`.
pub(super) fn begins_with(text: &str, words: &[&str]) -> bool {
    const MAX_WORD_CHARS: usize = 24;
    let start = text.chars().skip_while(|c| !c.is_alphabetic()).take(MAX_WORD_CHARS);
    let start: String = start.flat_map(char::to_lowercase).collect();
    words.iter().any(|word| start.starts_with(word))
}

/// Words in the classes of comments, and of lists of other articles.
pub(super) const OF_OTHERS: [&str; 7] = ["comment", "related", "recommend", "popular", "trending", "mostread", "most-read"];

/// Returns whether a folded heading is that of the comments: `Comments (3)`, `3 Kommentare`.
pub(super) fn is_comments(folded: &str) -> bool {
    const WORDS: [&str; 18] = [
        "comments",
        "comment",
        "leaveacomment",
        "leaveareply",
        "readercomments",
        "responses",
        "discussion",
        "kommentare",
        "kommentarer",
        "kommentar",
        "commentaires",
        "comentarios",
        "comentários",
        "commenti",
        "reacties",
        "комментарии",
        "komentarze",
        "yorumlar",
    ];
    // Of the title of what is commented on: `2 thoughts on “Rain”`.
    const BEGINNINGS: [&str; 14] = [
        "thoughtson",
        "thoughton",
        "onethoughton",
        "commentson",
        "responsesto",
        "responseto",
        "eingedankezu",
        "gedankenzu",
        "kommentarezu",
        "kommentarzu",
        "commentairessur",
        "commentairesur",
        "comentariosen",
        "reactiesop",
    ];
    let word = folded.trim_matches(|c: char| c.is_ascii_digit());
    WORDS.contains(&word) || BEGINNINGS.iter().any(|beginning| word.starts_with(beginning))
}
