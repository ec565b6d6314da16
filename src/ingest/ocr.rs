//! Text recognition (OCR) by a program of the system, for PDFs whose pages are pictures.
//!
//! It runs only if a user asks for it. The program gets a copy of the file in a folder that is its owner's alone, and a time. It is
//! asked for nothing else: what it writes is read as any PDF.

use std::ffi::OsStr;
use std::fs;
use std::io::{ErrorKind, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::error::ProblemKind;
use crate::extract::Finding;
use crate::file;

/// Maximum time for a file. A page takes some seconds, and an issue of a paper some minutes.
const MAX_TIME: Duration = Duration::from_secs(1_800);
/// Maximum size in bytes of all that the program writes for a file. A page of a large paper has 60 MB as a picture.
const MAX_WRITTEN_BYTES: u64 = 4 << 30;
/// Time between two looks at the program.
const PAUSE: Duration = Duration::from_millis(20);
/// Number of looks at the program between two at what it has written.
const LOOKS: u32 = 25;
/// Maximum length in bytes of what the program says that is looked at.
const MAX_SAID_BYTES: u64 = 16 << 10;
/// Maximum length in characters of a message of the program that is shown.
const MAX_SHOWN_CHARS: usize = 200;
/// Maximum length of the name of languages: `deu+fra`.
const MAX_LANGUAGE_BYTES: usize = 60;
/// Points of a picture of a page on an inch, for which the models of Tesseract are made.
const RESOLUTION: &str = "300";

/// A program that recognises text, and how it is run.
#[derive(Debug, Clone)]
pub struct Ocr {
    program: Program,
    language: String,
    folder: PathBuf,
    go_on: fn() -> ControlFlow<()>,
    limits: Limits,
}

/// What the program may take for a file.
#[derive(Debug, Clone, Copy)]
struct Limits {
    time: Duration,
    written_bytes: u64,
}

#[derive(Debug, Clone)]
enum Program {
    OcrMyPdf(PathBuf),
    Tesseract { tesseract: PathBuf, pdftoppm: PathBuf },
}

/// Why no text can be recognised.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OcrMissing {
    /// No program is installed.
    #[error(
        "neither `ocrmypdf` nor `tesseract` with `pdftoppm` is in a folder of `PATH`; install one, as with `apt install ocrmypdf`"
    )]
    Program,
    /// The name of the language cannot be one.
    #[error("`{0}` is no name of a language as Tesseract has it, such as `eng` or `deu+fra`")]
    Language(String),
}

/// How recognising a file failed.
#[derive(Debug)]
pub(super) enum Failure {
    Finding(Finding),
    /// The run is to stop.
    BrokenOff,
}

impl Ocr {
    /// Looks for a program in the folders of `path`, which is the value of `PATH`. `language` is as Tesseract has it: `eng`, `deu+fra`.
    /// Files are made in a new folder in `folder`, and removed. `go_on` is asked while the program runs.
    ///
    /// # Errors
    ///
    /// Fails if there is no such program, or the language cannot be one.
    pub fn find(path: &OsStr, language: &str, folder: &Path, go_on: fn() -> ControlFlow<()>) -> Result<Ocr, OcrMissing> {
        let is_part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if language.len() > MAX_LANGUAGE_BYTES || !language.split('+').all(is_part) {
            return Err(OcrMissing::Language(language.chars().take(MAX_LANGUAGE_BYTES).collect()));
        }
        let program = |name: &str| {
            let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
            // A relative folder would be another one for each place where the command is run.
            std::env::split_paths(path)
                .filter(|folder| folder.is_absolute())
                .map(|folder| folder.join(&name))
                .find(|at| is_program(at))
        };
        let program = match (program("ocrmypdf"), program("tesseract"), program("pdftoppm")) {
            (Some(ocrmypdf), ..) => Program::OcrMyPdf(ocrmypdf),
            (None, Some(tesseract), Some(pdftoppm)) => Program::Tesseract { tesseract, pdftoppm },
            _ => return Err(OcrMissing::Program),
        };
        let limits = Limits { time: MAX_TIME, written_bytes: MAX_WRITTEN_BYTES };
        Ok(Ocr { program, language: language.to_owned(), folder: folder.to_owned(), go_on, limits })
    }

