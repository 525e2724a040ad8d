"""Changed copies of the PDFs in a folder: mutate.py FOLDER. Writes them there, and what is to be said of each into
FOLDER/expected: STATUS MESSAGE NAME VERDICT. The same each time."""
import hashlib
import pathlib
import random
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from pdf import Pdf, revision, stream

work = pathlib.Path(sys.argv[1])
expected = []


def add(name, bytes_, status, message, verdict):
    (work / f"{name}.pdf").write_bytes(bytes_)
    expected.append(f"{status} {message} {name} {verdict}")


def qpdf(name, arguments, *expectation):
    command = ["qpdf", *(argument.replace("@", f"{work}/") for argument in arguments.split()), work / f"{name}.pdf"]
    subprocess.run(command, check=True)
    add(name, (work / f"{name}.pdf").read_bytes(), *expectation)


def replaced(text, old, new):
    assert len(old) == len(new) and old in text, old
    return text.replace(old, new)


def flip(name, source, count, seed):
    """One bit or byte somewhere in each copy, spread over the whole file."""
    whole, chance = (work / source).read_bytes(), random.Random(seed)
    for number in range(count):
        copy = bytearray(whole)
        at = chance.randrange(len(whole) * number // count, len(whole) * (number + 1) // count)
        copy[at] ^= 1 << chance.randrange(8) if number % 2 else chance.randrange(1, 256)
        (work / f"{name}-{number:03}.pdf").write_bytes(copy)


flip("flipped-packed", "cong-van.pdf", 120, 1)
flip("flipped-pictures", "pictures.pdf", 20, 2)
flip("flipped-open", "anew-cong-van-5.pdf", 110, 3)

# Pages and attachments exchanged, by qpdf.
qpdf("page-removed", "@bac-kan-2020.pdf --pages . 1-2,4-z --", 1, "VT1308", "wrong")
qpdf("page-last-removed", "@bac-kan-2020.pdf --pages . 1-r2 --", 1, "VT1308", "wrong")
qpdf("pages-swapped", "@bac-kan-2020.pdf --pages . 2,1,3-z --", 1, "VT1307", "wrong")
qpdf("page-twice", "@bac-kan-2020.pdf --pages . 1,1-z --", 1, "VT1308", "wrong")
qpdf("page-foreign", "@bac-kan-2020.pdf --pages . 1-z @cong-van.pdf 1 --", 1, "VT1308", "wrong")
qpdf("page-turned", "@bac-kan-2020.pdf --rotate=+90:2", 1, "VT1307", "wrong")
qpdf("page-laid-over", "@bac-kan-2020.pdf --overlay @cong-van.pdf --to=3 --", 1, "VT1307", "wrong")
qpdf("plan-removed", "@cong-van.pdf --remove-attachment=plan.xml", 1, "VT1308", "wrong")
qpdf("manifest-removed", "@cong-van.pdf --remove-attachment=manifest.xml", 1, "VT1308", "wrong")
qpdf("attachment-added", "@cong-van.pdf --add-attachment @plain.pdf --key=x --", 1, "VT1308", "wrong")
for name, attachment, message in ("plan", "plan.xml", "VT1305"), ("template", "template.xml", "VT1305"):
    qpdf(f"{name}-exchanged", f"@cong-van.pdf --add-attachment @plain.pdf --key={attachment} --filename={attachment} "
         "--replace --", 1, message, "wrong")
qpdf("manifest-exchanged", "@cong-van.pdf --add-attachment @plain.pdf --key=manifest.xml --filename=manifest.xml "
     "--replace --", 1, "VT1303", "-")

# Edited, in the form whose streams are not packed: lengths stay, so the cross-references do.
plain = (work / "anew-bac-kan-2020-5.pdf").read_bytes()
plan = pathlib.Path("samples/bac-kan-2020.xml").read_bytes()


def mended(text, old, new):
    """The plan edited, and the manifest made to agree."""
    edited = replaced(old_plan := plan, old, new)
    text = replaced(text, old_plan, edited)
    return replaced(text, hashlib.sha256(plan).hexdigest().encode(), hashlib.sha256(edited).hexdigest().encode())


def edited_page(text, page):
    """A line of the page moves by a few points."""
    at = text.index(b"%%%% Contents for page %d\n" % page)
    move = re.search(rb"\n0 -(\d)", text[at:])
    digit = at + move.start(1)
    return text[:digit] + (b"3" if move[1] == b"2" else b"2") + text[digit + 1:]


older = replaced(plain, b'<program name="vanthu" version="0.1.0"/>', b'<program name="vanthu" version="0.0.9"/>')
word, other = "hành".encode(), "hánh".encode()
add("plan-edited", replaced(plain, plan, replaced(plan, word, other)), 1, "VT1305", "wrong")
add("plan-edited-hash-mended", mended(plain, word, other), 1, "VT1307", "wrong")
add("plan-broken-hash-mended", mended(plain, b"</plan>", b"</plam>"), 1, "VT1306", "wrong")
for page in 1, 2, 8:
    add(f"page-{page}-edited", edited_page(plain, page), 1, "VT1307", "wrong")
add("both-edited-hash-mended", edited_page(mended(plain, word, other), 3), 1, "VT1307", "wrong")
for pattern, name in (rb"/Parent \d+ (0) R", "parent"), (rb"/Pg \d+ (0) R", "structure"), (rb"/F1 \d+ (0) R", "font"):
    at = list(re.finditer(pattern, plain))[-1].start(1)
    add(f"generation-of-{name}", plain[:at] + b"7" + plain[at + 1:], 1, "VT1307" if name == "font" else "VT1308", "wrong")
add("hash-edited", replaced(plain, hashlib.sha256(plan).hexdigest().encode(), b"0" * 64), 1, "VT1305", "wrong")
add("versions", older, 0, "VT1311", "other")
add("versions-page-edited", edited_page(older, 2), 1, "VT1310", "wrong")
add("title-edited", plain.replace(b"<dc:title>", b"<dc:titlE>"), 1, "VT1308", "wrong")
add("enclosed-edited", replaced(plain, b'enclosed="yes"', b'enclosed="no" '), 1, "VT1302", "-")
add("language-edited", replaced(plain, b"/Lang (vi-VN)", b"/Lang (en-US)"), 1, "VT1308", "wrong")

# Appended: a revision that changes what the first one shows, with and without the look of a signature.
pdf = Pdf(work / "bac-kan-2020.pdf")
free = pdf.size
page, root = pdf.pages[0], pdf.root
content = pdf.content(0)
changed = stream(content.replace(b" Td\n", b" Td\n0 5 Td\n", 1))
hidden = stream(b"")
value = b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /Contents <00> /ByteRange [0 1 2 %d] >>"
field = b"<< /FT /Sig /T (S) /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /F 132 /P %d 0 R %b >>"


def appended(base, objects, size=free):
    return revision(base, root, pdf.information, size, objects)


def annotated(widgets, entries=b""):
    links = re.search(rb"/Annots \[([^\]]*)\]", pdf.dictionary(page))
    return pdf.with_entries(page, b"/Annots [%b %b] %b" % (links[1] if links else b"", widgets, entries))


def form(entries=b"", fields=b"%d 0 R" % free):
    return b"/AcroForm << /SigFlags 3 /Fields [%b] %b >>" % (fields, entries)


def signed(base=pdf.bytes, more={}, catalog=b"", in_form=b"", in_field=b"/V %d 0 R" % (free + 1), in_value=b"", length=0):
    """As one that signs does it, but for the signature's bytes."""
    objects = {
        root: pdf.with_entries(root, form(in_form) + catalog),
        page: annotated(b"%d 0 R" % free),
        free: field % (page, in_field),
        free + 1: value % length + in_value,
    }
    return appended(base, {**objects, **more})


add("signed", signed(), 0, "VT1313", "signed")
add("signed-twice", appended(signed(), {free + 2: b"null"}), 0, "VT1313", "signed")
add("signed-with-evidence", signed(catalog=b"/DSS << /VRI << >> >>"), 0, "VT1313", "signed")
add("appended-nothing", appended(pdf.bytes, {free: b"null"}), 1, "VT1322", "wrong")
add("appended-page", appended(pdf.bytes, {pdf.contents[0]: changed}), 1, "VT1322", "wrong")
add("appended-title", appended(pdf.bytes, {pdf.information: b"<< /Title (x) >>"}), 1, "VT1322", "wrong")
add("appended-bytes", pdf.bytes + b"PK\3\4 and more\n", 1, "VT1324", "wrong")
add("appended-many-bytes", pdf.bytes + b"0" * 5000, 1, "VT0903", "-")
add("appended-blanks", pdf.bytes + b"\r\n\n", 0, "VT1312", "anew")
add("signed-and-bytes", signed() + b"x", 1, "VT1324", "wrong")
for name, more in {
    "page": {pdf.contents[0]: changed},
    "page-emptied": {pdf.contents[0]: hidden},
    "title": {pdf.information: b"<< /Title (x) >>"},
    "page-turned": {page: annotated(b"%d 0 R" % free, b"/Rotate 90 ")},
    "note": {page: annotated(b"%d 0 R %d 0 R" % (free, free + 2)),
             free + 2: b"<< /Type /Annot /Subtype /FreeText /Rect [9 9 300 300] /Contents (x) >>"},
    "text-field": {root: pdf.with_entries(root, form(fields=b"%d 0 R %d 0 R" % (free, free + 2))),
                   free + 2: b"<< /FT /Tx /T (x) /V (x) >>"},
}.items():
    add(f"signed-{name}", signed(more=more), 1, "VT1309", "wrong")
twice = annotated(b"%d 0 R" % free).replace(b"<<", b"<< /Contents %d 0 R" % (free + 2), 1)
add("signed-content-said-twice", signed(more={page: twice, free + 2: changed}), 1, "VT1334", "wrong")
for name, options in {
    "script": {"catalog": b"/OpenAction << /S /JavaScript /JS (x) >>"},
    "attachment": {"catalog": b"/AF []"},
    "names": {"catalog": b"/Names << >>"},
    "form-script": {"in_form": b"/XFA [(x) %d 0 R]" % free},
    "form-appearance": {"in_form": b"/NeedAppearances true"},
    "field-action": {"in_field": b"/V %d 0 R /AA << /E << /S /JavaScript /JS (x) >> >>" % (free + 1)},
}.items():
    add(f"signed-{name}", signed(**options), 1, "VT1309", "wrong")
drawn = stream(b"0 0 300 300 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 300 300]")
shown = b"/Rect [0 0 300 300] /AP << /N %d 0 R >>" % (free + 2)
with_picture = {free: (field % (page, b"/V %d 0 R" % (free + 1))).replace(b"/Rect [0 0 0 0]", shown), free + 2: drawn}
add("signed-visibly", signed(more=with_picture), 0, "VT1313", "signed")
covered = {free: (field % (page, b"")).replace(b"/Rect [0 0 0 0]", shown), free + 2: drawn,
           root: pdf.with_entries(root, form(fields=b"%d 0 R %d 0 R" % (free, free + 3))),
           free + 3: (field % (page, b"/V %d 0 R" % (free + 1))).replace(b"(S)", b"(R)")}
add("signed-covered-by-an-empty-field", signed(more=covered), 1, "VT1309", "wrong")

# Signed over a changed page, which a later revision puts right again.
forged = signed(more={pdf.contents[0]: changed})
add("signed-changed-and-back", appended(forged, {pdf.contents[0]: stream(content)}, free + 2), 1, "VT1309", "wrong")
# The same, and the end of the forged revision is no end that is seen, but for the signature, which says where it is.
unseen = signed(more={pdf.contents[0]: changed}, length=9999999)
unseen = unseen.replace(b"9999999", b"%07d" % (len(unseen) - 2))
add("signed-changed-and-back-by-range", appended(unseen, {pdf.contents[0]: stream(content)}, free + 2), 1, "VT1309", "wrong")

(work / "expected").write_text("\n".join(expected) + "\n")
