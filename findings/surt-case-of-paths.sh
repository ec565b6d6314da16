#!/bin/sh
# surt 0.3.1, whose keys sort the captures of web archives (CDX), writes paths and queries in lower case.
#
# The key of an address is what replay tools look up, and what people use to say that two captures are of one page. Addresses whose path or
# query differs only in case, such as short ids of articles and videos, get one key.
#
# Behaviour seen:
#   https://news.example/s/AbC  and  /s/aBc           example,news)/s/abc
#   https://news.example/watch?v=AbC  and  ?v=aBc     example,news)/watch?v=abc
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install surt==0.3.1
"$folder/venv/bin/python" -W ignore - <<'END'
import surt

PAIRS = {
    ("https://news.example/s/AbC", "https://news.example/s/aBc"): "example,news)/s/abc",
    ("https://news.example/watch?v=AbC", "https://news.example/watch?v=aBc"): "example,news)/watch?v=abc",
}
for addresses, key in PAIRS.items():
    keys = [surt.surt(address) for address in addresses]
    print(*addresses, *keys)
    assert keys == [key, key]
END
