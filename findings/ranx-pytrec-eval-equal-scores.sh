#!/bin/sh
# For articles with equal scores, ranx 0.3.21 keeps the order in which the run names them; pytrec_eval (pytrec_eval-terrier 0.5.11) sorts them by
# their names, backwards, whatever order or rank the run states.
#
# Engines that sort by date, or count matches, write many equal scores. The two tools then disagree about the same run: here 1.0 and 0.5. A run
# that is to be compared needs scores that fall from line to line.
#
# Behaviour seen with three articles of score 1.0, of which `b` is relevant (reciprocal rank):
#   order of the run   ranx   pytrec_eval
#   b, a, c            1.0    0.5
#   a, b, c            0.5    0.5
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install pytrec_eval-terrier==0.5.11 ranx==0.3.21
"$folder/venv/bin/python" -W ignore - 2>/dev/null <<'END'
import pytrec_eval
import ranx

JUDGED = {"flood": {"b": 1}}
EXPECTED = {"bac": (1.0, 0.5), "abc": (0.5, 0.5)}

for order, expected in EXPECTED.items():
    run = {"flood": {name: 1.0 for name in order}}
    by_ranx = float(ranx.evaluate(ranx.Qrels(JUDGED), ranx.Run(run), "mrr"))
    by_pytrec = pytrec_eval.RelevanceEvaluator(JUDGED, {"recip_rank"}).evaluate(run)["flood"]["recip_rank"]
    print(f"{', '.join(order)}: ranx {by_ranx}, pytrec_eval {by_pytrec}")
    assert (by_ranx, by_pytrec) == expected
END
