"""What the tests of corpora share: fictitious documents on disk, what a corpus holds, and ways to read that end badly."""

import os
import time
from pathlib import Path

from synthesize import synthesize

from budgetkit.corpus.sources import Work
from budgetkit.corpus.staging import Outcome, stage
from budgetkit.package import save

FORMS = (
    "xinjiang-budget",
    "shanghai-budget",
    "shanghai-final-accounts",
    "central-university-budget",
    "central-university-final-accounts",
)
BROKEN_PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n"


DYING = """
import os, sys
from pathlib import Path
left = int(sys.argv[-1])
replace = Path.replace
def dying(self, target):
    global left
    left -= 1
    if left == 0:
        os._exit(9)
    return replace(self, target)
Path.replace = dying
"""
"""How a program begins that ends at once when it puts so many files in place, as its last argument says."""


def put_folders(folder: Path, number: int, first: int = 0) -> list[Path]:
    """Save so many fictitious disclosures of all forms in turn."""
    return [
        save(synthesize(FORMS[n % 5], 2025, n, rows=2).disclosure, folder / f"{n:04d}-{FORMS[n % 5]}")
        for n in range(first, first + number)
    ]


def put_bad(folder: Path) -> list[Path]:
    """Write documents that cannot be read, each for another reason."""
    folder.mkdir(parents=True, exist_ok=True)
    bad = {
        "cut.pdf": BROKEN_PDF,
        "empty.pdf": b"",
        "no-archive.docx": b"PK\x03\x04 and then nothing",
        "letter.txt": "这是一封信，不是预算。".encode(),
    }
    for name, content in bad.items():
        (folder / name).write_bytes(content)
    (folder / "damaged").mkdir()
    (folder / "damaged" / "datapackage.json").write_text("{}", encoding="utf-8")
    return [*(folder / name for name in bad), folder / "damaged"]


ROWS = (
    "<tr><td>科目编码</td><td>科目名称</td><td>合计</td></tr>"
    "<tr><td>201</td><td>一般公共服务支出</td><td>3.00</td></tr>"
)
"""The rows of a small table in HTML."""


def put_pair(folder: Path, body: str, year: int = 2024) -> tuple[Path, Path]:
    """Write narrative and tables of one budget as two HTML files."""
    folder.mkdir(parents=True, exist_ok=True)
    sentence = f"{year}年支出预算总计3.00万元，比上年增加1.00万元，增长50.00%。"
    said = f"<p>{body}{year}年部门预算</p><p>二、支出预算情况说明</p><p>{sentence}</p>"
    table = f"<p>{year}年部门支出预算总表</p><p>编制单位：{body}</p><p>单位：万元</p><table border='1'>{ROWS}</table>"
    pair = folder / f"{body}-1.html", folder / f"{body}-2.html"
    for path, content in zip(pair, (said, table), strict=True):
        path.write_text(f"<html><meta charset='utf-8'><body>{content}</body></html>", encoding="utf-8")
    return pair


def everything(corpus: Path) -> dict[str, bytes]:
    """Every file of a corpus and its bytes."""
    return {
        path.relative_to(corpus).as_posix(): path.read_bytes() for path in corpus.rglob("*") if path.is_file()
    }


def deadly(work: Work, folder: str) -> Outcome:
    """Read a document, unless its name says that it ends the process or never ends."""
    if "kills" in work.path:
        os._exit(139)
    if "hangs" in work.path:
        time.sleep(3600)
    return stage(work, folder)


def deadly_once(work: Work, folder: str) -> Outcome:
    """Read a document; every document's first reader ends before it is done."""
    mark = Path(folder).parent / f"tried-{work.document}"
    if not mark.exists():
        mark.touch()
        os._exit(1)
    return stage(work, folder)


def slow(work: Work, folder: str) -> Outcome:
    """Read a document, not too fast, so that something can happen meanwhile."""
    time.sleep(0.5)
    return stage(work, folder)
