//! Records of a WARC file come out of an export as they went into the file:
//!
//! 1. those of the articles that match, byte for byte, with what was asked and noted beside them, and no others;
//! 2. however the source and the export are compressed, the articles are the same when they are read again;
//! 3. a file that is not as it was indexed is named and left out, and so are articles from other files counted.

use std::fs;
use std::io::{Read, Write};

use crate::harness::{Folder, text};
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(bytes).read_to_end(&mut unpacked).unwrap();
    unpacked
}

fn record(kind: &str, id: &str, headers: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nX-Odd:   kept as it is \r\nWARC-Record-ID: <urn:uuid:{id}>\r\n\
         WARC-Date: 2024-04-20T10:00:00Z\r\n{headers}Content-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn page(id: &str, text: &str) -> Vec<u8> {
    let html = format!(
        "<html><head><title>Page {id}</title></head><body><article><p>{text} The harbour master said on Tuesday that boats may land there \
         again, page {id}.</p></article></body></html>"
    );
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}");
    let headers = format!("WARC-Target-URI: https://port.example/{id}\r\nContent-Type: application/http; msgtype=response\r\n");
    record("response", id, &headers, answer.as_bytes())
}

fn beside(kind: &str, id: &str, of: &str) -> Vec<u8> {
    record(kind, id, &format!("WARC-Concurrent-To: <urn:uuid:{of}>\r\nContent-Type: text/plain\r\n"), id.as_bytes())
}

/// The records of a small crawl, and which of them belong to the pages with a ferry.
fn crawl() -> (Vec<Vec<u8>>, Vec<usize>) {
    let records = vec![
        record("warcinfo", "info", "Content-Type: application/warc-fields\r\n", b"software: test\r\n"),
        beside("request", "ask-1", "1"),
        page("1", "The ferry sails at noon."),
        beside("metadata", "note-1", "1"),
        beside("request", "ask-2", "2"),
        page("2", "The quay is closed."),
        beside("metadata", "note-2", "2"),
        // This one is about a page further up, and not adjacent to it.
        beside("metadata", "late-1", "1"),
        page("3", "No ferry sails today."),
        // This one is adjacent, and about something else.
        beside("metadata", "note-9", "9"),
        beside("request", "ask-3", "3"),
        record(
            "resource",
            "plain",
            "Content-Type: text/plain\r\n",
            b"Plain\n\nA ferry in plain text, said the master of the port.\n",
        ),
    ];
    (records, vec![1, 2, 3, 8, 11])
}

/// What an export must hold behind its first record.
fn expected() -> Vec<u8> {
    let (records, chosen) = crawl();
    chosen.into_iter().flat_map(|idx| records[idx].clone()).collect()
}

/// The first record of a WARC file, and all that stands behind it.
fn split_info(warc: &[u8]) -> (String, &[u8]) {
    let end = warc.windows(8).position(|window| window == b"\r\n\r\nWARC").unwrap_or(warc.len() - 4) + 4;
    (String::from_utf8(warc[..end].to_vec()).unwrap(), &warc[end..])
}

/// The articles of a folder's index, without what says where they lie.
fn articles(folder: &Folder, query: &str) -> Vec<Value> {
    let exported = folder.run(&["export", "--format", "jsonl", "--", query]).succeeds().lines();
    let mut articles: Vec<Value> = exported
        .into_iter()
        .map(|line| {
            let mut article = folder.run(&["show", "--json", &text(&line["id"])]).succeeds().json();
            ["id", "path", "record"].iter().for_each(|key| drop(article.as_object_mut().unwrap().remove(*key)));
            article
        })
        .collect();
    articles.sort_by_key(ToString::to_string);
    articles
}

fn export(folder: &Folder, output: &str, query: &str) -> Vec<u8> {
    folder.run(&["export", "--format", "warc", "-o", output, query]).succeeds();
    fs::read(folder.path(output)).unwrap()
}

#[test]
fn records_come_out_as_they_went_in() {
    let (records, _) = crawl();
    let sources: [(&str, Vec<u8>); 4] = [
        ("news/a.warc", records.concat()),
        ("news/a.warc.gz", records.iter().flat_map(|record| gzip(record)).collect()),
        ("news/whole.warc.gz", gzip(&records.concat())),
        ("news/a.warc.zst", zstd::encode_all(records.concat().as_slice(), 1).unwrap()),
    ];
    for (name, bytes) in sources {
        let folder = Folder::new();
        folder.write(name, bytes);
        folder.run(&["index", "news"]).succeeds();
        fs::create_dir(folder.path("out")).unwrap();
        let plain = export(&folder, "out/ferry.warc", "ferry");
        let (info, rest) = split_info(&plain);
        assert!(rest == expected(), "{name}: {}", String::from_utf8_lossy(rest));
        assert!(info.starts_with("WARC/1.1\r\nWARC-Type: warcinfo\r\n") && info.contains("\r\nquery: ferry\r\n"), "{info}");
        let packed = export(&folder, "out/ferry.warc.gz", "ferry");
        assert!(split_info(&gunzip(&packed)).1 == expected(), "{name}");
        // Each record is a member of its own.
        let (mut members, mut n_members) = (packed.as_slice(), 0);
        while !members.is_empty() {
            let mut member = Vec::new();
            GzDecoder::new(&mut members).read_to_end(&mut member).unwrap();
            assert!(member.starts_with(b"WARC/1.") && member.ends_with(b"\r\n\r\n"));
            n_members += 1;
        }
        assert_eq!(n_members, 1 + 5);
        assert_eq!(folder.snapshot("out").len(), 2);
        let again = Folder::new();
        again.write("again/ferry.warc.gz", packed);
        let report = again.run(&["index", "--json", "again"]).succeeds();
        assert_eq!(report.problems(), Vec::<String>::new());
        let found = articles(&again, "words:>=0");
        assert_eq!((found.len(), found), (3, articles(&folder, "ferry")));
    }
}

