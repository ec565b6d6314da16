//! What is stored of a document: its record as JSON, and the places of the words of its body.
//!
//! Each article is compressed by itself. So ten hits unpack ten articles, and not ten blocks with
//! many articles each, which took a third of a search. What articles have in common (the names of
//! the fields, and how news is worded) then has to come from a dictionary. It is trained on the
//! first articles of an index, and is a document of that index. With it, press releases take 0.35
//! of their JSON, without it 0.46. Records of files are too short for that; Tantivy's store
//! compresses them in blocks.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tantivy::directory::OwnedBytes;
use tantivy::store::StoreReader;
use tantivy::{DocAddress, Searcher, TantivyDocument};
use zstd::zstd_safe::{self, CCtx, CDict, DCtx, DDict};

use super::places::WordPlaces;
use super::schema::Fields;
use crate::article::Article;
use crate::error::{Error, Result};

/// Number of decompressed blocks that each segment keeps.
const N_CACHED_BLOCKS: usize = 32;

/// Maximum size of a record: a file or line has at most 64 MiB, and escaping makes it at most six
/// times larger.
const MAX_RECORD_BYTES: usize = 512 << 20;

/// Reads what is stored.
pub(super) struct Store {
    segments: Vec<StoreReader>,
    dictionaries: Vec<DDict<'static>>,
}

/// What is stored of one document.
#[derive(Debug)]
pub(super) struct Stored {
    bytes: OwnedBytes,
    record_end: usize,
}

impl Store {
    /// Opens the store of the index that `searcher` sees. `dictionaries` are the addresses of its
    /// dictionaries.
    pub(super) fn open(searcher: &Searcher, dictionaries: &[DocAddress]) -> Result<Store> {
        let open = |segment: &tantivy::SegmentReader| segment.get_store_reader(N_CACHED_BLOCKS).map_err(Error::store);
        let segments = searcher.segment_readers().iter().map(open).collect::<Result<_>>()?;
        let mut store = Store { segments, dictionaries: Vec::new() };
        for address in dictionaries {
            let stored = store.get(*address)?;
            store.dictionaries.extend(DDict::try_create(stored.record_bytes()));
        }
        Ok(store)
    }

    /// Returns what is stored of a document.
    pub(super) fn get(&self, address: DocAddress) -> Result<Stored> {
        let segment = self.segments.get(address.segment_ord as usize).ok_or_else(|| Error::store("a segment is gone"))?;
        Stored::of_document(&segment.get_document_bytes(address.doc_id)?)
    }

    /// Reads the record of a document.
    pub(super) fn record<R: DeserializeOwned>(&self, address: DocAddress) -> Result<R> {
        self.unpack(&self.get(address)?)
    }

    /// Reads what was packed.
    pub(super) fn unpack<R: DeserializeOwned>(&self, stored: &Stored) -> Result<R> {
        let packed = stored.record_bytes();
        // A record in JSON begins with a brace; a compressed one never does.
        if packed.starts_with(b"{") {
            return serde_json::from_slice(packed).map_err(Error::store);
        }
        let size = zstd_safe::get_frame_content_size(packed).ok().flatten();
        let size = size.and_then(|size| usize::try_from(size).ok()).filter(|size| *size <= MAX_RECORD_BYTES);
        let mut text: Vec<u8> = Vec::with_capacity(size.ok_or_else(|| Error::store("the size of a record is not known"))?);
        let dictionary = match zstd_safe::get_dict_id_from_frame(packed) {
            Some(id) => {
                let of_id = self.dictionaries.iter().find(|dictionary| dictionary.get_dict_id() == Some(id));
                Some(of_id.ok_or_else(|| Error::store("the dictionary of a record is gone"))?)
            }
            None => None,
        };
        thread_local! {
            static CONTEXT: RefCell<DCtx<'static>> = RefCell::new(DCtx::create());
        }
        let unpacked = CONTEXT.with_borrow_mut(|context| match dictionary {
            Some(dictionary) => context.decompress_using_ddict(&mut text, packed, dictionary),
            None => context.decompress(&mut text, packed),
        });
        unpacked.map_err(|code| Error::store(zstd_safe::get_error_name(code)))?;
        serde_json::from_slice(&text).map_err(Error::store)
    }
}

impl Stored {
    /// Finds it at the end of a document's bytes. Nothing else is stored of a document, and its
    /// bytes are there unchanged. Tantivy's own function reads a field byte by byte, which took a
    /// tenth of a search.
    fn of_document(bytes: &OwnedBytes) -> Result<Stored> {
        let lengths = bytes.len().checked_sub(8).and_then(|start| bytes.as_slice()[start..].split_first_chunk::<4>());
        let ends = lengths.and_then(|(record, places)| {
            let n_record = u32::from_le_bytes(*record) as usize;
            let n_places = u32::from_le_bytes(places.try_into().ok()?) as usize;
            let end = bytes.len() - 8;
            let places_start = end.checked_sub(n_places)?;
            Some((places_start.checked_sub(n_record)?, places_start, end))
        });
        let (start, record_end, end) = ends.ok_or_else(|| Error::store("a document is shorter than it says"))?;
        Ok(Stored { bytes: bytes.slice(start..end), record_end: record_end - start })
    }

