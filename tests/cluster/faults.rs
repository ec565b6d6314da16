//! What goes wrong with a cluster is told in words, nothing is lost, and the same command goes on.

use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::spawn;
use std::time::Duration;

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::json;

use super::cluster::{Cluster, shared};
use super::harness::{Folder, Run};
use super::message::Message;
use super::proxy::{Fault, Proxy};
use super::run;

fn folder() -> Folder {
    Folder::of(&[("a.txt", "One\n\nThe flood came.\n"), ("b.txt", "Two\n\nThe flood went.\n")])
}

/// Indexes with a fault, and then without: what was told, and that nothing is missing afterwards.
fn check(cluster: &Cluster, name: &str, fault: Fault, part_of_path: &str, n_requests: usize) -> Run {
    let folder = folder();
    let proxy = Proxy::before(&cluster.urls[0]);
    let urls = [proxy.url.clone()];
    run(&folder, &urls, name, &["index", "--quiet", "a.txt"]).succeeds();
    proxy.fail(fault, part_of_path, n_requests);
    let told = run(&folder, &urls, name, &["index", "--quiet", "."]);
    proxy.pass();
    run(&folder, &urls, name, &["index", "--quiet", "."]).succeeds();
    let found = run(&folder, &urls, name, &["search", "--json", "flood"]).succeeds();
    assert_eq!(found.hits().len(), 2, "{}", told.stderr);
    run(&folder, &urls, name, &["check"]).succeeds();
    told
}

#[test]
fn what_passes_is_waited_for() {
    let Some(cluster) = shared() else { return };
    check(cluster, "busy", Fault::TooManyRequests, "", 3).succeeds();
    check(cluster, "items", Fault::RefuseItems { every: 2 }, "_bulk", 3).succeeds();
    check(cluster, "gateway", Fault::BadGateway, "", 3).succeeds();
    check(cluster, "hang-up", Fault::HangUp, "", 3).succeeds();
    check(cluster, "cut", Fault::CutAnswer, "", 3).succeeds();
    check(cluster, "slow", Fault::Delay(Duration::from_millis(500)), "", 3).succeeds();
}

#[test]
fn what_stays_is_told() {
    let Some(cluster) = shared() else { return };
    let safe = "the same command continues from there";
    std::thread::scope(|scope| {
        for (name, fault, messages) in [
            ("busy-for-ever", Fault::TooManyRequests, ["is too busy", "queue capacity", safe]),
            ("gateway-for-ever", Fault::BadGateway, ["fails", "status 502", safe]),
            ("cut-for-ever", Fault::CutAnswer, ["gives an unreadable answer", "hint: run the command again", safe]),
            ("refused-for-ever", Fault::RefuseItems { every: 1 }, ["is too busy", "refused again and again", safe]),
        ] {
            scope.spawn(move || check(cluster, name, fault, "_bulk", 10_000).fails_with(&messages));
        }
        scope.spawn(|| {
            check(cluster, "password", Fault::Unauthorized, "", 10_000)
                .fails_with(&["does not know this user or key", "PULLQUOTE_PASSWORD"])
        });
    });
}

#[test]
fn an_address_where_nothing_is_is_told_soon() {
    let folder = folder();
    // A port that was free just now.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nowhere = [format!("http://127.0.0.1:{port}")];
    run(&folder, &nowhere, "a", &["status"]).fails_with(&["does not answer", "check `--url`"]);
    for url in ["localhost:9200", "ftp://localhost", "http://", "https://me:secret@localhost:9200"] {
        let told =
            run(&folder, &[url.to_owned()], "a", &["status"]).fails_with(&["is not a valid address", "--url https://HOST:9200"]);
        assert!(!told.stderr.contains("secret"), "{}", told.stderr);
    }
    folder.run(&["--engine", "opensearch", "status"]).fails_with(&["no cluster node is given", "--url"]);
    folder.run(&["--engine", "local", "--url", "http://localhost:9200", "status"]).fails_with(&["--engine local"]);
}

#[test]
fn what_is_no_opensearch_is_told() {
    let folder = folder();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let mut reader = BufReader::new(&client);
            while let Ok(Some(_)) = Message::request(&mut reader) {
                let body = json!({"version": {"number": "8.1.0"}, "tagline": "You Know, for Search"}).to_string();
                let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
                (&client).write_all(format!("{head}{body}").as_bytes()).unwrap();
            }
        }
    });
    run(&folder, &[url], "a", &["status"]).fails_with(&["is not a supported OpenSearch", "8.1.0"]);
}

