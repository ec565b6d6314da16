#!/bin/sh
# warcio 1.8.1 and FastWARC 2.0.1 return different bodies for one WARC record, because many crawlers keep the headers of a transfer that they undid.
#
# The standard says that a record holds what was sent. Archives of news also hold pages that the crawler had already unpacked, with their old
# `Content-Encoding: gzip` or `Transfer-Encoding: chunked`. warcio looks whether the body is packed. FastWARC never unpacks by default, and
# with `auto_decode="all"` it believes the header and fails on such a record.
#
# Behaviour seen (`page` is the text of the page, `raw` what was sent):
#   header and body             warcio   FastWARC   FastWARC, auto_decode="all"
#   gzip, packed                page     raw        page
#   gzip, unpacked              page     page       OSError
#   chunked, in chunks          page     raw        page
#   chunked, in one             page     page       OSError
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install warcio==1.8.1 FastWARC==2.0.1
"$folder/venv/bin/python" -W ignore - <<'END'
import gzip
import io

import fastwarc.warc
import warcio.archiveiterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PAGE = b"<p>The flood came.</p>"
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
PACKED = gzip.compress(PAGE)
CASES = [
    ("gzip, packed", ("Content-Encoding", "gzip"), PACKED, ("page", "raw", "page")),
    ("gzip, unpacked", ("Content-Encoding", "gzip"), PAGE, ("page", "page", "OSError")),
    ("chunked, in chunks", ("Transfer-Encoding", "chunked"), CHUNKS, ("page", "raw", "page")),
    ("chunked, in one", ("Transfer-Encoding", "chunked"), PAGE, ("page", "page", "OSError")),
]


def record(header, body):
    """A WARC file with one response."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=False)
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), header], protocol="HTTP/1.1")
    writer.write_record(writer.create_warc_record("https://news.example/", "response", payload=io.BytesIO(body), http_headers=head))
    return file.getvalue()


def told(read):
    try:
        body = read()
    except OSError:
        return "OSError"
    return "page" if body == PAGE else "raw"


for name, header, body, expected in CASES:
    file = record(header, body)
    readers = [
        lambda: next(iter(warcio.archiveiterator.ArchiveIterator(io.BytesIO(file)))).content_stream().read(),
        lambda: next(iter(fastwarc.warc.ArchiveIterator(io.BytesIO(file)))).reader.read(),
        lambda: next(iter(fastwarc.warc.ArchiveIterator(io.BytesIO(file), auto_decode="all"))).reader.read(),
    ]
    seen = tuple(told(read) for read in readers)
    print(name, *seen, sep="\t")
    assert seen == expected
END