#[test]
fn the_sample_crawl_comes_out_too() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    let query = "path:corpus/archives/herald-crawl.warc.gz";
    folder.run(&["export", "--format", "warc", "-o", "out.warc.gz", query]).succeeds();
    let again = Folder::new();
    again.write("news/out.warc.gz", fs::read(folder.path("out.warc.gz")).unwrap());
    again.run(&["index", "news"]).succeeds();
    let found = articles(&again, "words:>=0");
    assert!(!found.is_empty());
    assert_eq!(found, articles(&folder, query));
}

#[test]
fn line_ends_that_a_writer_left_out_are_put_in() {
    let pages = [page("1", "The ferry sails."), page("2", "The ferry rests.")];
    let sloppy: Vec<u8> = pages.iter().flat_map(|page| [&page[..page.len() - 4], b"\n"].concat()).collect();
    let folder = Folder::new();
    folder.write("news/a.warc", sloppy);
    folder.run(&["index", "news"]).succeeds();
    assert!(split_info(&export(&folder, "out.warc", "ferry")).1 == pages.concat());
}

#[test]
fn articles_from_elsewhere_are_counted() {
    let folder = Folder::new();
    folder.write("news/a.warc", crawl().0.concat());
    folder.write("news/b.txt", "Ferry\n\nThe ferry again.\n");
    folder.write("news/c.jsonl", "{\"text\":\"A ferry.\"}\n{\"text\":\"Another ferry.\"}\n");
    folder.run(&["index", "news"]).succeeds();
    let run = folder.run(&["export", "--format", "warc", "-o", "out.warc", "ferry"]).succeeds();
    let expected = "6 articles\n3 records and 2 related ones, from 1 file\n\
                    note: skipped 3 articles that did not come from WARC files\n";
    assert!(run.stderr.ends_with(expected), "{run:?}");
    // The file says so too where there is nothing else in it.
    let run = folder.run(&["export", "--format", "warc", "-o", "none.warc", "another"]).exits(1);
    assert!(run.stderr.contains("note: skipped 1 article that did not come from a WARC file\n"), "{run:?}");
    let none = fs::read(folder.path("none.warc")).unwrap();
    assert_eq!(split_info(&none).1, b"");
    folder.run(&["export", "--format", "warc", "-o", "none.warc", "zeppelin"]).exits(1);
}

#[test]
fn a_file_that_is_not_as_it_was_is_named_and_left_out() {
    let folder = Folder::new();
    let pages =
        |from: usize| (from..from + 3).flat_map(|number| page(&number.to_string(), "The ferry sails.")).collect::<Vec<u8>>();
    for (name, from) in [("a", 0), ("b", 10), ("c", 20), ("d", 30)] {
        folder.write(&format!("news/{name}.warc"), pages(from));
    }
    folder.run(&["index", "news"]).succeeds();
    let mut changed = pages(0);
    let at = changed.len() - 40;
    changed[at] ^= 1;
    folder.write("news/a.warc", changed);
    folder.remove("news/b.warc");
    folder.write("news/c.warc", "Not a crawl at all.\n");
    let run = folder.run(&["export", "--format", "warc", "-o", "out.warc", "ferry"]);
    let run = run.fails_with(&[
        "problem: news/a.warc: it has changed since it was indexed",
        "problem: news/b.warc: No such file",
        "problem: news/c.warc: it has changed since it was indexed",
        "3 records and 0 related ones, from 1 file\n",
        "error: cannot copy from 3 of 4 files; `out.warc` holds the records of the others",
    ]);
    run.assert_harmless();
    assert!(split_info(&fs::read(folder.path("out.warc")).unwrap()).1 == pages(30));
}

#[test]
#[cfg(unix)]
fn a_pipe_in_the_place_of_a_file_is_not_waited_for() {
    let folder = Folder::new();
    folder.write("news/a.warc", page("1", "The ferry sails."));
    folder.run(&["index", "news"]).succeeds();
    folder.remove("news/a.warc");
    assert!(std::process::Command::new("mkfifo").arg(folder.path("news/a.warc")).status().unwrap().success());
    folder
        .run(&["export", "--format", "warc", "-o", "out.warc", "ferry"])
        .fails_with(&["news/a.warc: it is a named pipe, not a file"]);
}

#[test]
fn an_archive_is_never_written_over_and_never_printed() {
    let folder = Folder::new();
    folder.write("news/a.warc", page("1", "The ferry sails."));
    folder.run(&["index", "news"]).succeeds();
    folder.run(&["export", "--format", "warc", "ferry"]).fails_with(&["`--format warc` needs `--output FILE`"]);
    let run = folder.run(&["export", "--format", "warc", "-o", "news/../news/a.warc", "ferry"]);
    run.fails_with(&["`news/../news/a.warc` is an indexed file", "choose another"]);
    assert!(fs::read(folder.path("news/a.warc")).unwrap() == page("1", "The ferry sails."));
}
