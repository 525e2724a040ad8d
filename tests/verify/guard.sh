# Files that take time and memory without end, or bring the process down that reads them; part of tests/verify/run.

# Cross-references lead into a stream of 26 kB, packed twice, that stands for 16 GiB.
python3 - "$work/bomb.pdf" <<'END'
import struct, sys, zlib
packer, blanks = zlib.compressobj(9), b" " * (16 << 20)
pieces = [packer.compress(blanks) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2)]
stream = zlib.compress(pieces[0] + pieces[1] * 1023 + packer.flush(), 9)
out, places = bytearray(b"%PDF-1.7\n"), {}
for number, text in {
    1: b"<< /Type /Catalog /Pages 2 0 R /Names 10 0 R >>",
    2: b"<< /Type /Pages /Kids [] /Count 0 >>",
    3: b"<< /Type /ObjStm /N 1 /First 5 /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%b\nendstream" % (
        len(stream), stream),
}.items():
    places[number] = len(out)
    out += b"%d 0 obj\n%b\nendobj\n" % (number, text)
table = len(out)
entries = [(0, 0, 0), (1, places[1], 0), (1, places[2], 0), (1, places[3], 0), (1, table, 0), *[(0, 0, 0)] * 5, (2, 3, 0)]
rows = b"".join(struct.pack(">BIH", *entry) for entry in entries)
out += b"4 0 obj\n<< /Type /XRef /Size 11 /W [1 4 2] /Root 1 0 R /Length %d >>\nstream\n%b\nendstream\nendobj\n" % (
    len(rows), rows)
open(sys.argv[1], "wb").write(out + b"startxref\n%d\n%%%%EOF\n" % table)
END
(cd "$work" && ulimit -S -t 1 && ulimit -H -t 5 && "$program" verify bomb.pdf cong-van.pdf >out 2>messages)
expect "a file without end: status" [ $? = 1 ]
expect "a file without end is told" grep -q '^bomb.pdf: error: .*\[VT1325\]$' "$work/messages"
expect "the next file is verified" [ "$(cat "$work/out")" = "cong-van.pdf: $same" ]

# The process dies of a signal while it waits for its input.
mkfifo "$work/input"
(cd "$work" && exec "$program" verify - cong-van.pdf <input >out 2>messages) &
parent=$!
exec 9>"$work/input"
reader=
while [ -z "$reader" ] && kill -0 $parent; do
	reader=$(grep -ls "^PPid:[^0-9]*$parent\$" /proc/[0-9]*/status | sed 's/[^0-9]//g')
done
kill -SEGV "$reader"
exec 9>&-
wait $parent
expect "a process that dies: status" [ $? = 1 ]
expect "it is told" grep -q '^-: error: .*\[VT1327\]$' "$work/messages"
expect "the next file is verified" [ "$(cat "$work/out")" = "cong-van.pdf: $same" ]
