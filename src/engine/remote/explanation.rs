//! The parts of a score that a cluster gave to an article.

use serde_json::Value;

use super::document::WORD_FIELDS;
use crate::engine::words::field_weight;
use crate::hit::{ScorePart, ScoreReason};
use crate::query::TextField;

/// Maximum depth to which an explanation is read; queries are not nested deeper.
const MAX_DEPTH: usize = 200;

/// Reads Lucene's explanation of a score: one part for each word or phrase that adds to it, the
/// largest first.
pub(super) fn score_parts(explanation: &Value) -> Vec<ScorePart> {
    let mut parts = Vec::new();
    collect(explanation, 0, &mut parts);
    parts.sort_by(|part, other| other.score.total_cmp(&part.score).then_with(|| part.clause.cmp(&other.clause)));
    parts
}

fn collect(node: &Value, depth: usize, parts: &mut Vec<ScorePart>) {
    let description = node["description"].as_str().unwrap_or("");
    if let Some(named) = description.strip_prefix("weight(") {
        parts.extend(part(node, named));
        return;
    }
    for detail in node["details"].as_array().into_iter().flatten().take_while(|_| depth < MAX_DEPTH) {
        collect(detail, depth + 1, parts);
    }
}

/// `named` begins with the field and the term, as in `words.body_stem:en:flood in 12)
/// [PerFieldSimilarity], result of:`.
fn part(node: &Value, named: &str) -> Option<ScorePart> {
    let score = node["value"].as_f64().filter(|score| *score > 0.0)? as f32;
    let (field, rest) = named.split_once(':')?;
    let is_stem = field.ends_with("_stem") || field.ends_with(".stems");
    let text = rest.rsplit_once(" in ")?.0;
    let clause = if is_stem { text.split_once(':')?.1 } else { text };
    let number = |name: &str| find(node, name, 0).unwrap_or(0.0) as f32;
    let reason = ScoreReason::Matches {
        n_matches: number("freq").max(number("phraseFreq")) as usize,
        rarity: number("idf"),
        length: number("dl") as u32,
        average_length: number("avgdl"),
        weight: field_weight(text_field(field)),
    };
    Some(ScorePart { clause: clause.to_owned(), field: text_field(field), reason, score })
}

fn text_field(field: &str) -> TextField {
    let name = field.strip_prefix("words.").map(|name| name.trim_end_matches("_stem"));
    let known = name.and_then(|name| WORD_FIELDS.iter().find(|(_, known, _)| *known == name));
    known.map_or(TextField::Quotes, |(field, _, _)| *field)
}

/// Finds a number by the beginning of its description.
fn find(node: &Value, name: &str, depth: usize) -> Option<f64> {
    let description = node["description"].as_str().unwrap_or("");
    let is_it = description.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with([',', '=']));
    if is_it {
        return node["value"].as_f64();
    }
    let details = node["details"].as_array().into_iter().flatten().take_while(|_| depth < MAX_DEPTH);
    details.into_iter().find_map(|detail| find(detail, name, depth + 1))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn words_that_add_to_a_score_are_told_with_their_figures() {
        let told = json!({"value": 4.0, "description": "sum of:", "details": [
            {"value": 0.0, "description": "match on required clause, product of:", "details": []},
            {"value": 4.0, "description": "weight(words.title_stem:en:flood in 12) [PerFieldSimilarity], result of:", "details": [
                {"value": 4.0, "description": "score(freq=2.0), computed as boost * idf * tf from:", "details": [
                    {"value": 2.5, "description": "idf, computed as log(1 + (N - n + 0.5) / (n + 0.5)) from:", "details": []},
                    {"value": 0.5, "description": "tf, computed as freq / (freq + k1 * (1 - b + b * dl / avgdl)) from:", "details": [
                        {"value": 2.0, "description": "freq, occurrences of term within document", "details": []},
                        {"value": 9.0, "description": "dl, length of field", "details": []},
                        {"value": 8.0, "description": "avgdl, average length of field", "details": []},
                    ]},
                ]},
            ]},
        ]});
        let reason = ScoreReason::Matches { n_matches: 2, rarity: 2.5, length: 9, average_length: 8.0, weight: 2.0 };
        assert_eq!(score_parts(&told), [ScorePart { clause: "flood".into(), field: TextField::Title, reason, score: 4.0 }]);
        assert_eq!(score_parts(&Value::Null), []);
    }
}
