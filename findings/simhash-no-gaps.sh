#!/bin/sh
# simhash 2.1.2 removes white space and punctuation before it cuts a text into pieces, so texts that differ only there have the same sketch.
#
# Its sketches are used to find copies of articles. A distance of 0 is read as "the same text"; here a figure is ten times the other, or the words
# are others.
#
# Behaviour seen (distance of the two sketches, 0 to 64):
#   0    The loss is 3.5 million.         The loss is 35 million.
#   0    The council sold an ice house.   The council sold a nice house.
#   16   It rained in 2019.               It rained in 2091.
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install simhash==2.1.2
"$folder/venv/bin/python" -W ignore - <<'END'
from simhash import Simhash

PAIRS = [
    ("The loss is 3.5 million.", "The loss is 35 million.", True),
    ("The council sold an ice house.", "The council sold a nice house.", True),
    ("It rained in 2019.", "It rained in 2091.", False),
]
for one, other, are_equal in PAIRS:
    distance = Simhash(one).distance(Simhash(other))
    print(f"{distance}: {one} | {other}")
    assert (distance == 0) == are_equal
END
