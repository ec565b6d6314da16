//! Writing one JSON object on one line, in which nothing is a command to a terminal.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

use crate::analysis::ByteSet;

/// Writes an object on one line. Control characters are escaped, even those that JSON allows.
pub fn write_object(out: &mut dyn Write, object: &impl Serialize) -> io::Result<()> {
    let mut line = object_bytes(object)?;
    line.push(b'\n');
    out.write_all(&line)
}

/// Returns an object as [`write_object`] writes it, without the line end.
pub fn object_bytes(object: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    object.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, EscapeControls))?;
    Ok(bytes)
}

/// Returns whether a terminal may take a character for a command, or for an order to show the text after it backwards.
pub fn is_command(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Escapes the control characters that JSON allows: no terminal command from an article may reach a terminal.
struct EscapeControls;

impl Formatter for EscapeControls {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        // Each command begins with one of these bytes; JSON escapes the other controls of ASCII itself.
        static MAY_BEGIN_COMMAND: ByteSet = ByteSet::of(b"\x7f\xc2\xd8\xe2");
        let mut done = 0;
        for at in MAY_BEGIN_COMMAND.places_in(fragment.as_bytes()) {
            let Some(letter) = fragment[at..].chars().next().filter(|letter| is_command(*letter)) else { continue };
            out.write_all(&fragment.as_bytes()[done..at])?;
            write!(out, "\\u{:04x}", u32::from(letter))?;
            done = at + letter.len_utf8();
        }
        out.write_all(&fragment.as_bytes()[done..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_escaped_and_read_back() {
        let text = "a\u{1b}[31m\u{9b}31m\u{7f}\u{202e}b\n“c”\u{61c}\u{2069}é";
        let mut line = Vec::new();
        write_object(&mut line, &text).unwrap();
        let line = String::from_utf8(line).unwrap();
        assert_eq!(line, "\"a\\u001b[31m\\u009b31m\\u007f\\u202eb\\n“c”\\u061c\\u2069é\"\n");
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }
}
