#!/bin/bash
# Judges every plan of samples/ and its folders, those that a batch makes of the province's master, and what each kind
# begins with (vanthu new), by the independent auditor: its tests of the page against the decree, and of the text against
# the seed, word by word. Failures that stand in tests/accept.allow are told, but allowed; one there that fails no more is
# a failure, too. The auditor's Python packages come into BUILD/audit-venv.
set -eu
cd "$(dirname "$0")/.."
build=$(realpath "${BUILD:-build}")
audit=$(realpath "${AUDIT:-../shared/audit}")
[ -f "$audit/audit.py" ] || { echo "there is no auditor in ${AUDIT:-../shared/audit}; name it with AUDIT=" >&2; exit 2; }
[ -x "$build/audit-venv/bin/python" ] || sh "$audit/setup.sh" "$build/audit-venv"

declare -A seeds=([soc-trang-2021]=000_7f7630bbb96250e2.txt [bac-kan-2020]=001_f6ceedd6543630f2.txt
	[tay-ninh-2024]=002_7c8c887a8ba28d21.txt [khanh-hoa-2021]=003_c08b26eb18156cbf.txt
	[hai-duong-2022]=004_a6ed8a7f6cb62c08.txt)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' tests/accept.allow >"$work/allowed"
: >"$work/failed"
passed=0 failed=0
for plan in samples/*.xml samples/*/*.xml; do
	grep -q 'urn:vanthu:plan:1' "$plan" || continue # a template
	[ "${plan##*/}" != skeleton.xml ] || continue    # a plan with fields
	name=${plan#samples/} name=${name%.xml}
	"$build/vanthu" render "$plan" -o "$work/${name//\//-}.pdf" 2>"$work/said" || { cat "$work/said"; exit 3; }
done
for kind in $(sed -n 's/.*<kind code="\([^"]*\)".*/\1/p' templates/kinds.xml); do
	"$build/vanthu" new "$kind" | "$build/vanthu" render - -o "$work/new-$kind.pdf"
done
province=samples/bac-kan-2021
"$build/vanthu" batch $province/skeleton.xml -m $province/master.xml -u $province/units.csv --kinds $province/kinds.csv \
	-o "$work/units" --progress=none || exit 3
for pdf in "$work/units/"*.pdf; do mv "$pdf" "$work/bac-kan-2021-unit-${pdf##*/}"; done

for pdf in "$work"/*.pdf; do
	sample=${pdf##*/} sample=${sample%.pdf}
	text=()
	[ -z "${seeds[$sample]:-}" ] || text=(--text "$audit/../seeds/${seeds[$sample]}")
	"$build/audit-venv/bin/python" "$audit/audit.py" "$pdf" "${text[@]}" >"$work/report" || [ $? -eq 1 ] ||
		{ cat "$work/report"; exit 3; }
	echo "$sample: $(tail -n 1 "$work/report")"
	passed=$((passed + $(grep -c '^PASS' "$work/report" || true)))
	while read -r status id rest; do
		echo "$sample $id" >>"$work/failed"
		if grep -qxF "$sample $id" "$work/allowed"; then
			echo "allowed: $id $rest"
		else
			echo "$status $sample: $id $rest"
			failed=$((failed + 1))
		fi
	done < <(grep '^FAIL' "$work/report" || true)
	for check in "qpdf --check" "mutool info" "pdftotext" "pdffonts"; do
		arguments=("$pdf")
		[ "$check" = pdftotext ] && arguments+=("$work/text")
		if ! command -v "${check%% *}" >/dev/null; then
			echo "not here: $check"
		elif $check "${arguments[@]}" >"$work/said" 2>"$work/complaint" && [ ! -s "$work/complaint" ]; then
			passed=$((passed + 1))
		else
			echo "FAIL $check"
			cat "$work/said" "$work/complaint"
			failed=$((failed + 1))
		fi
	done
done
while read -r allowed; do
	grep -qxF "$allowed" "$work/failed" || { echo "FAIL tests/accept.allow: $allowed fails no more; take it out"; failed=$((failed + 1)); }
done <"$work/allowed"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
