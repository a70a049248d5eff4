"""Read damaged copies of valid documents of every format: none may end in anything but one sentence.

    python benchmarks/fuzz.py --cases 10000 --seed 1

Each case changes a valid document and reads it to the end, checks what was read, saves it and loads it again. Changed
are bytes (flipped, cut, doubled, swapped for others), numbers, names and elements of markup (removed, doubled, swapped,
nested a thousand times, given huge counts), objects of PDF, and members of zips (gone, empty, swapped, twice, cut).
Every tenth document is a complete one from the generator. A case is right when it was read or refused with one plain
sentence; a traceback, a crash, more seconds or more memory than the limits, or a half-written folder is a failure,
printed with the seed that makes it again (--only). Children read, so that a crash is one case; not for Windows.
"""

from __future__ import annotations

import argparse
import base64
import faulthandler
import io
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from docx import Document
from lxml import etree
from openpyxl.styles import Border, Side
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas
from synthesize import Layout, synthesize, write_docx, write_html, write_ofd, write_pdf, write_xlsx
from synthesize.ofd import OfdCanvas
from synthesize.pdf import FONT, register_font

import budgetkit as bk
from budgetkit.forms.form import form_ids
from budgetkit.model.errors import UnknownForm, UnreadableDocument
from budgetkit.package.load import load
from budgetkit.package.save import save
from budgetkit.present.font import PATH
from budgetkit.readers.formats import programs
from budgetkit.readers.formats.scan import is_installed

TITLE, UNIT = "2025年部门支出总表", "单位：万元"
HEAD = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
ROWS = [["201", "一般公共服务支出", "3.00", "2.00", "1.00"], ["20101", "人大事务", "3.00", "2.00", "1.00"]]
PROSE = "2025年支出预算3.00万元，比上年增加1.00万元，增长50.00%。"
SECONDS, MEGABYTES = 20, 3000
FORMS = 5
CHUNK = 100
"""Cases of one child process."""
WEIRD = [
    b"",
    b"\x00",
    b"\xff",
    b"<",
    b">",
    b"&#0;",
    b"-1",
    b"99999999999",
    b"]]>",
    b"\xe5",
    b"<w:tbl>",
    b"<td rowspan=9>",
]


def word() -> bytes:
    made = Document()
    made.add_paragraph(TITLE)
    made.add_paragraph(UNIT)
    table = made.add_table(0, len(HEAD))
    for row in [HEAD, *ROWS]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    made.add_paragraph(PROSE)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def excel() -> bytes:
    book = openpyxl.Workbook()
    for line in ([TITLE], [UNIT], HEAD, *ROWS, [PROSE]):
        book.active.append([float(x) if x.endswith("0") else x for x in line])
    for row in book.active["A3:E5"]:
        for cell in row:
            cell.border, cell.number_format = Border(*[Side(style="thin")] * 4), "#,##0.00;[Red]0.00"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def old_excel() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    style = xlwt.easyxf("borders: left thin, right thin", num_format_str="0.00")
    for r, line in enumerate(([TITLE], [UNIT], HEAD, *ROWS, [PROSE])):
        for c, text in enumerate(line):
            sheet.write(r, c, float(text) if text.endswith("0") else text, style)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(cell: str, row: str) -> str:
    return "".join(row.format("".join(cell.format(text) for text in line)) for line in (HEAD, *ROWS))


def html() -> bytes:
    table = f"<table border=1>{_rows('<td>{}</td>', '<tr>{}</tr>')}</table>"
    style = "<style>.h{display:none} td{color:#000}</style>"
    return f"<html><head>{style}</head><p>{TITLE}</p><p>{UNIT}</p>{table}<p>{PROSE}<sup>1</sup></p></html>".encode()


def mhtml() -> bytes:
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html\r\n"
    return head + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(html()) + b"\r\n--B--\r\n"


