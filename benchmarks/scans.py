"""Scans made of published PDFs, whose figures the text layer tells: what is read, what is proved, beside other OCR.

    python benchmarks/scans.py [--dpi 150 200 300] [--documents 4] [--first 0] [--pages 12] [--others] [--grey]

Of every PDF the first pages that hold tables are drawn at so many dots an inch, put under a red seal, turned by 1.5
degrees, made noisy and packed as JPEG 60;
the disclosure read of these pictures is held against that read of the text, amount by amount at its place on the page.
Printed are the amounts right, those proved and how many of these are wrong, the findings «broken» that the text does not
give, and pages a second. With ``--others`` plain rapidocr and, where it is installed, tesseract read the same pages; an
amount counts as right there when its digits stand anywhere on its page, which asks less. Needs the published documents
in ../shared/documents and the extra ocr.
"""

import argparse
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2

from budgetkit.checks.verdicts import check
from budgetkit.model.disclosure import Cell, Disclosure
from budgetkit.readers.formats.open import open_paper
from budgetkit.readers.formats.page import Page, Paper
from budgetkit.readers.formats.scan.pages import read_picture
from budgetkit.readers.read import read_paper

DOCUMENTS = Path(__file__).resolve().parents[2] / "shared" / "documents"
SKEW, NOISE, QUALITY = 1.5, 8.0, 60
NEAR = 14.0
"""Points that a cell of the picture may lie from that of the text."""
NUMBER = re.compile(r"\d[\d,，]*(?:\.\d+)?")


