//! A real Chromium without a window, spoken to as WebDriver has it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::skipped;

/// A browser with a profile of its own. It ends when it is dropped.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    _profile: TempDir,
}

/// Starts a browser whose window is so large. Where there is none, says so, and fails where all must be tested.
pub(crate) fn browser(width: u32, height: u32) -> Option<Browser> {
    let started = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let Ok(mut driver) = started else {
        skipped("`chromedriver` is missing; install the package `chromium-driver`");
        return None;
    };
    let port = BufReader::new(driver.stdout.take().unwrap()).lines().map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    let profile = TempDir::new().unwrap();
    let mut browser = Browser { driver, port: port.unwrap(), session: String::new(), _profile: profile };
    let profile = format!("--user-data-dir={}", browser._profile.path().display());
    let args = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
    let args =
        args.into_iter().chain(["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", profile.as_str()]);
    let capabilities = json!({"capabilities": {"alwaysMatch": {
        "browserName": "chrome",
        "goog:loggingPrefs": {"browser": "ALL"},
        "goog:chromeOptions": {
            "args": args.collect::<Vec<_>>(),
            "mobileEmulation": {"deviceMetrics": {"width": width, "height": height, "pixelRatio": 1, "mobile": false, "touch": false}}
        }
    }}});
    let session = browser.ask("POST", "/session", &capabilities);
    browser.session = format!("/session/{}", session["sessionId"].as_str().unwrap());
    Some(browser)
}

impl Browser {
    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.try_ask(method, path, body);
        assert!(answer.is_ok(), "{method} {path}: {answer:?}");
        answer.unwrap()
    }

    fn try_ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, Value> {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let head = format!("{method} {}{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", self.session);
        write!(stream, "{head}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        // The driver keeps the connection, whatever it is asked.
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut reply = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(reply.read_line(&mut head).unwrap(), 0, "{method} {path}: {head}");
        }
        let lower = head.to_ascii_lowercase();
        let length = lower.lines().find_map(|line| line.strip_prefix("content-length:")).unwrap();
        let mut body = vec![0; length.trim().parse().unwrap()];
        reply.read_exact(&mut body).unwrap();
        let mut answer: Value = serde_json::from_slice(&body).unwrap();
        if head.starts_with("HTTP/1.1 200") { Ok(answer["value"].take()) } else { Err(answer["value"].take()) }
    }

    pub(crate) fn go(&self, url: &str) {
        self.ask("POST", "/url", &json!({"url": url}));
    }

    pub(crate) fn url(&self) -> String {
        self.ask("GET", "/url", &Value::Null).as_str().unwrap().to_owned()
    }

    /// Waits until the address holds `part`: without scripts, a driver cannot tell when a click has led somewhere.
    #[track_caller]
    pub(crate) fn comes_to(&self, part: &str) {
        let is_there = (0..200).any(|_| self.url().contains(part) || (sleep(Duration::from_millis(50)), false).1);
        assert!(is_there, "{} holds no `{part}`", self.url());
    }

    #[track_caller]
    fn element(&self, selector: &str) -> String {
        let found = self.ask("POST", "/element", &json!({"using": "css selector", "value": selector}));
        found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub(crate) fn text(&self, selector: &str) -> String {
        self.ask("GET", &format!("/element/{}/text", self.element(selector)), &Value::Null).as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub(crate) fn click(&self, selector: &str) {
        self.ask("POST", &format!("/element/{}/click", self.element(selector)), &json!({}));
    }

    /// Clicks what leads to an address that holds `part`, and waits for the page there. A click on a page that is still coming or
    /// moving may go nowhere; so it is repeated for as long as the address stays what it was.
    #[track_caller]
    pub(crate) fn follow(&self, selector: &str, part: &str) {
        let here = self.url();
        for _ in 0..20 {
            // The element may belong to a page that is gone by the time of the click.
            let found = self.try_ask("POST", "/element", &json!({"using": "css selector", "value": selector}));
            let element = found.ok().and_then(|found| Some(found.as_object()?.values().next()?.as_str()?.to_owned()));
            if let Some(element) = element {
                drop(self.try_ask("POST", &format!("/element/{element}/click"), &json!({})));
            }
            if (0..60).any(|_| self.url() != here || (sleep(Duration::from_millis(50)), false).1) {
                break;
            }
        }
        self.comes_to(part);
    }

    /// Types into an element; `\u{e007}` is the enter key.
    #[track_caller]
    pub(crate) fn type_into(&self, selector: &str, text: &str) {
        self.ask("POST", &format!("/element/{}/value", self.element(selector)), &json!({"text": text}));
    }

    /// Presses a key wherever the focus is.
    pub(crate) fn press(&self, key: &str) {
        let actions = json!([{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]);
        self.ask("POST", "/actions", &json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]}));
    }

    /// Runs the body of a function in the page, and returns what it returns.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.ask("POST", "/execute/sync", &json!({"script": script, "args": []}))
    }

    /// Runs the body of a function that calls its last argument with what is to be returned.
    pub(crate) fn run_async(&self, script: &str) -> Value {
        self.ask("POST", "/execute/async", &json!({"script": script, "args": []}))
    }

    /// Sends a command of the browser's own protocol.
    pub(crate) fn command(&self, name: &str, params: &Value) {
        self.ask("POST", "/goog/cdp/execute", &json!({"cmd": name, "params": params}));
    }

    /// Everything that was written to the console since it was last asked.
    pub(crate) fn console(&self) -> Vec<String> {
        let lines = self.ask("POST", "/se/log", &json!({"type": "browser"}));
        lines.as_array().unwrap().iter().map(|line| line["message"].as_str().unwrap().to_owned()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The browser ends with its session, the driver does not.
        drop(self.try_ask("DELETE", "", &Value::Null));
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}