#[test]
fn names_and_indexes_that_are_not_ours_are_refused() {
    let Some(cluster) = shared() else { return };
    let folder = folder();
    run(&folder, &cluster.urls, "News", &["status"]).fails_with(&["`News` is not a valid name", "small letters"]);
    run(&folder, &cluster.urls, "not-there", &["search", "flood"]).fails_with(&["no index at", "not-there"]);
    cluster.ask("PUT", "/somebody-elses", Some(&json!({})));
    run(&folder, &cluster.urls, "somebody-elses", &["index", "a.txt"]).fails_with(&["did not make"]);
}

#[test]
fn a_full_disk_is_told_and_gone_on_from() {
    let Some(cluster) = shared() else { return };
    let folder = folder();
    run(&folder, &cluster.urls, "full", &["index", "--quiet", "a.txt"]).succeeds();
    // What a node does to an index when its disk is over the flood-stage watermark.
    let blocked = |is_blocked| json!({"index.blocks.read_only_allow_delete": is_blocked});
    cluster.ask("PUT", "/full-g000001/_settings", Some(&blocked(json!(true))));
    run(&folder, &cluster.urls, "full", &["index", "--quiet", "b.txt"]).fails_with(&[
        "is read-only",
        "read-only-allow-delete",
        "free space on the cluster's disks",
    ]);
    let found = run(&folder, &cluster.urls, "full", &["search", "--json", "flood"]).succeeds();
    assert_eq!(found.hits().len(), 1);
    cluster.ask("PUT", "/full-g000001/_settings", Some(&blocked(json!(null))));
    run(&folder, &cluster.urls, "full", &["index", "--quiet", "b.txt"]).succeeds();
    assert_eq!(run(&folder, &cluster.urls, "full", &["search", "--json", "flood"]).hits().len(), 2);
}

#[test]
fn a_mapping_that_was_changed_is_told() {
    let Some(cluster) = shared() else { return };
    let folder = folder();
    run(&folder, &cluster.urls, "mapping", &["index", "--quiet", "a.txt"]).succeeds();
    // Somebody made an index of their own in the place of ours, with the same mark.
    let (_, ours) = cluster.ask("GET", "/mapping-g000001/_mapping", None);
    let format = &ours["mapping-g000001"]["mappings"]["_meta"]["format"];
    cluster.ask("DELETE", "/mapping-g000001", None);
    let theirs = json!({
        "mappings": {"_meta": {"made_by": "pullquote", "format": format}, "properties": {"n_quotes": {"type": "date"}, "kind": {"type": "keyword"}, "path":
            {"type": "keyword"}, "id": {"type": "keyword"}, "stamp": {"type": "long"}, "words": {"type": "integer"}}},
        "aliases": {"mapping": {}}
    });
    // Not by the name that the template is for.
    cluster.ask("DELETE", "/_index_template/mapping", None);
    cluster.ask("PUT", "/mapping-g000001", Some(&theirs));
    run(&folder, &cluster.urls, "mapping", &["index", "--quiet", "b.txt"]).fails_with(&[
        "rejects `",
        "b.txt",
        "rebuild it with `pullquote index --rebuild`",
    ]);
    run(&folder, &cluster.urls, "mapping", &["index", "--quiet", "--rebuild", "."]).succeeds();
    assert_eq!(run(&folder, &cluster.urls, "mapping", &["search", "--json", "flood"]).hits().len(), 2);
    // Another format than this program's.
    cluster.ask("PUT", "/mapping-g000002/_mapping", Some(&json!({"_meta": {"format": 99}})));
    run(&folder, &cluster.urls, "mapping", &["search", "flood"]).fails_with(&["has format 99", "--rebuild"]);
}

/// A node behind TLS, whose certificate is of an authority of its own and holds until a year. Returns its address and the authority, in PEM.
fn behind_tls(node: &str, until_year: i32) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(until_year, 1, 1);
    let certificate = params.self_signed(&key).unwrap();
    let private = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], private).unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let node = node.trim_start_matches("http://").to_owned();
    spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let (config, node) = (Arc::clone(&config), node.clone());
            // A client that does not trust it breaks off.
            spawn(move || drop(pass_on(client, config, &node)));
        }
    });
    (url, certificate.pem())
}

fn pass_on(client: TcpStream, config: Arc<ServerConfig>, node: &str) -> std::io::Result<()> {
    let connection = ServerConnection::new(config).map_err(std::io::Error::other)?;
    let mut client = BufReader::new(StreamOwned::new(connection, client));
    while let Some(request) = Message::request(&mut client)? {
        let mut stream = TcpStream::connect(node)?;
        stream.write_all(&request.bytes)?;
        let reply = Message::reply(&mut BufReader::new(stream), request.word(0))?;
        client.get_mut().write_all(&reply.bytes)?;
    }
    Ok(())
}

