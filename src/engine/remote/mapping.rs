//! The fields of documents in a cluster.
//!
//! Words are analysed before they are sent: a word field is a text of words separated by spaces,
//! which the cluster only splits. So there is one analysis, ours, and no other to keep equal to it.
//! Three kinds of document share an index: articles with their quotes, which are nested documents;
//! files (the ledger); and the record of the last run.

use serde_json::{Value, json};

use crate::matching::VALUE_GAP;

/// The version of the format. It changes whenever the mapping or the documents do; an index of
/// another format must be rebuilt.
pub(super) const FORMAT: u32 = 5;

/// The kinds of document.
pub(super) mod kind {
    pub(crate) const ARTICLE: &str = "article";
    pub(crate) const FILE: &str = "file";
    pub(crate) const RUN: &str = "run";
}

/// Signs for what begins and ends at the words of a text. An `intervals` query finds what is within
/// one sentence or paragraph: between a sign of its beginning and the next sign of its end. A
/// sentence of a single word has no signs, because it holds no two words; so each beginning is
/// followed by its own end.
///
/// Asking for intervals without a break does not work: Lucene's `not_containing` also refuses those
/// that a break only touches at the end.
pub(super) mod breaks {
    /// A word at which nothing begins or ends.
    pub(crate) const NOTHING: &str = "_";

    /// What can begin or end at a word.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub(crate) enum Part {
        Sentence,
        Paragraph,
    }

    /// Returns the sign of each word, given what begins at it. The beginning of a paragraph also
    /// begins a sentence.
    pub(crate) fn signs(begins: &[Option<Part>]) -> Vec<&'static str> {
        let is_start = |idx: usize, part: Part| begins.get(idx).is_none_or(|begins| *begins >= Some(part));
        let begins_longer = |idx, part| is_start(idx, part) && !is_start(idx + 1, part);
        let ends_longer = |idx, part| is_start(idx + 1, part) && !is_start(idx, part);
        let sign = |idx| match [Part::Sentence, Part::Paragraph].map(|part| (begins_longer(idx, part), ends_longer(idx, part))) {
            [(true, _), (true, _)] => "sp",
            [(true, _), _] => "s",
            [_, (true, _)] => "p",
            [(_, true), (_, true)] => "eq",
            [(_, true), _] => "e",
            [_, (_, true)] => "q",
            _ => NOTHING,
        };
        (0..begins.len()).map(sign).collect()
    }

    /// Returns the signs of words at which a part of this kind begins, and of those at which one
    /// ends.
    pub(crate) fn around(part: Part) -> [&'static [&'static str]; 2] {
        match part {
            Part::Sentence => [&["s", "sp"], &["e", "eq"]],
            Part::Paragraph => [&["p", "sp"], &["q", "eq"]],
        }
    }
}

/// Maximum number of quotes of an article.
pub(super) const MAX_QUOTES: usize = 50_000;

/// Maximum number of hits of one request. Those further down are reached in steps.
pub(super) const MAX_WINDOW: usize = 10_000;

/// Maximum length of names and addresses that can be looked up, because a term has at most 32,766
/// bytes. Longer ones are only stored.
const MAX_KEYWORD_CHARS: u32 = 8_191;

/// Maximum length of a word: it has at most 255 bytes, and a stem has its language before it.
const MAX_WORD_CHARS: u32 = 1_024;

/// Parts what has one position in a field of stems.
pub(super) const ALSO: char = '\u{3}';

/// What stands beside the stems of words. No word and no stem begins or ends with these signs.
pub(super) mod beside {
    /// Returns the compound that ends with a word, as written.
    pub(crate) fn last(compound: &str) -> String {
        format!("-{compound}")
    }

    /// Returns the compound that begins with a word: as written, or its stem.
    pub(crate) fn first(compound_or_stem: &str) -> String {
        format!("{compound_or_stem}-")
    }

    /// Returns the sign of a word that has accents in a language in which they count.
    pub(crate) fn accented(exact: &str) -> String {
        format!("'{exact}")
    }
}

