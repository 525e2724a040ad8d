# Folders and their MANIFEST.sha256; part of tests/verify/run.

mkdir -p "$work/folder/below"
cp "$work/cong-van.pdf" "$work/folder/a.pdf" && cp "$work/fields.pdf" "$work/folder/below/b b.PDF"
echo text >"$work/folder/c.txt"
expect "a folder" verdict 0 "$same" - folder
expect "two of a folder" [ "$(wc -l <"$work/out")" = 2 ]
(cd "$work/folder" && find . -type f ! -name 'MANIFEST*' | sort | xargs -d '\n' sha256sum >MANIFEST.sha256 &&
	sha256sum --quiet -c MANIFEST.sha256) || failed=$((failed + 1))
expect "a folder as its list says" verdict 0 "$same" - folder/
cp "$work/folder/MANIFEST.sha256" "$work/list"

changed_list() {
	what=$1 id=$2
	shift 2
	sed "$@" "$work/list" >"$work/folder/MANIFEST.sha256"
	expect "$what" verdict 1 "$same" "$id" folder
}
changed_list "a file that is not named" VT1318 /c.txt/d
changed_list "a file that is not there" VT1316 's/c.txt/d.txt/'
changed_list "a line that is none" VT1315 '1s/  / /'
changed_list "a name outside" VT1315 's|\./c.txt|../cong-van.pdf|'
changed_list "a name from the root" VT1315 's|\./c.txt|/etc/passwd|'
changed_list "a digest of others" VT1317 '1s/^../00/'
sed 's/^[0-9a-f]*/\U&/; s/  /\ */; s/$/\r/' "$work/list" >"$work/folder/MANIFEST.sha256"
expect "capitals, binary, line ends of Windows" verdict 0 "$same" - folder
cp "$work/list" "$work/folder/MANIFEST.sha256"
echo more >>"$work/folder/c.txt"
expect "a changed file" verdict 1 "$same" VT1317 folder
echo text >"$work/folder/c.txt"

# A list for each part of a batch, and what batch writes besides.
head -n 1 "$work/list" >"$work/folder/MANIFEST-1-of-2.sha256" && sed 1d "$work/list" >"$work/folder/MANIFEST-2-of-2.sha256"
rm "$work/folder/MANIFEST.sha256"
touch "$work/folder/batch-1-of-2.jsonl" "$work/folder/.vanthu-batch-1-of-2.ledger" "$work/folder/numbers.csv"
expect "a list in parts" verdict 0 "$same" - folder
touch "$work/folder/below/numbers.csv"
expect "an account where batch writes none" verdict 1 "$same" VT1318 folder
rm "$work/folder/below/numbers.csv"
mv "$work/folder/MANIFEST-1-of-2.sha256" "$work/first"
expect "a part without its list" verdict 1 "$same" VT1318 folder
rm "$work"/folder/MANIFEST* "$work"/folder/batch* "$work"/folder/numbers.csv

# Links and depth.
ln -s ../cong-van.pdf "$work/folder/link.pdf" && ln -s nowhere "$work/folder/lost.pdf"
expect "a link to a file" verdict 0 "$same" - folder
expect "three of a folder" [ "$(wc -l <"$work/out")" = 3 ]
ln -s .. "$work/folder/up"
expect "a link to a folder" verdict 0 "$same" VT1330 folder
rm "$work/folder/up"
deep=$work/folder/$(printf 'd/%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18)
mkdir -p "$deep" && cp "$work/plain.pdf" "$deep"
expect "a deep folder" verdict 1 "$same" VT1329 folder
mkdir "$work/nothing"
expect "a folder without PDFs" verdict 1 - VT1314 nothing
