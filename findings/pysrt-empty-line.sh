#!/bin/sh
# pysrt 1.1.2 loses the lines of a subtitle behind an empty one, without a word; srt 3.5.3 keeps them.
#
# SubRip separates subtitles by empty lines, but editors also write one inside a subtitle, between two speakers. pysrt reads what follows as
# a subtitle of its own that is damaged, and its default is to leave out what is damaged. The text of the broadcast then lacks sentences.
#
# Behaviour seen (pysrt 1.1.2): "The lamp is dark." and "Until Friday."; srt 3.5.3 also has "For how long?" in the first.
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install pysrt==1.1.2 srt==3.5.3
"$folder/venv/bin/python" - <<'END'
import pysrt
import srt

SUBTITLES = """1
00:00:01,000 --> 00:00:03,000
The lamp is dark.

For how long?

2
00:00:03,500 --> 00:00:05,000
Until Friday.
"""
by_pysrt = [subtitle.text for subtitle in pysrt.from_string(SUBTITLES)]
by_srt = [subtitle.content for subtitle in srt.parse(SUBTITLES)]
print(by_pysrt, by_srt)
assert by_pysrt == ["The lamp is dark.", "Until Friday."]
assert by_srt == ["The lamp is dark.\n\nFor how long?", "Until Friday."]
END
