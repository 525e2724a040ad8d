# Small PDFs to begin from, into FOLDER: tests/fuzz/pdfs.sh PROGRAM FOLDER. As vanthu writes them, and with nothing in
# them packed, so that a change of theirs is a change of what they say.
set -eu
program=$1 folder=$2
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '%s\n' "<plan xmlns='urn:vanthu:plan:1'><organ><superior>UBND tỉnh B</superior><name>Sở A</name></organ><code>/KH-SA" \
	"</code><place>Hà Nội</place><date>2022</date><subject>Việc</subject><p>Sở làm:</p><recipients><to>Sở C</to><archive>VT</archive>" \
	"</recipients><signature><position>Phó</position><name>Hảo</name></signature></plan>" >"$work/small.xml"
"$program" render "$work/small.xml" -o "$folder/small.pdf"
"$program" render "$work/small.xml" --pdf=plain -o "$folder/plain.pdf"
cp samples/features/*.png samples/features/*.jpg "$work"
sed "s|<signature>|<signature image='signature.png' seal='seal.png'>|" "$work/small.xml" >"$work/picture.xml"
"$program" render "$work/picture.xml" -o "$folder/picture.pdf"
qpdf "$folder/small.pdf" "$folder/packed.pdf"
qpdf --qdf --normalize-content=n --object-streams=disable "$folder/small.pdf" "$folder/open.pdf"
qpdf --object-streams=disable "$folder/small.pdf" "$folder/numbered.pdf"
qpdf --warning-exit-0 tests/info/parts.pdf.txt "$folder/parts.pdf" 2>/dev/null
python3 - "$folder" <<'END'
import pathlib, sys
sys.path.insert(0, "tests/verify")
from pdf import Pdf, revision
for name in "small", "open":
    pdf = Pdf(pathlib.Path(sys.argv[1]) / f"{name}.pdf")
    free, page = pdf.size, pdf.pages[0]
    signed = revision(pdf.bytes, pdf.root, pdf.information, free, {
        pdf.root: pdf.with_entries(pdf.root, b"/AcroForm << /SigFlags 3 /Fields [%d 0 R] >>" % free),
        page: pdf.with_entries(page, b"/Annots [%d 0 R]" % free),
        free: b"<< /FT /Sig /T (S) /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /P %d 0 R /V %d 0 R >>" % (page, free + 1),
        free + 1: b"<< /Type /Sig /Contents <00> /ByteRange [0 1 2 3] >>"})
    (pathlib.Path(sys.argv[1]) / f"{name}-signed.pdf").write_bytes(signed)
END
