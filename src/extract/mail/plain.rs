//! The plain text of a mail as paragraphs: without quotes of earlier mails and the signature, and with its lines joined as they were written.

use super::frame::{begins_original, ends_attribution};
use crate::extract::line::joins_without_space;

/// How the lines of a plain text are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// A line ends where the sender ended it, or where the program broke it.
    Fixed,
    /// A line that ends with a space goes on in the next (`format=flowed`).
    Flowed,
    /// The same, and that space is no part of the text (`delsp=yes`).
    FlowedWithoutSpace,
}

/// What a mail does with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// It stands alone: what it quotes without a line that says whose words follow is a part of it, as in a newsletter.
    Own,
    /// It answers another: what it quotes is the other's.
    Answer,
    /// It passes another on: what it quotes is its text.
    PassedOn,
}

/// Maximum number of lines of a signature. What is longer is a part of the text.
const MAX_SIGNATURE_LINES: usize = 40;

/// The widths in characters at which programs break lines.
const WIDTHS: std::ops::RangeInclusive<usize> = 55..=80;

/// Length in characters of a word that a program moves to the next line. Longer ones are addresses and rules.
const MAX_WORD_CHARS: usize = 24;

/// Returns the paragraphs of a text.
pub(super) fn paragraphs(text: &str, flow: Flow, manner: Manner) -> String {
    let text = text.trim_matches('\u{feff}');
    let lines: Vec<&str> = without_signature(without_scrubbed(text));
    let own = without_quotes(&lines, manner);
    // A mail of quotes alone is what it quotes.
    let lines = if own.iter().all(|line| line.trim().is_empty()) { lines } else { own };
    let joined = match flow {
        Flow::Fixed => rewrapped(&lines),
        Flow::Flowed => flowed(&lines, " "),
        Flow::FlowedWithoutSpace => flowed(&lines, ""),
    };
    let mut text = String::with_capacity(joined.len());
    let mut n_empty = 0;
    for line in joined.lines() {
        let line = without_tracking(line);
        let line = line.trim_end();
        if line.trim().is_empty() {
            n_empty += 1;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if n_empty > 0 { "\n\n" } else { "\n" });
        }
        text.push_str(line);
        n_empty = 0;
    }
    text
}

/// Returns the lines of a text without those that a list writes in place of a file (`An HTML attachment was scrubbed...`).
fn without_scrubbed(text: &str) -> Vec<&str> {
    const KEYS: [&str; 11] =
        ["name:", "type:", "size:", "desc:", "url:", "from:", "subject:", "date:", "to:", "skipped", "<http"];
    /// Maximum number of lines about a file.
    const MAX_LINES: usize = 8;
    let mut n_left = 0;
    let is_own = |line: &&str| {
        let shown = line.trim();
        if shown.ends_with("was scrubbed...") {
            n_left = MAX_LINES;
            return false;
        }
        let is_key = || KEYS.iter().any(|key| shown.get(..key.len()).is_some_and(|start| start.eq_ignore_ascii_case(key)));
        if n_left > 0 && is_key() {
            n_left -= 1;
            return false;
        }
        n_left = 0;
        !(shown.starts_with("-----") && shown.trim_matches('-').trim() == "next part")
    };
    text.lines().filter(is_own).collect()
}

/// Leaves out what stands behind the last line `-- `.
fn without_signature(mut lines: Vec<&str>) -> Vec<&str> {
    let is_mark = |line: &&str| matches!(line.trim_end_matches('\r'), "-- " | "--" | "--\u{a0}");
    if let Some(at) = lines.iter().rposition(is_mark)
        && lines.len() - at <= MAX_SIGNATURE_LINES
    {
        lines.truncate(at);
    }
    lines
}

