"""What pyHanko signs and what is edited then; what pikepdf changes: signatures.py PROGRAM."""
import datetime
import decimal
import hashlib
import io
import pathlib
import random
import subprocess
import sys
import tempfile

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

SAME, ANEW = "same bytes", "same pages, saved anew by another program"
OTHER, WRONG = "same pages, other program or library version", "not explained by its source"
LATER = "; then signed"
program, passed, failed = sys.argv[1], 0, 0
work = pathlib.Path(tempfile.mkdtemp())


def expect(what, bytes_, status, verdict, message=None):
    global passed, failed
    path = work / "file.pdf"
    path.write_bytes(bytes_)
    run = subprocess.run([program, "verify", path.name], cwd=work, capture_output=True, text=True)
    said = run.stdout.removeprefix("file.pdf: ").rstrip("\n")
    told = message is None or f"[{message}]\n" in run.stderr
    if (run.returncode, said) == (status, verdict) and told:
        passed += 1
    else:
        failed += 1
        print(f"FAIL {what}: {run.returncode} {said}\n{run.stderr}")


def render(plan, *options):
    subprocess.run([program, "render", *options, "-o", work / "made.pdf", plan], check=True, stderr=subprocess.DEVNULL)
    return (work / "made.pdf").read_bytes()


# Signatures.

def make_certificate(name, issuer=None, usage=None):
    """(key, certificate, PKCS 12 of both); for a hundred years."""
    key = rsa.generate_private_key(65537, 2048)
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in (name, issuer[2] if issuer else name)]
    begin = datetime.datetime(2024, 1, 1)
    builder = (x509.CertificateBuilder().subject_name(names[0]).issuer_name(names[1]).public_key(key.public_key())
               .serial_number(x509.random_serial_number()).not_valid_before(begin)
               .not_valid_after(begin + datetime.timedelta(days=36500)))
    if usage:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    builder = builder.add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    builder = builder.add_extension(
        x509.KeyUsage(True, True, False, False, False, issuer is None, False, False, False), critical=True)
    certificate = builder.sign(issuer[0] if issuer else key, hashes.SHA256())
    return key, certificate, name


def make_signer(made, chain):
    packed = pkcs12.serialize_key_and_certificates(b"x", made[0], made[1], chain, BestAvailableEncryption(b"x"))
    return signers.SimpleSigner.load_pkcs12_data(packed, [], b"x")


root = make_certificate("Root")
signer = make_signer(make_certificate("Signer", root), [root[1]])
clock = make_signer(make_certificate("Clock", root, x509.oid.ExtendedKeyUsageOID.TIME_STAMPING), [root[1]])
store = SimpleCertificateStore()
store.register_multiple(clock.cert_registry)
stamper = DummyTimeStamper(tsa_cert=clock.signing_cert, tsa_key=clock.signing_key, certs_to_embed=store)
ca = next(certificate for certificate in signer.cert_registry if certificate.self_signed != "no")


def sign(bytes_, name="S", box=None, page=0, stamp=None, **metadata):
    writer = IncrementalPdfFileWriter(io.BytesIO(bytes_))
    if box:
        fields.append_signature_field(writer, fields.SigFieldSpec(name, box=box, on_page=page))
    out = io.BytesIO()
    signers.PdfSigner(signers.PdfSignatureMetadata(field_name=name, **metadata), signer, timestamper=stamp).sign_pdf(
        writer, output=out)
    return out.getvalue()


def edit(bytes_, change):
    writer = IncrementalPdfFileWriter(io.BytesIO(bytes_))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def page_of(writer, number=0):
    return writer.find_page_for_modification(number)[0].get_object()


def change_content(writer):
    page = page_of(writer)
    text = page.get_object()["/Contents"].data
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=text.replace(b" Td\n", b" Td\n0 5 Td\n", 1)))
    writer.update_container(page)


def add_note(writer):
    note = generic.DictionaryObject({
        generic.pdf_name("/Type"): generic.pdf_name("/Annot"), generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
        generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (100, 100, 300, 200))),
        generic.pdf_name("/Contents"): generic.pdf_string("1.000.000")})
    writer.register_annotation(writer.find_page_for_modification(0)[0], writer.add_object(note))


