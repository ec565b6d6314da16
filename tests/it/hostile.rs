//! Files that are made to do harm: each ends in the problem it is, or in an article, with little time and little memory.
//!
//! Limits of a test build on a busy machine are wider than those of the program; what it takes is printed.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::Command;

use crate::harness::{Folder, PROGRAM, Run, in_plain_environment};
use flate2::Compression;
use flate2::write::GzEncoder;

pub(crate) const MIB: usize = 1 << 20;
const MAX_CPU_SECONDS: f64 = 10.0;
const MAX_MEMORY_KIB: u64 = 1 << 20;

/// Reads a file with `extract` and checks which kinds of problems it has, each once, and what it took.
#[track_caller]
pub(crate) fn check(name: &str, bytes: &[u8], kinds: &[&str]) {
    let folder = Folder::new();
    folder.write(name, bytes);
    // GNU time is not everywhere; where it is, it knows what the program took.
    let time = Path::new("/usr/bin/time");
    let mut command = if time.exists() { Command::new(time) } else { Command::new(PROGRAM) };
    if time.exists() {
        command.args(["-v", PROGRAM]);
    }
    in_plain_environment(command.current_dir(folder.path("")).args(["extract", name]));
    let run = Run::of(&mut command);
    assert!(matches!(run.code, Some(0 | 1)), "{name}: {:?} {}", run.code, run.stderr.chars().take(2000).collect::<String>());
    let mut found: Vec<&str> = run
        .stderr
        .lines()
        .filter(|line| line.starts_with("problem: "))
        .filter_map(|line| line.rsplit_once('(')?.1.strip_suffix(')'))
        .collect();
    found.sort_unstable();
    found.dedup();
    assert_eq!(found, kinds, "{name}: {}", run.stderr.chars().take(2000).collect::<String>());
    let stated = |key: &str| run.stderr.lines().find_map(|line| line.trim().strip_prefix(key)?.trim().parse::<f64>().ok());
    let seconds = stated("User time (seconds):").zip(stated("System time (seconds):")).map(|(user, system)| user + system);
    let memory = stated("Maximum resident set size (kbytes):");
    println!("{name}: {kinds:?}, {seconds:?} s, {:?} MiB", memory.map(|kib| kib as u64 >> 10));
    assert!(seconds.is_none_or(|seconds| seconds < MAX_CPU_SECONDS), "{name}: {seconds:?} s");
    assert!(memory.is_none_or(|kib| kib < MAX_MEMORY_KIB as f64), "{name}: {memory:?} KiB");
}

fn gzip_of(mut content: impl Read) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    io::copy(&mut content, &mut encoder).unwrap();
    encoder.finish().unwrap()
}

fn spaces(n_bytes: usize) -> impl Read {
    io::repeat(b' ').take(n_bytes as u64)
}

#[test]
fn compressed_files_that_expand_without_end() {
    check("a.txt.gz", &gzip_of(spaces(1024 * MIB)), &["too-large"]);
    check("b.jsonl.gz", &gzip_of("{\"text\": \"One.\"}\n".as_bytes().chain(spaces(1024 * MIB))), &["too-large"]);
    check("c.jsonl.zst", &zstd::encode_all(spaces(1024 * MIB), 1).unwrap(), &["too-large"]);
    let lines = "{\"text\": \"One.\"}\n".repeat(MIB);
    check("d.jsonl.zst", &zstd::encode_all(lines.repeat(8).as_bytes(), 1).unwrap(), &["too-large"]);
}

#[test]
fn archives_that_expand_without_end() {
    let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for number in 0..30 {
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        writer.start_file(format!("{number}.txt"), options).unwrap();
        io::copy(&mut spaces(40 * MIB), &mut writer).unwrap();
    }
    let bomb = writer.finish().unwrap().into_inner();
    check("a.zip", &bomb, &["empty", "too-large"]);
    let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    writer.start_file("../../etc/inner.zip", stored).unwrap();
    writer.write_all(&bomb).unwrap();
    check("nested.zip", &writer.finish().unwrap().into_inner(), &["compression"]);
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::GNULongName);
    header.set_size(512 * MIB as u64);
    header.set_path("././@LongLink").unwrap();
    header.set_cksum();
    check("long-name.tar.gz", &gzip_of(header.as_bytes().chain(spaces(512 * MIB))), &["too-large"]);
    check("cut.tar", &header.as_bytes()[..], &["syntax"]);
}