    /// Returns whether the program leaves the text of pages that have one as it is.
    pub(super) fn keeps_text(&self) -> bool {
        matches!(self.program, Program::OcrMyPdf(_))
    }

    /// Returns a PDF with the text of the pages of a PDF, of at most `max_bytes`.
    pub(super) fn recognise(&self, pdf: &[u8], max_bytes: u64) -> Result<Vec<u8>, Failure> {
        let folder = Folder::new(&self.folder).map_err(|error| failed(&format!("no folder can be made for it: {error}")))?;
        let (given, made) = (folder.0.join("scan.pdf"), folder.0.join("text.pdf"));
        fs::write(&given, pdf).map_err(|error| failed(&format!("no copy can be made: {error}")))?;
        let until = Instant::now() + self.limits.time;
        match &self.program {
            Program::OcrMyPdf(program) => {
                let mut command = Command::new(program);
                command.args(["--quiet", "--skip-text", "--output-type", "pdf", "--optimize", "0", "--jobs", "1", "--language"]);
                command.arg(&self.language).arg(&given).arg(&made);
                self.run(command, "ocrmypdf", &folder, until)?;
            }
            Program::Tesseract { tesseract, pdftoppm } => {
                let mut command = Command::new(pdftoppm);
                command.args(["-gray", "-r", RESOLUTION]).arg(&given).arg(folder.0.join("page"));
                self.run(command, "pdftoppm", &folder, until)?;
                let list = folder.0.join("pages.txt");
                fs::write(&list, pictures(&folder.0)).map_err(|error| failed(&format!("no list can be made: {error}")))?;
                let mut command = Command::new(tesseract);
                command.arg(&list).arg(folder.0.join("text")).args(["--dpi", RESOLUTION, "-l", &self.language, "pdf"]);
                self.run(command, "tesseract", &folder, until)?;
            }
        }
        file::read(&made, max_bytes).map_err(|error| failed(&format!("what it wrote cannot be read: {error}")))
    }

    /// Runs a program to its end.
    fn run(&self, mut command: Command, name: &str, folder: &Folder, until: Instant) -> Result<(), Failure> {
        let errors = folder.0.join("errors.txt");
        let said = fs::File::create(&errors).map_err(|error| failed(&format!("no file can be made: {error}")))?;
        command.current_dir(&folder.0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(said);
        // What it leaves behind when it is killed lies in the folder too, and each file has one processor.
        command.env("TMPDIR", &folder.0).env("OMP_THREAD_LIMIT", "1");
        // Its own programs are ended with it, and none of them by the terminal.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().map_err(|error| failed(&format!("`{name}` cannot be run: {error}")))?;
        let outcome = self.wait(&mut child, name, folder, until);
        if outcome.is_err() {
            kill(&mut child);
        }
        let status = outcome?;
        if status.success() {
            return Ok(());
        }
        let mut text = Vec::new();
        let _ = fs::File::open(&errors).map(|file| file.take(MAX_SAID_BYTES).read_to_end(&mut text));
        let text = String::from_utf8_lossy(&text);
        let last = text.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it says nothing");
        let shown: String = last.chars().filter(|letter| !letter.is_control()).take(MAX_SHOWN_CHARS).collect();
        Err(failed(&format!("`{name}` ended with {status}: {shown}")))
    }

    fn wait(&self, child: &mut Child, name: &str, folder: &Folder, until: Instant) -> Result<ExitStatus, Failure> {
        let mut n_looks = 0;
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) => {}
                Err(error) => return Err(failed(&format!("`{name}` is lost: {error}"))),
            }
            if (self.go_on)().is_break() {
                return Err(Failure::BrokenOff);
            }
            let Limits { time, written_bytes } = self.limits;
            if Instant::now() > until {
                return Err(failed(&format!("`{name}` took more than {} s, and was ended", time.as_secs())));
            }
            n_looks = (n_looks + 1) % LOOKS;
            if n_looks == 0 && written(&folder.0, 0) > written_bytes {
                return Err(failed(&format!("`{name}` wrote more than {} MiB, and was ended", written_bytes >> 20)));
            }
            std::thread::sleep(PAUSE);
        }
    }
}

