//! Opening files without waiting, and creating files that nobody else reads.
//!
//! A path can lead to something else than a file: a named pipe that nobody writes to, a device
//! without an end, a file that the system makes up while it is read. Opening or reading one could
//! wait for ever, so everything that reads a path given by a user or found in a folder opens it
//! here. Only standard input may be a pipe; it is not opened by a path.
//!
//! What is searched for and found is nobody else's business. So files and folders that the program
//! creates for itself are their owner's alone, unless they lie in a folder that its owner has
//! opened to others.

use std::fs::{self, File, FileType, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// Opens the regular file at `path`, following links.
///
/// Anything else is an error of the kind [`ErrorKind::InvalidInput`] that names it, and folders one
/// of the kind [`ErrorKind::IsADirectory`]. Never waits, even if the file is exchanged for a pipe
/// meanwhile.
pub fn open(path: &Path) -> io::Result<File> {
    // Opening a device may already have an effect, so it is looked at first.
    refuse(fs::metadata(path)?.file_type())?;
    let file = open_without_waiting(path)?;
    // The path may lead elsewhere by now; what is open stays what it is.
    refuse(file.metadata()?.file_type())?;
    if is_made_up(&file) {
        return Err(io::Error::new(
            ErrorKind::InvalidInput,
            "it is made by the system as it is read, and may have no end; copy it first",
        ));
    }
    Ok(file)
}

/// Reads the file at `path`, opened as by [`open`]. A file of more than `max_bytes` is an error of
/// the kind [`ErrorKind::FileTooLarge`].
pub fn read(path: &Path, max_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more than the maximum shows that the file is too long.
    if open(path)?.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)? as u64 > max_bytes {
        return Err(io::Error::new(ErrorKind::FileTooLarge, format!("it is longer than {max_bytes} bytes")));
    }
    Ok(bytes)
}

/// Reads the text of the file at `path`, as [`read`]. Bytes that are not UTF-8 are an error of the
/// kind [`ErrorKind::InvalidData`].
pub fn read_text(path: &Path, max_bytes: u64) -> io::Result<String> {
    let text = String::from_utf8(read(path, max_bytes)?);
    text.map_err(|_| io::Error::new(ErrorKind::InvalidData, "it is not valid UTF-8"))
}

/// Creates the folder at `path`, and those above it that are missing, for their owner alone.
/// Folders that exist stay as they are.
pub fn create_folders(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Creates the folder at `path` for its owner alone. Fails if there is something, whoever made it.
pub fn create_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Creates the folder at `path` inside one that exists, for the same people.
pub fn create_folder_inside(path: &Path) -> io::Result<()> {
    fs::create_dir(path)?;
    set_mode(path, mode_of_folder(path) & 0o777)
}

/// Creates the file at `path` in place of what is left there. If that is a link, the link is
/// removed, and its target stays.
pub fn create(path: &Path, audience: Audience) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if audience != Audience::Usual {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let file = options.open(path)?;
    if audience == Audience::OfFolder {
        set_mode(path, mode_of_folder(path) & 0o666)?;
    }
    Ok(file)
}

/// Opens the file at `path` to lock it, and creates it for its owner alone if it is missing. A link
/// is an error, because whoever locks a file writes its own number into it.
pub fn open_to_lock(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).read(true).write(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;

        use rustix::fs::OFlags;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        options.mode(0o600).custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    refuse(file.metadata()?.file_type())?;
    Ok(file)
}

/// Who may read a file that is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Its owner alone.
    Private,
    /// Whoever may read its folder.
    OfFolder,
    /// As the user has set for all programs.
    Usual,
}

/// Gives the file or folder at `path` the permissions of the folder that it lies in, without the
/// right to enter it for a file.
pub fn share_like_folder(path: &Path) -> io::Result<()> {
    let mask = if path.is_dir() { 0o777 } else { 0o666 };
    set_mode(path, mode_of_folder(path) & mask)
}

/// Returns the permissions of the folder around `path`; those of its owner alone if they are not
/// known.
#[cfg(unix)]
fn mode_of_folder(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    path.parent().and_then(|folder| folder.metadata().ok()).map_or(0o700, |metadata| metadata.permissions().mode() | 0o600)
}

#[cfg(not(unix))]
fn mode_of_folder(_: &Path) -> u32 {
    0o700
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// Returns what `metadata` is of, if it is neither a file nor a folder: "a named pipe".
pub fn other_kind(metadata: &Metadata) -> Option<&'static str> {
    let kind = metadata.file_type();
    (!kind.is_file() && !kind.is_dir()).then(|| name_of(kind))
}