#[test]
fn crawls_that_lie() {
    let head = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\nContent-Length: 9999999999999\r\n\r\n".as_slice();
    check("a.warc", &[head, &b"x".repeat(100 * MIB)].concat(), &["too-large"]);
    check("b.warc.gz", &gzip_of(head.chain(spaces(1024 * MIB))), &["too-large"]);
    check("headers.warc", &[b"WARC/1.0\r\n".as_slice(), &b"A: b\r\n".repeat(10 * MIB)].concat(), &["syntax"]);
    check("members.warc.gz", &gzip_of(b"WARC/1.0\r\n\r\n".as_slice()).repeat(100_000), &["syntax"]);
    check(
        "magic.warc.gz",
        &[gzip_of(b"WARC/1.0\r\n".as_slice()), b"\x1f\x8b\x08\0".repeat(2 * MIB)].concat(),
        &["compression", "syntax"],
    );
}

#[test]
fn markup_that_grows_or_nests_without_end() {
    let mut laughs = "<!DOCTYPE rss [<!ENTITY a0 'ha'>".to_owned();
    for number in 1..50 {
        laughs += &format!("<!ENTITY a{number} '{}'>", format!("&a{};", number - 1).repeat(10));
    }
    let laughs =
        format!("{laughs}]><rss><channel><item><title>&a49;</title><description>&a49;</description></item></channel></rss>");
    check("laughs.xml", laughs.as_bytes(), &[]);
    check("deep.rss", "<rss>".repeat(5 * MIB).as_bytes(), &["syntax"]);
    check("wide.rss", format!("<rss>{}</rss>", "<a/>".repeat(10 * MIB)).as_bytes(), &["too-large"]);
    check("attributes.rss", format!("<rss{}></rss>", " a=''".repeat(10 * MIB)).as_bytes(), &["empty"]);
    check("deep.html", "<div>".repeat(MIB / 4).as_bytes(), &["empty", "syntax"]);
    check("wide.html", format!("<html>{}Rain.", "<p>".repeat(5 * MIB)).as_bytes(), &["too-large"]);
    check("deep.md", "> ".repeat(MIB).as_bytes(), &["empty"]);
    check("links.md", "[a](".repeat(MIB / 2).as_bytes(), &[]);
}

