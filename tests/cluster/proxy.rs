//! A proxy before a node, which does to requests and answers what networks, other proxies and overloaded nodes do to them.

use std::io::{BufReader, Result, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{sleep, spawn};
use std::time::Duration;

use serde_json::{Value, json};

use super::message::Message;

/// What happens to a request and to its answer.
#[derive(Clone, Copy)]
pub(crate) enum Fault {
    /// The node would not take it now: 429, as a node says it whose queue is full. It does not reach the node.
    TooManyRequests,
    /// A proxy has no node: 502 and a page of HTML. It does not reach the node.
    BadGateway,
    /// The password is wrong: 401, as the security plugin says it. It does not reach the node.
    Unauthorized,
    /// The connection is closed without an answer. It does not reach the node.
    HangUp,
    /// It reaches the node; of the answer, the head and half of the body come back, and the connection is closed.
    CutAnswer,
    /// It reaches the node that much later.
    Delay(Duration),
    /// Of a bulk request, every so many-th item is refused with 429 and does not reach the node; with 1, none does. The request must not be
    /// compressed, and its `filter_path`, if any, must leave an item for each.
    RefuseItems { every: usize },
}

/// A proxy on a port of its own. It takes no more requests when it is dropped.
pub(crate) struct Proxy {
    /// Where it is, `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    address: SocketAddr,
    state: Arc<State>,
}

struct State {
    node: String,
    plan: Mutex<Option<Plan>>,
    seen: Mutex<Vec<String>>,
    is_over: AtomicBool,
}

struct Plan {
    fault: Fault,
    part_of_path: String,
    n_spared: usize,
    n_left: usize,
}

impl Proxy {
    /// A proxy that passes everything to the node at `url`, until it is told otherwise.
    pub(crate) fn before(url: &str) -> Proxy {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let node = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let state = State { node, plan: Mutex::new(None), seen: Mutex::new(Vec::new()), is_over: AtomicBool::new(false) };
        let state = Arc::new(state);
        let shared = Arc::clone(&state);
        spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if shared.is_over.load(Ordering::SeqCst) {
                    return;
                }
                let state = Arc::clone(&shared);
                // What breaks a connection is the client's to find.
                spawn(move || drop(serve(&client, &state)));
            }
        });
        Proxy { url: format!("http://{address}"), address, state }
    }

    /// Does so to the next `n_requests` whose path and parameters hold `part_of_path`, and passes everything else.
    pub(crate) fn fail(&self, fault: Fault, part_of_path: &str, n_requests: usize) {
        self.fail_later(fault, part_of_path, 0, n_requests);
    }

    /// Does so after `n_spared` such requests.
    pub(crate) fn fail_later(&self, fault: Fault, part_of_path: &str, n_spared: usize, n_requests: usize) {
        let plan = Plan { fault, part_of_path: part_of_path.to_owned(), n_spared, n_left: n_requests };
        *self.state.plan.lock().unwrap() = Some(plan);
    }

    /// Passes everything again.
    pub(crate) fn pass(&self) {
        *self.state.plan.lock().unwrap() = None;
    }

    /// Returns how many requests so far hold `part`, whatever happened to them; each is compared as `METHOD PATH`.
    pub(crate) fn n_requests(&self, part: &str) -> usize {
        self.state.seen.lock().unwrap().iter().filter(|request| request.contains(part)).count()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.is_over.store(true, Ordering::SeqCst);
        // The listener looks when somebody comes.
        drop(TcpStream::connect(self.address));
    }
}

impl State {
    /// Counts a request, and returns what is to happen to it.
    fn fault_of(&self, request: &Message) -> Option<Fault> {
        self.seen.lock().unwrap().push(format!("{} {}", request.word(0), request.word(1)));
        let mut plan = self.plan.lock().unwrap();
        let plan = plan.as_mut().filter(|plan| plan.n_left > 0 && request.word(1).contains(&plan.part_of_path))?;
        if plan.n_spared > 0 {
            plan.n_spared -= 1;
            return None;
        }
        plan.n_left -= 1;
        Some(plan.fault)
    }

    /// What the node replies. Each request has a connection of its own, so none is one that the node has closed meanwhile.
    fn pass(&self, request: &[u8], method: &str) -> Result<Message> {
        let mut node = TcpStream::connect(&self.node)?;
        node.write_all(request)?;
        Message::reply(&mut BufReader::new(node), method)
    }
}

