#!/bin/bash
# vanthu verify on PDFs that pyHanko signed and on those that pikepdf changed object by object. pip fetches both into
# BUILD/sign-venv once; without them nothing is proved, so that fails.
set -eu
cd "$(dirname "$0")/.."
build=$(realpath "${BUILD:-build}")
python=$build/sign-venv/bin/python
if ! "$python" -c 'import pyhanko, pikepdf' 2>/dev/null; then
	python3 -m venv "$build/sign-venv" && "$python" -m pip install -q pyhanko==0.38.0 pikepdf==10.17.0 || {
		echo "pyHanko and pikepdf cannot be installed into $build/sign-venv: no signature was verified"
		echo "0 passed, 1 failed"
		exit 1
	}
fi
VANTHU_DATA=$PWD LC_ALL=C exec "$python" tests/verify/signatures.py "$build/vanthu"
