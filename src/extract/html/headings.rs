//! The text of a page's headings.

use dom_query::NodeRef;

use super::node::attribute;
use crate::extract::line::clean;

/// Returns the text of an `<h1>` on one line, without the line over the headline, and without the mark of its link: `Weather` in an element
/// of the class `kicker` before `Rain falls ¶`. A line over it that ends with a colon is part of the headline.
pub(super) fn text(heading: &NodeRef<'_>) -> String {
    let text = clean(&heading.text());
    let text = text.trim_end_matches(['¶', '🔗']).trim_end();
    let text = text.strip_suffix(" #").unwrap_or(text).trim_end();
    let rest = kicker(heading).and_then(|kicker| text.strip_prefix(kicker.as_str()).filter(|_| !kicker.ends_with([':', '：'])));
    let rest = rest.map(str::trim_start).filter(|rest| !rest.starts_with([':', '：']));
    let rest = rest.map(|rest| rest.trim_start_matches(MARKS)).filter(|rest| rest.chars().count() >= MIN_CHARS);
    rest.unwrap_or(text).to_owned()
}

/// Marks between the line over a headline and the headline, which some pages hide.
const MARKS: [char; 8] = [' ', '-', '–', '—', '|', '·', '•', '/'];

/// Minimum length in characters of a headline under another line.
const MIN_CHARS: usize = 10;

/// Returns the text of the first element of a heading that is marked as the line over the headline.
fn kicker(heading: &NodeRef<'_>) -> Option<String> {
    const MAX_NODES: usize = 12;
    const CLASSES: [&str; 12] = [
        "kicker",
        "overline",
        "topline",
        "eyebrow",
        "dachzeile",
        "roofline",
        "overtitle",
        "oberzeile",
        "spitzmarke",
        "surtitre",
        "antetitulo",
        "occhiello",
    ];
    let is_kicker = |node: &NodeRef<'_>| {
        let class = attribute(node, "class").unwrap_or_default().to_ascii_lowercase();
        CLASSES.iter().any(|one| class.contains(one))
    };
    let node = heading.descendants_it().take(MAX_NODES).find(|node| node.is_element() && is_kicker(node))?;
    Some(clean(&node.text())).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    #[track_caller]
    fn check(heading: &str, expected: &str) {
        let page = Document::from(format!("<h1>{heading}</h1>"));
        assert_eq!(page.select("h1").nodes().first().map(text).as_deref(), Some(expected), "for {heading}");
    }

    #[test]
    fn the_line_over_a_headline_is_left_out() {
        check("<span class=kicker>Weather</span> <span>Rain falls on the town</span>", "Rain falls on the town");
        check(
            "<span class=title__overline>Weather</span><span hidden> - </span>Rain falls on the town",
            "Rain falls on the town",
        );
        check("<span class=kicker>Weather:</span> Rain falls on the town", "Weather: Rain falls on the town");
        check("<span class=kicker>Weather</span><i>: </i>Rain falls on the town", "Weather: Rain falls on the town");
        check("Rain <em>falls</em> on the town", "Rain falls on the town");
        check("<span class=kicker>Rain falls on the town</span>", "Rain falls on the town");
    }

    #[test]
    fn the_mark_of_a_headings_link_is_left_out() {
        check("Rain falls<a class=headerlink>¶</a>", "Rain falls");
        check("Rain falls <a>#</a>", "Rain falls");
        check("News of C#", "News of C#");
    }
}