/// A document that is a zip archive of parts.
fn package(parts: Vec<(&str, Box<dyn Read>)>) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for (name, mut part) in parts {
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        writer.start_file(name, options).unwrap();
        io::copy(&mut part, &mut writer).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn documents_that_grow_or_nest_without_end() {
    let document = |part: Box<dyn Read>| package(vec![("word/document.xml", part)]);
    let text = |text: String| -> Box<dyn Read> { Box::new(io::Cursor::new(text)) };
    check("bomb.docx", &document(Box::new(spaces(60 * MIB))), &["too-large"]);
    check("deep.docx", &document(text(format!("<w:document><w:body>{}", "<w:p>".repeat(MIB / 10)))), &["empty", "syntax"]);
    let deleted = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Rain.</w:t></w:r></w:p>".repeat(MIB / 160);
    check("joined.docx", &document(text(format!("<w:document><w:body>{deleted}</w:body></w:document>"))), &[]);
    let spine = "<itemref idref='a'/>".repeat(MIB / 40);
    let opf = format!("<package><manifest><item id='a' href='a.html'/></manifest><spine>{spine}</spine></package>");
    let book = vec![
        ("mimetype", text("application/epub+zip".to_owned())),
        ("META-INF/container.xml", text("<container><rootfile full-path='a.opf'/></container>".to_owned())),
        ("a.opf", text(opf)),
        ("a.html", text("<p>It rained.</p>".to_owned())),
    ];
    check("again.epub", &package(book), &[]);
    check("deep.rtf", format!("{{\\rtf1 Rain.{}", "{".repeat(20 * MIB)).as_bytes(), &["syntax"]);
    check("bin.rtf", format!("{{\\rtf1 Rain.{}}}", "\\bin2147483647 ".repeat(MIB)).as_bytes(), &["syntax"]);
    check("cells.rtf", format!("{{\\rtf1 Rain.\\intbl {}}}", "\\cell".repeat(5 * MIB)).as_bytes(), &[]);
    check("boxes.rtf", format!("{{\\rtf1 Rain.{}", "{\\shp{\\*\\shpinst{\\shptxt a".repeat(MIB)).as_bytes(), &["syntax"]);
    let spaces = "<text:p>a<text:s text:c='4000000'/></text:p>".repeat(MIB / 80);
    let content = format!(
        "<office:document-content><office:body><office:text>{spaces}</office:text></office:body></office:document-content>"
    );
    check(
        "spaces.odt",
        &package(vec![("mimetype", text("application/vnd.oasis.opendocument.text".to_owned())), ("content.xml", text(content))]),
        &[],
    );
    let slides = "<p:sldId id='1' r:id='a'/>".repeat(6_000);
    let show = vec![
        ("ppt/presentation.xml", text(format!("<p:presentation><p:sldIdLst>{slides}</p:sldIdLst></p:presentation>"))),
        (
            "ppt/_rels/presentation.xml.rels",
            text("<Relationships><Relationship Id='a' Type='x/slide' Target='a.xml'/></Relationships>".to_owned()),
        ),
        ("ppt/a.xml", text("<p:sld><p:sp><p:txBody><a:p><a:r><a:t>Rain.</a:t></a:r></a:p></p:txBody></p:sp></p:sld>".to_owned())),
    ];
    check("slides.pptx", &package(show), &["too-large"]);
}

#[test]
fn exports_as_documents_that_begin_or_end_again_and_again() {
    let rtf = |piece: &str, n_mib: usize| format!("{{\\rtf1 {}}}", piece.repeat(n_mib * MIB / piece.len())).into_bytes();
    check("ends.rtf", &rtf("\\par Body\\par End of Document", 2), &["syntax"]);
    check("bodies.rtf", &rtf("\\par Body\\par Length: 1", 2), &[]);
    check("counts.rtf", &rtf("\\par 295 words\\par Document WOLDC00020240503ek530000a", 2), &["syntax"]);
    check("codes.rtf", &rtf("\\par HD a\\par AN Document WOLDC00020240503ek530000a", 1), &["duplicate-id"]);
    check("markers.rtf", &rtf("\\par 1 of 2 DOCUMENTS\\par LENGTH: 1 words", 2), &["syntax"]);
    check("rules.rtf", &rtf(&format!("\\par ProQuest\\par {}\\par Full text: a", "_".repeat(60)), 2), &["syntax"]);
    let entries: String = (0..20_000)
        .map(|n| format!("<navPoint><navLabel><text>{n}</text></navLabel><content src='a.html#i{n}'/></navPoint>"))
        .collect();
    let text = |text: String| -> Box<dyn Read> { Box::new(io::Cursor::new(text)) };
    let book = vec![
        ("mimetype", text("application/epub+zip".to_owned())),
        ("META-INF/container.xml", text("<container><rootfile full-path='a.opf'/></container>".to_owned())),
        ("a.opf", text("<package><manifest><item id='a' href='a.html'/><item id='n' href='n.ncx'/></manifest><spine toc='n'><itemref idref='a'/></spine></package>".to_owned())),
        ("n.ncx", text(format!("<ncx><navMap>{entries}</navMap></ncx>"))),
        ("a.html", text((0..20_000).rev().map(|n| format!("<p id='i{n}'>It rained. {}</p>", "id=".repeat(20))).collect())),
    ];
    check("entries.epub", &package(book), &[]);
}

/// A PDF of one page with this content, and a form that is called `F`.
fn pdf(content: &[u8], of_stream: &str, form: &str) -> Vec<u8> {
    let mut bytes = format!(
        "%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]>> endobj\n3 0 obj \
         <</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources 5 0 R>> endobj\n5 0 obj <</XObject<</F 6 0 R>>/Font<</A \
         <</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>> endobj\n6 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 5 0 R/Length \
         {}>>stream\n{form}\nendstream endobj\n4 0 obj <</Length {} {of_stream}>>stream\n",
        form.len(),
        content.len()
    )
    .into_bytes();
    bytes.extend(content);
    bytes.extend(b"\nendstream endobj\ntrailer <</Root 1 0 R>>\n");
    bytes
}

#[test]
fn pages_that_grow_or_nest_without_end() {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), Compression::fast());
    io::copy(&mut spaces(256 * MIB), &mut packed).unwrap();
    let packed = packed.finish().unwrap();
    check("bomb.pdf", &pdf(&packed, "/Filter/FlateDecode", ""), &["too-large"]);
    let mut twice = flate2::write::ZlibEncoder::new(Vec::new(), Compression::best());
    io::copy(&mut &packed[..], &mut twice).unwrap();
    check("twice.pdf", &pdf(&twice.finish().unwrap(), "/Filter[/FlateDecode/FlateDecode]", ""), &["too-large"]);
    check("runs.pdf", &pdf(&[0x81, b' '].repeat(MIB), "/Filter/RunLengthDecode", ""), &["too-large"]);
    check("deep.pdf", &pdf("[".repeat(8 * MIB).as_bytes(), "", ""), &["empty"]);
    check("again.pdf", &pdf(b"/F Do", "", &"/F Do ".repeat(50)), &["too-large"]);
    let one_line = "BT /A 9 Tf 9 9 Td (rain ) Tj ET ".repeat(40_000);
    check("line.pdf", &pdf(one_line.as_bytes(), "", ""), &[]);
    let mut scattered = String::new();
    for number in 0..14_000_u32 {
        let (x, y) = (number.wrapping_mul(7919) % 600, number.wrapping_mul(104_729) % 800);
        scattered.push_str(&format!("BT /A 90 Tf {x} {y} Td (r) Tj ET "));
    }
    check("scattered.pdf", &pdf(scattered.as_bytes(), "", ""), &[]);
}