def turn(writer):
    page = page_of(writer)
    page["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page)


def add_script(writer):
    writer.root["/OpenAction"] = generic.DictionaryObject({
        generic.pdf_name("/S"): generic.pdf_name("/JavaScript"), generic.pdf_name("/JS"): generic.pdf_string("x")})
    writer.update_root()


def add_field(writer):
    fields.append_signature_field(writer, fields.SigFieldSpec("Later", box=(10, 10, 200, 60)))


def signatures(base, verdict, what):
    seen = {"box": (100, 100, 250, 160)}
    signed = sign(base)
    expect(f"{what}: signed", signed, 0, verdict + LATER, "VT1313")
    expect(f"{what}: signed where it is seen", sign(base, **seen), 0, verdict + LATER)
    expect(f"{what}: signed twice", sign(sign(base, **seen), "T", box=(300, 100, 450, 160)), 0, verdict + LATER)
    expect(f"{what}: certified", sign(base, certify=True, subfilter=fields.SigSeedSubFilter.PADES), 0, verdict + LATER)
    evidence = ValidationContext(trust_roots=[ca], revocation_mode="soft-fail", allow_fetching=False)
    lasting = sign(base, subfilter=fields.SigSeedSubFilter.PADES, stamp=stamper, embed_validation_info=True,
                   use_pades_lta=True, validation_context=evidence)
    expect(f"{what}: with time and evidence", lasting, 0, verdict + LATER)
    expect(f"{what}: a field to be signed later", edit(signed, add_field), 0, verdict + LATER)
    for change in change_content, add_note, turn, add_script:
        name = change.__name__
        edited = edit(signed, change)
        expect(f"{what}: signed, then {name}", edited, 1, WRONG, "VT1309")
        expect(f"{what}: signed, {name}, signed", sign(edited, "T"), 1, WRONG, "VT1309")
        expect(f"{what}: {name}, signed", sign(edit(base, change)), 1, WRONG)
    expect(f"{what}: signed, then cut", signed[:-600], 1, "", "VT0903")
    for at in range(0, len(signed), len(signed) // 40):
        flipped = bytearray(signed)
        flipped[at] ^= 0x41
        never_same(f"{what}: signed, byte {at} flipped", bytes(flipped), at < len(base))


def never_same(what, bytes_, in_base):
    global passed, failed
    (work / "file.pdf").write_bytes(bytes_)
    run = subprocess.run([program, "verify", "file.pdf"], cwd=work, capture_output=True, text=True)
    wrong = in_base and SAME in run.stdout
    if not wrong and run.returncode in (0, 1) and "[VT132" not in run.stderr.replace("[VT1322]", "").replace(
            "[VT1324]", ""):
        passed += 1
    else:
        failed += 1
        print(f"FAIL {what}: {run.returncode} {run.stdout}{run.stderr}")


# Objects.

def saved(pdf, **options):
    out = io.BytesIO()
    pdf.save(out, fix_metadata_version=False, **options)
    return out.getvalue()


def opened(bytes_):
    return pikepdf.open(io.BytesIO(bytes_))


def places(pdf):
    """Every scalar that can be reached: (holder, key)."""
    found, seen, waiting = [], set(), [pdf.Root, pdf.trailer.Info]
    while waiting:
        holder = waiting.pop()
        if holder.is_indirect:
            if holder.objgen in seen:
                continue
            seen.add(holder.objgen)
        keys = range(len(holder)) if isinstance(holder, pikepdf.Array) else sorted(holder.keys())
        for key in keys:
            if key in ("/Length", "/Filter", "/DecodeParms"):
                continue
            if key == "/Count" and holder.get("/Type") == "/Pages":
                continue  # qpdf puts it right when it saves
            value = holder[key]
            if isinstance(value, (pikepdf.Array, pikepdf.Dictionary, pikepdf.Stream)):
                waiting.append(value)
                if isinstance(value, pikepdf.Stream):
                    found.append((value, None))
            else:
                found.append((holder, key))
    return found


def perturb(pdf, place, chance):
    holder, key = place
    if key is None:
        data = bytearray(holder.read_raw_bytes() if holder.get("/Filter") == "/DCTDecode" else holder.read_bytes())
        if not data:
            return False
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        filters = holder.get("/Filter") if holder.get("/Filter") == "/DCTDecode" else None
        holder.write(bytes(data), filter=filters)
        return True
    value = holder[key]
    if chance.randrange(4) == 0 and not isinstance(holder, pikepdf.Array):
        del holder[key]
    elif isinstance(value, bool):
        holder[key] = not value
    elif isinstance(value, (int, decimal.Decimal)):
        holder[key] = value + 1
    elif isinstance(value, pikepdf.Name):
        holder[key] = pikepdf.Name(str(value) + "x")
    elif isinstance(value, pikepdf.String):
        holder[key] = pikepdf.String(bytes(value) + b"x")
    else:
        return False
    return True


def objects(base, count):
    expect("saved by pikepdf", saved(opened(base)), 0, ANEW, "VT1312")
    expect("saved, linear", saved(opened(base), linearize=True), 0, ANEW)
    total, manifest = len(places(opened(base))), attachment(opened(base), "manifest.xml").objgen
    for number in range(count):
        chance, pdf = random.Random(number), opened(base)
        at = total * number // count + chance.randrange(max(1, total // count))
        place = places(pdf)[min(at, total - 1)]
        told = f"{place[0].objgen} {place[1]}"
        if perturb(pdf, place, chance):
            said = subprocess_verdict(saved(pdf))
            # another name or number in the manifest's list of programs is another version
            listed = place[0].objgen == manifest and "[VT1311]" in said[2]
            check(f"change {number} at {told}: {said}", said[0] == 1 or listed)


def subprocess_verdict(bytes_):
    (work / "file.pdf").write_bytes(bytes_)
    run = subprocess.run([program, "verify", "file.pdf"], cwd=work, capture_output=True, text=True)
    return run.returncode, run.stdout.strip(), run.stderr.strip()


def check(what, good):
    global passed, failed
    passed, failed = passed + good, failed + (not good)
    if not good:
        print(f"FAIL {what}")


def attachment(pdf, name):
    names = pdf.Root.Names.EmbeddedFiles.Names
    return next(names[i + 1].EF.F for i in range(0, len(names), 2) if str(names[i]) == name)


def with_plan(pdf, plan, mend):
    """Another plan inside; mend: the manifest agrees."""
    stream, manifest = attachment(pdf, "plan.xml"), attachment(pdf, "manifest.xml")
    old = hashlib.sha256(stream.read_bytes()).hexdigest().encode()
    stream.write(plan)
    if mend:
        manifest.write(manifest.read_bytes().replace(old, hashlib.sha256(plan).hexdigest().encode()))
    return saved(pdf)


def forgeries(source, base):
    plan = pathlib.Path(source).read_bytes()
    other = plan.replace("hành".encode(), "hanh".encode())
    (work / "other.xml").write_bytes(other)
    edited = render(work / "other.xml")
    expect("another plan is another document", edited, 0, SAME)
    expect("another plan inside", with_plan(opened(base), other, False), 1, WRONG, "VT1305")
    expect("another plan inside, hash mended", with_plan(opened(base), other, True), 1, WRONG, "VT1307")
    expect("other pages around the plan, hash mended", with_plan(opened(edited), plan, True), 1, WRONG, "VT1307")
    older = opened(base)
    manifest = attachment(older, "manifest.xml")
    manifest.write(manifest.read_bytes().replace(b'name="HarfBuzz" version="', b'name="HarfBuzz" version="1.'))
    older = saved(older)
    expect("another version", older, 0, OTHER, "VT1311")
    expect("another version, signed", sign(saved(opened(older), object_stream_mode=pikepdf.ObjectStreamMode.disable)),
           0, OTHER + LATER)
    expect("another version, another plan inside", with_plan(opened(older), other, True), 1, WRONG, "VT1310")


def in_a_batch():
    """Plans of a batch are signed where they are."""
    sample, folder = pathlib.Path("samples/bac-kan-2021").absolute(), work / "out"
    batch = [program, "batch", sample / "skeleton.xml", "-m", sample / "master.xml", "-u", sample / "units.csv", "--kinds",
             sample / "kinds.csv", "-o", folder, "--register", work / "so.db"]
    subprocess.run(batch, check=True, capture_output=True)
    plan = folder / "STC.pdf"
    signed = sign(plan.read_bytes())
    plan.write_bytes(signed)
    run = subprocess.run(batch, capture_output=True, text=True)
    check(f"a signed plan is unchanged: {run}", run.returncode == 0 and " 28 unchanged" in run.stderr)
    check("it keeps its signature", plan.read_bytes() == signed)
    run = subprocess.run([program, "verify", folder], capture_output=True, text=True)
    check(f"the folder is in order: {run}", run.returncode == 0 and f"STC.pdf: {SAME}{LATER}" in run.stdout)
    subprocess.run(batch[:-2] + ["--no-source"] + batch[-2:], check=True, capture_output=True)
    check("made anew, it is kept", signed in [path.read_bytes() for path in folder.glob("STC.*.pdf")])


base = render("samples/bac-kan-2020.xml")
in_a_batch()
signatures(base, SAME, "as made")
signatures(saved(opened(base), object_stream_mode=pikepdf.ObjectStreamMode.disable), ANEW, "saved anew")
objects(render("samples/features/pictures.xml"), 120)
objects(render("samples/cong-van.xml"), 60)
forgeries("samples/bac-kan-2020.xml", base)
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
