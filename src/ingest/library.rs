//! Files that a program saved for a reader, joined with the library that states what they are.
//!
//! Zotero keeps each file in a folder of its own, `storage/KEY` or, in an export, `files/NUMBER`; Omnivore writes `content/SLUG.html`. An export
//! of the library lies in the folder around those, or in the one above. What it states is part of the file in the ledger, so a change there
//! reads that file again. An entry whose file is read is no article of its own, and neither are other files in the folder of a saved page.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use super::beside::Beside;
use super::ignored::WalkOptions;
use super::issue;
use super::unpack::head;
use super::walk::{Found, PathNames, look_at};
use crate::error::{Problem, ProblemKind, Result};
use crate::extract::address::decoded;
use crate::extract::library::{self, Library};
use crate::file;

/// Maximum length of an export of a library in bytes.
const MAX_LIBRARY_BYTES: u64 = 64 << 20;

/// Maximum number of files of a folder that are looked at for an export.
const MAX_LOOKED_AT: usize = 2_000;

/// Maximum number of exports beside one folder of saved files.
const MAX_LIBRARIES: usize = 50;

/// Which program keeps a file, by the folder it lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Keeper {
    /// `storage/AB12CD34/page.html`, of Zotero.
    Storage,
    /// `files/12/page.html`, of an export of Zotero.
    Files,
    /// `content/rain-on-tarn.html`, of Omnivore.
    Content,
    /// `highlights/rain-on-tarn.md`, which a reader marked in it.
    Highlights,
}

/// The place of a saved file, by its path alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct SavedPlace<'p> {
    /// The folder around those of the program; empty if it has no name.
    home: &'p str,
    keeper: Keeper,
    /// What names the entry's file or folder.
    key: &'p str,
    name: &'p str,
}

fn saved_place(path: &str) -> Option<SavedPlace<'_>> {
    let (folder, name) = path.rsplit_once('/')?;
    let split = |path| str::rsplit_once(path, '/').unwrap_or(("", path));
    let (above, key) = split(folder);
    let of_name = |keeper, ending| Some(SavedPlace { home: above, keeper, key: name.strip_suffix(ending)?, name });
    match key {
        "content" => return of_name(Keeper::Content, ".html"),
        "highlights" => return of_name(Keeper::Highlights, ".md"),
        _ => {}
    }
    let (home, kind) = split(above);
    let is_key = key.len() == 8 && key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let is_number = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
    let keeper = match kind {
        "storage" if is_key => Keeper::Storage,
        "files" if is_number => Keeper::Files,
        _ => return None,
    };
    Some(SavedPlace { home, keeper, key, name })
}

/// Returns whether a file may be the export of a library for files of these keepers.
fn may_be_library(path: &str, keepers: &BTreeSet<Keeper>) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let is_of_omnivore = name.starts_with("metadata_") && name.ends_with(".json");
    let is_of_zotero = [".rdf", ".json", ".csv", ".ris"].iter().any(|ending| name.ends_with(ending));
    let has = |keeper| keepers.contains(&keeper);
    is_of_omnivore && has(Keeper::Content) || is_of_zotero && (has(Keeper::Storage) || has(Keeper::Files))
}

/// What saved files and libraries are to each other.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// What belongs to a file, by its path.
    pub(super) beside: HashMap<String, Beside>,
    /// The files that are no articles: what a page loaded, what a reader marked, and libraries without texts.
    pub(super) no_articles: BTreeSet<String>,
    /// Whether any file has an entry.
    is_any: bool,
}

