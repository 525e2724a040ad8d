#!/bin/bash
# pdftotext, mutool and pdf.js read the same words in the same order, in NFC, from every sample that can be rendered and
# from the plans of tests/struct, as a PDF for the archive and as a plain one. npm fetches pdf.js into BUILD/pdfjs once.
# Needs node; and npm, unless PDFJS names a folder of pdfjs-dist.
#
# A word is what stands between white space. All three go by the order of the contents: pdftotext with -raw, as it sorts
# lines by their place otherwise. A line's end parts words as a space does; a word that it breaks ("2021-/2025") is two
# for all three. What -raw parts more than the others do, words.js says.
set -eu
cd "$(dirname "$0")/.."
build=$(realpath "${BUILD:-build}")
version=3.11.174 # the last one for Debian 12's node
folder=${PDFJS:-$build/pdfjs/node_modules/pdfjs-dist}
command -v pdftotext >/dev/null || { echo "pdftotext is not here: install poppler-utils"; exit 2; }
command -v mutool >/dev/null || { echo "mutool is not here: install mupdf-tools"; exit 2; }
command -v node >/dev/null || { echo "node is not here: install nodejs"; exit 2; }

if [ ! -e "$folder/legacy/build/pdf.js" ]; then
	command -v npm >/dev/null || { echo "npm is not here: install npm, or name pdfjs-dist's folder with PDFJS="; exit 2; }
	mkdir -p "$build/pdfjs"
	npm install --silent --no-save --no-audit --no-fund --omit=optional --ignore-scripts --prefix "$build/pdfjs" \
		"pdfjs-dist@$version"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 VANTHU_DATA=$PWD
rendered=0
for plan in samples/*.xml samples/*/*.xml tests/struct/*.xml; do
	grep -q 'urn:vanthu:plan:1' "$plan" || continue # a template
	[ "${plan##*/}" != skeleton.xml ] || continue    # a plan with fields
	name=$(echo "${plan%.xml}" | sed -e 's|^samples/||' -e 's|/|-|g')
	[ ! -e "tests/golden/$name.status" ] || continue # it cannot be rendered
	for form in archive plain; do
		"$build/vanthu" render --pdf=$form "$plan" -o "$work/$name-$form.pdf" 2>"$work/messages" ||
			{ cat "$work/messages"; exit 1; }
		rendered=$((rendered + 1))
	done
done
[ $rendered -gt 0 ]
node tests/words.js "$folder" "$work"/*.pdf

words() {
	tr -s ' \f\n' '\n\n\n' <"$1" | sed '/^$/d' >"$1.words"
}

passed=0 failed=0
# The words of two readers: NAME READER READER.
same() {
	words "$1.$2"
	words "$1.$3"
	if [ -s "$1.$2.words" ] && diff "$1.$2.words" "$1.$3.words" >"$work/difference"; then
		passed=$((passed + 1))
	else
		echo "FAIL $(basename "$1"): $2 and $3 read other words"
		head -n 20 "$work/difference"
		failed=$((failed + 1))
	fi
}

for pdf in "$work"/*.pdf; do
	name=${pdf%.pdf}
	pdftotext -raw "$pdf" "$name.pdftotext"
	mutool draw -q -F txt -o "$name.mutool" "$pdf" 2>"$work/messages" || { cat "$work/messages"; exit 1; }
	same "$name" pdfjs mutool
	same "$name" parted pdftotext
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
