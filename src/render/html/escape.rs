//! Escaping. All article text goes through [`escape`], and becomes a link only through [`web_address`].

use std::fmt::{self, Display, Formatter};

use crate::wire::is_command;

/// Returns `text` escaped for use between tags and in quoted attributes. Control characters, and those that change the direction of writing,
/// become `\u{fffd}`. Line ends stay.
pub fn escape(text: &str) -> impl Display + '_ {
    Escaped(text)
}

/// The escaping that templates use, which is that of [`escape`].
#[cfg(feature = "feeds")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text;

#[cfg(feature = "feeds")]
impl askama::filters::Escaper for Text {
    fn write_escaped_str<W: fmt::Write>(&self, mut page: W, text: &str) -> fmt::Result {
        write!(page, "{}", escape(text))
    }
}

struct Escaped<'t>(&'t str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let is_special =
            |letter: char| matches!(letter, '&' | '<' | '>' | '"' | '\'') || is_command(letter) || is_no_character(letter);
        let mut rest = self.0;
        while let Some((at, letter)) = rest.char_indices().find(|(_, letter)| is_special(*letter)) {
            f.write_str(&rest[..at])?;
            f.write_str(match letter {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\n' => "\n",
                '\r' | '\t' => " ",
                _ => "\u{fffd}",
            })?;
            rest = &rest[at + letter.len_utf8()..];
        }
        f.write_str(rest)
    }
}

/// Returns whether Unicode reserves a character as a noncharacter, which HTML forbids.
fn is_no_character(letter: char) -> bool {
    matches!(letter, '\u{fdd0}'..='\u{fdef}') || u32::from(letter) & 0xfffe == 0xfffe
}

/// Returns an article's URL for use as a link. `None` if it is not a web address, since others could run code. Characters that could end the link
/// are percent-encoded.
pub fn web_address(url: Option<&str>) -> Option<String> {
    let url = url?;
    let scheme_len = url.find("://")? + "://".len();
    let is_web = matches!(url[..scheme_len].to_ascii_lowercase().as_str(), "http://" | "https://");
    is_web.then(|| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&*+,;=%".contains(&byte);
        url.bytes().map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
    })
}

#[cfg(test)]
mod tests {
    use dom_query::Document;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn signs_of_html_are_text() {
        let check = |text: &str, expected: &str| assert_eq!(escape(text).to_string(), expected);
        check("<script>alert('x')</script> & \"y\"", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;");
        check("a\u{1b}]8;;x\u{7}b\u{202e}c\r\nd\u{ffff}", "a\u{fffd}]8;;x\u{fffd}b\u{fffd}c \nd\u{fffd}");
        check("“né” 東京", "“né” 東京");
    }

    #[test]
    fn only_the_web_is_linked_to() {
        let check = |url: &str, expected: Option<&str>| assert_eq!(web_address(Some(url)).as_deref(), expected);
        check("https://example.org/a?b=c&d#e", Some("https://example.org/a?b=c&d#e"));
        check("HTTP://example.org/a b\"><script>", Some("HTTP://example.org/a%20b%22%3E%3Cscript%3E"));
        check("https://example.org/é(x)", Some("https://example.org/%C3%A9%28x%29"));
        check("javascript:alert(1)//https://example.org", None);
        check("javascript://example.org/%0aalert(1)", None);
        check("data:text/html,x", None);
        check("/news", None);
    }

    proptest! {
        #[test]
        fn escaped_text_reads_back_as_it_was(text in "[a-c<>&\"'/! ;#xé\u{301}東=-]{0,40}") {
            let page = Document::from(format!("<!DOCTYPE html><p title=\"{0}\">{0}</p>", escape(&text)));
            let paragraph = page.select("p");
            prop_assert_eq!(paragraph.text().to_string(), text.as_str());
            let title = paragraph.attr("title");
            prop_assert_eq!(title.as_deref(), Some(text.as_str()));
            prop_assert_eq!(page.select("body *").length(), 1);
        }
    }
}