def xml_spreadsheet() -> bytes:
    rows = _rows("<Cell ss:StyleID='r'><Data ss:Type='String'>{}</Data></Cell>", "<Row>{}</Row>")
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    borders = "<Borders><Border ss:Position='Left' ss:LineStyle='Continuous'/></Borders>"
    styles = f"<Styles><Style ss:ID='r'>{borders}</Style></Styles>"
    sheet = f"<Worksheet ss:Name='支出总表'><Table>{rows}</Table></Worksheet>"
    return (
        f"<?xml version='1.0'?><Workbook xmlns='{name}' xmlns:ss='{name}'>{styles}{sheet}</Workbook>".encode()
    )


def flat_ods() -> bytes:
    spaces = " ".join(
        f"xmlns:{n}='urn:oasis:names:tc:opendocument:xmlns:{n}:1.0'"
        for n in ("office", "table", "text", "style")
    )
    rows = _rows(
        "<table:table-cell><text:p>{}</text:p></table:table-cell>", "<table:table-row>{}</table:table-row>"
    )
    table = f"<table:table table:name='支出总表'>{rows}</table:table>"
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    kind = "office:mimetype='application/vnd.oasis.opendocument.spreadsheet'"
    return f"<?xml version='1.0'?><office:document {spaces} {kind}>{body}</office:document>".encode()


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def ods() -> bytes:
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": flat_ods()})


def bundle() -> bytes:
    return zipped({"表.html": html(), "说明.txt": PROSE.encode()})


def text() -> bytes:
    return "\n".join([TITLE, UNIT, " ".join(HEAD), *(" ".join(row) for row in ROWS), PROSE]).encode("gb18030")


def _drawn(canvas: Any) -> None:
    """Draw the table on a page of a PDF or OFD file."""
    canvas.setFont(FONT, 10)
    for y, text in ((800, TITLE), (780, UNIT), (600, PROSE)):
        canvas.drawString(60, y, text)
    rows = [HEAD, *ROWS]
    for r in range(len(rows) + 1):
        canvas.line(60, 760 - 24 * r, 510, 760 - 24 * r)
    for c in range(len(HEAD) + 1):
        canvas.line(60 + 90 * c, 760, 60 + 90 * c, 760 - 24 * len(rows))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            canvas.drawString(64 + 90 * c, 744 - 24 * r, text)
    canvas.showPage()
    canvas.save()


def pdf() -> bytes:
    register_font()
    out = io.BytesIO()
    _drawn(Canvas(out, invariant=1, pageCompression=0))
    return out.getvalue()


def ofd() -> bytes:
    register_font()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.ofd")
        _drawn(OfdCanvas(path))
        return path.read_bytes()