/// Joins the files of one home with the libraries beside it. Of several libraries that name a file, the first counts.
fn joined(saved: &[&str], libraries: &[(String, Library)]) -> Joined {
    let mut joined = Joined::default();
    let mut by_key: BTreeMap<(Keeper, String), Vec<&str>> = BTreeMap::new();
    for path in saved {
        if let Some(place) = saved_place(path) {
            by_key.entry((place.keeper, place.key.to_owned())).or_default().push(path);
        }
    }
    let mut settled: BTreeSet<(Keeper, String)> = BTreeSet::new();
    let titles = Titles::of(libraries);
    for (path, library) in libraries {
        let mut taken = BTreeSet::new();
        for entry in &library.entries {
            let files = entry.files.iter().map(|file| normal(file));
            for file in files.collect::<Vec<_>>() {
                let Some(place) = saved_place(&file) else { continue };
                let Some((key, paths)) = by_key.get_key_value(&(place.keeper, place.key.to_owned())) else { continue };
                let named = paths.iter().find(|path| path.rsplit('/').next() == Some(place.name));
                // Programs write names in different forms of the same letters.
                let Some(own) = named.or(if paths.len() == 1 { paths.first() } else { None }) else { continue };
                taken.insert(entry.number);
                if settled.insert(key.clone()) {
                    joined.beside.insert((*own).to_owned(), Beside::Reference(Arc::new(entry.reference.clone())));
                    joined.no_articles.extend(paths.iter().filter(|path| *path != own).map(|path| (*path).to_owned()));
                }
            }
        }
        for (key, paths) in by_key.iter().filter(|(key, _)| matches!(key.0, Keeper::Storage | Keeper::Files)) {
            let ([own], false) = (&paths[..], settled.contains(key)) else { continue };
            let Some(entry_idx) = titles.named_by(own, path) else { continue };
            let entry = &library.entries[entry_idx];
            settled.insert(key.clone());
            taken.insert(entry.number);
            joined.beside.insert((*own).to_owned(), Beside::Reference(Arc::new(entry.reference.clone())));
        }
        if taken.is_empty() {
            continue;
        }
        joined.is_any = true;
        if library.has_texts {
            joined.beside.insert(path.clone(), Beside::Taken(Arc::new(taken)));
        } else {
            joined.no_articles.insert(path.clone());
        }
    }
    if joined.is_any {
        let marked = by_key.iter().filter(|(key, _)| key.0 == Keeper::Highlights);
        joined.no_articles.extend(marked.flat_map(|(_, paths)| paths).map(|path| (*path).to_owned()));
    }
    joined
}

/// Returns the path of a file as a program wrote it, with `/` and without `file://`.
fn normal(path: &str) -> String {
    match path.strip_prefix("file://") {
        Some(rest) => decoded(rest),
        None => path.replace('\\', "/"),
    }
}

/// The headlines of entries that name no files. Zotero names a file by the headline of its entry.
struct Titles<'l> {
    /// The path of the library and the place of the entry, by the beginning of the headline; `None` if several have it.
    entries: HashMap<String, Option<(&'l str, usize)>>,
}

impl<'l> Titles<'l> {
    /// Number of words of a headline that are compared; names of files are cut.
    const N_WORDS: usize = 6;
    /// Fewer words say nothing.
    const MIN_WORDS: usize = 3;