/// Leaves out the lines of earlier mails, and the line that says whose they are.
fn without_quotes<'t>(lines: &[&'t str], manner: Manner) -> Vec<&'t str> {
    /// Maximum number of lines over which it goes.
    const MAX_LINES: usize = 3;
    /// Maximum number of lines, with empty ones, between it and what is quoted.
    const MAX_LOOK_BACK: usize = 8;
    let mut own: Vec<&str> = Vec::new();
    let is_letter = manner != Manner::Own;
    // Whether the words of others stand here.
    let mut is_quote = is_letter;
    for (at, line) in lines.iter().enumerate() {
        if let Some(quoted) = line.strip_prefix('>') {
            if at > 0 && !lines[at - 1].starts_with('>') {
                is_quote = is_letter;
                // Looking further back would take time quadratic in the number of lines.
                let near = own.len().saturating_sub(MAX_LOOK_BACK);
                if let Some(said) = own[near..].iter().rposition(|line| !line.trim().is_empty()).map(|at| near + at) {
                    let first = said.saturating_sub(MAX_LINES - 1);
                    let paragraph = own.get(first..=said).unwrap_or(&[]);
                    let begin =
                        paragraph.iter().rposition(|line| line.trim().is_empty()).map_or(first, |empty| first + empty + 1);
                    if ends_attribution(&own.get(begin..=said).unwrap_or(&[]).join(" ")) {
                        own.truncate(begin);
                        is_quote = true;
                    }
                }
            }
            if !is_quote {
                own.push(quoted.strip_prefix(' ').unwrap_or(quoted));
            }
            continue;
        }
        if manner != Manner::PassedOn && begins_original(&lines[at..]) {
            break;
        }
        own.push(line);
    }
    own
}

/// Joins the lines of a text in which a space at their end says that they go on.
fn flowed(lines: &[&str], space: &str) -> String {
    let mut text = String::new();
    let mut goes_on = false;
    for line in lines {
        // A space is put before lines that begin with one, or with `From ` or `>`.
        let line = line.strip_prefix(' ').unwrap_or(line);
        if !goes_on && !text.is_empty() {
            text.push('\n');
        }
        goes_on = line.ends_with(' ') && line.trim() != "--";
        // If that space is none of the text, another one before it is.
        text.push_str(match line.strip_suffix(' ').filter(|_| goes_on) {
            Some(own) if space.is_empty() => own,
            Some(own) => own.trim_end_matches(' '),
            None => line,
        });
        if goes_on {
            text.push_str(space);
        }
    }
    text
}

/// Joins lines that a program broke: those so long that the first word of the next had no room.
fn rewrapped(lines: &[&str]) -> String {
    let len = |line: &str| line.trim_end().chars().count();
    let is_address = |line: &str| line.contains("://") && !line.trim().contains(' ');
    let width = lines.iter().filter(|line| !is_address(line)).map(|line| len(line)).max().unwrap_or(0);
    let mut text = String::new();
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            let (before, first) = (lines[at - 1], line.split_whitespace().next().unwrap_or(""));
            let is_full = len(before) + 1 + first.chars().count().min(MAX_WORD_CHARS) > width;
            let is_new =
                line.starts_with([' ', '\t', '*', '•', '|']) || line.starts_with("- ") || !first.contains(char::is_alphanumeric);
            // Rows of a table have columns.
            let has_columns = before.trim().contains("   ") || line.trim().contains("   ");
            let goes_on = WIDTHS.contains(&width) && is_full && !is_new && !has_columns && len(before) > 0;
            // Chinese and Japanese lines are joined without a space.
            let is_joined = before.trim_end().ends_with(joins_without_space);
            text.push_str(match (goes_on, is_joined) {
                (false, _) => "\n",
                (true, false) => " ",
                (true, true) => "",
            });
        }
        text.push_str(line.trim_end());
    }
    text
}

/// Maximum length in bytes of an address that is a part of the text. Those by which a service counts clicks are longer.
const MAX_ADDRESS_BYTES: usize = 60;

/// The same for one that ends a line, and the maximum length in characters of the words before it, such as `Subscribe now`.
const MAX_LAST_ADDRESS_BYTES: usize = 100;
const MAX_LABEL_CHARS: usize = 40;