#[test]
fn certificates_are_looked_at() {
    let Some(cluster) = shared() else { return };
    let folder = folder();
    let (url, authority) = behind_tls(&cluster.urls[0], 2099);
    let urls = [url];
    run(&folder, &urls, "tls", &["status"]).fails_with(&["has an untrusted certificate", "--ca FILE"]);
    folder.write("ca.pem", &authority);
    run(&folder, &urls, "tls", &["--ca", "ca.pem", "index", "--quiet", "a.txt"]).succeeds();
    assert_eq!(run(&folder, &urls, "tls", &["--ca", "ca.pem", "search", "--json", "flood"]).hits().len(), 1);
    let (expired, authority) = behind_tls(&cluster.urls[0], 2021);
    folder.write("old.pem", &authority);
    run(&folder, &[expired], "tls", &["--ca", "old.pem", "status"]).fails_with(&["has an untrusted certificate", "xpired"]);
    run(&folder, &urls, "tls", &["--ca", "a.txt", "status"]).fails_with(&["`a.txt` holds no certificate"]);
}

#[test]
fn profiles_name_a_cluster_and_secrets_are_never_printed() {
    let Some(cluster) = shared() else { return };
    let folder = folder();
    let proxy = Proxy::before(&cluster.urls[0]);
    folder.write("password", "correct horse\n");
    let profile = format!(
        "[profile.newsroom]\nengine = \"opensearch\"\nurls = [\"{}\"]\nindex = \"profiled\"\nuser = \"reporter\"\npassword_file = \"password\"\nreplicas = 0\n",
        proxy.url
    );
    folder.write("config.toml", profile);
    let of = |profile: &str, rest: &[&str]| {
        Run::of(folder.command(&[&["--profile", profile], rest].concat()).env("PULLQUOTE_CONFIG", "config.toml"))
    };
    of("newsroom", &["index", "--quiet", "a.txt"]).succeeds();
    assert_eq!(of("newsroom", &["search", "--json", "flood"]).hits().len(), 1);
    let (_, settings) = cluster.ask("GET", "/profiled-g000001/_settings", None);
    assert_eq!(settings["profiled-g000001"]["settings"]["index"]["number_of_replicas"], "0");
    proxy.fail(Fault::Unauthorized, "", 10_000);
    let refused = of("newsroom", &["status"]).fails_with(&["does not know this user or key"]);
    assert!(!refused.stderr.contains("horse"), "{}", refused.stderr);
    of("elsewhere", &["status"]).fails_with(&["no profile `elsewhere`", "newsroom"]);
    folder.write("config.toml", "[profile.newsroom]\npassword = \"correct horse\"\n");
    let refused = of("newsroom", &["status"]).fails_with(&["cannot parse `config.toml` line 2", "password"]);
    assert!(!refused.stderr.contains("horse"), "a secret has no place in the file, and is not repeated: {}", refused.stderr);
    let environment = |name: &str, value: &str| Run::of(folder.command(&["--url", &cluster.urls[0], "status"]).env(name, value));
    environment("PULLQUOTE_PASSWORD", "correct horse").fails_with(&["a password but no user"]);
    environment("PULLQUOTE_USER", "reporter").fails_with(&["a user but no password"]);
    environment("PULLQUOTE_API_KEY_FILE", "nowhere").fails_with(&["cannot read `nowhere`"]);
}

#[test]
fn what_would_have_to_be_read_for_too_long_is_refused() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::new();
    folder.write(
        "many.jsonl",
        (0..50_001).map(|n| format!("{{\"id\":\"{n}\",\"text\":\"The flood came {n}.\"}}\n")).collect::<String>(),
    );
    run(&folder, &cluster.urls, "many", &["index", "--quiet", "many.jsonl"]).succeeds();
    let search = |query: &str| run(&folder, &cluster.urls, "many", &["search", query]);
    search("atleast2(flood)")
        .fails_with(&["a cluster cannot evaluate `atleast2(flood)` without reading 50001 articles", "rarer words"]);
    // What was asked is answered where only something looser, which was not, cannot be.
    assert!(search("atleast2(flood) since:2024").exits(1).stderr.contains("0 articles"));
    assert!(search("caps(flood) 17").exits(1).stderr.contains("0 articles"));
    assert!(search("=The w/2 came 17").succeeds().stderr.contains("1 article"));
}
