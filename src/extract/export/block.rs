//! A block of an export: a paragraph, or a label with what stands behind it.

/// A block.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// The words before the colon, if the export sets them apart as a label.
    pub(super) label: Option<String>,
    /// The text behind the label. Paragraphs are separated by empty lines.
    pub(super) text: String,
    /// Whether its lines stand in the middle of the page.
    pub(super) is_centered: bool,
}

/// Returns the words before the first colon of a line, and the rest; `None` if they are no label by
/// their length.
pub(super) fn cut_label(line: &str) -> Option<(&str, &str)> {
    const MAX_BYTES: usize = 60;
    let colon = line.bytes().take(MAX_BYTES).position(|byte| byte == b':')?;
    let (label, rest) = line.split_at(colon);
    let label = label.trim();
    (!label.is_empty()).then(|| (label, &rest[1..]))
}

/// Returns the paragraphs of a text, each a list of lines: empty lines separate them.
pub(super) fn paragraphs(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let mut lines = text.lines();
    std::iter::from_fn(move || {
        let first = lines.find(|line| !line.trim().is_empty())?;
        let mut paragraph = vec![first];
        for line in lines.by_ref() {
            if line.trim().is_empty() {
                break;
            }
            paragraph.push(line);
        }
        Some(paragraph)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_end_at_the_first_colon() {
        assert_eq!(cut_label("LENGTH: 46 words"), Some(("LENGTH", " 46 words")));
        assert_eq!(cut_label("Texte intégral : Le bac"), Some(("Texte intégral", " Le bac")));
        assert_eq!(cut_label("It rained."), None);
        assert_eq!(cut_label(&format!("{}: x", "a".repeat(80))), None);
    }

    #[test]
    fn empty_lines_separate_paragraphs() {
        let found: Vec<_> = paragraphs("\n\none\ntwo\n \n\nthree").collect();
        assert_eq!(found, [vec!["one", "two"], vec!["three"]]);
    }
}
