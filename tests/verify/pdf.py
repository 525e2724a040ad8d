"""PDFs changed by hand: revisions appended to them, objects looked up by qpdf."""
import re
import subprocess


def show(path, what):
    return subprocess.run(["qpdf", f"--show-object={what}", path], capture_output=True, check=True).stdout.strip()


class Pdf:
    def __init__(self, path):
        self.path, self.bytes = path, path.read_bytes()
        trailer = show(path, "trailer")
        self.root = int(re.search(rb"/Root (\d+) 0 R", trailer)[1])
        self.information = int(re.search(rb"/Info (\d+) 0 R", trailer)[1])
        self.size = int(re.search(rb"/Size (\d+)", trailer)[1])
        told = subprocess.run(["qpdf", "--show-pages", path], capture_output=True, check=True).stdout
        self.pages = [int(number) for number in re.findall(rb"^page \d+: (\d+) 0 R", told, re.M)]
        self.contents = [int(number) for number in re.findall(rb"content:\n +(\d+) 0 R", told)]

    def dictionary(self, number):
        return show(self.path, number)

    def content(self, page):
        command = ["qpdf", f"--show-object={self.contents[page]}", "--filtered-stream-data", self.path]
        return subprocess.run(command, capture_output=True, check=True).stdout

    def with_entries(self, number, entries):
        """The object's dictionary with more entries, which come before those of the same key."""
        text = self.dictionary(number)
        for key in re.findall(rb"/\w+", entries)[:1]:
            text = re.sub(rb"%s (\[[^\]]*\]|\([^)]*\)|\d+ 0 R|/\w+)" % key, b"", text)
        return text[:-2] + entries + b" >>"


def revision(base, root, information, size, objects):
    """base with new or changed objects {number: bytes} appended to it as a revision."""
    before = int(re.findall(rb"startxref\s+(\d+)\s+%%EOF", base)[-1])
    out, places = bytearray(base), {}
    for number, text in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, text)
    table = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in sorted(places.items()):
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    size = max([size, *(number + 1 for number in objects)])
    out += b"trailer\n<< /Root %d 0 R /Info %d 0 R /Size %d /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        root, information, size, before, table)
    return bytes(out)


def stream(text, entries=b""):
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(text), entries, text)