/// Answers one request after the other; returning closes the connection.
fn serve(client: &TcpStream, state: &State) -> Result<()> {
    let mut reader = BufReader::new(client);
    let mut writer = client;
    while let Some(request) = Message::request(&mut reader)? {
        let fault = state.fault_of(&request);
        if state.is_over.load(Ordering::SeqCst) {
            return Ok(());
        }
        let pass = || state.pass(&request.bytes, request.word(0));
        let reply = match fault {
            None => pass()?.bytes,
            Some(Fault::Delay(time)) => {
                sleep(time);
                pass()?.bytes
            }
            Some(Fault::TooManyRequests) => {
                let mut error = refusal();
                error["root_cause"] = json!([refusal()]);
                json_reply("429 Too Many Requests", &json!({"error": error, "status": 429}))
            }
            Some(Fault::BadGateway) => {
                let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n";
                reply("502 Bad Gateway", "Content-Type: text/html", page)
            }
            Some(Fault::Unauthorized) => {
                let headers = "WWW-Authenticate: Basic realm=\"OpenSearch Security\"\r\nContent-Type: text/plain; charset=UTF-8";
                reply("401 Unauthorized", headers, "Unauthorized")
            }
            Some(Fault::RefuseItems { every }) => refuse_items(state, &request, every)?,
            Some(Fault::HangUp) => return client.shutdown(Shutdown::Both),
            Some(Fault::CutAnswer) => {
                let whole = pass()?;
                writer.write_all(&whole.bytes[..(whole.head.len() + whole.bytes.len()) / 2])?;
                return client.shutdown(Shutdown::Both);
            }
        };
        writer.write_all(&reply)?;
    }
    Ok(())
}

/// Why a node refuses what it would otherwise do.
fn refusal() -> Value {
    let reason = "rejected execution of a write on OpenSearchThreadPoolExecutor[name = Node 1/write, queue capacity = 10000]";
    json!({"type": "rejected_execution_exception", "reason": reason})
}

fn reply(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\n{headers}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn json_reply(status: &str, body: &Value) -> Vec<u8> {
    reply(status, "Content-Type: application/json; charset=UTF-8", &body.to_string())
}

/// Passes the items that are not refused, and returns a reply in which each has its place.
fn refuse_items(state: &State, request: &Message, every: usize) -> Result<Vec<u8>> {
    if request.header("content-encoding").is_some() {
        let error = json!({"error": "the proxy of the tests cannot take a compressed request apart"});
        return Ok(json_reply("415 Unsupported Media Type", &error));
    }
    let (mut passed, mut refused) = (String::new(), Vec::new());
    let body = String::from_utf8_lossy(&request.body);
    let mut lines = body.lines().filter(|line| !line.trim().is_empty());
    while let Some(action) = lines.next() {
        let item: Value = serde_json::from_str(action)?;
        let source = if item.get("delete").is_some() { None } else { lines.next() };
        let is_refused = (refused.len() + 1).is_multiple_of(every);
        if !is_refused {
            for line in [Some(action), source].into_iter().flatten() {
                passed.push_str(line);
                passed.push('\n');
            }
        }
        refused.push(is_refused.then_some(item));
    }
    let mut answer = json!({"took": 0, "items": []});
    if !passed.is_empty() {
        let reply = state.pass(&with_body(request, &passed), request.word(0))?;
        if reply.status() != 200 {
            return Ok(reply.bytes);
        }
        answer = serde_json::from_slice(&reply.body)?;
    }
    let mut done = answer["items"].as_array().cloned().unwrap_or_default().into_iter();
    let index = request.word(1).trim_start_matches('/').split('/').next().unwrap_or_default();
    let items = refused.into_iter().filter_map(|item| item.map_or_else(|| done.next(), |item| Some(refused_item(item, index))));
    answer["items"] = items.collect();
    answer["errors"] = json!(answer["errors"] == true || answer["items"].to_string().contains("rejected_execution_exception"));
    Ok(json_reply("200 OK", &answer))
}

/// The same request with another body, and such that the reply is not compressed.
fn with_body(request: &Message, body: &str) -> Vec<u8> {
    let unwanted = ["accept-encoding:", "content-length:", "transfer-encoding:"];
    let is_wanted = |line: &&str| !line.is_empty() && !unwanted.iter().any(|name| line.to_ascii_lowercase().starts_with(name));
    let head: Vec<&str> = request.head.lines().filter(is_wanted).collect();
    format!("{}\r\nContent-Length: {}\r\n\r\n{body}", head.join("\r\n"), body.len()).into_bytes()
}

fn refused_item(mut action: Value, index: &str) -> Value {
    for target in action.as_object_mut().into_iter().flat_map(|action| action.values_mut()) {
        let index = target.get("_index").cloned().unwrap_or_else(|| json!(index));
        *target = json!({"_index": index, "_id": target["_id"], "status": 429, "error": refusal()});
    }
    action
}
