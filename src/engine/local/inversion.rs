//! From documents to postings: which terms occur, and where.
//!
//! This is single-pass in-memory indexing (S. Heinz and J. Zobel, 2003) with blocks that stay in memory. What occurs is kept in a log, in the
//! order in which it comes. A full log becomes a *block*: the same sorted by term, in few bytes. At the end, each term's part of every block
//! goes to Tantivy, in the order of the terms. So most of the memory that an occurrence needs is written and read in order. Tantivy's own
//! writer keeps a list for each term, and reads four places for each occurrence: its table, the term, what is known of it, and the end of
//! its list.

use tantivy::DocId;
use tantivy::fieldnorm::{FieldNormReaders, FieldNormsWriter};
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::{Field, IndexRecordOption, Schema};

use super::table::Table;
use super::varint::{self, Numbers};

/// The number of a term in the order in which terms came.
pub(super) type TermId = u32;

/// Maximum length of a term in bytes. Tantivy's writer leaves out longer ones too.
pub(super) const MAX_TERM_BYTES: usize = 65_530;

/// Number of occurrences in a block. A log of them takes 2 MiB, and sorting it as many again. Four times as many are sorted in the same time.
pub(super) const BLOCK_LENGTH: usize = 1 << 18;

/// The terms of some documents, and where they occur.
pub(super) struct Inversion {
    /// The id of each term; its kind is the number of its field.
    ids: Table,
    terms: Vec<TermState>,
    /// Each occurrence since the last block: the term and the position.
    log: Vec<(TermId, u32)>,
    /// For each document in the log, where in the log it ends, but for the last one.
    doc_ends: Vec<u32>,
    /// The first document in the log.
    first_doc: DocId,
    n_docs: DocId,
    blocks: Vec<Vec<u8>>,
    /// For each field, how many terms the current document has.
    lengths: Vec<u32>,
    /// For each field, how many occurrences its terms have.
    n_tokens: Vec<u64>,
    sorting: Sorting,
    /// Number of occurrences in a block.
    block_length: usize,
}

/// What is known of a term.
struct TermState {
    /// Where its bytes are in the table.
    key: u32,
    /// One more than the number of the last block in which it occurs; 0 if there is none.
    last_block: u32,
    /// Where in that block.
    last_place: u32,
}

/// Memory for sorting, which is used again.
#[derive(Default)]
struct Sorting {
    /// For each term, where its occurrences begin, and then where they end.
    bounds: Vec<u32>,
    /// Documents and positions, sorted by term.
    occurrences: Vec<(DocId, u32)>,
}

impl Inversion {
    pub(super) fn new(schema: &Schema, block_length: usize) -> Inversion {
        Inversion {
            ids: Table::default(),
            terms: Vec::new(),
            log: Vec::new(),
            doc_ends: Vec::new(),
            first_doc: 0,
            n_docs: 0,
            blocks: Vec::new(),
            lengths: vec![0; schema.num_fields()],
            n_tokens: vec![0; schema.num_fields()],
            sorting: Sorting::default(),
            block_length,
        }
    }

    /// Returns the id of a term, which is new or not. The term has at most [`MAX_TERM_BYTES`]. A term that never occurs is not written.
    pub(super) fn term(&mut self, field: Field, bytes: &[u8]) -> TermId {
        let kind = field.field_id() as u16;
        if let Some([id, _]) = self.ids.get(kind, bytes) {
            return id;
        }
        let id = self.terms.len() as TermId;
        let key = self.ids.add(kind, bytes, [id, 0]);
        self.terms.push(TermState { key, last_block: 0, last_place: 0 });
        id
    }

    /// Returns whether any document has a term.
    pub(super) fn holds(&self, field: Field, bytes: &[u8]) -> bool {
        self.ids.get(field.field_id() as u16, bytes).is_some()
    }

    /// Adds an occurrence of a term of `field` in the current document. The positions of a term ascend.
    pub(super) fn push(&mut self, field: Field, term: TermId, position: u32) {
        self.lengths[field.field_id() as usize] += 1;
        self.log.push((term, position));
        if self.log.len() >= self.block_length {
            self.end_block();
        }
    }

    /// Ends the current document.
    pub(super) fn end_doc(&mut self, schema: &Schema, norms: &mut FieldNormsWriter) {
        for (field, _) in schema.fields() {
            let n_terms = std::mem::take(&mut self.lengths[field.field_id() as usize]);
            if n_terms > 0 {
                self.n_tokens[field.field_id() as usize] += u64::from(n_terms);
                norms.record(self.n_docs, field, n_terms);
            }
        }
        self.n_docs += 1;
        self.doc_ends.push(self.log.len() as u32);
    }

