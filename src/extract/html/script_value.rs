//! Data in scripts, as values.
//!
//! Pages assign data to variables as JSON, as literals of JavaScript with bare names and single quotes, and as calls of a function
//! whose parameters stand for repeated values: `__NUXT__=(function(a,b){return {title:a}}("Rain",1))`. Only literals are read; nothing
//! is computed, and what is no literal is null.

use std::collections::HashMap;

use serde_json::{Map, Number, Value};

/// Maximum nesting depth of a value.
const MAX_DEPTH: usize = 100;

/// Maximum number of assignments that are read in one script.
const MAX_ASSIGNMENTS: usize = 40;

/// Maximum size in bytes of all values that parameters stand for, so that a short script cannot become a large value.
const MAX_COPIED_BYTES: usize = 8 << 20;

/// Returns the values in a script: the script itself if it is JSON, else each literal that it assigns.
pub(super) fn values(script: &str) -> Vec<Value> {
    let trimmed = script.trim();
    if trimmed.starts_with(['{', '['])
        && let Ok(value) = serde_json::from_str(trimmed)
    {
        return vec![value];
    }
    let mut found = Vec::new();
    let mut at = 0;
    for _ in 0..MAX_ASSIGNMENTS {
        let Some(sign) = script.get(at..).and_then(|rest| rest.find('=')) else { break };
        let start = at + sign + 1;
        let rest = script[start..].trim_start();
        let is_json_text = ["\"{\\\"", "'{\"", "\"[{\\\""].iter().any(|beginning| rest.starts_with(beginning));
        let is_literal =
            is_json_text || ["{", "[", "JSON.parse(", "(function("].iter().any(|beginning| rest.starts_with(beginning));
        let mut reader = Reader::new(script, start + (script.len() - start - rest.len()));
        at = start;
        if is_literal && let Some(value) = reader.value(0) {
            at = reader.at;
            // Some sites send a text that holds JSON.
            found.push(value.as_str().and_then(|json| serde_json::from_str(json).ok()).unwrap_or(value));
        }
    }
    found
}

/// Reads literals from the text of a script.
struct Reader<'s> {
    script: &'s str,
    at: usize,
    parameters: HashMap<&'s str, Value>,
    n_copied_bytes: usize,
}