def scanned(pixels: Any, dpi: float, seed: int) -> Any:
    """Return a page as a scanner gives it: under a red seal, askew, noisy, packed as JPEG."""
    random = np.random.default_rng(seed)
    height, width = pixels.shape[:2]
    sealed = (pixels.astype(np.float32) * _seal(width, height, dpi, random) / 255).astype(np.uint8)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), SKEW, 1.0)
    turned = cv2.warpAffine(sealed, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    noisy = turned.astype(np.float32) * 0.94 + 8 + random.normal(0, NOISE, (height, width))[:, :, None]
    packed = cv2.imencode(
        ".jpg", np.clip(noisy, 0, 255).astype(np.uint8)[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    )[1]
    opened: Any = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    return np.ascontiguousarray(opened[:, :, ::-1])


def _seal(width: int, height: int, dpi: float, random: Any) -> Any:
    """Return white paper with a round seal of 40 mm: a ring, a star, signs around it."""
    paper = np.full((height, width, 3), 255, np.uint8)
    red, radius = (200, 30, 40), dpi * 0.8
    x, y = width * random.uniform(0.35, 0.75), height * random.uniform(0.3, 0.7)
    cv2.circle(paper, (int(x), int(y)), int(radius), red, max(3, int(dpi) // 40))
    spokes = [(0.4 if n % 2 == 0 else 0.16) * radius for n in range(10)]
    star = [(x + r * np.sin(n * np.pi / 5), y - r * np.cos(n * np.pi / 5)) for n, r in enumerate(spokes)]
    cv2.fillPoly(paper, [np.array(star, np.int32)], red)
    for angle in np.linspace(0.75, 2.25, 14) * np.pi:
        cx, cy = x + 0.75 * radius * np.cos(angle), y + 0.75 * radius * np.sin(angle)
        one, other = ((int(cx + s * dpi / 20), int(cy + s * dpi / 14)) for s in (-1, 1))
        cv2.rectangle(paper, one, other, red, max(2, int(dpi) // 70))
    return paper


def pictures(path: Path, dpi: float, numbers: Sequence[int], grey: bool) -> Iterator[tuple[int, Any]]:
    """Yield pages of a PDF, with their numbers, as scans; as a copy without colours where ``grey`` says so."""
    document = pypdfium2.PdfDocument(path)
    for number in numbers:
        drawn = document[number - 1].render(scale=dpi / 72).to_numpy()[:, :, ::-1]
        page = scanned(np.ascontiguousarray(drawn), dpi, number)
        grey_page = cv2.cvtColor(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        yield number, grey_page if grey else page


def with_tables(paper: Paper, most: int) -> Paper:
    """Return the first pages of a document that hold amounts in tables."""
    numbers = sorted({cell.place.page or 0 for cell in _amounts(read_paper(paper))})[:most]
    return Paper(paper.format, tuple(p for p in paper.pages if p.number in numbers), name=paper.name)


@dataclass
class Score:
    """What became of the amounts of some documents."""

    printed: int = 0
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    accused: int = 0
    pages: int = 0
    seconds: float = 0.0
    others: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    took: dict[str, float] = field(default_factory=lambda: {"rapidocr": 0.0, "tesseract": 0.0})

    def add(self, text: Disclosure, scan: Disclosure) -> None:
        """Hold the disclosure read of pictures against that read of the text."""
        truth: dict[int | None, list[Cell]] = {}
        for cell in _amounts(text):
            truth.setdefault(cell.place.page, []).append(cell)
        self.printed += sum(map(len, truth.values()))
        for cell in _amounts(scan):
            near = min(truth.get(cell.place.page, []), key=lambda other: _apart(cell, other), default=None)
            same = near is not None and _apart(cell, near) < NEAR and _value(near) == _value(cell)
            (self.right if same else self.wrong)[cell.ocr] += 1
            if same and near in truth[cell.place.page]:
                truth[cell.place.page].remove(near)
            elif not same:
                self.faults.append(
                    f"    {cell.ocr} {_value(cell)} on page {cell.place.page} at {cell.place.box}"
                )
        missing = (cell for cells in truth.values() for cell in cells)
        self.faults += [f"    not read: {_value(c)} on page {c.place.page} at {c.place.box}" for c in missing]
        known = {f.place for f in check(text).of("broken")}
        self.accused += sum(f.place not in known for f in check(scan).of("broken"))

    def say(self, what: str) -> str:
        """Return one line of the table."""
        right, printed = self.right.total(), max(self.printed, 1)
        proved, wrong = self.right["proved"] + self.wrong["proved"], self.wrong["proved"]
        parts = [
            f"{what:<44} {self.printed:5} amounts, right {right / printed:7.2%}",
            f"proved {proved / printed:6.1%}, of them wrong {wrong}",
            f"wrong though read {self.wrong['read']}, wrong and uncertain {self.wrong['uncertain']}",
            f"accused wrongly {self.accused}",
            f"{self.pages / max(self.seconds, 1e-9):.2f} pages a second of processor time",
            *(
                f"{name} {n / printed:.2%}, {self.pages / self.took[name]:.2f} pages a second"
                for name, n in self.others.items()
            ),
        ]
        return "; ".join(parts)


def _amounts(disclosure: Disclosure) -> list[Cell]:
    return [cell for table in disclosure.tables.values() for _, _, cell in table.cells()]


def _value(cell: Cell) -> object:
    return cell.amount.value if cell.amount else None


def _apart(one: Cell, other: Cell) -> float:
    a, b = one.place.box, other.place.box
    return abs(a[0] + a[2] - b[0] - b[2]) / 2 + abs(a[1] + a[3] - b[1] - b[3]) / 2 if a and b else 1e9


def plain_rapidocr(pixels: Any, _: float) -> str:
    from rapidocr import RapidOCR

    if not ENGINES:
        ENGINES.append(RapidOCR(params={"Global.log_level": "error"}))
    return " ".join(ENGINES[0](pixels[:, :, ::-1]).txts or ())


ENGINES: list[Any] = []


def tesseract(pixels: Any, dpi: float) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.png"
        cv2.imwrite(str(file), pixels[:, :, ::-1])
        command = ["tesseract", str(file), "-", "-l", "chi_sim+eng", "--dpi", str(int(dpi))]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def measure(
    path: Path, dpi: float, most: int, others: Sequence[str], score: Score, grey: bool = False
) -> None:
    """Read the pages of a document as scans and add what became of their amounts to a score."""
    paper = with_tables(open_paper(path), most)
    if not paper.pages:
        return
    text = read_paper(paper)
    pages: list[Page] = []
    for number, pixels in pictures(path, dpi, [page.number for page in paper.pages], grey):
        start = time.process_time()
        pages.append(read_picture(pixels, dpi, number))
        score.seconds += time.process_time() - start
        for other in others:
            start = _processor_time()
            said = {"rapidocr": plain_rapidocr, "tesseract": tesseract}[other](pixels, dpi)
            score.took[other] += _processor_time() - start
            score.others[other] += _found(text, number, said)
    score.pages += len(pages)
    start = time.process_time()
    scan = read_paper(Paper("pdf", tuple(pages), name=paper.name))
    score.seconds += time.process_time() - start
    score.add(text, scan)


def _processor_time() -> float:
    """Return the processor time of this process and of those it has started."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _found(text: Disclosure, page: int, said: str) -> int:
    """Count the amounts of a page whose digits stand in what another OCR read of it."""
    # Spaces that others leave inside a number are forgiven.
    said = re.sub(r"(?<=\d)\s*([.,，])\s*(?=\d)", r"\1", said)
    there = Counter(number.replace(",", "").replace("，", "") for number in NUMBER.findall(said))
    printed = Counter(f"{abs(c.amount.value):f}" for c in _amounts(text) if c.place.page == page and c.amount)
    return (there & printed).total()


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--dpi", type=float, nargs="+", default=[150, 200, 300])
    options.add_argument("--documents", type=int, default=1000, help="so many of the published PDFs")
    options.add_argument("--first", type=int, default=0, help="leave out so many of them")
    options.add_argument("--pages", type=int, default=1000, help="the first pages with tables of each only")
    options.add_argument(
        "--others", action="store_true", help="plain rapidocr and tesseract on the same pages"
    )
    options.add_argument("--grey", action="store_true", help="copies without colours, seal and all")
    options.add_argument("--show", action="store_true", help="every amount that was not read rightly")
    chosen = options.parse_args()
    found = sorted(path for path in DOCUMENTS.rglob("*.pdf") if path.parent.name != "reference")
    others = ["rapidocr", *(["tesseract"] if shutil.which("tesseract") else [])] if chosen.others else []
    for dpi in chosen.dpi:
        total = Score()
        for path in found[chosen.first : chosen.first + chosen.documents]:
            own = Score()
            measure(path, dpi, chosen.pages, others, own, chosen.grey)
            print(own.say(f"{dpi:.0f} dpi {path.parent.name}/{path.stem}"), flush=True)
            if chosen.show:
                print(*own.faults, sep="\n", flush=True)
            for part in ("right", "wrong", "others"):
                getattr(total, part).update(getattr(own, part))
            total.took = {name: total.took[name] + took for name, took in own.took.items()}
            for part in ("printed", "accused", "pages", "seconds"):
                setattr(total, part, getattr(total, part) + getattr(own, part))
        print(total.say(f"{dpi:.0f} dpi, all"), flush=True)


if __name__ == "__main__":
    main()
