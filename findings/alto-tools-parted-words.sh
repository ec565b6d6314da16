#!/bin/sh
# alto-tools 0.1.0: the text of a page (`alto-tools -t`) has the first part of a parted word twice, and its second part never.
#
# A word that a line end parts is two `String`s, `HypPart1` and `HypPart2`, and both state the whole word (`SUBS_CONTENT`). One word in thirty of a
# newspaper is such a word. The branch for the second part stands inside the one for the first, so it never runs, and what was written last
# is written again.
#
# Behaviour seen, for a page with "The ferry Sandpi-" and "per ran aground" on its two lines:
#   The ferry Sandpi
#   Sandpiran aground
#
# The whole word "Sandpiper" is in neither line, and so is "ran". No search finds either.
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q --disable-pip-version-check install alto-tools==0.1.0
cat > "$folder/page.xml" <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#">
  <Layout><Page ID="P1"><PrintSpace><TextBlock ID="B1">
    <TextLine><String CONTENT="The"/><SP/><String CONTENT="ferry"/><SP/><String CONTENT="Sandpi" SUBS_TYPE="HypPart1" SUBS_CONTENT="Sandpiper"/><HYP CONTENT="-"/></TextLine>
    <TextLine><String CONTENT="per" SUBS_TYPE="HypPart2" SUBS_CONTENT="Sandpiper"/><SP/><String CONTENT="ran"/><SP/><String CONTENT="aground"/></TextLine>
  </TextBlock></PrintSpace></Page></Layout>
</alto>
END
"$folder/venv/bin/alto-tools" -t "$folder/page.xml" | sed 's/ *$//' | grep -v '^$' > "$folder/text"
cat "$folder/text"
printf 'The ferry Sandpi\nSandpiran aground\n' | cmp - "$folder/text"
