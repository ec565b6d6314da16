//! Reads files as an index run does, without an index.

use std::fs;
use std::path::Path;

use super::Folder;
use pullquote::article::Article;
use pullquote::extract::json::FieldMap;
use pullquote::ingest::{PathNames, ReadLimits, WalkOptions, extract_file, walk};

/// Reads a file under a name in a folder: its articles, and the kinds and messages of the problems.
pub(crate) fn read(name: &str, content: &[u8]) -> (Vec<Article>, Vec<String>) {
    read_below("news", &format!("news/{name}"), content)
}

/// Reads a file that is named itself, whatever its name.
pub(crate) fn read_named(name: &str, content: &[u8]) -> (Vec<Article>, Vec<String>) {
    read_below(name, name, content)
}

fn read_below(root: &str, name: &str, content: &[u8]) -> (Vec<Article>, Vec<String>) {
    let folder = Folder::new();
    folder.write(name, content);
    let names = PathNames::new(&folder.path("index")).unwrap();
    let found = walk(&[folder.path(root)], &names, WalkOptions::default()).unwrap();
    let (mut articles, mut problems) = (Vec::new(), Vec::new());
    for file in found.files.iter() {
        let found = extract_file(file, &FieldMap::default(), ReadLimits::default(), |article| articles.push(article)).unwrap();
        problems.extend(found.iter().map(|problem| format!("{}: {}", problem.kind.name(), problem.message)));
    }
    (articles, problems)
}

/// Returns the bytes of a file of `tests/cases`.
pub(crate) fn case(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name)).unwrap()
}
