"""Documents to measure a corpus with: fictitious PDFs of every form, each from its number alone, and damaged ones."""

from __future__ import annotations

import multiprocessing
import random
import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from synthesize import Layout, synthesize, write_pdf

FORMS = (
    "xinjiang-budget",
    "shanghai-budget",
    "shanghai-final-accounts",
    "central-university-budget",
    "central-university-final-accounts",
)
YEAR = 2025
CHUNK = 20


def name_of(number: int) -> str:
    """Return the file name of a document; the forms take turns."""
    return f"{number:06d}-{FORMS[number % len(FORMS)]}.pdf"


def make_one(number: int, folder: Path) -> None:
    """Write one document, its figures and its layout drawn from its number; one that is there is left alone."""
    target = folder / name_of(number)
    if not target.exists():
        made = synthesize(FORMS[number % len(FORMS)], YEAR, number)
        part = write_pdf(made.disclosure, folder / f".{target.name}", Layout.of(number))
        part.replace(target)


def make(folder: Path, number: int, workers: int = 2) -> list[Path]:
    """Return so many documents of a folder, those that are missing made first."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [folder / name_of(n) for n in range(number)]
    missing = [n for n, path in enumerate(wanted) if not path.exists()]
    if missing:
        with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
            list(pool.map(partial(make_one, folder=folder), missing, chunksize=CHUNK))
    return wanted


def link(documents: list[Path], folder: Path) -> Path:
    """Put documents into a folder of their own, without copying them where that can be."""
    folder.mkdir(parents=True)
    for path in documents:
        place(path, folder / path.name)
    return folder


def place(path: Path, target: Path) -> None:
    """Put a document elsewhere as well."""
    try:
        target.hardlink_to(path)
    except OSError:
        shutil.copyfile(path, target)


def copied(paths: Iterable[Path], folder: Path, times: int) -> Path:
    """Copy PDFs so many times, a comment after the end of each, so that no two are the same bytes."""
    folder.mkdir(parents=True)
    for path in paths:
        for file in sorted(path.rglob("*.pdf")) if path.is_dir() else [path]:
            for n in range(times):
                (folder / f"{file.stem}-{n}.pdf").write_bytes(file.read_bytes() + b"\n%% %d\n" % n)
    return folder


# ---------------------------------------------------------------- damage
def _cut(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(100, len(content) // 2)]


def _flipped(content: bytes, rng: random.Random) -> bytes:
    """Flip one bit in about every twentieth byte; the first line stays, so that it still says it is a PDF."""
    damaged = bytearray(content)
    for _ in range(len(content) // 20):
        damaged[rng.randrange(16, len(content))] ^= 1 << rng.randrange(8)
    return bytes(damaged)


def _empty(_: bytes, __: random.Random) -> bytes:
    return b""


def _picture(_: bytes, rng: random.Random) -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + rng.randbytes(4000)


def _noise(_: bytes, rng: random.Random) -> bytes:
    return b"%PDF-1.7\n" + rng.randbytes(20_000)


def _letter(_: bytes, rng: random.Random) -> bytes:
    return f"这是一封信，编号{rng.randrange(10**9)}，不是预算。".encode()


def _encrypted(_: bytes, rng: random.Random) -> bytes:
    """Return a PDF that opens with a password only."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    secret = StandardEncryption("password", "owner", strength=128)
    canvas = Canvas("", encrypt=secret, invariant=1)
    canvas.drawString(72, 720, str(rng.randrange(10**9)))
    content: bytes = canvas.getpdfdata()
    return content


Damage = Callable[[bytes, random.Random], bytes]
DAMAGES: dict[str, Damage] = {
    "cut": _cut,
    "flipped": _flipped,
    "picture": _picture,
    "noise": _noise,
    "letter": _letter,
    "encrypted": _encrypted,
}
"""Ways to damage a document, taken in turn; the first is emptied instead, once, for all empty files are the same."""


def damaged(documents: list[Path], folder: Path, number: int, seed: int) -> dict[str, str]:
    """Put documents into a folder, so many of them damaged; return what was done to which, by path."""
    folder.mkdir(parents=True)
    rng, kinds = random.Random(seed), dict[str, str]()
    chosen = rng.sample(documents, number)
    for turn, path in enumerate(chosen):
        kind, damage = _turn(turn)
        target = folder / path.name
        target.write_bytes(damage(path.read_bytes(), rng))
        kinds[str(target.absolute())] = kind
    for path in set(documents).difference(chosen):
        place(path, folder / path.name)
    return kinds


def _turn(number: int) -> tuple[str, Damage]:
    if number == 0:
        return "empty", _empty
    name = [*DAMAGES][number % len(DAMAGES)]
    return name, DAMAGES[name]
