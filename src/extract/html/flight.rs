//! The stream of values that Next.js sends in pieces: `self.__next_f.push([1,"1a:{\"title\":\"Rain\",\"body\":\"$1b\"}\n1b:T4d2,…"])`.
//!
//! The pieces of a page are one stream of rows. A row has a number, and a value as JSON or a text with its length. A value refers to another
//! row by its number, `$1b`.

use std::collections::HashMap;

use serde_json::Value;

/// Maximum number of rows. A page has some hundreds.
const MAX_ROWS: usize = 20_000;

/// Maximum size in bytes of all rows that others refer to, so that a short stream cannot become a large value.
const MAX_COPIED_BYTES: usize = 8 << 20;

/// Maximum number of references that lead to each other.
const MAX_DEPTH: usize = 4;

/// Returns the piece of a stream in a script; `None` if it holds none.
pub(super) fn piece(script: &str) -> Option<String> {
    let (_, pushed) = script.split_once("__next_f.push(")?;
    let mut values = serde_json::Deserializer::from_str(pushed).into_iter::<Value>();
    match values.next()?.ok()?.as_array_mut()?.get_mut(1)?.take() {
        Value::String(piece) => Some(piece),
        _ => None,
    }
}

/// Returns the values of a stream, each with the rows that it refers to.
pub(super) fn values(stream: &str) -> Vec<Value> {
    let rows = Rows::of(stream);
    let mut n_copied = 0;
    let objects = rows.in_order.iter().filter_map(|number| rows.by_number.get(*number)).filter(|(value, _)| !value.is_string());
    objects.map(|(value, _)| rows.filled(value, 0, &mut n_copied)).collect()
}

/// The rows of a stream.
#[derive(Debug, Default)]
struct Rows<'s> {
    /// Each value with its size in the stream.
    by_number: HashMap<&'s str, (Value, usize)>,
    in_order: Vec<&'s str>,
}

impl<'s> Rows<'s> {
    fn of(stream: &'s str) -> Rows<'s> {
        const MAX_DIGITS: usize = 8;
        let mut rows = Rows::default();
        let mut rest = stream;
        while !rest.is_empty() && rows.in_order.len() < MAX_ROWS {
            let end = rest.find('\n').unwrap_or(rest.len());
            let next = rest.get(end + 1..).unwrap_or("");
            let number = rest[..end].split_once(':').map(|(number, _)| number);
            let is_number =
                |number: &&str| (1..=MAX_DIGITS).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_hexdigit());
            let Some(number) = number.filter(is_number) else {
                rest = next;
                continue;
            };
            let stated = &rest[number.len() + 1..];
            let (row, after) = match text(stated) {
                Some((text, after)) => (Some((Value::String(text.to_owned()), text.len())), after),
                None => {
                    let line = &rest[number.len() + 1..end];
                    let is_json = line.starts_with(['{', '[', '"']);
                    let value = if is_json { serde_json::from_str(line).ok() } else { None };
                    (value.map(|value| (value, line.len())), next)
                }
            };
            rest = after;
            if let Some(row) = row
                && rows.by_number.insert(number, row).is_none()
            {
                rows.in_order.push(number);
            }
        }
        rows
    }

    /// Returns a value with the rows that it refers to.
    fn filled(&self, value: &Value, depth: usize, n_copied: &mut usize) -> Value {
        match value {
            Value::String(text) => match self.referred(text).filter(|_| depth < MAX_DEPTH) {
                Some((row, n_bytes)) if *n_copied + n_bytes <= MAX_COPIED_BYTES => {
                    *n_copied += n_bytes;
                    self.filled(row, depth + 1, n_copied)
                }
                _ => value.clone(),
            },
            Value::Array(members) => members.iter().map(|member| self.filled(member, depth, n_copied)).collect(),
            Value::Object(object) => {
                object.iter().map(|(key, member)| (key.clone(), self.filled(member, depth, n_copied))).collect()
            }
            other => other.clone(),
        }
    }

    /// Returns the row that a text refers to: `$1b`, `$L1b`, `$@1b`.
    fn referred(&self, text: &str) -> Option<&(Value, usize)> {
        let number = text.strip_prefix('$')?;
        self.by_number.get(number.strip_prefix(['L', '@']).unwrap_or(number))
    }
}

/// Returns the text of a row `T4d2,…`, whose length in bytes stands before it, and what follows it.
fn text(row: &str) -> Option<(&str, &str)> {
    let (length, rest) = row.strip_prefix('T')?.split_once(',')?;
    rest.split_at_checked(usize::from_str_radix(length, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(stream: &str, expected: &Value) {
        assert_eq!(&Value::Array(values(stream)), expected, "for {stream}");
    }

    #[test]
    fn rows_are_read_and_referred_to() {
        check("1:{\"a\":1}\n2:I[5,[\"x\"]]\n3:[\"$\",\"p\",null,{}]\n", &json!([{"a": 1}, ["$", "p", null, {}]]));
        check(
            "1:{\"a\":\"$2\",\"b\":\"$L3\",\"c\":\"$$\"}\n2:T5,a\nbéd3:[1]\n",
            &json!([{"a": "a\nbé", "b": "$L3", "c": "$$"}, [1]]),
        );
        check("1:{\"a\":\"$2\",\"b\":\"$L3\"}\n2:T6,a\nbéd3:[1]\n", &json!([{"a": "a\nbéd", "b": [1]}, [1]]));
        check("1:[\"$1\"]\n", &json!([[[[[["$1"]]]]]]));
        check("no row\n:x\n1:{\n1:T9,cut", &json!([]));
    }

    #[test]
    fn a_short_stream_becomes_no_large_value() {
        let stream = format!("1:T100000,{}\n2:[{}\"\"]\n", "x".repeat(1 << 20), "\"$1\",".repeat(1000));
        assert!(values(&stream)[0].to_string().len() < 10 << 20);
    }

    #[test]
    fn pieces_are_told_from_other_scripts() {
        assert_eq!(piece("self.__next_f.push([1,\"1:\\\"a\\\"\\n\"])").as_deref(), Some("1:\"a\"\n"));
        for script in
            ["(self.__next_f=self.__next_f||[]).push([0])", "self.__next_f.push([2,null])", "self.__next_f.push(", "x=1"]
        {
            assert_eq!(piece(script), None, "for {script}");
        }
    }
}
