#!/bin/sh
# The lists of a batch's parts into one, when all parts are done: merge.sh PARTS FOLDER
# Each part lists a stretch of the units' rows, so that one after the other they are the whole. A part that was stopped
# lists fewer plans than it has rows, or none: such parts are named, and nothing is joined. MANIFEST-issued.sha256, of
# --assign, lists issued files that are no plan's any more.
set -eu
parts=$1
cd "$2"
rows=$(($(wc -l <numbers.csv) - 1))
open=
for part in $(seq "$parts"); do
	list=batch-$part-of-$parts.jsonl
	wanted=$((rows / parts + (part <= rows % parts)))
	[ -e "$list" ] && [ "$(wc -l <"$list")" -eq "$wanted" ] || open=$open${open:+,}$part
done
if [ -n "$open" ]; then
	echo "merge.sh: not finished of $parts parts: $open; make them again, then merge once more" >&2
	exit 1
fi
trap 'rm -f MANIFEST.part batch.part' EXIT
for part in $(seq "$parts"); do cat "MANIFEST-$part-of-$parts.sha256"; done >MANIFEST.part
[ ! -e MANIFEST-issued.sha256 ] || cat MANIFEST-issued.sha256 >>MANIFEST.part
for part in $(seq "$parts"); do cat "batch-$part-of-$parts.jsonl"; done >batch.part
sha256sum -c --quiet --strict MANIFEST.part
mv batch.part batch.jsonl
mv MANIFEST.part MANIFEST.sha256
