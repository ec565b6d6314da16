#!/bin/sh
# trafilatura 2.3.1 writes the address of an article as `source` in its JSON, and the name of the site as `source-hostname`.
#
# In other JSON of news, `source` is the publisher, and the address is `url`. The documents that `bare_extraction` returns have `url` and
# `sitename`; only the JSON renames them. A reader that takes `source` for the publisher files every article under its own address.
#
# Behaviour seen (trafilatura 2.3.1): keys `source` = the address, `source-hostname` = the site's name; no key `url`, `sitename` or `publisher`.
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install trafilatura==2.3.1 lxml_html_clean
"$folder/venv/bin/python" - <<'END'
import json

import trafilatura

TEXT = """<p>The lighthouse at Gull Point will be dark from Monday, the port office said, because its lamp has to be mended.</p>
<p>Fishermen were told to keep two miles off the reef at night, and to use the buoys north of the island instead.</p>
<p>The lamp was built in 1911, and the firm that built it closed forty years ago, so every part is made by hand.</p>"""
PAGE = f"""<html><head><title>Light goes out</title><meta property="og:site_name" content="The Gull">
<link rel="canonical" href="https://gull.example/light"></head><body><article><h1>Light goes out</h1>{TEXT}</article></body></html>"""

record = json.loads(trafilatura.extract(PAGE, output_format="json", with_metadata=True))
print({key: record.get(key) for key in ("source", "source-hostname", "hostname", "url", "sitename", "publisher")})
assert record["source"] == "https://gull.example/light"
assert record["source-hostname"] == "The Gull"
assert not {"url", "sitename", "publisher"} & set(record)
END