impl<'s> Reader<'s> {
    fn new(script: &'s str, at: usize) -> Reader<'s> {
        Reader { script, at, parameters: HashMap::new(), n_copied_bytes: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.script.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Moves past `sign`, and the space before it; returns whether it was there.
    fn skip(&mut self, sign: &str) -> bool {
        self.skip_space();
        let is_there = self.script.get(self.at..).is_some_and(|rest| rest.starts_with(sign));
        self.at += if is_there { sign.len() } else { 0 };
        is_there
    }

    /// Returns the value that begins here; `None` if it is no literal.
    fn value(&mut self, depth: usize) -> Option<Value> {
        self.skip_space();
        if depth > MAX_DEPTH {
            return None;
        }
        match self.peek()? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            quote @ (b'"' | b'\'' | b'`') => Some(Value::String(self.string(quote)?)),
            b'!' => {
                self.at += 1;
                Some(Value::Bool(self.value(depth + 1)? == 0))
            }
            b'-' | b'.' | b'0'..=b'9' => Some(self.number()),
            b'(' => self.call_of_function(depth),
            _ => self.named(depth),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        let mut object = Map::new();
        self.at += 1;
        while !self.skip("}") {
            self.skip_space();
            let key = match self.peek()? {
                quote @ (b'"' | b'\'') => self.string(quote)?,
                _ => self.name()?.to_owned(),
            };
            if !self.skip(":") {
                return None;
            }
            object.insert(key, self.value(depth + 1)?);
            if !self.skip(",") && !self.script.get(self.at..)?.trim_start().starts_with('}') {
                return None;
            }
        }
        Some(Value::Object(object))
    }

    fn array(&mut self, depth: usize) -> Option<Value> {
        let mut members = Vec::new();
        self.at += 1;
        while !self.skip("]") {
            if self.skip(",") {
                members.push(Value::Null);
                continue;
            }
            members.push(self.value(depth + 1)?);
            if !self.skip(",") && !self.script.get(self.at..)?.trim_start().starts_with(']') {
                return None;
            }
        }
        Some(Value::Array(members))
    }

    fn string(&mut self, quote: u8) -> Option<String> {
        let mut text = String::new();
        let mut units = Vec::new();
        self.at += 1;
        loop {
            let rest = self.script.get(self.at..)?;
            let len = rest.bytes().position(|byte| byte == quote || byte == b'\\')?;
            if len > 0 {
                flush(&mut units, &mut text);
            }
            text.push_str(&rest[..len]);
            self.at += len + 1;
            if rest.as_bytes()[len] == quote {
                flush(&mut units, &mut text);
                return Some(text);
            }
            let escaped = self.script.get(self.at..)?.chars().next()?;
            self.at += escaped.len_utf8();
            let n_digits = match escaped {
                'u' => 4,
                'x' => 2,
                _ => 0,
            };
            if n_digits > 0 {
                let digits = self.script.get(self.at..self.at + n_digits)?;
                units.push(u16::from_str_radix(digits, 16).ok()?);
                self.at += n_digits;
                continue;
            }
            flush(&mut units, &mut text);
            text.push(match escaped {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' | 'f' | 'v' | '0' => ' ',
                other => other,
            });
        }
    }

    fn number(&mut self) -> Value {
        let rest = &self.script[self.at..];
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
        let len = rest.bytes().position(|byte| !is_part(byte)).unwrap_or(rest.len());
        self.at += len.max(1);
        let integer = rest[..len].parse::<i64>().ok().map(Value::from);
        integer.or_else(|| Number::from_f64(rest[..len].parse().ok()?).map(Value::Number)).unwrap_or(Value::Null)
    }

    /// Reads a name, which may hold dots.
    fn name(&mut self) -> Option<&'s str> {
        let rest = self.script.get(self.at..)?;
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.') || byte >= 0x80;
        let len = rest.bytes().position(|byte| !is_part(byte)).unwrap_or(rest.len());
        self.at += len;
        (len > 0).then(|| &rest[..len])
    }

    /// A word, a parameter, or a call: `undefined`, `a`, `new Date(1)`, `JSON.parse("{}")`.
    fn named(&mut self, depth: usize) -> Option<Value> {
        match self.name()? {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            "null" | "undefined" | "NaN" | "Infinity" => Some(Value::Null),
            "void" => self.value(depth + 1).map(|_| Value::Null),
            "new" => {
                self.skip_space();
                self.named(depth + 1)
            }
            name => {
                if self.skip("(") {
                    let arguments = self.arguments(depth)?;
                    let first = arguments.into_iter().next().unwrap_or(Value::Null);
                    return Some(match (name, &first) {
                        ("JSON.parse", Value::String(json)) => serde_json::from_str(json).ok()?,
                        _ => first,
                    });
                }
                let value = self.parameters.get(name).unwrap_or(&Value::Null);
                self.n_copied_bytes += value.as_str().map_or(0, str::len);
                let is_small = value.as_array().is_none_or(Vec::is_empty) && value.as_object().is_none_or(Map::is_empty);
                (is_small && self.n_copied_bytes <= MAX_COPIED_BYTES).then(|| value.clone()).or(Some(Value::Null))
            }
        }
    }

    /// Reads the arguments of a call, after its parenthesis.
    fn arguments(&mut self, depth: usize) -> Option<Vec<Value>> {
        let mut arguments = Vec::new();
        while !self.skip(")") {
            arguments.push(self.value(depth + 1)?);
            if !self.skip(",") && !self.script.get(self.at..)?.trim_start().starts_with(')') {
                return None;
            }
        }
        Some(arguments)
    }

    /// `(function(a,b){return {…}}("x",1))`: the value returned, with the arguments for the names.
    fn call_of_function(&mut self, depth: usize) -> Option<Value> {
        if depth > 0 || !self.skip("(") || !self.skip("function") || !self.skip("(") {
            return None;
        }
        let mut names = Vec::new();
        while !self.skip(")") {
            self.skip_space();
            names.push(self.name()?);
            self.skip(",");
        }
        let body = self.at + self.script.get(self.at..)?.find("return")? + "return".len();
        self.at = body;
        self.value(1)?;
        self.skip(";");
        if !self.skip("}") {
            return None;
        }
        self.skip(")");
        let arguments = if self.skip("(") { self.arguments(1)? } else { Vec::new() };
        let end = self.at;
        self.parameters = names.into_iter().zip(arguments).collect();
        self.at = body;
        let value = self.value(1);
        self.at = end;
        value
    }
}

/// Adds the characters that `units` stand for, and clears them.
fn flush(units: &mut Vec<u16>, text: &mut String) {
    text.extend(char::decode_utf16(units.drain(..)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(script: &str, expected: &[Value]) {
        assert_eq!(values(script), expected, "for {script}");
    }

    #[test]
    fn json_and_literals_are_read() {
        check(r#" {"a": [1, "é"]} "#, &[json!({"a": [1, "é"]})]);
        check(r#"window.__STATE__ = {"a":{"b":null}};"#, &[json!({"a": {"b": null}})]);
        check("var A={a:'it\\'s',b:!0,c:void 0,d:[1.5,],};B=2", &[json!({"a": "it's", "b": true, "c": null, "d": [1.5]})]);
        check(r#"X.a={"t":"\u003Cp\u003E\ud83d\ude00"};X.b=[];"#, &[json!({"t": "<p>😀"}), json!([])]);
        check(r#"s=JSON.parse("{\"a\":1}")"#, &[json!({"a": 1})]);
        check("if (a == b) { c = function () { return {} } }", &[]);
    }

    #[test]
    fn parameters_stand_for_their_values() {
        check(
            r#"window.__NUXT__=(function(a,b){return {data:[{title:a,n:b,c:d}]}}("Rain",2));"#,
            &[json!({"data": [{"title": "Rain", "n": 2, "c": null}]})],
        );
    }

    #[test]
    fn broken_and_deep_data_is_left_out() {
        check("a={\"b\":", &[]);
        check("a={b", &[]);
        check("a='", &[]);
        check(&format!("a={}", "[".repeat(100_000)), &[]);
        check(&"a=[".repeat(100_000), &[]);
        check("a=(function(", &[]);
    }
}
