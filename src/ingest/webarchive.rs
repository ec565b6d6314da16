//! Web archives of Safari: a page with what it loaded, as a list of properties. Only the page is read, not its pictures and frames.
//!
//! The binary form is a table of objects that refer to each other. Only the objects on the way to the page are looked at, so a file whose
//! objects refer to each other again and again is no larger than its bytes.

use super::mhtml::SavedPage;
use super::transfer::from_base64;

/// Returns whether a file of these first bytes may be one: a binary list of properties, or one in XML that names the page.
pub(super) fn is_one(head: &[u8]) -> bool {
    let has = |word: &str| memchr::memmem::find(head, word.as_bytes()).is_some();
    head.starts_with(b"bplist00") && (has("WebMainResource") || has("WebResource"))
        || has("<plist") && has("<key>WebMainResource</key>")
}

/// Returns the page in a file; `None` if it holds none.
pub(super) fn page(bytes: &[u8]) -> Option<SavedPage> {
    let (data, kind, charset, url) = if bytes.starts_with(b"bplist00") { of_binary(bytes)? } else { of_xml(bytes)? };
    let is_page = kind.is_none_or(|kind| kind.starts_with("text/") || kind == "application/xhtml+xml");
    is_page.then(|| SavedPage { html: data, charset, url: url.filter(|url| url.starts_with("http")) })
}

/// The bytes of the page, its media type, its encoding and its address.
type Resource = (Vec<u8>, Option<String>, Option<String>, Option<String>);

fn of_binary(bytes: &[u8]) -> Option<Resource> {
    let table = Table::of(bytes)?;
    let main = table.value(table.top, "WebMainResource")?;
    let text = |key: &str| table.value(main, key).and_then(|object| table.string(object));
    let data = table.data(table.value(main, "WebResourceData")?)?.to_vec();
    Some((data, text("WebResourceMIMEType"), text("WebResourceTextEncodingName"), text("WebResourceURL")))
}

/// The objects of a binary list of properties.
struct Table<'b> {
    bytes: &'b [u8],
    offset_bytes: usize,
    reference_bytes: usize,
    n_objects: usize,
    start: usize,
    top: usize,
}

impl<'b> Table<'b> {
    fn of(bytes: &'b [u8]) -> Option<Table<'b>> {
        const TRAILER_BYTES: usize = 32;
        let trailer = bytes.get(bytes.len().checked_sub(TRAILER_BYTES)?..)?;
        let number = |at: usize| usize::try_from(big_endian(trailer.get(at..at + 8)?)?).ok();
        let (offset_bytes, reference_bytes) = (usize::from(trailer[6]), usize::from(trailer[7]));
        let table = Table { bytes, offset_bytes, reference_bytes, n_objects: number(8)?, top: number(16)?, start: number(24)? };
        ((1..=8).contains(&offset_bytes) && (1..=8).contains(&reference_bytes)).then_some(table)
    }

    /// Returns the kind of an object, its size, and the place of its content.
    fn object(&self, idx: usize) -> Option<(u8, usize, usize)> {
        if idx >= self.n_objects {
            return None;
        }
        let at = self.start.checked_add(idx.checked_mul(self.offset_bytes)?)?;
        let place = usize::try_from(big_endian(self.bytes.get(at..at.checked_add(self.offset_bytes)?)?)?).ok()?;
        let marker = *self.bytes.get(place)?;
        let (kind, short) = (marker >> 4, usize::from(marker & 0xf));
        if short < 0xf {
            return Some((kind, short, place + 1));
        }
        // A larger size follows as a number.
        let len = 1_usize << (self.bytes.get(place + 1)? & 0x3);
        let size = usize::try_from(big_endian(self.bytes.get(place + 2..place + 2 + len)?)?).ok()?;
        Some((kind, size, place + 2 + len))
    }

    /// Returns the value of a key of a dictionary.
    fn value(&self, dictionary: usize, key: &str) -> Option<usize> {
        const DICTIONARY: u8 = 0xd;
        const MAX_KEYS: usize = 1000;
        let (DICTIONARY, n_keys, start) = self.object(dictionary)? else { return None };
        let reference = |idx: usize| {
            let at = start.checked_add(idx.checked_mul(self.reference_bytes)?)?;
            usize::try_from(big_endian(self.bytes.get(at..at.checked_add(self.reference_bytes)?)?)?).ok()
        };
        let found = (0..n_keys.min(MAX_KEYS))
            .find(|idx| reference(*idx).and_then(|key| self.string(key)).is_some_and(|found| found == key))?;
        reference(n_keys.checked_add(found)?)
    }

    fn string(&self, object: usize) -> Option<String> {
        const MAX_BYTES: usize = 8 << 10;
        let (kind, size, at) = self.object(object)?;
        let bytes = |len: usize| self.bytes.get(at..at.checked_add(len)?).filter(|_| len <= MAX_BYTES);
        match kind {
            0x5 => Some(String::from_utf8_lossy(bytes(size)?).into_owned()),
            0x6 => {
                let units = bytes(size.checked_mul(2)?)?.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                Some(char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect())
            }
            _ => None,
        }
    }

    fn data(&self, object: usize) -> Option<&'b [u8]> {
        let (0x4, size, at) = self.object(object)? else { return None };
        self.bytes.get(at..at.checked_add(size)?)
    }
}

