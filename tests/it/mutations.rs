//! Files that were good once: whatever happens to their bytes, reading them ends in articles and problems, and nothing panics.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use crate::harness::corpus;
use proptest::prelude::*;
use pullquote::extract::json::FieldMap;
use pullquote::extract::{captions, docx, epub, html, library, markdown, odt, pdf, pptx, rtf, scan, table, text, xml};
use pullquote::ingest::{Normalization, ReadLimits, SourceFile, decode, extract_file};
use walkdir::WalkDir;

/// The names and bytes of all files of the corpus, of the exports among the cases, and of documents.
static FILES: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| {
    const EXPORTS: [&str; 11] =
        ["FACTIVA", "LEXIS", "PROQUEST", "EUROPRESSE", "RIS", "TREC", "REUTERS", "RCV1", "MIND", "SCAN", "CAPTIONS"];
    let cases = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let is_export =
        |path: &std::path::Path| EXPORTS.iter().any(|name| path.file_name().unwrap().to_string_lossy().starts_with(name));
    let of = |folder: PathBuf| WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let documents = of(cases.join("documents")).chain(of(cases.join("post")));
    let entries = of(corpus()).chain(documents).chain(of(cases).filter(|entry| is_export(entry.path())));
    let files = entries.filter(|entry| entry.file_type().is_file()).map(|entry| entry.path().to_owned());
    files.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
});

/// What may happen to bytes. Places are parts of the whole, in 65,536ths.
#[derive(Debug, Clone)]
enum Mutation {
    Set(u16, u8),
    Cut(u16, u16),
    Repeat(u16, u16, u8),
    Insert(u16, Vec<u8>),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let tokens = prop::sample::select(vec![
        b"<div>".to_vec(),
        b"]]>".to_vec(),
        b"\xff\xfe".to_vec(),
        b"\x1f\x8b\x08".to_vec(),
        b"\0\0\0".to_vec(),
        b"&#x110000;".to_vec(),
        b"\r\n\r\n".to_vec(),
        b"WARC/1.0\r\n".to_vec(),
        b"PK\x01\x02".to_vec(),
        b"99999999999999999999".to_vec(),
        b"\xe2\x80".to_vec(),
        b"{[{\"a\":".to_vec(),
        b"\n\nFrom a@x Mon Mar 25 10:00:00 2024\nA: b\n".to_vec(),
        b"\n--b1\n".to_vec(),
        b"<resource>".to_vec(),
        b"{\\shp{\\*\\shpinst{\\shptxt ".to_vec(),
        b"\\bin99999999 ".to_vec(),
        b"endstream endobj".to_vec(),
        b" 0 R ".to_vec(),
        b"[[[[[[[[<<".to_vec(),
        b"\n\"a\"\",\t\"".to_vec(),
    ]);
    prop_oneof![
        (any::<u16>(), any::<u8>()).prop_map(|(at, byte)| Mutation::Set(at, byte)),
        (any::<u16>(), any::<u16>()).prop_map(|(from, to)| Mutation::Cut(from.min(to), from.max(to))),
        (any::<u16>(), 0..2000u16, 1..20u8).prop_map(|(at, len, times)| Mutation::Repeat(at, len, times)),
        (any::<u16>(), tokens).prop_map(|(at, token)| Mutation::Insert(at, token)),
    ]
}

fn mutated(mut bytes: Vec<u8>, mutations: &[Mutation]) -> Vec<u8> {
    for mutation in mutations {
        let place = |part: u16| usize::from(part) * bytes.len() / 65_536;
        match mutation {
            Mutation::Set(at, byte) => {
                let at = place(*at);
                bytes.get_mut(at).into_iter().for_each(|old| *old = *byte);
            }
            Mutation::Cut(from, to) => drop(bytes.drain(place(*from)..place(*to))),
            Mutation::Repeat(at, len, times) => {
                let at = place(*at);
                let end = (at + usize::from(*len)).min(bytes.len());
                let piece = bytes[at..end].repeat(usize::from(*times));
                bytes.splice(at..at, piece);
            }
            Mutation::Insert(at, token) => {
                let at = place(*at);
                bytes.splice(at..at, token.iter().copied());
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_file_makes_reading_panic(file_idx in any::<prop::sample::Index>(), mutations in prop::collection::vec(mutation(), 1..6)) {
        let (path, bytes) = &FILES[file_idx.index(FILES.len())];
        let bytes = mutated(bytes.clone(), &mutations);
        for label in [None, Some("utf-16le"), Some("iso-2022-jp")] {
            if let Ok(decoded) = decode(&bytes, label, Normalization::Composed) {
                let is_said = decoded.finding.is_some() || !decoded.text.contains('\u{fffd}');
                prop_assert!(is_said);
                html::extract(&decoded.text);
                markdown::extract(&decoded.text);
                text::extract(&decoded.text);
                xml::extract(&decoded.text);
                odt::extract(&decoded.text, Some(&decoded.text));
                let text = || Some(decoded.text.clone().into_owned());
                let parts = docx::Parts { document: decoded.text.clone().into_owned(), styles: text(), footnotes: text(), endnotes: text(), core: text() };
                docx::extract(&parts);
                pptx::extract(&[pptx::Slide { slide: parts.document.clone(), notes: text() }], Some(&decoded.text));
                let (mut edition, _) = epub::edition(&decoded.text, "OPS/book.opf");
                edition.read_contents(&decoded.text);
                edition.articles("OPS/a.html", &decoded.text);
                epub::encrypted(&decoded.text);
                captions::extract(&decoded.text);
                table::extract(&decoded.text, &FieldMap::default(), None);
                library::read(&decoded.text);
                scan::extract(&decoded.text);
                for name in ["alto/1.xml", "Document/1/Ar00101.xml"] {
                    scan::issue(&decoded.text, &[(name.to_owned(), decoded.text.to_string())]);
                }
            }
        }
        rtf::extract(&bytes);
        _ = pdf::extract(bytes.clone());
        let folder = tempfile::TempDir::new().unwrap();
        let location = folder.path().join(path.file_name().unwrap());
        fs::write(&location, &bytes).unwrap();
        let format = pullquote::ingest::format_of(path);
        let file = SourceFile { location, path: "file".to_owned(), format, is_forced: false, size_bytes: bytes.len() as u64, modified_nanos: 0, pages: Vec::new(), beside: None };
        let problems = extract_file(&file, &FieldMap::default(), ReadLimits::default(), |article| assert!(!article.title.text.contains('\n'))).unwrap();
        // A panic is caught where files are read, and becomes a problem.
        prop_assert!(!problems.iter().any(|problem| problem.message.contains("failed inside the program")), "{problems:?}");
    }
}