    /// Returns how many documents have ended.
    pub(super) fn n_docs(&self) -> DocId {
        self.n_docs
    }

    /// Returns how many bytes it takes, with what it will take to write it.
    pub(super) fn memory_bytes(&self) -> usize {
        // To order them, each term takes two numbers more.
        let of_terms = self.terms.capacity() * size_of::<TermState>() + self.terms.len() * 2 * size_of::<u64>();
        let of_log = (self.log.capacity() + self.sorting.occurrences.capacity()) * size_of::<(TermId, u32)>();
        let of_docs = (self.doc_ends.capacity() + self.sorting.bounds.capacity()) * size_of::<u32>();
        let of_blocks: usize = self.blocks.iter().map(Vec::capacity).sum();
        self.ids.memory_bytes() + of_terms + of_log + of_docs + of_blocks
    }

    /// Makes a block of the log.
    fn end_block(&mut self) {
        let Sorting { bounds, occurrences } = &mut self.sorting;
        bounds.clear();
        bounds.resize(self.terms.len() + 1, 0);
        self.log.iter().for_each(|(term, _)| bounds[*term as usize + 1] += 1);
        let mut n = 0;
        for bound in &mut *bounds {
            n += *bound;
            *bound = n;
        }
        occurrences.resize(self.log.len(), (0, 0));
        let mut start = 0;
        let ends = self.doc_ends.iter().map(|end| *end as usize).chain([self.log.len()]);
        for (end, doc) in ends.zip(self.first_doc..) {
            for (term, position) in &self.log[start..end] {
                let bound = &mut bounds[*term as usize];
                occurrences[*bound as usize] = (doc, *position);
                *bound += 1;
            }
            start = end;
        }
        let mut block = Vec::with_capacity(self.log.len() * 5 / 2);
        let number = self.blocks.len() as u32 + 1;
        let mut start = 0;
        for (term, end) in self.terms.iter_mut().zip(bounds.iter().map(|end| *end as usize)) {
            if start < end {
                let place = block.len() as u32;
                push_part(&mut block, number, term, &occurrences[start..end]);
                (term.last_block, term.last_place) = (number, place);
            }
            start = end;
        }
        block.shrink_to_fit();
        self.blocks.push(block);
        self.log.clear();
        self.doc_ends.clear();
        self.first_doc = self.n_docs;
    }

    /// Writes everything to the files of a segment, for which the lengths of its fields have been written.
    pub(super) fn write(
        mut self,
        schema: &Schema,
        serializer: &mut InvertedIndexSerializer,
        norms: &FieldNormReaders,
    ) -> tantivy::Result<()> {
        self.end_block();
        (self.log, self.sorting) = (Vec::new(), Sorting::default());
        let ordered = self.ordered();
        let mut postings = Postings::default();
        for of_field in ordered.chunk_by(|(one, _), (other, _)| field_of(*one) == field_of(*other)) {
            let Some((first, _)) = of_field.first() else { continue };
            let field = Field::from_field_id(u32::from(field_of(*first)));
            let record = schema.get_field_entry(field).field_type().get_index_record_option();
            let has_positions = record.is_some_and(IndexRecordOption::has_positions);
            let n_tokens = self.n_tokens[field.field_id() as usize];
            let mut serializer = serializer.new_field(field, n_tokens, norms.get_field(field)?)?;
            for (_, term) in of_field {
                let term = &self.terms[*term as usize];
                self.read(term, &mut postings);
                let n_docs = if has_positions { postings.docs.len() as u32 } else { 0 };
                serializer.new_term(self.ids.key_at(term.key).1, n_docs, has_positions)?;
                let mut start = 0;
                for (doc, n) in &postings.docs {
                    let end = start + *n as usize;
                    match has_positions {
                        true => serializer.write_doc(*doc, *n, &postings.distances[start..end]),
                        false => serializer.write_doc(*doc, 0, &[]),
                    }
                    start = end;
                }
                serializer.close_term()?;
            }
            serializer.close()?;
        }
        Ok(())
    }

