//! Runs the program on a folder of its own, the way a reader would, and looks at what it says.

pub(crate) mod browser;
pub(crate) mod golden;
pub(crate) mod http;
pub(crate) mod mcp;
pub(crate) mod outlook;
pub(crate) mod reading;
pub(crate) mod scenario;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use serde_json::Value;
use tempfile::TempDir;
use walkdir::WalkDir;

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_pullquote");

/// The sample corpus of the repository.
pub(crate) fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// Reports that the current test cannot run because something is missing: on stderr, and as a line of the file that `$PULLQUOTE_SKIPPED`
/// names, which the scripts count. Fails if `CI` is set.
#[track_caller]
pub(crate) fn skipped(missing: &str) {
    assert!(std::env::var_os("CI").is_none(), "cannot be tested: {missing}");
    let current = thread::current();
    let test = current.name().unwrap_or("a test");
    eprintln!("SKIPPED: {test}: {missing}");
    if let Some(path) = std::env::var_os("PULLQUOTE_SKIPPED") {
        let mut file = File::options().append(true).create(true).open(path).unwrap();
        // Tests run side by side, so a line is written at once.
        file.write_all(format!("{test}: {missing}\n").as_bytes()).unwrap();
    }
}

/// A folder that is gone after the test. Names of files in it are relative to it, and the program runs in it, so its index is `index/`.
pub(crate) struct Folder {
    dir: TempDir,
}

impl Folder {
    pub(crate) fn new() -> Folder {
        Folder { dir: TempDir::new().unwrap() }
    }

