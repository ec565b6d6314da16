#!/bin/sh
# tantivy 0.27.0: a segment that is handed to IndexWriter::add_segment loses documents to deletions that were asked for before it came.
#
# Programs that build segments themselves replace a document as add_document's users do: delete the old one by its term, then add the
# new one. With add_document the new one stays, because each document and each deletion has a number. A segment that is added has none.
# It gets the place behind the last deletions that some segment has already met; deletions that wait behind that place are applied to
# all of its documents. So whether the new document survives depends on what other segments did meanwhile.
#
# Behaviour seen: delete, add_document, commit leaves 1 document; delete, add_segment, commit leaves 0.
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat > "$folder/Cargo.toml" <<'END'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"

[dependencies]
tantivy = "=0.27.0"
END
cat > "$folder/src/main.rs" <<'END'
use tantivy::collector::Count;
use tantivy::indexer::{AddOperation, SegmentWriter};
use tantivy::query::AllQuery;
use tantivy::schema::{STRING, Schema};
use tantivy::{Index, IndexWriter, Term, doc};

fn n_documents(index: &Index) -> usize {
    index.reader().unwrap().searcher().search(&AllQuery, &Count).unwrap()
}

fn main() {
    let mut schema = Schema::builder();
    let path = schema.add_text_field("path", STRING);
    let schema = schema.build();

    let index = Index::create_in_ram(schema.clone());
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
    writer.delete_term(Term::from_field_text(path, "a.txt"));
    writer.add_document(doc!(path => "a.txt")).unwrap();
    writer.commit().unwrap();
    let by_document = n_documents(&index);

    let index = Index::create_in_ram(schema);
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
    writer.delete_term(Term::from_field_text(path, "a.txt"));
    let segment = index.new_segment();
    let mut builder = SegmentWriter::for_segment(15_000_000, segment.clone()).unwrap();
    builder.add_document(AddOperation { opstamp: 1, document: doc!(path => "a.txt") }).unwrap();
    builder.finalize().unwrap();
    writer.add_segment(segment.with_max_doc(1).meta().clone()).unwrap();
    writer.commit().unwrap();
    let by_segment = n_documents(&index);

    println!("tantivy 0.27.0: {by_document} document by add_document, {by_segment} by add_segment");
    assert_eq!((by_document, by_segment), (1, 0));
}
END
(cd "$folder" && cargo run --quiet)
