"""The same fictitious documents in every file format: facts, statements and indicators must be those of the PDF.

    python benchmarks/writers.py                       40 documents, eight of every form
    python benchmarks/writers.py 10 --only ods et      ten of them, two formats

Word, Excel, HTML, OFD and PDF come from the generator; MHTML, BIFF (.et, by xlwt), XML Spreadsheet 2003 and Word 2003
XML are made from these, everything else by LibreOffice where it is installed. A line of the table says how many facts,
statements and indicators the PDFs give, how many of them a format lacks and how many it has besides; differences are
printed. Exit status 1 when there is one.
"""

from __future__ import annotations

import argparse
import base64
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import xlwt
from openpyxl.cell.cell import MergedCell
from synthesize import Layout, synthesize, write_docx, write_html, write_ofd, write_pdf, write_xlsx

from budgetkit.forms.form import form_ids
from budgetkit.model.amount import plain_number
from budgetkit.model.disclosure import Disclosure
from budgetkit.model.errors import BudgetkitError
from budgetkit.present import records
from budgetkit.readers.read import read

OWN: dict[str, Callable[..., object]] = {
    "pdf": write_pdf,
    "docx": write_docx,
    "xlsx": write_xlsx,
    "html": write_html,
    "ofd": write_ofd,
}
OFFICE = {
    "xls": ("xlsx", "xls:MS Excel 97"),
    "ods": ("xlsx", "ods"),
    "fods": ("xlsx", "fods"),
    "sheets.html": ("xlsx", "html:HTML (StarCalc)"),
    "sheets.pdf": ("xlsx", "pdf:calc_pdf_Export"),
    "doc": ("docx", "doc:MS Word 97"),
    "odt": ("docx", "odt"),
    "rtf": ("docx", "rtf:Rich Text Format"),
    "fodt": ("docx", "fodt"),
    "word.html": ("docx", "html:HTML (StarWriter)"),
    "word.pdf": ("docx", "pdf:writer_pdf_Export"),
}
"""Formats that LibreOffice writes: of which format, with which filter."""
SHOWN = 6
LINES = "".join(
    f"<Border ss:Position='{side}' ss:LineStyle='Continuous'/>" for side in ("Left", "Right", "Top", "Bottom")
)


def mhtml(html: bytes) -> bytes:
    """Return a page as a web archive, as a browser saves it."""
    head = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=----B\r\n\r\n------B\r\n"
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return head + base64.encodebytes(html) + b"------B--\r\n"


def biff(workbook: Path, target: Path) -> None:
    """Write a workbook as BIFF, cell for cell, as WPS does under the suffix .et."""
    book = xlwt.Workbook(encoding="utf-8")
    styles: dict[str, xlwt.XFStyle] = {}
    for sheet in openpyxl.load_workbook(workbook):
        made = book.add_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                key = f"{cell.number_format} {bool(cell.border.left.style)}"
                if key not in styles:
                    lines = "borders: left thin, right thin, top thin, bottom thin"
                    ruled = lines if cell.border.left.style else ""
                    styles[key] = xlwt.easyxf(ruled, num_format_str=cell.number_format)
                if not isinstance(cell, MergedCell):
                    made.write(cell.row - 1, cell.column - 1, cell.value, styles[key])
        for area in sheet.merged_cells.ranges:
            made.merge(area.min_row - 1, area.max_row - 1, area.min_col - 1, area.max_col - 1)
    book.save(str(target))


def spreadsheet_xml(workbook: Path, target: Path) -> None:
    """Write a workbook as XML Spreadsheet 2003, cell for cell."""
    styles: dict[str, str] = {}
    sheets = []
    for sheet in openpyxl.load_workbook(workbook):
        spans = {
            (a.min_row, a.min_col): (a.max_row - a.min_row, a.max_col - a.min_col)
            for a in sheet.merged_cells.ranges
        }
        rows = []
        for number, row in enumerate(sheet.iter_rows(), 1):
            cells = []
            for cell in row:
                if isinstance(cell, MergedCell):
                    continue
                lines = LINES if cell.border.left.style else ""
                style = f"<Borders>{lines}</Borders><NumberFormat ss:Format={quoteattr(cell.number_format)}/>"
                name = styles.setdefault(style, f"s{len(styles)}")
                down, across = spans.get((number, cell.column), (0, 0))
                kind = "Number" if isinstance(cell.value, int | float) else "String"
                data = (
                    f"<Data ss:Type='{kind}'>{escape(str(cell.value))}</Data>"
                    if cell.value is not None
                    else ""
                )
                place = f"ss:Index='{cell.column}' ss:MergeDown='{down}' ss:MergeAcross='{across}'"
                cells.append(f"<Cell {place} ss:StyleID='{name}'>{data}</Cell>")
            rows.append(f"<Row ss:Index='{number}'>{''.join(cells)}</Row>")
        sheets.append(
            f"<Worksheet ss:Name={quoteattr(sheet.title)}><Table>{''.join(rows)}</Table></Worksheet>"
        )
    kept = "".join(f"<Style ss:ID='{name}'>{style}</Style>" for style, name in styles.items())
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    book = f"<Workbook xmlns='{space}' xmlns:ss='{space}'><Styles>{kept}</Styles>{''.join(sheets)}</Workbook>"
    target.write_text(f"<?xml version='1.0'?>{book}", encoding="utf-8")


