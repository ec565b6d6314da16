//! Links to the files of articles, for terminals.

use std::path::Path;

use pullquote::article::Place;
use pullquote::ingest::PathNames;

/// Knows where the files of an index are.
pub(crate) struct FileLinks {
    /// How files are named; `None` if that is unknown.
    names: Option<PathNames>,
    /// Whether links are wanted on the terminal.
    has_links: bool,
}

impl FileLinks {
    /// `names` are those of the index; `None` if they are unknown.
    pub(crate) fn new(names: Option<PathNames>, has_links: bool) -> FileLinks {
        FileLinks { names, has_links }
    }

    /// Returns the URL of an article's file, if there is such a file and links are wanted.
    pub(crate) fn url_of(&self, place: &Place) -> Option<String> {
        if self.has_links { self.address_of(place) } else { None }
    }

    /// Returns the URL of an article's file, if there is such a file.
    pub(crate) fn address_of(&self, place: &Place) -> Option<String> {
        let path = self.names.as_ref()?.location(&place.path);
        if path.is_file() { file_url(&path) } else { None }
    }
}

/// Returns the `file:` URL of an absolute path, on no named host. All of it is printable ASCII.
fn file_url(path: &Path) -> Option<String> {
    let text = path.to_str().filter(|_| path.is_absolute())?;
    let slashed = if std::path::MAIN_SEPARATOR == '/' { text.to_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let encoded = slashed.bytes().map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    // A path that begins with a drive has no slash of its own.
    Some(format!("file://{}{}", if slashed.starts_with('/') { "" } else { "/" }, encoded.collect::<String>()))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn urls_of_files_are_percent_encoded() {
        let check = |path: &str, expected: Option<&str>| assert_eq!(file_url(Path::new(path)).as_deref(), expected);
        check("/news/a.txt", Some("file:///news/a.txt"));
        check("/new news/é#1?.txt", Some("file:///new%20news/%C3%A9%231%3F.txt"));
        check("/\u{1b}]8;;x\u{7}/a.txt", Some("file:///%1B%5D8%3B%3Bx%07/a.txt"));
        check("news/a.txt", None);
    }

    #[test]
    fn what_is_not_there_is_not_linked_to() {
        let place = |path: &str| Place { path: path.to_owned(), record: Some(3) };
        let links =
            |has_links| FileLinks::new(PathNames::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("index")).ok(), has_links);
        assert!(links(true).url_of(&place("Cargo.toml")).is_some_and(|url| url.ends_with("/Cargo.toml")));
        assert_eq!(links(true).url_of(&place("nothing.txt")), None);
        assert_eq!(links(true).url_of(&place("src")), None);
        assert_eq!(links(false).url_of(&place("Cargo.toml")), None);
    }
}