    fn record_bytes(&self) -> &[u8] {
        &self.bytes.as_slice()[..self.record_end]
    }

    /// Returns the places of the words of the body.
    pub(super) fn places(&self) -> WordPlaces {
        WordPlaces::decode(&self.bytes.as_slice()[self.record_end..])
    }
}

/// Adds what is to be stored to a document, in the form that [`Stored`] reads.
pub(super) fn put(document: &mut TantivyDocument, fields: &Fields, record: &[u8], places: &WordPlaces) -> Result<()> {
    let places = places.encode();
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).map(u32::to_le_bytes).map_err(Error::store);
    let stored = [record, &places, &length(record)?, &length(&places)?].concat();
    document.add_bytes(fields.record, &stored);
    Ok(())
}

/// Returns the JSON of a record.
pub(super) fn json(record: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(record).map_err(Error::store)
}

/// Chooses what articles are compressed with. If the index has no dictionary, holds articles back until there are enough to train one.
pub(super) struct Packer {
    state: Mutex<State>,
}

enum State {
    Gathering(Vec<HeldBack>),
    Packing(Dictionary),
}

/// A dictionary that is ready to compress with.
pub(super) type Dictionary = Arc<CDict<'static>>;

/// An article that is held back.
struct HeldBack {
    article: Article,
    /// Its record.
    json: Vec<u8>,
}

/// Number of articles that a dictionary is trained on, or fewer if they reach this size together.
/// Twice as many make articles 2 % smaller, and take twice as long.
const N_SAMPLES: usize = 500;
const MAX_SAMPLE_BYTES: usize = 4 << 20;

/// Minimum number of articles to train on: fewer have too little in common.
const MIN_SAMPLES: usize = 100;

/// Maximum size of a dictionary. Articles packed with one twice as large are 3 % smaller, and take
/// longer.
const DICTIONARY_BYTES: usize = 112 << 10;

/// What to do with an article.
pub(super) enum Packing {
    /// Add it, compressed with this dictionary.
    Ready(Dictionary),
    /// Nothing now: it is held back.
    HeldBack,
    /// Add these.
    Released(Released),
}

/// Articles that were held back.
#[derive(Default)]
pub(super) struct Released {
    /// What was just trained on them, to store and to compress with. It must be stored with them.
    pub(super) dictionary: Option<(Vec<u8>, Dictionary)>,
    pub(super) articles: Vec<Article>,
}

impl Packer {
    /// Returns the packer for an index with this dictionary, or without one.
    pub(super) fn new(dictionary: Option<&Stored>) -> Packer {
        let state = match dictionary.and_then(|stored| prepared(stored.record_bytes())) {
            Some(dictionary) => State::Packing(dictionary),
            None => State::Gathering(Vec::new()),
        };
        Packer { state: Mutex::new(state) }
    }