def picture() -> bytes:
    image = Image.new("L", (900, 500), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(str(PATH), 18)
    for n, line in enumerate((TITLE, UNIT, *(" ".join(row) for row in (HEAD, *ROWS)))):
        draw.text((40, 40 + 40 * n), line, 0, font)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@cache
def _office(source: str, kind: str, filter: str) -> bytes:
    """Return the Word document in a format that LibreOffice writes."""
    programs._FILTERS[kind] = filter
    return programs.converted(WRITERS[source](), "made", f".{source}", kind)


WRITERS: dict[str, Callable[[], bytes]] = {
    "pdf": pdf,
    "ofd": ofd,
    "docx": word,
    "xlsx": excel,
    "xls": old_excel,
    "html": html,
    "mhtml": mhtml,
    "xml2003": xml_spreadsheet,
    "fods": flat_ods,
    "ods": ods,
    "zip": bundle,
    "text": text,
}
SLOW: dict[str, Callable[[], bytes]] = {
    "doc": lambda: _office("docx", "doc", "doc:MS Word 97"),
    "rtf": lambda: _office("docx", "rtf", "rtf:Rich Text Format"),
    "odt": lambda: _office("docx", "odt", "odt"),
    "picture": picture,
}
"""Read by other programs or by OCR, each case in seconds: one in forty."""
WHOLE = {"pdf": write_pdf, "docx": write_docx, "xlsx": write_xlsx, "html": write_html, "ofd": write_ofd}


@cache
def complete(kind: str, number: int) -> bytes:
    """Return a complete document of one of the forms."""
    form = form_ids()[number % len(form_ids())]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a.{kind}")
        WHOLE[kind](synthesize(form, 2025, number).disclosure, path, Layout.of(number))
        return path.read_bytes()


PLACES = [rb"\d+", rb"(?<=[\"'])[\w:. ]+(?=[\"'])", rb"<(\w[\w:]*)[^<>]*>[^<>]*</\1>", rb"(?<=>)[^<>]+(?=<)"]
PDF_PLACES = [
    rb"\d+ 0 R",
    rb"(?<=[ /\[])\d+(?:\.\d+)?",
    rb"/[A-Z]\w+",
    rb"\((?:[^()\\]|\\.)*\)",
    rb"\bobj\b.*?endobj",
]
OLE = b"\xd0\xcf\x11\xe0"
NUMBERS = [b"", b"0", b"-1", b"99999999", b"1e9", b"2147483648", b"0.0000001", b"x", "①".encode()]
DEPTHS = (10, 200, 3000)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return a document with one to five changes; markup, PDF and zips often stay well-formed."""
    if data.startswith(b"PK") and chance.random() < 0.85:
        return _rezipped(data, chance)
    if data.startswith(b"%PDF") and chance.random() < 0.6:
        return _renamed(data, chance, PDF_PLACES)
    if data.startswith(OLE) and chance.random() < 0.8:
        return _overwritten(data, chance)
    return _changed(data, chance)


def _overwritten(data: bytes, chance: random.Random) -> bytes:
    """Change bytes where no other byte moves: what lies in sectors stays readable."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at, size = chance.randrange(512, len(changed)), chance.choice([1, 1, 2, 4])
        new = chance.choice([chance.randbytes(size), b"\x00" * size, b"\xff" * size, changed[at - size : at]])
        changed[at : at + size] = new
    return bytes(changed[: len(data)])


def _rezipped(data: bytes, chance: random.Random) -> bytes:
    """Change a part of a zip, or which parts there are."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = [n for n in parts if n.endswith((".xml", ".rels", ".html"))] or list(parts)
    name, other = chance.choice(names), chance.choice(names)
    how = chance.random()
    if how < 0.7:
        parts[name] = _changed(parts[name], chance)
    elif how < 0.75:
        parts.pop(name)
    elif how < 0.8:
        parts[name] = b""
    elif how < 0.88:
        parts[name], parts[other] = parts[other], parts[name]
    elif how < 0.92:
        parts[name] = parts[name][: chance.randrange(len(parts[name]) + 1)]
    elif how < 0.96:
        parts[name] += b" " * chance.choice([1 << 16, 1 << 22, 40 << 20])
    else:
        made = zipped(parts)
        return (
            made[: chance.randrange(len(made))]
            if chance.random() < 0.5
            else made + zipped({name: parts[other]})
        )
    return zipped(parts)


def _changed(data: bytes, chance: random.Random) -> bytes:
    if b"<" in data[:200] and (how := chance.random()) < 0.75:
        return _renamed(data, chance, PLACES) if how < 0.35 else _grafted(data, chance)
    changed = bytearray(data)
    for _ in range(chance.randint(1, 5)):
        at, size = chance.randrange(len(changed) + 1), chance.choice([1, 1, 2, 8, 64, 500])
        how = chance.randrange(6)
        if how == 0:
            changed[at : at + size] = chance.randbytes(min(size, 8))
        elif how == 1:
            del changed[at : at + size]
        elif how == 2:
            changed[at:at] = changed[at : at + size] * chance.choice([1, 2, 50])
        elif how == 3:
            changed[at:at] = chance.choice(WEIRD)
        elif how == 4 and len(changed) > 10:
            other = chance.randrange(len(changed))
            changed[at : at + size], changed[other : other + size] = (
                changed[other : other + size],
                changed[at : at + size],
            )
        else:
            changed = changed[: max(1, len(changed) - size)] if chance.random() < 0.9 else changed[: at or 1]
    return bytes(changed)


def _renamed(data: bytes, chance: random.Random, places: list[bytes]) -> bytes:
    """Change numbers, words and whole elements so that a parser still takes it."""
    for _ in range(chance.randint(1, 5)):
        found = list(re.finditer(chance.choice(places), data, re.DOTALL))
        if found:
            at, other = chance.choice(found), chance.choice(found)
            new = chance.choice([*NUMBERS, at[0] * 2, at[0] * 40, other[0], other[0]])
            data = data[: at.start()] + new + data[at.end() :]
    return data


def _grafted(data: bytes, chance: random.Random) -> bytes:
    """Remove, double, swap, move and nest elements of markup; give attributes huge counts."""
    parser = etree.HTMLParser(huge_tree=True) if b"<html" in data[:300] else etree.XMLParser(huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return _renamed(data, chance, PLACES)
    for _ in range(chance.randint(1, 3)):
        inner = [e for e in root.iter(tag=etree.Element) if e is not root]
        if not inner:
            break
        element, other = chance.choice(inner), chance.choice(inner)
        parent = element.getparent()
        assert parent is not None  # it stands inside the root
        how = chance.randrange(6)
        if how == 0:
            parent.remove(element)
        elif how == 1:
            for _ in range(chance.choice([1, 3, 300])):
                parent.insert(parent.index(element), deepcopy(element))
        elif how == 2 and element is not other and element not in other.iterancestors():
            other.append(element)
        elif how == 3:
            _nest(element, chance.choice(DEPTHS))
        elif how == 4 and element.attrib:
            name = chance.choice(list(element.attrib))
            element.set(name, chance.choice(["", "0", "-1", "99999999", "1e9", "2147483648", "x", "true"]))
        else:
            for name in element.attrib:
                element.set(name, other.get(name, "1048576"))
    return etree.tostring(root, encoding="utf-8")


def _nest(element: Any, depth: int) -> None:
    """Put so many copies of an element, without what is in them, around it."""
    parent = element.getparent()
    place = parent.index(element)
    inner = element
    for _ in range(depth):
        outer = etree.Element(element.tag, dict(element.attrib))
        outer.append(inner)
        inner = outer
    parent.insert(place, inner)


def outcome(data: bytes, folder: Path) -> str:
    """Read one document to the end and return «read» or «refused»; raise what should not be."""
    path, target = folder / "document", folder / "saved"
    path.write_bytes(data)
    try:
        disclosure = bk.read(path)
    except (UnreadableDocument, UnknownForm) as error:
        if "\n" in str(error) or len(str(error)) > 1000:
            raise AssertionError(f"not one sentence: {error}") from error
        return "refused"
    bk.check(disclosure)
    save(disclosure, target)
    if len(load(target).tables) != len(disclosure.tables):
        raise AssertionError("half of it was written")
    return "read"


def case(seed: int, number: int, kinds: list[str]) -> tuple[str, bytes]:
    """Return the kind and the document of a case."""
    chance = random.Random(f"{seed}/{number}")
    slow = [kind for kind in kinds if kind in SLOW]
    fast = [kind for kind in kinds if kind not in SLOW]
    kind = (
        slow[number // 40 % len(slow)]
        if slow and (number % 40 == 39 or not fast)
        else fast[number % len(fast)]
    )
    whole = kind in WHOLE and number // len(fast) % 10 == 9
    return kind, damaged(complete(kind, number // 120 % FORMS) if whole else (WRITERS | SLOW)[kind](), chance)


def _late(*_: object) -> None:
    raise TimeoutError(f"more than {SECONDS} seconds")


def _child(pipe: Connection, seed: int, numbers: list[int], kinds: list[str]) -> None:
    """Try cases and send what became of each: its number when it begins, then kind, outcome, seconds and traceback."""
    # Not on Windows, where the slice of cases that is a test runs all the same.
    import resource

    signal.signal(signal.SIGPROF, _late)
    # Progress of OCR.
    sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115
    for number in numbers:
        kind, data = case(seed, number, kinds)
        if kind not in SLOW:
            limit = MEGABYTES * 1024 * 1024
            resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
        pipe.send((number, kind))
        with tempfile.TemporaryDirectory() as folder:
            began = time.process_time()
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            # Should C code never come back, nothing of Python can end it.
            faulthandler.dump_traceback_later(6 * SECONDS, exit=True, file=sys.__stderr__ or 2)
            try:
                done, wrong = outcome(data, Path(folder)), ""
            except BaseException:
                done, wrong = "FAILED", traceback.format_exc(limit=-8)
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
                faulthandler.cancel_dump_traceback_later()
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        pipe.send((number, kind, done, time.process_time() - began, memory, wrong))
    pipe.close()


def cases(numbers: list[int], seed: int, kinds: list[str]) -> Iterator[tuple[int, str, str, float, int, str]]:
    """Yield (number, kind, outcome, seconds, megabytes, what went wrong) of every case."""
    context = get_context("fork")
    left = list(numbers)
    while left:
        mine, theirs = context.Pipe(duplex=False)
        child = context.Process(target=_child, args=(theirs, seed, left[:CHUNK], kinds))
        child.start()
        theirs.close()
        begun: tuple[int, str] | None = None
        try:
            while True:
                said = mine.recv()
                if len(said) == 2:
                    begun = said
                    continue
                begun = None
                left.remove(said[0])
                yield said
        except EOFError:
            child.join()
            # A case that cannot even be made is a fault of this script.
            begun = begun or ((left[0], kinds[0]) if child.exitcode else None)
        if begun is not None:
            left.remove(begun[0])
            yield (*begun, "FAILED", 0.0, 0, f"the process ended with {child.exitcode}")


def main() -> int:
    """Run the cases asked for and print a table of outcomes; return 1 where one failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0, help="the first case")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, nargs="+", help="these cases, written into the present folder")
    every = [*WRITERS, *(kind for kind in SLOW if _is_there(kind))]
    parser.add_argument("--kind", choices=every, action="append")
    given = parser.parse_args()
    kinds = given.kind or every
    # Made once, in the process that the children are forked from.
    for kind in kinds:
        (WRITERS | SLOW)[kind]()
        for number in range(FORMS if kind in WHOLE else 0):
            complete(kind, number)
    counts: Counter[tuple[str, str]] = Counter()
    slowest: dict[str, float] = {}
    largest: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in set(kinds) - set(SLOW):
            outcome(WRITERS[kind](), Path(folder))
            shutil.rmtree(Path(folder, "saved"))
    numbers = given.only or list(range(given.first, given.first + given.cases))
    for number in given.only or ():
        kind, data = case(given.seed, number, kinds)
        Path(f"fuzz-{given.seed}-{number}.{kind}").write_bytes(data)
    for number, kind, done, seconds, memory, wrong in cases(numbers, given.seed, kinds):
        counts[kind, done] += 1
        slowest[kind] = max(slowest.get(kind, 0.0), seconds)
        largest[kind] = max(largest.get(kind, 0), memory)
        if wrong:
            print(f"{kind}: case {given.seed}/{number}\n{wrong}", flush=True)
    print(f"{'kind':<8} {'read':>6} {'refused':>8} {'failed':>7} {'slowest s':>10} {'MB':>6}")
    for kind in kinds:
        row = [counts[kind, done] for done in ("read", "refused", "FAILED")]
        worst = f"{slowest.get(kind, 0.0):>10.2f} {largest.get(kind, 0):>6}"
        print(f"{kind:<8} {row[0]:>6} {row[1]:>8} {row[2]:>7} {worst}")
    failed = sum(count for (_, done), count in counts.items() if done == "FAILED")
    print(f"seed {given.seed}, {len(numbers)} cases, {failed} failed")
    return int(failed > 0)


def _is_there(kind: str) -> bool:
    return is_installed() if kind == "picture" else shutil.which("soffice") is not None


if __name__ == "__main__":
    sys.exit(main())
