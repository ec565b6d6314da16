//! Whatever the bytes, decoding ends in text or a finding, and replacement characters never go unsaid.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::ingest::{Normalization, decode};

fuzz_target!(|bytes: &[u8]| {
    for label in [None, Some("shift_jis"), Some("no encoding")] {
        if let Ok(decoded) = decode(bytes, label, Normalization::Composed) {
            assert!(decoded.finding.is_some() || !decoded.text.contains('\u{fffd}'));
        }
    }
});
