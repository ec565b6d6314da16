#!/bin/sh
# feedparser 6.0.14 reads most zone names of feeds as UTC, without a word.
#
# `published_parsed` is documented as a time in UTC. feedparser knows the ten names of RFC 822 (GMT, EST, EDT, CST, ... PDT). Any other name, such
# as BST, CEST, IST, JST or MSK, is dropped: the local time comes back as if it were UTC, `bozo` stays false, and nothing is logged. A story of
# 00:15 in London in May is then one hour late and, read back in London time, still on the right day; in UTC it belongs to the day before.
# Programs that sort a river of feeds by `published_parsed` put Tokyo nine hours too late.
#
# Behaviour seen (feedparser 6.0.14):
#   EDT   2024-05-03T04:15   (right: 04:15)
#   BST   2024-05-03T00:15   (right: 2024-05-02T23:15)
#   CEST  2024-05-03T00:15   (right: 2024-05-02T22:15)
#   JST   2024-05-03T00:15   (right: 2024-05-02T15:15)
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install feedparser==6.0.14
"$folder/venv/bin/python" - <<'END'
import time

import feedparser

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title><item><title>Ferry</title>
<pubDate>Fri, 03 May 2024 00:15:00 {zone}</pubDate></item></channel></rss>"""
SEEN = {"EDT": "2024-05-03T04:15", "BST": "2024-05-03T00:15", "CEST": "2024-05-03T00:15", "JST": "2024-05-03T00:15"}

for zone, expected in SEEN.items():
    told = feedparser.parse(FEED.format(zone=zone))
    read = time.strftime("%Y-%m-%dT%H:%M", told.entries[0].published_parsed)
    print(f"{zone:5} {read} bozo={bool(told.bozo)}")
    assert read == expected and not told.bozo
END
