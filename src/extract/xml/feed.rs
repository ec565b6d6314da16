//! Feeds: RSS of all versions, and Atom.
//!
//! An item's text is its full content if the feed has it (`content:encoded`, Atom's `content`).
//! Otherwise it is the description, which is marked as a summary.

use super::found::{Found, line, time_by};
use super::prose::paragraphs;
use super::tree::Element;
use crate::article::{Draft, Language};
use crate::extract::Finding;
use crate::extract::byline;
use crate::extract::date::{self, Customs};
use crate::extract::html::text_of_piece;
use crate::extract::line::{clean, fold, is_absent};
use crate::extract::markup::text_if_markup;

pub(super) fn read(root: &Element, found: &mut Found) {
    // RSS 2.0 has its items in the channel, RSS 1.0 beside it, Atom in the feed.
    let channel = root.child("channel").unwrap_or(root);
    let publisher = line(channel.child("title"));
    let language = line(channel.child("language")).or_else(|| root.attribute("xml:lang").map(str::to_owned));
    let items = root.elements().chain(channel.elements().filter(|_| !std::ptr::eq(root, channel)));
    let items: Vec<&Element> =
        items.filter(|element| matches!(element.name.as_str(), "item" | "entry") && element.is_whole).collect();
    let customs = customs(&items, language.as_deref());
    for item in items {
        let (mut draft, findings) = draft(item, &customs);
        draft.publisher = draft.publisher.or_else(|| publisher.clone());
        draft.body = without_trailer(std::mem::take(&mut draft.body), draft.title.as_deref(), publisher.as_deref());
        if is_headline_again(&draft) {
            draft.body.clear();
        }
        draft.is_summary &= !draft.body.is_empty();
        draft.language = draft.language.or_else(|| Language::from_tag(language.as_deref()?));
        found.add((draft, findings));
    }
}

/// The names of elements that state when an item was published, and when it was changed.
const PUBLISHED: [&str; 5] = ["pubDate", "published", "issued", "date", "created"];
const MODIFIED: [&str; 2] = ["updated", "modified"];

/// Returns how the feed writes dates: by its language, and by the dates of all items.
fn customs(items: &[&Element], language: Option<&str>) -> Customs {
    let mut customs = Customs::new(language);
    let is_date = |element: &&Element| PUBLISHED.iter().chain(&MODIFIED).any(|name| element.name.eq_ignore_ascii_case(name));
    items.iter().flat_map(|item| item.elements().filter(is_date)).for_each(|element| date::learn(&mut customs, &element.text()));
    customs
}

fn draft(item: &Element, customs: &Customs) -> (Draft, Vec<Finding>) {
    let mut findings = Vec::new();
    // Extensions use the same names for other things: `media:title`, `itunes:summary`.
    let own = |name: &str| item.elements().find(|element| element.prefix.is_empty() && element.name.eq_ignore_ascii_case(name));
    let of = |prefix: &str, name: &str| item.elements().find(|element| element.prefix == prefix && element.name == name);
    let full = of("content", "encoded").or_else(|| own("content").filter(|content| content.attribute("src").is_none()));
    let full = full.map(body).filter(|body| !body.is_empty());
    let is_summary = full.is_none();
    let text = |name: &str| own(name).or_else(|| of("dc", name)).map(Element::text);
    let published = PUBLISHED.map(&text);
    let modified = MODIFIED.map(&text);
    let mut draft = Draft {
        record_id: line(own("guid").or_else(|| own("id"))).or_else(|| item.attribute("rdf:about").map(str::to_owned)),
        title: own("title").or_else(|| of("dc", "title")).and_then(title),
        body: full.or_else(|| own("description").or_else(|| own("summary")).map(body)).unwrap_or_default(),
        is_summary,
        bylines: bylines(item, &mut findings),
        publisher: own("source").and_then(|source| line(source.child("title").or(Some(source)))),
        language: item.attribute("xml:lang").and_then(Language::from_tag),
        published: time_by(published.iter().map(Option::as_deref), customs, &mut findings),
        modified: time_by(modified.iter().map(Option::as_deref), customs, &mut findings),
        url: link(item),
        ..Draft::default()
    };
    draft.published = draft.published.or(draft.modified);
    draft.is_summary &= !draft.body.is_empty();
    (draft, findings)
}

