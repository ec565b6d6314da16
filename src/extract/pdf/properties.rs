//! What a PDF states about itself: its information dictionary, and the XMP packet that outweighs it.

use hayro_syntax::Pdf;
use hayro_syntax::object::{DateTime, Dict, Stream};

use super::bounds;
use super::text::text_string;
use crate::extract::document::block::Properties;
use crate::extract::line::in_one_line;
use crate::extract::xml::tree::{Element, parse};

/// Maximum length of an XMP packet in bytes. Programs write some kilobytes.
const MAX_XMP_BYTES: usize = 4 << 20;

/// Returns what the file states.
pub(super) fn stated(pdf: &Pdf) -> Properties {
    let info = pdf.metadata();
    let text = |bytes: &Option<Box<[u8]>>| {
        bytes.as_deref().map(text_string).map(|text| in_one_line(&text)).filter(|text| !text.is_empty())
    };
    let xmp = xmp(pdf).unwrap_or_default();
    Properties {
        title: xmp.title.or_else(|| text(&info.title)),
        author: xmp.author.or_else(|| text(&info.author)),
        published: xmp.published,
        created: xmp.created.or_else(|| info.creation_date.as_ref().map(time)),
        modified: xmp.modified.or_else(|| info.modification_date.as_ref().map(time)),
        language: xmp.language,
    }
}

fn xmp(pdf: &Pdf) -> Option<Properties> {
    let xref = pdf.xref();
    let root = xref.get::<Dict<'_>>(xref.root_id())?;
    let language = root.get::<hayro_syntax::object::String<'_>>(&b"Lang"[..]).map(|tag| text_string(tag.as_bytes()));
    let stream = root.get::<Stream<'_>>(&b"Metadata"[..]);
    let packet = stream.and_then(|stream| bounds::decoded(&stream, MAX_XMP_BYTES)).unwrap_or_default();
    let tree = parse(&String::from_utf8_lossy(&packet)).0;
    // A property is an element, or an attribute of the one that holds them.
    let of = |prefix: &str, name: &str| {
        let tree = tree.as_ref()?;
        let element = tree.all(name).into_iter().find(|element| element.prefix == prefix).map(Element::text);
        let full = format!("{prefix}:{name}");
        let attribute = || tree.all("Description").into_iter().find_map(|element| element.attribute(&full)).map(str::to_owned);
        element.or_else(attribute).map(|text| in_one_line(&text)).filter(|text| !text.is_empty())
    };
    Some(Properties {
        title: of("dc", "title"),
        author: of("dc", "creator"),
        published: of("prism", "publicationDate"),
        created: of("dc", "date").or_else(|| of("xmp", "CreateDate")),
        modified: of("xmp", "ModifyDate"),
        language: of("dc", "language").or(language),
    })
}

fn time(time: &DateTime) -> String {
    let DateTime { year, month, day, hour, minute, second, utc_offset_hour, utc_offset_minute } = time;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{utc_offset_hour:+03}:{utc_offset_minute:02}")
}
