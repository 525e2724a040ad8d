#!/bin/sh
# The first pages of all samples on one picture: samples/gallery.png. BUILD: where the program is.
set -eu
cd "$(dirname "$0")/.."
for tool in pdftoppm:poppler-utils montage:imagemagick; do
	command -v "${tool%%:*}" >/dev/null || { echo "gallery: ${tool%%:*} is not here; apt-get install ${tool##*:}" >&2; exit 3; }
done
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
export LC_ALL=C VANTHU_DATA="$PWD"
for plan in samples/*.xml samples/bac-kan-2021/master.xml samples/house/*.xml samples/features/*.xml; do
	grep -q 'urn:vanthu:plan:1' "$plan" || continue # a template
	page=$pages/$(printf '%02d' "$(ls "$pages" | wc -l)")
	"${BUILD:-build}/vanthu" render -o "$pages/plan.pdf" "$plan" 2>/dev/null
	pdftoppm -png -singlefile -r 36 "$pages/plan.pdf" "$page"
	rm "$pages/plan.pdf"
done
montage "$pages"/*.png -tile 7x -geometry 216x306+4+4 -background '#909090' miff:- |
	convert - -strip +dither -colors 24 -define png:compression-level=9 -define png:exclude-chunks=date,time \
		png8:samples/gallery.png
