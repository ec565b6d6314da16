//! Streams that unpack to more than memory holds.
//!
//! The crate that reads PDF unpacks a stream whole. So each stream of a file is measured before the
//! file is opened: unpacked piece by piece, counted, and thrown away. Only a stream that is large
//! enough to reach the bound is measured, so most files cost one search for the word `stream`.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::object::{Array, Name, Stream};
use hayro_syntax::page::Page;

/// Maximum number of bytes of the content of a page, and of each form.
pub(super) const MAX_CONTENT_BYTES: usize = 64 << 20;
/// Maximum number of bytes that a stream may unpack to.
const MAX_STREAM_BYTES: u64 = 64 << 20;
/// Maximum number of bytes that all streams of a file that are measured may unpack to.
const MAX_FILE_BYTES: u64 = 1 << 30;
/// Factor by which Deflate makes data smaller at best.
const MAX_DEFLATE_FACTOR: u64 = 1032;
/// The same of LZW with codes of 12 bits: 4,096 bytes in a code and a half.
const MAX_LZW_FACTOR: u64 = 2731;
/// The same of run lengths: 128 bytes in two.
const MAX_RUN_FACTOR: u64 = 64;
/// Length in bytes of the stretch before a stream that is searched for the names of its filters.
const DICT_BYTES: usize = 4 << 10;
/// Maximum number of filters of a stream that are undone one after the other.
const MAX_FILTERS: usize = 4;

/// Returns whether no stream of a file unpacks to more than the bound.
pub(super) fn is_bounded(file: &[u8]) -> bool {
    let mut total = 0_u64;
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&file[from..], b"stream").map(|at| from + at) {
        from = at + 6;
        let body = match &file[from..] {
            [b'\r', b'\n', rest @ ..] | [b'\n', rest @ ..] | [b'\r', rest @ ..] => rest,
            _ => continue,
        };
        if file[..at].ends_with(b"end") {
            continue;
        }
        let len = memchr::memmem::find(body, b"endstream").unwrap_or(body.len());
        let before = &file[at.saturating_sub(DICT_BYTES)..at];
        let dict = &before[memchr::memmem::rfind(before, b" obj").unwrap_or(0)..];
        let Some(len) = measured(&body[..len], &factors(dict)) else { return false };
        total += len;
        if total > MAX_FILE_BYTES {
            return false;
        }
        // The end may be within the data, so the search goes on right here.
    }
    true
}

/// A filter that can make data larger.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Packing {
    Deflate,
    Lzw,
    Runs,
}

/// Returns the filters that a dictionary names, as far as they make data larger. What it keeps at
/// another place can be any of them, so what begins as Deflate counts as that.
fn factors(dict: &[u8]) -> Vec<Packing> {
    let mut found = Vec::new();
    for part in dict.split(|byte| *byte == b'/').skip(1) {
        let name = &part[..part.iter().position(|byte| b" \t\r\n\x0c\0[]<>()/%".contains(byte)).unwrap_or(part.len())];
        found.extend(packing(&unescaped(name)));
    }
    found
}

fn packing(name: &[u8]) -> Option<Packing> {
    match name {
        b"FlateDecode" | b"Fl" => Some(Packing::Deflate),
        b"LZWDecode" | b"LZW" => Some(Packing::Lzw),
        b"RunLengthDecode" | b"RL" => Some(Packing::Runs),
        _ => None,
    }
}

fn filter_names(stream: &Stream<'_>) -> Vec<Vec<u8>> {
    let dict = stream.dict();
    for key in [&b"F"[..], b"Filter"] {
        if let Some(name) = dict.get::<Name<'_>>(key) {
            return vec![name.as_ref().to_vec()];
        }
        if let Some(names) = dict.get::<Array<'_>>(key) {
            return names.iter::<Name<'_>>().map(|name| name.as_ref().to_vec()).collect();
        }
    }
    Vec::new()
}

fn unescaped(name: &[u8]) -> Cow<'_, [u8]> {
    if !name.contains(&b'#') {
        return Cow::Borrowed(name);
    }
    let mut plain = Vec::with_capacity(name.len());
    let mut at = 0;
    while let Some(byte) = name.get(at) {
        let code = name.get(at + 1..at + 3).filter(|_| *byte == b'#').and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(code) => {
                plain.push(code);
                at += 3;
            }
            None => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    Cow::Owned(plain)
}

/// Returns how long data gets when its packings are undone. `None` if that is more than the bound.
fn measured(data: &[u8], packings: &[Packing]) -> Option<u64> {
    let is_hidden = packings.is_empty() && looks_deflated(data);
    let packings = if is_hidden { &[Packing::Deflate][..] } else { packings };
    if packings.len() > MAX_FILTERS {
        return None;
    }
    let most = packings.iter().fold(data.len() as u64, |len, packing| {
        len.saturating_mul(match packing {
            Packing::Deflate => MAX_DEFLATE_FACTOR,
            Packing::Lzw => MAX_LZW_FACTOR,
            Packing::Runs => MAX_RUN_FACTOR,
        })
    });
    if most <= MAX_STREAM_BYTES {
        return Some(0);
    }
    let Some((first, rest)) = packings.split_first() else { return Some(0) };
    match first {
        Packing::Deflate if rest.is_empty() => deflated_len(data),
        Packing::Deflate => {
            let mut plain = Vec::new();
            _ = ZlibDecoder::new(data).take(MAX_STREAM_BYTES + 1).read_to_end(&mut plain);
            if plain.len() as u64 > MAX_STREAM_BYTES { None } else { measured(&plain, rest) }
        }
        Packing::Lzw if rest.is_empty() => lzw_len(data),
        Packing::Runs if rest.is_empty() => runs_len(data),
        // Nobody packs text in this way.
        _ => None,
    }
}

