#!/bin/sh
# pandas 2.3.3 and the module `csv` of Python 3 lose articles of a table between tabs if a headline begins with a quotation mark, without a word.
#
# Programs that write columns between tabs often quote nothing, so a `"` is a mark of the headline. These readers take a mark at the beginning of
# a field for a quoted field, which goes on over tabs and line ends to the next mark. The rows in between become part of one headline, and a
# headline that is quoted speech at its beginning loses its marks. `quoting=csv.QUOTE_NONE` keeps all.
#
# Behaviour seen: of five articles, pandas and the module `csv` of Python 3 give three, and the headline `We will stay, says mayor`.
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install pandas==2.3.3
"$folder/venv/bin/python" - <<'END'
import csv
import io

import pandas

NEWS = (
    "N1\tnews\tFerry stays in harbour\tIt stays.\n"
    'N2\tnews\t"We will stay," says mayor\tThe mayor stays.\n'
    'N3\tnews\t"Goats ate the roses\tThe goats ate.\n'
    "N4\tnews\tRain on Tarn\tIt rained.\n"
    'N5\tnews\tSun "at last"\tIt shone.\n'
)
by_default = pandas.read_table(io.StringIO(NEWS), header=None)
by_csv = list(csv.reader(io.StringIO(NEWS), delimiter="\t"))
unquoted = pandas.read_table(io.StringIO(NEWS), header=None, quoting=csv.QUOTE_NONE)
print(by_default[[0, 2]].values.tolist())
assert list(by_default[0]) == ["N1", "N2", "N3"] and [row[0] for row in by_csv] == ["N1", "N2", "N3"]
assert by_default[2][1] == by_csv[1][2] == "We will stay, says mayor"
assert len(unquoted) == 5 and unquoted[2][1] == '"We will stay," says mayor'
END
