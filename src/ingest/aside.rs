//! Texts that are no articles: what archives and sites keep for programs, and the terms of a licence. What they say shows it.

use crate::extract::table;

/// Maximum number of lines that are looked at.
const MAX_LINES: usize = 200;

/// Returns what a text that begins so is, if it is not for readers.
pub(super) fn of_text(head: &str) -> Option<&'static str> {
    if let Some(kind) = table::no_article(head) {
        return Some(kind);
    }
    let lines: Vec<&str> = head.lines().map(str::trim).filter(|line| !line.is_empty()).take(MAX_LINES).collect();
    let first = lines.first()?.trim_start_matches('\u{feff}');
    // The last line may be cut.
    let whole = if lines.len() > 1 && !head.ends_with('\n') { &lines[..lines.len() - 1] } else { &lines[..] };
    let said: Vec<&str> = whole.iter().copied().filter(|line| !line.starts_with('#')).collect();
    let all = |is_one: fn(&str) -> bool| !said.is_empty() && said.iter().all(|line| is_one(line));
    let any = |is_one: fn(&str) -> bool| said.iter().any(|line| is_one(line));
    match () {
        () if first.starts_with("BagIt-Version:") => Some("BagIt declaration"),
        () if is_field(first)
            && any(|line| begins(line, &["Payload-Oxum:", "Bagging-Date:", "Bag-Software-Agent:", "Bag-Size:"])) =>
        {
            Some("BagIt description")
        }
        () if all(is_checksum) => Some("checksums"),
        () if any(|line| begins(line, &["User-agent:"])) && all(is_for_robots) => Some("robots.txt"),
        () if any(|line| line.contains("DIRECT") || line.contains("RESELLER")) && all(is_of_ads) => Some("ads.txt"),
        () if first.starts_with("/*")
            && any(|line| ["/* TEAM", "/* SITE", "/* THANKS"].iter().any(|mark| line.to_uppercase().starts_with(mark))) =>
        {
            Some("humans.txt")
        }
        () if any(|line| begins(line, &["Contact:"])) && any(|line| begins(line, &["Expires:"])) && all(is_of_security) => {
            Some("security.txt")
        }
        () if said.len() > 2 && all(is_address) => Some("links"),
        () if all(is_font) => Some("fonts of a digitised issue"),
        () if first.ends_with("Olive segmentation file") => Some("segments of a digitised issue"),
        () if is_licence(first, head) => Some("licence"),
        () => None,
    }
}

/// Returns what a page is, if it only lists links that a program for reading later, or a browser, keeps.
pub(super) fn of_page(html: &str) -> Option<&'static str> {
    const HEAD_BYTES: usize = 1024;
    let head = html[..html.floor_char_boundary(HEAD_BYTES)].to_lowercase();
    let is_list = ["netscape-bookmark-file", "<title>pocket export</title>", "<title>instapaper: export</title>"]
        .iter()
        .any(|mark| head.contains(mark));
    is_list.then_some("links")
}

/// Returns what an XML text is, if it lists what somebody has read, without the texts.
pub(super) fn of_xml(xml: &str) -> Option<&'static str> {
    const HEAD_BYTES: usize = 2048;
    let head = &xml[..xml.floor_char_boundary(HEAD_BYTES)];
    head.contains("http://www.zotero.org/namespaces/export#").then_some("a bibliography")
}

/// Returns whether the name of a file is one that such texts usually have, so that its first bytes are worth a look in a walk.
pub(super) fn may_be(name: &str) -> bool {
    const NAMES: [&str; 12] = [
        "bagit.txt",
        "bag-info.txt",
        "fetch.txt",
        "robots.txt",
        "ads.txt",
        "app-ads.txt",
        "humans.txt",
        "security.txt",
        "license.txt",
        "copying.txt",
        "stylegallery.txt",
        "olvdata.txt",
    ];
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str())
        || ["manifest-", "tagmanifest-", "sitemap", "urls", "checksums", "md5sum", "sha"]
            .iter()
            .any(|begin| name.starts_with(begin))
}

fn begins(line: &str, labels: &[&str]) -> bool {
    labels.iter().any(|label| line.get(..label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label)))
}

fn is_field(line: &str) -> bool {
    line.split_once(':').is_some_and(|(label, _)| !label.is_empty() && !label.contains(' '))
}

