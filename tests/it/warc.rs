//! What crawlers keep:
//!
//! 1. every page of a WARC file is an article, whether records are compressed one by one, as a whole or not at all;
//! 2. a damaged record costs one article and one problem that names its place;
//! 3. headers that lie are not believed, and what is no page is passed over;
//! 4. a run that is interrupted in the middle of a file goes on there.

use std::io::Write;

use crate::harness::{Folder, text};
use flate2::Compression;
use flate2::write::GzEncoder;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn record(kind: &str, id: &str, headers: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Date: 2024-04-20T10:00:00Z\r\n{headers}Content-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// A page of its own words, so that none is like another.
fn page(number: usize) -> String {
    let words = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!(
        "<html><head><title>Quay {number} repaired</title></head><body><article><p>Masons repaired quay number {number} of the port in {words:x} \
         days, the harbour master said on Tuesday, and boats may land there again.</p></article></body></html>"
    )
}

fn response(id: &str, url: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let answer = [format!("HTTP/1.1 200 OK\r\n{headers}\r\n").as_bytes(), body].concat();
    record("response", id, &format!("WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\n"), &answer)
}

fn pages(n: usize) -> Vec<Vec<u8>> {
    let html = "Content-Type: text/html; charset=utf-8\r\n";
    (0..n)
        .map(|number| response(&format!("{number:05}"), &format!("https://port.example/{number}"), html, page(number).as_bytes()))
        .collect()
}

/// Indexes one file and returns its problems and how many articles came of it.
#[track_caller]
fn indexed(name: &str, bytes: &[u8]) -> (Folder, Vec<String>, u64) {
    let folder = Folder::new();
    folder.write(name, bytes);
    let run = folder.run(&["index", "news", "--json"]).succeeds();
    let n_articles = run.report()["articles"]["added"].as_u64().unwrap();
    (folder, run.problems(), n_articles)
}

#[test]
fn of_a_thousand_pages_a_damaged_one_is_missing_and_named() {
    let mut members: Vec<Vec<u8>> = pages(1000).iter().map(|page| gzip(page)).collect();
    let middle = members[437].len() / 2;
    members[437][middle] ^= 0x55;
    let place: usize = members[..437].iter().map(Vec::len).sum();
    let (folder, problems, n_articles) = indexed("news/crawl.warc.gz", &members.concat());
    assert_eq!((n_articles, problems), (999, vec![format!("compression news/crawl.warc.gz 438 {place}")]));
    let last = folder.run(&["search", "title:\"quay 999\"", "--json"]).succeeds().hits();
    assert_eq!((last[0]["record"].as_u64(), text(&last[0]["record_id"])), (Some(1000), "urn:uuid:00999".to_owned()));
    assert_eq!(text(&last[0]["url"]), "https://port.example/999");
}

#[test]
fn a_file_that_begins_with_damage_is_read_on() {
    let mut members: Vec<Vec<u8>> = pages(5).iter().map(|page| gzip(page)).collect();
    members[0][15] ^= 0xff;
    let (_, problems, n_articles) = indexed("news/crawl.warc.gz", &members.concat());
    assert_eq!((n_articles, problems), (4, vec!["compression news/crawl.warc.gz 1 -".to_owned()]));
}

#[test]
fn a_run_that_is_interrupted_goes_on_between_two_records() {
    let pages = pages(400);
    let files: [(&str, Vec<u8>); 3] = [
        ("news/a.warc.gz", pages.iter().flat_map(|page| gzip(page)).collect()),
        ("news/b.warc", pages.concat()),
        ("news/c.tar.gz", {
            let mut archive = tar::Builder::new(Vec::new());
            for number in 0..400 {
                let page = page(number);
                let mut header = tar::Header::new_ustar();
                header.set_size(page.len() as u64);
                header.set_cksum();
                archive.append_data(&mut header, format!("{number}.html"), page.as_bytes()).unwrap();
            }
            gzip(&archive.into_inner().unwrap())
        }),
    ];
    for (name, bytes) in files {
        let folder = Folder::new();
        folder.write(name, &bytes);
        interrupted_after(&folder, 100);
        let before = folder.run(&["status", "--json"]).succeeds().json()["articles"].as_u64().unwrap();
        assert!((1..400).contains(&before), "{name}: {before}");
        let report = folder.run(&["index", "news", "--json"]).succeeds().report();
        assert_eq!(report["articles"]["added"], 400 - before, "{name}: {report}");
        assert_eq!(folder.ids().len(), 400, "{name}");
        let whole = Folder::new();
        whole.write(name, &bytes);
        whole.run(&["index", "news"]).succeeds();
        assert_eq!(folder.ids(), whole.ids(), "{name}");
    }
}

/// Indexes `news`, and stops when so many articles are written.
fn interrupted_after(folder: &Folder, n_articles: u64) {
    use std::ops::ControlFlow;

    use pullquote::engine::local::LocalIndex;
    use pullquote::ingest::{Event, IngestConfig, PathNames, update};

    let index = LocalIndex::open_or_create(&folder.path("index")).unwrap();
    let names = PathNames::new(&folder.path("index")).unwrap();
    let mut config = IngestConfig { roots: vec![folder.path("news")], ..IngestConfig::default() };
    // A program that another test starts at this moment has the lock too, until it begins to run.
    config.writer.wait = std::time::Duration::from_secs(10);
    let report = update(&index, &names, &config, &|event| match event {
        Event::Progress(progress) if progress.n_articles >= n_articles => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    assert!(report.unwrap().is_interrupted);
}

#[test]
fn damage_of_every_kind_costs_one_record() {
    let whole = pages(5);
    let with = |damaged: &[u8]| [&whole[0], damaged, &whole[2]].concat();
    let place = whole[0].len();
    let no_length = String::from_utf8(whole[1].clone()).unwrap().replace("Content-Length", "Content-Size");
    let longer = String::from_utf8(whole[1].clone()).unwrap().replace("Content-Length: ", "Content-Length: 9");
    let shorter = String::from_utf8(whole[1].clone()).unwrap().replace("Content-Length: 2", "Content-Length: 1");
    let endless = String::from_utf8(whole[1].clone()).unwrap().replace("Content-Length: ", "Content-Length: 99999999999");
    for (damaged, kind) in [(&no_length, "syntax"), (&longer, "syntax"), (&shorter, "syntax"), (&endless, "too-large")] {
        assert_ne!(damaged.as_bytes(), whole[1]);
        let (_, problems, n_articles) = indexed("news/crawl.warc", &with(damaged.as_bytes()));
        assert_eq!((n_articles, problems), (2, vec![format!("{kind} news/crawl.warc 2 {place}")]), "{damaged}");
    }
    let (_, problems, n_articles) = indexed("news/crawl.warc", &[&whole[0][..], b"noise\n\0\xff\r\n", &whole[2]].concat());
    assert_eq!((n_articles, problems), (2, vec![format!("syntax news/crawl.warc 2 {place}")]));
}

#[test]
fn compression_may_be_of_each_record_or_of_all_or_of_none() {
    let pages = pages(20);
    let mixed = [gzip(&pages[..7].concat()), gzip(&pages[7..].concat())].concat();
    let ways = [
        ("news/a.warc", pages.concat()),
        ("news/b.warc.gz", pages.iter().flat_map(|page| gzip(page)).collect()),
        ("news/c.warc.gz", gzip(&pages.concat())),
        ("news/d.warc.gz", mixed),
        ("news/e.warc.zst", zstd::encode_all(pages.concat().as_slice(), 1).unwrap()),
        // Names say nothing here.
        ("news/f.txt", pages.concat()),
        ("news/g", pages.iter().flat_map(|page| gzip(page)).collect()),
    ];
    for (name, bytes) in ways {
        let (folder, problems, n_articles) = indexed(name, &bytes);
        assert_eq!((n_articles, problems), (20, Vec::new()), "{name}");
        assert!(folder.ids().contains_key(&format!("{name}:20")), "{name}");
    }
}

#[test]
fn what_is_no_page_is_passed_over_and_what_was_not_kept_is_named() {
    let page = &pages(1)[0];
    let missing = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>Nothing is here, we are sorry to say.</p>";
    let picture = response("p", "https://port.example/p", "Content-Type: image/png\r\n", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let revisit = "WARC-Refers-To-Target-URI: https://port.example/old\r\nWARC-Refers-To-Date: 2024-04-01T00:00:00Z\r\n";
    let records = [
        record("warcinfo", "i", "Content-Type: application/warc-fields\r\n", b"software: a crawler\r\n"),
        record("request", "q", "Content-Type: application/http; msgtype=request\r\n", b"GET / HTTP/1.1\r\n\r\n"),
        record("response", "m", "Content-Type: application/http; msgtype=response\r\n", missing),
        picture,
        record("metadata", "d", "Content-Type: application/warc-fields\r\n", b"fetchTimeMs: 5\r\n"),
        record("revisit", "r", revisit, b"HTTP/1.1 200 OK\r\n\r\n"),
        page.clone(),
    ];
    let place: usize = records[..5].iter().map(Vec::len).sum();
    let (folder, problems, n_articles) = indexed("news/crawl.warc", &records.concat());
    assert_eq!((n_articles, problems), (1, vec![format!("empty news/crawl.warc 6 {place}")]));
    assert_eq!(folder.ids().keys().collect::<Vec<_>>(), ["news/crawl.warc:7"]);
}

#[test]
fn a_pdf_is_a_page_of_its_address() {
    let pdf = |text: &str| crate::pdf::file(&[crate::pdf::line(50, 700, 10, text)], "", crate::pdf::HELVETICA);
    let records = [
        response("a", "https://port.example/a", "Content-Type: application/pdf\r\n", &pdf("The quay was mended on Tuesday.")),
        response(
            "b",
            "https://port.example/b",
            "Content-Type: application/octet-stream\r\n",
            &pdf("The crane was painted blue."),
        ),
        record(
            "resource",
            "c",
            "WARC-Target-URI: https://port.example/c\r\nContent-Type: application/pdf\r\n",
            &pdf("The lamp is lit."),
        ),
        record("resource", "d", "WARC-Target-URI: https://port.example/d\r\nContent-Type: image/png\r\n", b"\x89PNG\r\n\x1a\n"),
        // A page of an error that calls itself a PDF.
        response("e", "https://port.example/e", "Content-Type: application/pdf\r\n", page(3).as_bytes()),
    ];
    let (folder, problems, n_articles) = indexed("news/crawl.warc", &records.concat());
    assert_eq!((n_articles, problems), (4, Vec::new()));
    let hit = &folder.run(&["search", "crane", "--json"]).succeeds().hits()[0];
    assert_eq!(
        (text(&hit["url"]), &hit["snippet"]["fragments"][0]["page_number"]),
        ("https://port.example/b".to_owned(), &1.into())
    );
}

#[test]
fn headers_of_servers_are_believed_as_far_as_the_bytes_agree() {
    let html = page(7);
    let russian = "<title>Мост</title><p>Мост снова открыт, сообщила администрация порта во вторник утром.</p>";
    let russian = encoding_rs::WINDOWS_1251.encode(russian).0.into_owned();
    let records = [
        response("a", "https://port.example/a", "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", html.as_bytes()),
        response("b", "https://port.example/b", "Content-Encoding: gzip\r\n", &gzip(html.as_bytes())),
        response("c", "https://port.example/c", "Content-Type: text/html; charset=windows-1251\r\n", &russian),
        response("d", "https://port.example/2024/04/19/d", "Content-Type: text/html; charset=latin1\r\n", html.as_bytes()),
    ];
    let (folder, problems, n_articles) = indexed("news/crawl.warc", &records.concat());
    assert_eq!((n_articles, problems), (4, Vec::new()));
    assert_eq!(folder.run(&["search", "мост", "--json"]).succeeds().hits()[0]["title"], "Мост");
    // The day on which a page was fetched is none on which it was published.
    let published = |id: &str| folder.run(&["show", id, "--json"]).succeeds().json()["published"].clone();
    assert_eq!(published("urn:uuid:a"), serde_json::Value::Null);
}

#[test]
fn compressed_records_may_not_expand_without_end() {
    let bomb = response("bomb", "https://port.example/", "Content-Encoding: gzip\r\n", &gzip(&vec![b' '; 100 << 20]));
    let (_, problems, n_articles) = indexed("news/crawl.warc.gz", &[gzip(&bomb), gzip(&pages(1)[0])].concat());
    assert_eq!((n_articles, problems), (1, vec!["too-large news/crawl.warc.gz 1 -".to_owned()]));
}
