#!/bin/sh
# citation-js (@citation-js/plugin-ris 0.8.2) loses author and day of newspaper articles in RIS, in both directions; those of magazines stay.
#
# CSL `article-newspaper` is written as `TY  - NEWS` without `AU` and without `DA`: only the year is left. A record `TY  - NEWS` is read
# with its authors as `reporter`, which citation styles do not print, and with its year alone. The same data as `article-magazine`, or
# `TY  - MGZN`, keep both.
#
# Behaviour seen (@citation-js/core 0.8.2, @citation-js/plugin-ris 0.8.2): NEWS has `PY  - 2024`, no `AU`, no `DA`; read: `reporter`, [2024].
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @citation-js/core@0.8.2 @citation-js/plugin-ris@0.8.2
cat >try.mjs <<'END'
import assert from 'node:assert';
import { Cite } from '@citation-js/core';
import '@citation-js/plugin-ris';

const written = (type) =>
    new Cite([{
        type, id: 'light', title: 'Light goes out', author: [{ family: 'Marlow', given: 'Ida' }],
        'container-title': 'The Gull', issued: { 'date-parts': [[2024, 5, 3]] },
    }]).format('ris');
const read = (type) => {
    const ris = `TY  - ${type}\nTI  - Light goes out\nAU  - Marlow, Ida\nT2  - The Gull\nPY  - 2024\nDA  - 2024/05/03/\nER  - \n`;
    const { author, reporter, issued } = new Cite(ris).data[0];
    return { author, reporter, issued };
};

console.log(written('article-newspaper'), written('article-magazine'));
assert.doesNotMatch(written('article-newspaper'), /^(AU|DA) /m);
assert.match(written('article-newspaper'), /^PY {2}- 2024$/m);
assert.match(written('article-magazine'), /^AU {2}- Marlow, Ida$/m);
assert.match(written('article-magazine'), /^DA {2}- 2024\/5\/3/m);

console.log(read('NEWS'), read('MGZN'));
assert.equal(read('NEWS').author, undefined);
assert.equal(read('NEWS').reporter, 'Marlow, Ida');
assert.deepEqual(read('NEWS').issued, { 'date-parts': [[2024]] });
assert.deepEqual(read('MGZN').author, [{ family: 'Marlow', given: 'Ida' }]);
assert.deepEqual(read('MGZN').issued, { 'date-parts': [[2024, 5, 3]] });
END
node try.mjs
