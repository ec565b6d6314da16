#!/bin/sh
# pytrec_eval (pytrec_eval-terrier 0.5.11) leaves topics without an answer out of its results; ir_measures 0.4.3, which calls it, counts them as 0.
#
# A system that finds nothing for a hard topic writes no line for it. The mean of what pytrec_eval returns then rises, and the same two files
# give another figure with ir_measures. ranx 0.3.21 refuses such a run.
#
# Behaviour seen with two topics, of which the run answers one, perfectly:
#   pytrec_eval   MAP 1.0 (one topic is returned)
#   ir_measures   MAP 0.5
#   ranx          AssertionError, and 0.5 with make_comparable=True
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install ir_measures==0.4.3 pytrec_eval-terrier==0.5.11 ranx==0.3.21
"$folder/venv/bin/python" -W ignore - <<'END'
import ir_measures
import pytrec_eval
import ranx

JUDGED = {"flood": {"a": 1, "b": 0}, "drought": {"c": 1}}
RUN = {"flood": {"a": 2.0, "b": 1.0}}

values = [values["map"] for values in pytrec_eval.RelevanceEvaluator(JUDGED, {"map"}).evaluate(RUN).values()]
found = {
    "pytrec_eval": sum(values) / len(values),
    "ir_measures": ir_measures.calc_aggregate([ir_measures.AP], JUDGED, RUN)[ir_measures.AP],
    "ranx, made comparable": float(ranx.evaluate(ranx.Qrels(JUDGED), ranx.Run(RUN), "map", make_comparable=True)),
}
try:
    ranx.evaluate(ranx.Qrels(JUDGED), ranx.Run(RUN), "map")
    found["ranx"] = "a value"
except AssertionError:
    found["ranx"] = "AssertionError"
for name, value in found.items():
    print(f"{name}: {value}")
assert found == {"pytrec_eval": 1.0, "ir_measures": 0.5, "ranx, made comparable": 0.5, "ranx": "AssertionError"}
END
