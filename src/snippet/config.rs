//! How long a snippet may be.

/// The size of a snippet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SnippetConfig {
    /// Maximum number of characters (code points) of the article in all fragments together; exceeded only if one grapheme has more.
    pub max_chars: usize,
    /// Maximum number of fragments.
    pub max_fragments: usize,
    /// Number of sentences shown before and after each passage. Each adds `max_chars` to the room.
    pub context_sentences: usize,
}

impl Default for SnippetConfig {
    fn default() -> SnippetConfig {
        SnippetConfig { max_chars: 300, max_fragments: 3, context_sentences: 0 }
    }
}

impl SnippetConfig {
    pub(super) fn max_chars_with_context(self) -> usize {
        self.max_chars.saturating_mul(self.context_sentences.saturating_mul(2).saturating_add(1))
    }
}
