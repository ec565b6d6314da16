//! What a check of an index reports.

/// The result of checking an index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// Number of segments checked.
    pub n_segments: u64,
    /// Number of files in the ledger.
    pub n_files: u64,
    /// Number of articles.
    pub n_articles: u64,
    /// Number of quotes.
    pub n_quotes: u64,
    /// What is wrong, ordered by path.
    pub findings: Vec<Damage>,
}

/// Something that is wrong with an index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Damage {
    /// The article file it concerns, as in [`Place::path`](crate::article::Place::path). For
    /// [`DamageKind::File`], the file of the index.
    pub path: String,
    /// What kind of damage it is.
    pub kind: DamageKind,
    /// What was found, in words.
    pub message: String,
}

/// The kinds of damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DamageKind {
    /// A file of the index differs from what was written.
    File,
    /// The index holds articles of a file, but no record of it.
    NoRecord,
    /// The index holds several records of a file.
    TwoRecords,
    /// The index holds more or fewer articles of a file than its record says.
    Count,
    /// Several articles share an id.
    Duplicate,
}

impl DamageKind {
    /// Returns the kind's name in output, such as `two-records`.
    pub fn name(self) -> &'static str {
        match self {
            DamageKind::File => "damaged",
            DamageKind::NoRecord => "no-record",
            DamageKind::TwoRecords => "two-records",
            DamageKind::Count => "count",
            DamageKind::Duplicate => "duplicate",
        }
    }
}
