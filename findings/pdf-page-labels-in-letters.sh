#!/bin/sh
# pikepdf and pdfminer.six name the pages of a PDF behind `Z` otherwise than ISO 32000 and the viewers do: `AB` for `BB`.
#
# A PDF can number its pages in letters (`/PageLabels`, style `A`). The standard says: A to Z for the first 26 pages, AA to ZZ for the next 26.
# So page 28 is BB, which pypdf and PDFium give. pikepdf and pdfminer.six count as the columns of a spreadsheet do, where BB is page 54. So
# "page BB" in a reference leads to another page, depending on the tool that made it.
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install pikepdf==10.18.0 pdfminer.six==20260107 pypdf==7.1.1 pypdfium2==5.15.2
"$folder/venv/bin/python" -W ignore - "$folder/labels.pdf" <<'END'
import itertools, sys

import pdfminer.pdfdocument, pdfminer.pdfparser, pikepdf, pypdf, pypdfium2

path = sys.argv[1]
made = pikepdf.new()
for _ in range(54):
    made.add_blank_page()
made.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.A)]))
made.save(path)

pages = pypdfium2.PdfDocument(path)
with open(path, "rb") as file, pikepdf.open(path) as again:
    document = pdfminer.pdfdocument.PDFDocument(pdfminer.pdfparser.PDFParser(file))
    labels = {
        "pypdf": list(pypdf.PdfReader(path).page_labels),
        "PDFium": [pages.get_page_label(number) for number in range(54)],
        "pikepdf": [page.label for page in again.pages],
        "pdfminer.six": list(itertools.islice(document.get_page_labels(), 54)),
    }
for name, of in labels.items():
    print(f"{name:13} BB is page", of.index("BB") + 1, "- pages 26 to 29 are", *of[25:29])
assert labels["pypdf"][25:29] == labels["PDFium"][25:29] == ["Z", "AA", "BB", "CC"]
assert labels["pikepdf"].index("BB") == labels["pdfminer.six"].index("BB") == 53
assert labels["pikepdf"][25:29] == labels["pdfminer.six"][25:29] == ["Z", "AA", "AB", "AC"]
END
