#!/usr/bin/env python3
"""Pages that nobody laid out by hand: the five seed plans, each paragraph in turn doubled, cut to its half or left out,
the text in 13 and 14 pt, judged by the independent auditor. Counts what a page must never do.

    variations.py VANTHU AUDITOR'S-PYTHON AUDIT.PY [COUNT]      COUNT: so many of all, evenly chosen [all]
"""
import collections
import concurrent.futures
import copy
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

SPACE = "urn:vanthu:plan:1"
SEEDS = ["soc-trang-2021", "bac-kan-2020", "tay-ninh-2024", "khanh-hoa-2021", "hai-duong-2022"]
PARAGRAPHS = {"p", "item", "clause", "point", "note", "quote"}
BLOCKS = {"p", "note", "quote", "list", "clause", "point", "table", "figure", "title", "lead"}
JOBS = 2
FAULTS = {  # the auditor's id, and how its line begins
    "stranded headings": [("T.1", "")],
    "orphans": [("T.2", "")],
    "widows": [("T.3", "")],
    "lone signatures": [("II.7b", "text above the signature")],
    "open rows": [("B.3", ""), ("B.4", "")],
    "pages off the paper": [("T.6", ""), ("I.3", "nothing printed")],
    "pages short for no reason": [("I.3", "bottom")],
}


def local(element):
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def running_end(element):
    """How many of the first children are part of the paragraph, not blocks of their own."""
    for i, child in enumerate(element):
        if local(child) in BLOCKS:
            return i
    return len(element)


def doubled(element, parents):
    end = running_end(element)
    inline = [copy.deepcopy(child) for child in element[:end]]
    text = element.text or ""
    if end:
        element[end - 1].tail = (element[end - 1].tail or "").rstrip() + " " + text.lstrip()
    else:
        element.text = text.rstrip() + " " + text.lstrip()
    for i, child in enumerate(inline):
        element.insert(end + i, child)
    return True


def cut(element, parents):
    words = (element.text or "").split()
    if len(words) < 8:
        return False
    element.text = " ".join(words[:len(words) // 2])
    for child in element[:running_end(element)]:
        element.remove(child)
    return True


def left_out(element, parents):
    parent = parents[element]
    if len(parent) == 1 or element.get("id") or any(local(child) in BLOCKS for child in element):
        return False
    parent.remove(element)
    return True


def paragraphs(root):
    return [e for e in root.iter() if local(e) in PARAGRAPHS and (e.text or "").strip()]


def variations(name):
    """(what, plan as bytes)"""
    path = f"samples/{name}.xml"
    count = len(paragraphs(xml.parse(path).getroot()))
    for i in range(count):
        for change in (doubled, cut, left_out):
            tree = xml.parse(path)
            root = tree.getroot()
            parents = {child: parent for parent in root.iter() for child in parent}
            if change(paragraphs(root)[i], parents):
                yield f"{name}-{i:03}-{change.__name__}", xml.tostring(root, encoding="utf-8")


def judge(python, audit, path):
    report = subprocess.run([python, audit, path], stdout=subprocess.PIPE, text=True, check=False)
    if report.returncode > 1:
        raise SystemExit(f"{path}: the auditor broke ({report.returncode})")
    return [line.split(None, 2)[1:] for line in report.stdout.splitlines() if line.startswith("FAIL")]


def template(size, folder):
    path = os.path.join(folder, f"ke-hoach-{size}.xml")
    with open(path, "w", encoding="utf-8") as file:
        file.write('<template xmlns="urn:vanthu:template:1" extends="ke-hoach">'
                   f'<style name="text" size="{size}pt"/></template>')
    return path


def render(vanthu, every, size, folder):
    """The PDFs; a variation that is no plan any more is none."""
    out = os.path.join(folder, str(size))
    os.mkdir(out)
    for what, plan in every:
        with open(os.path.join(out, what + ".xml"), "wb") as file:
            file.write(plan)
    plans = [os.path.join(out, what + ".xml") for what, _ in every]
    subprocess.run([vanthu, "render", "-j", str(JOBS), "-t", template(size, folder), "-o", out, *plans],
                   stderr=subprocess.DEVNULL, check=False)
    return [pdf for pdf in (plan[:-3] + "pdf" for plan in plans) if os.path.exists(pdf)]


def main(vanthu, python, audit, wanted=None):
    xml.register_namespace("", SPACE)
    every = [(what, plan) for name in SEEDS for what, plan in variations(name)]
    half = min(int(wanted) // 2, len(every)) if wanted else len(every)
    every = [every[i * len(every) // half] for i in range(half)]
    found = collections.Counter()
    others = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        pdfs = [pdf for size in (13, 14) for pdf in render(vanthu, every, size, folder)]
        with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
            for pdf, failures in zip(pdfs, pool.map(lambda path: judge(python, audit, path), pdfs)):
                for key, rest in failures:
                    kinds = [kind for kind, lines in FAULTS.items()
                             for known, start in lines if key == known and rest.startswith(start)]
                    found.update(kinds)
                    others.update([f"{os.path.basename(pdf)[:-4].rsplit('-', 2)[0]} {key}"] if not kinds else [])
                    if kinds:
                        print(f"FAIL {os.path.relpath(pdf, folder)}: {key} {rest}", flush=True)
    print(f"{len(pdfs)} documents; " + ", ".join(f"{kind}: {found[kind]}" for kind in FAULTS))
    if others:
        print("not of pages: " + ", ".join(f"{key} {count}" for key, count in sorted(others.items())))
    bad = sum(found.values())
    print(f"{len(pdfs) * len(FAULTS) - bad} passed, {bad} failed")
    return 1 if bad or len(pdfs) < len(every) * 2 * 9 // 10 else 0


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