#[test]
fn exports_that_begin_again_and_again() {
    let many =
        |begin: &str, piece: &str, n_mib: usize| format!("{begin}{}", piece.repeat(n_mib * MIB / piece.len())).into_bytes();
    check("trec.sgm", &many("<DOC>\n<DOCNO>1</DOCNO>\n", "<DOC>", 8), &["syntax"]);
    check("open.sgm", &many("<DOC>\n<DOCNO>1</DOCNO>\n<TEXT>", "<P><A", 8), &["syntax"]);
    check("factiva.html", &many("<title>Factiva</title>", "<div class=\"article enArticle\">", 8), &["syntax"]);
    check(
        "cells.html",
        &many("<div class=\"article enArticle\"><span class=\"articleParagraph\">", "<table><tr><td>HD", 8),
        &["syntax"],
    );
    check("nexis.txt", &many("LENGTH: 1\n\n", "1 of 2 DOCUMENTS\n\n", 8), &["syntax"]);
    check("labels.txt", &many("1 of 2 DOCUMENTS\n\nLOAD-DATE: x\n\n", "A: LENGTH:\n", 8), &["syntax"]);
    check("proquest.txt", &many("ProQuest\n", &format!("{}\n\nTitle: a\n\nSubject: b\n\n", "_".repeat(60)), 16), &["too-large"]);
    check("europresse.html", &many("<span class=\"DocHeader\"></span>", "<span class=\"DocPublicationName\">", 8), &["syntax"]);
    check("lexis.html", &many("<p>DOCUMENT", "<!-- Hide XML section from browser --><a name=\"DOC_ID_0\"><div>", 8), &["syntax"]);
    check("ris.ris", &many("TY  - NEWS\n", "TY  - \n", 8), &["syntax"]);
    let rule = "=".repeat(78);
    let of_retriever = "A\nTarn, 2024-05-03\nSida 1\n\n© Tarn\n";
    check("retriever.txt", &many(of_retriever, &format!("{rule}\n{of_retriever}"), 16), &["too-large"]);
    check("rules.txt", &many(of_retriever, &format!("{rule}\n"), 8), &[]);
    check("days.txt", &many(of_retriever, "A, 2024-05-03\n", 8), &[]);
    let of_wisers = format!("1. A -  (B) 2024-06-04 \n{}\n", "-".repeat(77));
    check("wisers.txt", &many("文章总数: 2 篇\n文章编号: [202406040419105]\n", &of_wisers, 12), &["too-large"]);
    check("apa.html", &many("<html>DeFacto <pre>", "<div class=\"eintrag\"><h3>", 8), &["syntax"]);
    check("mediargus.txt", &many("1. A\n\nTarn, vrijdag 3 mei 2013, p. 2, 5w.\n\n", "03-05-2013, p.2\n", 8), &["syntax"]);
    check("wisers.html", &many("<a href=\"#toc.1\">Wisers DOCUMENT ID", "<a name=\"body.1\"><td>", 8), &["syntax"]);
    check("fields.ris", &many("TY  - NEWS\nT1  - x\n", "AU  - Ana Roe\n", 8), &["syntax"]);
}

