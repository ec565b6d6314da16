//! Whatever a file holds (a WARC, an archive, a saved page), reading it ends, and articles and problems name it.
#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use pullquote::extract::json::FieldMap;
use pullquote::ingest::{ReadLimits, SourceFile, extract_file};
use tempfile::TempDir;

fn location() -> PathBuf {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    FOLDER.get_or_init(|| TempDir::new().unwrap()).path().join("file")
}

fuzz_target!(|bytes: &[u8]| {
    fs::write(location(), bytes).unwrap();
    let file =
        SourceFile { location: location(), path: "file".to_owned(), format: None, is_forced: false, size_bytes: bytes.len() as u64, modified_nanos: 0, pages: Vec::new(), beside: None };
    let limits = ReadLimits { max_record_bytes: 1 << 20, max_ratio: 100 };
    let problems = extract_file(&file, &FieldMap::default(), limits, |article| assert_eq!(article.place.path, "file")).unwrap();
    assert!(problems.iter().all(|problem| problem.path == "file"));
});
