#!/bin/sh
# goose3 3.1.22 and newspaper4k 0.9.6 take the time of a reader's comment for the day of the article.
#
# The day of the article stands in words over the text; only the comment below has a `<time datetime>`. Both libraries look for machine-readable
# times anywhere on the page and take the first, so the publication date is that of a comment a week later. htmldate 1.11.0 returns the right day.
#
# Behaviour seen on a page of 27 August 2018 with a comment of 3 September 2018:
#   goose3 3.1.22       September 3, 2018
#   newspaper4k 0.9.6   2018-09-03
#   htmldate 1.11.0     2018-08-27
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install newspaper4k==0.9.6 goose3==3.1.22 htmldate==1.11.0
"$folder/venv/bin/python" -W ignore - 2>/dev/null <<'END'
import htmldate
import newspaper
from goose3 import Goose

TEXT = """<p>The lighthouse at Gull Point will be dark from Monday, the port office said, because its lamp has to be mended.</p>
<p>Fishermen were told to keep two miles off the reef at night, and to use the buoys north of the island instead.</p>
<p>The lamp was built in 1911, and the firm that built it closed forty years ago, so every part is made by hand.</p>"""
PAGE = f"""<html><head><title>Light goes out</title></head><body><article><h1>Light goes out</h1><p class="dateline">August 27, 2018</p>
{TEXT}</article><section class="comments"><div class="comment"><b>A reader</b>
<time datetime="2018-09-03T08:00:00+00:00">September 3, 2018</time><p>At last.</p></div></section></body></html>"""

article = newspaper.Article("https://gull.example/light")
article.download(input_html=PAGE)
article.parse()
found = {
    "goose3": str(Goose().extract(raw_html=PAGE).publish_date),
    "newspaper4k": str(article.publish_date)[:10],
    "htmldate": htmldate.find_date(PAGE),
}
for name, day in found.items():
    print(f"{name}: {day}")
assert found["goose3"] in ("September 3, 2018", "2018-09-03T08:00:00+00:00", "2018-09-03")
assert found["newspaper4k"] == "2018-09-03"
assert found["htmldate"] == "2018-08-27"
END
