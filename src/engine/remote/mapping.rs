//! What a document in a cluster is made of.
//!
//! Words come analysed: a field of words is a text whose words are separated by spaces, and the cluster only takes it apart. So there is one
//! analysis, ours, and none to keep equal to it. Three kinds of document share an index: articles with their quotes, which are
//! nested documents; files (the ledger); and the record of the last run.

use serde_json::{Value, json};

use crate::matching::VALUE_GAP;

/// Changes whenever the mapping or the documents do; an index of another format must be rebuilt.
pub(super) const FORMAT: u32 = 2;

/// The kinds of document.
pub(super) mod kind {
    pub(crate) const ARTICLE: &str = "article";
    pub(crate) const FILE: &str = "file";
    pub(crate) const RUN: &str = "run";
}

/// What begins and ends at a word of a text, as signs, so that `intervals` can ask for what stands within one sentence or paragraph: between
/// a sign of its beginning and the next of its end. One of a single word has none, since no two words stand in it; so each beginning is
/// followed by its own end.
///
/// The other way, to ask for what holds no break, is not open: Lucene's `not_containing` also refuses what a break only touches at its end.
pub(super) mod breaks {
    /// A word at which nothing begins or ends.
    pub(crate) const NOTHING: &str = "_";

    /// What begins or ends.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub(crate) enum Part {
        Sentence,
        Paragraph,
    }

    /// Returns the sign of each word, given what begins at it. A paragraph begins a sentence too.
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

    /// Returns the signs of words at which such a part begins, and of those at which one ends.
    pub(crate) fn around(part: Part) -> [&'static [&'static str]; 2] {
        match part {
            Part::Sentence => [&["s", "sp"], &["e", "eq"]],
            Part::Paragraph => [&["p", "sp"], &["q", "eq"]],
        }
    }
}

/// So many quotes of one article can be found; nobody reads a page of more.
pub(super) const MAX_QUOTES: usize = 50_000;

/// So many hits can be asked for with one request; those further down are walked to.
pub(super) const MAX_WINDOW: usize = 10_000;

/// Longer names and addresses are stored, and not looked up: a term has at most 32,766 bytes.
const MAX_KEYWORD_CHARS: u32 = 8_191;

/// A word is at most 255 bytes; a stem has its language before it.
const MAX_WORD_CHARS: u32 = 1_024;

/// Returns the template of all generations of the index `name`.
pub(super) fn template(name: &str, n_shards: u16, n_replicas: u16) -> Value {
    let keyword = || json!({"type": "keyword", "ignore_above": MAX_KEYWORD_CHARS});
    // Frequencies and lengths count as in the local engine; names and stems have positions too.
    let words = || json!({"type": "text", "analyzer": "words", "position_increment_gap": VALUE_GAP});
    let breaks = || json!({"type": "text", "analyzer": "breaks", "norms": false});
    let count = || json!({"type": "long"});
    let of_words = json!({
        "title": words(), "title_stem": words(),
        "body": words(), "body_stem": words(), "body_breaks": breaks(),
        "lead": words(), "lead_stem": words(), "lead_breaks": breaks(),
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
                        // What stands for nothing leaves its position empty.
                        "breaks": {"type": "custom", "tokenizer": "spaces", "filter": ["nothing"]},
                    },
                    "filter": {"nothing": {"type": "stop", "stopwords": [breaks::NOTHING]}},
                    "tokenizer": {"spaces": {"type": "char_group", "tokenize_on_chars": [" "], "max_token_length": MAX_WORD_CHARS}},
                }
            },
            "mappings": {
                "dynamic": "strict",
                "_meta": {"made_by": "pullquote", "format": FORMAT},
                // Words can be made again of the article.
                "_source": {"excludes": ["words", "quotes"]},
                "properties": {
                    "kind": keyword(),
                    "path": keyword(),
                    "stamp": count(),
                    "id": keyword(),
                    "ordinal": count(),
                    // Only given back.
                    "sketch": {"type": "keyword", "index": false, "doc_values": false},
                    "record_id": keyword(),
                    "place": keyword(),
                    "under": keyword(),
                    "language": keyword(),
                    "url": keyword(),
                    "day": count(),
                    "seconds": count(),
                    "n_words": count(),
                    "n_quotes": count(),
                    "publisher_name": keyword(),
                    "section_name": keyword(),
                    "speaker_name": keyword(),
                    "words": {"properties": of_words},
                    "quotes": {"type": "nested", "properties": {
                        "words": words(), "stems": words(), "names": words(),
                    }},
                    // What is given back, and never searched.
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
