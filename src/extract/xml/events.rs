//! XML as a row of elements and texts, read leniently, for formats whose tree would be large: pages of scans have a hundred thousand
//! elements, and of each only some attributes count.
//!
//! Entities of HTML and numeric characters are resolved; those that the text declares itself are not, so none can grow.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::ProblemKind;
use crate::extract::Finding;

/// Maximum number of attributes; no element has more.
const MAX_ATTRIBUTES: usize = 32;

/// What comes next.
pub(in crate::extract) enum Step<'t> {
    Begin(Tag<'t>),
    /// The end of an element of this name, with its prefix. An element without content has one too.
    End(&'t str),
    Text(&'t str),
}

/// The beginning of an element.
pub(in crate::extract) struct Tag<'t> {
    start: &'t BytesStart<'t>,
}

impl Tag<'_> {
    /// Returns its name with the prefix.
    pub(in crate::extract) fn full_name(&self) -> String {
        self.start.name().0.to_owned()
    }

    /// Returns its name without the prefix.
    pub(in crate::extract) fn name(&self) -> String {
        let full = self.full_name();
        full.rsplit(':').next().unwrap_or_default().to_owned()
    }

    /// Returns its attributes that are not empty, by their names without prefixes.
    pub(in crate::extract) fn attributes(&self) -> Attributes {
        let mut attributes = Vec::new();
        for attribute in self.start.html_attributes().with_checks(false).flatten().take(MAX_ATTRIBUTES) {
            let value = html_escape::decode_html_entities(&*attribute.value).trim().to_owned();
            let name = attribute.key.0.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
            if !value.is_empty() {
                attributes.push((name, value));
            }
        }
        Attributes(attributes)
    }
}

/// The attributes of an element.
pub(in crate::extract) struct Attributes(Vec<(String, String)>);

impl Attributes {
    /// Returns the value of an attribute; `name` is in lower case.
    pub(in crate::extract) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Returns the value of an attribute that is a number.
    pub(in crate::extract) fn number(&self, name: &str) -> Option<f64> {
        self.get(name).and_then(|value| value.parse().ok()).filter(|number: &f64| number.is_finite())
    }
}

/// Whether an element must end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) enum Ends {
    Stated,
    /// As in HTML.
    Optional,
}

/// Calls `each` with what a text holds, until it returns a reason to stop. Returns that, or what was wrong where reading stopped.
pub(in crate::extract) fn each_step(
    text: &str,
    ends: Ends,
    mut each: impl FnMut(Step<'_>) -> Result<(), (ProblemKind, &'static str)>,
) -> Option<Finding> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut n_open = 0_usize;
    loop {
        let byte = Some(reader.buffer_position());
        let finding = |kind, message: &str| Some(Finding { byte, kind, message: message.to_owned() });
        let outcome = match reader.read_event() {
            Ok(Event::Start(start)) => {
                n_open += 1;
                each(Step::Begin(Tag { start: &start }))
            }
            Ok(Event::Empty(start)) => each(Step::Begin(Tag { start: &start })).and_then(|()| each(Step::End(start.name().0))),
            Ok(Event::End(end)) => {
                n_open = n_open.saturating_sub(1);
                each(Step::End(end.name().0))
            }
            Ok(Event::Text(piece)) => each(Step::Text(&piece.into_inner())),
            Ok(Event::CData(piece)) => each(Step::Text(&piece.into_inner())),
            Ok(Event::GeneralRef(name)) => {
                let written = format!("&{};", name.into_inner());
                each(Step::Text(&html_escape::decode_html_entities(&written)))
            }
            Ok(Event::Eof) if n_open == 0 || ends == Ends::Optional => return None,
            Ok(Event::Eof) => return finding(ProblemKind::Syntax, "the XML ends early"),
            Ok(_) => Ok(()),
            Err(error) => return finding(ProblemKind::Syntax, &format!("not valid XML: {error}")),
        };
        if let Err((kind, message)) = outcome {
            return finding(kind, message);
        }
    }
}
