//! Mails and folders of mails that are made to do harm: each ends in articles or in the problem it is, with little time and little memory.

use crate::hostile::{MIB, check};

const HEAD: &str = "From: Ana <a@b.example>\nSubject: Rain\nDate: 3 May 2024\nMIME-Version: 1.0\n";
const LIMIT: &str = "From a@x Mon Mar 25 10:00:00 2024\n";

#[test]
fn mails_with_too_many_files() {
    let file = "--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=\"a.txt\"\n\nIt rained.\n";
    let mixed = format!("{HEAD}Content-Type: multipart/mixed; boundary=b\n\n");
    check("files.eml", format!("{mixed}{}--b--\n", file.repeat(900)).as_bytes(), &["too-large"]);
    check("more-files.eml", format!("{mixed}{}", file.repeat(MIB / 4)).as_bytes(), &["too-large"]);
    // Mails in mails in mails, a hundred in each.
    let mut tree = format!("{HEAD}\nIt rained.\n");
    for (depth, n) in [100, 100, 10].into_iter().enumerate() {
        let part = format!("--b{depth}\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\n{tree}\n");
        tree = format!("{HEAD}Content-Type: multipart/mixed; boundary=b{depth}\n\n{}--b{depth}--\n", part.repeat(n));
    }
    check("tree.eml", tree.as_bytes(), &[]);
    // Each of many parts has parts of the same limit.
    let nested = "--b\nContent-Type: multipart/mixed; boundary=b\n\n".repeat(MIB / 2);
    check("same.eml", format!("{mixed}{nested}").as_bytes(), &["too-large"]);
    let names = format!("--b\nContent-Disposition: attachment; filename*0=a{}\n\nIt rained.\n", "; filename*1=a".repeat(16_000));
    check("names.eml", format!("{mixed}{}--b--\n", names.repeat(200)).as_bytes(), &["too-large"]);
}

#[test]
fn mails_with_long_headers() {
    let subject = |value: &str| format!("From: a\nDate: 3 May 2024\nSubject: {value}\n\nIt rained.");
    // What is longer than the limit of headers is left out, so these stay below it.
    check("marks.eml", subject(&"Re: ".repeat(60_000)).as_bytes(), &[]);
    check("brackets.eml", subject(&format!("Re: {}", "[a] ".repeat(60_000))).as_bytes(), &[]);
    check("open-brackets.eml", subject(&"[".repeat(250_000)).as_bytes(), &["too-large"]);
    check("open-words.eml", subject(&"=?utf-8?q?".repeat(25_000)).as_bytes(), &["too-large"]);
    check("charsets.eml", subject(&"=?utf-8?q?a?= =?iso-2022-jp?b?YQ==?= ".repeat(6_000)).as_bytes(), &["too-large"]);
    check("utf-7.eml", subject(&format!("=?utf-7?q?{}?=", "+AGE-".repeat(300)).repeat(160)).as_bytes(), &["too-large"]);
    let sender = |value: &str| format!("From: {value}\nDate: 3 May 2024\nSubject: Rain\n\nIt rained.");
    for (name, value) in [
        ("people.eml", "Ana Ruiz, ".repeat(25_000)),
        ("joints.eml", "Ana Ruiz via ".repeat(19_000)),
        ("quotes.eml", "\"Ana\\\"".repeat(40_000)),
        ("comments.eml", "(".repeat(250_000)),
        ("addresses.eml", "Ana <a@b.example>, ".repeat(13_000)),
    ] {
        check(name, sender(&value).as_bytes(), &[]);
    }
    let list = |value: &str| format!("{HEAD}List-Id: {value}\n\nIt rained.");
    check("list.eml", list(&"Tarn.".repeat(50_000)).as_bytes(), &[]);
    let parameters = format!("{HEAD}Content-Type: text/plain{}\n\nIt rained.", "; a=\"b\"".repeat(36_000));
    check("parameters.eml", parameters.as_bytes(), &[]);
    check(
        "dates.eml",
        format!("From: a\nSubject: b\nDate: {}\n\nIt rained.", "3 May 2024 ".repeat(22_000)).as_bytes(),
        &["date"],
    );
}

