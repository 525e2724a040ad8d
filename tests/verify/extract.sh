# info --extract; part of tests/verify/run.

extracts() {
	(cd "$work" && "$program" info "$1" --extract "$2" >out 2>messages)
	status=$?
	[ $status = "$3" ] || { echo "status $status"; cat "$work/out" "$work/messages"; return 1; }
}

expect "attachments" extracts cong-van.pdf files 0
expect "three of them" [ "$(cat "$work/out")" = "files/manifest.xml
files/plan.xml
files/template.xml" ]
expect "the plan" cmp samples/cong-van.xml "$work/files/plan.xml"
echo mine >"$work/files/plan.xml"
expect "nothing is overwritten" extracts cong-van.pdf files 1
expect "it stands as it did" [ "$(cat "$work/files/plan.xml")" = mine ]
expect "it is told" [ "$(grep -c '\[VT1319\]$' "$work/messages")" = 3 ]
expect "none" extracts plain.pdf none 0
expect "none is told" grep -q '\[VT1321\]$' "$work/messages"

# Names are the file's own: whatever they say, nothing leaves the folder.
echo evil >"$work/evil"
python3 - "$work" <<'END'
import subprocess, sys
work, arguments = sys.argv[1], []
names = ("../../evil.txt", "/etc/evil", "..", ".", ".profile", "C:\\x\\evil.txt", "a/b/../c", "same.xml", "d/same.xml", "SAME.xml",
         "x" * 300 + ".xml", "-rf", "a\nb", "\u202egnp.exe", "con/", "trường.xml", "~", "$(id)", " ")
for number, name in enumerate(names):
    arguments += ["--add-attachment", f"{work}/evil", f"--key={number}", f"--filename={name}", "--"]
subprocess.run(["qpdf", f"{work}/plain.pdf", *arguments, f"{work}/evil.pdf"], check=True)
END
mkdir "$work/inner" && (cd "$work/inner" && mkdir box && ln -s ../target box/evil.txt)
touch "$work/before" "$work/after"
find "$work" ! -path "$work/inner/*" | sort >"$work/before"
(cd "$work/inner" && "$program" info ../evil.pdf --extract box >../out 2>../messages)
expect "hostile names: one is there" [ $? = 1 ]
expect "a link is not followed" [ "$(grep -c '\[VT1319\]$' "$work/messages")" = 1 ]
find "$work" ! -path "$work/inner/*" | sort >"$work/after"
expect "nothing outside" cmp "$work/before" "$work/after"
expect "nothing beside" [ "$(ls "$work/inner")" = box ]
expect "eighteen inside" [ "$(find "$work/inner/box" -type f | wc -l)" = 18 ]
expect "plain names" [ "$(ls "$work/inner/box" | LC_ALL=C grep -c '[^A-Za-z0-9._-]')" = 0 ]
expect "no hidden file" [ "$(find "$work/inner/box" -name '.?*' | wc -l)" = 0 ]

# A few bytes that stand for many.
python3 - "$work/evil" <<'END'
import sys
open(sys.argv[1], "wb").write(b"0" * (65 << 20))
END
qpdf --add-attachment "$work/evil" --key=large -- "$work/plain.pdf" "$work/large.pdf"
expect "an attachment too large" extracts large.pdf large 1
expect "it is told" grep -q '\[VT1320\]$' "$work/messages"