    /// A folder with files of the given names and contents.
    pub(crate) fn of(files: &[(&str, &str)]) -> Folder {
        let folder = Folder::new();
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    /// A folder with such files below `news/`, all indexed.
    pub(crate) fn indexed(files: &[(&str, &str)]) -> Folder {
        let folder = Folder::new();
        for (name, text) in files {
            folder.write(&format!("news/{name}"), text);
        }
        folder.run(&["index", "news"]).succeeds();
        folder
    }

    /// A folder with a copy of the sample corpus in `corpus/`.
    pub(crate) fn with_corpus() -> Folder {
        let folder = Folder::new();
        for entry in WalkDir::new(corpus()) {
            let entry = entry.unwrap();
            if entry.file_type().is_file() {
                let name = Path::new("corpus").join(entry.path().strip_prefix(corpus()).unwrap());
                folder.write(name.to_str().unwrap(), fs::read(entry.path()).unwrap());
            }
        }
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Writes a copy of a file of the sample corpus.
    pub(crate) fn write_from_corpus(&self, name: &str, corpus_name: &str) {
        self.write(name, fs::read(corpus().join(corpus_name)).unwrap());
    }

    pub(crate) fn remove(&self, name: &str) {
        let path = self.path(name);
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }

    /// The program, about to run in the folder, in an environment that says nothing about it.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.current_dir(self.dir.path()).args(args);
        in_plain_environment(&mut command);
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        Run::of(&mut self.command(args))
    }

    /// Every file below `name` with its bytes.
    pub(crate) fn snapshot(&self, name: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let files = WalkDir::new(self.path(name)).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
        files.map(|entry| (entry.path().to_owned(), fs::read(entry.path()).unwrap())).collect()
    }

    /// The ids of all articles, by path and record.
    pub(crate) fn ids(&self) -> BTreeMap<String, String> {
        let hits = self.run(&["search", "--json", "-n", "100000", "--", "words:>=0"]).succeeds().hits();
        let place = |hit: &Value| match hit["record"].as_u64() {
            Some(record) => format!("{}:{record}", text(&hit["path"])),
            None => text(&hit["path"]),
        };
        hits.iter().map(|hit| (place(hit), text(&hit["id"]))).collect()
    }
}

/// Takes away whatever of the tester's environment the program looks at.
pub(crate) fn in_plain_environment(command: &mut Command) {
    let own = std::env::vars_os().map(|(name, _)| name).filter(|name| name.to_string_lossy().starts_with("PULLQUOTE_"));
    for variable in own.chain(["PAGER", "LESS", "NO_COLOR", "TERM", "COLUMNS", "XDG_CONFIG_HOME"].map(Into::into)) {
        command.env_remove(variable);
    }
}

/// A run of the program that has ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Run {
        Run::ended(command.output().unwrap())
    }

    pub(crate) fn ended(output: Output) -> Run {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Run {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn succeeds(self) -> Run {
        self.exits(0)
    }

    /// Exit code 2, nothing on stdout, and a message on stderr that holds all of these.
    #[track_caller]
    pub(crate) fn fails_with(self, messages: &[&str]) -> Run {
        let run = self.exits(2);
        assert_eq!(run.stdout, "");
        for message in messages {
            assert!(run.stderr.contains(message), "no `{message}` in {run:#?}");
        }
        run
    }

    /// Every line of stdout as JSON, each with a format version.
    #[track_caller]
    pub(crate) fn lines(&self) -> Vec<Value> {
        let lines: Vec<Value> = self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(lines.iter().all(|line| line["format_version"] == 1), "{self:#?}");
        lines
    }

    /// The only line of stdout, as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let lines = self.lines();
        assert_eq!(lines.len(), 1, "{self:#?}");
        lines[0].clone()
    }

    #[track_caller]
    pub(crate) fn hits(&self) -> Vec<Value> {
        self.lines().into_iter().filter(|line| line["kind"] == "hit").collect()
    }

    /// The paths of the hits, in order.
    #[track_caller]
    pub(crate) fn paths(&self) -> Vec<String> {
        self.hits().iter().map(|hit| text(&hit["path"])).collect()
    }

    /// The last line of a search, without the time it took.
    #[track_caller]
    pub(crate) fn summary(&self) -> Value {
        let mut summary = self.lines().pop().unwrap();
        summary.as_object_mut().unwrap().remove("milliseconds").unwrap();
        summary
    }

    /// The last line of stdout, as JSON: the report of a run of `index` or `alerts`.
    #[track_caller]
    pub(crate) fn report(&self) -> Value {
        self.lines().pop().unwrap()
    }

    /// The problems of a report, each as `kind path record byte`, `-` where there is no number.
    #[track_caller]
    pub(crate) fn problems(&self) -> Vec<String> {
        let number = |value: &Value| value.as_u64().map_or_else(|| "-".to_owned(), |number| number.to_string());
        let show = |problem: &Value| {
            let place = format!("{} {}", number(&problem["record"]), number(&problem["byte"]));
            format!("{} {} {place}", text(&problem["type"]), text(&problem["path"]))
        };
        self.report()["problems"].as_array().unwrap().iter().map(show).collect()
    }

    /// Fails if stdout or stderr holds a character that a terminal may take for a command.
    #[track_caller]
    pub(crate) fn assert_harmless(&self) {
        let found = self.stdout.chars().chain(self.stderr.chars()).find(|letter| is_harmful(*letter));
        assert_eq!(found, None, "{self:#?}");
    }
}

/// Returns whether a terminal may take the character for a command: all of Unicode's control characters (category Cc) but the line feed,
/// and those that change the direction of text (property Bidi_Control). The list is the tests' own, so that it cannot share a mistake with
/// the program.
pub(crate) fn is_harmful(letter: char) -> bool {
    matches!(
        u32::from(letter),
        0x00..=0x09 | 0x0b..=0x1f | 0x7f..=0x9f | 0x61c | 0x200e | 0x200f | 0x202a..=0x202e | 0x2066..=0x2069
    )
}

#[track_caller]
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The part of a text between two places counted in code points.
#[track_caller]
pub(crate) fn code_points(text: &str, start: &Value, end: &Value) -> String {
    let (start, end) = (start.as_u64().unwrap() as usize, end.as_u64().unwrap() as usize);
    assert!(start <= end && end <= text.chars().count(), "{start}..{end}");
    text.chars().skip(start).take(end - start).collect()
}

/// Returns the names of the commands that a help lists, in groups or under `Commands:`.
pub(crate) fn listed_commands(help: &str) -> Vec<String> {
    let of_command = || help.split_once("\nCommands:\n").map(|(_, list)| list.split("\n\n").next().unwrap_or_default());
    let groups = || help.split_once("\nOptions of every command:\n").map(|(groups, _)| groups);
    let list = of_command().or_else(groups).unwrap_or_default();
    let names = list.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