    /// Returns the beginning of each term that occurs, in which its field comes first, and its id, ordered by field and bytes.
    fn ordered(&self) -> Vec<(u64, TermId)> {
        let beginning = |term: &TermState| {
            let (field, bytes) = self.ids.key_at(term.key);
            let mut beginning = [0; 8];
            beginning[0] = field as u8;
            let n = bytes.len().min(7);
            beginning[1..=n].copy_from_slice(&bytes[..n]);
            u64::from_be_bytes(beginning)
        };
        let occurring = self.terms.iter().zip(0..).filter(|(term, _)| term.last_block > 0);
        let mut ordered: Vec<(u64, TermId)> = occurring.map(|(term, id)| (beginning(term), id)).collect();
        let bytes = |id: TermId| self.ids.key_at(self.terms[id as usize].key).1;
        ordered.sort_unstable_by(|(one, one_id), (other, other_id)| {
            one.cmp(other).then_with(|| bytes(*one_id).cmp(bytes(*other_id)))
        });
        ordered
    }

    /// Reads where a term occurs.
    fn read(&self, term: &TermState, postings: &mut Postings) {
        postings.docs.clear();
        postings.distances.clear();
        postings.parts.clear();
        let (mut block, mut place) = (term.last_block, term.last_place);
        while let Some(bytes) = block.checked_sub(1).and_then(|before| self.blocks.get(before as usize)) {
            postings.parts.push((block, place));
            let mut numbers = Numbers::new(&bytes[place as usize..]);
            let blocks_before = numbers.next().unwrap_or(0) as u32;
            (block, place) = match blocks_before {
                0 => (0, 0),
                n => (block - n, numbers.next().unwrap_or(0) as u32),
            };
        }
        while let Some((block, place)) = postings.parts.pop() {
            let read = postings.read_part(&self.blocks[block as usize - 1][place as usize..]);
            debug_assert!(read.is_some(), "a part of a block is cut");
        }
    }
}

/// Returns the number of the field of which a term is, given the term's beginning.
fn field_of(beginning: u64) -> u8 {
    beginning.to_be_bytes()[0]
}

/// Adds a term's part of a block: where the part before it is, how many documents follow, and for each the distance from the one before it and
/// the distances of the positions. The lowest bit of a document tells whether it has one position, as most have.
fn push_part(block: &mut Vec<u8>, number: u32, term: &TermState, occurrences: &[(DocId, u32)]) {
    match term.last_block {
        0 => varint::push(block, 0),
        last => {
            varint::push(block, u64::from(number - last));
            varint::push(block, u64::from(term.last_place));
        }
    }
    let in_doc = |one: &(DocId, u32), other: &(DocId, u32)| one.0 == other.0;
    varint::push(block, occurrences.chunk_by(in_doc).count() as u64);
    let mut last_doc = 0;
    for of_doc in occurrences.chunk_by(in_doc) {
        let doc = of_doc.first().map_or(0, |(doc, _)| *doc);
        varint::push(block, u64::from(doc - last_doc) << 1 | u64::from(of_doc.len() == 1));
        last_doc = doc;
        if of_doc.len() > 1 {
            varint::push(block, of_doc.len() as u64);
        }
        let mut last = 0;
        for (_, position) in of_doc {
            varint::push(block, u64::from(position.wrapping_sub(last)));
            last = *position;
        }
    }
}

/// Where a term occurs.
#[derive(Default)]
struct Postings {
    /// The documents, ascending, and how many positions each has.
    docs: Vec<(DocId, u32)>,
    /// For each document, its first position, and the distance of each other from the one before.
    distances: Vec<u32>,
    /// The blocks, and the places in them, that are still to be read.
    parts: Vec<(u32, u32)>,
    /// The last position that was read.
    last_position: u32,
}

impl Postings {
    /// Adds what a part of a block holds. `None` if it ends too early.
    fn read_part(&mut self, bytes: &[u8]) -> Option<()> {
        let mut numbers = Numbers::new(bytes);
        if numbers.next()? > 0 {
            numbers.next()?;
        }
        let n_docs = numbers.next()?;
        let mut doc = 0;
        for _ in 0..n_docs {
            let head = numbers.next()?;
            doc += (head >> 1) as DocId;
            let n = if head & 1 == 1 { 1 } else { numbers.next()? as u32 };
            // A block can end within a document.
            let mut last = match self.docs.last_mut() {
                Some((last_doc, n_before)) if *last_doc == doc => {
                    *n_before += n;
                    self.last_position
                }
                _ => {
                    self.docs.push((doc, n));
                    0
                }
            };
            let mut position = 0_u32;
            for _ in 0..n {
                position = position.wrapping_add(numbers.next()? as u32);
                self.distances.push(position.wrapping_sub(last));
                last = position;
            }
            self.last_position = last;
        }
        Some(())
    }
}
