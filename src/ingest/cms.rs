//! What S/MIME wraps a mail in (CMS): signed, it holds the mail itself; encrypted, nobody can read it without the key.
//!
//! The form is BER: elements in elements, each with its length or up to two zeros. Only the way to the content is followed.

/// What is wrapped.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrapped {
    /// A mail that was signed.
    Signed(Vec<u8>),
    /// Something encrypted.
    Encrypted,
    /// Something else, such as certificates alone, or something damaged.
    Other,
}

/// Maximum nesting of elements without a stated length. Each is gone through to find its end.
const MAX_DEPTH: usize = 12;

const SEQUENCE: u8 = 0x30;
const OBJECT_ID: u8 = 0x06;
const OCTETS: u8 = 0x04;
/// Octets in pieces.
const OCTETS_IN_PIECES: u8 = 0x24;
const EXPLICIT: u8 = 0xa0;

const SIGNED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const ENVELOPED: [&[u8]; 3] = [
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03",
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06",
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17",
];

/// Returns what is wrapped in these bytes.
pub(super) fn unwrapped(bytes: &[u8]) -> Wrapped {
    let Some(outer) = first(bytes, SEQUENCE) else { return Wrapped::Other };
    match first(outer, OBJECT_ID) {
        Some(kind) if ENVELOPED.contains(&kind) => Wrapped::Encrypted,
        Some(SIGNED) => signed(outer).map_or(Wrapped::Other, Wrapped::Signed),
        _ => Wrapped::Other,
    }
}

fn signed(outer: &[u8]) -> Option<Vec<u8>> {
    let data = first(first(outer, EXPLICIT)?, SEQUENCE)?;
    let content = first(first(data, SEQUENCE)?, EXPLICIT)?;
    let mut octets = Vec::new();
    for (tag, inner) in elements(content) {
        match tag {
            OCTETS => octets.extend_from_slice(inner),
            OCTETS_IN_PIECES => {
                elements(inner).filter(|(tag, _)| *tag == OCTETS).for_each(|(_, piece)| octets.extend_from_slice(piece));
            }
            _ => {}
        }
    }
    (!octets.is_empty()).then_some(octets)
}

/// Returns the content of the first element with this tag.
fn first(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    elements(bytes).find(|(found, _)| *found == tag).map(|(_, content)| content)
}

/// Returns the elements that stand one after another, up to two zeros or to damage, each with its tag.
fn elements(mut bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    std::iter::from_fn(move || {
        let (tag, content, rest) = element(bytes, 0)?;
        bytes = rest;
        Some((tag, content))
    })
}

/// Returns the tag and the content of the element that bytes begin with, and what stands behind it. What is cut off is missing in the content.
fn element(bytes: &[u8], depth: usize) -> Option<(u8, &[u8], &[u8])> {
    const END: u8 = 0;
    const MAX_LEN_BYTES: usize = 8;
    let (tag, rest) = bytes.split_first()?;
    // Tags of several bytes are not on the way.
    if *tag == END || tag & 0x1f == 0x1f {
        return None;
    }
    let (len, rest) = rest.split_first()?;
    let len = match len {
        0x80 => {
            let inner = rest;
            let mut behind = rest;
            while behind.first().is_some_and(|tag| *tag != END) {
                if depth >= MAX_DEPTH {
                    return None;
                }
                behind = element(behind, depth + 1)?.2;
            }
            let content = &inner[..inner.len() - behind.len()];
            return Some((*tag, content, behind.get(2..).unwrap_or(&[])));
        }
        0..0x80 => return Some((*tag, &rest[..rest.len().min(usize::from(*len))], rest.get(usize::from(*len)..).unwrap_or(&[]))),
        _ => usize::from(len & 0x7f),
    };
    let (stated, rest) = rest.split_at_checked(len).filter(|_| len <= MAX_LEN_BYTES)?;
    let len = stated.iter().fold(0_u64, |len, byte| len << 8 | u64::from(*byte));
    let len = usize::try_from(len).unwrap_or(usize::MAX).min(rest.len());
    Some((*tag, &rest[..len], &rest[len..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn der(tag: u8, content: &[u8]) -> Vec<u8> {
        let len = content.len() as u16;
        [&[tag, 0x82], len.to_be_bytes().as_slice(), content].concat()
    }

    fn open(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, 0x80], content, &[0, 0]].concat()
    }

    #[test]
    fn what_is_signed_is_taken_out() {
        let text = b"Content-Type: text/plain\r\n\r\nIt rained.";
        for wrap in [der, open] {
            let data = der(OBJECT_ID, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01");
            let in_pieces = wrap(OCTETS_IN_PIECES, &[der(OCTETS, &text[..9]), der(OCTETS, &text[9..])].concat());
            for octets in [der(OCTETS, text), in_pieces] {
                let content = wrap(SEQUENCE, &[data.clone(), wrap(EXPLICIT, &octets)].concat());
                let inner = wrap(SEQUENCE, &[der(2, &[1]), der(0x31, &[]), content, der(0x31, &[])].concat());
                let file = wrap(SEQUENCE, &[der(OBJECT_ID, SIGNED), wrap(EXPLICIT, &inner)].concat());
                assert_eq!(unwrapped(&file), Wrapped::Signed(text.to_vec()));
                for len in 0..file.len() {
                    unwrapped(&file[..len]);
                }
            }
        }
    }

    #[test]
    fn what_is_encrypted_or_damaged_is_said() {
        assert_eq!(unwrapped(&der(SEQUENCE, &der(OBJECT_ID, ENVELOPED[0]))), Wrapped::Encrypted);
        assert_eq!(unwrapped(&der(SEQUENCE, &der(OBJECT_ID, SIGNED))), Wrapped::Other);
        assert_eq!(unwrapped(b"MIIB"), Wrapped::Other);
        assert_eq!(unwrapped(&[0x30, 0x80].repeat(100_000)), Wrapped::Other);
    }
}
