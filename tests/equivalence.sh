#!/bin/bash
# templates/plan.rng says what the vocabulary's own grammar says: both judge the samples, the corpus and some hundreds of
# mutated samples alike; libxml2 judges as jing does; and plan.xsd accepts all that plan.rng accepts. The same holds of
# skeleton.rng. GRAMMAR names the vocabulary's grammar, beside which skeleton.rnc stands. Needs jing and xmllint; without jing nothing is compared, which is said.
set -eu
cd "$(dirname "$0")/.."
export LC_ALL=C
build=${BUILD:-build}
grammar=${GRAMMAR:-../shared/plan.rnc}
command -v jing >/dev/null || { echo "not compared: there is no jing here; install the package jing"; echo "0 passed, 0 failed"; exit 0; }
[ -f "$grammar" ] || { echo "there is no $grammar; name the vocabulary's grammar with GRAMMAR="; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/mutated"
mapfile -t samples < <(grep -l 'xmlns="urn:vanthu:plan:1"' samples/*.xml samples/*/*.xml | grep -v '/skeleton\.xml$')
# Those of the corpus that are well-formed: jing stops at the first file that is not.
sound=()
corpus=(tests/corpus/{element,attribute,missing,date,moment,kind,table,text}-*.xml)
for file in "${corpus[@]}"; do
	complaint=$(xmllint --noout "$file" 2>&1) || true
	[ -n "$complaint" ] || sound+=("$file")
done
"$build/tests/equivalence/mutate" "$work/mutated" 1000 "${samples[@]}"
printf "$PWD/%s\n" "${samples[@]}" "${sound[@]}" >"$work/files"
printf '%s\n' "$work"/mutated/*.xml >>"$work/files"

# The files that a grammar refuses.
refused() {
	xargs jing "$@" <"$work/files" >"$work/said" 2>&1 || true
	! grep 'fatal' "$work/said" >&2 || exit 3
	sed -n 's/^\([^:]*\):[0-9]*:[0-9]*: .*/\1/p' "$work/said" | sort -u
}
refused -c "$grammar" >"$work/by-vocabulary"
refused templates/plan.rng >"$work/by-ours"
refused templates/plan.xsd >"$work/by-xsd"
xargs xmllint --nonet --noout --relaxng templates/plan.rng <"$work/files" 2>&1 |
	sed -n -e 's/^\(.*\) fails to validate$/\1/p' | sort -u >"$work/by-libxml2"

passed=0 failed=0
none() { # WHAT FILE: no line in it
	if [ -s "$2" ]; then
		echo "FAIL $1:"
		while read -r file; do echo "$file"; jing templates/plan.rng "$file" || true; done < <(head -n 3 "$2")
		[ -z "${KEEP:-}" ] || cp -r "$work" "$KEEP"
		failed=$((failed + 1))
	else
		passed=$((passed + 1))
	fi
}

# The grammar of skeletons, on the same files and on skeletons.
cp "$work/files" "$work/plans"
skeletons=${grammar%/*}/skeleton.rnc
mkdir "$work/cases"
samples=()
for case in tests/derive/*.case; do
	file=$work/cases/$(basename "$case" .case).xml
	VANTHU_DATA=$PWD "$build/tests/derive/derive" -s "$case" >"$file"
	xmllint --noout "$file" 2>/dev/null && samples+=("$file")
done
mkdir "$work/skeletons"
"$build/tests/equivalence/mutate" "$work/skeletons" 1000 "${samples[@]}"
printf '%s\n' "${samples[@]}" "$work"/skeletons/*.xml >>"$work/files"
refused -c "$skeletons" >"$work/skeletons-by-vocabulary"
refused templates/skeleton.rng >"$work/skeletons-by-ours"
mv "$work/plans" "$work/files"

all=$(wc -l <"$work/files") no=$(wc -l <"$work/by-vocabulary")
echo "$all documents: $((all - no)) accepted, $no refused"
comm -3 "$work/by-vocabulary" "$work/by-ours" >"$work/difference"
none "plan.rng and the vocabulary's grammar differ" "$work/difference"
comm -3 "$work/by-libxml2" "$work/by-ours" >"$work/difference"
none "libxml2 judges otherwise" "$work/difference"
comm -13 "$work/by-ours" "$work/by-xsd" >"$work/difference"
none "plan.xsd refuses what plan.rng accepts" "$work/difference"
comm -3 "$work/skeletons-by-vocabulary" "$work/skeletons-by-ours" >"$work/difference"
none "skeleton.rng and the vocabulary's grammar of skeletons differ" "$work/difference"
bad=$(grep -c /skeletons/ "$work/skeletons-by-vocabulary" || true)
echo "1000 mutated skeletons: $((1000 - bad)) accepted, $bad refused"
if [ "$bad" -lt 100 ] || [ "$bad" -gt 900 ]; then echo "FAIL too few skeletons of either verdict"; failed=$((failed + 1)); fi
if [ $((all - no)) -lt 100 ] || [ "$no" -lt 100 ]; then echo "FAIL too few of either verdict to prove anything"; failed=$((failed + 1)); else passed=$((passed + 1)); fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
