//! Writes mails of Outlook: compound files of folders and streams.

/// A folder or a stream of a compound file.
pub(crate) enum Node {
    Stream(String, Vec<u8>),
    Folder(String, Vec<Node>),
}

impl Node {
    fn name(&self) -> &str {
        let (Node::Stream(name, _) | Node::Folder(name, _)) = self;
        name
    }
}

/// Returns what a mail holds: its texts by the numbers of their properties, and its attachments. `head_bytes` is 32, or 24 for a mail in a mail.
pub(crate) fn mail(head_bytes: usize, texts: &[(&str, &str)], attachments: Vec<Vec<Node>>) -> Vec<Node> {
    let mut nodes = vec![Node::Stream("__properties_version1.0".to_owned(), vec![0; head_bytes])];
    nodes.extend(texts.iter().map(|(property, value)| text(property, value)));
    let numbered = attachments.into_iter().enumerate();
    nodes.extend(numbered.map(|(number, nodes)| Node::Folder(format!("__attach_version1.0_#{number:08X}"), nodes)));
    nodes
}

/// Returns an attached file.
pub(crate) fn attached(name: &str, bytes: &[u8]) -> Vec<Node> {
    vec![text("3707", name), Node::Stream("__substg1.0_37010102".to_owned(), bytes.to_vec())]
}

/// Returns an attached mail.
pub(crate) fn attached_mail(nodes: Vec<Node>) -> Vec<Node> {
    vec![Node::Folder("__substg1.0_3701000D".to_owned(), nodes)]
}

fn text(property: &str, value: &str) -> Node {
    Node::Stream(format!("__substg1.0_{property}001F"), value.encode_utf16().flat_map(u16::to_le_bytes).collect())
}

const SECTOR: usize = 512;
const SMALL: usize = 64;
const MIN_LARGE: usize = 4096;
const END: u32 = 0xffff_fffe;
const FREE: u32 = 0xffff_ffff;

/// Returns the bytes of a compound file.
pub(crate) fn file(nodes: Vec<Node>) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.entry("Root Entry", 5);
    writer.fill(0, nodes);
    let small = std::mem::take(&mut writer.small);
    let start = writer.next_large();
    writer.entries[0][116..120].copy_from_slice(&start.to_le_bytes());
    writer.entries[0][120..124].copy_from_slice(&(small.len() as u32).to_le_bytes());
    writer.add_large(&small);
    let table: Vec<u8> = std::mem::take(&mut writer.next_small).into_iter().flat_map(u32::to_le_bytes).collect();
    let small_table = writer.next_large();
    writer.add_large(&table);
    let directory = writer.next_large();
    let entries = writer.entries.concat();
    writer.add_large(&entries);
    let n_tables = (1..).find(|n| n * (SECTOR / 4) >= writer.next.len() + n).unwrap();
    let first_table = writer.next.len() as u32;
    writer.next.extend(std::iter::repeat_n(0xffff_fffd, n_tables));
    writer.next.resize(n_tables * (SECTOR / 4), FREE);
    let mut bytes = vec![0; SECTOR];
    bytes[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    for (at, number) in [(0x18, 0x3e_u16), (0x1a, 3), (0x1c, 0xfffe), (0x1e, 9), (0x20, 6)] {
        bytes[at..at + 2].copy_from_slice(&number.to_le_bytes());
    }
    let n_small_tables = table.len().div_ceil(SECTOR) as u32;
    let numbers =
        [(0x2c, n_tables as u32), (0x30, directory), (0x38, MIN_LARGE as u32), (0x3c, small_table), (0x40, n_small_tables)];
    for (at, number) in numbers.into_iter().chain([(0x44, END)]) {
        bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
    }
    for idx in 0..109 {
        let place = if (idx as usize) < n_tables { first_table + idx } else { FREE };
        bytes[0x4c + idx as usize * 4..][..4].copy_from_slice(&place.to_le_bytes());
    }
    bytes.extend(&writer.large);
    bytes.extend(writer.next.iter().flat_map(|next| next.to_le_bytes()));
    bytes
}

#[derive(Default)]
struct Writer {
    entries: Vec<[u8; 128]>,
    large: Vec<u8>,
    next: Vec<u32>,
    small: Vec<u8>,
    next_small: Vec<u32>,
}

impl Writer {
    fn next_large(&self) -> u32 {
        self.next.len() as u32
    }

    fn add_large(&mut self, bytes: &[u8]) {
        let n = bytes.len().div_ceil(SECTOR).max(1);
        self.large.extend(bytes);
        self.large.resize((self.next.len() + n) * SECTOR, 0);
        let first = self.next.len();
        self.next.extend((1..=n).map(|step| if step == n { END } else { (first + step) as u32 }));
    }

    fn add_small(&mut self, bytes: &[u8]) {
        let n = bytes.len().div_ceil(SMALL);
        let first = self.next_small.len();
        self.small.extend(bytes);
        self.small.resize((first + n) * SMALL, 0);
        self.next_small.extend((1..=n).map(|step| if step == n { END } else { (first + step) as u32 }));
    }

    fn entry(&mut self, name: &str, kind: u8) -> usize {
        let mut entry = [0; 128];
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..units.len()].copy_from_slice(&units);
        entry[64] = units.len() as u8 + 2;
        entry[66] = kind;
        entry[67] = 1;
        entry[68..80].copy_from_slice(&[0xff; 12]);
        self.entries.push(entry);
        self.entries.len() - 1
    }

    /// Writes what is in a folder: a row of entries, each the right one of the entry before it, in the order of their names.
    fn fill(&mut self, folder: usize, mut nodes: Vec<Node>) {
        nodes.sort_by_key(|node| (node.name().len(), node.name().to_uppercase()));
        let (mut before, mut link) = (folder, 76);
        for node in nodes {
            let number = match node {
                Node::Folder(name, inner) => {
                    let number = self.entry(&name, 1);
                    self.fill(number, inner);
                    number
                }
                Node::Stream(name, bytes) => {
                    let number = self.entry(&name, 2);
                    let is_small = bytes.len() < MIN_LARGE;
                    let start = if is_small { self.next_small.len() as u32 } else { self.next_large() };
                    self.entries[number][116..120].copy_from_slice(&start.to_le_bytes());
                    self.entries[number][120..124].copy_from_slice(&(bytes.len() as u32).to_le_bytes());
                    if is_small {
                        self.add_small(&bytes);
                    } else {
                        self.add_large(&bytes);
                    }
                    number
                }
            };
            self.entries[before][link..link + 4].copy_from_slice(&(number as u32).to_le_bytes());
            (before, link) = (number, 72);
        }
    }
}
