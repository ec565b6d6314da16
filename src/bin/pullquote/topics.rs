//! What `pullquote help TOPIC` tells beside the options of commands. Lines that begin with `  $ ` are commands; a test runs each of them on the
//! sample corpus.

use std::borrow::Cow;

use pullquote::query::help;

/// Something that can be asked about.
pub(crate) struct Topic {
    pub(crate) name: &'static str,
    /// What it is about: lower case, no full stop.
    pub(crate) about: &'static str,
    /// None for the query language, which is told by the library.
    text: Option<&'static str>,
}

pub(crate) const TOPICS: [Topic; 9] = [
    topic("recipes", "what to type for what", include_str!("topics/recipes.txt")),
    Topic { name: "query", about: "the whole query language, with examples", text: None },
    topic("proximity", "words near each other", include_str!("topics/proximity.txt")),
    topic("dates", "days, months and the last week", include_str!("topics/dates.txt")),
    topic("quotes", "who said what, and whether it was printed", include_str!("topics/quotes.txt")),
    topic("formats", "which files are read", include_str!("topics/formats.txt")),
    topic("output", "JSON, CSV and other forms, and what places count", include_str!("topics/output.txt")),
    topic("exit-codes", "how commands end", include_str!("topics/exit-codes.txt")),
    topic("cluster", "an index in a cluster, and profiles", include_str!("topics/cluster.txt")),
];

const fn topic(name: &'static str, about: &'static str, text: &'static str) -> Topic {
    Topic { name, about, text: Some(text) }
}

impl Topic {
    pub(crate) fn named(name: &str) -> Option<&'static Topic> {
        TOPICS.iter().find(|topic| topic.name == name)
    }

    /// Returns what there is to tell; it ends in a line break.
    pub(crate) fn text(&self) -> Cow<'static, str> {
        self.text.map_or_else(|| help::text().into(), Cow::Borrowed)
    }
}

/// Returns the topics, one a line, for the end of the help.
pub(crate) fn list() -> String {
    let width = TOPICS.iter().map(|topic| topic.name.len()).max().unwrap_or_default();
    let lines = TOPICS.iter().map(|topic| format!("  {:width$}  {}\n", topic.name, topic.about));
    format!("Topics of `pullquote help TOPIC`:\n{}", lines.collect::<String>())
}
