#!/bin/sh
# What is installed works where it is installed: the program finds its data, and the example builds with pkg-config.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset VANTHU_DATA || true
make -j2 install BUILD="$work/build" PREFIX="$work/usr"
cp samples/hai-duong-2022.xml samples/embed.c "$work"
cd "$work"
usr/bin/vanthu render hai-duong-2022.xml -o program.pdf
usr/bin/vanthu info program.pdf | grep -q "^pages: "
PKG_CONFIG_PATH=$work/usr/lib/pkgconfig
export PKG_CONFIG_PATH
# shellcheck disable=SC2046
${CC:-cc} embed.c $(pkg-config --cflags --libs vanthu) -o embed
LD_LIBRARY_PATH=$work/usr/lib ./embed hai-duong-2022.xml example.pdf
cmp program.pdf example.pdf
echo "1 passed, 0 failed"