/// Returns a line without long addresses in brackets, or alone: those behind which a service counts who clicks.
fn without_tracking(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("http") {
        let (before, address) = rest.split_at(at);
        let is_address = address.starts_with("http://") || address.starts_with("https://");
        let ends = |c: char| c.is_whitespace() || matches!(c, '>' | ']' | ')');
        let len = if is_address { address.find(ends).unwrap_or(address.len()) } else { "http".len() };
        let opening = before.trim_end().chars().next_back();
        let closing = address[len..].trim_start().chars().next();
        let is_in_brackets =
            matches!((opening, closing), (Some('<'), Some('>')) | (Some('['), Some(']')) | (Some('('), Some(')')));
        let is_alone = before.trim().is_empty() && address[len..].trim().is_empty();
        let is_last = address[len..].trim().is_empty();
        let is_labelled = is_last && len > MAX_LAST_ADDRESS_BYTES && before.chars().nth(MAX_LABEL_CHARS).is_none();
        if is_address && len > MAX_ADDRESS_BYTES && (is_in_brackets || is_alone || is_labelled) {
            let before = before.trim_end();
            text.push_str(if is_in_brackets { before[..before.len() - 1].trim_end() } else { before });
            rest = &address[len..];
            rest = if is_in_brackets { &rest.trim_start()[1..] } else { rest };
            continue;
        }
        text.push_str(before);
        text.push_str(&address[..len]);
        rest = &address[len..];
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, flow: Flow, expected: &str) {
        assert_eq!(paragraphs(text, flow, Manner::Answer), expected, "for {text}");
    }

    #[test]
    fn flowed_lines_are_joined() {
        check("It \nrained. \nAgain.\n\n From here\n  on\n-- \nAna", Flow::Flowed, "It rained. Again.\n\nFrom here\n on");
        check("今 \n日は\nAna", Flow::FlowedWithoutSpace, "今日は\nAna");
        check("Mon \nday and the  \nnext", Flow::FlowedWithoutSpace, "Monday and the next");
        check("> Rain? \n> Sun?\nIt \nrained.", Flow::Flowed, "It rained.");
    }

    #[test]
    fn lines_are_joined_where_a_program_broke_them() {
        let text = "The bridge over the river will be closed for the whole of the winter,\nsaid the mayor.\nPhone: 12\nMail: a\n\n- One\n- Two";
        let expected = "The bridge over the river will be closed for the whole of the winter, said the mayor.\nPhone: 12\nMail: a\n\n- One\n- Two";
        check(text, Flow::Fixed, expected);
        check("Roses\nare red", Flow::Fixed, "Roses\nare red");
    }

    #[test]
    fn quotes_of_others_are_no_text() {
        check(
            "On Monday Ana Ruiz\n<ana@post.example> wrote:\n> It rains.\n>> Does it?\n\nIt does.\n> Really?\nYes.",
            Flow::Fixed,
            "It does.\nYes.",
        );
        check("It rains.\n\nAm 25.03.2024 schrieb Ana:\n\n> Rain?", Flow::Fixed, "It rains.");
        check("It rains:\n> and rains", Flow::Fixed, "It rains:");
        check("> It rains.", Flow::Fixed, "> It rains.");
        let answer = "Yes.\n\n-----Original Message-----\nFrom: Ana\nSent: Monday\n\nDoes it rain?";
        check(answer, Flow::Fixed, "Yes.");
        check("Yes.\n\nVon: Ana\nGesendet: Montag\nAn: Bo\nBetreff: Regen\n\nRegnet es?", Flow::Fixed, "Yes.");
        assert_eq!(paragraphs(answer, Flow::Fixed, Manner::PassedOn), answer);
        let own = "It rained.\n\n> It poured,\n> he said.\n\nAna wrote:\n> Rain?";
        assert_eq!(paragraphs(own, Flow::Fixed, Manner::Own), "It rained.\n\nIt poured,\nhe said.");
    }

    #[test]
    fn what_a_list_writes_in_place_of_files_is_no_text() {
        let note = "A non-text attachment was scrubbed...\nName: a.png\nType: image/png\nURL: <https://x.example/a.png>";
        let text = format!(
            "It rained.\n-------------- next part --------------\n{note}\n-------------- next part --------------\nAgain."
        );
        check(&text, Flow::Fixed, "It rained.\nAgain.");
        check("Name: Ana\nURL: none", Flow::Fixed, "Name: Ana\nURL: none");
    }

    #[test]
    fn addresses_that_count_clicks_are_no_text() {
        let long = format!("https://click.example/{}", "x".repeat(60));
        check(
            &format!("Read <{long}> and\n{long}\nsee https://post.example/a ( {long} )."),
            Flow::Fixed,
            "Read and\n\nsee https://post.example/a.",
        );
        check(&format!("See {long} here"), Flow::Fixed, &format!("See {long} here"));
        check(&format!("Subscribe now {long}{}", "x".repeat(40)), Flow::Fixed, "Subscribe now");
    }
}
