#!/bin/sh
# One batch in several parts, each a process of its own, by GNU parallel (or xargs, where that is missing):
#
#     parallel.sh PARTS REGISTER FOLDER SKELETON.xml -m MASTER.xml -u UNITS.csv ...
#
# Numbers are taken from the register once, before the parts begin; the parts need no register. With
# PARALLEL='--sshloginfile nodes' the parts run on several machines that have this folder under the same path, and
# vanthu in their PATH or as VANTHU=/its/full/path. A part that fails does not stop the others. Given again after a
# failure, the command makes what is missing. The result is that of one machine, byte for byte.
set -eu
parts=$1 register=$2 folder=$3
shift 3
vanthu=${VANTHU:-vanthu}
here=$(dirname "$0")

"$vanthu" batch "$@" -o "$folder" --register "$register" --assign
set -- "$vanthu" batch "$@" -o "$folder" --numbers "$folder/numbers.csv" --shard "{}/$parts" -j1 --progress=none
if parallel --version 2>/dev/null | grep -q '^GNU parallel'; then
	seq "$parts" | parallel --will-cite --quote --workdir "$PWD" ${VANTHU_DATA:+--env VANTHU_DATA} "$@"
else
	seq "$parts" | xargs -P "$(getconf _NPROCESSORS_ONLN)" -I '{}' "$@"
fi
"$here/merge.sh" "$parts" "$folder"
"$vanthu" register confirm "$folder/numbers.csv" --register "$register"