def word_xml(document: Path, target: Path) -> None:
    """Write the body of a Word file as Word 2003 XML, which has the same elements under older names."""
    with zipfile.ZipFile(document) as archive:
        body = re.search("<w:body>.*</w:body>", archive.read("word/document.xml").decode(), re.DOTALL)
    assert body
    older = body[0].replace("w:vMerge", "w:vmerge")
    space = "http://schemas.microsoft.com/office/word/2003/wordml"
    head = (
        f"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument xmlns:w='{space}'>"
    )
    target.write_text(f"{head}{older}</w:wordDocument>", encoding="utf-8")


def by_libreoffice(sources: list[Path], filter: str, folder: Path) -> None:
    """Convert files in one call."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", filter, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, sources)], check=True, capture_output=True, timeout=1200)


def written(number: int, first: int, formats: list[str], folder: Path) -> Iterator[tuple[str, int, Path]]:
    """Yield format, seed and path of every document in every format asked for."""
    forms = form_ids()
    seeds = range(first, first + number)
    for seed in seeds:
        of = synthesize(forms[seed % len(forms)], 2020 + seed % 7, seed).disclosure
        for kind, writer in OWN.items():
            writer(of, folder / f"{seed}.{kind}", Layout.of(seed))
        (folder / f"{seed}.mht").write_bytes(mhtml((folder / f"{seed}.html").read_bytes()))
        biff(folder / f"{seed}.xlsx", folder / f"{seed}.et")
        spreadsheet_xml(folder / f"{seed}.xlsx", folder / f"{seed}.xml")
        word_xml(folder / f"{seed}.docx", folder / f"{seed}.word.xml")
    for kind in formats:
        target, ending = folder, kind
        if kind in OFFICE:
            source, filter = OFFICE[kind]
            target = folder / kind
            target.mkdir()
            ending = kind.rpartition(".")[2]
            by_libreoffice([folder / f"{seed}.{source}" for seed in seeds], filter, target)
        for seed in seeds:
            yield kind, seed, target / f"{seed}.{ending}"


def content(of: Disclosure) -> Counter[tuple[str, ...]]:
    """Return what was read, without places: facts, statements and indicators."""
    found: Counter[tuple[str, ...]] = Counter()
    for fact in records.facts(of):
        keys = ("table", "half", "code", "column", "value", "unit")
        found["fact", *(str(fact[k]) for k in keys)] += 1
    for claim in of.claims:
        figures = (claim.amount, claim.share, claim.change, claim.growth, claim.base_amount)
        said = (claim.section, claim.about, claim.whole, claim.base, *map(plain_number, figures))
        found["claim", *said] += 1
    for item in records.indicators(of):
        found["indicator", *("".join(str(v).split()) for v in item.values())] += 1
    return found


def main() -> int:
    """Print the table and every difference."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("number", nargs="?", type=int, default=40, help="how many documents")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    every = [*(kind for kind in OWN if kind != "pdf"), "mht", "et", "xml", "word.xml", *OFFICE]
    parser.add_argument("--only", nargs="+", choices=every, default=every, help="these formats only")
    chosen = parser.parse_args()
    differing = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "made")
        folder.mkdir()
        known: dict[int, Counter[tuple[str, ...]]] = {}
        score: dict[str, Counter[str]] = {}
        for kind, seed, path in written(chosen.number, chosen.first, chosen.only, folder):
            if seed not in known:
                known[seed] = content(read(folder / f"{seed}.pdf"))
            counts = score.setdefault(kind, Counter())
            counts["documents"] += 1
            if not path.is_file():
                counts["not written"] += 1
                continue
            began = time.process_time()
            try:
                found = content(read(path))
            except BudgetkitError as error:
                print(f"{kind} {seed}: {error}", flush=True)
                found = Counter()
            counts["ms"] += int(1000 * (time.process_time() - began))
            lacks, has = known[seed] - found, found - known[seed]
            counts["lacks"] += lacks.total()
            counts["has besides"] += has.total()
            counts["of"] += known[seed].total()
            counts["equal"] += not lacks and not has
            for sign, some in (("-", lacks), ("+", has)):
                for item in list(some.elements())[:SHOWN]:
                    print(f"{kind} {seed} {sign} {' | '.join(item)}", flush=True)
            if seed == chosen.first + chosen.number - 1:
                print(f"== {kind}: {dict(counts)}", flush=True)
        print(
            f"{'format':<12} {'documents':>9} {'equal':>6} {'of':>7} {'lacks':>6} {'besides':>8} {'s each':>7}"
        )
        for kind, counts in score.items():
            row = [counts[k] for k in ("documents", "equal", "of", "lacks", "has besides")]
            each = counts["ms"] / 1000 / max(counts["documents"] - counts["not written"], 1)
            print(f"{kind:<12} {row[0]:>9} {row[1]:>6} {row[2]:>7} {row[3]:>6} {row[4]:>8} {each:>7.2f}")
            differing += counts["lacks"] + counts["has besides"] + counts["not written"]
    return int(differing > 0)


if __name__ == "__main__":
    sys.exit(main())