    fn of(libraries: &'l [(String, Library)]) -> Titles<'l> {
        let mut entries: HashMap<String, Option<(&str, usize)>> = HashMap::new();
        for (path, library) in libraries {
            for (entry_idx, entry) in library.entries.iter().enumerate().filter(|(_, entry)| entry.files.is_empty()) {
                let words = words(entry.reference.title().unwrap_or(""));
                if words.len() >= Self::MIN_WORDS {
                    let key = words[..words.len().min(Self::N_WORDS)].join(" ");
                    entries.entry(key).and_modify(|known| *known = None).or_insert(Some((path, entry_idx)));
                }
            }
        }
        Titles { entries }
    }

    /// Returns the only entry of a library whose headline stands in the name of a file.
    fn named_by(&self, file: &str, library: &str) -> Option<usize> {
        if self.entries.is_empty() {
            return None;
        }
        let name = file.rsplit('/').next().unwrap_or(file);
        let words = words(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        let starts = 0..words.len();
        let lens = (Self::MIN_WORDS..=Self::N_WORDS).rev();
        let found = lens.flat_map(|len| starts.clone().map(move |start| (start, start + len)));
        let mut found = found.filter_map(|(start, end)| *self.entries.get(&words.get(start..end)?.join(" "))?);
        found.next().filter(|(path, _)| *path == library).map(|(_, entry_idx)| entry_idx)
    }
}

/// Returns the words of a headline or a name of a file, without case and marks.
fn words(text: &str) -> Vec<String> {
    const MAX_WORDS: usize = 40;
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').filter(|word| !word.is_empty());
    words
        .take(MAX_WORDS)
        .map(|word| word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect())
        .collect()
}

/// Joins the files of an archive. `read` returns the text of one of them.
pub(super) fn joined_in_archive(names: &[String], mut read: impl FnMut(&str) -> Option<String>) -> Joined {
    let mut homes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in names {
        if let Some(place) = saved_place(name) {
            homes.entry(place.home).or_default().push(name);
        }
    }
    let mut all = Joined::default();
    for (home, saved) in homes {
        let keepers = saved.iter().filter_map(|path| saved_place(path)).map(|place| place.keeper).collect();
        let folder = |path: &str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let is_beside = |name: &&String| folder(name) == home && may_be_library(name, &keepers);
        let libraries = names.iter().filter(is_beside).take(MAX_LIBRARIES);
        let libraries: Vec<(String, Library)> =
            libraries.filter_map(|name| Some((name.clone(), library::read(&read(name)?)?))).collect();
        let joined = joined(&saved, &in_order(libraries));
        all.beside.extend(joined.beside);
        all.no_articles.extend(joined.no_articles);
    }
    all
}

/// Puts libraries that name files before those that name none, and those with more statements first.
fn in_order(mut libraries: Vec<(String, Library)>) -> Vec<(String, Library)> {
    const ENDINGS: [&str; 4] = [".rdf", ".json", ".csv", ".ris"];
    libraries.sort_by_cached_key(|(path, library)| {
        let names_files = library.entries.iter().any(|entry| !entry.files.is_empty());
        let ending = ENDINGS.iter().position(|ending| path.to_ascii_lowercase().ends_with(ending));
        (!names_files, ending, path.clone())
    });
    libraries
}

/// Finds article files at and below `roots`. A root that does not exist is an error.
///
/// A file given as a root is read whatever its name, as plain text if the name does not tell. Links
/// are followed as long as they stay below their root, or anywhere if `options` say so. Any other
/// link that leads out of it, back above itself or nowhere is a problem. Hidden files, and those
/// named in `.ignore` files, are skipped unless `options` say otherwise. A METS and the pages that it
/// names are one file. A file that a program saved for a reader has what its library states beside it.
pub fn walk(roots: &[PathBuf], names: &PathNames, options: WalkOptions) -> Result<Found> {
    find(roots, &[], names, options)
}

/// Does the same, and adds files that were listed one by one. A listed file that does not exist has vanished. With a listed library, its files
/// are read.
pub(super) fn find(roots: &[PathBuf], listed: &[PathBuf], names: &PathNames, options: WalkOptions) -> Result<Found> {
    let mut found = issue::find(roots, listed, names, options)?;
    if options.format.is_some() {
        return Ok(found);
    }
    let mut homes = homes(&found);
    for library in listed.iter().filter_map(|path| place_of(path)).filter(|path| may_be_library(path, &ALL)) {
        for home in homes_of_library(&library) {
            homes.entry(home).or_default().libraries.push(library.clone());
        }
    }
    for (home, at_home) in homes {
        join(&home, at_home, names, options, &mut found)?;
    }
    Ok(found)
}

static ALL: LazyLock<BTreeSet<Keeper>> = LazyLock::new(|| BTreeSet::from([Keeper::Storage, Keeper::Files, Keeper::Content]));

/// Returns a path without links above the file, which need not exist.
fn place_of(path: &Path) -> Option<String> {
    let absolute = std::path::absolute(path).ok()?;
    Some(as_text(&fs::canonicalize(absolute.parent()?).ok()?.join(absolute.file_name()?)))
}

fn as_text(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

/// What was found at a home.
#[derive(Debug, Default)]
struct AtHome {
    /// The saved files: their places on disk, and their paths in the index.
    saved: BTreeMap<String, String>,
    /// The libraries that were listed by themselves.
    libraries: Vec<String>,
}

/// Returns the folders around those in which programs keep the files that were found. Many sites have a folder `content`; that of Omnivore has
/// its list above.
fn homes(found: &Found) -> BTreeMap<String, AtHome> {
    let mut homes: BTreeMap<String, AtHome> = BTreeMap::new();
    let mut lists: BTreeSet<String> = BTreeSet::new();
    for file in found.files.iter() {
        let location = as_text(&file.location);
        match (saved_place(&location), location.rsplit_once('/')) {
            (Some(place), _) => {
                let home = place.home.to_owned();
                homes.entry(home).or_default().saved.insert(location, file.path.clone());
            }
            (None, Some((folder, name))) if name.starts_with("metadata_") => drop(lists.insert(folder.to_owned())),
            _ => {}
        }
    }
    let is_of_zotero =
        |path: &String| saved_place(path).is_some_and(|place| matches!(place.keeper, Keeper::Storage | Keeper::Files));
    homes.retain(|home, at_home| lists.contains(home) || at_home.saved.keys().any(is_of_zotero));
    homes
}

/// Returns the homes whose files a library may name.
fn homes_of_library(library: &str) -> Vec<String> {
    let Some((folder, _)) = library.rsplit_once('/') else { return Vec::new() };
    let is_home = |folder: &Path| ["storage", "files", "content"].iter().any(|inner| folder.join(inner).is_dir());
    let below = first_of(Path::new(folder), |_| true);
    let above = Path::new(folder).parent().map(Path::to_owned);
    let near = std::iter::once(PathBuf::from(folder)).chain(above).chain(below);
    near.filter(|folder| is_home(folder)).map(|folder| as_text(&folder)).collect()
}

/// Returns the first paths in a folder that `may_be` what is looked for, in order.
fn first_of(folder: &Path, may_be: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = entries.filter(|path| may_be(path)).collect();
    // The disk has them in an order of its own.
    paths.sort();
    paths.truncate(MAX_LOOKED_AT);
    paths
}

/// Joins the files of one home.
fn join(home: &str, mut at_home: AtHome, names: &PathNames, options: WalkOptions, found: &mut Found) -> Result<()> {
    let of_saved = at_home.saved.keys().filter_map(|path| saved_place(path)).map(|place| place.keeper);
    let mut keepers: BTreeSet<Keeper> = of_saved.collect();
    if keepers.is_empty() {
        keepers.clone_from(&ALL);
    }
    let libraries = in_order(libraries_beside(home, &keepers));
    let listed = libraries.iter().filter(|(path, _)| at_home.libraries.contains(path));
    let named = listed.flat_map(|(_, library)| &library.entries).flat_map(|entry| &entry.files);
    let named: BTreeSet<String> = named.filter_map(|file| at_this_home(home, &normal(file))).collect();
    let new: Vec<PathBuf> =
        named.iter().filter(|path| !at_home.saved.contains_key(*path)).map(PathBuf::from).filter(|path| path.is_file()).collect();
    look_at(&new, names, options, found)?;
    for path in &new {
        let name = names.name(path);
        if found.files.contains(&name) {
            at_home.saved.insert(as_text(path), name);
        }
    }
    let saved: Vec<&str> = at_home.saved.keys().map(String::as_str).collect();
    let joined = joined(&saved, &libraries);
    if !joined.is_any && !found.roots.is_empty() {
        found.problems.extend(unread_database(home, &keepers, !libraries.is_empty(), names));
    }
    let path_of = |location: &str| at_home.saved.get(location).cloned().unwrap_or_else(|| names.name(Path::new(location)));
    for (location, beside) in joined.beside {
        found.files.change(&path_of(&location), |file| file.beside = Some(beside));
    }
    for location in joined.no_articles {
        let path = path_of(&location);
        if found.files.remove(&path).is_some() {
            found.skipped.add(Path::new(&location));
            // It may be known as an article.
            found.vanished.insert(path);
        }
    }
    Ok(())
}

/// Returns where a file that a library names lies at a home.
fn at_this_home(home: &str, file: &str) -> Option<String> {
    let place = saved_place(file)?;
    let folder = match place.keeper {
        Keeper::Storage => format!("storage/{}", place.key),
        Keeper::Files => format!("files/{}", place.key),
        Keeper::Content | Keeper::Highlights => "content".to_owned(),
    };
    Some(format!("{home}/{folder}/{}", place.name))
}

/// Reads the exports of libraries in the folder around the saved files, in that of the files, and in the one above.
fn libraries_beside(home: &str, keepers: &BTreeSet<Keeper>) -> Vec<(String, Library)> {
    let home = Path::new(home);
    let is_of_zotero = keepers.contains(&Keeper::Storage) || keepers.contains(&Keeper::Files);
    let near = [home.join("storage"), home.join("files")];
    let around = near.into_iter().chain(home.parent().map(Path::to_owned)).filter(|_| is_of_zotero);
    let mut libraries = Vec::new();
    for folder in std::iter::once(home.to_owned()).chain(around) {
        for path in first_of(&folder, |path| may_be_library(&as_text(path), keepers)) {
            let is_one = |head: Vec<u8>| library::may_be(&String::from_utf8_lossy(&head));
            if libraries.len() < MAX_LIBRARIES
                && head(&path).is_ok_and(is_one)
                && let Ok(bytes) = file::read(&path, MAX_LIBRARY_BYTES)
                && let Some(library) = library::read(&String::from_utf8_lossy(&bytes))
            {
                libraries.push((as_text(&path), library));
            }
        }
    }
    libraries
}

/// Returns the problem that Zotero's own database states what nothing else does, and is not read.
fn unread_database(home: &str, keepers: &BTreeSet<Keeper>, has_library: bool, names: &PathNames) -> Option<Problem> {
    let database = Path::new(home).join("zotero.sqlite");
    if has_library || !keepers.contains(&Keeper::Storage) || !database.is_file() {
        return None;
    }
    let message = "the database of Zotero is not read; for the titles, dates and authors of the saved files, export the library as Zotero RDF \
                   into this folder";
    let path = names.name(&database);
    Some(Problem { path, record: None, byte: None, kind: ProblemKind::NotText, message: message.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_saved_files_are_known_by_their_path() {
        for (path, expected) in [
            ("/a/Zotero/storage/AB12CD34/page.html", Some(("/a/Zotero", Keeper::Storage, "AB12CD34"))),
            ("storage/AB12CD34/page.html", Some(("", Keeper::Storage, "AB12CD34"))),
            ("files/12/a.pdf", Some(("", Keeper::Files, "12"))),
            ("/a/content/rain-on-tarn.html", Some(("/a", Keeper::Content, "rain-on-tarn"))),
            ("highlights/rain.md", Some(("", Keeper::Highlights, "rain"))),
            ("/a/storage/news/page.html", None),
            ("/a/files/page.html", None),
            ("/a/content/page.txt", None),
            ("page.html", None),
        ] {
            assert_eq!(saved_place(path).map(|place| (place.home, place.keeper, place.key)), expected, "{path}");
        }
    }

    #[test]
    fn a_name_of_a_file_holds_the_headline() {
        let csl = |title: &str| format!("{{\"id\": \"{title}\", \"type\": \"article-newspaper\", \"title\": \"{title}\"}}");
        let titles =
            ["Rain on Tarn: mayor says it will stop soon", "Rain on Tarn again", "Goats eat roses", "Sun", "Goats eat roses"];
        let text = format!("[{}]", titles.map(csl).join(","));
        let libraries = [("a.json".to_owned(), library::read(&text).unwrap())];
        let titles = Titles::of(&libraries);
        for (name, expected) in [
            ("storage/AB12CD34/Ruiz - 2024 - Rain on Tarn mayor says it.pdf", Some(0)),
            ("storage/AB12CD34/Rain on Tarn again - The Post.html", Some(1)),
            ("storage/AB12CD34/Goats eat roses.html", None),
            ("storage/AB12CD34/Sun.html", None),
        ] {
            assert_eq!(titles.named_by(name, "a.json"), expected, "{name}");
        }
    }
}