#[test]
fn scans_that_go_round_or_nest_without_end() {
    let alto =
        |body: &str| format!("<alto><Layout><Page WIDTH='9' HEIGHT='9'><PrintSpace>{body}</PrintSpace></Page></Layout></alto>");
    check("deep.xml", "<alto>".repeat(5 * MIB).as_bytes(), &["syntax"]);
    check("blocks.xml", alto(&"<ComposedBlock TYPE='article'>".repeat(MIB / 8)).as_bytes(), &["syntax"]);
    let block = |number: usize, next: usize| {
        format!("<TextBlock ID='b{number}' IDNEXT='b{next}'><TextLine><String CONTENT='a{number}'/></TextLine></TextBlock>")
    };
    let chain: String = (0..200_000).map(|number| block(number, (number + 1) % 200_000)).collect();
    check("round.xml", alto(&chain).as_bytes(), &[]);
    let to_one: String = (0..200_000).map(|number| block(number, 0)).collect();
    check("to-one.xml", alto(&to_one).as_bytes(), &[]);
    let order = format!("<alto><ReadingOrder>{}</ReadingOrder>", "<ElementRef REF='p'/>".repeat(400_000));
    let blocks: String = (0..100_000).map(|_| "<TextBlock><TextLine><String CONTENT='a'/></TextLine></TextBlock>").collect();
    check("order.xml", format!("{order}<Layout><Page ID='p'>{blocks}</Page></Layout></alto>").as_bytes(), &[]);
    let articles = "<ComposedBlock TYPE='article'><String CONTENT='a'/></ComposedBlock>".repeat(20_000);
    check("articles.xml", alto(&articles).as_bytes(), &[]);
    check("wide.xml", alto(&"<String CONTENT='a'/>".repeat(2 * MIB)).as_bytes(), &["too-large"]);
    let line = "<span class='ocr_line' title='bbox 1 1 9 9'>";
    check(
        "deep.hocr",
        format!("<html><div class='ocr_page' title='bbox 0 0 9 9'>{}", line.repeat(MIB / 8)).as_bytes(),
        &["syntax"],
    );
    check("deep-page.xml", format!("<PcGts><Page>{}", "<TextRegion>".repeat(MIB)).as_bytes(), &["syntax"]);
}

