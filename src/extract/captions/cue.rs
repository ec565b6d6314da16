//! The captions of a file as lines with their times.

use super::speech::plain;

/// A caption as it is shown: its lines without marks of style, with the marks of who speaks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Cue {
    /// When it is shown first, and last, in milliseconds.
    pub(super) start: u64,
    pub(super) end: u64,
    /// No line is empty.
    pub(super) lines: Vec<String>,
}

impl Cue {
    pub(super) fn times(&self) -> (u64, u64) {
        (self.start, self.end)
    }
}

/// Returns whether a text begins with captions.
pub fn is_captions(text: &str) -> bool {
    if let Some(after) = text.strip_prefix("WEBVTT") {
        return after.is_empty() || after.starts_with(char::is_whitespace);
    }
    let mut lines = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    times(first).is_some() || is_number(first) && lines.next().is_some_and(|line| times(line).is_some())
}

/// Returns the language that a file states, and its captions in their order.
pub(super) fn cues(text: &str) -> (Option<String>, Vec<Cue>) {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let is_vtt = text.trim_start().starts_with("WEBVTT");
    let mut language = None;
    let mut cues: Vec<Cue> = Vec::new();
    let mut is_in_cue = false;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let next_times = lines.peek().and_then(|next| times(next.trim()));
        if let Some((start, end)) = times(line.trim()) {
            cues.push(Cue { start, end, lines: Vec::new() });
            is_in_cue = true;
        } else if is_number(line.trim()) && next_times.is_some() {
            // The number of the next caption.
        } else if line.is_empty() || !is_vtt && line.trim().is_empty() {
            // In SubRip, the caption may go on.
            is_in_cue &= !is_vtt;
        } else if let Some(cue) = cues.last_mut().filter(|_| is_in_cue) {
            let line = plain(line);
            if !line.is_empty() {
                cue.lines.push(line);
            }
        } else if let Some(tag) = line.trim().strip_prefix("Language:").filter(|_| is_vtt && cues.is_empty()) {
            language = Some(tag.trim().to_owned());
        }
    }
    (language, cues)
}

fn is_number(line: &str) -> bool {
    !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns when a caption begins and ends, in milliseconds, if a line states that.
fn times(line: &str) -> Option<(u64, u64)> {
    let (start, end) = line.split_once("-->")?;
    let (start, end) = (millis(start.trim())?, millis(end.split_whitespace().next()?)?);
    Some((start, end.max(start)))
}

/// Reads `01:02:03,456`, `102:02:03.456` or `02:03.4`.
fn millis(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once([',', '.']).unwrap_or((text, ""));
    let mut seconds = 0_u64;
    let numbers = whole.split(':').map(str::trim);
    if !(2..=3).contains(&numbers.clone().count()) {
        return None;
    }
    for number in numbers {
        let is_written = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        seconds = seconds.checked_mul(60)?.checked_add(number.parse().ok().filter(|_| is_written)?)?;
    }
    if !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Tenths, hundredths or thousandths; what is finer does not count.
    let thousandths = part.bytes().chain(*b"000").take(3).fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
    seconds.checked_mul(1000)?.checked_add(thousandths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_written() {
        let check = |line: &str, expected: Option<(u64, u64)>| assert_eq!(times(line), expected, "{line}");
        check("00:00:01,000 --> 00:00:02,500", Some((1_000, 2_500)));
        check("00:01.000-->00:02.5 align:start position:0%", Some((1_000, 2_500)));
        check("100:00:00,000 --> 100:00:01,000", Some((360_000_000, 360_001_000)));
        check("1:02:03.4567 --> 1:02:04.000 X1:1 X2:2", Some((3_723_456, 3_724_000)));
        check("00:00:02,000 --> 00:00:01,000", Some((2_000, 2_000)));
        check("a --> b", None);
        check("1 --> 2", None);
        check("00:00:-1,000 --> 00:00:01,000", None);
        check("99999999999999999999:00:00 --> 00:00:01", None);
    }

    #[test]
    fn captions_are_known_by_their_first_lines() {
        for text in
            ["WEBVTT", "WEBVTT\n\n", "WEBVTT - A film\n", "1\n00:00:01,000 --> 00:00:02,000\nRain", "00:01.0 --> 00:02.0\nRain"]
        {
            assert!(is_captions(text), "{text}");
        }
        for text in ["WEBVTTX", "", "1\nIt rained.", "1916\n\nIt rained --> so"] {
            assert!(!is_captions(text), "{text}");
        }
    }
}