    /// Returns what to do with an article.
    pub(super) fn packing(&self, article: &Article) -> Result<Packing> {
        let mut state = self.lock();
        match &mut *state {
            State::Packing(dictionary) => Ok(Packing::Ready(Arc::clone(dictionary))),
            State::Gathering(held_back) => {
                held_back.push(HeldBack { article: article.clone(), json: json(article)? });
                let n_bytes: usize = held_back.iter().map(|article| article.json.len()).sum();
                let is_enough = held_back.len() >= N_SAMPLES || n_bytes >= MAX_SAMPLE_BYTES;
                Ok(if is_enough { Packing::Released(state.release()) } else { Packing::HeldBack })
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns all articles that are held back.
    pub(super) fn release(&self) -> Released {
        self.lock().release()
    }

    /// Drops the articles of a file that are held back.
    pub(super) fn remove_file(&self, path: &str) {
        if let State::Gathering(held_back) = &mut *self.lock() {
            held_back.retain(|held_back| held_back.article.place.path != path);
        }
    }
}

impl State {
    /// Trains a dictionary on the articles that are held back, if they are enough, and returns them.
    fn release(&mut self) -> Released {
        let State::Gathering(held_back) = self else { return Released::default() };
        let held_back = std::mem::take(held_back);
        let samples: Vec<&[u8]> = held_back.iter().map(|held_back| held_back.json.as_slice()).collect();
        // Training fails if samples are too few or too similar; articles are then packed without a
        // dictionary.
        let is_enough = samples.len() >= MIN_SAMPLES;
        let trained = is_enough.then(|| zstd::dict::from_samples(&samples, DICTIONARY_BYTES).ok()).flatten();
        let dictionary = trained.and_then(|bytes| prepared(&bytes).map(|dictionary| (bytes, dictionary)));
        if let Some((_, dictionary)) = &dictionary {
            *self = State::Packing(Arc::clone(dictionary));
        }
        Released { dictionary, articles: held_back.into_iter().map(|held_back| held_back.article).collect() }
    }
}

fn prepared(dictionary: &[u8]) -> Option<Dictionary> {
    CDict::try_create(dictionary, zstd::DEFAULT_COMPRESSION_LEVEL).map(Arc::new)
}

/// Compresses the JSON of a record.
pub(super) fn pack(json: &[u8], dictionary: Option<&CDict<'_>>) -> Result<Vec<u8>> {
    thread_local! {
        static CONTEXT: RefCell<CCtx<'static>> = RefCell::new(CCtx::create());
    }
    let mut packed: Vec<u8> = Vec::with_capacity(zstd_safe::compress_bound(json.len()));
    let done = CONTEXT.with_borrow_mut(|context| match dictionary {
        Some(dictionary) => context.compress_using_cdict(&mut packed, json, dictionary),
        None => context.compress(&mut packed, json, zstd::DEFAULT_COMPRESSION_LEVEL),
    });
    done.map_err(|code| Error::store(zstd_safe::get_error_name(code)))?;
    Ok(packed)
}

impl Error {
    fn store(reason: impl std::fmt::Display) -> Error {
        Error::Engine(format!("a record cannot be stored or read: {reason}"))
    }
}

#[cfg(test)]
mod tests {
    use tantivy::{Index, IndexWriter};

    use super::super::builder::SegmentBuilder;
    use super::*;
    use crate::matching::tests::article;

    fn articles(n: usize) -> Vec<Article> {
        let of_number = |number: usize| {
            let mut article =
                article(&format!("The committee met on day {number} of the year. It adjourned {} hours later.", number * 7));
            article.place.path = format!("{}.txt", number % 3);
            article
        };
        (0..n).map(of_number).collect()
    }

    /// Packs articles, and reads everything back.
    fn there_and_back(packer: &Packer, articles: &[Article]) -> (bool, Vec<(Article, WordPlaces)>) {
        let (schema, fields) = Fields::new();
        let index = Index::create_in_ram(schema);
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        let mut builder = SegmentBuilder::new(&index, &fields).unwrap();
        let mut n_dictionaries = 0;
        let mut add_released = |builder: &mut SegmentBuilder, Released { dictionary, articles }: Released| {
            if let Some((bytes, _)) = &dictionary {
                builder.add_dictionary(bytes).unwrap();
                n_dictionaries += 1;
            }
            for article in &articles {
                builder.add_article(article, dictionary.as_ref().map(|(_, dictionary)| &**dictionary)).unwrap();
            }
        };
        for article in articles {
            match packer.packing(article).unwrap() {
                Packing::Ready(dictionary) => builder.add_article(article, Some(&dictionary)).unwrap(),
                Packing::HeldBack => {}
                Packing::Released(released) => add_released(&mut builder, released),
            }
        }
        add_released(&mut builder, packer.release());
        writer.add_segment(builder.finish().unwrap()).unwrap();
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let addresses: Vec<DocAddress> = (0..n_dictionaries).map(|doc| DocAddress::new(0, doc)).collect();
        let store = Store::open(&searcher, &addresses).unwrap();
        let read = |doc| {
            let stored = store.get(DocAddress::new(0, doc)).unwrap();
            (store.unpack(&stored).unwrap(), stored.places())
        };
        (n_dictionaries > 0, (n_dictionaries..searcher.num_docs() as u32).map(read).collect())
    }

    #[test]
    fn articles_come_back_as_they_were() {
        for (n, has_dictionary) in
            [(1, false), (MIN_SAMPLES - 1, false), (MIN_SAMPLES, true), (N_SAMPLES, true), (N_SAMPLES + 200, true)]
        {
            let articles = articles(n);
            let (is_trained, back) = there_and_back(&Packer::new(None), &articles);
            assert_eq!(is_trained, has_dictionary, "{n}");
            assert_eq!(back.len(), n);
            for (article, (found, places)) in articles.iter().zip(back) {
                assert_eq!(*article, found);
                assert_eq!(places.span_at(&found.body, 1).unwrap().slice(&found.body), "committee");
            }
        }
    }

    #[test]
    fn what_is_held_back_of_a_removed_file_is_gone() {
        let packer = Packer::new(None);
        for article in articles(9) {
            packer.packing(&article).unwrap();
        }
        packer.remove_file("1.txt");
        assert_eq!(packer.release().articles.len(), 6);
    }

    #[test]
    fn a_record_that_was_cut_is_an_error() {
        for bytes in [&b""[..], b"1234567", b"{}\xff\xff\xff\xff\0\0\0\0"] {
            Stored::of_document(&OwnedBytes::new(bytes.to_vec())).unwrap_err();
        }
    }
}