fn refuse(kind: FileType) -> io::Result<()> {
    if kind.is_file() {
        return Ok(());
    }
    if kind.is_dir() {
        return Err(io::Error::new(ErrorKind::IsADirectory, "it is a folder, not a file"));
    }
    Err(io::Error::new(ErrorKind::InvalidInput, format!("it is {}, not a file", name_of(kind))))
}

#[cfg(unix)]
fn name_of(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else if kind.is_char_device() || kind.is_block_device() {
        "a device"
    } else {
        "something else"
    }
}

#[cfg(not(unix))]
fn name_of(_: FileType) -> &'static str {
    "something else"
}

#[cfg(unix)]
fn open_without_waiting(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;
    // For a regular file neither flag has an effect.
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    File::options().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

#[cfg(not(unix))]
fn open_without_waiting(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Returns whether a file lies in a file system that the kernel makes up: some of its files have no
/// end, and some wait until there is something to tell.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn is_made_up(file: &File) -> bool {
    /// The numbers of `proc`, `sysfs`, `debugfs`, `tracefs`, `securityfs`, `configfs`, `cgroup`,
    /// `cgroup2` and `bpf`, as in the manual of `statfs`.
    const MADE_UP: [u32; 9] =
        [0x9fa0, 0x6265_6572, 0x6462_6720, 0x7472_6163, 0x7363_6673, 0x6265_6570, 0x0027_e0eb, 0x6367_7270, 0xcafe_4a11];
    // The number has another type on each machine, and 32 bits.
    rustix::fs::fstatfs(file).is_ok_and(|system| MADE_UP.contains(&(system.f_type as u32)))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn is_made_up(_: &File) -> bool {
    false
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_refused(path: &Path, kind: ErrorKind, message: &str) {
        let error = open(path).unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (kind, message), "for {}", path.display());
    }

    #[test]
    fn only_files_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        assert!(std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
        let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
        std::os::unix::fs::symlink("pipe", at("link")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", at("zero")).unwrap();
        check_refused(&at("pipe"), ErrorKind::InvalidInput, "it is a named pipe, not a file");
        check_refused(&at("link"), ErrorKind::InvalidInput, "it is a named pipe, not a file");
        check_refused(&at("socket"), ErrorKind::InvalidInput, "it is a socket, not a file");
        check_refused(&at("zero"), ErrorKind::InvalidInput, "it is a device, not a file");
        check_refused(folder.path(), ErrorKind::IsADirectory, "it is a folder, not a file");
        fs::write(at("rain"), "It rained.").unwrap();
        std::os::unix::fs::symlink("rain", at("linked")).unwrap();
        assert_eq!(read_text(&at("linked"), 10).unwrap(), "It rained.");
        assert_eq!(read(&at("rain"), 9).unwrap_err().kind(), ErrorKind::FileTooLarge);
        assert_eq!(open(&at("absent")).unwrap_err().kind(), ErrorKind::NotFound);
    }

    #[test]
    fn what_is_created_is_as_private_as_its_folder() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        let at = |name: &str| folder.path().join(name);
        create_folders(&at("above/own")).unwrap();
        assert_eq!((mode(&at("above")), mode(&at("above/own"))), (0o700, 0o700));
        create_folder_inside(&at("above/own/inside")).unwrap();
        create(&at("above/own/file"), Audience::OfFolder).unwrap();
        assert_eq!((mode(&at("above/own/inside")), mode(&at("above/own/file"))), (0o700, 0o600));
        fs::set_permissions(at("above/own"), fs::Permissions::from_mode(0o755)).unwrap();
        create_folders(&at("above/own")).unwrap();
        create_folder_inside(&at("above/own/open")).unwrap();
        create(&at("above/own/file"), Audience::OfFolder).unwrap();
        assert_eq!((mode(&at("above/own")), mode(&at("above/own/open")), mode(&at("above/own/file"))), (0o755, 0o755, 0o644));
        create(&at("above/own/file"), Audience::Private).unwrap();
        assert_eq!(mode(&at("above/own/file")), 0o600);
    }

    #[test]
    fn nothing_is_written_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("kept"), "It rained.").unwrap();
        std::os::unix::fs::symlink("kept", at("link")).unwrap();
        assert!(open_to_lock(&at("link")).is_err());
        drop(create(&at("link"), Audience::Private).unwrap());
        assert_eq!(fs::read_to_string(at("kept")).unwrap(), "It rained.");
        assert!(at("link").symlink_metadata().unwrap().is_file());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_the_system_makes_up_is_no_file() {
        assert_eq!(open(Path::new("/proc/self/status")).unwrap_err().kind(), ErrorKind::InvalidInput);
    }
}