#[test]
fn issues_with_a_million_areas() {
    let area = "<fptr><area FILEID='f' BEGIN='b'/></fptr>";
    let words: String = (0..20_000).map(|_| "<String CONTENT='rain'/>").collect();
    let page = format!("<alto><Layout><Page><TextBlock ID='b'><TextLine>{words}</TextLine></TextBlock></Page></Layout></alto>");
    let check_issue = |inner: &str, files: &str, problem: &str| {
        let folder = Folder::new();
        folder.write("issue/page.xml", &page);
        let mets = format!(
            "<mets><fileSec><fileGrp><file ID='f'><FLocat href='page.xml'/></file>{files}</fileGrp></fileSec>\
             <structMap TYPE='LOGICAL'>{inner}</structMap></mets>"
        );
        folder.write("issue/mets.xml", mets);
        let run = folder.run(&["index", "issue"]);
        assert!(matches!(run.code, Some(0 | 1)), "{}", run.stderr);
        let text = format!("{}{}", run.stdout, run.stderr);
        assert!(text.contains(problem), "{problem}: {}", text.chars().take(2000).collect::<String>());
    };
    check_issue(&format!("<div TYPE='ARTICLE'>{}</div>", area.repeat(MIB / 2)), "", "too-large");
    check_issue(&format!("<div TYPE='ARTICLE'>{area}</div>").repeat(40_000), "", "too-large");
    check_issue(&"<div TYPE='ARTICLE'>".repeat(MIB), "", "syntax");
    // Files that are not there, and the same file again and again.
    check_issue("", &"<file ID='g'><FLocat href='gone.xml'/></file>".repeat(MIB / 8), "1 added");
    check_issue("", &"<file ID='g'><FLocat href='page.xml'/></file>".repeat(MIB / 8), "1 added");
    check("mets.xml", b"<mets><fileSec/></mets>", &["empty"]);
}

#[test]
fn articles_in_olive_xml_that_go_round_or_never_end() {
    let of = |inner: &str| format!("<XMD-entity ID='a'><Meta NAME='Rain'/>{inner}</XMD-entity>");
    let content = |inner: &str| of(&format!("<Content><Primitive>{inner}</Primitive></Content>"));
    check("deep.xml", "<XMD-entity>".repeat(4 * MIB).as_bytes(), &["syntax"]);
    check("words.xml", content(&"<W>a</W>".repeat(MIB)).as_bytes(), &["too-large"]);
    check("pieces.xml", content(&"<Q QID='1'>a</Q>".repeat(2 * MIB)).as_bytes(), &[]);
    check("lines.xml", content(&"<L P='S'/><Q QID='1'>a</Q>".repeat(400_000)).as_bytes(), &[]);
    check("glued.xml", content(&"<W NS='y'>a</W>".repeat(400_000)).as_bytes(), &[]);
    check("blocks.xml", of(&"<Primitive SEQ_NO='1'><L/><W BOX='1 1 9 9'>a</W></Primitive>".repeat(400_000)).as_bytes(), &[]);
    check("empty-blocks.xml", of(&"<Primitive SEQ_NO='1'/>".repeat(2 * MIB)).as_bytes(), &["empty"]);
    let heading = "<HedLine_hl1><Primitive><W>b</W></Primitive></HedLine_hl1>".repeat(100_000);
    check("headings.xml", of(&heading).replace("Rain", &"a".repeat(4 * MIB)).as_bytes(), &["too-large"]);
    let check_issue = |entities: &str, section: &str, problem: &str| {
        let folder = Folder::new();
        for number in 0..500 {
            folder.write(&format!("issue/Document/{number}.xml"), content("<W>rain</W>"));
        }
        let table =
            format!("<Xmd_toc><Section NAME='{section}'><Page PAGE_LABEL='{section}'>{entities}</Page></Section></Xmd_toc>");
        folder.write("issue/TOC.xml", table);
        let run = folder.run(&["index", "issue"]);
        assert!(matches!(run.code, Some(0 | 1)), "{}", run.stderr);
        let text = format!("{}{}", run.stdout, run.stderr);
        assert!(text.contains(problem), "{problem}: {}", text.chars().take(2000).collect::<String>());
    };
    let entity = |number: usize, next: usize| format!("<Entity ID='{number}' HREF='/{number}' CONTINUATION_TO='{next}'/>");
    let round: String = (0..500).map(|number| entity(number, (number + 1) % 500)).collect();
    check_issue(&round, &"a".repeat(4 * MIB), "1 added");
    let to_one: String = (0..500).map(|number| entity(number, 0)).collect();
    check_issue(&to_one, "a", "1 added");
    check_issue(&entity(0, 0).repeat(MIB / 8), "a", "too-large");
    check_issue(&(0..4_000).map(|number| entity(number, 0)).collect::<String>(), "a", "3500 (500, 501, 502, 503, 504, …)");
    let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    writer.start_file("0.xml", options).unwrap();
    io::copy(&mut spaces(512 * MIB), &mut writer).unwrap();
    let bomb = writer.finish().unwrap().into_inner();
    let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for number in 0..12_000 {
        writer.start_file(format!("{number}.xml"), options).unwrap();
        writer.write_all(content("<W>rain</W>").as_bytes()).unwrap();
    }
    let many = writer.finish().unwrap().into_inner();
    for (archive, problem) in [(bomb, "times its size"), (many, "more than 10,000 files")] {
        let folder = Folder::new();
        folder.write("issue/TOC.xml", format!("<Xmd_toc>{}</Xmd_toc>", entity(0, 0)));
        folder.write("issue/Document.zip", archive);
        let run = folder.run(&["index", "issue"]);
        let text = format!("{}{}", run.stdout, run.stderr);
        assert!(text.contains(problem) && text.contains("too-large"), "{text}");
    }
}

