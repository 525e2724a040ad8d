#!/bin/bash
# Holds every sample that can be rendered, and the plans of tests/struct, against PDF/A-3a and PDF/UA-1 by veraPDF, which
# Maven fetches into BUILD/vera once. Needs java; and mvn, unless VERA names a folder of veraPDF's jars.
set -eu
cd "$(dirname "$0")/.."
build=$(realpath "${BUILD:-build}")
version=1.28.2
jars=${VERA:-$build/vera}
command -v java >/dev/null || { echo "java is not here: install default-jre-headless"; exit 2; }

if ! ls "$jars"/greenfield-apps-*.jar >/dev/null 2>&1; then
	command -v mvn >/dev/null || { echo "mvn is not here: install maven, or name veraPDF's jars with VERA="; exit 2; }
	mkdir -p "$jars"
	cat >"$jars/pom.xml" <<-POM
		<project xmlns="http://maven.apache.org/POM/4.0.0">
		  <modelVersion>4.0.0</modelVersion><groupId>local</groupId><artifactId>vera</artifactId><version>1</version>
		  <dependencies><dependency>
		    <groupId>org.verapdf.apps</groupId><artifactId>greenfield-apps</artifactId><version>$version</version>
		  </dependency></dependencies>
		</project>
	POM
	mvn -q -B -f "$jars/pom.xml" dependency:copy-dependencies -DoutputDirectory="$jars"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export VANTHU_DATA=$PWD
rendered=0
for plan in samples/*.xml samples/*/*.xml tests/struct/*.xml; do
	grep -q 'urn:vanthu:plan:1' "$plan" || continue # a template
	[ "${plan##*/}" != skeleton.xml ] || continue    # a plan with fields
	name=$(echo "${plan%.xml}" | sed -e 's|^samples/||' -e 's|/|-|g')
	# What a sample's plan may not be rendered for, tests/golden says.
	if "$build/vanthu" render "$plan" -o "$work/$name.pdf" 2>"$work/messages"; then
		rendered=$((rendered + 1))
	elif [ ! -e "tests/golden/$name.status" ]; then
		cat "$work/messages"
		exit 1
	fi
done
[ $rendered -gt 0 ]

passed=0 failed=0
for profile in 3a ua1; do
	java -cp "$jars/*" org.verapdf.apps.GreenfieldCliWrapper -f $profile --format text -v "$work"/*.pdf \
		>"$work/report" 2>"$work/complaint" || true
	good=$(grep -c "^PASS .* $profile\$" "$work/report" || true)
	passed=$((passed + good)) failed=$((failed + rendered - good))
	echo "$profile: $good of $rendered"
	[ "$good" -eq $rendered ] || { grep -v '^PASS' "$work/report" || true; cat "$work/complaint"; }
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
