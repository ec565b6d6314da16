//! Compound files: folders and streams in one file, as programs of Office kept them before 2007 and Outlook still keeps mails.
//!
//! A file is cut into sectors, and a table says which sector follows which. Small streams lie in a stream of their own. Chains that lead in
//! circles end at the number of sectors.

use std::cell::Cell;
use std::collections::HashSet;

/// The first bytes of a compound file.
pub(super) const MAGIC: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// How many times the length of the file all contents together may have that are read of it.
const MAX_REREAD: usize = 4;

/// Maximum number of streams and folders.
const MAX_ENTRIES: usize = 20_000;

/// Returns whether a compound file of these first bytes is a mail: the names of its streams are those of properties.
pub(super) fn is_mail(head: &[u8]) -> bool {
    let name: Vec<u8> = "__properties_version1".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let names: Vec<u8> = "__nameid_version1".encode_utf16().flat_map(u16::to_le_bytes).collect();
    head.starts_with(&MAGIC) && [name, names].iter().any(|name| memchr::memmem::find(head, name).is_some())
}

/// A folder or a stream.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: String,
    /// The number of the folder that it is in; the first entry is the root.
    pub(super) parent: usize,
    start: u32,
    size: usize,
}

/// A compound file in memory.
#[derive(Debug)]
pub(super) struct Compound<'b> {
    bytes: &'b [u8],
    sector: usize,
    small_sector: usize,
    /// Streams shorter than this lie in small sectors.
    min_large: usize,
    next: Vec<u32>,
    next_small: Vec<u32>,
    small: Vec<u8>,
    /// All folders and streams, each with its number.
    pub(super) entries: Vec<Entry>,
    /// The numbers of what is in each folder.
    children: Vec<Vec<usize>>,
    /// Number of bytes of streams that may still be read. Streams do not overlap, but those of a damaged file can.
    left: Cell<usize>,
}

impl<'b> Compound<'b> {
    /// Reads the tables of a file; `None` if it is none, or if they are damaged.
    pub(super) fn of(bytes: &'b [u8]) -> Option<Compound<'b>> {
        if !bytes.starts_with(&MAGIC) {
            return None;
        }
        let shift = |at: usize| u16_at(bytes, at).filter(|shift| (6..=16).contains(shift)).map(|shift| 1_usize << shift);
        let (sector, small_sector) = (shift(0x1e)?, shift(0x20)?);
        let min_large = usize::try_from(u32_at(bytes, 0x38)?).ok()?;
        let mut file = Compound {
            bytes,
            sector,
            small_sector,
            min_large,
            next: Vec::new(),
            next_small: Vec::new(),
            small: Vec::new(),
            entries: Vec::new(),
            children: Vec::new(),
            left: Cell::new(bytes.len().saturating_mul(MAX_REREAD)),
        };
        file.next = file.table_of_sectors()?;
        file.next_small = numbers(&file.chain(u32_at(bytes, 0x3c)?, usize::MAX));
        let directory = file.chain(u32_at(bytes, 0x30)?, usize::MAX);
        file.read_entries(&directory)?;
        file.children = vec![Vec::new(); file.entries.len()];
        for (number, entry) in file.entries.iter().enumerate().skip(1) {
            file.children[entry.parent].push(number);
        }
        Some(file)
    }

    /// Returns the streams and folders in a folder, with their numbers.
    pub(super) fn within(&self, folder: usize) -> impl Iterator<Item = (usize, &Entry)> {
        self.children.get(folder).into_iter().flatten().map(|number| (*number, &self.entries[*number]))
    }

    /// Returns the content of a stream.
    pub(super) fn content(&self, entry: &Entry) -> Vec<u8> {
        let size = entry.size.min(self.left.get());
        let content =
            if entry.size >= self.min_large { self.chain(entry.start, size) } else { self.small_chain(entry.start, size) };
        self.left.set(self.left.get() - content.len());
        content
    }

    /// Returns which sector follows which. The list of the sectors that say so begins in the head of the file, and goes on in sectors.
    fn table_of_sectors(&self) -> Option<Vec<u32>> {
        const IN_HEAD: usize = 109;
        let n_sectors = self.bytes.len() / self.sector + 1;
        let mut places: Vec<u32> = (0..IN_HEAD).filter_map(|idx| u32_at(self.bytes, 0x4c + idx * 4)).collect();
        let mut more = u32_at(self.bytes, 0x44)?;
        let mut n_steps = 0;
        while let Some(sector) = self.sector_at(more).filter(|_| n_steps < n_sectors) {
            let numbers = numbers(sector);
            let (last, numbers) = numbers.split_last()?;
            places.extend(numbers);
            more = *last;
            n_steps += 1;
        }
        let sectors = places.into_iter().filter_map(|place| self.sector_at(place)).take(n_sectors);
        Some(sectors.flat_map(numbers).take(n_sectors).collect())
    }

    fn sector_at(&self, idx: u32) -> Option<&'b [u8]> {
        let at = usize::try_from(idx).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        let end = at.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(at..end)
    }

    fn chain(&self, start: u32, size: usize) -> Vec<u8> {
        let mut content = Vec::new();
        let mut at = start;
        for _ in 0..=self.next.len() {
            let Some(sector) = self.sector_at(at).filter(|_| content.len() < size) else { break };
            content.extend_from_slice(sector);
            let Some(next) = self.next.get(at as usize) else { break };
            at = *next;
        }
        content.truncate(size);
        content
    }

    fn small_chain(&self, start: u32, size: usize) -> Vec<u8> {
        let mut content = Vec::new();
        let mut at = start;
        for _ in 0..=self.next_small.len() {
            let place = (at as usize).saturating_mul(self.small_sector);
            let Some(rest) = self.small.get(place..).filter(|rest| content.len() < size && !rest.is_empty()) else { break };
            content.extend_from_slice(&rest[..rest.len().min(self.small_sector)]);
            let Some(next) = self.next_small.get(at as usize) else { break };
            at = *next;
        }
        content.truncate(size);
        content
    }

    /// Reads the names of a directory, whose entries in a folder are a tree.
    fn read_entries(&mut self, directory: &[u8]) -> Option<()> {
        const ENTRY_BYTES: usize = 128;
        const ROOT: u32 = 0;
        let record = |idx: u32| {
            let at = usize::try_from(idx).ok()?.checked_mul(ENTRY_BYTES)?;
            directory.get(at..at.checked_add(ENTRY_BYTES)?)
        };
        let entry = |bytes: &[u8], parent: usize| {
            let len = usize::from(u16_at(bytes, 64)?).min(64);
            let units =
                bytes[..len].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).take_while(|unit| *unit != 0);
            let name = char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect();
            let size = usize::try_from(u32_at(bytes, 120)?).ok()?;
            Some(Entry { name, parent, start: u32_at(bytes, 116)?, size })
        };
        let root = record(ROOT)?;
        let of_root = entry(root, 0)?;
        self.small = self.chain(of_root.start, of_root.size);
        self.entries.push(of_root);
        let mut seen = HashSet::from([ROOT]);
        let mut open = vec![(u32_at(root, 76)?, 0)];
        while let Some((idx, parent)) = open.pop() {
            let Some(bytes) = record(idx).filter(|_| self.entries.len() < MAX_ENTRIES && seen.insert(idx)) else { continue };
            let number = self.entries.len();
            self.entries.push(entry(bytes, parent)?);
            for (at, parent) in [(68, parent), (72, parent), (76, number)] {
                open.extend(u32_at(bytes, at).map(|next| (next, parent)));
            }
        }
        Some(())
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}