fn big_endian(bytes: &[u8]) -> Option<u64> {
    (bytes.len() <= 8).then(|| bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

fn of_xml(bytes: &[u8]) -> Option<Resource> {
    let text = String::from_utf8_lossy(bytes);
    let (_, main) = text.split_once("<key>WebMainResource</key>")?;
    let main = main.split_once("</dict>").map_or(main, |(main, _)| main);
    let value = |key: &str, element: &str| {
        let (_, rest) = main.split_once(&format!("<key>{key}</key>"))?;
        let (value, _) = rest.trim_start().strip_prefix(&format!("<{element}>"))?.split_once(&format!("</{element}>"))?;
        Some(html_escape::decode_html_entities(value).into_owned())
    };
    let data = from_base64(value("WebResourceData", "data")?.as_bytes());
    let string = |key: &str| value(key, "string");
    Some((data, string("WebResourceMIMEType"), string("WebResourceTextEncodingName"), string("WebResourceURL")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of properties of these objects, each with its reference in one byte; the last is the top.
    fn binary(objects: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = b"bplist00".to_vec();
        let mut offsets = Vec::new();
        for object in objects {
            offsets.push(bytes.len() as u8);
            bytes.extend(object);
        }
        let start = bytes.len() as u8;
        bytes.extend(&offsets);
        bytes.extend([0, 0, 0, 0, 0, 0, 1, 1]);
        for number in [objects.len() as u8, objects.len() as u8 - 1, start] {
            bytes.extend([0, 0, 0, 0, 0, 0, 0, number]);
        }
        bytes
    }

    fn string(text: &str) -> Vec<u8> {
        [&[0x5f, 0x10, text.len() as u8], text.as_bytes()].concat()
    }

    #[test]
    fn the_main_page_is_taken_out() {
        let data = [&[0x4b], b"<p>\xb3</p>abc".as_slice()].concat();
        let objects = vec![
            string("WebResourceData"),
            data,
            string("WebResourceTextEncodingName"),
            [&[0x6a], "iso-8859-2".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>().as_slice()].concat(),
            string("WebResourceURL"),
            string("https://post.example/rain"),
            vec![0xd3, 0, 2, 4, 1, 3, 5],
            string("WebMainResource"),
            vec![0xd1, 7, 6],
        ];
        let file = binary(&objects);
        assert!(is_one(&file));
        let expected = SavedPage {
            html: b"<p>\xb3</p>abc".to_vec(),
            charset: Some("iso-8859-2".to_owned()),
            url: Some("https://post.example/rain".to_owned()),
        };
        assert_eq!(page(&file), Some(expected));
        // Whatever is cut off, nothing is read behind the end.
        for len in 0..file.len() {
            page(&file[..len]);
        }
    }

    #[test]
    fn the_form_in_xml_is_read_too() {
        let xml = "<?xml version='1.0'?><plist><dict><key>WebMainResource</key><dict><key>WebResourceData</key>\n<data>PHA+SXQ8L3A+</data>\
                   <key>WebResourceMIMEType</key><string>text/html</string></dict></dict></plist>";
        assert_eq!(page(xml.as_bytes()).map(|page| page.html), Some(b"<p>It</p>".to_vec()));
        assert_eq!(page(xml.replace("text/html", "image/png").as_bytes()), None);
        assert_eq!(page(b"bplist00"), None);
    }
}
