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