/// `d41d8cd98f00b204e9800998ecf8427e  data/a.txt`, `MD5 (a.txt) = d41d8cd98f00b204e9800998ecf8427e`
fn is_checksum(line: &str) -> bool {
    const LENGTHS: [usize; 7] = [8, 32, 40, 56, 64, 96, 128];
    let is_sum = |word: &str| LENGTHS.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_named = |word: &str| ["MD5", "SHA", "BLAKE", "CRC"].iter().any(|kind| word.starts_with(kind));
    let first = line.split_whitespace().next().unwrap_or("");
    // A number of eight digits may be a telephone's.
    (is_sum(first) && first.len() > 8) || (is_named(first) && line.contains('(') && line.rsplit(' ').next().is_some_and(is_sum))
}

/// `001="Times-Roman",10.000,(0,0,0)`, `001="Arial-Normal-1252",5.000,(0,0,0),regular,italic`
fn is_font(line: &str) -> bool {
    let Some((number, rest)) = line.split_once("=\"") else { return false };
    let is_number = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
    // Size and colour, and perhaps the weight.
    is_number && rest.split_once("\",").is_some_and(|(_, size)| size.contains(",(") && size.contains(')'))
}

fn is_for_robots(line: &str) -> bool {
    const LABELS: [&str; 10] = [
        "User-agent:",
        "Disallow:",
        "Allow:",
        "Sitemap:",
        "Crawl-delay:",
        "Host:",
        "Clean-param:",
        "Request-rate:",
        "Visit-time:",
        "Content-Signal:",
    ];
    begins(line, &LABELS)
}

/// `ads.example, 1234, DIRECT, f08c47fec0942fa0`, `contact=ads@post.example`
fn is_of_ads(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or(line);
    let fields: Vec<&str> = line.split(',').map(str::trim).collect();
    let is_seller =
        fields.len() >= 3 && fields[0].contains('.') && matches!(fields[2].to_uppercase().as_str(), "DIRECT" | "RESELLER");
    is_seller || line.split_once('=').is_some_and(|(key, _)| !key.contains(' '))
}

fn is_of_security(line: &str) -> bool {
    const LABELS: [&str; 9] = [
        "Contact:",
        "Expires:",
        "Encryption:",
        "Acknowledgments:",
        "Acknowledgements:",
        "Preferred-Languages:",
        "Canonical:",
        "Policy:",
        "Hiring:",
    ];
    begins(line, &LABELS) || line.starts_with("-----") || !line.contains(' ')
}

fn is_address(line: &str) -> bool {
    (line.starts_with("http://") || line.starts_with("https://")) && !line.contains(' ')
}

fn is_licence(first: &str, head: &str) -> bool {
    const TERMS: [&str; 6] = [
        "permission is hereby granted, free of charge",
        "terms and conditions for use, reproduction",
        "redistribution and use in source and binary forms",
        "creative commons corporation",
        "everyone is permitted to copy and distribute verbatim copies",
        "by exercising the licensed rights",
    ];
    const TITLES: [&str; 6] = ["licen", "copyright", "creative commons", "attribution", "gnu ", "cc0"];
    let (first, head) = (first.to_lowercase(), head.to_lowercase());
    TITLES.iter().any(|title| first.contains(title)) && TERMS.iter().any(|terms| head.contains(terms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_for_programs_are_told_by_what_they_say() {
        for (text, expected) in [
            ("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", Some("BagIt declaration")),
            ("Source-Organization: Tarn\nPayload-Oxum: 12.1\n", Some("BagIt description")),
            ("d41d8cd98f00b204e9800998ecf8427e  data/a.txt\n", Some("checksums")),
            ("SHA256 (a.txt) = e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n", Some("checksums")),
            ("# For all\nUser-agent: *\nDisallow: /private\n\nSitemap: https://post.example/s.xml\n", Some("robots.txt")),
            ("ads.example, 12, DIRECT, a1 # main\ncontact=ads@post.example\n", Some("ads.txt")),
            ("/* TEAM */\nEditor: Ana Ruiz\n", Some("humans.txt")),
            ("Contact: mailto:a@post.example\nExpires: 2030-01-01T00:00:00Z\n", Some("security.txt")),
            ("https://a.example/1\nhttps://a.example/2\nhttps://a.example/3\n", Some("links")),
            ("MIT License\n\nPermission is hereby granted, free of charge, to any person", Some("licence")),
            ("Robots\n\nUser-agent: * is a line of a file for robots.\n", None),
            ("The licence of the pub\n\nIt was granted on Monday.", None),
            ("12345678 was the number that she called.\n", None),
            ("Contact: Ana Ruiz\nIt rained.", None),
            ("", None),
        ] {
            assert_eq!(of_text(text), expected, "for {text}");
        }
    }
}