#[test]
fn mails_whose_text_goes_on_without_end() {
    let text = |text: &str| format!("{HEAD}\n{text}");
    let of_type = |kind: &str, text: &str| format!("{HEAD}Content-Type: {kind}\n\n{text}");
    // A long line of short addresses, and of spaces behind them.
    check("links.eml", text(&format!("It rained. {}{}.", "http x ".repeat(MIB / 2), " ".repeat(4 * MIB))).as_bytes(), &[]);
    check("spaces.eml", text(&format!("It rained. {}{}", "http x ".repeat(MIB / 2), " ".repeat(4 * MIB))).as_bytes(), &[]);
    check("brackets.eml", text(&"( http://x.example/a ) ".repeat(MIB / 2)).as_bytes(), &[]);
    check("armor.eml", text(&"-----BEGIN PGP MESSAGE-----\n".repeat(MIB / 2)).as_bytes(), &["empty"]);
    check("signed.eml", text(&"-----BEGIN PGP SIGNED MESSAGE-----\n\nIt rained.\n".repeat(MIB / 2)).as_bytes(), &[]);
    check("originals.eml", text(&"From: Ana\nTo Bo\n".repeat(MIB)).as_bytes(), &[]);
    check("rules.eml", text(&format!("It rained.\n{}", "-----\n".repeat(2 * MIB))).as_bytes(), &[]);
    check("footers.eml", text(&format!("It rained.\n{}", "____________________\nlist\n".repeat(MIB / 2))).as_bytes(), &[]);
    check("labels.eml", text(&format!("It rained.\n\n{}", "Share\n\n".repeat(2 * MIB))).as_bytes(), &[]);
    check("wrote.eml", text(&"On Monday,\nAna wrote:\n> x\n".repeat(MIB / 2)).as_bytes(), &[]);
    check("parts.eml", text(&"-------------- next part --------------\nName: a\nURL: b\n".repeat(MIB / 4)).as_bytes(), &[]);
    check("flowed.eml", of_type("text/plain; format=flowed", &"> > x \n".repeat(2 * MIB)).as_bytes(), &[]);
    check("enriched.eml", of_type("text/enriched", &"<param>".repeat(2 * MIB)).as_bytes(), &[]);
    check("open-marks.eml", of_type("text/enriched", &"<<".repeat(8 * MIB)).as_bytes(), &[]);
    check("utf-7.eml", of_type("text/plain; charset=utf-7", &"+AGEAYQ-".repeat(2 * MIB)).as_bytes(), &[]);
    let encoded = |encoding: &str, text: &str| format!("{HEAD}Content-Transfer-Encoding: {encoding}\n\n{text}");
    let line = format!("{}\n", "SXQgcmFpbmVkIG9u".repeat(4));
    check("base64.eml", encoded("base64", &line.repeat(60 * MIB / line.len())).as_bytes(), &["too-large"]);
    check("one-line.eml", encoded("base64", &"SXQgcmFp".repeat(6 * MIB)).as_bytes(), &["too-large"]);
    check("printable.eml", encoded("quoted-printable", &"=\n=41=".repeat(8 * MIB)).as_bytes(), &[]);
}

#[test]
fn folders_of_mails_that_never_end() {
    // A million lines that may begin a mail, with or without what makes it one.
    check("limits.mbox", LIMIT.repeat(MIB).as_bytes(), &["too-large"]);
    check("undated.mbox", "From a@x.example\n".repeat(MIB).as_bytes(), &["too-large"]);
    check("after-empty.mbox", format!("{LIMIT}A: b\n\n{}", format!("\n{LIMIT}").repeat(MIB)).as_bytes(), &["empty", "too-large"]);
    check("headers.mbox", format!("{LIMIT}A: b\n\n\n").repeat(MIB / 4).as_bytes(), &["empty"]);
    let look = format!("From a@x.example\n{}", "A: b\n".repeat(199));
    check("look.mbox", format!("{LIMIT}{HEAD}\n{}", look.repeat(20_000)).as_bytes(), &["too-large"]);
    let folded = format!("From a@x.example\nA: b\n{}", " c\n".repeat(197));
    check("folded.mbox", format!("{LIMIT}{HEAD}\n{}", folded.repeat(40_000)).as_bytes(), &["too-large"]);
    // Each states a length that is wrong, so that the rest is read ahead a hundred times.
    let mail = format!("{LIMIT}Content-Length: 60000000\n\nIt rained.\n\n");
    let long = format!("{}{LIMIT}{HEAD}\n{}", mail.repeat(200), "It rained.\n".repeat(61 * MIB / 11));
    check("lies.mbox", long.as_bytes(), &["too-large"]);
    check("marks.mbox", format!("{LIMIT}{HEAD}\n{}", ">".repeat(32 * MIB)).as_bytes(), &["too-large"]);
    check("apple.mbox", format!("{LIMIT}{HEAD}\nIt rained.\n\n").repeat(MIB / 32).replace('\n', "\r").as_bytes(), &[]);
}
