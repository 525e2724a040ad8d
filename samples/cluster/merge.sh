#!/bin/sh
# The lists of a batch's parts into one, when all parts are done: merge.sh PARTS FOLDER
# Each part lists a stretch of the units' rows, so that one after the other they are the whole.
set -eu
parts=$1
cd "$2"
for part in $(seq "$parts"); do cat "MANIFEST-$part-of-$parts.sha256"; done >MANIFEST.part
for part in $(seq "$parts"); do cat "batch-$part-of-$parts.jsonl"; done >batch.part
sha256sum -c --quiet --strict MANIFEST.part
mv batch.part batch.jsonl
mv MANIFEST.part MANIFEST.sha256
