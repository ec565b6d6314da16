#!/bin/sh
# courlan 1.4.0, which trafilatura uses to clean addresses, escapes `;`, `+`, `@`, `*`, `'` and parentheses in paths: the address is another one.
#
# They are reserved characters (RFC 3986, 2.2): an escaped one is not equivalent to the sign itself. Content systems of newspapers use `;`
# in the addresses of articles (`/region/light;art372,4711`). The cleaned address is no key for the article that a crawler saved under the
# other, and servers that look for the sign do not find the page.
#
# Behaviour seen (courlan 1.4.0): `clean_url` and `check_url` return `/region/light%3Bart372,4711`; `,`, `:`, `!` and `=` stay.
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install courlan==1.4.0
"$folder/venv/bin/python" - <<'END'
from courlan import check_url, clean_url

cleaned = {sign: clean_url(f"https://gull.example/region/light{sign}art372,4711") for sign in ";+@*'(),:!="}
print(cleaned)
for sign, address in cleaned.items():
    is_kept = sign in ",:!="
    assert (f"light{sign}art" in address) == is_kept, address
    assert (f"light%{ord(sign):02X}art" in address) != is_kept, address
assert check_url("https://gull.example/region/light;art372,4711")[0] == "https://gull.example/region/light%3Bart372,4711"
END
