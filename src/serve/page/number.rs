//! Numbers as pages write them.

/// Returns a number with commas: `12,345`.
pub(super) fn grouped(n: impl Into<u64>) -> String {
    let digits = n.into().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Returns a number of things: `1 article`, `1,234 articles`.
pub(super) fn counted(n: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(n), if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas() {
        let cases = [(0_u64, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")];
        for (n, expected) in cases {
            assert_eq!(grouped(n), expected);
        }
        assert_eq!((counted(1, "quote"), counted(0, "quote")), ("1 quote".to_owned(), "0 quotes".to_owned()));
    }
}
