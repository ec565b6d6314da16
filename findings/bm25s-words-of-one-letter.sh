#!/bin/sh
# bm25s 0.3.16: `tokenize` drops words of one letter or figure, so nothing is left of "G-7" and "J.K.".
#
# "G-7", "plan B", "5 die" and "Mr X" are ordinary in headlines. The default pattern of tokens asks for two letters at least, and a query for such
# a word is empty, which is no error: every article has the score 0 and `retrieve` returns as many as were asked for all the same.
#
# Behaviour seen:
#   tokens of "G-7 agrees on plan B"        agrees, plan
#   tokens of the query "G-7"               none
#   what is returned for it, best first     the article about dogs, score 0.0
#   with token_pattern=r"(?u)\b\w+\b"       the article about the G-7, score above 0
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install bm25s==0.3.16
"$folder/venv/bin/python" -W ignore - 2>/dev/null <<'END'
import bm25s

ARTICLES = ["G-7 agrees on plan B", "Rain is seen on Monday", "Dogs may run on the beach"]
QUIET = {"show_progress": False}


def tokens(texts, **options):
    return bm25s.tokenize(texts, return_ids=False, **QUIET, **options)


def best(**options):
    """The best article for "G-7", and its score."""
    index = bm25s.BM25()
    index.index(bm25s.tokenize(ARTICLES, **QUIET, **options), **QUIET)
    found, scores = index.retrieve(bm25s.tokenize(["G-7"], **QUIET, **options), corpus=ARTICLES, k=1, **QUIET)
    return str(found[0][0]), float(scores[0][0])


print(tokens(ARTICLES[0]), tokens("G-7"), best(), best(token_pattern=r"(?u)\b\w+\b"))
assert tokens(ARTICLES[0]) == [["agrees", "plan"]]
assert tokens("G-7") == [[]]
assert best()[1] == 0.0 and best()[0] != ARTICLES[0]
name, score = best(token_pattern=r"(?u)\b\w+\b")
assert name == ARTICLES[0] and score > 0
END
