//! HTTP responses as crawlers keep them: from the bytes to the page.
//!
//! Headers are unreliable: crawlers remove chunks and compression but keep the headers that
//! announce them. So a header counts only if the bytes agree. If they do not, the body is taken as
//! its bytes are.

use std::io::Read;

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::header::Headers;
use crate::error::ProblemKind;
use crate::extract::Finding;

/// A response, with its body before it was encoded for sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) headers: Headers,
    pub(super) body: Vec<u8>,
}

/// Returns the status of a response, for example 200. `None` if the bytes are no response.
pub(super) fn status(bytes: &[u8]) -> Option<u16> {
    let line = bytes.strip_prefix(b"HTTP/")?;
    let line = &line[..line.len().min(64)];
    let code = line.split(u8::is_ascii_whitespace).nth(1)?;
    std::str::from_utf8(code).ok()?.parse().ok()
}

/// Reads a response. Fails with a finding if it has no headers, or its body is too large.
pub(super) fn answer(bytes: &[u8], max_bytes: u64, max_ratio: u64) -> Result<Answer, Finding> {
    let no_headers = || Finding {
        byte: None,
        kind: ProblemKind::Syntax,
        message: "the answer of the web server ends in its headers".to_owned(),
    };
    let (headers, len) = Headers::parse(bytes).ok_or_else(no_headers)?;
    let mut body = bytes[len..].to_vec();
    let is_stated = |name, what: &str| headers.get(name).is_some_and(|value| value.to_lowercase().contains(what));
    if is_stated("transfer-encoding", "chunked")
        && let Some(whole) = without_chunks(&body)
    {
        body = whole;
    }
    // Several may be applied one after another; more than two are suspicious.
    let codings = headers.get("content-encoding").unwrap_or("").to_lowercase();
    for coding in codings.split(',').rev().map(str::trim).take(2) {
        if let Some(unpacked) = without_coding(&body, coding, max_bytes, max_ratio)? {
            body = unpacked;
        }
    }
    Ok(Answer { headers, body })
}

/// Returns the body without chunk lengths; `None` if it is not chunked. A body that ends in the
/// middle of a chunk is kept up to there.
fn without_chunks(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(end) = memchr::memchr(b'\n', &rest[..rest.len().min(1 << 10)]) {
        let digits = rest[..end].split(|byte| *byte == b';').next()?.trim_ascii();
        let Some(len) = std::str::from_utf8(digits).ok().and_then(|digits| usize::from_str_radix(digits, 16).ok()) else { break };
        rest = &rest[end + 1..];
        if len == 0 {
            return Some(whole);
        }
        let chunk = &rest[..len.min(rest.len())];
        whole.extend_from_slice(chunk);
        rest = rest[chunk.len()..].strip_prefix(b"\r\n").unwrap_or(&rest[chunk.len()..]);
    }
    // A body that does not continue as it began is not chunked, unless it was cut.
    (!whole.is_empty() && rest.is_empty()).then_some(whole)
}

/// Returns the body without a coding; `None` if it is not coded so. Compressed data that ends early
/// is kept up to there.
fn without_coding(bytes: &[u8], coding: &str, max_bytes: u64, max_ratio: u64) -> Result<Option<Vec<u8>>, Finding> {
    let reader: Box<dyn Read + '_> = match coding {
        // All browsers decode a body by its first bytes, whichever of these the header names.
        _ if bytes.starts_with(&[0x1f, 0x8b]) => Box::new(MultiGzDecoder::new(bytes)),
        _ if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => match zstd::Decoder::with_buffer(bytes) {
            Ok(decoder) => Box::new(decoder),
            Err(_) => return Ok(None),
        },
        "deflate" if is_zlib(bytes) => Box::new(ZlibDecoder::new(bytes)),
        "deflate" => Box::new(DeflateDecoder::new(bytes)),
        "br" => Box::new(brotli_decompressor::Decompressor::new(bytes, 4096)),
        _ => return Ok(None),
    };
    let free_bytes = (1 << 20).max((bytes.len() as u64).saturating_mul(max_ratio)).min(max_bytes);
    let mut unpacked = Vec::new();
    let outcome = reader.take(free_bytes + 1).read_to_end(&mut unpacked);
    if unpacked.len() as u64 > free_bytes {
        let message =
            format!("the page expands to more than {max_ratio} times its size, or to more than {} MiB", max_bytes >> 20);
        return Err(Finding { byte: None, kind: ProblemKind::TooLarge, message });
    }
    Ok((outcome.is_ok() || unpacked.len() > 512).then_some(unpacked))
}

/// The first two bytes of zlib data are a number divisible by 31.
fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, ..] if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)).is_multiple_of(31))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const PAGE: &[u8] = b"<p>It rained on the town for three days, and the river rose.";

    #[track_caller]
    fn check(headers: &str, body: &[u8], expected: &[u8]) {
        let bytes = [b"HTTP/1.1 200 OK\r\n", headers.as_bytes(), b"\r\n\r\n", body].concat();
        assert_eq!(status(&bytes), Some(200));
        let answer = answer(&bytes, 1 << 20, 100).unwrap();
        assert_eq!(String::from_utf8_lossy(&answer.body), String::from_utf8_lossy(expected), "for {headers}");
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn bodies_are_unpacked() {
        check("Content-Encoding: gzip", &gzip(PAGE), PAGE);
        check("Content-Encoding: zstd", &zstd::encode_all(PAGE, 1).unwrap(), PAGE);
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(PAGE).unwrap();
        check("Content-Encoding: deflate", &zlib.finish().unwrap(), PAGE);
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
        deflate.write_all(PAGE).unwrap();
        check("content-encoding: Deflate", &deflate.finish().unwrap(), PAGE);
        // One stored block of 5 bytes, as in RFC 7932.
        check("Content-Encoding: br", b"\x0b\x02\x80hello\x03", b"hello");
        check("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", &chunked(&gzip(PAGE)), PAGE);
    }

    fn chunked(bytes: &[u8]) -> Vec<u8> {
        let chunk = |chunk: &[u8]| [format!("{:x};x=y\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat();
        [bytes.chunks(7).flat_map(chunk).collect(), b"0\r\n\r\n".to_vec()].concat()
    }

    #[test]
    fn headers_that_lie_are_not_believed() {
        for header in
            ["Transfer-Encoding: chunked", "Content-Encoding: gzip", "Content-Encoding: br", "Content-Encoding: zstd, deflate"]
        {
            check(header, PAGE, PAGE);
        }
        check("Content-Encoding: br", &gzip(PAGE), PAGE);
    }

    #[test]
    fn a_body_that_was_cut_is_kept_as_far_as_it_goes() {
        let whole = chunked(PAGE);
        check("Transfer-Encoding: chunked", &whole[..whole.len() - 9], &PAGE[..PAGE.len() - 2]);
    }

    #[test]
    fn bombs_are_refused() {
        let bytes = [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".as_slice(), &gzip(&vec![0; 4 << 20])].concat();
        assert_eq!(answer(&bytes, 1 << 30, 100).unwrap_err().kind, ProblemKind::TooLarge);
    }
}