/// Returns a body without the line that blogs add to each item: `The post Rain appeared first on The Post.` It names the headline and then
/// the site, and little more.
fn without_trailer(mut body: String, title: Option<&str>, site: Option<&str>) -> String {
    const MAX_OTHER_CHARS: usize = 40;
    let (Some(title), Some(site)) = (title.map(fold), site.map(fold)) else { return body };
    let start = body.rfind('\n').map_or(0, |at| at + 1);
    let last = fold(&body[start..]);
    let names_both = !title.is_empty() && !site.is_empty() && last.ends_with(&site) && last.contains(&title);
    if names_both && last.chars().count() <= title.chars().count() + site.chars().count() + MAX_OTHER_CHARS {
        body.truncate(body[..start].trim_end().len());
    }
    body
}

/// Returns whether the description is only the headline, with or without the publisher, as news searches write it.
fn is_headline_again(draft: &Draft) -> bool {
    let (body, title) = (fold(&draft.body), fold(draft.title.as_deref().unwrap_or_default()));
    let publisher = fold(draft.publisher.as_deref().unwrap_or_default());
    draft.is_summary
        && !title.is_empty()
        && (body == title || body == format!("{title}{publisher}") || title == format!("{body}{publisher}"))
}

/// Atom holds XHTML as elements; everything else is escaped markup, or text.
fn body(element: &Element) -> String {
    match element.attribute("type") {
        Some("xhtml") => paragraphs(element),
        Some("text") => element.text().trim().to_owned(),
        _ if element.elements().next().is_some() => paragraphs(element),
        _ => text_of_piece(&element.text()),
    }
}

/// Headlines may be markup; signs that are none are as meant.
fn title(element: &Element) -> Option<String> {
    let stated = element.text();
    let text = text_if_markup(&stated).filter(|_| element.attribute("type") != Some("text"));
    Some(clean(&text.unwrap_or(stated))).filter(|title| !title.is_empty())
}

fn bylines(item: &Element, findings: &mut Vec<Finding>) -> Vec<String> {
    let authors = item.elements().filter(|element| matches!(element.name.as_str(), "author" | "creator"));
    let stated = authors.filter_map(|author| line(author.child("name").or(Some(author))));
    let stated: Vec<String> = stated.filter(|name| !is_absent(name)).collect();
    // RSS 2.0 asks for `address (name)`.
    let name = |stated: &String| match stated.split_once('(') {
        Some((before, name)) if before.contains('@') => name.trim_end_matches(')').to_owned(),
        _ => stated.clone(),
    };
    let names: Vec<String> = stated.iter().map(name).collect();
    byline::people_stated(names.iter().map(String::as_str), findings)
}

fn link(item: &Element) -> Option<String> {
    let links = || item.elements().filter(|element| element.name == "link" && matches!(element.prefix.as_str(), "" | "atom"));
    let is_page = |link: &&Element| link.attribute("rel").is_none_or(|rel| rel == "alternate");
    let url = links().filter(is_page).find_map(|link| link.attribute("href").map(str::to_owned).or_else(|| line(Some(link))));
    let guid =
        || item.child("guid").filter(|guid| guid.attribute("isPermaLink") != Some("false")).and_then(|guid| line(Some(guid)));
    url.or_else(guid).filter(|url| url.starts_with("http"))
}

#[cfg(test)]
mod tests {
    use super::super::extract;
    use super::*;

    fn drafts(xml: &str) -> Vec<Draft> {
        extract(xml).0.into_iter().filter_map(|(_, draft)| draft.ok()).collect()
    }

