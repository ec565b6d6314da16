//! RTF as a flat sequence of tokens, read in one pass.

/// A token of RTF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'r> {
    Open,
    Close,
    /// A control word and its number, as in `\li720`.
    Word(&'r [u8], Option<i32>),
    /// A control symbol, as in `\~`.
    Symbol(u8),
    /// A byte of text in the encoding of its font.
    Byte(u8),
}

/// The tokens of some bytes, each with the place behind it.
pub(super) struct Tokens<'r> {
    rest: &'r [u8],
}

impl<'r> Tokens<'r> {
    pub(super) fn of(bytes: &'r [u8]) -> Tokens<'r> {
        Tokens { rest: bytes }
    }

    /// Leaves out bytes that are no RTF, such as those of a picture.
    pub(super) fn leave_out(&mut self, n_bytes: usize) {
        self.rest = self.rest.get(n_bytes..).unwrap_or_default();
    }

    fn control(&mut self, after: &'r [u8]) -> Option<Token<'r>> {
        let n_letters = after.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        if n_letters > 0 {
            let (word, after) = after.split_at(n_letters);
            let n_sign = usize::from(after.first() == Some(&b'-'));
            let n_digits = after[n_sign..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let n_number = if n_digits == 0 { 0 } else { n_sign + n_digits };
            let number = std::str::from_utf8(&after[..n_number]).ok().and_then(|number| number.parse().ok());
            self.rest = after[n_number..].strip_prefix(b" ").unwrap_or(&after[n_number..]);
            return Some(Token::Word(word, number));
        }
        let (symbol, after) = after.split_first()?;
        self.rest = after;
        if *symbol == b'\'' {
            let code = after.get(..2).and_then(|code| std::str::from_utf8(code).ok());
            if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
                self.rest = &after[2..];
                return Some(Token::Byte(byte));
            }
        }
        Some(Token::Symbol(*symbol))
    }
}

impl<'r> Iterator for Tokens<'r> {
    type Item = Token<'r>;

    fn next(&mut self) -> Option<Token<'r>> {
        loop {
            let (first, after) = self.rest.split_first()?;
            self.rest = after;
            return match first {
                b'{' => Some(Token::Open),
                b'}' => Some(Token::Close),
                b'\\' => self.control(after),
                // Line ends of the file are no text.
                b'\r' | b'\n' | 0 => continue,
                byte => Some(Token::Byte(*byte)),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_symbols_and_bytes_are_told() {
        use Token::{Byte, Close, Open, Symbol, Word};
        let tokens: Vec<Token> = Tokens::of(b"{\\li-720 a\\'e9\\~\\par\r\nb\\'zz}").collect();
        let expected = [
            Open,
            Word(b"li", Some(-720)),
            Byte(b'a'),
            Byte(0xe9),
            Symbol(b'~'),
            Word(b"par", None),
            Byte(b'b'),
            Symbol(b'\''),
            Byte(b'z'),
            Byte(b'z'),
            Close,
        ];
        assert_eq!(tokens, expected);
        assert_eq!(Tokens::of(b"\\").next(), None);
        assert_eq!(Tokens::of(b"\\a99999999999").next(), Some(Word(b"a", None)));
    }
}
