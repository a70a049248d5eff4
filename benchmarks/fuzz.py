"""Read damaged copies of small valid documents of every office format: none may end in anything but one sentence.

    python benchmarks/fuzz.py --cases 2000 --seed 1

Each case changes a valid document (bytes flipped, cut, doubled, swapped for others; inside zips the parts) and
reads it to the end, saves what was read and loads it again. A case is right when it was read or refused with one
plain sentence; a traceback, more seconds or more memory than the limits, or a half-written folder is a failure,
printed with the seed that makes it again.
"""

from __future__ import annotations

import argparse
import base64
import io
import random
import re
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import xlwt
from docx import Document
from openpyxl.styles import Border, Side

import budgetkit as bk
from budgetkit.model.errors import UnknownForm, UnreadableDocument
from budgetkit.package.load import load
from budgetkit.package.save import save

TITLE, UNIT = "2025年部门支出总表", "单位：万元"
HEAD = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
ROWS = [["201", "一般公共服务支出", "3.00", "2.00", "1.00"], ["20101", "人大事务", "3.00", "2.00", "1.00"]]
PROSE = "2025年支出预算3.00万元，比上年增加1.00万元，增长50.00%。"
SECONDS, MEGABYTES = 20, 3000
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
PLACES = [rb"\d+", rb"(?<=[\"'])[\w:. ]+(?=[\"'])", rb"<(\w[\w:]*)[^<>]*>[^<>]*</\1>", rb"(?<=>)[^<>]+(?=<)"]


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


WRITERS: dict[str, Callable[[], bytes]] = {
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


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return a document with one to five changes, inside a zip mostly to its parts; markup often stays well-formed."""
    if data.startswith(b"PK") and chance.random() < 0.8:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice([n for n in parts if n.endswith((".xml", ".rels", ".html"))] or list(parts))
        if chance.random() < 0.1:
            parts.pop(name)
        else:
            parts[name] = _changed(parts[name], chance)
        return zipped(parts)
    return _changed(data, chance)


def _changed(data: bytes, chance: random.Random) -> bytes:
    if b"<" in data[:200] and chance.random() < 0.6:
        return _renamed(data, chance)
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


def _renamed(data: bytes, chance: random.Random) -> bytes:
    """Change numbers, words and whole elements of markup so that a parser still takes it."""
    for _ in range(chance.randint(1, 5)):
        found = list(re.finditer(chance.choice(PLACES), data))
        if found:
            at = chance.choice(found)
            new = chance.choice(
                [b"", b"0", b"-1", b"99999999", b"1e9", b"x", at[0] * 2, at[0] * 40, "①".encode()]
            )
            data = data[: at.start()] + new + data[at.end() :]
    return data


def outcome(data: bytes, folder: Path) -> str:
    """Read one document to the end and return «read» or «refused»; raise what should not be."""
    path, target = folder / "document", folder / "saved"
    path.write_bytes(data)
    try:
        disclosure = bk.read(path)
    except (UnreadableDocument, UnknownForm) as error:
        if "\n" in str(error):
            raise AssertionError(f"not one sentence: {error}") from error
        return "refused"
    save(disclosure, target)
    if len(load(target).tables) != len(disclosure.tables):
        raise AssertionError("half of it was written")
    return "read"


def _late(*_: object) -> None:
    raise TimeoutError(f"more than {SECONDS} seconds")


def cases(count: int, seed: int, kinds: list[str]) -> Iterator[tuple[str, str, float, str]]:
    """Yield (kind, outcome, seconds, what went wrong) of every case."""
    whole = {kind: WRITERS[kind]() for kind in kinds}
    signal.signal(signal.SIGPROF, _late)
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        kind = kinds[number % len(kinds)]
        data = damaged(whole[kind], chance)
        with tempfile.TemporaryDirectory() as folder:
            began = time.process_time()
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            try:
                done, wrong = outcome(data, Path(folder)), ""
            except BaseException:
                done, wrong = "FAILED", f"case {seed}/{number}\n{traceback.format_exc(limit=-6)}"
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
            yield kind, done, time.process_time() - began, wrong


def main() -> int:
    """Run the cases asked for and print a table of outcomes; return 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=WRITERS, action="append")
    given = parser.parse_args()
    # Not on Windows, where the slice of cases that is a test runs all the same.
    import resource

    limit = MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    counts: Counter[tuple[str, str]] = Counter()
    slowest: dict[str, float] = {}
    failed = 0
    kinds = given.kind or list(WRITERS)
    for kind, done, seconds, wrong in cases(given.cases, given.seed, kinds):
        counts[kind, done] += 1
        slowest[kind] = max(slowest.get(kind, 0.0), seconds)
        failed += bool(wrong)
        if wrong:
            print(f"{kind}: {wrong}", file=sys.stderr)
    print(f"{'kind':<8} {'read':>6} {'refused':>8} {'failed':>7} {'slowest s':>10}")
    for kind in kinds:
        row = [counts[kind, done] for done in ("read", "refused", "FAILED")]
        print(f"{kind:<8} {row[0]:>6} {row[1]:>8} {row[2]:>7} {slowest.get(kind, 0.0):>10.2f}")
    print(f"seed {given.seed}, {given.cases} cases, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