#[test]
fn captions_that_never_end() {
    let cue = "00:00:01,000 --> 00:00:02,000\nIt rained.\n\n";
    check("cues.srt", cue.repeat(MIB / 2).as_bytes(), &[]);
    check(
        "lines.vtt",
        format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}", "It rained.\n".repeat(2 * MIB)).as_bytes(),
        &["too-large"],
    );
    check("marks.vtt", format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}", "<v A>[(".repeat(2 * MIB)).as_bytes(), &["empty"]);
    let rolling: String =
        (0..100_000).map(|number| format!("00:00:01,000 --> 00:00:02,000\nline {number}\nline {}\n\n", number + 1)).collect();
    check("rolling.srt", rolling.as_bytes(), &[]);
}

#[test]
fn json_that_is_wide_or_deep() {
    check("deep.json", "[".repeat(60 * MIB).as_bytes(), &["syntax"]);
    check("wide.json", format!("[{}1]", "1,".repeat(30 * MIB)).as_bytes(), &["too-large"]);
    check("objects.json", "{},".repeat(20 * MIB).as_bytes(), &["too-large"]);
    check("numbers.json", "1 ".repeat(30 * MIB).as_bytes(), &["syntax"]);
}

#[test]
fn tables_that_are_wide_or_never_end() {
    let header = "title,text\n";
    check("wide.csv", format!("{}title,text\nRain,It rained.\n", "a,".repeat(4_000_000)).as_bytes(), &["no-article"]);
    check("commas.csv", format!("{header}{}\nRain,It rained.\n", ",".repeat(50 * MIB)).as_bytes(), &[]);
    check("fields.csv", format!("{header}{}\nRain,It rained.\n", "a,".repeat(25 * MIB)).as_bytes(), &["syntax"]);
    check("open.csv", format!("{header}Rain,\"{}", "It rained.\n".repeat(5 * MIB)).as_bytes(), &["syntax"]);
    check("marks.csv", format!("{header}{}", "\"\n".repeat(MIB / 4)).as_bytes(), &[]);
    check("rows.csv", format!("{header}{}", "a\n".repeat(MIB / 4)).as_bytes(), &["syntax"]);
}

#[test]
fn parts_of_a_saved_page_that_nest_without_end() {
    let mut file = "From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b0\r\n\r\n".to_owned();
    for number in 0..20_000 {
        file += &format!("--b{number}\r\nContent-Type: multipart/related; boundary=b{}\r\n\r\n", number + 1);
    }
    check("page.mhtml", file.as_bytes(), &["empty"]);
}

#[test]
fn mails_that_nest_or_go_on_without_end() {
    let head = "From: Ana <a@b.example>\nSubject: Rain\nDate: 3 May 2024\nMIME-Version: 1.0\n";
    let mut nested = head.to_owned();
    for number in 0..20_000 {
        nested += &format!("Content-Type: message/rfc822\n\nFrom: a\nSubject: {number}\n");
    }
    check("nested.eml", nested.as_bytes(), &["too-large"]);
    let mut parts = head.to_owned();
    for number in 0..20_000 {
        parts += &format!("Content-Type: multipart/mixed; boundary=b{number}\n\n--b{number}\n");
    }
    check("deep.eml", parts.as_bytes(), &["syntax", "too-large"]);
    let many = format!("{head}Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nIt rained.\n".repeat(MIB / 2));
    check("many.eml", many.as_bytes(), &["too-large"]);
    // The boundary again and again in one line.
    let marks =
        format!("{head}Content-Type: multipart/mixed; boundary=a\n\nx{}\n--a\n\nIt rained.\n--a--\n", "--a".repeat(4 * MIB));
    check("marks.eml", marks.as_bytes(), &[]);
    check("headers.eml", format!("{head}{}", "X-A: b\n".repeat(4 * MIB)).as_bytes(), &[]);
    check("folded.eml", format!("{head}X-A: b{}\n\nIt rained.", "\n x".repeat(4 * MIB)).as_bytes(), &[]);
    check(
        "words.eml",
        format!("From: a\nDate: 3 May 2024\nSubject: {}\n\nIt rained.", "=?utf-8?q?a?= ".repeat(MIB)).as_bytes(),
        &["too-large"],
    );
    let limit = "From a@x Mon Mar 25 10:00:00 2024\n";
    check("limits.mbox", limit.repeat(MIB / 4).as_bytes(), &[]);
    check("length.mbox", format!("{limit}Content-Length: 99999999\n\n{}", "From a\n\n".repeat(MIB)).as_bytes(), &[]);
    let lengths = format!("{limit}Content-Length: 9999999\n\nIt rained.\n\n").repeat(20_000);
    check("lengths.mbox", lengths.as_bytes(), &[]);
    check("quotes.eml", format!("{head}\n{}It rained.", "> x\ny:\n".repeat(MIB)).as_bytes(), &[]);
    check(
        "page.eml",
        format!("{head}Content-Type: text/html\n\n{}It rained.", "<div style='display:none'>".repeat(MIB)).as_bytes(),
        &[],
    );
}

#[test]
fn saved_pages_and_notes_that_lie() {
    let notes = format!("<en-export>{}", "<note><content><![CDATA[<en-note>".repeat(MIB));
    check("open.enex", notes.as_bytes(), &["syntax"]);
    let secrets = format!("<en-export><note><content><![CDATA[{}]]></content></note></en-export>", "<en-crypt>".repeat(MIB));
    check("secrets.enex", secrets.as_bytes(), &["empty"]);
    let mut archive = b"bplist00WebMainResource".to_vec();
    archive.extend(b"\xdf\x13\xff\xff\xff\xff\xff\xff\xff\xff".repeat(MIB));
    archive.extend([0, 0, 0, 0, 0, 0, 8, 8]);
    archive.extend([0xff; 24]);
    check("a.webarchive", &archive, &["empty"]);
    let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    writer.start_file("datapackage.json", options).unwrap();
    writer.start_file("pages/pages.jsonl", options).unwrap();
    io::copy(&mut spaces(512 * MIB), &mut writer).unwrap();
    writer.start_file("archive/a.warc", options).unwrap();
    io::copy(&mut spaces(512 * MIB), &mut writer).unwrap();
    check("a.wacz", &writer.finish().unwrap().into_inner(), &["too-large"]);
}

#[test]
fn an_article_of_sixty_megabytes_is_cut_and_said() {
    check("long.txt", "It rained on the town.\n\n".repeat(60 * MIB / 24).as_bytes(), &["too-large"]);
}

#[test]
fn a_paragraph_of_quotes_takes_time_that_grows_with_its_length_alone() {
    check("quotes.txt", "The mayor said “it rains” and left. ".repeat(MIB / 36).as_bytes(), &[]);
}
