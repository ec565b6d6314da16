#!/bin/sh
# snowballstemmer 3.1.1 stems `english`, `german` and `dutch` by other algorithms than 2.2.0, under the same names.
#
# The name of a stemmer looks like a standard. Whoever indexes with one version and asks with another finds nothing for many ordinary words, and
# nothing fails. In English, 3.1.1 keeps apart words that 2.2.0 joins (organ and organization, even and evening), and the other way round
# (geology and geologist). `dutch` is another algorithm altogether; the old one is now called `dutch_porter`.
#
# Behaviour seen (word: 2.2.0, 3.1.1):
#   english  organization: organ, organiz      evening: even, evening      universities: univers, universiti      geologist: geologist, geolog
#   german   ministerinnen: ministerinn, minist
#   dutch    vluchtelingen: vluchtel, vluchteel      gemeente: gemeent, meen      huizen: huiz, huis
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
pip() { "$folder/venv/bin/pip" -q --disable-pip-version-check install --no-deps --target "$folder/$1" "snowballstemmer==$1"; }
pip 2.2.0
pip 3.1.1
cat >"$folder/stems.py" <<'END'
import snowballstemmer

WORDS = {
    "english": ["organization", "evening", "universities", "geologist", "flooding"],
    "german": ["ministerinnen", "häuser"],
    "dutch": ["vluchtelingen", "gemeente", "huizen"],
}
for language, words in WORDS.items():
    stemmer = snowballstemmer.stemmer(language)
    print(language, *(f"{word}={stemmer.stemWord(word)}" for word in words))
END
cat >"$folder/expected" <<'END'
english organization=organ evening=even universities=univers geologist=geologist flooding=flood
german ministerinnen=ministerinn häuser=haus
dutch vluchtelingen=vluchtel gemeente=gemeent huizen=huiz
english organization=organiz evening=evening universities=universiti geologist=geolog flooding=flood
german ministerinnen=minist häuser=haus
dutch vluchtelingen=vluchteel gemeente=meen huizen=huis
END
for version in 2.2.0 3.1.1; do
    PYTHONPATH="$folder/$version" "$folder/venv/bin/python" "$folder/stems.py"
done | tee "$folder/seen"
cmp "$folder/seen" "$folder/expected"
