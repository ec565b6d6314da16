#!/bin/sh
# webvtt-py 0.6.0 takes tags out of a cue's text, but leaves the character references in it: `&amp;`, `&lt;`, `&nbsp;`.
#
# In WebVTT they are part of the cue text's syntax, as tags are ("WebVTT cue text parsing rules"), and writers must escape `&` and `<`. So a
# search in the captions of a broadcast finds `amp`, and `AT&T` is three words. `text` looks like the plain text, because its tags are gone.
#
# Behaviour seen (webvtt-py 0.6.0): `text` is "AT&amp;T pays &lt;nothing&gt;" and `voice` is "Ida Marlow".
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install webvtt-py==0.6.0
"$folder/venv/bin/python" - <<'END'
import webvtt

CAPTIONS = """WEBVTT

00:01.000 --> 00:03.000
<v Ida Marlow>AT&amp;T pays <b>&lt;nothing&gt;</b>
"""
(cue,) = webvtt.from_string(CAPTIONS)
print(repr(cue.text), repr(cue.voice))
assert cue.text == "AT&amp;T pays &lt;nothing&gt;"
assert cue.voice == "Ida Marlow"
END
