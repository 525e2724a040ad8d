# verify --master: which plans of a batch agree with a master, which are stale, and by what; part of tests/verify/run.
sample=samples/bac-kan-2021

province() { "$program" batch $sample/skeleton.xml -m "$1" -u "$2" --kinds=$sample/kinds.csv --xml -o "$3" >"$work/log" 2>&1; }
held() { (cd "$work" && "$program" verify batch --master "$1" >out 2>messages); }
standing() { sed -n "s|^batch/\(.*\).pdf: $same; $1\$|\1|p" "$work/out" | sort; }
# Those that have that standing are the LIST.
these() {
	standing "$1" | diff - "$2" || { grep -v '^  ' "$work/out"; grep -v '\[VT1331\]$' "$work/messages"; return 1; }
}
stale='stale: the master gives another plan now' agrees='agrees with the master'

cp $sample/master.xml "$work/master.xml"
expect "a province" province "$work/master.xml" $sample/units.csv "$work/batch"
expect "a master" held master.xml
expect "all agree" [ "$(standing "$agrees" | wc -l)" = 28 ]
expect "nothing else is said" [ ! -s "$work/messages" ]

# One row changed: just those are stale whose plans come out otherwise.
python3 - "$work" <<'END'
import pathlib, re, sys
work = pathlib.Path(sys.argv[1])
text = (work / "master.xml").read_text()
rows = re.findall(r"<row units.*?</row>", text, re.S)
for name, index in ("row-1", 0), ("row-8", 7), ("row-11", -1):
    row = rows[index]
    changed = re.sub(r"<cell>([^<>]{12,})</cell>", r"<cell>\1 (sửa)</cell>", row, count=1)
    assert changed != row
    (work / f"{name}.xml").write_text(text.replace(row, changed))
(work / "gone.xml").write_text(text.replace(rows[7], ""))
(work / "date.xml").write_text(text.replace("<date>2020-12-30</date>", "<date>2020-12-31</date>"))
END
for name in row-1 row-8 row-11 gone; do
	province "$work/$name.xml" $sample/units.csv "$work/$name" || failed=$((failed + 1))
	for plan in "$work"/batch/*.xml; do
		cmp -s "$plan" "$work/$name/${plan##*/}" || basename "$plan" .xml
	done | sort >"$work/others"
	held "$name.xml"
	expect "$name: status" [ $? = 1 ]
	expect "$name: just those that changed are stale" these "$stale" "$work/others"
	expect "$name: some, not all" [ -s "$work/others" -a "$(wc -l <"$work/others")" -lt 28 ]
	expect "$name: one row each" [ "$(grep -c '^  .*<row> ' "$work/out")" = "$(wc -l <"$work/others")" ]
done
expect "the row that is gone" grep -q '^  <row> is gone: “' "$work/out"
held row-8.xml
expect "the row's place and words" grep -q '^  row-8.xml:[0-9]*:7: <row> was “.*”, is “.* (sửa)' "$work/out"
(cd "$work" && LC_ALL=vi_VN.UTF-8 "$program" verify batch --master row-8.xml >out 2>&1)
expect "in Vietnamese" grep -q '^  row-8.xml:[0-9]*:7: <row> trước là “.*”, nay là “.* (sửa)' "$work/out"
held date.xml
ls "$work/batch" | sed -n 's/[.]pdf$//p' | sort >"$work/others"
expect "all are stale" these "$stale" "$work/others"
expect "the field" grep -q '^  skeleton.xml:[0-9]*:[0-9]*: <basis> was “.*30 tháng 12.*”, is “.*31 tháng 12' "$work/out"

# Numbers that the register gave, documents that no master gave, masters that give nothing.
python3 - "$work" <<'END'
import csv, sys
rows = list(csv.reader(open("samples/bac-kan-2021/units.csv", encoding="utf-8-sig")))
at = rows[0].index("number") if "number" in rows[0] else next(i for i, name in enumerate(rows[0]) if name.lower() in ("số",))
for row in rows[1:]:
    row[at] = ""
csv.writer(open(f"{sys.argv[1]}/unnumbered.csv", "w", encoding="utf-8")).writerows(rows[:4])
END
"$program" register start 7 --register="$work/r.sqlite" --organ=x --year=2021 >/dev/null 2>&1
mv "$work/batch" "$work/whole"
"$program" batch $sample/skeleton.xml -m "$work/master.xml" -u "$work/unnumbered.csv" --kinds=$sample/kinds.csv \
	--register="$work/r.sqlite" -o "$work/batch" >"$work/log" 2>&1 || cat "$work/log"
expect "numbers of the register" sh -c 'cd "$1" && "$2" info batch/*.pdf >out && grep -q "CodeNumber: [0-9]" out' - "$work" "$program"
expect "they are no difference" held master.xml
expect "three agree" [ "$(standing "$agrees" | wc -l)" = 3 ]
rm -r "$work/batch" && mkdir "$work/batch" && cp "$work/cong-van.pdf" "$work/batch"
expect "not derived" held master.xml
expect "it is said" grep -q "; not derived from a master\$" "$work/out"
mv "$work/whole/BB.pdf" "$work/batch"
sed 's/id="kinh-phi"/id="kinh-phi-khac"/' "$work/master.xml" >"$work/without.xml"
held without.xml
expect "a master that gives no plan" [ $? = 1 ]
expect "it is said of that plan" grep -q "BB.pdf: $same; stale: the master gives no plan now\$" "$work/out"
expect "and why" grep -q 'skeleton.xml:[0-9]*:[0-9]*: error: .*\[VT10..\]$' "$work/messages"
held absent.xml
expect "no master" [ $? = 3 ]
echo "<plan/>" >"$work/none.xml"
held none.xml
expect "a master that is none" [ $? = 1 ]
expect "nothing is verified then" [ ! -s "$work/out" ]

# A skeleton in the master's stead is told of by that alone.
cp $sample/skeleton.xml "$work/skeleton.xml"
held skeleton.xml
expect "a skeleton" [ $? = 1 ]
expect "its cause is told" grep -q '^skeleton.xml:[0-9]*:[0-9]*: error: this is a skeleton, not a master.*\[VT1263\]$' "$work/messages"
expect "and nothing else" [ "$(wc -l <"$work/messages")" = 1 ]
