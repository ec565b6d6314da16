//! What a file is, by its name.

use std::path::Path;

/// What a file holds once it is decompressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One article as plain text.
    Text,
    /// One article as a web page.
    Html,
    /// One article, or a list of them, as JSON.
    Json,
    /// One article a line, as JSON.
    JsonLines,
}

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// `.gz`: gzip, of one or several members.
    Gzip,
    /// `.zst`: Zstandard, of one or several frames.
    Zstd,
}

/// Returns what the file at `path` is, or None where its name is not that of an article file. Letter case is of no account.
///
/// ```
/// use std::path::Path;
/// use pullquote::ingest::{Compression, Format, format_of};
/// assert_eq!(format_of(Path::new("news/wire.jsonl.zst")), Some((Format::JsonLines, Compression::Zstd)));
/// assert_eq!(format_of(Path::new("photo.jpg")), None);
/// ```
pub fn format_of(path: &Path) -> Option<(Format, Compression)> {
    let name = path.file_name()?.to_str().map_or_else(|| path.to_string_lossy().to_lowercase(), str::to_lowercase);
    let compressed = [(".gz", Compression::Gzip), (".zst", Compression::Zstd), (".zstd", Compression::Zstd)];
    let (stem, compression) = compressed
        .iter()
        .find_map(|(ending, compression)| Some((name.strip_suffix(ending)?, *compression)))
        .unwrap_or((&name, Compression::None));
    let (_, ending) = stem.rsplit_once('.')?;
    let format = match ending {
        "txt" | "text" => Format::Text,
        "html" | "htm" | "xhtml" => Format::Html,
        "json" => Format::Json,
        "jsonl" | "ndjson" => Format::JsonLines,
        _ => return None,
    };
    Some((format, compression))
}
