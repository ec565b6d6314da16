//! What is set, and by what:
//!
//! 1. the option goes before the variable, the variable before the profile, and that before what is found or usual;
//! 2. what `config` explains is what the other commands use;
//! 3. secrets are never printed, and mistakes in the configuration file have a place.

use std::process::Command;

use crate::harness::{Folder, Run, text};
use serde_json::{Value, json};

const PROFILES: &str = "\
[profile.newsroom]
engine = \"opensearch\"
urls = [\"http://127.0.0.1:1\"]
index = \"news\"
user = \"reporter\"
password_file = \"password\"
shards = 3

[profile.desk]
index = \"desk-index\"
";

fn folder() -> Folder {
    Folder::of(&[("config.toml", PROFILES), ("password", "correct horse\n"), ("news/a.txt", "The flood came.\n")])
}

fn with(folder: &Folder, args: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = folder.command(args);
    command.env("PULLQUOTE_CONFIG", "config.toml").envs(variables.iter().copied());
    command
}

fn explained(folder: &Folder, args: &[&str], variables: &[(&str, &str)]) -> Vec<Value> {
    Run::of(&mut with(folder, &[&["config", "--json"], args].concat(), variables)).succeeds().lines()
}

/// The value of a setting, and where it comes from.
#[track_caller]
fn check(folder: &Folder, args: &[&str], variables: &[(&str, &str)], name: &str, expected: &Value) {
    let lines = explained(folder, args, variables);
    let line = lines.iter().find(|line| line["name"] == name).unwrap();
    assert_eq!(&json!([line["value"], line["from"], line["from_name"], line["line"]]), expected, "{name} {args:?} {variables:?}");
}

#[test]
fn options_go_before_variables_and_variables_before_the_profile() {
    let folder = folder();
    let profile = ("PULLQUOTE_PROFILE", "newsroom");
    let index = ("PULLQUOTE_INDEX", "other");
    check(&folder, &["--index", "mine"], &[profile, index], "index", &json!(["mine", "option", "--index", null]));
    check(&folder, &[], &[profile, index], "index", &json!(["other", "variable", "PULLQUOTE_INDEX", null]));
    check(&folder, &[], &[profile], "index", &json!(["news", "profile", "newsroom", 4]));
    check(&folder, &["--profile", "desk"], &[profile], "index", &json!(["desk-index", "profile", "desk", 10]));
    check(&folder, &[], &[], "index", &json!(["index", "default", null, null]));
    check(&folder, &["--url", "http://127.0.0.1:1"], &[], "index", &json!(["pullquote", "default", null, null]));
    // Set to nothing is not set.
    check(&folder, &[], &[profile, ("PULLQUOTE_INDEX", "")], "index", &json!(["news", "profile", "newsroom", 4]));

    check(&folder, &[], &[], "engine", &json!(["local", "default", null, null]));
    check(&folder, &["--url", "http://127.0.0.1:1"], &[], "engine", &json!(["opensearch", "option", "--url", null]));
    check(&folder, &["--engine", "local"], &[profile], "engine", &json!(["local", "option", "--engine", null]));
    check(
        &folder,
        &[],
        &[profile, ("PULLQUOTE_ENGINE", "local")],
        "engine",
        &json!(["local", "variable", "PULLQUOTE_ENGINE", null]),
    );
    check(&folder, &[], &[profile], "engine", &json!(["opensearch", "profile", "newsroom", 2]));
    check(
        &folder,
        &["--url", "http://a", "--url", "http://u:p@b"],
        &[("PULLQUOTE_URL", "http://c")],
        "url",
        &json!(["http://a http://…@b", "option", "--url", null]),
    );
    check(&folder, &["--shards", "5"], &[profile], "shards", &json!(["5", "option", "--shards", null]));
    check(&folder, &[], &[profile], "shards", &json!(["3", "profile", "newsroom", 7]));
    check(&folder, &[], &[profile], "replicas", &json!(["1", "default", null, null]));

    check(&folder, &[], &[("NO_COLOR", "1")], "color", &json!(["never", "variable", "NO_COLOR", null]));
    check(&folder, &["--color", "always"], &[("NO_COLOR", "1")], "color", &json!(["always", "option", "--color", null]));
    check(&folder, &["--color", "auto"], &[("TERM", "dumb")], "color", &json!(["never", "variable", "TERM", null]));
    check(&folder, &["--color", "auto"], &[], "color", &json!(["auto", "option", "--color", null]));
    check(
        &folder,
        &[],
        &[("PAGER", "more"), ("PULLQUOTE_PAGER", "most")],
        "pager-command",
        &json!(["most", "variable", "PULLQUOTE_PAGER", null]),
    );
    check(&folder, &[], &[("COLUMNS", "70")], "columns", &json!(["70", "variable", "COLUMNS", null]));
    check(&folder, &[], &[("COLUMNS", "many")], "columns", &json!([null, "default", null, null]));
}

#[test]
fn what_is_explained_is_what_is_used() {
    let folder = folder();
    folder.run(&["index", "--quiet", "news"]).succeeds();
    folder.write("deep/b.txt", "");
    let upward = Run::of(folder.command(&["config", "--json"]).current_dir(folder.path("deep"))).succeeds().lines();
    assert_eq!(upward[0]["from"], "upward", "{}", upward[0]);
    for (args, variables) in [
        (&["--index", "mine"][..], &[][..]),
        (&[], &[("PULLQUOTE_INDEX", "other")]),
        (&["--profile", "desk"], &[]),
        (&["--profile", "desk"], &[("PULLQUOTE_INDEX", "other")]),
    ] {
        let lines = explained(&folder, args, variables);
        let index = text(&lines.iter().find(|line| line["name"] == "index").unwrap()["value"]);
        let searched = Run::of(&mut with(&folder, &[args, &["search", "flood"]].concat(), variables));
        searched.fails_with(&[&format!("error: no index at `{index}`")]);
    }
}

#[test]
fn the_table_says_all_and_hides_secrets() {
    let folder = folder();
    let variables = [("PULLQUOTE_PROFILE", "newsroom"), ("PULLQUOTE_TOKEN", "correct horse battery")];
    let run = Run::of(&mut with(&folder, &["config"], &variables)).succeeds();
    assert!(!format!("{run:?}").contains("horse"), "{run:?}");
    let row_of = |run: &Run, name: &str| {
        let line = run.stdout.lines().find(|line| line.split_whitespace().next() == Some(name)).unwrap();
        line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
    };
    let row = |name: &str| row_of(&run, name);
    assert_eq!(row("index"), "news profile `newsroom`, `config.toml` line 4");
    assert_eq!(row("password"), "set profile `newsroom`, `config.toml` line 6");
    assert_eq!(row("api-key"), "- not set");
    assert_eq!(row("token"), "set `$PULLQUOTE_TOKEN`");
    assert_eq!(row("profile"), "newsroom `$PULLQUOTE_PROFILE`");
    let file = Run::of(&mut with(&folder, &["config"], &[("PULLQUOTE_PASSWORD_FILE", "password")])).succeeds();
    assert_eq!(row_of(&file, "password"), "set `$PULLQUOTE_PASSWORD_FILE`");
    let refused = Run::of(&mut with(
        &folder,
        &["config"],
        &[("PULLQUOTE_URL", "http://a"), ("PULLQUOTE_ENGINE", "opensearch"), ("PULLQUOTE_PASSWORD", "correct horse")],
    ));
    // All is told, and then what does not fit together.
    let refused = refused.exits(2);
    assert_eq!(row_of(&refused, "password"), "set `$PULLQUOTE_PASSWORD`");
    assert!(refused.stderr.contains("a password but no user"), "{refused:?}");
    let hostile = Run::of(&mut with(&folder, &["config"], &[("PULLQUOTE_INDEX", "a\u{1b}[2Jb")])).succeeds();
    hostile.assert_harmless();
}

#[test]
fn the_file_is_told_and_its_mistakes_have_a_place() {
    let folder = folder();
    let run = Run::of(&mut with(&folder, &["config", "--path"], &[])).succeeds();
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("config.toml\n", ""));
    let home = |args: &[&str]| Run::of(folder.command(args).env("HOME", "home").env_remove("PULLQUOTE_CONFIG"));
    let run = home(&["config", "--path"]).succeeds();
    assert_eq!(
        (run.stdout.as_str(), run.stderr.as_str()),
        ("home/.config/pullquote/config.toml\n", "note: there is no such file\n")
    );
    assert!(home(&["config"]).succeeds().stdout.contains("`$HOME`; there is no such file"));

    let of = |name: &str| Run::of(&mut with(&folder, &["config", "--profile", name], &[]));
    of("newsrom").fails_with(&["no profile `newsrom` in `config.toml`; did you mean `newsroom`?"]);
    of("home").fails_with(&["no profile `home`", "the profiles are `desk`, `newsroom`"]);
    folder.write("config.toml", "[profile.desk]\n  pasword = \"correct horse\"\n");
    let run = of("desk").fails_with(&["cannot parse `config.toml` line 2 column 3: unknown field `pasword`"]);
    assert!(!run.stderr.contains("horse"), "{run:?}");
    let engine = Run::of(&mut with(&folder, &["config"], &[("PULLQUOTE_ENGINE", "opensaerch")]));
    engine.fails_with(&["`PULLQUOTE_ENGINE` is `opensaerch`; did you mean `opensearch`?"]);
}