fn failed(why: &str) -> Failure {
    Failure::Finding(Finding { byte: None, kind: ProblemKind::Empty, message: format!("no text was recognised: {why}") })
}

/// Ends a program and those that it started.
fn kill(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = format!("kill -KILL -- -{}", child.id());
        let _ = Command::new("/bin/sh")
            .args(["-c", &group])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
    // It may have ended by itself.
    let _ = child.kill();
    let _ = child.wait();
}

fn is_program(at: &Path) -> bool {
    let Ok(metadata) = fs::metadata(at) else { return false };
    #[cfg(unix)]
    let may_run = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let may_run = true;
    metadata.is_file() && may_run
}

/// Returns the pictures of pages in a folder, one a line, in their order.
fn pictures(folder: &Path) -> String {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let mut names: Vec<String> =
        entries.filter_map(|name| name.into_string().ok()).filter(|name| name.ends_with(".pgm")).collect();
    // All have as many digits.
    names.sort();
    names.iter().map(|name| format!("{}\n", folder.join(name).display())).collect()
}

/// Returns the size in bytes of the files in a folder.
fn written(folder: &Path, depth: usize) -> u64 {
    const MAX_DEPTH: usize = 4;
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let size = |entry: fs::DirEntry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() && depth < MAX_DEPTH => written(&entry.path(), depth + 1),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    };
    entries.map(size).fold(0, u64::saturating_add)
}

/// A folder that is removed with what is in it.
struct Folder(PathBuf);

impl Folder {
    /// Makes a folder for its owner alone.
    fn new(parent: &Path) -> std::io::Result<Folder> {
        static N_MADE: AtomicU64 = AtomicU64::new(0);
        const MAX_TRIES: u64 = 1000;
        for _ in 0..MAX_TRIES {
            let number = N_MADE.fetch_add(1, Ordering::Relaxed);
            let path = parent.join(format!("pullquote-ocr-{}-{number}", std::process::id()));
            match file::create_private_folder(&path) {
                Ok(()) => return Ok(Folder(path)),
                // A killed run may have left it.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// Returns what is said of a program that does this, and how many files are left in the folder.
    fn said(script: &str, limits: Limits) -> (String, usize) {
        let home = tempfile::tempdir().unwrap();
        let (programs, folder) = (home.path().join("bin"), home.path().join("made"));
        [&programs, &folder].into_iter().for_each(|folder| fs::create_dir(folder).unwrap());
        fs::write(programs.join("ocrmypdf"), format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(programs.join("ocrmypdf"), fs::Permissions::from_mode(0o755)).unwrap();
        let found = Ocr::find(programs.as_os_str(), "eng", &folder, || ControlFlow::Continue(())).unwrap();
        let outcome = Ocr { limits, ..found }.recognise(b"%PDF-1.7", 1 << 20);
        let Err(Failure::Finding(finding)) = outcome else { panic!("{outcome:?}") };
        (finding.message, fs::read_dir(&folder).unwrap().count())
    }

    #[test]
    fn a_program_that_takes_too_long_is_ended() {
        let (message, n_left) = said("sleep 600", Limits { time: Duration::from_millis(50), written_bytes: MAX_WRITTEN_BYTES });
        assert_eq!((message.as_str(), n_left), ("no text was recognised: `ocrmypdf` took more than 0 s, and was ended", 0));
    }

    #[test]
    fn a_program_that_writes_too_much_is_ended() {
        let script = "echo 'more than eight bytes' > page.pgm; sleep 600";
        let (message, n_left) = said(script, Limits { time: MAX_TIME, written_bytes: 8 });
        assert!(message.ends_with("wrote more than 0 MiB, and was ended"), "{message}");
        assert_eq!(n_left, 0);
    }
}
