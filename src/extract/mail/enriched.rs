//! Texts with marks such as `<bold>` (`text/enriched`, and `text/richtext` before it), as programs sent them before pages.

/// Returns the text without marks. One line end is a space, and two are one.
pub(super) fn text(marked: &str) -> String {
    let mut text = String::with_capacity(marked.len());
    let mut rest = marked;
    // How many line ends stand here.
    let mut n_ends = 0;
    while let Some(first) = rest.chars().next() {
        if first == '<' && !rest.starts_with("<<") {
            let Some((mark, after)) = rest[1..].split_once('>') else { break };
            rest = after;
            // The values of a mark, such as a colour.
            if mark.eq_ignore_ascii_case("param") {
                rest = rest.find("</").and_then(|at| rest[at..].split_once('>')).map_or("", |(_, after)| after);
            }
            if mark.eq_ignore_ascii_case("nl") || mark.eq_ignore_ascii_case("paragraph") {
                n_ends += 2;
            }
            continue;
        }
        rest = &rest[first.len_utf8()..];
        match first {
            '\n' => n_ends += 1,
            '\r' => {}
            first => {
                match n_ends {
                    0 => {}
                    1 => text.push(' '),
                    n => text.extend(std::iter::repeat_n('\n', n - 1)),
                }
                n_ends = 0;
                text.push(first);
                rest = if first == '<' { &rest[1..] } else { rest };
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_no_text() {
        for (marked, expected) in [
            ("<bold>It</bold>\nrained <<br>\n\n\n<color><param>red</param>Again</color>.", "It rained <br>\n\nAgain."),
            ("It <italic", "It "),
            ("It rained.<nl>Again<param>x", "It rained.\nAgain"),
        ] {
            assert_eq!(text(marked), expected, "for {marked}");
        }
    }
}
