//! The server for language models, spoken to over pipes.

#![allow(clippy::needless_pass_by_value, reason = "messages are made where they are said")]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};

use super::{Folder, text};

pub(crate) fn initialize() -> Value {
    let client = json!({"name": "test", "version": "1"});
    json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client})
}

/// The program, spoken to over pipes.
pub(crate) struct Spoken {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    n_asked: u64,
}

impl Spoken {
    pub(crate) fn new(folder: &Folder) -> Spoken {
        let mut child = folder.command(&["mcp"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut spoken = Spoken { child, input, output, n_asked: 0 };
        assert_eq!(spoken.ask("initialize", initialize())["result"]["serverInfo"]["name"], "pullquote");
        spoken.say(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        spoken
    }

    pub(crate) fn say(&mut self, message: &Value) {
        writeln!(self.input, "{message}").unwrap();
    }

    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        self.n_asked += 1;
        self.say(&json!({"jsonrpc": "2.0", "id": self.n_asked, "method": method, "params": params}));
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(answer["id"], self.n_asked, "{answer}");
        answer
    }

    pub(crate) fn call(&mut self, tool: &str, arguments: Value) -> Value {
        self.ask("tools/call", json!({"name": tool, "arguments": arguments}))["result"].clone()
    }

    /// The answer of a tool, which stands in the message twice and fits its budget.
    #[track_caller]
    pub(crate) fn answer(&mut self, tool: &str, arguments: Value) -> Value {
        let max_tokens = arguments["max_tokens"].as_u64().unwrap_or(2000) as usize;
        let result = self.call(tool, arguments);
        assert_eq!(result["isError"], false, "{result}");
        let answer = result["structuredContent"].clone();
        let told = text(&result["content"][0]["text"]);
        assert_eq!(serde_json::from_str::<Value>(&told).unwrap(), answer);
        assert!(told.len() <= max_tokens * 3, "{} bytes for {max_tokens} tokens", told.len());
        answer
    }

    /// What a tool says to a request that it refuses.
    #[track_caller]
    pub(crate) fn refusal(&mut self, tool: &str, arguments: Value) -> String {
        let result = self.call(tool, arguments);
        assert_eq!(result["isError"], true, "{result}");
        text(&result["content"][0]["text"])
    }

    pub(crate) fn end(mut self) {
        drop(self.input);
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }
}