/// Returns the template of all generations of the index `name`.
pub(super) fn template(name: &str, n_shards: u16, n_replicas: u16) -> Value {
    let keyword = || json!({"type": "keyword", "ignore_above": MAX_KEYWORD_CHARS});
    // Frequencies and lengths count as in the local engine; names and stems have positions too.
    let words = || json!({"type": "text", "analyzer": "words", "position_increment_gap": VALUE_GAP});
    let stems = || json!({"type": "text", "analyzer": "stems", "position_increment_gap": VALUE_GAP});
    let breaks = || json!({"type": "text", "analyzer": "breaks", "norms": false});
    let count = || json!({"type": "long"});
    let of_words = json!({
        "title": words(), "title_stem": stems(),
        "body": words(), "body_stem": stems(), "body_breaks": breaks(),
        "lead": words(), "lead_stem": stems(), "lead_breaks": breaks(),
        "byline": words(), "publisher": words(), "section": words(),
    });
    json!({
        "index_patterns": [format!("{name}-g*")],
        "version": FORMAT,
        "priority": 500,
        "_meta": {"made_by": "pullquote", "format": FORMAT},
        "template": {
            "settings": {
                "number_of_shards": n_shards,
                "number_of_replicas": n_replicas,
                "codec": "best_compression",
                "refresh_interval": "-1",
                "max_result_window": MAX_WINDOW,
                "mapping.nested_objects.limit": MAX_QUOTES,
                "analysis": {
                    "analyzer": {
                        "words": {"type": "custom", "tokenizer": "spaces"},
                        "stems": {"type": "custom", "tokenizer": "spaces", "filter": ["parts"]},
                        // The sign for nothing leaves its position empty.
                        "breaks": {"type": "custom", "tokenizer": "spaces", "filter": ["nothing"]},
                    },
                    "filter": {
                        "nothing": {"type": "stop", "stopwords": [breaks::NOTHING]},
                        "parts": {"type": "pattern_capture", "preserve_original": false, "patterns": [format!("([^{ALSO}]+)")]},
                    },
                    "tokenizer": {"spaces": {"type": "char_group", "tokenize_on_chars": [" "], "max_token_length": MAX_WORD_CHARS}},
                }
            },
            "mappings": {
                "dynamic": "strict",
                "_meta": {"made_by": "pullquote", "format": FORMAT},
                // Words can be computed again from the article.
                "_source": {"excludes": ["words", "quotes"]},
                "properties": {
                    "kind": keyword(),
                    "path": keyword(),
                    "stamp": count(),
                    "id": keyword(),
                    "ordinal": count(),
                    // Only returned.
                    "sketch": {"type": "keyword", "index": false, "doc_values": false},
                    "record_id": keyword(),
                    "place": keyword(),
                    "under": keyword(),
                    "language": keyword(),
                    "url": keyword(),
                    "day": count(),
                    "embargo_day": count(),
                    "seconds": count(),
                    "n_words": count(),
                    "n_quotes": count(),
                    "publisher_name": keyword(),
                    "section_name": keyword(),
                    "speaker_name": keyword(),
                    "words": {"properties": of_words},
                    "quotes": {"type": "nested", "properties": {
                        "words": words(), "stems": stems(), "names": words(),
                    }},
                    // Returned, and never searched.
                    "article": {"type": "object", "enabled": false},
                    "file": {"type": "object", "enabled": false},
                    "run": {"type": "object", "enabled": false},
                    "articles_since": count(),
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::breaks::{Part, signs};

    #[test]
    fn each_sentence_of_several_words_has_a_beginning_and_its_end() {
        let check = |begins: &str, expected: &str| {
            let part = |letter| match letter {
                'p' => Some(Part::Paragraph),
                's' => Some(Part::Sentence),
                _ => None,
            };
            assert_eq!(signs(&begins.chars().map(part).collect::<Vec<_>>()).join(" "), expected, "{begins}");
        };
        check("p...", "sp _ _ eq");
        check("p.s..p.", "sp e s _ eq sp eq");
        // Sentences and paragraphs of one word.
        check("psp", "p q _");
        check("ps.s", "p s e q");
        check("", "");
    }
}