    #[test]
    fn rss_2_has_summaries_and_contents() {
        let drafts = drafts(
            r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="x" xmlns:dc="y"><channel><title>The Post</title><language>en-gb</language>
            <item><title>Rain &amp;amp; wind</title><link>https://post.example/1</link><guid isPermaLink="false">p1</guid>
            <pubDate>Mon, 25 Mar 2024 10:00:00 GMT</pubDate><dc:creator>Ana Ruiz</dc:creator>
            <description>It rained.</description><content:encoded><![CDATA[<p>It rained.</p><p>It &amp; that.</p>]]></content:encoded></item>
            <item><title>Sun</title><description>&lt;p&gt;It shone.&lt;/p&gt;</description><author>ana@post.example (Ana Ruiz)</author></item>
            </channel></rss>"#,
        );
        let rain = &drafts[0];
        assert_eq!((rain.title.as_deref(), rain.body.as_str()), (Some("Rain & wind"), "It rained.\n\nIt & that."));
        assert_eq!((rain.record_id.as_deref(), rain.url.as_deref()), (Some("p1"), Some("https://post.example/1")));
        assert_eq!((rain.publisher.as_deref(), rain.language.as_ref().map(Language::code)), (Some("The Post"), Some("en")));
        assert_eq!(rain.published.map(|time| time.to_string()).as_deref(), Some("2024-03-25T10:00:00Z"));
        assert_eq!((drafts[1].body.as_str(), &drafts[1].bylines[..]), ("It shone.", &["Ana Ruiz".to_owned()][..]));
        assert_eq!(drafts.iter().map(|draft| draft.is_summary).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn atom_holds_text_markup_and_elements() {
        let drafts = drafts(
            r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Die Post</title>
            <entry><id>a</id><title type="html">Regen</title><link rel="self" href="https://post.example/feed"/><link href="https://post.example/a"/>
            <updated>2024-03-26T10:00:00Z</updated><author><name>Ana Ruiz</name><uri>x</uri></author>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Es <b>regnet</b>.</p><p>Noch immer.</p></div></content></entry>
            <entry><id>b</id><title>Sonne</title><content type="html">&lt;p&gt;Sie scheint.</content></entry>
            <entry><id>c</id><title>Wind</title><summary>Er weht.</summary><content src="https://post.example/c"/></entry></feed>"#,
        );
        let bodies: Vec<(&str, bool)> = drafts.iter().map(|draft| (draft.body.as_str(), draft.is_summary)).collect();
        assert_eq!(bodies, [("Es regnet.\n\nNoch immer.", false), ("Sie scheint.", false), ("Er weht.", true)]);
        assert_eq!(
            (drafts[0].url.as_deref(), &drafts[0].bylines[..]),
            (Some("https://post.example/a"), &["Ana Ruiz".to_owned()][..])
        );
        assert_eq!(drafts[0].published.map(|time| time.to_string()).as_deref(), Some("2024-03-26T10:00:00Z"));
    }

    #[test]
    fn rss_1_has_its_items_beside_the_channel() {
        let drafts = drafts(
            r#"<rdf:RDF xmlns:rdf="r" xmlns:dc="d"><channel rdf:about="https://post.example/"><title>The Post</title></channel>
            <item rdf:about="https://post.example/1"><title>Rain</title><link>https://post.example/1</link><description>It rained.</description>
            <dc:date>2024-03-25</dc:date></item></rdf:RDF>"#,
        );
        assert_eq!((drafts.len(), drafts[0].publisher.as_deref()), (1, Some("The Post")));
        assert_eq!((drafts[0].record_id.as_deref(), drafts[0].is_summary), (Some("https://post.example/1"), true));
        assert_eq!(drafts[0].published.map(|time| time.to_string()).as_deref(), Some("2024-03-25"));
    }

    #[test]
    fn a_feed_that_ends_early_keeps_its_whole_items() {
        let (articles, _) = extract("<rss><channel><item><title>Rain</title></item><item><title>Su");
        assert_eq!(articles.iter().map(|(_, article)| article.is_ok()).collect::<Vec<_>>(), [true, false]);
    }
}
