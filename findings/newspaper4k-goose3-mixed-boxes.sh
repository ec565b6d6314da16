#!/bin/sh
# newspaper4k 0.9.6 and goose3 3.1.22 lose paragraphs of an article whose last ones stand beside its boxes, not in one.
#
# A common template wraps each chunk of an article in a `div` and leaves the last chunk bare. Both libraries choose one best node from the scores
# of the paragraphs' parents, and add only some of what stands beside it. The text comes back without a warning, and reads like a complete article.
#
# Behaviour seen on eight paragraphs of like length, five of them in three `div`s and three bare:
#   newspaper4k 0.9.6   keeps the three bare ones; the first five are lost
#   goose3 3.1.22       loses the fifth, which is alone in its `div`
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install newspaper4k==0.9.6 goose3==3.1.22
"$folder/venv/bin/python" -W ignore - 2>/dev/null <<'END'
import newspaper
from goose3 import Goose

PARAGRAPHS = [
    "The lighthouse at Gull Point will be dark from Monday, the port office said, because its lamp has to be mended.",
    "Fishermen were told to keep two miles off the reef at night, and to use the buoys north of the island instead.",
    "The lamp was built in 1911, and the firm that built it closed forty years ago, so every part is made by hand.",
    "A smith in the town has offered to do the work for nothing, and the office says that it will take the offer.",
    "Last winter the light failed twice, and both times a trawler ran on the sand; nobody was hurt, the office said.",
    "The council meets on Thursday. It will hear the pilots first, and then decide on a second light at the pier.",
    "Until then a boat with a lantern will lie off the reef, from dusk to dawn, in all weathers but the worst.",
    "The office asks everybody who sees the boat without its light to ring the harbour master at once, at any hour.",
]
boxes = [PARAGRAPHS[:2], PARAGRAPHS[2:4], PARAGRAPHS[4:5]]
body = "".join("<div>" + "".join(f"<p>{text}</p>" for text in box) + "</div>" for box in boxes)
body += "".join(f"<p>{text}</p>" for text in PARAGRAPHS[5:])
page = f"<html><head><title>Light goes out</title></head><body><article><h1>Light goes out</h1>{body}</article></body></html>"

article = newspaper.Article("https://gull.example/light")
article.download(input_html=page)
article.parse()
kept = {"newspaper4k": article.text, "goose3": Goose().extract(raw_html=page).cleaned_text}
lost = {name: [n for n, text in enumerate(PARAGRAPHS, 1) if text not in found] for name, found in kept.items()}
for name, numbers in lost.items():
    print(f"{name}: lost paragraphs {numbers} of 8")
assert lost == {"newspaper4k": [1, 2, 3, 4, 5], "goose3": [5]}
END