fn looks_deflated(data: &[u8]) -> bool {
    matches!(data, [head, check, ..] if head & 0x0f == 8 && (u16::from(*head) << 8 | u16::from(*check)).is_multiple_of(31))
}

fn deflated_len(data: &[u8]) -> Option<u64> {
    let count = |mut from: Box<dyn Read + '_>| {
        let mut piece = vec![0; 64 << 10];
        let mut len = 0_u64;
        // What is damaged ends here; the rest of it does not unpack.
        while let Ok(n_read) = from.read(&mut piece) {
            len += n_read as u64;
            if n_read == 0 || len > MAX_STREAM_BYTES {
                break;
            }
        }
        len
    };
    // A stream without or with a wrong head is tried as plain Deflate too.
    let mut len = count(Box::new(ZlibDecoder::new(data)));
    if len == 0 {
        len = count(Box::new(DeflateDecoder::new(data)))
            .max(count(Box::new(DeflateDecoder::new(data.get(2..).unwrap_or_default()))));
    }
    (len <= MAX_STREAM_BYTES).then_some(len)
}

/// Counts without unpacking: the length of each entry of the table is enough.
fn lzw_len(data: &[u8]) -> Option<u64> {
    let mut lens: Vec<u32> = Vec::with_capacity(4096);
    let (mut bits, mut n_bits, mut width) = (0_u32, 0, 9);
    let (mut len, mut last) = (0_u64, 0_u32);
    for byte in data {
        bits = bits << 8 | u32::from(*byte);
        n_bits += 8;
        if n_bits < width {
            continue;
        }
        let code = bits >> (n_bits - width) & ((1 << width) - 1);
        n_bits -= width;
        bits &= (1 << n_bits) - 1;
        if code == 256 {
            lens.clear();
            (width, last) = (9, 0);
            continue;
        }
        if code == 257 {
            break;
        }
        let this = match code {
            0..=255 => 1,
            _ => lens.get(code as usize - 258).copied().unwrap_or(last + 1),
        };
        if last > 0 && lens.len() < 4096 - 258 {
            lens.push(last + 1);
        }
        // Whether the width grows one code early is a parameter; the longer reading counts enough.
        width = match lens.len() + 258 {
            ..511 => 9,
            511..1023 => 10,
            1023..2047 => 11,
            _ => 12,
        };
        len += u64::from(this);
        last = this;
        if len > MAX_STREAM_BYTES {
            return None;
        }
    }
    Some(len)
}

fn runs_len(data: &[u8]) -> Option<u64> {
    let (mut at, mut len) = (0, 0_u64);
    while let Some(head) = data.get(at) {
        match head {
            128 => break,
            0..128 => (at, len) = (at + 2 + usize::from(*head), len + u64::from(*head) + 1),
            _ => (at, len) = (at + 2, len + 257 - u64::from(*head)),
        }
    }
    (len <= MAX_STREAM_BYTES).then_some(len)
}

/// Returns the data of a stream. `None` if it is damaged, a picture, or longer than `max_bytes`.
pub(super) fn decoded<'a>(stream: &Stream<'a>, max_bytes: usize) -> Option<Cow<'a, [u8]>> {
    let packings: Vec<Packing> = filter_names(stream).iter().filter_map(|name| packing(name)).collect();
    if !packings.is_empty() {
        measured(&stream.raw_data(), &packings)?;
    }
    stream.decoded_data().ok().filter(|data| data.len() <= max_bytes)
}

/// Maximum number of damaged parts of the content of a page. Each is unpacked before that shows.
const MAX_DAMAGED: usize = 16;

/// Returns the content of a page. `None` if it is too large, or too much of it is damaged.
pub(super) fn page_data(page: &Page<'_>) -> Option<Vec<u8>> {
    let dict = page.raw();
    if let Some(stream) = dict.get::<Stream<'_>>(&b"Contents"[..]) {
        return Some(decoded(&stream, MAX_CONTENT_BYTES)?.into_owned());
    }
    let mut data = Vec::new();
    let mut n_damaged = 0;
    for stream in dict.get::<Array<'_>>(&b"Contents"[..]).iter().flat_map(|array| array.iter::<Stream<'_>>()) {
        // One that is damaged leaves the others.
        if let Some(part) = decoded(&stream, MAX_CONTENT_BYTES) {
            data.extend_from_slice(&part);
            data.push(b' ');
        } else {
            n_damaged += 1;
        }
        if data.len() > MAX_CONTENT_BYTES || n_damaged > MAX_DAMAGED {
            return None;
        }
    }
    Some(data)
}
