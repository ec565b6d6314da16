//! Whatever the bytes of a mail, also of Outlook, a folder of mails, a web archive or an export of notes, reading them ends, and nothing panics.
#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use pullquote::extract::enex;
use pullquote::extract::json::FieldMap;
use pullquote::ingest::{Format, ReadLimits, SourceFile, extract_file};
use tempfile::TempDir;

fn location() -> PathBuf {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    FOLDER.get_or_init(|| TempDir::new().unwrap()).path().join("file")
}

fuzz_target!(|data: (u8, &[u8])| {
    let (kind, bytes) = data;
    enex::extract(&String::from_utf8_lossy(bytes));
    let format = [Format::Mail, Format::Mbox, Format::WebArchive, Format::Enex, Format::Msg][usize::from(kind % 5)];
    let start: &[u8] = match format {
        Format::Mbox => b"From a@x Mon Mar 25 10:00:00 2024\n",
        Format::WebArchive => b"bplist00WebMainResource",
        Format::Enex => b"<en-export>",
        Format::Msg => b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        _ => b"",
    };
    let bytes = [start, bytes].concat();
    fs::write(location(), &bytes).unwrap();
    let file = SourceFile {
        location: location(),
        path: "file".to_owned(),
        format: Some(format),
        is_forced: format == Format::Mail,
        size_bytes: bytes.len() as u64,
        modified_nanos: 0,
        pages: Vec::new(), beside: None,
    };
    let limits = ReadLimits { max_record_bytes: 1 << 20, max_ratio: 100 };
    let problems = extract_file(&file, &FieldMap::default(), limits, |_| {}).unwrap();
    assert!(!problems.iter().any(|problem| problem.message.starts_with("reading it failed inside the program")), "{problems:?}");
});
